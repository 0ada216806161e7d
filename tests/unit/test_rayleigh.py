import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import newton
from scipy.special import sph_harm_y, spherical_jn

from glasslib import form_factor, rayleigh, ripplons
from glasslib.checks import InvalidArgument
from glasslib.droplet import surface_tension
from glasslib.glasses import silica

SIZE, CAGE, T_G = 200, 0.1, 4.386
WALL = {"beads": SIZE, "lindemann_ratio": CAGE}
PLATEAU = 10**-1.5


def test_a_shift_of_the_wall_needs_no_force_if_the_pressure_is_kept():
    assert rayleigh.stiffness([2, 3, 9], "kept") == pytest.approx([4, 10, 88])
    assert rayleigh.stiffness([2, 3, 9]) == pytest.approx([8, 14, 92])
    low, high = ripplons.mode_frequency([2, 3], SIZE, CAGE) ** 2
    assert rayleigh.stiffness(3, "kept") / rayleigh.stiffness(2, "kept") == pytest.approx(
        high / low
    )


def test_a_slow_lattice_carries_the_wall_back():
    assert rayleigh.response(1e-6, 0.2) == pytest.approx(-1)
    w, w_l = 0.3, 0.2
    moved = rayleigh.response(w, w_l)
    assert -(w**2) * moved + w_l**2 * (moved + 1) == pytest.approx(0, abs=1e-15)


def test_the_source_is_a_plane_wave_on_the_sphere():
    x = 1.7
    overlap = quad(lambda c: (3 * c**2 - 1) / 2 * np.cos(x * c), -1, 1)[0] / 2
    assert rayleigh.source(2, x) == pytest.approx(-8 * overlap / (2 * np.pi**2))


def test_the_spread():
    assert rayleigh.spread(25) == pytest.approx(0.1)


def test_the_self_energy_is_the_average_over_a_gaussian():
    w, w_l, width = 0.25 + 0.02j, 0.3, 0.03

    def term(u):
        density = np.exp(-((u - w_l) ** 2) / (2 * width**2)) / np.sqrt(2 * np.pi) / width
        return density * u**2 / (u**2 - w**2)

    mean = (
        quad(lambda u: term(u).real, 0, 0.6, points=[0.25])[0]
        + 1j * quad(lambda u: term(u).imag, 0, 0.6, points=[0.25])[0]
    )
    radius = ripplons.domain_radius(SIZE)
    ratio = 9 / 8 * surface_tension(radius, CAGE) * CAGE**2 / (6 * np.pi**2) ** (2 / 3)
    expected = 1e-4 * ratio * 4 * np.pi * 10 * 7 * spherical_jn(3, 2.0) ** 2 * mean
    got = rayleigh.self_energy(w, 2.0, 3, 1e-4, **WALL, width=width, omega=w_l, pressure="kept")
    assert got == pytest.approx(expected, rel=1e-6, abs=0)


def test_tension_over_density_in_units_of_a_material():
    omega_2 = ripplons.mode_frequency(2, SIZE, CAGE, "volume")
    areal = silica.density * silica.bead_size * CAGE**2  # ρ_W
    R = ripplons.domain_radius(SIZE) * silica.bead_size
    tension = (omega_2 * silica.debye_frequency) ** 2 * areal * R**2 / 4  # from Eq. 31
    reduced = tension / silica.density / (silica.bead_size**3 * silica.debye_frequency**2)
    assert rayleigh._tension_over_density(SIZE, CAGE) == pytest.approx(reduced)


def test_the_favourable_case_of_the_paper():
    rate = rayleigh.decay_rate(
        PLATEAU, PLATEAU, **WALL, reduced_T_g=T_G, strength=50, orders=2, omega=PLATEAU
    )
    assert PLATEAU / (2 * np.pi * rate) == pytest.approx(1.6e4, rel=2e-3)
    kept = rayleigh.decay_rate(
        PLATEAU,
        PLATEAU,
        **WALL,
        reduced_T_g=T_G,
        strength=50,
        orders=2,
        omega=PLATEAU,
        pressure="kept",
    )
    assert kept == pytest.approx(rate / 2, rel=1e-6, abs=0)


def test_all_harmonics_add_up():
    w = np.array([0.15, 0.3])
    args = {**WALL, "reduced_T_g": T_G, "strength": 50}
    one_by_one = sum(rayleigh.decay_rate(w, 0.05, **args, orders=n) for n in ripplons.ORDERS)
    assert rayleigh.decay_rate(w, 0.05, **args) == pytest.approx(one_by_one, rel=1e-6, abs=0)


def test_the_rate_is_the_imaginary_part_of_a_root():
    w, T, D = 0.3, 0.05, 30
    x, w_l = form_factor.wavenumber_radius(w, SIZE), ripplons.mode_frequency(3, SIZE, CAGE)
    width = rayleigh.spread(D) * w_l

    def energy(z):
        return rayleigh.self_energy(z, x, 3, T / T_G / SIZE, **WALL, width=width, omega=w_l)

    root = newton(lambda z: z**2 - w**2 + energy(z), w - 1e-6j, tol=1e-14, maxiter=100)
    rate = rayleigh.decay_rate(w, T, **WALL, reduced_T_g=T_G, strength=D, orders=3)
    assert -root.imag == pytest.approx(rate, rel=2e-3)


def test_an_element_of_an_array_gives_what_it_gives_alone():
    w, T, sizes = np.array([0.03, 0.15, 0.6]), np.array([[0.003], [0.05]]), np.array([90, 200, 345])
    together = rayleigh.decay_rate(w, T, sizes, CAGE, T_G, 50)
    alone = [
        [rayleigh.decay_rate(w[i], t, sizes[i], CAGE, T_G, 50) for i in range(3)] for t in T[:, 0]
    ]
    assert together == pytest.approx(np.array(alone), rel=1e-12, abs=0)
    orders = np.array([2, 5, 200])
    each = [rayleigh.source(order, x) for order, x in zip(orders, [0.5, 3, 190], strict=True)]
    assert rayleigh.source(orders, [0.5, 3, 190]) == pytest.approx(each, rel=1e-12, abs=0)


