"""校长台: lights, and 签字 — what changed, three pupils by lot, a word, yes or no."""

import datetime as dt

import pytest
from builders import AUTUMN, account, as_headteacher, batch, needy, programme, pupil, school_class
from builders_meals import class_day, eaters
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from services.pay.paying import DAY, funded, grant_of
from services.recognition import round_stage
from views.as_a_person import words, write
from waits import pause

from desktop.models.journal import AccessNote
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.payments import Reversal
from desktop.models.ledgers.posting import Objection
from desktop.services.aid import stages
from desktop.services.aid.batches import make_batch
from desktop.services.aid.propose import propose
from desktop.services.drop import class_list, reports
from desktop.services.meals import settlement
from desktop.services.pay import reversals
from desktop.services.pay.by_hand import HandLine, make_hand_batch
from desktop.services.recognition import posting
from desktop.services.todo import Names
from desktop.views.buttons import Button
from desktop.views.head_page import SignPage
from desktop.views.head_parts import LightsCard
from desktop.views.preview import PreviewPage
from desktop.views.recognition_head import RoundChecks
from desktop.views.today_page import TodayPage


def settle(page):
    while not page.desk.jobs.resting():
        QApplication.processEvents()
    for _ in range(4):
        QApplication.processEvents()


def press(page, text):
    settle(page)
    button = next(one for one in page.findChildren(Button) if one.text() == text and one.isVisibleTo(page))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def at_head(make_desk, school):
    """The headteacher's window: make a page of a class there; `gone` is where it wanted to go."""

    def make(kind, hint=None):
        school.store = as_headteacher(school.store)
        page = kind(make_desk(school))
        page.gone = []
        page.desk.place_wanted.connect(lambda *to: page.gone.append(to))
        page.desk.pupil_wanted.connect(lambda record: page.gone.append(("pupil", record)))
        page.desk.shell.show_page(page)
        if hint is not None:
            page.take_hint(hint)
        settle(page)
        return page

    return make


@pytest.fixture
def listed(store):
    """A list of four with accounts: (its id, the pupils)."""
    ids = []
    for at, name in enumerate(("王芳", "李强", "张伟", "赵敏"), 1):
        ids.append(needy(store, name))
        account(store, ids[-1], number=f"62170000{at * 7919:08d}{at:03d}")
    return batch(store), tuple(ids)


def test_four_lights_stand_on_top_with_a_word_each(at_head, listed):
    page = at_head(TodayPage)
    (card,) = page.findChildren(LightsCard)
    told = words(card)
    for title in ("资助", "认定和公示", "告知书和回执", "数据安全"):
        assert title in told
    assert "2026—2027学年还没有开始认定" in told


def test_the_names_behind_a_light_open_the_roster(at_head, store, listed):
    late = needy(store, "钱多")
    page = at_head(TodayPage)
    press(page, "看谁 ›")
    place, names = page.gone[0]
    assert place == "roster" and isinstance(names, Names) and names.ids == (late,)


def test_the_clerk_has_no_lights(desk, listed):
    page = TodayPage(desk)
    desk.shell.show_page(page)
    settle(page)
    assert page.findChildren(LightsCard) == []


def test_a_difference_found_meanwhile_comes_into_the_todos(desk, store, listed):
    needy(store, "钱多")
    page = TodayPage(desk)
    desk.shell.show_page(page)
    settle(page)
    assert any("应助未助 1 人" in todo.words for todo in page.todos)


def test_who_waits_outside_a_list_is_told_beside_it_and_not_that_nothing_was_found(at_head, store, listed):
    with store.step("公示撤下") as step:
        step.add(WaitingRow, {"person": "陆思颖", "problem": "缺身份证号", "file": "名单.xlsx", "row": 4})
    told = words(at_head(TodayPage))
    assert "“待补名单”里还有 1 行没有处理完" in told and "检查没有发现问题" not in told


