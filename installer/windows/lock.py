"""Write requirements-win.lock: the Windows wheels of what pyproject.toml names, in the versions of the project's lock.

    python3 installer/windows/lock.py CACHE     downloads into CACHE/wheels what is not there yet

Run it after installer/requirements.lock changed. build.sh takes nothing that is not in the file this writes.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LOCK = HERE / "requirements-win.lock"
TARGET = ("--only-binary=:all:", "--platform=win_amd64", "--python-version=3.11", "--implementation=cp")
HEAD = "# Written by installer/windows/lock.py from pyproject.toml and installer/requirements.lock.\n"


def main(words: list[str]) -> int:
    if len(words) != 1:
        print(__doc__)
        return 2
    wheels = Path(words[0]) / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    LOCK.write_text(HEAD + "".join(_entry(one) for one in _resolve(wheels)), "utf-8")
    return 0


def locked_versions() -> dict[str, str]:
    """Name -> version of everything in the project's own lock."""
    text = (ROOT / "installer" / "requirements.lock").read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))


def _resolve(wheels: Path) -> list[Path]:
    """The wheels of the whole closure, by name."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    with tempfile.TemporaryDirectory() as room:
        limits = Path(room) / "versions.txt"
        limits.write_text("".join(f"{n}=={v}\n" for n, v in locked_versions().items()), "utf-8")
        fresh = Path(room) / "wheels"
        command = [sys.executable, "-m", "pip", "download", "--quiet", *TARGET]
        command += [f"--find-links={wheels}", "--constraint", str(limits), "--dest", str(fresh), *wanted]
        subprocess.run(command, check=True)
        for one in fresh.iterdir():
            (wheels / one.name).write_bytes(one.read_bytes())
        return sorted((wheels / one.name for one in fresh.iterdir()), key=lambda one: one.name.lower())


def _entry(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{name.lower().replace('_', '-')}=={version} --hash=sha256:{digest}  # {wheel.name}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
