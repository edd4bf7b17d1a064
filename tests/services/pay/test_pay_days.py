"""Days and states of a payment at the store's door: nothing arrives before it was sent, or comes back before it arrived."""

import datetime as dt

import pytest
from builders import PASSWORD, add, as_headteacher, change, dump
from paying import DAY, HEADS, answer, answer_rows, card, grant_of, layout, lines, sent, workbook

from desktop import cli
from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers import day_order, pay_order
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList, Reversal
from desktop.models.ledgers.students import Student
from desktop.models.store import CannotUndo
from desktop.services.aid import stages
from desktop.services.pay import reversals
from desktop.services.pay.answers import decide, read_answer, take_answer
from desktop.services.pay.lists import NewAccount, correct_account, make_list

EARLY, LATE = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
DATED = (*HEADS, "交易日期")


def refused(store, words, does):
    """What is done is refused with these words, and nothing of it is kept."""
    before = dump()
    with pytest.raises(Refused, match=words):
        does()
    assert dump() == before


def step_called(words):
    found = JournalStep.select().where(JournalStep.does.startswith(words))
    return found.order_by(JournalStep.id.desc()).get().id


def dated(tmp_path, pay_list, days, failed=(), name="回盘.xlsx"):
    rows = [[*row, f"{day:%Y%m%d}"] for row, day in zip(answer_rows(pay_list, failed), days, strict=True)]
    return workbook(tmp_path / name, rows, DATED)


def take(store, path, pay_list, day=DAY):
    return take_answer(store, read_answer(store, pay_list, path), day=day)


@pytest.fixture
def first(store):
    """A list at the bank."""
    return sent(store)[1]


@pytest.fixture
def paid(store, first, tmp_path):
    """The same, and everybody on it was paid one day later."""
    take(store, answer(tmp_path, first), first, LATE)
    return first


def turn(store, line, grant, **values):
    """A line and its grant changed together by a plain step, as a script would."""
    with store.step("改") as step:
        step.change(PayLine, line.id, values)
        step.change(AidGrant, line.grant_id, grant)


# days --------------------------------------------------------------------------------------------------


def test_money_does_not_arrive_before_the_list_was_made(store, first, tmp_path):
    draft = read_answer(store, first, answer(tmp_path, first))
    refused(store, "到账日期 2026-11-19 早于清单的生成日期", lambda: take_answer(store, draft, day=EARLY))


@pytest.mark.parametrize(
    ("line", "grant"),
    [
        ({"state": "paid", "paid_on": EARLY}, {"state": "paid"}),
        ({"state": "failed", "answer": "x", "failed_on": EARLY}, {"state": "bounced", "reason": "x"}),
    ],
)
def test_the_door_knows_the_day_of_the_list_too(store, first, line, grant):
    refused(store, "王芳的.*早于清单的生成日期", lambda: turn(store, lines(first)[0], grant, **line))
    refused(store, "“回盘日期”.*早于“生成日期”", lambda: change(store, PayList, first, answered_on=EARLY))


def test_what_is_still_to_come_did_not_happen(store, first, tmp_path, monkeypatch):
    monkeypatch.setattr(day_order, "today", lambda: DAY)
    draft = read_answer(store, first, answer(tmp_path, first))
    refused(store, "这一天还没有到", lambda: take_answer(store, draft, day=LATE))
    told = read_answer(store, first, dated(tmp_path, first, [LATE, DAY, DAY, DAY], name="b.xlsx"))
    assert [one.why for one in told.parked] == [
        "三(2)班王芳这一行的交易日期 2026-11-21 还没有到，请对照银行的原件。"
    ]


def test_the_bank_s_own_day_is_the_day_of_the_payment(store, first, tmp_path):
    draft = read_answer(store, first, dated(tmp_path, first, [LATE, LATE, DAY, DAY], failed=(2,)))
    assert "到账日期按文件里的写" in draft.notes[-1]
    take_answer(store, draft, day=DAY + dt.timedelta(days=9))
    assert [line.paid_on or line.failed_on for line in lines(first)] == [LATE, LATE, DAY, DAY]


def test_a_row_that_came_back_before_it_arrived_is_parked(store, paid, tmp_path):
    back = dated(tmp_path, paid, [DAY, LATE, LATE, LATE], failed=(1, 2), name="退票.xlsx")
    draft = read_answer(store, paid, back)
    assert [one.sent.pupil for one in draft.failed] == ["李强"]
    assert "到账日期是 2026-11-21，这一行的退票日期 2026-11-20 还在前面" in draft.parked[0].why


