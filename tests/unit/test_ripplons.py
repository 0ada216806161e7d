import mpmath
import numpy as np
import pytest
from scipy.constants import hbar, k
from scipy.integrate import quad
from scipy.special import spherical_jn

from glasslib import elastic_interaction, phonons, rayleigh, ripplons
from glasslib.checks import InvalidArgument
from glasslib.glasses import silica
from glasslib.spectrum import Spectrum

BEADS = 5.8**3
SHARP = ripplons.spectrum(BEADS, 0.1)
OMEGA = SHARP.omega


def test_a_wall_weighs_a_third_of_a_molecule():
    assert ripplons.wall_mass(BEADS, 0.1) == pytest.approx(0.3364)


def test_a_domain_holds_its_beads():
    assert 4 / 3 * np.pi * ripplons.domain_radius(190.0) ** 3 == pytest.approx(190)


@pytest.mark.parametrize("order", [1, 2, 5, 9])
def test_the_response_of_the_gas_is_the_printed_expression(order):
    z = np.array([0.3, 1.0, 2.7])
    printed = 1 / (-order + z * spherical_jn(order + 1, z) / spherical_jn(order, z))
    assert ripplons.gas_response(z, order) == pytest.approx(printed)
    assert ripplons.gas_response(1e-4, order) == pytest.approx(-1 / order, rel=1e-6)


def test_the_response_of_the_gas_has_known_values():
    z = np.array([1.0, 2, 3, 4, 5, 7, 8])
    expected = [-0.539137, -0.720446, -2.11620, 0.758171, 0.153166, -0.521933, 0.184372]
    assert ripplons.gas_response(z, 2) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("order", [1, 2, 3, 9, 50, 200])
def test_the_response_of_the_gas_is_accurate_and_continuous_where_the_series_ends(order):
    def with_mpmath(z):
        with mpmath.workdps(40):
            z = mpmath.mpf(float(z))
            ratio = mpmath.besselj(order + 1.5, z) / mpmath.besselj(order + 0.5, z)
            return float(1 / (-order + z * ratio))

    edge = np.sqrt(2 * order + 3)
    z = edge * np.array([1e-3, 0.1, 0.9, 1 - 1e-12, 1.0, 1 + 1e-12, 1.1])
    expected = [with_mpmath(value) for value in z]
    assert ripplons.gas_response(z, order) == pytest.approx(expected, rel=1e-12)
    below, above = ripplons.gas_response(edge * np.array([1 - 1e-13, 1 + 1e-13]), order)
    assert below == pytest.approx(above, rel=1e-11)


@pytest.mark.parametrize("z", [1e-9, 0.5, 1.0])
def test_the_response_of_the_gas_is_finite_where_the_bessel_functions_underflow(z):
    response = ripplons.gas_response(z, 200)
    assert np.isfinite(response)
    # for small z it is −1/l − z²/l²(2l+3) and so on
    assert response == pytest.approx(-1 / 200 - z**2 / 200**2 / 403, rel=1e-8)


def test_the_frequency_of_a_shell_grows_with_the_order():
    squares = ripplons.shell_frequency(ripplons.ORDERS, 2.0, 0.5, 3.0) ** 2
    assert squares == pytest.approx([4 / 9 * (order - 1) * (order + 2) for order in range(2, 10)])


def test_the_spectrum_has_known_values():
    assert OMEGA[0] == pytest.approx(0.1491918, rel=1e-6)
    assert OMEGA[0] * 5.8**1.25 == pytest.approx(1.34286, rel=1e-5)
    assert OMEGA[4] / OMEGA[1] == pytest.approx(2, rel=1e-14)
    narrow, wide, large = (
        ripplons.mode_frequency(2, beads, ratio)
        for beads, ratio in ((190.0, 0.09), (190.0, 0.1), (250.0, 0.1))
    )
    assert narrow > wide > large


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, np.float32, np.float64])
def test_the_type_of_the_order_does_not_matter(dtype):
    # (l−1)(l+2) = 418 for l = 20, more than eight bits hold
    order = np.array([20], dtype)
    assert ripplons.mode_frequency(order, 200.0, 0.1) == ripplons.mode_frequency(20.0, 200.0, 0.1)
    assert ripplons.shell_frequency(order, 1.0, 1.0, 1.0) == np.sqrt(418.0)
    assert ripplons.gas_response(1.0, order) == ripplons.gas_response(1.0, 20.0)


