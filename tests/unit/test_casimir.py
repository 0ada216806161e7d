import numpy as np
import pytest
from scipy.constants import k
from scipy.integrate import dblquad, quad

from glasslib import casimir
from glasslib.glasses import silica

SIZE, CAGE, T_G = 200, 0.1, 4.386
REDUCED = {"beads": SIZE, "lindemann": CAGE, "glass_temperature": T_G}
E, W = (0.3, 0.5), (1.0, 1.4)
TWO_LEVELS = 1e3  # a ripplon so high that it is not there


def test_two_dipoles_along_their_line_attract_each_other_twice_as_strongly_as_side_by_side_ones_repel():
    assert casimir.dipole_coupling(2.0, 1, 1, 1) == pytest.approx(2 * 3 / (4 * np.pi) / 8)
    assert casimir.dipole_coupling(2.0, 1, 0, 0) == pytest.approx(-3 / (4 * np.pi) / 8)


def test_the_coupling_is_the_second_derivative_of_the_static_displacement():
    n, m, r = np.array([0.6, 0, 0.8]), np.array([0, 1.0, 0]), np.array([1.0, 2.0, 1.5])
    step, potential = 1e-4, lambda r: 3 / (4 * np.pi * np.linalg.norm(r))
    moved = [a * b * potential(r + step * (a * n + b * m)) for a in (1, -1) for b in (1, -1)]
    apart = np.linalg.norm(r)
    coupling = casimir.dipole_coupling(apart, n @ m, n @ r / apart, m @ r / apart)
    assert coupling == pytest.approx(sum(moved) / (4 * step**2), rel=1e-5)


def test_lowering_is_that_of_a_two_by_two_matrix():
    matrix = [[0, 0.3], [0.3, 2.0]]
    assert casimir.lowering(0.3, 0.8, 1.2) == pytest.approx(np.linalg.eigvalsh(matrix)[0])
    assert casimir.lowering(1e-9, 0.8, 1.2) == pytest.approx(-0.5e-18)


def test_exchange_at_its_limits_and_where_the_energies_meet():
    assert casimir.exchange(0.4, 0.7, 1e-3) == pytest.approx(1 / 1.1)
    assert casimir.exchange(0.4, 0.7, 1e4) == pytest.approx(1 / 2e4)
    x, T = 0.6, 0.2
    derivative = (np.tanh(x / 2 / T) + x / (2 * T) / np.cosh(x / 2 / T) ** 2) / (2 * x)
    assert casimir.exchange(x, x, T) == pytest.approx(derivative, rel=1e-14)
    assert casimir.exchange(x, x * (1 + 1e-9), T) == pytest.approx(derivative, rel=1e-8)
    y = 0.25
    assert casimir.exchange(x, y, T) == pytest.approx((x * np.tanh(x / 2 / T) - y * np.tanh(y / 2 / T)) / (x**2 - y**2))


@pytest.mark.parametrize("T", [0.15, 0.5, 2.0])
@pytest.mark.parametrize(
    "term, omega, second_order",
    [
        ("rr", W, lambda T: casimir.pair_ripplons(1, *E, *W, T)),
        ("rT", (W[0], TWO_LEVELS), lambda T: casimir.pair_mixed(1, E[0], W[0], E[1], T)),
        ("TT", (TWO_LEVELS, TWO_LEVELS), lambda T: casimir.pair_levels(1, *E, T)),
    ],
)
def test_second_order_is_what_the_matrix_gives_for_weak_coupling(T, term, omega, second_order):
    J = 3e-4
    assert casimir.exact_shift(J, T, E, omega, term) / J**2 == pytest.approx(second_order(T), rel=1e-4)


def test_the_printed_half_of_the_coupling_gives_less():
    J, T = 1e-3, 0.5
    flip_flop = casimir.exact_shift(J, T, E, W, "rr", half=True) / J**2
    assert flip_flop == pytest.approx(-0.01667, rel=1e-3)
    together = casimir.exchange(*W, T) * (1 - flip_flop / casimir.pair_ripplons(1, *E, *W, T))
    assert together == pytest.approx((np.tanh(W[0] / 2 / T) + np.tanh(W[1] / 2 / T)) / (2 * sum(W)), rel=1e-4)


