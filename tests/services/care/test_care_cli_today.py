"""care coverage on the command line; what 今日, 校长台 and the check of the books say of the pairs."""

import json

import pytest
from builders import AUTUMN, PASSWORD, as_headteacher, as_role, change
from builders_care import AUTUMN_DAY, listed_pupil, paired, teacher

from desktop.cli import main
from desktop.models.ledgers.staff import Staff
from desktop.services.care import handover, plans
from desktop.services.care.today_care import care_light, care_todos
from desktop.services.head_told import Known
from desktop.services.health import check
from desktop.services.todo import Around


@pytest.fixture
def run(school, closed, monkeypatch, capsys):
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)

    def word(*words):
        school.let_go()
        status = main([*words, "--data", str(closed.path)])
        return status, capsys.readouterr().out

    return word


@pytest.fixture
def around(school):
    return Around(AUTUMN, AUTUMN_DAY, school.folder.backups, True)


def test_coverage_in_json_adds_up(store, run):
    paired(store, listed_pupil(store), teacher(store))
    listed_pupil(store, "李强", "四(1)班", types=("poor", "need"))
    status, out = run("care", "coverage", "--term", "2026秋", "--date", str(AUTUMN_DAY), "--json")
    told = json.loads(out)
    assert (status, told["listed"], told["paired"]) == (1, 2, 1)
    assert told["missing"] == [
        {"name": "李强", "class": "四(1)班", "types": ["贫困", "困境"], "left_by": None}
    ]
    assert told["classes"] == [
        {"label": "三(2)班", "listed": 1, "paired": 1, "missing": 0},
        {"label": "四(1)班", "listed": 1, "paired": 0, "missing": 1},
    ]
    assert sum(one["missing"] for one in told["classes"]) == told["listed"] - told["paired"]


def test_coverage_is_done_when_nobody_is_missing(store, run):
    paired(store, listed_pupil(store), teacher(store))
    status, out = run("care", "coverage", "--term", "2026秋", "--date", str(AUTUMN_DAY))
    assert status == 0 and "要结对的 1 人都有责任教师" in out


def test_coverage_of_a_term_that_is_over_is_that_of_its_last_day(store, run):
    paired(store, listed_pupil(store, types=("left",)), teacher(store))
    status, out = run("care", "coverage", "--term", "2025秋")
    assert status == 1 and "2026-01-31" in out and "还差" in out


def test_coverage_of_a_term_to_come_is_refused_and_so_is_a_day_outside_the_term(store, run):
    paired(store, listed_pupil(store), teacher(store))
    assert run("care", "coverage", "--term", "2049秋")[0] not in (0, 1)
    assert run("care", "coverage", "--term", "2025秋", "--date", str(AUTUMN_DAY))[0] not in (0, 1)


def test_coverage_says_whose_teacher_has_left(store, run):
    one = teacher(store, "冯老师")
    paired(store, listed_pupil(store), one)
    change(store, Staff, one, left_on=AUTUMN_DAY)
    status, out = run("care", "coverage", "--term", "2026秋", "--date", str(AUTUMN_DAY))
    assert status == 1 and "原责任教师 冯老师 已离校" in out


def test_a_school_that_has_not_begun_is_told_quietly_and_only_who_arranges_pairs(store, around):
    listed_pupil(store)
    (told,) = care_todos(store, around)
    assert (told.tone, told.words) == ("off", "1 名学生要有责任教师，还没有开始结对")
    assert list(care_todos(as_role(store, "meal", "吴师傅"), around)) == []
    assert care_light(store, Known(around, ())) is None


def test_paired_children_without_a_plan_and_children_taught_at_home_without_one_are_told(store, around):
    paired(store, listed_pupil(store), teacher(store))
    listed_pupil(store, "赵敏", types=("disabled",), attendance="4")
    words = [one.words for one in care_todos(store, around)]
    assert "1 名结对学生本学期还没有帮扶计划" in words and "1 名送教上门的学生本学期还没有送教计划" in words


def test_what_waits_stands_on_the_first_page(store, around):
    first, second, _ = (listed_pupil(store, name) for name in ("王芳", "李强", "赵敏"))
    old, new, away = (teacher(store, name) for name in ("安老师", "白老师", "冯老师"))
    paired(store, first, old)
    paired(store, second, away)
    plans.start(store, plans.propose(AUTUMN_DAY.replace(month=9), AUTUMN, [first]), AUTUMN)
    handover.offer(store, {first: new}, AUTUMN_DAY)
    change(store, Staff, away, left_on=AUTUMN_DAY)
    late = Around(AUTUMN, AUTUMN_DAY.replace(month=12), around.backups, True)
    told = [(one.tone, one.words) for one in care_todos(store, late)]
    assert told[0] == ("bad", "1 名学生的责任教师已经离校")
    assert told[1] == ("warn", "1 名要结对的学生还没有责任教师")
    assert told[2] == ("warn", "1 名学生的交接还没有答复")
    assert told[3][1].endswith("条帮扶措施过了期限，还没有登记完成")
    assert list(care_todos(as_role(store, "meal", "吴师傅"), late)) == []
    light = care_light(as_headteacher(store), Known(late, ()))
    assert light.tone == "bad" and "已结对 1 / 3 人" in [fact.words for fact in light.facts]


def test_the_check_of_the_books_tells_of_pairs(school, monkeypatch):
    store = school.store
    paired(store, listed_pupil(store), teacher(store))
    listed_pupil(store, "李强")
    assert [one.sentence for one in check(school) if one.rule == "结对"] == [
        "李强要结对，还没有责任教师。请打开“结对”批量分配。"
    ]
