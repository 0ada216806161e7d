import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import zeta

from glasslib import conductivity, counting, excited, friction, phonons, ripplons
from glasslib.conductivity import reduced_scattering_density
from glasslib.spectrum import Spectrum

SHARP = ripplons.spectrum(5.8**3, 0.1)
OMEGA = SHARP.omega
T = np.geomspace(1e-3, 0.3, 200)
CASES = [(method, weight) for method in conductivity.METHODS for weight in conductivity.WEIGHTS]
# the cases in which excited domains become ever more as the temperature rises
ALWAYS_MORE = [case for case in CASES if case[1] != "with ripplons"]
every_case = pytest.mark.parametrize("method, weight", CASES)


def broadened(T_g, factor=1.8, **options):
    return friction.broadened_spectrum(SHARP, T_g, factor / 5.8, **options)


def features(kappa):
    """Onset temperature; place and height of the maximum; place and height of the minimum."""
    over = kappa / T**2
    onset = np.interp(-0.5, -over / over[0], T)
    slope = np.diff(kappa)
    top = np.flatnonzero((slope[:-1] > 0) & (slope[1:] < 0))[0] + 1
    dip = np.flatnonzero((slope[:-1] < 0) & (slope[1:] > 0))[-1] + 1
    return onset, T[top], kappa[top], T[dip], kappa[dip]


# ---- the rate and the mean free path


def test_the_rate_makes_a_mean_free_path_of_ten_wavelengths():
    # Eq. 48 as printed, with one scattering channel: l/λ = c_s τ ω/2π c_s
    rate = conductivity.scattering_rate(0.02, 1.0, 5.8**3)
    assert 0.02 / (2 * np.pi * rate) == pytest.approx(9.884, rel=1e-3)
    assert conductivity.scattering_rate(0.02, 7.0, 5.8**3) == pytest.approx(7 * rate)


def test_a_mean_free_path_is_never_shorter_than_a_wavelength():
    assert conductivity.mfp_over_wavelength(1.0) == 151
    paths = conductivity.mfp_over_wavelength(np.array([3.0, 1e9]), 30)
    assert paths == pytest.approx([11, 1])


# ---- the scattering density, beside sums over levels and the equations of the paper

W = np.array([0.003, 0.05, 0.1, 0.149, 0.15, 0.4, 0.99])


def test_the_exact_scattering_density_is_that_of_the_levels():
    cold = np.array([0.004, 0.02, 0.05])
    ground = counting.scattering_state_density(W, 4.4, SHARP)
    counted = 4.4 * (ground + excited.scattering_state_density(W, cold[:, None], 4.4, SHARP))
    density = reduced_scattering_density(W, cold, 4.4, SHARP, "exact")
    assert density == pytest.approx(counted, rel=2e-4)
    counted = 4.4 * (ground + excited.cumulative(W, 0.7 * cold[:, None], 4.4, SHARP))
    density = reduced_scattering_density(W, cold, 4.4, SHARP, "exact", "step", 0.7)
    assert density == pytest.approx(counted, rel=1e-9)


@pytest.mark.parametrize(
    "spectrum",
    [SHARP, Spectrum(np.geomspace(0.03, 0.8, 40), np.linspace(0.1, 5.7, 40))],
    ids=["sharp", "broad"],
)
def test_the_scattering_density_by_descent_is_that_of_the_equations(spectrum):
    ground = 4.4 * counting.steepest_descent(W, 4.4, spectrum)
    highest = 0.7 * np.array([[0.01], [0.1]])
    below = 4.4 * excited.steepest_descent(W, highest, 4.4, spectrum)
    density = reduced_scattering_density(W, [0.01, 0.1], 4.4, spectrum, weight="step", alpha=0.7)
    assert density == pytest.approx(ground + below, rel=1e-6)
    E = np.geomspace(1e-5, 6.0, 400)
    weight = (0.03 * np.cosh(E / 0.06)) ** -2 * 0.03 / 2
    N = 4.4 * excited.steepest_descent(W[:, None], E, 4.4, spectrum)
    thermal = np.sum(N * weight * E, axis=1) * np.log(E[1] / E[0])
    density = reduced_scattering_density(W, 0.03, 4.4, spectrum)
    assert density == pytest.approx(ground + thermal, rel=1e-5)


