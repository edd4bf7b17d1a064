"""The ladder of a list, and that no road leads past a rung."""

import datetime as dt

import pytest
from builders import as_headteacher, as_role, batch, change, dump, remove
from paying import DAY, answer, card, funded, grant_of, layout, payable, sent, workbook

from desktop.models import undo
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.school import School
from desktop.models.roles import NotAllowed
from desktop.models.store import NotKept
from desktop.services import mass_edit
from desktop.services.aid import stages
from desktop.services.aid.batches import approve, refresh_accounts, send_back
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.lists import NewAccount, correct_account, make_list
from desktop.services.recognition.posting import break_off, post_batch, take_down
from desktop.services.sheets.ledger_in import keep_ledger, read_ledger

POSTED = dt.date(2026, 9, 7)


@pytest.fixture
def posting_school(store):
    """A school that hangs its lists, as every school does unless it says no."""
    change(store, School, 1, post_aid=True)
    payable(store, "王芳", 1)
    payable(store, "李强", 2)
    return batch(store)


def hang(store, made, day=POSTED):
    return post_batch(store, made, day, "校门口", today=day)


def taken_down(store, made, day=POSTED):
    hung = hang(store, made, day)
    down = Posting.get_by_id(hung).until_day + dt.timedelta(days=1)
    take_down(store, hung, down, today=down)
    return hung


def state(made):
    return AidBatch.get_by_id(made).state


def test_a_list_hangs_before_the_headteacher_speaks(store, posting_school):
    head = as_headteacher(store)
    with pytest.raises(Refused, match="还没有公示，不能审批"):
        approve(head, posting_school, DAY)
    hung = hang(store, posting_school)
    assert state(posting_school) == "posted"
    with pytest.raises(Refused, match="还没有期满撤下"):
        approve(head, posting_school, DAY)
    down = Posting.get_by_id(hung).until_day + dt.timedelta(days=1)
    take_down(store, hung, down, today=down)
    approve(head, posting_school, DAY)
    assert state(posting_school) == "approved"


def test_a_list_that_hangs_does_not_change(store, posting_school):
    hang(store, posting_school)
    first = grant_of("王芳").id
    with pytest.raises(Refused, match="名单正在公示"):
        stages.take_out(store, [first], "转走了")
    with pytest.raises(Refused):
        refresh_accounts(store, posting_school)
    with pytest.raises(Refused, match="名单已经定下来"):
        change(store, AidGrant, first, amount=1)


def test_a_broken_posting_starts_anew(store, posting_school):
    hung = hang(store, posting_school)
    break_off(store, hung, "漏了一人", today=POSTED)
    assert state(posting_school) == "listed"
    with pytest.raises(Refused, match="还没有公示"):
        approve(as_headteacher(store), posting_school, DAY)
    taken_down(store, posting_school, dt.date(2026, 10, 12))
    approve(as_headteacher(store), posting_school, DAY)


def test_a_list_sent_back_after_its_posting_hangs_again(store, posting_school):
    taken_down(store, posting_school)
    send_back(as_headteacher(store), posting_school, "缺两人")
    stages.submit(store, posting_school)
    with pytest.raises(Refused, match="还没有公示"):
        approve(as_headteacher(store), posting_school, DAY)
    assert [row.state for row in Posting.select()] == ["broken"]


def test_an_open_objection_stops_the_approval(store, posting_school):
    hung = taken_down(store, posting_school)
    with store.step("异议") as step:
        step.add(Objection, {"posting": hung, "day": POSTED, "content": "他家有车"})
    with pytest.raises(Refused, match="还有 1 件异议没有答复"):
        approve(as_headteacher(store), posting_school, DAY)


def test_where_the_county_asks_for_no_posting_the_school_says_so(store, posting_school):
    change(store, School, 1, post_aid=False)
    approve(as_headteacher(store), posting_school, DAY)


def test_who_made_a_list_does_not_approve_it(store):
    payable(store, "王芳", 1)
    made = batch(store)
    with pytest.raises(Refused, match="不能由同一个人审批"):
        approve(as_role(store, "head", "周敏"), made, DAY)


# wrong orders by every road ----------------------------------------------------------------------------

APPROVAL = {"state": "approved", "approved_by": "石校长", "approved_on": DAY}
LEAPS = [
    ("listed", "reported"), ("listed", "paid"), ("listed", "closed"), ("approved", "funded"), ("approved", "closed"),
    ("reported", "listed"), ("funded", "approved"), ("funded", "draft"), ("paid", "void"),
]  # fmt: skip


@pytest.mark.parametrize(("here", "there"), LEAPS)
def test_no_step_leaps_over_a_rung(store, here, there):
    payable(store, "王芳", 1)
    made = batch(store) if here == "listed" else None
    if made is None:
        made = funded(store, names=(), until=here)
    with pytest.raises(Refused, match="不能直接变成"):
        change(store, AidBatch, made, state=there)
    assert state(made) == here


def test_a_clerk_approves_by_no_road(store, tmp_path):
    payable(store, "王芳", 1)
    made = batch(store)
    with pytest.raises(NotAllowed):
        approve(store, made, DAY)
    with pytest.raises(NotAllowed), store.step("直接写") as step:
        step.change(AidBatch, made, APPROVAL)
    edit = mass_edit.plan(store, AidBatch, {made: {"state": "校长已审批"}})
    assert edit.bad and not edit.values
    row = AidBatch.get_by_id(made)
    told = [
        AidBatch.programme.format(row.programme_id),
        "2026年秋季学期",
        1,
        "2026-09-05",
        "校长已审批",
        "石校长",
        "2026-11-20",
    ]
    heads = ("资助项目", "学期", "第几批", "名单日期", "状态", "审批人", "审批日期")
    path = workbook(tmp_path / "批次.xlsx", [told], heads)
    draft = read_ledger(store, AidBatch, [path])
    assert "“状态”由程序在办理时填写" in draft.of("bad")[0].sentence
    assert keep_ledger(store, draft) == 0
    assert state(made) == "listed"


