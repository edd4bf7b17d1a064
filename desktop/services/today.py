"""今日台: what waits, which papers and numbers are missing, and the pupils behind every figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import peewee as pw

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers import glances
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batch_order import SIGNED_FOR, UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice
from desktop.models.ledgers.calendar import CalendarDay
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services import backup
from desktop.services.aid.batches import awaits_posting
from desktop.services.aid.checks import check_batch
from desktop.services.aid.coverage import found_in
from desktop.services.aid.notices import grants_without_notice
from desktop.services.aid.standards import NEAREST_FIRST
from desktop.services.care.today_care import care_todos
from desktop.services.care.today_goods import goods_todos
from desktop.services.care.today_listed import listed_todos
from desktop.services.drop.today_drop import drop_todos
from desktop.services.head_lights import Light, lights
from desktop.services.progress import Progress
from desktop.services.recognition.evidence import unproved
from desktop.services.today_aid import aid_todos, difference_todos
from desktop.services.today_meals import meal_contradictions, meal_todos
from desktop.services.todo import Around as Around
from desktop.services.todo import Bar as Bar
from desktop.services.todo import Names as Names
from desktop.services.todo import Narrowed as Narrowed
from desktop.services.todo import Share as Share
from desktop.services.todo import Todo as Todo
from desktop.services.todo import named

STALE_DAYS = 3  # a backup older than this is pointed out
HOLIDAYS_FROM = 11  # the State Council tells next year's holidays in November
OUT = ("printed", "delivered")  # states of letters whose receipt is still with the family


URGENCY = {"bad": 0, "warn": 1, "accent": 2, "off": 3}


@dataclass(frozen=True)
class Look:
    """What takes a moment to find, so that the page asks for it as a job: contradictions, open differences, the lights."""

    todos: tuple[Todo, ...] = ()
    lights: tuple[Light, ...] = ()


def look(store: Store, around: Around, progress: Progress | None = None) -> Look:
    """Hold the rules against the term's lists, and set the lights for who signs. Raises Cancelled.

    A programme without a list this term is no difference of each of its pupils: it is one thing to do, see `todos`.
    """
    session = store.session
    contrary = (
        *meal_contradictions(store, around), *care_todos(store, around), *listed_todos(store, around),
        *drop_todos(store, around),
        *goods_todos(store, around),
    )  # fmt: skip
    if not (session.may("batch") or session.may("approve")):
        return Look(contrary)
    listed = programmes_listed(around.term)
    granted = granting(around.term)
    found = found_in(store, [row for row in granted if row.id in listed], around.term, around.day, progress)
    told: list[Light] = []
    if session.may("approve"):  # a light also counts those whose programme has no list at all
        bare = [row for row in granted if row.id not in listed]
        told = lights(store, around, [*found, *found_in(store, bare, around.term, around.day, progress)])
    differences = tuple(difference_todos(found)) if session.may("batch") else ()
    return Look((*contrary, *differences), tuple(told))


def todos(store: Store, around: Around) -> list[Todo]:
    """Everything that waits, the most pressing first."""
    found = [
        *aid_todos(store, around),
        *meal_todos(store, around),
        *_waiting_rows(store),
        *_backups(store, around),
    ]
    if works_on_aid(store):
        found += _accounts(store, around)
    if keeps_lists(store):
        found += [
            *_to_approve(store, around), *_unproposed(store, around), *_letters(store, around),
            *_standards(around), *_changes(store), *_holidays(around),
        ]  # fmt: skip
    return pressing_first(found)


def works_on_aid(store: Store) -> bool:
    """Whether aid is this person's work: lists, signatures, or the review of a class. Who only keeps the meals sees none."""
    return any(store.session.may(verb) for verb in ("batch", "approve", "review"))


def keeps_lists(store: Store) -> bool:
    """Whether the whole school's lists and letters are this person's work; a class teacher has nothing to do with them."""
    return store.session.may("batch") or store.session.may("approve")


def pressing_first(found: Iterable[Todo]) -> list[Todo]:
    return sorted(found, key=lambda todo: URGENCY[todo.tone])


# aid ---------------------------------------------------------------------------------------------------


