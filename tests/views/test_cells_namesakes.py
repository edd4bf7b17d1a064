"""Two of one name in one class are told apart in a cell that is too narrow for the whole of it."""

from PySide6.QtGui import QFontMetrics

from desktop.views import theme
from desktop.views.cells import shortened

TWO = ("周嘉豪（四(1)班尾号2093）", "周嘉豪（四(1)班尾号2615）")


def test_the_end_of_the_number_stays_in_a_narrow_cell(desk):
    metrics = QFontMetrics(theme.font())
    cut = [shortened(metrics, one, 96) for one in TWO]
    assert [one[-5:] for one in cut] == ["2093）", "2615）"] and all(one.startswith("周") for one in cut)
    assert all(metrics.horizontalAdvance(one) <= 96 for one in cut)


def test_other_words_are_cut_at_their_end_and_what_fits_stays_whole(desk):
    metrics = QFontMetrics(theme.font())
    assert shortened(metrics, "石桥乡大石村三组四十五号院", 60).endswith("…")
    assert shortened(metrics, TWO[0], 900) == TWO[0]
