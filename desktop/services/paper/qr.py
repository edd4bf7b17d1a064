"""A QR code as one image mask of one bit a module: small in the file, sharp at any resolution."""

from functools import lru_cache
from math import isqrt
from typing import Any

import zxingcpp

QUIET = 4  # modules of white that ISO/IEC 18004 asks for around the code; the caller leaves them free


@lru_cache(maxsize=64)
def _modules(text: str) -> tuple[int, str]:
    """Modules per side, and the rows as hexadecimal, 1 = black, each padded to whole bytes."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = code.to_image(scale=1, add_quiet_zones=False)  # one byte of grey for each module
    data = bytes(memoryview(picture)).translate(BLACK)
    side = isqrt(len(data))
    across = (side + 7) // 8
    rows = (data[start : start + side].ljust(across * 8, b"0") for start in range(0, side * side, side))
    return side, "".join(f"{int(row, 2):0{across * 2}X}" for row in rows)


BLACK = bytes([ord("1")] + [ord("0")] * 255)  # a grey of 0 is a black module


def operators(text: str, x: float, y: float, side: float) -> str:
    """Page operators for the code in a square of `side` points with its lower left corner at (x, y)."""
    modules, rows = _modules(text)
    return (
        f"q {side:.2f} 0 0 {side:.2f} {x:.2f} {y:.2f} cm BI /W {modules} /H {modules} /IM true /BPC 1 "
        f"/D [1 0] /F /AHx ID {rows}> EI Q"
    )
