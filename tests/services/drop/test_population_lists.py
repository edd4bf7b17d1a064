"""Lists from police, village and 学籍 system: read as they come, judged before anything is written, one step to take back."""

import datetime as dt

import pytest
from builders import add, as_class_teacher, as_role, dump, pupil
from builders_drop import BIRTH, COUNT_DAY, child, children_book, number_of
from openpyxl import Workbook

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus, PopulationLine, PopulationList
from desktop.models.ledgers.students import NameAlias
from desktop.models.roles import NotAllowed
from desktop.models.undo import undo
from desktop.services.drop import population_edit
from desktop.services.drop.population import UNLISTED, status_of, tree
from desktop.services.drop.population_in import read_lists
from desktop.services.drop.population_judge import (
    ASKED,
    CLOSED,
    DOUBT,
    NEW,
    SAME,
    STRANGE,
    Choices,
    judge,
    keep_lists,
)

POLICE = Choices("police", COUNT_DAY)
HEADS = ["序号", "姓名", "性别", "公民身份号码", "户籍地址", "户主姓名", "户主身份证号", "联系电话"]


@pytest.fixture
def book(tmp_path):
    def made(*rows, name="公安 6-15周岁人口.xlsx", title="石桥村适龄人口名单（公安）"):
        return read_lists([children_book(tmp_path / name, title, *rows)])

    return made


def person(at, name, number, village="石桥村1组"):
    return [at, name, "女", number, village, "张建国", number_of(900, dt.date(1980, 1, 1)), "13800138000"]


def test_a_police_list_becomes_children_with_what_it_says(store, book):
    found = book(HEADS, person(1, "张小雨", number_of(1)), person(2, "李明", number_of(2)))
    assert found.kind == "police"
    draft = judge(store, found, POLICE)
    assert draft.counts == {NEW: 2}
    keep_lists(store, draft)
    one = AgeChild.get(AgeChild.id_number == number_of(1))
    assert (one.name, one.birth_date, one.village, one.head_name) == ("张小雨", BIRTH, "石桥村1组", "张建国")
    assert (one.in_police, one.in_village, one.phone) == (True, None, "13800138000")
    assert [(row.name, row.heads, row.kind) for row in PopulationList.select()] == [
        ("石桥村适龄人口名单（公安）", 2, "police")
    ]


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        ("名单.xlsx", "石桥等四村适龄儿童（2026年9月10日）", dt.date(2026, 9, 10)),
        ("20260910石桥等四村户籍儿童名单（派出所）.xlsx", "石桥等四村名单", dt.date(2026, 9, 10)),
        ("石桥村 2026-9-1 摸排.xlsx", "石桥村名单", dt.date(2026, 9, 1)),
        ("名单 20990101.xlsx", "户籍 990105201605010023 以内", None),
    ],
)
def test_the_day_of_a_list_is_read_from_its_title_or_its_name(store, book, name, title, day):
    assert book(HEADS, person(1, "张小雨", number_of(1)), name=name, title=title).day == day


def test_one_step_takes_the_whole_import_back(store, book):
    before = dump()
    number = keep_lists(store, judge(store, book(HEADS, person(1, "张小雨", number_of(1))), POLICE))
    undo(store, number)
    assert dump() == before


def test_the_second_list_finds_them_again_and_fills_what_was_empty(store, book):
    known = child(store, "张小雨", id_number=number_of(1), head_name="张老三")
    draft = judge(store, book(HEADS, person(1, "张小雨", number_of(1))), POLICE)
    assert (draft.counts, draft.changing) == ({SAME: 1}, 1)
    keep_lists(store, draft)
    row = AgeChild.get_by_id(known)
    assert (row.head_name, row.village, row.in_police) == ("张老三", "石桥村1组", True)
    assert PopulationLine.get().child_id == known


def test_without_a_number_name_and_birthday_tell_who_it_is(store, book):
    known = child(store, "张小雨", id_number=number_of(1))
    draft = judge(
        store,
        book(["姓名", "出生日期", "村组", "就读学校"], ["张 小 雨", "2015.5.1", "石桥村2组", "县二小"]),
        Choices("village", COUNT_DAY),
    )
    assert [(line.verdict, line.child) for line in draft.lines] == [(SAME, known)]


