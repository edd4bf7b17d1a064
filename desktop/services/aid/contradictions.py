"""What was decided elsewhere and speaks against putting a pupil on a list: a difference explained this term (家长放弃,
户籍外县), a county list that the pupil left, or
that says something else of him now, while nobody has decided yet what that means.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ClosingReason, CountyList, Difference, ListHit
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.lists.decide import open_hits
from desktop.services.lists.draft import DOUBT, DOUBT_BESIDE, ROW_SAYS, SAYS_ENDED, is_in_doubt
from desktop.services.lists.past import CHANGED, GONE, OPEN, standing

NAMED = 40  # pupils that a sentence names
ACTIVE = "active"  # the risk that is not over
MISSING = "missing"  # the side of the difference that says why somebody is on no list
NOT_BACK = "要列入，请先在“差异”里重新打开。"


@dataclass(frozen=True)
class Explained:
    """Why a pupil is on no list this term. final: the family's signed word, or the like, lies there."""

    why: str
    final: bool


def explained(programme: Any, term: Term) -> dict[int, Explained]:
    """Pupils whose 应助未助 was explained in a term."""
    where = (
        (Difference.programme == programme.id) & (Difference.term == term.code) & (Difference.side == MISSING)
    )
    rows = Difference.select(Difference, ClosingReason).join(ClosingReason).where(where)
    return {row.student_id: _explained(row) for row in rows}


def _explained(row: Any) -> Explained:
    final = bool(row.reason.needs_paper and row.waiver)
    paper = "，有签字材料" if final else ""
    told = f"差异里已说明“{row.reason.name}”（{row.closed_by or ''} {row.closed_on:%Y-%m-%d}{paper}）"
    return Explained(f"{told}，{NOT_BACK if final else '请核对还列不列入。'}", final)


def leaving() -> dict[int, str]:
    """By id of the 困难类型, the sentence of an open 退出 or 状态变化: the pupil left the list on which it rests, or a newer
    list says of him what gives it no more, or names him only in a doubtful line."""
    asked = ListHit.change << (GONE, CHANGED)
    rows = ListHit.select().where((ListHit.decision == OPEN) & asked & ListHit.hardship.is_null(False))
    hits = standing([hit for hit in rows if hit.change == GONE or hit.verdict != DOUBT or is_in_doubt(hit)])
    sources = {row.id: row for row in CountyList.select().where(CountyList.id << [h.source_id for h in hits])}
    held = {row.id: row for row in Hardship.select().where(Hardship.id << [h.hardship_id for h in hits])}
    return {
        hit.hardship_id: _left(sources[hit.source_id], hit)
        for hit in hits
        if hit.change == GONE or is_in_doubt(hit) or _turned(hit, held.get(hit.hardship_id))
    }  # fmt: skip


def _turned(hit: Any, held: Any) -> bool:
    """Whether a changed line says another 困难类型, 不享受 or 已消除, or nothing that could be held against the ledger."""
    if held is None or not hit.kind:
        return True
    other = hit.kind != held.kind and code_list("hardship_type").fact(hit.kind, "parent") != held.kind
    ended = hit.continues is False and held.continues is not False
    return bool(other or ended or (hit.risk and hit.risk != ACTIVE and hit.risk != held.risk))


def _left(source: Any, hit: Any) -> str:
    kind = CountyList.kind.format(source.kind)
    return f"{source.month} 的“{kind}”名单里{_what(hit)}，还没有处理，请先到“比对台”处理。"


def _what(hit: Any) -> str:
    """What the list says now: a row's own word is quoted, for 重复 or a wrong number is no leaving."""
    if is_in_doubt(hit) or (hit.change == GONE and DOUBT_BESIDE in (hit.why or "")):
        return "只有疑似的一行"
    if hit.change != GONE:
        return "状态变了"
    said = re.search(rf"({'|'.join(SAYS_ENDED)})(.+?)，请核对", hit.why or "") if hit.row else None
    if said is None:
        return "已经退出"
    return f"有一行{'写着' if said[1] == ROW_SAYS else '列在'}{said[2]}"


def unseen(store: Store, term: Term, excluded: Sequence[Any]) -> str:
    """Of pupils who get nothing, whom county lists up to the term's end name in lines that nobody looked at, as a sentence."""
    last = f"{term.usual_span[1]:%Y-%m}"
    months = dict(CountyList.select(CountyList.id, CountyList.month).tuples())
    hits = (hit for hit in open_hits(store) if hit.change != GONE and months[hit.source_id] <= last)
    waiting = {hit.student_id for hit in hits}
    names = [pupil.name for pupil in excluded if pupil.id in waiting]
    more = f" 等 {len(names)} 人" if len(names) > NAMED else ""
    told = f"{len(names)} 名不享受的学生在名单上有没看过的命中：{'、'.join(names[:NAMED])}{more}。"
    return f"{told}请先到“比对台”处理。" if names else ""


def only_leaving(kinds: Collection[Any], gone: dict[int, str]) -> str:
    """The sentence for a pupil all of whose 困难类型 rest on lists that the pupil left; "" when one still holds."""
    if not kinds or any(kind.id not in gone for kind in kinds):
        return ""
    return next(gone[kind.id] for kind in kinds)
