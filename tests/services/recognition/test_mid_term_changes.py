"""中途变动: a recognised pupil's own request, with both grades traceable."""

import pytest
from builders import add, as_headteacher, as_role, change, pupil
from round_stage import DOWN, FIRST, approved, case_of, day, hung

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.recognition import CaseChange, RecognitionCase
from desktop.models.roles import NotAllowed
from desktop.services.recognition import changes

PROOF = "a" * 64 + "|诊断书.jpg"


@pytest.fixture
def asked(store):
    approved(store)
    return changes.ask(store, case_of("王芳").student_id, "1", "母亲查出重病", proof=PROOF, day=day(11, 2))


def test_an_approved_change_gives_the_new_grade_and_keeps_the_old_one(store, asked):
    changes.approve(as_headteacher(store), asked, "同意", today=day(11, 3))
    row = CaseChange.get_by_id(asked)
    assert (case_of("王芳").grade, row.old_grade, row.new_grade, row.state) == ("1", "2", "1", "approved")
    assert (row.asked_by, row.decided_by, row.decided_on) == ("周敏", "石校长", day(11, 3))
    told = [
        (line.before, line.after)
        for line in undo.history(RecognitionCase, case_of("王芳").id)
        if line.field == "认定档次"
    ]
    assert told == [("", "困难"), ("困难", "特别困难")]
    assert case_of("王芳").school_grade == "2"  # what hung on the wall stays what it was


def test_a_refused_change_leaves_the_grade(store, asked):
    boss = as_headteacher(store)
    with pytest.raises(Refused, match="不同意的理由"):
        changes.refuse(boss, asked, " ")
    changes.refuse(boss, asked, "等诊断书原件", today=day(11, 3))
    assert (case_of("王芳").grade, CaseChange.get_by_id(asked).answer) == ("2", "等诊断书原件")
    with pytest.raises(Refused, match="已经审批过"):
        changes.approve(boss, asked)


def test_who_was_never_recognised_applies_in_the_adjustment(store):
    approved(store)
    other = pupil(store, "陈静")
    with pytest.raises(Refused, match=r"陈静没有认定过.*学期调整"):
        changes.ask(store, other, "1", "父亲失业", proof=PROOF)


def test_a_pupil_on_a_hanging_list_is_not_recognised_yet(store):
    hung(store)
    with pytest.raises(Refused, match="没有认定过"):
        changes.ask(store, case_of("王芳").student_id, "1", "母亲重病", proof=PROOF)


@pytest.mark.parametrize(("grade", "reason", "proof", "words"), [
    ("2", "母亲重病", PROOF, "不用变动"), ("1", " ", PROOF, "写明原因"), ("1", "母亲重病", "", "证明材料"),
])  # fmt: skip
def test_a_change_has_another_grade_a_reason_and_a_proof(store, grade, reason, proof, words):
    approved(store)
    with pytest.raises(Refused, match=words):
        changes.ask(store, case_of("王芳").student_id, grade, reason, proof=proof)


def test_one_request_waits_at_a_time(store, asked):
    with pytest.raises(Refused, match="在等审批"):
        changes.ask(store, case_of("王芳").student_id, "3", "又好转了", proof=PROOF)


def test_nobody_approves_the_own_request(store, asked):
    with pytest.raises(NotAllowed):
        changes.approve(store, asked)
    with pytest.raises(Refused, match="周敏提出的"):
        changes.approve(as_role(store, "head", "周敏"), asked)


def test_the_store_refuses_every_short_cut(store, asked):
    boss, case = as_headteacher(store), case_of("王芳")
    decided = {"state": "approved", "decided_by": "石校长", "decided_on": DOWN}
    with pytest.raises(Refused, match="请提出“中途变动”"):
        change(boss, RecognitionCase, case.id, grade="1")
    with pytest.raises(NotAllowed):
        change(store, CaseChange, asked, **decided)
    with pytest.raises(Refused, match="校长本人登录"):
        change(store, CaseChange, asked, state="approved")
    with pytest.raises(Refused, match="先提出、再审批"):
        add(boss, CaseChange, student=case.student_id, case=case.id, old_grade="2", new_grade="1", reason="重病",
            asked_on=FIRST, **decided)  # fmt: skip
    stranger = pupil(store, "陈静")
    loose = add(
        store, CaseChange, student=stranger, new_grade="1", reason="重病", proof=PROOF, asked_on=FIRST
    )
    with pytest.raises(Refused, match="没有认定过"):
        change(boss, CaseChange, loose, **decided)
    with pytest.raises(Refused, match="不能删除"), store.step("删") as step:
        step.remove(CaseChange, loose)


def test_a_grade_moves_only_to_the_one_that_was_approved(store, asked):
    boss = as_headteacher(store)
    change(boss, CaseChange, asked, state="approved", decided_by="石校长", decided_on=DOWN)
    with pytest.raises(Refused, match="请提出“中途变动”"):
        change(boss, RecognitionCase, case_of("王芳").id, grade="3")


def test_doing_well_again_ends_the_recognition(store):
    approved(store)
    asked = changes.ask(store, case_of("王芳").student_id, "0", "家庭收入明显好转", proof=PROOF)
    changes.approve(as_headteacher(store), asked)
    assert case_of("王芳").grade == "0"
