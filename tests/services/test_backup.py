"""Copies that are proved before they count, thinned with care, and put back without loss."""

import datetime as dt
import shutil
import sqlite3
import zipfile
from contextlib import closing

import pytest
from builders import PASSWORD, USER, add, dump, pupil

from desktop.models import database, journal
from desktop.models.ledger import database as proxy
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.services import backup, files
from desktop.services.backup import Backup, BadBackup
from desktop.services.files import CannotWrite
from desktop.services.folder import Folder
from desktop.services.progress import Cancelled, Progress


def a_year(first=dt.date(2026, 1, 1), days=365, per_day=2):
    """Backups of every day of a year, two a day."""
    made = []
    for number in range(days * per_day):
        day, place = divmod(number, per_day)
        at = dt.datetime.combine(first + dt.timedelta(days=day), dt.time(8 + place))
        made.append(Backup(f"{at:%Y%m%d-%H}", at, number, "关闭"))
    return made


def unpacked(made, tmp_path):
    with zipfile.ZipFile(made) as packed:
        packed.extractall(tmp_path / "拆开")
    return tmp_path / "拆开"


def spoiled(made, inner, change):
    """The backup with the bytes of one file inside changed, in a zip that is itself in order."""
    with zipfile.ZipFile(made) as packed:
        content = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(made, "w") as packed:
        for name, raw in content.items():
            packed.writestr(name, change(raw) if name == inner else raw)


# made ---------------------------------------------------------------------------------------------------


def test_a_backup_holds_the_rows_the_keys_and_the_head_of_the_journal(school, closed):
    pupil(school.store)
    made = school.backup()
    told = backup.manifest_of(made)
    assert told["rows"]["student"] == 1
    assert (told["journal"]["number"], told["journal"]["mac"]) == (journal.head().number, journal.head().mac)
    assert backup.keys_of(made).open_with_password(USER, PASSWORD) == school.key
    assert list(closed.path.glob("*.part")) == []


def test_the_head_in_a_backup_finds_a_journal_cut_short(school):
    pupil(school.store)
    told = backup.manifest_of(school.backup())["journal"]
    anchor, cursor = journal.Head(told["number"], told["mac"]), proxy.connection().cursor()
    assert list(journal.breaks(school.store.chain_key, (anchor,))) == []
    cursor.execute("DROP TRIGGER journal_entry_no_delete")
    cursor.execute("DELETE FROM journal_entry WHERE id = (SELECT max(id) FROM journal_entry)")
    assert len(list(journal.breaks(school.store.chain_key, (anchor,)))) == 1


def test_a_copy_is_encrypted_and_opens_on_a_read_only_medium(school, tmp_path):
    pupil(school.store)
    copy = unpacked(school.backup(), tmp_path) / "data.zxdb"
    copy.chmod(0o444)
    with pytest.raises(sqlite3.DatabaseError), closing(sqlite3.connect(copy)) as plain:
        plain.execute("SELECT * FROM student")
    with closing(database.connect(copy, school.key, readonly=True)) as opened:
        assert list(opened.cursor().execute("PRAGMA journal_mode")) == [("delete",)]
        assert list(opened.cursor().execute("SELECT name FROM student")) == [("王芳",)]
    assert [path.name for path in copy.parent.iterdir() if path.name.startswith("data")] == ["data.zxdb"]


def test_numbers_go_on_and_order_backups_even_when_the_clock_goes_back(school, closed):
    first = school.backup()
    late = closed.backups / "台账备份_20990101-080000_0007_手动.zxbak"
    shutil.copyfile(first, late)
    newest = school.backup()
    assert [one.number for one in backup.listed(closed.backups)] == [8, 7, 2, 1]
    assert backup.listed(closed.backups)[0].path == newest


