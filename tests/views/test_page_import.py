"""导入向导: from files dropped on the window to an import that can be taken back."""

import pytest
from as_a_person import book, drop, press, words
from builders import SAMPLES, id_number, pupil
from PySide6.QtTest import QTest
from waits import pause

from desktop.models.ledgers.desk import HeadMemory, WaitingRow
from desktop.models.ledgers.students import Student
from desktop.services.roster.correct import ANOTHER, SAME_PERSON
from desktop.services.sheets.write import protect
from desktop.views.import_steps_numbers import NumberFix
from desktop.views.import_steps_rehearsal import DoubtPanel
from desktop.views.import_wizard import COLUMNS, DONE, FILES, NUMBERS, REHEARSAL, TABLES, ImportWizard
from desktop.views.roster_page import RosterPage

HEADS = ["姓名", "身份证号", "班级", "就读方式"]


def roster(path, rows, heads=HEADS):
    return book(path, heads, rows)


@pytest.fixture
def wizard(desk):
    made = ImportWizard(desk, ask_password=lambda *_, **__: "县里给的口令")
    desk.shell.show_page(made)
    yield made
    desk.jobs.close()


@pytest.fixture
def go(wizard, desk, qtbot):
    """Bring files and walk to a step."""

    def walk(*paths, to=REHEARSAL):
        wizard.take_hint(paths)
        wait(TABLES)
        while wizard.at < to:
            step = wizard.at
            press(wizard.next)
            wait(step + 1)
        return wizard

    def wait(step):
        qtbot.waitUntil(lambda: wizard.at == step and not desk.jobs.busy(), timeout=20000)

    return walk


def two_pupils(tmp_path):
    rows = [["王芳", id_number(1), "三(2)班", "走读"], ["李强", id_number(2), "三(2)班", "住校"]]
    return roster(tmp_path / "三年级 名单.xlsx", rows)


def line_of(step, name):
    return next(at for at, one in enumerate(step.model.rows) if one.name == name)


# files and tables --------------------------------------------------------------------------------------


def test_before_a_file_is_chosen_one_cannot_go_on(wizard):
    assert wizard.at == FILES and not wizard.next.isEnabled()


def test_a_file_dropped_on_the_wizard_is_read(wizard, qtbot, tmp_path):
    drop(wizard, two_pupils(tmp_path))
    qtbot.waitUntil(lambda: wizard.at == TABLES, timeout=20000)
    assert wizard.whole.row_count() == 2


def test_a_file_dropped_on_the_roster_starts_the_import(desk, went, tmp_path):
    path = two_pupils(tmp_path)
    page = RosterPage(desk)
    desk.shell.show_page(page)
    drop(page, path)
    assert went == [("import", [path])]


def test_a_folder_stands_for_the_workbooks_in_it(wizard, go, tmp_path):
    two_pupils(tmp_path)
    (tmp_path / "通知.docx").write_bytes(b"not a list")
    go(tmp_path, to=TABLES)
    assert [path.name for path in wizard.paths] == ["三年级 名单.xlsx"]


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(wizard, go, tmp_path):
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(b"MZ no workbook")
    go(broken, two_pupils(tmp_path), to=TABLES)
    assert "坏的.xlsx" in words(wizard) and wizard.next.isEnabled()


def test_files_without_pupils_lead_nowhere(wizard, go, tmp_path):
    go(roster(tmp_path / "采购.xlsx", [["大米", 50]], ["品名", "数量"]), to=TABLES)
    assert not wizard.next.isEnabled()


def test_a_table_can_be_left_out(wizard, go, tmp_path):
    go(two_pupils(tmp_path), to=TABLES)
    step = wizard._middle.itemAt(0).widget()
    step.ticks[0][0].click()
    assert not wizard.whole.used and not wizard.next.isEnabled()


def test_a_locked_workbook_asks_for_its_password(wizard, qtbot, tmp_path):
    path = two_pupils(tmp_path)
    protect(path, "县里给的口令")
    wizard.take_hint([path])
    qtbot.waitUntil(lambda: wizard.whole.row_count() == 2, timeout=20000)
    assert not wizard.files[0].locked


