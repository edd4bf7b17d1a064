"""The gate: first start, log-in, waiting, forgotten passwords, damaged books, backups brought back."""

import shutil

import pytest
from as_a_person import press, words, write
from builders import CODE, PASSWORD, PROFILE, USER, pupil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.models import database
from desktop.models.journal import JournalStep
from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.students import Student
from desktop.services import entry, school_file
from desktop.services.folder import Folder
from desktop.services.waits import FREE_TRIES
from desktop.settings import Settings
from desktop.views import theme
from desktop.views.buttons import Button
from desktop.views.first_start import FirstStart
from desktop.views.gate import Gate
from desktop.views.gate_restore import RestorePage
from desktop.views.log_in import LogIn
from desktop.views.new_password import Recover

NEW = "秋天的第一杯茶9"


@pytest.fixture
def gate(qapp, qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("ZHUXUE_HOME", str(tmp_path / "偏好"))
    theme.apply(qapp, theme.Mode.LIGHT)
    made = Gate(Settings())
    qtbot.addWidget(made)
    opened = []
    made.opened.connect(opened.append)
    made.ask = lambda *_told, **_more: False
    made.schools = opened
    yield made
    made.jobs.close()
    for school in opened:
        school.let_go()


def button(widget, text):
    return next(one for one in widget.findChildren(Button) if one.text() == text and one.isVisible())


def type_password(page, password):
    write(page.password.line, password)
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)


def fill_school(page):
    for name, value in PROFILE.items():
        editor = page.form.editors[name]
        editor.choose(value) if hasattr(editor, "choose") else editor.setText(value)


def at_code_step(page, folder):
    """The first three steps, as somebody fills them in."""
    fill_school(page)
    press(page.next)
    page.folder_line.setText(str(folder))
    press(page.next)
    page.user_line.setText(USER)
    page.new.first.line.setText(PASSWORD)
    page.new.second.line.setText(PASSWORD)
    press(page.next)


# first start -------------------------------------------------------------------------------------------


def test_without_a_folder_the_gate_says_what_the_program_is_for(gate):
    gate.begin(None)
    assert "欢迎" in words(gate) and button(gate, "先看演示数据")


def test_what_is_missing_is_said_beside_its_field(gate):
    gate.begin(None)
    press(button(gate, "建一本新台账"))
    press(gate.page().next)
    assert gate.page().at == 0 and "请填写学校名称。" in words(gate.page())


def test_going_back_keeps_what_was_typed(gate, tmp_path):
    gate.begin(None)
    gate.show_first_start()
    page = gate.page()
    fill_school(page)
    press(page.next)
    press(page.back)
    assert page.form.raw()["school_name"] == PROFILE["school_name"]


def test_the_proposed_folder_has_the_schools_name(gate):
    gate.begin(None)
    gate.show_first_start()
    page = gate.page()
    fill_school(page)
    press(page.next)
    assert PROFILE["school_name"] in page.folder_line.text()


def test_a_folder_with_books_offers_to_open_them(gate, closed):
    gate.begin(None)
    gate.show_first_start()
    page = gate.page()
    fill_school(page)
    press(page.next)
    write(page.folder_line, str(closed.path))
    press(page.open_it)
    assert isinstance(gate.page(), LogIn)


def test_a_weak_password_stops_the_third_step(gate, tmp_path):
    gate.begin(None)
    gate.show_first_start()
    page = gate.page()
    at_code_step(page, tmp_path / "新 台账")
    press(page.back)
    page.new.first.line.setText("123")
    page.new.second.line.setText("123")
    press(page.next)
    assert page.at == 2 and "至少 8 位" in words(page)


def test_a_code_copied_wrongly_makes_no_books(gate, tmp_path):
    gate.begin(None)
    gate.show_first_start()
    page = gate.page()
    at_code_step(page, tmp_path / "新 台账")
    press(page.next)
    for box in page.typed.boxes:
        QTest.keyClicks(box, "AAAA")
    assert not page.next.isEnabled() and not (tmp_path / "新 台账").exists()


def test_the_code_copied_back_in_small_letters_makes_the_books(gate, qtbot, tmp_path):
    gate.begin(None)
    gate.show_first_start()
    page = gate.page()
    at_code_step(page, tmp_path / "新 台账")
    press(page.next)
    for box, group in zip(page.typed.boxes, page.told.code.split("-"), strict=True):
        QTest.keyClicks(box, group.lower().replace("0", "o"))
    press(page.next)
    qtbot.waitUntil(lambda: bool(gate.schools))
    assert gate.schools[0].who == USER and the_school().school_name == PROFILE["school_name"]


