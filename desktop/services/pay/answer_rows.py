"""A bank's answer as rows: which column holds what, told by what was sent rather than by headings alone.

The accounts, holders and amounts of the pay list are known, so a column is taken for the account when it holds those
accounts, whatever stands above it. Files without a heading, and text files with bars or spaces, are read the same way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.models.identity import CITIZEN
from desktop.models.writing import compact, tidy_name
from desktop.services.pay.answer_amounts import Unit, fen_of, unit_of, why_unread
from desktop.services.pay.answer_tables import ACCOUNT, MASKED, bank_tables, digits, shown
from desktop.services.pay.answer_words import (
    FAILED,
    PAID,
    against,
    by_reason,
    is_code,
    is_doubtful,
    judge,
    words,
)
from desktop.services.sheets.clean import Damaged, plain
from desktop.services.sheets.heads import Table, column_letter
from desktop.services.sheets.read import Book
from desktop.services.sheets.vocabulary import normal

DAY = re.compile(r"(20\d\d)(?:[-/.年](\d{1,2})[-/.月](\d{1,2})|(\d\d)(\d\d))")
ROLES = ("account", "owner_id", "owner", "pupil", "amount", "day", "result", "reason")  # taken in this order
LONGEST_RESULT = 12  # characters of a result that has no heading; longer texts are reasons


@dataclass(frozen=True)
class AnswerRow:
    """One row of the answer. fen: None when no amount was told. result: paid, failed or "" when it is not plain.

    unread, odd: half a sentence when the amount cannot be read, when result and reason contradict each other.
    """

    sheet: str
    number: int
    account: str = ""
    masked: bool = False  # only head and tail of the account are told
    cut: bool = False  # a spreadsheet kept the first fifteen digits alone
    owner: str = ""
    pupil: str = ""
    owner_id: str = ""
    fen: int | None = None
    result: str = ""
    reason: str = ""
    said: str = ""  # the result as it stands in the file
    shifted: str = ""  # a sentence when the row's cells stand in other columns than the rest
    unread: str = ""
    odd: str = ""
    day: dt.date | None = None  # when the bank says that it paid
    damaged: str = (
        ""  # the account as a spreadsheet spoilt it: 1.23457E+18, or a number of more than 15 digits
    )

    @property
    def where(self) -> str:
        return f"“{self.sheet}”第 {self.number} 行"

    @property
    def is_about_nobody(self) -> bool:
        """A line of 经办 and 复核 below the list: no name, no number, no money, no result."""
        told = (self.account, self.owner, self.pupil, self.owner_id, self.said, self.shifted)
        return self.fen is None and not any(told)


@dataclass(frozen=True)
class Known:
    """What was sent, as the columns of an answer are recognised by it."""

    accounts: frozenset[str]
    owners: frozenset[str]
    pupils: frozenset[str]
    amounts: frozenset[int]


@dataclass
class Answer:
    """All rows of a file. notes: sentences about how it was read. plain: it says of each row what became of it.

    amounts: whether it has a column of amounts. nobody_failed: a list of failures with a heading and no row.
    """

    rows: list[AnswerRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    plain: bool = True
    amounts: bool = False
    nobody_failed: bool = False

    @property
    def failures_only(self) -> bool:
        """Whether it tells of failed payments alone: every row failed, or it is an empty list of failures."""
        return all(row.result == FAILED for row in self.rows) if self.rows else self.nobody_failed


def rows_of(book: Book, known: Known, all_are: str = "") -> Answer:
    """Every row of a bank's file. all_are: paid or failed when the person knows that the file holds only those."""
    answer = Answer()
    for sheet in book.sheets:
        for table in bank_tables(sheet, known.owners | known.pupils):
            title = f"{book.path.stem} {sheet.name} {table.title}"
            if table.rows:
                _Reader(table, known, all_are or _by_title(title)).fill(answer)
            else:
                answer.nobody_failed |= _is_empty_list_of_failures(table, title)
    if answer.amounts:
        answer.rows = [
            row if row.fen is not None or row.unread else replace(row, unread="金额空着，请问银行。")
            for row in answer.rows
        ]
    elif answer.rows:
        answer.notes.append("回盘里没有金额：账号和户名都对得上的才认，请向银行核对总金额。")
    return answer


