"""What the papers of 个案 print of a child: from the roster, or from 适龄儿童 for one who never was a pupil here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.drop.case_file import NEVER_CAME, CaseFile, files
from desktop.services.paper.documents.care_lists import main_guardians
from desktop.services.paper.documents.common import long_class, wording


@dataclass(frozen=True)
class Child:
    """A child as the papers name it. Numbers stand whole: who prints them decides whether they may."""

    name: str = ""
    gender: str = ""
    birth: str = ""
    id_number: str = ""
    student_no: str = ""
    class_name: str = ""
    village: str = ""
    guardian: str = ""
    phone: str = ""
    address: str = ""

    @property
    def class_on_paper(self) -> str:
        """三年级（2）班"""
        return long_class(self.class_name)


def child_of(file: CaseFile) -> Child:
    """The child of a case."""
    row = file.row
    if row.student_id:
        return pupil_of(row.student_id, AgeChild.get_or_none(AgeChild.id == row.child_id))
    known = AgeChild.get_by_id(row.child_id)
    return Child(
        known.name, AgeChild.gender.format(known.gender), month(known.birth_date), known.id_number or "",
        known.student_no or "", "", known.village or "", known.guardian or known.head_name or "", known.phone or "",
        known.address or known.village or "",
    )  # fmt: skip


def pupil_of(student: int, known: Any = None) -> Child:
    """A pupil of the roster. known: the same child in 适龄儿童, for the village."""
    pupil = Student.get_by_id(student)
    guardian = main_guardians([student]).get(student)
    return Child(
        pupil.name, Student.gender.format(pupil.gender), month(pupil.birth_date), pupil.id_number or "",
        pupil.student_no or "", SchoolClass.caption_of(pupil.school_class_id), known.village or "" if known else "",
        guardian.name if guardian else "", (guardian.phone if guardian else None) or pupil.phone or "",
        pupil.current_address or pupil.home_address or "",
    )  # fmt: skip


def last_day_of(row: Any) -> str:
    """2026年9月28日, or 开学未报到 for who did not come when the term began: nobody knows the day."""
    return last_day_words(row.last_day)


def last_day_words(day: dt.date | None) -> str:
    return day_in_words(day) if day else NEVER_CAME


def month(day: Any) -> str:
    """2016年5月"""
    return f"{day.year}年{day.month}月" if day else ""


def cases(store: Store, records: Sequence[int]) -> list[CaseFile]:
    """The cases of these ids that this person may see, in the order of their numbers; all that are not closed for none."""
    rows = store.rows(DropCase)
    rows = rows.where(DropCase.id.in_(list(records))) if records else rows.where(DropCase.state != "closed")
    return files(rows.order_by(DropCase.number))


def cause_of(row: Any) -> str:
    """厌学，跟父亲去县城打零工"""
    return "，".join(
        filter(None, [DropCase.cause.format(row.cause) if row.cause else "", row.cause_words or ""])
    )


def where_of(row: Any) -> str:
    """省外在读，跟父亲在工地: the other way the case came to, and what was told of it."""
    way = AgeStatus.status.format(row.other_way) if row.other_way else ""
    return "，".join(filter(None, [way, row.whereabouts or ""]))


def done_of(file: CaseFile) -> str:
    """What was done to bring the child back, in one sentence each."""
    told = [f"{day_in_words(one.day)}第 {one.number} 次劝返，见到{one.met}" for one in file.persuasions]
    for notice in file.notices:
        end = (
            "拒签"
            if notice.refused
            else f"{day_in_words(notice.served_on)}送达"
            if notice.served_on
            else "未送达"
        )
        told.append(f"{day_in_words(notice.issued_on)}发劝返复学通知书（{notice.number}，{end}）")
    told += [f"{day_in_words(one.day)}书面报告（{one.number}）" for one in file.reports if one.signed_by]
    told += [f"{day_in_words(one.day)}{one.issuer}发文" for one in file.papers]
    return "；".join(told) + "。" if told else ""


def told() -> dict[str, Any]:
    """The wordings of these papers."""
    return wording("drop_papers")
