"""What may hang on a wall: the one place that makes the rows of any public list.

教财厅函〔2017〕28号: a posted list may name pupil, school, grade, class and what was granted; never an ID number, an
address, a telephone, a birth date or an account. Here the kind of need is left out too, for it tells of orphans and
the disabled. A row has no other columns than these, is made from pupils by this module alone (a list holds no name that is not in the
roster), and every text in it is
looked at again: who types an ID number into the name field will not get it onto the wall.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass, class_name, grade_name, parse_class
from desktop.models.ledgers.posting import hangs
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.recognition_order import NOT_NEEDY
from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.seeds import told

TITLES = {
    "place": "序号", "name": "姓名", "grade": "年级", "class_name": "班级", "item": "资助项目",
    "need_grade": "困难档次", "amount": "金额（元）",
}  # fmt: skip
LISTED = (
    "school_reviewed",
    "posted",
    "objected",
    "recognised",
    "archived",
)  # cases that are, or will be, on the list
LONGEST_NAME, LONGEST_ITEM = 36, 40  # characters
MOST_DIGITS = 4  # a year in an item's name; anything longer is a number of somebody
HAN_FIGURES = re.compile("[〇零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾幺]{5,}")
MOST_PLACES, MOST_FEN = 9_999, 9_999_999  # a number above is somebody's telephone or account
HAN_NAME = re.compile(r"[^\W\d_]+(?:·[^\W\d_]+)*")  # a space in one is followed by a remark, not by a name
LATIN_NAME = re.compile(r"[^\W\d_]+(?:[· ][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class WallRow:
    """One line of a public list. amount: 分. An empty column is not shown. Raises Refused for what must not hang."""

    place: int
    name: str
    grade: str
    class_name: str
    item: str = ""
    need_grade: str = ""
    amount: int | None = None

    def __post_init__(self) -> None:
        for name in ("name", "grade", "class_name", "item", "need_grade"):
            if type(getattr(self, name)) is not str:
                raise Refused(f"公示名单第 {self.place} 行的{TITLES[name]}不是文字，不能上墙。")
        if type(self.place) is not int or not (self.amount is None or type(self.amount) is int):
            raise Refused("公示名单的序号和金额只能是数字。")
        if not 1 <= self.place <= MOST_PLACES or not 0 <= (self.amount or 0) <= MOST_FEN:
            raise Refused("公示名单的序号或金额不像序号和金额（是负数，或大得像号码），不能上墙。请核对。")
        if why := _why_not_name(self.name) or _why_not_item(self.item) or self._why_not_codes():
            raise Refused(f"公示名单第 {self.place} 行不能上墙：{why}请先在花名册或资助项目里改正。")

    def _why_not_codes(self) -> str:
        """Grade, class and grade of need are words of the program's own lists, nothing typed."""
        classes = {grade_name(grade): grade for grade in range(1, 10)}
        read = parse_class(self.class_name)
        shaped = read is not None and read[1] < 100 and class_name(*read) == self.class_name
        if self.grade not in classes or read is None or not shaped:
            return "年级或班级的写法不对。"
        if classes[self.grade] != read[0]:
            return "年级和班级对不上。"
        grades = {label for code, label in code_list("need_grade").labels.items() if code != NOT_NEEDY}
        return "" if self.need_grade in grades | {""} else "困难档次不在档次表里。"


