"""控辍月报 in a package: signed ones, locked because they name children, and sent from then on."""

import datetime as dt

import pytest
from builders import AUTUMN, as_headteacher, pupil

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_reports import DropReport
from desktop.services import papers_out, sending
from desktop.services.drop import reports
from desktop.services.exchange import dropout, package
from desktop.services.paper.check import text_of

DAY, PASSWORD = dt.date(2026, 10, 5), "a1b2c3d4"


@pytest.fixture
def signed(school):
    pupil(school.store, "王芳")
    reports.keep(school.store, "2026-09", DAY)
    reports.sign(as_headteacher(school.store), "2026-09", DAY)
    return school


def test_a_report_goes_along_when_it_is_signed(school):
    pupil(school.store, "王芳")
    reports.keep(school.store, "2026-09", DAY)
    with pytest.raises(Refused, match="还没有签发"):
        package.plan(school.store, school, AUTUMN, [], reports=["2026-09"])
    reports.sign(as_headteacher(school.store), "2026-09", DAY)
    assert [row.month for row in dropout.signed_in(AUTUMN)] == ["2026-09"]
    assert dropout.signed_in(AUTUMN.next) == []


def test_the_table_is_locked_the_form_goes_with_it_and_the_month_counts_as_sent(signed, tmp_path):
    planned = package.plan(signed.store, signed, AUTUMN, [], day=DAY, reports=["2026-09"])
    (item,) = [one for one in planned.items if "控辍保学月报" in one.file]
    assert item.locked
    written = sending.send(planned, tmp_path, PASSWORD, "U 盘")
    assert [path.name for path in written.files if "控辍保学月报告表" in path.name]
    (told,) = written.manifest["dropout"]
    assert (told["month"], told["should"]) == ("2026-09", 1)
    row = DropReport.get()
    assert (row.state, row.sent_on) == ("sent", DAY)
    assert "2026-09 控辍月报 应在校 1 人" in sending.says(written.manifest)
    slip = next(path for path in written.folder.glob("*.pdf") if "交接单" in path.name)
    assert "控辍保学月报" in text_of(slip)


def test_the_command_line_sends_what_is_signed_and_not_yet_sent(signed, tmp_path):
    papers_out.send_package(signed, AUTUMN, tmp_path / "一", PASSWORD)
    assert DropReport.get().state == "sent"
    written, _ = papers_out.send_package(signed, AUTUMN, tmp_path / "二", PASSWORD)
    assert "dropout" not in written.manifest
