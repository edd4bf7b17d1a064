"""Whether this month's lists came whole: said before anybody is offered as 退出."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from desktop.models.codes import code_list
from desktop.models.ledgers.lists import CountyList
from desktop.services.lists.draft import ListDraft, MatchDraft
from desktop.services.lists.presets import memory_key, told

NAMED = 12


def note_arrived(draft: MatchDraft) -> None:
    """Say on a list that it is far shorter than last month's, and of the whole which kinds did not come this month."""
    before = _rows_by_month()
    here: dict[tuple[str, str], list[ListDraft]] = defaultdict(list)
    for one in draft.lists:
        one.short = ""
        if one.kind and one.month and (one.use or one.taken):
            here[one.kind, one.month].append(one)
    for (kind, month), some in here.items():
        earlier = max((day for day in before.get(kind, {}) if day < month), default="")
        if earlier:
            _note_short(some, earlier, before[kind][earlier])
    draft.absent = _absent(set(here), before)


def _note_short(lists: Sequence[ListDraft], month: str, earlier: dict[str, int]) -> None:
    """Like is held against like: sheets that are called as last month's; where none is, the whole of the kind."""
    alike = [one for one in lists if one.called in earlier]
    lists = alike or lists
    rows = sum(earlier[called] for called in {one.called for one in alike}) or sum(earlier.values())
    now = sum(one.rows for one in lists if not one.twin)
    if rows >= told("settings")["short_from"] and now < rows * float(told("settings")["half_delivered"]):
        says = f"{month} 的名单有 {rows} 行，这次只有 {now} 行，像是没有给全（有的部门筛选了再发）。请先问清，再处理退出。"
        for one in lists:
            one.short = says


def _absent(here: set[tuple[str, str]], before: dict[str, dict[str, dict[str, int]]]) -> str:
    """Kinds of the month before that nobody sent for the newest month of these lists."""
    if not here:
        return ""
    month = max(month for _, month in here)
    earlier = max((day for months in before.values() for day in months if day < month), default="")
    came = {kind for kind, _ in here} | {kind for kind, months in before.items() if month in months}
    names = [
        code_list("county_list").label(kind)
        for kind in code_list("county_list").labels
        if earlier and kind not in came and kind != "other" and earlier in before.get(kind, {})
    ]
    if not names:
        return ""
    return f"{earlier} 有、这次没有的名单：{'、'.join(names[:NAMED])}。没有送来的名单不算退出，请向部门要齐。"


def _rows_by_month() -> dict[str, dict[str, dict[str, int]]]:
    """Rows of the lists taken in, by kind, month and name (`memory_key`); the same sheet taken anew counts once, as it was
    last."""
    columns = (CountyList.kind, CountyList.month, CountyList.file, CountyList.sheet, CountyList.rows)
    query = CountyList.select(*columns).where(CountyList.replaced.is_null()).order_by(CountyList.id)
    newest = {row[:4]: row[4] or 0 for row in query.tuples()}
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    for (kind, month, file, sheet), rows in newest.items():
        names, called = found[kind].setdefault(month, {}), memory_key(file, sheet or "")
        names[called] = names.get(called, 0) + rows
    return found
