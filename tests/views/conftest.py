"""A window on a real school, for the tests of pages. Questions are answered with yes unless a test says otherwise."""

import pytest
from builders import AUTUMN
from PySide6.QtCore import QTimer

from desktop.settings import Settings
from desktop.views import theme
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.shell import Place, Shell

PATIENCE = 20_000  # ms that a question may stand unanswered
PLACES = [
    Place("today", "今日", "今日", "house"),
    Place("pupils", "学生与家庭", "学生", "users"),
    Place("help", "帮助", "帮助", "circle-question-mark", foot=True),
]


@pytest.fixture(autouse=True)
def questions_end(monkeypatch):
    """A question that a test did not reckon with is answered with no after a while; the test fails instead of hanging."""
    really = Dialog.exec

    def asked(dialog):
        QTimer(dialog, singleShot=True, interval=PATIENCE, timeout=dialog.reject).start()
        return really(dialog)

    monkeypatch.setattr(Dialog, "exec", asked)


@pytest.fixture
def shell(qapp, qtbot):
    """The frame alone, with three places and no school behind it."""
    theme.apply(qapp, theme.Mode.LIGHT)
    made = Shell(PLACES)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def make_desk(qapp, qtbot, monkeypatch, tmp_path, log_in):
    """Open the window for whoever is logged in: make_desk(school). It is closed before its widgets and the books are."""
    monkeypatch.setenv("ZHUXUE_HOME", str(tmp_path / "偏好"))
    if not qapp.styleSheet() or theme.mode() is not theme.Mode.LIGHT:  # dressing takes long
        theme.apply(qapp, theme.Mode.LIGHT)

    def make(school) -> Desk:
        shell = Shell([])
        desk = Desk(school, shell, Settings(), AUTUMN, ask=lambda *_, **__: True)
        qtbot.addWidget(shell, before_close_func=lambda _: desk.close())
        shell.resize(1366, 768)
        shell.show()
        qtbot.waitExposed(shell)
        desk.set_term(AUTUMN)
        return desk

    return make


@pytest.fixture
def desk(make_desk, school):
    return make_desk(school)


@pytest.fixture
def went(desk):
    """Where the page wanted to go: (place, hint), pupils as ("pupil", id)."""
    gone = []
    desk.place_wanted.connect(lambda place, hint: gone.append((place, hint)))
    desk.pupil_wanted.connect(lambda record: gone.append(("pupil", record)))
    return gone
