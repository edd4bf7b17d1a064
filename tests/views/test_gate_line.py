"""The line of a job at the foot of the gate."""

import threading

import pytest

from desktop.settings import Settings
from desktop.views.gate import Gate


@pytest.fixture
def gate(qapp, qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("ZHUXUE_HOME", str(tmp_path / "偏好"))
    made = Gate(Settings())
    qtbot.addWidget(made)
    made.begin(None)
    yield made
    made.jobs.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_stands_there_while_a_job_runs_and_no_longer(gate, qtbot, jobs):
    for _ in range(jobs):
        hold = threading.Event()
        job = gate.jobs.start(lambda progress, hold=hold: hold.wait(5), title="正在建账")
        qtbot.waitUntil(lambda: gate.status is not None and gate.status.isVisible())
        assert "正在建账" in gate.status.says.text() and not gate.page().isEnabled()
        with qtbot.waitSignal(job.ended):
            hold.set()
        assert not gate.status.isVisible() and gate.page().isEnabled()
