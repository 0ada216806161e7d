from dataclasses import replace

import mpmath
import numpy as np
import pytest
from scipy.constants import hbar, k
from scipy.special import hyp2f1

from glasslib import scattering, time_dependent_heat, tunneling
from glasslib.glasses import silica

RATE = time_dependent_heat.rate_coefficient(2e-6, 5.7e-4, 1e-5)


def inner(z, c):
    """The inner integral of Eq. 27 with 30 digits, by quadrature in √z."""
    with mpmath.workdps(30):
        z, c = mpmath.mpf(z), mpmath.mpf(c)
        return mpmath.quad(
            lambda s: 2 * s * mpmath.exp(c * s * s / 2) / mpmath.sqrt(-mpmath.expm1(-s * s)),
            mpmath.linspace(0, mpmath.sqrt(z), 6),
        )


def whole(T, t, rate, c):
    """Eq. 27 with 30 digits, Δ₀ = 1: the inner integral in closed form, the outer by quadrature."""
    with mpmath.workdps(30):
        T, t, rate, c = map(mpmath.mpf, (T, t, rate, c))
        speed = mpmath.log(t * rate * T**3)
        start = -(speed + mpmath.log(2)) / 2 if speed > -0.7 else -speed / 3
        x_0 = mpmath.exp(
            mpmath.findroot(
                lambda v: speed + 3 * v + mpmath.log(mpmath.coth(mpmath.exp(v) / 2)), start
            )
        )

        def integrand(s):
            x = x_0 + s * s
            z = 3 * mpmath.log1p(s * s / x_0) + mpmath.log(
                mpmath.coth(x / 2) / mpmath.coth(x_0 / 2)
            )
            if c == 0:
                relaxed = 2 * mpmath.acosh(mpmath.exp(z / 2))
            elif z < 2:
                relaxed = (
                    2
                    * mpmath.sqrt(-mpmath.expm1(-z))
                    * mpmath.hyp2f1(0.5, 1 + c / 2, 1.5, -mpmath.expm1(-z))
                )
            else:
                relaxed = 2 / c * mpmath.exp(c * z / 2) * mpmath.hyp2f1(
                    0.5, -c / 2, 1 - c / 2, mpmath.exp(-z)
                ) + mpmath.beta(-c / 2, 0.5)
            return 2 * s * x**-c * (x / 2 / mpmath.cosh(x / 2)) ** 2 * relaxed

        scales = {mpmath.mpf(10) ** exponent for exponent in np.arange(-6, 1.01, 0.5)} | {
            mpmath.sqrt(x_0) * factor for factor in (1 / 3, 1, 3)
        }
        return (
            T ** (1 - c)
            / 2
            * mpmath.quad(
                integrand,
                sorted({mpmath.mpf(0), mpmath.mpf(13)} | {scale for scale in scales if scale < 13}),
            )
        )


@pytest.mark.parametrize("c", [0.0, 1e-12, 1e-6, 0.0999, 0.1001, 0.5, 0.999])
@pytest.mark.parametrize("z", [1e-12, 1e-3, 0.999, 1.001, 3.0, 30.0])
def test_what_has_relaxed_is_the_integral(z, c):
    assert time_dependent_heat.relaxed_count(z, c) == pytest.approx(float(inner(z, c)), rel=1e-13)


def test_nothing_has_relaxed_before_the_fastest_system():
    assert np.array_equal(time_dependent_heat.relaxed_count([-1e3, -1e-12, 0.0], 0.3), [0, 0, 0])
    assert time_dependent_heat.relaxed_count(1e-300, 0.3) > 0


def test_the_standard_tunneling_model_has_a_logarithm():
    z = np.array([0.5, 20.0, 50.0])
    assert time_dependent_heat.relaxed_count(z, 0.0) == pytest.approx(2 * np.arccosh(np.exp(z / 2)))
    assert time_dependent_heat.relaxed_count(50.0, 0.0) == pytest.approx(np.log(4) + 50)


@pytest.mark.parametrize("c", [0.0, 0.1, 0.99])
@pytest.mark.parametrize(
    "T, t", [(1e-5, 1e6), (1e-5, 1e-5), (1e-4, 1e-6), (1e-3, 3600.0), (1e-1, 1e-6), (1e-1, 1e6)]
)
def test_the_heat_capacity_to_eight_digits(T, t, c):
    assert time_dependent_heat.heat_capacity(T, t, RATE, c) == pytest.approx(
        float(whole(T, t, RATE, c)), rel=1e-8, abs=0
    )


