"""设置: sections, the school's profile, the calendar, users and the recovery code, looks, folders."""

import datetime as dt

import pytest
from builders import CODE, add, as_role, change
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.models.ledgers.extra_fields import ExtraField
from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.staff import AppUser
from desktop.models.ledgers.students import Student
from desktop.services import school_days
from desktop.services.vault import Keys
from desktop.settings import Settings
from desktop.views import theme
from desktop.views.settings_page import SettingsPage


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def page(desk):
    made = SettingsPage(desk)
    desk.shell.show_page(made)
    return made


def section(page, key):
    page.take_hint(key)
    return page.shown[key]


def test_a_hint_leads_to_its_section(page):
    page.take_hint("users")
    assert page.key() == "users"
    page.take_hint("没有这一节")
    assert page.key() == "users"


def test_the_log_is_reached_from_the_list(page, went):
    page.show_section("log")
    assert went == [("log", None)]


def test_a_class_teacher_sees_only_what_concerns_everyone(make_desk, school):
    school.store = as_role(school.store, "class", "韦老师")
    page = SettingsPage(make_desk(school))
    assert [one.key for one in page.places] == ["school", "calendar", "look", "folder"]


def test_the_profile_is_saved_with_one_button(page):
    part = section(page, "school")
    assert not part.keep.isEnabled()
    line = part.form.editors["address"]
    line.setFocus()
    QTest.keyClicks(line, "Shiqiao 1")
    press(part.keep)
    assert the_school().address == "Shiqiao 1"
    assert not part.keep.isEnabled()


def test_a_broken_profile_is_told_beside_the_field(page):
    part = section(page, "school")
    QTest.keyClicks(part.form.editors["school_code"], "123")
    press(part.keep)
    assert "10 位" in part.form.boxes["school_code"].sentence.text()


def test_a_field_of_the_schools_own_is_there_at_once(page, store):
    section(page, "fields")
    add(store, ExtraField, label="校服尺码", field_kind="text", in_use="1")
    assert "校服尺码" in [field.label for field in Student.fields()]


def test_a_day_is_marked_on_the_calendar(page):
    part = section(page, "calendar")
    part.month.setSelectedDate(QDate(2026, 11, 23))
    assert part.first.raw() == "2026-11-23"
    assert part.kind.value() == "off"
    part.reason.setText("农忙假")
    press(part.marks)
    assert not school_days.is_working_day(dt.date(2026, 11, 23))
    assert part.month.told[dt.date(2026, 11, 23)] == ("off", "农忙假")


def test_working_days_are_counted_past_a_holiday(page):
    part = section(page, "calendar")
    part.start.show_value(dt.date(2026, 9, 30))
    part.number.setValue(1)
    assert part.answer.text() == "2026年10月8日 星期四"


def test_a_day_that_is_none_is_told_in_the_calculator(page):
    part = section(page, "calendar")
    part.start.line.setText("9月50日")
    part.start.edited.emit()
    assert "看不懂" in part.note.text()


@pytest.fixture
def button_of(qtbot):
    """What may be done to a user, by its words."""

    def found(part, name):
        return [b for b in part.findChildren(QPushButton) if b.accessibleName() == name and b.isVisible()]

    def find(part, words, user):
        qtbot.waitUntil(
            lambda: bool(found(part, f"{words}：{user}"))
        )  # new lines show themselves a moment later
        return found(part, f"{words}：{user}")[0]

    return find


def fill_passwords(dialog, secret, first, again):
    secret.first.setText(first)
    secret.again.setText(again)
    dialog.yes.click()


def test_a_user_is_added_and_can_log_in(page, log_in):
    part = section(page, "users")
    part.add()
    dialog = part.dialog
    dialog.name.setText("覃志远")
    dialog.role.choose("head")
    fill_passwords(dialog, dialog.secret, "秋风扫落叶2026", "秋风扫落叶")
    assert "不一样" in dialog.fields[-1].sentence.text()
    fill_passwords(dialog, dialog.secret, "秋风扫落叶2026", "秋风扫落叶2026")
    assert AppUser.get(AppUser.name == "覃志远").role == "head"
    assert "2 人能登录" in part._fact.whole
    assert log_in("覃志远", "秋风扫落叶2026").who == "覃志远"


