"""The key figure of a chapter, with a few of its assumptions as sliders.

A page of the book answers without Python: when it is built, the figure is tabulated over the ranges of its sliders, at
Chebyshev points, and the page interpolates between them (``live/explore.js``). In Jupyter, ipywidgets and matplotlib
draw the figure again for each setting; in a page's live cells its scripts draw what Python computes.
"""

from __future__ import annotations

import base64
import inspect
import json
import os
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from glasslib import page
from glasslib.checks import FloatArray, InvalidArgument
from glasslib.numerics import is_logarithmic

if TYPE_CHECKING:
    from ipywidgets import VBox
    from matplotlib.figure import Figure

Lines: TypeAlias = Mapping[str, tuple[ArrayLike, ArrayLike]]
Picture: TypeAlias = Callable[..., tuple[float, Lines]]

GOOD = 2e-3  # the error at which a table is fine enough, as a fraction of an axis
MOST = 45_000  # numbers in a table: two bytes each, within what a page may weigh
SAMPLES = 500  # random settings at which the error of a table is measured
STEPS = 65_535  # of a tabulated number between its least and its largest value


class Axis(NamedTuple):
    """An axis of the figure: its label, its ends, and whether it is logarithmic.

    Examples
    --------
    >>> Axis("T (K)", 1, 100, logarithmic=True).value(0.5)
    10.0
    """

    says: str
    low: float
    high: float
    logarithmic: bool = False

    def fraction(self, value: ArrayLike) -> float | FloatArray:
        """Where a value lies on the axis: 0 at its low end, 1 at its high end."""
        scale: Callable[[ArrayLike], FloatArray] = np.log if self.logarithmic else np.asarray
        low, high = scale(self.low), scale(self.high)
        place: float | FloatArray = (scale(value) - low) / (high - low)
        return place

    def value(self, fraction: float) -> float:
        """The value at a place on the axis."""
        if self.logarithmic:
            return float(self.low * (self.high / self.low) ** fraction)
        return float(self.low + (self.high - self.low) * fraction)


def explore(
    picture: Picture,
    *,
    sliders: Mapping[str, str],
    x: Axis,
    y: Axis,
    number: str,
    fixed: Lines | None = None,
) -> Explorer:
    """Show a figure with sliders for assumptions of the page.

    Parameters
    ----------
    picture : callable
        Takes the assumptions by name; returns the key number, and the lines of the figure: for each name
        the values on both axes.
    sliders : mapping of str to str
        For each parameter of `picture` its label. Its value and its range are those that
        :func:`glasslib.page.assume` was given under that name.
    x, y : Axis
        The axes.
    number : str
        What the key number is, with its unit.
    fixed : mapping, optional
        What does not depend on the assumptions, such as measured points: for each name the values on both axes.

    Raises
    ------
    InvalidArgument
        Where a slider is no assumption of the page, or `picture` takes others.

    Examples
    --------
    >>> from glasslib.page import assume
    >>> mass = assume("mass", 1.0, low=0.5, high=2)
    >>> def parabola(mass):
    ...     x = np.linspace(-1, 1, 5)
    ...     return mass / 2, {"energy": (x, mass * x**2 / 2)}
    >>> axes = {"x": Axis("x", -1, 1), "y": Axis("energy", 0, 1)}
    >>> explore(parabola, sliders={"mass": "mass"}, number="energy at x = 1", **axes)
    energy at x = 1: 0.5
    mass from 0.5 to 2: 0.25 to 1
    """
    parameters = list(inspect.signature(picture).parameters)
    if parameters != list(sliders):
        raise InvalidArgument(
            f"sliders must name the parameters of the picture, {', '.join(parameters)}; got {', '.join(sliders)}"
        )
    unknown = [name for name in sliders if name not in page.ASSUMED]
    if unknown:
        raise InvalidArgument(
            f"sliders must be assumptions of the page ({', '.join(page.ASSUMED)}), got {', '.join(unknown)}"
        )
    return Explorer(picture, sliders, x, y, number, fixed or {})


