"""备份与恢复: what the page tells, a backup now, a proof, the check-up, the way back."""

import pytest
from builders import PASSWORD, pupil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.services import backup
from desktop.views.backup_page import CODE, BackupPage
from desktop.views.widgets import Notice


@pytest.fixture
def page(desk):
    made = BackupPage(desk)
    desk.shell.show_page(made)
    return made


@pytest.fixture
def rest(desk, qtbot):
    """Wait until no job runs and its last word was heard."""
    return lambda: qtbot.waitUntil(lambda: not desk.jobs.busy(), timeout=20_000)


def press(page, words, at=0):
    found = [b for b in page.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    QTest.mouseClick(found[at], Qt.MouseButton.LeftButton)


@pytest.fixture
def tone(page, qtbot):
    """The tone of the notice that stands on the page now."""

    def shown():
        return [one.property("note") for one in page.findChildren(Notice) if one.isVisible()]

    def now():
        qtbot.waitUntil(lambda: bool(shown()))  # a notice shows itself when the window comes round to it
        return shown()

    return now


def test_the_page_tells_how_many_backups_there_are(page):
    assert "这台电脑上共 1 份，第二份备份还没有设置" in page._fact.whole


def test_a_backup_now_is_one_press(page, rest, tmp_path, desk):
    stick = tmp_path / "U 盘"
    stick.mkdir()
    desk.settings.second_backup = str(stick)
    press(page, "立即备份")
    rest()
    assert len(page.shown) == 2
    assert backup.listed(stick)[0].path.name == page.shown[0].path.name
    assert page._where(page.shown[0]) == "两处都有"


def test_a_stick_that_is_not_there_is_told_and_the_backup_stands(page, rest, tmp_path, desk, tone):
    desk.settings.second_backup = str(tmp_path / "没插上")
    press(page, "立即备份")
    rest()
    assert len(page.shown) == 2
    assert tone() == ["warn"]


def test_one_backup_is_proved(page, rest, tone):
    press(page, "检查")
    rest()
    assert tone() == ["good"]


def test_the_check_up_tells_of_whole_books(page, rest):
    press(page, "台账体检")
    rest()
    assert page.health_card.isVisible()
    assert page.examine.isEnabled()


def test_a_restore_needs_the_password_of_that_day(page, rest, desk, qtbot):
    page.ask_restore(page.shown[-1])
    page.dialog.secret.setText("不是这个")
    page.dialog.yes.click()
    assert "密码不对" in page.dialog.field.sentence.text()
    page.dialog.secret.setText(PASSWORD)
    with qtbot.waitSignal(desk.restore_wanted, timeout=20_000) as told:
        page.dialog.yes.click()
    assert told.args == [page.shown[-1].path, desk.school.key]


def test_the_recovery_code_is_typed_in_sight(page):
    page.ask_restore(page.shown[-1])
    page.dialog.who.choose(CODE)
    assert page.dialog.secret.echoMode() == page.dialog.secret.EchoMode.Normal
    page.dialog.reject()


def test_thinning_goes_on_when_the_person_says_so(page, school):
    backup.pause_thinning(school.folder.backups)
    page.show_backups()
    press(page, "继续清理旧备份")
    assert not backup.is_paused(school.folder.backups)
    assert not page.paused.isVisible()


def test_a_name_in_the_check_up_opens_the_pupil(page, rest, store, went):
    from desktop.models.ledger import database

    record = pupil(store, "李强", id_number=None)
    database.execute_sql("UPDATE student SET id_number = '123' WHERE id = ?", (record,))
    press(page, "台账体检")
    rest()
    press(page, "李强 ›")
    assert went == [("pupil", record)]
