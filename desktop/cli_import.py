"""The word import: a roster, or any other ledger, from workbooks."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.cli_parts import DONE, FINDINGS, REFUSED, LineProgress, tell
from desktop.models.errors import Refused
from desktop.services.files import CannotWrite


def add_words(add: Any, open_school: Callable[[Any], Any]) -> None:
    """Put `import` on the parser.

    add: what the command line makes a word with. open_school: logs in to --data.
    """

    def import_(chosen: Any) -> int:
        school = open_school(chosen)
        try:  # who may not import leaves no trace: no backup either
            if chosen.ledger and chosen.ledger not in ("student", "花名册"):
                return _import_ledger(chosen, school)
            school.store.session.demand("import", "导入名单")
            return _import_roster(chosen, school)
        finally:
            school.close()

    one: argparse.ArgumentParser = add("import", import_, "导入名单")
    one.add_argument("files", type=Path, nargs="+", help="表格文件")
    one.add_argument("--ledger", help="导入到哪本台账（中文名或表名，如 教职工）；不写就是花名册")
    one.add_argument("--dry-run", action="store_true", help="只预演，不写入")
    one.add_argument("--file-password", help="表格的打开密码")


def _import_roster(chosen: Any, school: Any) -> int:
    from desktop.services.roster.draft import BUCKETS
    from desktop.services.roster.intake import read_files
    from desktop.services.roster.judge import make_draft
    from desktop.services.roster.keep import keep

    progress = LineProgress(chosen.json)
    intake = read_files(chosen.files, passwords=lambda _path: chosen.file_password, progress=progress)
    draft = make_draft(school.store, intake, progress=progress)
    told: dict[str, Any] = {"counts": draft.counts(), "skipped": draft.skipped, "waiting": []}
    for line in draft.waiting():
        told["waiting"].append(
            {
                "where": str(line.source),
                "name": line.name,
                "bucket": BUCKETS[line.bucket],
                "why": line.sentence,
            }
        )
    told["gone"] = [f"{one.class_text} {one.name}" for one in draft.gone]
    told["waits"] = len(draft.to_wait())
    told["cells"] = [
        {
            "where": str(line.source), "row": line.source.row, "column": cell.column, "head": cell.head,
            "name": line.name, "value": cell.shown, "why": cell.sentence,
        }
        for line, cell in draft.bad_cells()
    ]  # fmt: skip
    words = [
        draft.sentence(),
        *[f"  {w['where']} {w['name']}：{w['why']}" for w in told["waiting"]],
        *([f"有毛病的格子 {len(told['cells'])} 个，没有写入或要核对："] if told["cells"] else []),
        *[
            f"  {c['where']} {c['name']} {c['column']} 列“{c['head']}”写的是“{c['value']}”：{c['why']}"
            for c in told["cells"]
        ],
        *draft.skipped,
    ]
    if not draft.lines:
        told["refused"] = "".join(draft.skipped[:1]) or "表里只有表头，没有学生。请看看是不是选错了文件。"
        words = [draft.sentence(), *(draft.skipped or [told["refused"]])]
    if not chosen.dry_run and (draft.to_write() or draft.to_wait()):
        _back_up_first(school)
        kept = keep(school.store, draft, intake=intake, progress=progress)
        told["step"] = kept.step
        words.append(kept.sentence)
    tell(chosen, told, "\n".join(words))
    if not draft.lines:
        return REFUSED
    return FINDINGS if draft.to_wait() or intake.problems else DONE


def _import_ledger(chosen: Any, school: Any) -> int:
    from desktop.services.sheets.ledger_in import BAD, keep_ledger, read_ledger

    ledger = _ledger_named(chosen.ledger, school)
    draft = read_ledger(school.store, ledger, chosen.files, password=chosen.file_password)
    bad = [line.sentence for line in draft.of(BAD)]
    if not chosen.dry_run:
        _back_up_first(school)
        keep_ledger(school.store, draft)
    told = {"counts": draft.counts(), "bad": bad, "skipped": draft.skipped, "unread": draft.unread}
    counts = "，".join(
        f"{label} {draft.counts()[key]}"
        for key, label in (("new", "新增"), ("changed", "变更"), ("same", "不变"), ("bad", "有误"))
    )
    tell(chosen, told, "\n".join([counts, *bad, *draft.unread, *draft.skipped]))
    return FINDINGS if bad or draft.unread else DONE


def _back_up_first(school: Any) -> None:
    """Nothing is written without a copy of how it was. Raises Refused."""
    try:
        school.backup("导入前")
    except CannotWrite as error:
        raise Refused(f"{error}表格还没有导入，台账和原来一样。") from error


def _ledger_named(words: str, school: Any) -> Any:
    """A ledger by its table's name or its title. Raises Refused that lists those a workbook can go into."""
    from desktop.models.ledgers import BY_NAME
    from desktop.services.sheets.ledger_in import importable, may_import

    named = [ledger for name, ledger in BY_NAME.items() if words in (name, ledger.title)]
    if len(named) != 1:
        known = "、".join(f"{one.title}（{one.table()}）" for one in importable(school.store))
        raise Refused(f"没有“{words}”这本台账。可以导入的有：{known}。")
    school.store.session.demand_write(named[0].table(), named[0].title)
    if not may_import(school.store, named[0]):
        school.store.session.demand("import", f"导入{named[0].title}")
    if named[0] not in importable(school.store):
        raise Refused(f"“{named[0].title}”不从表格导入，请在窗口里登记：那里会核对能不能记、记给谁。")
    return named[0]
