"""责任书, 七长, 宣传, 知晓率, 师徒: who has signed, what was done against what is asked, nothing typed twice."""

import datetime as dt
import sys
from pathlib import Path

import pypdfium2
import pytest
from builders import AUTUMN, add, change, pupil
from builders_care import AUTUMN_DAY, listed_pupil, teacher, visited

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.care_duty import (
    AwarenessSurvey,
    ControlSystem,
    DutyHolder,
    DutyPaper,
    DutyTarget,
    LeadMember,
    LessonVisit,
    Mentorship,
    PublicityCounter,
    PublicityEvent,
)
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services.care import duties, mentors, publicity
from desktop.services.paper.catalogue import DOCUMENTS, print_document
from desktop.services.paper.catalogue_duties import DUTY_PAPERS
from desktop.services.paper.document import Wanted
from desktop.services.paper.documents import duty_tables

sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
from papers import whole

YEAR = 2026
AIMS = [("巩固率", "99.8%"), ("辍学率", "0")]


@pytest.fixture
def classes(store):
    """三(2)班 led by 安老师 with two children, 四(1)班 led by 白老师 with one."""
    ids = {name: teacher(store, name) for name in ("安老师", "白老师")}
    for name, klass, head in (
        ("王芳", "三(2)班", "安老师"),
        ("李强", "三(2)班", ""),
        ("赵敏", "四(1)班", "白老师"),
    ):
        ids[name] = pupil(store, name, klass)
        if head:
            change(store, SchoolClass, Student.get_by_id(ids[name]).school_class_id, head_teacher=ids[head])
    return ids


def to_teachers(store):
    signers = duties.class_teachers()
    return duties.write(store, "dropout", duties.TEACHERS, signers, year=YEAR, targets=AIMS)


def to_parents(store, *of):
    return duties.write(store, "dropout", duties.PARENTS, duties.parents(of), year=YEAR)


def test_every_class_teacher_gets_one_with_its_targets(store, classes):
    assert to_teachers(store) == 2
    rows = duties.papers(YEAR)
    assert [row.party_b for row in rows] == ["三(2)班班主任 安老师", "四(1)班班主任 白老师"]
    assert duties.targets_of(rows)[rows[0].id] == AIMS


def test_one_teacher_of_two_classes_signs_once(store, classes):
    change(
        store, SchoolClass, Student.get_by_id(classes["赵敏"]).school_class_id, head_teacher=classes["安老师"]
    )
    assert to_teachers(store) == 1


def test_writing_again_adds_only_who_is_new(store, classes):
    to_parents(store, Student.get_by_id(classes["王芳"]).school_class_id)
    assert len(duties.papers(YEAR)) == 2
    assert to_parents(store) == 1
    with pytest.raises(Refused, match="都已经有"):
        to_parents(store)


def test_two_pupils_of_one_name_have_a_paper_each(store, classes):
    pupil(store, "王芳", "三(2)班")
    assert to_parents(store) == 4


def test_due_is_signed_and_missing_together(store, classes):
    to_parents(store)
    first = duties.papers(YEAR)[0]
    assert duties.sign(store, [first.id], AUTUMN_DAY) == 1
    late = pupil(store, "孙小", "四(1)班")  # came after the papers were written
    (tally,) = duties.tallies(YEAR)
    assert (tally.due, tally.signed, len(tally.missing)) == (4, 1, 3)
    assert late in {one.student for one in tally.missing}
    parts = duties.by_class(YEAR, "dropout", duties.PARENTS)
    assert [(one.label, one.due, one.signed) for one in parts] == [("三(2)班", 2, 1), ("四(1)班", 2, 0)]


def test_what_is_signed_keeps_its_day_and_cannot_be_deleted(store, classes):
    to_teachers(store)
    first = duties.papers(YEAR)[0].id
    duties.sign(store, [first], AUTUMN_DAY)
    with pytest.raises(Refused, match="已经签了"):
        duties.sign(store, [first], AUTUMN_DAY + dt.timedelta(1))
    with pytest.raises(Refused, match="不能删除"), store.step("删") as step:
        step.remove(DutyPaper, first)


