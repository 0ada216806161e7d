from functools import partial

import numpy as np
import pytest
from scipy.constants import hbar, k
from scipy.integrate import quad
from scipy.optimize import brentq

from glasslib import phonons, soft_potential, tunneling
from glasslib.checks import InvalidArgument
from glasslib.numerics import bisect

W = 5.5e-23
PATH = {"W": W, "scattering_strength": 3e-4, "c_s": 4100.0}


def oscillator(D1, D2, size=70, frequency=3.0):
    """Levels and positions of the well in the basis of an oscillator: another route than the library's."""
    lower = np.diag(np.sqrt(np.arange(1, size + 4)), 1)
    # H₀ = p² + (f/2)² y² has the quanta f, and y = (a + a†)/√f
    y = (lower + lower.T) / np.sqrt(frequency)
    p2 = frequency * np.diag(np.arange(size + 4) + 0.5) - (frequency / 2) ** 2 * y @ y
    D1, D2 = (np.asarray(part)[..., None, None] for part in (D1, D2))
    energy = (p2 + D1 * y + D2 * y @ y + y @ y @ y @ y)[..., :size, :size]
    values, states = np.linalg.eigh(energy)
    return values, np.swapaxes(states, -1, -2) @ y[:size, :size] @ states


@pytest.mark.parametrize(("D1", "D2"), [(0, 0), (0.3, -9), (-4, -6), (7, 3), (0, -9)])
def test_levels_are_those_in_another_basis(D1, D2):
    assert soft_potential.levels(D1, D2, 5) == pytest.approx(oscillator(D1, D2)[0][:5], abs=1e-7)


def test_a_stiff_well_is_an_oscillator():
    assert soft_potential.levels(0, 1e4, 4) / 100 == pytest.approx([1, 3, 5, 7], rel=1e-3)
    # a force moves it and makes it stiffer: V'' = 2D₂ + 12y² at the bottom, where 4y³ + 2D₂y + D₁ = 0
    y, D2 = -6.0, 10.0
    low, high = soft_potential.levels(-4 * y**3 - 2 * D2 * y, D2)
    assert high - low == pytest.approx(np.sqrt(2 * (2 * D2 + 12 * y**2)), rel=2e-3)


def test_the_splitting_of_a_deep_double_well_is_that_of_the_action():
    # with frequency √8|D₂| in the wells; the next order of the action's inverse is negative
    D2 = np.array([-7.0, -9.0, -11.0])
    S = np.sqrt(2) / 3 * np.abs(D2) ** 1.5
    leading = 2 * np.sqrt(8 * np.abs(D2)) * np.sqrt(6 * S / np.pi) * np.exp(-S)
    correction = (1 - soft_potential.tunnel_splitting(D2) / leading) * S
    assert correction == pytest.approx([1, 1, 1], abs=0.2)
    exact = np.diff(oscillator(0, -6)[0][:2])
    assert soft_potential.tunnel_splitting([-6.0]) == pytest.approx(exact, rel=1e-6)


def area(splitting, deepest):
    """Modes with a smaller splitting, in P_s: twice the area in D₂ and D₁ > 0."""

    def edge(D2):
        gap = lambda D1: np.diff(oscillator(D1, D2, 40)[0][:2])[0] - splitting
        return 0.0 if gap(0) > 0 else brentq(gap, 0, 60, xtol=1e-6)

    top = brentq(lambda D2: np.diff(oscillator(0, D2, 40)[0][:2])[0] - splitting, -9, 20)
    s, weight = np.polynomial.legendre.leggauss(14)
    s, weight = (s + 1) / 2, weight / 2
    return 2 * sum(
        w * 2 * u * (top - deepest) * edge(top - (top - deepest) * u**2)
        for u, w in zip(s, weight, strict=True)
    )


@pytest.mark.parametrize("splitting", [0.2, 1.0, 3.0])
def test_the_density_counts_the_modes_between_two_splittings(splitting):
    low, high = splitting * 0.95, splitting * 1.05
    counted = (area(high, -9.0) - area(low, -9.0)) / (high - low)
    assert soft_potential.mode_density(splitting * W, W, 1.0) * W == pytest.approx(
        counted, rel=0.015
    )


