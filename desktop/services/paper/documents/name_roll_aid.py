"""D7 花名册 of the aid work: who is aided, recognised, of one 困难类型, whose payment came back, who gets nothing and why.

roll_by(store, "unaided", term)     # one function, the choice is a code: see `rolls`
roll_by(store, "kind:05.1", term)   # a 困难类型, with those below it
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batch_order import UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.lists import ClosingReason, Difference
from desktop.models.ledgers.payments import PayLine
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.aid.hand_facts import as_listed
from desktop.services.aid.notices import main_guardians
from desktop.services.aid.overview import GRANTED, why_not
from desktop.services.aid.propose import DOUBTFUL, ENTITLED, EXCLUDED, propose
from desktop.services.paper.documents.common import class_place, wording
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.documents.name_roll import NameRoll, Person, boarding_of, pupils_by_id
from desktop.services.pay.net_words import net_words
from desktop.services.pay.reversals import Correction, corrections
from desktop.services.recognition.overview import grades_of
from desktop.services.recognition.rounds import SETTLED, cases_of, kinds_of, last_settled, pupils_on_roll

KIND = "kind:"
OF_LISTS = ("granted", "bounced")  # rolls whose lines stand as the lists of grants kept them
FIRST = (ENTITLED, DOUBTFUL, EXCLUDED)  # which verdict of several programmes tells most


def rolls() -> dict[str, str]:
    """Every roll that can be asked for: code -> title."""
    named = {code: str(one["title"]) for code, one in wording("roster")["rolls"].items()}
    kinds = code_list("hardship_type").labels
    return named | {f"{KIND}{code}": label for code, label in kinds.items()}


def roll_by(
    store: Store, choice: str, term: Term, *, day: dt.date | None = None, round: int | None = None
) -> NameRoll:
    """One roll of a term, as far as this person may see. day: on which 困难类型 must hold, today without.

    round: whose 认定 to print, the latest approved one without. Raises Refused for a choice there is not, and when nobody
    is on the roll.
    """
    on = _within(day or dt.date.today(), term)
    if choice.startswith(KIND) and choice in rolls():
        return _of_kind(store, choice.removeprefix(KIND), term, on)
    made: dict[str, Callable[[], tuple[list[Person], bool]]] = {
        "granted": lambda: (_granted(store, term), False),
        "recognised": lambda: _recognised(store, term, round),
        "bounced": lambda: (_bounced(store, term), False),
        "unaided": lambda: (_unaided(store, term, on), False),
    }
    if choice not in made:
        raise Refused(f"没有“{choice}”这种花名册，请从列表里选。")
    told = wording("roster")["rolls"][choice]
    people, draft = made[choice]()
    demand_rows(people, f"{told['title']}名册")
    return NameRoll(
        term.title, told["title"], people, draft,
        last=told["last"], wide=bool(told.get("wide")), of_list=choice in OF_LISTS,
    )  # fmt: skip


# the rolls ---------------------------------------------------------------------------------------------


def _granted(store: Store, term: Term) -> list[Person]:
    """Everybody on an approved list of the term, once, with all that was granted."""
    programmes = {row.id: row.short or row.name for row in AidProgramme.select()}
    told: dict[int, list[str]] = defaultdict(list)
    first: dict[int, Any] = {}
    sums: dict[int, int] = defaultdict(int)
    changed: dict[int, list[Correction]] = defaultdict(list)
    rows = _grants(store, term, approved=True)
    corrected = corrections([grant.id for grant, _ in rows])
    for grant, batch in rows:
        first.setdefault(grant.student_id, grant)
        sums[grant.student_id] += grant.amount
        what = grant.item or f"{money.figures(grant.amount)}元"
        later = corrected.get(grant.id, ())
        changed[grant.student_id] += later
        net = net_words(grant.amount if grant.state == "paid" else 0, later)
        told[grant.student_id].append("\n".join(filter(None, (programmes[batch.programme_id], what, net))))
    people = _people(first, told={one: "\n".join(told[one]) for one in first}, fen=sums)
    return [replace(one, changed=tuple(changed[one.pupil.id])) for one in people]


def _recognised(store: Store, term: Term, record: int | None) -> tuple[list[Person], bool]:
    """Who is recognised; a draft where the headteacher has not approved the round yet."""
    row = RecognitionRound.get_by_id(record) if record else last_settled(term)
    if row is None:
        raise Refused("还没有审批过的认定。请先办完一次认定，或选一个认定批次打印草稿。")
    cases = cases_of(store, row.id)
    grades, label = grades_of(cases), code_list("need_grade").label
    kinds = {case.student_id: _labels((case.kinds or "").split(",")) for case in cases}
    pupils = pupils_by_id(list(grades))
    people = _persons(pupils, {one: label(grade) for one, grade in grades.items()}, kinds)
    return people, row.state not in SETTLED


def _of_kind(store: Store, code: str, term: Term, day: dt.date) -> NameRoll:
    """Pupils on the roll who have this 困难类型, or one below it, on a day."""
    types = code_list("hardship_type")
    wanted = {one for one in types.labels if one == code or types.fact(one, "parent") == code}
    found = {student: kinds for student, kinds in kinds_of(store, day).items() if wanted.intersection(kinds)}
    here = pupils_on_roll(store)
    pupils = {one: here[one] for one in found if one in here}
    demand_rows(list(pupils), f"{types.label(code)}名册")
    people = _persons(pupils, {}, {one: _labels(kinds) for one, kinds in found.items()})
    return NameRoll(term.title, types.label(code), people)


def _bounced(store: Store, term: Term) -> list[Person]:
    """Whose payment came back and was not sent again, with what the bank said."""
    grants = [grant for grant, _ in _grants(store, term) if grant.state == "bounced"]
    ids = [grant.id for grant in grants]
    lines = PayLine.select().where(PayLine.grant.in_(ids) & (PayLine.state == "failed")).order_by(PayLine.id)
    answers = {line.grant_id: line.answer for line in lines}
    told: dict[int, list[str]] = defaultdict(list)
    first: dict[int, Any] = {}
    sums: dict[int, int] = defaultdict(int)
    for grant in grants:
        first.setdefault(grant.student_id, grant)
        sums[grant.student_id] += grant.amount
        why = answers.get(grant.id) or grant.reason or ""
        told[grant.student_id].append(f"{money.figures(grant.amount)}元" + (f"，{why}" if why else ""))
    return _people(first, told={one: "\n".join(told[one]) for one in first}, fen=sums)


def _unaided(store: Store, term: Term, day: dt.date) -> list[Person]:
    """Pupils with a reason to be aided (困难类型, or recognised) who are on no list of the term, and why."""
    here, kinds = pupils_on_roll(store), kinds_of(store, day)
    before = last_settled(term)
    recognised = grades_of(cases_of(store, before.id)) if before else {}
    have = {grant.student_id for grant, _ in _grants(store, term)}
    open_ones = [one for one in here if (one in kinds or one in recognised) and one not in have]
    why = _reasons(store, term, day, open_ones)
    pupils = {one: here[one] for one in open_ones}
    return _persons(pupils, why, {one: _labels(found) for one, found in kinds.items()})


def _reasons(store: Store, term: Term, day: dt.date, students: Sequence[int]) -> dict[int, str]:
    """Pupil -> one sentence: how it was explained, or stopped; else what the rules say."""
    if not students:
        return {}
    said = _by_rules(store, term, day)
    told = wording("roster")["unaided"]
    stopped = store.rows(AidGrant).join(AidBatch).where(
        (AidBatch.term == term.code) & (AidBatch.state != "void") & (AidGrant.state == "stopped")
    )  # fmt: skip
    for grant in stopped:
        said[grant.student_id] = str(told["stopped"].format_map({"原因": grant.reason or ""}))
    closed = (Difference.term == term.code) & (Difference.side == "missing")
    for row in store.rows(Difference).where(closed).order_by(Difference.id):
        note = f"：{row.note}" if row.note else ""
        said[row.student_id] = f"{ClosingReason.caption_of(row.reason_id)}{note}"
    return {one: said.get(one, "") for one in students}


def _by_rules(store: Store, term: Term, day: dt.date) -> dict[int, str]:
    """What the programmes' rules say of each pupil: the verdict that tells most, in the school's order of programmes."""
    told = wording("roster")["unaided"]["open"]
    found: dict[int, tuple[int, str]] = {}
    for programme in AidProgramme.select().where(AidProgramme.role == GRANTED).order_by(AidProgramme.place):
        if why_not(programme.id, term):
            continue  # no standard, or one that counts days: nobody is proposed for it
        for line in propose(store, programme, term, day).lines:
            entitled = line.verdict == ENTITLED
            said = str(told.format_map({"项目": programme.short or programme.name})) if entitled else line.why
            rank = FIRST.index(line.verdict) + ("不属于这一项" in line.why)
            if line.student.id not in found or rank < found[line.student.id][0]:
                found[line.student.id] = (rank, said)
    return {student: said for student, (_, said) in found.items()}


# people ------------------------------------------------------------------------------------------------


def _grants(store: Store, term: Term, *, approved: bool = False) -> list[tuple[Any, Any]]:
    """(grant, its list) of a term, what was stopped left out."""
    batches = {
        row.id: row for row in AidBatch.select().where((AidBatch.term == term.code) & (AidBatch.state != "void"))
        if not (approved and row.state in UNAPPROVED)
    }  # fmt: skip
    rows = store.rows(AidGrant).where(AidGrant.batch.in_(list(batches)) & (AidGrant.state != "stopped"))
    found = as_listed(list(rows.order_by(AidGrant.batch, AidGrant.place, AidGrant.id)), batches)
    return [(row, batches[row.batch_id]) for row in found]


def _people(grants: Mapping[int, Any], *, told: Mapping[int, str], fen: Mapping[int, int]) -> list[Person]:
    """Lines of pupils as their lists kept them: class, boarding and 困难类型."""
    pupils, guardians = pupils_by_id(list(grants)), main_guardians(list(grants))
    people = [
        Person(pupils[one], grant.class_name or "", grant.boarding or "", grant.basis or "", guardians.get(one, ""),
               told[one], fen[one])
        for one, grant in grants.items()
    ]  # fmt: skip
    return _in_order(people)


def _persons(pupils: Mapping[int, Any], told: Mapping[int, str], kinds: Mapping[int, str]) -> list[Person]:
    """Lines of pupils as the roster knows them today."""
    guardians = main_guardians(list(pupils))
    return _in_order(
        Person(pupil, SchoolClass.caption_of(pupil.school_class_id), boarding_of(pupil), kinds.get(one, ""),
               guardians.get(one, ""), told.get(one, ""))
        for one, pupil in pupils.items()
    )  # fmt: skip


def _in_order(people: Iterable[Person]) -> list[Person]:
    """By class and seat."""
    return sorted(
        people, key=lambda one: (class_place(one.class_name), one.pupil.seat_no or 999, one.pupil.id)
    )


def _labels(kinds: Iterable[str]) -> str:
    return "、".join(code_list("hardship_type").label(kind) for kind in kinds if kind)


def _within(day: dt.date, term: Term) -> dt.date:
    """The day, or the nearest one of the term."""
    first, last = term.usual_span
    return min(max(day, first), last)