def test_the_duties_nobody_holds_are_named(store):
    assert "校长" in duties.unfilled(AUTUMN_DAY)
    add(store, DutyHolder, role="head", line="school", name="石校长")
    assert "校长" not in duties.unfilled(AUTUMN_DAY)
    add(store, DutyHolder, role="county", line="state", name="周某", until_day=dt.date(2025, 1, 1))
    assert [row.name for row in duties.holders(AUTUMN_DAY)] == ["石校长"]


def test_the_tenth_system_is_left_to_the_county(store):
    rows = duties.systems()
    assert len(rows) == 10 and rows[9].name is None and all(row.name for row in rows[:9])


# 宣传 --------------------------------------------------------------------------------------------------


def counters():
    return list(PublicityCounter.select().order_by(PublicityCounter.number))


def at_home(store, **values):
    child = listed_pupil(store)
    return visited(store, teacher(store), child, **{"talked": "讲了政策", "policies": "aid", **values})


def event(store, **values):
    told = {"day": AUTUMN_DAY, "term": AUTUMN.code, "kind": "parents", "topic": "资助政策"}
    return add(store, PublicityEvent, **told | values)


def test_the_counters_come_without_labels(store):
    assert [(one.label, one.needed) for one in publicity.progress(AUTUMN)] == [
        ("", 1),
        ("", 2),
        ("", 2),
        ("", 2),
    ]


def test_a_visit_at_which_policies_were_told_counts_without_being_typed(store):
    change(store, PublicityCounter, counters()[1].id, kinds="visit", label="入户")
    at_home(store)
    at_home(store, policies=None)
    at_home(store, way="phone")
    told = publicity.progress(AUTUMN)[1]
    assert (told.done, told.left, told.label) == (1, 1, "入户")
    assert [(one.kind, one.record) for one in publicity.events(AUTUMN)] == [("visit", None)]


def test_a_visit_among_the_publicity_says_whose_home_it_was(store):
    change(store, PublicityCounter, counters()[1].id, kinds="visit", label="入户")
    at_home(store)
    ((told,), (event_,)) = publicity.progress(AUTUMN)[1].events, publicity.events(AUTUMN)
    assert told.words == f"{told.day:%m-%d} 入户宣讲（王芳家）"
    assert event_.audience == "王芳的家长"


def test_an_event_counts_where_it_is_marked_else_by_its_kind(store):
    first, second = counters()[:2]
    change(store, PublicityCounter, second.id, kinds="parents")
    event(store)
    event(store, counter_row=first.id)
    event(store, kind="banner")
    assert [one.done for one in publicity.progress(AUTUMN)] == [1, 1, 0, 0]


def test_a_counter_of_the_year_sees_both_terms(store):
    first = counters()[0]
    change(store, PublicityCounter, first.id, period="year")
    event(store, counter_row=first.id)
    assert publicity.progress(AUTUMN.next)[0].done == 1
    assert publicity.events(AUTUMN.next) == []


def test_awareness_adds_people_not_percentages(store):
    for asked, knew, content in ((10, 10, None), (90, 45, 81)):
        add(
            store, AwarenessSurvey, day=AUTUMN_DAY, term=AUTUMN.code, asked_whom="家长", asked=asked, knew=knew,
            content_with=content,
        )  # fmt: skip
    told = publicity.awareness(AUTUMN)
    assert (told.asked, told.knew, told.percent, told.content) == (100, 55, "55.0%", (81, 90))


@pytest.mark.parametrize(
    ("part", "of", "says"), [(1, 3, "33.3%"), (2, 3, "66.7%"), (0, 0, "—"), (5, 5, "100.0%")]
)
def test_a_percentage_has_one_place(part, of, says):
    assert publicity.percent(part, of) == says


# 师徒 --------------------------------------------------------------------------------------------------


@pytest.fixture
def pair(store):
    return add(
        store, Mentorship, mentor=teacher(store, "安老师"), learner=teacher(store, "白老师"), lessons=4,
        from_day=dt.date(2026, 9, 5),
    )  # fmt: skip


