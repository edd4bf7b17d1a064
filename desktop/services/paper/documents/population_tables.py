"""去向树 (DTREE), the same by village (D19V), the three comparisons (D3C)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.drop import population_checks, proofs
from desktop.services.drop.population import Difference, Tree, percent, tree
from desktop.services.drop.population_checks import COMPARISONS, LEFT, RIGHT, Comparison, Line
from desktop.services.drop.population_villages import COLUMNS, Village, villages
from desktop.services.drop.proofs import FAR, OUTSIDE_, Rate
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

TREE = (22.0, 108.0, 28.0, 28.0)
VILLAGES = (40.0, 18.0, *(15.0 for _ in COLUMNS), 18.0)
CHECKS = (12.0, 22.0, 12.0, 25.0, 34.0, 22.0, 36.0, 34.0, 34.0, 42.0)
NAMES = 120  # names of a difference that are printed
WIDE = "wide"


def _told(part: str) -> dict[str, Any]:
    return dict(wording("population_papers")[part])


def _common() -> dict[str, Any]:
    return wording("population_papers")


def _unit() -> str:
    return str(_common()["unit_line"].format_map({"学校": school_on_paper().school_name}))


@dataclass(frozen=True)
class TreePaper:
    """The tree of a day with the rates it is told with; by_village: the other table."""

    found: Tree
    rates: Sequence[Rate] = ()
    by_village: bool = False

    @property
    def title(self) -> str:
        part = _told("villages" if self.by_village else "tree")
        return str(part["heading"].format_map({"学校": school_on_paper().school_name}))


def tree_paper(store: Store, day: dt.date, what: str = "", *, by_village: bool = False) -> TreePaper:
    """what: "wide" for the larger band of ages. Raises Refused when there is nobody of the age."""
    found = tree(day, wide=what == WIDE)
    demand_rows(list(found.claims), "适龄儿童台账")
    told = proofs.board(day, found=found)
    return TreePaper(found, [told.rate(FAR), told.rate(OUTSIDE_)], by_village)


# the tree ------------------------------------------------------------------------------------------------


def draw_tree(
    path: Path, subject: TreePaper, *, progress: Progress | None = None, proof: bool = False
) -> int:
    """Print the tree and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    found, told = subject.found, _told("tree")
    rows = _tree_rows(subject)
    pre_flight(*((f"去向树{cell.text[:8]}", cell.text) for row in rows for cell in row))
    columns = [Column(head, width) for head, width in zip(told["columns"], TREE, strict=True)]
    blanks = {"年龄": found.band.words, "日期": day_in_words(found.day)}
    with new_sheet(path, subject.title, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=_unit(), centre=_common()["day_line"].format_map(blanks), signatures=_common()["signatures"],
            notes=told["notes"].format_map(blanks), seal=True, day=None,
        )  # fmt: skip
        page.roster(columns, _same, no_sums, row=7.0, size=10.0).draw(sheet, rows, progress)
        return sheet.page


def _same(row: Row) -> Row:
    return row


def _tree_rows(subject: TreePaper) -> list[Row]:
    """Population, the lines, what they add up to, what makes the difference, the rates."""
    found, told = subject.found, _told("tree")
    rows: list[Row] = [
        _figures("", told["population"].format_map({"年龄": found.band.words}), found.population, found)
    ]
    for node in found.lines():
        indent = "　" * (node.level - 1)
        rows.append(_figures(node.code, f"{indent}{node.label}", node.count, found))
    rows.append(_figures("", told["told"], found.told, found))
    rows.append(
        [label(""), words(told["gap"]), value(found.gap), value(told["closes"][:3] if found.closes else "")]
    )
    wrong = [one for one in found.differences if one.wrong]
    beside = [one for one in found.differences if not one.wrong]
    if found.closes:
        rows.append([label(told["wrong"]), words(told["closes"], 3)])
    rows += [_difference(told["wrong"], one) for one in wrong]
    rows += [_difference(told["beside"], one) for one in beside]
    one, other = found.at_school
    rows.append(
        [label(told["rates"]), words(told["learn"]), value(f"{one} / {other}"), value(percent(one, other))]
    )
    for rate in subject.rates:
        if rate.total:
            line = told["proof"].format_map({"分母": rate.label})
            share = percent(rate.proved, rate.total)
            rows.append(
                [label(told["rates"]), words(line), value(f"{rate.proved} / {rate.total}"), value(share)]
            )
    return rows


def _figures(code: str, words_: str, count: int, found: Tree) -> Row:
    return [label(code), words(words_), value(count), value(percent(count, found.population))]