def test_the_heat_capacity_where_it_was_checked():
    # in k_B² P̄ A T; rows 1e-4 and 1e-3 T_D, columns 10 μs, 1 s, 1 h
    T, t = np.array([[1e-4], [1e-3]]), np.array([1e-5, 1.0, 3600.0])
    expected = [[1.635431, 30.66119, 63.69396], [13.68414, 45.74883, 82.81212]]
    assert time_dependent_heat.heat_capacity(T, t, RATE, 0.1) / T == pytest.approx(
        np.array(expected), rel=4e-7
    )


def test_far_out_there_is_no_nan():
    assert time_dependent_heat.relaxed_count(1600.0, 0.99) == np.inf
    assert time_dependent_heat.relaxed_count(1e5, 0.01) == pytest.approx(200 * np.expm1(500.0))
    # the exponents exist where the heat capacity has underflown
    assert time_dependent_heat.heat_capacity(3e-5, 1e-12, 5e15, 0.1) == 0
    threshold = np.cbrt(
        1 / (1e-12 * 5e15 * 3e-5**3)
    )  # C falls as exp(-E/T) from here, and E ∝ t^(-1/3)
    assert time_dependent_heat.time_exponent(3e-5, 1e-12, 5e15, 0.1) == pytest.approx(
        threshold / 3, rel=1e-2
    )
    assert time_dependent_heat.heat_capacity(1e-120, 1e3, 5e15, 0.1) == 0


def test_it_stays_positive_until_it_underflows():
    cold = time_dependent_heat.heat_capacity(np.geomspace(1e-6, 1e-3, 300), 1e-6, RATE, 0.1)
    assert np.all(np.diff(cold) >= 0) and np.all(cold[np.geomspace(1e-6, 1e-3, 300) > 2e-6] > 0)
    assert time_dependent_heat.heat_capacity(1e-9, 1e-9, RATE) == 0


def test_all_arguments_broadcast():
    T, t, c = np.geomspace(1e-4, 1e-2, 4)[:, None], np.array([1.0, 10.0, 100.0]), 0.2
    grid = time_dependent_heat.heat_capacity(T, t, RATE, c)
    assert grid.shape == (4, 3)
    assert grid[2, 1] == time_dependent_heat.heat_capacity(T[2, 0], t[1], RATE, c)
    several = time_dependent_heat.heat_capacity(
        1e-3, 1.0, RATE, np.array([0.0, 0.2]), Delta_0=np.array([1.0, 2.0])
    )
    assert several[1] == pytest.approx(
        time_dependent_heat.heat_capacity(1e-3, 1.0, RATE, 0.2) * 2**0.2
    )


def test_a_figure_takes_one_pass_over_the_nodes(monkeypatch):
    T, t = np.geomspace(1e-5, 1e-1, 200)[:, None], np.array([1e-5, 1.0, 3600.0])
    evaluations = []

    def counted(a, b, c, z):
        evaluations.append(np.size(z))
        return hyp2f1(a, b, c, z)

    monkeypatch.setattr(time_dependent_heat, "hyp2f1", counted)
    time_dependent_heat.heat_capacity(T, t, RATE, 0.1)
    assert len(evaluations) == 1 and evaluations[0] <= 120 * 600


def test_each_element_is_as_if_it_were_alone():
    T, t, c = (
        np.geomspace(1e-6, 1, 7)[:, None, None],
        np.array([[1e-9], [1.0], [1e9]]),
        np.array([0.0, 0.1, 0.9]),
    )
    for function in (
        time_dependent_heat.heat_capacity,
        time_dependent_heat.time_exponent,
        time_dependent_heat.temperature_exponent,
    ):
        alone = [[[function(a, b, RATE, d) for d in c] for b in t[:, 0]] for a in T[:, 0, 0]]
        assert function(T, t, RATE, c) == pytest.approx(np.array(alone), rel=1e-12, abs=0)


