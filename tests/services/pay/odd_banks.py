"""A list of twelve at the bank — two of one name, two on one card — and five banks that answer it, each in its own way.

In every answer 赵敏's payment failed (户名不符); the fifth is the one that nobody would like to read.
"""

import csv
import datetime as dt
import io

import openpyxl
import xlwt
from builders import account, as_headteacher, batch, guardian, id_number, needy
from services.pay.paying import DAY, card, layout, lines, payable

from desktop.models.ledgers.batches import AidBatch
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.pay.lists import make_list

ALONE = ("李强", "张伟", "赵敏", "刘洋", "陈静", "杨帆", "黄磊", "周涛")
FAILED = 6  # 赵敏's place


def funded_twelve(store):
    """The batch, with the money there."""
    for number, klass in ((1, "三(2)班"), (2, "四(1)班")):
        record = needy(store, "王芳", klass, id_number=id_number(number))
        account(store, record, card(number), owner="王芳", bank="青禾农商行")
    for number, name in ((60, "李丽"), (61, "李军")):
        record = needy(store, name, id_number=id_number(number))
        guardian(store, record, "周兰", id_number=id_number(40, birth=dt.date(1986, 7, 8)))
        account(store, record, card(40), owner="周兰")
    for number, name in enumerate(ALONE, 3):
        payable(store, name, number)
    made = batch(store)
    approve(as_headteacher(store), made, DAY)
    while AidBatch.get_by_id(made).state != "funded":
        stages.advance(store, made, DAY)
    return made


def twelve(store):
    """(batch, pay list) at the bank."""
    made = funded_twelve(store)
    return made, make_list(store, made, layout(), DAY)


def yuan(line, mark=""):
    return f"{mark}{line.amount / 100:,.2f}"


def merged(path, pay_list):
    """Merged titles and headings, an empty first column, a total after every five, amounts as texts with 元."""
    book = openpyxl.Workbook()
    sheet = book.active
    tops = {
        "B1:H1": "青禾农村商业银行批量代发结果清单", "B2:H2": "批次号：2026112100037　代发日期：2026-11-21",
        "B3:B4": "序号", "C3:D3": "收款人信息", "E3:E4": "代发金额", "F3:G3": "处理情况",
    }  # fmt: skip
    for place, words in tops.items():
        sheet.merge_cells(place)
        sheet[place.split(":")[0]] = words
    for place, words in {"C4": "账号", "D4": "户名", "F4": "处理结果", "G4": "失败原因"}.items():
        sheet[place] = words
    for line in lines(pay_list):
        bad = line.place == FAILED
        told = [line.account, line.owner, f"{yuan(line)}元", "失败" if bad else "处理成功"]
        sheet.append([None, line.place, *told, "户名不符" if bad else None])
        if line.place % 5 == 0:
            sheet.append([None, "本页小计", None, None, "1,562.50元", "5笔"])
    sheet.append([None, "合计", "12笔", None, "3,750.00元"])
    sheet.append([])
    sheet.append([None, "经办：韦小兰", None, None, "复核：覃大海"])
    book.save(path)


def codes(path, pay_list):
    """GBK, the bank's own codes, a table of sums above, tabs that keep accounts as texts, one thousand with a comma."""
    rows = [["批次号", "202611210001", "总笔数", "12", "总金额", "3,750.00"], []]
    rows.append(["流水号", "卡号", "姓名", "交易金额", "响应码", "响应信息", "交易日期"])
    for line in lines(pay_list):
        said = ("E0512", "户名不符") if line.place == FAILED else ("00", "交易成功")
        rows.append([
            f"{line.place:06d}", f"\t{line.account}", f"{line.owner}  ", yuan(line), *said, "20261121",
        ])  # fmt: skip
    rows.append(["总计", "", "", "3,750.00", "", ""])
    room = io.StringIO(newline="")
    csv.writer(room, lineterminator="\r\n").writerows(rows)
    path.write_bytes(room.getvalue().encode("gbk"))


def records(path, pay_list):
    """Bars without a heading, a head and a tail record, amounts in 分, codes 0 and 1 beside their words."""
    told = ["H|20261121|000012|375000|石桥小学"]
    for line in lines(pay_list):
        said = "1|户名不符" if line.place == FAILED else "0|成功"
        told.append(f"D|{line.place}|{line.account}|{line.owner}|{line.amount}|{said}|")
    told.append("T|12|375000")
    path.write_bytes("".join(f"{one}\r\n" for one in told).encode("gb18030"))


def two_sheets(path, pay_list):
    """An old workbook: who was paid on one sheet, who was not on the other, the result only in the titles."""
    book = xlwt.Workbook()
    heads = ["序号", "户名", "卡号", "金额（元）"]
    for name, more, failed in (("成功明细", [], False), ("失败明细", ["失败原因"], True)):
        sheet = book.add_sheet(name)
        sheet.write_merge(0, 0, 0, 4, f"代发{name}表")
        told = [line for line in lines(pay_list) if (line.place == FAILED) == failed]
        rows = [heads + more]
        rows += [
            [place, line.owner, line.account, line.amount / 100, "户名不符"][: len(rows[0])]
            for place, line in enumerate(told, 1)
        ]
        rows.append(["合计", "", "", sum(line.amount for line in told) / 100])
        for at, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells):
                sheet.write(at, column, cell)
    book.save(str(path))


def by_hand(path, pay_list):
    """Typed at the counter: gaps in the accounts, odd words, a wrong digit, a row moved to the right, one row twice."""
    words = {FAILED: ("退票", "户名不符"), 8: ("00", None), 9: ("已冲正", None), 10: ("处理中", None)}
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["石桥小学营养资助代发回执"])
    sheet.append(["No.", "收款户名", "收款账号", "实发", "状态", "备注"])
    for line in lines(pay_list):
        number = line.account
        if line.place == 5:
            number = number[:-1] + str((int(number[-1]) + 1) % 10)
        gaps = " ".join(number[at : at + 4] for at in range(0, 19, 4))
        row = [line.place, line.owner, gaps, yuan(line, "￥"), *words.get(line.place, ("成功", None))]
        sheet.append([line.place, None, *row[1:]] if line.place == 11 else row)
        if line.place == 8:
            sheet.append(row)
        if line.place == 1:
            sheet.append(["小计", None, None, "￥312.50"])
    sheet.append(["合计", "", "", "￥3750.00"])
    book.save(path)


BANKS = {
    "合并表头.xlsx": merged, "代码.csv": codes, "竖线.txt": records, "两张表.xls": two_sheets, "手写.xlsx": by_hand,
}  # fmt: skip
