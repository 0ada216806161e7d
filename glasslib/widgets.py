"""The switchboard of *Change an assumption* for Jupyter: needs ipywidgets and matplotlib beside the library.

In the book's pages, where there is no Jupyter, *Live* has its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from glasslib.assumptions import GROUPS, Assumptions, as_printed, consistent
from glasslib.checks import InvalidArgument
from glasslib.headline import RESULTS, Curve, curves, headline, measured
from glasslib.page import Table

if TYPE_CHECKING:
    from ipywidgets import VBox, Widget
    from matplotlib.figure import Figure

ABOUT = {item.name: item.metadata for item in fields(Assumptions)}
PANELS: dict[str, dict[str, object]] = {
    "droplet": {"xlabel": "beads in a region", "ylabel": "F (k_B T_g)"},
    "heat": {"xlabel": "T (K)", "ylabel": "C/T³ over phonons", "xscale": "log", "yscale": "log"},
    "conductivity": {"xlabel": "T (K)", "ylabel": "κ (W/m K)", "xscale": "log", "yscale": "log"},
    "gruneisen": {"xlabel": "T (K)", "ylabel": "γ", "xscale": "log", "ylim": (-25, 0)},
}


def switchboard() -> VBox:
    """Sliders and menus for every assumption, with the results and curves that follow.

    Returns
    -------
    ipywidgets.VBox
        Shown when it is a cell's last line; its ``assumptions`` are the record that is set.

    Raises
    ------
    ImportError
        Where ipywidgets or matplotlib is missing.

    Examples
    --------
    >>> switchboard().assumptions == as_printed
    True
    """
    import ipywidgets as widgets
    import matplotlib.pyplot as plt

    controls = {name: _Control(name) for name in ABOUT}
    status, table, figure = widgets.HTML(), widgets.HTML(), widgets.Output()
    groups = widgets.Accordion(
        [widgets.VBox([controls[name].box for name in names]) for names in GROUPS.values()],
        titles=tuple(GROUPS),
    )
    presets = {"as printed": as_printed, "consistent": consistent}
    buttons = [widgets.Button(description=name) for name in presets]
    board = widgets.VBox([widgets.HBox(buttons), status, figure, groups, table])
    known = {name: (headline(preset), curves(preset)) for name, preset in presets.items()}
    busy: list[Assumptions] = []

    def update(change: object = None) -> None:
        if busy:  # a preset sets the controls one by one
            return
        try:
            board.assumptions = Assumptions(
                **{name: control.read() for name, control in controls.items()}
            )
            results, drawn = headline(board.assumptions), curves(board.assumptions)
        except InvalidArgument as error:
            status.value = f"<b>{error}</b>"
            return
        changed = sum(
            getattr(board.assumptions, name) != getattr(as_printed, name) for name in ABOUT
        )
        status.value = f"{changed} of {len(ABOUT)} choices are not as printed."
        columns = {name: preset_results for name, (preset_results, _) in known.items()}
        table.value = _table({**columns, "yours": results})._repr_html_()
        figure.outputs = ()
        with figure:
            plt.close(
                _figure({**{name: lines for name, (_, lines) in known.items()}, "yours": drawn})
            )

    def take(preset: Assumptions) -> None:
        busy.append(preset)
        for name, control in controls.items():
            control.write(getattr(preset, name))
        busy.clear()
        update()

    for button in buttons:
        button.on_click(lambda pressed: take(presets[pressed.description]))
    for control in controls.values():
        for part in control.parts:
            part.observe(update, "value")
    board.controls = controls
    take(as_printed)
    return board


class _Control:
    """One labeled control for a field, with a check box that stands for None where that is allowed."""

    def __init__(self, name: str) -> None:
        import ipywidgets as widgets

        about = ABOUT[name]
        wide = widgets.Layout(width="24em")
        self.none = None
        if about.get("none"):
            self.none = widgets.Checkbox(
                description=about["none"], indent=False, layout=widgets.Layout(width="auto")
            )
        if "options" in about:
            self.main = widgets.Dropdown(options=about["options"], layout=wide)
        else:
            low, high = about["low"], about["high"]
            kind, ends = widgets.FloatSlider, (low, high)
            if about["logarithmic"]:
                kind, ends = widgets.FloatLogSlider, tuple(np.log10([low, high]))
            self.main = kind(
                min=ends[0],
                max=ends[1],
                step=(ends[1] - ends[0]) / 500,
                value=np.sqrt(low * high),
                readout_format=".4g",
                continuous_update=False,
                layout=wide,
            )
        self.parts: list[Widget] = [self.main, self.none] if self.none else [self.main]
        unit = about.get("unit", "1")
        label = widgets.HTML(about["says"] + (f" ({unit})" if unit != "1" else ""))
        self.box = widgets.VBox([label, widgets.HBox(self.parts)])
        # a slider rounds to its steps; the value that was written is kept until the slider is moved
        self.written: float | str | None = None
        self.shown: float | str | None = None

    def read(self) -> Any:
        """The value of the field: a number, a word or None."""
        if self.none and self.none.value:
            return None
        moved = self.shown is None or self.main.value != self.shown
        return self.main.value if moved else self.written

    def write(self, value: float | str | None) -> None:
        """Set the control to a value of the field."""
        if self.none:
            self.none.value = value is None
        if value is not None:
            self.main.value = value
            self.written, self.shown = value, self.main.value


def _table(columns: Mapping[str, Mapping[str, float]]) -> Table:
    rows: list[Sequence[str]] = []
    for name, result in RESULTS.items():
        unit = "" if result.unit == "1" else f" / {result.unit}"
        values = [f"{results[name]:.4g}" for results in columns.values()]
        seen = "" if result.measured is None else f"{result.measured:g}"
        rows.append((f"{result.says}, {result.symbol}{unit}", *values, seen, result.chapter))
    return Table("result", *columns, "measured", "chapter", rows=rows)


def _figure(drawn: Mapping[str, Mapping[str, Curve]]) -> Figure:
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(2, 2, figsize=(9, 6), layout="constrained")
    seen = measured()
    for ax, (panel, settings) in zip(axes.flat, PANELS.items(), strict=True):
        for (name, lines), style in zip(drawn.items(), ("-", "--", ":"), strict=True):
            ax.plot(*lines[panel], style, label=name)
        if panel in seen:
            ax.plot(*seen[panel], ".", color="0.4", label="measured")
        ax.set(**settings)
    axes.flat[1].legend()
    plt.show()
    return fig
