"""From one month to the next: what was accepted becomes a dated fact, what was explained does not come back."""

import datetime as dt

import pytest
from builders import add, as_class_teacher, as_headteacher, change, dump, hardship, id_number, pupil
from lists_people import CHILD, FATHER, MOTHER, STRANGER

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.roles import NotAllowed
from desktop.services.lists.decide import accept, decline, end, open_hits, reopen, settle
from desktop.services.lists.keep import keep

PEOPLE = ("姓名", "身份证号")


def hits(**where):
    query = ListHit.select().join(CountyList).order_by(ListHit.id)
    return [hit for hit in query if all(getattr(hit, name) == value for name, value in where.items())]


def all_open(store):
    return [hit.id for hit in open_hits(store)]


def low(*numbers, name="王芳"):
    return {"农村低保.xlsx": [[name, number] for number in numbers]}


def test_lists_and_their_lines_are_one_step_that_can_be_taken_back(store, family, month):
    before = dump()
    kept = month("2026年9月", low(CHILD, STRANGER))
    (source,) = CountyList.select()
    assert (source.kind, source.month, source.hits, source.numbers, source.rows) == (
        "rural_low",
        "2026-09",
        1,
        2,
        2,
    )
    assert (kept.changes, kept.open) == ({"new": 1}, 1)
    undo.undo(store, kept.step)
    assert {table: rows for table, rows in dump().items() if "sequence" not in table} == before


def test_taking_a_list_in_writes_no_hardship(store, family, month):
    month("2026年9月", low(CHILD))
    assert Hardship.select().count() == 0


def test_accepting_writes_a_dated_fact_with_its_source(store, family, month):
    month("2026年9月", low(CHILD))
    assert accept(store, all_open(store)) == 1
    (row,) = Hardship.select()
    assert (row.student_id, row.kind, row.since, row.source) == (
        family, "05.1", dt.date(2026, 9, 1), "农村低保.xlsx·Sheet1·第2行（本人的号码）",
    )  # fmt: skip
    assert (row.source_kind, row.continues, row.until) == ("county_list", True, None)


def test_accepting_on_a_day_given(store, family, month):
    month("2026年9月", low(CHILD))
    accept(store, all_open(store), since=dt.date(2026, 9, 15))
    assert Hardship.get().since == dt.date(2026, 9, 15)


def test_a_disabled_mothers_card_goes_into_the_fact(store, family, month):
    month("2026年9月", {"持证残疾人.xlsx": [["李秀英", f"{MOTHER}43"]]})
    accept(store, all_open(store))
    row = Hardship.get()
    assert (row.kind, row.card_no) == ("13", f"{MOTHER}43")


def test_what_the_ledger_holds_already_is_not_written_twice(store, family, month):
    held = hardship(store, family, "05.1", source="低保证")
    month("2026年9月", low(CHILD))
    accept(store, all_open(store))
    (row,) = Hardship.select()
    assert (row.id, row.source) == (held, "低保证")
    assert hits()[0].hardship_id == held


def test_a_fact_of_the_schools_roster_rests_on_the_list_once_it_is_accepted(store, family, month):
    held = hardship(store, family, "05.1", source="花名册.xlsx·Sheet1·第7行", source_kind="roster")
    month("2026年9月", low(CHILD))
    accept(store, all_open(store))
    (row,) = Hardship.select()
    assert (row.id, row.source_kind) == (held, "county_list") and "花名册" not in row.source


def test_a_vague_low_income_fact_is_made_exact(store, family, month):
    hardship(store, family, "05")
    month("2026年9月", low(CHILD))
    accept(store, all_open(store))
    assert [row.kind for row in Hardship.select()] == ["05.1"]


