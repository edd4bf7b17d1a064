"""What the words of a row say, whichever column they stand in: an end, a wait, 享受, or that all is as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from desktop.services.lists.presets import told, yes_or_no

CLAUSE = re.compile(r"[,;。；，]+")
YES, NO, UNCLEAR = "yes", "no", "unclear"
NUMBERS = re.compile(r"\d{6,}[\dXx]*")  # nobody's belongs into a sentence
FILLING = re.compile(r"[\s\d年月日起至今()（）/\-—.、,，。]+")


def enjoys(text: str) -> str:
    """What a state says of 享受: YES, NO, UNCLEAR (不停止享受, 是否享受), "" where it does not speak of it."""
    rules = told("presets")["enjoying"]
    word, near = rules["word"], rules["near"]
    if word not in text:
        return ""
    if has(text, rules["undone"]):
        return UNCLEAR
    found = set()
    for at in re.finditer(re.escape(word), text):
        before, behind = text[: at.start()], text[at.end() : at.end() + near]
        if before.endswith(tuple(rules["not_before"])) or has(behind, rules["not_behind"]):
            found.add(NO)
        else:
            found.add(UNCLEAR if has(before[-near:], rules["maybe_before"]) else YES)
    return found.pop() if len(found) == 1 else NO if NO in found else UNCLEAR


def answered(text: str) -> str:
    """An answer to 是否享受 that does not repeat the word."""
    said = yes_or_no(text)
    if said is not None:
        return YES if said else NO
    rest = FILLING.sub("", text)
    for word in sorted(told("presets")["enjoying"]["understood"], key=len, reverse=True):
        rest = rest.replace(word, "")
    return UNCLEAR if rest and not is_usual(text) else YES


def says_leaving(text: str) -> bool:
    """Whether a text says nothing but that somebody left: 死亡, 已迁出, 2026年8月注销."""
    return bool(text) and len(text) <= told("presets")["lapsed"]["longest"] and _leaving(text)


@lru_cache(maxsize=4096)
def _leaving(text: str) -> bool:
    """The cells of a list repeat a few words."""
    rules, said = told("presets")["lapsed"], without_harmless(text)
    words = (*rules["words"], *rules["also"])
    return says_end(said, words) and is_usual(said, (*words, *rules["subjects"]))


def asks_whether(head: str) -> bool:
    """Whether a heading asks nothing but if somebody is one of the list's own (是否保障对象, 是否享受低保待遇)."""
    if not head.startswith("是否"):
        return False
    rest = head.removeprefix("是否")
    for word in sorted(told("presets")["lapsed"]["own_members"], key=len, reverse=True):
        rest = rest.replace(word, "")
    return not rest


@lru_cache(maxsize=4096)
def leaves_place(text: str) -> bool:
    """Whether an address says that somebody left it."""
    return says_end(without_harmless(text), told("presets")["lapsed"]["words"])


@lru_cache(maxsize=4096)
def ends_remark(text: str) -> bool:
    """Whether a part of a remark tells of an end."""
    rules, said = told("presets")["lapsed"], without_harmless(text)
    closing = len(said) <= rules["longest"] and any(
        said.endswith(end) and not _denied(said, len(said) - len(end)) for end in rules["remark_ends"]
    )
    return (
        closing
        or said in rules["whole"]
        or says_end(said, rules["in_remarks"])
        or bool(re.search(rules["until"], said))
    )


def may_be_usual(text: str) -> bool:
    """Whether a state that nobody foresaw may be the ordinary one of a list: no word in it denies, ends or waits."""
    rules = told("presets")["lapsed"]
    words = (*rules["not_usual"], *rules["words"], *rules["also"], *rules["in_remarks"])
    return not has(text, words) and text not in rules["whole"] and not is_pending(text)


def says_of_name(part: str) -> bool:
    """Whether what stands beside a name says that this person counts no more: 已故, 亡, 服刑."""
    rules = told("presets")["lapsed"]
    return part in rules["whole"] or says_leaving(part) or part.endswith(tuple(rules["remark_ends"]))


@lru_cache(maxsize=4096)
def is_pending(text: str) -> bool:
    """Whether a text says that something is not settled yet; not of a bank card, a telephone, an address."""
    rules, said = told("presets")["lapsed"]["pending"], without_harmless(text)
    return said in rules["whole"] or (says_end(said, rules["words"]) and not has(said, rules["not_of"]))


def is_valid(text: str) -> bool:
    return bool(yes_or_no(text) and not text.startswith("已")) or is_usual(
        text, told("presets")["lapsed"]["valid"]
    )


def without_harmless(text: str) -> str:
    for word in told("presets")["leaving"]["harmless"]:
        text = text.replace(word, "")
    return text


def is_usual(text: str, more: Sequence[str] = ()) -> bool:
    """Whether a state says nothing but that all is as it was: 正常, 在保, 正常享受. more: words that are usual here too."""
    return _is_usual(text, tuple(more))


@lru_cache(maxsize=4096)
def _is_usual(text: str, more: tuple[str, ...]) -> bool:
    """The cells of a list repeat a few words."""
    rest = FILLING.sub("", text)
    for word in sorted((*told("presets")["lapsed"]["usual"], *more), key=len, reverse=True):
        rest = rest.replace(word, "")
    return not rest


def has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def says_end(text: str, words: Sequence[str]) -> bool:
    """Whether a text says one of the words, and does not deny it (未停保)."""
    return any(
        not _denied(text, at.start())
        for word in words if word in text
        for at in re.finditer(re.escape(word), text)
    )  # fmt: skip


def _denied(text: str, at: int) -> bool:
    return text[at - 1 : at] in (*told("presets")["lapsed"]["not_after"],) if at else False
