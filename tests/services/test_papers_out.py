"""Papers asked for in words: which pupils, which roll, which of several lists."""

import pytest
from builders import AUTUMN, batch, id_number, needy, pupil
from builders_drop import suspected
from services.recognition import round_stage

from desktop.models.errors import Refused
from desktop.services.papers_out import make_papers
from desktop.services.recognition import posting


def three_pupils(store):
    pupil(store, "王芳", "三(2)班")
    pupil(store, "李强", "三(2)班", id_number=id_number(1))
    pupil(store, "张敏", "四(1)班", id_number=id_number(2))


@pytest.mark.parametrize(
    ("words", "sheets"),
    [
        (["王芳"], 1),
        (["李强0022"], 1),
        (["302", "王芳"], 2),
        (["四年级1班"], 1),
        (["0049"], 1),
        ([id_number(1)], 1),
    ],
)
def test_pupils_are_chosen_by_name_number_or_class(school, tmp_path, words, sheets):
    three_pupils(school.store)
    (made,) = make_papers(school, "AID", to=tmp_path, students=words)
    assert made.pages == sheets


def test_a_namesake_is_never_guessed(school, tmp_path):
    three_pupils(school.store)
    pupil(school.store, "王芳", "四(1)班")
    with pytest.raises(Refused, match=r"有 2 人.*三\(2\)班王芳.*姓名加身份证号后四位"):
        make_papers(school, "AID", to=tmp_path, students=["王芳"])


@pytest.mark.parametrize("told", ["农村低保家庭学生", "kind:05.1", "未享受资助学生及原因", "unaided"])
def test_a_roll_is_chosen_by_its_title_or_code(school, tmp_path, told):
    needy(school.store)
    assert len(make_papers(school, "D7K", to=tmp_path, term=AUTUMN, roll=told)) == 1


@pytest.mark.parametrize("code", ["D7", "D8", "D5"])
def test_two_lists_make_two_papers_told_apart_by_their_names(school, tmp_path, code):
    for name in ("王芳", "李强"):
        needy(school.store, name)
        batch(school.store)
    first, second = make_papers(school, code, to=tmp_path, term=AUTUMN)
    assert "第1批" in first.path.name and "第2批" in second.path.name


def test_two_postings_of_one_list_are_told_apart_by_their_day(school, tmp_path):
    store = school.store
    record, _, first = round_stage.hung(store)
    posting.break_off(store, first, "印错了", today=round_stage.day(9, 28))
    posting.post_round(store, record, round_stage.day(10, 12), "校门口", today=round_stage.day(10, 12))
    made = make_papers(school, "D4D", to=tmp_path, term=AUTUMN)
    assert ["2026-09-24张贴" in made[0].path.name, "2026-10-12张贴" in made[1].path.name] == [True, True]


def test_the_statements_that_are_valid_are_printed_though_one_posting_was_broken_off(school, tmp_path):
    store = school.store
    record, _, first = round_stage.hung(store)
    posting.break_off(store, first, "印错了", today=round_stage.day(9, 28))
    with pytest.raises(Refused, match="已经中止"):
        make_papers(school, "D4R", term=AUTUMN, to=tmp_path)
    again = posting.post_round(
        store, record, round_stage.day(10, 12), "校门口", today=round_stage.day(10, 12)
    )
    posting.take_down(store, again, round_stage.day(10, 20), today=round_stage.day(10, 20))
    (made,) = make_papers(school, "D4R", term=AUTUMN, to=tmp_path)
    assert made.path.exists() and made.left_out.startswith("另有 1 次没有打印：这次公示已经中止")


@pytest.mark.parametrize("code", ["D15", "D17B", "D18", "DCASE"])
def test_papers_of_a_case_are_printed_for_a_pupil_told_by_name(school, tmp_path, code):
    three_pupils(school.store)
    suspected(school.store, pupil(school.store, "周明"))
    (made,) = make_papers(school, code, to=tmp_path, students=["周明"])
    assert made.pages == 1
    with pytest.raises(Refused, match="没有控辍个案"):
        make_papers(school, code, to=tmp_path, students=["王芳"])
