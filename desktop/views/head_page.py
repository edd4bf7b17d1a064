"""签字: one list, round or request before the headteacher's yes or no. What changed, three pupils by lot, a word.

Amounts and grades are read here, never written: the whole is agreed to, or sent back.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage

from desktop.models import identity
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services import head_desk, today
from desktop.services.aid.checks import recognition_doubts
from desktop.services.head_changes import Change, Since
from desktop.services.head_desk import ToSign
from desktop.services.head_meals import MonthSince
from desktop.services.todo import names_of
from desktop.views.buttons import Button
from desktop.views.chart_cards import Links
from desktop.views.desk import Desk
from desktop.views.fields import line_edit
from desktop.views.head_meals import ChecksCard, ClassesCard, MonthCard, SinceCard
from desktop.views.head_parts import whole_doubts
from desktop.views.layouts import Part, column, row, scroll
from desktop.views.page import Page
from desktop.views.proofs import prove
from desktop.views.pupil_aid import large_picture, proof_dialog
from desktop.views.recognition_head import PROVE, RoundChecks
from desktop.views.widgets import Elided, Face, card, line_of, note, ruled, tag, text

LABEL = 72  # px of the labels of a request
NAMED = 12  # names of a change shown at once
FINAL = {
    "batch": "审批后名单定下来，不能再改，也不能撤销。",
    "round": "审批后认定的档次定下来，以后只能走中途变动，不能撤销。",
    "change": "同意后这名学生按新档次算，不能撤销。",
    "reversal": "同意后这笔更正计入账目，不能撤销。",
    "meals": "签字后这个月的餐费定下来，不能再改，也不能撤销；发现有错只能退回。",
}
LOOK = {"change": "看一人一页", "meals": "看结算"}  # what the lines of a thing are called


class ChangesCard(Links):
    """和上次比: who is new, who is gone, whose amount or grade is another; each name leads to the pupil."""

    def __init__(self, told: Since) -> None:
        super().__init__()
        parts: list[Part] = [text(told.sentence, wrap=True)]
        for title, tone, changes in (
            ("新增", "good", told.new), ("退出", "off", told.gone), (told.other_title, "warn", told.other),
        ):  # fmt: skip
            if changes and told.last:
                parts.append(self._group(title, tone, changes))
        if told.left_out:
            parts.append(self._group("存疑，没有列入", "warn", told.left_out))
        self.setLayout(column(card("有什么变化", *parts, gap=12)))

    def _group(self, title: str, tone: str, changes: Sequence[Change]) -> Part:
        head: list[Part] = [tag(f"{title} {len(changes)} 人", tone), None]
        if len(changes) > NAMED:
            every = names_of(title, [one.student for one in changes])
            head.append(self.link(f"看全部 {len(every.ids)} 人 ›", "roster", every))
        lines = [self._line(one) for one in changes[:NAMED]]
        half = (len(lines) + 1) // 2
        return column(
            row(*head),
            row((column(*lines[:half], None, gap=2), 1), (column(*lines[half:], None, gap=2), 1), gap=20),
        )

    def _line(self, one: Change) -> Part:
        name = self.link(one.who, "pupil", one.student)
        return row(name, (Elided(head_desk.told(one), "small", "quiet"), 1), gap=10)


class AskedCard(Links):
    """A request about one pupil, word by word, with its paper."""

    paper_wanted = Signal(str)

    def __init__(self, one: ToSign) -> None:
        super().__init__()
        self.proof = one.proof
        parts: list[Part] = [self._told(*line) for line in one.lines]
        if one.proof:
            see = Button(f"看证明材料：{one.proof.partition('|')[2]}", "paperclip", role="link")
            see.clicked.connect(self._see)
            parts.append(row(see, None))
        else:
            parts.append(line_of("triangle-alert", "warn", "没有附证明材料。", "small"))
        self.setLayout(column(card("要签的是什么", *parts, gap=8)))

    @staticmethod
    def _told(label: str, words: str) -> Part:
        name = text(label, "small", "quiet")
        name.setFixedWidth(LABEL)
        return row(column(name, None, gap=0), (text(words, wrap=True), 1), gap=8)

    def _see(self) -> None:
        self.paper_wanted.emit(self.proof)


class BesideCard(Links):
    """What the head has to know of a list beside who is on it: how it hung, the things on it, whether its money is there."""

    def __init__(self, one: ToSign) -> None:
        super().__init__()
        parts: list[Part] = [AskedCard._told(*line) for line in one.lines]
        things = any(label == head_desk.THINGS for label, _ in one.lines)
        self.setLayout(column(card("公示、物品和资金" if things else "公示和资金", *parts, gap=8)))


class SampleCard(Links):
    """抽看: three pupils by lot, each with the way to the pupil's page, which the headteacher reads only."""

    def __init__(self, one: ToSign, draw: int) -> None:
        super().__init__()
        ids = head_desk.sample(one, draw)
        rows = {row_.id: row_ for row_ in Student.select().where(Student.id.in_(list(ids)))}
        parts = ruled(*(self._pupil(rows[record]) for record in ids if record in rows))
        self.again = Button(f"再抽 {head_desk.SAMPLE} 人", "refresh-cw", role="link")
        self.again.setVisible(len(one.pupils.ids) > len(ids))
        fact = (
            f"第 {draw} 次抽，{len(one.pupils.ids)} 人里抽 {len(ids)} 人；同一份名单再抽这一次，还是这几人。"
        )
        several = len(one.pupils.ids) > 1
        if several:
            parts.append(text(fact, "small", "quiet", wrap=True))
        self.setLayout(column(card("抽看" if several else "学生", *parts, extra=self.again, gap=10)))

    def _pupil(self, pupil: Any) -> Part:
        kinds = Student.hardships.batch([pupil.id]).get(pupil.id, "") or "没有登记困难类型"
        about = f"{SchoolClass.caption_of(pupil.school_class_id)}，{identity.mask_id(pupil.id_number) or '没有身份证号'}"
        says = column(
            Elided(pupil.name, "strong"), Elided(about, "small", "quiet"), Elided(kinds, "small"), gap=1
        )
        look = self.link("看一人一页", "pupil", pupil.id, role="plain")
        look.setAccessibleName(f"看{pupil.name}的一人一页")
        return row(Face(pupil.name, 44), (says, 1), look, gap=12)


