"""班级评议 by the class teacher: of the own class, of nothing else, on every road."""

import pytest
from builders import add, as_class_teacher, as_headteacher, as_role, change, needy, remove, school_class
from round_stage import LAST, MET, applied, applying, case_of, meetings, of

from desktop.models import undo
from desktop.models.ledgers.recognition import RecognitionCase, ReviewMeeting
from desktop.models.roles import NotAllowed
from desktop.models.store import CannotUndo
from desktop.services.recognition import cases, rounds
from desktop.services.recognition.cases import Opinion


@pytest.fixture
def record(store):
    found = applying(store)
    applied(store, found)
    rounds.start_review(store, found, today=LAST)
    return found


@pytest.fixture
def teacher(store):
    return as_class_teacher(store, school_class(store, "三(2)班"))


def graded(store, name, grade="2"):
    return cases.class_review(store, {case_of(name).id: Opinion(grade, "情况属实")})


def met(store, record, klass="三(2)班", level="class"):
    told = {"round": record, "level": level, "day": MET, "chair": "田春生", "present": 7}
    return add(store, ReviewMeeting, **told, school_class=school_class(store, klass))


def test_the_own_class_meets_and_is_graded(store, teacher, record):
    met(teacher, record)
    assert graded(teacher, "王芳") == 1
    case = case_of("王芳")
    assert (case.state, case.class_grade, case.class_opinion) == ("class_reviewed", "2", "情况属实")


def test_a_slip_of_the_finger_is_put_right_and_taken_back(store, teacher, record):
    meetings(store, record)
    graded(teacher, "王芳", "1")
    graded(teacher, "王芳", "3")
    undo.undo(teacher)
    undo.undo(teacher)
    assert (case_of("王芳").state, case_of("王芳").class_grade) == ("applied", None)


def test_another_class_is_out_of_reach(store, teacher, record):
    meetings(store, record)
    with pytest.raises(ValueError, match="先选中"):
        graded(teacher, "张伟")
    with pytest.raises(NotAllowed, match="只能改自己班"):
        change(teacher, RecognitionCase, case_of("张伟").id, state="class_reviewed", class_grade="1")
    with pytest.raises(NotAllowed, match="只能改自己班"):
        met(teacher, record, "四(1)班")
    assert case_of("张伟").state == "applied"


def test_the_school_committee_is_not_the_class_teachers(store, teacher, record):
    meetings(store, record)
    graded(teacher, "王芳")
    with pytest.raises(NotAllowed, match="不能登记学校评审"):
        cases.school_review(teacher, {case_of("王芳").id: Opinion("2")})
    with pytest.raises(NotAllowed, match="不能这样改"):
        change(teacher, RecognitionCase, case_of("王芳").id, state="school_reviewed", school_grade="1")
    with pytest.raises(NotAllowed, match="只能改自己班"):
        met(teacher, record, level="school")


@pytest.mark.parametrize(
    "values",
    [{"note": "改一下"}, {"state": "withdrawn", "why_not": "不要了"}, {"kinds": "01"}, {"promise": False}],
)
def test_nothing_else_of_an_application_can_be_touched(store, teacher, record, values):
    with pytest.raises(NotAllowed, match="不能这样改“认定申请”"):
        change(teacher, RecognitionCase, case_of("王芳").id, **values)


def test_an_application_is_neither_made_nor_removed(store, teacher, record):
    other = needy(store, "陈静", "三(2)班")
    with pytest.raises(NotAllowed, match="不能这样改"):
        add(teacher, RecognitionCase, round=record, student=other, state="draft")
    draft = add(store, RecognitionCase, round=record, student=other, state="draft")
    with pytest.raises(NotAllowed, match="不能这样改"):
        remove(teacher, RecognitionCase, draft)
    assert len(of(record)) == 4


def test_what_the_clerk_did_is_not_taken_back_by_the_teacher(store, teacher, record):
    change(store, RecognitionCase, case_of("王芳").id, note="专干写的")
    with pytest.raises(CannotUndo, match="由做的人自己撤销"):
        undo.undo(teacher)
    with pytest.raises(NotAllowed):
        undo.undo(teacher, max(number for number, _ in undo.stacks().undo))
    assert case_of("王芳").note == "专干写的"


@pytest.mark.parametrize("who", [as_headteacher, lambda store: as_role(store, "meal", "小李")])
def test_headteacher_and_canteen_do_not_grade(store, record, who):
    meetings(store, record)
    with pytest.raises(NotAllowed, match="不能登记班级评议"):
        graded(who(store), "王芳")
