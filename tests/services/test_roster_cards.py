"""One row, two cards: the pupil's 社保卡 and a parent's 一折通, each with its own 开户人, 开户行 and kind."""

import pytest
from builders import add, id_number, pupil
from services.sheets.workbooks import xlsx

from desktop.models.ledgers.families import PayeeAccount
from desktop.services.roster.draft import NEW, SAME
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep

WANG = id_number(1)
CARD, BOOK = "6217000010001234567", "8101200001234567890"
HEADS = ["姓名", "身份证号", "班级"]
ROW = ["王芳", WANG, "三(2)班"]


@pytest.fixture
def line(store, tmp_path):
    def read(heads, row, merges=()):
        rows = [heads, row] if isinstance(heads[0], str) else [*heads, row]
        return make_draft(store, read_files([xlsx(tmp_path / "名单.xlsx", rows, merges=merges)])).lines[0]

    return read


def accounts(line):
    return [part.values for part in line.plan.accounts]


def told(line):
    return [(values["number"], values["account_kind"], values["owner"]) for values in accounts(line)]


def test_two_card_columns_are_two_accounts(line):
    row = line([*HEADS, "家长姓名", "学生社保卡号", "家长一折通账号"], [*ROW, "王大山", CARD, BOOK])
    assert row.bucket == NEW and not row.problems
    assert told(row) == [(CARD, "1", "王芳"), (BOOK, "3", "王大山")]


def test_both_accounts_are_kept(store, line, tmp_path):
    line([*HEADS, "学生社保卡号", "一折通账号", "一折通户名"], [*ROW, CARD, BOOK, "王大山"])
    keep(store, make_draft(store, read_files([tmp_path / "名单.xlsx"])))
    found = {(row.number, row.owner, row.account_kind) for row in PayeeAccount.select()}
    assert found == {(CARD, "王芳", "1"), (BOOK, "王大山", "3")}


def test_whose_the_parents_card_is_must_be_told(line):
    row = line([*HEADS, "学生社保卡号", "家长一折通账号"], [*ROW, CARD, BOOK])
    assert [number for number, *_ in told(row)] == [CARD]
    (problem,) = row.problems
    assert problem.column == "E" and "开户人" in problem.sentence


def test_each_owner_goes_with_its_own_number(line):
    heads = [*HEADS, "开户人", "银行卡号", "开户行", "持卡人", "一折通账号", "开户银行"]
    row = line(heads, [*ROW, "王芳", CARD, "农商行", "王大山", BOOK, "邮储"])
    assert told(row) == [(CARD, "2", "王芳"), (BOOK, "3", "王大山")]
    assert [values["bank"] for values in accounts(row)] == ["农商行", "邮储"]


def test_numbers_first_and_owners_after_are_paired_in_order(line):
    heads = [*HEADS, "社保卡号", "一折通账号", "社保卡开户人", "一折通开户人"]
    assert told(line(heads, [*ROW, CARD, BOOK, "王芳", "王大山"])) == [
        (CARD, "1", "王芳"),
        (BOOK, "3", "王大山"),
    ]


def test_owners_the_other_way_round_go_by_the_name_of_the_card(line):
    heads = [*HEADS, "社保卡号", "一折通账号", "一折通户名"]
    assert told(line(heads, [*ROW, CARD, BOOK, "王大山"])) == [(CARD, "1", "王芳"), (BOOK, "3", "王大山")]


def test_groups_say_what_belongs_together(line):
    heads = [
        [*HEADS, "学生社保卡", None, "家长一折通", None],
        [None, None, None, "卡号", "开户行", "账号", "户名"],
    ]
    merges = [(0, 3, 0, 4), (0, 5, 0, 6), (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2)]
    row = line(heads, [*ROW, CARD, "农商行", BOOK, "王大山"], merges)
    assert told(row) == [(CARD, "1", "王芳"), (BOOK, "3", "王大山")]
    assert accounts(row)[0]["bank"] == "农商行" and "bank" not in accounts(row)[1]


def test_two_names_beside_one_number_are_one_account(line):
    row = line([*HEADS, "开户人", "户名", "银行卡号"], [*ROW, "王大山", "王大山", CARD])
    assert told(row) == [(CARD, "2", "王大山")]


def test_the_same_number_in_both_columns_is_one_account(line):
    assert len(accounts(line([*HEADS, "社保卡号", "银行卡号"], [*ROW, CARD, CARD]))) == 1


def test_an_empty_second_card_makes_nothing(line):
    assert told(line([*HEADS, "社保卡号", "银行卡号"], [*ROW, None, CARD])) == [(CARD, "2", "王芳")]


@pytest.mark.parametrize(
    ("head", "kind"),
    [("社保卡号", "1"), ("社会保障卡账号", "1"), ("一卡通账号", "1"), ("银行卡号", "2"), ("惠农一卡通账号", "3"), ("一折通账号", "3")],
)  # fmt: skip
def test_the_heading_tells_the_kind(line, head, kind):
    assert told(line([*HEADS, head], [*ROW, CARD])) == [(CARD, kind, "王芳")]


def test_a_kind_column_knows_better_than_the_heading(line):
    assert told(line([*HEADS, "社保卡号", "卡类型"], [*ROW, CARD, "存折"])) == [(CARD, "3", "王芳")]


def test_how_the_owner_is_related_is_kept(line):
    row = line([*HEADS, "银行卡号", "开户人", "与学生关系"], [*ROW, CARD, "王大山", "父子"])
    assert accounts(row)[0]["relation"] == "51"


def test_accounts_on_record_are_the_same(store, line):
    student = pupil(store, id_number=WANG)
    for number, kind, owner in ((CARD, "1", "王芳"), (BOOK, "3", "王大山")):
        add(store, PayeeAccount, student=student, number=number, account_kind=kind, owner=owner)
    assert line([*HEADS, "社保卡号", "一折通账号", "一折通户名"], [*ROW, CARD, BOOK, "王大山"]).bucket == SAME