@dataclass(frozen=True)
class WallList:
    """A list as it may hang: the columns that this kind of list and this school allow, and the rows."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[WallRow, ...]

    def __post_init__(self) -> None:
        """A list put together elsewhere goes through the same gate. Raises Refused for what must not hang."""
        if strange := [str(name) for name in self.columns if name not in allowed_columns(self.kind)]:
            raise Refused(f"这份公示名单不能有“{'、'.join(TITLES.get(n, n) for n in strange)}”这一列。")
        for row in self.rows:
            if type(row) is not WallRow:
                raise Refused("公示名单的每一行都要由花名册里的学生生成。")
            row.__post_init__()
        unknown = {row.name for row in self.rows} - _roster_names(row.name for row in self.rows)
        if unknown:
            raise Refused(f"公示名单里的“{_hidden(min(unknown))}”不是花名册上学生的姓名，不能上墙。")

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(TITLES[name] for name in self.columns)

    def cells(self, row: WallRow) -> tuple[str, ...]:
        """One row as texts, in the order of the columns."""
        return tuple(
            money.figures(row.amount or 0) if name == "amount" else str(getattr(row, name))
            for name in self.columns
        )


@dataclass(frozen=True)
class _Line:
    """A pupil on a list, before it is known what of it may hang."""

    pupil: Any
    class_text: str
    need_grade: str = ""
    item: str = ""
    amount: int | None = None


def allowed_columns(kind: str) -> tuple[str, ...]:
    """The columns a kind of posting may carry here: data (posting_kind), and the school's word for some of them.

    Data can narrow what WallRow holds, never widen it: an unknown column is refused.
    """
    codes, school = code_list("posting_kind"), the_school()
    asked = codes.fact(kind, "with_leave") or {}
    wanted = [
        *codes.fact(kind, "columns"),
        *(name for name, leave in asked.items() if getattr(school, leave, None)),
    ]
    known = {one.name for one in fields(WallRow)}
    if strange := [name for name in wanted if name not in known]:
        raise Refused(f"公示名单不能有“{'、'.join(strange)}”这样的列，只能有：{'、'.join(TITLES.values())}。")
    return tuple(name for name in TITLES if name in wanted)


def list_of_round(store: Store, record: int, kind: str = "recognition") -> WallList:
    """The list of a recognition round, as far as this person may see it: by class, then by name."""
    store.session.demand("print", "看公示名单")
    rows = store.rows(RecognitionCase).where(_listed(record))
    return _wall(kind, _round_lines(rows))


def list_of_batch(store: Store, record: int) -> WallList:
    """The list of an aid batch (拟资助学生公示)."""
    store.session.demand("print", "看公示名单")
    rows = store.rows(AidGrant).where(_granted(record))
    return _wall("aid", _batch_lines(record, rows))


def fingerprint_of_round(record: int) -> tuple[str, int]:
    """(SHA-256 of who is on the list in which class and grade of need, heads): a changed list is another list."""
    return _fingerprint(_round_lines(RecognitionCase.select().where(_listed(record))))


def fingerprint_of_batch(record: int) -> tuple[str, int]:
    """(SHA-256 of who is on the list with which amount, heads)."""
    return _fingerprint(_batch_lines(record, AidGrant.select().where(_granted(record))))


def _listed(record: int) -> Any:
    case = RecognitionCase
    on_it = case.state.in_(LISTED) & case.school_grade.is_null(False) & (case.school_grade != NOT_NEEDY)
    gone = (case.state == "archived") & case.grade.is_null()  # declined, filed with the others
    return (case.round == record) & on_it & ~gone


def _granted(record: int) -> Any:
    return (AidGrant.batch == record) & (AidGrant.state != "stopped")


def _round_lines(cases: Iterable[Any]) -> list[_Line]:
    """A case carries the class it had when it was posted; before that the pupil's class counts."""
    cases = list(cases)
    pupils = _pupils(case.student_id for case in cases)
    lines = []
    for case in cases:
        pupil = pupils[case.student_id]
        kept = case.class_name if case.state != "school_reviewed" else None
        lines.append(_Line(pupil, kept or _class_of(pupil), need_grade=case.school_grade))
    return _in_order(lines)


def _batch_lines(record: int, grants: Iterable[Any]) -> list[_Line]:
    programme = AidProgramme.get_by_id(AidBatch.get_by_id(record).programme_id)
    grants = list(grants)
    pupils = _pupils(grant.student_id for grant in grants)
    return _in_order(
        _Line(pupil, grant.class_name or _class_of(pupil), item=programme.name, amount=grant.amount)
        for grant in grants
        for pupil in (pupils[grant.student_id],)
    )


def _pupils(ids: Iterable[int]) -> dict[int, Any]:
    wanted = list(ids)
    found: dict[int, Any] = {}
    for start in range(0, len(wanted), 500):
        found |= {row.id: row for row in Student.select().where(Student.id.in_(wanted[start : start + 500]))}
    return found


def _roster_names(names: Iterable[str]) -> set[str]:
    wanted, found = sorted(set(names)), set()
    for start in range(0, len(wanted), 500):
        rows = Student.select(Student.name).where(Student.name.in_(wanted[start : start + 500]))
        found |= {row.name for row in rows}
    return found


def _class_of(pupil: Any) -> str:
    return SchoolClass.caption_of(pupil.school_class_id)


def _in_order(lines: Iterable[_Line]) -> list[_Line]:
    """By class, then by pinyin (the second word of a pupil's search text)."""
    return sorted(
        lines,
        key=lambda line: (parse_class(line.class_text) or (0, 0), (line.pupil.search or "")[len(line.pupil.name) + 2 :],
                          line.pupil.id),
    )  # fmt: skip


def _wall(kind: str, lines: Iterable[_Line]) -> WallList:
    columns = allowed_columns(kind)
    return WallList(kind, columns, tuple(_row(place, line, columns) for place, line in enumerate(lines, 1)))


