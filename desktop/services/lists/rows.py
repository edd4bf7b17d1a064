"""One row of a county list: whose numbers and names stand in it, how sure that is, and what it means for the pupil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from desktop.models.identity import age_on, birth_of
from desktop.models.writing import half_width
from desktop.services.lists.columns import Columns
from desktop.services.lists.draft import (
    DOUBT,
    FAMILY,
    HIT,
    NAME_ALONE,
    NAME_AND_DAMAGE,
    NAMESAKE,
    ORDER,
    SLIP,
    SLIP_AND_NAME,
    DraftLine,
)
from desktop.services.lists.family import OWN, Families, Tie
from desktop.services.lists.mentions import Beside, name_beside
from desktop.services.lists.naming import alike
from desktop.services.lists.nearness import Nearness, is_masked, is_short_form, may_be
from desktop.services.lists.presets import told
from desktop.services.lists.said import note_said
from desktop.services.lists.scan import row_number
from desktop.services.lists.shapes import (
    LONGEST_NAME,
    OLD,
    Number,
    as_cut,
    bare_name,
    may_be_cut,
    numbers_in,
)

FEW_DIGITS = 6  # a text with fewer is no number that somebody could not read
OWN_RELATION = "01"  # the code of 本人
SHORT_FORM = "名单上是 15 位老号码，没有世纪和校验位，其余各位和本人的号码相同，姓名也相同，请核对。"
CLOSENESS = ("51", "52", "57", "58", None)


class _Tied(NamedTuple):
    """A number of the row is a pupil's or a family member's. listed: the name beside it; doubt: why that is not sure."""

    column: int
    number: Number
    tie: Tie
    listed: str
    doubt: str

    @property
    def verdict(self) -> str:
        return DOUBT if self.doubt else HIT if self.tie.how == OWN else FAMILY


class RowMatcher:
    """Matches the rows of one sheet."""

    def __init__(
        self, known: Families, columns: Columns, near: Nearness, today: dt.date, *, beside: Beside
    ) -> None:
        """beside: beside whose households the file's numbers stand."""
        self.known, self.columns, self.near, self.today, self.beside = known, columns, near, today, beside
        self.namesakes = 0
        self.ours: set[str] = set()  # numbers of ours that were found
        self.left: list[str] = []  # pupils who are not here any more, in words
        self.skipped: dict[
            tuple[int, str], dict[str, int]
        ] = {}  # column left out and its heading -> number of ours in it -> its first row
        self.unlike: list[int] = []  # rows with a damaged number like a relative's beside quite another name

    def lines(self, row: int) -> list[DraftLine]:
        """One line for each pupil that the row concerns: by number, else by a damaged number, else by name."""
        cells = self.columns.sheet.rows[row]
        self._note_skipped(row, cells)
        marked = [column for column in self.columns.sheet.marks[row] if column not in self.columns.barred]
        numbers = [(column, number) for column in marked for number in self._numbers_at(cells, column)]
        found = self._by_number(row, numbers)
        if cards := {number.value: number.card for _, number in numbers if number.card}:
            for line in found:
                line.card_no = cards.get(line.number)  # the 残疾人证号 may stand in a column of its own
        self._note_left(row, numbers)
        own = {line.student for line in found if line.relation == "01"}
        family = {line.student for line in found} - own
        guessed = [*self._by_slip(row, numbers, own), *self._by_kin(row, numbers, own | family)]
        guessed += self._by_name(row, marked, own, family)
        once: dict[int, DraftLine] = {}
        for line in sorted(guessed, key=lambda line: line.evidence):
            once.setdefault(line.student, line)
        for line in found:
            line.instead = once.pop(line.student, None)
        every = [*found, *once.values()]
        if every:
            note_said(self.columns, row, every)
        return every

    def _numbers_in(self, cell: Any) -> list[Number]:
        """As they stand. One that ends in 000 is not sure beside others that a spreadsheet cut, nor where nobody of ours has
        it but somebody's begins like it."""
        return [as_cut(one) if may_be_cut(one) and self._looks_cut(one) else one for one in numbers_in(cell)]

    def _numbers_at(self, cells: Sequence[Any], column: int) -> Sequence[Number]:
        """A number of a pupil's that ends in 000, beside the pupil's very name, was not cut, whatever others were."""
        plain = numbers_in(cells[column])
        if not any(map(may_be_cut, plain)):
            return plain
        told_so = self._numbers_in(cells[column])
        return [
            one if one != two and self._is_named(one, self._listed(cells, column, one)) else two
            for one, two in zip(plain, told_so, strict=True)
        ]

    def _is_named(self, number: Number, listed: str) -> bool:
        ties = self.known.ties.get(number.value, ()) if number.usable else ()
        return any(tie.how == OWN and listed in self.known.spellings[tie.student] for tie in ties)

    def _listed(self, cells: Sequence[Any], column: int, number: Number) -> str:
        return name_beside(cells[column], number.value) or self.columns.name_at(cells, column)

    def _note_skipped(self, row: int, cells: Sequence[Any]) -> None:
        for column in self.columns.barred.intersection(self.columns.sheet.marks[row]):
            for number in numbers_in(cells[column]):
                if number.usable and number.value in self.known.ties:
                    self.skipped.setdefault((column, self.columns.heads[column]), {}).setdefault(
                        number.value, row_number(row)
                    )

    def _looks_cut(self, number: Number) -> bool:
        known = number.value in self.known.ties or number.value in self.known.left
        return self.columns.sheet.cut or (not known and bool(self.near.to(as_cut(number))))

    def _note_left(self, row: int, numbers: Sequence[tuple[int, Number]]) -> None:
        for _, number in numbers:
            if number.usable and (who := self.known.left.get(number.value)):
                self.ours.add(number.value)
                self.left.append(f"第 {row_number(row)} 行{who}")

    # by number -------------------------------------------------------------------------------------------

    def _by_number(self, row: int, numbers: Sequence[tuple[int, Number]]) -> list[DraftLine]:
        """Each pupil once: the own number before the family's, parents before others; all relations are kept."""
        found: dict[int, list[_Tied]] = {}
        for column, number in numbers:
            ties = self.known.ties.get(number.value, ()) if number.usable else ()
            if ties:
                self.ours.add(number.value)
                listed = self._listed(self.columns.sheet.rows[row], column, number)
            for tie in ties:
                passing = self.columns.in_passing(row, column, self.known.people, number.value)
                passing = passing or self.beside.why(number.value, self.columns.heads.get(column, ""))
                doubt = self._doubt(number, tie, listed, passing)
                tied = _Tied(column, number, tie, listed, doubt)
                found.setdefault(tie.student, []).append(tied)
        return [self._line(row, sorted(some, key=_rank)) for some in found.values()]

    def _line(self, row: int, some: Sequence[_Tied]) -> DraftLine:
        """By the nearest of a pupil's family in this row."""
        column, number, tie, listed, doubt = some[0]
        line = self._empty(row, column, tie.student, number)
        line.listed_name, line.relation = listed, tie.relation
        line.verdict = some[0].verdict
        line.why = doubt or (_why_own(number) if tie.how == OWN else _why_family(number, tie))
        if tie.how == OWN and not doubt and listed and listed not in self.known.spellings[tie.student]:
            line.why += f"名单上的姓名写作“{listed}”。"
        line.kin = tuple({one.number.value: None for one in some if one.number.value != number.value})
        line.relations = tuple(dict.fromkeys("本人" if one.tie.how == OWN else one.tie.words for one in some))
        if others := line.relations[1:]:
            line.why = f"{line.why}这一行里还有{'、'.join(others)}。"
            line.unsure_own = next((one.doubt for one in some[1:] if one.tie.how == OWN), "")
            line.why += line.unsure_own
        return line

    def _doubt(self, number: Number, tie: Tie, listed: str, passing: str) -> str:
        """Why a number that is in the ledger is still not taken for sure; "" when it is."""
        pupil = self.known.pupils[tie.student]
        if passing:
            whose = pupil.name if tie.how == OWN else f"{pupil.name}的{tie.words}"
            return f"{passing}，是{whose}的，不一定是名单上的人，请核对。"
        if tie.how == OWN:
            if listed and not self._names_pupil(listed, tie.student):
                return f"号码与{pupil.name}相同，名单姓名却是“{listed}”，请核对。"
            return ""
        another = listed != tie.name and listed in self.known.names
        if listed and (another or not alike(listed, tie.name)):
            return f"号码是台账里{pupil.name}的{tie.words}的，名单姓名却是“{listed}”，请核对。"
        if number.value in self.known.staff:
            return f"{tie.words}的号码也是本校教职工{self.known.staff[number.value]}的号码，请核对是不是登记错了。"
        if not tie.sure:
            return f"名单上有{tie.words}的号码，台账里不是监护人，请核对是不是一家人。"
        return ""

    def _names_pupil(self, listed: str, student: int) -> bool:
        """Whether a name is this pupil's, a slip of the pen allowed; never one that is exactly another pupil's (twins)."""
        spellings = self.known.spellings[student]
        if listed in spellings or listed in self.known.names:
            return listed in spellings
        return any(alike(listed, name) for name in spellings)

    # by a slip of the pen --------------------------------------------------------------------------------

    def _by_slip(
        self, row: int, numbers: Sequence[tuple[int, Number]], here: set[int]
    ) -> Iterator[DraftLine]:
        for column, number in numbers:
            if number.usable:
                continue
            for own in sorted(self.near.to(number)):
                for tie in self.known.ties.get(own, ()):
                    if tie.how == OWN and tie.student not in here:
                        yield self._slip(row, column, number, tie)

    def _slip(self, row: int, column: int, number: Number, tie: Tie) -> DraftLine:
        pupil = self.known.pupils[tie.student]
        line = self._empty(row, column, tie.student, number)
        line.listed_name = self.columns.name_at(self.columns.sheet.rows[row], column)
        same = self._names_pupil(line.listed_name, tie.student)
        line.why = f"{number.why}，像{pupil.name}的号码" + ("，姓名也相同。" if same else "，请核对。")
        line.evidence = SLIP_AND_NAME if same else SLIP
        line.relation, line.relations = "01", ("本人",)
        return line

    def _by_kin(self, row: int, numbers: Sequence[tuple[int, Number]], here: set[int]) -> Iterator[DraftLine]:
        """A damaged number that may be a pupil's father's: beside his name, or where no name tells that it is not."""
        cells = self.columns.sheet.rows[row]
        for column, number in numbers:
            if number.usable:
                continue
            listed = self.columns.name_at(cells, column)
            names = [listed] if listed else [bare_name(cell) for cell in cells if isinstance(cell, str)]
            for tie in self._kin_like(number, names):
                if tie.student in here:
                    continue
                same = any(alike(name, tie.name) for name in names if name)
                if same or not listed:
                    yield self._kin_slip(row, column, number, tie, same=same)
                else:
                    self.unlike.append(row_number(row))

    def _kin_like(self, number: Number, names: Sequence[str]) -> list[Tie]:
        """By the digits that are left; by the name where they are too few to look for."""
        named = [pair for name in names for pair in self.known.kin.get(name, ()) if may_be(number, pair[0])]
        near = [(one, tie) for one in sorted(self.near.to(number)) for tie in self.known.ties.get(one, ())]
        return list(dict.fromkeys(tie for _, tie in (*named, *near) if tie.how != OWN and tie.sure))

    def _kin_slip(self, row: int, column: int, number: Number, tie: Tie, *, same: bool) -> DraftLine:
        line = self._empty(row, column, tie.student, number)
        line.listed_name, line.relation, line.relations = tie.name if same else "", tie.relation, (tie.words,)
        like = "姓名和" if same else "像"
        line.why = f"{number.why}，{like}{line.name}的{tie.words}{'相同' if same else '的号码'}，请核对。"
        line.evidence = SLIP_AND_NAME if same else SLIP
        return line

    # by name ---------------------------------------------------------------------------------------------

    def _by_name(
        self, row: int, marked: Sequence[int], own: set[int], family: set[int]
    ) -> Iterator[DraftLine]:
        for column in marked:
            cell = self.columns.sheet.rows[row][column]
            if not isinstance(cell, str) or len(cell) > LONGEST_NAME or cell in self.known.ties:
                continue
            who = self.known.names.get(cell) or self.known.names.get(bare_name(cell)) or []
            if who and not own.intersection(who) and self.columns.holds_names(column):
                yield from self._namesakes(row, column, [one for one in who if one in family] or who)

    def _namesakes(self, row: int, column: int, who: Sequence[int]) -> Iterator[DraftLine]:
        cells = self.columns.sheet.rows[row]
        place = self.columns.number_column_of(cells, column)
        if place is None and self.columns.number_columns and not self.columns.may_stand_alone(column):
            return  # a name written beside somebody else's number, as 户主姓名 is in every row
        found = self._numbers_in(cells[place]) if place is not None and place < len(cells) else []
        number = found[0] if found else None
        if number is None and self.columns.is_footer(row):
            return
        if number and number.usable and (number.value in self.known.ties or number.value in self.known.left):
            return  # somebody else of ours, found by that number
        old = [one for one in who if number and is_short_form(number, self.known.pupils[one].number or "")]
        if number and number.usable and not old and self._grown_up(number.value):
            self.namesakes += 1
            return
        written = _written(cells[place]) if place is not None and place < len(cells) else ""
        for student in old or who:
            line = self._empty(row, column if place is None else place, student, number)
            line.listed_name = bare_name(str(cells[column]))
            if old:
                line.why, line.evidence, line.number = SHORT_FORM, SLIP_AND_NAME, _short(line.number)
                line.relation, line.relations = OWN_RELATION, ("本人",)
                yield line
                continue
            line.why = self._why_namesake(student, number, len(who), written)
            line.evidence = NAME_ALONE if number is None else NAMESAKE if number.usable else NAME_AND_DAMAGE
            yield line

    def _grown_up(self, number: str) -> bool:
        born = birth_of(number)
        return born is not None and age_on(born, self.today) >= told("settings")["grown_up"]

    def _why_namesake(self, student: int, number: Number | None, many: int, written: str) -> str:
        pupil = self.known.pupils[student]
        several = f"本校有 {many} 个同名学生，" if many > 1 else ""
        if number is None and "*" in half_width(written):
            fits = is_masked(half_width(written).replace(" ", ""), pupil.number or "")
            shown = "也对得上" if fits else "对不上，可能是别人"
            return f"{several}姓名相同，名单上的号码打了星号（{written}），露出的几位{shown}，请核对。"
        if number is None and written:
            return f"{several}姓名相同，名单上的号码看不懂（{written}），请核对。"
        if number is None:
            return f"{several}姓名相同，名单上没有号码，请核对。"
        if not number.usable:
            return f"{several}姓名相同，{number.why}，请核对。"
        if not pupil.number:
            return f"{several}姓名相同，台账里还没有{pupil.name}的身份证号，请核对。"
        return f"{several}姓名相同，号码不同，请核对是不是同一个人。"

    def _empty(self, row: int, column: int, student: int, number: Number | None) -> DraftLine:
        pupil = self.known.pupils[student]
        line = DraftLine(
            student, pupil.name, pupil.class_text, DOUBT, row_number(row), self.columns.letter(column), "",
            number.value if number else "",
        )  # fmt: skip
        place = self.columns.name_column(column)
        heads = (self.columns.heads.get(at, "") for at in (column, place) if at is not None)
        line.head = "、".join(dict.fromkeys(head for head in heads if head))
        line.words = {key: self.columns.words(key, row) for key in ("category", "risk", "continues")}
        return line


