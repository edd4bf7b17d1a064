"""比对名单: drop the folder, see what each list was taken for, look at every line, take it in. Nothing is written before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.services.lists import since
from desktop.services.lists.draft import ListDraft
from desktop.services.lists.keep import Kept
from desktop.services.lists.match import rename
from desktop.services.lists.outlook import Looked, Outlook, look, outlook, take_in
from desktop.services.lists.past import CHANGED, GONE, NEW, SAME
from desktop.services.lists.presets import Learned, learn, recall
from desktop.services.lists.versions import leave_the_older, note_versions
from desktop.views import messages
from desktop.views.desk import Desk
from desktop.views.dialogs import pick_files, pick_folder
from desktop.views.drop import FileDrop
from desktop.views.import_steps import KINDS, advice
from desktop.views.lists_results import ResultsStep
from desktop.views.lists_steps import KnowStep, PickStep, ask_columns
from desktop.views.wizard import WizardPage

STEPS = ("选名单", "认名单", "看结果")
PICK, KNOW, RESULTS = range(3)
CALM = (
    "只认身份证号，孩子不在第一列、在第二张表都找得到",
    "父母、祖父母、户主、兄弟姐妹的号码也一并看",
    "加了密码的表会问密码，读不了的会说明原因",
)
AFTER = (
    "记下的只是名单和命中的行，可以撤销",
    "采纳不采纳，到比对台一条一条定",
    "采纳的才写进学生的困难类型，并写明出处",
)
Place = tuple[Path, str]  # a sheet, from one look to the next


class ListsWizard(WizardPage):
    """Holds what was found between the steps. `ask_columns` and `ask_password` are handed in by tests."""

    def __init__(
        self, desk: Desk, *, ask_password: Any = messages.ask_text, ask_columns: Any = ask_columns
    ) -> None:
        super().__init__("比对名单", STEPS)
        self.desk, self.ask_password, self.ask_columns = desk, ask_password, ask_columns
        self.today = dt.date.today()
        FileDrop(self).dropped.connect(self.take_hint)
        self.back_pressed.connect(self._back)
        self.next_pressed.connect(self.go_on)
        self.step_chosen.connect(self.show_number)
        self._forget()
        self.show_number(PICK)

    def _forget(self) -> None:
        self.paths: list[Path] = []
        self.passwords: dict[Path, str] = {}
        self.month: str | None = None
        self.looked: Looked | None = None
        self.named: dict[Place, str] = {}  # kinds, months and ticks the person set, kept through another look
        self.months: dict[Place, str] = {}
        self.versions: dict[
            Place, bool
        ] = {}  # whether a list stands in the place of this month's earlier one
        self.unused: set[Place] = set()
        self.chosen: set[Place] = set()  # sheets that are left out by themselves, and were ticked
        self.columns: dict[Place, Learned] = {}
        self.busy = False

    # going ---------------------------------------------------------------------------------------------

    def take_hint(self, paths: Sequence[Path]) -> None:
        """A folder or files were dropped or handed over: they are looked through at once."""
        if self.busy:
            return
        month = self.pick.chosen_month() if self.at == PICK else self.month
        self._forget()
        self.paths, self.month = [Path(path) for path in paths], month
        self.look()

    def show_number(self, at: int) -> None:
        (self._show_pick, self._show_know, self._show_results)[at]()
        self.back.setText(("不比对了", "重新选", "上一步")[at])
        if at == PICK:
            self.set_fact("先看一遍，再记下；记下之前什么也不写")
        elif self.looked is not None:
            self._say_head()

    def _say_head(self) -> None:
        assert self.looked is not None
        draft = self.looked.draft
        pupils = draft.counts()["pupils"]
        told = f"{draft.files} 个文件，{len(draft.lists)} 份名单，涉及本校学生 {pupils} 人，现在还没有记下"
        self.set_fact(told)

    def _back(self) -> None:
        if self.busy:
            return
        if self.at == PICK:
            self.desk.go("lists")
        else:
            self.show_number(self.at - 1)

    def go_on(self) -> None:
        """The primary button of the step."""
        if self.at == PICK:
            self.pick_folder()
        elif self.at == KNOW:
            self.show_number(RESULTS)
        else:
            self.keep()

    # 选名单 --------------------------------------------------------------------------------------------

    def _show_pick(self) -> None:
        told = since.since_lists(self.today)
        self.pick = PickStep(self.today, told.sentence, told.late)
        self.pick.dropped.connect(self.take_hint)
        self.pick.folder_asked.connect(self.pick_folder)
        self.pick.files_asked.connect(self.pick_files)
        for at, fact in ((PICK, ""), (KNOW, "还没有记下"), (RESULTS, "可以撤销")):
            self.set_step_fact(at, fact)
        self.show_step(PICK, self.pick, beside=[advice("放心拖", CALM), advice("之后", AFTER, "arrow-right")])
        self.set_next("选文件夹")

    def pick_folder(self) -> None:
        found = pick_folder(self, "选放名单的文件夹", self._start())
        if found is not None:
            self._remember(found)
            self.take_hint([found])

    def pick_files(self) -> None:
        if found := pick_files(self, "选名单", KINDS, self._start()):
            self._remember(found[0].parent)
            self.take_hint(found)

    def _start(self) -> Path | None:
        last = self.desk.settings.import_from
        return Path(last) if last else None

    def _remember(self, folder: Path) -> None:
        self.desk.settings.import_from = str(folder)
        self.desk.settings.save()

    def look(self) -> None:
        """Look through everything again, off the window's thread."""
        self.busy = True
        self.set_next("正在比对…", ready=False)
        self.desk.run(
            look, self.desk.store, list(self.paths), self.month, dict(self.passwords),
            title="正在比对名单", done=self._seen, failed=self._not_seen,
        )  # fmt: skip

    def _not_seen(self) -> None:
        self.busy = False
        self.show_number(self.at)

    def _seen(self, looked: Looked) -> None:
        self.busy = False
        self.looked = looked
        for one in looked.draft.lists:
            place = one.path, one.sheet
            if place in self.named:
                rename(one, self.named[place])
            one.month = self.months.get(place, one.month)
            one.replace = self.versions.get(place)
        self._settle()
        self.set_step_fact(PICK, f"{looked.draft.files} 个文件")
        self.show_number(KNOW)

    def _settle(self) -> None:
        """What follows from kinds and months: versions of one list. The person's own ticks go before."""
        assert self.looked is not None
        lists = self.looked.draft.lists
        note_versions(lists)
        leave_the_older(lists)
        for one in lists:
            place = one.path, one.sheet
            if place in self.unused:
                one.use = False
            elif place in self.chosen and not one.taken:
                one.use = True

    # 认名单 --------------------------------------------------------------------------------------------

    def _show_know(self) -> None:
        assert self.looked is not None
        step = KnowStep(self.looked, self.today)
        step.password_asked.connect(self._ask_password)
        for made in step.rows:
            made.use_changed.connect(self._use)
            made.kind_chosen.connect(self._name)
            made.month_chosen.connect(self._date)
            made.version_chosen.connect(self._replace)
            made.columns_asked.connect(self._point)
        self.know = step
        self.show_step(KNOW, step)
        self._say_know()

    def used(self) -> list[ListDraft]:
        assert self.looked is not None
        return [one for one in self.looked.draft.lists if one.use and not one.taken]

    def _say_know(self) -> None:
        assert self.looked is not None
        used = self.used()
        waiting = [one for one in used if one.kind is None or one.month is None]
        told = [f"用 {len(used)} 份名单"] if used else ["没有要用的名单"]
        told += [f"{len(waiting)} 份还要您指明种类或月份，或者去掉前面的勾"] if waiting else []
        known = "认错了的，在名单后面改种类"
        self.set_will([], [advice("名单", [*told, known], "table-2"), advice("之后", AFTER, "arrow-right")])
        self.set_next("看结果", ready=bool(used) and not waiting)
        self.set_step_fact(KNOW, f"{len(waiting)} 份要指明" if waiting else f"用 {len(used)} 份")
        self._say_head()

    def _use(self, one: ListDraft, on: bool) -> None:
        one.use = on
        place = one.path, one.sheet
        (self.chosen if on else self.unused).add(place)
        (self.unused if on else self.chosen).discard(place)
        self._say_know()

    def _name(self, one: ListDraft, kind: str) -> None:
        rename(one, kind)
        self.named[one.path, one.sheet] = kind
        self._settle()
        self._show_know()

    def _date(self, one: ListDraft, month: str) -> None:
        one.month = self.months[one.path, one.sheet] = month
        self._settle()
        self._show_know()

    def _replace(self, one: ListDraft, instead: bool) -> None:
        one.replace = self.versions[one.path, one.sheet] = instead
        self._say_know()

    def _point(self, one: ListDraft) -> None:
        """Point at the columns whose numbers count; remembered at once, and everything is looked through again."""
        place = one.path, one.sheet
        if one.kind is None:
            self.desk.refuse(Refused("请先选这份名单的种类，再指号码列。"))
            return
        before = self._learned(one)
        chosen = self.ask_columns(self, one, before.id_columns)
        if chosen is None:
            return
        opened = tuple(head for head in chosen if head in (*one.closed, *before.opened))
        learned = self.columns[place] = Learned(one.kind, chosen, opened, one.instead)
        if self.desk.attempt(learn, self.desk.store, one.fingerprint, one.called, learned, one.heads)[0]:
            self.look()

    def _learned(self, one: ListDraft) -> Learned:
        """Which columns of a list count, as they were pointed out now or in an earlier month."""
        known = recall(one.fingerprint, one.called) if one.fingerprint else None
        known = self.columns.get((one.path, one.sheet)) or known
        return Learned(
            one.kind or "", *((known.id_columns, known.opened) if known else ((), ())), one.instead
        )

    def _ask_password(self, path: Path) -> None:
        word = self.ask_password(self, "打开要密码", f"“{path.name}”的密码", yes="打开", secret=True)
        if word:
            self.passwords[path] = word
            self.look()

    # 看结果 --------------------------------------------------------------------------------------------

    def _show_results(self) -> None:
        assert self.looked is not None
        self.told: Outlook = outlook(self.looked.draft)
        self.results = ResultsStep(self.looked.draft, self.told, self._note_look)
        self.results.ticked.connect(self._say_results)
        self.results.pupil_wanted.connect(self.desk.open_pupil)
        self.show_step(RESULTS, self.results)
        self._say_results()
        self.results.table.body.setFocus()

    def _note_look(self, count: int) -> None:
        self.desk.note_access("查看完整号码", "名单比对结果", count)

    def _say_results(self) -> None:
        assert self.looked is not None
        self.told = outlook(self.looked.draft)
        self.results.told.change.update(self.told.change)
        used, counts = self.used(), self.told.counts
        changes = "，".join(
            f"{code_list('list_change').label(key)} {counts[key]}"
            for key in (NEW, CHANGED, GONE, SAME)
            if counts[key]
        )
        will = [
            "先自动备份一次",
            f"记下 {len(used)} 份名单" + (f"：{changes}" if changes else "，没有本校的行"),
        ]
        will += [f"以前处理过、没有变化的照旧，{self.told.open} 条留到比对台处理"] if self.told.open else []
        will += ["不改任何学生的困难类型：采纳以后才写", "可以整个撤销"]
        self.set_will(will)
        self.set_next(f"记下 {len(used)} 份名单", ready=bool(used) and self.may_write())

    def may_write(self) -> bool:
        return self.desk.store.session.may("batch")

    def keep(self) -> None:
        assert self.looked is not None
        known = {(one.path, one.sheet): one for one in self.used()}
        named = [(known[place], self._learned(known[place])) for place in self.named if place in known]
        self.busy = True
        self.back.setEnabled(False)
        self.set_next("正在记下…", ready=False)
        self.desk.run(
            take_in, self.desk.school, self.looked.draft, named,
            title="正在记下名单", done=self._kept, failed=self._not_kept,
        )  # fmt: skip

    def _not_kept(self) -> None:
        self.busy = False
        self.back.setEnabled(True)
        self._say_results()

    def _kept(self, kept: Kept) -> None:
        self.back.setEnabled(True)
        self._forget()
        self.show_number(PICK)
        self.desk.go("lists", kept.sources)
        self.desk.say(kept.sentence, ("撤销", partial(self.desk.undo_step, kept.step)))
