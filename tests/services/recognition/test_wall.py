"""What may hang on a wall: every way somebody might get more onto it, tried."""

import dataclasses
import json

import pytest
from builders import as_class_teacher, batch, change, id_number, needy, programme, school_class
from round_stage import approved, case_of, hung, posting_row, ready

from desktop.models import codes
from desktop.models.errors import Refused
from desktop.models.ledger import database
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.school import School
from desktop.models.ledgers.students import Student
from desktop.services.recognition import cases, wall
from desktop.services.recognition.wall import WallList, WallRow
from desktop.services.seeds import told

GOOD = {"place": 1, "name": "王芳", "grade": "三年级", "class_name": "三(2)班"}


def test_a_list_names_pupil_grade_and_class_and_nothing_else(store):
    record, _ = ready(store)
    found = wall.list_of_round(store, record)
    assert found.titles == ("序号", "姓名", "年级", "班级")
    assert [found.cells(row) for row in found.rows] == [
        ("1", "李强", "三年级", "三(2)班"), ("2", "王芳", "三年级", "三(2)班"), ("3", "张伟", "四年级", "四(1)班"),
    ]  # fmt: skip
    assert all(row.need_grade == "" and row.amount is None and row.item == "" for row in found.rows)


def test_the_grade_of_need_hangs_only_where_the_school_says_so(store):
    record, _ = ready(store)
    change(store, School, School.get().id, wall_grade=True)
    found = wall.list_of_round(store, record)
    assert found.titles[-1] == "困难档次"
    assert {row.need_grade for row in found.rows} == {"困难"}


def test_an_aid_list_names_the_programme_and_the_amount_only_by_the_schools_word(store):
    needy(store, "王芳")
    record = batch(store)
    assert wall.list_of_batch(store, record).titles == ("序号", "姓名", "年级", "班级", "资助项目")
    assert wall.list_of_batch(store, record).rows[0].amount is None
    change(store, School, School.get().id, wall_amount=True)
    found = wall.list_of_batch(store, record)
    assert found.cells(found.rows[0])[-1] == "312.50"


def test_every_shipped_programme_that_the_school_grants_may_hang_unless_its_name_tells(store):
    for row in AidProgramme.select().where(AidProgramme.role == "grant"):
        tells = any(word in row.name for word in told("recognition/wall")["words"])
        if not tells:
            WallRow(**GOOD, item=row.name)


def test_a_row_has_no_room_for_more():
    assert {one.name for one in dataclasses.fields(WallRow)} == {
        "place", "name", "grade", "class_name", "item", "need_grade", "amount",
    }  # fmt: skip
    with pytest.raises(TypeError):
        WallRow(**GOOD, id_number=id_number())
    row = WallRow(**GOOD)
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
        row.name = id_number()
    with pytest.raises((AttributeError, TypeError)):
        row.phone = "13800138000"


@pytest.mark.parametrize(
    "name",
    [
        id_number(), "13800138000", "王芳13800138000", "王芳１３８００１３８０００", "王芳①③⑧", "王芳\u200b138", "王芳 1 3 8 0 0",
        "王芳٠١٢٣٤٥", "王芳𝟏𝟑𝟖𝟎𝟎", "王芳²³", "王芳一三八〇〇一三八〇〇〇", "王·一·三·八·零·零", "王芳(低保)", "王芳低保", "王芳残疾",
        "孤儿王芳",
        "王芳6217000010001234567", "柳林镇石桥村", "石桥村一组", "王芳住石桥村三组", "幸福路八号", "王芳\n李强", "王芳,李强", "", " ",
        "王" * 37,
        "王芳wang@qq.com", "王芳\u0301", "=王芳", "王芳电话", "王芳_", "王芳贰零壹陆零伍",
        "王芳 贫困", "王芳贫困", "王芳 监测", "王芳·监测", "王芳 病", "王芳父亡", "王芳dibao", "王芳 abc", "王芳 女 七岁", "王芳七岁",
        "王芳壹叁捌", "Ⅰ王芳", "王芳ⅩⅢ", "王芳 ορφανό", "王 芳", "Ａ王",
    ],
)  # fmt: skip
def test_what_is_no_name_does_not_hang(name):
    with pytest.raises(Refused, match="不能上墙"):
        WallRow(**GOOD | {"name": name})


@pytest.mark.parametrize(
    "name",
    [
        "王芳",
        "买买提·吐尔逊",
        "欧阳娜娜",
        "𠮷田",
        "路遥",
        "王国镇",
        "李新村",
        "张〇",
        "Anna Schmidt",
        "王一",
        "伍三一",
        "霍去病",
    ],
)
def test_real_names_hang(name):
    assert WallRow(**GOOD | {"name": name}).name == name


@pytest.mark.parametrize(
    "values",
    [
        {"class_name": "三(2)班13800138000"}, {"class_name": "三(2)班 低保"}, {"class_name": id_number()}, {"class_name": "石桥村"},
        {"class_name": "三年级2班"}, {"class_name": ""}, {"class_name": "四(1)班"}, {"grade": "三年级 残疾"}, {"grade": "13800138000"},
        {"grade": ""}, {"need_grade": "孤儿"}, {"need_grade": "不困难"}, {"need_grade": id_number()}, {"place": id_number()},
        {"place": True}, {"place": 13800138000}, {"place": 0}, {"place": -1}, {"amount": -1}, {"amount": 13800138000},
        {"class_name": "三(13800138000)班"}, {"amount": "13800138000"}, {"amount": True}, {"name": None}, {"name": 13800138000},
        {"item": None},
    ],
)  # fmt: skip
def test_no_other_column_carries_anything_either(values):
    with pytest.raises(Refused):
        WallRow(**GOOD | values)


