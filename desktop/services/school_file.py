"""Opening one school's books: made new, logged in to, passwords changed, closed with a backup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import apsw
import peewee as pw

from desktop.models import database, journal, migrations, sight
from desktop.models.errors import Refused
from desktop.models.ledger import Values, forget
from desktop.models.ledger import database as proxy
from desktop.models.ledgers import BY_NAME, care_ties
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.school import School
from desktop.models.ledgers.staff import HEAD, AppUser, head_is_here
from desktop.models.roles import NotAllowed, session_for, waiting
from desktop.models.store import Store
from desktop.services import backup, seeds, vault
from desktop.services import folder as places
from desktop.services.files import CannotWrite
from desktop.services.folder import Folder
from desktop.services.printing import sweep_previews
from desktop.services.vault import Keys, WrongPassword
from desktop.services.waits import Waits

KEPT = "之前的每一步都已经写进台账，没有丢，不用重做；只是少了这一份备份，腾出地方以后请再备份一次。"


class DamagedFile(database.CannotOpen):
    """The data file does not open with the right key: restore from a backup."""


@dataclass
class SchoolFile:
    """An open data file and the person who opened it. unkept: who hears that closing left no backup; else it is raised."""

    folder: Folder
    store: Store
    key: bytes = field(repr=False)
    lock: database.FileLock
    opened_at: journal.Head
    unkept: Callable[[str], None] | None = None

    @property
    def who(self) -> str:
        return self.store.session.who

    def backup(self, reason: str = "手动") -> Path:
        """A proved copy. Raises CannotWrite."""
        made = backup.make(self.folder, self.key, reason)
        self.opened_at = journal.head()
        return made

    def backup_if_changed(self, reason: str, second: Path | None = None) -> Path | None:
        """None when nothing changed since the last one. second: where a copy goes, when that folder is there."""
        made = self.backup(reason) if journal.head() != self.opened_at else None
        if made and second and second.exists():
            backup.copy_to(second, made)
        return made

    def change_password(self, old: str, new: str) -> None:
        """Raises WrongPassword, WeakPassword."""
        keys = Keys.load(self.folder.keys)
        keys.open_with_password(self.who, old)
        if self.must_change_password and new == old:
            raise Refused("新密码和一次性密码一样。请换一个只有自己知道的。")
        keys.with_password(self.who, new, self.key).save(self.folder.keys)
        self.store.note_access("改密码", self.who)
        self.take_over()

    @property
    def must_change_password(self) -> bool:
        """Whether the person is in with a one-time password: nothing else can be done until it is changed."""
        return bool(AppUser.get(AppUser.name == self.who).first_password)

    def take_over(self) -> None:
        """The person has a password nobody else knows and may from now on do what the role may."""
        row = AppUser.get(AppUser.name == self.who)
        if row.first_password:
            self.store.session = session_for(self.who, row.role, _classes_of(self.who))
            with self.store.step(f"{self.who} 换掉一次性密码", final=True) as step:
                step.change(AppUser, row.id, {"first_password": False})

    def demand_head_for(self, *touched: str, words: str = "管理校长的用户") -> None:
        """Once a headteacher is here, only one may add, change or reset headteachers. Raises NotAllowed."""
        if HEAD in touched and self.store.session.role.code != HEAD and head_is_here():
            raise NotAllowed(
                f"“{self.store.session.role.label}”不能{words}，请校长自己登录来办；忘了密码的，用恢复码。"
            )

    def add_user(self, name: str, role: str, password: str, *, staff: int | None = None) -> None:
        """A new person who may log in, in two parts: the name in the ledger, the slot in the key file."""
        self.store.session.demand("users", "管理用户")
        self.demand_head_for(role, words="增加校长")
        once = role == HEAD
        keys = Keys.load(self.folder.keys).with_password(name, password, self.key)
        told = f"新增校长 {name}，给的是一次性密码" if once else f"新增用户 {name}"
        values = {"name": name, "role": role, "staff": staff, "active": True, "first_password": once}
        with self.store.step(told, final=True) as step:
            step.add(AppUser, values)
            keys.save(self.folder.keys)

    def set_password(self, name: str, password: str) -> None:
        """A new password for someone else who forgot it; a headteacher's is good for one log-in."""
        self.store.session.demand("users", "管理用户")
        row = AppUser.get(AppUser.name == name)
        self.demand_head_for(row.role, words="给校长重设密码")
        keys = Keys.load(self.folder.keys).with_password(name, password, self.key)
        if row.role == HEAD and name != self.who:
            with self.store.step(f"给校长 {name} 一次性密码", final=True) as step:
                step.change(AppUser, row.id, {"first_password": True})
        keys.save(self.folder.keys)
        self.store.note_access("重设密码", name)

    def retire_user(self, name: str) -> None:
        """The slot goes, the name stays in the records."""
        self.store.session.demand("users", "管理用户")
        if name == self.who:
            raise Refused("不能停用正在登录的自己，请让另一位管理人来做。")
        row = AppUser.get(AppUser.name == name)
        self.demand_head_for(row.role, words="停用校长")
        with self.store.step(f"停用用户 {name}", final=True) as step:
            step.change(AppUser, row.id, {"active": False})
            Keys.load(self.folder.keys).without(name).save(self.folder.keys)

    def close(self, *, second: Path | None = None) -> Path | None:
        """Back up what changed, copy it to the second folder when that is there, let go of the file.

        Raises CannotWrite or BadBackup, with the file let go of all the same, unless `unkept` hears of it.
        """
        try:
            return self._close(second)
        except (CannotWrite, backup.BadBackup) as error:
            if self.unkept is None:
                raise
            self.unkept(str(error))
            return None

    def _close(self, second: Path | None) -> Path | None:
        made = None
        try:
            made = self.backup_if_changed("关闭")
            if made and second and second.exists():
                backup.copy_to(second, made)
            return made
        except CannotWrite as error:
            if made:
                raise CannotWrite(self._second_failed(made, str(error))) from error
            raise CannotWrite(f"{error}{KEPT}") from error
        except (OSError, apsw.Error, pw.PeeweeException) as error:
            raise CannotWrite(self._at_the_end(error, made)) from error
        finally:
            self.let_go()

    def _at_the_end(self, error: Exception, made: Path | None) -> str:
        """What is known when the disk fails while the books are closed."""
        if made:
            return self._second_failed(made, "请看看 U 盘是不是插好了。")
        with suppress(OSError):
            newest = next(iter(backup.listed(self.folder.backups)), None)
            had = (
                f"最近一份备份是 {newest.at:%m}月{newest.at:%d}日 {newest.at:%H:%M} 做的，" if newest else ""
            )
            return f"{self._why_no_backup(error)}{had}请把“{self.folder.path}”整个文件夹复制到另一块盘，再检查这块硬盘。"
        return f"{self._why_no_backup(error)}放台账的盘现在读不出来，请检查硬盘，用别处的备份恢复。"

    @staticmethod
    def _second_failed(made: Path, why: str) -> str:
        return f"这次的备份做好了，是“{made.name}”。第二份没有存成：{why}"

    @staticmethod
    def _why_no_backup(error: Exception) -> str:
        why = "磁盘满了" if database.is_full(error) else "读写磁盘出错"
        return f"关闭台账时{why}，这次没有备份成。之前的每一步，保存的时候都已经写到盘上。"

    def let_go(self) -> None:
        """Close without a backup."""
        if proxy.obj is not None and not proxy.is_closed():
            with suppress(apsw.Error, pw.PeeweeException):
                proxy.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            with suppress(apsw.Error, pw.PeeweeException):  # a dying disk keeps nobody from leaving
                proxy.close()
        proxy.initialize(None)
        sight.open_books(None)
        forget()
        with suppress(OSError):
            sweep_previews(self.folder)
        with suppress(OSError):
            self.lock.free()


