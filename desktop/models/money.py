"""Money is whole 分 everywhere; here it becomes figures, capital words, and 分 again."""

from decimal import Decimal, InvalidOperation

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def figures(fen: int) -> str:
    """31250 -> "312.50". No thousands comma, as in a school's ledger."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def parse_yuan(text: str) -> int:
    """ "1,250" or "312.5元" -> 分. Raises ValueError when it is no amount or finer than one 分."""
    tidy = (
        text.replace(",", "")
        .replace("，", "")
        .removesuffix("元")
        .removeprefix("￥")
        .removeprefix("¥")
        .strip()
    )
    try:
        fen = Decimal(tidy) * 100
    except InvalidOperation:
        raise ValueError(text) from None
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise ValueError(text)
    return int(fen)


def halved(fen: int) -> int:
    """Half of an annual amount, exact: 62500 -> 31250. Raises ValueError when it would split a 分."""
    half, rest = divmod(fen, 2)
    if rest:
        raise ValueError(f"{figures(fen)} 元不能平分成两个学期")
    return half


def words(fen: int) -> str:
    """31250 -> "叁佰壹拾贰元伍角整" (capital figures as on a receipt). Negative amounts raise ValueError."""
    if fen < 0:
        raise ValueError("大写金额不能为负数")
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    text = _whole(yuan) + "元" if yuan else ""
    if jiao:
        text += DIGITS[jiao] + "角"
    elif cents and yuan:
        text += "零"
    if cents:
        return text + DIGITS[cents] + "分"
    return (text or "零元") + "整"


def _whole(number: int) -> str:
    text, owes_zero = "", False
    for group in reversed(range(len(GROUPS))):
        value = number // 10_000**group % 10_000
        if not value:
            owes_zero = owes_zero or bool(text)
            continue
        if text and (owes_zero or value < 1000):
            text += "零"
        text += _four(value) + GROUPS[group]
        owes_zero = False
    return text


def _four(value: int) -> str:
    text = ""
    for place in reversed(range(4)):
        digit = value // 10**place % 10
        if digit:
            text += DIGITS[digit] + PLACES[place]
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")
