"""D25 周带量食谱公示表: a week's dishes with what goes into a portion, for the wall. A4 or A3, lying; no pupil is on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_menus import Dish
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.meals.allergies import BETWEEN
from desktop.services.meals.menus import Placed, Week, week_by_id
from desktop.services.meals.needs import week_heads
from desktop.services.meals.nutrition import Nutrition, number, of_day, of_week
from desktop.services.meals.portions import Heads
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.lines import LEADING, MM, break_lines, whole
from desktop.services.paper.sheet import Sheet, drop
from desktop.services.progress import Progress

SIDE = 12.0  # mm of margin left and right, on A4; A3 is drawn LARGER in all
LARGER = 297 / 210
HEAD, FOOT = 9.0, 12.0  # mm: the row of days, the row of energy and protein
TOP, UNDER = 27.0, 29.0  # mm: where the table begins, what stands below it
NAME, PARTS = 14.0, 11.0  # points of a dish's name and of what is in it
SMALLEST = 0.62  # of these sizes
PAD, GAP, WIDEST_GAP = 2.0, 2.2, 12.0  # mm within a day's column, between its dishes


@dataclass(frozen=True)
class MenuWall:
    """One week as it hangs: the dishes, what a day gives, who made and checked it."""

    week: Week
    daily: Mapping[dt.date, Nutrition]
    average: Nutrition

    @property
    def title(self) -> str:
        told = wording("menu_week")
        blanks = {"学校": school_on_paper().school_name, "食谱": self.week.title}
        return str(told["heading"].format_map(blanks))


def menu_wall(store: Store, record: int) -> MenuWall:
    """Read a week's menu. Raises Refused when there are no dishes on it."""
    week = week_by_id(record)
    if not week.dishes:
        raise Refused("这一周还没有排菜，没有可打印的内容。")
    heads: Mapping[dt.date, Heads] = week_heads(store, week)
    daily = {day: of_day(week, day, heads.get(day, {})) for day in week.days if week.on(day)}
    return MenuWall(week, daily, of_week(week, heads))


def draw(
    path: Path, subject: MenuWall, *, progress: Progress | None = None, proof: bool = False, large: bool = False
) -> int:  # fmt: skip
    """Print the week on one page, 草稿 until it is posted; returns the pages. Raises MissingGlyph, Refused, CannotWrite."""
    pre_flight(*((f"{one.day}的菜", f"{one.name}{one.words}") for one in subject.week.dishes))
    with new_sheet(
        path, subject.title, lying=True, proof=proof, draft=not subject.week.posted, large=large
    ) as sheet:
        _Wall(sheet, subject, LARGER if large else 1.0).draw()
    return 1


@dataclass(frozen=True)
class _Entry:
    """A dish broken into lines for its column."""

    name: Sequence[str]
    parts: Sequence[str]

    def height(self, look: float) -> float:
        return (len(self.name) * NAME + len(self.parts) * PARTS) * LEADING / MM * look


