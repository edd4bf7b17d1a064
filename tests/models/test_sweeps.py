"""Garbage waits while many rows are worked on, and everything is as it was afterwards."""

import gc

import pytest

from desktop.models.sweeps import USUAL, no_sweeps


def test_nothing_is_swept_meanwhile():
    with no_sweeps():
        before = [stage["collections"] for stage in gc.get_stats()]
        rows = [[] for _ in range(10 * USUAL[0])]
        assert [stage["collections"] for stage in gc.get_stats()] == before
    assert len(rows) and gc.get_threshold() == USUAL


def test_a_failure_leaves_the_sweeping_on():
    with pytest.raises(ZeroDivisionError), no_sweeps():
        raise ZeroDivisionError
    assert gc.get_threshold() == USUAL


def test_what_a_job_has_switched_off_stays_off():
    gc.disable()
    try:
        with no_sweeps():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