def test_every_sign_of_the_code_is_seen_in_the_narrowest_window(gate, tmp_path):
    gate.resize(gate.minimumSizeHint())
    gate.begin(None)
    gate.show_first_start()
    page = gate.page()
    at_code_step(page, tmp_path / "新 台账")
    assert set(page.told.code.split("-")) <= set(words(page).split("\n"))


def test_a_full_group_hands_the_keyboard_to_the_next(gate, tmp_path):
    gate.begin(None)
    gate.show_first_start()
    page = gate.page()
    at_code_step(page, tmp_path / "新 台账")
    press(page.next)
    QTest.keyClicks(page.typed.boxes[0], "7QK2")
    assert gate.focusWidget() is page.typed.boxes[1]


# log-in ------------------------------------------------------------------------------------------------


def test_the_right_password_opens_the_books(gate, closed):
    gate.begin(closed)
    type_password(gate.page(), PASSWORD)
    assert [school.who for school in gate.schools] == [USER]


def test_no_password_stays_in_the_hidden_window(gate, closed):
    gate.begin(closed)
    type_password(gate.page(), PASSWORD)
    assert not isinstance(gate.page(), LogIn)


def test_a_wrong_password_says_so_and_lets_one_try_again(gate, closed):
    gate.begin(closed)
    type_password(gate.page(), "不对不对不对1")
    assert "密码不对" in words(gate.page()) and gate.page().go.isEnabled()


def test_after_three_wrong_ones_the_button_counts_the_seconds(gate, closed):
    gate.begin(closed)
    for _ in range(3):
        type_password(gate.page(), "不对不对不对1")
    assert "秒再试" in gate.page().go.text() and not gate.page().go.isEnabled()


def test_the_wait_is_still_there_after_the_program_was_closed(gate, closed):
    for _ in range(4):
        school_file.Waits(closed.delays).note_failure()
    gate.begin(closed)
    assert not gate.page().go.isEnabled()


def test_when_the_wait_is_over_the_button_is_live_again(gate, closed):
    for _ in range(4):
        school_file.Waits(closed.delays).note_failure()
    gate.begin(closed)
    school_file.Waits(closed.delays).clear()
    gate.page().tick.timeout.emit()
    assert gate.page().go.isEnabled() and gate.page().go.text() == "进入"


def test_the_eye_shows_the_password_and_hides_it_again(gate, closed):
    gate.begin(closed)
    field = gate.page().password
    press(field.eye)
    shown = field.line.echoMode()
    press(field.eye)
    assert shown == field.line.EchoMode.Normal and field.line.echoMode() == field.line.EchoMode.Password


def test_locked_books_want_the_same_person(gate, school):
    gate.begin(school.folder, held=school)
    assert not gate.page().user.isEnabled() and f"{USER} 在" in words(gate.page())


def test_the_recovery_code_gives_a_new_password(gate, closed):
    gate.begin(closed)
    press(gate.page().forgot_button)
    page = gate.page()
    QTest.keyClicks(page.code, CODE.lower())
    write(page.new.first.line, NEW)
    write(page.new.second.line, NEW)
    press(page.go)
    gate.schools[0].let_go()
    gate.schools[:] = [school_file.log_in(closed, USER, NEW)]
    assert gate.schools[0].who == USER


def test_a_foreign_code_changes_nothing(gate, closed):
    gate.begin(closed)
    gate.show_recover(USER)
    page = gate.page()
    QTest.keyClicks(page.code, "7QK2")
    write(page.new.first.line, NEW)
    write(page.new.second.line, NEW)
    press(page.go)
    assert isinstance(gate.page(), Recover) and "32 位" in words(gate.page())


# when the books do not open ----------------------------------------------------------------------------


def test_a_missing_data_file_is_named_and_a_backup_offered(gate, closed):
    closed.data.unlink()
    gate.begin(closed)
    assert closed.data.name in words(gate) and button(gate, "从备份恢复").isEnabled()


def test_a_folder_that_is_gone_is_said(gate, tmp_path):
    gate.begin(Folder(tmp_path / "没有了"))
    assert "找不到" in words(gate)


def test_damaged_keys_are_said(gate, closed):
    closed.keys.write_text("{", "utf-8")
    gate.begin(closed)
    assert "钥匙文件已损坏" in words(gate)


def test_a_damaged_data_file_offers_the_backups(gate, closed):
    closed.data.write_bytes(b"x" * 8192)
    gate.begin(closed)
    type_password(gate.page(), PASSWORD)
    assert button(gate, "从备份恢复").isVisible() and not gate.schools


