"""Pupils named in pasted text, what one pupil's score rests on, and what happened to one application."""

from builders import change, guardian, household, id_number, needy, pupil
from round_stage import applied, applying, case_of, ready

from desktop.models import undo
from desktop.models.ledgers.students import Student
from desktop.services.recognition import history, rounds, scoring
from desktop.services.recognition.pasted import read_pasted, search
from desktop.services.recognition.review_order import cases_in_order, in_review_order


def test_names_numbers_and_rows_of_names_are_read(store):
    wang, li = pupil(store, "王芳"), pupil(store, "李强")
    zhang = pupil(store, "张伟", id_number=id_number(4))
    told = read_pasted(store, f"王芳、李强\n\n１ 张伟 {id_number(4)}\n王芳")
    assert (told.found, told.unclear) == ((wang, li, zhang), ())


def test_a_name_with_a_point_and_spaces_around_it_is_one_name(store):
    long = pupil(store, "阿卜杜热合曼·阿卜杜力米提")
    assert read_pasted(store, "  阿卜杜热合曼·阿卜杜力米提  \t三(2)班").found == (long,)


def test_namesakes_are_told_apart_by_their_class_and_never_guessed(store):
    pupil(store, "陈静", "一(1)班")
    second = pupil(store, "陈静", "二(1)班")
    assert read_pasted(store, "二(1)班 陈静").found == (second,)
    told = read_pasted(store, "陈静")
    assert told.found == ()
    assert "有 2 个同名的学生（一(1)班、二(1)班）" in told.unclear[0]


def test_what_is_not_known_is_said_without_the_whole_number(store):
    told = read_pasted(store, f"王大锤\n{id_number(77)}")
    assert told.unclear[0] == "第 1 条“王大锤”：花名册里没有这个姓名。"
    assert "没有这个身份证号" in told.unclear[1]
    assert id_number(77) not in told.unclear[1]


def test_who_has_left_is_not_found(store):
    gone = pupil(store, "赵军")
    change(store, Student, gone, status="11")
    assert read_pasted(store, "赵军").found == ()


def test_a_search_reads_pinyin_class_and_last_figures(store):
    pupil(store, "赵敏", "四(1)班", id_number=id_number(9))
    pupil(store, "王芳")
    pupils = list(rounds.pupils_on_roll(store).values())
    for words in ("赵", "zm", "ZM", "四(1)", id_number(9)[-4:]):
        assert [one.name for one in search(words, pupils)] == ["赵敏"]
    assert search("  ", pupils) == pupils


def test_one_pupils_facts_are_those_of_the_whole_school(store):
    home = household(store, "王建国")
    first = needy(store, "王芳", household=home, household_kind="1", ethnicity="09")
    needy(store, "王军", household=home)
    guardian(store, first, "王建国", age=63)
    applied(store, applying(store, ()))
    case = case_of("王芳")
    whole = scoring.advise(case, {}, scoring.read_facts(store))
    alone = scoring.advise(case, {}, scoring.facts_of(store, first))
    assert [(line.item.name, line.why) for line in alone.lines] == [
        (line.item.name, line.why) for line in whole.lines
    ]
    assert alone.total == whole.total > 0


def test_the_history_of_an_application_is_its_own_newest_first(store):
    _, every = ready(store)
    told = history.of_case(every[0])
    assert [one.does for one in told] == ["学校评审", "班级评议", "登记认定申请", "增加认定申请 3 份"]
    assert told[0].facts == ("学校评审档次：困难", "学校评审意见：情况属实")
    assert {one.who for one in told} == {"周敏"}
    undo.undo(store)
    assert "学校评审档次：空" in history.of_case(every[0])[0].facts


def test_the_page_has_everybody_in_the_order_of_the_printed_table(store):
    record = applying(store)
    rounds.add_cases(store, record, rounds.from_hardships(store, record))
    assert in_review_order(store, record) == []  # drafts are no committee's business
    change(store, Student, case_of("李强").student_id, seat_no=1)
    names = [Student.caption_of(case.student_id) for case in cases_in_order(store, record)]
    assert names == ["李强", "王芳", "张伟"]