def test_there_are_ninety_six_modes_up_to_the_ninth_order():
    assert ripplons.DEGENERACY.sum() == SHARP.modes == 96
    modes = ripplons.mode_frequency(ripplons.ORDERS, BEADS, 0.1)
    assert SHARP.omega.tolist() == modes.tolist()
    assert SHARP.degeneracy.tolist() == ripplons.DEGENERACY.tolist()
    highest = ripplons.highest_order(np.array([190.0, 200.0]))
    assert highest == pytest.approx([9.633, 9.826], rel=1e-4)


@pytest.mark.parametrize("energy", [-0.3, 0.0, 0.2])
@pytest.mark.parametrize("T", [0.03, 0.3, 2.0])
def test_the_heat_capacity_is_the_second_derivative_of_the_partition_function(energy, T):
    step = 1e-4 / T
    betas = 1 / T + step * np.array([-1, 0, 1])
    log_Z = ripplons.log_partition_function(energy, 1 / betas, SHARP)
    second = (log_Z[0] - 2 * log_Z[1] + log_Z[2]) / step**2 / T**2
    assert ripplons.heat_capacity(energy, T, SHARP) == pytest.approx(second, rel=1e-4, abs=1e-6)


def test_far_below_the_ripplons_there_are_two_levels():
    T = 1e-3
    x = np.array([0.1, 1.0, 5.0])
    two_levels = (x / 2 / np.cosh(x / 2)) ** 2
    assert ripplons.heat_capacity(x * T, T, SHARP) == pytest.approx(two_levels)


def test_hot_ripplons_obey_dulong_and_petit():
    # the second state is always occupied, because of its entropy
    assert ripplons.heat_capacity(0.1, 100.0, SHARP) == pytest.approx(96, rel=1e-3)


@pytest.mark.parametrize("signs", ["both", "negative"])
@pytest.mark.parametrize("T", [1e-4, 1e-3, 0.03, 0.3, 10.0])
@pytest.mark.parametrize("T_g", [2.0, 5.0])
def test_the_average_is_the_integral_over_asymmetries(T, T_g, signs):
    def weighted(energy):
        return ripplons.asymmetry_density(energy, T_g) * ripplons.heat_capacity(energy, T, SHARP)

    free = T * np.log(-np.expm1(-OMEGA / T)) @ ripplons.DEGENERACY  # F = 0 at ε = −free
    near = -free + T * np.array([-40, -20, -10, -5, -2, 2, 5, 10, 20, 40])
    edges = sorted({-60 * T_g, -1000 * T, 0.0, -free, *near, 60 * T_g + 40 * T})
    if signs == "negative":
        edges = [edge for edge in edges if edge <= 0]
    total = sum(
        quad(weighted, low, high, epsabs=1e-13, epsrel=1e-8, limit=200)[0]
        for low, high in zip(edges, edges[1:], strict=False)
    )
    heat = ripplons.average_heat_capacity(T, T_g, SHARP, signs)
    assert heat == pytest.approx(total, rel=1e-6)


def test_cold_domains_have_the_linear_heat_capacity_of_two_states():
    T, T_g = 1e-3, 4.4
    linear = np.pi**2 / 3 * T / T_g
    both = ripplons.average_heat_capacity(T, T_g, SHARP)
    one = ripplons.average_heat_capacity(T, T_g, SHARP, asymmetry_signs="negative")
    assert both == pytest.approx(linear, rel=1e-3)
    assert one == pytest.approx(linear / 2, rel=1e-3)


@pytest.mark.parametrize("signs, height", [("both", 8.86e4), ("negative", 8.80e4)])
@pytest.mark.parametrize("T_g", [2.0, 4.4, 5.0])
def test_the_boson_peak_does_not_move_with_the_glass_transition(T_g, signs, height):
    T = np.linspace(0.02, 0.08, 600)
    heat = ripplons.average_heat_capacity(T, T_g, SHARP, asymmetry_signs=signs)
    total = (heat + BEADS * phonons.debye_heat_capacity(T)) / T**3
    assert T[total.argmax()] == pytest.approx(0.0378, abs=0.0005)
    assert total.max() == pytest.approx(height, rel=0.01)


@pytest.mark.parametrize("signs", ["both", "negative"])
@pytest.mark.parametrize("T_g", [2.0, 5.0])
def test_the_boson_peak_is_the_maximum_of_a_fine_grid(T_g, signs):
    place, height = ripplons.boson_peak(T_g, SHARP, BEADS, signs)
    T = place * np.linspace(0.9, 1.1, 2001)
    heat = ripplons.average_heat_capacity(T, T_g, SHARP, signs) / BEADS
    over_debye = (heat + phonons.debye_heat_capacity(T)) / T**3 / phonons.DEBYE_CUBE
    assert place == pytest.approx(T[over_debye.argmax()], rel=2e-4)
    assert height == pytest.approx(over_debye.max(), rel=1e-5)


