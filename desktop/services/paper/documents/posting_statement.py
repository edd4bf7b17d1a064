"""公示结果说明: what became of the objections to a list, over all the times it hung.

Three papers, by what there was: none; some, and the list stood; some that were right. The words of each are a letter
that the school edits (letter_kind slip_result, slip_objected, slip_changed); who raised an objection stays in the books.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

from desktop.models.codes import code_list
from desktop.models.ledgers.objection_order import LIST_STANDS
from desktop.models.terms import day_in_words
from desktop.services.paper.documents.wall_list import period_words, title_lines
from desktop.services.paper.official import Official
from desktop.services.paper.sheet import Sheet

Ending = Literal["without", "with", "changed"]


def ending_of(objections: Sequence[Any]) -> Ending:
    """Which of the three papers it is; 无异议 is said only where nobody objected, however often the list hung."""
    if not objections:
        return "without"
    return "with" if all(one.upheld in LIST_STANDS for one in objections) else "changed"


def conclusions(objections: Sequence[Any]) -> str:
    """异议成立0件，异议不成立1件，…: every result of the code list, so that none is passed over."""
    counted = Counter(one.upheld for one in objections)
    return "，".join(
        f"{name}{counted[code]}件" for code, name in code_list("objection_result").labels.items()
    )


def last_words(told: Mapping[str, Any], objections: Sequence[Any], posting: Any) -> str:
    """What is to be said of the last time alone: nobody objected, or what was said did not change the list."""
    count = sum(one.posting_id == posting.id for one in objections)
    return str(told["last_with" if count else "last_without"]).format_map({"件数": count})


def answers(told: Mapping[str, Any], objections: Sequence[Any], postings: Sequence[Any]) -> list[str]:
    """A paragraph for each objection. postings: all of the list, in their order."""
    return [_answer(told, number, one, postings) for number, one in enumerate(objections, 1)]


def _answer(told: Mapping[str, Any], number: int, one: Any, postings: Sequence[Any]) -> str:
    said = {
        "序号": number, "收到": day_in_words(one.day), "方式": f"（{one.way}）" if one.way else "",
        "答复": day_in_words(one.handled_on), "结果": code_list("objection_result").label(one.upheld),
    }  # fmt: skip
    broken, anew = _hung_anew(one, postings)
    if one.upheld in LIST_STANDS or broken is None:
        return str(told["each"]).format_map(said)
    said |= {"中止": day_in_words(broken.ended_on), "重新公示": period_words(anew)}
    same = broken.content and broken.content == anew.content
    return str(told["each_unchanged" if same else "each_changed"]).format_map(said)


def _hung_anew(one: Any, postings: Sequence[Any]) -> tuple[Any, Any]:
    """The posting that an objection ended, and the one that followed; (None, None) where there are none."""
    ended = [
        (posting, following)
        for posting, following in pairwise(postings)
        if posting.id >= one.posting_id and posting.state == "broken" and posting.ended_on
    ]
    fitting = (pair for pair in ended if pair[0].ended_on >= one.handled_on)
    return next(fitting, ended[-1] if ended else (None, None))


def draw_statement(
    sheet: Sheet, titles: Sequence[str], texts: Sequence[str], signed: tuple[str, str]
) -> None:
    """A statement in the manner of an official paper; a line that ends in ： has room for a signature after it.

    signed: the school and its day, which stand under the seal.
    """
    paper = Official(sheet)
    paper.title(*title_lines(titles))
    paper.skip()
    for place, text in enumerate(texts):
        room = text.endswith("：")
        if room and place and not texts[place - 1].endswith("："):
            paper.skip()
        paper.paragraph(text)
        if room:
            paper.skip()
    paper.signature(*signed)
    paper.set()
