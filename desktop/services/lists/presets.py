"""Which list is this: by file name, sheet name, title and headings; or as the person pointed it out once."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.desk import HeadMemory
from desktop.models.store import Store
from desktop.models.writing import half_width
from desktop.places import RESOURCES

OTHER = "other"
MEMORY = "list:"  # before the fingerprint of a list's headings in 记住的表头
MONTHS = (  # 25年9月 is 2025年9月
    re.compile(r"(20\d\d)\s*[年.\-_/]\s*(1[0-2]|0?[1-9])(?!\d)\s*月?"),
    re.compile(r"(?<!\d)(2\d)\s*年\s*(1[0-2]|0?[1-9])(?!\d)\s*月"),
    re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)"),
)
IN_WORDS = re.compile(
    r"(二[〇零○]二[〇零○一二三四五六七八九])年(十[一二]?|[一二三四五六七八九])月"
)  # 二〇二六年十月
FIGURES = "〇一二三四五六七八九十"
MONTH_ALONE = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*月(?!\s*\d{1,2}\s*日以)")


@cache
def told(name: str) -> dict[str, Any]:
    """A data file of the lists: "presets", "family", "reasons", "settings"."""
    return dict(json.loads((RESOURCES / "lists" / f"{name}.json").read_text("utf-8")))


@dataclass(frozen=True)
class Facts:
    """What a kind of list means: code list county_list and the presets together."""

    kind: str
    own: str
    family: str
    may: tuple[str, ...]
    group: str
    continues: bool | None
    risk: str | None
    by_words: bool
    by_category: bool
    person: bool
    own_only: bool
    parents_only: bool
    not_theirs: tuple[str, ...] = ()
    not_holders: tuple[str, ...] = ()


@cache
def facts_of(kind: str) -> Facts:
    codes, more = code_list("county_list"), told("presets")["facts"].get(kind, {})
    return Facts(
        kind, codes.fact(kind, "own") or "", codes.fact(kind, "family") or "", tuple(more.get("may", ())),
        more.get("group", kind), codes.fact(kind, "continues"), codes.fact(kind, "risk"),
        bool(more.get("by_words")), bool(more.get("by_category")), bool(more.get("person")), bool(codes.fact(kind, "own_only")),
        bool(codes.fact(kind, "parents_only")), tuple(more.get("not_theirs", ())),
        tuple(more.get("not_holders", ())),
    )  # fmt: skip


def kinds_of_group(kind: str) -> list[str]:
    """The kinds between which a move is a change of state: 继续享受 and 不享受, 未消除 and 已消除."""
    group = facts_of(kind).group
    return [one for one in code_list("county_list").labels if facts_of(one).group == group]


def options(kind: str) -> list[str]:
    """The 困难类型 a person may choose for a line of this list."""
    return list(facts_of(kind).may) or list(code_list("hardship_type").labels)


def kind_of(near: Sequence[str], file: str, heads: Iterable[str] = ()) -> str | None:
    """The kind of a list: what its sheet name and title say goes before the file name and the headings.

    None when nothing says so clearly.
    """
    close = _plain("".join(near))
    texts = (close, close + _plain(file), close + _plain(file) + _plain("".join(heads)))
    return next((found for text in texts if (found := _first(text))), None)


def _plain(text: str) -> str:
    return half_width("".join(text.split()))


def _first(text: str) -> str | None:
    for rule in told("presets")["kinds"]:
        wanted = all(any(word in text for word in group) for group in rule["all"])
        rest = text
        for word in rule.get("but", ()):
            rest = rest.replace(word, "")
        if wanted and not any(word in rest for word in rule["none"]):
            return str(rule["kind"])
    return None


def month_of(texts: Iterable[str], today: dt.date) -> str | None:
    """The list's month as "2026-09": from 2026年9月, 202609, 20260905, or 9月 (the last one gone by). None when not told."""
    every = list(texts)
    for text in every:
        if found := _with_year(text):
            return found
    return next((found for text in every if (found := _without_year(text, today))), None)


def _in_figures(found: re.Match[str]) -> str:
    year = "".join(str(FIGURES.index("〇" if sign in "零○" else sign)) for sign in found[1])
    return f"{year}年{sum(map(FIGURES.index, found[2]))}月"


def _with_year(text: str) -> str | None:
    plain = half_width(IN_WORDS.sub(_in_figures, text))
    for form in MONTHS:
        if found := form.search(plain):
            return f"{int(found[1]) % 100 + 2000}-{int(found[2]):02d}"
    return None


def _without_year(text: str, today: dt.date) -> str | None:
    found = MONTH_ALONE.search(half_width(text))
    if not found:
        return None
    month = int(found[1])
    return f"{today.year - (month > today.month)}-{month:02d}"


