"""Sections of 设置: ledgers with a word of advice, the school's profile, looks, the data folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QButtonGroup, QFrame, QRadioButton

from desktop.models.ledger import Ledger
from desktop.models.ledgers.school import School, the_school
from desktop.services import backup, keeping
from desktop.services.exchange.stick import free_bytes, size_words
from desktop.views import dialogs, theme
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import number_box
from desktop.views.form import RecordForm
from desktop.views.layouts import Part, column, holder, row, scroll
from desktop.views.ledger_page import LedgerPage
from desktop.views.page import Page
from desktop.views.table import FrozenTable
from desktop.views.widgets import Elided, card, ruled, text

WORDS_WIDE = 120  # px of the labels at the left of a card's lines


def told(label: str, *parts: Part) -> Part:
    """One line of a card: what it is called at the left, what it is at the right."""
    name = text(label, tone="quiet")
    name.setFixedWidth(WORDS_WIDE)
    return row(name, *parts, gap=12)


def spoken_size(size: int) -> str:
    """Bytes as people say them; less than one MB is not 0 MB."""
    return size_words(size) if size >= 1 << 20 else "不到 1 MB" if size else "空"


class AdvisedPage(LedgerPage):
    """A ledger of the settings; the sentence under the title says what to mind."""

    def __init__(self, desk: Desk, ledger: type[Ledger], advice: str) -> None:
        self.advice = advice
        super().__init__(desk, ledger)

    def fact(self) -> str:
        return f"{super().fact()}，{self.advice}"


class SchoolPart(Page):
    """The profile that is printed on every paper."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("学校", "名称与公章一致，会印在每一张表上")
        self.desk = desk
        self.form = RecordForm(desk.store, School, the_school())
        self.keep = Button("保存学校信息", role="primary")
        self.keep.clicked.connect(self._keep)
        self.form.dirty_changed.connect(self.keep.setEnabled)
        self.form.save_asked.connect(self._keep)
        self.form.saved.connect(self._saved)
        self.keep.setEnabled(False)
        writes = desk.store.session.role.writes
        may = "*" in writes or School.table() in writes
        self.form.set_locked(not may)
        self.set_actions([self.keep] if may else [])
        if not may:
            self.set_fact("名称与公章一致，会印在每一张表上，由资助专干修改")
        self.set_body(holder(column(self.form), card=True))
        desk.changed.connect(self._changed)

    def _keep(self) -> None:
        self.desk.attempt(self.form.save)

    def _saved(self, _record: int) -> None:
        self.desk.say("学校信息已保存。", ("撤销", self.desk.undo))

    def _changed(self, ledgers: frozenset[str]) -> None:
        if School.table() in ledgers and not self.form.is_dirty():
            self.form.show_record(the_school())


class LookPart(Page):
    """What this computer shows; each choice holds at once."""

    THEMES = (("light", "浅色"), ("dark", "深色"), ("system", "跟随系统"))
    ROWS = ((True, "宽松"), (False, "紧凑"))

    def __init__(self, desk: Desk) -> None:
        super().__init__("外观与锁定", "只管这台电脑，点一下就生效")
        self.desk = desk
        settings = desk.settings
        self.themes = self._choices(self.THEMES, settings.theme)
        self.rows = self._choices(self.ROWS, settings.roomy_rows)
        self.minutes = number_box(0, 120, settings.lock_minutes, unit="分钟")
        self.minutes.setFixedWidth(120)
        self.minutes.setAccessibleName("多久没有动作就自动锁上")
        self.themes.idToggled.connect(self._theme_chosen)
        self.rows.idToggled.connect(self._rows_chosen)
        self.minutes.valueChanged.connect(self._minutes_chosen)
        self.hint = text("", "small", "quiet")
        self._say_minutes()
        looks = card("外观", *ruled(told("颜色", *self.themes.buttons(), None),
                                    told("表格行高", *self.rows.buttons(), None)), gap=10)  # fmt: skip
        lock = card("自动锁定", told("没有动作", self.minutes, self.hint, None), gap=10)
        self.set_body(scroll(column(looks, lock, None, gap=12)))

    def _choices(self, offers: tuple[tuple[object, str], ...], now: object) -> QButtonGroup:
        group = QButtonGroup(self)
        for number, (value, words) in enumerate(offers):
            button = QRadioButton(words)
            button.setChecked(value == now)
            group.addButton(button, number)
        return group

    def _theme_chosen(self, number: int, on: bool) -> None:
        app = QApplication.instance()
        if on and isinstance(app, QApplication):
            self.desk.settings.theme = self.THEMES[number][0]
            self.desk.settings.save()
            theme.apply(app, theme.Mode(self.desk.settings.theme))

    def _rows_chosen(self, number: int, on: bool) -> None:
        if on:
            self.desk.settings.roomy_rows = self.ROWS[number][0]
            self.desk.settings.save()
            for table in self.desk.shell.findChildren(FrozenTable):
                table.set_roomy(self.desk.settings.roomy_rows)

    def _minutes_chosen(self, minutes: int) -> None:
        self.desk.settings.lock_minutes = minutes
        self.desk.settings.save()
        self._say_minutes()

    def _say_minutes(self) -> None:
        minutes = self.desk.settings.lock_minutes
        self.hint.setText("后自动锁上，回来时再输密码" if minutes else "不自动锁；离开时请按 Ctrl+L")


