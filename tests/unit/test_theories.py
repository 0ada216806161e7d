import numpy as np
import pytest

from glasslib import heterogeneous_elasticity, phonons, tunneling
from glasslib.checks import InvalidArgument
from glasslib.glasses import silica
from glasslib.theories import THEORIES, Measured, fit_theory, measured_silica

KNOWN = {
    "standard tunneling": {"P": 8e45, "g": 4e-20},
    "soft potential": {"W": 6e-23, "P_s": 1.5e23, "coupling": 6e-20, "cutoff": 80.0},
    "heterogeneous elasticity": {"P": 8e45, "g": 4e-20, "disorder": 0.235},
}
T = np.geomspace(0.1, 30, 40)


@pytest.mark.parametrize("name", THEORIES)
def test_known_parameters_are_recovered_from_synthetic_data(name):
    curves = THEORIES[name].curves(T, silica, **KNOWN[name])
    random = np.random.default_rng(5)
    noisy = [
        Measured(T, values * np.exp(spread * random.standard_normal(T.size)), spread)
        for values, spread in zip(curves, (0.1, 0.2), strict=True)
    ]
    found = fit_theory(name, silica, *noisy)
    assert 0.6 < found.cost < 1.4
    for parameter, truth in KNOWN[name].items():
        low, high = found.interval(parameter, 0.99)
        assert low < truth < high and high / low < 2


def test_without_scatter_the_parameters_are_exact():
    known = KNOWN["standard tunneling"]
    curves = THEORIES["standard tunneling"].curves(T, silica, **known)
    found = fit_theory("standard tunneling", silica, *(Measured(T, c, 0.1) for c in curves))
    assert found.values == pytest.approx(known, rel=1e-5)


def test_silica_is_measured_between_the_temperatures_that_are_asked_for():
    heat, kappa = measured_silica(0.9, 1.1)
    # 3e-6 J/(g K) near 1 K, and 0.0218 W/(m K)
    assert heat.values == pytest.approx([3.2e-6 * 2.2e6] * heat.T.size, rel=0.2)
    (temperature,) = kappa.T
    assert temperature == pytest.approx(1.0168, rel=1e-3)
    assert kappa.values == pytest.approx([0.0218], rel=5e-3)


@pytest.mark.parametrize("name", THEORIES)
def test_each_theory_is_the_tunneling_model_when_cold(name):
    heat, kappa = THEORIES[name].curves(np.array([0.03, 0.06]), silica, **KNOWN[name])
    assert np.diff(np.log(heat)) / np.log(2) == pytest.approx([1], abs=0.4)
    assert np.diff(np.log(kappa)) / np.log(2) == pytest.approx([2], abs=0.15)


def test_the_parts_are_those_of_the_modules():
    heat, kappa = THEORIES["standard tunneling"].curves(0.5, silica, P=8e45, g=4e-20)
    debye = phonons.debye_heat_capacity(0.5 / 342) * 1.380649e-23 / silica.bead_size**3
    assert heat == pytest.approx(debye + tunneling.heat_capacity(0.5, 8e45))
    assert kappa == pytest.approx(tunneling.conductivity(0.5, 8e45, 4e-20, 2200.0, 4100.0))
    heat, kappa = THEORIES["heterogeneous elasticity"].curves(
        9.0, silica, P=1e40, g=1e-17, disorder=0.24
    )
    scaled = heterogeneous_elasticity.heat_capacity(9.0, 0.24, 342.0)
    assert heat == pytest.approx(scaled * 1.380649e-23 / silica.bead_size**3, rel=1e-4)


def test_silica_is_fitted_by_the_soft_potential_and_not_by_the_others():
    costs = {name: fit_theory(name, silica, *measured_silica(0.1, 30.0)).cost for name in THEORIES}
    assert costs["soft potential"] < 1
    # a bump of five times Debye is out of reach: 1 + 2√3/π = 2.1 is the highest
    assert costs["heterogeneous elasticity"] > 10 and costs["standard tunneling"] > 50


def test_silica_below_one_kelvin_is_that_of_tunneling():
    found = fit_theory("standard tunneling", silica, *measured_silica(0.06, 0.5))
    assert found.cost < 1
    strength = found.values["P"] * found.values["g"] ** 2 / (2200.0 * 4100.0**2)
    assert 1e-4 < strength < 1e-3


def test_an_unknown_theory_is_refused_with_the_list():
    with pytest.raises(InvalidArgument, match="^name must be one of 'standard tunneling', "):
        fit_theory("phlogiston", silica, *measured_silica(0.1, 1.0))
