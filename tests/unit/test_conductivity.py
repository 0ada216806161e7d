
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import zeta

from glasslib import conductivity, counting, excited, friction, phonons, ripplons

SHARP = ripplons.spectrum(5.8**3, 0.1)
OMEGA = SHARP.omega
SHARP = (SHARP)
T = np.geomspace(1e-3, 0.3, 200)
CASES = [(method, weight) for method in conductivity.METHODS for weight in conductivity.WEIGHTS]
ALWAYS_MORE = [case for case in CASES if case[1] != "with ripplons"]  # excited domains become ever more
every_case = pytest.mark.parametrize("method, weight", CASES)


def broadened(T_g, factor=1.8, **how):
    return friction.broadened_spectrum(*SHARP, T_g, factor / 5.8, **how)


def features(kappa):
    """T_half; place and height of the maximum; place and height of the minimum."""
    over = kappa / T**2
    half = np.interp(-0.5, -over / over[0], T)
    slope = np.diff(kappa)
    top = np.flatnonzero((slope[:-1] > 0) & (slope[1:] < 0))[0] + 1
    dip = np.flatnonzero((slope[:-1] < 0) & (slope[1:] > 0))[-1] + 1
    return half, T[top], kappa[top], T[dip], kappa[dip]


# ---- the rate and the path


def test_the_rate_makes_ten_wavelengths():
    # Eq. 48 with one way, as it stands: l/λ = c_s τ ω/2π c_s
    rate = conductivity.scattering_rate(0.02, 1.0, 5.8**3)
    assert 0.02 / (2 * np.pi * rate) == pytest.approx(9.884, rel=1e-3)
    assert conductivity.scattering_rate(0.02, 7.0, 5.8**3) == pytest.approx(7 * rate)


def test_a_path_is_never_shorter_than_a_wavelength():
    assert conductivity.mfp_over_wavelength(1.0) == 151
    assert conductivity.mfp_over_wavelength(np.array([3.0, 1e9]), 30) == pytest.approx([11, 1])


# ---- the ways, beside what counts them one by one

W = np.array([0.003, 0.05, 0.1, 0.149, 0.15, 0.4, 0.99])


def test_the_exact_ways_are_the_counts():
    cold = np.array([0.004, 0.02, 0.05])
    counted = 4.4 * (counting.scattering_state_density(W, 4.4, *SHARP) + excited.scattering_state_density(W, cold[:, None], 4.4, *SHARP))
    assert conductivity.reduced_scattering_density(W, cold, 4.4, *SHARP, "exact") == pytest.approx(counted, rel=2e-4)
    counted = 4.4 * (counting.scattering_state_density(W, 4.4, *SHARP) + excited.cumulative(W, 0.7 * cold[:, None], 4.4, *SHARP))
    assert conductivity.reduced_scattering_density(W, cold, 4.4, *SHARP, "exact", "step", 0.7) == pytest.approx(counted, rel=1e-9)


@pytest.mark.parametrize("lines", [SHARP, (np.geomspace(0.03, 0.8, 40), np.linspace(0.1, 5.7, 40))], ids=["sharp", "broad"])
def test_the_ways_by_descent_are_those_of_the_equations(lines):
    ground = 4.4 * counting.steepest_descent(W, 4.4, *lines)
    below = 4.4 * excited.steepest_descent(W, 0.7 * np.array([[0.01], [0.1]]), 4.4, *lines)
    assert conductivity.reduced_scattering_density(W, [0.01, 0.1], 4.4, *lines, weight="step", alpha=0.7) == pytest.approx(ground + below, rel=1e-6)
    E = np.geomspace(1e-5, 6.0, 400)
    weight = (0.03 * np.cosh(E / 0.06)) ** -2 * 0.03 / 2
    N = 4.4 * excited.steepest_descent(W[:, None], E, 4.4, *lines)
    thermal = np.sum(N * weight * E, axis=1) * np.log(E[1] / E[0])
    assert conductivity.reduced_scattering_density(W, 0.03, 4.4, *lines) == pytest.approx(ground + thermal, rel=1e-5)


