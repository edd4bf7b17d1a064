"""一人一档 of many at once: a folder is chosen, one PDF a child appears there, what is missing is said."""

import pytest
from as_a_person import words
from builders_care import listed_pupil, paired, teacher

from desktop.views import dossier_files
from desktop.views.buttons import Button
from desktop.views.care_page import CarePage
from desktop.views.roster_page import RosterPage
from desktop.views.widgets import Notice

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def children(store):
    ids = [listed_pupil(store, name) for name in ("王芳", "李强")]
    paired(store, ids[0], teacher(store))
    return ids


@pytest.fixture
def told(desk, monkeypatch):
    """What was said at the foot."""
    said = []
    monkeypatch.setattr(desk, "say", lambda words, *_: said.append(words))
    return said


def test_each_child_gets_a_file_and_the_gaps_are_said(desk, children, told, tmp_path, qtbot):
    dossier_files.make(desk, children, pick=lambda *_: tmp_path)
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    assert len(list(tmp_path.glob("*.pdf"))) == 2
    assert told[0].startswith("已做好 2 份，2 份有缺项")


def test_what_came_of_a_long_set_stays_until_it_is_read(desk, children, told, monkeypatch, tmp_path, qtbot):
    monkeypatch.setattr(dossier_files, "LONG", 1)
    page = CarePage(desk)
    desk.shell.show_page(page)
    dossier_files.make(desk, children, pick=lambda *_: tmp_path)
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    (notice,) = page.findChildren(Notice)
    assert told[0] in words(notice) and notice.findChild(Button).text() == "打开所在文件夹"


def test_nothing_happens_without_a_folder(desk, children, told):
    dossier_files.make(desk, children, pick=lambda *_: None)
    assert desk.jobs.resting() and not told


def test_what_was_made_stays_when_it_is_stopped(desk, children, told, tmp_path, qtbot):
    job = dossier_files.make(desk, children * 20, pick=lambda *_: tmp_path)
    qtbot.waitUntil(lambda: any(tmp_path.glob("*.pdf")), timeout=60_000)
    job.cancel()
    qtbot.waitUntil(lambda: len(told) > 1, timeout=60_000)  # the desk's own word, then the truer one
    assert "做好的几份留在文件夹里" in told[-1] and any(tmp_path.glob("*.pdf"))


def test_the_care_page_gives_the_rows_it_is_narrowed_to(desk, children, monkeypatch, qtbot):
    given = []
    monkeypatch.setattr(dossier_files, "make", lambda _desk, students, *_: given.append(list(students)))
    page = CarePage(desk)
    desk.shell.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=10_000)
    page.make_files(page.model.ids())
    assert sorted(given[0]) == sorted(children)


def test_the_roster_gives_the_chosen_pupils(desk, children, monkeypatch):
    given = []
    monkeypatch.setattr(dossier_files, "make", lambda _desk, students, *_: given.append(list(students)))
    page = RosterPage(desk)
    desk.shell.show_page(page)
    page.table.go_to(0)
    page.make_files()
    assert len(given[0]) == 1
