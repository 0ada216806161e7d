from itertools import product

import mpmath
import numpy as np
import pytest
from scipy.special import gammaln

from glasslib import counting, excited, friction, ripplons
from glasslib.spectrum import Spectrum

SHARP = ripplons.spectrum(5.8**3, 0.1)
OMEGA = SHARP.omega
DOMAIN = {"reduced_T_g": 4.4, "spectrum": SHARP}
FEW = {"reduced_T_g": 2.5, "spectrum": Spectrum([0.15, 0.24], [2, 3])}


# ---- exact counts


@pytest.mark.parametrize("w, E", [(0.1, 0.3), (0.5, 1.1)])
def test_the_count_is_an_integral_over_the_asymmetry(w, E):
    # one level at a time: its energy less w is the asymmetry of the domain that absorbs w
    energies, degeneracies = counting.enumerate_levels(w + E, FEW["spectrum"])
    inside = energies >= w
    summed = np.sum(degeneracies[inside] * np.exp(-(energies[inside] - w) / 2.5)) / 2.5
    assert excited.cumulative(w, E, **FEW) == pytest.approx(summed)


def test_the_count_includes_both_ends_up_to_rounding():
    # the levels 0.1, 0.15, … 0.4; 8 × 0.05 − 0.1 is 0.30000000000000004
    asymmetries = 0.05 * np.arange(7)
    expected = np.sum(np.exp(-asymmetries / 4.4)) / 4.4
    one_mode = Spectrum([0.05], [1])
    assert excited.cumulative(0.1, 0.3, 4.4, one_mode) == pytest.approx(expected, rel=1e-11)
    below = excited.cumulative(0.1, 0.3 - 1e-9, 4.4, one_mode)
    assert below == pytest.approx(expected - np.exp(-0.3 / 4.4) / 4.4, rel=1e-11)
    above = excited.cumulative(0.1 + 1e-9, 0.3, 4.4, one_mode)
    assert above == pytest.approx(expected - 1 / 4.4, rel=1e-8)


def test_nothing_is_absorbed_where_no_ripplon_fits():
    assert excited.cumulative(0.01, 0.1, **DOMAIN) == 0
    asymmetry = OMEGA[0] - 0.05
    one_ripplon = 5 * np.exp(-asymmetry / 4.4) / 4.4
    assert excited.cumulative(0.05, asymmetry + 1e-12, **DOMAIN) == pytest.approx(one_ripplon)


def test_the_occupation_is_twice_a_fermi_function():
    assert excited.occupation(0.0, 0.3) == 1
    assert excited.occupation(0.2, 0.1) == pytest.approx(2 / (np.exp(2) + 1))
    assert excited.occupation(1e4, 0.1) == 0


def test_the_thermal_density_has_known_values():
    warm = excited.scattering_state_density(0.1, 0.05, **DOMAIN)
    cold = excited.scattering_state_density(0.01, 0.01, **DOMAIN)
    assert 4.4 * warm == pytest.approx(4.83898, abs=1e-4)
    assert 4.4 * cold == pytest.approx(8.7365e-6, rel=1e-4)


def test_the_thermal_density_is_its_integral_form():
    # ∫ f dN_E = ∫ (−df/dE) N_E dE, the latter between the steps of N_E
    w, T = 0.1, 0.05
    highest = 55 * T
    energies, _ = counting.enumerate_levels(w + highest, SHARP)
    steps = np.append(energies[energies > w] - w, highest)
    falling = -np.diff(excited.occupation(steps, T))
    N = excited.cumulative(w, (steps[:-1] + steps[1:]) / 2, **DOMAIN)
    integral = np.sum(falling * N) + excited.occupation(highest, T) * N[-1]
    density = excited.scattering_state_density(w, T, **DOMAIN)
    assert density == pytest.approx(integral, rel=1e-12)


