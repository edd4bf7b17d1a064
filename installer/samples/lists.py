"""家庭经济困难名单.xlsx and 社保卡账号.xls: who is to get aid this term, and where the money goes."""

from collections.abc import Sequence
from pathlib import Path

from installer.samples.export import Planted
from installer.samples.flaws import DAMAGED, as_excel_keeps
from installer.samples.pages import Cell, Page, write_xls, write_xlsx
from installer.samples.people import SCHOOL, Pupil

NEEDY_FILE, CARDS_FILE = "家庭经济困难名单.xlsx", "社保卡账号.xls"
NEEDY_HEADS = (
    "序号", "姓名", "性别", "身份证件号", "年级", "班级", "就读方式", "困难类型", "家庭住址", "监护人姓名",
    "与学生关系", "联系电话", "开户名", "开户行", "银行卡号", "备注",
)  # fmt: skip
FIRST_ROW = 5  # the first pupil's row as Excel numbers it
CARD, TYPES = 14, 7  # columns of NEEDY_HEADS
BANK = "青禾县农村信用社"
# the many names one type goes by in a clerk's hand; the first is the newest
SPOKEN: dict[str, tuple[str, ...]] = {
    "01": ("脱贫户", "建档立卡", "脱贫家庭学生", "原建档立卡贫困家庭学生"),
    "02": ("脱贫不稳定户", "脱贫不稳定家庭学生"),
    "03": ("边缘易致贫户", "边缘户"),
    "04": ("突发严重困难户",),
    "05.1": ("农村低保", "农村低保户"),
    "05.2": ("城镇低保",),
    "06": ("低保边缘",),
    "07.1": ("农村特困", "农村特困供养"),
    "08": ("支出型困难",),
    "09": ("低收入家庭",),
    "10": ("孤儿",),
    "11": ("事实无人抚养",),
    "12": ("残疾学生", "残疾"),
    "13": ("残疾人子女",),
}


def needy(pupils: Sequence[Pupil]) -> list[Pupil]:
    """The pupils whom the school's list has: all with a hardship but the forgotten."""
    left_out = forgotten(pupils)
    return [pupil for pupil in pupils if pupil.hardships and pupil not in left_out]


def forgotten(pupils: Sequence[Pupil]) -> list[Pupil]:
    """Pupils on a county list whom no class teacher named: 应助未助, for the comparison to find."""
    return [pupil for pupil in pupils if "05.1" in pupil.hardships][4::9]


def write_needy(folder: Path, pupils: Sequence[Pupil]) -> list[Planted]:
    """The list the aid batch starts from. Returns the flaws put in."""
    listed = needy(pupils)
    rows = [_needy_row(number, pupil) for number, pupil in enumerate(listed, 1)]
    planted = _spoil(rows, listed)
    titles: list[list[Cell]] = [
        ["附件2："],
        [f"{SCHOOL}2026年秋季学期家庭经济困难学生名单"],
        ["填报单位（盖章）：石桥小学　　　　填报日期：2026年9月15日"],
        list(NEEDY_HEADS),
    ]
    boarding = sum(pupil.boards for pupil in listed)
    foot: list[list[Cell]] = [
        ["合计", f"{len(listed)}人", None, f"寄宿{boarding}人、走读{len(listed) - boarding}人"],
        ["负责人：　　　审核人：　　　填表人：　　　联系电话："],
    ]
    merged = [(1, 0, 1, len(NEEDY_HEADS) - 1), (2, 0, 2, len(NEEDY_HEADS) - 1)]
    write_xlsx(folder / NEEDY_FILE, [Page("2026秋", titles + rows + foot, merged)])
    return planted


def _needy_row(number: int, pupil: Pupil) -> list[Cell]:
    names = [SPOKEN[code][number % len(SPOKEN[code])] for code in pupil.hardships]
    guardian, account = pupil.family.adults[0], pupil.account
    return [
        number, pupil.name, pupil.sex, pupil.id_number or None, f"{'一二三四五六'[pupil.grade - 1]}年级",
        f"{'一二三四五六'[pupil.grade - 1]}（{pupil.class_no}）", "寄宿" if pupil.boards else "走读", "、".join(names),
        pupil.family.address, guardian.name, guardian.relation, guardian.phone,
        account.owner, BANK, account.number, None,
    ]  # fmt: skip


def _spoil(rows: list[list[Cell]], listed: Sequence[Pupil]) -> list[Planted]:
    """A damaged card, a card used for two families, a missing card, a bare 低保, and a boarder called 走读."""
    planted: list[Planted] = []

    def spoil(place: int, column: int, shown: Cell, flaw: str) -> None:
        truth = str(rows[place][column] or "")
        rows[place][column] = shown
        where = (NEEDY_FILE, "2026秋", FIRST_ROW + place, NEEDY_HEADS[column], listed[place].name)
        planted.append(Planted(*where, flaw, shown, truth))

    spoil(12, CARD, as_excel_keeps(listed[12].account.number), DAMAGED)
    spoil(40, CARD, rows[39][CARD], "与上一行不是一家人，却写了同一个账号")
    spoil(77, CARD, None, "没有填银行卡号")
    spoil(101, CARD, f"{listed[101].account.number[:4]} {listed[101].account.number[4:]}", "账号中间有空格")
    place = next(at for at, pupil in enumerate(listed) if pupil.hardships == ("05.1",))
    spoil(place, TYPES, "低保", "没有写明农村低保还是城市低保")
    place = next(at for at, pupil in enumerate(listed) if at > 120 and pupil.boards)
    spoil(place, 6, "走读", "就读方式与学籍信息不一致")
    return planted


def write_cards(folder: Path, pupils: Sequence[Pupil]) -> list[Planted]:
    """Accounts as the bank's clerk keeps them: no class, some pupils not there yet, rare names left out by .xls."""
    listed = [pupil for pupil in needy(pupils) if all(ord(char) < 0x10000 for char in pupil.name)]
    present = [pupil for place, pupil in enumerate(listed) if place % 37 != 30]
    heads: list[Cell] = [
        "序号", "学生姓名", "学生身份证号", "持卡人姓名", "与持卡人关系", "持卡人证件号码", "开户银行", "社会保障卡卡号", "联系电话",
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            number, pupil.name, pupil.id_number, pupil.account.owner, pupil.account.relation,
            pupil.account.owner_id, BANK, pupil.account.number, pupil.phone,
        ]
        for number, pupil in enumerate(present, 1)
    ]  # fmt: skip
    wrong = rows[25][7]
    rows[25][7] = f"{wrong}"[:-1] + str((int(f"{wrong}"[-1]) + 1) % 10)
    title: list[list[Cell]] = [["石桥小学学生社会保障卡信息表"], heads]
    write_xls(folder / CARDS_FILE, [Page("Sheet1", title + rows, [(0, 0, 0, 8)])])
    flaw = "卡号末位抄错，与困难名单里的不同"
    return [
        Planted(CARDS_FILE, "Sheet1", 28, "社会保障卡卡号", present[25].name, flaw, rows[25][7], f"{wrong}")
    ]
