"""A month of meals of 2,000 pupils: the program beside pandas on the same workbook and beside LibreOffice's formulas;
and how the month's screens open with one year and with ten years of meals in the books.

The workbook has a sheet for each class: pupils down, days 1–31 across, √ △ ○ in the cells.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from imports import new_school
from lists import GIVEN, SURNAMES
from measure import NotHere

from desktop.models.ledger import database
from desktop.models.ledgers.classes import NUMERALS, SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term

PUPILS, CLASSES, FIRST_YEAR = 2000, 48, 2026
MONTH, KIND, TERM = "2026-09", "lunch", Term(2026, 1)
SIGNS = ("√", "△", "○")  # fed, ill, on leave
MONTHS = (3, 4, 5, 6, 9, 10, 11, 12)  # of a year, with school
LOTS, MOVES = 40, 6  # deliveries a month, issues a day


def classes() -> list[tuple[int, int, int]]:
    """(grade, number, pupils) of every class."""
    return [(1 + at % 6, 1 + at // 6, PUPILS // CLASSES + (at < PUPILS % CLASSES)) for at in range(CLASSES)]


def names(place: int, count: int) -> list[str]:
    """Invented names, everybody in a class another one."""
    return [
        f"{SURNAMES[(place + at) % len(SURNAMES)]}{GIVEN[at]}{GIVEN[(at * 7 + place) % len(GIVEN)]}"
        for at in range(count)
    ]


def sign(pupil: int, day: int) -> int:
    """Place in SIGNS: most eat."""
    at = (pupil * 31 + day * 17) % 100
    return 1 if at < 3 else 2 if at < 5 else 0


def served() -> list[int]:
    """22 days of September 2026: Friday the 25th is a holiday, Sunday the 20th is worked instead."""
    return [day for day in range(1, 31) if (dt.date(2026, 9, day).weekday() < 5 and day != 25) or day == 20]


# what is prepared ---------------------------------------------------------------------------------------


def prepare(folder: Path) -> None:
    """The workbook, the same with formulas, a school with its pupils, and schools with one and ten years of meals."""
    _write_book(folder / "就餐月表.xlsx")
    _write_formulas(folder / "就餐月表 公式.xlsx")
    _new_books(folder / "新建").let_go()
    for years in (1, 10):
        school = _new_books(folder / f"{years}年")
        _years(years)
        school.let_go()


def _write_book(path: Path) -> None:
    import xlsxwriter

    days, pupil = served(), 0
    with xlsxwriter.Workbook(path) as book:
        for place, (grade, number, count) in enumerate(classes()):
            title = f"{NUMERALS[grade]}({number})班"
            sheet = book.add_worksheet(title)
            sheet.write(0, 0, f"{title}2026年9月午餐登记表")
            sheet.write_row(1, 0, ["序号", "姓名", *range(1, 31)])
            for at, name in enumerate(names(place, count)):
                marks = [SIGNS[sign(pupil, day)] if day in days else "" for day in range(1, 31)]
                sheet.write_row(2 + at, 0, [at + 1, name, *marks])
                pupil += 1


def _write_formulas(path: Path) -> None:
    """One sheet of marks, and a summary that counts them with COUNTIF, class by class, as a school's workbook does."""
    import xlsxwriter

    days, row = served(), 1
    with xlsxwriter.Workbook(path) as book:
        data, summary = book.add_worksheet("明细"), book.add_worksheet("汇总")
        for place, (_grade, _number, count) in enumerate(classes()):
            first = row
            for at, name in enumerate(names(place, count)):
                pupil = row - 1
                marks = [SIGNS[sign(pupil, day)] if day in days else "" for day in range(1, 31)]
                data.write_row(row, 0, [at + 1, name, *marks])
                row += 1
            area = f"明细!$C${first + 1}:$AF${row}"
            for column, mark in enumerate(SIGNS):
                summary.write_formula(place, column, f'=COUNTIF({area},"{mark}")', None, 0)


def _new_books(folder: Path) -> Any:
    from desktop.services.meals.eaters import make_eaters

    school, rows = new_school(folder), []
    with school.store.step("造数据") as step:
        for place, (grade, number, count) in enumerate(classes()):
            klass = step.add(SchoolClass, {"grade": str(grade), "number": number})
            rows += [
                {"name": name, "school_class": klass, "seat_no": at}
                for at, name in enumerate(names(place, count), 1)
            ]
        step.add_many(Student, rows)
    make_eaters(school.store, TERM, KIND)
    return school


