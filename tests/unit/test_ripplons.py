import numpy as np
import pytest
from scipy.constants import hbar, k
from scipy.integrate import quad
from scipy.special import spherical_jn

from glasslib import phonons, ripplons
from glasslib.glasses import silica

BEADS = 5.8**3
OMEGA = ripplons.frequency(ripplons.ORDERS, BEADS, 0.1)


def test_a_wall_weighs_a_third_of_a_molecule():
    assert ripplons.wall_mass(BEADS, 0.1) == pytest.approx(0.3364)


def test_a_domain_holds_its_beads():
    assert 4 / 3 * np.pi * ripplons.domain_radius(190.0) ** 3 == pytest.approx(190)


@pytest.mark.parametrize("l", [1, 2, 5, 9])
def test_the_gas_answers_as_printed(l):
    z = np.array([0.3, 1.0, 2.7])
    printed = 1 / (-l + z * spherical_jn(l + 1, z) / spherical_jn(l, z))
    assert ripplons.gas_response(z, l) == pytest.approx(printed)
    assert ripplons.gas_response(1e-4, l) == pytest.approx(-1 / l, rel=1e-6)


def test_the_gas_where_it_was_checked():
    z = np.array([1.0, 2, 3, 4, 5, 7, 8])
    expected = [-0.539137, -0.720446, -2.11620, 0.758171, 0.153166, -0.521933, 0.184372]
    assert ripplons.gas_response(z, 2) == pytest.approx(expected, rel=1e-5)


def test_a_shell_is_stiffer_for_finer_ripples():
    squares = ripplons.shell_frequency(ripplons.ORDERS, 2.0, 0.5, 3.0) ** 2
    assert squares == pytest.approx([2 / 0.5 / 9 * (l - 1) * (l + 2) for l in range(2, 10)])


def test_the_spectrum_where_it_was_checked():
    assert OMEGA[0] == pytest.approx(0.1491918, rel=1e-6)
    assert OMEGA[0] * 5.8**1.25 == pytest.approx(1.34286, rel=1e-5)
    assert OMEGA[4] / OMEGA[1] == pytest.approx(2, rel=1e-14)
    assert ripplons.frequency(2, 190.0, 0.09) > ripplons.frequency(2, 190.0, 0.1) > ripplons.frequency(2, 250.0, 0.1)


def test_ninety_six_modes_up_to_the_ninth_order():
    assert ripplons.DEGENERACY.sum() == 96
    assert ripplons.highest_order(np.array([190.0, 200.0])) == pytest.approx([9.633, 9.826], rel=1e-4)


@pytest.mark.parametrize("energy", [-0.3, 0.0, 0.2])
@pytest.mark.parametrize("T", [0.03, 0.3, 2.0])
def test_the_heat_capacity_is_the_second_derivative_of_the_partition_function(energy, T):
    step = 1e-4 / T
    betas = 1 / T + step * np.array([-1, 0, 1])
    log_Z = ripplons.log_partition_function(energy, 1 / betas, OMEGA)
    second = (log_Z[0] - 2 * log_Z[1] + log_Z[2]) / step**2 / T**2
    assert ripplons.heat_capacity(energy, T, OMEGA) == pytest.approx(second, rel=1e-4, abs=1e-6)


def test_far_below_the_ripplons_there_are_two_levels():
    T = 1e-3
    x = np.array([0.1, 1.0, 5.0])
    assert ripplons.heat_capacity(x * T, T, OMEGA) == pytest.approx((x / 2 / np.cosh(x / 2)) ** 2)


def test_hot_ripplons_obey_dulong_and_petit():
    # the other state is always taken, for its entropy
    assert ripplons.heat_capacity(0.1, 100.0, OMEGA) == pytest.approx(96, rel=1e-3)


@pytest.mark.parametrize("T", [1e-4, 1e-3, 0.03, 0.3, 10.0])
@pytest.mark.parametrize("T_g", [2.0, 5.0])
def test_the_average_is_the_integral_over_asymmetries(T, T_g):
    def weighted(energy):
        return ripplons.state_density(energy, T_g) * ripplons.heat_capacity(energy, T, OMEGA)

    free = T * np.log(-np.expm1(-OMEGA / T)) @ ripplons.DEGENERACY  # where F = 0 is at ε = -free
    edges = sorted({-60 * T_g, -1000 * T, 0.0, -free, *(-free + T * np.array([-40, -20, -10, -5, -2, 2, 5, 10, 20, 40])), 60 * T_g + 40 * T})
    parts = (quad(weighted, low, high, epsabs=1e-13, epsrel=1e-8, limit=200)[0] for low, high in zip(edges, edges[1:]))
    assert ripplons.average_heat_capacity(T, T_g, OMEGA) == pytest.approx(sum(parts), rel=1e-6)


