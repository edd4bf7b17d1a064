"""Free texts that hang on a wall: no number of a person may stand in them, and no type of need.

教财厅函〔2017〕28号 lets names, classes and what was granted be posted; never an identity number, a telephone or an account.
A number of eleven figures and more is one of those (mobile 11, citizen number 18, accounts 10 and more); the school's own
telephones, under which anybody may object, are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from desktop.models.codes import code_list

NEED_CODES = ("care_type", "hardship_type", "need_kind")  # code lists whose labels tell of a need
LONGEST = 10  # figures in a row that are still no number of a person
HAN = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891")
AREA = re.compile(r"0\d{2,3}")
DAY = re.compile(r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)")
RUN = re.compile(r"\d(?:[\s\-‐-―−－~·.()（）_]{0,2}\d)*")  # 138-0013 8000 is one number


def why_not_public(label: str, text: str | None, own: Iterable[str | None]) -> str:
    """The sentence for a text with somebody's number in it; "" when it may hang.

    own: the school's telephones, which may.
    """
    known = [_figures(one) for one in own if one]
    if not any(len(found) > LONGEST and not _is_own(found, known) for found in numbers_of(text or "")):
        return ""
    return (
        f"{label}里像是写了电话、身份证号或银行卡号。公示贴在墙上谁都看得到，只能写学校和县里公布的电话"
        f"（教财厅函〔2017〕28号），请去掉。"
    )


def why_need_told(label: str, text: str | None) -> str:
    """The sentence for a text on a wall that tells of a need, and by which word; "" when it may hang."""
    plain, words = text or "", code_list("wall_text")
    for usual in words.codes_with("usual"):
        plain = plain.replace(words.label(usual), "")
    more = [
        one
        for code, one in words.labels.items()
        if not words.fact(code, "usual") and not words.fact(code, "pattern")
    ]
    word = need_named(plain) or next((one for one in more if one in plain), "")
    if not word:
        return ""
    return f"{label}里写了“{word}”，会暴露学生的情况。公示贴在墙上谁都看得到，不写困难类型和疾病，请去掉。"


def why_home_told(label: str, text: str | None, own: str | None) -> str:
    """The sentence for a text on a wall with an address in it; "" when it may hang. own: the school's address, which may."""
    plain, words = unicodedata.normalize("NFKC", text or ""), code_list("wall_text")
    if own:
        plain = plain.replace(unicodedata.normalize("NFKC", own), "")
    patterns = [pattern for code in words.labels if (pattern := words.fact(code, "pattern"))]
    found = next((match[0] for pattern in patterns if (match := re.search(pattern, plain))), "")
    if not found:
        return ""
    return f"{label}里的“{found}”像是住址。公示贴在墙上谁都看得到，不写家庭住址（教财厅函〔2017〕28号），请去掉。"


def need_named(text: str | None) -> str:
    """The type of need that a text names; "" when a child and anybody else may read it."""
    plain, words = harmless(text), code_list("need_words")
    return next(
        (label for code, label in words.labels.items() if label in plain and not words.fact(code, "instead")),
        "",
    )


def tells_need(text: str) -> bool:
    """Whether who reads over the shoulder learns of a need: a word of need, one of the 五类, a 困难类型."""
    plain = harmless(text)
    labels = (label for name in NEED_CODES for label in code_list(name).labels.values())
    return bool(need_named(plain)) or any(label in plain for label in labels)


def harmless(text: str | None) -> str:
    """The words with names that only sound like a need put otherwise: 留守儿童之家 is 儿童之家."""
    plain, words = text or "", code_list("need_words")
    for code, label in words.labels.items():
        plain = plain.replace(label, words.fact(code, "instead") or label)
    return plain


def numbers_of(text: str) -> Iterator[str]:
    """The numbers of a text as plain figures; dates are none."""
    plain = unicodedata.normalize("NFKC", text).translate(HAN)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")  # signs that nobody sees
    return (_figures(found[0]) for found in RUN.finditer(DAY.sub("，", plain)))


def _is_own(number: str, known: Iterable[str]) -> bool:
    """Nothing but the school's telephones, one after the other, with an area code or without."""
    for one in sorted(known, key=len, reverse=True):
        number = number.replace(one, " ")
    return " " in number and all(AREA.fullmatch(part) for part in number.split())


def _figures(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