def create(folder: Folder, profile: Values, user: str, password: str, *, code: str) -> SchoolFile:
    """Make a new school's books; `code` is the recovery code that was typed back.

    Raises BadPlace, WeakPassword, Invalid (profile), CannotWrite, Refused when the folder holds books already.
    """
    places.check_place(folder.path)
    if folder.data.exists() or folder.keys.exists():
        raise Refused(f"“{folder.path}”里已经有一本台账，请直接登录，或另选一个文件夹。")
    vault.check_password(user, password)
    folder.path.mkdir(parents=True, exist_ok=True)
    key = vault.new_data_key()
    keys = Keys(()).with_password(user, password, key).with_recovery(code, key)
    lock = database.FileLock(folder.lock)
    lock.take()
    try:
        with closing(database.connect(folder.data, key)) as connection:
            migrations.upgrade(connection)
        opened = _opened(folder, key, lock, user, "aid")
        with opened.store.step(f"建账：{profile.get('school_name') or ''}", final=True) as step:
            step.add(School, profile)
            step.add(AppUser, {"name": user, "role": "aid", "active": True})
        seeds.sow(opened.store, dt.date.today())
        keys.save(folder.keys)
    except BaseException:
        _undo_creation(folder, lock)
        raise
    database.lay_ballast(folder.ballast)
    opened.backup("建账")
    return opened


