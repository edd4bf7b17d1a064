"""适龄儿童: the tree with its names, lists brought in, comparisons explained, proofs and draws, by mouse and keyboard."""

import datetime as dt

import pytest
from as_a_person import press
from builders import as_headteacher, pupil
from builders_drop import BIRTH, child, number_of, proof
from population_stage import TODAY, answer, lines, open_page, rows, settle, shown

from desktop.models.ledgers.drop_population import (
    AgeChild,
    AgeStatus,
    CheckReason,
    OffSiteProof,
    ProofCall,
)
from desktop.services.drop.population import TWICE, UNLISTED
from desktop.views import places
from desktop.views.buttons import Button
from desktop.views.population_checks import ChecksPage
from desktop.views.population_page import PopulationBooksPage, PopulationPage
from desktop.views.population_proofs import ProofsPage
from desktop.views.population_tree import TreePage
from desktop.views.proof_draw_page import ProofDrawPage

__all__ = ["answer", "open_page"]
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


# the tree ------------------------------------------------------------------------------------------------


def test_every_line_opens_its_names(open_page, store, qtbot):
    child(store, "张小雨", "1.4")
    child(store, "李明", "3.1")
    child(store, "王芳", student=pupil(store, "王芳"))
    page = open_page(TreePage)
    told = lines(page)
    assert (told["6～15 周岁人口"], told["1 在学"], told["1.1 本校在读"], told["3.1 死亡"]) == (
        "3",
        "2",
        "1",
        "1",
    )
    page.left.go_to(page.keys.index("1"))
    assert shown(page) == ["王芳", "张小雨"]
    assert page.names.shown(0, "how").words == "花名册"
    assert "合上了" in page.says.text()


def test_what_does_not_add_up_stands_right_under_the_number(open_page, store):
    child(store, "张小雨")
    page = open_page(TreePage)
    assert page.keys[1] == "none"
    page.left.go_to(1)
    assert shown(page) == ["张小雨"]
    assert "填上去向" in page.todo.text()


def test_a_status_is_filled_in_with_its_day_and_can_be_taken_back(open_page, store, desk, qtbot, answer):
    one = child(store, "张小雨")
    page = open_page(TreePage)
    page.left.go_to(1)
    answer.will(status="1.4", school="省城实验小学")
    page.right.opened.emit(0)  # Enter
    settle(page, qtbot)
    (row,) = AgeStatus.select()
    assert (row.child_id, row.status, row.school, row.from_day) == (one, "1.4", "省城实验小学", TODAY)
    assert page.found.closes
    desk.undo()
    settle(page, qtbot)
    assert not page.found.closes


def test_several_get_the_same_status_at_once(open_page, store, qtbot, answer):
    for name in ("张小雨", "李明"):
        child(store, name)
    page = open_page(TreePage)
    page.left.go_to(1)
    page.right.body.selectAll()
    answer.will(status="3.3")
    press(page.way)
    settle(page, qtbot)
    assert [row.status for row in AgeStatus.select()] == ["3.3", "3.3"]


def test_the_list_offers_neither_sums_nor_this_school(open_page, store, answer):
    child(store, "张小雨")
    page = open_page(TreePage)
    page.set_way()
    box = answer.cards[0].editors["status"]
    offered = {box.itemData(at) for at in range(box.count())}
    assert "1.4" in offered and not offered & {"1", "3", "5", "1.1"}


def test_two_rows_of_one_child_are_merged(open_page, store, qtbot, answer):
    keep = child(store, "张小雨", "1.4", id_number=number_of(1))
    child(store, "张小雨", "1.4")
    page = open_page(TreePage)
    page.take_hint(TWICE)
    answer.will()
    press(page.join)
    settle(page, qtbot)
    assert [row.id for row in AgeChild.select()] == [keep]


def test_pupils_are_brought_in_or_explained(open_page, store, qtbot, answer):
    for name in ("张小雨", "李明"):
        pupil(store, name, birth_date=BIRTH)
    child(store, "王芳", "1.4")
    page = open_page(TreePage)
    page.take_hint(UNLISTED)
    page.right.go_to(0)
    press(page.bring)
    settle(page, qtbot)
    assert page.found.node("1.1").count == 1
    page.right.go_to(0)
    answer.will(reason="外来就读")
    press(page.tell)
    settle(page, qtbot)
    assert page.found.difference(UNLISTED).count == 0
    assert CheckReason.get().reason == "外来就读"


def test_an_empty_population_begins_with_the_roster(open_page, store, qtbot):
    pupil(store, "张小雨", birth_date=BIRTH)
    page = open_page(TreePage)
    assert page.stack.currentIndex() == 1
    press(next(one for one in page.findChildren(Button) if one.text() == "从花名册加进来"))
    settle(page, qtbot)
    assert page.stack.currentIndex() == 0
    assert lines(page)["1.1 本校在读"] == "1"


def test_another_day_counts_other_ages(open_page, store, qtbot):
    child(store, "张小雨", "1.8", birth_date=dt.date(2020, 12, 1))
    page = open_page(TreePage)
    assert lines(page)["6～15 周岁人口"] == "0"
    page._moved(dt.date(2026, 12, 1))
    settle(page, qtbot)
    assert lines(page)["6～15 周岁人口"] == "1"


def test_a_word_narrows_the_names(open_page, store):
    child(store, "张小雨", "1.4", village="石桥村1组")
    child(store, "李明", "1.4", village="下寨村")
    page = open_page(TreePage)
    page.word.setText("下寨")
    assert shown(page) == ["李明"]


