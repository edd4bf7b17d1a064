"""认定申请表: empty, prepared, complete; a page each, everything in its box, the promise left to be written by hand."""

import datetime as dt

import pypdfium2 as pdfium
import pytest
from aid_papers import approved, reviewed
from builders import AUTUMN, add, as_class_teacher, change, guardian, hardship, id_number, pupil, school_class
from papers import DAY, LONG, NO_GLYPH, RARE, faults, names, one_family, pages, pupils, under_seals, whole

from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidStandard
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.students import Student
from desktop.services.paper.check import letters_of
from desktop.services.paper.documents import application
from desktop.services.paper.documents import application_facts as facts
from desktop.services.paper.fonts import MissingGlyph

ITEMS = (
    "脱贫家庭学生", "脱贫不稳定家庭学生", "边缘易致贫家庭学生", "突发严重困难家庭学生", "低保家庭学生", "低保边缘家庭学生",
    "特困救助供养学生", "刚性支出困难家庭学生", "其他低收入家庭学生", "孤儿", "事实无人抚养儿童", "残疾学生", "残疾人子女", "烈士子女",
)  # fmt: skip


@pytest.fixture
def printed(tmp_path):
    """Print forms; returns the file."""

    def draw(forms, *, reverse=False, proof=False):
        path = tmp_path / "申请表.pdf"
        application.draw(path, application.Forms(AUTUMN, forms, reverse), proof=proof)
        return path

    return draw


def ticked(text: str) -> list[str]:
    return [item for number, item in enumerate(ITEMS, 1) if f"{number}.{item}■是□否" in text]


# ---- empty


def test_an_empty_form_has_everything_of_the_form_of_2024(printed, store):
    (text,) = pages(printed([facts.Application()]))
    for words in ("附件1", "家庭经济困难学生认定申请表", "学校：青禾县柳林镇石桥小学", "出生年月", "籍贯", "身份证号码",
                  "家庭人口", "详细通讯地址", "邮政编码", "家长手机号码", "与学生关系", "工作（学习）单位", "年收入（元）",
                  "家庭人均年收入", "遭受自然灾害", "突发意外事件", "劳动能力弱", "失业情况", "欠债情况", "其他情况",
                  "学生本人（或监护人）签字"):  # fmt: skip
        assert words in text
    assert all(f"{number}.{item}□是□否" in text for number, item in enumerate(ITEMS, 1))
    assert "■" not in text


def test_the_promise_is_shown_to_be_copied_and_not_filled_in(printed, store):
    text = whole(printed([facts.Application()]))
    assert text.count("本人承诺以上所填写资料真实，如有虚假，愿承担相应责任。") == 1
    assert "（请手工填写：“本人承诺" in text


def test_each_class_gets_an_empty_form_with_its_name(printed, store):
    school_class(store, "三(2)班")
    school_class(store, "二(1)班")
    second, third = pages(printed(facts.blank_of_classes()))
    assert "年级：二年级班级：（1）班" in second and "年级：三年级班级：（2）班" in third


def test_a_school_without_classes_has_no_forms_of_classes(store):
    with pytest.raises(Refused, match="一个班也没有"):
        facts.blank_of_classes()


# ---- prepared from the books


@pytest.mark.parametrize(
    ("told", "printed"), [("520123", "贵州省贵阳市修文县"), ("529901", ""), ("北原青禾", "北原青禾")]
)
def test_a_native_place_is_printed_in_words_never_as_a_code(store, told, printed):
    record = pupil(store, native_place=told)
    (form,) = facts.known_of_pupils(store, [record], DAY)
    assert form.native_place == printed


@pytest.fixture
def known(store):
    """A pupil about whom much is on record."""
    record = pupil(
        store, "阿依古丽·买买提明", id_number=id_number(1), native_place="北原青禾", phone="13900000009",
        home_address="青禾县柳林镇石桥村3组", attendance="2", household_kind="1",
    )  # fmt: skip
    guardian(
        store,
        record,
        name="买买提明·吐尔逊",
        phone="13800000216",
        income=1460000,
        occupation="务农",
        health="3",
    )
    guardian(store, record, name="吐尔逊·艾合买提", relation="61", age=78, is_guardian=False)
    hardship(store, record, kind="05.2")
    home = add(store, Household, head_name="买买提明·吐尔逊", members=5, income_per_head=486000, debt=2300000,
               debt_reason="祖父住院借款", disaster=True, disaster_note="玉米绝收6亩")  # fmt: skip
    change(store, Student, record, household=home)
    return record


