"""The three lists of 操作记录 and the drawer that shows one step field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import undo
from desktop.models.ledgers import BY_NAME
from desktop.models.undo import Removed
from desktop.services import logbook
from desktop.services.logbook import LookLine, StepLine, Wanted
from desktop.views.buttons import Button, Chip
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.drawer import Drawer
from desktop.views.fields import line_edit
from desktop.views.layouts import Giving, clear, column, fill, holder, row, scroll
from desktop.views.rows_model import Row, RowsModel, Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Elided, strong, text

SPANS = ((0, "今天"), (6, "近 7 天"), (29, "近 30 天"), (364, "近一年"))
STEP_COLUMNS = (
    Column("at", "时间", 150), Column("who", "谁", 90), Column("does", "做了什么", 220),
    Column("changes", "改动", 72, "right"), Column("state", "状态", 100),
)  # fmt: skip
LOOK_COLUMNS = (
    Column("at", "时间", 150), Column("who", "谁", 90), Column("verb", "做了什么", 150),
    Column("subject", "什么内容", 220), Column("count", "条数", 72, "right"),
)  # fmt: skip
BIN_COLUMNS = (
    Column("at", "删除时间", 150), Column("who", "谁", 90), Column("ledger", "哪本台账", 130),
    Column("caption", "名称", 220),
)  # fmt: skip
WHY_NOT = {
    "已撤销": "这一步已经撤销了",
    "撤销记录": "这一步就是撤销；要重做，请另做一次",
    "不能撤销": "已经生效，不能撤销，更正请另做一步",
}
MOST_SHOWN = 120  # changes written out in the drawer
TYPED = 250  # ms after the last key before the list is asked again


class LogView(QWidget):
    """Chips for person, time and kind, a box for words, and the table of what they leave."""

    def __init__(self, desk: Desk, columns: Sequence[Column], filler: str, kinds: str) -> None:
        super().__init__()
        self.desk = desk
        self.who = Chip("人")
        self.span = Chip("时间", SPANS, single=True)
        self.kind = Chip(kinds)
        self.words = line_edit(hint="含有的字")
        self.words.setMaximumWidth(220)
        self.words.setClearButtonEnabled(True)
        self.model = RowsModel(columns, self.ask, self.read, sort="at", down=True, parent=self)
        self.table = FrozenTable(self.model, frozen=1, filler=filler)
        self.table.set_roomy(desk.settings.roomy_rows)
        self.table.set_empty_text("没有符合条件的记录，点条件上的 × 可以取消筛选。")
        self.table.filter_asked.connect(self._filter_asked)
        for chip in (self.who, self.span, self.kind):
            chip.changed.connect(self.reload)
        self._soon = QTimer(self, singleShot=True, interval=TYPED)
        self._soon.timeout.connect(self.reload)
        self.words.textChanged.connect(self._typed)
        filters = Giving(self.who, self.span, self.kind, None, (self.words, 1))
        self.setLayout(column(filters, (holder(column(self.table, edge=1), card=True), 1), gap=12))

    def offer(self) -> None:
        """Bring the values of the chips up to date."""
        self.who.set_values([(name, name) for name in logbook.people()])

    def reload(self) -> None:
        self.offer()
        self.model.reload()
        self.desk.shell.set_status(f"显示 {self.model.rowCount()} 条")

    def wanted(self, sort: str, down: bool) -> Wanted:
        days = self.span.chosen()
        since = dt.date.today() - dt.timedelta(days=int(str(days[0]))) if days else None
        who, kinds = (tuple(str(one) for one in chip.chosen()) for chip in (self.who, self.kind))
        return Wanted(who, kinds, since, None, self.words.text(), sort, down)

    def ask(self, sort: str, down: bool) -> Sequence[Any]:
        raise NotImplementedError

    def read(self, ids: Sequence[Any]) -> Mapping[Any, Row]:
        raise NotImplementedError

    def _typed(self) -> None:
        self._soon.start()

    def _filter_asked(self, column_: int, _at: QPoint) -> None:
        """The funnel of a head leads to the chip that filters this column, or to the box for words."""
        chips = {"at": self.span, "who": self.who, "verb": self.kind, "state": self.kind, "ledger": self.kind}
        chip = chips.get(self.model.columns[column_].key)
        if chip is not None:
            chip.open()
        else:
            self.words.setFocus()


class StepsView(LogView):
    """Every step; Enter opens what it changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, STEP_COLUMNS, "does", "种类")
        self.kind.set_values(logbook.KINDS.items())
        self.drawer: StepDrawer | None = None
        self.table.opened.connect(self.open_row)
        self.table.current_changed.connect(self._current_changed)
        self.table.menu_opening.connect(self._fill_menu)

    def ask(self, sort: str, down: bool) -> Sequence[int]:
        return logbook.step_ids(self.wanted(sort if sort != "state" else "final", down))

    def read(self, ids: Sequence[int]) -> Mapping[int, Row]:
        return {number: _step_row(line) for number, line in logbook.steps(ids).items()}

    def open_row(self, at: int) -> None:
        self.open_step(self.model.id_at(at))

    def open_step(self, number: int) -> None:
        line = logbook.steps([number])[number]
        if self.drawer is None:
            self.drawer = StepDrawer(self.desk)
            self.drawer.before_asked.connect(self._before)
            self.drawer.after_asked.connect(self._after)
            self.drawer.destroyed.connect(self._drawer_gone)
            self.desk.shell.open_drawer(self.drawer)
        self.drawer.show_step(line)

    def reload(self) -> None:
        super().reload()
        if self.drawer is not None and (told := logbook.steps([self.drawer.number])):
            self.drawer.show_step(told[self.drawer.number])

    def _drawer_gone(self) -> None:
        self.drawer = None

    def _current_changed(self, at: int) -> None:
        if self.drawer is not None and at >= 0:
            self.open_row(at)

    def _before(self) -> None:
        self.table.go_to(max(self.table.current_row() - 1, 0))

    def _after(self) -> None:
        self.table.step_down()

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            self.table.go_to(at)
            menu.addAction("看改了什么\tEnter").triggered.connect(self._open_current)
            menu.addAction("撤销这一步").triggered.connect(self._undo_current)

    def _open_current(self) -> None:
        self.open_row(self.table.current_row())

    def _undo_current(self) -> None:
        self.desk.undo_step(self.model.id_at(self.table.current_row()))


