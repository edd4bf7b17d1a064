import dataclasses

import pytest
from contracts_rows import forget_rows

from desktop.models.roles import CONFIDE


@pytest.fixture(autouse=True)
def fresh_rows():
    forget_rows()


@pytest.fixture
def store(store):
    """The clerk's store, trusted with secrets too, so that one hand can try every ledger."""
    session = store.session
    role = dataclasses.replace(session.role, may=session.role.may | {CONFIDE})
    store.session = dataclasses.replace(session, role=role)
    yield store
    store.session = session
