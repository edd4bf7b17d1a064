"""Files appear whole or not at all."""

import errno
import sys

import pytest

from desktop.services import files
from desktop.services.files import CannotWrite, put_in_place


@pytest.fixture
def target(tmp_path):
    return tmp_path / "资助 名单" / "花名册（186人）.xlsx"


def test_a_file_takes_its_name_when_it_is_whole(target):
    with put_in_place(target) as part:
        part.write_bytes(b"whole")
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_failure_leaves_the_old_file_and_no_scrap(target):
    target.parent.mkdir()
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), put_in_place(target) as part:
        part.write_bytes(b"half")
        raise ZeroDivisionError
    assert target.read_bytes() == b"old"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_file_that_does_not_read_back_is_refused(target, monkeypatch):
    monkeypatch.setattr(files, "_hash_of", lambda path: "0" * 64)
    with pytest.raises(CannotWrite, match="读回不一致，这块盘可能坏了"), put_in_place(target) as part:
        part.write_bytes(b"x")
    assert not target.exists()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "full"), "磁盘满了，“花名册（186人）.xlsx”没有写成"),
        (OSError(errno.EROFS, "read-only"), "这个位置是只读的"),
        (PermissionError(errno.EACCES, "denied"), "请先在 WPS 里关闭它"),
        (FileNotFoundError(errno.ENOENT, "gone"), "U 盘可能已经拔出"),
        (OSError(errno.EIO, "broken"), "没有写成（broken）。请换一个位置再存"),
    ],
)
def test_what_stands_in_the_way_is_said(target, error, words):
    with pytest.raises(CannotWrite, match=words), put_in_place(target):
        raise error


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 有永远写不进的设备")
def test_a_really_full_disk_is_said(target):
    with pytest.raises(CannotWrite, match="磁盘满了"), put_in_place(target) as part:
        part.symlink_to("/dev/full")
        part.write_bytes(b"x" * 100_000)


def test_nothing_is_written_over(target):
    target.parent.mkdir()
    assert files.free_name(target) == target
    for number in (2, 3):
        files.free_name(target).write_bytes(b"")
        assert files.free_name(target).name == f"花名册（186人）({number}).xlsx"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("三/1班: 名单?", "三／1班： 名单？"),
        ("CON", "CON_"),
        ("nul.txt", "nul.txt_"),
        ("  . ", "_"),
        ("王芳 .", "王芳"),
        ("a\x00b\n", "ab"),
        ('"甲"<乙>', "”甲”〈乙〉"),
    ],
)
def test_any_words_become_a_name_windows_takes(words, name):
    assert files.safe_name(words) == name


def test_a_name_is_never_too_long():
    assert len(files.safe_name("很" * 300)) == 120


def test_a_hash_is_of_the_bytes(target):
    target.parent.mkdir()
    target.write_bytes(b"abc")
    assert files.sha256(target) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_file_where_a_folder_should_be_is_said_in_chinese(tmp_path):
    (tmp_path / "档案").write_bytes(b"")
    with (
        pytest.raises(CannotWrite, match="是一个文件，不是文件夹") as told,
        put_in_place(tmp_path / "档案" / "甲.pdf"),
    ):
        pass
    assert "exists" not in str(told.value)
