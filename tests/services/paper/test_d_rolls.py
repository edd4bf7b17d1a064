"""D7 by kind and D8 in its other shapes: who, how much, why not; later lists, things in kind."""

import datetime as dt
import re

import pytest
from aid_papers import TODAY, approved, reviewed
from builders import (
    AUTUMN,
    add,
    as_class_teacher,
    hardship,
    id_number,
    programme,
    pupil,
    school_class,
)
from papers import DAY, LONG, RARE, faults, names, pages, paid_batch, pupils, total, under_seals, whole
from pay_papers import NEW, WHY, at_bank, came_back, second_list

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.lists import ClosingReason, Difference
from desktop.models.ledgers.payments import PayList
from desktop.services.aid import stages
from desktop.services.paper.documents import name_roll, payment_list
from desktop.services.paper.documents.name_roll_aid import roll_by, rolls
from desktop.services.pay.by_hand import HandLine, make_hand_batch

SCHOOL = "青禾县柳林镇石桥小学"


def printed(store, choice, path, **choices):
    name_roll.draw(path, roll_by(store, choice, AUTUMN, day=DAY, **choices), proof=True, day=DAY)
    assert faults(path) == [] and under_seals(path) == "2026年11月23日"
    return pages(path)


# ---- D7 by kind


def test_every_choice_has_a_title_that_names_the_kind():
    found = rolls()
    assert found["granted"] == "受助学生" and found["kind:05.1"] == "农村低保家庭学生"
    assert {"recognised", "bounced", "unaided", "kind:10", "kind:12"} < set(found)


def test_the_roll_of_the_aided_sums_their_money_in_figures_and_words(store, tmp_path):
    pupils(store, [*names(28), LONG, RARE])
    made = paid_batch(store)
    texts = printed(store, "granted", tmp_path / "册.pdf")
    assert f"{SCHOOL}2026年秋季学期受助学生花名册" in texts[0] and "享受资助" in texts[0]
    sums = [
        money.parse_yuan(found)
        for text in texts
        for found in re.findall(r"本页小计.+?金额(\d+\.\d\d)元", text)
    ]
    assert len(texts) > 1 and sum(sums) == total(made)
    assert f"金额{money.figures(total(made))}元，大写：{money.words(total(made))}" in texts[-1]
    assert all(name in "".join(texts) for name in (LONG, RARE)) and id_number(1) in texts[0]


def test_an_unapproved_list_aids_nobody_yet(store):
    pupils(store, ["王芳"])
    paid_batch(store, approved=False)
    with pytest.raises(Refused, match="受助学生名册里一个人也没有"):
        roll_by(store, "granted", AUTUMN)


def test_the_roll_of_the_recognised_tells_each_grade(store, tmp_path):
    approved(store, pupils(store, ["王芳", "李明", "赵敏"]))
    (text,) = printed(store, "recognised", tmp_path / "册.pdf")
    assert (
        re.search("王芳.+特别困难.+李明.+困难.+赵敏.+一般困难", text)
        and "认定档次" in text
        and "草稿" not in text
    )


def test_a_round_that_is_not_approved_gives_a_draft(store, tmp_path):
    record = reviewed(store, pupils(store, ["王芳"]))
    with pytest.raises(Refused, match="还没有审批过的认定"):
        roll_by(store, "recognised", AUTUMN)
    assert "草稿" in printed(store, "recognised", tmp_path / "册.pdf", round=record)[0]


def test_a_kind_takes_in_those_below_it_and_leaves_out_what_has_ended(store):
    rural, urban, ended = (pupil(store, name) for name in ("王芳", "李明", "赵敏"))
    hardship(store, rural, "05.1")
    hardship(store, urban, "05.2")
    hardship(store, ended, "05.1", until=dt.date(2026, 9, 30))
    assert [one.pupil.name for one in roll_by(store, "kind:05", AUTUMN, day=DAY).people] == ["王芳", "李明"]
    assert [one.pupil.name for one in roll_by(store, "kind:05.2", AUTUMN, day=DAY).people] == ["李明"]


def test_those_whose_payment_came_back_with_what_the_bank_said(store, tmp_path):
    pupils(store, ["王芳", "李明"])
    made = paid_batch(store)
    at_bank(store, made, TODAY)
    came_back(store, made)
    (text,) = printed(store, "bounced", tmp_path / "册.pdf")
    assert f"312.50元，{WHY}" in text and "李明" not in text and "叁佰壹拾贰元伍角整" in text


def test_who_gets_nothing_stands_with_the_reason(store, tmp_path):
    _, stopped, waived = pupils(store, ["王芳", "李明", "赵敏"])
    paid_batch(store)
    stages.withhold(store, [AidGrant.get(AidGrant.student == stopped).id], "学籍已转出")
    stages.withhold(store, [AidGrant.get(AidGrant.student == waived).id], "家长放弃")
    reason = ClosingReason.select().where(ClosingReason.needs_paper == False).first()  # noqa: E712
    add(store, Difference, term=AUTUMN.code, programme=programme().id, side="missing", student=waived, reason=reason.id,
        note="本人签字", closed_on=DAY)  # fmt: skip
    late = pupils(store, ["孙浩"], start=8)[0]
    (text,) = printed(store, "unaided", tmp_path / "册.pdf")
    assert "不发放：学籍已转出" in text and f"{reason.name}：本人签字" in text
    assert "符合非寄宿生补助条件，还没有列入名单。" in text and "王芳" not in text
    assert {one.pupil.id for one in roll_by(store, "unaided", AUTUMN, day=DAY).people} == {
        stopped,
        waived,
        late,
    }


