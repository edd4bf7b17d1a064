"""家访 from a workbook: a row for a child, a visit for a family; judged before anything is written, taken back as one."""

import datetime as dt

import pytest
from builders import PASSWORD, as_headteacher, as_role, dump, guardian, household, id_number, pupil
from builders_care import listed_pupil, teacher, visited
from builders_drop import away
from openpyxl import Workbook

from desktop import cli
from desktop.models import undo
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.families import Guardian
from desktop.models.roles import NotAllowed
from desktop.services.sheets.ledger_in import importable, keep_ledger, may_import, read_ledger

HEADS = ("日期", "家访教师", "方式", "学生", "班级", "受访人", "交流内容", "家长已签字", "缺课原因")
DAY = dt.date(2026, 11, 18)


@pytest.fixture
def people(store):
    family = household(store)
    made = {
        "fang": listed_pupil(store, "王芳", "五(1)班", household=family),
        "ling": listed_pupil(store, "王玲", "三(2)班", household=family, id_number=id_number(7)),
        "li": listed_pupil(store, "李强", "一(2)班"),
    }
    return made | {"sun": teacher(store, "孙老师")}


@pytest.fixture
def book(tmp_path):
    def write(*rows, heads=HEADS):
        workbook = Workbook()
        for row in (heads, *rows):
            workbook.active.append(list(row))
        workbook.save(tmp_path / "家访.xlsx")
        return tmp_path / "家访.xlsx"

    return write


def row(
    name="王芳",
    klass="五(1)班",
    said="谈了作业",
    way="上门",
    day="2026-11-18",
    signed="是",
    absence="",
    who="孙老师",
):
    return (day, who, way, name, klass, "王建国", said, signed, absence)


@pytest.fixture
def read(store, book):
    return lambda *rows, heads=HEADS: read_ledger(store, Visit, [book(*rows, heads=heads)])


def test_each_row_is_a_child_and_a_family_is_one_visit(store, people, read):
    before = dump()
    draft = read(row(), row("王玲", "三(2)班", absence="发烧"), row("李强", "一(2)班", said="家里很好"))
    assert draft.counts() == {"new": 3, "changed": 0, "same": 0, "bad": 0}
    assert dump() == before
    keep_ledger(store, draft)
    told = [(str(one.day), one.talked, one.parent_signed) for one in Visit.select().order_by(Visit.id)]
    assert told == [("2026-11-18", "谈了作业", True), ("2026-11-18", "家里很好", True)]
    of = [
        (one.visit_id, one.student_id, one.absence_why) for one in VisitChild.select().order_by(VisitChild.id)
    ]
    assert of == [(1, people["fang"], None), (1, people["ling"], "发烧"), (2, people["li"], None)]
    undo.undo(store)
    assert not Visit.select().exists() and not VisitChild.select().exists()


def test_words_of_brothers_and_sisters_are_put_together(store, people, read):
    keep_ledger(store, read(row(said="姐姐的作业"), row("王玲", "三(2)班", said="妹妹的身体")))
    assert Visit.get().talked == "姐姐的作业；妹妹的身体"


def test_a_child_is_told_by_number_too(store, people, read):
    heads = ("家访日期", "家访教师", "交流内容", "学生身份证号")
    draft = read(("2026-11-18", "孙老师", "谈了作业", id_number(7)), heads=("日期", *heads[1:]))
    keep_ledger(store, draft)
    assert VisitChild.get().student_id == people["ling"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (row(""), "没有写学生"),
        (row("张三"), "没有"),
        (row("王芳", "三(2)班"), "王芳在五(1)班，班级却写着"),
        (row(way="电话"), "电话家访家长签不了字"),
        (row(day="2028-01-01"), "还没有到"),
        (row(day="2016-11-18"), "年份"),
        (row(who="谁老师"), "“家访教师”列"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(store, people, read, wrong, words):
    draft = read(row("李强", "一(2)班"), wrong)
    assert draft.counts()["bad"] == 1
    (bad,) = draft.of("bad")
    assert "第 3 行" in bad.sentence and words in bad.sentence
    keep_ledger(store, draft)
    assert VisitChild.select().count() == 1


def test_what_is_in_the_books_already_is_left_and_a_row_twice_is_told(store, people, read):
    visited(store, people["sun"], people["fang"], day=DAY)
    draft = read(row(), row("李强", "一(2)班"), row("李强", "一(2)班"))
    assert draft.counts() == {"new": 1, "changed": 0, "same": 1, "bad": 1}
    keep_ledger(store, draft)
    assert Visit.select().count() == 2


def test_without_a_column_for_the_child_nothing_is_read(store, people, read):
    with pytest.raises(Exception, match="学生"):
        read(("2026-11-18", "孙老师", "谈了作业"), heads=("日期", "家访教师", "交流内容"))


def test_the_moral_head_imports_the_ledgers_of_care_and_no_others(store, people, book):
    moral = as_role(store, "moral", "何老师")
    assert Visit in importable(moral) and may_import(moral, Visit) and not may_import(moral, Guardian)
    keep_ledger(moral, read_ledger(moral, Visit, [book(row())]))
    assert Visit.get().entered_by == "何老师"
    for other in (as_headteacher(store), as_role(store, "meal", "管老师")):
        with pytest.raises(NotAllowed):
            read_ledger(other, Visit, [book(row())])


def test_the_command_line_tries_first_and_then_books(
    closed, store, school, people, book, monkeypatch, capsys
):
    guardian(store, pupil(store, "路人"), "路某")
    school.let_go()
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)
    path = book(row(), row("王玲", "三(2)班"))
    for more, count in ((["--dry-run"], "新增 2"), ([], "新增 2"), ([], "不变 2")):
        assert (
            cli.main(["import", str(path), "--ledger", "家访", "--data", str(closed.path), *more]) == cli.DONE
        )
        assert count in capsys.readouterr().out


def test_a_reason_for_an_absence_nobody_recorded_is_remarked_and_kept(store, people, read):
    away(store, dt.date(2026, 11, 13), {}, "五(1)班")
    draft = read(row(absence="感冒"))
    assert draft.lines[0].told.endswith("写了缺课原因，考勤里没有缺课的记录")
    keep_ledger(store, draft)
    assert VisitChild.get().absence_why == "感冒"
