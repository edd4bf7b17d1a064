"""From proposal to list to approval: what is written, what is frozen, what inspectors would find."""

import datetime as dt

import pytest
from builders import (
    LIST_DATE,
    account,
    as_class_teacher,
    as_headteacher,
    as_role,
    batch,
    change,
    dump,
    guardian,
    household,
    id_number,
    needy,
    proposal,
    pupil,
    school_class,
)

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.families import PayeeAccount
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.models.store import CannotUndo
from desktop.models.terms import Term
from desktop.services.aid import batches, checks, stages
from desktop.services.aid.checks import ERROR, WARNING

CARD = "6217000010001234567"


def grant_of(record):
    return AidGrant.get(AidGrant.student == record)


def findings(store, number):
    return [
        (finding.rule, finding.severity, finding.sentence) for finding in checks.check_batch(store, number)
    ]


def payable(store, name="王芳", card=CARD, **values):
    """A needy pupil with a card of the own."""
    record = needy(store, name, **values)
    account(store, record, card)
    return record


# the list -----------------------------------------------------------------------------------------------


def test_a_list_keeps_what_was_proposed(store):
    record = payable(store, id_number=id_number())
    row, grant = AidBatch.get_by_id(batch(store)), grant_of(record)
    assert (row.term, row.number, row.list_date, row.state) == ("2026-1", 1, LIST_DATE, "listed")
    assert (grant.amount, grant.class_name, grant.boarding, grant.basis) == (
        31250,
        "三(2)班",
        "非寄宿",
        "农村低保家庭学生",
    )
    assert (grant.owner, grant.account, grant.owner_id) == ("王芳", CARD, id_number())
    assert grant.formula.endswith("÷ 2 = 312.50元")


def test_later_moves_and_new_cards_do_not_rewrite_a_list(store):
    record = payable(store)
    batch(store)
    before = dump()["aid_grant"]
    change(store, Student, record, school_class=school_class(store, "四(1)班"), name="王小芳", attendance="2")
    change(store, PayeeAccount, PayeeAccount.get().id, number="6217000010007654321")
    assert dump()["aid_grant"] == before


def test_the_doubtful_come_in_by_decision_and_the_entitled_may_be_left_out(store):
    sure, doubtful, out = needy(store, "甲"), needy(store, "乙", kind="05"), needy(store, "丙")
    batch(store, also=[doubtful], leave_out=[out])
    assert [grant.student_id for grant in AidGrant.select()] == [sure, doubtful]
    assert [grant.place for grant in AidGrant.select()] == [1, 2]


def test_the_excluded_never_come_in(store):
    needy(store, "甲")
    excluded = pupil(store, "乙", attendance="1")
    batch(store, also=[excluded])
    assert AidGrant.select().count() == 1


def test_an_empty_list_is_not_made(store):
    pupil(store)
    before = dump()
    with pytest.raises(Refused, match="名单里一个人也没有，没有生成批次"):
        batch(store)
    assert dump() == before


def test_a_second_list_of_a_term_is_number_two(store):
    needy(store, "甲")
    batch(store)
    needy(store, "乙")
    second = batch(store)
    assert AidBatch.caption_of(second) == "2026年秋季学期 家庭经济困难非寄宿生生活补助 第2批"


def test_a_list_is_one_step_to_undo(store):
    needy(store, "甲")
    needy(store, "乙")
    before = dump()
    batch(store)
    assert undo.undo(store) == "生成 2026年秋季学期家庭经济困难非寄宿生生活补助 第1批 2 人"
    assert dump() == before


@pytest.mark.parametrize("role", ["head", "class", "meal"])
def test_other_roles_make_no_lists(store, role):
    needy(store)
    with pytest.raises(NotAllowed, match="不能生成资助名单"):
        batches.make_batch(as_role(store, role, "别人"), proposal(store))


