"""The line of a food's prices: no figure lies on the line or on another figure, and the last price always stands there."""

import datetime as dt
from itertools import combinations, pairwise

import pytest

from desktop.services.meals.prices import PricePoint
from desktop.views.meal_stock_parts import PriceLine

WALKS = {
    "one": (45,),
    "falling": (45, 39),
    "peak": (48, 51, 49),
    "level": (45, 45, 45, 45),
    "restless": (40, 90, 30, 95, 28, 91, 33, 88),
    "long": tuple(40 + (n * 7) % 13 for n in range(60)),
}


@pytest.mark.parametrize("prices", WALKS.values(), ids=WALKS)
@pytest.mark.parametrize("width", [220, 420])
def test_figures_keep_clear_of_the_line_and_of_each_other(qtbot, prices, width):
    made = PriceLine()
    qtbot.addWidget(made)
    made.resize(width, 124)
    first = dt.date(2026, 3, 2)
    made.show_points(
        [
            PricePoint(first + dt.timedelta(days=3 * at), price * 1000, "", at)
            for at, price in enumerate(prices)
        ]
    )
    made.grab()
    found, spots = made.labels(), made.spots()
    assert len(prices) - 1 in found
    boxes = list(found.values())
    assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
    line = [a + (b - a) * (n / 40) for a, b in pairwise(spots) for n in range(41)]
    others = [box for at, box in found.items() if at != len(prices) - 1]
    assert not any(box.adjusted(1, 1, -1, -1).contains(spot) for box in others for spot in line)
    assert all(box.left() >= 0 and box.right() <= width for box in boxes)
