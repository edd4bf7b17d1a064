"""The text of a 学生资助告知书 as it was printed under its number, for every reprint: kept as JSON beside the number."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from desktop.services.paper.documents.half_letter import Form, LetterText, Line


def kept(text: LetterText) -> str:
    """The text as the books keep it."""
    return json.dumps(asdict(text), ensure_ascii=False, separators=(",", ":"))


def again(said: str, times: int) -> LetterText:
    """The same text for a reprint. times: how often it was printed before."""
    told: dict[str, Any] = json.loads(said)
    form = told.pop("shared")
    lines = tuple(Line(**line) for line in told.pop("lines"))
    told |= {name: tuple(told.get(name, ())) for name in ("lead", "foot", "more")}
    told |= {"again": times, "lines": lines}
    form.setdefault("signed", bool(form.get("choices")))  # kept before the form said so itself
    form |= {name: tuple(form.get(name, ())) for name in ("foot", "choices")}
    return LetterText(**told, shared=Form(**form))
