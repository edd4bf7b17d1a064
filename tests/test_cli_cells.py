"""What the command line tells of cells that an import could not write."""

import json

import pytest
from builders import PASSWORD, id_number
from services.sheets.workbooks import xlsx

from desktop import cli


@pytest.fixture
def say(closed, capsys, monkeypatch):
    """Import a workbook: (exit status, what was told)."""
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)

    def run(path, as_json=True):
        capsys.readouterr()
        status = cli.main(["import", str(path), "--data", str(closed.path), *(["--json"] if as_json else [])])
        told = capsys.readouterr().out
        return status, json.loads(told) if as_json else told

    return run


BAD_CELLS = (
    ["姓名", "身份证号", "班级", "民族", "是否寄宿"],
    ["王芳", id_number(1), "三(2)班", "火星族", "也许"],
)


def test_every_cell_that_was_not_written_is_told_with_its_place(say, tmp_path):
    status, told = say(xlsx(tmp_path / "格.xlsx", [*BAD_CELLS]))
    assert (status, told["waits"], told["counts"]["new"]) == (cli.FINDINGS, 1, 1)
    assert [(one["row"], one["column"], one["value"]) for one in told["cells"]] == [
        (2, "D", "火星族"),
        (2, "E", "也许"),
    ]
    assert all(one["why"] for one in told["cells"])


def test_cells_that_were_not_written_are_told_in_words_too(say, tmp_path):
    status, words = say(xlsx(tmp_path / "格.xlsx", [*BAD_CELLS]), as_json=False)
    assert status == cli.FINDINGS
    assert "有毛病的格子 2 个，没有写入或要核对：" in words and "1 行放进“待补名单”" in words
    assert "第 2 行 王芳 D 列“民族”写的是“火星族”：" in words
