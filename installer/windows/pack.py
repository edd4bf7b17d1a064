"""Pack the staged program as the portable zip, and write the lists of what was made.

python3.11 installer/windows/pack.py STAGE DIST
"""

import hashlib
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

WHEN = (2026, 1, 1, 0, 0, 0)  # the same for every file, so that the same files make the same zip
TOP = "助学台账"
PORTABLE = (
    "有这个文件，程序就把设置放在旁边的“设置”里，新建的台账也提议放在旁边，不写到系统别处。\r\n"
    "整个文件夹放在这台电脑的硬盘上用，搬到别的硬盘照样能用；放在 U 盘上只能看，不能建台账，怕拔出时写坏。\r\n"
    "最好放在 D 盘：重装系统时 C 盘会清空，放在桌面上的也会丢。\r\n"
    "\r\n"
    "注意：台账（名字里有“资助台账”的文件夹，备份也在里面）就在这里，删掉整个文件夹，台账和备份就都没有了。\r\n"
    "换新版：先关程序，把新的压缩包解到另一个地方；再把这里的台账文件夹和“设置”搬进新的“助学台账”文件夹；登录看过没有问题，再删旧的。\r\n"
    "不用了：先把台账文件夹拷到别处留着，再删这个文件夹。\r\n"
)


def main(words: list[str]) -> int:
    if len(words) != 2:
        print(__doc__)
        return 2
    stage, dist = Path(words[0]), Path(words[1])
    with zipfile.ZipFile(dist / "zhuxue-portable-x64.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as box:
        for path in files_of(stage):
            _add(box, path.relative_to(stage).as_posix(), path.read_bytes())
        _add(box, "portable.txt", PORTABLE.encode("utf-8-sig"))
    listing = "".join(f"{_digest(one)}  {one.relative_to(stage).as_posix()}\n" for one in files_of(stage))
    (dist / "stage-files.txt").write_text(listing, "utf-8")
    made = [dist / name for name in ("zhuxue-setup-x64.exe", "zhuxue-portable-x64.zip", "stage-files.txt")]
    sums = "".join(f"{_digest(one)}  {one.name}\n" for one in made if one.exists())
    (dist / "SHA256SUMS").write_text(sums, "utf-8")
    installed = sum(one.stat().st_size for one in files_of(stage))
    for title, size in [
        ("installed", installed),
        *((one.name, one.stat().st_size) for one in made if one.exists()),
    ]:
        print(f"{size / 2**20:8.1f} MiB  {title}")
    return 0


def files_of(stage: Path) -> Iterator[Path]:
    yield from sorted(one for one in stage.rglob("*") if one.is_file())


def _add(box: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(f"{TOP}/{name}", WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0  # as made on Windows: no Unix rights inside
    box.writestr(entry, content)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
