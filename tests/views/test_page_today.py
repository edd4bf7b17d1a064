"""今日台 and 校长台: what waits, what is missing, and the names behind every figure."""

import datetime as dt

import pytest
from builders import AUTUMN, account, add, as_headteacher, batch, guardian, id_number, needy, pupil
from PySide6.QtWidgets import QApplication, QLabel

from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.desk import WaitingRow
from desktop.services import today
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices
from desktop.views.buttons import Button
from desktop.views.today_page import TodayPage

DAY = dt.date(2026, 9, 15)


@pytest.fixture
def around(school):
    return today.Around(AUTUMN, DAY, school.folder.backups, True)


@pytest.fixture
def page(desk):
    made = TodayPage(desk)
    desk.shell.show_page(made)
    made.refresh()
    return made


def words(store, around):
    return [todo.words for todo in today.todos(store, around)]


def press(page, text):
    for _ in range(4):  # a change is told, the page is laid out anew, its parts are shown
        QApplication.processEvents()
    buttons = [one for one in page.findChildren(Button) if one.text() == text and one.isVisibleTo(page)]
    buttons[0].click()


def test_the_first_day_offers_the_first_list(page, went):
    press(page, "导入第一份名单")
    assert went == [("import", None)]


def test_a_list_not_yet_made_is_pointed_out_and_opens_the_proposal(store, around):
    needy(store)
    todo = next(one for one in today.todos(store, around) if one.place == "new_batch")
    assert "还没有生成名单" in todo.words
    assert todo.hint


def test_programmes_paid_by_the_day_are_no_lists(store, around):
    needy(store)
    assert not any("营养" in one for one in words(store, around))


def test_a_list_that_waits_for_the_headteacher_is_said_differently_to_each(store, around):
    needy(store)
    batch(store)
    assert any(one.endswith("等校长审批") for one in words(store, around))
    assert any(one.endswith("等您审批") for one in words(as_headteacher(store), around))


def test_letters_to_print_and_receipts_outstanding_are_counted(store, around):
    record = needy(store)
    account(store, record)
    made = batch(store)
    approve(as_headteacher(store), made)
    assert "1 份告知书还没有打印" in words(store, around)
    make_notices(store, made)
    with store.step("打印") as step:
        step.change(AidNotice, AidNotice.get().id, {"state": "printed"})
    assert "1 份告知书的回执还没有收回" in words(store, around)


def test_rows_that_were_not_written_wait(store, around):
    add(store, WaitingRow, person="王芳", file="名单.xlsx", state="open")
    pupil(store)
    assert "1 行名单有误，还没有写进台账" in words(store, around)


def test_a_missing_account_opens_its_names(store, around):
    record = needy(store)
    todo = next(one for one in today.todos(store, around) if one.place == "roster")
    assert todo.hint.ids == (record,)
    assert todo.fact == "王芳"


def test_a_backup_is_asked_for_when_the_last_one_is_old(school, store, around):
    made = school.backup()
    later = dt.date.today() + dt.timedelta(days=10)
    assert "已经 10 天没有备份了" in words(store, today.Around(AUTUMN, later, made.parent, True))
    assert not any(
        "备份" in one for one in words(store, today.Around(AUTUMN, dt.date.today(), made.parent, True))
    )


def test_a_second_folder_for_backups_is_asked_for_until_it_is_set(store, around):
    without = today.Around(around.term, around.day, around.backups, False)
    assert "还没有设第二份备份放在哪里" in words(store, without)
    assert "还没有设第二份备份放在哪里" not in words(store, around)


def test_next_years_holidays_are_asked_for_from_november_on(store, around):
    november = today.Around(AUTUMN, dt.date(2098, 11, 20), around.backups, True)
    assert "2099 年的放假安排还没有填" in words(store, november)
    october = today.Around(AUTUMN, dt.date(2098, 10, 20), around.backups, True)
    assert "2099 年的放假安排还没有填" not in words(store, october)


def test_shares_carry_their_denominator_and_who_lacks(store):
    one, two = pupil(store, "王芳", id_number=id_number(1)), pupil(store, "李强")
    guardian(store, one)
    told = {share.label: share for share in today.shares(store, AUTUMN)}
    assert (told["身份证号"].have, told["身份证号"].of) == (1, 2)
    assert told["监护人"].lacking.ids == (two,)


def test_the_picture_counts_each_kind_of_hardship(store):
    needy(store, "王芳")
    needy(store, "李强")
    needy(store, "张敏", kind="12")
    bars = today.hardship_bars(store, dt.date(2026, 9, 15))
    assert [(bar.label, len(bar.pupils.ids)) for bar in bars] == [("农村低保家庭学生", 2), ("残疾学生", 1)]


def test_a_figure_of_what_is_missing_opens_the_roster(page, store, went):
    record = pupil(store)
    page.refresh()
    press(page, "缺 1 ›")
    assert went[0][0] == "roster"
    assert went[0][1].ids == (record,)


def test_the_page_reads_itself_anew_after_a_change(page, store, qtbot):
    pupil(store)
    qtbot.waitUntil(lambda: hasattr(page, "todos"))
    assert any("身份证号" in one.text() for one in page.findChildren(QLabel))


def test_the_headteacher_sees_lists_to_sign_first(make_desk, school):
    needy(school.store)
    batch(school.store)
    school.store = as_headteacher(school.store)
    page = TodayPage(make_desk(school))
    page.desk.shell.show_page(page)
    assert page.title() == "校长台"
    gone = []
    page.desk.place_wanted.connect(lambda *to: gone.append(to))
    press(page, "看名单，再审批 ›")
    assert gone[0][0] == "batch"
