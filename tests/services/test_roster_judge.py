"""Who a row is and what it would change, on small workbooks of the clerk's own making."""

import datetime as dt

import pytest
from builders import add, as_class_teacher, dump, guardian, id_number, pupil
from services.sheets.workbooks import xlsx

from desktop.models.ledgers.extra_fields import ExtraField
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.roles import NotAllowed
from desktop.services.progress import Cancelled, Progress
from desktop.services.roster.draft import BAD, CHANGED, DOUBTFUL, NEW, SAME
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep

BIRTH = dt.date(2016, 5, 1)
WANG, LI = id_number(1), id_number(2)


@pytest.fixture
def judged(store, tmp_path):
    """Rows under heads, in a workbook of that name, judged; returns (intake, draft)."""

    def judge(heads, *rows, name="名单.xlsx"):
        intake = read_files([xlsx(tmp_path / name, [heads, *rows])])
        return intake, make_draft(store, intake, day=dt.date(2026, 9, 10))

    return judge


@pytest.fixture
def line(judged):
    """The one line of a workbook with one row."""
    return lambda heads, row, **rest: judged(heads, row, **rest)[1].lines[0]


def told(line):
    return line.bucket, line.sentence


HEADS = ["姓名", "身份证号", "班级"]


def test_a_stranger_is_new(line):
    assert told(line(HEADS, ["王芳", WANG, "三(2)班"])) == (NEW, "新建学生，三(2)班")


def test_somebody_known_by_number_is_the_same_whatever_the_class_is_called(store, line):
    pupil(store, id_number=WANG)
    assert told(line(HEADS, ["王芳", WANG.lower(), "3_2"])) == (SAME, "和台账一样")


def test_a_change_is_told_field_by_field(store, line):
    pupil(store, id_number=WANG, attendance="1")
    row = line([*HEADS, "就读方式"], ["王芳", WANG, "三(1)班", "住校"])
    assert told(row) == (CHANGED, "就读方式 走读 → 住校；班级 三(2)班 → 三(1)班")


@pytest.mark.parametrize("words", ["家庭住址", "家庭地址", "家庭详细住址"])
def test_where_the_family_lives_is_written_to_the_child_whatever_the_column_is_called(store, line, words):
    pupil(store, id_number=WANG)
    row = line([*HEADS, "户口所在地", words], ["王芳", WANG, "三(2)班", "石桥村", "石桥村5组"])
    assert told(row) == (CHANGED, "户口所在地 空 → 石桥村；家庭地址 空 → 石桥村5组")


def test_an_empty_cell_erases_nothing(store, judged):
    record = pupil(store, id_number=WANG, attendance="1", home_address="石桥村")
    intake, draft = judged([*HEADS, "就读方式", "家庭地址"], ["王芳", WANG, "三(2)班", None, " "])
    keep(store, draft, intake=intake)
    row = Student.get_by_id(record)
    assert (row.attendance, row.home_address) == ("1", "石桥村")


# doubts -------------------------------------------------------------------------------------------------


def test_the_same_name_and_birthday_under_another_number_is_doubtful(store, line):
    record = pupil(store, id_number=WANG)
    row = line(HEADS, ["王芳", LI, "三(1)班"])
    assert told(row) == (DOUBTFUL, "三(2)班已有同名同生日的王芳，身份证号不同，可能是一个人")
    assert row.candidates == (record,)


def test_a_number_for_a_namesake_on_record_without_one_is_doubtful(store, line):
    record = pupil(store)
    row = line(HEADS, ["王芳", LI, "三(2)班"])
    assert told(row) == (DOUBTFUL, "三(2)班已有同名的王芳，台账里没有身份证号，可能是一个人")
    assert row.candidates == (record,)


def test_a_namesake_of_the_other_gender_is_somebody_else(store, line):
    pupil(store, gender="1")
    assert line(HEADS, ["王芳", LI, "三(2)班"]).bucket == NEW


