"""告知书: laid out, printed, reprinted, delivered, received."""

import pytest
from builders import as_headteacher, batch, needy
from PySide6.QtCore import Qt
from waits import pause

from desktop.models.journal import AccessNote
from desktop.models.ledgers.batches import AidGrant, AidNotice
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices
from desktop.views import printing
from desktop.views.letters_page import LettersPage
from desktop.views.receipt_scope import ALL, CHOSEN, NO_RECEIPT


def finish(desk, qtbot):
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    pause()


@pytest.fixture
def paper(tmp_path):
    return tmp_path / "告知书.pdf"


@pytest.fixture
def sent(monkeypatch):
    """What went to a printer that takes everything."""
    sheets = []

    def take(path, printer, pages, title, progress=None):
        assert path.stat().st_size
        sheets.extend(pages)
        return len(pages)

    monkeypatch.setattr(printing, "printer_names", lambda: ["办公室打印机"])
    monkeypatch.setattr(printing, "send", take)
    return sheets


@pytest.fixture
def approved(store):
    """An approved list of three."""
    for name in ("王芳", "李强", "张伟"):
        needy(store, name)
    number = batch(store)
    approve(as_headteacher(store), number)
    return number


@pytest.fixture
def page(desk, store, approved, sent, paper, qtbot):
    """The page with three letters laid out, none printed."""
    make_notices(store, approved)
    made = LettersPage(desk, pick=lambda *_: paper)
    desk.shell.show_page(made)
    finish(desk, qtbot)
    return made


def show(desk, page):
    """In the window: a page that belongs to nothing could be collected by a job's thread."""
    desk.shell.show_page(page)
    return page


def press_print(page, qtbot):
    qtbot.mouseClick(page.print_, Qt.MouseButton.LeftButton)
    finish(page.desk, qtbot)
    finish(page.desk, qtbot)


def states():
    return [row.state for row in AidNotice.select().order_by(AidNotice.id)]


def test_without_a_list_the_page_says_where_to_begin(desk, sent):
    assert show(desk, LettersPage(desk))._shown == "none"


def test_a_draft_can_only_be_looked_at(desk, store, sent):
    needy(store, "王芳")
    batch(store)
    page = show(desk, LettersPage(desk))
    assert page._shown == "draft"
    assert page.print_.isHidden()


def test_letters_are_laid_out_by_one_press(desk, approved, sent, qtbot):
    page = show(desk, LettersPage(desk))
    page.make_for_pupils()
    pause()
    assert len(page.letters) == 3
    assert page.print_.text() == "打印 3 份"


def test_printing_draws_numbers_and_counts(page, sent, qtbot):
    press_print(page, qtbot)
    assert states() == ["printed"] * 3
    assert [row.serial for row in AidNotice.select().order_by(AidNotice.id)] == [1, 2, 3]
    assert sent == [0, 1]  # two to a page


def test_when_all_are_printed_there_is_nothing_left_to_print(page, qtbot):
    press_print(page, qtbot)
    assert not page.print_.isEnabled()


def test_a_reprint_keeps_its_number(page, qtbot):
    press_print(page, qtbot)
    page.scope.choose(ALL)
    press_print(page, qtbot)
    assert [(row.serial, row.print_count) for row in AidNotice.select().order_by(AidNotice.id)] == [
        (1, 2), (2, 2), (3, 2),
    ]  # fmt: skip


def test_the_question_tells_new_numbers_from_reprints(page, desk, qtbot):
    asked = []
    page.list.table.go_to(0)
    page.scope.choose(CHOSEN)
    press_print(page, qtbot)
    desk.ask = lambda _page, _title, words, **_: asked.append(words)
    page.scope.choose(ALL)
    press_print(page, qtbot)
    assert asked == ["将打印 3 份，其中 2 份编上新号，编号用了不能收回，1 份以前打印过，会写上“补打”。"]
    assert states() == ["printed", "made", "made"]


def test_only_the_chosen_are_printed(page, qtbot):
    page.list.table.go_to(1)
    page.scope.choose(CHOSEN)
    assert page.print_.text() == "打印 1 份"
    press_print(page, qtbot)
    assert states() == ["made", "printed", "made"]


def test_only_missing_receipts_are_printed_again(page, qtbot):
    press_print(page, qtbot)
    page.receive("2")
    pause()
    page.scope.choose(NO_RECEIPT)
    assert page.print_.text() == "打印 2 份"


def test_a_saved_file_counts_as_a_printing(page, paper, desk, qtbot):
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    finish(desk, qtbot)
    assert paper.read_bytes().startswith(b"%PDF")
    assert states() == ["printed"] * 3
    assert AccessNote.select().where(AccessNote.verb == "导出").count() == 1


