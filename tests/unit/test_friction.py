import numpy as np
import pytest
from scipy.constants import hbar, k
from scipy.integrate import quad

from glasslib import friction, phonons, ripplons, scattering
from glasslib.glasses import silica

SHARP = ripplons.spectrum(5.8**3, 0.1)
OMEGA = SHARP.omega
CUTOFF = 1.8 / 5.8


def test_one_phonon_repels():
    # at the normal modes of two coupled oscillators the response has its poles
    omega, phonon, coupling = 1.0, 1.3, 0.2
    modes = np.linalg.eigvalsh([[omega, coupling], [coupling, phonon]])
    for mode in modes:
        assert abs(friction.single_phonon_response(mode * (1 + 1e-9), omega, phonon, coupling)) > 1e6


def test_the_width_in_units_of_a_material():
    g = scattering.coupling(silica.density, silica.sound_speed, silica.bead_size, silica.glass_temperature)
    omega = 0.1 * silica.debye_frequency
    in_SI = g**2 / (4 * np.pi * silica.density * silica.sound_speed**2) * (omega / silica.sound_speed) ** 3
    assert friction.half_width(0.1, silica.reduced_glass_temperature) * k * silica.debye_temperature == pytest.approx(in_SI)
    assert in_SI / hbar < omega


@pytest.mark.parametrize("y", [0.05, 0.5, 0.63461, 0.95, 1.5, 2.9, 3.1, 20.0])
def test_the_shift_is_a_principal_value(y):
    if y < 1:
        integral = quad(lambda x: x**3, 0, 1, weight="cauchy", wvar=y)[0]
    else:
        integral = quad(lambda x: x**3 / (x - y), 0, 1)[0]
    assert friction.shift(y * CUTOFF, 4.4, CUTOFF) == pytest.approx(1.5 * 4.4 * CUTOFF**3 * integral, rel=1e-9)


def test_the_shift_where_it_was_checked():
    unit = friction.shift(1e-9, 1.0, 0.3) * 3
    assert friction.shift(0.63461 * 0.3, 1.0, 0.3) / unit == pytest.approx(0.91228, abs=1e-5)
    assert friction.shift(0.899238 * 0.3, 1.0, 0.3) / unit == pytest.approx(0, abs=1e-5)
    assert friction.shift(0.3, 1.0, 0.3) == -np.inf


@pytest.mark.parametrize("D", [10.0, 30.0, 1e6])
@pytest.mark.parametrize("w", [1e-4, 0.1, 0.3, CUTOFF, 0.4, 2.0, 12.0])
def test_a_smeared_shift_is_the_mean_over_sharp_ones(w, D):
    spread = 1 / np.sqrt(D)

    def share(u):
        return np.exp(-(((u - 1) / spread) ** 2) / 2) / np.sqrt(2 * np.pi) / spread * friction.shift(w, 5.0, CUTOFF * u)

    ends = max(1e-9, 1 - 9 * spread), 1 + 9 * spread
    points = [point for point in {w / CUTOFF, 1.0} if ends[0] < point < ends[1]]
    assert friction.shift(w, 5.0, CUTOFF, D) == pytest.approx(quad(share, *ends, points=points, limit=500)[0], rel=3e-6)


def test_smearing_acts_like_a_slightly_larger_cutoff():
    assert friction.shift(1e-6, 4.4, CUTOFF, 30) == pytest.approx(1.1 * friction.shift(1e-6, 4.4, CUTOFF), rel=1e-4)
    assert friction.largest_cutoff(0.15, 4.4, 30) == pytest.approx(friction.largest_cutoff(0.15, 4.4) / np.cbrt(1.1))
    assert np.isfinite(friction.shift(CUTOFF, 4.4, CUTOFF, 30))
    # what couples at the cutoff is half
    half = friction.response(CUTOFF, 0.15, 1.0, CUTOFF, 30)
    assert (1 / half).imag == pytest.approx(friction.half_width(CUTOFF, 1.0) / 2)


