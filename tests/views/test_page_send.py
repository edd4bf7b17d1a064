"""报送: what will be sent, the stick, the password, the package, what changed since."""

import pytest
from builders import account, as_headteacher, batch, change, needy
from builders_meals import class_day, eaters
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from views.as_a_person import words

from desktop.models.ledgers.desk import SentPackage
from desktop.models.ledgers.students import Student
from desktop.services.aid import batches
from desktop.services.exchange import manifest
from desktop.services.meals import settlement
from desktop.views.send_page import SendPage
from desktop.views.widgets import Notice

PASSWORD = "春雨惊春2026"


@pytest.fixture
def pupil_(store):
    record = needy(store, "王芳", attendance="1")
    account(store, record)
    return record


@pytest.fixture
def page(desk, store, pupil_):
    batches.approve(as_headteacher(store), batch(store))
    made = SendPage(desk)
    desk.shell.show_page(made)
    return made


@pytest.fixture
def place(tmp_path):
    made = tmp_path / "U 盘"
    made.mkdir()
    return made


def test_a_chosen_folder_is_not_called_a_stick(page, place, qtbot):
    assert "在 U 盘上新建文件夹" in words(page)
    page.stick.take_folder(place)
    qtbot.waitUntil(lambda: "在选好的文件夹里新建文件夹" in words(page))
    assert "在 U 盘上新建" not in words(page)


@pytest.fixture
def sent(page, place, desk, qtbot):
    page.stick.take_folder(place)
    page.secret.first.setText(PASSWORD)
    page.secret.again.setText(PASSWORD)
    QTest.mouseClick(page.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.jobs.busy(), timeout=60_000)
    return page


@pytest.fixture
def tone(page, qtbot):
    """The tone of the notice that stands on the page now."""

    def shown():
        return [one.property("note") for one in page.findChildren(Notice) if one.isVisible()]

    def now():
        qtbot.waitUntil(lambda: bool(shown()))  # a notice shows itself when the window comes round to it
        return shown()

    return now


def test_the_page_tells_what_would_be_sent(page):
    assert "学生 1 人，1 份名单" in page._fact.whole


def test_an_unapproved_list_is_ticked_by_hand_alone_and_is_a_warning(page, store, qtbot):
    needy(store, "李强")
    batch(store)
    page.show_term()
    assert [tick.isChecked() for tick in page.ticks] == [True, False]
    assert not any("还没有审批" in words for words in page.plan.warnings)
    page.ticks[1].click()
    qtbot.waitUntil(lambda: len(page.plan.parts) == 2)
    assert any("还没有审批" in words for words in page.plan.warnings)
    page.show_term()
    assert page.ticks[1].isChecked()


def test_a_list_can_be_left_out(page, qtbot):
    page.ticks[0].click()
    qtbot.waitUntil(lambda: not page.plan.parts)
    assert "不带名单" in page._fact.whole


def test_nothing_is_sent_without_a_place_and_a_password(page, place):
    page.stick.take_folder(place)
    assert not page.send.isEnabled()
    page.secret.first.setText(PASSWORD)
    assert page.send.isEnabled()


def test_two_different_passwords_send_nothing(page, place):
    page.stick.take_folder(place)
    page.secret.first.setText(PASSWORD)
    page.secret.again.setText("别的")
    page.write()
    assert "不一样" in page.secret.fields[1].sentence.text()
    assert not list(place.iterdir())


def test_a_suspicious_file_is_named(page, place):
    (place / "照片").mkdir()
    (place / "照片.exe").write_bytes(b"x")
    page.stick.take_folder(place)
    assert page.stick.suspects.count() == 1


def test_the_package_is_written_and_its_code_shown(sent, place):
    (folder,) = place.iterdir()
    assert manifest.verify(folder) == []
    assert sent.done.isVisible()
    assert sent.done.code.text().replace(" ", "") == SentPackage.get().check_code
    assert sent.secret.first.text() == ""


def test_no_password_stands_in_the_package(sent, place):
    (folder,) = place.iterdir()
    assert not any(PASSWORD in path.name for path in folder.iterdir())
    assert PASSWORD.encode() not in (folder / "manifest.json").read_bytes()


def test_the_slip_is_previewed(sent, desk, qtbot):
    sent.done._show_slip()
    qtbot.waitUntil(lambda: desk.shell.page() is not sent, timeout=10_000)
    assert desk.shell.page().title() == "交接单"
    desk.shell.show_page(sent)


def test_a_package_is_checked_again(sent, place, tone):
    (folder,) = place.iterdir()
    sent.check_package(folder)
    assert tone() == ["good"]
    next(folder.glob("*.xlsx")).write_bytes(b"broken")
    sent.check_package(folder)
    assert tone() == ["bad"]


def test_changes_since_then_open_the_pupil(sent, store, pupil_, went):
    change(store, Student, pupil_, phone="13800138000")
    links = sent.changes.findChildren(QPushButton)
    next(one for one in links if one.text() == "王芳").click()
    assert went == [("pupil", pupil_)]


# 营养餐月报 ------------------------------------------------------------------------------------------------


@pytest.fixture
def served(store):
    eaters(store, "一(1)班", "孙小虎 田小苗")
    class_day(store, text="一(1)班")
    return settlement.make(store, "2026-09", "lunch")


def test_a_settled_month_can_be_sent_along_or_left_out(page, served):
    page.show_term()
    QApplication.processEvents()  # the new lines are shown
    (tick,) = page.months
    assert tick.text() == "营养餐月报 2026年9月" and tick.isChecked()
    assert "校长没签" in words(page) and "2 人次，10.00 元" in words(page)
    assert [one.month for one in page.plan.meals] == ["2026-09"]
    tick.setChecked(False)
    page.show_plan()
    assert page.plan.meals == ()


def test_a_school_without_settled_months_sees_no_such_line(page):
    assert page.months == [] and "营养餐" not in words(page)
