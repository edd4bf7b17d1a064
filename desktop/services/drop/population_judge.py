"""What the rows of population lists would become: found again, new, to be looked at, or not of the age.

    draft = judge(store, book, Choices(kind="police", day=day))
    keep_lists(store, draft)

Who it is: by the number, else by name and birthday, among the population and on the roster. Nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.identity import age_on
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_ages import odd_age
from desktop.models.ledgers.drop_population import AgeChild, PopulationLine, PopulationList
from desktop.models.ledgers.drop_standing import Band, band, by_roster
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.store import Step, Store
from desktop.services.drop.population_in import ListBook, OneList, Row, remember
from desktop.services.drop.population_ways import Ways, keep_ways
from desktop.services.drop.residence import Residence
from desktop.services.drop.rules import rule

SAME, NEW, DOUBT, STRANGE, CLOSED = "same", "new", "doubt", "strange", "closed"
ASKED = (
    "asked"  # a pupil on the 学籍 list of whom nobody knows whether it lives here: asked about in the tree
)
NOT_TOLD = "本校学生，看不出家在本施教区，没有加进来；请在去向树“花名册有，适龄台账没有”里定"
STRANGER = "学籍系统有，花名册没有，也看不出家在本施教区"
FLAGS = {"police": "in_police", "village": "in_village", "roll": "in_roll"}
HERE = "1.1"  # never told, always derived from the roster
LONGEST = PopulationLine.reason.max_length


@dataclass(frozen=True)
class Choices:
    """What the person settles: whose lists, of which day, the ages by which day, where they learn when rows do not say.

    school: of the children whose rows name none; "" leaves it to each list's own title.
    """

    kind: str
    day: dt.date
    ages_on: dt.date | None = None
    wide: bool = False
    status: str | None = None
    school: str = ""

    @property
    def band(self) -> Band:
        return band(self.ages_on or self.day, wide=self.wide)


@dataclass
class Judged:
    """One row and what it would do. child: its row in the population, below zero for one that is new in this draft.

    again: an earlier row of the draft was the same child. odd: where it learns does not go with its age.
    school: as the row, the person or the list's title names it. moved: another destination than was known.
    """

    of: OneList
    row: Row
    verdict: str
    child: int | None = None
    reason: str = ""
    fills: Values = field(default_factory=dict)
    status: str | None = None
    again: bool = False
    odd: bool = False
    school: str = ""
    moved: bool = False

    @property
    def place(self) -> str:
        return f"{self.of.path.name}“{self.row.sheet}”第 {self.row.number} 行"


@dataclass
class Draft:
    """What keeping would write. grown: rows of grown-ups, which are not kept at all."""

    book: ListBook
    choices: Choices
    lines: list[Judged] = field(default_factory=list)
    grown: int = 0

    def of(self, verdict: str) -> list[Judged]:
        return [line for line in self.lines if line.verdict == verdict]

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.verdict for line in self.lines)

    @property
    def changing(self) -> int:
        """Children already known of whom something is filled in."""
        return len(
            {
                line.child
                for line in self.lines
                if line.verdict == SAME and line.fills and (line.child or 0) > 0
            }
        )

    @property
    def sentence(self) -> str:
        told = self.counts
        words = (
            f"{len(self.lines)} 行：对上 {told[SAME]}（补充 {self.changing} 人），新增 {told[NEW]}，"
            f"要核对 {told[DOUBT]}，不在年龄段 {told[STRANGE]}"
        )
        words += f"，说明过 {told[CLOSED]}" if told[CLOSED] else ""
        words += f"，本校学生要问家在哪里 {told[ASKED]}" if told[ASKED] else ""
        if twice := sum(line.again for line in self.lines):
            words += f"；有 {twice} 行和前面的行是同一个人"
        if moved := sum(line.moved for line in self.lines):
            words += f"；有 {moved} 行和以前登记的去向、学校不一样，看“说明”"
        if odd := sum(line.odd for line in self.lines):
            words += f"；有 {odd} 行去向和年龄对不上，照样写入，请核对"
        return f"{words}；成年人 {self.grown} 行不留" if self.grown else words


def judge(store: Store, book: ListBook, choices: Choices) -> Draft:
    """Say what every row would become. Nothing is written. Raises Refused for a status that only the sums have."""
    if choices.status and code_list("age_status").fact(choices.status, "parent_of"):
        raise Refused("请选最细的一级去向。")
    draft, judge_ = Draft(book, choices), _Judge(store, choices)
    oldest = rule("wide_old")
    for one in book.lists:
        for row in one.rows:
            birth = row.values.get("birth_date")
            if birth is not None and age_on(birth, choices.band.day) > oldest:
                draft.grown += 1
                continue
            draft.lines.append(judge_.line(one, row))
    return draft


class _Judge:
    """Who is known already, and who came up earlier in the same draft."""

    def __init__(self, store: Store, choices: Choices) -> None:
        self.choices, self.band = choices, choices.band
        self.children = {row["id"]: row for row in store.rows(AgeChild).dicts()}
        self.by_number: dict[str, int] = {}
        self.by_birth: dict[Any, list[int]] = defaultdict(list)
        for record in self.children:
            self._learn(record)
        self.by_roster = by_roster()
        self.pupils: dict[int, tuple[str, str]] = {}
        self.spelt: dict[int, set[str]] = defaultdict(set)
        self.pupil_numbers: dict[str, int] = {}
        self.pupil_births: dict[Any, list[int]] = defaultdict(list)
        wanted = (Student.id, Student.name, Student.id_number, Student.birth_date, Student.status)
        for record, name, number, birth, status in store.rows(Student).select(*wanted).tuples():
            self.pupils[record] = (number or "", status)
            self.pupil_births[name, birth].append(record)
            self.spelt[record].add(name)
            if number:
                self.pupil_numbers[number] = record
        for record, name in store.rows(NameAlias).select(NameAlias.student, NameAlias.name).tuples():
            self.spelt[record].add(name)
        self.ways = Ways(store, choices.day, choices.kind)
        self.first: dict[int, Judged] = {}
        self.seen: dict[int, Judged] = {}
        self.residence = Residence(store, self.children.values())
        row = PopulationLine
        wanted_lines = row.select(row.name, row.id_text, row.birth_date, row.verdict, row.reason)
        settled = wanted_lines.where(row.verdict.in_((DOUBT, CLOSED))).order_by(row.id)
        self.settled = {(one.name, one.id_text, one.birth_date): one for one in settled}

    def _learn(self, record: int) -> None:
        told = self.children[record]
        if told.get("id_number"):
            self.by_number[told["id_number"]] = record
        self.by_birth[told["name"], told["birth_date"]].append(record)

    def line(self, of: OneList, row: Row) -> Judged:
        """One row; a new child is known from then on, so that the next row about it finds it."""
        if row.problems:
            return self._doubt(of, row, self._maybe(row), _said(row.problems))
        if not self.band.holds(row.values["birth_date"]):
            return Judged(
                of,
                row,
                STRANGE,
                reason=f"{self.band.day} 满 {age_on(row.values['birth_date'], self.band.day)} 周岁",
            )
        found, why = self._find(row)
        if why:
            return self._doubt(of, row, found, why)
        student = self._pupil(row.values)
        if found is None and self.choices.kind == "roll" and not self.residence.knows(row.values, student):
            return (
                Judged(of, row, ASKED, reason=NOT_TOLD) if student else self._doubt(of, row, None, STRANGER)
            )
        made = Judged(of, row, SAME if found else NEW, found, _said(row.notes), school=self._school(of, row))
        if found is None:
            self._new(made)
        child = made.child or 0
        if before := self.seen.get(child):
            made.again, made.reason = True, f"和第 {before.row.number} 行是同一个人"
        self.seen.setdefault(child, made)
        self._fill(made.fills if child > 0 else self.first[child].fills, made)
        made.status = self._status(made)
        if made.status:
            self._weigh(made)
        return made

    def _school(self, of: OneList, row: Row) -> str:
        """The school a row names, else the one the person told, else the one in the title of another school's list."""
        return row.school or self.choices.school or (of.school if self.choices.kind == "school" else "")

    def _weigh(self, made: Judged) -> None:
        """What the destination does to the one that is known. Where two lists contradict each other the newer is proposed,
        and the line waits for somebody to look at it."""
        why, doubtful = self.ways.weigh(made, made.status or "")
        if why:
            made.moved, made.reason = True, _said([*filter(None, [made.reason]), why])
        if doubtful and made.verdict == SAME:
            made.verdict = DOUBT

    def _doubt(self, of: OneList, row: Row, child: int | None, why: str) -> Judged:
        """A row to be looked at, unless the same stood on an earlier list: it waits there, or was explained once."""
        before = self.settled.get((row.name or None, _number(row), row.values.get("birth_date")))
        if before is None:
            return Judged(of, row, DOUBT, child, why)
        words = before.reason if before.verdict == CLOSED else "以前的名单上已经有这一行，在等核对"
        return Judged(of, row, CLOSED, child, str(words or "")[:LONGEST])

    def _find(self, row: Row) -> tuple[int | None, str]:
        """(the child, why it is doubtful)"""
        told = row.values
        number, alike = told.get("id_number"), self.by_birth.get((told["name"], told["birth_date"]), [])
        if number and (found := self.by_number.get(number)):
            name = self.children[found]["name"]
            return found, "" if name == told["name"] else f"号码和{name}一样，姓名写成{told['name']}"
        pupil = self.pupil_numbers.get(number or "")
        if pupil and told["name"] not in self.spelt[pupil]:
            return None, f"号码和花名册上的{min(self.spelt[pupil])}一样，姓名写成{told['name']}"
        if number:
            bare = [one for one in alike if not self.children[one].get("id_number")]
            if len(bare) == 1 and len(alike) == 1:
                return bare[0], ""
            return (alike[0], "同名同生日的已经有了，身份证号不同") if alike else (None, "")
        if len(alike) > 1:
            return None, f"同名同生日的有 {len(alike)} 人，请写身份证号"
        return (alike[0] if alike else None), ""

    def _maybe(self, row: Row) -> int | None:
        """Whom a doubtful row may mean: found by number, for a person to look at."""
        found = self.by_number.get(row.values.get("id_number") or "")
        return found if found and found > 0 else None

    def _new(self, made: Judged) -> None:
        made.child = -(len(self.first) + 1)
        self.first[made.child] = made
        told = made.row.values
        self.children[made.child] = told
        self._learn(made.child)
        student = self._pupil(told)
        made.fills = {name: value for name, value in told.items() if value is not None}
        if student:
            made.fills["student"] = student

    def _pupil(self, told: Values) -> int | None:
        """The pupil of this school it is: by number, else by name and birthday where only one fits and no number speaks against."""
        number = told.get("id_number") or ""
        if found := self.pupil_numbers.get(number):
            return found
        alike = self.pupil_births.get((told["name"], told["birth_date"]), [])
        if len(alike) == 1 and not (number and self.pupils[alike[0]][0]):
            return alike[0]
        return None

    def _fill(self, fills: Values, made: Judged) -> None:
        """What is empty so far is filled in; nothing that stands there is overwritten."""
        child = made.child or 0
        known, told, news = self.children[child], made.row.values, Values()
        if made.verdict == SAME:
            news = {
                name: value for name, value in told.items() if value is not None and known.get(name) is None
            }
            if known.get("student") is None and (student := self._pupil(known)):
                news["student"] = student
        flag = FLAGS.get(self.choices.kind)
        if flag and not known.get(flag):
            news[flag] = True
        if self.choices.kind == "poor" and not known.get("poor") and "poor" not in news:
            news["poor"] = "1"
        fills |= news
        self.children[child] = known | news
        if "id_number" in news:
            self.by_number[news["id_number"]] = child

    def _status(self, made: Judged) -> str | None:
        """The status a row tells, where it is news: never 本校在读, and nothing that the roster tells by itself."""
        code = made.row.status or self.choices.status
        if code is None:
            return None
        known, first = self.children[made.child or 0], self.first.get(made.child or 0)
        student = (
            known.get("student")
            or made.fills.get("student")
            or (first.fills.get("student") if first else None)
        )
        student = student or self.pupil_numbers.get(known.get("id_number") or "")
        derived = self.by_roster.get(self.pupils[student][1]) if student in self.pupils else None
        if code == derived:
            return None
        if code == HERE:
            made.reason = _said([*made.row.notes, "写着在本校，花名册上没有这个人"])
            return None
        if odd := odd_age(code, made.school, known.get("birth_date"), self.choices.day):
            made.odd, made.reason = True, _said([*filter(None, [made.reason]), f"{odd}，请核对"])
        return code


