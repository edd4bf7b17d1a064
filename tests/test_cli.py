"""The words of the command line: each one's exit status (0 done, 1 done with findings, 2 refused), with --json and without."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders import PASSWORD, SAMPLES, batch, household, id_number, needy, pupil, remove
from openpyxl import Workbook

from desktop import cli
from desktop.models.ledger import database
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.services.backup import listed

ROOT = Path(cli.__file__).parent.parent
PACKAGE_PASSWORD = "liulin-2026"
ROSTER = SAMPLES / "20260904在校生信息.xlsx"


@pytest.fixture
def say(closed, capsys, monkeypatch):
    """Run one word on the books: (exit status, what was told). JSON is read, plain words stay words."""
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)
    monkeypatch.setenv("ZHUXUE_PACKAGE_PASSWORD", PACKAGE_PASSWORD)

    def run(*words, data=True, as_json=True):
        more = (["--data", str(closed.path)] if data else []) + (["--json"] if as_json else [])
        capsys.readouterr()
        status = cli.main([str(word) for word in words] + more)
        out, err = capsys.readouterr()
        text = err if status == cli.REFUSED and not out else out
        assert "Traceback" not in out + err
        return status, json.loads(text) if as_json else text

    return run


@pytest.fixture
def books(log_in):
    """Do something with the open books, then let them go again for the command line."""

    def with_books(act):
        school = log_in()
        made = act(school.store)
        school.close()
        return made

    return with_books


def workbook(path, *rows):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def small(tmp_path):
    return workbook(
        tmp_path / "一年级 名单.xlsx",
        ["姓名", "身份证号", "班级"], ["王芳", id_number(1), "三(2)班"], ["李强", id_number(2), "三(2)班"],
    )  # fmt: skip


def people(books):
    return books(lambda _store: Student.select().count())


# import --------------------------------------------------------------------------------------------------


def test_a_clean_roster_is_taken(say, books, tmp_path):
    status, told = say("import", small(tmp_path))
    assert (status, told["counts"]["new"], told["waiting"]) == (cli.DONE, 2, [])
    assert people(books) == 2


def test_rows_that_wait_are_findings_with_their_place(say):
    status, told = say("import", ROSTER)
    assert status == cli.FINDINGS
    assert all(ROSTER.name in one["where"] and one["why"] for one in told["waiting"])


def test_a_rehearsal_writes_nothing(say, books, tmp_path):
    assert say("import", small(tmp_path), "--dry-run")[0] == cli.DONE
    assert people(books) == 0


def test_a_second_import_of_the_same_changes_nothing(say, tmp_path):
    say("import", small(tmp_path))
    status, told = say("import", small(tmp_path))
    assert (status, told["counts"]["new"], told["counts"]["changed"], "step" in told) == (
        cli.DONE,
        0,
        0,
        False,
    )


def test_plain_words_are_chinese_sentences(say, tmp_path):
    status, words = say("import", small(tmp_path), as_json=False)
    assert status == cli.DONE
    assert "新增 2 人" in words


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("空.xlsx", b"", "空文件"),
        ("没拷完.xlsx", ROSTER.read_bytes()[:9000], "没有拷完"),
        ("冒充.xlsx", b"MZ" + b"x" * 99, "杀毒"),
        ("只有表头.csv", "姓名,身份证号,班级\n".encode(), "只有表头"),
        ("不在.xlsx", None, "找不到"),
    ],
)
def test_a_file_that_holds_no_roster_is_refused_with_the_reason(say, tmp_path, name, content, named):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    status, told = say("import", tmp_path / name)
    assert status == cli.REFUSED
    assert named in told["refused"]


def test_a_bad_file_among_good_ones_is_a_finding_and_the_good_ones_are_taken(say, tmp_path):
    (tmp_path / "空.xlsx").write_bytes(b"")
    status, told = say("import", tmp_path / "空.xlsx", small(tmp_path))
    assert (status, told["counts"]["new"]) == (cli.FINDINGS, 2)
    assert "空文件" in told["skipped"][0]


def test_another_ledger_is_taken(say, tmp_path):
    path = workbook(tmp_path / "教职工.xlsx", ["姓名", "手机"], ["田老师", "13800138000"])
    status, told = say("import", path, "--ledger", "staff")
    assert (status, told["counts"]["new"]) == (cli.DONE, 1)


def test_a_column_nobody_takes_is_a_finding(say, tmp_path):
    path = workbook(tmp_path / "教职工.xlsx", ["姓名", "任职状态"], ["田老师", "在岗"])
    status, told = say("import", path, "--ledger", "staff")
    assert status == cli.FINDINGS and "“任职状态”没有导入" in told["unread"][0]


def test_a_ledger_that_does_not_exist_names_those_that_do(say, tmp_path):
    status, told = say("import", small(tmp_path), "--ledger", "库房")
    assert status == cli.REFUSED
    assert "student" in told["refused"]


def test_goods_do_not_leave_the_shelf_by_a_workbook(say, tmp_path):
    path = workbook(
        tmp_path / "出入库.xlsx", ["日期", "类别", "物品", "数量"], ["2026-10-05", "免费发放", "棉衣", "2"]
    )
    status, told = say("import", path, "--ledger", "物资出入库")
    assert (status, told["refused"]) == (
        cli.REFUSED, "“物资出入库”不从表格导入，请在窗口里登记：那里会核对能不能记、记给谁。",
    )  # fmt: skip


# batch, print, export --------------------------------------------------------------------------------------


def test_a_list_is_made_once(say, books):
    books(needy)
    told = say("batch", "--term", "2026秋", "--programme", "non_boarding", "--date", "2026-09-05")
    assert told[0] == cli.DONE
    assert told[1]["counts"]["entitled"] == 1
    assert told[1]["total_fen"] > 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--term", "2026秋", "--programme", "没有"], "没有代号"),
        (["--term", "大后年", "--programme", "boarding"], "学期"),
        (["--term", "2026秋", "--programme", "boarding", "--date", "农历十月"], "农历十月"),
    ],
)
def test_a_list_that_cannot_be_made_says_why(say, words, named):
    status, told = say("batch", *words)
    assert status == cli.REFUSED
    assert named in told["refused"]


def test_all_papers_are_named(say):
    status, told = say("print", "list")
    assert (status, "D2" in told) == (cli.DONE, True)


def test_a_paper_is_made_where_it_was_asked_for(say, books, tmp_path):
    books(lambda store: (needy(store), batch(store)))
    status, told = say("print", "D7", "--term", "2026秋", "--to", tmp_path / "纸 张")
    assert status == cli.DONE
    assert told[0]["pages"] == 1
    assert Path(told[0]["file"]).read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["D2"], "--to"),
        (["没有", "--to", "某处"], "没有代号"),
        (["D7", "--to", "某处"], "--term"),
        (["D7", "--term", "2026秋", "--to", "某处"], "还没有资助批次"),
        (["AID", "--to", "某处"], "--student"),
        (["AID", "--student", "没有这个人", "--to", "某处"], "找不到学生"),
        (["AID", "--student", "九年级59班", "--to", "某处"], "没有“九年级59班”这个班"),
        (["D7K", "--term", "2026秋", "--to", "某处"], "--list"),
        (["D7K", "--term", "2026秋", "--list", "别的", "--to", "某处"], "可用的有：受助学生"),
        (["D7K", "--list", "受助学生", "--to", "某处"], "学期"),
        (["D8", "--term", "2026秋", "--list", "受助学生", "--to", "某处"], "没有种类可选"),
        (["D8", "--term", "2026秋", "--student", "王芳", "--to", "某处"], "不能只打印几个学生"),
        (["D8R", "--term", "2026秋", "--to", "某处"], "还没有发放清单"),
    ],
)
def test_a_paper_that_cannot_be_made_says_why(say, words, named, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, told = say("print", *words)
    assert status == cli.REFUSED
    assert named in told["refused"]


def test_pupils_and_the_kind_of_roll_are_chosen_in_words(say, books, tmp_path):
    books(needy)
    status, told = say("print", "AID", "--student", "王芳", "三年级2班", "--to", tmp_path)
    assert (status, told[0]["pages"]) == (cli.DONE, 1)
    assert (
        say("print", "D7K", "--term", "2026秋", "--list", "未享受资助学生及原因", "--to", tmp_path)[0]
        == cli.DONE
    )


def test_a_package_is_written_and_says_what_is_missing(say, books, tmp_path):
    books(lambda store: (needy(store), batch(store)))
    status, told = say("export", "--term", "2026秋", "--to", tmp_path / "U 盘")
    assert status == cli.FINDINGS
    assert told["check_code"]
    assert all(os.path.exists(one) for one in told["files"])
    assert any("审批" in one for one in told["warnings"])


def test_a_weak_package_password_is_refused(say, tmp_path, monkeypatch):
    monkeypatch.setenv("ZHUXUE_PACKAGE_PASSWORD", "1")
    status, told = say("export", "--term", "2026秋", "--to", tmp_path / "U 盘")
    assert status == cli.REFUSED
    assert "密码" in told["refused"]
    assert not list((tmp_path / "U 盘").iterdir())


# check, backup, restore ------------------------------------------------------------------------------------


def test_whole_books_pass_the_check(say):
    status, told = say("check")
    assert (status, {one["severity"] for one in told}) == (cli.DONE, {"good"})


def test_a_journal_that_was_changed_is_a_finding(say, books):
    def tamper(store):
        pupil(store)
        for (name,) in database.execute_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute_sql(f'DROP TRIGGER "{name}"')
        database.execute_sql("DELETE FROM journal_entry WHERE id = (SELECT max(id) - 1 FROM journal_entry)")

    books(tamper)
    status, told = say("check")
    assert status == cli.FINDINGS
    assert any(one["severity"] == "bad" and one["rule"] == "操作记录" for one in told)


def test_a_backup_and_its_copy_are_made(say, closed, tmp_path):
    status, told = say("backup", "--to", tmp_path / "U 盘")
    assert status == cli.DONE
    assert len(told) == 2
    assert listed(tmp_path / "U 盘")[0].path.name == listed(closed.backups)[0].path.name


def test_a_backup_brings_back_what_was_removed(say, books):
    record = books(lambda store: household(store))
    made = say("backup")[1][0]
    books(lambda store: remove(store, Household, record))
    status, told = say("restore", made)
    assert status == cli.DONE
    assert told["kept"]
    assert books(lambda _store: Household.select().count()) == 1


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"not a backup"])
def test_what_is_no_backup_is_refused_and_the_books_stay(say, books, tmp_path, content):
    path = tmp_path / "台账备份_20260905-103200_0001_手动.zxbak"
    if content is not None:
        path.write_bytes(content)
    status, told = say("restore", path)
    assert status == cli.REFUSED
    assert told["refused"].endswith("。")
    assert people(books) == 0


def test_a_restore_with_the_wrong_password_is_refused(say, closed, monkeypatch):
    made = listed(closed.backups)[0].path
    monkeypatch.setenv("ZHUXUE_PASSWORD", "不是这一个")
    status, told = say("restore", made)
    assert status == cli.REFUSED
    assert "密码不对" in told["refused"]


def test_a_restore_under_running_books_is_refused(say, school, closed):
    status, told = say("restore", listed(closed.backups)[0].path)
    assert status == cli.REFUSED
    assert "正开着" in told["refused"]


# the door --------------------------------------------------------------------------------------------------

WORDS = [
    ("import", "x.xlsx"), ("batch", "--term", "2026秋", "--programme", "boarding"), ("check",), ("backup",),
    ("print", "D2", "--term", "2026秋", "--to", "x"), ("export", "--term", "2026秋", "--to", "x"),
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words[0])
def test_every_word_refuses_a_wrong_password(say, monkeypatch, words):
    monkeypatch.setenv("ZHUXUE_PASSWORD", "不是这一个")
    status, told = say(*words)
    assert status == cli.REFUSED
    assert "密码不对" in told["refused"]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words[0])
def test_every_word_refuses_books_that_are_open_elsewhere(say, school, words):
    status, told = say(*words)
    assert status == cli.REFUSED
    assert "正开着" in told["refused"]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words[0])
def test_every_word_refuses_a_folder_without_books(say, tmp_path, words):
    status, told = say(*words, "--data", tmp_path, data=False)
    assert status == cli.REFUSED
    assert "没有台账" in told["refused"]


def test_no_one_to_ask_for_the_password_is_a_sentence(say, monkeypatch):
    def nobody(_words):
        raise EOFError

    monkeypatch.delenv("ZHUXUE_PASSWORD")
    monkeypatch.setattr("getpass.getpass", nobody)
    status, told = say("check")
    assert status == cli.REFUSED
    assert "ZHUXUE_PASSWORD" in told["refused"]


@pytest.mark.parametrize("words", [["没有这个词"], ["backup"], ["print", "D2", "--data"]])
def test_a_word_that_is_not_understood_is_a_chinese_sentence(words, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == cli.REFUSED
    assert "看不懂" in capsys.readouterr().err


def test_the_selftest_passes_in_a_folder_that_can_be_written(say, tmp_path):
    status, told = say("selftest", tmp_path, data=False)
    assert (status, [one for one in told if not one["ok"]]) == (cli.DONE, [])


def test_the_demo_refuses_a_folder_that_holds_something(say, tmp_path):
    (tmp_path / "家里的照片.jpg").write_bytes(b"x")
    status, told = say("demo", "--to", tmp_path, data=False)
    assert status == cli.REFUSED
    assert "不会去动" in told["refused"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="只有 Linux 的屏幕要按名字去连")
@pytest.mark.parametrize("name", [{"DISPLAY": ":4077"}, {"WAYLAND_DISPLAY": "没有这个"}])
def test_a_screen_that_does_not_answer_is_said_so(name):
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {key: value for key, value in os.environ.items() if key not in gone}
    run = subprocess.run(
        [sys.executable, "main.py"], cwd=ROOT, env=bare | name, capture_output=True, text=True
    )
    assert run.returncode == cli.REFUSED
    assert "没有应答" in run.stderr and "--help" in run.stderr
    assert "Traceback" not in run.stderr and "qt." not in run.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="别的系统总有屏幕，窗口真的会打开")
def test_without_a_screen_there_is_a_sentence():
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    run = subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=bare, capture_output=True, text=True)
    assert run.returncode == cli.REFUSED
    assert "没有屏幕" in run.stderr
    assert "Traceback" not in run.stderr
