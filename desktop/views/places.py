"""The places of the program: what stands in the rail for whom, and which page is behind each.

Pages are imported when they are first wanted: the window opens sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.desk import WaitingRow
from desktop.models.roles import roles
from desktop.services.lists import board
from desktop.services.progress import Progress
from desktop.views.desk import Desk
from desktop.views.rail import Group, Place


@dataclass(frozen=True)
class Spot:
    """A place, who sees it ("" = everyone), and where its page is made: "module:Class"."""

    place: Place
    page: str
    roles: str = ""


GROUPS = (  # one that has no page for somebody is not shown, one with a single page is simply that place
    Group("students", "学生", "学生", "users"),
    Group("aid", "资助", "资助", "hand-coins"),
    Group("meals", "营养餐", "营养", "utensils"),
    Group("care", "结对关爱", "结对", "heart-handshake"),
    Group("dropout", "控辍保学", "控辍", "footprints"),
)
# In the order of the rail; the pages of a group stand together.
SPOTS = (
    Spot(Place("today", "今日", "今日", "house"), "today_page:TodayPage"),
    Spot(Place("roster", "花名册", "学生", "users", group="students"), "roster_page:RosterPage"),
    Spot(
        Place("families", "户与家人", "户", "contact", group="students"),
        "families_page:FamiliesPage",
        "aid head class",
    ),
    Spot(Place("lists", "比对", "比对", "search-check", group="aid"), "lists_page:ListsPage", "aid head"),
    Spot(
        Place("recognition", "认定", "认定", "scale", group="aid"),
        "recognition_page:RecognitionPage",
        "aid head class",
    ),
    Spot(Place("aid", "资助批次", "资助", "hand-coins", group="aid"), "aid_page:AidPage", "aid head"),
    Spot(
        Place("meals", "录餐", "录餐", "utensils", group="meals"),
        "meal_day_page:MealDayPage",
        "aid head class meal",
    ),
    Spot(
        Place("meal_menu", "食谱", "食谱", "salad", group="meals"), "meal_menu_page:MenuPage", "aid head meal"
    ),
    Spot(
        Place("meal_stock", "库房", "库房", "package", group="meals"),
        "meal_stock_page:StorePage",
        "aid head meal",
    ),
    Spot(
        Place("meal_logs", "日常记录", "记录", "clipboard-check", group="meals"),
        "meal_log_page:MealLogPage",
        "aid head meal",
    ),
    Spot(
        Place("meal_month", "月历", "月历", "calendar-days", group="meals"),
        "meal_gaps_page:MealGapsPage",
        "aid head meal",
    ),
    Spot(
        Place("meal_settle", "结算", "结算", "calculator", group="meals"),
        "meal_settle_page:SettlePage",
        "aid head meal",
    ),
    Spot(
        Place("care", "五类学生", "五类", "heart-handshake", group="care"),
        "care_page:CarePage",
        "aid head class moral",
    ),
    Spot(
        Place("pairs", "结对", "结对", "users-round", group="care"),
        "pairs_page:PairsPage",
        "aid head class moral",
    ),
    Spot(
        Place("visits", "家访", "家访", "footprints", group="care"),
        "visits_page:VisitsPage",
        "aid head class moral",
    ),
    Spot(
        Place("care_goods", "爱心超市", "超市", "gift", group="care"),
        "care_goods_page:GoodsPage",
        "aid head class moral",
    ),
    Spot(
        Place("care_home", "送教与活动", "送教", "school", group="care"),
        "care_home_page:HomePage",
        "aid head class moral",
    ),
    Spot(
        Place("duties", "责任与宣传", "责任", "megaphone", group="care"),
        "duties_page:DutiesPage",
        "aid head moral",
    ),
    Spot(
        Place("population", "适龄儿童", "适龄", "network", group="dropout"),
        "population_page:PopulationPage",
        "aid head moral",
    ),
    Spot(
        Place("absence", "缺课", "缺课", "user-minus", group="dropout"),
        "drop_absence_page:AbsencePlace",
        "aid head class moral",
    ),
    Spot(
        Place("cases", "个案", "个案", "footprints", group="dropout"),
        "drop_cases_page:CasesPlace",
        "aid head class moral",
    ),
    Spot(
        Place("drop_reports", "控辍月报", "月报", "clipboard-list", group="dropout"),
        "drop_reports_page:DropReportsPage",
        "aid head moral",
    ),
    Spot(Place("print", "打印", "打印", "printer"), "print_page:PrintPage"),
    Spot(Place("send", "报送", "报送", "send"), "send_page:SendPage", "aid head"),
    Spot(Place("backup", "备份", "备份", "hard-drive", foot=True), "backup_page:BackupPage", "aid head"),
    Spot(Place("settings", "设置", "设置", "settings", foot=True), "settings_page:SettingsPage"),
    Spot(Place("help", "帮助", "帮助", "circle-question-mark", foot=True), "help_page:HelpPage"),
)
# Pages that are no place of their own: the page, and the place lit in the rail while one is there.
OTHERS = {
    "pupil": ("pupil_page:PupilPage", "roster"),
    "import": ("import_wizard:ImportWizard", "roster"),
    "waiting": ("waiting_page:WaitingPage", "roster"),
    "roll_over": ("roll_over_page:RollOverPage", "roster"),
    "batch": ("batch_page:BatchPage", "aid"),
    "new_batch": ("new_batch_page:NewBatchPage", "aid"),
    "hand_batch": ("hand_batch_page:HandBatchPage", "aid"),
    "pay": ("pay_page:PayPage", "aid"),
    "pay_answer": ("pay_answer:PayAnswerPage", "aid"),
    "letters": ("letters_page:LettersPage", "print"),
    "templates": ("template_page:TemplatePage", "print"),
    "sign": ("head_page:SignPage", "today"),
    "charts": ("chart_page:ChartPage", "today"),
    "match_lists": ("lists_wizard:ListsWizard", "lists"),
    "difference": ("difference_page:DifferencePage", "lists"),
    "closing_reasons": ("difference_close:ReasonsPage", "lists"),
    "recognition_add": ("recognition_add:AddPage", "recognition"),
    "recognition_review": ("recognition_review:ReviewPage", "recognition"),
    "posting": ("posting_page:PostingPage", "recognition"),
    "meal_purchase": ("meal_stock_entry:PurchasePage", "meal_stock"),
    "meal_issue": ("meal_stock_issue:IssuePage", "meal_stock"),
    "meal_tables": ("meal_menu_tables:MenuTablesPage", "meal_menu"),
    "meal_rota": ("meal_rota_page:RotaPage", "meal_logs"),
    "meal_books": ("meal_books_page:MealBooksPage", "meal_logs"),
    "meal_trace": ("meal_trace_page:TracePage", "meal_settle"),
    "log": ("log_page:LogPage", "settings"),
    "meal_eaters": ("meal_eaters_page:MealEatersPage", "meals"),
    "meal_calendar": ("meal_calendar_page:MealCalendarPage", "meals"),
    "meal_class": ("meal_class_page:MealClassPage", "meals"),
    "meal_import": ("meal_import_page:MealImportPage", "meals"),
    "care_books": ("care_books_page:CareBooksPage", "care"),
    "plan": ("plan_page:PlanPage", "pairs"),
    "pair_books": ("pair_books_page:PairBooksPage", "pairs"),
    "visit_sheet": ("visit_entry_page:VisitEntryPage", "visits"),
    "visit_books": ("visit_books_page:VisitBooksPage", "visits"),
    "care_goods_books": ("care_goods_page:GoodsBooksPage", "care_goods"),
    "care_home_books": ("care_home_page:HomeBooksPage", "care_home"),
    "population_books": ("population_page:PopulationBooksPage", "population"),
    "population_doubts": ("population_doubts:DoubtsPage", "population"),
    "proof_draws": ("proof_draw_page:ProofDrawPage", "population"),
    "drop_case": ("case_page:CasePage", "cases"),
    "drop_books": ("drop_books_page:DropBooksPage", "cases"),
    "drop_report_books": ("drop_reports_page:DropReportBooksPage", "drop_reports"),
    "phone_draws": ("phone_draw_page:PhoneDrawPage", "visits"),
}

# Pages of the whole school, though the place they belong to is everyone's.
WHOLE_SCHOOL = frozenset(
    {"import", "waiting", "roll_over", "letters", "templates", "sign", "charts", "log"}
)  # fmt: skip


def for_role(role: str) -> list[Spot]:
    return [spot for spot in SPOTS if not spot.roles or role in spot.roles.split()]


def is_open_to(role: str, key: str) -> bool:
    """Whether a page may be opened at all: whoever does not see its place is not led there by a button either."""
    if key in WHOLE_SCHOOL and role not in ("aid", "head"):
        return False
    return any(spot.place.key == rail_key(key) for spot in for_role(role))


def labels_of_who_sees(key: str) -> list[str]:
    """The roles that may open a page, as people call them (资助专干, 校长)."""
    return [role.label for code, role in roles().items() if is_open_to(code, key)]


def rail_key(key: str) -> str:
    """The place lit in the rail while a page is shown."""
    return OTHERS[key][1] if key in OTHERS else key


def make(key: str, desk: Desk) -> QWidget:
    """The page of a key."""
    path = OTHERS[key][0] if key in OTHERS else next(spot.page for spot in SPOTS if spot.place.key == key)
    module, _, name = path.partition(":")
    maker: Callable[[Desk], QWidget] = getattr(import_module(f"desktop.views.{module}"), name)
    return maker(desk)


def waiting(desk: Desk, *, progress: Progress | None = None) -> dict[str, int]:
    """How many things wait at which place. Only reads, so that a job may do it too."""
    open_rows = WaitingRow.select().where(WaitingRow.state == "open").count()
    return {"roster": open_rows, "lists": board.waiting(desk.store)}


def hint_of(value: Any) -> str:
    return str(value) if value is not None else ""