@pytest.mark.parametrize("guardian_number", [None, id_number(9, birth=dt.date(1985, 3, 2), gender="1")])
def test_a_guardians_card_brings_the_guardians_number(store, guardian_number):
    record = needy(store, id_number=id_number())
    guardian(store, record, "王建国", id_number=guardian_number)
    account(store, record, owner="王建国")
    batch(store)
    assert (grant_of(record).owner, grant_of(record).owner_id) == ("王建国", guardian_number)


def test_todays_cards_come_into_an_open_list(store):
    record = needy(store)
    number = batch(store)
    account(store, record)
    assert batches.refresh_accounts(store, number) == 1
    assert grant_of(record).account == CARD
    assert batches.refresh_accounts(store, number) == 0
    batches.approve(as_headteacher(store), number)
    with pytest.raises(Refused, match="已经审批，账户不能再从花名册更新"):
        batches.refresh_accounts(store, number)


# approval -----------------------------------------------------------------------------------------------


def test_the_headteacher_approves_and_that_is_final(store):
    payable(store)
    number = batch(store)
    assert batches.is_draft(AidBatch.get_by_id(number))
    batches.approve(as_headteacher(store), number, dt.date(2026, 9, 20))
    row = AidBatch.get_by_id(number)
    assert (row.state, row.approved_by, row.approved_on) == ("approved", "石校长", dt.date(2026, 9, 20))
    assert not batches.is_draft(row)
    with pytest.raises(Refused, match="已经审批过了"):
        batches.approve(as_headteacher(store), number)
    assert not any("审批" in does for _, does in undo.stacks().undo)


def test_an_approved_list_is_not_taken_back_by_undoing_its_making(store):
    payable(store)
    number = batch(store)
    made = undo.stacks().undo[-1][0]
    batches.approve(as_headteacher(store), number)
    with pytest.raises(CannotUndo, match="后来的“审批"):
        undo.undo(store, made)


@pytest.mark.parametrize("who", [lambda store: store, as_class_teacher])
def test_only_the_headteacher_approves_or_sends_back(store, who):
    payable(store)
    number = batch(store)
    with pytest.raises(NotAllowed, match="不能审批资助批次"):
        batches.approve(who(store), number)
    with pytest.raises(NotAllowed, match="不能退回资助批次"):
        batches.send_back(who(store), number, "缺佐证")


def test_a_list_sent_back_carries_the_word_and_is_approved_when_handed_in_again(store):
    payable(store)
    number = batch(store)
    batches.send_back(as_headteacher(store), number, "缺低保证")
    row = AidBatch.get_by_id(number)
    assert (row.state, row.note) == ("draft", "石校长退回：缺低保证")
    with pytest.raises(Refused, match="还没有改好送审"):
        batches.approve(as_headteacher(store), number)
    stages.submit(store, number)
    batches.approve(as_headteacher(store), number)
    with pytest.raises(Refused, match="已经审批，不能退回"):
        batches.send_back(as_headteacher(store), number, "再看看")


def test_a_list_with_an_error_is_not_approved(store):
    record = payable(store)
    number = batch(store)
    change(store, Student, record, status="11", left_on=LIST_DATE)
    before = dump()
    with pytest.raises(Refused, match=r"还有 1 处要改好才能审批：三\(2\)班 王芳 在名单日期那天的学籍状态"):
        batches.approve(as_headteacher(store), number)
    assert dump() == before


def test_missing_cards_do_not_stop_an_approval(store):
    needy(store)
    batches.approve(as_headteacher(store), batch(store))


def test_stopped_lines_are_not_on_the_list_any_more(store):
    first, second = payable(store, "甲"), payable(store, "乙", "6217000010007654321")
    number = batch(store)
    change(store, AidGrant, grant_of(first).id, state="stopped", reason="家长放弃")
    assert [grant.student_id for grant in batches.grants_of(number)] == [second]


# what inspectors look for -------------------------------------------------------------------------------


def test_a_list_in_order_has_no_findings(store):
    payable(store)
    assert findings(store, batch(store)) == []


