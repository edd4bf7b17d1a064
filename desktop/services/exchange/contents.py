"""The tables of a package: roster, payment lists, and a summary that names nobody.

Which columns, and how the files are called, is data: resources/exchange/package.json.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledger import Ledger
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term, day_in_words
from desktop.services import contacts
from desktop.services.aid.batches import grants_of, is_draft
from desktop.services.aid.hand_facts import as_listed
from desktop.services.aid.recognised import BY_SCHOOL
from desktop.services.pay import reversals
from desktop.services.pay.net_words import list_words, net_words
from desktop.services.seeds import told
from desktop.services.sheets.write import NUMBERING, Column, Sheet, column_of, sheet_of

LEDGERS: dict[str, type[Ledger]] = {"student": Student, "aid_grant": AidGrant}
NAMES_KEPT = (
    30  # characters of a school's or programme's name in a file name: paths on Windows must stay short
)
PAID = "paid"
SAID = "aid_grant.reason"  # the column that also tells of corrections


@cache
def wording() -> dict[str, Any]:
    """How a package is worded."""
    return dict(told("exchange/package"))


def said(template: str, **words: Any) -> str:
    """A template with its placeholders filled: {学校}, {学期} …"""
    return template.format(**words)


@dataclass(frozen=True)
class Words:
    """What every title and file name is made of."""

    school: str
    term: Term
    day: str

    def fill(self, template: str, **more: Any) -> str:
        return said(template, 学校=self.school, 学期=self.term.title, 日期=self.day, **more)


def spoken_school(school: Any) -> str:
    """镇 and 校 as people say them: 青禾县柳林镇石桥小学 -> 柳林镇石桥小学."""
    name = str(school.school_name).removeprefix(school.county or "")
    name = name if name.startswith(school.township or "") else f"{school.township}{name}"
    return name[:NAMES_KEPT]


@dataclass(frozen=True)
class BatchPart:
    """One payment list: the batch, its lines, and who is on them."""

    batch: Any
    programme: Any
    grants: tuple[Any, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The programme, with 第2批 from the second list on."""
        more = f"第{self.batch.number}批" if self.batch.number > 1 else ""
        return f"{self.programme.name[:NAMES_KEPT]}{more}"

    @property
    def draft(self) -> bool:
        """Whether the headteacher has not approved the list: then every sheet and sum says so."""
        return is_draft(self.batch)

    @property
    def called(self) -> str:
        """The name, and that it is a draft where it is."""
        return f"{self.name}{wording()['draft']}" if self.draft else self.name

    @property
    def fen(self) -> int:
        return sum(grant.amount for grant in self.grants)


def part_of(batch: Any) -> BatchPart:
    grants = as_listed(grants_of(batch.id), {batch.id: batch})
    return BatchPart(batch, AidProgramme.get_by_id(batch.programme_id), tuple(grants))


def pupils_on_roll(store: Store) -> list[Any]:
    """Who belongs into the roster: everyone whose 学籍 is here, by class and number."""
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    rows = store.rows(Student).join(SchoolClass).where(Student.status.in_(on_roll))
    order = (SchoolClass.grade, SchoolClass.number, Student.seat_no, Student.id)
    return list(rows.order_by(*order))


def roster_sheet(pupils: Sequence[Any], words: Words) -> Sheet:
    """附件1: one line a pupil."""
    by_name = {item.name: item for item in Student.shown()}
    fields = contacts.reached(by_name[name.partition(".")[2]] for name in wording()["roster"]["columns"])
    return sheet_of(Student, pupils, fields=fields, title=words.fill(wording()["roster"]["heading"]))


def payment_sheet(part: BatchPart, words: Words) -> Sheet:
    """附件2: one line a grant, as the list froze it; what was taken back or given again since stands in 说明 and below."""
    corrected = reversals.corrections([grant.id for grant in part.grants])
    ids = [grant.student_id for grant in part.grants]
    pupils = {row.id: row for row in _pupils(ids)}
    chosen = [_chosen(name) for name in wording()["payments"]["columns"]]
    rows = []
    for number, grant in enumerate(part.grants, 1):
        of = {"student": pupils[grant.student_id], "aid_grant": grant}
        cells = {f"{table}.{item.name}": item.format(item.value_of(of[table])) for table, item in chosen}
        net = net_words(grant.amount if grant.state == PAID else 0, corrected.get(grant.id, ()))
        cells[SAID] = "；".join(filter(None, (cells.get(SAID), net)))
        rows.append([str(number), *(cells[f"{table}.{item.name}"] for table, item in chosen)])
    columns = [Column(NUMBERING, "number", 6), *(column_of(item) for _, item in chosen)]
    title = words.fill(wording()["payments"]["heading"], 项目=part.called)
    return Sheet(title, columns, rows, frozen=2, below=_net_line(part, corrected))


def _net_line(part: BatchPart, corrected: Mapping[int, Sequence[reversals.Correction]]) -> list[str]:
    """Under a list with corrections: the sum as it went out, and what families have of it."""
    if not corrected:
        return []
    out = sum(grant.amount for grant in part.grants if grant.state == PAID)
    return [list_words(out, [one for grant in part.grants for one in corrected.get(grant.id, ())])]


def _chosen(name: str) -> tuple[str, Any]:
    table, _, item = name.partition(".")
    return table, next(one for one in LEDGERS[table].fields() if one.name == item)


