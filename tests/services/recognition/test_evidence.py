"""Papers taken in: small, without what the telephone wrote, encrypted; and what is still missing."""

import io

import pytest
from builders import AUTUMN, change, hardship, id_number
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter
from round_stage import FIRST, TOLD, applied, applying, case_of

from desktop.models.errors import Refused
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.recognition import Evidence
from desktop.models.ledgers.students import Student
from desktop.services import today
from desktop.services.attachments import Attachments
from desktop.services.recognition import evidence
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep


@pytest.fixture
def attachments(school):
    return Attachments(school.folder.attachments, school.key)


@pytest.fixture
def record(store):
    found = applying(store)
    applied(store, found)
    return found


def photo(path, size=(4000, 3000), form="JPEG", mode="RGB", **more):
    Image.new(mode, size, "white" if mode != "RGBA" else (10, 20, 30, 0)).save(path, form, **more)
    return path


def with_place(path):
    """A photo as a telephone writes it: lying on its side, with place and maker."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "某手机"
    exif.get_ifd(0x8825)[1] = "N"
    return photo(path, exif=exif)


def pdf(path, pages=3, password=None):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    with path.open("wb") as file:
        writer.write(file)
    return path


def test_a_photo_is_made_small_upright_and_tells_no_place(store, attachments, record, tmp_path):
    told = {"case": case_of("王芳").id, "kind": "medical", "seen_by": "田春生", "day": FIRST}
    row = Evidence.get_by_id(evidence.take(store, attachments, with_place(tmp_path / "诊断书 1.jpg"), told))
    kept = Image.open(io.BytesIO(attachments.read(row.file)))
    assert (max(kept.size), kept.height > kept.width) == (2000, True)
    assert not kept.getexif()
    assert (row.student_id, row.seen_by, row.pages) == (case_of("王芳").student_id, "田春生", 1)
    assert Evidence.file.format(row.file) == "诊断书 1.jpg"


def test_what_is_kept_does_not_lie_on_the_disk_in_clear(store, attachments, record, tmp_path, school):
    evidence.take(
        store, attachments, photo(tmp_path / "证.jpg"), {"case": case_of("王芳").id, "kind": "photo"}
    )
    stored = [path for path in school.folder.attachments.rglob("*") if path.is_file()]
    assert [path.suffix for path in stored] == [".zx"]
    assert not any(path.read_bytes().startswith(b"\xff\xd8") for path in stored)


@pytest.mark.parametrize(("name", "form", "mode"), [("a.png", "PNG", "RGBA"), ("a.bmp", "BMP", "RGB"), ("a.png", "PNG", "L"),
                                                    ("a.png", "PNG", "P"), ("a.jpg", "JPEG", "CMYK")])  # fmt: skip
def test_other_pictures_become_jpeg_on_white(tmp_path, name, form, mode):
    paper = evidence.read_paper(photo(tmp_path / name, (300, 200), form, mode))
    assert paper.content.startswith(b"\xff\xd8\xff")
    assert paper.name == "a.jpg"
    assert Image.open(io.BytesIO(paper.content)).size == (300, 200)


def test_the_pages_of_a_pdf_are_counted_and_it_stays_as_it_is(store, attachments, record, tmp_path):
    path = pdf(tmp_path / "申请表.pdf")
    row = Evidence.get_by_id(
        evidence.take(store, attachments, path, {"case": case_of("王芳").id, "kind": "application"})
    )
    assert (row.pages, attachments.read(row.file)) == (3, path.read_bytes())


def test_files_that_are_no_papers_are_refused_in_words(tmp_path):
    (tmp_path / "花名册.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "坏.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(50))
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    for name, words in (
        ("花名册.xlsx", "不是能打开的照片"),
        ("坏.jpg", "不是能打开的照片"),
        ("坏.pdf", "打不开"),
    ):
        with pytest.raises(Refused, match=words):
            evidence.read_paper(tmp_path / name)
    with pytest.raises(Refused, match="没有密码"):
        evidence.read_paper(pdf(tmp_path / "锁.pdf", password="1234"))
    with pytest.raises(Refused, match="读不出来"):
        evidence.read_paper(tmp_path / "没有.jpg")


def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path):
    with pytest.raises(Refused, match="太大了"):
        evidence.read_paper(photo(tmp_path / "大.png", (13000, 10000), "PNG", "1"))


def test_a_paper_has_a_pupil_a_kind_and_no_day_ahead(store, attachments, tmp_path, record):
    path = photo(tmp_path / "a.jpg", (20, 20))
    with pytest.raises(Refused, match="哪个学生"):
        evidence.take(store, attachments, path, {"kind": "photo"})
    with pytest.raises(Refused, match="还没有到"):
        evidence.take(
            store, attachments, path, {"case": case_of("王芳").id, "kind": "photo", "day": FIRST}, today=TOLD
        )


def test_what_is_missing_is_said_for_each_application(store, attachments, record, tmp_path):
    (wang,) = [one for one in evidence.missing(store, record) if one.case.id == case_of("王芳").id]
    assert wang.sentence == "王芳还缺：认定申请表、农村低保名单或低保证。"
    for kind in ("application", "low_income_cert"):
        told = {"case": case_of("王芳").id, "kind": kind}
        evidence.take(store, attachments, photo(tmp_path / "a.jpg", (20, 20)), told)
    assert case_of("王芳").id not in [one.case.id for one in evidence.missing(store, record)]


def test_a_line_of_a_county_list_is_proof_enough_for_its_kind(store, record):
    student = case_of("王芳").student_id
    hardship(store, student, "05.2", source_kind="county_list", source="低保.xlsx·Sheet1·第7行")
    (wang,) = [one for one in evidence.missing(store, record) if one.case.id == case_of("王芳").id]
    assert wang.papers == ("认定申请表",)


def test_the_schools_own_roster_proves_nothing_and_the_desk_counts_as_the_round_does(store, tmp_path):
    book = Workbook()
    book.active.append(["姓名", "身份证号", "班级", "困难类型"])
    book.active.append(["陈小花", id_number(77), "三(2)班", "农村低保"])
    book.save(tmp_path / "花名册.xlsx")
    intake = read_files([tmp_path / "花名册.xlsx"])
    keep(store, make_draft(store, intake), intake=intake)
    row = Hardship.get(Hardship.student == Student.get(Student.name == "陈小花").id)
    assert (row.source_kind, evidence.unproved(store, [row])) == ("roster", {row.student_id})
    share = next(one for one in today.shares(store, AUTUMN) if one.label.startswith("困难类型的依据"))
    assert row.student_id in share.lacking.ids and share.have < share.of
    change(store, Hardship, row.id, source_kind="county_list", source="低保.xlsx·Sheet1·第7行")
    assert evidence.unproved(store, [Hardship.get_by_id(row.id)]) == set()


def test_every_hardship_type_has_papers_that_prove_it():
    from desktop.models.codes import code_list
    from desktop.services.seeds import told

    rules, documents = told("recognition/evidence"), code_list("source_document").labels
    mains = {code.partition(".")[0] for code in code_list("hardship_type").labels}
    assert rules["kinds"].keys() == mains
    assert {kind for kinds in rules["kinds"].values() for kind in kinds} | set(
        rules["every_case"]
    ) <= documents.keys()
