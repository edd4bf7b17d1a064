"""What 责任书 asks for before it writes: for whom, which year, which targets; on which day they were signed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from desktop.models.codes import code_list, small_list
from desktop.models.errors import Refused
from desktop.models.fields import Choice
from desktop.models.ledger import Values
from desktop.models.ledgers.care_duty import DutyPaper
from desktop.models.ledgers.students import Student
from desktop.services.care import duties
from desktop.views.desk import Desk
from desktop.views.recognition_ask import AskCard, Asked

SAYS = (
    "每人一份，写好以后打印签字。已经有了的不重复写；签给班主任的按“班级”里的班主任，签给家长的按在校学生。"
)
TARGETS = "一行一条，最后写数值，例如：巩固率 99.8%。不填就用这种责任书常用的目标。请以本县文件为准。"
END = re.compile(r"^(?P<name>.+?)[\s　：:]+(?P<value>\S+)$")


def bulk_card(desk: Desk, today: dt.date) -> AskCard:
    """Write for all class teachers, or for the parents of a class or the school."""
    levels = {code: code_list("duty_level").label(code) for code in (duties.TEACHERS, duties.PARENTS)}
    level = Choice("签给谁", small_list("duty_bulk", "签给谁", levels), required=True, width=14)

    def do(values: Values) -> int:
        of = [values["klass"]] if values["klass"] else []
        to_parents = values["level"] == duties.PARENTS
        return duties.write(
            desk.store, values["kind"], values["level"], duties.parents(of) if to_parents else duties.class_teachers(),
            year=values["year"], span=(values["from_day"], values["until_day"]),
            targets=targets_in(values["targets"] or "") or None,
        )  # fmt: skip

    asked = [
        Asked(DutyPaper.kind, "dropout", must=True), Asked(level, duties.TEACHERS, must=True, name="level"),
        Asked(DutyPaper.year, today.year, must=True),
        Asked(Student.school_class, None, "只给这个班的家长", name="klass"),
        Asked(DutyPaper.from_day), Asked(DutyPaper.until_day),
        Asked(DutyPaper.duties, None, "目标", says=TARGETS, name="targets"),
    ]  # fmt: skip
    return AskCard(desk, "一次写好责任书", asked, do, yes="写好", says=SAYS)


def sign_card(desk: Desk, records: Sequence[int], today: dt.date) -> AskCard:
    """Note that the chosen ones were signed."""

    def do(values: Values) -> int:
        return duties.sign(desk.store, records, values["signed_on"])

    asked = [Asked(DutyPaper.signed_on, today, must=True)]
    return AskCard(
        desk, "登记签订", asked, do, yes="登记", says=f"选中 {len(records)} 份，已经签过的日期不变。"
    )


def targets_in(text: str) -> list[tuple[str, str]]:
    """巩固率 99.8% -> (巩固率, 99.8%), line by line. Raises Refused for a line without a value."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = END.match(line)
        if match is None:
            raise Refused(f"目标“{line}”没有数值，请写成“巩固率 99.8%”这样，中间空一格。")
        found.append((match["name"].strip("：: 　"), match["value"]))
    return found
