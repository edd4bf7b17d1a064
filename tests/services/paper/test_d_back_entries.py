"""What was entered late says so on every paper of records, with its reason; so do goods taken without a 许可证."""

import datetime as dt

import pytest
from builders import add, change
from builders_records import DISHES, MONDAY, cooks, is_today, staff
from builders_store import lot, material, permit, supplier
from papers import whole

from desktop.models.ledgers.meal_logs import Accompany, AdditiveUse, Disinfection, FoodSample, MorningCheck
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.ledgers.meal_watch import MealMeeting
from desktop.models.ledgers.staff import Staff
from desktop.services.meals import watch
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document

FRIDAY = MONDAY + dt.timedelta(days=4)
WHY = "停电，周五补记"
MARKED = ["10-12补", f"日期后有“补”的是事后补录：10-12{WHY}。"]


@pytest.fixture
def late(store, monkeypatch):
    """A Monday that was written down on Friday."""
    is_today(monkeypatch, FRIDAY)
    cook, head, told = cooks(store)[0], staff(store, "石校长", "head"), {"day": MONDAY, "late_reason": WHY}
    add(store, Accompany, staff=head, state="done", taste="4", quality="4", dishes=DISHES[0], **told)
    add(store, FoodSample, dish=DISHES[0], grams=125, taken_at="11:35", taken_by=cook, degrees=45, **told)
    add(store, MorningCheck, staff=cook, **told)
    add(store, Disinfection, strength="100℃", starts="12:40", ends="13:10", pieces=412, **told)
    add(store, AdditiveUse, name="泡打粉", **told)
    add(store, MealMeeting, people="家长代表韦建国", topics="牛奶换小盒", decided="下周换", **told)
    for kind in ("day", "week", "month"):
        watch.keep_check(store, kind, MONDAY, watch.items(kind), {"staff": head, "late_reason": WHY})
    shop = supplier(store, "老韦菜行")
    permit(store, shop, dt.date(2026, 9, 30))
    lot(store, material(store), shop, day=MONDAY, late_reason=WHY, licence_reason="新证在办，县局有回执")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("D21", MARKED),
        ("D21S", ["补录", f"2026-10-16登记，原因：{WHY}"]),
        ("D22", ["10-12补", f"补录：{WHY}"]),
        ("D23A", [*MARKED, "老韦菜行*", "没有有效许可证：老韦菜行10-12：新证在办，县局有回执。"]),
        ("D23C", ["补录", MARKED[1]]),
        ("D23D", ["10-12补", f"补录：{WHY}"]),
        ("D23E", ["10-12补", f"补录：{WHY}"]),
        ("D23H", [f"2026-10-16登记，原因：{WHY}"]),
        ("D23I", [f"2026-10-16登记，原因：{WHY}"]),
        ("D23J", [f"2026-10-16登记，原因：{WHY}"]),
        ("D23L", [f"2026-10-16登记，原因：{WHY}"]),
    ],
)  # fmt: skip
def test_a_day_written_down_later_is_marked_with_its_reason(store, late, tmp_path, code, words):
    told = printed(store, code, tmp_path)
    for one in words:
        assert one in told, (one, told)


def test_a_cook_who_stands_as_company_is_named_under_the_list(store, late, tmp_path):
    change(store, Staff, Accompany.get().staff_id, post="cook")  # written down before the rule was asked
    assert "陪餐人是食堂从业人员，不是学校负责人或教师的：10-12石校长。" in printed(store, "D21", tmp_path)


def printed(store, code, folder):
    path = print_document(store, DOCUMENTS[code], Wanted(day=FRIDAY, month="2026-10"), folder)
    return "".join(whole(path).split())


def test_what_was_written_in_time_bears_no_mark(store, tmp_path, monkeypatch):
    is_today(monkeypatch, MONDAY)
    add(store, Disinfection, day=MONDAY, strength="100℃", starts="05:40", ends="06:10", pieces=412)
    made = lot(store, material(store), supplier(store), day=MONDAY)
    change(store, Purchase, made, late_reason=None)
    for code in ("D23A", "D23D"):
        assert "补" not in printed(store, code, tmp_path)
