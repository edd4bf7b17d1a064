"""学生一人一页: who it is, what has happened, what is missing, which papers there are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu

from desktop.models import identity
from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.store import Invalid
from desktop.services import people, timeline
from desktop.services.aid.history import history, proofs
from desktop.services.paper.catalogue import Wanted
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.drawer import Drawer
from desktop.views.form import RecordForm
from desktop.views.layouts import Part, column, scroll, show_if
from desktop.views.leaving_ask import StudentForm
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.proofs import prove_grants
from desktop.views.pupil_aid import (
    AidCard,
    MiddleTabs,
    ProofCard,
    large_picture,
    proof_dialog,
    small_pictures,
)
from desktop.views.pupil_parts import (
    AccountCard,
    BasicCard,
    Columns,
    FamilyCard,
    HardshipCard,
    NextCard,
    PapersCard,
    PressCard,
    TimeCard,
    face_of,
)
from desktop.views.record_drawer import RecordDrawer
from desktop.views.widgets import Elided, tag, text

BESIDE: dict[str, type[Ledger]] = {one.table(): one for one in (Hardship, Guardian, PayeeAccount, NameAlias)}
ADD = (
    ("add:hardship", "登记困难类型"),
    ("add:guardian", "登记监护人"),
    ("add:payee_account", "登记收款账户"),
    ("add:name_alias", "登记姓名的另一种写法"),
    ("", ""),
    ("leave", "办离校（转出、休学、毕业…）"),
    ("arrive", "办转入（回来）"),
    ("", ""),
    ("history", "看修改记录"),
)


class PupilPage(Page):
    """Made for one pupil by `show_pupil`; reads itself anew after each change."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("学生")
        self.desk = desk
        self.pupil: Any = None
        self.time: TimeCard | None = None
        self.unfolded: set[str] = set()  # terms whose sums show their lines
        self.tabs: MiddleTabs | None = None
        self.proofs: ProofCard | None = None
        self.thumbs: dict[str, QImage] = {}
        self._opening = ""  # what is called the paper that is being opened
        self.open_numbers = self.discreet = False
        self.eye = Button(picture="eye", role="icon", tip="显示完整的证件号、电话和卡号")
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._changed)

    def show_pupil(self, record: int) -> None:
        """Show one pupil; one whom this person may not see, or who is gone, is said so."""
        self.pupil = self.desk.store.rows(Student).where(Student.id == record).first()
        self.refresh()

    def _changed(self, *_: object) -> None:
        if self.pupil is not None:
            self._soon.start()

    def refresh(self) -> None:
        if self.pupil is not None:
            self.pupil = self.desk.store.rows(Student).where(Student.id == self.pupil.id).first()
        if self.pupil is None:
            self.set_title("没有这个学生")
            self.set_fact("可能已经删除，在“设置—操作记录—回收站”里可以找回。")
            self.set_tags([])
            self.set_actions([])
            self.set_body(column(None))
            return
        self._show_head()
        columns = Columns()
        columns.hide()  # till all is in it: shown at once, not card by card
        self.set_body(scroll(column(columns, edge=(0, 0, 6, 0))))
        self._fill(columns)
        columns.show()

    # head ----------------------------------------------------------------------------------------------

    def _show_head(self) -> None:
        pupil = self.pupil
        self.set_lead(face_of(pupil, self.desk.attachments))
        self.set_title(pupil.name)
        self.set_tags([tag(words, tone) for words, tone in self._chips()])
        self.set_fact(self._who())
        self.eye = Button(
            picture="eye-off" if self.open_numbers else "eye", role="icon", tip="显示或隐藏完整号码"
        )
        self.eye.clicked.connect(self.toggle_eye)
        self.hide_ = Button("退出隐性模式" if self.discreet else "隐性模式", "eye-off")
        self.hide_.setToolTip("给别人看屏幕时，不显示困难类型和金额")
        self.hide_.clicked.connect(self.toggle_discreet)
        add = Button("记一笔", "plus", role="primary")
        add.clicked.connect(self._open_menu)
        self.add = add
        self.print_ = Button("打印本页", "printer", tip="这一页印成纸或存成 PDF，号码隐去中间几位（Ctrl+P）")
        self.print_.setShortcut("Ctrl+P")
        self.print_.clicked.connect(self.print_page)
        show_if(not self.discreet and self.desk.store.session.may("print"), self.print_)
        self.file_ = Button("一人一档", "folder-archive", tip="全部材料合成一份 PDF，目录上写明缺什么")
        self.file_.clicked.connect(self.print_file)
        show_if(not self.discreet and self.desk.store.session.may("print"), self.file_)
        actions = [self.eye, self.hide_, self.print_, self.file_]
        self.set_actions([*actions, add] if self.may_write() else actions)

    def _chips(self) -> list[tuple[str, str]]:
        pupil = self.pupil
        chips = [(SchoolClass.caption_of(pupil.school_class_id), "plain")]
        if pupil.attendance:
            chips.append((Student.attendance.format(pupil.attendance), "plain"))
        if pupil.status != "01":
            chips.append((Student.status.format(pupil.status), "off"))
        if self.discreet:
            return chips
        kinds = Student.hardships.batch([pupil.id]).get(pupil.id, "")
        chips += [(kind, "accent") for kind in kinds.split("、") if kind]
        if pupil.rural_left_behind or pupil.left_behind in ("2", "3"):
            chips.append(("留守", "accent"))
        return chips

    def _who(self) -> str:
        pupil = self.pupil
        age = f"{identity.age_on(pupil.birth_date, dt.date.today())} 岁" if pupil.birth_date else ""
        number = pupil.id_number if self.open_numbers else identity.mask_id(pupil.id_number)
        parts = [Student.gender.format(pupil.gender), age, f"身份证 {number}" if number else "还没有身份证号"]
        return "，".join(part for part in parts if part)

    def toggle_eye(self) -> None:
        self.open_numbers = not self.open_numbers
        if self.open_numbers:
            self.desk.note_access("查看完整号码", f"{self.pupil.name}一人一页")
        self.refresh()

    def toggle_discreet(self) -> None:
        """隐性模式: nobody who looks over the shoulder learns who is poor."""
        self.discreet = not self.discreet
        self.refresh()

    def print_page(self) -> None:
        """The pupil on paper, with the years of the time line that are looked at."""
        years = self.time.chosen_years() if self.time else ()
        wanted = Wanted(students=(self.pupil.id,), years=years)
        open_paper(self.desk, "PUPIL", wanted)

    def print_file(self) -> None:
        """Everything the program holds of the pupil, bound together."""
        wanted = Wanted(term=self.desk.term, students=(self.pupil.id,), attachments=self.desk.attachments)
        open_paper(self.desk, "D29", wanted)

    def print_aid(self) -> None:
        """受助学生情况表: the whole aid history on paper."""
        open_paper(self.desk, "AID", Wanted(students=(self.pupil.id,)))

    def may_write(self) -> bool:
        writes = self.desk.store.session.role.writes
        return "*" in writes or Student.table() in writes

    # body ----------------------------------------------------------------------------------------------

    def _fill(self, columns: Columns) -> None:
        pupil, events = self.pupil, timeline.moments(self.pupil.id)
        left: list[PressCard] = [BasicCard(pupil, self.open_numbers), FamilyCard(pupil, self.open_numbers)]
        right: list[PressCard] = []
        if self.discreet:
            events = [one for one in events if not one.private]
        else:
            left += [HardshipCard(pupil), AccountCard(pupil, self.open_numbers)]
            right += [NextCard(timeline.gaps(pupil.id)), PapersCard(timeline.notices_of(pupil.id))]
        for one in (*left, *right):
            one.pressed.connect(self.do)
            one.offer_only(self._allowed)
            if isinstance(one, FamilyCard):
                one.pupil_pressed.connect(self.desk.open_pupil)
        self.proofs = None if self.discreet else self._proofs()
        beside = [*left, *([self.proofs] if self.proofs else [])]
        had = self.time
        self.time = TimeCard(events)
        if had is not None and (chosen := had.chosen()):  # a change elsewhere does not undo it
            self.time.narrow(*chosen)
        columns.put(beside, self._middle(self.time), right)

    def _allowed(self, do: str) -> bool:
        """Whether this person may do what a button of a card offers; looking at a record is always allowed."""
        verb, _, rest = do.partition(":")
        if verb in ("edit", "field", "leave"):
            return self.may_write()
        if verb == "lists":
            return self._sees_lists()
        return verb != "add" or self._writes(BESIDE[rest])

    def _middle(self, time: TimeCard) -> MiddleTabs:
        """What happened, and the aid term by term; what was in front stays so."""
        at = self.tabs.stack.currentIndex() if self.tabs else int(self.desk.store.session.may("approve"))
        self.tabs = MiddleTabs(time, None if self.discreet else self._make_aid, at)
        self.tabs.print_.setEnabled(self.desk.store.session.may("print"))
        self.tabs.print_.clicked.connect(self.print_aid)
        return self.tabs

    def _make_aid(self) -> AidCard:
        made = AidCard(history(self.pupil.id), self.unfolded, leads=self._sees_lists())
        made.wanted.connect(self.go_to)
        return made

    def _sees_lists(self) -> bool:
        session = self.desk.store.session
        return session.may("batch") or session.may("approve")

    def go_to(self, place: str, hint: Any) -> None:
        """Where a line of the aid history leads: a record of this pupil, or the page with the list."""
        if place == "record":
            table, record = hint
            self.do(f"open:{table}:{record}")
        elif place == "proof":
            term, grants = hint
            prove_grants(
                self.desk, grants, f"{self.pupil.name}应发金额", f"{term}列入名单、没有停发的每一笔资助"
            )
        else:
            self.desk.go(place, hint)

    def _proofs(self) -> ProofCard:
        """The kept papers; pictures that are not known yet come in when they are read."""
        told = proofs(self.pupil.id)
        made = ProofCard(told, self.thumbs)
        made.pressed.connect(self.open_proof)
        unknown = [proof.kept for proof in told if proof.kept not in self.thumbs]
        if unknown:
            self.thumbs |= {kept: QImage() for kept in unknown}  # asked for once
            self.desk.look(small_pictures, self.desk.attachments, unknown, done=self._thumbs_read)
        return made

    def _thumbs_read(self, found: dict[str, QImage]) -> None:
        self.thumbs |= found
        if self.proofs is not None:
            self.proofs.show_pictures(self.thumbs)

    def open_proof(self, kept: str) -> None:
        """One paper large; that it was looked at is noted."""
        title = next(proof.title for proof in proofs(self.pupil.id) if proof.kept == kept)
        self._opening = f"{self.pupil.name}：{title}"
        self.desk.note_access("查看佐证材料", self._opening)
        self.desk.run(
            large_picture, self.desk.attachments, kept, title="正在打开佐证材料", done=self._show_proof
        )

    def _show_proof(self, image: QImage) -> None:
        self.show_dialog(proof_dialog(self, self._opening, image))

    @staticmethod
    def show_dialog(dialog: Any) -> None:
        dialog.exec()
        dialog.deleteLater()

    # doing ---------------------------------------------------------------------------------------------

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """What 记一笔 offers."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for do, words in ADD:
            if words:
                menu.addAction(words).setData(do)
            else:
                menu.addSeparator()
        menu.triggered.connect(self._picked)
        return menu

    def _picked(self, action: Any) -> None:
        self.do(str(action.data()))

    def do(self, what: str) -> None:
        """edit · field:NAME · add:LEDGER · open:LEDGER:ID · letters:BATCH · leave · arrive · history · lists."""
        verb, _, rest = what.partition(":")
        acts = {
            "edit": self._edit, "field": self._edit, "add": self._add, "open": self._open, "letters": self._letters,
            "leave": self._leave, "arrive": self._arrive, "history": self._history,
            "lists": lambda _rest: self.desk.go("lists"),
        }  # fmt: skip
        acts[verb](rest)

    def _show_drawer(self, form: RecordForm, ledger: type[Ledger], name: str = "") -> None:
        old = self.desk.shell.drawer()
        if isinstance(old, RecordDrawer) and not old.may_leave():
            return
        drawer = RecordDrawer(self.desk, ledger, form, alone=True)
        form.set_locked(not self._writes(ledger))
        self.desk.shell.open_drawer(drawer)
        form.go_to(name or form.fields[0].name)

    def _writes(self, ledger: type[Ledger]) -> bool:
        writes = self.desk.store.session.role.writes
        return "*" in writes or ledger.table() in writes

    def _edit(self, name: str = "") -> None:
        form = StudentForm(self.desk.store, Student, self.pupil, attachments=self.desk.attachments)
        self._show_drawer(form, Student, name)

    def _add(self, table: str) -> None:
        ledger, fixed = BESIDE[table], {"student": self.pupil.id}
        form = RecordForm(self.desk.store, ledger, attachments=self.desk.attachments, fixed=fixed)
        if ledger is Hardship:
            form.editors["since"].show_value(dt.date.today())
        self._show_drawer(form, ledger)

    def _open(self, rest: str) -> None:
        table, _, record = rest.partition(":")
        ledger, fixed = BESIDE[table], {"student": self.pupil.id}
        row_ = ledger.get_or_none(ledger.id == int(record))
        if row_ is not None:
            form = RecordForm(self.desk.store, ledger, row_, attachments=self.desk.attachments, fixed=fixed)
            self._show_drawer(form, ledger)

    def _letters(self, batch: str) -> None:
        self.desk.go("letters", int(batch))

    def _leave(self, _rest: str = "") -> None:
        names = ("left_on", "leave_reason", "went_to")
        form = RecordForm(self.desk.store, Student, self.pupil, names=names, keep=self._keep_leave)
        self._show_drawer(form, Student)

    def _keep_leave(self, values: Values) -> int:
        told = {name: values.get(name) for name in ("left_on", "leave_reason", "went_to")}
        missing = {"left_on": "请填写离校日期。", "leave_reason": "请选离校原因。"}
        if problems := {name: words for name, words in missing.items() if not told[name]}:
            raise Invalid(problems)
        people.transfer_out(
            self.desk.store, self.pupil.id, told["left_on"], told["leave_reason"], told["went_to"] or ""
        )
        self.desk.say(
            f"{self.pupil.name}已办离校。本学期的名单里如果有他，请到资助批次里核对。",
            ("撤销", self.desk.undo),
        )
        return int(self.pupil.id)

    def _arrive(self, _rest: str = "") -> None:
        names = ("arrived_on", "came_from", "school_class")
        form = RecordForm(self.desk.store, Student, self.pupil, names=names, keep=self._keep_arrival)
        self._show_drawer(form, Student, "arrived_on")

    def _keep_arrival(self, values: Values) -> int:
        if not values.get("arrived_on"):
            raise Invalid({"arrived_on": "请填写转入日期。"})
        klass = values.get("school_class") or self.pupil.school_class_id
        people.transfer_in(
            self.desk.store, self.pupil.id, values["arrived_on"], values.get("came_from") or "", klass
        )
        self.desk.say(f"{self.pupil.name}已转入{SchoolClass.caption_of(klass)}。", ("撤销", self.desk.undo))
        return int(self.pupil.id)

    def _history(self, _rest: str = "") -> None:
        lines: list[Part] = []
        for at, words in timeline.history(Student, self.pupil.id):
            lines.append(
                column(text(f"{at:%Y-%m-%d %H:%M}", "small", "quiet"), text(words, wrap=True), gap=1)
            )
        body = scroll(column(*lines, None, gap=14, edge=(20, 14, 14, 12)))
        self.desk.shell.open_drawer(
            Drawer(Elided(f"{self.pupil.name}的修改记录", "section"), body, alone=True)
        )
