"""Two card columns in one table: which 开户人 and which 开户行 belong to which number, and what kind of card it is."""

from __future__ import annotations

from desktop.models.codes import code_list
from desktop.services.sheets.heads import Head
from desktop.services.sheets.tables import Mapping, Match, person_of
from desktop.services.sheets.vocabulary import normal, vocabulary

FIRST, SECOND = "account.", "account.2."


def pair_cards(mapping: Mapping) -> Mapping:
    """Let the columns around two card numbers follow their number; of two 户名 beside one number the second is left out."""
    numbers = [place for place, match in enumerate(mapping.matches) if _what(match) == "number"]
    if len(numbers) < 2:
        _leave_out_second(mapping)
        return mapping
    mapping.matches[numbers[0]] = _as(mapping.matches[numbers[0]], FIRST + "number")
    mapping.matches[numbers[1]] = _as(mapping.matches[numbers[1]], SECOND + "number")
    for what in ("owner", "relation", "bank", "kind"):
        _pair(mapping, what, numbers)
    return mapping


def card_kind(head: Head) -> str | None:
    """The account kind that a heading names: 社保卡号 is 社会保障卡, 惠农一折通账号 is not. None when it names none."""
    word = _card_word(head)
    return code_list("account_kind").find(word) if word else None


def holder_of(head: Head) -> tuple[str, str] | None:
    """Part and field that hold the name of the person a card's heading names: ("guardian.1", "name") for 家长一折通账号.

    None when it names nobody or the account itself (收款人账号): then the pupil's own name stands in.
    """
    person = person_of(vocabulary(), head)
    if person is None or person.slot == "account":
        return None
    return person.slot, "head_name" if person.slot == "household" else "name"


def _pair(mapping: Mapping, what: str, numbers: list[int]) -> None:
    places = [place for place, match in enumerate(mapping.matches) if _what(match) == what]
    sides = [_side(mapping, place, numbers) for place in places]
    if len(places) == 2 and sides[0] == sides[1]:
        sides = [0, 1]  # 卡号 开户人 卡号 开户人, or both numbers and then both names
    for place, side in zip(places, sides, strict=True):
        mapping.matches[place] = _as(mapping.matches[place], (FIRST, SECOND)[side] + what)


def _side(mapping: Mapping, place: int, numbers: list[int]) -> int:
    """0 or 1: the number that stands under the same group or names the same card; else the one just before."""
    head = mapping.matches[place].head
    like = [side for side in (0, 1) if _alike(head, mapping.matches[numbers[side]].head)]
    if len(like) == 1:
        return like[0]
    return 1 if place > numbers[1] else 0


def _alike(one: Head, other: Head) -> bool:
    if len(one.parts) > 1 and len(other.parts) > 1:
        return normal(one.parts[0]) == normal(other.parts[0])
    word = _card_word(one)
    return bool(word) and word == _card_word(other)


def _card_word(head: Head) -> str:
    """The longest name of a kind of card in a heading: 惠农一卡通 before 一卡通."""
    text = normal("".join(head.parts)).replace("帐", "账")
    words = [word for word in code_list("account_kind").spoken if not word.isdigit() and word in text]
    return max(words, key=len, default="")


def _leave_out_second(mapping: Mapping) -> None:
    for place, match in enumerate(mapping.matches):
        if (match.key or "").startswith(SECOND) and (first := mapping.head_of(FIRST + _what(match))):
            reason = f"和 {first.letter} 列是同一项，所以没有用这一列；需要时请手工指定。"
            mapping.matches[place] = Match(match.head, None, 0.0, reason)
        elif (match.key or "").startswith(SECOND):
            mapping.matches[place] = _as(match, FIRST + _what(match))


def _as(match: Match, key: str) -> Match:
    return Match(match.head, key, match.confidence, match.reason)


def _what(match: Match) -> str:
    """number, owner, relation, bank or kind for a column of an account; "" for any other."""
    key = match.key or ""
    return key.rpartition(".")[2] if key.startswith(FIRST) else ""
