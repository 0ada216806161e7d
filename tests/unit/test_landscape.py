import numpy as np
import pytest
from scipy.constants import k
from scipy.integrate import quad

from glasslib import droplet, landscape, ripplons, scattering
from glasslib.glasses import silica

GAMMA = droplet.wall_energy(0.1)
S_C = droplet.entropy_at_glass_transition(GAMMA, 1e17)
BEADS = droplet.cooperative_size(GAMMA, S_C)


def test_one_state_lies_below_the_liquid():
    assert quad(landscape.excitation_density, -np.inf, 0)[0] == pytest.approx(1)


@pytest.mark.parametrize("N", [5.0, 47.0, BEADS, 400.0])
def test_the_spectrum_ends_at_the_profile_of_the_droplet_with_the_slope_of_the_glass_transition(N):
    lowest = droplet.free_energy(N, GAMMA, S_C)
    step = 1e-4
    assert landscape.log_states(lowest, N, GAMMA, S_C) == pytest.approx(0, abs=1e-9)
    slope = (
        landscape.log_states(lowest + step, N, GAMMA, S_C)
        - landscape.log_states(lowest - step, N, GAMMA, S_C)
    ) / (2 * step)
    assert slope == pytest.approx(1)


def test_all_states_of_a_region_are_counted():
    N = 30.0
    middle = N * landscape.bulk_excess(S_C) + GAMMA * np.sqrt(N)
    spread = np.sqrt(landscape.energy_variance(S_C) * N)
    whole = quad(
        lambda E: np.exp(landscape.log_states(E, N, GAMMA, S_C)),
        middle - 12 * spread,
        middle + 12 * spread,
    )[0]
    assert whole == pytest.approx(np.exp(S_C * N) * np.sqrt(2 * np.pi) * spread)


@pytest.mark.parametrize("N", [1.0, 14.0, 57.0])
def test_the_lowest_barrier_is_where_one_path_is_left(N):
    barrier = landscape.lowest_barrier(N, GAMMA, S_C)
    step = 1e-4
    assert landscape.log_barriers(barrier, N, GAMMA, S_C) == pytest.approx(0, abs=1e-9)
    slope = (
        landscape.log_barriers(barrier + step, N, GAMMA, S_C)
        - landscape.log_barriers(barrier - step, N, GAMMA, S_C)
    ) / (2 * step)
    assert slope == pytest.approx(1 / np.sqrt(2))


def test_the_highest_barrier_is_the_top_of_the_lowest():
    n = np.linspace(0, 60, 600_001)
    profile = landscape.lowest_barrier(n, GAMMA, S_C)
    assert landscape.highest_barrier(GAMMA, S_C) == pytest.approx(profile.max(), rel=1e-9)
    assert landscape.transition_size(GAMMA, S_C) == pytest.approx(n[profile.argmax()], abs=2e-4)
    assert droplet.barrier(GAMMA, S_C) / landscape.highest_barrier(GAMMA, S_C) == pytest.approx(
        2 * np.sqrt(2) - 1
    )


def test_the_edge_is_the_tangent_of_the_gaussian():
    top, size = landscape.highest_barrier(GAMMA, S_C), landscape.transition_size(GAMMA, S_C)
    V = top + np.array([-1e-3, 0, 1e-3])
    edge = landscape.log_barriers_at_edge(V, GAMMA, S_C)
    assert edge == pytest.approx(landscape.log_barriers(V, size, GAMMA, S_C), abs=1e-7)
    assert np.all(
        landscape.log_barriers(np.linspace(0, 0.9 * top), size, GAMMA, S_C)
        < landscape.log_barriers_at_edge(np.linspace(0, 0.9 * top), GAMMA, S_C)
    )


@pytest.mark.parametrize("cage, timescale_ratio", [(0.1, 1e17), (0.07, 1e12), (0.15, 1e20)])
def test_paths_without_a_barrier_depend_on_the_time_scales_alone(cage, timescale_ratio):
    gamma = droplet.wall_energy(cage)
    s_c = droplet.entropy_at_glass_transition(gamma, timescale_ratio)
    assert landscape.barrierless_fraction(timescale_ratio) == pytest.approx(
        np.exp(landscape.log_barriers_at_edge(0.0, gamma, s_c)), rel=1e-6, abs=0
    )


def test_the_gaussian_has_its_least_likely_size_at_a_forty_ninth():
    n = np.linspace(0.5, 60, 60_000)
    paths = landscape.log_barriers(0.0, n, GAMMA, S_C)
    assert n[paths.argmin()] == pytest.approx(BEADS / 49, rel=1e-3)
    assert paths.min() == pytest.approx(-4 / 7 * np.log(1e17))