def test_width_and_smeared_shift_are_partners():
    def damping(x):
        return (1 / friction.response(x, 0.3, 3.0, CUTOFF, 30)).imag

    w = 0.1
    partner = quad(damping, 1e-9, 5 * CUTOFF, weight="cauchy", wvar=w, limit=200)[0] / np.pi
    assert friction.shift(w, 3.0, CUTOFF, 30) == pytest.approx(partner, rel=1e-6)


def test_width_and_shift_are_partners():
    # Kramers and Kronig: shift = P∫ γ dω'/(ω'-ω) / π below the cutoff
    w = 0.1
    partner = quad(lambda x: friction.half_width(x, 3.0), 1e-12, CUTOFF, weight="cauchy", wvar=w)[0] / np.pi
    assert friction.shift(w, 3.0, CUTOFF) == pytest.approx(partner, rel=1e-6)


def test_a_slow_ripplon_is_shifted_by_its_self_energy():
    assert friction.shift(1e-6, 4.4, CUTOFF) == pytest.approx(friction.low_frequency_shift(4.4, 1.8, 5.8**3), rel=1e-4)


@pytest.mark.parametrize("T_g", [2.0, 5.0])
@pytest.mark.parametrize("omega", OMEGA[[0, 3, 7]])
def test_the_exact_response_loses_no_weight(T_g, omega):
    band, bound = friction.spectral_weight(omega, T_g, CUTOFF)
    assert band + bound == pytest.approx(1, abs=1e-8)
    assert 0 < band < 1 and 0 < bound < 1


def test_without_coupling_the_whole_weight_is_in_the_line():
    # for a weak coupling the band holds the line if it lies below the cutoff
    for T_g in (0.05, 1e-3):
        band, _ = friction.spectral_weight(OMEGA[0], T_g, CUTOFF)
        assert band == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("share", [0.9, 0.99])
def test_narrow_lines_near_the_unstable_one_are_resolved(share):
    cutoff = share * friction.largest_cutoff(OMEGA[0], 4.0)
    assert sum(friction.spectral_weight(OMEGA[0], 4.0, cutoff)) == pytest.approx(1, abs=1e-6)
    _, kept = friction.broadened_spectrum(OMEGA[0], 1, 4.0, cutoff)
    places = [place for place, _ in friction._lines([OMEGA[0]], 4.0, cutoff)]
    total = quad(lambda u: friction.profile(np.exp(u), OMEGA[0], 4.0, cutoff) * np.exp(u), np.log(1e-6), np.log(10.0), points=[np.log(places[0]), np.log(cutoff)], limit=2000, epsrel=1e-6)[0]
    assert kept.sum() == pytest.approx(total, rel=2e-3)


@pytest.mark.parametrize("T_g, modes", [(2.0, 32.7), (3.5, 28.9), (5.0, 28.0)])
def test_the_profiles_keep_a_third_of_the_modes(T_g, modes):
    frequencies, kept = friction.broadened_spectrum(SHARP, T_g, CUTOFF)
    assert kept.sum() == pytest.approx(modes, abs=0.06)
    assert friction.broadened_spectrum(SHARP, T_g, CUTOFF, weights="normed")[1].sum() == pytest.approx(96)
    assert np.all(np.diff(frequencies) > 0)


@pytest.mark.parametrize("T_g", [2.0, 5.0])
def test_the_exact_spectrum_keeps_all_modes(T_g):
    frequencies, kept = friction.broadened_spectrum(SHARP, T_g, CUTOFF, weights="exact")
    assert kept.sum() == pytest.approx(96, rel=1e-9)
    assert np.all(np.diff(frequencies) > 0) and np.all(kept >= 0)
    bound = sum(g * friction.spectral_weight(omega, T_g, CUTOFF)[1] for omega, g in zip(SHARP))
    assert kept[frequencies > CUTOFF].sum() == pytest.approx(bound, rel=1e-6)
    # the first moment of the response is the bare frequency
    assert frequencies @ kept == pytest.approx(OMEGA @ ripplons.DEGENERACY, rel=1e-3)


