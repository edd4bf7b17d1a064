"""爱心超市 and 捐赠: what was given, where it lies, to whom it went. Never less than nothing."""

from collections.abc import Collection
from itertools import pairwise
from typing import Any

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Date, File, Link, Money, MultiChoice, Number, Text, YesNo
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.care_ties import why_not_for
from desktop.models.ledgers.day_order import why_not_before, why_not_yet
from desktop.models.ledgers.recognition_order import first_value, may_follow
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.people_fields import Phone
from desktop.models.public_text import need_named


class Donor(Ledger):
    """Who gives: a person, a firm, an organisation."""

    title = "捐赠人"
    counter = "位"
    key = ("name", "phone")
    order = ("name",)
    about = "爱心企业、爱心人士和单位；不愿具名的打勾。"

    name = Text("姓名或单位", required=True, max_length=60, width=18)
    kind = Choice("类别", "donor_kind", required=True, default="person", width=9)
    contact = Text("联系人", max_length=30)
    phone = Phone("电话", mask=None)
    anonymous = YesNo("不具名", default=False, width=8)
    note = Text("备注", max_length=80, width=14)


class Donation(Ledger):
    """One gift, counted by two people, with its purpose when it is tied to one."""

    title = "捐赠"
    counter = "笔"
    personal = True
    order = ("day", "id")
    columns = (
        "day",
        "donor",
        "kind",
        "amount",
        "purpose",
        "receiver1",
        "receiver2",
        "receipt_no",
        "state",
        "thanked_on",
    )
    about = "收到的捐赠：两个人清点，有指定用途的只用在那里，用完要公示和反馈。"

    donor = Link("捐赠人", Donor, required=True, width=18)
    day = Date("日期", required=True)
    kind = Choice("类型", "donation_kind", required=True, default="goods", width=9)
    amount = Money("金额（元）", width=11, hint="现金填金额；物资在明细里写")
    purpose = Text("指定用途", max_length=120, width=20, hint="没有指定的空着")
    for_student = Link("指定受益人", Student, width=12)
    for_types = MultiChoice("指定给哪类学生", "care_type", width=16)
    agreement_no = Text("协议号", max_length=40, width=12)
    receipt_no = Text("票据号", max_length=40, width=12, hint="公益事业捐赠票据由有资格的单位开")
    receiver1 = Link("接收人一", Staff, required=True)
    receiver2 = Link("接收人二", Staff, required=True)
    state = Choice("状态", "donation_state", required=True, default="got", width=9, edit=False)
    posted_on = Date("公示日期")
    thanked_on = Date("反馈日期")
    photo = File("照片", width=12)
    note = Text("备注", max_length=80, width=12)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['day']} {Donor.caption_of(told['donor'])}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["receiver1"] == values["receiver2"]:
            return {"receiver2": "捐赠要两个人一起清点接收，不能是同一个人。"}
        if values["kind"] == "cash" and not values.get("amount"):
            return {"amount": "现金捐赠请填金额。"}
        return {}

    @classmethod
    def advise(cls, values: Values) -> Problems:
        """An agreement where a firm or an organisation gives, or the gift is tied; no school makes out a 捐赠票据 itself."""
        found: Problems = {}
        donor = Donor.get_or_none(Donor.id == values["donor"]) if values.get("donor") else None
        tied = any(values.get(name) for name in ("purpose", "for_student", "for_types"))
        if (tied or (donor is not None and donor.kind != "person")) and not values.get("agreement_no"):
            found["agreement_no"] = "单位捐赠或有指定用途的，一般要签捐赠协议，请补协议号。"
        if values.get("amount") and not values.get("receipt_no"):
            found["receipt_no"] = "捐款要有公益事业捐赠票据，学校自己一般不能开，请联系教育局或慈善会。"
        return found

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            used = first_value("SELECT count(*) FROM goods_move WHERE donation_id = ?", old.get("id", 0))
            return f"这笔捐赠已经有 {used} 笔出入，不能删除。" if used else ""
        if old and (why := may_follow("donation_state", old["state"], new["state"])):
            return why
        return why_not_yet(cls, old, new, ("day",)) or why_not_before(cls, old, new, "day", "thanked_on")


