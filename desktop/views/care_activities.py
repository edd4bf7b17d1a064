"""活动: the log of the term, who took part (a whole class or the left-behind children at once), calls and meetings due."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledger import Values
from desktop.models.ledgers.care_file import CareActivity
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.services.care import activities
from desktop.services.paper.document import Wanted
from desktop.services.todo import Names
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act, told_card
from desktop.views.care_who import WhoCard
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.recognition_ask import AskCard, Asked, keep_paper
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop

NAMED = 12


class ActivitiesPage(BoardPage):
    """One line for each activity, the newest first."""

    name = "送教与活动"
    nothing = "本学期还没有活动"
    about = "留守儿童之家、亲情电话、临时监护人会议、志愿者、送温暖：什么时候、谁参加了，留下照片。"
    columns = (
        Column("day", "日期", 96), Column("kind", "活动", 130), Column("title", "名称", 190), Column("place", "地点", 110),
        Column("organiser", "组织人", 90), Column("heads", "参加", 64, "right"), Column("named", "记名", 64, "right"),
        Column("photo", "照片", 56),
    )  # fmt: skip
    filler = "title"
    counted = ("heads", "named")
    ledgers = frozenset({"care_activity", "activity_child", "student", "care_rule"})
    road = (
        Stop("flag", "登记活动", "种类、地点、内容"), Stop("users-round", "谁参加了", "整班、留守儿童一次选上"),
        Stop("image", "照片", "放进记录"), Stop("printer", "打印记录表", "存档"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return _read, self.today(), self.desk.term

    def rows(self) -> list[Held]:
        told, named = self.found
        self.acts: dict[int, Any] = {row.id: row for row in told.rows}
        return [self._held(row, named.get(row.id, [])) for row in told.rows]

    @staticmethod
    def _held(row: Any, named: Sequence[int]) -> Held:
        organiser = Staff.caption_of(row.organiser_id) if row.organiser_id else ""
        return Held(row.id, {
            "day": Shown(str(row.day)), "kind": Shown(CareActivity.kind.format(row.kind)), "title": Shown(row.name),
            "place": Shown(row.place or ""), "organiser": Shown(organiser), "heads": Shown(str(row.heads or "")),
            "named": Shown(str(len(named) or "")), "photo": Shown("有" if row.photo else "", None if row.photo else "off"),
        }, {"heads": row.heads or 0, "named": len(named)})  # fmt: skip

    def fact(self) -> str:
        return str(self.found[0].sentence)

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        made.append(act("全部活动", "table-2", partial(self.desk.go, "care_home_books", "care_activity")))
        if self.may:
            made.append(act("登记活动", "plus", self.new, "primary"))
        return made

    def first_acts(self) -> list[Button]:
        return [act("登记活动", "plus", self.new, "primary")] if self.may else []

    def papers(self) -> list[PaperLine]:
        some = tuple(self.chosen()) if self.found else ()
        lines: list[PaperLine] = [("空白活动记录表", "ACT", Wanted(day=self.today()))]
        if some:
            wanted = Wanted(day=self.today(), records=some, ledger=CareActivity)
            lines.insert(0, (f"活动记录表（选中 {len(some)} 次）", "ACT", wanted))
        return lines

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        told, named = self.found
        parts: list[Part] = []
        if len(chosen) == 1:
            who = named.get(chosen[0], [])
            words = "、".join(Student.caption_of(one) for one in who[:NAMED]) + (
                "等" if len(who) > NAMED else ""
            )
            row = self.acts[chosen[0]]
            lines = [("users-round", words or "没有记名"), ("file-text", (row.content or "")[:60])]
            acts = [act("谁参加了…", "users-round", self.join, "accept")] if self.may else []
            parts.append(told_card(row.name, lines, *acts))
        rules = [
            ("phone", f"{int(m.month[5:])} 月和父母通话 {m.called} / {len(told.children)} 人")
            for m in told.months
        ]
        done = f"临时监护人会议 {told.meetings} / {told.meetings_wanted} 次"
        late = [m for m in told.months if m.missing]
        more = (
            [act("看谁还没有通话", "users-round", partial(self._missing, late[-1]), "link")] if late else []
        )
        parts.append(told_card("每月、每学期要做的", [*rules, ("users-round", done)], *more))
        return parts

    def _missing(self, month: activities.Month) -> None:
        self.desk.go("care", Names(f"{int(month.month[5:])} 月没有和父母通话", tuple(month.missing)))

    def open_row(self, at: int) -> None:
        self.desk.go("care_home_books", ("care_activity", self.model.id_at(at)))

    def row_menu(self, menu: QMenu, at: int) -> None:
        menu.addAction("打开\tEnter").triggered.connect(partial(self.open_row, at))
        if self.may:
            menu.addAction("谁参加了…").triggered.connect(self.join)

    # doing ---------------------------------------------------------------------------------------------

    def new(self) -> None:
        """The facts first, then who took part."""

        def do(values: Values) -> int:
            values["photo"] = keep_paper(self.desk, values.get("photo"))
            return activities.keep(
                self.desk.store, {name: one for name, one in values.items() if one is not None}
            )

        first = {"day": self.today(), "kind": "home"}
        names = ("day", "kind", "name", "place", "organiser", "heads", "others", "content", "photo")
        asked = [
            Asked(getattr(CareActivity, name), first.get(name), must=name in names[:3]) for name in names
        ]
        card = AskCard(self.desk, "登记活动", asked, do, yes="登记", wide=True)
        if self.ask(card):
            self.wanted = card.result_
            self.ask(WhoCard(self.desk, card.result_, (), self.today()))
            self.desk.say("活动登记好了。", ("撤销", self.desk.undo))

    def join(self) -> None:
        chosen = self.chosen()
        if len(chosen) == 1:
            now = self.found[1].get(chosen[0], [])
            if self.ask(WhoCard(self.desk, chosen[0], now, self.today())):
                self.desk.say("谁参加了，记好了。", ("撤销", self.desk.undo))


def _read(day: Any, term: Any) -> tuple[activities.Kept, dict[int, list[int]]]:
    told = activities.kept(day, term)
    return told, activities.children_of(row.id for row in told.rows)
