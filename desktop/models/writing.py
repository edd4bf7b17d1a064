"""How people write names and numbers, brought to one form."""

PLAIN = {sign: sign - 0xFEE0 for sign in range(ord("－"), ord("ｚ") + 1)}


def half_width(text: str) -> str:
    """Full-width digits, letters and the signs of numbers and times among them (－．／：) become plain ones."""
    return text if text.isascii() else text.translate(PLAIN)


def compact(text: str) -> str:
    """A number as people should write it: half-width, no spaces inside, capital X."""
    return "".join(half_width(text).split()).upper()


DOTS = str.maketrans(dict.fromkeys("•．‧･・∙⋅●。.", "·"))


def tidy_name(text: str) -> str:
    """One kept form of a name: no spaces in a Chinese name, · between the parts of a minority name.

    "王　芳" -> "王芳"; "买买提 • 吐尔逊" and "买买提 吐尔逊" -> "买买提·吐尔逊"; Latin names keep single spaces.
    """
    if text.isalpha():
        return text  # one word without spaces or dots, as nearly every name is
    told = text.translate(DOTS)
    parts = told.split()
    if all(part.isascii() for part in parts):
        joined = " ".join(parts)
    elif "·" not in told and min(map(len, parts)) >= 2 and sum(map(len, parts)) >= 5:
        joined = "·".join(parts)  # no Chinese name is that long: the space stands for the dot
    else:
        joined = "".join(parts)
    return "·".join(part.strip() for part in joined.split("·") if part.strip())
