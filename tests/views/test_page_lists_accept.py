"""比对台: what is asked before lines are accepted together, and what goes then."""

import datetime as dt

import pytest
from as_a_person import words
from builders import guardian, id_number, pupil
from lists_stage import CHILD, FATHER, PEOPLE, family, make_board, shown, taken

from desktop.models.ledgers.hardship import Hardship
from desktop.services.lists.draft import DOUBT
from desktop.views.lists_accept import LookQuestion, family_words, remark_words

__all__ = ["family", "make_board", "taken"]


def test_all_clear_ones_are_accepted_at_once_and_doubts_stay(taken, make_board, qtbot):
    other = id_number(77)
    taken("2026年9月", {"农村低保": [["王芳", CHILD]], "低收入人口": [["王芳", other]]})
    board = make_board()
    board.accepting.accept_clear()
    qtbot.waitUntil(lambda: [board.lines[one].verdict for one in board.model.ids()] == [DOUBT])
    assert [row.kind for row in Hardship.select()] == ["05.1"]


def _two_of_whom_one_is_remarked(taken, store):
    pupil(store, "李强", id_number=id_number(78))
    rows = [["王芳", CHILD, "村里说要问二叔"], ["李强", id_number(78), "外出务工"]]
    taken("2026年9月", {"农村低保": rows}, heads=[*PEOPLE, "备注"])


def test_what_the_list_remarks_about_is_not_accepted_with_the_clear_ones_before_it_was_read(
    taken, make_board, store, qtbot
):
    _two_of_whom_one_is_remarked(taken, store)
    board, told = make_board(), []
    board.accepting.ask_remarks = lambda page, noted, plain, words: told.append((noted, words)) or plain
    board.accepting.accept_clear()
    [(noted, words)] = told
    assert "其中 1 条名单上另有备注" in words and remark_words(noted) == [
        f"农村低保 2026-09“村里说要问二叔”：{noted[0].class_text}王芳"
    ]
    qtbot.waitUntil(lambda: shown(board) == ["王芳"])
    assert [row.student.name for row in Hardship.select()] == ["李强"]


@pytest.mark.parametrize(("answer", "taken_over"), [("every", 2), ("plain", 1), (None, 0)])
def test_the_question_about_remarks_takes_all_or_those_without_or_none(
    taken, make_board, store, qtbot, monkeypatch, answer, taken_over
):
    _two_of_whom_one_is_remarked(taken, store)
    board = make_board()

    def answered(dialog):
        getattr(dialog, answer).click() if answer else dialog.reject()
        return dialog.result()

    monkeypatch.setattr(LookQuestion, "exec", answered)
    board.accepting.accept_clear()
    qtbot.waitUntil(lambda: len(shown(board)) == 2 - taken_over)
    assert Hardship.select().count() == taken_over


def test_what_is_clear_through_the_family_is_accepted_only_after_its_relations_were_shown(
    taken, make_board, qtbot
):
    taken("2026年9月", {"农村低保": [["王建国", FATHER]]})
    board = make_board()
    assert [button.text() for button in board.accepting.buttons()] == ["连同户内命中 1 人…"]
    board.accepting.accept_clear()
    assert Hardship.select().count() == 0
    told = []
    board.accepting.ask_family = lambda page, lines, own, words: (
        told.extend(map(family_words, lines)) or lines
    )
    board.accepting.accept_with_family()
    assert len(told) == 1 and "王芳：父亲王建国在" in told[0]
    assert Hardship.get().source.endswith("第2行（父亲的号码）")


@pytest.mark.parametrize(("answer", "taken_over"), [("every", 2), ("plain", 1), (None, 0)])
def test_of_the_families_lines_those_with_a_remark_stand_first_and_may_stay_behind(
    taken, make_board, store, qtbot, monkeypatch, answer, taken_over
):
    one = pupil(store, "李强", id_number=id_number(78))
    number = id_number(79, birth=dt.date(1980, 5, 6), gender="1")
    guardian(store, one, "李大", id_number=number)
    rows = [["李大", number, ""], ["王建国", FATHER, "村里说要问二叔"]]
    taken("2026年9月", {"农村低保": rows}, heads=[*PEOPLE, "备注"])
    board, seen = make_board(), []

    def answered(dialog):
        seen.append(words(dialog))
        getattr(dialog, answer).click() if answer else dialog.reject()
        return dialog.result()

    monkeypatch.setattr(LookQuestion, "exec", answered)
    board.accepting.accept_with_family()
    assert seen[0].index("村里说要问二叔") < seen[0].index("李强")
    qtbot.waitUntil(lambda: len(shown(board)) == 2 - taken_over)
    assert Hardship.select().count() == taken_over
