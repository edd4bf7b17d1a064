"""What a person in a hurry, or one who means ill, cannot do to money by a side road: import, mass edit, a plain step."""

import datetime as dt

import pytest
from builders import add, as_headteacher, batch, change, dump, programme, remove
from paying import DAY, answer, card, funded, grant_of, layout, lines, payable, sent, workbook

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice
from desktop.models.ledgers.families import PayeeAccount
from desktop.models.ledgers.payments import FundReceived, PayLine, PayList, Reversal
from desktop.models.store import CannotUndo
from desktop.services.aid import notices, stages
from desktop.services.aid.batches import approve
from desktop.services.pay import reversals
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.bank_file import write_list
from desktop.services.pay.lists import NewAccount, correct_account, make_list
from desktop.services.sheets.ledger_in import keep_ledger, read_ledger

WEEK = dt.timedelta(days=7)


def refused(store, words, ledger, record, **values):
    """A plain step is refused with these words, and nothing of it is kept."""
    before = dump()
    with pytest.raises(Refused, match=words):
        change(store, ledger, record, **values)
    assert dump() == before


def step_called(words):
    return (
        JournalStep.select()
        .where(JournalStep.does.startswith(words))
        .order_by(JournalStep.id.desc())
        .get()
        .id
    )


@pytest.fixture
def paid(store, tmp_path):
    """Everybody on the list was paid."""
    made, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=DAY)
    return made


# accounts after the approval ---------------------------------------------------------------------------


def test_an_account_of_an_approved_list_is_not_typed_over(store):
    funded(store)
    grant = grant_of("王芳").id
    for values in (
        {"account": card(50)},
        {"owner": "孙大江"},
        {"bank": "别的银行"},
        {"owner_id": None, "owner": "孙大江"},
    ):
        refused(store, "户名和账号不能直接改", AidGrant, grant, **values)


def test_an_account_of_another_pupil_is_not_taken(store):
    funded(store)
    other = PayeeAccount.get(PayeeAccount.student == grant_of("李强").student_id)
    values = {"payee": other.id, "owner": other.owner, "account": other.number, "bank": other.bank}
    refused(store, "户名和账号不能直接改", AidGrant, grant_of("王芳").id, **values, owner_id=None)


def test_an_account_does_not_change_together_with_the_state(store):
    funded(store)
    refused(store, "账户不能再改", AidGrant, grant_of("王芳").id, state="sent", account=card(50))


def test_a_workbook_changes_no_account(store, tmp_path):
    made = funded(store)
    told = [AidBatch.caption_of(made), "王芳", "312.50", "待发放", "孙大江", card(50)]
    heads = ("批次", "学生", "金额（元）", "状态", "开户名", "账号")
    path = workbook(tmp_path / "明细.xlsx", [told], heads)
    draft = read_ledger(store, AidGrant, [path])
    assert "“开户名”由程序在办理时填写" in draft.of("bad")[0].sentence
    assert keep_ledger(store, draft) == 0


def test_a_corrected_account_passes(store):
    funded(store)
    correct_account(store, grant_of("王芳").id, NewAccount(card(50), "王芳"))
    assert grant_of("王芳").account == card(50)


# what the bank may have stays ----------------------------------------------------------------------------


def test_a_list_that_was_written_for_the_bank_is_not_taken_back(store, tmp_path):
    _, first = sent(store)
    write_list(store, first, tmp_path)
    before = dump()
    for words in ("写出发放清单", "生成发放清单", "已拨付", "已上报"):
        with pytest.raises(CannotUndo, match="不能"):
            undo.undo(store, step_called(words))
    assert dump() == before


def test_what_the_approval_rests_on_is_not_taken_back(store):
    payable(store, "王芳", 1)
    made = batch(store)
    change(store, AidGrant, grant_of("王芳").id, "改说明", reason="核对过")
    approve(as_headteacher(store), made, DAY)
    with pytest.raises(CannotUndo, match=r"后来的“审批.*已经生效.*靠着“改说明”"):
        undo.undo(store, step_called("改说明"))


def test_what_a_final_step_does_not_rest_on_is_taken_back(store, tmp_path):
    made = funded(store)
    add(store, FundReceived, programme=programme().id, term="2026-1", day=DAY, amount=1)
    write_list(store, make_list(store, made, layout(), DAY), tmp_path)
    assert undo.undo(store, step_called("新增资金到账")) == "新增资金到账"


def test_a_line_or_a_list_at_the_bank_is_not_removed(store, tmp_path):
    _, first = sent(store)
    with pytest.raises(Refused, match="不能单独删去"):
        remove(store, PayLine, lines(first)[0].id)
    write_list(store, first, tmp_path)
    with pytest.raises(Refused, match="不能删除"):
        remove(store, PayList, first)


# results ---------------------------------------------------------------------------------------------------


def test_a_list_is_not_paid_while_money_is_at_the_bank(store):
    made, _ = sent(store)
    refused(store, "银行还没有回，不能记为已发放", AidBatch, made, state="paid")


def test_a_list_is_not_paid_over_the_heads_of_those_who_wait(store):
    refused(store, "还没有登记发放结果", AidBatch, funded(store), state="paid")


