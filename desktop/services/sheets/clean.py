"""One cell of a workbook, tidied: what the fields of a ledger can parse, or a Damaged saying what was lost.

Nothing is guessed here. Excel keeps 15 digits of a number: an 18-digit identity number stored as a number comes back
with other last digits, not only with zeros, so it is named as damaged and the paper must be asked.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop.models import dates
from desktop.models.writing import compact, half_width, tidy_name

LOSSY_FROM = 10**15  # from here on a spreadsheet number has lost digits
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{2}")
INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]"
)  # carried along by copying from chats
NUMBER_KINDS = frozenset(("id_number", "student_no", "disability_card", "phone", "account"))
GRADES = {word: place for place, word in enumerate("一二三四五六七八九", 1)}
ORDINALS = GRADES | {"十": 10, "十一": 11, "十二": 12}


@dataclass(frozen=True)
class Damaged:
    """A cell whose content is lost or can mean two things. `why` is a sentence for the person."""

    shown: str
    why: str


def tidy(cell: Any, kind: str = "text") -> str | dt.date | Damaged | None:
    """Tidy one cell for a field of `kind`; None when it is blank.

    id_number, student_no, disability_card, phone, account: half-width, no spaces inside, capital X.
    name: one form of spaces and dots. date: a whole day. month: "2024-09". Anything else: text on one line.
    """
    if is_blank(cell):
        return None
    if kind == "date":
        return to_day(cell)
    if kind == "month":
        return to_month(cell)
    text = plain(cell)
    if isinstance(text, Damaged):
        return text
    if kind in NUMBER_KINDS:
        return compact(text) or None
    if kind == "name":
        return tidy_name(text) or None
    return half_width(" ".join(text.split())) or None


def is_blank(cell: Any) -> bool:
    """None, not-a-number, or text of nothing but spaces, also the invisible and full-width ones."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return bool(cell != cell)
    return not cell[:1].isalnum() and not _bare(cell)


def _bare(text: str) -> str:
    """Without the spaces around it and the signs nobody sees."""
    return (text if text.isascii() else INVISIBLE.sub("", text)).strip()


