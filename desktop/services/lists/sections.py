"""Under which title or section line a row of a list stands, and whether that line says that those people left.

附：本月退保人员, 二、已注销残疾证人员, a sheet named 本月取消: everybody below is asked about. 新增人员: nobody is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from desktop.models.writing import compact, half_width
from desktop.services.lists.dividers import HEAD, LINE, NOTE, SAID, Divider, Line
from desktop.services.lists.end_words import is_pending
from desktop.services.lists.presets import told

LEAVES, MIXED, STAYS, SILENT = "leaves", "mixed", "stays", ""
ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.]|附|以下|下列|下面")
BRACKET = re.compile(r"[(（][^()（）]*[)）]$")
LONGEST_PLACE = 8  # characters
COUNTED = re.compile(r"\d+[户人名]")
LONGEST_TITLE = 40  # characters of a line that begins neither with a figure nor with 附, 以下
SHOWN = 24  # characters of a title in a sentence
NUMBERS = re.compile(r"\d{6,}[\dXx]*")  # nobody's belongs into a sentence
SENTENCES = re.compile(r"[。;；!！?？\n]|(?<!\d)\d{1,2}[.、．](?!\d)")
PARTS = re.compile(r"[,，。;；:：()（）\s]+")


class Standing(NamedTuple):
    """What stands over a row: the section's own lines, the sheet's title; "" for none. head: of number and name."""

    section: str = ""
    title: str = ""


def standing(dividers: Sequence[Line], row: int, column: int = 0) -> Standing:
    """The lines that a cell stands under. A section ends at the next one, or at a further heading that is not its own."""
    title = section = ""
    head: tuple[str, ...] = ()
    people = joined = passed = False
    for one in map(Divider._make, dividers):
        if one.row >= row:
            break
        if one.kind in (NOTE, SAID):
            continue
        if passed:  # somebody's row stood before a line that said nothing
            one, passed = one._replace(after_people=True), False
        people = people or one.after_people
        if one.kind == LINE:
            words = one.over(column)
            text = _line(words, below=people)
            if _is_place(words) and not (_is_place(section) and BRACKET.search(section)):
                text = (
                    text if BRACKET.search(words) else ""
                )  # 白岩村 ends no part, but one of another village
            if not text:
                passed = one.after_people
                continue
            if not people:
                title = f"{title} {text}".strip()
            else:  # lines without people in between are one
                section = f"{section} {text}".strip() if joined and not one.after_people else text
                joined = True
        elif one.kind == HEAD:
            other = bool(head) and one.cells != head
            if people and other and (one.after_people or not joined):
                section = ""  # a table of its own, with no line over it
            if people and other:
                title = ""
            head, joined = one.cells, joined and not one.after_people
    return Standing(section, title)


def _is_place(text: str) -> bool:
    """白岩村, 石桥村（含注销户2户）."""
    bare = BRACKET.sub("", half_width("".join(text.split())))
    return (
        bool(bare)
        and len(bare) <= LONGEST_PLACE
        and bare.endswith(tuple(told("presets")["columns"]["place_ends"]))
    )


def _line(words: str, *, below: bool = False) -> str:
    """A title or section line; "" for a note, a footer, a line that only counts. below: people stood above it, so that a
    note that points down (注：以下人员本月退出) heads those who follow."""
    rules, written = told("presets")["leaving"], "".join(words.split())
    text = half_width(written)
    points = below and (text.endswith(":") or any(word in text for word in rules["pointing"]))
    if text.startswith((*told("presets")["footer"], *rules["notes"])) and not points:
        return ""
    if ORDINAL.match(text):
        return written
    if len(text) > LONGEST_TITLE or any(word in text for word in rules["in_notes"]):
        return ""
    return "" if len(COUNTED.findall(text)) > 1 else written


def weigh(text: str, own: Sequence[str] = ()) -> str:
    """LEAVES, STAYS, MIXED or SILENT: what a title, sheet name or file name says of its people.

    own: words that on this kind of list mean what the list is about (不享受政策的脱贫户).
    """
    return _weighed(text, tuple(own)) if text else SILENT


@lru_cache(maxsize=4096)
def _weighed(text: str, own: tuple[str, ...]) -> str:
    """Thousands of rows stand under the same few titles and headings."""
    rules, said = told("presets")["leaving"], half_width(compact(text))
    for word in (*own, *rules["harmless"]):
        said = said.replace(word, "")
    words = "|".join(map(re.escape, rules["words"]))
    denied = "|".join(map(re.escape, rules["denied"]))
    said = re.sub(rf"({denied})[^,，。;；()（）]*?({words})[^,，。;；()（）]*", "", said)
    said = re.sub(rf"[父母][^,，。;；()（）]{{0,4}}({words})", "", said)
    kept = re.sub(rf"(?<![{told('presets')['lapsed']['not_after']}])({words})", "", said)
    leaves, rest = kept != said, kept
    stays = any(word in rest for word in rules["stays"])
    both = leaves and any(word in said for word in rules["among"])
    if any(word in rest for word in rules["mixed"]) or (leaves and stays) or both:
        return MIXED
    return LEAVES if leaves else STAYS if stays else SILENT


def unsettled_over(under: Standing, sheet: str, file: str) -> str:
    """The nearest place over a row that says of everybody there that nothing is settled yet (拟新增对象, 待审), in words.

    A nearer place that says of its people that they count goes before it.
    """
    places = (
        (under.section, f"“{under.section[:SHOWN]}”下面"), (sheet, f"表名是“{sheet[:SHOWN]}”"),
        (under.title, f"标题是“{under.title[:SHOWN]}”"), (file, f"文件名是“{file[:SHOWN]}”"),
    )  # fmt: skip
    for text, words in places:
        if _waits(text):
            return words
        if weigh(text) == STAYS:
            return ""
    return ""


@lru_cache(maxsize=4096)
def _waits(text: str) -> bool:
    rules, said = told("presets")["leaving"], half_width(compact(text))
    for word in rules["harmless"]:
        said = said.replace(word, "")
    denied = "|".join(map(re.escape, (*rules["denied"], *rules["among"])))
    said = re.sub(rf"({denied})[^,，。;；()（）]*", "", said)
    return any(word in said for word in told("presets")["lapsed"]["pending"]["titles"])


def colour_notes(dividers: Sequence[Line]) -> tuple[str, ...]:
    """The sheet's notes about rows of some colour (标黄色的户已退出)."""
    return tuple("".join(one.cells[0].split()) for one in map(Divider._make, dividers) if one.kind == NOTE)


