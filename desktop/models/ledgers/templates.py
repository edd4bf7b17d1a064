"""信函模板: the texts of letters as the school edits them. Every change is a new version."""

from typing import Any

from desktop.models.fields import Choice, Date, Note, Number, Text, YesNo
from desktop.models.ledger import Ledger, Values


class LetterTemplate(Ledger):
    """One version of one letter's text with its named fields 【…】. The newest in use is printed."""

    title = "信函模板"
    counter = "版"
    key = ("kind", "version")
    order = ("kind", "version")
    columns = ("kind", "version", "in_use", "since", "who", "why")
    about = "告知书、政策信、明白卡的文字。改一次存一版，旧版留着。"

    kind = Choice("信函", "letter_kind", required=True, width=16, edit=False)
    version = Number("第几版", required=True, least=1, width=7, edit=False)
    body = Note("正文", required=True, width=40, edit=False)
    in_use = YesNo("在用", default=True, width=6, edit=False)
    since = Date("启用日期", required=True, edit=False)
    who = Text("修改人", max_length=20, edit=False)
    why = Text("为什么改", max_length=120, width=18, edit=False)

    class Meta:
        indexes = ((("kind", "version"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{cls.kind.format(told['kind'])} 第{told['version']}版"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if old and (not new or new["body"] != old["body"]):
            return "模板的旧版要留着，不能改也不能删。要改文字，请另存一版。"
        return ""
