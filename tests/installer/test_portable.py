"""A program carried about: settings and books beside it, found again when the folder has moved."""

import json

import pytest

from desktop import places
from desktop.services import folder
from desktop.settings import Settings

NAME = "石桥小学资助台账"


@pytest.fixture
def carried(monkeypatch, tmp_path):
    """The unpacked folder, with the program where the zip has it."""
    monkeypatch.delenv("ZHUXUE_HOME", raising=False)
    around = tmp_path / "助学台账"
    (around / "app").mkdir(parents=True)
    (around / places.MARKER).write_text("", "utf-8")
    monkeypatch.setattr(places, "PROGRAM", around / "app")
    return around


def test_books_and_settings_lie_beside_it(carried):
    assert folder.proposed_place("石桥小学") == carried / NAME
    assert Settings.path().parent == carried / "设置"


def test_without_the_marker_nothing_lies_beside_the_program(carried):
    (carried / places.MARKER).unlink()
    assert carried not in folder.proposed_place("石桥小学").parents
    assert carried not in Settings.path().parents


@pytest.mark.parametrize("kind", ["removable", "network"])
def test_on_a_stick_or_a_share_the_disk_is_proposed(carried, monkeypatch, kind):
    monkeypatch.setattr(
        folder, "drive_kind", lambda path: kind if carried in [path, *path.parents] else "fixed"
    )
    assert folder.proposed_place("石桥小学") == places.default_data_folder("石桥小学")


def test_the_books_are_found_when_the_folder_has_moved(carried, monkeypatch):
    settings = Settings.load()
    settings.remember_folder(carried / NAME, "周敏")
    assert json.loads(Settings.path().read_text("utf-8"))["last_folder"] == NAME
    moved = carried.rename(carried.with_name("E 盘上的助学台账"))
    monkeypatch.setattr(places, "PROGRAM", moved / "app")
    assert Settings.load().last_place() == moved / NAME


def test_books_elsewhere_keep_their_whole_path(carried, tmp_path):
    settings = Settings.load()
    settings.remember_folder(tmp_path / NAME, "周敏")
    assert Settings.load().last_place() == tmp_path / NAME


def test_a_folder_named_in_the_environment_does_the_same(monkeypatch, tmp_path):
    monkeypatch.setenv("ZHUXUE_HOME", str(tmp_path))
    assert folder.proposed_place("石桥小学") == tmp_path / NAME
    assert Settings.path() == tmp_path / "settings.json"


def test_nothing_was_opened_before(carried):
    assert Settings.load().last_place() is None
