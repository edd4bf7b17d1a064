"""The papers of 缺课 and of a 个案, from the first 劝返 to 销号. Registered by `catalogue_drop`."""

from __future__ import annotations

from desktop.services.paper.document import Document

CASE_PAPERS: tuple[Document, ...] = ()
