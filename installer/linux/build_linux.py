"""Make dist/zhuxue-linux-x64.tar.xz on Debian 12: the program with its own Python, to be unpacked and used anywhere.

    python3.11 installer/linux/build_linux.py [--cache FOLDER] [--out FOLDER] [--quick] [--stage-only]

Python and the libraries beside it come from Debian's signed packages (apt-get download), the rest from the wheels of
requirements-linux.lock. The self-test of the staged program decides whether it is packed. --quick packs at once and large.
"""

import argparse
import contextlib
import hashlib
import io
import json
import lzma
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "windows"))

import build as windows  # noqa: E402
import pack  # noqa: E402
import stage  # noqa: E402

LOCK = HERE / "requirements-linux.lock"
TOP = "助学台账"
NEEDS = 36  # Debian 12, where Python and the libraries beside it come from; the wheels are content with 2.34
LOOKED_INTO = "../../../../lib\n../../../../app\n"  # read by Python's own site.py below runtime/


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, default=windows.CACHE)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--stage-only", action="store_true")
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    where = told.out.resolve() / "stage-linux"
    try:
        put_together(told.cache.resolve(), where)
        check(where)
    except stage.Wrong as error:
        print(error, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as room:
        if subprocess.run([where / "zhuxue", "selftest", room], check=False).returncode:
            return 1
    if not told.stage_only:
        archive = told.out / "zhuxue-linux-x64.tar.xz"
        into_archive(where, archive, preset=0 if told.quick else 6)
        add_sum(archive)
    return 0


def put_together(cache: Path, where: Path) -> None:
    """Fill the stage anew. Raises stage.Wrong."""
    rules = json.loads((HERE / "stage.json").read_text("utf-8"))
    shutil.rmtree(where, ignore_errors=True)
    wheels = cache / "wheels-linux"
    fetch_wheels(wheels)
    texts = []
    for package in fetch_packages(cache / "debian", [*rules["python"], *rules["libraries"]]):
        texts.append(take_package(package, where, rules))
    for wheel in stage.locked_wheels(wheels, LOCK):
        texts += stage.unpack(wheel, where / "lib", rules)
    stage.copy_program(where / "app")
    shutil.copyfile(ROOT / "main.py", where / "app" / "main.py")
    for folder in (where / "runtime" / "lib" / "python3.11", where / "lib", where / "app"):
        stage.compile_all(folder)
    stage.put(where / "runtime" / "lib" / "python3" / "dist-packages" / "zhuxue.pth", LOOKED_INTO.encode())
    stage.put(where / "LICENSES.txt", stage.licence_text(texts).encode("utf-8"))
    stage.put(where / "portable.txt", pack.PORTABLE.encode("utf-8-sig"))
    for name in ("助学台账", "zhuxue"):
        shutil.copyfile(HERE / "launcher.sh", where / name)
        (where / name).chmod(0o755)


def fetch_wheels(wheels: Path) -> None:
    wanted = re.findall(r"sha256:(\w+)  # (\S+)", LOCK.read_text("utf-8"))
    if all((wheels / name).is_file() for _, name in wanted):
        return  # stage.locked_wheels compares the hashes
    windows.say(f"from the Python package index: the wheels of {LOCK.name}, into {wheels}")
    platforms = sorted(
        {part for _, name in wanted for part in name[:-4].split("-")[-1].split(".") if "linux" in part}
    )
    windows.download(wheels, LOCK, "--only-binary=:all:", "--python-version=3.11", "--implementation=cp",
                     f"--find-links={wheels}", *(f"--platform={one}" for one in platforms))  # fmt: skip


def fetch_packages(folder: Path, names: list[str]) -> Iterator[Path]:
    """The .deb file of each package, from the cache or from Debian's archive. Raises stage.Wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in names if not list(folder.glob(f"{name}_*.deb"))]
    if missing:
        windows.say(f"from Debian: {' '.join(missing)}, into {folder}")
        if subprocess.run(["apt-get", "download", "-qq", *missing], cwd=folder, check=False).returncode:
            raise stage.Wrong(
                "Debian's packages could not be fetched; look at the network and run apt-get update"
            )
    for name in names:
        yield sorted(folder.glob(f"{name}_*.deb"))[-1]


def take_package(package: Path, where: Path, rules: dict[str, list[str]]) -> tuple[str, str]:
    """Lay Python below runtime/, shared libraries into runtime/libs; gives title and text of the licence."""
    told = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, capture_output=True).stdout
    title, text = package.name.split("_")[0], ""
    with tarfile.open(fileobj=io.BytesIO(told)) as box:
        for entry in box.getmembers():
            name = entry.name.removeprefix("./")
            content = None
            with contextlib.suppress(KeyError):  # a link that leads out of the package
                content = box.extractfile(entry)
            if name.endswith("/copyright") and content is not None:
                text = content.read().decode("utf-8", "replace")
            elif content is None or any(fnmatchcase(name, one) for one in rules["python_without"]):
                continue
            elif name == "usr/bin/python3.11":
                stage.put(where / "runtime" / "bin" / "python3.11", content.read())
                (where / "runtime" / "bin" / "python3.11").chmod(0o755)
            elif name.startswith("usr/lib/python3.11/"):
                stage.put(where / "runtime" / name.removeprefix("usr/"), content.read())
            elif re.search(r"/x86_64-linux-gnu/[^/]+\.so(\.|$)", f"/{name}"):
                stage.put(where / "runtime" / "libs" / name.rsplit("/", 1)[-1], content.read())
    return f"Debian package {title}", text


def check(where: Path) -> None:
    """No file may want a newer glibc than NEEDS says. Raises stage.Wrong."""
    for one in where.rglob("*"):
        if one.is_file() and (content := one.read_bytes())[:4] == b"\x7fELF":
            newest = max((int(found) for found in re.findall(rb"GLIBC_2\.(\d+)\0", content)), default=0)
            if newest > NEEDS:
                raise stage.Wrong(f"{one.relative_to(where)} wants glibc 2.{newest}, not 2.{NEEDS}")
    print(f"nothing wants a glibc newer than 2.{NEEDS}")


def into_archive(where: Path, target: Path, *, preset: int) -> None:
    """The same files make the same archive."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = stage.WHEN
        entry.mode = 0o755 if entry.mode & 0o100 else 0o644
        return entry

    with lzma.open(target, "wb", preset=preset) as packed, tarfile.open(fileobj=packed, mode="w") as box:
        for one in pack.files_of(where):
            box.add(one, f"{TOP}/{one.relative_to(where).as_posix()}", filter=plain)
    size = sum(one.stat().st_size for one in pack.files_of(where))
    print(f"{size / 2**20:8.1f} MiB  unpacked\n{target.stat().st_size / 2**20:8.1f} MiB  {target.name}")


def add_sum(archive: Path) -> None:
    """Put its line into SHA256SUMS, which pack.py writes anew for Windows."""
    sums = archive.parent / "SHA256SUMS"
    others = sums.read_text("utf-8").splitlines() if sums.exists() else []
    kept = [one for one in others if not one.endswith(f"  {archive.name}")]
    line = f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}"
    sums.write_text("\n".join([*kept, line]) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
