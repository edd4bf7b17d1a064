"""打印: the catalogue, the preview, and sending pages to a printer."""

import pytest
from as_a_person import words
from builders import as_class_teacher, batch, needy
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from waits import pause

from desktop.models.journal import AccessNote
from desktop.models.ledgers.classes import SchoolClass
from desktop.services.paper.catalogue import DOCUMENTS, Wanted
from desktop.views import printing
from desktop.views.paper_options import CURRENT, SOME
from desktop.views.preview import PreviewPage, open_paper
from desktop.views.print_page import PrintPage

REAL_SEND = printing.send


def finish(desk, qtbot):
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    pause()


@pytest.fixture
def sent(monkeypatch):
    """Portions that went to a printer that takes everything."""
    portions = []

    def take(_path, _printer, pages, _title, progress=None):
        portions.append(tuple(pages))
        return len(pages)

    monkeypatch.setattr(printing, "printer_names", lambda: ["办公室打印机"])
    monkeypatch.setattr(printing, "send", take)
    return portions


@pytest.fixture
def pupils(store):
    return [needy(store, name, klass) for name, klass in (("王芳", "三(2)班"), ("李强", "四(1)班"))]


@pytest.fixture
def page(desk, pupils, sent):
    made = PrintPage(desk)
    desk.shell.show_page(made)
    return made


@pytest.fixture
def preview(desk, page, sent, qtbot):
    """The class sheets, two pages, over the page they were asked on."""
    open_paper(desk, "CLASS", Wanted())
    finish(desk, qtbot)
    return desk.shell.page()


# the catalogue -----------------------------------------------------------------------------------------


def test_every_document_stands_somewhere(page):
    assert set(page.tiles) == set(DOCUMENTS)


def test_a_paper_that_lacks_something_says_what(page, qtbot):
    qtbot.mouseClick(page.tiles["D8"], Qt.MouseButton.LeftButton)
    assert page.lacks("D8") == "缺：这个学期还没有资助名单"
    assert not page.look.isEnabled()


def test_with_a_list_its_papers_can_be_made(page, store, qtbot):
    number = batch(store)
    pause()
    page.choose("D8")
    assert page.look.isEnabled()
    assert page.wanted().batch == number


def test_one_class_alone_can_be_chosen(page, pupils):
    page.choose("D7A")
    page.asked.klass.choose(SchoolClass.find("四(1)班"))
    assert list(page.wanted().students) == [pupils[1]]


def test_a_blank_form_is_not_said_to_carry_a_number(page, store):
    from services.recognition.round_stage import applying

    applying(store)
    page.choose("D3")
    assert "空白的不印号码" in words(page)


def test_letters_have_a_page_of_their_own(page, store, went, qtbot):
    batch(store)
    pause()
    page.choose("D2")
    qtbot.mouseClick(page.look, Qt.MouseButton.LeftButton)
    assert went == [("letters", None)]


def test_a_class_teacher_sees_only_papers_of_the_class(make_desk, school, pupils, sent):
    school.store.session = as_class_teacher(school.store, SchoolClass.find("三(2)班")).session
    desk = make_desk(school)
    page = PrintPage(desk)
    desk.shell.show_page(page)
    assert set(page.tiles) == {"D1", "CLASS", "D7A", "D3V", "PUPIL"}
    page.choose("CLASS")
    assert [words for _record, words in page._classes()] == ["三(2)班"]


@pytest.mark.parametrize("code", ["D1", "D3", "CLASS", "D7A", "LIST"])
def test_a_chosen_paper_opens_in_the_preview(page, desk, code, qtbot):
    page.choose(code)
    qtbot.mouseClick(page.look, Qt.MouseButton.LeftButton)
    finish(desk, qtbot)
    assert isinstance(desk.shell.page(), PreviewPage)
    assert desk.shell.page().pane.count() >= 1
    desk.shell.page().leave()


# the preview -------------------------------------------------------------------------------------------


def test_the_preview_turns_pages_and_counts_them(preview, qtbot):
    assert (preview.pane.count(), preview.pane.current()) == (2, 0)
    qtbot.mouseClick(preview.pane.after, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: preview.pane.current() == 1)
    assert not preview.pane.after.isEnabled()


def test_words_are_found_on_their_page(preview, qtbot):
    preview.pane.words.setText("李强")
    qtbot.waitUntil(lambda: preview.pane.hits.text() == "1 处")
    qtbot.keyClick(preview.pane.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: preview.pane.current() == 1)


