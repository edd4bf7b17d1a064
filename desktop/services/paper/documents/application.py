"""D3 家庭经济困难学生认定申请表: one page after the form of 2024, empty, prepared, or filled in from the application.

Geometry of that form: A4 upright, side margins 15 mm, title 15 pt, a column of 10 mm for the upright labels, rows of at
least 7.5 mm, text on one line as far as it goes; □ empty, ■ ticked, and only 是 is ever ticked. The promise stays empty:
it has to be written by hand. The form is an application, not a decision, so it never carries 草稿; what the school
decided is printed on its reverse (`application_reverse`) when the headteacher has approved it. A family larger than
the form goes on behind it (`application_more`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.errors import Refused
from desktop.models.terms import Term
from desktop.services.paper.documents import application_more, application_reverse
from desktop.services.paper.documents.application_facts import SAID, Application, items
from desktop.services.paper.documents.application_family import Member
from desktop.services.paper.documents.application_more import FAMILY, family_head, member_row
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.grid import AIR, PAD, Cell, Grid, Row, label, side, tick, value, words
from desktop.services.paper.lines import LEADING, MM, break_lines, width_of
from desktop.services.paper.sheet import THIN, Sheet
from desktop.services.progress import Progress

LEFT, WIDTH, SIDE = 15.0, 180.0, 10.0  # mm: margin, the form, its column of upright labels
TOP, BOTTOM = 29.5, 267.0  # mm: where the frame begins and ends
TITLE, SIZE, SMALL = 15.0, 10.0, 9.0  # points
ROOMY, LEAST = 8.0, 7.5  # mm: height of a row; where much is written rows give way down to LEAST
PROMISE, LEAST_PROMISE = 34.0, 26.0  # mm: room for a sentence by hand and a signature
LINES, FEWEST, MOST = 6, 5, 9  # lines for the family: usually, where room is short, and where there are many
PERSON = (SIDE, 24.0, 35.6, 14.2, 14.2, 20.0, 23.0, 18.0, 21.0)
SPECIAL = (SIDE, 59.0, 26.0, 59.0, 26.0)


@dataclass(frozen=True)
class Forms:
    """Forms to be printed in one run. reverse: with the page of the compulsory stage's additions, for printing on both sides."""

    term: Term
    applications: Sequence[Application]
    reverse: bool = True

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{wording('application')['heading']}"