def _step_row(line: StepLine) -> Row:
    when = (
        Shown(f"{line.at:%Y-%m-%d %H:%M}", "warn", "clock")
        if line.clock_back
        else Shown(f"{line.at:%Y-%m-%d %H:%M}")
    )
    return {
        "at": when, "who": Shown(line.who), "does": Shown(line.does), "changes": Shown(str(line.changes)),
        "state": Shown(line.state, "off", "tag") if line.state else Shown(""),
    }  # fmt: skip


class StepDrawer(Drawer):
    """One step: when, who, each field from what to what, and 撤销这一步."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.number = desk, 0
        self.name = Elided(kind="section")
        self.lines = column(gap=10)
        self.back = Button("撤销这一步", "undo-2")
        self.why = text("", "small", "quiet", wrap=True)
        self.back.clicked.connect(self._undo)
        body = scroll(column(self.lines, None, edge=(20, 12, 16, 12)))
        super().__init__(
            self.name, body, row((self.why, 1), self.back, gap=8, edge=(20, 8, 20, 8)), width=420
        )

    def show_step(self, line: StepLine) -> None:
        self.number = line.number
        self.name.set_words(line.does)
        late = "，当时电脑时钟比前一步早" if line.clock_back else ""
        self.set_fact(
            f"{line.at:%Y}年{line.at:%m}月{line.at:%d}日 {line.at:%H:%M} {line.who}，改动 {line.changes} 处{late}"
        )
        self.back.setEnabled(not line.state)
        self.why.setText(WHY_NOT.get(line.state, ""))
        clear(self.lines)
        changes = logbook.changes_of(self.desk.store, line.number, MOST_SHOWN + 1)
        records: dict[tuple[str, str], list[str]] = {}
        for one in changes[:MOST_SHOWN]:
            told = f"{one.field}：{one.before} → {one.after}" if one.field else one.before or one.after
            records.setdefault((one.ledger, one.record), []).append(told)
        fill(self.lines, [_record(*key, told) for key, told in records.items()])
        if len(changes) > MOST_SHOWN:
            rest = "这一步改得多，这里只列出前面的；要看全部，请到那本台账里看。"
            fill(self.lines, [text(rest, "small", "quiet", wrap=True)])

    def _undo(self) -> None:
        self.desk.undo_step(self.number)


def _record(ledger: str, name: str, told: list[str]) -> QWidget:
    lines = "<br>".join(escape(one) for one in told)
    return text(f"{strong(name)}　{escape(ledger)}<br>{lines}", wrap=True, rich=True)


class LooksView(LogView):
    """Who looked at full numbers, printed, exported, sent, logged in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, LOOK_COLUMNS, "subject", "做了什么")

    def offer(self) -> None:
        super().offer()
        self.kind.set_values([(verb, verb) for verb in logbook.verbs()])

    def ask(self, sort: str, down: bool) -> Sequence[int]:
        return logbook.look_ids(self.wanted(sort, down))

    def read(self, ids: Sequence[int]) -> Mapping[int, Row]:
        return {number: _look_row(line) for number, line in logbook.looks(ids).items()}