def test_after_ten_thousand_backups_the_newest_is_still_the_newest(school, closed):
    shutil.copyfile(school.backup(), closed.backups / "台账备份_20260101-080000_9999_手动.zxbak")
    for number in (10000, 10001):
        made = school.backup()
        assert (backup.listed(closed.backups)[0].number, backup.listed(closed.backups)[0].path) == (
            number,
            made,
        )


def test_other_files_in_the_folder_are_no_backups(closed):
    (closed.backups / "台账备份.zxbak").write_bytes(b"")
    (closed.backups / "照片.zip").write_bytes(b"")
    assert len(backup.listed(closed.backups)) == 1


def test_a_cancelled_backup_leaves_nothing(school, closed):
    progress = Progress()
    progress.cancelled = True
    with pytest.raises(Cancelled):
        backup.make(closed, school.key, "手动", progress=progress)
    assert len(backup.listed(closed.backups)) == 1
    assert list(closed.path.glob("*.part")) + list(closed.backups.glob("*.part")) == []


def test_a_damaged_data_file_makes_no_backup(school, closed):
    with closing(database.connect(closed.data, school.key)) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = closed.data.stat().st_size
    with closed.data.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\0" * 8192)
    school.let_go()
    with pytest.raises((BadBackup, CannotWrite)):
        backup.make(closed, school.key, "手动")
    assert len(backup.listed(closed.backups)) == 1
    assert list(closed.path.glob("*.part")) == []


# thinned ------------------------------------------------------------------------------------------------


def test_a_year_of_days_is_thinned_to_days_weeks_and_months():
    today = dt.date(2026, 12, 31)
    made = a_year()
    stay = backup.kept(made, today)
    days = sorted({one.at.date() for one in made if one.path in stay}, reverse=True)
    assert days[:7] == [today - dt.timedelta(days=n) for n in range(7)]
    assert {(day.year, day.month) for day in days} == {(2026, month) for month in range(1, 13)}
    assert len({day.isocalendar()[:2] for day in days[:10]}) >= 4
    assert 7 + 1 + 3 <= len(stay) <= 8 + 7 + 4 + 12 + 1


def test_all_of_today_stays_and_of_other_days_the_newest():
    today = dt.date(2026, 6, 10)
    made = [one for one in a_year(per_day=5) if one.at.date() <= today]
    stay = backup.kept(made, today)
    assert sum(one.at.date() == today and one.path in stay for one in made) == 5
    yesterday = [one for one in made if one.at.date() == today - dt.timedelta(days=1)]
    assert [one.at.hour for one in yesterday if one.path in stay] == [12]


def test_a_backup_of_every_year_stays():
    made = [one for year in range(2020, 2030) for one in a_year(dt.date(year, 1, 1), per_day=1)]
    numbered = [Backup(one.path, one.at, place, one.reason) for place, one in enumerate(made)]
    stay = backup.kept(numbered, dt.date(2029, 12, 31))
    assert {one.at.year for one in numbered if one.path in stay} == set(range(2020, 2030))
    assert len(stay) < 40


def test_what_seems_to_lie_ahead_of_a_clock_set_back_stays():
    made = a_year(days=60)
    stay = backup.kept(made, dt.date(2026, 1, 10))
    assert {one.path for one in made if one.at.date() >= dt.date(2026, 1, 10)} <= stay


def test_thinning_removes_files_and_pauses_after_a_restore(closed):
    for path in list(closed.backups.iterdir()):
        path.unlink()
    for day in range(1, 29):
        (closed.backups / f"台账备份_202001{day:02d}-080000_{day:04d}_关闭.zxbak").write_bytes(b"")
    backup.pause_thinning(closed.backups)
    backup.thin(closed.backups)
    assert len(backup.listed(closed.backups)) == 28
    backup.lift_pause(closed.backups)
    backup.thin(closed.backups)
    assert 7 <= len(backup.listed(closed.backups)) < 15


# the second folder --------------------------------------------------------------------------------------


