"""一人一档: what belongs into one child's file, which papers the program holds for each part, and what is missing.

The parts and their order are data (resources/wording/dossier.json), after the files that schools keep; whoever may not
read what was told in confidence gets a file without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Ledger
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem
from desktop.models.ledgers.care import HealthNote, LeftBehindForm, StudyResult
from desktop.models.ledgers.care_duty import DutyPaper
from desktop.models.ledgers.care_file import DossierPaper, GrowthItem
from desktop.models.ledgers.care_goods import GoodsMove, Wish
from desktop.models.ledgers.care_pairs import Pairing, SupportPlan
from desktop.models.ledgers.care_visits import HomeTeaching, HomeTeachingPlan, Talk, Visit, VisitChild
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.recognition import Evidence, RecognitionCase, RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term, parse_term
from desktop.services.care import home_teaching, listed, pairs, visits
from desktop.services.paper.documents.common import wording

COPIES = (
    "book",
    "id",
    "disabled",
    "need",
    "bank",
    "photo",
)  # dossier_paper: kinds that lie with the certificates
STUDY = ("report", "medical")
PRINTED_NOT = ("made", "void")  # letters nobody has in hand


@dataclass(frozen=True)
class Leaf:
    """What becomes pages: a paper of the catalogue by code and choices, or an attachment as a File field keeps it.

    secret: an attachment of what was told in confidence; its pages say so.
    """

    title: str
    code: str = ""
    chosen: dict[str, Any] = field(default_factory=dict)
    kept: str = ""
    secret: bool = False


@dataclass(frozen=True)
class Part:
    """One line of the contents page."""

    key: str
    title: str
    leaves: tuple[Leaf, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Dossier:
    """One child's file, before any page is drawn."""

    student: Any
    day: dt.date
    term: Term
    parts: tuple[Part, ...]

    @property
    def missing(self) -> list[str]:
        return [words for part in self.parts for words in part.missing]


def dossier(store: Store, student: int, day: dt.date, term: Term) -> Dossier:
    """The file of one child as it stands. Raises Refused for somebody this person may not see."""
    pupil = store.rows(Student).where(Student.id == student).first()
    if pupil is None:
        raise Refused("没有这个学生，可能已经删除。请回到花名册再找一次。")
    child = listed.children(day, term=term).get(student)
    about = _About(store, pupil, day, term, child)
    parts = tuple(_part(told["key"], told["title"], about) for told in wording("dossier")["parts"])
    return Dossier(pupil, day, term, parts)


@dataclass(frozen=True)
class _About:
    """The child a file is gathered of. child: as 五类学生 tell of it, None when it is not listed."""

    store: Store
    pupil: Any
    day: dt.date
    term: Term
    child: listed.Child | None

    @property
    def id(self) -> int:
        return int(self.pupil.id)

    def mine(self, ledger: type[Ledger]) -> list[Any]:
        """The child's rows of a ledger, as far as this person may see them, in the ledger's order of ids."""
        student: Any = ledger._meta.fields["student"]
        return list(self.store.rows(ledger).where(student == self.id).order_by(ledger.id))

    def rows(self, ledger: type[Ledger], title: str, columns: Sequence[str] = ()) -> tuple[Leaf, ...]:
        """A list of the child's rows of a ledger as one paper; nothing when there is none."""
        ids = [row.id for row in self.mine(ledger)]
        chosen = {"ledger": ledger, "records": ids, "columns": columns, "what": f"{self.pupil.name}的{title}"}
        return (Leaf(title, "LIST", chosen),) if ids else ()


Found = tuple[tuple[Leaf, ...], tuple[str, ...]]


def _part(key: str, title: str, about: _About) -> Part:
    leaves, missing = PARTS[key](about)
    return Part(key, title, leaves, missing)


def _said(key: str, *told: object) -> str:
    return str(wording("dossier")["missing"][key]).format(*told)


# the parts, in the order of their kinds ----------------------------------------------------------------


def _facts(about: _About) -> Found:
    lacking = [] if about.pupil.id_number else [_said("id_number")]
    if not Guardian.select().where(Guardian.student == about.id).exists():
        lacking.append(_said("guardian"))
    return (Leaf("学生情况页", "PUPIL", {"students": [about.id]}),), tuple(lacking)


