import numpy as np
import pytest
from scipy.constants import k
from scipy.integrate import dblquad, quad

from glasslib import elastic_interaction
from glasslib.checks import InvalidArgument
from glasslib.glasses import silica
from glasslib.ripplons import mode_frequency

SIZE, CAGE, T_G = 200, 0.1, 4.386
REDUCED = {"beads": SIZE, "lindemann_ratio": CAGE, "reduced_T_g": T_G}
E, W = (0.3, 0.5), (1.0, 1.4)
TWO_LEVELS = 1e3  # a ripplon so high that it is not there


def test_dipoles_along_their_line_attract_twice_as_strongly_as_side_by_side_ones_repel():
    assert elastic_interaction.dipole_coupling(2.0, 1, 1, 1) == pytest.approx(
        2 * 3 / (4 * np.pi) / 8
    )
    assert elastic_interaction.dipole_coupling(2.0, 1, 0, 0) == pytest.approx(-3 / (4 * np.pi) / 8)


def test_the_coupling_is_the_second_derivative_of_the_static_displacement():
    n, m, r = np.array([0.6, 0, 0.8]), np.array([0, 1.0, 0]), np.array([1.0, 2.0, 1.5])
    step, potential = 1e-4, lambda r: 3 / (4 * np.pi * np.linalg.norm(r))
    moved = [a * b * potential(r + step * (a * n + b * m)) for a in (1, -1) for b in (1, -1)]
    apart = np.linalg.norm(r)
    coupling = elastic_interaction.dipole_coupling(apart, n @ m, n @ r / apart, m @ r / apart)
    assert coupling == pytest.approx(sum(moved) / (4 * step**2), rel=1e-5)


def test_lowering_is_that_of_a_two_by_two_matrix():
    matrix = [[0, 0.3], [0.3, 2.0]]
    assert elastic_interaction.level_repulsion_shift(0.3, 0.8, 1.2) == pytest.approx(
        np.linalg.eigvalsh(matrix)[0]
    )
    assert elastic_interaction.level_repulsion_shift(1e-9, 0.8, 1.2) == pytest.approx(
        -0.5e-18, rel=1e-6, abs=0
    )


def test_exchange_at_its_limits_and_where_the_energies_meet():
    assert elastic_interaction.second_order_kernel(0.4, 0.7, 1e-3) == pytest.approx(1 / 1.1)
    assert elastic_interaction.second_order_kernel(0.4, 0.7, 1e4) == pytest.approx(1 / 2e4)
    x, T = 0.6, 0.2
    derivative = (np.tanh(x / 2 / T) + x / (2 * T) / np.cosh(x / 2 / T) ** 2) / (2 * x)
    assert elastic_interaction.second_order_kernel(x, x, T) == pytest.approx(derivative, rel=1e-14)
    assert elastic_interaction.second_order_kernel(x, x * (1 + 1e-9), T) == pytest.approx(
        derivative, rel=1e-8
    )
    y = 0.25
    assert elastic_interaction.second_order_kernel(x, y, T) == pytest.approx(
        (x * np.tanh(x / 2 / T) - y * np.tanh(y / 2 / T)) / (x**2 - y**2)
    )


@pytest.mark.parametrize("T", [0.15, 0.5, 2.0])
@pytest.mark.parametrize(
    "term, omega, second_order",
    [
        ("rr", W, lambda T: elastic_interaction.pair_ripplons(1, *E, *W, T)),
        (
            "rT",
            (W[0], TWO_LEVELS),
            lambda T: elastic_interaction.pair_mixed(1, E[0], W[0], E[1], T),
        ),
        ("TT", (TWO_LEVELS, TWO_LEVELS), lambda T: elastic_interaction.pair_levels(1, *E, T)),
    ],
)
def test_second_order_is_what_the_matrix_gives_for_weak_coupling(T, term, omega, second_order):
    J = 3e-4
    assert elastic_interaction.exact_shift(J, T, E, omega, term) / J**2 == pytest.approx(
        second_order(T), rel=1e-4
    )


