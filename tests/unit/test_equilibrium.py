"""Absorption in thermal equilibrium: limits, a bound, sums over all pairs of states, and finer tables."""

from itertools import product

import numpy as np
import pytest
from scipy.linalg import expm

from glasslib import counting, equilibrium, friction, ripplons
from glasslib.checks import InvalidArgument
from glasslib.spectrum import Spectrum

SMALL, T_G = Spectrum([0.15, 0.24], [2, 1]), 0.6
SILICA = ripplons.spectrum(5.8**3, 0.1)
T_G_SILICA = 4.386
CASES = [(reading, "both") for reading in equilibrium.READINGS]
CASES += [("one state", "positive"), ("one state", "negative")]
W = np.array([0.03, 0.11, 0.2, 0.5])


def fock_space(most):
    """Energies of three oscillators, and their quanta, one row for each state."""
    quanta = np.array(list(product(range(most + 1), repeat=3)))
    return quanta @ np.repeat(SMALL.omega, SMALL.degeneracy.astype(int)), quanta


@pytest.mark.parametrize(("reading", "signs"), CASES)
@pytest.mark.parametrize("T", [0.03, 0.08])
def test_sums_over_all_pairs_of_states(reading, signs, T):
    """Populations of all states of a small domain, and each pair at the ε that it needs."""
    energies, quanta = fock_space(11)
    on_A = slice(0, 1) if reading == "one state" else slice(None)
    E_A, E_B = energies[on_A, None], energies[None, :]
    allowed = np.ones(np.broadcast_shapes(E_A.shape, E_B.shape), bool)
    if reading == "spectators":
        change = quanta[None, :, :] - quanta[:, None, :]
        allowed = (change >= 0).all(-1) | (change <= 0).all(-1)
    Z_A, Z_B = np.exp(-E_A / T).sum(), np.exp(-E_B / T).sum()
    norm = 0.5 if signs == "both" else 1.0
    expected = []
    for w in W:
        total = 0.0
        for direction in (1, -1):
            eps = direction * w - (E_B - E_A)
            with np.errstate(over="ignore"):
                below = np.exp(-E_A / T) / (Z_A + np.exp(-eps / T) * Z_B)
                above = np.exp(-E_B / T) / (np.exp(eps / T) * Z_A + Z_B)
            sign = {"both": True, "positive": eps > 0, "negative": eps < 0}[signs]
            terms = direction * (below - above) * np.exp(-np.abs(eps) / T_G)
            total += np.sum(terms, where=allowed & sign)
        expected.append(norm * total)
    found = equilibrium.net_absorption(W, T, T_G, SMALL, reading, signs)
    np.testing.assert_allclose(found, expected, rtol=5e-5)


@pytest.mark.parametrize("reading", equilibrium.READINGS)
def test_without_ripplons_it_is_a_two_level_system(reading):
    far = Spectrum([1.5], [1])
    T = np.array([0.02, 0.05])
    found = equilibrium.net_absorption(W, T, T_G, far, reading)
    expected = np.tanh(W / (2 * T[:, None])) * np.exp(-W / T_G)
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_at_low_temperature_only_domains_whose_first_state_is_the_lower_gain_ways():
    cold = equilibrium.net_absorption(W, 1e-3, T_G, SMALL)
    ways = T_G * counting.scattering_state_density(W, T_G, SMALL)
    np.testing.assert_allclose(cold, (ways + np.exp(-W / T_G)) / 2, rtol=1e-4)
    spectators = equilibrium.net_absorption(W, 1e-3, T_G, SMALL, "spectators")
    np.testing.assert_allclose(spectators, ways, rtol=1e-4)
    any_set = equilibrium.net_absorption(W[:1], 5e-3, T_G, SMALL, "both states")
    np.testing.assert_allclose(any_set, ways[:1], rtol=1e-2)


def test_phonons_that_carry_no_heat_are_refused():
    with pytest.raises(InvalidArgument, match="w must be at most 30 T .* got 0.5 at T = 0.01"):
        equilibrium.net_absorption(0.5, 0.01, T_G, SMALL, "both states")


def test_signs_add_up():
    T = np.array([0.02, 0.1])
    both, positive, negative = (
        equilibrium.net_absorption(W, T, T_G, SMALL, signs=signs) for signs in equilibrium.SIGNS
    )
    np.testing.assert_allclose(2 * both, positive + negative, rtol=1e-12)


