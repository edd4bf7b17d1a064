"""What a 佐证页 proves: one figure, what it counts, how it is reckoned, and every line with where it comes from.

    proof_of_grants(store, ids, "2026年秋季学期受助金额", "本学期各批次名单上的每一笔资助")
    proof_of_hits(...), proof_of_cases(...)       # ids of list hits, of applications

A figure that is reckoned otherwise (a rate) takes the lines from here: dataclasses.replace(proof, shown=…, formula=…).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledger import Ledger
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass, parse_class
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.students import Student
from desktop.models.store import Store

AT_ONCE = 500  # ids in one question to the database
MOST_TERMS = 5  # amounts named in a formula; with more the lines below say it


@dataclass(frozen=True)
class ProofLine:
    """One line that is counted. fen: its money, None where heads are counted."""

    name: str
    class_name: str
    what: str
    source: str
    fen: int | None = None


@dataclass(frozen=True)
class Proof:
    """A figure as it is shown, what it counts, its formula, its lines."""

    figure: str
    shown: str
    counts: str
    formula: str
    lines: Sequence[ProofLine]

    @property
    def fen(self) -> int | None:
        """The sum of the lines, None where heads are counted."""
        sums = [line.fen for line in self.lines if line.fen is not None]
        return sum(sums) if sums else None


def proof_of_grants(store: Store, ids: Sequence[int], figure: str, counts: str) -> Proof:
    """Lines of aid lists: their sum, amount by amount."""
    grants = list(_rows(store, AidGrant, ids))
    batches = {one: AidBatch.get_by_id(one) for one in {grant.batch_id for grant in grants}}
    names, sources = names_of(grant.student_id for grant in grants), sources_of(g.student_id for g in grants)
    lines = []
    for grant in grants:
        batch = batches[grant.batch_id]
        kinds = set((grant.basis or "").split("、"))
        found = [said for kind, said in sources.get(grant.student_id, ()) if kind in kinds and said]
        programme = AidProgramme.get_by_id(batch.programme_id)
        what = f"{programme.short or programme.name}第{batch.number}批" + (
            f"，{grant.item}" if grant.item else ""
        )
        source = "；".join(dict.fromkeys(found)) or grant.formula or ""
        lines.append(
            ProofLine(names[grant.student_id][0], grant.class_name or "", what, source, grant.amount)
        )
    total = sum(grant.amount for grant in grants)
    return Proof(
        figure, f"{money.figures(total)}元", counts, _added([g.amount for g in grants]), in_order(lines)
    )


def _added(amounts: Sequence[int]) -> str:
    """312.50元×30人＋625.00元×2人＝10625.00元."""
    groups = sorted(Counter(amounts).items())
    total = f"{money.figures(sum(amounts))}元"
    if len(groups) > MOST_TERMS:
        return f"下面 {len(amounts)} 行金额逐行相加＝{total}"
    return "＋".join(f"{money.figures(fen)}元×{heads}人次" for fen, heads in groups) + f"＝{total}"


def proof_of_hits(store: Store, ids: Sequence[int], figure: str, counts: str) -> Proof:
    """Lines of county lists: how many pupils they concern."""
    hits = list(_rows(store, ListHit, ids))
    lists = {one: CountyList.get_by_id(one) for one in {hit.source_id for hit in hits}}
    names = names_of(hit.student_id for hit in hits)
    lines = [
        ProofLine(*names[hit.student_id], _said_of(hit), _place(lists[hit.source_id], hit.row)) for hit in hits
    ]  # fmt: skip
    heads = len({hit.student_id for hit in hits})
    again = len(hits) - heads
    formula = f"名单共{len(hits)}行" + (f"－同一学生重复的{again}行" if again else "") + f"＝{heads}人"
    return Proof(figure, f"{heads}人", counts, formula, in_order(lines))


def _said_of(hit: Any) -> str:
    verdict = code_list("list_verdict").label(hit.verdict)
    kind = code_list("hardship_type").label(hit.kind) if hit.kind else ""
    decision = code_list("list_decision").label(hit.decision)
    return "，".join(part for part in (verdict, kind, decision) if part)


def _place(source: Any, row: int | None) -> str:
    """县民政局低保.xls·第二页·第18行."""
    parts = [source.file, source.sheet or "", f"第{row}行" if row else "已不在名单"]
    return "·".join(part for part in parts if part)


def proof_of_cases(
    store: Store,
    ids: Sequence[int],
    figure: str,
    counts: str,
    *,
    grades_said: Mapping[int, str] | None = None,
) -> Proof:
    """Applications: heads by grade, with what the recognition rests on.

    grades_said: the grade in words, by application, where a paper tells another than that of today.
    """
    cases = list(_rows(store, RecognitionCase, ids))
    names, sources = names_of(case.student_id for case in cases), sources_of(c.student_id for c in cases)
    label, types = code_list("need_grade").label, code_list("hardship_type")
    lines, grades = [], Counter[str]()
    for case in cases:
        grade = case.grade or case.school_grade or case.class_grade
        said = label(grade) if grade else code_list("case_state").label(case.state)
        said = (grades_said or {}).get(case.id, said)
        grades[said] += 1
        kinds = {types.label(kind) for kind in (case.kinds or "").split(",") if kind}
        found = [text for kind, text in sources.get(case.student_id, ()) if kind in kinds and text]
        source = "；".join(dict.fromkeys(found)) or case.reason or _applied(case)
        lines.append(
            ProofLine(names[case.student_id][0], case.class_name or names[case.student_id][1], said, source)
        )
    formula = "＋".join(f"{said}{heads}人" for said, heads in grades.items()) + f"＝{len(cases)}人"
    return Proof(figure, f"{len(cases)}人", counts, formula, in_order(lines))


def _applied(case: Any) -> str:
    return f"认定申请表（{case.applied_on}）" if case.applied_on else "认定申请表"


# what the lines rest on --------------------------------------------------------------------------------


def _rows(store: Store, ledger: type[Ledger], ids: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(ids), AT_ONCE):
        yield from store.rows(ledger).where(ledger.id.in_(list(ids[start : start + AT_ONCE])))


def names_of(students: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Pupil -> (name, class of today)."""
    ids = sorted(set(students))
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), AT_ONCE):
        for row in Student.select().where(Student.id.in_(ids[start : start + AT_ONCE])):
            found[row.id] = (row.name, SchoolClass.caption_of(row.school_class_id))
    return found


def sources_of(students: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Pupil -> (困难类型, where it stands: file, sheet, row, or the paper's name)."""
    ids, label = sorted(set(students)), code_list("hardship_type").label
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        for row in Hardship.select().where(Hardship.student.in_(part)).order_by(Hardship.since.desc()):
            kind = code_list("source_document").label(row.source_kind) if row.source_kind else ""
            found[row.student_id].append((label(row.kind), row.source or kind))
    return found


def in_order(lines: Sequence[ProofLine]) -> list[ProofLine]:
    return sorted(lines, key=lambda line: parse_class(line.class_name) or (99, 0))
