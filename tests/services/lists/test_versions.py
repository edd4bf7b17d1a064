"""The same list of the same month a second time: corrected, sent in parts, or twice in one folder."""

import datetime as dt
import os

import pytest
from builders import id_number, pupil
from lists_people import CHILD, FATHER, STRANGER, grown

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.services.aid.history import LISTS, entries
from desktop.services.lists.board import board, recent_lists
from desktop.services.lists.decide import accept, decline, end, open_hits
from desktop.services.lists.keep import keep
from desktop.services.lists.outlook import outlook

PEOPLE = ("姓名", "身份证号")
OTHER = id_number(5)
FIRST, AGAIN = "农村低保9月.xlsx", "农村低保9月（更正）.xlsx"


@pytest.fixture
def second(store):
    return pupil(store, "李明", id_number=OTHER)


def opened(store):
    return [hit.id for hit in open_hits(store)]


def rows(*people):
    return [["甲", STRANGER], *people]


@pytest.fixture
def look(book, match, tmp_path):
    """look("农村低保9月（更正）.xlsx", ["王芳", CHILD]): what a later file of the same month would bring."""

    def found(name, *people, into="又一份 2026年9月", heads=PEOPLE):
        book(name, [heads, *rows(*people), ["乙", grown(8)]], into=tmp_path / into)
        return match(tmp_path / into)

    return found


# against what the books hold ---------------------------------------------------------------------------


def test_a_second_version_is_told_with_file_and_day_and_replaces_by_itself(store, family, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD])})
    (one,) = look(AGAIN, ["王芳", CHILD]).lists
    assert f"本月同一名单已有一份（{FIRST}，2026-11-03 比对）" in one.version_words
    assert "像是更正过的" in one.version_words and len(one.replaces) == 1


def test_a_pupil_on_both_versions_waits_once_and_has_one_fact(store, family, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD])})
    kept = keep(store, look(AGAIN, ["王芳", CHILD]))
    assert (kept.changes, kept.open, kept.replaced) == ({"new": 1}, 1, (FIRST,))
    (hit,) = open_hits(store)
    assert hit.source.file == AGAIN
    accept(store, [hit.id])
    assert Hardship.select().count() == 1 and open_hits(store) == []


def test_what_was_decided_on_the_first_version_stays_decided(store, family, second, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD], ["李明", OTHER])})
    mine, others = open_hits(store)
    accept(store, [mine.id])
    decline(store, [others.id], "同名不同人")
    kept = keep(store, look(AGAIN, ["李明", OTHER], ["王芳", CHILD]))
    assert (kept.open, kept.carried) == (0, 2)
    assert [(row.since, row.until) for row in Hardship.select()] == [(dt.date(2026, 9, 1), None)]


def test_who_is_not_on_the_corrected_version_is_offered_as_gone(store, family, second, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD], ["李明", OTHER])})
    accept(store, opened(store))
    draft = look(AGAIN, ["王芳", CHILD])
    assert [hit.student_id for hit in outlook(draft).gone] == [second]
    kept = keep(store, draft)
    assert kept.changes == {"new": 1, "gone": 1}
    (hit,) = open_hits(store)
    (line,) = [line for line in board(store, [row.id for row in recent_lists()]) if line.open]
    assert line.why.startswith("本月原来那一份“") and "第 4 行有，这次没有了" in line.why
    assert (hit.student_id, hit.change) == (second, "gone")
    assert line.will == "撤回“农村低保家庭学生”：更正后的名单没有，一天也不算"


def test_what_a_corrected_version_withdraws_was_never_valid_and_may_come_again(
    store, family, second, month, look
):
    month("2026年9月", {FIRST: rows(["王芳", CHILD], ["李明", OTHER])})
    accept(store, opened(store))
    keep(store, look(AGAIN, ["王芳", CHILD]))
    (hit,) = open_hits(store)
    end(store, [hit.id], "更正后的名单没有")
    assert [row.student_id for row in Hardship.select()] == [family]
    told = [(row.decision, row.hardship_id) for row in ListHit.select().where(ListHit.student == second)]
    assert told == [("declined", None), ("ended", None)]
    month("2026年10月", {"农村低保.xlsx": rows(["王芳", CHILD], ["李明", OTHER])})
    (again,) = open_hits(store)
    accept(store, [again.id])
    assert Hardship.get(student=second).since == dt.date(2026, 10, 1)


def test_what_a_corrected_version_withdraws_comes_back_with_undo(store, family, second, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD], ["李明", OTHER])})
    accept(store, opened(store))
    keep(store, look(AGAIN, ["王芳", CHILD]))
    end(store, [hit.id for hit in open_hits(store)], "更正后的名单没有")
    undo.undo(store)
    assert Hardship.get(student=second).until is None
    assert [hit.change for hit in open_hits(store)] == ["gone"]


