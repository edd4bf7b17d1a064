"""Teachers and staff, and the people who may log in."""

from desktop.models.codes import small_list
from desktop.models.fields import Choice, Date, Link, Note, Text, YesNo
from desktop.models.ledger import Ledger, Values
from desktop.models.people_fields import IdNumber, Name, Phone
from desktop.models.roles import roles


class Staff(Ledger):
    """教职工."""

    title = "教职工"
    counter = "人"
    key = ("name", "phone")
    order = ("name",)
    columns = ("name", "post", "subject", "phone")
    about = "老师和工作人员。班主任、资助专干、验收人都从这里选。"

    name = Name("姓名", required=True, aliases=("教师姓名", "老师姓名"))
    gender = Choice("性别", "gender", width=5)
    id_number = IdNumber("身份证号", aliases=("身份证件号", "证件号码"))
    post = Choice("岗位", "staff_post", aliases=("职务",))
    subject = Text("任教学科", max_length=30)
    phone = Phone("联系电话", mask=None, aliases=("电话", "手机", "手机号码"))
    joined_on = Date("到校日期")
    left_on = Date("离校日期")
    note = Note("备注", width=16)


class AppUser(Ledger):
    """Who may log in. The password opens a key slot; only name and role stand here.

    Role and 可以登录 change in “用户与密码” alone: by a workbook a clerk could do away with the headteacher.
    """

    title = "用户"
    counter = "人"
    key = ("name",)
    about = "能登录本程序的人。"

    name = Name("用户名", required=True, unique=True, max_length=20)
    role = Choice(
        "角色",
        small_list("roles", "角色", {code: role.label for code, role in roles().items()}),
        required=True,
        edit=False,
    )
    staff = Link("教职工", Staff, hint="班主任只看得到自己班：在“班级”里把他设为班主任")
    active = YesNo("可以登录", default=True, edit=False)
    first_password = YesNo("一次性密码", default=False, edit=False)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        """Nobody becomes headteacher with a password somebody else knows: it is to be changed at the first log-in."""
        made_head = bool(new) and new["role"] == HEAD and old.get("role") != HEAD
        if made_head and not new.get("first_password"):
            return "“校长”只能在“用户与密码”里加，给一个一次性密码，由校长第一次登录时换成自己的。"
        return ""


HEAD = "head"  # the role that approves


def head_is_here() -> bool:
    """Whether a headteacher has taken over: logged in and chosen a password nobody else knows."""
    return bool(heads_here())


def heads_here() -> list[str]:
    """The names of the headteachers who have taken over."""
    here = (AppUser.role == HEAD) & AppUser.active & ~AppUser.first_password
    return [row.name for row in AppUser.select(AppUser.name).where(here)]
