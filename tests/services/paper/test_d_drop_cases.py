"""The papers of 个案: every one can be printed, says what the books say, and shows whole numbers to authorities alone."""

import datetime as dt

import pytest
from builders import (
    AUTUMN,
    as_class_teacher,
    as_headteacher,
    as_role,
    change,
    guardian,
    id_number,
    pupil,
    school_class,
)
from builders_drop import away, away_for, case_of, persuaded, school_day, suspected, two_persuaders
from papers import NO_GLYPH, pages, whole

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.school import School
from desktop.models.roles import NotAllowed
from desktop.services.drop import case_acts, cases, closing, term_tables
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.catalogue_drop_cases import CASE_PAPERS, KEPT
from desktop.services.paper.documents import return_notice

DAY = school_day(14)


@pytest.fixture
def case(store):
    """王芳 of 三(2)班, persuaded once, with a notice and an unsigned report."""
    one = pupil(
        store,
        id_number=id_number(),
        student_no=f"G{id_number()}",
        home_address="石桥村3组",
        phone="13800000001",
    )
    guardian(store, one, "王建国", phone="13900000001")
    made = suspected(store, one, cause="weary", cause_words="想去打工")
    persuaded(store, made, school_day(6))
    return made


def wanted(*records, **more):
    return Wanted(day=DAY, records=records, ledger=DropCase, **more)


def test_every_paper_can_be_printed_and_names_the_child(store, case, tmp_path):
    away(store, school_day(0), {})
    notice = case_acts.issue(store, case, school_day(7), school_day(12))
    report = case_acts.draft_report(
        store,
        [case],
        case_acts.draft_values([case], school_day(13)) | {"number": "石小〔2026〕7号", "day": school_day(13)},
    )
    other = pupil(store, "李明", "四(1)班")
    away(store, school_day(13), {other: "T"}, "四(1)班")
    records = {"D16": (notice,), "D17": (report,), "DABS": ()}
    for document in CASE_PAPERS:
        path = print_document(
            store, document, wanted(*records.get(document.code, (case,)), term=AUTUMN), tmp_path
        )
        text = whole(path)
        assert ("李明" if document.code == "DABS" else "王芳") in text, document.code


def test_empty_and_prepared_and_kept_persuasion_forms(store, case, tmp_path):
    empty = whole(print_document(store, DOCUMENTS["D15"], Wanted(day=DAY), tmp_path))
    assert "王芳" not in empty and "劝返人签字（至少两人）" in empty
    prepared = whole(print_document(store, DOCUMENTS["D15"], wanted(case), tmp_path))
    assert "王芳" in prepared and "孙老师" not in prepared
    kept = whole(print_document(store, DOCUMENTS["D15"], wanted(case, what=KEPT), tmp_path))
    assert "孙老师、钱老师" in kept and "奶奶" in kept and "下周一返校" in kept


def test_the_notice_quotes_both_laws_word_for_word_and_asks_for_the_latest_text(store, case, tmp_path):
    notice = case_acts.issue(store, case, school_day(7), school_day(12))
    path = print_document(store, DOCUMENTS["D16"], Wanted(records=(notice,)), tmp_path)
    text = whole(path).replace("\n", "")
    assert len(pages(path)) == 1 and text.count("劝返通〔2026〕1号") == 4
    for law in return_notice.laws()["laws"]:
        assert law["text"] in text and law["version"] in text
    assert "请核对最新文本" in text and "送达回证" in text and id_number() not in text


def test_the_stub_of_a_notice_names_who_issued_it(store, case, tmp_path):
    as_aid = as_role(store, "aid", "覃干事")
    notice = case_acts.issue(as_aid, case, school_day(7), school_day(12))
    text = whole(print_document(store, DOCUMENTS["D16"], Wanted(records=(notice,)), tmp_path))
    assert text.count("覃干事") == 1


def test_an_unsigned_report_is_a_draft_a_signed_one_is_not(store, case, tmp_path):
    values = case_acts.draft_values([case], school_day(13)) | {
        "number": "石小〔2026〕7号",
        "day": school_day(13),
    }
    report = case_acts.draft_report(store, [case], values)
    draft = print_document(store, DOCUMENTS["D17"], Wanted(records=(report,)), tmp_path)
    assert "草稿" in draft.name
    change(store, School, School.get().id, central_school="柳林镇中心校", township="柳林镇")
    case_acts.sign(as_headteacher(store), report, school_day(13))
    path = print_document(store, DOCUMENTS["D17"], Wanted(records=(report,)), tmp_path)
    text = whole(path)
    assert "草稿" not in path.name and "石小〔2026〕7号" in text and "柳林镇中心校、柳林镇人民政府：" in text
    assert "附件1" in text and "附件2" in text and "签收单位" in text and id_number() in text


