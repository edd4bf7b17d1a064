"""Letter texts with named fields 【学生姓名】: saved as versions, refused with an unknown field, filled when printed.

Which fields a kind of letter knows is data (resources/wording/fields.json); the wording that ships is version 0
(resources/wording/letters.json) and is never lost.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.posting import hangs
from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.templates import LetterTemplate
from desktop.models.public_text import why_home_told
from desktop.models.store import Store
from desktop.services.seeds import told

FIELD = re.compile(r"【([^【】]*)】")
NEAR = 0.3  # how alike two names must be to be offered for one another


@dataclass(frozen=True)
class LetterField:
    """One field a letter may name. block: it stands alone in its line and is drawn as a table by the paper."""

    name: str
    what: str
    sample: str
    block: bool = False


@dataclass(frozen=True)
class Template:
    """One version of one letter's text; version 0 is the one that ships."""

    kind: str
    version: int
    body: str

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split("\n")


@cache
def fields_of(kind: str) -> dict[str, LetterField]:
    """The fields a kind of letter (a code of letter_kind) may use, by name."""
    data = told("wording/fields")
    return {row["name"]: LetterField(**row) for row in (*data["common"], *data["kinds"][kind])}


def shipped(kind: str) -> Template:
    """The text that came with the program."""
    return Template(kind, 0, "\n".join(told("wording/letters")["letters"][kind]))


def current(kind: str) -> Template:
    """The newest version in use; the shipped one when the school has none of its own."""
    wanted = (LetterTemplate.kind == kind) & (LetterTemplate.in_use == True)  # noqa: E712
    row = LetterTemplate.select().where(wanted).order_by(LetterTemplate.version.desc()).first()
    return Template(kind, row.version, row.body) if row else shipped(kind)


def versions(kind: str) -> list[Any]:
    """The school's own versions, newest first."""
    return list(
        LetterTemplate.select().where(LetterTemplate.kind == kind).order_by(LetterTemplate.version.desc())
    )


def problems_of(kind: str, body: str) -> list[str]:
    """What stops a text from being saved, a sentence each; empty when nothing does."""
    if not body.strip():
        return ["正文是空的，请写上内容。"]
    known, found = fields_of(kind), []
    for number, line in enumerate(body.split("\n"), 1):
        names = FIELD.findall(line)
        if re.search("[【】]", FIELD.sub("", line)):
            found.append(f"第 {number} 行的【】没有配对，请补全或去掉。")
        found += [_unknown(kind, number, name) for name in names if name not in known]
        if why := why_not_on_wall(kind, f"第 {number} 行", line):
            found.append(why)
        for name in names:
            if name in known and known[name].block and line.strip() != f"【{name}】":
                found.append(f"第 {number} 行的【{name}】是一张表，要单独占一行。")
    return found


def first_fault(kind: str, body: str) -> tuple[int, int] | None:
    """Where in the text the first thing stands that stops it from being saved: (start, end) in characters."""
    known, start = fields_of(kind), 0
    for line in body.split("\n"):
        for match in FIELD.finditer(line):
            field = known.get(match[1])
            if field is None or (field.block and line.strip() != f"【{field.name}】"):
                return start + match.start(), start + match.end()
        if stray := re.search("[【】]", FIELD.sub(lambda match: "-" * len(match[0]), line)):
            return start + stray.start(), start + stray.end()
        if why_not_on_wall(kind, "", line):
            return start, start + len(line)
        start += len(line) + 1
    return None


def why_not_on_wall(kind: str, label: str, line: str) -> str:
    """Why a line may not hang on a wall, for letters that do: a number, a type of need or an address stands in it."""
    if not code_list("letter_kind").fact(kind, "wall"):
        return ""
    plain, school = FIELD.sub("，", line), the_school()
    return hangs(label, plain) or why_home_told(label, plain, school.address if school else None)


def _unknown(kind: str, number: int, name: str) -> str:
    known = fields_of(kind)
    tidy = name.strip()
    near = [tidy] if tidy in known else difflib.get_close_matches(tidy, known, n=1, cutoff=NEAR)
    label = code_list("letter_kind").label(kind)
    hint = f"是不是想写【{near[0]}】？" if near else f"可以用的有：{'、'.join(known)}。"
    return f"第 {number} 行的【{name}】不是{label}里能用的字段。{hint}"


def save(store: Store, kind: str, body: str, why: str, *, since: dt.date | None = None) -> int:
    """Keep a changed text as the next version and use it from now on; returns the version.

    Raises Refused for an unknown field (naming it and the nearest known one), and when nothing was changed.
    """
    store.session.demand("settings", "修改信函模板")
    text = "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").strip().split("\n"))
    if problems := problems_of(kind, text):
        raise Refused("".join(problems))
    if text == current(kind).body:
        raise Refused("文字和现在用的一样，没有另存。")
    earlier = versions(kind)
    number = max((row.version for row in earlier), default=0) + 1
    with store.step(f"修改{code_list('letter_kind').label(kind)}，第{number}版") as step:
        step.change_many(LetterTemplate, {row.id: {"in_use": False} for row in earlier})
        step.add(LetterTemplate, {
            "kind": kind, "version": number, "body": text, "in_use": True, "since": since or dt.date.today(),
            "who": store.session.who, "why": why.strip() or None,
        })  # fmt: skip
    return number


def use(store: Store, kind: str, version: int) -> None:
    """Print an earlier version again; 0 is the shipped one. Raises Refused for a version that never was."""
    store.session.demand("settings", "修改信函模板")
    rows = versions(kind)
    if version and version not in {row.version for row in rows}:
        raise Refused(f"没有第 {version} 版。")
    label = code_list("letter_kind").label(kind)
    title = f"{label}改用第{version}版" if version else f"{label}改用随程序带来的文字"
    with store.step(title) as step:
        step.change_many(LetterTemplate, {row.id: {"in_use": row.version == version} for row in rows})


def fill(template: Template, values: Mapping[str, str]) -> list[str]:
    """The paragraphs with their fields filled in. A line that is a block's field alone stays for the paper to draw.

    Raises Refused when a value is missing: a letter with a hole is worse than none.
    """
    known = fields_of(template.kind)
    blocks = {f"【{one.name}】" for one in known.values() if one.block}
    return [
        line if line.strip() in blocks else _filled(template, line, values) for line in template.paragraphs
    ]


def _filled(template: Template, line: str, values: Mapping[str, str]) -> str:
    def put(match: re.Match[str]) -> str:
        if match[1] not in values:
            label = code_list("letter_kind").label(template.kind)
            raise Refused(f"{label}里的【{match[1]}】没有内容可填，没有打印。请到信函模板里改掉它。")
        return values[match[1]]

    return FIELD.sub(put, line)


def preview(kind: str, body: str) -> list[str]:
    """A text filled with invented samples, for looking at while it is edited; unknown fields stay as they are."""
    samples = {name: one.sample for name, one in fields_of(kind).items()}
    return [FIELD.sub(lambda match: samples.get(match[1], match[0]), line) for line in body.split("\n")]
