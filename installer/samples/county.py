"""县级名单/: the ten workbooks that ten departments hand out, each in its own shape.

Pupils of this school stand among strangers; in the household sheets the child's number is seldom the first of its row.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from installer.samples.pages import Cell, Page, write_xls, write_xlsx
from installer.samples.people import Adult, Pupil

Person = tuple[str, str, str]  # name, relation to the head of the household, identity number
Household = list[Person]
Rows = list[list[Cell]]
CLEARED = 4  # every fourth family under watch has its risk 已消除
STOPPED = 9  # every ninth 脱贫 family no longer enjoys the policy


def write_county(folder: Path, pupils: Sequence[Pupil], strangers: Sequence[Pupil]) -> dict[str, list[str]]:
    """Write the ten lists; returns file -> identity numbers of this school's pupils in it, in order."""
    known: dict[str, list[str]] = {}
    for name, write, fits in _lists():
        found = [pupil for pupil in pupils if pupil.id_number and fits(pupil)]
        others = [pupil for pupil in strangers if fits(pupil)] or list(strangers[:9])
        write(folder / name, found, others)
        known[name] = sorted(pupil.id_number for pupil in found)
    return known


def _lists() -> list[tuple[str, Callable[[Path, list[Pupil], list[Pupil]], None], Callable[[Pupil], bool]]]:
    def has(*codes: str) -> Callable[[Pupil], bool]:
        return lambda pupil: bool(set(codes) & set(pupil.hardships))

    def stopped(pupil: Pupil) -> bool:
        return int(pupil.family.number) % STOPPED == 0

    def cleared(pupil: Pupil) -> bool:
        return int(pupil.family.number) % CLEARED == 0

    watched = has("02", "03", "04")
    return [
        ("脱贫户（继续享受政策）.xlsx", _people_list, lambda p: has("01")(p) and not stopped(p)),
        ("脱贫户（不享受政策）.xlsx", _people_list, lambda p: has("01")(p) and stopped(p)),
        ("持证残疾人.xlsx", _disabled_list, has("12")),
        ("农村低保.xls", _rural_low_income, has("05.1")),
        ("城镇低保.xls", _urban_low_income, has("05.2")),
        ("城乡特困.xlsx", _destitute, has("07.1", "07.2")),
        ("监测对象（风险未消除）.xlsx", _watched_list, lambda p: watched(p) and not cleared(p)),
        ("监测对象（风险已消除）.xlsx", _watched_list, lambda p: watched(p) and cleared(p)),
        ("孤儿及事实无人抚养儿童.xls", _orphans, has("10", "11")),
        ("低收入人口.xlsx", _people_list, has("06", "08", "09")),
    ]


def households(pupils: Sequence[Pupil]) -> list[Household]:
    """Head of the household first, then the other adults, then the children."""
    found: dict[str, Household] = {}
    for pupil in pupils:
        head, *others = pupil.family.adults
        elder = head.relation.startswith("祖")
        adults: list[tuple[Adult, str]] = [
            (head, "户主"),
            *((adult, "子" if elder else "配偶") for adult in others),
        ]
        home = found.setdefault(pupil.family.number, [(a.name, said, a.id_number) for a, said in adults])
        child = "子" if pupil.gender == "1" else "女"
        home.append((pupil.name, {"子": "孙子", "女": "孙女"}[child] if elder else child, pupil.id_number))
    return list(found.values())


def _mixed(ours: list[Pupil], others: list[Pupil]) -> list[Pupil]:
    """Strangers before, between and after."""
    middle = len(others) // 2
    return [*others[:middle], *ours, *others[middle:]]


def _people_list(path: Path, ours: list[Pupil], others: list[Pupil]) -> None:
    """One row to a person, one head row."""
    rows: Rows = [["序号", "乡镇", "户编号", "户主姓名", "姓名", "与户主关系", "证件号码", "人数"]]
    for place, home in enumerate(households(_mixed(ours, others)), 1):
        for name, relation, number in home:
            rows.append([len(rows), "柳林镇", f"{place:05d}", home[0][0], name, relation, number, len(home)])
    write_xlsx(path, [Page("Sheet1", rows)])


