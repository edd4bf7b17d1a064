"""One list through the window, from the bank's file to the archive, with an answer nobody would like to read."""

from as_a_person import drop, press, words, write
from services.pay.odd_banks import by_hand, funded_twelve
from services.pay.paying import answer, grant_of, layout
from waits import pause

from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayList
from desktop.services.pay.board import FAILED, PAID, READY
from desktop.views.batch_page import BatchPage
from desktop.views.buttons import Button
from desktop.views.pay_answer import PayAnswerPage
from desktop.views.pay_answer_parts import AnswerDrop
from desktop.views.pay_make import Choices
from desktop.views.pay_page import PayPage

GOOD = "6217000010009990014"


def button(page, begins):
    return next(one for one in page.findChildren(Button) if one.text().startswith(begins))


def read(desk, qtbot, pay_list, path):
    """The page of an answer, with the file dropped on it and judged."""
    page = PayAnswerPage(desk)
    desk.shell.show_page(page)
    page.take_hint(pay_list)
    drop(page.findChild(AnswerDrop), path)
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    pause()
    return page


def test_a_clerk_brings_a_list_from_the_bank_to_the_archive(desk, store, tmp_path, qtbot):
    batch = funded_twelve(store)
    folder = tmp_path / "给 银行"
    folder.mkdir()
    pay = PayPage(desk, ask_make=lambda *_: Choices(layout(), False), pick=lambda *_: folder)
    desk.shell.show_page(pay)
    pay.take_hint(batch)
    pause()
    press(button(pay, "生成清单 12 人"))
    first = PayList.get().id

    by_hand(tmp_path / "回执.xlsx", first)
    page = read(desk, qtbot, first, tmp_path / "回执.xlsx")
    assert "成功 7 人（2187.50 元），失败 1 人（312.50 元），对不上 4 行，没有回 0 人" in words(page)
    assert "对不上的 4 行先不动" in words(page)
    while page.rows.parked() is not None:  # looked at the counter's paper: those four arrived
        press(page.rows.good)
    assert "将登记发放成功 11 人、退票 1 人" in words(page)
    press(button(page, "登记 12 人的结果"))
    assert PayList.get_by_id(first).state == "answered"

    desk.shell.show_page(pay)
    pay.reload()
    pay.show_bucket(FAILED)
    assert pay.model.rowCount() == 1
    pay.open_account()
    drawer = desk.shell.drawer()
    assert "户名不符" in words(drawer)
    write(drawer.number, GOOD)
    press(drawer.keep)
    pause()
    assert grant_of("赵敏").account == GOOD and int(pay.buckets[READY].count.text()) == 1
    press(button(pay, "生成清单 1 人"))
    second = PayList.get(PayList.number == 2).id

    page = read(desk, qtbot, second, answer(tmp_path, second, name="第二次.xlsx"))
    press(button(page, "登记 1 人的结果"))
    pay.reload()
    assert int(pay.buckets[PAID].count.text()) == 12 and "都发下去了" in words(pay)

    listed = BatchPage(desk, ask_text=lambda *_, **__: "2027-01-05")
    desk.shell.show_page(listed)
    for state in ("paid", "closed"):
        listed.take_hint(batch)
        pause()
        press(button(listed, "记为"))
        assert AidBatch.get_by_id(batch).state == state
    assert {grant.state for grant in AidGrant.select()} == {"paid"}
