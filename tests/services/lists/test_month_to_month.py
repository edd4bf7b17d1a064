"""What one month's list says of the next: who left, whose line was declined, lists that contradict or did not come."""

import datetime as dt

import pytest
from builders import guardian, hardship, id_number, pupil
from lists_people import CHILD, FATHER, MOTHER, STRANGER, grown

from desktop.models.errors import Refused
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.services.lists.board import board
from desktop.services.lists.decide import accept, decline, end, open_hits, reopen
from desktop.services.lists.outlook import outlook

NAMESAKE = id_number(77)
GOES_ON, STOPPED = "脱贫户（继续享受政策）.xlsx", "脱贫户（不享受政策）.xlsx"


def opened(store):
    return [hit.id for hit in open_hits(store)]


def changes(store):
    return [(hit.change, hit.verdict) for hit in open_hits(store)]


def low(*rows):
    return {"农村低保.xlsx": list(rows)}


# who left ----------------------------------------------------------------------------------------------


def test_a_namesake_on_the_new_list_does_not_hide_that_a_pupil_left(store, family, month):
    month("2026年9月", low(["王芳", CHILD]))
    accept(store, opened(store))
    month("2026年10月", low(["王芳", NAMESAKE]))
    assert sorted(changes(store)) == [("gone", "hit"), ("new", "doubt")]
    (gone,) = [hit for hit in open_hits(store) if hit.change == "gone"]
    assert "第 2 行有一条疑似，请先核对" in gone.why


def test_a_relative_who_was_declined_does_not_hide_that_another_left(store, family, month):
    month("2026年8月", low(["李秀英", MOTHER]))
    decline(store, opened(store), "已离婚，不在一户")
    month("2026年9月", low(["李秀英", MOTHER], ["王建国", FATHER]))
    accept(store, opened(store))
    month("2026年10月", low(["李秀英", MOTHER]))
    assert changes(store) == [("gone", "family")]


def test_the_other_parent_still_on_the_list_is_no_leaving(store, family, month):
    month("2026年9月", low(["王建国", FATHER], ["李秀英", MOTHER]))
    accept(store, opened(store))
    month("2026年10月", low(["李秀英", MOTHER]))
    assert ("gone", "family") not in changes(store)


def test_the_pupils_number_under_another_name_is_no_leaving(store, family, month):
    month("2026年9月", low(["王芳", CHILD]))
    accept(store, opened(store))
    month("2026年10月", low(["赵铁柱", CHILD]))
    assert changes(store) == [("changed", "doubt")]


# whose line was declined -------------------------------------------------------------------------------


def test_a_declined_mother_does_not_swallow_the_father(store, family, month):
    month("2026年9月", {"持证残疾人.xlsx": [["李秀英", MOTHER]]})
    decline(store, opened(store), "母亲登记错了")
    month("2026年10月", {"持证残疾人.xlsx": [["王建国", FATHER]]})
    assert changes(store) == [("new", "family")]


def test_a_father_who_joins_a_declined_mother_opens_the_line_again(store, family, month):
    month("2026年9月", low(["李秀英", MOTHER]))
    decline(store, opened(store), "已离婚")
    month("2026年10月", low(["李秀英", MOTHER], ["王建国", FATHER]))
    (hit,) = open_hits(store)
    assert hit.number == FATHER


def test_what_was_declined_for_both_parents_stays_declined_in_another_order(store, family, month):
    month("2026年9月", low(["李秀英", MOTHER], ["王建国", FATHER]))
    decline(store, opened(store), "孩子户口不在一起")
    assert month("2026年10月", low(["王建国", FATHER], ["李秀英", MOTHER])).open == 0


def test_what_was_accepted_for_the_father_holds_when_an_aunt_joins_him(store, family, month):
    guardian(store, family, "王大妹", relation="99", id_number=grown(8))
    month("2026年9月", low(["王建国", FATHER]))
    accept(store, opened(store))
    assert month("2026年10月", low(["王大妹", grown(8)], ["王建国", FATHER])).changes == {"same": 1}


# contradictions ----------------------------------------------------------------------------------------


def of(store, kind):
    (hit,) = [hit for hit in open_hits(store) if hit.source.kind == kind]
    return hit.id


def both(month):
    return month("2026年9月", {GOES_ON: [["王芳", CHILD]], STOPPED: [["王芳", CHILD]]})


def test_two_lists_that_contradict_say_so_on_both_lines(store, family, month):
    both(month)
    assert all("说法相反" in hit.why for hit in open_hits(store))
    lines = board(store, [row.id for row in CountyList.select()])
    assert [(line.clear, "说法相反" in line.asks) for line in lines] == [(False, True)] * 2


def test_both_of_a_contradiction_are_not_accepted(store, family, month):
    both(month)
    with pytest.raises(Refused, match="只采纳一条"):
        accept(store, opened(store))


