"""受助学生情况表, 佐证页 and 明白卡: everything a pupil got, where a figure comes from, what a family is told."""

import dataclasses
import re

import pytest
from aid_papers import TODAY, approved, turned
from builders import AUTUMN, add, as_class_teacher, as_headteacher, change, id_number, pupil, school_class
from papers import (
    DAY,
    LONG,
    NO_GLYPH,
    PAID,
    RARE,
    account_number,
    county_phone,
    faults,
    names,
    one_family,
    pages,
    paid_batch,
    pupils,
    total,
    under_seals,
)
from pay_papers import WHY, at_bank, came_back, second_list

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers import day_order
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidGrant, AidNotice
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.school import School
from desktop.models.terms import Term
from desktop.services.aid import delivery, history, stages
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices, number_and_count
from desktop.services.letters.templates import current, save
from desktop.services.paper.documents import aid_card, proof_page, pupil_aid
from desktop.services.paper.documents import proof_page_facts as facts
from desktop.services.paper.documents.application_facts import of_round
from desktop.services.paper.documents.pupil_aid_facts import aid_of
from desktop.services.paper.fonts import MissingGlyph
from desktop.services.pay import reversals
from desktop.services.pay.by_hand import HandLine, make_hand_batch

SCHOOL = "青禾县柳林镇石桥小学"
SOURCE = "农村低保.xls·Sheet1·第18行"


def sheets(store, students, path, **choices):
    pupil_aid.draw(path, pupil_aid.pupil_aid(store, students, DAY, **choices), proof=True)
    assert faults(path) == []
    return pages(path)


# ---- 受助学生情况表


@pytest.fixture
def two(store):
    """王芳 paid, with a letter and its receipt; 李明 came back."""
    ids = pupils(store, ["李明", "王芳"])
    change(store, Hardship, Hardship.get(Hardship.student == ids[1]).id, source=SOURCE)
    approved(store, ids)
    made = paid_batch(store)
    at_bank(store, made, TODAY)
    came_back(store, made)
    make_notices(store, made)
    number_and_count(store, list(AidNotice.select()), DAY)
    letter = AidNotice.get(AidNotice.student == ids[1]).id
    delivery.move(store, [letter], "delivered", DAY)
    delivery.move(store, [letter], "returned", DAY)
    return ids


def test_the_whole_history_with_source_grade_payment_letter_and_receipt(store, two, tmp_path):
    failed, paid = sheets(store, two, tmp_path / "表.pdf")
    for words in (f"{SCHOOL}受助学生情况表", "班级：三年级（2）班", SOURCE, "2026—2027学年家庭经济困难学生认定", "2026年秋季",
                  "每学期312.50元", "发放成功", "石小资助〔2026〕2号回执2026-11-23", "1笔，312.50元大写：叁佰壹拾贰元伍角整"):  # fmt: skip
        assert words in paid, words
    assert f"退票：{WHY}" in failed and "0笔，0.00元" in failed and "没有写出处" in failed


def test_personal_numbers_are_masked_unless_it_goes_to_an_authority(store, two, tmp_path):
    assert id_number(2) not in sheets(store, two, tmp_path / "隐.pdf")[1]
    assert id_number(2) in sheets(store, two, tmp_path / "全.pdf", masked=False)[1]


def test_what_was_taken_back_is_subtracted(store, two, tmp_path):
    grant = AidGrant.get(AidGrant.student == two[1])
    when = day_order.today()  # the money arrives on the day that the bank's answer is taken
    asked = reversals.ask(store, grant.id, "back", 10000, "重复享受", day=when)
    assert "312.50元大写" in sheets(store, two, tmp_path / "先.pdf")[1]
    reversals.approve(as_headteacher(store), asked, today=when)
    text = sheets(store, two, tmp_path / "后.pdf")[1]
    assert (
        "追回" in text
        and "-100.00" in text
        and "重复享受" in text
        and "212.50元大写：贰佰壹拾贰元伍角整" in text
    )


