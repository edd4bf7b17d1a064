"""What a file really is, and whether it is safe to hand to the workbook reader.

Everything here looks at bytes, never at the suffix: school systems export web pages and plain text under ".xls".
The limits exist because the fast reader asks for memory by the outermost cell: one stray space in XFD1048576 makes it
ask for 550 GB and end the process.
"""

import io
import re
import zipfile
import zlib
from typing import NamedTuple

from desktop.models.errors import Refused

BIGGEST_FILE = 100 << 20  # bytes on disk; a county's list of 100,000 families is about 20 MB
BIGGEST_UNPACKED = 300 << 20  # bytes
WORST_RATIO = 300  # unpacked to packed; office files stay below about 60
BIGGEST_BOX = 4_000_000  # cells between A1 and the outermost one

LAST_CELL = re.compile(rb"""<c (?:[^>]*\s)?r=["']([A-Za-z]{1,3})(\d{1,7})["']""")
WIDE = re.compile(rb'r="(?:[B-Z][A-Z]|[A-Z]{3})')  # a cell beyond column AZ
NARROW = 52  # columns up to AZ
FILLED_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'](?:[^>]*[^/>])?>(?!</)"""
)
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\b(?:hidden\s*=\s*["'](?:1|true)["']|ht="0(?:\.0+)?")""")
HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\b[^>]*\bhidden\s*=\s*["'](?:1|true)["'][^>]*>""")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "请用 WPS 或 Excel 打开它，另存为 .xlsx 后再导入。"


class Unreadable(Refused):
    """The file cannot be read: damaged, empty, too big or dangerous."""


class NotAWorkbook(Unreadable):
    """The file is whole, but it is something else than a table."""


class NeedsPassword(Refused):
    """The workbook opens only with a password; ask for it and try again."""


class WrongPassword(NeedsPassword):
    """A password was given and does not fit."""


class InUse(Refused):
    """Another program holds the file."""


class Vanished(Refused):
    """The file is no longer where it was."""


OTHER_KINDS = (
    (b"%PDF", "PDF 文件", "请向发文件的人要 Excel 版，或照着录入。"),
    (b"{\\rtf", "Word 文档", "请把里面的表格复制到 WPS 表格里，存成 .xlsx 再导入。"),
    (b"MZ", "一个程序", "U 盘病毒常这样冒充表格：不要双击它，请先杀毒，再向发文件的人要原件。"),
    (b"\x89PNG", "图片", "请向发文件的人要 Excel 版，或照着录入。"),
    (b"\xff\xd8\xff", "图片", "请向发文件的人要 Excel 版，或照着录入。"),
    (b"Rar!", "压缩包", "请先解压，再导入里面的表格。"),
    (b"7z\xbc\xaf", "压缩包", "请先解压，再导入里面的表格。"),
)
OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")


def kind_of(data: bytes, name: str) -> str:
    """One of "xlsx", "xlsb", "ods", "xls", "locked", "markup", "text", by the first bytes.

    "locked" is an encrypted .xlsx; "markup" a web page, a web archive or an XML spreadsheet.

    Raises:
        Unreadable: empty or damaged.
        NotAWorkbook: something else, named in the sentence.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable(f"“{name}”是空文件，里面什么也没有。请向发文件的人再要一份。")
    for magic, what, advice in OTHER_KINDS:
        if data.startswith(magic):
            raise NotAWorkbook(f"“{name}”不是表格，是{what}。{advice}")
    if data.startswith(OLD_BIFF):
        raise NotAWorkbook(f"“{name}”是很老的 Excel 格式。{SAVE_AS}")
    if data.startswith(b"PK"):
        return _kind_of_zip(data, name)
    if data.startswith(OLE):
        return _kind_of_ole(data, name)
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<", b"mime-version:")):
        return "markup"
    if b"\0" in data[:4096] and wide_coding(data) is None:
        raise NotAWorkbook(f"“{name}”不是表格，程序认不出它是什么。{SAVE_AS}")
    return "text"


def wide_coding(data: bytes) -> str | None:
    """UTF-16 by its mark, or by zeros standing in every second place only; None for anything else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    low, high = 0 in data[:4096:2], 0 in data[1:4096:2]
    if low == high:
        return None
    return "utf-16-be" if low else "utf-16-le"


def _kind_of_zip(data: bytes, name: str) -> str:
    with _open_zip(data, name) as archive:
        inside = archive.namelist()
        if "xl/workbook.bin" in inside:
            return "xlsb"
        if any(part.startswith("xl/") for part in inside):
            return "xlsx"
        if "mimetype" in inside and b"spreadsheet" in archive.read("mimetype"):
            return "ods"
    if any(part.startswith("word/") for part in inside):
        raise NotAWorkbook(
            f"“{name}”不是表格，是 Word 文档。请把里面的表格复制到 WPS 表格里，存成 .xlsx 再导入。"
        )
    raise NotAWorkbook(f"“{name}”不是表格，是压缩包。请先解压，再导入里面的表格。")


def _kind_of_ole(data: bytes, name: str) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {entry[0] for entry in container.listdir()}
    except (OSError, ValueError, IndexError) as error:
        raise damaged(name) from error
    if "EncryptedPackage" in streams:
        return "locked"
    if streams & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return "xls"
    if "WordDocument" in streams:
        raise NotAWorkbook(
            f"“{name}”不是表格，是 Word 或 WPS 文字文档。请把里面的表格复制到 WPS 表格里，存成 .xlsx 再导入。"
        )
    raise NotAWorkbook(f"“{name}”不是表格文件。{SAVE_AS}")


def damaged(name: str) -> Unreadable:
    """The refusal for a file that is cut short or broken inside."""
    return Unreadable(
        f"“{name}”已损坏或没有拷完，读不出来。请重新拷贝一份，或用 WPS 打开后另存为 .xlsx 再导入。"
    )


def _open_zip(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise damaged(name) from error


class ZipFacts(NamedTuple):
    """What the guard learned on its way through an .xlsx."""

    far: bool  # a filled cell so far out that the fast reader must not see it
    hidden_columns: dict[str, frozenset[int]]  # sheet name -> 0-based columns
    hidden_rows: dict[str, frozenset[int]]  # sheet name -> 0-based rows


def inspect_zip(data: bytes, name: str) -> ZipFacts:
    """Walk a zipped workbook once.

    Raises:
        Unreadable: damaged, unpacks to too much, or declares entities (no workbook program writes those).
    """
    far = False
    hidden: dict[str, frozenset[int]] = {}
    rows: dict[str, frozenset[int]] = {}
    try:
        with _open_zip(data, name) as archive:
            _check_sizes(archive, name)
            for item in archive.infolist():
                if not item.filename.endswith((".xml", ".rels")):
                    continue
                part = archive.read(item)
                if re.search(rb"<!(DOCTYPE|ENTITY)", part[:4096].replace(b"\0", b"")):
                    raise Unreadable(
                        f"“{name}”里夹带了表格不该有的内容（DTD），可能有危险，没有打开。{SAVE_AS}"
                    )
                if item.filename.startswith("xl/worksheets/") and item.filename.endswith(".xml"):
                    far = far or _reaches_far(part)
                    hidden[item.filename] = _hidden_in(part)
                    rows[item.filename] = _hidden_rows(part)
            return ZipFacts(far, _by_sheet_name(archive, hidden), _by_sheet_name(archive, rows))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise damaged(name) from error
    except RuntimeError as error:  # zipfile says so of a part with its own password
        raise NeedsPassword(f"“{name}”加了密码，请输入打开密码。") from error


def _check_sizes(archive: zipfile.ZipFile, name: str) -> None:
    items = archive.infolist()
    bombs = [
        item
        for item in items
        if item.file_size > (8 << 20) and item.file_size > WORST_RATIO * max(1, item.compress_size)
    ]
    if bombs or sum(item.file_size for item in items) > BIGGEST_UNPACKED:
        raise Unreadable(
            f"“{name}”展开后大得不正常，怕把电脑卡死，没有打开。请把要用的几列复制到一个新表里再导入。"
        )


def _reaches_far(sheet: bytes) -> bool:
    """A cheap look first, the exact one only when that alarms.

    A file made to fool the look merely ends the child process, and is then read the careful way.
    """
    box = _box_by_ends(sheet)
    if box is not None and box <= BIGGEST_BOX:
        return False
    references = FILLED_CELL.findall(sheet)
    columns = {letters for letters, _ in references}
    lines = {digits for _, digits in references}
    return max(map(_column_number, columns), default=0) * max(map(int, lines), default=0) > BIGGEST_BOX


def _box_by_ends(sheet: bytes) -> int | None:
    """Cells between A1 and the outermost one, by the last cell of each row; None when the rows are not written plainly.

    Every workbook program writes the cells of a row in their order: Excel calls any other file damaged.
    """
    last = LAST_CELL.match(sheet, max(0, sheet.rfind(b"<c ")))
    if last and last[1].isupper() and not WIDE.search(sheet) and b"r='" not in sheet:
        return NARROW * int(last[2])  # most lists: the rows need not be walked
    columns, tall, start = set(), 0, 0
    while (end := sheet.find(b"</row>", start)) >= 0:
        at = sheet.rfind(b"<c ", start, end)
        last = LAST_CELL.match(sheet, at, end) if at >= 0 else None
        if last:
            columns.add(last[1])
            tall = max(tall, int(last[2]))
        elif sheet.find(b"<c", start, end) >= 0:
            return None
        start = end + 6
    return max(map(_column_number, columns)) * tall if columns else None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _hidden_in(sheet: bytes) -> frozenset[int]:
    columns: set[int] = set()
    for tag in HIDDEN_COLUMN.findall(sheet, 0, max(0, sheet.find(b"sheetData"))):
        first, last = (_attribute(tag, b"min"), _attribute(tag, b"max"))
        if first.isdigit() and last.isdigit():
            columns.update(range(int(first) - 1, min(int(last), 16384)))
    return frozenset(columns)


def _hidden_rows(sheet: bytes) -> frozenset[int]:
    """Rows by hand or by a filter out of sight, or 0 high. Looked for by words that most sheets do not hold at all."""
    rows: set[int] = set()
    for word in (b"hidden", b' ht="0'):
        at = sheet.find(word, max(0, sheet.find(b"sheetData")))
        while at >= 0:
            tag = sheet[sheet.rfind(b"<", 0, at) : sheet.find(b">", at)]
            if HIDDEN_ROW.match(tag) and (number := _attribute(tag, b"r")).isdigit():
                rows.add(int(number) - 1)
            at = sheet.find(word, at + len(word))
    return frozenset(rows)


def _attribute(tag: bytes, attribute: bytes) -> str:
    found = re.search(rb"""\b(?:\w+:)?%s\s*=\s*["']([^"']*)["']""" % attribute, tag)
    return found[1].decode("utf-8", "replace") if found else ""


def _by_sheet_name(archive: zipfile.ZipFile, hidden: dict[str, frozenset[int]]) -> dict[str, frozenset[int]]:
    """Sheet names for part names, through workbook.xml and its relations."""
    import html

    try:
        book = archive.read("xl/workbook.xml")
        relations = archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return {}
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target")
        for tag in re.findall(rb"<\w*:?Relationship\b[^>]*>", relations)
    }
    names: dict[str, frozenset[int]] = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", book):
        target = targets.get(_attribute(tag, b"r:id"), "").removeprefix("/xl/")
        names[html.unescape(_attribute(tag, b"name"))] = hidden.get(f"xl/{target}", frozenset())
    return names
