"""个案: the board of open cases, one case as a ladder, each next step from its page, what only the headteacher may do."""

import dataclasses
import datetime as dt

import pytest
from as_a_person import words
from builders import add, as_class_teacher, as_headteacher, as_role, change, pupil, school_class
from builders_drop import (
    MONDAY,
    away,
    away_for,
    case_of,
    child,
    persuaded,
    school_day,
    suspected,
    two_persuaders,
)
from waits import pause

from desktop.models.ledgers.drop_cases import (
    DropCase,
    FollowUp,
    GovernmentPaper,
    Persuasion,
    ReturnNotice,
    WrittenReport,
)
from desktop.models.ledgers.staff import AppUser
from desktop.models.ledgers.students import Student
from desktop.services.drop import case_acts, cases
from desktop.services.today import Around, look
from desktop.views.buttons import Button
from desktop.views.case_page import CasePage
from desktop.views.drop_books_page import BOOKS, DropBooksPage
from desktop.views.drop_cases_page import CasesBoard, CasesPlace
from desktop.views.drop_months import MonthsPage

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


class Answer:
    """Fills the next card and does what it asks for; remembers what it said."""

    def __init__(self, **values):
        self.values, self.said, self.title = values, "", ""

    def __call__(self, card):
        for name, value in self.values.items():
            card.editors[name].show_value(value)
        card.accept()
        self.said = card.wrong.text() + "".join(
            box.says.text() for box in card.boxes.values() if hasattr(box, "says")
        )
        return not card.wrong.text() and card.values() is not None


@pytest.fixture
def board(desk, qtbot):
    def make(day, ask=None, of=None):
        page = CasesBoard(of or desk, today=lambda: day, **({"ask": ask} if ask else {}))
        (of or desk).shell.show_page(page)
        qtbot.waitUntil(lambda: page.found is not None and not page.looking, timeout=10_000)
        return page

    return make


@pytest.fixture
def case_page(desk, qtbot):
    def make(case, day, ask=None, of=None):
        page = CasePage(of or desk, today=lambda: day, **({"ask": ask} if ask else {}))
        (of or desk).shell.show_page(page)
        page.take_hint(case)
        qtbot.waitUntil(lambda: page.file is not None, timeout=10_000)
        pause()
        return page

    return make


def sits_down(store, other):
    """Somebody else is logged in from now on."""
    store.session = other.session


def fill_in(page, **values):
    """The form of a 劝返, filled; it stands in the drawer and is not kept yet."""
    page.do("persuade")
    form = page.desk.shell.drawer().form
    for name, value in values.items():
        form.editors[name].show_value(value)
    return form


def column(page, key):
    return [page.model.shown(at, key).words for at in range(page.model.rowCount())]


def buttons(page):
    return {one.text() for one in page.findChildren(Button) if not one.isHidden()}


def wait_for(qtbot, page, state):
    qtbot.waitUntil(lambda: page.file.row.state == state, timeout=10_000)


# the board ----------------------------------------------------------------------------------------------


def test_the_latest_case_stands_first_with_its_step_its_day_and_its_paper(board, store):
    late = case_of(store, pupil(store))
    suspected(store, pupil(store, "李明"), school_day(8))
    page = board(school_day(8))
    assert column(page, "name") == ["王芳", "李明"] and page.told[late].late == 7
    assert column(page, "state") == ["缺课预警", "疑似辍学"] and column(page, "paper") == [
        "劝返记录",
        "劝返记录",
    ]
    assert "晚 7 天" in column(page, "by")[0] and "未销号 2 件，逾期 1 件" in page._fact.whole


def test_the_chips_narrow_to_what_is_late_or_new(board, store):
    one = pupil(store)
    away_for(store, one, 3)
    case_of(store, one, school_day(2))
    away(store, school_day(3), {})
    suspected(store, pupil(store, "李明", "四(1)班"), school_day(3))
    page = board(school_day(3))
    page.take_hint("advice")
    assert column(page, "name") == ["王芳"] and "到校了" in column(page, "next")[0]
    page.narrow("all")
    assert len(column(page, "name")) == 2


