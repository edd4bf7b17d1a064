"""Bad luck: power cuts, full disks, damaged and foreign files, sticks pulled out. A sentence each time, and nothing lost."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import apsw
import pytest
from builders import CODE, PASSWORD, SAMPLES, USER, dump, needy, pupil
from builders import batch as make_list

from desktop import cli
from desktop.models import database, journal, migrations
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledger import database as proxy
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services import backup, health, papers_out, school_file, vault
from desktop.services.backup import BadBackup
from desktop.services.exchange import package
from desktop.services.progress import Cancelled, Progress
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep
from desktop.services.school_file import DamagedFile

ROOT = Path(cli.__file__).parent.parent
ROSTER = SAMPLES / "20260904在校生信息.xlsx"
AUTUMN = Term(2026, 1)


class StopAt(Progress):
    """Somebody presses 取消 at the nth moment where a job looks."""

    def __init__(self, moment: int) -> None:
        super().__init__()
        self.left = moment

    def check(self) -> None:
        self.left -= 1
        self.cancelled = self.left < 0
        super().check()


def chinese(error) -> bool:
    return str(error).endswith("。") and "Error" not in str(error)


def is_well(school) -> bool:
    return not [one for one in health.check(school) if one.severity == health.BAD]


# the data file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_data_file_cut_short_is_never_taken_for_a_new_one(closed, log_in, share):
    whole = closed.data.read_bytes()
    closed.data.write_bytes(whole[: int(len(whole) * share)])
    before = closed.data.read_bytes()
    with pytest.raises(Refused) as told:
        log_in()
        health.check(log_in())
    assert chinese(told.value)
    assert closed.data.read_bytes() == before
    assert backup.listed(closed.backups)


def test_an_empty_data_file_says_restore_and_a_restore_helps(closed, log_in):
    closed.data.write_bytes(b"")
    with pytest.raises(DamagedFile, match="从备份恢复"):
        log_in()
    made = backup.listed(closed.backups)[0].path
    backup.restore(made, closed, backup.keys_of(made).open_with_password(USER, PASSWORD))
    assert is_well(log_in())


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bytes_are_a_sentence_never_wrong_records(closed, log_in, seed):
    raw, dice = bytearray(closed.data.read_bytes()), random.Random(seed)
    for _ in range(20):
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    closed.data.write_bytes(raw)
    try:
        found = health.check(log_in())
    except Refused as error:
        assert chinese(error)
    except Exception as error:  # the check may meet the damaged page: the window and the command line say so
        assert chinese(database.sentence_for(error))
    else:
        assert [one for one in found if one.severity == health.BAD]


def test_a_file_of_a_later_version_is_left_alone(closed, log_in):
    log_in()
    proxy.execute_sql("PRAGMA user_version = 9999")
    with pytest.raises(migrations.TooNew, match="请先升级程序"):
        log_in()
    assert len(backup.listed(closed.backups)) == 1


def test_after_a_refused_start_the_books_open_again(closed, log_in):
    """The lock and the connection of the try that failed are gone."""
    whole = closed.data.read_bytes()
    closed.data.write_bytes(b"x" * 8192)
    with pytest.raises(DamagedFile):
        log_in()
    closed.data.write_bytes(whole)
    assert is_well(log_in())


@pytest.mark.parametrize("name", ["data", "keys", "lock"])
def test_a_folder_in_place_of_a_file_is_a_sentence(closed, log_in, name):
    path = getattr(closed, name)
    path.unlink(missing_ok=True)
    path.mkdir()
    with pytest.raises(Refused) as told:
        log_in()
    assert chinese(told.value)


def test_books_whose_keys_are_lost_come_back_from_a_backup(closed, log_in):
    closed.keys.unlink()
    with pytest.raises(Refused, match="找不到钥匙文件"):
        log_in()
    made = backup.listed(closed.backups)[0].path
    backup.restore(made, closed, backup.keys_of(made).open_with_code(CODE))
    assert is_well(log_in())


# the disk ----------------------------------------------------------------------------------------------


def test_a_nearly_full_disk_gets_no_ballast(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BALLAST_BYTES", shutil.disk_usage(tmp_path).total)
    database.lay_ballast(tmp_path / "预留")
    assert not (tmp_path / "预留").exists()


def test_a_full_disk_loses_one_step_and_gives_up_its_ballast(school, closed):
    kept = pupil(school.store)
    pages = proxy.execute_sql("PRAGMA page_count").fetchone()[0]
    proxy.execute_sql(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to be full
    before = dump()
    with pytest.raises(Refused, match=r"磁盘满了.*预留空间"), school.store.step("导入") as step:
        step.add_many(Student, [{"name": "李强" * 18, "school_class": 1} for _ in range(2000)])
    assert dump() == before
    assert not closed.ballast.exists()
    proxy.execute_sql("PRAGMA max_page_count = 1000000")
    assert Student.get_by_id(kept).name == "王芳"
    assert is_well(school)


def test_books_on_a_full_disk_open_at_the_price_of_the_ballast(closed, log_in, monkeypatch):
    note = school_file.Store.note_access
    tries = []

    def full_at_first(*words):
        tries.append(closed.ballast.exists())
        if closed.ballast.exists():
            raise apsw.FullError("not an error")
        note(*words)

    log_in().let_go()
    monkeypatch.setattr(school_file.Store, "note_access", full_at_first)
    monkeypatch.setattr(database, "lay_ballast", lambda _path: None)
    assert is_well(log_in())
    assert tries == [True, False]


def test_the_lock_holds_without_room_for_its_words(tmp_path, monkeypatch):
    monkeypatch.setattr(database.socket, "gethostname", lambda: (_ for _ in ()).throw(OSError(28, "full")))
    lock, other = database.FileLock(tmp_path / "使用中"), database.FileLock(tmp_path / "使用中")
    lock.take()
    with pytest.raises(database.InUse):
        other.take()
    lock.free()


# power cuts --------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is the POSIX way")
@pytest.mark.parametrize("word", ["import", "backup", "restore"])
def test_a_power_cut_leaves_all_of_a_step_or_nothing(closed, log_in, tmp_path, word):
    made = str(backup.listed(closed.backups)[0].path)
    words = {"import": ["import", str(ROSTER)], "backup": ["backup"], "restore": ["restore", made]}[word]
    environment = {**os.environ, "ZHUXUE_PASSWORD": PASSWORD}
    command = [sys.executable, "main.py", *words, "--data", str(closed.path)]
    seen = set()
    for moment in (0.6, 0.9, 1.3, 1.8):
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(moment)
        child.send_signal(signal.SIGKILL)
        child.wait()
        seen.add(_looked_at(closed, log_in, tmp_path))
    assert subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode < cli.REFUSED
    assert seen <= {0, _looked_at(closed, log_in, tmp_path)}


def _looked_at(folder, log_in, tmp_path) -> int:
    """Everything is whole and nothing lies about; how many pupils there are."""
    school = log_in()
    assert is_well(school)
    assert not [*folder.path.glob("~*"), *folder.backups.glob("~*")]
    for one in backup.listed(folder.backups):
        backup.examine(one.path, school.key, tmp_path / "试")
    pupils = Student.select().count()
    school.let_go()
    return pupils


def test_a_restore_does_not_play_an_old_log_into_the_new_file(school, closed, log_in, tmp_path):
    """After a power cut the newest steps still lie in the write-ahead log."""
    made = school.backup()
    pupil(school.store)
    cut = tmp_path / "断电"
    shutil.copytree(closed.path, cut, ignore=shutil.ignore_patterns("*.使用中"))
    folder = type(closed)(cut)
    assert folder.data.with_name(f"{folder.data.name}-wal").stat().st_size
    school.let_go()
    aside = backup.restore(made, folder, school.key)
    opened = school_file.log_in(folder, USER, PASSWORD)
    assert (Student.select().count(), is_well(opened)) == (0, True)
    opened.let_go()
    old = type(closed)(aside)
    opened = school_file.log_in(old, USER, PASSWORD)
    assert Student.select().count() == 1
    opened.let_go()


@pytest.mark.parametrize("call", ["put_in_place", "pause_thinning", "_read", "_twin"])
def test_a_restore_that_breaks_off_leaves_books_that_open(school, closed, log_in, monkeypatch, call):
    pupil(school.store)
    made = school.backup()
    pupil(school.store, "李强")
    school.let_go()

    def broken(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup.files if call == "put_in_place" else backup, call, broken)
    with pytest.raises(Refused) as told:
        backup.restore(made, closed, school.key)
    assert chinese(told.value)
    monkeypatch.undo()
    monkeypatch.setattr(vault, "ARGON2", {"t": 1, "m": 8, "p": 1})
    assert is_well(log_in())
    assert Student.select().count() == 2
    assert not list(closed.path.glob("~*"))


def test_scraps_of_a_power_cut_are_swept_up(closed, log_in):
    scraps = [
        closed.path / "~备份.101500.part",
        closed.path / "~恢复.part",
        closed.backups / "~x.a1b2c3.part",
    ]
    for scrap in scraps:
        scrap.write_bytes(b"half")
    log_in()
    assert not [one for one in scraps if one.exists()]


# backups -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_a_backup_with_flipped_bytes_is_refused_or_whole(closed, log_in, tmp_path, seed):
    school, dice = log_in(), random.Random(seed)
    made = backup.listed(closed.backups)[0].path
    raw = bytearray(made.read_bytes())
    for place in [dice.randrange(len(raw)), dice.randrange(600), len(raw) - 1 - dice.randrange(300)]:
        raw[place] ^= 1 << dice.randrange(8)
    made.write_bytes(raw)
    with pytest.raises(BadBackup) as told:
        backup.examine(made, school.key, tmp_path / "试")
        backup.keys_of(made)
    assert chinese(told.value)


def test_a_file_with_an_impossible_date_in_its_name_hides_no_backup(closed):
    (closed.backups / "台账备份_20269999-999999_0009_手动.zxbak").write_bytes(b"x")
    assert len(backup.listed(closed.backups)) == 1


# the clock and the journal -----------------------------------------------------------------------------


def test_a_clock_set_back_is_flagged_and_the_order_stays(school, store, monkeypatch):
    pupil(store)
    earlier = journal.now().replace(year=2020)
    monkeypatch.setattr(journal, "now", lambda: earlier)
    pupil(store, "李强")
    steps = list(JournalStep.select().order_by(JournalStep.id))
    assert [step.clock_back for step in steps[-2:]] == [False, True]
    found = health.check(school)
    assert any(one.rule == "电脑时钟" for one in found)
    assert is_well(school)


# sticks, and 取消 --------------------------------------------------------------------------------------


def planned(school):
    return package.plan(school.store, school, AUTUMN, papers_out.batches_in(AUTUMN))


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let a folder go that is being written to")
@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_stick_pulled_out_is_a_sentence_and_no_record(school, store, tmp_path, after):
    needy(store)
    make_list(store)
    stick = tmp_path / "U 盘"
    stick.mkdir()

    class Pulled(Progress):
        said = 0

        def say(self, sentence: str) -> None:
            self.said += 1
            if self.said == after:
                stick.rename(tmp_path / "拔走了")

    before = dump()
    with pytest.raises(Refused) as told:
        papers_out.send_package(school, AUTUMN, stick, "liulin-2026", Pulled(), drafts=True)
    assert chinese(told.value)
    assert dump() == before


def test_what_a_power_cut_left_on_the_stick_goes_with_the_next_package(school, store, tmp_path):
    needy(store)
    make_list(store)
    stick = tmp_path / "U 盘"
    (stick / "~石桥小学_报送.a1b2c3.part").mkdir(parents=True)
    (stick / "~石桥小学_报送.a1b2c3.part" / "花名册.pdf").write_bytes(b"%PDF")
    (stick / "老师的课件").mkdir()
    papers_out.send_package(school, AUTUMN, stick, "liulin-2026")
    assert not list(stick.glob("~*"))
    assert (stick / "老师的课件").exists()


@pytest.mark.parametrize("moment", [0, 1, 2, 4])
def test_cancelling_an_import_keeps_nothing_of_it(school, store, moment):
    intake = read_files([ROSTER])
    draft = make_draft(store, intake)
    before, head = dump(), journal.head()
    with pytest.raises(Cancelled):
        keep(store, draft, intake=intake, progress=StopAt(min(moment, len(draft.to_write()) // 200)))
    assert (dump(), journal.head()) == (before, head)


@pytest.mark.parametrize("moment", [0, 1, 2])
def test_cancelling_a_package_keeps_nothing_of_it(school, store, tmp_path, moment):
    needy(store)
    make_list(store)
    before, stick = dump(), tmp_path / "U 盘"
    with pytest.raises(Cancelled):
        papers_out.send_package(school, AUTUMN, stick, "liulin-2026", StopAt(moment), drafts=True)
    assert (dump(), list(stick.iterdir())) == (before, [])
