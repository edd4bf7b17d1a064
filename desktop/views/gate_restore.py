"""从备份恢复, while nobody is in: choose a backup, prove who one is with the secret of that day, bring it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton

from desktop.models.errors import Refused
from desktop.services import backup, entry, keeping
from desktop.services.entry import Offer
from desktop.services.folder import Folder, check_chosen, check_place
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.dialogs import pick_files
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.import_steps_rows import PLAIN, Look, PlainRows
from desktop.views.jobs import JobQueue
from desktop.views.layouts import column, holder, row, scroll
from desktop.views.log_in import PasswordField
from desktop.views.page import Page
from desktop.views.table import FrozenTable
from desktop.views.widgets import Meter, Notice, card, line_of, text

COLUMNS = (
    Column("at", "什么时候备份的", 160),
    Column("reason", "为什么", 90),
    Column("pupils", "学生", 70, "right"),
    Column("rows", "全部记录", 84, "right"),
    Column("size", "大小", 84, "right"),
)
RIGHT = 340  # px of the right-hand column
MEGA = 1024 * 1024


class RestorePage(Page):
    """Backups of the folder, newest first, and any from elsewhere. Without a folder one says where to put it."""

    restored = Signal(object, str, str, bool)  # folder, user, secret, secret is the recovery code
    left = Signal()

    def __init__(self, folder: Folder | None, jobs: JobQueue) -> None:
        back = Button("不恢复了")
        super().__init__("从备份恢复", "先检查备份，好的才替换。现在的台账会另存一份，不会丢", [back])
        self.folder, self.jobs = folder, jobs
        self.model = PlainRows(COLUMNS, _says, _look, self)
        self.table = FrozenTable(self.model, 0, filler="at")
        self.table.set_empty_text("这里没有备份。备份在 U 盘或别处的，点右上角“选别处的备份”。")
        back.clicked.connect(self.left)
        self._build_right()
        elsewhere = Button("选别处的备份", "folder-open")
        elsewhere.clicked.connect(self._elsewhere)
        head = row(text("有这些备份，新的在上面", "section"), None, elsewhere)
        left = column(head, (holder(column(self.table, edge=1), card=True), 1), gap=8)
        self.set_body(row((left, 1), self.right, gap=16))
        self.table.current_changed.connect(self._chosen)
        self.show_offers(entry.offers(backup.listed(folder.backups)) if folder else [])

    def _build_right(self) -> None:
        self.user = Choice()
        self.by_password, self.by_code = QRadioButton("那一天的密码"), QRadioButton("恢复码")
        self.by_password.setChecked(True)
        self.secret = PasswordField("密码")
        self.target = line_edit(str(self.folder.path) if self.folder else "")
        self.target_box = Field("恢复到", self.target)
        self.target_box.setVisible(self.folder is None)
        self.go = Button("恢复这一份", "history", role="primary")
        self.says = text("", wrap=True)
        self.meter = Meter([], 1)
        self.meter.hide()
        self.by_code.toggled.connect(self._secret_kind)
        self.secret.entered.connect(self.start)
        self.go.clicked.connect(self.start)
        kinds = row(self.by_password, self.by_code, None, gap=12)
        parts = (self.says, 4, Field("用户", self.user), kinds, self.secret, self.target_box, 4)
        open_ = card("用什么打开它", *parts, row(None, self.go), self.meter, gap=8)
        told = (
            line_of("check", "accent", "备份之后记的账，恢复后就没有了"),
            line_of("check", "accent", "现在的文件收进“备份”里的“被替换”文件夹"),
            line_of("check", "accent", "恢复后暂不清理旧备份"),
        )
        self.right = scroll(column(open_, card("会发生什么", *told, gap=7), None, gap=12))
        self.right.setFixedWidth(RIGHT)

    def show_offers(self, found: list[Offer]) -> None:
        self.model.show_rows(found)
        self.table.refresh()
        if found:
            self.table.go_to(0)
        self._chosen(self.table.current_row())

    def chosen(self) -> Offer | None:
        offer: Offer | None = self.model.row_at(self.table.current_row())
        return offer

    def _chosen(self, _at: int) -> None:
        offer = self.chosen()
        users: list[str] = []
        sentence = "先在左边选一份备份。"
        if offer is not None:
            sentence = f"{offer.at:%Y}年{offer.at:%m}月{offer.at:%d}日 {offer.at:%H:%M} 的备份，有学生 {offer.pupils} 人。"
            try:
                users = keeping.users_of(offer.path)
            except Refused as error:
                sentence = str(error)
        self.says.setText(sentence)
        self.user.set_choices([(one, one) for one in users])
        self.user.setCurrentIndex(0 if users else -1)
        self.go.setEnabled(bool(users) and not (offer and offer.damaged))
        self.secret.say("")

    def _secret_kind(self, code: bool) -> None:
        self.secret.clear()
        self.secret.say("单子上的 8 组恢复码，那一天有效的那一张。" if code else "", "quiet")

    def _elsewhere(self) -> None:
        for path in pick_files(self, "选一份备份", [f"台账备份 (*{backup.SUFFIX})"]):
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Put a backup from anywhere on top of the list."""
        try:
            offer = entry.offer_of(path)
        except (Refused, KeyError, ValueError) as error:
            self.show_notice(Notice("bad", str(error)))
            return
        self.show_offers([offer, *(one for one in self.model.rows if one.path != path)])

    # bringing it back ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the backup with the secret; only then begin."""
        offer = self.chosen()
        if offer is None or not self.go.isEnabled():
            return
        user, secret = str(self.user.value()), self.secret.words()
        try:
            folder = self._target()
            key = keeping.unlock(offer.path, user, secret, folder=folder, by_code=self.by_code.isChecked())
        except Refused as error:
            self.secret.say(str(error))
            return
        self.go.setEnabled(False)
        self.meter.set_parts([(1, "accent/40")], 1)
        self.meter.show()
        self.says.setText("正在检查备份，检查好了才替换…")
        job = self.jobs.start(entry.bring_back, offer.path, folder, key, user, title="正在恢复")
        self.done_with = (folder, user, secret, self.by_code.isChecked())
        job.done.connect(self._done)
        job.failed.connect(self._failed)

    def _target(self) -> Folder:
        folder = self.folder or Folder(Path(self.target.text().strip()))
        if self.folder is None and not folder.path.is_absolute():
            raise Refused("请写明恢复到哪个文件夹，例如 D:\\石桥小学资助台账。")
        if self.folder is None and folder.exists():
            raise Refused(f"“{folder.path}”里已经有一本台账，请另写一个文件夹。")
        (check_place if self.folder else check_chosen)(folder.path)
        return folder

    def _done(self, _aside: Any) -> None:
        self.meter.hide()
        self.restored.emit(*self.done_with)

    def _failed(self, error: Exception) -> None:
        self.meter.hide()
        self._chosen(0)
        self.show_notice(Notice("bad", str(error), "什么都没有替换，现在的文件还是原样。"))


def _says(offer: Offer, key: str) -> str:
    if key == "at":
        return f"{offer.at:%Y-%m-%d %H:%M}"
    if offer.damaged:
        return "打不开" if key == "reason" else ""
    return {
        "reason": offer.reason,
        "pupils": f"{offer.pupils} 人",
        "rows": f"{offer.rows} 行",
        "size": f"{offer.size / MEGA:.1f} MB",
    }[key]


def _look(offer: Offer, key: str) -> Look:
    return ("bad", "circle-alert") if offer.damaged and key == "reason" else PLAIN
