"""Where each result of a payment stands: its own file, sheet and row, or who noted it by hand and when."""

import json

import pytest
from builders import PASSWORD
from paying import DAY, answer, answer_rows, grant_of, sent, workbook

from desktop import cli
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.services.aid import stages
from desktop.services.aid.history import entries
from desktop.services.pay.answers import alike, decide, read_answer, take_answer

ALL = ["王芳", "李强", "张伟", "赵敏"]


def sources(name):
    """What a pupil's own page gives as the source of each payment."""
    return [
        one.source for one in entries(grant_of(name).student_id) if one.icon in ("banknote", "circle-alert")
    ]


def test_a_second_answer_file_leaves_the_first_ones_results_their_source(store, tmp_path):
    _, first = sent(store)
    rows = answer_rows(first)
    take_answer(store, read_answer(store, first, workbook(tmp_path / "回盘1.xlsx", rows[:2])), day=DAY)
    take_answer(store, read_answer(store, first, workbook(tmp_path / "回盘1b.xlsx", rows[2:])), day=DAY)
    assert sources("李强") == ["回盘1.xlsx·回盘·第 3 行"]
    assert sources("张伟") == ["回盘1b.xlsx·回盘·第 2 行"]


def test_a_payment_that_came_back_later_names_the_file_that_says_so(store, tmp_path):
    _, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=DAY)
    back = workbook(tmp_path / "退汇.xlsx", answer_rows(first, failed=(1,))[:1])
    take_answer(store, read_answer(store, first, back), day=DAY)
    assert sources("王芳") == ["退汇.xlsx·回盘·第 2 行", PayList.caption(PayList.get_by_id(first))]
    assert sources("赵敏") == ["回盘.xlsx·第 5 行"]


def test_a_failure_noted_by_hand_names_the_hand(store, tmp_path):
    _, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=DAY)
    stages.answer_of_bank(store, [grant_of("王芳").id], "bounced", "银行来电话说退回")
    line = PayLine.get(PayLine.grant == grant_of("王芳").id)
    assert line.answer_source == f"手工登记（{store.session.who}，{line.failed_on:%Y-%m-%d}）"
    assert line.answer_row is None
    assert sources("王芳") == [line.answer_source, PayList.caption(PayList.get_by_id(first))]


def test_those_a_list_of_failures_leaves_out_say_that_they_were_left_out(store, tmp_path):
    _, first = sent(store)
    path = workbook(tmp_path / "失败明细.xlsx", answer_rows(first, failed=(1,))[:1])
    take_answer(store, read_answer(store, first, path), others_paid=True, day=DAY)
    assert sources("赵敏") == ["失败明细.xlsx·没有列出，按成功登记"]
    assert AidGrant.select().where(AidGrant.state == "bounced").count() == 1


def test_a_row_that_a_person_decided_keeps_its_place_in_the_file(store, tmp_path):
    _, first = sent(store)
    rows = answer_rows(first)
    rows[0][4] = "处理中"
    draft = read_answer(store, first, workbook(tmp_path / "回盘.xlsx", rows))
    decide(draft, draft.parked[0], "paid")
    take_answer(store, draft, day=DAY)
    assert sources("王芳") == ["回盘.xlsx·第 2 行"]


@pytest.mark.parametrize("spoilt", ["1.23457E+18", "9.99901E+18", "1.23457e+18", 1.23457e18])
def test_a_row_whose_account_is_spoilt_is_no_success_by_name_alone(store, tmp_path, spoilt):
    _, first = sent(store)
    rows = answer_rows(first)
    rows[0][1] = spoilt
    draft = read_answer(store, first, workbook(tmp_path / "回盘.xlsx", rows))
    assert [one.sent.pupil for one in draft.paid] == ALL[1:]
    (one,) = draft.parked
    assert one.sent.pupil == ALL[0] and "后几位已经丢了" in one.why and alike(draft, one) == []
    decide(draft, one, "paid")
    assert len(draft.paid) == len(ALL)


def test_the_command_line_reads_a_file_for_the_list_it_is_told(school, closed, tmp_path, monkeypatch, capsys):
    _, first = sent(school.store)
    path = answer(tmp_path, first)
    school.let_go()
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)
    given = ["payments", "import", str(path), "--data", str(closed.path), "--json"]
    assert cli.main([*given, "--list", "99"]) == 2
    assert "没有编号 99 的发放清单" in "".join(capsys.readouterr())
    assert cli.main([*given, "--list", str(first)]) == 0
    assert json.loads(capsys.readouterr().out)["number"] == first
