"""An old stock book comes in: its three shapes, what does not add up named by its row, all of it taken back at once."""

import datetime as dt

import openpyxl
import pytest
from builders import as_class_teacher, as_role, dump
from builders_meals import class_day, eaters
from builders_store import kilos, lot, material, permit, supplier
from services.paper.papers import whole

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_goods import Material
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.roles import NotAllowed
from desktop.services.meals import settlement, stock, stock_book
from desktop.services.meals.stock_in import read_book
from desktop.services.meals.stock_in_keep import judge, keep_book, sentences
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document

HEADS = ["日期", "品名", "单位", "期初", "入库量", "单价", "金额", "出库量", "结存", "经销商", "证票"]
END = dt.date(2026, 10, 31)


def sheets(path, **rows):
    """A workbook; a sheet for each name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def draft_of(path):
    return judge(read_book([path]))


def left(store):
    return {one.name: (kilos(one.quantity), one.worth) for one in stock.on_hand(store, END)}


@pytest.fixture
def long_book(tmp_path):
    """Dates down the rows, two materials."""
    return sheets(
        tmp_path / "10月库存账.xlsx",
        十月=[
            ["石桥小学食堂出入库台账 2026年10月"],
            HEADS,
            ["2026-10-08", "大米", "公斤", 20, 50, 4.5, 225, 10, 60, "柳林粮油店", "有"],
            ["2026-10-08", "鸡蛋", "公斤", None, 12.5, 9.6, 120, 12.5, 0, "王家蛋行", "有"],
            ["2026-10-09", "大米", "公斤", 60, None, None, None, 15, 45, None, None],
            ["合计", None, None, None, 62.5, None, 345, 37.5, None, None, None],
        ],
    )


def test_dates_down_the_rows_become_lots_and_movements(store, long_book):
    draft = draft_of(long_book)
    assert not sentences(draft.goods)
    assert (draft.lots, draft.moves) == (3, 3)
    keep_book(store, draft)
    assert left(store) == {"大米": ("45", 20 * 450 + 22_500 - 25 * 450)}
    assert [row.kind for row in Purchase.select()] == ["opening", "bought", "bought"]
    assert sum(stock_book.spent(store, "2026-10").values()) == 25 * 450 + 12_000
    assert Material.get(Material.name == "鸡蛋").kind == "egg"


def test_the_import_is_taken_back_whole(store, long_book):
    before = dump()
    undo.undo(store, keep_book(store, draft_of(long_book)))
    assert dump() == before


def test_who_keeps_the_meals_may_bring_in_a_book_and_nobody_else(store, long_book):
    with pytest.raises(NotAllowed):
        keep_book(as_class_teacher(store), draft_of(long_book))
    keep_book(as_role(store, "meal", "韦兰"), draft_of(long_book))
    assert Purchase.select().count() == 3


def test_a_second_time_nothing_comes_in_twice(store, long_book):
    keep_book(store, draft_of(long_book))
    draft = draft_of(long_book)
    assert not draft.good
    with pytest.raises(Refused, match="没有能写入的内容"):
        keep_book(store, draft)


def test_one_sheet_a_material_with_two_rows_of_heads(store, tmp_path):
    path = sheets(
        tmp_path / "台账.xlsx",
        大米=[
            ["石桥小学食堂食品原材料购销台账"],
            ["名称：大米", None, "单位：斤", "时间：2026年10月"],
            ["日期", "入库", None, None, "出库", "结存", "经销商", "证票"],
            [None, "数量", "单价", "金额", "数量", "数量", None, None],
            ["10.8", 100, 2.2, 220, None, 100, "柳林粮油店", "有"],
            ["10月9日", None, None, None, 30, 70, None, None],
        ],
    )
    keep_book(store, draft_of(path))
    assert [(row.day, row.unit) for row in Purchase.select()] == [(dt.date(2026, 10, 8), "斤")]
    assert left(store) == {"大米": ("70", 15_400)}


def test_one_sheet_a_day(store, tmp_path):
    heads = ["品名", "单位", "上日结存", "今日入库", "单价", "今日出库", "今日结存", "供应商"]
    path = sheets(
        tmp_path / "十月日账.xlsx",
        **{
            "2026-10-08": [heads, ["土豆", "公斤", None, 30, 2, 10, 20, "鲜达"]],
            "2026-10-09": [heads, ["土豆", "公斤", 20, None, None, 5, 15, None]],
        },
    )
    keep_book(store, draft_of(path))
    assert left(store) == {"土豆": ("15", 3000)}


def test_a_balance_that_does_not_add_up_is_named_with_its_row(tmp_path, store):
    path = sheets(
        tmp_path / "账.xlsx",
        十月=[HEADS, ["2026-10-08", "大米", "公斤", None, 50, 4.5, 225, 10, 41, "粮油店", "有"]],
    )
    draft = draft_of(path)
    assert sentences(draft.goods) == ["“十月”第 2 行大米：结存写的是 41，按前面算是 40。"]
    keep_book(store, draft)
    assert left(store) == {"大米": ("40", 18_000)}


def test_an_amount_that_is_not_price_times_quantity_stays_what_was_paid(tmp_path, store):
    path = sheets(
        tmp_path / "账.xlsx",
        十月=[HEADS, ["2026-10-08", "大米", "公斤", None, 50, 4.5, 220, None, 50, "粮油店", "有"]],
    )
    draft = draft_of(path)
    assert "按金额记" in sentences(draft.goods)[0]
    keep_book(store, draft)
    assert left(store) == {"大米": ("50", 22_000)}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["2026-10-08", "大米", "公斤", 5, None, 4.5, None, 6, None, None, None], "比结存还多 1公斤"),
        (
            ["2026-10-08", "大米", "公斤", None, 5, None, None, None, 5, "粮油店", None],
            "没有单价，也没有金额",
        ),
        (["2026-10-08", "大米", "公斤", 5, None, None, None, 1, 4, None, None], "没有单价，也没有期初金额"),
        (["十月八", "大米", "公斤", None, 5, 4, None, None, 5, "粮油店", None], "看不懂"),
        (["2026-10-08", "大米", "公斤", None, "五十", 4, None, 1, 5, "粮油店", None], "不是数量"),
    ],
)
def test_what_cannot_be_is_refused_with_its_row(tmp_path, store, row, why):
    draft = draft_of(sheets(tmp_path / "账.xlsx", 十月=[HEADS, row]))
    assert not draft.good
    told = [*sentences(draft.goods), *draft.loose]
    assert why in told[0] and "第 2 行" in told[0]


def test_an_opening_has_to_be_what_the_books_hold(tmp_path, store):
    rice = material(store)
    lot(store, rice, supplier(store), kilos="10", day=dt.date(2026, 9, 30))
    row = ["2026-10-08", "大米", "公斤", 12, None, None, None, 2, 10, None, None]
    draft = draft_of(sheets(tmp_path / "账.xlsx", 十月=[HEADS, row]))
    assert "库里这一天以前有 10公斤" in sentences(draft.goods)[0] and not draft.good
    row[3], row[8] = 10, 8
    keep_book(store, draft_of(sheets(tmp_path / "账2.xlsx", 十月=[HEADS, row])))
    assert left(store) == {"大米": ("8", 4000)}


def test_a_workbook_about_something_else_is_refused(tmp_path, store):
    with pytest.raises(Refused, match="没有找到库存账"):
        read_book([sheets(tmp_path / "名单.xlsx", 名单=[["姓名", "班级"], ["王芳", "三(2)班"]])])


def test_the_rehearsal_says_which_rows_lie_in_a_settled_month(tmp_path, store):
    eaters(store)
    class_day(store, dt.date(2026, 10, 12))
    settlement.make(store, "2026-10", "lunch")
    rows = (
        ["2026-09-08", "大米", "公斤", None, 50, 4.5, 225, None, 50, "柳林粮油店", "有"],
        ["2026-11-02", "鸡蛋", "公斤", None, 10, 9.6, 96, None, 10, "王家蛋行", "有"],
    )
    draft = draft_of(sheets(tmp_path / "账.xlsx", 账=[HEADS, *rows]))
    assert [one.name for one in draft.good] == ["鸡蛋"]
    assert "第 2 行大米：后面的 2026-10 已经结算" in sentences(draft.goods)[0]
    keep_book(store, draft)


PAPERS = {
    "有": "ticket", "√": "ticket", "票据": "ticket", "发票": "ticket", "票据、许可证": "permit,ticket",
    "营业执照 食品经营许可证/检验报告": "license,permit,test", "检疫票": "animal", "无": None, "—": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize("said", PAPERS)
def test_the_papers_come_in_as_the_book_says_and_no_more(store, tmp_path, said):
    line = ["2026-10-08", "大葱", "公斤", None, 50, 5, 250, 20, 30, "柳林粮油店", said]
    draft = draft_of(sheets(tmp_path / "证票.xlsx", 十月=[HEADS, line]))
    assert not sentences(draft.goods)
    keep_book(store, draft)
    row = Purchase.get()
    assert row.papers == PAPERS[said]
    assert row.note.endswith(f"，证票：{said}" if said else "行大葱")


def test_a_word_for_papers_that_nobody_knows_is_told_before_it_is_written(store, tmp_path):
    line = ["2026-10-08", "大葱", "公斤", None, 50, 5, 250, 20, 30, "柳林粮油店", "白条、发票"]
    draft = draft_of(sheets(tmp_path / "证票.xlsx", 十月=[HEADS, line]))
    assert sentences(draft.goods) == ["“十月”第 2 行大葱：证票写的“白条”不认得，只记票据，原话留在备注里。"]
    keep_book(store, draft)
    assert (Purchase.get().papers, "白条" in Purchase.get().note) == ("ticket", True)


def test_old_lines_claim_no_look_and_no_smell_and_no_missing_licence(store, long_book, tmp_path):
    permit(store, supplier(store, "柳林粮油店"), dt.date(2027, 1, 1))
    permit(store, supplier(store, "王家蛋行"), dt.date(2026, 9, 30))
    keep_book(store, draft_of(long_book))
    rows = {row.material.name: row for row in Purchase.select().where(Purchase.kind == "bought")}
    assert {name: row.licence_reason for name, row in rows.items()} == {"大米": None, "鸡蛋": "导入旧账"}
    assert all((row.looks, row.smell, row.wrapping) == (None, None, None) for row in Purchase.select())
    text = whole(print_document(store, DOCUMENTS["D23A"], Wanted(month="2026-10", day=END), tmp_path))
    assert "正常" not in text and "柳林粮油店*" not in text and "王家蛋行*" in text
    assert "没有有效许可证：王家蛋行10-08：导入旧账" in text
