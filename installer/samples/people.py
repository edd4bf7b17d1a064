"""The invented pupils of 青禾县柳林镇石桥小学 and their families. Nobody here exists.

The district code 529901 is assigned to no county, so no number here can be a real person's;
everything else about the numbers is right (GB 11643), because the program checks it.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from random import Random

from desktop.models.identity import check_digit, luhn_fits

SCHOOL = "青禾县柳林镇石桥小学"
SCHOOL_CODE = "9901000216"
REGION = "529901"
YEAR = 2026  # the 学年 that starts in this year
CLASS_SIZES = (34, 33, 34, 34, 33, 34, 34, 33, 34, 33, 34, 32)  # 一(1) … 六(2): 402 pupils

FAMILY_NAMES = "韦罗莫蒙潘杨石吴田龙陆王李张刘陈黄周赵何梁覃岑班卢黎唐邓谢曾"
GIRLS = (
    "雨桐", "欣怡", "若曦", "梦瑶", "玉兰", "秋月", "芳草", "海燕", "云朵", "书瑶", "诗涵", "思颖",
    "婷婷", "丽娟", "晓燕", "紫萱", "小满", "一诺", "可馨", "静怡", "春梅", "金花", "慧敏", "雅琪",
)  # fmt: skip
BOYS = (
    "思齐", "子涵", "嘉豪", "晨阳", "文博", "春生", "立夏", "明远", "永康", "志成", "长青", "星辰",
    "俊杰", "浩然", "宇轩", "家乐", "国栋", "小龙", "建华", "天佑", "泽宇", "铭瑞", "大山", "书航",
)  # fmt: skip
FATHERS = (
    "建国", "大山", "国强", "志明", "永福", "德才", "光荣", "世平", "文华", "正祥", "家富", "昌明",
)  # fmt: skip
MOTHERS = (
    "秀英", "桂花", "玉珍", "春兰", "美莲", "小红", "凤仙", "云芬", "金秀", "玉芬", "明芳", "菊香",
)  # fmt: skip
VILLAGES = ("上寨村", "下寨村", "石桥村", "坪上村", "龙塘村", "高坡村")
FAR = ("坪上村", "龙塘村", "高坡村")  # children of these villages mostly board from grade 3 on
ETHNICITIES = ("汉族",) * 45 + ("布依族",) * 27 + ("苗族",) * 16 + ("侗族",) * 7 + ("水族",) * 5

# name, sex (1 男 2 女), 民族, grade, class: names that tables, fonts and look-ups stumble over
SPECIAL = (
    ("阿依古丽·买买提依明·吐尔逊江", "2", "维吾尔族", 3, 2),
    ("阿不都热依木·阿不都克里木·买买提江诺夫", "1", "维吾尔族", 5, 1),
    ("阿卜杜拉·麦麦提", "1", "维吾尔族", 1, 1),
    ("吉克阿呷·莫色", "2", "彝族", 4, 1),
    ("扎西·多吉次仁", "1", "藏族", 6, 1),
    ("𠮷小满", "2", "汉族", 1, 1),
    ("王䶮", "1", "汉族", 2, 1),
    ("杨㛃", "2", "苗族", 2, 2),
    ("石𫖯", "1", "布依族", 4, 1),
    ("黄小禾", "2", "汉族", 1, 2),
    ("王芳", "2", "汉族", 1, 2),
    ("李明", "1", "汉族", 3, 1),
    ("吴佳宁", "2", "苗族", 6, 2),
    ("吴家宁", "2", "苗族", 6, 2),
    ("单小雨", "2", "汉族", 3, 2),
    ("解明远", "1", "汉族", 4, 2),
    ("仇志成", "1", "汉族", 5, 2),
    ("查云朵", "2", "汉族", 6, 1),
)
WITHOUT_NUMBER = "黄小禾"  # no 户口 yet, so no identity number and a 学籍号 that begins with J
# what a family is on the county's lists, and how many in a thousand families are
HARDSHIPS = (
    ("01", 175), ("02", 30), ("03", 30), ("04", 20), ("05.1", 115), ("05.2", 8),
    ("06", 18), ("07.1", 10), ("08", 8), ("09", 18), ("10", 6), ("11", 8),
)  # fmt: skip


@dataclass(frozen=True)
class Adult:
    name: str
    relation: str
    id_number: str
    phone: str
    work: str


@dataclass
class Family:
    name: str
    ethnicity: str
    village: str
    group: int
    adults: list[Adult]
    hardship: str | None
    number: str
    left_behind: str
    disabled_parent: bool
    grades: set[int] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"青禾县柳林镇{self.village}{self.group}组"


@dataclass(frozen=True)
class Account:
    owner: str
    relation: str
    owner_id: str
    number: str


@dataclass(frozen=True)
class Pupil:
    name: str
    gender: str
    ethnicity: str
    birth: dt.date
    id_number: str
    student_no: str
    grade: int
    class_no: int
    seat: int
    boards: bool
    family: Family
    hardships: tuple[str, ...]
    account: Account

    @property
    def sex(self) -> str:
        return "男" if self.gender == "1" else "女"

    @property
    def phone(self) -> str:
        return self.family.adults[0].phone


def people(seed: int = 20260904) -> tuple[list[Pupil], list[Pupil]]:
    """All pupils in class order, and four who come in October; the same for the same seed."""
    town = _Town(Random(seed))
    pupils = town.pupils()
    newcomers = [replace(town.pupil(grade, 1, None), seat=37) for grade in (1, 3, 4, 6)]
    return pupils, newcomers


def student_no(number: str, birth: dt.date) -> str:
    """学籍号: G and the identity number; without one, J with region, birth date, serial and check digit."""
    first = f"{REGION}{birth:%Y%m%d}001"
    return f"G{number}" if number else f"J{first}{check_digit(first)}"


class _Town:
    """Invents families and pupils from one random source, never the same number twice."""

    def __init__(self, pick: Random) -> None:
        self.pick = pick
        self.families: list[Family] = []  # those whose children may get a brother or sister
        self.made = 0
        self.taken: set[str] = set()

    def pupils(self) -> list[Pupil]:
        found: list[Pupil] = []
        for place, size in enumerate(CLASS_SIZES):
            grade, class_no = place // 2 + 1, place % 2 + 1
            special = [row for row in SPECIAL if row[3:] == (grade, class_no)]
            room = [self.pupil(grade, class_no, row) for row in special]
            room += [self.pupil(grade, class_no, None) for _ in range(size - len(room))]
            self.pick.shuffle(room)
            found += [replace(pupil, seat=seat) for seat, pupil in enumerate(room, 1)]
        return found

    def pupil(self, grade: int, class_no: int, special: tuple[str, str, str, int, int] | None) -> Pupil:
        pick = self.pick
        family = self.family(special) if special else self.family_with_room(grade)
        family.grades.add(grade)
        gender = special[1] if special else pick.choice("12")
        name = special[0] if special else family.name + pick.choice(GIRLS if gender == "2" else BOYS)
        birth = dt.date(YEAR - 6 - grade, 9, 1) + dt.timedelta(pick.randrange(365))
        number = "" if name == WITHOUT_NUMBER else self.id_number(birth, gender)
        boards = family.village in FAR and grade >= 3 and pick.random() < 0.85
        return Pupil(
            name, gender, family.ethnicity, birth, number, student_no(number, birth), grade, class_no, 0,
            boards, family, self.hardships(family), self.account(name, number, family),
        )  # fmt: skip

    def family_with_room(self, grade: int) -> Family:
        """A fifth of the children have a brother or sister in another grade."""
        if self.pick.random() < 0.2:
            fits = [known for known in self.families if grade not in known.grades and len(known.grades) < 3]
            if fits:
                return self.pick.choice(fits)
        return self.family(None)

    def family(self, special: tuple[str, str, str, int, int] | None) -> Family:
        pick = self.pick
        name = special[0][0] if special else pick.choice(FAMILY_NAMES)
        dots = special is not None and "·" in special[0]
        self.made += 1
        hardship = self.hardship()
        alone = hardship in ("10", "11")  # nobody but a grandparent looks after the child
        left = pick.choices(("非留守儿童", "单亲留守儿童", "双亲留守儿童"), (62, 20, 18))[0]
        made = Family(
            name=name,
            ethnicity=special[2] if special else pick.choice(ETHNICITIES),
            village=pick.choice(VILLAGES),
            group=pick.randint(1, 6),
            adults=self.adults("马" if dots else name, alone or left == "双亲留守儿童")[: 1 if alone else 2],
            hardship=hardship,
            number=f"{REGION[:4]}{self.made:06d}",
            left_behind="非留守儿童" if alone else left,
            disabled_parent=not alone and pick.random() < 0.03,
        )
        if not special:
            self.families.append(made)
        return made

    def hardship(self) -> str | None:
        weights = [share for _, share in HARDSHIPS]
        return self.pick.choices([*(code for code, _ in HARDSHIPS), None], [*weights, 1000 - sum(weights)])[0]

    def adults(self, name: str, by_grandparents: bool) -> list[Adult]:
        """Guardian first. Where both parents are away it is a grandparent, then the father."""
        father = self.adult(name + self.pick.choice(FATHERS), "父亲", (1980, 1995))
        if by_grandparents:
            elder = self.pick.choice((("祖父", FATHERS), ("祖母", MOTHERS)))
            surname = name if elder[0] == "祖父" else self.pick.choice(FAMILY_NAMES)
            return [self.adult(surname + self.pick.choice(elder[1]), elder[0], (1952, 1966)), father]
        surname = self.pick.choice(FAMILY_NAMES)
        return [father, self.adult(surname + self.pick.choice(MOTHERS), "母亲", (1982, 1997))]

    def adult(self, name: str, relation: str, years: tuple[int, int]) -> Adult:
        birth = dt.date(self.pick.randint(*years), self.pick.randint(1, 12), self.pick.randint(1, 28))
        gender = "1" if relation in ("父亲", "祖父") else "2"
        work = (
            "务农"
            if relation.startswith("祖")
            else self.pick.choice(("务农", "外出务工", "外出务工", "个体"))
        )
        phone = f"1{self.pick.randint(30, 99)}0000{self.pick.randrange(10**4):04d}"  # 0000: given to nobody
        return Adult(name, relation, self.id_number(birth, gender), phone, work)

    def id_number(self, birth: dt.date, gender: str) -> str:
        """A number nobody has yet, right after GB 11643."""
        while True:
            serial = self.pick.randrange(100) * 10 + self.pick.choice((1, 3, 5, 7, 9)) - (gender == "2")
            first = f"{REGION}{birth:%Y%m%d}{serial:03d}"
            if first not in self.taken:
                self.taken.add(first)
                return first + check_digit(first)

    def hardships(self, family: Family) -> tuple[str, ...]:
        found = [family.hardship] if family.hardship else []
        if self.pick.random() < 0.02:
            found.append("12")
        if family.disabled_parent:
            found.append("13")
        return tuple(found)

    def account(self, name: str, number: str, family: Family) -> Account:
        """The pupil's own 社保卡, or the guardian's. Nineteen digits that fit Luhn, of no real bank."""
        first = f"99990{self.pick.randrange(10**13):013d}"
        card = next(first + last for last in "0123456789" if luhn_fits(first + last))
        guardian = family.adults[0]
        if number and self.pick.random() < 0.55:
            return Account(name, "本人", number, card)
        return Account(guardian.name, guardian.relation, guardian.id_number, card)
