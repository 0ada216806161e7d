from itertools import product
from math import comb

import mpmath
import numpy as np
import pytest

from glasslib import counting, friction, ripplons
from glasslib.spectrum import Spectrum

SHARP = ripplons.spectrum(5.8**3, 0.1)
OMEGA = SHARP.omega
DOMAIN = {"reduced_T_g": 4.4, "spectrum": SHARP}
PAIR = {"spectrum": Spectrum([0.15, 0.24], [2, 3])}
FEW = {"reduced_T_g": 2.5, **PAIR}


def brute_force(highest):
    """Energies of all states of the five oscillators of FEW, one by one."""
    quanta = [range(int(highest / w) + 1) for w in (0.15, 0.15, 0.24, 0.24, 0.24)]
    energies = (0.15 * (a + b) + 0.24 * (c + d + e) for a, b, c, d, e in product(*quanta))
    return np.array(sorted(energy for energy in energies if energy <= highest + 1e-12))


# ---- levels


def test_levels_are_those_of_brute_force():
    energies, degeneracies = counting.enumerate_levels(1.3, FEW["spectrum"])
    one_by_one = brute_force(1.3)
    assert degeneracies.sum() == one_by_one.size
    assert np.repeat(energies, degeneracies) == pytest.approx(one_by_one, abs=1e-12)
    assert degeneracies.dtype == np.int64


@pytest.mark.parametrize(
    "highest, distinct, states",
    [(0.5, 10, 204), (1.0, 67, 22606), (1.5, 298, 1575283), (2.0, 923, 51429080)],
)
def test_levels_of_a_domain_have_known_numbers(highest, distinct, states):
    energies, degeneracies = counting.enumerate_levels(highest, SHARP)
    assert (len(energies), degeneracies.sum()) == (distinct, states)


def test_levels_that_coincide_are_one():
    # two quanta of the third order, or one of the sixth
    energies, degeneracies = counting.enumerate_levels(0.48, SHARP)
    (both,) = degeneracies[np.isclose(energies, 2 * OMEGA[1], rtol=1e-9)]
    assert both == comb(2 + 6, 2) + 13


def test_frequencies_without_modes_add_no_levels():
    padded = Spectrum([0.15, 0.07, 0.24], [2, 0, 3])
    for found, expected in zip(
        counting.enumerate_levels(1.3, padded),
        counting.enumerate_levels(1.3, FEW["spectrum"]),
        strict=True,
    ):
        assert found.tolist() == expected.tolist()


def test_more_states_than_whole_numbers_hold_are_refused():
    with pytest.raises(ValueError, match="^highest must leave fewer than 2.62 states"):
        counting.enumerate_levels(8.0, SHARP)


@pytest.mark.parametrize("highest", [1000.0, 2e5, 1e8])
@pytest.mark.parametrize("spectrum", [SHARP, Spectrum([0.15], [1_000_000])], ids=["few", "many"])
def test_too_many_levels_are_refused_before_they_are_enumerated(highest, spectrum, monkeypatch):
    arange, concatenate, calls = np.arange, np.concatenate, []

    def small_arange(*arguments):
        calls.append("arange")
        assert max(arguments) <= counting.MAX_LEVELS
        return arange(*arguments)

    def small_concatenate(parts):
        calls.append("concatenate")
        assert sum(map(np.size, parts)) <= counting.MAX_LEVELS
        return concatenate(parts)

    monkeypatch.setattr(counting.np, "arange", small_arange)
    monkeypatch.setattr(counting.np, "concatenate", small_concatenate)
    with pytest.raises(ValueError, match="^highest must leave"):
        counting.enumerate_levels(highest, spectrum)
    with pytest.raises(ValueError, match="^w and reduced_T_g must .*: highest must leave"):
        counting.scattering_state_density(highest, 4.4, spectrum)
    assert len(calls) <= 2 * 3 * spectrum.omega.size


def test_degeneracies_are_exact_up_to_the_largest_whole_numbers():
    # n quanta on 40 oscillators: C(n + 39, n) states
    energies, degeneracies = counting.enumerate_levels(24.0, Spectrum([1.0], [40]))
    assert energies.tolist() == list(range(25))
    assert degeneracies.tolist() == [comb(n + 39, n) for n in range(25)]
    assert degeneracies[-1] > 2**55


