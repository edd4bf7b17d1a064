"""Write requirements-win.lock and requirements-linux.lock: the wheels of what pyproject.toml names, each with its hash.

    python3 installer/windows/lock.py CACHE     downloads into CACHE/wheels and CACHE/wheels-linux what is not there yet

The versions are those of the project's lock. Run it after installer/requirements.lock changed. The builds take nothing
that is not in the files this writes.
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
WHEELS = ("--only-binary=:all:", "--python-version=3.11", "--implementation=cp")
GLIBC = (
    34,
    31,
    28,
    27,
    26,
    24,
    17,
    5,
)  # 2.34 is what Qt's own wheels want; each may also come for an older one
LINUX = tuple(f"--platform=manylinux_2_{minor}_x86_64" for minor in GLIBC)
TARGETS = {  # lock file -> where the wheels lie in the cache, how pip is asked for them
    HERE / "requirements-win.lock": ("wheels", ("--platform=win_amd64",)),
    ROOT / "installer" / "linux" / "requirements-linux.lock": (
        "wheels-linux",
        (*LINUX, "--platform=manylinux2014_x86_64"),
    ),
}
HEAD = "# Written by installer/windows/lock.py from pyproject.toml and installer/requirements.lock.\n"


def main(words: list[str]) -> int:
    if len(words) != 1:
        print(__doc__)
        return 2
    for lock, (folder, platforms) in TARGETS.items():
        wheels = Path(words[0]) / folder
        wheels.mkdir(parents=True, exist_ok=True)
        lock.write_text(HEAD + "".join(_entry(one) for one in _resolve(wheels, platforms)), "utf-8")
    return 0


def locked_versions() -> dict[str, str]:
    """Name -> version of everything in the project's own lock."""
    text = (ROOT / "installer" / "requirements.lock").read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))


def _resolve(wheels: Path, platforms: tuple[str, ...]) -> list[Path]:
    """The wheels of the whole closure, by name."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    with tempfile.TemporaryDirectory() as room:
        limits = Path(room) / "versions.txt"
        limits.write_text("".join(f"{n}=={v}\n" for n, v in locked_versions().items()), "utf-8")
        fresh = Path(room) / "wheels"
        command = [sys.executable, "-m", "pip", "download", "--quiet", *WHEELS, *platforms]
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
