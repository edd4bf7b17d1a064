"""帮扶手册: from the daily entries, in the order for folding, without a word of need; what a pupil may see says none."""

import sys
from pathlib import Path

import pypdfium2
import pytest
from builders import AUTUMN, add, as_class_teacher, guardian, school_class
from builders_care import AUTUMN_DAY, listed_pupil, paired, teacher, visited

from desktop.models.errors import Refused
from desktop.models.ledgers.care_goods import PointsEntry, Wish
from desktop.models.ledgers.care_visits import Talk
from desktop.services.care import handbook, plans
from desktop.services.paper.catalogue import DOCUMENTS, print_document
from desktop.services.paper.document import Wanted
from desktop.services.paper.documents.booklet import order

sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
from papers import whole

KINDS = ("disabled", "poor", "left", "study", "migrant", "need")
NEED = ("残疾", "贫困", "留守", "学困", "随迁", "困境", "困难", "低保", "特困", "孤儿")
SEEN = ("D11", "HANDBOOK", "GROW", "POINTS", "WISH")  # papers that a pupil may see


@pytest.fixture
def child(store):
    """王芳, of every kind there is, with 安老师: a plan, a visit, a talk, and one in confidence."""
    who = teacher(store, "安老师", phone="13900001111")
    record = listed_pupil(store, types=KINDS)
    guardian(store, record, phone="13700002222")
    paired(store, record, who)
    plans.start(store, plans.propose(AUTUMN_DAY, AUTUMN), AUTUMN)
    visited(store, who, record, talked="看了作业", said="会配合")
    add(store, Wish, day=AUTUMN_DAY, student=record, words="一本字典")
    add(store, PointsEntry, day=AUTUMN_DAY, student=record, reason="帮助同学", points=2)
    for content, secret in (("想参加合唱队", False), ("家里吵架", True)):
        add(
            store, Talk, day=AUTUMN_DAY, student=record, teacher=who, topic="study", content=content, in_confidence=secret
        )  # fmt: skip
    return record


def made(store, code, tmp_path, **choices):
    told = {"term": AUTUMN, "day": AUTUMN_DAY} | choices
    return print_document(store, DOCUMENTS[code], Wanted(**told), tmp_path)


def shape(path):
    with pypdfium2.PdfDocument(str(path)) as file:
        return len(file), [round(one) for one in file[0].get_size()]


def test_a_folded_booklet_reads_in_order():
    assert order(8) == [(8, 1), (2, 7), (6, 3), (4, 5)]
    assert order(5) == [(0, 1), (2, 0), (0, 3), (4, 5)]


@pytest.mark.parametrize("pages", range(1, 20))
def test_every_page_stands_on_a_booklet_once(pages):
    told = [page for side in order(pages) for page in side if page]
    assert sorted(told) == list(range(1, pages + 1))


def test_the_daily_entries_stand_in_the_booklet(store, child):
    told = [(one.kind, one.words) for one in handbook.entries(child, AUTUMN_DAY, AUTUMN)]
    assert told == [("家访", "看了作业。家长意见：会配合。"), ("谈心", "想参加合唱队。")]


def test_a_booklet_lies_on_sheets_of_two_pages_a_side(store, child, tmp_path):
    count, size = shape(made(store, "HANDBOOK", tmp_path, students=(child,)))
    assert count % 2 == 0 and size == [842, 595]
    plain, standing = shape(made(store, "HANDBOOK", tmp_path, students=(child,), what="plain"))
    assert standing == [595, 842] and -(-plain // 4) * 2 == count


def test_who_is_not_paired_has_no_booklet(store, tmp_path):
    with pytest.raises(Refused, match="一对结对也没有"):
        made(store, "HANDBOOK", tmp_path, students=(listed_pupil(store),))


def test_many_entries_go_on_over_the_pages(store, child, tmp_path):
    who = teacher(store, "白老师")
    for _ in range(40):
        add(
            store,
            Talk,
            day=AUTUMN_DAY,
            student=child,
            teacher=who,
            topic="study",
            content="谈了作业和作息" * 8,
        )
    text = whole(made(store, "HANDBOOK", tmp_path, students=(child,), what="plain"))
    assert text.replace("\n", "").count("白老师") == 40


def test_what_was_told_in_confidence_is_in_no_booklet(store, child, tmp_path):
    assert "吵架" not in whole(made(store, "HANDBOOK", tmp_path, students=(child,), what="plain"))


@pytest.mark.parametrize("code", SEEN)
def test_what_a_pupil_may_see_bears_no_word_of_need(store, child, tmp_path, code):
    text = whole(made(store, code, tmp_path, students=(child,)))
    assert "王芳" in text or "字典" in text
    assert not [word for word in NEED if word in text]


def test_what_names_a_type_of_need_is_left_out_of_the_booklet_and_counted(store, child, tmp_path):
    who = teacher(store, "白老师")
    add(store, Talk, day=AUTUMN_DAY, student=child, teacher=who, topic="study", content="谈了贫困补助的事")
    (book,) = handbook.handbooks(AUTUMN_DAY, AUTUMN, [child])
    assert [one.words for one in book.entries] == ["看了作业。家长意见：会配合。", "想参加合唱队。"]
    assert book.hidden == 1
    assert any("儿童之家" in one.words for one in book.measures)
    without = []
    print_document(
        store, DOCUMENTS["HANDBOOK"], Wanted(term=AUTUMN, day=AUTUMN_DAY, students=(child,)), tmp_path, without=without
    )  # fmt: skip
    assert "1 处写到学生的类别" in without[0]


def test_the_cover_of_the_file_bears_no_word_of_need(store, child, tmp_path):
    path = made(store, "D29", tmp_path, students=(child,))
    assert not [word for word in NEED if word in path.name]
    with pypdfium2.PdfDocument(str(path)) as file:
        cover = file[0].get_textpage().get_text_range()
    assert "王芳" in cover and not [word for word in NEED if word in cover]


def test_a_class_teacher_prints_the_booklets_of_the_own_class(store, child, tmp_path):
    other = listed_pupil(store, "李强", "四(1)班")
    paired(store, other, teacher(store, "何老师"))
    own = as_class_teacher(store, school_class(store))
    text = whole(made(own, "HANDBOOK", tmp_path, what="plain"))
    assert "王芳" in text and "李强" not in text
