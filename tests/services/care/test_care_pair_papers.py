"""The papers of 结对: cards without a label, lists that agree with the screen, plans, handovers, the term's summaries."""

import datetime as dt
import sys
from pathlib import Path

import pytest
from builders import AUTUMN, as_class_teacher, change, guardian, school_class
from builders_care import AUTUMN_DAY, listed_pupil, name_of, paired, teacher, visited

from desktop.models.errors import Refused
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services.care import handover, pair_summary, plans
from desktop.services.paper.catalogue import DOCUMENTS, print_document
from desktop.services.paper.catalogue_care_pairs import PAIR_PAPERS
from desktop.services.paper.document import Wanted

sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
from papers import LONG, NO_GLYPH, names, pages, paid_batch, pupils, whole

NEED = ("残疾", "贫困", "留守", "学困", "困境", "困难", "低保")


@pytest.fixture
def school_(store):
    """Three children: two of 安老师, with plans; one still without anybody."""
    first = teacher(store, "安老师", phone="13900001111", post="teacher")
    ids = [listed_pupil(store, name) for name in ("王芳", "李强", "赵敏")]
    guardian(store, ids[0], phone="13700002222")
    for one in ids[:2]:
        paired(store, one, first, difficulty="作业没人管", measures="每周补两次")
    plans.start(store, plans.propose(AUTUMN_DAY, AUTUMN), AUTUMN)
    return ids


def made(store, code, tmp_path, **choices):
    told = {"term": AUTUMN, "day": AUTUMN_DAY} | choices
    return print_document(store, DOCUMENTS[code], Wanted(**told), tmp_path)


@pytest.mark.parametrize("code", [document.code for document in PAIR_PAPERS if document.code != "D11H"])
def test_every_paper_can_be_printed(store, school_, tmp_path, code):
    text = whole(made(store, code, tmp_path))
    assert "石桥小学" in text and ("王芳" in text or code in ("D11C", "CARES"))


@pytest.mark.parametrize("code", [document.code for document in PAIR_PAPERS])
def test_where_there_is_nothing_a_sentence_says_so(store, tmp_path, code):
    with pytest.raises(Refused, match="没有可打印的内容"):
        made(store, code, tmp_path)


def test_a_card_for_the_family_shows_the_teacher_and_no_label_of_need(store, school_, tmp_path):
    text = whole(made(store, "D11", tmp_path, students=(school_[0],)))
    assert "安老师" in text and "13900001111" in text and "三年级（2）班" in text
    assert not any(word in text for word in NEED) and "作业没人管" not in text and "李强" not in text


def test_two_cards_stand_on_a_page(store, school_, tmp_path):
    assert len(pages(made(store, "D11", tmp_path))) == 1


def test_the_list_of_contacts_tells_what_the_school_must_know(store, school_, tmp_path):
    text = whole(made(store, "D11L", tmp_path))
    assert "13700002222" in text and "贫困" in text and "每周补两次" in text and "内部资料注意保密" in text
    assert "赵敏" not in text  # nobody is responsible yet


def test_coverage_names_who_is_missing(store, school_, tmp_path):
    text = whole(made(store, "D11C", tmp_path))
    assert "2/3" in text and "赵敏" in text and "王芳" not in text


def test_a_plan_shows_measures_review_and_signatures_but_no_type(store, school_, tmp_path):
    plan = plans.plan_of(school_[0], AUTUMN)
    plans.save(store, plan.id, {"study": "语文吃力", "goal": "期末及格"})
    plans.review(store, plan.id, "进步不小", "3", AUTUMN_DAY)
    text = whole(made(store, "D12", tmp_path, students=(school_[0],)))
    assert all(word in text for word in ("语文吃力", "期末及格", "进步不小", "■较好", "□一般", "分管领导"))
    assert "贫困" not in text


