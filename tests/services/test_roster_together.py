"""Several workbooks in one import: a new pupil of the first is the same pupil in the second."""

import xlsxwriter
from builders import draft_of, id_number

from desktop.models import undo
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.services.roster.draft import CHANGED, DOUBTFUL
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep
from desktop.services.roster.waiting import ID_NUMBER, asked_cells
from desktop.services.sheets.diagnose import diagnose_id

ROSTER, NEEDY, CARDS = "20260904在校生信息.xlsx", "家庭经济困难名单.xlsx", "社保卡账号.xls"
KEPT = (Guardian, PayeeAccount, Hardship)


def owners(ledger):
    """Who has how many rows, by the pupil's number."""
    found = {}
    for row in ledger.select().where(
        ledger.student.in_(Student.select(Student.id).where(Student.id_number.is_null(False)))
    ):
        number = Student.get_by_id(row.student_id).id_number
        found[number] = found.get(number, 0) + 1
    return found


def test_three_files_together_bring_what_they_bring_one_after_another(store):
    for name in (ROSTER, NEEDY, CARDS):
        keep(store, draft_of(store, name)[1])
    apart = [owners(ledger) for ledger in KEPT]
    while undo.undo(store):
        pass
    assert Student.select().count() == 0
    keep(store, draft_of(store, ROSTER, NEEDY, CARDS)[1])
    assert [owners(ledger) for ledger in KEPT] == apart


def test_the_second_file_shows_only_what_it_adds(store):
    draft = draft_of(store, ROSTER, NEEDY)[1]
    added = [line for line in draft.of(CHANGED) if line.source.file == NEEDY]
    assert len(added) > 150
    assert all("困难类型" in line.sentence or "账户" in line.sentence for line in added)


def test_a_row_without_a_number_is_not_guessed_to_be_the_new_namesake(store):
    draft = draft_of(store, ROSTER, NEEDY)[1]
    unsure = [line.name for line in draft.of(DOUBTFUL) if line.source.file == NEEDY]
    assert unsure == ["黄小禾"]


def test_a_hardship_that_says_too_little_waits_with_what_it_may_mean(store, tmp_path):
    path = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("三1班")
        for row, cells in enumerate(
            (
                ("姓名", "身份证号", "困难类型"),
                ("王芳", id_number(1), "监测户"),
                ("李明", id_number(2), "低保户"),
            )
        ):
            sheet.write_row(row, 0, cells)
    intake = read_files([path])
    keep(store, make_draft(store, intake))
    assert Student.select().count() == 2
    (waiting,) = WaitingRow.select()
    assert waiting.person == "王芳" and "突发严重困难家庭学生" in waiting.problem
    keep(store, make_draft(store, read_files([path])))
    assert WaitingRow.select().count() == 1


def test_a_number_that_a_spreadsheet_cut_stays_cut_on_the_waiting_list(store):
    keep(store, draft_of(store, ROSTER)[1])
    row = WaitingRow.get(WaitingRow.person == "周金花")
    assert "5.29901201811084E+17" in row.raw
    assert diagnose_id(asked_cells(row)[ID_NUMBER]).state == "damaged_by_excel"


FAMILY = ("班级", "姓名", "身份证号", "户主姓名", "户主身份证号", "家庭住址")


def test_brothers_and_sisters_of_one_file_come_into_one_household_at_once(store, tmp_path):
    head, other = id_number(71), id_number(72)
    path = tmp_path / "花名册.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        rows = (
            FAMILY,
            ("二(1)班", "王芳", id_number(1), "王大山", head, "石桥村1号"),
            ("三(1)班", "王强", id_number(2), "王大山", head, "石桥村1号"),
            ("一(1)班", "李明", id_number(3), "李顺", other, "石桥村2号"),
            ("四(1)班", "王玲", id_number(4), "王大山", head, "石桥村1号"),
        )
        for row, cells in enumerate(rows):
            sheet.write_row(row, 0, cells)
    keep(store, make_draft(store, read_files([path])))
    homes = {row.name: row.household.head_name for row in Student.select()}
    assert homes == {"王芳": "王大山", "王强": "王大山", "李明": "李顺", "王玲": "王大山"}
    assert Household.select().count() == 2
    assert not make_draft(store, read_files([path])).of(CHANGED)
