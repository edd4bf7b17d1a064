"""What a place shows: a title, one grey sentence of facts, actions with the one primary button last, the content."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from desktop.views.buttons import Button
from desktop.views.layouts import clear, column, fill, row
from desktop.views.widgets import Elided, Notice

EDGE = 24  # px around a page


class Page(QWidget):
    """The same thing in the same place everywhere. Title and actions stay put; a long body scrolls inside itself."""

    def __init__(
        self,
        title: str,
        fact: str = "",
        actions: Sequence[Button] = (),
        body: QWidget | QLayout | None = None,
        *,
        edge: int = EDGE,
    ):
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title, self._fact = Elided(kind="title"), Elided(tone="quiet")
        self._lead, self._tags, self._actions = row(gap=12), row(gap=8), row(gap=8)
        self._notices = column(gap=8, edge=(EDGE, 0, EDGE, 0))
        self._place = column(gap=0, edge=(edge, 14, edge, 16 if edge else 0))
        words = column(row(self._title, self._tags, None, gap=10), self._fact, gap=2)
        head = row(self._lead, (words, 1), self._actions, gap=8, edge=(EDGE, 18, EDGE, 0))
        self.setLayout(column(head, self._notices, (self._place, 1), gap=0))
        self.set_title(title)
        self.set_fact(fact)
        self.set_actions(actions)
        if body is not None:
            self.set_body(body)

    def title(self) -> str:
        return self._title.whole

    def set_title(self, title: str) -> None:
        self._title.set_words(title)
        self.setAccessibleName(title)

    def set_fact(self, fact: str) -> None:
        """One sentence with ，: 三年级 62 人，全校 412 人，在籍在校 405 人."""
        self._fact.set_words(fact)
        self._fact.setVisible(bool(fact))

    def set_lead(self, lead: QWidget) -> None:
        """What stands before the title: a pupil's face."""
        clear(self._lead)
        fill(self._lead, [lead])

    def set_tags(self, tags: Sequence[QWidget]) -> None:
        """Facts of one word behind the title."""
        clear(self._tags)
        fill(self._tags, tags)

    def set_actions(self, actions: Sequence[QWidget]) -> None:
        """Buttons at the right. At most one is primary, and it is last."""
        clear(self._actions)
        fill(self._actions, actions)

    def set_body(self, body: QWidget | QLayout) -> None:
        """Put another content in; the one before goes for good."""
        clear(self._place)
        fill(self._place, [(body, 1)])

    def show_notice(self, notice: Notice) -> None:
        """A message between head and content, until it is closed. It replaces the one before."""
        clear(self._notices)
        self._notices.setContentsMargins(EDGE, 14, EDGE, 0)
        notice.closed.connect(self._notice_closed)
        fill(self._notices, [notice])

    def drop_refusal(self) -> None:
        """Take away the sentence about what was refused: it has been done since."""
        for notice in self.findChildren(Notice):
            if notice.property("note") == "bad":
                notice.dismiss()

    def drop_refused(self) -> None:
        """Take away what `Desk.refuse` said here, when the page is looked at anew."""
        for notice in self.findChildren(Notice):
            if notice.property("refused"):
                notice.dismiss()

    def _notice_closed(self) -> None:
        self._notices.setContentsMargins(EDGE, 0, EDGE, 0)
