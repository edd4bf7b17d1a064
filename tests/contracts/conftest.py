import dataclasses

import pytest
from contracts_rows import forget_rows

from desktop.models.ledgers.care_visits import Visit
from desktop.models.roles import CONFIDE


@pytest.fixture(autouse=True)
def fresh_rows():
    forget_rows()


@pytest.fixture(autouse=True)
def each_by_itself(monkeypatch):
    """A visit is kept together with its child; here every ledger is tried alone."""
    monkeypatch.setattr(Visit, "about_nobody", lambda visits: "")


@pytest.fixture
def store(store):
    """The clerk's store, trusted with secrets too, so that one hand can try every ledger."""
    session = store.session
    role = dataclasses.replace(session.role, may=session.role.may | {CONFIDE})
    store.session = dataclasses.replace(session, role=role)
    yield store
    store.session = session
