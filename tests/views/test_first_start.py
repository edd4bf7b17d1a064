"""The first start in a small window: nothing that is read or typed is cut."""

import pytest
from as_a_person import press, words, write
from builders import PROFILE

from desktop.settings import Settings
from desktop.views import theme
from desktop.views.gate import Gate

PADDING = 26  # px that a line's edges take from its words


@pytest.fixture
def page(qapp, qtbot, monkeypatch, tmp_path):
    """The first start in a window of 800 × 600."""
    monkeypatch.setenv("ZHUXUE_HOME", str(tmp_path / "偏好"))
    theme.apply(qapp, theme.Mode.LIGHT)
    gate = Gate(Settings())
    qtbot.addWidget(gate)
    gate.begin(None)
    gate.resize(800, 600)
    gate.show_first_start()
    yield gate.page()
    gate.jobs.close()


def fits(line, words):
    return line.fontMetrics().horizontalAdvance(words) <= line.width() - PADDING


def test_the_hint_of_the_short_name_is_read_whole(page, qtbot):
    line = page.form.editors["short_name"]
    qtbot.waitUntil(line.isVisible)
    assert fits(line, line.placeholderText())


def test_the_folder_has_a_line_of_its_own(page, qtbot):
    for name, value in PROFILE.items():
        editor = page.form.editors[name]
        editor.choose(value) if hasattr(editor, "choose") else editor.setText(value)
    press(page.next)
    qtbot.waitUntil(page.folder_line.isVisible)
    usual = "D:\\青禾县柳林镇石桥小学资助台账"
    write(page.folder_line, usual)
    assert fits(page.folder_line, usual) and page.folder_line.toolTip() == usual


@pytest.mark.parametrize(("carried", "advice"), [(True, "便携版的台账放在程序旁边"), (False, "最好是 D 盘")])
def test_the_advice_agrees_with_the_place_proposed(page, qtbot, monkeypatch, carried, advice):
    if not carried:
        monkeypatch.delenv("ZHUXUE_HOME")
    for name, value in PROFILE.items():
        editor = page.form.editors[name]
        editor.choose(value) if hasattr(editor, "choose") else editor.setText(value)
    press(page.next)
    qtbot.waitUntil(lambda: advice in words(page))
    assert sum(one in words(page) for one in ("便携版的台账放在程序旁边", "最好是 D 盘")) == 1


def test_a_hidden_folder_is_refused_before_anything_is_made(page, tmp_path):
    for name, value in PROFILE.items():
        editor = page.form.editors[name]
        editor.choose(value) if hasattr(editor, "choose") else editor.setText(value)
    press(page.next)
    write(page.folder_line, str(tmp_path / ".台账"))
    press(page.next)
    assert page.at == 1 and "是隐藏的文件夹" in words(page)


def test_a_wider_window_gives_the_advice_its_room_back(page, qtbot):
    narrow = page._aside.width()
    page.window().resize(1160, 720)
    qtbot.waitUntil(lambda: page._aside.width() > narrow)
