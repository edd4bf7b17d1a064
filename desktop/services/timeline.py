"""Everything that happened to one pupil, newest first, read from the journal and from the aid history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.codes import code_list
from desktop.models.journal import JournalEntry, JournalStep, thaw
from desktop.models.ledger import Ledger, database
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ListHit
from desktop.models.ledgers.students import SPECIAL, NameAlias, Student
from desktop.models.public_text import tells_need
from desktop.services.aid.history import NEED, letters_of
from desktop.services.aid.history import entries as aid_entries
from desktop.services.lists.past import OPEN, standing

FAMILY: tuple[type[Ledger], ...] = (Hardship, Guardian, PayeeAccount, NameAlias)
EVERY: tuple[type[Ledger], ...] = (Student, *FAMILY)
ICONS = {
    "student": "user-round", "hardship": "stamp", "guardian": "users", "payee_account": "credit-card",
    "name_alias": "languages",
}  # fmt: skip
ADDED = {
    "student": "写进花名册", "hardship": "登记困难类型：{}", "guardian": "登记监护人：{}",
    "payee_account": "登记收款账户：{}", "name_alias": "登记姓名异写：{}",
}  # fmt: skip
PRIVATE = {"hardship", "payee_account"}
SHOWN = 3  # rows, and fields of a row, named in one sentence; the rest are counted


@dataclass(frozen=True)
class Moment:
    """One event. tone: accent, good, warn, bad or off. ledger: its short Chinese name, also what one filters by.

    private: tells of need or money, so 隐性模式 leaves it out.
    """

    at: dt.datetime
    icon: str
    tone: str
    words: str
    fact: str
    ledger: str
    private: bool = False

    @property
    def day(self) -> dt.date:
        return self.at.date()


def moments(student: int) -> list[Moment]:
    """All events of a pupil, newest first. Personal numbers inside are masked."""
    from desktop.services.care.moments import care_moments  # they make moments themselves
    from desktop.services.drop.moments import drop_moments

    found = [*_from_journal(student), *_from_aid(student), *care_moments(student), *drop_moments(student)]
    told = [
        one if one.private else replace(one, private=tells_need(f"{one.words} {one.fact}")) for one in found
    ]
    return sorted(told, key=lambda one: one.at, reverse=True)


def ledgers_of(events: Sequence[Moment]) -> list[str]:
    """The ledgers that occur, in the order of their newest event."""
    return list(dict.fromkeys(one.ledger for one in events))


# the journal -------------------------------------------------------------------------------------------


def _from_journal(student: int) -> Iterator[Moment]:
    entries = _entries(student)
    steps = {
        step.id: step for step in JournalStep.select().where(JournalStep.id.in_({e.step for e in entries}))
    }
    together: dict[tuple[int, bool], list[Any]] = {}
    for entry in entries:
        private = entry.ledger in PRIVATE or _changes_need(entry)
        together.setdefault((entry.step, private), []).append(entry)
    for (step, private), group in together.items():
        yield _moment(group, steps[step], private)


def _changes_need(entry: Any) -> bool:
    """Whether an entry changes what the roster tells of a need: 留守, 随迁, 残疾, 需要申请资助 …"""
    if entry.ledger != Student.table() or entry.before is None or entry.after is None:
        return False
    before, after = thaw(entry.before), thaw(entry.after)
    special = (field for field in Student.fields() if field.group == SPECIAL and not field.extra)
    return any(_kept(field, before) != _kept(field, after) for field in special)


def _entries(student: int) -> list[Any]:
    """The pupil's own rows, and every row of the family ledgers that belongs or once belonged to the pupil."""
    own = (JournalEntry.ledger == Student.table()) & (JournalEntry.record == student)
    conditions = [own]
    for ledger in FAMILY:
        ids = _ever(ledger, student)
        if ids:
            conditions.append((JournalEntry.ledger == ledger.table()) & JournalEntry.record.in_(ids))
    wanted = conditions[0]
    for condition in conditions[1:]:
        wanted |= condition
    return list(JournalEntry.select().where(wanted).order_by(JournalEntry.id))


def _ever(ledger: type[Ledger], student: int) -> list[int]:
    """Ids of a ledger's rows of a pupil, removed ones too: the journal keeps whole rows of adding and removing."""
    sql = """SELECT DISTINCT record FROM journal_entry WHERE ledger = ?
             AND (json_extract(after, '$.student') = ? OR json_extract(before, '$.student') = ?)"""
    rows = database.connection().cursor().execute(sql, (ledger.table(), student, student))
    return [record for (record,) in rows]


def _moment(entries: Sequence[Any], step: Any, private: bool) -> Moment:
    """What one step did to the pupil, in one event."""
    first, imported = entries[0], step.kind == "import"
    words = "；".join(_words(entry) for entry in entries[:SHOWN])
    words += f" 等 {len(entries)} 处" if len(entries) > SHOWN else ""
    kind = "added" if first.before is None else "removed" if first.after is None else "changed"
    tone = "off" if step.undoes or kind == "removed" else "good" if kind == "added" else "accent"
    icon = "file-up" if imported else "trash-2" if kind == "removed" else ICONS[first.ledger]
    title = "导入" if imported else _ledger(first).title
    return Moment(step.at, icon, tone, words, f"{step.does}，{step.who}", title, private)


def _ledger(entry: Any) -> type[Ledger]:
    return next(one for one in EVERY if one.table() == entry.ledger)


