"""The switchboard of *Change an assumption*: what it shows, and a table from which its page answers without Python.

The table has all results and curves of :mod:`glasslib.headline` for three assumptions, the others as printed. Of the
assumptions that are numbers, these have the largest total Sobol indices in the narrow ranges (the beads of a region
apart, which follow from two of them). ``python -m glasslib.board > glasslib/data/results_by_assumption.csv`` computes it.

No result and no curve rests on the second and the third of the three together. The value at a setting is therefore
that of the first two at the third's printed value, and what the third adds at the second's.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from itertools import product

import numpy as np

from glasslib import data
from glasslib.assumptions import GROUPS, Assumptions, as_printed, consistent, required_by
from glasslib.checks import FloatArray
from glasslib.explore import STEPS, Axis, points, weights
from glasslib.headline import CURVES, RESULTS, Curve, headline, measured

KEPT = "results_by_assumption"
COUNT = 9  # Chebyshev points of each assumption
SETTINGS = 500  # at random, at which the error of the table is measured
TABULATED = (
    Axis("lindemann_ratio", 0.07, 0.14),
    Axis("timescale_ratio", 1e10, 1e25, logarithmic=True),
    Axis("cutoff_factor", 1.0, 2.0),
)
EVERY = {
    "droplet": 3,
    "heat": 2,
    "conductivity": 4,
    "gruneisen": 2,
}  # which points of a curve are kept
AXES = {
    "droplet": ("Free energy of a region", Axis("beads", 0, 300), Axis("F (k_B T_g)", -70, 45)),
    "heat": (
        "Heat capacity: the boson peak",
        Axis("T (K)", 1, 70, logarithmic=True),
        Axis("C/T³ over Debye value", 0.6, 30, logarithmic=True),
    ),
    "conductivity": (
        "Thermal conductivity: the plateau",
        Axis("T (K)", 0.3, 100, logarithmic=True),
        Axis("κ (W m⁻¹ K⁻¹)", 5e-4, 3, logarithmic=True),
    ),
    "gruneisen": (
        "Grüneisen parameter",
        Axis("T (K)", 0.2, 5, logarithmic=True),
        Axis("γ", -25, 0),
    ),
}
MEASURED_GRUNEISEN = (-20, -5)

HEADER = """\
# quantity: results and curves of the theory over three assumptions, the others as printed
# units: those of glasslib.headline.RESULTS; a curve's columns are its values at every second to fourth of its points
# original reference: computed, not measured: python -m glasslib.board > glasslib/data/results_by_assumption.csv
# license: that of this project
# trust: {trust}"""


def info() -> dict[str, object]:
    """All that the switchboard needs to know before a slider moves, as JSON can hold it.

    Examples
    --------
    >>> sorted(info())
    ['fields', 'groups', 'measured', 'plots', 'requirements', 'results']
    """
    return {
        "fields": [
            {"name": item.name, **item.metadata, "printed": item.default}
            for item in fields(as_printed)
        ],
        "requirements": [
            {"field": item.name, "value": value, "sets": sets}
            for item in fields(as_printed)
            for value in item.metadata.get("options", ())
            if (sets := required_by({item.name: value}))
        ],
        "groups": GROUPS,
        "results": {name: result._asdict() for name, result in RESULTS.items()},
        "measured": {name: _lists(curve) for name, curve in measured().items()},
        "plots": {
            name: {
                "title": title,
                "x": x.says,
                "y": y.says,
                "xLog": x.logarithmic,
                "yLog": y.logarithmic,
                "xRange": [x.low, x.high],
                "yRange": [y.low, y.high],
            }
            | ({"band": list(MEASURED_GRUNEISEN)} if name == "gruneisen" else {})
            for name, (title, x, y) in AXES.items()
        },
    }


def for_a_page() -> dict[str, object]:
    """What the page needs to answer without Python: `info`, both presets, and the table.

    Examples
    --------
    >>> [axis["says"] for axis in for_a_page()["table"]["axes"]]
    ['lindemann_ratio', 'timescale_ratio', 'cutoff_factor']
    """
    both, more, logarithmic = _kept()
    parts = []
    for block in (both, more):
        low = block.min(axis=0)
        span = np.ptp(block, axis=0)
        cells = np.rint((block - low) / np.where(span, span, 1) * STEPS).astype("<u2")
        parts.append(
            {
                "low": _digits(low, 9),
                "span": _digits(span, 9),
                "cells": base64.b64encode(cells.tobytes()).decode(),
            }
        )
    return {
        "info": info(),
        "presets": {
            name: {
                "results": dict(
                    zip(RESULTS, _digits(np.array(list(headline(record).values()))), strict=True)
                ),
                "curves": {key: _lists(_thinned(key, record)) for key in CURVES},
            }
            for name, record in (("as printed", as_printed), ("consistent", consistent))
        },
        "table": {
            "axes": [axis._asdict() for axis in TABULATED],
            "count": COUNT,
            "results": list(RESULTS),
            "curves": {key: _digits(_thinned(key, as_printed)[0]) for key in CURVES},
            "logarithmic": logarithmic.tolist(),
            "parts": parts,
            "trust": data.load(KEPT).header.rpartition("trust: ")[2],
        },
    }


