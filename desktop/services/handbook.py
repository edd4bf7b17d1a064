"""The offline handbook: one Markdown file a chapter under resources/handbook, in the order of their names.

    01_first.md        # 第一次使用
                       <!-- places: today roster -->

The comment in a chapter's second line names the places of the window whose F1 opens it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from desktop.places import RESOURCES

FOLDER = RESOURCES / "handbook"
PLACES = re.compile(r"<!--\s*places:([^>]*)-->\n?")
MARKS = re.compile(r"^\d+\.\s|^-\s|!\[[^\]]*\]\([^)]*\)|[#*`>|]|\[|\]\([^)]*\)", re.MULTILINE)
AROUND = 10  # characters shown on both sides of what was found


@dataclass(frozen=True)
class Chapter:
    """One file: `key` is its name without the number, `text` its Markdown."""

    key: str
    title: str
    text: str = field(repr=False)
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """Where words were found: the chapter, and the sentence around them."""

    chapter: str
    title: str
    excerpt: str


@cache
def chapters(folder: Path = FOLDER) -> tuple[Chapter, ...]:
    return tuple(_read(path) for path in sorted(folder.glob("[0-9]*_*.md")))


def _read(path: Path) -> Chapter:
    text = path.read_text("utf-8")
    found = PLACES.search(text)
    title = text.partition("\n")[0].lstrip("# ").strip()
    places = tuple(found[1].split()) if found else ()
    return Chapter(path.stem.partition("_")[2], title, PLACES.sub("", text, count=1), places)


def chapter_for(asked: str) -> Chapter:
    """The chapter of a key, a title, or a place of the window; the first one when nothing fits."""
    known = chapters()
    for chapter in known:
        if asked in (chapter.key, chapter.title, *chapter.places):
            return chapter
    return known[0]


def search(words: str) -> list[Hit]:
    """Chapters that hold every word, with the first place where they do."""
    wanted = words.lower().split()
    hits = []
    for chapter in chapters():
        plain = " ".join(MARKS.sub("", chapter.text).split())
        if wanted and all(word in plain.lower() for word in wanted):
            hits.append(Hit(chapter.key, chapter.title, _around(plain, wanted[0])))
    return hits


def _around(plain: str, word: str) -> str:
    at = plain.lower().index(word)
    first, last = max(at - AROUND, 0), at + len(word) + AROUND
    return f"{'…' if first else ''}{plain[first:last]}{'…' if last < len(plain) else ''}"
