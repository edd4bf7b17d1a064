"""The papers about who is listed: 五类学生, 留守登记表 in its order, two definitions side by side, 困境, 随迁."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_class_teacher, change, guardian, id_number, pupil, school_class
from builders_care import AUTUMN_DAY, listed_pupil, teacher
from papers import LONG, NO_GLYPH, faults, pages, whole

from desktop.models.errors import Refused
from desktop.models.ledgers.care import ChildInNeed, LeftBehindForm
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.catalogue_care_listed import BLANK
from desktop.services.paper.documents import left_form_facts
from desktop.services.paper.fonts import MissingGlyph

ASKED = Wanted(term=AUTUMN, day=AUTUMN_DAY)
IN_ORDER = """姓名 性别 民族 出生日期 公民身份号码 是否登记户口 户籍所在地 现居住地 身体情况 残疾类别及等级 患病类型 是否学校寄宿 就学情况
祖父姓名 祖母姓名 外祖父 外祖母 当前务工地点 父母双方同时外出 一方外出、另一方无监护能力 无监护能力 有无委托其他监护人
委托监护人姓名 与儿童关系 居住地址 监护类型 家庭经济来源 救助帮扶情况 单位负责人 复核人 填表人"""  # of the form of 2016


def printed(store, code, tmp_path, wanted=ASKED):
    return print_document(store, DOCUMENTS[code], wanted, tmp_path)


def left_child(store, name="王芳", **values):
    student = listed_pupil(store, name, types=("left",), **values)
    told = {"student": student, "term": AUTUMN.code, "filled_on": dt.date(2026, 9, 8), "both_away": True}
    told |= {
        "care_kind": "fair",
        "income": "work",
        "grandparents": "祖父 王德福 1955-03-01",
        "entrusted": True,
    }
    add(store, LeftBehindForm, **told, guardian_name="王德福", guardian_relation="祖父")
    return student


def tight(text):
    return "".join(text.split())


def test_the_form_keeps_the_order_of_the_official_one(store, tmp_path):
    left_child(store)
    (page,) = pages(printed(store, "D30", tmp_path))
    text, at = tight(page), 0
    for words in IN_ORDER.split():
        found = text.find(words, at)
        assert found >= 0, words
        at = found + len(words)


def test_a_form_is_filled_in_as_far_as_it_is_known(store, tmp_path):
    student = left_child(
        store, id_number=id_number(3), attendance="2", health="3", current_address="石桥村三组"
    )
    guardian(store, student, "王建国", relation="51", away_at="广东东莞", phone="13800001234")
    path = printed(store, "D30", tmp_path)
    text = tight(whole(path))
    for words in (
        "王德福",
        "1955-03-01",
        "广东东莞",
        "13800001234",
        "石桥村三组",
        id_number(3),
        "■患病",
        "■小学",
        "■监护情况一般",
        "2026年9月8日",
    ):
        assert words in text, words
    assert faults(path) == []


def test_a_blank_form_ticks_nothing(store, tmp_path):
    path = printed(store, "D30", tmp_path, Wanted(term=AUTUMN, day=AUTUMN_DAY, what=BLANK))
    assert "■" not in whole(path) and len(pages(path)) == 1 and "空白" in path.name


def test_every_left_behind_child_has_a_page_and_nobody_else(store, tmp_path):
    left_child(store)
    listed_pupil(store, "李明", types=("left_rural",))
    listed_pupil(store, "张强", types=("poor",))
    path = printed(store, "D30", tmp_path)
    assert len(pages(path)) == 2 and "张强" not in whole(path)


def test_a_form_with_the_longest_texts_stays_on_one_page(store, tmp_path):
    student = listed_pupil(
        store, LONG, types=("left", "disabled"), current_address="石桥村" * 38, household_place="石桥村" * 38
    )
    add(
        store, LeftBehindForm, student=student, term=AUTUMN.code, filled_on=AUTUMN_DAY, father_place="省" * 58,
        guardian_name=LONG, guardian_address="石桥村" * 38, entrusted=True,
    )  # fmt: skip
    path = printed(store, "D30", tmp_path)
    assert len(pages(path)) == 1 and faults(path) == []


def test_a_character_that_cannot_be_printed_is_named(store, tmp_path):
    left_child(store, f"王{NO_GLYPH}")
    with pytest.raises(MissingGlyph, match="登记表"):
        printed(store, "D30", tmp_path)


def test_a_class_teacher_prints_forms_of_the_own_class_alone(store, tmp_path):
    left_child(store)
    listed_pupil(store, "李明", "四(1)班", types=("left",))
    mine = as_class_teacher(store, school_class(store))
    text = whole(printed(mine, "D30", tmp_path))
    assert "王芳" in text and "李明" not in text
    for code in ("D30S", "CARE5N", "CAREM"):
        with pytest.raises(NotAllowed):
            printed(mine, code, tmp_path)


def test_the_roll_tells_why_and_who_is_responsible_and_adds_up(store, tmp_path):
    student = listed_pupil(store, "王芳", types=("poor", "left_rural"))
    listed_pupil(store, "李明", types=("migrant", "need"))
    add(store, Pairing, student=student, teacher=teacher(store, "孙晓燕"), from_day=dt.date(2026, 9, 5))
    path = printed(store, "CARE5", tmp_path)
    text = tight(whole(path))
    for words in (
        "内部资料",
        "共2人，3人次",
        "农村低保家庭学生",
        "孙晓燕",
        "学籍口径0",
        "民政口径1",
        "2人，3人次；要结对2人",
    ):
        assert words in text, words
    assert faults(path) == []


def test_the_roll_of_some_classes_leaves_the_others_out(store, tmp_path):
    listed_pupil(store, "王芳")
    listed_pupil(store, "李明", "四(1)班")
    wanted = Wanted(term=AUTUMN, day=AUTUMN_DAY, classes=(school_class(store, "四(1)班"),))
    text = whole(printed(store, "CARE5", tmp_path, wanted))
    assert "李明" in text and "王芳" not in text


def test_the_summary_has_the_bands_and_both_definitions(store, tmp_path):
    left_child(store, id_number=id_number(1, birth=dt.date(2016, 5, 1)))
    listed_pupil(store, "李明", types=("left_roll",), id_number=id_number(2, birth=dt.date(2012, 5, 1)))
    path = printed(store, "D30S", tmp_path)
    text = tight(whole(path))
    for words in ("0—5周岁", "6—13周岁", "14—16周岁", "学籍口径", "民政口径", "三年级", "分开填报"):
        assert words in text, words
    assert len(pages(path)) == 1 and faults(path) == []


def test_the_list_of_children_in_need_tells_what_and_whom(store, tmp_path):
    listed_pupil(store, types=("need",))
    change(
        store,
        ChildInNeed,
        ChildInNeed.get().id,
        needs="就近照看",
        contact="覃桂香",
        contact_phone="13800001111",
    )
    path = printed(store, "CARE5N", tmp_path)
    text = tight(whole(path))
    assert all(words in text for words in ("就近照看", "覃桂香", "13800001111", "监护缺失"))
    assert faults(path) == []


def test_the_migrant_sheet_names_the_class_to_look_at(store, tmp_path):
    for number in range(8):
        pupil(store, f"王{'一二三四五六七八'[number]}", f"三({1 + number // 4})班", migrant_child=number < 4)
    path = printed(store, "CAREM", tmp_path)
    text = tight(whole(path))
    assert "100.00%" in text and "是不是单独编班" in text and "统一安排活动" in text
    assert faults(path) == []


def test_a_school_of_thirty_classes_goes_on_a_second_page(store, tmp_path):
    for grade in range(6):
        for number in range(5):
            pupil(store, "王芳", f"{'一二三四五六'[grade]}({number + 1})班", migrant_child=True)
    path = printed(store, "CAREM", tmp_path)
    assert len(pages(path)) == 2 and faults(path) == []


@pytest.mark.parametrize("code", ["CARE5", "CARE5N", "D30", "D30S", "CAREM"])
def test_with_nobody_on_it_a_paper_says_so(store, tmp_path, code):
    with pytest.raises(Refused):
        printed(store, code, tmp_path)
    assert Student.select().count() == 0


@pytest.mark.parametrize(
    ("place", "says"),
    [("520123", "贵州省贵阳市修文县"), ("529901", "下寨村3组12号"), ("青禾县柳林镇", "青禾县柳林镇")],
)
def test_where_a_child_is_registered_is_told_in_words_and_never_as_a_code(store, place, says):
    child = listed_pupil(store, types=("left",), household_place=place, home_address="下寨村3组12号")
    (told,) = left_form_facts.of_children([child], AUTUMN_DAY, AUTUMN)
    assert told.household_place == says
