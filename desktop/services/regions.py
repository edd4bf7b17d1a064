"""Where a 行政区划代码 is, in words (GB/T 2260)."""

from __future__ import annotations

import json
import re
from functools import cache

from desktop.places import RESOURCES

CODE = re.compile(r"\d{6}(?:\d{3}|\d{6})?")  # a county, with or without town and village
NO_NAME = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")  # levels that nobody says


def is_code(text: str | None) -> bool:
    """Whether somebody wrote a bare code where a place belongs."""
    return bool(CODE.fullmatch((text or "").strip()))


def region_in_words(code: str) -> str:
    """520123 -> 贵州省贵阳市修文县, former codes too; "" for a county that is not in the list."""
    county = code.strip()[:6]
    if county not in _names():
        return ""
    levels = dict.fromkeys((f"{county[:2]}0000", f"{county[:4]}00", county))
    return "".join(name for one in levels if (name := _names().get(one, "")) not in NO_NAME)


@cache
def _names() -> dict[str, str]:
    told = json.loads((RESOURCES / "codes" / "regions.json").read_text("utf-8"))
    return {**told["former"], **told["current"]}