def plain(cell: Any) -> str | Damaged:
    """The text a person sees in a cell: 13800138000.0 is "13800138000", TRUE is "是". "" when blank."""
    if isinstance(cell, str):
        return _plain_text(cell)
    if is_blank(cell):
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _plain_number(cell)
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat(" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    return str(cell)


def _plain_text(cell: str) -> str | Damaged:
    text = _bare(cell).removeprefix("'").strip()
    if text[:1].isdigit() and not text.isdigit() and SCIENTIFIC.fullmatch(compact(text)):
        return Damaged(text, f"“{text}”是被 Excel 改成科学计数法的长号码，后几位已经丢了，请按原件补录。")
    return text


def _plain_number(number: int | float) -> str | Damaged:
    if abs(number) >= LOSSY_FROM:
        shown = f"{number:.14E}"  # the fifteen digits that a spreadsheet keeps and shows, zeros behind them
        shown = shown if abs(number) >= 1e21 else f"{Decimal(shown):f}"
        return Damaged(shown, f"“{shown}”被 Excel 存成了数字，15 位以后已经不可靠，请按原件补录。")
    return str(int(number)) if float(number).is_integer() else repr(number)


def to_day(cell: Any) -> dt.date | Damaged | None:
    """A day from 2015.9.1, 20150901, 2015/9/1, 2015年9月1日, a date cell, or the serial 42248.

    Damaged when it is none, when only the month is told, or when the year has two digits.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = plain(cell)
    if isinstance(text, Damaged):
        return text
    text = _tight_date(text)
    try:
        if re.search(r"\d{5}", text) or re.match(r"\d{4}\D", text):  # not 0905, which would mean this year
            return dates.parse_day(text)
    except ValueError:
        pass
    return Damaged(text, _why_no_day(text))


def to_month(cell: Any) -> str | Damaged | None:
    """A month as "2024-09". The number 2012.1 may have been 2012.10 and is damaged; the text is not."""
    if is_blank(cell):
        return None
    try:
        return dates.parse_month(_tight_date(plain_or_shown(cell)) if isinstance(cell, str) else cell)
    except ValueError:
        shown = plain_or_shown(cell)
    if isinstance(cell, float) and shown.endswith(".1"):
        return Damaged(shown, f"“{shown}”可能是 1 月，也可能是 10 月（Excel 会去掉末尾的 0），请按原件补录。")
    return Damaged(shown, f"“{shown}”看不出是哪年哪月，请写成 2024-09。")


def plain_or_shown(cell: Any) -> str:
    """The text of a cell, also of a damaged one: for showing, never for keeping."""
    text = plain(cell)
    return text.shown if isinstance(text, Damaged) else text


def _tight_date(text: str) -> str:
    """ "2015 . 9 . 1" and "2015．9．1日。" become "2015.9.1"; the space before a time of day stays."""
    text = (
        half_width(text)
        .replace("．", ".")
        .replace("。", ".")
        .replace("、", ".")
        .replace("—", "-")
        .replace("\\", "/")
    )
    return re.sub(r"\s*([-./年月日])\s*", r"\1", text).strip().rstrip(".")


def _why_no_day(text: str) -> str:
    if re.fullmatch(r"\d{4}[-./年]?\d{1,2}月?", text):
        return f"“{text}”只写了年月，缺日子，请按户口簿补全。"
    if re.match(r"\d{2}[-./年]\d{1,2}[-./月]\d{1,2}", text):
        return f"“{text}”的年份只有两位，请写成四位。"
    return f"“{text}”不是日期，请写成 2015-09-01 或 20150901。"


@dataclass(frozen=True)
class ClassHint:
    """Grade 1–9 (初一 is 7) and the class in it, or None when only the grade is told."""

    grade: int
    class_no: int | None


GRADE = r"(?:(?P<junior>初中?(?=[一二三123]))|(?<![\d初十高]))(?P<grade>[一二三四五六七八九1-9])"
PLACE = r"(?P<place>\d{1,2}|十[一二]?|[一二三四五六七八九])"
IN_TEXT = (  # these are plain enough to be found inside a title or a file name
    re.compile(rf"{GRADE}年级?\(?{PLACE}\)?班"),
    re.compile(rf"{GRADE}\({PLACE}\)班?"),
    re.compile(rf"{GRADE}年级"),
)
ALONE = (  # these only when nothing else stands in the cell or name
    *IN_TEXT,
    re.compile(rf"{GRADE}年级?\(?{PLACE}\)?"),
    re.compile(rf"{GRADE}[-_.·~/]{PLACE}班?"),
    re.compile(r"(?P<junior>初)?(?P<grade>[一二三四五六七八九])(?P<place>\d{1,2}|[一二三四五六七八九])班?"),
    re.compile(r"(?P<junior>)(?P<grade>[1-9])(?P<place>[0-2]\d)班?"),
    re.compile(r"(?P<junior>初)(?P<grade>[一二三])"),
)


def class_in(cell: Any) -> ClassHint | None:
    """Read a class cell: 1_1, 一（1）, 一年级1班, 101, 三2班, 初一（2）班, 五年级. None when it is none."""
    text = (
        compact(plain_or_shown(cell))
        .replace("（", "(")
        .replace("）", ")")
        .replace("〔", "(")
        .replace("〕", ")")
    )
    return next((hint for form in ALONE if (hint := _hint(form.fullmatch(text)))), None)


def class_hint(*texts: str) -> ClassHint | None:
    """The class that a title, sheet name or file name tells, first text first; whole texts may be short forms."""
    for text in texts:
        if hint := class_in(text):
            return hint
        tidy_text = compact(text).replace("（", "(").replace("）", ")")
        for form in IN_TEXT:
            if hint := _hint(form.search(tidy_text)):
                return hint
    return None


def _hint(found: re.Match[str] | None) -> ClassHint | None:
    if found is None:
        return None
    parts = found.groupdict()
    grade = GRADES.get(parts["grade"]) or int(parts["grade"])
    place = parts.get("place")
    number = None if place is None else ORDINALS.get(place) or int(place)
    grade += 6 if parts["junior"] else 0
    return None if grade > 9 or number == 0 else ClassHint(grade, number)
