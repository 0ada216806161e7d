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


@pytest.mark.parametrize("w, E", [(0.1, 0.3), (0.5, 1.1)])
def test_the_count_is_an_integral_over_the_asymmetry(w, E):
    # one level at a time: it absorbs w from the asymmetry that it exceeds w by
    energies, ways = counting.enumerate_levels(w + E, FEW["omega"], FEW["degeneracy"])
    inside = energies >= w
    summed = np.sum(ways[inside] * np.exp(-(energies[inside] - w) / 2.5)) / 2.5
    assert excited.cumulative(w, E, **FEW) == pytest.approx(summed)


def test_nothing_is_absorbed_where_no_ripplon_fits():
    assert excited.cumulative(0.01, 0.1, **DOMAIN) == 0
    assert excited.cumulative(0.05, OMEGA[0] - 0.05 + 1e-12, **DOMAIN) == pytest.approx(5 * np.exp(-(OMEGA[0] - 0.05) / 4.4) / 4.4)


def test_the_weight_is_a_fermi_function():
    assert excited.occupation(0.0, 0.3) == 1
    assert excited.occupation(0.2, 0.1) == pytest.approx(2 / (np.exp(2) + 1))
    assert excited.occupation(1e4, 0.1) == 0


def test_the_thermal_density_where_it_was_checked():
    assert 4.4 * excited.scattering_state_density(0.1, 0.05, **DOMAIN) == pytest.approx(4.83898, abs=1e-4)
    assert 4.4 * excited.scattering_state_density(0.01, 0.01, **DOMAIN) == pytest.approx(8.7365e-6, rel=1e-4)


def test_the_thermal_density_is_its_integral_form():
    # ∫ f dN_E = ∫ (-df/dE) N_E dE, the latter between the steps of N_E
    w, T = 0.1, 0.05
    energies, _ = counting.enumerate_levels(w + 40 * T, **{key: DOMAIN[key] for key in ("omega", "degeneracy")})
    steps = np.append(energies[energies > w] - w, 40 * T)
    falling = -np.diff(excited.occupation(steps, T))
    N = excited.cumulative(w, (steps[:-1] + steps[1:]) / 2, **DOMAIN)
    assert excited.scattering_state_density(w, T, **DOMAIN) == pytest.approx(np.sum(falling * N) + excited.occupation(40 * T, T) * N[-1], rel=1e-12)


def test_at_zero_temperature_no_domain_is_excited():
    assert excited.scattering_state_density(0.05, 1e-3, **DOMAIN) < 1e-40
    # and a step of ρ is one that excited domains took before, since f(0) = 1
    at = OMEGA[0] * np.array([1 - 1e-9, 1 + 1e-9])
    low, high = counting.scattering_state_density(at, **DOMAIN) + excited.scattering_state_density(at, 0.01, **DOMAIN)
    assert high == pytest.approx(low, rel=1e-6)


SADDLES = [(1e-3, 1e-3), (0.01, 0.1), (0.3, 0.3), (2.0, 0.01), (0.01, 20.0), (1.0, 100.0)]


@pytest.mark.parametrize("w, E", SADDLES)
def test_the_saddle_is_where_both_energies_are_met(w, E):
    at = excited.saddle_point(w, E, **DOMAIN)
    assert excited.saddle_total_energy(*at, **DOMAIN) == pytest.approx(w + E, rel=1e-9)
    assert excited.saddle_frequency(*at, **DOMAIN) == pytest.approx(w, rel=1e-7, abs=1e-9 * E)
    assert excited.steepest_descent(w, E, **DOMAIN) == pytest.approx(excited.saddle_cumulative(*at, **DOMAIN))


def test_steepest_descent_with_thirty_digits():
    w, E, T_g = 0.3, 0.4, 4.4
    with mpmath.workdps(30):
        modes = [(mpmath.mpf(float(omega)), int(g)) for omega, g in zip(SHARP)]

        def f(lam, mu):
            s = 1 / mpmath.mpf(T_g) + lam - mu
            return s * w + lam * E - sum(g * mpmath.log(1 - mpmath.exp(-s * omega)) for omega, g in modes) - mpmath.log(lam) - mpmath.log(mu)

        start = excited.saddle_point(w, E, **DOMAIN)
        slopes = [lambda lam, mu, n=n: mpmath.diff(f, (lam, mu), n) for n in ((1, 0), (0, 1))]
        at = tuple(mpmath.findroot(slopes, start))
        H = [mpmath.diff(f, at, n) for n in ((2, 0), (1, 1), (0, 2))]
        det = H[0] * H[2] - H[1] ** 2
        value = mpmath.exp(f(*at)) / (2 * mpmath.pi * mpmath.sqrt(det)) / T_g
    assert start == pytest.approx([float(x) for x in at], rel=1e-10)
    assert excited.saddle_determinant(*start, **DOMAIN) == pytest.approx(float(det), rel=1e-10)
    assert excited.steepest_descent(w, E, **DOMAIN) == pytest.approx(float(value), rel=1e-10)


