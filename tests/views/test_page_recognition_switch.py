"""认定: what stands beside the table when another round comes to the front."""

import pytest
from builders import AUTUMN, as_headteacher
from round_steps import answer, awaiting, of
from waits import pause

from desktop.models.ledgers.recognition import RecognitionRound
from desktop.services.recognition import approval
from desktop.views.recognition_round import RoundPage


@pytest.fixture
def page(desk, store, qtbot):
    """An approved round with its first application open; the next round would be a term's adjustment of it."""
    record, _ = awaiting(store)
    approval.approve(as_headteacher(store), record)
    desk.set_term(AUTUMN.next)
    made = RoundPage(desk, run=answer())
    made.take_hint(record)
    desk.shell.show_page(made)
    pause()
    made.open_case(of(record)[0].id)
    return made


def test_beside_a_new_round_no_application_of_the_old_one_stays_open(page, desk):
    record = page.record
    page.open_round()
    assert page.record != record and desk.shell.drawer() is None


def test_nor_beside_another_round_that_is_chosen(page, desk):
    record = page.record
    page.open_round()
    page.open_case(of(page.record)[0].id)
    page.rounds.choose(record)
    page.rounds.activated.emit(0)
    assert page.record == record and desk.shell.drawer() is None


def test_what_is_typed_in_an_application_is_asked_about_before_another_round_is_opened(page, desk):
    record, note = page.record, page.drawer.form.editors["note"]
    note.setPlainText("还要再问")
    assert page.drawer.form.is_dirty()
    desk.ask = lambda *_, **__: None  # 接着写
    page.open_round()
    assert page.record == record and len(RecognitionRound.select()) == 1
    assert page.drawer.form.editors["note"].raw() == "还要再问"
