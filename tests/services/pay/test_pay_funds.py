"""Money to the 分: received, paid, corrected, left; lists made by hand."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_headteacher, as_role, batch, change, dump, programme, pupil
from paying import DAY, answer, funded, grant_of, payable, sent

from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.payments import FundReceived, Reversal
from desktop.models.roles import NotAllowed
from desktop.services.aid import checks, stages
from desktop.services.aid.batches import approve
from desktop.services.pay import funds, reversals
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.by_hand import HandLine, make_hand_batch
from desktop.services.pay.lists import make_list


@pytest.fixture
def paid(store, tmp_path):
    """Three paid, 李强 failed, 1300 yuan received."""
    made, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first, failed=(2,))), day=DAY)
    add(
        store,
        FundReceived,
        programme=programme().id,
        term="2026-1",
        day=DAY,
        amount=130000,
        doc_no="青财〔2026〕8号",
    )
    return made


def told():
    return funds.balance(programme().id, AUTUMN)


def test_the_balance_is_right_to_the_fen(paid):
    one = told()
    assert (one.received, one.paid, one.failed, one.open, one.left) == (130000, 93750, 31250, 31250, 36250)
    assert one.words == "结余 362.50 元（叁佰陆拾贰元伍角整）"


def test_an_approved_reversal_counts_and_the_old_line_stays(store, paid):
    grant = grant_of("王芳")
    before = dict(AidGrant.get_by_id(grant.id).__data__)
    asked = reversals.ask(store, grant.id, "back", 1250, "多发 12.50 元", day=DAY)
    assert told().back == 0
    reversals.approve(as_headteacher(store), asked, today=DAY)
    assert (told().back, told().net, told().left) == (1250, 92500, 37500)
    assert AidGrant.get_by_id(grant.id).__data__ == before
    more = reversals.ask(store, grant.id, "more", 50, "追多了", day=DAY)
    reversals.approve(as_headteacher(store), more, today=DAY)
    assert reversals.net_of(AidGrant.get_by_id(grant.id)) == 31250 - 1250 + 50


def test_a_refused_reversal_counts_nowhere(store, paid):
    asked = reversals.ask(store, grant_of("王芳").id, "cancel", 100, "算错")
    with pytest.raises(Refused, match="请写一句不同意的原因"):
        reversals.refuse(as_headteacher(store), asked, " ")
    reversals.refuse(as_headteacher(store), asked, "没有算错")
    assert told().net == 93750
    with pytest.raises(Refused, match="已经审批过了"):
        reversals.approve(as_headteacher(store), asked)
    with pytest.raises(Refused, match="不能再改"):
        change(store, Reversal, asked, amount=1)


@pytest.mark.parametrize(
    ("name", "kind", "fen", "reason", "words"),
    [
        ("王芳", "back", 31251, "多", "不能减这么多"),
        ("李强", "back", 1, "多", "还没有发下去，不用冲销"),
        ("王芳", "back", 0, "多", "金额请写正数"),
        ("王芳", "more", 1, " ", "请写明更正的原因"),
    ],
)
def test_a_reversal_without_ground_is_refused(store, paid, name, kind, fen, reason, words):
    before = dump()
    with pytest.raises(Refused, match=words):
        reversals.ask(store, grant_of(name).id, kind, fen, reason)
    assert dump() == before


def test_two_requests_together_take_no_more_than_was_paid(store, paid):
    grant = grant_of("王芳").id
    reversals.ask(store, grant, "back", 30000, "发错人")
    with pytest.raises(Refused, match=r"还有 12\.50 元"):
        reversals.ask(store, grant, "back", 1251, "再追")


def test_before_approval_the_list_itself_is_put_right(store):
    payable(store, "王芳", 1)
    batch(store)
    with pytest.raises(Refused, match="直接改名单就可以"):
        reversals.ask(store, grant_of("王芳").id, "more", 100, "少算")


def test_only_the_headteacher_decides_and_not_about_the_own_request(store, paid):
    asked = reversals.ask(store, grant_of("王芳").id, "back", 100, "多发")
    with pytest.raises(NotAllowed):
        reversals.approve(store, asked)
    with pytest.raises(Refused, match="不能由同一个人审批"):
        reversals.approve(as_role(store, "head", "周敏"), asked)
    with pytest.raises(Refused, match="要先提出"), store.step("直接写") as step:
        step.add(Reversal, {
            "grant": grant_of("王芳").id, "kind": "back", "amount": 1, "reason": "x", "day": DAY, "state": "approved",
        })  # fmt: skip


def test_every_programme_with_money_or_a_list_is_told(store, paid):
    relief = programme("relief")
    add(store, FundReceived, programme=relief.id, term="2026-1", day=DAY, amount=40000)
    assert [(one.programme.code, one.left) for one in funds.balances(AUTUMN)] == [
        ("non_boarding", 36250),
        ("relief", 40000),
    ]


def test_more_paid_than_received_is_a_negative_balance_in_words(store):
    assert funds.in_words(-31250) == "负叁佰壹拾贰元伍角整"


@pytest.mark.parametrize(("income", "due"), [(10_000_000, 300_000), (1, 1), (0, 0), (3_333_333, 100_000)])
def test_the_schools_own_three_per_cent(income, due):
    assert funds.own_funds_due(income) == due


# by hand -----------------------------------------------------------------------------------------------


def handed(store):
    boots, coat = pupil(store, "王芳"), pupil(store, "李强")
    return make_hand_batch(
        store, programme("school_aid").id, AUTUMN,
        [HandLine(boots, item="棉鞋 1 双", why="家里困难"), HandLine(coat, 15000, "冬衣 1 件")], list_date=dt.date(2026, 11, 2),
    )  # fmt: skip


def test_things_are_listed_checked_approved_and_signed_for(store):
    made = handed(store)
    assert checks.check_batch(store, made) == []
    approve(as_headteacher(store), made, DAY)
    for _ in range(2):
        stages.advance(store, made, DAY)
    with pytest.raises(Refused, match="签领发放，不送银行"):
        make_list(store, made, 1)
    assert stages.sign(store, [grant_of("王芳").id], DAY) == 1
    stages.advance(store, made, DAY)
    assert stages.advance(store, made, DAY) == "closed"
    assert [(grant.item, grant.amount, grant.state) for grant in AidGrant.select()] == [
        ("棉鞋 1 双", 0, "paid"), ("冬衣 1 件", 15000, "paid"),
    ]  # fmt: skip


def test_who_has_not_signed_is_named_before_a_list_is_called_paid(store):
    made = handed(store)
    approve(as_headteacher(store), made, DAY)
    for _ in range(2):
        stages.advance(store, made, DAY)
    stages.sign(store, [grant_of("王芳").id], DAY)
    assert stages.doubts_before(made, "paid") == "还有 1 人（李强）共 150.00 元没有登记签领。"
    stages.sign(store, [grant_of("李强").id], DAY)
    assert stages.doubts_before(made, "paid") == ""


def test_a_bank_list_is_not_signed_for(store):
    funded(store)
    with pytest.raises(Refused, match="以银行回盘为准"):
        stages.sign(store, [grant_of("王芳").id])


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "一个人也没有"),
        ([HandLine(1)], "没有写金额，也没有写物品"),
        ([HandLine(1, 100), HandLine(1, 100)], "写了两次"),
        ([HandLine(1, -5)], "不能是负数"),
    ],
)
def test_a_list_by_hand_gives_everybody_something_once(store, lines, words):
    pupil(store, "王芳")
    with pytest.raises(Refused, match=words):
        make_hand_batch(store, programme("school_aid").id, AUTUMN, lines)


def test_a_programme_with_a_standard_is_not_listed_by_hand(store):
    pupil(store, "王芳")
    with pytest.raises(Refused, match="有固定的标准"):
        make_hand_batch(store, programme().id, AUTUMN, [HandLine(1, 5)])


def test_a_line_that_lost_its_content_is_found(store):
    made = handed(store)
    change(store, AidGrant, grant_of("王芳").id, item=None)
    assert [finding.sentence for finding in checks.check_batch(store, made)] == [
        "三(2)班 王芳 没有写金额，也没有写物品，请补上。"
    ]


def test_a_card_checked_at_the_bank_is_not_asked_of_a_signature_list(store):
    made = handed(store)
    assert not [one for one in checks.check_batch(store, made) if "账户" in one.rule]


def test_what_would_be_sent_beyond_what_came_is_told_with_its_sum_before_the_list_is_made(store):
    funded(store)
    fund = add(store, FundReceived, programme=programme().id, term="2026-1", day=DAY, amount=100000)
    assert funds.sending(programme().id, AUTUMN, 125000).words == (
        "到账 1000.00 元，已发（含已送银行）0.00 元，这次 1250.00 元，比到账的多 250.00 元。"
    )
    change(store, FundReceived, fund, amount=125000)
    assert funds.sending(programme().id, AUTUMN, 125000).words == ""


def test_money_that_lies_at_the_bank_counts_as_gone_out(store, tmp_path):
    _made, first = sent(store)
    assert funds.sending(programme().id, AUTUMN).out == 125000
    take_answer(store, read_answer(store, first, answer(tmp_path, first, failed=(2,))), day=DAY)
    told = funds.sending(programme().id, AUTUMN, 31250)
    assert (told.out, told.beyond) == (93750, 125000)
    assert told.words.startswith("没有登记到账资金，已发（含已送银行）937.50 元，这次 312.50 元")


def test_a_million_by_hand_for_one_pupil_is_pointed_out(store):
    own = AidProgramme.get(AidProgramme.code == "school_aid").id
    rich, plain = pupil(store, "王芳"), pupil(store, "李强")
    made = make_hand_batch(store, own, AUTUMN, [HandLine(rich, 100_000_000), HandLine(plain, 10000)])
    told = [one.sentence for one in checks.check_batch(store, made) if one.rule == "金额偏大"]
    assert len(told) == 1 and "王芳 1000000.00 元，超过一个人一次 2000.00 元" in told[0]


def test_what_the_school_sets_aside_of_its_income_is_a_line_of_money_received(store):
    entry = funds.own_funds_entry(20_000_001, AUTUMN)
    assert AidProgramme.get_by_id(entry["programme"]).code == "school_aid"
    assert (entry["amount"], entry["term"]) == (600_001, AUTUMN.code)
    assert "事业收入 200000.01 元" in entry["note"] and "3%" in entry["note"]


def test_the_same_money_is_not_written_twice_unless_a_note_says_what_it_is(store):
    told = {
        "programme": programme().id,
        "term": "2026-1",
        "day": DAY,
        "amount": 3000000,
        "doc_no": "青财教〔2026〕9号",
    }
    add(store, FundReceived, **told)
    with pytest.raises(Refused, match="已经登记过同样的一笔"):
        add(store, FundReceived, **told)
    add(store, FundReceived, **told, note="第二笔")
    assert FundReceived.select().count() == 2
