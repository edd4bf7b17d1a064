"""Which figures of the screen and of the papers can be proved, and each one's 佐证页.

    figures_of_round(store, record)          # heads of a 认定批次, by state and by grade
    figures_of_paper(store, "D9", wanted)    # what stands on a paper; nothing for papers without sums
    Figure("应享尽享率", partial(proof_of_rate, found=found)).make(store)

A figure is only made into lines when somebody asks: a screen names many. The papers that draw are imported where they
are asked for, because the first page of the program names figures too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice
from desktop.models.ledgers.payments import Reversal
from desktop.models.store import Store
from desktop.services.aid.delivery import Posted, rate_of_all
from desktop.services.backup import Backup
from desktop.services.lists.differences import MISSING, Differences, Gap, percent_of
from desktop.services.paper.document import Wanted
from desktop.services.paper.documents.proof_page_facts import (
    Proof,
    ProofLine,
    in_order,
    names_of,
    proof_of_cases,
    proof_of_grants,
    sources_of,
)
from desktop.services.pay.reversals import sign_of
from desktop.services.recognition.evidence import Lacking
from desktop.services.recognition.overview import grades_of
from desktop.services.recognition.rounds import cases_of

PAID_LINES = "各批次名单上没有停发、已经发放的每一笔，加减已批准的更正"
ALL_LINES = "各批次名单上没有停发的每一笔"


@dataclass(frozen=True)
class Figure:
    """A number people see. name: what it is called, with the number; make: its proof, when it is asked for."""

    name: str
    make: Callable[[Store], Proof]


# 认定 ---------------------------------------------------------------------------------------------------


def figures_of_round(store: Store, record: int, cases: Sequence[Any] | None = None) -> list[Figure]:
    """All applications, then by grade, then by state. cases: the applications, where they are read already."""
    every = cases_of(store, record) if cases is None else cases
    graded = grades_of(every)
    grades, states = code_list("need_grade").labels, code_list("case_state").labels
    groups = [("全部申请", [case.id for case in every])]
    groups += [
        (label, [case.id for case in every if graded.get(case.student_id) == code])
        for code, label in grades.items()
    ]
    groups += [(label, [case.id for case in every if case.state == code]) for code, label in states.items()]
    return [_of_cases(name, ids) for name, ids in groups if ids]


def _of_cases(
    name: str,
    ids: Sequence[int],
    counts: str = "这一批认定里的每一份申请",
    said: Mapping[int, str] | None = None,
) -> Figure:
    """said: grades in words as the paper tells them, by application."""
    return Figure(
        f"{name} {len(ids)} 人",
        lambda store: proof_of_cases(store, ids, f"{name}人数", counts, grades_said=said),
    )


def proof_of_lacking(store: Store, found: Sequence[Lacking], figure: str) -> Proof:
    """认定缺材料: who lacks which paper."""
    names = names_of(one.case.student_id for one in found)
    lines = [
        ProofLine(*names[one.case.student_id], f"缺{'、'.join(one.papers)}", "认定申请和已收的佐证材料")
        for one in found
    ]
    return _heads(figure, "评上或将要评上、材料还不全的申请", lines)


def proof_of_pupils(store: Store, ids: Iterable[int], figure: str, counts: str) -> Proof:
    """Pupils with the 困难类型 written down for them, and where each comes from."""
    wanted = sorted(set(ids))
    names, sources = names_of(wanted), sources_of(wanted)
    lines = [
        ProofLine(
            *names[one], "、".join(dict.fromkeys(kind for kind, _ in sources.get(one, ()))),
            "；".join(dict.fromkeys(said for _, said in sources.get(one, ()) if said)),
        )
        for one in wanted
    ]  # fmt: skip
    return _heads(figure, counts, lines)


def _heads(figure: str, counts: str, lines: Sequence[ProofLine]) -> Proof:
    return Proof(figure, f"{len(lines)}人", counts, f"下面逐人计数＝{len(lines)}人", in_order(lines))


# 应享尽享 -----------------------------------------------------------------------------------------------


def proof_of_rate(store: Store, found: Sequence[Differences]) -> Proof:
    """应享尽享率: who counts as entitled, who of them is on a list, and who was explained and so does not count."""
    lines: list[ProofLine] = []
    for one in found:
        lines += _rate_lines(one)
    have, of = (sum(getattr(one.rate, name) for one in found) for name in ("granted", "entitled"))
    explained = sum(one.rate.explained for one in found)
    share = f"{percent_of(have, of)}%" if of else "—"
    unsure = sum(one.rate.unsure for one in found)
    more = f"（含存疑{unsure}人次）" if unsure else ""
    more += f"；另有{explained}人次已说明原因，不计入" if explained else ""
    note = max((one.rate for one in found), key=lambda one: one.outside).note
    more += f"；{note.replace(' ', '').rstrip('。')}" if note else ""
    names = "、".join(one.programme.short or one.programme.name for one in found)
    return Proof(
        f"{found[0].term.title}应享尽享率", share, f"{names}：按规则应享受的学生，是不是都在名单上",
        f"已列入{have}人次÷应享受{of}人次＝{share}{more}", in_order(lines),
    )  # fmt: skip


def _rate_lines(one: Differences) -> list[ProofLine]:
    short = one.programme.short or one.programme.name
    missing = {gap.student.id: gap for gap in one.of(MISSING)}
    closed = {gap.student.id: gap for gap in one.of(MISSING, closed=True)}
    rows = _grants_of(one)
    names = names_of([*one.counted, *closed])
    lines = []
    for student in one.counted:
        if student in missing:
            gap = missing[student]
            stands = "应享受" if gap.entitled else "存疑，要先核定"
            lines.append(ProofLine(*names[student], f"{short}：{stands}，没有列入", _why(gap)))
        else:
            lines.append(ProofLine(*names[student], f"{short}：已列入", rows.get(student, "")))
    for student, gap in closed.items():
        lines.append(ProofLine(*names[student], f"{short}：已说明原因，不计入", gap.closed.note or _why(gap)))
    return lines


def _grants_of(one: Differences) -> dict[int, str]:
    """Pupil -> 第1批：农村低保 312.50元."""
    batch = AidBatch
    rows = AidGrant.select().join(batch).where(
        (batch.programme == one.programme.id) & (batch.term == one.term.code) & (batch.state != "void")
        & (AidGrant.state != "stopped")
    )  # fmt: skip
    numbers = {row.id: row.number for row in batch.select(batch.id, batch.number)}
    return {
        row.student_id: f"第{numbers[row.batch_id]}批名单：{row.basis or ''} {money.figures(row.amount)}元"
        for row in rows
    }


def proof_of_gaps(store: Store, gaps: Sequence[Gap], figure: str, counts: str) -> Proof:
    """One side of the differences, line by line with its reason."""
    lines = [ProofLine(gap.student.name, gap.class_text, gap.why, gap.source) for gap in gaps]
    return replace(
        _heads(figure, counts, lines), shown=f"{len(lines)}人次", formula=f"下面逐行计数＝{len(lines)}人次"
    )


def _why(gap: Gap) -> str:
    return "；".join(part for part in (gap.why.rstrip("。") if gap.source else gap.why, gap.source) if part)


# 发放 ---------------------------------------------------------------------------------------------------


def proof_of_paid(
    store: Store, grants: Sequence[int], figure: str, counts: str = "已发放的每一笔，加减已批准的更正"
) -> Proof:
    """Money paid: the lines that were paid, and every approved correction of any of these lines."""
    rows = [row for row in _grants(store, grants)]
    whole = proof_of_grants(store, [row.id for row in rows if row.state == "paid"], figure, counts)
    students = {row.id: row.student_id for row in rows}
    changed = [one for one in _corrections(list(students)) if one.amount]
    if not changed:
        return whole
    names = names_of(students[one.grant_id] for one in changed)
    lines = [
        ProofLine(
            *names[students[one.grant_id]], f"更正：{Reversal.kind.format(one.kind)}", one.reason,
            sign_of(one.kind) * one.amount,
        )
        for one in changed
    ]  # fmt: skip
    fen = sum(line.fen or 0 for line in lines)
    total = f"{money.figures((whole.fen or 0) + fen)}元"
    before = f"{money.figures(whole.fen or 0)}元"
    sign = "＋" if fen >= 0 else "－"
    formula = f"已发放{before}{sign}更正{money.figures(abs(fen))}元＝{total}"
    return replace(whole, shown=total, formula=formula, lines=[*whole.lines, *in_order(lines)])


def _grants(store: Store, ids: Sequence[int]) -> list[Any]:
    parts = (list(ids[start : start + 500]) for start in range(0, len(ids), 500))
    return [row for part in parts for row in store.rows(AidGrant).where(AidGrant.id.in_(part))]


def _corrections(ids: Sequence[int]) -> list[Any]:
    parts = (list(ids[start : start + 500]) for start in range(0, len(ids), 500))
    return [
        row
        for part in parts
        for row in Reversal.select().where(Reversal.grant.in_(part) & (Reversal.state == "approved"))
    ]


def figures_of_term(store: Store, term: Any) -> list[Figure]:
    """What D9 adds up: the whole term, and each line's heads and what was paid of it."""
    from desktop.services.paper.documents.aid_summary import aid_summary

    found = aid_summary(store, term)
    every = [one for line in found.lines for one in line.grants]
    paid = sum(line.paid for line in found.lines)
    figures = [_of_grants(f"{term.title}资助", every), _of_paid(f"{term.title}已发放", every, paid)]
    for line in found.lines:
        name = f"{line.programme}{line.stage}{line.boarding}{money.figures(line.standard)}元"
        figures += [_of_grants(name, line.grants), _of_paid(f"{name}已发放", line.grants, line.paid)]
    return [one for one in figures if one is not None]


