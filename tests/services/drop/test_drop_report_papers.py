"""D20, DT1–3, DRATE, DUNR, DCAMP, DINSP, DZERO; the month as a workbook and on the command line; the check of the books."""

import datetime as dt
import json
import sys
from pathlib import Path

import openpyxl
import pytest
from builders import AUTUMN, PASSWORD, as_class_teacher, as_headteacher, guardian, pupil, school_class
from builders_care import teacher
from builders_drop import child, proof

from desktop.cli import main
from desktop.models.errors import Refused
from desktop.models.journal import AccessNote
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services import people
from desktop.services.drop import (
    arrivals,
    campaigns,
    cases,
    checks,
    inspections,
    month_view,
    report_sheets,
    reports,
)
from desktop.services.health import check
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document

sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
from papers import pages, whole

DAY, OCTOBER = dt.date(2026, 11, 22), "2026-10"
SCHOOL = "青禾县柳林镇石桥小学"


class Text(str):
    """What a page reads, without blanks; what is looked for in it is taken without them, too."""

    def __contains__(self, words):
        return super().__contains__("".join(words.split()))


@pytest.fixture
def three(store):
    return [pupil(store, name, gender=sex) for name, sex in (("王芳", "2"), ("李强", "1"), ("赵敏", "2"))]


@pytest.fixture
def away(store, three):
    return cases.open_case(
        store, {"student": three[0], "kind": "suspected", "opened_on": dt.date(2026, 10, 12), "last_day": dt.date(2026, 10, 8),
                "cause": "weary", "whereabouts": "在外婆家"},
    )  # fmt: skip


@pytest.fixture
def paper(store, tmp_path):
    """The text of a printed paper."""

    def made(code, **more):
        wanted = Wanted(**{"day": DAY, "term": AUTUMN, **more})
        path = print_document(store, DOCUMENTS[code], wanted, tmp_path / "打印")
        return Text(whole(path))

    return made


def test_a_zero_report_says_so_and_is_a_draft_until_it_is_signed(store, three, paper):
    assert "零报告：本月没有疑似辍学和辍学的学生" in paper("D20", month=OCTOBER)
    assert "草稿" in paper("D20", month=OCTOBER)
    reports.keep(store, OCTOBER, DAY)
    reports.sign(as_headteacher(store), OCTOBER, DAY)
    text = paper("D20", month=OCTOBER)
    assert f"填表人：{store.session.who}" in text
    assert "草稿" not in text and "校长：石校长" in text and "2026年11月22日" in text


def test_the_report_names_everybody_and_shows_how_it_closes(store, three, away, paper):
    people.transfer_out(store, three[1], dt.date(2026, 10, 20), "transfer", "")
    text = paper("D20", month=OCTOBER)
    assert "月末应在校 2 = 实在校 1 + 缺课 0 + 疑似辍学和辍学（在册的）1 + 送教 0" in text
    assert "李强" in text and "转出 1" in text and "厌学" in text


def test_a_long_list_goes_on_on_pages_of_its_own(store, tmp_path):
    for number in range(30):
        pupil(
            store,
            "王" + "芳强敏丽伟"[number % 5] + "甲乙丙丁戊己"[number // 5],
            arrived_on=dt.date(2026, 10, 5),
        )
    path = print_document(store, DOCUMENTS["D20"], Wanted(day=DAY, month=OCTOBER), tmp_path)
    assert len(pages(path)) == 3
    assert "名单见附页，共30人" in pages(path)[0] and "第1页共3页" in pages(path)[0]
    assert "第3页共3页" in pages(path)[2]


def test_of_many_without_proof_those_named_last_month_are_counted_and_the_new_ones_named(store, three, paper):
    for sign in "甲乙丙丁戊己庚辛":
        child(store, f"周小{sign}", "1.3", village="石桥村1组")
    assert "周小甲" in paper("D20", month=OCTOBER)
    reports.keep(store, OCTOBER, DAY)
    child(store, "吴小新", "1.3", village="石桥村1组")
    text = paper("D20", month="2026-11")
    assert "8人，上月已经列名。名单见在外就读取证台账" in text
    assert "周小甲" not in text and "吴小新" in text
    assert "0/9" in text


def test_the_tables_of_a_term_print_what_the_screen_shows(store, three, away, paper):
    moves, dropouts, ways = paper("DT1"), paper("DT2"), paper("DT3")
    assert "三年级" in moves and "其中：女" in moves
    assert "表2" in dropouts and "厌" in dropouts
    assert "还没有返校：疑似辍学" in ways and "王芳（在外婆家" in ways


def test_tables_without_anything_are_zero_tables(store, three, paper):
    assert "本期" in paper("DT2")
    assert "合计" in paper("DT3")


def test_rates_are_printed_with_what_was_divided(store, paper):
    child(store, "周小甲", "1.2")
    assert "1 ÷（1 − 0）= 1 ÷ 1" in paper("DRATE")


def test_the_list_of_who_did_not_come_needs_sheets_and_names_silent_classes(store, three, paper):
    pupil(store, "周明", "四(1)班")
    with pytest.raises(Refused, match="还没有一个班"):
        paper("DUNR")
    guardian(store, three[0], "王建国", phone="13800000001")
    line = arrivals.board(AUTUMN).classes[0]
    arrivals.keep_sheet(store, AUTUMN, line, {three[0]}, dt.date(2026, 9, 1))
    text = paper("DUNR")
    assert "王建国" in text and "13800000001" in text and "四(1)班还没有登记" in text and "注意保密" in text


def test_the_campaign_the_inspections_and_the_clean_classes_are_printed(store, three, away, paper):
    with pytest.raises(Refused, match="还没有开始"):
        paper("DCAMP", what="before")
    campaigns.begin(store, AUTUMN, "before", {})
    assert "开学前控辍保学专项行动" in paper("DCAMP", what="before")
    with pytest.raises(Refused, match="一次也没有"):
        paper("DINSP")
    inspections.keep(store, {"day": dt.date(2026, 10, 8), "inspector": "镇中心校", "finding": "没有签字",
                             "mend_by": dt.date(2026, 10, 20), "staff": teacher(store)})  # fmt: skip
    assert "逾期未整改" in paper("DINSP")
    pupil(store, "周明", "四(1)班")
    text = paper("DZERO")
    assert "无流失1个班" in text and "王芳（10-12 起）" in text


def test_a_class_teacher_prints_none_of_it(store, three, tmp_path):
    with pytest.raises(NotAllowed):
        print_document(
            as_class_teacher(store, school_class(store)), DOCUMENTS["D20"], Wanted(month=OCTOBER), tmp_path
        )


# workbook, command line, check -------------------------------------------------------------------------


def test_the_workbook_holds_figures_and_names(store, three, away, tmp_path):
    path = report_sheets.write(store, OCTOBER, DAY, tmp_path / "月报.xlsx")
    told = [
        cell.value for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row if cell.value
    ]
    assert any("月末应在校 3" in str(one) for one in told)
    assert "王芳" in told
    assert AccessNote.select().where(AccessNote.verb == "导出").exists()


@pytest.fixture
def run(school, closed, monkeypatch, capsys):
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)

    def word(*words):
        school.let_go()
        status = main([*words, "--data", str(closed.path)])
        return status, capsys.readouterr()

    return word


