"""Figures with sliders: the table of a figure, its error, and the page's own reading of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from glasslib import page
from glasslib.checks import InvalidArgument
from glasslib.explore import STEPS, Axis, Table, explore, points, weights

ROOT = Path(__file__).resolve().parents[2]
AXES = {"x": Axis("x", 0, 2), "y": Axis("y", 1e-3, 10, logarithmic=True)}
FREQUENCIES = np.linspace(0, 2, 30)


@pytest.fixture
def assumed(monkeypatch):
    """Two assumptions of a page: one over a narrow range, one over decades."""
    monkeypatch.setattr(page, "ASSUMED", {})
    page.assume("width", 1.0, low=0.5, high=2)
    page.assume("time", 1e4, low=1e2, high=1e8)


def picture(width, time):
    line = np.exp(-FREQUENCIES * width) * np.log10(time)
    return width * np.sqrt(time), {
        "decay": (FREQUENCIES, line),
        "mark": ([width, width], [1e-3, 10]),
    }


def explorer():
    sliders = {"width": "width", "time": "time (s)"}
    return explore(picture, sliders=sliders, number="product", **AXES)


@pytest.mark.parametrize("count", [2, 5, 12])
def test_polynomials_are_interpolated_exactly(count):
    polynomial = np.polynomial.Polynomial(np.arange(1.0, count + 1))
    for place in (0.0, 0.123, 0.5, 0.987, 1.0):
        assert weights(place, count) @ polynomial(points(count)) == pytest.approx(polynomial(place))


@pytest.mark.parametrize("axis", [Axis("", 2, 5), Axis("", 1e-5, 1e3, logarithmic=True)])
def test_value_and_fraction_are_inverse(axis):
    for fraction in (0, 0.3, 1):
        assert axis.fraction(axis.value(fraction)) == pytest.approx(fraction)
    assert (axis.value(0), axis.value(1)) == pytest.approx((axis.low, axis.high))


def test_the_table_gives_the_figure(assumed):
    table = Table(explorer())
    assert table.largest_error < 2e-3
    for places in ((0.0, 0.0), (0.31, 0.77), (1.0, 1.0)):
        exact, near = table.row(places), table.interpolated(places)
        for part, other in zip(exact, near, strict=True):
            np.testing.assert_allclose(other, part, atol=5e-3)


def test_the_stated_error_is_that_of_the_worst_setting(assumed):
    table = Table(explorer())
    samples = np.random.default_rng(1).random((50, 2))
    found = max(
        np.abs(table.interpolated(places)[2] - table.row(places)[2]).max() for places in samples
    )
    assert found <= 1.5 * table.largest_error


def test_what_never_changes_is_kept_once(assumed):
    parts = Table(explorer()).description()["parts"]
    assert ["values" in part for part in parts] == [False, True, False, False, True]
    np.testing.assert_allclose(parts[1]["values"], FREQUENCIES / 2, atol=1e-5)


def test_a_page_reads_the_same_numbers(assumed):
    """live/table.js against the figure itself."""
    table = Table(explorer())
    settings = [[0.0, 1.0], [0.25, 0.6], [0.91, 0.03]]
    script = f"""
      import {{ readTable }} from {json.dumps(str(ROOT / "live" / "table.js"))};
      const axes = {json.dumps([axis._asdict() for axis in AXES.values()])};
      const at = readTable({json.dumps(table.description())}, ...axes);
      console.log(JSON.stringify({json.dumps(settings)}.map(at)));
    """
    run = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        capture_output=True,
        text=True,
        check=True,
    )
    for places, drawn in zip(settings, json.loads(run.stdout), strict=True):
        number, lines = picture(
            *(axis.value(p) for axis, p in zip(table.axes, places, strict=True))
        )
        assert drawn["number"] == pytest.approx(number, rel=1e-2)
        for read, (x, y) in zip(drawn["lines"], lines.values(), strict=True):
            np.testing.assert_allclose(read[0], x, atol=1e-3)
            np.testing.assert_allclose(read[1], y, rtol=2e-2)


def test_numbers_are_kept_to_a_part_in_sixty_thousand(assumed):
    table = Table(explorer())
    exact = [table.row((0.0, 0.0)), table.interpolated((0.0, 0.0))]
    for part, other, span in zip(*exact, table.spans, strict=True):
        assert np.abs(part - other).max() <= span / STEPS


def test_words_state_the_number_at_both_ends(assumed):
    assert repr(explorer()) == (
        "product: 100\nwidth from 0.5 to 2: 50 to 200\ntime (s) from 100 to 1e+08: 10 to 1e+04"
    )


@pytest.mark.parametrize(
    ("sliders", "message"),
    [
        ({"width": "w"}, "sliders must name the parameters of the picture, width, time; got width"),
        ({"width": "w", "speed": "s"}, "got width, speed"),
    ],
)
def test_sliders_must_be_the_parameters(assumed, sliders, message):
    with pytest.raises(InvalidArgument, match=message):
        explore(picture, sliders=sliders, number="product", **AXES)


def test_sliders_must_be_assumptions(assumed):
    with pytest.raises(InvalidArgument, match=r"assumptions of the page \(width, time\), got mass"):
        explore(lambda mass: (mass, {}), sliders={"mass": "m"}, number="m", **AXES)


def test_a_figure_beyond_its_axes_is_refused(assumed):
    def broken(width, time):
        return 1.0, {"line": (FREQUENCIES, FREQUENCIES - width)}  # negative on a logarithmic axis

    sliders = {"width": "width", "time": "time"}
    with (
        np.errstate(invalid="ignore"),
        pytest.raises(InvalidArgument, match="at width = 0.5, time"),
    ):
        Table(explore(broken, sliders=sliders, number="one", **AXES))


def test_a_live_page_is_answered(assumed):
    shown = explorer()
    assert [slider["printed"] for slider in shown.description()["sliders"]] == [1.0, 1e4]
    answer = shown.answer(width=2.0, time=1e6)
    assert answer["number"] == 2000.0
    assert set(json.loads(json.dumps(answer))["lines"]) == {"decay", "mark"}


def test_jupyter_gets_sliders(assumed, monkeypatch):
    pytest.importorskip("ipywidgets")
    import matplotlib

    matplotlib.use("agg")
    monkeypatch.delitem(os.environ, "GLASSLIB_EXPLORE", raising=False)
    shown = explorer()
    assert "application/vnd.jupyter.widget-view+json" in shown._repr_mimebundle_()
    _, *rows = shown._widgets().children
    slider, label = rows[0].children
    slider.value = 1.0
    assert label.value == "width = 2"


def test_without_ipywidgets_there_are_words(assumed, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    monkeypatch.delenv("GLASSLIB_EXPLORE", raising=False)
    (words,) = explorer()._repr_mimebundle_().values()
    assert words.startswith("product: 100\n") and words.endswith("need ipywidgets and matplotlib.")


def test_the_mode_decides_what_is_shown(assumed, monkeypatch):
    monkeypatch.setenv("GLASSLIB_EXPLORE", "text")
    assert list(explorer()._repr_mimebundle_()) == ["text/plain"]
    monkeypatch.setenv("GLASSLIB_EXPLORE", "table")
    html = explorer()._repr_mimebundle_()["text/html"]
    data = json.loads(html.partition('json">')[2].partition("</script>")[0])
    assert data["lines"] == ["decay", "mark"] and 0 < data["table"]["error"] < 5e-3
