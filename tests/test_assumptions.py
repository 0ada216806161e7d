"""A page holds at both ends of every assumption's range, and says so in one line beyond them."""

import re
import subprocess
import sys

import jupytext
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from references import ROOT, pages

from glasslib.checks import OutOfRange

matplotlib.use("Agg")

ASSUME = re.compile(r'assume\("(?P<name>\w+)", (?P<value>[\d.e]+), low=(?P<low>[\d.e]+), high=(?P<high>[\d.e]+)\)')


def code(page):
    cells = (cell.source for cell in jupytext.read(page).cells if cell.cell_type == "code")
    return "\n".join(line for cell in cells for line in cell.splitlines() if not line.startswith("%"))


def run(source):
    exec(compile(source, "page", "exec"), {})


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_page_holds_at_the_ends_of_its_ranges(page, end, capsys, monkeypatch):
    """Every figure can be drawn, with numbers in it, and no printed line holds what is not a number."""
    drawn = []
    monkeypatch.setattr(plt, "show", lambda: drawn.append(plt.gcf()))
    source, count = ASSUME.subn(lambda found: found[0].replace(f", {found['value']},", f", {found[end]},", 1), code(page))
    assert count > 0
    run(source)
    for figure in drawn:
        for line in (line for axes in figure.axes for line in axes.lines):
            assert np.isfinite(np.asarray(line.get_ydata(), dtype=float)).all()
        figure.canvas.draw()
    plt.close("all")
    assert len(drawn) == source.count("plt.show()")
    assert not re.search(r"\b(nan|inf)\b", capsys.readouterr().out)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_every_assumption_is_within_its_range_and_refused_beyond(page):
    for found in ASSUME.finditer(code(page)):
        low, value, high = (float(found[key]) for key in ("low", "value", "high"))
        assert low < value < high
        beyond = code(page).replace(found[0], found[0].replace(f", {found['value']},", f", {1.01 * high},", 1))
        with pytest.raises(OutOfRange, match=f"^{found['name']} must lie in ") as refused:
            run(beyond)
        assert len(refused.value._render_traceback_()) == 1


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_assumptions_stand_in_the_first_cell(page):
    first, *others = (cell.source for cell in jupytext.read(page).cells if cell.cell_type == "code")
    assert "assume(" in first and not any("assume(" in cell for cell in others)


def test_a_notebook_shows_one_line_for_an_assumption_out_of_range(tmp_path):
    """As IPython shows it, not only as the exception says."""
    script = tmp_path / "page.ipy"
    script.write_text('from glasslib.page import assume\nassume("lindemann", 0.5, low=0.05, high=0.2)\n', encoding="utf-8")
    shown = subprocess.run([sys.executable, "-m", "IPython", "--colors=nocolor", str(script)], cwd=ROOT, capture_output=True, text=True)
    assert shown.returncode != 0
    assert shown.stdout.strip().splitlines()[-1] == "lindemann must lie in [0.05, 0.2], got 0.5"
    assert "Traceback" not in shown.stdout
