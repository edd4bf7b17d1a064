"""The shape that the ledgers declare is the shape that the numbered steps build."""

import apsw
import peewee as pw
import pytest

from desktop.models.journal import AccessNote, JournalEntry, JournalStep
from desktop.models.ledger import database
from desktop.models.ledgers import LEDGERS
from desktop.models.ledgers.meals import PupilMonth

TABLES = (*LEDGERS, JournalStep, JournalEntry, AccessNote, PupilMonth)


def shape(run, table):
    """Columns, foreign keys and indexes of a table, in a form that two files can be compared by."""
    columns = {
        (name, kind.upper(), notnull, key)
        for _, name, kind, notnull, _, key in run(f'PRAGMA table_info("{table}")')
    }
    links = {(row[2], row[3], row[4], row[6]) for row in run(f'PRAGMA foreign_key_list("{table}")')}
    indexes = set()
    for _, name, unique, _, partial in run(f'PRAGMA index_list("{table}")'):
        parts = tuple(part for _, _, part in run(f'PRAGMA index_info("{name}")'))
        ((sql,),) = run(f"SELECT sql FROM sqlite_master WHERE name = '{name}'")
        indexes.add((name, unique, parts, sql.partition(" WHERE ")[2] if partial else ""))
    return columns, links, indexes


@pytest.fixture
def declared():
    """A file made from the declarations alone."""
    memory = pw.SqliteDatabase(":memory:")
    with memory.bind_ctx(TABLES):
        memory.create_tables(TABLES)
    yield lambda sql: list(memory.execute_sql(sql))
    memory.close()


def test_declared_shape_is_migrated_shape(store, declared):
    def migrated(sql):
        return list(database.connection().cursor().execute(sql))

    for model in TABLES:
        table = model._meta.table_name
        assert shape(migrated, table) == shape(declared, table), table


def test_the_steps_build_no_table_that_nothing_declares(store):
    names = database.connection().cursor().execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = {name for (name,) in names if not name.startswith("sqlite_")}
    assert tables == {model._meta.table_name for model in TABLES}


def test_ids_of_removed_rows_are_never_given_again(store):
    rows = database.connection().cursor().execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    told = {name: sql for name, sql in rows if not name.startswith("sqlite_")}
    assert [name for name, sql in told.items() if "AUTOINCREMENT" not in sql] == []


def test_every_link_is_held_by_the_data_file(store):
    cursor = database.connection().cursor()
    with pytest.raises(apsw.ConstraintError):
        cursor.execute("INSERT INTO guardian (student_id, name, relation) VALUES (4711, '王建国', '51')")
