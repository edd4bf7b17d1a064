"""What inspectors look for in a list, as findings: 重复享受, 学籍地原则, 标准正确, 账户 (domain rules, section 7.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.identity import luhn_fits
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batch_order import SIGNED_FOR as SIGNED_FOR
from desktop.models.ledgers.batch_order import UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term, parse_term
from desktop.services.aid import contradictions, mid_term
from desktop.services.aid.propose import basis_of
from desktop.services.aid.recognised import NO, YES, not_recognised_is, recognition_of
from desktop.services.aid.standards import NEAREST_FIRST, amount_of
from desktop.services.pay.funds import unlikely

ERROR, WARNING = "error", "warning"
RECOGNITION, NOT_APPROVED = (
    "认定",
    "认定未审批",
)  # the rules that look at the year's 认定: a pupil's, the whole round's
WAITING = "待补名单"
EXPLAINED, LEAVING, CHANGED = "差异已说明", "退出未处理", "中途变动"
AGAINST = (EXPLAINED, LEAVING, CHANGED)  # said by name before a list is posted or approved
NAMED = 8  # names said one by one before 等 N 人
SHORTEST_CARD = 16  # digits of a bank card; shorter numbers are passbooks


@dataclass(frozen=True)
class Finding:
    """One thing to look at: the rule's name, who, and a sentence that says what to do."""

    rule: str
    severity: str
    sentence: str
    student: int | None = None
    grant: int | None = None


def check_batch(store: Store, batch: int) -> list[Finding]:
    """Every finding about one list, errors first."""
    row = AidBatch.get_by_id(batch)
    grants = list(AidGrant.select().where((AidGrant.batch == batch) & (AidGrant.state != "stopped")))
    pupils = {
        pupil.id: pupil for pupil in Student.select().where(Student.id.in_([g.student_id for g in grants]))
    }
    rules = [_twice, _on_roll, _right_amount, _recognised, _changed, _explained, _leaving]
    if row.pay_mode != SIGNED_FOR:
        rules += [_accounts, _several_accounts, _shared_accounts]
    findings = [finding for rule in rules for finding in rule(row, grants, pupils)]
    findings += [*_not_written(row), *_said_of_posting(row)]
    return sorted(findings, key=lambda finding: finding.severity != ERROR)


def _not_written(batch: Any) -> Iterator[Finding]:
    """Rows of rosters that wait: whoever stands there alone is on no list. Said until the list is approved."""
    from desktop.services.roster.waiting import told_of_waiting  # reads workbooks: not needed to open a page

    if batch.state in UNAPPROVED and (told := told_of_waiting()):
        yield Finding(WAITING, WARNING, told)


def check_accounts(store: Store | None, grants: Sequence[Any]) -> list[Finding]:
    """What to look at before money goes to the bank: missing, strangers', several, shared accounts, card check digits."""
    if not grants:
        return []
    row = AidBatch.get_by_id(grants[0].batch_id)
    pupils = {p.id: p for p in Student.select().where(Student.id.in_([g.student_id for g in grants]))}
    rules = (_accounts, _several_accounts, _shared_accounts, _somebody_elses, _check_digits)
    return [finding for rule in rules for finding in rule(row, list(grants), pupils)]


def _who(pupil: Any, grant: Any) -> str:
    return f"{grant.class_name or ''} {pupil.name}".strip()