def test_a_weak_password_is_told_and_nobody_is_added(page):
    part = section(page, "users")
    part.add()
    part.dialog.name.setText("覃志远")
    fill_passwords(part.dialog, part.dialog.secret, "123", "123")
    assert "至少 8 位" in part.dialog.fields[-1].sentence.text()
    assert AppUser.select().count() == 1
    part.dialog.reject()


def test_a_user_is_retired_and_brought_back(page, school, button_of):
    school.add_user("韦老师", "class", "秋风扫落叶2026")
    part = section(page, "users")
    press(button_of(part, "停用", "韦老师"))
    assert not AppUser.get(AppUser.name == "韦老师").active
    assert "韦老师" not in Keys.load(school.folder.keys).users
    press(button_of(part, "恢复登录", "韦老师"))
    first, again = (field.editor for field in part.dialog.fields)
    first.setText("春眠不觉晓2026")
    again.setText("春眠不觉晓2026")
    part.dialog.yes.click()
    assert "韦老师" in Keys.load(school.folder.keys).users


def test_the_new_recovery_code_must_be_typed_back(page, school):
    part = section(page, "users").code
    press(part.begin)
    code = part.code
    part.back.setText("7QK2")
    part.back.returnPressed.emit()
    assert "32 位" in part.field.sentence.text()
    assert Keys.load(school.folder.keys).open_with_code(CODE) == school.key
    part.back.setText(code)
    press(part.take)
    assert Keys.load(school.folder.keys).open_with_code(code) == school.key
    assert part.shown.text() == ""


def test_the_headteachers_password_is_asked_for_before_a_clerk_changes_the_code(page, school):
    school.add_user("覃校长", "head", "校长自己的密码2026")
    change(school.store, AppUser, AppUser.get(AppUser.name == "覃校长").id, first_password=False)
    part, asked, typed = section(page, "users").code, [], iter(("不对的密码", "校长自己的密码2026"))
    part.ask_password = lambda _parent, _title, words, **_: asked.append(words) or next(typed)
    press(part.begin)
    code = part.code
    part.back.setText(code)
    press(part.take)
    assert "要校长在场" in asked[0] and "这不是校长的密码" in asked[1]
    assert Keys.load(school.folder.keys).open_with_code(code) == school.key


def test_without_the_headteacher_the_old_code_stays(page, school):
    school.add_user("覃校长", "head", "校长自己的密码2026")
    change(school.store, AppUser, AppUser.get(AppUser.name == "覃校长").id, first_password=False)
    part = section(page, "users").code
    part.ask_password = lambda *_, **__: None
    press(part.begin)
    part.back.setText(part.code)
    press(part.take)
    assert part.open_part.isVisible() and Keys.load(school.folder.keys).open_with_code(CODE) == school.key


def test_the_recovery_code_is_previewed_for_printing(page, desk, qtbot):
    part = section(page, "users").code
    press(part.begin)
    press(part.paper)
    qtbot.waitUntil(lambda: desk.shell.page() is not page, timeout=10_000)
    assert desk.shell.page().title() == "恢复码单"
    desk.shell.show_page(page)


def test_looks_hold_at_once_and_are_kept(page):
    part = section(page, "look")
    press(part.themes.button(1))
    assert theme.palette() is theme.DARK
    assert Settings.load().theme == "dark"
    press(part.themes.button(0))
    assert theme.palette() is theme.LIGHT


def test_rows_and_the_lock_are_kept(page):
    part = section(page, "look")
    press(part.rows.button(1))
    part.minutes.setValue(0)
    assert "不自动锁" in part.hint.text()
    kept = Settings.load()
    assert (kept.roomy_rows, kept.lock_minutes) == (False, 0)


def test_the_second_folder_gets_a_copy_at_once(page, tmp_path):
    part = section(page, "folder")
    stick = tmp_path / "U 盘"
    stick.mkdir()
    part.second.take(stick)
    assert list(stick.glob("*.zxbak"))
    assert "共 1 份" in part.second.state.text()
    press(part.second.drop)
    assert Settings.load().second_backup == ""


def test_the_second_folder_may_not_lie_in_the_books(page, desk):
    part = section(page, "folder")
    part.second.take(desk.school.folder.backups)
    assert desk.settings.second_backup == ""
