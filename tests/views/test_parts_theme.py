"""Colours, letters and icons."""

import re

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.views import icons, theme
from desktop.views.buttons import Button
from desktop.views.theme import PALETTES, Mode


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.apply(qapp, Mode.LIGHT)
    yield
    theme.apply(qapp, Mode.LIGHT)


def shade(widget, x, y):
    return widget.grab().toImage().pixelColor(x, y).name().upper()


@pytest.mark.parametrize("mode", PALETTES)
def test_all_text_can_be_read_on_its_ground(mode):
    assert theme.weak_pairs(PALETTES[mode]) == []


def test_contrast_of_black_on_white_is_the_greatest_there_is():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)


@pytest.mark.parametrize("mode", PALETTES)
def test_the_style_sheet_knows_every_name_it_uses(mode):
    assert "$" not in theme.style_sheet(mode)


@pytest.mark.parametrize("mode", PALETTES)
def test_the_style_sheets_pictures_wear_the_palettes_colours(mode):
    files = list((theme.STYLES / mode).glob("*.svg"))
    used = {color for file in files for color in re.findall(r"#\w{6}", file.read_text("utf-8"))}
    palette = PALETTES[mode]
    assert used == {palette.quiet, palette.ink, palette.on_accent, palette.accent}
    assert {file.name for file in files} == set(
        re.findall(r"skin:\w+/([\w-]+\.svg)", theme.style_sheet(mode))
    )


def test_a_window_that_is_open_changes_with_the_theme(qapp, qtbot):
    page = QLabel("花名册")
    page.setObjectName("dialog")
    button = Button("打印", role="primary")
    for widget in (page, button):
        qtbot.addWidget(widget)
        widget.resize(120, 34)
        widget.show()
    assert shade(button, 60, 4) == theme.LIGHT.accent.upper()
    theme.apply(qapp, Mode.DARK)
    assert shade(button, 60, 4) == theme.DARK.accent.upper()


def test_icons_on_buttons_change_with_the_theme(qapp, qtbot):
    button = Button(picture="lock", role="icon", tip="锁上")
    qtbot.addWidget(button)
    button.show()
    before = button.grab().toImage()
    theme.apply(qapp, Mode.DARK)
    theme.apply(qapp, Mode.LIGHT)
    assert button.grab().toImage() == before
    theme.apply(qapp, Mode.DARK)
    assert button.icon().pixmap(18, 18).toImage() == icons.icon("lock", "quiet").pixmap(18, 18).toImage()


def test_the_system_is_followed_only_when_asked(qapp):
    theme.apply(qapp, Mode.DARK)
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert theme.palette() is theme.DARK and theme.mode() is Mode.DARK
    theme.apply(qapp, Mode.SYSTEM)
    assert theme.palette() is PALETTES[theme.system_mode()]


def test_a_tone_may_carry_a_share():
    assert theme.color("accent/40").alphaF() == pytest.approx(0.4, abs=0.01)
    with pytest.raises(AttributeError):
        theme.color("pink")


def test_figures_have_one_width():
    metrics = QLabel()
    metrics.setFont(theme.font())
    widths = {metrics.fontMetrics().horizontalAdvance(digit * 10) for digit in "0123456789"}
    assert len(widths) == 1


def test_the_letters_are_chinese(qapp):
    assert QApplication.font().families()[: len(theme.font_families())] == theme.font_families()


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_can_be_drawn_and_is_a_line_of_one_width(qapp, name):
    source = (icons.FOLDER / f"{name}.svg").read_text("utf-8")
    assert 'stroke-width="2"' in source and "currentColor" in source
    image = icons.icon(name).pixmap(18, 18).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(18) for y in range(18))


def test_an_icon_that_is_not_there_is_an_error(qapp):
    with pytest.raises(FileNotFoundError):
        icons.icon("unicorn")
