"""The 学籍 export: title rows, a head in two rows, hidden columns, a sum row, and damage in the ID column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from installer.samples.pages import Cell, Page
from installer.samples.people import REGION, SCHOOL, Pupil

Row = dict[str, Cell]
FIRST_ROW = 5  # the first pupil's row as Excel numbers it
ID, NAME = "身份证件号", "姓名"


@dataclass(frozen=True)
class Planted:
    """One flaw put in on purpose: where it is, what is wrong, what stands there, what would be right."""

    file: str
    sheet: str
    row: int
    head: str
    name: str
    flaw: str
    shown: Cell
    truth: str


COLUMNS: tuple[tuple[str, Callable[[Pupil], Cell]], ...] = (
    ("姓名", lambda p: p.name),
    ("性别", lambda p: p.sex),
    ("出生日期", lambda p: f"{p.birth:%Y%m%d}"),
    ("出生地", lambda p: REGION),
    ("籍贯", lambda p: REGION),
    ("民族", lambda p: p.ethnicity),
    ("国籍/地区", lambda p: "中国"),
    ("身份证件类型", lambda p: "居民身份证" if p.id_number else "无"),
    ("身份证件号", lambda p: p.id_number or None),
    ("港澳台侨外", lambda p: "否"),
    ("政治面貌", lambda p: "少先队员" if p.grade > 1 else "群众"),
    ("健康状况", lambda p: "残疾" if "12" in p.hardships else "健康或良好"),
    ("姓名拼音", lambda p: None),
    ("曾用名", lambda p: None),
    ("户口所在地", lambda p: REGION),
    ("户口性质", lambda p: "农业户口"),
    ("特长", lambda p: None),
    ("全国学籍号", lambda p: p.student_no),
    ("学籍辅号", lambda p: f"9901{2027 - p.grade}{p.class_no:02d}{p.seat:02d}"),
    ("班内学号", lambda p: p.seat),
    ("年级", lambda p: f"{'一二三四五六'[p.grade - 1]}年级"),
    ("班级", lambda p: f"{p.class_no}班"),
    ("入学年月", lambda p: f"{2027 - p.grade}09"),
    ("入学方式", lambda p: "就近入学"),
    ("就读方式", lambda p: "住校" if p.boards else "走读"),
    ("学生来源", lambda p: "正常入学"),
    ("现住址", lambda p: p.family.address),
    ("通信地址", lambda p: p.family.address),
    ("家庭地址", lambda p: p.family.address),
    ("联系电话", lambda p: p.phone),
    ("邮政编码", lambda p: "000000"),
    ("是否独生子女", lambda p: "否" if len(p.family.grades) > 1 else "是"),
    ("是否受过学前教育", lambda p: "是"),
    ("是否留守儿童", lambda p: p.family.left_behind),
    ("是否进城务工人员随迁子女", lambda p: "否"),
    ("是否孤儿", lambda p: "是" if "10" in p.hardships else "否"),
    ("是否烈士或优抚子女", lambda p: "否"),
    ("随班就读", lambda p: "非随班就读"),
    ("残疾类型", lambda p: "肢体残疾" if "12" in p.hardships else "无残疾"),
    ("是否由政府购买学位", lambda p: "否"),
    ("是否需要申请资助", lambda p: "是" if p.hardships else "否"),
    ("是否享受一补", lambda p: "是" if p.hardships and p.boards else "否"),
    ("上下学距离", lambda p: p.family.group + 1),
    ("上下学方式", lambda p: "公共交通" if p.boards else "步行"),
    ("是否需要乘坐校车", lambda p: "否"),
)
HIDDEN = ("姓名拼音", "学籍辅号")
MEMBERS = ("家庭成员或监护人一", "家庭成员或监护人二")
MEMBER_HEADS = (
    "姓名", "关系", "关系说明", "民族", "工作单位", "现住址",
    "户口所在地", "联系电话", "是否监护人", "身份证件类型", "身份证件号", "职务",
)  # fmt: skip
HEADS = ("序号", *(head for head, _ in COLUMNS))


def export_row(pupil: Pupil) -> Row:
    """One pupil as head -> cell; a family member's heads carry their block: 家庭成员或监护人一/姓名."""
    row: Row = {head: cell(pupil) for head, cell in COLUMNS}
    family = pupil.family
    for place, (block, adult) in enumerate(zip(MEMBERS, family.adults, strict=False)):
        cells = (
            adult.name, adult.relation, None, family.ethnicity, adult.work, family.address,
            REGION, adult.phone, "否" if place else "是", "居民身份证", adult.id_number, None,
        )  # fmt: skip
        row |= {f"{block}/{head}": cell for head, cell in zip(MEMBER_HEADS, cells, strict=True)}
    return row


def export_page(rows: Sequence[Row], day: str) -> Page:
    """The whole sheet, with its titles, heads over two rows and the sum row at the end."""
    blocks = [f"{block}/{head}" for block in MEMBERS for head in MEMBER_HEADS]
    width = len(HEADS) + len(blocks)
    upper: list[Cell] = [*HEADS, *(None for _ in blocks)]
    merged = [(0, 0, 0, width - 1), (1, 0, 1, width - 1)]
    merged += [(2, column, 3, column) for column in range(len(HEADS))]
    for place, block in enumerate(MEMBERS):
        start = len(HEADS) + place * len(MEMBER_HEADS)
        upper[start] = block
        merged.append((2, start, 2, start + len(MEMBER_HEADS) - 1))
    lower: list[Cell] = [*(None for _ in HEADS), *(MEMBER_HEADS * len(MEMBERS))]
    body = [
        [number, *(row.get(head) for head in (*HEADS[1:], *blocks))] for number, row in enumerate(rows, 1)
    ]
    titles: list[list[Cell]] = [
        [f"{SCHOOL}在校生信息"],
        [f"导出日期：{day}　　共{len(rows)}人"],
        upper,
        lower,
    ]
    hidden = [HEADS.index(head) for head in HIDDEN]
    return Page("在校生信息", [*titles, *body, ["合计", f"{len(rows)}人"]], merged, hidden)


class Spoiler:
    """Puts flaws into the rows of one sheet and keeps account of each."""

    def __init__(self, file: str, sheet: str, pupils: Sequence[Pupil], rows: list[Row]) -> None:
        self.file, self.sheet, self.pupils, self.rows = file, sheet, pupils, rows
        self.planted: list[Planted] = []
        self.used: set[int] = set()

    def spoil(self, place: int, head: str, shown: Cell, flaw: str) -> None:
        row = self.rows[place]
        truth = str(row.get(head) or "")
        row[head] = shown
        self.used.add(place)
        self.planted.append(
            Planted(
                self.file, self.sheet, FIRST_ROW + place, head, self.pupils[place].name, flaw, shown, truth
            )
        )

    def find(self, fits: Callable[[Pupil], bool]) -> int:
        """A pupil with a number who fits and has no flaw yet; steps of 37 spread the flaws over the school."""
        places = (turn * 37 % len(self.pupils) for turn in range(len(self.pupils)))
        free = (place for place in places if place not in self.used)
        return next(place for place in free if self.pupils[place].id_number and fits(self.pupils[place]))

    def named(self, name: str) -> int:
        return next(place for place, pupil in enumerate(self.pupils) if pupil.name == name)
