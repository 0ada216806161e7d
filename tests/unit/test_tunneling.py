import numpy as np
import pytest
from scipy.constants import hbar, k
from scipy.integrate import quad

from glasslib import phonons, tunneling
from glasslib.checks import InvalidArgument

GLASS = {"P": 1e45, "g": 1.6e-19, "rho": 2200.0, "c_s": 4100.0}


def test_a_level_gives_up_the_entropy_of_two_states():
    # ∫ C/T dT = k_B ln 2, over ln T
    entropy, _ = quad(lambda u: tunneling.level_heat_capacity(1e-23, np.exp(u)) / k, -6, 12)
    assert entropy == pytest.approx(np.log(2), rel=1e-8)


@pytest.mark.parametrize("ratio", [1e-6, 1e6])
def test_a_level_far_from_thermal_stores_nothing_and_overflows_nowhere(ratio):
    assert 0 <= tunneling.level_heat_capacity(ratio * k, 1.0) < 1e-10 * k
    assert tunneling.level_heat_capacity(1e-22, 1e-300) == 0


def test_a_flat_density_is_the_sum_of_its_levels():
    T = 0.7
    total, _ = quad(lambda x: tunneling.level_heat_capacity(x * k * T, T) / k, 0, 60)
    assert tunneling.heat_capacity(T, 1e45) == pytest.approx(1e45 * k**2 * T * total)


def test_a_cold_or_fast_phonon_is_absorbed_fully():
    # tanh → 1: every system at resonance is in its lower state
    omega = 1e12
    cold = tunneling.mean_free_path(omega, 1e-3, **GLASS)
    assert cold == pytest.approx(2200 * 4100**3 / (np.pi * 1e45 * 1.6e-19**2 * omega))
    assert tunneling.mean_free_path(omega, 1e3, **GLASS) > 100 * cold


def test_conductivity_is_the_kinetic_integral_over_the_path():
    T = np.array([0.01, 0.3, 4.0])
    kinetic = phonons.conductivity(
        T, GLASS["c_s"], lambda omega, T: tunneling.mean_free_path(omega, T, **GLASS)
    )
    assert tunneling.conductivity(T, **GLASS) == pytest.approx(kinetic)


def test_ratios_are_those_of_the_path_and_of_the_conductivity():
    strength = GLASS["P"] * GLASS["g"] ** 2 / (GLASS["rho"] * GLASS["c_s"] ** 2)
    T, x = 0.5, 1.7
    omega = x * k * T / hbar
    in_wavelengths = tunneling.mean_free_path(omega, T, **GLASS) / (
        2 * np.pi * GLASS["c_s"] / omega
    )
    assert tunneling.mfp_over_wavelength(strength, x) == pytest.approx(in_wavelengths)

    unit = phonons.conductivity_scale(342, GLASS["c_s"])
    scaled = phonons.scaled_conductivity(
        T / 342, tunneling.effective_mfp_ratio(strength), debye_cutoff=False
    )
    assert tunneling.conductivity(T, **GLASS) == pytest.approx(unit * scaled)


SYSTEM = {"E": 3e-24, "Delta": 1e-24, "T": 0.2, "g": 1.6e-19, "rho": 2200.0, "c_s": 4100.0}


def test_the_amplitude_is_the_exponential_of_the_action_under_a_parabola():
    V, omega, mass = 3e-22, 5e12, 1e-25
    edge = np.sqrt(2 * V / mass) / omega
    action, _ = quad(lambda u: edge * np.sqrt(2 * mass * V * (1 - u**2)), -1, 1, epsabs=0)
    assert tunneling.amplitude(V, omega, 2.0) == pytest.approx(2 * np.exp(-action / hbar))
    assert tunneling.amplitude(0, omega, 2.0) == 2.0


def test_an_exponential_distribution_of_barriers_gives_a_power_law_of_amplitudes():
    omega, T_g = 5e12, 1000.0
    c = tunneling.amplitude_exponent(omega, T_g)
    V = k * T_g * np.array([0.1, 0.5, 1.0, 3.0])
    Delta = tunneling.amplitude(V, omega, 1.0)
    paths = np.exp(V / (np.sqrt(2) * k * T_g)) * hbar * omega / (np.pi * Delta)  # P(V) |dV/dΔ|
    shape = tunneling.amplitude_density(Delta, 1.0, c)
    assert paths / shape == pytest.approx(np.full(4, paths[0] / shape[0]))
    assert tunneling.amplitude_density(0.1, 7.0, 0.0) == pytest.approx(10)


