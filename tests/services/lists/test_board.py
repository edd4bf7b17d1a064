"""What 比对台 tells of each line: what accepting writes, what is still asked, what was decided before."""

import datetime as dt

import pytest
from builders import add, as_class_teacher, hardship, household, id_number, pupil
from lists_people import CHILD, FATHER, GRANDFATHER, STRANGER

from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ClosingReason, ListHit
from desktop.services.lists import board
from desktop.services.lists.decide import accept, decline, end, open_hits, settle
from desktop.services.lists.keep import keep
from desktop.services.lists.outlook import look, outlook, take_in
from desktop.services.lists.presets import Learned, recall

PEOPLE = ("姓名", "身份证号")


@pytest.fixture
def month(store, tmp_path, book, match):
    """month("2026年10月", {"农村低保": rows}): lists taken in."""

    def take(name, files):
        place = tmp_path / name
        for file, rows in files.items():
            book(f"{file}.xlsx", [PEOPLE, *rows], into=place)
        return keep(store, match(place))

    return take


def lines(store):
    return board.board(store, [one.id for one in board.recent_lists()])


def only(store):
    (line,) = lines(store)
    return line


def test_a_new_fact_is_told_with_its_first_day(store, family, month):
    month("2026年9月", {"农村低保": [["王芳", CHILD]]})
    line = only(store)
    assert line.will == "新写“农村低保家庭学生”，2026-09-01 起" and line.clear


def test_what_is_told_is_what_accepting_does(store, family, month):
    """The words of each case beside the rows that come of it."""
    held = hardship(store, family, "05", since=dt.date(2025, 9, 1))
    month("2026年9月", {"农村低保": [["王芳", CHILD]]})
    assert "改成更确切的" in only(store).will
    accept(store, [only(store).id])
    assert [(row.id, row.kind) for row in Hardship.select()] == [(held, "05.1")]


def test_a_change_of_state_is_told(store, family, month):
    month("2026年9月", {"脱贫户（继续享受政策）": [["王芳", CHILD]]})
    accept(store, [only(store).id])
    month("2026年10月", {"脱贫户（不享受政策）": [["王芳", CHILD]]})
    line = next(one for one in lines(store) if one.open)
    assert line.will == "台账已有“脱贫家庭学生”，只更新状态：不再享受政策"
    assert line.earlier == "2026-09 已采纳（脱贫家庭学生）"


def test_a_pupil_gone_from_the_list_is_told_with_the_last_day(store, family, month):
    month("2026年9月", {"农村低保": [["王芳", CHILD]]})
    accept(store, [only(store).id])
    month("2026年10月", {"农村低保": [["路人", STRANGER]]})
    line = next(one for one in lines(store) if one.gone)
    assert line.will == "农村低保家庭学生记到 2026-09-30 为止" and not line.clear
    end(store, [line.id], "退出")
    assert Hardship.get().until == dt.date(2026, 9, 30)


def test_a_line_without_a_kind_asks_for_it(store, family, month):
    month("2026年9月", {"监测对象（风险未消除）": [["王芳", CHILD]]})
    line = only(store)
    assert (line.asks, line.will, line.clear) == ("请选困难类型", "", False)
    assert [code for code, _ in board.choices(line)] == ["02", "03", "04"]


def test_whose_number_it_is_is_asked_where_the_ledger_does_not_say(store, family, month):
    month("2026年9月", {"农村低保": [["王老汉", GRANDFATHER]]})
    assert only(store).asks == "请核对号码是谁的"


def test_a_doubt_is_never_clear(store, family, month):
    month("2026年9月", {"农村低保": [["王芳", id_number(77)]]})
    assert only(store).asks == "请核对是不是同一个人"


def test_the_reason_of_last_month_is_told_where_the_state_changed(store, family, month):
    month("2026年9月", {"脱贫户（继续享受政策）": [["王芳", CHILD]]})
    decline(store, [only(store).id], "已迁出本县")
    month("2026年10月", {"脱贫户（不享受政策）": [["王芳", CHILD]]})
    assert next(one for one in lines(store) if one.open).earlier == "2026-09 不采纳：已迁出本县"


def test_an_open_line_stands_only_on_the_newest_list_of_its_kind(store, family, month):
    month("2026年9月", {"农村低保": [["王芳", CHILD]]})
    month("2026年10月", {"农村低保": [["王芳", CHILD]]})
    assert [line.month for line in lines(store) if line.open] == ["2026-10"]
    assert board.waiting(store) == len(open_hits(store)) == 1


def test_an_older_open_line_that_no_newer_list_brings_still_waits(store, family, month):
    month("2026年9月", {"农村低保": [["王芳", CHILD]]})
    month("2026年10月", {"农村低保": [["路人", STRANGER]]})
    assert [line.month for line in lines(store) if line.open] == ["2026-09"]
    assert board.waiting(store) == 1