@pytest.mark.parametrize(
    "item",
    [
        "残疾学生补助", "孤儿助学金", "农村低保家庭学生补助", "特困供养学生", "事 实 无 人 抚 养", "残·疾",
        "补助13800138000", "补助 6217 0000 1000 1234",
       
        f"补助{id_number()}", "石桥村三组补助", "补助\u202e", "单亲家庭补助", "补" * 41, "留守儿童补助", "建档立卡学生",
    ],
)  # fmt: skip
def test_no_item_that_tells_of_need_or_holds_a_number(item):
    with pytest.raises(Refused, match="不能上墙"):
        WallRow(**GOOD, item=item)


@pytest.mark.parametrize("columns", [("place", "name", "id_number"), ("place", "name", "amount")])
def test_a_list_has_no_column_that_is_not_allowed_here(store, columns):
    needy(store, "王芳")
    with pytest.raises(Refused, match="这一列"):
        WallList("recognition", columns, (WallRow(**GOOD),))


def test_a_list_holds_only_names_of_the_roster(store):
    needy(store, "王芳")
    assert WallList("recognition", ("place", "name"), (WallRow(**GOOD),)).rows
    with pytest.raises(Refused, match="不是花名册上"):
        WallList("recognition", ("place", "name"), (WallRow(**GOOD | {"name": "李不在"}),))


def test_a_row_altered_behind_its_back_does_not_get_into_a_list(store):
    needy(store, "王芳")
    row = WallRow(**GOOD)
    object.__setattr__(row, "name", "13800138000")
    with pytest.raises(Refused, match="不能上墙"):
        WallList("recognition", ("place", "name"), (row,))


def test_a_space_inside_a_chinese_name_of_the_roster_is_tidied():
    assert Student.name.parse("王　芳 ") == "王芳"


class Sly(str):
    """A text that shows something else than it is checked as."""

    def __str__(self):
        return "13800138000"


def test_a_text_in_disguise_is_refused():
    with pytest.raises(Refused, match="不是文字"):
        WallRow(**GOOD | {"name": Sly("王芳")})


def test_the_refusal_does_not_carry_the_number_on():
    with pytest.raises(Refused) as refused:
        WallRow(**GOOD | {"name": "王芳13800138000"})
    assert "1380" not in str(refused.value)


def test_a_number_smuggled_into_the_roster_does_not_hang(store):
    """Past the form's own check, straight in the file."""
    record, _ = ready(store)
    sql = "UPDATE student SET name = ? WHERE name = '王芳'"
    database.connection().cursor().execute(sql, (f"王芳{id_number()}",))
    with pytest.raises(Refused, match="不能上墙"):
        wall.list_of_round(store, record)


def test_a_class_smuggled_into_a_posted_case_hangs_only_as_a_class(store):
    record, _, _ = hung(store)
    sql = "UPDATE recognition_case SET class_name = ? WHERE id = ?"
    database.connection().cursor().execute(sql, ("三(2)班 13800138000", case_of("王芳").id))
    with pytest.raises(Refused, match="看不懂"):
        wall.list_of_round(store, record)


def test_a_programme_renamed_to_tell_more_does_not_hang(store):
    needy(store, "王芳")
    record = batch(store)
    change(store, AidProgramme, programme().id, name="农村低保家庭学生生活补助")
    with pytest.raises(Refused, match="低保"):
        wall.list_of_batch(store, record)


def test_data_can_narrow_the_columns_but_never_widen_them(store, tmp_path, monkeypatch):
    shipped = json.loads((codes.FOLDER / "posting_kind.json").read_text("utf-8"))
    shipped["codes"][0]["columns"] += ["id_number", "home_address"]
    (tmp_path / "posting_kind.json").write_text(json.dumps(shipped), "utf-8")
    monkeypatch.setattr(codes, "FOLDER", tmp_path)
    codes.code_list.cache_clear()
    try:
        with pytest.raises(Refused, match="id_number、home_address"):
            wall.allowed_columns("recognition")
    finally:
        monkeypatch.undo()
        codes.code_list.cache_clear()


@pytest.mark.parametrize("kind", ["recognition", "aid", "correction"])
def test_the_shipped_columns_are_the_allowed_ones(store, kind):
    change(store, School, School.get().id, wall_grade=True, wall_amount=True)
    assert set(wall.allowed_columns(kind)) <= set(wall.TITLES)


def test_nothing_personal_of_a_full_pupil_is_found_in_the_list(store):
    record, _ = ready(store)
    who = Student.get(Student.name == "王芳")
    secrets = {
        "id_number": id_number(7),
        "phone": "13800138000",
        "home_address": "石桥村一组",
        "student_no": f"G{id_number(7)}",
    }
    change(store, Student, who.id, **secrets)
    shown = repr(wall.list_of_round(store, record))
    assert not [value for value in secrets.values() if value in shown]
    assert "05.1" not in shown and "低保" not in shown


def test_declined_and_withdrawn_pupils_do_not_hang(store):
    record, (first, *_) = ready(store)
    cases.decline(store, [first], "人均收入高")
    assert [row.name for row in wall.list_of_round(store, record).rows] == ["李强", "张伟"]


def test_the_list_of_an_approved_round_is_still_the_posted_one(store):
    record, _, posted = approved(store)
    assert wall.fingerprint_of_round(record) == (posting_row(posted).content, 3)


def test_a_class_teacher_sees_the_own_class_of_a_list(store):
    record, _ = ready(store)
    teacher = as_class_teacher(store, school_class(store, "四(1)班"))
    assert [row.name for row in wall.list_of_round(teacher, record).rows] == ["张伟"]
