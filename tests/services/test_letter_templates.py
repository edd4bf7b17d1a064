"""Letter texts as the school edits them: versions, named fields, refused when saved and not when printed."""

import datetime as dt

import pytest
from builders import as_class_teacher, change, dump, remove

from desktop.models import undo
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.school import School
from desktop.models.ledgers.templates import LetterTemplate
from desktop.models.roles import NotAllowed
from desktop.services.letters import templates

DAY = dt.date(2026, 11, 20)
BODY = "尊敬的【监护人】：\n您的孩子【学生姓名】获得资助【金额】元。\n【资助明细】\n【学校】"
KINDS = list(code_list("letter_kind").labels)


@pytest.mark.parametrize("kind", KINDS)
def test_what_ships_can_be_saved_and_previewed(store, kind):
    text = templates.shipped(kind)
    assert text.version == 0
    assert templates.problems_of(kind, text.body) == []
    assert "【" not in "".join(templates.preview(kind, text.body))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_sample_and_says_what_it_is(kind):
    assert all(one.sample and one.what for one in templates.fields_of(kind).values())


def test_a_change_is_a_new_version_and_the_old_one_stays(store):
    assert templates.save(store, "granted", BODY, "县里新要求", since=DAY) == 1
    assert templates.save(store, "granted", BODY + "\n【日期】", "加日期", since=DAY) == 2
    assert templates.current("granted").version == 2
    assert [(row.version, row.in_use, row.who) for row in templates.versions("granted")] == [
        (2, True, "周敏"), (1, False, "周敏"),
    ]  # fmt: skip
    templates.use(store, "granted", 1)
    assert templates.current("granted").body == BODY
    templates.use(store, "granted", 0)
    assert templates.current("granted") == templates.shipped("granted")


def test_a_new_version_is_one_step_to_undo(store):
    before = dump()
    templates.save(store, "granted", BODY, "试试")
    undo.undo(store)
    assert dump() == before
    assert templates.current("granted").version == 0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "您的孩子【学生名字】",
            r"第 1 行的【学生名字】不是受助告知书里能用的字段。是不是想写【学生姓名】？",
        ),
        ("第一行\n【账号后4位】", r"第 2 行的【账号后4位】.*是不是想写【账号后四位】？"),
        ("【 学生姓名 】", "是不是想写【学生姓名】？"),
        ("【身份证号】", "【身份证号】不是受助告知书里能用的字段"),
        ("【xyz】", "可以用的有：学校、"),
        ("您的孩子【学生姓名", "没有配对"),
        ("见表：【资助明细】", "要单独占一行"),
        (" \n ", "正文是空的"),
    ],
)
def test_what_could_not_be_printed_is_refused_when_saved(store, body, words):
    before = dump()
    with pytest.raises(Refused, match=words):
        templates.save(store, "granted", body, "改")
    assert dump() == before


def test_an_unchanged_text_is_no_version(store):
    with pytest.raises(Refused, match="和现在用的一样"):
        templates.save(store, "card", templates.shipped("card").body + "\r\n", "手滑")


def test_a_version_is_neither_edited_nor_removed(store):
    templates.save(store, "granted", BODY, "改")
    row = LetterTemplate.get()
    with pytest.raises(Refused, match="旧版要留着"):
        change(store, LetterTemplate, row.id, body="别的")
    with pytest.raises(Refused, match="旧版要留着"):
        remove(store, LetterTemplate, row.id)


def test_fields_are_filled_and_tables_left_to_the_paper(store):
    text = templates.Template("granted", 1, BODY)
    values = {"监护人": "王建国", "学生姓名": "王芳", "金额": "312.50", "学校": "石桥小学"}
    assert templates.fill(text, values) == [
        "尊敬的王建国：", "您的孩子王芳获得资助312.50元。", "【资助明细】", "石桥小学",
    ]  # fmt: skip
    with pytest.raises(Refused, match="【学校】没有内容可填，没有打印"):
        templates.fill(text, {name: value for name, value in values.items() if name != "学校"})


def test_a_value_that_looks_like_a_field_stays_a_value(store):
    text = templates.Template("granted", 1, "【学生姓名】【班级】")
    assert templates.fill(text, {"学生姓名": "【班级】", "班级": "三(2)班"}) == ["【班级】三(2)班"]


def test_a_class_teacher_changes_no_letter(store):
    with pytest.raises(NotAllowed):
        templates.save(as_class_teacher(store), "granted", BODY, "改")


def test_a_version_that_never_was_cannot_be_used(store):
    with pytest.raises(Refused, match="没有第 7 版"):
        templates.use(store, "granted", 7)


@pytest.mark.parametrize(
    "number", ["13800138000", "138 0013 8000", "５２９９０１２０１６０５０１００２２", "6217-0000-1000-1234"]
)
def test_no_number_of_a_person_gets_into_words_that_hang_on_a_wall(store, number):
    body = f"名单见附件。\n有异议的请打{number}。"
    with pytest.raises(Refused, match="第 2 行里像是写了电话、身份证号或银行卡号"):
        templates.save(store, "posting", body, "写上电话")
    start, end = templates.first_fault("posting", body)
    assert body[start:end] == body.split("\n")[1]
    assert templates.problems_of("granted", body) == []


@pytest.mark.parametrize("kind", code_list("letter_kind").codes_with("wall"))
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("本次名单里有孤儿和残疾学生。", "第 2 行里写了“残疾”"),
        ("对脱贫家庭学生优先安排。", "第 2 行里写了“脱贫”"),
        ("王芳家住石桥村二组。", "第 2 行里的“王芳家住石桥村二组”像是住址"),
        ("石桥村4组王星辰，发书包。", "第 2 行里的“石桥村4组”像是住址"),
        ("送到学府路18号。", "第 2 行里的“送到学府路18号”像是住址"),
    ],
)
def test_no_need_and_no_address_gets_into_words_that_hang_on_a_wall(store, kind, line, said):
    body = f"名单见附件。\n{line}"
    with pytest.raises(Refused, match=said):
        templates.save(store, kind, body, "写清楚")
    start, end = templates.first_fault(kind, body)
    assert body[start:end] == line
    assert templates.problems_of("policy", body) == []


def test_what_is_usual_and_the_schools_own_address_may_hang(store):
    change(store, School, School.get().id, address="柳林镇学府路18号")
    body = "拟认定家庭经济困难学生，不写困难类型。\n有异议的请到学校（柳林镇学府路18号）2号公示栏旁的办公室反映。\n留守儿童之家旁"
    assert templates.problems_of("posting", body) == []


@pytest.mark.parametrize("name", ["学生姓名", "监护人", "账号后四位", "家庭住址", "困难类型"])
@pytest.mark.parametrize("kind", code_list("letter_kind").codes_with("wall"))
def test_words_on_a_wall_know_no_field_of_a_pupil(store, kind, name):
    with pytest.raises(Refused, match=f"【{name}】不是"):
        templates.save(store, kind, f"现予公示。【{name}】", "试试")
