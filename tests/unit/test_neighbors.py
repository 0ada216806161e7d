"""Pairs of regions without perturbation theory: explicit oscillators, matrices and double integrals."""

import numpy as np
import pytest
from scipy.integrate import dblquad, quad

from glasslib import elastic_interaction, neighbors, ripplons
from glasslib.checks import InvalidArgument
from glasslib.spectrum import Spectrum

SMALL = Spectrum([0.15, 0.24, 0.4], [5, 7, 9])
SILICA = ripplons.spectrum(200.0, 0.1)
T_G = 4.4


def second_order(spectrum):
    pairs = np.add.outer(spectrum.omega, spectrum.omega)
    return float(np.sum(np.multiply.outer(spectrum.degeneracy, spectrum.degeneracy) / pairs))


def zero_point_energy(J, spectrum):
    """Half the sum of the normal frequencies of all oscillators of two regions, each coupled with each."""
    omega = np.repeat(spectrum.omega, spectrum.degeneracy.astype(int))
    # J(a + a†)(b + b†) is 2J√(ωω′) qq′
    off = 2 * J * np.sqrt(np.multiply.outer(omega, omega))
    squares = np.block([[np.diag(omega**2), off], [off, np.diag(omega**2)]])
    return np.sqrt(np.linalg.eigvalsh(squares)).sum() / 2 - omega.sum()


@pytest.mark.parametrize("share", [0.1, 0.6, 0.95])
def test_normal_modes_of_two_regions(share):
    J = share * neighbors.critical_coupling(SMALL)
    found = neighbors.harmonic_shift(J, SMALL)
    assert found == pytest.approx(zero_point_energy(J, SMALL), rel=1e-9)


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_ripplons_with_directions_of_their_own(share):
    """A region with many modes of one frequency, each with a random vector, coupled by the dipole tensor."""
    rng = np.random.default_rng(1)
    count, w = 600, 0.3
    modes = Spectrum([w], [count])
    J = share * neighbors.critical_coupling(modes, "isotropic")
    n = [v / np.linalg.norm(v, axis=1)[:, None] for v in rng.normal(size=(2, count, 3))]
    off = 2 * J * np.sqrt(1.5) * w * n[0] @ np.diag([1.0, 1.0, -2.0]) @ n[1].T
    singular = np.linalg.svd(off, compute_uv=False)
    exact = np.sum(np.sqrt(w**2 + singular) + np.sqrt(w**2 - singular) - 2 * w) / 2
    assert neighbors.harmonic_shift(J, modes, "isotropic") == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize("directions", neighbors.DIRECTIONS)
def test_weak_coupling_is_second_order_and_strong_coupling_has_no_ground_state(directions):
    limit = neighbors.critical_coupling(SILICA, directions)
    weak = 1e-3 * limit
    expected = -(weak**2) * second_order(SILICA)
    assert neighbors.harmonic_shift(weak, SILICA, directions) == pytest.approx(expected, rel=1e-5)
    with pytest.raises(InvalidArgument, match="J must lie below .* no ground state"):
        neighbors.harmonic_shift([weak, limit], SILICA, directions)


def test_the_critical_coupling_is_where_a_normal_mode_becomes_soft():
    limit = neighbors.critical_coupling(SMALL)
    assert np.isfinite(zero_point_energy(0.9999 * limit, SMALL))
    with np.errstate(invalid="ignore"):
        assert np.isnan(zero_point_energy(1.0001 * limit, SMALL))


@pytest.mark.parametrize("J", [1e-4, 3e-3, 0.02])
def test_one_quantum_in_each_region(J):
    """The matrix of all states with at most one quantum in each of two regions."""
    omega = np.repeat(SMALL.omega, SMALL.degeneracy.astype(int))
    ladder = np.append(0.0, omega)
    up = np.zeros((ladder.size, ladder.size))
    up[0, 1:] = up[1:, 0] = 1
    H = np.diag(np.add.outer(ladder, ladder).ravel()) + J * np.kron(up, up)
    lowest = np.linalg.eigvalsh(H)[0]
    assert neighbors.one_quantum_shift(J, SMALL) == pytest.approx(lowest, rel=1e-9)


def test_one_quantum_gains_less_and_oscillators_gain_more():
    J = 0.9 * neighbors.critical_coupling(SILICA)
    second = J**2 * second_order(SILICA)
    assert -neighbors.one_quantum_shift(J, SILICA) < second < -neighbors.harmonic_shift(J, SILICA)


@pytest.mark.parametrize("d", [1e-6, 0.3, 3.0, 12.0])
def test_joint_occupation_by_a_double_integral(d):
    T, limit = 0.003, 40 + d

    def both(x, y, d=d):
        boltzmann = np.exp(-x - y + d)
        return boltzmann / (1 + np.exp(-x) + np.exp(-y) + boltzmann)

    expected, _ = dblquad(both, 0, limit, 0, limit, epsabs=1e-9, epsrel=1e-9)
    found = neighbors.joint_occupation(d * T, T, T_G)
    assert found == pytest.approx((T / T_G) ** 2 * expected, rel=1e-6)


