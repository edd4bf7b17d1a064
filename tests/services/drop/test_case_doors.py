"""A 个案 by side roads: a workbook, a mass edit, a removal; what the register and what was signed hold against it."""

import pytest
from builders import add, as_class_teacher, as_headteacher, as_role, change, pupil, remove, school_class
from builders_drop import MONDAY, away, away_for, case_of, persuaded, school_day, suspected, two_persuaders
from builders_meals import class_day, eaters
from openpyxl import Workbook

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.drop_cases import (
    CaseStep,
    DropCase,
    FollowUp,
    Persuasion,
    ReportedChild,
)
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid
from desktop.services.drop import case_acts, cases, closing, ladder
from desktop.services.drop.case_file import file_of
from desktop.services.sheets.ledger_in import BAD, NEW, keep_ledger, read_ledger

HEADS = ("编号", "学生", "类型", "发现日期", "最后到校日期", "原因说明")
LAST = "2026-10-10"


def workbook(store, folder, *rows, heads=HEADS):
    book = Workbook()
    for row in (heads, *rows):
        book.active.append(list(row))
    book.save(folder / "个案.xlsx")
    return read_ledger(store, DropCase, [folder / "个案.xlsx"])


def signed_report(store, case, day):
    told = {"number": "石小〔2026〕7号", "day": day, "to_whom": "centre"}
    report = case_acts.draft_report(store, [case], told)
    case_acts.sign(as_headteacher(store), report, day)
    return report


# a workbook ---------------------------------------------------------------------------------------------


def test_an_imported_case_begins_where_its_kind_begins(store, tmp_path):
    pupil(store, "王芳"), pupil(store, "李强"), pupil(store, "赵敏")
    keep_ledger(store, workbook(
        store, tmp_path, ("控2026-101", "王芳", "疑似辍学", "2026-10-16", LAST, None),
        ("控2026-102", "李强", "缺课预警", "2026-10-16", LAST, None),
        ("控2026-103", "赵敏", "辍学", "2026-10-16", LAST, "家长书面声明"),
    ))  # fmt: skip
    states = [row.state for row in DropCase.select().order_by(DropCase.number)]
    assert states == ["suspected", "warned", "suspected"]


def test_who_came_in_as_a_suspicion_is_not_asked_for_again(store, tmp_path):
    one = pupil(store, "王芳")
    away_for(store, one, 6)
    assert [run.student for run in cases.unlisted(school_day(5))] == [one]
    row = ("控2026-101", "王芳", "疑似辍学", "2026-10-16", LAST, None)
    keep_ledger(store, workbook(store, tmp_path, row))
    assert cases.unlisted(school_day(5)) == []


def test_a_row_of_a_dropout_without_a_reason_is_named_and_the_others_are_kept(store, tmp_path):
    pupil(store, "王芳"), pupil(store, "李强")
    draft = workbook(
        store, tmp_path, ("控2026-101", "王芳", "辍学", "2026-10-16", LAST, None),
        ("控2026-102", "李强", "疑似辍学", "2026-10-16", LAST, None),
    )  # fmt: skip
    (bad,) = draft.of(BAD)
    assert "第 2 行" in bad.sentence and "要在“原因说明”里写明依据" in bad.sentence
    assert len(draft.of(NEW)) == 1
    keep_ledger(store, draft)
    assert [row.number for row in DropCase.select()] == ["控2026-102"]


# the last day at school ---------------------------------------------------------------------------------


def test_the_last_day_is_not_moved_before_a_day_the_class_list_saw_the_child(store, tmp_path):
    one = pupil(store, "王芳")
    away(store, MONDAY, {})
    away_for(store, one, 4, start=1)
    case = suspected(store, one, last_day=MONDAY)
    for earlier in ("2026-10-10", "2026-10-11"):
        heads, row = ("编号", "类型", "发现日期", "最后到校日期"), ("疑似辍学", "2026-10-16", earlier)
        draft = workbook(store, tmp_path, (DropCase.get_by_id(case).number, *row), heads=heads)
        with pytest.raises(Refused, match=f"2026-10-12 孩子还到过校，最后到校日期不能写成 {earlier}"):
            keep_ledger(store, draft)
    assert DropCase.get_by_id(case).last_day == MONDAY


def test_the_last_day_is_not_moved_before_a_day_on_which_the_meal_sheet_fed_the_child(store):
    one = eaters(store)[0]
    class_day(store, MONDAY)
    away_for(store, one, 4, start=1)
    case = suspected(store, one, last_day=MONDAY)
    with pytest.raises(Refused, match="2026-10-12 孩子还到过校"):
        change(store, DropCase, case, last_day=MONDAY.replace(day=9))


def test_a_new_case_of_a_workbook_is_held_against_the_register_too(store, tmp_path):
    one = pupil(store, "王芳")
    away(store, MONDAY, {})
    away_for(store, one, 3, start=1)
    draft = workbook(store, tmp_path, ("控2026-101", "王芳", "缺课预警", "2026-10-16", LAST, None))
    with pytest.raises(Refused, match="控2026-101：考勤（或录餐）上 2026-10-12 孩子还到过校"):
        keep_ledger(store, draft)