def test_a_whole_year_of_new_pupils_is_one_line_and_the_seal_has_its_word(store, three, paper):
    for sign in "安柏辰德恩康国海":
        pupil(store, "新" + sign, "一(1)班" if sign < "德" else "一(2)班", enrolled="2026-09")
    text = paper("D20", month="2026-09")
    assert "8名新生：" in text and "名单见花名册" in text and "新安" not in text
    assert "（盖章）" in text


def test_a_signed_month_the_books_went_past_is_a_finding(store, three, run):
    reports.keep(store, OCTOBER, DAY)
    reports.sign(as_headteacher(store), OCTOBER, DAY)
    people.transfer_out(store, three[0], dt.date(2026, 10, 13), "transfer", "")
    status, out = run("dropout", "report", OCTOBER)
    assert status == 1 and "校长已签发以后变了" in out.out


def test_the_report_on_the_command_line_is_a_finding_until_it_is_signed(store, three, run):
    status, out = run("dropout", "report", OCTOBER, "--json")
    told = json.loads(out.out)
    assert (status, told["state"], told["figures"]["should"], told["zero"]) == (1, None, 3, True)


def test_a_signed_report_is_written_by_the_ending_of_the_file(store, three, run, tmp_path):
    reports.keep(store, OCTOBER, DAY)
    reports.sign(as_headteacher(store), OCTOBER, DAY)
    for name in ("月报.pdf", "月报.xlsx"):
        assert run("dropout", "report", OCTOBER, "--to", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).exists()
    status, out = run("dropout", "report", OCTOBER, "--to", str(tmp_path / "月报.doc"))
    assert status == 2 and ".pdf 或 .xlsx" in out.err


def test_the_month_must_be_named(store, run):
    assert run("dropout", "report")[0] == 2


def test_the_check_of_the_books_names_what_hangs(store, school, three, away):
    reports.keep(store, "2026-08", DAY)
    inspections.keep(store, {"day": dt.date(2026, 10, 8), "inspector": "镇中心校", "finding": "没有签字",
                             "mend_by": dt.date(2026, 10, 20), "staff": teacher(store)})  # fmt: skip
    proof(store, child(store, "周小甲", "1.4"), valid_until=dt.date(2026, 11, 1))
    told = "\n".join(sentence for sentence, _ in checks.doubts(DAY))
    assert "2026年9月没有月报" in told and "2026年10月没有月报" in told
    assert "控辍个案超过期限" in told and "周小甲的在外就读证明已经过期" in told and "逾期没有整改" in told
    assert any(one.rule == "控辍保学" for one in check(school))


def test_a_school_that_has_not_begun_is_not_told_anything(store, three):
    assert list(checks.doubts(DAY)) == []


def test_the_page_opens_with_the_oldest_month_not_sent(store, three):
    assert month_view.month_to_report(dt.date(2026, 11, 5)) == OCTOBER
    assert month_view.month_to_report(DAY) == "2026-11"
    reports.keep(store, "2026-09", DAY)
    assert month_view.month_to_report(DAY) == "2026-09"
    reports.sign(as_headteacher(store), "2026-09", DAY)
    reports.send(store, "2026-09", DAY)
    assert month_view.month_to_report(DAY) == OCTOBER


def test_two_thousand_pupils_close_as_three_do(store):
    where = [school_class(store, f"{grade}({number})班") for grade in "一二三四五六" for number in (1, 2)]
    with store.step("导入") as step:
        step.add_many(
            Student, [{"name": "王" + "芳强敏丽"[n % 4], "school_class": where[n % 12]} for n in range(2000)]
        )
    told = reports.figures(OCTOBER, DAY)
    assert told.counts["should"] == told.counts["present"] == 2000
    reports.keep(store, OCTOBER, DAY)
    assert sum(len(ids) for ids in reports.told(reports.kept(OCTOBER)).roll.values()) == 2000
