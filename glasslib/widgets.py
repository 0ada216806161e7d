"""The switchboard of *Change an assumption* for Jupyter: needs ipywidgets and matplotlib beside the library.

In the book's pages, where there is no Jupyter, *Live* has its own.
"""

from dataclasses import fields, replace

import numpy as np

from glasslib.assumptions import GROUPS, Assumptions, as_printed, consistent
from glasslib.checks import OutOfRange
from glasslib.headline import RESULTS, curves, headline, measured
from glasslib.page import Table

ABOUT = {one.name: one.metadata for one in fields(Assumptions)}
PANELS = {
    "droplet": {"xlabel": "beads in a region", "ylabel": "F (k_B T_g)"},
    "heat": {"xlabel": "T (K)", "ylabel": "C/T³ over phonons", "xscale": "log", "yscale": "log"},
    "conductivity": {"xlabel": "T (K)", "ylabel": "κ (W/m K)", "xscale": "log", "yscale": "log"},
    "gruneisen": {"xlabel": "T (K)", "ylabel": "γ", "xscale": "log", "ylim": (-25, 0)},
}


def switchboard():
    """Sliders and menus for every assumption, with the results and curves that follow.

    Returns
    -------
    ipywidgets.Widget
        Shown when it is a cell's last line; its ``assumptions`` are the record that is set.

    Raises
    ------
    ImportError
        Where ipywidgets or matplotlib is missing.
    """
    import ipywidgets as w
    import matplotlib.pyplot as plt

    controls = {name: _control(w, name) for name in ABOUT}
    status, table, figure = w.HTML(), w.HTML(), w.Output()
    groups = w.Accordion([w.VBox([controls[name] for name in names]) for names in GROUPS.values()], titles=tuple(GROUPS))
    presets = {"as printed": as_printed, "consistent": consistent}
    buttons = [w.Button(description=name) for name in presets]
    board = w.VBox([w.HBox(buttons), status, figure, groups, table])
    known = {name: (headline(one), curves(one)) for name, one in presets.items()}
    busy = []

    def update(change=None):
        if busy:  # a preset sets them one by one
            return
        try:
            board.assumptions = Assumptions(**{name: control.read() for name, control in controls.items()})
            mine = headline(board.assumptions), curves(board.assumptions)
        except OutOfRange as error:
            status.value = f"<b>{error}</b>"
            return
        changed = sum(getattr(board.assumptions, name) != getattr(as_printed, name) for name in ABOUT)
        status.value = f"{changed} of {len(ABOUT)} choices are not as printed."
        table.value = _table(known, mine[0])._repr_html_()
        figure.outputs = ()
        with figure:
            plt.close(_figure(plt, {**{name: drawn for name, (_, drawn) in known.items()}, "yours": mine[1]}))

    def take(preset):
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
    take(as_printed)
    return board


def _control(w, name):
    """One labelled control, which reads and writes the field's value; a box stands for None."""
    about = ABOUT[name]
    wide = w.Layout(width="24em")
    none = w.Checkbox(description=about["none"], indent=False, layout=w.Layout(width="auto")) if about.get("none") else None
    if "options" in about:
        main = w.Dropdown(options=about["options"], layout=wide)
    else:
        low, high = about["low"], about["high"]
        wide_range = low > 0 and high / low > 20
        kind, ends = (w.FloatLogSlider, np.log10([low, high])) if wide_range else (w.FloatSlider, (low, high))
        step = (ends[1] - ends[0]) / 500
        main = kind(min=ends[0], max=ends[1], step=step, value=np.sqrt(low * high), readout_format=".4g", continuous_update=False, layout=wide)
    unit = about.get("unit", "1")
    label = w.HTML(about["says"] + (f" ({unit})" if unit != "1" else ""))
    box = w.VBox([label, w.HBox([main, none] if none else [main])])
    exact = {}  # a slider rounds to its steps; what was written stays until it is moved

    def read():
        if none and none.value:
            return None
        return exact["value"] if exact.get("shown") == main.value else main.value

    def write(value):
        if none:
            none.value = value is None
        if value is not None:
            main.value = value
            exact.update(value=value, shown=main.value)

    box.read, box.write, box.parts = read, write, [main, none] if none else [main]
    return box


def _table(known, mine):
    rows = []
    for name, result in RESULTS.items():
        unit = "" if result.unit == "1" else f" / {result.unit}"
        values = [f"{found[name]:.4g}" for found in (*(of for of, _ in known.values()), mine)]
        rows.append((f"{result.says}, {result.symbol}{unit}", *values, "" if result.measured is None else f"{result.measured:g}", result.chapter))
    return Table("result", *known, "yours", "measured", "chapter", rows=rows)


def _figure(plt, drawn):
    fig, axes = plt.subplots(2, 2, figsize=(9, 6), layout="constrained")
    seen = measured()
    for ax, (panel, how) in zip(axes.flat, PANELS.items()):
        for (name, of), style in zip(drawn.items(), ("-", "--", ":")):
            ax.plot(*of[panel], style, label=name)
        if panel in seen:
            ax.plot(*seen[panel], ".", color="0.4", label="measured")
        ax.set(**how)
    axes.flat[1].legend()
    plt.show()
    return fig
