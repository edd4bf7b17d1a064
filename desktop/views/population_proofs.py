"""取证: who learns elsewhere, whose proof is held, asked for or refused, the rate with its denominator, calls that check."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_population import AgeChild, OffSiteProof
from desktop.models.ledgers.drop_proof_owner import odd_number, why_not_his
from desktop.models.ledgers.staff import Staff
from desktop.services.drop import proofs
from desktop.services.drop.proofs import ASKED, BARE, EXPIRED, HELD, LABELS, OUTSIDE_, REFUSED, Board, Line
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button, Chip, menu_button
from desktop.views.care_board import BoardPage, PaperLine, act, quiet, told_card
from desktop.views.cells import Column
from desktop.views.fields import Choice
from desktop.views.held_rows import Held
from desktop.views.layouts import Part, row
from desktop.views.recognition_ask import Asked, keep_paper
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop, text

TONES = {HELD: "good", ASKED: "warn", REFUSED: "bad", EXPIRED: "bad", BARE: "warn"}
TEACHERS = 6  # shown at the right
HOLD = (
    "held_on", "kind", "school", "grade_text", "sealed", "issued_on", "valid_until", "teacher", "head_teacher", "head_phone",
    "student_no", "file",
)  # fmt: skip


class ProofsPage(BoardPage):
    """The hint is a state of LABELS, or a child's id."""

    name = "适龄儿童"
    nothing = "没有在外就读的孩子"
    about = "去向是县内外镇、县外、省外的孩子，自动列在这里：证明要了没有、拿到没有、不给的为什么。"
    columns = (
        Column("name", "姓名", 84), Column("way", "在哪里读", 108), Column("school", "学校", 150), Column("grade", "年级", 70),
        Column("state", "取证", 104), Column("kind", "证明类型", 112), Column("valid", "有效到", 96), Column("teacher", "取证教师", 84),
    )  # fmt: skip
    filler = "school"
    verb = "drop"
    ledgers = frozenset({"age_child", "age_status", "off_site_proof", "proof_call", "student", "staff"})
    road = (
        Stop("route", "填去向", "在外就读的写学校和年级"), Stop("printer", "打印空白证明", "寄去，或让家长带去"),
        Stop("file-check", "登记取证", "学校、类型、有效到哪天"), Stop("phone", "抽几人打电话", "核实是不是真的"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        self.only: int | None = None
        super().__init__(*args, **more)

    def above(self) -> Sequence[Part]:
        self.of = Choice([(code, label) for code, label in code_list("proof_denominator").labels.items()])
        self.of.choose(OUTSIDE_)
        self.of.setMinimumWidth(240)
        self.of.activated.connect(lambda _at: self.show_rows())
        self.states = Chip("取证", list(LABELS.items()))
        self.teachers = Chip("取证教师")
        for chip in (self.states, self.teachers):
            chip.changed.connect(self._filtered)
        return [row(text("分母", tone="quiet"), self.of, self.states, self.teachers, None, gap=8)]

    def _filtered(self, _chosen: object) -> None:
        self.only = None
        self.show_rows()

    def read(self) -> tuple[Any, ...]:
        return proofs.board, self.today()

    def rows(self) -> list[Held]:
        board: Board = self.found
        within = board.within(str(self.of.value()))
        names = {line.teacher: Staff.caption_of(line.teacher) for line in within if line.teacher}
        self.teachers.set_values([(None, "没有取证教师"), *sorted(names.items(), key=lambda one: one[1])])
        self.lines: dict[int, Line] = {line.child.id: line for line in within if self._fits(line)}
        return [self._held(line) for line in self.lines.values()]

    def _fits(self, line: Line) -> bool:
        if self.only is not None:
            return bool(line.child.id == self.only)
        states, teachers = self.states.chosen(), self.teachers.chosen()
        return (not states or line.state in states) and (not teachers or line.teacher in teachers)

    def never_empty(self) -> bool:
        return bool(self.found.lines)

    @staticmethod
    def _held(line: Line) -> Held:
        proof = line.proof
        valid = proof.valid_until if proof is not None and proof.state == HELD else None
        return Held(line.child.id, {
            "name": Shown(line.child.name), "way": Shown(code_list("age_status").label(line.claim.code)),
            "school": Shown(line.school), "grade": Shown(line.grade), "state": Shown(LABELS[line.state], TONES[line.state]),
            "kind": Shown(OffSiteProof.kind.format(proof.kind) if proof is not None else ""),
            "valid": Shown(str(valid or ""), "bad" if line.state == EXPIRED else None),
            "teacher": Shown(Staff.caption_of(line.teacher) if line.teacher else "—"),
        })  # fmt: skip

    def fact(self) -> str:
        self.table.set_empty_text("没有符合条件的孩子。")
        return str(self.found.rate(str(self.of.value())).sentence)

    def take_hint(self, hint: Any) -> None:
        self.only = hint if isinstance(hint, int) else None
        self.states.choose([hint] if hint in LABELS else [])
        if self.found is not None:
            self.show_rows()

    def offer(self) -> list[QWidget]:
        more = menu_button("更多", self)
        more.clicked.connect(lambda _checked=False: self._offer_more(more))
        made = [*self.paper_button(), more]
        if self.may:
            made += [
                act("索要", "mail", self.ask_proof, tip="记下向家长或学校要过证明"),
                act("登记取证", "file-check", self.hold, "primary", "证明拿到了（回车）"),
            ]
        return made

    def _offer_more(self, button: Button) -> None:
        menu = QMenu(button)
        if self.may:
            menu.addAction("未给，写明原因…", self.refuse)
        menu.addAction("电话抽查", partial(self.desk.go, "proof_draws"))
        menu.addAction("取证记录", partial(self.desk.go, "population_books", "off_site_proof"))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def papers(self) -> list[PaperLine]:
        day, some = self.today(), tuple(self.chosen()) if self.found else ()
        lines: list[PaperLine] = []
        if some:
            told = Wanted(day=day, records=some, ledger=AgeChild)
            lines.append((f"在外就读证明（选中 {len(some)} 人，填好姓名）", "D19", told))
        lines.append(("空白在外就读证明", "D19", Wanted(day=day)))
        of = str(self.of.value())
        return [*lines, None, ("取证台账", "D19L", Wanted(day=day, what=of))]

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        board: Board = self.found
        rates = [("percent", f"{one.label} {one.words}") for one in board.rates() if one.total]
        parts: list[Part] = [told_card("取证率", rates)]
        some = [self.lines[one] for one in chosen if one in self.lines]
        if len(some) == 1:
            parts.append(self._told(some[0]))
        elif some:
            parts.append(quiet(f"选中 {len(some)} 人，可以一起登记“索要”。"))
        told = [("user-round", words) for words in self._by_teacher()]
        return [*parts, told_card("按取证教师", told)] if told else parts

    def _by_teacher(self) -> list[str]:
        """周老师 12 / 15: how many of each teacher's children are proved, those who lack most first."""
        every: dict[int | None, list[Line]] = {}
        for line in self.found.within(str(self.of.value())):
            every.setdefault(line.teacher, []).append(line)
        order = sorted(every.items(), key=lambda one: sum(line.proved for line in one[1]) - len(one[1]))
        return [
            f"{Staff.caption_of(one) if one else '没有取证教师'}　{sum(line.proved for line in some)} / {len(some)}"
            for one, some in order[:TEACHERS]
        ]

    def _told(self, line: Line) -> QWidget:
        proof, child = line.proof, line.child
        parent = " ".join(filter(None, [child.guardian, child.phone]))
        lines = [
            ("school", " ".join(filter(None, [line.school, line.grade]))), ("map-pin", child.village or ""), ("phone", parent),
        ]  # fmt: skip
        if proof is not None:
            lines += [
                ("mail", f"{proof.asked_on} 索要"), ("file-check", f"{proof.held_on} 取得" if proof.held_on else ""),
                ("ban", proof.refused_why or "" if line.state == REFUSED else ""),
                ("user-round", " ".join(filter(None, [proof.head_teacher, proof.head_phone]))),
            ]  # fmt: skip
        acts = (
            [act("打开取证记录", "file-text", partial(self._open_proof, proof.id), "link")]
            if proof is not None
            else []
        )
        return told_card(f"{child.name}　{LABELS[line.state]}", lines, *acts)

    def _open_proof(self, record: int) -> None:
        self.desk.go("population_books", ("off_site_proof", record))

    def open_row(self, at: int) -> None:
        self.hold()

    def row_menu(self, menu: QMenu, at: int) -> None:
        if self.may:
            menu.addAction("登记取证…\tEnter").triggered.connect(self.hold)
            menu.addAction("索要…").triggered.connect(self.ask_proof)
            menu.addAction("未给…").triggered.connect(self.refuse)

    # doing ---------------------------------------------------------------------------------------------

    def one(self) -> Line | None:
        chosen = self.chosen()
        found = self.lines.get(chosen[0]) if len(chosen) == 1 else None
        if found is None:
            self.desk.say("请在表里选一个孩子。")
        return found if self.may else None

    def ask_proof(self) -> None:
        some = [one for one in self.chosen() if one in self.lines]
        if not some:
            self.desk.say("请先在表里选人。")
            return

        def do(values: Values) -> int:
            return proofs.ask(self.desk.store, some, values["asked_on"], values.get("teacher"))

        asked = [Asked(OffSiteProof.asked_on, self.today(), must=True), Asked(OffSiteProof.teacher)]
        says = f"选中 {len(some)} 人，已经取得或要过的不重复记。"
        self.ask_for("索要证明", asked, do, yes="登记索要", says=says, done="记下了。")

    def hold(self) -> None:
        line = self.one()
        if line is None:
            return

        asked_about: list[str] = []

        def do(values: Values) -> int:
            if whose := why_not_his(line.child.id, values.get("student_no")):
                raise Refused(whose)
            odd = odd_number(line.child.id, values.get("student_no"))
            if odd and odd not in asked_about:
                asked_about.append(odd)
                raise Refused(f"{odd}。请对着证明看一遍；没有拿错的，再按一次“登记”。")
            return proofs.hold(
                self.desk.store, line.child.id, values | {"file": keep_paper(self.desk, values.get("file"))}
            )

        first = {
            "held_on": self.today(), "kind": "paper", "school": line.school, "grade_text": line.grade, "teacher": line.teacher,
            "student_no": line.child.student_no,
        }  # fmt: skip
        must = ("held_on", "kind", "school")
        asked = [Asked(getattr(OffSiteProof, name), first.get(name), must=name in must) for name in HOLD]
        says = f"{line.child.name}的证明。“有效到”空着就按控辍规则算。"
        self.ask_for("登记取证", asked, do, yes="登记", says=says, done="取证登记好了。", wide=True)

    def refuse(self) -> None:
        line = self.one()
        if line is None:
            return

        def do(values: Values) -> int:
            return proofs.refuse(self.desk.store, line.child.id, values)

        asked = [
            Asked(OffSiteProof.refused_why, line.proof.refused_why if line.proof is not None else None, must=True),
            Asked(OffSiteProof.asked_on, self.today(), "哪天要的", must=True), Asked(OffSiteProof.teacher, line.teacher),
        ]  # fmt: skip
        says = f"{line.child.name}：证明没有给，写明原因，例如 家里不肯给、联系不上。"
        self.ask_for("未给证明", asked, do, yes="记下", says=says, done="记下了。")