def test_the_printed_half_of_the_coupling_gives_less():
    J, T = 1e-3, 0.5
    flip_flop = elastic_interaction.exact_shift(J, T, E, W, "rr", half=True) / J**2
    assert flip_flop == pytest.approx(-0.01667, rel=1e-3)
    together = elastic_interaction.second_order_kernel(*W, T) * (
        1 - flip_flop / elastic_interaction.pair_ripplons(1, *E, *W, T)
    )
    assert together == pytest.approx(
        (np.tanh(W[0] / 2 / T) + np.tanh(W[1] / 2 / T)) / (2 * sum(W)), rel=1e-4
    )


def test_strong_coupling_is_followed_too():
    energies = np.linalg.eigvalsh([[0, 0.2], [0.2, sum(E)]])
    assert elastic_interaction.exact_shift(
        0.2, 1e-3, E, (TWO_LEVELS, TWO_LEVELS), "TT"
    ) == pytest.approx(energies[0])


def test_the_sum_over_ripplons():
    unit = 3 / (4 * np.pi) * np.pi**3 * (SIZE ** (1 / 3)) ** (17 / 4)
    assert elastic_interaction.perimeter_order(SIZE) == pytest.approx(11.397, abs=1e-3)
    assert [
        elastic_interaction.mode_sum(SIZE, CAGE, top) / unit for top in (9, 11, 12)
    ] == pytest.approx([0.7438, 1.3248, 1.7016], abs=1e-4)
    assert elastic_interaction.mode_sum(SIZE, CAGE) / unit == pytest.approx(1.4673, abs=1e-4)
    sizes, tops = np.array([190.0, 200.0]), np.array([[9.0], [11.5], [2.0]])
    sums = elastic_interaction.mode_sum(sizes, CAGE, tops)
    assert sums.shape == (3, 2)
    assert sums[1, 0] == pytest.approx(elastic_interaction.mode_sum(190, CAGE, 11.5))
    assert elastic_interaction.mode_sum(sizes, CAGE) == pytest.approx(
        [elastic_interaction.mode_sum(size, CAGE) for size in sizes]
    )


def test_the_sum_over_ripplons_and_two_level_systems():
    def mean(w):
        return quad(lambda e: np.exp(-e / T_G) / (w + e), 0, np.inf, limit=200)[0]

    frequencies = mode_frequency(np.arange(2, 10), SIZE, CAGE)
    by_hand = sum((2 * order + 5) * mean(w) for order, w in enumerate(frequencies))
    assert elastic_interaction.mixed_sum(SIZE, CAGE, T_G) == pytest.approx(by_hand)
    below, above = (elastic_interaction.mixed_sum(SIZE, CAGE, T_G, top) for top in (9, 10))
    assert below < elastic_interaction.mixed_sum(SIZE, CAGE, T_G, 9.5) < above


def test_active_centers():
    share = quad(lambda x: np.exp(-x) / (1 + np.exp(-x)), 0, np.inf)[0]
    assert elastic_interaction.active_fraction(0.01, 4.0) == pytest.approx(share * 0.01 / 4)
    assert elastic_interaction.active_fraction([0.01, 0.02], 4.0, "both") == pytest.approx([1, 1])


def test_what_becomes_of_the_paper_s_prefactors():
    T, across = 1e-2, SIZE ** (1 / 3)
    unit = np.log(2) ** 2 * np.pi**2 * T**2 / SIZE * across ** (-7 / 4)
    assert 2 * elastic_interaction.attraction(T, **REDUCED) / unit == pytest.approx(1.467, abs=1e-3)
    assert elastic_interaction.attraction(
        T, **REDUCED, pair_counting="once each"
    ) * 2 == pytest.approx(elastic_interaction.attraction(T, **REDUCED), rel=1e-6, abs=0)
    once = elastic_interaction.attraction(T, **REDUCED, term="rT")
    assert once == pytest.approx(T / SIZE * across**-4 * 1.2897, rel=1e-4, abs=0)
    assert elastic_interaction.attraction(
        T, **REDUCED, term="rT", pair_counting="once each"
    ) == pytest.approx(2 * once, rel=1e-6, abs=0)
    assert elastic_interaction.attraction(1e-6, **REDUCED, term="TT") == pytest.approx(
        2 / 3 * T_G / SIZE**3, rel=1e-6, abs=0
    )


