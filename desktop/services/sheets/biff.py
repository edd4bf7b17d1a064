"""Rows out of sight in an .xls. The fast reader passes over the records that tell of them.

[MS-XLS] 2.4.221 Row, 2.4.28 BoundSheet8: a row is out of sight when its flag fDyZero is set, by hand or by a filter, or
when it is 0 high.
"""

import io
import re
import struct

BOUND_SHEET, ROW, BOF, EOF = 0x0085, 0x0208, 0x0809, 0x000A
RECORD = struct.Struct("<HH")
PLACE = struct.Struct("<I")
OUT_OF_SIGHT = 0x20
FLAGS = b"".join(re.escape(bytes([flags])) for flags in range(256) if flags & OUT_OF_SIGHT)
# a cheap look through the whole stream: most books hide no row, and those with 100,000 records are not walked for that
MAY_HIDE = re.compile(rb"\x08\x02\x10\x00.{6}(?:\x00\x00|.{6}[" + FLAGS + rb"])", re.DOTALL)


def hidden_rows(data: bytes) -> dict[int, frozenset[int]]:
    """By the place of a sheet in the book (from 0) its rows out of sight (from 0); {} where none are, or none can be told."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            name = next((one for one in ("Workbook", "Book") if container.exists(one)), "")
            stream = container.openstream(name).read() if name else b""
    except (OSError, ValueError):
        return {}
    if not MAY_HIDE.search(stream):
        return {}
    found = {number: _in_sheet(stream, start) for number, start in enumerate(_sheets(stream))}
    return {number: rows for number, rows in found.items() if rows}


def _sheets(stream: bytes) -> list[int]:
    """Where each sheet begins, in the book's order."""
    found, at = [], 0
    while at + RECORD.size <= len(stream):
        kind, size = RECORD.unpack_from(stream, at)
        if kind == BOUND_SHEET and size >= PLACE.size and at + RECORD.size + PLACE.size <= len(stream):
            found.append(PLACE.unpack_from(stream, at + RECORD.size)[0])
        if kind == EOF:
            break
        at += RECORD.size + size
    return found


def _in_sheet(stream: bytes, at: int) -> frozenset[int]:
    rows: set[int] = set()
    depth = 0  # a chart in the sheet has a beginning and an end of its own
    while at + RECORD.size <= len(stream):
        kind, size = RECORD.unpack_from(stream, at)
        row = stream[at + RECORD.size : at + RECORD.size + size]
        at += RECORD.size + size
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            break
        if kind == ROW and len(row) >= 14 and depth == 1 and (row[12] & OUT_OF_SIGHT or not any(row[6:8])):
            rows.add(row[0] | row[1] << 8)
    return frozenset(rows)