def _number(row: Row) -> str | None:
    """The number as the kept line tells it, also a wrong one."""
    return row.values.get("id_number") or row.written or None


def _said(words: list[str]) -> str:
    return "；".join(words)[:LONGEST]


# keeping -------------------------------------------------------------------------------------------------


def keep_lists(store: Store, draft: Draft) -> int:
    """Write lists, lines, children and statuses as one step; returns its number.

    Raises NotAllowed, Refused when there is nothing to keep.
    """
    store.session.demand("drop", "导入适龄儿童名单")
    if not draft.lines:
        raise Refused("名单里没有这个年龄段的孩子，没有要写入的。")
    kind = code_list("population_source").label(draft.choices.kind)
    with store.step(f"导入{kind}名单：{draft.book.title}", kind="import") as step:
        ids = _keep_children(step, draft)
        keep_ways(step, draft.lines, ids, draft.choices.day, draft.choices.kind)
        _keep_lines(step, draft, ids)
        remember(step, draft.book)
    return step.number


def _keep_children(step: Step, draft: Draft) -> dict[int, int]:
    """Number in the draft -> id of the child; those known keep theirs."""
    new = draft.of(NEW)
    made = step.add_many(AgeChild, [line.fills for line in new]) if new else []
    ids = {line.child or 0: record for line, record in zip(new, made, strict=True)}
    fills: dict[int, Values] = defaultdict(dict)
    for line in (*draft.of(SAME), *draft.of(DOUBT)):
        if line.child is not None and line.child > 0 and line.fills:
            fills[line.child] |= line.fills
    step.change_many(AgeChild, fills)
    return ids


def _keep_lines(step: Step, draft: Draft, ids: dict[int, int]) -> None:
    for of in draft.book.lists:
        lines = [line for line in draft.lines if line.of is of]
        if not lines:
            continue
        record = step.add(PopulationList, {
            "kind": draft.choices.kind, "day": draft.choices.day, "name": of.title[:80], "file": of.path.name[:200],
            "heads": len(lines),
        })  # fmt: skip
        step.add_many(PopulationLine, list(_rows(lines, record, ids)))


def _rows(lines: list[Judged], record: int, ids: dict[int, int]) -> Iterator[Values]:
    for line in lines:
        told = line.row.values
        child = ids.get(line.child or 0, line.child)
        yield {
            "source_list": record, "sheet": line.row.sheet[:60], "row_no": line.row.number, "name": told.get("name"),
            "id_text": _number(line.row), "gender": told.get("gender"),
            "birth_date": told.get("birth_date"), "village": told.get("village"), "school": line.school or line.row.school or None,
            "grade_text": line.row.grade or None, "child": child, "verdict": line.verdict,
            "reason": line.reason or None,
        }  # fmt: skip