def test_one_system_per_region_and_energy():
    assert landscape.two_level_density(1500, 2e-9) * k * 1500 * 8e-27 == pytest.approx(1)
    assert landscape.two_level_density(1500, 20e-10) == pytest.approx(6.0358e45, rel=1e-4)


def test_the_curvature_is_that_of_the_profile_in_the_radius():
    radius = np.cbrt(3 * landscape.transition_size(GAMMA, S_C) / (4 * np.pi))
    step = 1e-3
    profile = landscape.lowest_barrier(
        4 / 3 * np.pi * (radius + step * np.array([-1, 0, 1])) ** 3, GAMMA, S_C
    )
    second = (profile[0] - 2 * profile[1] + profile[2]) / step**2
    assert landscape.barrier_curvature(GAMMA, S_C) == pytest.approx(-second, rel=1e-5)


def test_the_wall_at_the_top_of_its_barrier():
    # in SI: curvature and mass of a wall of silica, with its Lindemann ratio at T_g
    glass = silica
    energy = k * glass.glass_temperature
    mass = (
        ripplons.wall_mass(
            BEADS,
            scattering.thermal_strain(
                glass.glass_temperature, glass.density, glass.sound_speed, glass.bead_size
            ),
        )
        * glass.bead_mass
    )
    omega = np.sqrt(landscape.barrier_curvature(GAMMA, S_C) * energy / glass.bead_size**2 / mass)
    assert landscape.barrier_frequency(GAMMA, S_C) == pytest.approx(omega / glass.debye_frequency)
    assert landscape.barrier_frequency(GAMMA, S_C) * np.cbrt(BEADS) == pytest.approx(
        1.673, abs=5e-4
    )
    assert landscape.crossover_temperature(0.5) == pytest.approx(0.5 / (2 * np.pi))


def test_a_result_is_not_the_array_that_was_passed():
    s_c = np.array([0.5, 0.8])
    assert landscape.bulk_excess(s_c) is not s_c


@pytest.mark.parametrize("name", ["N", "gamma", "s_c"])
@pytest.mark.parametrize(
    "function", [landscape.log_states, landscape.log_barriers, landscape.lowest_barrier]
)
def test_the_unphysical_is_refused_by_name(function, name):
    good = {"N": 10.0, "gamma": GAMMA, "s_c": S_C, name: -1}
    energy = (
        {}
        if function is landscape.lowest_barrier
        else {"E" if function is landscape.log_states else "V": 1.0}
    )
    with pytest.raises(ValueError, match=f"^{name} must"):
        function(**energy, **good)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: landscape.excitation_density(np.inf), "energy"),
        (lambda: landscape.bulk_excess(0), "s_c"),
        (lambda: landscape.energy_variance(-1), "s_c"),
        (lambda: landscape.log_states(np.nan, 10, GAMMA, S_C), "E"),
        (lambda: landscape.log_barriers(np.nan, 10, GAMMA, S_C), "V"),
        (lambda: landscape.highest_barrier(0, S_C), "gamma"),
        (lambda: landscape.highest_barrier(GAMMA, 0), "s_c"),
        (lambda: landscape.transition_size(0, S_C), "gamma"),
        (lambda: landscape.transition_size(GAMMA, 0), "s_c"),
        (lambda: landscape.log_barriers_at_edge(np.nan, GAMMA, S_C), "V"),
        (lambda: landscape.barrierless_fraction(1), "timescale_ratio"),
        (lambda: landscape.barrier_curvature(0, S_C), "gamma"),
        (lambda: landscape.barrier_frequency(GAMMA, 0), "s_c"),
        (lambda: landscape.crossover_temperature(0), "omega"),
        (lambda: landscape.two_level_density(0, 1e-9), "glass_temperature"),
        (lambda: landscape.two_level_density(1500, 0), "region_size"),
    ],
)
def test_the_unphysical_is_refused_by_name_everywhere(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()


@pytest.mark.parametrize("q", [1.0001, 1.24, 2.0, 6.0])
def test_the_heat_down_to_the_kauzmann_temperature_is_the_integral_of_t_ds(q):
    heat = quad(lambda t: t * t**-2, 1, q)[0]  # T ds_c/dT of 1 − 1/t, with t = T/T_K
    assert landscape.heat_to_kauzmann(q) == pytest.approx(heat / (q * (1 - 1 / q)), rel=1e-6)


def test_close_to_the_kauzmann_temperature_the_heat_is_that_of_the_paper():
    assert landscape.heat_to_kauzmann(1 + 1e-9) == pytest.approx(1)