class Goods(Ledger):
    """One kind of thing in the 爱心超市."""

    title = "物品"
    counter = "种"
    key = ("name", "spec")
    order = ("name",)
    about = "爱心超市里有什么：文具、生活用品、衣物、图书。"

    name = Text("品名", required=True, max_length=30, width=14)
    spec = Text("规格", max_length=30, width=10)
    unit = Text("单位", required=True, max_length=6, default="件", width=6)
    points = Number("兑换积分", least=0, width=9, hint="空着的只免费发放，不兑换")
    active = YesNo("在用", default=True, width=6)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['name']}（{told['spec']}）" if told.get("spec") else str(told["name"])


CAME = ("given", "bought")  # codes of goods_move that bring something new
WISH_DAYS = ("day", "taken_on", "done_on", "back_on")


class Wish(Ledger):
    """微心愿: asked for, taken up, fulfilled, looked after."""

    title = "微心愿"
    counter = "个"
    personal = True
    order = ("state", "day", "id")
    about = "微心愿：征集、认领、达成、回访。"

    student = Link("学生", Student, required=True, width=12)
    day = Date("征集日期", required=True)
    words = Text("心愿", required=True, max_length=80, width=22)
    state = Choice("状态", "wish_state", required=True, default="asked", width=8)
    taken_by = Text("认领人", max_length=40, width=12)
    taken_on = Date("认领日期")
    done_on = Date("达成日期")
    how = Text("怎样达成", max_length=80, width=18)
    back_on = Date("回访日期")
    back_words = Text("回访情况", max_length=80, width=18)
    photo = File("照片", width=12)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return ""
        if new["words"] != old.get("words") and (label := need_named(new["words"])):
            return f"心愿会贴在墙上，里面写了“{label}”，别人一看就知道是谁家。请只写孩子想要什么。"
        if old and (why := may_follow("wish_state", old["state"], new["state"])):
            return why
        if new["state"] in ("taken", "done", "back") and not new.get("taken_by"):
            return "请写认领人。"
        if new["state"] in ("done", "back") and not new.get("done_on"):
            return "请写达成日期。"
        if new["state"] == "back" and not (new.get("back_on") and new.get("back_words")):
            return "请写回访日期和情况。"
        late = [why_not_before(cls, old, new, *pair) for pair in pairwise(WISH_DAYS)]
        return why_not_yet(cls, old, new, WISH_DAYS) or next(filter(None, late), "")


