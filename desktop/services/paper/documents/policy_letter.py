"""D1 政策告知书（致学生家长的一封信）: one page in the manner of GB/T 9704-2012, with a receipt to cut off.

The standard's 3号 type would fill two pages; a letter that children carry home has to be one, so the text is set in
the largest size that leaves the receipt on the same page. Amounts come from the table of standards alone.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.school import School
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term, day_in_words
from desktop.services.letters.templates import Template, current, fill
from desktop.services.paper.documents.common import (
    fitted_line,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_paragraph,
    write_title,
)
from desktop.services.paper.documents.letter_text import COUNTY, SIGNED
from desktop.services.paper.documents.standards_table import StandardRow, heads, standard_rows
from desktop.services.paper.grid import Grid, Row, label, tick, value, words
from desktop.services.paper.lines import MM, break_lines, fit, width_of
from desktop.services.paper.sheet import SEAL, Sheet, drop
from desktop.services.progress import Progress

LEFT, RIGHT = 26.0, 186.0  # 订口 28 mm less two, so that the table has room
WIDTH = RIGHT - LEFT
TOP, CUT = 17.0, 240.0
NAME = 58.0  # room for the school's name over the seal; a longer one stands on two lines
SIZES = (13.0, 12.5, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
SPACINGS = (1.65, 1.6, 1.55, 1.5, 1.45, 1.4)
TABLE = "【标准表】"
BLANK = "＿＿＿＿＿＿"
HEADING = re.compile(r"[一二三四五六七八九十]+、.{1,16}")


Texts = Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class Copy:
    """Whose copy it is: blanks to write on where nothing is filled in."""

    class_name: str = ""
    name: str = ""


@dataclass(frozen=True)
class PolicyLetter:
    """The letter of a term. apply_by: last day to ask for a form; working_days: how long results are posted;
    template: a text to look at, None for the one in use.
    """

    term: Term
    day: dt.date
    apply_by: dt.date
    working_days: int
    standards: Sequence[StandardRow]
    copies: Sequence[Copy] = (Copy(),)
    template: Template | None = None

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学期": self.term.title}
        return str(wording("policy_letter")["heading"].format_map(blanks))


def policy_letter(
    term: Term, day: dt.date, apply_by: dt.date, *, copies: Sequence[Copy] = (Copy(),), working_days: int = 5
) -> PolicyLetter:
    """The letter with the term's standards for the stages this school teaches. Raises Refused for no copies.

    At least five working days of posting: 教育部等六部门认定指导意见 as counties carry it out.
    """
    if not copies:
        raise Refused("没有选中学生或班级，没有可打印的告知书。")
    return PolicyLetter(term, day, apply_by, working_days, standard_rows(term, stages_taught()), copies)


def stages_taught() -> list[str]:
    """The stages of the school's classes, or of its type while it has no classes yet."""
    grades = [row.grade for row in SchoolClass.select().where(SchoolClass.state == "1")]
    found = {str(code_list("grade").fact(grade, "stage")) for grade in grades}
    of_type = code_list("school_type").fact(school_on_paper().school_type, "stages")
    return [stage for stage in code_list("stage").labels if stage in (found or set(of_type or ()))]


def copies_for_pupils(students: Sequence[int]) -> list[Copy]:
    """One copy to each pupil, in the order given."""
    pupils = {row.id: row for row in Student.select().where(Student.id.in_(list(students)))}
    return [
        Copy(long_class(SchoolClass.caption_of(pupils[record].school_class_id)), pupils[record].name)
        for record in students
    ]


def copies_for_classes() -> list[Copy]:
    """One copy to each class with its name filled in, for the teacher to multiply."""
    rows = sorted(
        SchoolClass.select().where(SchoolClass.state == "1"), key=lambda row: (int(row.grade), row.number)
    )
    return [Copy(long_class(SchoolClass.caption(row))) for row in rows]


