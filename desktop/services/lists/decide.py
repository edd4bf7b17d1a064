"""Deciding kept lines: accepted into 困难类型, declined with a reason, ended when a pupil left a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.store import Step, Store
from desktop.services.lists.contrary import contrary, in_favour_of
from desktop.services.lists.draft import DOUBT, FAMILY, HIT, is_hidden, is_in_doubt
from desktop.services.lists.past import ACCEPTED, DECLINED, ENDED, GONE, OPEN, standing
from desktop.services.lists.presets import facts_of, options, told
from desktop.services.lists.spans import first_months

DISABLED_PUPIL, DISABLED_FAMILY = "12", "13"
OWN = "01"  # the code of the relation 本人
MONITORED = ("02", "03", "04")
STATES = ("risk", "continues")


def open_hits(store: Store, source: int | None = None) -> list[Any]:
    """Lines that still want a decision, of one list, or of all but those that a newer list brought again."""
    query = store.rows(ListHit).where(ListHit.decision == OPEN)
    if source is not None:
        query = query.where(ListHit.source == source)
    rows = list(query.order_by(ListHit.source, ListHit.row, ListHit.id))
    return rows if source is not None else standing(rows)


def settle(store: Store, hit: int, *, kind: str | None = None, relation: str | None = None) -> None:
    """The person answers what the list did not say: which 困难类型, whose number.

    Whose number it is may settle the 困难类型 as well: a parent's on the list of the disabled is 残疾人子女, a grandfather's is not.
    """
    store.session.demand("batch", "处理名单命中")
    row = _open(ListHit.get_by_id(hit))
    values = {name: value for name, value in (("kind", kind), ("relation", relation)) if value}
    if relation and not kind:
        values |= _implied(row, relation)
    with store.step(f"{Student.caption_of(row.student_id)}：名单命中补明") as step:
        step.change(ListHit, hit, values)


def settle_kind(store: Store, hits: Sequence[int], kind: str) -> None:
    """The person tells the 困难类型 of several lines of one kind of list at once. Raises NotAllowed, Refused."""
    store.session.demand("batch", "处理名单命中")
    rows = [_open(row) for row in _rows(hits)]
    if unlike := next((row for row in rows if kind not in options(row.source.kind)), None):
        name = code_list("hardship_type").label(kind)
        raise Refused(f"{_who(unlike)}所在的名单上没有“{name}”这一类，请单独选。")
    with store.step(f"名单命中补明困难类型 {len(rows)} 条") as step:
        step.change_many(ListHit, {row.id: {"kind": kind} for row in rows})


def _implied(hit: Any, relation: str) -> Values:
    """The 困难类型 that follows from whose number it is, by the rules of the list; {} where it stays as it is."""
    facts, own = facts_of(hit.source.kind), relation == OWN
    if not own and facts.parents_only and relation not in told("family")["parents"]:
        return {"kind": None}
    usual = facts.own if own else "" if facts.person or facts.own_only else facts.family
    return {"kind": usual} if usual and not hit.kind else {}


def doubts_in(hits: Sequence[int]) -> list[str]:
    """A sentence for each 疑似 line among these: both numbers side by side, and why it is doubtful."""
    return [_doubt(row) for row in _rows(hits) if row.decision == OPEN and row.verdict == DOUBT]


def _doubt(row: Any) -> str:
    own = Student.get_by_id(row.student_id).id_number or "没有填"
    why = f"{row.why.rstrip('。')}。" if row.why else ""
    return f"{_who(row)}：名单上的号码 {row.number or '没有写'}，花名册上的号码 {own}。{why}"


def accept(
    store: Store,
    hits: Sequence[int],
    *,
    sure: bool = False,
    instead: bool = False,
    since: dt.date | None = None,
    today: dt.date | None = None,
) -> int:
    """Write accepted lines into 困难类型, dated and with their source; returns how many lines were accepted.

    What the ledger already holds is brought up to date instead of written twice (风险已消除, 不享受). since: instead of the
    first day of the list's month, or of the first month of the lists that brought the line while nobody decided. sure: a
    person has compared the two numbers of every 疑似 line (`doubts_in`). instead: the person knows that it takes the place
    of what another list of the month says (`chosen_before`).
    Raises NotAllowed; Refused when a line lacks its 困难类型 or whose number it is, was decided before, is 疑似 and nobody
    said `sure`, or speaks against an accepted line and nobody said `instead`.
    """
    store.session.demand("batch", "采纳名单命中")
    rows = _rows(hits)
    for row in rows:
        _open(row)
        if row.change == GONE:
            raise Refused(f"{_who(row)}已不在这个月的名单上，请按退出处理，或写明理由保留。")
        if not row.kind:
            raise Refused(f"{_who(row)}的困难类型还没有选，请先选好再采纳。")
        if row.verdict == FAMILY and not row.relation:
            raise Refused(f"{_who(row)}还没有核对号码是家里谁的，它决定算哪一类。请先选“号码是谁的”再采纳。")
        if row.verdict == DOUBT and not sure:
            raise Refused(f"疑似的要先核对是不是同一个人，确认了才能采纳。{_doubt(row)}")
    against = contrary(rows)
    _one_of_two(rows, against)
    if not instead and (told_so := _chosen(rows, against)):
        raise Refused(told_so[0])
    began = first_months(rows)
    with store.step(f"采纳名单命中 {len(rows)} 条", kind="lists") as step:
        held = _held([row.student_id for row in rows])
        for row in rows:
            record = _write(step, row, held, since or first_day(began[row.id]))
            step.change(ListHit, row.id, {"hardship": record, **_decided(store, ACCEPTED, None, today)})
            lost = {
                other.id: _decided(store, DECLINED, in_favour_of(row), today)
                for other in against.get(row.id, ())
            }
            step.change_many(ListHit, lost)
            if row.verdict == DOUBT:
                _stays(store, step, row, record, today)
    return len(rows)


def _stays(store: Store, step: Step, row: Any, record: int, today: dt.date | None) -> None:
    """A doubt that was looked at and accepted: who was taken for gone from the same list is not."""
    left = ListHit.select(ListHit, CountyList).join(CountyList).where(
        (ListHit.hardship == record) & (ListHit.change == GONE) & (ListHit.decision == OPEN)
        & (CountyList.month == row.source.month)
    )  # fmt: skip
    group = facts_of(row.source.kind).group
    ids = [hit.id for hit in left if facts_of(hit.source.kind).group == group]
    word = _decided(store, DECLINED, f"第 {row.row} 行的疑似核对后采纳了", today)
    step.change_many(ListHit, dict.fromkeys(ids, word))


def _one_of_two(rows: Sequence[Any], against: dict[int, list[Any]]) -> None:
    here = {row.id for row in rows}
    for row in rows:
        if other := next((one for one in against.get(row.id, ()) if one.id in here), None):
            raise Refused(f"{_who(row)}和{_who(other)}说法相反，不能两条都采纳。请向部门问清，只采纳一条。")


def chosen_before(hits: Sequence[int]) -> list[str]:
    """A sentence for each of these lines that speaks against an accepted line of another list of the same month."""
    rows = [row for row in _rows(hits) if row.decision == OPEN]
    return _chosen(rows, contrary(rows))


def _chosen(rows: Sequence[Any], against: dict[int, list[Any]]) -> list[str]:
    return [
        f"{_who(row)}和已经采纳的{_who(other)}两份说法相反，采纳这一条就不算那一条了，请先向部门问清。"
        for row in rows for other in against.get(row.id, ()) if other.decision == ACCEPTED
    ]  # fmt: skip


def decline(store: Store, hits: Sequence[int], why: str, *, today: dt.date | None = None) -> int:
    """These lines do not count; with the reason they stay declined in the months to come.

    Where such a line was all that still spoke for an accepted fact, the pupil has left the list: that is asked next.
    """
    store.session.demand("batch", "处理名单命中")
    return _close(store, hits, (DECLINED, why), today)


def end(
    store: Store, hits: Sequence[int], why: str, *, until: dt.date | None = None, today: dt.date | None = None
) -> int:
    """退出: the 困难类型 ends with the last day before the list's month, or on `until`.

    What only an earlier version of this month's list had brought never held: it is taken out, not kept for a day.
    """
    store.session.demand("batch", "处理名单命中")
    rows = _rows(hits)
    if unfit := next((row for row in rows if row.change != GONE or not row.hardship_id), None):
        raise Refused(f"{_who(unfit)}还在名单上，或没有采纳过，不能按退出处理。")
    with store.step(f"按退出处理 {len(rows)} 条：{_reason(why)}", kind="lists") as step:
        for row in rows:
            _open(row)
            held = Hardship.get_by_id(row.hardship_id)
            step.change(ListHit, row.id, _decided(store, ENDED, why, today))
            if until is None and never_held(row, held):
                _withdraw(step, held, _decided(store, DECLINED, why, today))
                continue
            last = max(until or first_day(row.source.month) - dt.timedelta(days=1), held.since)
            step.change(Hardship, held.id, {"until": last})
    return len(rows)


def never_held(hit: Any, held: Any) -> bool:
    """Whether a line of 退出 takes back what only its own month's lists had said."""
    if not corrects(held, first_day(hit.source.month)):
        return False
    said = ListHit.select(ListHit, CountyList).join(CountyList)
    accepted = said.where((ListHit.hardship == held.id) & (ListHit.decision == ACCEPTED))
    group = facts_of(hit.source.kind).group
    return all(
        one.source.month == hit.source.month and facts_of(one.source.kind).group == group for one in accepted
    )


