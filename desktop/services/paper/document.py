"""What a paper is to the program: what is chosen for it, the paper ready to be drawn, and how it is made.

Which papers there are stands in `catalogue`, `catalogue_aid` and `catalogue_pupils`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from desktop.models import sight
from desktop.models.ledger import Ledger
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed, Session
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.progress import Progress

Draw = Callable[[Path, Progress | None, bool], int]
# own: the whole number of the pupil, for the family to check and sign
Numbers = Literal["masked", "full", "none", "own"]
# Papers that can be made of some classes alone; all others tell about the whole school.
OF_CLASS = (
    "D1", "D10", "D11", "D12", "D13", "D14", "D15", "GROW", "POINTS", "DV", "D3", "D3V", "D3M", "D7A", "D24C", "D28", "D29", "D30",
    "AID", "CARE5", "CLASS", "HANDBOOK", "LIST", "PUPIL",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What a person chose. A document looks only at what it needs; see `Document.needs`."""

    day: dt.date = field(default_factory=dt.date.today)
    term: Term | None = None
    batch: int | None = None
    round: int | None = None
    posting: int | None = None
    pay_list: int | None = None
    meetings: Sequence[int] = ()
    roll: str = ""
    month: str = ""
    meal: str = ""
    menu: int | None = None
    large: bool = False
    eating: Mapping[dt.date, Mapping[str, int]] | None = None
    proof: Any = None
    students: Sequence[int] = ()
    years: Sequence[int] = ()
    classes: Sequence[int] = ()
    notices: Sequence[int] | None = None
    by_household: bool = False
    order: Literal["list", "class", "village"] = "list"
    copies: Literal["one", "pupil", "class"] = "one"
    apply_by: dt.date | None = None
    what: str = ""
    ledger: type[Ledger] | None = None
    records: Sequence[int] = ()
    start_at: int = 1  # the first label that is still on a sheet of labels
    columns: Sequence[str] = ()
    masked: bool = True
    by_class: bool = False
    heads: Sequence[str] = ()
    draft: Any = None
    code: str = ""
    manifest: Mapping[str, Any] | None = None
    check_code: str = ""
    reverse: bool = True
    attachments: Any = None  # the school's Attachments, for papers that bind them in


@dataclass(frozen=True)
class Job:
    """A paper ready to be drawn. title: with the school's name, as the file is called; count: of people or letters.

    mark: which of several of one title it is (第2批), for the file's name; "" where there is one. left_out: what is not
    printed and why, in sentences for a person.
    """

    title: str
    count: int
    counter: str
    draw: Draw
    mark: str = ""
    left_out: str = ""


@dataclass(frozen=True)
class Document:
    """One kind of paper. needs: names of what must be chosen in Wanted; numbers: how IDs and accounts are shown.

    collect: gathers what stands on it; asked through `prepare` alone.
    """

    code: str
    title: str
    needs: tuple[str, ...]
    numbers: Numbers
    collect: Callable[[Store, Wanted], Job]
    about: str

    def prepare(self, store: Store, wanted: Wanted) -> Job:
        """The paper for whoever sits at the keyboard: gathered and drawn of what that person may see.

        Raises NotAllowed when it tells about the whole school and the person sees only some classes; Refused.
        """
        session = store.session
        self.demand_whole_school(session)
        with sight.through(session):
            if session.classes is None:
                job = self.collect(store, wanted)
                return replace(job, draw=_seen_by(session, job.draw))
            job = self.collect(store, _narrowed(store, wanted, session.classes))
        whose = names_of(session.classes)
        told = wanted.students or whose in job.title
        mark = job.mark if told else "，".join(filter(None, [job.mark, whose]))
        return replace(job, draw=_seen_by(session, job.draw), mark=mark)

    def demand_whole_school(self, session: Session) -> None:
        """Raise NotAllowed where a paper of the whole school is wanted by somebody who sees only some classes."""
        if session.classes is not None and self.code not in OF_CLASS:
            raise NotAllowed(
                f"“{self.title}”是全校的材料，“{session.role.label}”只能打印自己班的，请资助专干来打印。"
            )


def _narrowed(store: Store, wanted: Wanted, classes: frozenset[int]) -> Wanted:
    """What is wanted, without the pupils, rows and classes of others. Raises NotAllowed when nothing is left."""
    own = [one for one in wanted.classes if one in classes] or sorted(classes)
    students = _seen(store, Student, wanted.students)
    records = _seen(store, wanted.ledger, wanted.records) if wanted.ledger else wanted.records
    if (wanted.students and not students) or (wanted.records and not records):
        raise NotAllowed("选中的都不是自己班的学生，请从自己班里选。")
    return replace(wanted, classes=own, students=students, records=records)


def _seen(store: Store, ledger: type[Ledger], records: Sequence[int]) -> list[int]:
    """Those of the rows that this person may see, in their order."""
    seen = {row.id for row in store.rows(ledger).select(ledger.id)} if records else set()
    return [record for record in records if record in seen]


def names_of(classes: Iterable[int]) -> str:
    """三(1)班、三(2)班"""
    return "、".join(SchoolClass.caption_of(one) for one in sorted(classes))


def _seen_by(session: Session, draw: Draw) -> Draw:
    """The same drawing, reading only what this person may see."""

    def drawn(path: Path, progress: Progress | None, proof: bool) -> int:
        with sight.through(session):
            return draw(path, progress, proof)

    return drawn


def batch_mark(batch: int, title: str) -> str:
    """Which list a paper is of: 第2批, with the programme's name where the title does not say it."""
    row = AidBatch.get_by_id(batch)
    programme = AidProgramme.get_by_id(row.programme_id)
    said = "" if programme.name in title else programme.short or programme.name
    return f"{said}第{row.number}批"


def posting_mark(posting: int, title: str) -> str:
    """Which posting a paper is of: the day it was put up, and the list where it is one of aid."""
    row = Posting.get_by_id(posting)
    of = f"{batch_mark(row.batch_id, title)}，" if row.batch_id else ""
    return f"{of}{row.from_day}张贴"


ASKED = {
    "term": "学期", "batch": "资助批次", "round": "认定批次", "posting": "公示", "ledger": "台账", "records": "要打印的行",
    "code": "恢复码", "manifest": "报送包", "students": "学生",
    "pay_list": "发放清单", "roll": "花名册种类", "proof": "要佐证的数字",
    "month": "月份", "meal": "餐次", "menu": "周食谱",
}  # fmt: skip