def test_who_waited_on_the_first_version_only_waits_no_more(store, family, second, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD], ["李明", OTHER])})
    left = next(hit.id for hit in open_hits(store) if hit.student_id == second)
    keep(store, look(AGAIN, ["王芳", CHILD]))
    assert [hit.student_id for hit in open_hits(store)] == [family]
    with pytest.raises(Refused, match="名单已换成“农村低保9月（更正）"):
        accept(store, [left])


def test_who_left_by_the_first_version_and_is_back_on_the_second_stays(store, family, month, look):
    month("2026年8月", {"农村低保.xlsx": rows(["王芳", CHILD])})
    accept(store, opened(store))
    month("2026年9月", {FIRST: rows(["王老五", grown(31)])})
    assert [hit.change for hit in open_hits(store)] == ["gone"]
    draft = look(AGAIN, ["王芳", CHILD])
    draft.lists[0].replace = True
    keep(store, draft)
    assert "gone" not in [hit.change for hit in open_hits(store)]
    accept(store, opened(store))
    assert [(row.since, row.until) for row in Hardship.select()] == [(dt.date(2026, 8, 1), None)]


def test_a_pupil_who_left_is_offered_once_by_both_versions(store, family, second, month, look):
    month("2026年8月", {"农村低保.xlsx": rows(["王芳", CHILD], ["李明", OTHER])})
    accept(store, opened(store))
    month("2026年9月", {FIRST: rows(["李明", OTHER])})
    keep(store, look(AGAIN, ["李明", OTHER]))
    assert [hit.student_id for hit in open_hits(store)] == [family]


def test_a_pupil_kept_though_gone_is_not_offered_again_by_the_second_version(
    store, family, second, month, look
):
    month("2026年8月", {"农村低保.xlsx": rows(["王芳", CHILD], ["李明", OTHER])})
    accept(store, opened(store))
    month("2026年9月", {FIRST: rows(["李明", OTHER])})
    decline(store, opened(store), "民政说漏了，下月补上")
    keep(store, look(AGAIN, ["李明", OTHER]))
    assert open_hits(store) == []


def test_a_corrected_kind_replaces_the_fact_it_had_brought(store, family, month, look):
    heads = ("姓名", "身份证号", "低收入人口类别")
    stranger = ["甲", STRANGER, "低保边缘家庭"]
    month("2026年9月", {"低收入人口9月.xlsx": [stranger, ["王芳", CHILD, "低保边缘家庭"]]}, heads)
    accept(store, opened(store))
    keep(store, look("低收入人口9月（更正）.xlsx", ["王芳", CHILD, "刚性支出困难家庭"], heads=heads))
    (line,) = [line for line in board(store, [row.id for row in recent_lists()]) if line.open]
    assert "更正成“刚性支出困难家庭学生”" in line.will
    accept(store, opened(store))
    (row,) = Hardship.select()
    assert (row.kind, row.since, row.until) == ("08", dt.date(2026, 9, 1), None)
    assert row.source.startswith("低收入人口9月（更正）.xlsx")


def test_a_list_in_parts_counts_beside_the_first(store, family, second, month, look):
    month("2026年9月", {"农村低保（柳林镇）9月.xlsx": rows(["王芳", CHILD])})
    accept(store, opened(store))
    draft = look("农村低保（河口镇）9月.xlsx", ["李明", OTHER])
    assert "像是分开发的" in draft.lists[0].version_words and draft.lists[0].replaces == ()
    assert keep(store, draft).changes == {"new": 1}
    assert CountyList.select().where(CountyList.replaced.is_null(False)).count() == 0


def test_the_person_may_say_that_both_count(store, family, second, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD], ["李明", OTHER])})
    accept(store, opened(store))
    draft = look(AGAIN, ["王芳", CHILD])
    draft.lists[0].replace = False
    kept = keep(store, draft)
    assert (kept.changes, kept.replaced) == ({"new": 1}, ())


def test_who_stands_on_both_parts_waits_once(store, family, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD])})
    draft = look(AGAIN, ["王芳", CHILD])
    draft.lists[0].replace = False
    keep(store, draft)
    (hit,) = open_hits(store)
    assert hit.source.file == AGAIN


def test_the_pupils_history_tells_of_the_version_that_stands_only(store, family, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD])})
    accept(store, opened(store))
    keep(store, look(AGAIN, ["王芳", CHILD]))
    told = [entry.source for entry in entries(family) if entry.ledger == LISTS]
    assert told == [f"{AGAIN}·Sheet1·第 3 行"]


