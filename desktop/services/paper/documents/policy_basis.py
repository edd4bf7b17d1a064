"""政策依据 and 标准 as papers name them: the document of the standard that a grant rests on."""

from collections.abc import Iterable
from typing import Any

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batches import AidBatch
from desktop.models.terms import Term
from desktop.services.paper.documents.common import wording


def standards_of(grants: Iterable[Any]) -> dict[int, Any]:
    """The standards behind grants, by id."""
    ids = {grant.standard_id for grant in grants if grant.standard_id}
    return {
        row.id: row for row in AidStandard.select().where(AidStandard.id.in_(ids)).order_by(AidStandard.id)
    }


def basis_of(grants: Iterable[Any]) -> str:
    """The documents behind some grants: 关于……的通知（青教〔2026〕8号）; a general sentence when none is on record.

    The sentence goes by the programme: what the school or somebody else gives does not rest on the state's standards.
    """
    grants = list(grants)
    named = [document_of(row) for row in standards_of(grants).values()]
    if found := "、".join(dict.fromkeys(name for name in named if name)):
        return found
    told = wording("basis")
    codes = dict.fromkeys(told["programmes"].get(code, "living") for code in _programmes(grants))
    return "；".join(str(told["sentences"][code]) for code in codes or ("living",))


def _programmes(grants: Iterable[Any]) -> list[str]:
    """The codes of the programmes of some grants, each once."""
    batches = {grant.batch_id for grant in grants}
    rows = AidProgramme.select(AidProgramme.code).join(AidBatch).where(AidBatch.id.in_(batches))
    return sorted({row.code for row in rows if row.code})


def document_of(standard: Any) -> str:
    """Title and number of a standard's document."""
    number = f"（{standard.doc_no}）" if standard.doc_no else ""
    return f"{standard.doc_title}{number}" if standard.doc_title else standard.doc_no or ""


def standard_words(standard: Any, term: Term) -> str:
    """What a standard comes to in a term: 312.50元; another unit is said: 5.00元/天."""
    if standard is None or standard.amount is None:
        return (standard.amount_text or "") if standard else ""
    if standard.unit == "学年":
        return f"{money.figures(money.halved(standard.amount))}元"
    unit = "" if standard.unit == "学期" else f"/{standard.unit}"
    return f"{money.figures(standard.amount)}元{unit}"
