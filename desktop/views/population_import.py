"""导入适龄儿童名单: whose list it is and of which day, what every row would become, then one step to take back."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.fields import Date, FieldError
from desktop.models.ledgers.drop_population import PopulationLine
from desktop.models.store import Store
from desktop.services.drop.population import leaves
from desktop.services.drop.population_in import ListBook, read_lists
from desktop.services.drop.population_judge import (
    ASKED,
    CLOSED,
    DOUBT,
    NEW,
    SAME,
    STRANGE,
    Choices,
    Draft,
    Judged,
    judge,
    keep_lists,
)
from desktop.services.sheets.guard import NeedsPassword
from desktop.views import messages
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog, pick_files
from desktop.views.editors import DateEditor, LineEditor
from desktop.views.fields import Choice, Field
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row
from desktop.views.ledger_import import SHEETS
from desktop.views.population_columns import ColumnsCard
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import text

WIDTH, HIGH = 1000, 300  # px
UNREAD = "认不出哪一列是姓名、哪一列是身份证号。请点“对应列…”指定，指定一次就记住。"
ORDER = (DOUBT, ASKED, NEW, SAME, STRANGE, CLOSED)
TONES = {DOUBT: "warn", ASKED: "warn", NEW: "good", SAME: "off", STRANGE: "off", CLOSED: "off"}
COLUMNS = (
    Column("verdict", "结果", 92), Column("name", "姓名", 92), Column("birth", "出生日期", 98), Column("place", "哪一行", 140),
    Column("says", "说明", 380),
)  # fmt: skip
FROM_SCHOOL = "school"  # population_source
SCHOOL_SAYS = (
    "行里没写学校的孩子，学校就写这一所；空着的，各份名单按自己的标题，标题里也没有的不写，已登记的留着。"
)
KEPT = "已经登记的项目只补空着的，不改写；去向和学校按名单日期接着记，以前的留着。"
BAND, WIDER = "band", "wide"


def import_lists(
    desk: Desk, page: QWidget, day: dt.date, paths: list[Path] | None = None, *, password: str | None = None
) -> None:
    """Nothing is written before the person says so. A locked file asks for its password."""
    paths = paths or pick_files(page, "选公安、村里、学籍系统的名单", SHEETS)
    if not paths:
        return
    chosen = paths

    def read(progress: Any) -> Any:
        try:
            return read_lists(chosen, password=password, progress=progress)
        except NeedsPassword as locked:
            return locked

    def done(found: Any) -> None:
        if isinstance(found, ListBook):
            _show(desk, page, found, day)
        elif word := messages.ask_text(page, "打开要密码", str(found), yes="打开", secret=True):
            import_lists(desk, page, day, chosen, password=word)

    desk.run(read, title=f"读取 {paths[0].name}", done=done)


class ListsDialog(Dialog):
    """The rehearsal. Every other answer judges the same rows anew."""

    def __init__(self, desk: Desk, page: QWidget, book: ListBook, day: dt.date) -> None:
        self.desk, self.book = desk, book
        self.draft: Draft | None = None
        self.asked, self.over, self.told_school = 0, False, ""
        unknown = [] if book.kind else [(None, "请选")]
        self.kind = Choice([*unknown, *code_list("population_source").labels.items()])
        self.kind.choose(book.kind or None)
        self.date = DateEditor(Date("名单日期"))
        day = book.day or day
        self.date.show_value(day)
        self.ages = Choice([(BAND, "六到十五周岁"), (WIDER, "放宽的年龄段")])
        self.status = Choice([(None, "名单上写的"), *leaves().items()])
        self.school = LineEditor(PopulationLine.school)
        self.school.show_value(book.school or None)
        self.of_school = Field("哪所学校", self.school, says=SCHOOL_SAYS)
        self._name_ages(day)
        for made in (self.kind, self.ages, self.status):
            made.activated.connect(self.judge)
        self.date.settled.connect(self.judge)
        self.school.editingFinished.connect(self._school_told)
        fields = [
            Field("谁给的名单", self.kind), Field("名单日期", self.date), Field("收哪些年龄", self.ages),
            Field("都在哪里读", self.status),
        ]  # fmt: skip
        self.sums, self.wrong = text("", wrap=True), text("", "small", "bad", wrap=True)
        self.wrong.hide()
        self.model = HeldRows(COLUMNS, (), None)
        self.table = FrozenTable(self.model, frozen=2, filler="says")
        self.table.setMinimumHeight(HIGH)
        parts: list[Any] = [
            row(*((made, 1) for made in fields), gap=12),
            self.of_school,
            self.sums,
            self.wrong,
        ]
        if book.skipped:
            parts.append(text("\n".join(book.skipped[:3]), "small", "quiet", wrap=True))
        body = column(*parts, (holder(column(self.table, edge=1), card=True), 1), gap=10)
        super().__init__(page, "导入名单：预演", body, width=WIDTH)
        columns = self.add_button("对应列…")
        columns.clicked.disconnect()
        columns.clicked.connect(self.show_columns)
        self.add_button("不导入")
        self.write = self.add_button("写入", "primary", accepts=True)
        self.judge()

    def _school_told(self) -> None:
        if self.told_school != self.school.raw().strip():
            self.judge()

    def _name_ages(self, day: dt.date) -> None:
        one, wide = Choices("police", day).band, Choices("police", day, wide=True).band
        kept = self.ages.value()
        self.ages.set_choices([(BAND, one.words), (WIDER, wide.words)])
        self.ages.choose(kept or BAND)

    def judge(self, *_: object) -> None:
        """Say what every row would become with the answers as they stand: off the window's thread, the last answer counts."""
        self.draft = None
        self.write.setEnabled(False)
        self.asked += 1
        self.of_school.setVisible(self.kind.value() == FROM_SCHOOL)
        self.told_school = self.school.raw().strip()
        try:
            day = self.date.field.parse(self.date.raw())
            if day is None:
                raise FieldError("请写名单日期。")
            self.school.field.check(self.told_school)
            if self.kind.value() is None:
                raise FieldError("文件名和标题里看不出这份名单是谁给的，请先选“谁给的名单”。")
        except Refused as error:
            self.say(str(error))
            return
        told: Any = self.status.value()
        choices = Choices(str(self.kind.value()), day, wide=self.ages.value() == WIDER, status=told,
                          school=self.told_school if self.kind.value() == FROM_SCHOOL else "")  # fmt: skip
        job = self.desk.look(
            _judge, self.desk.store, self.book, choices, done=partial(self._judged, self.asked)
        )
        job.failed.connect(lambda error: None if self.over else self.say(str(error)))

    def _judged(self, asked: int, draft: Draft) -> None:
        if self.over or asked != self.asked:
            return
        self.say("")
        self.draft = draft
        self.sums.setText(f"{self.book.title}：{draft.sentence}。{KEPT}")
        read = any(one.rows for one in self.book.lists)
        self.table.set_empty_text("没有这个年龄段的孩子。" if read else UNREAD)
        lines = sorted(draft.lines, key=lambda line: (ORDER.index(line.verdict), not line.moved))
        self.model.show_rows([_held(at, line) for at, line in enumerate(lines, 1)])
        self.write.setText(f"写入 {len(lines)} 行")
        self.write.setEnabled(bool(lines))

    def show_columns(self) -> None:
        """对应列: which column is what; the rows are read anew."""
        card = ColumnsCard(self, self.book)
        if card.exec() == Dialog.DialogCode.Accepted:
            self.judge()
        card.deleteLater()

    def done(self, result: int) -> None:
        """Whatever comes back later finds nobody."""
        self.over = True
        super().done(result)

    def say(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))
        if words:
            self.write.setEnabled(False)


