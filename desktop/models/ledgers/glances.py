"""What the roster shows of other ledgers beside each pupil: read for a page of rows at a time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from desktop.models import identity, money
from desktop.models.codes import code_list
from desktop.models.ledger import database
from desktop.models.ledgers.batch_order import SIGNED_FOR
from desktop.models.terms import Term, term_of

_term: list[Term] = []


def show_term(term: Term) -> None:
    """The term whose money the roster shows; chosen in the top bar."""
    _term[:] = [term]


def shown_term() -> Term:
    return _term[0] if _term else term_of(dt.date.today())


def _rows(sql: str, ids: Sequence[int], *more: Any) -> Any:
    marks = ",".join("?" * len(ids))
    return database.connection().cursor().execute(sql.replace("(:ids)", f"({marks})"), (*ids, *more))


def hardships(ids: Sequence[int]) -> dict[int, str]:
    """The 困难类型 that are valid today, in the form's order."""
    today = dt.date.today().isoformat()
    found: dict[int, list[str]] = defaultdict(list)
    sql = """SELECT student_id, kind FROM hardship WHERE student_id IN (:ids) AND since <= ?
             AND (until IS NULL OR until >= ?) AND COALESCE(continues, 1) ORDER BY kind"""
    for student, kind in _rows(sql, ids, today, today):
        found[student].append(code_list("hardship_type").label(kind))
    return {student: "、".join(dict.fromkeys(kinds)) for student, kinds in found.items()}


def grants(ids: Sequence[int]) -> dict[int, str]:
    """Sum of this term's grants in 元; — for none."""
    sql = """SELECT g.student_id, SUM(g.amount) FROM aid_grant g JOIN aid_batch b ON b.id = g.batch_id
             WHERE g.student_id IN (:ids) AND b.term = ? AND b.state <> 'void' AND g.state <> 'stopped'
             GROUP BY g.student_id"""
    told = {student: money.figures(fen) for student, fen in _rows(sql, ids, shown_term().code)}
    return {record: told.get(record, "—") for record in ids}


def grants_total(ids: Sequence[int]) -> int:
    """This term's grants of all these pupils together, in 分."""
    sql = """SELECT g.student_id, g.amount FROM aid_batch b JOIN aid_grant g ON g.batch_id = b.id
             WHERE b.term = ? AND b.state <> 'void' AND g.state <> 'stopped'"""
    wanted = set(ids)  # a term has far fewer grants than a question can name pupils
    found = database.connection().cursor().execute(sql, (shown_term().code,))
    return sum(amount for student, amount in found if student in wanted)


NO_ACCOUNT, SHARED_ACCOUNT = "缺卡号", "重复"


def accounts(ids: Sequence[int]) -> dict[int, str]:
    """尾号 of the card in use; 重复 when pupils of no common household use it; 缺卡号 when aid has nowhere to go. Who is only
    ever handed aid against signature needs none."""
    today = dt.date.today().isoformat()
    sql = """SELECT a.student_id, a.number, EXISTS (
               SELECT 1 FROM payee_account b JOIN student t ON t.id = b.student_id
               JOIN student s ON s.id = a.student_id
               WHERE b.number = a.number AND b.student_id <> a.student_id AND COALESCE(b.in_use, 1)
               AND (s.household_id IS NULL OR t.household_id IS NULL OR s.household_id <> t.household_id)
               AND NOT EXISTS (SELECT 1 FROM guardian g JOIN guardian h ON g.name = h.name
                   WHERE g.student_id = s.id AND h.student_id = t.id AND g.name = a.owner))
             FROM payee_account a WHERE a.student_id IN (:ids) AND COALESCE(a.in_use, 1) ORDER BY a.id"""
    shown = {
        student: SHARED_ACCOUNT if shared else f"尾号 {number[-4:]}"
        for student, number, shared in _rows(sql, ids)
    }
    needy = """SELECT DISTINCT student_id FROM hardship WHERE student_id IN (:ids) AND since <= ?
               AND (until IS NULL OR until >= ?) AND COALESCE(continues, 1)"""
    signing = _only_signing(ids)
    for (student,) in _rows(needy, ids, today, today):
        if student not in signing:
            shown.setdefault(student, NO_ACCOUNT)
    return shown


def _only_signing(ids: Sequence[int]) -> set[int]:
    """Those who stand on lists to be signed for (签领, things in kind) and on no list that goes to the bank."""
    sql = """SELECT g.student_id FROM aid_grant g JOIN aid_batch b ON b.id = g.batch_id
             WHERE g.student_id IN (:ids) AND b.state <> 'void' AND g.state <> 'stopped'
             GROUP BY g.student_id HAVING MIN(COALESCE(b.pay_mode, '') = ?)"""
    return {student for (student,) in _rows(sql, ids, SIGNED_FOR)}


def guardians(ids: Sequence[int]) -> dict[int, str]:
    sql = """SELECT student_id, name FROM guardian WHERE student_id IN (:ids)
             ORDER BY COALESCE(is_guardian, 0), id DESC"""
    return dict(_rows(sql, ids))


def grades(ids: Sequence[int]) -> dict[int, str]:
    sql = "SELECT s.id, c.grade FROM student s JOIN school_class c ON c.id = s.school_class_id WHERE s.id IN (:ids)"
    return {student: code_list("grade").label(grade) for student, grade in _rows(sql, ids)}


def ages(ids: Sequence[int]) -> dict[int, str]:
    """Full years today."""
    today = dt.date.today()
    rows = _rows("SELECT id, birth_date FROM student WHERE id IN (:ids) AND birth_date IS NOT NULL", ids)
    return {student: str(identity.age_on(dt.date.fromisoformat(birth), today)) for student, birth in rows}


NEEDED = (
    "id_number", "birth_date", "gender", "ethnicity", "student_no", "attendance", "home_address", "phone", "left_behind", "household_id",
)  # fmt: skip


def completeness(ids: Sequence[int]) -> dict[int, str]:
    """How many of the fields that aid papers need are filled in, of 100 %."""
    filled = " + ".join(f"({name} IS NOT NULL)" for name in NEEDED)
    rows = _rows(f"SELECT id, {filled} FROM student WHERE id IN (:ids)", ids)
    return {student: f"{count * 100 // len(NEEDED)} %" for student, count in rows}
