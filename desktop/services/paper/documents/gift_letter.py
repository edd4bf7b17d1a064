"""捐赠反馈函 (D31F): an official letter to each giver, what came and what became of it. No pupil is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.care_goods import Donation, Donor
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.care import gifts
from desktop.services.care.gifts import Balance
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.official import Official
from desktop.services.progress import Progress


@dataclass(frozen=True)
class Letters:
    """One letter to a gift."""

    day: dt.date
    rows: Sequence[Balance]

    @property
    def title(self) -> str:
        told = wording("gift_papers")["letter"]["heading"].format_map({"学校": school_on_paper().school_name})
        return f"{told}（{self.rows[0].giver}{'等' if len(self.rows) > 1 else ''}）"


def letters(store: Store, wanted: Sequence[int], day: dt.date) -> Letters:
    """Letters about these gifts, about all whose giver has none yet when none is named. Raises Refused for nothing."""
    told = gifts.balances(wanted)
    if not wanted:
        told = [one for one in told if not one.gift.thanked_on]
    demand_rows(told, "要反馈的捐赠", nothing="一笔也没有")
    return Letters(day, told)


def paragraphs(one: Balance, day: dt.date) -> list[str]:
    """The letter's text. The purpose is left out where it names the child it is meant for."""
    told, school = wording("gift_papers")["letter"], school_on_paper()
    left = told["left"].format_map({"结存": one.left_words}) if not one.empty else told["empty"]
    blanks = {
        "日期": day_in_words(one.gift.day), "收到": one.received_words or Donation.kind.format(one.gift.kind),
        "用途": one.gift.purpose, "发放": one.issued_words, "号": day_in_words(day), "受益": _reached(one, told), "结存": left,
        "电话": school.hotline_school,
    }  # fmt: skip
    names_child = one.gift.for_student_id and one.gift.for_student.name in (one.gift.purpose or "")
    parts = ["first", "purpose" if one.gift.purpose and not names_child else ""]
    parts += ["used" if one.issued_words else "unused", "public" if one.gift.posted_on else "open", "thanks"]
    return [told[part].format_map(blanks) for part in parts if part]


def _reached(one: Balance, told: Mapping[str, Any]) -> str:
    """，受益学生 31 人; nothing where nobody was told."""
    groups = "、".join(f"{whom}{heads}人" for whom, heads in one.groups.items())
    part = "both" if groups and one.children else "together" if groups else "reached" if one.children else ""
    return str(told[part]).format_map({"人数": len(one.children), "范围": groups}) if part else ""


def draw(path: Path, subject: Letters, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the letters and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("gift_papers")["letter"], school_on_paper().school_name
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, one in enumerate(progress.follow(subject.rows, len(subject.rows), every=1)):
            lines = paragraphs(one, subject.day)
            giver = Donor.get_by_id(one.gift.donor_id).name
            pre_flight(*(("反馈函", text) for text in [*lines, giver]))
            if place:
                sheet.next_page()
            paper = Official(sheet)
            paper.title(*told["title"])
            paper.skip()
            paper.paragraph(told["to"].format_map({"捐赠人": giver}), indent=0)
            for line in lines:
                paper.paragraph(line)
            paper.signature(school, day_in_words(subject.day))
            paper.set()
        return sheet.page