def _withdraw(step: Step, held: Any, declined: Values) -> None:
    """Take the fact out; the lines that brought it count as declined."""
    lines = ListHit.select(ListHit.id, ListHit.decision).where(ListHit.hardship == held.id)
    step.change_many(
        ListHit,
        {line.id: {"hardship": None, **(declined if line.decision == ACCEPTED else {})} for line in lines},
    )
    step.remove(Hardship, held.id)


def reopen(store: Store, hits: Sequence[int]) -> int:
    """Look at declined lines again. What was accepted is taken back by undoing its step."""
    store.session.demand("batch", "处理名单命中")
    rows = _rows(hits)
    if unfit := next((row for row in rows if row.decision != DECLINED or row.source.replaced), None):
        raise Refused(
            f"{_who(unfit)}不是“不采纳”，或名单已换成新的一份，不能重新打开。采纳错了的，请在操作日志里撤销那一步。"
        )
    with store.step(f"重新打开名单命中 {len(rows)} 条") as step:
        blank = {"decision": OPEN, "reason": None, "decided_by": None, "decided_on": None}
        return step.change_many(ListHit, {row.id: blank for row in rows})


def _close(store: Store, hits: Sequence[int], how: tuple[str, str], today: dt.date | None) -> int:
    decision, why = how
    rows = [_open(row) for row in _rows(hits)]
    with store.step(f"不采纳名单命中 {len(rows)} 条：{_reason(why)}", kind="lists") as step:
        changed = step.change_many(ListHit, {row.id: _decided(store, decision, why, today) for row in rows})
        step.add_many(ListHit, [_left(row, why) for row in _spoke_last(rows)])
    return changed


