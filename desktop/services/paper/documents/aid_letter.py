"""D2 学生资助告知书: a letter to each family after payment, with its 存根 and its 回执, two to a page.

    print_letters(store, batch, path)      # draws numbers, prints, counts: what the window and the command use
    draw(path, letters_of(batch))          # prints what is there: drafts, and letters that have their numbers

What all letters share is drawn once on a stencil. From the third line of aid on, a letter is higher than half a page. The
QR code on the receipt holds year and number as digits (2026-12), which a bar code reader types correctly whatever
the computer's input method is; `services.aid.notices.record_receipts` takes both.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.batches import AidBatch, AidNotice, NumberSeries
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import parse_term
from desktop.services.aid.letter_changes import Held, held, sentence_of, stopped
from desktop.services.aid.notices import SERIES, Letter, letters, number_and_count
from desktop.services.contacts import villages
from desktop.services.letters.templates import Template
from desktop.services.paper.documents.aid_letter_kept import kept
from desktop.services.paper.documents.aid_letter_text import texts_of
from desktop.services.paper.documents.common import (
    class_place,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
)
from desktop.services.paper.documents.half_letter import LONGEST, Form, Half, LetterText, height_for
from desktop.services.paper.sheet import Sheet
from desktop.services.pay.paid_days import paid_days
from desktop.services.progress import Progress

Order = Literal["list", "class", "village"]


@dataclass(frozen=True)
class LetterJob:
    """The letters of one batch in the order they will lie on the table. template: a text (granted or receipt) to look at;
    stopped: letters that have nothing left to tell and are not among `letters`; paid: grant -> the day its money came,
    None for an invented list, where all of it came on the day of the list."""

    batch: Any
    letters: Sequence[Letter]
    pupils: dict[int, Any]
    day: dt.date
    template: Template | None = None
    stopped: Sequence[Held] = ()
    paid: Mapping[int, dt.date] | None = None

    def paid_on(self, grant: Any) -> dt.date | None:
        """The day on which one grant's money came; None while it has not."""
        return self.batch.paid_on if self.paid is None else self.paid.get(grant.id)

    @property
    def title(self) -> str:
        return f"{parse_term(self.batch.term).title}学生资助告知书"


def letters_of(
    batch: int, *, by_household: bool = False, order: Order = "list",
    only: Sequence[int] | None = None, day: dt.date | None = None,
) -> LetterJob:  # fmt: skip
    """The letters of a batch. `by_household` matters for a draft: once made, notices are as they were made.

    only: ids of notices. Raises Refused when there is none.
    """
    row = AidBatch.get_by_id(batch)
    found, silent = letters(batch, by_household=by_household, only=only), stopped(batch, only)
    if not found and silent:
        raise Refused(sentence_of(silent))
    if not found:
        raise Refused("这一批还没有告知书。请先点“生成告知书”，再打印。")
    ids = {grant.student_id for letter in found for grant in letter.grants}
    pupils = {pupil.id: pupil for pupil in Student.select().where(Student.id.in_(ids))}
    paid = paid_days([grant for letter in found for grant in letter.grants])
    return LetterJob(row, _ordered(found, order), pupils, day or dt.date.today(), stopped=silent, paid=paid)


def _ordered(found: Sequence[Letter], order: Order) -> list[Letter]:
    if order == "class":
        return sorted(found, key=lambda letter: class_place(letter.grants[0].class_name))
    if order == "village":
        village = villages([letter.student for letter in found])
        return sorted(found, key=lambda letter: (not village[letter.student.id], village[letter.student.id]))
    return list(found)


def print_letters(
    store: Store, job: LetterJob, path: Path, *, progress: Progress | None = None, proof: bool = False
) -> int:
    """Print letters: first-time letters get their numbers, letters printed before say 补打 n. Returns the pages.

    Numbers are used and printings counted only when the file is there; cancelling costs nothing. A draft has no
    numbers and is not counted. Letters that may not go out (aid.letter_changes) are left out; Refused when all of
    them are. Raises NotAllowed, MissingGlyph, CannotWrite, Cancelled, NotKept.
    """
    store.session.demand("print", "打印告知书")
    job = _without_held(job)
    notices = [letter.notice for letter in job.letters if letter.notice]
    foresee(notices, job.day)
    said: list[str] = []
    pages = draw(path, job, progress=progress, proof=proof, said=said)
    if notices:
        told: dict[int, Values] = {
            letter.notice.id: {"said": text, "amount": letter.fen}
            for letter, text in zip(job.letters, said, strict=True)
        }
        try:
            number_and_count(store, notices, job.day, said=told)
        except Refused:
            path.unlink(missing_ok=True)  # paper with numbers that nobody wrote down must not exist
            raise
    return pages


