"""A sustained objection has an effect before the list hangs again, or somebody writes why it has none."""

import pytest
from builders import as_headteacher, batch, change, needy
from round_stage import DOWN, HUNG, case_of, day, hung, posting_row, state

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.students import Student
from desktop.services.aid import road
from desktop.services.aid.checks import check_batch
from desktop.services.recognition import cases, posting


def objection(store, posted, name="王芳"):
    told = {"day": HUNG, "content": "家里有车", "who": "匿名", "student": case_of(name).student_id}
    return posting.object_to(store, posted, told, today=HUNG)


@pytest.fixture
def listed(store):
    for name in ("王芳", "李强"):
        needy(store, name)
    return batch(store)


def upheld(store, name="王芳"):
    record, _, posted = hung(store)
    told = objection(store, posted, name)
    posting.answer(store, told, "upheld", "查实有营运车辆", day=day(9, 28), today=day(9, 28))
    return record, posted


def test_a_list_does_not_hang_again_as_it_was_when_an_objection_was_right(store):
    record, _ = upheld(store)
    with pytest.raises(Refused, match=r"关于王芳的异议已经成立，名单上王芳还和张贴过的一样.*写明原因"):
        posting.post_round(store, record, day(9, 29), "校门口", today=day(9, 29))
    assert (state(record), case_of("王芳").state) == ("reviewing", "school_reviewed")
    assert "王芳" in posting.as_it_hung("round", record)


def test_another_pupils_grade_is_no_answer_to_the_objection(store):
    record, _ = upheld(store)
    cases.school_review(store, {case_of("李强").id: cases.Opinion("1", "病重")})
    with pytest.raises(Refused, match="关于王芳的异议已经成立"):
        posting.post_round(store, record, day(9, 29), "校门口", today=day(9, 29))


def test_who_lets_the_list_stand_says_why(store):
    record, _ = upheld(store)
    why = "车辆已卖，档次不变"
    again = posting.post_round(
        store, record, day(9, 29), "校门口", unchanged=why, today=day(9, 29)
    )  # fmt: skip
    assert posting_row(again).note == why
    assert posting.as_it_hung("round", record) == ""


def test_a_grade_changed_before_the_answer_counts_as_the_effect(store):
    record, _, posted = hung(store)
    told = objection(store, posted)
    posting.change_grade(store, case_of("王芳").id, "3", "有车", day=day(9, 28), today=day(9, 28))
    posting.answer(store, told, "upheld", "属实", day=day(9, 28), today=day(9, 28))
    assert posting.post_round(store, record, day(9, 29), "校门口", today=day(9, 29))


def test_a_name_put_right_is_an_effect_too(store):
    record, _ = upheld(store)
    change(store, Student, case_of("王芳").student_id, name="王方")
    assert posting.post_round(store, record, day(9, 29), "校门口", today=day(9, 29))


def test_an_aid_list_is_put_right_after_an_objection_too(store, listed):
    grants = list(AidGrant.select().where(AidGrant.batch == listed).order_by(AidGrant.id))
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    told = {"day": HUNG, "content": "已转走", "student": grants[0].student_id}
    posting.answer(store, posting.object_to(store, posted, told, today=HUNG), "upheld", "属实", day=HUNG)
    general = posting_row(posted).content
    with pytest.raises(Refused, match="异议已经成立"):
        posting.post_batch(store, listed, day(9, 28), "校门口", today=day(9, 28))
    with store.step("去掉") as step:
        step.remove(AidGrant, grants[0].id)
    again = posting.post_batch(store, listed, day(9, 28), "校门口", today=day(9, 28))
    assert posting_row(again).content != general


def test_an_objection_to_the_list_in_general_asks_for_another_list(store, listed):
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    told = posting.object_to(store, posted, {"day": HUNG, "content": "漏了人"}, today=HUNG)
    posting.answer(store, told, "partly", "属实", day=HUNG)
    with pytest.raises(Refused, match="一模一样"):
        posting.post_batch(store, listed, day(9, 28), "校门口", today=day(9, 28))


def test_an_old_objection_found_right_later_breaks_off_what_hangs_now(store):
    record, _, posted = hung(store)
    told = objection(store, posted)
    posting.break_off(store, posted, "印错了", day=day(9, 28), today=day(9, 28))
    again = posting.post_round(store, record, day(9, 28), "校门口", today=day(9, 28))
    posting.answer(store, told, "upheld", "属实", day=day(9, 29), today=day(9, 29))
    assert (posting_row(again).state, state(record)) == ("broken", "reviewing")
    with pytest.raises(Refused, match="关于王芳的异议已经成立"):
        posting.post_round(store, record, day(9, 30), "校门口", today=day(9, 30))


def test_an_unanswered_objection_to_an_earlier_posting_stops_an_aid_list(store, listed):
    first = AidGrant.select().where(AidGrant.batch == listed).order_by(AidGrant.id).first()
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    told = {"day": HUNG, "content": "家里有车", "student": first.student_id}
    posting.object_to(store, posted, told, today=HUNG)
    posting.break_off(store, posted, "印错了", day=HUNG, today=HUNG)
    again = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    posting.take_down(store, again, DOWN, today=DOWN)
    assert "还有 1 件异议没有答复。" in road.lacks_of(store, AidBatch.get_by_id(listed))
    with pytest.raises(Refused, match="1 件异议没有答复"):
        signed = {"approved_by": "石校长", "approved_on": day(10, 20)}
        change(as_headteacher(store), AidBatch, listed, state="approved", **signed)


def test_the_headteacher_reads_why_an_aid_list_was_left_as_it_hung(store, listed):
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    told = posting.object_to(store, posted, {"day": HUNG, "content": "漏了人"}, today=HUNG)
    posting.answer(store, told, "partly", "属实", day=HUNG)
    posting.post_batch(store, listed, HUNG, "校门口", unchanged="那人已另行救助", today=HUNG)
    assert "公示备注：那人已另行救助" in [one.sentence for one in check_batch(store, listed)]
