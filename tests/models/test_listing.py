"""What the table asks of a ledger: found, filtered, sorted and summed in the data file itself."""

import datetime as dt

import apsw
import pytest
from builders import (
    account,
    add,
    batch,
    change,
    guardian,
    hardship,
    household,
    id_number,
    needy,
    pupil,
    school_class,
)

from desktop.models import listing
from desktop.models.ledger import database
from desktop.models.ledgers import glances
from desktop.models.ledgers.aid import AidStandard
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.extra_fields import ExtraField
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.recognition import ReviewMeeting
from desktop.models.ledgers.students import Student
from desktop.models.listing import EMPTY, Filter, Listing
from desktop.models.terms import Term


@pytest.fixture
def people(store):
    """Six pupils of four classes, told apart by everything that is searched."""
    rows = [
        ("王芳", "三(2)班", {"seat_no": 2, "gender": "2", "phone": "13800138000", "home_address": "石桥村"}),
        ("张晓明", "三(2)班", {"seat_no": 1, "gender": "1", "id_number": id_number(7, gender="1")}),
        ("单小芳", "三(10)班", {"gender": "2", "home_address": "柳林镇"}),
        ("吉克阿呷·莫色", "一(1)班", {"gender": "2"}),
        ("李明", "二(1)班", {"seat_no": 1, "home_address": "石桥村"}),
        ("曾晨阳", "二(1)班", {"seat_no": 3, "left_on": dt.date(2026, 9, 3)}),
    ]
    return {name: pupil(store, name, klass, **values) for name, klass, values in rows}


def names(wanted):
    rows = listing.rows_of(wanted.ledger, wanted.ids())
    return [rows[record].name for record in wanted.ids()]


def found(store, words):
    return set(names(Listing(store, Student, search=words)))


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("芳", {"王芳", "单小芳"}),
        ("张晓", {"张晓明"}),
        ("zhangxm", set()),
        ("zhangxiao", {"张晓明"}),
        ("zxm", {"张晓明"}),
        ("ZXM", {"张晓明"}),
        ("shan", {"单小芳"}),
        ("dan", {"单小芳"}),
        ("sxf", {"单小芳"}),
        ("莫色", {"吉克阿呷·莫色"}),
        ("jike", {"吉克阿呷·莫色"}),
        ("8000", {"王芳"}),
        (id_number(7, gender="1")[-4:], {"张晓明"}),
        ("三2班", {"王芳", "张晓明"}),
        ("三（2）班", {"王芳", "张晓明"}),
        ("302", {"王芳", "张晓明"}),
        ("三2班 芳", {"王芳"}),
        ("wf 芳", {"王芳"}),
        ("没有这个人", set()),
        ("", {"王芳", "张晓明", "单小芳", "吉克阿呷·莫色", "李明", "曾晨阳"}),
    ],
)
def test_pupils_are_found(store, people, words, who):
    assert found(store, words) == who


def test_signs_with_a_meaning_in_sql_are_only_signs(store, people):
    assert found(store, "%") == found(store, "_") == found(store, "'") == set()


def test_families_are_found_by_their_own_words_and_by_the_pupil(store, people):
    guardian(store, people["张晓明"], "张大山")
    guardian(store, people["王芳"], "王建国", phone="13900139000")
    for words, who in (
        ("大山", ["张大山"]),
        ("zxm", ["张大山"]),
        ("139001", ["王建国"]),
        ("三2班", ["张大山", "王建国"]),
    ):
        assert sorted(names(Listing(store, Guardian, search=words))) == sorted(who)


def test_a_class_stands_in_the_order_of_grade_number_and_seat(store, people):
    assert names(Listing(store, Student)) == ["吉克阿呷·莫色", "李明", "曾晨阳", "张晓明", "王芳", "单小芳"]


def test_names_are_sorted_by_pinyin_a_surname_as_surname(store, people):
    wanted = ["吉克阿呷·莫色", "李明", "单小芳", "王芳", "曾晨阳", "张晓明"]
    assert names(Listing(store, Student, sort="name")) == wanted
    assert names(Listing(store, Student, sort="name", down=True)) == wanted[::-1]


def test_a_class_column_sorts_by_grade_and_number_not_by_text(store, people):
    assert names(Listing(store, Student, sort="school_class", down=True))[0] == "单小芳"


def test_filters_narrow_together(store, people):
    wanted = Listing(store, Student).with_filter(Filter("home_address", ("石桥村",)))
    assert names(wanted) == ["李明", "王芳"]
    assert names(wanted.with_filter(Filter("gender", ("2",)))) == ["王芳"]
    assert names(wanted.with_filter(Filter("home_address", text="镇"))) == ["单小芳"]


def test_an_empty_filter_takes_itself_away(store, people):
    wanted = Listing(store, Student).with_filter(Filter("home_address", ("石桥村",)))
    assert wanted.with_filter(Filter("home_address")) == Listing(store, Student)