def _pupils(ids: Sequence[int]) -> Iterable[Any]:
    for start in range(0, len(ids), 500):
        yield from Student.select().where(Student.id.in_(ids[start : start + 500]))


# the summary -------------------------------------------------------------------------------------------


@dataclass
class Group:
    """One line of the summary: programme × stage × boarding, and the standard that held."""

    programme: str
    stage: str
    boarding: str
    standard: str
    kinds: Counter[str] = field(default_factory=Counter)
    fen: int = 0
    paid: int = 0
    paid_fen: int = 0  # with approved corrections: what families really have

    @property
    def people(self) -> int:
        return self.kinds.total()


def groups_of(parts: Sequence[BatchPart]) -> list[Group]:
    """The lines of the summary in the order of the lists."""
    standards = {row.id: row for row in AidStandard.select()}
    groups: dict[Any, Group] = {}
    for part in parts:
        corrected = reversals.by_grant([grant.id for grant in part.grants])
        for grant in part.grants:
            row = standards.get(grant.standard_id)
            key = (part.programme.id, grant.standard_id, grant.boarding, part.draft)
            group = groups.setdefault(key, _group(part, grant, row))
            group.kinds[_first_kind(grant.basis)] += 1
            group.fen += grant.amount
            if grant.state == PAID:
                group.paid += 1
                group.paid_fen += grant.amount
            group.paid_fen += corrected.get(grant.id, 0)
    return list(groups.values())


def _group(part: BatchPart, grant: Any, standard: Any) -> Group:
    stage = code_list("stage").label(standard.stage) if standard else ""
    words = f"{money.figures(standard.amount)}元/{standard.unit}" if standard and standard.amount else ""
    name = f"{part.programme.name}{wording()['draft'] if part.draft else ''}"
    return Group(name, stage, grant.boarding or "", words)


def _first_kind(basis: str | None) -> str:
    """The first of a line's 困难类型: who has several is counted once, so that the columns add up."""
    if basis and basis.startswith(BY_SCHOOL):
        return BY_SCHOOL  # with its day it would be a column for each day
    return (basis or "").partition("、")[0] or str(wording()["summary"]["no_kind"])


def summary_sheet(parts: Sequence[BatchPart], words: Words, day: Any) -> Sheet:
    """附件3: how many and how much, without a name or a number of anybody."""
    groups, text = groups_of(parts), wording()["summary"]
    kinds = _kinds_in_order(groups)
    heads: Mapping[str, str] = text["columns"]
    columns = [
        Column(heads[name], "text", width)
        for name, width in (("programme", 26), ("stage", 8), ("boarding", 10))
    ]
    columns += [Column(kind, "number", 12, sums=True) for kind in kinds]
    columns += [Column(heads["people"], "number", 10, sums=True), Column(heads["standard"], "text", 18)]
    columns += [_money(heads["amount"]), Column(heads["paid"], "number", 10, sums=True)]
    columns += [_money(heads["paid_amount"]), Column(heads["unpaid"], "number", 10, sums=True)]
    unit = words.fill(wording()["unit_line"])
    signatures = said(wording()["signatures"], 日期=day_in_words(day))
    rows = [_summary_row(group, kinds) for group in groups]
    below = (*split_lines(parts), *corrected_lines(parts), text["note"], signatures)
    return Sheet(words.fill(text["heading"]), columns, rows, 3, unit, below)


def split_lines(parts: Sequence[BatchPart]) -> list[str]:
    """What of the sums is approved and what is not, where drafts are among the lists."""
    if not any(part.draft for part in parts):
        return []
    done, drafts = ([part for part in parts if part.draft is state] for state in (False, True))
    people = [sum(len(part.grants) for part in some) for some in (done, drafts)]
    fen = [money.figures(sum(part.fen for part in some)) for some in (done, drafts)]
    blanks = {"已审批人次": people[0], "已审批金额": fen[0], "未审批人次": people[1], "未审批金额": fen[1]}
    return [str(wording()["split"]).format_map(blanks)]


def corrected_lines(parts: Sequence[BatchPart]) -> list[str]:
    """That the money paid is told net, and of what it is made up, where approved corrections changed it."""
    grants = [grant for part in parts for grant in part.grants]
    back, more = reversals.sums([grant.id for grant in grants])
    if not back and not more:
        return []
    out = sum(grant.amount for grant in grants if grant.state == PAID)
    blanks = {"发出": out, "追回": back, "补发": more, "实发": out - back + more}
    return [said(wording()["corrected"], **{name: money.figures(fen) for name, fen in blanks.items()})]


def _money(head: str) -> Column:
    return Column(head, "money", 14, sums=True)


def _kinds_in_order(groups: Sequence[Group]) -> list[str]:
    """The 困难类型 that occur, in the form's order; words the list does not know come last."""
    order = {label: place for place, label in enumerate(code_list("hardship_type").labels.values())}
    found = {kind for group in groups for kind in group.kinds}
    return sorted(found, key=lambda kind: (order.get(kind, len(order)), kind))


def _summary_row(group: Group, kinds: Sequence[str]) -> list[str]:
    counts = [str(group.kinds[kind]) for kind in kinds]
    return [
        group.programme, group.stage, group.boarding, *counts, str(group.people), group.standard,
        money.figures(group.fen), str(group.paid), money.figures(group.paid_fen), str(group.people - group.paid),
    ]  # fmt: skip
