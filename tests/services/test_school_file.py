"""Opening, closing and guarding one school's books."""

import json
import subprocess
import sys
import time

import pytest
from builders import CODE, PASSWORD, PROFILE, USER, add, pupil

from desktop.models import database, journal
from desktop.models.database import InUse
from desktop.models.errors import Refused
from desktop.models.journal import AccessNote
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.calendar import CalendarDay, SchoolTerm
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.staff import AppUser
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid, NotKept
from desktop.places import PROGRAM
from desktop.services import backup, school_file
from desktop.services.folder import Folder
from desktop.services.school_file import DamagedFile
from desktop.services.vault import Keys, WeakPassword, WrongPassword
from desktop.services.waits import MustWait, Waits

NEW = "秋收冬藏2026"
OWN = "只有校长知道2026"


@pytest.fixture
def fresh(tmp_path):
    return Folder(tmp_path / "新 学校")


def failed(folder, times):
    """As if a wrong password had been typed so many times, just now."""
    folder.delays.write_text(json.dumps({"tries": times, "at": time.time()}), "utf-8")


# made new -----------------------------------------------------------------------------------------------


def test_new_books_hold_the_school_its_clerk_and_what_ships(school):
    assert the_school().school_name == PROFILE["school_name"]
    assert [(row.name, row.role) for row in AppUser.select()] == [(USER, "aid")]
    assert min(ledger.select().count() for ledger in (AidProgramme, AidStandard, CalendarDay)) > 10
    assert SchoolTerm.select().count() == 3
    assert list(journal.breaks(school.store.chain_key)) == []


def test_new_books_have_a_first_backup_and_room_to_give_up(school, closed):
    assert [one.reason for one in backup.listed(closed.backups)] == ["建账"]
    assert closed.ballast.stat().st_size == database.BALLAST_BYTES


@pytest.mark.parametrize("left", ["data", "keys"])
def test_a_folder_that_holds_books_is_never_written_over(fresh, left):
    fresh.path.mkdir()
    getattr(fresh, left).write_bytes(b"kept")
    with pytest.raises(Refused, match="里已经有一本台账，请直接登录，或另选一个文件夹"):
        school_file.create(fresh, PROFILE, USER, PASSWORD, code=CODE)
    assert getattr(fresh, left).read_bytes() == b"kept"


@pytest.mark.parametrize(
    ("profile", "password", "error"),
    [
        (PROFILE, "短", WeakPassword),
        (PROFILE | {"school_name": None}, PASSWORD, Invalid),
        (PROFILE | {"hotline_school": "没有"}, PASSWORD, Invalid),
    ],
)
def test_books_that_cannot_be_made_leave_nothing_behind(fresh, profile, password, error):
    with pytest.raises(error):
        school_file.create(fresh, profile, USER, password, code=CODE)
    assert not fresh.path.exists() or list(fresh.path.iterdir()) == []
    school_file.create(fresh, PROFILE, USER, PASSWORD, code=CODE).let_go()


# logging in ---------------------------------------------------------------------------------------------


def test_what_was_kept_is_there_the_next_day(school, log_in):
    pupil(school.store)
    school.close()
    assert log_in().who == USER
    assert [row.name for row in Student.select()] == ["王芳"]


def test_logging_in_is_noted(school):
    notes = AccessNote.select().order_by(AccessNote.id)
    assert [(note.verb, note.who) for note in notes][-1] == ("登录", USER)


def test_a_second_start_on_the_same_books_is_refused(school, closed):
    with pytest.raises(InUse, match=r"这本台账正开着（.+起）。同一本台账一次只能打开一个"):
        school_file.log_in(closed, USER, PASSWORD)