def test_what_is_not_filled_in_can_be_asked_for(store, people):
    assert names(Listing(store, Student).with_filter(Filter("home_address", (EMPTY,)))) == [
        "吉克阿呷·莫色",
        "曾晨阳",
        "张晓明",
    ]
    both = Listing(store, Student).with_filter(Filter("home_address", (EMPTY, "柳林镇")))
    assert both.count() == 4


def test_a_field_of_the_schools_own_is_filtered_and_sorted(store, people):
    add(store, ExtraField, label="校服尺码", field_kind="number")
    for name, size in (("王芳", 150), ("李明", 130), ("张晓明", 140)):
        change(store, Student, people[name], extra={"x1": size})
    wanted = Listing(store, Student, sort="x1")
    assert names(wanted)[-3:] == ["李明", "张晓明", "王芳"]
    assert names(wanted.with_filter(Filter("x1", (130,)))) == ["李明"]
    assert wanted.with_filter(Filter("x1", (EMPTY,))).count() == 3
    assert wanted.values_of("x1") == [None, 130, 140, 150]


def test_words_of_the_schools_own_are_found_by_a_part(store, people):
    add(store, ExtraField, label="宿舍", field_kind="text")
    for name, room in (("王芳", "北楼二层"), ("李明", "南楼一层"), ("张晓明", "null")):
        change(store, Student, people[name], extra={"x1": room})
    wanted = Listing(store, Student)
    assert names(wanted.with_filter(Filter("x1", text="北楼"))) == ["王芳"]
    assert wanted.values_of("x1") == [None, "null", "北楼二层", "南楼一层"]


def test_the_head_of_a_column_offers_what_the_other_filters_leave(store, people):
    wanted = (
        Listing(store, Student)
        .with_filter(Filter("gender", ("2",)))
        .with_filter(Filter("home_address", ("石桥村",)))
    )
    assert wanted.values_of("home_address") == [None, "柳林镇", "石桥村"]


def test_sums_are_over_all_rows_wanted_in_fen(store):
    first, second = needy(store), needy(store, "李明")
    assert Listing(store, AidGrant).sums() == {"amount": 0}
    batch(store)
    assert Listing(store, AidGrant).sums() == {"amount": 62500}
    one = Listing(store, AidGrant, within=(AidGrant.student == first,))
    assert one.sums() == {"amount": 31250}
    assert Listing(store, Student).sums() == {}
    assert Listing(store, AidGrant, search="lm").ids() != one.ids()
    assert second not in [AidGrant.get_by_id(record).student_id for record in one.ids()]


def test_a_page_of_rows_is_ready_to_be_shown(store, monkeypatch):
    home = household(store)
    wang = needy(store, id_number=id_number(), household=home, birth_date=dt.date(2016, 5, 1))
    hardship(store, wang, "12", until=dt.date(2026, 9, 2))
    guardian(store, wang)
    account(store, wang)
    batch(store)
    monkeypatch.setattr(glances, "_term", [Term(2026, 1)])
    row = listing.rows_of(Student, [wang])[wang]
    assert {name: row.seen[name] for name in ("name", "school_class", "attendance", "grants", "account", "guardian", "grade")} == {
        "name": "王芳", "school_class": "三(2)班", "attendance": "走读", "grants": "312.50", "account": "尾号 4567",
        "guardian": "王建国", "grade": "三年级",
    }  # fmt: skip
    assert row.seen["household"] == "王建国户"
    assert row.seen["complete"].endswith(" %")


def test_hardships_that_ended_or_have_not_begun_are_not_shown(store):
    record = pupil(store)
    today = dt.date.today()
    hardship(store, record, "01", since=today)
    hardship(store, record, "05.1", since=today - dt.timedelta(days=9), until=today - dt.timedelta(days=1))
    hardship(store, record, "07.1", since=today + dt.timedelta(days=1))
    hardship(store, record, "12", since=today, continues=False)
    assert glances.hardships([record]) == {record: "脱贫家庭学生"}


def test_an_empty_page_asks_for_nothing(store):
    assert listing.rows_of(Student, []) == {}
    assert Listing(store, Household).ids() == []


def test_computed_columns_are_shown_but_not_sorted_by():
    columns = {item.name: listing.sortable(item) for item in Student.shown()}
    assert columns["name"] and not columns["grants"]


def test_the_order_of_equal_rows_is_always_the_same(store):
    klass = school_class(store)
    with store.step("同名") as step:
        records = step.add_many(Student, [{"name": "王芳", "school_class": klass}] * 20)
    assert Listing(store, Student, sort="name").ids() == records
    assert Listing(store, Student).count() == 20


def test_a_page_of_rows_asks_once_for_the_captions_of_its_links(store):
    names = ["三(1)班", "三(2)班", "三(3)班"]
    records = [pupil(store, "王芳", klass) for klass in names]
    asked = []
    connection = database.connection()
    connection.exec_trace = lambda cursor, sql, values: asked.append(sql) or True
    shown = listing.rows_of(Student, records)
    connection.exec_trace = None
    assert [shown[record].seen["school_class"] for record in records] == names
    assert sum('FROM "school_class"' in sql for sql in asked) == 1


