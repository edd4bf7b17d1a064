"""The papers of 营养餐 on the page 打印: each is printed on the page whose figures it shows."""

from __future__ import annotations

from desktop.services.paper.catalogue_meals import MEAL_PAPERS

TITLE = "营养餐"
CODES = tuple(document.code for document in MEAL_PAPERS)
ICON = "file-text"
VERB = "去那一页打印"
ABOUT = "在营养餐的这一页里，选好月份或哪一天，再打印。"
# beginning of a paper's code -> the place where it is printed; the first that fits
PLACES = (
    ("D23C", "meal_logs"), ("D23D", "meal_logs"), ("D23E", "meal_logs"), ("D23H", "meal_logs"),
    ("D23I", "meal_logs"), ("D23J", "meal_logs"), ("D23L", "meal_logs"), ("D26S", "meal_logs"),
    ("D23", "meal_stock"), ("DSUP", "meal_stock"),
    ("D25", "meal_menu"), ("D24M", "meal_settle"), ("D24Y", "meal_settle"), ("D24P", "meal_settle"), ("D24G", "meal_settle"),
    ("D24", "meals"), ("D26", "meals"), ("D", "meal_logs"),
)  # fmt: skip


def place_of(code: str) -> str:
    """The place where a paper is printed."""
    return next(place for begins, place in PLACES if code.startswith(begins))
