"""Draw launcher/app.ico: one character on a rounded square, in every size that Windows asks for.

.venv/bin/python installer/windows/icon.py
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
FONT = HERE.parent.parent / "resources" / "fonts" / "kai.ttf"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
GROUND, INK = "#1F6F5C", "white"
FINE = 4  # drawn this many times larger, then made small


def draw(size: int) -> Image.Image:
    side = size * FINE
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=side // 5, fill=GROUND)
    font = ImageFont.truetype(str(FONT), int(side * 0.78))
    pen.text((side / 2, side / 2), "助", font=font, fill=INK, anchor="mm", stroke_width=side // 64)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    pictures = [draw(size) for size in SIZES]
    sizes = [(side, side) for side in SIZES]
    pictures[-1].save(HERE / "launcher" / "app.ico", sizes=sizes, append_images=pictures[:-1])
