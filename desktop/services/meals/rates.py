"""膳食补助标准 by term: what the state gives per pupil and day, the nearest authority's row first."""

from __future__ import annotations

from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.terms import term_of
from desktop.services.aid.standards import standard_for
from desktop.services.meals.calendar import month_span


def rate_of(school_class: int, month: str) -> AidStandard | None:
    """The standard (分 a day) of a class in a month, with its document; None where none is valid."""
    programme = AidProgramme.get_or_none(AidProgramme.code == "meal")
    if programme is None:
        return None
    stage = code_list("grade").fact(SchoolClass.get_by_id(school_class).grade, "stage")
    return standard_for(programme.id, stage, "any", term_of(month_span(month)[0]))