@pytest.mark.parametrize(("words", "code"), [("走读生", "1"), ("住宿", "2"), ("是", "2"), ("通学", "1")])
def test_boarding_is_understood_in_every_wording(line, words, code):
    row = line([*HEADS, "住宿生/走读生"], ["王芳", WANG, "三(2)班", words])
    assert row.plan.values["attendance"] == code


def test_a_namesake_elsewhere_without_any_number_is_doubtful(store, line):
    pupil(store, klass="一(1)班")
    assert told(line(["姓名", "班级"], ["王芳", "一(2)班"])) == (
        DOUBTFUL,
        "一(1)班已有同名的王芳，这一行没有身份证号，分不清是谁",
    )


def test_the_only_one_of_that_name_in_the_class_is_meant(store, line):
    pupil(store, attendance="1")
    pupil(store, klass="三(1)班")
    assert line(["姓名", "班级", "就读方式"], ["王芳", "三(2)班", "住校"]).bucket == CHANGED


def test_number_and_pupil_number_of_two_people_are_doubtful(store, line):
    first = pupil(store, id_number=WANG)
    second = pupil(store, "李明", id_number=LI, student_no=f"G{LI}")
    row = line([*HEADS, "学籍号"], ["王芳", WANG, "三(2)班", f"G{LI}"])
    assert told(row) == (DOUBTFUL, "身份证号是王芳的，学籍号是李明的，请核对")
    assert row.candidates == (first, second)


def test_another_number_under_the_same_pupil_number_is_doubtful(store, line):
    pupil(store, id_number=WANG, student_no=f"G{WANG}")
    row = line([*HEADS, "学籍号"], ["王芳", LI, "三(2)班", f"G{WANG}"])
    assert told(row) == (
        DOUBTFUL,
        f"学籍号相同，但台账里的身份证号是 5299**********{WANG[-4:]}，请核对哪个对",
    )


def test_two_who_sound_alike_and_share_a_birthday_are_doubtful(judged):
    _, draft = judged(HEADS, ["吴佳宁", WANG, "三(2)班"], ["吴家宁", LI, "三(1)班"])
    assert [row.bucket for row in draft.lines] == [NEW, DOUBTFUL]
    assert draft.lines[1].sentence == "与名单.xlsx“Sheet1”第 2 行的吴佳宁同音同生日，可能是一个人"


@pytest.mark.parametrize(("decision", "pupils", "waiting"), [("", 1, 1), ("same", 1, 0), ("new", 2, 0)])
def test_a_doubtful_row_goes_the_way_the_person_decides(store, judged, decision, pupils, waiting):
    record = pupil(store, birth_date=BIRTH)
    intake, draft = judged([*HEADS, "就读方式"], ["王芳", LI, "三(1)班", "住校"])
    draft.lines[0].decision = decision
    assert keep(store, draft, intake=intake).waiting == waiting
    assert Student.select().count() == pupils
    assert Student.get_by_id(record).attendance is None or decision == "same"


# what cannot be taken -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "head", "words"),
    [
        ([None, WANG, "三(2)班"], "姓名", "没有填姓名，不知道是谁。"),
        (["王芳", WANG, None], "班级", "没有写班级，新学生不知道放进哪个班。"),
        (["王芳", WANG, "舞蹈班"], "班级", "班级看不懂：“舞蹈班”。请写成 三年级2班 或 三(2)班。"),
        (["王芳", float(WANG), "三(2)班"], "身份证号", "被 Excel 当成数字"),
        (["王芳", WANG[:-1], "三(2)班"], "身份证号", "17 位"),
    ],
)
def test_a_row_that_cannot_be_taken_names_the_cell(line, row, head, words):
    found = line(HEADS, row)
    assert found.bucket == BAD
    assert found.problems[0].head == head and words in found.sentence


