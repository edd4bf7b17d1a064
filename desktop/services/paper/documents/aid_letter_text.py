"""What each 学生资助告知书 says: the school's own text in use, filled in with one family's pupils and money.

Paragraphs that are the same for all letters stand on the stencil; those that name a family's field are written letter
by letter. A text that says the money is there is said otherwise while it is not (wording/aid_letter.json, "swaps").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.terms import day_in_words, parse_term
from desktop.services.aid.checks import SIGNED_FOR
from desktop.services.aid.letter_changes import number_replaced
from desktop.services.aid.notices import Letter
from desktop.services.letters.templates import FIELD, Template, current
from desktop.services.paper.documents.aid_letter_kept import again
from desktop.services.paper.documents.common import long_class, school_on_paper, short_class, wording
from desktop.services.paper.documents.half_letter import Form, LetterText, Line, things
from desktop.services.paper.documents.letter_text import COUNTY, LetterParts, parts_of, without
from desktop.services.paper.documents.policy_basis import basis_of, standard_words, standards_of
from desktop.services.paper.lines import whole
from desktop.services.pay.net_words import dated_words
from desktop.services.pay.reversals import corrections

if TYPE_CHECKING:
    from desktop.services.paper.documents.aid_letter import LetterJob

LONGEST_THINGS = 36  # characters of things that the table's last line has room for
LONGEST_NAMES = 40  # characters of names that the receipt has room for
SHARED = {"学校", "学期", "日期", "咨询电话", COUNTY, "政策依据", "发放时间"}


def texts_of(job: LetterJob) -> Iterator[LetterText]:
    """What each letter says, in the order they lie on the table. Raises Refused for a field that has no value."""
    saying = _Saying(job)
    everyone = [grant for letter in job.letters for grant in letter.grants]
    standards, programme = standards_of(everyone), AidProgramme.get_by_id(job.batch.programme_id)
    term = parse_term(job.batch.term)
    for letter in job.letters:
        if (
            letter.notice and letter.notice.said and not job.template
        ):  # a number keeps the text it went out with
            yield again(letter.notice.said, letter.notice.print_count or 0)
            continue
        lines = tuple(
            replace(
                _line(job, grant, programme, standard_words(standards.get(grant.standard_id), term)),
                fen=0 if grant.item else letter.fen_of(grant),
                worth=letter.fen_of(grant) if grant.item else 0,
            )
            for grant in letter.grants
        )
        yield saying.of(letter, lines)


class _Saying:
    """The texts of one job, taken apart once for each kind of family."""

    def __init__(self, job: LetterJob) -> None:
        self.job, self.told = job, wording("aid_letter")
        self.school, self.term = school_on_paper(), parse_term(job.batch.term)
        self.letter, self.signed = self.template("granted"), job.batch.pay_mode == SIGNED_FOR
        self.receipts = {number: self._receipt(number) for number in (True, False)}
        self.parts = {
            (shared, paid): self._parts(shared, paid=paid)
            for shared in (True, False)
            for paid in (True, False)
        }
        self.forms: dict[tuple[frozenset[int], bool, str, bool, bool], Form] = {}
        self.corrections = corrections([grant.id for letter in job.letters for grant in letter.grants])
        self.shared = self._shared()
        self.bases: dict[frozenset[int], str] = {}

    def _parts(self, household: bool, *, paid: bool) -> LetterParts:
        swaps: dict[str, str] = dict(self.told["swaps"]["household"]) if household else {}
        if self.signed:
            swaps |= self.told["swaps"]["signed"]
        elif not paid:
            swaps |= self.told["swaps"]["unpaid"]
        parts = parts_of(self.letter, swaps=swaps)
        if self.school.hotline_county:
            return parts
        return LetterParts(parts.kind, parts.before, parts.total, tuple(without(parts.after, COUNTY)))

    def template(self, kind: str) -> Template:
        """The text somebody is looking at, or else the one in use."""
        looked_at = self.job.template
        return looked_at if looked_at and looked_at.kind == kind else current(kind)

    def _receipt(self, numbered: bool) -> LetterParts:
        swaps: dict[str, str] = dict(self.told["swaps"]["signed_receipt"]) if self.signed else {}
        return parts_of(
            self.template("receipt"), swaps=swaps if numbered else swaps | self.told["swaps"]["draft"]
        )

    def of(self, letter: Letter, lines: tuple[Line, ...]) -> LetterText:
        number = (letter.notice.number or "") if letter.notice else ""
        all_paid = all(self.job.paid_on(grant) for grant in letter.grants)
        parts, receipt = self.parts[len(lines) > 1, all_paid], self.receipts[bool(number)]
        added = self.added(letter)
        form = self.form(letter, parts, household=len(lines) > 1, added=bool(added))
        names, given = _names(lines), things(lines, LONGEST_THINGS)
        cash = sum(line.fen for line in lines)
        values = self.values(letter, lines, number) | {"学生姓名": names}
        salutation, *lead = parts.filled(parts.before, values | _unbroken(lines, values)) or [""]
        return LetterText(
            number=number,
            again=(letter.notice.print_count or 0) if letter.notice else 0,
            code=f"{letter.notice.year}-{letter.notice.serial}" if number else "",
            pupils=names,
            guardian=letter.guardian,
            salutation=salutation,
            lead=tuple(lead),
            foot=() if form.foot else tuple(parts.filled(parts.after, values)),
            more=added,
            statement="".join(receipt.filled(receipt.before, values)),
            lines=lines,
            total=money.figures(cash) if cash or not given else "",
            total_words=money.words(cash) if cash or not given else given,
            shared=form,
        )

    def added(self, letter: Letter) -> tuple[str, ...]:
        """What only this family is told under the table: how the money was corrected, which letter this one replaces."""
        money_of = [grant for grant in letter.grants if not grant.item]
        later = [one for grant in money_of for one in self.corrections.get(grant.id, ())]
        said, told = "", self.told["corrected"]
        if later:
            came = sum(grant.amount for grant in money_of if grant.state == "paid")
            net = money.figures(came + sum(one.fen for one in later))
            first = told["signed" if self.signed else "came"].format_map({"发出": money.figures(came)})
            changed = "，".join(map(dated_words, later))
            said = (first if came else "") + told["net"].format_map({"更正": changed, "实发": net})
        old = number_replaced(letter.notice)
        said += self.told["replaces"].format_map({"旧编号": old}) if old else ""
        return (said,) if said else ()

    def form(self, letter: Letter, parts: LetterParts, *, household: bool, added: bool) -> Form:
        """What this letter shares with others; its foot stays empty when it names the family, or has more to tell it."""
        when = _when(self.job, letter)
        changed = any(grant.id in self.corrections for grant in letter.grants)
        key = (frozenset(grant.standard_id for grant in letter.grants), household, when, added, changed)
        if key not in self.forms:
            fields = {name for line in parts.after for name in FIELD.findall(line)}
            values = self.shared | {"政策依据": self.basis(letter), "发放时间": when}
            foot = parts.filled(parts.after, values) if fields <= SHARED and not added else ()
            label = parts.total.partition("：")[0] or self.told["total"]
            day = day_in_words(self.job.day)
            kind = "signed" if self.signed else "corrected" if changed else ""
            choices = tuple(self.told[kind]["choices"]) if kind else ()
            self.forms[key] = Form(
                self.school.school_name, day, household, tuple(foot), label, choices, self.signed
            )
        return self.forms[key]

    def basis(self, letter: Letter) -> str:
        ids = frozenset(grant.standard_id for grant in letter.grants)
        if ids not in self.bases:
            self.bases[ids] = basis_of(letter.grants)
        return self.bases[ids]

    def _shared(self) -> dict[str, str]:
        return {
            "学校": self.school.school_name, "学期": self.term.title, "日期": day_in_words(self.job.day),
            "咨询电话": self.school.hotline_school, COUNTY: self.school.hotline_county or "",
        }  # fmt: skip

    def values(self, letter: Letter, lines: Sequence[Line], number: str) -> dict[str, str]:
        classes = dict.fromkeys(long_class(grant.class_name) for grant in letter.grants)
        tails = dict.fromkeys(line.tail for line in lines if line.tail)
        return self.shared | {
            "监护人": letter.guardian or f"{lines[0].pupil}家长", "班级": "、".join(classes), "孩子数": str(len(lines)),
            "编号": number, "金额": money.figures(letter.fen), "大写金额": money.words(letter.fen),
            "账号后四位": "、".join(tails), "政策依据": self.basis(letter), "发放时间": _when(self.job, letter),
        }  # fmt: skip


def paid_words(paid: dt.date | None, batch: Any) -> str:
    """The day on which a grant of a list came; what is said of one that has not follows the way of payment."""
    told = wording("aid_letter")
    return (
        day_in_words(paid)
        if paid
        else str((told["signed"] if batch.pay_mode == SIGNED_FOR else told)["not_yet_paid"])
    )


def _when(job: LetterJob, letter: Letter) -> str:
    """When the money of a letter came, each day once; a family of several may have got it on several days."""
    return "、".join(dict.fromkeys(paid_words(job.paid_on(grant), job.batch) for grant in letter.grants))


def _names(lines: Sequence[Line]) -> str:
    """王芳、王小龙; a family of very many by its first child."""
    names = "、".join(dict.fromkeys(line.pupil for line in lines))
    return names if len(names) <= LONGEST_NAMES else f"{lines[0].pupil}等{len(lines)}个孩子"


def _unbroken(lines: Sequence[Line], values: Mapping[str, str]) -> dict[str, str]:
    """An only child's name and class are kept together within a sentence."""
    return {name: whole(values[name]) for name in ("学生姓名", "班级")} if len(lines) == 1 else {}


def _line(job: LetterJob, grant: Any, programme: Any, standard: str) -> Line:
    paid = paid_words(job.paid_on(grant), job.batch)
    return Line(
        job.pupils[grant.student_id].name,
        short_class(grant.class_name),
        programme.name,
        programme.short or programme.name,
        standard or grant.item or "",
        grant.amount,
        paid,
        job.batch.pay_mode or "银行卡",
        (grant.account or "")[-4:],
        grant.item or "",
    )
