"""佐证材料: photos and scans made small, freed of what a telephone writes into them, kept encrypted; and what is missing."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.recognition import Evidence, RecognitionCase
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.attachments import Attachments
from desktop.services.recognition.rounds import cases_of
from desktop.services.seeds import told

ROSTER, OWN = "roster", "*"  # a 困难类型 known from the school's roster; a photo kept with the row itself
LEFT_ASIDE = ("withdrawn", "returned", "declined")  # cases for which nobody collects papers any more


@dataclass(frozen=True)
class Paper:
    """A photo or PDF ready to be kept: its bytes, the name it is found by, its pages."""

    content: bytes
    name: str
    pages: int


@dataclass(frozen=True)
class Lacking:
    """缺什么材料: one application and the papers it still needs, a few words each."""

    case: Any
    papers: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return f"{Student.caption_of(self.case.student_id)}还缺：{'、'.join(self.papers)}。"


def read_paper(path: Path) -> Paper:
    """Make a photo small, or count a PDF's pages. Raises Refused for what is neither, damaged or locked."""
    rules = told("recognition/evidence")["pictures"]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"“{path.name}”读不出来，请看它是否还在原处、是否被别的程序打开。") from error
    if len(content) > rules["biggest_mb"] << 20:
        raise Refused(f"“{path.name}”有 {len(content) >> 20} MB，太大了，请重新拍一张或分开扫描。")
    if content.startswith(b"%PDF"):
        return Paper(content, path.name, _pages(content, path.name))
    return Paper(_small(content, path.name, rules), f"{path.stem}.jpg", 1)


def take(
    store: Store, attachments: Attachments, path: Path, told_of: Values, *, today: dt.date | None = None
) -> int:
    """Keep one paper of a pupil; returns the Evidence row's id.

    told_of: student and kind (source_document), and case, title_text, seen_by, day as far as known. For a case its
    pupil is taken. The photo is shrunk and encrypted; the file that was chosen stays where it is.
    """
    store.session.demand("batch", "收取佐证材料")
    values = {
        name: told_of.get(name) for name in ("student", "kind", "case", "title_text", "seen_by", "note")
    }
    day = told_of.get("day") or today or dt.date.today()
    if day > (today or dt.date.today()):
        raise Refused(f"收取日期 {day} 还没有到。")
    if values["case"] is not None:
        values["student"] = RecognitionCase.get_by_id(values["case"]).student_id
    student, kind = values["student"], values["kind"]
    if student is None or kind is None:
        raise Refused("请选好是哪个学生的、哪一种材料。")
    paper = read_paper(path)
    label = code_list("source_document").label(kind)
    kept = attachments.keep_bytes(paper.content, paper.name)
    with store.step(f"收取{label}：{Student.caption_of(student)}") as step:
        return step.add(Evidence, values | {"day": day, "pages": paper.pages, "file": kept})


def missing(store: Store, record: int, cases: Sequence[Any] | None = None) -> list[Lacking]:
    """缺什么材料 in a round, as far as this person may see: by the pupil's kinds of need and what was collected.

    cases: its applications, where they are read already.
    """
    every = cases_of(store, record) if cases is None else cases
    cases = [case for case in every if case.state not in LEFT_ASIDE]
    return [one for one in lacking(store, cases) if one.papers]


def lacking(store: Store, cases: Sequence[Any]) -> list[Lacking]:
    """For each case, what it lacks (perhaps nothing). A 困难类型 from a department's list is its own proof."""
    rules = told("recognition/evidence")
    students = [case.student_id for case in cases]
    papers = _papers(store, students)
    proofs = _proofs(store, students)
    return [
        Lacking(case, tuple(_lacks(case, papers[case.student_id], proofs[case.student_id], rules)))
        for case in cases
    ]