def test_a_list_to_sign_for_without_registered_money_says_so_on_the_desk_and_beside_it(at_head, store):
    lines = [HandLine(needy(store, "王芳"), 30_000)]
    made = make_hand_batch(store, programme("school_aid").id, AUTUMN, lines)
    assert "没有登记到账资金" in words(at_head(TodayPage))
    assert "没有登记到账资金" in words(at_head(SignPage, ("batch", made)))


def test_signing_shows_what_changed_and_leads_to_each_name(at_head, store, listed):
    made, ids = listed
    spring = make_batch(
        store, propose(store, programme(), AUTUMN.next, dt.date(2027, 3, 1)), leave_out={ids[1]}
    )
    page = at_head(SignPage, ("batch", spring))
    assert "新增 0 人，退出 1 人，金额不同 0 人" in words(page)
    press(page, "李强（三(2)班）")
    assert page.gone == [("pupil", ids[1])] and made


def test_three_pupils_by_lot_and_three_others(at_head, listed):
    page = at_head(SignPage, ("batch", listed[0]))
    seen = [one for one in page.findChildren(Button) if one.text() == "看一人一页"]
    assert len(seen) == 3
    press(page, "再抽 3 人")
    settle(page)
    assert page.draw == 2 and "第 2 次抽" in words(page)
    assert AccessNote.select().where(AccessNote.verb == "抽看").count() == 1
    press(page, "看一人一页")
    assert page.gone[0][0] == "pupil" and page.gone[0][1] in listed[1]


def test_a_yes_with_a_word_goes_back_to_the_desk(at_head, listed):
    page = at_head(SignPage, ("batch", listed[0]))
    write(page.word, "尽快发")
    press(page, "同意")
    assert AidBatch.get_by_id(listed[0]).state == "approved"
    assert AidBatch.get_by_id(listed[0]).note == "石校长同意：尽快发"
    assert page.gone == [("today", None)]


def test_a_no_without_a_word_is_refused_on_the_page(at_head, listed):
    page = at_head(SignPage, ("batch", listed[0]))
    press(page, "退回")
    assert "请写一句为什么退回" in words(page)
    assert AidBatch.get_by_id(listed[0]).state == "listed"
    write(page.word, "李强已转走")
    press(page, "退回")
    assert AidBatch.get_by_id(listed[0]).state == "draft"


def test_a_word_begun_is_not_lost_when_three_others_are_drawn(at_head, listed):
    page = at_head(SignPage, ("batch", listed[0]))
    write(page.word, "再核一遍")
    press(page, "再抽 3 人")
    settle(page)
    assert page.word.text() == "再核一遍"


def test_nothing_on_the_page_edits_an_amount(at_head, listed):
    page = at_head(SignPage, ("batch", listed[0]))
    from PySide6.QtWidgets import QLineEdit

    assert page.findChildren(QLineEdit) == [page.word]


def test_a_list_with_an_error_cannot_be_agreed_to(at_head, store, listed):
    with store.step("换学籍") as step:
        from desktop.models.ledgers.students import Student

        step.change(Student, listed[1][0], {"status": "11", "left_on": dt.date(2026, 9, 1)})
    page = at_head(SignPage, ("batch", listed[0]))
    agree = next(one for one in page.findChildren(Button) if one.text() == "同意")
    assert not agree.isEnabled()
    assert any("处错误" in label.text() for label in page.findChildren(QLabel))


def test_a_correction_is_shown_word_by_word_and_refused(at_head, store):
    made = funded(store)
    stages.advance(store, made, DAY, why="有县里的发放明细")
    asked = reversals.ask(store, grant_of("王芳").id, "back", 6250, "多发")
    page = at_head(SignPage, ("reversal", asked))
    told = words(page)
    assert "62.50 元（陆拾贰元伍角整）" in told and "没有附证明材料" in told
    write(page.word, "没有多发")
    press(page, "退回")
    assert Reversal.get().state == "refused"


def test_what_was_decided_elsewhere_says_so(at_head, listed):
    page = at_head(SignPage, ("batch", listed[0] + 99))
    press(page, "回到校长台")
    assert page.gone == [("today", None)]