def _twice(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """One pupil never twice in one programme and term; programmes of one group exclude each other.

    By hand, cash on one list and a thing on another are two gifts: on one list the amount would be the thing's worth.
    """
    group = AidProgramme.get_by_id(batch.programme_id).exclusive
    same = AidProgramme.exclusive == group if group else AidProgramme.id == batch.programme_id
    others = (
        AidGrant.select(AidGrant.student, AidProgramme.name, AidBatch.number, AidGrant.item)
        .join(AidBatch)
        .join(AidProgramme)
        .where(
            same & (AidBatch.term == batch.term) & (AidBatch.id != batch.id) & (AidBatch.state != "void")
            & (AidGrant.state != "stopped")
        )
    )  # fmt: skip
    elsewhere: dict[int, list[tuple[str, int, bool]]] = defaultdict(list)
    for student, name, number, item in others.tuples():
        elsewhere[student].append((name, number, bool(item)))
    by_hand = batch.pay_mode == SIGNED_FOR
    for grant in grants:
        found = [one for one in elsewhere[grant.student_id] if not by_hand or one[2] == bool(grant.item)]
        if found:
            name, number, _ = found[-1]
            who = _who(pupils[grant.student_id], grant)
            yield Finding(
                "重复享受",
                ERROR,
                f"{who} 本学期已在“{name}”第{number}批里，请从一边去掉。",
                grant.student_id,
                grant.id,
            )


def _on_roll(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """学籍地原则: granted only when on this school's roll on the list date."""
    statuses = code_list("enrolment_status")
    for grant in grants:
        pupil = pupils[grant.student_id]
        gone = pupil.left_on and pupil.left_on <= batch.list_date
        late = pupil.arrived_on and pupil.arrived_on > batch.list_date
        if gone or late or (not pupil.left_on and not statuses.fact(pupil.status, "on_roll")):
            who = _who(pupil, grant)
            why = "还没有转入" if late else f"的学籍状态已是“{statuses.label(pupil.status)}”"
            todo = "请去掉" if batch.state in UNAPPROVED else "名单已审批，发放时请停发并注明"
            yield Finding(
                "学籍地原则",
                ERROR,
                f"{who} 在名单日期那天{why}，应由学籍所在学校资助，{todo}。",
                pupil.id,
                grant.id,
            )


def _right_amount(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """标准正确: the amount is what the standard valid in the term gives; without one, the list is made by hand."""
    term = parse_term(batch.term)
    if not has_fixed_amount(batch.programme_id, term):
        yield from _by_hand(grants, pupils)
        return
    standards = {
        row.id: row for row in AidStandard.select().where(AidStandard.programme == batch.programme_id)
    }
    for grant in grants:
        row = standards.get(grant.standard_id)
        who = _who(pupils[grant.student_id], grant)
        if row is None:
            yield Finding(
                "标准正确", ERROR, f"{who} 没有对应的资助标准，请重新生成名单。", grant.student_id, grant.id
            )
        elif not row.from_term or row.from_term > term.code or (row.to_term and row.to_term < term.code):
            yield Finding(
                "标准正确",
                ERROR,
                f"{who} 用的标准在{term.title}不执行，请重新生成名单。",
                grant.student_id,
                grant.id,
            )
        elif amount_of(row, term).fen != grant.amount:
            right = money.figures(amount_of(row, term).fen)
            yield Finding(
                "标准正确",
                ERROR,
                f"{who} 金额 {money.figures(grant.amount)} 元，按标准应是 {right} 元。",
                grant.student_id,
                grant.id,
            )


def _recognised(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """认定: who is on a list that is not approved yet, but was not recognised this year; and a round still under way."""
    if batch.state not in UNAPPROVED:
        return
    programme, term = AidProgramme.get_by_id(batch.programme_id), parse_term(batch.term)
    recognition = recognition_of(programme, term, batch.list_date)
    if recognition is None:
        return
    if recognition.unapproved:
        yield Finding(NOT_APPROVED, WARNING, recognition.unapproved)
    barred = not_recognised_is(programme) == "excluded" and has_fixed_amount(programme.id, term)
    for grant in grants:
        said = recognition.says(grant.student_id)
        if said.answer != YES:
            severity = ERROR if barred and said.answer == NO and said.settled else WARNING
            sentence = f"{_who(pupils[grant.student_id], grant)}：{said.why}"
            yield Finding(RECOGNITION, severity, sentence, grant.student_id, grant.id)


def _changed(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """中途变动 since the list was drawn. Whose family is not recognised any more stops the approval until that is decided."""
    by_hand = not has_fixed_amount(batch.programme_id, parse_term(batch.term))
    for one in mid_term.turns(batch, grants):
        severity = ERROR if one.open and batch.state in UNAPPROVED else WARNING
        said = mid_term.sentence_of(batch, one, by_hand=by_hand)
        pupil = pupils[one.grant.student_id]
        yield Finding(CHANGED, severity, f"{_who(pupil, one.grant)}：{said}", pupil.id, one.grant.id)


def check_changes(grants: Sequence[Any]) -> list[Finding]:
    """The 中途变动 that lines of one list have to be held against before their money goes out, each by name."""
    if not grants:
        return []
    pupils = {p.id: p for p in Student.select().where(Student.id.in_([g.student_id for g in grants]))}
    return list(_changed(AidBatch.get_by_id(grants[0].batch_id), list(grants), pupils))


def _explained(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """On the list, though the difference of the term was explained with why the pupil is on none."""
    if batch.state == "void":
        return
    programme = AidProgramme.get_by_id(batch.programme_id)
    told = contradictions.explained(programme, parse_term(batch.term))
    for grant in grants:
        if one := told.get(grant.student_id):
            severity = ERROR if one.final and batch.state in UNAPPROVED else WARNING
            sentence = f"{_who(pupils[grant.student_id], grant)}在名单上，{one.why}"
            yield Finding(EXPLAINED, severity, sentence, grant.student_id, grant.id)


def _leaving(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """On a list that is not approved yet, and all that speaks for the pupil rests on county lists that the pupil left."""
    if batch.state not in UNAPPROVED or not (gone := contradictions.leaving()):
        return
    programme = AidProgramme.get_by_id(batch.programme_id)
    kinds = basis_of(programme, batch.list_date, list(pupils))
    for grant in grants:
        if why := contradictions.only_leaving(kinds.get(grant.student_id, []), gone):
            sentence = f"{_who(pupils[grant.student_id], grant)}：{why}"
            yield Finding(LEAVING, WARNING, sentence, grant.student_id, grant.id)


def _said_of_posting(batch: Any) -> Iterator[Finding]:
    """What was written beside the 公示 that counts: why a list hung unchanged though an objection was right."""
    if batch.state != "posted":
        return
    hung = Posting.select().where(Posting.batch == batch.id).order_by(Posting.id.desc()).first()
    if hung is not None and hung.note:
        yield Finding("公示", WARNING, f"公示备注：{hung.note}")


def recognition_doubts(store: Store, batch: int) -> str:
    """What has to be said about 认定, a 中途变动, an explained difference or an open 退出 before a list is posted or approved,
    a sentence or two; "" when nothing."""
    found = check_batch(store, batch)
    whole = "".join(one.sentence for one in found if one.rule == NOT_APPROVED)
    named = [one for one in found if one.rule == RECOGNITION]
    against = [one for one in found if one.rule in AGAINST]
    if against:
        said = "；".join(one.sentence.rstrip("。") for one in against[:NAMED])
        whole += f"{said}{_and_more(len(against))}。"
    if not named:
        return whole
    return f"{whole}名单上有 {len(named)} 人认定没有通过或没有走过：{_by_reason(named)}"


def _by_reason(found: Sequence[Finding]) -> str:
    """三(2)班 王芳、三(2)班 李强：没有走过认定，请核对。Who shares a reason stands before it; a long row of names ends in 等 N 人."""
    whose: dict[str, list[str]] = {}
    for one in found:
        who, _, why = one.sentence.partition("：")
        whose.setdefault(why, []).append(who)
    return "".join(f"{'、'.join(who[:NAMED])}{_and_more(len(who))}：{why}" for why, who in whose.items())


def _and_more(count: int) -> str:
    return f"等 {count} 人" if count > NAMED else ""


def has_fixed_amount(programme: int, term: Term) -> bool:
    """Whether a standard says what a pupil gets in the term; 校内资助 and things in kind have none."""
    rows = AidStandard.select().where(
        (AidStandard.programme == programme)
        & AidStandard.level.in_(NEAREST_FIRST)
        & AidStandard.amount.is_null(False)
        & (AidStandard.from_term <= term.code)
        & (AidStandard.to_term.is_null() | (AidStandard.to_term >= term.code))
    )
    return bool(rows.exists())


def _by_hand(grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """A line of a list made by hand gives something: money or a thing, and says why."""
    for grant in grants:
        who = _who(pupils[grant.student_id], grant)
        if grant.standard_id:
            sentence = f"{who} 用的标准这学期不执行，请重新生成名单。"
            yield Finding("标准正确", ERROR, sentence, grant.student_id, grant.id)
        elif not grant.amount and not grant.item:
            sentence = f"{who} 没有写金额，也没有写物品，请补上。"
            yield Finding("内容不全", ERROR, sentence, grant.student_id, grant.id)
        elif why := unlikely(grant.amount):
            yield Finding("金额偏大", WARNING, f"{who} {why}。", grant.student_id, grant.id)


def _accounts(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """The card is there, and belongs to the pupil or a listed guardian."""
    guardians: dict[int, set[str]] = defaultdict(set)
    for row in Guardian.select().where(Guardian.student.in_(list(pupils))):
        guardians[row.student_id].add(row.name)
    for grant in grants:
        pupil = pupils[grant.student_id]
        who = _who(pupil, grant)
        if not grant.account:
            yield Finding("缺收款账户", WARNING, f"{who} 还没有收款账户，发放前请补上。", pupil.id, grant.id)
        elif grant.owner != pupil.name and grant.owner not in guardians[pupil.id]:
            yield Finding(
                "户名不符",
                WARNING,
                f"{who} 的卡户名是“{grant.owner}”，不是本人也不在监护人里，请核对。",
                pupil.id,
                grant.id,
            )


def _several_accounts(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """Two cards in use: the list took the newest, which may be the wrong one."""
    numbers: dict[int, list[str]] = defaultdict(list)
    for row in PayeeAccount.select().where(PayeeAccount.student.in_(list(pupils))).order_by(PayeeAccount.id):
        if row.in_use is not False:
            numbers[row.student_id].append(row.number)
    for grant in grants:
        if len(numbers[grant.student_id]) > 1:
            tails = "、".join(number[-4:] for number in numbers[grant.student_id])
            who = _who(pupils[grant.student_id], grant)
            sentence = f"{who} 登记了几张在用的卡（尾号 {tails}），名单里用的是 {(grant.account or '')[-4:]}，请停用不用的那张。"
            yield Finding("几个账户", WARNING, sentence, grant.student_id, grant.id)


def _check_digits(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """A card number whose check digit does not fit; passbooks and some social cards have none."""
    for grant in grants:
        number = grant.account or ""
        if len(number) >= SHORTEST_CARD and number.isdigit() and not luhn_fits(number):
            sentence = (
                f"{_who(pupils[grant.student_id], grant)} 的卡号（尾号 {number[-4:]}）校验位不对，"
                "存折和部分社保卡除外，请对照卡面核对。"
            )
            yield Finding("卡号校验", WARNING, sentence, grant.student_id, grant.id)


def _shared_accounts(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """One card for pupils who are no family: same household, or a guardian of the same name, is fine."""
    by_account: dict[str, list[Any]] = defaultdict(list)
    for grant in grants:
        if grant.account:
            by_account[grant.account].append(grant)
    for account, sharing in by_account.items():
        families = {_family(pupils[grant.student_id], grant) for grant in sharing}
        if len(sharing) > 1 and len(families) > 1:
            named = "、".join(_who(pupils[grant.student_id], grant) for grant in sharing)
            for grant in sharing:
                yield Finding(
                    "账户共用",
                    WARNING,
                    f"{named} 用同一张卡（尾号 {account[-4:]}），又不是一家，请核对。",
                    grant.student_id,
                    grant.id,
                )


def _somebody_elses(batch: Any, grants: list[Any], pupils: dict[int, Any]) -> Iterator[Finding]:
    """A card that is registered for a pupil who is not on the list, and no family: a corrected account mistyped."""
    numbers = [grant.account for grant in grants if grant.account]
    others: dict[str, list[Any]] = defaultdict(list)
    rows = PayeeAccount.select(PayeeAccount, Student).join(Student)
    for row in rows.where(PayeeAccount.number.in_(numbers) & PayeeAccount.student.not_in(list(pupils))):
        if row.in_use is not False:
            others[row.number].append(row.student)
    for grant in grants:
        pupil = pupils[grant.student_id]
        strangers = [one for one in others[grant.account] if _family(one, grant) != _family(pupil, grant)]
        if strangers:
            named = "、".join(one.name for one in strangers)
            sentence = f"{_who(pupil, grant)} 的卡（尾号 {grant.account[-4:]}）也登记在{named}名下，又不是一家，请核对。"
            yield Finding("账户共用", WARNING, sentence, pupil.id, grant.id)


def _family(pupil: Any, grant: Any) -> tuple[str, Any]:
    if pupil.household_id:
        return ("户", pupil.household_id)
    names = frozenset(row.name for row in Guardian.select(Guardian.name).where(Guardian.student == pupil.id))
    return ("户名", grant.owner) if grant.owner in names else ("人", pupil.id)
