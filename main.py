"""助学台账: hand over to the window, or to the command line when a word was given.

main.py                 the window
main.py FILE …          the window, and after the log-in the import with these workbooks
main.py WORD …          the command line: see main.py --help
"""

import os
import sys
from pathlib import Path

from desktop.screen import has_screen

NO_SCREEN = "这里没有屏幕，窗口打不开。不开窗口也能做的事，请看：python main.py --help"
DEAD_SCREEN = (
    "环境里写着屏幕 {name}，但是它没有应答，窗口打不开。请在有桌面的地方打开，或者检查远程桌面是不是断了。"
    "不开窗口也能做的事，请看：python main.py --help"
)


def for_command_line(first: str) -> bool:
    """Whether the first argument is a word, not a file to be imported or a switch of Qt's."""
    if first.startswith("-"):
        return first in ("-h", "--help")
    return not (Path(first).suffix and Path(first).is_file())


def main() -> int:
    if sys.argv[1:2] and for_command_line(sys.argv[1]):
        from desktop.cli import main as run
    elif not has_screen():
        name = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        print(DEAD_SCREEN.format(name=name) if name else NO_SCREEN, file=sys.stderr)
        return 2
    else:
        from desktop.app import main as run
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