@pytest.mark.parametrize("order", [2.5, 1, 201, 1e9, np.nan, np.inf, "2", None, 2j, []])
def test_an_order_is_a_whole_number_from_2_to_200(order):
    calls = (
        lambda: rayleigh.stiffness(order),
        lambda: rayleigh.source(order, 1.0),
        lambda: rayleigh.self_energy(0.1, 1, order, 1, 200, 0.1, 0.1, 0.2),
    )
    for call in calls:
        with pytest.raises(InvalidArgument, match="^l must"):
            call()
    with pytest.raises(InvalidArgument, match="^orders must"):
        rayleigh.decay_rate(0.1, 0.1, 200, 0.1, 4, 50, orders=order)


def test_an_order_may_be_given_as_a_float():
    assert rayleigh.source(2.0, 1.0) == rayleigh.source(2, 1.0)


SELF_ENERGY = {
    "w": 0.1 + 0.01j,
    "x": 1.0,
    "walls": 1e-4,
    **WALL,
    "width": 0.02,
    "omega": 0.18,
}


@pytest.mark.parametrize("name", SELF_ENERGY)
@pytest.mark.parametrize("value", [np.nan, np.inf, "1", None, [], [0.1, np.nan]])
def test_the_self_energy_refuses_what_is_not_a_finite_number(name, value):
    with pytest.raises(InvalidArgument, match=f"^{name} must"):
        rayleigh.self_energy(**{**SELF_ENERGY, "l": 2, name: value})


@pytest.mark.parametrize("name", [name for name in SELF_ENERGY if name != "w"])
def test_only_the_frequency_of_the_self_energy_is_complex(name):
    with pytest.raises(InvalidArgument, match=f"^{name} must"):
        rayleigh.self_energy(**{**SELF_ENERGY, "l": 2, name: SELF_ENERGY[name] + 0j})
    with pytest.raises(InvalidArgument, match="^w must"):
        rayleigh.self_energy(**{**SELF_ENERGY, "l": 2, "w": complex(0.1, np.nan)})


@pytest.mark.parametrize("orders, omega", [([2, 3], [0.1]), (2, [0.1, 0.2]), ([2, 3], 0.1)])
def test_each_order_needs_its_frequency(orders, omega):
    with pytest.raises(InvalidArgument, match="^omega must have the shape of orders"):
        rayleigh.decay_rate(0.1, 0.1, 200, 0.1, 4, 50, orders=orders, omega=omega)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: rayleigh.stiffness(1), "l"),
        (lambda: rayleigh.stiffness(2, "lost"), "pressure"),
        (lambda: rayleigh.response(0.2, 0.2), "w"),
        (lambda: rayleigh.response(0, 0.2), "w"),
        (lambda: rayleigh.response([0.1, 0.2], [0.3, 0.2]), "w"),
        (lambda: rayleigh.source(2, 0), "x"),
        (lambda: rayleigh.spread(0), "strength"),
        (lambda: rayleigh.self_energy(0.1, 1, 2, 1, 200, 0.1, 0, 0.2), "width"),
        (lambda: rayleigh.self_energy(0.1, 1, 2, 0, 200, 0.1, 0.1, 0.2), "walls"),
        (lambda: rayleigh.decay_rate(0.1, 0, 200, 0.1, 4, 50), "T"),
        (lambda: rayleigh.decay_rate(0.1, 0.1, 200, 0.1, 0, 50), "reduced_T_g"),
        (lambda: rayleigh.decay_rate(0.1, 0.1, 0, 0.1, 4, 50), "beads"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()


@pytest.mark.parametrize("wave", rayleigh.WAVES)
@pytest.mark.parametrize("order", [2, 3, 5])
def test_overlap_of_a_plane_wave_with_all_harmonics_of_one_order(wave, order):
    """Sums over m of squared integrals over the sphere, by quadrature."""
    c, share = np.polynomial.legendre.leggauss(80)
    phi = np.arange(64) * 2 * np.pi / 64
    C, PHI = np.meshgrid(c, phi, indexing="ij")
    measure = share[:, None] * 2 * np.pi / 64
    x = 1.7
    radial = {
        "scalar": 1.0,
        "longitudinal": C,
        "transverse": np.sqrt(1 - C**2) * np.cos(PHI),
    }[wave]
    total = 0.0
    for m in range(-order, order + 1):
        harmonic = sph_harm_y(order, m, np.arccos(C), PHI)
        total += abs(np.sum(measure * harmonic * radial * np.exp(1j * x * C))) ** 2
    expected = 4 * np.pi * (2 * order + 1) * rayleigh.overlap(order, x, wave) ** 2
    assert total == pytest.approx(expected, rel=1e-10)


def test_a_faster_wave_is_a_longer_one():
    given = {**WALL, "reduced_T_g": T_G, "strength": 50, "orders": 2, "omega": PLATEAU}
    for wave in rayleigh.WAVES:
        fast = rayleigh.decay_rate(PLATEAU, PLATEAU, **given, wave=wave, speed=1.5)
        x = form_factor.wavenumber_radius(PLATEAU, SIZE)
        ratio = rayleigh.overlap(2, x / 1.5, wave) / rayleigh.overlap(2, x, wave)
        slow = rayleigh.decay_rate(PLATEAU, PLATEAU, **given, wave=wave)
        assert fast / slow == pytest.approx(ratio**2)
