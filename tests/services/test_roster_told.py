"""A class cell, a number and a cell that were not understood: nothing is put in their place, and everything is said."""

import datetime as dt

import pytest
from builders import id_number, pupil
from services.sheets.workbooks import xlsx

from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.students import Student
from desktop.services.roster import waiting
from desktop.services.roster.correct import ANOTHER, SAME_PERSON, Corrector
from desktop.services.roster.draft import BAD, CHANGED, DOUBTFUL, NEW, SAME
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep
from desktop.services.roster.names import written_alike

HEADS, WANG = ["姓名", "身份证号", "班级"], id_number(1)
OWN = "三（2）班.xlsx"  # what the file is called


@pytest.fixture
def judged(store, tmp_path):
    """Rows under heads, in a workbook of that name, judged; returns (intake, draft)."""

    def judge(heads, *rows, name="名单.xlsx"):
        intake = read_files([xlsx(tmp_path / name, [heads, *rows])])
        return intake, make_draft(store, intake, day=dt.date(2026, 9, 10))

    return judge


@pytest.fixture
def line(judged):
    return lambda heads, row, **rest: judged(heads, row, **rest)[1].lines[0]


# the class ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "told", ["十三（2）班", "高一2班", "五年级", "已转走", "十二三班", "三(0)班", "三年级99班"]
)
def test_a_class_that_cannot_be_read_is_never_the_files_class(line, told):
    found = line(HEADS, ["王芳", WANG, told], name=OWN)
    assert (found.bucket, found.class_text) == (BAD, "")
    assert told in found.sentence and found.problems[0].shown == told


@pytest.mark.parametrize(
    ("told", "read"), [("四2", "四(2)班"), ("六1", "六(1)班"), ("初中一年级2班", "七(2)班")]
)
def test_a_class_other_than_the_files_is_asked_about_with_both(line, told, read):
    found = line(HEADS, ["王芳", WANG, told], name=OWN)
    assert (found.bucket, found.class_asked) == (DOUBTFUL, True)
    assert found.sentence == f"这一行写的是{read}，这份表却是三(2)班的，请核对在哪个班"


@pytest.mark.parametrize("told", ["三（2）班", "3.2", "2班", "二班", "第2班", "三年级", "/", ""])
def test_the_file_fills_in_only_what_the_row_does_not_tell(line, told):
    found = line(HEADS, ["王芳", WANG, told], name=OWN)
    assert (found.bucket, found.class_text) == (NEW, "三(2)班")


@pytest.mark.parametrize(
    ("grade", "klass", "name", "read"),
    [
        ("三年级", "2班", "名单.xlsx", "三(2)班"), ("三(2)班", "2班", "名单.xlsx", "三(2)班"), ("2024级", "2班", "三年级.xlsx", "三(2)班"),
        ("", "", "三年级.xlsx", "三(1)班"), ("三年级", "", "名单.xlsx", "三(1)班"), ("三年级", "12班", "名单.xlsx", "三(12)班"),
    ],
)  # fmt: skip
def test_grade_number_and_file_tell_a_class_together(line, grade, klass, name, read):
    found = line(["姓名", "身份证号", "年级", "班级"], ["王芳", WANG, grade, klass], name=name)
    assert (found.bucket, found.class_text) == (NEW, read)


@pytest.mark.parametrize("name", ["301.xlsx", "9.1.xlsx", "三年级1班、2班.xlsx", "2026年名单.xlsx"])
def test_a_file_that_names_no_one_class_plainly_is_no_reason_to_ask(line, name):
    found = line(HEADS, ["王芳", WANG, "三(2)班"], name=name)
    assert (found.bucket, found.class_text) == (NEW, "三(2)班")


def test_the_books_settle_which_class_is_right(store, line):
    pupil(store, id_number=WANG, klass="四(2)班")
    assert line(HEADS, ["王芳", WANG, "四2"], name=OWN).bucket == SAME


@pytest.mark.parametrize("is_known", [False, True])
def test_the_person_decides_which_class_it_is(store, judged, is_known):
    if is_known:
        pupil(store, id_number=WANG)
    intake, draft = judged(HEADS, ["王芳", WANG, "四2"], name=OWN)
    corrector, asked = Corrector(store, intake, draft), draft.lines[0]
    assert (corrector.may_be_same(asked), corrector.may_be_another(asked)) == (is_known, not is_known)
    corrector.decide(asked, SAME_PERSON if is_known else ANOTHER)
    keep(store, draft, intake=intake)
    (row,) = Student.select()
    assert asked.sentence.startswith("班级照这一行，") and row.school_class.grade == "4"


def test_a_class_asked_about_is_settled_on_the_waiting_list(store, judged):
    intake, draft = judged(HEADS, ["王芳", WANG, "四2"], name=OWN)
    keep(store, draft, intake=intake)
    row = WaitingRow.get()
    waiting.write(store, row, waiting.asked_cells(row))
    assert Student.get().school_class.grade == "4" and WaitingRow.get().state == "done"


