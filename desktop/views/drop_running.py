"""正在缺课: who is away and for how many school days, what was done, what is due; contacts and cases are written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_absence import ContactAttempt
from desktop.models.ledgers.staff import Staff
from desktop.services.care.visit_board import staff_of
from desktop.services.drop import cases, watch
from desktop.services.drop.case_file import NEVER_CAME
from desktop.services.drop.cases import Opening
from desktop.services.drop.watch import Watched
from desktop.services.paper.document import Wanted
from desktop.views.care_board import BoardPage, PaperLine, act, told_card
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.recognition_ask import Asked
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop, card, line_of, text

NAMES = ("day", "at", "way", "reached", "staff", "answered_by", "reason", "back_on", "words")
MUST = ("day", "way", "reached", "staff")


class RunningPage(BoardPage):
    """One line for each child away, the latest first. The hint is a pupil's id."""

    name = "缺课"
    verb = "drop"
    nothing = "没有正在缺课的学生"
    about = "登记考勤或者录餐以后，连着没来的孩子自己会列在这里：第几天、该做什么、做了没有。"
    columns = (
        Column("name", "学生", 88), Column("class", "班级", 70), Column("days", "连着没来", 78, "right"), Column("since", "从哪天起", 92),
        Column("marks", "怎么没来", 100), Column("due", "该做什么", 190), Column("contact", "最近联系", 116),
        Column("case", "个案", 108),
    )  # fmt: skip
    filler = "due"
    ledgers = frozenset({
        "class_absence", "class_day", "contact_attempt", "visit", "visit_child", "drop_case", "case_step", "follow_up",
        "student", "drop_rule", "calendar_day", "school_term", "off_site_proof",
    })  # fmt: skip
    road = (
        Stop("list-checks", "点名", "班级考勤，或当天录餐"), Stop("phone", "当天联系家长", "打不通的也记"),
        Stop("footprints", "上门、预警", "到了天数程序提醒"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return watch.board, self.today()

    def rows(self) -> list[Held]:
        self.told: dict[int, Watched] = {one.student: one for one in self.found}
        return [_held(one, self.today()) for one in self.found]

    def fact(self) -> str:
        due = sum(bool(one.due) for one in self.found)
        late = sum(bool(one.late) for one in self.found)
        if not self.found:
            return "今天没有连着缺课的学生"
        more = (
            f"，{due} 人有要做的事" + (f"，其中 {late} 人已经晚了" if late else "")
            if due
            else "，该做的都做了"
        )
        return f"{len(self.found)} 人正在缺课{more}"

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        if self.may:
            made.append(
                act(
                    "列入个案…", "footprints", self.open_cases, tip="选中的孩子一起登记成个案，先看会发生什么"
                )
            )
        if watch.may_contact(self.desk.store):
            made.append(act("记联系家长", "phone", self.contact, "primary"))
        return made

    def papers(self) -> list[PaperLine]:
        if self.desk.store.session.classes is not None:
            return []
        return [("正在缺课名单", "DABS", Wanted(day=self.today()))]

    def paper_button(self) -> list[QWidget]:
        return super().paper_button() if self.desk.store.session.classes is None else []

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, int) and self.model.row_of(hint) >= 0:
            self.table.go_to(self.model.row_of(hint), 0)

    # beside --------------------------------------------------------------------------------------------

    def one(self) -> Watched | None:
        chosen = self.chosen()
        return self.told.get(chosen[0]) if len(chosen) == 1 else None

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        one = self.one()
        if one is None:
            return (
                [
                    card(
                        "选中的孩子",
                        text(f"选中 {len(chosen)} 人，可以一起列入个案。", "small", "quiet", wrap=True),
                    )
                ]
                if chosen
                else []
            )
        lines: list[Part] = [_due_line(each) for each in one.due]
        if not lines:
            words = one.advice or "按规则现在没有要做的。"
            lines = [line_of("circle-check", "good", words, "small")]
        parts: list[Part] = [card("该做什么", *lines, gap=6), self._days(one), self._done(one)]
        return parts

    def _days(self, one: Watched) -> QWidget:
        run = one.run
        lines = [("user-minus", f"{run.told}，{run.first} 起连着 {run.count} 个教学日")]
        lines += [("calendar", f"最后到校 {run.last_here}")] if run.last_here else []
        lines += [("circle-question-mark", f"这期间有 {run.unknown} 天没有人登记")] if run.unknown else []
        return told_card(
            f"{run.name}　{run.class_name}",
            lines,
            act("打开学生", "", partial(self.desk.open_pupil, run.student), "link"),
        )

    def _done(self, one: Watched) -> QWidget:
        lines = [("phone", _contact_words(row)) for row in one.contacts[-3:]]
        lines += [("footprints", f"{day} 上门 {one.seen.get(day, '')}".strip()) for day in one.visits[-2:]]
        more: list[Part] = []
        if one.case is not None:
            label = code_list("drop_state").label(one.case.state)
            lines.append(("folder-open", f"个案 {one.case.number}：{label}"))
            more.append(act("打开个案", "", partial(self.desk.go, "drop_case", one.case.id), "link"))
        return told_card("做了什么", lines or [("circle-minus", "还没有登记")], *more)

    def open_row(self, at: int) -> None:
        if watch.may_contact(self.desk.store):
            self.contact()
        else:
            self.desk.open_pupil(self.model.id_at(at))

    def row_menu(self, menu: QMenu, at: int) -> None:
        student = self.model.id_at(at)
        if watch.may_contact(self.desk.store):
            menu.addAction("记联系家长\tEnter").triggered.connect(self.contact)
        if self.may:
            menu.addAction("列入个案…").triggered.connect(self.open_cases)
        if (case := self.told[student].case) is not None:
            menu.addAction("打开个案").triggered.connect(partial(self.desk.go, "drop_case", case.id))
        menu.addAction("打开学生").triggered.connect(partial(self.desk.open_pupil, student))

    # doing ---------------------------------------------------------------------------------------------

    def contact(self) -> None:
        """One try to reach the family of the chosen child."""
        one = self.one()
        if one is None:
            self.desk.say("请先在表里选一个孩子。")
            return
        ask_contact(self, one.student, f"{one.run.name}，{one.run.first} 起没来 {one.run.count} 天。")

    def open_cases(self) -> None:
        """The chosen children as cases, after a look at what would be opened."""
        chosen = self.chosen()
        if not chosen:
            self.desk.say("请先在表里选孩子，按住 Ctrl 可以选几个。")
            return
        kind = "suspected" if all(self._stage(one) >= 2 for one in chosen) else "absent"
        openings = cases.preview(chosen, self.today(), kind)
        words = "\n".join(_opening_words(one) for one in openings)
        count = sum(not one.why_not for one in openings)
        if not count:
            self.desk.say("选中的孩子都已经有个案了。")
        elif self.desk.ask(self, "列入个案", f"将发生：\n{words}\n可以撤销。", yes=f"登记 {count} 件"):
            ok, told = self.desk.attempt(cases.open_many, self.desk.store, openings, self.today())
            if ok:
                new, again = told
                self.done(True, f"新登记 {new} 件，重开 {again} 件。" if again else f"新登记 {new} 件个案。")

    def _stage(self, student: int) -> int:
        """2 where the rules call it 疑似 already."""
        return 2 if any(one.code == watch.SUSPECT for one in self.told[student].due) else 1


def ask_contact(page: Any, student: int, says: str) -> bool:
    """The card of one contact with a family; whether it was kept."""
    desk: Desk = page.desk

    def do(values: Values) -> int:
        told = {name: value for name, value in values.items() if value is not None}
        return watch.contact(desk.store, told | {"student": student})

    first = {"day": page.today(), "way": "phone", "staff": staff_of(desk.store)}
    asked = [Asked(getattr(ContactAttempt, name), first.get(name), must=name in MUST) for name in NAMES]
    kept: bool = page.ask_for("联系家长", asked, do, yes="登记", says=says, done="联系登记好了。", wide=True)
    return kept


def _held(one: Watched, today: dt.date) -> Held:
    run, count = one.run, len(one.run.without_leave)
    tone = "bad" if one.late else "warn" if one.due else "quiet"
    due = "，".join(each.words for each in one.due) or one.advice or "—"
    words = f"{due}（晚 {one.late} 天）" if one.late else due
    newest = one.contacts[-1] if one.contacts else None
    told = f"{newest.day:%m-%d} {ContactAttempt.reached.format(newest.reached)}" if newest else "没有"
    if one.visits and (newest is None or one.visits[-1] > newest.day):
        told = f"{one.visits[-1]:%m-%d} 上门"
    cells = {
        "name": Shown(run.name), "class": Shown(run.class_name), "days": Shown(f"{run.count} 天", "bad" if count > 2 else None),
        "since": Shown(str(run.first)), "marks": Shown(run.told), "due": Shown(words, tone, "circle-alert" if one.late else None),
        "contact": Shown(told, "warn" if one.due and told == "没有" else None),
        "case": Shown(code_list("drop_state").label(one.case.state), "accent", "tag") if one.case is not None else Shown("—", "off"),
    }  # fmt: skip
    return Held(one.student, cells, {"days": run.count})


def _due_line(due: Any) -> Part:
    late = f"，晚了 {due.late} 个教学日" if due.late else ""
    icon, tone = ("circle-alert", "bad") if due.late else ("circle-dot", "warn")
    return line_of(icon, tone, f"{due.words}（{due.by} 到期{late}）", "small")


def _contact_words(row: Any) -> str:
    told = [
        f"{row.day:%m-%d}",
        ContactAttempt.way.format(row.way),
        ContactAttempt.reached.format(row.reached),
    ]
    told += [Staff.caption_of(row.staff_id)] + ([f"：{row.words}"] if row.words else [])
    return " ".join(told[:4]) + "".join(told[4:])


def _opening_words(one: Opening) -> str:
    end = f"不登记：{one.why_not}" if one.why_not else f"{one.words}，最后到校 {one.last_day or NEVER_CAME}"
    return f"{one.name}（{one.class_name}，{one.days} 天）　{end}"