def test_zoom_stays_within_sense(preview):
    for _ in range(20):
        preview.pane.zoom_in()
    assert preview.pane.view.zoomFactor() == 3.0
    for _ in range(20):
        preview.pane.zoom_out()
    assert preview.pane.view.zoomFactor() == 0.5


def test_leaving_goes_back_and_takes_the_file_away(preview, page, desk, qtbot):
    path = preview.path
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.shell.page() is page)
    assert not path.exists()


def test_saving_asks_where_and_is_written_down(preview, tmp_path, qtbot):
    target = tmp_path / "留存" / "名册.pdf"
    proposed = []
    preview.pick = lambda _page, _title, name, _kinds: proposed.append(name) or target
    qtbot.mouseClick(preview.save, Qt.MouseButton.LeftButton)
    assert target.read_bytes().startswith(b"%PDF")
    assert proposed[0].name == "青禾县柳林镇石桥小学2026年秋季学期班级名册（2个班）.pdf"
    assert AccessNote.select().where(AccessNote.verb == "导出").count() == 1


# printing ----------------------------------------------------------------------------------------------


def test_all_pages_go_to_the_printer_and_it_is_written_down(preview, desk, sent, qtbot):
    assert preview.print_.text() == "打印 2 页"
    qtbot.mouseClick(preview.print_, Qt.MouseButton.LeftButton)
    finish(desk, qtbot)
    assert sent == [(0, 1)]
    assert AccessNote.select().where(AccessNote.verb == "打印").count() == 1


def test_only_some_pages_in_several_copies(preview, desk, sent, qtbot):
    preview.panel.pages.choose(SOME)
    qtbot.keyClicks(preview.panel.which, "2")
    preview.panel.copies.setValue(3)
    assert preview.print_.text() == "打印 1 页 × 3"
    qtbot.mouseClick(preview.print_, Qt.MouseButton.LeftButton)
    finish(desk, qtbot)
    assert sent == [(1, 1, 1)]


def test_pages_that_are_not_there_are_refused_under_the_line(preview, qtbot):
    preview.panel.pages.choose(SOME)
    qtbot.keyClicks(preview.panel.which, "1-9")
    assert "一共 2 页" in preview.panel.which_field.sentence.text()
    assert not preview.print_.isEnabled()


def test_the_page_in_sight_can_be_printed_alone(preview, desk, sent, qtbot):
    preview.panel.pages.choose(CURRENT)
    preview.pane.go_to(1)
    qtbot.waitUntil(lambda: preview.panel.current == 1)
    preview.panel.start()
    finish(desk, qtbot)
    assert sent == [(1,)]


def test_a_long_print_pauses_and_goes_on_or_back_after_a_jam(preview, desk, sent, qtbot):
    panel = preview.panel
    panel.copies.setValue(30)
    panel.start()
    finish(desk, qtbot)
    assert len(sent[0]) == 50 and panel.on.isEnabled()
    qtbot.mouseClick(panel.on, Qt.MouseButton.LeftButton)
    finish(desk, qtbot)
    assert len(sent[1]) == 10
    panel.again_page.setValue(1)
    qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton)
    finish(desk, qtbot)
    assert sent[2] == (0, 1)


def test_a_printer_that_refuses_leaves_the_run_where_it_was(preview, desk, sent, monkeypatch, qtbot):
    def refuse(*_args, progress=None):
        raise printing.CannotPrint("打印机没有接收，请看看它是不是缺纸或脱机。")

    taking = printing.send
    monkeypatch.setattr(printing, "send", refuse)
    preview.panel.start()
    finish(desk, qtbot)
    assert preview.panel.on.isEnabled() and preview.panel.run_.sent == 0
    monkeypatch.setattr(printing, "send", taking)
    preview.panel.print_next()
    finish(desk, qtbot)
    assert sent == [(0, 1)]


def test_pages_are_printed_as_pictures_where_there_are_no_vectors(preview, tmp_path):
    paper = QPrinter(QPrinter.PrinterMode.HighResolution)
    paper.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    paper.setOutputFileName(str(tmp_path / "打印.pdf"))
    assert printing.print_pictures(preview.path, paper, (1, 0), "班级名册") == 2
    assert preview.pane.show_file(tmp_path / "打印.pdf")
    assert preview.pane.count() == 2


def test_a_printer_that_is_gone_is_named(preview):
    with pytest.raises(printing.CannotPrint, match="找不到打印机“没有的”"):
        REAL_SEND(preview.path, "没有的", (0,), "班级名册")