def test_a_report_attaches_only_what_was_done_up_to_its_day(store, case, tmp_path):
    values = case_acts.draft_values([case], school_day(13)) | {
        "number": "石小〔2026〕7号",
        "day": school_day(13),
    }
    report = case_acts.draft_report(store, [case], values)
    before = whole(print_document(store, DOCUMENTS["D17"], Wanted(records=(report,)), tmp_path))
    persuaded(store, case, school_day(16))
    after = whole(print_document(store, DOCUMENTS["D17"], Wanted(records=(report,)), tmp_path))
    assert after == before and str(school_day(16)) not in after


def test_whole_numbers_stand_on_papers_for_authorities_alone(store, case, tmp_path):
    for code, shown in (("D15", False), ("D17B", True), ("D17C", False), ("DCASE", True)):
        text = whole(print_document(store, DOCUMENTS[code], wanted(case, term=AUTUMN), tmp_path))
        assert (id_number() in text) is shown
        assert ("内部资料注意保密" in text) or not shown


def test_the_clear_list_counts_who_came_back_and_who_did_not(store, case, tmp_path):
    second = suspected(store, pupil(store, "李明"))
    cases.back(store, second, school_day(8))
    case_of(store, pupil(store, "赵小梅"))  # a warning is no drop-out
    text = whole(print_document(store, DOCUMENTS["D17C"], Wanted(day=DAY, term=AUTUMN), tmp_path)).replace(
        "\n", ""
    )
    assert "共有2名" in text and "已经返校1名" in text and "没有返校的1名" in text
    assert text.index("李明") < text.index("王芳") and "赵小梅" not in text
    assert all(
        name in text
        for name in (
            "村支书（主任）",
            "中心校校长",
            "学校校长",
            "乡镇分管领导",
            "乡（镇）长",
            "教体局包片领导",
        )
    )


def test_the_closing_form_tells_the_follow_up(store, case, tmp_path):
    cases.back(store, case, school_day(8))
    teacher, _ = two_persuaders(store)
    case_acts.follow(
        store, case, {"day": school_day(10), "words": "作业都交了", "staff": teacher, "present": True}
    )
    text = whole(print_document(store, DOCUMENTS["D18"], wanted(case), tmp_path))
    assert (
        "作业都交了" in text
        and "在校" in text
        and "没有跟踪记录或者证明材料的，不得销号" in text.replace("\n", "")
    )


def test_the_closing_form_of_a_closed_case_tells_when_and_by_whom(store, case, tmp_path):
    cases.elsewhere(store, case, "3.5", school_day(8), "随父母出境")
    closing.close(as_headteacher(store), case, school_day(9), "护照复印件")
    text = whole(print_document(store, DOCUMENTS["D18"], wanted(case), tmp_path)).replace("\n", "")
    assert "转为出国（境）：护照复印件（2026年10月23日石校长批准销号）" in text


def test_a_long_course_goes_on_on_the_next_page(store, case, tmp_path):
    persuaded(store, case, school_day(7), process="劝返经过很长。" * 500)
    path = print_document(store, DOCUMENTS["D15"], wanted(case, what=KEPT), tmp_path)
    assert len(pages(path)) >= 3


def test_a_class_teacher_prints_persuasions_of_the_own_class_alone(store, case, tmp_path):
    teacher = as_class_teacher(store, school_class(store))
    assert print_document(teacher, DOCUMENTS["D15"], wanted(case), tmp_path).exists()
    other = suspected(store, pupil(store, "李明", "四(1)班"))
    with pytest.raises(NotAllowed):
        print_document(teacher, DOCUMENTS["D15"], wanted(other), tmp_path)
    with pytest.raises(NotAllowed, match="全校的材料"):
        print_document(teacher, DOCUMENTS["D17C"], wanted(term=AUTUMN), tmp_path)


def test_notice_and_report_are_found_by_the_pupil(store, case, tmp_path):
    student = DropCase.get_by_id(case).student_id
    asked = Wanted(day=DAY, students=(student,))
    with pytest.raises(Refused, match="选中的学生还没有劝返复学通知书"):
        print_document(store, DOCUMENTS["D16"], asked, tmp_path)
    case_acts.issue(store, case, school_day(7), school_day(12))
    case_acts.issue(store, case, school_day(9), school_day(14))
    values = case_acts.draft_values([case], school_day(13)) | {
        "number": "石小〔2026〕7号",
        "day": school_day(13),
    }
    case_acts.draft_report(store, [case], values)
    text = whole(print_document(store, DOCUMENTS["D16"], asked, tmp_path))
    assert "〔2026〕2号" in text and "〔2026〕1号" not in text
    assert "〔2026〕7号" in whole(print_document(store, DOCUMENTS["D17"], asked, tmp_path))


def test_nothing_to_print_is_said(store, tmp_path):
    for code, says in (("D17B", "个案"), ("D17C", "劝返清单"), ("DABS", "缺课"), ("D16", "要先选好")):
        with pytest.raises(Refused, match=says):
            print_document(store, DOCUMENTS[code], Wanted(day=dt.date(2026, 10, 30), term=AUTUMN), tmp_path)


