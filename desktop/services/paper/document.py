"""What a paper is to the program: what is chosen for it, the paper ready to be drawn, and how it is made.

Which papers there are stands in `catalogue`, `catalogue_aid` and `catalogue_pupils`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from desktop.models.ledger import Ledger
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.posting import Posting
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.progress import Progress

Draw = Callable[[Path, Progress | None, bool], int]
# own: the whole number of the pupil, for the family to check and sign
Numbers = Literal["masked", "full", "none", "own"]


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


@dataclass(frozen=True)
class Job:
    """A paper ready to be drawn. title: with the school's name, as the file is called; count: of people or letters.

    mark: which of several of one title it is (第2批), for the file's name; "" where there is one.
    """

    title: str
    count: int
    counter: str
    draw: Draw
    mark: str = ""


@dataclass(frozen=True)
class Document:
    """One kind of paper. needs: names of what must be chosen in Wanted; numbers: how IDs and accounts are shown."""

    code: str
    title: str
    needs: tuple[str, ...]
    numbers: Numbers
    prepare: Callable[[Store, Wanted], Job]
    about: str


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
