"""The words check, backup and restore: are the books whole, a copy of them, and the way back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.cli_parts import DONE, FINDINGS, LineProgress, secret, target_of, tell
from desktop.services.folder import Folder


def add_words(add: Any, open_school: Callable[[Any], Any]) -> None:
    """Put `check`, `backup` and `restore` on the parser.

    add: what the command line makes a word with. open_school: logs in to --data; restore needs no open books.
    """

    def open_first(act: Callable[[Any, Any], int]) -> Callable[[Any], int]:
        def run(chosen: Any) -> int:
            school = open_school(chosen)
            try:
                return act(chosen, school)
            finally:
                school.let_go()  # neither word changes anything that would want a backup at the end

        return run

    add("check", open_first(check), "检查：数据文件、操作日志、台账之间对不对得上")
    one: argparse.ArgumentParser = add("backup", open_first(backup), "立即备份")
    one.add_argument("--to", type=Path, help="另存一份到这个文件夹")
    one = add("restore", restore, "从备份恢复")
    one.add_argument("file", type=Path, help="备份文件")


def check(chosen: Any, school: Any) -> int:
    from desktop.services.health import GOOD
    from desktop.services.health import check as examine

    school.store.session.demand("backup", "体检台账")
    findings = examine(school, LineProgress(chosen.json))
    told = [{"rule": one.rule, "severity": one.severity, "sentence": one.sentence} for one in findings]
    tell(chosen, told, "\n".join(f"{one.rule}：{one.sentence}" for one in findings))
    return FINDINGS if any(one.severity != GOOD for one in findings) else DONE


def backup(chosen: Any, school: Any) -> int:
    from desktop.services.backup import copy_to

    school.store.session.demand("backup", "备份台账")
    target_of(chosen.to)
    made = school.backup("手动")
    copies = [made] + ([copy_to(chosen.to, made)] if chosen.to else [])
    tell(chosen, [str(one) for one in copies], "\n".join(f"已备份：{one}" for one in copies))
    return DONE


def restore(chosen: Any) -> int:
    from desktop.services import entry, keeping

    folder = Folder(chosen.data)
    users = keeping.users_of(chosen.file)
    user = chosen.user or (users[0] if users else "")
    password = secret("ZHUXUE_PASSWORD", f"做这份备份时{user}的密码：")
    key = keeping.unlock(chosen.file, user, password, folder=folder)
    aside = entry.bring_back(chosen.file, folder, key, user)
    words = f"已从 {chosen.file.name} 恢复。" + (f"原来的文件留在 {aside}。" if aside else "")
    tell(chosen, {"restored": str(chosen.file), "kept": str(aside) if aside else None}, words)
    return DONE
