"""供货商 with their 证照, 品名 with what its units hold: two ledgers whose form has a small list of its own below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.ledger import Ledger
from desktop.models.ledgers.meal_goods import Material, MaterialUnit, Supplier, SupplierLicence
from desktop.models.ledgers.meal_order import rule
from desktop.services.meals import goods
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.form import RecordForm
from desktop.views.layouts import Part, clear, column, fill, row, show_if
from desktop.views.ledger_page import LedgerPage
from desktop.views.widgets import Elided, Stop, picture, text


class PartsList(QWidget):
    """The rows of another ledger that belong to the record in the form: looked at, added, changed in a dialog."""

    def __init__(self, desk: Desk, ledger: type[Ledger], owner: str, *, may: bool) -> None:
        super().__init__()
        self.desk, self.ledger, self.owner, self.may = desk, ledger, owner, may
        self.record: Any = None
        self.lines = column(gap=4)
        self.add_ = Button(f"加{ledger.title.removeprefix('供货商')}", "plus", role="link")
        self.add_.clicked.connect(partial(self.edit, None))
        self.setLayout(column(text(ledger.title, "strong"), self.lines, row(self.add_, None), gap=6))

    def show_record(self, record: Any) -> None:
        self.record = record
        clear(self.lines)
        self.add_.setVisible(self.may and record is not None)
        if record is None:
            fill(self.lines, [text("先保存，再加。", "small", "quiet")])
            return
        rows = list(self.ledger.select().where(getattr(self.ledger, self.owner) == record.id))
        made: list[Part] = [self._line(one) for one in rows]
        fill(self.lines, made or [text("还没有。", "small", "quiet")])

    def _line(self, one: Any) -> Part:
        words, fact, (mark, tone) = self.say(one)
        change = Button(picture="pencil-line", role="icon", tip=f"修改：{words}")
        change.clicked.connect(partial(self.edit, one))
        show_if(self.may, change)
        said = column(Elided(words), *([Elided(fact, "small", tone)] if fact else []), gap=0)
        return row(picture(mark, tone, 16), (said, 1), change, gap=8)

    def say(self, one: Any) -> tuple[str, str, tuple[str, str]]:
        """The words of a row, the small line under them, and its mark with its tone."""
        raise NotImplementedError

    def edit(self, one: Any, _checked: bool = False) -> None:
        """Add or change one in a dialog."""
        dialog = self.dialog(one)
        dialog.exec()
        dialog.deleteLater()
        self.show_record(self.record)

    def dialog(self, one: Any) -> Dialog:
        form = RecordForm(
            self.desk.store,
            self.ledger,
            one,
            attachments=self.desk.attachments,
            fixed={self.owner: self.record.id},
        )
        form.setMinimumHeight(260)
        verb = "修改" if one else "新增"
        dialog = Dialog(self, f"{verb}{self.ledger.title}", column(form))
        if one is not None:
            gone = dialog.add_button("删除", "danger")
            gone.clicked.connect(partial(self._remove, one))
        dialog.add_button("不改了" if one else "不加")
        save: Any = dialog.add_button("保存", "primary")
        save.clicked.disconnect()
        save.clicked.connect(lambda: self.desk.attempt(form.save))
        form.saved.connect(lambda _record: dialog.accept())
        save.setDefault(True)
        return dialog

    def _remove(self, one: Any, _checked: bool = False) -> None:
        if self.desk.attempt(self._take_out, one)[0]:
            self.desk.say(f"已删除{self.ledger.title}。", ("撤销", self.desk.undo))

    def _take_out(self, one: Any) -> None:
        with self.desk.store.step(f"删除{self.ledger.title}：{self.say(one)[0]}") as step:
            step.remove(self.ledger, one.id)


class Licences(PartsList):
    """A supplier's 证照, the one that ends first above."""

    def say(self, one: Any) -> tuple[str, str, tuple[str, str]]:
        words = f"{SupplierLicence.kind.format(one.kind)} {one.number or ''}".strip()
        if one.until_day is None:
            return words, "长期有效", ("circle-check", "good")
        left = (one.until_day - dt.date.today()).days
        if left < 0:
            return words, f"{one.until_day} 到期，已过期 {-left} 天", ("circle-alert", "bad")
        soon = left <= rule("certificate_days")
        return (
            words,
            f"到 {one.until_day}" + (f"，还有 {left} 天" if soon else ""),
            (("clock", "warn") if soon else ("circle-check", "good")),
        )


class Units(PartsList):
    """In which units a material comes, and what each holds."""

    def say(self, one: Any) -> tuple[str, str, tuple[str, str]]:
        own = Material.get_by_id(one.material_id).unit
        return f"1{one.unit} = {MaterialUnit.holds.format(one.holds)}{own}", "", ("equal", "quiet")


class WithParts(LedgerPage):
    """A ledger whose form is followed by a list of parts."""

    parts: tuple[type[PartsList], type[Ledger], str]

    def make_form(self, record: Any) -> RecordForm:
        kind, ledger, owner = self.parts
        below = kind(self.desk, ledger, owner, may=self.may_write())
        names = [item.name for item in self.ledger.fields() if item.name != "extra"]
        form = RecordForm(self.desk.store, self.ledger, record, lead=names, below=below)
        form.shown.connect(below.show_record)
        below.show_record(record)
        return form


class SuppliersPage(WithParts):
    """供货商."""

    chips = ("state",)
    parts = (Licences, SupplierLicence, "supplier")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Supplier)

    def fact(self) -> str:
        ends = goods.licences_ending(dt.date.today())
        over = sum(one.left < 0 for one in ends)
        said = [f"{over} 件证照已过期"] if over else []
        said += [f"{len(ends) - over} 件快到期"] if len(ends) > over else []
        return "，".join([super().fact(), *said])

    def make_actions(self) -> list[Button]:
        paper = Button(picture="printer", role="icon", tip="打印供货商档案，一家一页")
        paper.clicked.connect(self._print)
        return [paper, *super().make_actions()]

    def road(self) -> Sequence[Stop]:
        return (
            Stop("truck", "记下给谁供货", "名称、品种、电话"),
            Stop("badge-check", "证照和有效期", "到期前自己提醒"),
            Stop("receipt", "进货时核对", "过期的不收"),
        )

    def _print(self) -> None:
        from desktop.views.preview import open_paper

        open_paper(self.desk, "DSUP", Wanted(records=tuple(self.model.ids())))


class MaterialsPage(WithParts):
    """品名目录."""

    chips = ("kind", "consumable", "active")
    parts = (Units, MaterialUnit, "material")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Material)

    def make_actions(self) -> list[Button]:
        made = super().make_actions()
        if made:
            made[-1].setText("新增品名")
        return made

    def road(self) -> Sequence[Stop]:
        return (
            Stop("tags", "记下品名和单位", "大米 公斤，纯牛奶 盒"),
            Stop("scale", "箱和斤怎么折", "问一次，以后记得"),
            Stop("salad", "对上食物", "按食谱算要多少"),
        )
