"""统计表: 表1 变动, 表2 辍学, 表3 去向 and the rates of a term. Whoever stands behind a figure is named at the right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.terms import Term
from desktop.services.drop import rates, roll, term_tables
from desktop.services.drop.month_people import Named
from desktop.services.drop.rates import Rate
from desktop.services.drop.term_tables import GIRL, Table, Ways
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button, tab_bar
from desktop.views.care_board import ASIDE, BoardPage, PaperLine, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Part, Stack, column, holder, row, scroll
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, line_of, text

KINDS = (("moves", "表1 变动"), ("dropouts", "表2 辍学"), ("ways", "表3 去向"), ("rates", "比率"))
FILLERS = {"moves": "closing", "dropouts": "cause.", "ways": "named", "rates": "named"}
PAPERS = {"moves": "DT1", "dropouts": "DT2", "ways": "DT3", "rates": "DRATE"}
FIGURE, TOTAL, NAMED = 48, 10_000, 40  # px of a figure; id of the line of sums; names shown at most
HEADS = {
    "moves": {
        "opening": "期初",
        "other_in": "其他",
        "in": "增加",
        "other_out": "其他",
        "out": "减少",
        "closing": "期末",
    },
    "dropouts": {
        "opening": "期初",
        "new": "新增",
        "cause.": "没写",
        "back": "劝返",
        "elsewhere": "其他去向",
        "closing": "期末",
    },
}


class Found(NamedTuple):
    """All that the tab shows, read at once."""

    moves: Table
    dropouts: Table
    ways: Ways
    rates: Sequence[Rate]


def read(term: Term, today: dt.date) -> Found:
    last = min(term.usual_span[1], max(today, term.usual_span[0]))
    return Found(
        term_tables.moves(term, today), term_tables.dropouts(term, today), term_tables.ways(term, today), rates.rates(last)
    )  # fmt: skip


class CellTable(FrozenTable):
    """Single cells that are not edited; Enter opens who stands behind one."""

    def step_down(self) -> None:
        self.opened.emit(self.current_row())


class TablesPage(BoardPage):
    """The hint is the key of one of KINDS."""

    name = "控辍月报"
    verb = "drop"
    ledgers = frozenset(
        {
            "student",
            "off_site_proof",
            "school_class",
            "drop_case",
            "case_step",
            "drop_report",
            "school_term",
            "age_child",
            "age_status",
        }
    )

    def _build(self) -> None:
        self.kind = "moves"
        self.bar = tab_bar([title for _, title in KINDS])
        self.bar.currentChanged.connect(self._kind_chosen)
        self.said = text("", "small", "quiet")
        self.grids: dict[str, tuple[HeldRows, FrozenTable]] = {}
        self.cells: dict[tuple[str, int, str], tuple[Named, ...]] = {}
        self.frames = Stack()
        for kind, _ in KINDS:
            model = HeldRows(_columns(kind), (), self)
            table = CellTable(model, frozen=1, cells=True, filler=FILLERS[kind])
            table.body.setEditTriggers(table.body.EditTrigger.NoEditTriggers)
            table.opened.connect(self.open_row)
            table.menu_opening.connect(self._menu)
            table.body.selectionModel().currentChanged.connect(self._show_beside)
            table.set_empty_text("这学期没有要列的。")
            self.grids[kind] = (model, table)
            self.frames.addWidget(holder(column(table, edge=1), card=True))
        self.model, self.table = self.grids[self.kind]
        self.aside = column(gap=12)
        self.side = scroll(self.aside)
        self.side.setFixedWidth(ASIDE)
        self.set_body(
            row(
                (column(row(self.bar, self.said, None, gap=12), (self.frames, 1), gap=8), 1),
                self.side,
                gap=16,
            )
        )
        self.set_actions(self.offer())

    def show_rows(self) -> None:
        found: Found = self.found
        self.cells = {}
        for kind, rows in (("moves", self._grades("moves")), ("dropouts", self._grades("dropouts")),
                           ("ways", self._ways()), ("rates", self._rates())):  # fmt: skip
            self.grids[kind][0].show_rows(list(rows))
        term = self.desk.term
        self.set_fact(f"{term.title}，统计 {found.moves.first} 至 {found.moves.as_of}")
        self._say()
        self._stand()

    def _say(self) -> None:
        found: Found = self.found
        told = {
            "moves": "期初＋增−减＝期末" + ("" if found.moves.closes else "，没有合上，请核对"),
            "dropouts": "期初＋新增−劝返−其他去向＝期末", "ways": f"每人算一次，共 {found.ways.total} 人",
            "rates": "分子 ÷ 分母",
        }  # fmt: skip
        self.said.setText(told[self.kind])

    def read(self) -> tuple[Any, ...]:
        return read, self.desk.term, self.today()

    def _kind_chosen(self, at: int) -> None:
        self.kind = KINDS[at][0]
        self.model, self.table = self.grids[self.kind]
        self.frames.setCurrentIndex(at)
        if self.found is not None:
            self._say()
            self._stand()

    def _stand(self) -> None:
        """The keyboard stands on a figure, so that somebody is named."""
        if self.model.rowCount() and not self.table.body.currentIndex().isValid():
            self.table.go_to(0, 1)
        self._show_beside()

    def take_hint(self, hint: Any) -> None:
        keys = [kind for kind, _ in KINDS]
        if hint in keys:
            self.bar.setCurrentIndex(keys.index(hint))

    # rows ----------------------------------------------------------------------------------------------

    def _grades(self, kind: str) -> Iterator[Held]:
        table: Table = getattr(self.found, kind)
        keys = [one.key for one in _columns(kind)[1:]]
        for at, line in enumerate(table.lines):
            for girls, label, cells in ((0, line.label, line.cells), (1, "其中：女", line.girls)):
                named = {key: _behind(cells, key) for key in keys}
                yield self._figures(kind, 2 * at + girls, label, named, quiet=bool(girls))
        if table.lines:
            for girls, label in ((0, "合计"), (1, "其中：女")):
                named = {
                    key: tuple(
                        one
                        for line in table.lines
                        for one in _behind(line.girls if girls else line.cells, key)
                    )
                    for key in keys
                }
                yield self._figures(kind, TOTAL + girls, label, named, quiet=bool(girls))

    def _figures(
        self, kind: str, record: int, label: str, named: dict[str, tuple[Named, ...]], *, quiet: bool
    ) -> Held:
        self.cells |= {(kind, record, key): some for key, some in named.items()}
        cells = {
            key: Shown(str(len(some)) if some else "—", None if some and not quiet else "quiet")
            for key, some in named.items()
        }
        return Held(record, {"grade": Shown(label, "quiet" if quiet else None), **cells})

    def _ways(self) -> Iterator[Held]:
        found: Ways = self.found.ways
        for at, way in enumerate(found.ways):
            girls = sum(found.sex(one) == GIRL for one in way.named)
            cells = {"boys": len(way.named) - girls, "girls": girls, "all": len(way.named)}
            self.cells |= {("ways", at, key): way.named for key in ("grade", "all", "named")}
            self.cells["ways", at, "girls"] = tuple(one for one in way.named if found.sex(one) == GIRL)
            self.cells["ways", at, "boys"] = tuple(one for one in way.named if found.sex(one) != GIRL)
            shown = {key: Shown(str(count) if count else "—") for key, count in cells.items()}
            yield Held(
                at, {"grade": Shown(way.label), **shown, "named": Shown(term_tables.names_in(way.named))}
            )

    def _rates(self) -> Iterator[Held]:
        for at, one in enumerate(self.found.rates):
            yield Held(at, {
                "grade": Shown(one.title), "percent": Shown(one.percent), "reckoned": Shown(one.reckoned),
                "named": Shown(term_tables.names_in(one.lacking) or "—"),
            })  # fmt: skip

    # beside --------------------------------------------------------------------------------------------

    def at(self) -> tuple[int, str] | None:
        """(row's id, column's key) of the current cell."""
        index = self.table.body.currentIndex()
        if not index.isValid() or index.row() >= self.model.rowCount():
            return None
        return self.model.id_at(index.row()), self.model.columns[index.column()].key

    def named(self) -> tuple[Named, ...]:
        place = self.at()
        return self.cells.get((self.kind, *place), ()) if place else ()

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        place = self.at()
        if self.kind == "rates":
            return self._of_rate(place)
        chain = self.found.moves.chain if self.kind == "moves" else ""
        parts: list[Part] = [told_card("怎么接上", [("info", chain)])] if chain else []
        if place is None:
            return parts
        named, held = self.named(), self.model.held[place[0]]
        head = next((one.title for one in self.model.columns if one.key == place[1]), "")
        title = f"{held.cells['grade'].words}　{head} {len(named)} 人"
        lines = [self._line(one) for one in named[:NAMED]]
        if len(named) > NAMED:
            lines.append(
                line_of("ellipsis", "quiet", f"还有 {len(named) - NAMED} 人，打印名单看全部", "small")
            )
        return [card(title, *(lines or [text("没有。", "small", "quiet")]), gap=3), *parts]

    def _line(self, one: Named) -> Part:
        words = " ".join(filter(None, [f"{one.day:%m-%d}" if one.day else "", one.words]))
        if one.student is None:
            return line_of("user-round", "quiet", f"{one.name} {words}", "small")
        link = Button(f"{one.name} {one.class_name}", role="link", tail="arrow-right")
        link.clicked.connect(partial(self.desk.open_pupil, one.student))
        return column(link, text(words, "small", "quiet", wrap=True), gap=0) if words else link

    def _of_rate(self, place: tuple[int, str] | None) -> Sequence[Part]:
        if place is None:
            return []
        one: Rate = self.found.rates[place[0]]
        lines = [
            ("percent", one.words),
            ("chevron-up", f"分子：{one.numerator}"),
            ("chevron-down", f"分母：{one.denominator}"),
            ("sigma", one.reckoned),
        ]
        lines += [("copy", f"{name}登记了两次，只算一次") for name in one.doubled]
        names = [self._line(child) for child in one.lacking[:NAMED]]
        return [told_card(one.title, lines), *([card("相差的学生", *names, gap=3)] if names else [])]

    def chosen(self) -> list[Any]:
        return []

    def open_row(self, at: int) -> None:
        """Enter: the only child behind the figure; several are named at the right."""
        pupils = [one.student for one in self.named() if one.student]
        if len(pupils) == 1:
            self.desk.open_pupil(pupils[0])

    def row_menu(self, menu: QMenu, at: int) -> None:
        for one in self.named()[:NAMED]:
            if one.student:
                menu.addAction(f"打开{one.name}").triggered.connect(
                    partial(self.desk.open_pupil, one.student)
                )

    def offer(self) -> list[QWidget]:
        return self.paper_button()

    def papers(self) -> list[PaperLine]:
        wanted = Wanted(day=self.today(), term=self.desk.term)
        return [(title, PAPERS[kind], wanted) for kind, title in KINDS]


def _behind(cells: Any, key: str) -> tuple[Named, ...]:
    """The children of a column; 增 and 减 are those of their kinds."""
    names = roll.sides(key) if key in ("in", "out") else [key]
    return tuple(one for name in names for one in cells[name].named)


def _columns(kind: str) -> list[Column]:
    first = Column("grade", "年级", 92)
    if kind == "ways":
        counts = [
            Column(key, head, 56, "right") for key, head in (("boys", "男"), ("girls", "女"), ("all", "合计"))
        ]
        return [Column("grade", "去向", 190), *counts, Column("named", "学生", 260)]
    if kind == "rates":
        return [
            Column("grade", "比率", 196),
            Column("percent", "结果", 84, "right"),
            Column("reckoned", "怎么算的", 240),
            Column("named", "相差的学生", 160),
        ]
    causes = {f"cause.{code}": word for code, word in code_list("drop_cause").labels.items()}
    labels = {**code_list(roll.MOVES).labels, **causes, **HEADS[kind]}
    if kind == "moves":
        keys = ["opening", *roll.sides("in"), "in", *roll.sides("out"), "out", "closing"]
    else:
        keys = ["opening", "new", *term_tables.ENDED, "closing", *causes, "cause."]
    return [
        first,
        *(Column(key, labels[key], max(FIGURE, 15 * len(labels[key]) + 18), "right") for key in keys),
    ]