def _spoke_last(rows: Sequence[Any]) -> list[Any]:
    """Of declined lines those that put a fact in doubt that still goes on, and of which no other line asks."""
    some = {row.hardship_id: row for row in rows if is_in_doubt(row)}
    asked = ListHit.select().where(ListHit.hardship.in_(listed(some)) & (ListHit.decision == OPEN))
    said = {hit.hardship_id for hit in asked if hit.change == GONE or is_in_doubt(hit)}
    goes_on = Hardship.select(Hardship.id).where(Hardship.id.in_(listed(some)) & Hardship.until.is_null())
    return [some[fact.id] for fact in goes_on if fact.id not in said]


def _left(row: Any, why: str) -> Values:
    """退出 of whom only a doubtful line named, found by the number by which the pupil had been on the list."""
    fact = Hardship.get_by_id(row.hardship_id)
    return {
        "source": row.source_id, "row": 0, "student": row.student_id,
        "verdict": HIT if row.relation == OWN else FAMILY, "listed_name": row.listed_name, "number": row.number,
        "relation": row.relation, "why": f"以前采纳过，这个月只有第 {row.row} 行疑似，没有采纳（{_reason(why)}）。",
        "kind": fact.kind, "risk": fact.risk, "continues": fact.continues, "change": GONE, "decision": OPEN,
        "hardship": fact.id,
    }  # fmt: skip


def _rows(hits: Sequence[int]) -> list[Any]:
    rows = list(ListHit.select(ListHit, CountyList).join(CountyList).where(ListHit.id.in_(list(hits))))
    if len(rows) < len(set(hits)) or not rows:
        raise Refused("没有找到要处理的名单命中，请刷新后再选。")
    return sorted(rows, key=lambda row: (row.source_id, row.row, row.id))


def _open(row: Any) -> Any:
    if row.source.replaced:
        raise Refused(f"{_who(row)}所在的名单已换成“{row.source.replaced}”，请在那一份上处理。")
    if row.decision != OPEN:
        told = code_list("list_decision").label(row.decision)
        raise Refused(f"{_who(row)}已经处理过了（{told}），不用再处理。")
    return row


def _who(row: Any) -> str:
    return f"{Student.caption_of(row.student_id)}（{CountyList.kind.format(row.source.kind)}第 {row.row} 行）"


def _reason(why: str) -> str:
    tidy = " ".join(why.split())
    if not tidy:
        raise Refused("请写明理由：下个月名单上再有这一行，就不用再查一遍。")
    return tidy[:60]


