"""Long work off the window's thread, and how the status line shows it."""

import contextlib
import gc
import threading

import pytest
from PySide6.QtCore import Qt

from desktop.models.errors import Refused
from desktop.views.jobs import JobQueue


@pytest.fixture
def queue(qapp):
    made = JobQueue()
    yield made
    made.close()


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


# --- long work


def count(total, progress):
    return sum(1 for _ in progress.follow(range(total), total))


def hold(gate, progress):
    gate.wait(5)
    progress.check()
    return "done"


def test_a_job_tells_how_far_it_is_and_what_came_out(queue, qtbot):
    job = queue.start(count, 120)
    with qtbot.waitSignals([job.moved, job.done, job.ended]):
        pass
    assert not queue.busy()


def test_a_jobs_signals_are_heard_in_the_windows_thread(queue, qtbot):
    heard = []
    job = queue.start(count, 10)
    job.done.connect(
        lambda value: heard.append((value, threading.current_thread() is threading.main_thread()))
    )
    with qtbot.waitSignal(job.ended):
        pass
    assert heard == [(10, True)]


def test_a_cancelled_job_keeps_nothing_and_says_so(queue, qtbot):
    gate = threading.Event()
    job = queue.start(hold, gate)
    job.cancel()
    with qtbot.assertNotEmitted(job.done), qtbot.waitSignal(job.stopped):
        gate.set()


def test_a_refusal_comes_out_as_it_is(queue, qtbot):
    def refuse(progress):
        raise Refused("磁盘满了。")

    job = queue.start(refuse)
    with qtbot.waitSignal(job.failed) as told:
        pass
    assert str(told.args[0]) == "磁盘满了。"


def test_an_error_of_ours_is_logged_too(queue, qtbot, caplog):
    def stumble(progress):
        return {}["gone"]

    job = queue.start(stumble, title="正在汇总")
    with qtbot.waitSignal(job.failed) as told:
        pass
    assert isinstance(told.args[0], KeyError) and "正在汇总" in caplog.text


def test_each_job_runs_inside_what_was_handed_in(qapp, qtbot):
    order = []

    @contextlib.contextmanager
    def around():
        order.append("open")
        yield
        order.append("close")

    queue = JobQueue(around)
    job = queue.start(lambda progress: order.append("work"))
    with qtbot.waitSignal(job.done):
        pass
    assert order == ["open", "work", "close"]
    queue.close()


def test_jobs_run_one_after_another(queue, qtbot):
    order = []
    jobs = [queue.start(lambda n, progress: order.append(n), n) for n in range(3)]
    with qtbot.waitSignal(jobs[-1].ended):
        pass
    assert order == [0, 1, 2]


def test_closing_stops_what_runs_and_what_waits(queue):
    begun, gate, reached = threading.Event(), threading.Event(), []

    def work(progress):
        begun.set()
        hold(gate, progress)
        reached.append("further")

    for _ in range(2):
        queue.start(work)
    assert begun.wait(5)
    threading.Timer(0.05, gate.set).start()
    queue.close()
    assert gate.is_set() and not reached


def test_nothing_is_told_after_closing_to_a_window_that_is_going(queue, qtbot):
    told = []
    job = queue.start(lambda progress: 7)
    for last_word in (job.done, job.stopped, job.ended):
        last_word.connect(lambda *_: told.append("spoken"))
    queue.close()
    qtbot.wait(20)
    assert not told


def test_the_status_line_shows_a_job_until_it_ends(shell, queue, qtbot):
    gate = threading.Event()
    job = queue.start(hold, gate, title="正在核对身份证号")
    shell.watch(job)
    assert shell.status.work.isVisible() and "正在核对身份证号" in shell.status.says.text()
    press(qtbot, shell.status.cancel)
    assert "正在停下" in shell.status.says.text()
    with qtbot.waitSignal(job.stopped):
        gate.set()
    assert not shell.status.work.isVisible()


def test_the_status_line_is_clear_before_anybody_puts_a_question_about_what_came_out(shell, queue, qtbot):
    seen = []
    queue.started.connect(shell.watch)
    job = queue.start(count, 3, title="正在读 回2.txt")
    job.done.connect(lambda _told: seen.append(shell.status.work.isVisible()))
    with qtbot.waitSignal(job.ended):
        pass
    assert seen == [False]


def test_a_job_that_turns_to_another_part_says_so(shell, queue, qtbot):
    gate = threading.Event()

    def work(progress):
        progress.say("正在备份")
        gate.wait(5)

    job = queue.start(work, title="正在导入")
    shell.watch(job)
    qtbot.waitUntil(lambda: "正在备份" in shell.status.says.text())
    with qtbot.waitSignal(job.done):
        gate.set()


def test_what_a_page_reads_for_itself_holds_nobody_up_and_is_not_announced(qtbot):
    queue, told, found = JobQueue(), [], []
    queue.started.connect(told.append)
    job = queue.start(lambda progress: 7, quiet=True)
    job.done.connect(found.append)
    assert not queue.busy() and not queue.resting()
    qtbot.waitUntil(queue.resting)
    assert (told, found) == ([], [7])
    queue.close()


def test_nothing_is_swept_up_while_a_job_is_under_way(queue, qtbot):
    gate = threading.Event()
    job = queue.start(hold, gate)
    swept_meanwhile = gc.isenabled()
    with qtbot.waitSignal(job.ended):
        gate.set()
    assert not swept_meanwhile and gc.isenabled()
