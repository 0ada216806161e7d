"""How a number printed in the paper compares with the one computed here."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeAlias

Reader: TypeAlias = Callable[[str, float, int | None, float | None], "Verdict"]

ORDER = math.sqrt(10)  # "of the order of" means nearer to this power of ten than to the next


@dataclass(frozen=True)
class Verdict:
    """The outcome of one comparison: whether it agrees, and in words.

    Examples
    --------
    >>> print(Verdict(True, "agrees"))
    agrees
    """

    agrees: bool
    words: str

    def __str__(self) -> str:
        return self.words


def verdict(
    printed: str,
    computed: float,
    kind: str = "value",
    digits: int | None = None,
    factor: float | None = None,
) -> Verdict:
    """Compare a computed number with the printed one in the way its kind calls for.

    Parameters
    ----------
    printed : str
        The number as the paper prints it: ``"5.8"``, ``"6e45"`` for a value or an order,
        ``"< 0.1"`` or ``"> 1e4"`` for a bound, ``"1e2 to 1e5"`` for a range, ``"1/100"`` or
        ``"5 %"`` for a ratio.
    computed : float
        What follows from the theory, in the unit of the print.
    kind : {'value', 'bound', 'range', 'order', 'ratio'}
        A value agrees if it rounds to the print (half of the last printed digit). An order agrees
        within a factor √10, or within `factor`. A ratio agrees to `digits` significant digits,
        one if that is not said.
    digits : int, optional
        Significant digits that are meant, where trailing zeros leave it open: "200" may be known
        to 1, 10 or 100.
    factor : float, optional
        For an order: the factor within which it counts as the same, above 1.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        Where `printed` cannot be read as a number of this kind.

    Examples
    --------
    >>> print(verdict("5.8", 5.76))
    agrees
    >>> print(verdict("< 0.1", 0.2, "bound"))
    outside the bound, 2 times the print
    """
    if kind not in READERS:
        raise ValueError(f"kind must be one of {', '.join(READERS)}, got {kind!r}")
    if not math.isfinite(computed):
        return Verdict(False, f"{computed}, not a number to compare")
    try:
        return READERS[kind](printed, float(computed), digits, factor)
    except (InvalidOperation, ValueError, ZeroDivisionError) as error:
        raise ValueError(f"printed must be readable as a {kind}, got {printed!r}") from error


def _value(printed: str, computed: float, digits: int | None, factor: float | None) -> Verdict:
    paper = Decimal(printed)
    last = paper.adjusted() + 1 - digits if digits else int(paper.as_tuple().exponent)
    # a hair's breadth more than one half, so that 0.825 still rounds to the printed 0.82 or 0.83
    return _near(computed, float(paper), (0.5 + 1e-9) * 10.0**last)


def _ratio(printed: str, computed: float, digits: int | None, factor: float | None) -> Verdict:
    number, percent, _ = printed.partition("%")
    paper = float(Fraction(number.strip())) * (0.01 if percent else 1)
    last = math.floor(math.log10(abs(paper))) + 1 - (digits or 1)
    return _near(computed, paper, (0.5 + 1e-9) * 10.0**last)


def _order(printed: str, computed: float, digits: int | None, factor: float | None) -> Verdict:
    paper = float(Decimal(printed))
    quotient = computed / paper
    if quotient > 0 and abs(math.log(quotient)) <= math.log(factor or ORDER):
        return Verdict(True, f"agrees in order of magnitude, {quotient:.2g} times the print")
    return Verdict(False, _distance(computed, paper))


def _bound(printed: str, computed: float, digits: int | None, factor: float | None) -> Verdict:
    sign, number = printed[0], float(Decimal(printed[1:].strip()))
    if sign not in "<>":
        raise ValueError
    holds = computed < number if sign == "<" else computed > number
    if not holds:
        return Verdict(False, f"outside the bound, {_distance(computed, number)}")
    return Verdict(True, f"within the bound, {computed / number:.2g} times the print")


def _range(printed: str, computed: float, digits: int | None, factor: float | None) -> Verdict:
    low, high = (float(Decimal(end)) for end in printed.split(" to "))
    if not low < high:
        raise ValueError
    if low <= computed <= high:
        ends = [
            f"{computed / end:.2g} times its {name} end"
            for name, end in (("lower", low), ("upper", high))
            if end
        ]
        return Verdict(True, "within the range, " + ", ".join(ends))
    return Verdict(
        False, f"outside the range, {_distance(computed, low if computed < low else high)}"
    )


def _near(computed: float, paper: float, tolerance: float) -> Verdict:
    if abs(computed - paper) <= tolerance:
        return Verdict(True, "agrees")
    return Verdict(False, _distance(computed, paper))


def _distance(computed: float, paper: float) -> str:
    """How far off: in percent while that is telling, as a factor beyond."""
    if paper == 0:
        return f"off by {computed:.2g}"
    ratio = computed / paper
    return f"{100 * (ratio - 1):+.2g} %" if 0.5 < ratio < 2 else f"{ratio:.2g} times the print"


READERS: dict[str, Reader] = {
    "value": _value,
    "bound": _bound,
    "range": _range,
    "order": _order,
    "ratio": _ratio,
}