def _watched_list(path: Path, ours: list[Pupil], others: list[Pupil]) -> None:
    """As above with a title, and the kind of watch said only in the head's row."""
    kinds = {"02": "脱贫不稳定户", "03": "边缘易致贫户", "04": "突发严重困难户"}
    rows: Rows = [
        ["防止返贫监测对象名单"],
        ["户编号", "监测对象类别", "姓名", "与户主关系", "身份证号码", "识别时间"],
    ]
    for pupil in _mixed(ours, others):
        kind = next((kinds[code] for code in pupil.hardships if code in kinds), "脱贫不稳定户")
        for place, (name, relation, number) in enumerate(households([pupil])[0]):
            rows.append([pupil.family.number, None if place else kind, name, relation, number, "2025.10"])
    write_xlsx(path, [Page("监测对象", rows, [(0, 0, 0, 5)])])


def _disabled_list(path: Path, ours: list[Pupil], others: list[Pupil]) -> None:
    """Pupils with a card of their own, and parents of others: the card number is the identity number and two digits."""
    rows: Rows = [["姓名", "性别", "残疾类别", "残疾等级", "残疾人证号", "身份证号", "联系地址"]]
    for pupil in _mixed(ours, others):
        rows.append(
            [
                pupil.name,
                pupil.sex,
                "肢体",
                "三级",
                f"{pupil.id_number}43",
                pupil.id_number,
                pupil.family.address,
            ]
        )
        if pupil.family.disabled_parent:
            adult = pupil.family.adults[0]
            rows.append(
                [
                    adult.name,
                    "男",
                    "视力",
                    "二级",
                    f"{adult.id_number}12",
                    adult.id_number,
                    pupil.family.address,
                ]
            )
    write_xlsx(path, [Page("持证残疾人", rows)])


def _wide(homes: Sequence[Household], people: int, top: int, title: str) -> Rows:
    """One row to a household with `people` numbers across, under `top` head rows."""
    told: list[Cell] = ["单位：人、元"]
    heads: list[Cell] = ["序号", "村", "户主姓名", "户主身份证号", "保障人数", "月保障金额"]
    for place in range(2, people + 1):
        heads += [f"成员{place}姓名", f"成员{place}关系", f"成员{place}身份证号"]
    rows: Rows = [[title], *([told] * (top - 2)), heads]
    for number, home in enumerate(homes, 1):
        (head, _, head_id), *members = home[:people]
        row: list[Cell] = [number, "柳林镇", head, head_id, len(home), 260 * len(home)]
        for name, relation, member_id in members:
            row += [name, relation, member_id]
        rows.append(row)
    return rows


def _counts(homes: Sequence[Household]) -> Page:
    rows: Rows = [["乡镇", "户数", "人数"], ["柳林镇", len(homes), sum(map(len, homes))]]
    return Page("汇总", rows)


def _rural_low_income(path: Path, ours: list[Pupil], others: list[Pupil]) -> None:
    homes = households(_mixed(ours, others))
    write_xls(path, [_counts(homes), Page("明细", _wide(homes, 9, 2, "农村最低生活保障对象明细表"))])


def _urban_low_income(path: Path, ours: list[Pupil], others: list[Pupil]) -> None:
    homes = households(_mixed(ours, others))
    write_xls(path, [_counts(homes), Page("明细", _wide(homes, 6, 2, "城镇最低生活保障对象明细表"))])


def _destitute(path: Path, ours: list[Pupil], others: list[Pupil]) -> None:
    homes = households(_mixed(ours, others))
    write_xlsx(path, [_counts(homes), Page("特困供养", _wide(homes, 8, 3, "城乡特困人员救助供养明细表"))])


def _orphans(path: Path, ours: list[Pupil], others: list[Pupil]) -> None:
    """Orphans on the first sheet, 事实无人抚养 on the third, sums between them."""

    def page(name: str, pupils: Sequence[Pupil]) -> Page:
        rows: Rows = [
            [f"{name}花名册"],
            ["序号", "儿童姓名", "性别", "身份证号码", "监护人", "监护人身份证号", "住址"],
        ]
        for number, pupil in enumerate(pupils, 1):
            guardian = pupil.family.adults[0]
            rows.append(
                [
                    number,
                    pupil.name,
                    pupil.sex,
                    pupil.id_number,
                    guardian.name,
                    guardian.id_number,
                    pupil.family.address,
                ]
            )
        return Page(name, rows, [(0, 0, 0, 6)])

    orphans = [pupil for pupil in ours if "10" in pupil.hardships]
    unattended = [pupil for pupil in ours if "11" in pupil.hardships]
    sums = Page("统计", [["类别", "人数"], ["孤儿", len(orphans)], ["事实无人抚养儿童", len(unattended)]])
    half = len(others) // 2
    write_xls(
        path,
        [page("孤儿", orphans + others[:half]), sums, page("事实无人抚养儿童", unattended + others[half:])],
    )