def test_lessons_heard_stand_against_what_was_agreed(store, pair):
    for day, kind in ((10, "hear"), (11, "hear"), (12, "report")):
        add(store, LessonVisit, mentorship=pair, day=dt.date(2026, 10, day), kind=kind, topic="乘法")
    (line,) = mentors.lines(AUTUMN)
    assert (line.planned, line.heard, line.reported, line.left) == (4, 2, 1, 2)
    assert mentors.lines(AUTUMN.next)[0].heard == 0


def test_an_agreement_is_signed_once(store, pair):
    assert mentors.signed(store, [pair]) == 1
    with pytest.raises(Refused, match="都已经签了"):
        mentors.signed(store, [pair])


# papers ------------------------------------------------------------------------------------------------


@pytest.fixture
def everything(store, classes, pair):
    to_teachers(store)
    to_parents(store)
    add(store, DutyHolder, role="head", line="school", name="石校长", phone="13900001111", area="石桥小学")
    add(store, LeadMember, group="aid", staff=classes["安老师"], post="head", task="全面负责")
    event(store, place="操场", heads=120)
    add(store, AwarenessSurvey, day=AUTUMN_DAY, term=AUTUMN.code, asked_whom="家长", asked=100, knew=96)
    add(store, LessonVisit, mentorship=pair, day=AUTUMN_DAY, kind="hear", topic="乘法")


def made(store, code, tmp_path, **choices):
    return print_document(
        store, DOCUMENTS[code], Wanted(**{"term": AUTUMN, "day": AUTUMN_DAY} | choices), tmp_path
    )


@pytest.mark.parametrize("code", [one.code for one in DUTY_PAPERS])
def test_every_paper_of_duties_can_be_printed(store, everything, tmp_path, code):
    assert "石桥小学" in whole(made(store, code, tmp_path)) or code == "D33"


@pytest.mark.parametrize("code", ["D27", "D27S", "D27R", "D27G", "D34L", "D34K", "D33", "D33S", "D33L"])
def test_where_nothing_was_entered_a_sentence_says_so(store, tmp_path, code):
    with pytest.raises(Refused, match="没有可打印的内容"):
        made(store, code, tmp_path)


def test_a_duty_paper_names_parties_targets_and_copies(store, classes, tmp_path):
    to_teachers(store)
    text = whole(made(store, "D27", tmp_path, records=(duties.papers(YEAR)[0].id,), ledger=DutyPaper))
    for said in ("三(2)班班主任", "安老师", "99.8%", "一式两份", "甲方（盖章）"):
        assert said in text.replace("\n", "")
    assert "白老师" not in text


def test_the_table_of_duties_names_who_is_missing(store, classes, tmp_path):
    to_parents(store)
    duties.sign(store, [duties.papers(YEAR)[0].id], AUTUMN_DAY)
    text = whole(made(store, "D27S", tmp_path))
    assert "李强家长" in text and "赵敏家长" in text and "王芳家长" not in text


def test_the_unlabelled_counter_says_whose_it_is_to_name(store, tmp_path):
    assert "请按本县文件填写" in whole(made(store, "D34P", tmp_path))


def test_the_tenth_row_is_printed_empty(store, tmp_path):
    change(store, ControlSystem, duties.systems()[0].id, evidence="会议记录第3页")
    text = whole(made(store, "D27T", tmp_path))
    assert "会议记录第3页" in text and "考核问责" in text


def test_a_blank_record_can_be_taken_along(store, tmp_path):
    assert "空白" in made(store, "D34", tmp_path).name


def test_no_heading_stands_alone_at_the_foot_of_a_page(store, classes, tmp_path):
    to_teachers(store)
    first = duties.papers(YEAR)[0].id
    path = made(store, "D27", tmp_path, records=(first,), ledger=DutyPaper)
    with pypdfium2.PdfDocument(str(path)) as file:
        lines = file[0].get_textpage().get_text_range().split()
    assert not any(line.startswith(("一、", "二、", "三、", "四、", "五、")) for line in lines[-3:])