def test_a_number_for_a_child_that_had_none(store, book):
    known = child(store, "张小雨")
    keep_lists(store, judge(store, book(HEADS, person(1, "张小雨", number_of(1))), POLICE))
    assert AgeChild.get_by_id(known).id_number == number_of(1)
    assert AgeChild.select().count() == 1


def test_same_name_and_birthday_with_another_number_is_asked_about(store, book):
    known = child(store, "张小雨", id_number=number_of(1))
    draft = judge(store, book(HEADS, person(1, "张小雨", number_of(3))), POLICE)
    assert [(line.verdict, line.child, line.reason) for line in draft.lines] == [
        (DOUBT, known, "同名同生日的已经有了，身份证号不同")
    ]


def test_one_number_under_two_names_is_asked_about(store, book):
    child(store, "张小雨", id_number=number_of(1))
    (line,) = judge(store, book(HEADS, person(1, "张晓雨", number_of(1))), POLICE).lines
    assert (line.verdict, line.reason) == (DOUBT, "号码和张小雨一样，姓名写成张晓雨")


def test_ages_are_reckoned_on_the_chosen_day(store, book):
    rows = [
        person(1, "张小雨", number_of(1, dt.date(2020, 10, 16))), person(2, "李明", number_of(2)),
        person(3, "张建国", number_of(3, dt.date(1980, 1, 1))),
    ]  # fmt: skip
    found = book(HEADS, *rows)
    draft = judge(store, found, POLICE)
    assert (draft.counts, draft.grown) == ({STRANGE: 1, NEW: 1}, 1)
    assert draft.of(STRANGE)[0].reason == "2026-10-15 满 5 周岁"
    assert judge(store, found, Choices("police", COUNT_DAY, wide=True)).counts == {NEW: 2}
    assert judge(store, found, Choices("police", COUNT_DAY, ages_on=dt.date(2026, 10, 16))).counts == {NEW: 2}
    keep_lists(store, draft)
    assert {row.name for row in PopulationLine.select()} == {"张小雨", "李明"}  # grown-ups leave no line


def test_a_spoilt_number_waits_with_its_place_and_reason(store, book):
    draft = judge(store, book(HEADS, person(5, "张小雨", "529901201505010012")), POLICE)
    (line,) = draft.lines
    assert line.verdict == DOUBT
    assert "校验位不对" in line.reason
    assert line.place == "公安 6-15周岁人口.xlsx“Sheet”第 3 行"
    keep_lists(store, draft)
    kept = PopulationLine.get()
    assert (kept.id_text, kept.verdict, kept.child_id) == ("529901201505010012", DOUBT, None)
    assert AgeChild.select().count() == 0


def test_somebody_twice_on_one_list_is_one_child(store, book):
    draft = judge(
        store, book(HEADS, person(1, "张小雨", number_of(1)), person(2, "张小雨", number_of(1))), POLICE
    )
    assert draft.counts == {NEW: 1, SAME: 1}
    keep_lists(store, draft)
    (one,) = AgeChild.select()
    assert [row.child_id for row in PopulationLine.select()] == [one.id, one.id]


def test_pupils_of_the_roster_are_known_by_number_and_stay_derived(store, book):
    record = pupil(store, "张小雨", id_number=number_of(1), birth_date=BIRTH)
    rows = book(
        ["姓名", "身份证号", "去向"], ["张小雨", number_of(1), "本校在读"], ["李明", number_of(2), "县外就读"]
    )
    keep_lists(store, judge(store, rows, Choices("village", COUNT_DAY)))
    here, away = AgeChild.select().order_by(AgeChild.id)
    assert here.student_id == record
    assert status_of([here.id, away.id], COUNT_DAY) == {here.id: "1.1", away.id: "1.4"}
    assert AgeStatus.select().count() == 1


def test_who_is_said_to_learn_here_and_is_not_on_the_roster_gets_no_status(store, book):
    rows = book(["姓名", "身份证号", "去向"], ["李明", number_of(2), "本校"])
    draft = judge(store, rows, Choices("village", COUNT_DAY))
    assert draft.lines[0].reason == "写着在本校，花名册上没有这个人"
    keep_lists(store, draft)
    assert AgeStatus.select().count() == 0


