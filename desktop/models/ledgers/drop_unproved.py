"""转为其他去向 without a proof: nobody knows that the child learns anywhere, so the case does not settle it yet.

It is settled by the proof, or by the child leaving this school's roster. Asked for or refused is neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from desktop.models.codes import code_list
from desktop.models.ledger import database
from desktop.models.ledgers.roster_past import pupils

MOVED = "moved"  # drop_state
# whole tables, whoever is logged in: whether a proof is there does not depend on who may read it
PROOFS = """
SELECT c.id, c.student_id, c.other_way, c.closed_on, min(p.held_on) FROM drop_case c
  LEFT JOIN age_child a ON a.id = c.child_id OR a.student_id = c.student_id
  LEFT JOIN off_site_proof p ON p.child_id = a.id AND p.state = 'held'
 WHERE c.student_id IS NOT NULL AND c.other_way IS NOT NULL AND c.state IN ('moved', 'closed') GROUP BY c.id
"""
NEVER = dt.date.max


def proved_on() -> dict[int, tuple[int, dt.date]]:
    """Case that found its pupil in a school elsewhere -> (pupil, the day of the proof; NEVER while there is none).

    Closed ones of before stand as proved by their closing. Ways that need no proof (送教, 免计) are left out.
    """
    codes = code_list("age_status")
    found = {}
    for case, student, way, closed, held in database.connection().cursor().execute(PROOFS):
        if codes.fact(way, "outside"):
            told = held or closed
            found[case] = (student, dt.date.fromisoformat(str(told)[:10]) if told else NEVER)
    return found


def waiting(day: dt.date) -> set[int]:
    """Pupils whose case says elsewhere while nothing proves it on a day. Who is off the roster is not left out here."""
    return {student for student, held in proved_on().values() if held > day}


def settled_from() -> dict[int, dt.date]:
    """Case -> the day of the proof or of leaving the roster, whichever was first; NEVER while neither. Of those of `proved_on`."""
    told = proved_on()
    known = pupils([student for student, _ in told.values()]) if told else {}
    found = {}
    for case, (student, held) in told.items():
        spells = known[student].spells if student in known else ()
        gone = spells[-1].end if spells else dt.date.min
        found[case] = min(held, gone or NEVER)
    return found


Step = tuple[str, dt.date]


def as_settled(steps: Sequence[Step], settled: dt.date | None) -> list[Step]:
    """(state, day) of a case with its last move elsewhere on the day it was settled; without it while it is not.

    settled: of `settled_from`; None for a case that needs no proof.
    """
    at = max((at for at, (state, _) in enumerate(steps) if state == MOVED), default=None)
    if settled is None or at is None or settled <= steps[at][1]:
        return list(steps)
    rest = [*steps[:at], *steps[at + 1 :]]
    moved = [] if settled == NEVER else [(MOVED, settled)]
    return sorted([*rest, *moved], key=lambda one: one[1])
