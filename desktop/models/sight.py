"""Through whose eyes the ledgers are read: `Ledger.select` asks here, so that no page and no paper has to.

Who sees only some classes reads only their rows, whatever query is written. The books that are open stand here
(`open_books`); a paper is made through the eyes of the store it is made for (`through`). A step is written with the
whole view (`whole`): what holds between rows is asked of all of them, and the store's door refuses foreign rows itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop.models.roles import Session


class Books(Protocol):
    """What knows who sits at the keyboard: a store."""

    session: Session


_open: list[Books] = []  # the books that are open, one at most
_for_now: ContextVar[Session | None] = ContextVar("sight")


def open_books(books: Books | None) -> None:
    """From now on ledgers are read as the person in these books may see them; None when they are closed."""
    _open[:] = [books] if books is not None else []


def reader() -> Session | None:
    """Who reads now; None when all is seen."""
    return _for_now.get(_open[0].session if _open else None)


@contextmanager
def through(session: Session | None) -> Iterator[None]:
    """Read as this person may see, in this thread, for as long as it lasts."""
    token = _for_now.set(session)
    try:
        yield
    finally:
        _for_now.reset(token)


@contextmanager
def whole() -> Iterator[None]:
    """Read everything for as long as it lasts."""
    with through(None):
        yield
