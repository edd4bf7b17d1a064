"""撤销 and 重做 in the window of one person, on a computer that two share."""

from builders import add, as_headteacher, as_role
from PySide6.QtCore import Qt

from desktop.models import undo
from desktop.models.ledgers.households import Household
from desktop.views.toast import Toast

WHOSE = "上一步是韦老师做的（新增户），由韦老师自己撤销。"


def said(desk):
    toasts = desk.shell.findChildren(Toast)
    return toasts[-1].accessibleName() if toasts else ""


def test_the_last_step_of_another_can_neither_be_pressed_nor_typed_away(desk, qtbot):
    add(as_role(desk.store, "aid", "韦老师"), Household, head_name="王建国")
    desk.show_saved()
    button = desk.shell.status.undo
    assert not button.isEnabled() and button.toolTip() == WHOSE
    desk.shell.undo_pressed.connect(desk.undo)
    qtbot.keyClick(desk.shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: WHOSE in said(desk))
    assert Household.select().count() == 1


def test_after_an_approval_the_request_of_another_stays(desk):
    add(desk.store, Household, head_name="王建国")
    head = as_headteacher(desk.store)
    assert undo.offers(head)[0].why_not.startswith("上一步是周敏做的（新增户）")
    desk.school.store.session = head.session
    desk.undo()
    assert Household.select().count() == 1 and "由周敏自己撤销" in said(desk)
