"""Qt's own words in Chinese."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.places import RESOURCES

TRANSLATIONS = ("qtbase_zh_CN", "qt_zh_CN")
OURS = "missing_zh_CN"  # what Qt's lack, or say oddly; asked first


def speak_chinese(app: QApplication) -> None:
    """Load Qt's own translations (menus of editors, file pickers, calendar) and Chinese dates. Call once, at the start."""
    QLocale.setDefault(QLocale("zh_CN"))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, place in (*((one, folder) for one in TRANSLATIONS), (OURS, str(RESOURCES / "translations"))):
        translator = QTranslator(app)
        if translator.load(name, place):
            app.installTranslator(translator)
