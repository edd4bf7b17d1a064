"""A list on its way to the bank in one line, and a bank that answers as banks do."""

import datetime as dt

import xlsxwriter
from builders import account, as_headteacher, batch, guardian, id_number, needy

from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import BankLayout, PayLine
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.pay.lists import make_list

DAY = dt.date(2026, 11, 20)
BIRTH = dt.date(1985, 3, 2)
NAMES = ("王芳", "李强", "张伟", "赵敏")


def card(number: int) -> str:
    """A card number of 19 digits; neighbours differ in several places."""
    return f"62170000{number * 7919:08d}{number:03d}"


def payable(store, name, number, **values):
    """A needy pupil whose father holds the card."""
    record = needy(store, name, id_number=id_number(number), **values)
    father = f"{name[0]}大{'山河海川江湖'[number % 6]}"
    guardian(store, record, father, id_number=id_number(number, birth=BIRTH, gender="1"))
    account(store, record, card(number), owner=father, bank="青禾农商行")
    return record


def funded(store, names=NAMES, until="funded"):
    """A list that the headteacher approved and whose money has come."""
    for number, name in enumerate(names, 1):
        payable(store, name, number)
    made = batch(store)
    approve(as_headteacher(store), made, DAY)
    while AidBatch.get_by_id(made).state != until:
        stages.advance(store, made, DAY, why="有县里的发放明细")
    return made


def layout(name="通用 Excel"):
    return BankLayout.get(BankLayout.name == name).id


def sent(store, **choices):
    """(batch, pay list) at the bank."""
    made = funded(store, **choices)
    return made, make_list(store, made, layout(), DAY)


def grant_of(name, made=None):
    rows = AidGrant.select().where(AidGrant.batch == made) if made else AidGrant.select()
    from desktop.models.ledgers.students import Student

    return next(row for row in rows if Student.caption_of(row.student_id) == name)


def lines(pay_list):
    return list(PayLine.select().where(PayLine.pay_list == pay_list).order_by(PayLine.place))


CLOSED, FROZEN = "账户已销户", "账户冻结"  # no money may go there again; a card that can be unblocked
HEADS = ("序号", "账号", "户名", "金额", "处理结果", "失败原因")


def answer_rows(pay_list, failed=(), why=CLOSED):
    """What a bank would say: everybody paid but the lines at these places (from 1)."""
    found = []
    for line in lines(pay_list):
        bad = line.place in failed
        found.append([
            str(line.place), line.account, line.owner, f"{line.amount / 100:.2f}", "失败" if bad else "成功",
            why if bad else "",
        ])  # fmt: skip
    return found


def workbook(path, rows, heads=HEADS, title=""):
    """An answer as a workbook: texts as texts, numbers as numbers."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("回盘")
    top = 0
    if title:
        sheet.write(0, 0, title)
        top = 1
    for place, cells in enumerate([heads, *rows] if heads else rows, top):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(place, column, cell)
            elif cell is not None:
                sheet.write_number(place, column, cell)
    book.close()
    return path


def answer(tmp_path, pay_list, failed=(), name="回盘.xlsx", why=CLOSED):
    return workbook(tmp_path / name, answer_rows(pay_list, failed, why))