def test_the_headteacher_looks_and_changes_nothing(open_page, store, desk, monkeypatch):
    child(store, "张小雨")
    monkeypatch.setattr(desk.school, "store", as_headteacher(store))
    page = open_page(TreePage)
    assert [
        one.text()
        for one in page.findChildren(Button)
        if one.text() in ("导入名单", "填去向") and one.isVisible()
    ] == []


# comparisons ---------------------------------------------------------------------------------------------


def test_a_reason_takes_a_name_off_the_list(open_page, store, qtbot, answer):
    child(store, "张小雨", "1.4", in_police=True)
    page = open_page(ChecksPage)
    assert (rows(page), rows(page, "side")) == (["张小雨"], ["有户籍没有学籍"])
    answer.will(reason="学籍在外省")
    page.table.opened.emit(0)
    settle(page, qtbot)
    assert rows(page) == []
    page.states.choose(["told"])
    page.show_rows()
    assert rows(page, "reason") == ["学籍在外省"]
    page.forget()
    assert CheckReason.select().count() == 0


def test_the_buckets_change_the_comparison(open_page, store):
    child(store, "张小雨", "5.1", poor="1")
    page = open_page(ChecksPage)
    press(page.buckets["poor"])
    assert rows(page, "side") == ["脱贫户孩子不在校"]
    assert "脱贫户 1 人" in page.fact()


# proofs --------------------------------------------------------------------------------------------------


def test_a_proof_is_asked_for_and_held(open_page, store, qtbot, answer):
    one = child(store, "李明", "1.4")
    page = open_page(ProofsPage)
    assert rows(page, "state") == ["还没有索要"]
    answer.will(asked_on=dt.date(2026, 11, 1))
    page.ask_proof()
    settle(page, qtbot)
    assert rows(page, "state") == ["已索要"]
    answer.will(school="省城实验小学")
    page.table.opened.emit(0)
    settle(page, qtbot)
    assert rows(page, "state") == ["已取证"]
    row = OffSiteProof.get(OffSiteProof.child == one)
    assert (row.state, row.school, row.held_on) == ("held", "省城实验小学", TODAY)


def test_a_number_nobody_has_that_is_not_the_childs_is_asked_about(open_page, store, qtbot, answer):
    child(store, "李明", "1.4", id_number=number_of(1))
    page = open_page(ProofsPage)
    answer.will(school="省城实验小学", student_no=f"G{number_of(7)}")
    page.hold()
    card = answer.cards[-1]
    assert "学籍号里的身份证号和李明的不一样" in card.wrong.text() and OffSiteProof.select().count() == 0
    card.yes.click()
    assert card.result() == 1 and OffSiteProof.get().state == "held"


def test_a_number_of_another_child_is_refused_with_the_name_on_the_first_press(open_page, store, answer):
    pupil(store, "沈谷雨", id_number=number_of(7), birth_date=BIRTH)
    child(store, "李明", "1.4", id_number=number_of(1))
    page = open_page(ProofsPage)
    answer.will(school="省城实验小学", student_no=f"G{number_of(7)}")
    page.hold()
    assert "证明上的学籍号是沈谷雨的" in answer.cards[-1].wrong.text()


def test_the_rate_says_its_denominator(open_page, store):
    proof(store, child(store, "李明", "1.3"))
    child(store, "张小雨", "1.4")
    page = open_page(ProofsPage)
    assert page.fact() == "取证率 1 / 2（50.00 %），分母是县内外镇和县外就读（1.3–1.5）"
    page.of.choose("far")
    page.show_rows()
    assert page.fact() == "取证率 0 / 1（0.00 %），分母是县外就读（1.4、1.5）"
    assert rows(page) == ["张小雨"]


def test_who_refuses_is_noted_with_the_reason(open_page, store, qtbot, answer):
    child(store, "李明", "1.4")
    page = open_page(ProofsPage)
    answer.will(refused_why="联系不上")
    page.refuse()
    settle(page, qtbot)
    assert rows(page, "state") == ["未给"]


def test_a_draw_is_made_answered_and_done_again(open_page, store, desk, qtbot, answer):
    for sign in "安柏辰德恩芳":
        child(store, f"李{sign}", "1.4", phone="13800138000")
    page = open_page(ProofDrawPage)
    answer.will(size=5, seed=618)
    page.draw()
    settle(page, qtbot)
    assert page.model.rowCount() == 5 and "抽签号 618" in page.fact()
    answer.will(result="true")
    page.table.opened.emit(0)
    settle(page, qtbot)
    assert ProofCall.get_by_id(page.model.id_at(0)).result == "true"
    said = []
    desk.say = lambda words, *_: said.append(words)
    page.check(page.draws[0])
    assert said == ["用同一个抽签号重抽，名单完全一样。"]


# the place -----------------------------------------------------------------------------------------------


def test_tabs_are_made_when_they_are_wanted(desk, store, qtbot):
    child(store, "李明", "1.4")
    page = PopulationPage(desk)
    desk.shell.show_page(page)
    page.take_hint(("checks", "poor"))
    assert page.here() == "checks" and len(page.made) == 2
    assert page.currentWidget().key == "poor"
    qtbot.waitUntil(desk.jobs.resting, timeout=10_000)


def test_the_ledgers_behind_open(desk, store):
    proof(store, child(store, "李明", "1.4"))
    page = PopulationBooksPage(desk)
    desk.shell.show_page(page)
    page.take_hint(("off_site_proof", OffSiteProof.get().id))
    assert page.stack.currentWidget().ledger is OffSiteProof


def test_the_place_is_not_for_class_teachers():
    assert not places.is_open_to("class", "population")
    assert all(places.is_open_to(role, "proof_draws") for role in ("aid", "head", "moral"))
