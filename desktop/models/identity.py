"""Identity numbers: GB 11643 citizen numbers, national pupil numbers (学籍号), disability cards.

Pure functions over tidy text; cleaning dirty cells is the workbook reader's work.
"""

import datetime as dt
import re
from functools import lru_cache
from operator import mul

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
CHECK = "10X98765432"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
EARLIEST_BIRTH = dt.date(1900, 1, 1)
CITIZEN = re.compile(r"\d{17}[\dX]")
STUDENT_NO = re.compile(r"[GJL]\d{17}[\dX]")
DISABILITY_CARD = re.compile(r"\d{17}[\dX][1-7][1-4](?:B\d)?")


def check_digit(first17: str) -> str:
    """The eighteenth place that GB 11643 gives to seventeen digits."""
    return CHECK[sum(map(mul, map(int, first17), WEIGHTS)) % 11]


def problem_of_id(number: str) -> str | None:
    """What is wrong with a citizen number, as a sentence; None when nothing is."""
    if not CITIZEN.fullmatch(number):
        return f"身份证号应为 18 位数字（末位可以是 X），现在是“{number}”。"
    if number[:2] not in PROVINCES:
        return f"身份证号开头两位 {number[:2]} 不是任何省份的代码，请核对。"
    if birth_of(number) is None:
        return f"身份证号里的出生日期 {number[6:14]} 不存在或在将来，请核对。"
    if check_digit(number[:17]) != number[17]:
        return "身份证号的校验位不对，多半有一位抄错，请对照户口簿核对。"
    return None


def is_valid_id(number: str) -> bool:
    return problem_of_id(number) is None


def birth_of(number: str) -> dt.date | None:
    """The birth date inside a citizen number (digits 7–14); None when it is no date or lies ahead."""
    birth = _day_of(number[6:14])
    return birth if birth and EARLIEST_BIRTH <= birth <= dt.date.today() else None


@lru_cache(maxsize=10_000)  # a school has few birthdays
def _day_of(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def gender_of(number: str) -> str:
    """GB/T 2261.1 code of the seventeenth digit: "1" 男 (odd), "2" 女 (even)."""
    return "1" if int(number[16]) % 2 else "2"


def problem_of_student_no(number: str) -> str | None:
    """学籍号: G, J or L and eighteen places, always nineteen characters."""
    if STUDENT_NO.fullmatch(number):
        return None
    return f"学籍号应为 19 位，以 G、J 或 L 开头，现在是“{number}”（{len(number)} 位）。"


def problem_of_disability_card(number: str) -> str | None:
    """残疾人证号: a citizen number, type 1–7, level 1–4, and B1… when issued again."""
    if not DISABILITY_CARD.fullmatch(number):
        return "残疾人证号应为 20 位：身份证号 18 位加类别、等级各 1 位（补换证末尾有 B1）。"
    return problem_of_id(number[:18])


def luhn_fits(account: str) -> bool:
    """Whether a card number passes the Luhn check. Passbooks and some social cards need not: warn only."""
    total = 0
    for place, char in enumerate(reversed(account)):
        digit = int(char) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def mask_id(number: str | None) -> str:
    """3301**********1234: first four and last four stay."""
    return _masked(number, 4, 4)


def mask_id_on_paper(number: str | None) -> str:
    """First six and last four stay, as papers for families show it."""
    return _masked(number, 6, 4)


def mask_account(number: str | None) -> str:
    """Only the last four stay."""
    return _masked(number, 0, 4)


def mask_phone(number: str | None) -> str:
    return _masked(number, 3, 4)


def _masked(number: str | None, head: int, tail: int) -> str:
    if not number:
        return ""
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]


def age_on(birth: dt.date, day: dt.date) -> int:
    """Full years (周岁) on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