def test_the_integral_over_both_signs_counts_two_states():
    assert 2 * quad(ripplons.asymmetry_density, 0, np.inf, args=(4.4,))[0] == pytest.approx(2)
    assert ripplons.asymmetry_density(-0.3, 4.4) == ripplons.asymmetry_density(0.3, 4.4)


def test_the_factor_converts_a_measurement_to_one_domain():
    per_kg = 3 * k / silica.bead_mass  # J/(kg K): Dulong and Petit
    T = silica.debye_temperature
    factor = ripplons.heat_per_domain_factor(silica.density, silica.sound_speed, 200)
    assert per_kg / T**3 * factor == pytest.approx(3 * 200)
    assert 1000 * ripplons.heat_per_domain_factor(2200, 4100, 200) == pytest.approx(
        5.796e10, rel=1e-4
    )
    in_SI = 6 * np.pi**2 * hbar**3 / k**4
    assert ripplons.heat_per_domain_factor(1.0, 1.0, 1.0) == pytest.approx(in_SI, rel=1e-6, abs=0)


def test_each_element_is_as_if_it_were_alone():
    T = np.array([1e-5, 1e-3, 0.03, 0.3, 1.0, 50.0])
    energy = np.array([-3.0, -0.2, 0.0, 1e-3, 0.2, 30.0])
    z, orders = np.geomspace(1e-6, 300, 6), np.array([1, 2, 7, 30, 100, 200])
    for function, arguments in (
        (lambda t: ripplons.average_heat_capacity(t, 4.4, SHARP), (T,)),
        (lambda e, t: ripplons.heat_capacity(e, t, SHARP), (energy, T)),
        (lambda e, t: ripplons.log_partition_function(e, t, SHARP), (energy, T)),
        (ripplons.gas_response, (z, orders)),
    ):
        alone = [function(*element) for element in zip(*arguments, strict=True)]
        assert function(*arguments) == pytest.approx(alone, rel=1e-12, abs=0)
    grid = ripplons.heat_capacity(energy[:, None], T, SHARP)
    assert grid.shape == (6, 6)
    assert grid[1, 4] == pytest.approx(ripplons.heat_capacity(-0.2, 1.0, SHARP), rel=1e-12)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: ripplons.wall_mass(0, 0.1), "beads"),
        (lambda: ripplons.wall_mass(190, 0), "lindemann_ratio"),
        (lambda: ripplons.domain_radius(-1), "beads"),
        (lambda: ripplons.gas_response(0, 2), "z"),
        (lambda: ripplons.gas_response(1, 0), "l"),
        (lambda: ripplons.gas_response(1, 201), "l"),
        (lambda: ripplons.gas_response(1, 2.5), "l"),
        (lambda: ripplons.shell_frequency(1, 1, 1, 1), "l"),
        (lambda: ripplons.shell_frequency(2, 0, 1, 1), "tension"),
        (lambda: ripplons.shell_frequency(2, 1, 0, 1), "areal_density"),
        (lambda: ripplons.shell_frequency(2, 1, 1, 0), "radius"),
        (lambda: ripplons.mode_frequency([1, 2], 190, 0.1), "l"),
        (lambda: ripplons.mode_frequency(2, 0, 0.1), "beads"),
        (lambda: ripplons.mode_frequency(2, 190, 0.4), "lindemann_ratio"),
        (lambda: ripplons.spectrum(0, 0.1), "beads"),
        (lambda: ripplons.spectrum([190, 200], 0.1), "beads"),
        (lambda: ripplons.spectrum(190, 0.4), "lindemann_ratio"),
        (lambda: ripplons.highest_order(0), "beads"),
        (lambda: ripplons.asymmetry_density(np.inf, 4.4), "energy"),
        (lambda: ripplons.asymmetry_density(0, 0), "reduced_T_g"),
        (lambda: ripplons.log_partition_function(np.nan, 1, SHARP), "energy"),
        (lambda: ripplons.log_partition_function(0, 0, SHARP), "T"),
        (lambda: ripplons.heat_capacity(0, -1, SHARP), "T"),
        (lambda: ripplons.heat_capacity(0, 1, Spectrum(-OMEGA, ripplons.DEGENERACY)), "omega"),
        (lambda: ripplons.heat_capacity(0, 1, OMEGA), "spectrum"),
        (lambda: ripplons.average_heat_capacity(0, 4.4, SHARP), "T"),
        (lambda: ripplons.average_heat_capacity(1, 0, SHARP), "reduced_T_g"),
        (
            lambda: ripplons.average_heat_capacity(1, 4.4, SHARP, asymmetry_signs="printed"),
            "asymmetry_signs",
        ),
        (lambda: ripplons.boson_peak(4.4, Spectrum([5.0], [1]), BEADS), "reduced_T_g"),
        (lambda: ripplons.boson_peak(4.4, SHARP, 0), "beads"),
        (lambda: ripplons.heat_per_domain_factor(0, 1, 1), "rho"),
        (lambda: ripplons.heat_per_domain_factor(1, 0, 1), "c_s"),
        (lambda: ripplons.heat_per_domain_factor(1, 1, 0), "beads"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()


def shape_energy(order, amplitude, tension, exponent):
    """Energy of the surface r = 1 + e P_l(cos θ) under the pressure that balances the sphere, from 400 rings."""
    x, weight = np.polynomial.legendre.leggauss(400)
    basis = np.polynomial.legendre.Legendre.basis(order)
    r, sine = 1 + amplitude * basis(x), np.sqrt(1 - x**2)
    slope = -sine * amplitude * basis.deriv()(x)
    second = amplitude * (sine**2 * basis.deriv(2)(x) - x * basis.deriv()(x))
    slant = np.hypot(r, slope)
    dA = 2 * np.pi * weight * r * slant
    volume = 2 * np.pi / 3 * weight @ r**3
    # principal curvatures of a surface of revolution
    along = (r**2 + 2 * slope**2 - r * second) / slant**3
    around = (r - slope * x / sine) / (r * slant)
    sigma = {
        "volume": (3 * volume / (4 * np.pi)) ** (-exponent / 3),
        "area": (dA.sum() / (4 * np.pi)) ** (-exponent / 2),
        "distance": r**-exponent,
        "curvature": ((along + around) / 2) ** exponent,
    }[tension]
    return np.sum(sigma * dA) - (2 - exponent) * volume


@pytest.mark.parametrize("tension", ["volume", "area", "distance", "curvature"])
@pytest.mark.parametrize("exponent", [0.0, 0.3, 0.5, 1.0])
def test_the_stiffness_of_a_wall_is_that_of_exact_shapes(tension, exponent):
    e = 2e-4
    for order in (2, 3, 6):
        ends = [shape_energy(order, s * e, tension, exponent) for s in (1, 0, -1)]
        found = (ends[0] - 2 * ends[1] + ends[2]) * (2 * order + 1) / (4 * np.pi * e**2)
        factor = ripplons.stiffness_factor(order, tension, exponent)
        assert factor * (order - 1) * (order + 2) == pytest.approx(found, abs=2e-4 * order**4)


def test_a_constant_tension_has_no_factor_and_the_printed_one_is_uniform():
    orders = np.arange(2, 20)
    for tension in ("printed", "volume", "area", "distance", "curvature"):
        assert ripplons.stiffness_factor(orders, tension, 0.0) == pytest.approx(1)
    assert ripplons.stiffness_factor(orders) == pytest.approx(9 / 8)


def test_a_wall_that_crumples_has_no_frequencies():
    soft = ripplons.mode_frequency([2, 3], BEADS, 0.1, "curvature")
    hard = ripplons.mode_frequency([2, 3], BEADS, 0.1, "volume")
    assert (soft / hard) ** 2 == pytest.approx([0.75, 0.375])
    with pytest.raises(InvalidArgument, match="'curvature', with which the order l = 4 grows"):
        ripplons.spectrum(BEADS, 0.1, "curvature")


@pytest.mark.parametrize("tension", ["volume", "area"])
@pytest.mark.parametrize("term", ["rr", "rT"])
def test_softer_ripplons_attract_each_other_more(tension, term):
    region = {"T": 0.003, "beads": 200.0, "lindemann_ratio": 0.1, "reduced_T_g": 4.4, "term": term}
    stiff = elastic_interaction.attraction(**region)
    soft = elastic_interaction.attraction(**region, tension_by=tension)
    if term == "rr":  # in proportion to 1/ω
        factor = ripplons.stiffness_factor(2, tension) / (9 / 8)
        assert soft / stiff == pytest.approx(factor**-0.5)
    assert soft > stiff
    heats = [
        elastic_interaction.interaction_heat(200.0, 0.1, 4.4, tension_by=t)
        for t in ("printed", tension)
    ]
    assert heats[1] > heats[0]


def test_a_softer_wall_scatters_phonons_less():
    w = 0.03
    rates = [
        rayleigh.decay_rate(w, w, 200.0, 0.1, 4.4, 50.0, orders=2, omega=w, tension_by=t)
        for t in ("printed", "volume", "area")
    ]
    assert rates[1:] == pytest.approx([rates[0] * 8 / 9, rates[0] * 2 / 3])
