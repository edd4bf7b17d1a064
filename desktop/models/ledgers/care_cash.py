"""What gifts of money were spent on, and for whom."""

from collections.abc import Collection

from desktop.models.fields import Date, File, Link, Money, Number, Text
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.care_goods import Donation
from desktop.models.ledgers.care_ties import why_not_for, why_not_group
from desktop.models.ledgers.day_order import why_not_yet
from desktop.models.ledgers.recognition_order import first_value
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student


class CashUse(Ledger):
    """What gifts of money were spent on. Received = used + balance, per gift."""

    title = "捐款使用"
    counter = "笔"
    personal = True
    order = ("day", "id")
    part_of = ("donation",)
    about = "捐款用在哪里、花了多少、谁经手、谁受益。"

    donation = Link("哪笔捐赠", Donation, required=True, width=20)
    day = Date("日期", required=True)
    amount = Money("金额（元）", required=True, width=11)
    used_for = Text("用途", required=True, max_length=120, width=22)
    student = Link("受益学生", Student, width=12)
    whom = Text("受益范围", max_length=40, width=14, hint="大家一起用的，如 六(2)班全班、全校")
    heads = Number("受益人数", least=1, most=100_000, width=8)
    staff1 = Link("经手人", Staff, required=True)
    staff2 = Link("证明人", Staff, required=True)
    proof = File("凭证", width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["amount"] <= 0:
            return {"amount": "金额要大于零。"}
        if bool(values.get("whom")) != bool(values.get("heads")):
            lacks = "heads" if values.get("whom") else "whom"
            return {lacks: "大家一起用的，受益范围和人数都要写，如 六(2)班全班 45 人。"}
        if values.get("student") and values.get("heads"):
            return {"heads": "写了受益学生的不再写受益范围和人数。几个学生的，用“登记用款”一起写。"}
        return {"staff2": "证明人要另一个人。"} if values["staff1"] == values["staff2"] else {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return ""
        return why_not_yet(cls, old, new, ("day",)) or _not_meant(old, new)

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        for row in cls.select(cls.donation).where(cls.id.in_(list(records))).distinct():
            used = first_value("SELECT sum(amount) FROM cash_use WHERE donation_id = ?", row.donation_id) or 0
            if (over := used - (row.donation.amount or 0)) > 0:
                gift = Donation.caption_of(row.donation_id)
                return f"{gift} 的捐款不够：用掉的比收到的多 {cls.amount.format(over)} 元。"
        return ""


MEANT = ("donation", "day", "student", "whom", "heads")


def _not_meant(old: Values, new: Values) -> str:
    """Money tied to somebody is spent on nobody else."""
    if old and all(old.get(name) == new.get(name) for name in MEANT):
        return ""
    gift = Donation.get_by_id(new["donation"])
    if new.get("student"):
        return why_not_for(gift, new["student"], new["day"])
    return why_not_group(gift, new.get("whom"), new.get("heads"), new["day"])
