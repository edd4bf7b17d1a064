"""The Windows delivery, as far as it can be judged without a download; the whole with FULL=1 (see .ci/run)."""

import ast
import filecmp
import json
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
WINDOWS = ROOT / "installer" / "windows"
sys.path.insert(0, str(WINDOWS))

import build  # noqa: E402
import check  # noqa: E402
import pack  # noqa: E402
import stage  # noqa: E402
from lock import locked_versions  # noqa: E402
from portable_files import Image, NotWindows  # noqa: E402

from desktop.views import import_wizard  # noqa: E402

RULES = json.loads((WINDOWS / "stage.json").read_text("utf-8"))
SOURCES = sorted((ROOT / "desktop").rglob("*.py"))


def windows_versions():
    text = (WINDOWS / "requirements-win.lock").read_text("utf-8")
    return dict(
        re.findall(r"^([a-z0-9-]+)==(\S+) --hash=sha256:[0-9a-f]{64}  # \S+\.whl$", text, re.MULTILINE)
    )


def test_windows_gets_the_versions_that_were_tested():
    tested = {name.lower().replace("_", "-"): version for name, version in locked_versions().items()}
    assert len(windows_versions()) > 20
    assert {n: v for n, v in windows_versions().items() if tested.get(n) != v} == {}


def test_every_package_the_program_imports_is_locked_for_windows():
    owners, locked = packages_distributions(), set(windows_versions())
    tops = {name.split(".")[0] for one in SOURCES for name in check.named_modules(one.read_text("utf-8"))}
    foreign = tops - sys.stdlib_module_names - {"desktop", "shibokensupport"}
    names = {top: {one.lower().replace("_", "-") for one in owners.get(top, [])} for top in foreign}
    assert {top for top, found in names.items() if not found & locked} == set()


def test_every_qt_module_the_program_imports_is_shipped():
    named = {name for one in SOURCES for name in check.named_modules(one.read_text("utf-8"))}
    wanted = {name.split(".")[1] for name in named if name.startswith("PySide6.")}
    assert wanted <= {f"Qt{one}" for one in RULES["qt_modules"]}


