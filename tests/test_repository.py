"""The repository itself: lint, types, the lock file, what must not stand in it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOSTS = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|deb\.debian\.org|jsdelivr|unpkg)[\w./-]*", re.IGNORECASE
)
TEXTS = {".py", ".md", ".toml", ".json", ".lock", ".sql", ".txt", ".sh", ".qss", ""}


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "words", [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)], ids=" ".join
)
def test_lint_and_types_are_clean(words):
    told = run(*words)
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_locked_package_has_a_version_and_hashes():
    text = (ROOT / "installer" / "requirements.lock").read_text("utf-8")
    packages = re.split(r"\n(?=\S)", text.strip())
    assert len(packages) > 30
    assert all("==" in one and "--hash=sha256:" in one for one in packages)


def test_every_dependency_has_its_reason_in_the_architecture():
    declared = re.findall(
        r'^    "([A-Za-z0-9_.-]+)', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8").lower()
    assert [name for name in declared if name.lower() not in architecture] == []


def tracked():
    names = (
        subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        .stdout.decode()
        .split("\0")
    )
    return [
        ROOT / name for name in names if name and (ROOT / name).suffix in TEXTS and (ROOT / name).is_file()
    ]


def test_no_registry_is_named_anywhere():
    named = [
        p.name
        for p in tracked()
        if p.name != Path(__file__).name and HOSTS.search(p.read_text("utf-8", "ignore"))
    ]
    assert named == []


def test_the_readme_starts_with_the_two_commands():
    head = (ROOT / "README.md").read_text("utf-8")[:400]
    assert "python3 installer/start.py " in head and "python3 installer/start.py test" in head