def draw(path: Path, subject: PolicyLetter, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the letter and return its pages. Raises MissingGlyph, Refused (too long), CannotWrite, Cancelled."""
    for copy in subject.copies:
        pre_flight((f"{copy.class_name}{copy.name}的姓名", copy.name))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        setting = Setting(sheet, subject, school_on_paper())
        with sheet.stencil("letter"):
            setting.draw_frame()
            if not setting.personal:
                setting.draw_text(Copy())
        follow = (progress or Progress()).follow(subject.copies, len(subject.copies))
        for number, copy in enumerate(follow):
            if number:
                sheet.next_page()
            sheet.stamp("letter")
            if setting.personal:
                setting.draw_text(copy)
            setting.fill_in(copy)
        return sheet.page


def body_of(template: Template) -> Template:
    """The text without school and date at its end: they stand where the seal comes."""
    lines = [line for line in template.body.split("\n") if line.strip()]
    while lines and lines[-1].strip() in SIGNED:
        lines.pop()
    return Template(template.kind, template.version, "\n".join(lines))


class Setting:
    """The letter being set on one sheet."""

    def __init__(self, sheet: Sheet, letter: PolicyLetter, school: School) -> None:
        self.sheet, self.letter, self.school = sheet, letter, school
        self.told = wording("policy_letter")
        self.body = body_of(letter.template or current("policy"))
        self.personal = any(f"【{name}】" in self.body.body for name in ("学生姓名", "班级"))
        self.blanks: dict[str, str] = {
            "学校": school.school_name,
            "学期": letter.term.title,
            "咨询电话": school.hotline_school,
            COUNTY: school.hotline_county or BLANK,
            "日期": day_in_words(letter.day),
            "申请截止日期": f"{letter.apply_by.month}月{letter.apply_by.day}日",
            "公示天数": str(letter.working_days),
        }

    def texts(self, copy: Copy) -> list[tuple[str, str, int]]:
        """(paragraph, style, indent) in order; the table's place is the paragraph TABLE."""
        whose = {"学生姓名": copy.name or BLANK, "班级": copy.class_name or BLANK}
        lines = [line for line in fill(self.body, self.blanks | whose) if line.strip()]
        return [
            (line, "hei" if HEADING.fullmatch(line) else "fangsong", 0 if number == 0 else 2)
            for number, line in enumerate(lines)
        ]

    # ---- the letter

    def draw_frame(self) -> None:
        """What is the same on every copy: the title, the signature, the receipt."""
        sheet, middle = self.sheet, (LEFT + RIGHT) / 2
        write_title(
            sheet, self.letter.title, (middle, TOP + 5), 20, WIDTH + 16, school=self.school.school_name
        )
        sheet.write_centred(self.told["subheading"], middle, TOP + 19, "kai", 14)
        self.sign()
        self.draw_receipt()

    def draw_text(self, copy: Copy) -> None:
        texts = self.texts(copy)
        size, leading = self.largest(texts, TOP + 23)
        y = TOP + 23
        for text, style, indent in texts:
            if text == TABLE:
                y = self.table(size).draw(self.rows(), y + 1, self.heights(size)) + 1.5
            else:
                y = write_paragraph(
                    self.sheet, text, LEFT, y, WIDTH, style=style, size=size, indent=indent, leading=leading
                )

    def sign(self) -> None:
        """署名 and date with the seal over them, close above the cut line."""
        sheet, middle = self.sheet, RIGHT - 30
        name, day = self.school.school_name, day_in_words(self.letter.day)
        seal = CUT - 2 - SEAL / 2
        fitted = fit(name, "fangsong", 14 if width_of(name, "fangsong", 13) <= NAME else 12, NAME)
        top = seal - 1 - 2 * (len(fitted.lines) - 1)
        sheet.write_lines(
            fitted.lines, middle - NAME / 2, top, "fangsong", fitted.size, width=NAME, align="centre"
        )
        sheet.write_centred(day, middle, seal + 7 + drop("fangsong", 14), "fangsong", 14)
        sheet.seal_place(middle, seal + 3)

    def largest(self, texts: Texts, top: float) -> tuple[float, float]:
        """The largest type that ends above the seal, and the widest spacing with it."""
        room = CUT - SEAL + 3 - top
        for size in SIZES:
            for leading in SPACINGS:
                if self.height(texts, size, leading) <= room:
                    return size, leading
        raise Refused("告知书的文字太长，一页纸放不下。请在信函模板里缩短一些，再打印一次。")

    def height(self, texts: Texts, size: float, leading: float) -> float:
        total = 0.0
        for text, style, indent in texts:
            if text == TABLE:
                total += sum(self.table(size).heights(self.rows(), self.heights(size))) + 2.5
            else:
                lines = break_lines(text, style, size, WIDTH, indent=indent * size / MM)
                total += len(lines) * size * leading / MM
        return total

    def table(self, size: float) -> Grid:
        return Grid(self.sheet, LEFT, (48, 24, 24, 24, 40), size=max(size - 2, 8.5), row=6.0)

    def rows(self) -> list[Row]:
        rows: list[Row] = [[label(head) for head in heads()]]
        for row in self.letter.standards:
            year_and_term = (
                [value(row.per_year), value(row.per_term)] if row.per_term else [value(row.per_year, 2)]
            )
            rows.append([words(row.programme), value(row.stage), *year_and_term, words(row.note)])
        return rows

    def heights(self, size: float) -> list[float]:
        return [size * 0.55] * (len(self.letter.standards) + 1)

    # ---- the receipt

    def draw_receipt(self) -> None:
        sheet, told = self.sheet, self.told["receipt"]
        sheet.cut_line(8, CUT, 202, CUT, f"✂{told['cut_line']}")
        sheet.write_centred(told["heading"], (LEFT + RIGHT) / 2, CUT + 9.5, "title", 15)
        y = write_paragraph(
            sheet,
            told["statement"].format_map(self.blanks),
            LEFT,
            CUT + 12.5,
            WIDTH,
            size=12,
            indent=2,
            leading=1.45,
        )
        choices = "　　".join(tick(choice, False) for choice in told["choices"])
        question = f"{told['question']}　{choices}"
        fitted = fitted_line(question, "song", 12, WIDTH - 9)
        sheet.write(question, LEFT + 8.5, y + 5.0, "song", fitted.size)

    def fill_in(self, copy: Copy) -> None:
        """Class and name, or room to write them, then the family's signature and the date."""
        told, sheet = self.told["receipt"], self.sheet
        whose = {"班级": copy.class_name, "学生": copy.name}
        places: Sequence[Callable[[], float]] = (lambda: LEFT, lambda: LEFT + 82)
        for number, text in enumerate(told["lines"]):
            x, y = places[number % 2](), CUT + 38.0 + 9.5 * (number // 2)
            said, _, rest = text.format_map(whose).partition("：")
            said += "："
            sheet.write(said, x, y, "song", 12)
            start = x + width_of(said, "song", 12)
            end = x + (74 if number % 2 == 0 else RIGHT - LEFT - 82)
            fitted = fitted_line(rest, "fangsong", 12, end - start)
            sheet.write(rest, start, y, "fangsong", fitted.size)
            sheet.line(start, y + 1.2, end, y + 1.2, weight=0.4)
