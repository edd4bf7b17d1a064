"""Every page at the sizes clerks have: nothing cut, nothing foreign, nothing on top of another, in both palettes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.models import database
from desktop.services import vault
from desktop.services.demo import make_demo

WALK = Path(__file__).with_name("screens.py")


@pytest.fixture(scope="session")
def demo_school(tmp_path_factory) -> Path:
    """The demo school, closed, to be copied."""
    folder = tmp_path_factory.mktemp("演示") / "石桥小学台账"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "ARGON2", {"t": 1, "m": 8, "p": 1})
        patch.setattr(database, "BALLAST_BYTES", 1 << 16)
        make_demo(folder).school.let_go()
    return folder


@pytest.mark.parametrize("scale", ["1", "1.25", "2"])
def test_every_page_fits_and_reads_well(demo_school, tmp_path, scale):
    place = tmp_path / "台账"
    shutil.copytree(demo_school, place)
    told = os.environ | {
        "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen", "ZHUXUE_HOME": str(tmp_path / "偏好"),
        "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, str(WALK), str(place)], env=told, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout.splitlines()[-1]) == []
