"""增加申请: whom the program thinks of, whom was recognised last time, anybody by name, a list pasted in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit

from desktop.models import identity
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.services.recognition import cases, pasted, rounds
from desktop.services.recognition.rounds import Candidate
from desktop.views.buttons import Button, tab_bar
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.editors import DateEditor
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Giving, Part, clear, column, fill, holder, row, scroll
from desktop.views.page import Page
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, line_of, text

COLUMNS = (
    Column("tick", "加入", 58, "center"),
    Column("name", "姓名", 96),
    Column("class", "班级", 74),
    Column("number", "身份证号", 176),
    Column("why", "为什么想到", 220),
)
KNOWN, BEFORE, ANYBODY, PASTED = range(4)
TITLES = ("有困难类型的", "上次认定的", "按姓名找", "粘贴名单")
EMPTY = (
    "有困难类型的学生都已经有申请了。",
    "上次认定的学生都已经有申请了，或者还没有上一次。",
    "没有找到。可以试试姓名的首字母。",
    "把名单粘贴到上面，一行一个：姓名、班级，或者身份证号。",
)
DRAFT, APPLIED = "draft", "applied"
ASIDE = 288  # px
PAUSE = 200  # ms after the last key


class AddPage(Page):
    """The hint is a round's id. Nothing is written before the last press."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("增加认定申请")
        self.desk = desk
        self.record = 0
        self.ticked: dict[int, Candidate] = {}
        self.offers: list[list[Candidate]] = [[], [], [], []]
        self.pupils: dict[int, Any] = {}
        self.unclear: tuple[str, ...] = ()
        self._build()

    def _build(self) -> None:
        self.tabs = tab_bar(TITLES)
        self.words = line_edit(hint="姓名、拼音首字母、班级或身份证后四位")
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText("一行一个：王芳，三(2)班。也可以是身份证号，或几个姓名用顿号隔开。")
        self.text.setFixedHeight(112)
        self.text.setTabChangesFocus(True)
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=2, filler="why")
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        space.activated.connect(self.toggle)
        self.table.opened.connect(self._open)
        self.table.body.clicked.connect(self._clicked)
        self.table.head.clicked.connect(self._clicked)
        self.all_in = Button("全部勾上", role="flat")
        self.none_in = Button("全部去掉", role="flat")
        self.all_in.clicked.connect(self.tick_all)
        self.none_in.clicked.connect(self.tick_none)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self._typed)
        self.words.textChanged.connect(self._wait)
        self.text.textChanged.connect(self._wait)
        self.tabs.currentChanged.connect(self.show_tab)
        self.state = Choice([(DRAFT, "先作草稿，等申请表"), (APPLIED, "申请表收到了")])
        self.state.currentIndexChanged.connect(self._say)
        self.day = DateEditor(RecognitionCase.applied_on)
        self.day.edited.connect(self._say)
        self.day_box = Field("哪天收到的", self.day)
        self.cards = column(gap=12)
        side = scroll(column(self.cards, None, gap=0))
        side.setFixedWidth(ASIDE)
        self.says = column(gap=12)
        about = card("加进来以后", Field("申请", self.state), self.day_box, gap=10)
        fill(self.cards, [about, self.says])
        self.tabs.setUsesScrollButtons(False)
        tools = Giving(self.tabs, None, self.none_in, self.all_in, gives=(self.none_in, self.all_in), gap=8)
        grid = holder(column(self.table, edge=1), card=True)
        self.set_body(row((column(tools, self.words, self.text, (grid, 1), gap=10), 1), side, gap=16))
        back = Button("返回认定", "arrow-left")
        back.clicked.connect(self.leave)
        self.add = Button("增加申请", "user-plus", role="primary")
        self.add.clicked.connect(self.keep)
        self.set_actions([back, self.add])

    def take_hint(self, hint: Any) -> None:
        self.record = int(hint)
        self.ticked, self.unclear = {}, ()
        for editor in (self.words, self.text):
            editor.clear()
        self.state.choose(DRAFT)
        self.day.show_value(cases.usual_day(self.record))
        self.reload()
        self.ticked = {one.student: one for one in self.offers[KNOWN]}
        first = next((at for at in (KNOWN, BEFORE) if self.offers[at]), ANYBODY)
        self.tabs.setCurrentIndex(first)
        self.show_tab(first)

    def reload(self) -> None:
        """Whom one may think of: pupils on the roll without an application in this round."""
        store = self.desk.store
        taken = {case.student_id for case in rounds.cases_of(store, self.record)}
        self.pupils = {one: pupil for one, pupil in rounds.pupils_on_roll(store).items() if one not in taken}
        self.offers[KNOWN] = rounds.from_hardships(store, self.record)
        self.offers[BEFORE] = rounds.from_last_time(store, self.record)
        self.set_fact(f"{RecognitionRound.caption_of(self.record)}，还有 {len(self.pupils)} 名学生没有申请")
        for at in (KNOWN, BEFORE):
            self.tabs.setTabText(at, f"{TITLES[at]} {len(self.offers[at])}")

    # showing -------------------------------------------------------------------------------------------

    def show_tab(self, at: int) -> None:
        self.words.setVisible(at == ANYBODY)
        self.text.setVisible(at == PASTED)
        self._typed()
        if at == ANYBODY:
            self.words.setFocus()
        elif at == PASTED:
            self.text.setFocus()
        else:
            self.table.go_to(0)
            self.table.body.setFocus()

    def _wait(self) -> None:
        self._soon.start()

    def _typed(self) -> None:
        """What the box for words or the pasted text comes to now."""
        self._soon.stop()
        at = self.tabs.currentIndex()
        known = {one.student: one for one in self.offers[KNOWN]}
        if at == ANYBODY:
            found = pasted.search(self.words.text(), list(self.pupils.values()))
            self.offers[ANYBODY] = [known.get(pupil.id, Candidate(pupil.id)) for pupil in found]
        if at == PASTED:
            told = pasted.read_pasted(self.desk.store, self.text.toPlainText())
            had = [one for one in told.found if one not in self.pupils]
            gone = (f"{rounds.names(had)}已经有申请了。",) if had else ()
            self.unclear = (*gone, *told.unclear)
            free = [one for one in told.found if one in self.pupils]
            new = [known.get(one, Candidate(one, why="粘贴的名单")) for one in free]
            before = {one.student for one in self.offers[PASTED]}
            self.offers[PASTED] = new
            self.ticked |= {one.student: one for one in new if one.student not in before}
        self._show_rows()

    def _show_rows(self) -> None:
        at = self.tabs.currentIndex()
        self.table.set_empty_text(EMPTY[at])
        self.model.show_rows([self._held(one) for one in self.offers[at] if one.student in self.pupils])
        self._say()

    def _held(self, one: Candidate) -> Held:
        pupil, on = self.pupils[one.student], one.student in self.ticked
        cells = {
            "tick": Shown("是" if on else "否", "accent", "square-check" if on else "square"),
            "name": Shown(pupil.name),
            "class": Shown(SchoolClass.caption_of(pupil.school_class_id)),
            "number": Shown(identity.mask_id(pupil.id_number)),
            "why": Shown(one.why or _kinds(one.kinds), "quiet"),
        }
        return Held(one.student, cells, {"tick": int(on)})

    def _say(self, *_: object) -> None:
        """What the press would do."""
        count, applied = len(self.ticked), self.state.value() == APPLIED
        self.day_box.setVisible(applied)
        self.add.setText(f"增加 {count} 份申请" if count else "增加申请")
        why = self._why_not_applied() if applied else ""
        self.add.setEnabled(count > 0 and not why)
        self.add.setToolTip(why)
        clear(self.says)
        what = "并记为已申请" if applied else "都是草稿，收到申请表以后再登记"
        says = why or f"将为 {count} 名学生建立认定申请，{what}。可以撤销。"
        parts: list[Part] = [text(says, tone="bad" if why else "", wrap=True)]
        parts += self._by_source()
        made: list[Part] = [card("会发生什么", *parts, gap=6)]
        if self.unclear and self.tabs.currentIndex() == PASTED:
            lines = [line_of("circle-alert", "warn", words, "small") for words in self.unclear]
            made.append(card("没有认出来的", *lines, gap=8))
        fill(self.says, made)

    def _why_not_applied(self) -> str:
        """Why applications cannot be noted as handed in now, said before anything is pressed."""
        state = RecognitionRound.get_by_id(self.record).state
        if state in ("applying", "reviewing"):
            return ""
        label = RecognitionRound.state.format(state)
        return f"这一批现在是“{label}”，还没有受理申请，不能记为已申请。请先定受理日期，或先建草稿。"

    def _by_source(self) -> list[Part]:
        """How many are ticked on each tab: what was ticked elsewhere is not forgotten silently."""
        parts: list[Part] = []
        for at in (KNOWN, BEFORE):
            if count := sum(one.student in self.ticked for one in self.offers[at]):
                parts.append(text(f"{TITLES[at]} {count} 人", "small", "quiet"))
        offered = {one.student for at in (KNOWN, BEFORE) for one in self.offers[at]}
        if count := sum(one not in offered for one in self.ticked):
            parts.append(text(f"另外找来的 {count} 人", "small", "quiet"))
        if any(one.before is not None for one in self.ticked.values()):
            says = "上次认定过的，家庭情况带过来，请和家长核对。"
            parts.append(text(says, "small", "quiet", wrap=True))
        return parts

    # ticking -------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Space: the chosen rows in, or out when all of them are in."""
        rows = [at for at in self.table.selected_rows() if at < self.model.rowCount()]
        self._tick([self.model.id_at(at) for at in rows])

    def _tick(self, students: Sequence[int], *, into: bool | None = None) -> None:
        offered = {one.student: one for one in self.offers[self.tabs.currentIndex()]}
        some_out = any(one not in self.ticked for one in students) if into is None else into
        for one in students:
            if some_out:
                self.ticked[one] = offered[one]
            else:
                self.ticked.pop(one, None)
            self.model.change_row(self._held(offered[one]))
        self._say()

    def tick_all(self) -> None:
        self._tick(self.model.ids(), into=True)

    def tick_none(self) -> None:
        self._tick(self.model.ids(), into=False)

    def _open(self, at: int) -> None:
        self._tick([self.model.id_at(at)])

    def _clicked(self, index: Any) -> None:
        if COLUMNS[index.column()].key == "tick":
            self._tick([self.model.id_at(index.row())])

    # writing -------------------------------------------------------------------------------------------

    def keep(self) -> None:
        ok, added = self.desk.attempt(self._write)
        if not ok:
            return
        left = f"，{len(added.left_out)} 人没有加" if added.left_out else ""
        self.desk.go("recognition", self.record)
        self.desk.say(f"增加了 {len(added.cases)} 份申请{left}。", ("撤销", self.desk.undo))

    def _write(self) -> rounds.Added:
        """Two steps of the journal where the forms are in already: added, then handed in."""
        applied = self.state.value() == APPLIED
        day = RecognitionCase.applied_on.parse(self.day.raw()) if applied else None
        if applied and day is None:
            raise Refused("请填写哪天收到申请表。")
        if applied:
            rounds.expect(self.record, "applying", "reviewing")
        added = rounds.add_cases(self.desk.store, self.record, list(self.ticked.values()))
        if day is not None and added.cases:
            cases.apply(self.desk.store, added.cases, day)
        return added

    def leave(self) -> None:
        self.desk.go("recognition", self.record)


def _kinds(kinds: Sequence[str]) -> str:
    return "、".join(code_list("hardship_type").label(kind) for kind in kinds)
