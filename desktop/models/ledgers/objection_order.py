"""A sustained objection has an effect: the list is put right, or somebody writes why not, before it hangs again."""

from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledger import database
from desktop.models.ledgers.recognition_order import NOT_NEEDY, first_value

# which table the lines of a list stand in, what counts as another line, and which of them are on the list
LINES = {"round": ("recognition_case", "school_grade"), "batch": ("aid_grant", "amount")}
ON_LIST = {"round": ("school_reviewed", "posted", "objected"), "batch": ("planned",)}
LIST_STANDS = tuple(code_list("objection_result").codes_with("list_stands"))  # not right, or taken back
STANDS = ", ".join(f"'{code}'" for code in LIST_STANDS)  # for SQL


def unheeded(name: str, record: int, content: str) -> str:
    """The sentence for objections that were right (name: "round" or "batch") while the list is as it hung; "" for none.

    content: the fingerprint of the list as it is now. An objection about a pupil asks for another line of that pupil
    (put on, taken off, another grade or amount, the name put right); one about the list in general, for another list.
    """
    last = f"SELECT id, from_day FROM posting WHERE {name}_id = ? ORDER BY id DESC LIMIT 1"
    found = next(iter(_rows(last, (record,))), None)
    if found is None:
        return ""
    sql = f"""SELECT o.id, o.student_id, s.name, p.content FROM objection o JOIN posting p ON p.id = o.posting_id
              LEFT JOIN student s ON s.id = o.student_id
              WHERE p.{name}_id = ? AND o.upheld NOT IN ({STANDS}) AND (p.id = ? OR o.handled_on > ?) ORDER BY o.id"""
    names: list[str] = []
    general = False
    for objection, student, called, hung in list(_rows(sql, (record, *found))):
        if student is None:
            general = general or hung == content
        elif not _is_another(name, record, student, objection) and called not in names:
            names.append(called)
    said = "、".join(names)
    if said:
        return f"关于{said}的异议已经成立，名单上{said}还和张贴过的一样。"
    return "异议已经成立，名单还和张贴过的一模一样。" if general else ""


def _is_another(name: str, record: int, student: int, objection: int) -> bool:
    """Whether a pupil's line is another one than when the objection was written down, by the journal."""
    sql = "SELECT min(step) FROM journal_entry WHERE ledger = 'objection' AND record = ?"
    since = first_value(sql, objection) or 0
    if _value_then("student", student, "name", since) is not None:
        return True
    then, now = _lines(name, record, student, since)
    return then != now


def _lines(name: str, record: int, student: int, since: int) -> tuple[list[Any], list[Any]]:
    """What the pupil had on the list at a step, and has now: grades or amounts."""
    table, value = LINES[name]
    sql = f"SELECT id, state, {value} FROM {table} WHERE {name}_id = ? AND student_id = ?"
    now: list[Any] = []
    then: list[Any] = []
    for line, state, is_now in list(_rows(sql, (record, student))):
        if _counts(name, state, is_now):
            now.append(is_now)
        made = "SELECT 1 FROM journal_entry WHERE ledger = ? AND record = ? AND step > ? AND before IS NULL"
        if first_value(made, table, line, since):
            continue
        was = _value_then(table, line, "state", since), _value_then(table, line, value, since)
        stood = was[0][0] if was[0] else state, was[1][0] if was[1] else is_now
        if _counts(name, *stood):
            then.append(stood[1])
    return then + _taken_out(name, record, student, since), now


def _taken_out(name: str, record: int, student: int, since: int) -> list[Any]:
    """The lines of a pupil that were removed altogether after a step."""
    table, value = LINES[name]
    sql = f"""SELECT json_extract(before, '$.{value}') FROM journal_entry e WHERE ledger = ? AND after IS NULL
              AND step > ? AND json_extract(before, '$.{name}') = ? AND json_extract(before, '$.student') = ?
              AND NOT EXISTS (SELECT 1 FROM {table} WHERE id = e.record)"""
    return [was for (was,) in _rows(sql, (table, since, record, student))]


def _counts(name: str, state: str, value: Any) -> bool:
    return state in ON_LIST[name] and value not in (None, NOT_NEEDY)


def _value_then(table: str, line: int, field: str, since: int) -> tuple[Any, ...] | None:
    """(the value a field had at a step,); None when it was not changed since."""
    sql = f"""SELECT json_extract(before, '$.{field}') FROM journal_entry WHERE ledger = ? AND record = ? AND step > ?
              AND before IS NOT NULL AND after IS NOT NULL AND json_type(before, '$.{field}') IS NOT NULL
              ORDER BY id LIMIT 1"""
    return next(iter(_rows(sql, (table, line, since))), None)


def _rows(sql: str, values: Any) -> Any:
    return database.connection().cursor().execute(sql, values)
