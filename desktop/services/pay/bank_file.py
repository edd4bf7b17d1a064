"""The file a bank takes: the columns of its layout in their order, as a workbook or as text, in its encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import BankLayout, PayColumn, PayLine, PayList, columns_of
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import parse_term
from desktop.services.files import free_name, put_in_place, safe_name
from desktop.services.pay.lists import FORMULA_SIGNS, lines_of
from desktop.services.seeds import told

NUMBERS = {"yuan": "0.00", "fen": "0", "place": "0"}  # contents that stand as numbers in a workbook
Row = list[str]


def write_list(store: Store, pay_list: int, folder: Path) -> Path:
    """Write the file of a pay list into a folder and note that it went out; returns the file.

    Nothing is overwritten, and nothing is put before a name. Raises Refused when a name begins like a formula, cannot
    be written in the layout's encoding or would break its columns, NotAllowed, CannotWrite.
    """
    store.session.demand("export", "导出发放清单")
    row = PayList.get_by_id(pay_list)
    layout = BankLayout.get_by_id(row.layout_id)
    columns, rows = columns_of(layout.columns_text), rows_of(row, layout)
    _demand_plain(columns, rows, lines_of(pay_list))
    name = f"{PayList.caption(row)}（{row.heads}人{money.figures(row.amount)}元）"
    path = free_name(folder / (safe_name(name) + code_list("bank_file").fact(layout.form, "suffix")))
    data = _workbook(columns, rows, layout) if layout.form == "xlsx" else _text(row, layout, columns, rows)
    with put_in_place(path) as part:
        part.write_bytes(data)
    with store.step(f"写出发放清单 {path.name}", kind="pay", final=True) as step:  # the bank may have it now
        state = "sent" if row.state == "made" else row.state
        step.change(PayList, pay_list, {"file": path.name[:200], "state": state})
    store.note_access("导出", path.name, row.heads)
    return path


def rows_of(pay_list: Any, layout: Any) -> list[Row]:
    """The cells of the file as texts, line by line, for the file and for looking at it beforehand."""
    columns, lines = columns_of(layout.columns_text), lines_of(pay_list.id)
    grants = {g.id: g for g in AidGrant.select().where(AidGrant.id.in_([line.grant_id for line in lines]))}
    Student.learn_captions([grant.student_id for grant in grants.values()])
    purpose = _purpose(AidBatch.get_by_id(pay_list.batch_id))
    return [[_cell(column, line, grants[line.grant_id], purpose) for column in columns] for line in lines]


def rows_before(batch: int, layout: Any, grants: Sequence[Any]) -> list[Row]:
    """The first lines of a list that is not made yet, for looking at: accounts and ID numbers veiled."""
    columns, purpose = columns_of(layout.columns_text), _purpose(AidBatch.get_by_id(batch))
    veils = {"account": PayLine.account.shown, "owner_id": PayLine.owner_id.shown}
    rows = []
    for place, grant in enumerate(grants, 1):
        told = {name: getattr(grant, name) for name in ("owner", "account", "bank", "owner_id", "amount")}
        line = PayLine(place=place, **told)
        cells = [(column, _cell(column, line, grant, purpose)) for column in columns]
        rows.append([veils.get("" if c.fixed else c.content, str)(cell) for c, cell in cells])
    return rows


def sample_rows(columns_text: str) -> list[Row]:
    """Three invented lines as a layout would write them (resources/pay/layouts.json). Raises Refused for bad columns."""
    columns = columns_of(columns_text)
    samples = told("pay/layouts")["samples"]
    return [[c.content if c.fixed else str(sample[c.content]) for c in columns] for sample in samples]


def as_text(layout: Any, rows: Sequence[Row]) -> str:
    """Lines as they stand in the file, the heading first where there is one; a workbook's cells with tabs between.

    layout: anything with form, separator, heading, columns_text. Raises Refused when a cell holds the separator.
    """
    heads = [column.head for column in columns_of(layout.columns_text)]
    whole = [heads, *rows] if layout.heading else list(rows)
    if layout.form == "xlsx":
        return "\n".join("\t".join(cells) for cells in whole)
    mark = code_list("bank_separator").fact(layout.separator, "mark")
    return "\n".join(_joined(cells, mark, layout.form, f"第 {at} 行") for at, cells in enumerate(whole, 1))


def _purpose(batch: Any) -> str:
    programme = AidProgramme.get_by_id(batch.programme_id)
    return f"{parse_term(batch.term).title}{programme.short or programme.name}"


def _cell(column: PayColumn, line: Any, grant: Any, purpose: str) -> str:
    if column.fixed:
        return column.content
    if column.content == "purpose":
        return purpose
    return CONTENTS[column.content](line, grant)


CONTENTS: dict[str, Callable[[Any, Any], str]] = {
    "place": lambda line, grant: str(line.place),
    "owner": lambda line, grant: line.owner,
    "account": lambda line, grant: line.account,
    "yuan": lambda line, grant: money.figures(line.amount),
    "fen": lambda line, grant: str(line.amount),
    "owner_id": lambda line, grant: line.owner_id or "",
    "bank": lambda line, grant: line.bank or "",
    "pupil": lambda line, grant: Student.name_of(grant.student_id),
    "class_name": lambda line, grant: grant.class_name or "",
}


def _demand_plain(columns: Sequence[PayColumn], rows: Sequence[Row], lines: Sequence[Any]) -> None:
    """Raises Refused for a cell that a spreadsheet would reckon instead of showing it. Fixed texts are the layout's."""
    for cells, line in zip(rows, lines, strict=True):
        for column, cell in zip(columns, cells, strict=True):
            if not column.fixed and cell.startswith(FORMULA_SIGNS):
                raise Refused(
                    f"“{line.owner}”那一行的{column.head}“{cell}”以“{cell[0]}”开头，银行的表格会当成公式，没有写文件。"
                    "请先改好登记的内容，再生成清单。"
                )


