"""导入向导: a class that is asked about, and how many rows are announced to wait."""

import pytest
from as_a_person import book, press, words
from builders import id_number

from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.students import Student
from desktop.services.roster.correct import ANOTHER, SAME_PERSON
from desktop.views.import_steps_rehearsal import DoubtPanel
from desktop.views.import_wizard import DONE, REHEARSAL, TABLES, ImportWizard

HEADS = ["姓名", "身份证号", "班级", "就读方式"]


@pytest.fixture
def wizard(desk):
    made = ImportWizard(desk)
    desk.shell.show_page(made)
    yield made
    desk.jobs.close()


@pytest.fixture
def rehearse(wizard, desk, qtbot, tmp_path):
    """Bring a workbook of that name and walk to the rehearsal; returns that step."""

    def walk(name, *rows):
        wizard.take_hint([book(tmp_path / name, HEADS, list(rows))])
        for step in range(TABLES, REHEARSAL):
            qtbot.waitUntil(lambda step=step: wizard.at == step and not desk.jobs.busy(), timeout=20000)
            press(wizard.next)
        qtbot.waitUntil(lambda: wizard.at == REHEARSAL and not desk.jobs.busy(), timeout=20000)
        return wizard.rehearsal

    return walk


@pytest.fixture
def finish(wizard, qtbot):
    def write():
        press(wizard.next)
        qtbot.waitUntil(lambda: wizard.at == DONE and not wizard.desk.jobs.busy(), timeout=20000)

    return write


def test_a_class_other_than_the_files_is_written_when_the_person_says_so(wizard, rehearse, finish):
    rehearse("三（2）班.xlsx", ["王芳", id_number(1), "四2", "走读"]).table.go_to(0)
    answers = wizard.findChildren(DoubtPanel)[-1].answers
    assert answers[SAME_PERSON].isHidden() and answers[ANOTHER].text() == "照这一行的班级写"
    answers[ANOTHER].click()
    finish()
    assert Student.get().school_class.grade == "4"


def test_as_many_rows_are_announced_to_wait_as_wait_then(wizard, rehearse, finish):
    rehearse("格.xlsx", ["王芳", id_number(1), "三(2)班", "骑马"], ["李强", id_number(2), "已转走", "走读"])
    assert "2 行放进“待补名单”" in words(wizard) and "其中 1 行整行不写入" in words(wizard)
    finish()
    assert WaitingRow.select().count() == wizard.kept.waiting == 2
