"""School years and terms. 2026年秋季学期 is "2026-1"; 2027年春季学期 belongs to the same 学年: "2026-2".

The code sorts by time, so "valid from this term on" is a plain comparison of texts.
学年 1 September – 31 August; 秋季 = 第一学期, 春季 = 第二学期 (domain rules, section 1.0).
"""

import datetime as dt
import re
from dataclasses import dataclass

CODE = re.compile(r"(\d{4})-([12])")
SPOKEN = re.compile(r"(\d{4})\s*年?\s*(秋|春)")
OF_YEAR = re.compile(r"(\d{4})\s*[—–\-~至－]{1,2}\s*(\d{4})\s*学年?度?\s*第?\s*([一二12秋春])")


@dataclass(frozen=True, order=True)
class Term:
    """One 学期: the year its 学年 starts in, and 1 (autumn) or 2 (spring)."""

    year: int
    half: int

    @property
    def code(self) -> str:
        return f"{self.year}-{self.half}"

    @property
    def calendar_year(self) -> int:
        """The year people say: spring 2027 belongs to 学年 2026—2027."""
        return self.year + (self.half == 2)

    @property
    def season(self) -> str:
        return "秋季" if self.half == 1 else "春季"

    @property
    def title(self) -> str:
        return f"{self.calendar_year}年{self.season}学期"

    @property
    def short(self) -> str:
        return f"{self.calendar_year}{self.season[0]}"

    @property
    def year_title(self) -> str:
        return f"{self.year}—{self.year + 1}学年"

    @property
    def usual_span(self) -> tuple[dt.date, dt.date]:
        """First and last day when the 校历 says nothing: Sep–Jan, Feb–Aug."""
        if self.half == 1:
            return dt.date(self.year, 9, 1), dt.date(self.year + 1, 1, 31)
        return dt.date(self.year + 1, 2, 1), dt.date(self.year + 1, 8, 31)

    @property
    def next(self) -> "Term":
        return Term(self.year, 2) if self.half == 1 else Term(self.year + 1, 1)

    @property
    def previous(self) -> "Term":
        return Term(self.year, 1) if self.half == 2 else Term(self.year - 1, 2)


def parse_term(text: str) -> Term:
    """Read "2026-1", "2026秋", "2027年春季学期" or "2026—2027学年第一学期". Raises ValueError."""
    tidy = text.strip()
    if match := CODE.fullmatch(tidy):
        return Term(int(match[1]), int(match[2]))
    if match := OF_YEAR.match(tidy):
        return Term(int(match[1]), 1 if match[3] in "一1秋" else 2)
    if match := SPOKEN.match(tidy):
        year = int(match[1])
        return Term(year, 1) if match[2] == "秋" else Term(year - 1, 2)
    raise ValueError(f"看不懂学期“{text}”，请写成 2026秋 或 2027春。")


def term_of(day: dt.date) -> Term:
    """The term a day falls in by the usual months: Sep–Jan autumn, Feb–Aug spring."""
    if day.month >= 9:
        return Term(day.year, 1)
    if day.month == 1:
        return Term(day.year - 1, 1)
    return Term(day.year - 1, 2)


def day_in_words(day: dt.date) -> str:
    """2026年9月1日: no zero before a single figure, as GB/T 9704 writes it."""
    return f"{day.year}年{day.month}月{day.day}日"