def test_every_decision_of_the_year_stands_with_its_own_day(store, tmp_path):
    ids = pupils(store, ["王芳"])
    approved(store, ids)
    case = RecognitionCase.get()
    turned(store, case, "3", "父亲有了工作")
    turned(store, RecognitionCase.get_by_id(case.id), "0", "家长申请退出")
    (text,) = sheets(store, ids, tmp_path / "表.pdf")
    decided = text.partition("三、认定情况")[2].partition("四、历年")[0]
    assert "认定特别困难2026-09-24" in decided
    assert "校长审批）特别困难→一般困难2026-11-20父亲有了工作" in decided
    assert decided.endswith("一般困难→不困难2026-11-20家长申请退出")
    told = [one.words for one in history.entries(ids[0])]
    assert "认定为特别困难" in told and "认定为不困难" not in told
    (form,) = of_round(store, case.round_id)
    assert form.decision.grade == "1"


def test_sent_again_the_old_failure_is_told_no_more(store, tmp_path):
    ids = pupils(store, ["王芳", "李明"])
    second_list(store, paid_batch(store), TODAY)
    (text,) = sheets(store, ids[:1], tmp_path / "表.pdf")
    assert "已重发" in text and WHY not in text


def test_a_list_that_is_not_approved_pays_nothing(store, tmp_path):
    (one,) = pupils(store, ["王芳"])
    paid_batch(store, approved=False)
    (text,) = sheets(store, [one], tmp_path / "表.pdf")
    assert "名单已生成" in text and "0笔，0.00元" in text


def test_many_terms_go_on_over_pages_with_the_heads_said_again(store, tmp_path):
    (one,) = pupils(store, [LONG])
    programme = AidProgramme.get(AidProgramme.code == "school_aid").id
    for year in range(2010, 2026):
        for half in (1, 2):
            make_hand_batch(
                store, programme, Term(year, half), [HandLine(one, 5000, "书包1个、棉衣1件", "家中受灾")]
            )
    texts = sheets(store, [one], tmp_path / "表.pdf")
    assert len(texts) > 1 and all("告知书和回执" in text and "班主任：" in text for text in texts)
    assert [line.term for line in aid_of([one])[one]] == [
        Term(y, h) for y in range(2010, 2026) for h in (1, 2)
    ]


def test_who_has_nothing_gets_a_sheet_that_says_so(store, tmp_path):
    (text,) = sheets(store, [pupil(store, "李强")], tmp_path / "表.pdf")
    assert text.count("没有登记") == 3


@pytest.mark.parametrize("count", [1, 40, 400])
def test_one_forty_and_four_hundred_pupils_have_a_page_each(store, tmp_path, count):
    ids = pupils(store, names(count))
    paid_batch(store)
    texts = sheets(store, ids, tmp_path / "表.pdf")
    assert len(texts) == count and all(name in text for name, text in zip(names(count), texts, strict=True))


def test_pupils_of_other_classes_are_left_out(store, two):
    with pytest.raises(Refused, match="一个人也没有"):
        pupil_aid.pupil_aid(as_class_teacher(store), two)


# ---- 佐证页


def proved(proof, path):
    proof_page.draw(path, proof, proof=True, day=DAY)
    assert faults(path) == []
    return pages(path)


def test_a_sum_is_proved_line_by_line_with_file_sheet_and_row(store, tmp_path):
    pupils(store, [*names(38), LONG, RARE])
    with store.step("来源") as step:
        step.change_many(
            Hardship, {row.id: {"source": f"低保.xls·Sheet1·第{row.id}行"} for row in Hardship.select()}
        )
    made = paid_batch(store)
    proof = facts.proof_of_grants(
        store, [row.id for row in AidGrant.select()], "非寄宿生生活补助金额", "第1批每一笔"
    )
    texts = proved(proof, tmp_path / "证.pdf")
    assert proof.fen == total(made) and proof.formula == "312.50元×40人次＝12500.00元"
    assert all("非寄宿生生活补助金额" in text and "12500.00元" in text for text in texts) and len(texts) == 2
    sums = [
        money.parse_yuan(found)
        for text in texts
        for found in re.findall(r"本页小计\d+行大写(\d+\.\d\d)", text)
    ]
    assert sum(sums) == total(made) and "壹万贰仟伍佰元整" in texts[-1]
    assert all(f"低保.xls·Sheet1·第{row.id}行" in "".join(texts) for row in Hardship.select())


