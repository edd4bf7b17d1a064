"""Members of the family beyond two, and householders: imported or said, and never made up."""

import datetime as dt

import pytest
from builders import id_number
from services.sheets.workbooks import xlsx

from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep

PUPIL = ["姓名", "身份证号", "班级"]
FIGURES = "一二三四五六"
MEMBER = ["姓名", "关系", "身份证件号"]


def grown(place, year=1986):
    return id_number(place, birth=dt.date(year, 3, 4), gender="1")


def heads(count):
    top = [*PUPIL, *(cell for at in range(count) for cell in (f"家庭成员或监护人{FIGURES[at]}", None, None))]
    return [top, [None] * len(PUPIL) + MEMBER * count]


def pupils(people, count):
    return [
        [name, id_number(at), "三(2)班", *(cell for one in people[:count] for cell in one)]
        for at, name in enumerate(("王芳", "李强", "吴小妹"), 1)
    ]


PEOPLE = [
    ("王建国", "父亲", grown(11)), ("李秀英", "母亲", grown(12)), ("王老汉", "祖父", grown(13, 1955)),
    ("赵大妹", "祖母", grown(14, 1956)), ("王五", "叔", grown(15)),
]  # fmt: skip


@pytest.fixture
def read(tmp_path):
    return lambda rows: read_files([xlsx(tmp_path / "在校生信息.xlsx", rows)])


@pytest.fixture
def taken(store, read):
    """Rows imported; returns what was said of the files, and of their cells."""

    def take(rows):
        intake = read(rows)
        draft = make_draft(store, intake, day=dt.date(2026, 9, 10))
        keep(store, draft)
        return intake.problems, [one.sentence for line in draft.lines for one in line.problems]

    return take


def test_four_members_of_a_family_become_guardians_and_nobody_a_householder(taken):
    assert taken([*heads(4), *pupils(PEOPLE, 4)]) == ([], [])
    rows = Guardian.select().where(Guardian.student == 1).order_by(Guardian.id)
    assert [(row.name, row.relation, row.id_number) for row in rows] == [
        ("王建国", "51", grown(11)), ("李秀英", "52", grown(12)), ("王老汉", "61", grown(13, 1955)),
        ("赵大妹", "62", grown(14, 1956)),
    ]  # fmt: skip
    assert not Household.select().count()


def test_the_same_four_members_once_more_change_nothing(store, taken, read):
    rows = [*heads(4), *pupils(PEOPLE, 4)]
    taken(rows)
    assert {line.bucket for line in make_draft(store, read(rows), day=dt.date(2026, 9, 10)).lines} == {"same"}


def test_a_fifth_member_is_said_and_is_no_householder(taken):
    problems, _ = taken([*heads(5), *pupils(PEOPLE, 5)])
    (said,) = problems
    assert "“家庭成员或监护人五/姓名”没有导入" in said and "最多收 4 位" in said
    assert Guardian.select().where(Guardian.student == 1).count() == 4
    assert not Household.select().count()


def test_an_empty_fifth_place_is_not_worth_a_word(taken):
    assert taken([*heads(5), *pupils([*PEOPLE[:4], ("", "", "")], 5)]) == ([], [])


def with_head(number):
    people = ["父亲姓名", "父亲身份证号", "户主身份证号"]
    rows = [[*row, "王建国", grown(11), number] for row in pupils([], 0)]
    return [[*PUPIL, *people], *rows]


def test_a_householders_number_without_a_name_is_named_by_the_relative_who_has_it(taken):
    assert taken(with_head(grown(11))) == ([], [])
    assert [row.head_name for row in Household.select()] == ["王建国"]


def test_a_householders_number_that_is_nobodys_makes_no_household_and_is_said(taken):
    _, cells = taken(with_head(grown(16)))
    assert len(cells) == 3 and "没有写户主是谁" in cells[0]
    assert not Household.select().count()


# children among them -----------------------------------------------------------------------------------


def of_age(row):
    return row.name, row.relation, row.is_guardian, row.id_number, row.age


def members():
    return [of_age(row) for row in Guardian.select().order_by(Guardian.id)]


def with_members(*people, more=()):
    """One pupil; each of people: name, relation, number, and what the sheet has more of them."""
    top = [
        *PUPIL,
        *(
            text
            for at in range(len(people))
            for text in (f"家庭成员或监护人{FIGURES[at]}", *[None] * (2 + len(more)))
        ),
    ]
    below = [None] * len(PUPIL) + [*MEMBER, *more] * len(people)
    return [top, below, ["王芳", id_number(1), "三(2)班", *(cell for one in people for cell in one)]]


def test_a_little_sister_in_the_list_is_of_the_family_and_no_guardian(taken):
    sister = id_number(17, birth=dt.date(2020, 1, 2))
    assert taken(with_members(("王小妹", "妹妹", sister))) == ([], [])
    assert members() == [("王小妹", "77", False, sister, None)]


def test_a_child_called_a_guardian_by_the_sheet_is_kept_as_a_member_and_said(taken):
    _, cells = taken(with_members(("王小哥", "哥哥", None, 13, "是"), more=("年龄", "是否监护人")))
    (said,) = cells
    assert "王小哥只有 13 周岁" in said and "第二十七条" in said and "按“否”写入" in said
    assert members() == [("王小哥", "71", False, None, 13)]


def test_a_father_stays_the_guardian_when_his_number_is_a_childs_and_the_cell_is_said(taken):
    _, cells = taken(with_members(("王建国", "父亲", id_number(18))))
    (said,) = cells
    assert "不满 18 周岁" in said and "这一格没有写入" in said
    assert members() == [("王建国", "51", True, None, None)]