# workbook ----------------------------------------------------------------------------------------------


def _workbook(columns: Sequence[PayColumn], rows: Sequence[Row], layout: Any) -> bytes:
    """One plain sheet: numbers of people and accounts are texts, amounts are numbers; no title, no total."""
    import xlsxwriter

    room = io.BytesIO()
    # in_memory: otherwise the parts lie in the temporary folder in the clear until the book is closed
    book = xlsxwriter.Workbook(room, {"in_memory": True})
    page = book.add_worksheet("Sheet1")
    text = book.add_format({"num_format": "@"})
    looks = {content: book.add_format({"num_format": shape}) for content, shape in NUMBERS.items()}
    first = bool(layout.heading)
    for place, column in enumerate(columns):
        if first:
            page.write_string(0, place, column.head, text)
        page.set_column(
            place, place, max(2 * len(column.head), 22 if column.content in ("account", "owner_id") else 12)
        )
    for line, cells in enumerate(rows, int(first)):
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if column.content in NUMBERS and not column.fixed:
                page.write_number(line, place, float(cell), looks[column.content])
            else:
                page.write_string(line, place, cell, text)
    book.close()
    return room.getvalue()


# text --------------------------------------------------------------------------------------------------


def _text(pay_list: Any, layout: Any, columns: Sequence[PayColumn], rows: Sequence[Row]) -> bytes:
    mark = code_list("bank_separator").fact(layout.separator, "mark")
    whole = [[column.head for column in columns], *rows] if layout.heading else list(rows)
    first = int(bool(layout.heading))
    names = [""] * first + [f"“{line.owner}”那一行" for line in lines_of(pay_list.id)]
    lines = [
        _joined(cells, mark, layout.form, name or "表头") for cells, name in zip(whole, names, strict=True)
    ]
    data = []
    for line, name in zip(lines, names, strict=True):
        try:
            data.append(line.encode("utf-8" if layout.encoding == "utf-8-sig" else layout.encoding))
        except UnicodeEncodeError as error:
            sign = line[error.start]
            raise Refused(
                f"{name or '表头'}里的“{sign}”字，{BankLayout.encoding.format(layout.encoding)} 编码写不出来，"
                "没有写文件。请问银行这个字怎么报，或换一种编码。"
            ) from error
    lead = b"\xef\xbb\xbf" if layout.encoding == "utf-8-sig" else b""
    return lead + b"".join(one + b"\r\n" for one in data)


def _joined(cells: Row, mark: str, form: str, where: str) -> str:
    if form == "csv":
        room = io.StringIO(newline="")
        csv.writer(room, delimiter=mark, lineterminator="").writerow(cells)
        return room.getvalue()
    broken = next((cell for cell in cells if mark in cell or "\n" in cell), None)
    if broken is not None:
        raise Refused(
            f"{where}的“{broken}”里有分隔符“{mark}”，银行会读错列，没有写文件。请改掉它或换一种分隔符。"
        )
    return mark.join(cells)
