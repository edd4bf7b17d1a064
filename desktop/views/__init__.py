"""What people see. The only package, with app.py, that imports Qt.

PySide6 6.12 hands out None and True without counting the reference, as Python 3.12 and later allow, where both live for
ever (PEP 683). Python 3.11 counts, and ends the program after some thousands of calls ("deallocating None"). So there
they are given a count that no day of work uses up, before the first widget is made.
"""

import os
import sys

# The one style on every system. QApplication.setStyle would hand a QStyle to Python, and that takes 8 ms.
os.environ["QT_STYLE_OVERRIDE"] = "Fusion"

if sys.version_info < (3, 12):
    from ctypes import c_ssize_t

    for kept in (None, True, False):
        c_ssize_t.from_address(id(kept)).value += sys.maxsize // 4