def test_narrow_lines_are_counted_as_the_sharp_ones_that_they_approach():
    narrow = Spectrum(
        np.repeat(OMEGA, 3) * np.tile([1 - 3e-4, 1, 1 + 3e-4], 8),
        np.repeat(ripplons.DEGENERACY / 3, 3),
    )
    warm, w = np.array([0.02, 0.1, 0.3]), W[[1, 2, 5, 6]]
    sharp = reduced_scattering_density(w, warm, 4.4, SHARP, "exact")
    assert reduced_scattering_density(w, warm, 4.4, narrow, "exact") == pytest.approx(
        sharp, rel=2e-3
    )


def test_the_shape_is_that_of_the_temperatures_and_then_of_the_frequencies():
    assert reduced_scattering_density(W, 0.01, 4.4, SHARP).shape == W.shape
    assert reduced_scattering_density(0.1, [0.01, 0.02], 4.4, SHARP).shape == (2,)
    assert np.shape(reduced_scattering_density(0.1, 0.01, 4.4, SHARP)) == ()
    grid = conductivity.conductivity(T[:6].reshape(2, 3), 4.4, SHARP)
    assert grid.shape == (2, 3)
    assert conductivity.conductivity(T[4], 4.4, SHARP) == pytest.approx(grid[1, 1], rel=1e-5)


def test_ripplons_of_the_lower_state_depopulate_the_upper_one():
    t, Z = 0.05, np.exp(-counting.log_product(1 / 0.05, SHARP))
    energies, degeneracies = counting.enumerate_levels(W.max() + 40 * t, SHARP)
    up = energies - W[:, None]
    f = 2 / (Z * np.exp(np.maximum(up, 0) / t) + 1)
    shares = np.where(up >= 0, degeneracies * f * np.exp(-np.maximum(up, 0) / 4.4), 0)
    counted = 4.4 * counting.scattering_state_density(W, 4.4, SHARP) + np.sum(shares, axis=1)
    density = reduced_scattering_density(W, t, 4.4, SHARP, "exact", "with ripplons")
    assert density == pytest.approx(counted, rel=2e-4)
    # and by steepest descent to the same factor
    thermal, with_ripplons = (
        reduced_scattering_density(0.05, [1e-3, 0.04], 4.4, SHARP, weight=weight)
        for weight in ("thermal", "with ripplons")
    )
    assert thermal[0] == pytest.approx(with_ripplons[0], rel=1e-6)
    assert with_ripplons[1] < thermal[1]


# ---- the conductivity


def test_it_is_the_integral_over_the_scattering_density():
    node, weight = np.polynomial.legendre.leggauss(200)
    for t in (0.01, 0.1):
        top = min(1 / t, 60)
        x = top * ((1 + node) / 2) ** 2
        share = top * (1 + node) / 2 * weight
        mode = x**3 * np.exp(x) / np.expm1(x) ** 2
        paths = 150 / reduced_scattering_density(x * t, t, 4.4, SHARP) + 1
        kappa = conductivity.conductivity(t, 4.4, SHARP)
        assert kappa == pytest.approx(t**2 * np.sum(share * mode * paths), rel=1e-6)


