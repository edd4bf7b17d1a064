"""报送交接单: goes with the package to the 中心校 on a stick: what is in it, its check code, who gave and who took it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.terms import day_in_words
from desktop.services.meals.month_money import month_words
from desktop.services.paper.documents.common import (
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.paper.lines import fit, width_of
from desktop.services.paper.sheet import SEAL, THICK, Sheet, drop
from desktop.services.progress import Progress

LEFT, RIGHT = 20.0, 190.0
WIDTH = RIGHT - LEFT
CODE_TOP, CODE_HEIGHT = 57.0, 27.0
SIDES = 62.0  # mm for the two parties: signature, telephone, seal, date
LAST = 288.0
BELOW = 5 + 8 + SIDES  # mm that promise and parties take below the files
WITH_SIDES = (
    3  # files that go along when the parties need a further page: signatures stand under what they are for
)


@dataclass(frozen=True)
class Handover:
    """The package's manifest.json as read, and the eight signs that stand for it."""

    manifest: Mapping[str, Any]
    check_code: str

    @property
    def title(self) -> str:
        return str(wording("handover")["heading"].format_map({"学校": self.manifest["school"]["name"]}))


def slip(manifest: dict[str, Any], check_code: str, path: Path) -> None:
    """What the package writer calls to have its slip made."""
    draw(path, Handover(manifest, check_code))


