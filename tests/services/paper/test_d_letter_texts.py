"""The school's own words on letters: the newest version is printed, fields are filled, nothing is left out unseen."""

import datetime as dt
from dataclasses import replace

import pytest
from builders import AUTUMN, change
from papers import (
    DAY,
    LONG,
    RARE,
    county_phone,
    faults,
    names,
    one_family,
    pages,
    paid_batch,
    pupils,
    under_seals,
    whole,
)

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidNotice
from desktop.services.aid import delivery
from desktop.services.aid.checks import SIGNED_FOR
from desktop.services.aid.notices import make_notices
from desktop.services.letters.templates import current, save, shipped, use
from desktop.services.paper.documents import aid_letter, delivery_list, letter_preview, policy_letter

SCHOOL = "青禾县柳林镇石桥小学"
APPLY_BY = dt.date(2026, 9, 11)


def letters(store, path, *, by_household=False, **facts):
    """The letters of a list whose pupils were made before."""
    made = paid_batch(store)
    if facts:
        change(store, AidBatch, made, **facts)
    make_notices(store, made, by_household=by_household)
    aid_letter.print_letters(store, aid_letter.letters_of(made, day=DAY), path, proof=True)
    return whole(path)


def policy(path, **choices):
    policy_letter.draw(path, policy_letter.policy_letter(AUTUMN, DAY, APPLY_BY, **choices), proof=True)
    return pages(path)


def changed(store, kind, old, new):
    save(store, kind, current(kind).body.replace(old, new), "试一试")


# ---- D2


def test_a_changed_text_is_printed_and_an_older_one_again_when_chosen(store, tmp_path):
    pupils(store, ["王芳"])
    changed(store, "granted", "把钱用在孩子的学习和生活上", "给孩子买书买本")
    assert "给孩子买书买本" in letters(store, tmp_path / "一.pdf")
    use(store, "granted", 0)
    job = aid_letter.letters_of(AidBatch.select().first().id, day=DAY)
    aid_letter.draw(tmp_path / "二.pdf", replace(job, template=current("granted")))
    assert "把钱用在孩子的学习和生活上" in whole(tmp_path / "二.pdf") and "买本" not in whole(
        tmp_path / "二.pdf"
    )


def test_a_letter_with_a_number_keeps_its_text_on_every_reprint(store, tmp_path):
    pupils(store, ["王芳"])
    first = letters(store, tmp_path / "一.pdf")
    changed(store, "granted", "把钱用在孩子的学习和生活上", "给孩子买书买本")
    again = aid_letter.letters_of(AidBatch.select().first().id, day=DAY + dt.timedelta(days=3))
    aid_letter.print_letters(store, again, tmp_path / "二.pdf", proof=True)
    text = whole(tmp_path / "二.pdf")
    assert "买书买本" not in text and "补打" in text
    assert "2026年11月" in first and AidNotice.get().print_count == 2


def test_a_field_of_the_family_may_stand_in_the_text_below_the_table(store, tmp_path):
    pupils(store, ["王芳", LONG])
    changed(
        store,
        "granted",
        "如未到账或账号有误，",
        "【学生姓名】的【金额】元打在尾号【账号后四位】的卡上，账号有误的，",
    )
    text = letters(store, tmp_path / "信.pdf")
    assert "王芳的312.50元打在尾号0001的卡上" in text and f"{LONG}的312.50元打在尾号0002的卡上" in text
    assert (
        faults(tmp_path / "信.pdf") == []
        and under_seals(tmp_path / "信.pdf") == f"{SCHOOL}2026年11月23日" * 2
    )


def test_brothers_and_sisters_are_all_named_where_the_text_is_the_schools_own(store, tmp_path):
    ids = pupils(store, ["王芳", "王小龙"])
    one_family(store, ids)
    changed(store, "granted", "您的孩子【学生姓名】（【班级】）在", "贵子女【学生姓名】在")
    assert "贵子女王芳、王小龙在2026年秋季学期享受以下资助" in letters(
        store, tmp_path / "信.pdf", by_household=True
    )


def test_the_receipts_words_are_the_schools_own_too(store, tmp_path):
    pupils(store, ["王芳"])
    changed(store, "receipt", "所列资助项目和金额已知晓", "内容都清楚了")
    assert "王芳家长：《学生资助告知书》（石小资助〔2026〕1号）已收到，内容都清楚了。" in letters(
        store, tmp_path / "信.pdf"
    )


def test_several_lines_above_the_table_find_room_and_too_many_are_refused(store, tmp_path):
    pupils(store, [LONG])
    changed(store, "granted", "【资助明细】", "请您核对。\n【资助明细】")
    assert "请您核对。" in letters(store, tmp_path / "信.pdf") and faults(tmp_path / "信.pdf") == []
    changed(store, "granted", "请您核对。", "请您核对。\n" * 6)
    job = aid_letter.letters_of(AidBatch.select().first().id, day=DAY)
    with pytest.raises(Refused, match="表格上面的文字太长"):
        aid_letter.draw(tmp_path / "长.pdf", replace(job, template=current("granted")))


def test_a_text_below_the_table_that_no_half_page_holds_is_refused(store, tmp_path):
    pupils(store, ["王芳"])
    changed(store, "granted", "请您核对到账情况", "请您核对到账情况，有事随时找班主任。" * 20)
    with pytest.raises(Refused, match="表格下面的文字太长"):
        letters(store, tmp_path / "信.pdf")
    assert list(tmp_path.glob("*.pdf")) == [] and AidNotice.get().number is None


