"""比对台: lines of county lists accepted, declined, ended, and what was decided before."""

import datetime as dt

import pytest
from as_a_person import drop, press, words, write
from builders import add, as_headteacher, hardship, id_number, pupil
from lists_stage import CHILD, FATHER, OTHER, family, make_board, shown, taken
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.models.errors import Refused
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.services.lists import decide
from desktop.services.lists.past import GONE
from desktop.views.buttons import Button
from desktop.views.lists_page import HISTORY, ListsPage
from desktop.views.lists_words import ReasonQuestion
from desktop.views.preview import PreviewPage

__all__ = ["family", "make_board", "taken"]


def choose(board, name, *, at=0):
    """Put the keyboard on the n-th line of a pupil."""
    rows = [board.model.row_of(one) for one in board.model.ids() if board.lines[one].name == name]
    board.table.go_to(rows[at])
    QApplication.processEvents()
    return board.aside


def test_with_no_list_yet_the_page_says_how_to_begin(make_board, went):
    board = make_board()
    assert "还没有比对过部门名单" in words(board.stack.currentWidget())


def test_a_folder_dropped_on_the_desk_goes_to_be_looked_through(make_board, went, tmp_path):
    drop(make_board(), tmp_path)
    assert went == [("match_lists", [tmp_path])]


def test_what_waits_stands_there_with_what_accepting_writes(taken, make_board):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    board = make_board()
    assert shown(board) == ["王芳"]
    aside = choose(board, "王芳")
    assert "新写“农村低保" in words(aside) and "2026-09-01 起" in words(aside)


def test_accepting_writes_the_hardship_and_the_line_goes(taken, make_board, qtbot):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    board = make_board()
    press(choose(board, "王芳").buttons["accept"])
    assert Hardship.get().kind == "05.1"
    qtbot.waitUntil(lambda: shown(board) == [])


def test_undo_brings_the_line_back(taken, make_board, desk, qtbot):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    board = make_board()
    press(choose(board, "王芳").buttons["accept"])
    qtbot.waitUntil(lambda: shown(board) == [])
    desk.undo()
    qtbot.waitUntil(lambda: shown(board) == ["王芳"])
    assert Hardship.select().count() == 0


def test_a_family_number_whose_relation_nobody_told_waits_for_it(store, taken, make_board, qtbot):
    uncle = id_number(31, birth=dt.date(1960, 5, 6), gender="1")
    Household.update(head_id=uncle).execute()
    taken("2026年9月", {"农村低保": [["王老汉", uncle]]})
    board = make_board()
    aside = choose(board, "王芳")
    assert not aside.buttons["accept"].isEnabled()
    with pytest.raises(Refused, match="号码是家里谁的"):
        decide.accept(store, [next(iter(board.lines))])
    aside.relation.choose("61")
    aside.relation.activated.emit(aside.relation.currentIndex())
    qtbot.waitUntil(lambda: "accept" in board.aside.buttons and board.aside.buttons["accept"].isEnabled())
    press(board.aside.buttons["accept"])
    assert "的号码）" in Hardship.get().source


def test_a_line_whose_kind_is_open_cannot_be_accepted_before_it_is_told(taken, make_board, qtbot):
    taken("2026年9月", {"监测对象（风险未消除）": [["王芳", CHILD]]})
    board = make_board()
    aside = choose(board, "王芳")
    assert not aside.buttons["accept"].isEnabled()
    aside.kind.choose("03")
    aside.kind.activated.emit(aside.kind.currentIndex())
    qtbot.waitUntil(lambda: "accept" in board.aside.buttons and board.aside.buttons["accept"].isEnabled())
    press(board.aside.buttons["accept"])
    assert (Hardship.get().kind, Hardship.get().risk) == ("03", "active")


def test_whose_number_it_is_can_be_put_right(taken, make_board, qtbot):
    taken("2026年9月", {"农村低保": [["王建国", FATHER]]})
    board = make_board()
    aside = choose(board, "王芳")
    aside.relation.choose("57")
    aside.relation.activated.emit(aside.relation.currentIndex())
    assert ListHit.get().relation == "57"


def test_declining_asks_why_and_it_stays_declined_next_month(taken, make_board, qtbot):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    board = make_board(ask_reason=lambda *_: "名单有误")
    press(choose(board, "王芳").buttons["decline"])
    assert (ListHit.get().decision, ListHit.get().reason) == ("declined", "名单有误")
    taken("2026年10月", {"农村低保": [["王芳", CHILD]]})
    board.reload()
    assert shown(board) == []


def test_without_a_reason_nothing_is_declined(taken, make_board):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    board = make_board(ask_reason=lambda *_: None)
    press(choose(board, "王芳").buttons["decline"])
    assert ListHit.get().decision == "open"


def test_the_question_why_offers_what_is_often_said(qapp):
    question = ReasonQuestion(None, "不采纳", "原因", ["同名不同人", "已转出"], "不采纳")
    assert question.box.count() == 2 and not question.yes.isEnabled()
    write(question.box.lineEdit(), "另外的话")
    assert question.words() == "另外的话" and question.yes.isEnabled()


def test_a_declined_line_can_be_opened_again(taken, make_board, store, qtbot):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    decide.decline(store, [ListHit.get().id], "名单有误")
    board = make_board()
    board.states.choose(["declined"])
    board.states.changed.emit(["declined"])
    press(choose(board, "王芳").buttons["reopen"])
    assert ListHit.get().decision == "open"


