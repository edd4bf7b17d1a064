"""How people write names and numbers, brought to one form."""

import unicodedata


def half_width(text: str) -> str:
    """Full-width digits, letters and X become plain ones; Chinese punctuation stays."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFKC", c) if 0xFF10 <= ord(c) <= 0xFF5A else c for c in text)


def compact(text: str) -> str:
    """A number as people should write it: half-width, no spaces inside, capital X."""
    return "".join(half_width(text).split()).upper()


DOTS = str.maketrans(dict.fromkeys("•．‧･・∙⋅●。.", "·"))


def tidy_name(text: str) -> str:
    """One kept form of a name: no spaces in a Chinese name, · between the parts of a minority name.

    "王　芳" -> "王芳"; "买买提 • 吐尔逊" -> "买买提·吐尔逊"; Latin names keep single spaces.
    """
    parts = text.translate(DOTS).split()
    joined = " ".join(parts) if all(p.isascii() for p in parts) else "".join(parts)
    return "·".join(part.strip() for part in joined.split("·") if part.strip())