def test_a_report_is_written_on_the_chosen_cases(board, store, qtbot):
    for name in ("王芳", "李明"):
        persuaded(store, suspected(store, pupil(store, name)), school_day(6))
    ask = Answer(number="石小〔2026〕7号")
    page = board(school_day(12), ask)
    page.table.body.selectAll()
    page.report()
    assert ask.said == "" and "劝返 1 次" in WrittenReport.get().measures
    qtbot.waitUntil(lambda: column(page, "next") == ["书面报告等校长签发"] * 2, timeout=10_000)


def test_a_case_is_written_by_hand(board, store):
    one = pupil(store)
    page = board(school_day(2), Answer(student=one, kind="unregistered", last_day=dt.date(2026, 7, 3)))
    page.new_case()
    assert DropCase.get().state == "suspected"


def test_a_class_teacher_sees_the_own_pupils_cases_alone(store, board):
    own, other = pupil(store), pupil(store, "李明", "四(1)班")
    suspected(store, own)
    suspected(store, other)
    sits_down(store, as_class_teacher(store, school_class(store)))
    page = board(school_day(8))
    assert (
        column(page, "name") == ["王芳"] and "登记个案" not in buttons(page) and "台账" not in buttons(page)
    )


def test_months_show_what_came_and_went_and_open_their_names(desk, store, qtbot):
    case_of(store, pupil(store))
    cases.back(store, suspected(store, pupil(store, "李明")), school_day(8))
    page = MonthsPage(desk, today=lambda: dt.date(2026, 11, 5))
    desk.shell.show_page(page)
    qtbot.waitUntil(lambda: page.found is not None and not page.looking, timeout=10_000)
    assert column(page, "month") == ["2026年11月", "2026年10月"]
    assert [column(page, key)[1] for key in ("opened", "back", "closed", "standing")] == ["2", "1", "—", "2"]
    page.table.go_to(1, 0)
    pause()
    assert "复学 1 件" in words(page) and "李明" in words(page)


# one case -----------------------------------------------------------------------------------------------


def test_a_case_is_a_ladder_with_its_days(case_page, store):
    case = suspected(store, pupil(store), cause="weary")
    persuaded(store, case, school_day(6))
    page = case_page(case, school_day(7))
    told = {rung.title: (rung.state, rung.fact) for rung in page.ladder.rungs}
    assert told["缺课预警"] == ("later", "没有经过") and told["疑似辍学"] == ("done", str(school_day(4)))
    assert told["劝返中"] == ("here", str(school_day(6))) and told["已销号"] == ("later", "")
    assert "厌学" in words(page) and "第 1 次劝返" in words(page)
    assert "发通知书" in buttons(page)


def test_a_persuasion_by_one_alone_is_refused_on_the_card(case_page, store):
    case = suspected(store, pupil(store))
    first, second = two_persuaders(store)
    page = case_page(case, school_day(5))
    form = fill_in(page, staff1=first, met="奶奶", process="说明了义务教育法")
    assert not form.save() and "至少要两个人" in words(form) and not Persuasion.select().exists()
    form.editors["staff2"].show_value(second)
    assert form.save() and page.desk.shell.drawer() is None
    assert Persuasion.get().number == 1 and DropCase.get().state == "persuading"


