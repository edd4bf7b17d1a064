"""The small parts, the chip, the field, the charts."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from desktop.views import charts, layouts, theme, widgets
from desktop.views.buttons import Button, Chip
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.page import Page
from desktop.views.widgets import Notice

LONG = "阿依古丽·买买提依明·吐尔逊江克孜"


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.apply(qapp, theme.Mode.LIGHT)


@pytest.fixture
def shown(qtbot):
    def show(widget, width=400, height=300):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        return widget

    return show


@pytest.fixture
def chip(shown):
    return shown(Chip("班级", [(n, f"三({n})") for n in range(1, 5)]), 120, 30)


def tick(chip, *values):
    for action in chip.values_menu.actions():
        if action.data() in values:
            action.trigger()


def test_a_chip_with_nothing_chosen_says_its_name(chip):
    assert chip.text() == "班级" and chip.chosen() == []


def test_a_chip_says_two_values_and_counts_more(chip):
    tick(chip, 1, 2)
    assert chip.text() == "三(1)、三(2)"
    tick(chip, 3)
    assert chip.text() == "班级 3 项" and "三(3)" in chip.toolTip()


def test_ticking_tells_the_values_in_the_order_offered(chip, qtbot):
    tick(chip, 2)
    with qtbot.waitSignal(chip.changed) as told:
        tick(chip, 1)
    assert told.args == [[1, 2]]


def test_the_cross_of_a_chip_clears_it(chip, qtbot):
    tick(chip, 1)
    chip.adjustSize()
    with qtbot.waitSignal(chip.changed) as told:
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 12, chip.height() // 2))
    assert told.args == [[]] and chip.text() == "班级"
    assert not chip.values_menu.isVisible()


def test_delete_on_a_chip_clears_it(chip, qtbot):
    tick(chip, 1)
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert chip.chosen() == []


@pytest.mark.qt_log_ignore("does not support grabbing", extend=True)
def test_the_menu_of_a_chip_stays_open_while_one_ticks(chip, qtbot):
    chip.open()
    menu = chip.values_menu
    for action in menu.actions()[:2]:
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert chip.chosen() == [1, 2] and menu.isVisible()
    menu.close()


def test_a_single_chip_holds_one_value(shown):
    chip = shown(Chip("学期", [(1, "秋"), (2, "春")], single=True))
    tick(chip, 1)
    tick(chip, 2)
    assert chip.chosen() == [2]


def test_restoring_a_view_is_not_told_as_a_choice(chip, qtbot):
    with qtbot.assertNotEmitted(chip.changed):
        chip.choose([4])
    assert chip.text() == "三(4)"


def test_new_values_keep_what_is_still_offered(chip):
    tick(chip, 1, 2)
    chip.set_values([(2, "三(2)"), (9, "三(9)")])
    assert chip.chosen() == [2]


def test_the_ring_shows_for_the_keyboard_alone(shown):
    button = shown(Button("打印"))
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not button.ringed
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.ringed


def test_an_icon_button_has_a_name_for_a_reader(qtbot):
    button = Button(picture="x", role="icon", tip="关上")
    qtbot.addWidget(button)
    assert button.accessibleName() == "关上" == button.toolTip()


def test_a_long_name_is_cut_and_kept_whole_in_the_tooltip(shown):
    label = shown(widgets.Elided(LONG, "title"), 90, 30)
    assert label.text().endswith("…") and label.toolTip() == LONG
    label.resize(900, 30)
    assert label.text() == LONG and label.toolTip() == ""


def test_a_name_with_signs_is_not_read_as_html(qtbot):
    assert widgets.text("<b>韦</b>").textFormat() == Qt.TextFormat.PlainText
    assert widgets.strong("<韦>") == "<b>&lt;韦&gt;</b>"


def test_a_field_says_what_is_wrong_and_takes_it_back(shown):
    field = shown(Field("身份证号", QLineEdit()))
    field.say("少 7 位。请向班主任核对后补全。")
    assert field.sentence.isVisible() and field.mark.isVisible() and field.editor.property("wrong")
    assert field.editor.accessibleDescription().startswith("少 7 位")
    field.say("")
    assert not field.sentence.isVisible() and not field.editor.property("wrong")


def test_a_hint_does_not_redden_the_field(shown):
    field = shown(Field("户名", line_edit("韦建国"), says="监护人，父亲"))
    assert field.sentence.isVisible() and not field.mark.isVisible() and not field.editor.property("wrong")


def test_a_choice_hands_out_values_not_words(qtbot):
    choice = Choice([("F", "女"), ("M", "男")])
    qtbot.addWidget(choice)
    choice.choose("M")
    assert choice.value() == "M" and choice.currentText() == "男"
    choice.choose("X")
    assert choice.value() is None


def test_a_row_gives_up_its_last_named_part_first(shown):
    parts = [QPushButton(words) for words in ("班级班级班级", "条件条件条件", "视图视图视图")]
    giving = shown(layouts.Giving(*parts, gives=(parts[1], parts[2])), 900, 40)
    assert all(part.isVisible() for part in parts)
    giving.resize(parts[0].minimumSizeHint().width() + parts[1].minimumSizeHint().width() + 12, 40)
    assert [part.isVisible() for part in parts] == [True, True, False]


def test_clearing_a_layout_takes_the_inner_ones_too(shown):
    holder = QWidget()
    box = layouts.column(layouts.row(QLabel("一")), QLabel("二"), None)
    holder.setLayout(box)
    shown(holder)
    layouts.clear(box)
    assert box.count() == 0 and not [one for one in holder.findChildren(QLabel) if one.isVisible()]


def test_a_pressed_step_that_is_done_is_told(shown, qtbot):
    ladder = shown(charts.Ladder([charts.Rung("选文件", "", "done"), charts.Rung("对列", "", "here")]))
    with qtbot.waitSignal(ladder.chosen) as told:
        qtbot.mouseClick(ladder, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert told.args == [0]
    with qtbot.assertNotEmitted(ladder.chosen):
        qtbot.mouseClick(ladder, Qt.MouseButton.LeftButton, pos=QPoint(20, 70))


def test_a_share_carries_its_denominator():
    assert charts.share_of(181, 186) == "181 / 186（97.31 %）"
    assert charts.share_of(0, 0) == "0 / 0"


@pytest.mark.parametrize("days", [[], [("今天", None)], [("2日", 0)], [("2日", 4), ("3日", None)]])
def test_bars_can_be_drawn_of_any_days(shown, days):
    assert not shown(charts.DayBars(days, 5.0)).grab().isNull()


def test_a_meter_of_nothing_is_empty(shown):
    meter = shown(widgets.Meter([(0, "accent")], 0), 100, 6)
    assert meter.grab().toImage().pixelColor(50, 3).name() == theme.color("hair").name()


def test_a_page_replaces_its_body_and_its_notice(shown, qtbot):
    page = shown(Page("花名册", "412 人", body=QLabel("旧")))
    page.set_body(QLabel("新"))
    page.show_notice(Notice("bad", "第 27 行没有导入。"))
    page.show_notice(Notice("warn", "第 28 行没有导入。"))
    QApplication.processEvents()
    seen = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert (
        "新" in seen
        and "旧" not in seen
        and "第 28 行没有导入。" in seen
        and "第 27 行没有导入。" not in seen
    )


def test_a_notice_goes_when_its_cross_is_pressed(shown, qtbot):
    notice = shown(Notice("bad", "没有导入。"))
    with qtbot.waitSignal(notice.closed):
        qtbot.mouseClick(notice.findChild(Button), Qt.MouseButton.LeftButton)
    assert not notice.isVisible()


def test_every_part_of_an_empty_page_can_be_reached(shown, qtbot):
    act, demo = Button("结第一对", role="primary"), Button("先看看演示数据", role="link")
    page = shown(
        widgets.empty_page("说明", "一句", [widgets.Stop("users", "结对子", "一位老师")], [act], demo),
        700,
        400,
    )
    assert act.isVisible() and demo.isVisible() and page.findChildren(widgets.Picture)
