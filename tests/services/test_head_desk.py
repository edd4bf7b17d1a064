"""待签: what waits for the headteacher, what changed, a fair lot, and the yes or no."""

import datetime as dt

import pytest
from builders import AUTUMN, account, add, as_headteacher, as_role, batch, needy, programme
from services.pay.paying import DAY, funded, grant_of
from services.recognition import round_stage

from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.payments import FundReceived, Reversal
from desktop.models.ledgers.recognition import CaseChange, RecognitionRound
from desktop.models.ledgers.school import School
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services import head_desk
from desktop.services.aid import stages
from desktop.services.aid.batches import approve, make_batch
from desktop.services.aid.propose import propose
from desktop.services.head_changes import of_batch, of_round
from desktop.services.pay import reversals
from desktop.services.pay.by_hand import HandLine, make_hand_batch
from desktop.services.recognition import changes, posting

SPRING = AUTUMN.next


@pytest.fixture
def head(store):
    return as_headteacher(store)


def waiting(store):
    return {one.kind: one for one in head_desk.to_sign(store)}


def with_accounts(store, *names):
    for at, name in enumerate(names, 1):
        account(store, needy(store, name), number=f"62170000{at * 7919:08d}{at:03d}")


def test_a_list_waits_with_its_heads_and_sum_in_words(store, head):
    with_accounts(store, "王芳", "李强")
    made = batch(store)
    one = waiting(head)["batch"]
    assert one.key == ("batch", made) and not one.not_yet
    assert one.fact == "2 人，合计 625.00 元（陆佰贰拾伍元整）"


def test_a_list_of_things_tells_them_by_name_and_their_worth_apart_from_the_cash(store, head):
    ids = [needy(store, name) for name in ("王芳", "李强", "张伟")]
    programme = AidProgramme.get(AidProgramme.code == "school_aid").id
    lines = [HandLine(ids[0], 12_050), HandLine(ids[1], 0, "棉被1床"), HandLine(ids[2], 8000, "书包1个")]
    make_hand_batch(store, programme, AUTUMN, lines)
    one = waiting(head)["batch"]
    assert one.fact == "3 人，现金 120.50 元（壹佰贰拾元伍角整），物品 2 人，折合 80.00 元，不发现金"
    assert dict(one.lines)["物品"] == "棉被1床：李强；书包1个：张伟。"


def test_a_returned_list_does_not_wait(store, head):
    with_accounts(store, "王芳")
    made = batch(store)
    head_desk.send_back(head, waiting(head)["batch"], "名字写错了")
    assert waiting(head) == {}
    assert AidBatch.get_by_id(made).state == "draft"
    assert "名字写错了" in AidBatch.get_by_id(made).note


def test_a_list_that_hangs_cannot_be_signed_yet(store, head):
    with_accounts(store, "王芳")
    with store.step("助前公示") as step:
        step.change(School, School.get().id, {"post_aid": True})
    made = batch(store)
    assert "还没有张贴助前公示" in waiting(head)["batch"].not_yet
    posting.post_batch(store, made, dt.date(2026, 9, 14), "校门口", today=dt.date(2026, 9, 14))
    assert "正在公示" in waiting(head)["batch"].not_yet


def test_a_yes_freezes_the_list_and_keeps_the_word(store, head):
    with_accounts(store, "王芳")
    made = batch(store)
    head_desk.agree(head, waiting(head)["batch"], "尽快发放")
    row = AidBatch.get_by_id(made)
    assert (row.state, row.approved_by, row.note) == ("approved", "石校长", "石校长同意：尽快发放")


def test_a_no_needs_a_word(store, head):
    with_accounts(store, "王芳")
    batch(store)
    with pytest.raises(Refused, match="为什么退回"):
        head_desk.send_back(head, waiting(head)["batch"], "  ")


def test_the_clerk_signs_nothing(store):
    with_accounts(store, "王芳")
    batch(store)
    with pytest.raises(NotAllowed):
        head_desk.agree(store, waiting(store)["batch"])
    with pytest.raises(NotAllowed):
        head_desk.send_back(store, waiting(store)["batch"], "不行")


