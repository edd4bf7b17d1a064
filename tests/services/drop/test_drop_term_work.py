"""The term's work around the reports: 报到, 专项行动, 督导, 无流失班级."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_headteacher, change, pupil
from builders_care import teacher
from builders_drop import moved_to

from desktop.models.errors import Refused
from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_reports import ArrivalSheet, DropInspection, NotArrived
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid
from desktop.services.drop import arrivals, campaigns, inspections, reports, zero
from desktop.services.drop.case_file import file_of
from desktop.services.drop.today_reports import report_todos
from desktop.services.todo import Around

FIRST, TODAY = dt.date(2026, 9, 1), dt.date(2026, 9, 10)


@pytest.fixture
def three(store):
    return [pupil(store, name) for name in ("王芳", "李强", "赵敏")]


def begin(store, day):
    change(store, SchoolTerm, SchoolTerm.get(SchoolTerm.term == AUTUMN.code).id, starts=day)


def line(at=0):
    return arrivals.board(AUTUMN).classes[at]


# 报到 ---------------------------------------------------------------------------------------------------


def test_a_class_without_a_sheet_has_not_been_looked_at(store, three):
    found = arrivals.board(AUTUMN)
    assert not found.complete
    assert found.sentence == "2026年秋季学期 09-01 开学，应到 3 人，登记了 0 / 1 个班，实到 0 人，未报到 0 人"


def test_the_first_week_is_counted_from_the_terms_first_day(store):
    begin(store, dt.date(2026, 8, 31))
    assert arrivals.week_of(AUTUMN) == (dt.date(2026, 8, 31), dt.date(2026, 9, 6))


def test_a_new_pupil_is_due_though_the_term_begins_in_august(store):
    begin(store, dt.date(2026, 8, 31))
    pupil(store, "新生甲", "一(1)班", enrolled="2026-09")
    assert len(line().due) == 1


def test_who_did_not_come_is_listed_until_the_day_he_came(store, three):
    arrivals.keep_sheet(store, AUTUMN, line(), {three[0], three[1]}, FIRST)
    assert [row.student_id for row in arrivals.board(AUTUMN).missing] == three[:2]
    arrivals.keep_sheet(store, AUTUMN, line(), {three[1]}, dt.date(2026, 9, 3))
    assert line().state == "1 人未报到"
    assert NotArrived.get(NotArrived.student == three[0]).came_on == dt.date(2026, 9, 3)
    assert ArrivalSheet.get().came == 2


def test_what_is_learnt_of_a_pupil_is_kept_and_coming_counts_on_the_sheet(store, three):
    arrivals.keep_sheet(store, AUTUMN, line(), {three[0]}, FIRST)
    (row,) = arrivals.board(AUTUMN).missing
    arrivals.follow(store, row.id, {"reason": "away", "whereabouts": "随父母在外", "told": "电话说下周回来"})
    arrivals.follow(store, row.id, {"came_on": dt.date(2026, 9, 8)})
    assert (line().missing, ArrivalSheet.get().came) == ((), 3)


def test_who_never_came_is_no_zero_report_and_his_class_not_without_loss(store, school, three):
    begin(store, FIRST)
    arrivals.keep_sheet(store, AUTUMN, line(), {three[0]}, FIRST)
    month, end = "2026-09", dt.date(2026, 9, 30)
    few = reports.figures(month, dt.date(2026, 9, 4))
    assert few.zero and few.counts["absent"] == 1
    found = reports.figures(month, end)
    assert not found.zero and "王芳" in found.truants[0].name
    assert "09-01 开学没有报到，缺课" in found.truants[0].words
    (one,) = zero.classes(AUTUMN, end)
    assert [away.name for away in one.open] == ["王芳"] and not one.clean
    assert ("1 名学生开学没有报到，到了列为疑似的天数", "arrivals") in waits(
        store, school, dt.date(2026, 11, 23)
    )
    reports.keep(store, month, end)
    with pytest.raises(Refused, match="王芳到了列为疑似辍学的天数还没有列"):
        reports.sign(as_headteacher(store), month, end)
    (row,) = arrivals.board(AUTUMN).missing
    arrivals.open_cases(store, [row.id], end)
    again = reports.figures(month, end)
    assert (again.counts["suspected"], again.zero, again.truants) == (1, False, ())


def test_who_came_late_after_all_is_no_truant(store, three):
    begin(store, FIRST)
    arrivals.keep_sheet(store, AUTUMN, line(), {three[0]}, FIRST)
    arrivals.follow(store, arrivals.board(AUTUMN).missing[0].id, {"came_on": dt.date(2026, 9, 29)})
    assert reports.figures("2026-09", dt.date(2026, 9, 28)).truants != ()
    assert reports.figures("2026-09", dt.date(2026, 9, 30)).zero


def test_everybody_came_is_one_stroke_for_many_classes(store, three):
    pupil(store, "周明", "四(1)班")
    found = arrivals.board(AUTUMN)
    assert arrivals.all_came(store, found, [one.school_class for one in found.classes], FIRST) == 2
    assert arrivals.board(AUTUMN).complete


def test_a_pupil_who_did_not_come_becomes_a_case_whose_last_day_nobody_invents(store, three):
    arrivals.keep_sheet(store, AUTUMN, line(), {three[0]}, FIRST)
    (row,) = arrivals.board(AUTUMN).missing
    assert arrivals.open_cases(store, [row.id], TODAY) == (1, 0)
    case = DropCase.get()
    assert (case.kind, case.state, case.last_day) == ("unregistered", "suspected", None)
    assert file_of(case.id).last_words == "开学未报到"
    with pytest.raises(Refused, match="已经有个案"):
        arrivals.open_cases(store, [row.id], TODAY)


def test_who_has_not_come_is_absent_in_the_months_report(store, three):
    arrivals.keep_sheet(store, AUTUMN, line(), {three[0]}, FIRST)
    told = reports.figures("2026-09", dt.date(2026, 10, 1))
    assert (told.counts["absent"], told.counts["present"]) == (1, 2)


def test_the_roster_guesses_who_is_missing_before_anybody_says(store, three):
    change(store, Student, three[2], status="06")
    assert arrivals.first_guess(line()) == {three[2]}


def test_a_strange_pupil_and_a_strange_person_are_refused(store, three):
    other = pupil(store, "周明", "四(1)班")
    with pytest.raises(Refused, match="不在三"):
        arrivals.keep_sheet(store, AUTUMN, line(), {other}, FIRST)
    with pytest.raises(NotAllowed):
        arrivals.keep_sheet(as_headteacher(store), AUTUMN, line(), set(), FIRST)


# 专项行动 -----------------------------------------------------------------------------------------------


def test_a_campaign_begins_with_its_checklist_and_usual_days(store):
    campaigns.begin(store, AUTUMN, "before", {})
    found = campaigns.actions(AUTUMN)["before"]
    assert (found.row.from_day, found.row.until_day) == (dt.date(2026, 8, 18), dt.date(2026, 8, 31))
    assert len(found.checks) == len(campaigns.template()["phases"]["before"]["items"])
    assert found.late(TODAY) == found.checks
    with pytest.raises(Refused, match="已经有了"):
        campaigns.begin(store, AUTUMN, "before", {})


def test_ticks_items_and_result_of_a_campaign(store, three):
    record = campaigns.begin(store, AUTUMN, "after", {})
    campaigns.add_item(store, record, "给每户打电话")
    checks = campaigns.actions(AUTUMN)["after"].checks
    with pytest.raises(Invalid, match="请选谁做的"):
        campaigns.tick(store, [checks[0].id], {"done_on": FIRST, "result": "完成"})
    done = {"done_on": FIRST, "staff": teacher(store), "result": "完成"}
    campaigns.tick(store, [one.id for one in checks[:2]], done)
    arrivals.keep_sheet(store, AUTUMN, line(), {three[0]}, FIRST)
    found = campaigns.actions(AUTUMN)["after"]
    words = campaigns.result_words(found, AUTUMN, TODAY)
    assert (
        words == "到 2026-09-10，清单 9 项，完成 2 项；1 个班应到 3 人，实到 2 人，未报到 1 人；"
        "期间立案 0 件，劝返复学 0 人；09-10 还没有返校 0 人。"
    )
    campaigns.conclude(store, record, words)
    assert campaigns.actions(AUTUMN)["after"].row.result == words


# 督导 ---------------------------------------------------------------------------------------------------


def test_a_finding_is_followed_to_its_end(store):
    told = {"day": FIRST, "inspector": "镇中心校", "finding": "劝返记录没有签字"}
    with pytest.raises(Refused, match="整改期限"):
        inspections.keep(store, told)
    record = inspections.keep(store, told | {"mend_by": dt.date(2026, 9, 5), "staff": teacher(store)})
    assert inspections.findings(TODAY)[0].state == "late"
    with pytest.raises(Refused, match="还没有整改"):
        inspections.check(store, [record], "石校长")
    inspections.mend(store, record, {"mended_on": TODAY, "how": "补签了"})
    assert inspections.findings(TODAY)[0].state == "mended"
    inspections.check(store, [record], "石校长")
    assert not inspections.findings(TODAY)[0].open


def test_an_inspection_that_found_nothing_asks_for_nothing(store):
    inspections.keep(store, {"day": FIRST, "inspector": "镇中心校", "finding": None})
    assert DropInspection.get().finding == "无"
    assert inspections.findings(TODAY)[0].state == "good"


# 无流失班级 ---------------------------------------------------------------------------------------------


def test_a_class_counts_its_days_without_an_open_case(store, three):
    pupil(store, "周明", "四(1)班")
    record = add(store, DropCase, number="控2026-001", student=three[0], kind="suspected", state="suspected",
                 opened_on=FIRST, last_day=FIRST)  # fmt: skip
    add(store, CaseStep, drop_case=record, student=three[0], state="suspected", day=FIRST)
    three_two, four_one = zero.classes(AUTUMN, TODAY)
    assert (three_two.days, [one.name for one in three_two.open], three_two.clean) == (0, ["王芳"], False)
    assert (four_one.days, four_one.clean) == (10, True)
    moved_to(store, record, "back", dt.date(2026, 9, 4), back_on=dt.date(2026, 9, 4))
    three_two = zero.classes(AUTUMN, TODAY)[0]
    assert (three_two.since, three_two.days, three_two.clean) == (dt.date(2026, 9, 4), 7, False)


# 今日 ---------------------------------------------------------------------------------------------------


def waits(store, school, day):
    around = Around(AUTUMN, day, school.folder.backups, True)
    return [(one.words, one.hint) for one in report_todos(store, around)]


def test_today_names_the_month_to_make_to_sign_and_to_send(store, school, three):
    head, day = as_headteacher(store), dt.date(2026, 11, 3)
    assert waits(store, school, day) == []
    reports.keep(store, "2026-09", day)
    assert waits(store, school, day) == [("2026年10月的控辍月报还没有做", "2026-10")]
    assert waits(head, school, day) == [("1 份控辍月报等您签发", "2026-09")]
    reports.sign(head, "2026-09", day)
    assert ("2026年9月控辍月报可以报出", "2026-09") in waits(store, school, day)
    assert waits(head, school, day) == []


def test_today_asks_for_classes_without_a_sheet_campaign_items_and_findings(store, school, three):
    pupil(store, "周明", "四(1)班")
    arrivals.keep_sheet(store, AUTUMN, line(), {three[0]}, FIRST)
    campaigns.begin(store, AUTUMN, "before", {})
    told = {"day": FIRST, "inspector": "镇中心校", "finding": "没有签字", "mend_by": dt.date(2026, 9, 5)}
    inspections.keep(store, told | {"staff": teacher(store)})
    assert [words for words, _ in waits(store, school, TODAY)] == [
        "1 个班没有登记开学报到", "1 名学生开学没有报到，到了列为疑似的天数", "开学前专项行动还有 7 项没有做",
        "1 条督导发现的问题逾期没有整改",
    ]  # fmt: skip


def test_who_puts_a_finding_right_is_not_who_looks_again(store):
    found = inspections.keep(
        store,
        {
            "day": FIRST,
            "inspector": "中心校",
            "finding": "没有点名",
            "mend_by": TODAY,
            "staff": teacher(store, "莫立春"),
        },
    )
    inspections.mend(store, found, {"mended_on": FIRST, "how": "补点了名"})
    with pytest.raises(Invalid, match="换一个人复核"):
        inspections.check(store, [found], "莫立春")
    inspections.check(store, [found], "覃志远")
