"""Whose proof a 在外就读证明 is: its 学籍号 must be the child's own. Another child's paper proves nothing of this one."""

import datetime as dt
from typing import Any

from desktop.models.identity import birth_of, is_valid_id
from desktop.models.ledger import database

OTHER = """
SELECT name FROM (
  SELECT c.name, c.birth_date, c.id_number, c.student_id FROM off_site_proof p JOIN age_child c ON c.id = p.child_id
   WHERE p.student_no = :no AND c.id <> :child
  UNION ALL
  SELECT name, birth_date, id_number, student_id FROM age_child WHERE (student_no = :no OR id_number = :id) AND id <> :child
  UNION ALL
  SELECT name, birth_date, id_number, id FROM student WHERE student_no = :no OR id_number = :id
) WHERE NOT (name = :name AND birth_date = :birth) AND coalesce(id_number, '') <> coalesce(:own, '-')
    AND coalesce(student_id, 0) <> coalesce(:pupil, -1) LIMIT 1
"""


def number_inside(student_no: str | None) -> str:
    """The identity number a 学籍号 is made of (G and eighteen places); "" where it is made of none."""
    inside = (student_no or "").upper()[1:]
    return inside if is_valid_id(inside) else ""


def why_not_his(child: int, student_no: str | None) -> str:
    """Why a proof with this 学籍号 is somebody else's, with the name; "" where nobody else is known to have it.

    Held at the store's door: somebody's number proves nothing of another child, by whatever road it comes.
    """
    own = _child(child)
    if not student_no or own is None:
        return ""
    name, birth, number, pupil = own
    told = {"no": student_no, "id": number_inside(student_no) or "-", "child": child, "name": name,
            "birth": birth, "own": number, "pupil": pupil}  # fmt: skip
    row = next(iter(database.connection().cursor().execute(OTHER, told)), None)
    return f"证明上的学籍号是{row[0]}的，不是{name}的。请看看是不是拿错了证明。" if row else ""


def odd_number(child: int, student_no: str | None) -> str:
    """What to ask where a 学籍号 is nobody's that is known, but its identity number is not the child's; "" when it fits."""
    own, inside = _child(child), number_inside(student_no)
    if own is None or not inside:
        return ""
    name, birth, number, _pupil = own
    if number and inside != number:
        return f"学籍号里的身份证号和{name}的不一样"
    if not number and birth and birth_of(inside) != dt.date.fromisoformat(str(birth)):
        return f"学籍号里的出生日期 {birth_of(inside)} 和{name}的 {birth} 不一样"
    return ""


def _child(child: int) -> Any:
    """(name, birthday, number, pupil) as the table has them; None for nobody."""
    sql = "SELECT name, birth_date, id_number, student_id FROM age_child WHERE id = ?"
    return next(iter(database.connection().cursor().execute(sql, (child,))), None)
