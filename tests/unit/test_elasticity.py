"""Two kinds of sound: random tensors, the Green tensor by finite differences, and limits."""

import numpy as np
import pytest

from glasslib import elasticity, tunneling
from glasslib.checks import InvalidArgument

V_L, V_T = 5968.0, 3764.0


def random_tensors(v_l, v_t, coupling, count=200_000):
    """Tensors γ of transitions, in √(ρa³k_BT_g), that thermal strains at T_g shift as in the paper.

    A thermal strain has 1/K of its square in the trace (K in units of ρ) and 1/2μ in each of five shears.
    """
    rng = np.random.default_rng(5)
    K, mu = v_l**2 - 4 * v_t**2 / 3, v_t**2
    shears = np.zeros((5, 3, 3))
    for i, (a, b) in enumerate(((0, 1), (0, 2), (1, 2))):
        shears[i, a, b] = shears[i, b, a] = np.sqrt(0.5)
    shears[3] = np.diag([1, -1, 0]) / np.sqrt(2)
    shears[4] = np.diag([1, 1, -2]) / np.sqrt(6)
    shift = {
        "equal": np.sqrt([K, 2 * mu]),  # of each component: the same with its thermal strain
        "shear": np.sqrt([0, 2 * mu]),
        "dilation": np.sqrt([K, 0]),
    }[coupling]
    trace = shift[0] * rng.normal(size=count)
    deviatoric = np.einsum("ni,iab->nab", shift[1] * rng.normal(size=(count, 5)), shears)
    return trace[:, None, None] * np.eye(3) + deviatoric


@pytest.mark.parametrize("coupling", elasticity.STRAINS)
def test_strengths_of_random_tensors(coupling):
    gamma = random_tensors(V_L, V_T, coupling)
    along = np.mean(gamma[:, 2, 2] ** 2) / V_L**2
    across = np.mean(gamma[:, 0, 2] ** 2) / V_T**2
    total = along + 2 * across
    strengths = np.array(elasticity.branch_strengths(V_L, V_T, coupling))
    assert strengths == pytest.approx(3 * np.array([along, across]) / total, rel=0.02, abs=1e-12)


@pytest.mark.parametrize("coupling", elasticity.STRAINS)
def test_the_three_branches_add_up_to_three_scalar_ones(coupling):
    v_t = np.array([1000.0, 2000.0, 3400.0])
    longitudinal, transverse = elasticity.branch_strengths(4000.0, v_t, coupling)
    assert longitudinal + 2 * transverse == pytest.approx(3)


def test_only_shear_has_the_ratio_four_thirds():
    longitudinal, transverse = elasticity.branch_strengths(V_L, V_T, "shear")
    assert longitudinal * V_L**2 / (transverse * V_T**2) == pytest.approx(4 / 3)


def test_bulk_modulus_and_mean_speed():
    E, nu, rho = 72.8e9, 0.167, 2202.0
    G = E / 2 / (1 + nu)
    K = E / 3 / (1 - 2 * nu)
    v_l, v_t = np.sqrt((K + 4 * G / 3) / rho), np.sqrt(G / rho)
    assert elasticity.bulk_modulus(rho, v_l, v_t) == pytest.approx(K)
    v = elasticity.debye_speed(v_l, v_t)
    assert 3 / v**3 == pytest.approx(1 / v_l**3 + 2 / v_t**3)


def test_conductivity_is_the_sum_of_three_branches():
    """Mean free paths from the library's own function for one branch."""
    strength, w = 2e-3, 1e9
    v = elasticity.debye_speed(V_L, V_T)

    def flow(speed, factor):
        # heat per degree of a mode is the same, and their density goes as speed⁻³
        path = tunneling.mfp_over_wavelength(strength * factor, 1.0) * 2 * np.pi * speed / w
        return speed**-3 * speed * path

    for coupling in ("equal", "shear"):
        s_l, s_t = elasticity.branch_strengths(V_L, V_T, coupling)
        expected = (flow(V_L, s_l) + 2 * flow(V_T, s_t)) / (3 * flow(v, 1.0))
        assert elasticity.conductivity_ratio(V_L, V_T, coupling) == pytest.approx(expected)
    assert np.isinf(elasticity.conductivity_ratio(V_L, V_T, "dilation"))


def test_equal_shifts_leave_the_rate_of_relaxation_as_it_is():
    v_t = np.array([1000.0, 2000.0, 3400.0])
    assert elasticity.relaxation_ratio(4000.0, v_t) == pytest.approx(1)
    assert elasticity.relaxation_ratio(4000.0, v_t, "shear") != pytest.approx(1)


@pytest.mark.parametrize("coupling", elasticity.STRAINS)
def test_interaction_from_the_green_tensor(coupling):
    """Kelvin's solution with the elastic constants, its derivatives by finite differences, and random tensors."""
    mu = V_T**2
    nu = (V_L**2 - 2 * V_T**2) / 2 / (V_L**2 - V_T**2)  # Poisson's ratio

    def green(place):
        r = np.linalg.norm(place)
        outer = np.multiply.outer(place, place) / r**2
        return ((3 - 4 * nu) * np.eye(3) + outer) / (16 * np.pi * mu * (1 - nu) * r)

    h, start = 1e-3, np.array([0.3, -0.5, 0.8])
    start = start / np.linalg.norm(start)
    D = np.zeros((3, 3, 3, 3))
    for j in range(3):
        for m in range(3):
            a, b = h * np.eye(3)[j], h * np.eye(3)[m]
            corners = green(start + a + b) - green(start + a - b)
            corners = corners - green(start - a + b) + green(start - a - b)
            D[:, j, :, m] = corners / (4 * h**2)
    count = 100_000
    first = random_tensors(V_L, V_T, coupling, count)
    second = first[np.random.default_rng(1).permutation(count)]
    total = np.mean(first[:, 2, 2] ** 2) / V_L**2 + 2 * np.mean(first[:, 0, 2] ** 2) / V_T**2
    J = np.einsum("nij,ijkm,nkm->n", first, D, second) / total
    found = elasticity.interaction_strength(V_L, V_T, coupling)
    assert found == pytest.approx(np.mean(J**2), rel=0.04, abs=1e-9)


def test_solids_that_cannot_be():
    with pytest.raises(InvalidArgument, match="v_l must exceed 2v_t/√3 = 4346"):
        elasticity.branch_strengths(4000.0, 3764.0)
