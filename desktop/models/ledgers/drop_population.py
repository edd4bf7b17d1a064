"""适龄儿童少年: everybody of school age in the service area, where each learns, and what proves it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Computed, Date, File, Link, Note, Number, Text, YesNo
from desktop.models.identity import mask_id
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.day_order import why_not_before, why_not_yet
from desktop.models.ledgers.drop_ages import odd_age
from desktop.models.ledgers.drop_proof_owner import odd_number, why_not_his
from desktop.models.ledgers.recognition_order import first_value
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.people_fields import IdNumber, Name, Phone, StudentNo


def _ways(ids: Sequence[int]) -> Mapping[int, str]:
    """Where each child is today; reads ledgers that point to this one."""
    from desktop.models.ledgers.drop_standing import ways_today

    return ways_today(ids)


class AgeChild(Ledger):
    """One child of school age whose household is registered in, or who lives in, the service area."""

    title = "适龄儿童少年"
    one = "适龄儿童"
    counter = "人"
    personal = True
    key = ("id_number",)
    order = ("village", "name", "id")
    columns = (
        "name",
        "gender",
        "id_number",
        "birth_date",
        "standing",
        "village",
        "head_name",
        "phone",
        "student",
        "teacher",
    )
    instead = "摸排到的人不能删。不在本施教区了，请在“去向”里写明。"
    about = "本校施教区六到十五周岁的孩子，一个不漏：在哪里读书、有没有证明。"

    name = Name("姓名", required=True, max_length=36, width=12)
    gender = Choice("性别", "gender", width=5)
    id_number = IdNumber("身份证号", unique=True)
    birth_date = Date("出生日期", required=True, width=11)
    village = Text("户籍村组", max_length=60, width=16)
    address = Text("现住址", max_length=120, width=18)
    head_name = Name("户主", width=10)
    head_id = IdNumber("户主身份证号")
    guardian = Name("监护人", width=10)
    phone = Phone("联系电话")
    poor = Choice("脱贫户或监测户", "household_type", width=14)
    disabled = Choice("残疾类型", "disability_type", width=10)
    student = Link("本校学生", Student, width=12)
    student_no = StudentNo("学籍号")
    teacher = Link("包保教师", Staff)
    in_police = YesNo("公安户籍名单有", width=14, edit=False)
    in_village = YesNo("村里摸排有", width=11, edit=False)
    in_roll = YesNo("学籍系统有", width=11, edit=False)
    note = Note("备注", width=14)

    standing = Computed("现在去向", _ways, width=14)

    class Meta:
        indexes = ((("village",), False), (("birth_date",), False))

    @classmethod
    def caption(cls, row: Any) -> str:
        return str(row.__data__["name"])

    @classmethod
    def find(cls, text: str) -> int | None:
        """By ID number, or a name that only one child has."""
        tidy = text.strip()
        found = [
            row.id for row in cls.select(cls.id).where((cls.id_number == tidy.upper()) | (cls.name == tidy))
        ]
        return found[0] if len(found) == 1 else None

    @classmethod
    def why_not_found(cls, text: str) -> str:
        """Namesakes are there, but which of them is meant?"""
        count = cls.select().where(cls.name == text.strip()).count()
        if count < 2:
            return super().why_not_found(text)
        return f"叫“{text.strip()}”的有 {count} 人，请写身份证号，或者从列出来的里面按出生日期选。"


WHY_NOT_HERE = "“本校在读”由花名册自动得出，不用填。是本校学生的，请看花名册里有没有他、身份证号对不对。"


class AgeStatus(Ledger):
    """Where a child is from a day on: one line of the status tree. The newest line that has begun counts."""

    title = "就学去向"
    counter = "条"
    personal = True
    key = ("child", "from_day")
    order = ("child", "from_day")
    columns = ("child", "status", "from_day", "school", "grade_text", "how_known", "checked_on", "teacher")
    part_of = ("child",)
    about = "每个适龄孩子从哪天起在哪里读书或为什么不在学；后来变了再添一行，以前的留着。"

    child = Link("适龄儿童", AgeChild, required=True, width=12)
    status = Choice("去向", "age_status", required=True, width=16)
    from_day = Date("从哪天起", required=True)
    school = Text("就读学校", max_length=60, width=18)
    grade_text = Text("年级", max_length=20, width=8)
    how_known = Choice("怎样知道的", "age_known", width=12)
    checked_on = Date("核查日期")
    teacher = Link("核查人", Staff)
    note = Text("备注", max_length=120, width=16)

    class Meta:
        indexes = ((("child", "from_day"), True),)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        codes = code_list("age_status")
        if codes.fact(values["status"], "parent_of"):
            return {"status": "请选最细的一级，合计由程序往上加。"}
        return {"status": WHY_NOT_HERE} if codes.fact(values["status"], "derived") else {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("from_day", "checked_on")) if new else ""

    @classmethod
    def advise(cls, values: Values) -> Problems:
        birth = AgeChild.select(AgeChild.birth_date).where(AgeChild.id == values.get("child")).scalar()
        odd = odd_age(values.get("status"), values.get("school"), birth, values.get("from_day"))
        return {"status": f"{odd}，请核对去向、学校和出生日期。"} if odd else {}


class PopulationList(Ledger):
    """A list of children that somebody gave: police, village, 学籍 system, another school."""

    title = "摸排名单"
    counter = "份"
    order = ("day", "id")
    about = "公安户籍、村里摸排、学籍系统、外校送来的名单，一份一行。"

    kind = Choice("来源", "population_source", required=True, width=12)
    day = Date("名单日期", required=True)
    name = Text("名称", required=True, max_length=80, width=24)
    file = Text("文件", max_length=200, width=24, edit=False)
    heads = Number("人数", least=0, width=7, edit=False)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['day']} {row.__data__['name']}"


class PopulationLine(Ledger):
    """One line of such a list, and which child it was taken for."""

    title = "摸排名单明细"
    counter = "行"
    personal = True
    key = ("source_list", "row_no", "sheet")
    order = ("source_list", "id")
    part_of = ("source_list",)
    about = "名单上的每一行和它对上的孩子；没对上的在这里等着。"

    source_list = Link("名单", PopulationList, required=True, width=20, edit=False)
    sheet = Text("工作表", max_length=60, edit=False)
    row_no = Number("行号", required=True, width=6, edit=False)
    name = Text("姓名", max_length=36, width=12, edit=False)
    id_text = Text("身份证号", max_length=40, width=20, edit=False, mask=mask_id)
    gender = Choice("性别", "gender", width=5, edit=False)
    birth_date = Date("出生日期", width=11, edit=False)
    village = Text("户籍村组", max_length=60, width=14, edit=False)
    school = Text("学校", max_length=60, width=16, edit=False)
    grade_text = Text("年级", max_length=20, width=8, edit=False)
    child = Link("对上的孩子", AgeChild, width=12, edit=False)
    verdict = Choice("核对", "population_verdict", required=True, width=10)
    reason = Text("说明", max_length=80, width=18)

    class Meta:
        indexes = ((("source_list", "child"), False),)


class OffSiteProof(Ledger):
    """在外就读取证: proof that a child really learns at another school. Asked for, held, or refused with the reason."""

    title = "在外就读取证"
    counter = "份"
    personal = True
    key = ("child", "asked_on")
    order = ("state", "child", "id")
    columns = (
        "child",
        "state",
        "school",
        "grade_text",
        "kind",
        "sealed",
        "issued_on",
        "teacher",
        "refused_why",
    )
    about = "在外地读书的孩子要有证明：在哪所学校、哪个班、谁开的证明。不给的写明原因。"

    child = Link("适龄儿童", AgeChild, required=True, width=12)
    state = Choice("状态", "proof_state", required=True, default="asked", width=9)
    asked_on = Date("索要日期", required=True)
    school = Text("就读学校全称", max_length=60, width=20)
    address = Text("学校地址", max_length=80, width=16)
    grade_text = Text("年级班级", max_length=20, width=9)
    head_teacher = Name("对方班主任", width=10)
    head_phone = Phone("对方电话", mask=None)
    student_no = StudentNo("学籍号")
    kind = Choice("证明类型", "proof_kind", width=14)
    sealed = YesNo("盖了公章", width=9)
    issued_on = Date("开具日期")
    held_on = Date("取得日期")
    valid_until = Date("有效到")
    teacher = Link("取证教师", Staff)
    refused_why = Text("不给的原因", max_length=120, width=20)
    file = File("证明", width=14)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "取证记录不能删除；拿不到证明的写“未给”和原因。" if old["state"] != "asked" else ""
        if new["state"] == "held" and not (new.get("kind") and new.get("school") and new.get("held_on")):
            return "拿到证明的，请写就读学校、证明类型和取得日期。"
        if new["state"] == "refused" and not new.get("refused_why"):
            return "没有给证明的，请写原因。"
        if any(new.get(name) != old.get(name) for name in ("student_no", "child")) and (
            why := why_not_his(new["child"], new.get("student_no"))
        ):
            return why
        return why_not_yet(cls, old, new, ("asked_on", "issued_on", "held_on")) or why_not_before(
            cls, old, new, "asked_on", "held_on"
        )

    @classmethod
    def advise(cls, values: Values) -> Problems:
        odd = odd_number(values["child"], values.get("student_no")) if values.get("child") else ""
        return {"student_no": f"{odd}，请核对。"} if odd else {}


class ProofCall(Ledger):
    """A drawn child whose proof was checked by telephone."""

    title = "取证抽查"
    counter = "人"
    personal = True
    order = ("day", "place")
    about = "随机抽几名在外就读的孩子打电话核实；抽法可以重做，名单和结果留着。"

    day = Date("抽查日期", required=True, edit=False)
    seed = Number("抽签号", required=True, edit=False)
    among = Number("从多少人中抽", required=True, edit=False, width=12)
    pool = Text("名单指纹", max_length=64, edit=False, width=12)
    place = Number("序号", required=True, edit=False, width=6)
    child = Link("适龄儿童", AgeChild, required=True, width=12, edit=False)
    called_on = Date("通话日期")
    staff = Link("抽查人", Staff)
    answered_by = Text("接听人", max_length=30)
    result = Choice("结果", "draw_result", width=10)
    words = Text("情况", max_length=120, width=22)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "抽到的名单不能删，打不通的写“打不通”。"
        fixed = bool(old) and any(old[name] != new[name] for name in ("day", "seed", "place", "child"))
        return "抽到谁不能改。" if fixed else why_not_yet(cls, old, new, ("called_on",))


class CheckReason(Ledger):
    """Why somebody stands on one side of a comparison alone: said once, remembered for the next time."""

    title = "比对说明"
    counter = "条"
    personal = True
    key = ("comparison", "child", "student")
    order = ("comparison", "id")
    made_by = "who"
    about = "三比对里只在一边的人，为什么。说明过的下次不再列出来。"

    comparison = Choice("比对", "population_check", required=True, width=14)
    child = Link("适龄儿童", AgeChild, width=12)
    student = Link("本校学生", Student, width=12)
    reason = Text("说明", required=True, max_length=120, width=26)
    day = Date("日期", required=True)
    who = Text("谁写的", max_length=20, edit=False)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        told = values.get("child") or values.get("student")
        return {} if told else {"child": "请选适龄儿童，不在适龄台账的选本校学生。"}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else ""


def status_on(child: int, day: dt.date) -> str | None:
    """The status code of a child on a day; None when nothing is known yet."""
    sql = "SELECT status FROM age_status WHERE child_id = ? AND from_day <= ? ORDER BY from_day DESC LIMIT 1"
    found = first_value(sql, child, str(day))
    return None if found is None else str(found)
