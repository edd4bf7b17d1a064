"""The lights: green, amber or red, a sentence, and the names behind it."""

import datetime as dt

import pytest
from builders import AUTUMN, account, as_headteacher, batch, change, hardship, needy, pupil
from services.pay.paying import DAY, answer, sent
from services.recognition import round_stage

from desktop.models.ledgers.batches import AidBatch, AidNotice
from desktop.services import today
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices, number_and_count
from desktop.services.aid.receipt_questions import settle
from desktop.services.aid.receipts import tick
from desktop.services.head_lights import LIGHTS
from desktop.services.pay import answers
from desktop.services.recognition import posting

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def around(school):
    return today.Around(AUTUMN, TODAY, school.folder.backups, True)


def lights(store, around):
    told = today.look(as_headteacher(store), around).lights
    assert (
        len(told) == len(LIGHTS) - 3
    )  # a school that keeps no meals, no pairs and no absences has no light for them
    return {one.key: one for one in told}


def fact(light, word):
    return next(one for one in light.facts if word in one.words)


def test_only_who_signs_has_lights(store, around):
    assert today.look(store, around).lights == ()


def test_a_school_on_its_first_day_has_nothing_green_that_is_not_so(store, around):
    told = lights(store, around)
    assert told["aid"].sentence == "本学期还没有资助名单"
    assert told["recognition"].sentence == "2026—2027学年还没有开始认定"
    assert told["letters"].tone == "off"


def test_without_any_backup_safety_is_red(store, around, tmp_path):
    bare = today.Around(AUTUMN, TODAY, tmp_path / "没有", True)
    assert lights(store, bare)["safety"].sentence == "还没有备份过，电脑坏了就找不回来"


def test_money_that_came_back_is_red_and_opens_its_names(store, around, tmp_path):
    _made, number = sent(store)
    answers.take_answer(
        store, answers.read_answer(store, number, answer(tmp_path, number, failed=(2,))), day=DAY
    )
    light = lights(store, around)["aid"]
    assert (light.tone, light.sentence) == ("bad", "1 人的钱退票，还没有到账")
    assert light.facts[0].place == "roster" and len(light.facts[0].hint.ids) == 1
    assert fact(light, "已发放").words == "已发放 3 / 4 人次，937.50 元"


def test_who_should_have_it_and_has_not_is_amber_by_name(store, around):
    needy(store, "王芳")
    batch(store)
    late = needy(store, "李强")
    light = lights(store, around)["aid"]
    assert light.tone == "warn" and light.facts[0].hint.ids == (late,)
    assert fact(light, "应享受").words == "应享受 2 人次，已列入 1（50.0%）"


def test_a_programme_without_a_list_is_not_a_difference_of_every_pupil(store, around):
    needy(store, "王芳")
    assert "应助未助" not in lights(store, around)["aid"].sentence


def test_a_posting_is_green_then_amber_then_red(store, around):
    _record, _cases, hung = round_stage.hung(store)
    tones = []
    for day in (dt.date(2026, 9, 28), dt.date(2026, 10, 9), dt.date(2026, 10, 20)):
        then = today.Around(AUTUMN, day, around.backups, True)
        told = fact(lights(store, then)["recognition"], "公示")
        tones.append(told.tone)
        assert (told.place, told.hint) == ("posting", hung)
    assert tones == ["good", "warn", "bad"]


def test_an_unanswered_objection_is_red(store, around):
    _record, _cases, hung = round_stage.hung(store)
    posting.object_to(store, hung, {"day": round_stage.day(9, 28), "content": "家里有车"}, today=TODAY)
    light = lights(store, around)["recognition"]
    assert fact(light, "异议").tone == "bad"


def test_who_was_forgotten_in_every_round_of_the_year_is_named(store, around):
    round_stage.approved(store)
    forgotten = pupil(store, "赵敏")
    hardship(store, forgotten, "12")
    told = fact(lights(store, around)["recognition"], "没有认定申请")
    assert told.tone == "warn" and told.hint.ids == (forgotten,)