def test_the_exact_one_agrees_with_sums_over_levels_and_a_quadrature_between_them():
    levels, _ = counting.enumerate_levels(1.0, SHARP)
    low, length = levels, np.diff(np.append(levels, 1.0))
    node, weight = np.polynomial.legendre.leggauss(12)
    w = low[:, None] + length[:, None] * (1 + node) / 2
    share = length[:, None] / 2 * weight
    ground = counting.scattering_state_density(w, 4.4, SHARP)
    for t in (0.02, 0.05):
        density = 4.4 * (ground + excited.scattering_state_density(w, t, 4.4, SHARP))
        mode = (w / t) ** 3 * np.exp(w / t) / np.expm1(w / t) ** 2
        direct = np.sum(share * mode * (150 / density + 1) * t)
        kappa = conductivity.conductivity(t, 4.4, SHARP, "exact")
        assert kappa == pytest.approx(direct, rel=1e-4)


@every_case
@pytest.mark.parametrize("T_g", [2.0, 5.0])
@pytest.mark.parametrize("coupled", [False, True])
def test_finer_quadratures_change_it_by_less_than_1e_4(method, weight, T_g, coupled, monkeypatch):
    spectrum = broadened(T_g) if coupled else SHARP
    some = np.append(T[::7], [0.35, 0.6, 1.0])
    coarse = conductivity.conductivity(some, T_g, spectrum, method, weight)
    finer = {
        "_INTERVALS": 16,
        "_ENERGIES": 2400,
        "_SADDLES": 400,
        "_SPLINE": 800,
        "_FINE": 5e-5,
        "_COARSE": 5e-4,
        "_SPLIT": 2.5,
    }
    for name, value in finer.items():
        monkeypatch.setattr(conductivity, name, value)
    fine = conductivity.conductivity(some, T_g, spectrum, method, weight)
    assert fine == pytest.approx(coarse, rel=1e-4)


@every_case
@pytest.mark.parametrize("coupled", [False, True], ids=["sharp", "broadened"])
def test_each_temperature_is_as_if_it_were_alone(method, weight, coupled):
    # both ends of the range, and of the bands for which tables are made
    some = np.array([0.3, 1e-4, 1e-3, 0.02, 0.01, 3e-4, 0.1, 1.0, 0.0999999])
    spectrum = broadened(4.4) if coupled else SHARP
    case = (4.4, spectrum, method, weight)
    together = conductivity.conductivity(some, *case)
    alone = [conductivity.conductivity(t, *case) for t in some]
    assert together == pytest.approx(alone, rel=1e-12, abs=0)
    together = reduced_scattering_density(W, some, *case)
    alone = np.array([reduced_scattering_density(W, t, *case) for t in some])
    assert together == pytest.approx(alone, rel=1e-12, abs=0)
    alone = reduced_scattering_density(W[2], some, *case)
    assert together[:, 2] == pytest.approx(alone, rel=1e-12, abs=0)


@every_case
def test_it_is_continuous_where_the_tables_change(method, weight):
    for edge in (1e-3, 1e-2, 0.1, 0.3):
        near = edge * np.array([1 - 1e-7, 1 + 1e-7])
        below, above = conductivity.conductivity(near, 4.4, SHARP, method, weight)
        assert below == pytest.approx(above, rel=1e-4)


def test_low_temperature():
    # one scattering channel, of weight e^{−w/T_g}
    cold, T_g = np.array([1e-3, 1.01e-3]), 99.0
    exact = conductivity.conductivity(cold, T_g, SHARP, "exact")
    expected = 6 * zeta(3) * 151 + 24 * zeta(4) * 150 * cold / T_g
    assert exact / cold**2 == pytest.approx(expected, rel=1e-6)
    assert np.log(exact[1] / exact[0]) / np.log(1.01) == pytest.approx(2.0, abs=0.01)
    coldest = 1e-4 * np.array([1, 1.01])
    smooth = conductivity.conductivity(coldest, 4.4, SHARP)
    # less, because of what N_E is where no ripplon fits
    assert smooth[0] / 1e-8 == pytest.approx(1004.83, rel=1e-2)


