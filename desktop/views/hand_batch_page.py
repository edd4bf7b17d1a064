"""手工名单: 校内资助 and things in kind — whom, how much or what, and why; handed out against signature."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from PySide6.QtWidgets import QMenu

from desktop.models.errors import Refused
from desktop.models.fields import Date
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.listing import Listing
from desktop.services.aid import in_kind
from desktop.services.aid.checks import has_fixed_amount
from desktop.services.aid.overview import GRANTED
from desktop.services.pay import funds
from desktop.services.pay.by_hand import make_hand_batch
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.hand_batch_model import HandModel, Line
from desktop.views.layouts import column, holder, row
from desktop.views.page import Page
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, line_of, set_tone, text

ASIDE = 292  # px
BETWEEN = re.compile(r"[\s,，、;；]+")
OFFERED = 12  # namesakes in the menu


class HandBatchPage(Page):
    """Nothing is written before the button is pressed. `choose` picks one of several namesakes."""

    def __init__(self, desk: Desk, *, choose: Any = None) -> None:
        super().__init__("手工名单", "校内资助、爱心物品：金额和物品自己写，家长签领")
        self.desk, self.choose = desk, choose or self._choose
        self.model = HandModel(self)
        self._build()
        self._look()

    def _build(self) -> None:
        self.programme = Choice()
        self._offer_programmes()
        self.day = line_edit(f"{dt.date.today():%Y-%m-%d}")
        self.day_field = Field("名单日期", self.day)
        self.day_field.setFixedWidth(140)
        self.who = line_edit(hint="姓名、拼音或身份证后四位，回车；也可以一次粘贴许多姓名")
        self.who.returnPressed.connect(self.add_typed)
        self.who_field = Field("加人", self.who)
        self.table = FrozenTable(self.model, frozen=3, cells=True, filler="why")
        self.table.set_empty_text("还没有人。在上面写姓名，回车，一个一个加。")
        self.table.pasted.connect(self._pasted)
        self.table.fill_down_asked.connect(self._fill_down)
        self.table.clear_asked.connect(self._wipe)
        self.table.menu_opening.connect(self._fill_menu)
        self.model.refused.connect(self._refused)
        self.model.edited.connect(self._look)
        self.programme.currentIndexChanged.connect(self._look)
        self.day.textChanged.connect(self._look)
        self.make = Button("生成名单", "list-plus", role="primary")
        self.make.clicked.connect(self.write)
        back = Button("返回", "arrow-left")
        back.clicked.connect(self._go_back)
        self.set_actions([back, self.make])
        head = row((Field("资助项目", self.programme), 1), self.day_field, gap=12)
        grid = holder(column(self.table, edge=1), card=True)
        left = column(head, self.who_field, (grid, 1), gap=12)
        self.set_body(row((left, 1), self._aside(), gap=16))
        self.desk.term_changed.connect(self._offer_programmes)

    def _aside(self) -> Any:
        self.will, self.lack = text("", wrap=True), text("", "small", "warn", wrap=True)
        keys = (
            "在格子里直接打字；从表格里复制来的，选好第一格再粘贴",
            "选中一段，按 Ctrl+D，都填成第一格的",
            "右键可以拿掉选中的人",
        )
        told = [line_of("keyboard", "quiet", sentence, "small") for sentence in keys]
        made = holder(
            column(card("会发生什么", self.will, self.lack, gap=6), card("怎么填", *told), None, gap=12)
        )
        made.setFixedWidth(ASIDE)
        return made

    def _offer_programmes(self, *_: object) -> None:
        """Programmes whose amount no standard fixes."""
        rows = AidProgramme.select().order_by(AidProgramme.place, AidProgramme.id)
        kept = self.programme.value()
        free = [one for one in rows if one.role == GRANTED and not has_fixed_amount(one.id, self.desk.term)]
        self.programme.set_choices([(one.id, one.name) for one in free])
        if kept is not None:
            self.programme.choose(kept)

    # whom ----------------------------------------------------------------------------------------------

    def add_typed(self) -> None:
        """Whoever stands in the line: one, or many names at once. Those who were not found stay to be mended."""
        left, told = [], []
        for word in filter(None, BETWEEN.split(self.who.text().strip())):
            try:
                student = self._found(word)
            except Refused as refusal:
                left.append(word)
                told.append(str(refusal))
                continue
            if student is not None:
                self._add(student)
        self.who.setText(" ".join(left))
        self.who_field.say("".join(told[:3]), "bad") if told else self.who_field.say("")

    def _found(self, word: str) -> Any:
        """The pupil of a word; None when the person chose none of several. Raises Refused."""
        here = self.desk.store.rows(Student).where(Student.left_on.is_null())
        rows = list(here.where(Student.name == word).limit(OFFERED))
        rows = rows or list(
            Listing(self.desk.store, Student, search=word)
            .query()
            .where(Student.left_on.is_null())
            .limit(OFFERED)
        )
        if not rows:
            raise Refused(f"找不到“{word}”。")
        return rows[0] if len(rows) == 1 else self.choose(rows)

    def _choose(self, rows: list[Any]) -> Any:
        """One of several, by class, from a menu under the line."""
        menu = QMenu(self)
        acts = {}
        for one in rows:
            number = Student.id_number.shown(one.id_number) if one.id_number else ""
            words = f"{one.name} {SchoolClass.caption_of(one.school_class_id)} {number}".strip()
            acts[menu.addAction(words)] = one
        taken = menu.exec(self.who.mapToGlobal(self.who.rect().bottomLeft()))
        menu.deleteLater()
        return acts.get(taken)

    def _add(self, student: Any) -> None:
        klass = SchoolClass.caption_of(student.school_class_id) if student.school_class_id else ""
        last = self.model.lines[-1] if self.model.lines else None
        line = Line(student.id, student.name, klass)
        if last is not None:  # one mostly gives everybody the same
            line.fen, line.item, line.why = last.fen, last.item, last.why
        if not self.model.add(line):
            self.desk.say(f"{student.name}已经在名单里了。")

    # the sheet -----------------------------------------------------------------------------------------

    def _pasted(self, block: list[list[str]]) -> None:
        at = self.table.body.currentIndex()
        if at.isValid():
            self.model.put_block(at.row(), at.column(), block)

    def _fill_down(self) -> None:
        self.model.fill(self.table.selected_rows(), self.table.body.currentIndex().column())

    def _wipe(self) -> None:
        self.model.wipe(self.table.selected_rows(), self.table.body.currentIndex().column())

    def take_away(self) -> None:
        self.model.take_away(self.table.selected_rows())

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            menu.addAction("从名单里拿掉").triggered.connect(self.take_away)
            menu.addAction("都填成第一格的\tCtrl+D").triggered.connect(self._fill_down)

    def _refused(self, sentence: str) -> None:
        self.desk.say(sentence)

    # writing -------------------------------------------------------------------------------------------

    def chosen_day(self) -> dt.date:
        """Raises FieldError or Refused with a sentence."""
        day = Date("名单日期", required=True).parse(self.day.text())
        if day is None:
            raise Refused("请填名单日期，例如 2026-09-05。")
        return day

    def _look(self, *_: object) -> None:
        """Say what would be written, and what is missing."""
        lines, fen = self.model.lines, self.model.fen()
        bare = [one.name for one in lines if not one.fen and not one.item]
        try:
            self.chosen_day()
            self.day_field.say("")
            ready = True
        except ValueError as error:
            self.day_field.say(str(error))
            ready = False
        self.make.setText(f"生成 {len(lines)} 人的名单" if lines else "生成名单")
        self.make.setEnabled(ready and bool(lines) and not bare and self.programme.value() is not None)
        given = [(one.fen, one.item) for one in lines]
        sums = f"，{in_kind.sum_words(given)}" if any(fen or thing for fen, thing in given) else ""
        self.will.setText(
            f"将为 {len(lines)} 人生成名单{sums}，发放方式是签领，可以撤销。接着公示、送校长审批，发完登记签领。"
            if lines
            else "加好人，写上金额或物品，就能生成名单。现在什么也不写入。"
        )
        words = f"{'、'.join(bare[:3])}{f'等 {len(bare)} 人' if len(bare) > 3 else ''}还没有写金额或物品。"
        if self.programme.count() == 0:
            words = "没有可以手工写金额的资助项目。请先在“资助项目”里加一项。"
        self.lack.setText("".join([words if bare or not self.programme.count() else "", *self._doubts(fen)]))
        set_tone(self.lack, "warn")
        self.lack.setVisible(bool(self.lack.text()))

    def _doubts(self, fen: int) -> list[str]:
        """Amounts that look like a slip of the pen, and a sum for which no money came in."""
        unlikely = [(one.name, funds.unlikely(one.fen or 0)) for one in self.model.lines]
        told = [f"{name} {why}。" for name, why in unlikely if why][:3]
        programme = self.programme.value()
        if fen and programme is not None:
            told.append(funds.sending(programme, self.desk.term, fen).words)
        both = [one.name for one in self.model.lines if one.fen and one.item]
        if both:
            some = f"{'、'.join(both[:3])}{f'等 {len(both)} 人' if len(both) > 3 else ''}"
            told.append(
                f"{some}写了物品又写了金额：金额当作物品折合的钱，不发现金；还要发现金的，请另做一份名单。"
            )
        return told

    def write(self) -> None:
        """The list, as one step; its page opens."""
        ok, batch = self.desk.attempt(
            make_hand_batch, self.desk.store, self.programme.value(), self.desk.term, self.model.hand_lines(),
            list_date=self.chosen_day(),
        )  # fmt: skip
        if ok:
            self.model.clear()
            self.desk.go("batch", batch)
            self.desk.say("名单已生成。", ("撤销", self.desk.undo))

    def _go_back(self) -> None:
        self.desk.go("aid")