def test_without_a_list_the_reckoning_itself_is_the_source(store):
    pupils(store, ["王芳"])
    paid_batch(store)
    (line,) = facts.proof_of_grants(store, [AidGrant.get().id], "金额", "每一笔").lines
    assert "625元/学年 ÷ 2 = 312.50元" in line.source


def test_many_amounts_are_not_squeezed_into_a_formula(store, tmp_path):
    ids = pupils(store, names(9))
    programme = AidProgramme.get(AidProgramme.code == "school_aid").id
    make_hand_batch(store, programme, AUTUMN, [HandLine(one, 1000 * n, "") for n, one in enumerate(ids, 1)])
    proof = facts.proof_of_grants(store, [row.id for row in AidGrant.select()], "校内资助", "每一笔")
    assert proof.formula == "下面 9 行金额逐行相加＝450.00元" and proved(proof, tmp_path / "证.pdf")


def test_hits_count_a_pupil_once_and_name_the_row(store, tmp_path):
    ids = pupils(store, ["王芳", LONG])
    source = add(
        store,
        CountyList,
        kind="rural_low",
        month="2026-09",
        file="民政局 农村低保.xls",
        sheet="第二页",
        taken_on=DAY,
    )
    hits = [
        add(store, ListHit, source=source, row=row, student=ids[n], verdict="hit", kind="05.1")
        for n, row in ((0, 18), (0, 19), (1, 640))
    ]
    proof = facts.proof_of_hits(store, hits, "农村低保命中", "名单里本校学生")
    (text,) = proved(proof, tmp_path / "证.pdf")
    assert proof.shown == "2人" and proof.formula == "名单共3行－同一学生重复的1行＝2人"
    assert "民政局农村低保.xls·第二页·第640行" in text and "大写" not in text


def test_recognised_pupils_are_counted_by_grade(store, tmp_path):
    ids = pupils(store, ["王芳", "李明", "赵敏", RARE])
    approved(store, ids)
    cases = [row.id for row in RecognitionCase.select()]
    proof = facts.proof_of_cases(store, cases, "认定人数", "本学年认定的学生")
    assert proof.formula == "特别困难2人＋困难1人＋一般困难1人＝4人"
    (text,) = proved(dataclasses.replace(proof, shown="80.0 %", formula="4÷5"), tmp_path / "证.pdf")
    assert "80.0%" in text and "4÷5" in text and RARE in text


def test_a_figure_without_lines_is_no_proof(store, tmp_path):
    with pytest.raises(Refused, match="一行出处也没有"):
        proof_page.draw(tmp_path / "证.pdf", facts.proof_of_hits(store, [], "命中", "名单"))


# ---- 明白卡


def cards(store, path, students=()):
    aid_card.draw(path, aid_card.cards_of(store, AUTUMN, DAY, students), proof=True)
    assert faults(path) == []
    return pages(path)


def test_a_card_tells_the_family_what_how_much_and_whom_to_ask(store, tmp_path):
    county_phone(store)
    ids = pupils(store, ["王芳", LONG, RARE])
    one_family(store, ids[:1])
    made = paid_batch(store)
    for _ in range(3):
        stages.advance(store, made, PAID, why="有县里的发放明细")
    first, second = cards(store, tmp_path / "卡.pdf")
    for words in ("教育资助政策明白卡", "王芳", "三年级（2）班", "户主王建国", "农村低保家庭学生", "家庭经济困难非寄宿生生活补助",
                  "312.50元", "2026年11月18日", "叁佰壹拾贰元伍角整（312.50元）", "帮扶教师", "05778123456", "05778000108"):  # fmt: skip
        assert words in first, words
    assert LONG in first and RARE in second
    assert under_seals(tmp_path / "卡.pdf") == f"{SCHOOL}2026年11月23日" * 3


