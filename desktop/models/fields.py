"""Field kinds: one object says how a value is stored, read, checked and shown.

Every field speaks three verbs, and table, form, workbook, paper and search use only these:

    parse(raw)     what a person typed or a sheet cell held  ->  Python value
    check(value)   raise FieldError when the value breaks a rule
    format(value)  Python value  ->  text a person reads

`raw` is text, or what a workbook cell holds (int, float, bool, date). Values inside the program are
parsed already: dates are dates, money is whole 分, a choice is its code, a link is the other row's id.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import peewee as pw

from desktop.models import dates, money, terms
from desktop.models.codes import CodeList, code_list
from desktop.models.errors import Refused
from desktop.models.writing import half_width

if TYPE_CHECKING:
    from desktop.models.ledger import Ledger

Mask = Callable[[str], str]


class FieldError(Refused):
    """A value a person can put right. The message is shown beside the field as it is."""


class Field:
    """What all fields share; mixed in front of a peewee field.

    label: exact Chinese name. width: characters a column needs. group: heading in the form. mask: how the
    value is shown while the eye is closed. aliases: other names clerks give the column. sums: a total line
    makes sense. edit: False for what the program fills in itself.
    """

    name: str  # given by peewee, or by ExtraFields for what the school adds
    align = "left"
    kind = "text"
    extra = False  # True for a field that the school defined itself

    def __init__(
        self, label: str, *, required: bool = False, width: int = 10, group: str = "", mask: Mask | None = None,
        aliases: Sequence[str] = (), edit: bool = True, hint: str = "", **column: Any,
    ) -> None:  # fmt: skip
        super().__init__(verbose_name=label, null=not required, **column)  # type: ignore[call-arg]
        self.label, self.required, self.width, self.group = label, required, width, group
        self.mask, self.aliases, self.edit, self.hint = mask, tuple(aliases), edit, hint

    def parse(self, raw: Any) -> Any:
        if isinstance(raw, str):
            raw = raw.strip()
        return None if raw is None or raw == "" else self.convert(raw)

    def convert(self, raw: Any) -> Any:
        return raw

    def check(self, value: Any) -> None:
        if self.required and value is None:
            raise FieldError(f"请填写{self.label}。")

    def format(self, value: Any) -> str:
        return "" if value is None else str(value)

    def shown(self, value: Any) -> str:
        """The text while personal numbers are hidden."""
        text = self.format(value)
        return self.mask(text) if self.mask and text else text

    def value_of(self, row: Any) -> Any:
        """This field's value in a row: from its own column, or from the school's extra fields."""
        return (row.extra or {}).get(self.name) if self.extra else row.__data__.get(self.name)

    def expression(self) -> Any:
        """The SQL expression to sort and filter by."""
        if self.extra:
            column = self.model.extra  # type: ignore[attr-defined]
            return pw.fn.json_extract(column, f"$.{self.name}").coerce(
                False
            )  # its values are no JSON themselves
        return self


def plain_text(raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)  # a sheet gives 13800138000.0 for a phone number
    return str(raw).strip()


class Text(Field, pw.CharField):
    """One line of text, at most `max_length` characters (60 when not said)."""

    def __init__(self, label: str, *, max_length: int = 60, **rest: Any) -> None:
        super().__init__(label, max_length=max_length, **rest)

    def convert(self, raw: Any) -> Any:
        return " ".join(plain_text(raw).split()) or None

    def check(self, value: Any) -> None:
        if value is None:
            super().check(value)
        elif len(value) > self.max_length:
            raise FieldError(f"{self.label}最多 {self.max_length} 个字，现在 {len(value)} 个字。")


class Note(Field, pw.TextField):
    """Several lines of text."""

    kind = "note"

    def convert(self, raw: Any) -> Any:
        return plain_text(raw)


LARGEST = 10**15  # far above what a school counts, well inside what the data file holds


class Number(Field, pw.IntegerField):
    """A whole number between `least` and `most`."""

    align = "right"
    kind = "number"

    def __init__(self, label: str, *, least: int | None = None, most: int | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.least, self.most = least, most

    def convert(self, raw: Any) -> Any:
        text = half_width(plain_text(raw)).replace(",", "")
        try:
            number = float(text)
            whole = int(number)
        except (ValueError, OverflowError):  # "inf" and "nan" are numbers to Python alone
            raise FieldError(f"{self.label}应是数字，现在是“{raw}”。") from None
        if number != whole:
            raise FieldError(f"{self.label}应是整数，现在是“{raw}”。")
        return whole

    def check(self, value: Any) -> None:
        super().check(value)
        if value is None:
            return
        if self.least is not None and value < self.least:
            raise FieldError(f"{self.label}不能小于 {self.least}。")
        most = LARGEST if self.most is None else self.most
        if value > most:
            raise FieldError(f"{self.label}不能大于 {most}。")


class Money(Field, pw.IntegerField):
    """An amount in whole 分; typed and shown in 元 with two decimals. Never negative."""

    align = "right"
    kind = "money"

    def convert(self, raw: Any) -> Any:
        try:
            return money.parse_yuan(half_width(str(raw)))
        except ValueError:
            raise FieldError(f"{self.label}应是金额（元，最多两位小数），现在是“{raw}”。") from None

    def check(self, value: Any) -> None:
        super().check(value)
        if value is not None and value < 0:
            raise FieldError(f"{self.label}不能是负数。")
        if value is not None and value > LARGEST:
            raise FieldError(f"{self.label}太大了，请核对：{money.figures(value)} 元。")

    def format(self, value: Any) -> str:
        return "" if value is None else money.figures(value)


class Date(Field, pw.DateField):
    """A day. Reads 2026-09-05, 2026.9.5, 20260905, 2026年9月5日, 0905 (this year), 今天, 昨天, Excel serials."""

    kind = "date"

    def convert(self, raw: Any) -> Any:
        try:
            return dates.parse_day(raw)
        except ValueError:
            raise FieldError(f"{self.label}看不懂：“{raw}”。请写成 2026-09-05 或 20260905。") from None

    def format(self, value: Any) -> str:
        return "" if value is None else value.isoformat()


class YearMonth(Field, pw.CharField):
    """A month, stored as "2024-09". Reads 2024.9, 202409, 2024年9月 and whole dates.

    since: the earliest year that can be meant; a month with one lies at most a year ahead, too.
    """

    kind = "month"

    def __init__(self, label: str, *, since: int | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.since = since

    def check(self, value: Any) -> None:
        super().check(value)
        if self.since is None or value is None:
            return
        today = dt.date.today()
        first, last = f"{self.since}-01", f"{today.year + 1}-{today.month:02}"
        if not first <= value <= last:
            raise FieldError(
                f"{self.label}读出来是 {value}，不在 {first} 到 {last} 之间，请核对，写成 2024-09。"
            )

    def convert(self, raw: Any) -> Any:
        try:
            return dates.parse_month(raw)
        except ValueError:
            raise FieldError(f"{self.label}看不懂：“{raw}”。请写成 2024-09。") from None


class TermField(Field, pw.CharField):
    """A 学期, stored as its code "2026-1", shown as 2026年秋季学期."""

    kind = "term"

    def convert(self, raw: Any) -> Any:
        try:
            return terms.parse_term(str(raw)).code
        except ValueError as error:
            raise FieldError(str(error)) from None

    def format(self, value: Any) -> str:
        return "" if value is None else terms.parse_term(value).title


class Choice(Field, pw.CharField):
    """One of a code list; the code is stored, the wording shown."""

    kind = "choice"

    def __init__(self, label: str, codes: str | CodeList, **rest: Any) -> None:
        super().__init__(label, **rest)
        self._codes = codes

    @property
    def codes(self) -> CodeList:
        return code_list(self._codes) if isinstance(self._codes, str) else self._codes

    def convert(self, raw: Any) -> Any:
        text = half_width(plain_text(raw))
        code = self.codes.find(text)
        if code is None:
            raise FieldError(f"{self.label}没有“{text}”这一项，可填：{_some(self.codes.labels.values())}。")
        return code

    def check(self, value: Any) -> None:
        if value is None:
            super().check(value)
        elif value not in self.codes.labels:
            raise FieldError(f"{self.label}没有“{value}”这一项。")

    def format(self, value: Any) -> str:
        return self.codes.label(value)


def _some(labels: Any) -> str:
    labels = list(labels)
    return "、".join(labels[:8]) + ("……" if len(labels) > 8 else "")


class MultiChoice(Choice):
    """Several of a code list, stored as "05.1,12" in the list's order."""

    kind = "choices"

    def convert(self, raw: Any) -> Any:
        words = raw if isinstance(raw, (list, tuple)) else _split(half_width(plain_text(raw)))
        found = {super(MultiChoice, self).convert(word) for word in words if word}
        return ",".join(code for code in self.codes.labels if code in found) or None

    def check(self, value: Any) -> None:
        Field.check(self, value)
        for code in (value or "").split(","):
            if code and code not in self.codes.labels:
                raise FieldError(f"{self.label}没有“{code}”这一项。")

    def format(self, value: Any) -> str:
        return "、".join(self.codes.label(code) for code in (value or "").split(",") if code)