def test_broadened_lines_are_counted_as_the_sharp_ones_that_they_end_as():
    narrow = (np.repeat(OMEGA, 3) * np.tile([1 - 3e-4, 1, 1 + 3e-4], 8), np.repeat(ripplons.DEGENERACY / 3, 3))
    warm = np.array([0.02, 0.1, 0.3])
    counted = conductivity.reduced_scattering_density(W[[1, 2, 5, 6]], warm, 4.4, *narrow, "exact")
    assert counted == pytest.approx(conductivity.reduced_scattering_density(W[[1, 2, 5, 6]], warm, 4.4, *SHARP, "exact"), rel=2e-3)


def test_shapes():
    assert conductivity.reduced_scattering_density(W, 0.01, 4.4, *SHARP).shape == W.shape
    assert conductivity.reduced_scattering_density(0.1, [0.01, 0.02], 4.4, *SHARP).shape == (2,)
    assert np.shape(conductivity.reduced_scattering_density(0.1, 0.01, 4.4, *SHARP)) == ()
    grid = conductivity.conductivity(T[:6].reshape(2, 3), 4.4, *SHARP)
    assert grid.shape == (2, 3)
    assert conductivity.conductivity(T[4], 4.4, *SHARP) == pytest.approx(grid[1, 1], rel=1e-5)


def test_ripplons_on_the_lower_state_empty_the_upper_one():
    t, Z = 0.05, np.exp(-counting.log_product(1 / 0.05, *SHARP))
    energies, number = counting.enumerate_levels(W.max() + 40 * t, *SHARP)
    up = energies - W[:, None]
    f = 2 / (Z * np.exp(np.maximum(up, 0) / t) + 1)
    excited_part = np.sum(np.where(up >= 0, number * f * np.exp(-np.maximum(up, 0) / 4.4), 0), axis=1)
    ground = 4.4 * counting.scattering_state_density(W, 4.4, *SHARP)
    assert conductivity.reduced_scattering_density(W, t, 4.4, *SHARP, "exact", "with ripplons") == pytest.approx(ground + excited_part, rel=2e-4)
    # and by steepest descent to the same factor
    both = [conductivity.reduced_scattering_density(0.05, [1e-3, 0.04], 4.4, *SHARP, weight=weight) for weight in ("thermal", "with ripplons")]
    assert both[0][0] == pytest.approx(both[1][0], rel=1e-6)
    assert both[1][1] < both[0][1]


# ---- the conductivity


def test_it_is_the_integral_over_the_ways():
    def integrand(x, t):
        return x**3 * np.exp(x) / np.expm1(x) ** 2 * (150 / conductivity.reduced_scattering_density(x * t, t, 4.4, *SHARP) + 1)

    for t in (0.01, 0.1):
        direct = t**2 * quad(integrand, 0, min(1 / t, 60), args=(t,), epsrel=1e-7, limit=200)[0]
        assert conductivity.conductivity(t, 4.4, *SHARP) == pytest.approx(direct, rel=1e-6)


def test_the_exact_one_beside_levels_and_adaptive_quadrature():
    for t in (0.02, 0.05):
        levels, _ = counting.enumerate_levels(1.0, *SHARP)

        def integrand(w):
            ways = 4.4 * (counting.scattering_state_density(w, 4.4, *SHARP) + excited.scattering_state_density(w, t, 4.4, *SHARP))
            return (w / t) ** 3 * np.exp(w / t) / np.expm1(w / t) ** 2 * (150 / ways + 1) * t

        ends = np.append(levels, 1.0)
        node, weight = np.polynomial.legendre.leggauss(12)
        parts = [(low + (high - low) * (1 + node) / 2, (high - low) / 2 * weight) for low, high in zip(ends, ends[1:])]
        direct = sum(np.sum(share * integrand(w)) for w, share in parts)
        assert conductivity.conductivity(t, 4.4, *SHARP, "exact") == pytest.approx(direct, rel=1e-4)