def test_many_measures_go_on_on_a_second_page(store, school_, tmp_path):
    plan = plans.plan_of(school_[0], AUTUMN)
    for at in range(30):
        words = f"{name_of(at)}来帮他补课，每周两次，学期末看效果"
        plans.keep_measure(store, plan.id, {"kind": "study", "words": words, "due_on": dt.date(2026, 12, 1)})
    path = made(store, "D12", tmp_path, students=(school_[0],))
    assert len(pages(path)) == 2 and whole(path).count("补课") == 30 and "学期小结" in whole(path)


def test_a_handover_slip_waits_for_two_signatures(store, school_, tmp_path):
    handover.offer(store, {school_[0]: teacher(store, "白老师")}, AUTUMN_DAY)
    text = whole(made(store, "D11H", tmp_path))
    assert all(
        word in text for word in ("安老师", "白老师", "作业没人管", "每周补两次", "移交教师", "接手教师")
    )
    assert "李强" not in text


def test_a_handover_that_is_done_is_printed_for_the_chosen_pupil(store, school_, tmp_path):
    handover.offer(store, {school_[0]: teacher(store, "白老师")}, AUTUMN_DAY, taken=True)
    assert "白老师" in whole(made(store, "D11H", tmp_path, students=(school_[0],)))


def test_the_slip_names_the_measures_of_the_plan_where_the_pair_names_none(store, school_, tmp_path):
    change(store, Pairing, Pairing.get(Pairing.student == school_[0]).id, measures=None)
    words = plans.measures_of([plans.plan_of(school_[0], AUTUMN).id]).popitem()[1][0].words
    handover.offer(store, {school_[0]: teacher(store, "白老师")}, AUTUMN_DAY)
    slip = whole(made(store, "D11H", tmp_path)).replace("\n", "").replace(" ", "")
    assert words[:8] in slip


def test_the_terms_figures_agree_between_teacher_and_school(store, school_, tmp_path):
    lead = pair_summary.by_teacher(AUTUMN_DAY, AUTUMN)[0].teacher
    visited(store, lead, *school_[:2], talked="说了学习")
    plans.done(
        store, [plans.measures_of([plans.plan_of(school_[0], AUTUMN).id]).popitem()[1][0].id], AUTUMN_DAY
    )
    (told,) = pair_summary.by_teacher(AUTUMN_DAY, AUTUMN)
    assert (told.needed, told.visits, told.visited, told.plan.done) == (2, 2, 2, 1)
    figures = f"1/{told.plan.measures}"
    assert figures in whole(made(store, "CARES", tmp_path)) and figures in whole(
        made(store, "CARET", tmp_path)
    )


def test_the_longest_name_fits_and_a_name_without_a_glyph_is_told(store, school_, tmp_path):
    change(store, Student, school_[0], name=LONG)
    for code in ("D11", "D11L", "D12"):
        made(store, code, tmp_path)
    change(store, Student, school_[0], name=f"王{NO_GLYPH}")
    with pytest.raises(Refused):
        made(store, "D11", tmp_path)


def test_a_class_teacher_prints_the_own_cards_and_plans_alone(store, school_, tmp_path):
    paired(store, listed_pupil(store, "周明", "四(1)班"), teacher(store, "白老师"))
    own = as_class_teacher(store, school_class(store, "三(2)班"))
    text = whole(made(own, "D11", tmp_path))
    assert "王芳" in text and "周明" not in text
    with pytest.raises(NotAllowed, match="全校的材料"):
        made(own, "D11L", tmp_path)


def test_the_card_of_aid_names_the_responsible_teacher(store, tmp_path):
    ids = pupils(store, names(2))
    paid_batch(store)
    paired(store, ids[0], teacher(store, "安老师", phone="13900001111"))
    text = [
        whole(
            print_document(
                store, DOCUMENTS["D28"], Wanted(term=AUTUMN, day=AUTUMN_DAY, students=(one,)), tmp_path
            )
        )
        for one in ids
    ]
    assert "安老师" in text[0] and "13900001111" in text[0] and "安老师" not in text[1]
