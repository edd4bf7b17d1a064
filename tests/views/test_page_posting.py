"""公示: the very paper, the countdown, photos, objections, taking down, starting anew; mid-term changes."""

import datetime as dt

import pytest
from as_a_person import press, words
from builders import account, as_headteacher, batch, needy
from round_steps import HUNG, answer, awaiting, case_of, hung, photo, reviewed, state, today
from waits import pause

from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import CaseChange, RecognitionRound
from desktop.services.recognition import approval, changes, posting
from desktop.views.posting_page import PostingPage
from desktop.views.posting_steps import ask_hanging
from desktop.views.recognition_changes import ChangesPage
from desktop.views.recognition_head import RoundChecks


@pytest.fixture
def open_page(desk, qtbot):
    def show(hint, run=None):
        page = PostingPage(desk, run=run or answer())
        desk.shell.show_page(page)
        if hint is not None:
            page.take_hint(hint)
        pause()
        qtbot.waitUntil(lambda: not desk.jobs.busy())
        pause()
        return page

    yield show
    pause()
    qtbot.waitUntil(lambda: not desk.jobs.busy())  # a paper that is still being drawn


def shown(page):
    """The words of the buttons at the head."""
    return [one.text() for one in page.make_actions()]


def test_the_preview_is_the_paper_itself(open_page, store):
    page = open_page(("round", reviewed(store)))
    assert page.pane.count() >= 2  # the notice, and the list behind it
    text = "".join(page.pane.document.getAllText(at).text() for at in range(page.pane.count()))
    assert "王芳" in text and "三（2）班" in text


def test_before_the_posting_the_page_says_what_will_stand_on_the_wall(open_page, store):
    page = open_page(("round", reviewed(store)))
    assert "没有身份证号" in words(page.aside)
    assert shown(page) == ["返回", "张贴公示"]


def test_posting_asks_for_day_days_and_place_and_counts_the_working_days(open_page, store, tmp_path, qtbot):
    record = reviewed(store)
    person = answer(place="校门口公示栏", days="6", photo_up=photo(tmp_path / "墙.jpg"))
    page = open_page(("round", record), person)
    page.hang()
    row = Posting.get()
    assert (row.from_day, row.days, row.place, state(record)) == (today(), 6, "校门口公示栏", "posted")
    assert row.photo_up
    pause()
    assert "个工作日，共 6 个" in words(page.aside)


def test_the_card_does_not_take_today_for_the_day_of_hanging(desk, store):
    card = ask_hanging(desk, ("round", reviewed(store)))
    assert "今天张贴的到" in words(card) and "改了起日或天数的，按改的算" in words(card)
    card.deleteLater()


def test_a_list_that_may_not_hang_is_refused_in_the_card(open_page, store):
    person = answer(from_day=today() + dt.timedelta(days=2))
    page = open_page(("round", reviewed(store)), person)
    page.hang()
    assert "还没有到" in person.said
    assert not Posting.select().exists()


def test_a_list_past_its_period_is_red_and_comes_down_with_a_photo(open_page, store, tmp_path, qtbot):
    record, posted = hung(store)
    page = open_page(posted, answer(photo_down=photo(tmp_path / "空墙.jpg")))
    assert "不要一直挂着" in words(page.aside)
    page.take_down()
    row = Posting.get_by_id(posted)
    assert (row.state, row.removed_on) == ("over", today()) and row.photo_down
    pause()
    assert "送校长审批" in shown(page)
    asked = []
    page.ask_text = lambda _parent, _title, label, **_more: asked.append(label)
    page.submit()
    assert state(record) == "posted" and "还缺：" in asked[0]  # thought better of it
    page.ask_text = lambda *_told, **_more: "申请表在班主任处，下周交"
    page.submit()
    assert state(record) == "awaiting"
    assert RecognitionRound.get_by_id(record).note.endswith("写的原因：申请表在班主任处，下周交")


def test_a_reviewed_round_that_waits_for_the_wall_is_offered_without_a_way_there(open_page, store):
    record = reviewed(store)
    page = open_page(("round", record), answer())
    page.subject = page.row = None
    page.reload()
    assert page.subject == ("round", record)


def test_it_does_not_come_down_before_its_time(open_page, store):
    _, posted = hung(store, today())
    person = answer()
    page = open_page(posted, person)
    page.take_down()
    assert "第二天起才能撤下" in person.said
    assert Posting.get_by_id(posted).state == "up"


def test_an_objection_is_written_down_and_answered(open_page, store, qtbot):
    _, posted = hung(store)
    page = open_page(posted, answer(content="家里有车", who="匿名", student="王芳"))
    page.object_to()
    pause()
    assert case_of("王芳").state == "objected"
    assert "1 件没答复" in words(page.aside)
    page.run = answer(upheld="dismissed", result="车是亲戚的，情况属实")
    page.answer(Objection.get().id)
    pause()
    assert case_of("王芳").state == "posted"
    assert "异议不成立" in words(page.aside)


def test_an_upheld_objection_breaks_the_posting_and_it_starts_anew(open_page, store, qtbot):
    record, posted = hung(store)
    objection = posting.object_to(store, posted, {"day": HUNG, "content": "家里有车"})
    page = open_page(posted, answer(upheld="upheld", result="属实，调整档次"))
    page.answer(objection)
    pause()
    assert (Posting.get_by_id(posted).state, state(record)) == ("broken", "reviewing")
    assert "中止" in words(page.aside)
    page.run = answer()
    page.hang()  # nothing was put right, and no reason given
    assert not Posting.select().where(Posting.state == "up").exists()
    assert "异议已经成立，名单还和张贴过的一模一样" in words(page.run.card)
    page.run = answer(note="车已卖，名单不变")
    page.hang()
    again = Posting.select().where(Posting.state == "up").get()
    assert (again.from_day, again.note) == (today(), "车已卖，名单不变")
    pause()
    assert "车已卖，名单不变" in words(page.aside)
    assert "另外几次公示" in words(page.aside)


