"""The wrong order is refused on every road: by a step of the work, straight at the store, by a workbook, by mass edit."""

import pytest
import xlsxwriter
from builders import AUTUMN, add, as_headteacher, as_role, change, dump, needy
from round_stage import (
    DOWN,
    FIRST,
    HUNG,
    LAST,
    applied,
    applying,
    approved,
    awaiting,
    case_of,
    day,
    hung,
    meetings,
    of,
    ready,
    reviewed,
    state,
    states,
)  # fmt: skip

from desktop.models.errors import Refused
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import CaseScore, RecognitionCase, RecognitionRound, ScoreItem
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services import mass_edit
from desktop.services.recognition import approval, cases, posting, rounds
from desktop.services.sheets.ledger_in import keep_ledger, read_ledger

APPROVAL = {"state": "approved", "approved_by": "石校长", "approved_on": DOWN}


def workbook(path, heads, *rows):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate((heads, *rows)):
            sheet.write_row(place, 0, row)
    return path


def refused_whole(store, words, work):
    """Refused with these words, and nothing in the books has moved."""
    before = dump()
    with pytest.raises(Refused, match=words):
        work()
    assert dump() == before


# straight at the store ---------------------------------------------------------------------------------


def test_the_clerk_cannot_sign_for_the_headteacher(store):
    record, _, _ = awaiting(store)
    refused_whole(
        store, "资助专干”不能签“审批人", lambda: change(store, RecognitionRound, record, **APPROVAL)
    )


def test_nobody_signs_with_anothers_name(store):
    record, _, _ = awaiting(store)
    boss = as_role(store, "head", "李副校长")
    refused_whole(store, "不能替 石校长 签", lambda: change(boss, RecognitionRound, record, **APPROVAL))


def test_approval_without_a_name_or_before_its_turn_is_none(store):
    record, _, _ = awaiting(store)
    boss = as_headteacher(store)
    refused_whole(store, "校长本人登录", lambda: change(boss, RecognitionRound, record, state="approved"))
    refused_whole(store, "校长审批整批名单", lambda: change(boss, RecognitionCase, of(record)[0].id, state="recognised",
                  grade="2", decided_by="石校长", decided_on=DOWN))  # fmt: skip


@pytest.mark.parametrize("bring", [applying, lambda store: ready(store)[0], lambda store: hung(store)[0]])
def test_no_early_round_is_approved(store, bring):
    record = bring(store)
    boss = as_headteacher(store)
    refused_whole(
        store, "不能直接变成“校长已审批”", lambda: change(boss, RecognitionRound, record, **APPROVAL)
    )


def test_who_entered_a_case_or_handed_the_round_in_does_not_approve(store):
    record, _, _ = awaiting(store)
    same = as_role(store, "head", "周敏")
    refused_whole(
        store,
        "周敏送的审",
        lambda: change(same, RecognitionRound, record, **APPROVAL | {"approved_by": "周敏"}),
    )
    refused_whole(store, "周敏送的审", lambda: approval.approve(same, record, today=DOWN))


def test_a_headteacher_who_entered_one_case_approves_none_of_the_round(store):
    record = applying(store)
    boss = as_headteacher(store)
    student = Student.get(Student.name == "王芳").id
    add(boss, RecognitionCase, round=record, student=student, kinds="05.1", entered_by="周敏")
    assert case_of("王芳").entered_by == "石校长"  # the door writes who sat there
    bring_to_approval(store, record)
    refused_whole(store, "王芳的申请是石校长自己录入的", lambda: approval.approve(boss, record, today=DOWN))
    refused_whole(store, "1 份申请是石校长录入的", lambda: change(boss, RecognitionRound, record, **APPROVAL))


def bring_to_approval(store, record):
    cases.apply(store, [case_of("王芳").id], FIRST, today=FIRST)
    applied(store, record)
    rounds.start_review(store, record, today=LAST)
    meetings(store, record)
    reviewed(store, record)
    posted = posting.post_round(store, record, HUNG, "校门口", today=HUNG)
    posting.take_down(store, posted, DOWN, today=DOWN)
    approval.submit(store, record, today=DOWN)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "recognised"}, "不能直接变成"),
        ({"state": "posted"}, "不能直接变成"),
        ({"grade": "1"}, "只能在那一步里写"),
        ({"school_grade": "1"}, "只能在那一步里写"),
        ({"state": "class_reviewed"}, "要写明档次"),
        ({"student": 2}, "哪个学生不能改"),
    ],
)
def test_an_application_does_not_jump(store, values, words):
    record = applying(store)
    first = applied(store, record)[0]
    refused_whole(store, words, lambda: change(store, RecognitionCase, first, **values))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "recognised", "grade": "1"}, "只能从“草稿”或“已申请”开始"),
        ({"state": "draft", "grade": "1"}, "不能先写评议"),
        ({"state": "draft", "decided_by": "石校长"}, "不能签"),
    ],
)
def test_a_new_application_brings_no_result_along(store, values, words):
    record = applying(store)
    student = Student.get(Student.name == "王芳").id
    refused_whole(store, words, lambda: add(store, RecognitionCase, round=record, student=student, **values))


