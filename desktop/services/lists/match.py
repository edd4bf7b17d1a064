"""A folder of county lists against the school: nothing is written, everything is shown first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList
from desktop.models.store import Store
from desktop.models.sweeps import no_sweeps
from desktop.services.lists.arrived import note_arrived
from desktop.services.lists.columns import Columns
from desktop.services.lists.contrary import note_contrary, note_leaving
from desktop.services.lists.draft import HIT, ListDraft, MatchDraft
from desktop.services.lists.family import Families, families
from desktop.services.lists.meaning import Meaning
from desktop.services.lists.mentions import Beside
from desktop.services.lists.nearness import Nearness
from desktop.services.lists.once import once_each
from desktop.services.lists.presets import (
    OTHER,
    facts_of,
    kind_of,
    memory_key,
    month_of,
    months_differ,
    recall,
    told,
)
from desktop.services.lists.rows import RowMatcher, note_households
from desktop.services.lists.scan import (
    AskPassword,
    Crew,
    FileScan,
    SheetScan,
    others_in,
    row_number,
    workbooks_in,
)
from desktop.services.lists.sections import colour_notes
from desktop.services.lists.versions import leave_the_older, note_versions
from desktop.services.progress import Progress
from desktop.services.sheets.heads import column_letter

ROSTER_FROM = 10  # pupils
UNNAMED = "请先指明是哪一份名单。"
LEFT_NAMED = 20  # places that a sentence names


@no_sweeps()
def match_folder(
    store: Store,
    folder: Path,
    *,
    month: str | None = None,
    passwords: AskPassword | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> MatchDraft:
    """Look through every workbook of a folder (or one workbook).

    month: "2026-09" for lists that do not tell theirs. Raises Refused when there is no workbook, Cancelled.
    """  # fmt: skip
    draft = match_files(
        store, workbooks_in(folder), month=month, passwords=passwords, today=today, progress=progress
    )
    draft.passed = others_in(folder)
    return draft


def match_files(
    store: Store,
    paths: Sequence[Path],
    *,
    month: str | None = None,
    passwords: AskPassword | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> MatchDraft:
    """As match_folder, for the workbooks given."""  # fmt: skip
    draft = MatchDraft(files=len(paths))
    with Crew(len(paths)) as crew:  # it starts while the families are read
        known = families(store)
        matcher = Matcher(known, today or dt.date.today())
        for found in crew.scan(paths, known.wanted(), passwords=passwords, progress=progress):
            if isinstance(found, str):
                draft.problems.append(found)
                continue
            if found.trouble:
                draft.problems.append(found.trouble)
                if not (found.damaged or found.masked):
                    continue
            draft.problems += _half_damaged(found)
            draft.lists += matcher.file(found, month)
    draft.problems += [one.left_out for one in draft.lists if one.use and one.left_out]
    place = {path: number for number, path in enumerate(paths)}
    draft.lists.sort(key=lambda one: place[one.path])
    _note_known(draft)
    _note_taken(draft)
    note_versions(draft.lists)
    leave_the_older(draft.lists)
    note_contrary(draft.lists)
    note_leaving(draft.lists)
    note_arrived(draft)
    return draft


def rename(draft: ListDraft, kind: str) -> None:
    """The person says which list it is: what its lines mean is worked out anew."""
    draft.kind = kind
    understand(draft)


def understand(draft: ListDraft) -> None:
    """Work out from the list's kind what each row means, and bring a pupil's rows together."""
    names = (draft.sheet, draft.path.stem)
    meaning = Meaning(draft.kind or OTHER, (draft.sheet, draft.title), draft.heads, names=names,
                      colours=draft.colours, month=draft.month, titled=draft.titled == draft.kind)  # fmt: skip
    meaning.learn(draft.found)
    aside, lines = [], []
    for line in draft.found:
        line.also = ""
        meaning.apply(line)
        if not line.use and line.instead:  # the family's number says nothing here, the child's own name does
            line = line.instead
            line.also = ""
            meaning.apply(line)
        if draft.kind is None:  # what its words seem to mean is a guess: it is asked which list this is
            line.kind, line.ask = None, line.ask or UNNAMED
        if line.use:
            lines.append(line)
        else:
            aside.append(line.ask)
    draft.aside = [
        *meaning.ordinary_words(),
        *meaning.coloured_words(all(one.coloured is not None for one in draft.found), draft.colourless),
        *aside,
        *draft.left,
    ]
    facts = meaning.facts
    draft.lines = once_each(lines, shared=not facts.person, own_decides=not facts.parents_only)


def _half_damaged(found: FileScan) -> list[str]:
    if not found.numbers or not found.damaged:
        return []
    places = "、".join(
        f"“{sheet.name}”第 {row + 1} 行" for sheet in found.sheets for row, _ in sheet.damaged_at[:2]
    )
    return [
        f"“{found.path.name}”里有 {found.damaged} 个号码不完整或抄错了，比不出来（如 {places}）。"
        f"像本校学生的已列在“疑似”里，其余请向发名单的部门核对。"
    ]


class Matcher:
    """Turns what was scanned into drafts."""

    def __init__(self, known: Families, today: dt.date) -> None:
        self.known, self.today = known, today
        self.near = Nearness(known.ties.keys())

    def file(self, found: FileScan, month: str | None) -> list[ListDraft]:
        """The lists of a workbook: beside whose households a number stands is told by its sheets together."""
        lists = [self.sheet(found, sheet) for sheet in found.sheets if sheet.is_list]
        _months_from_beside([draft for draft, _ in lists], month)
        beside = Beside()
        for _, columns in lists:
            note_households(self.known, columns, beside)
        for draft, columns in lists:
            self._fill(draft, columns, beside)
            self._say(draft, columns)
            _name_by_rows(draft)
        return [draft for draft, _ in lists]

    def sheet(self, found: FileScan, sheet: SheetScan) -> tuple[ListDraft, Columns]:
        """A list before its rows are looked at, and its columns."""
        called = memory_key(found.path.name, sheet.name)
        columns = Columns(sheet)
        learned = recall(columns.fingerprint, called) if columns.fingerprint else None
        named = kind_of((sheet.name, columns.title), found.path.stem, columns.texts)
        kind = learned.over(named) if learned else named
        if learned and learned.id_columns:
            columns = Columns(sheet, learned.id_columns, learned.opened)
        columns.leave_out(facts_of(kind).not_theirs if kind else ())
        draft = ListDraft(
            found.path, sheet.name, columns.title, found.digest, kind,
            self._month(found.path, sheet, columns), max(sheet.filled_rows - columns.first_row, 0),
            sheet.numbers, sheet.damaged, hidden=sheet.hidden, note=sheet.note,
            fingerprint=columns.fingerprint, called=called, heads=tuple(columns.texts), closed=columns.closed,
            only_closed=bool(columns.number_columns) and columns.barred >= {*columns.number_columns},
            unsure=tuple(columns.heads[c] for c in columns.doubtful), titled=named,
        )  # fmt: skip
        return draft, columns

    def _say(self, draft: ListDraft, columns: Columns) -> None:
        """What the person should look at first: months that do not agree, a hidden sheet, our own roster."""
        places = {"文件名": draft.path.stem, "表名": draft.sheet, "标题": columns.title}
        draft.note += months_differ(places, self.today)
        if draft.hidden:
            draft.use = False
            draft.note += "这张表在文件里是隐藏的，可能是以前的旧表，先不用它；要用请打上勾。"
        if self._is_roster(draft):
            draft.use, draft.left, draft.aside = False, [], []
            draft.note += "像是本校自己的花名册，不是部门的名单，先不用它。"

    def _is_roster(self, draft: ListDraft) -> bool:
        """Nearly all rows are our own pupils, and no department's word stands anywhere."""
        rules = told("presets")
        texts = "".join((draft.path.stem, draft.sheet, draft.title, *draft.heads))
        if any(word in texts for word in rules["departments"]):
            return False
        own = {line.student for line in draft.found if line.verdict == HIT}
        return len(own) >= ROSTER_FROM and len(own) >= draft.rows * float(told("settings")["our_roster"])

    def _month(self, path: Path, sheet: SheetScan, columns: Columns) -> str | None:
        return month_of((path.stem, sheet.name, columns.title, path.parent.name), self.today)

    def _fill(self, draft: ListDraft, columns: Columns, beside: Beside) -> None:
        rows = RowMatcher(self.known, columns, self.near, self.today, beside=beside)
        for number in sorted(columns.sheet.rows):
            rows.columns = columns.at(number)
            draft.found += rows.lines(number)
        draft.skipped = {
            head: (len(some), min(some.values())) for (_, head), some in sorted(rows.skipped.items())
        }
        draft.namesakes, draft.ours = rows.namesakes, len(rows.ours)
        if left := list(dict.fromkeys(rows.left)):
            more = f" 等 {len(left)} 处" if len(left) > LEFT_NAMED else ""
            named = "、".join(left[:LEFT_NAMED])
            draft.left = [f"名单上有已离校的学生或其家人：{named}{more}，没有列出。"]
        if unlike := sorted(set(rows.unlike)):
            draft.left.append(
                f"有 {len(unlike)} 行的残缺号码像学生家里人的，姓名却不同（如第 {unlike[0]} 行），没有列出。"
            )
        at = [
            f"第 {row_number(row)} 行 {column_letter(column)} 列" for row, column in columns.sheet.damaged_at
        ]
        draft.damaged_at, draft.colours = tuple(at), colour_notes(columns.sheet.between)
        draft.colourless = columns.sheet.colourless
        understand(draft)


