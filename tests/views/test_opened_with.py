"""A workbook dropped on the icon: the window opens, and after the log-in its import."""

import pytest
from as_a_person import book, words

import main
from desktop import app as desktop_app
from desktop.app import Program
from desktop.settings import Settings
from desktop.views import theme


@pytest.fixture
def opened_with(qapp, qtbot, monkeypatch, tmp_path, school):
    """opened_with(path, …): log in to a program that was started with these files."""
    monkeypatch.setenv("ZHUXUE_HOME", str(tmp_path / "偏好"))
    theme.apply(qapp, theme.Mode.LIGHT)
    made = []

    def start(*paths):
        made.append(Program(qapp, Settings(), list(paths)))
        qtbot.addWidget(made[-1].gate)
        made[-1]._opened(school)
        return made[-1].window

    yield start
    for program in made:
        program._clear()
        program.gate.hide()
        program.gate.jobs.close()


@pytest.fixture
def roster(tmp_path):
    return book(tmp_path / "新 名单.xlsx", ["姓名", "身份证号"], [["王芳", "52990120150101001X"]])


def test_the_workbook_is_in_the_import_after_the_log_in(opened_with, qtbot, roster):
    window = opened_with(roster)
    page = window.pages["import"]
    qtbot.waitUntil(lambda: "新 名单.xlsx" in words(page))
    assert page.isVisible()


def test_without_a_file_the_day_comes_first(opened_with):
    window = opened_with()
    assert "import" not in window.pages and window.pages["today"].isVisible()


def test_a_file_is_no_word_of_the_command_line(roster):
    assert not main.for_command_line(str(roster))


@pytest.mark.parametrize("word", ["import", "check", "--help", "-h", "没有这个文件.xlsx"])
def test_a_word_is_one_also_when_something_is_called_so(monkeypatch, tmp_path, word):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "import").write_text("")
    assert main.for_command_line(word)


def test_every_window_bears_the_programs_icon(qapp):
    desktop_app._application([])
    sizes = {size.width() for size in qapp.windowIcon().availableSizes()}
    assert {16, 32, 256} <= sizes
