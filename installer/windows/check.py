"""Look at a staged program without running it: is everything there that its files ask for?

    python3.11 installer/windows/check.py STAGE

Every DLL that a shipped file imports is shipped where Windows will look for it, or is part of Windows 10 1809
(windows_1809.txt). Every module the program imports is in the stage. Says what is missing; 0 when nothing is.
"""

import ast
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from portable_files import Image, NotWindows

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAMS = {".exe", ".dll", ".pyd"}
# Built into python311.dll: no file of their own anywhere.
BUILT_IN = {
    "_thread", "array", "atexit", "audioop", "binascii", "builtins", "cmath", "errno", "faulthandler", "gc", "itertools",
    "marshal", "math", "mmap", "msvcrt", "nt", "sys", "time", "winreg", "xxsubtype", "zlib",
}  # fmt: skip
ELSEWHERE = {"fcntl", "shibokensupport"}  # imported on Linux only; carried inside shiboken6
MEETING_PLACES = (
    "runtime",
    "lib/PySide6",
    "lib/shiboken6",
)  # opened to every file by boot.py and by PySide6 itself


def main(words: list[str]) -> int:
    if len(words) != 1:
        print(__doc__)
        return 2
    faults = [*missing_libraries(Path(words[0])), *missing_modules(Path(words[0]))]
    print("\n".join(faults) or "every DLL and every module is there")
    return 1 if faults else 0


def missing_libraries(stage: Path) -> Iterator[str]:
    """One sentence for each DLL that a file of the stage asks for in vain."""
    windows = set((HERE / "windows_1809.txt").read_text("utf-8").split())
    meeting = {one.name.lower() for place in MEETING_PLACES for one in (stage / place).glob("*.dll")}
    for path in sorted(stage.rglob("*")):
        if path.suffix.lower() not in PROGRAMS:
            continue
        beside = {one.name.lower() for one in path.parent.iterdir()}
        try:
            wanted = Image.read(path).imports()
        except NotWindows as error:
            yield f"{path.relative_to(stage)}: {error}"
            continue
        for name in wanted:
            if name not in beside | meeting | windows and not name.startswith("api-ms-win-crt-"):
                yield f"{path.relative_to(stage)}: {name} is neither shipped nor part of Windows 10 1809"


def missing_modules(stage: Path) -> Iterator[str]:
    """One sentence for each module that the program names and the stage has not."""
    with zipfile.ZipFile(stage / "runtime" / "python311.zip") as box:
        library = {name.removesuffix(".pyc") for name in box.namelist()}
    for source in [*sorted((ROOT / "desktop").rglob("*.py")), HERE / "boot.py"]:
        for module in named_modules(source.read_text("utf-8")):
            if not _is_there(stage, library, module):
                yield f"{source.relative_to(ROOT)}: module {module} is not in the stage"


def named_modules(source: str) -> Iterator[str]:
    """The modules that a source imports, wherever in it; not those for the type checker alone."""
    skipped: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            skipped.update(id(inner) for one in node.body for inner in ast.walk(one))
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _is_there(stage: Path, library: set[str], module: str) -> bool:
    place = module.replace(".", "/")
    if module.split(".")[0] in BUILT_IN | ELSEWHERE or {place, f"{place}/__init__"} & library:
        return True
    for folder in (stage / "app", stage / "lib", stage / "runtime"):
        if (folder / f"{place}.pyc").is_file() or (folder / place).is_dir():
            return True
        parent = (folder / place).parent
        if parent.is_dir() and any(parent.glob(f"{place.rsplit('/', 1)[-1]}*.pyd")):
            return True
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
