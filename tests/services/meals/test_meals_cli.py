"""The word meals: a month's money, a month looked over, workbooks read; and the papers of the meals through print."""

import json

import pypdfium2
import pytest
from builders import PASSWORD, as_role
from builders_meals import MONDAY, class_day, eaters
from builders_store import checker, lot, material, supplier

from desktop.cli import main
from desktop.models.ledgers.meal_menus import Dish
from desktop.models.ledgers.meals import ClassDay
from desktop.services.meals import samples, settlement
from desktop.services.meals.counts import Counted, keep_count


@pytest.fixture
def run(school, closed, monkeypatch, capsys):
    """Run a word on the school's folder: (status, what was printed, what was said of a refusal)."""
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)

    def word(*words):
        school.let_go()
        status = main([*words, "--data", str(closed.path)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return word


@pytest.fixture
def month(store):
    eaters(store)
    class_day(store, MONDAY, exceptions={1: "S"})


def test_a_month_is_told_in_fen(month, run):
    status, out, _ = run("meals", "month", "2026-09", "--json")
    told = json.loads(out)
    assert (status, told["due_times"], told["fed_times"], told["due_fen"], told["unexplained_fen"]) == (
        1,
        4,
        3,
        1500,
        1500,
    )
    assert told["classes"][0] == {
        "class": "三(2)班", "pupils": 4, "days": 1, "due_times": 4, "fed_times": 3, "standard_fen": 500, "amount_fen": 1500,
    }  # fmt: skip


def test_a_month_is_told_in_words(month, run):
    status, out, _ = run("meals", "month", "2026年9月", "--meal", "午餐")
    assert status == 1
    assert "就餐 3 / 4 人次" in out and "没有说明的差 15.00 元；还没有结算" in out


@pytest.mark.parametrize(("state", "said"), [
    ("made", "已结算，等校长签字"), ("signed", "已结算，校长已签"), ("returned", "校长退回了，还没有重新结算"),
])  # fmt: skip
def test_a_settled_month_says_how_far_it_is(store, month, run, state, said):
    record = settlement.make(store, "2026-09", "lunch")
    settlement.explain(store, record, "other", 1500, "捐来的米")
    if state == "signed":
        settlement.sign(as_role(store, "head", "石校长"), record)
    elif state == "returned":
        settlement.give_back(as_role(store, "head", "石校长"), record, "再核对一次")
    _, out, _ = run("meals", "month", "2026-09")
    assert out.splitlines()[-1].endswith(f"；{said}")


@pytest.mark.parametrize(("words", "said"), [
    (("month", "9"), "月份看不懂"), (("month", "2026-13"), "月份看不懂"),
    (("month", "2026-09", "--meal", "夜宵"), "学校不供“夜宵”。可以写：午餐。"),
])  # fmt: skip
def test_what_is_not_understood_is_refused(month, run, words, said):
    status, _, err = run("meals", *words)
    assert (status, said in err) == (2, True)


def test_the_check_names_every_rule(month, run):
    status, out, _ = run("meals", "check", "2026-09", "--json")
    told = json.loads(out)
    assert (status, len(told["rules"])) == (1, 17)
    assert {one["rule"] for one in told["findings"]} == {"gaps"}


def workbook(path):
    import openpyxl

    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["三(2)班2026年9月午餐登记表"])
    sheet.append(["序号", "姓名", *range(1, 32)])
    for place, name in enumerate(("王芳", "李明", "张晓明", "赵小梅"), 1):
        sheet.append([place, name, *["√" if day in (15, 16) else "" for day in range(1, 32)]])
    made.save(path)
    return path


def test_a_months_table_is_rehearsed_then_read(store, month, run, tmp_path):
    book = str(workbook(tmp_path / "三(2)班 九月.xlsx"))
    status, out, _ = run("meals", "import", book, "--blank", "空", "--dry-run")
    assert (status, "2 张日餐表" in out) == (0, True)
    status, out, _ = run("meals", "import", book, "--blank", "空", "--json")
    assert (status, json.loads(out)["sheets"]) == (0, 2)


def test_a_table_with_a_question_is_not_written(store, month, run, tmp_path):
    status, _, err = run("meals", "import", str(workbook(tmp_path / "九月.xlsx")))
    assert (status, "还有没回答的" in err) == (2, True)


HEADS = ["日期", "品名", "单位", "期初", "入库量", "单价", "金额", "出库量", "结存", "经销商", "证票"]
RICE = ["2026-09-14", "大米", "公斤", 20, 50, 4.5, 225, 10, 60, "柳林粮油店", "有"]


def stock_book(path, *more):
    import openpyxl

    made = openpyxl.Workbook()
    for line in (["石桥小学食堂出入库台账 2026年9月"], HEADS, RICE, *more):
        made.active.append(line)
    made.save(path)
    return str(path)


def test_a_stock_book_in_which_everything_fits_leaves_nothing_to_look_at(store, run, tmp_path):
    book = stock_book(tmp_path / "库存账.xlsx")
    for more in ((), ("--json",)):
        status, out, _ = run("meals", "import", book, "--stock", "--dry-run", *more)
        assert status == 0, out
    status, out, _ = run("meals", "import", book, "--stock")
    assert (status, "进货 2 批，出库 1 笔" in out) == (0, True), out


def test_a_price_rounded_to_the_fen_is_told_and_is_no_finding(store, run, tmp_path):
    rounded = ["2026-09-15", "花椒", "公斤", None, 3, 33.33, 100, 1, 2, "柳林粮油店", "有"]
    status, out, _ = run("meals", "import", stock_book(tmp_path / "库存账.xlsx", rounded), "--stock")
    assert (status, "按金额记" in out) == (0, True)
    wrong = ["2026-09-15", "花椒", "公斤", None, 3, 33.33, 110, 1, 2, "柳林粮油店", "有"]
    book = stock_book(tmp_path / "另一本.xlsx", wrong)
    assert run("meals", "import", book, "--stock", "--dry-run")[0] == 1


def test_a_stock_book_with_a_wrong_balance_is_to_be_looked_at(store, run, tmp_path):
    wrong = ["2026-09-15", "大米", "公斤", 60, None, None, None, 10, 49, None, None]
    status, out, _ = run("meals", "import", stock_book(tmp_path / "库存账.xlsx", wrong), "--stock")
    assert (status, "结存写的是 49，按前面算是 50" in out) == (1, True)


def test_the_papers_of_a_month_are_printed(month, run, tmp_path):
    status, _out, _ = run("print", "D24M", "--month", "2026-09", "--to", str(tmp_path / "月报.pdf"))
    assert (status, (tmp_path / "月报.pdf").exists()) == (0, True)


def test_a_paper_of_a_month_wants_the_month(month, run, tmp_path):
    status, _, err = run("print", "D24", "--to", str(tmp_path))
    assert (status, "--month" in err) == (2, True)


def test_a_month_without_a_count_has_no_count_to_print(month, run, tmp_path):
    status, _, err = run("print", "D23F", "--month", "2026-09", "--to", str(tmp_path))
    assert (status, "2026-09 没有入账的盘点" in err, "请去掉 --month" in err) == (2, True, True)


def test_a_count_is_printed_as_it_was_booked_in_its_month(store, month, run, tmp_path):
    rice = lot(store, material(store), supplier(store), day=MONDAY)
    people = {"counter1": checker(store, "石小兰"), "counter2": checker(store, "田桂花")}
    keep_count(store, MONDAY, [Counted(rice, 9_500, "撒漏")], people, late_reason="记在纸上")
    status, _, _ = run("print", "D23F", "--month", "2026-09", "--to", str(tmp_path))
    (made,) = tmp_path.glob("*盘点表*2026-09-14*.pdf")
    document = pypdfium2.PdfDocument(made)
    told = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert status == 0 and all(word in told for word in ("9.5", "−0.5", "撒漏", "石小兰", "田桂花"))


def test_a_paper_of_a_week_is_printed_for_every_week_of_the_month(month, run, tmp_path):
    status, _, err = run("print", "D26", "--month", "2026-08", "--to", str(tmp_path))
    assert (status, "2026-08 没有供午餐的日子" in err) == (2, True)
    status, _, _ = run("print", "D26", "--month", "2026-09", "--to", str(tmp_path / "九月"))
    names = sorted(path.name for path in (tmp_path / "九月").glob("*.pdf"))
    assert status == 0 and len(names) == 5
    assert all("月" in name and "日起" in name for name in names)


def test_a_month_is_refused_by_a_paper_that_has_none(month, run, tmp_path):
    status, _, err = run("print", "DSUP", "--month", "2026-09", "--to", str(tmp_path))
    assert (status, "不分月份，请去掉 --month" in err) == (2, True)


@pytest.mark.parametrize("code", ["D24", "D24M", "D24P", "D24G", "D24Y"])
def test_a_month_without_meals_is_refused_in_a_sentence_that_names_it(store, month, run, tmp_path, code):
    status, _, err = run("print", code, "--month", "2025-03", "--to", str(tmp_path))
    assert status == 2 and "2025" in err and not list(tmp_path.glob("*.pdf"))


def test_nothing_is_lost_by_asking(month, run, log_in):
    run("meals", "check", "2026-09")
    log_in()
    assert ClassDay.select().count() == 1


def test_dishes_are_rehearsed_then_read(month, run, log_in, tmp_path):
    import openpyxl

    made = openpyxl.Workbook()
    for line in (
        ["菜品名称", "类别", "食材", "用量（克）"],
        ["菠菜汤", "汤", "菠菜", 50],
        ["白灼龙须菜", "素菜", "龙须菜根", 50],
    ):
        made.active.append(line)
    made.save(path := str(tmp_path / "菜品.xlsx"))
    status, out, _ = run("meals", "import", path, "--dishes", "--dry-run")
    assert (status, "新增 1 道" in out, "没有“龙须菜根”" in out) == (1, True, True)
    status, out, _ = run("meals", "import", path, "--dishes", "--json")
    assert (json.loads(out)["new"], json.loads(out)["bad"]) == (1, 1)
    log_in()
    assert Dish.get(Dish.name == "菠菜汤").kind == "soup"


def test_a_month_tells_what_was_bought_with_its_freight_as_the_paper_does(store, month, run):
    lot(store, material(store), supplier(store), kilos="20", price="2.37", day=MONDAY, freight=1250)
    _, out, _ = run("meals", "month", "2026-09", "--json")
    told = json.loads(out)
    assert (told["bought_fen"], told["freight_fen"], told["lost_fen"]) == (5990, 1250, 0)
    assert [one["fen"] for one in told["lines"] if one["cause"] == "freight"] == [-1250]
    _, out, _ = run("meals", "month", "2026-09")
    assert "采购 59.90 元（已减退货），其中运费 12.50 元" in out and "采购 59.90 元里的运费" in out


def test_the_labels_of_all_samples_of_a_month_are_printed_and_never_without_the_month(
    store, month, run, tmp_path
):
    told = {
        "taken_at": "11:35",
        "taken_by": checker(store, "田桂花"),
        "degrees": 45,
        "late_reason": "补录纸质登记",
    }
    for day in (MONDAY, MONDAY.replace(day=15), MONDAY.replace(month=10, day=12)):
        samples.take(store, day, "lunch", [f"{day.month}月{day.day}日的菜"], told)
    status, _, err = run("print", "D22L", "--to", str(tmp_path))
    assert (status, "要用 --month 写明月份" in err) == (2, True)
    status, _, err = run("print", "D22L", "--month", "2026-08", "--to", str(tmp_path))
    assert (status, "2026-08 没有留样" in err) == (2, True)
    assert run("print", "D22L", "--month", "2026-09", "--to", str(tmp_path))[0] == 0
    (made,) = tmp_path.glob("*.pdf")
    document = pypdfium2.PdfDocument(made)
    words = document[0].get_textpage().get_text_bounded()
    document.close()
    assert [one in words for one in ("9月14日的菜", "9月15日的菜", "10月12日的菜")] == [True, True, False]
