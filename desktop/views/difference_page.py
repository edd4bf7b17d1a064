"""差异: who should have aid and is on no list, who is on a list and should not be; each line explained or put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from desktop.models.ledgers.lists import ClosingReason
from desktop.models.terms import Term
from desktop.services.aid import overview
from desktop.services.files import free_name, safe_name
from desktop.services.lists import differences_many as many
from desktop.services.lists.differences import EXTRA, MISSING, Differences, Gap, entry
from desktop.services.lists.differences_out import write_out
from desktop.views.bucket_table import BucketTable
from desktop.views.buttons import Button, Chip
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.dialogs import pick_save
from desktop.views.difference_aside import DifferenceAside
from desktop.views.difference_close import ask_close, said
from desktop.views.fields import Choice
from desktop.views.held_rows import Held
from desktop.views.layouts import Giving, column, row, scroll, show_if
from desktop.views.page import Page
from desktop.views.preview import saved_line
from desktop.views.proofs import prove_rate
from desktop.views.rows_model import Shown

CLOSED = "closed"
BUCKETS = {
    MISSING: ("user-plus", "应助未助", "bad"),
    EXTRA: ("user-minus", "已助不在册", "warn"),
    CLOSED: ("circle-check", "已说明原因", "good"),
}
COLUMNS = (
    Column("name", "姓名", 96),
    Column("class", "班级", 74),
    Column("why", "为什么", 350),
    Column("source", "出处", 200),
    Column("before", "上学期的说明", 150),
    Column("side", "哪一边", 104),
    Column("reason", "原因", 170),
    Column("note", "说明", 150),
    Column("paper", "签字材料", 90),
)
SIDES = {MISSING: "bad", EXTRA: "warn"}
ASIDE, SLIM, LITTLE = 300, 264, 1080  # px
TERMS_BACK = 5
GOOD = {
    MISSING: "应该享受的都在名单上，没有漏的。",
    EXTRA: "在名单上的都有依据，没有多的。",
    CLOSED: "还没有说明过原因的行。",
}
ALL_SAID = "没有还要说明的；说明过的在“已说明原因”里。"


class DifferencePage(Page):
    """The hint is a programme's id, or (programme, term). `ask_close` and `pick` are handed in by tests."""

    def __init__(self, desk: Desk, *, ask_close: Any = ask_close, pick: Any = pick_save) -> None:
        super().__init__("差异")
        self.desk, self.ask_close, self.pick = desk, ask_close, pick
        self.found: Differences | None = None
        self.gaps: dict[int, Gap] = {}
        self.bucket, self.looking, self.stale = MISSING, False, False
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._data_changed)
        desk.term_changed.connect(self._term_changed)
        self._offer()

    def _build(self) -> None:
        self.programme, self.term = Choice(), Choice()
        self.programme.setFixedWidth(250)
        self.term.setFixedWidth(160)
        for box, name in ((self.programme, "资助项目"), (self.term, "学期")):
            box.setAccessibleName(name)
            box.activated.connect(self._chosen)
        self.classes = Chip("班级")
        self.classes.changed.connect(self._filter_changed)
        self.part = BucketTable(self, COLUMNS, BUCKETS)
        self.part.bucket_pressed.connect(self.show_bucket)
        self.part.act_asked.connect(self.close_gaps)
        self.model, self.table, self.buckets = self.part.model, self.part.table, self.part.buckets
        self.table.opened.connect(self._open_row)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.selection_changed.connect(self._selection_changed)
        self.aside = DifferenceAside(self.desk.store.session.may("batch"))
        self.aside.close_pressed.connect(self.close_gaps)
        self.aside.again_pressed.connect(self.close_as_before)
        self.aside.entry_pressed.connect(self.enter)
        self.aside.reopen_pressed.connect(self.reopen)
        self.aside.pupil_pressed.connect(self.desk.open_pupil)
        self.aside.class_chosen.connect(self._class_chosen)
        self.side = scroll(column(self.aside, gap=0))
        choose = Giving(self.programme, self.term, self.classes, None, gives=())
        middle = column(choose, self.part.counts, (self.part.grid, 1), gap=12)
        self.set_body(row((middle, 1), self.side, gap=16))
        out = Button("导出表格", "file-down", tip="把两边的人和原因存成表格")
        out.clicked.connect(self.export)
        show_if(self.desk.store.session.may("export"), out)
        lists = Button("比对台", "search-check")
        lists.clicked.connect(self._to_lists)
        proof = Button("佐证页", "list-checks", tip="应享尽享率的分子、分母，一行一行列出来")
        proof.clicked.connect(self.prove)
        self.set_actions([lists, proof, out])

    def prove(self) -> None:
        """The rate's numerator and denominator, pupil by pupil."""
        if self.found is not None:
            prove_rate(self.desk, self.found)

    # choosing ------------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        programme, term = hint if isinstance(hint, tuple) else (hint, None)
        if isinstance(term, Term):
            self._offer_terms(term)
        self.programme.choose(int(programme))
        self._soon.start()  # once, though being shown asks for it too

    def _offer(self) -> None:
        had = self.programme.value()
        self._offer_terms(self.desk.term)
        told = [one for one in overview.programmes_of(self.desk.term) if not one.why_not or one.batches]
        self.programme.set_choices([(one.programme.id, one.programme.name) for one in told])
        self.rows = {one.programme.id: one.programme for one in overview.programmes_of(self.desk.term)}
        wanted = had if had in self.rows else next((one.programme.id for one in told if one.batches), None)
        self.programme.choose(wanted if wanted is not None else next(iter(self.rows), None))

    def _offer_terms(self, chosen: Term) -> None:
        terms = [chosen]
        for _ in range(TERMS_BACK):
            terms.append(terms[-1].previous)
        self.term.set_choices([(one, one.title) for one in terms])
        self.term.choose(chosen)

    def look(self) -> None:
        """Hold the rules against the lists, off the window's thread."""
        programme, term = self.rows.get(self.programme.value()), self.term.value()
        if programme is None or not isinstance(term, Term):
            self.set_fact("这个学期还没有可以造册的资助项目。请先到“资助”里填好标准。")
            return
        if self.looking:
            self.stale = True
            return
        self.looking = True
        self.desk.run(
            many.look, self.desk.store, programme, term,
            title="正在核对应享受和已列入的", done=self._seen, failed=self._not_seen,
        )  # fmt: skip

    def _not_seen(self) -> None:
        self.looking = self.stale = False

    def _seen(self, told: many.ByClass) -> None:
        self.looking = False
        if self.stale:
            self.stale = False
            self.look()
            return
        self.found = found = told.found
        self.gaps = dict(enumerate(found.gaps))
        self.set_fact(f"按 {found.day} 的学籍和困难类型算，{found.rate.sentence}")
        names = dict.fromkeys(gap.class_text for gap in found.gaps)
        self.classes.set_values([(name, name) for name in names])
        self.aside.show_rate(told)
        self._show_rows()

    # showing -------------------------------------------------------------------------------------------

    def show_bucket(self, name: str) -> None:
        self.bucket = name
        self._show_rows()

    def shown(self, bucket: str) -> list[int]:
        classes = self.classes.chosen()
        return [
            at
            for at, gap in self.gaps.items()
            if (gap.closed is not None if bucket == CLOSED else gap.side == bucket and gap.closed is None)
            and (not classes or gap.class_text in classes)
        ]

    def _show_rows(self) -> None:
        self.part.count({name: len(self.shown(name)) for name in BUCKETS}, self.bucket)
        self.table.set_empty_text(self._empty_words())
        self.part.show([self._held(at) for at in self.shown(self.bucket)])
        self._selection_changed()

    def _empty_words(self) -> str:
        """Nothing open is good news only when the departments' lists were looked at."""
        note = self.found.rate.note if self.found is not None else ""
        if self.bucket == MISSING and note:
            return f"已登记困难类型的都在名单上。{note}"
        if self.found is not None and self.bucket != CLOSED and self.found.of(self.bucket, closed=True):
            return ALL_SAID
        return GOOD[self.bucket]

    def _held(self, at: int) -> Held:
        gap = self.gaps[at]
        closed, before = gap.closed, gap.before
        why = Shown(
            gap.why,
            None if gap.entitled or gap.side == EXTRA else "warn",
            None if gap.entitled else "circle-question-mark",
        )
        cells = {
            "name": Shown(gap.student.name),
            "class": Shown(gap.class_text),
            "side": Shown(BUCKETS[gap.side][1], SIDES[gap.side], "tag"),
            "why": why if gap.side == MISSING else Shown(gap.why),
            "source": Shown(gap.source, "quiet"),
            "before": Shown(ClosingReason.caption_of(before.reason_id) if before else "", "quiet"),
            "reason": Shown(ClosingReason.caption_of(closed.reason_id) if closed else ""),
            "note": Shown((closed.note or "") if closed else ""),
            "paper": Shown("有", "good", "paperclip") if closed and closed.waiver else Shown(""),
        }
        return Held(at, cells)

    # doing ---------------------------------------------------------------------------------------------

    def chosen(self) -> list[Gap]:
        return [self.gaps[at] for at in self.part.chosen() if at in self.gaps]

    def close_gaps(self) -> None:
        """Explain the chosen lines, all with one reason."""
        gaps = [gap for gap in self.chosen() if gap.closed is None]
        if not gaps or self.found is None or not self.aside.may:
            return
        answer = self.ask_close(self.desk, self, gaps)
        if answer is None:
            return
        done, kept = (
            (True, None)
            if answer.paper is None
            else self.desk.attempt(self.desk.attachments.keep, answer.paper)
        )
        if not done:
            return
        self._close(gaps, reason=answer.reason, note=answer.note or None, waiver=kept)

    def close_as_before(self) -> None:
        """The reason of last term holds on, its signed paper too."""
        gaps = [gap for gap in self.chosen() if gap.closed is None and gap.before is not None]
        if (
            gaps
            and self.found is not None
            and self.desk.attempt(many.close_as_before, self.desk.store, self.found, gaps)[0]
        ):
            self.desk.say(said(gaps, "照上学期说明了原因"), ("撤销", self.desk.undo))

    def _close(self, gaps: Sequence[Gap], **how: Any) -> None:
        if self.desk.attempt(many.close_all, self.desk.store, self.found, gaps, **how)[0]:
            self.desk.say(said(gaps, "已说明原因"), ("撤销", self.desk.undo))

    def reopen(self) -> None:
        gaps = [gap for gap in self.chosen() if gap.closed is not None]
        if gaps and self.desk.attempt(many.reopen_all, self.desk.store, gaps)[0]:
            self.desk.say(said(gaps, "重新打开"), ("撤销", self.desk.undo))

    def enter(self) -> None:
        """Turn 应助未助 into a list of its own."""
        gaps = [gap for gap in self.chosen() if gap.closed is None and gap.side == MISSING]
        if not gaps or self.found is None:
            return
        unsure = [gap for gap in gaps if not gap.entitled]
        words = (
            f"将为 {len(gaps)} 人另开一批{self.found.programme.name}（{self.found.term.title}），可以撤销。"
        )
        if unsure:
            words += f"其中 {len(unsure)} 人规则判不准（{unsure[0].student.name}：{unsure[0].why}），按您选的列入。"
        if self.desk.ask(self, "补列成名单", words, yes=f"补列 {len(gaps)} 人"):
            students = [gap.student.id for gap in gaps]
            self.desk.run(
                entry, self.desk.store, self.found, students,
                title="正在补列", done=partial(self._entered, gaps),
            )  # fmt: skip

    def _entered(self, gaps: Sequence[Gap], batch: int) -> None:
        self.desk.go("batch", batch)
        self.desk.say(said(gaps, f"已补列 {len(gaps)} 人"), ("撤销", self.desk.undo))

    def export(self) -> None:
        """Both sides with why and with what reason, as a workbook."""
        if self.found is None:
            return
        start = Path(self.desk.settings.save_to or Path.home())
        name = f"{safe_name(self.found.programme.name)}两向差异（{len(self.found.gaps)}人）{dt.date.today():%Y%m%d}.xlsx"
        chosen = self.pick(self, "导出到哪里", free_name(start / name), ["表格 (*.xlsx)"])
        if chosen is None:
            return
        path = free_name(chosen)
        self.desk.settings.save_to = str(path.parent)
        self.desk.settings.save()
        self.desk.run(write_out, self.found, path, title="正在导出差异", done=partial(self._exported, path))

    def _exported(self, path: Path, count: int) -> None:
        self.desk.note_access("导出", f"两向差异：{path.name}", count)
        saved_line(self.desk, path)

    # listening -----------------------------------------------------------------------------------------

    def _chosen(self, _at: int) -> None:
        self.classes.choose([])
        self.look()

    def _class_chosen(self, name: str) -> None:
        self.classes.choose([] if self.classes.chosen() == [name] else [name])
        self._show_rows()

    def _filter_changed(self, _chosen: object) -> None:
        self._show_rows()

    def _term_changed(self, _term: object) -> None:
        self._offer()
        if self.isVisible():
            self._soon.start()

    def _data_changed(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._soon.start()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(SLIM if event.size().width() < LITTLE else ASIDE)

    def _selection_changed(self, *_: object) -> None:
        self.aside.show_chosen(self.chosen())
        if self.isVisible():
            self.desk.shell.set_status(self.part.status("人"))

    def _open_row(self, at: int) -> None:
        self.desk.open_pupil(self.gaps[self.model.id_at(at)].student.id)

    def _to_lists(self) -> None:
        self.desk.go("lists")

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        menu.addAction("打开学生一页\tEnter").triggered.connect(partial(self._open_row, at))
        chosen = self.chosen()
        if not self.aside.may or not chosen:
            return
        if all(gap.closed is None for gap in chosen):
            menu.addAction("说明原因…\tCtrl+Enter").triggered.connect(self.close_gaps)
            if all(gap.side == MISSING for gap in chosen):
                menu.addAction("补列成名单…").triggered.connect(self.enter)
        elif all(gap.closed is not None for gap in chosen):
            menu.addAction("重新打开").triggered.connect(self.reopen)