def test_stiff_modes_are_vibrations_and_the_two_densities_join():
    stiff = [soft_potential.mode_density(20.0, 1.0, 1.0, cutoff=cutoff) for cutoff in (None, 30.0)]
    assert stiff[0] == pytest.approx(20.0**4 / 8)
    assert stiff[1] == pytest.approx(soft_potential.vibration_density(20.0, 1.0, 1.0, 30.0))
    for cutoff in (None, 30.0):
        below, above = soft_potential.mode_density([11.999, 12.001], 1.0, 1.0, cutoff=cutoff)
        assert below == pytest.approx(above, rel=0.02)


def test_the_density_of_vibrations_is_that_of_their_frequencies():
    # wells drawn at random, and ω = √2V'' at the bottom of the deeper one
    random = np.random.default_rng(1)
    D2, D1 = random.uniform(-16, 31, 400_000), random.uniform(0, 65, 400_000)
    y = bisect(
        lambda y: -(4 * y**3 + 2 * D2 * y + D1), -9.0, -np.sqrt(np.maximum(-D2 / 6, 0)), halvings=40
    )
    frequency = np.sqrt(np.maximum(4 * D2 + 24 * y**2, 0))
    for cutoff in (None, 20.0):
        kept = 1.0 if cutoff is None else np.exp(-((D1 / cutoff) ** 2))
        count = 2 * np.mean(kept * ((frequency > 9) & (frequency < 11))) * 47 * 65
        density = partial(soft_potential.vibration_density, W=1.0, P_s=1.0, cutoff=cutoff)
        formula, _ = quad(density, 9, 11)
        assert count == pytest.approx(formula, rel=0.01)


def test_far_above_the_cutoff_the_density_grows_linearly():
    # ∫₀¹ exp(−x²(u − u³)²) du → (√π/2)(1 + ½)/x: both ends of the integral
    e, cutoff = 400.0, 10.0
    wanted = e / 8 * 8 * cutoff * np.sqrt(np.pi) * 3 / 4
    assert soft_potential.vibration_density(e, 1.0, 1.0, cutoff) == pytest.approx(wanted, rel=1e-4)
    assert soft_potential.vibration_density(1.0, 1.0, 1.0, cutoff) == pytest.approx(1 / 8, rel=1e-3)


def brute_heat(t, cutoff=np.inf):
    """Heat capacity over k_B P_s by summing over wells, each in the basis of an oscillator."""
    total = 0.0
    x, weight = np.polynomial.legendre.leggauss(6)
    for low, high in ((-9, -5), (-5, 0), (0, 6), (6, 25)):
        for D2, w in zip(
            (low + high) / 2 + (high - low) / 2 * x, weight * (high - low) / 2, strict=True
        ):
            for start in np.arange(-7.0, 5.0, 2.0):
                for u, v in zip(start + 1 + x, weight, strict=True):
                    D1 = np.exp(u)
                    energies = oscillator(D1, D2, 40, 5.0)[0]
                    occupied = np.exp(-(energies - energies[0]) / t)
                    occupied /= occupied.sum()
                    spread = occupied @ energies**2 - (occupied @ energies) ** 2
                    total += w * v * 2 * D1 * np.exp(-((D1 / cutoff) ** 2)) * spread / t**2
    return total


@pytest.mark.parametrize(("t", "cutoff"), [(0.3, None), (0.7, 15.0)])
def test_the_heat_capacity_is_that_of_all_levels_of_all_wells(t, cutoff):
    brute = brute_heat(t, cutoff or np.inf)
    assert soft_potential.heat_capacity(t / k, 1.0, 1 / k, -9.0, cutoff) == pytest.approx(
        brute, rel=5e-3
    )


def test_cold_wells_tunnel_and_warm_ones_vibrate():
    # two-level systems with the density of modes, and ∫ n(E) einstein(E/T) dE = (P_s k_B/8) t⁵ 6! ζ(6) without a cutoff
    t = 0.03
    two_level, _ = quad(
        lambda x: soft_potential.mode_density(x * t, 1.0, 1.0) * x**2 / np.cosh(x / 2) ** 2 / 4 * t,
        0.035,
        60,
    )
    assert soft_potential.heat_capacity(t / k, 1.0, 1 / k) == pytest.approx(two_level, rel=0.01)
    warm = soft_potential.heat_capacity(40 / k, 1.0, 1 / k)
    assert warm == pytest.approx(40.0**5 / 8 * 720 * np.pi**6 / 945, rel=2e-3)
    assert warm / soft_potential.heat_capacity(20 / k, 1.0, 1 / k) == pytest.approx(32, rel=3e-3)


