"""发放: lists for the bank, what the bank answered, money received, corrections after the lock."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.fields import Choice, Date, File, Link, Money, Note, Number, TermField, Text, YesNo
from desktop.models.journal import Change, thaw
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.day_order import why_not_before, why_not_yet
from desktop.models.ledgers.meal_order import why_signed
from desktop.models.ledgers.pay_order import why_lines_disagree, why_not_line, why_not_list, why_not_reversal
from desktop.models.people_fields import Account, IdNumber, Name

QUOTES = "\"'“”‘’"


class BankLayout(Ledger):
    """How one bank wants its file: columns in order, kind of file, encoding. Editable; several side by side."""

    title = "银行报盘格式"
    counter = "种"
    key = ("name",)
    order = ("place", "id")
    columns = ("name", "form", "encoding", "separator", "heading", "columns_text", "in_use")
    about = "每家银行要的发放文件格式：有哪些列、什么顺序、什么文件。"

    name = Text("格式名称", required=True, unique=True, max_length=40, width=18)
    form = Choice("文件类型", "bank_file", required=True, default="xlsx", width=10)
    encoding = Choice("编码", "bank_encoding", required=True, default="gb18030", width=10)
    separator = Choice("分隔符", "bank_separator", default="comma", width=9)
    heading = YesNo("有表头", default=True, width=7)
    columns_text = Note("列", required=True, width=36, hint="每行一列，写成 列名=内容，例如：户名=开户名")
    in_use = YesNo("在用", default=True, width=6)
    place = Number("次序", default=100, width=6)
    note = Text("备注", max_length=120, width=14)

    @classmethod
    def caption(cls, row: Any) -> str:
        return str(row.__data__["name"])

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        try:
            columns_of(values["columns_text"])
        except Refused as refusal:
            return {"columns_text": str(refusal)}
        if values["form"] != "xlsx" and not values.get("separator"):
            return {"separator": "文本文件要选分隔符。"}
        return {}


@dataclass(frozen=True)
class PayColumn:
    """One column of a bank's file: its heading, and a code of bank_content or, with `fixed`, the text itself."""

    head: str
    content: str
    fixed: bool = False


def columns_of(text: str) -> list[PayColumn]:
    """The columns of a layout from its lines 列名=内容. Raises Refused with the line that is not understood."""
    columns = [_column(line.strip()) for line in text.splitlines() if line.strip()]
    told = {column.content for column in columns if not column.fixed}
    if "account" not in told or not told & {"yuan", "fen"}:
        raise Refused("报盘格式里至少要有账号和金额（金额元或金额分）两列。")
    return columns


def _column(line: str) -> PayColumn:
    head, mark, told = (part.strip() for part in line.replace("＝", "=").partition("="))
    if not mark or not head or not told:
        raise Refused(f"“{line}”看不懂，请每行写成 列名=内容，例如：户名=开户名。")
    if len(told) >= 2 and told[0] in QUOTES and told[-1] in QUOTES:
        return PayColumn(head, told[1:-1], fixed=True)
    contents = code_list("bank_content")
    code = contents.find(told)
    if code is None:
        known = "、".join(contents.labels.values())
        raise Refused(f"“{line}”里的“{told}”不是能填的内容。可以写：{known}；固定的文字放在引号里。")
    return PayColumn(head, code)


