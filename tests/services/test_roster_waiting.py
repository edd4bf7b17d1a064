"""Rows on the waiting list: put right beside each other, and cells that are missing of pupils who were written."""

import datetime as dt
import json

import pytest
from builders import add, as_headteacher, batch, draft_of, id_number, needy, proposal, pupil
from services.sheets.workbooks import xlsx

from desktop.models.errors import Refused
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.students import Student
from desktop.services import health
from desktop.services.aid import batches, checks
from desktop.services.roster import waiting
from desktop.services.roster.correct import ANOTHER, SAME_PERSON, judged
from desktop.services.roster.draft import CHANGED, DOUBTFUL, NEW
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep
from desktop.services.roster.waiting import ID_NUMBER, asked_cells

HEADS = ["姓名", "身份证号", "班级"]
WANG, LI, ZHAO = id_number(1), id_number(2), id_number(3)


@pytest.fixture
def files(tmp_path):
    """Each given list of rows as a workbook of its own, read."""

    def read(*tables):
        return read_files([xlsx(tmp_path / f"名单{n}.xlsx", rows) for n, rows in enumerate(tables, 1)])

    return read


def open_rows():
    return list(WaitingRow.select().where(WaitingRow.state == "open").order_by(WaitingRow.id))


def typed(row, **cells):
    return asked_cells(row) | {ID_NUMBER: cells.get("number", asked_cells(row)[ID_NUMBER])}


# one number, two rows -----------------------------------------------------------------------------------


def waiting_pair(store):
    """王芳 and 李明 wait, both with the number of 王芳."""
    for name in ("王芳", "李明"):
        raw = {"姓名": name, "身份证号": WANG, "班级": "三(2)班"}
        add(
            store, WaitingRow, person=name, class_text="三(2)班", problem="与名单里另一行是同一个身份证号", state="open",
            file="名单.xlsx", sheet="Sheet1", row=2 if name == "王芳" else 3, raw=json.dumps(raw, ensure_ascii=False),
        )  # fmt: skip
    return open_rows()


def test_putting_one_of_two_same_numbers_right_writes_the_other_too(store):
    _, li = waiting_pair(store)
    kept = waiting.write(store, li, typed(li, number=LI))
    assert {(one.name, one.id_number) for one in Student.select()} == {("王芳", WANG), ("李明", LI)}
    assert open_rows() == [] and kept.added == 2


def test_the_other_stays_with_what_is_wrong_with_it_now(store):
    _, li = waiting_pair(store)
    pupil(
        store,
        "王方",
        id_number=None,
        no_id_reason="未上户口",
        birth_date=dt.date(2016, 5, 1),
        klass="三(2)班",
    )
    pupil(store, "王芳", id_number=ZHAO)
    waiting.write(store, li, typed(li, number=LI))
    (left,) = open_rows()
    assert left.person == "王芳" and "可能是一个人" in left.problem


def test_a_row_that_only_shares_the_name_is_not_closed_with_it(store):
    first, second = waiting_pair(store)
    with store.step("改名") as step:
        step.change(WaitingRow, second.id, {"person": "王芳", "raw": first.raw})
    waiting.write(store, first, typed(first))
    assert [row.id for row in open_rows()] == [second.id]


def test_a_row_without_a_twin_leaves_the_others_alone(store):
    first, second = waiting_pair(store)
    with store.step("改号") as step:
        step.change(WaitingRow, second.id, {"raw": first.raw.replace(WANG, "5299012016")})
    waiting.write(store, first, typed(first))
    assert [row.problem for row in open_rows()] == [second.problem]


def test_in_the_draft_too_the_other_is_judged_again(store, files):
    draft, corrector = judged(store, files([HEADS, ["王芳", WANG, "三(2)班"], ["李明", WANG, "三(2)班"]]))
    first, second = draft.lines
    assert (first.bucket, second.bucket) == (NEW, DOUBTFUL)
    corrector.replace(first, LI)
    assert (first.bucket, second.bucket) == (NEW, NEW)
    keep(store, draft)
    assert {(one.name, one.id_number) for one in Student.select()} == {("王芳", LI), ("李明", WANG)}


def test_a_corrected_row_never_takes_what_another_file_tells_of_somebody_else(store, files):
    roster = [HEADS, ["王芳", WANG, "三(2)班"], ["李明", "529901", "三(2)班"]]
    parents = [[*HEADS, "父亲姓名"], ["王芳", WANG, "三(2)班", "王大山"]]
    draft, corrector = judged(store, files(roster, parents))
    corrector.replace(draft.lines[1], LI)
    keep(store, draft)
    father = Guardian.get(Guardian.name == "王大山")
    assert Student.get_by_id(father.student_id).name == "王芳"


def test_what_another_file_adds_follows_a_pupil_whose_class_was_put_right(store, files):
    roster = [HEADS, ["王芳", WANG, "三(2)班"]]
    parents = [[*HEADS, "父亲姓名"], ["王芳", WANG, "三(2)班", "王大山"]]
    draft, corrector = judged(store, files(roster, parents))
    corrector.replace(draft.lines[0], "三(1)班", "student.school_class")
    assert [line.bucket for line in draft.lines] == [NEW, CHANGED]
    keep(store, draft)
    assert Guardian.get().student.name == "王芳" and Student.select().count() == 1 and open_rows() == []