def test_risk_cleared_is_written_into_the_same_fact(store, family, month):
    rows = {"监测对象（风险未消除）.xlsx": [["王芳", CHILD]]}
    month("2026年9月", rows)
    settle(store, all_open(store)[0], kind="02")
    accept(store, all_open(store))
    month("2026年10月", {"监测对象（风险已消除）.xlsx": [["王芳", CHILD]]})
    (hit,) = open_hits(store)
    assert (hit.change, hit.kind) == ("changed", "02")
    accept(store, [hit.id])
    (row,) = Hardship.select()
    assert (row.risk, row.until) == ("cleared", None)


def test_no_longer_继续享受_is_a_change_and_not_a_second_fact(store, family, month):
    month("2026年9月", {"脱贫户（继续享受政策）.xlsx": [["王芳", CHILD]]})
    accept(store, all_open(store))
    kept = month("2026年10月", {
        "脱贫户（继续享受政策）.xlsx": [["赵六", STRANGER]], "脱贫户（不享受政策）.xlsx": [["王芳", CHILD]],
    })  # fmt: skip
    assert kept.changes == {"changed": 1}
    accept(store, all_open(store))
    assert [row.continues for row in Hardship.select()] == [False]


def test_a_line_without_its_kind_is_not_accepted(store, family, month):
    month("2026年9月", {"城乡特困.xlsx": [["王芳", CHILD]]})
    with pytest.raises(Refused, match="困难类型还没有选"):
        accept(store, all_open(store))
    settle(store, all_open(store)[0], kind="07.1")
    accept(store, all_open(store))
    assert Hardship.get().kind == "07.1"


def test_the_next_month_shows_only_what_changed(store, family, month):
    other = pupil(store, "赵小", id_number=id_number(9))
    month("2026年9月", low(CHILD))
    accept(store, all_open(store))
    kept = month("2026年10月", {"农村低保.xlsx": [["王芳", CHILD], ["赵小", id_number(9)]]})
    assert kept.changes == {"same": 1, "new": 1}
    assert [hit.student_id for hit in open_hits(store)] == [other]
    assert [hit.decision for hit in hits(change="same")] == ["accepted"]


def test_an_explained_line_does_not_come_back_and_keeps_its_reason(store, family, month):
    month("2026年9月", low(id_number(77)))
    decline(store, all_open(store), "同名不同人")
    kept = month("2026年10月", low(id_number(77)))
    assert (kept.open, kept.carried) == (0, 1)
    (hit,) = hits(change="same")
    assert (hit.decision, hit.reason, hit.decided_by) == ("declined", "同名不同人", "周敏")


def test_another_number_under_the_same_name_is_a_new_question(store, family, month):
    month("2026年9月", low(id_number(77)))
    decline(store, all_open(store), "同名不同人")
    assert month("2026年10月", low(id_number(78))).open == 1


def test_who_left_the_list_is_told_and_ended_with_a_reason(store, family, month):
    month("2026年9月", low(CHILD))
    accept(store, all_open(store))
    kept = month("2026年10月", low(STRANGER, name="赵六"))
    assert kept.changes == {"gone": 1}
    with pytest.raises(Refused, match="理由"):
        end(store, all_open(store), " ")
    end(store, all_open(store), "县里已取消低保")
    assert Hardship.get().until == dt.date(2026, 9, 30)
    assert hits(change="gone")[0].decision == "ended"


def test_who_left_one_list_for_another_of_its_kind_has_not_left(store, family, month):
    month("2026年9月", {"脱贫户（继续享受政策）.xlsx": [["王芳", CHILD]]})
    accept(store, all_open(store))
    month("2026年10月", {"脱贫户（不享受政策）.xlsx": [["王芳", CHILD]]})
    kept = month("2026年10月下", {"脱贫户（继续享受政策）.xlsx": [["赵六", STRANGER]]})
    assert "gone" not in kept.changes


def test_a_line_that_still_stands_is_not_ended(store, family, month):
    month("2026年9月", low(CHILD))
    accept(store, all_open(store))
    with pytest.raises(Refused, match="还在名单上"):
        end(store, [hits()[0].id], "误点")


