"""The same services without a window: python main.py WORD …

Exit status: 0 done; 1 done, with findings; 2 refused, with a sentence. The password comes from ZHUXUE_PASSWORD or is
asked for; the user is the only one of the school, or the one named by --user.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import peewee as pw

from desktop import cli_lists, cli_meals, cli_pay
from desktop.cli_parts import DONE, FINDINGS, REFUSED, LineProgress, day_of, secret, target_of, tell, term_of
from desktop.cli_words import Parser, in_chinese
from desktop.models.database import sentence_for
from desktop.models.errors import Refused
from desktop.services import files
from desktop.services.folder import Folder
from desktop.services.progress import Cancelled


def main(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a GBK console must not stop us over one sign
    with in_chinese():
        chosen = _parser().parse_args(words)
    try:
        return int(chosen.act(chosen))
    except Refused as error:
        tell(chosen, {"refused": str(error)}, str(error), stream=sys.stderr)
        return REFUSED
    except (apsw.Error, pw.PeeweeException, OSError) as error:
        sentence = (
            files.sentence_for(error, Path(error.filename or "文件"))
            if isinstance(error, OSError)
            else sentence_for(error)
        )
        tell(chosen, {"refused": sentence}, sentence, stream=sys.stderr)
        return REFUSED
    except (KeyboardInterrupt, Cancelled):
        print("已停下，没有写入任何内容。", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="main.py", description="助学台账：不开窗口也能做的事。")
    words = parser.add_subparsers(required=True, metavar="词")
    add = _adder(words)
    one = add("demo", demo, "用示例名单走一遍：导入、批次、告知书、报送", data=False)
    one.add_argument("--to", type=Path, required=True, help="结果放在哪个文件夹")
    one = add("import", import_, "导入名单")
    one.add_argument("files", type=Path, nargs="+", help="表格文件")
    one.add_argument("--ledger", help="导入到哪本台账（英文表名）；不写就是花名册")
    one.add_argument("--dry-run", action="store_true", help="只预演，不写入")
    one.add_argument("--file-password", help="表格的打开密码")
    one = add("batch", batch, "生成一个学期的资助名单")
    one.add_argument("--term", required=True, help="学期，如 2026秋")
    one.add_argument("--programme", required=True, help="资助项目代号，如 boarding")
    one.add_argument("--date", help="名单日期，如 2026-10-15；不写就是今天")
    one.add_argument("--dry-run", action="store_true", help="只看结果，不生成")
    one = add("print", print_, "打印成 PDF")
    one.add_argument("document", help="文书代号，如 D2、D8；写 list 可看全部")
    one.add_argument("--term", help="学期，如 2026秋")
    one.add_argument("--programme", help="资助项目代号")
    one.add_argument(
        "--student", nargs="+", default=[], help="学生：姓名、身份证号后四位、姓名加后四位，或班级"
    )
    one.add_argument("--list", help="分类花名册的种类，如 受助学生")
    one.add_argument("--month", help="营养餐的月份，如 2026-10")
    one.add_argument("--meal", help="餐次，如 午餐；不写就是学校主要的一餐")
    one.add_argument("--to", type=Path, help="PDF 文件，或放它的文件夹")
    one = add("export", export, "写出给中心校的报送文件夹")
    one.add_argument("--term", required=True, help="学期，如 2026秋")
    one.add_argument("--to", type=Path, required=True, help="U 盘或文件夹")
    add("check", check, "检查：数据文件、操作日志、台账之间对不对得上")
    one = add("backup", backup, "立即备份")
    one.add_argument("--to", type=Path, help="另存一份到这个文件夹")
    one = add("restore", restore, "从备份恢复")
    one.add_argument("file", type=Path, help="备份文件")
    one = add("selftest", selftest, "自检：开文件、写表格、打印一页、开一个窗口", data=False)
    one.add_argument("folder", type=Path, help="可以写入的文件夹")
    cli_lists.add_words(add, _open)
    cli_pay.add_words(add, _open)
    cli_meals.add_words(add, _open)
    return parser


def _adder(words: Any) -> Callable[..., argparse.ArgumentParser]:
    def add(
        name: str, act: Callable[[Any], int], about: str, *, data: bool = True
    ) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = words.add_parser(name, help=about, description=about)
        one.set_defaults(act=act)
        one.add_argument("--json", action="store_true", help="结果写成 JSON")
        if data:
            one.add_argument("--data", type=Path, required=True, help="台账所在的文件夹")
            one.add_argument("--user", help="用户名")
        return one

    return add


def _open(chosen: Any) -> Any:
    """Log in to the school of --data."""
    from desktop.services import school_file
    from desktop.services.entry import trouble_with
    from desktop.services.vault import Keys

    folder = Folder(chosen.data)
    if trouble := trouble_with(folder):
        raise Refused(trouble)
    users = Keys.load(folder.keys).users
    user = chosen.user or (users[0] if users else "")
    password = secret("ZHUXUE_PASSWORD", f"{user}的密码：")
    return school_file.log_in(folder, user, password)


# the words ---------------------------------------------------------------------------------------------


def demo(chosen: Any) -> int:
    from desktop.services.demo_run import run_demo

    report = run_demo(chosen.to, LineProgress(chosen.json))
    tell(chosen, report.as_dict(), report.as_text())
    return DONE


def import_(chosen: Any) -> int:
    school = _open(chosen)
    try:
        if chosen.ledger and chosen.ledger != "student":
            return _import_ledger(chosen, school)
        return _import_roster(chosen, school)
    finally:
        school.close()


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
        *([f"有毛病的格子 {len(told['cells'])} 个，没有写入："] if told["cells"] else []),
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
        school.backup("导入前")
        kept = keep(school.store, draft, intake=intake, progress=progress)
        told["step"] = kept.step
        words.append(kept.sentence)
    tell(chosen, told, "\n".join(words))
    if not draft.lines:
        return REFUSED
    return FINDINGS if draft.to_wait() or intake.problems else DONE


def _import_ledger(chosen: Any, school: Any) -> int:
    from desktop.models.ledgers import BY_NAME
    from desktop.services.sheets.ledger_in import BAD, keep_ledger, read_ledger

    ledger = BY_NAME.get(chosen.ledger)
    if ledger is None:
        raise Refused(f"没有“{chosen.ledger}”这本台账，可用的有：{'、'.join(BY_NAME)}。")
    draft = read_ledger(school.store, ledger, chosen.files, password=chosen.file_password)
    bad = [line.sentence for line in draft.of(BAD)]
    if not chosen.dry_run:
        school.backup("导入前")
        keep_ledger(school.store, draft)
    told = {"counts": draft.counts(), "bad": bad, "skipped": draft.skipped}
    counts = "，".join(
        f"{label} {draft.counts()[key]}"
        for key, label in (("new", "新增"), ("changed", "变更"), ("same", "不变"), ("bad", "有误"))
    )
    tell(chosen, told, "\n".join([counts, *bad, *draft.skipped]))
    return FINDINGS if bad else DONE


def batch(chosen: Any) -> int:
    from desktop.models import money
    from desktop.models.ledgers.aid import AidProgramme
    from desktop.services.aid import batches
    from desktop.services.aid.propose import DOUBTFUL, ENTITLED, EXCLUDED, propose
    from desktop.services.aid.shared import shared_accounts

    school = _open(chosen)
    try:
        programme = AidProgramme.get_or_none(AidProgramme.code == chosen.programme)
        if programme is None:
            codes = "、".join(row.code for row in AidProgramme.select().where(AidProgramme.role == "grant"))
            raise Refused(f"没有代号为“{chosen.programme}”的资助项目，可用的有：{codes}。")
        proposal = propose(
            school.store, programme, term_of(chosen.term), day_of(chosen.date), LineProgress(chosen.json)
        )
        told: dict[str, Any] = {
            "programme": programme.name,
            "term": proposal.term.code,
            "total_fen": proposal.total,
            "notice": proposal.notice,
            "lines": [],
        }
        for line in proposal.lines:
            told["lines"].append(
                {
                    "name": line.student.name,
                    "verdict": line.verdict,
                    "why": line.why,
                    "fen": line.amount.fen if line.amount else None,
                }
            )
        if not chosen.dry_run:
            told["batch"] = batches.make_batch(school.store, proposal)
        counts = {verdict: len(proposal.of(verdict)) for verdict in (ENTITLED, DOUBTFUL, EXCLUDED)}
        total = proposal.total
        words = f"{proposal.term.title}{programme.name}：应享受 {counts[ENTITLED]} 人，"
        words += f"合计 {money.figures(total)} 元（{money.words(total)}）；"
        words += f"存疑 {counts[DOUBTFUL]} 人，不享受 {counts[EXCLUDED]} 人。"
        words += f"\n  {proposal.notice}" if proposal.notice else ""
        words += "".join(f"\n  存疑 {line.student.name}：{line.why}" for line in proposal.of(DOUBTFUL))
        told["shared"] = [
            said for said, _ in shared_accounts([one.student.id for one in proposal.of(ENTITLED)])
        ]
        words += "".join(f"\n  账户共用 {said}" for said in told["shared"])
        tell(chosen, told | {"counts": counts}, words)
        return FINDINGS if counts[DOUBTFUL] or told["shared"] else DONE
    finally:
        school.close()


def print_(chosen: Any) -> int:
    from desktop.services.papers_out import list_documents, make_papers

    if chosen.document == "list":
        told = list_documents()
        tell(chosen, told, "\n".join(f"{code}  {title}" for code, title in told.items()))
        return DONE
    if chosen.to is None:
        raise Refused("请用 --to 写明 PDF 放在哪里。")
    school = _open(chosen)
    try:
        term = term_of(chosen.term) if chosen.term else None
        made = make_papers(
            school,
            chosen.document,
            term=term,
            programme=chosen.programme,
            students=chosen.student,
            roll=chosen.list,
            month=cli_meals.month_of(chosen.month) if chosen.month else "",
            meal=cli_meals.kind_of(chosen.meal),
            to=chosen.to,
            progress=LineProgress(chosen.json),
        )
        told = [{"file": str(one.path), "pages": one.pages} for one in made]
        tell(chosen, told, "\n".join(f"{one.path}（{one.pages} 页）" for one in made))
        return DONE
    finally:
        school.close()


def export(chosen: Any) -> int:
    from desktop.services.papers_out import send_package

    password = secret("ZHUXUE_PACKAGE_PASSWORD", "给报送表格设一个打开密码：")
    school = _open(chosen)
    try:
        target_of(chosen.to)
        written, warnings = send_package(
            school, term_of(chosen.term), chosen.to, password, LineProgress(chosen.json)
        )
        told = {
            "folder": str(written.folder),
            "check_code": written.check_code,
            "files": [str(one) for one in written.files],
            "warnings": warnings,
        }
        words = [
            f"已写到 {written.folder}",
            f"校验码 {written.check_code}",
            *[f"  {one.name}" for one in written.files],
            *warnings,
        ]
        tell(chosen, told, "\n".join(words))
        return FINDINGS if warnings else DONE
    finally:
        school.close()


def check(chosen: Any) -> int:
    from desktop.services.health import GOOD
    from desktop.services.health import check as examine

    school = _open(chosen)
    try:
        school.store.session.demand("backup", "体检台账")
        findings = examine(school, LineProgress(chosen.json))
        told = [{"rule": one.rule, "severity": one.severity, "sentence": one.sentence} for one in findings]
        tell(chosen, told, "\n".join(f"{one.rule}：{one.sentence}" for one in findings))
        return FINDINGS if any(one.severity != GOOD for one in findings) else DONE
    finally:
        school.let_go()


def backup(chosen: Any) -> int:
    from desktop.services.backup import copy_to

    school = _open(chosen)
    try:
        school.store.session.demand("backup", "备份台账")
        target_of(chosen.to)
        made = school.backup("手动")
        copies = [made] + ([copy_to(chosen.to, made)] if chosen.to else [])
        tell(chosen, [str(one) for one in copies], "\n".join(f"已备份：{one}" for one in copies))
        return DONE
    finally:
        school.let_go()


def restore(chosen: Any) -> int:
    from desktop.models.database import FileLock
    from desktop.services import backup as copies

    folder = Folder(chosen.data)
    keys = copies.keys_of(chosen.file)
    user = chosen.user or (keys.users[0] if keys.users else "")
    password = secret("ZHUXUE_PASSWORD", f"做这份备份时{user}的密码：")
    key = keys.open_with_password(user, password)
    folder.path.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.lock)
    lock.take()
    try:
        aside = copies.restore(chosen.file, folder, key)
    finally:
        lock.free()
    words = f"已从 {chosen.file.name} 恢复。" + (f"原来的文件留在 {aside}。" if aside else "")
    tell(chosen, {"restored": str(chosen.file), "kept": str(aside) if aside else None}, words)
    return DONE


def selftest(chosen: Any) -> int:
    from desktop.selftest import run_selftest

    results = run_selftest(chosen.folder)
    told = [{"what": one.what, "ok": one.ok, "detail": one.detail} for one in results]
    words = "\n".join(
        f"{'通过' if one.ok else '没通过'}  {one.what}{'' if one.ok else '：' + one.detail}"
        for one in results
    )
    tell(chosen, told, words)
    return DONE if all(one.ok for one in results) else FINDINGS
