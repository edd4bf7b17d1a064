"""助学台账: hand over to the window, or to the command line when a word was given."""

import sys


def main() -> int:
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        from desktop.cli import main as run
    else:
        from desktop.app import main as run
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
