"""告知书: one letter to a pupil's family, or one to a household; numbered once, reprints say 补打 n."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem, NumberSeries
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.services.aid.batches import grants_of, is_draft
from desktop.services.pay import reversals

SERIES = "资助告知书"
USUAL_WAY = "pupil"  # delivery_mode: the pupil takes the letter home


@dataclass(frozen=True)
class Letter:
    """What one printed letter tells: its notice row (None in a draft), and the grants in it.

    corrected: 分 that approved corrections took back (-) or gave again (+), by grant.
    """

    notice: Any
    student: Any
    guardian: str
    grants: tuple[Any, ...]
    corrected: Mapping[int, int] = field(default_factory=dict)

    @property
    def fen(self) -> int:
        return sum(map(self.fen_of, self.grants))

    def fen_of(self, grant: Any) -> int:
        """What a grant comes to with its corrections, in 分."""
        return int(grant.amount + self.corrected.get(grant.id, 0))


def make_notices(store: Store, batch: int, *, by_household: bool = False) -> int:
    """Lay out the letters of an approved batch; returns how many are new. Grants that have one keep it.

    Raises Refused while the batch is a draft: a draft has no numbers.
    """
    row = AidBatch.get_by_id(batch)
    if is_draft(row):
        raise Refused("这一批还没有审批。审批之前只能打印带“草稿”字样的告知书，不能编号。")
    told = {item.grant_id for item in NoticeItem.select(NoticeItem.grant)}
    groups = [
        group for group in _groups(grants_of(batch), by_household) if not any(g.id in told for g in group)
    ]
    if not groups:
        return 0
    with store.step(f"生成告知书 {len(groups)} 份：{AidBatch.caption(row)}") as step:
        ids = step.add_many(AidNotice, [_notice(batch, group) for group in groups])
        items = [
            {"notice": notice, "grant": g.id}
            for notice, group in zip(ids, groups, strict=True)
            for g in group
        ]
        step.add_many(NoticeItem, items)
    return len(groups)


def _notice(batch: int, group: Sequence[Any]) -> dict[str, Any]:
    first = group[0]
    household = Student.get_by_id(first.student_id).household_id
    return {
        "batch": batch, "student": first.student_id, "household": household, "kind": "granted",
        "amount": sum(grant.amount for grant in group), "state": "made", "print_count": 0,
    }  # fmt: skip


def _groups(grants: Sequence[Any], by_household: bool) -> list[list[Any]]:
    """Grants by pupil, or brothers and sisters together, in the order of the list."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    family = _families(grants) if by_household else {}
    for grant in grants:
        groups[family.get(grant.student_id, ("学生", grant.student_id))].append(grant)
    return list(groups.values())


def _families(grants: Sequence[Any]) -> dict[int, Any]:
    """Pupil -> a mark that brothers and sisters share: the 户, or a guardian with the same name and number."""
    marks: dict[int, Any] = {}
    pupils = {
        pupil.id: pupil for pupil in Student.select().where(Student.id.in_([g.student_id for g in grants]))
    }
    shared: dict[Any, Any] = {}
    for guardian in Guardian.select().where(Guardian.student.in_(list(pupils))).order_by(Guardian.id):
        number = guardian.id_number or guardian.phone
        if number:
            shared.setdefault((guardian.name, number), ("监护人", guardian.name, number))
            marks.setdefault(guardian.student_id, shared[guardian.name, number])
    for pupil in pupils.values():
        if pupil.household_id:
            marks[pupil.id] = ("户", pupil.household_id)
    return marks


def letters(batch: int, *, by_household: bool = False, only: Iterable[int] | None = None) -> list[Letter]:
    """The letters of a batch as they will be printed. A draft has letters too, without notices."""
    row = AidBatch.get_by_id(batch)
    grants = {grant.id: grant for grant in grants_of(batch)}
    guardians = main_guardians([grant.student_id for grant in grants.values()])
    if is_draft(row):
        groups = [(None, group) for group in _groups(list(grants.values()), by_household)]
    else:
        groups = [(notice, group) for notice, group in _noticed(batch, grants, only) if group]
    pupils = {
        p.id: p for p in Student.select().where(Student.id.in_([g.student_id for g in grants.values()]))
    }
    corrections = reversals.by_grant(list(grants))
    return [
        Letter(
            notice,
            pupils[group[0].student_id],
            guardians.get(group[0].student_id, ""),
            tuple(group),
            {grant.id: corrections[grant.id] for grant in group if grant.id in corrections},
        )
        for notice, group in groups
    ]