def test_who_left_the_list_is_offered_to_be_ended(taken, make_board, store, qtbot):
    taken("2026年9月", {"农村低保": [["王芳", CHILD], ["路人", OTHER]]})
    decide.accept(store, [ListHit.get().id])
    taken("2026年10月", {"农村低保": [["路人", OTHER]]})
    board = make_board(ask_reason=lambda *_: "名单上没有了")
    assert board.buckets[GONE].count.text() == "1"
    press(choose(board, "王芳").buttons["end"])
    assert Hardship.get().until == dt.date(2026, 9, 30)


def test_what_did_not_change_and_was_decided_does_not_come_back(taken, make_board, store):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    decide.accept(store, [ListHit.get().id])
    taken("2026年10月", {"农村低保": [["王芳", CHILD]]})
    board = make_board()
    assert shown(board) == []
    board.changes.choose([])
    board.states.choose([])
    board.states.changed.emit([])
    assert shown(board) == ["王芳"]


def test_an_open_line_that_a_newer_list_brings_again_stands_once(taken, make_board):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    taken("2026年10月", {"农村低保": [["王芳", CHILD]]})
    board = make_board()
    assert [board.lines[one].month for one in board.model.ids()] == ["2026-10"]


def test_last_months_decision_is_told(taken, make_board, store):
    taken("2026年9月", {"脱贫户（继续享受政策）": [["王芳", CHILD]]})
    decide.accept(store, [ListHit.get().id])
    taken("2026年10月", {"脱贫户（不享受政策）": [["王芳", CHILD]]})
    board = make_board()
    line = board.lines[board.model.ids()[0]]
    assert line.change == "changed" and line.earlier.startswith("2026-09 已采纳")
    assert "不再享受政策" in line.will


def test_what_the_ledger_holds_is_said_to_be_brought_up_to_date(taken, make_board, store, family):
    hardship(store, family, "05")
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    board = make_board()
    assert "改成更确切的" in board.lines[board.model.ids()[0]].will


def test_hidden_numbers_are_hidden_in_the_sentences_too(taken, make_board):
    taken("2026年9月", {"农村低保": [["王芳", CHILD[:-1]], ["路人", OTHER]]})
    board = make_board()
    aside = choose(board, "王芳")
    assert CHILD[:-1] not in words(aside)
    press(board.eye)
    assert CHILD[:-1] in words(board.aside)


def test_the_keyboard_alone_accepts(taken, make_board, qtbot):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    board = make_board()
    board.desk.shell.activateWindow()
    qtbot.waitUntil(board.desk.shell.isActiveWindow)
    choose(board, "王芳")
    board.table.body.setFocus()
    QTest.keyClick(board.table.body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert Hardship.select().count() == 1


def test_enter_opens_the_pupil(taken, make_board, went, family):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    board = make_board()
    choose(board, "王芳")
    QTest.keyClick(board.table.body, Qt.Key.Key_Return)
    assert went[-1] == ("pupil", family)


def test_the_headteacher_sees_but_does_not_decide(taken, school, store, make_desk):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    school.store = as_headteacher(store)
    desk = make_desk(school)
    page = ListsPage(desk)
    desk.shell.show_page(page)
    choose(page.board, "王芳")
    assert "accept" not in page.board.aside.buttons


def test_the_history_leads_to_a_lists_lines(taken, make_board, desk, store, qtbot):
    kept = taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    decide.accept(store, [ListHit.get().id])
    page = ListsPage(desk)
    desk.shell.show_page(page)
    page.show_tab(HISTORY)
    assert page.pages[HISTORY].model.rowCount() == 1
    gone = []
    desk.place_wanted.connect(lambda place, hint: gone.append((place, hint)))
    page.pages[HISTORY].open_row(0)
    assert gone == [("lists", kept.sources)]
    page.take_hint(gone[0][1])
    assert shown(page.board) == ["王芳"]


def test_how_long_ago_the_last_comparison_was_is_said(taken, make_board, store):
    add(store, CountyList, kind="rural_low", month="2026-01", file="旧.xlsx", taken_on=dt.date(2026, 1, 5))
    board = make_board()
    assert "2026-01-05" in board._fact.whole and "再比对一次" in board._fact.whole


def test_after_a_decision_the_keyboard_stands_on_the_next_line(store, taken, make_board, qtbot):
    rows = [[name, id_number(30 + at)] for at, name in enumerate(("钱多", "孙小", "周晓"))]
    for name, number in rows:
        pupil(store, name, id_number=number)
    taken("2026年9月", {"农村低保": [["王芳", CHILD], *rows]})
    board = make_board()
    before = shown(board)
    press(choose(board, before[1]).buttons["accept"])
    qtbot.waitUntil(lambda: len(shown(board)) == len(before) - 1)
    assert [line.name for line in board.selected()] == [before[2]]


def test_a_namesake_is_accepted_only_after_both_numbers_were_shown(taken, make_board, desk):
    taken("2026年9月", {"农村低保": [["王芳", other := id_number(77)]]})
    board, asked = make_board(), []

    def no(_over, title, told, **_more):
        asked.append(f"{title} {told}")
        return False

    desk.ask = no
    press(choose(board, "王芳").buttons["accept"])
    assert other in asked[0] and CHILD in asked[0] and "是不是同一个人" in asked[0]
    assert Hardship.select().count() == 0 and shown(board) == ["王芳"]


def test_the_lines_shown_are_proved_on_a_page_of_their_own(taken, make_board, desk, qtbot):
    taken("2026年9月", {"农村低保": [["王芳", CHILD]]})
    board = make_board()
    press(board.buckets["hit"])
    press(next(one for one in board.findChildren(Button) if one.text() == "佐证页"))
    qtbot.waitUntil(lambda: isinstance(desk.shell.page(), PreviewPage), timeout=20_000)
    assert "命中" in desk.shell.page().name
