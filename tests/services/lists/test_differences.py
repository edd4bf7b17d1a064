"""应助未助 and 已助不在册: nobody is missed, nobody stays on by mistake, and what was explained stays explained."""

import datetime as dt

import pytest
from builders import (
    AUTUMN,
    LIST_DATE,
    add,
    as_headteacher,
    batch,
    change,
    hardship,
    id_number,
    needy,
    programme,
    pupil,
)

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ClosingReason, CountyList, Difference, ListHit
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services.aid.coverage import cover
from desktop.services.lists import since
from desktop.services.lists.differences import (
    EXTRA,
    MISSING,
    close,
    differences,
    entry,
    percent_of,
    rate,
    reasons,
    reopen,
)
from desktop.services.lists.differences_many import by_class

PAPER = "0" * 64 + "|放弃声明.jpg"


def look(store, code="non_boarding", term=AUTUMN, day=LIST_DATE):
    return differences(store, programme(code), term, day)


def names(found, side, **how):
    return [gap.student.name for gap in found.of(side, **how)]


def reason(name):
    return ClosingReason.get(ClosingReason.name == name).id


@pytest.fixture
def late(store):
    """A list is made; then it comes out that 赵小 is entitled too."""
    needy(store, "王芳")
    made = batch(store)
    needy(store, "赵小")
    return made


def test_who_is_entitled_and_on_no_list_is_missing(store, late):
    found = look(store)
    assert (names(found, MISSING), names(found, EXTRA)) == (["赵小"], [])
    assert found.of(MISSING)[0].entitled


def test_who_has_another_programme_of_the_group_is_not_missing(store):
    needy(store, "王芳", attendance="2")
    batch(store, "boarding")
    change(store, Student, Student.get().id, attendance="1")
    assert names(look(store), MISSING) == []


def test_a_void_list_helps_nobody(store, late):
    change(store, AidBatch, late, state="void")
    assert sorted(names(look(store), MISSING)) == ["王芳", "赵小"]


def test_who_is_on_a_list_without_a_valid_reason_is_extra(store, late):
    change(store, Hardship, Hardship.get().id, until=LIST_DATE)
    found = look(store, day=LIST_DATE + dt.timedelta(days=1))
    assert names(found, EXTRA) == ["王芳"]
    assert found.of(EXTRA)[0].grant == AidGrant.get().id


def test_who_left_is_extra_with_the_reason(store, late):
    change(store, Student, AidGrant.get().student_id, status="11", left_on=LIST_DATE)
    (gap,) = look(store).of(EXTRA)
    assert "已转出" in gap.why


def test_a_cleared_risk_or_an_ended_policy_is_extra_to_be_looked_at(store, late):
    change(store, Hardship, Hardship.get().id, continues=False)
    (gap,) = look(store).of(EXTRA)
    assert "不享受政策" in gap.why


def test_the_rate_shows_numerator_and_denominator(store, late):
    told = rate(store, programme(), AUTUMN, LIST_DATE)
    assert (told.granted, told.entitled, told.percent) == (1, 2, 50.0)
    assert "已列入名单 1 ÷ 应享受 2" in told.sentence


def test_nobody_entitled_is_no_hundred_percent(store):
    assert rate(store, programme(), AUTUMN, LIST_DATE).percent is None


def test_a_closed_line_does_not_come_back_and_is_not_counted(store, late):
    found = look(store)
    close(store, found, found.of(MISSING)[0], reason=reason("由学籍所在学校资助"))
    again = look(store)
    assert names(again, MISSING) == [] and names(again, MISSING, closed=True) == ["赵小"]
    assert (again.rate.entitled, again.rate.explained) == (1, 1)


def test_a_waiver_has_to_be_there_on_every_road(store, late):
    found = look(store)
    (gap,) = found.of(MISSING)
    given_up = reason("家长自愿放弃")
    with pytest.raises(Refused, match="签字材料"):
        close(store, found, gap, reason=given_up)
    values = {"term": "2026-1", "programme": programme().id, "side": MISSING, "student": gap.student.id}
    with pytest.raises(Refused, match="签字材料"):
        add(store, Difference, **values, reason=given_up, closed_on=LIST_DATE)
    close(store, found, gap, reason=given_up, waiver=PAPER)
    assert Difference.get().waiver == PAPER


def test_a_reason_of_the_other_side_is_refused(store, late):
    found = look(store)
    with pytest.raises(Refused, match="不能用作"):
        close(store, found, found.of(MISSING)[0], reason=reason("学校已认定，部门名单未列入"))
    offered = {row.name for row in reasons(MISSING)}
    assert "家长自愿放弃" in offered and "学校已认定，部门名单未列入" not in offered


def test_closing_again_corrects_the_reason(store, late):
    found = look(store)
    close(store, found, found.of(MISSING)[0], reason=reason("已转出"))
    found = look(store)
    close(store, found, found.of(MISSING, closed=True)[0], reason=reason("已毕业"), note="六月毕业")
    assert (Difference.select().count(), Difference.get().note) == (1, "六月毕业")


def test_an_explanation_taken_back_opens_the_line(store, late):
    found = look(store)
    reopen(store, close(store, found, found.of(MISSING)[0], reason=reason("已转出")))
    assert names(look(store), MISSING) == ["赵小"]


