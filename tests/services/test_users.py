"""Who may log in: other roles, coming back, a new recovery code."""

import openpyxl
import pytest
from builders import CODE, PASSWORD, USER, change

from desktop.models.errors import Refused
from desktop.models.journal import AccessNote, JournalStep
from desktop.models.ledgers.staff import AppUser
from desktop.models.roles import NotAllowed
from desktop.services import school_file, users, vault
from desktop.services.sheets.ledger_in import BAD, keep_ledger, read_ledger
from desktop.services.vault import Keys, WrongPassword
from desktop.services.waits import MustWait

NEW = "秋风扫落叶2026"


def role_of(name):
    return AppUser.get(AppUser.name == name).role


def test_a_role_can_be_changed(school):
    school.add_user("韦老师", "class", NEW)
    users.change(school, "韦老师", {"role": "meal"})
    assert role_of("韦老师") == "meal"


def test_the_last_one_who_manages_users_stays(school):
    with pytest.raises(Refused, match="最后一个"):
        users.change(school, USER, {"role": "class"})
    school.add_user("覃校长", "head", NEW)
    users.change(school, USER, {"role": "class"})
    assert role_of(USER) == "class"


def test_a_retired_person_comes_back_with_a_new_password(school, log_in):
    school.add_user("韦老师", "class", PASSWORD)
    school.retire_user("韦老师")
    users.reinstate(school, "韦老师", NEW)
    assert log_in("韦老师", NEW).who == "韦老师"


def test_a_new_code_holds_only_after_it_was_typed_back(school):
    code = vault.new_code()
    with pytest.raises(WrongPassword, match="不一样"):
        users.take_code(school, code, vault.new_code())
    assert Keys.load(school.folder.keys).open_with_code(CODE) == school.key
    users.take_code(school, code, code.lower().replace("-", " "))
    assert Keys.load(school.folder.keys).open_with_code(code) == school.key
    with pytest.raises(WrongPassword):
        Keys.load(school.folder.keys).open_with_code(CODE)


# the headteacher ---------------------------------------------------------------------------------------

OWN = "只有校长知道2026"


def test_the_first_headteacher_changes_the_one_time_password_before_anything_else(school, log_in):
    school.add_user("覃校长", "head", NEW)
    boss = log_in("覃校长", NEW)
    assert boss.must_change_password and not boss.store.session.may("approve")
    with pytest.raises(Refused, match="一次性密码一样"):
        boss.change_password(NEW, NEW)
    boss.change_password(NEW, OWN)
    assert boss.store.session.may("approve") and not boss.must_change_password
    assert log_in("覃校长", OWN).store.session.may("approve")
    assert [step.does for step in JournalStep.select() if "一次性密码" in step.does] == [
        "新增校长 覃校长，给的是一次性密码", "覃校长 换掉一次性密码",
    ]  # fmt: skip


@pytest.fixture
def clerk(school, log_in):
    """The clerk's books after a headteacher has taken over."""
    school.add_user("覃校长", "head", NEW)
    log_in("覃校长", NEW).change_password(NEW, OWN)
    return log_in()


@pytest.mark.parametrize(
    "act",
    [
        lambda school: school.set_password("覃校长", PASSWORD),
        lambda school: school.add_user("石校长", "head", PASSWORD),
        lambda school: school.retire_user("覃校长"),
        lambda school: users.change(school, "覃校长", {"role": "class"}),
        lambda school: users.change(school, USER, {"role": "head"}),
    ],
)
def test_a_clerk_does_not_touch_headteachers_once_one_is_here(clerk, act):
    with pytest.raises(NotAllowed, match="请校长自己登录"):
        act(clerk)
    assert Keys.load(clerk.folder.keys).open_with_password("覃校长", OWN) == clerk.key


def test_nobody_becomes_headteacher_by_the_table(school):
    school.add_user("韦老师", "class", NEW)
    row = AppUser.get(AppUser.name == "韦老师").id
    with pytest.raises(Refused, match="只能在“用户与密码”里加"):
        change(school.store, AppUser, row, role="head")
    with pytest.raises(Refused, match="不能把自己改成校长"):
        users.change(school, USER, {"role": "head"})


def test_a_headteacher_who_forgot_comes_back_by_the_recovery_code(clerk):
    clerk.let_go()
    boss = school_file.recover(clerk.folder, "覃校长", CODE, "又一个密码2026")
    assert boss.store.session.may("approve")
    boss.let_go()


def test_a_headteacher_gives_another_one_a_one_time_password(clerk, log_in):
    boss = log_in("覃校长", OWN)
    boss.add_user("石校长", "head", NEW)
    assert log_in("石校长", NEW).must_change_password


def test_a_clerk_changes_the_recovery_code_only_with_the_headteacher_beside(clerk):
    code = vault.new_code()
    for password in ("", PASSWORD):  # nobody's, and the clerk's own
        with pytest.raises(users.NeedsHead, match="校长"):
            users.take_code(clerk, code, code, head_password=password)
    assert Keys.load(clerk.folder.keys).open_with_code(CODE) == clerk.key
    users.take_code(clerk, code, code, head_password=OWN)
    assert Keys.load(clerk.folder.keys).open_with_code(code) == clerk.key
    assert AccessNote.select().order_by(AccessNote.id.desc()).get().subject == "周敏（校长 覃校长 输了密码）"


def test_the_headteachers_password_is_not_guessed_at_the_recovery_code(clerk):
    code = vault.new_code()
    for _ in range(3):
        with pytest.raises(users.NeedsHead, match="这不是校长的密码"):
            users.take_code(clerk, code, code, head_password="猜一猜猜一猜")
    with pytest.raises(MustWait):
        users.take_code(clerk, code, code, head_password=OWN)


def test_a_headteacher_changes_the_recovery_code_alone(clerk, log_in):
    boss, code = log_in("覃校长", OWN), vault.new_code()
    users.take_code(boss, code, code)
    assert Keys.load(boss.folder.keys).open_with_code(code) == boss.key


def test_a_workbook_does_not_do_away_with_the_headteacher(clerk, tmp_path):
    path = tmp_path / "用户.xlsx"
    book = openpyxl.Workbook()
    for row in (("用户名", "角色", "可以登录"), ("覃校长", "班主任", "否")):
        book.active.append(row)
    book.save(path)
    draft = read_ledger(clerk.store, AppUser, [path])
    (line,) = draft.lines
    assert line.bucket == BAD and all("不能用导入来改" in line.problems[name] for name in ("role", "active"))
    keep_ledger(clerk.store, draft)
    boss = AppUser.get(AppUser.name == "覃校长")
    assert (boss.role, boss.active) == ("head", True)
