"""The table: frozen columns, keys, copying and pasting, columns, the 合计 row."""

import pytest
from parts_stage import Marks, Pupils
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from waits import pause

from desktop.views import clipboard, theme
from desktop.views.columns import ColumnChooser
from desktop.views.table import FrozenTable

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.apply(qapp, theme.Mode.LIGHT)


@pytest.fixture
def make(qtbot):
    def made(model, width=600, **options):
        table = FrozenTable(model, **options)
        qtbot.addWidget(table)
        table.resize(width, 400)
        table.show()
        qtbot.waitExposed(table)
        table.activateWindow()
        table.body.setFocus()
        return table

    return made


@pytest.fixture
def table(make):
    return make(Pupils())


@pytest.fixture
def sheet(make):
    return make(Marks(), frozen=0, cells=True)


def copied():
    return QGuiApplication.clipboard().mimeData()


@pytest.mark.parametrize("model", [Pupils(3), Pupils(0), Marks()])
def test_the_models_of_these_tests_obey_qt(qtmodeltester, model):
    qtmodeltester.check(model)


def test_frozen_columns_stay_in_sight(table):
    table.bar.setValue(table.bar.maximum())
    assert table.bar.maximum() > 0
    assert [table.head.columnViewportPosition(at) for at in (0, 1)] == [0, 52]
    assert table.body.columnViewportPosition(1) < 0


def test_the_titles_of_frozen_columns_stay_in_sight_too(table):
    table.bar.setValue(table.bar.maximum())
    top = table.body.childAt(QPoint(80, 15))
    assert table.head.horizontalHeader().isAncestorOf(top)


def test_both_views_scroll_down_together(table):
    table.go_to(60)
    assert table.body.verticalScrollBar().value() == table.head.verticalScrollBar().value() > 0


def test_a_cell_reached_by_key_is_not_left_under_the_frozen_ones(table):
    table.bar.setValue(table.bar.maximum())
    table.go_to(0, 2)
    assert table.body.columnViewportPosition(2) >= table.frozen_width()


def test_pressing_a_frozen_cell_does_not_scroll_sideways(table, qtbot):
    table.bar.setValue(200)
    qtbot.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, 50))
    assert table.bar.value() == 200 and table.current_row() == 1 and table.selected_rows() == [1]


def test_one_selection_serves_both_views(table):
    table.go_to(4)
    assert table.head.selectionModel() is table.body.selectionModel()
    assert table.selected_rows() == [4]


def test_widening_a_frozen_column_widens_both(table):
    table.head.setColumnWidth(1, 180)
    assert table.body.columnWidth(1) == 180 and table.head.width() == 52 + 180 + 1


def test_twenty_thousand_rows_are_not_walked_over(make):
    model = Pupils(20_000)
    table = make(model)
    model.asked = 0
    table.body.selectAll()
    table.go_to(19_999)
    table.grab()
    assert model.asked < 5000


def test_choosing_everything_counts_without_reading_everything(make, qtbot):
    model = Pupils(20_000)
    table = make(model)
    table.go_to(0, 7)
    pause()
    with qtbot.waitSignal(table.selection_changed) as told:
        table.body.selectAll()
    assert told.args == [20_000, None]


def test_the_chosen_rows_are_added_up_in_the_current_column(table, qtbot):
    table.go_to(0, 7)
    pause()
    with qtbot.waitSignal(table.selection_changed) as told:
        for _ in range(2):
            qtbot.keyClick(table.body, Qt.Key.Key_Down, SHIFT)
    assert told.args == [3, 3 * 62500]


def test_a_column_of_words_has_no_sum(table, qtbot):
    pause()
    with qtbot.waitSignal(table.selection_changed) as told:
        table.go_to(0, 1)
    assert told.args == [1, None]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_opens_the_row(table, qtbot, key):
    table.go_to(2)
    with qtbot.waitSignal(table.opened) as told:
        qtbot.keyClick(table.body, key)
    assert told.args == [2]


def test_a_double_click_opens_the_row_in_either_view(table, qtbot):
    for view, x in ((table.body, 400), (table.head, 80)):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 90))
        with qtbot.waitSignal(table.opened) as told:
            qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 90))
        assert told.args == [2]


def test_arrows_move_to_the_next_record(table, qtbot):
    table.go_to(2)
    with qtbot.waitSignal(table.current_changed) as told:
        qtbot.keyClick(table.body, Qt.Key.Key_Down)
    assert told.args == [3]