def test_a_posting_is_broken_off_with_a_reason(open_page, store):
    record, posted = hung(store)
    page = open_page(posted, answer(why="名字写错"))
    page.break_off()
    assert (Posting.get_by_id(posted).ended_why, state(record)) == ("名字写错", "reviewing")


def test_an_aid_list_hangs_the_same_way(open_page, store, qtbot):
    account(store, needy(store, "王芳"))
    number = batch(store)
    page = open_page(("batch", number), answer(place="校门口"))
    text = "".join(page.pane.document.getAllText(at).text() for at in range(page.pane.count()))
    assert "王芳" in text
    page.hang()
    assert Posting.get().batch_id == number
    page.leave()


def test_without_a_hint_the_list_that_hangs_is_shown(open_page, store, went):
    assert "现在没有要公示的名单" in words(open_page(None))
    _, posted = hung(store)
    page = open_page(None)
    assert page.row.id == posted


def test_the_names_do_not_stay_behind_as_a_file(open_page, store, desk, qtbot):
    page = open_page(("round", reviewed(store)))
    path = page.path
    assert path.exists()
    desk.shell.show_page(ChangesPage(desk))
    pause()
    assert not path.exists()


def test_a_paper_still_being_drawn_when_one_leaves_does_not_stay_either(store, desk, qtbot):
    page = PostingPage(desk)
    desk.shell.show_page(page)
    page.take_hint(("round", reviewed(store)))
    assert desk.jobs.busy()
    desk.shell.show_page(ChangesPage(desk))
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    pause()
    assert page.path is None
    assert list(desk.school.folder.path.rglob("*.pdf")) == []


def test_the_headteacher_sees_the_posting_and_cannot_touch_it(make_desk, school, store, qtbot):
    _, posted = hung(store)
    school.store.session = as_headteacher(store).session
    desk = make_desk(school)
    page = PostingPage(desk, run=answer())
    desk.shell.show_page(page)
    page.take_hint(posted)
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    assert shown(page) == ["返回"]


# the headteacher's look, and mid-term changes ----------------------------------------------------------


def test_the_headteacher_reads_grades_posting_and_missing_papers(store, qtbot):
    record, _ = awaiting(store)
    made = RoundChecks(store, record)
    qtbot.addWidget(made)
    read = words(made)
    assert "困难" in read and "3 人" in read and "没有收到异议" in read
    assert "王芳还缺：认定申请表" in read and "墙上的照片不全" in read


@pytest.fixture
def recognised(store):
    record, _ = awaiting(store)
    approval.approve(as_headteacher(store), record)
    return record


@pytest.fixture
def changes_page(desk, qtbot):
    def show(run=None, word="不符合"):
        page = ChangesPage(desk, run=run or answer(), ask_text=lambda *_, **__: word)
        desk.shell.show_page(page)
        pause()
        return page

    return show


def test_a_change_is_asked_with_reason_and_proof(changes_page, recognised, tmp_path, qtbot):
    proof = photo(tmp_path / "诊断书.jpg")
    page = changes_page(answer(student="王芳", new_grade="1", reason="父亲重病", proof=proof))
    assert "没有中途变动" in words(page)
    press(next(one for one in page.make_actions() if one.text() == "提出变动"))
    pause()
    row = CaseChange.get()
    assert (row.old_grade, row.new_grade, row.state) == ("2", "1", "asked")
    assert page.model.index(0, 3).data() == "困难 → 特别困难"


def test_without_proof_the_card_stays(changes_page, recognised):
    person = answer(student="王芳", new_grade="1", reason="父亲重病")
    page = changes_page(person)
    page.ask()
    assert "请填写证明材料" in person.card.boxes["proof"].sentence.text()
    assert not CaseChange.select().exists()


@pytest.fixture
def asked(store, recognised, school, tmp_path, desk):
    kept = desk.attachments.keep(photo(tmp_path / "证明.jpg"))
    return changes.ask(store, case_of("王芳").student_id, "1", "父亲重病", proof=kept)


def test_the_headteacher_agrees_and_the_grade_moves(make_desk, school, store, asked, qtbot):
    school.store.session = as_headteacher(store).session
    desk = make_desk(school)
    page = ChangesPage(desk)
    desk.shell.show_page(page)
    page.take_hint(asked)
    page.approve()
    assert (case_of("王芳").grade, CaseChange.get_by_id(asked).state) == ("1", "approved")


def test_the_headteacher_does_not_agree_with_a_word(make_desk, school, store, asked, qtbot):
    school.store.session = as_headteacher(store).session
    desk = make_desk(school)
    page = ChangesPage(desk, ask_text=lambda *_, **__: "材料不够")
    desk.shell.show_page(page)
    page.take_hint(asked)
    page.refuse()
    row = CaseChange.get_by_id(asked)
    assert (row.state, row.answer, case_of("王芳").grade) == ("refused", "材料不够", "2")


def test_the_clerk_cannot_approve_what_was_asked(changes_page, asked):
    page = changes_page()
    assert [one.text() for one in page.make_actions()] == ["提出变动"]
    page.table.go_to(0)
    page.approve()
    assert CaseChange.get_by_id(asked).state == "asked"
    assert "不能审批中途变动" in words(page)