@pytest.mark.parametrize("c", [0.0, 0.1, 0.6])
@pytest.mark.parametrize("T, t", [(1e-4, 1e-5), (1e-3, 1.0), (1e-2, 3600.0)])
def test_exponents_are_slopes(T, t, c):
    step = 1e-4

    def slope(**moved):
        ends = (
            time_dependent_heat.heat_capacity(
                **{
                    "T": T,
                    "t": t,
                    **{name: value * np.exp(sign * step) for name, value in moved.items()},
                },
                rate=RATE,
                c=c,
            )
            for sign in (1, -1)
        )
        return -np.subtract(*np.log([*ends])[::-1]) / (2 * step)

    assert time_dependent_heat.time_exponent(T, t, RATE, c) == pytest.approx(slope(t=t), rel=1e-6)
    assert time_dependent_heat.temperature_exponent(T, t, RATE, c) == pytest.approx(
        slope(T=T), rel=1e-6
    )


def test_the_power_law_is_the_limit():
    for c in (0.1, 0.5):
        late = 1e80 ** (0.1 / c)
        assert time_dependent_heat.heat_capacity(1e-3, late, RATE, c, 3.0) == pytest.approx(
            time_dependent_heat.long_time_heat_capacity(1e-3, late, RATE, c, 3.0), rel=1e-3
        )
        assert time_dependent_heat.time_exponent(1e-3, late, RATE, c) == pytest.approx(
            c / 2, rel=1e-3
        )
    laws = time_dependent_heat.long_time_heat_capacity(np.array([1e-3, 1e-2]), 1.0, RATE, 0.1)
    assert np.log10(laws[1] / laws[0]) == pytest.approx(1.05)


def test_the_anchor_is_met():
    rate = time_dependent_heat.rate_coefficient(2e-6, 5.7e-4, 1e-4)
    assert 1 / (rate * 5.7e-4**3 / np.tanh(5.7e-4 / 2e-4)) == pytest.approx(2e-6)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"density": 1100.0},
        {"sound_speed": 1500.0},
        {"debye_temperature": 100.0},
        {"glass_temperature": 250.0},
    ],
)
def test_of_the_material_only_the_glass_transition_sets_the_rate(change):
    glass = replace(silica, **change)
    g = scattering.coupling(
        glass.density, glass.sound_speed, glass.bead_size, glass.glass_temperature
    )
    E, T = 5.7e-4 * glass.debye_energy, 0.1
    in_SI = tunneling.max_relaxation_rate(E, T, g, glass.density, glass.sound_speed)
    reduced = (
        time_dependent_heat.rate_coefficient_from_theory(glass.glass_temperature)
        * 5.7e-4**3
        / np.tanh(E / (2 * k * T))
    )
    assert in_SI == pytest.approx(reduced)
    assert time_dependent_heat.rate_coefficient_from_theory(
        glass.glass_temperature
    ) == pytest.approx(9 * np.pi * k * glass.glass_temperature / hbar)


GOOD = {"T": 1e-3, "t": 1.0, "rate": RATE, "c": 0.1}


@pytest.mark.parametrize("name", ["T", "t", "rate"])
@pytest.mark.parametrize(
    "function",
    [
        time_dependent_heat.heat_capacity,
        time_dependent_heat.time_exponent,
        time_dependent_heat.temperature_exponent,
        time_dependent_heat.long_time_heat_capacity,
    ],
)
def test_the_unphysical_is_refused_by_name(function, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        function(**{**GOOD, name: 0})


@pytest.mark.parametrize("c", [-0.1, 1.0, np.nan])
@pytest.mark.parametrize(
    "function",
    [
        time_dependent_heat.heat_capacity,
        time_dependent_heat.time_exponent,
        time_dependent_heat.temperature_exponent,
        time_dependent_heat.long_time_heat_capacity,
    ],
)
def test_an_exponent_out_of_range_is_refused(function, c):
    with pytest.raises(ValueError, match="^c must lie in"):
        function(**{**GOOD, "c": c})


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: time_dependent_heat.relaxed_count(np.inf, 0.1), "z"),
        (lambda: time_dependent_heat.relaxed_count(1.0, 1.0), "c"),
        (lambda: time_dependent_heat.heat_capacity(**GOOD, Delta_0=0), "Delta_0"),
        (lambda: time_dependent_heat.long_time_heat_capacity(**{**GOOD, "c": 0}), "c"),
        (lambda: time_dependent_heat.rate_coefficient(0, 1, 1), "tau"),
        (lambda: time_dependent_heat.rate_coefficient(1, 0, 1), "E"),
        (lambda: time_dependent_heat.rate_coefficient(1, 1, 0), "T"),
        (lambda: time_dependent_heat.rate_coefficient_from_theory(0), "glass_temperature"),
    ],
)
def test_the_unphysical_is_refused_by_name_everywhere(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
