"""The chain of the journal: every kind of tampering is found, from inside or against a head kept outside."""

import datetime as dt

import apsw
import pytest
from builders import add, change, pupil

from desktop.models import journal
from desktop.models.journal import AccessNote, JournalEntry, JournalStep
from desktop.models.ledger import database
from desktop.models.ledgers.students import Student


@pytest.fixture
def story(store):
    """A pupil who was added and changed three times."""
    record = pupil(store)
    for phone in ("13800138000", "13800138001", "13800138002"):
        change(store, Student, record, phone=phone)
    return store


def tamper(*statements):
    """What somebody with the key and a database tool would do."""
    cursor = database.connection().cursor()
    for trigger in ("journal_entry_no_update", "journal_entry_no_delete"):
        cursor.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        cursor.execute(statement)


def broken(store, *anchors):
    return list(journal.breaks(store.chain_key, anchors))


def newest():
    return journal.head().number


def test_an_untouched_chain_holds_against_every_head_it_ever_had(story):
    anchors = [journal.Head(entry.id, entry.mac) for entry in JournalEntry.select()]
    assert broken(story, *anchors) == []


def test_an_edited_entry_is_found(story):
    last = newest()
    tamper(f"UPDATE journal_entry SET after = replace(after, '38002', '38009') WHERE id = {last}")
    assert broken(story) == [f"操作日志第 {last} 条对不上（前面可能被改动或删去过）。"]


def test_an_entry_moved_to_another_record_is_found(story):
    tamper(f"UPDATE journal_entry SET record = record + 1 WHERE id = {newest() - 1}")
    assert len(broken(story)) == 1


def test_a_deleted_entry_is_found(story):
    tamper(f"DELETE FROM journal_entry WHERE id = {newest() - 1}")
    assert broken(story) == [f"操作日志第 {newest()} 条对不上（前面可能被改动或删去过）。"]


def test_two_swapped_entries_are_found(story):
    last = newest()
    tamper(
        f"UPDATE journal_entry SET id = -1 WHERE id = {last}",
        f"UPDATE journal_entry SET id = {last} WHERE id = {last - 1}",
        f"UPDATE journal_entry SET id = {last - 1} WHERE id = -1",
    )
    assert broken(story) != []


@pytest.mark.parametrize(
    "column, value", [("who", "别人"), ("does", "别的事"), ("at", "2020-01-01 08:00:00")]
)
def test_a_step_that_tells_another_story_is_found(story, column, value):
    tamper(f"UPDATE journal_step SET {column} = '{value}' WHERE id = (SELECT max(id) FROM journal_step)")
    assert len(broken(story)) == 1


def test_a_step_that_was_taken_out_is_found(story):
    tamper("DELETE FROM journal_step WHERE id = (SELECT max(id) FROM journal_step)")
    assert len(broken(story)) == 1


def test_a_cut_tail_is_found_only_against_a_head_kept_outside(story):
    kept = journal.head()
    tamper(f"DELETE FROM journal_entry WHERE id = {kept.number}")
    assert broken(story) == []
    assert broken(story, kept) == [f"操作日志与外部留底对不上：留底时有 {kept.number} 条，现在少了或被改过。"]


def test_a_chain_that_was_written_anew_with_another_key_is_found(story):
    assert next(journal.breaks(journal.chain_key(b"\0" * 32))).startswith("操作日志第 1 条对不上")


@pytest.mark.parametrize("table", ["journal_entry", "access_note"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_data_file_itself_refuses_to_change_the_past(story, table, statement):
    story.note_access("查看", "王芳")
    with pytest.raises(apsw.ConstraintError, match="append-only"):
        database.connection().cursor().execute(statement.format(table))


def test_looking_at_personal_data_leaves_a_note(store):
    store.note_access("导出", "花名册", 402)
    note = AccessNote.select().order_by(AccessNote.id.desc()).get()
    assert (note.who, note.verb, note.subject, note.count) == ("周敏", "导出", "花名册", 402)


def test_a_clock_set_back_is_written_down(store, monkeypatch):
    record = pupil(store)
    monkeypatch.setattr(journal, "now", lambda: dt.datetime(2020, 1, 1, 8))
    change(store, Student, record, phone="13800138000")
    assert [step.clock_back for step in JournalStep.select().order_by(JournalStep.id.desc()).limit(2)] == [
        True,
        False,
    ]


def test_the_key_of_the_file_never_signs_the_journal(school):
    assert journal.chain_key(school.key) == school.store.chain_key != school.key


def test_an_entry_of_a_change_keeps_only_what_differs(store):
    record = pupil(store)
    change(store, Student, record, phone="13800138000", gender=None)
    told = JournalEntry.get_by_id(newest())
    assert journal.thaw(told.before) == {"phone": None, "search": " 王芳 wangfang wf "}
    assert journal.thaw(told.after) == {"phone": "13800138000", "search": " 王芳 wangfang wf 8000 "}


def test_steps_and_entries_of_an_import_belong_together(store):
    add(store, Student.school_class.rel_model, grade="1", number=1)
    step = JournalStep.select().order_by(JournalStep.id.desc()).get()
    assert (step.who, step.does, step.changes) == ("周敏", "新增班级", 1)
    assert JournalEntry.select().where(JournalEntry.step == step.id).count() == 1
