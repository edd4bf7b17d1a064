"""The command line in the hands of a class teacher: what the role lacks is refused there, too."""

import pytest
from builders import PASSWORD

from desktop import cli
from desktop.services.backup import listed


@pytest.mark.parametrize("words", [("backup", "--to"), ("check",)])
def test_a_class_teacher_neither_backs_up_nor_examines_the_school(
    closed, log_in, tmp_path, words, monkeypatch, capsys
):
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)
    school = log_in()
    school.add_user("韦老师", "class", PASSWORD)
    school.close()
    before, stick = len(listed(closed.backups)), tmp_path / "U 盘"
    more = [str(stick)] if len(words) > 1 else []
    status = cli.main([*words, *more, "--data", str(closed.path), "--user", "韦老师"])
    assert status == cli.REFUSED and "“班主任”不能" in capsys.readouterr().err
    assert not stick.exists() and len(listed(closed.backups)) == before