def draw(path: Path, subject: Handover, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the slip and return its pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    pre_flight(*((f"文件“{entry['name']}”的名称", entry["name"]) for entry in subject.manifest["files"]))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        paper = Slip(sheet, subject)
        y = paper.draw_batches(paper.draw_head())
        y = paper.draw_files(y + 7, progress or Progress())
        paper.draw_sides(y + 5)
        return sheet.page


class Slip:
    """The slip being set on one sheet."""

    def __init__(self, sheet: Sheet, subject: Handover) -> None:
        self.sheet, self.subject, self.told = sheet, subject, wording("handover")
        self.manifest = subject.manifest

    def draw_head(self) -> float:
        """Title, parties, and the check code in letters that can be read across a table."""
        sheet, told, manifest = self.sheet, self.told, self.manifest
        school = manifest["school"]["name"]
        write_title(sheet, self.subject.title, (sheet.width / 2, 25), 20, WIDTH, school=school)
        made = dt.datetime.fromisoformat(manifest["made_at"])
        blanks = {
            "学校": school,
            "中心校": school_on_paper().central_school,
            "内容": f"{manifest['term_title']}资助数据",
            "时间": f"{day_in_words(made.date())} {made:%H:%M}",
        }
        for y, text in ((40, told["to"]), (47, told["content"])):
            sheet.write(text.format_map(blanks), LEFT, y, "song", 11)
        sheet.write_right(told["made_at"].format_map(blanks), RIGHT, 47, "song", 11)
        sheet.frame(LEFT, CODE_TOP - 5, WIDTH, CODE_HEIGHT, weight=THICK)
        middle = sheet.width / 2
        sheet.write(told["code_heading"], LEFT + 5, CODE_TOP + 5 + drop("hei", 14), "hei", 14)
        code, spacing = self.subject.check_code, 3.0
        left = middle - (width_of(code, "hei", 34) + spacing * (len(code) - 1)) / 2 + 8
        sheet.write(code, left, CODE_TOP + 5 + drop("hei", 34), "hei", 34, spacing=spacing)
        sheet.write_centred(told["code_help"], middle, CODE_TOP + 18.5, "song", 9)
        return CODE_TOP - 5 + CODE_HEIGHT

    def draw_batches(self, top: float) -> float:
        """How many pupils, and each list with its sum; the total in capital words."""
        told, manifest = self.told, self.manifest
        grid = Table(self.sheet, LEFT, (100, 30, 40), size=11, row=8)
        batches = manifest["batches"]
        name, count = told["counts"]
        rows: list[Row] = [
            [label(name), value(count.format_map({"人数": manifest["counts"]["pupils"]})), label("—")]
        ]
        rows.append([label(head) for head in told["batches_heads"]])
        rows += [
            [
                words(batch["name"]),
                value(f"{batch['people']}人次"),
                value(money.figures(batch["fen"]), align="right"),
            ]
            for batch in batches
        ]
        rows.append(_sum_row(told["total"], batches))
        if drafts := [batch for batch in batches if batch.get("draft")]:
            rows.append(_sum_row(told["approved_total"], [one for one in batches if one not in drafts]))
            rows.append(_sum_row(told["draft_total"], drafts))
        rows.append([label(told["total_words"]), words(money.words(sum(one["fen"] for one in batches)), 2)])
        return grid.draw([*rows, *self.meal_rows(), *self.dropout_rows()], top + 5)

    def meal_rows(self) -> list[Row]:
        """Each month of meals with its heads and what was due; nothing where none was sent."""
        told, meals = self.told, self.manifest.get("meals", ())
        if not meals:
            return []
        rows: list[Row] = [[label(head) for head in told["meals_heads"]]]
        for one in meals:
            blanks = {
                "月份": month_words(one["month"]), "餐次": code_list("meal_kind").label(one["kind"]),
                "状态": code_list("settlement_state").label(one["state"]), "实支": money.figures(one["spent_fen"]),
            }  # fmt: skip
            name = words(told["meals_line"].format_map(blanks))
            rows.append(
                [name, value(f"{one['fed_times']}人次"), value(money.figures(one["due_fen"]), align="right")]
            )
        times, fen = (sum(one[name] for one in meals) for name in ("fed_times", "due_fen"))
        rows.append(
            [label(told["meals_total"]), value(f"{times}人次"), value(money.figures(fen), align="right")]
        )
        return rows

    def dropout_rows(self) -> list[Row]:
        """Each 控辍月报 with its figures; nothing where none was sent."""
        reports = self.manifest.get("dropout", ())
        heads: list[Row] = [[label(head) for head in self.told["dropout_heads"]]]
        return (heads if reports else []) + [
            [
                words(month_words(one["month"])),
                value(f"{one['should']}人"),
                value(f"{one['suspected'] + one['dropped']}人"),
            ]
            for one in reports
        ]

    def draw_files(self, top: float, progress: Progress) -> float:
        """Every file with its size and the beginning of its SHA-256; goes on on more pages where there are many."""
        told, files = self.told, self.manifest["files"]
        grid = Table(self.sheet, LEFT, (12, 104, 24, 30), size=10, row=7)
        head: Row = [label(text) for text in told["files_heads"]]
        self.sheet.write(told["files_count"].format_map({"份数": len(files)}), LEFT, top + 3.5, "song", 10.5)
        y, rows = top + 5.5, [head]
        for number, entry in enumerate(progress.follow(files, len(files)), 1):
            fresh = file_row(number, entry)
            rest = [fresh]
            if number == len(files) - WITH_SIDES + 1:
                rest = [file_row(number + at, one) for at, one in enumerate(files[number - 1 :])]
            room = LAST if len(rest) == 1 else LAST - BELOW
            if y + sum(grid.heights([*rows, *rest])) > room and len(rows) > 1:
                grid.draw(rows, y)
                y, rows = self.turn(), [head]
            rows.append(fresh)
        return grid.draw(rows, y)

    def turn(self) -> float:
        """A further page says whose it is and repeats the code; returns where it goes on."""
        self.sheet.next_page()
        said = self.told["continued"].format_map({"校验码": self.subject.check_code, "页": self.sheet.page})
        self.sheet.write(f"{self.subject.title}（续）", LEFT, 15, "song", 10)
        self.sheet.write_right(said, RIGHT, 15, "song", 10)
        return 20.0

    def draw_sides(self, top: float) -> None:
        """交 and 收 side by side, each with room for a seal; both stand on one page."""
        if top + 8 + SIDES > LAST:
            top = self.turn()
        sheet = self.sheet
        said = fit(self.told["promise"], "song", 10, WIDTH, even=False)
        sheet.write_lines(said.lines, LEFT, top + said.height / 2, "song", said.size)
        top += said.height + 2
        half = WIDTH / 2
        for place, (party, lines) in enumerate(self.told["sides"]):
            x = LEFT + place * half
            sheet.frame(x, top, half, SIDES)
            sheet.write(party, x + 4, top + 8, "hei", 12)
            for number, text in enumerate(lines[:2]):
                sheet.write(text, x + 4, top + 17 + 9 * number, "song", 11)
            seal = (x + half - SEAL / 2 - 4, top + SIDES - SEAL / 2 + 2)
            sheet.write_centred(lines[2], seal[0], seal[1] - 1, "song", 11)
            sheet.write_centred(self.told["day"].strip("　"), seal[0], seal[1] + 9, "song", 11)
            sheet.seal_place(seal[0], seal[1] - 3)


def _sum_row(name: str, batches: Sequence[Mapping[str, Any]]) -> Row:
    people, fen = (sum(batch[key] for batch in batches) for key in ("people", "fen"))
    return [label(name), value(f"{people}人次"), value(money.figures(fen), align="right")]


def file_row(number: int, entry: Mapping[str, Any]) -> Row:
    return [
        value(number), words(entry["name"]), value(size_words(entry["bytes"])),
        label(entry["sha256"][:8].upper(), size=9.5),
    ]  # fmt: skip


def size_words(count: int) -> str:
    """1234567 -> "1.2 MB", as a file manager shows it."""
    return f"{count / 1_048_576:.1f} MB" if count >= 1_048_576 else f"{max(1, round(count / 1024))} KB"
