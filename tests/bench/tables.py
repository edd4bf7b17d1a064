"""The table of pupils at 20,000 rows: opened, sorted, filtered, searched by the key, each until it is painted."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from imports import new_school
from people import Pupil, pupils
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication, QTableView

import desktop.views  # noqa: F401  before the first widget
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.listing import Filter, Listing, read_ahead
from desktop.views import theme
from desktop.views.ledger_model import LedgerModel
from desktop.views.table import FrozenTable

SIZE = (1366 - 200, 768 - 160)  # what the window leaves for the table
TYPED = "zha"  # the third key of 张


def _school(folder: str, count: int) -> Any:
    school = new_school(Path(folder) / "石桥小学 台账")
    with school.store.step("造数据") as step:
        classes = {
            key: step.add(SchoolClass, {"grade": str(key[0] + 1), "number": key[1]})
            for key in _classes(count)
        }
        step.add_many(Student, [_values(one, classes) for one in pupils(count)])
    return school


def _class_key(one: Pupil) -> tuple[int, int]:
    return one.grade, one.class_no % 20 + 1


def _classes(count: int) -> list[tuple[int, int]]:
    return sorted({_class_key(one) for one in pupils(count)})


def _values(one: Pupil, classes: dict[tuple[int, int], int]) -> dict[str, Any]:
    return {
        "name": one.name, "school_class": classes[_class_key(one)], "id_number": one.id_number, "phone": one.phone,
        "student_no": f"G{one.id_number}", "attendance": "2" if one.boards else "1", "home_address": one.address,
        "current_address": one.address, "ethnicity": "01", "status": "01",
        "seat_no": one.number % 95 + 1,
    }  # fmt: skip


def _painted(act: Callable[[], Any]) -> float:
    """Seconds of an act, and of painting what it changed."""
    QApplication.processEvents()
    begun = time.perf_counter()
    act()
    QApplication.processEvents()  # paints too
    return time.perf_counter() - begun


def program(count: str) -> dict[str, float]:
    app = QApplication([])
    theme.apply(app, theme.Mode("light"))
    with tempfile.TemporaryDirectory() as folder:
        school = _school(folder, int(count))
        Listing(school.store, Student).count()  # the data file is open and warm, as it is on any page
        begun = time.perf_counter()
        model = LedgerModel(Listing(school.store, Student))
        table = FrozenTable(model, frozen=1 + Student.frozen)
        table.resize(*SIZE)
        table.show()
        app.processEvents()
        seconds = {"open": time.perf_counter() - begun}
        names = [one.key for one in model.columns]
        seconds["sort"] = _painted(lambda: table.sort(names.index("name"), True))
        for _ in read_ahead(Student):  # the program does it while its first page is looked at
            app.processEvents()
        seconds["filter"] = _painted(lambda: model.filter(Filter("attendance", ("2",))))
        wanted = replace(model.listing, filters=(), search=TYPED)
        seconds["keystroke"] = _painted(lambda: model.show_listing(wanted))
        assert 0 < model.rowCount() < int(count)
        model.show_listing(replace(wanted, search=""))
        seconds["end"] = _painted(lambda: table.go_to(model.rowCount() - 1))
        table.hide()
        school.let_go()
    return seconds


class Rows(QAbstractTableModel):
    """All rows in memory, as texts."""

    def __init__(self, rows: list[list[str]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: Any = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Any = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows[0])

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def proxy(count: str) -> dict[str, float]:
    """The usual way: every row in memory behind a QSortFilterProxyModel, in a plain QTableView."""
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        school = _school(folder, int(count))
        fields = Student.fields()
        names = [field.name for field in fields]
        begun = time.perf_counter()
        told = Student.select(*fields).tuples()
        rows = [["" if value is None else str(value) for value in row] for row in told]
        model, view = QSortFilterProxyModel(), QTableView()
        model.setSourceModel(Rows(rows))
        view.setModel(model)
        view.resize(*SIZE)
        view.show()
        app.processEvents()
        seconds = {"open": time.perf_counter() - begun}
        down = Qt.SortOrder.DescendingOrder
        seconds["sort"] = _painted(lambda: model.sort(names.index("name"), down))
        model.setFilterKeyColumn(names.index("attendance"))
        for _ in read_ahead(Student):  # the program does it while its first page is looked at
            app.processEvents()
        seconds["filter"] = _painted(lambda: model.setFilterFixedString("2"))
        model.setFilterFixedString("")
        model.setFilterKeyColumn(-1)
        seconds["keystroke"] = _painted(lambda: model.setFilterFixedString("张"))
        model.setFilterFixedString("")
        seconds["end"] = _painted(view.scrollToBottom)
        view.hide()
        school.let_go()
    return seconds
