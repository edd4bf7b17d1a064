"""营养餐月报 in a package: optional, counted in the manifest, its sums on the slip, accepted by who receives it."""

import datetime as dt

import openpyxl
import pypdfium2
import pytest
from builders import as_headteacher
from builders_meals import MONDAY, class_day, eaters

from desktop.models.errors import Refused
from desktop.models.ledgers.desk import SentPackage
from desktop.models.terms import Term
from desktop.services import sending
from desktop.services.exchange import manifest as manifests
from desktop.services.exchange import meals, package
from desktop.services.meals import settlement

SECRET, AUTUMN = "电话里说 2026", Term(2026, 1)
DAY = dt.date(2026, 11, 22)


@pytest.fixture
def served(school):
    """Four pupils on two days, one away once: 7 heads at 5 元; settled, its difference explained."""
    store = school.store
    eaters(store)
    class_day(store, exceptions={1: "S"})
    class_day(store, MONDAY + dt.timedelta(days=1))
    made = settlement.make(store, "2026-09", "lunch")
    settlement.explain(store, made, "other", settlement.open_difference(made), "食材还没有登记出库")
    return made


def planned(school, months=("2026-09",)):
    return package.plan(school.store, school, AUTUMN, [], day=DAY, months=months)


def table(path):
    sheet = openpyxl.load_workbook(path).active
    return [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_a_school_without_meals_sends_what_it_always_sent(school):
    plan = planned(school, ())
    assert plan.counts.keys() == {"pupils", "batches", "grants"} and plan.sums == {"grants": 0}
    assert meals.settled_in(AUTUMN) == []


def test_a_settled_month_is_offered_in_its_own_term(school, served):
    (one,) = meals.settled_in(AUTUMN)
    assert (one.title, one.sum_of("fed_times"), one.sum_of("due_amount")) == ("2026年9月", 7, 3500)
    assert meals.settled_in(AUTUMN.next) == []


def test_only_settled_months_can_be_sent(school, served):
    with pytest.raises(Refused, match="2026年10月的餐费没有结算"):
        planned(school, ["2026-10"])
    settlement.give_back(as_headteacher(school.store), served, "少登了一笔")
    with pytest.raises(Refused, match="2026年9月的餐费没有结算"):
        planned(school)


def test_what_the_headteacher_did_not_sign_is_said(school, served):
    assert any("校长还没有签字" in words for words in planned(school).warnings)
    settlement.sign(as_headteacher(school.store), served)
    assert not any("校长还没有签字" in words for words in planned(school).warnings)


def test_the_package_holds_tables_form_and_sums_and_is_accepted(school, served, stick):
    plan = planned(school)
    written = sending.send(plan, stick, SECRET, "资助专用")
    assert written.manifest["counts"]["meal_months"] == 1
    assert written.manifest["sums_fen"] == {"grants": 0, "meals_due": 3500, "meals_spent": 0}
    (told,) = written.manifest["meals"]
    assert (told["month"], told["fed_times"], told["people"], told["due_fen"]) == ("2026-09", 7, 4, 3500)
    names = [path.name for path in written.files]
    assert sum("月报" in name for name in names) == 2  # the table, and the form
    checked = sending.verdict(written.folder)
    assert checked.code == manifests.check_code(written.manifest)
    assert "2026-09 营养餐 7 人次 应拨 35.00 元" in checked.sentence
    assert "月报" in SentPackage.get().content


def test_the_tables_add_up_to_the_manifest(school, served, stick):
    written = sending.send(planned(school), stick, SECRET, "")
    path = next(path for path in written.files if path.name.endswith("结算表.xlsx"))
    rows = table(path)
    assert any("35.00" in cell or cell == "35" for row in rows for cell in row)
    assert not any("王芳" in cell for row in rows for cell in row)


def test_the_slip_proves_the_sums(school, served, stick):
    written = sending.send(planned(school), stick, SECRET, "")
    document = pypdfium2.PdfDocument(written.folder / manifests.SLIP)
    said = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "2026年9月午餐（已结算，实支 0.00 元）" in said and "7人次" in said and "营养餐合计" in said
