"""A small school with real books: the sample roster, this term's aid, one approved list."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from desktop.models.ledgers.aid import AidProgramme
from desktop.models.terms import Term
from desktop.places import RESOURCES
from desktop.services import school_file, vault
from desktop.services.aid.batches import make_batch
from desktop.services.aid.propose import propose
from desktop.services.folder import Folder
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep

PROFILE = {
    "school_name": "青禾县柳林镇石桥小学", "school_code": "2199010501", "short_name": "石小资助",
    "school_type": "primary", "central_school": "柳林镇中心校", "township": "柳林镇", "county": "青禾县",
    "hotline_school": "05778123456",
}  # fmt: skip
USER, PASSWORD = "周敏", "春风化雨2026"
AUTUMN = Term(2026, 1)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """The books, made once for all tests: (folder, key)."""
    folder = Folder(tmp_path_factory.mktemp("学校") / "石桥小学 资助台账")
    opened = school_file.create(folder, dict(PROFILE), USER, PASSWORD, code=vault.new_code())
    for name in ("20260904在校生信息.xlsx", "家庭经济困难名单.xlsx", "社保卡账号.xls"):
        intake = read_files([RESOURCES / "samples" / name])
        keep(opened.store, make_draft(opened.store, intake, day=dt.date(2026, 9, 4)), intake=intake)
    programme = AidProgramme.get(AidProgramme.code == "non_boarding")
    proposal = propose(opened.store, programme, AUTUMN, dt.date(2026, 10, 1))
    make_batch(opened.store, proposal)
    opened.let_go()
    return folder, opened.key


@pytest.fixture
def books(made_once, tmp_path):
    """The school's books, opened: a fresh copy for each test."""
    folder, key = made_once
    mine = Folder(tmp_path / "石桥小学 资助台账")
    shutil.copytree(folder.path, mine.path)
    opened = school_file.open_with_key(mine, key, USER)
    yield opened
    opened.let_go()


@pytest.fixture
def stick(tmp_path) -> Path:
    place = tmp_path / "U 盘"
    place.mkdir()
    return place