def test_one_bad_cell_does_not_hold_up_the_rest_of_the_row(store, judged):
    intake, draft = judged([*HEADS, "联系电话"], ["王芳", WANG, "三(2)班", "没有电话"])
    ((row, problem),) = draft.cell_problems()
    assert (row.bucket, problem.column, problem.shown) == (NEW, "D", "没有电话")
    keep(store, draft, intake=intake)
    assert Student.get().name == "王芳"


def test_a_row_that_waits_says_where_it_came_from(store, judged):
    intake, draft = judged(HEADS, ["王芳", WANG[:-1], "三(2)班"])
    keep(store, draft, intake=intake)
    (row,) = dump()["waiting_row"]
    assert row[1:3] == ("王芳", "三(2)班") and row[4:7] == ("名单.xlsx", "Sheet1", 2)
    assert row[3].startswith("B 列“身份证号”：")


@pytest.mark.parametrize("name", ["三年级2班.xlsx", "3_2.xlsx", "三（2）班花名册.xlsx"])
def test_the_name_of_the_file_tells_the_class(line, name):
    found = line(["姓名", "身份证号"], ["王芳", WANG], name=name)
    assert (found.bucket, found.class_text) == (NEW, "三(2)班")


def test_grade_and_number_may_stand_apart(line):
    found = line(["姓名", "身份证号", "年级", "班级"], ["王芳", WANG, "三年级", "2班"])
    assert found.class_text == "三(2)班"


def test_a_file_that_cannot_be_read_does_not_stop_the_others(store, tmp_path):
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"not a workbook")
    intake = read_files([broken, xlsx(tmp_path / "好.xlsx", [HEADS, ["王芳", WANG, "三(2)班"]])])
    assert len(intake.problems) == 1 and "坏.xlsx" in intake.problems[0]
    assert make_draft(store, intake).counts()[NEW] == 1


# what belongs to a pupil --------------------------------------------------------------------------------


def test_guardian_account_and_hardship_come_with_the_row(store, judged):
    heads = [*HEADS, "监护人姓名", "与学生关系", "监护人电话", "银行卡号", "开户人", "困难类型"]
    intake, draft = judged(
        heads,
        [
            "王芳",
            WANG,
            "三(2)班",
            "王建国",
            "父亲",
            "13800138000",
            "6217000010001234567",
            "王建国",
            "农村低保户、残疾",
        ],
    )
    keep(store, draft, intake=intake)
    assert [(row.name, row.relation, row.phone) for row in Guardian.select()] == [
        ("王建国", "51", "13800138000")
    ]
    assert [(row.owner, row.number) for row in PayeeAccount.select()] == [("王建国", "6217000010001234567")]
    told = [(row.kind, row.since, row.source) for row in Hardship.select().order_by(Hardship.kind)]
    assert told == [(kind, dt.date(2026, 9, 1), "名单.xlsx“Sheet1”第 2 行") for kind in ("05.1", "12")]


def test_a_guardian_on_record_is_changed_not_doubled(store, judged):
    record = pupil(store, id_number=WANG)
    guardian(store, record, "王建国", phone="13800138000")
    intake, draft = judged(
        [*HEADS, "监护人姓名", "监护人电话"], ["王芳", WANG, "三(2)班", "王建国", "13900139000"]
    )
    assert "138****8000 → 139****9000" in draft.lines[0].sentence
    keep(store, draft, intake=intake)
    assert [row.phone for row in Guardian.select()] == ["13900139000"]


def test_a_hardship_nobody_understands_is_said_and_left_out(store, judged):
    intake, draft = judged([*HEADS, "困难类型"], ["王芳", WANG, "三(2)班", "很穷"])
    ((_, problem),) = draft.cell_problems()
    assert problem.sentence == "困难类型“很穷”看不懂；这一格没有写入，请问清楚后在学生页里补。"
    keep(store, draft, intake=intake)
    assert Hardship.select().count() == 0


@pytest.mark.parametrize("words", ["否", "无", "—", "/"])
def test_no_hardship_is_no_hardship(line, words):
    found = line([*HEADS, "困难类型"], ["王芳", WANG, "三(2)班", words])
    assert (found.plan.kinds, found.problems) == ([], ())