def test_relaxation_is_detailed_balance_of_emission_and_absorption():
    # the part that does not depend on temperature is emission; absorption has n(E) of it
    cold = tunneling.relaxation_rate(**{**SYSTEM, "T": 1e-4})
    occupied = 1 / np.expm1(SYSTEM["E"] / (k * SYSTEM["T"]))
    assert tunneling.relaxation_rate(**SYSTEM) == pytest.approx(cold * (1 + 2 * occupied))
    emission = 3 * 1.6e-19**2 * 1e-48 * 3e-24 / (2 * np.pi * 2200 * 4100**5 * hbar**4)
    assert cold == pytest.approx(emission)


def test_the_fastest_system_is_the_symmetric_one():
    symmetric = {**SYSTEM, "Delta": SYSTEM["E"]}
    fastest = tunneling.max_relaxation_rate(
        **{name: value for name, value in SYSTEM.items() if name != "Delta"}
    )
    assert fastest == pytest.approx(tunneling.relaxation_rate(**symmetric))
    assert fastest / tunneling.relaxation_rate(**SYSTEM) == pytest.approx(9)


@pytest.mark.parametrize("c", [0.0, 0.3])
def test_rates_and_amplitudes_count_the_same_systems(c):
    # all systems of splitting E with Δ above E/10, counted in Δ and in 1/τ
    E, fastest, D_0 = 0.7, 1e6, 2.0
    in_amplitude, _ = quad(
        lambda u: tunneling.amplitude_density(E * np.sin(u), D_0, c) * E, np.arcsin(0.1), np.pi / 2
    )
    in_rate, _ = quad(
        lambda s: (
            tunneling.rate_density(E, fastest * (1 - s * s), fastest, D_0, c) * 2 * s * fastest
        ),
        0,
        np.sqrt(0.99),
    )
    assert in_rate == pytest.approx(in_amplitude)


def test_relaxation_softens_by_what_the_populations_give():
    # the free energy of a system whose levels move by ±g(ε/E)e, with the populations free to follow
    E, epsilon, T, g = 3e-24, 2e-24, 0.15, 1.6e-19
    slope = 2 * g * epsilon / E
    step = 1e-7
    force = [-slope / 2 * np.tanh((E + slope * strain) / (2 * k * T)) for strain in (-step, step)]
    softening = (force[1] - force[0]) / (2 * step) / (2 * 2200.0 * 4100.0**2)
    slow = tunneling.relative_sound_speed_shift(E, epsilon, T, 1.0, 1e-9, g, 2200.0, 4100.0)
    assert slow == pytest.approx(softening, rel=1e-5, abs=0) and slow < 0
    assert tunneling.relative_sound_speed_shift(
        E, epsilon, T, 1e9, 1e-9, g, 2200.0, 4100.0
    ) == pytest.approx(slow / 2, rel=1e-6, abs=0)
    assert (
        tunneling.relative_sound_speed_shift(1e-20, epsilon, 1e-3, 1.0, 1e-9, g, 2200.0, 4100.0)
        == 0
    )


def test_an_element_of_an_array_gives_what_it_gives_alone():
    E, T = np.array([1e-24, 3e-24, 1e-20]), np.array([[0.02], [1.0]])
    common = {"g": 1.6e-19, "rho": 2200, "c_s": 4100}
    calls = (
        lambda E, T: tunneling.level_heat_capacity(E, T),
        lambda E, T: tunneling.mean_free_path(E / hbar, T, P=1e45, **common),
        lambda E, T: tunneling.relaxation_rate(E, E / 3, T, **common),
        lambda E, T: tunneling.relative_sound_speed_shift(E, E / 2, T, 1e3, 1e-6, **common),
    )
    for call in calls:
        alone = np.array([[call(e, t) for e in E] for t in T[:, 0]])
        assert call(E, T) == pytest.approx(alone, rel=1e-12, abs=0)


