"""The headings clerks use and what they mean: resources/heads.json, ready for asking."""

import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models.writing import compact
from desktop.places import RESOURCES
from desktop.services.sheets.clean import INVISIBLE

JOINTS = ("", "的", "/")
SECOND_BEST = 20  # ranks that the second account of a row stands behind the first
PARENTHESES = re.compile(r"\(([^()]*)\)")
NESTED = re.compile(r"\([^()]*(\([^()]*\)[^()]*)*\)")  # 班级(如三(2)班)
BRACKETS = str.maketrans("（）【】＊\\", "()()*/", "“”\"'‘’「」")
ABOUT = re.compile(r"(基本)?(情况|信息)$")
STUDENT_WORDS = (
    "学生本人", "学生", "本人", "幼儿", "孩子", "适龄儿童少年", "适龄儿童", "儿童少年", "儿童",
)  # fmt: skip
MARKS = re.compile(r"^[*★☆\d.、]+(?=[^\d.、])|[*★☆:：]+$")


def normal(text: str) -> str:
    """A heading without spaces, stars, leading numbers, colons and full-width forms: "＊ 姓 名：" -> "姓名"."""
    plain = compact((text if text.isascii() else INVISIBLE.sub("", text)).translate(BRACKETS))
    return MARKS.sub("", plain.replace("(必填)", "").replace("(选填)", ""))


@dataclass(frozen=True)
class Person:
    """Whose column it is: the words for the person, its place in the keys, the relation the word implies."""

    slot: str
    relation: str | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Normalised headings and their meanings. Numbers in `keys` are ranks: 0 is the most usual word."""

    keys: dict[str, dict[str, int]]
    people: tuple[Person, ...]
    attributes: dict[str, str]  # heading -> attribute of a person
    tight: frozenset[str]  # attributes that belong to the person named just before
    slots: dict[str, dict[str, str]]
    kinds: dict[str, str]
    neutral: frozenset[str]
    others: frozenset[str]
    totals: frozenset[str]
    footers: frozenset[str]
    examples: frozenset[str]
    demands: tuple[str, ...]
    title_words: frozenset[str]
    surnames: frozenset[str]
    student_words: tuple[str, ...] = STUDENT_WORDS

    def forms(self, parts: tuple[str, ...]) -> list[tuple[str, float]]:
        """The ways to read a heading of one or more rows, each with how much it is trusted (0–1)."""
        clean = tuple(filter(None, map(normal, parts)))
        if not clean:
            return []
        while len(clean) > 2 and self._is_plain(clean[0]):
            clean = clean[1:]  # 家庭信息/父亲/姓名 is 父亲/姓名
        group, last = self.bare_group(clean[0]), clean[-1]
        forms = [("".join((group, *clean[1:])), 1.0)]
        if len(clean) > 1:
            says_whose = self._is_plain(group) or (self.names_a_person(group) and self.names_a_person(last))
            forms.append((last, 1.0 if says_whose else 0.6))
        for text, trust in list(forms):
            bare = NESTED.sub("", text)
            if bare and bare != text:
                forms.append((bare, trust * 0.97))
                forms.extend((inner + bare, trust * 0.96) for inner in PARENTHESES.findall(text))
        for text, trust in list(forms):
            forms.extend(
                (text.removeprefix(word), trust * 0.98)
                for word in self.student_words
                if text.startswith(word) and text != word
            )
        return forms

    def meanings(self, parts: tuple[str, ...]) -> dict[str, float]:
        """Keys that a heading can mean, with 0–100 points."""
        found: dict[str, float] = {}
        for text, trust in self.forms(parts):
            for key, rank in self.keys.get(text, {}).items():
                found[key] = max(found.get(key, 0), trust * (100 - 0.2 * rank))
        return found

    def is_heading(self, text: str) -> bool:
        """Whether one cell reads like the heading of a column."""
        forms = [form for form, _ in self.forms((text,))]
        return any(form in self.keys or form in self.others or form in self.attributes for form in forms)

    def is_group(self, text: str) -> bool:
        """Whether one cell reads like a heading over several columns: 父亲, 学生信息."""
        plain = PARENTHESES.sub("", normal(text))
        return self.is_of_all(text) or self.person(self.bare_group(plain)) is not None

    def is_of_all(self, text: str) -> bool:
        """Whether a heading over several columns names nobody but the pupil: 学生基本信息（导出）."""
        return self._is_plain(PARENTHESES.sub("", normal(text)))

    def _is_plain(self, group: str) -> bool:
        """Whether a group says no more than that the pupil or the family is told of: 学生信息, 儿童基本情况."""
        return self.bare_group(group) in self.neutral or ABOUT.sub("", group) in self.student_words

    def bare_group(self, text: str) -> str:
        """家长情况 and 父亲信息 over several columns are just 家长 and 父亲; other words stay as they are."""
        bare = ABOUT.sub("", text)
        return bare if self.person(bare) else text

    def names_a_person(self, text: str) -> bool:
        """Whether a heading begins with somebody's word: 家长姓名, 父亲电话."""
        return any(text.startswith(word) for person in self.people for word in person.words)

    def person(self, text: str) -> Person | None:
        """The person that a word names by itself."""
        return next((person for person in self.people if text in person.words), None)

    def attribute(self, parts: tuple[str, ...]) -> str | None:
        """The attribute that a heading names without saying whose; a group above it would say."""
        forms = (text for text, trust in self.forms(parts) if trust > 0.9)
        return next((self.attributes[text] for text in forms if text in self.attributes), None)

    def key_of(self, person: Person, attribute: str) -> str | None:
        """ "guardian.1.phone" for a person and an attribute; None when there is no such field."""
        if person.slot.startswith("guardian."):
            return f"{person.slot}.{attribute}"
        return self.slots.get(person.slot, {}).get(attribute)

    def kind(self, key: str) -> str | None:
        """What the cells of a key look like: "id_number", "phone"…; None when they look like nothing special."""
        if key in ("account.number", "account.2.number"):
            return "account"
        return self.kinds.get(key.rpartition(".")[2])


