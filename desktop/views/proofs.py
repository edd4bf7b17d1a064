"""佐证页: from a figure on the screen or on a paper to the page that shows every line behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.layouts import column, row, scroll
from desktop.views.widgets import ruled, text

if TYPE_CHECKING:
    from desktop.services.paper.documents.proof_page_figures import Figure

PROOF = "PROOF"
WIDTH, HIGH, LINE = 560, 420, 42  # px


def prove(desk: Desk, figure: Figure) -> None:
    """Show the proof of a figure."""
    _show(desk, *desk.attempt(figure.make, desk.store))


def _show(desk: Desk, ok: bool, proof: Any) -> None:
    """The preview is imported when it is wanted: the first page of the program has figures, too."""
    from desktop.views.preview import open_paper

    if ok:
        open_paper(desk, PROOF, Wanted(proof=proof))


def prove_grants(desk: Desk, grants: Sequence[int], figure: str, counts: str) -> None:
    """Show the proof of a sum of aid. figure: what the number is called; counts: in words, what it adds up."""
    from desktop.services.paper.documents.proof_page_facts import proof_of_grants

    _show(desk, *desk.attempt(proof_of_grants, desk.store, grants, figure, counts))


def prove_hits(desk: Desk, hits: Sequence[int], figure: str, counts: str) -> None:
    """Show the proof of how many pupils lines of county lists concern."""
    from desktop.services.paper.documents.proof_page_facts import proof_of_hits

    _show(desk, *desk.attempt(proof_of_hits, desk.store, hits, figure, counts))


def prove_rate(desk: Desk, found: Any) -> None:
    """Show the proof of 应享尽享率: numerator and denominator, pupil by pupil. found: the Differences it was made of."""
    from desktop.services.paper.documents.proof_page_figures import figure, proof_of_rate

    prove(desk, figure("应享尽享率", proof_of_rate, [found]))


class FiguresDialog(Dialog):
    """Every figure of a paper or of a round, each with the way to its proof."""

    def __init__(self, desk: Desk, figures: Sequence[Figure]) -> None:
        self.desk = desk
        self.links = [self._link(one) for one in figures]
        lines = [
            row((text(one.name, wrap=True), 1), link) for one, link in zip(figures, self.links, strict=True)
        ]
        body = scroll(column(*ruled(*lines), None, gap=8, edge=(0, 0, 8, 0)))
        body.setFixedHeight(min(HIGH, LINE * len(lines) + 8))
        super().__init__(desk.shell, "看哪个数字的佐证页", column(body), width=WIDTH)
        self.add_button("关闭")

    def _link(self, one: Figure) -> Button:
        made = Button("佐证页", role="link", tail="arrow-right")
        made.setAccessibleName(f"{one.name}的佐证页")
        made.clicked.connect(partial(self._chosen, one))
        return made

    def _chosen(self, one: Figure, _checked: bool = False) -> None:
        self.accept()
        prove(self.desk, one)


def offer_proofs(desk: Desk, code: str, wanted: Wanted) -> Button | None:
    """The button beside a paper that leads from its figures to their lines; None for a paper without such figures."""
    from desktop.services.paper.documents.proof_page_figures import figures_of_paper

    ok, figures = desk.attempt(figures_of_paper, desk.store, code, wanted)
    if not ok or not figures:
        return None
    made = Button("佐证页", "list-checks", tip="这张表上的每个数字，都能看到是哪些行算出来的")
    made.clicked.connect(partial(_ask, desk, figures))
    return made


def _ask(desk: Desk, figures: Sequence[Figure], _checked: bool = False) -> None:
    dialog = FiguresDialog(desk, figures)
    dialog.exec()
    dialog.deleteLater()