def _copies(about: _About) -> Found:
    held = [row for row in about.mine(DossierPaper) if row.kind in COPIES]
    kinds = {row.kind for row in held}
    lacking = [] if "book" in kinds else [_said("book")]
    disabled = about.child is not None and "disabled" in about.child.types
    if disabled and "disabled" not in kinds:
        lacking.append(_said("disabled"))
    return tuple(_attached(held)), tuple(lacking)


def _attached(rows: Sequence[Any]) -> Iterator[Leaf]:
    kinds = code_list("dossier_paper")
    for row in rows:
        if row.file:
            yield Leaf(row.name or kinds.label(row.kind), kept=row.file)


def _recognition(about: _About) -> Found:
    cases = [row for row in about.mine(RecognitionCase) if row.state != "draft"]
    if not cases:
        poor = about.child is not None and "poor" in about.child.types
        return (), (_said("case"),) if poor else ()
    newest = cases[-1]
    round_ = RecognitionRound.get_by_id(newest.round_id)
    chosen = {"term": parse_term(round_.term), "round": round_.id, "students": [about.id]}
    proofs = [row for row in about.mine(Evidence) if row.file]
    leaves = [Leaf("认定申请表", "D3", chosen)]
    leaves += [Leaf(row.title_text or Evidence.kind.format(row.kind), kept=row.file) for row in proofs]
    return tuple(leaves), () if proofs else (_said("paper"),)


def _aid(about: _About) -> Found:
    lines = [row for row in about.mine(AidGrant) if row.state != "stopped"]
    leaves = (Leaf("受助情况表", "AID", {"students": [about.id]}),) if lines else ()
    poor = about.child is not None and "poor" in about.child.types
    here = any(AidBatch.get_by_id(row.batch_id).term == about.term.code for row in lines)
    return leaves, (_said("grant"),) if poor and not here else ()


def _letters(about: _About) -> Found:
    items = NoticeItem.select(NoticeItem.notice).join(AidGrant).where(AidGrant.student == about.id)
    rows = list(AidNotice.select().where(AidNotice.id.in_(items) & AidNotice.number.is_null(False)))
    leaves = tuple(
        Leaf(f"告知书 {row.number}", "D2", {"batch": row.batch_id, "notices": [row.id]}) for row in rows
    )
    lacking = []
    for row in rows:
        if row.delivered_on is None:
            lacking.append(_said("delivery", row.number))
        elif row.receipt_on is None:
            lacking.append(_said("receipt", row.number))
    return leaves, tuple(lacking)


def _pairs(about: _About) -> Found:
    lead = pairs.lead_of([about.id], about.day).get(about.id)
    leaves: tuple[Leaf, ...] = (
        (Leaf("联系卡", "D11", {"term": about.term, "students": [about.id]}),) if lead else ()
    )
    columns = ("student", "kind", "teacher", "partner", "peer", "part", "from_day", "until_day", "end_reason")
    past = [row.id for row in pairs.history(about.id)]
    chosen = {
        "ledger": Pairing,
        "records": sorted(past),
        "columns": columns,
        "what": f"{about.pupil.name}的结对经过",
    }
    leaves += (Leaf("结对经过", "LIST", chosen),) if past else ()
    wanted = about.child is not None and about.id in listed.to_pair(about.day, term=about.term)
    return leaves, (_said("lead"),) if wanted and not lead else ()


def _plans(about: _About) -> Found:
    rows = about.mine(SupportPlan)
    leaves = [
        Leaf(
            f"{parse_term(row.term).title}计划", "D12", {"term": parse_term(row.term), "students": [about.id]}
        )
        for row in rows
    ]
    lacking = [
        _said("review", parse_term(row.term).title)
        for row in rows
        if row.state != "reviewed" and row.term < about.term.code
    ]
    paired = about.id in pairs.lead_of([about.id], about.day)
    if paired and all(row.term != about.term.code for row in rows):
        lacking.insert(0, _said("plan"))
    return tuple(leaves), tuple(lacking)


def _visits(about: _About) -> Found:
    mine = VisitChild.select(VisitChild.visit).where(VisitChild.student == about.id)
    rows = list(about.store.rows(Visit).where(Visit.id.in_(mine)).order_by(Visit.day, Visit.id))
    ids = [row.id for row in rows]
    leaves = [Leaf("家访记录表", "D10", {"records": ids, "students": [about.id]})] if ids else []
    for row in rows:
        pictures = (("签字页", row.signed_page), ("照片", row.photo))
        leaves += [Leaf(f"{row.day} 家访{name}", kept=kept) for name, kept in pictures if kept]
    due = next((one for one in visits.due(about.day, about.term) if one.student == about.id), None)
    behind = due is not None and due.done < due.needed
    return tuple(leaves), (_said("visit", due.needed, due.done),) if due and behind else ()