def notes_of_ends(dividers: Sequence[Line]) -> tuple[str, ...]:
    """The sheet's notes that tell of somebody's end, each in its sentences (注：1.王某某8月已停保；2.…)."""
    notes = (one.cells[0] for one in map(Divider._make, dividers) if one.kind == SAID)
    return tuple(
        part for note in notes for part in SENTENCES.split(half_width("".join(note.split()))) if part
    )


def counts_no_more(note: str, own: Sequence[str] = ()) -> bool:
    """Whether a note about colours says of those rows that they left, or are not settled, or stand there for reference."""
    words = told("presets")["leaving"]["colours_mean"]
    return weigh(note, own) in (LEAVES, MIXED) or any(word in note for word in words) or is_pending(note)


def end_told(text: str) -> str:
    """The part of a note that tells of somebody's leaving (已于8月死亡); "" where it tells of none."""
    if weigh(text) not in (LEAVES, MIXED):
        return ""
    said = NUMBERS.sub("", half_width(text))
    return next((part for part in PARTS.split(said) if weigh(part) == LEAVES), said)


class Over(NamedTuple):
    """How a row stands: LEAVES, MIXED, STAYS or SILENT, and the words that say so, for a sentence."""

    what: str
    words: str = ""


def over(under: Standing, sheet: str, file: str, *, head: str, own: Sequence[str]) -> Over:
    """The nearest place that says anything: the heading of the number, the section, title and sheet's name, the file's name."""
    if weigh(head, own) == LEAVES:
        return Over(LEAVES, f"“{head[:SHOWN]}”一列")
    if said := weigh(under.section, own):
        return Over(said, f"“{under.section[:SHOWN]}”下面")
    title, name = weigh(under.title, own), weigh(sheet, own)
    if title or name:
        what = next(iter({title, name} - {SILENT})) if not (title and name) or title == name else MIXED
        words = f"标题为“{under.title[:SHOWN]}”的表里" if title and title != STAYS else f"名为“{sheet}”的表里"
        return Over(what, words)
    return Over(weigh(file, own), f"名为“{file[:SHOWN]}”的文件里")
