"""What is decided about a line whose family is not recognised any more: taken off, or given all the same with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.batch_order import OPEN
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.aid import stages
from desktop.services.aid.mid_term import KEPT, is_up, undecided
from desktop.services.seeds import told

LONGEST = 60  # characters of a reason: it shares the line's 说明 with the bank's words


def reasons() -> list[str]:
    """What is often written: resources/aid/kept.json."""
    return list(told("aid/kept")["reasons"])


def keep(store: Store, grants: Sequence[int], why: str) -> int:
    """Give the money all the same; the reason stays with the line. Returns how many lines. Raises Refused without one, and
    for lines that nobody has to decide about."""
    store.session.demand("batch", "写明仍发的原因")
    said = why.strip()
    if not said:
        raise Refused("请写一句为什么仍发，以后检查时要看。")
    if len(said) > LONGEST:
        raise Refused(f"原因有 {len(said)} 个字，请写在 {LONGEST} 个字以内。")
    rows = _undecided(grants)
    with store.step(f"认定变动后仍发：{_names(rows)}") as step:
        return step.change_many(AidGrant, {row.id: {"reason": _beside(row.reason, said)} for row in rows})


def drop(store: Store, grants: Sequence[int], why: str) -> None:
    """Take pupils off whose 认定 ended: off an open list, off one that hung its time (it only gets shorter, so it need not
    hang again), or stopped before their money went out. Raises Refused while the list hangs, and for money that is gone."""
    store.session.demand("batch", "从名单里去掉")
    rows = _undecided(grants)
    for batch in {row.batch_id for row in rows}:
        if is_up(batch):
            raise Refused("名单正在公示，撤下以后才能去掉。撤下登记以后再来，不用重新公示。")
    states = {AidBatch.get_by_id(row.batch_id).state for row in rows}
    act = stages.take_out if states <= set(OPEN) else stages.withhold
    act(store, [row.id for row in rows], why)


def _undecided(grants: Sequence[int]) -> list[Any]:
    rows = list(AidGrant.select().where(AidGrant.id.in_(list(grants))))
    open_ones = undecided(rows)
    found = [row for row in rows if row.id in open_ones]
    if not found:
        raise Refused("选中的人认定没有中途变动为“不困难”，或已经定下来了，不用再定。")
    return found


def _names(rows: Sequence[Any]) -> str:
    return "、".join(Student.caption_of(row.student_id) for row in rows)


def _beside(old: str | None, said: str) -> str:
    """Behind what stands there: the bank's words on a failed payment are still needed."""
    return "；".join(filter(None, ((old or "")[:45], f"{KEPT}{said}")))
