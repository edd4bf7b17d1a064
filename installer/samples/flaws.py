"""What is wrong in the two 学籍 exports, on purpose, and what changed in the month between them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from desktop.models.identity import is_valid_id
from installer.samples.export import ID, NAME, Planted, Row, Spoiler, export_row
from installer.samples.people import WITHOUT_NUMBER, Pupil

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
DAMAGED = "被表格软件存成了数字，后几位已丢失"
SWAPPED = "相邻两位写颠倒，校验位不对"


def first_export(pupils: Sequence[Pupil], file: str) -> tuple[list[Row], list[Planted]]:
    """The rows of 4 September with every flaw that such a file has been seen to carry."""
    rows = [export_row(pupil) for pupil in pupils]
    spoiler = Spoiler(file, "在校生信息", pupils, rows)
    _names(spoiler)
    _numbers(spoiler)
    _contradictions(spoiler)
    _without_number(spoiler)
    _twice(spoiler)
    return rows, spoiler.planted


def second_export(pupils: Sequence[Pupil], file: str) -> tuple[list[Row], list[Planted]]:
    """The rows of 8 October: most numbers have been put right at the source, three flaws are left."""
    rows = [export_row(pupil) for pupil in pupils]
    spoiler = Spoiler(file, "在校生信息", pupils, rows)
    _names(spoiler)
    place = spoiler.find(lambda p: p.class_no == 2 and p.grade == 2)
    spoiler.spoil(place, ID, as_excel_keeps(pupils[place].id_number), DAMAGED)
    place = spoiler.find(_can_swap)
    spoiler.spoil(place, ID, swapped(pupils[place].id_number), SWAPPED)
    return rows, spoiler.planted


def as_excel_keeps(number: str) -> float:
    """Fifteen digits and zeros: what is left of a number typed into a cell that is not text."""
    return float(number[:15] + "000")


def swapped(number: str) -> str:
    """Two neighbours of the serial part exchanged, so that the check digit no longer fits."""
    return number[:14] + number[15] + number[14] + number[16:]


def _can_swap(pupil: Pupil) -> bool:
    return pupil.grade == 3 and not is_valid_id(swapped(pupil.id_number))


def _names(spoiler: Spoiler) -> None:
    written = {
        "阿依古丽·买买提依明·吐尔逊江": ("阿依古丽•买买提依明•吐尔逊江", "姓名间隔号写成了“•”"),
        "阿卜杜拉·麦麦提": ("阿卜杜拉．麦麦提", "姓名间隔号写成了“．”"),
        "吉克阿呷·莫色": ("吉克阿呷 莫色", "姓名间隔号写成了空格"),
        "王芳": ("王 芳", "姓名中间有空格"),
        "李明": ("李　明", "姓名中间有全角空格"),
    }
    for name, (shown, flaw) in written.items():
        spoiler.spoil(spoiler.named(name), NAME, shown, flaw)


def _numbers(spoiler: Spoiler) -> None:
    """Flaws inside the number itself."""

    def each(
        count: int, fits: Callable[[Pupil], bool], show: Callable[[Pupil], str | float], flaw: str
    ) -> None:
        for _ in range(count):
            place = spoiler.find(fits)
            spoiler.spoil(place, ID, show(spoiler.pupils[place]), flaw)

    each(3, lambda p: p.grade % 2 == 0, lambda p: as_excel_keeps(p.id_number), DAMAGED)
    each(2, _can_swap, lambda p: swapped(p.id_number), SWAPPED)
    each(3, lambda p: p.id_number[-1] == "X", lambda p: p.id_number.lower(), "末位 X 写成小写")
    each(2, lambda p: p.grade == 4, lambda p: p.id_number.translate(FULL_WIDTH), "写成了全角数字")
    each(1, lambda p: p.grade == 5, lambda p: p.student_no, "身份证件号一栏填了学籍号")
    each(1, lambda p: p.grade == 5, lambda p: p.id_number[:6] + p.id_number[8:17], "只有 15 位")
    each(1, lambda p: p.grade == 5, lambda p: p.id_number[:9] + p.id_number[10:], "少写一位，只有 17 位")
    each(3, lambda p: p.grade == 6, lambda p: p.id_number + "\t", "末尾有制表符")
    each(
        1,
        lambda p: p.grade == 6,
        lambda p: f"{p.id_number[:6]} {p.id_number[6:14]} {p.id_number[14:]}",
        "中间有空格",
    )


def _contradictions(spoiler: Spoiler) -> None:
    place = spoiler.find(lambda p: p.grade == 2 and p.gender == "2")
    spoiler.spoil(place, "性别", "男", "性别与身份证号不符")
    place = spoiler.find(lambda p: p.grade == 4 and p.birth.day > 12)
    birth = spoiler.pupils[place].birth
    spoiler.spoil(place, "出生日期", f"{birth.replace(day=birth.day - 9):%Y%m%d}", "出生日期与身份证号不符")


def _without_number(spoiler: Spoiler) -> None:
    """One forgotten cell; and one child who has no number yet, which is no mistake."""
    spoiler.spoil(spoiler.find(lambda p: p.grade == 3), ID, None, "没有填身份证件号")
    spoiler.spoil(spoiler.named(WITHOUT_NUMBER), ID, None, "还没有户口和身份证，学籍号以 J 开头")


def _twice(spoiler: Spoiler) -> None:
    """One pupil stands a second time at the end, in the parallel class."""
    place = spoiler.find(lambda p: p.grade == 6 and p.class_no == 1)
    spoiler.pupils = [*spoiler.pupils, spoiler.pupils[place]]
    spoiler.rows.append(dict(spoiler.rows[place]))
    spoiler.spoil(len(spoiler.rows) - 1, "班级", "2班", f"同一学生已在第 {place + 5} 行出现过")


def a_month_later(
    pupils: Sequence[Pupil], arrivals: Sequence[Pupil]
) -> tuple[list[Pupil], list[dict[str, str]]]:
    """October's pupils, and what changed as rows of name, class, change."""
    found = list(pupils)
    changes: list[dict[str, str]] = []

    def note(pupil: Pupil, change: str) -> None:
        changes.append({"id_number": pupil.id_number, "name": pupil.name, "change": change})

    single = [place for place, pupil in enumerate(found) if len(pupil.family.grades) == 1]
    for place in single[10::50]:
        found[place] = _new_phone(found[place])
        note(found[place], "联系电话变了")
    boarders = [place for place in single if found[place].boards and found[place].grade == 5][:3]
    walkers = [place for place in single if not found[place].boards and found[place].grade == 4][:4]
    for place in boarders + walkers:
        found[place] = replace(found[place], boards=not found[place].boards)
        note(found[place], "改为住校" if found[place].boards else "改为走读")
    for place in (single[20], single[120]):
        found[place] = replace(found[place], class_no=3 - found[place].class_no, seat=36)
        note(found[place], "调了班")
    for place in (single[5 + 60 * turn] for turn in (4, 3, 2, 1, 0)):
        note(found.pop(place), "已转出")
    for pupil in arrivals:
        note(pupil, "新转入")
    return sorted([*found, *arrivals], key=lambda p: (p.grade, p.class_no, p.seat)), changes


def _new_phone(pupil: Pupil) -> Pupil:
    first, *others = pupil.family.adults
    moved = replace(first, phone=first.phone[:7] + f"{(int(first.phone[7:]) + 1111) % 10000:04d}")
    return replace(pupil, family=replace(pupil.family, adults=[moved, *others]))
