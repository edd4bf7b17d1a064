"""资助批次, 资助明细 and 告知书: this term's aid list, and the letter that tells each family."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from desktop.models.fields import Choice, Date, Link, Money, Note, Number, TermField, Text
from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batch_order import why_not_batch, why_not_grant, why_not_notice
from desktop.models.ledgers.day_order import why_not_before, why_not_yet
from desktop.models.ledgers.families import PayeeAccount
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.pay_order import why_grants_disagree
from desktop.models.ledgers.students import Student
from desktop.models.people_fields import Account, IdNumber, Name
from desktop.models.terms import parse_term

BATCH_DAYS = (
    ("list_date", "funded_on"),
    ("list_date", "paid_on"),
    ("approved_on", "paid_on"),
    ("funded_on", "paid_on"),
)
LETTER_DAYS = (
    ("printed_at", "delivered_on"),
    ("delivered_on", "receipt_on"),
    ("receipt_on", "filed_on"),
    ("receipt_on", "contact_on"),
)


def _why_not_days(ledger: Any, old: Values, new: Values, pairs: Iterable[tuple[str, str]]) -> str:
    """Why the days of a row may not stand so: none in the future, none before the one it follows."""
    if not new:
        return ""
    pairs = list(pairs)
    names = dict.fromkeys(name for pair in pairs for name in pair if name != "list_date")
    early = (why_not_before(ledger, old, new, *pair) for pair in pairs)
    return why_not_yet(ledger, old, new, names) or next(filter(None, early), "")


class AidBatch(Ledger):
    """One list of one programme in one term."""

    title = "资助批次"
    counter = "批"
    key = ("programme", "term", "number")
    order = ("term", "programme", "number")
    made_by = "maker"
    signed: ClassVar = {"approved_by": "approve"}
    columns = ("programme", "term", "number", "state", "list_date", "paid_on")
    about = "一个学期一项资助的一份名单：谁、凭什么、多少钱。"

    programme = Link("资助项目", AidProgramme, required=True, width=24)
    term = TermField("学期", required=True, width=14)
    number = Number("第几批", required=True, least=1, default=1, width=7)
    list_date = Date("名单日期", required=True, hint="学籍和寄宿状态按这一天算")
    state = Choice("状态", "batch_state", required=True, default="draft", edit=False)
    maker = Text("制表人", max_length=20, edit=False)
    approved_by = Text("审批人", max_length=20, edit=False)
    approved_on = Date("审批日期", edit=False)
    budget_doc = Text("拨款文号", max_length=60, width=18)
    funded_on = Date("资金到位日期")
    paid_on = Date("发放日期")
    pay_mode = Text("发放方式", max_length=20, default="银行卡")
    minutes = Note("会议记录", width=24)
    note = Note("备注", width=16)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        term = parse_term(told["term"]).title
        return f"{term} {AidProgramme.caption_of(told['programme'])} 第{told['number']}批"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_batch(old, new) or _why_not_days(cls, old, new, BATCH_DAYS)


class AidGrant(Ledger):
    """One pupil on one list. What the papers show is a snapshot: later moves do not rewrite it."""

    title = "资助明细"
    counter = "人"
    personal = True
    key = ("batch", "student")
    part_of = ("batch",)
    order = ("batch", "place", "id")
    columns = ("student", "class_name", "boarding", "basis", "amount", "formula", "owner", "account", "state")
    about = "批次里的每一个人。"

    batch = Link("批次", AidBatch, required=True, width=24)
    place = Number("序号", width=5, edit=False)
    student = Link("学生", Student, required=True)
    class_name = Text("班级", width=8, edit=False)
    boarding = Text("资助类别", max_length=10, width=8, edit=False)
    basis = Text("困难类型", max_length=120, width=16, edit=False)
    standard = Link("标准", AidStandard, edit=False)
    amount = Money("金额（元）", required=True, width=11)
    item = Text("物品", max_length=80, width=14, hint="发实物的写品名和数量")
    formula = Note("怎么算的", width=30, edit=False)
    payee = Link("收款账户", PayeeAccount, width=14)
    owner = Name("开户名", width=9, edit=False)
    account = Account("账号", edit=False)
    bank = Text("开户行", width=14, edit=False)
    owner_id = IdNumber("开户人身份证号", edit=False)
    state = Choice("状态", "grant_state", required=True, default="planned", width=8)
    reason = Text("说明", width=18, max_length=120)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{Student.caption_of(row.__data__['student'])} {row.__data__['amount'] / 100:.2f}元"

    class Meta:
        indexes = ((("batch", "student"), True),)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_grant(old, new)

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        return why_grants_disagree(records)


class NumberSeries(Ledger):
    """The last number drawn in a year's series of letters: a number is drawn once and never again."""

    title = "编号"
    counter = "个"
    key = ("series", "year")

    series = Text("系列", required=True, max_length=20)
    year = Number("年份", required=True)
    last = Number("已用到", required=True, default=0)

    class Meta:
        indexes = ((("series", "year"), True),)