def test_a_number_of_a_light_leads_to_its_page_of_proof(at_head, store, listed, qtbot):
    page = at_head(TodayPage)
    (card,) = page.findChildren(LightsCard)
    proof = next(one for one in card.findChildren(Button) if one.accessibleName().endswith("佐证页"))
    QTest.mouseClick(proof, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(page.desk.shell.page(), PreviewPage), timeout=20_000)
    assert "应享尽享率" in page.desk.shell.page().name


def test_a_list_that_hung_anew_says_what_happened_before(desk, store):
    record, _, posted = round_stage.hung(store)
    with store.step("异议") as step:
        step.add(Objection, {"posting": posted, "day": round_stage.HUNG, "content": "盖了新房"})
    posting.break_off(store, posted, "异议成立")
    again = posting.post_round(store, record, dt.date.today(), "校门口", unchanged="房是翻修的")
    assert again != posted
    checks = RoundChecks(store, record)
    assert "公示备注：房是翻修的" in "".join(one.text() for one in checks.findChildren(QLabel))
    assert "此前中止过 1 次，那时收到异议 1 件" in "".join(one.text() for one in checks.findChildren(QLabel))


def test_one_thing_after_another_is_signed_on_the_same_page(at_head, store, qtbot):
    for name in ("王芳", "李强"):
        needy(store, name)
        batch(store)
    first, second = (row.id for row in AidBatch.select().order_by(AidBatch.id))
    page = at_head(SignPage, ("batch", first))
    page.agree()
    pause()
    page.take_hint(("batch", second))
    assert page.one is not None and page.word.text() == ""
    page.agree()
    assert AidBatch.get_by_id(second).state == "approved"


# 营养餐 --------------------------------------------------------------------------------------------------


@pytest.fixture
def month(store):
    """September settled: three heads at 5 元, nothing taken from the store, the difference explained."""
    eaters(store)
    class_day(store, exceptions={1: "S"})
    made = settlement.make(store, "2026-09", "lunch")
    settlement.explain(store, made, "other", settlement.open_difference(made), "食材还没有登记出库")
    return made


def test_a_school_with_meals_has_their_light_and_its_settlement_waits(at_head, month):
    page = at_head(TodayPage)
    told = words(page)
    assert "营养餐" in told and "2026年9月 午餐结算等您签字" in told
    assert "就餐 3 人次，应拨 15.00 元，实支 0.00 元，人均 0.00 元" in told
    press(page, "看变化，签字")
    assert page.gone == [("sign", ("meals", month))]


def test_a_month_of_meals_shows_its_triangle_and_classes_before_it_is_signed(at_head, month):
    page = at_head(SignPage, ("meals", month))
    told = words(page)
    for said in ("餐费三角核对", "食材还没有登记出库", "各班", "三(2)班", "15.00", "这是第一次"):
        assert said in told
    assert "抽看" not in told
    press(page, "看结算")
    assert page.gone == [("meal_settle", "2026-09")]


def test_signing_a_month_of_meals(at_head, month):
    page = at_head(SignPage, ("meals", month))
    press(page, "同意")
    assert MealSettlement.get_by_id(month).state == "signed"
    assert page.gone[-1][0] == "today"


def test_giving_a_month_of_meals_back_takes_a_word(at_head, month):
    page = at_head(SignPage, ("meals", month))
    press(page, "退回")
    assert MealSettlement.get_by_id(month).state == "made"
    write(page.word, "少登了一笔")
    press(page, "退回")
    assert MealSettlement.get_by_id(month).returned_why == "少登了一笔"


def test_a_month_report_that_waits_leads_to_its_own_page(at_head, store):
    pupil(store, "周大勇", "三(2)班")
    for day in range(12, 17):
        class_list.keep(
            store, class_list.Where(dt.date(2026, 10, day), "am", school_class(store, "三(2)班")), {}
        )
    reports.keep(store, "2026-10", dt.date(2026, 11, 2))
    page = at_head(TodayPage)
    settle(page)
    assert "2026年10月控辍保学月报" in words(page)
    press(page, "看了签字")
    assert page.gone == [("drop_reports", "2026-10")]