class _Wall:
    """The page under the hand. `zoom` is 1 on A4; every length and size is multiplied with it."""

    def __init__(self, sheet: Sheet, subject: MenuWall, zoom: float) -> None:
        self.sheet, self.subject, self.zoom = sheet, subject, zoom
        self.told = wording("menu_week")
        self.left, self.width = SIDE * zoom, sheet.width - 2 * SIDE * zoom
        self.days = subject.week.days
        self.step = self.width / len(self.days)

    def draw(self) -> None:
        zoom = self.zoom
        middle = (self.sheet.width / 2, 16.0 * zoom)
        school = school_on_paper().school_name
        write_title(self.sheet, self.subject.title, middle, 17 * zoom, self.width - 4, school=school)
        room = self.sheet.height - (TOP + UNDER + HEAD + FOOT) * zoom
        look, columns = self._fitted(room)
        fullest = max((sum(entry.height(look) for entry in column) for column in columns), default=0.0)
        most = max(len(column) for column in columns)
        gap = min(WIDEST_GAP * zoom, (room - fullest) / (most + 1))
        tall = min(room, max(fullest + gap * (most + 1), 0.6 * room))
        self._frame(tall)
        for place, column in enumerate(columns):
            self._column(place, column, look, tall)
        self._under(TOP * zoom + HEAD * zoom + tall + FOOT * zoom)

    def _fitted(self, room: float) -> tuple[float, list[list[_Entry]]]:
        """The largest letters with which the fullest day fits, and every day's dishes broken for them."""
        look = 1.0
        while look >= SMALLEST:
            size = look * self.zoom
            columns = [[self._entry(one, size) for one in self.subject.week.on(day)] for day in self.days]
            least = max(
                sum(entry.height(size) + GAP * self.zoom for entry in column) + GAP * self.zoom
                for column in columns
            )
            if least <= room:
                return size, columns
            look -= 0.04
        raise Refused("有一天的菜太多，一张纸放不下。请换 A3 纸，或者把用料写短一些。")

    def _entry(self, one: Placed, size: float) -> _Entry:
        room = self.step - 2 * PAD * self.zoom
        words = "　".join(whole(part.words.replace(" ", "")) for part in one.parts)
        parts = break_lines(words, "fangsong", PARTS * size, room) if words else []
        return _Entry(break_lines(one.name, "hei", NAME * size, room), parts)

    def _frame(self, tall: float) -> None:
        sheet, top, zoom = self.sheet, TOP * self.zoom, self.zoom
        whole = (HEAD + FOOT) * zoom + tall
        for place in range(1, len(self.days)):
            x = self.left + place * self.step
            sheet.line(x, top, x, top + whole)
        for y in (top + HEAD * zoom, top + HEAD * zoom + tall):
            sheet.line(self.left, y, self.left + self.width, y)
        sheet.frame(self.left, top, self.width, whole)

    def _column(self, place: int, entries: Sequence[_Entry], size: float, tall: float) -> None:
        """One day: its head, its dishes spread over the height, what they give."""
        day, sheet, zoom = self.days[place], self.sheet, self.zoom
        middle = self.left + (place + 0.5) * self.step
        head = f"{self.told['weekdays'][day.weekday()]}　{day.month}月{day.day}日"
        y = TOP * zoom + HEAD * zoom / 2
        sheet.write_centred(head, middle, y + drop("hei", 12 * zoom), "hei", 12 * zoom)
        top = (TOP + HEAD) * zoom
        if not entries:
            text = "" if day in self.subject.week.served else self.told["idle"]
            sheet.write_centred(text, middle, top + tall / 2, "song", 12 * zoom)
            return
        spare = (tall - sum(entry.height(size) for entry in entries)) / (len(entries) + 1)
        y = top + spare
        for entry in entries:
            y = self._dish(entry, middle, y, size) + spare
        self._gives(self.subject.daily[day], middle, top + tall)

    def _dish(self, entry: _Entry, middle: float, y: float, size: float) -> float:
        for lines, style, points in ((entry.name, "hei", NAME), (entry.parts, "fangsong", PARTS)):
            step = points * size * LEADING / MM
            for line in lines:
                base = y + step / 2 + drop(style, points * size)
                self.sheet.write_centred(line, middle, base, style, points * size)
                y += step
        return y

    def _gives(self, day: Nutrition, middle: float, top: float) -> None:
        zoom = self.zoom
        for place, (name, blank) in enumerate((("能量", "energy"), ("蛋白质", "protein"))):
            line = day.line(name)
            words = self.told[blank].format_map({name: number(line.value)}) if line else "—"
            y = top + FOOT * zoom * (0.28 + 0.44 * place)
            said = f"{self.told[f'{blank}_head']}　{words}"
            self.sheet.write_centred(said, middle, y + drop("song", 10 * zoom), "song", 10 * zoom)

    def _under(self, y: float) -> None:
        """Who made and checked it, the telephones, the week's average, and the notes."""
        zoom, sheet = self.zoom, self.sheet
        y += 6.5 * zoom
        people = [text.format_map(self._people()) for text in self.told["people"]]
        for place, words in enumerate(people):
            sheet.write(words, self.left + place * 50 * zoom, y, "song", 10.5 * zoom)
        sheet.write_right(self._phones(), self.left + self.width, y, "song", 10.5 * zoom)
        y += 2.5 * zoom
        step = 8.5 * zoom * LEADING / MM
        for line in break_lines("".join(self._notes()), "song", 8.5 * zoom, self.width):
            sheet.write(line, self.left, y + step / 2 + drop("song", 8.5 * zoom), "song", 8.5 * zoom)
            y += step

    def _people(self) -> dict[str, str]:
        row = self.subject.week.row
        blank = "　　　　　"
        day = row.posted_on
        return {
            "制定人": Staff.caption_of(row.planned_by_id) if row.planned_by_id else blank,
            "审核人": Staff.caption_of(row.checked_by_id) if row.checked_by_id else blank,
            "公示日期": f"{day.year}年{day.month}月{day.day}日" if day else blank,
        }

    def _phones(self) -> str:
        school = school_on_paper()
        blanks = {
            "学校电话": school.hotline_school,
            "县电话": school.hotline_county or "",
            "投诉电话": rule("complaint_phone"),
        }
        return str(self.told["phones" if school.hotline_county else "phones_no_county"].format_map(blanks))

    def _notes(self) -> list[str]:
        told, week = self.told, self.subject.week
        age = week.base_age and code_list("age_group").label(week.base_age)
        notes = [told["age_note"].format_map({"年龄段": age}) if age else told["same_note"]]
        if self.subject.average.foods:
            notes.append(told["average"].format_map(self._average()))
            lines = [self.subject.average.line(name) for name in USED.values()]
            if self.subject.average.bare or any(line and line.lacking for line in lines):
                notes[-1] = notes[-1].removesuffix("。") + told["lacking"] + "。"
        if allergens := allergens_of(week):
            notes.append(told["allergen_note"].format_map({"食物": "、".join(allergens)}))
        return notes

    def _average(self) -> dict[str, str]:
        lines: dict[str, Any] = {blank: self.subject.average.line(name) for blank, name in USED.items()}
        return {blank: number(line.value) if line else "—" for blank, line in lines.items()}


USED = {"能量": "能量", "蛋白质": "蛋白质", "脂肪比": "脂肪供能比", "钙": "钙", "铁": "铁"}  # blank -> line


def allergens_of(week: Week) -> list[str]:
    """The allergens of the week's dishes, each once, as the dishes tell them."""
    ids = {one.dish for one in week.dishes if one.dish}
    rows = Dish.select().where(Dish.id.in_(list(ids)) & Dish.allergens.is_null(False)).order_by(Dish.id)
    return list(dict.fromkeys(word for row in rows for word in BETWEEN.split(row.allergens) if word))