@pytest.mark.parametrize("day", [dt.date(2025, 9, 12), dt.date(2027, 5, 6)])
def test_an_event_of_another_year_is_not_counted_into_the_term(store, day):
    told = {"term": AUTUMN.code, "kind": "class", "topic": "资助政策早知道"}
    add(store, PublicityEvent, day=dt.date(2026, 8, 28), **told)  # before school begins, for this term
    with pytest.raises(Refused, match="不在2026年秋季学期"):
        add(store, PublicityEvent, day=day, **told)


def test_the_list_of_duties_has_a_row_for_each_that_nobody_holds(store):
    line, role = (next(iter(code_list(name).labels)) for name in ("duty_line", "duty_role"))
    add(store, DutyHolder, line=line, role=role, name="石校长", unit="学校")
    rows = duty_tables.holders(dt.date(2026, 11, 20)).rows
    assert len(rows) == 1 + len(duties.unfilled(dt.date(2026, 11, 20)))
    assert rows[1][3].text == "" and rows[1][2].text


@pytest.mark.parametrize("value", ["-5%", "－5％", "998%", "100.5%"])
def test_a_rate_that_cannot_be_is_refused_by_the_name_of_its_target(store, classes, value):
    with pytest.raises(Refused, match="目标“巩固率”写的是"):
        duties.write(
            store, "dropout", duties.TEACHERS, duties.class_teachers(), year=YEAR, targets=[("巩固率", value)]
        )
    assert not duties.papers(YEAR)
    to_teachers(store)
    with pytest.raises(Refused, match="0 到 100"):
        change(store, DutyTarget, DutyTarget.get(DutyTarget.name == "巩固率").id, value=value)


@pytest.mark.parametrize(
    ("targets", "says"),
    [
        ([("巩固率", "99%"), ("巩固率", "98%")], "99% 和 98%"),
        ([("小学巩固率", "99%"), ("辍学率", "3%")], "超过 100%"),
    ],
)
def test_targets_that_contradict_each_other_are_refused_on_every_road(store, classes, targets, says):
    with pytest.raises(Refused, match=says):
        duties.write(store, "dropout", duties.TEACHERS, duties.class_teachers(), year=YEAR, targets=targets)
    to_teachers(store)
    paper = duties.papers(YEAR)[0].id
    DutyTarget.delete().execute()
    add(store, DutyTarget, paper=paper, name=targets[0][0], value=targets[0][1])
    with pytest.raises(Refused, match=says):
        add(store, DutyTarget, paper=paper, name=targets[1][0], value=targets[1][1])


def test_what_may_stand_in_a_target_stays_as_it_was_written(store, classes):
    aims = [("巩固率", "99.8%以上"), ("辍学率", "0.2%"), ("食品安全事故", "0起"), ("资金比上年增长", "120%")]
    duties.write(store, "dropout", duties.TEACHERS, duties.class_teachers(), year=YEAR, targets=aims)
    assert duties.targets_of(duties.papers(YEAR))[duties.papers(YEAR)[0].id] == aims


def test_a_duty_the_list_does_not_have_is_printed_by_its_own_name(store):
    add(store, DutyHolder, role="other", line="school", name="李巡", unit="护学岗长")
    add(store, DutyHolder, role="grid", line="school", name="李网格", unit="青禾村")
    said = [row[2].text for row in duty_tables.holders(AUTUMN_DAY).rows]
    assert said[:2] == ["网格长", "护学岗长"] and "其他" not in said
    assert not {"网格长", "其他"} & set(duties.unfilled(AUTUMN_DAY))


def test_nobody_sits_in_a_leading_group_twice(store, classes):
    first = add(store, LeadMember, group="aid", staff=classes["安老师"], post="head")
    add(store, LeadMember, group="care", staff=classes["安老师"])
    with pytest.raises(Refused, match="安老师 已经在"):
        add(store, LeadMember, group="aid", staff=classes["安老师"])
    change(store, LeadMember, first, post="deputy")
