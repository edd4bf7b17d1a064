"""Where a school's books may lie."""

import sys
from pathlib import Path

import pytest

from desktop.services import folder
from desktop.services.folder import BadPlace, Folder, check_chosen, check_place

MOUNTS = """/dev/sda1 / ext4 rw 0 0
//server/share /mnt/net cifs rw 0 0
/dev/sdz9 /media/U\\040盘 vfat rw 0 0
me@host: /mnt/ssh fuse.sshfs rw 0 0
"""


def test_the_files_of_a_school_have_names_people_understand(tmp_path):
    place = Folder(tmp_path)
    named = [place.data, place.keys, place.lock, place.backups, place.papers, place.ballast, place.delays]
    assert len({path.name for path in named}) == len(named)
    assert all(path.parent == tmp_path and not path.name.isascii() for path in named)


def test_books_are_there_when_data_and_keys_are(closed):
    assert closed.exists()
    closed.keys.unlink()
    assert not closed.exists()


def test_a_folder_still_to_be_made_on_this_disk_is_fine(tmp_path):
    check_place(tmp_path / "新 学校" / "台账")


def test_a_file_in_the_way_is_said(tmp_path):
    (tmp_path / "名单").write_bytes(b"")
    with pytest.raises(BadPlace, match="是一个文件，请选一个文件夹"):
        check_place(tmp_path / "名单" / "台账")


@pytest.mark.parametrize(
    ("kind", "words"),
    [("network", "不能放在网络盘上：断网时会写坏"), ("removable", "不能放在 U 盘上：拔出时会写坏")],
)
def test_network_and_sticks_are_refused_and_told_what_they_are_for(monkeypatch, tmp_path, kind, words):
    monkeypatch.setattr(folder, "drive_kind", lambda path: kind)
    with pytest.raises(BadPlace, match=words + ".*备份.*可以放到"):
        check_place(tmp_path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/net/石桥小学", "network"),
        ("/mnt/ssh/x", "network"),
        ("/home/周敏/台账", "fixed"),
        ("/mnt/network", "fixed"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 有这张表")
def test_the_list_of_mounts_tells_what_a_drive_is(monkeypatch, path, kind):
    real = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda self, *rest: MOUNTS if str(self) == "/proc/mounts" else real(self, *rest)
    )
    assert folder.drive_kind(Path(path)) == kind


@pytest.mark.skipif(sys.platform == "win32", reason="the system's folders of Linux")
@pytest.mark.parametrize("place", ["/proc/台账", "/sys/台账", "/usr/share/台账", "/etc"])
def test_the_systems_own_folders_are_refused_with_the_reason(place):
    with pytest.raises(BadPlace, match=r"是系统用的地方.*请选自己的文件夹"):
        check_chosen(Path(place))


@pytest.mark.parametrize("inside", [".台账", ".cache/石桥小学台账"])
def test_a_hidden_folder_is_refused_for_nobody_would_find_it(tmp_path, inside):
    with pytest.raises(BadPlace, match="是隐藏的文件夹"):
        check_chosen(tmp_path / inside)


def test_a_folder_one_sees_may_be_chosen(tmp_path):
    check_chosen(tmp_path / "石桥小学资助台账")