@pytest.mark.parametrize(
    "key, held, signal",
    [
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, "edit_asked"),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "clear_asked"),
        (Qt.Key.Key_D, CONTROL, "fill_down_asked"),
        (Qt.Key.Key_Down, ALT, "filter_asked"),
    ],
)
def test_keys_of_a_sheet_are_told(table, qtbot, key, held, signal):
    table.go_to(1, 3)
    with qtbot.waitSignal(getattr(table, signal)):
        qtbot.keyClick(table.body, key, held)


def test_copying_takes_whole_numbers_not_stars(table, qtbot):
    table.go_to(0)
    qtbot.keyClick(table.body, Qt.Key.Key_C, CONTROL)
    assert "990105201501010000" in copied().text() and "*" not in copied().text()


def test_copied_numbers_say_that_they_are_text(table, qtbot):
    table.go_to(0)
    qtbot.keyClick(table.body, Qt.Key.Key_C, CONTROL)
    assert f'<td style="{clipboard.AS_TEXT}">990105201501010000</td>' in copied().html()
    assert "<td>625.00</td>" in copied().html()


def test_copying_with_titles_puts_them_first(table, qtbot):
    table.go_to(0)
    qtbot.keyClick(table.body, Qt.Key.Key_C, CONTROL | SHIFT)
    lines = copied().text().split("\r\n")
    assert lines[0].startswith("序号\t姓名\t性别") and len(lines) == 2


def test_copying_follows_the_columns_on_the_screen(table):
    table.restore_columns(
        [{"key": "money", "width": 90, "shown": True}, {"key": "sex", "width": 60, "shown": False}]
    )
    table.go_to(0)
    table.copy(titles=True)
    assert copied().text().startswith("序号\t姓名\t本学期（元）\t班级")


def test_what_is_copied_reads_back_the_same():
    rows = [["990105201501010000", "韦\t思齐"], ["第一行\n第二行", ""], ["尾", "x"]]
    assert clipboard.block_of(clipboard.tabbed(rows)) == [
        ["990105201501010000", "韦 思齐"],
        ["第一行 第二行", ""],
        ["尾", "x"],
    ]


@pytest.mark.parametrize("words", ["=1+1", "@SUM(A1)", "+86"])
def test_nothing_copied_becomes_a_formula(words):
    assert clipboard.tabbed([[words]]) == f"'{words}"


def test_html_signs_in_a_name_stay_signs():
    assert "&lt;b&gt;" in clipboard.table([["<b>"]])


def test_a_block_with_breaks_inside_its_cells_is_pasted_whole(sheet, qtbot):
    QGuiApplication.clipboard().setText('1\t"上\n下"\r\n2\t 3 \r\n\r\n')
    with qtbot.waitSignal(sheet.pasted) as told:
        qtbot.keyClick(sheet.body, Qt.Key.Key_V, CONTROL)
    assert told.args == [[["1", "上\n下"], ["2", "3"]]]


def test_nothing_on_the_clipboard_pastes_nothing(sheet, qtbot):
    QGuiApplication.clipboard().setText("")
    with qtbot.assertNotEmitted(sheet.pasted):
        sheet.paste()


def test_in_a_sheet_typing_then_enter_goes_to_the_next_row(sheet, qtbot):
    sheet.go_to(0, 1)
    qtbot.keyClicks(sheet.body, "7")
    editor = sheet.body.viewport().findChild(QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.current_row() == 1)
    assert sheet.model_.cells[0][1] == "7" and sheet.body.currentIndex().column() == 1


def test_in_a_sheet_f2_edits_and_escape_leaves_the_value(sheet, qtbot):
    sheet.go_to(0, 0)
    qtbot.keyClick(sheet.body, Qt.Key.Key_F2)
    editor = sheet.body.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "99")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert sheet.model_.cells[0][0] == "1"


def test_in_a_sheet_single_cells_are_counted_and_added(sheet, qtbot):
    sheet.go_to(0, 0)
    pause()
    with qtbot.waitSignal(sheet.selection_changed) as told:
        qtbot.keyClick(sheet.body, Qt.Key.Key_Right, SHIFT)
    assert told.args == [2, 3]


def test_pressing_a_title_sorts_and_pressing_again_turns_it_round(table, qtbot):
    header = table.body.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(4) + 15, 15)
    for down in (False, True):
        with qtbot.waitSignal(table.sorted_by) as told:
            qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert told.args == [4, down] and table.model_.down is down


def test_pressing_the_funnel_asks_for_the_filter_and_does_not_sort(table, qtbot):
    header = table.body.horizontalHeader()
    with qtbot.assertNotEmitted(table.sorted_by), qtbot.waitSignal(table.filter_asked) as told:
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.funnel_box(3).center())
    assert told.args[0] == 3