def test_strong_coupling_is_followed_too():
    energies = np.linalg.eigvalsh([[0, 0.2], [0.2, sum(E)]])
    assert casimir.exact_shift(0.2, 1e-3, E, (TWO_LEVELS, TWO_LEVELS), "TT") == pytest.approx(energies[0])


def test_the_sum_over_ripplons():
    unit = 3 / (4 * np.pi) * np.pi**3 * (SIZE ** (1 / 3)) ** (17 / 4)
    assert casimir.perimeter_order(SIZE) == pytest.approx(11.397, abs=1e-3)
    assert [casimir.mode_sum(SIZE, CAGE, top) / unit for top in (9, 11, 12)] == pytest.approx([0.7438, 1.3248, 1.7016], abs=1e-4)
    assert casimir.mode_sum(SIZE, CAGE) / unit == pytest.approx(1.4673, abs=1e-4)
    sizes, tops = np.array([190.0, 200.0]), np.array([[9.0], [11.5], [2.0]])
    sums = casimir.mode_sum(sizes, CAGE, tops)
    assert sums.shape == (3, 2)
    assert sums[1, 0] == pytest.approx(casimir.mode_sum(190, CAGE, 11.5))
    assert casimir.mode_sum(sizes, CAGE) == pytest.approx([casimir.mode_sum(size, CAGE) for size in sizes])


def test_the_sum_over_ripplons_and_two_level_systems():
    from glasslib.ripplons import frequency

    mean = lambda w: quad(lambda e: np.exp(-e / T_G) / (w + e), 0, np.inf, limit=200)[0]
    by_hand = sum((2 * l + 1) * mean(frequency(l, SIZE, CAGE)) for l in range(2, 10))
    assert casimir.mixed_sum(SIZE, CAGE, T_G) == pytest.approx(by_hand)
    below, above = (casimir.mixed_sum(SIZE, CAGE, T_G, top) for top in (9, 10))
    assert below < casimir.mixed_sum(SIZE, CAGE, T_G, 9.5) < above


def test_active_centers():
    share = quad(lambda x: np.exp(-x) / (1 + np.exp(-x)), 0, np.inf)[0]
    assert casimir.active(0.01, 4.0) == pytest.approx(share * 0.01 / 4)
    assert casimir.active([0.01, 0.02], 4.0, "both") == pytest.approx([1, 1])


def test_what_becomes_of_the_paper_s_prefactors():
    T, across = 1e-2, SIZE ** (1 / 3)
    unit = np.log(2) ** 2 * np.pi**2 * T**2 / SIZE * across ** (-7 / 4)
    assert 2 * casimir.attraction(T, **REDUCED) / unit == pytest.approx(1.467, abs=1e-3)
    assert casimir.attraction(T, **REDUCED, pairs="once") * 2 == pytest.approx(casimir.attraction(T, **REDUCED))
    once = casimir.attraction(T, **REDUCED, term="rT")
    assert once == pytest.approx(T / SIZE * across**-4 * 1.2897, rel=1e-4)
    assert casimir.attraction(T, **REDUCED, term="rT", pairs="ordered") == pytest.approx(2 * once)
    assert casimir.attraction(1e-6, **REDUCED, term="TT") == pytest.approx(2 / 3 * T_G / SIZE**3)


@pytest.mark.parametrize("term", casimir.TERMS)
def test_the_slope_is_the_derivative(term):
    T, step = np.array([0.003, 0.02]), 1e-6
    rise = casimir.attraction(T + step, **REDUCED, term=term) - casimir.attraction(T - step, **REDUCED, term=term)
    assert casimir.attraction_slope(T, **REDUCED, term=term) == pytest.approx(rise / (2 * step), rel=1e-5)


def test_with_both_signs_nothing_depends_on_temperature():
    for term in ("rr", "rT"):
        assert casimir.attraction_slope(0.01, **REDUCED, term=term, sides="both") == 0
    assert casimir.attraction(0.01, **REDUCED, sides="both") == casimir.attraction(0.02, **REDUCED, sides="both")


def test_the_share_of_two_level_systems_by_double_quadrature():
    tau = 0.1
    kernel = lambda y, x: np.exp(-x - y) * float(casimir.exchange(x, y, tau))
    whole, _ = dblquad(kernel, 0, 30, 0, 30, epsabs=1e-5, epsrel=1e-5)
    assert 1 - casimir.levels_share(tau) == pytest.approx(whole, abs=3e-4)
    for small in (1e-2, 1e-3):
        assert casimir.levels_share(small) == pytest.approx(np.pi**2 / 3 * small**2 * (np.log(1 / small) - 0.123186), rel=0.02)