@cache
def vocabulary() -> Vocabulary:
    """Read resources/heads.json once."""
    told: dict[str, Any] = json.loads((RESOURCES / "heads.json").read_text("utf-8"))
    people = tuple(Person(one["slot"], one["relation"], tuple(one["words"])) for one in told["people"])
    plain = {name: [normal(word) for word in some] for name, some in told["attributes"].items()}
    attributes: dict[str, str] = {}
    for name, some in plain.items():
        for word in some:
            attributes.setdefault(word, name)
    words = Vocabulary(
        keys={},
        people=people,
        attributes=attributes,
        tight=frozenset(told["tight_attributes"]),
        slots=told["slots"],
        kinds=told["kinds"],
        neutral=_normals(told["neutral_groups"]),
        others=_normals(told["other_heads"]),
        totals=_normals(told["total_words"]),
        footers=_normals(told["footer_words"]),
        examples=_normals(told["example_words"]),
        demands=tuple(_normals(told["demand_words"])),
        title_words=frozenset(told["title_characters"]),
        surnames=frozenset(told["surnames"]),
    )
    for key, synonyms in told["fields"].items():
        for rank, word in enumerate(synonyms):
            words.keys.setdefault(normal(word), {}).setdefault(key, rank)
    for person in people:
        _add_person(words, person, plain)
    _add_accounts(words, told)
    return words


def _normals(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normal, words))


def _add_person(words: Vocabulary, person: Person, attributes: dict[str, list[str]]) -> None:
    """父亲姓名, 父亲的姓名, 父亲/姓名, and 父亲 alone for the name; the same for every attribute."""
    for place, who in enumerate(map(normal, person.words)):
        if key := words.key_of(person, "name"):
            words.keys.setdefault(who, {}).setdefault(key, place + 10)
        for attribute, synonyms in attributes.items():
            key = words.key_of(person, attribute)
            if key is None:
                continue
            for (rank, word), joint in itertools.product(enumerate(synonyms), JOINTS):
                words.keys.setdefault(who + joint + word, {}).setdefault(key, place + rank)


def _add_accounts(words: Vocabulary, told: dict[str, Any]) -> None:
    """社保卡开户人 and 家长一折通账号 too; and every heading of an account may as well be that of a second one."""
    fields = {key: synonyms for key, synonyms in told["fields"].items() if key.startswith("account.")}
    cards = [normal(card) for card in told["cards"]]
    holders = [normal(who) for person in words.people if person.slot != "account" for who in person.words]
    for key, synonyms in fields.items():
        before = [*cards, *(holders if key in ("account.number", "account.bank") else ())]
        plain = map(normal, synonyms)
        for (rank, word), (place, who) in itertools.product(enumerate(plain), enumerate(before, 1)):
            words.keys.setdefault(who + word, {}).setdefault(key, rank + min(place, 20))
    for meanings in words.keys.values():
        for key, rank in list(meanings.items()):
            if key.startswith("account."):
                meanings.setdefault(key.replace("account.", "account.2."), rank + SECOND_BEST)
