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
from desktop.models.ledgers.batches import AidGrant
from desktop.models.measure_fields import Scaled, Time
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
SOMEBODY_ELSE = ("receiver2", "learner", "staff2")  # two people who may not be the same
SPECIAL: dict[str, Any] = {  # rules that need more than one field, or a text of a certain form
    "school": lambda n: {"school_code": f"352990100{n}", "postcode": f"99000{n}"},
    "student": lambda n: {"birth_date": BIRTH, "gender": "2", "left_on": dt.date(2028, 1, n)},
    "school_class": lambda n: {"number": n, "graduated": 2020 + n},
    "aid_programme": lambda n: {"kinds": "01,05.1"},
    "aid_grant": lambda n: {"state": "planned"},  # where these begin: their guards keep the order
    "aid_notice": lambda n: {"state": "made"},
    "pay_list": lambda n: {"state": "made", "heads": 1, "amount": _as_its_grant(n)["amount"]},
    "guardian": lambda n: {"id_number": id_number(200 + n, birth=dt.date(1980, 5, 1))},  # of age
    "pay_line": lambda n: {"state": "sent"} | _as_its_grant(n),
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
    "supply_day": lambda n: {"served": True},
    "meal_eater": lambda n: {"until_day": dt.date(2027, 12, 31)},
    "class_day": lambda n: {"marks": None, "due": 0, "present": 0, "fed": 0},
    "nutrient_guide": lambda n: {"high": 90000},
    "menu_week": lambda n: (
        {"monday": dt.date(2026, 1, 5 + 7 * n), "state": "draft", "posted_on": None, "checked_by": None}
    ),
    "menu_dish": lambda n: {"day": dt.date(2026, 1, 5 + 7 * n)},
    "supplier_licence": lambda n: {"until_day": dt.date(2028, 1, n)},
    "material": lambda n: {"unit": "公斤"},
    "purchase": lambda n: {
        "kind": "bought",
        "unit": "公斤",
        "bought": 30_000,
        "returned": 10_000,
        "accepted": 20_000,
        "price": 45_000,
        "freight": 500,
        "amount": 9500,
        "state": "kept",
        "checker2": None,
        "made_on": dt.date(2025, 12, n),
        "best_before": dt.date(2027, 12, n),
        "void_reason": None,
        "stocked": 20_000,
        "day": dt.date(2026, 1, n),
    },
    "stock_move": lambda n: {"kind": "out", "reverses": None, "quantity": 500 + n, "cost": 238},
    "stock_count": lambda n: {"booked": False, "counter2": None},
    "food_sample": lambda n: (
        {"grams": 125 + n, "state": "kept"} | dict.fromkeys(("gone_on", "gone_at", "gone_by"))
    ),
    "accompany": lambda n: {"state": "done"},
    "health_certificate": lambda n: {"until_day": dt.date(2028, 1, n)},
    "morning_check": lambda n: {"signs": str(n)},
    "disinfection": lambda n: {"starts": "07:10", "ends": f"08:{10 + n}"},
    "additive_use": lambda n: {"bought_on": dt.date(2025, 12, n)},
    "snack_step": lambda n: {"until_day": None},
    "food_check": lambda n: {"failed": 1, "looked_at": 10 + n},
    "food_finding": lambda n: (
        {"state": "open"} | dict.fromkeys(("done_on", "done_how", "verified_by", "verified_on"))
    ),
    "meal_complaint": lambda n: {"state": "open", "closed_on": None},
    "meal_posting": lambda n: {"until_day": dt.date(2027, 12, n), "removed_on": None},
    "meal_settlement": lambda n: (
        {"month": f"2024-{n:02d}", "state": "made", "due_times": 100, "fed_times": 90 + n}
        | dict.fromkeys(("over", "approved_by", "approved_on", "returned_why"))
    ),
    "settlement_class": lambda n: {"fed_times": 10, "standard": 500, "amount": 5000},
    "meal_opening": lambda n: {"year": 2020 + n, "until": f"{2020 + n}-08", "lacking": None},
    "study_result": lambda n: {"points": 600 + n, "full": 100},
    "child_in_need": lambda n: {"until_day": dt.date(2027, 12, n)},
    "health_note": lambda n: {"until_day": dt.date(2027, 12, n)},
    "care_rule": lambda n: {"rule": f"rule.{n}"},
    "pairing": lambda n: (
        {"kind": "teacher", "role": "help", "state": "on", "from_day": dt.date(2026, 1, n)}
        | dict.fromkeys(("partner", "peer", "until_day", "end_reason", "took_over", "accepted_on"))
    ),
    "support_plan": lambda n: {"state": "on", "term": f"{2024 + n}-1"},
    "staff": lambda n: {"left_on": dt.date(2028, 1, n)},  # after the visits below
    "visit": lambda n: {
        "day": dt.date(2027, 12, 20 + n),  # after all the pupils came
        "starts": "16:10",
        "ends": f"17:{10 + n}",
        "teacher2": None,
        "next_on": dt.date(2028, 1, n),
    },
    "talk": lambda n: {"in_confidence": False, "day": dt.date(2027, 12, 20 + n)},
    "phone_answer": lambda n: {"place": n, "called_on": dt.date(2027, 12, n)},
    "plan_measure": lambda n: {"due_on": dt.date(2040, 1, n)},
    "home_teaching_plan": lambda n: {
        "from_day": dt.date(2026, 1, n),
        "until_day": dt.date(2028, 12, n),
        "teacher2": None,
    },
    "home_teaching": lambda n: {"starts": "09:00", "ends": f"10:{10 + n}", "teacher2": None},
    "donation": lambda n: {
        "kind": "goods",
        "state": "got",
        "thanked_on": dt.date(2027, 12, 30),
        "for_types": None,
    },
    "wish": lambda n: {"state": "asked"},
    "goods_move": lambda n: {
        "kind": "given",
        "reverses": None,
        "points": None,
        "wish": None,
        "student": None,
    },
    "points_entry": lambda n: {"points": n},
    "duty_paper": lambda n: {"until_day": dt.date(2027, 12, n)},
    "publicity_event": lambda n: {"term": "2025-2"},  # the one the days lie in
    "awareness_survey": lambda n: {
        "asked": 100 + n,
        "knew": 90 + n,
        "content_with": 80 + n,
        "term": "2025-2",
    },
    "mentorship": lambda n: {"until_day": dt.date(2027, 12, n)},
    "care_activity": lambda n: {"heads": None},
    "cash_use": lambda n: {"amount": n, "whom": None, "heads": None},
    "drop_rule": lambda n: {"rule": f"rule.{n}"},
    "age_child": lambda n: {"birth_date": BIRTH},
    "age_status": lambda n: {"status": f"1.{n + 1}"},
    "off_site_proof": lambda n: {"state": "asked", "held_on": dt.date(2027, 12, n)},
    "proof_call": lambda n: {"place": n},
    "class_absence": lambda n: {"marks": None},
    "contact_attempt": lambda n: {"back_on": dt.date(2027, 12, n)},
    "drop_case": lambda n: (
        {"kind": "absent", "state": "warned", "child": None, "again": 0}
        | dict.fromkeys(("back_on", "closed_on", "closed_why", "closed_by", "other_way"))
    ),
    "case_step": lambda n: {"state": "warned"},  # the one its case is in
    "persuasion": lambda n: {"starts": "09:00", "ends": f"10:{10 + n}", "staff2": None},
    "return_notice": lambda n: {
        "return_by": dt.date(2027, 12, n),
        "served_on": dt.date(2027, 12, n),
        "refused": False,
    },
    "written_report": lambda n: {"received_on": dt.date(2027, 12, n)},
    "drop_report": lambda n: {"state": "made", "opening": 100, "joined": n, "left": 0, "should": 100 + n},
    "campaign": lambda n: {"until_day": dt.date(2027, 12, n)},
    "arrival_sheet": lambda n: {"due": 40 + n, "came": 40},
    "not_arrived": lambda n: {"came_on": dt.date(2027, 12, n)},
    "drop_inspection": lambda n: {"mended_on": dt.date(2027, 12, n)},
    "grade_line": lambda n: {"grade": str(n % 3 + 1)},
    "review_meeting": lambda n: {"day": dt.date(2027, 11, n)},
    "objection": lambda n: {"upheld": None, "handled_on": None},
    "bank_layout": lambda n: {"columns_text": f"户名=开户名\n账号=账号\n金额=金额元\n备注=“第{n}种”"},
}


def full_row(store: Store, ledger: type[Ledger], n: int = 1) -> Values:
    """Values for every field, as the field parses them."""
    values = {}
    for place, field in enumerate(ledger.fields()):
        if not field.extra and not _to_itself(field):
            values[field.name] = (
                linked(store, field, n + 4 * (field.name in SOMEBODY_ELSE))
                if isinstance(field, Link)
                else value_for(field, place, n)
            )
    own = {ledger.made_by: USER} if ledger.made_by else {}  # names that the store's door writes or guards
    return values | own | dict.fromkeys(ledger.signed) | SPECIAL.get(ledger.table(), lambda n: {})(n)


def _as_its_grant(n: int) -> Values:
    """What goes to the bank is what the grant says: the card and the amount."""
    sent = ("owner", "account", "amount")
    fields = enumerate(AidGrant.fields())
    return {one.name: value_for(one, place, n) for place, one in fields if one.name in sent}


def _to_itself(field: Any) -> bool:
    return isinstance(field, Link) and field.rel_model is field.model


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
def _(field: Scaled, place: int, n: int) -> int:
    return 25 + n


@value_for.register
def _(field: Time, place: int, n: int) -> str:
    return f"{7 + n:02d}:{place:02d}"


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
