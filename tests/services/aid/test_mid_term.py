"""A 中途变动 that comes while a list is on its way: nobody gives the money unseen, and nobody loses it unseen."""

import pytest
from builders import account, as_headteacher, as_role, batch
from services.pay.paying import answer, card, grant_of, layout
from services.recognition.round_stage import approved, case_of, day

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidNotice
from desktop.models.roles import NotAllowed
from desktop.services import head_desk
from desktop.services.aid import mid_term_acts, stages
from desktop.services.aid.batches import approve, grants_of
from desktop.services.aid.checks import (
    CHANGED,
    ERROR,
    WARNING,
    check_accounts,
    check_batch,
    recognition_doubts,
)
from desktop.services.aid.letter_changes import held
from desktop.services.aid.mid_term import undecided, ways_of
from desktop.services.aid.notices import letters, make_notices, number_and_count
from desktop.services.pay import reversals
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.board import HELD, READY, board
from desktop.services.pay.lists import doubts_in_short, due, make_list, warnings_of
from desktop.services.recognition import changes, posting

NAMES = ("王芳", "李强", "张伟")
WHY = "名单日期时已经认定，变动从下学期算起"


@pytest.fixture
def made(store):
    """A list of 5 September that waits for the headteacher; all three were recognised on 12 October."""
    approved(store)
    for number, name in enumerate(NAMES, 1):
        account(store, case_of(name).student_id, card(number), owner=name)
    return batch(store)


def asked(store, name="王芳", grade="0", on=20):
    return changes.ask(store, case_of(name).student_id, grade, "父亲找到工作", proof="p1", day=day(10, on))


def turned(store, name="王芳", grade="0", on=21):
    changes.approve(as_headteacher(store), asked(store, name, grade), today=day(10, on))


def told(store, made):
    return [(one.severity, one.sentence) for one in check_batch(store, made) if one.rule == CHANGED]


def names(made):
    return [grant.student.name for grant in grants_of(made)]


def agreed(store, made, on=22):
    approve(as_headteacher(store), made, day(10, on))


def at_state(store, made, state):
    while AidBatch.get_by_id(made).state != state:
        stages.advance(store, made, day(10, 23))


def paid_on(store, made, tmp_path, on, *, signed):
    """A list whose bank paid on a day of October; 王芳's change was signed on another, or the same."""
    agreed(store, made)
    at_state(store, made, "funded")
    first = make_list(store, made, layout(), day(10, 23))
    turned(store, on=signed)
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=day(10, on))


# before the approval ------------------------------------------------------------------------------------


def test_a_list_is_not_approved_unseen_over_a_withdrawal_that_came_after_its_day(store, made):
    turned(store)
    (found,) = told(store, made)
    assert found == (
        ERROR,
        "三(2)班 王芳：名单日期 2026-09-05 以后认定由“困难”变动为“不困难”（2026-10-21 石校长审批：父亲找到工作），"
        "请从名单里去掉；仍要发的，写明原因。",
    )
    with pytest.raises(Refused, match=r"王芳.*变动为“不困难”"):
        agreed(store, made)
    assert "王芳" in recognition_doubts(store, made)


def test_the_pupil_is_taken_off_or_the_money_is_given_with_a_written_reason(store, made):
    turned(store)
    turned(store, "李强")
    mid_term_acts.drop(store, [grant_of("王芳").id], "中途变动")
    mid_term_acts.keep(store, [grant_of("李强").id], WHY)
    (found,) = told(store, made)
    assert found[0] == WARNING and found[1].endswith(f"名单上写明认定变动后仍发：{WHY}。")
    agreed(store, made)
    assert names(made) == ["李强", "张伟"]
    assert told(store, made) == []


def test_keeping_wants_a_reason_and_somebody_to_decide_about(store, made):
    turned(store)
    with pytest.raises(Refused, match="为什么仍发"):
        mid_term_acts.keep(store, [grant_of("王芳").id], " ")
    with pytest.raises(Refused, match="不用再定"):
        mid_term_acts.keep(store, [grant_of("李强").id], WHY)
    with pytest.raises(NotAllowed):
        mid_term_acts.keep(as_headteacher(store), [grant_of("王芳").id], WHY)


