"""控辍月报: sums that close, names behind each, kept as sent, the chain of months."""

import datetime as dt

import pytest
from builders import add, as_headteacher, change, pupil, remove, school_class
from builders_drop import away, moved_to, school_day

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus, OffSiteProof
from desktop.models.ledgers.drop_reports import DropReport
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services import people
from desktop.services.drop import chain, reports, roll

SEPTEMBER, OCTOBER, NOVEMBER = "2026-09", "2026-10", "2026-11"
LATER = dt.date(2026, 12, 20)


@pytest.fixture
def three(store):
    return [pupil(store, name, gender=sex) for name, sex in (("王芳", "2"), ("李强", "1"), ("赵敏", "2"))]


def counts(month=OCTOBER, today=LATER):
    return reports.figures(month, today).counts


def names(name, month=OCTOBER, today=LATER):
    return [one.name for one in reports.figures(month, today).lists[name]]


def case(store, student, state="suspected", day=dt.date(2026, 10, 12), **values):
    told = {
        "student": student,
        "kind": "suspected",
        "state": state,
        "opened_on": day,
        "last_day": day,
        **values,
    }
    record = add(store, DropCase, number=f"控辍〔2026〕{student}号", **told)
    add(store, CaseStep, drop_case=record, student=student, state=state, day=day)
    return record


def test_a_month_without_anything_is_a_zero_report_that_closes(store, three):
    told = reports.figures(OCTOBER, LATER)
    assert told.zero
    assert told.sentence == "月初 3 + 0 − 0 = 月末 3 人，实在校 3 人，零报告"


def test_who_comes_and_who_leaves_is_named_with_the_day_and_the_kind(store, three):
    people.transfer_out(store, three[0], dt.date(2026, 10, 15), "transfer", "县城二小")
    pupil(store, "孙丽", arrived_on=dt.date(2026, 10, 20), came_from="杨柳小学")
    pupil(store, "新生甲", "一(1)班", enrolled="2026-09")
    told = reports.figures(OCTOBER, LATER)
    assert [(one.name, one.words, one.day) for one in told.lists["joined"]] == [
        ("孙丽", "转入", dt.date(2026, 10, 20))
    ]
    assert [(one.name, one.words, one.day) for one in told.lists["left"]] == [
        ("王芳", "转出", dt.date(2026, 10, 15))
    ]
    assert (told.counts["opening"], told.counts["should"]) == (4, 4)
    assert names("joined", SEPTEMBER) == ["新生甲"]


def test_a_pupil_who_paused_and_came_back_is_counted_on_the_days_between_by_the_journal(store, three):
    people.transfer_out(store, three[1], dt.date(2026, 9, 10), "suspend", "")
    people.transfer_in(store, three[1], dt.date(2026, 11, 3), "", Student.get_by_id(three[1]).school_class_id)
    assert [
        len(roll.here_on(day)) for day in (dt.date(2026, 9, 9), dt.date(2026, 9, 10), dt.date(2026, 11, 3))
    ] == [3, 2, 3]
    assert [one.kind for one in reports.figures(SEPTEMBER, LATER).lists["left"]] == ["suspend"]
    assert [one.kind for one in reports.figures(NOVEMBER, LATER).lists["joined"]] == ["back"]


def test_a_slip_that_is_put_right_leaves_no_trace_on_the_roll(store, three):
    people.transfer_out(store, three[0], dt.date(2026, 10, 15), "transfer", "")
    change(store, Student, three[0], status="01", left_on=None, leave_reason=None)
    assert (counts()["left"], counts()["joined"], counts()["should"]) == (0, 0, 3)


def test_a_step_that_was_undone_and_one_done_again_count_as_they_stand(store, three):
    people.transfer_out(store, three[0], dt.date(2026, 10, 15), "transfer", "")
    undo.undo(store)
    assert counts()["should"] == 3
    undo.redo(store)
    assert counts()["should"] == 2


def test_every_pupil_stands_in_one_place_and_the_second_sum_closes(store, three):
    remove(store, Student, three[2])
    pupil(store, "赵敏", status="05")
    case(store, three[0])
    add(
        store,
        ClassAbsence,
        day=dt.date(2026, 10, 30),
        half="am",
        school_class=school_class(store),
        marks=f"T={three[0]},{three[1]}",
    )
    told = reports.figures(OCTOBER, LATER)
    assert {name: told.counts[name] for name in ("present", "absent", "suspected", "home_taught")} == {
        "present": 0, "absent": 1, "suspected": 1, "home_taught": 1,
    }  # fmt: skip
    assert [one.name for one in told.lists["absent"]] == ["李强"]
    assert told.away == "月末应在校 3 = 实在校 0 + 缺课 1 + 疑似辍学和辍学（在册的）1 + 送教 1"


