"""Who may log in: what 设置 does beside `SchoolFile.add_user`, `set_password` and `retire_user`."""

from __future__ import annotations

from contextlib import suppress

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.staff import HEAD, AppUser, head_is_here, heads_here
from desktop.models.roles import NotAllowed, roles
from desktop.services import vault
from desktop.services.school_file import SchoolFile
from desktop.services.vault import Keys, WrongPassword
from desktop.services.waits import Waits


def change(school: SchoolFile, name: str, values: Values) -> None:
    """Another role, another staff record. Raises Refused when nobody would be left who manages users.

    Who becomes headteacher changes the password at the next log-in; once one is here, only a head makes another.
    """
    school.store.session.demand("users", "管理用户")
    row = AppUser.get(AppUser.name == name)
    after = values.get("role", row.role)
    school.demand_head_for(row.role, after, words="改校长的用户")
    becomes_head = after == HEAD and row.role != HEAD
    if becomes_head and name == school.who:
        raise Refused("不能把自己改成校长。校长要另有自己的用户和密码。")
    if becomes_head:
        values = dict(values) | {"first_password": True}
    if "users" not in roles()[after].may and not _managers(but=name):
        raise Refused(f"“{name}”是最后一个能管理用户的人，不能改成“{roles()[after].label}”。请先加一位。")
    with school.store.step(f"修改用户 {name}", final=True) as step:
        step.change(AppUser, row.id, values)


def _managers(*, but: str) -> list[str]:
    able = [code for code, role in roles().items() if "users" in role.may]
    rows = AppUser.select().where(AppUser.role.in_(able) & AppUser.active & (AppUser.name != but))
    return [row.name for row in rows]


def reinstate(school: SchoolFile, name: str, password: str) -> None:
    """A person who was retired may log in again, with a new password. Raises WeakPassword."""
    school.store.session.demand("users", "管理用户")
    row = AppUser.get(AppUser.name == name)
    school.demand_head_for(row.role, words="恢复校长的用户")
    keys = Keys.load(school.folder.keys).with_password(name, password, school.key)
    with school.store.step(f"恢复用户 {name}", final=True) as step:
        step.change(AppUser, row.id, {"active": True, "first_password": row.role == HEAD})
        keys.save(school.folder.keys)


class NeedsHead(NotAllowed):
    """The headteacher has to type the own password first; the sentence says so, or that it was wrong."""


def take_code(school: SchoolFile, code: str, typed: str, *, head_password: str = "") -> None:
    """Put a new recovery code in force once it was typed back from the paper; until then the old one holds.

    The code opens the books as anybody, the headteacher too. So once a headteacher is here, it is changed by a head, or
    with a head's password (head_password) typed at that moment. Raises WrongPassword when what was typed is not the
    code, NeedsHead, MustWait.
    """
    school.store.session.demand("users", "换恢复码")
    if vault.read_code(typed) != vault.read_code(code):
        raise WrongPassword("抄回来的恢复码与打印的不一样，请对照打印单逐组核对。")
    head = _head_present(school, head_password)
    Keys.load(school.folder.keys).with_recovery(code, school.key).save(school.folder.keys)
    school.store.note_access("换恢复码", f"{school.who}（校长 {head} 输了密码）" if head else school.who)


def _head_present(school: SchoolFile, password: str) -> str:
    """The headteacher whose password was typed; "" when none is needed. Raises NeedsHead, MustWait."""
    if school.store.session.role.code == HEAD or not head_is_here():
        return ""
    if not password:
        raise NeedsHead("凭恢复码能用校长的名义打开台账，所以要校长在场：请校长在这里输入自己的密码。")
    waits, keys = Waits(school.folder.delays), Keys.load(school.folder.keys)
    waits.check()
    for name in heads_here():
        with suppress(WrongPassword):
            keys.open_with_password(name, password)
            waits.clear()
            return name
    waits.note_failure()
    raise NeedsHead("这不是校长的密码，恢复码没有换。请校长再输一次，大小写要一致。")