def test_a_request_that_waits_is_told_by_name_and_stops_nothing(store, made):
    asked(store)
    (found,) = told(store, made)
    assert found[0] == WARNING
    assert "王芳：有一件中途变动还没有审批，认定要由“困难”变动为“不困难”" in found[1]
    assert "王芳" in recognition_doubts(store, made)
    agreed(store, made)


def test_a_lowered_grade_is_told_and_its_amount_stays(store, made):
    turned(store, grade="3")
    (found,) = told(store, made)
    assert found[0] == WARNING and found[1].endswith("这一项不按档次定金额，金额不变。")
    agreed(store, made)
    assert told(store, made) == []


def test_a_refused_request_says_nothing(store, made):
    changes.refuse(as_headteacher(store), asked(store), "证明不够", today=day(10, 21))
    assert told(store, made) == []


def test_a_list_that_hung_only_gets_shorter_and_need_not_hang_again(store, made):
    hung = posting.post_batch(store, made, day(10, 12), "校门口公示栏", today=day(10, 12))
    turned(store)
    assert "撤下以后可以去掉" in told(store, made)[0][1]
    with pytest.raises(Refused, match="正在公示"):
        mid_term_acts.drop(store, [grant_of("王芳").id], "中途变动")
    posting.take_down(store, hung, day(10, 20), today=day(10, 20))
    mid_term_acts.drop(store, [grant_of("王芳").id], "中途变动")
    agreed(store, made)
    assert names(made) == ["李强", "张伟"]


def test_the_head_reads_beside_a_request_on_which_lists_the_child_is(store, made):
    asked(store)
    one = next(one for one in head_desk.to_sign(as_headteacher(store)) if one.kind == "change")
    assert "312.50 元" in dict(one.lines)["名单"] and "名单已生成" in dict(one.lines)["名单"]


# after the approval -------------------------------------------------------------------------------------


def test_no_money_and_no_letter_goes_out_over_a_withdrawal_nobody_decided(store, made):
    agreed(store, made)
    make_notices(store, made)
    turned(store, on=24)
    at_state(store, made, "funded")
    assert [grant.student.name for grant in due(made).doubted] == ["王芳"]
    with pytest.raises(Refused, match=r"王芳：认定已经变动为“不困难”"):
        make_list(store, made, layout(), day(10, 25))
    assert [one.letter.student.name for one in held(letters(made))] == ["王芳"]
    (found,) = told(store, made)
    assert found[0] == WARNING and "请停发；仍要发的，写明原因。定下来以前，告知书不打印。" in found[1]
    mid_term_acts.drop(store, [grant_of("王芳").id], "中途变动")
    assert told(store, made) == [] and due(made).doubted == ()


def test_a_printed_letter_stays_in_the_school_until_it_is_decided(store, made):
    agreed(store, made)
    make_notices(store, made)
    number_and_count(store, list(AidNotice.select()), day(10, 23))
    turned(store, on=24)
    assert "已经印了，定下来以前先不要发给家长" in told(store, made)[0][1]


def test_what_was_written_stays_with_the_line_when_the_bank_answers(store, made, tmp_path):
    agreed(store, made)
    turned(store, on=24)
    at_state(store, made, "funded")
    mid_term_acts.keep(store, [grant_of("王芳").id], WHY)
    first = make_list(store, made, layout(), day(10, 25))
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=day(10, 26))
    assert grant_of("王芳").state == "paid" and grant_of("王芳").reason.endswith(WHY)
    assert told(store, made) == []


def test_money_that_reached_the_family_after_the_change_is_told_with_the_way_back(store, made, tmp_path):
    agreed(store, made)
    at_state(store, made, "funded")
    first = make_list(store, made, layout(), day(10, 23))
    turned(store, on=24)
    assert "钱已经送到银行" in told(store, made)[0][1]
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=day(10, 26))
    assert "该收回的提“追回”" in told(store, made)[0][1]


