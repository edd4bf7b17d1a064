"""Whether a child can be where it is said to be: nobody of eight has left a 初中. Said, never refused; the limits are data."""

import datetime as dt
import json
from functools import cache
from typing import Any

from desktop.models.identity import age_on
from desktop.places import RESOURCES


@cache
def limits() -> list[dict[str, Any]]:
    """Destinations and the ages (周岁, both ends included) that do not go with them."""
    return list(json.loads((RESOURCES / "drop" / "age_fit.json").read_text("utf-8"))["odd"])


def odd_age(status: str | None, school: str | None, birth: dt.date | None, day: dt.date | None) -> str:
    """Why a destination does not go with the age of a child on a day: 9 周岁，……; "" when it may be."""
    if birth is None or day is None or birth > day:
        return ""
    age = age_on(birth, day)
    for one in limits():
        named = any(word in (school or "") for word in one.get("school", ()))
        if (named or one.get("status") == status) and one["from"] <= age <= one["to"]:
            return f"{age} 周岁，{one['words']}"
    return ""
