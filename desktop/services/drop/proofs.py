"""在外就读取证: who learns elsewhere, whether that is proved, and the rate with the denominator it is told with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_population import AgeChild, OffSiteProof
from desktop.models.ledgers.drop_proof_owner import why_not_his
from desktop.models.ledgers.drop_standing import Claim
from desktop.models.store import Store
from desktop.services.drop.population import Tree, percent, tree
from desktop.services.drop.rules import rule

HELD, ASKED, REFUSED, EXPIRED, BARE = "held", "asked", "refused", "expired", "bare"
LABELS = {HELD: "已取证", ASKED: "已索要", REFUSED: "未给", EXPIRED: "已过期", BARE: "还没有索要"}
FAR, OUTSIDE_, ALL = "far", "outside", "all"  # codes of proof_denominator


@dataclass(frozen=True)
class Line:
    """One child that learns elsewhere. proof: the newest asked for, None before the first. state: of LABELS."""

    child: Any
    claim: Claim
    proof: Any
    state: str

    @property
    def proved(self) -> bool:
        return self.state == HELD

    @property
    def school(self) -> str:
        """The school that the proof names, else the one that was told."""
        return str((self.proof.school if self.proof else None) or self.claim.school)

    @property
    def grade(self) -> str:
        return str((self.proof.grade_text if self.proof else None) or self.claim.grade)

    @property
    def teacher(self) -> int | None:
        """Who answers for the proof: who asks for it, else the child's 包保教师."""
        told = self.proof.teacher_id if self.proof else None
        return told or self.child.teacher_id


@dataclass(frozen=True)
class Rate:
    """取证率 with the denominator it was reckoned with (a code of proof_denominator)."""

    of: str
    proved: int
    total: int

    @property
    def words(self) -> str:
        """3090 / 3095（99.84 %）"""
        if not self.total:
            return "0 / 0"
        return f"{self.proved} / {self.total}（{percent(self.proved, self.total)}）"

    @property
    def label(self) -> str:
        return code_list("proof_denominator").label(self.of)

    @property
    def sentence(self) -> str:
        return f"取证率 {self.words}，分母是{self.label}"


@dataclass(frozen=True)
class Board:
    """Everybody who learns elsewhere on a day, widest sense first (1.2–1.5)."""

    day: dt.date
    lines: tuple[Line, ...]

    def within(self, of: str) -> list[Line]:
        """The lines that a denominator counts."""
        wanted = set(code_list("proof_denominator").fact(of, "of"))
        return [line for line in self.lines if line.claim.code in wanted]

    def rate(self, of: str) -> Rate:
        some = self.within(of)
        return Rate(of, sum(line.proved for line in some), len(some))

    def rates(self) -> list[Rate]:
        return [self.rate(of) for of in code_list("proof_denominator").labels]


def board(day: dt.date, *, wide: bool = False, found: Tree | None = None) -> Board:
    """Who learns elsewhere on a day, and what proves it. found: the tree of that day, where one has it already."""
    known = found or tree(day, wide=wide)
    wanted = set(code_list("proof_denominator").fact(ALL, "of"))
    claims: dict[int, Claim] = {}
    for child, told in known.claims.items():
        claim = next((one for one in told if one.code in wanted), None)
        if claim is not None:
            claims[child] = claim
    children = {row.id: row for row in AgeChild.select() if row.id in claims}
    newest = _newest(day)
    lines = [
        Line(children[one], claim, newest.get(one), state_of(newest.get(one), day))
        for one, claim in claims.items()
        if one in children
    ]
    return Board(
        day, tuple(sorted(lines, key=lambda one: (one.claim.code, one.child.village or "", one.child.name)))
    )


def _newest(day: dt.date) -> dict[int, Any]:
    """Child -> its newest proof asked for up to a day; one that is held goes before one that is only asked for anew."""
    found: dict[int, Any] = {}
    row = OffSiteProof
    for one in row.select().where(row.asked_on <= day).order_by(row.asked_on, row.id):
        before = found.get(one.child_id)
        if before is None or not (state_of(before, day) == HELD and state_of(one, day) != HELD):
            found[one.child_id] = one
    return found


def state_of(proof: Any, day: dt.date) -> str:
    """How a proof stands on a day."""
    if proof is None:
        return BARE
    if proof.state != HELD:
        return str(proof.state)
    if proof.held_on > day:
        return ASKED
    return EXPIRED if proof.valid_until is not None and proof.valid_until < day else HELD


# changing ------------------------------------------------------------------------------------------------


def ask(store: Store, children: Sequence[int], day: dt.date, teacher: int | None = None) -> int:
    """Note that the proofs of some children were asked for; returns how many. Raises NotAllowed, Refused for nobody."""
    store.session.demand("drop", "登记索要证明")
    known = {line.child.id: line for line in board(day).lines}
    wanted = [known[one] for one in children if one in known and known[one].state not in (HELD, ASKED)]
    if not wanted:
        raise Refused("选中的孩子都已经索要或取得证明，没有要登记的。")
    rows = [
        {
            "child": line.child.id, "asked_on": day, "school": line.school or None, "grade_text": line.grade or None,
            "teacher": teacher or line.teacher,
        }
        for line in wanted
    ]  # fmt: skip
    with store.step(f"登记索要在外就读证明 {len(rows)} 人") as step:
        step.add_many(OffSiteProof, rows)
    return len(rows)


def hold(store: Store, child: int, values: Values) -> int:
    """A proof came: school, kind, held_on and what else it says; valid as long as the rule tells. Returns the record.

    Raises NotAllowed, Invalid, Refused (a school, a kind or a day lacks; a 学籍号 that is another child's).
    """
    if why := why_not_his(child, values.get("student_no")):
        raise Refused(why)
    months = rule("proof_months")
    told: Values = {"state": HELD, "refused_why": None} | values
    if told.get("valid_until") is None and told.get("held_on") and months:
        told["valid_until"] = _later(told["held_on"], months)
    return _settle(store, child, told, "登记在外就读证明")


def refuse(store: Store, child: int, values: Values) -> int:
    """A proof was not given: refused_why. Returns the record. Raises NotAllowed, Refused without a reason."""
    return _settle(store, child, {"state": REFUSED} | values, "登记未给证明")


def _settle(store: Store, child: int, values: Values, does: str) -> int:
    """Into the row that was asked for; a new row where there is none, or where the last one is settled already."""
    store.session.demand("drop", does)
    row = OffSiteProof
    open_ = (
        row.select()
        .where((row.child == child) & (row.state != HELD))
        .order_by(row.asked_on.desc(), row.id.desc())
    )
    found = open_.first()
    with store.step(f"{does}：{AgeChild.caption_of(child)}") as step:
        if found is not None:
            step.change(OffSiteProof, found.id, {k: v for k, v in values.items() if k != "asked_on"})
            return int(found.id)
        day = values.get("held_on") or values.get("asked_on") or dt.date.today()
        return step.add(OffSiteProof, {"asked_on": day} | values | {"child": child})


def _later(day: dt.date, months: int) -> dt.date:
    """The day so many months later, the last of a shorter month."""
    whole = day.month - 1 + months
    year, month = day.year + whole // 12, whole % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(day.day, last))