def test_the_message_names_the_offending_pair_of_amplitude_and_splitting():
    with pytest.raises(ValueError, match="^Delta must be at most E = 1e-24, got 2e-24$"):
        tunneling.relaxation_rate([3e-24, 1e-24], 2e-24, 1, 1, 1, 1)


@pytest.mark.parametrize("value", [[], "1", None, np.nan, 1j, np.ma.masked_array([1.0], [True])])
@pytest.mark.parametrize("name", SYSTEM)
def test_what_is_not_a_number_is_refused_by_name(name, value):
    with pytest.raises(InvalidArgument, match=f"^{name} must"):
        tunneling.relaxation_rate(**{**SYSTEM, name: value})


def test_the_conductivity_of_the_standard_model_is_quadratic():
    assert tunneling.conductivity_exponent(0) == 2
    assert tunneling.conductivity_exponent(np.array([0.1])) == pytest.approx([2.1])


@pytest.mark.parametrize("name", SYSTEM)
def test_an_unphysical_system_is_refused_by_name(name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        tunneling.relaxation_rate(**{**SYSTEM, name: 0})


@pytest.mark.parametrize("name", ["omega", "T", "P", "g", "rho", "c_s"])
def test_the_unphysical_is_refused_by_name(name):
    good = {"omega": 1e10, "T": 1.0, **GLASS}
    with pytest.raises(ValueError, match=f"^{name} must"):
        tunneling.mean_free_path(**{**good, name: 0})


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: tunneling.level_heat_capacity(-1e-23, 1), "E"),
        (lambda: tunneling.level_heat_capacity(1e-23, 0), "T"),
        (lambda: tunneling.heat_capacity(0, 1e45), "T"),
        (lambda: tunneling.heat_capacity(1, -1), "P"),
        (lambda: tunneling.conductivity(1, **{**GLASS, "g": 0}), "g"),
        (lambda: tunneling.conductivity(1, **{**GLASS, "P": 0}), "P"),
        (lambda: tunneling.conductivity(0, **GLASS), "T"),
        (lambda: tunneling.mfp_over_wavelength(0), "scattering_strength"),
        (lambda: tunneling.amplitude(-1, 1e12, 1), "V"),
        (lambda: tunneling.amplitude(1, 0, 1), "omega"),
        (lambda: tunneling.amplitude(1, 1e12, 0), "Delta_0"),
        (lambda: tunneling.amplitude_exponent(0, 1000), "omega"),
        (lambda: tunneling.amplitude_exponent(1e12, 0), "glass_temperature"),
        (lambda: tunneling.amplitude_density(0, 1, 0.1), "Delta"),
        (lambda: tunneling.amplitude_density(1, 0, 0.1), "Delta_0"),
        (lambda: tunneling.amplitude_density(1, 1, 1.0), "c"),
        (lambda: tunneling.relaxation_rate(1e-24, 2e-24, 1, 1, 1, 1), "Delta"),
        (lambda: tunneling.max_relaxation_rate(0, 1, 1, 1, 1), "E"),
        (lambda: tunneling.rate_density(0, 1, 2, 1, 0.1), "E"),
        (lambda: tunneling.rate_density(1, 0, 2, 1, 0.1), "rate"),
        (lambda: tunneling.rate_density(1, 2, 2, 1, 0.1), "fastest"),
        (lambda: tunneling.rate_density(1, 1, 0, 1, 0.1), "fastest"),
        (lambda: tunneling.rate_density(1, 1, 2, 0, 0.1), "Delta_0"),
        (lambda: tunneling.rate_density(1, 1, 2, 1, -0.1), "c"),
        (lambda: tunneling.conductivity_exponent(1.0), "c"),
        *(
            (
                lambda name=name: tunneling.relative_sound_speed_shift(
                    **{
                        **dict.fromkeys(
                            ("E", "epsilon", "T", "omega", "tau", "g", "rho", "c_s"), 1.0
                        ),
                        name: 0,
                    }
                ),
                name,
            )
            for name in ("E", "epsilon", "T", "omega", "tau", "g", "rho", "c_s")
        ),
        (lambda: tunneling.mfp_over_wavelength(1, -1), "x"),
        (lambda: tunneling.effective_mfp_ratio(np.nan), "scattering_strength"),
    ],
)
def test_the_unphysical_is_refused_by_name_everywhere(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