def months_differ(places: dict[str, str], today: dt.date) -> str:
    """When the file's name, the sheet's and the title tell different months: a sentence; "" otherwise.

    places: what the place is called -> its text.
    """
    found = {name: (_with_year(text), _without_year(text, today)) for name, text in places.items()}
    told = {name: dated or alone for name, (dated, alone) in found.items() if dated or alone}
    exact = {dated for dated, _ in found.values() if dated}
    several = {month for month in told.values() if month}
    if exact:  # 9月 beside 2025年9月 is the same month, whatever the year
        several = exact | {
            month for month in several if month and month[5:] not in {one[5:] for one in exact}
        }
    if len(several) < 2:
        return ""
    says = "，".join(f"{name}写的是 {month}" for name, month in told.items())
    return f"{says}，月份对不上，请看看这是哪个月的名单。"


# what the person pointed out ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Learned:
    """An unknown list as it was pointed out: its kind, the headings of the numbers that count (all when empty), and those
    among them that count though their words tell of somebody else (联系人身份证号)."""

    kind: str
    id_columns: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    instead: str = ""  # the kind that the list's own words told, when the person said otherwise

    def over(self, named: str | None) -> str:
        """The kind of a list whose own words tell `named` (None for nothing): the person's word stands where it was
        given against these very words."""
        return self.kind if named is None or named == self.instead else named


def memory_key(file: str, sheet: str) -> str:
    """How a list is called from month to month: its names without figures."""
    return re.sub(r"[\d年月日\-_.（）()\s]+", "", f"{file.rpartition('.')[0]}|{sheet}")


def learn(store: Store, fingerprint: str, called: str, learned: Learned, heads: Sequence[str] = ()) -> None:
    """Remember for lists with the same headings. Two lists with the same headings are told apart by `called`."""
    store.session.demand("batch", "指定名单种类")
    mark = f"{MEMORY}{fingerprint}"
    row = HeadMemory.get_or_none(HeadMemory.fingerprint == mark)
    known = json.loads(row.matched) if row and row.matched else {}
    known[called] = {
        "kind": learned.kind, "id_columns": list(learned.id_columns), "opened": list(learned.opened),
        "instead": learned.instead,
    }  # fmt: skip
    values = {"heads": "、".join(heads), "matched": json.dumps(known, ensure_ascii=False)}
    with store.step(f"记住名单种类：{code_list('county_list').label(learned.kind)}") as step:
        if row:
            step.change(HeadMemory, row.id, values)
        else:
            step.add(HeadMemory, {"fingerprint": mark, **values})


def recall(fingerprint: str, called: str) -> Learned | None:
    """As it was pointed out before; None when never, or when lists with these headings were of several kinds.

    A word against a list's title holds for the lists of that name alone.
    """
    row = HeadMemory.get_or_none(HeadMemory.fingerprint == f"{MEMORY}{fingerprint}")
    known = json.loads(row.matched) if row and row.matched else {}
    if called in known:
        return _learned(known[called])
    every = {replace(_learned(one), instead="") for one in known.values()}
    return every.pop() if len(every) == 1 else None


def _learned(told: dict[str, Any]) -> Learned:
    return Learned(
        told["kind"], tuple(told["id_columns"]), tuple(told.get("opened", ())), told.get("instead", "")
    )


# what a row's own words say ----------------------------------------------------------------------------


def kind_in_words(
    texts: Iterable[str], may: Sequence[str], words: dict[str, list[str]] | None = None
) -> str | None:
    """The 困难类型 that texts name, among those a list may mean; None when none or several. words: the list's own."""
    types = code_list("hardship_type")
    for text in texts:
        plain = _plain(text)
        found = set(_named(plain, may or list(types.labels), words or told("presets")["words"]))
        if (
            len(found) == 1
        ):  # before the code list, which passes over what stands in brackets: 城镇低保（边缘）
            return found.pop()
        if len(plain) <= 20 and (exact := types.find(plain)) and (not may or exact in may):
            return exact
    return None


def _named(text: str, may: Sequence[str], words: dict[str, list[str]]) -> Iterator[str]:
    """The codes whose words stand in a text; the longest words first, so that 事实孤儿 is no 孤儿."""
    text = text.replace("（", "(").replace("）", ")")
    every = [(word, code) for code, some in words.items() for word in some]
    for word, code in sorted(every, key=lambda one: -len(one[0])):
        if word in text:
            text = text.replace(word, "")
            if code in may:
                yield code


def yes_or_no(text: str) -> bool | None:
    """是／否 and its kin; None when it says neither."""
    plain = _plain(text)
    if plain in ("否", "无", "不", "0", "×", "X", "✗", "✘", "╳", "N") or plain.startswith(("不", "未", "停")):
        return False
    return True if plain in ("是", "有", "1", "√", "Y") or plain.startswith(("已", "享", "继续")) else None