# ---- the exact density


def test_the_density_sums_over_all_states():
    T_g = FEW["reduced_T_g"]
    for w in (0.1, 0.15, 0.5, 1.2):
        below = w - brute_force(w)
        expected = np.sum(np.exp(-below / T_g)) / T_g
        assert counting.scattering_state_density(w, **FEW) == pytest.approx(expected)


def test_the_density_is_a_staircase():
    step = OMEGA[0] * np.array([1 - 1e-9, 1 + 1e-9])
    low, high = counting.scattering_state_density(step, **DOMAIN)
    assert high - low == pytest.approx(5 / 4.4, rel=1e-6)
    assert counting.scattering_state_density(OMEGA[0], **DOMAIN) == pytest.approx(high)


def test_the_laplace_transform_is_a_sum_over_all_states():
    s = np.array([20.0, 40.0])
    energies, degeneracies = counting.enumerate_levels(2.5, SHARP)
    summed = np.exp(-np.outer(s, energies)) @ degeneracies / (1 + s * 4.4)
    transform = counting.laplace_transform(s, **DOMAIN)
    assert transform == pytest.approx(summed, rel=1e-9)
    assert 4.4 * transform == pytest.approx([0.069734749, 0.025194267], rel=1e-7)


# ---- steepest descent


@pytest.mark.parametrize("w", [1e-3, 0.1, 1.0, 30.0])
def test_the_saddle_is_where_its_frequency_is_that_of_the_phonon(w):
    kappa = counting.saddle_point(w, **DOMAIN)
    assert counting.saddle_frequency(kappa, **DOMAIN) == pytest.approx(w, rel=1e-10)
    step = 1e-5 * kappa
    low, high = (counting.saddle_frequency(kappa + sign * step, **DOMAIN) for sign in (-1, 1))
    slope = (low - high) / (2 * step)
    assert counting.saddle_curvature(kappa, **DOMAIN) == pytest.approx(slope, rel=1e-5)


def test_steepest_descent_agrees_with_thirty_digits():
    with mpmath.workdps(30):
        T_g, w = mpmath.mpf(4.4), mpmath.mpf(0.5)
        modes = [
            (mpmath.mpf(float(omega)), int(degeneracy))
            for omega, degeneracy in zip(OMEGA, SHARP.degeneracy, strict=True)
        ]

        def exponent(kappa):
            s = kappa - 1 / T_g
            states = sum(g * mpmath.log(1 - mpmath.exp(-s * omega)) for omega, g in modes)
            return s * w - states - mpmath.log(kappa)

        saddle = mpmath.findroot(lambda kappa: mpmath.diff(exponent, kappa), 13)
        second, third, fourth = (mpmath.diff(exponent, saddle, order) for order in (2, 3, 4))
        value = mpmath.exp(exponent(saddle)) / mpmath.sqrt(2 * mpmath.pi * second) / T_g
    assert counting.saddle_point(0.5, **DOMAIN) == pytest.approx(float(saddle), rel=1e-12)
    assert counting.steepest_descent(0.5, **DOMAIN) == pytest.approx(float(value), rel=1e-11)
    expected = (float(third**2 / (72 * second**3)), float(fourth / (24 * second**2)))
    assert counting.corrections(0.5, **DOMAIN) == pytest.approx(expected, rel=1e-9)


def test_the_ratio_of_steepest_descent_to_the_exact_count_has_known_values():
    w = np.array([0.01, 0.1, 0.149, 0.15, 0.3, 1.0, 2.0])
    exact = counting.scattering_state_density(w, **DOMAIN)
    ratio = counting.steepest_descent(w, **DOMAIN) / exact
    expected = [1.084, 1.872, 3.586, 0.589, 0.816, 1.087, 1.093]
    assert ratio == pytest.approx(expected, abs=6e-4)
    third, fourth = counting.corrections(w, **DOMAIN)
    expected = [0.2534, 0.1622, 0.1167, 0.1161, 0.0669, 0.0250, 0.0140]
    assert fourth == pytest.approx(expected, abs=6e-5)
    expected = [0.0558, 0.0437, 0.0316, 0.0314, 0.0183, 0.0071, 0.0040]
    assert third == pytest.approx(expected, abs=6e-5)


