"""Loads the program behind the log-in page while the password is typed, one module between two key strokes."""

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
    "desktop.views.pupil_page", "desktop.services.keeping",
)  # fmt: skip


class Warmth(QObject):
    """Goes through MODULES once; what is there already costs nothing."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left = list(MODULES)
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        self._timer.start()

    def busy(self) -> bool:
        return self._timer.isActive()

    def _next(self) -> None:
        if not self._left:
            self._timer.stop()
            return
        import_module(self._left.pop(0))