def open_batches(term: Term | None = None) -> list[Any]:
    """Lists that are made but not yet approved."""
    wanted = AidBatch.state.in_(UNAPPROVED)
    if term is not None:
        wanted &= AidBatch.term == term.code
    return list(AidBatch.select().where(wanted).order_by(AidBatch.term, AidBatch.id))


def batch_fact(batch: int) -> tuple[int, int]:
    """(heads, 分) of a list, stopped lines left out."""
    heads, fen = (
        AidGrant.select(pw.fn.COUNT(AidGrant.id), pw.fn.COALESCE(pw.fn.SUM(AidGrant.amount), 0))
        .where((AidGrant.batch == batch) & (AidGrant.state != "stopped"))
        .tuples()
        .get()
    )
    return int(heads), int(fen)


def batch_doubts(store: Store, batch: int) -> list[tuple[str, Narrowed]]:
    """What the checks found on a list, rule by rule, errors first: (重复享受 2 人, those lines)."""
    found: dict[str, list[int]] = {}
    for finding in check_batch(store, batch):
        if finding.grant is not None:
            found.setdefault(finding.rule, []).append(finding.grant)
    lines = {rule: tuple(dict.fromkeys(grants)) for rule, grants in found.items()}
    return [(f"{rule} {len(only)} 人", Narrowed(batch, only)) for rule, only in lines.items()]


def _to_approve(store: Store, around: Around) -> Iterator[Todo]:
    """Lists before the headteacher's word. One that hangs on the wall is told by its 公示."""
    signs = store.session.may("approve")
    for row in open_batches():
        heads, fen = batch_fact(row.id)
        caption, fact = AidBatch.caption(row), f"{heads} 人，合计 {money.figures(fen)} 元"
        if Posting.select().where((Posting.batch == row.id) & (Posting.state == "up")).exists():
            continue
        if row.state == "draft":
            words, fact = f"{caption} 退回了，改好再送审", row.note or fact
        elif row.state == "listed" and awaits_posting(row):
            words = f"{caption} 等张贴助前公示"
        else:
            words = f"{caption}" + (" 等您审批" if signs else " 等校长审批")
        tone = "accent" if words.endswith("等校长审批") else "warn"
        yield Todo("stamp", tone, words, fact, "看名单", "batch", row.id)


def granting(term: Term) -> list[Any]:
    """Programmes the school grants from lists, that have an amount in this term."""
    return [row for row in AidProgramme.select().where(AidProgramme.role == "grant").order_by(AidProgramme.place)
            if _valid_standards(row.id, term)]  # fmt: skip


def _priced(programme: int) -> Any:
    """Which standards of a programme make a list: they hold here, have an amount, and are not paid by days."""
    return (
        (AidStandard.programme == programme)
        & AidStandard.level.in_(NEAREST_FIRST)
        & AidStandard.amount.is_null(False)
        & AidStandard.from_term.is_null(False)
        & AidStandard.unit.in_(["学年", "学期", "次"])
    )


def _valid_standards(programme: int, term: Term) -> bool:
    until = AidStandard.to_term.is_null() | (AidStandard.to_term >= term.code)
    valid = _priced(programme) & (AidStandard.from_term <= term.code) & until
    return bool(AidStandard.select().where(valid).exists())


def programmes_listed(term: Term) -> set[int]:
    rows = AidBatch.select(AidBatch.programme).where(
        (AidBatch.term == term.code) & (AidBatch.state != "void")
    )
    return {row.programme_id for row in rows}


def _unproposed(store: Store, around: Around) -> Iterator[Todo]:
    if not store.session.may("batch") or not Student.select().exists():
        return
    made = programmes_listed(around.term)
    for row in granting(around.term):
        if row.id not in made:
            words = f"{around.term.title}的{row.name}还没有生成名单"
            yield Todo("hand-coins", "warn", words, "先看程序的建议，再生成", "生成名单", "new_batch", row.id)


def _standards(around: Around) -> Iterator[Todo]:
    """Programmes whose amounts all ended before this term."""
    for row in AidProgramme.select().where(AidProgramme.role == "grant"):
        priced = AidStandard.select().where(_priced(row.id))
        if priced.exists() and not _valid_standards(row.id, around.term):
            words = f"{row.name}没有{around.term.title}的标准"
            fact = "请照本县文件补上金额和文号"
            yield Todo("scale", "warn", words, fact, "补标准", "aid", ("standards", row.id))


