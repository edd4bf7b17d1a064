"""One line-icon set (Lucide), drawn at 1.5 px in any colour of the theme, sharp at any screen scale."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.places import RESOURCES
from desktop.views import theme

FOLDER = RESOURCES / "icons"
UNITS = 24  # the width of every picture in its own units
STROKE = 1.5  # logical px, whatever the size shown


@lru_cache(maxsize=512)
def _drawn(name: str, color: str, size: int, ratio: float, air: tuple[int, int]) -> QPixmap:
    before, after = air
    source = (FOLDER / f"{name}.svg").read_text("utf-8").replace("currentColor", color)
    source = source.replace('stroke-width="2"', f'stroke-width="{STROKE * UNITS / size:.2f}"')
    picture = QPixmap(QSize(round((before + size + after) * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(before * ratio, 0, size * ratio, size * ratio)
    QSvgRenderer(QByteArray(source.encode())).render(painter, box)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def draw(painter: QPainter, name: str, tone: str, at: QPointF, *, size: int = 18) -> None:
    """Paint an icon with its top left corner at `at`. Raises FileNotFoundError for a name not in resources/icons."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(at, _drawn(name, getattr(theme.palette(), tone), size, ratio, (0, 0)))


def icon(name: str, tone: str = "ink", size: int = 18, air: tuple[int, int] = (0, 0)) -> QIcon:
    """For buttons and menus. air: empty px before and after, for a style sheet has no word for the gap to the words."""
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    return QIcon(_drawn(name, getattr(theme.palette(), tone), size, ratio, air))


def names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))