def test_without_the_password_the_file_stays_locked_and_is_named(desk, qtbot, tmp_path):
    path = two_pupils(tmp_path)
    protect(path, "县里给的口令")
    page = ImportWizard(desk, ask_password=lambda *_, **__: None)
    desk.shell.show_page(page)
    page.take_hint([path])
    qtbot.waitUntil(lambda: page.at == TABLES, timeout=20000)
    assert "密码" in words(page) and not page.next.isEnabled()


# columns -----------------------------------------------------------------------------------------------


def columns_step(wizard):
    return wizard._middle.itemAt(0).widget()


def choose(line, key):
    line.combo.choose(key)
    line.combo.activated.emit(line.combo.currentIndex())


def test_each_column_says_what_it_was_taken_for_and_why(wizard, go, tmp_path):
    go(two_pupils(tmp_path), to=COLUMNS)
    lines = columns_step(wizard).lines
    assert [line.combo.value() for line in lines[:2]] == ["student.name", "student.id_number"]
    assert all(line.reason.whole for line in lines)


def test_numbers_are_masked_in_the_samples(wizard, go, tmp_path):
    go(two_pupils(tmp_path), to=COLUMNS)
    assert id_number(1) not in words(wizard)


def test_numbers_of_a_column_taken_for_nothing_are_masked_too(wizard, go, tmp_path):
    rows = [["王芳", id_number(1), "三(2)班", "6217000010001234567"]]
    go(roster(tmp_path / "卡.xlsx", rows, [*HEADS[:3], "旧卡"]), to=COLUMNS)
    choose(columns_step(wizard).lines[3], None)
    go_back_and_on(wizard)
    assert "6217000010001234567" not in words(wizard) and "4567" in words(wizard)


def go_back_and_on(wizard):
    press(wizard.back)
    go_on(wizard, COLUMNS)


def test_two_columns_cannot_be_the_same_field(wizard, go, tmp_path):
    go(two_pupils(tmp_path), to=COLUMNS)
    lines = columns_step(wizard).lines
    choose(lines[3], "student.name")
    assert lines[0].combo.value() is None and lines[3].combo.value() == "student.name"


def test_without_a_name_column_the_table_is_not_used(wizard, go, tmp_path):
    go(two_pupils(tmp_path), to=COLUMNS)
    choose(columns_step(wizard).lines[0], None)
    assert not wizard.next.isEnabled() and "没有姓名列" in words(wizard)


def test_a_column_reassigned_is_read_that_way(wizard, go, tmp_path):
    path = roster(tmp_path / "甲.xlsx", [["王芳", id_number(1), "三(2)班", "跳绳"]], [*HEADS[:3], "某列"])
    go(path, to=COLUMNS)
    choose(columns_step(wizard).lines[3], "student.skill")
    go_on(wizard, NUMBERS)
    assert wizard.draft.lines[0].plan.values["skill"] == "跳绳"


def go_on(wizard, step):
    press(wizard.next)
    pause()
    while wizard.at != step or wizard.desk.jobs.busy():
        pause()


# identity numbers --------------------------------------------------------------------------------------


def damaged(tmp_path):
    good = id_number(7)
    rows = [["王芳", id_number(1), "三(2)班", "走读"], ["李强", int(good[:15]) * 1000, "三(2)班", "走读"]]
    return roster(tmp_path / "受损.xlsx", rows), good


def test_a_damaged_number_shows_the_digits_that_are_left(wizard, go, tmp_path):
    path, good = damaged(tmp_path)
    go(path, to=NUMBERS)
    fix = wizard.findChild(NumberFix)
    assert fix.kept == good[:15] and "李强" in words(fix)


def test_typing_the_lost_tail_mends_the_line(wizard, go, tmp_path):
    path, good = damaged(tmp_path)
    go(path, to=NUMBERS)
    fix = wizard.findChild(NumberFix)
    QTest.keyClicks(fix.editor, good[15:])
    press(fix.go)
    assert wizard.draft.counts()["new"] == 2 and not wizard.draft.waiting()


