"""比对台: the lines of the lists that want a decision. Accept, decline with a reason, or end; each can be taken back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.lists import CountyList
from desktop.services.lists import board as lines_of
from desktop.services.lists import decide, since
from desktop.services.lists.board import BoardLine
from desktop.services.lists.draft import DOUBT, FAMILY, HIT
from desktop.services.lists.past import CHANGED, GONE, NEW, OPEN, SAME
from desktop.views.bucket_table import BucketTable
from desktop.views.buttons import Button, Chip
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.drop import FileDrop
from desktop.views.held_rows import Held
from desktop.views.layouts import Giving, Stack, column, row, show_if
from desktop.views.lists_accept import Accepting
from desktop.views.lists_aside import ListsAside
from desktop.views.lists_results import change_tag, masked
from desktop.views.lists_words import ask_reason, in_class_order, say_who
from desktop.views.page import Page
from desktop.views.proofs import prove_hits
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop, empty_page

COLUMNS = (
    Column("name", "姓名", 96),
    Column("class", "班级", 74),
    Column("change", "与上月比", 86),
    Column("kind", "困难类型", 140),
    Column("who", "号码是谁的", 96),
    Column("look", "采纳会写什么", 220),
    Column("verdict", "比对结果", 84),
    Column("list", "名单", 170),
    Column("place", "出处", 210),
    Column("listed", "名单姓名", 82),
    Column("number", "名单号码", 172),
    Column("earlier", "以前怎么定的", 190),
    Column("decision", "处理", 96),
    Column("reason", "理由", 150),
)
BUCKETS = {
    HIT: ("circle-check", "命中", "good"),
    FAMILY: ("house", "户内命中", "accent"),
    DOUBT: ("circle-question-mark", "疑似", "warn"),
    GONE: ("log-out", "退出", "off"),
}
VERDICTS = {HIT: "good", FAMILY: "accent", DOUBT: "warn"}
DECISIONS = {"accepted": "good", "declined": "off", "ended": "off", OPEN: "accent"}
ASIDE, SLIM, LITTLE = 300, 268, 1080  # px of the right-hand column; below LITTLE px of page it is slim
ROAD = (
    Stop("folder-open", "拖进名单文件夹", "十来份表，原样放进来"),
    Stop("search-check", "看命中了谁", "本人的、家里人的、疑似的"),
    Stop("hand-coins", "采纳", "写进困难类型，带出处"),
)


def bucket_of(line: BoardLine) -> str:
    return GONE if line.gone else line.verdict


class ListsDesk(Page):
    """The hint is a collection of list ids: these are shown whole, though they are not the newest."""

    def __init__(self, desk: Desk, *, ask_reason: Any = ask_reason) -> None:
        super().__init__("比对台")
        self.desk, self.ask_reason = desk, ask_reason
        self.lines: dict[int, BoardLine] = {}
        self.extra: frozenset[int] = frozenset()
        self.bucket = ""
        self.veiled = True
        self.untouched = True  # the filters are as the page chose them
        self.accepting = Accepting(self)
        self._build()
        if self.may_write():
            FileDrop(self).dropped.connect(self._dropped)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)
        self.reload()

    def _build(self) -> None:
        self.part = BucketTable(self, COLUMNS, BUCKETS)
        self.part.bucket_pressed.connect(self.show_bucket)
        self.part.act_asked.connect(self.accept)
        self.model, self.table, self.buckets = self.part.model, self.part.table, self.part.buckets
        self.table.opened.connect(self._open_row)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.clear_asked.connect(self.decline)
        self.table.selection_changed.connect(self._selection_changed)
        self.table.current_changed.connect(self._selection_changed)
        self.aside = ListsAside(self.desk.store.session.may("batch"))
        self.aside.accept_pressed.connect(self.accept)
        self.aside.decline_pressed.connect(self.decline)
        self.aside.end_pressed.connect(self.end)
        self.aside.reopen_pressed.connect(self.reopen)
        self.aside.pupil_pressed.connect(self.desk.open_pupil)
        self.aside.settled.connect(self.settle)
        self.aside.all_settled.connect(self.settle_kind)
        middle = column(self.part.counts, self._chips(), (self.part.grid, 1), gap=12)
        whole = QWidget()
        whole.setLayout(row((middle, 1), self.aside, gap=16))
        start = Button("比对名单", "folder-open", role="primary")
        start.clicked.connect(self.compare)
        show_if(self.may_write(), start)
        about = f"{CountyList.about}拖进来就知道本校谁在上面，该补的补，该停的停。"
        self.stack = Stack()
        self.stack.addWidget(whole)
        self.stack.addWidget(empty_page("还没有比对过部门名单", about, ROAD, [start]))
        self.set_body(self.stack)

    def _chips(self) -> QWidget:
        labels = code_list("list_change").labels
        self.changes = Chip("与上月比", [(code, labels[code]) for code in (NEW, CHANGED, GONE, SAME)])
        self.states = Chip("处理", list(code_list("list_decision").labels.items()))
        self.some, self.classes = Chip("名单"), Chip("班级")
        for chip in (self.changes, self.states, self.some, self.classes):
            chip.changed.connect(self._filter_changed)
        self.eye = Button("显示号码", "eye", role="flat", tip="显示或隐藏完整的号码")
        self.eye.clicked.connect(self.toggle_eye)
        return Giving(
            self.changes, self.states, self.some, self.classes, None, self.eye, gives=(self.eye, self.classes)
        )

    def may_write(self) -> bool:
        return self.desk.store.session.may("batch")

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, sources: Collection[int]) -> None:
        """Show these lists: the open lines first, all of them where nothing is open any more."""
        self.extra, self.untouched, self.bucket = frozenset(sources), True, ""
        self.some.choose([])
        self.classes.choose([])
        self.reload()
        shown = [line for line in self.lines.values() if line.source in self.extra]
        if shown and not any(line.open for line in shown):
            self.some.choose(list(self.extra))
            self.changes.choose([])
            self.states.choose([])
            self.untouched = False
            self._show_rows()

    def reload(self) -> None:
        recent = {one.id: one for one in lines_of.recent_lists()}
        for old in CountyList.select().where(CountyList.id.in_(list(self.extra - recent.keys()))):
            recent[old.id] = old
        self.lines = {line.id: line for line in lines_of.board(self.desk.store, list(recent))}
        told = since.since_lists(dt.date.today())
        waiting = sum(line.open for line in self.lines.values())
        self.set_fact(told.sentence + (f"还有 {waiting} 条要处理。" if waiting else ""))
        self.stack.setCurrentIndex(0 if recent else 1)
        self.some.set_values(
            [
                (one.id, f"{CountyList.kind.format(one.kind)} {one.month}（{one.sheet}）")
                for one in recent.values()
            ]
        )
        names = in_class_order(line.class_text for line in self.lines.values())
        self.classes.set_values([(name, name) for name in names])
        if self.untouched:
            self._usual_filters()
        self._show_rows()

    def _usual_filters(self) -> None:
        """What waits; of what stayed the same only lines that were left open."""
        left = any(line.open and line.change == SAME for line in self.lines.values())
        self.changes.choose([NEW, CHANGED, GONE, *([SAME] if left else [])])
        self.states.choose([OPEN])

    def shown(self) -> list[BoardLine]:
        """The lines that the chips leave, of all buckets."""
        changes, states = self.changes.chosen(), self.states.chosen()
        some, classes = self.some.chosen(), self.classes.chosen()
        return [
            line
            for line in self.lines.values()
            if (not changes or line.change in changes)
            and (not states or line.decision in states)
            and (not some or line.source in some)
            and (not classes or line.class_text in classes)
        ]

    def _show_rows(self) -> None:
        kept = self.part.chosen()
        shown = self.shown()
        self.part.count(Counter(map(bucket_of, shown)), self.bucket)
        rows = [line for line in shown if not self.bucket or bucket_of(line) == self.bucket]
        self.table.set_empty_text(self._empty_words())
        self.part.show([self._held(line) for line in rows], kept)
        self._say_actions(shown)
        self._selection_changed()

    def _empty_words(self) -> str:
        if not any(line.open for line in self.lines.values()):
            return "要处理的都处理完了。下个月拿到新名单，再来比对。"
        return "没有符合条件的行，点条件上的 × 可以取消筛选。"

    def _held(self, line: BoardLine) -> Held:
        kind = Shown(line.kind_text) if line.kind else Shown("要选", "warn", "circle-question-mark")
        look = Shown(line.asks, "warn", "triangle-alert") if line.asks else Shown(line.will)
        number = masked(line.number) if self.veiled else line.number
        verdict = Shown(code_list("list_verdict").label(line.verdict), VERDICTS.get(line.verdict), "tag")
        decision = Shown(code_list("list_decision").label(line.decision), DECISIONS.get(line.decision), "tag")
        cells = {
            "name": Shown(line.name),
            "class": Shown(line.class_text),
            "change": change_tag(line.change),
            "kind": kind,
            "who": Shown(
                line.relation_text or ("—" if line.verdict == DOUBT else "要核对"),
                None if line.relation else "quiet",
            ),
            "look": look,
            "verdict": verdict,
            "list": Shown(line.list_text),
            "place": Shown(line.place, "quiet"),
            "listed": Shown(line.listed_name),
            "number": Shown(number),
            "earlier": Shown(line.earlier, "quiet"),
            "decision": decision,
            "reason": Shown(line.reason, "quiet"),
        }
        return Held(line.id, cells)

    def _say_actions(self, shown: Sequence[BoardLine]) -> None:
        accepting = self.accepting.buttons() if self.may_write() else []
        both = Button("差异", "scale", tip="应助未助、已助不在册")
        both.clicked.connect(self._differences)
        look = Button(
            "比对名单", "folder-open", role="plain" if accepting else "primary", tip="拖进县里新发的名单"
        )
        look.clicked.connect(self.compare)
        made = [both]
        if shown:
            proof = Button("佐证页", "list-checks", tip="现在显示的这些行，一行一行列出来，可以打印")
            proof.clicked.connect(self.prove)
            made.insert(0, proof)
        if self.may_write():
            made += [look, *accepting]
        self.set_actions(made if self.stack.currentIndex() == 0 else [])

    # what is chosen ------------------------------------------------------------------------------------

    def selected(self) -> list[BoardLine]:
        return [self.lines[record] for record in self.part.chosen() if record in self.lines]

    def show_bucket(self, name: str) -> None:
        """Only these; pressed again, all of them."""
        self.bucket = "" if self.bucket == name else name
        self._show_rows()

    def _selection_changed(self, *_: object) -> None:
        chosen = self.selected()
        self.aside.show_lines(chosen, self.veiled)
        if self.isVisible() and self.stack.currentIndex() == 0:
            self.desk.shell.set_status(self.part.status("条"))

    # doing ---------------------------------------------------------------------------------------------

    def compare(self) -> None:
        self.desk.go("match_lists")

    def _dropped(self, paths: Sequence[Path]) -> None:
        self.desk.go("match_lists", paths)

    def _differences(self) -> None:
        self.desk.go("difference")

    def prove(self) -> None:
        """The page behind the count of the bucket that is shown, or of all of them."""
        lines = [self.lines[record] for record in self.model.ids()]
        name = BUCKETS[self.bucket][1] if self.bucket else "名单命中"
        lists = "、".join(dict.fromkeys(line.list_text for line in lines))
        if lines:
            prove_hits(self.desk, [line.id for line in lines], name, f"比对台上的行：{lists}")

    def settle(self, hit: int, kind: str | None, relation: str | None) -> None:
        """The person answered what the list did not say."""
        self.desk.attempt(decide.settle, self.desk.store, hit, kind=kind, relation=relation)

    def settle_kind(self, hits: Sequence[int], kind: str) -> None:
        """The same for several lines of one kind of list."""
        self.desk.attempt(decide.settle_kind, self.desk.store, hits, kind)

    def accept(self) -> None:
        """Write the chosen lines into 困难类型."""
        self.accepting.accept_chosen()

    def decline(self) -> None:
        chosen = [line for line in self.selected() if line.open]
        if not chosen or not self.may_write():
            return
        verb = "仍然保留" if all(line.gone for line in chosen) else "不采纳"
        label = f"{say_who(chosen)} {verb}，原因："
        why = self.ask_reason(self, verb, label, lines_of.reasons_not_to(), verb)
        if why:
            self.do(partial(decide.decline, why=why), chosen, verb)

    def end(self) -> None:
        """退出: what was accepted ends with the last day before the list's month."""
        chosen = [line for line in self.selected() if line.open and line.gone]
        if not chosen or not self.may_write():
            return
        label = f"{say_who(chosen)} 按退出处理，原因："
        why = self.ask_reason(self, "按退出处理", label, ["这个月的名单上没有了"], "按退出处理")
        if why:
            self.do(partial(decide.end, why=why), chosen, "按退出处理")

    def reopen(self) -> None:
        chosen = [line for line in self.selected() if line.decision == "declined"]
        if chosen and self.may_write():
            self.do(decide.reopen, chosen, "重新打开")

    def do(self, act: Callable[..., Any], chosen: Sequence[BoardLine], verb: str) -> None:
        done, count = self.desk.attempt(act, self.desk.store, [line.id for line in chosen])
        if done:
            self.desk.say(f"{verb} {count} 条：{say_who(chosen)}。", ("撤销", self.desk.undo))

    def toggle_eye(self) -> None:
        self.veiled = not self.veiled
        self.eye.setText("显示号码" if self.veiled else "隐藏号码")
        self.eye.set_picture("eye" if self.veiled else "eye-off")
        if not self.veiled:
            self.desk.note_access("查看完整号码", "名单命中", self.model.rowCount())
        self._show_rows()

    # listening -----------------------------------------------------------------------------------------

    def _filter_changed(self, _chosen: object) -> None:
        self.untouched = False
        self._show_rows()

    def _soon_reload(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        """What changed while another page was in front."""
        super().showEvent(event)
        self._soon.start()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.aside.setFixedWidth(SLIM if event.size().width() < LITTLE else ASIDE)

    def _open_row(self, at: int) -> None:
        self.desk.open_pupil(self.lines[self.model.id_at(at)].student)

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        menu.addAction("打开学生一页\tEnter").triggered.connect(partial(self._open_row, at))
        if not self.may_write():
            return
        chosen = self.selected()
        if any(line.open and line.gone for line in chosen):
            menu.addAction("按退出处理…").triggered.connect(self.end)
        if any(line.open and not line.gone for line in chosen):
            menu.addAction("采纳\tCtrl+Enter").triggered.connect(self.accept)
        if any(line.open for line in chosen):
            menu.addAction("不采纳…\tDelete").triggered.connect(self.decline)
        if any(line.decision == "declined" for line in chosen):
            menu.addAction("重新打开").triggered.connect(self.reopen)
