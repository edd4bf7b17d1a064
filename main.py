"""助学台账: hand over to the window, or to the command line when a word was given."""

import os
import sys

NO_SCREEN = "这里没有屏幕，窗口打不开。不开窗口也能做的事，请看：python main.py --help"


def main() -> int:
    if sys.argv[1:2] and (not sys.argv[1].startswith("-") or sys.argv[1] in ("-h", "--help")):
        from desktop.cli import main as run
    elif not has_screen():
        print(NO_SCREEN, file=sys.stderr)
        return 2
    else:
        from desktop.app import main as run
    return run(sys.argv[1:])


def has_screen() -> bool:
    """Without one Qt would end the process with a core dump and an English message."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
