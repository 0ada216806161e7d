import numpy as np
import pytest

from glasslib.checks import InvalidArgument
from glasslib.fitting import Fit, fit, relative_residuals

X = np.geomspace(1, 100, 25)


def power_law(seed, spread=0.1):
    """Fit of a power law to data with a known scatter."""
    measured = 3 * X**1.5 * np.exp(spread * np.random.default_rng(seed).standard_normal(X.size))
    return fit(lambda p: relative_residuals(p["a"] * X ** p["n"], measured, 0.1), {"a": 1, "n": 1})


@pytest.mark.parametrize("spread", [0.01, 0.3])
def test_a_line_has_the_uncertainties_of_linear_regression(spread):
    found = power_law(3, spread)
    # ln y = ln a + n ln x: the textbook's formulas
    logarithm = np.log(X)
    measured = np.log(3 * X**1.5) + spread * np.random.default_rng(3).standard_normal(X.size)
    slope, intercept = np.polyfit(logarithm, measured, 1)
    scatter = np.sum((measured - intercept - slope * logarithm) ** 2) / (X.size - 2)
    # the given uncertainty is 0.1; a smaller scatter does not reduce it
    deviation = np.sqrt(max(scatter, 0.1**2) / np.sum((logarithm - logarithm.mean()) ** 2))
    assert found.values["n"] == pytest.approx(slope, rel=1e-6)
    assert found.values["a"] == pytest.approx(np.exp(intercept), rel=1e-6)
    assert found.uncertainties["n"] * slope == pytest.approx(deviation, rel=1e-4)
    assert found.cost == pytest.approx(scatter / 0.1**2, rel=1e-6)


def test_intervals_hold_the_truth_as_often_as_they_say():
    fits = [power_law(seed) for seed in range(300)]
    for name, truth in (("a", 3.0), ("n", 1.5)):
        inside = [low < truth < high for low, high in (f.interval(name, 0.9) for f in fits)]
        assert np.mean(inside) == pytest.approx(0.9, abs=0.05)


def test_the_cost_is_about_one_where_the_weights_are_right():
    assert np.mean([power_law(seed).cost for seed in range(100)]) == pytest.approx(1, abs=0.1)
    assert np.mean([power_law(seed, 0.3).cost for seed in range(100)]) == pytest.approx(9, abs=1)


def test_what_the_data_do_not_determine_is_said_to_be_unknown():
    both = fit(
        lambda p: relative_residuals(p["a"] * p["b"] * X, 2 * X + 0.01 * X**2, 0.1),
        {"a": 1, "b": 1},
    )
    assert np.isinf(list(both.uncertainties.values())).all()
    bounded = fit(
        lambda p: relative_residuals(p["a"] * X ** p["n"], X**2, 0.1),
        {"a": 1, "n": 1},
        {"n": (0.5, 1.5)},
    )
    assert bounded.values["n"] == pytest.approx(1.5) and np.isinf(bounded.uncertainties["n"])
    assert np.isfinite(bounded.uncertainties["a"]) and bounded.cost > 1


def test_more_points_make_the_interval_narrower():
    few, many = (Fit({"a": 1.0}, {"a": 0.1}, 1.0, points).interval("a") for points in (3, 300))
    assert few[0] < many[0] < 1 < many[1] < few[1]
    assert many[1] == pytest.approx(np.exp(0.196), rel=0.01)


@pytest.mark.parametrize(
    ("residuals", "start", "limits", "message"),
    [
        (lambda p: X, {"a": 0.0}, None, r"^start must lie in \(0, inf\) for a, got 0$"),
        (lambda p: X, {"a": 3.0}, {"a": (1, 2)}, r"^start must lie in \(1, 2\) for a, got 3$"),
        (lambda p: X[:1], {"a": 3.0}, None, "^residuals must be more than the 1 parameters, got 1"),
        (lambda p: np.log(p["a"] - X), {"a": 200.0}, None, "^residuals must be finite, got nan"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_what_cannot_be_fitted_is_refused(residuals, start, limits, message):
    with pytest.raises(InvalidArgument, match=message):
        fit(residuals, start, limits)