def test_a_list_from_another_school_tells_where_all_of_it_learns(store, book):
    rows = book(["姓名", "身份证号", "学校", "年级"], ["李明", number_of(2), "县二小", "三年级"])
    keep_lists(store, judge(store, rows, Choices("school", COUNT_DAY, status="1.3")))
    told = AgeStatus.get()
    assert (told.status, told.school, told.grade_text, told.from_day) == (
        "1.3",
        "县二小",
        "三年级",
        COUNT_DAY,
    )
    keep_lists(store, judge(store, rows, Choices("school", dt.date(2026, 11, 1), status="1.3")))
    assert AgeStatus.select().count() == 1  # nothing new was told


def test_a_table_without_names_is_named_and_skipped(store, tmp_path):
    made = Workbook()
    made.active.append(["项目", "金额"])
    made.active.append(["水费", 30])
    made.save(tmp_path / "账.xlsx")
    with pytest.raises(Refused, match="没有找到孩子的名单"):
        read_lists([tmp_path / "账.xlsx"])


def test_a_group_over_the_columns_may_be_called_after_the_children(store, tmp_path):
    made = Workbook()
    sheet = made.active
    sheet.append(["竹坝村适龄儿童登记表"])
    sheet.append(["序号", "儿童基本情况", None, None, "家庭情况", None, "就读情况", None])
    sheet.append([None, "儿童姓名", "出生年月日", "证件号码", "户主", "联系电话", "就学去向", "现就读学校"])
    sheet.append([1, "李明", "2016.5.1", number_of(2), "李大山", "13800000000", "本校就读", None])
    for cells in ("A1:H1", "B2:D2", "E2:F2", "G2:H2"):
        sheet.merge_cells(cells)
    made.save(tmp_path / "竹坝村.xlsx")
    (row,) = read_lists([tmp_path / "竹坝村.xlsx"]).lists[0].rows
    assert (row.name, row.values["id_number"]) == ("李明", number_of(2))


def test_a_list_whose_columns_have_strange_names_waits_for_a_person_to_point_at_them(store, tmp_path):
    made = Workbook()
    made.active.append(["娃儿", "号头", "哪个队"])
    made.active.append(["李明", number_of(2), "石桥四队"])
    made.save(tmp_path / "二队.xlsx")
    (one,) = (book := read_lists([tmp_path / "二队.xlsx"])).lists
    assert not one.rows and "可以点“对应列”指定" in book.skipped[0]
    one.tables[0].mapping.assign(0, "student.name")
    one.tables[0].mapping.assign(1, "student.id_number")
    one.read_again()
    assert [row.name for row in one.rows] == ["李明"]


def test_a_class_teacher_imports_nothing(store, book):
    draft = judge(store, book(HEADS, person(1, "张小雨", number_of(1))), POLICE)
    with pytest.raises(NotAllowed):
        keep_lists(as_class_teacher(store), draft)


# lines put aside -------------------------------------------------------------------------------------------


@pytest.fixture
def doubtful(store, book):
    keep_lists(store, judge(store, book(HEADS, person(5, "张小雨", "529901201505010012")), POLICE))
    return population_edit.open_lines()[0].id


def test_a_line_is_taken_for_a_child(store, doubtful):
    known = child(store, "张小雨", id_number=number_of(1))
    population_edit.take_for(store, doubtful, known)
    assert (PopulationLine.get_by_id(doubtful).child_id, AgeChild.get_by_id(known).in_police) == (known, True)
    assert population_edit.open_lines() == []


def test_a_line_becomes_a_new_child_with_the_right_number(store, doubtful):
    made = population_edit.make_child(
        store, doubtful, {"name": "张小雨", "birth_date": BIRTH, "id_number": number_of(1)}
    )
    assert PopulationLine.get_by_id(doubtful).child_id == made


def test_a_line_is_closed_with_a_reason(store, doubtful):
    population_edit.close_line(store, doubtful, "查无此人")
    assert PopulationLine.get_by_id(doubtful).reason == "查无此人"
    assert population_edit.open_lines() == []