def test_what_the_books_know_stands_on_the_form(printed, store, known):
    (text,) = pages(printed(facts.known_of_pupils(store, [known], DAY)))
    for words in ("阿依古丽·买买提明", "女", "2016.05", "北原青禾", id_number(1), "13900000009", "13800000216",
                  "青禾县柳林镇石桥村3组", "买买提明·吐尔逊父亲务农14600.00一般", "吐尔逊·艾合买提78祖父", "4860.00元",
                  "玉米绝收6亩", "23000.00元，祖父住院借款", "家庭人口5"):  # fmt: skip
        assert words in text
    assert ticked(text) == ["低保家庭学生"]


def test_an_occupation_in_the_place_of_the_employer_is_printed_as_the_occupation(store):
    record = pupil(store, "王芳")
    guardian(store, record, "王大", work_unit="外出务工", away_at="广东省")
    guardian(store, record, "李四", relation="52", work_unit="青禾县人民医院")
    (form,) = facts.known_of_pupils(store, [record], DAY)
    told = [(one.unit, one.occupation) for one in form.members]
    assert told == [("广东省", "外出务工"), ("青禾县人民医院", "")]


def test_the_other_children_of_the_household_are_family_too(store):
    first, second = pupils(store, ["王芳", "王强"])
    one_family(store, [first, second])
    (form,) = facts.known_of_pupils(store, [first], DAY)
    sibling = form.members[-1]
    assert (sibling.name, sibling.unit, sibling.occupation) == ("王强", "本校三（2）班", "学生")
    assert sibling.relation == ""  # cousins live together too


def test_a_hardship_that_has_ended_is_not_ticked(store):
    record = pupil(store)
    hardship(store, record, kind="01", until=dt.date(2026, 10, 1))
    assert facts.known_of_pupils(store, [record], DAY)[0].kinds == frozenset()


def test_what_the_form_has_no_item_for_is_written_beside(printed, store):
    record = pupil(store)
    hardship(store, record, kind="15")
    text = whole(printed(facts.known_of_pupils(store, [record], DAY)))
    assert "其他情况：易地扶贫搬迁家庭学生。" in text and ticked(text) == []


def test_without_a_choice_the_forms_are_for_those_with_a_hardship_by_class(store):
    pupils(store, ["王芳"], klass="三(2)班")
    pupils(store, ["李明"], klass="二(1)班", start=2)
    pupil(store, "赵六")
    assert [form.name for form in facts.known_of_pupils(store, [], DAY)] == ["李明", "王芳"]


def test_a_class_teacher_prints_only_forms_of_the_own_class(store):
    mine, other = pupil(store, "王芳", "三(2)班"), pupil(store, "李明", "二(1)班")
    teacher = as_class_teacher(store, school_class(store, "三(2)班"))
    assert [form.name for form in facts.known_of_pupils(teacher, [mine, other], DAY)] == ["王芳"]


def test_seven_of_the_family_and_a_long_address_are_printed_whole(printed, store):
    address = "北原省青河市青禾县柳林镇石桥村委会下石桥村民小组老粮站后面第三排靠河边新建安置房二单元三楼东户"
    record = pupil(store, home_address=address, phone="13900000009")
    people = [
        {
            "student": record,
            "name": f"{name}·买买提明",
            "relation": "97",
            "occupation": "务工",
        }
        for name in names(7)
    ]
    with store.step("家人") as step:
        step.add_many(Guardian, people)
    path = printed(facts.known_of_pupils(store, [record], DAY))
    read = "".join(whole(path).split())
    assert address in read and all(one["name"] in read for one in people)
    assert "未列全" not in read and len(pages(path)) == 1 and faults(path) == []