def _difference(heading: str, one: Difference) -> Row:
    """How many, and who: the names as far as there is room."""
    names = [AgeChild.caption_of(child) for child in one.ids[:NAMES]]
    names += [Student.caption_of(student) for student in one.students[: NAMES - len(names)]]
    more = _told("tree")["more"] if one.count > len(names) else ""
    return [label(heading), words(f"{one.label} {one.count} 人：{'、'.join(names)}{more}", 3)]


# by village ----------------------------------------------------------------------------------------------


def draw_villages(
    path: Path, subject: TreePaper, *, progress: Progress | None = None, proof: bool = False
) -> int:
    """Print the table and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    found, told, codes = subject.found, _told("villages"), code_list("age_status")
    lines, sums = villages(found)
    pre_flight(*(("分村统计", line.name) for line in lines))
    heads = [
        told["first"],
        told["population"],
        *(f"{code} {_short(codes.label(code))}" for code in COLUMNS),
        told["none"],
    ]
    columns = [Column(head, width) for head, width in zip(heads, VILLAGES, strict=True)]
    blanks = {"年龄": found.band.words, "日期": day_in_words(found.day)}
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=_unit(), centre=_common()["day_line"].format_map(blanks), signatures=_common()["signatures"],
            notes=told["notes"].format_map(blanks), seal=True, day=None,
        )  # fmt: skip
        roster = page.roster(
            columns, _village, lambda here, so_far, last: [_village(sums, told["total"])] if last else [], row=8.0, size=9.5
        )  # fmt: skip
        roster.draw(sheet, lines, progress)
        return sheet.page


def _short(words_: str) -> str:
    """A head of a narrow column: 非义务阶段就学, without what stands in brackets."""
    return words_.partition("（")[0].partition("、")[0]


def _village(line: Village, name: str = "") -> Row:
    told = _told("villages")
    head = label(name) if name else words(line.name or told["other"])
    figures = [value(line.counts.get(code) or "—") for code in COLUMNS]
    return [head, value(line.population), *figures, value(line.none or "—")]


# 三比对 ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChecksPaper:
    """One comparison or all three, each beginning on a page of its own."""

    parts: Sequence[Comparison]

    @property
    def title(self) -> str:
        told, school = _told("checks"), school_on_paper().school_name
        if len(self.parts) > 1:
            return str(told["file"].format_map({"学校": school}))
        return str(told["heading"].format_map({"学校": school, "比对": self.parts[0].label}))


def checks_paper(store: Store, day: dt.date, what: str = "") -> ChecksPaper:
    """what: a comparison's code; all three when it is none. Raises Refused when there is nobody to compare."""
    every = population_checks.compare(day)
    demand_rows([one for one in every.values() if one.left or one.right], "适龄儿童台账")
    return ChecksPaper([every[what]] if what in COMPARISONS else list(every.values()))


def draw_checks(
    path: Path, subject: ChecksPaper, *, progress: Progress | None = None, proof: bool = False
) -> int:
    """Print the lists and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = _told("checks"), school_on_paper().school_name
    columns = [Column(head, width) for head, width in zip(told["columns"], CHECKS, strict=True)]
    for part in subject.parts:
        pre_flight(
            *(
                (f"比对名单{line.child.name}", text)
                for line in part.lines
                for text in (line.child.name, line.reason)
            )
        )
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        for at, part in enumerate(subject.parts):
            if at:
                sheet.next_page()
            blanks = {
                "左边": f"{part.side_label(LEFT)}{part.left}人，", "右边": f"{part.side_label(RIGHT)}{part.right}人",
                "两边": part.both, "只左": f"{part.only(LEFT)} {len(part.of(LEFT))} 人", "比对": part.label, "学校": school,
                "只右": f"{part.only(RIGHT)} {len(part.of(RIGHT))} 人",
            }  # fmt: skip
            page = ListPage(
                sheet, told["heading"].format_map(blanks), left=_unit(), centre=told["centre"].format_map(blanks),
                secret=_common()["secret"], signatures=_common()["signatures"], notes=told["notes"].format_map(blanks),
            )  # fmt: skip
            rows: list[Row] = [_check(place, line, part) for place, line in enumerate(part.lines, 1)]
            nobody: Row = [words(told["nobody"], len(CHECKS))]
            page.roster(columns, _same, no_sums, row=8.0, size=9.5).draw(sheet, rows or [nobody], progress)
        return sheet.page


def _check(at: int, line: Line, part: Comparison) -> Row:
    child = line.child
    return [
        value(at), value(child.name), value(AgeChild.gender.format(child.gender)), value(child.birth_date),
        words(child.village or ""), value(child.head_name), words(part.only(line.side)), words(line.says), words(line.where),
        words(line.reason),
    ]  # fmt: skip
