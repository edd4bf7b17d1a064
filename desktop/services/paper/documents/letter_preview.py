"""A letter's text on its real page, with invented people, while somebody edits it: nothing of it is in the books.

preview(path, "granted", body)      # one page; a text that does not fit is refused as when printing
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.aid.notices import Letter
from desktop.services.aid.standards import amount_of
from desktop.services.letters.templates import Template, fields_of
from desktop.services.paper.documents import aid_card, aid_letter, policy_letter, posting_slips, wall_list
from desktop.services.paper.documents.common import school_on_paper, wording

WALL = {told["letter"]: kind for kind, told in wording("wall_list")["kinds"].items()}
SLIPS: dict[str, posting_slips.Kind] = {
    "slip_up": "up", "slip_down": "down", "slip_result": "result", "slip_objected": "result",
    "slip_changed": "result",
}  # fmt: skip
KINDS = ("policy", "granted", "receipt", "card", *WALL, *SLIPS)  # the letters this module can show
FEN, ACCOUNT, CLASS = 31250, "6217000010001234567", "三(2)班"
SAMPLE, SERIAL = 0, 12  # an id no pupil has; the number of the invented letter


def preview(path: Path, kind: str, body: str, *, term: Term, day: dt.date) -> int:
    """Draw one page of a kind of KINDS; returns the pages. Raises Refused (unknown field, too long), CannotWrite."""
    template = Template(kind, 0, body)
    if kind == "policy":
        apply_by = day + dt.timedelta(days=10)
        letter = policy_letter.policy_letter(term, day, apply_by, copies=[policy_letter.Copy()])
        return policy_letter.draw(path, _with(letter, template))
    if kind == "card":
        return aid_card.draw(path, aid_card.Cards(term, day, [_card(term, day)], template))
    if kind in WALL:
        return wall_list.draw_text(path, _wall(template, term))
    if kind in SLIPS:
        return posting_slips.draw(path, _slip(template, term, day), draft=True)
    return aid_letter.draw(path, _letters(term, day, template))


def _wall(template: Template, term: Term) -> wall_list.WallText:
    """The words of a posting with invented days and places; names would have to be of the roster, so it has no list."""
    said = {name: field.sample for name, field in fields_of(template.kind).items()}
    school = school_on_paper()
    said |= {"学校": school.school_name, "学期": term.title, "学年": term.year_title}
    said |= {"咨询电话": school.hotline_school, "监督电话": school.hotline_county or ""}
    return wall_list.WallText(WALL[template.kind], said, said, template, said["日期"])


def _slip(template: Template, term: Term, day: dt.date) -> posting_slips.Slip:
    """A slip of an invented posting that hung a week, was broken off once before, and had one objection if any.

    Where that was right, it ended the earlier posting.
    """
    kind, said = template.kind, {name: one.sample for name, one in fields_of(template.kind).items()}
    last = day + dt.timedelta(days=7)
    before = Posting(id=1, state="broken", from_day=day, ended_on=day, content="")
    posting = Posting(
        id=2, kind="recognition", state="over", from_day=day, until_day=last, days=int(said["公示天数"]), place=said["地点"],
        heads=int(said["人数"]), removed_on=last + dt.timedelta(days=1),
    )  # fmt: skip
    told: dict[str, dict[str, Any]] = {
        "slip_objected": {"posting": 2, "handled_on": last, "upheld": "dismissed"},
        "slip_changed": {"posting": 1, "handled_on": day, "upheld": "upheld"},
    }
    objections = [Objection(day=day, way="来访", **told[kind])] if kind in told else []
    school = school_on_paper().school_name
    names = {"学校": school, "学期": term.title, "学年": term.year_title, "项目": ""}
    return posting_slips.Slip(SLIPS[kind], posting, names, objections, [before], template)


def _with(letter: policy_letter.PolicyLetter, template: Template) -> policy_letter.PolicyLetter:
    return policy_letter.PolicyLetter(**(vars(letter) | {"template": template}))


def _said(kind: str, name: str) -> str:
    return fields_of(kind)[name].sample


def _pupil(kind: str) -> Student:
    return Student(id=SAMPLE, name=_said(kind, "学生姓名"))


def _letters(term: Term, day: dt.date, template: Template) -> aid_letter.LetterJob:
    """One letter of an invented paid list."""
    pupil, programme = _pupil("granted"), _programme()
    batch = AidBatch(
        term=term.code, programme=programme.id, number=1, state="paid", paid_on=day, pay_mode="银行卡"
    )
    standard, fen = _given(programme, term)
    grant = AidGrant(student=SAMPLE, class_name=CLASS, amount=fen, account=ACCOUNT, standard=standard)
    word = school_on_paper().short_name or "资助"
    notice = AidNotice(number=f"{word}〔{day.year}〕{SERIAL}号", year=day.year, serial=SERIAL, print_count=0)
    letter = Letter(notice, pupil, _said("granted", "监护人"), (grant,))
    return aid_letter.LetterJob(batch, [letter], {SAMPLE: pupil}, day, template)


def _given(programme: Any, term: Term) -> tuple[Any, int]:
    """The standard that holds this term for a pupil of the sample's class, and what she gets by it."""
    boarding = "non_boarder" if programme.code == "non_boarding" else "boarder"
    found = AidStandard.holding(programme.id, "primary", boarding, term)
    return found, amount_of(found, term).fen if found and found.unit == "学年" else FEN


def _card(term: Term, day: dt.date) -> aid_card.Card:
    programme = _programme()
    _, fen = _given(programme, term)
    paid_on = f"{day.year}年{day.month}月{day.day}日"
    line = aid_card.CardLine(programme.name, f"{money.figures(fen)}元", fen, "", paid_on, ACCOUNT[-4:])
    return aid_card.Card(_pupil("card"), CLASS, _said("card", "户主"), _said("card", "困难类型"), [line])


def _programme() -> Any:
    """The school's first programme that is handed out: its name stands in the sample."""
    programmes = AidProgramme
    return programmes.select().where(programmes.role == "grant").order_by(programmes.place).first()