class AidNotice(Ledger):
    """One 告知书, to one pupil's family or to a household with several children."""

    title = "告知书"
    counter = "份"
    personal = True
    key = ("number",)
    part_of = ("batch",)
    order = ("year", "serial", "id")
    columns = ("number", "student", "kind", "state", "amount", "print_count", "printed_at", "receipt_on")
    about = "发给每户的资助告知书：印了没有，送到没有，回执收回没有。"

    number = Text("编号", max_length=40, width=16, unique=True, edit=False)
    year = Number("年份", edit=False)
    serial = Number("流水号", edit=False)
    kind = Choice("种类", "notice_kind", required=True, default="granted", width=14, edit=False)
    batch = Link("批次", AidBatch, required=True, width=22, edit=False)
    student = Link("学生", Student, required=True, edit=False)
    household = Link("户", Household, edit=False)
    amount = Money("金额（元）", required=True, edit=False)
    state = Choice("状态", "notice_state", required=True, default="made", width=9)
    print_count = Number("打印次数", default=0, width=8, edit=False)
    printed_at = Date("打印日期", edit=False)
    printed_by = Text("打印人", max_length=20, edit=False)
    delivered_by = Text("送达人", max_length=20)
    delivered_on = Date("送达日期")
    delivery_mode = Choice("送达方式", "delivery_mode")
    undelivered_why = Text("送不到的原因", max_length=120, width=14)
    receiver = Text("收件人", max_length=40)
    receiver_relation = Choice("与学生关系", "relation")
    receipt_on = Date("回执收回日期", width=11)
    receipt_choice = Choice("回执意见", "receipt_choice")
    receipt_by = Text("收回执的人", max_length=20, edit=False)
    contact_on = Date("联系日期", edit=False)
    contact_by = Text("联系人", max_length=20, edit=False)
    contact_result = Text("联系结果", max_length=200, width=18, edit=False)
    filed_on = Date("归档日期", edit=False)
    said = Note("打印时的内容", edit=False)
    note = Note("备注", width=14)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if why := why_not_notice(old, new):
            return why
        once = (new.get("print_count") or 0) < 2  # a letter printed again has only its last day of printing
        return _why_not_days(cls, old, new, LETTER_DAYS if once else LETTER_DAYS[1:])

    @classmethod
    def caption(cls, row: Any) -> str:
        return row.__data__.get("number") or f"{Student.caption_of(row.__data__['student'])}的告知书"


class NoticeItem(Ledger):
    """Which grants a letter tells of."""

    title = "告知书内容"
    counter = "条"
    personal = False
    key = ("notice", "grant")
    part_of = ("notice",)

    notice = Link("告知书", AidNotice, required=True)
    grant = Link("明细", AidGrant, required=True)

    class Meta:
        indexes = ((("notice", "grant"), True),)
