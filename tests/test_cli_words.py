"""What the command line says to people: in Chinese, with the true reason, and nothing made that was not asked for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from builders import PASSWORD, account, batch, guardian, id_number, needy, pupil

from desktop import cli
from desktop.services.folder import Folder

ROOT = Path(cli.__file__).parent.parent
WORDS = ["demo", "import", "batch", "print", "export", "check", "backup", "restore", "selftest", "match", "differences",
         "payments", "meals", "care", "dropout"]  # fmt: skip
SPOKEN = {
    "main",
    "py",
    "month",
    "xls",
    "json",
    "PDF",
    "JSON",
    "help",
    "list",
    "import",
    "paid",
    "failed",
    "coverage",
}
FOREIGN = re.compile(r"(?<![-\w])[A-Za-z]{2,}")


@pytest.fixture
def say(closed, capsys, monkeypatch):
    """Run one word on the books: (exit status, all that was told)."""
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)
    monkeypatch.setenv("ZHUXUE_PACKAGE_PASSWORD", "liulin-2026")

    def run(*words):
        capsys.readouterr()
        status = cli.main([*map(str, words), "--data", str(closed.path)])
        return status, "".join(capsys.readouterr())

    return run


@pytest.fixture
def books(log_in):
    def with_books(act):
        school = log_in()
        made = act(school.store)
        school.close()
        return made

    return with_books


def shown(words, capsys):
    with pytest.raises(SystemExit):
        cli.main(words)
    return "".join(capsys.readouterr())


@pytest.mark.parametrize("words", [["--help"], *([word, "--help"] for word in WORDS)], ids=" ".join)
def test_the_help_of_every_word_is_chinese(words, capsys):
    told = shown(words, capsys)
    known = SPOKEN | set(WORDS) | {"D2", "D8", "boarding", "xlsx", "tree", "report", "pdf"}
    assert [one for one in FOREIGN.findall(told) if one not in known] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["没有这个词"], "可用的有"), (["print"], "还缺"), (["batch", "--programme"], "后面要写一个值"),
        (["demo", "--to", "x", "y"], "没有“y”这种写法"), (["payments", "export", "x", "--data", "x"], "可用的有"),
        (["check", "--json=1", "--data", "x"], "后面不能再写"),
    ],
)  # fmt: skip
def test_words_that_are_not_understood_are_answered_in_chinese(words, said, capsys):
    told = shown(words, capsys)
    assert said in told and not re.search(r"invalid|required|argument|usage|expected|unrecognized", told)


def test_without_a_terminal_there_is_one_sentence(closed):
    bare = {key: value for key, value in os.environ.items() if key != "ZHUXUE_PASSWORD"}
    run = subprocess.run(
        [sys.executable, "main.py", "check", "--data", str(closed.path)], cwd=ROOT, env=bare, text=True,
        capture_output=True, stdin=subprocess.DEVNULL, start_new_session=True, check=False,
    )  # fmt: skip
    assert run.returncode == cli.REFUSED
    assert run.stderr.startswith("还没有给密码") and "Warning" not in run.stderr and ".py" not in run.stderr


def test_a_missing_file_is_told_of_once(say):
    status, told = say("import", "没有.xlsx")
    assert (status, told.count("找不到“没有.xlsx”")) == (cli.REFUSED, 1)


def test_a_tree_of_a_day_to_come_is_not_made_up(say):
    status, told = say("dropout", "tree", "--date", "2099-03-01")
    assert status == cli.REFUSED and "2099-03-01 还没有到" in told and "应有" not in told


def test_a_missing_key_file_is_named(say, closed):
    Folder(closed.path).keys.unlink()
    status, told = say("check")
    assert status == cli.REFUSED and "钥匙文件" in told and "里没有台账" not in told


def test_a_second_list_for_the_same_pupils_says_that_they_are_listed(say, books):
    books(lambda store: (needy(store), batch(store)))
    status, told = say("batch", "--term", "2026秋", "--programme", "non_boarding", "--date", "2026-09-05")
    assert status == cli.REFUSED and "都已经在名单上" in told and "请先登记困难类型" not in told


@pytest.mark.parametrize("words", [["backup"], ["export", "--term", "2026秋"]])
def test_a_place_that_is_not_there_is_not_made_up(say, tmp_path, words):
    status, told = say(*words, "--to", tmp_path / "没有插" / "U盘")
    assert status == cli.REFUSED and "找不到" in told
    assert not (tmp_path / "没有插").exists()


def test_what_looks_like_a_virus_at_the_target_is_named(say, books, tmp_path):
    books(lambda store: (needy(store), batch(store)))
    (tmp_path / "autorun.inf").write_text("[autorun]", "utf-8")
    (tmp_path / "照片").mkdir()
    (tmp_path / "照片.exe").write_bytes(b"MZ")
    _, told = say("export", "--term", "2026秋", "--to", tmp_path)
    assert "autorun.inf" in told and "照片.exe" in told


def test_the_files_of_one_package_call_the_school_by_one_name(say, books, tmp_path):
    books(lambda store: (needy(store), batch(store)))
    say("export", "--term", "2026秋", "--to", tmp_path / "U 盘", "--drafts")
    (folder,) = (tmp_path / "U 盘").iterdir()
    names = [one.name for one in folder.iterdir() if one.name not in ("manifest.json", "交接单.pdf")]
    school = folder.name.partition("2026")[0]
    assert len(names) > 3 and all(name.split(" ")[-1].startswith(school) for name in names)


def two_with_one_card(store):
    first, second = needy(store), pupil(store, "李强", id_number=id_number(2))
    for record, owner in ((first, "王建国"), (second, "李大山")):
        guardian(store, record, owner)
        account(store, record, "6217000010001234567", owner=owner)


def test_a_card_of_two_families_is_reported_by_check_and_batch(say, books):
    books(two_with_one_card)
    status, told = say("check")
    assert status == cli.FINDINGS and "尾号 4567" in told and "李强" in told
    status, told = say("batch", "--term", "2026秋", "--programme", "non_boarding", "--date", "2026-09-05")
    assert status == cli.FINDINGS and "账户共用" in told and "李强" in told


def test_a_card_of_brothers_is_no_finding(say, books):
    def act(store):
        for name, number in (("王芳", 1), ("王刚", 2)):
            record = pupil(store, name, id_number=id_number(number))
            guardian(store, record, "王建国")
            account(store, record, "6217000010001234567", owner="王建国")

    books(act)
    assert "尾号" not in say("check")[1]


def test_damage_in_the_file_is_told_in_chinese(say, closed):
    data = Folder(closed.path).data
    content = bytearray(data.read_bytes())
    for place in range(len(content) // 2, len(content) - 4096, 40_960):
        content[place : place + 16] = bytes(16)
    data.write_bytes(content)
    status, told = say("check")
    assert status in (cli.FINDINGS, cli.REFUSED) and "损坏" in told
    assert not re.search(r"\*\*\*|Tree|page|error", told)
