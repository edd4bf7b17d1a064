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
from desktop.services.demo import CLERK, HEAD, make_demo

WALK = Path(__file__).with_name("screens.py")
STRAYS = Path(__file__).with_name("strays.py")


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
    assert walked(WALK, place, QT_SCALE_FACTOR=scale) == []


@pytest.mark.parametrize("user", [CLERK, HEAD])
def test_no_page_shows_anything_outside_the_window(demo_school, tmp_path, user):
    place = tmp_path / "台账"
    shutil.copytree(demo_school, place)
    assert walked(STRAYS, place, user) == []


def walked(script, place, *words, **more):
    """What a walk through all pages found, in a process of its own."""
    told = os.environ | {
        "QT_QPA_PLATFORM": "offscreen", "ZHUXUE_HOME": str(place.parent / "偏好"), "PYTHONIOENCODING": "utf-8", **more,
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, str(script), str(place), *words], env=told, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])