@pytest.mark.parametrize("method, weight", ALWAYS_MORE)
def test_at_high_temperature_every_mean_free_path_is_a_wavelength(method, weight):
    # half of K, for the integral of x in reduced units
    kappa = conductivity.conductivity(1.0, 3.5, SHARP, method, weight)
    assert kappa == pytest.approx(phonons.scaled_conductivity(1.0, 1.0), rel=0.02)
    warm = conductivity.conductivity([0.2, 0.5], 2.0, SHARP, method)
    assert warm == pytest.approx([0.2246, 0.4266], rel=1e-2)


@pytest.mark.parametrize(
    "T_g, options, method, weight, expected",
    [
        (2.0, None, "steepest descent", "thermal", (0.0224, 0.0377, 0.312, 0.111, 0.113)),
        (5.0, None, "steepest descent", "thermal", (0.0222, 0.0373, 0.306, 0.1085, 0.1075)),
        (2.0, None, "exact", "thermal", (0.0273, 0.0317, 0.416, 0.113, 0.116)),
        (5.0, None, "exact", "thermal", (0.0270, 0.0315, 0.408, 0.110, 0.110)),
        (2.0, {}, "steepest descent", "thermal", (0.0157, 0.0296, 0.163, 0.086, 0.079)),
        (5.0, {}, "steepest descent", "thermal", (0.0091, 0.0197, 0.060, 0.055, 0.034)),
        (2.0, {"D": 30}, "steepest descent", "thermal", (0.0154, 0.0291, 0.156, 0.084, 0.076)),
        (5.0, {"D": 30}, "steepest descent", "thermal", (0.0083, 0.0185, 0.051, 0.051, 0.030)),
        (
            2.0,
            {"D": 30, "weights": "normalized"},
            "steepest descent",
            "thermal",
            (0.0149, 0.0251, 0.137, 0.072, 0.050),
        ),
        (2.0, {"D": 30}, "exact", "thermal", (0.0182, 0.0250, 0.194, 0.086, 0.078)),
        (5.0, {"D": 30}, "exact", "thermal", (0.0094, 0.0169, 0.059, 0.052, 0.030)),
        (2.0, {"factor": 2.0}, "steepest descent", "step", (0.0164, 0.046, 0.218, 0.104, 0.192)),
        (5.0, {"factor": 2.0}, "steepest descent", "step", (0.0065, 0.029, 0.044, 0.040, 0.0437)),
    ],
)
def test_the_plateau_has_known_values(T_g, options, method, weight, expected):
    spectrum = SHARP if options is None else broadened(T_g, **options)
    found = features(conductivity.conductivity(T, T_g, spectrum, method, weight))
    assert found[0] == pytest.approx(expected[0], rel=0.015)
    assert found[1::2] == pytest.approx(expected[1::2], rel=0.04)
    assert found[2::2] == pytest.approx(expected[2::2], rel=0.02)


def test_the_plateau_function_reads_the_same_features():
    kappa = conductivity.conductivity(T, 4.4, SHARP)
    plateau = conductivity.plateau(T, kappa)
    onset, *extrema = features(kappa)
    assert plateau.onset_T == pytest.approx(onset, rel=1e-12)
    assert plateau[1:5] == pytest.approx(extrema, rel=0.03)
    assert plateau.min_log_slope < 0


# ---- what holds for any assumption

held = settings(derandomize=True, database=None, deadline=None, max_examples=25)
glass_temperatures = st.floats(2.0, 5.0)
sizes = st.floats(5.0, 7.0)  # ξ/a


@held
@given(T_g=glass_temperatures, size=sizes, case=st.sampled_from(ALWAYS_MORE))
def test_the_scattering_density_rises_with_temperature(T_g, size, case):
    spectrum = ripplons.spectrum(size**3, 0.1)
    density = reduced_scattering_density(W, np.geomspace(1e-3, 0.3, 12), T_g, spectrum, *case)
    assert np.all(np.diff(density, axis=0) >= -1e-9 * density[1:])
    assert np.all(density > 0)