def test_free_levels():
    free = quad(lambda x: -np.log1p(np.exp(-x)), 0, np.inf)[0]
    assert casimir.free_levels(0.02, SIZE, T_G) == pytest.approx(free * 0.02**2 / (T_G * SIZE))


def test_silica_contracts():
    assert casimir.bulk_modulus(2200, 4100) == pytest.approx(1.23273e10, rel=1e-5)
    linear = casimir.expansivity(1.0, silica, SIZE, CAGE) / 3
    slope = casimir.attraction_slope(1 / 342, SIZE, CAGE, 1500 / 342)
    assert linear == pytest.approx(-2 / 3 * slope * k / silica.bead_size**3 / casimir.bulk_modulus(2200, 4100))
    assert linear == pytest.approx(-7.595e-11, rel=1e-3)
    assert casimir.expansivity([1.0, 2.0], silica, SIZE, CAGE, "rT", pairs="ordered") / 3 == pytest.approx([-1.811e-10] * 2, rel=1e-3)


def test_gruneisen():
    assert casimir.gruneisen(0.01, SIZE, CAGE, 1500 / 350) == pytest.approx(-2.7117, rel=1e-4)
    assert casimir.gruneisen(0.01, SIZE, CAGE, 1500 / 350, heat=np.pi**2 / 6) == pytest.approx(-1.6485, rel=1e-4)
    assert casimir.gruneisen(1 / 342, SIZE, CAGE, 1500 / 342, "rT") == pytest.approx(-3.3079, rel=1e-4)


def test_direct_coupling():
    assert casimir.direct(0.5, 2.0, -1) == pytest.approx(12 * 2 * np.log(2) / (np.pi**2 * 0.5))
    assert casimir.direct_bound(0.1) == pytest.approx(8.4277, abs=1e-4)
    assert casimir.direct_bound(0.1, heat=1.0) == pytest.approx(13.863, abs=1e-3)


def test_heat_of_the_moving_volume():
    ln = casimir.attraction(1e-3, **REDUCED, term="rT") / 1e-3 * SIZE ** (7 / 3) / 0.5
    assert casimir.interaction_heat(SIZE, CAGE, T_G) == pytest.approx(3 * ln**2 * SIZE ** (-11 / 3) * CAGE**2)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: casimir.dipole_coupling(0, 1, 1, 1), "r"),
        (lambda: casimir.dipole_coupling(1, 2, 1, 1), "between"),
        (lambda: casimir.dipole_coupling(1, 1, np.nan, 1), "along_i"),
        (lambda: casimir.lowering(1, 0, 1), "first"),
        (lambda: casimir.exchange(1, 1, 0), "T"),
        (lambda: casimir.pair_ripplons(1, 1, 1, 1, 0, 1), "omega_j"),
        (lambda: casimir.pair_mixed(np.nan, 1, 1, 1, 1), "J"),
        (lambda: casimir.pair_levels(1, 1, -1, 1), "epsilon_j"),
        (lambda: casimir.exact_shift(1, 1, (1, 1), (1, 1), "tt"), "term"),
        (lambda: casimir.exact_shift(1, 1, (1, 0), (1, 1), "TT"), "epsilon"),
        (lambda: casimir.mode_sum(200, 0.1, 1), "top"),
        (lambda: casimir.mixed_sum(200, 0.1, 0), "glass_temperature"),
        (lambda: casimir.active(1, 1, "left"), "sides"),
        (lambda: casimir.attraction(1e-2, **REDUCED, pairs="twice"), "pairs"),
        (lambda: casimir.attraction_slope(0, **REDUCED), "T"),
        (lambda: casimir.gruneisen(1e-2, **REDUCED, heat=0), "heat"),
        (lambda: casimir.expansivity(1, silica, 0, 0.1), "beads"),
        (lambda: casimir.levels_share(1), "tau"),
        (lambda: casimir.direct(1, 1, 2), "correlation"),
        (lambda: casimir.direct_bound(0), "lindemann"),
        (lambda: casimir.bulk_modulus(0, 1), "rho"),
        (lambda: casimir.free_levels(1, 1, 0), "glass_temperature"),
        (lambda: casimir.perimeter_order(0), "beads"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
