"""The papers of 控辍保学 on the page 打印: each is printed on the page whose children it shows."""

from __future__ import annotations

from desktop.services.paper.catalogue_drop import DROP_PAPERS

TITLE = "控辍保学"
CODES = tuple(document.code for document in DROP_PAPERS)
ABOUT = "在控辍保学的这一页里，选好孩子、个案或月份，再打印。"
# beginning of a paper's code -> the place where it is printed; the first that fits
PLACES = (
    ("DABS", "absence"), ("D15", "cases"), ("D16", "cases"), ("D17", "cases"), ("D18", "cases"), ("DCASE", "cases"),
    ("D19", "population"), ("DTREE", "population"), ("D3C", "population"), ("D", "drop_reports"),
)  # fmt: skip


def place_of(code: str) -> str:
    """The place where a paper is printed."""
    return next(place for begins, place in PLACES if code.startswith(begins))