@pytest.mark.parametrize("T", [0.05, 0.07, 0.08])
@pytest.mark.parametrize("w", [0.01, 0.1, 0.9])
def test_the_sum_over_levels_is_converged(w, T):
    def summed(highest):
        energies, degeneracies = counting.enumerate_levels(highest, SHARP)
        up = energies[energies >= w] - w
        weights = 2 / (np.exp(up / T) + 1) * np.exp(-up / 4.4)
        return degeneracies[energies >= w] @ weights / 4.4

    density = excited.scattering_state_density(w, T, **DOMAIN)
    assert density == pytest.approx(summed(6.5), rel=1e-13)
    # a sum up to 40 T above w leaves out far more
    assert abs(summed(w + 40 * T) / density - 1) > 1e-12


def test_at_low_temperature_no_domain_is_excited():
    assert excited.scattering_state_density(0.05, 1e-3, **DOMAIN) < 1e-40
    # a step of ρ is one that excited domains took before, since f(0) = 1
    at = OMEGA[0] * np.array([1 - 1e-9, 1 + 1e-9])
    ground = counting.scattering_state_density(at, **DOMAIN)
    low, high = ground + excited.scattering_state_density(at, 0.01, **DOMAIN)
    assert high == pytest.approx(low, rel=1e-6)


# ---- steepest descent

SADDLES = [(1e-3, 1e-3), (0.01, 0.1), (0.3, 0.3), (2.0, 0.01), (0.01, 20.0), (1.0, 100.0)]


@pytest.mark.parametrize("w, E", SADDLES)
def test_the_saddle_is_where_both_energies_are_met(w, E):
    at = excited.saddle_point(w, E, **DOMAIN)
    assert excited.saddle_total_energy(*at, **DOMAIN) == pytest.approx(w + E, rel=1e-9)
    assert excited.saddle_frequency(*at, **DOMAIN) == pytest.approx(w, rel=1e-7, abs=1e-9 * E)
    at_saddle = excited.saddle_cumulative(*at, **DOMAIN)
    assert excited.steepest_descent(w, E, **DOMAIN) == pytest.approx(at_saddle)


def test_steepest_descent_agrees_with_thirty_digits():
    w, E, T_g = 0.3, 0.4, 4.4
    start = excited.saddle_point(w, E, **DOMAIN)
    with mpmath.workdps(30):
        modes = [
            (mpmath.mpf(float(omega)), int(degeneracy))
            for omega, degeneracy in zip(OMEGA, SHARP.degeneracy, strict=True)
        ]

        def exponent(lam, mu):
            s = 1 / mpmath.mpf(T_g) + lam - mu
            states = sum(g * mpmath.log(1 - mpmath.exp(-s * omega)) for omega, g in modes)
            return s * w + lam * E - states - mpmath.log(lam) - mpmath.log(mu)

        slopes = [
            lambda lam, mu, order=order: mpmath.diff(exponent, (lam, mu), order)
            for order in ((1, 0), (0, 1))
        ]
        at = tuple(mpmath.findroot(slopes, start))
        H = [mpmath.diff(exponent, at, order) for order in ((2, 0), (1, 1), (0, 2))]
        determinant = H[0] * H[2] - H[1] ** 2
        value = mpmath.exp(exponent(*at)) / (2 * mpmath.pi * mpmath.sqrt(determinant)) / T_g
    assert start == pytest.approx([float(x) for x in at], rel=1e-10)
    found = excited.saddle_determinant(*start, **DOMAIN)
    assert found == pytest.approx(float(determinant), rel=1e-10)
    assert excited.steepest_descent(w, E, **DOMAIN) == pytest.approx(float(value), rel=1e-10)


