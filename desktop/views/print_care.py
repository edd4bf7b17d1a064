"""The papers of 结对关爱 on the page 打印: each is printed on the page whose children it shows."""

from __future__ import annotations

from desktop.services.paper.catalogue_care import CARE_PAPERS

TITLE = "结对关爱"
CODES = tuple(document.code for document in CARE_PAPERS)
ABOUT = "在结对关爱的这一页里，选好学生或学期，再打印。"
# beginning of a paper's code -> the place where it is printed; the first that fits
PLACES = (
    ("D14", "care_home"), ("ACT", "care_home"), ("GROW", "care_home"), ("POINTS", "care_goods"), ("WISH", "care_goods"),
    ("D11", "pairs"), ("D12", "pairs"), ("CARET", "pairs"), ("CARES", "pairs"), ("CARE", "care"), ("D30", "care"),
    ("D29", "roster"), ("D31", "care_goods"), ("D32", "care_goods"), ("D27", "duties"), ("D33", "duties"),
    ("D34", "duties"), ("D", "visits"),
)  # fmt: skip


def place_of(code: str) -> str:
    """The place where a paper is printed."""
    return next((place for begins, place in PLACES if code.startswith(begins)), "pairs")
