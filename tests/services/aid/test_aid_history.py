"""One pupil's aid by term: each line with its source, and the money adds up to the lines it is made of."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_headteacher, hardship, needy
from services.pay.paying import DAY, answer, card, funded, grant_of, layout, sent
from services.recognition import round_stage

from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.ledgers.recognition import Evidence
from desktop.models.ledgers.students import Student
from desktop.services.aid import history, stages
from desktop.services.pay import answers, reversals
from desktop.services.pay.lists import NewAccount, correct_account, make_list


def pupil_of(name):
    return Student.get(Student.name == name).id


def words(student):
    return [one.words for one in history.entries(student)]


def one_term(student):
    (told,) = history.history(student)
    return told


@pytest.fixture
def paid(store, tmp_path):
    """Four pupils paid by the bank, but for the first line, whose account was closed."""
    made, number = sent(store)
    draft = answers.read_answer(store, number, answer(tmp_path, number, failed=(1,)))
    answers.take_answer(store, draft, day=DAY)
    return made


def test_who_has_nothing_has_no_terms(store):
    assert history.history(needy_without(store)) == []


def needy_without(store):
    record = needy(store, "王芳")
    with store.step("删除困难类型") as step:
        from desktop.models.ledgers.hardship import Hardship

        step.remove(Hardship, Hardship.get().id)
    return record


def test_a_hardship_tells_the_file_sheet_and_row_it_came_from(store):
    record = needy(store, "王芳")
    hardship(store, record, "12", source="残疾人.xls·Sheet2·第1382行", until=dt.date(2026, 12, 1))
    told = [one for one in history.entries(record) if "残疾学生" in one.words]
    assert {one.source for one in told} == {"残疾人.xls·Sheet2·第1382行"}
    assert [one.words for one in told] == ["残疾学生，到这天为止", "残疾学生，从这天算起"]


def test_a_line_of_a_county_list_tells_whose_number_it_was_and_what_was_decided(store):
    record = needy(store, "王芳")
    county = add(
        store, CountyList, kind="rural_low", month="2026-09", file="9月低保.xls", sheet="表2", taken_on=dt.date(2026, 9, 6)
    )  # fmt: skip
    add(store, ListHit, source=county, row=88, student=record, verdict="family", relation="51")
    with store.step("不采纳") as step:
        step.change(ListHit, ListHit.get().id, {"decision": "declined", "reason": "同名不同人"})
    told = next(one for one in history.entries(record) if one.ledger == history.LISTS)
    assert told.source == "9月低保.xls·表2·第 88 行"
    assert "父亲的号码" in told.words and told.fact == "不采纳：同名不同人"


def test_a_recognition_tells_both_opinions_and_who_approved(store):
    record, _cases, _posted = round_stage.approved(store)
    told = {one.words: one for one in history.entries(pupil_of("王芳"))}
    done = told["认定为困难"]
    assert done.fact == "班级评议困难，学校评审困难，石校长审批"
    assert (done.place, done.hint) == ("recognition", record)
    assert "提出认定申请" in told


def test_what_the_family_has_is_the_sum_of_its_lines(store, paid):
    told = one_term(pupil_of("李强"))
    assert told.listed == told.paid == sum(one.fen for one in told.payments) == 31250
    assert told.payments[0].place == "batch"
    assert told.payments[0].hint.only == (grant_of("李强").id,)


def test_money_that_came_back_is_no_money(store, paid):
    told = one_term(pupil_of("王芳"))
    assert (told.listed, told.paid, told.payments) == (31250, 0, ())
    assert any("失败：账户已销户" in one.words for one in told.entries)


def test_money_that_went_a_second_time_counts_once(store, paid, tmp_path):
    correct_account(store, grant_of("王芳").id, NewAccount(card(9), "王大山", "青禾农商行"))
    number = make_list(store, paid, layout(), DAY)
    draft = answers.read_answer(store, number, answer(tmp_path, number, name="第二次.xlsx"))
    answers.take_answer(store, draft, day=DAY)
    told = one_term(pupil_of("王芳"))
    assert (told.paid, len(told.payments)) == (31250, 1)
    assert told.payments[0].source.startswith("第二次.xlsx·回盘·第")


def test_a_list_paid_by_hand_counts_too(store):
    made = funded(store)
    stages.advance(store, made, DAY, why="有县里的发放明细")
    assert one_term(pupil_of("王芳")).paid == 31250


def test_an_approved_correction_changes_the_sum_and_an_asked_one_does_not(store, paid):
    grant = grant_of("李强").id
    asked = reversals.ask(store, grant, "back", 6250, "多发")
    assert one_term(pupil_of("李强")).paid == 31250
    reversals.approve(as_headteacher(store), asked)
    told = one_term(pupil_of("李强"))
    assert told.paid == 25000 == reversals.net_of(AidGrant.get_by_id(grant))
    assert [one.fen for one in told.payments if one.fen < 0] == [-6250]


def test_the_sums_agree_with_the_money_of_the_programme(store, paid):
    from desktop.services.pay.funds import balance

    every = sum(one.paid for pupil in Student.select() for one in history.history(pupil.id))
    assert every == balance(AidBatch.get_by_id(paid).programme_id, AUTUMN).net


def test_who_was_taken_off_a_list_is_told_with_the_reason(store):
    made = funded(store, until="approved")
    stages.withhold(store, [grant_of("王芳", made).id], "家长放弃")
    told = one_term(pupil_of("王芳"))
    assert told.listed == 0
    assert "从名单里去掉：家长放弃" in words(pupil_of("王芳"))


def test_an_account_is_never_told_whole(store, paid):
    told = " ".join(f"{one.words}{one.fact}{one.source}" for one in history.entries(pupil_of("李强")))
    assert card(2) not in told and card(2)[-4:] in told


def test_each_kept_paper_is_shown_once_newest_first(store):
    record = needy(store, "王芳")
    for day, name in ((1, "a|低保证.jpg"), (9, "b|申请表.pdf"), (5, "a|低保证.jpg")):
        add(store, Evidence, student=record, kind="low_income_cert", day=dt.date(2026, 9, day), file=name)
    assert [one.kept for one in history.proofs(record)] == ["b|申请表.pdf", "a|低保证.jpg"]