class Explorer:
    """A figure with sliders, as :func:`explore` makes it."""

    def __init__(
        self,
        picture: Picture,
        sliders: Mapping[str, str],
        x: Axis,
        y: Axis,
        number: str,
        fixed: Lines,
    ) -> None:
        self.picture, self.x, self.y, self.number = picture, x, y, number
        self.values = {name: page.ASSUMED[name][0] for name in sliders}
        self.axes = {
            name: Axis(says, low, high, is_logarithmic(low, high))
            for name, says in sliders.items()
            for _, low, high in [page.ASSUMED[name]]
        }
        self.fixed = {name: np.array(curve, dtype=float) for name, curve in fixed.items()}

    def __repr__(self) -> str:
        lines = [f"{self.number}: {self.picture(**self.values)[0]:.3g}"]
        for name, axis in self.axes.items():
            low, high = (
                self.picture(**{**self.values, name: end})[0] for end in (axis.low, axis.high)
            )
            lines.append(f"{axis.says} from {axis.low:g} to {axis.high:g}: {low:.3g} to {high:.3g}")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **formats: object) -> dict[str, object]:
        bundle: dict[str, object] = {"text/plain": repr(self)}
        mode = os.environ.get(
            "GLASSLIB_EXPLORE", "widgets"
        )  # set where the book is built or tested
        if mode == "table":
            given = {
                "given": _rounded(self.answer(**self.values)),
                "table": Table(self).description(),
            }
            data = json.dumps(self.description() | given)
            script = f'<script type="application/json">{data}</script>'
            bundle["text/html"] = (
                f'<div class="explore" data-sliders="{len(self.axes)}">{script}</div>'
            )
        elif mode == "widgets":
            try:
                bundle |= self._widgets()._repr_mimebundle_() or {}
            except ImportError:
                bundle["text/plain"] = f"{self!r}\nThe sliders need ipywidgets and matplotlib."
        return bundle

    def description(self) -> dict[str, object]:
        """All that a page needs to know about the sliders and the axes."""
        return {
            "sliders": [
                {
                    "name": name,
                    **axis._asdict(),
                    "unit": "1",
                    "none": None,
                    "printed": self.values[name],
                    "consistent": self.values[name],
                }
                for name, axis in self.axes.items()
            ],
            "x": self.x._asdict(),
            "y": self.y._asdict(),
            "number": self.number,
            "lines": list(self.picture(**self.values)[1]),
            "fixed": {name: curve.tolist() for name, curve in self.fixed.items()},
        }

    def answer(self, **values: float) -> dict[str, object]:
        """The key number and the lines for these values, as a live page asks for them."""
        number, lines = self.picture(**values)
        curves = {name: np.array(line, dtype=float).tolist() for name, line in lines.items()}
        return {"number": float(number), "lines": curves}

    def draw(self, **values: float) -> Figure:
        """The figure for these values, by matplotlib."""
        import matplotlib.pyplot as plt

        number, lines = self.picture(**values)
        fig, ax = plt.subplots()
        for style, (name, line) in zip(("-", "--", ":", "-.") * 9, lines.items(), strict=False):
            ax.plot(*np.array(line, dtype=float), style, label=name)
        for name, points in self.fixed.items():
            ax.plot(*points, "o", color="0.4", label=name)
        ax.set(
            xlabel=self.x.says, xlim=self.x[1:3], xscale="log" if self.x.logarithmic else "linear"
        )
        ax.set(
            ylabel=self.y.says, ylim=self.y[1:3], yscale="log" if self.y.logarithmic else "linear"
        )
        ax.set_title(f"{self.number}: {number:.3g}", size=11)
        if len(lines) + len(self.fixed) > 1:
            ax.legend()
        return fig

    def _widgets(self) -> VBox:
        import ipywidgets as widgets
        import matplotlib.pyplot as plt

        figure = widgets.Output()
        controls = {}
        for name, axis in self.axes.items():
            # a slider of places, since those of ipywidgets round what they are given
            slider = widgets.FloatSlider(
                float(axis.fraction(self.values[name])), min=0, max=1, step=0.01, readout=False
            )
            controls[name] = slider, widgets.Label()

        def update(change: object = None) -> None:
            values = {}
            for name, (slider, label) in controls.items():
                axis = self.axes[name]
                moved = abs(slider.value - float(axis.fraction(self.values[name]))) > 1e-6
                values[name] = axis.value(slider.value) if moved else self.values[name]
                label.value = f"{axis.says} = {values[name]:.4g}"
            figure.outputs = ()
            with figure:
                fig = self.draw(**values)
                plt.show()
                plt.close(fig)

        for slider, _ in controls.values():
            slider.observe(update, "value")
        update()
        return widgets.VBox([figure, *(widgets.HBox(pair) for pair in controls.values())])


def _rounded(content: object) -> object:
    """The same with six digits in each number."""
    if isinstance(content, dict):
        return {name: _rounded(part) for name, part in content.items()}
    if isinstance(content, list):
        return [_rounded(part) for part in content]
    return float(f"{content:.6g}")


def points(count: int) -> FloatArray:
    """The Chebyshev points of an interval from 0 to 1, its ends included.

    Examples
    --------
    >>> points(3)
    array([0. , 0.5, 1. ])
    """
    return (1 - np.cos(np.pi * np.arange(count) / (count - 1))) / 2


