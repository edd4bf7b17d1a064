"""信函模板: the words of a letter, the page as it will be printed, and every version with who, when and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.models.codes import code_list
from desktop.services import printing
from desktop.services.letters import templates
from desktop.services.letters.look import draw_look
from desktop.services.letters.templates import Template
from desktop.services.progress import Progress
from desktop.views import messages
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import Choice, Field
from desktop.views.layouts import column, holder, row, show_if
from desktop.views.page import Page
from desktop.views.pdf_pane import PdfPane
from desktop.views.template_editor import NAME, FieldList, WordsEditor
from desktop.views.widgets import set_tone, text

LEFT = 214  # px
PAUSE = 600  # ms without a key before the page is drawn anew


class TemplatePage(Page):
    """The hint is a code of letter_kind. `ask_text` asks why a text was changed."""

    def __init__(self, desk: Desk, *, ask_text: Any = messages.ask_text) -> None:
        super().__init__("信函模板", "【】里的是字段，打印时换成每户自己的；改一次存一版，旧的都留着")
        self.desk, self.ask_text = desk, ask_text
        self.kind, self.kept = "", ""  # the letter shown, and its text as it is kept
        self.sample: Path | None = None  # the page in the pane
        self.coming = Path()  # the page that is being drawn
        self._drawing = self._again = False
        self._build()
        self._later = QTimer(self, singleShot=True, interval=PAUSE)
        self._later.timeout.connect(self.draw)
        desk.changed.connect(self._changed)
        self.show_kind("granted")

    def _build(self) -> None:
        self.kinds = Choice(list(code_list("letter_kind").labels.items()))
        self.kinds.currentIndexChanged.connect(self._kind_chosen)
        self.fields, self.versions = FieldList(), QListWidget()
        self.fields.wanted.connect(self._put_in)
        self.versions.setAccessibleName("各版")
        self.versions.currentItemChanged.connect(self._version_chosen)
        self.restore = Button("恢复这一版", "history", tip="存成新的一版，从现在起用")
        self.restore.clicked.connect(self.restore_version)
        self.editor, self.pane = WordsEditor(), PdfPane(slim=True)
        self.editor.textChanged.connect(self._typed)
        self.problem = text("", "small", "bad", wrap=True)
        self.save_, self.drop = Button("存成新版", "check", role="primary"), Button("放弃改动", "undo-2")
        self.save_.clicked.connect(self.save)
        self.drop.clicked.connect(self.forget)
        may = self.desk.store.session.may("settings")
        self.editor.setReadOnly(not may)
        if may:
            self.set_actions([self.drop, self.save_])
        show_if(may, self.restore)
        tip = text("双击字段，放到光标那里", "small", "quiet", wrap=True)
        left = QWidget()
        left.setFixedWidth(LEFT)
        left.setLayout(
            column(
                Field("哪一封信", self.kinds), text("能用的字段", "strong"), (holder(column(self.fields, edge=1), card=True), 3), tip,
                text("各版", "strong"), (holder(column(self.versions, edge=1), card=True), 2), row(self.restore, None), gap=6,
            )
        )  # fmt: skip
        middle = column(self.problem, (self.editor, 1), gap=6)
        self.set_body(row(left, (middle, 1), (self.pane, 1), gap=16))
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save)

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, kind: str) -> None:
        self.kinds.choose(kind)

    def show_kind(self, kind: str) -> None:
        """The text in use of one letter, its fields and its versions."""
        self.kind = kind
        self.kinds.blockSignals(True)
        self.kinds.choose(kind)
        self.kinds.blockSignals(False)
        self.fields.show_fields(kind)
        self.show_text(templates.current(kind).body)
        self._show_versions()

    def show_text(self, body: str) -> None:
        """Begin anew with the text that is kept."""
        self.kept = body
        self.editor.show_words(self.kind, body)
        self._look()
        self._later.start(0)

    def _show_versions(self) -> None:
        used = templates.current(self.kind).version
        self.versions.blockSignals(True)
        self.versions.clear()
        for row_ in templates.versions(self.kind):
            mark = "，在用" if row_.version == used else ""
            why = f"\n{row_.why}" if row_.why else ""
            words = f"第 {row_.version} 版{mark}\n{row_.who or ''} {row_.since:%Y-%m-%d}{why}"
            self._add_version(Template(self.kind, row_.version, row_.body), words, row_.version == used)
        shipped = templates.shipped(self.kind)
        self._add_version(shipped, f"随程序带来的{'' if used else '，在用'}", not used)
        self.versions.blockSignals(False)
        self._look()

    def _add_version(self, version: Template, words: str, current: bool) -> None:
        item = QListWidgetItem(words)
        item.setData(NAME, version)
        item.setToolTip(words)
        self.versions.addItem(item)
        if current:
            self.versions.setCurrentItem(item)

    def is_dirty(self) -> bool:
        return self.editor.toPlainText() != self.kept

    def _look(self) -> None:
        """Say what stops the text, and light the buttons that would do something."""
        problems = templates.problems_of(self.kind, self.editor.toPlainText()) if self.kind else []
        self.problem.setText(problems[0] if problems else "")
        self.problem.setVisible(bool(problems))
        set_tone(self.problem, "bad")
        self.save_.setEnabled(self.is_dirty())
        self.drop.setEnabled(self.is_dirty())
        item = self.versions.currentItem()
        other = item is not None and item.data(NAME).body != templates.current(self.kind).body
        self.restore.setEnabled(other and not self.is_dirty())

    # the page ------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Have the page drawn as a job; what is typed meanwhile is drawn after it."""
        if not self.isVisible():
            return
        if self._drawing:
            self._again = True
            return
        body, kind, term = self._seen_body(), self.kind, self.desk.term
        if templates.problems_of(kind, body):
            return  # the page before stays, the sentence above the text says why
        path = printing.preview_file(self.desk.school.folder)

        def work(progress: Progress) -> int:  # the page is drawn at one go: nothing to follow
            return draw_look(path, kind, body, term=term)

        self._drawing, self.coming = True, path
        self.desk.shell.set_status("正在排样张…")
        job = self.desk.look(work, done=self._drawn)
        job.failed.connect(self._not_drawn)

    def _seen_body(self) -> str:
        """What is typed; or the old version one looks at, while nothing is."""
        item = self.versions.currentItem()
        return item.data(NAME).body if item is not None and not self.is_dirty() else self.editor.toPlainText()

    def _drawn(self, _pages: int) -> None:
        self._forget_sample()
        if self.isVisible():
            self.sample = self.coming
            self.pane.show_file(self.coming)
        else:
            printing.forget_preview(self.coming)
        self._rest()

    def _not_drawn(self, error: Exception) -> None:
        """A text that does not fit its paper says so above the words."""
        self.problem.setText(str(error))
        self.problem.show()
        self._rest()

    def _rest(self) -> None:
        self._drawing = False
        if self.isVisible():
            self.desk.shell.set_status("")
        if self._again:
            self._again = False
            self._later.start()

    def _forget_sample(self) -> None:
        if self.sample is not None:
            self.pane.show_file(None)
            printing.forget_preview(self.sample)
            self.sample = None

    # doing ---------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the text as the next version; what is wrong is said, and the cursor stands on it."""
        body = self.editor.toPlainText()
        if not self.is_dirty():
            return
        if problems := templates.problems_of(self.kind, body):
            self.problem.setText(problems[0])
            if fault := templates.first_fault(self.kind, body):
                self.editor.mark(*fault)
            return
        why = self.ask_text(self, "存成新版", "为什么改（以后看得懂）：", yes="存成新版")
        if why:
            self._keep(body, why)

    def _keep(self, body: str, why: str) -> None:
        ok, number = self.desk.attempt(templates.save, self.desk.store, self.kind, body, why)
        if ok:
            self.show_kind(self.kind)
            self.desk.say(f"已存成第 {number} 版，以后都按这一版打印。", ("撤销", self.desk.undo))

    def restore_version(self) -> None:
        """An old version as a new one, used from now on."""
        item = self.versions.currentItem()
        if item is None:
            return
        old: Template = item.data(NAME)
        name = f"第 {old.version} 版" if old.version else "随程序带来的文字"
        words = f"将把{name}存成新的一版，从现在起用它打印。可以撤销。"
        if self.desk.ask(self, "恢复旧版", words, yes="恢复这一版"):
            self._keep(old.body, f"恢复{name}")

    def forget(self) -> None:
        """Back to the text that is kept."""
        self.show_text(self.kept)

    def _put_in(self, field: Any) -> None:
        if not self.editor.isReadOnly():
            self.editor.put_in(field)

    # listening -----------------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._look()
        self._later.start()

    def _kind_chosen(self, _at: int) -> None:
        words = "改动还没有存成新版。换一种信函，这些改动就不要了。"
        if self.is_dirty() and not self.desk.ask(
            self, "还没有存", words, yes="放弃改动", no="先不换", danger=True
        ):
            self.kinds.blockSignals(True)
            self.kinds.choose(self.kind)
            self.kinds.blockSignals(False)
            return
        self.show_kind(str(self.kinds.value()))

    def _version_chosen(self, item: QListWidgetItem | None, _before: object = None) -> None:
        """Look at an old version on the page; what is being typed is never thrown away for it."""
        if item is not None and not self.is_dirty():
            self.kept = item.data(NAME).body
            self.editor.show_words(self.kind, self.kept)
        self._look()

    def _changed(self, ledgers: frozenset[str]) -> None:
        """Saved, undone or redone, here or elsewhere; unsaved typing stays."""
        if (not ledgers or "letter_template" in ledgers) and not self.is_dirty():
            self.show_kind(self.kind)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.editor.colours.rehighlight()  # the theme may have changed meanwhile
        self._later.start(0)

    def hideEvent(self, event: Any) -> None:
        """Nothing readable stays behind while another page is in front."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._later.stop()
            self._forget_sample()