def test_the_minimum_depends_on_the_deepest_well_and_on_the_cutoff_but_not_on_phonons():
    assert soft_potential.heat_minimum(k) == pytest.approx(0.546, abs=2e-3)
    assert soft_potential.heat_minimum(k, -16.0) == pytest.approx(0.618, abs=2e-3)
    assert soft_potential.heat_minimum(k, cutoff=20.0) == pytest.approx(0.577, abs=3e-3)
    t = np.geomspace(0.3, 1.0, 2001)
    for phonon in (0.0, 1e3):
        scaled = soft_potential.heat_capacity(t, k, 1 / k) / t**3 + phonon
        assert t[scaled.argmin()] == pytest.approx(soft_potential.heat_minimum(k), abs=2e-3)
    with pytest.raises(InvalidArgument, match=r"^cutoff must leave a minimum"):
        soft_potential.heat_minimum(k, cutoff=8.0)


def resonant_strength(low, high, deepest=-9.0):
    """∫∫ ⟨0|y|1⟩² dD₁ dD₂ over the wells with a splitting between two values, in W."""
    D1 = np.geomspace(1e-4, 60, 120)
    total = 0.0
    for D2 in np.arange(deepest + 0.1, 22, 0.2):
        values, y = oscillator(D1, np.full(D1.size, D2), 36, 4.0)
        gap = values[:, 1] - values[:, 0]
        total += np.sum(((gap > low) & (gap < high)) * y[:, 0, 1] ** 2 * D1)
    return total * 2 * 0.2 * np.log(D1[1] / D1[0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("low", "high", "ratio"), [(0.05, 0.1, 1.06), (0.8, 1.2, 1.44), (5.5, 7.5, 0.98)]
)
def test_scattering_is_the_golden_rule_between_its_limits(low, high, ratio):
    # 1/l = (πCω/c_s) R(ħω/W) at T = 0, where ∫R dε is the strength of the wells
    counted = resonant_strength(low, high) / (high - low)
    e = np.linspace(low, high, 50)
    omega = e * W / hbar
    path = soft_potential.mean_free_path(omega, 1e-3, **PATH)
    mean = np.mean(4100.0 / (np.pi * 3e-4 * omega * path))
    assert counted / mean == pytest.approx(ratio, abs=0.06)


def test_slow_phonons_meet_two_level_systems():
    P, g, rho = 1e45, 1.6e-19, 2200.0
    strength = P * g**2 / (rho * 4100.0**2)
    standard = tunneling.mean_free_path(1e9, 0.1, P, g, rho, 4100.0)
    path = soft_potential.mean_free_path(1e9, 0.1, W, strength, 4100.0)
    assert path == pytest.approx(standard, rel=1e-4)
    # P_s Λ²/W takes the place of P̄g²
    assert soft_potential.scattering_strength(P * W, g, W, rho, 4100.0) == pytest.approx(strength)


def test_fast_phonons_meet_vibrations():
    omega = 20 * W / hbar
    attenuation = soft_potential.vibration_attenuation(omega, **PATH)
    assert attenuation == pytest.approx(np.pi * 3e-4 * omega / 4100 * 1000, rel=1e-9)
    # the golden rule: π ω Λ²/(ρ c³) times the density of vibrations times ⟨0|y|1⟩² = W/E
    P_s, coupling, rho = 1e26, 1e-20, 2200.0
    C = soft_potential.scattering_strength(P_s, coupling, W, rho, 4100.0)
    for cutoff in (None, 12.0):
        density = soft_potential.vibration_density(20 * W, W, P_s, cutoff)
        golden = np.pi * omega * coupling**2 / (rho * 4100.0**3) * density / 20
        found = soft_potential.vibration_attenuation(omega, W, C, 4100.0, cutoff)
        assert found == pytest.approx(golden, rel=1e-9)


@pytest.mark.parametrize("omega", [1e6, 1e11, 1e13, 1e17])
def test_hopping_is_the_sum_over_barriers(omega):
    # P(V) dV = 2 |y₀|² ... dD₂: barriers V = W D₂²/4 between minima at ±y₀, y₀² = −D₂/2
    T, tau_0 = 5.0, 1e-13
    t = k * T / W

    def barrier(D2):
        speed = omega * tau_0 * np.exp(min(D2**2 / (4 * t), 80))
        # ∫dD₁ sech²(y₀D₁/t) (2y₀)²/4t = 2y₀, with both signs of D₁
        return 2 * np.sqrt(abs(D2) / 2) * speed / (1 + speed**2)

    total = sum(
        quad(barrier, low, low + 2, limit=200, epsabs=0)[0] for low in np.arange(-40, 0, 2.0)
    )
    found = soft_potential.hopping_attenuation(omega, T, tau_0=tau_0, **PATH)
    assert found == pytest.approx(3e-4 * omega / 4100 * total, rel=2e-3)


def test_slow_hopping_has_the_logarithm_of_the_frequency():
    omega, T = 1e3, 5.0
    limit = np.pi * 3e-4 * omega / 4100 * (k * T / W) ** 0.75 * np.log(1 / (omega * 1e-13)) ** -0.25
    found = soft_potential.hopping_attenuation(omega, T, tau_0=1e-13, **PATH)
    assert found == pytest.approx(limit, rel=0.01)


def test_the_conductivity_is_the_kinetic_integral_and_has_a_plateau():
    T = np.geomspace(0.05, 20, 60)
    kappa = soft_potential.conductivity(T, debye_temperature=342.0, **PATH)
    path = lambda omega, T: soft_potential.mean_free_path(omega, T, **PATH)
    assert kappa == pytest.approx(phonons.conductivity(T, 4100.0, path, 342.0))
    # T² from tunneling; from soft vibrations ∫dε/(ε/2t + ε³/8)ε, which grows as √T
    warm = np.geomspace(60, 90, 3)
    hot = soft_potential.conductivity(warm, debye_temperature=1e7, **PATH)
    for temperatures, values, wanted in ((T[:3], kappa[:3], 2), (warm, hot, 0.5)):
        slope = np.diff(np.log(values)) / np.diff(np.log(temperatures))
        assert slope == pytest.approx([wanted] * 2, abs=0.03)


def test_hopping_makes_the_plateau_flat():
    T = np.geomspace(0.05, 20, 60)
    without, kappa = (
        soft_potential.conductivity(T, debye_temperature=342.0, tau_0=tau_0, **PATH)
        for tau_0 in (None, 1e-13)
    )
    assert (kappa < without).all() and kappa[0] > 0.9 * without[0]
    flattest = lambda values: np.gradient(np.log(values), np.log(T))[T > 5].min()
    assert flattest(kappa) < 0.3 < 0.5 < flattest(without)


def test_too_cold_is_refused_with_the_limit():
    with pytest.raises(InvalidArgument, match=r"^T must be at least 0.0001 W/k_B"):
        soft_potential.heat_capacity(1e-5, k, 1.0)
    with pytest.raises(InvalidArgument, match=r"^E must be at least 0.001 W"):
        soft_potential.mode_density(1e-5, 1.0, 1.0)


def test_the_levels_of_the_tables_are_those_of_each_well():
    # the table mixes a few states of the symmetric well where D₁ is small
    D1, _, D2, _ = soft_potential._grid(-9.0)
    energies, _ = soft_potential._levels_on_grid(-9.0)
    weak = np.flatnonzero(D1 < soft_potential._WEAK)
    assert 10 < weak.size < D1.size
    for i in (weak[0], weak[-8], weak[-1], weak[-1] + 1, D1.size - 1):
        exact = soft_potential.levels(D1[i], D2, 5)
        exact = exact - exact[:, :1]
        # absolute: splittings far below W/1000 are lost in rounding
        assert energies[i, :, 1:5] == pytest.approx(exact[:, 1:], rel=1e-5, abs=1e-10)