@pytest.mark.parametrize("term", elastic_interaction.TERMS)
def test_the_slope_is_the_derivative(term):
    T, step = np.array([0.003, 0.02]), 1e-6
    rise = elastic_interaction.attraction(
        T + step, **REDUCED, term=term
    ) - elastic_interaction.attraction(T - step, **REDUCED, term=term)
    assert elastic_interaction.attraction_slope(T, **REDUCED, term=term) == pytest.approx(
        rise / (2 * step), rel=1e-5, abs=0
    )


def test_with_both_signs_nothing_depends_on_temperature():
    for term in ("rr", "rT"):
        assert (
            elastic_interaction.attraction_slope(0.01, **REDUCED, term=term, asymmetry_signs="both")
            == 0
        )
    assert elastic_interaction.attraction(
        0.01, **REDUCED, asymmetry_signs="both"
    ) == elastic_interaction.attraction(0.02, **REDUCED, asymmetry_signs="both")


def test_the_share_of_two_level_systems_by_double_quadrature():
    tau = 0.1

    def kernel(y, x):
        return np.exp(-x - y) * float(elastic_interaction.second_order_kernel(x, y, tau))

    whole, _ = dblquad(kernel, 0, 30, 0, 30, epsabs=1e-5, epsrel=1e-5)
    assert 1 - elastic_interaction.thermal_reduction(tau) == pytest.approx(whole, abs=3e-4)
    for small in (1e-2, 1e-3):
        assert elastic_interaction.thermal_reduction(small) == pytest.approx(
            np.pi**2 / 3 * small**2 * (np.log(1 / small) - 0.123186), rel=0.02
        )


def test_free_levels():
    free = quad(lambda x: -np.log1p(np.exp(-x)), 0, np.inf)[0]
    assert elastic_interaction.tls_free_energy(0.02, SIZE, T_G) == pytest.approx(
        free * 0.02**2 / (T_G * SIZE), rel=1e-6, abs=0
    )


def test_silica_contracts():
    assert elastic_interaction.bulk_modulus(2200, 4100) == pytest.approx(1.23273e10, rel=1e-5)
    linear = elastic_interaction.expansivity(1.0, silica, SIZE, CAGE) / 3
    slope = elastic_interaction.attraction_slope(1 / 342, SIZE, CAGE, 1500 / 342)
    assert linear == pytest.approx(
        -2 / 3 * slope * k / silica.bead_size**3 / elastic_interaction.bulk_modulus(2200, 4100),
        rel=1e-6,
        abs=0,
    )
    assert linear == pytest.approx(-7.595e-11, rel=1e-3, abs=0)
    assert elastic_interaction.expansivity(
        [1.0, 2.0], silica, SIZE, CAGE, "rT", pair_counting="once each"
    ) / 3 == pytest.approx([-1.811e-10] * 2, rel=1e-3, abs=0)


def test_gruneisen():
    assert elastic_interaction.gruneisen(0.01, SIZE, CAGE, 1500 / 350) == pytest.approx(
        -2.7117, rel=1e-4
    )
    assert elastic_interaction.gruneisen(
        0.01, SIZE, CAGE, 1500 / 350, heat_capacity_coefficient=np.pi**2 / 6
    ) == pytest.approx(-1.6485, rel=1e-4)
    assert elastic_interaction.gruneisen(1 / 342, SIZE, CAGE, 1500 / 342, "rT") == pytest.approx(
        -3.3079, rel=1e-4
    )


def test_direct_coupling():
    assert elastic_interaction.gruneisen_direct(0.5, 2.0, -1) == pytest.approx(
        12 * 2 * np.log(2) / (np.pi**2 * 0.5)
    )
    assert elastic_interaction.gruneisen_direct_bound(0.1) == pytest.approx(8.4277, abs=1e-4)
    assert elastic_interaction.gruneisen_direct_bound(
        0.1, heat_capacity_coefficient=1.0
    ) == pytest.approx(13.863, abs=1e-3)


