from itertools import product
from math import comb

import mpmath
import numpy as np
import pytest

from glasslib import counting, friction, ripplons

OMEGA = ripplons.frequency(ripplons.ORDERS, 5.8**3, 0.1)
DOMAIN = {"glass_temperature": 4.4, "omega": OMEGA, "degeneracy": ripplons.DEGENERACY}
PAIR = {"omega": np.array([0.15, 0.24]), "degeneracy": np.array([2, 3])}
FEW = {"glass_temperature": 2.5, **PAIR}


def brute_force(highest):
    """Energies of all states of the five oscillators of FEW, one by one."""
    quanta = [range(int(highest / w) + 1) for w in (0.15, 0.15, 0.24, 0.24, 0.24)]
    energies = (0.15 * (a + b) + 0.24 * (c + d + e) for a, b, c, d, e in product(*quanta))
    return np.array(sorted(energy for energy in energies if energy <= highest + 1e-12))


def test_levels_are_those_of_brute_force():
    energies, ways = counting.levels(1.3, FEW["omega"], FEW["degeneracy"])
    one_by_one = brute_force(1.3)
    assert ways.sum() == one_by_one.size
    assert np.repeat(energies, ways) == pytest.approx(one_by_one, abs=1e-12)
    assert ways.dtype == np.int64


@pytest.mark.parametrize("highest, distinct, states", [(0.5, 10, 204), (1.0, 67, 22606), (1.5, 298, 1575283), (2.0, 923, 51429080)])
def test_levels_of_a_domain_where_they_were_checked(highest, distinct, states):
    energies, ways = counting.levels(highest, OMEGA, ripplons.DEGENERACY)
    assert (len(energies), ways.sum()) == (distinct, states)


def test_levels_that_coincide_are_one():
    # two quanta of the third order, or one of the sixth
    energies, ways = counting.levels(0.48, OMEGA, ripplons.DEGENERACY)
    (both,) = ways[np.isclose(energies, 2 * OMEGA[1], rtol=1e-9)]
    assert both == comb(2 + 6, 2) + 13


def test_more_states_than_whole_numbers_hold_are_refused():
    with pytest.raises(ValueError, match="^number of states must lie in"):
        counting.levels(8.0, OMEGA, ripplons.DEGENERACY)


def test_the_density_sums_over_all_states():
    T_g = FEW["glass_temperature"]
    for w in (0.1, 0.15, 0.5, 1.2):
        below = w - brute_force(w)
        assert counting.density(w, **FEW) == pytest.approx(np.sum(np.exp(-below / T_g)) / T_g)


def test_the_density_is_a_staircase():
    step = OMEGA[0] * np.array([1 - 1e-9, 1 + 1e-9])
    low, high = counting.density(step, **DOMAIN)
    assert high - low == pytest.approx(5 / 4.4, rel=1e-6)
    assert counting.density(OMEGA[0], **DOMAIN) == pytest.approx(high)


def test_the_sum_rule():
    s = np.array([20.0, 40.0])
    energies, ways = counting.levels(2.5, OMEGA, ripplons.DEGENERACY)
    summed = np.exp(-np.outer(s, energies)) @ ways / (1 + s * 4.4)
    assert counting.transform(s, **DOMAIN) == pytest.approx(summed, rel=1e-9)
    assert 4.4 * counting.transform(s, **DOMAIN) == pytest.approx([0.069734749, 0.025194267], rel=1e-7)


@pytest.mark.parametrize("w", [1e-3, 0.1, 1.0, 30.0])
def test_the_saddle_is_where_the_energy_is_met(w):
    kappa = counting.saddle_point(w, **DOMAIN)
    assert counting.energy_at(kappa, **DOMAIN) == pytest.approx(w, rel=1e-10)
    step = 1e-5 * kappa
    slope = (counting.energy_at(kappa - step, **DOMAIN) - counting.energy_at(kappa + step, **DOMAIN)) / (2 * step)
    assert counting.curvature_at(kappa, **DOMAIN) == pytest.approx(slope, rel=1e-5)