def column(assumptions: Assumptions) -> FloatArray:
    """All results, then the values of all curves: a row of the table.

    Examples
    --------
    >>> column(as_printed).size > len(RESULTS)
    True
    """
    results = headline(assumptions)
    curves = (_thinned(key, assumptions)[1] for key in CURVES)
    return np.concatenate([[float(results[name]) for name in RESULTS], *curves])


def interpolated(places: Sequence[float]) -> FloatArray:
    """A row between those of the table, at these places of the three assumptions.

    Parameters
    ----------
    places : sequence of float
        From 0, the low end of an assumption, to 1.

    Examples
    --------
    >>> row = interpolated([3 / 7, 7 / 15, 5 / 6])  # the printed values
    >>> round(float(row[list(RESULTS).index("cooperative_beads")]))
    191
    """
    both, more, logarithmic = _kept()
    first, second, third = (weights(place, COUNT) for place in places)
    found = np.einsum("i,j,ijk->k", first, second, both.reshape(COUNT, COUNT, -1))
    found += np.einsum("i,j,ijk->k", first, third, more.reshape(COUNT, COUNT, -1))
    return np.where(logarithmic, np.exp(np.minimum(found, 700)), found)


def errors(places: FloatArray) -> FloatArray:
    """The difference of the table from what is computed, for each column, as a fraction of what is shown.

    Of a result that is its range in the table, of a curve the axis of its figure, without what lies beyond its ends.

    Parameters
    ----------
    places : array
        Shape (n, 3).

    Returns
    -------
    array
        Shape (n, columns).
    """
    both, more, logarithmic = _kept()
    ends = np.array([interpolated(corner) for corner in product((0.0, 1.0), repeat=3)])
    axes = [
        Axis("", *pair) for pair in np.array([ends.min(axis=0), ends.max(axis=0)]).T[: len(RESULTS)]
    ]
    axes += [AXES[key][2] for key in CURVES for _ in _thinned(key, as_printed)[0]]
    rows = []
    for place in places:
        pairs = zip(axes, column(_record(place)), interpolated(place), strict=True)
        rows.append([_difference(axis, *pair) for axis, *pair in pairs])
    return np.array(rows)


def _difference(axis: Axis, exact: float, near: float) -> float:
    if np.isclose(axis.low, axis.high):
        return abs(near / exact - 1)
    first, second = (
        float(axis.fraction(min(max(value, axis.low), axis.high))) for value in (exact, near)
    )
    return abs(first - second)


def _record(places: Sequence[float] | FloatArray) -> Assumptions:
    """The assumptions at these places."""
    values = {
        axis.says: float(np.clip(axis.value(place), axis.low, axis.high))
        for axis, place in zip(TABULATED, places, strict=True)
    }
    return as_printed.changed(values)


@cache
def _kept() -> tuple[FloatArray, FloatArray, FloatArray]:
    """The two blocks of the table, in logarithms where a column is positive, and where that is so."""
    table = data.load(KEPT)
    rows = np.array(
        [values for name, values in table.columns.items() if name not in ("block", *_names())]
    ).T
    logarithmic = rows.min(axis=0) > 0
    logarithmic[len(RESULTS) :] = [
        AXES[key][2].logarithmic for key in CURVES for _ in _thinned(key, as_printed)[0]
    ]
    rows[:, logarithmic] = np.log(rows[:, logarithmic])
    both, third, alone = (rows[table["block"] == block] for block in ("both", "third", "alone"))
    return both, third - np.repeat(alone, COUNT, axis=0), logarithmic


def _names() -> list[str]:
    return [axis.says for axis in TABULATED]


def _thinned(key: str, assumptions: Assumptions) -> Curve:
    x, y = CURVES[key].draw(assumptions)
    return np.asarray(x)[:: EVERY[key]], np.asarray(y)[:: EVERY[key]]


def _lists(curve: Curve) -> list[list[float]]:
    return [_digits(values) for values in curve]


def _digits(values: FloatArray, digits: int = 6) -> list[float]:
    return [float(f"{value:.{digits}g}") for value in np.asarray(values).tolist()]


def _rows() -> Iterator[tuple[str, Assumptions]]:
    """Which block a row belongs to, and its assumptions."""
    printed = [float(axis.fraction(getattr(as_printed, axis.says))) for axis in TABULATED]
    for first, other in product(points(COUNT), repeat=2):
        yield "both", _record((first, other, printed[2]))
    for first, other in product(points(COUNT), repeat=2):
        yield "third", _record((first, printed[1], other))
    for first in points(COUNT):
        yield "alone", _record((first, *printed[1:]))


def _main() -> None:
    found = "to be measured"
    if KEPT in data.names():
        worst = errors(np.random.default_rng(2004).random((SETTINGS, 3)))
        found = (
            f"at {SETTINGS} settings at random off by at most {100 * worst.max():.2f} % of an axis"
        )
    print(HEADER.format(trust=found))
    curves = [f"{key}_{n}" for key in CURVES for n in range(_thinned(key, as_printed)[0].size)]
    print("block", *_names(), *RESULTS, *curves, sep=",")
    for block, record in _rows():
        given = (f"{getattr(record, name):.8g}" for name in _names())
        print(block, *given, *(f"{value:.6g}" for value in column(record)), sep=",")


if __name__ == "__main__":
    _main()
