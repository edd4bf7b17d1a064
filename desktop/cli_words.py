"""The command line's parser, speaking Chinese: its help, and what it says of words it does not understand."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

REFUSED = 2

# What argparse says -> what we say. Python ships no Chinese catalogue, so argparse's own look-up is answered here.
SAID = {
    "usage: ": "用法：",
    "positional arguments": "要写的",
    "options": "可以加的",
    "optional arguments": "可以加的",
    "show this help message and exit": "显示这段说明",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "还缺 %s",
    "unrecognized arguments: %s": "没有“%s”这种写法",
    "one of the arguments %s is required": "%s 里要写一个",
    "not allowed with argument %s": "不能和 %s 一起写",
    "ignored explicit argument %r": "后面不能再写 %r",
    "expected one argument": "后面要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "expected at least one argument": "后面至少写一个值",
    "expected %s argument": "后面要写 %s 个值",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 可以是 %(matches)s，请写全",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r，可用的有 %(choices)s",
    "invalid %(type)s value: %(value)r": "看不懂 %(value)r",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有 %(parser_name)r，可用的有 %(choices)s",
    "can't open '%(filename)s': %(error)s": "打不开“%(filename)s”",
}
CALLED = {  # what stands for a value in the help, by the argument's name
    "files": "文件", "file": "文件", "folder": "文件夹", "to": "位置", "data": "文件夹", "user": "用户名",
    "document": "文书", "term": "学期", "month": "月份", "date": "日期", "student": "学生", "meal": "餐次",
    "programme": "代号", "ledger": "表名", "action": "动作", "what": "月份或文件", "file_password": "密码",
}  # fmt: skip


class Parser(argparse.ArgumentParser):
    """Says in Chinese that the words were not understood, and which there are."""

    def add_argument(self, *names: Any, **told: Any) -> argparse.Action:
        takes_value = told.get("action") in (None, "store", "append")
        is_option = names and str(names[0]).startswith("-")
        if takes_value and "metavar" not in told and not (is_option and told.get("choices")):
            name = told.get("dest") or str(names[-1]).lstrip("-").replace("-", "_")
            told["metavar"] = CALLED.get(name, "值")
        return super().add_argument(*names, **told)

    def error(self, message: str) -> NoReturn:
        self.exit(REFUSED, f"命令看不懂：{message}。\n{self.format_usage()}写全的说明：{self.prog} --help\n")


@contextmanager
def in_chinese() -> Iterator[None]:
    """While a command line is read, argparse's texts are ours."""
    told = vars(argparse)
    before = told["_"], told["ngettext"]
    told["_"] = lambda words: SAID.get(words, words)
    told["ngettext"] = lambda one, many, count: SAID.get(one, one if count == 1 else many)
    try:
        yield
    finally:
        told["_"], told["ngettext"] = before
