"""What the cells of a column look like, whatever its heading says."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.identity import CITIZEN, DISABILITY_CARD, STUDENT_NO, birth_of, is_valid_id
from desktop.models.writing import compact, half_width, tidy_name
from desktop.services.sheets.clean import LOSSY_FROM, Damaged, class_in, plain_or_shown, to_day

SAMPLE = 200  # cells of a column that are looked at
STRICT = frozenset(
    ("id_number", "student_no", "disability_card", "phone", "date", "gender", "name", "account")
)
KINDS = STRICT | {"class"}
MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}")
NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,20}")
GENDERS = frozenset(("男", "女", "男性", "女性"))


@dataclass
class Looks:
    """Shares (0–1) of the filled cells that look like each kind."""

    filled: int
    shares: dict[str, float]
    birth_year: int | None  # the median of the identity numbers in the column
    texts: list[str] = field(repr=False)

    def share(self, kind: str, options: Sequence[str]) -> float:
        """How much of the column looks like `kind`, or is one of the wordings of a choice."""
        if kind in self.shares:
            return self.shares[kind]
        if not options or not self.texts:
            return 0.0
        allowed = set(options)
        return sum(text in allowed for text in self.texts) / len(self.texts)


def look_at(cells: Sequence[Any], surnames: frozenset[str]) -> Looks:
    """Look at up to SAMPLE filled cells (None is blank), taken evenly from the whole column."""
    filled = [cell for cell in cells if cell is not None]
    sample = filled[:: max(1, len(filled) // SAMPLE)][:SAMPLE]
    looked = {cell: _Cell(cell, surnames) for cell in set(sample)}
    every = [looked[cell] for cell in sample]
    shares = {kind: sum(one.like[kind] for one in every) / len(every) if every else 0.0 for kind in KINDS}
    if len({one.class_ for one in every if one.class_}) > max(1, len(every) * 0.4):
        shares["class"] = 0.0  # class cells repeat; a column of different small numbers is something else
    numbers = [one.number for one in every]
    if numbers and set(numbers) <= {"1", "2"}:
        shares["gender"] = 0.5  # may be codes of 男 and 女: enough beside such a heading, too little without
    years = [one.born.year for one in every if one.born]
    return Looks(len(filled), shares, round(statistics.median(years)) if years else None, numbers)


class _Cell:
    """One cell, looked at: `like` answers for each kind; `born` and `class_` are what it tells, None when nothing."""

    def __init__(self, cell: Any, surnames: frozenset[str]) -> None:
        text = half_width(plain_or_shown(cell))
        number = self.number = compact(text)
        self.born = birth_of(number) if is_valid_id(number) else None
        self.class_ = class_in(cell)
        self.like = {
            "id_number": _like_id(cell, number),
            "student_no": bool(STUDENT_NO.fullmatch(number)),
            "disability_card": bool(DISABILITY_CARD.fullmatch(number)),
            "phone": bool(MOBILE.fullmatch(number) or LANDLINE.fullmatch(number)),
            "date": _like_day(cell),
            "gender": number in GENDERS,
            "account": _like_account(cell, number),
            "name": _like_name(text, surnames),
            "class": bool(self.class_),
        }


def _like_id(cell: Any, number: str) -> bool:
    """Eighteen places with a birth date inside, also those that Excel has damaged."""
    if isinstance(cell, int | float):
        return LOSSY_FROM * 100 <= cell < LOSSY_FROM * 1000
    return bool(CITIZEN.fullmatch(number)) and (birth_of(number) is not None)


def _like_day(cell: Any) -> bool:
    day = to_day(cell)
    return day is not None and not isinstance(day, Damaged)


def _like_account(cell: Any, number: str) -> bool:
    digits = number.replace("-", "")
    return digits.isdigit() and 15 <= len(digits) <= 21 and not _like_id(cell, number)


def _like_name(text: str, surnames: frozenset[str]) -> bool:
    name = tidy_name(text)
    if not NAME.fullmatch(name) or "族" in name:
        return False
    return "·" in name or (len(name) <= 4 and name[0] in surnames)