def test_somebody_absent_long_ago_of_whom_nothing_was_written_since_is_a_doubt_not_an_absence(store, three):
    add(
        store,
        ClassAbsence,
        day=dt.date(2026, 10, 12),
        half="am",
        school_class=school_class(store),
        marks=f"T={three[0]}",
    )
    told = reports.figures(OCTOBER, LATER)
    assert told.counts["absent"] == 0
    assert told.doubts[0].startswith("三(2)班王芳10-12 缺课，后来")


def test_cases_count_by_the_state_they_had_at_the_months_end(store, three):
    record = case(store, three[0])
    moved_to(store, record, "persuading", dt.date(2026, 10, 14))
    moved_to(store, record, "back", dt.date(2026, 11, 5), back_on=dt.date(2026, 11, 5))
    assert (counts()["suspected"], counts()["persuaded"]) == (1, 0)
    assert (counts(NOVEMBER)["suspected"], counts(NOVEMBER)["persuaded"]) == (0, 1)
    assert names("persuaded", NOVEMBER) == ["王芳"]


def test_a_child_of_the_service_area_that_is_no_pupil_here_is_named_and_not_on_the_roll(store, three):
    child = add(store, AgeChild, name="周小", birth_date=dt.date(2016, 5, 1))
    add(store, DropCase, number="1", child=child, kind="dropped", state="suspected", opened_on=dt.date(2026, 10, 9),
        last_day=dt.date(2026, 10, 8), cause_words="家长书面声明不再读")  # fmt: skip
    told = reports.figures(OCTOBER, LATER)
    assert (told.counts["dropped"], told.counts["should"], told.counts["present"]) == (1, 3, 3)
    assert told.lists["dropped"][0].class_name == "不在本校学籍"


def test_children_elsewhere_count_as_proved_while_the_proof_holds(store):
    for number, until in enumerate((None, dt.date(2026, 10, 1)), 1):
        child = add(store, AgeChild, name="周小" + "甲乙"[number - 1], birth_date=dt.date(2016, 5, 1))
        add(store, AgeStatus, child=child, status="1.4", from_day=dt.date(2026, 9, 1))
        add(store, OffSiteProof, child=child, state="held", asked_on=dt.date(2026, 9, 2), held_on=dt.date(2026, 9, 9),
            kind="paper", school="外县小学", valid_until=until)  # fmt: skip
    assert (counts()["outside"], counts()["proved"]) == (2, 1)
    assert names("unproved") == ["周小乙"]


# kept as sent ------------------------------------------------------------------------------------------


def test_a_report_is_kept_as_it_was_and_the_next_month_opens_with_it(store, three):
    reports.keep(store, SEPTEMBER, LATER)
    people.transfer_out(store, three[0], dt.date(2026, 9, 28), "transfer", "")
    told = reports.figures(OCTOBER, LATER)
    assert (told.counts["opening"], told.counts["left"], told.counts["should"]) == (3, 1, 2)
    assert told.lists["left"][0].late and told.lists["left"][0].words == "转出，补记"
    assert reports.told(reports.kept(SEPTEMBER)).counts["should"] == 3


def test_the_day_of_coming_put_right_does_not_bring_a_child_twice(store, three):
    one = pupil(store, "孙丽", arrived_on=dt.date(2026, 9, 20))
    reports.keep(store, SEPTEMBER, LATER)
    change(store, Student, one, arrived_on=dt.date(2026, 10, 8))
    assert (counts()["opening"], counts()["joined"], counts()["should"]) == (4, 0, 4)


def test_three_months_chain_without_a_gap(store, three):
    for month in (SEPTEMBER, OCTOBER, NOVEMBER):
        reports.keep(store, month, LATER)
    assert chain.gaps(LATER) == []


def test_a_broken_chain_names_the_child_that_makes_the_difference(store, three):
    reports.keep(store, SEPTEMBER, LATER)
    reports.keep(store, OCTOBER, LATER)
    one = pupil(store, "孙丽", enrolled="2025-09")
    reports.keep(store, SEPTEMBER, LATER)
    (gap,) = chain.gaps(LATER.replace(month=11, day=20))
    assert gap.month == OCTOBER
    assert gap.pupils == (one,)
    assert "上月有、本月没有：三(2)班孙丽" in gap.sentence
    reports.keep(store, OCTOBER, LATER)
    assert chain.gaps(LATER.replace(month=11, day=20)) == []


def test_a_month_without_a_report_is_missed(store, three):
    reports.keep(store, SEPTEMBER, LATER)
    reports.keep(store, NOVEMBER, LATER)
    assert chain.missing(LATER) == [OCTOBER]
    assert "2026年10月没有月报" in chain.gaps(LATER)[0].sentence