def _judge(store: Store, book: ListBook, choices: Choices, *, progress: Any = None) -> Draft:
    """What a dialog waits for is over before anybody could stop it."""
    return judge(store, book, choices)


def _held(at: int, line: Judged) -> Held:
    told, codes = line.row.values, code_list("population_verdict")
    ways = code_list("age_status").label(line.status) if line.status and not line.moved else ""
    says = "；".join(filter(None, [line.reason, f"去向：{ways}" if ways else ""]))
    number = f"{line.row.sheet} 第 {line.row.number} 行"
    return Held(at, {
        "verdict": Shown(codes.label(line.verdict), "warn" if line.moved else TONES[line.verdict]), "name": Shown(line.row.name),
        "birth": Shown(str(told.get("birth_date") or "")), "place": Shown(number), "says": Shown(says),
    }, {"place": line.row.number})  # fmt: skip


def _show(desk: Desk, page: QWidget, book: ListBook, day: dt.date) -> None:
    dialog = ListsDialog(desk, page, book, day)
    wanted = dialog.exec() == Dialog.DialogCode.Accepted
    draft = dialog.draft
    dialog.deleteLater()
    if wanted and draft is not None:
        keep(desk, draft)


def keep(desk: Desk, draft: Draft) -> None:
    """A backup first, then the step."""
    ok, step = desk.attempt(_keep, desk, draft)
    if ok:
        doubts = len(draft.of(DOUBT))
        words = f"写好了：{draft.sentence}。" + (f"{doubts} 行要核对，在“名单”里看。" if doubts else "")
        desk.say(words, ("撤销", lambda: desk.undo_step(step)))


def _keep(desk: Desk, draft: Draft) -> int:
    desk.school.backup("导入前")
    return keep_lists(desk.store, draft)
