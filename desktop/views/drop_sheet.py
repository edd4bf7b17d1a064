"""One class's half-day on 缺课登记: who is not there is typed as on 录餐; what the meal sheet already says stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.services.drop import class_list
from desktop.services.drop.class_list import PRESENT
from desktop.services.meals import typed
from desktop.services.meals.days import Eater
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.meal_day_sheet import SheetPane, label
from desktop.views.rows_model import Shown


class AbsencePane(SheetPane):
    """The pane of 录餐 with the marks of somebody away alone."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("number", "号", 48, "right"), Column("name", "姓名", 110), Column("mark", "这半天", 112),
        Column("from", "从哪里知道", 140),
    )  # fmt: skip
    asks: ClassVar[str] = "谁没有来"
    hint: ClassVar[str] = "谁没有来，为什么：12s  wf病  12 14p  5t  到的写 5到"
    locked: ClassVar[str] = "这里只能看。考勤由班主任或管控辍的人登记。"
    takes_back: ClassVar[str] = "把这个班这半天的登记拿掉，放进回收站"

    def _show(self) -> None:
        assert self.sheet is not None
        codes = code_list("meal_mark")
        due, gone = len(self.sheet.pupils), len(self.marks)
        leave = sum(bool(codes.fact(mark, "leave")) for mark in self.marks.values())
        self.fact.set_words(f"应到 {due} 人，实到 {due - gone} 人，请假 {leave} 人，旷课 {gone - leave} 人")
        self._show_chips()
        self.model.show_rows([self._held(one) for one in self.sheet.pupils])

    def _held(self, pupil: Eater) -> Held:
        assert self.sheet is not None
        mark = self.marks.get(pupil.id, PRESENT)
        away = mark != PRESENT
        cells = {
            "number": Shown(str(self._number(pupil))), "name": Shown(pupil.name),
            "mark": Shown(label(mark) if away else "到校", "warn" if away else "quiet", "circle-minus" if away else None),
            "from": Shown(self._source(pupil) if away else "", "quiet"),
        }  # fmt: skip
        return Held(pupil.id, cells, {"number": self._number(pupil)})

    def _source(self, pupil: Eater) -> str:
        """Where a mark that nobody typed comes from."""
        sheet: Any = self.sheet
        if sheet.record is not None or sheet.leave.get(pupil.id) != self.marks.get(pupil.id):
            return ""
        return "当天录餐" if pupil.id in sheet.meal else "照上一次，请核对"

    def _carried(self, mark: str) -> tuple[str, str]:
        return "（照上次）", "上一次没来"

    def take(self, keep: bool = False) -> None:
        """As on 录餐. A mark of somebody who was there is no absence: it is asked about, and nothing is kept."""
        words, marks = self.line.text(), class_list.marks()
        told = typed.read(words.strip(), self.sheet.pupils) if self.sheet else typed.Typed()
        wrong = {label(mark) for mark in told.marks.values() if mark != PRESENT and mark not in marks}
        super().take(keep and not wrong)
        if wrong:
            self.line.setText(words)
            self.say(f"{'、'.join(sorted(wrong))}的，人是到了校的。没来的写：{legend()}。")

    def _mark(self, marks: Mapping[int, str]) -> None:
        away = class_list.marks()
        super()._mark({one: mark for one, mark in marks.items() if mark == PRESENT or mark in away})

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0 or not self.line.isEnabled():
            return
        rows = self.table.selected_rows() or [at]
        pupils = [self.model.id_at(n) for n in (rows if at in rows else [at])]
        for code, words in {PRESENT: "到校", **class_list.marks()}.items():
            action = menu.addAction(words if code == PRESENT else f"{words}\t{code.lower()}")
            action.triggered.connect(lambda _on=False, m=code: self._mark(dict.fromkeys(pupils, m)))


def legend() -> str:
    """s 病假 p 事假 t 旷课"""
    return " ".join(f"{code.lower()} {words}" for code, words in class_list.marks().items())
