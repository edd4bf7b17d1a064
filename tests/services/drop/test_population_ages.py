"""A destination that does not go with the age of a child: said at entry, at import and by the check; never refused."""

import datetime as dt

import pytest
from builders import add
from builders_drop import BIRTH, COUNT_DAY, SINCE, child, goes, number_of
from services.sheets.workbooks import xlsx

from desktop.models.ledgers.drop_ages import limits, odd_age
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.models.ledgers.staff import Staff
from desktop.services import demo_population
from desktop.services.drop import checks, population_edit
from desktop.services.drop.population_in import read_lists
from desktop.services.drop.population_judge import Choices, judge, keep_lists
from desktop.services.progress import Progress

OLD = dt.date(2012, 5, 1)  # fourteen


@pytest.mark.parametrize(
    ("status", "school", "birth", "odd"),
    [
        ("2", None, BIRTH, True), ("2", None, OLD, False), ("1.8", "青禾县职业中学", BIRTH, True),
        ("1.8", "青禾县职业中学", OLD, False), ("1.3", "青禾县职业中学", BIRTH, True),
        ("1.8", "柳林镇幼儿园", dt.date(2020, 5, 1), False), ("1.3", "青禾县第二小学", BIRTH, False),
    ],
)  # fmt: skip
def test_which_destination_goes_with_which_age(status, school, birth, odd):
    assert bool(odd_age(status, school, birth, COUNT_DAY)) is odd


def test_the_limits_are_data_with_a_reason_each():
    assert all(one["words"] and one["from"] <= one["to"] for one in limits())


def test_an_import_remarks_it_and_writes_all_the_same(store, tmp_path):
    rows = [
        ["张小雨", number_of(1), "石桥村1组", "初中毕业"],
        ["李明", number_of(2, OLD), "石桥村1组", "初中毕业"],
    ]
    path = xlsx(tmp_path / "村里摸排.xlsx", [["姓名", "身份证号", "户籍地址", "去向"], *rows])
    draft = judge(store, read_lists([path]), Choices("village", COUNT_DAY))
    assert [line.odd for line in draft.lines] == [True, False]
    assert "11 周岁，初中毕业" in draft.lines[0].reason and "1 行去向和年龄对不上" in draft.sentence
    keep_lists(store, draft)
    assert [row.status for row in AgeStatus.select()] == ["2", "2"]


def test_the_check_of_the_books_names_them(store):
    one = child(store, status="2")
    assert any("张小雨（11 周岁，初中毕业" in words for words, _ in checks.doubts(COUNT_DAY))
    goes(store, one, "1.2", COUNT_DAY)
    assert not any("年龄对不上" in words for words, _ in checks.doubts(COUNT_DAY))


def test_the_form_says_it_beside_the_destination(store):
    values = {"child": child(store), "status": "2", "from_day": SINCE}
    assert "请核对" in AgeStatus.advise(values)["status"]
    assert population_edit.odd_ages([values["child"]], values) == [
        "张小雨（11 周岁，初中毕业、超龄离校一般要满 14 周岁）"
    ]


def test_the_made_up_children_are_where_children_of_their_age_can_be(store):
    for name in ("孙老师", "钱老师", "周老师", "吴老师"):
        add(store, Staff, name=name)
    demo_population.population(store, Progress())
    assert AgeChild.select().count() > 30
    assert not any("年龄对不上" in words for words, _ in checks.doubts(COUNT_DAY))
