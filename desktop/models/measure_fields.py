"""Field kinds for measures: decimals kept as whole numbers, so that sums are exact; and the time of day."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import peewee as pw

from desktop.models.fields import LARGEST, Field, FieldError, Text, plain_text
from desktop.models.writing import half_width


class Scaled(Field, pw.IntegerField):
    """A measure with `places` decimals, stored as a whole number of its smallest part.

    least: the smallest one allowed, in stored parts. finer: what happens to more decimals than there is room for:
    they are rounded (a scale's display) unless the kind refuses them (a price).
    """

    align = "right"
    kind = "number"
    places = 1
    finer = True
    least = 0

    def convert(self, raw: Any) -> Any:
        try:
            number = Decimal(half_width(plain_text(raw)).replace(",", "")).scaleb(self.places)
        except InvalidOperation:
            raise FieldError(f"{self.label}应是数字，现在是“{raw}”。") from None
        if not number.is_finite() or abs(number) > LARGEST:
            raise FieldError(f"{self.label}应是数字，现在是“{raw}”。")
        if number != number.to_integral_value() and not self.finer:
            raise FieldError(f"{self.label}最多 {self.places} 位小数，现在是“{raw}”。")
        return round(number)

    def check(self, value: Any) -> None:
        super().check(value)
        if value is None or value >= self.least:
            return
        if self.least == 0:
            raise FieldError(f"{self.label}不能是负数。")
        raise FieldError(f"{self.label}不能小于 {self.format(self.least)}。")

    def format(self, value: Any) -> str:
        if value is None:
            return ""
        text = str(Decimal(value).scaleb(-self.places))
        return text.rstrip("0").removesuffix(".") if "." in text else text


class Decimal1(Scaled):
    """A measure with one decimal (kilometres, points), stored as whole tenths."""


class Quantity(Scaled):
    """An amount of goods with three decimals (公斤, 盒), stored as whole thousandths."""

    places = 3


class UnitPrice(Scaled):
    """元 for one unit of goods with up to four decimals, stored as ten-thousandths of a 元."""

    places = 4
    finer = False


class Temperature(Scaled):
    """℃ with one decimal, stored as tenths."""

    least = -500


class Nutrient(Scaled):
    """A nutrient in 100 g of food, or in a meal, with two decimals; the unit stands in the label."""

    places = 2


_TIME = re.compile(r"(\d{1,2})[:：点时.](\d{1,2})?分?|(\d{1,2})(\d{2})")


class Time(Text):
    """The time of day, stored as "08:05". Reads 8:05, 8：05, 805, 0805, 8点5分, 8点."""

    kind = "time"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **({"max_length": 5, "width": 7} | rest))

    def convert(self, raw: Any) -> Any:
        if hasattr(raw, "strftime"):
            return raw.strftime("%H:%M")
        if isinstance(raw, float) and 0 <= raw < 1:  # a sheet keeps the time as part of a day
            minutes = round(raw * 24 * 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        match = _TIME.fullmatch(half_width(plain_text(raw)).strip())
        hour, minute = (int(match[1] or match[3]), int(match[2] or match[4] or 0)) if match else (24, 0)
        if hour > 23 or minute > 59:
            raise FieldError(f"{self.label}看不懂：“{raw}”。请写成 08:05 或 0805。")
        return f"{hour:02d}:{minute:02d}"
