"""送教上门: the record of each visit with two teachers' signatures and a photograph (D14), the plan with consent (D14P)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.care_visits import HomeTeaching, HomeTeachingPlan
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term, day_in_words, parse_term
from desktop.services.care.home_teaching import days_of, lesson_words
from desktop.services.paper.documents.care_forms import TITLE, WIDTH, BoxOf, draw_form
from desktop.services.paper.documents.common import (
    BLANK_DAY,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.documents.photo_frame import Behind, Photo, put_together
from desktop.services.paper.grid import Cell, Row, label, tick, value, words
from desktop.services.progress import Progress

DAY = BLANK_DAY.strip("　")


@dataclass(frozen=True)
class Form:
    """One page: what is filled in by name; nothing for a blank form."""

    facts: dict[str, str]
    kinds: frozenset[str] = frozenset()
    photo: str = ""  # what the File field of the record keeps


@dataclass(frozen=True)
class Forms:
    """Pages of one kind: "teaching" or "plan"."""

    part: str
    forms: Sequence[Form]
    attachments: Any = None  # the school's Attachments; without them the frame stays empty

    @property
    def title(self) -> str:
        told = wording("home_papers")[self.part]["file"].format_map({"学校": school_on_paper().school_name})
        names = list(dict.fromkeys(one.facts.get("child", "") for one in self.forms))
        if not names[0]:
            return str(told)
        return f"{told}（{names[0]}{'等' if len(names) > 1 else ''}）"


def records(
    store: Store, wanted: Sequence[int], students: Sequence[int], term: Term, attachments: Any = None
) -> Forms:
    """Forms of records that were kept, or one for each of these children to take along, or an empty one."""
    if wanted:
        rows = list(store.rows(HomeTeaching).where(HomeTeaching.id.in_(list(wanted))))
        demand_rows(rows, "选中的送教记录", nothing="一次也没有")
        rows.sort(key=lambda row: (row.plan_id, row.day, row.id))
        return Forms("teaching", [_kept(row) for row in rows], attachments)
    plans = _plans(store, students, term) if students else []
    return Forms("teaching", [Form(_ahead(row)) for row in plans] or [Form({})])


def plans(store: Store, wanted: Sequence[int], students: Sequence[int], term: Term) -> Forms:
    """Plans of the term (some, when named); an empty form where there is none."""
    query = store.rows(HomeTeachingPlan).where(HomeTeachingPlan.id.in_(list(wanted)))
    rows = list(query) if wanted else _plans(store, students, term)
    return Forms("plan", [Form(_plan_facts(row)) for row in rows] or [Form({})])


def _plans(store: Store, students: Sequence[int], term: Term) -> list[Any]:
    query = store.rows(HomeTeachingPlan).where(HomeTeachingPlan.term == term.code)
    if students:
        query = query.where(HomeTeachingPlan.student.in_(list(students)))
    return list(query.order_by(HomeTeachingPlan.student))


def _child(student: int) -> dict[str, str]:
    pupil = Student.get_by_id(student)
    kind, level = (
        Student.disability.format(pupil.disability),
        Student.disability_level.format(pupil.disability_level),
    )
    return {
        "child": pupil.name, "class": long_class(SchoolClass.caption_of(pupil.school_class_id)),
        "disability": f"{kind} {level}".strip(), "card": pupil.disability_card or "",
    }  # fmt: skip


def _teachers(row: Any) -> str:
    return "、".join(Staff.caption_of(one) for one in (row.teacher1_id, row.teacher2_id) if one)


def _ahead(plan: Any) -> dict[str, str]:
    lessons = lesson_words(plan.lessons) if plan.lessons else ""
    return _child(plan.student_id) | {"teachers": _teachers(plan), "lessons": lessons}


def _kept(row: Any) -> Form:
    earlier = HomeTeaching.select().where(
        (HomeTeaching.plan == row.plan_id)
        & ((HomeTeaching.day < row.day) | ((HomeTeaching.day == row.day) & (HomeTeaching.id <= row.id)))
    )
    told = wording("home_papers")["teaching"]
    facts = _child(row.plan.student_id) | {
        "number": told["nth"].format_map({"次数": earlier.count()}), "day": day_in_words(row.day),
        "time": f"{row.starts}～{row.ends}", "lessons": lesson_words(row.lessons), "place": row.place or "",
        "teachers": _teachers(row), "content": row.content, "did": row.did or "", "parent_told": row.parent_told or "",
        "effect": row.effect or "", "parent": told["signed"] if row.parent_signed else "",
        "sign1": told["signed"] if row.teacher_signed else "",
    }  # fmt: skip
    return Form(facts, frozenset((row.kinds or "").split(",")), row.photo or "")


def _plan_facts(plan: Any) -> dict[str, str]:
    pupil = plan.student
    first, last = days_of(plan)
    told = wording("home_papers")["plan"]
    lessons = lesson_words(plan.lessons) if plan.lessons else "＿＿"
    often = f"{HomeTeachingPlan.every.format(plan.every)}{plan.times}次"
    phones = Guardian.select().where((Guardian.student == pupil.id) & Guardian.phone.is_null(False))
    phone = next(
        (row.phone for row in sorted(phones, key=lambda one: (one.is_guardian is not True, one.id))), ""
    )
    return _child(pupil.id) | {
        "birth": day_in_words(pupil.birth_date) if pupil.birth_date else "", "phone": phone or pupil.phone or "",
        "address": pupil.current_address or pupil.home_address or "", "term": parse_term(plan.term).title,
        "span": f"{day_in_words(first)}至{day_in_words(last)}", "often": often, "lessons": lessons,
        "teachers": _teachers(plan), "assessment": plan.assessment or "", "short": plan.short_goal or "",
        "long": plan.long_goal or "",
        "given": told["given"].format_map({"日期": day_in_words(plan.consent_on)}) if plan.consent_on else "",
    }  # fmt: skip


# drawing ------------------------------------------------------------------------------------------------


def draw(path: Path, subject: Forms, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the forms, one to a page, each with its photograph; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("home_papers")[subject.part], school_on_paper().school_name
    for form in subject.forms:
        pre_flight(*((f"{form.facts.get('child', '')}的送教表", text) for text in form.facts.values()))
    progress = progress or Progress()
    heading = f"{school}{told['heading']}"

    def forms(drawn: Path) -> tuple[int, Behind]:
        behind: list[tuple[int, bytes]] = []
        with new_sheet(drawn, subject.title, proof=proof) as sheet:
            for place, form in enumerate(progress.follow(subject.forms, len(subject.forms), every=1)):
                if place:
                    sheet.next_page()
                write_title(sheet, heading, (sheet.width / 2, TITLE), 17, WIDTH, school=school)
                if subject.part == "teaching":
                    behind += _record_page(sheet, form, told, subject.attachments)
                else:
                    _plan_page(sheet, form, told)
            return sheet.page, behind

    return put_together(path, subject.title, forms)


def _pair(names: dict[str, str], facts: dict[str, str], one: str, other: str) -> Row:
    return [label(names[one]), value(facts.get(one, "")), label(names[other]), value(facts.get(other, ""))]


def _record_page(sheet: Any, form: Form, told: dict[str, Any], attachments: Any) -> list[tuple[int, bytes]]:
    from desktop.models.codes import code_list

    names, facts = told["labels"], form.facts
    kinds = "　".join(
        tick(said, code in form.kinds) for code, said in code_list("home_lesson").labels.items()
    )
    head: list[Row] = [
        _pair(names, facts, "child", "class"), _pair(names, facts, "disability", "card"),
        _pair(names, {"day": DAY, **facts}, "day", "time"), _pair(names, facts, "number", "lessons"),
        _pair(names, facts, "teachers", "place"),
        [label(names["kinds"]), Cell(kinds, "song", 3, align="left")],
    ]  # fmt: skip
    shares = {"content": 4.0, "did": 1.4, "parent_told": 1.4, "effect": 1.0}
    boxes = [BoxOf(names[one], facts.get(one, ""), share) for one, share in shares.items()]
    signs: list[Row] = [
        [label(names["sign1"], size=9.5), value(facts.get("sign1", ""), size=9.5), label(names["sign2"], size=9.5), value("")],
        [label(names["parent"]), value(facts.get("parent", ""), 3, size=9.5)],
    ]  # fmt: skip
    return draw_form(sheet, head, boxes, signs, photo=Photo(form.photo, told, attachments), sign=11.0)


def _plan_page(sheet: Any, form: Form, told: dict[str, Any]) -> None:
    names, facts = told["labels"], form.facts
    head: list[Row] = [
        _pair(names, facts, "child", "class"), _pair(names, facts, "birth", "phone"),
        _pair(names, facts, "disability", "card"),
        [label(names["address"]), words(facts.get("address", ""), 3)],
        _pair(names, facts, "term", "teachers"),
        [label(names["span"]), value(facts.get("span", ""), 3)],
        _pair(names, facts, "often", "lessons"),
    ]  # fmt: skip
    boxes = [
        BoxOf(names["assessment"], facts.get("assessment", ""), 2.0), BoxOf(names["short"], facts.get("short", ""), 1.2),
        BoxOf(names["long"], facts.get("long", ""), 1.2), BoxOf(names["result"], "", 1.6),
    ]  # fmt: skip
    said = told["consent"].format_map(
        {"频次": facts.get("often", "＿＿＿＿"), "课时": facts.get("lessons", "＿＿")}
    )
    given = f"（{facts['given']}）" if facts.get("given") else ""
    signs: list[Row] = [
        [label(names["consent"]), Cell(f"{said}{given}", "song", 3, align="left", foot=tuple(told["consent_foot"]))],
        [label(names["sign1"]), value(""), label(names["head"], size=10), value("")],
    ]  # fmt: skip
    draw_form(sheet, head, boxes, signs, sign=26.0)