def test_steepest_descent_with_thirty_digits():
    with mpmath.workdps(30):
        T_g, w = mpmath.mpf(4.4), mpmath.mpf(0.5)
        modes = [(mpmath.mpf(float(omega)), int(g)) for omega, g in zip(OMEGA, ripplons.DEGENERACY)]
        f = lambda kappa: (kappa - 1 / T_g) * w - sum(g * mpmath.log(1 - mpmath.exp(-(kappa - 1 / T_g) * omega)) for omega, g in modes) - mpmath.log(kappa)
        saddle = mpmath.findroot(lambda kappa: mpmath.diff(f, kappa), 13)
        second, third, fourth = (mpmath.diff(f, saddle, order) for order in (2, 3, 4))
        value = mpmath.exp(f(saddle)) / mpmath.sqrt(2 * mpmath.pi * second) / T_g
    assert counting.saddle_point(0.5, **DOMAIN) == pytest.approx(float(saddle), rel=1e-12)
    assert counting.steepest_descent(0.5, **DOMAIN) == pytest.approx(float(value), rel=1e-11)
    assert counting.corrections(0.5, **DOMAIN) == pytest.approx((float(third**2 / (72 * second**3)), float(fourth / (24 * second**2))), rel=1e-9)


def test_steepest_descent_beside_the_count_where_it_was_checked():
    w = np.array([0.01, 0.1, 0.149, 0.15, 0.3, 1.0, 2.0])
    ratio = counting.steepest_descent(w, **DOMAIN) / counting.density(w, **DOMAIN)
    assert ratio == pytest.approx([1.084, 1.872, 3.586, 0.589, 0.816, 1.087, 1.093], abs=6e-4)
    third, fourth = counting.corrections(w, **DOMAIN)
    assert fourth == pytest.approx([0.2534, 0.1622, 0.1167, 0.1161, 0.0669, 0.0250, 0.0140], abs=6e-5)
    assert third == pytest.approx([0.0558, 0.0437, 0.0316, 0.0314, 0.0183, 0.0071, 0.0040], abs=6e-5)


def test_without_ripplons_within_reach_it_is_eight_percent_high():
    assert 4.4 * counting.steepest_descent(1e-7, **DOMAIN) == pytest.approx(np.e / np.sqrt(2 * np.pi), rel=1e-6)


@pytest.mark.parametrize("w", [0.05, 1.0, 100.0])
def test_the_local_exponent_is_a_slope(w):
    step = 1e-5
    up, down = (counting.steepest_descent(w * np.exp(sign * step), **DOMAIN) for sign in (1, -1))
    assert counting.local_exponent(w, **DOMAIN) == pytest.approx(np.log(up / down) / (2 * step), rel=1e-6)


def test_the_exponent_ends_one_short_of_the_number_of_modes():
    assert counting.local_exponent(1e7, **DOMAIN) == pytest.approx(95, abs=0.01)
    assert counting.local_exponent(1e7, 1e12, OMEGA, ripplons.DEGENERACY) == pytest.approx(96, abs=0.01)


def test_cumulants_are_derivatives_of_the_product():
    s, step = 9.0, 1e-4
    assert counting.log_product(s, **PAIR) == pytest.approx(2 * np.log(1 - np.exp(-1.35)) + 3 * np.log(1 - np.exp(-2.16)))
    up, down = (-counting.log_product(s + sign * step, **PAIR) for sign in (1, -1))
    assert counting.cumulant(s, order=1, **PAIR) == pytest.approx((up - down) / (2 * step), rel=1e-6)
    for order in (2, 3, 4):
        up, down = (counting.cumulant(s + sign * step, order=order - 1, **PAIR) for sign in (1, -1))
        assert counting.cumulant(s, order=order, **PAIR) == pytest.approx((up - down) / (2 * step), rel=1e-6)


def test_the_grid_counts_to_rounding_what_lies_on_it():
    # 24 oscillators whose quanta are whole numbers of steps, beside whole-number arithmetic
    frequencies, modes = np.array([15, 24, 30]), np.array([5, 7, 12])
    one_by_one = [1] + [0] * 6000
    for frequency, many in zip(frequencies, modes):
        for _ in range(many):
            for n in range(frequency, 6001):
                one_by_one[n] += one_by_one[n - frequency]
    energies, ways = counting.on_grid(60.0, 0.01, 0.01 * frequencies, modes)
    exact = np.array(one_by_one, dtype=float)
    assert energies[[0, 1, -1]] == pytest.approx([0, 0.01, 60])
    assert ways[exact > 0] == pytest.approx(exact[exact > 0], rel=1e-11)
    neighbours = np.roll(exact, 1) + np.roll(exact, -1) + np.roll(exact, 2) + np.roll(exact, -2)
    assert np.all(ways[exact == 0] <= 1e-9 * np.maximum(neighbours[exact == 0], 1))


