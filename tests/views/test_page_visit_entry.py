"""按登记表录入, by keyboard alone; and 电话抽查."""

import datetime as dt

import pytest
from as_a_person import write
from builders_care import listed_pupil
from PySide6.QtCore import Qt
from visits_stage import TODAY, people, visit
from waits import pause

from desktop.models import undo
from desktop.models.ledgers.care_visits import PhoneAnswer, PhoneDraw, Visit, VisitChild
from desktop.services.care import pairs, sheet
from desktop.services.care.typed_visits import phrases, spoken, way_of
from desktop.views.phone_draw_page import PhoneDrawPage
from desktop.views.visit_entry_page import VisitEntryPage

__all__ = ["people"]
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)
RETURN = Qt.Key.Key_Return


@pytest.fixture
def page(desk, people, qtbot):
    made = VisitEntryPage(desk, today=lambda: TODAY)
    desk.shell.show_page(made)
    made.show_sheet(sheet.sheet_of("teacher", people["sun"], TODAY))
    pause()
    return made


def day(page, qtbot, text="1118"):
    page.day.line.setFocus()
    page.day.line.selectAll()
    qtbot.keyClicks(page.day.line, text)
    qtbot.keyClick(page.day.line, RETURN)


def enter(page, qtbot, said="13", *, way=""):
    """One line: number, way, who, what, problem, the two ticks, each with Enter."""
    line = page.line
    qtbot.keyClick(line.place, RETURN)
    if way:
        qtbot.keyClicks(line.way, way)
    qtbot.keyClick(line.way, RETURN)
    qtbot.keyClick(line.met, RETURN)
    write(line.talked, said)
    qtbot.keyClick(line.talked, RETURN)
    qtbot.keyClick(line.problem, RETURN)
    for tick in (line.facts, line.signed):
        if tick.isEnabled() and page.focusWidget() is tick:
            qtbot.keyClick(tick, RETURN)


def names(page):
    return [page.model.shown(at, "children").words for at in range(page.model.rowCount())]


def kept(page, qtbot):
    page.keep()
    qtbot.waitUntil(lambda: not page.typed and page.desk.jobs.resting(), timeout=10_000)


def test_a_sheet_is_typed_in_its_order_with_the_day_once(page, people, store, qtbot):
    assert names(page) == ["李强 一(2)班", "王玲 三(2)班、王芳 五(1)班"]
    day(page, qtbot)
    enter(page, qtbot)
    enter(page, qtbot, "家里很好", way="2")
    assert page.keep_.text() == "登记 2 次" and "2 次 3 人" in page.will.text()
    kept(page, qtbot)
    first, second = Visit.select().order_by(Visit.id)
    assert (str(first.day), first.way, first.met) == ("2026-11-18", "home", "李大山")
    assert first.talked == f"{phrases()[0]}；{phrases()[2]}"
    assert (second.way, second.talked) == ("phone", "家里很好")
    assert VisitChild.select().count() == 3
    undo.undo(store)
    assert not Visit.select().exists()


def test_nothing_is_ticked_beforehand_and_enter_walks_over_the_ticks(page, people, store, qtbot):
    day(page, qtbot)
    line = page.line
    assert not line.facts.isChecked() and not line.signed.isChecked()
    page._go_to(2)
    write(line.talked, "1")
    line.problem.setFocus()
    qtbot.keyClick(line.problem, RETURN)
    assert page.focusWidget() is line.facts
    qtbot.keyClicks(line.facts, "1")
    qtbot.keyClick(line.facts, RETURN)
    qtbot.keyClick(line.signed, Qt.Key.Key_Space)
    qtbot.keyClick(line.signed, RETURN)
    enter(page, qtbot, "家里很好")
    kept(page, qtbot)
    told = {row.talked: (row.facts_confirmed, row.parent_signed) for row in Visit.select()}
    assert told == {phrases()[0]: (True, True), "家里很好": (None, False)}


def test_nobody_signs_on_the_telephone(page, qtbot):
    day(page, qtbot)
    page.line.signed.setChecked(True)
    page.line.way.choose("phone")
    assert not page.line.signed.isChecked() and not page.line.signed.isEnabled()
    page.line.way.choose("school")
    assert page.line.signed.isEnabled() and not page.line.signed.isChecked()