def test_money_does_not_come_back_before_it_arrived(store, paid, tmp_path):
    back = answer(tmp_path, paid, failed=(1,), name="退票.xlsx")
    refused(store, "王芳的退票日期 2026-11-20 早于到账日期 2026-11-21", lambda: take(store, back, paid))
    refused(
        store, "要写明退票日期",
        lambda: turn(store, lines(paid)[0], {"state": "bounced", "reason": "x"}, state="failed", answer="x", paid_on=None),
    )  # fmt: skip


def test_a_correction_is_not_dated_before_the_payment_nor_decided_before_it_was_asked(store, paid):
    grant = grant_of("王芳").id
    refused(
        store, "王芳的钱 2026-11-21 才到账",
        lambda: add(store, Reversal, grant=grant, kind="back", amount=1, reason="x", day=DAY),
    )  # fmt: skip
    asked = reversals.ask(store, grant, "back", 100, "多发", day=LATE)
    refused(
        store, "“审批日期”.*早于“日期”", lambda: reversals.approve(as_headteacher(store), asked, today=DAY)
    )


def test_a_row_parked_for_its_day_takes_the_day_that_the_person_gives(store, first, tmp_path):
    draft = read_answer(store, first, dated(tmp_path, first, [EARLY, LATE, LATE, LATE]))
    decide(draft, draft.parked[0], "paid")
    take_answer(store, draft, day=DAY)
    assert [line.paid_on for line in lines(first)] == [DAY, LATE, LATE, LATE]


# states ------------------------------------------------------------------------------------------------


def test_a_failure_becomes_a_success_by_no_side_road(store, first, tmp_path):
    made = AidBatch.get().id
    take(store, answer(tmp_path, first, failed=(1,)), first)
    line = lines(first)[0]
    refused(store, "不一致", lambda: change(store, PayLine, line.id, state="paid", paid_on=DAY))
    correct_account(store, grant_of("王芳").id, NewAccount(card(50), "王大河"))
    make_list(store, made, layout(), DAY)
    refused(
        store, "已经用后来的清单重发过",
        lambda: turn(store, line, {"state": "paid", "reason": None}, state="paid", paid_on=DAY),
    )  # fmt: skip


def test_who_was_withheld_after_a_failure_is_not_paid_after_all(store, first, tmp_path):
    take(store, answer(tmp_path, first, failed=(1,)), first)
    stages.withhold(store, [grant_of("王芳").id], "家长放弃")
    refused(
        store, "已经不是退票",
        lambda: change(store, PayLine, lines(first)[0].id, state="paid", paid_on=DAY),
    )  # fmt: skip


@pytest.mark.parametrize("values", [{"paid_on": DAY}, {"answer": "改一改"}, {"answer_row": 9}])
def test_what_the_bank_said_is_not_touched_up_afterwards(store, paid, values):
    refused(store, "不能单改", lambda: change(store, PayLine, lines(paid)[0].id, **values))


def test_a_line_turns_together_with_its_grant(store, paid):
    line = lines(paid)[0]
    failed = {"state": "failed", "answer": "x", "paid_on": None, "failed_on": LATE}
    refused(store, "结果不一致", lambda: change(store, PayLine, line.id, **failed))
    refused(
        store,
        "银行说成功的，不能单独改",
        lambda: change(store, AidGrant, line.grant_id, state="bounced", reason="x"),
    )
    turn(store, line, {"state": "bounced", "reason": "x"}, **failed)


def test_money_that_came_back_by_hand_is_told_of_on_its_list_too(store, paid):
    stages.answer_of_bank(store, [grant_of("王芳").id], "bounced", "退汇")
    line = lines(paid)[0]
    assert (line.state, line.answer, line.paid_on, line.failed_on) == (
        "failed",
        "退汇",
        LATE,
        day_order.today(),
    )


def test_nobody_is_sent_to_the_bank_twice(store, first):
    grant = grant_of("王芳")
    values = {
        "batch": grant.batch_id,
        "number": 2,
        "state": "made",
        "heads": 1,
        "amount": 31250,
        "made_on": DAY,
    }
    line = {
        "grant": grant.id,
        "owner": grant.owner,
        "account": grant.account,
        "amount": 31250,
        "state": "sent",
    }

    def again(**other):
        with store.step("再送一次") as step:
            number = step.add(PayList, values)
            step.add(PayLine, line | other | {"pay_list": number})

    refused(store, "王芳的钱已经送到银行或发下去了，不能再送一次", again)
    refused(store, "和名单上的不一样", lambda: again(amount=62500))
    refused(store, "和名单上的不一样", lambda: again(account=card(50)))


