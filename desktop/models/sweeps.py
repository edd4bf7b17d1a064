"""Thousands of rows in one go, without Python looking through all of them for garbage again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

USUAL = gc.get_threshold()


@contextmanager
def no_sweeps() -> Iterator[None]:
    """No looking for cycles meanwhile: rows have none, and looking costs a sixth of the time of an import.

    Moves the threshold and not the switch (gc.disable): that one belongs to the jobs, which have their own reasons
    (views/jobs.py). So neither can undo the other, and an inner use that ends before an outer one costs only time.
    """
    gc.set_threshold(0)
    try:
        yield
    finally:
        gc.set_threshold(*USUAL)
