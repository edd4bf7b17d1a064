"""Qt's own words in Chinese."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

TRANSLATIONS = ("qtbase_zh_CN", "qt_zh_CN")


def speak_chinese(app: QApplication) -> None:
    """Load Qt's own translations (menus of editors, file pickers, calendar) and Chinese dates. Call once, at the start."""
    QLocale.setDefault(QLocale("zh_CN"))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name in TRANSLATIONS:
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
