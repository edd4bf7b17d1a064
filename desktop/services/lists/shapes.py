"""Identity numbers as they stand in cells of lists: whole, written in old ways, or damaged. Quick, for very many cells.

No digit is ever mended: 15-digit numbers are widened by the rule that gave everybody the eighteen digits; full-width
digits, blanks, marks between groups, the letter of a 学籍号 and other signs for the last X are only ways of writing, read
where the check digit leaves one reading. Everything else is damage and is told as such, O for 0 and l for 1 too.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from itertools import takewhile
from operator import mul
from typing import Any, NamedTuple

from desktop.models.identity import CHECK, PROVINCES, WEIGHTS, birth_of, check_digit
from desktop.models.writing import compact, half_width, tidy_name

BAD = math.nan  # a part that no number may have: no sum with it is 1 of 11
WHOLE, CARD, OLD = "whole", "card", "old"  # can be looked up
CUT, CHECK_WRONG, LENGTH = (
    "cut",
    "check",
    "length",
)  # damaged: by a spreadsheet, by a slip, by a lost or added digit
LETTERS = "letters"  # damaged too: O for 0, l for 1
USABLE = (WHOLE, CARD, OLD)

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad'‘’`]")
INSIDE = re.compile(r"(?<![\dA-Za-z])(\d{17}[\dXx])(?:[1-7][1-4](?:[Bb]\d)?)?(?![\dA-Za-z])")
SCIENCE = re.compile(r"(\d)(?:\.(\d+))?E\+?1[5-9]", re.IGNORECASE)
CARD_END = re.compile(r"[1-7][1-4]")  # 残疾类别 and 等级
CARD_WITH_X = re.compile(r"(\d{17}X)[1-7][1-4](?:B\d)?")
NUMBER_LIKE = re.compile(r"\d{15,21}X?")
DIGITS = re.compile(r"[0-9０-９]{3}")
BETWEEN = re.compile(r"[\s\-‐-―−－~·•.．。,，/／\\()（）\[\]【】*＊:：;；'\"“”]+")  # 529901-20150304-0017
POINT_ZERO = re.compile(r"\.0+$")  # a number that was a floating one for a while
BARE = re.compile(r"[0-9A-Z|]{15,21}")
SCHOOL_NUMBER = re.compile(r"[GJL](?=[0-9OIL|]{17})")  # 学籍号: a letter and the citizen number
AS_X = str.maketrans("×✕✖ХхΧχ", "XXXXXXX")  # the signs that are taken for the letter
AS_DIGITS = str.maketrans("ODIL|", "00111")
BYNAME = re.compile(r"[(（][^()（）]{0,8}[)）]\s*$")  # 张三（小宝）
LONGEST_NAME = 40
REMEMBERED = 8192  # cells
LOST_END = "000"  # what a spreadsheet puts in the place of the digits it lost
SHORTEST_NUMBER = 15


class _Area(dict[str, float]):
    def __missing__(self, part: str) -> float:
        sound = part.isascii() and part.isdigit() and len(part) == 6 and part[:2] in PROVINCES
        self[part] = _weighed(part, 0) if sound else BAD
        return self[part]


class _Birth(dict[str, float]):
    def __missing__(self, part: str) -> float:
        sound = part.isascii() and part.isdigit() and birth_of("0" * 6 + part + "0" * 4) is not None
        self[part] = _weighed(part, 6) if sound else BAD
        return self[part]


class _Tail(dict[str, float]):
    def __missing__(self, part: str) -> float:
        sound = part[:3].isascii() and part[:3].isdigit() and len(part) == 4 and part[3] in CHECK
        last = CHECK_VALUES.get(part[3:], 0)
        self[part] = _weighed(part[:3], 14) + last if sound else BAD
        return self[part]


CHECK_VALUES = {sign: 10 if sign == "X" else int(sign) for sign in CHECK}
_area, _birth, _tail = _Area(), _Birth(), _Tail()


def _weighed(digits: str, start: int) -> int:
    return sum(map(mul, map(int, digits), WEIGHTS[start:]))


def is_whole(text: str) -> bool:
    """Whether a text of 18 characters is a citizen number. A county has few places, days and tails: each is weighed once."""
    return (_area[text[:6]] + _birth[text[6:14]] + _tail[text[14:]]) % 11 == 1


def _remainders(weight: int) -> bytes:
    """For bytes.translate: a sign of a number becomes what is left of sign × weight by 11."""
    return bytes(CHECK_VALUES.get(chr(sign), 0) * weight % 11 for sign in range(256))


REMAINDERS = [_remainders(weight) for weight in (*WEIGHTS, 1)]
RIGHT = bytes(left % 11 == 1 for left in range(256))


def failing(numbers: list[str]) -> list[str]:
    """Those whose check digit is wrong, of texts of 17 digits and a digit or X: counted for all of them together.

    Each of the eighteen places is one long integer with a byte for every number. Eighteen remainders by 11 are 180 at most,
    so the bytes of the eighteen integers add up without touching one another.
    """
    places, total = "".join(numbers).encode(), 0
    for place, remainders in enumerate(REMAINDERS):
        total += int.from_bytes(places[place::18].translate(remainders), "little")
    right = total.to_bytes(len(numbers), "little").translate(RIGHT)
    return [number for number, sound in zip(numbers, right, strict=True) if not sound] if 0 in right else []


class Number(NamedTuple):
    """A number found in a cell. value: 18 characters where it can be looked up, else what stands there.

    kept: the leading digits that can still be trusted in one cut by a spreadsheet. card: the 残疾人证号 it was part of.
    """

    form: str
    value: str
    kept: str = ""
    card: str = ""

    @property
    def usable(self) -> bool:
        return self.form in USABLE

    @property
    def why(self) -> str:
        """What is wrong with a damaged one, for a sentence."""
        if self.form == CUT and self.value.endswith(LOST_END):
            return f"号码末三位是 000，像是被 Excel 存坏了（{self.value}）"
        if self.form == CUT:
            return f"号码被 Excel 存坏了（{self.value}）"
        if self.form == CHECK_WRONG:
            return f"号码 {self.value} 的校验位不对"
        if self.form == LETTERS:
            return f"号码里的字母像是数字（{self.value}）"
        return f"号码 {self.value} 有 {len(self.value)} 位，不是 18 位" if self.form == LENGTH else ""


def as_cut(number: Number) -> Number:
    """A whole number that ends in 000 taken for one that a spreadsheet cut: one in eleven of those has the right check
    digit by chance."""
    return Number(CUT, number.value, kept=number.value[:15])


def may_be_cut(number: Number) -> bool:
    return number.form in (WHOLE, CARD) and number.value.endswith(LOST_END)


def bare_name(text: str) -> str:
    """A name in its kept form, without what stands in brackets behind it; "" for a blank."""
    if text.isalpha():
        return text
    told = BYNAME.sub("", text)
    return tidy_name(told) if told.strip() else ""


@lru_cache(maxsize=REMEMBERED, typed=True)
def numbers_in(cell: Any) -> tuple[Number, ...]:
    """Every number of a cell, whole or damaged; several when families are written into one cell.

    Remembered for a while: the cells of a row that concerns the school are asked about many times, one after another.
    """
    if isinstance(cell, str):
        return tuple(_in_text(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 10**14 <= cell < 10**20:
        return tuple(_in_number(cell))
    return ()


def _in_text(cell: str) -> list[Number]:
    if len(cell) == 18 and is_whole(cell):
        return [Number(WHOLE, cell)]
    cell = cell.translate(AS_X)
    if not SCIENCE.search(cell) and (len(cell) < 15 or not DIGITS.search(cell)):
        return []
    text = compact(INVISIBLE.sub("", cell))
    if len(text) == 18 and is_whole(text):
        return [Number(WHOLE, text)]
    if found := SCIENCE.fullmatch(text):
        return [Number(CUT, cell.strip(), kept=f"{found[1]}{found[2] or ''}")]
    if NUMBER_LIKE.fullmatch(text):
        return _of_digits(text)
    return [_inside(found) for found in INSIDE.finditer(half_width(cell))] or _loosely(text)


def _loosely(text: str) -> list[Number]:
    """A number written in groups, or as a 学籍号; letters in the place of digits stay a doubt."""
    bare = BETWEEN.sub("", POINT_ZERO.sub("", text))
    if not BARE.fullmatch(bare):
        return []
    if len(bare) == 19 and SCHOOL_NUMBER.match(bare):
        bare = bare[1:]
    if len(bare) == 18 and is_whole(bare):
        return [Number(WHOLE, bare)]
    if found := CARD_WITH_X.fullmatch(bare):
        return [Number(CARD, found[1], card=bare)] if is_whole(found[1]) else []
    mended = bare.translate(AS_DIGITS)
    if len(bare) == 18 and mended != bare and is_whole(mended):
        return [Number(LETTERS, mended)]
    return _of_digits(bare) if NUMBER_LIKE.fullmatch(bare) else []


def _inside(found: re.Match[str]) -> Number:
    number = found[1].upper()
    if not is_whole(number) and number.endswith(LOST_END):
        return Number(CUT, number, kept=number[:15])
    if not is_whole(number):
        return Number(CHECK_WRONG, number)
    whole = found[0].upper()
    return Number(CARD, number, card=whole) if len(whole) > 18 else Number(WHOLE, number)


def _of_digits(text: str) -> list[Number]:
    if len(text) == 18:
        if text.endswith(LOST_END):
            return [Number(CUT, text, kept=text[:15])]
        return [Number(CHECK_WRONG, text)] if _looks_personal(text) else []
    if len(text) == 20 and text.endswith("00000") and text[:2] in PROVINCES:
        return [Number(CUT, text, kept=text[:15])]  # a 残疾人证号: its end tells kind and degree, never 00
    if len(text) == 20 and is_whole(text[:18]):
        return [Number(CARD, text[:18], card=text)]
    if len(text) == 20 and CARD_END.fullmatch(text[18:]) and _looks_personal(text[:18]):
        return [Number(CHECK_WRONG, text[:18])]
    if len(text) == 15:
        wide = widened(text)
        return [Number(OLD, wide)] if wide else []
    if len(text) in (17, 19) and _looks_personal(text):
        return [Number(LENGTH, text)]
    return []  # bank accounts, numbers of households and cards


def _in_number(cell: int | float) -> list[Number]:
    text = str(int(cell))
    if len(text) == 15:
        wide = widened(text)
        return [Number(OLD, wide)] if wide and float(cell).is_integer() else []
    if len(text) == 20 and text[:2] in PROVINCES and _looks_personal(text[:18]):
        return [Number(CUT, f"{cell:.5E}", kept=_kept_of_card(float(cell)))]
    if len(text) != 18 or text[:2] not in PROVINCES:
        return []
    from desktop.services.sheets.diagnose import (
        diagnose_id,
    )  # its rule says which digits a float cannot have touched

    return [Number(CUT, f"{cell:.5E}", kept=diagnose_id(cell).kept_digits)]


def _kept_of_card(cell: float) -> str:
    """The leading digits of a 残疾人证号 that are still right: fifteen where a spreadsheet cut it, else those that no rounding
    to the nearest float can have touched."""
    told = f"{cell:.14E}".replace(".", "")[:15]
    if float(f"{told}00000") == cell:
        return told
    step = int(math.ulp(cell))
    both = zip(str(int(cell) - step), str(int(cell) + step), strict=True)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], both))[:15]


def _looks_personal(text: str) -> bool:
    """A place and a century where a citizen number has them, give or take the digit that was lost or added: no bank
    account, no number of a household."""
    shift = len(text) - 18
    return text[:2] in PROVINCES and any(text[at : at + 2] in ("19", "20") for at in {6, 6 + shift})


def widened(text: str) -> str:
    """The eighteen digits of an old 15-digit number; "" when it was none (GB 11643-1999: 19 and the check digit)."""
    wide = f"{text[:6]}19{text[6:]}"
    wide += check_digit(wide)
    return wide if is_whole(wide) else ""
