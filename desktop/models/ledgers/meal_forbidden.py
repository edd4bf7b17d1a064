"""What a school canteen may not make: told by the name of a dish or a food. The words are data: meals/forbidden.json."""

import json
from functools import cache
from typing import Any

from desktop.places import RESOURCES


@cache
def _told() -> dict[str, Any]:
    return dict(json.loads((RESOURCES / "meals" / "forbidden.json").read_text("utf-8")))


def why_forbidden(name: str | None) -> str:
    """The sentence for a dish or a food that may not be made; "" for every other one."""
    row = _met(name, "foods")
    if row is None:
        return ""
    law = _told()["source"].partition("（")[0]
    is_or_has = "是" if row.get("whole") else "里有"
    return f"“{name}”{is_or_has}{row['name']}，不能排进食谱：{row['why']}（{law}）。请换一样。"


def doubt(name: str | None) -> str:
    """What to look at in a name that may stand for something forbidden; "" when there is nothing."""
    row = _met(name, "doubts")
    return str(row["says"]) if row else ""


def _met(name: str | None, group: str) -> dict[str, Any] | None:
    """The first row of a group that has a word of the name, its exceptions apart."""
    plain = "".join((name or "").split())
    for row in _told()[group]:
        rest = plain
        for word in row.get("unless", ()):
            rest = rest.replace(word, "")
        if any(word in rest for word in row["words"]):
            return dict(row)
    return None
