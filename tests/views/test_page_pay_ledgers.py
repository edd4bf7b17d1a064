"""Bank layouts with their preview, money that arrived, corrections that the headteacher decides."""

import datetime as dt

import pytest
from as_a_person import press, words, write
from builders import AUTUMN, add, as_headteacher, programme
from services.pay.paying import funded, grant_of
from waits import pause

from desktop.models.ledgers.payments import BankLayout, FundReceived, Reversal
from desktop.services.aid import stages
from desktop.services.pay import reversals
from desktop.views.aid_page import FUNDS, REVERSALS, AidPage
from desktop.views.fund_page import FundsPage
from desktop.views.pay_layouts import LayoutsPage, LinesOfLayout
from desktop.views.pay_reversal import ReversalQuestion, ReversalsPage


def show(desk, qtbot, page):
    desk.shell.show_page(page)
    pause()
    return page


@pytest.fixture
def paid(store):
    """A list that was paid out."""
    batch = funded(store)
    stages.advance(store, batch, why="有县里的发放明细")
    return batch


# layouts -----------------------------------------------------------------------------------------------


@pytest.fixture
def form(desk, qtbot):
    page = show(desk, qtbot, LayoutsPage(desk))
    page.open_record(BankLayout.get(BankLayout.form == "txt").id)
    return desk.shell.drawer().form


def preview(form):
    return form.findChild(LinesOfLayout)


def test_three_invented_lines_are_seen_as_the_bank_will_get_them(form):
    lines = preview(form).lines.toPlainText().split("\n")
    assert len(lines) == 3
    assert lines[0].split("|")[:4] == ["1", "6217000010001234567", "王建国", "312.50"]


def test_the_preview_follows_the_typing(form, qtbot):
    form.editors["columns_text"].setPlainText("卡号=账号\n金额=金额分\n用途=“助学金”")
    assert preview(form).lines.toPlainText().split("\n")[0] == "6217000010001234567|31250|助学金"


def test_a_column_that_is_none_is_said_at_once(form):
    form.editors["columns_text"].setPlainText("卡号=账户余额")
    assert "不是能填的内容" in preview(form).says.text()
    assert not preview(form).says.isHidden()


def test_a_separator_within_a_cell_is_said_before_the_bank_says_it(form):
    form.editors["columns_text"].setPlainText("卡号=账号\n金额=金额元\n用途=“助学金|秋季”")
    assert "银行会读错列" in preview(form).says.text()


# money that arrived ------------------------------------------------------------------------------------


def test_every_programme_of_the_term_is_balanced_in_one_line(desk, store, paid, qtbot):
    add(
        store,
        FundReceived,
        programme=programme().id,
        term=AUTUMN.code,
        day=dt.date(2026, 11, 1),
        amount=130000,
    )
    page = show(desk, qtbot, FundsPage(desk))
    read = words(page.strip)
    assert "1300.00" in read and "1250.00" in read and "50.00" in read
    assert "结余 伍拾元整" in read


def test_more_paid_than_arrived_is_red(desk, store, paid, qtbot):
    page = show(desk, qtbot, FundsPage(desk))
    assert "结余 负壹仟贰佰伍拾元整" in words(page.strip)


def test_a_new_sum_belongs_to_the_term_in_the_top_bar(desk, qtbot):
    page = show(desk, qtbot, FundsPage(desk))
    page.add_record()
    form = desk.shell.drawer().form
    assert form.editors["term"].raw() in (AUTUMN.code, AUTUMN.title)


def test_what_the_school_sets_aside_is_reckoned_from_its_income_and_kept_as_money_received(desk, qtbot):
    page = show(desk, qtbot, FundsPage(desk, ask_text=lambda *_, **__: "200000"))
    page.set_aside()
    form = desk.shell.drawer().form
    assert "6000" in str(form.editors["amount"].raw())
    assert "200000.00" in str(form.editors["note"].raw())


def test_the_tabs_are_reached_by_their_names(desk, qtbot):
    page = show(desk, qtbot, AidPage(desk))
    page.take_hint("funds")
    assert page.currentIndex() == FUNDS
    page.take_hint("reversals")
    assert page.currentIndex() == REVERSALS


# corrections -------------------------------------------------------------------------------------------


@pytest.fixture
def asked(store, paid):
    """王芳's money is asked back."""
    return reversals.ask(store, grant_of("王芳").id, "back", 31250, "重复发放")