def _of_paid(name: str, ids: Sequence[int], paid: int) -> Figure | None:
    """What families have of these lines, corrections included; None while none was paid. paid: heads."""
    return (
        Figure(f"{name} {paid} 人次", lambda store: proof_of_paid(store, ids, name, PAID_LINES))
        if paid
        else None
    )


def _of_grants(name: str, ids: Sequence[int], counts: str = ALL_LINES) -> Figure | None:
    """None for a figure that is nought: there is nothing to prove."""
    if not ids:
        return None
    return Figure(
        f"{name} {len(ids)} 人次",
        lambda store: proof_of_grants(store, ids, name, counts),
    )


def figures_of_table(store: Store, record: int) -> list[Figure]:
    """What D6 adds up: everybody on it, and each grade."""
    from desktop.services.paper.documents.recognition_table import recognition_table

    groups: dict[str, list[int]] = defaultdict(list)
    lines = recognition_table(store, record).lines
    for line in lines:
        groups[line.grade].append(line.case)
    said = {line.case: line.grade for line in lines}
    whole = _of_cases("认定结果", list(said), "汇总表上的每一名学生", said)
    order = [label for label in code_list("need_grade").labels.values() if label in groups]
    return [whole, *(_of_cases(grade, groups[grade], "汇总表上这一档的每一名学生", said) for grade in order)]


