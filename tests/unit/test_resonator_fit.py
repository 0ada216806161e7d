import numpy as np
import pytest

from glasslib import data, resonator
from glasslib.checks import InvalidArgument
from glasslib.resonator_fit import fit_quality_factor, fit_shift, quality_factor

OMEGA = 2 * np.pi * 5619901372
T = np.tile(np.linspace(0.05, 1.0, 12), 5)
POWER = np.repeat(10.0 ** np.arange(-16, -6, 2), 12)
KNOWN = {
    "scattering_strength": 4e-7,
    "critical_power": 1e-12,
    "exponent": 0.6,
    "temperature_exponent": 2.0,
    "other_loss": 3e-8,
}


def test_known_parameters_are_recovered_within_their_intervals():
    noise = np.exp(0.05 * np.random.default_rng(11).standard_normal(T.size))
    found = fit_quality_factor(OMEGA, T, POWER, quality_factor(OMEGA, T, POWER, **KNOWN) * noise)
    assert 0.6 < found.cost < 1.5
    for name, truth in KNOWN.items():
        low, high = found.interval(name, 0.99)
        assert low < truth < high and high / low < 10


def test_without_scatter_the_parameters_are_exact():
    found = fit_quality_factor(OMEGA, T, POWER, quality_factor(OMEGA, T, POWER, **KNOWN))
    assert found.values == pytest.approx(KNOWN, rel=1e-4)


def test_a_known_shift_is_recovered_from_any_reference():
    temperatures = np.linspace(0.05, 0.9, 18)
    noise = 2e-8 * np.random.default_rng(2).standard_normal(18)
    shift = resonator.resonant_shift(OMEGA, temperatures, 4e-7) + noise
    fits = [fit_shift(OMEGA, temperatures, shift + zero, 2e-8) for zero in (0.0, -3e-6, 1.0)]
    low, high = fits[0].interval("scattering_strength", 0.99)
    assert low < 4e-7 < high
    assert fits[1].values["scattering_strength"] == pytest.approx(
        fits[0].values["scattering_strength"], rel=1e-6
    )
    assert 0.4 < fits[0].cost < 2
    # regression on the shift that the theory gives for C = 1
    slope, _ = np.polyfit(resonator.resonant_shift(OMEGA, temperatures, 1.0), shift, 1)
    assert fits[0].values["scattering_strength"] == pytest.approx(slope, rel=1e-6)


def test_loss_and_shift_of_a_niobium_resonator_give_the_same_strength():
    table = data.load("two_level_systems/resonator_Nb_quality_factor")
    table = table.where(table["T_K"] <= 1.0)
    power = 1e-3 * 10 ** (table["power_dBm"] / 10)
    by_loss = fit_quality_factor(OMEGA, table["T_K"], power, table["Q_int"])
    shifts = data.load("two_level_systems/resonator_Nb_frequency_shift")
    shifts = shifts.where(shifts["T_K"] <= 0.8)
    by_shift = fit_shift(OMEGA, shifts["T_K"], shifts["df_over_f0"], 5e-8)
    strengths = [found.values["scattering_strength"] for found in (by_loss, by_shift)]
    assert strengths[0] == pytest.approx(strengths[1], rel=0.2)
    assert np.pi * strengths[1] == pytest.approx(1.5e-6, rel=0.15)
    # the exponent of a uniform field is excluded
    assert by_loss.interval("exponent")[1] < 0.6


def test_without_power_the_quality_factor_is_that_of_the_loss():
    quality = quality_factor(OMEGA, 0.1, 0.0, 4e-7, 1.0, other_loss=1e-8)
    assert 1 / quality == pytest.approx(resonator.resonant_loss(OMEGA, 0.1, 4e-7) + 1e-8)
    # at high power Q ∝ power^{β/2}
    strong = quality_factor(OMEGA, 0.5, [1e8, 1e12], 4e-7, 1.0, 0.5, 2.0)
    assert strong[1] / strong[0] == pytest.approx(10, rel=0.01)


def test_lists_that_do_not_belong_together_are_refused_by_name():
    with pytest.raises(InvalidArgument, match=r"^T and shift must be lists of one length, got T"):
        fit_shift(OMEGA, [0.1, 0.2, 0.3], [1e-7, 2e-7], 1e-8)
    with pytest.raises(InvalidArgument, match="^Q must be a real number or an array of them"):
        fit_quality_factor(OMEGA, T, POWER, ["high"] * T.size)


def test_at_one_power_two_parameters_are_fitted():
    truth = quality_factor(OMEGA, T[:12], 0.0, 4e-7, 1.0, other_loss=1e-7)
    noise = np.exp(0.05 * np.random.default_rng(5).standard_normal(12))
    found = fit_quality_factor(OMEGA, T[:12], None, truth * noise)
    for name, known in (("scattering_strength", 4e-7), ("other_loss", 1e-7)):
        low, high = found.interval(name, 0.99)
        assert low < known < high and high / low < 3


def test_a_loss_that_does_not_show_is_not_determined_and_the_strength_is():
    found = fit_quality_factor(OMEGA, T[:12], None, quality_factor(OMEGA, T[:12], 0.0, 4e-7, 1.0))
    assert found.values["scattering_strength"] == pytest.approx(4e-7, rel=1e-4)
    assert found.uncertainties["scattering_strength"] < 0.1
    assert np.isinf(found.uncertainties["other_loss"])