def test_letters_are_amber_until_receipts_are_back_and_red_when_lost(store, around):
    account(store, needy(store, "王芳"))
    made = batch(store)
    approve(as_headteacher(store), made)
    assert "还没有打印" in lights(store, around)["letters"].sentence
    make_notices(store, made)
    letter = AidNotice.get().id
    drawn = {"number": "石小资助〔2026〕1号", "year": 2026, "serial": 1, "print_count": 1}
    change(store, AidNotice, letter, "打印", state="printed", **drawn)
    assert lights(store, around)["letters"].sentence == "1 份回执还没有收回"
    change(store, AidNotice, letter, "送不到", state="undelivered", undelivered_why="全家外出")
    light = lights(store, around)["letters"]
    assert (light.tone, light.facts[0].place) == ("bad", "roster")
    assert AidBatch.select().count() == 1


def test_safety_goes_from_green_over_amber_to_red(school, store):
    school.backup()
    made = school.folder.backups
    tones = []
    for days in (0, 5, 20):
        day = dt.date.today() + dt.timedelta(days=days)
        tones.append(lights(store, today.Around(AUTUMN, day, made, True))["safety"].tone)
    assert tones == ["good", "warn", "bad"]


def test_without_a_second_place_safety_is_never_green(school, store):
    school.backup()
    around = today.Around(AUTUMN, dt.date.today(), school.folder.backups, False)
    assert lights(store, around)["safety"].tone == "warn"


def test_a_programme_without_a_list_is_said_though_another_one_has_its_list(store, around):
    needy(store, "王芳")
    boards = needy(store, "李强", attendance="2")
    batch(store)
    light = lights(store, around)["aid"]
    told = fact(light, "还没有名单")
    assert (told.tone, told.words) == ("warn", "寄宿生补助还没有名单，应享受的有 1 人")
    assert told.hint.ids == (boards,) and light.tone == "warn"
    assert fact(light, "应享受 ").words == "应享受 2 人次，已列入 1（50.0%）"


def test_a_receipt_that_asks_for_the_school_is_red_until_it_is_answered(store, around):
    needy(store, "王芳")
    made = batch(store)
    approve(as_headteacher(store), made, DAY)
    make_notices(store, made)
    number_and_count(store, list(AidNotice.select()), DAY)
    tick(store, [AidNotice.get().id], DAY, choice="not_as_paid")
    asked = fact(lights(store, around)["letters"], "不一致")
    assert (asked.tone, len(asked.hint.ids)) == ("bad", 1)
    assert any("还没有处理" in todo.words for todo in today.todos(store, around))
    settle(store, AidNotice.get().id, "对过回单", day=DAY)
    assert not any("不一致" in told.words for told in lights(store, around)["letters"].facts)
    assert not any("还没有处理" in todo.words for todo in today.todos(store, around))


def test_a_round_under_review_is_told_with_its_applications(store, around):
    record = round_stage.applying(store)
    round_stage.applied(store, record)
    assert fact(lights(store, around)["recognition"], "申请").words.endswith("申请 3 人，还没有评出档次")


def test_last_terms_unpaid_list_and_its_receipts_are_lit_in_the_next_term(store, around):
    account(store, needy(store, "王芳"))
    made = batch(store)
    approve(as_headteacher(store), made)
    make_notices(store, made)
    spring = today.Around(AUTUMN.next, dt.date(2027, 3, 8), around.backups, True)
    told = lights(store, spring)
    assert fact(told["aid"], "上学期").words.startswith("上学期的名单还没有办完：1 人 312.50 元没有发到手")
    assert (told["aid"].tone, fact(told["aid"], "上学期").hint) == ("bad", made)
    assert fact(told["letters"], "上学期").words == "上学期的名单：1 份告知书没有送到"