def _decided(store: Store, decision: str, why: str | None, today: dt.date | None) -> Values:
    return {
        "decision": decision, "reason": why and " ".join(why.split())[:200], "decided_by": store.session.who[:20],
        "decided_on": today or dt.date.today(),
    }  # fmt: skip


def first_day(month: str) -> dt.date:
    """The day from which a list of a month counts."""
    year, number = map(int, month.split("-"))
    return dt.date(year, number, 1)


# into 困难类型 ------------------------------------------------------------------------------------------


def _held(students: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for start in range(0, len(students), 500):
        for row in (
            Hardship.select().where(Hardship.student.in_(students[start : start + 500])).order_by(Hardship.id)
        ):
            found.setdefault(row.student_id, []).append(row)
    return found


def _write(step: Step, hit: Any, held: dict[int, list[Any]], since: dt.date) -> int:
    """Bring up to date what is held of this kind, or write it anew; returns the row's id."""
    mine = held.setdefault(hit.student_id, [])
    same = met(hit, mine, since)
    if same is not None and continues_it(hit, same):
        step.change(Hardship, same.id, _brought_up(hit, same))
        return int(same.id)
    if same is not None and corrects(same, since):
        step.change(Hardship, same.id, _fresh(hit, since))
        return int(same.id)
    if same is not None:
        step.change(Hardship, same.id, {"until": max(since - dt.timedelta(days=1), same.since)})
    record = step.add(Hardship, _fresh(hit, since))
    mine.append(Hardship.get_by_id(record))
    return record


def met(hit: Any, held: Sequence[Any], since: dt.date) -> Any:
    """The row of a pupil's 困难类型 that a line meets: the one linked, the same kind, or the vaguer one; None for none."""
    valid = [row for row in held if row.until is None or row.until >= since]
    linked = [row for row in valid if row.id == hit.hardship_id]
    same = [row for row in valid if row.kind == hit.kind]
    vaguer = [row for row in valid if row.kind == _parent(hit.kind)]
    return next(iter((*linked, *same, *vaguer)), None)


def _parent(kind: str) -> Any:
    return code_list("hardship_type").fact(kind, "parent")


def continues_it(hit: Any, held: Any) -> bool:
    """The same 困难类型, or the one it made more exact (低保 → 农村低保)."""
    return held.kind == hit.kind or held.kind == _parent(hit.kind)


def corrects(held: Any, since: dt.date) -> bool:
    """A fact that this month's list itself had brought: the corrected list says it otherwise, so it never held."""
    return bool(held.since == since and held.source_kind == "county_list")


def _brought_up(hit: Any, held: Any) -> Values:
    """A state the list tells goes into the row, with its source; where it says nothing, what is known stays."""
    told: Values = {"kind": hit.kind}
    for name in STATES:
        if getattr(hit, name) is not None:
            told[name] = getattr(hit, name)
    turned = any(name in told and told[name] != getattr(held, name) for name in STATES)
    if not held.source or held.source_kind == "roster" or (turned and held.source_kind == "county_list"):
        told |= {"source": _source(hit), "source_kind": "county_list"}
    if renews_card(hit, held):
        told["card_no"] = hit.card_no
    return told


def renews_card(hit: Any, held: Any) -> bool:
    """Whether the 残疾人证 that a line tells is the one that is held, or the pupil's first."""
    if not held.card_no:
        return bool(hit.card_no) and hit.kind == DISABLED_PUPIL
    return bool(hit.card_no) and hit.card_no[:18] == held.card_no[:18]


def _fresh(hit: Any, since: dt.date) -> Values:
    return {
        "student": hit.student_id, "kind": hit.kind, "since": since, "source_kind": "county_list",
        "source": _source(hit), "card_no": hit.card_no if hit.kind in (DISABLED_PUPIL, DISABLED_FAMILY) else None,
        "risk": hit.risk if hit.kind in MONITORED else None,
        "continues": True if hit.continues is None else hit.continues,
    }  # fmt: skip


def _source(hit: Any) -> str:
    """农村低保.xls·明细·第7行（父亲的号码）: where, and whose number it was; 隐藏 for a row that nobody sees who opens the file."""
    where = f"{hit.source.file}·{hit.source.sheet}·第{hit.row}行"
    whose = hit.relation and f"{code_list('relation').label(hit.relation)}的号码"
    said = "，".join(filter(None, ("隐藏" if is_hidden(hit.why) else "", whose)))
    return (f"{where}（{said}）" if said else where)[:200]
