"""认定结果汇总表 and 资助情况汇总表: sums that add up, drafts marked, full numbers only where they belong."""

import datetime as dt
import re

import pytest
from aid_papers import approved, reviewed, turned
from builders import (
    AUTUMN,
    as_class_teacher,
    as_headteacher,
    batch,
    change,
    hardship,
    id_number,
    school_class,
)
from papers import DAY, LONG, NO_GLYPH, RARE, faults, names, pages, pupils, under_seals, whole

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.recognition import CaseChange, RecognitionCase
from desktop.models.ledgers.school import School
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.aid import batches, stages
from desktop.services.paper.documents import aid_summary, recognition_table
from desktop.services.paper.documents.proof_page_figures import figures_of_table, figures_of_term
from desktop.services.paper.fonts import MissingGlyph
from desktop.services.pay import reversals
from desktop.services.pay.by_hand import HandLine, make_hand_batch
from desktop.services.recognition.wall import list_of_round

SECRET = "内部资料注意保密"


@pytest.fixture
def table(store, tmp_path):
    """Print the table of a round; returns the file."""

    def draw(record):
        path = tmp_path / "汇总表.pdf"
        recognition_table.draw(path, recognition_table.recognition_table(store, record), proof=True, day=DAY)
        return path

    return draw


@pytest.fixture
def summary(store, tmp_path):
    """Print the summary of this autumn; returns the file."""

    def draw():
        path = tmp_path / "资助汇总.pdf"
        aid_summary.draw(path, aid_summary.aid_summary(store, AUTUMN), proof=True, day=DAY)
        return path

    return draw


# ---- D6


def test_the_table_has_the_columns_of_the_form_and_full_numbers_under_a_warning(table, store):
    ids = pupils(store, [LONG, RARE, *names(28)])
    change(store, Student, ids[0], ethnicity="05")
    texts = pages(table(approved(store, ids)))
    for text in texts:
        for words in ("2026—2027学年家庭经济困难学生认定结果汇总表", "民族", "困难等级", "认定依据", "家庭地址", "联系电话",
                      SECRET, "填表人：", "审核人：", "负责人：", f"共{len(texts)}页"):  # fmt: skip
            assert words in text
    every = "".join(texts)
    assert all(id_number(number) in every for number in range(1, 31))
    assert "维吾尔族" in every and every.count("农村低保家庭学生") == 30 and "草稿" not in every


def test_pages_add_up_to_the_total_by_grade(table, store):
    texts = pages(table(approved(store, pupils(store, names(31)))))
    heads = [int(re.search(r"本页小计(\d+)人", text)[1]) for text in texts]
    assert sum(heads) == 31 and len(texts) > 1
    assert "合计31人男0人，女31人特别困难11人，困难10人，一般困难10人" in texts[-1]


@pytest.mark.parametrize("count", [1, 40, 400])
def test_one_pupil_or_four_hundred_keep_to_their_places(table, store, count):
    path = table(approved(store, pupils(store, [LONG, RARE, *names(count)][:count])))
    assert faults(path) == [] and under_seals(path) == "2026年11月23日"
    assert f"合计{count}人" in pages(path)[-1]


def test_the_table_has_the_order_of_the_posted_list(store):
    ids = [*pupils(store, ["周一", "安宁", "李明", LONG]), *pupils(store, ["张三"], klass="二(1)班", start=9)]
    record = approved(store, ids)
    posted = [row.name for row in list_of_round(store, record).rows]
    assert [line.pupil.name for line in recognition_table.recognition_table(store, record).lines] == posted
    assert posted == ["张三", LONG, "安宁", "李明", "周一"]


def test_before_the_headteacher_has_approved_it_is_a_draft(table, store):
    assert "草稿" in whole(table(reviewed(store, pupils(store, names(3)))))


def test_the_unapproved_table_leaves_out_who_is_not_reviewed(store):
    record = reviewed(store, pupils(store, names(3)))
    change(store, RecognitionCase, RecognitionCase.get().id, state="declined", why_not="不符合")
    assert len(recognition_table.recognition_table(store, record).lines) == 2


def test_a_mid_term_change_stands_in_the_remarks_with_both_grades(table, store):
    record = approved(store, pupils(store, names(3)))
    case = RecognitionCase.select().where(RecognitionCase.grade == "3").get()
    with store.step("中途变动") as step:
        asked = step.add(CaseChange, {
            "student": case.student_id, "case": case.id, "old_grade": "3", "new_grade": "1", "reason": "父亲重病",
            "asked_on": DAY, "proof": "a" * 64,
        })  # fmt: skip
    head = as_headteacher(store)
    change(head, CaseChange, asked, state="approved", decided_by="石校长", decided_on=DAY)
    change(head, RecognitionCase, case.id, grade="1")
    text = whole(table(record))
    assert "11月由一般困难调为特别困难" in text and "特别困难1人，困难1人，一般困难1人" in text
    assert "父亲重病" not in text


