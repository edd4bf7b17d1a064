"""Children of school age, their ways and their proofs, in one line each. County 529901 does not exist."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from builders import add, school_class
from openpyxl import Workbook

from desktop.models.identity import check_digit
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus, OffSiteProof
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.drop import case_acts, cases, class_list

COUNT_DAY = dt.date(2026, 10, 15)  # the day the population is counted in tests
SINCE = dt.date(2026, 9, 1)
BIRTH = dt.date(2015, 5, 1)  # eleven years on COUNT_DAY


def number_of(person: int, birth: dt.date = BIRTH) -> str:
    """A citizen number that passes GB 11643, another one for each person below 1000 of a birthday."""
    first17 = f"529901{birth:%Y%m%d}{person:03d}"
    return first17 + check_digit(first17)


def child(store: Store, name: str = "张小雨", status: str | None = None, **values: Any) -> int:
    """A child of the population, with where it learns when that is told."""
    record = add(store, AgeChild, **{"name": name, "birth_date": BIRTH, **values})
    if status:
        goes(store, record, status)
    return record


def goes(store: Store, child_: int, status: str, day: dt.date = SINCE, **values: Any) -> int:
    """Where a child is from a day on."""
    return add(store, AgeStatus, child=child_, status=status, from_day=day, **values)


def proof(store: Store, child_: int, state: str = "held", **values: Any) -> int:
    """A proof asked for in September; one that is held is a paper of the other school."""
    told: dict[str, Any] = {"child": child_, "state": state, "asked_on": dt.date(2026, 9, 10)}
    if state == "held":
        told |= {"school": "青禾县第二小学", "kind": "paper", "held_on": dt.date(2026, 9, 20)}
    if state == "refused":
        told["refused_why"] = "家里不肯给"
    return add(store, OffSiteProof, **told | values)


def crowd(store: Store, counts: Mapping[str, int], *, start: int = 0) -> dict[str, list[int]]:
    """Many children at once, so many for each status; status -> ids. Fast: two strokes in one step."""
    statuses = [code for code, count in counts.items() for _ in range(count)]
    with store.step(f"登记适龄儿童 {len(statuses)} 人") as step:
        ids = step.add_many(AgeChild, [_somebody(start + at) for at in range(len(statuses))])
        step.add_many(
            AgeStatus,
            [
                {"child": one, "status": code, "from_day": SINCE}
                for one, code in zip(ids, statuses, strict=True)
            ],
        )
    found: dict[str, list[int]] = {code: [] for code in counts}
    for one, code in zip(ids, statuses, strict=True):
        found[code].append(one)
    return found


def _somebody(person: int) -> dict[str, Any]:
    """Another name, number, birthday and village for each number; all of them six to fifteen on COUNT_DAY."""
    birth = dt.date(2011, 1, 1) + dt.timedelta(days=person % 3000)
    signs = "安柏辰德恩芳国海嘉康乐明宁培青荣世天文欣"
    name = "李" + signs[person % 20] + signs[person // 20 % 20] + signs[person // 400 % 20]
    return {
        "name": name,
        "birth_date": birth,
        "id_number": number_of(person // 3000 * 2, birth),
        "village": f"石桥村{person % 12 + 1}组",
        "in_police": True,
    }


def proofs(store: Store, children: Iterable[int], **values: Any) -> None:
    """Proofs held for all of these."""
    told = {
        "state": "held",
        "asked_on": dt.date(2026, 9, 10),
        "held_on": dt.date(2026, 9, 20),
        "school": "青禾县第二小学",
        "kind": "paper",
        **values,
    }
    with store.step("登记取证") as step:
        step.add_many(OffSiteProof, [told | {"child": one} for one in children])


# absences and cases ------------------------------------------------------------------------------------


MONDAY = dt.date(2026, 10, 12)  # a school day, with four more behind it


def school_day(number: int) -> dt.date:
    """The number-th school day of October 12 and the weeks after it, from 0."""
    return MONDAY + dt.timedelta(days=number // 5 * 7 + number % 5)


def away(
    store: Store, day: dt.date, marks: Mapping[int, str], klass: str = "三(2)班", halves: str = "am pm"
) -> None:
    """The class lists of a day: who was away, with the mark; everybody else was there."""
    for half in halves.split():
        class_list.keep(store, class_list.Where(day, half, school_class(store, klass)), marks)


def away_for(store: Store, student: int, days: int, mark: str = "T", *, start: int = 0) -> dt.date:
    """A pupil away for some school days in a row; returns the last of them."""
    for number in range(start, start + days):
        away(store, school_day(number), {student: mark})
    return school_day(start + days - 1)


def case_of(store: Store, student: int, day: dt.date | None = None, **values: Any) -> int:
    """An open case; a warning unless told otherwise."""
    on = day or school_day(3)
    told = {
        "student": student,
        "kind": "absent",
        "opened_on": on,
        "last_day": MONDAY - dt.timedelta(days=2),
    }  # a Saturday with lessons
    return cases.open_case(store, told | values)


def persuaded(store: Store, case: int, day: dt.date, **values: Any) -> int:
    """A 劝返 by two teachers who met the grandmother."""
    first, second = two_persuaders(store)
    told = {"day": day, "way": "home", "staff1": first, "staff2": second, "met": "奶奶", "process": "说明义务教育法。",
            "promised": "下周一返校"}  # fmt: skip
    return case_acts.persuade(store, case, told | values)


def two_persuaders(store: Store) -> tuple[int, int]:
    """Two teachers, made once."""
    names = ("孙老师", "钱老师")
    made = {row.name: row.id for row in Staff.select().where(Staff.name.in_(names))}
    first, second = (made.get(name) or add(store, Staff, name=name) for name in names)
    return first, second


def suspected(store: Store, student: int, day: dt.date | None = None, **values: Any) -> int:
    """A case that began as 疑似辍学."""
    return case_of(store, student, day or school_day(4), kind="suspected", **values)


def moved_to(store: Store, case: int, state: str, day: dt.date, **values: Any) -> None:
    """A case brought into a state with its step, as the ladder writes it, without what the ladder would ask."""
    with store.step("办理个案") as step:
        step.change(DropCase, case, {"state": state, **values})
        step.add(CaseStep, {"drop_case": case, "state": state, "day": day,
                            "student": DropCase.get_by_id(case).student_id})  # fmt: skip


def children_book(path: Path, title: str, *rows: Sequence[object]) -> Path:
    """A list of children as a workbook: a title, then the heading and its rows."""
    made = Workbook()
    for row in ((title,), *rows):
        made.active.append(list(row))
    made.save(path)
    return path
