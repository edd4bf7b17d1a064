"""Numbered steps bring a file to the newest shape, all of them or none; old files open and keep their rows."""

import shutil
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from builders import PASSWORD, USER

from desktop.models import database, migrations
from desktop.models.database import CannotOpen
from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import Student
from desktop.services import backup, school_file
from desktop.services.vault import Keys

OLD_FILES = sorted((Path(__file__).parent.parent / "data/old_files").glob("*.zxdb"))
KEY = bytes(32)
FIRST = "CREATE TABLE a (id INTEGER PRIMARY KEY, x); INSERT INTO a VALUES (1, '王芳');"
SECOND = "ALTER TABLE a ADD y; CREATE TABLE b (a_id INTEGER REFERENCES a (id));"
HALF = "ALTER TABLE a ADD y; ALTER TABLE nowhere ADD z;"
DANGLING = "CREATE TABLE c (a_id INTEGER REFERENCES a (id)); INSERT INTO c VALUES (4711);"


@pytest.fixture
def steps(tmp_path):
    """A folder of steps to fill; returns a function that writes them."""

    def written(*texts):
        for number, text in enumerate(texts, 1):
            (tmp_path / f"{number:04d}_step.sql").write_text(text, "utf-8")
        return tmp_path

    return written


@pytest.fixture
def file(tmp_path):
    with closing(database.connect(tmp_path / "台 账.zxdb", KEY)) as connection:
        yield connection


def schema(file):
    return list(file.cursor().execute("SELECT name, sql FROM sqlite_master ORDER BY name"))


def test_steps_are_taken_in_order_once(file, steps):
    assert migrations.upgrade(file, steps(FIRST)) == 1
    folder = steps(FIRST, SECOND)
    assert migrations.pending(file, folder) == [2]
    assert migrations.upgrade(file, folder) == 1
    assert migrations.upgrade(file, folder) == 0
    assert list(file.cursor().execute("SELECT * FROM a")) == [(1, "王芳", None)]


@pytest.mark.parametrize("bad", [HALF, DANGLING, "SELECT nonsense"])
def test_a_step_that_fails_changes_nothing_at_all(file, steps, bad):
    migrations.upgrade(file, steps(FIRST))
    before = schema(file)
    with pytest.raises((apsw.Error, CannotOpen)):
        migrations.upgrade(file, steps(FIRST, SECOND, bad))
    assert schema(file) == before
    assert migrations.version_of(file) == 1
    assert list(file.cursor().execute("SELECT * FROM a")) == [(1, "王芳")]


def test_records_that_point_nowhere_stop_an_upgrade_with_a_sentence(file, steps):
    with pytest.raises(CannotOpen, match="有 1 条记录指向不存在的记录。台账保持原样"):
        migrations.upgrade(file, steps(FIRST, DANGLING))


def test_a_file_of_a_later_version_is_refused(file, steps):
    file.cursor().execute("PRAGMA user_version = 9")
    with pytest.raises(migrations.TooNew, match=r"第 9 版，本程序只认到第 2 版.*请先升级程序"):
        migrations.upgrade(file, steps(FIRST, SECOND))


def test_the_program_says_so_and_leaves_a_later_file_alone(school, closed, log_in):
    school.let_go()
    with closing(database.connect(closed.data, school.key)) as connection:
        connection.cursor().execute("PRAGMA user_version = 4711")
    before = closed.data.read_bytes()
    with pytest.raises(migrations.TooNew, match="由更新的版本保存过"):
        log_in()
    assert closed.data.read_bytes() == before
    assert not closed.lock.exists()


# files of released shapes --------------------------------------------------------------------------------


@pytest.fixture(params=OLD_FILES, ids=lambda path: path.stem)
def old_school(request, closed):
    """A school's folder whose data file is one of the old ones; returns (folder, key, version)."""
    path = request.param
    key = bytes.fromhex(path.with_suffix(".key").read_text("ascii"))
    shutil.copyfile(path, closed.data)
    Keys(()).with_password(USER, PASSWORD, key).save(closed.keys)
    return closed, key, int(path.stem)


def test_there_is_a_file_of_every_released_shape():
    assert [int(path.stem) for path in OLD_FILES] == sorted(migrations.steps())


def test_an_old_file_has_the_version_of_its_name(old_school):
    folder, key, version = old_school
    with closing(database.connect(folder.data, key)) as connection:
        assert migrations.version_of(connection) == version


def test_an_old_file_opens_and_keeps_its_rows(old_school, log_in):
    folder, _, version = old_school
    opened = log_in()
    wang = Student.get(Student.name == "王芳")
    assert (wang.id_number, wang.school_class.grade, wang.extra) == (
        "529901201605010022",
        "3",
        {"x1": "石桥"},
    )
    assert [row.name for row in Guardian.select().where(Guardian.student == wang.id)] == ["王建国"]
    assert [(row.kind, str(row.since)) for row in Hardship.select()] == [("05.1", "2026-09-01")]
    assert [row.number for row in AidNotice.select()] == ["石小资助〔2026〕1号"]
    assert SchoolClass.caption_of(wang.school_class_id) == "三(2)班"
    assert opened.who == USER
    upgraded = version != max(migrations.steps())
    assert any(one.reason == "升级前" for one in backup.listed(folder.backups)) == upgraded


def test_an_upgraded_file_has_the_shape_of_a_new_one(old_school, log_in, new_books, tmp_path):
    """When this fails, a released step was edited: released steps are stone, write a new one."""
    folder, key, _ = old_school
    log_in().let_go()
    with (
        closing(database.connect(tmp_path / "新.zxdb", KEY)) as new,
        closing(database.connect(folder.data, key)) as old,
    ):
        migrations.upgrade(new)
        assert schema(old) == schema(new)


def test_a_backup_is_made_before_an_upgrade(school, closed, log_in, monkeypatch, steps):
    school.let_go()
    folder = steps(*(text for text in migrations.steps().values()), "CREATE TABLE later (x);")
    monkeypatch.setattr(migrations.steps, "__defaults__", (folder,))
    monkeypatch.setattr(migrations.pending, "__defaults__", (folder,))
    monkeypatch.setattr(migrations.upgrade, "__defaults__", (folder,))
    log_in()
    newest = backup.listed(closed.backups)[0]
    assert newest.reason == "升级前"
    assert backup.manifest_of(newest.path)["version"] == max(migrations.steps()) - 1


def test_an_upgrade_that_fails_leaves_the_old_file_and_frees_the_lock(
    school, closed, log_in, monkeypatch, steps
):
    school.let_go()
    folder = steps(*(text for text in migrations.steps().values()), HALF)
    for function in (migrations.steps, migrations.pending, migrations.upgrade):
        monkeypatch.setattr(function, "__defaults__", (folder,))
    with pytest.raises((apsw.Error, CannotOpen)):
        log_in()
    monkeypatch.undo()
    assert school_file.log_in(closed, USER, PASSWORD).let_go() is None