def _by_title(title: str) -> str:
    """paid or failed when file name, sheet name or title says that only those are in it; "" when it says both."""
    failed = [word for word in words()["failed_titles"] if word in title]
    for word in failed:
        title = title.replace(word, "")
    paid = any(word in title for word in words()["paid_titles"])
    return "" if paid and failed else PAID if paid else FAILED if failed else ""


def _is_empty_list_of_failures(table: Table, title: str) -> bool:
    heads = [normal(head.text.split("/")[-1]) for head in table.heads]
    accounts, failures = words()["heads"]["account"], words()["failure_heads"]
    about = any(head in failures for head in heads) or _by_title(title) == FAILED
    return about and any(head in accounts for head in heads)


class _Reader:
    """One table under the hand."""

    def __init__(self, table: Table, known: Known, all_are: str) -> None:
        self.table, self.known, self.all_are = table, known, all_are
        self.texts = [[shown(cell) for cell in row.cells] for row in table.rows]
        self.heads = [normal(head.text.split("/")[-1]) for head in table.heads]
        self.columns: dict[str, int] = {}
        self.unit = Unit()
        self._find_columns()

    # columns -------------------------------------------------------------------------------------------

    def _find_columns(self) -> None:
        for role in ROLES:
            free = [place for place in range(len(self.heads)) if place not in self.columns.values()]
            points = {place: self._points(role, place) for place in free}
            best = max(points, key=lambda place: (points[place], -place), default=None)
            if best is not None and points[best] > 0:
                self.columns[role] = best
        if (place := self.columns.get("amount")) is not None:
            cells = [line[place] for line in self.texts]
            self.unit = unit_of(self.heads[place], self.table.title, cells, self.known.amounts)

    def _points(self, role: str, place: int) -> float:
        """How sure a column is what it is taken for: what it holds counts ten times its heading."""
        named = self._named(role, place)
        column = [line[place] for line in self.texts]
        if role in ("result", "reason"):
            return self._word_points(role, column, named)
        if role == "day":
            return self._day_points(column, named)
        fits = SHAPES[role](self.known)
        share = sum(map(fits, column)) / len(column)
        if role in ("owner", "pupil") and share < 0.1 and not named:
            return 0.0
        return 10 * share + named if share or named else 0.0

    def _day_points(self, column: Sequence[str], named: float) -> float:
        """Under a heading that says so; without any heading only one and the same day in every row."""
        days = {_day(text) for text in column if text}
        if named:
            return named if days - {None} else 0.0
        return float(not self.table.header_rows and len(days) == 1 and None not in days)

    def _named(self, role: str, place: int) -> float:
        names = words()["heads"][role]
        head = self.heads[place]
        return 1.0 - names.index(head) / 100 if head in names else 0.0

    def _word_points(self, role: str, column: Sequence[str], named: float) -> float:
        filled = [text for text in column if text]
        if role == "result" and not named:
            told = sum(bool(judge(text)) and len(text) <= LONGEST_RESULT for text in column)
            return 10 * told / len(column) if told >= 0.9 * len(column) else 0.0
        if role == "reason" and not named:
            return float(bool(filled)) * (sum(judge(text) == FAILED for text in filled) >= len(filled) / 2)
        share = sum(bool(judge(text)) for text in filled) / len(filled) if filled else 0.0
        return (10 * share if role == "result" else 0.0) + (named if filled else 0.0)

    # rows ----------------------------------------------------------------------------------------------

    def fill(self, answer: Answer) -> None:
        """Take every row of the table into the answer."""
        if not self.columns.keys() & {"account", "owner_id", "owner"}:
            return
        answer.amounts |= "amount" in self.columns
        if self.unit.guessed:
            answer.notes.append(f"“{self.table.sheet}”的金额没有写单位，按“分”读才和送的一样，请核对。")
        if "result" not in self.columns and not self.all_are and not self._by_reason():
            answer.plain = False
        if "result" not in self.columns and not self.all_are and self._by_reason():
            answer.notes.append("回盘里没有结果列：失败原因空着的按发放成功看，请核对。")
        self._note_shift(answer)
        for row, texts in zip(self.table.rows, self.texts, strict=True):
            made = self._row(row, texts)
            if not made.is_about_nobody:
                answer.rows.append(made)

    def _by_reason(self) -> bool:
        place = self.columns.get("reason")
        return place is not None and self.heads[place] in words()["failure_heads"]

    def _note_shift(self, answer: Answer) -> None:
        """The heading says one column, the cells say another, for the whole file."""
        place = self.columns.get("account")
        by_head = next((n for n in range(len(self.heads)) if self._named("account", n)), None)
        if place is not None and by_head is not None and place != by_head:
            letters = (
                column_letter(self.table.heads[by_head].column),
                column_letter(self.table.heads[place].column),
            )
            answer.notes.append(
                f"“{self.table.sheet}”的表头和内容错开了：账号写在 {letters[0]} 列上面，内容在 {letters[1]} 列，按内容认的，请核对。"
            )

    def _row(self, row: Any, texts: list[str]) -> AnswerRow:
        got = {role: texts[place] for role, place in self.columns.items()}
        number = self._account_of(row, got.get("account", ""))
        said = got.get("amount", "")
        fen = fen_of(said, self.unit, self.known.amounts) if said else None
        result, reason, odd = self._result(got)
        shifted = self._shifted(got, texts, fen)
        if shifted and not number[0].isdigit():
            number = (
                next((digits(text) for text in texts if digits(text) in self.known.accounts), ""),
                False,
                False,
            )
        return AnswerRow(
            self.table.sheet, row.number, *number, owner=_owner(got.get("owner", "")),
            pupil=tidy_name(got.get("pupil", "")), owner_id=compact(got.get("owner_id", "")), fen=fen, result=result,
            reason=reason, said=got.get("result", ""), shifted=shifted, odd=odd, day=_day(got.get("day", "")),
            unread=why_unread(said) if said and fen is None and not shifted else "", damaged=self._damaged(row),
        )  # fmt: skip

    def _damaged(self, row: Any) -> str:
        """How the account of a row stands in the file when its last digits are lost; "" when they are not."""
        place = self.columns.get("account")
        cell = plain(row.cells[place]) if place is not None else ""
        return cell.shown if isinstance(cell, Damaged) else ""

    def _account_of(self, row: Any, text: str) -> tuple[str, bool, bool]:
        """(account, masked, cut) of a row."""
        if not text:
            return "", False, False
        cell = row.cells[self.columns["account"]]
        number = digits(text)
        if isinstance(
            plain(cell), Damaged
        ):  # 6.217E+18 tells nothing, 6217000010001230848 its first fifteen digits
            return (number[:15], False, True) if number.isdigit() else ("", False, False)
        return number, bool(MASKED.fullmatch(number)), False

    def _result(self, got: dict[str, str]) -> tuple[str, str, str]:
        """(result, reason, what contradicts itself) of a row."""
        said, reason = got.get("result", ""), got.get("reason", "")
        if "result" in self.columns:
            odd = against(said, reason)
            result = "" if odd else judge(said) or by_reason(said, reason) or self._by_person(said, reason)
            if result == FAILED and not reason:
                reason = said
            return result, "" if result == PAID else reason, odd
        if self.all_are:
            odd = against("成功" if self.all_are == PAID else "失败", reason)
            return "" if odd else self.all_are, reason if self.all_are == FAILED else "", odd
        if not self._by_reason():
            return "", reason, ""
        if is_doubtful(reason):
            return "", reason, f"原因写的是“{reason}”，看不出成功还是失败，请问银行。"
        return (FAILED, reason, "") if reason and judge(reason) != PAID else (PAID, "", "")

    def _by_person(self, said: str, reason: str) -> str:
        """What the person said of the whole file, where the bank's column of results holds one and the same code."""
        place = self.columns["result"]
        one_code = is_code(said) and len({line[place] for line in self.texts if line[place]}) == 1
        return self.all_are if one_code and judge(reason) in ("", self.all_are) else ""

    def _shifted(self, got: dict[str, str], texts: list[str], fen: int | None) -> str:
        """The account stands in another column than in the other rows, or a name where the amount should be."""
        account = got.get("account", "")
        strange = "account" in self.columns and not _looks_like_account(account)
        for place, text in enumerate(texts):
            if strange and digits(text) in self.known.accounts:
                letter = column_letter(self.table.heads[place].column)
                return f"这一行的列错开了：账号列里是“{account}”，账号却在 {letter} 列。请对照银行的原件，改好再读。"
        if got.get("amount") and fen is None and self._belongs_elsewhere(got["amount"]):
            return f"这一行的列错开了：金额列里是“{got['amount']}”。请对照银行的原件，改好再读。"
        return ""

    def _belongs_elsewhere(self, text: str) -> bool:
        """Whether a cell holds what another column is for: a name, a result, an account."""
        known = self.known.owners | self.known.pupils
        return bool(tidy_name(text) in known or judge(text) or ACCOUNT.fullmatch(digits(text)))


