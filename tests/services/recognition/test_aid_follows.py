"""Aid lists follow the year's 认定: who was declined, who never applied, and a round that is not approved yet."""

import pytest
from builders import AUTUMN, as_headteacher, batch, needy, programme, proposal
from round_stage import HUNG, LAST, approved, awaiting, case_of, day, hung, ready

from desktop.models.errors import Refused
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import Student
from desktop.services.aid.batches import approve, grants_of
from desktop.services.aid.checks import ERROR, check_batch, recognition_doubts
from desktop.services.aid.propose import DOUBTFUL, ENTITLED, EXCLUDED
from desktop.services.lists.differences import EXTRA, MISSING, differences
from desktop.services.recognition import approval, cases, changes, posting, rounds


def judged(store, code="non_boarding"):
    return {line.student.name: (line.verdict, line.why) for line in proposal(store, code).lines}


def boarders(store):
    with store.step("寄宿") as step:
        for row in list(Student.select()):
            step.change(Student, row.id, {"attendance": "2"})


def test_a_school_without_a_round_goes_by_the_kinds_and_is_told_once(store):
    needy(store)
    told = proposal(store)
    assert [line.verdict for line in told.lines] == [ENTITLED]
    assert told.notice == "2026—2027学年还没有办家庭经济困难学生认定，名单只按登记的困难类型定。"
    assert recognition_doubts(store, batch(store)) == ""


def test_whoever_is_recognised_is_in_without_a_word(store):
    approved(store)
    told = proposal(store)
    assert {line.verdict for line in told.lines} == {ENTITLED}
    assert told.notice == ""


def test_a_declined_pupil_and_one_never_in_the_round_are_for_the_clerk_to_look_at(store):
    ready(store)
    cases.decline(store, [case_of("王芳").id], "家庭已脱困")
    needy(store, "赵晓")
    told = judged(store)
    assert told["王芳"] == (
        DOUBTFUL,
        "正在办的认定：不予认定（家庭已脱困），批次还没有审批，请核对。",
    )
    assert told["赵晓"] == (DOUBTFUL, "没有走过2026—2027学年的认定，请核对。")
    assert told["李强"][0] == ENTITLED


def test_a_pupil_whose_objection_was_upheld_waits_for_the_new_review(store):
    _, _, posted = hung(store)
    told = {"day": HUNG, "content": "家里新买了车", "student": case_of("张伟").student_id}
    objection = posting.object_to(store, posted, told, today=HUNG)
    posting.answer(store, objection, "upheld", "核查属实", day=HUNG, today=HUNG)
    assert judged(store)["张伟"] == (
        DOUBTFUL,
        "认定公示的异议成立，还要重新评审、重新公示，请等有结果。",
    )


def test_a_programme_for_the_recognised_leaves_out_whom_an_approved_round_declined(store):
    record, _ = ready(store)
    cases.decline(store, [case_of("王芳").id], "家庭已脱困")
    settle(store, record)
    boarders(store)
    assert judged(store, "boarding")["王芳"] == (
        EXCLUDED,
        "2026—2027学年认定：不予认定（家庭已脱困），请核对。",
    )


def settle(store, record):
    posted = posting.post_round(store, record, HUNG, "校门口公示栏", today=HUNG)
    posting.take_down(store, posted, day(10, 12), today=day(10, 12))
    approval.submit(store, record, today=day(10, 12))
    approval.approve(as_headteacher(store), record, today=day(10, 12))


def test_a_round_under_way_is_said_by_the_proposal_and_by_the_checks(store):
    awaiting(store)
    assert proposal(store).notice == (
        "2026—2027学年家庭经济困难学生认定现在是“公示期满待审批”，校长还没有审批，"
        "认定的结果还可能变，请等认定审批以后再公示、审批资助名单。"
    )
    made = batch(store)
    assert [one.rule for one in check_batch(store, made) if one.grant is None] == ["认定未审批"]
    assert "校长还没有审批" in recognition_doubts(store, made)


def test_while_applications_come_in_nobody_is_blamed_for_not_having_applied(store):
    needy(store)
    rounds.open_round(store, AUTUMN)
    assert judged(store)["王芳"][0] == ENTITLED


def test_a_list_made_before_the_decision_shows_who_was_declined_and_is_not_approved(store):
    record, _ = ready(store)
    boarders(store)
    made = batch(store, "boarding")
    cases.decline(store, [case_of("王芳").id], "家庭已脱困")
    assert recognition_doubts(store, made).endswith(
        "名单上有 1 人认定没有通过或没有走过：三(2)班 王芳：正在办的认定：不予认定（家庭已脱困），批次还没有审批，请核对。"
    )
    settle(store, record)
    assert [(one.severity, one.student) for one in check_batch(store, made) if one.rule == "认定"] == [
        (ERROR, case_of("王芳").student_id)
    ]
    with pytest.raises(Refused, match="王芳：2026—2027学年认定：不予认定"):
        approve(as_headteacher(store), made, day(10, 13))


