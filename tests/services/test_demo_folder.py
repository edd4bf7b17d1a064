"""The folder of a demo: what the demo made may be made anew, everything else stays."""

import pytest

from desktop.models.database import FileLock
from desktop.models.errors import Refused
from desktop.services import demo_folder
from desktop.services.folder import Folder


@pytest.fixture
def filled(tmp_path):
    """A folder as a demo leaves it."""
    to = tmp_path / "演 示"
    demo_folder.clear(to)
    for name in ("台账/台账.zxdb", "台账/台账.钥匙", "打印/告知书.pdf", "U盘/报送/花名册.xlsx"):
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    demo_folder.note_made(to)
    return to


def files(to):
    return sorted(path.name for path in to.rglob("*") if path.is_file())


def test_what_the_demo_made_is_taken_away_for_the_next_one(filled):
    demo_folder.clear(filled)
    assert list(filled.iterdir()) == []


@pytest.mark.parametrize("name", ["打印/校长改过的.docx", "我的论文.txt", "台账/备份/全家福.jpg"])
def test_a_file_of_ones_own_is_named_and_nothing_is_taken_away(filled, name):
    (filled / name).parent.mkdir(exist_ok=True)
    (filled / name).write_bytes(b"x")
    before = files(filled)
    with pytest.raises(Refused, match=name):
        demo_folder.clear(filled)
    assert files(filled) == before


def test_a_file_that_was_changed_since_is_named_and_stays(filled):
    (filled / "打印" / "告知书.pdf").write_bytes("校长批注".encode())
    with pytest.raises(Refused, match="告知书"):
        demo_folder.clear(filled)
    assert (filled / "打印" / "告知书.pdf").read_bytes() == "校长批注".encode()


def test_books_that_were_used_are_made_anew(filled):
    (filled / "台账" / "台账.zxdb").write_bytes("用过了".encode())
    (filled / "台账" / "备份").mkdir()
    (filled / "台账" / "备份" / "台账备份_20260905-103200_0001_手动.zxbak").write_bytes(b"x")
    demo_folder.clear(filled)
    assert list(filled.iterdir()) == []


def test_books_that_are_open_stay(filled):
    before = files(filled)
    lock = FileLock(Folder(filled / "台账").lock)
    lock.take()
    with pytest.raises(Refused, match="正开着"):
        demo_folder.clear(filled)
    lock.free()
    assert files(filled) == before


def test_a_folder_of_somebody_else_is_refused(tmp_path):
    (tmp_path / "这个文件夹由演示生成.txt").write_text("从前的演示\n", "utf-8")
    (tmp_path / "我的论文.txt").write_bytes(b"x")
    with pytest.raises(Refused, match="我的论文"):
        demo_folder.clear(tmp_path)
    assert len(files(tmp_path)) == 2
