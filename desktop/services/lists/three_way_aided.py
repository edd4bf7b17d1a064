"""The aid system's list of aided pupils beside this program's own lists of the term: who is on one side only, other amounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.terms import Term
from desktop.models.writing import half_width
from desktop.services.lists.family import Families, Pupil
from desktop.services.seeds import told


@dataclass(frozen=True)
class Columns:
    """Places of the amount and of the programme among a table's heads; None where it has no such column."""

    amount: int | None
    programme: int | None

    @property
    def aided(self) -> bool:
        """Whether such a table lists aided pupils, and not the pupils of the school."""
        return self.amount is not None or self.programme is not None

    def fen(self, cells: Sequence[Any]) -> int | None:
        """What a row says was given, in 分; None where it says nothing that can be read."""
        if self.amount is None:
            return None
        try:
            return money.parse_yuan(str(cells[self.amount] if cells[self.amount] is not None else ""))
        except ValueError:
            return None

    def said(self, cells: Sequence[Any]) -> str:
        return "" if self.programme is None else _plain(cells[self.programme])


def columns_of(heads: Sequence[str]) -> Columns:
    """By the words of the headings: resources/lists/aided.json, the first word that fits."""
    words = told("lists/aided")
    return Columns(_place(heads, words["amount"]), _place(heads, words["programme"]))


def _place(heads: Sequence[str], words: Iterable[str]) -> int | None:
    plain = [_plain(head) for head in heads]
    return next((at for word in words for at, head in enumerate(plain) if word in head), None)


def _plain(cell: Any) -> str:
    return half_width(str(cell or "")).replace(" ", "")


@dataclass(frozen=True)
class Aided:
    """Pupils on this program's lists of a term -> 分. name: what was compared with: 2026年秋季学期 寄宿生生活补助."""

    name: str
    given: Mapping[int, int]

    def differs(self, pupil: int, fens: Sequence[int | None]) -> str:
        """The sentence for a sum that is another than theirs; "" where they agree or name none."""
        if any(fen is None for fen in fens):
            return ""
        theirs = sum(fen for fen in fens if fen is not None)
        ours = self.given[pupil]
        if theirs == ours:
            return ""
        return f"本程序名单上 {money.figures(ours)} 元，对方 {money.figures(theirs)} 元。"


def aided_in(term: Term, said: Iterable[str]) -> Aided:
    """Who has a line on a list of the term that is not void; of the programmes the other side names, else of all."""
    wanted = _programmes(said)
    query = AidGrant.select(AidGrant.student, AidGrant.amount).join(AidBatch).where(
        (AidBatch.term == term.code) & (AidBatch.state != "void") & (AidGrant.state != "stopped"))  # fmt: skip
    if wanted:
        query = query.where(AidBatch.programme.in_(list(wanted)))
    given: dict[int, int] = defaultdict(int)
    for student, fen in query.tuples():
        given[student] += fen
    return Aided(f"{term.title}{'、'.join(wanted.values()) or '各项资助'}", dict(given))


def _programmes(said: Iterable[str]) -> dict[int, str]:
    texts = {text for text in said if text}
    rows = AidProgramme.select().order_by(AidProgramme.place, AidProgramme.id)
    return {
        row.id: row.short or row.name for row in rows
        if any(name and (name in text or text in name) for text in texts for name in (row.name, row.short))
    }  # fmt: skip


def with_leavers(known: Families, students: Iterable[int]) -> Families:
    """The school as matching knows it, with aided pupils who have left the roll since."""
    lacking = [one for one in students if one not in known.pupils]
    for row in Student.select().where(Student.id.in_(listed(lacking))):
        klass = SchoolClass.caption_of(row.school_class_id) if row.school_class_id else ""
        known.pupils[row.id] = Pupil(row.id, row.name, row.id_number, row.gender, None, None, klass)
        known.names[row.name].append(row.id)
        known.spellings[row.id].add(row.name)
    return known
