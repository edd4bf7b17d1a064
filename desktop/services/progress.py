"""How a long job tells the outside where it is, and learns that it should stop."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class Cancelled(Exception):
    """The person pressed 取消; nothing of the job is kept."""


class Progress:
    """Silent by default, so that every service can be called without a window."""

    def __init__(self) -> None:
        self.cancelled = False

    def report(self, done: int, total: int) -> None:
        """Told now and then how many of how many; a window puts its own function here."""

    def say(self, sentence: str) -> None:
        """Told when the job turns to another part of its work."""

    def check(self) -> None:
        """Raise Cancelled when the person asked to stop."""
        if self.cancelled:
            raise Cancelled

    def follow(self, items: Iterable[T], total: int, every: int = 50) -> Iterator[T]:
        """Hand the items on one by one, reporting after each `every` of them."""
        for done, item in enumerate(items):
            if done % every == 0:
                self.check()
                self.report(done, total)
            yield item
        self.report(total, total)