@every_case
@pytest.mark.parametrize("T_g", [2.0, 5.0])
@pytest.mark.parametrize("coupled", [False, True])
def test_finer_quadratures_change_it_by_less_than_1e_4(method, weight, T_g, coupled, monkeypatch):
    lines = broadened(T_g) if coupled else SHARP
    some = T[::7]
    coarse = conductivity.conductivity(some, T_g, *lines, method, weight)
    finer = {"_INTERVALS": 16, "_ENERGIES": 2400, "_SADDLES": 400, "_SPLINE": 800, "_FINE": 5e-5, "_COARSE": 5e-4, "_SPLIT": 2.5}
    for name, value in finer.items():
        monkeypatch.setattr(conductivity, name, value)
    assert conductivity.conductivity(some, T_g, *lines, method, weight) == pytest.approx(coarse, rel=1e-4)


def test_low_temperature():
    cold = np.array([1e-3, 1.01e-3])
    exact = conductivity.conductivity(cold, 1e6, *SHARP, "exact")
    assert exact / cold**2 == pytest.approx(6 * zeta(3) * 151, rel=1e-6)
    assert np.log(exact[1] / exact[0]) / np.log(1.01) == pytest.approx(2.0, abs=0.01)
    coldest = 1e-4 * np.array([1, 1.01])
    smooth = conductivity.conductivity(coldest, 4.4, *SHARP)
    assert smooth[0] / 1e-8 == pytest.approx(1004.83, rel=1e-2)  # less by what N_E has where no ripplon fits


@pytest.mark.parametrize("method, weight", ALWAYS_MORE)
def test_high_temperature_is_a_random_walk(method, weight):
    # one wavelength each: half of K, for the integral of x in reduced units
    assert conductivity.conductivity(1.0, 3.5, *SHARP, method, weight) == pytest.approx(phonons.scaled_conductivity(1.0, 1.0), rel=0.02)
    warm = conductivity.conductivity([0.2, 0.5], 2.0, *SHARP, method)
    assert warm == pytest.approx([0.2246, 0.4266], rel=1e-2)


@pytest.mark.parametrize(
    "T_g, how, method, weight, expected",
    [
        (2.0, None, "steepest descent", "thermal", (0.0224, 0.0377, 0.312, 0.111, 0.113)),
        (5.0, None, "steepest descent", "thermal", (0.0222, 0.0373, 0.306, 0.1085, 0.1075)),
        (2.0, None, "exact", "thermal", (0.0273, 0.0317, 0.416, 0.113, 0.116)),
        (5.0, None, "exact", "thermal", (0.0270, 0.0315, 0.408, 0.110, 0.110)),
        (2.0, {}, "steepest descent", "thermal", (0.0157, 0.0296, 0.163, 0.086, 0.079)),
        (5.0, {}, "steepest descent", "thermal", (0.0091, 0.0197, 0.060, 0.055, 0.034)),
        (2.0, {"D": 30}, "steepest descent", "thermal", (0.0154, 0.0291, 0.156, 0.084, 0.076)),
        (5.0, {"D": 30}, "steepest descent", "thermal", (0.0083, 0.0185, 0.051, 0.051, 0.030)),
        (2.0, {"D": 30, "weights": "normed"}, "steepest descent", "thermal", (0.0149, 0.0251, 0.137, 0.072, 0.050)),
        (2.0, {"D": 30}, "exact", "thermal", (0.0182, 0.0250, 0.194, 0.086, 0.078)),
        (5.0, {"D": 30}, "exact", "thermal", (0.0094, 0.0169, 0.059, 0.052, 0.030)),
        (2.0, {"factor": 2.0}, "steepest descent", "step", (0.0164, 0.046, 0.218, 0.104, 0.192)),
        (5.0, {"factor": 2.0}, "steepest descent", "step", (0.0065, 0.029, 0.044, 0.040, 0.0437)),
    ],
)
def test_the_plateau_where_it_was_checked(T_g, how, method, weight, expected):
    lines = SHARP if how is None else broadened(T_g, **how)
    found = features(conductivity.conductivity(T, T_g, *lines, method, weight))
    assert found[0] == pytest.approx(expected[0], rel=0.015)
    assert found[1::2] == pytest.approx(expected[1::2], rel=0.04)
    assert found[2::2] == pytest.approx(expected[2::2], rel=0.02)


