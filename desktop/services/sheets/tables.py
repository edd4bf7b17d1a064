"""Which column is which field: by the heading, by what the cells look like, or as the person settled it last time."""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.services.sheets.heads import Head, Table, TableRow
from desktop.services.sheets.looks import STRICT, look_at
from desktop.services.sheets.vocabulary import Person, Vocabulary, normal, vocabulary

ENOUGH = 45.0  # points a column needs to be taken for a field
FULLER = 3.0  # points for a column without a blank cell
GENERATION = 12  # years between a pupil's birth and the next older person's in the same row
GROWN_UP = 21  # years; a column of people older than this is not the pupils'
BY_HEADING = ("account.2.", "guardian.3.", "guardian.4.", "household.")
BY_CONTENT = {
    "id_number": "身份证号", "student_no": "学籍号", "disability_card": "残疾人证号", "phone": "电话号码", "date": "日期",
    "gender": "性别", "class": "班级", "name": "姓名", "account": "银行账号",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A field the caller would like to find. `options`: the wordings of a choice."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    kind: str = "text"
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """What one column was taken for: key None when for nothing. confidence 0–1; reason is a sentence to show."""

    head: Head
    key: str | None
    confidence: float
    reason: str


@dataclass
class Mapping:
    """Columns of a table and their fields, in the order of the table's heads. No field is used twice."""

    matches: list[Match]
    wanted: tuple[Wanted, ...] = field(repr=False)

    def assign(self, column: int, key: str | None) -> None:
        """The person decides: column (its place among the heads, from 0) is `key`, or nothing.

        Raises KeyError when nobody asked for that key.
        """
        if key is not None and key not in {one.key for one in self.wanted}:
            raise KeyError(key)
        for place, match in enumerate(self.matches):
            if key is not None and match.key == key and place != column:
                self.matches[place] = Match(match.head, None, 0.0, "你把这一项指定给了别的列。")
        self.matches[column] = Match(
            self.matches[column].head, key, 1.0, "你指定的。" if key else "你指定不导入这一列。"
        )

    def column_of(self, key: str) -> int | None:
        """The place of a field among the heads, from 0."""
        return next((place for place, match in enumerate(self.matches) if match.key == key), None)

    def head_of(self, key: str) -> Head | None:
        """The column of a field, for messages."""
        place = self.column_of(key)
        return None if place is None else self.matches[place].head

    def pick(self, row: TableRow) -> dict[str, Any]:
        """The raw cells of a row by field."""
        return {match.key: row.cells[place] for place, match in enumerate(self.matches) if match.key}

    @property
    def implied(self) -> dict[str, str]:
        """Values that the headings tell for all rows: 父亲姓名 means guardian.1.relation is 父亲."""
        told: dict[str, str] = {}
        for match in self.matches:
            slot, _, attribute = (match.key or "").rpartition(".")
            if (
                attribute != "name"
                or not slot.startswith("guardian.")
                or self.column_of(f"{slot}.relation") is not None
            ):
                continue
            person = person_of(vocabulary(), match.head)
            if person and person.relation:
                told[f"{slot}.relation"] = person.relation
        return told

    def to_dict(self) -> dict[str, Any]:
        """For keeping: give it back as `remembered` when a table with the same fingerprint comes."""
        heads = [match.head for match in self.matches]
        columns = [[*place, match.key] for place, match in zip(_places(heads), self.matches, strict=True)]
        return {"fingerprint": fingerprint(heads), "columns": columns}


def fingerprint(heads: Sequence[Head]) -> str:
    """The same for tables with the same headings in the same order, however they are spaced or starred."""
    named = ["/".join(map(normal, head.parts)) for head in heads if head.parts]
    return hashlib.sha256("\n".join(named).encode()).hexdigest()[:16]


def map_columns(table: Table, fields: Iterable[Wanted], remembered: dict[str, Any] | None = None) -> Mapping:
    """Take each column for at most one field and each field at most once.

    remembered: Mapping.to_dict() of an earlier table; used whole when the fingerprint is the same. A table
    without headings is always looked at anew: such tables are alike only in having none.
    """
    wanted = tuple(fields)
    named = any(head.parts for head in table.heads)
    if remembered and named and remembered.get("fingerprint") == fingerprint(table.heads):
        return Mapping(_recalled(table.heads, wanted, remembered), wanted)
    return Mapping(_Matcher(table, wanted).matches(), wanted)


def _places(heads: Sequence[Head]) -> list[tuple[str, int]]:
    """(heading, which of that heading) for each column; blank ones count too."""
    counts: dict[str, itertools.count[int]] = {}
    texts = ["/".join(map(normal, head.parts)) for head in heads]
    return [(text, next(counts.setdefault(text, itertools.count()))) for text in texts]


def _recalled(heads: list[Head], wanted: tuple[Wanted, ...], remembered: dict[str, Any]) -> list[Match]:
    keys = {one.key for one in wanted}
    kept = {(text, place): key for text, place, key in remembered["columns"]}
    matches = []
    for head, place in zip(heads, _places(heads), strict=True):
        key = kept.get(place)
        known = key in keys
        reason = "和上次导入的同样表格一样。" if known or key is None else "上次对应的项目现在没有了。"
        matches.append(Match(head, key if known else None, 1.0 if known else 0.0, reason))
    return matches


@dataclass(frozen=True)
class _Bid:
    points: float
    column: int
    order: int
    reason: str


class _Matcher:
    """Points for every column and field, then the best pairs first."""

    def __init__(self, table: Table, wanted: tuple[Wanted, ...]) -> None:
        self.heads, self.wanted, self.words = table.heads, wanted, vocabulary()
        self.rows = len(table.rows)
        self.looks = [
            look_at([row.cells[i] for row in table.rows], self.words.surnames)
            for i in range(len(table.heads))
        ]
        self.forms = [self.words.forms(head.parts) for head in self.heads]
        self.meanings, self.claimed = _meanings(self.words, self.heads)
        self.own = {
            normal(text): one.key for one in reversed(wanted) for text in (*reversed(one.aliases), one.label)
        }
        years = [look.birth_year for look in self.looks if look.birth_year]
        self.youngest = max(years, default=None)
        self.several_ages = bool(years) and max(years) - min(years) >= GENERATION

    def matches(self) -> list[Match]:
        bids = [
            bid
            for column in range(len(self.heads))
            for order in range(len(self.wanted))
            if (bid := self._bid(column, order)) and bid.points >= ENOUGH
        ]
        bids.sort(key=lambda bid: (-bid.points, bid.order, bid.column))
        found: dict[int, _Bid] = {}
        taken: dict[int, int] = {}
        lost: dict[int, _Bid] = {}
        for bid in bids:
            if bid.column in found:
                continue
            if bid.order in taken:
                lost.setdefault(bid.column, bid)
                continue
            found[bid.column] = bid
            taken[bid.order] = bid.column
        return [
            self._match(column, found.get(column), lost.get(column), taken)
            for column in range(len(self.heads))
        ]

    def _match(self, column: int, bid: _Bid | None, lost: _Bid | None, taken: dict[int, int]) -> Match:
        head = self.heads[column]
        if bid is None and lost is not None:
            winner = self.heads[taken[lost.order]]
            label = self.wanted[lost.order].label
            return Match(
                head,
                None,
                0.0,
                f"也像{label}，但 {winner.letter} 列更像，所以没有用这一列；需要时请手工指定。",
            )
        if bid is None:
            why = (
                "认不出这一列，不导入；需要时请手工指定。"
                if head.text
                else "这一列没有表头，不导入；需要时请手工指定。"
            )
            return Match(head, None, 0.0, why)
        return Match(head, self.wanted[bid.order].key, min(bid.points, 100.0) / 100, bid.reason)

    def _bid(self, column: int, order: int) -> _Bid | None:
        one, look = self.wanted[order], self.looks[column]
        heading = self._heading_points(column, one)
        share = look.share(one.kind, one.options)
        if heading >= ENOUGH:
            points, reason = self._by_heading(column, one, (heading, share))
        elif self._may_be_told_by_content(column, one) and share >= 0.6:
            points = 38 + 40 * share
            reason = f"表头看不出来，但这一列有 {share:.0%} 像{BY_CONTENT.get(one.kind, one.label)}。"
        else:
            return None
        factor, age_reason = self._age(one.key, column)
        points += (
            FULLER * look.filled / max(self.rows, 1)
        )  # of two card columns the one that most pupils have
        return _Bid(points * factor, column, order, age_reason or reason)

    def _heading_points(self, column: int, one: Wanted) -> float:
        own = max(
            (101 * trust for text, trust in self.forms[column] if self.own.get(text) == one.key), default=0.0
        )
        known = self.meanings[column].get(one.key, 0.0)
        if self.claimed.get(column, one.key) != one.key:
            own *= 0.7  # the person named just before has the better claim
        return max(own, known)

    def _by_heading(self, column: int, one: Wanted, found: tuple[float, float]) -> tuple[float, str]:
        heading, share = found
        look, text = self.looks[column], self.heads[column].text
        if one.kind in STRICT and look.filled >= 3:
            if share < 0.1:
                return heading * 0.44, f"表头是“{text}”，内容却不像{one.label}，请核对。"
            return heading + 6 * share, f"表头“{text}”和内容都像{one.label}。"
        if look.filled == 0:
            return heading, f"表头是“{text}”，这一列还没有内容。"
        return heading, f"表头是“{text}”。"

    def _may_be_told_by_content(self, column: int, one: Wanted) -> bool:
        """By content alone only where looks are telling and the heading does not name somebody else's same thing."""
        look = self.looks[column]
        if look.filled < (1 if one.kind == "id_number" else 3) or (  # one identity number is telling enough
            one.kind not in BY_CONTENT and not (one.options and not self.heads[column].text)
        ):
            return False
        if one.key.startswith(BY_HEADING):
            return (
                False  # a second card, a third relative, a householder: only believed when a heading says so
            )
        if one.kind == "date" and not one.key.endswith("birth_date"):
            return False
        if one.kind == "name" and normal(self.heads[column].text) in self.words.others:
            return False  # 村 and 班主任 hold words that look like names
        strong = [key for key, points in self.meanings[column].items() if points >= 60 and key != one.key]
        return not any(self.words.kind(key) in (one.kind, None) for key in strong)

    def _age(self, key: str, column: int) -> tuple[float, str]:
        """Among several columns of identity numbers the youngest people are the pupils."""
        look = self.looks[column]
        if look.birth_year is None or self.youngest is None or look.share("id_number", ()) < 0.5:
            return 1.0, ""
        pupils = key == "student.id_number"
        if not self.several_ages:
            grown_up = look.birth_year <= dt.date.today().year - GROWN_UP
            return (0.5 if pupils == grown_up else 1.0), ""
        youngest = self.youngest - look.birth_year < GENERATION
        if pupils and youngest:
            return 1.12, f"几列身份证号里，这一列的人最年轻（多在 {look.birth_year} 年前后出生），应是学生。"
        if youngest and not key.startswith("student."):
            named = column not in self.claimed and self.meanings[column].get(key, 0.0) >= 90
            return (0.8 if named else 0.3), ""  # a household list may well name the child as 成员1
        return (0.3 if pupils else 1.0), ""


def _meanings(words: Vocabulary, heads: list[Head]) -> tuple[list[dict[str, float]], dict[int, str]]:
    """Meanings of every heading, with 身份证号 after 父亲姓名 read as the father's; and the columns so claimed."""
    found: list[dict[str, float]] = []
    claimed: dict[int, str] = {}
    person = None
    for column, head in enumerate(heads):
        meanings = words.meanings(head.parts)
        named = [key for key, points in meanings.items() if points >= 90 and words.kind(key) == "name"]
        if named:
            person = None if "student.name" in named else person_of(words, head)
        elif (
            person and (attribute := words.attribute(head.parts)) and (key := words.key_of(person, attribute))
        ):
            if (
                attribute in words.tight
            ):  # less than a heading that names the person itself, more than a plain one
                meanings = {other: points * 0.7 for other, points in meanings.items()} | {key: 96.0}
                claimed[column] = key
            else:
                meanings = meanings | {key: max(85.0, meanings.get(key, 0.0))}
            if key.startswith("account."):
                meanings = meanings | {key.replace("account.", "account.2."): meanings[key] - 4}
        found.append(meanings)
    return found, claimed


def person_of(words: Vocabulary, head: Head) -> Person | None:
    """The person with the longest word that a heading starts with: 监护人1姓名 is 监护人1, not 监护人.

    Under a group that names nobody (家庭信息), or everybody (家长情况), the lower heading says who it is.
    """
    parts = list(map(normal, head.parts))
    texts = ["".join(parts[place:]) for place in range(len(parts))]
    fitting = [
        (len(word), place)
        for text in texts
        for place, one in enumerate(words.people)
        for word in one.words
        if text.startswith(word)
    ]
    return words.people[max(fitting)[1]] if fitting else None
