"""台账体检: whole books are well, and each kind of harm is found and named."""

import datetime as dt
import os

import pytest
from builders import id_number, pupil, school_class

from desktop.models.journal import JournalStep
from desktop.models.ledger import database
from desktop.models.ledgers.classes import SchoolClass
from desktop.services import backup, health, keeping


def severities(school):
    return {one.rule: one.severity for one in health.check(school)}


def only(school, severity):
    return [one for one in health.check(school) if one.severity == severity]


def tamper(sql):
    cursor = database.connection().cursor()
    cursor.execute("DROP TRIGGER IF EXISTS journal_entry_no_update")
    cursor.execute("DROP TRIGGER IF EXISTS journal_entry_no_delete")
    cursor.execute(sql)


def test_whole_books_are_well(school, store):
    pupil(store, id_number=id_number(1))
    school.backup()
    assert set(severities(school).values()) == {health.GOOD}


def test_a_changed_journal_is_found(school, store):
    pupil(store)
    tamper("UPDATE journal_entry SET after = '{}' WHERE id = 5")
    assert "第 5 条对不上" in only(school, health.BAD)[0].sentence


def test_a_cut_tail_is_found_against_a_backup(school, store):
    pupil(store)
    school.backup()
    tamper("DELETE FROM journal_entry WHERE id = (SELECT max(id) FROM journal_entry)")
    assert any("留底对不上" in one.sentence for one in only(school, health.BAD))


def test_backups_of_replaced_books_prove_nothing_against_the_restored_ones(school, store, log_in):
    made = keeping.back_up(school, "手动")
    pupil(store)
    school.backup()
    keeping.swap(school, made.path, school.key)
    again = log_in()
    pupil(again.store, "李强")
    assert health.check_journal(again)[0].severity == health.GOOD


def test_a_row_that_breaks_a_rule_is_named_and_can_be_opened(school, store):
    record = pupil(store, "李强", id_number=id_number(1))
    database.execute_sql("UPDATE student SET gender = '1' WHERE id = ?", (record,))
    found = only(school, health.WARN)
    assert found[0].pupils == (record,)
    assert "李强" in found[0].sentence


def test_a_pupil_left_behind_in_a_graduated_class_is_named(school, store):
    record = pupil(store, "李强", "六(1)班")
    with store.step("毕业") as step:
        step.change(SchoolClass, school_class(store, "六(1)班"), {"state": "2", "graduated": 2026})
    assert any(one.pupils == (record,) and "毕业" in one.sentence for one in only(school, health.WARN))


def test_a_clock_set_back_is_told(school, store):
    pupil(store)
    JournalStep.update(clock_back=True).where(JournalStep.id == 3).execute()
    assert any(one.rule == "电脑时钟" for one in only(school, health.WARN))


@pytest.mark.parametrize("days, severity", [(0, health.GOOD), (5, health.WARN)])
def test_an_old_backup_is_a_warning(school, days, severity):
    (kept,) = backup.listed(school.folder.backups)
    at = dt.datetime.now() - dt.timedelta(days=days)
    os.rename(kept.path, kept.path.with_name(f"台账备份_{at:%Y%m%d-%H%M%S}_0001_建账.zxbak"))
    assert severities(school)["备份"] == severity


def test_no_backup_at_all_is_bad(school):
    for one in backup.listed(school.folder.backups):
        one.path.unlink()
    assert severities(school)["备份"] == health.BAD
