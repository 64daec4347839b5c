"""Figures as documents print them, and the numbers they stand for.

Used to check curated rows: a number that a row gives must be one that its passage prints. Powers of
ten come as `2.0×10^7`, as LaTeX (`1.5\\text{--}7.6 \\times 10^6`), as a range that shares one exponent
(`0.5 - 1.5×10^6`), or damaged: `110^6` (a lost multiplication sign: read as printed, 110 to the 6th),
`2 × 106` (a superscript that extraction lost: 2 times 10 to the 6th).
"""

import re
from decimal import Decimal
from typing import Final

__all__ = ["numbers", "plain", "squeezed"]

_LATEX: Final = (
    (re.compile(r"\n\s*-\s"), " "),  # a page break made a list item of the second half of an entry
    (re.compile(r"\\text\{(.*?)\}"), r"\1"),
    (re.compile(r"\\times"), "×"),
    (re.compile(r"\\([()])"), r"\1"),
    (re.compile(r"--"), "–"),
    (re.compile(r"[$~*]"), ""),
)
_POWER: Final = re.compile(r"×\s*10\^\{?(\d+)\}?")
_DAMAGED: Final = re.compile(r"(?<![×.\d])(\d+)\^(\d+)")
_LOST: Final = re.compile(r"(?<![\d.,])10([2-9])(?![\d.,])")
_SIGNED: Final = re.compile(r"(?<!\d)[-−–](\d+(?:\.\d+)?)")
_MANTISSA: Final = re.compile(r"(?<![\^\d.])\d+(?:,\d{3})*(?:\.\d+)?(?!\^)")
_WORDS: Final = {
    word: Decimal(value)
    for value, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        start=1,
    )
} | {"once": Decimal(1), "twice": Decimal(2)}


def squeezed(text: str) -> str:
    """Return the text with LaTeX and emphasis undone and white space folded, for comparing figures.

    Example:
        >>> squeezed(r"$1.5\\text{--}7.6 \\times 10^6/\\text{kg}$")
        '1.5–7.6 × 10^6/kg'
    """
    for pattern, plainer in _LATEX:
        text = pattern.sub(plainer, text)
    return " ".join(text.split())


def numbers(text: str) -> set[Decimal]:
    """Return every number that a printed text can stand for.

    A mantissa before one or more powers of ten stands for itself and for its product with each
    power in the text, since ranges and lists share exponents. A minus sign gives the number below 0.
    Number words up to twelve count, and a length in years also counts in months.

    Example:
        >>> sorted(int(n) for n in numbers("0.5 - 1.5×10^6 cells/kg, two doses") if n >= 2)
        [2, 500000, 1500000]
        >>> Decimal(110) ** 6 in numbers("3 cohorts: 110^6 cells/kg")
        True
    """
    words = squeezed(text)
    powers = [Decimal(10) ** int(found) for found in _POWER.findall(words)]
    lost = {Decimal(10) ** int(found) for found in _LOST.findall(words)}
    damaged = {Decimal(base) ** int(exponent) for base, exponent in _DAMAGED.findall(words)}
    bare = _DAMAGED.sub(" ", _POWER.sub(" ", words))
    mantissas = {Decimal(found.replace(",", "")) for found in _MANTISSA.findall(bare)}
    spelled = {_WORDS[word] for word in re.findall(r"[a-z]+", words.casefold()) if word in _WORDS}
    scaled = {mantissa * power for mantissa in mantissas for power in {*powers, *lost}}
    below = {-Decimal(found) for found in _SIGNED.findall(words)}
    months = {Decimal(found) * 12 for found in re.findall(r"(\d+) years?\b", words)}
    return mantissas | lost | damaged | spelled | scaled | months | below


def plain(number: Decimal) -> str:
    """Return a number's shortest exact decimal writing, without exponent.

    Example:
        >>> plain(Decimal("5.70E+7")), plain(Decimal("0.50"))
        ('57000000', '0.5')
    """
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
