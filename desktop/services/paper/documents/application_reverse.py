"""The reverse of D3: what the compulsory stage adds — 户口性质, 申请资助项目, and the opinions of class, teacher and school.

Opinions are printed when the headteacher has approved the round; before that they are places to write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.recognition_order import NOT_NEEDY
from desktop.models.terms import Term
from desktop.services.aid.overview import BY_THE_TERM, GRANTED
from desktop.services.aid.standards import amount_of, standard_for
from desktop.services.paper.documents.application_facts import Application, Decision, item_of
from desktop.services.paper.documents.common import wording
from desktop.services.paper.documents.policy_letter import stages_taught
from desktop.services.paper.grid import PAD, Cell, Grid, Row, label, side, tick, value
from desktop.services.paper.lines import LEADING, MM, break_lines
from desktop.services.paper.sheet import SEAL, THIN, Sheet, drop, split_filled

LEFT, WIDTH, SIDE = 15.0, 180.0, 10.0
TOP, BOTTOM = 29.5, 267.0
TITLE, SIZE = 15.0, 10.0
ROW, OPINION = 9.6, 49.0  # mm: a row; room for an opinion and its signature
STEP = SIZE * LEADING * 1.35 / MM  # from line to line in an opinion
ROOM = WIDTH - SIDE - 2 * PAD - 4
INDENT = 2 * SIZE / MM
MAINTAINED = {"2": "城镇", "1": "农村"}  # code of 户口性质 -> the form's word
OWN_PAPERS = (
    "05",
    "07",
    "10",
    "11",
    "12",
    "13",
    "14",
)  # types for which the family itself has a paper to copy


class Offer(NamedTuple):
    """A line of 申请资助项目: what it comes to for one stage."""

    programme: str
    boarding: str
    stage: str
    year: str
    term: str


class Reverse:
    """The reverse page being set on one sheet."""

    def __init__(self, sheet: Sheet, term: Term) -> None:
        self.sheet, self.told = sheet, wording("application")["reverse"]
        self.offers = offers(term)

    def draw(self, form: Application) -> None:
        self.head(form)
        y = self.kind(form, TOP)
        y = self.wish(form, y)
        y = self.proofs(form, y)
        y = self.class_opinion(form.decision, y)
        y = self.teacher(y)
        self.school(form.decision, y)
        self.sheet.frame(LEFT, TOP, WIDTH, BOTTOM - TOP)
        for place, text in enumerate(self.told["notes"]):
            self.sheet.write(("" if place == 0 else "　　") + text, LEFT, BOTTOM + 5 + 4.2 * place, "song", 9)

    def head(self, form: Application) -> None:
        sheet = self.sheet
        sheet.write_centred(self.told["heading"], LEFT + WIDTH / 2, 18.0, "title", TITLE)
        named = {
            "姓名": form.name or "　" * 8, "班级": f"{form.grade}{form.class_name}" or "　" * 6,
            "身份证号": form.id_number or "　" * 10,
        }  # fmt: skip
        write_head(sheet, self.told["head_line"], named)

    def kind(self, form: Application, top: float) -> float:
        told = self.told
        home = MAINTAINED.get(form.household_kind)
        mode = {True: told["attendance_kinds"][0], False: told["attendance_kinds"][1]}.get(form.boarder)  # type: ignore[arg-type]
        row: Row = [
            label(told["household"]), label(ticks(told["household_kinds"], home)),
            label(told["attendance"]), label(ticks(told["attendance_kinds"], mode)),
        ]  # fmt: skip
        return Grid(self.sheet, LEFT, (34.0, 56.0, 34.0, 56.0), size=SIZE, outer=THIN).draw([row], top, [ROW])

    def wish(self, form: Application, top: float) -> float:
        """One line to a programme and stage; a complete form has the programme of its 就读方式 ticked."""
        told = self.told
        shown = [one for one in self.offers if form.stage in ("", one.stage)]
        count = max(len(shown), 1)
        rows: list[Row] = [[side(told["wish_side"], count + 1), *map(label, told["wish_heads"])]]
        chosen = wished(form, shown)
        stage = code_list("stage").label
        seen = ""
        for one in shown:
            cells: list[Cell] = []
            if one.programme != seen:
                rows_of_it = sum(other.programme == one.programme for other in shown)
                name = tick(one.programme, one.programme == chosen)
                cells.append(Cell(name, "song", down=rows_of_it, align="left"))
                seen = one.programme
            rows.append([*cells, label(stage(one.stage)), value(one.year), value(one.term)])
        if not shown:
            rows.append([label(told["no_standard"], 4)])
        grid = Grid(self.sheet, LEFT, (SIDE, 84.0, 22.0, 34.0, 30.0), size=SIZE, outer=THIN)
        return grid.draw(rows, top, [ROW] * len(rows))

    def proofs(self, form: Application, top: float) -> float:
        """What may be attached, ticked by hand; the papers that go with the ticked types are among it."""
        told, codes = self.told, code_list("hardship_type")
        kinds = [kind for kind in codes.labels if kind in form.kinds and item_of(kind) in OWN_PAPERS]
        own = [str(codes.fact(kind, "evidence")) for kind in kinds]
        listed = "　　".join(tick(name, False) for name in dict.fromkeys([*told["proofs"], *own]))
        text = Cell(f"{told['proof']}\n{listed}　　{tick('其他：', False)}", "song", align="left")
        grid = Grid(self.sheet, LEFT, (SIDE, WIDTH - SIDE), size=SIZE, outer=THIN)
        return grid.draw([[side(told["proof_side"], 1), text]], top, [15.0])

    # ---- opinions

    def box(self, side_text: str, top: float, height: float, foot: Sequence[str] = ()) -> float:
        cell = Cell("", "song", foot=tuple(foot))
        grid = Grid(self.sheet, LEFT, (SIDE, WIDTH - SIDE), size=SIZE, outer=THIN)
        return grid.draw([[side(side_text, 1), cell]], top, [height])

    def class_opinion(self, decision: Decision | None, top: float) -> float:
        told = self.told
        bottom = self.box(told["class_side"], top, OPINION, (f"{told['class_sign']}{'　' * 8}", told["day"]))
        labels = code_list("need_grade").labels
        known = decision.class_grade if decision else ""
        grades = "　".join(tick(name, code == known) for code, name in labels.items())
        y = top + STEP
        self.sheet.write(f"{told['class_text']}{grades}", self.x, y + drop("song", SIZE), "song", SIZE)
        if decision and decision.class_opinion:
            self.paragraph(decision.class_opinion, y + STEP, most=2)
        return bottom

    def teacher(self, top: float) -> float:
        told = self.told
        return self.box(
            told["teacher_side"], top, OPINION, (f"{told['teacher_sign']}{'　' * 8}", told["day"])
        )

    def school(self, decision: Decision | None, top: float) -> None:
        """The school's decision, its signature at the left and the seal over the date at the right."""
        told, sheet = self.told, self.sheet
        self.box(told["school_side"], top, BOTTOM - top)
        said = self.sentences(decision)
        y = top + STEP
        for text in said:
            sheet.write_filled(text, self.x, y, "song", SIZE)
            y += STEP
        if decision and decision.reason and not agreed(decision):
            self.paragraph(decision.reason, y, most=2)
        seal_x, seal_y = LEFT + WIDTH - 30, BOTTOM - SEAL / 2 - 1
        sheet.write(told["school_sign"], LEFT + SIDE + 30, seal_y + 1, "song", SIZE)
        sheet.write_centred(told["school_seal"], seal_x, seal_y + 1, "song", SIZE)
        sheet.write_centred(told["day"].strip("　"), seal_x, seal_y + 8, "song", SIZE)
        sheet.seal_place(seal_x, seal_y)

    def sentences(self, decision: Decision | None) -> list[str]:
        """The three lines of the form, ticked and filled in when it is decided."""
        told, labels = self.told, code_list("need_grade").labels
        yes = decision is not None and agreed(decision)
        no = decision is not None and not yes
        granted = labels.get(decision.grade, told["declined"]) if decision else "　" * 6
        days = str(decision.days) if decision and decision.days else "　" * 2
        blank = "　" * 6
        return [
            told["school_text"].format_map({"天数": f"{{{days}}}"}),
            tick(told["agree"].format_map({"档次": f"{{{granted if yes or not decision else blank}}}"}), yes),
            tick(
                told["differ"].format_map({
                    "档次": f"{{{granted if no or not decision else blank}}}",
                    "理由": "{见下}" if no and decision and decision.reason else f"{{{'　' * 12}}}",
                }), no,
            ),
        ]  # fmt: skip

    @property
    def x(self) -> float:
        return LEFT + SIDE + PAD + 2

    def paragraph(self, text: str, top: float, *, most: int) -> None:
        """An opinion, set smaller where it would take more lines than there is room for."""
        size = SIZE
        while size > 8 and len(break_lines(text, "fangsong", size, ROOM, indent=INDENT)) > most:
            size -= 0.5
        y = top
        for place, line in enumerate(break_lines(text, "fangsong", size, ROOM, indent=INDENT)):
            shift = INDENT if place == 0 else 0.0
            self.sheet.write(line, self.x + shift, y + drop("fangsong", size), "fangsong", size)
            y += size * LEADING * 1.1 / MM