def test_what_changed_since_is_told_with_names(store, three):
    reports.keep(store, OCTOBER, LATER)
    assert chain.changed(OCTOBER, LATER) == []
    people.transfer_out(store, three[0], dt.date(2026, 10, 28), "transfer", "")
    assert "减少：多了三(2)班王芳" in chain.changed(OCTOBER, LATER)


def test_a_mark_corrected_after_signing_is_told_on_the_month_with_what_it_was(store, three):
    last = dt.date(2026, 10, 30)
    away(store, last, {three[0]: "T"})
    reports.keep(store, OCTOBER, LATER)
    reports.sign(as_headteacher(store), OCTOBER, LATER)
    assert chain.changed(OCTOBER, LATER) == []
    away(store, last, {three[0]: "S"})
    (told,) = chain.changed(OCTOBER, LATER)
    assert told == "缺课写法：三(2)班王芳由“10-30 起 1 天（旷课 1 天）”变成“10-30 起 1 天（病假 1 天）”"


def test_the_head_signs_after_the_last_school_day_and_then_nothing_changes(store, three):
    reports.keep(store, OCTOBER, dt.date(2026, 10, 20))
    head = as_headteacher(store)
    with pytest.raises(Refused, match="只算到 2026-10-20"):
        reports.sign(head, OCTOBER, dt.date(2026, 10, 20))
    reports.keep(store, OCTOBER, LATER)
    with pytest.raises(NotAllowed):
        reports.sign(store, OCTOBER, LATER)
    reports.sign(head, OCTOBER, LATER)
    with pytest.raises(Refused, match="不能重做"):
        reports.keep(store, OCTOBER, LATER)
    with pytest.raises(Refused, match="不能删除"):
        remove(store, DropReport, reports.kept(OCTOBER).id)
    reports.send(store, OCTOBER, LATER)
    assert DropReport.get(DropReport.month == OCTOBER).state == "sent"
    with pytest.raises(undo.CannotUndo):
        undo.undo(store, 10**6) if undo.stacks().undo == () else undo.undo(
            store, max(n for n, _ in undo.stacks().undo)
        )


def test_a_month_to_come_and_somebody_without_the_right_are_refused(store, three):
    with pytest.raises(Refused, match="还没有到"):
        reports.keep(store, "2027-01", LATER)
    with pytest.raises(NotAllowed):
        reports.keep(as_headteacher(store), OCTOBER, LATER)


def test_grades_of_a_day_gone_by_follow_the_classes_up(store):
    one = pupil(store, "王芳", "三(2)班")
    change(store, SchoolClass, Student.get_by_id(one).school_class_id, grade="4")
    assert roll.grades_on(dt.date(2020, 1, 1))[one] == "3"
    assert roll.grades_on(dt.date(2030, 1, 1))[one] == "4"


def closes(told):
    """Both sums of a month."""
    count = told.counts
    first = count["opening"] + count["joined"] - count["left"] == count["should"]
    return first and count["should"] == count["present"] + count["absent"] + told.gone + count["home_taught"]


def test_a_term_with_everything_in_it_chains_month_by_month(store):
    pupils = [
        pupil(store, "王" + sign, gender=str(n % 2 + 1), status="05" if sign == "康" else "01")
        for n, sign in enumerate("安柏辰德恩芳国海嘉康")
    ]
    klass = school_class(store)
    again, gone = (
        case(store, pupils[0], day=dt.date(2026, 9, 14)),
        case(store, pupils[1], day=dt.date(2026, 9, 21)),
    )
    people.transfer_out(store, pupils[2], dt.date(2026, 9, 18), "suspend", "")
    reports.keep(store, SEPTEMBER, dt.date(2026, 10, 2))
    moved_to(store, again, "back", dt.date(2026, 10, 9), back_on=dt.date(2026, 10, 9))
    moved_to(store, gone, "moved", dt.date(2026, 10, 12), other_way="1.4")
    people.transfer_out(store, pupils[3], dt.date(2026, 9, 29), "transfer", "")  # told late
    add(store, ClassAbsence, day=dt.date(2026, 10, 30), half="am", school_class=klass, marks=f"T={pupils[4]}")
    reports.keep(store, OCTOBER, dt.date(2026, 11, 2))
    moved_to(store, again, "suspected", dt.date(2026, 11, 10), again=1)
    people.transfer_in(store, pupils[2], dt.date(2026, 11, 9), "", klass)
    reports.keep(store, NOVEMBER, dt.date(2026, 12, 1))
    kept = [reports.told(reports.kept(month)) for month in (SEPTEMBER, OCTOBER, NOVEMBER)]
    assert chain.gaps(dt.date(2026, 12, 1)) == []
    assert all(closes(one) for one in kept)
    assert [one.counts["opening"] for one in kept[1:]] == [one.counts["should"] for one in kept[:-1]]
    assert [(one.counts["suspected"], one.counts["persuaded"]) for one in kept] == [(2, 0), (0, 1), (1, 0)]
    assert [one.kind for one in kept[2].lists["joined"]] == ["back"]
    assert kept[1].lists["left"][0].late


