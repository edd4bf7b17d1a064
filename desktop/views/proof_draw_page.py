"""取证抽查: a few of those who learn elsewhere, drawn so that anybody can draw them again, and what the calls told."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.fields import Number
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_population import AgeChild, ProofCall
from desktop.services.drop import proof_draw, proofs
from desktop.services.drop.proof_draw import Draw
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.recognition_ask import Asked
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop

TONES = {"true": "good", "partly": "warn", "false": "bad", "none": "off", "wrong": "warn"}
SIZE = Number("抽几人", least=1, most=99, width=7)


class ProofDrawPage(BoardPage):
    """One line for each drawn child, the newest draw first."""

    name = "取证抽查"
    nothing = "还没有抽查过"
    about = "从在外就读的孩子里随机抽几名打电话核实。抽的办法可以重做，名单和结果都留着。"
    columns = (
        Column("draw", "哪一次", 146), Column("place", "序号", 48, "right"), Column("name", "姓名", 84), Column("school", "学校", 120),
        Column("phone", "打给谁", 172), Column("result", "结果", 78), Column("words", "情况", 110), Column("called", "通话日期", 94),
    )  # fmt: skip
    filler = "words"
    frozen = 3
    verb = "drop"
    ledgers = frozenset({"proof_call", "age_child", "age_status", "off_site_proof"})
    road = (
        Stop("hash", "抽签", "人数按规则，抽签号留着"), Stop("phone", "打电话", "打不通的也留在表上"),
        Stop("printer", "打印", "抽法写在表下面"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return (_read,)

    def rows(self) -> list[Held]:
        self.draws, self.schools = self.found
        self.calls: dict[int, tuple[Draw, Any]] = {
            call.id: (one, call) for one in self.draws for call in one.calls
        }
        children = {
            row.id: row
            for row in AgeChild.select().where(AgeChild.id.in_([c.child_id for _, c in self.calls.values()]))
        }
        return [self._held(one, call, children[call.child_id]) for one, call in self.calls.values()]

    def _held(self, one: Draw, call: Any, child: Any) -> Held:
        phone = " ".join(filter(None, [child.guardian or child.head_name, child.phone])) or "没有电话"
        return Held(call.id, {
            "draw": Shown(f"{one.day}　{one.seed} 号"), "place": Shown(str(call.place)), "name": Shown(child.name),
            "school": Shown(self.schools.get(child.id, "")), "phone": Shown(phone, None if child.phone else "warn"),
            "result": Shown(ProofCall.result.format(call.result) or "还没打", TONES.get(call.result or "", "quiet")),
            "words": Shown(call.words or ""), "called": Shown(str(call.called_on or "")),
        }, {"place": call.place})  # fmt: skip

    def fact(self) -> str:
        return str(self.draws[0].words) if self.draws else ""

    def offer(self) -> list[QWidget]:
        made: list[QWidget] = [
            act("返回", "arrow-left", partial(self.desk.go, "population", "proofs")),
            *self.paper_button(),
        ]
        if self.may:
            made += [
                act("登记结果", "phone", self.answer, tip="回车"),
                act("抽签", "hash", self.draw, "primary"),
            ]
        return made

    def first_acts(self) -> list[Button]:
        return [act("抽签", "hash", self.draw, "primary")] if self.may else []

    def papers(self) -> list[PaperLine]:
        one = self.one()
        number = one[0].id if one else self.draws[0].id if self.draws else 0
        wanted = Wanted(day=self.today(), records=(number,) if number else (), ledger=ProofCall)
        return [("取证抽查记录表", "D19C", wanted)]

    def one(self) -> tuple[Draw, Any] | None:
        chosen = self.chosen()
        return self.calls.get(chosen[0]) if len(chosen) == 1 else None

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        one = self.one()
        if one is None:
            return []
        draw = one[0]
        lines = [
            ("calendar", str(draw.day)), ("hash", f"抽签号 {draw.seed}"), ("users", f"从 {draw.among} 人中抽"),
            ("phone", draw.tally.words),
        ]  # fmt: skip
        return [
            told_card(
                "这一次抽查", lines, act("重抽一次核对", "refresh-cw", partial(self.check, draw), "link")
            )
        ]

    def open_row(self, at: int) -> None:
        self.answer()

    def row_menu(self, menu: QMenu, at: int) -> None:
        if self.may:
            menu.addAction("登记结果…\tEnter").triggered.connect(self.answer)

    # doing ---------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Ask how many; the 抽签号 may be given, so that a draw in public can be done with dice."""
        least, most = proof_draw.sizes()

        def do(values: Values) -> Draw:
            return proof_draw.draw(
                self.desk.store,
                values["size"],
                self.today(),
                seed=values.get("seed"),
                staff=values.get("staff"),
            )

        asked = [
            Asked(SIZE, least, "抽几人", f"{least}～{most} 人", must=True, name="size"),
            Asked(ProofCall.seed, None, "抽签号", "空着由程序随机取；也可以当众摇一个号写在这里"),
            Asked(ProofCall.staff),
        ]
        says = f"从今天在外就读的 {len(proof_draw.pool_on(self.today()))} 人里抽。抽到谁不能改，打不通的也留在表上。"
        self.ask_for("取证抽查", asked, do, yes="抽签", says=says, done="抽好了，可以打电话了。")

    def answer(self) -> None:
        one = self.one()
        if one is None or not self.may:
            return
        call = one[1]

        def do(values: Values) -> None:
            proof_draw.answer(self.desk.store, call.id, values)

        names = ("called_on", "result", "answered_by", "staff", "words")
        first = {name: call.__data__.get(name) for name in names}
        first["called_on"] = first["called_on"] or self.today()
        asked = [
            Asked(getattr(ProofCall, name), first[name], must=name in ("called_on", "result"))
            for name in names
        ]
        says = f"{AgeChild.caption_of(call.child_id)}，打不通的选“打不通”。"
        self.ask_for("登记结果", asked, do, yes="存下", says=says, done="结果存好了。")

    def check(self, one: Draw) -> None:
        """Do this draw once more and say what comes."""
        same, names = proof_draw.again(one)
        if same and list(names) == [call.child_id for call in one.calls]:
            self.desk.say("用同一个抽签号重抽，名单完全一样。")
        else:
            self.desk.say("在外就读的名单后来变了，不能照原样重抽；抽到的几人留着不变。")


def _read() -> tuple[list[Draw], dict[int, str]]:
    draws = proof_draw.draws()
    days = {one.day for one in draws}
    return draws, {line.child.id: line.school for day in days for line in proofs.board(day).lines}
