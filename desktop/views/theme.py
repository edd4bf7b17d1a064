"""Every colour, distance and letter size of the program, named once; the style sheet is made from the names.

`apply` dresses the application, and again whenever the mode or the system's own choice changes. Painted parts ask
`color` and `font` while they paint, so a change of theme needs no list of who must be told.
"""

from enum import StrEnum
from functools import cache
from string import Template
from typing import NamedTuple

from PySide6.QtCore import QDir, QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.places import RESOURCES

GRID = {"xs": 4, "s": 8, "m": 12, "l": 16, "xl": 24}
SIZE = {"small": 13, "body": 14, "section": 16, "title": 20, "figure": 26}
HEAVY = {"strong", "section", "title", "figure"}
ROW = {"roomy": 36, "compact": 28}
RADIUS = {"control": 6, "card": 10}
NARROW = 1200  # below this width, in logical px, parts that can be slim are slim
FAMILIES = ["Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"]
BUNDLED_FONT = RESOURCES / "fonts" / "hei.ttf"
STYLES = RESOURCES / "styles"
TONES = ("bad", "warn", "good", "off")
READABLE = 4.5  # the least contrast for text, WCAG 2.1 article 1.4.3


class Mode(StrEnum):
    """Which of the two palettes: the system's choice, or one that the person fixed."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Palette(NamedTuple):
    """One hexadecimal colour for each role; `_soft` is the ground behind text of that tone."""

    ink: str  # what is read first
    quiet: str  # labels, facts, units
    paper: str  # where one writes: cards, tables, drawer
    ground: str  # what the paper lies on
    line: str  # edges of controls
    hair: str  # between rows
    hover: str
    accent: str  # primary button, focus, links, the chosen thing
    accent_soft: str
    accent_deep: str  # pressed; text on accent_soft
    on_accent: str
    bad: str
    bad_soft: str
    warn: str
    warn_soft: str
    good: str
    good_soft: str
    off: str
    off_soft: str


LIGHT = Palette(
    ink="#1F2933",
    quiet="#5A6672",
    paper="#FFFFFF",
    ground="#F5F6F4",
    line="#D5DAD7",
    hair="#ECEFEC",
    hover="#F3F6F4",
    accent="#1F6F5C",
    accent_soft="#E6F1ED",
    accent_deep="#175546",
    on_accent="#FFFFFF",
    bad="#B3261E",
    bad_soft="#FCEEEC",
    warn="#8A5A00",
    warn_soft="#FBF3E0",
    good="#2B772F",
    good_soft="#EAF4EA",
    off="#636B77",
    off_soft="#EFF1F1",
)

DARK = Palette(
    ink="#E7ECE9",
    quiet="#A4AFAA",
    paper="#1F2523",
    ground="#171B1A",
    line="#3B4441",
    hair="#2B3230",
    hover="#272E2B",
    accent="#63BFA4",
    accent_soft="#1F3A33",
    accent_deep="#8AD5BE",
    on_accent="#0E1F19",
    bad="#F28B82",
    bad_soft="#342221",
    warn="#E5B65C",
    warn_soft="#332A18",
    good="#81C784",
    good_soft="#1E2E21",
    off="#9AA5A1",
    off_soft="#2A302E",
)

PALETTES = {Mode.LIGHT: LIGHT, Mode.DARK: DARK}
ROLES = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.Base: "paper",
    QPalette.ColorRole.AlternateBase: "ground",
    QPalette.ColorRole.Button: "paper",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.PlaceholderText: "quiet",
    QPalette.ColorRole.ToolTipBase: "ink",
    QPalette.ColorRole.ToolTipText: "paper",
}


class _Dress(QObject):
    """What the application wears now. One exists for each QApplication, as one style sheet does."""

    def __init__(self) -> None:
        super().__init__()
        self.mode = Mode.SYSTEM
        self.palette = LIGHT
        self.families = FAMILIES

    def follow_system(self) -> None:
        app = QApplication.instance()
        if self.mode is Mode.SYSTEM and isinstance(app, QApplication):
            _wear(app, system_mode())


_dress = _Dress()


def palette() -> Palette:
    """The palette on the screen now."""
    return _dress.palette


def mode() -> Mode:
    """What the person chose; `palette()` tells what that came to."""
    return _dress.mode


def system_mode() -> Mode:
    """The choice of the operating system; light where it does not say."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return Mode.DARK if dark else Mode.LIGHT


