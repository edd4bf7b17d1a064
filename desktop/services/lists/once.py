"""A pupil's rows of one list brought together: the surest line stays, the others are named in its sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from desktop.services.lists.draft import (
    DOUBT,
    FAMILY,
    HIT,
    NAME_ALONE,
    NAME_AND_DAMAGE,
    NAMESAKE,
    ORDER,
    OWN_NUMBER,
    DraftLine,
)
from desktop.services.lists.presets import told

NAMED = 6  # other rows that a sentence names
OWN = "01"  # the code of the relation 本人
Place = tuple[int, str | None, str]  # pupil, 困难类型, and which namesake


def once_each(lines: list[DraftLine], *, shared: bool, own_decides: bool = True) -> list[DraftLine]:
    """A pupil stands once on a list for each 困难类型: by the own number, else the nearest relation; nobody is forgotten.

    Namesakes with whole numbers of their own are different persons and stay apart. shared: the household's word in one
    row holds for its others. own_decides: where the pupil's own row says that he left, a relative's row keeps nobody.
    """
    if shared:
        _share_kinds(lines)
    if own_decides:
        lines = _by_own_row(lines)
    by_pupil: dict[Place, list[DraftLine]] = defaultdict(list)
    for line in lines:
        person = line.number if line.verdict == DOUBT and line.evidence == NAMESAKE else ""
        by_pupil[line.student, line.kind, person].append(line)
    sure = {line.student for line in lines if line.verdict != DOUBT}
    kept = []
    for (student, _, _), some in by_pupil.items():
        best = min(some, key=_rank)
        _ask_about_both(best, some)
        if best.verdict == DOUBT and student in sure and not best.relation:
            continue  # the pupil is on this list by number: a namesake on it is somebody else
        _name_others(best, [one for one in some if one is not best and one.row != best.row])
        kept.append(best)
    return sorted(kept, key=lambda line: (line.row, line.student))


def _by_own_row(lines: list[DraftLine]) -> list[DraftLine]:
    """Without the family's rows of a pupil whose own row says that he left, or contradicts itself; it names them."""
    left = {line.student: line for line in reversed(lines) if _own_speaks(line)}
    stays = {line.student for line in lines if line.verdict == HIT}
    kept = []
    for line in lines:
        own = left.get(line.student)
        if own is None or line.verdict != FAMILY or line.student in stays:
            kept.append(line)
            continue
        own.kin = tuple(dict.fromkeys((*own.kin, line.number, *line.kin)))
        own.relations = tuple(dict.fromkeys((*own.relations, *line.relations)))
        row = "这一行" if line.row == own.row else f"第 {line.row} 行"
        own.also += f"{row}的{'、'.join(line.relations)}还在名单上。"
    return kept


def _own_speaks(line: DraftLine) -> bool:
    """Whether a row is the pupil's own, by his number or by nothing but his name, and its words ask if it counts."""
    named = not line.relations and line.evidence in (NAME_ALONE, NAME_AND_DAMAGE)
    return line.in_question and (line.relation == OWN or named)


def _ask_about_both(best: DraftLine, some: Sequence[DraftLine]) -> None:
    """The same number counts in one row and counts no more in another: somebody has to ask the department."""
    asked = [one for one in some if one.in_question and one.number == best.number and one.seen]
    if best.verdict != DOUBT and asked:
        told = next((one for one in asked if one.says_ended), asked[0])
        best.verdict = DOUBT
        best.why = f"同一份名单第 {told.row} 行{told.question}，请向部门问清。{best.why}"


def _share_kinds(lines: Sequence[DraftLine]) -> None:
    kinds: dict[int, set[str]] = defaultdict(set)
    for line in lines:
        if line.kind and line.verdict != DOUBT:
            kinds[line.student].add(line.kind)
    for line in lines:
        if line.kind is None and line.verdict != DOUBT and len(kinds[line.student]) == 1:
            line.kind, line.ask = next(iter(kinds[line.student])), ""


def _rank(line: DraftLine) -> tuple[int, int, int, int]:
    """A sure line before a doubtful one, the stronger evidence, the nearer relation, the earlier row."""
    near = told("family")["nearness"]
    place = near.index(line.relation) if line.relation in near else len(near)
    return ORDER.index(line.verdict), line.evidence, place, line.row


def _name_others(best: DraftLine, others: Sequence[DraftLine]) -> None:
    sure = [one for one in others if one.verdict != DOUBT]
    every = (best, *sure)
    numbers = dict.fromkeys(number for one in every for number in (one.number, *one.kin))
    best.kin = tuple(number for number in numbers if number != best.number)
    best.relations = tuple(dict.fromkeys(word for one in every for word in one.relations))
    if sure:
        words = dict.fromkeys(f"第 {one.row} 行{'、'.join(one.relations)}" for one in sure[:NAMED])
        best.also += f"同一份名单上还有{'、'.join(words)}。"
    elif others and best.verdict == DOUBT:
        rows = dict.fromkeys(f"第 {one.row} 行" for one in others[:NAMED])
        best.also += f"{'、'.join(rows)}也像，请一起看。"
    if best.verdict != DOUBT:
        best.also += _own_doubts(others)


def _own_doubts(others: Sequence[DraftLine]) -> str:
    """The pupil's own number in further rows, where it is not sure: said, though another row decides."""
    told = [(one.row, why) for one in others if (why := _unsure(one))]
    return "".join(f"第 {row} 行也有本人的号码：{why}。" for row, why in told[:NAMED])


def _unsure(line: DraftLine) -> str:
    """Why; a hidden row in other words than its own, by which the line that is shown would be taken for hidden."""
    doubtful = line.verdict == DOUBT and line.relation == OWN and line.evidence == OWN_NUMBER
    if doubtful and line.hidden:
        return "那一行没有显示出来"
    return (line.why if doubtful else line.unsure_own).partition("。")[0]