@pytest.mark.parametrize(
    ("name", "shipped"),
    [
        ("PySide6/QtPdf.pyd", True),
        ("PySide6/Qt6Widgets.dll", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/Qt6Quick.dll", False),
        ("PySide6/QtCore.pyi", False),
        ("PIL/Image.py", True),
        ("reportlab/fonts/DarkGarden.sfd", False),
        ("PIL/_avif.cp311-win_amd64.pyd", False),
    ],
)
def test_what_of_a_wheel_is_shipped(name, shipped):
    assert stage.is_shipped(name, RULES) is shipped


def test_a_module_named_for_the_type_checker_alone_need_not_be_shipped():
    source = "import os\nif TYPE_CHECKING:\n    import nowhere\ndef f():\n    from csv import reader\n"
    assert set(check.named_modules(source)) == {"os", "csv"}


def test_the_imports_of_a_windows_program_are_read():
    pip = Path(pytest.importorskip("pip").__file__).parent
    programs = sorted(pip.rglob("t64.exe"))
    if not programs:
        pytest.skip("this pip carries no Windows program")
    assert "kernel32.dll" in Image.read(programs[0]).imports()


@pytest.mark.parametrize("content", [b"", b"\x7fELF" + bytes(100), b"MZ" + bytes(200)])
def test_what_is_no_windows_program_is_told_apart(content):
    with pytest.raises(NotWindows):
        Image(content)


def test_a_dll_that_nobody_has_is_found(tmp_path):
    pip = Path(pytest.importorskip("pip").__file__).parent
    programs = sorted(pip.rglob("t64.exe"))
    if not programs:
        pytest.skip("this pip carries no Windows program")
    content = re.sub(b"(?i)kernel32.dll", b"nowhere0.dll", programs[0].read_bytes())
    (tmp_path / "one.exe").write_bytes(content)
    assert any("nowhere0.dll" in sentence for sentence in check.missing_libraries(tmp_path))


def test_a_wheel_that_is_not_the_pinned_one_is_refused(tmp_path):
    with pytest.raises(stage.Wrong, match=r"requirements-win\.lock"):
        list(stage.locked_wheels(tmp_path))


def test_a_runtime_that_is_not_the_pinned_one_is_refused(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "python.zip", "w") as box:
        box.writestr("python311.dll", b"another")
    with pytest.raises(stage.Wrong, match=r"runtime\.sha256"):
        stage.read_runtime(tmp_path / "python.zip")


def test_the_stand_ins_of_the_test_bench_are_not_shipped():
    assert "wine" not in "".join(
        (WINDOWS / one).read_text("utf-8") for one in ("stage.py", "pack.py", "setup.nsi")
    )


def test_the_setup_deletes_nothing_whole_but_what_it_unpacks_itself():
    script = (WINDOWS / "setup.nsi").read_text("utf-8")
    assert set(re.findall(r"RMDir /r (.*?)(?: ;.*)?\n", script)) == {r'"$INSTDIR\${FRESH}"'}


def test_the_list_of_the_setup_names_every_file_and_folder(tmp_path):
    for name in ("app/名单/一.txt", "app/boot.pyc", "助学台账.exe"):
        stage.put(tmp_path / name, b"x")
    lines = build.file_list(tmp_path).splitlines()
    assert lines == [
        build.MARK, "app\\", "app\\名单\\", "app\\boot.pyc", "app\\名单\\一.txt", "助学台账.exe",
        "app\\名单\\", "app\\",
    ]  # fmt: skip


def test_the_setup_knows_its_folder_by_the_first_line_of_the_list():
    script = (WINDOWS / "setup.nsi").read_text("utf-8")
    assert f'!define MARK "{build.MARK}"' in script


@pytest.mark.parametrize(
    "part", ["OpenSSL", "SQLite3 Multiple Ciphers", "Expat", "PCRE2", "Zint", "HarfBuzz", "Copyright 2019-2026 Ulrich Telle"]
)  # fmt: skip
def test_what_lies_inside_a_shipped_file_is_named_with_its_licence(part):
    assert part in stage.licence_text([])


def test_qt_is_shipped_under_the_licence_that_applies_alone(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "pyside6-6.12-x.whl", "w") as box:
        for name in ("LicenseRef-Qt-Commercial.txt", "LICENSE.txt"):
            box.writestr(f"pyside6-6.12.dist-info/licenses/{name}", "words")
    found = stage.unpack(tmp_path / "pyside6-6.12-x.whl", tmp_path / "lib", RULES)
    assert [title for title, _ in found] == ["pyside6 6.12: licenses/LICENSE.txt"]


def test_who_carries_the_program_about_is_told_how_to_renew_and_remove_it():
    assert all(words in pack.PORTABLE for words in ("换新版", "不用了", "备份也在里面", "D 盘"))


def test_the_words_of_the_launchers_are_those_boot_knows():
    boot = ast.unparse(ast.parse((WINDOWS / "boot.py").read_text("utf-8")))
    assert 'L"--window"' in (WINDOWS / "launcher" / "launcher.c").read_text("utf-8") and "'--window'" in boot


def test_the_walk_knows_how_many_steps_an_import_has():
    walk = ast.parse((WINDOWS / "walk.py").read_text("utf-8"))
    told = {ast.unparse(one.targets[0]): one.value for one in walk.body if isinstance(one, ast.Assign)}
    assert ast.literal_eval(told["DONE"]) == import_wizard.DONE


def test_the_tests_tried_under_wine_are_there():
    script = (WINDOWS / "try.sh").read_text("utf-8")
    named = re.findall(
        r"tests/\S+", script[script.index("tests=(") : script.index(")", script.index("tests=("))]
    )
    assert len(named) > 10
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_a_ready_made_launcher_is_taken_as_it_is(tmp_path):
    for name in build.LAUNCHERS:
        stage.put(tmp_path / "signed" / name, name.encode())
    (tmp_path / "stage").mkdir()
    build.launchers(tmp_path / "stage", "0.1.0", tmp_path / "signed")
    assert {one.name: one.read_bytes().decode() for one in (tmp_path / "stage").iterdir()} == {
        name: name for name in build.LAUNCHERS
    }


def test_a_tool_that_is_not_there_is_named():
    with pytest.raises(stage.Wrong, match=r"no-such-tool is not on the PATH"):
        build._tool("no-such-tool")


def test_the_same_source_gives_the_same_bytes_whatever_python_did_before(tmp_path):
    source = 'NAME = "/"\nWORDS = {"一", "二", "file"}\ndef f(x):\n    return x in {"a", "b", "路径.xlsx"} or x == "路径.xlsx"\n'
    made = []
    for name, before, seed in (
        ("one", "", "0"),
        ("two", "import pathlib, xml.dom.minidom; pathlib.Path('/file')", "1"),
    ):
        stage.put(tmp_path / name / "app" / "a.py", source.encode())
        told = f"{before}\nimport sys, pathlib; sys.path.insert(0, {str(WINDOWS)!r}); import stage\n"
        told += f"stage.compile_all(pathlib.Path({str(tmp_path / name / 'app')!r}))"
        subprocess.run([sys.executable, "-c", told], check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append((tmp_path / name / "app" / "a.pyc").read_bytes())
    assert made[0] == made[1] and not (tmp_path / "one" / "app" / "a.py").exists()


@pytest.mark.skipif(not os.environ.get("FULL"), reason="needs the downloads of build.sh: FULL=1")
def test_two_builds_give_the_same_files(tmp_path):
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "zhuxue-build"
    within = f"import sys, peewee, reportlab; sys.path.insert(0, {str(WINDOWS)!r}); import stage; sys.exit(stage.main())"
    for name, how in (("one", [str(WINDOWS / "stage.py")]), ("two", ["-c", within])):
        subprocess.run([sys.executable, *how, str(cache), str(tmp_path / name)], check=True)
    files = [one.relative_to(tmp_path / "one") for one in (tmp_path / "one").rglob("*") if one.is_file()]
    _, differing, failed = filecmp.cmpfiles(tmp_path / "one", tmp_path / "two", files, shallow=False)
    assert len(files) > 1000 and differing == [] and failed == []