def _letters(store: Store, around: Around) -> Iterator[Todo]:
    for row in AidBatch.select().where(
        AidBatch.state.not_in([*UNAPPROVED, "void"]) & (AidBatch.term == around.term.code)
    ):
        unmade = grants_without_notice(row.id)
        made = AidNotice.select().where((AidNotice.batch == row.id) & (AidNotice.state == "made")).count()
        if unmade or made:
            words = f"{unmade + made} 份告知书还没有打印"
            hint = Narrowed(row.id, ("made",)) if made else row.id
            yield Todo("printer", "warn", words, AidBatch.caption(row), "打印告知书", "letters", hint)
        out = (AidNotice.batch == row.id) & AidNotice.state.in_(OUT)
        ids = [notice.student_id for notice in AidNotice.select(AidNotice.student).where(out)]
        if ids:
            words = f"{len(ids)} 份回执还没有收回"
            hint = Narrowed(row.id, OUT)
            yield Todo("file-check", "accent", words, named(ids), "收回执", "letters", hint)


def _accounts(store: Store, around: Around) -> Iterator[Todo]:
    ids = [row.id for row in store.rows(Student).select(Student.id).where(_on_roll())]
    states: dict[int, str] = {}
    for start in range(0, len(ids), 5000):
        states |= glances.accounts(ids[start : start + 5000])
    for state, words, tone in (
        (glances.NO_ACCOUNT, "没有收款账户，发放前要补上", "bad"),
        (glances.SHARED_ACCOUNT, "和别人用同一张卡，又不是一家，请核对", "warn"),
    ):
        who = tuple(record for record, told in states.items() if told == state)
        if who:
            title = "缺收款账户" if state == glances.NO_ACCOUNT else "卡号重复"
            names = Names(f"{title} {len(who)} 人", who)
            yield Todo("credit-card", tone, f"{len(who)} 人{words}", named(who), "看名单", "roster", names)


def _on_roll() -> Any:
    return Student.status.in_(code_list("enrolment_status").codes_with("on_roll"))


# the rest ----------------------------------------------------------------------------------------------


def _waiting_rows(store: Store) -> Iterator[Todo]:
    rows = list(WaitingRow.select().where(WaitingRow.state == "open").limit(500))
    if rows and store.session.may("import"):
        files = "、".join(dict.fromkeys(row.file for row in rows if row.file))
        yield Todo("inbox", "warn", f"{len(rows)} 行导入的名单有误，等着补正", files, "去补", "waiting")


def _changes(store: Store) -> Iterator[Todo]:
    from desktop.services.exchange.changes import since_last

    told = since_last(store)
    count = sum(told.counts().values())
    if told.last is not None and count:
        yield Todo("send", "accent", f"自上次报送后改动 {count} 人", told.sentence, "看改动", "send")


def _holidays(around: Around) -> Iterator[Todo]:
    year = around.day.year + 1
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    if (
        around.day.month >= HOLIDAYS_FROM
        and not CalendarDay.select().where(CalendarDay.day.between(first, last)).exists()
    ):
        fact = "国务院办公厅的放假通知出来以后，照着填进校历，工作日才数得准"
        yield Todo(
            "calendar-days", "off", f"{year} 年的放假安排还没有填", fact, "填校历", "settings", "calendar"
        )


def _backups(store: Store, around: Around) -> Iterator[Todo]:
    if not store.session.may("backup"):
        return
    made = backup.listed(around.backups)
    days = (around.day - made[0].at.date()).days if made else None
    if days is None or days > STALE_DAYS:
        words = "还没有备份过" if days is None else f"已经 {days} 天没有备份了"
        yield Todo("hard-drive", "warn", words, "现在备份一次，只要几秒钟", "去备份", "backup")
    if not around.second:
        fact = "电脑坏了也不怕：选一个 U 盘或另一块硬盘，关程序时自动多存一份"
        yield Todo("usb", "off", "还没有设第二份备份放在哪里", fact, "去设置", "backup")


# figures -----------------------------------------------------------------------------------------------


