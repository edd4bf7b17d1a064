"""差异: both sides of a programme, explained one by one or many at once, turned into an entry, opened again."""

import openpyxl
import pytest
from as_a_person import press, words, write
from builders import (
    AUTUMN,
    LIST_DATE,
    add,
    as_headteacher,
    batch,
    hardship,
    id_number,
    needy,
    programme,
    pupil,
)

from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.lists import ClosingReason, Difference
from desktop.services.lists.differences import EXTRA, MISSING
from desktop.views.buttons import Button
from desktop.views.difference_close import CloseQuestion, Closing, ReasonsPage
from desktop.views.difference_page import CLOSED, DifferencePage
from desktop.views.preview import PreviewPage


def reason(name):
    return ClosingReason.get(ClosingReason.name == name).id


@pytest.fixture
def late(store):
    """王芳 is on the list; 赵小 and 钱多 are entitled and are not; 孙二 is on it without a reason any more."""
    needy(store, "王芳", id_number=id_number(1))
    gone = needy(store, "孙二")
    made = batch(store)
    needy(store, "赵小", "三(1)班")
    needy(store, "钱多", "三(1)班")
    from desktop.models.ledgers.hardship import Hardship

    with store.step("困难类型到期") as step:
        step.change(Hardship, Hardship.get(Hardship.student == gone).id, {"until": LIST_DATE})
    return made


@pytest.fixture
def make_page(desk, qtbot):
    def make(**answers):
        page = DifferencePage(desk, **answers)
        desk.shell.show_page(page)
        page.take_hint((programme().id, AUTUMN))
        qtbot.waitUntil(lambda: page.found is not None and not page.looking, timeout=20_000)
        return page

    return make


def shown(page):
    return sorted(page.model.held[at].cells["name"].words for at in page.model.ids())


def choose(page, *names):
    page.table.body.clearSelection()
    for name in names:
        at = next(at for at in page.model.ids() if page.gaps[at].student.name == name)
        page.table.body.selectRow(page.model.row_of(at)) if len(names) == 1 else None
    if len(names) > 1:
        page.table.body.selectAll()
    return page.aside


def settled(page, qtbot, names):
    qtbot.waitUntil(lambda: not page.looking and shown(page) == names, timeout=20_000)


def test_both_sides_are_counted_and_the_first_is_shown(late, make_page):
    page = make_page()
    counts = {key: made.count.text() for key, made in page.buckets.items()}
    assert counts == {MISSING: "2", EXTRA: "1", CLOSED: "0"}
    assert shown(page) == ["赵小", "钱多"]
    press(page.buckets[EXTRA])
    assert shown(page) == ["孙二"]


def test_the_rate_has_its_two_numbers_and_a_bar_for_each_class(late, make_page):
    told = words(make_page().aside)
    assert "33.3 %" in told and "已列入名单 1 人 ÷ 应享受 3 人" in told
    assert "1 / 1（100.0 %）" in told and "0 / 2（0.0 %）" in told and "缺 2" in told


def test_a_class_opens_its_own_lines(late, make_page):
    page = make_page()
    page.aside.class_chosen.emit("三(2)班")
    assert shown(page) == []
    page.aside.class_chosen.emit("三(1)班")
    assert shown(page) == ["赵小", "钱多"]


def test_why_is_said_in_a_sentence(late, make_page):
    page = make_page()
    assert "农村低保" in words(choose(page, "赵小"))


def test_a_line_is_explained_and_does_not_come_back(late, make_page, qtbot):
    page = make_page(ask_close=lambda *_: Closing(reason("由学籍所在学校资助"), "在中心校领", None))
    press(choose(page, "赵小").buttons["close"])
    settled(page, qtbot, ["钱多"])
    row = Difference.get()
    assert (row.side, row.note, row.closed_by) == ("missing", "在中心校领", "周敏")
    assert page.buckets[CLOSED].count.text() == "1" and "不计入" in words(page.aside)


def test_several_are_explained_with_one_reason_in_one_step(late, make_page, desk, qtbot):
    page = make_page(ask_close=lambda *_: Closing(reason("已转出"), "", None))
    press(choose(page, "赵小", "钱多").buttons["close"])
    settled(page, qtbot, [])
    assert Difference.select().count() == 2
    desk.undo()
    settled(page, qtbot, ["赵小", "钱多"])
    assert Difference.select().count() == 0


def test_a_waiver_is_stored_with_the_explanation(late, make_page, desk, tmp_path, qtbot):
    paper = tmp_path / "放弃声明.jpg"
    paper.write_bytes(b"\xff\xd8\xff\xe0signed")
    page = make_page(ask_close=lambda *_: Closing(reason("家长自愿放弃"), "", paper))
    press(choose(page, "赵小").buttons["close"])
    settled(page, qtbot, ["钱多"])
    assert desk.attachments.read(Difference.get().waiver) == paper.read_bytes()