def test_steepest_descent_has_known_values():
    w, E = np.array([0.001, 0.01, 0.01, 0.01]), np.array([0.001, 0.01, 0.05, 0.1])
    expected = [0.0293, 0.1345, 0.6575, 1.6818]
    assert 4.4 * excited.steepest_descent(w, E, **DOMAIN) == pytest.approx(expected, abs=5e-5)
    both = np.array([0.001, 0.01, 0.03, 0.1, 0.3])
    broadened = friction.broadened_spectrum(SHARP, 5.0, 1.8 / 5.8, 30)
    fourth, _ = excited.corrections(both, both, 5.0, broadened)
    assert fourth == pytest.approx([1.45, 0.257, 0.149, 0.168, 0.145], abs=1e-3)
    expected = [0.060, 0.424, 2.470, 91.99, 52790]
    density = excited.steepest_descent(both, both, 5.0, broadened)
    assert 5 * density == pytest.approx(expected, rel=3e-3)


def test_the_next_order_is_that_of_the_expansion():
    # written out index by index, in λ and μ themselves
    lam, mu = excited.saddle_point(0.3, 0.4, **DOMAIN)
    second, third, fourth = (counting.cumulant(1 / 4.4 + lam - mu, SHARP, n) for n in (2, 3, 4))
    along, own = (1, -1), np.array([lam, mu])

    def derivative(order, size, factor, *indices):
        same = len(set(indices)) == 1
        return (
            size * np.prod([along[i] for i in indices]) + factor * same / own[indices[0]] ** order
        )

    G = np.linalg.inv([[derivative(2, second, 1, i, j) for j in range(2)] for i in range(2)])
    pairs = list(product(range(2), repeat=6))
    four = sum(
        derivative(4, fourth, 6, i, j, k, p) * G[i, j] * G[k, p]
        for i, j, k, p in product(range(2), repeat=4)
    )
    cubes = {indices: derivative(3, third, -2, *indices) for indices in product(range(2), repeat=3)}
    chain = sum(
        cubes[i, j, k] * cubes[p, m, n] * G[i, j] * G[k, p] * G[m, n] for i, j, k, p, m, n in pairs
    )
    melon = sum(
        cubes[i, j, k] * cubes[p, m, n] * G[i, p] * G[j, m] * G[k, n] for i, j, k, p, m, n in pairs
    )
    _, factor = excited.corrections(0.3, 0.4, **DOMAIN)
    assert factor == pytest.approx(1 + four / 8 - chain / 8 - melon / 12, rel=1e-9)


@pytest.mark.parametrize("modes, E, below", [(6, 0.05, 1e-3), (60, 1.0, 6e-3), (60, 0.3, 6e-3)])
def test_the_next_order_comes_closer_where_the_count_is_smooth(modes, E, below):
    # classical oscillators have E^M/M! states below E
    soft = {"reduced_T_g": 1e9, "spectrum": Spectrum([1e-6], [modes])}
    exact = modes * np.log(1e6) + np.log((1 + E) ** modes - 1) - gammaln(modes + 1)
    descent = np.log(1e9 * excited.steepest_descent(1.0, E, **soft))
    _, factor = excited.corrections(1.0, E, **soft)
    error = abs(descent + np.log(factor) - exact)
    assert error < below
    assert error < abs(descent - exact) / 10


def test_the_worst_axis_has_the_larger_term():
    lam, mu = excited.saddle_point(0.3, 0.3, **DOMAIN)
    fourth, _ = excited.corrections(0.3, 0.3, **DOMAIN)
    s = 1 / 4.4 + lam - mu
    second, quartic = (counting.cumulant(s, SHARP, order) for order in (2, 4))
    H = np.array([[second + 1 / lam**2, -second], [-second, second + 1 / mu**2]])
    values, axes = np.linalg.eigh(H)
    terms = [
        (quartic * (a - b) ** 4 + 6 * a**4 / lam**4 + 6 * b**4 / mu**4) / (24 * value**2)
        for value, (a, b) in zip(values, axes.T, strict=True)
    ]
    assert fourth == pytest.approx(max(terms))


