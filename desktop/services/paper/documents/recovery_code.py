"""恢复码打印单: the one sheet that opens the books when every password is lost. It is handed over, never kept as a file."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from desktop.models.terms import day_in_words
from desktop.services.paper.documents.common import new_sheet, school_on_paper, wording, write_paragraph
from desktop.services.paper.lines import width_of
from desktop.services.paper.sheet import THICK, THIN, Sheet, drop
from desktop.services.progress import Progress

LEFT, RIGHT = 25.0, 185.0
WIDTH = RIGHT - LEFT
CODE_TOP, BOX, GAP = 62.0, (36.4, 19.0), 4.8
BESIDE = 4  # groups in a row


@dataclass(frozen=True)
class RecoveryCode:
    """code: groups of four signs with hyphens between, as `vault.new_code` makes it.

    school: its name while the books are not made yet; else the school's own row tells it.
    """

    code: str
    day: dt.date
    school: str = ""

    @property
    def title(self) -> str:
        return str(wording("recovery_code")["heading"])


def draw(path: Path, subject: RecoveryCode, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the sheet. The file holds the code in clear: print it and remove it. Raises CannotWrite, Cancelled."""
    told = wording("recovery_code")
    (progress or Progress()).check()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        middle = (LEFT + RIGHT) / 2
        sheet.write_centred(told["heading"], middle, 34, "title", 22)
        name = subject.school or school_on_paper().school_name
        school = told["school_line"].format_map({"学校": name})
        day = told["date_line"].format_map({"日期": day_in_words(subject.day)})
        sheet.write(school, LEFT, 52, "song", 12)
        sheet.write_right(day, RIGHT, 52, "song", 12)
        y = draw_groups(sheet, subject.code.split("-"))
        y = write_paragraph(sheet, told["reading"], LEFT, y + 4, WIDTH, style="kai", size=12, leading=1.5) + 6
        for heading, told_there in (told["what"], told["how"], told["where"]):
            y = draw_section(sheet, heading, told_there, y) + 5
        draw_signatures(sheet, told["signatures"], y + 8)
    return 1


def draw_groups(sheet: Sheet, groups: list[str]) -> float:
    """The signs in boxes, numbered, so that two people can read them to each other. Returns where they end."""
    wide, high = BOX
    for place, group in enumerate(groups):
        x = LEFT + (place % BESIDE) * (wide + GAP)
        y = CODE_TOP + (place // BESIDE) * (high + 7)
        sheet.write(f"第{place + 1}组", x, y - 1.2, "song", 8)
        sheet.frame(x, y, wide, high, weight=THICK)
        spacing = 2.2
        left = x + (wide - width_of(group, "hei", 26) - spacing * (len(group) - 1)) / 2
        sheet.write(group, left, y + high / 2 + drop("hei", 26), "hei", 26, spacing=spacing)
    return CODE_TOP + ((len(groups) + BESIDE - 1) // BESIDE) * (high + 7) - 7


def draw_section(sheet: Sheet, heading: str, told: str | list[str], y: float) -> float:
    y = write_paragraph(sheet, heading, LEFT, y, WIDTH, style="hei", size=13, leading=1.5)
    texts = [told] if isinstance(told, str) else [f"{number}.{text}" for number, text in enumerate(told, 1)]
    for text in texts:
        y = write_paragraph(sheet, text, LEFT, y, WIDTH, size=12.5, indent=2, leading=1.5)
    return y


def draw_signatures(sheet: Sheet, signatures: list[str], y: float) -> None:
    """Two to a line, each with a rule to write on."""
    for place, text in enumerate(signatures):
        x = LEFT + (place % 2) * (WIDTH / 2 + 4)
        line = y + (place // 2) * 13
        sheet.write(text, x, line, "song", 12)
        start = x + width_of(text.partition("：")[0] + "：", "song", 12)
        sheet.line(start, line + 1.4, x + WIDTH / 2 - 4, line + 1.4, weight=THIN)
