"""The ledger of children of school age, imported as a ledger: its numbers are the children's own, pupils or not."""

from builders import pupil
from builders_drop import BIRTH, number_of
from openpyxl import Workbook

from desktop.models.ledgers.drop_population import AgeChild
from desktop.services.sheets.ledger_in import read_ledger


def test_children_who_are_no_pupils_here_come_in_by_their_own_numbers(store, tmp_path):
    pupil(store, "王芳", id_number=number_of(1), birth_date=BIRTH)
    workbook = Workbook()
    for row in (
        ("姓名", "身份证号", "出生日期", "户籍村组"),
        ("王芳", number_of(1), str(BIRTH), "石桥村1组"),
        ("沈宗泽", number_of(2), str(BIRTH), "石桥村2组"),
    ):
        workbook.active.append(row)
    workbook.save(tmp_path / "竹坝村.xlsx")
    draft = read_ledger(store, AgeChild, [tmp_path / "竹坝村.xlsx"])
    assert [line.problems for line in draft.lines] == [{}, {}]
    assert [line.values["id_number"] for line in draft.lines] == [number_of(1), number_of(2)]
