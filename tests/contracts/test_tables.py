"""The table of every ledger: Qt accepts the model, every column sorts, every filter menu opens and filters."""

import pytest
from contracts_rows import full_row
from PySide6.QtCore import Qt

from desktop.models.fields import Computed
from desktop.models.ledgers import LEDGERS
from desktop.models.listing import EMPTY, Filter, Listing
from desktop.views.filter_bar import offers
from desktop.views.ledger_model import LedgerModel
from desktop.views.table import FrozenTable

every = pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.table())
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def model_of(store):
    def make(ledger, rows=2):
        for n in range(1, rows + 1):
            with store.step("新增") as step:
                step.add(ledger, full_row(store, ledger, n))
        return LedgerModel(Listing(store, ledger))

    return make


@every
def test_qt_accepts_the_model(qtmodeltester, model_of, ledger):
    qtmodeltester.check(model_of(ledger))


@every
def test_qt_accepts_the_model_while_cells_are_edited(qtmodeltester, model_of, ledger):
    model = model_of(ledger)
    model.editing = True
    qtmodeltester.check(model)


@every
def test_every_stored_column_sorts_both_ways(model_of, ledger):
    model = model_of(ledger)
    rows = sorted(model.ids())
    for at, item in enumerate(model.items, 1):
        if not isinstance(item, Computed):
            model.sort(at, UP)
            up = model.ids()
            model.sort(at, DOWN)
            assert sorted(up) == sorted(model.ids()) == rows
            assert len({item.format(item.value_of(model.record(n))) for n in range(len(rows))}) < 2 or (
                up != model.ids()
            )


@every
def test_every_filter_leaves_the_rows_that_hold_the_value(model_of, ledger):
    model = model_of(ledger)
    for item in ledger.fields():
        for value, _words in offers(model, item):
            if value is EMPTY:
                continue
            model.filter(Filter(item.name, (value,)))
            left = [item.value_of(model.record(row)) for row in range(model.rowCount())]
            assert left
            assert all(getattr(one, "id", one) == value for one in left)
            model.filter(Filter(item.name))


@every
def test_masked_numbers_are_never_offered_for_choosing(model_of, ledger):
    model = model_of(ledger)
    assert not [item.name for item in ledger.fields() if item.mask and offers(model, item)]


@every
def test_personal_numbers_are_veiled_until_the_eye_is_opened(model_of, ledger):
    model = model_of(ledger, 1)
    row = model.record(0)
    for at, item in enumerate(model.items, 1):
        if getattr(item, "mask", None):
            whole = item.format(item.value_of(row))
            assert model.data(model.index(0, at)) == item.mask(whole) != whole
            model.veil(False)
            assert model.data(model.index(0, at)) == whole
            model.veil(True)


@pytest.fixture
def show(qtbot):
    """Shows a table and keeps it: nothing else holds a widget that stands alone."""
    kept = []

    def make(model, frozen):
        table = FrozenTable(model, frozen=frozen)
        qtbot.addWidget(table)
        table.show()
        kept.append(table)
        return table

    yield make


@every
def test_the_frozen_table_shows_it(show, model_of, ledger):
    table = show(model_of(ledger), 1 + ledger.frozen)
    table.go_to(1)
    assert table.selected_rows() == [1]
    assert "序号" in table.model_.headerData(0, Qt.Orientation.Horizontal)