def test_a_doubt_may_be_decided_one_way_and_the_other_and_back(store, files):
    pupil(store, "王芳", id_number=ZHAO, birth_date=dt.date(2016, 5, 1))
    draft, corrector = judged(store, files([HEADS, ["王芳", WANG, "三(1)班"]]))
    (line,) = draft.lines
    for decision in (ANOTHER, SAME_PERSON, ANOTHER, "", ANOTHER):
        corrector.decide(line, decision)
    keep(store, draft)
    assert Student.select().count() == 2


# a cell that was left out -------------------------------------------------------------------------------

WITH_PHONE = [*HEADS, "联系电话"]


def test_a_cell_left_out_waits_as_what_is_missing_on_that_pupil(store, files):
    keep(store, make_draft(store, files([WITH_PHONE, ["王芳", WANG, "三(2)班", "没记住"]])))
    assert Student.get().name == "王芳" and Student.get().phone is None
    (row,) = open_rows()
    assert row.person == "王芳" and "D 列“联系电话”" in row.problem and "别的格子已经写入" in row.problem


def test_several_cells_of_a_row_wait_together(store, files):
    keep(
        store, make_draft(store, files([[*WITH_PHONE, "民族"], ["王芳", WANG, "三(2)班", "没记住", "火星"]]))
    )
    (row,) = open_rows()
    assert "“联系电话”" in row.problem and "“民族”" in row.problem


def test_the_same_file_again_makes_no_second_row(store, files):
    for _ in range(2):
        keep(store, make_draft(store, files([WITH_PHONE, ["王芳", WANG, "三(2)班", "没记住"]])))
    assert len(open_rows()) == 1


def test_a_missing_cell_that_was_not_put_right_stays_on_the_list(store, files):
    keep(store, make_draft(store, files([WITH_PHONE, ["王芳", WANG, "三(2)班", "没记住"]])))
    (row,) = open_rows()
    with pytest.raises(Refused, match="联系电话"):
        waiting.write(store, row, typed(row))
    assert len(open_rows()) == 1


def test_a_row_corrected_in_one_cell_still_waits_for_the_other(store, files):
    keep(store, make_draft(store, files([WITH_PHONE, ["王芳", "529901", "三(2)班", "没记住"]])))
    (row,) = open_rows()
    waiting.write(store, row, typed(row, number=WANG))
    (left,) = open_rows()
    assert Student.get().id_number == WANG and "联系电话" in left.problem


def test_a_workbook_with_the_cell_put_right_closes_the_row(store, files):
    keep(store, make_draft(store, files([WITH_PHONE, ["王芳", WANG, "三(2)班", "没记住"]])))
    keep(store, make_draft(store, files([WITH_PHONE, ["王芳", WANG, "三(2)班", "13800138000"]])))
    assert open_rows() == [] and Student.get().phone == "13800138000"


def test_a_doubtful_row_with_a_bad_cell_waits_once(store, files):
    pupil(store, "王芳", id_number=ZHAO)
    keep(store, make_draft(store, files([WITH_PHONE, ["王芳", WANG, "三(1)班", "没记住"]])))
    assert len(open_rows()) == 1


def test_of_pupils_on_record_a_bad_number_waits_though_the_row_is_taken(store):
    for name in ("20260904在校生信息.xlsx", "20261008在校生信息.xlsx"):
        keep(store, draft_of(store, name)[1])
    assert {"何星辰", "陆诗涵"} < {row.person for row in open_rows()}


def test_a_cell_still_missing_waits_on_when_the_row_comes_again_with_a_change(store, tmp_path):
    heads = ["姓名", "身份证号", "班级", "联系电话", "家庭地址"]
    for address in ("石桥村", "河口村"):
        rows = [heads, ["王芳", id_number(1), "三(2)班", "没记住", address]]
        keep(store, make_draft(store, read_files([xlsx(tmp_path / "名单.xlsx", rows)])))
    assert [row.state for row in WaitingRow.select()] == ["open"]


def test_who_waits_is_told_wherever_a_list_of_aid_is_made_or_read(school, store, files):
    record = needy(store, "李强")
    assert waiting.told_of_waiting() == "" and proposal(store).waiting == ""
    made = batch(store)
    rows = [
        [*HEADS, "困难类型"],
        ["陈小花", "5329", "三(2)班", "农村低保"],
        ["田大山", "5301", "三(2)班", "否"],
    ]
    intake = files(rows)
    keep(store, make_draft(store, intake), intake=intake)
    told = waiting.told_of_waiting()
    assert "还有 2 行" in told and "写了困难类型的有 陈小花。" in told and "田大山" not in told
    assert proposal(store).waiting == told
    assert [one.sentence for one in checks.check_batch(store, made) if one.rule == "待补名单"] == [told]
    assert [one.sentence for one in health.check(school) if one.rule == "待补名单"] == [told]
    batches.approve(as_headteacher(store), made)
    assert not [one for one in checks.check_batch(store, made) if one.rule == "待补名单"]
    assert record in [grant.student_id for grant in batches.grants_of(made)]