def test_the_profile_is_the_imaginary_part_of_the_response():
    w = np.array([0.05, 0.1, 0.2])
    lines = friction.profile(w, OMEGA[0], 3.0, CUTOFF)
    assert lines == pytest.approx(-friction.response(w, OMEGA[0], 3.0, CUTOFF).imag / np.pi)
    assert friction.response(0.5, OMEGA[0], 3.0, CUTOFF).imag == 0


def test_the_grid_is_fine_enough():
    # the lowest, narrowest line against an adaptive quadrature
    total, _ = quad(lambda u: friction.profile(np.exp(u), OMEGA[0], 2.0, CUTOFF) * np.exp(u), np.log(1e-6), np.log(10.0), points=[np.log(0.09), np.log(CUTOFF)], limit=400)
    _, kept = friction.broadened_spectrum(OMEGA[:1], np.ones(1), 2.0, CUTOFF)
    assert kept.sum() == pytest.approx(total, rel=1e-4)


@pytest.mark.parametrize(
    "T_g, normed, place, height",
    [(2.0, False, 0.0217, 1.565e5), (4.0, False, 0.01365, 3.454e5), (2.0, True, 0.0269, 1.84e5), (4.0, True, 0.0151, 4.37e5)],
)
def test_the_bump_with_friction_where_it_was_checked(T_g, normed, place, height):
    T = np.geomspace(0.008, 0.05, 300)
    lines = friction.broadened_spectrum(SHARP, T_g, CUTOFF, weights="normed" if normed else "printed")
    total = (ripplons.average_heat_capacity(T, T_g, *lines) + 5.8**3 * phonons.debye_heat_capacity(T)) / T**3
    assert T[total.argmax()] == pytest.approx(place, rel=0.01)
    assert total.max() == pytest.approx(height, rel=0.005)


def test_an_unstable_ripplon_is_refused():
    limit = friction.largest_cutoff(OMEGA[0], 4.0)
    assert limit * 5.8 == pytest.approx(2.4416, rel=1e-4)
    assert friction.shift(1e-9, 4.0, limit) == pytest.approx(OMEGA[0])
    for call in (friction.profile, friction.response):
        call(0.1, OMEGA[0], 4.0, 0.99 * limit)
    with pytest.raises(ValueError, match="^cutoff must lie below 0.421, where the lowest ripplon becomes unstable, got 0.5"):
        friction.profile(0.1, OMEGA, 4.0, 0.5)
    with pytest.raises(ValueError, match="^cutoff must lie below"):
        friction.spectral_weight(OMEGA[0], 4.0, 0.5)
    with pytest.raises(ValueError, match="^cutoff must lie below"):
        friction.broadened_spectrum(SHARP, 4.0, 0.5)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: friction.single_phonon_response(0, 1, 1, 1), "w"),
        (lambda: friction.single_phonon_response(1, 0, 2, 1), "omega"),
        (lambda: friction.single_phonon_response(1, 1, 0, 1), "phonon"),
        (lambda: friction.single_phonon_response(1, 1, 2, 0), "coupling"),
        (lambda: friction.half_width(0, 1), "w"),
        (lambda: friction.half_width(1, 0), "reduced_T_g"),
        (lambda: friction.shift(0, 1, 1), "w"),
        (lambda: friction.shift(1, 0, 1), "reduced_T_g"),
        (lambda: friction.shift(1, 1, 0), "cutoff"),
        (lambda: friction.low_frequency_shift(0, 1, 1), "reduced_T_g"),
        (lambda: friction.low_frequency_shift(1, 0, 1), "factor"),
        (lambda: friction.low_frequency_shift(1, 1, 0), "beads"),
        (lambda: friction.response(1, 0, 1, 1), "omega"),
        (lambda: friction.profile(0, 0.15, 1, 0.3), "w"),
        (lambda: friction.profile(1, 0, 1, 0.3), "omega"),
        (lambda: friction.largest_cutoff(0.1, 0), "reduced_T_g"),
        (lambda: friction.shift(0.1, 1, 0.3, 5), "D"),
        (lambda: friction.broadened_spectrum(SHARP, 2, 0.3, weights="all"), "weights"),
        (lambda: friction.broadened_spectrum(SHARP, 2, 0.3, 30, "exact"), "D"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