def test_money_that_came_on_the_day_of_the_change_is_asked_about_until_it_is_claimed_back(
    store, made, tmp_path
):
    paid_on(store, made, tmp_path, 24, signed=24)
    make_notices(store, made)
    assert "王芳" in told(store, made)[0][1] and "该收回的提“追回”" in told(store, made)[0][1]
    assert [one.letter.student.name for one in held(letters(made))] == ["王芳"]
    assert "王芳的认定已经变动为“不困难”" in stages.wants_reason(AidBatch.get_by_id(made), "closed")
    grant = grant_of("王芳")
    claim = reversals.ask(store, grant.id, "back", grant.amount, "认定变动，收回", day=day(10, 25))
    assert "312.50 元的追回等校长签。定下来以前" in told(store, made)[0][1]
    reversals.refuse(as_headteacher(store), claim, "再核对", today=day(10, 25))
    assert "该收回的提“追回”" in told(store, made)[0][1]
    claim = reversals.ask(store, grant.id, "back", grant.amount, "认定变动，收回", day=day(10, 25))
    reversals.approve(as_headteacher(store), claim, today=day(10, 25))
    assert told(store, made) == []


def test_a_part_claimed_back_leaves_the_rest_to_be_decided_to_the_fen(store, made, tmp_path):
    paid_on(store, made, tmp_path, 24, signed=24)
    grant, list_ = grant_of("王芳"), AidBatch.get_by_id(made)
    claim = reversals.ask(store, grant.id, "back", 30055, "多发", day=day(10, 25))
    waits = "还有 11.95 元没有追回，也没有写明原因；300.55 元的追回等校长签。"
    assert f"{waits}该收回的再提“追回”；仍要发的，写明原因。" in told(store, made)[0][1]
    assert f"王芳的认定已经变动为“不困难”，{waits}" in stages.wants_reason(list_, "closed")
    reversals.approve(as_headteacher(store), claim, today=day(10, 25))
    assert "已经追回 300.55 元，还有 11.95 元没有追回，也没有写明原因。" in told(store, made)[0][1]
    last = reversals.ask(store, grant.id, "cancel", 1195, "余下的", day=day(10, 25))
    reversals.approve(as_headteacher(store), last, today=day(10, 25))
    assert told(store, made) == [] and "王芳" not in stages.wants_reason(list_, "closed")


def test_the_rest_of_a_part_claimed_back_may_stay_with_a_written_reason(store, made, tmp_path):
    paid_on(store, made, tmp_path, 24, signed=24)
    claim = reversals.ask(store, grant_of("王芳").id, "back", 30055, "多发", day=day(10, 25))
    reversals.approve(as_headteacher(store), claim, today=day(10, 25))
    mid_term_acts.keep(store, [grant_of("王芳").id], WHY)
    assert told(store, made) == []


def test_a_claim_for_all_of_it_leaves_nothing_to_press_until_it_is_signed(store, made, tmp_path):
    paid_on(store, made, tmp_path, 24, signed=24)
    grant, list_ = grant_of("王芳"), AidBatch.get_by_id(made)
    assert [words for words, _ in ways_of(list_, undecided([grant])[grant.id])] == [
        "提追回…",
        "仍发，写明原因…",
    ]
    reversals.ask(store, grant.id, "back", grant.amount, "收回", day=day(10, 25))
    assert ways_of(list_, undecided([grant])[grant.id]) == ()


def test_money_of_the_day_of_the_change_may_stay_with_a_written_reason(store, made, tmp_path):
    paid_on(store, made, tmp_path, 24, signed=24)
    mid_term_acts.keep(store, [grant_of("王芳").id], WHY)
    assert told(store, made) == []
    assert "王芳" not in stages.wants_reason(AidBatch.get_by_id(made), "closed")