def test_a_tail_that_does_not_fit_is_not_taken(wizard, go, tmp_path):
    path, good = damaged(tmp_path)
    go(path, to=NUMBERS)
    fix = wizard.findChild(NumberFix)
    QTest.keyClicks(fix.editor, good[15:17] + ("1" if good[17] != "1" else "2"))
    assert not fix.go.isEnabled() and "校验位" in words(fix)


def test_when_every_number_is_good_the_step_says_so(wizard, go, tmp_path):
    go(two_pupils(tmp_path), to=NUMBERS)
    assert "2 个身份证号都通过了检查" in words(wizard)


# rehearsal ---------------------------------------------------------------------------------------------


def test_nothing_is_written_before_the_last_press(go, tmp_path):
    go(two_pupils(tmp_path))
    assert Student.select().count() == 0 and WaitingRow.select().count() == 0


def test_the_six_counts_stand_above_the_lines(wizard, store, go, tmp_path):
    pupil(store, "王芳", id_number=id_number(1), attendance="2")
    go(two_pupils(tmp_path))
    counts = {key: bucket.count.text() for key, bucket in wizard.rehearsal.buckets.made.items()}
    assert counts == {"new": "1", "changed": "1", "same": "0", "doubtful": "0", "bad": "0", "gone": "0"}


def test_a_bucket_narrows_the_list_and_gives_it_back(wizard, store, go, tmp_path):
    pupil(store, "王芳", id_number=id_number(1), attendance="2")
    step = go(two_pupils(tmp_path)).rehearsal
    press(step.buckets.made["changed"])
    shown = [line.name for line in step.model.rows]
    press(step.buckets.made["changed"])
    assert shown == ["王芳"] and len(step.model.rows) == 2


def test_a_change_shows_old_and_new(wizard, store, go, tmp_path):
    pupil(store, "王芳", id_number=id_number(1), attendance="2")
    step = go(two_pupils(tmp_path)).rehearsal
    step.table.go_to(line_of(step, "王芳"))
    assert "住校 → 走读" in words(wizard)


def doubtful(store, tmp_path):
    """On record under another number: same name, same birthday."""
    there = pupil(store, "王芳", id_number=id_number(9))
    return there, roster(tmp_path / "一.xlsx", [["王芳", id_number(1), "三(2)班", "走读"]])


def answer(wizard, decision):
    wizard.findChildren(DoubtPanel)[-1].answers[decision].click()


def finish(wizard, qtbot):
    press(wizard.next)
    qtbot.waitUntil(lambda: wizard.at == DONE and not wizard.desk.jobs.busy(), timeout=20000)


def test_a_doubt_left_open_goes_to_the_waiting_list(wizard, store, go, qtbot, tmp_path):
    _, path = doubtful(store, tmp_path)
    finish(go(path), qtbot)
    assert Student.select().count() == 1 and WaitingRow.get().person == "王芳"


def test_the_same_person_is_changed_not_doubled(wizard, store, go, qtbot, tmp_path):
    there, path = doubtful(store, tmp_path)
    go(path)
    answer(wizard, SAME_PERSON)
    finish(wizard, qtbot)
    assert Student.select().count() == 1 and Student.get_by_id(there).id_number == id_number(1)


def test_another_person_is_made_new(wizard, store, go, qtbot, tmp_path):
    _, path = doubtful(store, tmp_path)
    go(path)
    answer(wizard, ANOTHER)
    finish(wizard, qtbot)
    assert {row.id_number for row in Student.select()} == {id_number(1), id_number(9)}


def test_one_number_on_two_lines_cannot_be_two_people(wizard, go, tmp_path):
    rows = [["王芳", id_number(1), "三(2)班", "走读"], ["王方", id_number(1), "三(2)班", "走读"]]
    step = go(roster(tmp_path / "重.xlsx", rows)).rehearsal
    step.table.go_to(line_of(step, "王方"))
    panel = wizard.findChildren(DoubtPanel)[-1]
    assert not panel.answers[ANOTHER].isEnabled() and panel.answers[SAME_PERSON].isEnabled()