def test_books_in_use_are_cured_by_trying_again_not_by_a_backup(gate, closed):
    lock = database.FileLock(closed.lock)
    lock.take()
    gate.begin(closed)
    type_password(gate.page(), PASSWORD)
    lock.free()
    assert "正开着" in words(gate)
    press(button(gate, "再试一次"))
    type_password(gate.page(), PASSWORD)
    assert gate.schools


def restore_newest(gate, qtbot, password):
    gate.show_restore()
    page = gate.page()
    write(page.secret.line, password)
    press(page.go)
    qtbot.waitUntil(lambda: gate.page() is not page or not page.meter.isVisible())


def test_a_backup_brought_back_has_the_pupils_of_its_day(gate, qtbot, closed):
    school = school_file.log_in(closed, USER, PASSWORD)
    pupil(school.store, "王芳")
    school.close()
    closed.data.write_bytes(b"x" * 8192)
    gate.begin(closed)
    restore_newest(gate, qtbot, PASSWORD)
    assert gate.schools and [row.name for row in Student.select()] == ["王芳"]
    newest = JournalStep.select().order_by(JournalStep.id.desc()).get()
    assert newest.who == USER and newest.does.startswith("恢复备份：台账备份_")


def test_the_replaced_file_is_kept(gate, qtbot, closed):
    closed.data.write_bytes(b"x" * 8192)
    gate.begin(closed)
    restore_newest(gate, qtbot, PASSWORD)
    assert [path.read_bytes() for path in closed.backups.glob("被替换_*/台账.zxdb")] == [b"x" * 8192]


def test_the_wrong_password_of_that_day_restores_nothing_and_makes_wait_as_at_the_log_in(gate, closed):
    gate.begin(closed)
    before = closed.data.read_bytes()
    gate.show_restore()
    page = gate.page()
    write(page.secret.line, "不对不对不对1")
    press(page.go)
    assert "密码不对" in words(page) and closed.data.read_bytes() == before
    for _ in range(FREE_TRIES):
        press(page.go)
    assert "请等" in words(page)


def test_the_code_of_that_day_restores_and_asks_for_a_new_password(gate, qtbot, closed):
    closed.data.unlink()
    gate.begin(closed)
    gate.show_restore()
    gate.page().by_code.setChecked(True)
    QTest.keyClicks(gate.page().secret.line, CODE)
    press(gate.page().go)
    qtbot.waitUntil(lambda: isinstance(gate.page(), Recover))
    assert gate.page().code.text() == CODE


def test_a_damaged_backup_is_listed_but_cannot_be_chosen(gate, closed):
    (closed.backups / "台账备份_20990101-080000_9999_手动.zxbak").write_bytes(b"no zip")
    gate.begin(closed)
    gate.show_restore()
    page = gate.page()
    assert page.model.says(page.chosen(), "reason") == "打不开" and not page.go.isEnabled()


def test_a_backup_from_a_stick_makes_books_in_a_new_folder(gate, qtbot, closed, tmp_path):
    stick = tmp_path / "U 盘"
    shutil.copytree(closed.backups, stick)
    gate.begin(None)
    gate.show_restore()
    page = gate.page()
    page.take_file(next(stick.glob("*.zxbak")))
    page.target.setText(str(tmp_path / "新电脑 资助台账"))
    write(page.secret.line, PASSWORD)
    press(page.go)
    qtbot.waitUntil(lambda: bool(gate.schools))
    assert gate.schools[0].folder.path == tmp_path / "新电脑 资助台账"


def test_giving_up_leads_back(gate, closed):
    gate.begin(closed)
    gate.show_restore()
    assert isinstance(gate.page(), RestorePage)
    press(button(gate.page(), "不恢复了"))
    assert isinstance(gate.page(), LogIn)


# passwords and demo ------------------------------------------------------------------------------------


def test_the_demo_says_its_password_and_can_be_left(gate, closed, tmp_path):
    place = tmp_path / f"{entry.DEMO_PREFIX}1" / "演示"
    shutil.copytree(closed.path, place)
    gate.begin(Folder(place))
    assert "demo-2026" in words(gate)
    press(button(gate, "结束演示"))
    assert not isinstance(gate.page(), LogIn)


def test_the_first_start_page_can_be_left_for_the_welcome(gate):
    gate.show_first_start()
    assert isinstance(gate.page(), FirstStart)
    press(gate.page().back)
    assert "欢迎" in words(gate)