def test_a_row_number_jumps_over_those_not_visited(page, people, qtbot):
    day(page, qtbot)
    page.line.place.setText("2")
    qtbot.keyClick(page.line.place, RETURN)
    assert page.line.line.place == 2
    enter(page, qtbot)
    assert list(page.typed) == [2] and page.line.line.place == 1


def test_a_row_the_sheet_does_not_have_is_said(page, qtbot):
    page.line.place.setText("9")
    qtbot.keyClick(page.line.place, RETURN)
    assert page.line.line.place == 1


def test_without_a_day_nothing_is_taken(page, qtbot):
    enter(page, qtbot)
    assert page.typed == {}


def test_without_words_the_line_is_not_taken_and_says_so(page, qtbot):
    day(page, qtbot)
    page.line.add()
    assert page.typed == {} and "交流内容" in page.line.boxes["talked"].sentence.text()


def test_a_typed_row_comes_back_to_be_mended(page, qtbot):
    day(page, qtbot)
    enter(page, qtbot, "家里很好")
    page.take_back(0)
    assert page.line.talked.text() == "家里很好"
    write(page.line.talked, "家里都好")
    page.line.add()
    assert page.typed[1].talked == "家里都好"


def test_a_sister_may_be_unticked_and_a_row_dropped(page, people, qtbot):
    day(page, qtbot)
    page._go_to(2)
    page.line.ticks[people["elder"]].setChecked(False)
    write(page.line.talked, "1")
    page.line.add()
    assert page.typed[2].children == (people["younger"],)
    page.table.go_to(1)
    page.drop_line()
    assert page.typed == {}


def test_why_a_child_was_absent_is_typed_behind_a_tab_and_kept_for_that_child(page, people, store, qtbot):
    day(page, qtbot)
    page._go_to(2)
    write(page.line.talked, "1")
    page.line.problem.setFocus()
    qtbot.keyClick(page.line.problem, Qt.Key.Key_Tab)
    assert page.focusWidget() is page.line.absence
    write(page.line.absence, "王玲发烧")
    qtbot.keyClick(page.line.absence, RETURN)
    qtbot.keyClick(page.line.facts, RETURN)
    qtbot.keyClick(page.line.signed, RETURN)
    assert "缺课：王玲发烧" in page.model.shown(1, "talked").words
    kept(page, qtbot)
    told = {row.student_id: row.absence_why for row in VisitChild.select()}
    assert told == {people["younger"]: "发烧", people["elder"]: None}


def test_a_reason_that_names_nobody_is_for_all_who_were_meant(page, qtbot):
    day(page, qtbot)
    page._go_to(2)
    write(page.line.talked, "1")
    write(page.line.absence, "走亲戚")
    page.line.add()
    assert {one.absence_why for one in page.typed[2].entry.children} == {"走亲戚"}
    page.take_back(1)
    assert page.line.absence.text() == "走亲戚"


def test_what_looks_wrong_stands_behind_the_row(page, people, store, qtbot):
    visit(store, people["sun"], people["li"], day=dt.date(2026, 11, 18))
    day(page, qtbot)
    enter(page, qtbot)
    assert "李强 这一天已经登记过" in page.model.shown(0, "state").words
    page.table.go_to(0)
    page.drop_line()
    assert page.asked == {}


def test_the_number_on_paper_opens_its_sheet_and_warns_when_it_changed(page, people, store, qtbot):
    number = sheet.sheet_of("teacher", people["chen"], TODAY).number
    page.number.setText(number)
    qtbot.keyClick(page.number, RETURN)
    assert names(page) == ["赵一 二(1)班"] and page.says.isHidden()
    assert page.teacher.raw() == people["chen"]
    pairs.pair(store, people["qian"], {"teacher": people["chen"]}, TODAY)
    page.number.setText(number)
    qtbot.keyClick(page.number, RETURN)
    assert len(names(page)) == 2 and not page.says.isHidden()


def test_a_wrong_number_is_a_sentence(page, desk, qtbot):
    page.number.setText("99999-1120-00")
    qtbot.keyClick(page.number, RETURN)
    assert names(page) == [] and page.sheet is None and not page.line.isEnabled()


