"""Who may import."""

from as_a_person import press, words
from builders import SAMPLES, as_class_teacher

from desktop.models.ledgers.students import Student
from desktop.views.import_wizard import COLUMNS, NUMBERS, REHEARSAL, TABLES, ImportWizard


def test_a_class_teacher_cannot_import(make_desk, school, qtbot):
    school.store = as_class_teacher(school.store)
    desk = make_desk(school)
    page = ImportWizard(desk)
    desk.shell.show_page(page)
    page.take_hint([SAMPLES / "20260904在校生信息.xlsx"])
    for step in (TABLES, COLUMNS, NUMBERS, REHEARSAL):
        qtbot.waitUntil(lambda step=step: page.at == step and not desk.jobs.busy(), timeout=20000)
        press(page.next)
    qtbot.waitUntil(lambda: not desk.jobs.busy(), timeout=20000)
    assert page.at == REHEARSAL and "不能导入名单" in words(page) and Student.select().count() == 0
