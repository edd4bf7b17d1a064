"""台账体检: is the data file whole, does the journal hold, do the ledgers agree, are the backups fresh."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from desktop.models import journal
from desktop.models.journal import Head, JournalEntry, JournalStep
from desktop.models.ledger import Ledger, database
from desktop.models.ledgers import LEDGERS
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem, NumberSeries
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.desk import SentPackage
from desktop.models.ledgers.students import Student
from desktop.services import backup, keeping
from desktop.services.aid.letter_changes import REPLACED
from desktop.services.aid.shared import shared_accounts
from desktop.services.attachments import Attachments
from desktop.services.care.checks import doubts
from desktop.services.drop.checks import doubts as drop_doubts
from desktop.services.pay import reversals
from desktop.services.progress import Progress
from desktop.services.roster.waiting import told_of_waiting
from desktop.services.school_days import term_on
from desktop.services.school_file import SchoolFile

GOOD, WARN, BAD = "good", "warn", "bad"
STALE_DAYS = 3
LEAST_FREE = 1 << 30  # bytes: below this the next import or backup may not fit
NAMED = 5  # names in one sentence


@dataclass(frozen=True)
class Finding:
    """One result: severity good, warn or bad, the rule it comes from, the sentence. `pupils` are ids to open."""

    severity: str
    rule: str
    sentence: str
    pupils: tuple[int, ...] = ()


def check(school: SchoolFile, progress: Progress | None = None) -> list[Finding]:
    """Everything, in the order a person should read it. Reads only; raises Cancelled."""
    progress = progress or Progress()
    parts = (
        ("正在检查台账文件", _file_findings()),
        ("正在核对操作记录", _journal_findings(school)),
        ("正在检查每一条记录", _row_findings(progress)),
        ("正在核对资助金额和编号", _aid_findings()),
        ("正在核对结对", _pair_findings()),
        ("正在核对控辍保学", _drop_findings()),
        ("正在查找附件", _attachment_findings(school)),
        ("正在看备份和硬盘", _keeping_findings(school)),
    )
    found: list[Finding] = []
    for words, part in parts:
        progress.check()
        progress.say(words)
        found += part
    return found


# the file ----------------------------------------------------------------------------------------------


def _file_findings() -> Iterator[Finding]:
    cursor = database.connection().cursor()
    verdicts = [row[0] for row in cursor.execute("PRAGMA quick_check(5)")]
    if verdicts != ["ok"]:
        several = f"至少 {len(verdicts)} 处" if len(verdicts) > 1 else "有一处"
        yield Finding(BAD, "台账文件", f"文件有损坏，{several}读不出来或对不上。请从最近一份好的备份恢复。")
        return
    if broken := list(cursor.execute("PRAGMA foreign_key_check")):
        yield Finding(BAD, "台账文件", f"有 {len(broken)} 条记录指向已经没有的记录，请从备份恢复。")
        return
    yield Finding(GOOD, "台账文件", "每一页都读得出来，记录之间的关联完整。")


# the journal -------------------------------------------------------------------------------------------


def check_journal(school: SchoolFile, progress: Progress | None = None) -> list[Finding]:
    """Whether the journal was tampered with: its own chain, and what was written down of it outside."""
    (progress or Progress()).say("正在核对操作记录")
    return list(_journal_findings(school))


def _journal_findings(school: SchoolFile) -> Iterator[Finding]:
    breaks = list(journal.breaks(school.store.chain_key))
    for sentence in breaks[:NAMED]:
        yield Finding(BAD, "操作记录", sentence)
    lost = [words for words, head in _anchors(school) if not _holds(head)]
    for words in lost[:NAMED]:
        yield Finding(BAD, "操作记录", f"与{words}里的留底对不上：记录可能被删去或改动过。请联系维护人员。")
    if not breaks and not lost:
        steps, entries = JournalStep.select().count(), JournalEntry.select().count()
        yield Finding(GOOD, "操作记录", f"{steps} 步、{entries} 处改动一环扣一环，没有被改过。")
    back = [step.at for step in JournalStep.select(JournalStep.at).where(JournalStep.clock_back)]
    if back:
        days = "、".join(f"{at:%m}月{at:%d}日 {at:%H:%M}" for at in back[-NAMED:])
        yield Finding(WARN, "电脑时钟", f"时钟被往回拨过 {len(back)} 次（{days}）。请核对电脑的日期和时间。")


def _anchors(school: SchoolFile) -> Iterator[tuple[str, Head]]:
    """Where the journal's head was written down outside it: backups since the last restore, and packages."""
    since = keeping.last_restore(school.folder)
    for one in backup.listed(school.folder.backups):
        if since and one.at <= since:  # it belongs to the books that were replaced
            continue
        try:
            told = backup.manifest_of(one.path)["journal"]
        except (backup.BadBackup, KeyError):
            continue  # a damaged backup is named by the drill, not here
        yield f"备份 {one.at:%m}月{one.at:%d}日 {one.at:%H:%M} ", Head(told["number"], told["mac"])
    for sent in SentPackage.select().where(SentPackage.journal_number.is_null(False)):
        yield (
            f"{sent.day:%Y}年{sent.day:%m}月{sent.day:%d}日报送包",
            Head(sent.journal_number, sent.journal_mac),
        )


