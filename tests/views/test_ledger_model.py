"""The table's model reads no more than it must."""

import pytest
from builders import batch, needy
from PySide6.QtCore import Qt

from desktop.models.ledger import database
from desktop.models.ledgers.batches import AidGrant
from desktop.models.listing import Filter, Listing
from desktop.views.ledger_model import LedgerModel


@pytest.fixture
def model(store, qapp):
    needy(store)
    needy(store, "李明")
    batch(store)
    return LedgerModel(Listing(store, AidGrant))


@pytest.fixture
def asked(model):
    """Every statement that goes to the data file from now on."""
    statements = []
    connection = database.connection()
    connection.exec_trace = lambda cursor, sql, values: statements.append(sql) or True
    yield statements
    connection.exec_trace = None


def test_another_order_leaves_the_totals_as_they_are(model, asked):
    before = model.totals()
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert model.totals() == before == {"amount": "625.00"}
    assert sum("SUM(" in sql for sql in asked) == 1


def test_a_filter_and_a_change_make_new_totals(model, store):
    first = AidGrant.get()
    model.totals()
    model.filter(Filter("student", (first.student_id,)))
    assert model.totals() == {"amount": "312.50"}
    with store.step("改金额") as step:
        step.change(AidGrant, first.id, {"amount": 10000})
    model.reload()
    assert model.totals() == {"amount": "100.00"}


def test_a_cell_is_ready_for_the_rest_of_its_column(model, asked):
    at = [column.key for column in model.columns].index("amount")
    assert [model.index(row, at).data() for row in range(2)] == ["312.50", "312.50"]
    assert len(asked) == 1