@pytest.mark.parametrize("gain", [1e-6, 1e-3, 0.01, 0.05])
def test_slope_of_the_joint_occupation(gain):
    T, h = 0.004, 4e-6
    ends = [neighbors.joint_occupation(gain, t, T_G) for t in (T - h, T + h)]
    slope = neighbors.joint_occupation_slope(gain, T, T_G)
    assert slope == pytest.approx(np.diff(ends)[0] / (2 * h), rel=1e-4)


def test_limits_of_the_joint_occupation():
    T = 0.003
    alone = elastic_interaction.active_fraction(T, T_G) ** 2
    assert neighbors.joint_occupation(1e-9 * T, T, T_G) == pytest.approx(alone, rel=1e-6)
    for gain in (49.9 * T, 50.1 * T, 0.3):
        frozen = gain**2 / (2 * T_G**2)
        assert neighbors.joint_occupation(gain, T, T_G) == pytest.approx(frozen, rel=1e-12)
        assert neighbors.joint_occupation_slope(gain, T, T_G) * T == pytest.approx(
            0, abs=1e-12 * frozen
        )


def test_retardation_from_the_field_of_a_source():
    """The second derivatives of e^{-κr}/r by finite differences."""
    xi, r, h = 0.21, 5.0, 1e-3
    kappa = np.cbrt(6 * np.pi**2) * xi

    def field(x, y, z):
        far = np.sqrt(x**2 + y**2 + z**2)
        return np.exp(-kappa * far) / far

    across = (field(h, 0, r) - 2 * field(0, 0, r) + field(-h, 0, r)) / h**2
    along = (field(0, 0, r + h) - 2 * field(0, 0, r) + field(0, 0, r - h)) / h**2
    expected = (2 * across**2 + along**2) * r**6 / 6
    assert neighbors.retardation(xi, r) == pytest.approx(expected, rel=1e-5)
    assert neighbors.retardation(0.0, r) == 1


@pytest.mark.parametrize("term", ["rr", "rT"])
def test_second_order_on_a_lattice_is_that_of_the_section(term):
    """With the sum over a lattice, from its known value, in place of the integral."""
    T = np.array([0.001, 0.003])
    integral = elastic_interaction.attraction_slope(
        T, 200.0, 0.1, T_G, term, highest_order=9, pair_counting="once each"
    )
    sums = {"simple cubic": 8.401924, "face centered": 14.453921 / 2}
    for lattice, value in sums.items():
        found = neighbors.attraction_slope(T, 200.0, 0.1, T_G, term, "second order", lattice)
        assert found == pytest.approx(integral * value / (4 * np.pi / 3) ** 2, rel=2e-4)


def test_far_apart_the_retarded_attraction_falls_with_one_more_power():
    r = np.array([400.0, 800.0])
    J = np.full(2, 1e-3)
    gain, growth = neighbors._gains(J, r, SILICA, T_G, "rr", "retarded")
    assert gain[0] / gain[1] == pytest.approx(2, rel=1e-3)
    assert growth == pytest.approx(7 / 3 * gain, rel=1e-3)


def test_growth_is_the_derivative_of_the_gain_by_the_volume():
    r = np.array([5.8, 8.0, 15.0])
    for term, model in (("rr", "retarded"), ("rT", "retarded"), ("rr", "one quantum")):
        _, growth = neighbors._gains(0.8 / r**3, r, SILICA, T_G, term, model)
        h = 1e-5
        wide, narrow = (
            neighbors._gains(0.8 / (s * r) ** 3, s * r, SILICA, T_G, term, model)[0]
            for s in ((1 + h) ** (1 / 3), (1 - h) ** (1 / 3))
        )
        assert growth == pytest.approx((narrow - wide) / (2 * h), rel=1e-6)


def test_mean_response_of_two_level_systems():
    z = np.array([0.01, 0.7, 20.0, 99.0, 101.0])
    expected = [
        quad(lambda u, z=z: np.exp(-u) * 2 * u / (u**2 + z**2), 0, 60, limit=400)[0] for z in z
    ]
    assert neighbors._two_level_response(z) == pytest.approx(expected, rel=1e-5)


def test_at_high_temperature_the_occupation_is_that_of_independent_regions():
    region = (200.0, 0.1, T_G)
    warm, slope = 1.0, {}
    for model in ("second order", "occupation"):
        slope[model] = neighbors.attraction_slope(warm, *region, model=model)
    assert slope["occupation"] == pytest.approx(slope["second order"], rel=0.2)
