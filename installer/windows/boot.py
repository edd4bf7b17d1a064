"""The first code of an installed program: the launchers run it as app/boot.pyc.

Words: --window FILE …   the window; a workbook dropped on the icon comes as FILE and opens in the import
       --console WORD …  the same as `python main.py WORD …`
       --console --where FILE   for the uninstaller: the folder of the books, as UTF-16 text in FILE
"""

import os
import sys
from pathlib import Path

RUNTIME = Path(sys.base_prefix)  # the folder of python311.dll
BROKEN = "程序打不开，可能是文件被杀毒软件移走了。请重新安装；台账数据不受影响。\n\n{kind}：{error}"


def main(words: list[str]) -> int:
    how, words = words[0], words[1:]
    prepare()
    sys.argv = [sys.argv[0], *words]
    if how == "--window":
        return _window(words)
    if words[:1] == ["--where"]:
        return _where(Path(words[1]))
    from desktop.cli import main as run

    return run(words or ["--help"])


def prepare() -> None:
    """Tell Python and the program where they are."""
    if hasattr(os, "add_dll_directory"):
        os.add_dll_directory(str(RUNTIME))  # packages outside Qt need the C++ runtime that lies there
    sys.executable = str(RUNTIME / "pythonw.exe")  # the launcher is no Python; children need one


def _window(words: list[str]) -> int:
    try:
        from desktop.app import main as run
    except Exception as error:  # without a console nobody would ever see why nothing opens
        _tell(BROKEN.format(kind=type(error).__name__, error=error))
        return 2
    return run(words)


def _tell(sentence: str) -> None:
    import ctypes

    ctypes.windll.user32.MessageBoxW(None, sentence, "助学台账", 0x10)


def _where(answer: Path) -> int:
    from desktop.settings import Settings

    last = Settings.load().last_place()
    answer.write_bytes(str(last or "").encode("utf-16-le"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