@pytest.mark.parametrize(
    "values", [{"amount": 1}, {"standard": None}, {"class_name": "四(1)班"}, {"batch": 2}]
)
def test_what_the_headteacher_approved_is_never_edited(store, values):
    funded(store)
    before = dump()
    with pytest.raises(Refused), store.step("改") as step:
        step.change(AidGrant, grant_of("王芳").id, values)
    assert dump() == before


def test_nobody_joins_or_leaves_an_approved_list(store):
    made = funded(store)
    newcomer = payable(store, "孙丽", 9)
    with pytest.raises(Refused, match="不能增减人"), store.step("加人") as step:
        step.add(AidGrant, {"batch": made, "student": newcomer, "amount": 31250, "state": "planned"})
    with pytest.raises(Refused, match="不能增减人"):
        remove(store, AidGrant, grant_of("王芳").id)
    with pytest.raises(Refused, match="已经开始办理的批次不能删除"):
        remove(store, AidBatch, made)


def test_money_comes_before_results(store):
    made = funded(store, until="reported")
    with pytest.raises(Refused, match="资金拨付以后"):
        change(store, AidGrant, grant_of("王芳").id, state="paid")
    first = make_list(store, made, layout(), DAY)
    with pytest.raises(Refused, match="账户不能再改"):
        change(store, AidGrant, grant_of("王芳").id, account=card(30))
    with pytest.raises(Refused, match="送给银行的一笔不能再改"):
        change(store, PayLine, PayLine.get(PayLine.pay_list == first).id, amount=1)


def test_a_list_begins_at_the_beginning(store):
    programme = AidBatch.programme.rel_model.get(AidBatch.programme.rel_model.code == "non_boarding")
    with pytest.raises(Refused, match="不能一来就是后面的状态"), store.step("造一批") as step:
        step.add(AidBatch, {
            "programme": programme.id, "term": "2026-1", "number": 5, "list_date": DAY, "state": "funded",
        })  # fmt: skip


def test_every_next_state_is_a_state():
    for name in ("batch_state", "grant_state", "notice_state", "pay_line_state", "pay_list_state"):
        codes = code_list(name)
        assert {
            after for code in codes.labels for after in codes.fact(code, "next")
        } <= codes.labels.keys(), name


# to the end --------------------------------------------------------------------------------------------


def test_an_approved_list_goes_to_the_bank_twice_and_is_filed(store, tmp_path):
    made, first = sent(store)
    with pytest.raises(Refused, match="银行还没有回，不能记为已发放"):
        stages.advance(store, made, DAY)
    take_answer(store, read_answer(store, first, answer(tmp_path, first, failed=(2, 3))), day=DAY)
    with pytest.raises(Refused, match=r"李强、张伟退票、625\.00 元还没有发到手"):
        stages.advance(store, made, DAY)
    with pytest.raises(Refused, match="李强、张伟退票"), store.step("直接记") as step:
        step.change(AidBatch, made, {"state": "paid", "paid_on": DAY})
    correct_account(store, grant_of("李强").id, NewAccount(card(21), "李强"))
    stages.withhold(store, [grant_of("张伟").id], "已转学，学籍已转出")
    second = make_list(store, made, layout(), DAY)
    take_answer(store, read_answer(store, second, answer(tmp_path, second, name="二.xlsx")), day=DAY)
    assert stages.advance(store, made, DAY) == "paid"
    assert stages.advance(store, made, DAY, why="县里直接打卡") == "closed"
    assert {grant.state for grant in AidGrant.select()} == {"paid", "stopped"}
    with pytest.raises(Refused, match="已经定下来"):
        change(store, AidGrant, grant_of("李强").id, reason="改一下")


def test_who_is_at_the_bank_is_not_withheld(store):
    sent(store)
    with pytest.raises(Refused, match="不能停发"):
        stages.withhold(store, [grant_of("王芳").id], "转走")


def test_a_power_cut_inside_a_step_leaves_the_list_where_it_was(store, tmp_path, monkeypatch):
    made = funded(store)
    before = dump()
    from desktop.models import journal

    def cut(*_):
        raise OSError("电源断了")

    with monkeypatch.context() as patch:
        patch.setattr(journal, "write", cut)
        with pytest.raises((OSError, NotKept)):
            make_list(store, made, layout(), DAY)
    assert dump() == before
    first = make_list(store, made, layout(), DAY)
    draft = read_answer(store, first, answer(tmp_path, first, failed=(1,)))
    waiting = dump()
    with monkeypatch.context() as patch:
        patch.setattr(journal, "write", cut)
        with pytest.raises((OSError, NotKept)):
            take_answer(store, draft, day=DAY)
    assert dump() == waiting
    assert take_answer(store, draft, day=DAY).paid == 3
    assert PayList.get_by_id(first).state == "answered"


def test_after_a_new_log_in_the_work_goes_on_where_it_stopped(school, log_in, tmp_path):
    made, first = sent(school.store)
    path = answer(tmp_path, first)
    store = log_in().store
    take_answer(store, read_answer(store, first, path), day=DAY)
    assert stages.advance(store, made, DAY) == "paid"
    assert undo.stacks().undo