def _noticed(batch: int, grants: dict[int, Any], only: Iterable[int] | None) -> list[tuple[Any, list[Any]]]:
    wanted = AidNotice.batch == batch
    wanted &= AidNotice.state != "replaced" if only is None else AidNotice.id.in_(list(only))
    notices = list(AidNotice.select().where(wanted).order_by(AidNotice.id))
    items: dict[int, list[Any]] = defaultdict(list)
    for item in (
        NoticeItem.select().where(NoticeItem.notice.in_([n.id for n in notices])).order_by(NoticeItem.id)
    ):
        if item.grant_id in grants:
            items[item.notice_id].append(grants[item.grant_id])
    return [(notice, items[notice.id]) for notice in notices]


def main_guardians(students: Sequence[int]) -> dict[int, str]:
    """Pupil -> the guardian letters are addressed to: the first marked 监护人, else the first listed."""
    found: dict[int, str] = {}
    for start in range(0, len(students), 500):
        part = list(students[start : start + 500])
        rows = (
            Guardian.select()
            .where(Guardian.student.in_(part))
            .order_by(Guardian.is_guardian.desc(), Guardian.id)
        )
        for row in rows:
            found.setdefault(row.student_id, row.name)
    return found


def number_and_count(
    store: Store,
    notices: Sequence[Any],
    today: dt.date | None = None,
    *,
    said: Mapping[int, Values] | None = None,
) -> int:
    """Draw numbers for letters that have none and count this printing; call it when the pages were really made.

    said: what stands on letters printed for the first time (text and 分), by notice; it stays with the number.
    Returns how many new numbers were drawn. A number is drawn once; the step cannot be undone.
    """
    store.session.demand("print", "打印告知书")
    day = today or dt.date.today()
    known = {row.id: row for row in AidNotice.select().where(AidNotice.id.in_([n.id for n in notices]))}
    notices = [known[notice.id] for notice in notices]  # as they stand: a window may hold older copies
    fresh = [notice for notice in notices if not notice.number]
    school = the_school()
    word = (school.short_name if school else None) or "资助"
    with store.step(
        f"打印告知书 {len(notices)} 份（新编号 {len(fresh)} 个）", kind="print", final=True
    ) as step:
        first = _draw(step, day.year, len(fresh)) if fresh else 0
        numbers = {notice.id: serial for serial, notice in enumerate(fresh, first)}
        changes = {}
        for notice in notices:
            values: dict[str, Any] = {
                "print_count": (notice.print_count or 0) + 1, "printed_at": day, "printed_by": store.session.who,
            }  # fmt: skip
            if notice.id in numbers:
                serial = numbers[notice.id]
                values |= {"year": day.year, "serial": serial, "number": f"{word}〔{day.year}〕{serial}号"}
            if not notice.said:
                values |= (said or {}).get(notice.id, {})
            if notice.state == "made":
                values["state"] = "printed"
            changes[notice.id] = values
        step.change_many(AidNotice, changes)
    return len(fresh)


def _draw(step: Step, year: int, count: int) -> int:
    """Take `count` numbers of the year's series; returns the first."""
    row = NumberSeries.get_or_none((NumberSeries.series == SERIES) & (NumberSeries.year == year))
    if row is None:
        step.add(NumberSeries, {"series": SERIES, "year": year, "last": count})
        return 1
    step.change(NumberSeries, row.id, {"last": row.last + count})
    return int(row.last) + 1


def returned(store: Store, row: Any, day: dt.date, choice: str = "") -> Values:
    """What a letter whose receipt came back is told: when, who took it, and what the family ticked.

    A letter of which nobody noted the delivery was delivered all the same: taken home by the pupil, on the day of the
    receipt at the latest.
    """
    told: Values = {"state": "returned", "receipt_on": day, "receipt_by": store.session.who}
    if not row.delivered_on or row.state == "undelivered":
        told |= {"delivered_on": day}
    told |= {
        "delivery_mode": row.delivery_mode or USUAL_WAY,
        "delivered_by": row.delivered_by or store.session.who,
    }
    return told | {"undelivered_why": None} | ({"receipt_choice": choice} if choice else {})


def record_receipts(
    store: Store, serials: Sequence[int], year: int, day: dt.date, *, choice: str = ""
) -> list[int]:
    """Tick off returned receipts by their numbers; returns the numbers that no letter of the year has.

    choice: what the families ticked, a code of receipt_choice; "" when nothing was. Receipts ticked off before stay.
    """
    wanted = (AidNotice.year == year) & AidNotice.serial.in_(list(serials))
    rows = {row.serial: row for row in AidNotice.select().where(wanted)}
    fresh = [row for row in rows.values() if row.state not in ("returned", "filed", "replaced")]
    if fresh:
        with store.step(f"收回执 {len(fresh)} 份") as step:
            step.change_many(AidNotice, {row.id: returned(store, row, day, choice) for row in fresh})
    return [serial for serial in serials if serial not in rows]


def grants_without_notice(batch: int) -> int:
    told = NoticeItem.select(NoticeItem.grant)
    return int(AidGrant.select().where((AidGrant.batch == batch) & AidGrant.id.not_in(told)).count())
