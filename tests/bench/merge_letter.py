"""The 学生资助告知书 as a school would set it up for a mail merge: an .odt with database fields, and its rows."""

import csv
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from desktop.services.letters.templates import shipped
from desktop.services.paper.documents.common import long_class, wording
from desktop.services.paper.documents.letter_text import parts_of

SOURCE = "名单"  # data source and table
KIND = "application/vnd.oasis.opendocument.text"
SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{name}="{SPACE}{rest}:1.0"'
    for name, rest in {
        "office": "office", "text": "text", "table": "table", "style": "style", "number": "datastyle",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{SPACE}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
FACES = "".join(
    f'<style:font-face style:name="{face}" svg:font-family="&apos;{face}&apos;"/>'
    for face in ("Zhuxue Fang", "Zhuxue Title")
)


def _paragraph_style(name: str, face: str, size: int, more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {more}/>'
        f'<style:text-properties style:font-name="{face}" style:font-name-asian="{face}" '
        f'fo:font-size="{size}pt" style:font-size-asian="{size}pt"/></style:style>'
    )


STYLES = (
    _paragraph_style("body", "Zhuxue Fang", 10)
    + _paragraph_style("title", "Zhuxue Title", 18, 'fo:text-align="center"')
    + '<style:style style:name="cell" style:family="table-cell">'
    '<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="1mm"/></style:style>'
    # the driver takes 0001 for a number
    '<number:number-style style:name="four"><number:number number:decimal-places="0" number:min-integer-digits="4"/>'
    "</number:number-style>"
)


def write_rows(path: Path, sayings: list[Any]) -> None:
    """What differs from letter to letter, with a line of headings. `sayings`: LetterTexts of one pupil each."""
    rows = [_row(told) for told in sayings]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _row(told: Any) -> dict[str, str]:
    line = told.lines[0]
    return {
        "编号": told.number, "监护人": told.guardian, "学生": line.pupil, "班级": long_class(line.class_name),
        "项目": line.programme, "简称": line.short, "标准": line.standard, "金额": f"{line.fen / 100:.2f}",
        "时间": line.paid, "方式": line.pay_mode, "尾号": line.tail, "大写": told.total_words, "合计": told.total,
        "码": told.code,
    }  # fmt: skip


def write_letter(path: Path, told: Any) -> None:
    """The letter with a field wherever letters differ; what they share is taken from one of them, `told`."""
    body = "".join([*_letter(told.shared), *_receipt(), *_stub()])
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} office:version="1.3">'
        f"<office:font-face-decls>{FACES}</office:font-face-decls>"
        f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", KIND, zipfile.ZIP_STORED)
        file.writestr("content.xml", content)
        file.writestr("META-INF/manifest.xml", MANIFEST)


def _field(column: str) -> str:
    style = ' style:data-style-name="four"' if column == "尾号" else ""
    return (
        f'<text:database-display text:database-name="{SOURCE}" text:table-name="{SOURCE}" text:table-type="table" '
        f'text:column-name="{column}"{style}>&lt;{column}&gt;</text:database-display>'
    )


def _line(xml: str, style: str = "body") -> str:
    return f'<text:p text:style-name="{style}">{xml}</text:p>'


def _table(name: str, rows: list[list[str]]) -> str:
    told = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell table:style-name="cell">{_line(xml)}</table:table-cell>' for xml in row)
        + "</table:table-row>"
        for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    return f'<table:table table:name="{name}">{columns}{told}</table:table>'


def _letter(form: Any) -> list[str]:
    told = wording("aid_letter")
    blanks = {name: _field(name) for name in ("编号", "监护人", "班级")}
    blanks |= {"学生姓名": _field("学生"), "学期": "2026年秋季学期"}
    parts = parts_of(shipped("granted"))
    heads = [escape(head.replace("\n", "")) for head in told["columns"]]
    total = f"{_field('大写')}（{_field('合计')}元）"
    values = [_field(column) for column in ("项目", "标准", "金额", "时间", "方式", "尾号")]
    said = [told["number_line"].format_map(blanks), *parts.filled(parts.before, blanks)]
    return [
        _line(told["heading"], "title"), *map(_line, said), _table("aid", [heads, values]), _line(f"{told['total']}{total}"),
        *map(_line, (*map(escape, form.foot), escape(form.school), form.day)),
    ]  # fmt: skip


def _receipt() -> list[str]:
    told = wording("aid_letter")["receipt"]
    signed, relation, day, opinion = told["labels"]
    parts = parts_of(shipped("receipt"))
    said = "".join(parts.filled(parts.before, {"学生姓名": _field("学生"), "编号": _field("编号")}))
    rows = [[signed, "", relation, ""], [opinion, "　".join(told["choices"]), day, "年　　月　　日"]]
    return [_line(told["heading"], "title"), _line(said), _table("receipt", rows), _line(_field("码"))]


def _stub() -> list[str]:
    told = wording("aid_letter")["stub"]
    filled = [_field(column) for column in ("学生", "班级", "监护人", "简称", "合计", "尾号")]
    filled[4] += "元"
    rows = [[label, xml] for label, xml in zip(told["labels"], [*filled, "", "", "", "是　否"], strict=True)]
    return [_line(told["heading"], "title"), _line(_field("编号")), _table("stub", rows), _line(told["foot"])]
