"""供货商 with their 证照, the store's 品名目录, and what the units of delivery mean."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.models.errors import Refused
from desktop.models.fields import Choice, Date, File, Link, Note, Number, Text, YesNo
from desktop.models.journal import Change
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.meal_closed import changed, why_booked
from desktop.models.ledgers.meal_menus import Food
from desktop.models.measure_fields import Quantity
from desktop.models.people_fields import Name, Phone

WHOLE = 1000  # thousandths in one unit


class Supplier(Ledger):
    """A 供货商 of the canteen."""

    title = "供货商"
    counter = "家"
    key = ("name",)
    order = ("state", "name")
    columns = ("name", "goods", "contact", "phone", "address", "state", "note")
    about = "给学校供货的单位和个人，以及他们的证照。"

    name = Text("供货商名称", required=True, unique=True, width=20, aliases=("供货者", "经销商", "供应商"))
    goods = Text("供应品种", max_length=80, width=18)
    contact = Name("联系人", width=9)
    phone = Phone("联系电话", mask=None, aliases=("联系方式", "电话"))
    address = Text("地址", max_length=100, width=20)
    state = Choice("合作状态", "supplier_state", required=True, default="on")
    note = Note("备注", width=14)


class SupplierLicence(Ledger):
    """A 证照 of a supplier, with its last day. The old one stays when a new one comes."""

    title = "供货商证照"
    counter = "件"
    key = ("supplier", "kind", "number")
    order = ("supplier", "kind", "until_day")
    part_of = ("supplier",)
    about = "营业执照、许可证、合同的号码、有效期和扫描件。进货那天要在有效期内。"

    supplier = Link("供货商", Supplier, required=True, width=20)
    kind = Choice("证照", "licence_kind", required=True, width=14)
    number = Text("证号", max_length=40, width=20, aliases=("许可证号",))
    from_day = Date("有效期起")
    until_day = Date("有效期至", hint="长期有效的空着")
    scan = File("扫描件", width=14)
    note = Text("备注", max_length=80, width=14)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        first, last = values.get("from_day"), values.get("until_day")
        return {"until_day": "有效期至早于有效期起。"} if first and last and last < first else {}


PERMIT = "permit"  # the licence without which nobody may sell food


def lapsed_permit(supplier: int, day: dt.date) -> str:
    """The sentence for a supplier whose every known 许可证 was over on a day; "" when one held, or none is known."""
    rows = SupplierLicence.select().where(
        (SupplierLicence.supplier == supplier) & (SupplierLicence.kind == PERMIT)
    )
    ends = [row.until_day for row in rows if not (row.from_day and row.from_day > day)]
    if not ends or None in ends or max(ends) >= day:
        return ""
    name, kind = Supplier.caption_of(supplier), SupplierLicence.kind.format(PERMIT)
    return f"{name}的{kind}到 {max(ends)} 为止，{day} 已经过期。"


class Material(Ledger):
    """A 食材 or 消耗品 of the store, counted in its own unit."""

    title = "品名目录"
    counter = "种"
    key = ("name", "spec")
    order = ("kind", "name")
    columns = ("name", "spec", "kind", "unit", "food", "shelf_days", "least", "active")
    about = "库房里的食材和消耗品：用什么单位记账、能放多久、对应哪种食物。"

    name = Text("品名", required=True, max_length=30, width=14, aliases=("名称", "食材名称", "材料名称"))
    spec = Text("规格", max_length=30, width=10)
    kind = Choice("品类", "food_kind", required=True, default="other", width=12)
    unit = Text("记账单位", required=True, max_length=6, default="公斤", width=9)
    food = Link("对应食物", Food, hint="填了才能按食谱算需要量")
    unit_grams = Quantity(
        "每单位克数", default=1000 * WHOLE, width=11, hint="1 公斤是 1000；盒奶填每盒的克数"
    )
    shelf_days = Number("保质期（天）", least=1, width=10)
    least = Quantity("最低库存", width=9)
    consumable = YesNo("消耗品", default=False, width=7, hint="洗洁精、口罩等不吃的东西")
    active = YesNo("在用", default=True, width=6)
    note = Text("备注", max_length=80, width=14)

    class Meta:
        indexes = ((("name", "spec"), False),)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['name']}（{told['spec']}）" if told.get("spec") else str(told["name"])

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """What is booked keeps its unit, and what is settled stays food or not, taking back included. Raises Refused."""
        for one in changes:
            fields = changed(one) & {"unit", "consumable"}
            row = cls.get_or_none(cls.id == one.record) if fields else None
            if row and (why := why_booked(row.id, cls.caption(row), fields)):
                raise Refused(why)


class MaterialUnit(Ledger):
    """What a bigger or local unit means for one material: 1 箱 = 24 盒, 1 斤 = 0.5 公斤."""

    title = "单位换算"
    counter = "条"
    key = ("material", "unit")
    order = ("material", "unit")
    part_of = ("material",)
    about = "进货用的单位怎么折成记账单位，例如 1 箱 = 24 盒，1 斤 = 0.5 公斤。"

    material = Link("品名", Material, required=True, width=14)
    unit = Text("进货单位", required=True, max_length=6, width=9)
    holds = Quantity("折合记账单位", required=True, width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        return {} if values["holds"] else {"holds": "折合数要大于零。"}


def unit_holds(material: int, unit: str) -> int:
    """How many thousandths of the material's own unit one `unit` holds. Raises Refused when nobody said."""
    own = Material.get_by_id(material)
    if unit == own.unit:
        return WHOLE
    row = MaterialUnit.get_or_none((MaterialUnit.material == material) & (MaterialUnit.unit == unit))
    if row is None:
        raise Refused(
            f"不知道 1{unit}{own.name} 是多少{own.unit}。请先在“单位换算”里写上，例如 1{unit} = 24{own.unit}。"
        )
    return int(row.holds)