def test_who_was_declined_and_stands_on_a_list_shows_among_the_differences(store):
    ready(store)
    batch(store)
    cases.decline(store, [case_of("王芳").id], "家庭已脱困")
    found = differences(store, programme(), AUTUMN, LAST)
    assert [gap.student.name for gap in found.of(EXTRA)] == ["王芳"]


def test_a_mid_term_change_counts_from_its_day(store):
    approved(store)
    record = changes.ask(store, case_of("王芳").student_id, "0", "父亲找到工作", proof="p1", day=day(10, 20))
    changes.approve(as_headteacher(store), record, today=day(10, 21))
    assert judged(store)["王芳"][0] == ENTITLED  # the list of 5 September
    later = {line.student.name: line.verdict for line in proposal(store, day=day(11, 1)).lines}
    assert later["王芳"] == DOUBTFUL


# recognised without a 困难类型 on record ------------------------------------------------------------------


def without_kinds(store):
    """The boarders of an approved round, whose 困难类型 nobody ever entered."""
    approved(store)
    boarders(store)
    with store.step("没有困难类型") as step:
        for row in list(Hardship.select()):
            step.remove(Hardship, row.id)


def test_a_boarder_whom_the_school_recognised_is_entitled_though_no_department_lists_her(store):
    without_kinds(store)
    line = next(one for one in proposal(store, "boarding").lines if one.student.name == "王芳")
    assert (line.verdict, line.basis, line.amount.fen) == (ENTITLED, "学校认定（2026-10-12）", 62500)
    assert line.why == (
        "寄宿生 · 学校认定为困难（2026—2027学年认定，2026-10-12 审批） · 小学 1250元/学年 ÷ 2 = 625.00元"
    )


def test_whoever_the_school_recognised_and_no_list_names_is_a_difference_and_counts_in_the_rate(store):
    without_kinds(store)
    found = differences(store, programme("boarding"), AUTUMN, day(11, 1))
    assert len(found.of(MISSING)) == found.rate.entitled == 3
    assert found.rate.granted == 0


def test_the_list_keeps_the_schools_word_as_the_basis(store):
    without_kinds(store)
    made = batch(store, "boarding")
    assert {row.basis for row in grants_of(made)} == {"学校认定（2026-10-12）"}
    assert not [one for one in check_batch(store, made) if one.rule == "认定"]


def test_a_programme_that_needs_a_kind_still_asks_for_one(store):
    approved(store)
    with store.step("没有困难类型") as step:
        for row in list(Hardship.select()):
            step.remove(Hardship, row.id)
    assert judged(store)["王芳"] == (EXCLUDED, "没有登记困难类型。")


def test_an_application_under_way_is_said_where_it_will_be_the_reason(store):
    awaiting(store)
    boarders(store)
    with store.step("没有困难类型") as step:
        for row in list(Hardship.select()):
            step.remove(Hardship, row.id)
    assert judged(store, "boarding")["王芳"] == (
        EXCLUDED,
        "没有登记困难类型。认定申请还在办（公示中），校长审批以后再列入。",
    )


def test_whoever_is_no_longer_needy_is_not_entitled_by_the_old_recognition(store):
    without_kinds(store)
    record = changes.ask(store, case_of("王芳").student_id, "0", "父亲找到工作", proof="p1", day=day(10, 20))
    changes.approve(as_headteacher(store), record, today=day(10, 21))
    later = {line.student.name: line.verdict for line in proposal(store, "boarding", day=day(11, 1)).lines}
    assert later == {"王芳": EXCLUDED, "李强": ENTITLED, "张伟": ENTITLED}


def test_everybody_whose_recognition_failed_is_named_with_the_reason(store):
    ready(store)
    made = batch(store)
    cases.decline(store, [case_of("王芳").id, case_of("张伟").id], "家庭已脱困")
    told = recognition_doubts(store, made)
    assert "名单上有 2 人认定没有通过或没有走过：三(2)班 王芳、四(1)班 张伟：正在办的认定" in told
    assert told.count("家庭已脱困") == 1


def test_of_very_many_the_first_eight_are_named_and_the_rest_counted(store):
    names = [f"赵{sign}" for sign in "一二三四五六七八九十"]
    ready(store, [(name, "三(2)班") for name in names])
    made = batch(store)
    cases.decline(store, [case_of(name).id for name in names], "家庭已脱困")
    told = recognition_doubts(store, made)
    assert "赵八等 10 人：" in told and "赵九" not in told
