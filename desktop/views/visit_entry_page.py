"""按登记表录入: a sheet that came back is typed row by row in its own order, and kept as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop.models.errors import Refused
from desktop.models.fields import FieldError
from desktop.models.ledgers.care_visits import Visit
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.services.care import booking, sheet
from desktop.services.care.sheet import Facts, Sheet
from desktop.services.care.typed_visits import Typed, next_open, phrases
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.editors import editor_for
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, hair, holder, row, scroll
from desktop.views.meal_stock_parts import EnterWalk
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.visit_entry_line import VisitLine, words_of
from desktop.views.widgets import card, line_of, text

COLUMNS = (
    Column("place", "行号", 48, "right"),
    Column("children", "学生", 190),
    Column("day", "日期", 92),
    Column("way", "方式", 76),
    Column("met", "受访人", 84),
    Column("talked", "交流内容", 240),
    Column("state", "要核对", 170),
)
ASIDE, ROOMY = 236, 1080  # px
KEYS = (
    "写上纸右上角的编号，回车就按那张表的次序录",
    "日期写一次，换一天再改",
    "回车走到下一格，走完就到下一行",
    "没去的直接写下一个行号跳过去",
    "缺过课的，在“发现的问题”按 Tab 写原因",
    "核对了、签了字的按空格或 1，没有的回车走过",
    "红的一行有疑问：没错再按一次回车",
    "Ctrl+S 整张登记，可以撤销",
)


class VisitEntryPage(Page):
    """Nothing is kept before 登记. The hint is a sheet's number, ("teacher", id) or ("class", id)."""

    def __init__(self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today) -> None:
        super().__init__("按登记表录入")
        self.desk, self.today = desk, today
        self.sheet: Sheet | None = None
        self.typed: dict[int, Typed] = {}
        self.asked: dict[int, Typed] = {}  # typed, doubted, and not said to be right yet
        self.doubts: dict[int, list[str]] = {}
        self._build()
        self._show_rows()
        desk.look(sheet.facts_of, today(), done=self._offer_sheets)

    # building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.number = line_edit(hint="如 12-1120-48")
        self.whose = Choice()
        self.day = editor_for(Visit.day)
        self.teacher = editor_for(Visit.teacher)
        self.teacher.choose_from(self.desk.store)
        self.policies = editor_for(Visit.policies)
        self.policies.show_value(None)
        self.policies.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.boxes = {
            "number": Field("表上的编号", self.number), "whose": Field("或者选谁的表", self.whose),
            "day": Field("家访日期", self.day), "teacher": Field("家访教师", self.teacher),
            "policies": Field("都讲了的政策", self.policies),
        }  # fmt: skip
        for name, wide in (("number", 128), ("day", 150), ("teacher", 120), ("policies", 150)):
            self.boxes[name].setFixedWidth(wide)
        head = row(
            self.boxes["number"], (self.boxes["whose"], 1), self.boxes["day"], self.boxes["teacher"],
            self.boxes["policies"], gap=8,
        )  # fmt: skip
        self.says = text("", "small", "warn", wrap=True)
        self.says.hide()
        self.line = VisitLine(self.shared)
        self.line.added.connect(self._added)
        self.line.row_asked.connect(self._go_to)
        self.line.refused.connect(self._refuse)
        self.line.setEnabled(False)
        top = holder(column(head, self.says, hair(), self.line, gap=8, edge=(16, 10, 16, 10)), card=True)
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=2, filler="talked")
        self.table.set_empty_text("先写表上的编号，或选一位教师。纸上第几行，这里就是第几行。")
        self.table.opened.connect(self.take_back)
        self.table.clear_asked.connect(self.drop_line)
        self.table.menu_opening.connect(self._fill_menu)
        grid = holder(column(self.table, edge=1), card=True)
        self.keep_ = Button("登记", "check", role="primary", tip="把录好的都登记（Ctrl+S）")
        self.keep_.clicked.connect(self.keep)
        back, self.paper = Button("返回", "arrow-left"), Button("打印今天的表", "printer")
        back.clicked.connect(partial(self.desk.go, "visits"))
        self.paper.clicked.connect(self.print_sheet)
        self.set_actions([back, self.paper, self.keep_])
        self.aside = self._aside()
        self.set_body(row((column(top, (grid, 1), gap=12), 1), self.aside, gap=16))
        self.walk = EnterWalk([self.day], self)
        self.walk.ended.connect(self.line.start)
        self.number.returnPressed.connect(self._find)
        self.whose.activated.connect(self._chosen)
        self.day.edited.connect(self._head_edited)
        for key, act in (("Ctrl+S", self.keep), ("Ctrl+Return", self.line.add)):
            QShortcut(
                QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(act)

    def _aside(self) -> QWidget:
        self.will = text("", wrap=True)
        said = [text(f"{at}　{words}", "small", "quiet", wrap=True) for at, words in enumerate(phrases(), 1)]
        keys = [line_of("keyboard", "quiet", words, "small") for words in KEYS]
        made = scroll(
            column(
                card("会发生什么", self.will), card("常用话", *said, gap=5), card("怎么录", *keys, gap=5), None, gap=12
            )
        )  # fmt: skip
        made.setFixedWidth(ASIDE)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the fields get the room of what explains them."""
        super().resizeEvent(event)
        self.aside.setVisible(self.width() >= ROOMY)

    # the sheet -----------------------------------------------------------------------------------------

    def _offer_sheets(self, facts: Facts) -> None:
        """Teachers with their children, then classes; whoever sees some classes has only those."""
        session = self.desk.store.session
        rows: list[tuple[object, str]] = [(None, "")]
        for whose in ("teacher", "class") if session.classes is None else ("class",):
            rows += [
                ((whose, who), f"{name}　{count} 人")
                for who, name, count in sheet.sheets(facts, whose)
                if session.classes is None or who in session.classes
            ]
        self.whose.set_choices(rows)
        self.whose.choose((self.sheet.whose, self.sheet.who) if self.sheet else None)

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, tuple) and len(hint) == 2:
            self.open_sheet(*hint)
        elif isinstance(hint, str) and hint:
            self.number.setText(hint)
            self._find()
        else:
            self.number.setFocus()

    def _chosen(self) -> None:
        told: Any = self.whose.value()
        if told is not None:
            self.open_sheet(*told)

    def open_sheet(self, whose: Any, who: int) -> None:
        """The sheet as it stands today."""
        self.desk.look(sheet.sheet_of, whose, who, self.today(), done=partial(self.show_sheet, same=True))

    def _find(self) -> None:
        ok, told = self.desk.attempt(sheet.find, self.desk.store, self.number.text(), self.today())
        if ok:
            self.show_sheet(told[0], same=told[1])
        elif not self.typed and not self.asked:
            self._show_none()

    def _show_none(self) -> None:
        """No lines of another sheet stand under a number that is none."""
        self.sheet, self.asked, self.doubts = None, {}, {}
        self.whose.choose(None)
        self.says.hide()
        self._show_rows()
        self.line.show_line(None)
        self.number.setFocus()

    def show_sheet(self, found: Sheet, *, same: bool = True) -> None:
        """Its lines; asked first when another sheet was begun."""
        if (self.typed or self.asked) and not self._may_leave():
            return
        self.sheet, self.typed, self.asked, self.doubts = found, {}, {}, {}
        self.number.setText(found.number)
        self.whose.choose((found.whose, found.who))
        teacher = found.who if found.whose == "teacher" else SchoolClass.get_by_id(found.who).head_teacher_id
        self.teacher.show_value(teacher)
        self.says.setText("这张表打印以后名单变过，行号可能对不上，请对着姓名录。")
        self.says.setVisible(not same)
        self._show_rows()
        first = next_open(found.lines, {}, 0)
        self._go_to(first or 0)
        (self.day if self._day() is None else self.line.place).setFocus()

    def unfinished(self) -> str:
        """What is lost when the window goes now, as a sentence."""
        begun = len(self.typed | self.asked)
        return f"家访登记表录了 {begun} 行，还没有登记。" if begun else ""

    def _may_leave(self) -> bool:
        words = f"这张表录了 {len(self.typed | self.asked)} 行，还没有登记。换一张表就不要了。"
        return bool(self.desk.ask(self, "还没有登记", words, yes="换一张表", no="接着录"))

    # the head ------------------------------------------------------------------------------------------

    def _day(self) -> dt.date | None:
        try:
            return Visit.day.parse(self.day.raw())  # type: ignore[no-any-return]
        except FieldError:
            return None

    def shared(self) -> tuple[dt.date | None, int | None, str]:
        """What every line of the sheet says: day, teacher, policies."""
        teacher = self.teacher.raw()
        return self._day(), teacher if isinstance(teacher, int) else None, ",".join(self.policies.raw())

    def _head_edited(self) -> None:
        wrong = bool(self.day.raw().strip()) and self._day() is None
        self.boxes["day"].say("写成 1120 就行" if wrong and len(self.day.raw()) > 5 else "")
        if self.line.line is not None:
            self.line.show_letters()

    # lines ---------------------------------------------------------------------------------------------

    def _go_to(self, place: int) -> None:
        """Another line into the fields."""
        if self.sheet is None:
            return
        line = next((one for one in self.sheet.lines if one.place == place), None)
        if line is None and place:
            self._refuse(f"这张表没有第 {place} 行，一共 {len(self.sheet.lines)} 行。")
            line = self.line.line
        self.line.show_line(
            line, (self.typed.get(line.place) or self.asked.get(line.place)) if line else None
        )
        if line is not None:
            self.table.go_to(line.place - 1)
            self.table.body.scrollTo(self.model.index(line.place - 1, 0))

    def _added(self, typed: Typed) -> None:
        assert self.sheet is not None
        place = typed.line.place
        besides = [one.entry for at, one in self.typed.items() if at != place]
        self.doubts[place] = booking.doubts(typed.entry, besides=besides, term=self.desk.term)
        if (
            self.doubts[place] and self.asked.get(place) != typed
        ):  # what looks wrong is kept at the second Enter
            self.asked[place] = typed
            self.typed.pop(place, None)
            self._show_rows()
            self.line.wait(f"{''.join(self.doubts[place])}没有写错的，再按一次回车。")
            return
        self.asked.pop(place, None)
        self.typed[place] = typed
        self._show_rows()
        then = next_open(self.sheet.lines, self.typed | self.asked, place)
        self._go_to(then or 0)
        (self.line.place if then else self.keep_).setFocus()
        if then:
            self.line.place.selectAll()

    def take_back(self, at: int) -> None:
        """A line back into the fields, to be mended."""
        self._go_to(self.model.id_at(at))
        self.line.start()

    def drop_line(self) -> None:
        for at in self.table.selected_rows():
            for told in (self.typed, self.asked):
                told.pop(self.model.id_at(at), None)
        self._show_rows()

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            menu.addAction("录这一行\tEnter").triggered.connect(partial(self.take_back, at))
            menu.addAction("不录了\tDelete").triggered.connect(self.drop_line)

    def _show_rows(self) -> None:
        lines = self.sheet.lines if self.sheet else ()
        self.model.show_rows([self._held(line) for line in lines])
        heads = sum(len(one.children) for one in self.typed.values())
        count = len(self.typed)
        self.keep_.setText(f"登记 {count} 次" if count else "登记")
        self.keep_.setEnabled(bool(count))
        self.paper.setEnabled(self.sheet is not None and self.desk.store.session.may("print"))
        done = f"录了 {count} 行" if count else "还没有录"
        self.set_fact(
            f"{self.sheet.name}，{words_of(lines)}，{done}" if self.sheet else "纸上怎么排，就怎么录"
        )
        letters = sum(len(one.letters) for one in self.typed.values())
        more = f"，{letters} 份告知书记为送达" if letters else ""
        self.will.setText(
            f"登记家访 {count} 次 {heads} 人{more}，一步写入，可以撤销。" if count else "现在什么也不写入。"
        )

    def _held(self, line: Any) -> Held:
        names = "、".join(one.told for one in line.children)
        typed = self.typed.get(line.place) or self.asked.get(line.place)
        if typed is None:
            tone = "good" if line.kept else "bad" if line.overdue_since else "off" if not line.open else None
            state = (
                f"{line.kept:%m-%d} 登记过" if line.kept
                else "逾期没访" if line.overdue_since else "次数够了" if not line.open else ""
            )  # fmt: skip
            return Held(line.place, {
                "place": Shown(str(line.place)), "children": Shown(names, "off"), "state": Shown(state, tone),
            })  # fmt: skip
        doubts = self.doubts.get(line.place, [])
        waits = line.place not in self.typed
        told = "、".join(one.told for one in line.children if one.student in typed.children)
        ready = (
            Shown("".join(doubts), "bad", "circle-alert")
            if waits
            else Shown("".join(doubts), "warn", "triangle-alert")
            if doubts
            else Shown("录好了", "good", "check")
        )
        return Held(line.place, {
            "place": Shown(str(line.place)), "children": Shown(told), "day": Shown(str(typed.day)),
            "way": Shown(Visit.way.format(typed.way)), "met": Shown(typed.met), "talked": Shown(typed.told),
            "state": ready,
        })  # fmt: skip

    # keeping -------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """All typed lines as one step; the sheet stays, ready for what is still to come."""
        if self.asked:
            place = min(self.asked)
            self._refuse(
                f"第 {place} 行还要看一看：{''.join(self.doubts[place])}没错就按回车，不录的删去这一行。"
            )
            self._go_to(place)
            self.line.wait(f"{''.join(self.doubts[place])}没有写错的，再按一次回车。")
            return
        if not self.typed:
            return
        entries = [self.typed[place].entry for place in sorted(self.typed)]
        self.keep_.setEnabled(False)
        self.desk.run(
            booking.keep_many, self.desk.store, entries, title=f"登记家访 {len(entries)} 次", done=self._kept,
            failed=self._show_rows,
        )  # fmt: skip

    def _kept(self, visits: list[int]) -> None:
        self.typed, self.asked = {}, {}
        self.desk.say(f"登记了 {len(visits)} 次家访。", ("撤销", self.desk.undo))
        if self.sheet is not None:
            self.desk.look(
                sheet.sheet_of, self.sheet.whose, self.sheet.who, self.sheet.day, done=self.show_sheet
            )

    def _refuse(self, words: str) -> None:
        self.desk.refuse(Refused(words))

    def print_sheet(self) -> None:
        if self.sheet is None:
            return
        day = (
            self.today()
        )  # a sheet of another day is on paper already; what is printed now is the sheet of today
        if self.sheet.whose == "class":
            wanted = Wanted(day=day, what="class", classes=(self.sheet.who,))
        else:
            wanted = Wanted(day=day, records=(self.sheet.who,), ledger=Staff)
        open_paper(self.desk, "DV", wanted)
