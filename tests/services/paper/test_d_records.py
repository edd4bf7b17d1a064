"""The papers of the canteen's daily records, read back as text."""

import datetime as dt
from dataclasses import replace

import pypdfium2
import pytest
from builders import add
from builders_records import DISHES, MONDAY, cooks, is_today, staff

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_logs import AdditiveUse, Disinfection
from desktop.models.ledgers.meal_watch import CheckItem, MealMeeting
from desktop.services.meals import accompany, logs, samples, snacks, watch, workers
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.catalogue_records import RECORD_PAPERS

OCTOBER = Wanted(day=MONDAY, month="2026-10")


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    is_today(monkeypatch, MONDAY)


def pages(path):
    document = pypdfium2.PdfDocument(path)
    told = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return told


def printed(store, code, folder, wanted=OCTOBER):
    return pages(print_document(store, DOCUMENTS[code], wanted, folder))


@pytest.fixture
def day(store):
    """One full day: samples, a meal of a leader, a morning, a disinfection, all three checks, a meeting."""
    people = cooks(store)
    head = staff(store, "石校长", "head")
    taken = samples.take(
        store, MONDAY, "lunch", DISHES, {"taken_at": "11:35", "taken_by": people[0], "degrees": 45}
    )
    seen = {
        "day": MONDAY,
        "kind": "lunch",
        "staff": head,
        "taste": "4",
        "quality": "3",
        "problem": "菜偏咸",
        "handled": "少放盐",
    }
    accompany.keep_meal(store, None, seen)
    lines = workers.morning_of(store, MONDAY)
    lines[1] = replace(lines[1], signs="10", result="离岗就医")
    workers.keep_morning(store, MONDAY, lines, checker=head)
    add(store, Disinfection, day=MONDAY, strength="100℃", starts="12:40", ends="13:10", pieces=412)
    for kind in ("day", "week", "month"):
        results = watch.items(kind)
        results[0] = replace(results[0], mark=watch.BAD, note="许可证被挡住了")
        watch.keep_check(store, kind, MONDAY, results, {"staff": head, "summary": "总的还好"})
    add(store, MealMeeting, day=MONDAY, people="家长代表韦建国", topics="牛奶换小盒", decided="下周换")
    snacks.keep_ticks(store, MONDAY, snacks.ticks_of(store, MONDAY))
    logs.no_additive(store, MONDAY)
    return taken


def test_every_paper_of_the_records_is_in_the_catalogue():
    assert {one.code for one in RECORD_PAPERS} <= set(DOCUMENTS)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("D21", ["负责人陪餐记录表", "石校长", "菜偏咸；处理：少放盐"]),
        ("D21S", ["负责人陪餐记录", "2026年10月12日", "菜偏咸", "陪餐人签字"]),
        ("D21R", ["负责人陪餐排班表", "周一", "校长"]),
        ("D22", ["食品留样记录表", "20261012-03", "米饭", "4.5", "不少于125克"]),
        ("D23C", ["从业人员晨检记录表", "莫春", "10咽痛", "10月12日 莫春（咽痛）：离岗就医"]),
        ("D23D", ["餐饮具消毒记录表", "12:40～13:10", "412"]),
        ("D23E", ["食品添加剂使用记录表", "本月无使用"]),
        ("D23H", ["每日食品安全检查记录", "许可证被挡住了", "食品安全员签字"]),
        ("D23I", ["每周食品安全排查治理报告", "许可证被挡住了", "2026-10-19"]),
        ("D23J", ["每月食品安全调度会议纪要", "总的还好", "校长签字"]),
        ("D23L", ["膳食委员会活动记录", "家长代表韦建国", "下周换"]),
        ("D26S", ["课间加餐流程记录表", "分发签领", "没做的和有情况的：没有"]),
    ],
)  # fmt: skip
def test_a_paper_says_what_was_kept(store, day, tmp_path, code, words):
    told = "".join("".join(printed(store, code, tmp_path)).split())
    for one in words:
        assert "".join(one.split()) in told, one


@pytest.mark.parametrize("code", [one.code for one in RECORD_PAPERS if one.code not in ("D22L", "D23E")])
def test_an_empty_month_is_refused_with_a_sentence(store, tmp_path, code):
    with pytest.raises(Refused, match="没有可打印的内容"):
        printed(store, code, tmp_path)


def test_a_month_without_a_morning_check_is_refused_though_there_are_workers(store, day, tmp_path):
    with pytest.raises(
        Refused, match="2026年9月的从业人员晨检记录表里一条记录也没有，没有可打印的内容。请先登记"
    ):
        printed(store, "D23C", tmp_path, Wanted(month="2026-09"))


def test_additives_that_were_used_are_listed(store, tmp_path):
    logs.add(store, AdditiveUse, {"day": MONDAY, "name": "泡打粉", "used_in": "馒头", "grams": 50_000})
    told = printed(store, "D23E", tmp_path)[0]
    assert "泡打粉" in told and "本月无使用" not in told


def test_labels_begin_where_the_sheet_is_still_whole(store, day, tmp_path):
    told = printed(store, "D22L", tmp_path, Wanted(day=MONDAY, records=tuple(day), start_at=23))
    assert ["西红柿炒鸡蛋" in told[0], "米饭" in told[0]] == [True, False]
    assert "米饭" in told[1] and "保存至 10月14日 11:35" in told[1]


def test_a_place_the_label_paper_does_not_have_is_refused(store, day, tmp_path):
    with pytest.raises(Refused, match="请写 1 到 24 之间的数"):
        printed(store, "D22L", tmp_path, Wanted(day=MONDAY, records=tuple(day), start_at=25))


def test_a_long_checklist_goes_on_over_the_page(store, tmp_path):
    for number in range(20, 70):
        add(store, CheckItem, kind="day", number=number, words=f"另外一项 {number}")
    bad = [replace(one, mark=watch.BAD, note="不合格的情况") for one in watch.items("day")]
    watch.keep_check(store, "day", MONDAY, bad, {"staff": staff(store)})
    told = printed(store, "D23H", tmp_path)
    assert len(told) > 2
    assert "另外一项 69" in "".join(told) and "食品安全员签字" in told[-1]


def test_only_the_chosen_records_are_printed(store, day, tmp_path):
    from desktop.models.ledgers.meal_watch import FoodCheck

    add(store, FoodCheck, kind="day", day=MONDAY - dt.timedelta(days=1), staff=1, summary="昨天")
    record = FoodCheck.get(FoodCheck.summary == "昨天").id
    told = printed(store, "D23H", tmp_path, replace(OCTOBER, records=(record,)))
    assert len(told) == 1 and "昨天" in told[0]
