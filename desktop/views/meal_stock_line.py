"""One line of a delivery, typed as it stands on the paper; doubts stand under the fields while one types."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop.models.fields import FieldError
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_goods import Material, MaterialUnit
from desktop.models.ledgers.meal_stock import Purchase
from desktop.services.meals import goods, prices, purchases
from desktop.views.buttons import Button
from desktop.views.editors import editor_for
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import clear, column, fill, remark, row
from desktop.views.meal_stock_parts import EnterWalk, NamePick
from desktop.views.widgets import line_of, text

FIGURES = ("bought", "price", "amount", "returned", "freight")
PLAIN = ("batch_no", "made_on", "best_before", "papers", "looks", "smell", "wrapping", "note")
HEAD = ("supplier", "checker2", "late_reason")  # doubts that the delivery's head says itself
SENSES = ("looks", "smell", "wrapping")
LABELS = {"bought": "数量", "price": "单价（元）", "amount": "金额（元）", "returned": "退货", "freight": "运费（元）",
          "note": "备注"}  # fmt: skip


WIDTHS = {"bought": 76, "unit": 86, "holds": 108, "price": 84, "amount": 96, "returned": 66, "freight": 76, "looks": 86,
          "smell": 86, "wrapping": 86, "made_on": 142, "best_before": 142}  # fmt: skip


class LineForm(QWidget):
    """added: the values of a whole line. shared() gives what the delivery's head says: day, supplier, who accepted."""

    added = Signal(dict)
    material_chosen = Signal(object)
    unknown_material = Signal(str)

    def __init__(self, shared: Any) -> None:
        super().__init__()
        self.shared = shared
        self.told = ""  # which of price and amount was typed last: the other one follows
        self.boxes: dict[str, Field] = {}
        self.editors: dict[str, Any] = {}
        self._known = goods.materials_in_use()
        self._build()
        self.clear()

    # building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.name = NamePick(lambda: self._known, "品名或首字母，如 dm")
        self.unit = Choice()
        self.holds = line_edit()
        for name in FIGURES:
            self.editors[name] = line_edit()
            self.editors[name].textEdited.connect(self._figure_typed)
            self.editors[name].setProperty("field", name)
        for name in PLAIN:
            self.editors[name] = editor_for(getattr(Purchase, name))
            self.editors[name].edited.connect(self.look)
        for name, editor in self.editors.items():
            self.boxes[name] = Field(LABELS.get(name, getattr(Purchase, name).label), editor)
        self.boxes |= {"material": Field("品名", self.name), "unit": Field("单位", self.unit)}
        self.boxes["holds"] = Field("折合", self.holds)
        self.add_ = Button("加入", "corner-down-right", role="accept", tip="加入这一行（Ctrl+Enter）")
        self.add_.clicked.connect(self.add)
        self.name.chosen.connect(self._material_chosen)
        self.name.unknown.connect(self.unknown_material)
        self.unit.currentIndexChanged.connect(self._unit_chosen)
        self.holds.textEdited.connect(self.look)
        self._lay_out()

    def _lay_out(self) -> None:
        box = self.boxes
        for name, wide in WIDTHS.items():
            box[name].setFixedWidth(wide)
        box["material"].setMinimumWidth(110)
        self.editors["papers"].setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for name in ("made_on", "best_before"):
            self.editors[name].line.setPlaceholderText("如 1008")
        first = [box[name] for name in ("bought", "unit", "holds", "price", "amount", "returned")]
        second = [box[name] for name in ("made_on", "best_before")]
        end = column(22, self.add_, None, gap=0)
        self.says, self.more = column(gap=2), QWidget()
        rest = [box[name] for name in ("freight", *SENSES)]
        self.more.setLayout(row(*rest, (box["note"], 1), gap=8))
        self.setLayout(
            column(
                row((box["material"], 1), *first, gap=8),
                row((box["batch_no"], 1), *second, (box["papers"], 1), end, gap=8),
                self.more,
                self.says,
                gap=6,
            )
        )
        order = [self.name, self.editors["bought"], self.unit, self.holds, self.editors["price"],
                 self.editors["amount"], self.editors["batch_no"], self.editors["made_on"],
                 self.editors["best_before"]]  # fmt: skip
        self.walk = EnterWalk(order, self)
        self.walk.ended.connect(self.add)

    # showing -------------------------------------------------------------------------------------------

    def know_anew(self) -> None:
        """The catalogue changed."""
        self._known = goods.materials_in_use()

    def clear(self) -> None:
        """An empty line; the keyboard stands in 品名."""
        self.told = ""
        self.name.show_id(None)
        self.unit.set_choices([])
        for name, editor in self.editors.items():
            if name in FIGURES:
                editor.clear()
            else:
                editor.show_value("good" if name in SENSES else None)
        self.holds.clear()
        self.boxes["holds"].hide()
        self.say({}, {})

    def has_more(self) -> bool:
        """Whether something stands in the fields that are seldom wanted."""
        odd = any(self.editors[name].raw() != "good" for name in SENSES)
        return odd or bool(self.editors["freight"].text().strip() or self.editors["note"].text().strip())

    def show_line(self, values: Values) -> None:
        """Take a line back to be mended."""
        self.clear()
        self.name.show_id(values["material"])
        self._offer_units(values["material"], values["unit"])
        for name, editor in self.editors.items():
            value = values.get(name)
            if name in FIGURES:
                told = value if value or name in ("bought", "price", "amount") else None
                editor.setText(getattr(Purchase, name).format(told))
            else:
                editor.show_value(value)
        self.told = "amount"
        self.look()

    def take_material(self, record: int) -> None:
        """Choose a material that was just put into the catalogue."""
        self.know_anew()
        self.name.show_id(record)
        self._material_chosen(record)
        self.editors["bought"].setFocus()

    def _material_chosen(self, record: object) -> None:
        self.material_chosen.emit(record)
        if not isinstance(record, int):
            self.unit.set_choices([])
            return
        last = purchases.last_of(record)
        self._offer_units(record, last["unit"])
        if last.get("price") and not self.editors["price"].text():
            self.editors["price"].setText(Purchase.price.format(last["price"]))
        if last.get("papers"):
            self.editors["papers"].show_value(last["papers"])
        self.look()

    def _offer_units(self, material: int, unit: str) -> None:
        units = [*goods.units_of(material), *goods.offered_units()]
        self.unit.blockSignals(True)
        self.unit.set_choices([(one, one) for one in dict.fromkeys([*units, unit])])
        self.unit.choose(unit)
        self.unit.blockSignals(False)
        self._ask_holds()

    def _unit_chosen(self, _at: int) -> None:
        material, unit = self.name.value(), self.unit.value()
        if material and unit and not self.told:  # a price that was only remembered follows the unit
            price = purchases.last_price_in(material, str(unit))
            self.editors["price"].setText(Purchase.price.format(price))
            self.editors["amount"].clear()
        self._ask_holds()
        self.look()

    def _ask_holds(self) -> None:
        """What a box of this holds is asked the first time, beside the unit."""
        material, unit = self.name.value(), self.unit.value()
        ask = bool(material and unit and goods.known_holds(material, str(unit)) is None)
        self.boxes["holds"].setVisible(ask)
        if ask and material:
            own = Material.get_by_id(material).unit
            self.holds.setPlaceholderText(f"1{unit}＝几{own}")

    # typing --------------------------------------------------------------------------------------------

    def _figure_typed(self) -> None:
        name = str(self.sender().property("field"))
        if name in ("price", "amount"):
            self.told = name
        self.look()

    def read(self) -> tuple[Values, dict[str, str]]:
        """The line as typed, completed, and what could not be read, by field."""
        raw: Values = {name: self.editors[name].text() for name in FIGURES}
        raw |= {name: self.editors[name].raw() for name in PLAIN}
        if self._follows() in raw:
            raw[self._follows()] = ""
        values, problems = Purchase.read(raw)
        values = {name: value for name, value in values.items() if value is not None}
        if problems:
            return values | self._named(), problems
        return purchases.completed(self.shared() | values | self._named()), {}

    def _named(self) -> Values:
        """Material and unit as far as they are chosen."""
        told: Values = {"material": self.name.value(), "unit": self.unit.value()}
        return {name: value for name, value in told.items() if value}

    def _follows(self) -> str:
        """Which of price and amount is worked out from the other."""
        if self.told == "amount" and self.editors["amount"].text().strip():
            return "price"
        return "amount" if self.editors["price"].text().strip() else ""

    def look(self, *_: object) -> None:
        """Work out what follows, and say beside the fields what to look at again."""
        values, problems = self.read()
        follows = self._follows()
        if follows and not problems:
            edit: QLineEdit = self.editors[follows]
            edit.setText(getattr(Purchase, follows).format(values.get(follows)))
        said = {} if problems or not values.get("material") else purchases.doubts(values)
        self.say(problems, {name: words for name, words in said.items() if name not in HEAD})

    def say(self, bad: dict[str, str], doubts: dict[str, str]) -> None:
        """One sentence a line under the fields, each field that is wrong reddened; the last price while all is well."""
        for name, box in self.boxes.items():
            remark(box.editor, wrong=name in bad)
            box.editor.setAccessibleDescription(bad.get(name) or doubts.get(name) or "")
        clear(self.says)
        lines = [line_of("circle-alert", "bad", words, "small") for words in bad.values()]
        lines += [
            line_of("triangle-alert", "warn", self._named_field(name, words), "small")
            for name, words in doubts.items()
        ]
        hint = "" if bad or doubts.keys() - {"papers"} else self._hint()
        fill(self.says, [*lines, *([text(hint, "small", "quiet")] if hint else [])])

    def _named_field(self, name: str, words: str) -> str:
        return f"{LABELS.get(name) or getattr(Purchase, name).label}：{words}"

    def _hint(self) -> str:
        """What has still to be told of a unit, else what this cost last time."""
        material, unit = self.name.value(), self.unit.value()
        if material is None:
            return "品名打首字母，回车；数量、单价写好一路回车，就加入一行。"
        own = Material.get_by_id(material).unit
        if not self.boxes["holds"].isHidden():
            return f"第一次用“{unit}”：在“折合”里写 1{unit} 是多少{own}，以后不再问。"
        last = prices.last_price(material, self.shared().get("day") or dt.date.today())
        return (
            f"上次 {last.day}，每{own} {prices.price_words(last.price)} 元，{last.supplier}"
            if last
            else "第一次买。"
        )

    # adding --------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Hand the line over, when it is whole; else say what is missing and go there."""
        self.name.settle()
        values, problems = self.read()
        problems = problems or self._lacking(values)
        if problems:
            self.say(problems, {})
            first = next(iter(problems))
            self.boxes[first].editor.setFocus()
            return
        self.added.emit(values)

    def _lacking(self, values: Values) -> dict[str, str]:
        lacking = {}
        if not values.get("material"):
            lacking["material"] = "请选品名。"
        if not values.get("bought"):
            lacking["bought"] = "请写数量。"
        if not values.get("unit"):
            lacking["unit"] = "请选单位。"
        if values.get("price") is None and values.get("accepted", 1):
            lacking["price"] = "请写单价，或者写金额。"
        if not self.boxes["holds"].isHidden() and self.taught() is None:
            lacking["holds"] = f"请写 1{self.unit.value()} 是多少。"
        broken = {} if lacking else Purchase.cross_check(values | {"looks": "good"})
        return lacking or {name: sentence for name, sentence in broken.items() if name in self.boxes}

    def taught(self) -> int | None:
        """What was written for a unit seen the first time, in thousandths; None when nothing is asked or readable."""
        if self.boxes["holds"].isHidden():
            return None
        try:
            return MaterialUnit.holds.parse(self.holds.text()) or None
        except FieldError:
            return None
