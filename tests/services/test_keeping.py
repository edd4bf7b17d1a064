"""Keeping the books safe: a backup with its second copy, the proof, the way back, and who may open what."""

import pytest
from builders import CODE, PASSWORD, USER, pupil

from desktop.models.errors import Refused
from desktop.models.ledgers.students import Student
from desktop.services import backup, keeping
from desktop.services.vault import WrongPassword


@pytest.fixture
def stick(tmp_path):
    place = tmp_path / "U 盘"
    place.mkdir()
    return place


def test_a_backup_lies_here_and_on_the_stick(school, stick):
    made = keeping.back_up(school, "手动", stick)
    assert made.path.exists()
    assert made.second == stick / made.path.name
    assert made.second.read_bytes() == made.path.read_bytes()


def test_a_stick_left_at_home_spoils_nothing(school, tmp_path):
    made = keeping.back_up(school, "手动", tmp_path / "没插上")
    assert made.path.exists()
    assert made.second is None
    assert "找不到" in made.trouble


def test_the_second_folder_may_not_lie_inside_the_books(school):
    with pytest.raises(Refused, match="一坏就一起坏"):
        keeping.check_second(school.folder, school.folder.backups)


def test_a_drill_counts_what_a_restore_would_bring(school, store):
    pupil(store)
    made = keeping.back_up(school, "手动")
    proof = keeping.drill(school.folder, made.path, school.key)
    assert proof.pupils == 1
    assert "有学生 1 人" in proof.sentence
    assert not list(school.folder.path.glob("*.part"))


def test_a_damaged_backup_fails_the_drill(school):
    made = keeping.back_up(school, "手动")
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(backup.BadBackup):
        keeping.drill(school.folder, made.path, school.key)


def test_a_backup_opens_with_the_password_or_the_code_of_its_day(school):
    made = keeping.back_up(school, "手动")
    school.change_password(PASSWORD, "秋风扫落叶2026")
    assert keeping.users_of(made.path) == [USER]
    assert keeping.unlock(made.path, USER, PASSWORD, folder=school.folder) == school.key
    assert keeping.unlock(made.path, "", CODE, folder=school.folder, by_code=True) == school.key
    with pytest.raises(WrongPassword):
        keeping.unlock(made.path, USER, "秋风扫落叶2026", folder=school.folder)


def test_swapping_keeps_what_was_replaced_and_backs_it_up_first(school, store, log_in):
    made = keeping.back_up(school, "手动")
    pupil(store)
    aside = keeping.swap(school, made.path, school.key)
    assert (aside / school.folder.data.name).exists()
    assert backup.listed(school.folder.backups)[0].reason == "恢复前"
    assert keeping.last_restore(school.folder) is not None
    log_in()
    assert Student.select().count() == 0


def test_a_file_that_is_no_backup_is_refused_by_its_name(tmp_path):
    with pytest.raises(backup.BadBackup, match="不像台账备份"):
        backup.described(tmp_path / "作业.zxbak")