def test_the_whole_ladder_is_climbed_from_the_page(case_page, store, qtbot):
    one = pupil(store)
    case = suspected(store, one)
    teacher, second = two_persuaders(store)
    page = case_page(case, school_day(6), ask := Answer())
    assert fill_in(page, staff1=teacher, staff2=second, met="父亲", process="劝").save()
    wait_for(qtbot, page, "persuading")
    for name, day, values, state in (
        ("notice", 7, {"issued_on": school_day(7), "return_by": school_day(12)}, "persuading"),
        (
            "serve",
            8,
            {"served_on": school_day(8), "served_by": teacher, "received_by": "王建国"},
            "persuading",
        ),
        ("report", 13, {"number": "石小〔2026〕7号", "day": school_day(13)}, "persuading"),
    ):
        ask.values = values
        page.today = page.asks.today = lambda day=day: school_day(day)
        page.do(name)
        assert ask.said == "", name
        wait_for(qtbot, page, state)
        qtbot.waitUntil(lambda: not page._soon.isActive() and page.desk.jobs.resting(), timeout=10_000)
    pause()
    assert ReturnNotice.get().received_by == "王建国" and "等校长登录后办理" in words(page)
    case_acts.sign(as_headteacher(store), WrittenReport.get().id, school_day(13))
    wait_for(qtbot, page, "reported")
    qtbot.waitUntil(lambda: page.file.report.signed_by is not None, timeout=10_000)
    ask.values = {"received_by": "何老师", "received_on": school_day(14)}
    page.do("receipt")
    ask.values = {"kind": "return", "day": school_day(14), "issuer": "柳林镇人民政府"}
    page.do("paper")
    wait_for(qtbot, page, "government")
    ask.values = {"day": school_day(15)}
    page.do("back")
    wait_for(qtbot, page, "back")
    ask.values = {"day": school_day(16), "staff": teacher, "present": True, "words": "上课正常"}
    page.do("follow")
    assert GovernmentPaper.get().issuer == "柳林镇人民政府" and FollowUp.get().present and ask.said == ""


def test_the_head_signs_and_closes_and_nobody_else_does(case_page, make_desk, school, store, qtbot):
    case = suspected(store, pupil(store))
    persuaded(store, case, school_day(6))
    case_acts.draft_report(
        store, [case], {"number": "石小〔2026〕7号", "day": school_day(12), "to_whom": "centre"}
    )
    clerk = case_page(case, school_day(12))
    assert "签发书面报告" not in buttons(clerk) and "批准销号" not in buttons(clerk)
    head = make_desk(dataclasses.replace(school, store=as_headteacher(store)))
    page = case_page(case, school_day(12), of=head)
    assert "签发书面报告" in buttons(page) and "记劝返" not in buttons(page)
    page.do("sign")
    wait_for(qtbot, page, "reported")
    cases.elsewhere(store, case, "3.5", school_day(13), "随父母出境，有护照复印件")
    wait_for(qtbot, page, "moved")
    page.asks.ask = Answer(why="出境证明")
    page.do("close")
    wait_for(qtbot, page, "closed")
    assert DropCase.get().closed_by == "石校长" and "已经销号" in words(page)


def test_what_the_records_suggest_comes_first(case_page, store):
    one = pupil(store)
    case = suspected(store, one)
    cases.back(store, case, school_day(6))
    away(store, school_day(7), {})
    away_for(store, one, 2, start=8)
    page = case_page(case, school_day(9))
    assert "又没来 2 天" in words(page) and "重开" in buttons(page)
    page.asks.ask = Answer()
    page.do("again")
    assert DropCase.get().again == 1


def test_papers_of_a_case_are_offered_by_what_there_is(case_page, store):
    case = suspected(store, pupil(store))
    page = case_page(case, school_day(6))
    assert [code for _, code, _ in page.papers(page.file)] == ["D15", "D17B", "D18"]
    persuaded(store, case, school_day(6))
    case_acts.issue(store, case, school_day(6), school_day(11))
    page = case_page(case, school_day(6))
    assert [code for _, code, _ in page.papers(page.file)] == ["D15", "D15", "D16", "D17B", "D18"]


def test_a_class_teacher_writes_the_persuasion_of_the_own_pupil(case_page, store):
    case = suspected(store, pupil(store))
    first, second = two_persuaders(store)
    sits_down(store, as_class_teacher(store, school_class(store)))
    page = case_page(case, school_day(6))
    assert "登记复学" not in buttons(page) and "改情况…" not in buttons(page)
    assert fill_in(page, staff1=first, staff2=second, met="母亲", process="劝").save()
    assert Persuasion.get().met == "母亲" and DropCase.get().state == "suspected"