def _owner(text: str) -> str:
    return tidy_name(text).replace("＊", "*")


def _day(text: str) -> dt.date | None:
    """The day at the beginning of a cell: 2026-03-28 10:05, 20260328, 2026年3月28日; None when there is none."""
    found = DAY.match(text)
    if not found:
        return None
    year, month, day, month_, day_ = found.groups()
    try:
        return dt.date(int(year), int(month or month_), int(day or day_))
    except ValueError:
        return None


def _looks_like_account(text: str) -> bool:
    number = digits(text)
    return bool(not text or ACCOUNT.fullmatch(number) or MASKED.fullmatch(number) or "E+" in text.upper())


Fits = Callable[[str], bool]
SHAPES: dict[str, Callable[[Known], Fits]] = {
    "account": lambda known: lambda text: bool(text) and _fits_account(digits(text), known.accounts),
    "owner_id": lambda known: lambda text: bool(CITIZEN.fullmatch(compact(text))),
    "owner": lambda known: lambda text: _fits_owner(_owner(text), known.owners),
    "pupil": lambda known: lambda text: tidy_name(text) in known.pupils,
    "amount": lambda known: lambda text: _fits_amount(text, known.amounts),
}


def _fits_account(number: str, accounts: Iterable[str]) -> bool:
    if number in accounts:
        return True
    return bool(MASKED.fullmatch(number)) and any(fits_mask(number, account) for account in accounts)


def fits_mask(masked: str, account: str) -> bool:
    """6217****4567 and an account with that head and tail."""
    head, tail = re.split(r"[*xX]+", masked)
    return account.startswith(head) and account.endswith(tail)


def _fits_owner(name: str, owners: Iterable[str]) -> bool:
    return name in owners or ("*" in name and any(fits_name(name, owner) for owner in owners))


def fits_name(masked: str, name: str) -> bool:
    """王* or 王*华 and a name that it may stand for; a name of stars alone stands for nobody."""
    if not masked.strip("*"):
        return False
    parts = [re.escape(part) for part in re.split(r"\*+", masked)]
    return bool(re.fullmatch(".+".join(parts), name))


def _fits_amount(text: str, amounts: frozenset[int]) -> bool:
    return bool(text) and any(fen_of(text, unit, amounts) in amounts for unit in (Unit(), Unit(in_fen=True)))