def _years(years: int) -> None:
    """Sheets, months of pupils, deliveries and issues, straight into the tables: how they came there is not measured."""
    pupils = list(database.execute_sql("SELECT school_class_id, id FROM student ORDER BY id"))
    by_class: dict[int, list[int]] = {}
    for klass, record in pupils:
        by_class.setdefault(klass, []).append(record)
    cursor = database.connection().cursor()
    with database.atomic():
        cursor.execute(
            "INSERT INTO material (name, kind, unit, unit_grams, consumable, active) VALUES ('大米','grain','公斤',1000000,0,1)"
        )
        for back in range(years):
            for number in MONTHS:
                _month(cursor, FIRST_YEAR - back, number, by_class)


def _month(cursor: Any, year: int, number: int, by_class: dict[int, list[int]]) -> None:
    month = f"{year}-{number:02d}"
    days = [day for day in range(1, 31) if dt.date(year, number, day).weekday() < 5][:22]
    sheets, marks = [], []
    for klass, pupils in by_class.items():
        for pupil in pupils:
            text = "".join("1SP"[sign(pupil, day)] if day in days else "." for day in range(1, 32))
            marks.append((pupil, klass, month, KIND, text))
        for day in days:
            groups: dict[str, list[int]] = {}
            for pupil in pupils:
                groups.setdefault("1SP"[sign(pupil, day)], []).append(pupil)
            told = ";".join(f"{mark}={','.join(map(str, groups[mark]))}" for mark in "1SP" if mark in groups)
            fed, on = len(groups.get("1", ())), f"{month}-{day:02d}"
            sheets.append((on, KIND, klass, told, len(pupils), fed, fed, "周敏", on))
    cursor.executemany(
        "INSERT INTO pupil_month (student_id, school_class_id, month, kind, marks) VALUES (?,?,?,?,?)", marks
    )
    cursor.executemany(
        "INSERT INTO class_day (day, kind, school_class_id, marks, due, present, fed, teacher_signed, entered_by, entered_on)"
        " VALUES (?,?,?,?,?,?,?,1,?,?)", sheets,
    )  # fmt: skip
    _store(cursor, month, days)


def _store(cursor: Any, month: str, days: list[int]) -> None:
    ids = []
    for at in range(LOTS):
        cursor.execute(
            "INSERT INTO purchase (day, kind, material_id, unit, bought, returned, accepted, price, freight, amount, stocked,"
            " looks, smell, wrapping, supplier_signed, state, entered_on)"
            " VALUES (?, 'bought', 1, '公斤', 400000, 0, 400000, 52000, 0, 208000, 400000, 'good', 'good', 'good', 1, 'kept', ?)",
            (on := f"{month}-{days[at % len(days)]:02d}", on),
        )  # fmt: skip
        ids.append((cursor.connection.last_insert_rowid(), days[at % len(days)]))
    moves = []
    for day in days:
        here = [record for record, came in ids if came <= day][:MOVES]
        moves += [(f"{month}-{day:02d}", record, 10000, 5200, f"{month}-{day:02d}") for record in here]
    cursor.executemany(
        "INSERT INTO stock_move (day, kind, lot_id, quantity, cost, meal, entered_on) VALUES (?, 'out', ?, ?, ?, 'lunch', ?)",
        moves,
    )


# the month, summed up -----------------------------------------------------------------------------------


def program(folder: str) -> dict[str, float]:
    """from_workbook: the same workbook read, judged person by person, kept, summed up; whole: the sums from the books."""
    from desktop.services.meals.month import month_summary
    from desktop.services.meals.month_book import read_month_book
    from desktop.services.meals.sheet_in import NOBODY, Answers, judge, keep_months

    with tempfile.TemporaryDirectory() as place:
        school = _log_in(Path(folder) / "新建", Path(place))
        begun = time.perf_counter()
        draft = judge(school.store, read_month_book([Path(folder) / "就餐月表.xlsx"]), Answers(blank=NOBODY))
        keep_months(school.store, draft)
        kept = time.perf_counter()
        told = month_summary(school.store, MONTH, KIND)
        done = time.perf_counter()
        assert (told.pupils, told.days, told.due) == (PUPILS, 22, PUPILS * 22), draft.sentence
        assert told.fed == _fed()
        school.let_go()
    return {"from_workbook": done - begun, "whole": done - kept}


def _fed() -> int:
    return sum(sign(pupil, day) == 0 for pupil in range(PUPILS) for day in served())


