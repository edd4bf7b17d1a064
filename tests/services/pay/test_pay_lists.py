"""Lists for the bank: who goes out, what stands in the file, who goes again."""

import pytest
from builders import account, as_class_teacher, as_headteacher, batch, change, dump, needy
from paying import DAY, FROZEN, NAMES, card, funded, grant_of, layout, lines, payable, sent

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.families import PayeeAccount
from desktop.models.ledgers.payments import BankLayout, PayList
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.pay.bank_file import write_list
from desktop.services.pay.lists import NewAccount, correct_account, due, make_list, warnings_of
from desktop.services.sheets.read import open_book


def test_the_first_list_takes_everybody_and_they_are_at_the_bank(store):
    _, first = sent(store)
    row = PayList.get_by_id(first)
    assert (row.number, row.heads, row.amount, row.state, row.maker) == (1, 4, 4 * 31250, "made", "周敏")
    assert [line.owner for line in lines(first)] == ["王大河", "李大海", "张大川", "赵大江"]
    assert {grant.state for grant in AidGrant.select()} == {"sent"}


def test_a_list_is_one_step_to_undo(store):
    made = funded(store)
    before = dump()
    make_list(store, made, layout(), DAY)
    undo.undo(store)
    assert dump() == before


def test_nobody_is_sent_twice(store):
    made, _ = sent(store)
    with pytest.raises(Refused, match="已经送到银行，等回盘"):
        make_list(store, made, layout(), DAY)


def test_who_has_no_account_stops_the_list_by_name_or_stays_open(store):
    needy(store, "孙丽")
    made = funded(store)
    with pytest.raises(Refused, match=r"三\(2\)班孙丽还没有收款账户"):
        make_list(store, made, layout(), DAY)
    first = make_list(store, made, layout(), DAY, leave_lacking=True)
    assert len(lines(first)) == 4
    correct_account(store, grant_of("孙丽").id, NewAccount(card(9), "孙丽"))
    assert [line.owner for line in lines(make_list(store, made, layout(), DAY))] == ["孙丽"]


@pytest.mark.parametrize("until", ["listed", "approved"])
def test_before_the_list_is_reported_nothing_goes_to_the_bank(store, until):
    payable(store, "王芳", 1)
    made = batch(store)
    if until == "approved":
        approve(as_headteacher(store), made, DAY)
    with pytest.raises(Refused, match="才能生成发放清单"):
        make_list(store, made, layout(), DAY)


def test_a_class_teacher_makes_no_list(store):
    made = funded(store)
    with pytest.raises(NotAllowed, match="不能生成发放清单"):
        make_list(as_class_teacher(store), made, layout(), DAY)


# the file ----------------------------------------------------------------------------------------------


def test_a_workbook_keeps_long_numbers_as_text_and_amounts_as_numbers(store, tmp_path):
    _, first = sent(store)
    path = write_list(store, first, tmp_path)
    head, row = open_book(path).sheets[0].rows[:2]
    assert head == ["序号", "户名", "账号", "金额", "身份证号", "开户行", "学生姓名", "班级", "摘要"]
    assert row[1:4] == ["王大河", card(1), 312.5]
    assert row[6:8] == ["王芳", "三(2)班"]
    told = PayList.get_by_id(first)
    assert (told.state, told.file) == ("sent", path.name)


def test_a_second_file_does_not_overwrite_the_first(store, tmp_path):
    _, first = sent(store)
    assert write_list(store, first, tmp_path) != write_list(store, first, tmp_path)


def test_a_bar_file_has_no_head_and_is_gb18030(store, tmp_path):
    made = funded(store)
    first = make_list(store, made, layout("农商行 TXT（竖线分隔）"), DAY)
    data = write_list(store, first, tmp_path).read_bytes()
    assert data.decode("gb18030").splitlines()[0].startswith(f"1|{card(1)}|王大河|312.50|2026年秋季学期")
    assert data.endswith(b"\r\n")


def test_fixed_text_and_fen_stand_where_the_layout_says(store, tmp_path):
    made = funded(store)
    with store.step("新格式") as step:
        own = step.add(BankLayout, {
            "name": "本行", "form": "csv", "encoding": "utf-8", "separator": "comma", "heading": False,
            "columns_text": "币种=“CNY”\n账号=账号\n金额=金额分",
        })  # fmt: skip
    path = write_list(store, make_list(store, made, own, DAY), tmp_path)
    assert path.read_text("utf-8").splitlines()[0] == f"CNY,{card(1)},31250"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ("户名=开户人姓名\n账号=账号\n金额=金额元", "“开户人姓名”不是能填的内容"),
        ("账号\n金额=金额元", "“账号”看不懂"),
        ("户名=开户名\n账号=账号", "至少要有账号和金额"),
    ],
)
def test_a_layout_nobody_could_fill_is_refused_when_it_is_saved(store, columns, words):
    with pytest.raises(Invalid, match=words), store.step("改格式") as step:
        step.change(BankLayout, layout(), {"columns_text": columns})


