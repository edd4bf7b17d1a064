"""个案: the open cases by step, with their days and who is late; months as a picture; behind one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.staff import Staff
from desktop.services.drop import case_acts, cases, closing
from desktop.services.drop.case_file import files
from desktop.services.drop.cases import OpenCase
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act
from desktop.views.care_tabs import Tab, TabbedPlace
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.drop_months import MonthsPage
from desktop.views.drop_running import ask_contact
from desktop.views.held_rows import Held
from desktop.views.layouts import Giving, Part, row
from desktop.views.recognition_ask import Asked
from desktop.views.rows_model import Shown
from desktop.views.widgets import Meter, Stop, card, line_of, text

ALL, LATE, ADVICE, CLOSE, SIGN = "all", "late", "advice", "close", "sign"
TONES = {
    "warned": "warn",
    "suspected": "bad",
    "persuading": "bad",
    "reported": "bad",
    "government": "bad",
    "back": "good",
}
OPENED = (
    "student", "child", "kind", "opened_on", "last_day", "cause", "whereabouts", "teacher", "cadre", "cause_words",
)  # fmt: skip
MUST = ("kind", "opened_on")


class CasesBoard(BoardPage):
    """One line for each open case, the latest first. The hint is a case's id, a pupil's name list, or a filter."""

    name = "个案"
    verb = "drop"
    nothing = "没有未销号的个案"
    about = "孩子连着没来、疑似辍学、没来报到的，一人一案，一步一步跟到销号。从“缺课”里一起登记，也可以在这里登记。"
    columns = (
        Column("name", "孩子", 84), Column("class", "班级", 66), Column("state", "到了哪一步", 104), Column("days", "几天", 48, "right"),
        Column("next", "下一步", 170), Column("by", "到哪天", 140), Column("paper", "材料", 84), Column("teacher", "责任教师", 76),
        Column("number", "编号", 96),
    )  # fmt: skip
    filler = "next"
    ledgers = frozenset({
        "drop_case", "case_step", "persuasion", "return_notice", "written_report", "reported_child", "government_paper",
        "follow_up", "class_absence", "class_day", "contact_attempt", "visit", "visit_child", "drop_rule", "off_site_proof",
    })  # fmt: skip
    road = (
        Stop("user-minus", "预警", "连着没来，登记个案"), Stop("footprints", "劝返", "至少两个人，记下来"),
        Stop("mail", "通知书、书面报告", "编号、回证、签收"), Stop("stamp", "跟踪、销号", "校长批准"),
    )  # fmt: skip

    def __init__(self, desk: Desk, **more: Any) -> None:
        self.filter = ALL
        super().__init__(desk, **more)

    def above(self) -> Sequence[Part]:
        self.chips = {key: Button(words, role="chip") for key, words in (
            (ALL, "全部"), (LATE, "逾期"), (ADVICE, "有新情况"), (SIGN, "等签发"), (CLOSE, "可以销号"),
        )}  # fmt: skip
        for key, chip in self.chips.items():
            chip.clicked.connect(partial(self.narrow, key))
        return [Giving(*self.chips.values(), None, gap=8)]

    def narrow(self, key: str, _checked: bool = False) -> None:
        """Show only those cases."""
        self.filter = key
        if self.found is not None:
            self.show_rows()

    def never_empty(self) -> bool:
        return bool(self.found)

    def read(self) -> tuple[Any, ...]:
        return cases.open_cases, self.today()

    def rows(self) -> list[Held]:
        every = self.found
        self.told: dict[int, OpenCase] = {one.id: one for one in every}
        for key, chip in self.chips.items():
            count = sum(self._wanted(one, key) for one in every)
            chip.setText(f"{LABELS[key]} {count}" if key != ALL else f"全部 {count}")
            chip.set_on(key == self.filter)
            chip.setVisible(key in (ALL, LATE) or bool(count) or key == self.filter)
        return [_held(one, self.today()) for one in every if self._wanted(one, self.filter)]

    def _wanted(self, one: OpenCase, key: str) -> bool:
        if key == LATE:
            return bool(one.late)
        if key == ADVICE:
            return bool(one.advice)
        if key == SIGN:
            return one.file.to_sign
        if key == CLOSE:
            return closing.may_close(one, self.today())
        return True

    def fact(self) -> str:
        every = self.found
        late, back = sum(bool(one.late) for one in every), sum(one.state == "back" for one in every)
        told = [f"未销号 {len(every)} 件"] + (
            [f"逾期 {late} 件"] if late else ["都没有逾期"] if every else []
        )
        return "，".join(told + ([f"复学跟踪中 {back} 件"] if back else []))

    def offer(self) -> list[QWidget]:
        made = self.paper_button() if self.desk.store.session.classes is None else []
        if self.desk.store.session.classes is None:
            made.append(
                act(
                    "台账",
                    "table-2",
                    partial(self.desk.go, "drop_books"),
                    tip="全部个案、劝返、通知书、报告、规则",
                )
            )
        if self.may:
            made.append(
                act("书面报告…", "file-text", self.report, tip="选中的个案写成一份书面报告，送校长签发")
            )
            made.append(act("登记个案", "plus", self.new_case, "primary"))
        return made

    def first_acts(self) -> list[Button]:
        away = act("看正在缺课的", "user-minus", partial(self.desk.go, "absence", "running"))
        return [away, act("登记个案", "plus", self.new_case, "primary")] if self.may else [away]

    def papers(self) -> list[PaperLine]:
        day, some = self.today(), tuple(self.chosen())
        lines: list[PaperLine] = []
        if some:
            many = f"选中的 {len(some)} 件"
            chosen = Wanted(day=day, records=some, ledger=DropCase)
            lines += [
                (f"情况报告表（{many}）", "D17B", chosen),
                (f"劝返记录表（{many}，带着去）", "D15", chosen),
            ]
            lines.append((f"销号审批表（{many}）", "D18", chosen))
        lines += (
            [("空白劝返记录表", "D15", Wanted(day=day)), None]
            if lines
            else [("空白劝返记录表", "D15", Wanted(day=day))]
        )
        lines += [
            ("劝返清单（六方签字）", "D17C", Wanted(day=day)),
            ("疑似辍学学生台账", "DCASE", Wanted(day=day)),
        ]
        return lines

    def take_hint(self, hint: Any) -> None:
        if hint in LABELS:
            self.narrow(str(hint))
        elif isinstance(hint, int) and self.model.row_of(hint) >= 0:
            self.table.go_to(self.model.row_of(hint), 0)

    # beside --------------------------------------------------------------------------------------------

    def one(self) -> OpenCase | None:
        chosen = self.chosen()
        return self.told.get(chosen[0]) if len(chosen) == 1 else None

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        parts: list[Part] = []
        if (one := self.one()) is not None:
            parts.append(self._next(one))
        return [*parts, self._steps()]

    def _next(self, one: OpenCase) -> QWidget:
        tone = "bad" if one.late else "accent"
        by = f"{one.next.by} 到期" if one.next.by else "没有期限"
        late = f"，晚了 {one.late} 个工作日" if one.late else ""
        lines = [line_of("circle-alert" if one.late else "arrow-right", tone, one.next.words, "small"),
                 line_of("calendar-clock", "quiet", by + late, "small")]  # fmt: skip
        if one.advice:
            lines.insert(0, line_of("triangle-alert", "warn", one.why, "small"))
        if again := one.file.row.again:
            lines.append(line_of("rotate-ccw", "quiet", f"反复 {again} 次", "small"))
        go = act("打开个案", "folder-open", partial(self.desk.go, "drop_case", one.id), "accept")
        return card(f"{one.file.name}　{one.file.class_name}", *lines, row(go, None), gap=6)

    def _steps(self) -> QWidget:
        """How many cases stand at which step."""
        every, codes = self.found, code_list("drop_state")
        lines: list[Part] = []
        for state, label in codes.labels.items():
            if count := sum(one.state == state for one in every):
                lines.append(row(text(label, "small"), None, text(f"{count} 件", "small", "quiet")))
                lines.append(Meter([(count, TONES.get(state, "off"))], len(every)))
        return card(
            "各到了哪一步", *(lines or [text("现在没有未销号的个案。", "small", "quiet", wrap=True)]), gap=4
        )

    def open_row(self, at: int) -> None:
        self.desk.go("drop_case", self.model.id_at(at))

    def row_menu(self, menu: QMenu, at: int) -> None:
        case = self.model.id_at(at)
        menu.addAction("打开个案\tEnter").triggered.connect(partial(self.desk.go, "drop_case", case))
        if student := self.told[case].file.student:
            says = self.told[case].file.name
            menu.addAction("记联系家长").triggered.connect(lambda: ask_contact(self, student, says))
            menu.addAction("打开学生").triggered.connect(partial(self.desk.open_pupil, student))

    # doing ---------------------------------------------------------------------------------------------

    def new_case(self) -> None:
        """A case by hand: who never came, or was found by another way than the absence list."""

        def do(values: Values) -> int:
            return cases.open_case(
                self.desk.store, {name: value for name, value in values.items() if value is not None}
            )

        first = {"kind": "suspected", "opened_on": self.today()}
        asked = [Asked(getattr(DropCase, name), first.get(name), must=name in MUST) for name in OPENED]
        self.ask_for("登记个案", asked, do, yes="登记", says=NEW, done="个案登记好了。", wide=True)

    def report(self) -> None:
        """A 书面报告 on the chosen cases, its texts put together of the records, for the head to sign."""
        chosen = [one for one in self.chosen() if one in self.told]
        if not chosen:
            self.desk.say("请先在表里选要报告的个案。")
            return
        ask_report(self, chosen)


def ask_report(page: Any, chosen: Sequence[int]) -> bool:
    """The card of a 书面报告; whether it was written."""
    from desktop.models.ledgers.drop_cases import WrittenReport as Report

    first = case_acts.draft_values(chosen, page.today())
    names = "、".join(one.name for one in files(DropCase.select().where(DropCase.id.in_(list(chosen)))))
    must = ("number", "day", "to_whom", "request")
    asked = [Asked(getattr(Report, name), first.get(name), must=name in must)
             for name in ("number", "day", "to_whom", "found", "measures", "request")]  # fmt: skip
    kept: bool = page.ask_for(
        "书面报告", asked, lambda values: case_acts.draft_report(page.desk.store, chosen, values), yes="写好，送校长签发",
        says=f"{names}。经过和措施按登记的写好了，请核对。", done="书面报告写好了，等校长签发。", wide=True,
    )  # fmt: skip
    return kept


LABELS = {ALL: "全部", LATE: "逾期", ADVICE: "有新情况", SIGN: "等签发", CLOSE: "可以销号"}
NEW = "正在缺课的从“缺课”里列入更快。不在花名册上的选适龄儿童；没来报到的类型选“未报到”，说不清哪天最后到校的空着。"


def _held(one: OpenCase, today: dt.date) -> Held:
    file, told = one.file, one.next
    days = (today - file.since).days
    by = "—" if told.by is None else f"{told.by:%m-%d} 晚 {told.late} 天" if told.late else str(told.by)
    words = one.why if one.advice else told.words
    cells = {
        "name": Shown(file.name), "class": Shown(file.class_name or "—"), "number": Shown(file.row.number),
        "state": Shown(file.state_label, TONES.get(one.state, "off"), "tag"), "days": Shown(str(max(days, 0))),
        "next": Shown(words, "warn" if one.advice else None, "triangle-alert" if one.advice else None),
        "by": Shown(by, "bad" if told.late else None, "circle-alert" if told.late else None), "paper": Shown(PAPERS.get(told.paper, "")),
        "teacher": Shown(Staff.caption_of(file.row.teacher_id)) if file.row.teacher_id else Shown("没有", "warn"),
    }  # fmt: skip
    return Held(one.id, cells, {"days": days})


PAPERS = {"D15": "劝返记录", "D16": "通知书", "D17": "书面报告", "D17C": "劝返清单", "D18": "销号表"}
TABS: tuple[Tab, ...] = (("board", "未销号", CasesBoard), ("months", "按月", MonthsPage))


class CasesPlace(TabbedPlace):
    """The hint is a tab's key, (key, hint), or what the board is to show (late, advice, close, sign, a case)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "个案", TABS)

    def take_hint(self, hint: Any) -> None:
        super().take_hint(("board", hint) if hint in LABELS or isinstance(hint, int) else hint)