def test_the_headteacher_edits_no_amount(store, head):
    with_accounts(store, "王芳")
    batch(store)
    with pytest.raises(NotAllowed), head.step("改金额") as step:
        step.change(AidGrant, AidGrant.get().id, {"amount": 1})


def test_a_list_is_held_against_last_terms(store):
    """王芳 has another amount, 李强 is not on the second list, 张伟 is new."""
    for name in ("王芳", "李强"):
        needy(store, name)
    first = make_batch(store, propose(store, programme(), AUTUMN, dt.date(2026, 9, 5)))
    grant = AidGrant.get(AidGrant.student == grant_of("王芳", first).student_id)
    with store.step("不同金额") as step:
        step.change(AidGrant, grant.id, {"amount": 20000})
    new = needy(store, "张伟")
    proposal = propose(store, programme(), SPRING, dt.date(2027, 3, 1))
    gone = grant_of("李强", first).student_id
    second = make_batch(store, proposal, leave_out={gone})
    told = of_batch(second)
    assert [one.student for one in told.new] == [new]
    assert [one.student for one in told.gone] == [gone]
    assert [(one.before, one.now) for one in told.other] == [("200.00", "312.50")]
    assert told.sentence == "和2026年秋季学期比：新增 1 人，退出 1 人，金额不同 1 人。"


def test_an_additional_list_does_not_make_the_first_ones_pupils_leave(store):
    needy(store, "王芳")
    make_batch(store, propose(store, programme(), AUTUMN, dt.date(2026, 9, 5)))
    make_batch(store, propose(store, programme(), SPRING, dt.date(2027, 3, 1)))
    needy(store, "李强")
    extra = make_batch(store, propose(store, programme(), SPRING, dt.date(2027, 3, 2)))
    told = of_batch(extra)
    assert (len(told.new), told.gone) == (1, ())


def test_names_carry_the_class_and_who_was_taken_off_the_reason(store):
    for klass in ("三(2)班", "四(1)班"):
        needy(store, "李静", klass)
    first = make_batch(store, propose(store, programme(), AUTUMN, dt.date(2026, 9, 5)))
    assert first
    second = make_batch(store, propose(store, programme(), SPRING, dt.date(2027, 3, 1)))
    stages.take_out(store, [AidGrant.get(AidGrant.batch == second).id], "全家搬走")
    (gone,) = of_batch(second).gone
    assert (gone.who, gone.words) == ("李静（三(2)班）", "312.50，去掉：全家搬走")


def test_the_first_list_has_nothing_to_be_held_against(store):
    needy(store, "王芳")
    assert of_batch(batch(store)).sentence == "以前没有可以对比的，这是第一次。"


def test_a_round_waits_once_it_was_handed_in(store, head):
    record, _cases, _posted = round_stage.awaiting(store)
    one = waiting(head)["round"]
    assert one.record == record and one.fact.startswith("3 人，周敏 2026-10-12 送审")
    assert len(of_round(store, record).new) == 3
    head_desk.send_back(head, one, "李强家再核一次")
    assert RecognitionRound.get_by_id(record).state == "reviewing"


def test_a_change_and_a_correction_are_told_word_by_word(store, head):
    round_stage.approved(store)
    student = round_stage.case_of("王芳").student_id
    changes.ask(store, student, "1", "父亲患重病", proof="ab|诊断书.jpg")
    one = waiting(head)["change"]
    assert dict(one.lines)["改为"] == "特别困难" and one.proof == "ab|诊断书.jpg"
    head_desk.agree(head, one, "属实")
    assert (CaseChange.get().state, CaseChange.get().answer) == ("approved", "属实")


def test_a_correction_is_agreed_to_or_refused_with_a_word(store, head):
    made = funded(store)
    stages.advance(store, made, DAY, why="有县里的发放明细")
    reversals.ask(store, grant_of("王芳").id, "back", 6250, "多发")
    one = waiting(head)["reversal"]
    assert dict(one.lines)["更正以后"] == "250.00 元"
    head_desk.send_back(head, one, "没有多发")
    assert (Reversal.get().state, Reversal.get().answer) == ("refused", "没有多发")
    assert head_desk.find(head, "reversal", one.record) is None