def test_next_term_offers_the_same_reason_again_and_decides_nothing(store, late):
    found = look(store)
    close(store, found, found.of(MISSING)[0], reason=reason("由学籍所在学校资助"))
    spring = look(store, term=AUTUMN.next, day=dt.date(2027, 3, 5))
    gap = next(one for one in spring.of(MISSING) if one.student.name == "赵小")
    assert gap.closed is None and gap.before.reason_id == reason("由学籍所在学校资助")


def test_a_missing_pupil_becomes_an_addition_of_its_own(store, late):
    found = look(store)
    made = entry(store, found, [gap.student.id for gap in found.of(MISSING)])
    grants = AidGrant.select().where(AidGrant.batch == made)
    assert [grant.student.name for grant in grants] == ["赵小"]
    assert AidBatch.get_by_id(made).number == 2
    assert look(store).rate.percent == 100.0


def test_only_open_lines_become_entries(store, late):
    found = look(store)
    close(store, found, found.of(MISSING)[0], reason=reason("已转出"))
    with pytest.raises(Refused, match="应助未助"):
        entry(store, look(store), [found.of(MISSING)[0].student.id])


def test_others_who_are_not_chosen_stay_missing(store, late):
    needy(store, "钱二", id_number=id_number(5))
    found = look(store)
    entry(store, found, [gap.student.id for gap in found.of(MISSING) if gap.student.name == "赵小"])
    assert names(look(store), MISSING) == ["钱二"]


def test_the_headteacher_looks_and_does_not_close(store, late):
    found = look(as_headteacher(store))
    with pytest.raises(NotAllowed):
        close(as_headteacher(store), found, found.of(MISSING)[0], reason=reason("已转出"))


def test_a_pupil_without_any_hardship_is_on_neither_side(store):
    pupil(store, "李四", attendance="1")
    hardship(store, pupil(store, "孙七", attendance="2"), "05.1")
    assert look(store).gaps == ()


def test_a_comparison_never_made_and_one_long_ago_are_warned_of(store):
    from desktop.models.ledgers.lists import CountyList

    today = dt.date(2026, 11, 1)
    assert since.since_lists(today).late
    add(
        store,
        CountyList,
        kind="rural_low",
        month="2026-09",
        file="农村低保.xlsx",
        taken_on=dt.date(2026, 9, 10),
    )
    told = since.since_lists(today)
    assert (told.days, told.late) == (52, True)
    assert not since.since_lists(dt.date(2026, 9, 20)).late


def test_lines_of_county_lists_that_nobody_has_seen_stand_beside_the_rate(store, late):
    first = look(store)
    assert (first.rate.note, first.rate.unseen) == ("", 0)
    told = {
        "kind": "rural_low",
        "month": "2026-09",
        "file": "低保.xlsx",
        "sheet": "Sheet1",
        "taken_on": LIST_DATE,
    }
    source = add(store, CountyList, **told)
    for name in ("王芳", "钱多"):
        who = Student.get_or_none(Student.name == name)
        record = who.id if who else pupil(store, name, attendance="1")
        add(
            store,
            ListHit,
            source=source,
            student=record,
            row=record,
            verdict="hit",
            kind="05.1",
            change="new",
        )
    found = look(store)
    assert found.rate.note == "部门名单还有 2 条命中没有看，其中 1 人不在资助名单上，看完再算。"
    assert found.sentence.endswith(found.rate.note)
    assert look(store, term=AUTUMN.previous).rate.unseen == 0


def test_who_is_listed_and_has_to_be_decided_on_counts_in_the_denominator_until_explained(store):
    needy(store, "王芳")
    batch(store)
    doubtful = pupil(store, "李强", id_number=id_number(5), attendance="1")
    fact = hardship(store, doubtful, "05.1", continues=False, since=LIST_DATE)
    source = add(store, CountyList, kind="rural_low", month="2026-09", file="9月低保.xls", taken_on=LIST_DATE)
    add(
        store, ListHit, source=source, row=7, student=doubtful, verdict="hit", kind="05.1", decision="accepted",
        hardship=fact,
    )  # fmt: skip
    found = look(store)
    assert names(found, MISSING) == ["李强"] and not found.of(MISSING)[0].entitled
    assert (found.rate.percent, found.rate.granted, found.rate.base) == (50.0, 1, "2，含存疑 1")
    assert [share.percent for _, share in by_class(found)] == [50.0]
    assert cover([found], AUTUMN).whole.of == 2
    close(store, found, found.of(MISSING)[0], reason=reason("户籍外县，名单由外县认定"))
    told = rate(store, programme(), AUTUMN, LIST_DATE)
    assert (told.percent, told.explained, told.unsure) == (100.0, 1, 0)


def test_one_of_ten_thousand_missing_is_not_a_hundred_percent():
    assert [percent_of(9999, 10000), percent_of(10000, 10000)] == [99.9, 100.0]


def test_the_place_told_is_of_the_list_by_which_the_programme_is_theirs(store):
    child = pupil(store, "罗诗涵", attendance="1", boarding="0")
    for file, kind, how in (("残联.xlsx", "12", {}), ("监测.xls", "02", {"risk": "cleared"})):
        fact = add(store, Hardship, student=child, kind=kind, since=dt.date(2026, 9, 1), source=file, **how)
        source = add(
            store, CountyList, kind="other", month="2026-09", file=file, sheet="表", taken_on=LIST_DATE
        )
        add(
            store,
            ListHit,
            source=source,
            row=7,
            student=child,
            verdict="hit",
            kind=kind,
            decision="accepted",
            hardship=fact,
        )
    (gap,) = look(store).of(MISSING)
    assert gap.entitled and gap.source == "残联.xlsx·表·第7行"
