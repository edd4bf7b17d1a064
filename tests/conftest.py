"""A real encrypted data file for every test that asks for one: in a folder with 汉字 and a space, 周敏 logged in."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from builders import CODE, PASSWORD, PROFILE, USER

from desktop.models import database
from desktop.models.ledgers import day_order
from desktop.services import school_file, vault
from desktop.services.folder import Folder

LATEST = dt.date(2027, 12, 31)


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Slow on purpose is for attackers: here a password costs nothing and the ballast is small."""
    _make_cheap(monkeypatch)


@pytest.fixture(autouse=True)
def late_enough(monkeypatch):
    """The days that tests write lie before this one, whatever the computer's clock says."""
    monkeypatch.setattr(day_order, "today", lambda: LATEST)


def _make_cheap(patch):
    patch.setattr(vault, "ARGON2", {"t": 1, "m": 8, "p": 1})
    patch.setattr(database, "BALLAST_BYTES", 1 << 16)


@pytest.fixture(scope="session")
def new_books(tmp_path_factory) -> Path:
    """The files of a school on its first day, made once and copied for each test."""
    folder = Folder(tmp_path_factory.mktemp("新建") / "石桥小学 台账")
    with pytest.MonkeyPatch.context() as patch:
        _make_cheap(patch)
        school_file.create(folder, PROFILE, USER, PASSWORD, code=CODE).let_go()
    return folder.path


@pytest.fixture
def closed(new_books, tmp_path) -> Folder:
    """A school's folder that nobody has open."""
    folder = Folder(tmp_path / "石桥小学 资助台账")
    shutil.copytree(new_books, folder.path)
    return folder


@pytest.fixture
def log_in(closed):
    """Log in (again): whoever had the books open before is logged out first."""
    opened = []

    def again(user: str = USER, password: str = PASSWORD):
        for one in opened:
            one.let_go()
        opened.append(school_file.log_in(closed, user, password))
        return opened[-1]

    yield again
    for one in opened:
        one.let_go()


@pytest.fixture
def school(log_in):
    """The open books, 周敏 (资助专干) at the keyboard."""
    return log_in()


@pytest.fixture
def store(school):
    return school.store


@pytest.fixture
def qtbot(qtbot):
    """Widgets given to it live until they are closed.

    pytest-qt holds them weakly; a shown widget that is only part of a reference cycle could then be collected in the
    middle of its own painting.
    """
    kept, add = [], qtbot.addWidget

    def keep(widget, **more):
        kept.append(widget)
        add(widget, **more)

    qtbot.addWidget = qtbot.add_widget = keep
    yield qtbot
    kept.clear()
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no loop runs here that would do it
