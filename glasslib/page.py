"""What a page of the book says to its reader: assumptions, derivations checked, numbers beside the print.

Works the same in the built book, in JupyterLab, in a browser's Python and in a plain interpreter.
"""

from html import escape

import numpy as np

from glasslib import ledger
from glasslib.checks import OutOfRange, within
from glasslib.ledger.verdict import verdict


def assume(name, value, low, high):
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
    ValueError
        Outside the range; in a notebook the message is its one line.
    """
    return float(within(name, value, low, high, closed=True))


def claim(id, computed):
    """Print a number of the paper beside the one computed here, and whether they agree.

    Parameters
    ----------
    id : str
        Which number: its id in the ledger.
    computed : float
        What follows here, in the ledger's unit.

    Raises
    ------
    ValueError
        Where the ledger has no such number.
    """
    entry = _entry("numbers", id)
    outcome = verdict(entry["printed"], computed, entry["kind"], entry.get("digits"), entry.get("factor"))
    unit = "" if entry["unit"] == "1" else f" {entry['unit']}"
    kind = "" if outcome.agrees or "class" not in entry else f", {entry['class']}"
    print(f"{entry['symbol']} = {computed:.4g}{unit}, printed {entry['printed']}: {outcome}{kind} ({id})")


def agree(id, expression, function, *, samples=50, rtol=1e-9, **ranges):
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
        For each argument of `function`, the positive range to draw from; with the symbol it stands
        for in the expression, where that is named otherwise.

    Raises
    ------
    ValueError
        Where the ledger has no such equation, or the expression holds a symbol without a range.
    AssertionError
        Where they differ; names the equation and the point.
    """
    import sympy as sp  # only derivations need it, and it is slow to load
    from scipy.special import expn, hyp2f1

    _entry("equations", id)
    # a symbol is known by its name here, whatever is assumed of it
    names = {str(bounds[0]) if len(bounds) == 3 else name: name for name, bounds in ranges.items()}
    symbols = sorted(expression.free_symbols, key=str)
    stray = [str(symbol) for symbol in symbols if str(symbol) not in names]
    if stray:
        raise ValueError(f"Eq. {id}: the expression holds {', '.join(stray)}, for which no range is given")
    rng = np.random.default_rng(0)
    points = {}
    for name, (*_, low, high) in ranges.items():
        points[name] = np.exp(rng.uniform(np.log(low), np.log(high), samples))
    # which sympy does not know in scipy
    special = {"hyper": lambda upper, lower, z: hyp2f1(*upper, *lower, z), "expint": expn}
    derive = sp.lambdify(symbols, expression, modules=[special, "scipy", "numpy"])
    columns = [points[names[str(symbol)]] for symbol in symbols]
    derived = np.array([derive(*point) for _, *point in zip(range(samples), *columns)])
    error = np.abs(function(**points) - derived) / np.abs(derived)
    worst = int(error.argmax())
    named = getattr(function, "func", function)  # a partial is named after what it fixes
    name = f"{named.__module__.removeprefix('glasslib.')}.{named.__name__}"
    if not error[worst] <= rtol:
        point = ", ".join(f"{name} = {values[worst]:.6g}" for name, values in points.items())
        raise AssertionError(f"Eq. {id}: {name} and the derivation differ by {error[worst]:.1e} at {point}")
    print(f"Eq. {id}: {name} as derived ({samples} points, {rtol:g})")


class Table:
    """A table of words and numbers that a notebook shows as such, and a plain interpreter as text.

    Parameters
    ----------
    *heads : str
        What stands above the columns.
    rows : sequence of sequences of str
        The cells.
    """

    def __init__(self, *heads, rows):
        self.heads, self.rows = heads, [tuple(map(str, row)) for row in rows]

    def __repr__(self):
        widths = [max(map(len, column)) for column in zip(self.heads, *self.rows)]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in (self.heads, *self.rows))
        return "\n".join(lines)

    def _repr_html_(self):
        heads = [escape(head, quote=True) for head in self.heads]
        # each cell knows its column's head, which a narrow screen shows beside it
        rows = ("".join(f'<td data-head="{head}">{escape(cell)}</td>' for head, cell in zip(heads, row)) for row in self.rows)
        body = "\n".join(f"<tr>{row}</tr>" for row in rows)
        head = "".join(f"<th>{head}</th>" for head in heads)
        return f'<table class="table computed">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>'


def tell(**numbers):
    """Hand computed numbers to the text of the page, which names them in ``{glue:text}``.

    Outside a notebook, and in one that is not part of the book, nothing is shown.
    """
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    for name, value in numbers.items():
        # the form in which MyST-NB looks for values to set into prose
        shell.display_pub.publish(
            {"application/papermill.record/text/plain": repr(float(value))},
            {"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
        )


def _entry(kind, id):
    entries = ledger.load(kind)
    if id not in entries:
        raise OutOfRange(f"the ledger of {kind} has no entry {id!r}")
    return entries[id]
