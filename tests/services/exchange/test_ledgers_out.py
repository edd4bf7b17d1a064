"""Whole ledgers out, and back in through the roster."""

import datetime as dt

import openpyxl
import pytest

from desktop.models.ledgers import LEDGERS
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.extra_fields import ExtraField
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.services import school_file, vault
from desktop.services.folder import Folder
from desktop.services.progress import Cancelled, Progress
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep
from desktop.services.roster.slots import SKIPPED
from desktop.services.sheets.write import write_ledger

EVERYTHING = {
    "home_address": "石桥村一组", "distance": 35, "boards_from": dt.date(2026, 9, 1), "enrolled": "2024-09",
    "local_no": "0012", "only_child": False, "native_place": "=HYPERLINK(1)", "postcode": "012345",
}  # fmt: skip


def pupils():
    return list(Student.select().order_by(Student.school_class, Student.seat_no, Student.id))


def telling(row):
    """What a roster can carry of a pupil. Classes have other ids in another school's books."""
    names = [item.name for item in Student.fields() if item.name not in SKIPPED and not item.extra]
    return {name: row.__data__[name] for name in names}


@pytest.mark.parametrize("name", ["在校生信息.xlsx", "在校生信息.csv"])
def test_a_written_roster_reads_back_as_no_change_at_all(books, tmp_path, name):
    with books.store.step("填满") as step:
        step.change(Student, pupils()[0].id, EVERYTHING)
    write_ledger(Student, pupils(), tmp_path / name)
    draft = make_draft(books.store, read_files([tmp_path / name]))
    assert draft.counts()["same"] == len(draft.lines) == len(pupils())


def test_a_written_roster_makes_the_same_pupils_in_another_school(books, tmp_path):
    with books.store.step("填满") as step:
        step.change(Student, pupils()[0].id, EVERYTHING)
    write_ledger(Student, pupils(), tmp_path / "在校生信息.xlsx")
    sent = {row.name + (row.id_number or ""): telling(row) for row in pupils()}
    books.let_go()
    profile = {"school_name": "别校", "school_type": "primary", "central_school": "中心校", "township": "柳林镇",
               "county": "青禾县", "hotline_school": "05778123456"}  # fmt: skip
    other = school_file.create(
        Folder(tmp_path / "别校"), profile, "李强", "春风化雨2026", code=vault.new_code()
    )
    try:
        keep(other.store, make_draft(other.store, read_files([tmp_path / "在校生信息.xlsx"])))
        assert {row.name + (row.id_number or ""): telling(row) for row in pupils()} == sent
    finally:
        other.let_go()


def test_the_schools_own_fields_go_out_and_come_back(books, tmp_path):
    with books.store.step("自定字段") as step:
        step.add(ExtraField, {"label": "校服尺码", "field_kind": "text", "in_use": "1"})
    name = Student.fields()[-1].name
    with books.store.step("填写") as step:
        step.change(Student, pupils()[0].id, {"extra": {name: "140"}})
    write_ledger(Student, pupils(), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    column = [cell.value for cell in sheet[2]].index("校服尺码")
    assert sheet.cell(3, column + 1).value == "140"


def test_columns_of_the_screen_can_be_written_with_what_other_ledgers_tell(books, tmp_path):
    fields = [item for item in Student.shown() if item.name in ("name", "hardships", "account")]
    write_ledger(Student, pupils(), tmp_path / "a.xlsx", fields=fields, title="受助学生")
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True))
    assert rows[0][0] == "受助学生"
    assert rows[1] == ("序号", "姓名", "困难类型", "银行卡")
    assert any(row[3] and row[3].startswith("尾号") for row in rows[2:])


def test_grants_are_money_with_a_total_under_them(books, tmp_path):
    grants = list(AidGrant.select().order_by(AidGrant.place))
    write_ledger(AidGrant, grants, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    heads = [cell.value for cell in sheet[2]]
    place = heads.index("金额（元）") + 1
    assert heads.count("序号") == 1
    assert sheet.cell(3, place).number_format == "0.00"
    assert round(sheet.cell(sheet.max_row, place).value * 100) == sum(one.amount for one in grants)


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda one: one.table())
def test_every_ledger_can_be_written(books, tmp_path, ledger):
    rows = list(ledger.select())
    write_ledger(ledger, rows, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet.max_row >= len(rows) + 2
    assert {item.label for item in ledger.fields()} <= {cell.value for cell in sheet[2]}


def test_no_rows_make_a_sheet_of_heads(books, tmp_path):
    write_ledger(Household, [], tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet.max_row == 2


def test_cancelling_writes_no_file(books, tmp_path):
    stopped = Progress()
    stopped.cancelled = True
    with pytest.raises(Cancelled):
        write_ledger(Student, pupils(), tmp_path / "a.xlsx", progress=stopped)
    assert not (tmp_path / "a.xlsx").exists()