def test_the_ledgers_stand_side_by_side_and_are_not_added_to_here(desk, store, qtbot):
    case_of(store, pupil(store))
    page = DropBooksPage(desk)
    desk.shell.show_page(page)
    for place in BOOKS:
        page.show_section(place.key)
        assert not any("新增" in words_ for words_ in buttons(page.shown[place.key])), place.key
    page.take_hint("drop_case")
    page.shown["drop_case"].add_record()
    assert DropCase.select().count() == 1


def test_the_place_takes_a_filter_a_case_or_a_tab(desk, store, qtbot):
    case = case_of(store, pupil(store))
    place = CasesPlace(desk)
    desk.shell.show_page(place)
    page = place.currentWidget()
    qtbot.waitUntil(lambda: page.found is not None and not page.looking, timeout=10_000)
    place.take_hint("late")
    assert page.filter == "late"
    place.take_hint("all")
    place.take_hint(case)
    assert page.chosen() == [case]
    place.take_hint("months")
    assert isinstance(place.currentWidget(), MonthsPage)
    qtbot.waitUntil(desk.jobs.resting, timeout=10_000)


# 今日 and 校长台 -------------------------------------------------------------------------------------------


def told_today(store, desk, day):
    found = look(store, Around(desk.term, day, desk.school.folder.backups, False))
    return {todo.place: todo for todo in found.todos if todo.place in ("absence", "cases")}, found.lights


def test_today_says_who_is_away_and_which_case_is_late(desk, store):
    one = pupil(store)
    away_for(store, one, 3)
    todos, _ = told_today(store, desk, school_day(2))
    assert "1 名学生没有来" in todos["absence"].words and todos["absence"].tone == "bad"
    case_of(store, one, school_day(2))
    todos, _ = told_today(store, desk, school_day(6))
    assert "1 件个案逾期" in todos["cases"].words and "王芳" in todos["cases"].fact


def test_a_school_that_keeps_no_absences_is_told_nothing(desk, store):
    pupil(store)
    todos, lights = told_today(as_headteacher(store), desk, MONDAY)
    assert todos == {} and "drop" not in {light.key for light in lights}


def test_the_headteacher_has_a_light_and_what_waits_for_a_signature(desk, store):
    case = suspected(store, pupil(store))
    persuaded(store, case, school_day(6))
    case_acts.draft_report(
        store, [case], {"number": "石小〔2026〕7号", "day": school_day(7), "to_whom": "centre"}
    )
    todos, lights = told_today(as_headteacher(store), desk, school_day(7))
    light = next(light for light in lights if light.key == "drop")
    assert "1 份书面报告等您签发" in todos["cases"].words and "等您签发" in light.facts[0].words


def test_the_moral_head_works_on_cases_too(desk, store):
    add(store, AppUser, name="韦老师", role="moral")
    case = suspected(as_role(store, "moral", "韦老师"), pupil(store))
    assert DropCase.get_by_id(case).state == "suspected"


def test_a_child_who_never_was_a_pupil_has_a_case_too(board, case_page, store):
    known = child(store, "张小雨", guardian="张国")
    page = board(school_day(2), Answer(child=known, last_day=dt.date(2026, 9, 1)))
    page.new_case()
    row = DropCase.get()
    assert row.student_id is None and row.state == "suspected"
    page = case_page(row.id, school_day(3))
    assert page.title() == "张小雨的个案" and "打开学生" not in buttons(page)


def test_a_corrected_absence_asks_the_head_to_close_the_case(case_page, store):
    one = pupil(store)
    day = away_for(store, one, 5)
    case = suspected(store, one, day)
    for number in range(5):
        away(store, school_day(number), {one: "S"})
    page = case_page(case, day)
    assert "缺课已更正为请假" in words(page) and "等校长登录后办理" in words(page)
    assert "批准销号" not in buttons(page)


def test_the_case_of_a_pupil_who_left_offers_the_destination(case_page, store):
    one = pupil(store)
    case = suspected(store, one)
    cases.back(store, case, school_day(6))
    change(store, Student, one, status="11", left_on=school_day(8))
    page = case_page(case, school_day(30))
    assert "已转出，登记去向后销号" in words(page) and "转为其他去向" in buttons(page)