def test_the_same_line_on_the_next_list_waits_only_once_and_stays_explained(store, book, doubtful):
    again = book(HEADS, person(9, "张小雨", "529901201505010012"), name="公安 十二月.xlsx")
    (line,) = judge(store, again, POLICE).lines
    assert (line.verdict, line.reason) == (CLOSED, "以前的名单上已经有这一行，在等核对")
    population_edit.close_line(store, doubtful, "查无此人")
    (line,) = judge(store, again, POLICE).lines
    assert (line.verdict, line.reason) == (CLOSED, "查无此人")


def test_the_moral_head_may_import_too(store, book):
    keep_lists(
        as_role(store, "moral", "吴主任"),
        judge(store, book(HEADS, person(1, "张小雨", number_of(1))), POLICE),
    )
    assert AgeChild.select().count() == 1


def test_a_pupils_number_under_another_name_is_asked_about_unless_it_is_a_known_spelling(store, book):
    record = pupil(store, "张小雨", id_number=number_of(1), birth_date=BIRTH)
    rows = book(HEADS, person(1, "张晓雨", number_of(1)))
    (line,) = judge(store, rows, POLICE).lines
    assert (line.verdict, line.reason) == (DOUBT, "号码和花名册上的张小雨一样，姓名写成张晓雨")
    add(store, NameAlias, student=record, name="张晓雨")
    (line,) = judge(store, rows, POLICE).lines
    assert (line.verdict, line.fills["student"]) == (NEW, record)


ROLL_HEADS = ["姓名", "性别", "身份证件号", "年级", "户籍地址", "学校"]


def on_roll(book, *rows):
    return book(ROLL_HEADS, *rows, name="学籍系统导出.xlsx", title="石桥小学学籍名单")


def test_a_pupil_on_the_roll_is_not_taken_for_a_resident_unasked(store, book):
    one = pupil(store, "周大勇", "三(2)班", birth_date=BIRTH, id_number=number_of(7))
    found = on_roll(book, ["周大勇", "男", number_of(7), "三年级", None, "石桥小学"])
    draft = judge(store, found, Choices("roll", COUNT_DAY))
    assert draft.counts == {ASKED: 1} and "要问家在哪里 1" in draft.sentence
    keep_lists(store, draft)
    assert not AgeChild.select().exists()
    assert PopulationLine.get().verdict == ASKED
    assert tree(COUNT_DAY).difference(UNLISTED).students == (
        one,
    )  # asked there: in, or a guest with a reason


def test_a_pupil_of_a_known_village_comes_in_from_the_roll(store, book):
    child(store, "张小雨", village="石桥村1组")
    pupil(store, "周大勇", "三(2)班", birth_date=BIRTH, id_number=number_of(7))
    pupil(store, "李外来", "三(2)班", birth_date=BIRTH, id_number=number_of(8), home_address="邻县河口村3组")
    found = on_roll(
        book,
        ["周大勇", "男", number_of(7), "三年级", "青禾县柳林镇石桥村3组", "石桥小学"],
        ["李外来", "男", number_of(8), "三年级", None, "石桥小学"],
    )
    draft = judge(store, found, Choices("roll", COUNT_DAY))
    assert [(line.row.name, line.verdict) for line in draft.lines] == [("周大勇", NEW), ("李外来", ASKED)]


def test_on_the_roll_and_not_on_the_roster_is_looked_at(store, book):
    found = on_roll(book, ["周大勇", "男", number_of(7), "三年级", None, "石桥小学"])
    (line,) = judge(store, found, Choices("roll", COUNT_DAY)).lines
    assert (line.verdict, "花名册没有" in line.reason) == (DOUBT, True)


def test_a_number_that_stands_twice_in_a_list_is_told(store, book):
    child(store, "张小雨", id_number=number_of(1))
    found = book(HEADS, person(1, "张小雨", number_of(1)), person(2, "张小雨", number_of(1)))
    draft = judge(store, found, POLICE)
    assert [line.again for line in draft.lines] == [False, True]
    assert draft.lines[1].reason == f"和第 {draft.lines[0].row.number} 行是同一个人"
    assert draft.sentence.endswith("；有 1 行和前面的行是同一个人")