def test_a_day_of_another_year_is_asked_about_and_kept_at_the_second_enter(page, qtbot, store, monkeypatch):
    refused = []
    monkeypatch.setattr(page.desk, "refuse", lambda error: refused.append(str(error)))
    day(page, qtbot, "2026-08-20")
    enter(page, qtbot, "1")
    assert page.typed == {} and page.line.line.place == 1
    assert "不在2026年秋季学期里" in page.model.shown(0, "state").words
    page.keep()
    assert "第 1 行还要看一看" in refused[-1] and not Visit.select().exists()
    qtbot.keyClick(page.focusWidget(), RETURN)
    assert list(page.typed) == [1] and page.asked == {}


def test_a_doubted_row_that_is_mended_is_taken_at_once(page, people, store, qtbot):
    visit(store, people["sun"], people["li"], day=dt.date(2026, 11, 18))
    day(page, qtbot)
    enter(page, qtbot)
    assert page.typed == {} and "登记过" in page.model.shown(0, "state").words
    page.line.way.choose("phone")
    page.line.add()
    assert page.typed[1].way == "phone" and page.asked == {}


def test_teachers_and_classes_are_offered_and_the_open_sheet_is_marked(page, people, qtbot):
    qtbot.waitUntil(lambda: page.whose.count() > 1, timeout=10_000)
    told = [page.whose.itemText(at) for at in range(page.whose.count())]
    assert told[0] == "" and "孙老师　3 人" in told and "二(1)班　2 人" in told
    assert page.whose.value() == ("teacher", people["sun"])


def test_thirty_rows_are_typed_and_kept(desk, people, store, qtbot):
    for n in range(30):
        child = listed_pupil(store, f"{'王李张刘陈杨'[n % 6]}{'甲乙丙丁戊'[n // 6]}", "四(1)班")
        pairs.pair(store, child, {"teacher": people["chen"]}, dt.date(2026, 9, 10))
    made = VisitEntryPage(desk, today=lambda: TODAY)
    desk.shell.show_page(made)
    made.show_sheet(sheet.sheet_of("teacher", people["chen"], TODAY))
    day(made, qtbot)
    for _ in range(31):
        enter(made, qtbot, "1")
    kept(made, qtbot)
    assert Visit.select().count() == 31


def test_digits_are_sentences_only_where_all_of_them_are():
    assert spoken("2") == phrases()[1]
    assert spoken("１") == phrases()[0]
    assert spoken("0") == "0" and spoken("2 岁") == "2 岁" and spoken("") == ""


def test_a_way_is_told_by_its_key_or_its_word():
    assert [way_of(one) for one in ("1", "２", "视频", "入户", "9")] == [
        "home",
        "phone",
        "video",
        "home",
        None,
    ]


# 电话抽查 ------------------------------------------------------------------------------------------------


@pytest.fixture
def draws(desk, people, qtbot):
    def answer(card):
        card.editors["topic"].choose("other")
        card.editors["size"].show_value(5)
        card.editors["seed"].show_value(4711)
        card.result_ = card.do(card.values())
        return True

    made = PhoneDrawPage(desk, today=lambda: TODAY, ask=answer)
    desk.shell.show_page(made)
    return made


def test_a_draw_is_made_and_its_answers_are_typed(draws, qtbot):
    assert draws.stack.currentIndex() == 1
    draws.new_draw()
    assert (PhoneDraw.get().seed, len(draws.rows)) == (4711, 5)
    draws.result.choose("true")
    write(draws.answered, "奶奶")
    draws.keep()
    draws.result.choose("none")
    qtbot.keyClick(draws.words, RETURN)
    told = [row.result for row in PhoneAnswer.select().order_by(PhoneAnswer.place)]
    assert told[:3] == ["true", "none", None]
    assert draws.list_model.shown(0, "count").words == "1 / 5"
    assert draws.table.current_row() == 2


def test_an_answer_without_a_result_is_asked_for(draws):
    draws.new_draw()
    draws.keep()
    assert "打不通" in draws.says.text() and PhoneAnswer.get(PhoneAnswer.place == 1).result is None


def test_the_draw_can_be_done_again_on_the_spot(draws, store, monkeypatch):
    said = []
    monkeypatch.setattr(draws.desk, "say", lambda words, *_: said.append(words))
    draws.new_draw()
    draws.check()
    assert said[-1] == "用同一个抽签号重抽，名单完全一样。"
    listed_pupil(store, "新来的")
    draws.check()
    assert "后来变了" in said[-1]