class DoubtsCard(Links):
    """检查: what the program found on a list, rule by rule."""

    def __init__(self, store: Any, batch: int) -> None:
        super().__init__()
        doubts = today.batch_doubts(store, batch)
        lines: list[Part] = [row(self.link(f"{words} ›", "batch", hint), None) for words, hint in doubts]
        fine = line_of("circle-check", "good", "重复、学籍、标准、账户都查过了，没有问题。", "small")
        if whole := whole_doubts(store, batch):
            lines = [*(line_of("triangle-alert", "warn", words, "small") for words in whole), *lines]
        self.setLayout(column(card("检查", *(lines or [fine]), gap=6)))


class SignPage(Page):
    """Made for one thing by `take_hint`; decided, it leads back to 校长台."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("签字")
        self.desk = desk
        self.one: ToSign | None = None
        self.key: tuple[Any, int] | None = None
        self.draw = 1
        self.word = line_edit()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        self._nothing()

    def take_hint(self, hint: tuple[Any, int]) -> None:
        """hint: the kind and the record, as `ToSign.key` has them."""
        self.key, self.draw = hint, 1
        self.reload()
        if self.one is not None:
            self.word.setFocus()

    def _changed(self, *_: object) -> None:
        if self.isVisible() and self.key is not None:
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._changed()

    def reload(self) -> None:
        if self.key is None:
            self._nothing()
            return
        self.one = head_desk.find(self.desk.store, *self.key)
        if self.one is None:
            self._nothing()
            return
        self.set_title(self.one.title)
        self.set_fact(self.one.fact)
        self._offer(self.one)
        self._show(self.one)

    def _nothing(self) -> None:
        self.set_title("签字")
        self.set_fact("这一件已经办过了，或者已经不用签了。")
        back = Button("回到校长台", "house", role="primary")
        back.clicked.connect(self._back)
        self.set_actions([back])
        self.set_body(column(None))
        self.word = line_edit()  # the one before went with the body

    def _back(self) -> None:
        self.desk.go("today")

    def _offer(self, one: ToSign) -> None:
        signs = self.desk.store.session.may("approve")
        look = Button(LOOK.get(one.kind, "看名单"), "list")
        look.clicked.connect(partial(self._go, one.place, one.hint))
        back = Button("退回", "undo-2")
        back.clicked.connect(self.send_back)
        agree = Button("同意", "stamp", role="primary")
        agree.clicked.connect(self.agree)
        agree.setEnabled(not one.not_yet)
        agree.setToolTip(one.not_yet)
        self.set_actions([look, back, agree] if signs else [look])

    def _show(self, one: ToSign) -> None:
        kept = self.word.text()
        self.word = line_edit(kept)
        self.word.setPlaceholderText("同意可以不写，退回要写一句要改什么")
        self.word.setMaxLength(head_desk.WORD)
        self.word.setAccessibleName("意见")
        cards = [*self._left(one), *self._sample(one)]
        for part in cards:
            part.wanted.connect(self._go)
        left = [part for part in cards if not isinstance(part, SampleCard)]
        right: list[Part] = [card("意见", self.word, gap=6), *cards[len(left) :], None]
        notes = [note("warn", line_of("clock", "warn", one.not_yet))] if one.not_yet else []
        columns = row((column(*left, None, gap=12), 7), (column(*right, gap=12), 5), gap=12)
        self.set_body(scroll(column(*notes, columns, None, gap=12, edge=(0, 0, 6, 0))))

    def _sample(self, one: ToSign) -> list[Links]:
        """A month of meals has no pupils behind it."""
        if not one.pupils.ids:
            return []
        drawn = SampleCard(one, self.draw)
        drawn.again.clicked.connect(self.draw_again)
        return [drawn]

    def _left(self, one: ToSign) -> list[Links]:
        told = head_desk.since_last(self.desk.store, one, why=True)
        if isinstance(told, MonthSince):
            return [
                MonthCard(self.desk.store, one),
                ChecksCard(self.desk.store, one),
                SinceCard(told),
                ClassesCard(one),
            ]
        if told is None:
            asked = AskedCard(one)
            asked.paper_wanted.connect(self.open_paper)
            return [asked]
        checks = DoubtsCard if one.kind == "batch" else RoundChecks
        beside: list[Links] = [BesideCard(one)] if one.lines else []
        return [ChangesCard(told), *beside, checks(self.desk.store, one.record)]

    def open_paper(self, kept: str) -> None:
        """The paper of a request, large; that it was looked at is noted."""
        self.desk.note_access("查看佐证材料", self.title())
        self.desk.run(
            large_picture, self.desk.attachments, kept, title="正在打开证明材料", done=self._show_paper
        )

    def _show_paper(self, image: QImage) -> None:
        self.show_dialog(proof_dialog(self, self.title(), image))

    @staticmethod
    def show_dialog(dialog: Any) -> None:
        dialog.exec()
        dialog.deleteLater()

    # doing ---------------------------------------------------------------------------------------------

    def draw_again(self) -> None:
        """Another lot; drawing is noted, so that it can be shown that somebody looked."""
        self.draw += 1
        if self.one is not None:
            self.desk.note_access("抽看", self.one.title, min(head_desk.SAMPLE, len(self.one.pupils.ids)))
            self._show(self.one)

    def agree(self) -> None:
        if self.one is None or self.one.not_yet:
            return
        words = f"将同意“{self.one.title}”：{self.one.fact}。{FINAL[self.one.kind]}"
        if self.one.kind == "batch":
            words = recognition_doubts(self.desk.store, self.one.record) + words
        if self.desk.ask(self, "同意并签字", words, yes="同意") and self._done(head_desk.agree):
            self.desk.say(f"已同意：{self.title()}。")
            self._back()

    def send_back(self) -> None:
        if self.one is not None and self._done(head_desk.send_back):
            self.desk.say(f"已退回：{self.title()}。")
            self._back()

    def _done(self, act: Any) -> bool:
        word = self.word.text()
        ok, _ = self.desk.attempt(act, self.desk.store, self.one, word)
        if ok:
            self.word.clear()
        else:
            self.word.setFocus()
        return bool(ok)

    def _go(self, place: str, hint: Any = None) -> None:
        if place == "pupil":
            self.desk.open_pupil(int(hint))
        elif place == PROVE:
            prove(self.desk, hint)
        else:
            self.desk.go(place, hint)