def _holds(head: Head) -> bool:
    if not head.number:
        return True
    entry = JournalEntry.get_or_none(JournalEntry.id == head.number)
    return entry is not None and entry.mac == head.mac


# every row against its ledger's own rules --------------------------------------------------------------


def _row_findings(progress: Progress) -> Iterator[Finding]:
    total = sum(ledger.select().count() for ledger in LEDGERS)
    wrong: dict[type[Ledger], list[tuple[Any, str]]] = {}
    for ledger, row in progress.follow(_every_row(), total):
        if problems := ledger.check(dict(row.__data__)):
            wrong.setdefault(ledger, []).append((row, next(iter(problems.values()))))
    for ledger, rows in wrong.items():
        named = "；".join(f"{ledger.caption(row)}：{why}" for row, why in rows[:NAMED])
        pupils = tuple(row.id for row, _ in rows) if ledger is Student else ()
        words = f"有 {len(rows)} {ledger.counter}不合规定，例如 {named}"
        yield Finding(WARN, ledger.title, words, pupils)
    if not wrong:
        yield Finding(GOOD, "每一条记录", f"{total} 行都合规定。")
    if waiting := told_of_waiting():
        yield Finding(WARN, "待补名单", waiting)
    yield from _class_findings()


def _every_row() -> Iterator[tuple[type[Ledger], Any]]:
    for ledger in LEDGERS:
        for row in ledger.select().iterator():
            yield ledger, row


def _class_findings() -> Iterator[Finding]:
    """Nobody who is at school sits in a class that has left it."""
    gone = SchoolClass.select(SchoolClass.id).where(SchoolClass.state == "2")
    stay = list(Student.select().where(Student.school_class.in_(gone) & (Student.status == "01")))
    if stay:
        words = f"{_some(row.name for row in stay)}还算在籍在校，班级却已经毕业。请打开改班级或学籍状态。"
        yield Finding(WARN, "花名册", words, tuple(row.id for row in stay))


def _some(names: Iterable[str]) -> str:
    told = list(names)
    return "、".join(told[:NAMED]) + (f" 等 {len(told)} 人" if len(told) > NAMED else "")


# money and numbers -------------------------------------------------------------------------------------


def _aid_findings() -> Iterator[Finding]:
    shared = [Finding(WARN, "账户共用", sentence, pupils) for sentence, pupils in shared_accounts()]
    found = [*_letter_sums(), *_numbers(), *_twice_paid(), *shared]
    yield from found or [Finding(GOOD, "资助", "告知书金额与明细相等，编号没有越过，没有一人两份。")]


def _letter_sums() -> Iterator[Finding]:
    """A letter's amount is the sum of the grants it tells of: as the list stood, or with what was stopped, taken back or
    given again since. A letter that another one stands for keeps what it said."""
    rows = (
        NoticeItem.select(NoticeItem.notice, AidGrant.id, AidGrant.amount, AidGrant.state)
        .join(AidGrant, on=NoticeItem.grant == AidGrant.id)
        .tuples()
    )
    items: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for notice, grant, fen, state in rows:
        items[notice].append((grant, fen, state))
    letters = AidNotice.select(AidNotice.id, AidNotice.student, AidNotice.amount)
    stand = letters.where(
        (AidNotice.state != REPLACED) & AidNotice.id.in_(NoticeItem.select(NoticeItem.notice))
    )
    corrected = reversals.by_grant([grant for some in items.values() for grant, _, _ in some])
    wrong = [row for row in stand if row.amount not in _sums_of(items[row.id], corrected)]
    if wrong:
        names = _some(Student.caption_of(row.student_id) for row in wrong)
        words = f"{names}的告知书金额与资助明细（连同追回、补发）不相等，请在“告知书”里换发。"
        yield Finding(BAD, "告知书", words, tuple(row.student_id for row in wrong))


