"""A class's day, person by person, in one short text: "1=412,413;S=414" (mark = ids of pupils).

One journal entry then tells the whole sheet, and a month of 2,000 pupils stays small.
"""

from collections import Counter
from collections.abc import Mapping

from desktop.models.codes import code_list
from desktop.models.errors import Refused

Marks = dict[int, str]  # pupil's id -> mark, by the code list meal_mark


def packed(marks: Mapping[int, str]) -> str:
    """Marks as text, in the order of the code list."""
    groups: dict[str, list[int]] = {}
    for pupil, mark in sorted(marks.items()):
        groups.setdefault(mark, []).append(pupil)
    order = [*code_list("meal_mark").labels]
    unknown = set(groups) - set(order)
    if unknown:
        raise Refused(f"就餐记号里没有“{'、'.join(sorted(unknown))}”。")
    return ";".join(f"{mark}={','.join(map(str, groups[mark]))}" for mark in order if mark in groups)


def unpacked(text: str | None) -> Marks:
    """The marks of a text. Raises Refused when it is none."""
    marks: Marks = {}
    try:
        for group in filter(None, (text or "").split(";")):
            mark, pupils = group.split("=")
            marks |= {int(pupil): mark for pupil in pupils.split(",")}
    except ValueError:
        raise Refused("逐人记录的格式不对，请从“录餐”那一页登记。") from None
    return marks


def counts(marks: Mapping[int, str]) -> tuple[int, int, int]:
    """(due, present, fed): pupils on the sheet, of them at school, of them fed."""
    codes, times = code_list("meal_mark"), Counter(marks.values())
    present = sum(count for mark, count in times.items() if not codes.fact(mark, "absent"))
    return len(marks), present, sum(count for mark, count in times.items() if codes.fact(mark, "fed"))