def test_cold_domains_have_the_linear_heat_capacity_of_two_states():
    T, T_g = 1e-3, 4.4
    assert ripplons.average_heat_capacity(T, T_g, OMEGA) == pytest.approx(np.pi**2 / 3 * T / T_g, rel=1e-3)
    assert ripplons.average_heat_capacity(T, T_g, OMEGA, sides="one") == pytest.approx(np.pi**2 / 6 * T / T_g, rel=1e-3)


@pytest.mark.parametrize("sides, height", [("printed", 8.86e4), ("one", 6.71e4)])
@pytest.mark.parametrize("T_g", [2.0, 4.4, 5.0])
def test_the_bump_does_not_move_with_the_glass(T_g, sides, height):
    T = np.linspace(0.02, 0.08, 600)
    total = (ripplons.average_heat_capacity(T, T_g, OMEGA, sides=sides) + BEADS * phonons.debye_heat_capacity(T)) / T**3
    assert T[total.argmax()] == pytest.approx(0.0378, abs=0.0005)
    assert total.max() == pytest.approx(height, rel=0.01)


def test_both_sides_hold_two_states():
    assert 2 * quad(ripplons.state_density, 0, np.inf, args=(4.4,))[0] == pytest.approx(2)
    assert ripplons.state_density(-0.3, 4.4) == ripplons.state_density(0.3, 4.4)


def test_the_scale_of_a_measurement_is_that_of_a_domain():
    per_kg = 3 * k / silica.bead_mass  # J/(kg K): Dulong and Petit
    T = silica.debye_temperature
    assert per_kg / T**3 * ripplons.per_domain(silica.density, silica.sound_speed, 200) == pytest.approx(3 * 200)
    assert 1000 * ripplons.per_domain(2200, 4100, 200) == pytest.approx(5.796e10, rel=1e-4)
    assert ripplons.per_domain(1.0, 1.0, 1.0) == pytest.approx(6 * np.pi**2 * hbar**3 / k**4)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: ripplons.wall_mass(0, 0.1), "beads"),
        (lambda: ripplons.wall_mass(190, 0), "lindemann"),
        (lambda: ripplons.domain_radius(-1), "beads"),
        (lambda: ripplons.gas_response(0, 2), "z"),
        (lambda: ripplons.gas_response(1, 0), "l"),
        (lambda: ripplons.gas_response(1, 2.0), "l"),
        (lambda: ripplons.shell_frequency(1, 1, 1, 1), "l"),
        (lambda: ripplons.shell_frequency(2, 0, 1, 1), "tension"),
        (lambda: ripplons.shell_frequency(2, 1, 0, 1), "areal_density"),
        (lambda: ripplons.shell_frequency(2, 1, 1, 0), "radius"),
        (lambda: ripplons.frequency([1, 2], 190, 0.1), "l"),
        (lambda: ripplons.frequency(2, 0, 0.1), "beads"),
        (lambda: ripplons.frequency(2, 190, 0.4), "lindemann"),
        (lambda: ripplons.highest_order(0), "beads"),
        (lambda: ripplons.state_density(np.inf, 4.4), "energy"),
        (lambda: ripplons.state_density(0, 0), "glass_temperature"),
        (lambda: ripplons.log_partition_function(np.nan, 1, OMEGA), "energy"),
        (lambda: ripplons.log_partition_function(0, 0, OMEGA), "T"),
        (lambda: ripplons.heat_capacity(0, -1, OMEGA), "T"),
        (lambda: ripplons.heat_capacity(0, 1, -OMEGA), "omega"),
        (lambda: ripplons.average_heat_capacity(0, 4.4, OMEGA), "T"),
        (lambda: ripplons.average_heat_capacity(1, 0, OMEGA), "glass_temperature"),
        (lambda: ripplons.average_heat_capacity(1, 4.4, OMEGA, sides="both"), "sides"),
        (lambda: ripplons.per_domain(0, 1, 1), "density"),
        (lambda: ripplons.per_domain(1, 0, 1), "sound_speed"),
        (lambda: ripplons.per_domain(1, 1, 0), "beads"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