def relatives(store, record, *people):
    """Members of a family: (name, code of the relation, whether entered as guardian)."""
    with store.step("家人") as step:
        step.add_many(Guardian, [
            {"student": record, "name": name, "relation": relation, "is_guardian": guards, **rest}
            for name, relation, guards, *more in people for rest in (more or [{}])
        ])  # fmt: skip


def test_more_family_than_the_form_has_lines_goes_on_behind_it(printed, store):
    record = pupil(store)
    relatives(store, record, *((name, "97", True) for name in names(15)))
    path = printed(facts.known_of_pupils(store, [record], DAY))
    front, more = pages(path)
    assert "共15人，附页续" in front and "家庭经济困难学生认定申请表（附页）" in more
    on_front = [name for name in names(15) if name in front]
    assert on_front == names(len(on_front)) and all(name in more for name in names(15)[len(on_front) :])
    assert not any(name in more for name in on_front)
    assert "与学生关系工作（学习）单位" in more and "签字" in more and "学生姓名：王芳" in more
    assert faults(path) == []


def test_father_and_mother_stand_first_whoever_else_is_entered_as_guardian(store):
    record = pupil(store)
    relatives(
        store, record, ("叔父一", "83", True), ("小妹一", "77", False, {"age": 5}), ("爷爷一", "61", False), ("姨母一", "88", False),
        ("母亲一", "52", False), ("哥哥一", "71", True, {"age": 20}), ("继父一", "57", False),
    )  # fmt: skip
    Guardian.update(is_guardian=True).where(Guardian.age == 5).execute()  # as earlier books may hold it
    (form,) = facts.known_of_pupils(store, [record], DAY)
    assert [one.name for one in form.members] == [
        "母亲一", "继父一", "叔父一", "哥哥一", "爷爷一", "小妹一", "姨母一",
    ]  # fmt: skip


def test_a_child_of_the_household_who_is_entered_as_family_too_is_counted_once(store):
    first, second = pupils(store, ["王芳", "王强"])
    one_family(store, [first, second])
    relatives(store, first, ("王强", "73", False))
    (form,) = facts.known_of_pupils(store, [first], DAY)
    assert [one.relation for one in form.members if one.name == "王强"] == ["弟弟"]


def test_a_family_of_forty_takes_as_many_pages_as_it_needs(printed, store):
    record = pupil(store)
    relatives(store, record, *((name, "97", False) for name in names(40)))
    path = printed(facts.known_of_pupils(store, [record], DAY))
    _, first, last = pages(path)
    assert "第1页附页，共2页" in first and "第2页附页，共2页" in last and faults(path) == []
    assert all(whole(path).count(name) == 1 for name in names(40))


def test_on_both_sides_of_the_paper_the_next_form_begins_on_a_new_sheet(printed, store):
    large, small = pupils(store, ["王芳", "李明"])
    relatives(store, large, *((name, "97", False) for name in names(15)))
    texts = pages(printed(facts.known_of_pupils(store, [large, small], DAY), reverse=True))
    assert len(texts) == 6 and "附页" in texts[2] and texts[3].startswith("此页不写字")
    assert "李明" in texts[4] and "附件1" in texts[4]


# ---- complete from the application


def test_an_application_says_more_than_the_books(printed, store, known):
    record = reviewed(store, [known], per_head=390000, people=6, weak_labour="祖父腰椎残疾", kinds="05.1,12")
    (text,) = pages(printed(facts.of_round(store, record)))
    for words in ("3900.00元", "家庭人口6", "祖父腰椎残疾", "玉米绝收6亩"):
        assert words in text
    assert ticked(text) == ["低保家庭学生", "残疾学生"]


def test_the_school_decides_on_the_reverse_when_the_headteacher_has_approved(printed, store, known):
    record = approved(store, [known])
    front, back = pages(printed(facts.of_round(store, record), reverse=True))
    for words in ("□城镇■农村", "■寄宿□非寄宿", "■家庭经济困难寄宿生生活补助", "1250.00625.00", "并公示5个工作日后",
                  "建议认定档次：■特别困难", "■同意评议意见，认定为：特别困难", "□不同意评议意见", "学校负责人签字"):  # fmt: skip
        assert words in back
    assert "草稿" not in front + back


