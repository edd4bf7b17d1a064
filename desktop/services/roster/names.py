"""Whether two names under one number can be one person's, written twice."""

from __future__ import annotations

from desktop.models.pinyin import search_text

RESPELT = 5  # a minority name of this length with the same first letters is another spelling: 买买提, 麦麦提
WHOLE_PART = 3  # characters from which a name that goes on differently is the same name cut short


def written_alike(one: str, other: str) -> bool:
    """A character mistaken, left out or another with the same sound, dots, a long name cut short.

    张晓明 and 张小明 are alike, 李俊杰 and 完全不同 are not: then it is the number that may be wrong.
    """
    short, long = sorted((_bare(one), _bare(other)), key=len)
    if _sound(short) == _sound(long) or (len(short) >= WHOLE_PART and long.startswith(short)):
        return True
    if len(short) >= RESPELT and _sound(short, 2) == _sound(long, 2):
        return True
    return len(short) > 1 and _one_step(short, long)


def _bare(name: str) -> str:
    return "".join(char for char in name if char.isalnum()).lower()


def _sound(name: str, word: int = 1) -> str:
    """The full pinyin (1), or its first letters (2)."""
    return " ".join(search_text(name).split()[word : word + 1]) or name


def _one_step(short: str, long: str) -> bool:
    """Whether one character exchanged, or one put in, makes the one from the other."""
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = len(long) - len(short)
    return rest < 2 and short[same + 1 - rest :] == long[same + 1 :]