def note_households(known: Families, columns: Columns, beside: Beside) -> None:
    """Write down where the families' numbers stand on a sheet: beside strangers' households they may be a helper's."""
    rows, marks = columns.sheet.rows, columns.sheet.marks
    for row in sorted(rows):
        here = columns.at(row)
        for column in marks[row]:
            if column in here.barred:
                continue
            for number in numbers_in(rows[row][column]):
                ties = known.ties.get(number.value, ()) if number.usable else ()
                if ties:
                    where = partial(_strangers, known, ties, here, (row, column))
                    beside.note(number.value, here.heads.get(column, ""), where, row_number(row))


def _strangers(
    known: Families, ties: Sequence[Tie], columns: Columns, place: tuple[int, int]
) -> tuple[str, str] | None:
    """The household of a row beside which a number stands, unless it is the family's own."""
    where = columns.household(*place)
    return where if where and not _akin(known, ties, where) else None


def _akin(known: Families, ties: Sequence[Tie], household: tuple[str, str]) -> bool:
    """Whether the household is the family's own, by a number or a name that the ledger knows."""
    how, what = household
    students = {tie.student for tie in ties}
    if how == "号码":
        return any(tie.student in students for tie in known.ties.get(what, ()))
    names = {tie.name for tie in ties} | {name for one in students for name in known.spellings[one]}
    return any(name[:1] == what if how == "姓" else alike(what, name) for name in names)


def _written(cell: object) -> str:
    """What stands in the place of a number, when it is meant for one."""
    text = "" if cell is None else " ".join(str(cell).split())
    return text[:24] if sum(sign.isdigit() for sign in text) >= FEW_DIGITS else ""


def _short(number: str) -> str:
    """The fifteen digits as they stand in the list."""
    return number[:6] + number[8:17]


def _why_family(number: Number, tie: Tie) -> str:
    old = "15 位老号码，换算后相同" if number.form == OLD else "号码"
    return f"名单上有{tie.words}的{old}。"


def _why_own(number: Number) -> str:
    return "名单上是 15 位老号码，换算后与本人相同。" if number.form == OLD else "身份证号与本人相同。"


def _rank(tied: _Tied) -> tuple[int, int]:
    relation = tied.tie.relation
    return ORDER.index(tied.verdict), CLOSENESS.index(relation) if relation in CLOSENESS else len(CLOSENESS)
