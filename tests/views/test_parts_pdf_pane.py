"""A PDF on the screen: the file itself is let go of."""

import os
import sys

import pytest
from reportlab.pdfgen.canvas import Canvas

from desktop.views.pdf_pane import PdfPane


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "告知书 邓思颖.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(99, 99, "50")
    canvas.save()
    return path


@pytest.fixture
def pane(qtbot):
    made = PdfPane()
    qtbot.addWidget(made)
    return made


def held(path):
    """Whether this process has the file open; on Windows it could not be deleted then."""
    if sys.platform == "win32":
        path.unlink()
        return False
    places = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
    return str(path) in [os.readlink(one) for one in places if os.path.lexists(one)]


def test_a_paper_can_be_deleted_while_it_is_shown(pane, paper):
    assert pane.show_file(paper) and pane.count() == 1
    assert not held(paper)


def test_a_paper_can_be_deleted_after_it_was_shown(pane, paper):
    pane.show_file(paper)
    assert not pane.show_file(None) and pane.count() == 0
    assert not held(paper)


def test_another_paper_takes_the_place_of_the_first(pane, paper, tmp_path):
    two = tmp_path / "two.pdf"
    canvas = Canvas(str(two))
    for _page in range(2):
        canvas.showPage()
    canvas.save()
    pane.show_file(paper)
    assert pane.show_file(two) and pane.count() == 2


@pytest.mark.parametrize("content", [None, b"", b"no paper"])
def test_what_is_no_paper_shows_nothing(pane, paper, tmp_path, content):
    pane.show_file(paper)
    if content is not None:
        (tmp_path / "x.pdf").write_bytes(content)
    assert not pane.show_file(tmp_path / "x.pdf")
    assert pane.count() == 0