def test_a_rare_character_stops_the_paper(store, tmp_path):
    from desktop.services.paper.fonts import MissingGlyph

    one = pupil(store, f"王{NO_GLYPH}")
    away_for(store, one, 1)
    made = suspected(store, one)
    for code in ("D15", "DABS"):
        with pytest.raises(MissingGlyph):
            print_document(store, DOCUMENTS[code], wanted(made), tmp_path)


def test_a_notice_is_reprinted_word_for_word_though_the_child_came_and_went(store, case, tmp_path):
    notice = case_acts.issue(store, case, school_day(7), school_day(12))
    first = whole(print_document(store, DOCUMENTS["D16"], Wanted(records=(notice,)), tmp_path))
    cases.amend(store, case, {"last_day": school_day(0)})
    with store.step("换监护人") as step:
        step.change(Guardian, Guardian.get().id, {"name": "李桂英"})
    assert whole(print_document(store, DOCUMENTS["D16"], Wanted(records=(notice,)), tmp_path)) == first


def test_a_report_says_how_often_a_child_was_really_persuaded(store, tmp_path):
    case = suspected(store, pupil(store))
    persuaded(store, case, school_day(6))

    def lead(number, day):
        values = case_acts.draft_values([case], day) | {"number": number, "day": day}
        report = case_acts.draft_report(store, [case], values)
        path = print_document(store, DOCUMENTS["D17"], Wanted(records=(report,)), tmp_path)
        return whole(path).replace("\n", "")

    once = lead("石小〔2026〕7号", school_day(7))
    assert "经1次劝返仍未返校" in once and "多次" not in once
    persuaded(store, case, school_day(8))
    assert "经多次劝返仍未返校" in lead("石小〔2026〕8号", school_day(9))


def test_papers_invent_no_last_day_for_who_did_not_come_when_the_term_began(store, tmp_path):
    case = case_of(store, pupil(store), school_day(2), kind="unregistered", last_day=None)
    persuaded(store, case, school_day(3))
    notice = case_acts.issue(store, case, school_day(4), school_day(9))
    values = case_acts.draft_values([case], school_day(5)) | {"number": "石小〔2026〕7号"}
    report = case_acts.draft_report(store, [case], values)
    for code, records in (
        ("D15", (case,)),
        ("D16", (notice,)),
        ("D17", (report,)),
        ("D17B", (case,)),
        ("DCASE", (case,)),
    ):
        wanted_ = Wanted(day=school_day(5), records=records, ledger=DropCase)
        text = whole(print_document(store, DOCUMENTS[code], wanted_, tmp_path)).replace("\n", "")
        assert "未报到" in text and "None" not in text, code
        assert "报到最后到校" not in text and "2026年7月" not in text, code


def test_the_clear_list_knows_back_from_away_again_and_proof_from_word(store, tmp_path):
    names = ("王芳", "李明", "赵小梅", "周明")
    stays, again, word, wrong = (suspected(store, pupil(store, name)) for name in names)
    away(store, school_day(4), {})
    for case in (stays, again):
        cases.back(store, case, school_day(6))
    away(store, school_day(7), {DropCase.get_by_id(again).student_id: "T"})
    cases.elsewhere(store, word, "1.5", school_day(6), "家长说在外省读书")
    away(store, school_day(8), {DropCase.get_by_id(again).student_id: "T"})
    closing.close(as_headteacher(store), wrong, school_day(8), "一直在校")
    found = DOCUMENTS["D17C"].prepare(store, Wanted(day=school_day(8), term=AUTUMN))
    assert found.count == 3
    ways = {
        way.label: [one.name for one in way.named] for way in term_tables.ways(AUTUMN, school_day(8)).ways
    }
    assert (ways["返校复学"], ways["返校复学，后来又没有来"]) == (["王芳"], ["李明"])
    table = term_tables.dropouts(AUTUMN, school_day(8))
    assert table.closes and table.total("back") == 2
    assert (table.total("new"), table.total("elsewhere"), table.total("closing")) == (3, 0, 1)
    text = whole(print_document(store, DOCUMENTS["D17C"], Wanted(day=school_day(8), term=AUTUMN), tmp_path))
    text = text.replace("\n", "")
    assert all(
        words in text
        for words in (
            "共有3名",
            "已经返校2名",
            "证明齐全的0名",
            "还没有证明的1名",
            "没有返校的0名",
            "有1名后来又没有来，个案还没有重开：李明",
        )
    )
    assert "周明" not in text


def test_papers_of_a_case_are_made_for_a_pupil_by_name(store, tmp_path):
    one, other = pupil(store), pupil(store, "李明")
    suspected(store, one)
    suspected(store, other)
    for code in ("D15", "D17B", "D18", "DCASE"):
        text = whole(print_document(store, DOCUMENTS[code], Wanted(students=(one,)), tmp_path))
        assert "王芳" in text and "李明" not in text, code
    with pytest.raises(Refused, match="没有控辍个案"):
        DOCUMENTS["D15"].prepare(store, Wanted(students=(pupil(store, "周明"),)))
