"""佐证页: from a figure on the screen to the paper that shows every line behind it."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.services.paper.document import Wanted
from desktop.views.desk import Desk
from desktop.views.preview import open_paper

PROOF = "PROOF"


def prove_grants(desk: Desk, grants: Sequence[int], figure: str, counts: str) -> None:
    """Show the proof of a sum of aid. figure: what the number is called; counts: in words, what it adds up."""
    from desktop.services.paper.documents.proof_page_facts import proof_of_grants

    ok, proof = desk.attempt(proof_of_grants, desk.store, grants, figure, counts)
    if ok:
        open_paper(desk, PROOF, Wanted(proof=proof))


def prove_hits(desk: Desk, hits: Sequence[int], figure: str, counts: str) -> None:
    """Show the proof of a number of pupils on county lists."""
    from desktop.services.paper.documents.proof_page_facts import proof_of_hits

    ok, proof = desk.attempt(proof_of_hits, desk.store, hits, figure, counts)
    if ok:
        open_paper(desk, PROOF, Wanted(proof=proof))


def prove_cases(desk: Desk, cases: Sequence[int], figure: str, counts: str) -> None:
    """Show the proof of a number of recognised pupils."""
    from desktop.services.paper.documents.proof_page_facts import proof_of_cases

    ok, proof = desk.attempt(proof_of_cases, desk.store, cases, figure, counts)
    if ok:
        open_paper(desk, PROOF, Wanted(proof=proof))