def _undo_creation(folder: Folder, lock: database.FileLock) -> None:
    if proxy.obj is not None and not proxy.is_closed():
        proxy.close()
    lock.free()
    for tail in ("", "-wal", "-shm"):
        folder.data.with_name(folder.data.name + tail).unlink(missing_ok=True)
    folder.keys.unlink(missing_ok=True)


def log_in(folder: Folder, user: str, password: str) -> SchoolFile:
    """Raises WrongPassword, MustWait, InUse, TooNew, DamagedFile, Refused."""
    return open_with_key(folder, _key_for(folder, user, password), user)


def unlock(opened: SchoolFile, password: str) -> None:
    """Who locked the open books is back. Raises WrongPassword, MustWait, Refused."""
    _key_for(opened.folder, opened.who, password)
    opened.store.note_access("解锁", opened.who)


def _key_for(folder: Folder, user: str, password: str) -> bytes:
    """The data key; a wrong password makes the next try wait longer."""
    waits = Waits(folder.delays)
    waits.check()
    try:
        key = Keys.load(folder.keys).open_with_password(user, password)
    except WrongPassword:
        waits.note_failure()
        raise
    waits.clear()
    return key


def recover(folder: Folder, user: str, code: str, new_password: str) -> SchoolFile:
    """Open by the printed code and give one user a new password. Raises WrongPassword, WeakPassword."""
    keys = Keys.load(folder.keys)
    key = keys.open_with_code(code)
    if user not in keys.users:
        raise WrongPassword(f"没有“{user}”这个用户，请从名单里选。")
    keys.with_password(user, new_password, key).save(folder.keys)
    Waits(folder.delays).clear()
    opened = open_with_key(folder, key, user)
    opened.store.note_access("用恢复码重设密码", user)
    opened.take_over()
    return opened


def open_with_key(folder: Folder, key: bytes, user: str) -> SchoolFile:
    """Open, upgrade with a proved backup first, log the person in. On a full disk the kept-back room is given up."""
    try:
        return _open(folder, key, user)
    except database.CannotOpen as error:
        full = database.is_full(error.__cause__ or error)
        if not full or not database.drop_ballast(folder.ballast):
            raise
    return _open(folder, key, user)


