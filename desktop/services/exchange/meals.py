"""营养餐月报 in a package: the months of a term that were settled, as tables without anybody's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meal_order import month_of
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.exchange.contents import Words, wording
from desktop.services.meals.calendar import span_of
from desktop.services.meals.month_money import figures, month_words
from desktop.services.meals.settlement import is_stale
from desktop.services.sheets.write import NUMBERING, Column, Sheet, column_of

FORMS = ("D24M",)  # of the catalogue: one each for every month


@dataclass(frozen=True)
class MealMonth:
    """A month with its settlements, one for each kind of meal."""

    month: str
    rows: tuple[Any, ...] = field(repr=False)

    @property
    def title(self) -> str:
        return month_words(self.month)

    def sum_of(self, name: str) -> int:
        """A figure of all its settlements: fed_times, or due_amount and spent in 分."""
        return sum(getattr(row, name) for row in self.rows)


def settled_in(term: Term) -> list[MealMonth]:
    """The months of a term that have a settlement and meals in it; those the headteacher gave back are not."""
    first, last = map(month_of, span_of(term))
    rows = MealSettlement.select().where(
        MealSettlement.month.between(first, last)
        & (MealSettlement.state != "returned")
        & (MealSettlement.fed_times > 0)
    )
    found: dict[str, list[Any]] = {}
    for row in rows.order_by(MealSettlement.month, MealSettlement.id):
        found.setdefault(row.month, []).append(row)
    return [MealMonth(month, tuple(of)) for month, of in found.items()]


def chosen(term: Term, months: Sequence[str]) -> tuple[MealMonth, ...]:
    """Those of a term that are to be sent. Raises Refused for one that is not settled."""
    known = {one.month: one for one in settled_in(term)}
    if missing := [month for month in months if month not in known]:
        raise Refused(f"{month_words(missing[0])}的餐费没有结算，或者不在{term.title}，不能报月报。")
    return tuple(known[month] for month in sorted(set(months)))


def sheets_of(
    store: Store, months: Sequence[MealMonth], words: Words
) -> Iterator[tuple[str, Sheet, int | None]]:
    """(name with {附件} still to be filled, table, 分 in it): the months' reports, then what was settled."""
    from desktop.services.meals.report_sheets import month_sheet

    told = wording()["meals"]
    for one in months:
        yield (
            words.fill(told["report_file"], 附件="{附件}", 月份=one.title),
            month_sheet(store, one.month),
            None,
        )
    if months:
        due = sum(one.sum_of("due_amount") for one in months)
        yield words.fill(told["file"], 附件="{附件}"), settlement_sheet(months, words), due


def settlement_sheet(months: Sequence[MealMonth], words: Words) -> Sheet:
    """One line for each month and kind of meal, its sums below."""
    told, by_name = wording()["meals"], {item.name: item for item in MealSettlement.shown()}
    items = [by_name[name.partition(".")[2]] for name in told["columns"]]
    columns = [
        Column(NUMBERING, "number", 6),
        *(_column(item, item.name in told["summed"]) for item in items),
    ]
    every = [row for one in months for row in one.rows]
    rows = [
        [str(at), *(item.format(item.value_of(row)) for item in items)] for at, row in enumerate(every, 1)
    ]
    return Sheet(
        words.fill(told["heading"]), columns, rows, frozen=2, above=words.fill(wording()["unit_line"])
    )


def _column(item: Any, summed: bool) -> Column:
    made = column_of(item)
    return Column(made.head, made.kind, made.width, sums=summed)


def in_manifest(months: Sequence[MealMonth]) -> list[dict[str, Any]]:
    """Counts and sums in 分 of every settlement."""
    return [
        {"month": row.month, "kind": row.kind, "state": row.state, "days": row.days, "people": row.people,
         "fed_times": row.fed_times, "due_fen": row.due_amount, "spent_fen": row.spent}
        for one in months for row in one.rows
    ]  # fmt: skip


def warnings_of(store: Store, months: Sequence[MealMonth]) -> Iterator[str]:
    """What the clerk should know of them before the stick leaves the house."""
    for row in (row for one in months for row in one.rows):
        title = MealSettlement.caption(row)
        if row.state != "signed":
            state = code_list("settlement_state").label(row.state)
            yield f"{title}校长还没有签字（{state}），数字可能还会变。"
        if is_stale(figures(store, row.month, row.kind), row):
            yield f"{title}以后台账有变动，月报和结算的数不一样。请撤回结算，重新结算。"
