"""Which pages, in what portions, and where papers and previews lie."""

import os

import pytest
from builders import AUTUMN, PASSWORD, USER

from desktop.services import school_file
from desktop.services.folder import Folder
from desktop.services.printing import (
    BadPages,
    Paper,
    PrintRun,
    forget_preview,
    paper_place,
    parse_pages,
    preview_file,
    say_pages,
)

A4 = 595.28, 841.89


def test_pages_are_read_as_people_write_them():
    assert parse_pages("1-3,5", 10) == (0, 1, 2, 4)
    assert parse_pages(" １—３，５ ", 10) == (0, 1, 2, 4)
    assert parse_pages("5、1至2 2", 10) == (4, 0, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "请写要打印哪几页"),
        ("三", "看不懂“三”"),
        ("5-2", "请写成 2-5"),
        ("0", "没有“0”"),
        ("8-11", "一共 10 页"),
        ("1-", "看不懂“1-”"),
    ],
)
def test_what_is_no_page_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(BadPages, match=sentence):
        parse_pages(typed, 10)


def test_pages_are_said_back_in_the_same_way():
    assert say_pages((0, 1, 2, 4, 6, 7)) == "1-3,5,7-8"
    assert parse_pages(say_pages((3, 4, 8)), 9) == (3, 4, 8)


def test_a_long_document_goes_out_in_portions_of_fifty():
    run = PrintRun.of(range(120))
    sent = []
    while not run.finished:
        sent.append(len(run.next_portion()))
        run.took(sent[-1])
    assert sent == [50, 50, 20]
    assert run.next_portion() == ()


def test_three_copies_come_whole_one_after_another():
    assert PrintRun.of((0, 1), copies=3).sheets == (0, 1, 0, 1, 0, 1)


def test_after_a_jam_printing_goes_on_from_the_page_named():
    run = PrintRun.of(range(120))
    run.took(50)
    run.again_from(46)
    assert run.next_portion()[0] == 46
    run.took(50)
    assert run.sent == 96


def test_with_several_copies_the_page_printed_last_is_meant():
    run = PrintRun.of((0, 1, 2), copies=2)
    run.took(5)
    run.again_from(1)
    assert run.sent == 4


def test_a_page_not_yet_sent_cannot_be_printed_again():
    run = PrintRun.of(range(60))
    run.took(50)
    with pytest.raises(BadPages, match="第 55 页还没有送到打印机"):
        run.again_from(54)


def test_papers_lie_by_school_year_and_term_and_are_never_overwritten(tmp_path):
    folder = Folder(tmp_path / "石桥小学 台账")
    first = paper_place(folder, AUTUMN, "花名册（3人）.pdf")
    assert first.relative_to(folder.papers).parts == ("2026—2027学年", "2026年秋季学期", "花名册（3人）.pdf")
    first.parent.mkdir(parents=True)
    first.write_bytes(b"%PDF")
    assert paper_place(folder, AUTUMN, "花名册（3人）.pdf").name == "花名册（3人）(2).pdf"


def test_previews_of_a_crashed_program_are_swept_out(tmp_path):
    folder = Folder(tmp_path)
    left = folder.papers / "~预览-0"
    left.mkdir(parents=True)
    (left / "a.pdf").write_bytes(b"%PDF")
    path = preview_file(folder)
    assert not left.exists()
    path.write_bytes(b"%PDF")
    forget_preview(path)
    assert not path.parent.exists()


@pytest.mark.parametrize("of_a_process", ["0", "of this one"])
def test_no_preview_is_left_when_books_are_opened_or_closed(closed, of_a_process):
    """Also one under the number of a process that lives: Windows gives numbers anew."""
    number = os.getpid() if of_a_process == "of this one" else 0
    left = closed.papers / f"~预览-{number}"
    left.mkdir(parents=True)
    (left / "a.pdf").write_bytes(b"%PDF")
    opened = school_file.log_in(closed, USER, PASSWORD)
    assert not left.exists()
    left.mkdir()
    (left / "b.pdf").write_bytes(b"%PDF")
    opened.close()
    assert not left.exists()


def test_a_preview_that_something_holds_goes_at_the_next_occasion(tmp_path, monkeypatch):
    folder = Folder(tmp_path)
    held, other = preview_file(folder), preview_file(folder)
    for one in (held, other):
        one.write_bytes(b"%PDF")
    with monkeypatch.context() as patched:
        patched.setattr(type(held), "unlink", refuse)
        forget_preview(held)
    assert held.exists()
    forget_preview(other)
    assert not held.exists() and not held.parent.exists()


def refuse(*_told, **_more):
    raise PermissionError("in use by another program")


def test_a_forgotten_preview_leaves_the_others_alone(tmp_path):
    folder = Folder(tmp_path)
    one, other = preview_file(folder), preview_file(folder)
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    forget_preview(one)
    assert other.exists() and not one.exists()


def test_a_page_is_placed_from_the_corner_of_the_sheet_in_the_printers_dots():
    paper = Paper(width=2480, height=3508, left=50, top=60, dpi=(300, 300))
    assert paper.place(*A4) == (-50, -60, 2480, 3508, 0)


def test_a_page_larger_than_the_sheet_is_made_smaller():
    paper = Paper(width=2480, height=3508, left=0, top=0, dpi=(300, 300))
    *_, wide, high, turns = paper.place(1190.55, 841.89)  # A3, lying
    assert (wide, turns) == (2480, 1)
    assert abs(high - 3508) <= 1


def test_a_lying_page_is_turned_on_a_standing_sheet():
    paper = Paper(width=2480, height=3508, left=0, top=0, dpi=(300, 300))
    assert paper.place(*reversed(A4)) == (0, 0, 2480, 3508, 1)
