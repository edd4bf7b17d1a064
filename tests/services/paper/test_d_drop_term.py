"""A term of 缺课 and 个案 from the first list to the last 销号: thirty absences, six suspected, every paper printed."""

import datetime as dt

import pytest
from builders import AUTUMN, as_headteacher, pupil, school_class
from builders_drop import away, case_of, child, persuaded, proof, school_day, two_persuaders
from papers import whole

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_population import AgeStatus
from desktop.services.drop import absences, case_acts, case_figures, cases, closing, watch
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.catalogue_drop_cases import CASE_PAPERS, KEPT

SURNAMES, NAMES = "王李张刘陈", "安柏辰德恩芳"
ILL, AWAY = range(24), range(24, 30)  # two dozen are ill for a day or two, six stay away


@pytest.fixture
def term(store):
    """Thirty pupils of one class, and who was away on the first ten days."""
    school_class(store)
    ids = [
        pupil(store, f"{SURNAMES[n % 5]}{NAMES[n % 6]}{'平宁'[n // 15]}", seat_no=n + 1) for n in range(30)
    ]
    for number in range(10):
        ill = {ids[n]: "S" for n in ILL if number in (n % 8, n % 8 + 1)}
        away(store, school_day(number), ill | {ids[n]: "T" for n in AWAY if number})
    return ids


def followed(store, case, day):
    teacher, _ = two_persuaders(store)
    case_acts.follow(store, case, {"day": day, "words": "上课正常", "staff": teacher, "present": True})


def test_a_term_runs_through_with_every_paper(store, term, tmp_path):
    head, (teacher, _) = as_headteacher(store), two_persuaders(store)
    day = school_day(9)
    assert sum(bool(absences.of(one, school_day(0), day)) for one in term) == 30

    # the six who stay away are found by the rules, and raised together
    due = [one.student for one in watch.board(day) if any(each.code == watch.SUSPECT for each in one.due)]
    assert sorted(due) == [term[n] for n in AWAY]
    assert cases.open_many(store, cases.preview(due, day, "suspected"), day) == (6, 0)
    made = [cases.latest(term[n]).id for n in AWAY]
    returns, again, abroad, taught, reported, refusing = made

    for case in made:
        persuaded(store, case, school_day(11))
    notices = [case_acts.issue(store, case, school_day(12), school_day(17)) for case in (reported, refusing)]
    took = {"served_on": school_day(13), "served_by": teacher}
    case_acts.serve(store, notices[0], took | {"received_by": "王建国"})
    case_acts.serve(
        store, notices[1], took | {"refused": True, "refused_words": "不肯签", "witness": "村主任"}
    )

    # one comes back and stays, one comes back and is away again: the same case goes on
    for case in (returns, again):
        cases.back(store, case, school_day(14))
        followed(store, case, school_day(15))
    gone = {term[n]: "T" for n in AWAY[1:]}
    away(store, school_day(15), {one: mark for one, mark in gone.items() if one != term[AWAY[1]]})
    away(store, school_day(16), gone)
    assert {one.id: one.advice for one in cases.open_cases(school_day(16))}[again] == "again"
    cases.take_up(store, again, school_day(16))
    assert DropCase.get_by_id(again).again == 1

    # one is said to learn elsewhere: without a proof the case stays, though everybody asks
    known = child(store, "外地的孩子", student=DropCase.get_by_id(abroad).student_id)
    with store.step("对上适龄儿童") as step:
        step.change(DropCase, abroad, {"note": "家里不肯给证明"})
    cases.elsewhere(store, abroad, "1.5", school_day(16), "随父母到外省")
    proof(store, known, "refused")
    with pytest.raises(Refused, match="就读证明没有给"):
        closing.close(head, abroad, school_day(20), "说是转走了")
    cases.elsewhere(store, taught, "1.7", school_day(16), "残疾等级评定，家长同意送教")
    closing.close(head, taught, school_day(17), "送教方案和家长同意书")

    # two are reported together; the township takes it on
    values = case_acts.draft_values([reported, refusing], school_day(18))
    report = case_acts.draft_report(store, [reported, refusing], values | {"number": "石小〔2026〕9号"})
    case_acts.sign(head, report, school_day(18))
    case_acts.receipt(store, report, {"received_by": "何老师", "received_on": school_day(19)})
    for case in (reported, refusing):
        paper = {"kind": "return", "day": school_day(20), "issuer": "柳林镇人民政府"}
        case_acts.government(store, case, paper)
    cases.back(store, reported, school_day(22))

    over = school_day(14) + dt.timedelta(days=30)
    followed(store, returns, over - dt.timedelta(days=2))
    closing.close(head, returns, over, "跟踪三十天，一直在校")

    states = {case: DropCase.get_by_id(case).state for case in made}
    assert states == {
        returns: "closed", again: "persuading", abroad: "moved", taught: "closed", reported: "back", refusing: "government",
    }  # fmt: skip
    assert DropCase.select().count() == 6 and CaseStep.select().count() == 24
    assert AgeStatus.get().status == "1.5"  # the child that was matched meanwhile
    (october, november) = case_figures.by_month(dt.date(2026, 11, 30))
    assert (len(october.opened), len(october.closed), len(november.standing)) == (6, 0, 4)
    assert len(november.closed) == 2 and len(november.again) == 1

    chosen = {"D16": tuple(notices), "D17": (report,), "DABS": ()}
    for document in CASE_PAPERS:
        records = chosen.get(document.code, tuple(made))
        wanted = Wanted(day=school_day(16), term=AUTUMN, records=records, ledger=DropCase, what=KEPT)
        path = print_document(store, document, wanted, tmp_path)
        assert whole(path), document.code
    text = whole(print_document(store, DOCUMENTS["D17C"], Wanted(day=over, term=AUTUMN), tmp_path)).replace(
        "\n", ""
    )
    assert "共有6名" in text and "已经返校2名" in text and "没有返校的2名" in text
    assert "证明齐全的1名" in text and "去向还没有证明的1名" in text


def test_nobody_is_raised_for_illness_alone(store, term):
    ill = watch.board(school_day(1))
    assert all(not one.due for one in ill if one.run.told.startswith("病假"))


def test_a_warning_is_not_counted_among_the_suspected(store, term):
    case_of(store, term[0], school_day(9))
    with pytest.raises(Refused, match="到了列为疑似的天数，还没有列"):
        DOCUMENTS["D17C"].prepare(store, Wanted(day=school_day(9), term=AUTUMN))
