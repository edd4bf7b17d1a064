"""The school itself: one row, printed on every paper."""

from collections.abc import Sequence

from desktop.models.errors import Refused
from desktop.models.fields import Choice, Date, FieldError, MultiChoice, Text, YesNo
from desktop.models.journal import Change, thaw
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.meal_closed import why_brought, why_served
from desktop.models.people_fields import Phone


class Code10(Text):
    """学校（机构）标识码: ten digits."""

    def check(self, value: object) -> None:
        super().check(value)
        if value is not None and not (len(str(value)) == 10 and str(value).isdigit()):
            raise FieldError(f"{self.label}应为 10 位数字，现在是“{value}”。")


class School(Ledger):
    """Profile of the school (学校基本信息)."""

    title = "学校"
    counter = "所"
    about = "学校名称、标识码和电话，会印在每一张表上。"

    school_name = Text("学校名称", required=True, width=18, group="学校", hint="与公章一致")
    school_code = Code10("学校标识码", group="学校", aliases=("学校（机构）标识码",), max_length=10)
    short_name = Text("学校代字", group="学校", max_length=8, hint="用在告知书编号里，如 石小资助")
    school_type = Choice("办学类型", "school_type", required=True, group="学校")
    urban_rural = Choice("城乡类型", "urban_rural", group="学校")
    central_school = Text("主管中心校", required=True, group="学校", width=16)
    township = Text("乡镇", required=True, group="学校")
    county = Text("县（市、区）", required=True, group="学校")
    address = Text("学校地址", group="学校", width=20)
    postcode = Text("邮编", group="学校", max_length=6)
    nutrition_area = Choice("营养改善计划地区", "nutrition_area", group="营养餐")
    meal_mode = Choice("供餐模式", "meal_supply_mode", group="营养餐")
    meal_kinds = MultiChoice("供餐餐次", "meal_kind", group="营养餐", default="lunch", hint="学校供哪几餐")
    food_license = Text("食品经营许可证号", group="营养餐", width=18)
    food_license_until = Date("许可证有效期至", group="营养餐")
    post_aid = YesNo(
        "资助名单发放前公示", default=True, group="资助", width=12,
        hint="本县没有要求助前公示的填“否”，名单生成后直接由校长审批",
    )  # fmt: skip
    hotline_school = Phone("学校咨询电话", required=True, group="电话", mask=None)
    hotline_county = Phone("县监督电话", group="电话", mask=None, hint="县学生资助管理中心")
    wall_grade = YesNo("公示写困难档次", group="公示", width=9, hint="本县允许才开")
    wall_amount = YesNo("公示写资助金额", group="公示", width=9, hint="本县允许才开")

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("postcode") and not (len(values["postcode"]) == 6 and values["postcode"].isdigit()):
            return {"postcode": f"邮编应为 6 位数字，现在是“{values['postcode']}”。"}
        return {}

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """No settled month comes out otherwise by other meals or another 供餐模式, taking back included. Raises Refused."""
        for one in changes:
            before, after = thaw(one.before), thaw(one.after)
            if not before or not after or not {"meal_mode", "meal_kinds"} & {*before, *after}:
                continue
            row = cls.get_by_id(one.record).__data__
            old, new = row | before, row | after
            if why := why_served(old, new) or why_brought(old.get("meal_mode"), new.get("meal_mode")):
                raise Refused(why)


def the_school() -> School | None:
    """The one row, or None before the first start is finished."""
    return School.select().order_by(School.id).first()


def posts_aid_lists() -> bool:
    """Whether an aid list hangs on the wall before the headteacher approves it; yes unless the school says no."""
    school = the_school()
    return school is None or school.post_aid is not False
