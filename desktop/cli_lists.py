"""Words of the command line for county lists: match, differences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.cli_parts import DONE, FINDINGS, LineProgress, day_of, tell, term_of
from desktop.models.errors import Refused


def add_words(add: Any, open_school: Callable[[Any], Any]) -> None:
    """Give the parser its words.

    add: what the command line makes a word with (name, function, what it is for). open_school: logs in to --data.
    """

    def open_first(act: Callable[[Any, Any], int]) -> Callable[[Any], int]:
        def run(chosen: Any) -> int:
            school = open_school(chosen)
            try:
                return act(chosen, school)
            finally:
                school.close()

        return run

    one = add("match", open_first(match), "比对各部门的名单：文件夹里所有表格的每一个号码")
    one.add_argument("folder", type=Path, help="放名单的文件夹，或一份表格")
    one.add_argument("--month", help="名单没有写明月份时用，如 2026-09")
    one.add_argument("--keep", action="store_true", help="把比对结果记入台账；不写就只看")
    one.add_argument("--file-password", help="表格的打开密码")
    one.add_argument(
        "--skip", action="append", default=[], metavar="文件", help="不用这一份（文件名），可写几次"
    )
    one.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="文件=种类",
        help="指明一份名单的种类，如 名册.xls=农村低保",
    )
    one.add_argument(
        "--both", action="append", default=[], metavar="文件", help="和本月已有的那一份都算，不替换它"
    )
    one = add("differences", open_first(differences), "一个学期一项资助的两向差异：应助未助、已助不在册")
    one.add_argument("--term", required=True, help="学期，如 2026秋")
    one.add_argument("--programme", required=True, help="资助项目代号，如 boarding")
    one.add_argument("--date", help="按哪一天的学籍和困难类型算；不写就是今天")


def match(chosen: Any, school: Any) -> int:
    """Look through a folder; nothing is written unless --keep."""
    from desktop.models.dates import parse_month
    from desktop.services.lists.keep import keep
    from desktop.services.lists.match import match_folder

    try:
        month = parse_month(chosen.month) if chosen.month else None
    except ValueError:
        raise Refused(f"月份看不懂：“{chosen.month}”。请写成 2026-09。") from None
    draft = match_folder(
        school.store, chosen.folder, month=month, passwords=lambda _path: chosen.file_password,
        progress=LineProgress(chosen.json),
    )  # fmt: skip
    if not draft.lists:
        raise Refused("".join(draft.problems) or "没有一份名单能比对。")
    named = _choose(draft, chosen.skip, chosen.kind)
    for name in chosen.both:
        for one in _of_file(draft, name):
            one.replace, one.use = False, not one.taken
    told = {
        "counts": draft.counts(), "problems": [*draft.problems, *_unsaid(draft)], "absent": draft.absent,
        "passed": draft.passed, "lists": [_list(one) for one in draft.lists],
        "lines": [_line(one, line) for one in draft.counted for line in one.lines],
    }  # fmt: skip
    words = [draft.sentence(), *told["problems"], *([draft.passed_over] if draft.passed else [])]
    for one in draft.lists:
        words += _list_words(one)
    words += [_line_words(line) for line in told["lines"]]
    if chosen.keep:
        school.backup("比对前")
        _remember(school.store, named)
        kept = keep(school.store, draft)
        told |= {"step": kept.step, "changes": kept.changes, "open": kept.open, "left": kept.left}
        words.append(kept.sentence)
    tell(chosen, told, "\n".join(words))
    doubts = draft.counts()["doubt"] or draft.problems or draft.unknown
    return FINDINGS if doubts else DONE


def _remember(store: Any, named: list[Any]) -> None:
    """Next month's list of that name and these headings is known by itself, as after the same word in the window."""
    from desktop.services.lists.presets import Learned, learn, recall

    for one in named:
        if one.fingerprint:
            known = recall(one.fingerprint, one.called)
            more = (known.id_columns, known.opened) if known else ()
            learn(
                store, one.fingerprint, one.called, Learned(one.kind, *more, instead=one.instead), one.heads
            )


def _choose(draft: Any, skipped: list[str], kinds: list[str]) -> list[Any]:
    """What the person said on the command line: files to leave out, kinds of lists. Returns those whose kind was said."""
    from desktop.models.codes import code_list
    from desktop.services.lists.contrary import note_contrary
    from desktop.services.lists.match import rename
    from desktop.services.lists.versions import note_versions

    named = []
    for name in skipped:
        for one in _of_file(draft, name):
            one.use = False
    for said in kinds:
        name, _, word = said.rpartition("=")
        kind = code_list("county_list").find(word)
        if not name or kind is None:
            every = "、".join(code_list("county_list").labels.values())
            raise Refused(f"--kind 看不懂：“{said}”。请写成 文件名=种类，种类有：{every}。")
        for one in _meant(_of_file(draft, name), name):
            rename(one, kind)
            one.use = not one.taken
            named.append(one)
    note_contrary(draft.lists)
    note_versions(draft.lists)
    return named


def _meant(found: list[Any], name: str) -> list[Any]:
    """Of a file's sheets those that nobody has named yet; of several that are all known the word has to say which."""
    if unnamed := [one for one in found if one.kind is None]:
        return unnamed
    if len(found) > 1 and len({one.kind for one in found}) > 1:
        every = "、".join(f"“{one.label}”是{one.kind_text}" for one in found)
        raise Refused(f"“{name}”有几张表，都已认出：{every}。要改哪一张，请写成 文件 · 表=种类。")
    return found


