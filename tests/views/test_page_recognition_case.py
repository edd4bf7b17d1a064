"""One application beside the table: the form and the family, its papers, its score, its history."""

import pytest
from as_a_person import press, words
from builders import as_headteacher, change, guardian, household
from pypdf import PdfWriter
from PySide6.QtCore import Qt
from round_steps import answer, applied, awaiting, case_of, photo
from waits import pause

from desktop.models.journal import AccessNote
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.recognition import CaseScore, Evidence, ScoreItem
from desktop.models.ledgers.students import Student
from desktop.services.paper.documents.application_facts import of_round
from desktop.services.recognition import approval, evidence
from desktop.views.buttons import Button
from desktop.views.evidence_part import PhotoCard, Thumb
from desktop.views.preview import PreviewPage
from desktop.views.recognition_case import HISTORY, PAPERS, SCORE
from desktop.views.recognition_round import RoundPage


@pytest.fixture
def record_open(desk, store, qtbot):
    def show(tab=0, run=None, record=None):
        page = RoundPage(desk, run=run or answer())
        page.take_hint(record or applied(store))
        desk.shell.show_page(page)
        pause()
        page.table.table.go_to(0)
        qtbot.keyClick(page.table.table.body, Qt.Key.Key_Return)
        page.drawer.tabs.setCurrentIndex(tab)
        pause()
        return page

    return show


def test_enter_opens_the_application_with_the_familys_lines(record_open, store, qtbot):
    page = record_open()
    guardian(store, case_of("王芳").student_id, "王建国", occupation="务农")
    pause()
    assert "王芳" in page.drawer.name.whole
    assert "王建国，务农" in words(page.drawer)


def test_the_arrows_go_to_the_next_application(record_open, qtbot):
    page = record_open()
    page.drawer.step_asked.emit(1)
    assert page.drawer.case_id == case_of("李强").id
    assert "第 2 / 3 份" in page.drawer.fact.text()


def test_typing_in_the_form_is_kept(record_open, store):
    page = record_open()
    editor = page.drawer.form.editors["debt"]
    editor.setText("欠信用社 2 万元")
    editor.edited.emit()
    press(page.drawer.keep)
    assert case_of("王芳").debt == "欠信用社 2 万元"


def test_what_was_approved_is_locked(record_open, store):
    record, _ = awaiting(store)
    approval.approve(as_headteacher(store), record)
    page = record_open(record=record)
    assert page.drawer.form.editors["debt"].isReadOnly()


def test_a_photo_is_taken_in_with_who_saw_the_original(record_open, store, tmp_path, qtbot):
    page = record_open(
        PAPERS, answer(kind="application", file=photo(tmp_path / "申请表.jpg"), seen_by="田春生")
    )
    assert "缺：认定申请表" in words(page.drawer.papers)
    page.drawer.papers.take()
    pause()
    kept = Evidence.get()
    assert (kept.kind, kept.seen_by, kept.student_id) == ("application", "田春生", case_of("王芳").student_id)
    read = words(page.drawer.papers)
    assert "田春生核对过原件" in read and "缺：认定申请表" not in read


def test_a_wrong_paper_is_taken_out_and_comes_back_by_undo(record_open, store, tmp_path, desk, qtbot):
    page = record_open(PAPERS, answer(kind="other", file=photo(tmp_path / "错.jpg")))
    page.drawer.papers.take()
    page.drawer.papers.remove(Evidence.get())
    assert not Evidence.select().exists()
    desk.undo()
    pause()
    assert "其他" in words(page.drawer.papers)


