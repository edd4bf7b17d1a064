"""留样标签: one small label for each sample, on A4 label paper, beginning at the first label that is still on the sheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_logs import FoodSample, due_at
from desktop.models.store import Store
from desktop.places import RESOURCES
from desktop.services.paper.documents.common import (
    fitted_line,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.lines import fit
from desktop.services.paper.sheet import Sheet, drop
from desktop.services.progress import Progress


@dataclass(frozen=True)
class Paper:
    """A sheet of labels in mm. left and top: of the first label; inset: air inside a label."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    inset: float

    @property
    def count(self) -> int:
        return self.columns * self.rows


@cache
def paper() -> Paper:
    """The label paper of resources/meals/labels.json."""
    told = json.loads((RESOURCES / "meals" / "labels.json").read_text("utf-8"))
    return Paper(**{name: told[name] for name in Paper.__dataclass_fields__})


@dataclass(frozen=True)
class Labels:
    """Samples to print, and the place on the first sheet (from 1) where the first of them goes."""

    rows: Sequence[Any]
    start: int

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{wording('meal_records')['label']['heading']}"


def labels(store: Store, records: Sequence[int], start: int = 1) -> Labels:
    """Raises Refused without a sample, or for a place that the paper does not have."""
    rows = list(store.rows(FoodSample).where(FoodSample.id.in_(list(records))).order_by(FoodSample.id))
    demand_rows(rows, "留样", nothing="一份也没有")
    if not 1 <= start <= paper().count:
        raise Refused(f"一张标签纸有 {paper().count} 格，请写 1 到 {paper().count} 之间的数。")
    return Labels(rows, start)


def draw(path: Path, subject: Labels, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the labels; returns the sheets. Raises MissingGlyph, CannotWrite, Cancelled."""
    form = paper()
    pre_flight(*((f"{one.sample_no}的标签", one.dish) for one in subject.rows))
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        places = enumerate(progress.follow(subject.rows, len(subject.rows), every=20), subject.start - 1)
        for place, one in places:
            if place % form.count == 0 and place:
                sheet.next_page()
            down, across = divmod(place % form.count, form.columns)
            x, y = form.left + across * form.width, form.top + down * form.height
            _label(sheet, one, x + form.inset, y + form.inset / 2)
        return sheet.page


def _label(sheet: Sheet, one: Any, x: float, y: float) -> None:
    """The dish large, then day and meal, then who, when and until when; the number at the right."""
    form = paper()
    width, height = form.width - 2 * form.inset, form.height - form.inset
    names = wording("meal_records")["label"]["lines"]
    due = due_at(one.__data__)
    dish = fit(one.dish, "hei", 14, width, height=10.5)
    sheet.write_lines(dish.lines, x, y + 6.5, "hei", dish.size, width=width)
    day = f"{one.day.year}年{one.day.month}月{one.day.day}日 {FoodSample.kind.format(one.kind)}"
    who = FoodSample.taken_by.format(one.taken_by_id)
    told = (
        (day, f"No.{one.sample_no}"),
        (f"{names[0]} {one.taken_at}", f"{names[1]} {one.grams}克"),
        (f"{names[2]} {who}", ""),
        (f"{names[3]} {due:%m}月{due:%d}日 {due:%H:%M}", ""),
    )
    step = (height - 13) / len(told)
    for at, (left, right) in enumerate(told):
        base = y + 13 + step * (at + 0.5) + drop("song", 9)
        room = width if not right else width * 0.6
        said = fitted_line(left, "song", 9, room)
        sheet.write(said.lines[0], x, base, "song", said.size)
        sheet.write_right(right, x + width, base, "song", 8)
