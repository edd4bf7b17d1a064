"""Fields a school adds to its pupils: they appear in form, table, import and export like the others."""

from typing import Any

from desktop.models.codes import small_list
from desktop.models.fields import Choice, Date, Field, Note, Number, Text
from desktop.models.ledger import Ledger, Problems, Values, remembered


class ExtraField(Ledger):
    """One field of the school's own."""

    title = "自定字段"
    counter = "个"
    key = ("label",)
    about = "花名册里没有、学校又要记的内容，在这里加一列。"

    label = Text("名称", required=True, unique=True, max_length=20)
    field_kind = Choice("类型", "field_kind", required=True, default="text")
    options = Note("可选内容", width=20, hint="类型是“选择”时填，一行一个")
    in_use = Choice("状态", small_list("in_use", "状态", {"1": "使用", "0": "停用"}), default="1", width=6)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["field_kind"] == "choice" and not _options(values.get("options")):
            return {"options": "请写出可选的内容，一行一个。"}
        return {}

    @classmethod
    def declared(cls, owner: type[Ledger]) -> list[Any]:
        """The school's fields as field objects; built anew after each change of the data."""
        if not cls._meta.database.obj:  # no data file open: only the shipped fields
            return []
        if owner not in _built:
            rows = cls.select().where(cls.in_use == "1").order_by(cls.id).tuples()
            _built[owner] = [_field(owner, *row[:4]) for row in rows]
        return _built[owner]


_built: dict[type[Ledger], list[Any]] = {}
remembered.append(_built)


def _options(text: str | None) -> dict[str, str]:
    return {line.strip(): line.strip() for line in (text or "").splitlines() if line.strip()}


def _field(owner: type[Ledger], number: int, label: str, kind: str, options: str | None) -> Field:
    made: Any
    if kind == "choice":
        made = Choice(label, small_list(f"extra{number}", label, _options(options)))
    else:
        made = {"text": Text, "number": Number, "date": ExtraDate}[kind](label)
    made.name, made.extra, made.model, made.group = f"x{number}", True, owner, "本校自定"
    return made


class ExtraDate(Date):
    """A day inside the JSON of extra fields: kept as its ISO text."""

    def convert(self, raw: Any) -> Any:
        return super().convert(raw).isoformat()

    def format(self, value: Any) -> str:
        return "" if value is None else str(value)