def _split(text: str) -> list[str]:
    for mark in ",，;；/|":
        text = text.replace(mark, "、")
    return [word.strip() for word in text.split("、")]


YES = {"是", "√", "☑", "✓", "1", "有", "y", "yes", "true", "对", "需要", "享受"}
NO = {"否", "×", "✗", "□", "0", "无", "n", "no", "false", "没有", "不需要", "不享受", "—", "-"}


class YesNo(Field, pw.BooleanField):
    """是 or 否, or not known."""

    kind = "yesno"

    def convert(self, raw: Any) -> Any:
        if isinstance(raw, bool):
            return raw
        text = half_width(plain_text(raw)).lower()
        if text in YES:
            return True
        if text in NO:
            return False
        raise FieldError(f"{self.label}请填 是 或 否，现在是“{raw}”。")

    def format(self, value: Any) -> str:
        return "" if value is None else ("是" if value else "否")


class Link(Field, pw.ForeignKeyField):
    """Points to a row of another ledger; shown by that row's caption."""

    kind = "link"

    def __init__(self, label: str, ledger: type[Ledger] | str, **rest: Any) -> None:
        super().__init__(label, model=ledger, on_delete="RESTRICT", **rest)

    def convert(self, raw: Any) -> Any:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return raw
        found = self.rel_model.find(str(raw))
        if found is None:
            raise FieldError(f"{self.label}里{self.rel_model.why_not_found(str(raw))}")
        return found

    def format(self, value: Any) -> str:
        return "" if value is None else self.rel_model.caption_of(int(getattr(value, "id", value)))