def test_replacing_is_taken_back_with_the_step(store, family, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD])})
    kept = keep(store, look(AGAIN, ["王芳", CHILD]))
    undo.undo(store, kept.step)
    (row,) = CountyList.select()
    assert row.replaced is None and [hit.source.file for hit in open_hits(store)] == [FIRST]


def test_the_next_month_compares_with_the_version_that_stands(store, family, second, month, look):
    month("2026年9月", {FIRST: rows(["王芳", CHILD], ["李明", OTHER])})
    keep(store, look(AGAIN, ["王芳", CHILD]))
    accept(store, opened(store))
    kept = month("2026年10月", {"农村低保.xlsx": rows(["王芳", CHILD])})
    assert kept.changes == {"same": 1} and open_hits(store) == []


def test_a_replaced_list_is_not_counted_when_rows_are_few(store, family, month, look):
    many = [[f"人{n}", grown(n)] for n in range(100, 140)]
    month("2026年9月", {FIRST: rows(["王芳", CHILD], *many)})
    keep(store, look(AGAIN, ["王芳", CHILD], *many))
    draft = look("农村低保10月.xlsx", ["王芳", CHILD], *many, into="2026年10月")
    assert draft.lists[0].short == ""


def test_another_sheet_of_the_same_file_is_no_version(store, family, book, match, tmp_path):
    sheets = {"农村低保甲": [PEOPLE, ["王芳", CHILD]], "农村低保乙": [PEOPLE, ["王芳", CHILD]]}
    book(FIRST, **sheets, into=tmp_path / "2026年9月")
    draft = match(tmp_path / "2026年9月")
    assert [one.use for one in draft.lists] == [True, True]
    keep(store, draft)
    assert len(open_hits(store)) == 1


# in one folder -----------------------------------------------------------------------------------------


def put(path, day):
    os.utime(path, (day, day))


@pytest.mark.parametrize("newest", ["农村低保甲.xlsx", "农村低保乙.xlsx"])
def test_of_two_versions_in_a_folder_the_one_changed_last_is_ticked(family, book, match, newest):
    for at, name in enumerate(("农村低保甲.xlsx", "农村低保乙.xlsx")):
        put(
            book(name, [PEOPLE, *rows(["王芳", CHILD], ["王建国", FATHER]), *([["乙", grown(8)]] * at)]),
            1_700_000_000 + (name == newest) * 99,
        )
    used = {one.path.name: one for one in match().lists}
    (older,) = [one for name, one in used.items() if name != newest]
    assert used[newest].use and not older.use
    assert newest in older.twice and "把勾打上" in older.twice


def test_the_one_that_calls_itself_corrected_goes_before_the_day_of_the_file(family, book, match):
    put(book(AGAIN, [PEOPLE, *rows(["王芳", CHILD])]), 1_600_000_000)
    put(book(FIRST, [PEOPLE, *rows(["王芳", CHILD]), ["乙", grown(8)]]), 1_700_000_000)
    assert {one.path.name: one.use for one in match().lists} == {AGAIN: True, FIRST: False}


def test_who_stands_only_on_the_older_version_is_named(family, second, book, match):
    book(AGAIN, [PEOPLE, *rows(["王芳", CHILD])])
    book(FIRST, [PEOPLE, *rows(["王芳", CHILD], ["李明", OTHER])])
    (older,) = [one for one in match().lists if not one.use]
    assert "只有这一份上才有的学生：李明" in older.twice


def test_parts_in_one_folder_are_all_ticked(family, second, book, match):
    book("农村低保（柳林镇）.xlsx", [PEOPLE, *rows(["王芳", CHILD])])
    book("农村低保（河口镇）.xlsx", [PEOPLE, *rows(["李明", OTHER])])
    assert all(one.use and not one.twice for one in match().lists)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_towns_part_of_the_countys_list_takes_nobody_off(store, family, second, book, match, at_once):
    pupil(store, "赵敏", id_number=id_number(6))
    everybody = rows(["王芳", CHILD], ["李明", OTHER], ["赵敏", id_number(6)])
    put(book("农村低保（全县）.xlsx", [PEOPLE, *everybody]), 1_600_000_000)
    if not at_once:
        keep(store, match())
    book("农村低保（柳林镇）.xlsx", [PEOPLE, *rows(["王芳", CHILD])])
    draft = match()
    assert not any(one.twice or one.replaces for one in draft.lists)
    keep(store, draft)
    assert len(open_hits(store)) == 3


def test_the_same_bytes_under_two_names_count_once(store, family, book, match):
    path = book(FIRST, [PEOPLE, *rows(["王芳", CHILD])])
    path.with_name(AGAIN).write_bytes(path.read_bytes())
    keep(store, match())
    assert ListHit.select().count() == 1