def shares(store: Store, term: Term) -> list[Share]:
    """缺材料: of whom, how many have it, and who does not."""
    pupils = {
        row.id for row in store.rows(Student).select(Student.id, Student.school_class).where(_on_roll())
    }
    granted = _granted(term) & pupils
    numbered = {r.id for r in Student.select(Student.id).where(Student.id_number.is_null(False))}
    guarded = {r.student_id for r in Guardian.select(Guardian.student).distinct()}
    carded = {r.student_id for r in PayeeAccount.select(PayeeAccount.student).where(
        PayeeAccount.in_use.is_null() | (PayeeAccount.in_use == True))}  # noqa: E712  # fmt: skip
    proved, needy = _evidence(store)
    told = [
        ("身份证号", pupils & numbered, pupils), ("监护人", pupils & guarded, pupils),
        ("收款账户（受助学生）", granted & carded, granted),
        ("困难类型的依据", proved & needy & pupils, needy & pupils), ("告知书回执", *_receipts(term, pupils)),
    ]  # fmt: skip
    return [_share(label, have, of) for label, have, of in told if of]


def _share(label: str, have: set[int], of: set[int]) -> Share:
    lacking = tuple(sorted(of - have))
    short = label.partition("（")[0]
    return Share(label, len(have), len(of), Names(f"缺{short} {len(lacking)} 人", lacking))


def _granted(term: Term) -> set[int]:
    """Who gets money through the bank this term; what is handed out against signature needs no account."""
    rows = AidGrant.select(AidGrant.student).join(AidBatch).where(
        (AidBatch.term == term.code) & (AidBatch.state != "void") & (AidGrant.state != "stopped")
        & (AidBatch.pay_mode.is_null() | (AidBatch.pay_mode != SIGNED_FOR)))  # fmt: skip
    return {row.student_id for row in rows}


def _evidence(store: Store) -> tuple[set[int], set[int]]:
    """(pupils all of whose 困难类型 are proved by a department's list or a paper, pupils with any)."""
    today = dt.date.today()
    rows = list(Hardship.select().where(Hardship.until.is_null() | (Hardship.until >= today)))
    every = {row.student_id for row in rows}
    return every - unproved(store, rows), every


def _receipts(term: Term, pupils: set[int]) -> tuple[set[int], set[int]]:
    rows = list(AidNotice.select(AidNotice.student, AidNotice.state).join(AidBatch).where(
        (AidBatch.term == term.code) & (AidNotice.state != "made")))  # fmt: skip
    sent = {row.student_id for row in rows} & pupils
    return {row.student_id for row in rows if row.state in ("returned", "filed")} & sent, sent


def hardship_bars(store: Store, day: dt.date) -> list[Bar]:
    """Pupils on the roll by 困难类型, the largest first."""
    pupils = {
        row.id for row in store.rows(Student).select(Student.id, Student.school_class).where(_on_roll())
    }
    valid = (Hardship.since <= day) & (Hardship.until.is_null() | (Hardship.until >= day))
    counts = Hardship.continues.is_null() | (Hardship.continues == True)  # noqa: E712
    found: dict[str, set[int]] = {}
    for row in Hardship.select(Hardship.student, Hardship.kind).where(valid & counts):
        if row.student_id in pupils:
            found.setdefault(row.kind, set()).add(row.student_id)
    return _bars((code_list("hardship_type").label(kind), who) for kind, who in found.items())


def class_bars(store: Store) -> list[Bar]:
    """Pupils on the roll by class, for a school that has not entered any 困难类型 yet."""
    found: dict[int, set[int]] = {}
    rows = store.rows(Student).select(Student.id, Student.school_class).where(_on_roll())
    for row in rows.join(SchoolClass).order_by(
        SchoolClass.grade, SchoolClass.number
    ):  # of equals, the first class first
        found.setdefault(row.school_class_id, set()).add(row.id)
    return _bars((SchoolClass.caption_of(klass), who) for klass, who in found.items())


def _bars(told: Iterable[tuple[str, set[int]]]) -> list[Bar]:
    made = [Bar(label, Names(f"{label} {len(who)} 人", tuple(sorted(who)))) for label, who in told]
    return sorted(made, key=lambda bar: -len(bar.pupils.ids))
