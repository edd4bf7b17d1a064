"""What a bank's word means: paid, failed, or nothing that a program may take for either.

The words are data (resources/pay/answers.json). Success is only taken from whole known words: 成功（已冲正） and 部分成功
hold the word and mean something else. A failure is believed sooner: nobody loses money by being looked at again.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from desktop.models.writing import compact, half_width
from desktop.services.seeds import told
from desktop.services.sheets.vocabulary import normal

PAID, FAILED = "paid", "failed"
BETWEEN_WORDS = re.compile(r"[()\[\]{}（）【】〔〕，,。.;；:：、/|\-—_]+")
CODE = re.compile(r"[a-z]{0,4}\d{1,8}")  # a result that only the bank's own book explains
LISTS = ("success", "failure", "failure_parts", "doubt_parts", "no_fault")


@cache
def words() -> dict[str, Any]:
    """The banks' words in the form they are compared in."""
    data = told("pay/answers")
    lists = {name: tuple(map(_key, data[name])) for name in LISTS}
    heads = {role: tuple(map(normal, names)) for role, names in data["heads"].items()}
    return {
        **lists, "heads": heads, "failure_heads": tuple(map(normal, data["failure_heads"])),
        "failed_titles": data["failed_titles"], "paid_titles": data["paid_titles"],
    }  # fmt: skip


def _key(text: str) -> str:
    return compact(half_width(text)).casefold()


def judge(text: str) -> str:
    """What a bank's word means: paid, failed, or "" when it is no such word or says both."""
    word, known = _key(text), words()
    if not word:
        return ""
    if word in known["failure"]:
        return FAILED
    pieces = [piece for piece in BETWEEN_WORDS.split(word) if piece]
    if word in known["success"] or (pieces and all(piece in known["success"] for piece in pieces)):
        return PAID
    if is_doubtful(text):
        return ""
    return FAILED if _only_failure(word) else ""


def is_doubtful(text: str) -> bool:
    """Whether it speaks of money that went and came back, or of a part of it."""
    return any(part in _key(text) for part in words()["doubt_parts"])


def _only_failure(word: str) -> bool:
    """失败：户名不符 and 入账不成功, not 成功失败 and not 无异常."""
    for part in words()["no_fault"]:
        word = word.replace(part, "")
    left = word
    for part in sorted(words()["failure_parts"], key=len, reverse=True):
        left = left.replace(part, "")
    return left != word and "成功" not in left


def by_reason(said: str, reason: str) -> str:
    """What the bank's words beside it make of a code of its own (E0512 户名不符, 1 成功); "" for anything but a code."""
    return judge(reason) if is_code(said) else ""


def is_code(said: str) -> bool:
    """Whether a result is a figure of the bank's own, such as 0, 9901 or E0512."""
    return bool(CODE.fullmatch(_key(said)))


def against(said: str, reason: str) -> str:
    """Half a sentence when result and reason of a row contradict each other; "" when they do not."""
    result, why = judge(said), judge(reason)
    contrary = result == PAID and (why == FAILED or is_doubtful(reason))
    if contrary or (result == FAILED and why == PAID):
        return f"结果写的是“{said}”，原因写的是“{reason}”，前后矛盾，请问银行。"
    return ""