# whose number it is -------------------------------------------------------------------------------------


def test_another_childs_number_renames_nobody_before_it_is_decided(store, judged):
    record = pupil(store, "李俊杰", id_number=WANG)
    intake, draft = judged(HEADS, ["完全不同", WANG, "三(2)班"])
    told = draft.lines[0]
    assert (told.bucket, told.candidates) == (DOUBTFUL, (record,))
    assert told.sentence == "身份证号是台账里三(2)班李俊杰的，姓名却完全不同，可能号码填错了，请核对"
    keep(store, draft, intake=intake)
    assert Student.get_by_id(record).name == "李俊杰" and Student.select().count() == 1


def test_a_name_written_a_little_otherwise_is_a_change_that_shows_both(store, line):
    pupil(store, "张晓明", id_number=WANG)
    told = line(HEADS, ["张小明", WANG, "三(2)班"])
    assert (told.bucket, told.sentence) == (CHANGED, "姓名 张晓明 → 张小明")


def test_a_number_under_two_names_in_two_files_is_doubtful(store, tmp_path):
    first = xlsx(tmp_path / "一.xlsx", [HEADS, ["王芳", WANG, "三(2)班"]])
    second = xlsx(tmp_path / "二.xlsx", [HEADS, ["李强", WANG, "三(2)班"]])
    assert [one.bucket for one in make_draft(store, read_files([first, second])).lines] == [NEW, DOUBTFUL]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王芳", "王方"), ("李俊杰", "李俊豪"), ("王芳", "王小芳"), ("阿依古丽·买买提", "阿依古丽买买提"),
        ("阿布都拉·买买提", "阿卜杜拉·麦麦提"), ("阿不都热依木", "阿不都热依木·阿不都克里木"),
    ],
)  # fmt: skip
def test_names_that_may_be_one_persons(one, other):
    assert written_alike(one, other) and written_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("李俊杰", "完全不同"), ("王芳", "李强"), ("李俊杰", "李子豪"), ("甲乙", "乙甲")]
)
def test_names_that_are_two_peoples(one, other):
    assert not written_alike(one, other) and not written_alike(other, one)


# single cells -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "read"), [("20259", None), ("1955-06", None), ("203001", None), ("202509", "2025-09")]
)
def test_a_month_nobody_can_have_come_in_is_asked_about(line, told, read):
    found = line([*HEADS, "入学年月"], ["王芳", WANG, "三(2)班", told])
    assert found.plan.values.get("enrolled") == read
    assert [one.shown for one in found.problems] == ([] if read else [told])


@pytest.mark.parametrize("told", ["是", "√", "1"])
@pytest.mark.parametrize("head", ["住校否", "住宿否"])
def test_whether_one_boards_is_asked_in_few_words(line, head, told):
    assert line([*HEADS, head], ["王芳", WANG, "三(2)班", told]).plan.values["attendance"] == "2"


def test_a_boarding_cell_that_says_neither_is_named(line):
    (problem,) = line([*HEADS, "是否寄宿"], ["王芳", WANG, "三(2)班", "也许"]).problems
    assert (problem.column, problem.shown) == ("D", "也许") and "是否寄宿看不懂" in problem.sentence


def test_one_identity_number_is_enough_to_know_its_column(line):
    found = line(["姓名", "号码", "班别", "电话"], ["向左", WANG, "四1班", "13900000001"])
    assert found.plan.values["id_number"] == WANG and "no_id_reason" not in found.plan.values


def test_as_many_rows_wait_as_were_announced_also_the_second_time(store, judged):
    rows = [["王芳", WANG, "三(2)班", "火星族"], ["李强", id_number(2, gender="1"), "已转走", "汉"]]
    intake, draft = judged([*HEADS, "民族"], *rows)
    kept = keep(store, draft, intake=intake)
    assert (len(draft.to_wait()), kept.waiting, kept.still) == (2, 2, 0)
    intake, draft = judged([*HEADS, "民族"], *rows)
    kept = keep(store, draft, intake=intake)
    assert (len(draft.to_wait()), kept.waiting, kept.still) == (2, 0, 2)
    assert "0 行放进“待补名单”（另有 2 行早就在里面）" in kept.sentence


# a telephone that may be cut --------------------------------------------------------------------------------


def test_a_short_telephone_is_kept_and_said_to_be_doubtful(store, line, judged):
    heads = [*HEADS, "联系电话"]
    found = line(heads, ["王芳", WANG, "三(2)班", "1388500"])
    assert found.bucket == NEW and found.plan.values["phone"] == "1388500"
    assert "只有 7 位" in found.problems[0].sentence
    assert not line(heads, ["王芳", WANG, "三(2)班", "0873-3651234"]).problems
    intake, draft = judged(heads, ["王芳", WANG, "三(2)班", "1388500"])
    kept = keep(store, draft, intake=intake)
    assert (kept.added, kept.waiting) == (1, 1)
    assert "照原样记下了" in WaitingRow.get().problem
    assert "没有区号" in Student.advise(Student.get().__data__)["phone"]
