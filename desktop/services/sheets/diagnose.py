"""What happened to an identity number on its way through spreadsheets, and what can still be said of it.

Mended silently, because nothing is lost: full-width digits, a small x, spaces. Never mended: digits. A number that
fails its check is shown with the places where two neighbours may have changed seats; the household register decides.
"""

import datetime as dt
import math
import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal

from desktop.models.dates import parse_day
from desktop.models.identity import CITIZEN, PROVINCES, STUDENT_NO, birth_of, check_digit, gender_of
from desktop.models.writing import compact
from desktop.services.sheets.clean import INVISIBLE, LOSSY_FROM, Damaged, is_blank, plain

State = Literal[
    "ok", "lower_x", "full_width", "missing", "damaged_by_excel", "fifteen_digits", "student_no_in_id_column",
    "wrong_length", "bad_region", "bad_birth_date", "bad_check_digit", "mismatch_birth", "mismatch_gender",
]  # fmt: skip
MARKS = re.compile(
    "['‘’`´′\"“”.,，。、_–—-]"
)  # quotes and dashes around and inside a number: no digit is lost
PLACES = 18
RELIABLE = 15  # digits of a number that a spreadsheet keeps


@dataclass(frozen=True)
class IdDiagnosis:
    """One identity-number cell.

    value: the 18 characters when they can be used as they are, or offered (student_no_in_id_column); else None.
    kept_digits: the leading digits that are still right in a damaged number.
    suspects: places, from 1, that are worth comparing first.
    """

    state: State
    value: str | None
    sentence: str
    kept_digits: str = ""
    suspects: tuple[int, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether `value` may be kept without asking."""
        return self.state in ("ok", "lower_x", "full_width")


def diagnose_id(cell: Any, *, birth: dt.date | None = None, gender: str | None = None) -> IdDiagnosis:
    """Diagnose one raw cell of an identity-number column.

    birth and gender ("1" 男, "2" 女) are what other columns say of the same person, when they say it.
    """
    if is_blank(cell):
        return IdDiagnosis("missing", None, "没有填身份证号。确实没有户口的，请写明原因。")
    text = plain(cell)
    if isinstance(text, Damaged):
        return _damaged(cell, text)
    number = compact(text)
    if not number.isalnum() and CITIZEN.fullmatch(bare := MARKS.sub("", number)):
        number = bare
    if CITIZEN.fullmatch(number):
        return _eighteen(number, _mending(INVISIBLE.sub("", str(cell))), birth, gender)
    if STUDENT_NO.fullmatch(number):
        return _student_no(number)
    if re.fullmatch(r"\d{15}", number):
        return _fifteen(number)
    return IdDiagnosis(
        "wrong_length", None, f"身份证号应为 18 位，现在是“{number}”（{len(number)} 位），请按户口簿补录。"
    )


def _damaged(cell: Any, damage: Damaged) -> IdDiagnosis:
    digits = ""
    if isinstance(cell, int | float) and LOSSY_FROM <= cell < 10**18:
        digits = _kept_digits(cell)
    rest = f"前 {len(digits)} 位 {digits} 是对的，后 {PLACES - len(digits)} 位" if digits else ""
    sentence = (
        f"身份证号被 Excel 当成数字，后几位已经丢了（表里现在是 {damage.shown}）。{rest}请按户口簿补录。"
    )
    return IdDiagnosis("damaged_by_excel", None, sentence, kept_digits=digits)


def _kept_digits(cell: int | float) -> str:
    """The leading digits that are still right in a number of a spreadsheet.

    Excel cuts to fifteen digits and fills up with zeros: then all fifteen are right. Any other program may have rounded
    the whole number to the nearest one that a float can hold: then only what that rounding cannot have touched is.
    """
    unit = 10 ** (len(str(int(cell))) - RELIABLE)
    cut = round(cell / unit)
    if float(cut * unit) == float(cell):
        return str(cut)
    step = int(math.ulp(float(cell)))
    both = zip(str(int(cell) - step), str(int(cell) + step), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], both))[:RELIABLE]


def _mending(raw: str) -> State:
    if raw != "".join(char for char in raw if ord(char) < 0xFF00):
        return "full_width"
    return "lower_x" if "x" in raw else "ok"


MENDED = {"ok": "", "full_width": "全角数字已改成半角。", "lower_x": "末位的小写 x 已改成大写 X。"}


def _eighteen(number: str, mended: State, birth: dt.date | None, gender: str | None) -> IdDiagnosis:
    if number.endswith("000") and not _fits(number):  # as text with a right check digit it is right
        sentence = f"身份证号末三位是 000，校验位也不对，多半是在 Excel 里存成数字时丢的（{number}），请按户口簿核对后几位。"
        return IdDiagnosis("damaged_by_excel", None, sentence, kept_digits=number[:RELIABLE])
    if number[:2] not in PROVINCES:
        sentence = f"身份证号开头两位 {number[:2]} 不是任何省份的代码，请核对。"
        return IdDiagnosis("bad_region", None, sentence, suspects=(1, 2))
    born = birth_of(number)
    if born is None:
        return _bad_birth(number, birth)
    if check_digit(number[:17]) != number[17]:
        return _bad_check(number, birth)
    if birth and birth != born:
        places = _differing(number, birth)
        sentence = f"身份证号里的出生日期是 {born.isoformat()}，表里写的是 {birth.isoformat()}，"
        sentence += f"差在{_named(places)}，请核对哪个对。"
        return IdDiagnosis("mismatch_birth", number, sentence, suspects=places)
    if gender and gender != gender_of(number):
        told = "男" if gender_of(number) == "1" else "女"
        sentence = f"身份证号第 17 位表示{told}，表里写的是{'男' if gender == '1' else '女'}，请核对哪个对。"
        return IdDiagnosis("mismatch_gender", number, sentence, suspects=(17,))
    return IdDiagnosis(mended, number, MENDED[mended])


def _bad_birth(number: str, birth: dt.date | None) -> IdDiagnosis:
    """The eight digits are no day; with the day of the other column it can be said which of them are not right."""
    sentence = f"身份证号里的出生日期 {number[6:14]} 不存在或在将来，"
    if birth is None:
        places = tuple(range(7, 15))
        return IdDiagnosis("bad_birth_date", None, f"{sentence}请核对第 7 到 14 位。", suspects=places)
    sentence += _beside_told(number, birth, "请对照户口簿。")
    return IdDiagnosis("bad_birth_date", None, sentence, suspects=_differing(number, birth))


def _beside_told(number: str, birth: dt.date, end: str) -> str:
    """Where the birth date inside a number is not the one of the sheet, and whether the number fits with that one."""
    places = _differing(number, birth)
    told = f"表里的出生日期是 {birth.isoformat()}，{_named(places)}和它不一样"
    turned = (
        len(places) == 2 and places[1] == places[0] + 1 and not _differing(_swapped(number, places[0]), birth)
    )
    told += "（像是写颠倒了）" if turned else ""
    fits = _fits(number[:6] + f"{birth:%Y%m%d}" + number[14:])
    return f"{told}{'，改成一样校验位就对得上' if fits else ''}，{end}"


def _named(places: tuple[int, ...]) -> str:
    return f"第 {'、'.join(map(str, places))} 位"


def _bad_check(number: str, birth: dt.date | None) -> IdDiagnosis:
    """Point at the birth digits that differ from the other column, else at neighbours that fit when swapped."""
    differing = _differing(number, birth) if birth else ()
    if birth and differing and _fits(number[:6] + f"{birth:%Y%m%d}" + number[14:]):
        sentence = f"身份证号 {number} 的校验位不对；{_beside_told(number, birth, '请对照户口簿。')}"
        return IdDiagnosis("bad_check_digit", None, sentence, suspects=differing)
    swaps = [place for place in range(1, 17) if _fits(_swapped(number, place))]
    if birth:  # a swap that spoils the known birth date is no explanation
        swaps = [place for place in swaps if not _differing(_swapped(number, place), birth)] or swaps
    if not swaps:
        sentence = f"身份证号 {number} 的校验位不对，多半有一位抄错，请对照户口簿逐位核对。"
        return IdDiagnosis("bad_check_digit", None, sentence)
    places = "、".join(f"第 {place} 和 {place + 1} 位" for place in swaps)
    sentence = f"身份证号 {number} 的校验位不对，可能是{places}写颠倒了，请对照户口簿核对。"
    return IdDiagnosis(
        "bad_check_digit", None, sentence, suspects=tuple(sorted({p for s in swaps for p in (s, s + 1)}))
    )


def _swapped(number: str, place: int) -> str:
    """The number with the digits at `place` (from 1) and after it exchanged."""
    return number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :]


def _fits(number: str) -> bool:
    return number[:2] in PROVINCES and birth_of(number) is not None and check_digit(number[:17]) == number[17]


def _differing(number: str, birth: dt.date) -> tuple[int, ...]:
    told = f"{birth:%Y%m%d}"
    return tuple(place for place, (a, b) in enumerate(zip(number[6:14], told, strict=True), 7) if a != b)


def _student_no(number: str) -> IdDiagnosis:
    inner = number[1:]
    if number.startswith("G") and _fits(inner):
        sentence = f"这一格填的是学籍号 {number}；去掉开头的 G，身份证号可能是 {inner}，请核对后再用。"
        return IdDiagnosis("student_no_in_id_column", inner, sentence)
    sentence = f"这一格填的是学籍号 {number}，里面不是身份证号，请按户口簿填写身份证号。"
    return IdDiagnosis("student_no_in_id_column", None, sentence)


def _fifteen(number: str) -> IdDiagnosis:
    try:
        parse_day(f"19{number[6:12]}")
    except ValueError:
        sentence = f"身份证号应为 18 位，现在只有 15 位（{number}），请按户口簿补录。"
        return IdDiagnosis("wrong_length", None, sentence)
    sentence = f"这是 15 位的老号码（{number}），2013 年起已停用，请按现在的户口簿填 18 位。"
    return IdDiagnosis("fifteen_digits", None, sentence)
