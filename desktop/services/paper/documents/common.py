"""What all documents share: the school's wordings, class names on paper, money that stands point under point."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.classes import NUMERALS, class_name_on_paper, parse_class
from desktop.models.ledgers.school import School, the_school
from desktop.places import RESOURCES
from desktop.services.files import put_in_place
from desktop.services.paper.fonts import check_glyphs
from desktop.services.paper.grid import PAD, Box, Grid, Place
from desktop.services.paper.lines import LEADING, MM, Fitted, break_lines, fit, width_of
from desktop.services.paper.sheet import Sheet, drop

SEAL_OVER = 5.0  # mm below a list's end where the middle of the seal comes to lie
SMALLEST_TITLE = 11.0
BLANK_DAY = "　　　　年　　月　　日"


@cache
def wording(name: str) -> dict[str, Any]:
    """The texts of one paper: resources/wording/<name>.json. Raises Refused when a changed file is broken."""
    path = RESOURCES / "wording" / f"{name}.json"
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"文字文件“{path.name}”读不出来（{error}）。请改回原样，或重新安装程序。") from None
    return dict(told)


def school_on_paper() -> School:
    """The school's own row. Raises Refused before the first start is finished."""
    school = the_school()
    if school is None:
        raise Refused("还没有填写学校名称和电话，印不出表格。请先在“学校”里填好。")
    return school


def long_class(text: str | None) -> str:
    """三(2)班 -> 三年级（2）班, as letters write it; what is no class stays as it is."""
    read = parse_class(text or "")
    return class_name_on_paper(*read) if read else text or ""


def short_class(text: str | None) -> str:
    """三(2)班 -> 三（2）班, as narrow columns write it."""
    read = parse_class(text or "")
    return f"{NUMERALS[read[0]]}（{read[1]}）班" if read else text or ""


def class_place(text: str | None) -> tuple[int, int]:
    """Sorts classes by grade and number; what is no class comes last."""
    return parse_class(text or "") or (99, 0)


@contextmanager
def new_sheet(
    path: Path,
    title: str,
    *,
    lying: bool = False,
    proof: bool = False,
    draft: bool = False,
    large: bool = False,
) -> Iterator[Sheet]:
    """One PDF that appears whole or not at all; `large` is A3. Raises CannotWrite."""
    with put_in_place(path) as part:
        sheet = Sheet(part, title, lying=lying, proof=proof, draft=draft, large=large)
        yield sheet
        sheet.save()


def pre_flight(*texts: tuple[str, object]) -> None:
    """Raise MissingGlyph before anything is printed; texts are (where, text), None is nothing to print."""
    check_glyphs((where, str(text)) for where, text in texts if text)


class Table(Grid):
    """A grid whose amounts stand point under point: the figure 1 is narrower than the others."""

    def write_text(self, box: Box, place: Place) -> None:
        whole, point, cents = box.cell.text.rpartition(".")
        money = point and len(cents) == 2 and cents.isdigit() and whole.lstrip("-").isdigit()
        if box.cell.align != "right" or not money:
            super().write_text(box, place)
            return
        style, size = box.cell.style, self.fitted(box, place.height).size
        y = place.y + place.height / 2 + drop(style, size)
        x = place.x + place.width - PAD - width_of(".00", style, size) - width_of(whole, style, size)
        self.sheet.write(box.cell.text, x, y, style, size)


def write_title(
    sheet: Sheet, text: str, middle: tuple[float, float], size: float, room: float, *, school: str = ""
) -> None:
    """A title centred on `middle` (x and y of its ink); a long one stands on two lines, broken after the school."""
    fitted = fit(text, "title", size, room)
    if len(fitted.lines) > 1 and school and text.startswith(school):
        text = f"{school}\n{text.removeprefix(school)}"
        size -= 1
        fitted = fit(text, "title", size, room)
    while len(fitted.lines) > 2 and size > SMALLEST_TITLE:
        size -= 1
        fitted = fit(text, "title", size, room)
    x, y = middle
    sheet.write_lines(fitted.lines, x - room / 2, y, "title", fitted.size, width=room, align="centre")


def write_paragraph(
    sheet: Sheet, text: str, left: float, top: float, width: float,
    *, style: str = "fangsong", size: float = 12.0, indent: int = 0, leading: float = LEADING,
) -> float:  # fmt: skip
    """Write a paragraph whose first line begins at `top`; `indent` counts characters. Returns where it ends."""
    em, step = size / MM, size * leading / MM
    middle = top + step / 2
    for place, line in enumerate(break_lines(text, style, size, width, indent=indent * em)):
        shift = indent * em if place == 0 else 0.0
        sheet.write(line, left + shift, middle + drop(style, size), style, size)
        middle += step
    return middle - step / 2


def fitted_line(text: str, style: str, size: float, room: float) -> Fitted:
    """The text on one line, set as small as that takes, but not below 7 points."""
    while size > 7 and width_of(text, style, size) > room:
        size -= 0.5
    return Fitted([text], size)