def test_the_grid_goes_on_where_the_levels_end():
    energies, ways = counting.levels(2.0, OMEGA, ripplons.DEGENERACY)
    grid, number = counting.on_grid(2.0, 5e-4, OMEGA, ripplons.DEGENERACY)
    for T in (0.02, 0.05):
        by_levels, by_grid = np.sum(ways * np.exp(-energies / T)), np.sum(number * np.exp(-grid / T))
        assert by_grid == pytest.approx(by_levels, rel=1e-4)
    for T, step, rel in ((0.1, 4e-3, 3e-3), (0.1, 1e-3, 2e-4), (0.3, 4e-3, 3e-3)):
        grid, number = counting.on_grid(70.0, step, OMEGA, ripplons.DEGENERACY)
        product_form = np.exp(-counting.log_product(1 / T, OMEGA, ripplons.DEGENERACY))
        assert np.sum(number * np.exp(-grid / T)) == pytest.approx(product_form, rel=rel)


def test_the_grid_takes_broadened_lines():
    omega, modes = friction.spectrum(OMEGA, ripplons.DEGENERACY, 3.0, 1.8 / 5.8)
    grid, number = counting.on_grid(2.0, 5e-4, omega, modes)
    assert number[0] == pytest.approx(1)
    product_form = np.exp(-counting.log_product(1 / 0.04, omega, modes))
    assert np.sum(number * np.exp(-grid / 0.04)) == pytest.approx(product_form, rel=1e-4)


def test_temperatures_broadcast():
    w, T_g = np.array([[0.2], [0.7]]), np.array([2.0, 3.0, 5.0])
    for function in (counting.density, counting.steepest_descent, counting.local_exponent):
        grid = function(w, T_g, OMEGA, ripplons.DEGENERACY)
        assert grid.shape == (2, 3)
        assert grid[1, 2] == pytest.approx(function(0.7, 5.0, OMEGA, ripplons.DEGENERACY))


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: counting.levels(0, OMEGA, ripplons.DEGENERACY), "highest"),
        (lambda: counting.levels(1, -OMEGA, ripplons.DEGENERACY), "omega"),
        (lambda: counting.levels(1, OMEGA, ripplons.DEGENERACY + 0.5), "degeneracy"),
        (lambda: counting.density(0, **DOMAIN), "w"),
        (lambda: counting.density(1, **{**DOMAIN, "glass_temperature": 0}), "glass_temperature"),
        (lambda: counting.transform(0, **DOMAIN), "s"),
        (lambda: counting.transform(1, **{**DOMAIN, "glass_temperature": 0}), "glass_temperature"),
        (lambda: counting.energy_at(0, **DOMAIN), "kappa"),
        (lambda: counting.energy_at(0.1, **DOMAIN), "kappa - 1/T_g"),
        (lambda: counting.curvature_at(0.1, **DOMAIN), "kappa - 1/T_g"),
        (lambda: counting.density_at(0.1, **DOMAIN), "kappa - 1/T_g"),
        (lambda: counting.saddle_point(0, **DOMAIN), "w"),
        (lambda: counting.steepest_descent(-1, **DOMAIN), "w"),
        (lambda: counting.steepest_descent(1, **{**DOMAIN, "glass_temperature": -1}), "glass_temperature"),
        (lambda: counting.corrections(0, **DOMAIN), "w"),
        (lambda: counting.local_exponent(0, **DOMAIN), "w"),
        (lambda: counting.log_product(0, **PAIR), "s"),
        (lambda: counting.cumulant(0, order=1, **PAIR), "s"),
        (lambda: counting.cumulant(1, order=5, **PAIR), "order"),
        (lambda: counting.on_grid(1, 0, **PAIR), "step"),
        (lambda: counting.on_grid(1, 0.2, **PAIR), "highest"),
        (lambda: counting.on_grid(0.1, 0.01, **PAIR), "highest"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
