"""What the program keeps about its own work: rows waiting for a decision, learned heads, packages sent."""

from typing import Any

from desktop.models.fields import Choice, Date, Note, Number, TermField, Text
from desktop.models.ledger import Ledger


class WaitingRow(Ledger):
    """A row of an imported workbook that was not written: it waits here and does not stop the others."""

    title = "待补名单"
    counter = "行"
    personal = True
    order = ("id",)
    columns = ("person", "class_text", "problem", "file", "sheet", "row", "state")
    about = "导入时有误、没有写进台账的行。补好以后从这里写入。"

    person = Text("姓名", max_length=60)
    class_text = Text("班级", max_length=30, width=8)
    problem = Note("哪里不对", width=30)
    file = Text("文件", max_length=200, width=20)
    sheet = Text("工作表", max_length=60, width=8)
    row = Number("行", width=5)
    raw = Note("原样", edit=False)
    state = Choice("状态", "waiting_state", required=True, default="open", width=8)


class HeadMemory(Ledger):
    """How the columns of a kind of workbook were matched; found again by the heads' fingerprint."""

    title = "记住的表头"
    counter = "种"
    key = ("fingerprint",)

    fingerprint = Text("指纹", required=True, unique=True, max_length=80)
    heads = Note("表头", width=30)
    matched = Note("对应", edit=False)


class SentPackage(Ledger):
    """One 报送: what was written, where, and how far the journal stood."""

    title = "报送记录"
    counter = "次"
    order = ("id",)
    columns = ("day", "term", "folder", "medium", "pupils", "check_code", "who")
    about = "给中心校的每一次报送：时间、内容、校验码。"

    day = Date("日期", required=True)
    term = TermField("学期", required=True, width=14)
    folder = Text("文件夹", required=True, max_length=200, width=30)
    medium = Text("U 盘", max_length=60)
    content = Note("内容", width=20)
    pupils = Number("学生数")
    check_code = Text("校验码", max_length=12)
    journal_number = Number("操作日志", edit=False)
    journal_mac = Text("日志指纹", max_length=64, edit=False)
    who = Text("报送人", max_length=20)
    received_by = Text("接收人", max_length=20)

    @classmethod
    def caption(cls, row: Any) -> str:
        return str(row.__data__["folder"])
