"""The papers of 适龄儿童少年: the tree, the comparisons, proofs of learning elsewhere. Registered by `catalogue_drop`."""

from __future__ import annotations

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted


def _tree(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import population_tables as paper

    found = paper.tree_paper(store, wanted.day, wanted.what)
    return Job(
        found.title, found.found.population, "人", lambda p, g, f: paper.draw_tree(p, found, progress=g, proof=f),
        str(wanted.day),
    )  # fmt: skip


def _villages(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import population_tables as paper

    found = paper.tree_paper(store, wanted.day, wanted.what, by_village=True)
    return Job(
        found.title, found.found.population, "人", lambda p, g, f: paper.draw_villages(p, found, progress=g, proof=f),
        str(wanted.day),
    )  # fmt: skip


def _checks(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import population_tables as paper

    found = paper.checks_paper(store, wanted.day, wanted.what)
    count = sum(len(part.lines) for part in found.parts)
    return Job(
        found.title,
        count,
        "人",
        lambda p, g, f: paper.draw_checks(p, found, progress=g, proof=f),
        str(wanted.day),
    )


def _proofs(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import population_proof as paper

    found = paper.blank_proofs(store, wanted.records, wanted.day)
    return Job(
        found.title, len(found.pages), "份", lambda p, g, f: paper.draw_proofs(p, found, progress=g, proof=f)
    )


def _ledger(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import population_proof as paper

    found = paper.ledger(store, wanted.day, wanted.what)
    return Job(
        found.title, len(found.lines), "人", lambda p, g, f: paper.draw_ledger(p, found, progress=g, proof=f),
        str(wanted.day),
    )  # fmt: skip


def _calls(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import population_proof as paper

    found = paper.call_sheet(store, wanted.records[0] if wanted.records else None)
    return Job(
        found.title, len(found.rows), "人", lambda p, g, f: paper.draw_calls(p, found, progress=g, proof=f),
        str(found.draw.day),
    )  # fmt: skip


POPULATION_PAPERS: tuple[Document, ...] = (
    Document("DTREE", "适龄儿童去向统计表", (), "none", _tree, "每一级等于下一级之和；有差的写明差在谁身上。"),
    Document("D19V", "适龄儿童分村统计表", (), "none", _villages, "一村（社区）一行，各种去向各多少人。"),
    Document("D3C", "三比对名单", (), "none", _checks, "户籍和学籍、学籍和在校、脱贫户和在校，只在一边的人和说明。"),
    Document("D19", "在外就读证明", (), "own", _proofs, "给就读学校盖章的，空白的或者填好姓名的。"),
    Document("D19L", "在外就读取证台账", (), "full", _ledger, "在外就读的孩子，证明拿到没有，取证率和它的分母。"),
    Document("D19C", "取证抽查记录表", (), "none", _calls, "抽到谁、打给谁、怎么说的，抽签的办法写在下面。"),
)  # fmt: skip