def write_head(sheet: Sheet, texts: Sequence[str], named: Mapping[str, str]) -> None:
    """The line between title and frame: "学校：{学校}" with its values on rules, spread over the width, smaller if need be."""
    marked = [text.replace("{", "{{{").replace("}", "}}}").format_map(named) for text in texts]
    size = 10.5
    while (used := _wide(marked, size)) > WIDTH - 3 * (len(marked) - 1) and size > 7:
        size -= 0.25
    x, gap = LEFT, (WIDTH - used) / (len(marked) - 1)
    for text in marked:
        sheet.write_filled(text, x, 25.0, "song", size)
        x += _wide([text], size) + gap


def _wide(texts: Sequence[str], size: float) -> float:
    return sum(wide for text in texts for _, _, wide in split_filled(text, "song", size))


def agreed(decision: Decision) -> bool:
    """Whether the school found what the class had found."""
    return (
        bool(decision.grade) and decision.class_grade in (decision.grade, "") and decision.grade != NOT_NEEDY
    )


def ticks(names: Sequence[str], chosen: Any) -> str:
    return "　　".join(tick(name, name == chosen) for name in names)


def offers(term: Term) -> list[Offer]:
    """The living allowances of the term's standards, by programme and stage; those without a standard are left out."""
    rows = AidProgramme.select().where((AidProgramme.role == GRANTED) & (AidProgramme.boarding != "any"))
    found = []
    for programme in rows.order_by(AidProgramme.place, AidProgramme.id):
        for stage in stages_taught():
            standard = standard_for(programme.id, stage, programme.boarding, term)
            if stage in programme.stages.split(",") and standard and standard.unit in BY_THE_TERM:
                year = money.figures(standard.amount) if standard.unit == "学年" else "—"
                half = money.figures(amount_of(standard, term).fen)
                found.append(Offer(programme.name, programme.boarding, stage, year, half))
    return found


def wished(form: Application, shown: Sequence[Offer]) -> str:
    """The programme a complete form applies for: the only one that fits the pupil's 就读方式; "" leaves it to the family."""
    if not form.complete or form.boarder is None:
        return ""
    mode = "boarder" if form.boarder else "non_boarder"
    fitting = {one.programme for one in shown if one.boarding == mode}
    return fitting.pop() if len(fitting) == 1 else ""