def test_rates_of_different_things_make_no_sum(store):
    assert store.rows(AidStandard).count() > 1
    assert Listing(store, AidStandard).sums() == {}


def plan(wanted):
    """How SQLite goes about finding the ids, in its own words."""
    sql, values = wanted.query().select(wanted.ledger.id).sql()
    return [row[3] for row in database.connection().cursor().execute(f"EXPLAIN QUERY PLAN {sql}", values)]


@pytest.mark.parametrize("down", [False, True])
def test_the_roster_by_name_is_read_off_its_index(store, down):
    assert plan(Listing(store, Student, sort="name", down=down)) == [
        "SCAN t1 USING COVERING INDEX student_by_name"
    ]


def test_the_roster_by_class_is_read_off_indexes(store):
    assert "SEARCH t1 USING COVERING INDEX student_school_class_id_seat_no (school_class_id=?)" in plan(
        Listing(store, Student)
    )


@pytest.mark.parametrize("sort", ["", "name"])
def test_what_is_typed_is_looked_for_in_an_index_not_in_the_whole_table(store, sort):
    assert "SCAN t1 USING COVERING INDEX student_by_name" in plan(
        Listing(store, Student, sort=sort, search="zxm")
    )


def test_a_narrowed_list_is_sorted_by_itself(store):
    wanted = Listing(store, Student, (Filter("gender", ("2",)),), sort="name")
    assert plan(wanted) == ["SCAN t1", "USE TEMP B-TREE FOR ORDER BY"]


def pages_deciphered(act):
    """How many pages of the data file SQLite had to fetch while it did something."""
    connection = database.connection()
    connection.status(apsw.SQLITE_DBSTATUS_CACHE_MISS, True)
    act()
    return connection.status(apsw.SQLITE_DBSTATUS_CACHE_MISS)[0]


def test_after_reading_ahead_a_first_filter_fetches_nothing(store, monkeypatch):
    monkeypatch.setattr(listing, "SLICE", 20)
    for number in range(1, 61):
        pupil(store, "王小芳", id_number=id_number(number))
    database.close()  # what was written is forgotten
    assert len(list(listing.read_ahead(Student))) == 3
    boarders = Student.select().where(Student.attendance == "2")
    assert pages_deciphered(boarders.count) == 0
    database.close()
    assert pages_deciphered(boarders.count) > 3


def test_reading_ahead_in_an_empty_ledger_reads_nothing(store):
    assert list(listing.read_ahead(Guardian)) == []


def test_rows_without_a_class_stay_when_the_class_sorts(store):
    assert any("LEFT-JOIN" in step for step in plan(Listing(store, ReviewMeeting, sort="school_class")))


@pytest.mark.parametrize("sort", ["", "name", "school_class", "seat_no"])
def test_filters_and_words_leave_the_order_as_it_was(store, people, sort):
    whole = names(Listing(store, Student, sort=sort))
    girls = [name for name in whole if name in {"王芳", "单小芳", "吉克阿呷·莫色"}]
    assert names(Listing(store, Student, (Filter("gender", ("2",)),), sort=sort)) == girls
    assert names(Listing(store, Student, search="芳", sort=sort)) == [
        n for n in girls if n != "吉克阿呷·莫色"
    ]


def test_a_row_in_the_order_of_classes_is_a_whole_pupil(store, people):
    first = Listing(store, Student).query().first()
    assert (first.name, first.school_class.grade, first.school_class_id) == (
        "吉克阿呷·莫色", "1", first.school_class.id,
    )  # fmt: skip


def test_a_computed_column_is_asked_for_only_when_it_is_read(store):
    wang = pupil(store)
    account(store, wang)
    asked = []
    connection = database.connection()
    connection.exec_trace = lambda cursor, sql, values: asked.append(sql) or True
    rows = listing.Rows(Student, [wang])
    before = sum("payee_account" in sql for sql in asked)
    texts = [rows.text(Student.account, wang) for _ in range(2)]
    connection.exec_trace = None
    assert (before, sum("FROM payee_account a" in sql for sql in asked)) == (0, 1)
    assert texts == ["尾号 4567"] * 2


def test_a_row_that_is_gone_reads_as_nothing(store):
    assert listing.Rows(Student, [4711]).text(Student.name, 4711) == ""


def test_the_grants_of_a_term_are_added_up_for_the_pupils_asked_for(store, monkeypatch):
    first, second = needy(store), needy(store, "李明")
    batch(store)
    monkeypatch.setattr(glances, "_term", [Term(2026, 1)])
    assert [glances.grants_total(ids) for ids in ([first, second], [first], [])] == [62500, 31250, 0]
    monkeypatch.setattr(glances, "_term", [Term(2026, 2)])
    assert glances.grants_total([first]) == 0