def test_a_new_round_begins_at_the_beginning(store):
    refused_whole(
        store, "从“已建立”开始", lambda: add(store, RecognitionRound, term="2026-1", state="reviewing")
    )


def test_the_grade_of_a_posted_pupil_stays(store):
    hung(store)
    case = case_of("王芳").id
    refused_whole(
        store, "名单正在公示|只能在那一步", lambda: change(store, RecognitionCase, case, school_grade="1")
    )
    refused_whole(
        store,
        "请先中止公示",
        lambda: change(store, RecognitionCase, case, state="school_reviewed", school_grade="1"),
    )


def test_no_application_joins_a_hanging_list(store):
    record, _, _ = hung(store)
    late = needy(store, "陈静", "四(1)班")
    refused_whole(store, "不能再增加申请", lambda: add(store, RecognitionCase, round=record, student=late))


def test_a_posting_is_as_long_as_the_calendar_says(store):
    record, _ = ready(store)
    told = {"kind": "recognition", "round": record, "from_day": HUNG, "days": 5, "place": "校门口"}
    refused_whole(store, "公示期不够", lambda: add(store, Posting, **told, until_day=day(9, 30)))


def test_a_hanging_list_is_not_shortened_and_not_hung_twice(store):
    record, _, posted = hung(store)
    refused_whole(store, "起止日期不能再改", lambda: change(store, Posting, posted, until_day=day(9, 25)))
    refused_whole(store, "起止日期不能再改", lambda: change(store, Posting, posted, days=1))
    refused_whole(
        store, "第二天起才能撤下", lambda: change(store, Posting, posted, state="over", removed_on=day(10, 9))
    )
    told = {"kind": "recognition", "round": record, "from_day": HUNG, "days": 5, "place": "校门口"}
    refused_whole(store, "不能同时再公示一次", lambda: add(store, Posting, **told, until_day=DOWN))


def test_the_round_waits_for_the_wall(store):
    record, _ = ready(store)
    refused_whole(store, "还没有张贴公示", lambda: change(store, RecognitionRound, record, state="posted"))


def test_a_round_with_an_open_objection_is_not_handed_in(store):
    record, _, posted = hung(store)
    posting.object_to(store, posted, {"day": HUNG, "content": "王芳家有车"}, today=HUNG)
    posting.take_down(store, posted, DOWN, today=DOWN)
    values = {"state": "awaiting", "submitted_by": "周敏", "submitted_on": DOWN}
    refused_whole(store, "1 件异议没有答复", lambda: change(store, RecognitionRound, record, **values))
    refused_whole(store, "1 件异议没有答复", lambda: approval.submit(store, record, today=DOWN))


def test_an_upheld_objection_cannot_leave_the_list_hanging(store):
    _, _, posted = hung(store)
    told = posting.object_to(store, posted, {"day": HUNG, "content": "王芳家有车"}, today=HUNG)
    values = {"upheld": "upheld", "result": "属实", "handled_on": HUNG}
    refused_whole(store, "公示要先中止", lambda: change(store, Objection, told, **values))


@pytest.mark.parametrize(
    "values",
    [{"grade": "1"}, {"school_grade": "1"}, {"kinds": "01"}, {"state": "draft"}, {"decided_on": FIRST}],
)
def test_what_was_approved_is_frozen(store, values):
    approved(store)
    case = case_of("王芳").id
    refused_whole(store, "定下|不能直接变成", lambda: change(store, RecognitionCase, case, **values))


def test_an_approved_rounds_postings_objections_and_scores_are_closed(store):
    record, every, posted = approved(store)
    refused_whole(store, "校长已经审批", lambda: posting.break_off(store, posted, "改一下"))
    refused_whole(
        store, "校长已经审批", lambda: add(store, Objection, posting=posted, day=DOWN, content="晚了")
    )
    item = ScoreItem.select().first().id
    refused_whole(store, "得分不能再改", lambda: add(store, CaseScore, case=every[0], item=item, points=10))
    refused_whole(store, "不能再改", lambda: change(store, RecognitionRound, record, told_on=FIRST))


