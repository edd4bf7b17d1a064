"""What every word of the command line needs: its progress line, the reading of dates, terms and passwords."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.services.progress import Progress

DONE, FINDINGS, REFUSED = 0, 1, 2


def secret(name: str, question: str) -> str:
    """A password from the environment, or asked for when somebody is there to answer."""
    if told := os.environ.get(name):
        return told
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # it would be typed in the open
            return getpass.getpass(question)
    except getpass.GetPassWarning:  # no terminal: the password may come through a pipe
        typed = sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
    except EOFError:
        typed = ""
    if not typed:
        raise Refused(f"还没有给密码，这里又没法输入。请先把密码写进环境变量 {name}，再运行一次。")
    return typed


def target_of(path: Path | None) -> None:
    """Refused when the folder that something goes to lies nowhere: a stick that is not there is not made up."""
    if path is not None and not path.exists() and not path.absolute().parent.is_dir():
        raise Refused(f"找不到“{path.absolute().parent}”，U 盘可能没有插好。请写一个已有的位置，再做一次。")


class LineProgress(Progress):
    """One line on the console that is written over; silent when the output goes into a file."""

    def __init__(self, quiet: bool) -> None:
        super().__init__()
        self.quiet = quiet or not sys.stderr.isatty()
        self.words = ""

    def say(self, sentence: str) -> None:
        self.words = sentence
        self.report(0, 0)

    def report(self, done: int, total: int) -> None:
        if not self.quiet:
            count = f" {done}/{total}" if total else ""
            print(f"\r{self.words}{count}\x1b[K", end="", file=sys.stderr, flush=True)


def tell(chosen: Any, told: Any, words: str, *, stream: Any = None) -> None:
    text = (
        json.dumps(told, ensure_ascii=False, indent=1, default=str)
        if getattr(chosen, "json", False)
        else words
    )
    print(text, file=stream or sys.stdout)


def day_of(text: str | None) -> dt.date:
    from desktop.models.dates import parse_day

    try:
        return parse_day(text) if text else dt.date.today()
    except ValueError:
        raise Refused(f"日期看不懂：“{text}”。请写成 2026-10-15。") from None


def term_of(text: str) -> Any:
    from desktop.models.terms import parse_term

    try:
        return parse_term(text)
    except ValueError as error:
        raise Refused(str(error)) from None
