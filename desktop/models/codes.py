"""Code lists: what is stored (a code), what people read (a wording), and what clerks write instead.

Each list is one file under resources/codes, so a wording may change without touching a school's data.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from desktop.places import RESOURCES

FOLDER = RESOURCES / "codes"


@dataclass(frozen=True)
class CodeList:
    """An ordered list of codes. `labels` maps code -> wording; `find` reads what a person wrote."""

    name: str
    title: str
    labels: Mapping[str, str]
    spoken: Mapping[str, str] = field(repr=False)
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def label(self, code: str | None) -> str:
        """The wording of a code; a code that the list no longer has is shown as it is."""
        return "" if code is None else self.labels.get(code, code)

    def find(self, text: str) -> str | None:
        """The code of a wording, an alias or a code; None when the list does not know it."""
        return self.spoken.get(_plain(text))

    def meant(self, text: str) -> tuple[str, ...]:
        """The codes a word may stand for when it says too little (监测户 is one of three); empty when it is no such word."""
        return self.unclear.get(_plain(text), ())

    def fact(self, code: str | None, name: str) -> Any:
        """What the list says about a code besides its wording (on_roll, stage, boarding); None when nothing."""
        return self.facts.get(code or "", {}).get(name)

    def codes_with(self, name: str) -> list[str]:
        """The codes for which a fact is true."""
        return [code for code in self.labels if self.fact(code, name)]


def small_list(name: str, title: str, labels: Mapping[str, str]) -> CodeList:
    """A list that the program makes itself, of wordings alone."""
    spoken = {_plain(words): code for code, label in labels.items() for words in (code, label)}
    return CodeList(name, title, labels, spoken)


def _plain(text: str) -> str:
    return "".join(text.split()).replace("（", "(").replace("）", ")").casefold()


@cache
def code_list(name: str) -> CodeList:
    """Read one list from resources/codes/<name>.json."""
    told = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    labels: dict[str, str] = {}
    spoken: dict[str, str] = {}
    for row in told["codes"]:
        labels[row["code"]] = row["label"]
        for words in (row["code"], row["label"], *row.get("aliases", ())):
            spoken.setdefault(_plain(words), row["code"])
    facts = {row["code"]: row for row in told["codes"]}
    unclear = {_plain(word): tuple(codes) for word, codes in told.get("unclear", {}).items()}
    return CodeList(name, told["title"], labels, spoken, facts, unclear)
