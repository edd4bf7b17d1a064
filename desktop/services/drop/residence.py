"""Whether a pupil on a list of the 学籍 system is known to live in the service area: such a list alone does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from desktop.models.ledgers.students import Student
from desktop.models.store import Store

PLACE = re.compile(r"[^省市州县区镇乡道\d\s（）()]{1,8}?(?:村|社区|居委会|嘎查)")
PUPIL_PLACES = (Student.household_place, Student.home_address)
LIST_PLACES = ("village", "address")


def village_of(text: str) -> str:
    """石桥村 of 青禾县柳林镇石桥村3组; "" where no village is named."""
    found = PLACE.search(text)
    return found.group() if found else ""


class Residence:
    """The villages that the population knows of, from the police, the villages themselves, or by hand."""

    def __init__(self, store: Store, children: Iterable[dict[str, Any]]) -> None:
        told_villages = (village_of(child["village"]) for child in children if child.get("village"))
        self.villages = {name for name in told_villages if name}
        told = store.rows(Student).select(Student.id, *PUPIL_PLACES).tuples()
        self.pupils = {record: [str(place or "") for place in places] for record, *places in told}

    def knows(self, row: dict[str, Any], student: int | None) -> bool:
        """Whether the row of a list, or the roster, puts the child into one of these villages."""
        told = [str(row.get(place) or "") for place in LIST_PLACES] + self.pupils.get(student or 0, [])
        return any(village_of(place) in self.villages for place in told if village_of(place))