def test_before_that_the_reverse_is_left_to_be_written(printed, store, known):
    record = reviewed(store, [known])
    back = pages(printed(facts.of_round(store, record), reverse=True))[1]
    assert "□同意评议意见" in back and "□特别困难" in back and "情况属实" not in back


def test_another_grade_than_the_class_found_is_a_disagreement(printed, store):
    form = facts.Application(name="王芳", decision=facts.Decision(5, "1", "属实", "3", "家里有两份工资"))
    back = pages(printed([form], reverse=True))[1]
    assert "□同意评议意见" in back and "■不同意评议意见，建议调整为：一般困难；理由：见下" in back
    assert "家里有两份工资" in back


def test_a_declined_application_says_so_with_the_reason(printed, store):
    form = facts.Application(name="王芳", decision=facts.Decision(5, "3", "", "", "不符合条件"))
    back = pages(printed([form], reverse=True))[1]
    assert "建议调整为：不予认定" in back and "不符合条件" in back


def test_amounts_on_the_reverse_are_those_of_the_standards(printed, store):
    with store.step("改标准") as step:
        rows = AidStandard.select().where((AidStandard.stage == "primary") & (AidStandard.amount == 125000))
        step.change_many(AidStandard, {row.id: {"amount": 135000} for row in rows})
    text = pages(printed([facts.Application()], reverse=True))[1]
    assert "1350.00675.00" in text and "1250.00" not in text


def test_withdrawn_and_returned_applications_are_not_printed(store, known):
    record = reviewed(store, [known])
    case = RecognitionCase.get()
    change(store, RecognitionCase, case.id, state="withdrawn", why_not="家长撤回")
    with pytest.raises(Refused, match="一个人也没有"):
        facts.of_round(store, record)


# ---- geometry


@pytest.mark.parametrize("count", [1, 40, 400])
def test_one_form_or_four_hundred_take_two_pages_each(printed, store, count):
    pupils(store, [LONG, RARE, *names(count)][:count])
    forms = facts.known_of_pupils(store, [], DAY)
    path = printed(forms, reverse=True)
    texts = pages(path)
    assert len(texts) == 2 * count
    assert all(form.name in text for form, text in zip(forms, texts[::2], strict=True))


def test_the_longest_names_and_rare_characters_keep_to_their_boxes(printed, store):
    ids = pupils(store, [LONG, RARE])
    one_family(store, ids)
    change(
        store,
        Student,
        ids[0],
        native_place="新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿克陶县",
        mail_address="地" * 100,
    )
    path = printed(facts.known_of_pupils(store, ids, DAY), reverse=True, proof=True)
    assert faults(path) == [] and whole(path).count(LONG) >= 3
    assert set(under_seals(path)) <= set("（加盖学校公章）年月日")


def test_long_stories_take_more_lines_on_the_same_page(printed, store):
    form = facts.Application(name="王芳", disaster="暴雨冲毁房屋两间。" * 15, debt="看病借款，" * 20)
    path = printed([form])
    assert len(pages(path)) == 1 and faults(path) == []
    assert whole(path).count("暴雨冲毁房屋两间") == 15


def test_braces_in_a_story_do_not_draw_rules(printed, store):
    assert "借款（2万）" in whole(printed([facts.Application(debt="借款{2万}")]))


def test_more_text_than_a_page_holds_is_refused_with_the_name(printed, store):
    form = facts.Application(grade="三年级", name="王芳", **dict.fromkeys(facts.SAID, "很长" * 100))
    with pytest.raises(Refused, match="三年级王芳的申请表文字太长"):
        printed([form])


def test_a_character_nobody_can_draw_is_told_with_pupil_and_place(printed, store):
    form = facts.Application(grade="三年级", name="王芳", members=(facts.Member(f"王{NO_GLYPH}"),))
    with pytest.raises(MissingGlyph, match="三年级王芳的家庭成员"):
        printed([form])


def test_the_page_has_the_margins_of_the_form(printed, store, known):
    path = printed(facts.known_of_pupils(store, [known], DAY), reverse=True)
    document = pdfium.PdfDocument(path)
    for page in document:
        letters = letters_of(page)
        assert min(letter.left for letter in letters) >= 15 - 0.2
        assert max(letter.right for letter in letters) <= 195 + 0.2
    document.close()