def _months_from_beside(lists: Sequence[ListDraft], usual: str | None) -> None:
    """A sheet that tells no month is of the one month that the file's other sheets tell; else of the usual one."""
    told_here = {one.month: one.sheet for one in reversed(lists) if one.month and not one.hidden}
    for one in lists:
        if one.month is None and len(told_here) == 1:
            one.month, beside = next(iter(told_here.items()))
            one.note += f"表上没有写月份，按同一份文件的“{beside}”算作 {one.month}。"
        one.month = one.month or usual


def _name_by_rows(draft: ListDraft) -> None:
    """监测对象 whose every row of ours tells itself which 监测对象 it is and whether the risk is over: nobody has to say."""
    words = told("presets")["named_by_rows"]
    texts = "".join((draft.path.stem, draft.sheet, draft.title, *draft.heads))
    if draft.kind or not draft.found or not any(word in texts for word in words["all"]):
        return
    state = code_list("risk_state")
    if all(line.words["category"] and any(map(state.find, line.words["risk"])) for line in draft.found):
        rename(draft, words["kind"])


def _note_known(draft: MatchDraft) -> None:
    """Which lines the ledger already says: the same 困难类型, still valid."""
    held: dict[tuple[int, str], int] = {}
    today = dt.date.today()
    valid = Hardship.until.is_null() | (Hardship.until >= today)
    for record, student, kind in (
        Hardship.select(Hardship.id, Hardship.student, Hardship.kind).where(valid).tuples()
    ):
        held[student, kind] = record
    for line in draft.lines:
        line.known = held.get((line.student, line.kind or ""))


def _note_taken(draft: MatchDraft) -> None:
    """A file that was taken in before is said and not taken twice; the same bytes under a new month are said only."""
    before: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in CountyList.select().where(CountyList.digest.is_null(False)).order_by(CountyList.id):
        before[row.digest, row.sheet or ""].append(row)
    seen: dict[tuple[str, str, str | None, str | None], str] = {}
    for one in draft.lists:
        mark = (one.digest, one.sheet, one.kind, one.month)
        earlier = before.get((one.digest, one.sheet[:60]), [])
        same = next(
            (row for row in earlier if one.month in (None, row.month) and one.kind in (None, row.kind)), None
        )
        if same:
            one.taken = f"“{one.label}”已在 {same.taken_on} 比对过，和那次的文件一模一样，不再重复。"
        elif mark in seen:
            one.taken = f"“{one.label}”和“{seen[mark]}”一模一样，只算一次。"
        elif earlier:
            one.note += f"和 {earlier[-1].month} 的“{earlier[-1].file}”一模一样，请看看是不是放错了文件。"
        one.twin = mark in seen
        seen.setdefault(mark, one.label)
        one.use = one.use and not one.taken