def test_without_ripplons_within_reach_steepest_descent_is_eight_percent_too_high():
    density = counting.steepest_descent(1e-7, **DOMAIN)
    assert 4.4 * density == pytest.approx(np.e / np.sqrt(2 * np.pi), rel=1e-6)


@pytest.mark.parametrize("w", [0.05, 1.0, 100.0])
def test_the_local_exponent_is_a_slope(w):
    step = 1e-5
    up, down = (counting.steepest_descent(w * np.exp(sign * step), **DOMAIN) for sign in (1, -1))
    slope = np.log(up / down) / (2 * step)
    assert counting.local_exponent(w, **DOMAIN) == pytest.approx(slope, rel=1e-6)


def test_the_local_exponent_tends_to_one_less_than_the_number_of_modes():
    assert counting.local_exponent(1e7, **DOMAIN) == pytest.approx(95, abs=0.01)
    assert counting.local_exponent(1e7, 1e12, SHARP) == pytest.approx(96, abs=0.01)


def test_cumulants_are_derivatives_of_the_product():
    s, step = 9.0, 1e-4
    expected = 2 * np.log(1 - np.exp(-1.35)) + 3 * np.log(1 - np.exp(-2.16))
    assert counting.log_product(s, **PAIR) == pytest.approx(expected)
    up, down = (-counting.log_product(s + sign * step, **PAIR) for sign in (1, -1))
    slope = (up - down) / (2 * step)
    assert counting.cumulant(s, order=1, **PAIR) == pytest.approx(slope, rel=1e-6)
    for order in (2, 3, 4):
        up, down = (counting.cumulant(s + sign * step, order=order - 1, **PAIR) for sign in (1, -1))
        slope = (up - down) / (2 * step)
        assert counting.cumulant(s, order=order, **PAIR) == pytest.approx(slope, rel=1e-6)


# ---- the count on a grid


def test_the_grid_counts_exactly_the_levels_that_lie_on_it():
    # 24 oscillators whose quanta are whole numbers of steps, beside whole-number arithmetic
    frequencies, modes = np.array([15, 24, 30]), np.array([5, 7, 12])
    one_by_one = [1] + [0] * 6000
    for frequency, many in zip(frequencies, modes, strict=True):
        for _ in range(many):
            for n in range(frequency, 6001):
                one_by_one[n] += one_by_one[n - frequency]
    energies, numbers = counting.count_on_grid(60.0, 0.01, Spectrum(0.01 * frequencies, modes))
    exact = np.array(one_by_one, dtype=float)
    assert energies[[0, 1, -1]] == pytest.approx([0, 0.01, 60])
    assert numbers[exact > 0] == pytest.approx(exact[exact > 0], rel=1e-11)
    neighbors = sum(np.roll(exact, shift) for shift in (1, -1, 2, -2))
    assert np.all(numbers[exact == 0] <= 1e-9 * np.maximum(neighbors[exact == 0], 1))


def test_the_grid_is_exact_for_few_oscillators_with_many_quanta():
    # what wraps around in the transform dies away slowly; and 0.15/0.05 is 2.9999999999999996
    energies, numbers = counting.count_on_grid(20.0, 0.05, Spectrum([0.15], [3]))
    assert energies.size == 401
    quanta = np.arange(134)
    exact = (quanta + 1) * (quanta + 2) / 2
    assert energies[::3] == pytest.approx(0.15 * quanta, rel=1e-14)
    assert numbers[::3] == pytest.approx(exact, rel=1e-11)
    between = np.delete(numbers, slice(None, None, 3))
    assert np.all(between <= 1e-9 * np.repeat(exact, 2)[: between.size])


def test_the_grid_agrees_with_the_levels_and_goes_on_where_they_end():
    energies, degeneracies = counting.enumerate_levels(2.0, SHARP)
    grid, numbers = counting.count_on_grid(2.0, 5e-4, SHARP)
    for T in (0.02, 0.05):
        by_levels = np.sum(degeneracies * np.exp(-energies / T))
        by_grid = np.sum(numbers * np.exp(-grid / T))
        assert by_grid == pytest.approx(by_levels, rel=1e-4)
    for T, step, rel in ((0.1, 4e-3, 3e-3), (0.1, 1e-3, 2e-4), (0.3, 4e-3, 3e-3)):
        grid, numbers = counting.count_on_grid(70.0, step, SHARP)
        product_form = np.exp(-counting.log_product(1 / T, SHARP))
        assert np.sum(numbers * np.exp(-grid / T)) == pytest.approx(product_form, rel=rel)