def test_once_the_register_is_mended_the_last_day_may_be_moved(store):
    one = pupil(store)
    away(store, MONDAY, {})
    away_for(store, one, 4, start=1)
    case = suspected(store, one, last_day=MONDAY)
    away(store, MONDAY, {one: "T"})
    change(store, DropCase, case, last_day=MONDAY.replace(day=10))
    assert DropCase.get_by_id(case).last_day == MONDAY.replace(day=10)


# what happened, in its order ----------------------------------------------------------------------------


def test_what_belongs_to_one_day_stands_as_it_was_entered(store):
    case, day = suspected(store, pupil(store)), school_day(6)
    persuaded(store, case, day)
    notice = case_acts.issue(store, case, day, school_day(9))
    case_acts.serve(
        store, notice, {"served_on": day, "received_by": "奶奶", "served_by": two_persuaders(store)[0]}
    )
    signed_report(store, case, day)
    told = [one.words for one in reversed(ladder.events(file_of(case))) if one.day == day]
    assert told == [
        "第 1 次劝返", "劝返中", "发劝返复学通知书 劝返通〔2026〕1号", "通知书送达，奶奶签收",
        "书面报告 石小〔2026〕7号", "已书面报告",
    ]  # fmt: skip


# nothing is taken out -----------------------------------------------------------------------------------


def test_who_deletes_a_case_is_told_the_way_out_and_not_to_delete_its_steps(store):
    case = suspected(store, pupil(store))
    assert "登记有误" in DropCase.instead and "删除那些记录" not in DropCase.instead
    with pytest.raises(Refused, match="控辍台账的记录不能删除"):
        remove(store, DropCase, case)


def test_no_step_no_persuasion_and_no_follow_up_is_deleted(store):
    case = suspected(store, pupil(store))
    persuaded(store, case, school_day(6))
    cases.back(store, case, school_day(7))
    case_acts.follow(
        store,
        case,
        {"day": school_day(8), "staff": two_persuaders(store)[0], "present": True, "words": "在校"},
    )
    for ledger in (CaseStep, Persuasion, FollowUp):
        with pytest.raises(Refused, match="不能删除"):
            remove(store, ledger, ledger.select().order_by(ledger.id).first().id)


def test_a_visit_that_a_case_tells_of_lies_in_the_bin_when_it_is_taken_out(store):
    case = suspected(store, pupil(store))
    student = DropCase.get_by_id(case).student_id
    told = {"day": school_day(5), "teacher": two_persuaders(store)[0], "talked": "问了原因"}
    with store.step("家访") as step:
        visit = step.add(Visit, told)
        part = step.add(VisitChild, {"visit": visit, "student": student})
    assert len(file_of(case).visits) == 1
    with store.step("删除家访") as step:
        step.remove(VisitChild, part)
        step.remove(Visit, visit)
    assert file_of(case).visits == [] and DropCase.get_by_id(case).state == "suspected"
    undo.undo(store)
    assert len(file_of(case).visits) == 1


def test_a_signed_report_keeps_its_children(store):
    case = suspected(store, pupil(store))
    persuaded(store, case, school_day(6))
    signed_report(store, case, school_day(12))
    for do in (remove, lambda *of: change(*of, note="别的")):
        with pytest.raises(Refused, match="校长已经签发"):
            do(store, ReportedChild, ReportedChild.get().id)


# who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["aid", "moral"])
def test_whoever_entered_a_case_does_not_close_it(store, role):
    one = pupil(store)
    away_for(store, one, 3)
    away(store, school_day(3), {})
    mine = as_role(store, role, "李干事")
    case = case_of(mine, one, school_day(2))
    with pytest.raises(NotAllowed):
        closing.close(mine, case, school_day(3), "来了")
    values = {
        "state": "closed",
        "closed_on": school_day(3),
        "closed_why": "来了",
        "closed_by": mine.session.who,
    }
    with pytest.raises((NotAllowed, Refused)):
        change(mine, DropCase, case, **values)
    closing.close(as_headteacher(store), case, school_day(3), "来了")


def test_a_class_teacher_neither_opens_nor_writes_on_a_case_of_another_class(store):
    own, other = suspected(store, pupil(store)), suspected(store, pupil(store, "李明", "四(1)班"))
    first, second = two_persuaders(store)
    teacher = as_class_teacher(store, school_class(store))
    told = {
        "day": school_day(6),
        "staff1": first,
        "staff2": second,
        "met": "母亲",
        "process": "劝",
        "way": "home",
    }
    case_acts.persuade(teacher, own, told)
    with pytest.raises((DropCase.DoesNotExist, NotAllowed)):
        case_acts.persuade(teacher, other, told)
    with pytest.raises((Invalid, NotAllowed)):
        add(
            teacher,
            Persuasion,
            drop_case=other,
            student=DropCase.get_by_id(other).student_id,
            number=1,
            **told,
        )
    assert [row.drop_case_id for row in Persuasion.select()] == [own]
