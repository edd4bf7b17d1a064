"""Days and months in all the ways a clerk types them or a sheet holds them."""

import datetime as dt
import re

from desktop.models.writing import half_width

EXCEL_ZERO = dt.date(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954–2119: a bare number in a date column is Excel's day count
WHOLE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
HALF_A_YEAR = dt.timedelta(days=183)
CLOCK = re.compile(r"[ T]\d{1,2}:\d\d.*")
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")


def parse_day(raw: object) -> dt.date:
    """Read a day from text or a sheet cell. Raises ValueError when it is none.

    0905 means this year's 5 September; a number alone is Excel's serial, or yyyymmdd.
    """
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = CLOCK.sub("", half_width(str(raw).strip()))
    if text in SPOKEN:
        return dt.date.today() + dt.timedelta(days=SPOKEN[text])
    if match := WHOLE.fullmatch(text):
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    if text.isdigit():
        return _from_digits(text)
    raise ValueError(text)


def with_year(typed: str, *, behind: bool = False) -> str:
    """10月9日, 10.9, 10-9, 10/9 as a person types them into a date field, with this year as 1009 is read; else as it was.

    Never for cells of a sheet: 10.1 there may have been 10.10. behind: what would lie more than half a year ahead is
    last year's, 1009 too: in January a record of 12.28 is last December's.
    """
    text = half_width(typed.strip())
    match = SHORT.fullmatch(text) or (re.fullmatch(r"(\d\d)(\d\d)", text) if behind else None)
    today = dt.date.today()
    try:
        day = dt.date(today.year, int(match[1]), int(match[2])) if match else None
        if day and behind and day - today > HALF_A_YEAR:
            day = day.replace(year=today.year - 1)
    except ValueError:
        return typed
    return day.isoformat() if day else typed


SPOKEN = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1}


def _from_digits(text: str) -> dt.date:
    if len(text) == 8:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 4:
        return dt.date(dt.date.today().year, int(text[:2]), int(text[2:]))
    if len(text) == 5 and int(text) in SERIALS:
        return EXCEL_ZERO + dt.timedelta(days=int(text))
    raise ValueError(text)


def parse_month(raw: object) -> str:
    """Read a month as "2024-09". `2012.1` typed as a number may have been 2012.10: refused, ask for the source."""
    if isinstance(raw, float) and not raw.is_integer():
        text = repr(raw)
        if text.endswith(".1"):
            raise ValueError(text)
    else:
        text = half_width(str(int(raw) if isinstance(raw, float) else raw).strip())
    if match := MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    if text.isdigit() and len(text) == 6:
        return _month(int(text[:4]), int(text[4:]))
    return parse_day(raw).isoformat()[:7]


def _month(year: int, month: int) -> str:
    return dt.date(year, month, 1).isoformat()[:7]
