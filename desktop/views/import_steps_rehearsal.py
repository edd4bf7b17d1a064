"""预演: every line and what would become of it, in five buckets, and who is not in the list. Nothing is written yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QRadioButton, QWidget

from desktop.models.identity import mask_id
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services.roster.correct import ANOTHER, CAUSES, LATER, SAME_PERSON, Corrector
from desktop.services.roster.draft import BAD, CHANGED, DOUBTFUL, NEW, SAME, Draft, Gone, Line
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.import_steps_numbers import NumberFix
from desktop.views.import_steps_rows import PLAIN, Look, PlainRows
from desktop.views.layouts import Part, column, holder, row
from desktop.views.table import FrozenTable
from desktop.views.widgets import Bucket, card, line_of, note, picture, ruled, text

GONE = "gone"
MARKS = {  # bucket -> icon, tone, words
    NEW: ("circle-plus", "good", "新增"),
    CHANGED: ("pencil-line", "accent", "变更"),
    SAME: ("equal", "off", "不变"),
    DOUBTFUL: ("users", "warn", "疑似重复"),
    BAD: ("circle-alert", "bad", "有误"),
    GONE: ("circle-minus", "warn", "不在名单"),
}
ORDER = (BAD, DOUBTFUL, NEW, CHANGED, GONE, SAME)
COLUMNS = (
    Column("row", "行", 52, "right"),
    Column("bucket", "结果", 100),
    Column("name", "姓名", 80),
    Column("class", "班级", 70),
    Column("says", "写入后会怎样", 180),
    Column("id", "身份证号", 168),
)
WIDE = 640  # px from which the six buckets stand in one row
LABEL = 88  # px of a field's name beside its value
SHOWN = 7  # fields of a new pupil that are shown


class Buckets(QWidget):
    """Six counts; pressing one narrows the list to it, pressing it again shows all."""

    chosen = Signal(str)  # bucket, or ""

    def __init__(self) -> None:
        super().__init__()
        self.on = ""
        self.made = {key: Bucket(icon, words, tone) for key, (icon, tone, words) in MARKS.items()}
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(8)
        self.setLayout(self.grid)
        self.across = 0
        for bucket in self.made.values():
            bucket.clicked.connect(self._pressed)
        self._arrange(6)

    def set_counts(self, counts: dict[str, int]) -> None:
        for key, bucket in self.made.items():
            bucket.set_count(counts[key])

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._arrange(6 if event.size().width() >= WIDE else 3)

    def _arrange(self, across: int) -> None:
        if across != self.across:
            self.across = across
            for at, bucket in enumerate(self.made.values()):
                self.grid.addWidget(bucket, at // across, at % across)

    def _pressed(self) -> None:
        key = next(key for key, bucket in self.made.items() if bucket is self.sender())
        self.on = "" if self.on == key else key
        for other, bucket in self.made.items():
            bucket.set_on(other == self.on)
        self.chosen.emit(self.on)


class RehearsalStep(QWidget):
    """Buckets, a sentence, the table. `current_changed` asks for the panel of a line or of somebody gone."""

    current_changed = Signal(object)  # Line, Gone or None
    opened = Signal(object)  # Enter or a double click

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.buckets = Buckets()
        self.buckets.chosen.connect(self.reload)
        self.says = text("", "small", "quiet", wrap=True)
        self.marks_gone = False  # whether who is not in the list will be set to 去向待查
        self.model = PlainRows(COLUMNS, self._says, _look, self)
        self.table = FrozenTable(self.model, 0, filler="says")
        self.table.set_empty_text("这一类没有。再点一下上面那一格，看全部。")
        frame = holder(column(self.table, edge=1), card=True)
        self.setLayout(column(self.buckets, self.says, (frame, 1), gap=10))
        self.table.current_changed.connect(self._current)
        self.table.opened.connect(self._opened)
        self.reload()

    def reload(self) -> None:
        """Count and list anew, after a choice or a correction."""
        at = max(self.table.current_row(), 0)
        self.buckets.set_counts(self.draft.counts())
        on = self.buckets.on
        shown = [one for key in ORDER if on in ("", key) for one in self._of(key)]
        self.model.show_rows(shown)
        self.table.refresh()
        every = len(self.draft.lines) + len(self.draft.gone)
        whole = f"全部 {every} 行，要处理的排在最前。点上面一格，只看那一类。"
        self.says.setText(f"只看“{MARKS[on][2]}” {len(shown)} 行。再点一下那一格，看全部。" if on else whole)
        if shown:
            self.table.go_to(min(at, len(shown) - 1))
        self._current(self.table.current_row())

    def _of(self, key: str) -> list[Any]:
        return list(self.draft.gone) if key == GONE else self.draft.of(key)

    def current(self) -> Line | Gone | None:
        found: Line | Gone | None = self.model.row_at(self.table.current_row())
        return found

    def mark_gone(self, on: bool) -> None:
        self.marks_gone = on
        self.model.touch()

    def _says(self, one: Line | Gone, key: str) -> str:
        if isinstance(one, Gone) and key == "says":
            return "记为去向待查" if self.marks_gone else "不动，照旧留在台账"
        return _says(one, key)

    def _current(self, _at: int) -> None:
        self.current_changed.emit(self.current())

    def _opened(self, at: int) -> None:
        self.opened.emit(self.model.row_at(at))


def bucket_of(one: Line | Gone) -> str:
    return GONE if isinstance(one, Gone) else one.bucket


def _says(one: Line | Gone, key: str) -> str:
    if isinstance(one, Gone):
        told = {"row": "—", "bucket": MARKS[GONE][2], "name": one.name, "class": one.class_text}
        return told.get(key, "")
    if key == "bucket":
        return "已定" if one.decision else MARKS[one.bucket][2]
    if key == "id":
        return mask_id(one.id_shown) if one.diagnosis is None else one.id_shown or "（空）"
    return str({"row": one.source.row, "name": one.name, "class": one.class_text, "says": _then(one)}[key])


def _then(line: Line) -> str:
    """What becomes of a line, short enough for its cell: the panel has it whole."""
    if line.bucket == BAD and line.diagnosis is not None and line.diagnosis.state != "missing":
        return f"{CAUSES[line.diagnosis.state]}，先不写入"
    return line.sentence.replace(f"{line.source.file}“{line.source.sheet}”", "")


def _look(one: Line | Gone, key: str) -> Look:
    icon, tone, _ = MARKS[bucket_of(one)]
    decided = isinstance(one, Line) and bool(one.decision)
    if key == "bucket":
        return ("good", "circle-check") if decided else (tone, icon)
    if key == "says":
        return ("off", "") if bucket_of(one) == SAME else ("good" if decided else tone, "wash")
    if key == "id" and isinstance(one, Line) and one.diagnosis is not None:
        return ("warn", "") if one.diagnosis.state == "missing" else ("bad", "wash")
    return PLAIN


# the panel beside the table ----------------------------------------------------------------------------


class DoubtPanel(QWidget):
    """One 疑似重复: who it may be, and the three answers."""

    decided = Signal()
    pupil_asked = Signal(int)

    def __init__(self, line: Line, corrector: Corrector) -> None:
        super().__init__()
        self.line_, self.corrector = line, corrector
        head = row(
            picture("users", "warn", 18),
            (text(f"第 {line.source.row} 行 {line.name}", "strong", wrap=True), 1),
            gap=7,
        )
        same, another = ("照这一行的班级写",) * 2 if line.class_asked else ("是同一人", "是另一人，新建")
        self.answers = {
            SAME_PERSON: QRadioButton(same),
            ANOTHER: QRadioButton(another),
            LATER: QRadioButton("先不写，放进待补名单"),
        }
        self.answers[line.decision].setChecked(True)
        self.answers[SAME_PERSON].setEnabled(corrector.may_be_same(line))
        self.answers[ANOTHER].setEnabled(corrector.may_be_another(line))
        for answer in self.answers.values():
            answer.clicked.connect(self._answered)
            if line.class_asked and not answer.isEnabled():
                answer.hide()
        parts: list[Part] = [note("warn", head, text(line.sentence, wrap=True))]
        parts += [self._candidate(record) for record in line.candidates]
        parts += [card("您来定", *self.answers.values(), *self._why_not(), gap=4), *changes_card(line)]
        self.setLayout(column(*parts, gap=10))

    def _candidate(self, record: int) -> QFrame:
        pupil = Student.get_by_id(record)
        where = SchoolClass.caption_of(pupil.school_class_id) if pupil.school_class_id else ""
        link = Button("打开学生一页", role="link", tail="arrow-right")
        link.setProperty("pupil", record)
        link.clicked.connect(self._open)
        birth = f"，{pupil.birth_date:%Y-%m-%d} 生" if pupil.birth_date else ""
        number = mask_id(pupil.id_number) or "没有身份证号"
        return card(
            "台账里的",
            text(f"{pupil.name}，{where}{birth}", wrap=True),
            text(number, "small", "quiet"),
            link,
            gap=3,
        )

    def _why_not(self) -> list[Part]:
        if self.line_.class_asked:
            return []
        if not self.answers[SAME_PERSON].isEnabled():
            return [text("两个号码是两个学生的，要先核对哪个错了。", "small", "quiet", wrap=True)]
        if not self.answers[ANOTHER].isEnabled():
            return [text("号码相同，不能新建成另一个人。", "small", "quiet", wrap=True)]
        return []

    def _answered(self) -> None:
        self.corrector.decide(self.line_, next(k for k, a in self.answers.items() if a.isChecked()))
        self.decided.emit()

    def _open(self) -> None:
        self.pupil_asked.emit(self.sender().property("pupil"))


def panel_of(one: Line | Gone | None, corrector: Corrector) -> list[QWidget]:
    """What stands beside the table for a line, by its bucket."""
    if one is None:
        return []
    makers: dict[str, Callable[[Any, Corrector], list[QWidget]]] = {
        BAD: _bad_panel, DOUBTFUL: lambda line, c: [DoubtPanel(line, c)], NEW: _new_panel, CHANGED: _taken_panel,
        SAME: _taken_panel, GONE: _gone_panel,
    }  # fmt: skip
    return makers[bucket_of(one)](one, corrector)


def _bad_panel(line: Line, corrector: Corrector) -> list[QWidget]:
    if line.diagnosis is not None and line.diagnosis.state != "missing":
        return [NumberFix(line, corrector), _origin(line)]
    problem = line.problems[0]
    where = f"{problem.column} 列“{problem.head}”写的是“{problem.shown}”" if problem.column else ""
    title = f"第 {line.source.row} 行 {line.name or '（没有姓名）'}"
    head = row(picture("circle-alert", "bad", 18), (text(title, "strong", "bad", wrap=True), 1), gap=7)
    told: list[Part] = [text(line.sentence, wrap=True)]
    told += [text(where, "small", "quiet", wrap=True)] if where else []
    then = "这一行先放进“待补名单”，写入以后在那里补好再写。也可以改好原表，重新导入。"
    return [note("bad", head, *told), _origin(line), card("怎么办", text(then, wrap=True))]


def _new_panel(line: Line, corrector: Corrector) -> list[QWidget]:
    assert line.plan is not None
    labels = {field.name: field for field in Student.fields()}
    told: list[Part] = []
    for name, value in list(line.plan.values.items())[:SHOWN]:
        told.append(_pair(labels[name].label, labels[name].shown(value)))
    more = len(line.plan.values) - SHOWN
    told += [text(f"还有 {more} 项", "small", "quiet")] if more > 0 else []
    return [card(f"新建 {line.name}", *ruled(*told), gap=4), *_left_out(line), _origin(line)]


def _taken_panel(line: Line, corrector: Corrector) -> list[QWidget]:
    return [*changes_card(line), *_left_out(line), _origin(line)]


def _gone_panel(one: Gone, corrector: Corrector) -> list[QWidget]:
    says = f"{one.class_text}的{one.name}在台账里，但名单里没有。可能转学、辍学，也可能只是名单漏了。"
    head = row(picture("circle-minus", "warn", 18), (text(one.name, "strong", wrap=True), 1), gap=7)
    return [note("warn", head, text(says, wrap=True))]


def changes_card(line: Line) -> list[QWidget]:
    """Field by field: old, arrow, new."""
    if not line.changes:
        return []
    pairs = [_pair(change.label, f"{change.old or '空'} → {change.new or '空'}") for change in line.changes]
    return [card(f"{line.name} 会改 {len(pairs)} 处", *ruled(*pairs), gap=4)]


def _left_out(line: Line) -> list[QWidget]:
    if not line.problems:
        return []
    told = [f"{p.column} 列“{p.head}”：{p.sentence}" if p.column else p.sentence for p in line.problems]
    head = text("这几格没有写入，别的照写", "strong", "warn")
    return [note("warn", head, *[line_of("triangle-alert", "warn", words) for words in told])]


def _pair(label: str, words: str) -> Part:
    name = text(label, "small", "quiet", wrap=True)
    name.setFixedWidth(LABEL)
    return row(name, (text(words, wrap=True), 1), gap=8)


def _origin(line: Line) -> QWidget:
    return text(f"来自 {line.source}", "small", "quiet", wrap=True)


def will_of(draft: Draft, mark_gone: bool) -> list[str]:
    """会发生什么: what writing the draft does, one sentence each."""
    counts, decided = draft.counts(), sum(1 for line in draft.lines if line.decision)
    waiting, whole = len(draft.to_wait()), len(draft.waiting())
    told = ["先自动备份一次", f"新增 {counts[NEW]} 人，变更 {counts[CHANGED]} 人，{counts[SAME]} 人不动"]
    told += [f"{decided} 个疑似重复照您定的写"] if decided else []
    partly, cells = waiting - whole, sum(len(line.problems) for line in draft.aid_at_stake())
    told += [f"{waiting} 行放进“待补名单”" + ("，不写入" if not partly else "")] if waiting else []
    told += [f"其中 {whole} 行整行不写入"] if whole and partly else []
    told += [f"{partly} 行只空着有毛病的 {cells} 格，别的照写"] if partly else []
    if draft.gone:
        told.append(f"{len(draft.gone)} 人记为去向待查，不删" if mark_gone else "名单里没有的人不动")
    return [*told, "算一步，写完可以整批撤销"]