def test_the_grid_takes_broadened_spectra():
    broadened = friction.broadened_spectrum(SHARP, 3.0, 1.8 / 5.8)
    grid, numbers = counting.count_on_grid(2.0, 5e-4, broadened)
    assert numbers[0] == pytest.approx(1)
    product_form = np.exp(-counting.log_product(1 / 0.04, broadened))
    assert np.sum(numbers * np.exp(-grid / 0.04)) == pytest.approx(product_form, rel=1e-4)


# ---- arrays and refusals


def test_temperatures_broadcast():
    w, T_g = np.array([[0.2], [0.7]]), np.array([2.0, 3.0, 5.0])
    for function in (
        counting.scattering_state_density,
        counting.steepest_descent,
        counting.local_exponent,
    ):
        grid = function(w, T_g, SHARP)
        assert grid.shape == (2, 3)
        assert grid[1, 2] == pytest.approx(function(0.7, 5.0, SHARP))


def test_each_element_is_as_if_it_were_alone():
    w = np.array([1e-6, 0.01, OMEGA[0], 0.3, 0.7, 2.5])
    T_g = np.array([5.0, 1e-3, 2.0, 4.4, 1e3, 3.0])
    for function in (
        counting.scattering_state_density,
        lambda w, *others: counting.laplace_transform(1 / w, *others),
        counting.saddle_point,
        counting.steepest_descent,
        counting.local_exponent,
        lambda *arguments: counting.corrections(*arguments)[0],
        lambda *arguments: counting.corrections(*arguments)[1],
    ):
        alone = [function(*element, SHARP) for element in zip(w, T_g, strict=True)]
        assert function(w, T_g, SHARP) == pytest.approx(alone, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: counting.enumerate_levels(0, SHARP), "highest"),
        (lambda: counting.enumerate_levels([1, 2], SHARP), "highest"),
        (lambda: counting.enumerate_levels(1, Spectrum(-OMEGA, ripplons.DEGENERACY)), "omega"),
        (
            lambda: counting.enumerate_levels(1, Spectrum(OMEGA, ripplons.DEGENERACY + 0.5)),
            "spectrum",
        ),
        (lambda: counting.enumerate_levels(1, OMEGA), "spectrum"),
        (lambda: counting.scattering_state_density(0, **DOMAIN), "w"),
        (lambda: counting.scattering_state_density(1, 0, SHARP), "reduced_T_g"),
        (
            lambda: counting.scattering_state_density(
                1, 4.4, Spectrum(OMEGA, ripplons.DEGENERACY / 2)
            ),
            "spectrum",
        ),
        (lambda: counting.laplace_transform(0, **DOMAIN), "s"),
        (lambda: counting.laplace_transform(1, 0, SHARP), "reduced_T_g"),
        (lambda: counting.saddle_frequency(0, **DOMAIN), "kappa"),
        (lambda: counting.saddle_frequency(0.1, **DOMAIN), "kappa"),
        (lambda: counting.saddle_curvature(0.1, **DOMAIN), "kappa"),
        (lambda: counting.saddle_density(0.1, **DOMAIN), "kappa"),
        (lambda: counting.saddle_point(0, **DOMAIN), "w"),
        (lambda: counting.steepest_descent(-1, **DOMAIN), "w"),
        (lambda: counting.steepest_descent(1, -1, SHARP), "reduced_T_g"),
        (lambda: counting.corrections(0, **DOMAIN), "w"),
        (lambda: counting.local_exponent(0, **DOMAIN), "w"),
        (lambda: counting.log_product(0, **PAIR), "s"),
        (lambda: counting.cumulant(0, order=1, **PAIR), "s"),
        (lambda: counting.cumulant(1, order=5, **PAIR), "order"),
        (lambda: counting.count_on_grid(1, 0, **PAIR), "step"),
        (lambda: counting.count_on_grid(1, 0.2, **PAIR), "highest"),
        (lambda: counting.count_on_grid(0.1, 0.01, **PAIR), "highest"),
        (lambda: counting.count_on_grid(1e6, 1e-3, **PAIR), "highest"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