def _sums_of(grants: Sequence[tuple[int, int, str]], corrected: Mapping[int, int]) -> set[int]:
    live = [(grant, fen) for grant, fen, state in grants if state != "stopped"]
    return {
        sum(fen for _, fen, _ in grants),
        sum(fen for _, fen in live),
        sum(fen + corrected.get(grant, 0) for grant, fen in live),
    }


def _numbers() -> Iterator[Finding]:
    """No letter bears a number that its series has not yet drawn."""
    for series in NumberSeries.select():
        most = AidNotice.select(pw.fn.MAX(AidNotice.serial)).where(AidNotice.year == series.year).scalar()
        if most and most > series.last:
            yield Finding(
                BAD,
                "告知书",
                f"{series.year} 年的编号用到了 {most}，登记只到 {series.last}，请联系维护人员。",
            )


def _twice_paid() -> Iterator[Finding]:
    """One pupil stands once on the lists of a programme in a term."""
    query = (
        AidGrant.select(AidGrant.student)
        .join(AidBatch)
        .where((AidBatch.state != "void") & AidGrant.state.in_(("planned", "sent", "paid")))
        .group_by(AidGrant.student, AidBatch.programme, AidBatch.term)
        .having(pw.fn.COUNT(AidGrant.id) > 1)
    )
    if pupils := tuple(dict.fromkeys(row.student_id for row in query)):
        names = _some(Student.caption_of(pupil) for pupil in pupils)
        yield Finding(WARN, "资助", f"{names}同一学期同一项目在两份名单里，请核对是不是补发。", pupils)


# pairs -------------------------------------------------------------------------------------------------


def _pair_findings() -> Iterator[Finding]:
    """Every child to be paired has a responsible teacher who is here, and is here too."""
    today = dt.date.today()
    for sentence, pupils in doubts(today, term_on(today)):
        yield Finding(WARN, "结对", sentence, pupils)


def _drop_findings() -> Iterator[Finding]:
    """Every month is reported and opens as the one before closed; no case, proof or finding is overdue."""
    for sentence, pupils in drop_doubts(dt.date.today()):
        yield Finding(WARN, "控辍保学", sentence, pupils)


# attachments, backups, disk ----------------------------------------------------------------------------


def _attachment_findings(school: SchoolFile) -> Iterator[Finding]:
    places = Attachments(school.folder.attachments, school.key)
    lost: list[str] = []
    count = 0
    for ledger in LEDGERS:
        for field in ledger.fields():
            if field.kind != "file" or field.extra:
                continue
            for row in ledger.select().where(field.is_null(False)):
                count += 1
                if not places.has(field.value_of(row)):
                    lost.append(ledger.caption(row))
    if lost:
        yield Finding(BAD, "附件", f"{_some(lost)}的照片或扫描件不见了，请从备份里找回“附件”文件夹。")
    elif count:
        yield Finding(GOOD, "附件", f"{count} 个照片和扫描件都在。")


def _keeping_findings(school: SchoolFile) -> Iterator[Finding]:
    newest = next(iter(backup.listed(school.folder.backups)), None)
    if newest is None:
        yield Finding(BAD, "备份", "还没有一份备份，请马上做一份。")
    elif (days := (dt.datetime.now() - newest.at).days) >= STALE_DAYS:
        yield Finding(WARN, "备份", f"最近一份备份是 {days} 天前做的，请马上做一份。")
    else:
        yield Finding(
            GOOD,
            "备份",
            f"最近一份是 {newest.at:%m}月{newest.at:%d}日 {newest.at:%H:%M} 做的（{newest.reason}）。",
        )
    free = shutil.disk_usage(school.folder.path).free
    if free < LEAST_FREE:
        yield Finding(WARN, "硬盘", f"台账所在的盘只剩 {free >> 20} MB，请清理出 1 GB 以上。")
