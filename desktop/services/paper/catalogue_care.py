"""The papers of 结对帮扶与关爱: who stands by whom, what was done for each child. Registered by `catalogue`."""

from __future__ import annotations

from desktop.services.paper.catalogue_care_goods import GOODS_PAPERS
from desktop.services.paper.catalogue_care_listed import LISTED_PAPERS
from desktop.services.paper.catalogue_care_pairs import PAIR_PAPERS
from desktop.services.paper.catalogue_care_visits import VISIT_PAPERS
from desktop.services.paper.catalogue_dossier import DOSSIER_PAPERS
from desktop.services.paper.catalogue_duties import DUTY_PAPERS
from desktop.services.paper.catalogue_handbook import HANDBOOK_PAPERS
from desktop.services.paper.document import Document

CARE_PAPERS: tuple[Document, ...] = (
    *LISTED_PAPERS,
    *PAIR_PAPERS,
    *VISIT_PAPERS,
    *GOODS_PAPERS,
    *DOSSIER_PAPERS,
    *DUTY_PAPERS,
    *HANDBOOK_PAPERS,
)