def test_who_was_found_elsewhere_and_stands_on_the_roster_is_not_at_school(store, three):
    moved_to(store, case(store, three[0]), "moved", dt.date(2026, 10, 20), other_way="1.5")
    moved_to(store, case(store, three[1]), "moved", dt.date(2026, 10, 20), other_way="1.7")
    told = reports.figures(OCTOBER, LATER)
    assert closes(told) and told.counts["present"] == 1
    assert [(one.name, one.words) for one in told.lists["absent"]] == [
        ("王芳", "个案已转为省外在读，花名册上还在校")
    ]
    assert [one.name for one in told.lists["home_taught"]] == ["李强"]
    assert any("李强的个案已转为送教上门" in one and "送教方案" in one for one in told.doubts)
    assert counts(SEPTEMBER)["present"] == 3
    people.transfer_out(store, three[0], dt.date(2026, 11, 2), "suspend", "")
    people.transfer_in(store, three[0], dt.date(2026, 11, 9), "", Student.get_by_id(three[0]).school_class_id)
    assert names("absent", NOVEMBER) == []


def test_half_days_nobody_wrote_of_are_told_before_the_report_is_signed(store, three):
    for number in (0, 1, 3):
        away(store, school_day(number), {})
    away(store, school_day(2), {}, halves="am")
    found = reports.figures(OCTOBER, school_day(3))
    assert [one for one in found.doubts if "没有登记全" in one] == [
        "考勤没有登记全：三(2)班 1 个半天没有登记，有没有缺课不知道，请在“缺课”里补登。"
    ]
    away(store, school_day(2), {}, halves="pm")
    assert reports.figures(OCTOBER, school_day(3)).doubts == []
    assert reports.figures(SEPTEMBER, LATER).doubts == []  # lists were begun later


def test_a_child_only_warned_of_was_not_persuaded_back(store, three):
    record = case(store, three[0], state="warned", kind="absent")
    moved_to(store, record, "back", dt.date(2026, 10, 20), back_on=dt.date(2026, 10, 20))
    assert (counts()["suspected"], counts()["persuaded"]) == (0, 0)


def test_whom_the_roster_calls_suspected_or_dropped_counts_without_a_case_and_asks_for_one(store, three):
    remove(store, Student, three[0])
    pupil(store, "王芳", status="04")
    people.transfer_out(store, three[1], dt.date(2026, 10, 12), "dropout", "")
    told = reports.figures(OCTOBER, LATER)
    assert [one.name for one in told.lists["suspected"]] == ["王芳"]
    assert [one.name for one in told.lists["dropped"]] == ["李强"]
    assert (told.counts["should"], told.counts["present"], told.zero) == (2, 1, False)
    assert told.doubts == ["三(2)班王芳花名册上是“疑似辍学”，还没有个案，请立案。"]
    assert reports.figures(NOVEMBER, LATER).counts["dropped"] == 1


def test_who_was_found_elsewhere_and_stands_on_the_roster_still_is_a_doubt(store, three):
    moved_to(store, case(store, three[0]), "moved", dt.date(2026, 10, 20), other_way="1.4")
    assert "三(2)班王芳的个案已转为其他去向" in reports.figures(OCTOBER, LATER).doubts[0]


def test_a_report_the_books_went_past_is_not_signed_before_it_is_made_anew(store, three):
    head = as_headteacher(store)
    reports.keep(store, OCTOBER, LATER)
    people.transfer_out(store, three[0], dt.date(2026, 10, 13), "transfer", "")
    with pytest.raises(Refused, match=r"制表以后，账变了：.*王芳"):
        reports.sign(head, OCTOBER, LATER)
    assert "请先重新制表" in reports.why_not_sign(reports.kept(OCTOBER), LATER)
    reports.keep(store, OCTOBER, LATER)
    reports.sign(head, OCTOBER, LATER)
    assert (reports.kept(OCTOBER).state, reports.kept(OCTOBER).should) == ("signed", 2)


def test_months_are_signed_one_after_the_other_and_only_where_they_join(store, three):
    head = as_headteacher(store)
    reports.keep(store, SEPTEMBER, LATER)
    reports.keep(store, OCTOBER, LATER)
    with pytest.raises(Refused, match="请先签发2026年9月"):
        reports.sign(head, OCTOBER, LATER)
    pupil(store, "孙丽", enrolled="2025-09")
    reports.keep(store, SEPTEMBER, LATER)
    reports.sign(head, SEPTEMBER, LATER)
    with pytest.raises(Refused, match="接不上，请先重新制表"):
        reports.sign(head, OCTOBER, LATER)
    reports.keep(store, OCTOBER, LATER)
    reports.sign(head, OCTOBER, LATER)