def test_the_same_file_is_not_taken_twice(store, family, month, match, tmp_path):
    month("2026年9月", low(CHILD))
    again = match(tmp_path / "2026年9月")
    assert "一模一样" in again.lists[0].taken
    with pytest.raises(Refused, match="一模一样"):
        keep(store, again)


def test_the_same_bytes_under_a_new_month_are_said_and_taken(store, family, tmp_path, month, match):
    month("2026年9月", low(CHILD))
    (tmp_path / "2026年9月").rename(tmp_path / "2026年10月")
    (one,) = match(tmp_path / "2026年10月").lists
    assert one.use and "放错了文件" in one.note


def test_a_list_that_nobody_named_is_not_taken(store, family, book, match):
    book("名册.xlsx", [PEOPLE, ["王芳", CHILD]])
    with pytest.raises(Refused, match="哪一份名单"):
        keep(store, match())


def test_a_list_without_a_month_is_not_taken(store, family, tmp_path, book, match):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]], into=tmp_path / "名单")
    draft = match(tmp_path / "名单")
    with pytest.raises(Refused, match="哪个月"):
        keep(store, draft)
    assert match(tmp_path / "名单", month="2026-09").lists[0].month == "2026-09"


def test_a_line_is_decided_once(store, family, month):
    month("2026年9月", low(CHILD))
    (hit,) = all_open(store)
    accept(store, [hit])
    with pytest.raises(Refused, match="已经处理过"):
        decline(store, [hit], "误点")


def test_a_declined_line_can_be_looked_at_again(store, family, month):
    month("2026年9月", low(CHILD))
    (hit,) = all_open(store)
    decline(store, [hit], "点错了")
    reopen(store, [hit])
    assert all_open(store) == [hit]


def test_the_ledger_itself_refuses_a_decision_without_its_reason_or_its_fact(store, family, month):
    month("2026年9月", low(CHILD))
    (hit,) = all_open(store)
    for decision in ("declined", "ended", "accepted"):
        with pytest.raises(Refused):
            change(store, ListHit, hit, decision=decision)


def test_only_the_aid_clerk_decides(store, family, month):
    month("2026年9月", low(CHILD))
    for other in (as_headteacher(store), as_class_teacher(store)):
        with pytest.raises(NotAllowed):
            accept(other, all_open(store))


def test_accepting_is_taken_back_whole(store, family, month):
    month("2026年9月", low(CHILD, FATHER))
    before = dump()
    accept(store, all_open(store))
    step = undo.JournalStep.select().order_by(undo.JournalStep.id.desc()).get().id
    undo.undo(store, step)
    assert dump() == before


def test_a_fact_ended_by_hand_is_not_told_as_gone_again(store, family, month):
    month("2026年9月", low(CHILD))
    accept(store, all_open(store))
    change(store, Hardship, Hardship.get().id, until=dt.date(2026, 9, 20))
    assert month("2026年10月", low(STRANGER, name="赵六")).changes == {}


def test_a_pupil_of_two_lists_gets_both_facts(store, family, month):
    add(store, Hardship, student=family, kind="01", since=dt.date(2025, 9, 1))
    month("2026年9月", {"农村低保.xlsx": [["王芳", CHILD]], "持证残疾人.xlsx": [["王建国", FATHER]]})
    accept(store, all_open(store))
    assert sorted(row.kind for row in Hardship.select()) == ["01", "05.1", "13"]


def test_a_namesake_is_never_accepted_without_a_person_who_compared_both_numbers(store, family, month):
    month("2026年9月", low(other := id_number(77)))
    (line,) = all_open(store)
    with pytest.raises(Refused, match=f"名单上的号码 {other}，花名册上的号码 {CHILD}"):
        accept(store, [line])
    assert Hardship.select().count() == 0
    assert accept(store, [line], sure=True) == 1
