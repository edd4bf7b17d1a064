"""专项行动: the checklists before and after the start of a term, what was done of them, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_reports import Campaign, CampaignCheck
from desktop.models.ledgers.staff import Staff
from desktop.services.drop import campaigns
from desktop.services.drop.campaigns import PHASES, Action
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button, menu_button
from desktop.views.care_board import BoardPage, PaperLine, act, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.recognition_ask import Asked, keep_paper
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop


class CampaignPage(BoardPage):
    """A line for each thing to do. Enter writes what was done; several lines are ticked at once."""

    name = "控辍月报"
    nothing = "这学期还没有专项行动"
    about = "每学期开学前后集中开展一次，程序备有示例清单，请按本县文件修改，做一件勾一件。"
    columns = (
        Column("phase", "阶段", 70), Column("number", "序号", 50, "right"), Column("words", "要做的事", 280),
        Column("done_on", "完成日期", 100), Column("staff", "谁做的", 84), Column("result", "结果", 150), Column("proof", "佐证", 56),
    )  # fmt: skip
    filler = "words"
    verb = "drop"
    ledgers = frozenset(
        {"campaign", "campaign_check", "staff", "school_term", "not_arrived", "arrival_sheet"}
    )
    road = (
        Stop("flag", "开始", "开学前、开学后各一次"), Stop("list-checks", "一件一件做", "日期、谁做的、佐证"),
        Stop("file-text", "写结果", "数字由程序算好"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return campaigns.actions, self.desk.term

    def rows(self) -> list[Held]:
        self.actions_: dict[str, Action] = self.found
        self.checks = {one.id: (action, one) for action in self.found.values() for one in action.checks}
        self.set_actions(self.offer())
        return [self._held(action, one) for action, one in self.checks.values()]

    def _held(self, action: Action, one: Any) -> Held:
        late = one.done_on is None and action.row.until_day < self.today()
        staff = Staff.caption_of(one.staff_id) if one.staff_id else ""
        done = (
            Shown(str(one.done_on), "good")
            if one.done_on
            else Shown("过了期限" if late else "没做", "bad" if late else "warn")
        )
        return Held(one.id, {
            "phase": Shown(Campaign.phase.format(action.row.phase), "quiet"), "number": Shown(str(one.number)), "words": Shown(one.words),
            "done_on": done, "staff": Shown(staff), "result": Shown(one.result or ""), "proof": Shown("有" if one.proof else ""),
        }, {"number": one.number})  # fmt: skip

    def fact(self) -> str:
        if not self.found:
            return self.desk.term.title
        told = [
            f"{Campaign.phase.format(phase)} {one.done} / {len(one.checks)} 项"
            for phase, one in self.found.items()
        ]
        return f"{self.desk.term.title}，{'，'.join(told)}"

    def missing(self) -> list[str]:
        """Phases not begun."""
        return [phase for phase in PHASES if phase not in (self.found or {})]

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        if not self.may or not self.found:
            return made
        more = menu_button("更多", self)  # what stands at the right has no room in a narrow window
        more.clicked.connect(lambda _checked=False: self._offer_more(more))
        made += [more, *self._begins("plain")]
        return [*made, act("登记完成", "check", self.tick, "primary", tip="可以先选几项，一起登记")]

    def _offer_more(self, button: Button) -> None:
        menu = QMenu(button)
        self._add_acts(menu)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _add_acts(self, menu: QMenu) -> None:
        """写结果 and 加一项 of each phase."""
        for action in self.actions_.values():
            menu.addAction(f"{action.title}：写结果…", partial(self.conclude, action))
            menu.addAction(f"{action.title}：加一项…", partial(self.add_item, action))

    def _begins(self, role: str) -> list[QWidget]:
        label = code_list("campaign_phase").label
        return [
            act(f"开始{label(phase)}的", "flag", partial(self.begin, phase), role) for phase in self.missing()
        ]

    def first_acts(self) -> list[Button]:
        label = code_list("campaign_phase").label
        if not self.may:
            return []
        return [
            act(
                f"开始{label(phase)}的",
                "flag",
                partial(self.begin, phase),
                "primary" if phase == "after" else "plain",
            )
            for phase in PHASES
        ]

    def papers(self) -> list[PaperLine]:
        return [
            (f"{action.title}记录表", "DCAMP", Wanted(day=self.today(), term=self.desk.term, what=phase))
            for phase, action in (self.found or {}).items()
        ]

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        parts: list[Part] = []
        for action in self.actions_.values():
            row, leader = (
                action.row,
                Staff.caption_of(action.row.leader_id) if action.row.leader_id else "还没有定",
            )
            lines = [
                ("calendar-days", f"{row.from_day:%m-%d} 到 {row.until_day:%m-%d}"), ("user-round", f"负责人 {leader}"),
                ("list-checks", f"完成 {action.done} / {len(action.checks)} 项"), ("file-text", row.result or ""),
            ]  # fmt: skip
            acts: list[Part] = []
            if self.may:
                acts = [
                    act("写结果", "file-text", partial(self.conclude, action), "link"),
                    act("加一项", "plus", partial(self.add_item, action), "link"),
                ]
            parts.append(told_card(action.title, lines, *acts))
        return parts

    def open_row(self, at: int) -> None:
        self.tick()

    def row_menu(self, menu: QMenu, at: int) -> None:
        if not self.may:
            return
        menu.addAction("登记完成\tEnter").triggered.connect(self.tick)
        record = self.model.id_at(at)
        menu.addAction("打开记录，改文字").triggered.connect(
            lambda: self.desk.go("drop_report_books", ("campaign_check", record))
        )

    # doing ---------------------------------------------------------------------------------------------

    def begin(self, phase: str) -> None:
        def do(values: Values) -> int:
            return campaigns.begin(self.desk.store, self.desk.term, phase, values)

        first, last = campaigns.span_of(self.desk.term, phase)
        count = len(campaigns.template()["phases"][phase]["items"])
        asked = [
            Asked(Campaign.from_day, first, must=True),
            Asked(Campaign.until_day, last, must=True),
            Asked(Campaign.leader),
        ]
        label = code_list("campaign_phase").label(phase)
        says = f"放进示例清单 {count} 项，可以改、可以加。请以本县文件为准。"
        self.ask_for(
            f"{self.desk.term.title}{label}专项行动",
            asked,
            do,
            yes="开始",
            says=says,
            done="专项行动开始了。",
        )

    def tick(self) -> None:
        some = [int(one) for one in self.chosen()]
        if not some or not self.may:
            return
        first = self.checks[some[0]][1]

        def do(values: Values) -> None:
            values["proof"] = keep_paper(self.desk, values.get("proof"))
            told = {name: value for name, value in values.items() if value is not None or len(some) == 1}
            campaigns.tick(self.desk.store, some, told)

        known = first if len(some) == 1 else None
        asked = [
            Asked(CampaignCheck.done_on, (known and known.done_on) or self.today()),
            Asked(CampaignCheck.staff, known and known.staff_id),
            Asked(CampaignCheck.result, known and known.result), Asked(CampaignCheck.proof, known and known.proof),
        ]  # fmt: skip
        says = first.words if known else f"选中的 {len(some)} 项一起登记。"
        self.ask_for("登记完成", asked, do, yes="登记", says=says, done="登记好了。")

    def conclude(self, action: Action) -> None:
        def do(values: Values) -> None:
            campaigns.conclude(self.desk.store, action.row.id, values["result"] or "")

        now = campaigns.result_words(action, self.desk.term, self.today())
        asked = [Asked(Campaign.result, action.row.result or now)]
        more = f"现在的数字是：{now}" if action.row.result not in (None, now) else ""
        self.ask_for(
            f"{action.title}结果",
            asked,
            do,
            yes="记下",
            says=f"数字由程序算好，可以改写。{more}",
            done="结果记下了。",
        )

    def add_item(self, action: Action) -> None:
        def do(values: Values) -> int:
            return campaigns.add_item(self.desk.store, action.row.id, values["words"] or "")

        asked = [Asked(CampaignCheck.words, must=True)]
        self.ask_for("加一项", asked, do, yes="加上", done="清单加了一项。")
