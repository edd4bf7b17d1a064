"""Lines break where a Chinese printer would break them."""

from collections.abc import Iterable

import pytest

from desktop.services.paper.fonts import CLOSING, OPENING, OVERLAP, SQUEEZE, STEERING
from desktop.services.paper.lines import SMALLEST, balanced, break_lines, fit, whole, width_of

PARAGRAPH = (
    "根据《教育部等六部门关于做好家庭经济困难学生认定工作的指导意见》（教财〔2018〕16号），三（1）班“拟认定”40名学生"
    "——含残疾学生、孤儿；每学期312.50元，2026年9月14日至18日公示……电话：0000-0000 108。□知晓无异议　　□有异议（请说明）。"
)
LONG_NAME = "阿不都热依木·阿不都克里木·买买提江诺夫"
WIDTHS = range(30, 160, 3)


def plain(text: str) -> str:
    return text.translate({ord(char): None for char in STEERING})


def every_breaking(text: str, *, widths: Iterable[int] = WIDTHS) -> list[list[str]]:
    return [break_lines(text, "fangsong", 12, width, indent=8) for width in widths]


def test_no_line_begins_with_a_closing_mark() -> None:
    assert [
        line for lines in every_breaking(PARAGRAPH) for line in lines if line[0] in f"{CLOSING}{SQUEEZE}·%"
    ] == []


def test_no_line_ends_with_an_opening_mark() -> None:
    assert [line for lines in every_breaking(PARAGRAPH) for line in lines if plain(line)[-1] in OPENING] == []


def test_no_line_is_wider_than_its_room() -> None:
    for width in WIDTHS:
        first, *others = break_lines(PARAGRAPH, "fangsong", 12, width, indent=8)
        assert width_of(first, "fangsong", 12) <= width - 8 + 0.01
        assert all(width_of(line, "fangsong", 12) <= width + 0.01 for line in others)


def test_a_first_word_wider_than_the_indented_line_does_not_run_over() -> None:
    lines = break_lines("9" * 30, "song", 12, 40, indent=30)
    assert width_of(lines[0], "song", 12) <= 10.01
    assert "".join(lines) == "9" * 30


def test_nothing_is_lost_but_blanks_at_the_ends_of_lines() -> None:
    for lines in every_breaking(PARAGRAPH):
        assert "".join(plain("".join(lines)).split()) == "".join(PARAGRAPH.split())


@pytest.mark.parametrize(
    "piece", ["三（1）班", "312.50元", "2018", "16号", "40名", "——", "……", "□知晓无异议"]
)
def test_a_piece_that_belongs_together_stays_on_one_line(piece: str) -> None:
    assert all(any(piece in plain(line) for line in lines) for lines in every_breaking(PARAGRAPH))


def test_a_marked_name_is_never_divided() -> None:
    text = f"您的孩子{whole('欧阳小满')}和{whole('阿依古丽·买买提')}同学在我校就读"
    for lines in every_breaking(text * 3, widths=range(45, 160, 3)):
        assert (
            plain("".join(lines)).count("欧阳小满")
            == sum(plain(line).count("欧阳小满") for line in lines)
            == 3
        )
        assert sum(plain(line).count("阿依古丽·买买提") for line in lines) == 3


def test_a_very_long_name_is_divided_only_after_its_dot() -> None:
    for lines in every_breaking(f"您的孩子{whole(LONG_NAME)}在我校就读", widths=range(45, 160, 3)):
        for part in LONG_NAME.split("·"):
            assert any(part in plain(line) for line in lines)


def test_a_name_alone_in_a_narrow_cell_breaks_after_its_dots() -> None:
    assert balanced(LONG_NAME, "fangsong", 10, 27) == ["阿不都热依木·", "阿不都克里木·", "买买提江诺夫"]


def test_the_last_line_is_never_one_character() -> None:
    sentence = "学校不收取任何费用也不代领代存补助资金请家长放心。"
    lasts = [break_lines(sentence, "song", 12, width)[-1] for width in WIDTHS]
    assert [last for last in lasts if len(last.rstrip("。")) < 2] == []


def test_an_account_number_wider_than_its_column_is_cut_but_whole() -> None:
    number = "9999000000000001000"
    lines = break_lines(number, "fangsong", 10, 20)
    assert len(lines) > 1 and "".join(lines) == number


def test_a_full_line_keeps_its_closing_mark_in_half_a_characters_room() -> None:
    ten = "一二三四五六七八九十"
    width = width_of(ten, "song", 12) + width_of("，", "song", 12) * 0.6
    assert break_lines(f"{ten}，{ten}", "song", 12, width) == [f"{ten}，{SQUEEZE}", ten]


def test_a_double_dash_is_one_stroke_and_is_not_divided() -> None:
    (line,) = break_lines("学校——家庭", "song", 12, 100)
    assert line == f"学校—{OVERLAP}—家庭"


def test_fit_shrinks_by_a_point_before_it_wraps() -> None:
    width = width_of("阿依古丽·买买提明", "fangsong", 9.2)
    assert fit("阿依古丽·买买提明", "fangsong", 10, width).lines == ["阿依古丽·买买提明"]
    assert fit("阿依古丽·买买提明", "fangsong", 10, width).size == 9
    wrapped = fit("阿依古丽·买买提明", "fangsong", 10, width * 0.6)
    assert (wrapped.size, len(wrapped.lines)) == (10, 2)


def test_fit_shrinks_to_the_height_but_stays_legible() -> None:
    assert fit(PARAGRAPH, "fangsong", 12, 90, height=22).size < 12
    assert fit(PARAGRAPH * 9, "fangsong", 12, 60, height=10).size == SMALLEST


def test_line_ends_in_the_text_stay() -> None:
    assert fit("标准\n（每学期）", "song", 10, 40).lines == ["标准", "（每学期）"]
