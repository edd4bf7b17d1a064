"""The house rules that a reader can count on, read from the sources themselves."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted([ROOT / "main.py", *(ROOT / "desktop").rglob("*.py")])
OURS = sorted(path for name in ("desktop", "tests", "installer") for path in (ROOT / name).rglob("*.py"))
LAYERS = ("models", "services", "views")  # each may use itself and what stands before it
EVERYBODYS = ("places", "settings")  # plain facts that every layer may ask for
TOP = {path.stem for path in (ROOT / "desktop").glob("*.py")} - {*EVERYBODYS}  # composition: uses all of them
CHANGERS = {
    "save",
    "create",
    "delete_instance",
    "insert",
    "insert_many",
    "bulk_create",
    "bulk_update",
    "delete_by_id",
}
OTHER_SAVES = {
    "sheet",
    "keys",
    "Keys",
    "self._canvas",
    "book",
    "picture",
}  # things of services that are no records
DOORS = {"desktop/models/store.py", "desktop/models/journal.py"}
WATCHMEN = {"desktop/views/jobs.py", "desktop/app.py"}  # the job runner and the last-resort handler


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{short(path)} 第 {node.lineno} 行：请写全名"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer(name: str) -> str:
    """models, services, views, or the module at the top: app, cli."""
    return name.split(".")[1] if name.startswith("desktop.") else ""


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_nothing_points_back(path):
    here = layer_of(path)
    if here in EVERYBODYS:
        allowed = {""}
    elif here in LAYERS:
        allowed = {"", *LAYERS[: LAYERS.index(here) + 1]}
    else:
        allowed = {"", *LAYERS, *TOP}
    told = {name for name in imports(path) if layer(name) not in EVERYBODYS}
    assert {name for name in told if layer(name) not in allowed} == set()


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_only_views_and_app_know_qt(path):
    if short(path).startswith("desktop/views/") or short(path) in ("desktop/app.py", "main.py"):
        return
    assert {name for name in imports(path) if name.startswith(("PySide6", "shiboken6"))} == set()


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_records_change_through_the_store_alone(path):
    """A peewee model's own verbs: called on a ledger, or on a row of one."""
    if short(path) in DOORS:
        return
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    ledgers = {name.rpartition(".")[2] for name in imports(path) if ".ledgers" in name or ".journal" in name}
    found = [
        f"第 {call.lineno} 行 {ast.unparse(call.func)}"
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and (
            call.func.attr == "delete_instance"
            or (
                call.func.attr == "save"
                and layer_of(path) in LAYERS[:2]
                and _receiver(call) not in OTHER_SAVES
            )
            or (call.func.attr in CHANGERS | {"update", "delete"} and _stem(call.func) in ledgers)
        )
    ]
    assert found == []


def layer_of(path: Path) -> str:
    return layer(".".join(path.relative_to(ROOT).with_suffix("").parts))


def _receiver(call: ast.Call) -> str:
    """sheet of sheet.save(), Keys of Keys.load(x).save()."""
    value = call.func.value
    return _stem(value) if isinstance(value, ast.Call) else ast.unparse(value)


def _stem(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_the_broad_catch_stands_in_two_places(path):
    if short(path) in WATCHMEN:
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = {ast.unparse(item) for item in _types(node.type)}
            raises_again = any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
            assert raises_again or not caught & {"", "Exception", "BaseException"}, f"第 {node.lineno} 行"
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            assert not {ast.unparse(item) for item in node.args} & {"Exception", "BaseException"}


def _types(node: ast.expr | None) -> list[ast.expr]:
    if node is None:
        return [ast.Name("")]
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


@pytest.mark.parametrize("path", OURS, ids=short)
def test_a_file_stays_under_400_lines(path):
    lines = len(path.read_text("utf-8").splitlines())
    assert lines < 400


def test_a_released_step_of_the_data_file_has_its_number_once():
    steps = [path.name[:4] for path in (ROOT / "desktop/models/migrations").glob("*.sql")]
    assert sorted(steps) == [f"{number:04d}" for number in range(1, len(steps) + 1)]


def _date_formats(path):
    """Every format written for a value in a text, such as %m-%d in f"{day:%m-%d}"."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            yield from (part.value for part in node.format_spec.values if isinstance(part, ast.Constant))


def test_no_date_format_holds_chinese():
    """Windows formats dates by its locale and may refuse what is not in it: 年, 月 and 日 stand outside the braces."""
    found = [(path.name, one) for path in SOURCES for one in _date_formats(path) if not one.isascii()]
    assert found == []
