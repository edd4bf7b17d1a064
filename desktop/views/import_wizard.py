"""导入名单: files, tables, columns, identity numbers, rehearsal, writing. Nothing is written before the last press."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.models.undo import is_taken_back
from desktop.services.roster import files_in, intake
from desktop.services.roster.correct import Corrector, judged
from desktop.services.roster.draft import NEW, Draft, Gone
from desktop.services.roster.files_in import FileIn
from desktop.services.roster.intake import TableIn
from desktop.services.roster.keep import Kept
from desktop.services.sheets.errors_out import rows_to_correct
from desktop.views import messages
from desktop.views.desk import Desk
from desktop.views.drop import FileDrop
from desktop.views.import_steps import (
    DoneStep,
    FilesStep,
    TablesStep,
    advice,
    pick_lists,
    save_errors,
    step_facts,
)
from desktop.views.import_steps_columns import ColumnsStep, facts_of
from desktop.views.import_steps_numbers import NumberFix, NumbersStep, SlipLinks
from desktop.views.import_steps_rehearsal import DoubtPanel, RehearsalStep, bucket_of, panel_of, will_of
from desktop.views.widgets import Notice
from desktop.views.wizard import WizardPage

STEPS = ("选文件", "认表头", "对列", "查身份证", "预演", "写入")
FILES, TABLES, COLUMNS, NUMBERS, REHEARSAL, DONE = range(6)
CALM = (
    "表头在第几行、叫什么都不要紧，程序自己认",
    "加了密码的表会问密码",
    "读不了的文件会说明原因，别的照读",
)
NEXT = ("给没有卡号的学生补银行卡", "看看困难类型齐不齐", "生成本学期的资助名单")
ROSTER = {"student", "guardian", "household", "payee_account", "school_class", "hardship"}


class ImportWizard(WizardPage):
    """Holds what was read and judged between the steps; each step is made anew when it is shown."""

    def __init__(self, desk: Desk, *, ask_password: Any = messages.ask_text) -> None:
        super().__init__("导入名单", STEPS)
        self.desk, self.ask_password = desk, ask_password
        self.paths: list[Path] = []
        self.passwords: dict[Path, str] = {}
        self.unwanted: set[int] = set()  # tables whose tick the person took away, by identity
        FileDrop(self).dropped.connect(self.take_hint)
        self.back_pressed.connect(self._back)
        self.next_pressed.connect(self.go_on)
        self.step_chosen.connect(self._go_back_to)
        desk.changed.connect(self._data_changed)
        self._forget()
        self.show_number(FILES)

    def _forget(self) -> None:
        """As if nothing had been read."""
        self.files: list[FileIn] = []
        self.draft: Draft | None = None
        self.corrector: Corrector | None = None
        self.kept: Kept | None = None
        self.shown_table: TableIn | None = None
        self.mark_gone = self.writing = self.stale = self.undone = False
        self.facts = [""] * len(STEPS)

    @property
    def whole(self) -> intake.Intake:
        return files_in.together(self.files)

    # going ---------------------------------------------------------------------------------------------

    def take_hint(self, paths: Sequence[Path]) -> None:
        """Files were dropped or handed over: they are read at once. A finished import makes room for a new one."""
        if self.at == DONE:
            self._start_over()
        had = self.paths if self.at in (FILES, TABLES) else []
        if self.at > TABLES and not self.desk.ask(
            self, "换一批文件", "现在的预演还没有写入。放下它，改导入刚拖进来的文件？", yes="改导入这些"
        ):
            return
        self.paths = files_in.workbooks_of([*had, *map(Path, paths)])
        self._forget()
        self.show_number(FILES)
        self.read()

    def unfinished(self) -> str:
        """What is lost when the window goes now, as a sentence."""
        begun = FILES < self.at < DONE
        return f"名单导入做到“{STEPS[self.at]}”，还没有写入。离开以后要从选文件重新来。" if begun else ""

    def show_number(self, at: int) -> None:
        """Show one step as things stand."""
        self.set_title("导入名单" if at == FILES else f"导入名单：{STEPS[at]}")
        makers = (
            self._show_files, self._show_tables, self._show_columns,
            self._show_numbers, self._show_rehearsal, self._show_done,
        )  # fmt: skip
        makers[at]()
        self.back.setText(("不导入了", "上一步", "上一步", "上一步", "上一步", "再导入一份")[at])
        self._say_facts()

    def _say_facts(self) -> None:
        whole = self.whole
        told = f"{whole.title}，{whole.row_count()} 行，现在还没有写入，随时可以退回"
        first = "学籍系统导出的、县里发的、班主任交的都行"
        self.set_fact(first if self.at == FILES else self.kept.sentence if self.kept else told)
        for at, fact in enumerate(step_facts(self.paths, whole, self.draft)):
            self.set_step_fact(at, fact)

    def _back(self) -> None:
        if self.at == FILES:
            self.desk.go("roster")
        elif self.at == DONE:
            self._start_over()
        elif not self.writing:
            self.show_number(self.at - 1)

    def _go_back_to(self, at: int) -> None:
        if self.at != DONE and not self.writing:
            self.show_number(at)

    def _start_over(self) -> None:
        self.paths, self.passwords = [], {}
        self._forget()
        self.show_number(FILES)

    def go_on(self) -> None:
        """The primary button of the step."""
        if self.at == FILES:
            self.read()
        elif self.at == TABLES:
            self.show_number(COLUMNS)
        elif self.at == COLUMNS:
            self.judge()
        elif self.at == NUMBERS:
            self.show_number(REHEARSAL)
        elif self.at == REHEARSAL:
            self.judge(REHEARSAL) if self.stale else self.write()
        else:
            self.desk.go("roster")

    # 选文件 and 认表头 ----------------------------------------------------------------------------------

    def _show_files(self) -> None:
        step = FilesStep(self.paths)
        step.dropped.connect(self.take_hint)
        step.pick_asked.connect(self._pick)
        step.removed.connect(self._remove)
        self.show_step(FILES, step, beside=[advice("放心拖", CALM)])
        self.set_next("读这些文件" if len(self.paths) > 1 else "读文件", ready=bool(self.paths))

    def _pick(self) -> None:
        if found := pick_lists(self, self.desk.settings):
            self.take_hint(found)

    def _remove(self, path: Path) -> None:
        self.paths = [one for one in self.paths if one != path]
        self._forget()
        self.show_number(FILES)

    def read(self) -> None:
        """Read every file, off the window's thread."""
        if self.paths:
            self.set_next("正在读…", ready=False)
            self.desk.run(
                files_in.read_each, self.paths, dict(self.passwords),
                title="正在读名单", done=self._read, failed=self._show_again,
            )  # fmt: skip

    def _show_again(self) -> None:
        """Nothing came of it: the step as it was."""
        self.show_number(self.at)

    def _read(self, files: list[FileIn]) -> None:
        self.files, self.draft, self.shown_table = files, None, None
        for locked in [one for one in files if one.locked and one.path not in self.passwords]:
            self._ask_password(locked.path)
        self.show_number(TABLES)

    def _show_tables(self) -> None:
        step = TablesStep(self.files)
        step.use_changed.connect(self._use)
        step.columns_asked.connect(self._columns_of)
        step.password_asked.connect(self._ask_password)
        used = self.whole.used
        told = [f"用 {len(used)} 张表，共 {self.whole.row_count()} 行"] if used else ["还没有能用的表"]
        word = "认错了的表，去掉前面的勾；没认出的，点“自己对列”"
        self.show_step(TABLES, step, beside=[advice("找到这些表", [*told, word], "table-2")])
        self.set_next("下一步", ready=bool(used))

    def _use(self, taken: TableIn, on: bool) -> None:
        taken.use = on
        (self.unwanted.discard if on else self.unwanted.add)(id(taken))
        self.draft = None
        self.set_next("下一步", ready=bool(self.whole.used))
        self._say_facts()

    def _columns_of(self, taken: TableIn) -> None:
        self.shown_table = taken
        self.show_number(COLUMNS)

    def _ask_password(self, path: Path) -> None:
        word = self.ask_password(self, "打开要密码", f"“{path.name}”的密码", yes="打开", secret=True)
        if word:
            self.passwords[path] = word
            self.desk.run(
                files_in.read_each, [path], {path: word}, title=f"正在读 {path.name}", done=self._read_again
            )

    def _read_again(self, files: list[FileIn]) -> None:
        fresh = {one.path: one for one in files}
        self.files = [fresh.get(one.path, one) for one in self.files]
        self.draft = None
        self.show_number(TABLES)

    # 对列 ----------------------------------------------------------------------------------------------

    def _show_columns(self) -> None:
        tables = self.whole.tables
        shown = self.shown_table if self.shown_table in tables else (self.whole.used or tables)[0]
        self.shown_table = shown
        step = ColumnsStep(tables, shown)
        step.assigned.connect(self._assigned)
        step.table_chosen.connect(self._columns_of)
        self.show_step(COLUMNS, step)
        self._say_columns(shown)

    def _assigned(self, taken: TableIn) -> None:
        intake.judge(taken)
        if id(taken) in self.unwanted:
            taken.use = False
        self.draft = None
        self._say_columns(taken)
        self._say_facts()

    def _say_columns(self, taken: TableIn) -> None:
        told = facts_of(taken) + ([f"这张表先不用：{taken.why_not}"] if taken.why_not else [])
        remembered = "下次遇到同样的表头，就照这次的来"
        self.set_will(
            [], [advice("这张表", told, "table-2"), advice("您说了算", ["对错了就在右边改", remembered])]
        )
        self.set_next("下一步", ready=bool(self.whole.used))

    # 查身份证 and 预演 ----------------------------------------------------------------------------------

    def judge(self, then: int = NUMBERS) -> None:
        """Judge every row; what was corrected by hand stays while nothing above it changed."""
        if self.draft is not None and not self.stale:
            self.show_number(then)
            return
        self.set_next("正在核对…", ready=False)
        self.then = then
        self.desk.run(
            judged, self.desk.store, self.whole,
            title="正在核对每一行", done=self._judged, failed=self._show_again,
        )  # fmt: skip

    def _judged(self, told: tuple[Draft, Corrector]) -> None:
        self.draft, self.corrector = told
        self.stale = False
        self.mark_gone = bool(self.draft.gone) and self.corrector.covers_school()
        self.show_number(self.then)

    def _show_numbers(self) -> None:
        assert self.draft is not None
        self.numbers = NumbersStep(self.draft)
        self.show_step(NUMBERS, self.numbers)
        self.numbers.current_changed.connect(self._number_panel)
        self._number_panel(self.numbers.current())

    def _number_panel(self, line: Any) -> None:
        assert self.corrector is not None and self.draft is not None
        beside: list[QWidget] = []
        if line is not None:
            fix = NumberFix(line, self.corrector)
            fix.fixed.connect(self._number_fixed)
            beside += [fix, SlipLinks(self.desk, self.draft, line)]
        told = ("没补的先放进“待补名单”，别的照写", "号码好的学生不受影响", "程序不替人猜号码")
        self.set_will([], [*beside, advice("不急着补全", told)])

    def _number_fixed(self) -> None:
        self.numbers.reload()
        self._say_facts()

    def _show_rehearsal(self) -> None:
        assert self.draft is not None
        self.rehearsal = RehearsalStep(self.draft)
        self.rehearsal.mark_gone(self.mark_gone)
        self.show_step(REHEARSAL, self.rehearsal)
        self.rehearsal.current_changed.connect(self._rehearsal_panel)
        self.rehearsal.opened.connect(self._open_pupil_of)
        self._rehearsal_panel(self.rehearsal.current())

    def _rehearsal_panel(self, one: Any) -> None:
        assert self.corrector and self.draft
        panel = panel_of(one, self.corrector)
        for part in panel:
            if isinstance(part, NumberFix):
                part.fixed.connect(self._rehearse_again)
            if isinstance(part, DoubtPanel):
                part.decided.connect(self._rehearse_again)
                part.pupil_asked.connect(self.desk.open_pupil)
        self._gone_tick(panel)
        self.set_will(will_of(self.draft, self.mark_gone), panel)
        count = len(self.draft.to_write()) + (len(self.draft.gone) if self.mark_gone else 0)
        words = f"写入 {count} 行" if count else f"存下待补 {len(self.draft.to_wait())} 行"
        self.set_next("重新预演" if self.stale else words, ready=bool(count or self.draft.to_wait()))

    def _gone_tick(self, panel: list[QWidget]) -> None:
        assert self.draft is not None
        if self.draft.gone:
            tick = QCheckBox(f"把 {len(self.draft.gone)} 人记为“去向待查”")
            tick.setChecked(self.mark_gone)
            tick.toggled.connect(self._mark_gone)
            panel.append(tick)

    def _mark_gone(self, on: bool) -> None:
        self.mark_gone = on
        self.rehearsal.mark_gone(on)
        self._rehearsal_panel(self.rehearsal.current())

    def _rehearse_again(self) -> None:
        self.rehearsal.reload()
        self._say_facts()

    def _open_pupil_of(self, one: Any) -> None:
        """Enter on a line that is about somebody in the books opens that pupil."""
        known = one.student if isinstance(one, Gone) else one.plan.student if one and one.plan else None
        if known and bucket_of(one) != NEW:
            self.desk.open_pupil(known)

    def _data_changed(self, ledgers: frozenset[str]) -> None:
        """Somebody changed the books meanwhile: what was rehearsed, or written, may no longer be so."""
        if self.at == DONE and self.kept is not None:
            if self.undone != is_taken_back(self.kept.step):
                self.undone = not self.undone
                self.show_number(DONE)
            return
        if self.draft is not None and not self.writing and ledgers & ROSTER:
            self.stale = True
            self.show_notice(Notice("warn", "台账刚刚改过，这份预演要重做一遍才能写入。"))
            if self.at == REHEARSAL:
                self.set_next("重新预演")

    # 写入 ----------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Back up and keep, off the window's thread."""
        assert self.draft is not None
        gone = [one.student for one in self.draft.gone] if self.mark_gone else []
        self.writing = True
        self.back.setEnabled(False)
        self.set_next("正在写入…", ready=False)
        self.desk.run(
            files_in.write, self.desk.school, self.draft, self.whole, gone,
            title="正在写入", done=self._written, failed=self._not_written,
        )  # fmt: skip

    def _not_written(self) -> None:
        self.writing = False
        self.back.setEnabled(True)
        self._rehearsal_panel(self.rehearsal.current())

    def _written(self, kept: Kept) -> None:
        self.kept, self.writing = kept, False
        self.back.setEnabled(True)
        self.show_number(DONE)
        self.desk.say(f"写好了：{kept.sentence}", ("撤销", self.undo))

    def _show_done(self) -> None:
        assert self.kept is not None and self.draft is not None
        step = DoneStep(self.kept, len(rows_to_correct(self.draft)), self.undone)
        step.undo_pressed.connect(self.undo)
        step.waiting_pressed.connect(self._waiting)
        step.errors_pressed.connect(self._save_errors)
        step.roster_pressed.connect(self.go_on)
        self.show_step(DONE, step, beside=[advice("接下来", NEXT, "arrow-right")])
        self.set_next("看花名册")

    def undo(self) -> None:
        """Take the whole import back."""
        if self.kept and not self.undone:
            self.desk.undo_step(self.kept.step)

    def _waiting(self) -> None:
        self.desk.go("waiting")

    def _save_errors(self) -> None:
        assert self.draft is not None
        save_errors(self, self.desk, self.draft)
