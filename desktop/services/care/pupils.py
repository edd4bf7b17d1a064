"""Pupils found by part of a name, by pinyin or by initials, for whoever types a visit or a talk."""

from __future__ import annotations

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services.meals.goods import Named


def named_pupils() -> list[Named]:
    """Those on roll whom this person may see: 王芳 三(2)班; 王芳（尾号2093） 三(2)班 where the class has two."""
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    rows = Student.select(
        Student.id, Student.name, Student.search, Student.school_class, Student.id_number
    ).where(Student.status.in_(on_roll))
    told = rows.order_by(Student.school_class, Student.seat_no, Student.id).tuples()
    return [
        Named(
            record,
            f"{Student.beside_class(name, school_class, number)} {SchoolClass.caption_of(school_class)}",
            f" {(search or name).lower()}",
        )
        for record, name, search, school_class, number in told
    ]