@pytest.mark.parametrize("signs", equilibrium.SIGNS)
@pytest.mark.parametrize("coupled", [False, True])
def test_the_bound_holds(signs, coupled):
    spectrum = SILICA
    if coupled:
        spectrum = friction.broadened_spectrum(SILICA, T_G_SILICA, 1.8 / 5.8)
    w, T = np.geomspace(0.01, 1, 60), np.array([0.01, 0.03, 0.1, 0.2])
    x = np.minimum(w / T[:, None], 300)
    bound = np.expm1(x) if signs == "positive" else np.sinh(x)
    if signs == "negative":
        bound = 2 * bound
    found = equilibrium.net_absorption(w, T, T_G_SILICA, spectrum, signs=signs)
    assert (found <= bound * (1 + 1e-4)).all()
    # and so the conductivity stays above its share of the line, but for the cutoff of the phonons
    T = np.geomspace(1e-3, 0.05, 40)
    kappa = equilibrium.conductivity(T, T_G_SILICA, spectrum, signs=signs)
    line = 150 * equilibrium.NORM * np.pi**2 * T**2
    assert (kappa > equilibrium.least_conductivity(signs) * line).all()


@pytest.mark.parametrize("reading", equilibrium.READINGS)
def test_the_conductivity_is_the_integral_over_phonons(reading):
    node, weight = np.polynomial.legendre.leggauss(24)
    for T in (0.01, 0.05):
        top = min(25, 1 / T)
        # the absorption bends where a phonon reaches a ripplon
        edges = np.unique([0, 1, 3, 6, 10, 16, top, *(w / T for w in SMALL.omega if w / T < top)])
        half = np.diff(edges)[:, None] / 2
        x = (edges[:-1, None] + half * (1 + node)).ravel()
        net = equilibrium.net_absorption(x * T, T, T_G, SMALL, reading)
        integrand = x**3 / (4 * np.sinh(x / 2) ** 2) * (150 * equilibrium.NORM / net + 1)
        expected = T**2 * (half * weight).ravel() @ integrand
        found = equilibrium.conductivity(T, T_G, SMALL, reading)
        assert found == pytest.approx(expected, rel=2e-4)


@pytest.mark.parametrize("T", [0.01, 0.05, 0.1])
def test_the_conductivity_from_direct_sums_over_all_levels(T):
    """Ripplons on one state: every level up to 9, with its own population, and no table of sums."""
    E, W = counting.enumerate_levels(9.0, SMALL)
    Z = np.prod((1 - np.exp(-SMALL.omega / T)) ** -SMALL.degeneracy)
    top = min(1, 30 * T)
    starts = np.geomspace(1e-2 * T, top, 60)
    edges = np.unique(np.concatenate([[0, 1e-3 * T], starts, E[top > E]]))
    node, weight = np.polynomial.legendre.leggauss(12)
    half = np.diff(edges)[:, None] / 2
    w = (edges[:-1, None] + half * (1 + node)).ravel()
    net = 0.0
    for direction in (1, -1):
        eps = direction * w[:, None] - E
        scaled = np.clip(eps / T, -700, 700)
        change = 1 / (1 + np.exp(-scaled) * Z) - np.exp(-E / T) / (np.exp(scaled) + Z)
        net = net + direction * np.sum(W * change * np.exp(-np.abs(eps) / T_G), axis=1) / 2
    x = w / T
    integrand = x**3 / (4 * np.sinh(x / 2) ** 2) * (150 * equilibrium.NORM / net + 1)
    expected = T * (half * weight).ravel() @ integrand
    assert equilibrium.conductivity(T, T_G, SMALL) == pytest.approx(expected, rel=1e-6)


def dissipation(w, width, H, V, T):
    """Dissipation of a Hamiltonian matrix by V at w, from the resolvent of its commutator: no level is named."""
    size = len(H)
    populations = expm(-H / T)
    populations /= np.trace(populations)
    unit = np.eye(size)
    liouville = np.kron(H, unit) - np.kron(unit, H.T)
    pushed = (V @ populations - populations @ V).ravel()
    answer = np.linalg.solve((w + 1j * width) * np.eye(size**2) - liouville, pushed)
    return -np.imag(np.trace(V @ answer.reshape(size, size))) / np.pi


