"""The papers of 控辍保学, a file of them to each piece of the work. Registered by `catalogue`."""

from __future__ import annotations

from desktop.services.paper.catalogue_drop_cases import CASE_PAPERS
from desktop.services.paper.catalogue_drop_population import POPULATION_PAPERS
from desktop.services.paper.catalogue_drop_reports import REPORT_PAPERS
from desktop.services.paper.document import Document

DROP_PAPERS: tuple[Document, ...] = (*POPULATION_PAPERS, *CASE_PAPERS, *REPORT_PAPERS)
