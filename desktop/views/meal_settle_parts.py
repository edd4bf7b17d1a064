"""Parts of the page 结算: the month's figures as links, the reasons of a difference, the dialog that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models import money
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_money import SettlementLine
from desktop.services.meals import settlement
from desktop.services.meals.month_money import Figures, Line
from desktop.services.meals.triangle import Side
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.layouts import Part, column, row
from desktop.views.recognition_ask import AskCard, Asked
from desktop.views.widgets import card, line_of, ruled, text

Open = Callable[[], object]


def figure_line(label: str, shown: str, opens: Open | None, note: str = "") -> Part:
    """A name and its number; the number opens what it was made of."""
    name: Part = text(label)
    end: QWidget = text(shown, "strong")
    if opens is not None:
        end = Button(shown, role="link", tail="arrow-right")
        end.setAccessibleName(f"{label} {shown}")
        end.clicked.connect(partial(_open, opens))
    line = row(name, None, end, gap=8)
    return column(line, text(note, "small", "quiet", wrap=True), gap=0) if note else line


def _open(opens: Open, _checked: bool = False) -> None:
    opens()


def month_card(told: Figures, opens: dict[str, Open]) -> QWidget:
    """Days, people, heads, the average, the year."""
    summary = told.summary
    average = f"{told.per_head / 10_000:.4f} 元" if told.per_head is not None else "—"
    left = f"{'结余' if told.left >= 0 else '超支'} {money.figures(abs(told.left))}"
    year = f"{_carried(told)}{_since(told)}到账 {money.figures(told.year_received)}，支出 {money.figures(told.year_spent)}"
    lines = [
        figure_line("供餐", f"{summary.days} 天", opens.get("days")),
        figure_line("就餐学生", f"{told.people} 人", opens.get("people")),
        figure_line("就餐人次", f"{summary.fed} / {summary.due}", opens.get("fed")),
        figure_line("人均日支出", average, opens.get("average")),
        figure_line("库存变化", f"{told.spending.grown / 100:+.2f}", opens.get("grown")),
        figure_line("年内", left, opens.get("left"), year),
    ]
    return card("这个月", *ruled(*lines), gap=4)


def _carried(told: Figures) -> str:
    fen = told.opening.carried
    return f"上年{'结转' if fen > 0 else '超支'} {money.figures(abs(fen))}，" if fen else ""


def _since(told: Figures) -> str:
    """Said where the books do not begin with the year."""
    late = told.since and told.since > f"{told.month[:4]}-01"
    return f"{int(told.since[5:])}月起" if late else "今年"


def reasons_card(
    side: Side,
    kept: Sequence[Any],
    *,
    reckoned: Sequence[Line] = (),
    add: Button | None = None,
    drop: Callable[[int], object] | None = None,
) -> QWidget:
    """Why the two corners of a side differ. kept: the SettlementLine rows shown, in place of what is reckoned.

    drop: takes out a line that somebody wrote; those that the program reckons stay.
    """
    by_program = {(one.cause, abs(one.fen), one.words) for one in reckoned}
    lines: list[Part] = [
        _kept_line(one, None if (one.cause, one.amount, one.words) in by_program else drop) for one in kept
    ] or [_line(one) for one in side.lines]
    way = "多" if side.fen > 0 else "少"
    words = f"{side.first}比{side.second}{way} {money.figures(abs(side.fen))} 元" if side.fen else "两边一致"
    rest: Part = line_of("circle-check", "good", "每一分都有说明。", "small")
    if side.open:
        rest = line_of(
            "circle-alert", "bad", f"还有 {money.figures(abs(side.open))} 元没有写明原因。", "small"
        )
    return card(
        f"{side.first} − {side.second}",
        text(words, "strong", wrap=True),
        *ruled(*lines),
        2,
        rest,
        None,
        extra=add,
        gap=6,
    )


def _line(one: Line) -> Part:
    return _reason(one.label, one.words, one.fen)


def _kept_line(one: Any, drop: Callable[[int], object] | None) -> Part:
    fen = one.amount if one.side == "more" else -one.amount
    label = SettlementLine.cause.format(one.cause)
    if drop is None:
        return _reason(label, one.words, fen)
    cross = Button(picture="x", role="icon", tip="删去这一条")
    cross.clicked.connect(partial(_drop, drop, one.id))
    return _reason(label, one.words, fen, cross)


def _drop(drop: Callable[[int], object], record: int, _checked: bool = False) -> None:
    drop(record)


def _reason(label: str, words: str, fen: int, end: QWidget | None = None) -> Part:
    amount = text(f"{fen / 100:+.2f}", "strong", right=True)
    said = column(text(label, wrap=True), text(words, "small", "quiet", wrap=True), gap=0)
    return row((said, 1), amount, *([end] if end else []), gap=8)


class ExplainCard(AskCard):
    """One reason written by hand; what is still open stands there first."""

    def __init__(self, desk: Desk, record: int) -> None:
        open_ = settlement.open_difference(record)
        asked = [
            Asked(SettlementLine.cause, "other", must=True),
            Asked(SettlementLine.side, "more" if open_ >= 0 else "less", must=True),
            Asked(SettlementLine.amount, abs(open_) or None, must=True),
            Asked(SettlementLine.words, None, must=True),
        ]
        way = SettlementLine.side.format("more" if open_ > 0 else "less")
        says = (
            f"应拨和实支的差，列出来的几条说明以后还剩 {money.figures(abs(open_))} 元，记在“{way}”一边，请写明原因。"
            if open_
            else "差额已经都有说明。"
        )

        def do(values: Values) -> int:
            fen = values["amount"] if values["side"] == "more" else -values["amount"]
            return settlement.explain(desk.store, record, values["cause"], fen, values["words"] or "")

        super().__init__(desk, "写差异说明", asked, do, yes="写上", says=says)