def test_the_headteacher_opens_a_photo_and_a_scan_and_both_looks_are_noted(
    make_desk, school, store, desk, tmp_path, qtbot, monkeypatch
):
    record, _ = awaiting(store)
    scan = PdfWriter()
    scan.add_blank_page(595, 842)
    scan.write(tmp_path / "诊断书.pdf")
    for path, kind in ((photo(tmp_path / "房屋.jpg"), "photo"), (tmp_path / "诊断书.pdf", "medical")):
        evidence.take(store, desk.attachments, path, {"case": case_of("王芳").id, "kind": kind})
    school.store.session = as_headteacher(store).session
    opened = []
    monkeypatch.setattr(PhotoCard, "exec", lambda card: opened.append(card.windowTitle()))
    page = RoundPage(make_desk(school), run=answer())
    page.take_hint(record)
    page.desk.shell.show_page(page)
    pause()
    page.table.table.go_to(0)
    qtbot.keyClick(page.table.table.body, Qt.Key.Key_Return)
    page.drawer.tabs.setCurrentIndex(PAPERS)
    pause()
    assert not [one for one in page.drawer.findChildren(Button) if one.text() == "收一份材料"]
    for face in [one for one in page.drawer.findChildren(Thumb) if one.accessibleName().startswith("看")]:
        face.clicked.emit()
    qtbot.waitUntil(lambda: isinstance(page.desk.shell.page(), PreviewPage), timeout=20_000)
    assert len(opened) == 1
    assert AccessNote.select().where(AccessNote.verb == "查看佐证材料").count() == 2


def test_a_file_that_is_no_photo_is_refused_in_the_card(record_open, tmp_path):
    wrong = tmp_path / "名单.jpg"
    wrong.write_bytes(b"PK\x03\x04" + bytes(90))
    person = answer(kind="application", file=wrong)
    record_open(PAPERS, person).drawer.papers.take()
    assert "不是能打开的照片" in person.said
    assert not Evidence.select().exists()


def test_ticks_try_the_score_and_one_press_keeps_it(record_open, store, qtbot):
    page = record_open(SCORE)
    part = page.drawer.points
    item = ScoreItem.get((ScoreItem.kind == "cumulative") & ScoreItem.fact.is_null())
    before = part.total.text()
    part.ticks[item.id].setChecked(True)
    assert part.total.text() != before
    assert not CaseScore.select().exists()
    press(part.keep)
    assert CaseScore.get(CaseScore.item == item.id).points == item.points
    assert case_of("王芳").score is not None


def test_ticking_one_item_of_a_group_takes_the_other_back(record_open):
    part = record_open(SCORE).drawer.points
    none, one = (
        part.ticks[ScoreItem.get(ScoreItem.name == words).id] for words in ("父母均无工作", "父母一方无工作")
    )
    before = part.total.text()
    none.setChecked(True)
    one.setChecked(True)
    assert (none.isChecked(), one.isChecked()) == (False, True)
    none.setChecked(True)
    none.setChecked(False)
    assert not one.isChecked() and part.total.text() == before


def test_the_clearing_tick_makes_the_sum_nought(record_open):
    part = record_open(SCORE).drawer.points
    clear = ScoreItem.get(ScoreItem.kind == "clear")
    part.ticks[clear.id].setChecked(True)
    assert part.total.text().startswith("0 分")


def test_the_history_tells_who_did_what(record_open, store):
    page = record_open(HISTORY)
    read = words(page.drawer)
    assert "登记认定申请" in read and "周敏" in read
    assert "李强" not in read  # the others in the same step are no part of this pupil's record


def test_a_narrow_page_keeps_the_table_and_the_next_step(record_open, desk, qtbot):
    desk.shell.resize(1093, 614)
    page = record_open()
    assert not page.side.isVisible()
    shown = [one.text() for one in page.findChildren(Button) if one.isVisibleTo(page) and one.role != "chip"]
    assert "开始学校认定" in shown and "新一批" not in shown
    desk.shell.close_drawer()
    pause()
    assert page.side.isVisible()


# the family --------------------------------------------------------------------------------------------


def link(page, name):
    return next(one for one in page.drawer.family.findChildren(Button) if one.accessibleName() == name)


def on_paper(store, record):
    (form,) = of_round(store, record, [case_of("王芳").student_id])
    return [(one.relation, one.name, one.occupation, one.income) for one in form.members]


