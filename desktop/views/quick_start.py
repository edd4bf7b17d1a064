"""Imported before everything else that the window needs: it makes the many imports of the start cheap.

While they run nothing is rubbish, yet Python looks for rubbish fifty times. And PySide reads the source of every module
imported after it, for a word that none of ours has (`__feature__`). Together that is a tenth of the start.
"""

import gc
from contextlib import suppress

gc.disable()

with suppress(ImportError, AttributeError):  # a PySide that reads no sources needs nothing
    import PySide6.QtCore  # noqa: F401  brings the module below into being
    from shibokensupport import feature

    feature._mod_uses_pyside = lambda module: False


def done() -> None:
    """All is imported: from now on rubbish is looked for again, among what was made later."""
    gc.freeze()
    gc.enable()
