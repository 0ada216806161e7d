import numpy as np
import pytest
from scipy.integrate import quad

from glasslib import droplet
from glasslib.arguments import WIDEST_CAGE

GAMMA, S_C = 11.3, 0.82


def test_barrier_is_the_maximum_of_the_free_energy():
    n = np.linspace(1, 300, 200_001)
    cost = droplet.free_energy(n, GAMMA, S_C)
    assert cost.max() == pytest.approx(droplet.barrier(GAMMA, S_C), rel=1e-8)
    assert n[cost.argmax()] == pytest.approx(droplet.bottleneck_size(GAMMA, S_C), rel=1e-4)


def test_cooperative_size_costs_nothing_and_is_four_bottlenecks():
    size = droplet.cooperative_size(GAMMA, S_C, T=0.9)
    assert droplet.free_energy(size, GAMMA, S_C, T=0.9) == pytest.approx(0, abs=1e-12)
    assert size == pytest.approx(4 * droplet.bottleneck_size(GAMMA, S_C, T=0.9))


def test_the_wall_is_the_surface_tension_of_a_sphere():
    N = np.array([1, 14, 190])
    R = np.cbrt(3 * N / (4 * np.pi))
    assert 4 * np.pi * R**2 * droplet.surface_tension(R, 0.1) == pytest.approx(
        droplet.wall_energy(0.1) * np.sqrt(N)
    )


def test_pressure_does_the_work_of_the_wall():
    step = 1e-6
    energy = [4 * np.pi * r**2 * droplet.surface_tension(r, 0.1) for r in (3 - step, 3 + step)]
    work = droplet.balancing_pressure(3.0, 0.1) * 4 * np.pi * 9 * 2 * step
    assert work == pytest.approx(energy[1] - energy[0], rel=1e-6)


def test_the_wall_vanishes_with_the_cage():
    assert droplet.wall_energy(WIDEST_CAGE * (1 - 1e-9)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("timescale_ratio", [1e10, 1e17, np.array([1e12, 1e15])])
def test_entropy_gives_back_the_waiting_time(timescale_ratio):
    gamma = droplet.wall_energy(0.1)
    s_c = droplet.entropy_at_glass_transition(gamma, timescale_ratio)
    assert np.exp(droplet.barrier(gamma, s_c)) == pytest.approx(timescale_ratio)


def test_mosaic_is_the_cube_root_of_the_cooperative_size():
    for cage, timescale_ratio in ((0.1, 1e17), (0.07, 1e12)):
        gamma = droplet.wall_energy(cage)
        beads = droplet.cooperative_size(
            gamma, droplet.entropy_at_glass_transition(gamma, timescale_ratio)
        )
        assert droplet.mosaic_size(timescale_ratio, cage) ** 3 == pytest.approx(beads)


def test_a_longer_wait_or_a_looser_cage_makes_a_larger_mosaic():
    assert np.all(np.diff(droplet.mosaic_size(np.geomspace(1e3, 1e25, 50), 0.1)) > 0)
    assert np.all(np.diff(droplet.mosaic_size(1e17, np.linspace(0.05, 0.3, 50))) > 0)


def test_the_sum_over_a_gaussian_library_is_its_steepest_descent():
    mean, entropy, width, T = 30.0, 20.0, 4.0, 0.9
    weight = lambda phi: np.exp(entropy - (phi - mean) ** 2 / (2 * width**2) - phi / T)
    whole, _ = quad(weight, -100, 100, points=[mean - width**2 / T], limit=200)
    assert droplet.log_escape_sum(mean, entropy, width, T) == pytest.approx(
        np.log(whole / (np.sqrt(2 * np.pi) * width))
    )


def test_the_library_of_a_region_at_the_transition_peaks_at_its_lowest_state():
    # Eq. 9's Gaussian: what escapes is what Eq. 6 lets escape
    N = 47.0
    mean, width = S_C * N + GAMMA * np.sqrt(N), np.sqrt(2 * S_C * N)
    assert droplet.log_escape_sum(mean, S_C * N, width) == pytest.approx(
        -droplet.free_energy(N, GAMMA, S_C)
    )


def test_the_region_escapes_over_its_bottleneck():
    n = np.linspace(1, 300, 20_001)
    rates = droplet.escape_rate(n, GAMMA, S_C, T=0.9)
    assert -0.9 * np.log(rates.min()) == pytest.approx(droplet.barrier(GAMMA, S_C, T=0.9), rel=1e-6)


def test_a_bulk_energy_acts_like_entropy():
    T, bulk = 0.9, -0.2
    helped = droplet.free_energy(30.0, GAMMA, S_C, T, bulk)
    assert helped == pytest.approx(droplet.free_energy(30.0, GAMMA, S_C - bulk / T, T))
    assert helped < droplet.free_energy(30.0, GAMMA, S_C, T)


def test_the_critical_sphere_holds_the_bottleneck():
    radius = droplet.critical_radius(GAMMA, S_C, T=0.8)
    assert 4 / 3 * np.pi * radius**3 == pytest.approx(droplet.bottleneck_size(GAMMA, S_C, T=0.8))
    assert radius / np.cbrt(droplet.cooperative_size(GAMMA, S_C, T=0.8)) == pytest.approx(
        0.390796, rel=1e-6
    )


@pytest.mark.parametrize("ratio", [0, -0.1, 0.35, np.nan, [0.1, 0.4]])
def test_a_cage_that_confines_nothing_is_refused(ratio):
    for call in (
        droplet.wall_energy,
        lambda cage: droplet.surface_tension(1, cage),
        lambda cage: droplet.mosaic_size(1e17, cage),
    ):
        with pytest.raises(ValueError, match=r"^lindemann_ratio must lie in \(0, 0.342"):
            call(ratio)


@pytest.mark.parametrize("name", ["gamma", "s_c", "T"])
@pytest.mark.parametrize(
    "function",
    [
        droplet.barrier,
        droplet.bottleneck_size,
        droplet.critical_radius,
        droplet.cooperative_size,
        lambda **at: droplet.free_energy(10, **at),
        lambda **at: droplet.escape_rate(10, **at),
    ],
)
def test_the_unphysical_is_refused_by_name(function, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        function(**{"gamma": GAMMA, "s_c": S_C, "T": 1.0, name: -1})


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: droplet.free_energy(-1, GAMMA, S_C), "N"),
        (lambda: droplet.free_energy(1, GAMMA, S_C, bulk=np.inf), "bulk"),
        (lambda: droplet.escape_rate(-1, GAMMA, S_C), "N"),
        (lambda: droplet.log_escape_sum(np.nan, 1, 1), "mean"),
        (lambda: droplet.log_escape_sum(1, 0, 1), "entropy"),
        (lambda: droplet.log_escape_sum(1, 1, 0), "width"),
        (lambda: droplet.log_escape_sum(1, 1, 1, T=0), "T"),
        (lambda: droplet.surface_tension(0, 0.1), "r"),
        (lambda: droplet.balancing_pressure(0, 0.1), "r"),
        (lambda: droplet.entropy_at_glass_transition(GAMMA, 1), "timescale_ratio"),
        (lambda: droplet.entropy_at_glass_transition(0, 1e17), "gamma"),
        (lambda: droplet.mosaic_size(0.5, 0.1), "timescale_ratio"),
    ],
)
def test_the_unphysical_is_refused_by_name_everywhere(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
