"""民主评议表 and 评议会议记录: in the order of the entry screen, without shaming words, counted from the applications."""

import pytest
from aid_papers import reviewed
from builders import as_class_teacher, change, school_class
from papers import LONG, NO_GLYPH, RARE, faults, names, pages, pupils, whole

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.recognition import ReviewMeeting
from desktop.models.ledgers.students import Student
from desktop.services.paper.documents import review_minutes, review_table
from desktop.services.paper.fonts import MissingGlyph
from desktop.services.recognition.review_order import in_review_order

SCHOOL = "青禾县柳林镇石桥小学"


@pytest.fixture
def held(store):
    """Two classes reviewed: 三(2)班 with the longest and a rare name, 一(1)班."""
    ids = [*pupils(store, ["王芳", LONG, RARE]), *pupils(store, ["李明", "赵敏"], klass="一(1)班", start=60)]
    return reviewed(store, ids)


def table(store, record, path, **choices):
    review_table.draw(path, review_table.review_table(store, record, **choices), proof=True)
    return pages(path)


# ---- 民主评议表


def test_each_class_has_its_own_table_in_the_order_of_classes_and_seats(store, held, tmp_path):
    change(store, Student, Student.get(Student.name == RARE).id, seat_no=1)
    first, third = table(store, held, tmp_path / "表.pdf")
    assert "班级：一年级（1）班" in first and first.index("李明") < first.index("赵敏")
    assert "班级：三年级（2）班" in third and third.index(RARE) < third.index("王芳") < third.index(LONG)
    assert faults(tmp_path / "表.pdf") == []


def test_the_table_keeps_the_order_of_the_entry_screen(store, held):
    on_paper = [p.id for _, group in review_table.review_table(store, held).classes for p in group]
    assert on_paper == [pupil.id for _, pupil in in_review_order(store, held)]


def test_no_word_on_the_table_names_a_kind_or_a_grade_of_need(store, held, tmp_path):
    text = "".join(table(store, held, tmp_path / "表.pdf"))
    shaming = [
        *code_list("hardship_type").labels.values(),
        *code_list("need_grade").labels.values(),
        "困难学生",
    ]
    assert not [word for word in shaming if word in text.replace("让学生当众说困难", "")]


def test_a_class_of_forty_stays_on_one_page_and_sixty_take_two(store, tmp_path):
    ids = [*pupils(store, names(32)), *pupils(store, names(100)[40:], klass="一(1)班", start=60)]
    record = reviewed(store, ids)
    texts = table(store, record, tmp_path / "表.pdf")
    assert ["第1页共1页" in text for text in texts] == [False, False, True]
    assert faults(tmp_path / "表.pdf") == []


def test_one_class_can_be_printed_alone_and_a_class_teacher_has_no_other(store, held, tmp_path):
    one = school_class(store, "一(1)班")
    assert len(table(store, held, tmp_path / "一.pdf", classes=[one])) == 1
    (text,) = table(as_class_teacher(store, one), held, tmp_path / "二.pdf")
    assert "李明" in text and "王芳" not in text


def test_a_round_nobody_applied_in_has_no_table(store, held):
    with pytest.raises(Refused, match="一个人也没有"):
        review_table.review_table(store, held, [school_class(store, "六(1)班")])


# ---- 评议会议记录


def minutes(store, record, path, **choices):
    review_minutes.draw(path, review_minutes.minutes_of(store, record, **choices), proof=True)
    return pages(path)


def test_the_minutes_say_who_met_and_count_what_came_of_it(store, held, tmp_path):
    klass = school_class(store, "三(2)班")
    meeting = ReviewMeeting.get(ReviewMeeting.school_class == klass)
    change(store, ReviewMeeting, meeting.id, place="三年级办公室", recorder="田老师", members="周敏、田老师、王建国",
           content="逐份看了申请表。", result="一致同意。")  # fmt: skip
    record, grades = minutes(store, held, tmp_path / "记录.pdf", only=[meeting.id])
    for words in (f"{SCHOOL}2026—2027学年家庭经济困难学生认定班级评议会议记录", "三年级（2）班", "2026年9月10日", "三年级办公室",
                  "7人", "主持人周敏", "记录人田老师", "周敏、田老师、王建国", "逐份看了申请表。", "参加人员签字",
                  "共评议3人：特别困难1人，困难1人，一般困难1人，不困难0人。一致同意。"):  # fmt: skip
        assert words in record
    assert "王芳" not in record and all(name in grades for name in ("王芳", LONG, RARE, "情况属实。"))
    assert faults(tmp_path / "记录.pdf") == []


def test_every_meeting_of_a_round_the_school_last(store, held, tmp_path):
    texts = minutes(store, held, tmp_path / "记录.pdf")
    assert ["学校评审" in text for text in texts] == [False] * 4 + [True] * 2
    assert "共评议5人" in texts[4] and "内部资料注意保密" in texts[4]


def test_a_long_discussion_stays_in_its_box(store, held, tmp_path):
    meeting = ReviewMeeting.select().first()
    change(store, ReviewMeeting, meeting.id, content="各位成员逐份看了申请表和证明材料，讨论充分。" * 12)
    minutes(store, held, tmp_path / "记录.pdf", only=[meeting.id])
    assert faults(tmp_path / "记录.pdf") == []


def test_a_class_teacher_prints_the_own_class_alone(store, held, tmp_path):
    klass = school_class(store, "一(1)班")
    texts = minutes(as_class_teacher(store, klass), held, tmp_path / "记录.pdf")
    assert len(texts) == 2 and "李明" in texts[1] and "王芳" not in "".join(texts)


def test_no_meeting_no_minutes(store, held):
    with pytest.raises(Refused, match="一次会议也没有登记"):
        review_minutes.minutes_of(store, held, [999])


def test_a_name_nobody_can_draw_is_told_before_anything_is_printed(store, tmp_path):
    record = reviewed(store, pupils(store, ["王芳"]))
    change(store, Student, Student.get().id, name=f"王{NO_GLYPH}")
    for paper, subject in (
        (review_table, review_table.review_table(store, record)),
        (review_minutes, review_minutes.minutes_of(store, record)),
    ):
        with pytest.raises(MissingGlyph, match=f"王{NO_GLYPH}"):
            paper.draw(tmp_path / "表.pdf", subject)
    assert list(tmp_path.glob("*.pdf")) == []


def test_four_hundred_applicants(store, tmp_path):
    ids = [
        one
        for k in range(10)
        for one in pupils(store, names(40), klass=f"{'一二三四五'[k % 5]}({k // 5 + 1})班", start=k * 41 + 1)
    ]
    record = reviewed(store, ids)
    found = review_table.review_table(store, record)
    assert found.count == 400 and len(table(store, record, tmp_path / "表.pdf")) >= 10
    assert faults(tmp_path / "表.pdf") == []
    assert whole(tmp_path / "表.pdf").count("共40人") >= 10