def _row(place: int, line: _Line, columns: tuple[str, ...]) -> WallRow:
    """From a pupil to the wall: what is not an allowed column does not even get into the row."""
    read = parse_class(line.class_text)
    if read is None or not 1 <= read[0] <= 9:
        raise Refused(f"{line.pupil.name}的班级“{line.class_text}”看不懂，不能上墙。请先在花名册里改正。")
    label = code_list("need_grade").label(line.need_grade) if line.need_grade else ""
    row = {
        "place": place, "name": line.pupil.name, "grade": grade_name(read[0]), "class_name": class_name(*read),
        "item": line.item, "need_grade": label, "amount": line.amount,
    }  # fmt: skip
    return WallRow(**{name: value for name, value in row.items() if name in columns or name in ALWAYS})


ALWAYS = ("place", "name", "grade", "class_name")


def _fingerprint(lines: Iterable[_Line]) -> tuple[str, int]:
    told_lines = [
        (line.pupil.id, line.pupil.name, line.class_text, line.need_grade, line.amount) for line in lines
    ]
    text = json.dumps(told_lines, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest(), len(told_lines)


def demand_public(texts: Mapping[str, str | None], *, hung: Sequence[str | None] = ()) -> None:
    """Raise Refused for free words around a list (what they are called -> the words) in which somebody's number stands:
    where it hangs, who hung it, how to object. hung: telephones of the school that hung already."""
    if why := next(filter(None, (hangs(label, text, hung=hung) for label, text in texts.items())), ""):
        raise Refused(why)


# what no text on a wall may hold -----------------------------------------------------------------------


@cache
def _forbidden() -> tuple[tuple[str, ...], tuple[re.Pattern[str], ...]]:
    data = told("recognition/wall")
    return tuple(data["words"]), tuple(re.compile(pattern) for pattern in data["addresses"])


def _bare(text: str) -> str:
    """Full-width and styled signs made plain, everything invisible and all punctuation gone: 1３８-0013 8000 -> 13800138000."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if unicodedata.category(char)[0] in "LN")


def _digits(text: str) -> int:
    """Figures of any script; 〇 is a sign that real names have."""
    plain = unicodedata.normalize("NFKC", text)
    return sum(unicodedata.category(char)[0] == "N" and char != "〇" for char in plain)


def _why_not_name(name: str) -> str:
    scripts = {_script(char) for char in name if char not in "· "}
    shape = LATIN_NAME if scripts == {"latin"} else HAN_NAME
    if not shape.fullmatch(name) or len(name) > LONGEST_NAME or _digits(name) or len(scripts) != 1:
        return f"姓名“{_hidden(name)}”里有空格、数字、字母或别的符号，不像姓名。"
    return _why_not_words(name, "姓名") or _why_not_remark(name)


def _script(char: str) -> str:
    """Chinese or Latin letters make a name here, never both: 王芳dibao is no name."""
    told = unicodedata.name(char, "")
    if char == "〇" or told.startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH")):
        return "han"
    return "latin" if told.startswith("LATIN") else f"other {char}"


def _why_not_remark(name: str) -> str:
    """A word about the family behind the name (data): real names that hold one are listed beside."""
    words, usual, patterns = _remarks()
    bare = _bare(name)
    for told_so in usual:
        bare = bare.replace(told_so, "")
    if any(word in bare for word in words) or any(pattern.search(bare) for pattern in patterns):
        return f"姓名“{_hidden(name)}”后面像是写了别的话，会暴露学生的情况。"
    return ""


@cache
def _remarks() -> tuple[tuple[str, ...], tuple[str, ...], tuple[re.Pattern[str], ...]]:
    data = told("recognition/wall")
    patterns = tuple(re.compile(pattern) for pattern in data["name_patterns"])
    return tuple(data["name_words"]), tuple(data["name_usual"]), patterns


def _why_not_item(item: str) -> str:
    if len(item) > LONGEST_ITEM or _digits(item) > MOST_DIGITS:
        return f"资助项目“{_hidden(item)}”太长，或者含有号码。"
    if not item.isprintable():
        return "资助项目里有看不见的字符。"
    return _why_not_words(item, "资助项目")


def _why_not_words(text: str, label: str) -> str:
    words, addresses = _forbidden()
    bare = _bare(text)
    if HAN_FIGURES.search(bare):
        return f"{label}“{_hidden(text)}”里像是写了号码。"
    if word := next((word for word in words if word in bare), ""):
        return f"{label}里有“{word}”，会暴露学生的情况。"
    if any(pattern.search(bare) for pattern in addresses):
        return f"{label}“{_hidden(text)}”里像是写了住址。"
    return ""


def _hidden(text: str) -> str:
    """The refusal itself must not carry the number on."""
    return "".join("*" if unicodedata.category(char)[0] in "NC" else char for char in text[:12])