def _of_file(draft: Any, name: str) -> list[Any]:
    found = [one for one in draft.lists if name in (one.path.name, one.path.stem, one.label)]
    if not found:
        raise Refused(f"文件夹里没有名叫“{name}”的名单。")
    return found


def _unsaid(draft: Any) -> list[str]:
    return [
        f"“{one.label}”还没有指明名单种类或月份，不会记入。可用 --kind 文件=种类 或 --skip 文件。"
        for one in draft.unknown
    ]


def _list_words(one: Any) -> list[str]:
    use = "" if one.use or one.taken else "（没有用）"
    said = [f"  {one.label}：{one.kind_text} {one.month or '月份不明'}，与本校有关 {len(one.lines)} 条{use}"]
    return said + [f"    {words}" for words in _said_of(one) if words]


def _said_of(one: Any) -> list[str]:
    instead = "按替换算。" if one.replaces else "按两份都算。"
    version = one.version_words and one.version_words + instead
    return [one.taken, one.ahead, one.note, one.twice, version, one.short, one.skipped_words, *one.aside]


def _line_words(line: dict[str, Any]) -> str:
    names = {"hit": "命中", "family": "户内", "doubt": "疑似"}
    said = f"  {names[line['verdict']]} {line['where']} {line['class']} {line['name']}"
    if line["verdict"] == "doubt" or line["ask"]:
        return f"{said}：{line['why']}{line['ask']}"
    return f"{said}：{'、'.join(line['relations'])} {line['kind_text']}"


def _list(one: Any) -> dict[str, Any]:
    return {
        "file": one.path.name, "sheet": one.sheet, "kind": one.kind, "month": one.month, "rows": one.rows,
        "numbers": one.numbers, "damaged": one.damaged, "damaged_at": one.damaged_at, "strangers": one.strangers, "aside": one.aside,
        "namesakes": one.namesakes, "taken": one.taken, "use": one.use, "hidden": one.hidden, "note": one.note,
        "short": one.short, "ahead": one.ahead,
        "twice": one.twice, "earlier": one.version_words, "replaces": one.replaces, "skipped": one.skipped_words,
    }  # fmt: skip


def _line(one: Any, line: Any) -> dict[str, Any]:
    return {
        "where": f"{one.path.name}·{one.sheet}·第{line.row}行{line.column}列", "file": one.path.name, "sheet": one.sheet,
        "row": line.row, "name": line.name, "class": line.class_text, "verdict": line.verdict,
        "relations": line.relations, "kind": line.kind, "kind_text": line.kind_text, "risk": line.risk,
        "continues": line.continues, "listed_name": line.listed_name, "ask": line.ask, "why": line.sentence,
    }  # fmt: skip


def differences(chosen: Any, school: Any) -> int:
    """Both sides with their reasons; 1 while a line, or a line of a county list, is open."""
    from desktop.models.ledgers.aid import AidProgramme
    from desktop.models.ledgers.lists import ClosingReason
    from desktop.services.lists import differences as both

    programme = AidProgramme.get_or_none(AidProgramme.code == chosen.programme)
    if programme is None:
        codes = "、".join(row.code for row in AidProgramme.select().where(AidProgramme.role == "grant"))
        raise Refused(f"没有代号为“{chosen.programme}”的资助项目，可用的有：{codes}。")
    term = term_of(chosen.term)
    _demand_near(term)
    found = both.differences(school.store, programme, term, day_of(chosen.date), LineProgress(chosen.json))
    lines = [
        {
            "side": gap.side, "name": gap.student.name, "class": gap.class_text, "why": gap.why, "source": gap.source,
            "entitled": gap.entitled, "reason": ClosingReason.caption_of(gap.closed.reason_id) if gap.closed else None,
        }
        for gap in found.gaps
    ]  # fmt: skip
    rate, open_ = found.rate, sum(gap.closed is None for gap in found.gaps)
    told = {
        "open": open_, "unseen": rate.unseen, "sentence": found.sentence,
        "programme": programme.name, "term": found.term.code, "lines": lines,
        "rate": {"granted": rate.granted, "entitled": rate.entitled, "explained": rate.explained, "percent": rate.percent,
                 "unseen": rate.unseen, "outside": rate.outside, "unsure": rate.unsure,
                 "missing": len(found.of(both.MISSING))},
    }  # fmt: skip
    names = {both.MISSING: "应助未助", both.EXTRA: "已助不在册"}
    words = [found.sentence]
    words += [
        f"  {names[line['side']]} {line['class']} {line['name']}：{line['why']}" + (f"（{line['reason']}）" if line["reason"] else "")
        for line in lines
    ]  # fmt: skip
    tell(chosen, told, "\n".join(words))
    return FINDINGS if rate.unseen or open_ else DONE


def _demand_near(term: Any) -> None:
    """Lists are made for this term and the next: what lies further ahead has nothing to be compared. Raises Refused."""
    from desktop.models.terms import term_of as term_on

    now = term_on(dt.date.today())
    if term > now.next:
        raise Refused(f"{term.title}还早，现在是{now.title}，没有可比的名单。请看看学期写对了没有。")