class SecondFolder(QFrame):
    """Where a second copy of every backup goes: a stick or another drive, because a computer can die whole."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.place = Elided()
        self.state = text("", "small", "quiet", wrap=True)
        self.choose = Button("选文件夹", "usb")
        self.drop = Button("不要了", role="flat")
        self.choose.clicked.connect(self._choose)
        self.drop.clicked.connect(self._drop)
        self.setLayout(column(self.place, self.state, row(self.choose, self.drop, None), gap=6))
        self.show_state()

    def show_state(self) -> None:
        chosen = self.desk.settings.second_backup
        self.place.set_words(chosen or "还没有设置")
        self.choose.setText("换一个" if chosen else "选文件夹")
        self.drop.setVisible(bool(chosen))
        self.state.setText(self._state(Path(chosen)) if chosen else
                           "建议放一份在 U 盘或另一块硬盘上：电脑坏了，台账还在。备份是加密的。")  # fmt: skip

    @staticmethod
    def _state(place: Path) -> str:
        if not place.is_dir():
            return "现在找不到这个文件夹。是 U 盘的话，插上以后会接着备份。"
        copies = backup.listed(place)
        newest = (
            f"最近一份 {copies[0].at:%m}月{copies[0].at:%d}日 {copies[0].at:%H:%M}"
            if copies
            else "还没有备份在里面"
        )
        return f"{newest}，共 {len(copies)} 份。关闭程序和立即备份时会写一份到这里。"

    def _choose(self) -> None:
        start = self.desk.settings.second_backup
        folder = dialogs.pick_folder(self, "第二份备份放在哪里", Path(start) if start else None)
        if folder is not None:
            self.take(folder)

    def take(self, folder: Path) -> None:
        """Use a folder, and put the newest backup there now. Refused inside the data folder itself."""
        ok, _ = self.desk.attempt(keeping.check_second, self.desk.school.folder, folder)
        if not ok:
            return
        self.desk.settings.second_backup = str(folder)
        self.desk.settings.save()
        newest = next(iter(backup.listed(self.desk.school.folder.backups)), None)
        if newest is not None:
            self.desk.attempt(backup.copy_to, folder, newest.path)
        self.show_state()

    def _drop(self) -> None:
        self.desk.settings.second_backup = ""
        self.desk.settings.save()
        self.show_state()


class FolderPart(Page):
    """Where the books lie, and how much they take."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("数据文件夹", "所有内容都在这一个文件夹里，不在别处")
        self.desk = desk
        folder = desk.school.folder
        self.open = Button("打开文件夹", "folder-open")
        self.open.clicked.connect(self._open)
        self.second = SecondFolder(desk)
        sizes = "，".join(
            f"{name} {spoken_size(keeping.size_of(place))}"
            for name, place in (("台账", folder.data), ("附件", folder.attachments),
                                ("备份", folder.backups), ("打印", folder.papers))
        )  # fmt: skip
        place = Elided(str(folder.path))
        free = text(f"这块盘还剩 {size_words(free_bytes(folder.path))}", tone="quiet")
        here = card("台账放在这里", *ruled(told("文件夹", (place, 1)), told("大小", text(sizes), None),
                                          told("空余", free, None)), extra=self.open, gap=10)  # fmt: skip
        move = card("要换一个地方", text(
            "关掉程序，把整个文件夹原样搬过去（不要改里面的文件名），再在登录窗口点“打开另一个文件夹”。"
            "不要搬到 U 盘或网络盘上用，拔出或断网时会写坏。", tone="quiet", wrap=True))  # fmt: skip
        self.set_body(scroll(column(here, card("第二份备份", self.second), move, None, gap=12)))

    def _open(self) -> None:
        dialogs.open_file(self.desk.school.folder.path)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.second.show_state()