# what was taken back -----------------------------------------------------------------------------------


@pytest.fixture
def taken_back(store, paid):
    """王芳's money was taken back by an approved correction."""
    asked = reversals.ask(store, grant_of("王芳").id, "back", 31250, "重复享受", day=LATE)
    reversals.approve(as_headteacher(store), asked, today=LATE)
    return paid


def test_a_return_after_a_correction_is_parked_and_the_rest_is_taken(store, taken_back, tmp_path):
    draft = read_answer(store, taken_back, answer(tmp_path, taken_back, failed=(1, 2), name="退汇.xlsx"))
    assert [one.sent.pupil for one in draft.failed] == ["李强"]
    assert "王芳的这笔钱已经审批追回 312.50 元，再记退票就算了两次" in draft.parked[0].why
    with pytest.raises(Refused, match="再记退票就算了两次"):
        decide(draft, draft.parked[0], "failed")
    with pytest.raises(Refused, match="已经登记为成功，不用再认定"):
        decide(draft, draft.parked[0], "paid")
    assert take_answer(store, draft, day=LATE).failed == 1
    assert (grant_of("王芳").state, grant_of("李强").state) == ("paid", "bounced")


def test_a_closed_list_says_where_a_return_belongs(store, paid, tmp_path):
    made = AidBatch.get().id
    stages.advance(store, made, LATE)
    stages.advance(store, made, LATE, why="县里直接打卡")
    back = answer(tmp_path, paid, failed=(1,), name="退票.xlsx")
    refused(store, "已经归档.*冲销更正", lambda: take(store, back, paid, LATE))


# how much may be given again ---------------------------------------------------------------------------


def test_the_cap_of_money_given_again_is_data_and_named(store, paid, monkeypatch):
    grant = grant_of("王芳").id
    more = {"grant": grant, "kind": "more", "reason": "x", "day": LATE}
    words = r"不超过名单金额的 200%（请以本县文件为准），最多再补 312\.50 元"
    refused(store, words, lambda: add(store, Reversal, **more, amount=31251))
    monkeypatch.setattr(pay_order, "most_after_more", lambda: 300)
    add(store, Reversal, **more, amount=31251)


# undo --------------------------------------------------------------------------------------------------


def test_what_a_bank_answer_rests_on_is_not_taken_back_before_it(store, tmp_path):
    _, first = sent(store)
    take(store, answer(tmp_path, first), first)
    before = dump()
    for words in ("已拨付", "已上报"):
        with pytest.raises(CannotUndo, match=r"后来的“银行回盘.*请先撤销那一步|后来的“.*改过同样的记录"):
            undo.undo(store, step_called(words))
    assert dump() == before


def test_when_the_answer_is_taken_back_the_funding_may_be_too(store, tmp_path):
    _, first = sent(store)
    take(store, answer(tmp_path, first), first)
    for words in ("银行回盘", "生成发放清单", "已拨付"):
        undo.undo(store, step_called(words))
    assert AidBatch.get().state == "reported"


def test_an_answer_is_not_taken_back_from_under_a_list_noted_as_paid(store, paid):
    stages.advance(store, AidBatch.get().id, LATE)
    with pytest.raises(CannotUndo, match=r"后来的“已发放.*靠着“银行回盘.*请先撤销那一步"):
        undo.undo(store, step_called("银行回盘"))


def test_what_the_answer_does_not_rest_on_is_taken_back_all_the_same(store, first, tmp_path):
    change(store, Student, grant_of("王芳").student_id, "改住址", current_address="石桥村")
    take(store, answer(tmp_path, first), first)
    assert undo.undo(store, step_called("改住址")) == "改住址"


def test_the_command_line_takes_the_day_on_which_the_money_arrived(
    school, closed, log_in, tmp_path, monkeypatch, capsys
):
    _, first = sent(school.store)
    path = answer(tmp_path, first)
    school.let_go()
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)
    given = ["payments", "import", str(path), "--data", str(closed.path), "--json", "--day"]
    assert cli.main([*given, "20号"]) == cli.REFUSED
    assert "日期看不懂" in capsys.readouterr().err
    assert cli.main([*given, "2026-11-19"]) == cli.REFUSED
    assert "到账日期 2026-11-19 早于清单的生成日期" in capsys.readouterr().err
    assert cli.main([*given, str(LATE)]) == cli.DONE
    log_in()
    assert {line.paid_on for line in lines(first)} == {LATE}
