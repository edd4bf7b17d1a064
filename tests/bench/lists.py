"""Ten county lists against a school, beside programs that only read the same files, or merge them with pandas.

60,000 rows with 250,000 identity numbers in ten workbooks (.xlsx and .xls), 2,000 pupils, 8,000 family members.
"""

import datetime as dt
import json
import os
import random
import tempfile
import time
from pathlib import Path

from measure import NotHere

from desktop.models.identity import check_digit

ROWS, PUPILS, FAMILY = 6000, 2000, 4  # rows of a list; pupils; family members of each
NAMES = (  # ten lists, how many people a row of each holds
    ("脱贫户（继续享受政策）.xlsx", 1), ("脱贫户（不享受政策）.xlsx", 1), ("持证残疾人.xlsx", 1), ("低收入人口.xls", 1),
    ("监测对象（风险未消除）.xlsx", 1), ("监测对象（风险已消除）.xls", 4), ("农村低保.xlsx", 9), ("城镇低保.xlsx", 9),
    ("城乡特困.xlsx", 9), ("孤儿及事实无人抚养儿童.xls", 6),
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = (
    "建国明芳丽娟秀英伟强磊军洋勇艳杰涛超平刚桂敏静玉兰春梅雪松文武华荣贵福寿康宁安泰和顺祥瑞吉庆丰登"
    "云龙凤鸣山川河海江湖石林森木水清泉波浪思远志高天地日月星辰光亮晨曦雨露霜冰洁莹珍珠宝玲珑琴棋书画诗词"
)


class People:
    """Invented people, the same each time: everybody has another number."""

    def __init__(self) -> None:
        self.dice, self.used = random.Random(20260901), set()

    def number(self, first: int, last: int) -> str:
        """A number of somebody born in these years."""
        while True:
            born = dt.date(first, 1, 1) + dt.timedelta(days=self.dice.randrange((last - first) * 365))
            start = f"529901{born:%Y%m%d}{self.dice.randrange(1, 999):03d}"
            if start not in self.used:
                self.used.add(start)
                return start + check_digit(start)

    def name(self) -> str:
        return self.dice.choice(SURNAMES) + self.dice.choice(GIVEN) + self.dice.choice(GIVEN)


def write_lists(folder: Path) -> None:
    """The ten lists, and the school they are held against: 学校.json. One row in twenty names a family of the school."""
    people, families = People(), []
    for _ in range(PUPILS):
        kin = [(people.name(), people.number(1950, 1998)) for _ in range(FAMILY)]
        families.append([(people.name(), people.number(2014, 2020)), *kin])
    (folder / "学校.json").write_text(json.dumps(families, ensure_ascii=False), "utf-8")
    place = folder / "县级名单 2026年9月"
    place.mkdir()
    for name, persons in NAMES:
        rows = [_head(persons), *(_row(number, persons, people, families) for number in range(ROWS))]
        (_write_xls if name.endswith(".xls") else _write_xlsx)(place / name, rows)


def _head(persons: int) -> list[str]:
    members = [f"成员{n}{what}" for n in range(2, persons + 1) for what in ("姓名", "关系", "身份证号")]
    return ["序号", "乡镇", "姓名", "与户主关系", "身份证号", *members, "家庭住址"]


def _row(number: int, persons: int, people: People, families: list) -> list:
    here = [(people.name(), people.number(1950, 2020)) for _ in range(persons)]
    if number % 20 == 0:
        known = people.dice.choice(families)
        here[-min(persons, 5) :] = people.dice.sample(known, min(persons, 5))
    cells = [cell for name, own in here for cell in (name, "家庭成员", own)]
    return [number + 1, "柳林镇", *cells, f"青禾县柳林镇石桥村{number % 40}组"]


def _write_xlsx(path: Path, rows: list[list]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("明细")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def _write_xls(path: Path, rows: list[list]) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("明细")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(str(path))


class Clock:
    """Seconds since it was made: by the clock, and of all processors together, child processes too."""

    def __init__(self) -> None:
        self.begun, self.used = time.perf_counter(), os.times()

    def told(self) -> dict[str, float]:
        """Windows does not tell what child processes used: there it is the clock alone."""
        told, used = {"whole": time.perf_counter() - self.begun}, os.times()
        if os.name == "posix":
            told["processor"] = sum(used[:4]) - sum(self.used[:4])
        return told


def program(folder: str) -> dict[str, float]:
    """Every workbook looked through and matched; nothing written. The school is there before the clock starts."""
    from imports import new_school

    from desktop.services.lists.match import match_folder

    with tempfile.TemporaryDirectory() as books:
        school = new_school(Path(books) / "石桥小学 台账")
        _fill(school.store, json.loads((Path(folder) / "学校.json").read_text("utf-8")))
        clock = Clock()
        draft = match_folder(school.store, next(Path(folder).glob("县级名单*")))
        seconds = clock.told()
        assert len(draft.lists) == len(NAMES) and not draft.problems, draft.problems
        assert draft.counts()["pupils"] > PUPILS // 2, draft.sentence()
        school.let_go()
    return seconds


def _fill(store, families: list) -> None:
    from desktop.models.ledgers.classes import SchoolClass
    from desktop.models.ledgers.families import Guardian
    from desktop.models.ledgers.students import Student

    with store.step("建校") as step:
        klass = step.add(SchoolClass, {"grade": "3", "number": 1})
        ids = step.add_many(
            Student, [{"name": own[0], "id_number": own[1], "school_class": klass} for own, *_ in families]
        )
        step.add_many(Guardian, [
            {"student": record, "name": name, "relation": relation, "id_number": number}
            for record, (_, *kin) in zip(ids, families, strict=True)
            for (name, number), relation in zip(kin, ("51", "52", "61", "62"), strict=True)
        ])  # fmt: skip


def calamine_reads(folder: str) -> dict[str, float]:
    """Every cell of every file, and nothing else."""
    from python_calamine import CalamineWorkbook

    clock, cells = Clock(), 0
    for path in next(Path(folder).glob("县级名单*")).iterdir():
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            cells += sum(map(len, book.get_sheet_by_name(name).to_python()))
    seconds = clock.told()
    assert cells
    return seconds


def pandas_merges(folder: str) -> dict[str, float]:
    """The same numbers found by reading into frames, melting and merging with the school's."""
    try:
        import pandas as pd
    except ImportError as why:
        raise NotHere("没有安装 pandas，不比（见 run.py 的 --beside）") from why
    families = json.loads((Path(folder) / "学校.json").read_text("utf-8"))
    known = pd.DataFrame(
        [(number, pupil) for pupil, people in enumerate(families) for _, number in people],
        columns=["value", "pupil"],
    )
    clock, found = Clock(), []
    for path in next(Path(folder).glob("县级名单*")).iterdir():
        for sheet, frame in pd.read_excel(
            path, sheet_name=None, header=None, engine="calamine", dtype=str
        ).items():
            cells = frame.reset_index(names="row").melt(id_vars="row", var_name="column").dropna()
            found.append(cells.merge(known, on="value").assign(file=path.name, sheet=sheet))
    seconds = clock.told()
    assert pd.concat(found)["pupil"].nunique() > PUPILS // 2
    return seconds