def test_a_sign_the_encoding_lacks_is_refused_by_name(store, tmp_path):
    made = funded(store, names=("王𠮷",))
    change(
        store,
        BankLayout,
        layout("农商行 TXT（竖线分隔）"),
        encoding="gbk",
        columns_text="账号=账号\n名=学生姓名\n元=金额元",
    )
    first = make_list(store, made, layout("农商行 TXT（竖线分隔）"), DAY)
    with pytest.raises(Refused, match="“王大河”那一行里的“𠮷”字，GBK 编码写不出来"):
        write_list(store, first, tmp_path)
    assert list(tmp_path.glob("*.txt")) == []
    assert PayList.get_by_id(first).state == "made"


def test_a_separator_inside_a_cell_is_refused(store, tmp_path):
    made = funded(store, names=("王芳",))
    change(
        store, BankLayout, layout("农商行 TXT（竖线分隔）"), columns_text="账号=账号\n行=“甲|乙”\n元=金额元"
    )
    first = make_list(store, made, layout("农商行 TXT（竖线分隔）"), DAY)
    with pytest.raises(Refused, match=r"里有分隔符“\|”"):
        write_list(store, first, tmp_path)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_holder_who_begins_like_a_formula_stops_the_list(store, sign):
    account(store, needy(store, "王芳"), card(1), owner=f"{sign}王大河")
    made = funded(store, names=())
    with pytest.raises(Refused, match=rf"王芳的开户名以“\{sign}”开头"):
        make_list(store, made, layout(), DAY)


def test_any_cell_that_begins_like_a_formula_stops_the_file(store, tmp_path):
    account(store, needy(store, "王芳"), card(1), owner="王大河", bank="@农商行")
    first = make_list(store, funded(store, names=()), layout(), DAY)
    with pytest.raises(Refused, match="那一行的开户行“@农商行”以“@”开头"):
        write_list(store, first, tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []


# again -------------------------------------------------------------------------------------------------


def bounced(store):
    made, first = sent(store)
    stages.answer_of_bank(store, [grant_of("王芳").id], "bounced", FROZEN)
    stages.answer_of_bank(store, [grant_of(name).id for name in NAMES[1:]], "paid")
    return made, first


def test_what_was_noted_by_hand_answers_the_list_too(store):
    _, first = bounced(store)
    assert [line.state for line in lines(first)] == ["failed", "paid", "paid", "paid"]
    assert PayList.get_by_id(first).state == "answered"


def test_a_second_list_waits_for_the_corrected_account(store):
    made, _ = bounced(store)
    with pytest.raises(Refused, match=r"三\(2\)班王芳退票以后账户还没有更正"):
        make_list(store, made, layout(), DAY)
    correct_account(store, grant_of("王芳").id, NewAccount(card(11), "王芳", bank="青禾邮政"))
    second = make_list(store, made, layout(), DAY)
    assert [(line.account, line.owner, line.bank) for line in lines(second)] == [
        (card(11), "王芳", "青禾邮政")
    ]
    assert grant_of("王芳").state == "resent"
    assert PayList.get_by_id(second).number == 2


def test_a_card_that_was_unblocked_goes_again_as_it_is(store):
    made, _ = bounced(store)
    assert len(lines(make_list(store, made, layout(), DAY, also=[grant_of("王芳").id]))) == 1


def test_a_correction_takes_the_old_card_out_of_use(store):
    bounced(store)
    grant = grant_of("王芳")
    correct_account(store, grant.id, NewAccount(card(11), "王芳"))
    cards = {
        row.number: row.in_use
        for row in PayeeAccount.select().where(PayeeAccount.student == grant.student_id)
    }
    assert cards == {card(1): False, card(11): True}


@pytest.mark.parametrize(
    ("account_", "words"),
    [
        (NewAccount(card(1), "王大河"), "与原来一样，没有更正"),
        (NewAccount("123", "王芳"), "应是 10 到 25 位数字"),
        (NewAccount(card(11), ""), "请填写开户人"),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(store, account_, words):
    bounced(store)
    before = dump()
    with pytest.raises(Refused, match=words):
        correct_account(store, grant_of("王芳").id, account_)
    assert dump() == before


def test_money_at_the_bank_keeps_its_account(store):
    sent(store)
    with pytest.raises(Refused, match="退票以后才能更正账户"):
        correct_account(store, grant_of("王芳").id, NewAccount(card(11), "王芳"))


def test_warnings_come_before_the_file(store):
    for name in ("甲", "乙"):
        account(store, needy(store, name), "6217000010001234560", owner="陌生人")
    made = funded(store, names=())
    rules = {finding.rule for finding in warnings_of(store, made)}
    assert rules == {"户名不符", "账户共用", "卡号校验"}
    assert len(due(made).ready) == 2
