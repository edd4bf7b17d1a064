"""Words that a child or the whole village may read: no type of need is named in them.

Which words name one is data: resources/wording/handbook_paper.json, "labels", and names that only sound like one, "instead".
"""

from __future__ import annotations

from desktop.services.paper.documents.common import wording


def label_in(text: str | None) -> str:
    """The type of need that a text names; "" when anybody may read it."""
    plain = harmless(text)
    return next((label for label in wording("handbook_paper")["labels"] if label in plain), "")


def harmless(text: str | None) -> str:
    """The words with names that only sound like a label put otherwise: 留守儿童之家 is 儿童之家."""
    plain = text or ""
    for name, other in wording("handbook_paper")["instead"].items():
        plain = plain.replace(name, other)
    return plain