def test_a_member_written_in_the_drawer_stands_on_the_application_form_at_once(record_open, store):
    person = answer(name="王建国", relation="51", age=45, occupation="务农", income="12000")
    page = record_open(run=person)
    record = case_of("王芳").round_id
    press(link(page, "登记一位家庭成员"))
    assert on_paper(store, record) == [("父亲", "王建国", "务农", "12000.00")]
    page.drawer.family.run = answer(occupation="在县城打工")
    press(link(page, "改王建国"))
    assert on_paper(store, record) == [("父亲", "王建国", "在县城打工", "12000.00")]
    press(link(page, "删去王建国"))
    assert on_paper(store, record) == []


def test_a_member_without_a_relation_is_not_kept_and_the_card_says_so(record_open, store):
    person = answer(name="王建国")
    page = record_open(run=person)
    press(link(page, "登记一位家庭成员"))
    assert not Guardian.select().exists() and "请填写关系" in person.card.boxes["relation"].sentence.text()


def kept_as(name):
    return Guardian.get(Guardian.name == name).is_guardian


def test_of_new_members_only_a_parent_who_is_missing_is_a_guardian_unless_the_person_says_so(record_open):
    page = record_open(run=answer(name="王老汉", relation="61", age=70))
    for name, told in (
        ("王老汉", {"relation": "61", "age": 70}), ("王建国", {"relation": "51"}), ("王继", {"relation": "57"}),
        ("李秀英", {"relation": "52"}), ("王五", {"relation": "83", "is_guardian": True}),
    ):  # fmt: skip
        page.drawer.family.run = answer(name=name, **told)
        press(link(page, "登记一位家庭成员"))
    kept = {row.name: row.is_guardian for row in Guardian.select()}
    assert kept == {"王老汉": False, "王建国": True, "王继": False, "李秀英": True, "王五": True}
    pause()
    assert "王建国，监护人" in words(page.drawer.family)


def test_what_the_person_chose_of_a_new_member_outlasts_another_relation(record_open):
    def choose(card):
        keeps, relation = card.editors["is_guardian"], card.editors["relation"]
        keeps.choose(True)
        keeps.activated.emit(keeps.currentIndex())  # as the mouse does
        relation.choose("83")
        card.editors["name"].setText("王五")
        card.accept()
        return True

    press(link(record_open(run=choose), "登记一位家庭成员"))
    assert kept_as("王五") is True


def test_a_child_is_not_taken_as_a_guardian_and_the_card_says_why(record_open):
    person = answer(name="李小妹", relation="77", age=5, is_guardian=True)
    page = record_open(run=person)
    press(link(page, "登记一位家庭成员"))
    assert not Guardian.select().exists()
    assert "不满 18 周岁的人不能做监护人" in person.said and "第二十七条" in person.said
    page.drawer.family.run = answer(name="李小妹", relation="77", age=5)
    press(link(page, "登记一位家庭成员"))
    assert kept_as("李小妹") is False


def test_the_familys_lines_do_not_throw_typing_away(record_open, store, qtbot):
    page = record_open(run=answer(name="王建国", relation="51"))
    editor = page.drawer.form.editors["debt"]
    editor.setText("欠信用社 2 万元")
    editor.edited.emit()
    press(link(page, "登记一位家庭成员"))
    pause()
    assert "王建国" in words(page.drawer.family) and editor.text() == "欠信用社 2 万元"


def test_the_household_is_changed_from_the_drawer(record_open, store, qtbot):
    home = household(store, "王建国")
    record = applied(store)
    change(store, Student, case_of("王芳").student_id, household=home)
    page = record_open(record=record, run=answer(members=5))
    press(link(page, "改这一户"))
    pause()
    assert Household.get_by_id(home).members == 5 and "5 口人" in words(page.drawer.family)


def test_the_lines_of_an_approved_application_are_only_shown(record_open, store):
    record, _ = awaiting(store)
    guardian(store, case_of("王芳").student_id, "王建国")
    approval.approve(as_headteacher(store), record)
    page = record_open(record=record)
    assert "王建国" in words(page.drawer.family) and not page.drawer.family.findChildren(Button)
