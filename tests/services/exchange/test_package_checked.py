"""A package that is read back: every change to it is found, and drafts are called drafts wherever they stand."""

import json

import openpyxl
import pypdfium2
import pytest
from builders import AUTUMN, as_headteacher, batch, needy

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.desk import SentPackage
from desktop.services import papers_out, sending
from desktop.services.aid import batches
from desktop.services.exchange import manifest as manifests
from desktop.services.exchange import package

SECRET = "电话里说 2026"


@pytest.fixture
def listed(school):
    """One list of one pupil, not yet approved."""
    needy(school.store)
    return batch(school.store)


@pytest.fixture
def stick(tmp_path):
    made = tmp_path / "U 盘"
    made.mkdir()
    return made


@pytest.fixture
def sent(school, listed, stick):
    batches.approve(as_headteacher(school.store), listed)
    return sending.send(package.plan(school.store, school, AUTUMN, [listed]), stick, SECRET, "").folder


def words(path):
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


def test_a_whole_package_says_whose_it_is_and_what_it_holds(sent):
    checked = sending.verdict(sent)
    assert checked.code == SentPackage.get().check_code
    assert (
        "石桥小学" in checked.sentence
        and "花名册 1 人" in checked.sentence
        and "312.50 元" in checked.sentence
    )


def test_a_changed_sum_in_the_manifest_is_found(sent):
    path = sent / manifests.NAME
    told = json.loads(path.read_text("utf-8"))
    told["batches"][0]["fen"] += 10_000
    path.write_bytes(manifests.canonical(told))
    SentPackage._meta.database.execute_sql(
        "DELETE FROM sent_package"
    )  # at the township nobody remembers the code
    with pytest.raises(Refused, match=r"和交接单对不上.*请不要收"):
        sending.verdict(sent)


def test_the_books_that_sent_it_remember_its_code(sent):
    SentPackage._meta.database.execute_sql("UPDATE sent_package SET check_code = 'AAAAAAAA'")
    with pytest.raises(Refused, match="台账里记着"):
        sending.verdict(sent)


def test_a_file_that_was_slipped_in_is_named(sent):
    (sent / "Thumbs.db").write_bytes(b"x")
    assert sending.verdict(sent)
    (sent / "名单更正.xlsx").write_bytes(b"x")
    with pytest.raises(Refused, match=r"“名单更正[.]xlsx”不在清单里"):
        sending.verdict(sent)


def test_a_package_without_its_slip_is_not_whole(sent):
    (sent / manifests.SLIP).unlink()
    with pytest.raises(Refused, match=r"缺“交接单[.]pdf”"):
        sending.verdict(sent)


def test_a_manifest_without_what_ours_say_is_refused(sent):
    path = sent / manifests.NAME
    told = json.loads(path.read_text("utf-8"))
    del told["counts"]
    path.write_bytes(manifests.canonical(told))
    with pytest.raises(Refused, match="对不上"):
        sending.verdict(sent)


# drafts --------------------------------------------------------------------------------------------------


def test_a_draft_that_is_sent_is_called_one_everywhere(school, listed, stick):
    plan = package.plan(school.store, school, AUTUMN, [listed])
    written = sending.send(plan, stick, SECRET, "")
    (part,) = written.manifest["batches"]
    assert part["draft"] and "草稿，校长未审批" in part["name"]
    assert written.manifest["sums_fen"] == {"grants": 31250, "grants_approved": 0, "grants_draft": 31250}
    assert any("草稿" in path.name and "发放名单" in path.name for path in written.files)
    summary = next(path for path in written.files if "汇总表" in path.name)
    told = [str(cell) for row in openpyxl.load_workbook(summary).active.values for cell in row if cell]
    assert any("草稿、未审批 1 人次，312.50 元" in cell for cell in told)
    slip = words(written.folder / manifests.SLIP)
    assert "（草稿，校长未审批）" in slip and "其中校长已审批0人次0.00" in slip
    assert "其中草稿、未审批（不作发放依据）1人次312.50" in slip


def test_an_approved_list_is_not_called_a_draft(school, sent):
    assert "草稿" not in words(sent / manifests.SLIP)
    assert not json.loads((sent / manifests.NAME).read_text("utf-8"))["batches"][0]["draft"]


def test_by_the_word_a_draft_stays_at_home_unless_it_is_asked_for(school, listed, stick):
    written, told = papers_out.send_package(school, AUTUMN, stick, SECRET)
    assert written.manifest["batches"] == [] and any("没有放进报送包" in one for one in told)
    written, told = papers_out.send_package(school, AUTUMN, stick, SECRET, drafts=True)
    assert len(written.manifest["batches"]) == AidBatch.select().count() == 1