def _look_row(line: LookLine) -> Row:
    return {
        "at": Shown(f"{line.at:%Y-%m-%d %H:%M}"), "who": Shown(line.who), "verb": Shown(line.verb),
        "subject": Shown(line.subject), "count": Shown(str(line.count)),
    }  # fmt: skip


class BinView(LogView):
    """What was removed and is not back; 恢复 puts it where it was."""

    def __init__(self, desk: Desk) -> None:
        self.removed: dict[int, Removed] = {}
        super().__init__(desk, BIN_COLUMNS, "caption", "哪本台账")
        self.back = Button("恢复选中的", "undo-2", role="accept")
        self.back.clicked.connect(self.bring_back)
        self.layout().addLayout(
            row(text("删掉的记录都在这里，恢复后和原来一样。", "small", "quiet"), None, self.back)
        )
        self.table.selection_changed.connect(self._chosen)
        self.table.opened.connect(self.bring_back)
        self._chosen(0, None)

    def reload(self) -> None:
        self.removed = {one.entry: one for one in undo.recycle_bin(self.desk.store)}
        self.kind.set_values(
            sorted({(one.ledger, BY_NAME[one.ledger].title) for one in self.removed.values()})
        )
        self.table.set_empty_text("回收站里没有" + ("符合条件的记录。" if self.removed else "东西。"))
        super().reload()

    def ask(self, sort: str, down: bool) -> Sequence[int]:
        wanted = self.wanted(sort, down)
        found = [one for one in self.removed.values() if _fits(one, wanted)]
        return [
            one.entry for one in sorted(found, key=lambda one: (getattr(one, sort), one.entry), reverse=down)
        ]

    def read(self, ids: Sequence[int]) -> Mapping[int, Row]:
        return {number: _bin_row(self.removed[number]) for number in ids}

    def _chosen(self, count: int, _total: object) -> None:
        self.back.setEnabled(count > 0)
        self.back.setText(f"恢复选中的 {count} 条" if count > 1 else "恢复选中的")

    def bring_back(self) -> None:
        """Put the chosen rows back, the last removed first: what others pointed to was removed after them."""
        entries = [self.model.id_at(at) for at in self.table.selected_rows()]
        for entry in sorted(entries, reverse=True):
            if not self.desk.attempt(undo.bring_back, self.desk.store, entry)[0]:
                return
        if entries:
            self.desk.say(f"已恢复 {len(entries)} 条。", ("撤销", self.desk.undo))


def _fits(one: Removed, wanted: Wanted) -> bool:
    return (
        (not wanted.who or one.who in wanted.who)
        and (not wanted.kinds or one.ledger in wanted.kinds)
        and (wanted.since is None or one.at.date() >= wanted.since)
        and all(word in one.caption for word in wanted.text.split())
    )


def _bin_row(one: Removed) -> Row:
    return {
        "at": Shown(f"{one.at:%Y-%m-%d %H:%M}"), "who": Shown(one.who),
        "ledger": Shown(BY_NAME[one.ledger].title), "caption": Shown(one.caption),
    }  # fmt: skip