def draw(path: Path, subject: Forms, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the forms and return the pages. Raises MissingGlyph, Refused (too much text for a page), CannotWrite, Cancelled."""
    for form in subject.applications:
        check(form)
    with new_sheet(path, subject.title, proof=proof) as sheet:
        front = Front(sheet)
        back = application_reverse.Reverse(sheet, subject.term) if subject.reverse else None
        follow = (progress or Progress()).follow(subject.applications, len(subject.applications), every=5)
        for number, form in enumerate(follow):
            if number:
                sheet.next_page()
            shown = front.draw(form)
            if back:
                sheet.next_page()
                back.draw(form)
            if shown < len(form.members):
                application_more.draw_more(sheet, form, shown)
            if back and sheet.page % 2 and number + 1 < len(subject.applications):
                application_more.empty_page(sheet)
        return sheet.page


def check(form: Application) -> None:
    """Raise MissingGlyph, naming the pupil and the place, for a character that cannot be printed."""
    who = form.who or "申请表"
    pre_flight(
        (f"{who}的姓名", form.name), (f"{who}的通讯地址", form.address), (f"{who}的籍贯", form.native_place)
    )
    pre_flight(*((f"{who}的家庭情况", getattr(form, name)) for name in SAID))
    for member in form.members:
        pre_flight(*((f"{who}的家庭成员", text) for text in (member.name, member.unit, member.occupation)))


class Front:
    """The front page being set on one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.told = sheet, wording("application")

    def draw(self, form: Application) -> int:
        """Draw the page; returns how many of the family stand on it."""
        self.head(form)
        row, lines = self.measure(form)
        y = self.person(form, row)
        y = self.family(form.members, y, row, lines)
        y = self.special(form, y, row)
        y = self.affecting(form, y, row)
        self.promise(y)
        self.sheet.frame(LEFT, TOP, WIDTH, BOTTOM - TOP)
        for place, text in enumerate(self.told["notes"]):
            self.sheet.write(text, LEFT, BOTTOM + 5 + 4.2 * place, "song", 9)
        return len(on_form(form.members, lines))

    def head(self, form: Application) -> None:
        sheet, told = self.sheet, self.told
        sheet.write(told["attachment"], LEFT, 12.5, "hei", 12)
        sheet.write_centred(told["heading"], LEFT + WIDTH / 2, 18.0, "title", TITLE)
        named = {
            "学校": str(school_on_paper().school_name), "年级": form.grade or "　" * 5,
            "班级": form.class_name or "　" * 5,
        }  # fmt: skip
        application_reverse.write_head(sheet, told["head_line"], named)

    def measure(self, form: Application) -> tuple[float, int]:
        """Height of a row and lines for the family: the roomiest that leaves a place for the promise."""
        most = min(max(len(form.members), LINES), MOST)
        tries = [(ROOMY, most, PROMISE), (7.75, most, PROMISE), (LEAST, most, PROMISE)]
        tries += [(LEAST, lines, LEAST_PROMISE) for lines in range(most, FEWEST - 1, -1)]
        for row, lines, promise in tries:
            if TOP + self.height(form, row, lines) + promise <= BOTTOM + 0.01:
                return row, lines
        raise Refused(f"{form.who}的申请表文字太长，一页纸放不下。请把家庭情况写短一些，再打印一次。")

    def height(self, form: Application, row: float, lines: int) -> float:
        """All blocks above the promise."""
        family = self.family_grid().heights(self.family_rows(form.members, lines), [row] * (lines + 1))
        person = self.person_grid().heights(self.person_rows(form), [row] * 4)
        special = [row] * len(self.special_rows(form))
        affecting = [
            self.line_height(form, place, row) for place in range(len(self.told["affecting"]["lines"]))
        ]
        return sum(person) + sum(family) + sum(special) + sum(affecting)

    # ---- 基本情况, 家庭通讯信息

    def person_grid(self) -> Grid:
        return Grid(self.sheet, LEFT, PERSON, size=SIZE, outer=THIN)

    def person(self, form: Application, row: float) -> float:
        return self.person_grid().draw(self.person_rows(form), TOP, [row] * 4)

    def person_rows(self, form: Application) -> list[Row]:
        told = self.told["person"]
        says = iter(map(label, told["labels"][:7]))
        one: list[Cell] = [side(told["side"][0], 2)]
        for text in (form.name, form.gender, form.birth, form.native_place):
            one += [next(says), value(text)]
        two = [
            next(says), value(form.id_number, 3), next(says), value(form.people), next(says),
            value(form.phone, size=SMALL),
        ]  # fmt: skip
        address, postcode, phone = told["labels"][7:]
        return [
            one,
            two,
            [side(told["side"][1], 2), label(address), words(form.address, 7)],
            [label(postcode), value(form.postcode), label(phone, 2), value(form.guardian_phone, 4)],
        ]

    # ---- 家庭成员情况

    def family_grid(self) -> Grid:
        return Grid(self.sheet, LEFT, FAMILY, size=SIZE, outer=THIN)

    def family(self, members: Sequence[Member], top: float, row: float, lines: int) -> float:
        return self.family_grid().draw(self.family_rows(members, lines), top, [row] * (lines + 1))

    def family_rows(self, members: Sequence[Member], lines: int) -> list[Row]:
        told = self.told["family"]
        shown = on_form(members, lines)
        rows = [family_head(told["side"], told["heads"], lines), *map(member_row, shown)]
        if len(shown) < len(members):
            more = told["more"].format_map({"人数": len(members)})
            rows.append([words(more, len(FAMILY) - 1, size=SMALL)])
        return rows + [member_row(Member(""))] * (lines + 1 - len(rows))

    # ---- 特殊群体类型

    def special(self, form: Application, top: float, row: float) -> float:
        grid = Grid(self.sheet, LEFT, SPECIAL, size=SIZE, row=row, outer=THIN)
        return grid.draw(self.special_rows(form), top)

    def special_rows(self, form: Application) -> list[Row]:
        """The items in two columns, read downwards."""
        listed = list(items().items())
        half = (len(listed) + 1) // 2
        rows: list[Row] = []
        for place in range(half):
            cells = [side(self.told["special"], half)] if place == 0 else []
            for number in (place, place + half):
                code, name = listed[number] if number < len(listed) else ("", "")
                cells.append(Cell(f"{number + 1}.{name}" if code else "", "song", align="left"))
                cells.append(label(yes_or_no(code in form.kinds) if code else ""))
            rows.append(cells)
        return rows

    # ---- 影响家庭经济状况有关信息

    def affecting(self, form: Application, top: float, row: float) -> float:
        """Each line with its value on a rule; an empty one leaves the rule to write on."""
        told = self.told["affecting"]
        heights = [self.line_height(form, place, row) for place in range(len(told["lines"]))]
        rows: list[Row] = [[Cell()] for _ in told["lines"]]
        rows[0] = [side(told["side"], len(rows)), Cell()]
        bottom = Grid(self.sheet, LEFT, (SIDE, WIDTH - SIDE), size=SIZE, outer=THIN).draw(rows, top, heights)
        y = top
        for place, height in enumerate(heights):
            self.write_line(form, place, y + height / 2)
            y += height
        return bottom

    def said(self, form: Application, place: int) -> tuple[str, str, str]:
        """(what is printed before, the value, what follows) of one line."""
        before, _, after = self.told["affecting"]["lines"][place].partition("{值}")
        name = ("per_head", *SAID)[place]
        text = " ".join(str(getattr(form, name)).split()).rstrip("。；，").translate(NO_MARKS)
        if name == "other" and form.other_kinds:
            text = "；".join(part for part in ("、".join(form.other_kinds), text) if part)
        return before, text, after

    def line_height(self, form: Application, place: int, row: float) -> float:
        return max(row, len(self.broken(form, place)) * SIZE * LEADING * 1.1 / MM + 2 * AIR)

    def broken(self, form: Application, place: int) -> list[str]:
        """The value over as many lines as it takes, the first beside its label."""
        before, text, after = self.said(form, place)
        used = width_of(before, "song", SIZE)
        room = ROOM - width_of(after, "song", SIZE) - SIZE / MM
        return break_lines(text, "fangsong", SIZE, room, indent=used)

    def write_line(self, form: Application, place: int, middle: float) -> None:
        before, text, after = self.said(form, place)
        lines = self.broken(form, place)
        if not text:
            free = ROOM - width_of(before + after, "song", SIZE) - SIZE / MM
            lines = ["　" * min(int(free * MM / SIZE), 8 if place == 0 else 99)]
        step = SIZE * LEADING * 1.1 / MM
        y = middle - step * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            first, last = number == 0, number == len(lines) - 1
            told = f"{before if first else ''}{{{line}}}{after if last else ''}"
            self.sheet.write_filled(told, LEFT + SIDE + PAD, y, "song", SIZE)
            y += step

    # ---- 个人承诺

    def promise(self, top: float) -> None:
        told, sentence = self.told["promise"], wording("promise")["application"]
        hint = told["hint"].format_map({"承诺": sentence})
        signed = Cell(hint, "song", align="left", top=True, size=SMALL, foot=(told["sign"], told["day"]))
        grid = Grid(self.sheet, LEFT, (SIDE, WIDTH - SIDE), size=SIZE, outer=THIN)
        grid.draw([[side(told["side"], 1), signed]], top, [BOTTOM - top])


NO_MARKS = str.maketrans("{}", "（）")  # braces mark a filled-in value
ROOM = WIDTH - SIDE - 2 * PAD  # mm for a line of 影响家庭经济状况有关信息


def on_form(members: Sequence[Member], lines: int) -> Sequence[Member]:
    """Those who have a line on the form; the last line says how many go on behind it, where it is not enough."""
    return members if len(members) <= lines else members[: lines - 1]


def yes_or_no(chosen: bool) -> str:
    """Only 是 is ever ticked; 否 stays empty on the form."""
    return f"{tick('是', chosen)}　{tick('否', False)}"
