"""资助: from the overview to a proposal, a list, the headteacher's word."""

import datetime as dt
import json

import pytest
from builders import AUTUMN, account, add, as_headteacher, batch, needy, programme, pupil
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from waits import pause

from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.posting import Posting
from desktop.services.aid import stages
from desktop.services.aid.batches import approve, send_back
from desktop.services.aid.propose import DOUBTFUL, ENTITLED, EXCLUDED
from desktop.services.paper.catalogue import DOCUMENTS
from desktop.services.paper.check import text_of
from desktop.services.recognition import posting
from desktop.views.aid_page import STANDARDS, AidPage
from desktop.views.batch_page import BatchPage
from desktop.views.buttons import Button
from desktop.views.new_batch_page import CHOOSE, LOOK, NewBatchPage
from desktop.views.preview import PreviewPage
from desktop.views.proofs import PROOF


def words_on(widget):
    """Everything that can be read."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def show(desk, page, qtbot):
    desk.shell.show_page(page)
    pause()
    return page


def finish(desk, qtbot):
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    pause()


@pytest.fixture
def pupils(store):
    """Two entitled, one doubtful (低保 without 农村 or 城市), one with no 困难类型."""
    ids = [needy(store, "王芳"), needy(store, "李强"), needy(store, "张伟", kind="05")]
    account(store, ids[0])
    return [*ids, pupil(store, "赵敏", attendance="1")]


@pytest.fixture
def wizard(desk, pupils, qtbot):
    page = show(desk, NewBatchPage(desk), qtbot)
    page.take_hint(programme().id)
    page.day.setText("20260905")
    qtbot.mouseClick(page.next, Qt.MouseButton.LeftButton)
    finish(desk, qtbot)
    return page


@pytest.fixture
def listed(desk, store, pupils, qtbot):
    """The page of a list of two."""
    page = BatchPage(desk, ask_text=lambda *_, **__: "家长放弃")
    page.take_hint(batch(store))
    return show(desk, page, qtbot)


# the overview ------------------------------------------------------------------------------------------


def test_the_overview_says_what_the_term_comes_to(desk, store, pupils, qtbot):
    batch(store)
    page = show(desk, AidPage(desk), qtbot)
    read = words_on(page)
    assert "2 人，625.00 元" in read and "陆佰贰拾伍元整" in read
    assert "1 人缺收款账户" in read


def test_a_row_of_the_overview_opens_its_list(desk, store, pupils, went, qtbot):
    number = batch(store)
    page = show(desk, AidPage(desk), qtbot)
    page.pages[0].table.go_to(0)
    qtbot.keyClick(page.pages[0].table.body, Qt.Key.Key_Return)
    assert went == [("batch", number)]


def test_lists_of_other_terms_appear_when_asked_for(desk, store, pupils, qtbot):
    batch(store)
    desk.set_term(AUTUMN.next)
    page = show(desk, AidPage(desk), qtbot).pages[0]
    assert page.model.rowCount() == 0
    page.terms.choose(["all"])
    page.reload()
    assert page.model.rowCount() == 1


def test_the_standards_stand_behind_their_tab_with_the_note(desk, qtbot):
    page = show(desk, AidPage(desk), qtbot)
    page.tabs[0].setCurrentIndex(STANDARDS)
    assert page.currentIndex() == STANDARDS
    assert "请以本县文件为准" in page.pages[STANDARDS].fact()
    assert page.tabs[STANDARDS].currentIndex() == STANDARDS


def test_a_day_that_is_not_there_yet_is_told_before_the_list_is_made(desk, pupils, qtbot):
    page = show(desk, NewBatchPage(desk), qtbot)
    page.day.setText(f"{dt.date.today() + dt.timedelta(days=40):%Y-%m-%d}")
    assert "还没有到" in page.day_field.sentence.text()
    page.day.setText("20260905")
    assert "还没有到" not in page.day_field.sentence.text()


# the proposal ------------------------------------------------------------------------------------------


def test_nobody_is_judged_before_the_day_makes_sense(desk, pupils, qtbot):
    page = show(desk, NewBatchPage(desk), qtbot)
    page.day.setText("昨年")
    assert not page.next.isEnabled()
    assert page.day_field.sentence.text()


def test_three_buckets_hold_everyone(wizard):
    counts = {verdict: bucket.count.text() for verdict, bucket in wizard.buckets.items()}
    assert (wizard.at, counts) == (LOOK, {ENTITLED: "2", DOUBTFUL: "1", EXCLUDED: "1"})


def test_what_will_happen_is_said_with_the_sum_in_words(wizard):
    read = words_on(wizard)
    assert "将为 2 人生成2026年秋季学期资助明细" in read
    assert "合计 625.00 元（陆佰贰拾伍元整）" in read


def test_every_pupil_has_a_sentence_why(wizard, qtbot):
    qtbot.mouseClick(wizard.buckets[EXCLUDED], Qt.MouseButton.LeftButton)
    assert [wizard.model.index(0, at).data() for at in (1, 4)] == ["赵敏", "没有登记困难类型。"]


def test_space_takes_a_doubtful_pupil_in(wizard, qtbot):
    wizard.table.go_to(0)
    qtbot.keyClick(wizard.table.body, Qt.Key.Key_Space)
    assert wizard.next.text() == "生成 3 人的名单"


def test_the_tick_of_an_entitled_pupil_can_be_taken_away(wizard, qtbot):
    qtbot.mouseClick(wizard.buckets[ENTITLED], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(wizard.none_in, Qt.MouseButton.LeftButton)
    assert not wizard.next.isEnabled()
    qtbot.mouseClick(wizard.all_in, Qt.MouseButton.LeftButton)
    assert wizard.next.text() == "生成 2 人的名单"


def test_who_is_excluded_cannot_be_ticked(wizard, qtbot):
    qtbot.mouseClick(wizard.buckets[EXCLUDED], Qt.MouseButton.LeftButton)
    wizard.table.go_to(0)
    qtbot.keyClick(wizard.table.body, Qt.Key.Key_Space)
    assert wizard.next.text() == "生成 2 人的名单"


def test_nothing_is_written_before_the_last_press(wizard, went, qtbot):
    assert not AidBatch.select().exists()
    qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    made = AidBatch.get()
    assert went == [("batch", made.id)]
    assert AidGrant.select().where(AidGrant.batch == made.id).count() == 2


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_the_reasons_fit_beside_the_pupils_without_scrolling_sideways(wizard, desk, qtbot, size):
    desk.shell.resize(*size)
    pause()
    for verdict in (ENTITLED, DOUBTFUL, EXCLUDED):
        qtbot.mouseClick(wizard.buckets[verdict], Qt.MouseButton.LeftButton)
        assert not wizard.table.bar.isVisible()


def test_back_leads_to_the_choices(wizard, qtbot):
    qtbot.mouseClick(wizard.back, Qt.MouseButton.LeftButton)
    assert wizard.at == CHOOSE


def test_enter_opens_the_pupil(wizard, went, pupils, qtbot):
    wizard.table.go_to(0)
    qtbot.keyClick(wizard.table.body, Qt.Key.Key_Return)
    assert went == [("pupil", pupils[2])]


# the list ----------------------------------------------------------------------------------------------


def test_the_head_of_a_list_tells_heads_and_sum(listed):
    read = words_on(listed)
    assert "2 人，合计 625.00 元（陆佰贰拾伍元整），1 人缺收款账户" in read


def test_the_clerk_is_told_who_must_log_in(listed):
    assert "请校长" in words_on(listed.aside)


def test_a_finding_opens_its_pupil(listed, went, pupils, qtbot):
    listed.aside.pupil_wanted.emit(pupils[1])
    qtbot.waitUntil(lambda: "缺收款账户" in words_on(listed.aside))
    assert went == [("pupil", pupils[1])]


def test_one_is_taken_out_by_the_delete_key(listed, qtbot):
    listed.table.go_to(0)
    qtbot.keyClick(listed.table.body, Qt.Key.Key_Delete)
    pause()
    assert AidGrant.get(AidGrant.place == 1).reason == "家长放弃"
    assert listed.model.totals() == {"fen": "312.50"}
    assert listed.model.index(1, 1).data() == "王芳"  # still there, last


def test_the_accounts_of_today_come_in(listed, store, pupils, qtbot):
    account(store, pupils[1], "6217000010009999999")
    qtbot.mouseClick(listed.refresh, Qt.MouseButton.LeftButton)
    pause()
    assert AidGrant.get(AidGrant.student == pupils[1]).account == "6217000010009999999"


def test_accounts_are_veiled_until_the_eye_is_opened(listed, qtbot):
    at = [column.key for column in listed.model.columns].index("account")
    assert listed.model.index(0, at).data() == "***************4567"
    qtbot.mouseClick(listed.eye, Qt.MouseButton.LeftButton)
    assert listed.model.index(0, at).data().replace(" ", "") == "6217000010001234567"


def test_after_approval_the_next_step_is_to_report(listed, store, qtbot):
    approve(as_headteacher(store), listed.batch)
    pause()
    qtbot.waitUntil(lambda: "名单按审批时的样子保存" in words_on(listed.aside))
    assert not listed.refresh.isVisible()
    listed.advance()
    assert AidBatch.get_by_id(listed.batch).state == "reported"


def test_a_returned_list_shows_why_and_is_handed_in_again(listed, store, qtbot):
    send_back(as_headteacher(store), listed.batch, "缺两人")
    pause()
    qtbot.waitUntil(lambda: "缺两人" in words_on(listed.aside))
    listed.submit()
    assert AidBatch.get_by_id(listed.batch).state == "listed"


def test_a_list_undone_leads_back_to_the_overview(listed, desk, went, qtbot):
    while AidBatch.select().exists():
        desk.undo()
    pause()
    assert went == [("aid", None)]


def test_the_headteacher_approves_with_one_press(desk, listed, store, qtbot):
    desk.school.store.session = as_headteacher(store).session
    listed.aside.session = desk.store.session
    listed.reload()
    pause()
    qtbot.waitUntil(lambda: "审批通过" in words_on(listed.aside))
    listed.approve()
    row = AidBatch.get_by_id(listed.batch)
    assert (row.state, row.approved_by) == ("approved", "石校长")


def test_voiding_asks_for_a_reason(listed, qtbot):
    listed.void()
    assert AidBatch.get_by_id(listed.batch).state == "void"
    assert stages.next_state("void") is None


def test_the_sum_of_a_list_goes_on_paper_with_every_line_behind_it(desk, listed, qtbot):
    link = next(one for one in listed.aside.findChildren(Button) if one.text() == DOCUMENTS[PROOF].title)
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(desk.shell.page(), PreviewPage))
    read = text_of(desk.shell.page().path)
    assert "312.50元×2人次＝625.00元" in read and "王芳" in read and "李强" in read


def test_who_waits_and_is_on_no_list_is_said_beside_the_list(listed, store, went, qtbot):
    told = {"姓名": "陈小花", "身份证号": "5329", "班级": "三(2)班", "困难类型": "农村低保"}
    add(
        store,
        WaitingRow,
        person="陈小花",
        problem="号码不对",
        state="open",
        raw=json.dumps(told, ensure_ascii=False),
    )
    listed.reload()
    qtbot.waitUntil(lambda: "“待补名单”里还有 1 行" in words_on(listed.aside))
    assert "写了困难类型的有 陈小花" in words_on(listed.aside)
    link = next(one for one in listed.aside.findChildren(Button) if one.text().startswith("去补"))
    link.click()
    assert went[-1][0] == "waiting"


def test_a_list_that_came_down_is_no_longer_said_to_hang(listed, store, qtbot):
    hung = dt.date(2026, 9, 14)
    posted = posting.post_batch(store, listed.batch, hung, "校门口公示栏", today=hung)
    listed.reload()
    qtbot.waitUntil(lambda: "名单正在公示" in words_on(listed.aside))
    down = Posting.get_by_id(posted).until_day + dt.timedelta(days=1)
    posting.take_down(store, posted, down, today=down)
    listed.reload()
    qtbot.waitUntil(
        lambda: "名单正在公示" not in words_on(listed.aside) and "接下来" in words_on(listed.aside)
    )
    assert f"公示期满，名单 {down} 撤下了" in words_on(listed.aside)


def test_filing_is_refused_before_anybody_is_asked(listed, store, monkeypatch):
    approve(as_headteacher(store), listed.batch)
    for _ in range(2):
        stages.advance(store, listed.batch)
    stages.answer_of_bank(store, [AidGrant.select().first().id], "bounced", "户名不符")
    listed.reload()
    monkeypatch.setattr(listed, "ask_text", lambda *_, **__: pytest.fail("asked first"))
    listed.advance()
    assert AidBatch.get_by_id(listed.batch).state == "funded"
