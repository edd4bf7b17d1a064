"""送教上门: each child's plan with what was done month by month, what is missing, and inspections."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledger import Values
from desktop.models.ledgers.care_visits import HomeTeaching, HomeTeachingPlan, TeachingInspection
from desktop.models.ledgers.students import Student
from desktop.services.care import home_teaching
from desktop.services.care.home_teaching import Taught, days_of, lesson_words
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act, doubts_card, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.recognition_ask import Asked, keep_paper
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop

SHOWN = 4


class TeachingPage(BoardPage):
    """One line for each plan of the term, those that fall behind first. The hint is a child's id."""

    name = "送教与活动"
    nothing = "本学期还没有送教计划"
    about = "重度残疾、不能到校的孩子，学校派两名教师到家里教。多久一次由各县定，写在计划里。"
    columns = (
        Column("name", "学生", 96), Column("class", "班级", 84), Column("often", "频次", 84), Column("planned", "计划", 60, "right"),
        Column("done", "已送", 60, "right"), Column("lessons", "课时", 60, "right"), Column("lacks", "缺什么", 240),
    )  # fmt: skip
    filler = "lacks"
    counted = ("planned", "done")
    ledgers = frozenset(
        {"home_teaching_plan", "home_teaching", "teaching_inspection", "student", "school_term"}
    )
    road = (
        Stop("notebook-pen", "定计划", "评估、目标、家长同意"), Stop("school", "两人上门", "带着记录表，家长签字"),
        Stop("clipboard-list", "登记", "一次一条，课时自己加"), Stop("search-check", "督查", "形式、内容、满意度"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return home_teaching.board, self.today(), self.desk.term

    def rows(self) -> list[Held]:
        self.taught: dict[int, Taught] = {one.plan.id: one for one in self.found.rows}
        return [self._held(one) for one in self.found.rows]

    @staticmethod
    def _held(one: Taught) -> Held:
        plan, lacks = one.plan, "，".join(one.doubts)
        often = f"{HomeTeachingPlan.every.format(plan.every)}{plan.times}次"
        return Held(plan.id, {
            "name": Shown(one.name), "class": Shown(one.class_name), "often": Shown(often), "planned": Shown(str(one.planned)),
            "done": Shown(str(one.done), "warn" if one.gap else None), "lessons": Shown(lesson_words(one.lessons)),
            "lacks": Shown(lacks or "齐全", "warn" if lacks else "good"),
        }, {"planned": one.planned, "done": one.done, "lessons": one.lessons})  # fmt: skip

    def fact(self) -> str:
        return str(self.found.sentence)

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        made.append(
            act(
                "记录和督查",
                "table-2",
                partial(self.desk.go, "care_home_books"),
                tip="全部送教记录、计划、督查",
            )
        )
        if self.may:
            made.append(act("新计划", "notebook-pen", self.new_plan))
        if self.writes("home_teaching"):
            made.append(act("记一次送教", "plus", self.record, "primary"))
        return made

    def first_acts(self) -> list[Button]:
        if not self.may:
            return []
        return [
            act("接着用上学期的", "history", self.carry_over, tip="还在送教的孩子，计划照抄，同意书要重新签"),
            act("新计划", "notebook-pen", self.new_plan, "primary"),
        ]

    def papers(self) -> list[PaperLine]:
        day, term = self.today(), self.desk.term
        some = tuple(self.taught[one].plan.student_id for one in self.chosen()) if self.found else ()
        rows = tuple(row.id for one in self.chosen() for row in self.taught[one].rows) if self.found else ()
        lines: list[PaperLine] = []
        if some:
            ahead = Wanted(day=day, term=term, students=some)
            lines.append((f"送教记录表（选中 {len(some)} 人，带着去）", "D14", ahead))
        if rows:
            kept = Wanted(day=day, term=term, records=rows, ledger=HomeTeaching)
            lines.append((f"送教记录表（已登记的 {len(rows)} 次）", "D14", kept))
        lines.append(("空白送教记录表", "D14", Wanted(day=day, term=term)))
        if self.desk.store.session.classes is None:
            lines += [
                None, ("送教计划表和家长同意书", "D14P", Wanted(day=day, term=term, students=some)),
                ("本月送教汇总表", "D14M", Wanted(day=day, term=term, month=f"{day:%Y-%m}")),
                ("本学期送教汇总表", "D14M", Wanted(day=day, term=term)),
            ]  # fmt: skip
        return lines

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, int):
            for one in getattr(self, "taught", {}).values():
                if one.plan.student_id == hint:
                    self.table.go_to(self.model.row_of(one.plan.id), 0)

    # beside --------------------------------------------------------------------------------------------

    def one(self) -> Taught | None:
        chosen = self.chosen()
        return self.taught.get(chosen[0]) if len(chosen) == 1 else None

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        parts: list[Part] = []
        if (one := self.one()) is not None:
            first, last = days_of(one.plan)
            lines = [("calendar-days", f"{first:%m-%d} 到 {last:%m-%d}")]
            lines += [
                (_month_icon(m), _month_words(m)) for m in one.months if m.planned is not None or m.done
            ]
            lines += [
                ("clipboard-list", f"{row.day:%m-%d}　{HomeTeaching.kinds.format(row.kinds)}")
                for row in one.rows[-SHOWN:]
            ]
            acts: list[Part] = [act("记一次送教", "plus", self.record, "accept")]
            if self.may:
                acts.append(act("登记督查", "search-check", self.inspect, "link"))
            parts.append(told_card(f"{one.name}　{one.class_name}", lines, *acts))
            parts += doubts_card("缺什么", one.doubts)
        if self.found.bare:
            names = "、".join(Student.caption_of(row.id) for row in self.found.bare[:6])
            again = [act("接着用上学期的", "history", self.carry_over, "link")] if self.may else []
            parts.append(told_card(f"{len(self.found.bare)} 人还没有计划", [("user-round", names)], *again))
        good, asked = self.found.satisfied
        if asked:
            parts.append(told_card("督查", [("search-check", f"家长满意 {good} / {asked}")]))
        return parts

    def open_row(self, at: int) -> None:
        self.record()

    def row_menu(self, menu: QMenu, at: int) -> None:
        menu.addAction("记一次送教\tEnter").triggered.connect(self.record)
        if self.may:
            menu.addAction("登记督查").triggered.connect(self.inspect)
        student = self.taught[self.model.id_at(at)].plan.student_id
        menu.addAction("打开学生").triggered.connect(partial(self.desk.open_pupil, student))

    # doing ---------------------------------------------------------------------------------------------

    def record(self) -> None:
        """One visit of the chosen child; teachers and lessons are those of the plan unless others are named."""
        one = self.one()
        if one is None:
            self.desk.say("请先在表里选一个孩子。")
            return
        plan = one.plan

        def do(values: Values) -> int:
            values["photo"] = keep_paper(self.desk, values.get("photo"))
            signed = bool(values.pop("signed"))
            told = values | {"parent_signed": signed, "teacher_signed": signed}
            return home_teaching.keep(self.desk.store, plan.id, told)

        first = {"day": self.today(), "teacher1": plan.teacher1_id, "teacher2": plan.teacher2_id}
        must = ("day", "starts", "ends", "lessons", "teacher1", "kinds", "content")
        names = (
            "day",
            "starts",
            "ends",
            *(() if plan.lessons else ("lessons",)),
            "kinds",
            "teacher1",
            "teacher2",
        )
        asked = [
            Asked(getattr(HomeTeaching, name), first.get(name), must=name in must)
            for name in (*names, "did", "content", "parent_told", "effect")
        ]
        asked += [
            Asked(HomeTeaching.parent_signed, False, "家长和教师都签了字", name="signed"),
            Asked(HomeTeaching.photo),
        ]
        lessons = f"，{lesson_words(plan.lessons)} 课时" if plan.lessons else ""
        says = f"{Student.caption_of(one.plan.student_id)}，这是第 {one.done + 1} 次{lessons}。"
        self.ask_for("记一次送教", asked, do, yes="登记", says=says, done="送教登记好了。", wide=True)

    def new_plan(self) -> None:
        def do(values: Values) -> int:
            told = {name: value for name, value in values.items() if value is not None}
            return home_teaching.keep_plan(self.desk.store, told | {"term": self.desk.term.code})

        bare = self.found.bare if self.found else ()
        first = {
            "student": bare[0].id if bare else None,
            "times": 2,
            "every": "month",
            "lessons": 20,
            "from_day": self.today(),
        }
        names = (
            "student", "from_day", "times", "every", "lessons", "until_day", "teacher1", "teacher2", "consent_on", "short_goal",
            "long_goal", "assessment",
        )  # fmt: skip
        must = ("student", "from_day", "times", "every", "teacher1")
        asked = [Asked(getattr(HomeTeachingPlan, name), first.get(name), must=name in must) for name in names]
        self.ask_for(
            "送教计划",
            asked,
            do,
            yes="定下计划",
            says="频次按本县的要求写。",
            done="送教计划定好了。",
            wide=True,
        )

    def carry_over(self) -> None:
        ok, count = self.desk.attempt(home_teaching.carry_over, self.desk.store, self.desk.term, self.today())
        if ok:
            words = f"接着用了 {count} 份，请重新签家长同意书。" if count else "上学期没有可以接着用的计划。"
            self.desk.say(words, *([("撤销", self.desk.undo)] if count else []))

    def inspect(self) -> None:
        one = self.one()
        if one is None:
            return
        plan = one.plan

        def do(values: Values) -> int:
            return home_teaching.inspect(self.desk.store, plan.id, values)

        names = ("day", "inspector", "form_ok", "content_ok", "satisfied", "advice")
        asked = [
            Asked(
                getattr(TeachingInspection, name),
                self.today() if name == "day" else None,
                must=name in names[:2],
            )
            for name in names
        ]
        self.ask_for(
            "登记督查",
            asked,
            do,
            yes="登记",
            says=f"{Student.caption_of(one.plan.student_id)}的送教。",
            done="督查登记好了。",
        )


def _month_icon(month: Any) -> str:
    return "triangle-alert" if month.gap else "circle-check" if month.over else "calendar"


def _month_words(month: Any) -> str:
    planned = f" / {month.planned}" if month.planned is not None else ""
    return f"{int(month.month[5:])} 月　{month.done}{planned} 次，{lesson_words(month.lessons)} 课时"