@pytest.mark.parametrize("signs", ["positive", "negative"])
def test_matrices_of_three_oscillators(signs):
    """The sum over p_i − p_j is what the matrices themselves dissipate, each line a Lorentzian."""
    T, width, levels = 0.08, 0.01, 2
    ladder = np.diag(np.arange(levels, dtype=float))
    unit = np.eye(levels)
    quanta = [
        np.kron(np.kron(ladder, unit), unit),
        np.kron(np.kron(unit, ladder), unit),
        np.kron(np.kron(unit, unit), ladder),
    ]
    ripplons_energy = sum(
        w * n for w, n in zip(np.repeat(SMALL.omega, [2, 1]), quanta, strict=True)
    )
    eps = 0.1 if signs == "positive" else -0.1
    on_A, on_B = np.zeros((1, 1)), eps * np.eye(levels**3) + ripplons_energy
    H = np.block([[on_A, np.zeros((1, levels**3))], [np.zeros((levels**3, 1)), on_B]])
    V = np.zeros_like(H)
    V[0, 1:] = V[1:, 0] = 1.0  # between A and every set on B, equally
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=H.shape))[0]
    E = np.diag(H)
    p = np.exp(-E / T) / np.exp(-E / T).sum()

    def line(at):
        return width / np.pi / (at**2 + width**2)

    for w in (0.03, 0.11, 0.3):
        gap = E[None, :] - E[:, None]
        terms = V**2 * (p[:, None] - p[None, :]) * line(w - gap)
        found = dissipation(
            w, width, turn @ H @ turn.T, turn @ V @ turn.T, T
        )  # in a basis of no meaning
        assert found == pytest.approx(terms.sum(), rel=1e-9)


def test_it_begins_as_two_level_systems_scatter():
    for reading in equilibrium.READINGS:
        cold = equilibrium.conductivity(1e-4, T_G_SILICA, SILICA, reading)
        assert cold / 1e-8 == pytest.approx(151 * 7.21234, rel=1e-4)


@pytest.mark.parametrize("coupled", [False, True])
def test_finer_tables_change_nothing(monkeypatch, coupled):
    spectrum = SILICA
    if coupled:
        spectrum = friction.broadened_spectrum(SILICA, T_G_SILICA, 1.8 / 5.8)
    T = np.geomspace(1e-3, 0.3, 30)
    coarse = equilibrium.conductivity(T, T_G_SILICA, spectrum)
    for name, value in (("_FINE", 2.5e-5), ("_COARSE", 1.25e-4), ("_DISTANCES", 2800)):
        monkeypatch.setattr(equilibrium, name, value)
    off = np.abs(equilibrium.conductivity(T, T_G_SILICA, spectrum) / coarse - 1)
    assert off[T < 0.1].max() < 1e-5 and off.max() < 5e-5


def test_many_temperatures_are_interpolated():
    T = np.geomspace(2e-3, 0.2, 70)
    many = equilibrium.conductivity(T, T_G_SILICA, SILICA, "both states")
    few = equilibrium.conductivity(T[::10], T_G_SILICA, SILICA, "both states")
    np.testing.assert_allclose(many[::10], few, rtol=2e-3)


def test_bounds():
    values = [equilibrium.least_conductivity(signs) for signs in equilibrium.SIGNS]
    assert values == pytest.approx([0.1916, 0.1346, 0.0958], abs=1e-4)
    with pytest.raises(InvalidArgument, match="signs"):
        equilibrium.least_conductivity("one")


def test_many_soft_ripplons_leave_a_small_absorption_and_not_a_negative_one():
    """Nearly all domains are in the state with ripplons: then only the way back absorbs."""
    soft = friction.broadened_spectrum(
        ripplons.spectrum(390.0, 0.1378), 3.74, 0.243, weights="normalized"
    )
    w = np.geomspace(0.01, 0.9, 12)
    found = equilibrium.net_absorption(w, 0.29, 3.74, soft)
    assert (np.diff(found) > 0).all() and found[0] > 0 and found[-1] < 1
    rising = equilibrium.net_absorption(np.array([0.3]), np.geomspace(0.1, 0.3, 60), 3.74, soft)
    assert np.abs(np.diff(np.log(rising[:, 0]), 2)).max() < 0.02  # no step where the method changes
