"""The sample workbooks that ship, against what was planted in them: every flaw is found, and nothing else."""

import datetime as dt
import json
import shutil

import pytest
from builders import PASSWORD, SAMPLES, USER, draft_of, dump, planted, proposal

from desktop.models import undo
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.families import PayeeAccount
from desktop.models.ledgers.students import Student
from desktop.services import school_file
from desktop.services.aid import checks
from desktop.services.aid.batches import make_batch
from desktop.services.aid.propose import DOUBTFUL
from desktop.services.folder import Folder
from desktop.services.roster.draft import BAD, CHANGED, NEW, SAME
from desktop.services.roster.draft import DOUBTFUL as UNSURE
from desktop.services.roster.keep import keep

SEPTEMBER, OCTOBER = "20260904在校生信息.xlsx", "20261008在校生信息.xlsx"
OCTOBERS_WAITING = [
    "蒙静怡",
    "何星辰",
    "陆诗涵",
]  # the last two are on record; only their damaged number waits
NEEDY, CARDS, CLASS = "家庭经济困难名单.xlsx", "社保卡账号.xls", "各班名单/6_2.xlsx"
PLANTED = planted()
MENDED = (
    "末位 X 写成小写",
    "写成了全角数字",
    "末尾有制表符",
    "账号中间有空格",
    "中间有空格",
)  # nothing is lost
INJURED = {
    "被表格软件存成了数字": "15 位", "相邻两位写颠倒": "的校验位不对", "身份证件号一栏填了学籍号": "这一格填的是学籍号",
    "只有 15 位": "15 位的老号码", "少写一位": "（17 位）", "性别与身份证号不符": "表里写的是男",
    "出生日期与身份证号不符": "出生日期是 2017-05-17",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(new_books, tmp_path_factory):
    """What a clerk would see in one autumn: file -> its draft, and "lists" -> findings and doubts of the two lists."""
    folder = Folder(tmp_path_factory.mktemp("秋 季") / "石桥小学")
    shutil.copytree(new_books, folder.path)
    opened = school_file.log_in(folder, USER, PASSWORD)
    found = {}
    try:
        for name in (SEPTEMBER, OCTOBER, CLASS, NEEDY):
            intake, found[name] = draft_of(opened.store, name)
            if name != CLASS:
                keep(opened.store, found[name], intake=intake)
        found["lists"] = [_list_of(opened.store, code) for code in ("non_boarding", "boarding")]
        found[CARDS] = draft_of(opened.store, CARDS)[1]
    finally:
        opened.let_go()
    return found


def _list_of(store, code):
    told = proposal(store, code)
    doubts = [(line.student.name, line.why) for line in told.of(DOUBTFUL)]
    return [
        *doubts,
        *((one.rule, one.sentence) for one in checks.check_batch(store, make_batch(store, told))),
    ]


def line_at(told, flaw):
    (line,) = [
        line
        for line in told[flaw["file"]].lines
        if (line.source.sheet, line.source.row) == (flaw["sheet"], flaw["row"])
    ]
    return line


def those(*words):
    chosen = [flaw for flaw in PLANTED["planted"] if flaw["flaw"].startswith(words)]
    return pytest.mark.parametrize("flaw", chosen, ids=lambda flaw: f"{flaw['file'][:8]}-{flaw['row']}")


@those("姓名")
def test_a_name_is_brought_to_its_kept_form(told, flaw):
    assert line_at(told, flaw).name == flaw["truth"]


@those(*MENDED)
def test_what_lost_nothing_is_mended_without_asking(told, flaw):
    line = line_at(told, flaw)
    if flaw["head"] == "银行卡号":
        assert line.plan.accounts[0].values["number"] == flaw["truth"]
    else:
        assert (line.id_shown, line.bucket, line.problems) == (flaw["truth"], NEW, ())
        assert line.plan.values["id_number"] == flaw["truth"]


@those(*INJURED)
def test_an_injured_number_is_named_in_its_cell_and_never_written(told, flaw):
    line = line_at(told, flaw)
    assert line.name == flaw["name"]
    wanted = next(words for mark, words in INJURED.items() if flaw["flaw"].startswith(mark))
    (problem,) = line.problems
    assert wanted in problem.sentence
    assert problem.head == flaw["head"] or flaw["head"] in ("性别", "出生日期")
    known = flaw["file"] != SEPTEMBER  # somebody known by name and class is not held up by a bad cell
    assert line.bucket == (
        CHANGED if flaw["file"] == NEEDY else SAME if flaw["file"] == OCTOBER else line.bucket
    )
    assert (line.bucket == BAD) is not known
    assert not line.plan or "id_number" not in line.plan.values


@those("没有填身份证件号", "还没有户口")
def test_somebody_without_a_number_is_taken_with_a_reason(told, flaw):
    line = line_at(told, flaw)
    assert (line.bucket, line.name, line.plan.values["no_id_reason"]) == (
        NEW,
        flaw["name"],
        "导入的名单里没有",
    )


@those("同一学生已在")
def test_somebody_who_stands_twice_in_a_file_is_asked_about(told, flaw):
    line = line_at(told, flaw)
    assert line.bucket == UNSURE
    assert "第 353 行的蒙静怡是同一个身份证号" in line.sentence


@those("没有写明农村低保还是城市低保")
def test_a_reason_without_country_or_town_is_doubtful_on_the_list(told, flaw):
    assert line_at(told, flaw).plan.kinds == ["05"]
    assert (flaw["name"], "低保家庭学生没有注明农村还是城市。") in told["lists"][0]


@those("与上一行")
def test_a_card_shared_by_strangers_is_found_on_the_list(told, flaw):
    shared = [sentence for rule, sentence in told["lists"][0] if rule == "账户共用"]
    assert len(shared) == 2 and all(
        flaw["name"] in sentence and flaw["shown"][-4:] in sentence for sentence in shared
    )


@those("没有填银行卡号")
def test_a_missing_card_is_found_on_the_list(told, flaw):
    assert any(
        rule == "缺收款账户" and flaw["name"] in words for both in told["lists"] for rule, words in both
    )


@those("就读方式")
def test_another_way_of_living_than_on_the_roll_is_shown_before_it_is_written(told, flaw):
    line = line_at(told, flaw)
    assert line.bucket == CHANGED
    assert ("就读方式", "住校", "走读") in [(change.label, change.old, change.new) for change in line.changes]


@those("卡号末位")
def test_another_card_number_is_shown_as_a_second_account(told, flaw):
    line = line_at(told, flaw)
    assert (line.bucket, line.plan.accounts[0].record, line.plan.accounts[0].values["number"]) == (
        CHANGED,
        None,
        flaw["shown"],
    )


def test_every_kind_of_flaw_has_its_test():
    words = ("姓名", *MENDED, *INJURED, "没有", "还没有户口", "同一学生", "与上一行", "就读方式", "卡号末位")
    assert [flaw["flaw"] for flaw in PLANTED["planted"] if not flaw["flaw"].startswith(words)] == []


@pytest.mark.parametrize("name", [SEPTEMBER, OCTOBER, NEEDY])
def test_nothing_is_held_up_that_was_not_planted(told, name):
    rows = {flaw["row"] for flaw in PLANTED["planted"] if flaw["file"] == name}
    draft = told[name]
    held = {line.source.row for line in draft.lines if line.problems or line.bucket in (BAD, UNSURE)}
    namesake = {
        line.source.row for line in draft.lines if line.name == "黄小禾"
    }  # no number, and in another class since
    assert held <= rows | namesake


def test_what_is_told_of_each_row_adds_up(told):
    counts = told[SEPTEMBER].counts()
    assert (counts[NEW], counts[BAD], counts[UNSURE], counts["gone"]) == (392, 10, 1, 0)
    assert told[SEPTEMBER].skipped == [f"{SEPTEMBER} · 在校生信息 第 408 行：合计行"]


# October ------------------------------------------------------------------------------------------------


def changed_in(what):
    return {(row["id_number"], row["name"]) for row in PLANTED["changes"] if row["change"] == what}


def lines_of(draft, *labels):
    """(number, name) of the changed lines whose changes name one of these fields."""
    return {
        (line.id_shown, line.name)
        for line in draft.of(CHANGED)
        if any(change.label in labels for change in line.changes)
    }


def test_october_changes_exactly_what_changed_in_the_month(told):
    draft = told[OCTOBER]
    assert lines_of(draft, "联系电话") == changed_in("联系电话变了")
    assert lines_of(draft, "就读方式") == changed_in("改为走读") | changed_in("改为住校")
    assert lines_of(draft, "班级") == changed_in("调了班")
    filled_in = {("529901201808039407", "莫丽娟")}  # had no number in September
    everybody = {(row["id_number"], row["name"]) for row in PLANTED["changes"]}
    assert {(line.id_shown, line.name) for line in draft.of(CHANGED)} <= everybody | filled_in


def test_october_adds_those_who_came_and_those_who_waited(told):
    waited = {line.name for line in told[SEPTEMBER].of(BAD)}
    fresh = {(line.id_shown, line.name) for line in told[OCTOBER].of(NEW)}
    assert fresh >= changed_in("新转入")
    assert {name for _, name in fresh - changed_in("新转入")} == waited


def test_october_misses_those_who_left(told):
    assert {one.name for one in told[OCTOBER].gone} == {name for _, name in changed_in("已转出")}


# written ------------------------------------------------------------------------------------------------


def test_an_import_is_one_step_and_taken_back_to_the_last_byte(store):
    before = dump()
    intake, draft = draft_of(store, SEPTEMBER)
    assert dump() == before  # judging writes nothing
    kept = keep(store, draft, intake=intake)
    assert kept.sentence == "新增 392 人，变更 0 人，11 行放进“待补名单”。"
    after = dump()
    assert len(after["student"]) == 392
    assert undo.undo(store, kept.step) == f"导入 {SEPTEMBER}"
    assert dump() == before
    undo.redo(store)
    assert dump() == after


@pytest.mark.parametrize("names", [(SEPTEMBER,), (OCTOBER, NEEDY), (OCTOBER, CARDS)])
def test_the_same_file_twice_changes_nothing(store, names):
    for name in names:
        intake, draft = draft_of(store, name)
        keep(store, draft, intake=intake)
    before = dump()
    intake, draft = draft_of(store, names[-1])
    kept = keep(store, draft, intake=intake)
    assert (draft.counts()[CHANGED], draft.counts()[NEW]) == (0, 0)
    assert (kept.added, kept.changed, kept.waiting) == (0, 0, 0)
    assert dump() == before


def test_rows_that_wait_are_settled_when_their_pupil_arrives(store):
    for name in (SEPTEMBER, OCTOBER):
        intake, draft = draft_of(store, name)
        keep(store, draft, intake=intake)
        if name == SEPTEMBER:
            raw = json.loads(WaitingRow.get(WaitingRow.person == "周金花").raw)
            assert raw["姓名"] == "周金花"
            assert WaitingRow.get(WaitingRow.person == "周金花").row == 79
    assert [row.person for row in WaitingRow.select().where(WaitingRow.state == "open")] == OCTOBERS_WAITING


def test_who_is_gone_is_marked_only_when_said_so(store):
    for name in (SEPTEMBER, OCTOBER):
        intake, draft = draft_of(store, name)
        if name == SEPTEMBER:
            keep(store, draft, intake=intake)
    kept = keep(store, draft, intake=intake, mark_gone=[one.student for one in draft.gone[:2]])
    assert kept.sentence.endswith("，2 人记为去向待查。")
    assert Student.select().where(Student.status == "08").count() == 2


def test_the_whole_school_stands_in_its_twelve_classes(store):
    for name in (SEPTEMBER, OCTOBER):
        intake, draft = draft_of(store, name)
        keep(store, draft, intake=intake)
    assert sorted(SchoolClass.caption(row) for row in SchoolClass.select()) == sorted(
        f"{grade}({number})班" for grade in "一二三四五六" for number in (1, 2)
    )
    assert Student.select().count() == 406


def test_class_teachers_lists_find_everybody_the_roster_has(store):
    intake, draft = draft_of(store, SEPTEMBER)
    keep(store, draft, intake=intake)
    paths = sorted(f"各班名单/{path.name}" for path in (SAMPLES / "各班名单").iterdir())
    intake, draft = draft_of(store, *paths)
    assert intake.problems == []
    assert {taken.path.name for taken in intake.used} == {path.rpartition("/")[2] for path in paths}
    names = {line.name for line in draft.of(NEW)}
    waiting = {row.person for row in WaitingRow.select()}
    came_later = {name for _, name in changed_in("新转入")}
    assert names <= waiting | came_later


def test_cards_come_with_their_owners(store):
    for name in (OCTOBER, NEEDY):
        intake, draft = draft_of(store, name)
        keep(store, draft, intake=intake)
    li = Student.get(Student.id_number == draft.lines[0].id_shown)
    row = PayeeAccount.get(PayeeAccount.student == li.id)
    assert (row.owner, len(row.number)) == (draft.lines[0].plan.accounts[0].values["owner"], 19)
    assert draft.since == dt.date(2026, 9, 1)
