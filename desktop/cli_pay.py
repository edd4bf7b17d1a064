"""The word payments: a bank's answer read from a file and taken in."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.cli_parts import DONE, FINDINGS, LineProgress, day_of, tell


def add_words(add: Any, open_school: Callable[[Any], Any]) -> None:
    """Put the word `payments import FILE` on the parser.

    add: what the command line makes a word with. open_school: logs in to --data.
    """

    def payments(chosen: Any) -> int:
        school = open_school(chosen)
        try:
            return import_answer(chosen, school)
        finally:
            school.close()

    one: argparse.ArgumentParser = add("payments", payments, "读入银行的发放回盘")
    one.add_argument("action", choices=("import",), help="import：读入一份回盘文件")
    one.add_argument("file", type=Path, help="回盘文件")
    one.add_argument(
        "--all", dest="all_are", choices=("paid", "failed"), default="", help="文件里全部成功或全部失败"
    )
    one.add_argument(
        "--list", type=int, dest="pay_list", metavar="编号", help="哪一份清单的；分不出时会列出编号"
    )
    one.add_argument(
        "--day", metavar="日期", help="到账（或退票）日期，如 2026-11-20；文件里写了日期的按文件，不写是今天"
    )
    one.add_argument("--others-paid", action="store_true", help="文件里只有失败的，其余按发放成功登记")
    one.add_argument("--dry-run", action="store_true", help="只看结果，不写入")


def import_answer(chosen: Any, school: Any) -> int:
    """Judge the file against the pay list it answers, take it in, and say what is still open."""
    from desktop.models.ledgers.payments import PayList
    from desktop.services.pay.answers import take_answer

    day = day_of(chosen.day)
    draft = _draft(chosen, school)
    told: dict[str, Any] = {
        "list": PayList.caption(draft.pay_list), "number": draft.pay_list.id, "again": draft.again, "notes": draft.notes,
        "paid": [one.sent.who for one in draft.paid],
        "failed": [{"who": one.sent.who, "why": one.reason} for one in draft.failed],
        "parked": [{"where": one.row.where, "why": one.why} for one in draft.parked],
        "silent": [one.who for one in draft.silent],
    }  # fmt: skip
    words = [f"{told['list']}：{draft.sentence}", *draft.notes]
    words += [f"  失败 {one['who']}：{one['why']}" for one in told["failed"]]
    words += [f"  对不上 {one['where']}：{one['why']}" for one in told["parked"]]
    words += [f"  没有回 {who}" for who in told["silent"]]
    if not chosen.dry_run and not draft.again:
        school.backup("导入前")
        taken = take_answer(school.store, draft, others_paid=chosen.others_paid, day=day)
        told["step"] = taken.step
        words.append(taken.sentence)
    tell(chosen, told, "\n".join(words))
    unheard = draft.silent and not chosen.others_paid
    return FINDINGS if draft.failed or draft.parked or unheard else DONE


def _draft(chosen: Any, school: Any) -> Any:
    """The file judged against the list that was named, else against the one it fits. Raises Refused."""
    from desktop.models.errors import Refused
    from desktop.models.ledgers.payments import PayList
    from desktop.services.pay.answers import find_list, read_answer

    progress = LineProgress(chosen.json)
    if chosen.pay_list is None:
        return find_list(school.store, chosen.file, all_are=chosen.all_are, progress=progress)
    if not PayList.select().where(PayList.id == chosen.pay_list).exists():
        raise Refused(f"没有编号 {chosen.pay_list} 的发放清单。不写 --list，按文件里的账号认。")
    return read_answer(school.store, chosen.pay_list, chosen.file, all_are=chosen.all_are, progress=progress)