def test_heat_of_the_moving_volume():
    ln = elastic_interaction.attraction(1e-3, **REDUCED, term="rT") / 1e-3 * SIZE ** (7 / 3) / 0.5
    assert elastic_interaction.interaction_heat(SIZE, CAGE, T_G) == pytest.approx(
        3 * ln**2 * SIZE ** (-11 / 3) * CAGE**2, rel=1e-6, abs=0
    )


def test_the_mixed_sum_in_the_limit_of_a_cold_glass_transition():
    # 1/(ω_l + ε) with ε of order T_g ≪ ω_l
    frequencies = mode_frequency(np.arange(2, 10), SIZE, CAGE)
    limit = 1e-5 * np.sum(np.arange(5, 21, 2) / frequencies)
    assert elastic_interaction.mixed_sum(SIZE, CAGE, 1e-5) == pytest.approx(limit, rel=1e-3, abs=0)
    # across the switch to the asymptotic series, whose first two terms give the slope
    edge = frequencies[0] / 500
    sums = elastic_interaction.mixed_sum(SIZE, CAGE, edge * np.array([1 - 1e-9, 1 + 1e-9]), 2)
    assert sums[1] / sums[0] == pytest.approx(1 + 2e-9 * (1 - 1 / 500), rel=1e-12)


def test_the_thermal_reduction_is_accurate():
    # by quadrature in 30 digits
    tau = [1e-6, 1e-3, 0.1, 0.3]
    digits = [4.504584606457782e-11, 2.2274694854262975e-05, 0.06124600323631679, 0.23802271434637]
    assert elastic_interaction.thermal_reduction(tau) == pytest.approx(digits, rel=1e-12, abs=0)


@pytest.mark.parametrize("term", elastic_interaction.TERMS)
def test_an_element_of_an_array_gives_what_it_gives_alone(term):
    T, tops = np.array([[1e-5], [0.02], [1.3]]), np.array([2.0, 9.5, 60.0])
    for function in (elastic_interaction.attraction, elastic_interaction.attraction_slope):
        alone = [
            [function(t, **REDUCED, term=term, highest_order=top) for top in tops] for t in T[:, 0]
        ]
        together = function(T, **REDUCED, term=term, highest_order=tops)
        assert together.shape == (3, 3)
        assert together == pytest.approx(np.array(alone), rel=1e-12, abs=0)


@pytest.mark.parametrize("term, ratio", [("rr", 0.5), ("rT", 2), ("TT", 0.5)])
def test_how_often_each_pair_is_counted(term, ratio):
    for function in (elastic_interaction.attraction, elastic_interaction.attraction_slope):
        printed = function(0.01, **REDUCED, term=term)
        each = function(0.01, **REDUCED, term=term, pair_counting="once each")
        assert each / printed == pytest.approx(ratio)


@pytest.mark.parametrize("term", elastic_interaction.TERMS)
@pytest.mark.parametrize("name", ["T", *REDUCED])
@pytest.mark.parametrize("value", [np.nan, np.inf, 0, None, "1", 1j, [], [0.01, np.nan]])
def test_what_is_not_a_positive_number_is_refused_by_every_term(term, name, value):
    for function in (
        elastic_interaction.attraction,
        elastic_interaction.attraction_slope,
        elastic_interaction.gruneisen,
    ):
        with pytest.raises(InvalidArgument, match=f"^{name} must"):
            function(**{"T": 0.01, **REDUCED, "term": term, name: value})


def test_two_level_systems_are_refused_above_a_part_of_the_glass_transition_temperature():
    limit = 0.3 * T_G
    assert elastic_interaction.attraction(limit, **REDUCED, term="TT") > 0
    for function in (elastic_interaction.attraction_slope, elastic_interaction.gruneisen):
        with pytest.raises(InvalidArgument, match="^T must be at most .* = 1.3158 .*, got 1.4$"):
            function([0.1, 1.4], **REDUCED, term="TT")
    assert elastic_interaction.expansivity(450.0, silica, SIZE, CAGE, "TT") > 0
    with pytest.raises(InvalidArgument, match="^T must be at most .* = 450 .*, got 451$"):
        elastic_interaction.expansivity(451, silica, SIZE, CAGE, "TT")


