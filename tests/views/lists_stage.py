"""One invented family and its numbers, for the pages of county lists."""

import datetime as dt

from builders import guardian, household, id_number, pupil

PEOPLE = ["姓名", "身份证号"]
CHILD = id_number(1)
FATHER = id_number(2, birth=dt.date(1986, 3, 4), gender="1")
OTHER = id_number(9, birth=dt.date(1970, 2, 3))


def make_family(store):
    """王芳 with her father's number."""
    head = household(store, "王老汉")
    child = pupil(store, "王芳", id_number=CHILD, household=head, attendance="1")
    guardian(store, child, "王建国", relation="51", id_number=FATHER)
    return child