def _log_in(books: Path, place: Path) -> Any:
    from builders import PASSWORD, USER

    from desktop.services import school_file
    from desktop.services.folder import Folder

    shutil.copytree(books, place / "台账")
    return school_file.log_in(Folder(place / "台账"), USER, PASSWORD)


def pandas_counts(folder: str) -> dict[str, float]:
    """from_workbook: every sheet read into a frame and counted; whole: the counting alone."""
    try:
        import pandas as pd
    except ImportError as why:
        raise NotHere("没有安装 pandas，不比（见 run.py 的 --beside）") from why
    begun = time.perf_counter()
    frames = pd.read_excel(Path(folder) / "就餐月表.xlsx", sheet_name=None, header=1, engine="calamine")
    every = pd.concat([frame.assign(klass=name) for name, frame in frames.items()])
    read = time.perf_counter()
    marks = every.melt(id_vars=["klass", "序号", "姓名"], value_name="mark").dropna(subset=["mark"])
    told = marks[marks["mark"] != ""].groupby(["klass", "mark"]).size().unstack(fill_value=0)
    done = time.perf_counter()
    assert int(told["√"].sum()) == _fed()
    return {"from_workbook": done - begun, "whole": done - read}


RECKON = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""  # formulas of a file that LibreOffice did not write itself are reckoned when it is opened


def libreoffice_formulas(folder: str) -> dict[str, float]:
    """The workbook with COUNTIF formulas opened, reckoned and saved by LibreOffice, started for it."""
    office = shutil.which("soffice")
    if office is None:
        raise NotHere("没有安装 LibreOffice，不比")
    with tempfile.TemporaryDirectory() as place:
        profile = f"-env:UserInstallation={(Path(place) / 'profile').as_uri()}"
        book = Path(folder) / "就餐月表 公式.xlsx"
        second_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
        command = [office, profile, "--headless", "--convert-to", second_sheet, "--outdir", place]
        settings = Path(place) / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(RECKON, "utf-8")
        warm = [office, profile, "--headless", "--terminate_after_init"]  # its profile is made once for all
        subprocess.run(warm, capture_output=True, check=False)
        begun = time.perf_counter()
        subprocess.run([*command, str(book)], capture_output=True, check=True)
        seconds = time.perf_counter() - begun
        made = next(iter(Path(place).glob("*.csv")), None)
        if made is None:
            raise NotHere("LibreOffice 没有装电子表格（Calc），不比")
        rows = [line.split(",") for line in made.read_text("utf-8").splitlines() if line]
        assert sum(int(row[0]) for row in rows) == _fed(), rows[:2]
    return {"from_workbook": seconds}


# the screens --------------------------------------------------------------------------------------------


def one_year(folder: str) -> dict[str, float]:
    """The month's screens with one year of meals in the books."""
    return _screens(Path(folder) / "1年")


def ten_years(folder: str) -> dict[str, float]:
    """The same with ten years."""
    return _screens(Path(folder) / "10年")


def _screens(books: Path) -> dict[str, float]:
    os.environ["ZHUXUE_HOME"] = tempfile.mkdtemp()
    with tempfile.TemporaryDirectory() as place:
        school = _log_in(books, Path(place))
        seconds = dict(_opened(school))
        school.let_go()
    return seconds


def _opened(school: Any) -> Iterator[tuple[str, float]]:
    """Each screen opened once to load its code, then timed: the best of three openings, painted."""
    from PySide6.QtWidgets import QApplication

    from desktop.settings import Settings
    from desktop.views import theme
    from desktop.views.desk import Desk
    from desktop.views.meal_class_page import MealClassPage
    from desktop.views.meal_settle_page import SettlePage
    from desktop.views.shell import Shell

    app = QApplication.instance() or QApplication([])
    theme.apply(app, theme.Mode.LIGHT)
    shell = Shell([])
    desk = Desk(school, shell, Settings(), TERM)
    desk.set_term(TERM)
    shell.resize(1366, 768)
    shell.show()
    for name, make in (("month", MealClassPage), ("settlement", SettlePage)):
        yield name, min(_open(shell, make, desk) for _ in range(4))
    desk.jobs.close()


def _open(shell: Any, make: Callable[[Any], Any], desk: Any) -> float:
    from PySide6.QtWidgets import QApplication

    begun = time.perf_counter()
    page = make(desk)
    page.take_hint((MONTH, KIND, None) if make.__name__ == "MealClassPage" else MONTH)
    shell.show_page(page)
    QApplication.processEvents()  # paints too
    return time.perf_counter() - begun