@pytest.mark.parametrize("beads", [1.0, 3e4, [200, 1e300]])
def test_a_domain_with_too_many_or_too_few_ripplons_to_sum_is_refused_by_name(beads):
    with pytest.raises(InvalidArgument, match="^beads must"):
        elastic_interaction.mode_sum(beads, CAGE)
    assert np.all(elastic_interaction.mode_sum(beads, CAGE, 9) > 0)


def test_all_domains_that_are_not_refused_have_ripplons_to_sum():
    assert np.all(elastic_interaction.mode_sum([1.09, 29000], CAGE) > 0)


@pytest.mark.parametrize("pair", [1.0, [1.0], [1.0, 2.0, 3.0], [[1.0, 2.0]], [1.0, np.nan], None])
@pytest.mark.parametrize("name", ["epsilon", "omega"])
def test_the_energies_of_two_centers_are_a_pair_of_numbers(name, pair):
    with pytest.raises(InvalidArgument, match=f"^{name} must"):
        elastic_interaction.exact_shift(
            0.1, 1.0, **{"epsilon": E, "omega": W, name: pair}, term="rr"
        )


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: elastic_interaction.exact_shift([1, 2], 1, (1, 1), (1, 1), "rr"), "J"),
        (lambda: elastic_interaction.exact_shift(1, 1, (1, 1), (1, 1), "rr", "yes"), "half"),
        (lambda: elastic_interaction.expansivity(1, "silica", 200, 0.1), "glass"),
        (lambda: elastic_interaction.mode_sum(200, 0.1, 61), "highest_order"),
        (lambda: elastic_interaction.interaction_heat(200, 0.4, 4), "lindemann_ratio"),
        (lambda: elastic_interaction.thermal_reduction(0), "tau"),
        (lambda: elastic_interaction.dipole_coupling(0, 1, 1, 1), "r"),
        (lambda: elastic_interaction.dipole_coupling(1, 2, 1, 1), "between"),
        (lambda: elastic_interaction.dipole_coupling(1, 1, np.nan, 1), "along_i"),
        (lambda: elastic_interaction.level_repulsion_shift(1, 0, 1), "first"),
        (lambda: elastic_interaction.second_order_kernel(1, 1, 0), "T"),
        (lambda: elastic_interaction.pair_ripplons(1, 1, 1, 1, 0, 1), "omega_j"),
        (lambda: elastic_interaction.pair_mixed(np.nan, 1, 1, 1, 1), "J"),
        (lambda: elastic_interaction.pair_levels(1, 1, -1, 1), "epsilon_j"),
        (lambda: elastic_interaction.exact_shift(1, 1, (1, 1), (1, 1), "tt"), "term"),
        (lambda: elastic_interaction.exact_shift(1, 1, (1, 0), (1, 1), "TT"), "epsilon"),
        (lambda: elastic_interaction.mode_sum(200, 0.1, 1), "highest_order"),
        (lambda: elastic_interaction.mixed_sum(200, 0.1, 0), "reduced_T_g"),
        (lambda: elastic_interaction.active_fraction(1, 1, "left"), "asymmetry_signs"),
        (
            lambda: elastic_interaction.attraction(1e-2, **REDUCED, pair_counting="twice"),
            "pair_counting",
        ),
        (lambda: elastic_interaction.attraction_slope(0, **REDUCED), "T"),
        (
            lambda: elastic_interaction.gruneisen(1e-2, **REDUCED, heat_capacity_coefficient=0),
            "heat_capacity_coefficient",
        ),
        (lambda: elastic_interaction.expansivity(1, silica, 0, 0.1), "beads"),
        (lambda: elastic_interaction.thermal_reduction(1), "tau"),
        (lambda: elastic_interaction.gruneisen_direct(1, 1, 2), "correlation"),
        (lambda: elastic_interaction.gruneisen_direct_bound(0), "lindemann_ratio"),
        (lambda: elastic_interaction.bulk_modulus(0, 1), "rho"),
        (lambda: elastic_interaction.tls_free_energy(1, 1, 0), "reduced_T_g"),
        (lambda: elastic_interaction.perimeter_order(0), "beads"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