class GoodsMove(Ledger):
    """Goods in or out: from a gift or bought, to a child for nothing, for points, for a wish. Turned back, never edited."""

    title = "物资出入库"
    counter = "笔"
    personal = True
    order = ("day", "id")
    columns = (
        "day",
        "kind",
        "goods",
        "quantity",
        "donation",
        "student",
        "points",
        "staff",
        "received_by",
        "note",
    )
    about = "爱心超市的每一笔：入库、每月免费发放、积分兑换、微心愿、盘点、冲回。结存不会是负数。"
    made_by = "entered_by"

    day = Date("日期", required=True)
    kind = Choice("类别", "goods_move", required=True, default="free", width=11)
    goods = Link("物品", Goods, required=True, width=14)
    quantity = Number("数量", required=True, least=1, most=100000, default=1, width=7)
    price = Money("单价（元）", width=10, hint="购置的填单价，捐赠的填估价")
    use_by = Date("保质期到", hint="有保质期的，入库时写")
    donation = Link("来自哪笔捐赠", Donation, width=20)
    student = Link("学生", Student, width=12)
    points = Number("扣积分", least=0, width=7, edit=False)
    wish = Link("哪个微心愿", Wish, width=18, edit=False)
    staff = Link("经手人", Staff)
    received_by = Text("领取人签字", max_length=20, width=10)
    reverses = Link("冲回哪一笔", "self", width=18)
    reason = Text("原因", max_length=80, width=16)
    entered_by = Text("登记人", max_length=20, edit=False)
    note = Text("备注", max_length=80, width=12)

    class Meta:
        indexes = ((("goods", "day"), False),)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['day']} {cls.kind.format(told['kind'])} {Goods.caption_of(told['goods'])}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        to_child = code_list("goods_move").fact(values["kind"], "child")
        if to_child and not values.get("student"):
            return {"student": "发给谁请选学生。"}
        if (values["kind"] == "reverse") != bool(values.get("reverses")):
            return {"reverses": "冲回要指明冲回哪一笔；别的类别不填。"}
        if values["kind"] == "given" and not values.get("donation"):
            return {"donation": "捐赠入库要写明来自哪笔捐赠。"}
        if values["kind"] == "bought" and values.get("donation"):
            return {"donation": "购置入库不写捐赠。"}
        if values.get("use_by") and values["kind"] not in CAME:
            return {"use_by": "保质期写在入库的那一笔上。"}
        if values.get("use_by") and values["use_by"] < values["day"]:
            return {"use_by": "入库那天已经过了保质期，请看看日期；真过期的不要入库。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if old and (not new or any(old[name] != new[name] for name in MOVED)):
            return "物资出入库不能改、不能删。登记错了的，用“冲回”另记一笔。"
        return why_not_yet(cls, old, new, ("day",)) or _not_for(old, new) or _not_turned(old, new)

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        """Neither a kind of goods nor a gift ever holds less than nothing."""
        rows = list(cls.select().where(cls.id.in_(list(records))))
        whys = (_short(*pair) for pair in dict.fromkeys((row.goods_id, row.donation_id) for row in rows))
        if why := next(filter(None, whys), ""):
            return why
        children = dict.fromkeys(row.student_id for row in rows if row.points)
        return next(filter(None, map(points_short, children)), "")


TURNED = ("goods", "quantity", "donation", "student", "points")
MOVED = ("day", "kind", "goods", "quantity", "donation", "student", "reverses", "points", "wish", "use_by")


def moved(move: Any) -> int:
    """A movement's effect on the shelf."""
    sign = code_list("goods_move").fact(move.kind, "sign") or -moved_sign(move.reverses.kind)
    return int(sign * move.quantity)


def moved_sign(kind: str) -> int:
    return int(code_list("goods_move").fact(kind, "sign"))


def _short(goods: int, donation: int | None) -> str:
    """What lies there is kept apart by where it came from: each gift for itself, and what was bought."""
    mine = (GoodsMove.goods == goods) & (
        GoodsMove.donation.is_null() if donation is None else GoodsMove.donation == donation
    )
    left = 0
    for move in GoodsMove.select().where(mine).order_by(GoodsMove.day, GoodsMove.id):
        left += moved(move)
        if left < 0:
            source = f"{Donation.caption_of(donation)}捐赠的" if donation else "购置的"
            return f"{source}{Goods.caption_of(goods)} {move.day} 不够，还差 {-left}。结存不能是负数。"
    return ""


def _not_turned(old: Values, new: Values) -> str:
    """A movement is turned back once, whole."""
    if old or not new or not new.get("reverses"):
        return ""
    first = GoodsMove.get_by_id(new["reverses"])
    if first.kind == "reverse":
        return "冲回的记录不能再冲回。请按实际情况另记一笔。"
    if first_value("SELECT count(*) FROM goods_move WHERE reverses_id = ?", first.id):
        return "这一笔已经冲回过了。"
    told = first.__data__
    same = all(new.get(name) == told.get(name) for name in TURNED)
    return "" if same else "冲回要和原来那一笔一样：物品、数量、来源、学生都不能变。"


def _not_for(old: Values, new: Values) -> str:
    """A tied gift goes only to whom it is meant for on that day."""
    if old or not new.get("donation") or not new.get("student") or new["kind"] == "reverse":
        return ""
    return why_not_for(Donation.get_by_id(new["donation"]), new["student"], new["day"])


def points_left(student: int) -> int:
    """Points a child has earned and not yet exchanged; what was turned back is the child's again."""
    earned = first_value("SELECT sum(points) FROM points_entry WHERE student_id = ?", student) or 0
    used = first_value(
        "SELECT sum(CASE WHEN kind = 'reverse' THEN -points ELSE points END) FROM goods_move WHERE student_id = ?",
        student,
    )
    return int(earned) - int(used or 0)


def points_short(student: int) -> str:
    left = points_left(student)
    return f"{Student.caption_of(student)} 的积分不够，还差 {-left} 分。" if left < 0 else ""


class PointsEntry(Ledger):
    """Points that a child earned; what was exchanged stands in GoodsMove."""

    title = "积分"
    counter = "条"
    personal = True
    order = ("day", "id")
    about = "孩子得的积分和事由；兑换时自动扣。"

    student = Link("学生", Student, required=True, width=12)
    day = Date("日期", required=True)
    reason = Text("事由", required=True, max_length=80, width=22)
    points = Number("积分", required=True, least=1, most=1000, width=7)
    staff = Link("评定人", Staff)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        lost = old.get("points", 0) - (new or {}).get("points", 0) if old else 0
        if lost > 0 and points_left(old["student"]) < lost:
            return f"{Student.caption_of(old['student'])} 的积分已经兑换了，不能再减。请先冲回兑换。"
        return why_not_yet(cls, old, new, ("day",)) if new else ""