# ---- what holds for any assumption

held = settings(derandomize=True, database=None, deadline=None, max_examples=25)
temperature = st.floats(2.0, 5.0)
across = st.floats(5.0, 7.0)
case = st.sampled_from(CASES)


@held
@given(T_g=temperature, across=across, case=st.sampled_from(ALWAYS_MORE))
def test_more_ways_to_scatter_the_hotter(T_g, across, case):
    lines = ripplons.mode_frequency(ripplons.ORDERS, across**3, 0.1), ripplons.DEGENERACY
    ways = conductivity.reduced_scattering_density(W, np.geomspace(1e-3, 0.3, 12), T_g, *lines, *case)
    assert np.all(np.diff(ways, axis=0) >= -1e-9 * ways[1:])
    assert np.all(ways > 0)


@held
@given(T_g=temperature, across=across, case=case, ratio=st.floats(50, 300))
def test_between_a_random_walk_and_the_universal_line(T_g, across, case, ratio):
    lines = ripplons.mode_frequency(ripplons.ORDERS, across**3, 0.1), ripplons.DEGENERACY
    some = np.geomspace(1e-3, 0.3, 12)
    kappa = conductivity.conductivity(some, T_g, *lines, *case, ratio=ratio)
    floor = phonons.scaled_conductivity(some, 1.0)
    assert np.all(kappa > floor)
    assert np.all(kappa < 1.05 * floor * (ratio + 1))


@held
@given(low=st.floats(2.0, 4.4), step=st.floats(1.1, 1.5), factor=st.floats(1.2, 1.8), method=st.sampled_from(conductivity.METHODS))
def test_the_plateau_moves_down_as_the_glass_temperature_rises(low, step, factor, method):
    high = min(low * step, 5.0)
    first, second = (features(conductivity.conductivity(T, T_g, *broadened(T_g, factor), method)) for T_g in (low, high))
    assert second[0] < first[0]
    assert second[4] < first[4]


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: conductivity.scattering_rate(0, 1, 190), "w"),
        (lambda: conductivity.scattering_rate(1, 0, 190), "ways"),
        (lambda: conductivity.scattering_rate(1, 1, 0), "beads"),
        (lambda: conductivity.mfp_over_wavelength(0), "ways"),
        (lambda: conductivity.mfp_over_wavelength(1, 0), "ratio"),
        (lambda: conductivity.reduced_scattering_density(0, 0.1, 4.4, *SHARP), "w"),
        (lambda: conductivity.reduced_scattering_density(1.5, 0.1, 4.4, *SHARP), "w"),
        (lambda: conductivity.reduced_scattering_density(0.1, 2.0, 4.4, *SHARP), "T"),
        (lambda: conductivity.conductivity(1e-5, 4.4, *SHARP), "T"),
        (lambda: conductivity.conductivity(0.1, 0, *SHARP), "reduced_T_g"),
        (lambda: conductivity.conductivity(0.1, 4.4, -SHARP), "omega"),
        (lambda: conductivity.conductivity(0.1, 4.4, *SHARP, "exactly"), "method"),
        (lambda: conductivity.conductivity(0.1, 4.4, *SHARP, weight="none"), "weight"),
        (lambda: conductivity.conductivity(0.1, 4.4, *SHARP, weight="step", alpha=0), "alpha"),
        (lambda: conductivity.conductivity(0.1, 4.4, *SHARP, ratio=-1), "ratio"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