def test_totals_come_from_the_model_and_go_with_the_rows(table):
    assert table.totals.words == {"money": "38,750.00"} and table.totals.isVisible()
    table.model_.beginResetModel()
    table.model_.count = 0
    table.model_.endResetModel()
    assert not table.totals.isVisible()


def test_a_total_whose_column_is_out_of_sight_is_said_in_the_free_room(table):
    assert table.totals.in_sight() == [] and table.totals.aside() == "本学期（元） 38,750.00"
    table.bar.setValue(table.bar.maximum())
    assert [one.at for one in table.totals.in_sight()] == [7] and table.totals.aside() == ""


def test_a_total_is_said_aside_also_when_its_column_went_under_the_frozen_ones(make):
    table = make(Pupils(), width=360)
    table.bar.setValue(table.bar.maximum())
    assert table.totals.aside() == "本学期（元） 38,750.00"


def test_what_is_said_aside_is_really_drawn(table):
    def ink():
        picture = table.totals.grab().toImage()
        dark = theme.color("ink").lightness() + 60
        spots = [(x, y) for x in range(60, picture.width()) for y in range(2, picture.height())]
        return sum(picture.pixelColor(x, y).lightness() < dark for x, y in spots)

    drawn = ink()
    table.totals.words = {}
    assert drawn > 100 > ink()


def test_an_empty_table_says_why(make):
    table = make(Pupils(0))
    table.set_empty_text("没有符合条件的学生。去掉一个条件再看。")
    assert table.empty.isVisible()
    table.model_.beginResetModel()
    table.model_.count = 3
    table.model_.endResetModel()
    assert not table.empty.isVisible()


def test_what_was_arranged_comes_back(table, make):
    table.restore_columns(
        [{"key": "card", "width": 150, "shown": True}, {"key": "sex", "width": 60, "shown": False}]
    )
    table.sort(4, True)
    table.set_roomy(False)
    other = make(Pupils())
    other.restore(table.state())
    assert other.state() == table.state()
    assert other.shown_columns()[:3] == [0, 1, 8] and 2 not in other.shown_columns()


def test_a_kept_column_that_is_gone_is_passed_over(table):
    table.restore(
        {"columns": [{"key": "gone", "width": 1, "shown": True}], "sort": {"key": "gone", "down": True}}
    )
    assert len(table.shown_columns()) == 10


def test_frozen_columns_are_never_hidden_nor_moved(table):
    table.restore_columns(
        [{"key": "money", "width": 90, "shown": True}, {"key": "name", "width": 90, "shown": False}]
    )
    assert table.shown_columns()[:3] == [0, 1, 7]
    table.body.horizontalHeader().moveSection(4, 0)
    assert table.shown_columns()[:2] == [0, 1]


def test_a_dragged_width_is_told_once(table, qtbot):
    told = []
    table.state_changed.connect(lambda: told.append(1))
    for width in (100, 110, 120):
        table.body.setColumnWidth(3, width)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [1]


def test_the_filler_takes_the_room_that_is_left(make):
    model = Pupils(3)
    model.columns = model.columns[:5]
    table = make(model, width=900, filler="id")
    assert sum(table.body.columnWidth(at) for at in range(5)) == table.body.viewport().width()


def test_compact_rows_are_lower(table):
    tall = table.body.rowHeight(0)
    table.set_roomy(False)
    assert table.body.rowHeight(0) == table.head.rowHeight(0) < tall


def test_the_page_puts_its_own_actions_first(table):
    table.menu_opening.connect(lambda menu, row: menu.addAction(f"打开第 {row} 行"))
    menu = table.menu_for(3)
    words = [action.text() for action in menu.actions()]
    assert words[0] == "打开第 3 行" and "复制\tCtrl+C" in words
    menu.deleteLater()
    QApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete)


def test_the_ring_is_for_those_who_use_the_keyboard(table, qtbot):
    qtbot.mouseClick(table.body.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, 50))
    assert not table.has_keyboard_at(table.body.currentIndex())
    qtbot.keyClick(table.body, Qt.Key.Key_Down)
    assert table.has_keyboard_at(table.body.currentIndex())


def test_the_column_chooser_hands_back_order_width_and_what_is_shown(table, qtbot):
    chooser = ColumnChooser(table, table.column_states(), 2)
    qtbot.addWidget(chooser)
    chooser.list.setCurrentRow(1)
    chooser.width_.setValue(222)
    chooser.move_up()
    chooser.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    states = {state["key"]: state for state in chooser.states()}
    assert list(states)[:4] == ["number", "name", "class", "sex"]
    assert states["class"]["width"] == 222 and not states["sex"]["shown"]
    table.restore_columns(chooser.states())
    assert table.shown_columns()[:3] == [0, 1, 3]
