"""打印与回执 after printing: piles of receipts, the scanner, what could not be delivered, shares by class."""

import pytest
from builders import as_headteacher, batch, needy
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from waits import pause

from desktop.models.ledgers.batches import AidNotice
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices, number_and_count
from desktop.services.aid.receipts import tick
from desktop.views.letters_page import LettersPage
from desktop.views.receipt_scope import UNDELIVERED
from desktop.views.recognition_ask import AskCard

NAMES = (("王芳", "三(2)班"), ("李强", "三(2)班"), ("张伟", "四(1)班"))


@pytest.fixture
def page(desk, store, qtbot):
    """Three letters, printed and numbered 1 to 3."""
    for name, klass in NAMES:
        needy(store, name, klass)
    number = batch(store)
    approve(as_headteacher(store), number)
    make_notices(store, number)
    number_and_count(store, list(AidNotice.select()))
    made = LettersPage(desk, ask_text=lambda *_, **__: "搬家了，电话不通")
    desk.shell.show_page(made)
    pause()
    yield made
    qtbot.waitUntil(lambda: not desk.jobs.busy())


def enter(page, qtbot, typed):
    page.receipts.line.setText(typed)
    qtbot.keyClick(page.receipts.line, Qt.Key.Key_Return)
    pause()


def states():
    return [row.state for row in AidNotice.select().order_by(AidNotice.id)]


def read(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_a_pile_is_typed_in_one_line(page, qtbot):
    enter(page, qtbot, "1 2-3")
    assert states() == ["returned"] * 3
    said = page.receipts.said[0].text()
    assert said.startswith("收回执 3 份。2026年") and "1号 王芳" in said and "3号 张伟" in said
    assert page.receipts.line.text() == ""


def test_a_number_nobody_has_does_not_stop_the_others(page, qtbot):
    enter(page, qtbot, "1、99")
    assert states() == ["returned", "printed", "printed"]
    said = [label.text() for label in page.receipts.said]
    assert "1 个编号没有对应的告知书" in said[0] and "没有 99 号告知书" in said[1]


def test_the_scanner_types_year_and_number_and_enter(page, qtbot):
    year = AidNotice.get_by_id(2).year
    qtbot.keyClicks(page.receipts.line, f"{year}-2")
    qtbot.keyClick(page.receipts.line, Qt.Key.Key_Return)
    assert states() == ["printed", "returned", "printed"]
    assert "李强（" in page.receipts.said[0].text() and "），回执已收" in page.receipts.said[0].text()


def test_a_range_that_runs_backwards_stays_to_be_mended(page, qtbot):
    enter(page, qtbot, "18-12")
    assert "看不懂" in page.receipts.said[0].text()
    assert page.receipts.line.text() == "18-12"


def test_what_the_family_ticked_is_kept_with_the_receipt(page, qtbot):
    page.receipts.choice.choose("not_as_paid")
    enter(page, qtbot, "1")
    assert AidNotice.get_by_id(1).receipt_choice == "not_as_paid"


def test_chosen_letters_are_ticked_by_the_space_bar(page, qtbot):
    page.list.table.go_to(1)
    page.desk.shell.activateWindow()
    qtbot.waitUntil(page.desk.shell.isActiveWindow)
    page.list.table.body.setFocus()
    qtbot.keyClick(page.list.table.body, Qt.Key.Key_Space)
    pause()
    assert states() == ["printed", "returned", "printed"]


def test_how_a_letter_was_delivered_is_kept(page, qtbot):
    page.after.how.choose("pupil")
    page.list.table.go_to(0)
    page.mark_delivered()
    row = AidNotice.get_by_id(1)
    assert (row.state, row.delivery_mode) == ("delivered", "pupil")


def test_what_could_not_be_delivered_says_why(page, qtbot):
    page.list.table.go_to(2)
    page.mark_undelivered()
    pause()
    assert AidNotice.get_by_id(3).undelivered_why == "搬家了，电话不通"
    assert page.list.flow.lost.text() == "1 份送不到"
    page.scope.choose(UNDELIVERED)
    assert len(page.wanted_letters()) == 3  # printed ones are on nobody's table yet either


def test_the_list_to_sign_is_only_for_what_is_missing(page, desk, qtbot):
    page.list.table.go_to(0)
    page.mark_delivered()
    pause()
    page.open_slip("missing")
    qtbot.waitUntil(lambda: desk.shell.page() is not page)
    shown = desk.shell.page()
    assert "2份" in shown.name
    shown.leave()
    pause()


def test_shares_stand_class_by_class_and_a_class_narrows_the_list(page, qtbot):
    enter(page, qtbot, "1 2")
    assert "2/3" in read(page.rates) and "2/2" in read(page.rates) and "0/1" in read(page.rates)
    assert "送达 2 / 3（66.67 %），回执 2 / 3（66.67 %）" in "\n".join(
        label.toolTip() or label.text() for label in page.findChildren(QLabel)
    )
    link = next(one for one in page.rates.findChildren(QPushButton) if one.text() == "四(1)班")
    link.click()
    assert [one.name for one in page.list.shown()] == ["张伟"]


def test_when_all_are_printed_the_receipts_stand_on_top(page):
    assert page.order_of_cards.indexOf(page.receipts) == 0


def test_the_words_of_the_letter_are_one_press_away(page, went):
    page._go_templates()
    assert went[-1] == ("templates", "granted")


def test_a_receipt_that_asks_for_the_school_stays_until_it_is_written_what_was_done(page, qtbot, monkeypatch):
    asked, other = list(AidNotice.select().order_by(AidNotice.id).limit(2))
    tick(page.desk.store, [asked.id], choice="not_as_paid")
    tick(page.desk.store, [other.id], choice="as_paid")
    page.reload()
    page.file_returned()
    assert states() == ["returned", "filed", "printed"]
    page.list.go_to(asked.id)

    def typed(card):
        card.editors["contact_result"].setText("对过回单，金额一致")
        card.accept()
        return card.result()

    monkeypatch.setattr(AskCard, "exec", typed)
    page.answer()
    page.reload()
    page.file_returned()
    assert states() == ["filed", "filed", "printed"]
    assert AidNotice.get_by_id(asked.id).contact_result == "对过回单，金额一致"
