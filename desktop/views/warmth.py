"""Uses the moments in which a person reads or types: a little work between two key strokes.

While the password is typed the program behind the log-in page is loaded, one module at a time. Behind the log-in the
roster is read ahead.
"""

from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

PAUSE = 30  # ms for the window between two modules
# What the first minute after the log-in needs. Small ones before the large ones that stand on them, so that no single
# import holds up the typing.
MODULES = (
    "apsw", "peewee", "desktop.models.database", "desktop.models.fields", "desktop.models.people_fields",
    "desktop.models.ledgers.classes", "desktop.models.ledgers.students", "desktop.models.ledgers.families",
    "desktop.models.ledgers", "desktop.models.store", "argon2.low_level",
    "cryptography.hazmat.primitives.ciphers.aead", "cryptography.hazmat.primitives.kdf.hkdf",
    "desktop.services.backup", "desktop.services.school_file", "desktop.views.table", "desktop.views.search",
    "desktop.views.desk", "desktop.views.places", "desktop.views.main_window", "desktop.views.today_page",
    "desktop.services.sheets.clean", "desktop.services.sheets.read", "desktop.services.sheets.heads",
    "desktop.services.sheets.tables", "desktop.services.roster.draft", "desktop.services.roster.judge",
    "desktop.views.preview", "desktop.views.form", "desktop.views.ledger_page", "desktop.views.roster_page",
    "desktop.views.pupil_page", "desktop.services.keeping", "reportlab.pdfgen.canvas", "zxingcpp",
    "desktop.services.paper.fonts", "desktop.services.paper.documents.aid_letter", "desktop.views.letters_page",
)  # fmt: skip


class Warmth(QObject):
    """Goes through MODULES once, where what is there already costs nothing; then through what is to be read."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left = list(MODULES)
        self._slices: Iterator[None] = iter(())
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        self._timer.start()

    def read(self, slices: Iterator[None]) -> None:
        """Go through these, too, one at a time: `listing.read_ahead` of a ledger."""
        self._slices = slices
        self._timer.start()

    def leave(self) -> None:
        """The books are about to be closed: nothing may be read from them any more."""
        self._slices = iter(())

    def busy(self) -> bool:
        return self._timer.isActive()

    def _next(self) -> None:
        if self._left:
            import_module(self._left.pop(0))
        elif next(self._slices, self) is self:
            self._timer.stop()
