"""The command line when a backup fails, when books are brought back, and when somebody may not import."""

import json
import shutil

import pytest
from builders import PASSWORD, SAMPLES, batch, household, needy, pupil
from openpyxl import Workbook

from desktop import cli
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.staff import Staff
from desktop.services import logbook
from desktop.services.backup import listed
from desktop.services.health import GOOD, check_journal
from desktop.services.waits import FREE_TRIES

ROSTER = SAMPLES / "20260904在校生信息.xlsx"
BATCH = ("batch", "--term", "2026秋", "--programme", "non_boarding", "--json")


@pytest.fixture
def run(closed, capsys, monkeypatch):
    """Run one word: (exit status, what was told, what was complained of)."""
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)

    def go(*words):
        capsys.readouterr()
        status = cli.main([*map(str, words), "--data", str(closed.path)])
        return status, *capsys.readouterr()

    return go


@pytest.fixture
def no_room(closed):
    """From now on no backup can be made: a file stands where their folder stood."""

    def spoil():
        shutil.rmtree(closed.backups)
        closed.backups.write_bytes(b"")

    return spoil


def test_a_failed_backup_at_the_end_is_a_finding_and_the_rows_are_kept(run, log_in, no_room, closed):
    school = log_in()
    needy(school.store)
    school.let_go()
    no_room()
    status, out, err = run(*BATCH)
    assert status == cli.FINDINGS and json.loads(out)["counts"]["entitled"] == 1
    assert "备份没有做成" in err and "没有丢" in err and "没有保存" not in err
    closed.backups.unlink()
    log_in()
    assert AidBatch.select().count() == 1


def test_a_refused_word_stays_refused_when_the_backup_fails_too(run, log_in, no_room):
    school = log_in()
    household(school.store)
    school.let_go()
    no_room()
    status, _, err = run("batch", "--term", "2026秋", "--programme", "没有")
    assert status == cli.REFUSED and "没有代号为“没有”" in err


def test_a_restore_leaves_its_trace_in_the_books_it_brings_back(run, log_in, closed):
    made = listed(closed.backups)[0].path
    school = log_in()
    pupil(school.store)
    before = check_head()
    school.close()
    assert run("restore", made)[0] == cli.DONE
    again = log_in()
    newest = logbook.steps(logbook.step_ids(logbook.Wanted()))
    line = newest[max(newest)]
    assert line.does.startswith("恢复备份") and made.name in line.does and str(before) in line.does
    assert (line.who, line.state) == ("周敏", "不能撤销")
    assert "恢复备份" in logbook.verbs()
    assert check_journal(again)[0].severity == GOOD


def check_head():
    from desktop.models.journal import head

    return head().number


def test_books_brought_back_into_an_empty_folder_say_so(closed, log_in, tmp_path, run):
    made = listed(closed.backups)[0].path
    other = tmp_path / "新电脑 台账"
    assert cli.main(["restore", str(made), "--data", str(other)]) == cli.DONE
    shutil.copytree(other, closed.path, dirs_exist_ok=True)
    log_in()
    newest = logbook.steps(logbook.step_ids(logbook.Wanted()))
    assert "恢复前这里没有台账" in newest[max(newest)].does


def test_wrong_passwords_at_a_restore_make_wait_as_at_the_log_in(run, closed, monkeypatch):
    made = listed(closed.backups)[0].path
    monkeypatch.setenv("ZHUXUE_PASSWORD", "不是这一个")
    for _ in range(FREE_TRIES):
        assert "密码不对" in run("restore", made)[2]
    assert "请等" in run("restore", made)[2]
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)
    assert "请等" in run("restore", made)[2] and "请等" in run("check")[2]


@pytest.mark.parametrize("more", [(), ("--ledger", "staff"), ("--dry-run",)])
def test_an_import_that_is_refused_makes_no_backup(run, log_in, closed, more):
    school = log_in()
    school.add_user("韦老师", "class", PASSWORD)
    school.close()
    before = [one.path for one in listed(closed.backups)]
    status, _, err = run("import", ROSTER, "--user", "韦老师", *more)
    assert status == cli.REFUSED and "“班主任”不能" in err
    assert [one.path for one in listed(closed.backups)] == before


def test_a_ledger_may_be_called_by_its_title_and_an_unknown_one_gets_the_list(run, tmp_path, log_in):
    made = Workbook()
    made.active.append([Staff.name.label])
    made.active.append(["韦老师"])
    made.save(tmp_path / "教师.xlsx")
    assert run("import", tmp_path / "教师.xlsx", "--ledger", "教职工")[0] == cli.DONE
    status, _, err = run("import", tmp_path / "教师.xlsx", "--ledger", "没有")
    assert status == cli.REFUSED and "教职工（staff）" in err and "姓名异写" not in err


def test_a_paper_of_an_unknown_programme_says_which_there_are(run, log_in, tmp_path):
    school = log_in()
    needy(school.store)
    batch(school.store)
    school.close()
    papers = ("print", "D2", "--term", "2026秋", "--to", tmp_path, "--programme")
    status, _, err = run(*papers, "没有")
    assert status == cli.REFUSED and "没有代号为“没有”的资助项目" in err and "boarding（" in err
    assert "还没有“家庭经济困难寄宿生生活补助”的资助批次" in run(*papers, "boarding")[2]


def test_a_place_that_takes_no_folder_is_named(run, log_in, tmp_path):
    school = log_in()
    needy(school.store)
    batch(school.store)
    school.close()
    (tmp_path / "挡住").write_bytes(b"")
    status, _, err = run("print", "D7", "--term", "2026秋", "--to", tmp_path / "挡住" / "打印")
    assert status == cli.REFUSED and "建不了文件夹" in err and "挡住" in err
