"""The same services without a window: python main.py WORD …

Exit status: 0 done; 1 done, with findings (also when only the backup at the end failed); 2 refused, with a sentence.
The password comes from ZHUXUE_PASSWORD or is asked for; the user is the only one of the school, or the one named by
--user.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import peewee as pw

from desktop import cli_care, cli_drop, cli_import, cli_keeping, cli_lists, cli_meals, cli_pay
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
        status = int(chosen.act(chosen))
        return max(status, FINDINGS) if getattr(chosen, "unkept", "") else status
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
    cli_import.add_words(add, _open)
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
    one.add_argument("--drafts", action="store_true", help="校长还没审批的名单也带上，标明草稿；不写就不带")
    cli_keeping.add_words(add, _open)
    one = add("selftest", selftest, "自检：开文件、写表格、打印一页、开一个窗口", data=False)
    one.add_argument("folder", type=Path, help="可以写入的文件夹")
    cli_lists.add_words(add, _open)
    cli_pay.add_words(add, _open)
    cli_meals.add_words(add, _open)
    cli_care.add_words(add, _open)
    cli_drop.add_words(add, _open)
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
    school = school_file.log_in(folder, user, password)
    school.unkept = partial(_note_unkept, chosen)
    return school


def _note_unkept(chosen: Any, sentence: str) -> None:
    """The word has done its work; only the backup at the end failed. That is a finding, not a refusal."""
    chosen.unkept = sentence
    print(sentence, file=sys.stderr)


# the words ---------------------------------------------------------------------------------------------


def demo(chosen: Any) -> int:
    from desktop.services.demo_run import run_demo

    report = run_demo(chosen.to, LineProgress(chosen.json))
    tell(chosen, report.as_dict(), report.as_text())
    return DONE


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
            "waiting": proposal.waiting,
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
        words += "".join(f"\n  {said}" for said in (proposal.notice, proposal.waiting) if said)
        words += "".join(f"\n  存疑 {line.student.name}：{line.why}" for line in proposal.of(DOUBTFUL))
        told["shared"] = [
            said for said, _ in shared_accounts([one.student.id for one in proposal.of(ENTITLED)])
        ]
        words += "".join(f"\n  账户共用 {said}" for said in told["shared"])
        tell(chosen, told | {"counts": counts}, words)
        return FINDINGS if counts[DOUBTFUL] or told["shared"] or proposal.waiting else DONE
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
        told = [{"file": str(one.path), "pages": one.pages, "left_out": one.left_out} for one in made]
        words = [f"{one.path}（{one.pages} 页）" + one.left_out for one in made]
        tell(chosen, told, "\n".join(words))
        return FINDINGS if any(one.left_out for one in made) else DONE
    finally:
        school.close()


def export(chosen: Any) -> int:
    from desktop.services.papers_out import send_package

    password = secret("ZHUXUE_PACKAGE_PASSWORD", "给报送表格设一个打开密码：")
    school = _open(chosen)
    try:
        target_of(chosen.to)
        written, warnings = send_package(
            school, term_of(chosen.term), chosen.to, password, LineProgress(chosen.json), drafts=chosen.drafts
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
