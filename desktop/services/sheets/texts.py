"""Tables in text: comma or tab files, and the web pages and XML that many systems export under ".xls"."""

import csv
import email
import io
import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from desktop.services.sheets.guard import damaged, wide_coding

Row = list[object]
Range = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0
Grid = tuple[str, list[Row], list[Range]]
DELIMITERS = "\t,;，"
SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"


def decode(data: bytes) -> str:
    """Byte order mark, then strict UTF-8, then UTF-16 by its zeros, then GB18030.

    A guess by letter statistics is not used: it takes a short GBK list for Korean.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace")
    if coding := wide_coding(data):
        return data.decode(coding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def read_delimited(data: bytes) -> list[Row]:
    """Rows of a comma, tab or semicolon file; every cell is text, an empty one None."""
    text = decode(data).replace("\0", "")
    csv.field_size_limit(1 << 20)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    return [[_unwrapped(cell) for cell in row] for row in rows]


def _delimiter(text: str) -> str:
    """The mark that splits the first lines into the most, and most even, columns."""
    lines = [line for line in text.splitlines() if line.strip()][:30]
    best, most = ",", 0
    for mark in DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark)]
        usual = max(set(widths), key=widths.count, default=1)
        if usual > 1 and usual * widths.count(usual) > most:
            best, most = mark, usual * widths.count(usual)
    return best


def _unwrapped(cell: str) -> str | None:
    """`="0123"` is how some systems keep zeros in a comma file."""
    found = re.fullmatch(r'="(.*)"', cell, re.DOTALL)
    return (found[1] if found else cell) or None


def read_markup(data: bytes, name: str) -> list[Grid]:
    """Tables of a web page, a web archive (.mht) or an XML spreadsheet: name, rows, merged ranges each.

    Raises:
        Unreadable: an XML spreadsheet that is broken or declares entities.
    """
    if data.lstrip()[:13].lower() == b"mime-version:":
        data = _page_in_archive(data)
    text = decode(data)
    if "urn:schemas-microsoft-com:office:spreadsheet" in text[:4096] and "<Workbook" in text[:8192]:
        return _read_xml(text, name)
    found = re.search(r"charset\s*=\s*[\"']?([\w-]+)", text[:4096], re.IGNORECASE)
    if found and found[1].lower() in ("big5", "utf-16"):
        text = data.decode(found[1], "replace")
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return [(f"表{number}", rows, merges) for number, (rows, merges) in enumerate(parser.tables, 1) if rows]


def _page_in_archive(data: bytes) -> bytes:
    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and b"<table" in payload.lower():
                return payload
    return b""


class _Tables(HTMLParser):
    """Collects outer tables; text of a nested one stays in its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[list[Row], list[Range]]] = []
        self._depth = 0
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._taken: set[tuple[int, int]] = set()  # cells covered by a rowspan from above

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(([], []))
                self._taken = set()
        elif self._depth == 1 and tag == "tr":
            self._finish_cell()
            self.tables[-1][0].append([])
        elif self._depth == 1 and tag in ("td", "th"):
            self._finish_cell()
            values = dict(attributes)
            self._spans = (_span(values.get("rowspan"), 5000), _span(values.get("colspan"), 256))
            self._cell = []
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._finish_cell()
        if tag == "table" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _finish_cell(self) -> None:
        if self._cell is None:
            return
        text = re.sub(r"[ \t\r\f\v\xa0]*\n\s*", "\n", "".join(self._cell)).strip()
        self._cell = None
        rows, merges = self.tables[-1]
        if not rows:
            rows.append([])
        line, row = len(rows) - 1, rows[-1]
        while (line, len(row)) in self._taken:
            row.append(None)
        down, across = self._spans
        column = len(row)
        row.extend([text or None] + [None] * (across - 1))
        if down > 1 or across > 1:
            merges.append((line, column, line + down - 1, column + across - 1))
            self._taken.update(
                (line + i, column + j) for i in range(1, min(down, 500)) for j in range(across)
            )


def _span(value: str | None, most: int) -> int:
    return max(1, _whole(value, most))


def _whole(value: str | None, most: int) -> int:
    return min(int(value), most) if value and value.isascii() and value.isdigit() else 0


def _read_xml(text: str, name: str) -> list[Grid]:
    """The XML spreadsheet of Excel 2003; numbers stay text, so nothing is rounded."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ParseError, DefusedXmlException) as error:
        raise damaged(name) from error
    sheets = []
    for sheet in root.iter(f"{SHEET}Worksheet"):
        rows: list[Row] = []
        merges: list[Range] = []
        for line in sheet.iter(f"{SHEET}Row"):
            rows.extend([] for _ in range(_place(line, len(rows)) - len(rows)))
            rows.append(_xml_row(line, len(rows), merges))
        sheets.append((sheet.get(f"{SHEET}Name", ""), rows, merges))
    return sheets


def _place(element: Element, default: int) -> int:
    """0-based place of a row or cell; ss:Index skips ahead, within what a sheet may hold."""
    return max(default, min(_whole(element.get(f"{SHEET}Index"), 1 << 20) - 1, default + 5000))


def _xml_row(line: Element, number: int, merges: list[Range]) -> Row:
    row: Row = []
    for cell in line.iter(f"{SHEET}Cell"):
        row.extend([None] * (_place(cell, len(row)) - len(row)))
        across = _whole(cell.get(f"{SHEET}MergeAcross"), 255)
        down = _whole(cell.get(f"{SHEET}MergeDown"), 5000)
        if across or down:
            merges.append((number, len(row), number + down, len(row) + across))
        data = cell.find(f"{SHEET}Data")
        row.extend(["".join(data.itertext()) if data is not None else None] + [None] * across)
    return row