def weights(place: float, count: int) -> FloatArray:
    """With what weights the values at the Chebyshev points make the value in between (barycentric formula).

    Examples
    --------
    >>> weights(0.25, 3).round(12)
    array([ 0.375,  0.75 , -0.125])
    """
    distances = place - points(count)
    if not distances.all():
        return (distances == 0).astype(float)
    terms = np.where(np.arange(count) % 2, -1.0, 1.0) / distances
    terms[[0, -1]] /= 2
    return terms / terms.sum()


class Table:
    """A figure tabulated over the ranges of its sliders, in fractions of its axes.

    A row has the figure of one setting: the key number, then the values of each line on both axes. The number of
    points for each slider grows until the error at random settings is small, or the table large.
    """

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.axes = list(explorer.axes.values())
        ends = [self._setting(corner) for corner in product((0.0, 1.0), repeat=len(self.axes))]
        numbers = [float(explorer.picture(**setting)[0]) for setting in ends]
        low, high = min(numbers), max(numbers)
        self.number = Axis(explorer.number, low, high, low > 0 and is_logarithmic(low, high))
        samples = np.random.default_rng(0).random((SAMPLES, len(self.axes)))
        self._fill(5)
        while self.error(samples[:40]) > GOOD and self._size(self.count + 2) < MOST:
            self._fill(self.count + 2)
        self.largest_error = self.error(samples)

    def _setting(self, places: Iterable[float]) -> dict[str, float]:
        """The assumptions at these places of the sliders."""
        return {
            name: axis.value(place)
            for (name, axis), place in zip(self.explorer.axes.items(), places, strict=True)
        }

    def row(self, places: Iterable[float]) -> list[FloatArray]:
        """The figure of one setting."""
        setting = self._setting(places)
        number, lines = self.explorer.picture(**setting)
        values = [self.number.fraction(number)]
        for across, up in lines.values():
            values += [self.explorer.x.fraction(across), self.explorer.y.fraction(up)]
        row = [np.ravel(value) for value in values]
        if not all(np.isfinite(part).all() for part in row):
            words = ", ".join(f"{name} = {value:g}" for name, value in setting.items())
            raise InvalidArgument(f"picture must give numbers that its axes can show, at {words}")
        return row

    def _fill(self, count: int) -> None:
        """Tabulate with `count` points for each slider."""
        self.count = count
        rows = [self.row(places) for places in product(points(count), repeat=len(self.axes))]
        columns = [np.array(column) for column in zip(*rows, strict=True)]
        self.first = rows[0]
        self.lows = [float(column.min()) for column in columns]
        # of what never changes, such as the values on the lower axis, one row is kept
        self.spans = [
            float(np.ptp(column)) if np.ptp(column, axis=0).any() else 0.0 for column in columns
        ]
        cells = [
            np.rint((column - low) / span * STEPS).astype(np.uint16)
            for column, low, span in zip(columns, self.lows, self.spans, strict=True)
            if span
        ]
        self.cells = np.hstack(cells)

    def _size(self, count: int) -> int:
        return int(self.cells.shape[1]) * int(count) ** len(self.axes)

    def interpolated(self, places: Iterable[float]) -> list[FloatArray]:
        """The row of one setting from the table."""
        values = self.cells.astype(float)
        for place in places:
            values = weights(place, self.count) @ values.reshape(self.count, -1)
        row, start = [], 0
        for first, low, span in zip(self.first, self.lows, self.spans, strict=True):
            if span:
                part = np.ravel(values)[start : start + first.size]
                row.append(low + span * part / STEPS)
                start += first.size
            else:
                row.append(first)
        return row

    def error(self, samples: FloatArray) -> float:
        """The largest difference from the figure itself, where that is shown, as a fraction of an axis."""
        worst = 0.0
        for places in samples:
            exact, near = self.row(places), self.interpolated(places)
            shown = [np.array([True])]
            for across, up in zip(exact[1::2], exact[2::2], strict=True):
                shown += 2 * [(abs(across - 0.5) <= 0.5) & (abs(up - 0.5) <= 0.5)]
            for part, other, where in zip(exact, near, shown, strict=True):
                worst = max(worst, float(abs(part - other).max(where=where, initial=0.0)))
        return worst

    def description(self) -> dict[str, object]:
        """The table as a page reads it."""
        parts = zip(self.first, self.lows, self.spans, strict=True)
        return {
            "number": self.number._asdict(),
            "count": self.count,
            "parts": [
                {"size": first.size, "low": low, "span": span}
                if span
                else {"values": [round(value, 5) for value in first.tolist()]}
                for first, low, span in parts
            ],
            "error": self.largest_error,
            "samples": SAMPLES,
            "cells": base64.b64encode(self.cells.astype("<u2").tobytes()).decode(),
        }