def test_who_is_needy_no_more_stays_on_the_rounds_table_as_it_was_posted(table, store):
    record = approved(store, pupils(store, names(3)))
    turned(store, RecognitionCase.get(RecognitionCase.grade == "3"), "0", "收入好转")
    text = whole(table(record))
    assert "共3人" in text and "11月由一般困难调为不困难" in text and "一般困难1人" in text
    (grade,) = [one for one in figures_of_table(store, record) if one.name.startswith("一般困难")]
    assert "一般困难1人＝1人" in grade.make(store).formula


def test_a_class_teacher_gets_no_table_of_the_school(store):
    record = approved(store, pupils(store, names(3)))
    with pytest.raises(Refused, match="全校"):
        recognition_table.recognition_table(as_class_teacher(store, school_class(store)), record)


def test_a_round_without_anyone_has_no_table(store):
    record = reviewed(store, pupils(store, ["王芳"]))
    change(store, RecognitionCase, RecognitionCase.get().id, state="declined", why_not="不符合")
    with pytest.raises(Refused, match="一个人也没有"):
        recognition_table.recognition_table(store, record)


def test_an_address_nobody_can_draw_is_told_with_the_pupil(table, store):
    (only,) = pupils(store, ["王芳"])
    record = approved(store, [only])
    change(store, Student, only, home_address=f"石桥村{NO_GLYPH}组")
    with pytest.raises(MissingGlyph, match=r"三（2）班王芳的家庭地址"):
        table(record)


# ---- D9


def paying(store, made):
    """The list approved, its money there."""
    batches.approve(as_headteacher(store), made, dt.date(2026, 11, 10))
    change(store, AidBatch, made, state="reported")
    change(store, AidBatch, made, state="funded", funded_on=DAY)


def answer(store, made, **states):
    """State -> how many of the list's grants get it."""
    rows = iter(AidGrant.select().where(AidGrant.batch == made).order_by(AidGrant.place))
    with store.step("发放结果") as step:
        for state, count in states.items():
            values = {"state": state, "reason": "户名不符" if state == "bounced" else "有银行回单"}
            step.change_many(AidGrant, {next(rows).id: values for _ in range(count)})


def test_money_planned_and_paid_add_up_in_figures_and_words(summary, store):
    pupils(store, names(5))
    junior = pupils(store, names(8)[5:], klass="七(1)班", start=20)
    change(store, Student, junior[0], attendance="2")
    made = batch(store)
    batch(store, "boarding")
    paying(store, made)
    answer(store, made, paid=4, bounced=1)
    subject = aid_summary.aid_summary(store, AUTUMN)
    assert [(line.stage, line.boarding, line.heads, line.fen, line.paid_fen) for line in subject.lines] == [
        ("初中", "寄宿", 1, 75000, 0),
        ("小学", "非寄宿", 5, 156250, 125000),
        ("初中", "非寄宿", 2, 75000, 0),
    ]
    text = whole(summary())
    assert f"应发（大写）{money.words(306250)}" in text
    assert f"已发{money.words(125000)}，未发{money.words(181250)}" in text
    assert "3062.50" in text and "1250.00" in text


def test_every_line_is_heads_times_standard_equal_to_the_grants(store):
    pupils(store, names(12))
    made = batch(store)
    (line,) = aid_summary.aid_summary(store, AUTUMN).lines
    grants = AidGrant.select().where(AidGrant.batch == made)
    assert line.fen == line.heads * line.standard == sum(grant.amount for grant in grants)


def test_the_reasons_for_what_is_unpaid_are_counted(summary, store):
    pupils(store, names(5))
    made = batch(store)
    paying(store, made)
    answer(store, made, paid=2, bounced=1)
    assert "待发放2人；退票1人（户名不符）" in whole(summary())


def test_a_pupil_with_several_types_counts_once_under_the_first(store):
    first, _ = pupils(store, ["王芳", "李明"])
    hardship(store, first, kind="12")
    hardship(store, first, kind="01")
    batch(store)
    (line,) = aid_summary.aid_summary(store, AUTUMN).lines
    assert line.kinds == {"01": 1, "05": 1} and sum(line.kinds.values()) == line.heads


def test_what_has_no_column_of_its_own_counts_as_other():
    assert [aid_summary.kind_of(text) for text in ("易地扶贫搬迁家庭学生", "", None, "农村特困救助供养学生")] == [
        "90", "90", "90", "07",
    ]  # fmt: skip


