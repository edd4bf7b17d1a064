"""What the clerk is told of the year's aid work: the next step of each thing, and the page it is done on."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_class_teacher, as_headteacher, batch, change, needy, school_class
from services.pay.paying import DAY, answer, grant_of, sent
from services.recognition import round_stage

from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.ledgers.payments import PayList
from desktop.models.ledgers.school import School
from desktop.services import today
from desktop.services.aid.batches import approve
from desktop.services.lists.differences import MISSING
from desktop.services.pay import answers
from desktop.services.recognition import posting, rounds
from desktop.views.places import OTHERS, SPOTS


@pytest.fixture
def around(school):
    return today.Around(AUTUMN, dt.date(2026, 9, 28), school.folder.backups, True)


def on(around, day):
    return today.Around(around.term, day, around.backups, around.second)


def todo(store, around, words):
    return next(one for one in today.todos(store, around) if words in one.words)


def told(store, around):
    return [one.words for one in today.todos(store, around)]


def county(store, day):
    return add(store, CountyList, kind="rural_low", month="2026-09", file="9月低保.xls", taken_on=day)


def test_a_school_without_pupils_is_not_sent_to_the_county_lists(store, around):
    assert not any("部门名单" in one for one in told(store, around))


def test_the_first_comparison_is_offered_and_a_late_one_asked_for(store, around):
    needy(store)
    assert todo(store, around, "还没有和部门名单比对过").place == "lists"
    county(store, dt.date(2026, 9, 6))
    assert not any("比对" in one for one in told(store, on(around, dt.date(2026, 9, 10))))
    late = todo(store, on(around, dt.date(2026, 12, 1)), "和部门名单比对已过去 86 天")
    assert late.tone == "warn"


def test_lines_nobody_decided_wait_with_their_names(store, around):
    record = needy(store, "王芳")
    add(store, ListHit, source=county(store, dt.date(2026, 9, 28)), row=7, student=record, verdict="hit")
    one = todo(store, around, "名单比对有 1 条还没有处理")
    assert (one.fact, one.place) == ("王芳", "lists")


def test_a_round_tells_its_step_and_what_it_lacks(store, around):
    record = round_stage.applying(store)
    one = todo(store, around, "家庭经济困难学生认定：个人申请")
    assert (one.place, one.hint) == ("recognition", record)
    assert "还没有一份申请。" in one.fact


def test_a_round_before_the_headteacher_is_only_waited_for(store, around):
    round_stage.awaiting(store)
    assert todo(store, around, "校长审批").tone == "accent"


def test_a_posting_counts_its_days_and_must_come_down(store, around):
    _record, _cases, hung = round_stage.hung(store)
    one = todo(store, around, "公示还剩")
    assert (one.place, one.hint, one.tone) == ("posting", hung, "accent")
    assert todo(store, on(around, dt.date(2026, 10, 9)), "公示还剩 1 个工作日").tone == "warn"
    over = todo(store, on(around, dt.date(2026, 10, 12)), "公示期已满，请撤下")
    assert (over.tone, over.verb) == ("bad", "登记撤下")


def test_a_list_that_came_down_waits_to_be_handed_in(store, around):
    record, _cases, hung = round_stage.hung(store)
    posting.take_down(store, hung, round_stage.DOWN, today=round_stage.DOWN)
    one = todo(store, on(around, round_stage.DOWN), "等送校长审批")
    assert (one.place, one.hint) == ("recognition", record)


def test_objections_wait_at_their_posting(store, around):
    _record, _cases, hung = round_stage.hung(store)
    told_of = {"day": round_stage.day(9, 28), "content": "家里有车"}
    posting.object_to(store, hung, told_of, today=round_stage.day(9, 28))
    one = todo(store, around, "1 件公示异议还没有答复")
    assert (one.tone, one.place, one.hint) == ("bad", "posting", hung)


def test_failed_payments_open_their_own_lines(store, around, tmp_path):
    made, number = sent(store)
    answers.take_answer(
        store, answers.read_answer(store, number, answer(tmp_path, number, failed=(1,))), day=DAY
    )
    one = todo(store, around, "1 人的钱退票了")
    assert one.hint == today.Narrowed(made, (grant_of("王芳").id,))


def test_a_list_at_the_bank_is_waited_for(store, around):
    _made, number = sent(store)
    change(store, PayList, number, "送银行", state="sent", file="报盘.xlsx")
    one = todo(store, around, "银行还没有回盘")
    assert (one.place, one.hint) == ("pay_answer", number)


def test_a_list_that_must_hang_first_says_so(store, around):
    needy(store)
    change(store, School, School.get().id, "助前公示", post_aid=True)
    made = batch(store)
    assert todo(store, around, "等张贴助前公示").hint == made
    posting.post_batch(store, made, dt.date(2026, 9, 14), "校门口", today=dt.date(2026, 9, 14))
    assert not any("等校长审批" in one or "等张贴" in one for one in told(store, around))


def test_differences_lead_to_their_side_of_the_page(store, around):
    needy(store, "王芳")
    made = batch(store)
    needy(store, "李强")
    (one,) = [todo for todo in today.look(store, around).todos if todo.place == "difference"]
    assert "应助未助 1 人" in one.words and one.fact == "李强"
    assert one.hint[1] == AUTUMN
    assert made and MISSING == "missing"


def test_other_roles_are_not_sent_to_the_clerks_work(store, around):
    round_stage.hung(store)
    teacher = as_class_teacher(store, school_class(store, "三(2)班"))
    assert not any("公示" in one for one in told(teacher, around))
    assert today.look(teacher, around) == today.Look()
    assert not any("认定" in one for one in told(as_headteacher(store), around))


@pytest.mark.parametrize(
    "place",
    [
        "lists",
        "recognition",
        "posting",
        "batch",
        "pay_answer",
        "difference",
        "letters",
        "roster",
        "charts",
        "sign",
        "backup",
        "aid",
    ],
)
def test_every_place_that_is_led_to_is_a_page(place):
    """Pages are found by name; a name that is none would end in nothing."""
    assert place in {spot.place.key for spot in SPOTS} | set(OTHERS)


def test_a_class_teacher_is_told_of_the_own_class_review(store, around):
    record = round_stage.applying(store)
    round_stage.applied(store, record)
    rounds.start_review(store, record, today=round_stage.LAST)
    teacher = as_class_teacher(store, school_class(store, "三(2)班"))
    found = todo(teacher, around, "班级评议")
    assert (found.words, found.place, found.hint) == (
        "班级评议：2 人还没有评",
        "recognition_review",
        (record, "class"),
    )
    assert not any("班级评议：" in words for words in told(store, around))


def test_an_unpaid_list_of_last_term_stays_until_it_is_filed(store, around):
    needy(store, "王芳")
    made = batch(store)
    approve(as_headteacher(store), made)
    spring = today.Around(AUTUMN.next, dt.date(2027, 3, 8), around.backups, around.second)
    one = todo(store, spring, "上学期的名单还没有办完")
    assert (one.tone, one.place, one.hint) == ("bad", "batch", made)
    assert "1 人 312.50 元没有发到手，1 人还没有做告知书" in one.words and "王芳" in one.fact
    assert not any("还没有办完" in words for words in told(store, around))
