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
from desktop.services.lists import board
from desktop.views.desk import Desk
from desktop.views.shell import Place


@dataclass(frozen=True)
class Spot:
    """A place, who sees it ("" = everyone), and where its page is made: "module:Class"."""

    place: Place
    page: str
    roles: str = ""


SPOTS = (
    Spot(Place("today", "今日", "今日", "house"), "today_page:TodayPage"),
    Spot(Place("roster", "花名册", "学生", "users"), "roster_page:RosterPage"),
    Spot(Place("families", "户与家人", "户", "contact"), "families_page:FamiliesPage"),
    Spot(Place("lists", "比对", "比对", "search-check"), "lists_page:ListsPage", "aid head"),
    Spot(Place("recognition", "认定", "认定", "scale"), "recognition_page:RecognitionPage", "aid head class"),
    Spot(Place("aid", "资助批次", "资助", "hand-coins"), "aid_page:AidPage", "aid head"),
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
    "log": ("log_page:LogPage", "settings"),
}


def for_role(role: str) -> list[Spot]:
    return [spot for spot in SPOTS if not spot.roles or role in spot.roles.split()]


def rail_key(key: str) -> str:
    """The place lit in the rail while a page is shown."""
    return OTHERS[key][1] if key in OTHERS else key


def make(key: str, desk: Desk) -> QWidget:
    """The page of a key."""
    path = OTHERS[key][0] if key in OTHERS else next(spot.page for spot in SPOTS if spot.place.key == key)
    module, _, name = path.partition(":")
    maker: Callable[[Desk], QWidget] = getattr(import_module(f"desktop.views.{module}"), name)
    return maker(desk)


def waiting(desk: Desk) -> dict[str, int]:
    """How many things wait at which place."""
    open_rows = WaitingRow.select().where(WaitingRow.state == "open").count()
    return {"roster": open_rows, "lists": board.waiting(desk.store)}


def hint_of(value: Any) -> str:
    return str(value) if value is not None else ""