def test_steepest_descent_where_it_was_checked():
    w, E = np.array([0.001, 0.01, 0.01, 0.01]), np.array([0.001, 0.01, 0.05, 0.1])
    assert 4.4 * excited.steepest_descent(w, E, **DOMAIN) == pytest.approx([0.0293, 0.1345, 0.6575, 1.6818], abs=5e-5)
    both = np.array([0.001, 0.01, 0.03, 0.1, 0.3])
    omega, modes = friction.broadened_spectrum(SHARP, 5.0, 1.8 / 5.8, 30)
    fourth, _ = excited.corrections(both, both, 5.0, omega, modes)
    assert fourth == pytest.approx([1.45, 0.257, 0.149, 0.168, 0.145], abs=1e-3)
    assert 5 * excited.steepest_descent(both, both, 5.0, omega, modes) == pytest.approx([0.060, 0.424, 2.470, 91.99, 52790], rel=3e-3)


def test_the_next_order_is_that_of_the_expansion():
    # written out index by index, in λ and μ themselves
    lam, mu = excited.saddle_point(0.3, 0.4, **DOMAIN)
    second, third, fourth = (counting.cumulant(1 / 4.4 + lam - mu, SHARP, n) for n in (2, 3, 4))
    along, own = (1, -1), np.array([lam, mu])

    def derivative(order, size, factor, *indices):
        same = len(set(indices)) == 1
        return size * np.prod([along[i] for i in indices]) + factor * same / own[indices[0]] ** order

    G = np.linalg.inv([[derivative(2, second, 1, i, j) for j in range(2)] for i in range(2)])
    pairs = list(product(range(2), repeat=6))
    four = sum(derivative(4, fourth, 6, i, j, k, l) * G[i, j] * G[k, l] for i, j, k, l in product(range(2), repeat=4))
    cubes = {indices: derivative(3, third, -2, *indices) for indices in product(range(2), repeat=3)}
    chain = sum(cubes[i, j, k] * cubes[l, m, n] * G[i, j] * G[k, l] * G[m, n] for i, j, k, l, m, n in pairs)
    melon = sum(cubes[i, j, k] * cubes[l, m, n] * G[i, l] * G[j, m] * G[k, n] for i, j, k, l, m, n in pairs)
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
    assert error < below and error < abs(descent - exact) / 10


def test_the_worst_axis_has_the_larger_term():
    lam, mu = excited.saddle_point(0.3, 0.3, **DOMAIN)
    fourth, _ = excited.corrections(0.3, 0.3, **DOMAIN)
    s = 1 / 4.4 + lam - mu
    second, quartic = (counting.cumulant(s, SHARP, order) for order in (2, 4))
    H = np.array([[second + 1 / lam**2, -second], [-second, second + 1 / mu**2]])
    values, axes = np.linalg.eigh(H)
    terms = [(quartic * (a - b) ** 4 + 6 * a**4 / lam**4 + 6 * b**4 / mu**4) / (24 * value**2) for value, (a, b) in zip(values, axes.T)]
    assert fourth == pytest.approx(max(terms))


def test_what_is_known_at_a_saddle_gives_the_density():
    lam, mu = excited.saddle_point(0.3, 0.5, **DOMAIN)
    s = 1 / 4.4 + lam - mu
    known = -counting.log_product(s, SHARP), counting.cumulant(s, SHARP, 2)
    assert excited.steepest_descent_kernel(0.3, s, *known, 1 / lam, 1 / mu) == pytest.approx(4.4 * excited.steepest_descent(0.3, 0.5, **DOMAIN))


def test_arrays_broadcast():
    w, E = np.array([[0.2], [0.7]]), np.array([0.1, 0.3, 0.5])
    for function in (excited.cumulative, excited.steepest_descent, lambda *args, **kw: excited.corrections(*args, **kw)[1]):
        grid = function(w, E, **DOMAIN)
        assert grid.shape == (2, 3)
        assert grid[1, 2] == pytest.approx(function(0.7, 0.5, **DOMAIN))
    assert excited.scattering_state_density(w, np.array([0.01, 0.02]), **DOMAIN).shape == (2, 2)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: excited.cumulative(0, 1, **DOMAIN), "w"),
        (lambda: excited.cumulative(1, 0, **DOMAIN), "E"),
        (lambda: excited.cumulative(1, 1, **{**DOMAIN, "reduced_T_g": 0}), "reduced_T_g"),
        (lambda: excited.cumulative(1, 20, **DOMAIN), "number of states"),
        (lambda: excited.occupation(-1, 1), "E"),
        (lambda: excited.occupation(1, 0), "T"),
        (lambda: excited.scattering_state_density(0, 0.1, **DOMAIN), "w"),
        (lambda: excited.scattering_state_density(0.1, 0, **DOMAIN), "T"),
        (lambda: excited.scattering_state_density(0.1, 0.5, **DOMAIN), "number of states"),
        (lambda: excited.saddle_total_energy(0, 1, **DOMAIN), "lam"),
        (lambda: excited.saddle_frequency(1, 0, **DOMAIN), "mu"),
        (lambda: excited.saddle_determinant(1, 2, **DOMAIN), "1/T_g + lam - mu"),
        (lambda: excited.saddle_cumulative(50.0, 0.1, **DOMAIN), "w"),
        (lambda: excited.steepest_descent_kernel(0.3, 1, 1, 0, 1, 1), "variance"),
        (lambda: excited.steepest_descent_kernel(0.3, 1, 1, 1, 0, 1), "x"),
        (lambda: excited.steepest_descent_kernel(0.3, 1, 1, 1, 1, 0), "y"),
        (lambda: excited.saddle_point(0, 1, **DOMAIN), "w"),
        (lambda: excited.steepest_descent(1, 0, **DOMAIN), "E"),
        (lambda: excited.corrections(1, -1, **DOMAIN), "E"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name.replace('+', '[+]')} must"):
        call()
