"""备份与恢复: what there is to fall back on, a copy now, a proof that it works, the way back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.models.errors import Refused
from desktop.services import backup, health, keeping
from desktop.services.backup import Backup
from desktop.services.folder import Folder
from desktop.services.health import Finding
from desktop.services.keeping import Made, Proof
from desktop.views import dialogs
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import Part, clear, column, fill, holder, row, scroll, show_if
from desktop.views.page import Page
from desktop.views.settings_parts import SecondFolder, spoken_size
from desktop.views.widgets import MARKS, Elided, Notice, card, line_of, picture, ruled, text

SIDE = 340  # px of the right-hand column
CODE = "用恢复码"


def spoken_time(at: dt.datetime) -> str:
    """今天 10:32, 昨天 16:05, 9月5日 10:32, 2025年9月5日."""
    days = (dt.date.today() - at.date()).days
    if days in (0, 1):
        return f"{'昨天' if days else '今天'} {at:%H:%M}"
    if at.year == dt.date.today().year:
        return f"{at.month}月{at.day}日 {at:%H:%M}"
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


class RestoreDialog(Dialog):
    """What a restore does, and the password or recovery code of the day the backup was made."""

    def __init__(self, parent: QWidget, one: Backup, folder: Folder) -> None:
        self.one, self.folder, self.key = one, folder, b""
        users = keeping.users_of(one.path)
        self.who = Choice([*((name, name) for name in users), (CODE, CODE)])
        self.secret = line_edit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = Field("那一天的密码", self.secret)
        says = (
            f"台账将整本退回到 {spoken_time(one.at)}（{one.reason}）的样子，之后录入的都不在里面。",
            "先给现在的台账做一份备份；被换下的文件也留着，放在“备份”里的“被替换_…”文件夹。",
            "密码也退回到那一天的。完成后请重新登录。",
        )
        body = column(*(line_of("check", "accent", words) for words in says), 4,
                      Field("那一天谁能登录", self.who), self.field, gap=8)  # fmt: skip
        super().__init__(parent, "从这份备份恢复", body, width=480)
        self.add_button("取消")
        self.yes = self.add_button("恢复到这一天", "danger", accepts=True)
        self.who.currentIndexChanged.connect(self._way_chosen)

    def _way_chosen(self) -> None:
        by_code = self.who.value() == CODE
        mode = QLineEdit.EchoMode.Normal if by_code else QLineEdit.EchoMode.Password
        self.secret.setEchoMode(mode)

    def accept(self) -> None:
        by_code = self.who.value() == CODE
        try:
            self.key = keeping.unlock(
                self.one.path,
                str(self.who.value()),
                self.secret.text(),
                folder=self.folder,
                by_code=by_code,
            )
        except Refused as error:
            self.field.say(str(error))
            self.fit()
            return
        super().accept()


class BackupPage(Page):
    """The list at the left; second folder, restore and health at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("备份与恢复")
        self.desk = desk
        self.dialog: RestoreDialog | None = None
        self.wanted: tuple[Path, bytes] = (Path(), b"")  # what is being restored
        self.shown: list[Backup] = []
        self.here: list[Backup] = []
        self.there: list[Backup] = []
        self.examine = Button("台账体检", "stethoscope")
        self.now = Button("立即备份", "hard-drive", role="primary")
        self.examine.clicked.connect(self.check_health)
        self.now.clicked.connect(self.back_up)
        self.set_actions([self.examine, self.now])
        self.lines = column(gap=8)
        self.second = SecondFolder(desk)
        self.paused = self._paused_card()
        self.findings = column(gap=9)
        self.health_card = card("体检结果", self.findings)
        self.health_card.hide()
        other = Button("从另一处的备份恢复…", "folder-open", role="link")
        other.clicked.connect(self._pick_other)
        about = text("每次关闭、每小时、导入和恢复之前都会自动备份。旧的按天、周、月、年各留几份。",
                     tone="quiet", wrap=True)  # fmt: skip
        side = scroll(column(self.health_card, self.paused, card("第二份备份", self.second),
                             card("备份是怎么留的", about, row(other, None)), None, gap=12))  # fmt: skip
        side.setFixedWidth(SIDE)
        rows = holder(column(scroll(column(self.lines, None, edge=(16, 12, 16, 12))), edge=1), card=True)
        self.set_body(row((rows, 1), side, gap=12))
        self.show_backups()

    def _paused_card(self) -> QFrame:
        words = "做过一次恢复。为防删掉好的备份，旧备份暂时都留着。看过数据没有问题，再继续清理。"
        lift = Button("继续清理旧备份", role="accept")
        lift.clicked.connect(self._lift_pause)
        return card("清理已暂停", text(words, wrap=True), row(lift, None))

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.show_backups()

    # the list ------------------------------------------------------------------------------------------

    def show_backups(self) -> None:
        """Read the folder anew: backups are also made by the clock and at closing time."""
        folder = self.desk.school.folder.backups
        self.here, self.there = backup.listed(folder), self._second_copies()
        names = {one.path.name for one in self.here}
        self.shown = self.here + [one for one in self.there if one.path.name not in names]
        self.paused.setVisible(backup.is_paused(folder))
        self.second.show_state()
        self._say_fact()
        clear(self.lines)
        lines = [self._line(one) for one in self.shown]
        fill(
            self.lines, ruled(*lines) if lines else [text("还没有备份。请点右上角“立即备份”。", tone="quiet")]
        )

    def _second_copies(self) -> list[Backup]:
        second = self.desk.settings.second_backup
        return backup.listed(Path(second)) if second and Path(second).is_dir() else []

    def _where(self, one: Backup) -> str:
        if one not in self.here:
            return "只在第二份里"
        return "两处都有" if any(copy.path.name == one.path.name for copy in self.there) else "这台电脑"

    def _say_fact(self) -> None:
        if not self.here:
            self.set_fact("还没有备份")
            return
        second = "第二份也设好了" if self.desk.settings.second_backup else "第二份备份还没有设置"
        last = spoken_time(self.here[0].at)
        self.set_fact(f"上次备份 {last}，这台电脑上共 {len(self.here)} 份，{second}")

    def _line(self, one: Backup) -> Part:
        prove, back = Button("检查", role="link"), Button("恢复", role="link")
        for button, act in ((prove, self._prove_pressed), (back, self._restore_pressed)):
            button.setProperty("backup", str(one.path))
            button.setAccessibleName(f"{button.text()}：{spoken_time(one.at)} 的备份")
            button.clicked.connect(act)
        show_if(self.desk.store.session.may("restore"), back)
        when = text(spoken_time(one.at), "strong")
        fact = Elided(
            f"{one.reason}，{self._where(one)}，{spoken_size(one.path.stat().st_size)}", "small", "quiet"
        )
        return row(picture("archive"), (column(when, fact, gap=1), 1), prove, 4, back, gap=8)

    def _pressed(self) -> Backup:
        path = Path(str(self.sender().property("backup")))
        return next(one for one in self.shown if one.path == path)

    # acting --------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        second = self.desk.settings.second_backup
        self.now.setEnabled(False)
        self.desk.run(keeping.back_up, self.desk.school, "手动", Path(second) if second else None,
                      title="正在备份", done=self._backed_up, failed=self._rested)  # fmt: skip

    def _backed_up(self, made: Made) -> None:
        self._rested()
        if made.trouble:
            self.show_notice(Notice("warn", "这台电脑上的备份做好了，第二份没有写成。", made.trouble))
        where = "，第二份也写好了" if made.second else ""
        self.desk.say(f"备份已做好并检查过{where}。", ("打开所在文件夹", _Folder(made.path).open))

    def _rested(self) -> None:
        self.now.setEnabled(True)
        self.examine.setEnabled(True)
        self.show_backups()

    def _prove_pressed(self) -> None:
        one = self._pressed()
        school = self.desk.school
        self.desk.run(keeping.drill, school.folder, one.path, school.key,
                      title="正在检查备份", done=self._proved)  # fmt: skip

    def _proved(self, proof: Proof) -> None:
        self.show_notice(Notice("good", proof.sentence, "真要恢复时，就是这样打开它。"))

    def check_health(self) -> None:
        """Look at everything; the result stays at the right until it is looked at again."""
        self.examine.setEnabled(False)
        self.desk.run(
            health.check, self.desk.school, title="正在体检", done=self._checked, failed=self._rested
        )

    def _checked(self, found: list[Finding]) -> None:
        self._rested()
        clear(self.findings)
        fill(self.findings, [self._finding(one) for one in found])
        self.health_card.show()
        bad = sum(one.severity != health.GOOD for one in found)
        self.desk.say("体检完成，一切正常。" if not bad else f"体检完成，有 {bad} 处要看一看。")

    def _finding(self, one: Finding) -> Part:
        says: list[Part] = [text(one.rule, "strong"), text(one.sentence, wrap=True)]
        for pupil in one.pupils[: health.NAMED]:
            says.append(row(self._pupil_link(pupil), None))
        mark = column(2, picture(MARKS[one.severity], one.severity, 16), None, gap=0)
        return row(mark, (column(*says, gap=1), 1), gap=8)

    def _pupil_link(self, pupil: int) -> Button:
        from desktop.models.ledgers.students import Student

        made = Button(Student.caption_of(pupil), role="link", tail="arrow-right")
        made.setProperty("pupil", pupil)
        made.clicked.connect(self._open_pupil)
        return made

    def _open_pupil(self) -> None:
        self.desk.open_pupil(int(self.sender().property("pupil")))

    def _lift_pause(self) -> None:
        folder = self.desk.school.folder.backups
        backup.lift_pause(folder)
        backup.thin(folder)
        self.show_backups()
        self.desk.say("以后继续按天、周、月、年清理旧备份。")

    # restoring -----------------------------------------------------------------------------------------

    def _restore_pressed(self) -> None:
        self.ask_restore(self._pressed())

    def _pick_other(self) -> None:
        kinds = [f"台账备份 (*{backup.SUFFIX})"]
        found = dialogs.pick_files(self, "选一份备份", kinds, Path(self.desk.settings.second_backup or "."))
        if found:
            ok, one = self.desk.attempt(backup.described, found[0])
            if ok:
                self.ask_restore(one)

    def ask_restore(self, one: Backup) -> None:
        """Explain, ask for the password of that day, prove the backup, then hand over to the program."""
        ok, dialog = self.desk.attempt(RestoreDialog, self, one, self.desk.school.folder)
        if ok:
            self.dialog = dialog
            dialog.accepted.connect(self._restore_agreed)
            dialog.open()
            dialog.secret.setFocus()

    def _restore_agreed(self) -> None:
        assert self.dialog is not None
        self.wanted = (self.dialog.one.path, self.dialog.key)
        self.desk.run(keeping.drill, self.desk.school.folder, *self.wanted,
                      title="正在检查备份", done=self._restore_proved)  # fmt: skip

    def _restore_proved(self, _proof: Proof) -> None:
        QTimer.singleShot(0, self, self._hand_over)  # the job speaks its last word first

    def _hand_over(self) -> None:
        self.desk.restore_wanted.emit(*self.wanted)


class _Folder:
    """What the done-line opens."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> None:
        dialogs.show_in_folder(self.path)