def test_another_program_on_the_same_books_is_refused(school, closed):
    code = (
        "import sys; from pathlib import Path; from desktop.models.database import FileLock, InUse\n"
        "try: FileLock(Path(sys.argv[1])).take()\nexcept InUse: sys.exit(7)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(closed.lock)], cwd=PROGRAM)
    assert done.returncode == 7


def test_the_lock_goes_with_the_program(school, closed):
    school.let_go()
    assert not closed.lock.exists()
    lock = database.FileLock(closed.lock)
    lock.take()
    lock.free()


def test_letting_go_twice_does_no_harm(school):
    school.let_go()
    school.let_go()


def test_three_wrong_passwords_are_free_then_the_wait_grows(closed):
    waits, told = Waits(closed.delays), []
    for tries in (2, 3, 4, 5, 6, 30):
        failed(closed, tries)
        told.append(waits.seconds_left())
    assert told == [0, 5, 10, 20, 40, 300]


def test_a_wrong_password_is_counted_and_the_right_one_forgets(closed, log_in):
    for _ in range(2):
        with pytest.raises(WrongPassword):
            school_file.log_in(closed, USER, "不对不对不对")
    assert json.loads(closed.delays.read_text("utf-8"))["tries"] == 2
    log_in()
    assert not closed.delays.exists()


def test_the_wait_survives_a_restart_and_even_the_right_password_waits(closed):
    failed(closed, 5)
    with pytest.raises(MustWait, match=r"密码输错多次，请等 \d+ 秒再试。忘记密码可以用恢复码") as refused:
        school_file.log_in(closed, USER, PASSWORD)
    assert 0 < refused.value.seconds <= 20


def test_a_clock_set_back_does_not_shorten_the_wait(closed):
    closed.delays.write_text(json.dumps({"tries": 5, "at": time.time() + 9999}), "utf-8")
    assert Waits(closed.delays).seconds_left() == 20


def test_a_broken_note_of_waits_locks_nobody_out(closed, log_in):
    closed.delays.write_bytes(b"\xff")
    assert log_in().who == USER


# passwords and users ------------------------------------------------------------------------------------


def test_a_new_password_leaves_the_data_file_alone(school, closed, log_in):
    school.let_go()
    before = closed.data.read_bytes()
    keys = Keys.load(closed.keys)
    keys.with_password(USER, NEW, keys.open_with_password(USER, PASSWORD)).save(closed.keys)
    assert closed.data.read_bytes() == before
    assert log_in(USER, NEW).who == USER


def test_changing_the_own_password_asks_for_the_old_one(school, log_in):
    with pytest.raises(WrongPassword):
        school.change_password("不对不对不对", NEW)
    school.change_password(PASSWORD, NEW)
    assert log_in(USER, NEW).who == USER
    with pytest.raises(WrongPassword):
        log_in(USER, PASSWORD)


def test_the_recovery_code_opens_and_sets_a_new_password(school, closed, log_in):
    school.let_go()
    failed(closed, 9)
    school_file.recover(closed, USER, CODE.lower(), NEW).let_go()
    assert log_in(USER, NEW).who == USER
    with pytest.raises(WrongPassword, match="没有“李四”"):
        school_file.recover(closed, "李四", CODE, NEW)


def test_a_second_user_logs_in_with_the_own_role(school, log_in):
    school.add_user("石校长", "head", NEW)
    opened = log_in("石校长", NEW)
    opened.change_password(NEW, OWN)
    assert opened.store.session.role.label == "校长"
    assert opened.store.session.may("approve")


def test_a_user_of_the_same_name_is_refused_and_the_first_password_stays(school, log_in):
    school.add_user("石校长", "head", NEW)
    with pytest.raises(NotKept, match="重复"):
        school.add_user("石校长", "meal", "另一个密码2026")
    assert log_in("石校长", NEW).store.session.role.code == "head"


def test_a_retired_user_cannot_log_in_but_stays_in_the_records(school, log_in):
    school.add_user("小李", "meal", NEW)
    school.retire_user("小李")
    assert AppUser.get(AppUser.name == "小李").active is False
    with pytest.raises(WrongPassword):
        log_in("小李", NEW)


def test_an_old_slot_file_does_not_bring_a_retired_user_back(school, closed, log_in):
    school.add_user("小李", "meal", NEW)
    old = closed.keys.read_bytes()
    school.retire_user("小李")
    school.let_go()
    closed.keys.write_bytes(old)
    with pytest.raises(WrongPassword, match="“小李”已停用，不能登录"):
        log_in("小李", NEW)
    assert log_in().who == USER


def test_nobody_retires_himself_and_not_everybody_manages_users(school, log_in):
    with pytest.raises(Refused, match="不能停用正在登录的自己"):
        school.retire_user(USER)
    school.add_user("小李", "meal", NEW)
    with pytest.raises(NotAllowed, match="不能管理用户"):
        log_in("小李", NEW).add_user("小王", "meal", NEW)


def test_a_forgotten_password_is_set_anew_by_somebody_else(school, log_in):
    school.add_user("石校长", "head", "旧密码旧密码2026")
    school.set_password("石校长", NEW)
    assert log_in("石校长", NEW).who == "石校长"


# closing and damage -------------------------------------------------------------------------------------


def test_closing_backs_up_what_changed_and_only_that(school, closed, log_in):
    assert school.close() is None
    opened = log_in()
    add(opened.store, Household, head_name="王建国")
    made = opened.close()
    assert backup.manifest_of(made)["rows"]["household"] == 1
    assert [one.reason for one in backup.listed(closed.backups)] == ["关闭", "建账"]


def test_closing_copies_to_the_second_folder_when_it_is_there(school, tmp_path):
    stick = tmp_path / "U 盘"
    stick.mkdir()
    add(school.store, Household, head_name="王建国")
    made = school.close(second=stick)
    assert (stick / made.name).read_bytes() == made.read_bytes()


def test_a_second_folder_that_is_not_there_stops_nothing(school, tmp_path):
    add(school.store, Household, head_name="王建国")
    assert school.close(second=tmp_path / "没有插").exists()


def test_a_destroyed_data_file_says_restore(school, closed, log_in):
    school.let_go()
    closed.data.write_bytes(b"virus" * 4000)
    with pytest.raises(DamagedFile, match="请用“从备份恢复”"):
        log_in()
    closed.data.unlink()
    with pytest.raises(DamagedFile, match="台账文件不见了，钥匙还在"):
        log_in()
    assert not closed.lock.exists()