def test_money_given_again_is_no_answer_to_a_withdrawal(store, made, tmp_path):
    paid_on(store, made, tmp_path, 24, signed=24)
    reversals.ask(store, grant_of("王芳").id, "more", 100, "少发", day=day(10, 25))
    assert "王芳" in told(store, made)[0][1]


def test_a_request_that_waits_is_told_wherever_the_money_leaves_and_stops_nothing(store, made):
    agreed(store, made)
    asked(store, on=23)
    assert "请校长先定那一件，再发这一笔。" in told(store, made)[0][1]
    for state in ("reported", "funded"):
        assert "王芳（周敏 2026-10-23 提出变动为“不困难”：父亲找到工作）" in stages.doubts_before(made, state)
        stages.advance(store, made, day(10, 23))
    assert [one.sentence for one in warnings_of(store, made) if one.rule == CHANGED] == [
        told(store, made)[0][1]
    ]
    assert "还有中途变动没有审批：王芳（" in doubts_in_short(due(made).ready)
    make_list(store, made, layout(), day(10, 24))


def test_a_request_over_money_at_the_bank_is_told_on_the_list_and_beside_the_pay_lists(store, made):
    agreed(store, made)
    at_state(store, made, "funded")
    make_list(store, made, layout(), day(10, 23))
    asked(store, on=24)
    (found,) = told(store, made)
    assert found[0] == WARNING and found[1].startswith(
        "三(2)班 王芳：有一件中途变动还没有审批，认定要由“困难”变动为“不困难”"
    )
    assert found[1].endswith("钱已经送到银行：请校长早些定那一件，同意以后，退票的停发，到账的提“追回”。")
    assert [one.sentence for one in warnings_of(store, made) if one.rule == CHANGED] == [found[1]]
    assert stages.doubts_before(made, "paid").startswith("还有中途变动没有审批：王芳（")
    assert "钱已经送到银行，请校长早些定。" in stages.doubts_before(made, "paid")


def test_a_request_for_a_lower_grade_over_money_on_its_way_is_told_and_the_amount_stays(store, made):
    agreed(store, made)
    asked(store, grade="3", on=23)
    asked(store, "李强", grade="1", on=23)
    at_state(store, made, "funded")
    for step in (lambda: None, lambda: make_list(store, made, layout(), day(10, 24))):
        step()
        (found,) = told(store, made)
        assert found[1].startswith("三(2)班 王芳：") and found[1].endswith("这一笔的金额不跟着变。")


def test_a_list_without_a_request_says_nothing_of_one(store, made):
    agreed(store, made)
    assert stages.doubts_before(made, "reported") == "" and warnings_of(store, made) == check_accounts(
        store, grants_of(made)
    )


def test_who_is_held_back_for_the_change_does_not_lack_an_account(store, made):
    agreed(store, made)
    turned(store, on=24)
    at_state(store, made, "funded")
    assert {line.pupil: line.bucket for line in board(made)} == {"王芳": HELD, "李强": READY, "张伟": READY}


def test_money_that_was_there_before_the_change_is_rightly_the_familys(store, made, tmp_path):
    agreed(store, made)
    at_state(store, made, "funded")
    first = make_list(store, made, layout(), day(10, 23))
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=day(10, 23))
    turned(store, on=24)
    assert told(store, made) == []


def test_calling_a_list_paid_without_the_bank_says_who_is_undecided(store, made):
    agreed(store, made)
    turned(store, on=24)
    assert "王芳的认定已经变动为“不困难”" in stages.doubts_before(made, "paid")


def test_a_decision_can_be_taken_back(store, made):
    turned(store)
    mid_term_acts.keep(store, [grant_of("王芳").id], WHY)
    undo.undo(store)
    assert told(store, made)[0][0] == ERROR


def test_the_clerk_of_another_role_decides_nothing(store, made):
    turned(store)
    with pytest.raises(NotAllowed):
        mid_term_acts.drop(as_role(store, "class", "田老师"), [grant_of("王芳").id], "中途变动")