def test_a_class_teacher_has_only_the_own_class_on_a_roll(store):
    pupils(store, ["王芳"])
    pupils(store, ["李明"], klass="一(1)班", start=2)
    teacher = as_class_teacher(store, school_class(store, "一(1)班"))
    assert [one.pupil.name for one in roll_by(teacher, "kind:05.1", AUTUMN, day=DAY).people] == ["李明"]


def test_a_choice_there_is_not_is_refused(store):
    with pytest.raises(Refused, match="没有“五类”这种花名册"):
        roll_by(store, "五类", AUTUMN)


def test_four_hundred_aided_pupils(store, tmp_path):
    pupils(store, names(400))
    made = paid_batch(store)
    texts = printed(store, "granted", tmp_path / "册.pdf")
    assert "合计400人" in texts[-1] and money.words(total(made)) in texts[-1]


# ---- D8 again, and in kind


def test_a_second_list_has_the_new_account_and_says_it_is_the_second(store, tmp_path):
    pupils(store, ["王芳", "李明"])
    path = tmp_path / "表.pdf"
    subject = payment_list.list_again(second_list(store, paid_batch(store), TODAY))
    payment_list.draw(path, subject, proof=True, day=DAY)
    text = whole(path)
    assert "资金发放登记表（第2次发放）" in text and NEW in text and "退票重发" in text and "李明" not in text
    assert "合计1人大写312.50叁佰壹拾贰元伍角整" in text
    assert faults(path) == [] and under_seals(path) == "2026年11月23日"


def test_the_first_list_to_the_bank_is_called_as_the_batch(store):
    pupils(store, ["王芳", "李明"])
    made = paid_batch(store)
    first = payment_list.list_again(at_bank(store, made, TODAY))
    assert first.title == payment_list.payment_list(made).title and len(first.lines) == 2


def test_a_list_that_went_to_the_bank_keeps_its_accounts(store):
    pupils(store, ["王芳", "李明"])
    made = paid_batch(store)
    second_list(store, made, TODAY)
    first = PayList.get((PayList.batch == made) & (PayList.number == 1))
    assert NEW not in [line.account for line in payment_list.list_again(first.id).lines]


@pytest.fixture
def needy(store):
    return pupils(store, [*names(18), LONG, RARE])


def by_hand(store, lines):
    return make_hand_batch(store, AidProgramme.get(AidProgramme.code == "school_aid").id, AUTUMN, lines)


def test_things_stand_where_the_account_was_and_no_reason_is_told(store, needy, tmp_path):
    lines = [
        HandLine(one, 8650 if n % 2 else 0, "书包1个、文具1套", "家中突发火灾") for n, one in enumerate(needy)
    ]
    path = tmp_path / "表.pdf"
    payment_list.draw(path, payment_list.payment_list(by_hand(store, lines)), proof=True, day=DAY)
    texts = pages(path)
    text = "".join(texts)
    assert "物品发放登记表" in text and text.count("书包1个、文具1套") == 20 and "账号" not in text
    assert "火灾" not in text and text.count("—") == 10
    assert "合计20人大写865.00捌佰陆拾伍元整" in texts[-1] and "草稿" in text
    assert faults(path) == [] and under_seals(path) == "2026年11月23日"


def test_money_signed_for_has_neither_account_nor_thing(store, needy, tmp_path):
    path = tmp_path / "表.pdf"
    subject = payment_list.payment_list(by_hand(store, [HandLine(one, 20000, "", "孤儿") for one in needy]))
    payment_list.draw(path, subject, proof=True, day=DAY)
    text = whole(path)
    assert "签领登记表" in text and "合计20人大写4000.00肆仟元整" in text
    assert "账号" not in text and "物品" not in text and "孤儿" not in text
    assert faults(path) == [] and under_seals(path) == "2026年11月23日"


def test_things_nobody_valued_are_counted_by_heads_alone(store, needy, tmp_path):
    path = tmp_path / "表.pdf"
    payment_list.draw(path, payment_list.payment_list(by_hand(store, [HandLine(needy[0], 0, "棉衣1件")])))
    assert "合计1人大写—" in whole(path) and "零元" not in whole(path)


def test_who_is_given_cash_does_not_sign_that_there_is_none(store, needy, tmp_path):
    cash, thing, priced = needy[:3]
    lines = [HandLine(cash, 12050), HandLine(thing, 0, "书包1个、棉被1床"), HandLine(priced, 8000, "书包1个")]
    path = tmp_path / "表.pdf"
    payment_list.draw(path, payment_list.payment_list(by_hand(store, lines)), proof=True, day=DAY)
    (text,) = pages(path)
    assert "现金、物品发放登记表" in text and "现金（元）物品物品折合（元）" in text
    assert "120.50——" in text and "—书包1个、棉被1床—" in text and "—书包1个80.00" in text
    assert "合计3人120.50现金大写：壹佰贰拾元伍角整80.00" in text
    assert "“物品折合”只作统计，不另发现金" in text and faults(path) == []
    assert under_seals(path) == "2026年11月23日"


def test_the_note_says_of_which_day_the_lines_are(store, tmp_path):
    pupils(store, ["王芳"])
    paid_batch(store)
    (listed,) = printed(store, "granted", tmp_path / "名单.pdf")
    (today,) = printed(store, "kind:05.1", tmp_path / "类型.pdf")
    assert "以名单生成当日登记为准" in listed and "以打印当日登记为准" in today
