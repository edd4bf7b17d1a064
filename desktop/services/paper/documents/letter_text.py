"""A letter's own words on paper: the newest text in use, taken apart around its table, its fields filled in.

What the program draws itself is left out of the running text: the table of a block's field, the sum in capitals under
it (it is the table's last line), and school and date at the end, which stand where the seal comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.services.letters.templates import FIELD, Template, fields_of, fill

IN_WORDS = "大写金额"
COUNTY = "监督电话"
SIGNED = {"【学校】", "【日期】"}
CLAUSE_END = "；"


@dataclass(frozen=True)
class LetterParts:
    """The paragraphs before the table, the one that names the sum in words ("" without), and those after it."""

    kind: str
    before: tuple[str, ...]
    total: str
    after: tuple[str, ...]

    def filled(self, lines: Sequence[str], values: Mapping[str, str]) -> list[str]:
        """These lines with their fields filled in. Raises Refused for a field without a value."""
        return [said for said in fill(Template(self.kind, 0, "\n".join(lines)), values) if said.strip()]


def parts_of(template: Template, *, swaps: Mapping[str, str] | None = None) -> LetterParts:
    """Take a text apart. swaps: phrases said otherwise in a special case (several children; money not paid yet)."""
    body = template.body
    for usual, otherwise in (swaps or {}).items():
        body = body.replace(usual, otherwise)
    lines = [line for line in body.split("\n") if line.strip()]
    while lines and lines[-1].strip() in SIGNED:
        lines.pop()
    blocks = {f"【{field.name}】" for field in fields_of(template.kind).values() if field.block}
    place = next((number for number, line in enumerate(lines) if line.strip() in blocks), len(lines))
    after = [line for line in lines[place + 1 :] if line.strip() not in blocks]
    total = next((line for line in after if _is_total(line)), "")
    return LetterParts(
        template.kind, tuple(lines[:place]), total, tuple(line for line in after if line != total)
    )


def _is_total(line: str) -> bool:
    """合计（大写）：【大写金额】, alone in its line."""
    return FIELD.findall(line) == [IN_WORDS] and line.strip().endswith(f"【{IN_WORDS}】")


def without(lines: Sequence[str], name: str) -> list[str]:
    """The lines without the clauses that name a field nobody has told: no telephone, no sentence about it."""
    told = []
    for line in lines:
        if f"【{name}】" not in line:
            told.append(line)
            continue
        clauses = [clause for clause in line.split(CLAUSE_END) if f"【{name}】" not in clause]
        if clauses:
            told.append(f"{CLAUSE_END.join(clauses).rstrip('。')}。")
    return told