def test_receipts_are_typed_one_after_another(page, qtbot):
    press_print(page, qtbot)
    line = page.receipts.line
    for number in ("1", "3"):
        qtbot.keyClicks(line, number)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert line.text() == ""
    assert states() == ["returned", "printed", "returned"]
    assert "张伟（" in page.receipts.said[0].text() and "），回执已收" in page.receipts.said[0].text()


def test_an_unknown_number_says_so_and_stays_to_be_mended(page, qtbot):
    press_print(page, qtbot)
    page.receipts.line.setText("77")
    qtbot.keyClick(page.receipts.line, Qt.Key.Key_Return)
    assert "没有 77 号告知书" in page.receipts.said[0].text()
    assert page.receipts.line.text() == "77"


def test_delivered_and_filed_follow(page, qtbot):
    press_print(page, qtbot)
    page.list.table.go_to(0)
    page.mark_delivered()
    page.receive("2")
    pause()
    page.file_returned()
    assert states() == ["delivered", "filed", "printed"]


def test_the_list_tells_how_and_when_a_letter_went(page, qtbot):
    press_print(page, qtbot)
    page.list.table.go_to(0)
    page.after.how.choose("visit")
    page.mark_delivered()
    pause()
    model, titles = page.list.model, [one.title for one in page.list.model.columns]
    cells = [model.index(0, titles.index(title)).data() for title in ("怎么送的", "送达日期")]
    row = page.letters[0]
    assert cells == [row.mode, f"{row.notice.delivered_on:%Y-%m-%d}"] and all(cells)


def shown_letter(page, qtbot):
    """The words of the letter in the middle, once it is there."""
    qtbot.waitUntil(lambda: page.desk.jobs.resting() and page.sample.path is not None)
    return page.pane.document.getAllText(0).text()


def test_the_letter_in_the_middle_follows_the_list_and_leaves_no_file(page, desk, qtbot):
    page.list.table.go_to(2)
    page.show_letter()
    assert "张伟" in shown_letter(page, qtbot) and page.pane.count() == 1
    folder = page.sample.path.parent
    desk.shell.show_page(LettersPage(desk))
    assert not folder.exists() or not list(folder.glob("*"))


def test_of_letters_asked_for_in_haste_the_last_is_drawn(page, qtbot):
    shown_letter(page, qtbot)
    for at in (1, 2, 0, 2, 1):
        page.list.table.go_to(at)
        page.show_letter()
    qtbot.waitUntil(page.desk.jobs.resting)
    assert "李强" in page.pane.document.getAllText(0).text()
    assert list(page.sample.path.parent.glob("*")) == [page.sample.path]


def test_a_letter_that_is_ready_after_one_has_left_stays_nowhere(page, desk, qtbot):
    page.list.table.go_to(2)
    page.show_letter()
    folder = desk.school.folder.papers
    desk.shell.show_page(LettersPage(desk))
    qtbot.waitUntil(desk.jobs.resting)
    assert page.sample.path is None and not list(folder.rglob("*.pdf"))


def test_a_letter_that_takes_a_moment_says_so(page, qtbot):
    shown_letter(page, qtbot)
    page.sample._say()
    assert page.sample.says.isVisible()
    page.show_letter()
    shown_letter(page, qtbot)
    assert not page.sample.says.isVisible()


def test_enter_opens_the_pupil(page, went, qtbot):
    page.list.table.go_to(0)
    qtbot.keyClick(page.list.table.body, Qt.Key.Key_Return)
    assert went[-1] == ("pupil", AidNotice.get_by_id(1).student_id)


def test_a_letter_whose_account_changed_is_said_and_replaced_when_wanted(page, desk, qtbot):
    page.scope.choose(ALL)
    press_print(page, qtbot)
    first = AidNotice.get_by_id(1)
    grant = AidGrant.get(AidGrant.student == first.student_id)
    AidGrant.update(account="6217000000000009066").where(AidGrant.id == grant.id).execute()
    asked = []
    desk.ask = lambda _page, _title, words, **_: asked.append(words) or True
    press_print(page, qtbot)
    assert "→ 9066" in asked[0] and "另出更正的吗" in asked[0]
    assert asked[1] == "将打印 3 份，其中 1 份编上新号，编号用了不能收回，2 份以前打印过，会写上“补打”。"
    assert states() == ["replaced", "printed", "printed", "printed"]
    assert AidNotice.get_by_id(1).number == first.number and AidNotice.get_by_id(4).number != first.number


def test_a_letter_whose_money_was_stopped_is_said_by_name_before_the_others_are_printed(page, desk, qtbot):
    refused = []
    desk.refuse = refused.append
    grant = AidGrant.get()
    stages.withhold(desk.store, [grant.id], "转到外县")
    finish(desk, qtbot)
    press_print(page, qtbot)
    told = "王芳的告知书不打印：这笔钱已经记为“不发放”（转到外县）。其余 2 份照打。"
    assert told in map(str, refused)
    assert states() == ["made", "printed", "printed"]