def color(name: str) -> QColor:
    """A named colour; "accent/40" is the accent at 40 per cent. Raises AttributeError for a name not in Palette."""
    tone, _, share = name.partition("/")
    made = QColor(getattr(_dress.palette, tone))
    if share:
        made.setAlphaF(int(share) / 100)
    return made


@cache
def _font(pixels: int, bold: bool, families: tuple[str, ...]) -> QFont:
    made = QFont(list(families))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def font(size: str = "body", bold: bool = False) -> QFont:
    """A size by its name in SIZE. Digits all have one width, so that columns of figures stand straight."""
    return _font(SIZE[size], bold, tuple(_dress.families))


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast of two colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(name: str) -> float:
    made = QColor(name)
    parts = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (made.redF(), made.greenF(), made.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def weak_pairs(of: Palette) -> list[str]:
    """The pairs of text and ground in use that are below 4.5 : 1. A new pair on the screen goes on this list."""
    pairs = [
        *[
            (text, ground)
            for text in ("ink", "quiet")
            for ground in ("paper", "ground", "hover", "accent_soft")
        ],
        *[("quiet", f"{tone}_soft") for tone in ("off", "bad", "warn", "good")],
        *[("accent", ground) for ground in ("paper", "ground")],
        ("accent_deep", "accent_soft"),
        ("on_accent", "accent"),
        ("on_accent", "accent_deep"),
        ("paper", "ink"),
        ("paper", "bad"),
        *[(tone, ground) for tone in TONES for ground in ("paper", "ground", "accent_soft", f"{tone}_soft")],
    ]
    named = [(text, ground, contrast(getattr(of, text), getattr(of, ground))) for text, ground in pairs]
    return [f"{text} on {ground}: {ratio:.2f}" for text, ground, ratio in named if ratio < READABLE]


def font_families() -> list[str]:
    """The families to ask for; the font shipped with the program comes first when the system has no Chinese one."""
    if any(map(QFontDatabase.hasFamily, FAMILIES)) or not BUNDLED_FONT.exists():
        return FAMILIES
    loaded = QFontDatabase.addApplicationFont(str(BUNDLED_FONT))
    return [*QFontDatabase.applicationFontFamilies(loaded), *FAMILIES]


def apply(app: QApplication, mode: Mode = Mode.SYSTEM) -> None:
    """Dress the application. May be called again at any time, by the switch in 设置."""
    if not app.property("dressed"):
        app.setProperty("dressed", True)
        QDir.setSearchPaths("skin", [str(STYLES)])
        _dress.families = font_families()
        app.setFont(font())
        app.styleHints().colorSchemeChanged.connect(_dress.follow_system)
    _dress.mode = mode
    scheme = {Mode.LIGHT: Qt.ColorScheme.Light, Mode.DARK: Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(scheme.get(mode, Qt.ColorScheme.Unknown))  # also turns Windows' title bar
    _wear(app, system_mode() if mode is Mode.SYSTEM else mode)


def _wear(app: QApplication, mode: Mode) -> None:
    _dress.palette = PALETTES[mode]
    colors = QPalette()
    for role, name in ROLES.items():
        colors.setColor(role, color(name))
        if role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            colors.setColor(QPalette.ColorGroup.Disabled, role, color("off"))
    app.setPalette(colors)
    app.setStyleSheet(style_sheet(mode))


def style_sheet(mode: Mode) -> str:
    """The style sheet of resources/styles with the names of one palette put in. Raises KeyError for an unknown name."""
    names: dict[str, object] = PALETTES[mode]._asdict()
    names |= {f"t_{name}": pixels for name, pixels in SIZE.items()}
    names |= {f"r_{name}": pixels for name, pixels in RADIUS.items()}
    names |= {"skin": f"skin:{mode}"}
    return Template((STYLES / "app.qss").read_text("utf-8")).substitute(names)