def left_out(job: LetterJob) -> list[Held]:
    """The letters that `print_letters` will not print, each with its reason."""
    return [*held(job.letters), *job.stopped]


def _without_held(job: LetterJob) -> LetterJob:
    """The letters that may go out. Raises Refused, with the reasons, when none is left."""
    found = left_out(job)
    without = {id(one.letter) for one in found}
    left = [letter for letter in job.letters if id(letter) not in without]
    if found and not left:
        raise Refused(sentence_of(found))
    return replace(job, letters=left)


def foresee(notices: Sequence[Any], day: dt.date) -> None:
    """Show each notice as it stands in the books, a new one with the number that `number_and_count` will draw."""
    known = {row.id: row for row in AidNotice.select().where(AidNotice.id.in_([one.id for one in notices]))}
    drawn = NumberSeries.get_or_none((NumberSeries.series == SERIES) & (NumberSeries.year == day.year))
    serial = drawn.last if drawn else 0
    word = school_on_paper().short_name or "资助"
    for notice in notices:
        row = known[notice.id]
        notice.number, notice.year, notice.serial = row.number, row.year, row.serial
        notice.print_count = row.print_count
        if not row.number:
            serial += 1
            notice.number, notice.year, notice.serial = f"{word}〔{day.year}〕{serial}号", day.year, serial


def draw(
    path: Path, subject: LetterJob, *, progress: Progress | None = None, proof: bool = False,
    said: list[str] | None = None,
) -> int:  # fmt: skip
    """Print the letters as they are and return the pages. said: takes in what each letter says, in their order.

    Raises MissingGlyph, Refused (a text too long for its place), CannotWrite, Cancelled.
    """
    check(subject)
    draft = all(letter.notice is None for letter in subject.letters)
    texts = texts_of(subject)
    with new_sheet(path, subject.title, proof=proof, draft=draft) as sheet:
        forms = Forms(sheet)
        follow = (progress or Progress()).follow(texts, len(subject.letters))
        for text, down, height, new_page in _placed(follow):
            if new_page:
                sheet.next_page()
            if said is not None:
                said.append(kept(text))
            forms.half(height, text.shared, len(text.lines)).write(text, down)
        return sheet.page


def check(subject: LetterJob) -> None:
    """Every name in the letters can be drawn; raises MissingGlyph that names the person."""
    for letter in subject.letters:
        for grant in letter.grants:
            name = subject.pupils[grant.student_id].name
            who = f"{short_class(grant.class_name)}{name}"
            pre_flight((f"{who}的姓名", name), (f"{who}的监护人", letter.guardian))


class Forms:
    """The stencils of one PDF: each shape of letter is drawn once, when the first letter needs it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.halves: dict[tuple[float, Form, int], Half] = {}

    def half(self, height: float, form: Form, rows: int) -> Half:
        shape = (height, form, rows)
        if shape not in self.halves:
            self.halves[shape] = Half(self.sheet, height, form, rows, name=f"letter {len(self.halves)}")
        return self.halves[shape]


def _placed(texts: Iterator[LetterText]) -> Iterator[tuple[LetterText, float, float, bool]]:
    """(text, how far down the page it begins, its height, does a new page begin): two to a page where they fit.

    Raises Refused when a household has more lines than a page holds.
    """
    free = LONGEST
    for number, text in enumerate(texts):
        height = height_for(len(text.lines), more=bool(text.more))
        if height > LONGEST:
            count = len(text.lines)
            raise Refused(f"{text.pupils}这一户有 {count} 项资助，一张纸放不下。请改为一人一份打印。")
        new_page = number > 0 and free < height
        if new_page:
            free = LONGEST
        yield text, LONGEST - free, height, new_page
        free -= height
