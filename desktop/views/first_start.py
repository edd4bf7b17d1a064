"""第一次使用: the school, the folder, the first user, the recovery code, and the code copied back."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.school import School
from desktop.places import portable_folder
from desktop.services import entry, vault
from desktop.services.files import safe_name
from desktop.services.folder import Folder, check_chosen, proposed_place
from desktop.views.buttons import Button
from desktop.views.code_boxes import CodeBoxes, code_shown
from desktop.views.dialogs import pick_folder
from desktop.views.editors import editor_for
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import Part, column, hair, holder, row, scroll
from desktop.views.new_password import NewPassword
from desktop.views.widgets import Notice, card, line_of, text
from desktop.views.wizard import WizardPage

STEPS = ("学校", "放在哪里", "第一个用户", "恢复码", "抄回恢复码")
HEADS = ("先认识一下学校", "台账放在哪里", "谁来管这本台账", "恢复码，只显示这一次", "照着纸抄一遍")
SHORT = 11  # a field of at most this width shares its line with the next one
SHORT_HINT = 6  # characters of a hint that half a line still shows whole
LATER = "以后在“设置”里补也行"


@dataclass
class Beginning:
    """What the steps gather. `raw` is the profile as typed, `profile` as read."""

    code: str
    raw: dict[str, Any] = field(default_factory=dict)
    profile: Values = field(default_factory=dict)
    folder: Path = Path()
    user: str = ""
    password: str = ""


class SchoolForm(QWidget):
    """The profile's fields, the required ones first. Like a record's form, but before there are books to keep it in."""

    def __init__(self, raw: dict[str, Any]) -> None:
        super().__init__()
        self.boxes: dict[str, Field] = {}
        self.editors: dict[str, Any] = {}
        fields = School.fields()
        must = [one for one in fields if one.required]
        rest = [one for one in fields if not one.required]
        parts: list[Part] = [*self._lines(must), 4, hair(), 4, text(LATER, "strong"), *self._lines(rest)]
        self.setLayout(column(scroll(column(*parts, None, gap=9, edge=(20, 16, 14, 16))), gap=0))
        for name, editor in self.editors.items():
            if name in raw:
                _put(editor, raw[name])

    def _lines(self, fields: list[Any]) -> list[Part]:
        lines: list[Part] = []
        waiting: Field | None = None
        for one in fields:
            box = self._box(one)
            if one.width > SHORT or len(one.hint) > SHORT_HINT or one.kind == "date":
                lines.append(box)
            elif waiting is None:
                waiting = box
            else:
                lines.append(row((waiting, 1), (box, 1), gap=12))
                waiting = None
        return [*lines, waiting] if waiting else lines

    def _box(self, one: Any) -> Field:
        editor = editor_for(one)
        self.editors[one.name] = editor
        self.boxes[one.name] = Field(one.label, editor, must=one.required)
        return self.boxes[one.name]

    def raw(self) -> dict[str, Any]:
        return {name: editor.raw() for name, editor in self.editors.items()}

    def read(self) -> Values | None:
        """The profile; None when something is wrong, which is then said beside the fields."""
        values, problems = School.read(self.raw())
        problems = problems or School.check(values)
        for name, box in self.boxes.items():
            box.say(problems.get(name, ""))
        if problems:
            self.editors[next(iter(problems))].setFocus()
            return None
        return {name: value for name, value in values.items() if value is not None}


def _put(editor: Any, raw: Any) -> None:
    """Show again what had been typed, also what could not be read."""
    if hasattr(editor, "choose"):
        editor.choose(raw)
    else:
        getattr(editor, "line", editor).setText(str(raw or ""))


class FirstStart(WizardPage):
    """Gathers everything, then tells it. Nothing is written before the last step is right."""

    finished = Signal(object)  # Beginning
    left = Signal()  # 不做了 on the first step
    open_wanted = Signal(object)  # the folder chosen holds books already

    def __init__(self) -> None:
        super().__init__(HEADS[0], STEPS)
        self.told = Beginning(vault.new_code())
        self.back_pressed.connect(self._back)
        self.next_pressed.connect(self.go_on)
        self.step_chosen.connect(self.show_number)
        self._makers = (self._ask_school, self._ask_place, self._ask_person, self._show_code, self._ask_copy)
        self.show_number(0)

    def show_number(self, at: int) -> None:
        """Show a step; what was typed on the others stays."""
        self._keep_typing()
        self.set_title(HEADS[at])
        self.set_fact(f"第 {at + 1} 步，共 {len(STEPS)} 步，做完最后一步才建账")
        self._makers[at]()
        if at == 0:
            self.back.setText("回到开头")
        self._show_facts()

    def _show_facts(self) -> None:
        told = self.told
        facts = (
            told.profile.get("school_name", ""),
            told.folder.name,
            told.user,
            "抄在纸上或打印",
            "抄对才能建账",
        )
        for at, fact in enumerate(facts):
            self.set_step_fact(at, fact if at < self.at or at > 2 else "")

    def _keep_typing(self) -> None:
        """Going back loses nothing that was typed."""
        if hasattr(self, "form") and self.at == 0:
            self.told.raw = self.form.raw()

    def _back(self) -> None:
        if self.at:
            self.show_number(self.at - 1)
        else:
            self._keep_typing()
            self.left.emit()

    def go_on(self) -> None:
        """Take what stands on the step, and go on when it is right."""
        checks = (self._take_school, self._take_place, self._take_person, lambda: True, self._take_copy)
        if checks[self.at]():
            if self.at + 1 < len(STEPS):
                self.show_number(self.at + 1)
            else:
                self.finished.emit(self.told)

    # the steps -----------------------------------------------------------------------------------------

    def _ask_school(self) -> None:
        self.form = SchoolForm(self.told.raw)
        will = ["校名、电话印在每一张表和告知书上", "校名请照公章写全", "以后都能改"]
        self.show_step(0, holder(column(self.form, gap=0), card=True), beside=[_about(will)])
        self.form.editors["school_name"].setFocus()

    def _take_school(self) -> bool:
        profile = self.form.read()
        if profile is None:
            return False
        self.told.raw = self.form.raw()
        chosen = self.told.folder not in (Path(), self._proposed())
        self.told.profile = profile
        if not chosen:  # the proposal follows the school's name
            self.told.folder = self._proposed()
        return True

    def _proposed(self) -> Path:
        return proposed_place(safe_name(self.told.profile.get("school_name", "")))

    def _ask_place(self) -> None:
        self.folder_line = line_edit(str(self.told.folder))
        self.folder_line.setCursorPosition(0)
        self.folder_box = Field("台账文件夹", self.folder_line)
        pick = Button("选文件夹", "folder-open")
        pick.clicked.connect(self._pick_folder)
        self.open_it = Button("打开这本台账", "book-open")
        self.open_it.clicked.connect(self._open_it)
        self.open_it.hide()
        self.folder_line.textEdited.connect(self._say_place)
        top = column(self.folder_box, row(pick, self.open_it, None, gap=8), gap=10)
        carried = portable_folder() is not None
        will = [
            "便携版的台账放在程序旁边：换新版、删程序以前先把它搬走"
            if carried
            else "放在本机硬盘上，最好是 D 盘：重装系统不会丢",
            "不要放 U 盘和网络盘：拔出或断网会写坏",
            "备份可以另放 U 盘，在“备份”里设",
        ]
        self.show_step(1, _short(top), beside=[_about(will)])
        self._say_place()

    def _pick_folder(self) -> None:
        start = next((one for one in self._typed_folder().parents if one.exists()), None)
        if found := pick_folder(self, "台账放在哪个文件夹里", start):
            inside = found if _empty(found) or Folder(found).exists() else found / self._proposed().name
            self.folder_line.setText(str(inside))
            self.folder_line.setCursorPosition(0)
            self._say_place()

    def _typed_folder(self) -> Path:
        return Path(self.folder_line.text().strip())

    def _say_place(self) -> bool:
        """Say at once whether the place will do."""
        folder = self._typed_folder()
        self.folder_line.setToolTip(str(folder))  # whole, also where the line is too short for it
        has_books = Folder(folder).exists()
        self.open_it.setVisible(has_books)
        sentence = ""
        if not folder.is_absolute():
            sentence = "请写完整的位置，例如 D:\\石桥小学资助台账，或者点“选文件夹”。"
        elif has_books:
            sentence = "这里已经有一本台账。可以直接打开它，或者另选一个文件夹。"
        else:
            try:
                check_chosen(folder)
            except (Refused, OSError) as error:
                sentence = str(error)
        self.folder_box.say(sentence or "可以放在这里，文件夹会自动建好。", "bad" if sentence else "good")
        return not sentence

    def _open_it(self) -> None:
        self.open_wanted.emit(self._typed_folder())

    def _take_place(self) -> bool:
        if not self._say_place():
            return False
        self.told.folder = self._typed_folder()
        return True

    def _ask_person(self) -> None:
        self.user_line = line_edit(self.told.user, "您的姓名，如 周敏")
        self.user_box = Field("姓名", self.user_line, must=True)
        self.new = NewPassword("密码")
        self.user_line.textChanged.connect(self.new.set_user)
        self.new.entered.connect(self.go_on)
        will = [
            "这位是资助专干，能做全部的事",
            "校长、班主任以后在“设置”里加",
            "密码忘了，用下一步的恢复码找回",
        ]
        self.show_step(2, _short(self.user_box, self.new), beside=[_about(will)])
        self.user_line.setFocus()

    def _take_person(self) -> bool:
        user = " ".join(self.user_line.text().split())
        self.user_box.say("" if user else "请写上姓名，操作记录里要用。")
        problem = self.new.problem()
        if problem:
            self.new.second.say(problem) if "两次" in problem else self.new.first.say(problem)
        self.told.user, self.told.password = user, self.new.words()
        return bool(user) and not problem

    def _show_code(self) -> None:
        self.print_says = text("", "small", "quiet", wrap=True)
        self.print_says.hide()
        print_ = Button("打印恢复码单", "printer")
        print_.clicked.connect(self._print)
        from desktop.views.printing import printer_names

        self.printers = Choice([(one, one) for one in printer_names()])
        self.printers.setCurrentIndex(0)
        self.printers.setVisible(self.printers.count() > 1)
        says = text("密码忘了，只有它能打开台账。请打印，或者一笔一画抄在纸上，交校长锁进保险柜。", wrap=True)
        parts = (
            says,
            8,
            code_shown(self.told.code),
            8,
            row(print_, (self.printers, 1), None, gap=8),
            self.print_says,
        )
        will = ["电脑里不留，程序也查不到", "不要拍照发微信", "下一步要照纸抄回来，防止抄错"]
        self.show_step(3, _short(*parts), beside=[_about(will)])
        self.next.setFocus()

    def _say_printed(self, words: str) -> None:
        self.print_says.setText(words)
        self.print_says.show()

    def _print(self) -> None:
        """Onto paper and nowhere else: the file with the code is gone before anyone can find it."""
        from desktop.services.paper.documents import recovery_code
        from desktop.views import printing

        if not self.printers.count():
            self._say_printed("这台电脑上还没有打印机，请把 8 组恢复码抄在纸上，抄两份更稳妥。")
            return
        subject = recovery_code.RecoveryCode(
            self.told.code, dt.date.today(), self.told.profile["school_name"]
        )
        try:
            with tempfile.TemporaryDirectory() as place:
                path = Path(place) / "恢复码单.pdf"
                recovery_code.draw(path, subject)
                printing.send(path, str(self.printers.value()), [0], "恢复码单")
            self._say_printed("已经送到打印机。请看一眼纸上是不是清楚。")
        except (Refused, OSError) as error:
            self._say_printed(f"没有打成：{error} 可以先抄在纸上。")

    def _ask_copy(self) -> None:
        self.typed = CodeBoxes()
        self.copy_box = Field("恢复码", self.typed, says="O 和 0、I 和 1 分不清没关系，大小写也都行。")
        self.typed.changed.connect(self._look_at_copy)
        will = [
            f"建账：{self.told.profile.get('school_name', '')}",
            f"放在 {self.told.folder}",
            "马上做第一份备份",
            f"由 {self.told.user} 登录",
        ]
        self.show_step(4, _short(self.copy_box), will)
        self.set_next("建账", ready=False)
        self.typed.boxes[0].setFocus()

    def _look_at_copy(self) -> None:
        full = all(len(box.text()) == 4 for box in self.typed.boxes)
        right = full and self._take_copy()
        self.set_next("建账", ready=right)
        if right:
            self.next.setFocus()

    def _take_copy(self) -> bool:
        try:
            entry.check_copied(self.told.code, self.typed.words())
        except Refused as error:
            self.copy_box.say(f"{error}看不清的话，可以回上一步再看。")
            return False
        self.copy_box.say("抄得对。这张纸请收好。", "good")
        return True

    def refuse(self, error: Exception) -> None:
        """The books could not be made; everything typed is still here."""
        self.show_notice(Notice("bad", str(error)))
        self.set_next("建账")


def _empty(folder: Path) -> bool:
    return not any(folder.iterdir())


def _short(*parts: Part) -> QWidget:
    """A step that needs little room: its card ends where its content ends."""
    made = QWidget()
    made.setLayout(column(card("", *parts, gap=12), None))
    return made


def _about(sentences: list[str]) -> QWidget:
    return card("为什么这样问", *[line_of("lightbulb", "accent", words) for words in sentences], gap=9)
