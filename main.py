"""助学台账: hand over to the window, or to the command line when a word was given."""

import os
import sys

from desktop.screen import has_screen

NO_SCREEN = "这里没有屏幕，窗口打不开。不开窗口也能做的事，请看：python main.py --help"
DEAD_SCREEN = (
    "环境里写着屏幕 {name}，但是它没有应答，窗口打不开。请在有桌面的地方打开，或者检查远程桌面是不是断了。"
    "不开窗口也能做的事，请看：python main.py --help"
)


def main() -> int:
    if sys.argv[1:2] and (not sys.argv[1].startswith("-") or sys.argv[1] in ("-h", "--help")):
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