def _talks(about: _About) -> Found:
    rows = about.mine(Talk)
    leaves = (Leaf("谈心记录表", "D13", {"records": [row.id for row in rows]}),) if rows else ()
    first, last = visits.span_of(about.term)
    paired = about.id in pairs.lead_of([about.id], about.day)
    here = any(first <= row.day <= last for row in rows)
    return leaves, (_said("talk"),) if paired and not here else ()


def _study(about: _About) -> Found:
    results = about.rows(StudyResult, "成绩", ("term", "subject", "points", "full", "note"))
    columns = ("kind", "illness", "mind", "from_day", "until_day")
    health = about.rows(HealthNote, "健康情况", columns)  # nothing for who may not read it
    health += tuple(
        Leaf(f"{HealthNote.kind.format(row.kind)}（{row.illness}）证明", kept=row.proof, secret=True)
        for row in about.mine(HealthNote)
        if row.proof
    )
    held = [row for row in about.mine(DossierPaper) if row.kind in STUDY]
    return results + health + tuple(_attached(held)), () if results else (_said("results"),)


def _left(about: _About) -> Found:
    if about.child is None or listed.LEFT not in about.child.types:
        return (), ()
    has = any(row.term == about.term.code for row in about.mine(LeftBehindForm))
    leaves = [Leaf("留守儿童登记表", "D30", {"term": about.term, "students": [about.id]})] if has else []
    growth = about.mine(GrowthItem)
    if growth:
        leaves.append(Leaf("成长记录袋目录", "GROW", {"term": about.term, "students": [about.id]}))
    leaves += [Leaf(row.name, kept=row.file) for row in growth if row.file]
    return tuple(leaves), () if has else (_said("left"),)


def _gifts(about: _About) -> Found:
    columns = ("day", "kind", "goods", "quantity", "staff", "received_by", "note")
    pictures = (Leaf(f"{row.day} 微心愿照片", kept=row.photo) for row in about.mine(Wish) if row.photo)
    return (*about.rows(GoodsMove, "爱心物资领取", columns), *pictures), ()


def _taught(about: _About) -> Found:
    plans = about.mine(HomeTeachingPlan)
    ids = [row.id for row in plans]
    records = list(HomeTeaching.select().where(HomeTeaching.plan.in_(ids)).order_by(HomeTeaching.day))
    leaves = [Leaf("送教计划", "D14P", {"records": ids})] if ids else []
    leaves += [Leaf("送教记录", "D14", {"records": [row.id for row in records]})] if records else []
    leaves += [Leaf(f"{row.day} 送教照片", kept=row.photo) for row in records if row.photo]
    leaves += [Leaf("家长同意书", kept=row.consent) for row in plans if row.consent]
    return tuple(leaves), tuple(_untaught(about, plans))


def _untaught(about: _About, plans: Sequence[Any]) -> list[str]:
    """What the term's 送教 lacks, in the words of its page; a kept consent stands for its day."""
    here = next((row for row in plans if row.term == about.term.code), None)
    if here is None:
        taught_at_home = about.pupil.attendance == home_teaching.AT_HOME
        return [_said("teaching")] if taught_at_home else []
    told = home_teaching.of_plan(here, about.pupil, about.day).doubts
    return [
        _said("done", words) for words in told if not (here.consent and words == home_teaching.NO_CONSENT)
    ]


def _changes(about: _About) -> Found:
    held = [row for row in about.mine(DossierPaper) if row.kind == "other"]
    signed = [row for row in about.mine(DutyPaper) if row.scan]
    scans = tuple(Leaf(f"{row.year}年{DutyPaper.kind.format(row.kind)}", kept=row.scan) for row in signed)
    return about.rows(DossierPaper, "档案材料清单") + tuple(_attached(held)) + scans, ()


PARTS: dict[str, Callable[[_About], Found]] = {
    "facts": _facts, "copies": _copies, "recognition": _recognition, "aid": _aid, "letters": _letters,
    "pairs": _pairs, "plans": _plans, "visits": _visits, "talks": _talks, "study": _study, "left": _left,
    "gifts": _gifts, "taught": _taught, "changes": _changes,
}  # fmt: skip
