"""A whole valid row of any ledger, from its declaration alone: a new ledger is tested without a line written here.

`full_row(store, ledger, n)`: every field filled, links made as needed; another `n` is another row everywhere.
"""

import datetime as dt
from functools import singledispatch
from typing import Any

from builders import USER, id_number

from desktop.models.fields import (
    Choice,
    Date,
    Decimal1,
    File,
    Link,
    Money,
    MultiChoice,
    Note,
    Number,
    TermField,
    Text,
    YearMonth,
    YesNo,
)
from desktop.models.ledger import Ledger, Values
from desktop.models.people_fields import Account, DisabilityCard, IdNumber, Name, Phone, StudentNo
from desktop.models.store import Store
from desktop.models.terms import Term

HAN = "零一二三四五六七八九"
BIRTH = dt.date(2016, 5, 1)
WRITTEN_LATER = {  # what the steps of the work write: nothing of it stands in a new row
    "round": ("submitted_by", "submitted_on", "approved_by", "approved_on", "archived_on"),
    "case": (
        "class_grade",
        "class_opinion",
        "school_grade",
        "school_opinion",
        "grade",
        "decided_by",
        "decided_on",
    ),
    "change": ("case", "old_grade", "decided_by", "decided_on"),
}
SPECIAL: dict[str, Any] = {  # rules that need more than one field, or a text of a certain form
    "school": lambda n: {"school_code": f"352990100{n}", "postcode": f"99000{n}"},
    "student": lambda n: {"birth_date": BIRTH, "gender": "2"},
    "school_class": lambda n: {"number": n, "graduated": 2020 + n},
    "aid_programme": lambda n: {"kinds": "01,05.1"},
    "aid_grant": lambda n: {"state": "planned"},  # where these begin: their guards keep the order
    "aid_notice": lambda n: {"state": "made"},
    "pay_list": lambda n: {"state": "made", "heads": 1, "amount": 62500},
    "pay_line": lambda n: {"state": "sent", "amount": 62500},
    "reversal": lambda n: {"state": "asked", "kind": "more"},
    "recognition_round": lambda n: {"state": "open"} | dict.fromkeys(WRITTEN_LATER["round"]),
    "recognition_case": lambda n: (
        {"state": "draft", "entered_by": USER} | dict.fromkeys(WRITTEN_LATER["case"])
    ),
    "case_change": lambda n: {"state": "asked", "asked_by": USER} | dict.fromkeys(WRITTEN_LATER["change"]),
    "app_user": lambda n: {"role": ("aid", "class", "meal")[n % 3]},
    "posting": lambda n: {
        "round": None,
        "kind": "aid",
        "state": "up",
        "until_day": dt.date(2027, 12, 31),
        "days": 5,
        "removed_on": None,
        "removed_by": None,
        "ended_why": None,
        "ended_on": None,
    },
    "objection": lambda n: {"upheld": None, "handled_on": None},
    "bank_layout": lambda n: {"columns_text": f"户名=开户名\n账号=账号\n金额=金额元\n备注=“第{n}种”"},
}


def full_row(store: Store, ledger: type[Ledger], n: int = 1) -> Values:
    """Values for every field, as the field parses them."""
    values = {}
    for place, field in enumerate(ledger.fields()):
        if not field.extra:
            values[field.name] = (
                linked(store, field, n) if isinstance(field, Link) else value_for(field, place, n)
            )
    own = {ledger.made_by: USER} if ledger.made_by else {}  # names that the store's door writes or guards
    return values | own | dict.fromkeys(ledger.signed) | SPECIAL.get(ledger.table(), lambda n: {})(n)


def linked(store: Store, field: Link, n: int) -> int:
    """A row for a link to point to: the nth one made by these tests."""
    ledger = field.rel_model
    made = _made.setdefault(id(store), {})
    if (ledger, n) not in made:
        row = full_row(store, ledger, n)
        with store.step(f"新增{ledger.title}") as step:
            made[ledger, n] = step.add(ledger, row)
    return made[ledger, n]


_made: dict[int, dict[Any, int]] = {}


def forget_rows() -> None:
    _made.clear()


@singledispatch
def value_for(field: Any, place: int, n: int) -> Any:
    """A value of the field's kind; `place` makes the fields of one row differ, `n` the rows."""
    raise NotImplementedError(f"没有 {type(field).__name__} 的样例，请在 contracts_rows.py 里加一个")


@value_for.register
def _(field: Text, place: int, n: int) -> str:
    return f"样{place}之{n}"[: field.max_length]


@value_for.register
def _(field: Note, place: int, n: int) -> str:
    return f"第一行{place}\n第二行{n}"


@value_for.register
def _(field: Name, place: int, n: int) -> str:
    return f"王{HAN[place % 10]}{HAN[n]}"


@value_for.register
def _(field: IdNumber, place: int, n: int) -> str:
    return id_number(place * 10 + n, birth=BIRTH)


@value_for.register
def _(field: StudentNo, place: int, n: int) -> str:
    return f"G{id_number(place * 10 + n, birth=BIRTH)}"


@value_for.register
def _(field: DisabilityCard, place: int, n: int) -> str:
    return f"{id_number(place * 10 + n)}4{n}"


@value_for.register
def _(field: Phone, place: int, n: int) -> str:
    return f"138{place:04d}{n:04d}"


@value_for.register
def _(field: Account, place: int, n: int) -> str:
    return f"62170000{place:05d}{n:06d}"


@value_for.register
def _(field: Number, place: int, n: int) -> int:
    return (field.least or 0) + n


@value_for.register
def _(field: Decimal1, place: int, n: int) -> int:
    return 25 + n


@value_for.register
def _(field: Money, place: int, n: int) -> int:
    return 62500 + place * 1000 + n * 10


@value_for.register
def _(field: YesNo, place: int, n: int) -> bool:
    return n % 2 == 1


@value_for.register
def _(field: Date, place: int, n: int) -> dt.date:
    return dt.date(2026, 1, 1) + dt.timedelta(days=100 * n + place)


@value_for.register
def _(field: YearMonth, place: int, n: int) -> str:
    return f"2024-{n:02d}"


@value_for.register
def _(field: TermField, place: int, n: int) -> str:
    return Term(2030 + n, 1 + place % 2).code


@value_for.register
def _(field: Choice, place: int, n: int) -> str:
    codes = list(field.codes.labels)
    return codes[min(n, len(codes)) - 1]


@value_for.register
def _(field: MultiChoice, place: int, n: int) -> str:
    return ",".join(list(field.codes.labels)[:n])


@value_for.register
def _(field: File, place: int, n: int) -> str:
    return f"{place:032x}|照片{n}.jpg"
