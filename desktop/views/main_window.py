"""The window of an open school: which page stands behind which place, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.students import Student
from desktop.models.listing import Listing
from desktop.models.roles import NotAllowed
from desktop.models.terms import Term
from desktop.services import entry
from desktop.views import places
from desktop.views.desk import Desk
from desktop.views.search import Result

PageMaker = Callable[[Desk], QWidget]


class MainWindow(QObject):
    """Makes pages when they are first wanted and keeps them. Tells what leads out of the open school."""

    lock_asked = Signal()
    leave_asked = Signal()  # another person logs in
    password_asked = Signal()
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.shell = desk, desk.shell
        self.pages: dict[str, QWidget] = {}
        self._counted = False  # whether the rail knows what waits
        role = desk.store.session.role
        self.places = places.for_role(role.code)
        self.shell.rail.set_places([one.place for one in self.places], places.GROUPS)
        self._dress_top()
        self._connect()
        self.go("today")
        self.desk.show_saved()
        desk.look(places.waiting, desk, done=self._first_counts)

    def _dress_top(self) -> None:
        school = the_school()
        made_up = entry.is_made_up()
        self.shell.setWindowTitle("助学台账（演示数据，人和事都是编的）" if made_up else "助学台账")
        self.shell.top.set_school((school.school_name if school else "") + ("（演示）" if made_up else ""))
        terms = [self.desk.term.next, self.desk.term, *_before(self.desk.term, 5)]
        self.shell.top.set_terms([(term, term.title) for term in terms], self.desk.term)
        session = self.desk.store.session
        lines = [
            ("password", "改密码", "key-round"),
            ("leave", "换人登录", "log-out"),
            ("lock", "锁上", "lock"),
        ]
        self.shell.top.set_account(f"{session.role.label} {session.who}", lines)

    def _connect(self) -> None:
        shell, desk = self.shell, self.desk
        shell.place_chosen.connect(self._chosen)
        shell.undo_pressed.connect(desk.undo)
        shell.redo_pressed.connect(desk.redo)
        shell.refresh_pressed.connect(self._refresh)
        shell.help_pressed.connect(self._help)
        shell.top.lock_pressed.connect(self.lock_asked)
        shell.top.account_chosen.connect(self._account)
        shell.top.school_pressed.connect(self._school)
        shell.top.term_chosen.connect(self._term)
        shell.top.search.changed.connect(self._search)
        shell.top.search.chosen.connect(desk.open_pupil)
        desk.changed.connect(self._changed)
        desk.place_wanted.connect(self.go)
        desk.pupil_wanted.connect(self.open_pupil)
        desk.help_wanted.connect(self._help)

    # going ---------------------------------------------------------------------------------------------

    def _chosen(self, key: str) -> None:
        """By hand, on the rail: what was said about the page before has been read."""
        self.shell.take_toast_away()
        self.go(key)

    def go(self, key: str, hint: Any = None) -> None:
        """Show the page of a place; `hint` tells it what to show there."""
        drawer = self.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            self.shell.rail.mark(places.rail_key(self._here()))
            return
        role = self.desk.store.session.role
        if not places.is_open_to(role.code, key):
            who = "或".join(places.labels_of_who_sees(key)[:2])
            self.desk.refuse(NotAllowed(f"“{role.label}”不看这一页，请{who}登录来看。"))
            return
        self.shell.close_drawer()
        page = self._page(key)
        self.shell.show_page(page)
        self.shell.rail.mark(places.rail_key(key))
        self.shell.set_status("")
        if hint is not None and hasattr(page, "take_hint"):
            page.take_hint(hint)

    def _page(self, key: str) -> QWidget:
        if key not in self.pages:
            self.pages[key] = places.make(key, self.desk)
        return self.pages[key]

    def open_pupil(self, record: int) -> None:
        """One page per pupil: made anew each time, so that it is never stale."""
        if old := self.pages.pop("pupil", None):
            self.shell.drop_page(old)
        self.go("pupil")
        self.pages["pupil"].show_pupil(record)  # type: ignore[attr-defined]

    def unfinished(self) -> str:
        """What would be lost if the window were closed now, as a sentence; "" for nothing."""
        from desktop.views.form import RecordForm  # not while the first page comes up

        for page in self.pages.values():
            if hasattr(page, "unfinished") and (words := page.unfinished()):
                return str(words)
        forms = self.shell.findChildren(RecordForm)
        return "有一份表填了还没有保存。" if any(form.is_dirty() for form in forms) else ""

    def drop(self, key: str) -> None:
        """A page that is done with: a wizard after its last step."""
        if page := self.pages.pop(key, None):
            self.shell.drop_page(page)

    # listening -----------------------------------------------------------------------------------------

    def _changed(self, ledgers: frozenset[str]) -> None:
        self.desk.show_saved()
        if "school" in ledgers:
            self._dress_top()
        self._counted = True
        self.shell.rail.set_waiting(places.waiting(self.desk))

    def _first_counts(self, counts: dict[str, int]) -> None:
        """What waited when the window opened, unless something was changed since."""
        if not self._counted:
            self.shell.rail.set_waiting(counts)

    def _refresh(self) -> None:
        self.desk.changed.emit(frozenset())

    def _search(self, words: str) -> None:
        if not words:
            return
        rows = Listing(self.desk.store, Student, search=words).query().limit(30)
        found = [Result(row.id, row.name, _where(row)) for row in rows]
        self.shell.top.search.show_results(found)

    def _term(self, term: Term) -> None:
        self.desk.set_term(term)
        self._dress_top()

    def _account(self, key: str) -> None:
        {"lock": self.lock_asked, "leave": self.leave_asked, "password": self.password_asked}[key].emit()

    def _school(self) -> None:
        self.go("settings", "school")

    def _help(self, chapter: str = "") -> None:
        """A chapter by name, or the one about the page one is on."""
        here = self._here()
        if chapter or here != "help":
            self.go("help", chapter or here)

    def _here(self) -> str:
        """The page in front."""
        return next((key for key, page in self.pages.items() if page is self.shell.page()), "today")


def _before(term: Term, count: int) -> list[Term]:
    found = []
    for _ in range(count):
        term = term.previous
        found.append(term)
    return found


def _where(row: Any) -> str:
    seen = Student.fields()
    klass = next(field for field in seen if field.name == "school_class")
    number = next(field for field in seen if field.name == "id_number")
    status = next(field for field in seen if field.name == "status")
    parts = [klass.format(row.school_class_id), number.shown(row.id_number), status.format(row.status)]
    return "，".join(part for part in parts if part)
