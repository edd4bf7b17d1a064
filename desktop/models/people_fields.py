"""Field kinds for people: names, identity numbers, telephones, bank accounts."""

from typing import Any

from desktop.models import identity
from desktop.models.fields import Field, FieldError, Text, plain_text
from desktop.models.writing import compact, tidy_name


def _usual(rest: dict[str, Any], **usual: Any) -> dict[str, Any]:
    """The options given, over what a kind usually has."""
    return usual | rest


class Name(Text):
    """A person's name. Spaces inside 王　芳 go; every form of the dot in a minority name becomes ·."""

    kind = "name"

    def convert(self, raw: Any) -> Any:
        return tidy_name(plain_text(raw)) or None

    def check(self, value: Any) -> None:
        super().check(value)
        if value is not None and not value.isalpha() and any(char.isdigit() for char in value):
            raise FieldError(f"{self.label}里不应有数字：“{value}”。")


class IdNumber(Text):
    """A citizen number after GB 11643, upper-case X, no spaces."""

    kind = "id_number"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **_usual(rest, max_length=18, width=19, mask=identity.mask_id))

    def convert(self, raw: Any) -> Any:
        if (isinstance(raw, float) and raw >= 1e15) or (isinstance(raw, int) and raw >= 10**15):
            raise FieldError(f"{self.label}被表格软件当成数字，后几位已经不可靠（{raw:.4g}），请按原件补录。")
        return compact(plain_text(raw))

    def check(self, value: Any) -> None:
        Field.check(self, value)
        if value is not None and (problem := identity.problem_of_id(value)):
            raise FieldError(problem)


class StudentNo(Text):
    """全国学籍号: G, J or L and eighteen places."""

    kind = "student_no"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **_usual(rest, max_length=19, width=20, mask=identity.mask_id))

    def convert(self, raw: Any) -> Any:
        return compact(plain_text(raw))

    def check(self, value: Any) -> None:
        Field.check(self, value)
        if value is not None and (problem := identity.problem_of_student_no(value)):
            raise FieldError(problem)


class DisabilityCard(Text):
    """残疾人证号: citizen number, type, level, and B1… on re-issue."""

    kind = "disability_card"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **_usual(rest, max_length=22, width=21, mask=identity.mask_id))

    def convert(self, raw: Any) -> Any:
        return compact(plain_text(raw))

    def check(self, value: Any) -> None:
        Field.check(self, value)
        if value is not None and (problem := identity.problem_of_disability_card(value)):
            raise FieldError(problem)


LOCAL = (7, 8)  # digits of a landline without its area code


class Phone(Text):
    """A telephone number: a mobile (11 digits, 13–19) or a landline with its area code."""

    kind = "phone"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **_usual(rest, max_length=20, width=13, mask=identity.mask_phone))

    def convert(self, raw: Any) -> Any:
        return compact(plain_text(raw)).replace("－", "-").removeprefix("+86")

    def check(self, value: Any) -> None:
        Field.check(self, value)
        if value is None:
            return
        digits = value.replace("-", "")
        mobile = digits.startswith("1") and len(digits) == 11 and digits[1] in "3456789"
        if not digits.isdigit() or not (
            mobile or (digits.startswith("0") and 10 <= len(digits) <= 12) or len(digits) in (5, 7, 8)
        ):
            raise FieldError(f"{self.label}应是 11 位手机号或带区号的座机号，现在是“{value}”。")

    def doubt(self, value: str | None) -> str:
        """A number that may be a landline of the place or a cut mobile, as a sentence; "" for any other."""
        digits = (value or "").replace("-", "")
        if len(digits) not in LOCAL:
            return ""
        return (
            f"{self.label}“{value}”只有 {len(digits)} 位，没有区号，也可能是手机号少了几位；"
            "照原样记下了，请核对，座机请补上区号。"
        )


class Account(Text):
    """A bank or social-security card number: digits only, 10–25 of them."""

    kind = "account"

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, **_usual(rest, max_length=25, width=21, mask=identity.mask_account))

    def convert(self, raw: Any) -> Any:
        if (isinstance(raw, float) and raw >= 1e15) or (isinstance(raw, int) and raw >= 10**15):
            raise FieldError(f"{self.label}被表格软件当成数字，后几位已经不可靠，请按银行卡补录。")
        return compact(plain_text(raw)).replace("-", "")

    def check(self, value: Any) -> None:
        Field.check(self, value)
        if value is not None and not (value.isascii() and value.isdigit() and 10 <= len(value) <= 25):
            raise FieldError(f"{self.label}应是 10 到 25 位数字，现在是“{value}”（{len(value)} 位）。")
