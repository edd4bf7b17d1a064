"""家庭成员 of the application form, written where they belong: in 户与家人, from the record of the application."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.services.recognition.members import usually_guardian
from desktop.views import recognition_ask
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.recognition_ask import AskCard, Asked
from desktop.views.widgets import text

MEMBER = (
    "name", "relation", "is_guardian", "id_number", "age", "phone", "work_unit", "away_at", "occupation", "income", "health",
)  # fmt: skip
HOME = (
    "members", "labourers", "supported", "jobless", "income_per_head", "income_source", "debt", "debt_reason",
    "disaster_note", "accident_note",
)  # fmt: skip


class FamilyPart(QWidget):
    """The family lines of the form. `run` shows a card and says whether its step was done."""

    def __init__(self, desk: Desk, *, run: Any = recognition_ask.run) -> None:
        super().__init__()
        self.desk, self.run = desk, run
        self.student = 0
        self._box = column(gap=6)
        self.setLayout(self._box)

    def show_pupil(self, student: int, *, free: bool) -> None:
        """free: whether the lines can be written here; an approved application shows them only."""
        clear(self._box)
        self.student = student
        writes = self.desk.store.session.role.writes
        may = free and bool(writes & {"*", Guardian.table()})
        add = self._link("加一人", "登记一位家庭成员", partial(self.ask_member, None))
        parts: list[Part] = [row(text("家庭成员", "strong"), None, *([add] if may else []))]
        rows = list(Guardian.select().where(Guardian.student == student).order_by(Guardian.id))
        parts += [self._member(one, may) for one in rows]
        if not rows:
            parts.append(
                text("还没有登记家庭成员。申请表上的家庭成员照这里印。", "small", "quiet", wrap=True)
            )
        home = Student.get_by_id(student).household
        if home is not None:
            parts.append(self._home(home, free and bool(writes & {"*", Household.table()})))
        fill(self._box, parts)

    @staticmethod
    def _link(words: str, name: str, act: Any) -> Button:
        made = Button(words, role="link")
        made.setAccessibleName(name)
        made.clicked.connect(act)
        return made

    def _member(self, one: Any, may: bool) -> Part:
        known = (
            Guardian.relation.format(one.relation),
            one.name,
            f"{one.age} 岁" if one.age else "",
            one.occupation or one.work_unit or one.away_at or "",
            f"年收入 {Guardian.income.format(one.income)} 元" if one.income is not None else "",
            Guardian.health.format(one.health), "监护人" if one.is_guardian else "",
        )  # fmt: skip
        says = text("，".join(part for part in known if part), "small", wrap=True)
        if not may:
            return says
        change = self._link("改", f"改{one.name}", partial(self.ask_member, one))
        drop = self._link("删去", f"删去{one.name}", partial(self.remove, one))
        return row((says, 1), column(row(change, drop, gap=6), None, gap=0), gap=8)

    def _home(self, home: Any, may: bool) -> Part:
        known = (
            f"{home.head_name}户", f"{home.members} 口人" if home.members else "", home.village or "",
            f"人均年收入 {Household.income_per_head.format(home.income_per_head)} 元" if home.income_per_head is not None else "",
            f"欠债 {Household.debt.format(home.debt)} 元" if home.debt else "",
        )  # fmt: skip
        says = text("，".join(part for part in known if part), "small", "quiet", wrap=True)
        if not may:
            return says
        return row(
            (says, 1), column(self._link("改", "改这一户", partial(self.ask_home, home)), None, gap=0), gap=8
        )

    # writing -------------------------------------------------------------------------------------------

    def ask_member(self, one: Any, _checked: bool = False) -> None:
        """A new member, or another one's particulars. one: a Guardian, None for somebody new."""
        name = Student.caption_of(self.student)
        title = (
            f"{name}的家庭成员"
            if one is None
            else f"{name}的{Guardian.relation.format(one.relation)}{one.name}"
        )
        card = self._card(title, Guardian, MEMBER, one, partial(self._keep_member, one))
        if one is None:
            self._guess_guardian(card)
        if self.run(card):
            self.desk.say("家庭成员记下了，申请表照此印。", ("撤销", self.desk.undo))

    def _guess_guardian(self, card: AskCard) -> None:
        """“是监护人” of somebody new goes by the 关系 until the person chooses it."""
        relation, keeps = card.editors["relation"], card.editors["is_guardian"]
        chosen: list[bool] = []

        def guess(*_: object) -> None:
            if not chosen:
                keeps.show_value(usually_guardian(self.student, relation.raw()))

        keeps.edited.connect(lambda: chosen.append(True))
        relation.currentIndexChanged.connect(guess)
        guess()

    def _keep_member(self, one: Any, values: Values) -> None:
        with self.desk.store.step(f"家庭成员 {values['name']}：{Student.caption_of(self.student)}") as step:
            if one is None:
                step.add(Guardian, values | {"student": self.student})
            else:
                step.change(Guardian, one.id, values)

    def ask_home(self, home: Any, _checked: bool = False) -> None:
        says = "这一户的学生都照此印；申请表上另外写了人口、人均收入的，以申请为准。"
        card = self._card(f"{home.head_name}户", Household, HOME, home, partial(self._keep_home, home), says)
        if self.run(card):
            self.desk.say("这一户改好了。", ("撤销", self.desk.undo))

    def _keep_home(self, home: Any, values: Values) -> None:
        with self.desk.store.step(f"改 {Household.caption(home)}") as step:
            step.change(Household, home.id, values)

    def _card(
        self, title: str, ledger: type[Ledger], names: tuple[str, ...], one: Any, do: Any, says: str = ""
    ) -> AskCard:
        asked = [
            Asked(field, _known(field, one), must=field.required)
            for field in (getattr(ledger, name) for name in names)
        ]
        return AskCard(self.desk, title, asked, do, yes="存下", says=says, wide=True)

    def remove(self, one: Any, _checked: bool = False) -> None:
        words = f"将从{Student.caption_of(self.student)}的家庭成员里删去{one.name}，可以撤销。"
        if self.desk.ask(self, "删去家庭成员", words, yes="删去") and self.desk.attempt(self._drop, one)[0]:
            self.desk.say(f"删去了{one.name}。", ("撤销", self.desk.undo))

    def _drop(self, one: Any) -> None:
        with self.desk.store.step(f"删去家庭成员 {one.name}：{Student.caption_of(self.student)}") as step:
            step.remove(Guardian, one.id)


def _known(field: Any, one: Any) -> Any:
    """What stands in the field at first: what is known, or a new row's usual value."""
    return getattr(one, field.name) if one is not None else field.default
