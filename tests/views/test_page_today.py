"""今日台 and 校长台: what waits, what is missing, and the names behind every figure."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from builders import (
    AUTUMN,
    account,
    add,
    as_headteacher,
    as_role,
    batch,
    guardian,
    id_number,
    needy,
    programme,
    pupil,
)
from builders_meals import MONDAY, class_day, eaters
from PySide6.QtWidgets import QApplication, QLabel
from views.as_a_person import drop
from views.as_a_person import words as shown

from desktop.models.ledgers.batches import AidGrant, AidNotice
from desktop.models.ledgers.desk import WaitingRow
from desktop.services import today
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices
from desktop.services.pay.by_hand import HandLine, make_hand_batch
from desktop.views.aid_page import AidPage, StandardsPage
from desktop.views.batch_page import BatchPage
from desktop.views.buttons import Button
from desktop.views.letters_page import LettersPage
from desktop.views.today_page import TodayPage
from desktop.views.widgets import Tile

DAY = dt.date(2026, 9, 15)

AROUND = today.Around(AUTUMN, dt.date(2026, 9, 17), Path(), True)

PRINTED = {"state": "printed", "number": "石小资助〔2026〕1号", "year": 2026, "serial": 1, "print_count": 1}


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
    while not page.desk.jobs.resting():  # what takes a moment to find has come in
        QApplication.processEvents()
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
        step.change(AidNotice, AidNotice.get().id, PRINTED)
    assert "1 份回执还没有收回" in words(store, around)


def test_rows_that_were_not_written_wait(store, around):
    add(store, WaitingRow, person="王芳", file="名单.xlsx", state="open")
    pupil(store)
    assert "1 行导入的名单有误，等着补正" in words(store, around)


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


def test_who_only_signs_for_things_is_asked_for_no_account(store, around):
    signing, banked = needy(store, "王芳"), needy(store, "李强")
    item = programme("school_aid").id
    assert "2 人没有收款账户，发放前要补上" in words(store, around)
    make_hand_batch(store, item, AUTUMN, [HandLine(signing, 0, "书包1个")])
    assert "1 人没有收款账户，发放前要补上" in words(store, around)
    assert "收款账户（受助学生）" not in [share.label for share in today.shares(store, AUTUMN)]
    batch(store)  # both are entitled to money through the bank
    assert "2 人没有收款账户，发放前要补上" in words(store, around)
    told = {share.label: share for share in today.shares(store, AUTUMN)}
    assert told["收款账户（受助学生）"].lacking.ids == (signing, banked)


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


@pytest.fixture
def head_page(make_desk, school):
    """校长台 with a list to sign: two pupils, the second without an account. `gone`: where it wanted to go."""

    def make():
        school.store = as_headteacher(school.store)
        page = TodayPage(make_desk(school))
        page.desk.shell.show_page(page)
        page.gone = []
        page.desk.place_wanted.connect(lambda *to: page.gone.append(to))
        return page

    return make


def test_the_headteacher_sees_lists_to_sign_first(head_page, store):
    needy(store)
    number = batch(store)
    page = head_page()
    assert page.title() == "校长台"
    press(page, "看名单 ›")
    press(page, "看变化，签字")
    assert page.gone == [("batch", number), ("sign", ("batch", number))]


def test_the_figure_of_a_list_to_sign_opens_its_names(head_page, store):
    ids = (needy(store, "王芳"), needy(store, "李强"))
    batch(store)
    page = head_page()
    press(page, "2 人")
    assert page.gone[0][0] == "roster" and page.gone[0][1].ids == ids


def test_what_the_checks_found_on_a_list_opens_those_lines(head_page, store):
    account(store, needy(store, "王芳"))
    needy(store, "李强")
    number = batch(store)
    page = head_page()
    rule = today.batch_doubts(store, number)[0][0]
    press(page, f"{rule} ›")
    (grant,) = [row.id for row in AidGrant.select() if not row.account]
    assert page.gone == [("batch", today.Narrowed(number, (grant,)))]
    shown = BatchPage(page.desk)
    page.desk.shell.show_page(shown)
    shown.take_hint(page.gone[0][1])
    assert shown.model.ids() == [grant]
    shown.take_hint(number)
    assert shown.model.rowCount() == 2


def test_letters_that_wait_open_in_the_state_they_wait_in(store, around, desk):
    for name in ("王芳", "李强"):
        account(store, needy(store, name), number=f"62170000100012345{len(name)}{ord(name[0]) % 10}")
    made = batch(store)
    approve(as_headteacher(store), made)
    make_notices(store, made)
    first, second = (row.id for row in AidNotice.select().order_by(AidNotice.id))
    with store.step("打印") as step:
        step.change(AidNotice, first, PRINTED)
    page = LettersPage(desk)
    found = {todo.verb: todo.hint for todo in today.todos(store, around) if todo.place == "letters"}
    page.take_hint(found["打印告知书"])
    assert [one.notice.id for one in page.list.shown()] == [second] == page.wanted_letters()
    page.take_hint(found["收回执"])
    assert [one.notice.id for one in page.list.shown()] == [first] == page.wanted_letters()
    page.take_hint(made)
    assert len(page.list.shown()) == 2


def test_a_programme_without_a_standard_opens_its_standards(store, desk):
    page = AidPage(desk)
    page.take_hint(("standards", programme().id))
    told = page.pages[page.currentIndex()]
    assert isinstance(told, StandardsPage)
    rows = {told.model.record(at).programme_id for at in range(told.model.rowCount())}
    assert rows == {programme().id}


def test_the_meal_clerk_has_the_day_of_the_meals_and_nobodys_hardship(make_desk, school, store):
    eaters(store)
    needy(store, "钱多")
    for day in (MONDAY, MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=2)):
        class_day(store, day, exceptions={1: "T"})
    school.store = as_role(store, "meal", "韦兰")
    page = TodayPage(make_desk(school))
    page.desk.shell.show_page(page)
    while not page.desk.jobs.resting():
        QApplication.processEvents()
    tiles = [one.property("place") for one in page.findChildren(Tile)]
    assert tiles == ["meals", "meal_logs", "meal_stock", "meal_settle"]
    told = shown(page)
    assert "各班人数" in told and "困难类型" not in told and "收款账户" not in told


def test_a_contradiction_comes_in_when_it_is_found(page, store, monkeypatch):
    eaters(store)
    for n in range(3):
        class_day(store, MONDAY + dt.timedelta(days=n), exceptions={1: "T"})
    monkeypatch.setattr(
        TodayPage, "around", lambda self: replace(AROUND, backups=self.desk.school.folder.backups)
    )
    page.refresh()
    press(page, "看名单")
    assert any("连续 3 天以上没有到校" in todo.words for todo in page.todos)


def test_a_file_dropped_on_today_starts_the_import_also_in_an_empty_school(desk, went, tmp_path):
    page = TodayPage(desk)
    desk.shell.show_page(page)
    (tmp_path / "名单.csv").write_text("姓名,班级\n", "utf-8")
    drop(page, tmp_path / "名单.csv")
    assert went == [("import", [tmp_path / "名单.csv"])]