class PayList(Ledger):
    """One 发放清单 for the bank: the first of a batch, or a later one for those whose payment failed."""

    title = "发放清单"
    counter = "份"
    key = ("batch", "number")
    order = ("batch", "number")
    made_by = "maker"
    part_of = ("batch",)
    columns = ("batch", "number", "state", "heads", "amount", "made_on", "file", "answered_on")
    about = "送银行的发放清单：第几次、多少人、多少钱、回盘没有。"

    batch = Link("资助批次", AidBatch, required=True, width=26, edit=False)
    number = Number("第几次", required=True, least=1, width=7, edit=False)
    state = Choice("状态", "pay_list_state", required=True, default="made", width=9, edit=False)
    layout = Link("报盘格式", BankLayout, width=16, edit=False)
    heads = Number("人数", required=True, width=7, edit=False)
    amount = Money("金额（元）", required=True, width=12, edit=False)
    made_on = Date("生成日期", required=True, edit=False)
    maker = Text("经办人", max_length=20, edit=False)
    file = Text("文件名", max_length=200, width=24, edit=False)
    answer_file = Text("回盘文件", max_length=200, width=24, edit=False)
    answer_digest = Text("回盘指纹", max_length=64, edit=False)
    answered_on = Date("回盘日期", edit=False)
    note = Text("备注", max_length=120, width=14)

    class Meta:
        indexes = ((("batch", "number"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{AidBatch.caption_of(told['batch'])} 发放清单{told['number']}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        why = why_not_list(old, new) or why_not_yet(cls, old, new, ("made_on", "answered_on"))
        return why or why_not_before(cls, old, new, "made_on", "answered_on")


class PayLine(Ledger):
    """One pupil on one pay list: the account as it was sent, and the bank's answer."""

    title = "发放清单明细"
    counter = "人"
    personal = True
    key = ("pay_list", "grant")
    part_of = ("pay_list", "grant")
    order = ("pay_list", "place", "id")
    columns = ("pay_list", "place", "grant", "owner", "account", "amount", "state", "answer", "paid_on")
    about = "清单里每一笔：打到哪个账户、成功没有、为什么退。"

    pay_list = Link("发放清单", PayList, required=True, width=24, edit=False)
    place = Number("序号", width=6, edit=False)
    grant = Link("资助明细", AidGrant, required=True, width=18, edit=False)
    owner = Name("开户名", required=True, width=9, edit=False)
    account = Account("账号", required=True, index=True, edit=False)
    bank = Text("开户行", max_length=60, width=14, edit=False)
    owner_id = IdNumber("开户人身份证号", edit=False)
    amount = Money("金额（元）", required=True, edit=False)
    state = Choice("状态", "pay_line_state", required=True, default="sent", width=9, edit=False)
    answer = Text("银行说明", max_length=200, width=18, edit=False)
    answer_row = Number("回盘行号", width=8, edit=False)
    answer_source = Text("结果出处", max_length=300, width=24, edit=False)
    paid_on = Date("到账日期", edit=False)
    failed_on = Date("退票日期", edit=False)

    class Meta:
        indexes = ((("pay_list", "grant"), True),)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_line(old, new) or why_not_yet(cls, old, new, ("paid_on", "failed_on"))

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        return why_lines_disagree(records)

    @classmethod
    def scope(cls, query: Any, session: Any) -> Any:
        if session.classes is None:
            return query
        return query.where(cls.grant.in_(AidGrant.scope(AidGrant.select(AidGrant.id), session)))


class FundReceived(Ledger):
    """Money that arrived for a programme: by which document, on which day, how much."""

    title = "资金到账"
    counter = "笔"
    order = ("term", "programme", "day", "id")
    columns = ("programme", "term", "day", "amount", "doc_no", "source", "note")
    about = "上级拨来的每一笔资助资金，用来和发放、结余核对到分。"

    programme = Link("资助项目", AidProgramme, required=True, width=22)
    term = TermField("学期", required=True, width=14)
    day = Date("到账日期", required=True)
    amount = Money("金额（元）", required=True, width=13)
    doc_no = Text("拨款文号", max_length=80, width=18)
    source = Text("拨款单位", max_length=60, width=16)
    proof = File("到账凭证", width=14)
    note = Text("备注", max_length=120, width=14)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if not values["amount"]:
            return {"amount": "金额不能是零。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",))

    @classmethod
    def _written_before(cls, row: Any) -> str:
        """Why a new line is the same money again; "" when it is not, or a note says what it is."""
        same = (cls.programme == row.programme_id) & (cls.term == row.term) & (cls.day == row.day)
        rows = cls.select(cls.doc_no).where(same & (cls.amount == row.amount) & (cls.id != row.id))
        if row.note or (row.doc_no or "") not in {one.doc_no or "" for one in rows}:
            return ""
        return f"{row.day} 这个项目已经登记过同样的一笔（{row.doc_no or '没有文号'}）。真是又来了一笔的，请在备注里写明。"

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """What arrived for meals stands under the headteacher's signature, taking back included; and the same money is
        not written twice. Raises Refused."""
        for change in changes:
            row = cls.get_or_none(cls.id == change.record)
            if row is not None and not change.before and (why := cls._written_before(row)):
                raise Refused(why)
            here = dict(row.__data__) if row else {}
            if not {"programme", "day", "amount"} & (thaw(change.before).keys() | thaw(change.after).keys()):
                continue
            for told in (here | thaw(change.before), here | thaw(change.after)):
                meal = told and AidProgramme.get_by_id(told["programme"]).code == "meal"
                if meal and (why := why_signed(dt.date.fromisoformat(str(told["day"])))):
                    raise Refused(why)


class Reversal(Ledger):
    """A correction after a list was frozen: money taken back or given again, with reason. The old line stays."""

    title = "冲销更正"
    counter = "笔"
    personal = True
    order = ("day", "id")
    columns = ("grant", "kind", "amount", "reason", "day", "state", "asked_by", "decided_by")
    made_by = "asked_by"
    part_of = ("grant",)
    signed: ClassVar = {"decided_by": "approve"}
    about = "名单定下以后发现的错误：冲销、追回或补发，另记一笔，不改原来的账。"

    grant = Link("资助明细", AidGrant, required=True, width=18, edit=False)
    kind = Choice("种类", "reversal_kind", required=True, width=9)
    amount = Money("金额（元）", required=True, hint="写正数；追回、冲销从已发里减，补发往上加")
    reason = Text("原因", required=True, max_length=200, width=24)
    day = Date("日期", required=True)
    proof = File("凭证", width=14)
    asked_by = Text("提出人", max_length=20, edit=False)
    state = Choice("状态", "request_state", required=True, default="asked", width=9, edit=False)
    decided_by = Text("审批人", max_length=20, edit=False)
    decided_on = Date("审批日期", edit=False)
    answer = Text("审批意见", max_length=200, width=16, edit=False)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        return {} if values["amount"] else {"amount": "金额不能是零。"}

    @classmethod
    def scope(cls, query: Any, session: Any) -> Any:
        if session.classes is None:
            return query
        return query.where(cls.grant.in_(AidGrant.scope(AidGrant.select(AidGrant.id), session)))

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        why = why_not_reversal(old, new) or why_not_yet(cls, old, new, ("day", "decided_on"))
        return why or why_not_before(cls, old, new, "day", "decided_on")