def test_a_copy_on_the_stick_is_whole(school, tmp_path):
    made = school.backup()
    copy = backup.copy_to(tmp_path / "U 盘", made)
    assert files.sha256(copy) == files.sha256(made)
    assert copy.parent.name == "U 盘"


def test_a_stick_that_cannot_be_written_is_said(school, tmp_path):
    place = tmp_path / "U 盘"
    place.write_bytes(b"a file, not a folder")
    with pytest.raises(CannotWrite):
        backup.copy_to(place, school.backup())


# put back -----------------------------------------------------------------------------------------------


def test_a_restore_brings_everything_back_and_keeps_what_it_replaced(school, closed, log_in):
    pupil(school.store)
    before, made = dump(), school.backup()
    add(school.store, Household, head_name="王建国")
    school.let_go()
    replaced = closed.data.read_bytes()
    aside = backup.restore(made, closed, school.key)
    assert (aside / closed.data.name).read_bytes() == replaced
    assert (aside / closed.keys.name).exists()
    log_in()
    assert dump() == before


def test_a_restore_pauses_thinning(school, closed):
    made = school.backup()
    school.let_go()
    backup.restore(made, closed, school.key)
    assert (closed.backups / backup.PAUSED).exists()


def test_a_restore_works_when_data_file_and_keys_are_gone(school, closed, log_in):
    pupil(school.store)
    made = school.backup()
    school.let_go()
    closed.data.unlink()
    closed.keys.unlink()
    key = backup.keys_of(made).open_with_password(USER, PASSWORD)
    assert backup.restore(made, closed, key) is None
    log_in()
    assert Student.get().name == "王芳"


def test_a_restore_works_when_the_data_file_is_destroyed(school, closed, log_in):
    pupil(school.store)
    made = school.backup()
    school.let_go()
    closed.data.write_bytes(b"virus" * 1000)
    aside = backup.restore(made, closed, school.key)
    assert (aside / closed.data.name).read_bytes() == b"virus" * 1000
    log_in()
    assert Student.get().name == "王芳"


def test_a_restore_on_a_new_computer_makes_the_folder(school, tmp_path):
    made = school.backup()
    school.let_go()
    new = Folder(tmp_path / "新电脑" / "石桥小学")
    assert backup.restore(made, new, school.key) is None
    assert new.exists()


@pytest.mark.parametrize("inner", ["data.zxdb", "manifest.json", "keys.json"])
def test_a_backup_cut_short_is_refused_and_nothing_is_touched(school, closed, inner):
    made = school.backup()
    school.let_go()
    spoiled(made, inner, lambda raw: raw[: len(raw) // 2])
    before = closed.data.read_bytes(), closed.keys.read_bytes()
    with pytest.raises(ValueError, match="损坏"):
        backup.keys_of(made)
        backup.restore(made, closed, school.key)
    assert (closed.data.read_bytes(), closed.keys.read_bytes()) == before
    assert list(closed.path.glob("*.part")) == []


def test_one_changed_bit_is_found(school, closed):
    made = school.backup()
    school.let_go()
    spoiled(made, "data.zxdb", lambda raw: raw[:5000] + bytes([raw[5000] ^ 1]) + raw[5001:])
    with pytest.raises(BadBackup, match="与它的清单对不上，文件已损坏。请换一份备份"):
        backup.restore(made, closed, school.key)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 half"])
def test_a_file_that_is_no_backup_is_refused(closed, content):
    path = closed.backups / "台账备份_20260101-080000_0099_手动.zxbak"
    path.write_bytes(content)
    with pytest.raises(BadBackup, match="不是台账备份，或已损坏"):
        backup.restore(path, closed, bytes(32))


def test_the_backup_of_another_school_is_refused(school, closed):
    made = school.backup()
    school.let_go()
    with pytest.raises(BadBackup, match="不是用这把钥匙做的"):
        backup.restore(made, closed, bytes(32))
    assert list(closed.path.glob("*.part")) == []