def test_twice_in_one_term_is_an_error(store):
    record = payable(store)
    told = proposal(store)
    batches.make_batch(store, told)
    second = batches.make_batch(store, told)
    words = "三(2)班 王芳 本学期已在“家庭经济困难非寄宿生生活补助”第1批里，请从一边去掉。"
    assert findings(store, second) == [("重复享受", ERROR, words)]
    change(store, AidGrant, grant_of(record).id, state="stopped")
    assert findings(store, second) == []


def test_twice_in_one_group_of_programmes_is_an_error(store):
    record = payable(store)
    non_boarding = proposal(store)
    change(store, Student, record, attendance="2")
    number = batch(store, "boarding")
    batches.make_batch(store, non_boarding)
    assert [rule for rule, *_ in findings(store, number)] == ["重复享受"]


@pytest.mark.parametrize("values", [{"status": "12"}, {"status": "11", "left_on": LIST_DATE}])
def test_who_was_not_on_the_roll_is_an_error(store, values):
    record = payable(store)
    number = batch(store)
    change(store, Student, record, **values)
    assert [(rule, severity) for rule, severity, _ in findings(store, number)] == [("学籍地原则", ERROR)]


def test_who_left_after_the_list_date_is_none(store):
    record = payable(store)
    number = batch(store)
    change(store, Student, record, status="11", left_on=LIST_DATE + dt.timedelta(days=1))
    assert findings(store, number) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"amount": 31200}, "三(2)班 王芳 金额 312.00 元，按标准应是 312.50 元。"),
        ({"standard": None}, "三(2)班 王芳 没有对应的资助标准，请重新生成名单。"),
    ],
)
def test_a_wrong_amount_is_an_error(store, values, sentence):
    record = payable(store)
    number = batch(store)
    change(store, AidGrant, grant_of(record).id, **values)
    assert findings(store, number) == [("标准正确", ERROR, sentence)]


def test_a_standard_of_another_term_is_an_error(store):
    payable(store)
    number = batches.make_batch(store, proposal(store, term=Term(2022, 1)))
    change(store, AidBatch, number, term="2026-1")
    words = "三(2)班 王芳 用的标准在2026年秋季学期不执行，请重新生成名单。"
    assert findings(store, number) == [("标准正确", ERROR, words)]


def test_no_card_and_a_strangers_card_are_warnings(store):
    needy(store, "甲")
    record = needy(store, "乙")
    account(store, record, owner="陌生人")
    assert findings(store, batch(store)) == [
        ("缺收款账户", WARNING, "三(2)班 甲 还没有收款账户，发放前请补上。"),
        ("户名不符", WARNING, "三(2)班 乙 的卡户名是“陌生人”，不是本人也不在监护人里，请核对。"),
    ]


def test_a_guardians_card_is_fine(store):
    record = needy(store)
    guardian(store, record, "王建国")
    account(store, record, owner="王建国")
    assert findings(store, batch(store)) == []


def test_one_card_for_two_families_is_a_warning_for_each(store):
    payable(store, "甲")
    payable(store, "乙")
    words = "三(2)班 甲、三(2)班 乙 用同一张卡（尾号 4567），又不是一家，请核对。"
    assert findings(store, batch(store)) == [("账户共用", WARNING, words)] * 2


def test_brothers_and_sisters_may_share_a_card(store):
    home = household(store)
    for name in ("甲", "乙"):
        payable(store, name, household=home)
    for name in ("丙", "丁"):
        record = needy(store, name)
        guardian(store, record, "李大山")
        account(store, record, "6217000010007654321", owner="李大山")
    assert findings(store, batch(store)) == []


def test_errors_stand_before_warnings(store):
    needy(store, "甲")
    record = payable(store, "乙")
    number = batch(store)
    change(store, Student, record, status="12")
    assert [severity for _, severity, _ in findings(store, number)] == [ERROR, WARNING]
