"""Helpers for the pages of the book: assumptions, derivations compared with functions, numbers beside the print.

They work the same in the built book, in JupyterLab, in a browser's Python and in a plain interpreter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from glasslib import ledger
from glasslib.checks import FloatOrArray, InvalidArgument, check_range
from glasslib.ledger.verdict import verdict

if TYPE_CHECKING:
    import sympy


# name -> value, low, high of each assumption of the page, for its sliders
ASSUMED: dict[str, tuple[float, float, float]] = {}


def assume(name: str, value: float, low: float, high: float) -> float:
    """Return an assumption that the reader may change within a stated range.

    Parameters
    ----------
    name : str
        What the assumption is called.
    value : float
        The assumption.
    low, high : float
        The range, ends included, in which the page was tried.

    Raises
    ------
    InvalidArgument
        Outside the range; in a notebook the message is one line.

    Examples
    --------
    >>> assume("lindemann_ratio", 0.1, low=0.05, high=0.2)
    0.1
    """
    ASSUMED[name] = float(check_range(name, value, low, high, closed=True)), low, high
    return ASSUMED[name][0]


def claim(id: str, computed: float) -> None:
    """Print a number of the paper beside the one computed here, and whether they agree.

    For a number that restates something that was put in there is no verdict; what it restates is printed. The
    outcome is also published as data, under the name ``claim:`` and the id.

    Parameters
    ----------
    id : str
        Which number: its id in the ledger.
    computed : float
        What follows here, in the ledger's unit.

    Raises
    ------
    InvalidArgument
        Where the ledger has no such number.

    Examples
    --------
    >>> claim("II-5.8", 5.76)
    ξ/a = 5.76, printed 5.8: agrees (II-5.8)
    """
    entry = _entry("numbers", id)
    outcome = verdict(
        entry["printed"], computed, entry["kind"], entry.get("digits"), entry.get("factor")
    )
    unit = "" if entry["unit"] == "1" else f" {entry['unit']}"
    kind = "" if outcome.agrees or "class" not in entry else f", {entry['class']}"
    words = f"restates {entry['restates']}" if "restates" in entry else f"{outcome}{kind}"
    shown = f"{computed:.4g}{unit}"
    print(f"{entry['symbol']} = {shown}, printed {entry['printed']}: {words} ({id})")
    content = {"computed": float(computed), "shown": shown, "agrees": outcome.agrees}
    _publish(f"claim:{id}", json.dumps({**content, "verdict": words}, ensure_ascii=False))


def agree(
    id: str,
    expression: sympy.Expr,
    function: Callable[..., FloatOrArray],
    *,
    samples: int = 50,
    rtol: float = 1e-9,
    **ranges: tuple[float, float] | tuple[sympy.Symbol, float, float],
) -> None:
    """Print that `function` computes what was derived for an equation, or stop if it does not.

    Both are evaluated at the same random points, drawn evenly in the logarithm, so that no form of
    writing an expression matters.

    Parameters
    ----------
    id : str
        The equation's id in the ledger.
    expression : sympy expression
        What was derived.
    function : callable
        What computes it.
    samples : int
        How many points.
    rtol : float
        The largest relative difference allowed.
    **ranges : (low, high) or (symbol, low, high)
        For each argument of `function`, the positive range to draw from; with the symbol that represents it
        in the expression, where that is named otherwise.

    Raises
    ------
    InvalidArgument
        Where the ledger has no such equation, or the expression holds a symbol without a range.
    AssertionError
        Where they differ; names the equation and the point.

    Examples
    --------
    >>> import sympy as sp
    >>> from glasslib import droplet
    >>> gamma, s_c = sp.symbols("gamma s_c", positive=True)
    >>> agree("7", gamma**2 / (4 * s_c), droplet.barrier, gamma=(5, 20), s_c=(0.5, 2))
    Eq. 7: droplet.barrier agrees with the derivation (50 points, rtol 1e-09)
    """
    import sympy as sp  # only derivations need it, and it is slow to load
    from scipy.special import expn, hyp2f1

    _entry("equations", id)
    # a symbol is known by its name here, whatever is assumed of it
    names = {str(bounds[0]) if len(bounds) == 3 else name: name for name, bounds in ranges.items()}
    symbols = sorted(expression.free_symbols, key=str)
    stray = [str(symbol) for symbol in symbols if str(symbol) not in names]
    if stray:
        raise InvalidArgument(
            f"Eq. {id}: the expression holds {', '.join(stray)}, for which no range is given"
        )
    rng = np.random.default_rng(0)
    points = {}
    for name, (*_, low, high) in ranges.items():
        points[name] = np.exp(rng.uniform(np.log(low), np.log(high), samples))

    def hyper(upper: tuple[float, float], lower: tuple[float], z: float) -> float:
        return float(hyp2f1(*upper, *lower, z))

    special = {"hyper": hyper, "expint": expn}  # functions that sympy does not know in scipy
    derive = sp.lambdify(symbols, expression, modules=[special, "scipy", "numpy"])
    columns = [points[names[str(symbol)]] for symbol in symbols]
    derived = np.array([derive(*point) for _, *point in zip(range(samples), *columns, strict=True)])
    error = np.abs(function(**points) - derived) / np.abs(derived)
    worst = int(error.argmax())
    named = getattr(function, "func", function)  # a partial is named after what it fixes
    label = f"{named.__module__.removeprefix('glasslib.')}.{named.__name__}"
    if not error[worst] <= rtol:
        point = ", ".join(f"{name} = {values[worst]:.6g}" for name, values in points.items())
        raise AssertionError(
            f"Eq. {id}: {label} and the derivation differ by {error[worst]:.1e} at {point}"
        )
    print(f"Eq. {id}: {label} agrees with the derivation ({samples} points, rtol {rtol:g})")


class Table:
    """A table of words and numbers that a notebook shows as such, and a plain interpreter as text.

    Parameters
    ----------
    *heads : str
        The heads of the columns.
    rows : sequence of sequences of str
        The cells.

    Examples
    --------
    >>> Table("liquid", "m", rows=[("silica", 20)])
    liquid  m
    silica  20
    """

    def __init__(self, *heads: str, rows: Sequence[Sequence[object]]) -> None:
        self.heads, self.rows = heads, [tuple(map(str, row)) for row in rows]

    def __repr__(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.heads, *self.rows, strict=True)]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (self.heads, *self.rows)
        )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        heads = [escape(head, quote=True) for head in self.heads]
        # each cell knows its column's head, which a narrow screen shows beside it
        rows = (
            "".join(
                f'<td data-head="{head}">{escape(cell)}</td>'
                for head, cell in zip(heads, row, strict=True)
            )
            for row in self.rows
        )
        body = "\n".join(f"<tr>{row}</tr>" for row in rows)
        head = "".join(f"<th>{head}</th>" for head in heads)
        return f'<table class="table computed">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>'


def glue(**numbers: float) -> None:
    """Publish computed numbers for the text of the page, which names them in ``{glue:text}``.

    Outside a notebook, and in one that is not part of the book, nothing is shown.

    Examples
    --------
    >>> glue(beads=190.7)
    """
    for name, value in numbers.items():
        _publish(name, repr(float(value)))


def _publish(name: str, text: str) -> None:
    """Add a named value to the notebook, in the form in which MyST-NB looks for it; nothing is shown."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        shell.display_pub.publish(
            {"application/papermill.record/text/plain": text},
            {"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
        )


def _entry(kind: ledger.Name, id: str) -> ledger.Entry:
    entries = ledger.load(kind)
    if id not in entries:
        raise InvalidArgument(f"the ledger of {kind} has no entry {id!r}")
    return entries[id]
