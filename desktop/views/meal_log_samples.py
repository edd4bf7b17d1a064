"""留样: the dishes of the menu, one time, Enter; below what lies in the cabinet and what may go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout

from desktop.models.errors import Refused
from desktop.models.fields import FieldError
from desktop.models.ledgers.meal_logs import FoodSample
from desktop.services.meals import logs, samples
from desktop.services.paper.catalogue import Wanted
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.fields import line_edit, number_box
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.meal_log_parts import Entry, Panel, enter_keeps, list_of
from desktop.views.preview import open_paper
from desktop.views.widgets import Elided, card, line_of, tag, text

ACROSS = 5  # dishes in a line
LINES = (("taken_at", "taken_by", "grams"), ("place", "degrees"))
TONES = {samples.WAIT: "plain", samples.DUE: "warn", samples.OVER: "bad"}


class SamplesPanel(Panel):
    """Every dish of the menu is chosen already: the time and Enter are all that is typed."""

    def __init__(
        self,
        desk: Desk,
        late_reason: Callable[[], str | None],
        *,
        now: Callable[[], dt.datetime] = dt.datetime.now,
    ) -> None:
        super().__init__(desk, late_reason)
        self.now = now
        self.dishes: dict[str, Button] = {}
        self.grid = QGridLayout()
        self.grid.setSpacing(8)
        self.says = text("", "small", "quiet", wrap=True)
        self.other = line_edit(hint="菜单上没有的食品，几样用顿号隔开")
        self.other.setAccessibleName("另外留样的食品")
        self.entry = Entry(desk.store, FoodSample, LINES)
        self.keep = Button("登记留样", "check", role="primary", tip="Enter")
        self.keep.clicked.connect(self.save)
        self.warm = text("", "small", "bad", wrap=True)
        self.entry.editors["degrees"].edited.connect(self._say_warm)
        form = card(
            "", self.says, self.grid, self.other, self.entry, self.warm, row(None, self.keep, gap=10), gap=10
        )
        enter_keeps(form, self.save)
        self.below = column(gap=12)
        self.setLayout(column(form, self.below, None, gap=12))

    def show_day(self, day: dt.date, kind: str) -> None:
        super().show_day(day, kind)
        self.setEnabled(self.may())
        self._offer()
        self.other.clear()
        self.entry.show_values(logs.as_last_time(self.desk.store, FoodSample, day))
        self.warm.hide()
        clear(self.below)
        fill(self.below, [self._kept(), *self._due()])

    def _offer(self) -> None:
        """The dishes still to sample, all of them chosen."""
        clear(self.grid)
        menu, open_ = (
            samples.on_menu(self.day, self.kind),
            samples.still_to_take(self.desk.store, self.day, self.kind),
        )
        self.dishes = {}
        for at, dish in enumerate(open_):
            chip = Button(dish, "check", role="chip")
            chip.setCheckable(True)
            chip.setChecked(True)
            chip.set_on(True)
            chip.toggled.connect(partial(self._toggled, chip))
            self.grid.addWidget(chip, at // ACROSS, at % ACROSS)
            self.dishes[dish] = chip
        self.grid.setColumnStretch(ACROSS, 1)
        if open_:
            words = "食谱上的菜都选好了：打上时间，按 Enter。不留的按一下去掉。"
        elif menu:
            words = "这一餐食谱上的菜都留过样了。"
        else:
            words = "这一天没有食谱，请写上留样的食品。"
        self.says.setText(words)

    @staticmethod
    def _toggled(chip: Button, on: bool) -> None:
        chip.set_picture("check" if on else "plus")
        chip.set_on(on)

    def _say_warm(self) -> None:
        try:
            degrees = FoodSample.degrees.parse(self.entry.editors["degrees"].raw())
        except FieldError:
            degrees = None
        said = samples.too_warm(degrees)
        self.warm.setText(said)
        self.warm.setVisible(bool(said))

    # what is kept --------------------------------------------------------------------------------------

    def _kept(self) -> Part:
        rows = samples.of_day(self.desk.store, self.day)
        label = Button("打印标签", "tag", role="link")
        label.clicked.connect(self.print_labels)
        here = any(one.state == "kept" for one in rows)
        lines = [self._line(one) for one in rows]
        return list_of(f"{self.day:%m-%d} 已留样", lines, "这一天还没有留样。", label if here else None)

    def _line(self, record: Any) -> Part:
        told = f"{record.sample_no}　{FoodSample.kind.format(record.kind)}　{record.dish}　{record.grams} 克　{record.taken_at}"
        parts: list[Part] = [(Elided(told), 1)]
        if record.state != "kept":
            parts.append(
                tag(FoodSample.state.format(record.state), "off" if record.state == "void" else "good")
            )
        else:
            drop = Button("作废", role="link")
            drop.setAccessibleName(f"作废 {record.sample_no} {record.dish}")
            drop.clicked.connect(partial(self.void, record.id))
            parts.append(drop)
        return row(*parts, gap=8)

    def _due(self) -> Sequence[Part]:
        """What may be thrown away, of any day, and what still has to wait."""
        clocks = samples.clocks(self.desk.store, self.now())
        if not clocks:
            return []
        ready = [one for one in clocks if one.state != samples.WAIT]
        away = Button(f"销样 {len(ready)} 份…", "trash-2", role="link")
        away.clicked.connect(partial(self.dispose, [one.row.id for one in ready]))
        lines = [
            row((Elided(f"{one.row.day:%m-%d} {FoodSample.kind.format(one.row.kind)}　{one.row.dish}"), 1),
                tag(one.words, TONES[one.state]), gap=8)
            for one in (ready or clocks[:3])
        ]  # fmt: skip
        waits = len(clocks) - len(ready)
        if ready and waits:
            lines.append(text(f"另有 {waits} 份还不满 48 小时。", "small", "quiet"))
        return [list_of("留样柜", lines, "", away if ready else None)]

    # doing ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        if self.dishes or samples.on_menu(self.day, self.kind):
            self.entry.start("taken_at")
        else:
            self.other.setFocus()

    def chosen(self) -> list[str]:
        """The dishes that are on, and what was typed beside them."""
        typed = self.other.text().replace("，", "、").replace(",", "、").split("、")
        return [dish for dish, chip in self.dishes.items() if chip.isChecked()] + [
            one.strip() for one in typed if one.strip()
        ]

    def save(self) -> None:
        values = self.entry.read()
        if values is None:
            return
        values["late_reason"] = self.late_reason()
        dishes = self.chosen()
        if self.attempt(samples.take, self.desk.store, self.day, self.kind, dishes, values, entry=self.entry):
            self.kept.emit(f"留样 {len(dishes)} 份登记好了。")

    def void(self, record: int, _checked: bool = False) -> None:
        reason = ask_words(self.desk, "作废留样", "为什么作废", "例如 登记错了、留样盒打翻", yes="作废")
        if reason and self.attempt(samples.void, self.desk.store, [record], reason):
            self.said.emit("这份留样作废了，可以撤销。")

    def dispose(self, records: Sequence[int], _checked: bool = False) -> None:
        card_ = DisposeCard(self.desk, records, self.now())
        if card_.exec():
            self.said.emit(f"销样 {len(records)} 份登记好了。")

    def print_labels(self) -> None:
        """The labels of the day; a sheet of labels already begun is used on."""
        from desktop.services.paper.documents.meal_sample_labels import (
            paper,
        )  # ReportLab: not while a page opens

        numbers = [one.id for one in samples.of_day(self.desk.store, self.day) if one.state == "kept"]
        start = number_box(1, paper().count, 1, unit="格")
        says = text(
            f"将印 {len(numbers)} 张标签。标签纸用过一部分的，从第几格开始？从左到右、从上到下数。", wrap=True
        )
        card_ = Dialog(self.desk.shell, "打印留样标签", column(says, start, gap=10))
        card_.add_button("先不印")
        card_.add_button("看一看再打印", "primary", accepts=True)
        if card_.exec():
            wanted = Wanted(day=self.day, records=tuple(numbers), start_at=start.value())
            open_paper(self.desk, "D22L", wanted)


class DisposeCard(Dialog):
    """When several samples were thrown away, and by whom. The time is typed."""

    def __init__(self, desk: Desk, records: Sequence[int], now: dt.datetime) -> None:
        self.desk, self.records = desk, list(records)
        self.entry = Entry(desk.store, FoodSample, (("gone_on", "gone_at", "gone_by"),))
        self.entry.show_values({"gone_on": now.date(), "gone_by": logs.myself(desk.store)})
        self.wrong = text("", "small", "bad", wrap=True)
        self.wrong.hide()
        says = line_of("info", "quiet", f"{len(self.records)} 份都满 48 小时了，一起登记销样。", "small")
        super().__init__(desk.shell, "登记销样", column(says, self.entry, self.wrong, gap=12), width=560)
        self.add_button("先不办")
        yes = self.add_button("登记销样", "primary")
        yes.clicked.disconnect()
        yes.clicked.connect(self.accept)
        yes.setDefault(True)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.entry.start("gone_at")

    def accept(self) -> None:
        values = self.entry.read() or {}
        if not (values.get("gone_on") and values.get("gone_at")):
            self._say("请填销样的日期和时间。")
            return
        try:
            samples.dispose(
                self.desk.store, self.records, values["gone_on"], values["gone_at"], by=values.get("gone_by")
            )
        except Refused as error:
            self._say(str(error))
            return
        super().accept()

    def _say(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.show()
        self.fit()


def ask_words(desk: Desk, title: str, label: str, hint: str, *, yes: str) -> str:
    """One line of words, asked on a card; "" when the person thought better of it."""
    line = line_edit(hint=hint)
    line.setMaxLength(60)
    line.setAccessibleName(label)
    card_ = Dialog(desk.shell, title, column(text(label, "small", "quiet"), line, gap=6))
    card_.add_button("先不办")
    card_.add_button(yes, "primary", accepts=True)
    line.setFocus()
    return line.text().strip() if card_.exec() else ""