def test_a_result_comes_with_its_line_and_its_grant_together(store):
    _, first = sent(store)
    line = lines(first)[0].id
    refused(store, "要有到账日期", PayLine, line, state="paid")
    refused(store, "写明银行说的原因", PayLine, line, state="failed")
    refused(store, "发放结果不一致", PayLine, line, state="paid", paid_on=DAY)
    refused(store, "等着回盘的、银行说成功的，不能单独改", AidGrant, grant_of("王芳").id, state="paid")
    refused(store, "还有人没有结果", PayList, first, state="answered")


def test_a_failure_has_a_reason(store):
    funded(store)
    refused(store, "退票要写明原因", AidGrant, grant_of("王芳").id, state="bounced")


@pytest.mark.parametrize(
    "values", [{"approved_on": DAY - WEEK}, {"approved_on": None}, {"approved_by": None}]
)
def test_the_approval_of_a_list_stays_as_it_was_given(store, values):
    refused(store, "审批人和审批日期", AidBatch, funded(store), **values)


# corrections -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "fen"), [("back", 31251), ("cancel", 40000), ("more", 31251)])
def test_no_correction_is_larger_than_what_it_corrects(store, paid, kind, fen):
    with pytest.raises(Refused, match=r"不能减这么多|最多再补"):
        add(store, Reversal, grant=grant_of("王芳").id, kind=kind, amount=fen, reason="x", day=DAY)


def test_a_request_does_not_grow_after_it_was_made(store, paid):
    asked = reversals.ask(store, grant_of("王芳").id, "back", 100, "多发", day=DAY)
    refused(store, "不能减这么多", Reversal, asked, amount=99999)


def test_what_was_taken_back_does_not_come_back_from_the_bank_too(store, paid):
    grant = grant_of("王芳").id
    asked = reversals.ask(store, grant, "back", 31250, "重复享受", day=DAY)
    reversals.approve(as_headteacher(store), asked, today=DAY)
    with pytest.raises(Refused, match=r"王芳的这笔钱已经审批追回 312\.50 元，再记退票就算了两次"):
        stages.answer_of_bank(store, [grant], "bounced", "退汇")


# days ------------------------------------------------------------------------------------------------------


def test_money_is_not_paid_before_it_came(store):
    made = funded(store)
    with pytest.raises(Refused, match=r"“发放日期”.*早于"):
        stages.advance(store, made, DAY - WEEK, why="有县里的发放明细")


def test_money_does_not_come_before_there_is_a_list(store):
    made = funded(store, until="reported")
    with pytest.raises(Refused, match=r"“资金到位日期”2026-08-01 早于“名单日期”2026-09-05"):
        stages.advance(store, made, dt.date(2026, 8, 1))


def test_a_day_to_come_is_a_slip_of_the_pen(store, monkeypatch):
    made = funded(store, until="reported")
    monkeypatch.setattr(day_order, "today", lambda: DAY)
    with pytest.raises(Refused, match="这一天还没有到"):
        stages.advance(store, made, DAY + WEEK)
    with pytest.raises(Refused, match="这一天还没有到"):
        add(store, FundReceived, programme=programme().id, term="2026-1", day=DAY + WEEK, amount=1)


@pytest.fixture
def letter(store):
    """One printed letter."""
    made = funded(store, names=("王芳",))
    notices.make_notices(store, made)
    return AidNotice.get().id


def print_it(store, letter):
    notices.number_and_count(store, [AidNotice.get_by_id(letter)], DAY)


def test_a_letter_is_printed_delivered_and_answered_in_this_order(store, letter):
    print_it(store, letter)
    refused(
        store, "“送达日期”.*早于“打印日期”", AidNotice, letter, state="delivered", delivered_on=DAY - WEEK
    )
    change(store, AidNotice, letter, state="delivered", delivered_on=DAY + WEEK)
    refused(store, "“回执收回日期”.*早于“送达日期”", AidNotice, letter, state="returned", receipt_on=DAY)


def test_a_letter_printed_again_may_have_been_delivered_before(store, letter):
    print_it(store, letter)
    notices.number_and_count(store, [AidNotice.get_by_id(letter)], DAY + 3 * WEEK)
    change(store, AidNotice, letter, state="delivered", delivered_on=DAY + WEEK)


def test_a_letter_without_a_number_was_not_printed(store, letter):
    refused(store, "还没有编号的告知书不能记为已印", AidNotice, letter, state="printed")


def test_a_list_is_filed_by_no_road_before_its_letters_are_brought_and_without_receipts_only_with_a_reason(
    store, letter
):
    made = AidBatch.get().id
    while AidBatch.get().state != "paid":
        stages.advance(store, made, DAY + WEEK, why="有县里的发放明细")
    for _ in ("made", "printed"):
        with pytest.raises(Refused, match="还有 1 份告知书没有送到家长手里，不能归档"):
            stages.advance(store, made, DAY + WEEK, why="县里直接打卡")
        refused(store, "没有送到家长手里", AidBatch, made, state="closed", note="算了")
        if AidNotice.get_by_id(letter).state == "made":
            print_it(store, letter)
    change(store, AidNotice, letter, state="delivered", delivered_on=DAY + WEEK)
    assert "还有 1 份告知书的回执没有收回" in stages.wants_reason(AidBatch.get(), "closed")
    refused(store, "回执没有收回。归档要写明原因", AidBatch, made, state="closed")
    assert stages.advance(store, made, DAY + WEEK, why="全家外出，回执收不回") == "closed"
    assert "回执没有收回。原因：全家外出，回执收不回" in AidBatch.get().note
