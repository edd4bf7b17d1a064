"""Draw resources/icons/app.ico, one character on a rounded square, and welcome.bmp, the left edge of the setup's pages.

.venv/bin/python installer/windows/icon.py
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
FONT = RESOURCES / "fonts" / "kai.ttf"
ICON = RESOURCES / "icons" / "app.ico"
WELCOME = Path(__file__).resolve().parent / "welcome.bmp"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
GROUND, INK = "#1F6F5C", "white"
FINE = 4  # drawn this many times larger, then made small
EDGE = (164, 314)  # px, what the setup's first and last page have room for
NAME, LINES = "助学台账", ("一次录入", "处处可打", "每个数都说得出来处", "一行也不丢")
DEEP, SOFT = "#18594A", "#CFE3DC"


def draw(size: int, ground: str = GROUND) -> Image.Image:
    side = size * FINE
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=side // 5, fill=ground)
    font = ImageFont.truetype(str(FONT), int(side * 0.78))
    pen.text((side / 2, side / 2), "助", font=font, fill=INK, anchor="mm", stroke_width=side // 64)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def welcome() -> Image.Image:
    """The icon, the name, and what the program is for, above rows of a roster that fill up."""
    wide, high = EDGE[0] * FINE, EDGE[1] * FINE
    picture = Image.new("RGB", (wide, high), GROUND)
    pen = ImageDraw.Draw(picture)
    left = 20 * FINE
    mark = draw(48 * FINE, DEEP)
    picture.paste(mark, (left, 28 * FINE), mark)
    pen.text((left, 92 * FINE), NAME, font=ImageFont.truetype(str(FONT), 25 * FINE), fill=INK)
    small = ImageFont.truetype(str(FONT), 13 * FINE)
    for number, line in enumerate(LINES):
        pen.text((left, (132 + 21 * number) * FINE), line, font=small, fill=SOFT)
    for number in range(4):
        top = (238 + 17 * number) * FINE
        pen.rectangle((left, top, wide - left, top + 1 * FINE), fill=DEEP)
        for place, share in ((0, 26), (34, 58), (66, 90 - 16 * number)):
            at = left + (wide - 2 * left) * place // 100
            end = left + (wide - 2 * left) * share // 100
            if end > at:
                pen.rounded_rectangle((at, top + 6 * FINE, end, top + 11 * FINE), radius=2 * FINE, fill=SOFT)
    return picture.resize(EDGE, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    pictures = [draw(size) for size in SIZES]
    sizes = [(side, side) for side in SIZES]
    pictures[-1].save(ICON, sizes=sizes, append_images=pictures[:-1])
    welcome().save(WELCOME)