def test_what_is_handed_out_was_not_paid_into_an_account(store, tmp_path):
    pupils(store, ["王芳"])
    text = letters(store, tmp_path / "信.pdf", pay_mode=SIGNED_FOR)
    assert "由监护人本人签领" in text and "打入您登记的账户" not in text


def test_without_a_county_telephone_no_letter_speaks_of_one(store, tmp_path):
    pupils(store, ["王芳"])
    text = letters(store, tmp_path / "信.pdf")
    assert "咨询电话：05778123456。" in text and "监督电话" not in text


def test_the_sum_is_called_as_the_text_calls_it(store, tmp_path):
    pupils(store, ["王芳"])
    changed(store, "granted", "合计（大写）：【大写金额】", "共计人民币：【大写金额】")
    text = letters(store, tmp_path / "信.pdf")
    assert "共计人民币" in text and "合计（大写）" not in text


# ---- D1


def test_the_policy_letter_takes_the_newest_text(store, tmp_path):
    pupils(store, ["王芳"])
    changed(store, "policy", "不用到村里、镇里盖章", "一律不用盖章")
    (text,) = policy(tmp_path / "信.pdf")
    assert "一律不用盖章" in text and "镇里" not in text and faults(tmp_path / "信.pdf") == []


def test_a_policy_letter_may_greet_each_pupil(store, tmp_path):
    ids = pupils(store, ["王芳", LONG, RARE])
    changed(store, "policy", "尊敬的家长：", "尊敬的【学生姓名】（【班级】）家长：")
    texts = policy(tmp_path / "信.pdf", copies=policy_letter.copies_for_pupils(ids))
    assert [
        f"尊敬的{name}（三年级（2）班）家长：" in text
        for name, text in zip(("王芳", LONG, RARE), texts, strict=True)
    ]
    assert faults(tmp_path / "信.pdf") == []
    (text,) = policy(tmp_path / "空.pdf")
    assert "尊敬的＿＿＿＿＿＿（＿＿＿＿＿＿）家长：" in text


def test_a_policy_letter_too_long_for_a_page_is_refused(store, tmp_path):
    pupils(store, ["王芳"])
    changed(store, "policy", "四、申请流程", "四、申请流程\n" + "再说一遍，请您仔细看完。" * 150)
    with pytest.raises(Refused, match="一页纸放不下"):
        policy(tmp_path / "信.pdf")


# ---- while it is edited


@pytest.mark.parametrize("kind", letter_preview.KINDS)
def test_a_text_can_be_looked_at_before_it_is_saved(store, tmp_path, kind):
    county_phone(store)
    pupils(store, ["李明"])
    first = shipped(kind).body.split("\n")[0]
    body = shipped(kind).body.replace(first, f"{first}试一试")
    path = tmp_path / "样张.pdf"
    assert letter_preview.preview(path, kind, body, term=AUTUMN, day=DAY) == 1
    assert "试一试" in whole(path) and "李明" not in whole(path) and faults(path) == []
    assert AidNotice.select().count() == 0


def test_the_sample_is_reckoned_by_the_standard_of_the_term_it_is_looked_at_in(store, tmp_path):
    county_phone(store)
    for kind in ("granted", "card"):
        path = tmp_path / f"{kind}.pdf"
        letter_preview.preview(path, kind, shipped(kind).body, term=AUTUMN, day=DAY)
        text = whole(path)
        assert "625.00" in text and "500.00元" not in text and "2011年" not in text


# ---- 送达清单


def test_a_letter_to_a_household_names_every_child_and_the_other_class(store, tmp_path):
    ids = [*pupils(store, ["王芳", LONG]), *pupils(store, ["王小龙"], klass="五(1)班", start=9)]
    one_family(store, ids)
    letters(store, tmp_path / "信.pdf", by_household=True)
    path = tmp_path / "送达.pdf"
    delivery_list.draw(path, delivery_list.delivery_list(AidBatch.get().id))
    (text,) = pages(path)
    assert all(name in text for name in ("王芳", LONG, "王小龙（五（1）班）")) and "共1份" in text
    assert "1当面送交，2学生带回，3邮寄" in text and faults(path) == []


def test_what_was_delivered_stands_there_and_the_missing_can_be_listed_alone(store, tmp_path):
    pupils(store, ["王芳", "李明"])
    letters(store, tmp_path / "信.pdf")
    made = AidBatch.get().id
    first, second = (notice.id for notice in AidNotice.select().order_by(AidNotice.id))
    delivery.move(store, [first], "delivered", DAY, "田老师", mode="mail")
    delivery_list.draw(tmp_path / "全.pdf", delivery_list.delivery_list(made))
    assert "311月23日" in whole(tmp_path / "全.pdf")
    left = [one.notice.id for one in delivery.missing(delivery.posted(made), "delivery")]
    delivery_list.draw(tmp_path / "缺.pdf", delivery_list.delivery_list(made, left))
    assert (
        left == [second] and "王芳" not in whole(tmp_path / "缺.pdf") and "李明" in whole(tmp_path / "缺.pdf")
    )


def test_four_hundred_letters(store, tmp_path):
    county_phone(store)
    pupils(store, names(400))
    text = letters(store, tmp_path / "信.pdf")
    assert text.count("叁佰壹拾贰元伍角整") == 400 and f"石小资助〔{DAY.year}〕400号" in text