def test_the_same_draw_gives_the_same_pupils(store, head):
    with_accounts(store, *"甲乙丙丁戊己庚辛")
    batch(store)
    one = waiting(head)["batch"]
    first = head_desk.sample(one, 1)
    assert len(set(first)) == 3 and set(first) <= set(one.pupils.ids)
    assert head_desk.sample(waiting(head)["batch"], 1) == first
    assert len({head_desk.sample(one, draw) for draw in range(1, 9)}) > 1


def test_a_list_of_two_shows_both(store, head):
    with_accounts(store, "王芳", "李强")
    batch(store)
    one = waiting(head)["batch"]
    assert sorted(head_desk.sample(one)) == sorted(one.pupils.ids)


def test_nobody_signs_the_own_list(store, head):
    with_accounts(store, "王芳")
    made = batch(as_role(store, "aid", "石校长"))
    assert "不能由同一个人审批" in waiting(head)["batch"].not_yet
    with pytest.raises(Refused, match="不能由同一个人审批"):
        approve(head, made)


def test_what_can_be_signed_now_stands_first(store, head):
    with_accounts(store, "王芳")
    batch(as_role(store, "aid", "石校长"))
    round_stage.awaiting(store, (("李强", "三(2)班"),))
    assert [one.kind for one in head_desk.to_sign(head)] == ["round", "batch"]


def test_a_list_to_sign_says_how_it_hung_and_when_its_money_is_not_enough(store):
    made = batch_that_hung(store)
    add(
        store,
        FundReceived,
        programme=AidBatch.get_by_id(made).programme_id,
        term="2026-1",
        day=HUNG_ON,
        amount=100,
    )
    (one,) = [one for one in head_desk.to_sign(as_headteacher(store)) if one.kind == "batch"]
    lines = dict(one.lines)
    assert lines["公示"].startswith(f"{HUNG_ON} 至 ") and lines["公示"].endswith("没有收到异议。")
    assert "到账 1.00 元" in lines["资金"] and "比到账的多" in lines["资金"]


HUNG_ON = dt.date(2026, 9, 14)


def batch_that_hung(store):
    needy(store, "王芳")
    made = batch(store)
    posting.post_batch(store, made, HUNG_ON, "校门口公示栏", today=HUNG_ON)
    return made


def by_hand(store):
    """A list to be signed for, of a programme whose money nobody registered."""
    item = AidProgramme.get(AidProgramme.code == "school_aid")
    return make_hand_batch(
        store, item.id, AUTUMN, [HandLine(needy(store, "王芳"), 30_000)], list_date=HUNG_ON
    )


def test_a_list_to_sign_for_says_when_no_money_was_registered_for_it(store):
    by_hand(store)
    one = waiting(as_headteacher(store))["batch"]
    assert dict(one.lines)["资金"].startswith("没有登记到账资金")
    assert "这次 300.00 元" in dict(one.lines)["资金"]


def test_a_list_for_the_bank_is_approved_before_its_money_comes_and_nothing_is_said(store):
    with_accounts(store, "王芳")
    batch(store)
    assert "资金" not in dict(waiting(as_headteacher(store))["batch"].lines)


def test_who_is_gone_has_the_rules_reason_and_who_was_left_out_in_doubt_is_named(store):
    for name in ("王芳", "李强"):
        needy(store, name)
    make_batch(store, propose(store, programme(), AUTUMN, dt.date(2026, 9, 5)))
    row = Hardship.get(Hardship.student == Student.get(Student.name == "李强").id)
    with store.step("不再是") as step:
        step.change(Hardship, row.id, {"until": dt.date(2027, 1, 5)})
    second = make_batch(store, propose(store, programme(), SPRING, dt.date(2027, 3, 1)))
    (gone,) = of_batch(second, store).gone
    assert gone.words.startswith("312.50，") and gone.why
    assert of_batch(second).gone[0].why == ""


def test_pupils_in_doubt_who_are_on_no_list_are_told_beside_it(store):
    round_stage.ready(store)
    needy(store, "赵晓")
    told = of_batch(batch(store), store)
    assert [(one.who, one.words) for one in told.left_out] == [
        ("赵晓（三(2)班）", "没有走过2026—2027学年的认定，请核对。")
    ]