def _words(entry: Any) -> str:
    ledger = _ledger(entry)
    if entry.before is None:
        return ADDED[entry.ledger].format(ledger.caption(ledger(**thaw(entry.after))))
    if entry.after is None:
        return f"删除{ledger.title}：{ledger.caption(ledger(**thaw(entry.before)))}"
    told = [f"{label} {old or '（空）'} → {new or '（空）'}" for label, old, new in changes_of(ledger, entry)]
    what = "" if ledger is Student else f"{ledger.title}："
    return what + "，".join(told[:SHOWN]) + (f" 等 {len(told)} 处" if len(told) > SHOWN else "")


def changes_of(ledger: type[Ledger], entry: Any) -> list[tuple[str, str, str]]:
    """What one journal entry changed: (label, before, after) as people read it, personal numbers masked."""
    before, after = thaw(entry.before), thaw(entry.after)
    told = []
    for field in ledger.fields():
        old, new = _kept(field, before), _kept(field, after)
        if old != new:
            told.append((field.label, _worded(field, old), _worded(field, new)))
    return told


def _kept(field: Any, values: dict[str, Any]) -> Any:
    return (values.get("extra") or {}).get(field.name) if field.extra else values.get(field.name)


def _worded(field: Any, value: Any) -> str:
    return str(field.shown(field.parse(value) if isinstance(value, str) and field.kind == "date" else value))


def history(ledger: type[Ledger], record: int) -> list[tuple[dt.datetime, str]]:
    """Who changed what in one record, newest first, as (when, sentence); personal numbers masked."""
    entries = (
        JournalEntry.select()
        .where((JournalEntry.ledger == ledger.table()) & (JournalEntry.record == record))
        .order_by(JournalEntry.id.desc())
    )
    steps = {s.id: s for s in JournalStep.select().where(JournalStep.id.in_([e.step for e in entries]))}
    return [(steps[e.step].at, _sentence(ledger, e, steps[e.step])) for e in entries]


def _sentence(ledger: type[Ledger], entry: Any, step: Any) -> str:
    if entry.before is None or entry.after is None:
        return f"{step.who}{'新增' if entry.before is None else '删除'}了这条记录（{step.does}）"
    told = [f"把{label}从“{old or '空'}”改成“{new or '空'}”" for label, old, new in changes_of(ledger, entry)]
    return f"{step.who}{'，'.join(told) or '改了检索用的内容'}（{step.does}）"


# aid ---------------------------------------------------------------------------------------------------


def _from_aid(student: int) -> Iterator[Moment]:
    """Lists, cases, money and letters; 困难类型 are told by the journal already, with who wrote them."""
    for one in aid_entries(student):
        if one.ledger != NEED:
            fact = one.fact or one.source
            yield Moment(_noon(one.day), one.icon, one.tone, one.words, fact, one.ledger, True)


def notices_of(student: int) -> list[Any]:
    """The letters that tell of this pupil's grants, newest first; a household's letter counts for each child."""
    return letters_of(student)


def _noon(day: dt.date) -> dt.datetime:
    """Days without an hour stand in the middle of their day."""
    return dt.datetime.combine(day, dt.time(12))


# what is missing ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """Something a pupil's record still lacks. `do`: field:NAME, add:LEDGER or open:LEDGER:ID."""

    tone: str
    words: str
    verb: str
    do: str


def gaps(student: int) -> list[Gap]:
    """What to do next for one pupil, the most pressing first."""
    row = Student.get_by_id(student)
    if not code_list("enrolment_status").fact(row.status, "on_roll"):
        return []
    found = [*_own_gaps(row), *_aid_gaps(row), *_list_gaps(row)]
    return sorted(found, key=lambda gap: gap.tone != "bad")


def _list_gaps(row: Any) -> Iterator[Gap]:
    """Lines of county lists about this pupil that nobody has decided."""
    mine = (ListHit.student == row.id) & (ListHit.decision == OPEN)
    if waiting := len(standing(list(ListHit.select().where(mine)))):
        yield Gap("warn", f"部门名单上有 {waiting} 条还没有处理", "去比对台看", "lists")


def _own_gaps(row: Any) -> Iterator[Gap]:
    if not row.id_number and not row.no_id_reason:
        yield Gap("bad", "没有身份证号", "补上，或写明原因", "field:id_number")
    if row.attendance is None:
        yield Gap("warn", "不知道是寄宿还是走读，资助标准分不清", "填就读方式", "field:attendance")
    if row.status == "08":
        yield Gap("warn", "去向待查：名单里没有这个学生了", "办离校，或改回在校", "leave")
    if not Guardian.select().where(Guardian.student == row.id).exists():
        yield Gap("warn", "没有登记监护人，告知书不知道发给谁", "登记监护人", "add:guardian")


def _aid_gaps(row: Any) -> Iterator[Gap]:
    today = dt.date.today()
    valid = (Hardship.student == row.id) & (Hardship.until.is_null() | (Hardship.until >= today))
    kinds = list(Hardship.select().where(valid))
    granted = AidGrant.select().where((AidGrant.student == row.id) & (AidGrant.state != "stopped")).exists()
    in_use = PayeeAccount.in_use.is_null() | (PayeeAccount.in_use == True)  # noqa: E712
    if (kinds or granted) and not PayeeAccount.select().where(
        (PayeeAccount.student == row.id) & in_use
    ).exists():
        yield Gap("bad", "没有收款账户，资助款没有地方发", "登记收款账户", "add:payee_account")
    for kind in kinds:
        if kind.kind in ("05", "07"):
            yield Gap(
                "warn",
                f"{Hardship.caption(kind)}没有注明农村还是城市",
                "改准困难类型",
                f"open:hardship:{kind.id}",
            )
        if not kind.evidence and kind.source_kind != "county_list":  # a department's list is its own proof
            paper = code_list("hardship_type").fact(kind.kind, "evidence") or "佐证材料"
            yield Gap("off", f"还没有存{paper}", "放进照片或扫描件", f"open:hardship:{kind.id}")