def test_the_second_line_of_one_person_can_be_let_go(wizard, go, qtbot, tmp_path):
    rows = [["王芳", id_number(1), "三(2)班", "走读"], ["王方", id_number(1), "三(2)班", "走读"]]
    step = go(roster(tmp_path / "重.xlsx", rows)).rehearsal
    step.table.go_to(line_of(step, "王方"))
    answer(wizard, SAME_PERSON)
    finish(wizard, qtbot)
    assert [row.name for row in Student.select()] == ["王芳"] and WaitingRow.select().count() == 0


def whole_class(store, tmp_path, absent="赵六"):
    names = ["王芳", "李强", "张三", "钱五", "孙七", absent]
    for number, name in enumerate(names, 1):
        pupil(store, name, id_number=id_number(number))
    rows = [[name, id_number(number), "三(2)班", "走读"] for number, name in enumerate(names[:-1], 1)]
    return roster(tmp_path / "全校.xlsx", rows)


def test_who_is_not_in_a_whole_list_is_ticked_as_lost(wizard, store, go, qtbot, tmp_path):
    finish(go(whole_class(store, tmp_path)), qtbot)
    assert Student.get(Student.name == "赵六").status == "08"


def test_the_tick_can_be_taken_away(wizard, store, go, qtbot, tmp_path):
    go(whole_class(store, tmp_path))
    wizard._mark_gone(False)
    finish(wizard, qtbot)
    assert Student.get(Student.name == "赵六").status == "01"


def test_one_class_alone_ticks_nobody(wizard, store, go, tmp_path):
    path = whole_class(store, tmp_path)
    for number, name in enumerate("赵钱孙李周吴郑冯陈褚", 20):
        pupil(store, f"{name}小", "四(1)班", id_number=id_number(number))
    go(path)
    assert len(wizard.draft.gone) == 1 and not wizard.mark_gone


def test_a_change_of_the_books_meanwhile_wants_a_new_rehearsal(wizard, store, go, qtbot, tmp_path):
    go(two_pupils(tmp_path))
    pupil(store, "王芳", id_number=id_number(1))
    assert wizard.next.text() == "重新预演"
    press(wizard.next)
    qtbot.waitUntil(lambda: not wizard.desk.jobs.busy() and not wizard.stale, timeout=20000)
    assert wizard.draft.counts()["new"] == 1


# writing -----------------------------------------------------------------------------------------------


def test_writing_makes_a_backup_first(wizard, go, qtbot, desk, tmp_path):
    finish(go(two_pupils(tmp_path)), qtbot)
    assert list(desk.school.folder.backups.glob("*导入前*")) and Student.select().count() == 2


def test_the_whole_import_can_be_taken_back(wizard, go, qtbot, tmp_path):
    finish(go(two_pupils(tmp_path)), qtbot)
    wizard.undo()
    assert Student.select().count() == 0
    qtbot.waitUntil(lambda: "已经撤销" in words(wizard))


def test_the_columns_are_remembered_for_the_next_time(wizard, go, qtbot, tmp_path):
    finish(go(two_pupils(tmp_path)), qtbot)
    assert HeadMemory.select().count() == 1


def test_after_writing_one_may_begin_again(wizard, go, qtbot, tmp_path):
    finish(go(two_pupils(tmp_path)), qtbot)
    press(wizard.back)
    assert wizard.at == FILES and not wizard.paths


def test_the_last_button_leads_to_the_roster(wizard, go, qtbot, went, tmp_path):
    finish(go(two_pupils(tmp_path)), qtbot)
    press(wizard.next)
    assert went == [("roster", None)]


def test_going_back_loses_nothing_that_was_corrected(wizard, go, tmp_path):
    path, good = damaged(tmp_path)
    go(path, to=NUMBERS)
    fix = wizard.findChild(NumberFix)
    QTest.keyClicks(fix.editor, good[15:])
    press(fix.go)
    press(wizard.back)
    go_on(wizard, NUMBERS)
    assert wizard.draft.counts()["new"] == 2


def test_the_samples_go_in_as_planted(wizard, go, qtbot):
    finish(go(SAMPLES / "20260904在校生信息.xlsx"), qtbot)
    assert Student.select().count() == wizard.kept.added > 380