def test_what_is_known_at_a_saddle_gives_the_density():
    lam, mu = excited.saddle_point(0.3, 0.5, **DOMAIN)
    s = 1 / 4.4 + lam - mu
    known = -counting.log_product(s, SHARP), counting.cumulant(s, SHARP, 2)
    kernel = excited.steepest_descent_kernel(0.3, s, *known, 1 / lam, 1 / mu)
    assert kernel == pytest.approx(4.4 * excited.steepest_descent(0.3, 0.5, **DOMAIN))


# ---- arrays and refusals


def correction_factor(*arguments, **domain):
    return excited.corrections(*arguments, **domain)[1]


def test_arrays_broadcast():
    w, E = np.array([[0.2], [0.7]]), np.array([0.1, 0.3, 0.5])
    for function in (excited.cumulative, excited.steepest_descent, correction_factor):
        grid = function(w, E, **DOMAIN)
        assert grid.shape == (2, 3)
        assert grid[1, 2] == pytest.approx(function(0.7, 0.5, **DOMAIN))
    thermal = excited.scattering_state_density(w, np.array([0.01, 0.02]), **DOMAIN)
    assert thermal.shape == (2, 2)


def test_each_element_is_as_if_it_were_alone():
    w = np.array([1e-4, 0.01, OMEGA[0], 0.3, 0.5, 0.99])
    E = np.array([1e-3, 0.2, 0.3, 1e-4, 1.0, 0.5])
    T = np.array([0.08, 1e-3, 1e-4, 0.02, 0.05, 0.07])
    for function, arguments in (
        (excited.cumulative, (w, E)),
        (excited.scattering_state_density, (w, T)),
        (excited.steepest_descent, (w, E)),
        (correction_factor, (w, E)),
        (lambda *element, **domain: excited.corrections(*element, **domain)[0], (w, E)),
        (lambda *element, **domain: excited.saddle_point(*element, **domain)[0], (w, E)),
        (lambda *element, **domain: excited.saddle_point(*element, **domain)[1], (w, E)),
    ):
        alone = [function(*element, **DOMAIN) for element in zip(*arguments, strict=True)]
        assert function(*arguments, **DOMAIN) == pytest.approx(alone, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: excited.cumulative(0, 1, **DOMAIN), "w"),
        (lambda: excited.cumulative(1, 0, **DOMAIN), "E"),
        (lambda: excited.cumulative(1, 1, 0, SHARP), "reduced_T_g"),
        (lambda: excited.cumulative(1, 20, **DOMAIN), "w and E and reduced_T_g"),
        (
            lambda: excited.cumulative(0.1, 0.1, 4.4, Spectrum(OMEGA, ripplons.DEGENERACY / 2)),
            "spectrum",
        ),
        (lambda: excited.occupation(-1, 1), "E"),
        (lambda: excited.occupation(1, 0), "T"),
        (lambda: excited.scattering_state_density(0, 0.1, **DOMAIN), "w"),
        (lambda: excited.scattering_state_density(0.1, 0, **DOMAIN), "T"),
        (lambda: excited.scattering_state_density(0.1, 0.5, **DOMAIN), "w and T and reduced_T_g"),
        (lambda: excited.saddle_total_energy(0, 1, **DOMAIN), "lam"),
        (lambda: excited.saddle_frequency(1, 0, **DOMAIN), "mu"),
        (lambda: excited.saddle_determinant(1, 2, **DOMAIN), "mu"),
        (lambda: excited.saddle_cumulative(50.0, 0.1, **DOMAIN), "mu"),
        (lambda: excited.steepest_descent_kernel(0.3, 1, 1, 0, 1, 1), "variance"),
        (lambda: excited.steepest_descent_kernel(0.3, 1, 1, 1, 0, 1), "x"),
        (lambda: excited.steepest_descent_kernel(0.3, 1, 1, 1, 1, 0), "y"),
        (lambda: excited.saddle_point(0, 1, **DOMAIN), "w"),
        (lambda: excited.steepest_descent(1, 0, **DOMAIN), "E"),
        (lambda: excited.corrections(1, -1, **DOMAIN), "E"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
