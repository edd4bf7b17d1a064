"""Past months from workbooks: any head, any sign, nothing guessed, nothing overwritten, one step to take back."""

import datetime as dt

import openpyxl
import pytest
from builders import as_headteacher, as_role, dump, remove, school_class
from builders_meals import MONDAY, class_day, eaters

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.meals import ClassDay, MealEater
from desktop.models.ledgers.school import School, the_school
from desktop.models.roles import NotAllowed
from desktop.services.meals import calendar
from desktop.services.meals.sheet_in import Answers, blank_cells, judge, keep_months, read_month_book

NAMES = "王芳 李明 张晓明 赵小梅"
FULL = {n: "√" for n in range(1, 31)}


@pytest.fixture(autouse=True)
def a_class(store):
    return eaters(store)


def book(path, *rows, sheet="Sheet1", more=()):
    """A workbook with these rows; more: (name, rows) of further sheets."""
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    for name, lines in more:
        other = made.create_sheet(name)
        for row in lines:
            other.append(row)
    made.save(path)
    return path


def month_rows(signs, title="石桥小学2026年9月三(2)班午餐登记表", names=NAMES, days=range(1, 31)):
    """Title, head, a row for each pupil; signs: name -> {day: sign}."""
    head = ["序号", "姓名", *days, "合计"]
    people = [
        [n, name, *[signs.get(name, {}).get(d) for d in days], None]
        for n, name in enumerate(names.split(), 1)
    ]
    return [[title], head, *people]


def judged(store, path, **answers):
    return judge(store, read_month_book([path]), Answers(**answers))


def on(day, sign="√"):
    return {name: {day: sign} for name in NAMES.split()}


def test_a_plain_month_is_read_and_kept_as_one_step(store, tmp_path):
    signs = {name: {14: "√", 15: "√"} for name in NAMES.split()}
    signs["李明"][15] = "△"
    draft = judged(store, book(tmp_path / "九月.xlsx", *month_rows(signs)), blank="-")
    assert draft.ready
    assert draft.sentence == "1 个班 2 张日餐表，应就餐 8 人次，就餐 7 人次"
    before = dump()
    keep_months(store, draft)
    assert [(row.day, row.due, row.fed) for row in ClassDay.select().order_by(ClassDay.day)] == [
        (MONDAY, 4, 4), (MONDAY + dt.timedelta(days=1), 4, 3),
    ]  # fmt: skip
    assert {row.late_reason for row in ClassDay.select()} == {"导入 九月.xlsx"}
    undo.undo(store)
    assert not ClassDay.select().exists()
    assert {**dump(), "pupil_month": []} == before


def test_who_keeps_the_meals_may_bring_in_a_month_and_nobody_else(store, tmp_path):
    path = book(tmp_path / "9月.xlsx", *month_rows(on(14)))
    with pytest.raises(NotAllowed):
        keep_months(as_headteacher(store), judged(store, path, blank="-"))
    keep_months(as_role(store, "meal", "韦兰"), judged(store, path, blank="-"))
    assert ClassDay.get().day == MONDAY


def test_what_a_blank_means_is_asked_not_guessed(store, tmp_path):
    signs = on(14) | {"李明": {}}
    path = book(tmp_path / "月.xlsx", *month_rows(signs))
    draft = judged(store, path)
    assert "blank" in draft.questions
    with pytest.raises(Refused, match="空着的格子"):
        keep_months(store, draft)
    fed = {code: judged(store, path, blank=code).days[0].fed for code in ("1", "P", "-")}
    assert fed == {"1": 4, "P": 3, "-": 3}
    assert len(judged(store, path, blank="-").days[0].marks) == 3


def test_a_legend_says_what_signs_mean(store, tmp_path):
    rows = [*month_rows(on(14) | {"李明": {14: "○"}}), ["说明：√ 就餐，○ 病假，空白 就餐"]]
    (day,) = judged(store, book(tmp_path / "月.xlsx", *rows)).days
    assert sorted(day.marks.values()) == ["1", "1", "1", "S"]


def test_an_unknown_sign_is_asked_and_then_taken(store, tmp_path):
    path = book(tmp_path / "月.xlsx", *month_rows(on(14) | {"李明": {14: "#"}}))
    assert judged(store, path, blank="-").questions == {"sign:#": "记号“#”有 1 个，是什么意思？"}
    (day,) = judged(store, path, blank="-", signs={"#": "S"}).days
    assert day.fed == 3


def test_where_only_exceptions_are_drawn_an_empty_column_is_not_taken_for_full(store, tmp_path):
    path = book(tmp_path / "月.xlsx", *month_rows({"李明": {14: "△"}}))
    draft = judged(store, path, blank="1")
    assert [(day.day, day.fed) for day in draft.days] == [(MONDAY, 3)]
    assert "三(2)班 2026-09-15" in draft.empty
    september = calendar.served_days(dt.date(2026, 9, 1), dt.date(2026, 9, 30), "lunch")
    assert [day.day for day in judged(store, path, blank="1", empty_days=True).days] == september


def test_the_line_of_sums_says_that_an_empty_column_was_a_full_day(store, tmp_path):
    rows = [
        *month_rows({"李明": {14: "△"}}),
        ["", "合计", *[3 if d == 14 else 4 if d == 15 else None for d in range(1, 31)]],
    ]
    draft = judged(store, book(tmp_path / "月.xlsx", *rows), blank="1")
    assert [(day.day.day, day.fed) for day in draft.days] == [(14, 3), (15, 4)]