class File(Text):
    """An attachment: "hash|name"; the bytes lie encrypted in the folder beside the data file.

    Room for the 64 digits of the hash and the longest name that Windows allows.
    """

    kind = "file"

    def __init__(self, label: str, *, max_length: int = 330, **rest: Any) -> None:
        super().__init__(label, max_length=max_length, **rest)

    def format(self, value: Any) -> str:
        return "" if value is None else value.partition("|")[2]

    def parse(self, raw: Any) -> Any:
        return raw or None


class Extras(pw.TextField):
    """The column behind the fields a school adds for itself: one JSON object a row."""

    def db_value(self, value: Any) -> Any:
        return None if not value else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)

    def python_value(self, value: Any) -> Any:
        return {} if not value else json.loads(value) if isinstance(value, str) else dict(value)


class Computed:
    """Shown, never stored. `batch` takes the ids of a page of rows and returns id -> text.

    total: for a column of money, the sum over all ids given, in 分.
    """

    name: str

    def __init__(
        self,
        label: str,
        batch: Callable[[Sequence[int]], Mapping[int, str]],
        *,
        width: int = 10,
        align: str = "left",
        total: Callable[[Sequence[int]], int] | None = None,
    ) -> None:
        self.label, self.batch, self.width, self.align, self.total = label, batch, width, align, total

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
