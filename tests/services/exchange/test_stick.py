import ctypes
from pathlib import Path

import pytest

from desktop.services.exchange import stick, windows_drives
from desktop.services.files import CannotWrite


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"MZ")


def suspects(root: Path) -> dict[str, str]:
    return {one.path.relative_to(root).as_posix(): one.sentence for one in stick.suspicious(root)}


@pytest.fixture
def usb(tmp_path) -> Path:
    place = tmp_path / "U 盘"
    place.mkdir()
    return place


def test_a_program_named_like_the_folder_beside_it_is_suspected(usb):
    make(usb, "报送材料/", "报送材料.exe", "照片集/", "照片集.lnk", "安装程序.exe")
    told = suspects(usb)
    assert told.keys() == {"报送材料.exe", "照片集.lnk"}
    assert "和文件夹“报送材料”同名" in told["报送材料.exe"]


def test_spaces_and_capitals_do_not_hide_a_look_alike(usb):
    make(usb, "Photo/", "PHOTO   .EXE", "新建文件夹.scr")
    assert suspects(usb).keys() == {"PHOTO   .EXE", "新建文件夹.scr"}


def test_a_program_that_ends_like_a_document_is_suspected(usb):
    make(usb, "花名册.xlsx.exe", "花名册.xlsx", "通知.pdf")
    assert suspects(usb).keys() == {"花名册.xlsx.exe"}


def test_a_name_written_backwards_is_suspected(usb):
    make(usb, "名单\u202exslx.exe")
    assert "倒写" in next(iter(suspects(usb).values()))


def test_autorun_as_a_file_is_suspected_as_a_folder_it_is_a_guard(usb):
    make(usb, "autorun.inf/免疫.txt")
    assert suspects(usb) == {}
    (usb / "autorun.inf/免疫.txt").unlink()
    (usb / "autorun.inf").rmdir()
    make(usb, "AutoRun.inf")
    assert "自动运行" in suspects(usb)["AutoRun.inf"]


def test_folders_without_a_name_or_with_a_class_id_are_suspected(usb):
    make(usb, "\u3000\xa0/", "资料.{645FF040-5081-101B-9F08-00AA002F954E}/", "资料/")
    assert len(suspects(usb)) == 2


def test_one_folder_down_is_looked_at_too_and_the_systems_own_is_not(usb):
    make(usb, "六年级/成绩/", "六年级/成绩.exe", "System Volume Information/文档.exe")
    assert suspects(usb).keys() == {"六年级/成绩.exe"}


def test_nothing_on_the_stick_is_touched(usb):
    make(usb, "报送材料/", "报送材料.exe", "autorun.inf")
    before = {path: path.stat().st_mtime_ns for path in usb.rglob("*")}
    assert len(stick.suspicious(usb)) == 2
    assert {path: path.stat().st_mtime_ns for path in usb.rglob("*")} == before


def system(root: Path, mounts: str, **removable: str) -> Path:
    (root / "proc").mkdir(parents=True)
    (root / "proc/mounts").write_text(mounts, "utf-8")
    for disk, flag in removable.items():
        (root / "sys/block" / disk).mkdir(parents=True)
        (root / "sys/block" / disk / "removable").write_text(f"{flag}\n")
    return root


def test_linux_sticks_are_found_by_the_disk_or_by_where_they_are_mounted(tmp_path):
    root = system(
        tmp_path,
        "/dev/sda1 / ext4 rw 0 0\n"
        "/dev/sdb1 /mnt/资助\\040专用 vfat rw 0 0\n"
        "/dev/sdc1 /run/media/zhou/移动硬盘 exfat rw 0 0\n"
        "/dev/mmcblk0p1 /mnt/card vfat rw 0 0\n"
        "tmpfs /media/not-a-disk tmpfs rw 0 0\n",
        sda="0", sdb="1", sdc="0", mmcblk0="1",
    )  # fmt: skip
    assert stick.mounted(root) == [
        (Path("/mnt/card"), "card"),
        (Path("/mnt/资助 专用"), "资助 专用"),
        (Path("/run/media/zhou/移动硬盘"), "移动硬盘"),
    ]


def test_this_machines_list_of_sticks_is_read_without_an_error():
    assert all(drive.total > 0 for drive in stick.drives())


def test_a_drive_is_called_by_its_name_and_what_is_free(tmp_path):
    drive = stick.Drive(Path("E:"), "资助专用", 3 << 30, 8 << 30)
    assert drive.name == "U 盘 资助专用（E:），剩 3.0 GB"


def test_a_trial_file_tells_whether_writing_works_and_is_gone_afterwards(usb):
    stick.check_writable(usb)
    assert list(usb.iterdir()) == []
    assert stick.free_bytes(usb) > 0


def test_a_stick_that_was_pulled_out_is_told_in_a_sentence(usb):
    with pytest.raises(CannotWrite, match="可能已经拔出"):
        stick.check_writable(usb / "没有了")
    with pytest.raises(CannotWrite, match="可能已经拔出"):
        stick.free_bytes(usb / "没有了")


def test_after_sync_the_advice_still_says_to_eject(usb):
    assert stick.safe_removal_advice() in stick.make_ready_to_pull(usb)


class Kernel:
    """Stands for kernel32, which this system has not: C: fixed, E: removable with a label."""

    def __init__(self, obeys=True):
        self.orders, self.obeys, self.closed = [], obeys, False

    def SetErrorMode(self, mode):
        return 0

    def GetLogicalDrives(self):
        return 0b10100

    def GetDriveTypeW(self, root):
        return 2 if root == "E:\\" else 3

    def GetVolumeInformationW(self, root, room, *_):
        room.value = "资助专用"

    def CreateFileW(self, name, *_):
        return 7 if name == "\\\\.\\E:" else ctypes.c_void_p(-1).value

    def FlushFileBuffers(self, handle):
        return 1

    def DeviceIoControl(self, handle, order, *_):
        self.orders.append(order)
        return self.obeys

    def CloseHandle(self, handle):
        self.closed = True


def test_windows_letters_are_read_from_the_bits():
    assert windows_drives.removable(Kernel()) == [(Path("E:\\"), "资助专用")]


def test_ejecting_locks_dismounts_and_ejects_and_stops_at_the_first_no():
    willing, unwilling = Kernel(), Kernel(obeys=False)
    assert windows_drives.eject("E:", willing)
    assert willing.orders == [0x90018, 0x90020, 0x2D4808]
    assert not windows_drives.eject("E:", unwilling)
    assert len(unwilling.orders) == 1 and unwilling.closed
    assert not windows_drives.eject("F:", Kernel())