def test_with_nothing_open_nothing_waits(store, family, month):
    month("2026年9月", {"农村低保": [["王芳", CHILD]]})
    decline(store, [only(store).id], "同名不同人")
    assert board.waiting(store) == 0


def test_a_class_teacher_sees_only_the_own_class(store, family, month):
    other = pupil(store, "李强", "四(1)班", id_number=id_number(30), household=household(store, "李大"))
    month("2026年9月", {"农村低保": [["王芳", CHILD], ["李强", id_number(30)]]})
    from desktop.models.ledgers.students import Student

    mine = as_class_teacher(store, Student.get_by_id(other).school_class_id)
    assert [line.name for line in lines(mine)] == ["李强"] and board.waiting(mine) == 1


def test_reasons_that_fit_both_sides_and_are_in_use_are_offered(store):
    add(store, ClosingReason, name="只在一边", side="extra")
    add(store, ClosingReason, name="停用的", in_use=False)
    assert "同名不同人" in board.reasons_not_to()
    assert not {"只在一边", "停用的"} & set(board.reasons_not_to())


# before it is taken in --------------------------------------------------------------------------------


def test_what_a_list_will_change_is_told_before_it_is_taken_in(store, family, month, tmp_path, book, match):
    month("2026年9月", {"农村低保": [["王芳", CHILD]]})
    accept(store, [only(store).id])
    book("农村低保.xlsx", [PEOPLE, ["路人", STRANGER]], into=tmp_path / "2026年10月")
    told = outlook(match(tmp_path / "2026年10月"))
    assert (dict(told.counts), told.open) == ({"gone": 1}, 1)
    assert [hit.student_id for hit in told.gone] == [family]


def test_what_is_told_is_what_keeping_does(store, family, month, tmp_path, book, match):
    month("2026年9月", {"农村低保": [["王芳", CHILD]], "持证残疾人": [["王建国", FATHER + "43"]]})
    accept(store, [line.id for line in lines(store)])
    for name, rows in {"农村低保": [["王芳", CHILD]], "持证残疾人": [["路人", STRANGER + "11"]]}.items():
        book(f"{name}.xlsx", [PEOPLE, *rows], into=tmp_path / "2026年10月")
    draft = match(tmp_path / "2026年10月")
    told = outlook(draft)
    kept = keep(store, draft)
    assert ({key: count for key, count in told.counts.items() if count}, told.open) == (
        kept.changes,
        kept.open,
    )


def test_a_folder_and_a_file_in_it_are_read_once(store, family, folder, book):
    path = book("农村低保2026年9月.xlsx", [PEOPLE, ["王芳", CHILD]])
    assert look(store, [folder, path], None, {}).draft.files == 1


def test_taking_in_backs_up_first_and_remembers_what_was_named(school, family, folder, book, match):
    book("表一2026年9月.xlsx", [PEOPLE, ["王芳", CHILD]])
    draft = match()
    (one,) = draft.lists
    from desktop.services.lists.match import rename

    rename(one, "low_income")
    take_in(school, draft, [(one, Learned(one.kind))])
    assert ListHit.get().kind == "09"
    assert recall(one.fingerprint, one.called).kind == "low_income"
    assert any(school.folder.backups.iterdir())


def test_saying_whose_number_it_is_settles_what_it_means(store, family, month):
    month("2026年9月", {"持证残疾人": [["王老汉", GRANDFATHER + "43"]]})
    assert only(store).kind is None
    settle(store, only(store).id, relation="51")
    assert (only(store).kind, only(store).clear) == ("13", True)


def test_a_grandfathers_disability_is_not_a_parents(store, family, month):
    month("2026年9月", {"持证残疾人": [["王建国", FATHER + "43"]]})
    settle(store, only(store).id, relation="61")
    assert (only(store).kind, only(store).asks) == (None, "请选困难类型")


def test_whose_number_it_is_changes_no_kind_that_holds_for_the_household(store, family, month):
    month("2026年9月", {"农村低保": [["王老汉", GRANDFATHER]]})
    settle(store, only(store).id, relation="61")
    assert (only(store).kind, only(store).clear) == ("05.1", True)


def test_another_grade_of_a_disability_says_from_what_to_what(store, family, tmp_path, book, match):
    for name, card in (("2026年9月", f"{CHILD}43"), ("2026年10月", f"{CHILD}54")):
        heads = ("姓名", "残疾人证号")
        book("持证残疾人.xlsx", [heads, ["王芳", card]], into=tmp_path / name)
        keep(store, match(tmp_path / name))
        if name == "2026年9月":
            accept(store, [hit.id for hit in open_hits(store)])
    assert only_open(store).will == (
        "台账已有“残疾学生”，只更新状态：残疾证由“肢体残疾三级”改为“智力残疾四级”"
    )


def only_open(store):
    (line,) = [line for line in lines(store) if line.open]
    return line
