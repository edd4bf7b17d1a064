"""County lists as departments write them, made for a test in a line or two."""

import datetime as dt
from pathlib import Path

import pytest
from builders import guardian, household, pupil
from lists_people import CHILD, FATHER, GRANDFATHER, MOTHER
from openpyxl import Workbook

from desktop.services.lists.keep import keep
from desktop.services.lists.match import match_folder

PEOPLE = ("姓名", "身份证号")
LATER = dt.date(2026, 11, 3)


@pytest.fixture
def folder(tmp_path) -> Path:
    """Where the departments' workbooks of September lie."""
    place = tmp_path / "县级名单 2026年9月"
    place.mkdir()
    return place


@pytest.fixture
def book(folder):
    """book("农村低保.xlsx", rows, 表二=rows): a workbook with its sheets."""

    def write(name: str, rows=(), *, into: Path = folder, **more):
        workbook = Workbook()
        workbook.active.title = "Sheet1"
        for sheet, some in {"Sheet1": rows, **more}.items():
            target = workbook[sheet] if sheet in workbook.sheetnames else workbook.create_sheet(sheet)
            for row in some:
                target.append(list(row))
        into.mkdir(exist_ok=True)
        workbook.save(into / name)
        return into / name

    return write


@pytest.fixture
def match(store, folder):
    """What a comparison of the folder finds now."""

    def look(place: Path = folder, **how):
        return match_folder(store, place, **how)

    return look


@pytest.fixture
def family(store):
    """王芳, her father, mother and grandfather, all with numbers; the household goes by the grandfather's."""
    head = household(store, "王老汉", head_id=GRANDFATHER)
    child = pupil(store, "王芳", id_number=CHILD, household=head, attendance="1")
    guardian(store, child, "王建国", relation="51", id_number=FATHER)
    guardian(store, child, "李秀英", relation="52", id_number=MOTHER)
    return child


@pytest.fixture
def month(store, tmp_path, book, match):
    """month("2026年10月", {"农村低保.xlsx": rows}): a folder of lists, taken in."""

    def take(name, files, heads=PEOPLE):
        place = tmp_path / name
        for file, rows in files.items():
            book(file, [heads, *rows], into=place)
        return keep(store, match(place), today=LATER)

    return take