def test_a_reason_that_wants_a_paper_waits_for_it(late, make_page, tmp_path):
    page = make_page()
    question = CloseQuestion(page, [gap for gap in page.gaps.values() if gap.side == MISSING])
    assert not question.yes.isEnabled()
    question.reason.choose(reason("家长自愿放弃"))
    assert not question.yes.isEnabled() and not question.papers.isHidden()
    question.paper.take(tmp_path / "声明.jpg")
    assert question.yes.isEnabled() and question.answer().paper == tmp_path / "声明.jpg"
    question.reason.choose(reason("已转出"))
    write(question.note, "随父母")
    assert question.papers.isHidden() and question.answer().note == "随父母"


def test_what_cannot_be_stored_is_told_and_nothing_is_explained(late, make_page, tmp_path):
    paper = tmp_path / "声明.txt"
    paper.write_text("不是照片")
    page = make_page(ask_close=lambda *_: Closing(reason("家长自愿放弃"), "", paper))
    press(choose(page, "赵小").buttons["close"])
    assert "不是照片或 PDF" in words(page) and Difference.select().count() == 0


def test_a_reason_for_the_other_side_is_not_offered(late, make_page):
    page = make_page()
    question = CloseQuestion(page, [gap for gap in page.gaps.values() if gap.side == EXTRA])
    offered = [question.reason.itemText(at) for at in range(question.reason.count())]
    assert "家长自愿放弃" not in offered and "学校已认定，部门名单未列入" in offered


def test_last_terms_reason_is_offered_again(store, make_page, qtbot):
    student = needy(store, "赵小")
    before = AUTUMN.previous
    add(
        store, Difference, term=before.code, programme=programme().id, side="missing", student=student,
        reason=reason("由学籍所在学校资助"), closed_on=LIST_DATE,
    )  # fmt: skip
    page = make_page()
    aside = choose(page, "赵小")
    assert "上学期的说明：由学籍所在学校资助" in words(aside)
    press(aside.buttons["again"])
    settled(page, qtbot, [])
    assert Difference.select().where(Difference.term == AUTUMN.code).count() == 1


def test_an_explained_line_is_opened_again(late, make_page, qtbot):
    page = make_page(ask_close=lambda *_: Closing(reason("已转出"), "", None))
    press(choose(page, "赵小").buttons["close"])
    settled(page, qtbot, ["钱多"])
    press(page.buckets[CLOSED])
    press(choose(page, "赵小").buttons["reopen"])
    settled(page, qtbot, [])
    assert Difference.select().count() == 0


def test_the_missing_are_turned_into_a_list_of_their_own(late, make_page, went, qtbot):
    page = make_page()
    press(choose(page, "赵小", "钱多").buttons["entry"])
    qtbot.waitUntil(lambda: AidBatch.select().count() == 2, timeout=20_000)
    qtbot.waitUntil(lambda: bool(went))
    made = AidBatch.select().order_by(AidBatch.id.desc()).get()
    assert went[-1] == ("batch", made.id)
    assert AidGrant.select().where(AidGrant.batch == made.id).count() == 2
    qtbot.waitUntil(lambda: not (page.looking or page._soon.isActive()), timeout=20_000)  # it looks anew


def test_the_table_goes_out_as_a_workbook(late, make_page, tmp_path, qtbot):
    page = make_page(pick=lambda *_: tmp_path / "差异.xlsx")
    page.export()
    qtbot.waitUntil(lambda: (tmp_path / "差异.xlsx").exists(), timeout=20_000)
    rows = list(openpyxl.load_workbook(tmp_path / "差异.xlsx").active.values)
    assert {row[1] for row in rows[3:]} == {"赵小", "钱多", "孙二"}
    assert any("应享尽享率" in str(cell) for row in rows for cell in row)


def test_enter_opens_the_pupil(late, make_page, went):
    page = make_page()
    page._open_row(0)
    assert went[-1][0] == "pupil"


def test_without_any_difference_the_page_says_so(store, make_page):
    needy(store, "王芳")
    batch(store)
    page = make_page()
    assert page.table.empty.text() == "应该享受的都在名单上，没有漏的。" and shown(page) == []


def test_a_pupil_on_no_list_and_with_no_need_is_no_difference(store, make_page):
    pupil(store, "李强")
    hardship(store, needy(store, "王芳"), "12")
    batch(store)
    assert shown(make_page()) == []


def test_the_headteacher_looks_and_does_not_explain(late, school, store, make_desk, qtbot):
    school.store = as_headteacher(store)
    desk = make_desk(school)
    page = DifferencePage(desk)
    desk.shell.show_page(page)
    page.take_hint(programme().id)
    qtbot.waitUntil(lambda: page.found is not None, timeout=20_000)
    assert "close" not in choose(page, "赵小").buttons


def test_the_reasons_are_a_ledger_of_their_own(desk):
    page = ReasonsPage(desk)
    desk.shell.show_page(page)
    assert page.model.rowCount() == ClosingReason.select().count() > 5


def test_the_rate_is_proved_on_a_page_of_its_own(desk, late, make_page, qtbot):
    page = make_page()
    press(next(one for one in page.findChildren(Button) if one.text() == "佐证页"))
    qtbot.waitUntil(lambda: isinstance(desk.shell.page(), PreviewPage), timeout=20_000)
    assert "应享尽享率" in desk.shell.page().name
