"""各班名单: twelve classes as twelve teachers type them, no two alike."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.samples.export import Planted
from installer.samples.pages import Cell, Page, write_csv, write_xls, write_xlsx
from installer.samples.people import SCHOOL, SCHOOL_CODE, Pupil

NUMERALS = "一二三四五六"
SERIAL_DAY_0 = dt.date(1899, 12, 30)  # day 0 of the dates that Excel counts
Text = Callable[[Pupil], Cell]

DATES: dict[str, Text] = {
    "2015.9.1": lambda p: f"{p.birth.year}.{p.birth.month}.{p.birth.day}",
    "2015/9/1": lambda p: f"{p.birth.year}/{p.birth.month}/{p.birth.day}",
    "2015-09-01": lambda p: p.birth.isoformat(),
    "20150901": lambda p: int(f"{p.birth:%Y%m%d}"),
    "2015年9月": lambda p: f"{p.birth.year}年{p.birth.month}月",
    "date": lambda p: p.birth,  # a real date cell
    "42248": lambda p: (p.birth - SERIAL_DAY_0).days,
}
CLASSES: dict[str, Text] = {
    "1_1": lambda p: f"{p.grade}_{p.class_no}",
    "一（1）": lambda p: f"{NUMERALS[p.grade - 1]}（{p.class_no}）",
    "一(1)班": lambda p: f"{NUMERALS[p.grade - 1]}({p.class_no})班",
    "一年级1班": lambda p: f"{NUMERALS[p.grade - 1]}年级{p.class_no}班",
    "101": lambda p: p.grade * 100 + p.class_no,
}


@dataclass(frozen=True)
class Habit:
    """How one teacher writes."""

    id_head: str = "身份证号"
    date: str = "2015-09-01"
    klass: str = "一(1)班"
    sexes: tuple[Cell, Cell] = ("男", "女")
    yes: tuple[Cell, Cell] = ("是", "否")
    boards: tuple[str, str] = ("住校", "走读")
    length: int = 12  # columns


def columns(habit: Habit) -> list[tuple[str, Text]]:
    """Every column a class list may have, in order; a teacher keeps the first `length`."""

    def yes(fits: Callable[[Pupil], bool]) -> Text:
        return lambda p: habit.yes[0] if fits(p) else habit.yes[1]

    def adult(place: int, part: str) -> Text:
        return lambda p: getattr(p.family.adults[place], part) if place < len(p.family.adults) else None

    return [
        ("姓名", lambda p: p.name),
        ("性别", lambda p: habit.sexes[p.gender == "2"]),
        ("民族", lambda p: p.ethnicity.removesuffix("族") if habit.yes[0] != "是" else p.ethnicity),
        (habit.id_head, lambda p: p.id_number or None),
        ("出生年月", DATES[habit.date]),
        ("班级", CLASSES[habit.klass]),
        ("是否住校" if habit.boards[0] == "是" else "就读方式", lambda p: habit.boards[0 if p.boards else 1]),
        ("家庭住址", lambda p: p.family.address),
        ("监护人姓名", adult(0, "name")),
        ("与学生关系", adult(0, "relation")),
        ("联系电话", lambda p: p.phone if habit.date != "20150901" else int(p.phone)),
        ("学籍号", lambda p: p.student_no),
        ("村", lambda p: p.family.village),
        ("组", lambda p: p.family.group),
        ("监护人身份证号", adult(0, "id_number")),
        ("监护人职业", adult(0, "work")),
        ("监护人二姓名", adult(1, "name")),
        ("监护人二关系", adult(1, "relation")),
        ("监护人二身份证号", adult(1, "id_number")),
        ("监护人二电话", adult(1, "phone")),
        ("是否留守", lambda p: p.family.left_behind),
        ("是否残疾", yes(lambda p: "12" in p.hardships)),
        ("是否孤儿", yes(lambda p: "10" in p.hardships)),
        ("是否独生子女", yes(lambda p: len(p.family.grades) == 1)),
        ("是否随迁子女", yes(lambda p: False)),
        ("户口性质", lambda p: "农业"),
        ("户编号", lambda p: p.family.number),
        ("健康状况", lambda p: "良好"),
        ("政治面貌", lambda p: "队员" if p.grade > 1 else None),
        ("入学年月", lambda p: f"{2027 - p.grade}.9"),
        ("学生来源", lambda p: "正常"),
        ("上学方式", lambda p: "坐班车" if p.boards else "走路"),
        ("距离（公里）", lambda p: p.family.group + 1),
        ("学校名称", lambda p: SCHOOL),
        ("学校标识码", lambda p: SCHOOL_CODE),
        ("备注", lambda p: None),
    ]


def table(pupils: Sequence[Pupil], habit: Habit) -> list[list[Cell]]:
    """The head row and one row for each pupil, each with its number in front."""
    kept = columns(habit)[: habit.length - 1]
    rows: list[list[Cell]] = [["序号", *(head for head, _ in kept)]]
    return rows + [[number, *(cell(pupil) for _, cell in kept)] for number, pupil in enumerate(pupils, 1)]


def write_classes(folder: Path, pupils: Sequence[Pupil]) -> list[Planted]:
    """Eleven files: 五年级 put both classes into one. Returns the flaws put in."""

    def of(grade: int, class_no: int) -> list[Pupil]:
        return [p for p in pupils if (p.grade, p.class_no) == (grade, class_no)]

    _first_and_second(folder, of)
    _third_and_fourth(folder, of)
    _fifth_and_sixth(folder, of)
    return _torn_sheet(folder, of(6, 2))


Of = Callable[[int, int], list[Pupil]]


def _first_and_second(folder: Path, of: Of) -> None:
    write_xlsx(folder / "1_1.xlsx", [Page("Sheet1", table(of(1, 1), Habit("身份证件号", klass="1_1")))])
    rows = table(of(1, 2), Habit(date="20150901", klass="101", length=14))
    titles: list[list[Cell]] = [["附件2："], ["石桥小学一（2）班学生花名册"], []]
    write_xlsx(folder / "1_2.xlsx", [Page("一2", titles + rows, [(1, 0, 1, 13)])])
    rows = table(of(2, 1), Habit("证件号码", "2015.9.1", "一（1）", ("1", "2"), length=13))
    write_xls(folder / "二（1）.xls", [Page("Sheet1", [["二（1）班学生名单"], *rows], [(0, 0, 0, 12)])])
    rows = table(of(2, 2), Habit("身份证件号", "42248", length=21))
    upper: list[Cell] = [*rows[0][:9], "监护人情况", *(None for _ in range(11))]
    lower: list[Cell] = [*(None for _ in range(9)), *rows[0][9:]]
    merged = [(0, 9, 0, 20), *((0, column, 1, column) for column in range(9))]
    write_xls(folder / "二（2）.xls", [Page("二年级2班", [upper, lower, *rows[1:]], merged)])


def _third_and_fourth(folder: Path, of: Of) -> None:
    rows = table(
        of(3, 1), Habit(date="date", klass="一年级1班", yes=("√", None), boards=("寄宿", "通学"), length=25)
    )
    rows[0][1:3] = ["姓  名", "性  别"]
    write_xlsx(folder / "三年级1班.xlsx", [Page("Sheet1", rows), Page("Sheet2", []), Page("Sheet3", [])])
    rows = table(of(3, 2), Habit("公民身份号码", "2015/9/1", "一(1)班"))
    body: list[list[Cell]] = [[*row[:4], f"{row[4]}\t", *row[5:]] for row in rows[1:]]
    write_csv(folder / "三（2）班.csv", Page("三（2）班", [rows[0], *body]))
    rows = table(of(4, 1), Habit("身份证件号", klass="101", yes=("有", "无"), length=37))
    write_xlsx(folder / "四（1）.xlsx", [Page("四（1）", rows, hidden=(12, 27))])
    rows = table(of(4, 2), Habit("身份证号码", "2015年9月", "一年级1班", boards=("是", "否"), length=16))
    told: list[list[Cell]] = [["填表说明"], ["1.身份证号请用文本格式。"], ["2.九月十日前交到教导处。"]]
    write_xlsx(folder / "四(2).xlsx", [Page("说明", told), Page("名单", [["四(2)班"], [], *rows])])


def _fifth_and_sixth(folder: Path, of: Of) -> None:
    habit = Habit("身份证号", "20150901", "一（1）", boards=("住宿生", "通学生"), length=14)
    pages = [Page(f"五（{number}）", table(of(5, number), habit)) for number in (1, 2)]
    write_xls(folder / "五年级.xls", pages)
    rows = table(of(6, 1), Habit("证件号码", "2015.9.1", "一(1)班", length=18))
    title: list[list[Cell]] = [["2026年秋季学期六（1）班花名册"]]
    write_xlsx(folder / "六（1）班花名册.xlsx", [Page("Sheet1", title + rows, [(0, 0, 0, 17)], locked=True)])


def _torn_sheet(folder: Path, pupils: Sequence[Pupil]) -> list[Planted]:
    """6_2.xlsx: a blank row in the middle, a sum row, a foot line, one number stored as a number."""
    rows = table(pupils, Habit(klass="1_1", length=12))
    rows[3][4] = float(pupils[2].id_number[:15] + "000")
    planted = Planted(
        "各班名单/6_2.xlsx", "六2班", 6, "身份证号", pupils[2].name,
        "被表格软件存成了数字，后几位已丢失", rows[3][4], pupils[2].id_number,
    )  # fmt: skip
    titles: list[list[Cell]] = [["附件2：石桥小学学生花名册"], ["班级：六（2）班　　班主任："]]
    foot: list[list[Cell]] = [
        ["合计", f"{len(pupils)}人"],
        [],
        ["填表人：　　　　审核人：　　　　填报日期：2026年9月4日"],
    ]
    body = [*titles, *rows[:15], [], *rows[15:], *foot]
    write_xlsx(folder / "6_2.xlsx", [Page("六2班", body, [(0, 0, 0, 11)])])
    return [planted]