def _lacks(
    case: Any, papers: Sequence[Any], proofs: Mapping[str, set[str]], rules: Mapping[str, Any]
) -> Iterable[str]:
    documents, hardships = code_list("source_document"), code_list("hardship_type")
    for kind in rules["every_case"]:
        if not any(row.kind == kind and row.case_id == case.id for row in papers):
            yield documents.label(kind)
    if not case.promise:
        yield "家长手写承诺和签名"
    has = {row.kind for row in papers}
    for code in (case.kinds or "").split(","):
        if code and not _is_proved(code, has, proofs, rules):
            yield str(hardships.fact(code, "evidence"))


def _is_proved(code: str, has: set[str], proofs: Mapping[str, set[str]], rules: Mapping[str, Any]) -> bool:
    """Whether a 困难类型 rests on a department's list, or on a paper that stands for it."""
    main = code.partition(".")[0]
    return bool((has | proofs.get(main, set())) & {OWN, *rules["kinds"].get(main, ())})


def unproved(store: Store, rows: Sequence[Any]) -> set[int]:
    """Pupils with a 困难类型 among these rows that nothing proves: by the rule that says what an application lacks."""
    rules, students = told("recognition/evidence"), sorted({row.student_id for row in rows})
    papers, proofs = _papers(store, students), _proofs(store, students)
    has = {student: {row.kind for row in papers[student]} for student in students}
    return {
        row.student_id
        for row in rows
        if not _is_proved(row.kind, has[row.student_id], proofs[row.student_id], rules)
    }


def _papers(store: Store, students: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for start in range(0, len(students), 500):
        rows = store.rows(Evidence).where(Evidence.student.in_(students[start : start + 500]))
        for row in rows:
            found[row.student_id].append(row)
    return found


def _proofs(store: Store, students: Sequence[int]) -> dict[int, dict[str, set[str]]]:
    """What the 困难类型 rows themselves rest on: student -> main kind -> documents named with list line or photo."""
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for start in range(0, len(students), 500):
        rows = store.rows(Hardship).where(Hardship.student.in_(students[start : start + 500]))
        for row in rows:
            if row.evidence and row.source_kind in (None, ROSTER):
                found[row.student_id][row.kind.partition(".")[0]].add(OWN)
            elif row.source_kind and (row.evidence or (row.source_kind == "county_list" and row.source)):
                found[row.student_id][row.kind.partition(".")[0]].add(row.source_kind)
    return found


# pictures and PDFs -------------------------------------------------------------------------------------


def _small(content: bytes, name: str, rules: Mapping[str, Any]) -> bytes:
    """A JPEG no longer than the rule, upright, on white, without the place and the telephone it was taken with."""
    from PIL import Image  # only when a photo is taken in

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is judged here, in our own words
            with Image.open(io.BytesIO(content)) as opened:
                if opened.width * opened.height > rules["most_megapixels"] * 1_000_000:
                    raise Refused(f"“{name}”有 {opened.width}×{opened.height} 点，太大了，请重新拍一张。")
                opened.draft("RGB", (rules["longest_side"], rules["longest_side"]))
                picture = _on_white(_upright(opened, rules["longest_side"]))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=rules["quality"], optimize=True)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(
            f"“{name}”不是能打开的照片，可能损坏，或是苹果手机的 HEIC 格式。请存成 JPG 或扫描成 PDF 再选。"
        ) from error
    return out.getvalue()


def _upright(opened: Any, longest: int) -> Any:
    from PIL import ImageOps

    picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((longest, longest))
    return picture


def _on_white(picture: Any) -> Any:
    from PIL import Image

    if picture.mode in ("RGB", "L"):
        return Image.frombytes(
            picture.mode, picture.size, picture.tobytes()
        )  # pixels alone: no EXIF, no comment
    whole = picture.convert("RGBA")
    flat = Image.new("RGB", whole.size, "white")
    flat.paste(whole, mask=whole.getchannel("A"))
    return flat


def _pages(content: bytes, name: str) -> int:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused(f"“{name}”打不开，可能损坏或有密码。请另存一份没有密码的 PDF 再选。") from error
    try:
        return len(document)
    finally:
        document.close()