def test_rows_that_prove_something_are_not_deleted(store):
    record, every, posted = hung(store)
    told = posting.object_to(store, posted, {"day": HUNG, "content": "王芳家有车"}, today=HUNG)
    for ledger, row in (
        (Posting, posted),
        (RecognitionRound, record),
        (RecognitionCase, every[0]),
        (Objection, told),
    ):
        refused_whole(store, "不能删除", lambda ledger=ledger, row=row: take_out(store, ledger, row))


def take_out(store, ledger, row):
    with store.step("删除") as step:
        step.remove(ledger, row)


def test_a_posting_says_what_it_posts(store):
    record, _ = ready(store)
    told = {"round": record, "from_day": HUNG, "days": 5, "until_day": DOWN, "place": "校门口"}
    refused_whole(store, "拟资助公示只用于资助批次", lambda: add(store, Posting, **told, kind="aid"))


def test_approval_does_not_come_before_the_list_came_down(store):
    record, _, _ = awaiting(store)
    early = APPROVAL | {"approved_on": day(10, 10)}
    refused_whole(store, "才撤下", lambda: change(as_headteacher(store), RecognitionRound, record, **early))


def test_a_round_with_drafts_is_not_deleted(store):
    record = rounds.open_round(store, AUTUMN)
    rounds.add_cases(store, record, [rounds.Candidate(needy(store))])
    refused_whole(store, "请先删去草稿", lambda: take_out(store, RecognitionRound, record))


# by a workbook -----------------------------------------------------------------------------------------


def test_a_workbook_recognises_nobody(store, tmp_path):
    awaiting(store)
    path = workbook(tmp_path / "认定.xlsx", ("认定批次", "学生", "状态", "认定档次"),
                    ("2026—2027学年家庭经济困难学生认定", "王芳", "已认定", "特别困难"))  # fmt: skip
    draft = read_ledger(store, RecognitionCase, [path])
    assert draft.counts()["bad"] == 1
    keep_ledger(store, draft)
    assert (case_of("王芳").state, case_of("王芳").grade) == ("posted", None)


def test_a_workbook_brings_no_recognised_pupil_in(store, tmp_path):
    applying(store)
    path = workbook(tmp_path / "认定.xlsx", ("认定批次", "学生", "状态", "认定档次"),
                    ("2026—2027学年家庭经济困难学生认定", "李强", "已认定", "困难"))  # fmt: skip
    refused_whole(
        store, "只能从“草稿”", lambda: keep_ledger(store, read_ledger(store, RecognitionCase, [path]))
    )


def test_a_workbook_approves_no_round(store, tmp_path):
    record, _, _ = awaiting(store)
    path = workbook(tmp_path / "批次.xlsx", ("序号", "学期", "种类", "状态", "审批人", "审批日期", "备注"),
                    ("1", "2026年秋季学期", "学年认定", "校长已审批", "石校长", "2026-10-12", "补录"))  # fmt: skip
    draft = read_ledger(store, RecognitionRound, [path])
    assert draft.counts()["bad"] == 1
    keep_ledger(store, draft)
    assert state(record) == "awaiting"


def test_a_workbook_hangs_no_short_posting(store, tmp_path):
    ready(store)
    path = workbook(tmp_path / "公示.xlsx", ("公示内容", "认定批次", "公示起", "公示止", "工作日数", "地点"),
                    ("认定结果公示", "2026—2027学年家庭经济困难学生认定", "2026-09-24", "2026-09-25", "5", "校门口"))  # fmt: skip
    refused_whole(store, "公示期不够", lambda: keep_ledger(store, read_ledger(store, Posting, [path])))


# by mass edit ------------------------------------------------------------------------------------------


def test_mass_edit_moves_no_state_and_no_grade(store):
    record, every, _ = awaiting(store)
    for name, typed in (("state", "已认定"), ("grade", "特别困难"), ("decided_by", "石校长")):
        edit = mass_edit.plan(store, RecognitionCase, mass_edit.same_for_all(every, name, typed))
        refused_whole(store, "由程序", lambda edit=edit: mass_edit.keep(store, edit, "批量修改"))
    assert set(states(record)) == {"posted"}


def test_mass_edit_does_not_swap_the_pupil_of_a_case(store):
    _, every, _ = hung(store)
    edit = mass_edit.plan(store, RecognitionCase, {every[0]: {"student": "张伟"}})
    refused_whole(store, "哪个学生不能改|不能重复|UNIQUE", lambda: mass_edit.keep(store, edit, "批量修改"))


def test_the_clerk_has_no_right_to_approve_by_the_step_of_the_work(store):
    record, _, _ = awaiting(store)
    with pytest.raises(NotAllowed, match="不能审批认定名单"):
        approval.approve(store, record)
