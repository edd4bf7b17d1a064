"""附页 of D3: the family that has no line on the form, in the columns of the form, with a place to sign.

Page, margins, columns and type are those of the form (`application`). With the reverse printed too, an odd number of
these pages is followed by one that stays empty, so that the next form begins on a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.services.paper.documents.application_facts import Application
from desktop.services.paper.documents.application_family import Member
from desktop.services.paper.documents.application_reverse import write_head
from desktop.services.paper.documents.common import wording
from desktop.services.paper.grid import Grid, Row, label, side, value
from desktop.services.paper.sheet import THIN, Sheet

LEFT, WIDTH = 15.0, 180.0  # mm: as on the form
TOP, BOTTOM = 29.5, 267.0
TITLE, SIZE, SMALL = 15.0, 10.0, 9.0  # points
ROW, HEAD = 8.0, 8.0  # mm
FEWEST = 6  # lines, so that the upright label has room and somebody may be added by hand
SIGN = 20.0  # mm under the table for note and signature
FAMILY = (10.0, 36.0, 12.0, 20.0, 42.0, 18.0, 22.0, 20.0)


def family_head(side_text: str, heads: Sequence[str], lines: int) -> Row:
    """The first row of 家庭成员情况, with its upright label over all `lines` below it."""
    return [side(side_text, lines + 1), *map(label, heads)]


def member_row(one: Member) -> Row:
    texts = (one.name, one.age, one.relation, one.unit, one.occupation, one.income, one.health)
    return [value(text, size=SMALL) for text in texts]


def draw_more(sheet: Sheet, form: Application, shown: int) -> None:
    """Pages of their own, behind the form, for the members after the first `shown`."""
    grid = Grid(sheet, LEFT, FAMILY, size=SIZE, outer=THIN)
    parts = _parts(grid, form.members[shown:])
    told = wording("application")["more_page"]
    for page, part in enumerate(parts, 1):
        sheet.next_page()
        _head(sheet, form, told)
        rows = _rows(part)
        bottom = grid.draw(rows, TOP, [ROW] * len(rows))
        sheet.frame(LEFT, TOP, WIDTH, bottom - TOP)
        counts = {"人数": len(form.members), "本页": len(part), "页": page, "总页": len(parts)}
        sheet.write(told["note"].format_map(counts), LEFT, bottom + 5, "song", SMALL)
        sheet.write_right(told["sign"], LEFT + WIDTH, bottom + 12, "song", SMALL)
        sheet.write_right(told["day"], LEFT + WIDTH, bottom + 18, "song", SMALL)


def empty_page(sheet: Sheet) -> None:
    """The back of an 附页, which must not carry the next family's form."""
    sheet.next_page()
    told = wording("application")["more_page"]["empty"]
    sheet.write_centred(told, sheet.width / 2, sheet.height / 2, "song", SMALL)


def _head(sheet: Sheet, form: Application, told: dict[str, Any]) -> None:
    sheet.write(wording("application")["attachment"], LEFT, 12.5, "hei", 12)
    sheet.write_centred(told["heading"], LEFT + WIDTH / 2, 18.0, "title", TITLE)
    named = {
        "姓名": form.name or "　" * 8, "班级": f"{form.grade}{form.class_name}" or "　" * 6,
        "身份证号": form.id_number or "　" * 10,
    }  # fmt: skip
    write_head(sheet, wording("application")["reverse"]["head_line"], named)


def _rows(part: Sequence[Member]) -> list[Row]:
    told, spare = wording("application")["family"], max(FEWEST - len(part), 0)
    head = family_head(told["side"], told["heads"], len(part) + spare)
    return [head, *map(member_row, [*part, *[Member("")] * spare])]


def _parts(grid: Grid, members: Sequence[Member]) -> list[list[Member]]:
    """The members of each page: a long line takes more height, and leaves room for fewer."""
    rows = _rows(members)
    heights = grid.heights(rows, [ROW] * len(rows))[1 : len(members) + 1]
    parts: list[list[Member]] = [[]]
    room = full = BOTTOM - TOP - SIGN - HEAD
    for member, height in zip(members, heights, strict=True):
        if height > room and parts[-1]:
            parts.append([])
            room = full
        parts[-1].append(member)
        room -= height
    return parts
