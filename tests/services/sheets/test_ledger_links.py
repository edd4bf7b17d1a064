"""Guardians and accounts from a workbook: whose row it is, told by a name, a number, or both."""

import datetime as dt

import pytest
from builders import id_number, pupil
from openpyxl import Workbook

from desktop.models.errors import Refused
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.services.sheets.ledger_in import keep_ledger, read_ledger

FANG, OTHER = id_number(1), id_number(2, birth=dt.date(2014, 3, 2))
FATHER, UNCLE = (id_number(number, birth=dt.date(1985, 1, 1), gender="1") for number in (3, 4))
CARD, SECOND = "6217000010001234567", "6217000010001234575"


@pytest.fixture
def book(tmp_path):
    """book(heads, *rows): the path of a workbook."""

    def write(heads, *rows):
        workbook = Workbook()
        for row in (heads, *rows):
            workbook.active.append(list(row))
        workbook.save(tmp_path / "表.xlsx")
        return tmp_path / "表.xlsx"

    return write


@pytest.fixture
def read(store, book):
    def look(ledger, heads, *rows):
        return read_ledger(store, ledger, [book(heads, *rows)])

    return look


@pytest.fixture
def namesakes(store):
    return pupil(store, "王芳", id_number=FANG), pupil(store, "王芳", "三(2)班", id_number=OTHER)


def told(draft):
    return [(line.bucket, line.values.get("student")) for line in draft.lines]


def test_a_guardian_is_hung_to_the_namesake_whose_number_stands_beside_the_name(store, namesakes, read):
    heads = ("学生姓名", "学生身份证号", "监护人姓名", "关系", "电话", "监护人身份证号")
    draft = read(
        Guardian, heads,
        ("王芳", OTHER, "王建国", "父亲", "13800138000", FATHER),
        ("王芳", FANG, "王建军", "父亲", "13800138001", UNCLE),
    )  # fmt: skip
    assert told(draft) == [("new", namesakes[1]), ("new", namesakes[0])]
    keep_ledger(store, draft)
    kept = Guardian.get(Guardian.name == "王建国")
    assert (kept.student_id, kept.phone, kept.id_number) == (namesakes[1], "13800138000", FATHER)


def test_a_name_that_is_not_the_numbers_is_said_and_not_written(namesakes, read):
    draft = read(
        Guardian, ("学生姓名", "学生身份证号", "监护人姓名", "关系"), ("李强", FANG, "王建国", "父亲")
    )
    assert told(draft)[0][0] == "bad"
    assert "王芳" in draft.lines[0].sentence and "李强" in draft.lines[0].sentence


def test_a_number_of_nobody_is_said_even_when_the_name_is_known(store, read):
    pupil(store, "王芳", id_number=FANG)
    draft = read(
        Guardian, ("学生姓名", "学生身份证号", "监护人姓名", "关系"), ("王芳", OTHER, "王建国", "父亲")
    )
    assert draft.lines[0].bucket == "bad" and OTHER in draft.lines[0].sentence


def test_the_name_decides_where_the_number_is_blank_and_a_namesake_is_asked_about(store, namesakes, read):
    qiang = pupil(store, "李强")
    heads = ("学生姓名", "学生身份证号", "监护人姓名", "关系")
    draft = read(Guardian, heads, ("李强", None, "李大山", "父亲"), ("王芳", "", "王建国", "父亲"))
    assert told(draft)[0] == ("new", qiang)
    assert "不止一人" in draft.lines[1].sentence


@pytest.mark.parametrize("head", ["学生", "学生身份证号", "学籍号"])
def test_a_number_alone_says_whose_guardian_it_is(store, namesakes, read, head):
    told_by = {"学籍号": "G" + FANG}.get(head, FANG)
    if head == "学籍号":
        told_by = "G529901201605010011"
        record = pupil(store, "李强", student_no=told_by)
    else:
        record = namesakes[0]
    draft = read(Guardian, (head, "姓名", "关系", "联系电话"), (told_by, "王建国", "父亲", "13800138000"))
    assert told(draft) == [("new", record)]
    assert "id_number" not in draft.lines[0].values


def test_a_number_that_a_spreadsheet_spoilt_is_said(namesakes, read):
    heads = ("学生姓名", "学生身份证号", "监护人姓名", "关系")
    draft = read(Guardian, heads, ("王芳", float(FANG[:17] + "0"), "王建国", "父亲"))
    assert "存成了数字" in draft.lines[0].sentence


def test_an_account_goes_by_the_pupils_number_and_the_holders_stays_out_of_it(namesakes, read):
    heads = ("学生姓名", "学生身份证号", "开户人", "开户人身份证号", "银行卡号", "开户行")
    draft = read(
        PayeeAccount, heads,
        ("王芳", OTHER, "王建国", FATHER, CARD, "农商行"),
        ("王芳", FANG, "王建军", UNCLE, SECOND, "农商行"),
    )  # fmt: skip
    assert told(draft) == [("new", namesakes[1]), ("new", namesakes[0])]
    assert [line.values["owner"] for line in draft.lines] == ["王建国", "王建军"]


def test_a_plain_number_right_beside_the_pupil_is_the_pupils(namesakes, read):
    heads = ("班级", "学生姓名", "身份证号", "户名", "账号")
    draft = read(PayeeAccount, heads, ("三(2)班", "王芳", OTHER, "王建国", CARD))
    assert told(draft) == [("new", namesakes[1])]


def test_a_plain_number_beside_the_guardian_is_the_guardians(store, read):
    fang = pupil(store, "王芳", id_number=FANG)
    draft = read(Guardian, ("学生姓名", "监护人姓名", "身份证号", "关系"), ("王芳", "王建国", FATHER, "父亲"))
    assert told(draft) == [("new", fang)]
    assert draft.lines[0].values["id_number"] == FATHER


def test_a_child_guardian_waits_and_the_rows_beside_it_are_written(store, namesakes, read):
    heads = ("学生姓名", "学生身份证号", "监护人姓名", "关系", "监护人身份证号")
    sister = id_number(9, birth=dt.date(2020, 1, 1))
    draft = read(
        Guardian, heads, ("王芳", OTHER, "王建国", "父亲", FATHER), ("王芳", OTHER, "王小妹", "妹妹", sister)
    )
    assert [line.bucket for line in draft.lines] == ["new", "bad"]
    assert "王小妹" in draft.lines[1].sentence and "不能做监护人" in draft.lines[1].sentence
    keep_ledger(store, draft)
    assert [row.name for row in Guardian.select()] == ["王建国"]


def test_headings_that_are_the_ledgers_own_words_are_known_as_headings(store, read):
    draft = read(RecognitionRound, ("学期", "种类", "状态"), ("2026年秋季学期", "学年认定", "校长已审批"))
    assert [(line.row, line.values["kind"]) for line in draft.lines] == [(2, "year")]
    with pytest.raises(Refused, match="一步一步往下办"):
        keep_ledger(store, draft)
