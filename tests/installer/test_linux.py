"""The Linux delivery, as far as it can be judged without a download; build_linux.py ends with the self-test."""

import hashlib
import io
import re
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path += [str(ROOT / "installer" / name) for name in ("windows", "linux")]

import build_linux  # noqa: E402
import stage  # noqa: E402
from lock import locked_versions  # noqa: E402

RULES = build_linux.json.loads((ROOT / "installer" / "linux" / "stage.json").read_text("utf-8"))


def elf(path, *wants):
    """What looks like a library that wants these versions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x7fELF" + b"".join(f"\0GLIBC_2.{one}\0".encode() for one in wants))


def test_linux_gets_the_versions_that_were_tested():
    text = build_linux.LOCK.read_text("utf-8")
    locked = dict(re.findall(r"^(\S+)==(\S+) --hash=sha256:[0-9a-f]{64}  # \S+\.whl$", text, re.MULTILINE))
    tested = {name.lower().replace("_", "-"): version for name, version in locked_versions().items()}
    assert len(locked) > 20
    assert {name: version for name, version in locked.items() if tested.get(name) != version} == {}


def test_a_library_that_wants_a_newer_system_is_found(tmp_path):
    elf(tmp_path / "lib" / "old.so", 2, 17, build_linux.NEEDS)
    build_linux.check(tmp_path)
    elf(tmp_path / "lib" / "new.so", 17, build_linux.NEEDS + 1)
    with pytest.raises(stage.Wrong, match=r"lib/new\.so wants glibc"):
        build_linux.check(tmp_path)


def test_the_launcher_says_which_system_it_needs():
    script = (ROOT / "installer" / "linux" / "launcher.sh").read_text("utf-8")
    assert f"glibc 2.{build_linux.NEEDS} " in script


@pytest.mark.parametrize(
    ("name", "shipped"),
    [
        ("PySide6/QtPdf.abi3.so", True),
        ("PySide6/Qt/lib/libQt6XcbQpa.so.6", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/QtQml.abi3.so", False),
        ("pypdf/_page.py", True),
    ],
)
def test_what_of_a_wheel_is_shipped(name, shipped):
    assert stage.is_shipped(name, RULES) is shipped


def test_the_same_files_make_the_same_archive(tmp_path):
    for name, mode in (("zhuxue", 0o755), ("app/一.txt", 0o640)):
        stage.put(tmp_path / "stage" / name, b"x")
        (tmp_path / "stage" / name).chmod(mode)
    made = []
    for name in ("one.tar.xz", "two.tar.xz"):
        build_linux.into_archive(tmp_path / "stage", tmp_path / name, preset=0)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    with tarfile.open(fileobj=io.BytesIO(made[0])) as box:
        rights = {entry.name: entry.mode for entry in box}
    assert rights == {"助学台账/zhuxue": 0o755, "助学台账/app/一.txt": 0o644}


def test_the_sum_of_the_archive_stands_once_beside_the_others(tmp_path):
    (tmp_path / "SHA256SUMS").write_text("00  zhuxue-setup-x64.exe\n")
    for content in (b"first", b"second"):
        (tmp_path / "a.tar.xz").write_bytes(content)
        build_linux.add_sum(tmp_path / "a.tar.xz")
    lines = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert lines == ["00  zhuxue-setup-x64.exe", f"{hashlib.sha256(b'second').hexdigest()}  a.tar.xz"]