def test_another_spelling_on_record_is_no_change(store, line):
    record = pupil(store, "阿卜杜拉·麦麦提", id_number=WANG)
    add(store, NameAlias, student=record, name="阿布都拉·买买提")
    assert line(HEADS, ["阿布都拉．买买提", WANG, "三(2)班"]).bucket == SAME


def test_a_new_spelling_keeps_the_old_one_findable(store, judged):
    record = pupil(store, "阿卜杜拉·麦麦提", id_number=WANG)
    intake, draft = judged(HEADS, ["阿布都拉·买买提", WANG, "三(2)班"])
    keep(store, draft, intake=intake)
    assert Student.get_by_id(record).name == "阿布都拉·买买提"
    assert [row.name for row in NameAlias.select()] == ["阿卜杜拉·麦麦提"]


def test_a_column_of_the_schools_own_is_filled(store, judged):
    add(store, ExtraField, label="校服尺码", field_kind="number")
    intake, draft = judged([*HEADS, "校服尺码"], ["王芳", WANG, "三(2)班", 140])
    keep(store, draft, intake=intake)
    assert Student.get().extra == {"x1": 140}


# the import as a whole ----------------------------------------------------------------------------------


def test_a_list_of_some_misses_nobody(store, judged):
    for place, name in enumerate(("王芳", "李明", "张晓明", "覃若曦", "韦思齐", "田云朵")):
        pupil(store, name, id_number=id_number(place))
    rows = [
        [name, id_number(place), "三(2)班"]
        for place, name in enumerate(("王芳", "李明", "张晓明", "覃若曦", "韦思齐"))
    ]
    assert [one.name for one in judged(HEADS, *rows)[1].gone] == ["田云朵"]
    assert judged(HEADS, *rows[:2], name="几个人.xlsx")[1].gone == []
    aid = [[*row, "农村低保"] for row in rows]
    assert judged([*HEADS, "困难类型"], *aid, name="困难.xlsx")[1].gone == []


def test_a_cancelled_import_keeps_nothing(store, judged):
    intake, draft = judged(HEADS, ["王芳", WANG, "三(2)班"])
    before, progress = dump(), Progress()
    progress.cancelled = True
    with pytest.raises(Cancelled):
        keep(store, draft, intake=intake, progress=progress)
    assert dump() == before


def test_a_class_teacher_does_not_import(store, judged):
    intake, draft = judged(HEADS, ["王芳", WANG, "三(2)班"])
    with pytest.raises(NotAllowed, match="“班主任”不能导入名单"):
        keep(as_class_teacher(store), draft, intake=intake)


def test_a_head_once_told_is_remembered(store, judged):
    intake, draft = judged(["姓名", "号码一栏", "班级"], ["王芳", "甲", "三(2)班"])
    keep(store, draft, intake=intake)
    assert len(dump()["head_memory"]) == 1
    again, draft = judged(["姓名", "号码一栏", "班级"], ["李明", "乙", "三(2)班"], name="又一份.xlsx")
    keep(store, draft, intake=again)
    assert len(dump()["head_memory"]) == 1


def test_the_report_of_an_import_says_how_many_left_without_a_day(store, judged):
    pupil(store, "李强", id_number=LI)
    heads = [*HEADS, "学籍状态", "离校日期"]
    rows = (["王芳", WANG, "三(2)班", "休学", "2026-09-03"], ["李强", LI, "三(2)班", "已转出", ""])
    intake, draft = judged(heads, *rows)
    kept = keep(store, draft, intake=intake)
    assert kept.undated == 1
    assert kept.sentence.endswith(
        "1 人写了休学或离校，没有写从哪天起：先按今天算，请在花名册补写“离校日期”。"
    )
    intake, draft = judged(HEADS, ["赵敏", id_number(3), "三(2)班"])
    assert "从哪天起" not in keep(store, draft, intake=intake).sentence
