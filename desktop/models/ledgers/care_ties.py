"""To whom a gift is tied, goods and money alike: to one child, or to children of some of the 五类 on the day they get it."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Any

from desktop.models import sight
from desktop.models.codes import code_list
from desktop.models.ledger import remembered
from desktop.models.ledgers.students import Student

ListedOn = Callable[[dt.date], Mapping[int, Collection[str]]]  # a day -> child -> codes of care_type

_ask: list[ListedOn] = []
_known: dict[dt.date, Mapping[int, Collection[str]]] = {}
remembered.append(_known)


def ask_with(listed_on: ListedOn) -> None:
    """Who is listed is derived by the services, which stand above this; they say here how to ask."""
    _ask[:] = [listed_on]


def types_of(gift: Any) -> list[str]:
    """The codes of care_type that a gift is tied to."""
    return [one for one in (gift.for_types or "").split(",") if one]


def why_tied(gift: Any, student: int, types: Collection[str]) -> str:
    """Why a gift may not go to a child who is listed as these types that day; "" when it may."""
    if gift.for_student_id and gift.for_student_id != student:
        meant = Student.caption_of(gift.for_student_id)
        return f"{_called(gift)}的捐赠指定给 {meant}，不能发给 {Student.caption_of(student)}。"
    if (wanted := types_of(gift)) and not set(wanted) & set(types):
        name = Student.caption_of(student)
        return f"{_called(gift)}的捐赠指定给{_labels(wanted)}学生，{name} 那天不在这份名单上。"
    return ""


def why_not_for(gift: Any, student: int, day: dt.date) -> str:
    """The same, asked of the list of that day."""
    types = _on(day).get(student, ()) if gift.for_types else ()
    return why_tied(gift, student, types)


def why_not_group(gift: Any, whom: str | None, heads: int | None, day: dt.date) -> str:
    """Why a tied gift may not be spent on so many whom nobody names; "" when it may.

    A range is the very group the gift is tied to: a class or the school holds children who are not in it.
    """
    if gift.for_student_id:
        return f"{_called(gift)}的捐赠指定给 {Student.caption_of(gift.for_student_id)}，请把受益学生选上。"
    if not (groups := group_words(gift)):
        return ""
    wanted = types_of(gift)
    told = f"{_called(gift)}的捐赠指定给{_labels(wanted)}学生"
    may = "”或“".join(groups)
    if not heads:
        return f"{told}，请写受益学生；大家一起用的，受益范围写“{may}”，再写人数。"
    if whom not in groups:
        return f"{told}，受益范围只能是“{may}”。给其中几个孩子的，请把受益学生一个一个写上。"
    meant = set(wanted) if whom == groups[0] else {one for one in wanted if whom == f"{_labels([one])}学生"}
    most = sum(1 for types in _on(day).values() if meant & set(types))
    return f"{told}，那天名单上的{whom}只有 {most} 人，受益人数不能是 {heads}。" if heads > most else ""


def group_words(gift: Any) -> list[str]:
    """The ranges a gift tied to some of the 五类 may be spent on together: all of them, or one kind. Nothing when it is not."""
    wanted = types_of(gift)
    return list(
        dict.fromkeys(f"{_labels(some)}学生" for some in (wanted, *([one] for one in wanted)) if some)
    )


def _on(day: dt.date) -> Mapping[int, Collection[str]]:
    """Derived once for all rows of a step."""
    if day not in _known:
        with sight.whole():
            _known[day] = _ask[0](day) if _ask else {}
    return _known[day]


def _labels(types: Collection[str]) -> str:
    return "、".join(map(code_list("care_type").label, types))


def _called(gift: Any) -> str:
    return str(type(gift).caption(gift))