def test_a_correction_is_asked_for_with_its_reason(desk, store, paid, qtbot):
    dialog = ReversalQuestion(desk, desk.shell, grant_of("王芳"))
    qtbot.addWidget(dialog)
    dialog.send()
    assert "请写明更正的原因" in dialog.problem.text()
    write(dialog.reason, "重复发放")
    write(dialog.amount, "100")
    dialog.send()
    row = Reversal.get()
    assert (row.kind, row.amount, row.state) == ("back", 10000, "asked")
    assert dialog.result() == dialog.DialogCode.Accepted


def test_more_than_was_paid_is_not_taken_back(desk, paid, qtbot):
    dialog = ReversalQuestion(desk, desk.shell, grant_of("王芳"))
    qtbot.addWidget(dialog)
    write(dialog.reason, "重复发放")
    write(dialog.amount, "1000")
    dialog.send()
    assert "不能减这么多" in dialog.problem.text()
    assert not Reversal.select().exists()


def test_the_headteacher_agrees_and_the_balance_follows(desk, store, asked, qtbot):
    desk.school.store.session = as_headteacher(store).session
    page = show(desk, qtbot, ReversalsPage(desk))
    page.table.go_to(0)
    press(page.yes)
    pause()
    assert Reversal.get_by_id(asked).state == "approved"
    assert reversals.net_of(grant_of("王芳")) == 0
    assert not page.yes.isEnabled()


def test_a_refusal_needs_a_word(desk, store, asked, qtbot):
    desk.school.store.session = as_headteacher(store).session
    page = show(desk, qtbot, ReversalsPage(desk))
    page.ask_text = lambda *_, **__: "查无此事"
    page.table.go_to(0)
    press(page.no)
    row = Reversal.get_by_id(asked)
    assert (row.state, row.answer) == ("refused", "查无此事")


def test_the_clerk_sees_them_and_decides_nothing(desk, asked, qtbot):
    page = show(desk, qtbot, ReversalsPage(desk))
    assert page.model.rowCount() == 1 and not hasattr(page, "yes")
    assert "1 笔等校长审批" in page.fact()


def test_a_line_of_a_paid_list_is_corrected_from_its_menu(desk, store, paid, qtbot):
    from desktop.views.batch_page import BatchPage

    page = show(desk, qtbot, BatchPage(desk))
    page.take_hint(paid)
    page.table.go_to(0)
    seen = []
    page.lines.ask_reversal = lambda _desk, _parent, grant: seen.append(grant.id)
    menu = page.table.menu_for(0)
    next(act for act in menu.actions() if act.text().startswith("冲销")).trigger()
    assert seen == [page.grants[0].id]
    menu.deleteLater()


# a begun form ------------------------------------------------------------------------------------------


@pytest.fixture
def begun(desk, qtbot):
    """A sum is typed on 资金; the answer to the question is what a test puts into `says`."""
    from desktop.views.main_window import MainWindow

    window, says = MainWindow(desk), []
    desk.ask = lambda *_, **how: says[-1] if how.get("back") else True
    window.go("aid", "funds")
    page = window.pages["aid"]
    page.pages[FUNDS].add_record()
    form = desk.shell.drawer().form
    write(form.editors["amount"], "30000")
    assert form.is_dirty()
    return window, page, says


def test_going_on_writing_leaves_the_sum_and_the_page_where_they_are(desk, begun):
    window, page, says = begun
    says.append(None)
    window.shell.rail.choose("roster")
    page.show_tab(0)
    assert (window.shell.page(), page.currentIndex()) == (page, FUNDS)
    assert "30000" in str(desk.shell.drawer().form.editors["amount"].raw())
    assert {tabs.currentIndex() for tabs in page.tabs.values()} == {FUNDS}


def test_giving_the_sum_up_leads_away_and_keeps_nothing(desk, begun):
    window, page, says = begun
    says.append(False)
    window.shell.rail.choose("roster")
    assert window.shell.page() is window.pages["roster"] and desk.shell.drawer() is None
    assert not FundReceived.select().exists()
    window.shell.rail.choose("aid")
    page.show_tab(0)
    assert (window.shell.page(), page.currentIndex()) == (page, 0)


def test_a_sum_that_cannot_be_kept_yet_holds_the_page(desk, begun):
    window, page, says = begun
    says.append(True)
    window.shell.rail.choose("roster")
    assert window.shell.page() is page and desk.shell.drawer() is not None


def test_another_tab_closes_a_form_with_nothing_typed(desk, qtbot):
    page = show(desk, qtbot, AidPage(desk))
    page.show_tab(FUNDS)
    page.pages[FUNDS].add_record()
    page.show_tab(0)
    assert page.currentIndex() == 0 and desk.shell.drawer() is None
