"""Who may log in: other roles, coming back, a new recovery code."""

import pytest
from builders import CODE, PASSWORD, USER

from desktop.models.errors import Refused
from desktop.models.ledgers.staff import AppUser
from desktop.services import users, vault
from desktop.services.vault import Keys, WrongPassword

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