@held
@given(T_g=glass_temperatures, size=sizes, case=st.sampled_from(CASES), ratio=st.floats(50, 300))
def test_it_is_between_a_path_of_one_wavelength_and_the_universal_line(T_g, size, case, ratio):
    some = np.geomspace(1e-3, 0.3, 12)
    spectrum = ripplons.spectrum(size**3, 0.1)
    kappa = conductivity.conductivity(some, T_g, spectrum, *case, ratio=ratio)
    floor = phonons.scaled_conductivity(some, 1.0)
    assert np.all(kappa > floor)
    assert np.all(kappa < 1.05 * floor * (ratio + 1))


@held
@given(
    low=st.floats(2.0, 4.4),
    step=st.floats(1.1, 1.5),
    factor=st.floats(1.2, 1.8),
    method=st.sampled_from(conductivity.METHODS),
)
@pytest.mark.slow
def test_the_plateau_moves_down_as_the_glass_temperature_rises(low, step, factor, method):
    high = min(low * step, 5.0)
    first, second = (
        features(conductivity.conductivity(T, T_g, broadened(T_g, factor), method))
        for T_g in (low, high)
    )
    assert second[0] < first[0]
    assert second[4] < first[4]


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: conductivity.scattering_rate(0, 1, 190), "w"),
        (lambda: conductivity.scattering_rate(1, 0, 190), "scattering_density"),
        (lambda: conductivity.scattering_rate(1, 1, 0), "beads"),
        (lambda: conductivity.mfp_over_wavelength(0), "scattering_density"),
        (lambda: conductivity.mfp_over_wavelength(1, 0), "ratio"),
        (lambda: reduced_scattering_density(0, 0.1, 4.4, SHARP), "w"),
        (lambda: reduced_scattering_density(1.5, 0.1, 4.4, SHARP), "w"),
        (lambda: reduced_scattering_density(0.1, 2.0, 4.4, SHARP), "T"),
        (lambda: reduced_scattering_density(0.1, 0.1, 4.4, OMEGA), "spectrum"),
        (lambda: conductivity.conductivity(1e-5, 4.4, SHARP), "T"),
        (lambda: conductivity.conductivity(0.1, 0, SHARP), "reduced_T_g"),
        (
            lambda: conductivity.conductivity(0.1, 4.4, Spectrum(-OMEGA, ripplons.DEGENERACY)),
            "omega",
        ),
        (lambda: conductivity.conductivity(0.1, 4.4, OMEGA), "spectrum"),
        (lambda: conductivity.conductivity(0.1, 4.4, SHARP, "exactly"), "method"),
        (lambda: conductivity.conductivity(0.1, 4.4, SHARP, weight="none"), "weight"),
        (lambda: conductivity.conductivity(0.1, 4.4, SHARP, weight="step", alpha=0), "alpha"),
        (lambda: conductivity.conductivity(0.1, 4.4, SHARP, ratio=-1), "ratio"),
        (lambda: conductivity.plateau(T, T[:5] ** 2), "T and kappa"),
        (lambda: conductivity.plateau(T[::-1], T**2), "T"),
        (lambda: conductivity.plateau(T + 0.2, T**2), "T"),
        (lambda: conductivity.plateau(T, T**2), "kappa over T²"),
        (lambda: conductivity.plateau(-T, T**2), "T"),
        (lambda: conductivity.plateau(T, -(T**2)), "kappa"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()


def test_the_onset_is_the_first_of_two_places_where_the_fall_is_one_half():
    T = np.geomspace(1e-3, 0.3, 400)
    once = T**2 / (1 + (T / 0.01) ** 2)
    again = once * (1 + (T / 0.05) ** 4)
    assert (again / T**2)[-1] > 1
    onsets = [conductivity.plateau(T, kappa).onset_T for kappa in (once, again)]
    assert onsets[1] == pytest.approx(onsets[0], rel=1e-2)