def test_two_classes_on_two_sheets_are_told_by_the_sheets_names(store, tmp_path):
    eaters(store, "一(1)班", "孙小虎 钱多多")
    first = month_rows(on(14), title="2026年9月就餐登记")
    second = month_rows({"孙小虎": {14: "√"}, "钱多多": {14: "×"}}, "2026年9月就餐登记", "孙小虎 钱多多")
    path = book(tmp_path / "月.xlsx", *first, sheet="三（2）班", more=[("一年级1班", second)])
    found = {day.school_class: day.fed for day in judged(store, path, blank="-").days}
    assert found == {school_class(store): 4, school_class(store, "一(1)班"): 1}


def test_a_class_that_is_not_told_is_asked(store, tmp_path):
    path = book(tmp_path / "月.xlsx", *month_rows(on(14), title="2026年9月"))
    assert "没有写是哪个班" in judged(store, path, blank="-").questions["class:0"]
    assert judged(store, path, blank="-", classes={0: school_class(store)}).ready


def test_a_month_without_its_year_asks_for_it(store, tmp_path):
    path = book(tmp_path / "月.xlsx", *month_rows(on(14), title="三(2)班9月就餐表"))
    assert "是哪一年" in judged(store, path, blank="-").questions["year"]
    assert judged(store, path, blank="-", year=2026).days[0].day == MONDAY


def test_merged_heads_weekdays_repeated_heads_and_feet_are_no_pupils(store, tmp_path):
    path = tmp_path / "月.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (
        ["三(2)班 2026年9月学生营养餐就餐登记表"],
        ["序号", "姓  名", "日期"],
        [None, None, *[f"{d}日" for d in range(1, 31)]],
        [None, None, *["一" for _ in range(30)]],
        [1, "王 芳", *[None] * 13, "√"],
        [2, "李明", *[None] * 13, "√"],
        ["序号", "姓  名", "日期"],
        [None, None, *[f"{d}日" for d in range(1, 31)]],
        [3, "张晓明", *[None] * 13, "√"],
        ["合计", None, *[None] * 13, 3],
        ["班主任：田老师", None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:AF1")
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("C2:AF2")
    made.save(path)
    draft = judged(store, path, blank="-")
    assert [(day.day, len(day.marks)) for day in draft.days] == [(MONDAY, 3)]
    assert draft.problems == []


def test_a_name_that_is_not_on_the_list_is_said_with_its_row(store, tmp_path):
    path = book(tmp_path / "月.xlsx", *month_rows(on(14), names=f"{NAMES} 孙悟空"))
    (problem,) = judged(store, path, blank="-").problems
    assert problem == "月.xlsx“Sheet1”第 7 行：“孙悟空”不在这个班的就餐名册上，没有读。"


def test_a_day_that_is_kept_already_is_left_alone(store, tmp_path):
    class_day(store, MONDAY, exceptions={1: "S"})
    draft = judged(store, book(tmp_path / "月.xlsx", *month_rows(on(14))), blank="-")
    assert draft.days == []
    assert draft.left == [f"三(2)班 {MONDAY}：已经登记过，不动。"]


def test_a_day_without_a_meal_is_named_and_left_out(store, tmp_path):
    calendar.stop(store, [MONDAY], "lunch", "停电")
    signs = {name: {14: "√", 12: "√"} for name in NAMES.split()}
    draft = judged(store, book(tmp_path / "月.xlsx", *month_rows(signs)), blank="-")
    assert draft.days == []
    assert "周末" in draft.left[0]
    assert "停电" in draft.left[1]


def test_without_a_list_one_sentence_shows_the_way(store, tmp_path):
    for row in list(MealEater.select()):
        remove(store, MealEater, row.id)
    draft = judged(store, book(tmp_path / "月.xlsx", *month_rows(on(14))), blank="-")
    assert len(draft.problems) == 1
    assert "先到“就餐名册”从花名册生成" in draft.problems[0]


def test_the_meal_is_asked_where_a_school_serves_several(store, tmp_path):
    with store.step("学校") as step:
        step.change(School, the_school().id, {"meal_kinds": "lunch,snack"})
    path = book(tmp_path / "月.xlsx", *month_rows(on(14), title="2026年9月三(2)班登记表"))
    assert "kind" in judged(store, path, blank="-").questions
    assert judged(store, path, blank="-", kind="lunch").ready


def test_a_workbook_of_something_else_is_refused_with_what_is_missing(tmp_path):
    path = book(tmp_path / "别的.xlsx", ["姓名", "身份证号"], ["王芳", "x"])
    with pytest.raises(Refused, match="没有找到就餐月表"):
        read_month_book([path])


def test_namesakes_are_told_apart_by_order_and_it_is_said(store, tmp_path):
    here = eaters(store, "一(1)班", "王小明 李强 王小明")
    signs = month_rows({}, "2026年9月一(1)班", "王小明 李强 王小明")
    signs[2][15], signs[4][15] = "△", "√"
    draft = judged(store, book(tmp_path / "月.xlsx", *signs), blank="-")
    assert draft.days[0].marks == {here[0]: "S", here[2]: "1"}
    assert "2 个“王小明”按座号的次序对上，请核对" in "".join(draft.notes)


def test_two_lines_for_one_pupil_are_refused(store, tmp_path):
    path = book(tmp_path / "月.xlsx", *month_rows(on(14), names=f"{NAMES} 王芳"))
    (problem,) = judged(store, path, blank="-").problems
    assert "名册上有 1 个“王芳”，表上有 2 行" in problem


def test_only_blank_cells_of_days_with_the_meal_are_asked_about(store, tmp_path):
    path = book(tmp_path / "九月.xlsx", *month_rows(on(14)))
    read = read_month_book([path])
    asked = blank_cells(read, Answers())
    assert 0 < asked < read.signs[""]
    calendar.stop(store, [MONDAY + dt.timedelta(days=1)], "lunch", "停电")
    assert blank_cells(read, Answers()) == asked - len(NAMES.split())