def test_no_whole_number_reaches_the_family(store, tmp_path):
    pupils(store, ["王芳"])
    paid_batch(store)
    (text,) = cards(store, tmp_path / "卡.pdf")
    assert account_number(1)[-4:] in text and account_number(1) not in text
    assert id_number(1) not in text and "13800000001" not in text


def test_a_card_adds_up_all_the_money_and_names_the_things_that_a_pupil_gets(store, tmp_path):
    (one,) = pupils(store, ["王芳"])
    paid_batch(store)
    programme = AidProgramme.get(AidProgramme.code == "school_aid").id
    made = make_hand_batch(store, programme, AUTUMN, [HandLine(one, 5000, "书包1个", "家中受灾")])
    assert "书包1个" not in cards(store, tmp_path / "先.pdf")[0]
    approve(as_headteacher(store), made, DAY)
    (text,) = cards(store, tmp_path / "后.pdf")
    assert (
        "书包1个" in text
        and "签领" in text
        and "叁佰壹拾贰元伍角整（312.50元），书包1个" in text
        and "以到账为准" in text
    )


def test_the_cards_words_are_the_schools_own(store, tmp_path):
    pupils(store, ["王芳"])
    paid_batch(store)
    body = (
        current("card").body.replace("教育资助政策明白卡", "资助明白卡").replace("帮扶教师：", "包联老师：")
    )
    save(
        store,
        "card",
        f"{body}\n家长您好，有事请打【咨询电话】。".replace("\n【学校】\n【日期】", ""),
        "改称呼",
    )
    (text,) = cards(store, tmp_path / "卡.pdf")
    assert (
        "资助明白卡" in text and "政策" not in text and "包联老师" in text and "有事请打05778123456。" in text
    )
    assert under_seals(tmp_path / "卡.pdf") == f"{SCHOOL}2026年11月23日"


def test_a_card_of_too_many_words_is_refused(store, tmp_path):
    pupils(store, ["王芳"])
    paid_batch(store)
    save(
        store,
        "card",
        current("card").body.replace("【享受项目】", "【享受项目】\n" + "请您核对。" * 120),
        "试",
    )
    with pytest.raises(Refused, match="王芳的明白卡写不下半页纸"):
        aid_card.draw(tmp_path / "卡.pdf", aid_card.cards_of(store, AUTUMN, DAY))
    assert list(tmp_path.glob("*.pdf")) == []


def test_before_approval_there_are_no_cards(store):
    pupils(store, ["王芳"])
    paid_batch(store, approved=False)
    with pytest.raises(Refused, match="没有明白卡可印"):
        aid_card.cards_of(store, AUTUMN, DAY)


def test_a_class_teacher_prints_cards_of_the_own_class(store):
    pupils(store, ["王芳"])
    pupils(store, ["李明"], klass="一(1)班", start=2)
    paid_batch(store)
    teacher = as_class_teacher(store, school_class(store, "一(1)班"))
    assert [card.pupil.name for card in aid_card.cards_of(teacher, AUTUMN, DAY).cards] == ["李明"]


def test_a_head_of_household_nobody_can_draw_is_told(store, tmp_path):
    ids = pupils(store, ["王芳"])
    change(store, Household, one_family(store, ids), head_name=f"王{NO_GLYPH}")
    paid_batch(store)
    with pytest.raises(MissingGlyph, match="王芳的户主"):
        aid_card.draw(tmp_path / "卡.pdf", aid_card.cards_of(store, AUTUMN, DAY))


@pytest.mark.parametrize("count", [1, 40, 400])
def test_cards_lie_two_to_a_page_by_class(store, tmp_path, count):
    change(store, School, School.get().id, school_name="青禾哈尼族彝族自治县柳林镇石桥民族中心小学校")
    pupils(store, names(count))
    paid_batch(store)
    texts = cards(store, tmp_path / "卡.pdf")
    assert len(texts) == (count + 1) // 2 and "".join(texts).count("教育资助政策明白卡") == count