def figures_of_paper(store: Store, code: str, wanted: Wanted) -> list[Figure]:
    """The figures of a paper that lead to a 佐证页; none for the others."""
    if code == "D9" and wanted.term:
        return figures_of_term(store, wanted.term)
    if code == "D6" and wanted.round:
        return figures_of_table(store, wanted.round)
    return []


# 告知书, 备份 --------------------------------------------------------------------------------------------


def proof_of_letters(store: Store, letters: Sequence[Posted], figure: str) -> Proof:
    """Letters one by one: the number, how far each is, when the receipt came back."""
    lines = [ProofLine(one.name, one.class_name, _letter(one.notice), _number(one.notice)) for one in letters]
    whole = rate_of_all(letters)
    formula = f"共{whole.letters}份：送达{whole.delivered}份，回执收回{whole.returned}份"
    return Proof(figure, f"{len(lines)}份", "本学期已审批名单的告知书", formula, in_order(lines))


def _letter(notice: Any) -> str:
    state = AidNotice.state.format(notice.state)
    if notice.receipt_on:
        return f"{state}，回执{notice.receipt_on}收回"
    return f"{state}：{notice.undelivered_why}" if notice.undelivered_why else f"{state}，回执没有收回"


def _number(notice: Any) -> str:
    sent = f"，{notice.delivered_on}送达" if notice.delivered_on else ""
    return f"{notice.number or '没有编号'}{sent}"


def proof_of_backups(store: Store, made: Sequence[Backup]) -> Proof:
    """The backups on this computer, newest first."""
    lines = [
        ProofLine(f"第{one.number}份", "", f"{one.at:%Y-%m-%d %H:%M}，{one.reason}", one.path.name)
        for one in made
    ]
    return Proof(
        "备份份数",
        f"{len(lines)}份",
        "这台电脑备份文件夹里读得出来的备份",
        f"下面逐份计数＝{len(lines)}份",
        lines,
    )


def figure(name: str, prove: Callable[..., Proof], *told: Any) -> Figure:
    """A figure whose proof takes the store first and then these."""
    return Figure(name, partial(_asked, prove, told))


def _asked(prove: Callable[..., Proof], told: tuple[Any, ...], store: Store) -> Proof:
    return prove(store, *told)
