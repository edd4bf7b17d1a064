"""The numbers of one invented family and of people nobody knows."""

import datetime as dt

from builders import id_number


def grown(number: int, year: int = 1986) -> str:
    """A grown-up's number."""
    return id_number(number, birth=dt.date(year, 3, 4), gender="1")


CHILD, FATHER, MOTHER, GRANDFATHER = id_number(1), grown(2), grown(3), grown(4, 1955)
STRANGER = grown(99)