def test_accepting_one_declines_the_other_and_the_source_is_the_one_that_won(store, family, month):
    both(month)
    stopped = of(store, "out_of_poverty_ended")
    accept(store, [of(store, "out_of_poverty")])
    assert open_hits(store) == []
    assert ListHit.get_by_id(stopped).reason == "以同月的“脱贫户（继续享受政策）”第 2 行为准"
    assert Hardship.get().source.startswith("脱贫户（继续享受政策）")


def test_the_other_of_two_may_still_win_later(store, family, month):
    both(month)
    stopped = of(store, "out_of_poverty_ended")
    accept(store, [of(store, "out_of_poverty")])
    reopen(store, [stopped])
    with pytest.raises(Refused, match="两份说法相反，采纳这一条就不算那一条了"):
        accept(store, [stopped])
    accept(store, [stopped], instead=True)
    assert [hit.decision for hit in ListHit.select().order_by(ListHit.id) if hit.id != stopped] == [
        "declined"
    ]
    row = Hardship.get()
    assert (row.continues, row.source.startswith("脱贫户（不享受政策）")) == (False, True)


def test_a_settled_contradiction_does_not_come_back_and_its_end_is_a_change(store, family, month):
    both(month)
    accept(store, [of(store, "out_of_poverty")])
    files = {GOES_ON: [["王芳", CHILD], ["甲", STRANGER]], STOPPED: [["王芳", CHILD], ["甲", STRANGER]]}
    assert month("2026年10月", files).open == 0
    kept = month("2026年11月", {GOES_ON: [["甲", STRANGER]], STOPPED: [["王芳", CHILD]]})
    assert kept.changes == {"changed": 1}
    accept(store, opened(store))
    row = Hardship.get()
    assert (row.continues, row.source) == (False, "脱贫户（不享受政策）.xlsx·Sheet1·第2行（本人的号码）")


def test_a_settled_contradiction_stays_settled_when_one_file_is_saved_again(store, family, month):
    both(month)
    accept(store, [of(store, "out_of_poverty_ended")])
    again = month("2026年9月", {GOES_ON: [["王芳", CHILD], ["", ""], ["甲", STRANGER]]})
    assert again.open == 0 and again.replaced
    (kept,) = [
        hit for hit in ListHit.select() if hit.source.kind == "out_of_poverty" and not hit.source.replaced
    ]
    assert kept.decision == "declined" and "两份说法相反" in kept.why
    assert Hardship.get().continues is False


def test_a_settled_contradiction_stays_settled_by_whichever_number_of_the_family(store, family, month):
    month("2026年9月", {GOES_ON: [["王建国", FATHER]], STOPPED: [["王建国", FATHER]]})
    accept(store, [of(store, "out_of_poverty_ended")])
    files = {GOES_ON: [["王芳", CHILD], ["王建国", FATHER]], STOPPED: [["王建国", FATHER]]}
    assert month("2026年10月", files).open == 0


def test_a_line_against_what_the_books_accepted_is_said_and_asked_about(store, family, month):
    month("2026年9月", {STOPPED: [["王芳", CHILD]]})
    accept(store, opened(store))
    month("2026年9月", {GOES_ON: [["王芳", CHILD]]})
    (hit,) = open_hits(store)
    assert "两份说法相反" in hit.why
    with pytest.raises(Refused, match="两份说法相反"):
        accept(store, [hit.id], sure=True)
    assert Hardship.get().continues is False


def test_doubts_declined_on_two_lists_do_not_come_back(store, family, month):
    files = {"农村低保.xlsx": [["王芳", NAMESAKE]], "城镇低保.xlsx": [["王芳", NAMESAKE]]}
    month("2026年9月", files)
    decline(store, opened(store), "同名不同人")
    assert month("2026年10月", files).open == 0


def test_a_namesake_contradicts_nobody(store, family, month):
    month("2026年9月", {GOES_ON: [["王芳", CHILD]], STOPPED: [["王芳", NAMESAKE]]})
    assert not any("说法相反" in hit.why for hit in open_hits(store))


# what came -----------------------------------------------------------------------------------------------


def test_half_a_list_is_said_before_anybody_is_taken_for_gone(store, family, month, book, match, tmp_path):
    strangers = [[f"人{n}", grown(n)] for n in range(100, 140)]
    month("2026年9月", low(["王芳", CHILD], *strangers))
    accept(store, opened(store))
    book("农村低保.xlsx", [("姓名", "身份证号"), *strangers[:10]], into=tmp_path / "2026年10月")
    draft = match(tmp_path / "2026年10月")
    assert "有 41 行，这次只有 10 行" in draft.lists[0].short
    assert len(outlook(draft).gone) == 1
    month("2026年10月", low(*strangers[:10]))
    assert "像是没有给全" in open_hits(store)[0].why