def _open(folder: Folder, key: bytes, user: str) -> SchoolFile:
    lock = database.FileLock(folder.lock)
    lock.take()
    try:
        _upgrade(folder, key)
        opened = _opened(folder, key, lock, user, _role_of(folder, key, user))
        person = AppUser.get_or_none(AppUser.name == user)
        if person is None or not person.active:
            raise WrongPassword(f"“{user}”已停用，不能登录。")
        if person.first_password:
            opened.store.session = waiting(opened.store.session)
        _sweep(folder)
        database.lay_ballast(folder.ballast)
        opened.store.note_access("登录", user)
    except BaseException as error:
        if proxy.obj is not None and not proxy.is_closed():
            proxy.close()
        lock.free()
        if (why := _why_not(error)) is error:
            raise
        raise why from error
    return opened


def _why_not(error: BaseException) -> BaseException:
    """What an error of the data file means for the person who wants to open it; others go on as they are."""
    real = database.real_one(error)
    if isinstance(real, apsw.NotADBError | apsw.CorruptError):
        return DamagedFile(database.sentence_for(real))
    if isinstance(error, apsw.Error | pw.PeeweeException):
        return database.CannotOpen(database.sentence_for(error))
    return error


def _sweep(folder: Folder) -> None:
    """What a power cut left half written. Nobody else writes here while we hold the lock."""
    for place in (folder.path, folder.backups, folder.papers):
        for scrap in place.glob("~*.part*"):
            with suppress(OSError):
                scrap.unlink()
    sweep_previews(folder)


def _upgrade(folder: Folder, key: bytes) -> None:
    if not folder.data.exists():
        raise DamagedFile("台账文件不见了，钥匙还在。请用“从备份恢复”，或把文件放回原处。")
    if not folder.data.stat().st_size:  # SQLite would take it for a new file
        raise DamagedFile("台账文件是空的，里面的记录不见了。请用“从备份恢复”。")
    with closing(database.connect(folder.data, key)) as connection:
        waiting = migrations.pending(connection)
        if waiting:
            backup.make(folder, key, "升级前")
            try:
                migrations.upgrade(connection)
            except apsw.Error as error:
                words = f"升级没有做成（{error}），台账还是升级前的样子。请用原来的版本打开，或从备份恢复。"
                raise DamagedFile(words) from error


def _role_of(folder: Folder, key: bytes, user: str) -> str:
    with closing(database.connect(folder.data, key)) as connection:
        row = next(connection.cursor().execute("SELECT role FROM app_user WHERE name = ?", (user,)), None)
    if row is None:
        raise WrongPassword(f"台账里没有“{user}”这个用户。")
    return str(row[0])


def _opened(folder: Folder, key: bytes, lock: database.FileLock, user: str, role: str) -> SchoolFile:
    proxy.initialize(database.EncryptedDatabase(folder.data, key))
    proxy.connect(reuse_if_open=True)
    sight.open_books(None)
    session = session_for(user, role, _classes_of(user))
    store = Store(BY_NAME, session, journal.chain_key(key))
    care_ties.ask_with(_listed_on)
    store.relief = partial(database.drop_ballast, folder.ballast)
    sight.open_books(store)
    return SchoolFile(folder, store, key, lock, journal.head())


def _listed_on(day: dt.date) -> dict[int, frozenset[str]]:
    """Child -> codes of care_type, for the ledgers, which cannot derive them."""
    from desktop.services.care.listed import children  # of no use to whoever only opens the books
    from desktop.services.school_days import term_on

    return {student: child.types for student, child in children(day, term=term_on(day)).items()}


def _classes_of(user: str) -> frozenset[int]:
    """The classes whose 班主任 is this user's staff record."""
    person = AppUser.get_or_none(AppUser.name == user)
    if person is None or person.staff_id is None:
        return frozenset()
    rows = SchoolClass.select(SchoolClass.id).where(SchoolClass.head_teacher == person.staff_id)
    return frozenset(row.id for row in rows)


def reread_classes(opened: SchoolFile) -> None:
    """After the head teachers changed: who sees which class."""
    session = opened.store.session
    opened.store.session = session_for(session.who, session.role.code, _classes_of(session.who))
