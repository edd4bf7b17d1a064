"""The made-up school's reports: what is left for whoever looks, and that the months hang together."""

import datetime as dt

from builders import AUTUMN, pupil
from builders_care import teacher

from desktop.services import demo_drop_reports
from desktop.services.drop import arrivals, campaigns, chain, inspections, reports
from desktop.services.progress import Progress


def test_september_was_sent_october_waits_for_the_head_and_little_is_left_open(store):
    for klass in ("三(2)班", "四(1)班"):
        pupil(store, "王芳" if klass.startswith("三") else "李强", klass)
    teacher(store)
    demo_drop_reports.autumn(store, "石校长", AUTUMN, Progress())
    assert [reports.kept(month).state for month in ("2026-09", "2026-10")] == ["sent", "made"]
    assert chain.gaps(dt.date(2026, 11, 3)) == []
    assert arrivals.board(AUTUMN).complete and not arrivals.board(AUTUMN).missing
    assert [len(one.open) for one in campaigns.actions(AUTUMN).values()] == [0, 1]
    assert [one.state for one in inspections.findings(dt.date(2026, 11, 3))] == ["open", "over"]
    assert store.session.role.code == "aid"