def test_another_level_of_the_disability_is_a_change_and_goes_into_the_fact(store, family, month):
    heads = ("姓名", "残疾人证号")
    month("2026年9月", {"持证残疾人.xlsx": [["王芳", f"{CHILD}42"]]}, heads)
    accept(store, opened(store))
    assert month("2026年10月", {"持证残疾人.xlsx": [["王芳", f"{CHILD}42"]]}, heads).changes == {"same": 1}
    assert month("2026年11月", {"持证残疾人.xlsx": [["王芳", f"{CHILD}41"]]}, heads).changes == {"changed": 1}
    accept(store, opened(store))
    assert Hardship.get().card_no == f"{CHILD}41"


def test_a_list_is_only_held_against_last_months_list_of_its_name(
    store, family, month, book, match, tmp_path
):
    strangers = [[f"人{n}", grown(n)] for n in range(100, 140)]
    month("2026年9月", {"农村低保.xlsx": strangers, "农村低保（新增）.xlsx": strangers[:20]})
    book("农村低保（新增）.xlsx", [("姓名", "身份证号"), *strangers[20:38]], into=tmp_path / "2026年10月")
    assert match(tmp_path / "2026年10月").lists[0].short == ""


def test_a_kind_that_did_not_come_is_said_and_nobody_leaves_it(store, family, month, book, match, tmp_path):
    month("2026年9月", {"农村低保.xlsx": [["王芳", CHILD]], "城镇低保.xlsx": [["甲", STRANGER]]})
    accept(store, opened(store))
    book(
        "城镇低保.xlsx",
        [("姓名", "身份证号"), ["甲", STRANGER], ["乙", grown(98)]],
        into=tmp_path / "2026年10月",
    )
    draft = match(tmp_path / "2026年10月")
    assert "这次没有的名单：农村低保" in draft.absent and draft.absent in draft.sentence()
    assert outlook(draft).gone == []


def test_the_low_incomes_kind_may_change_from_month_to_month(store, family, month):
    heads = ("姓名", "身份证号", "低收入人口类别")
    month("2026年9月", {"低收入人口.xlsx": [["王芳", CHILD, "低保边缘家庭"]]}, heads)
    accept(store, opened(store))
    kept = month("2026年10月", {"低收入人口.xlsx": [["王芳", CHILD, "刚性支出困难家庭"]]}, heads)
    assert kept.changes == {"changed": 1}
    accept(store, opened(store))
    rows = Hardship.select().order_by(Hardship.id)
    assert [(row.kind, row.until) for row in rows] == [("06", dt.date(2026, 9, 30)), ("08", None)]


def test_ending_who_left_still_works_beside_a_namesake(store, family, month):
    month("2026年9月", low(["王芳", CHILD]))
    accept(store, opened(store))
    month("2026年10月", low(["王芳", NAMESAKE]))
    end(store, [hit.id for hit in open_hits(store) if hit.change == "gone"], "县里已取消")
    assert Hardship.get().until == dt.date(2026, 9, 30)


def test_a_pupils_two_namesakes_are_two_lines(store, book, match):
    pupil(store, "王芳", id_number=CHILD)
    book("农村低保.xlsx", [("姓名", "身份证号"), ["王芳", NAMESAKE], ["王芳", id_number(78)]])
    assert [line.row for line in match().lines] == [2, 3]


def test_what_the_books_hold_with_its_source_is_not_new_on_the_next_list(store, family, month):
    held = hardship(store, family, "05.1", source="2026年春季低保证", source_kind="low_income_cert")
    kept = month("2026年9月", {"农村低保.xlsx": [["王芳", CHILD]]})
    assert kept.changes == {"same": 1}
    (hit,) = open_hits(store)
    assert hit.hardship_id == held
    accept(store, [hit.id])
    assert [row.source for row in Hardship.select()] == ["2026年春季低保证"]


def test_what_only_the_roster_said_or_what_has_ended_is_new(store, family, month):
    hardship(store, family, "05.1", source="花名册.xlsx 第 3 行", source_kind="roster")
    hardship(store, family, "05.2", source="低保证", until=dt.date(2026, 9, 30))
    kept = month("2026年10月", {name: [["王芳", CHILD]] for name in ("农村低保.xlsx", "城镇低保.xlsx")})
    assert kept.changes == {"new": 2}


def test_a_state_that_differs_from_the_books_is_a_change(store, family, month):
    hardship(store, family, "01", source="脱贫户名单", source_kind="county_list", continues=True)
    kept = month("2026年9月", {"脱贫户不享受政策.xlsx": [["王芳", CHILD]]})
    assert kept.changes == {"changed": 1}


def test_a_namesake_of_somebody_in_the_books_is_new(store, family, month):
    hardship(store, family, "05.1", source="低保证", source_kind="low_income_cert")
    assert month("2026年9月", {"农村低保.xlsx": [["王芳", id_number(77)]]}).changes == {"new": 1}