def test_the_columns_are_the_same_in_every_school(summary, store):
    pupils(store, ["王芳"])
    batch(store)
    text = whole(summary())
    for words in (
        "脱贫家庭",
        "边缘易致贫",
        "事实无人抚养",
        "烈士子女",
        "资助项目",
        "未发原因",
        "填报人：",
        "校长：",
    ):
        assert words in text


def test_an_unapproved_list_makes_the_summary_a_draft(summary, store):
    pupils(store, ["王芳"])
    made = batch(store)
    assert "草稿" in whole(summary())
    batches.approve(as_headteacher(store), made, dt.date(2026, 11, 10))
    assert "草稿" not in whole(summary())


def test_void_lists_and_stopped_pupils_do_not_count(store):
    pupils(store, ["王芳", "李明"])
    made = batch(store)
    change(store, AidGrant, AidGrant.get().id, state="stopped", reason="放弃")
    assert aid_summary.aid_summary(store, AUTUMN).people == 1
    change(store, AidBatch, made, state="void")
    with pytest.raises(Refused, match="一个人也没有"):
        aid_summary.aid_summary(store, AUTUMN)


def test_a_term_without_lists_has_no_summary(store):
    with pytest.raises(Refused, match="2027年春季学期的资助名单"):
        aid_summary.aid_summary(store, Term(2026, 2))


@pytest.mark.parametrize("count", [1, 40, 400])
def test_counts_of_three_figures_keep_to_their_columns(summary, store, count):
    pupils(store, names(count))
    batch(store)
    path = summary()
    assert faults(path) == [] and under_seals(path) == "2026年11月23日"
    assert f"受助学生{count}人" in whole(path)


def test_no_pupil_is_named_on_the_summary(summary, store):
    pupils(store, [LONG])
    batch(store)
    text = whole(summary())
    assert LONG not in text and id_number(1) not in text


# ---- both


def test_a_long_school_name_pushes_nothing_over_anything(table, summary, store):
    change(store, School, School.get().id, school_name="青禾县柳林镇石桥河口移民新区九年一贯制民族寄宿学校")
    record = approved(store, pupils(store, names(3)))
    batch(store)
    assert faults(table(record)) == [] and faults(summary()) == []


def test_money_taken_back_after_the_payment_stands_beside_what_was_paid(store, summary):
    pupils(store, ["王芳", "李强"])
    made = batch(store)
    batches.approve(as_headteacher(store), made, DAY)
    while AidBatch.get_by_id(made).state != "paid":
        stages.advance(store, made, DAY, why="有县里的发放明细")
    assert "实发" not in whole(summary()).partition("注：")[0]
    asked = reversals.ask(store, AidGrant.get().id, "back", 10001, "多发", day=DAY)
    reversals.approve(as_headteacher(store), asked, today=DAY)
    text = whole(summary()).partition("注：")[0]
    assert "发出625.00元；已发以后追回、冲销100.01元；实发524.99元（大写伍佰贰拾肆元玖角玖分）" in text
    assert "已发伍佰贰拾肆元玖角玖分，未发零元整" in text and text.count("524.99") == 3


def test_the_proof_of_money_paid_comes_to_what_the_table_says(store):
    pupils(store, ["王芳", "李强"])
    made = batch(store)
    batches.approve(as_headteacher(store), made, DAY)
    while AidBatch.get_by_id(made).state != "paid":
        stages.advance(store, made, DAY, why="有县里的发放明细")
    asked = reversals.ask(store, AidGrant.get().id, "back", 10001, "多发", day=DAY)
    reversals.approve(as_headteacher(store), asked, today=DAY)
    (line,) = aid_summary.aid_summary(store, AUTUMN).lines
    paid = next(one for one in figures_of_term(store, AUTUMN) if "已发放" in one.name)
    assert line.paid_fen == 52499 and paid.make(store).shown == "524.99元"


def test_a_thing_without_a_price_stands_with_its_name_and_no_amount(store, summary):
    one, other = pupils(store, ["王芳", "李强"])
    programme = AidProgramme.get(AidProgramme.code == "school_aid").id
    make_hand_batch(store, programme, AUTUMN, [HandLine(one, 0, item="书包1个"), HandLine(other, 3333)])
    things, cash = sorted(aid_summary.aid_summary(store, AUTUMN).lines, key=lambda line: line.fen)
    assert (things.programme, things.heads, things.in_kind) == ("校内资助（学习用品）：书包1个", 1, True)
    assert (cash.fen, cash.in_kind) == (3333, False)
    text = whole(summary())
    assert "书包1个" in text and "33.33" in text
