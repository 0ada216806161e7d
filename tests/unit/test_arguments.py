"""Every public function takes numbers in any usual form, and refuses by name what it cannot use.

Right means: equal to calls with single float64 numbers, element by element, to 1e-12. The sample values are typical
ones; each test changes one argument.
"""

import inspect
import re
import sys
import tracemalloc
from importlib import import_module

import numpy as np
import pytest

import glasslib
from glasslib.assumptions import as_printed
from glasslib.checks import (
    BELOW_ONE,
    MAX_WORK,
    Choice,
    Complex,
    Flag,
    InvalidArgument,
    Number,
    Real,
    Whole,
)
from glasslib.glasses import silica
from glasslib.spectrum import Spectrum

# typical values, by the name of the argument; those of a module, or of a function, come first
VALUES = {
    "A": 1.0, "B": 100.0, "D": 30.0, "Delta": 0.01, "Delta_0": 1.0, "E": 0.2, "J": 0.1, "N": 50.0, "T": 0.05,
    "T_0": 0.5, "T_K": 0.5, "V": 5.0, "a": 3.5e-10, "activation": 40.0, "alpha": 1.0, "along_i": 0.3, "along_j": 0.4,
    "amplitude": 0.01, "areal_density": 1.0, "bead_molar_mass": 60.08, "beads": 200.0, "between": 0.5, "bulk": -0.1, "c": 0.1, "c_s": 4100.0,
    "correlation": 0.5, "coupling_ratio": 1.0, "coupling": 0.05, "cutoff": 0.3, "debye_temperature": 342.0, "dilation": 0.1,
    "displacement": 3.5e-11, "distance": 5.8, "dressed": 0.05, "dressed_splitting": 0.05, "edge": 1.0, "energy": 0.1, "entropy": 4.0,
    "epsilon": 0.05, "epsilon_i": 0.1, "epsilon_j": 0.2, "exponent": 0.5, "factor": 1.8, "fastest": 2.0, "first": 0.1, "g": 1e-19, "gain": 0.01,
    "gamma": 11.0, "glass_temperature": 1500.0, "heat_capacity_coefficient": 1.6, "heat_jump": 1.0, "highest": 1.0,
    "highest_order": 9.0, "kappa": 20.0, "l": 3, "lam": 10.0, "lindemann_ratio": 0.1, "log_states": 0.5,
    "log_time": -1.0, "lowest": 1e-8, "mean": 5.0, "modulus": 1e10, "mu": 5.0, "number": 2, "omega": 0.15, "omega_i": 0.3,
    "omega_j": 0.4, "orientation": 0.4, "P": 6e45, "phonon": 0.2, "product": 19.0, "q": 1.3, "r": 3.6, "radius": 3.6,
    "rate": 1.0, "ratio": 150.0, "reduced_T_g": 4.4, "region_size": 2e-9, "rho": 2200.0, "s": 8.0, "s_c": 0.8,
    "scattering_density": 2.0, "scattering_strength": 1e-3, "second": 0.2, "shift": 0.04, "slope": 1e-6, "sound_speed": 4100.0,
    "speed": 1.2, "step": 0.01, "strength": 50.0, "t": 0.05, "tau": 0.1, "tension": 1.0, "timescale_ratio": 1e17, "u": 0.2, "variance": 0.05,
    "v_l": 5968.0, "v_t": 3764.0, "w": 0.2, "walls": 1e-3, "width": 1.0, "x": 0.7,  "y": 0.4, "z": 2.0,
}  # fmt: skip
OF_MODULE = {
    "droplet": {"T": 0.9},
    "liquid": {"T": 0.9},
    "tunneling": {"E": 1e-24, "Delta": 5e-25, "Delta_0": 1e-22, "T": 0.1, "V": 1e-21, "epsilon": 8e-25, "omega": 1e9, "tau": 1e-6},
    "scattering": {"T": 1.0},
    "time_dependent_heat": {"T": 0.01, "E": 0.01, "t": 60.0, "rate": 1e12, "tau": 1e-6},
    "interacting_defects": {"concentration": 1e27, "coupling_ratio": 0.02, "other": 1e-19, "own": 2e-21, "strong_field": 700.0},
    "mixing": {"E": 0.01},
    "conductivity": {"T": 0.02, "w": 0.3},
    "heterogeneous_elasticity": {"T": 5.0, "disorder": 0.2, "omega": 1e12},
    "equilibrium": {"T": 0.02, "w": 0.1},
    "fitting": {"computed": 2.0, "measured": 1.9, "uncertainty": 0.1},
    "neighbors": {"J": 1e-3, "T": 0.003},
    "rayleigh": {"width": 0.01},
    "resonator": {"P": 1e45, "T": 0.1, "coupling": 1.6e-19, "dipole": 3e-30, "energy_time": 1e-6, "omega": 3.5e10, "permittivity": 4.0, "phase_time": 1e-7, "power_ratio": 3.0, "relaxation_coefficient": 4e76},
    "resonator_fit": {"T": 0.1, "critical_power": 1e-12, "exponent": 0.6, "omega": 3.5e10, "other_loss": 1e-8, "power": 1e-12, "temperature_exponent": 2.0},
    "soft_potential": {"D1": 0.3, "D2": -2.0, "E": 3e-23, "P_s": 1e26, "T": 1.5, "W": 5.5e-23, "coupling": 4e-20, "cutoff": 20.0, "deepest": -9.0, "omega": 1e11, "tau_0": 1e-13},
}  # fmt: skip
OF_FUNCTION = {
    "mixing.heat_capacity": {"T": 0.01, "t": 60.0, "rate": 1e12},
    "mixing.conductivity_exponent": {"T": 0.01},
    "excited.scattering_state_density": {"T": 0.01},
    "elastic_interaction.exact_shift": {"epsilon": [0.1, 0.2], "omega": [0.3, 0.4]},
    "elastic_interaction.expansivity": {"T": 1.0},
    "headline.contraction": {"T": 1.0},
    "conductivity.plateau": {"T": np.geomspace(1e-3, 0.5, 120), "kappa": np.geomspace(1e-3, 0.5, 120) ** 2 / (1 + np.geomspace(0.1, 50, 120) ** 2)},
    "phonons.conductivity": {"T": 1.0, "mean_free_path": lambda omega, T: 1e-6 + 0.0 * omega},
    "phonons.thermal_wavelength": {"T": 1.0},
    "rayleigh.decay_rate": {"orders": [2, 3], "omega": [0.15, 0.24]},
    "relaxation.log_glass_rate": {"T": 0.9},
    "relaxation.fragility_of_nonlinearity": {"x": 0.5},
    "tunneling.mfp_over_wavelength": {"x": 1.0},
    "tunneling.rate_density": {"fastest": 2e6, "rate": 1e5},
}  # fmt: skip
# arguments that are one set rather than independent values
SETS = {
    "elastic_interaction.exact_shift": {"epsilon", "omega"},
    "conductivity.plateau": {"T", "kappa"},
    "equilibrium.conductivity": {"T"},  # one table for all temperatures, good to 1e-5
    "equilibrium.net_absorption": {"T"},
    "rayleigh.decay_rate": {"orders", "omega"},
}
INSTANCES = {
    "spectrum": Spectrum([0.15, 0.24, 0.32], [5, 7, 9]),
    "glass": silica,
    "assumptions": as_printed,
}
NO_NUMBER = [[], np.ma.masked_array([0.5], [True]), 0.5 + 0.1j, np.nan, [0.5, np.nan], "0.5", b"0.5", [[0.5], [0.5, 0.6]], True, np.datetime64("2004-01-01"), object(), None]  # fmt: skip


def functions():
    """(name, function) of all that checks its arguments."""
    for module in glasslib.__all__:
        for name, thing in vars(import_module(f"glasslib.{module}")).items():
            if hasattr(thing, "kinds") and thing.__module__ == f"glasslib.{module}":
                yield f"{module}.{name}", thing


FUNCTIONS = dict(functions())
ARGUMENTS = [
    (name, argument) for name, function in FUNCTIONS.items() for argument in function.kinds
]
NUMERIC = [
    (name, argument)
    for name, argument in ARGUMENTS
    if isinstance(FUNCTIONS[name].kinds[argument], (Real, Whole, Complex))
]
FREE = [
    (name, argument)
    for name, argument in NUMERIC
    if not getattr(FUNCTIONS[name].kinds[argument], "scalar", False)
    and argument not in SETS.get(name, ())
]


def sample(name):
    """Arguments of a valid call."""
    module, function = name.split(".")[0], FUNCTIONS[name]
    values = {}
    for argument, kind in function.kinds.items():
        if isinstance(kind, Choice):
            values[argument] = kind.options[0]
        elif isinstance(kind, Flag):
            values[argument] = True
        elif argument in INSTANCES:
            values[argument] = INSTANCES[argument]
        else:
            known = {**VALUES, **OF_MODULE.get(module, {}), **OF_FUNCTION.get(name, {})}
            assert argument in known, f"{name}: add a typical value of {argument} to VALUES above"
            values[argument] = known[argument]
    return values


def numbers(result):
    """A result as a list of arrays."""
    if isinstance(result, Spectrum):
        return [result.omega, result.degeneracy]
    return [np.asarray(part) for part in (result if isinstance(result, tuple) else (result,))]


def near(name, argument):
    """Two values of an argument, near the typical one and in its range."""
    kind, value = FUNCTIONS[name].kinds[argument], sample(name)[argument]
    if isinstance(kind, Whole):
        return [value, value + 1]
    return [value, value * (0.97 if value > 0 else 1.03)]


def same(got, wanted):
    assert len(got) == len(wanted)
    for one, other in zip(got, wanted, strict=True):
        assert one.shape == other.shape
        assert np.isfinite(one).all()
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=0)


def one_by_one(name, argument, values):
    """The results of single numbers, put together in the shape of the values."""
    values = np.asarray(values)
    single = [
        numbers(FUNCTIONS[name](**{**sample(name), argument: value.item()}))
        for value in values.ravel()
    ]
    outer = [np.stack(parts) for parts in zip(*single, strict=True)]
    return [part.reshape(values.shape + part.shape[1:]) for part in outer]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_typical_call(name):
    result = FUNCTIONS[name](**sample(name))
    assert all(np.isfinite(part).all() for part in numbers(result))


@pytest.mark.parametrize(("name", "argument"), FREE)
def test_each_element_of_an_array_is_computed_as_if_alone(name, argument):
    first, second = near(name, argument)
    alone = one_by_one(name, argument, [first, second])
    read_only = np.array([first, second])
    read_only.setflags(write=False)
    for values in ([first, second], (first, second), read_only):
        same(numbers(FUNCTIONS[name](**{**sample(name), argument: values})), alone)
    assert read_only.tolist() == [first, second]
    square = [[first, second, first], [second, second, first]]
    same(
        numbers(FUNCTIONS[name](**{**sample(name), argument: square})),
        one_by_one(name, argument, square),
    )


@pytest.mark.parametrize(("name", "argument"), FREE)
def test_other_types_of_numbers_lose_nothing(name, argument):
    kind = FUNCTIONS[name].kinds[argument]
    if not isinstance(kind, Whole):
        typical = near(name, argument)[1]
        single = np.float32(min(typical, 1e38))
        for value in (single, np.array([single])):
            got = numbers(FUNCTIONS[name](**{**sample(name), argument: value}))
            same(
                [part.reshape(-1) for part in got],
                [
                    part.reshape(-1)
                    for part in numbers(
                        FUNCTIONS[name](**{**sample(name), argument: float(single)})
                    )
                ],
            )
    for whole in (1, 2, 3, 20):
        try:
            with np.errstate(over="ignore"):
                wanted = numbers(FUNCTIONS[name](**{**sample(name), argument: float(whole)}))
        except InvalidArgument:
            continue
        if all(np.isfinite(part).all() for part in wanted):
            for type_ in (int, np.uint8, np.int64):
                same(numbers(FUNCTIONS[name](**{**sample(name), argument: type_(whole)})), wanted)


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_what_is_not_a_number_is_refused_by_name(name, argument):
    kind = FUNCTIONS[name].kinds[argument]
    for value in NO_NUMBER:
        if (value is None and kind.none) or (
            isinstance(kind, Complex) and isinstance(value, complex)
        ):
            continue
        with pytest.raises(InvalidArgument, match=f"^{argument} must ") as refused:
            FUNCTIONS[name](**{**sample(name), argument: value})
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_what_is_beyond_the_range_is_refused_with_the_range(name, argument):
    kind = FUNCTIONS[name].kinds[argument]
    if isinstance(kind, Complex):
        return
    low, high = (kind.low, kind.high)
    beyond = [] if np.isinf(low) else [low - 1.5]
    beyond += [] if np.isinf(high) else [high + 1.5]
    beyond += [np.inf, -np.inf] if not getattr(kind, "infinite", False) else [-np.inf]
    if not getattr(kind, "closed", True):
        beyond += [end for end in (low, high) if np.isfinite(end)]
    for value in beyond:
        with pytest.raises(InvalidArgument, match=f"^{argument} must .*, got ") as refused:
            FUNCTIONS[name](**{**sample(name), argument: value})
        shown = refused.value.args[0]
        assert f"{low:.4g}" in shown or str(low) in shown


@pytest.mark.parametrize(
    ("name", "argument"),
    [(n, a) for n, a in ARGUMENTS if not isinstance(FUNCTIONS[n].kinds[a], (Real, Whole, Complex))],
)
def test_other_arguments_are_refused_by_name(name, argument):
    for value in ("nonsense", 7.5, None, [1]):
        if value is None and FUNCTIONS[name].kinds[argument].none:
            continue
        with pytest.raises(InvalidArgument, match=f"^{argument} must be "):
            FUNCTIONS[name](**{**sample(name), argument: value})


@pytest.mark.parametrize(
    ("name", "argument"), [(n, a) for n, a in NUMERIC if isinstance(FUNCTIONS[n].kinds[a], Number)]
)
def test_one_number_is_one_number(name, argument):
    with pytest.raises(InvalidArgument, match=f"^{argument} must be one number, got an array"):
        FUNCTIONS[name](**{**sample(name), argument: [sample(name)[argument]] * 2})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_shapes_that_do_not_broadcast_are_refused_by_name(name):
    shared = [
        argument
        for other, argument in FREE
        if other == name and FUNCTIONS[name].kinds[argument].shared
    ]
    for first, second in zip(shared, shared[1:], strict=False):
        values = sample(name)
        with pytest.raises(
            InvalidArgument,
            match=f"{first}.* and .*{second}.* must have shapes that broadcast together",
        ):
            FUNCTIONS[name](**{**values, first: [values[first]] * 2, second: [values[second]] * 3})


def test_a_temperature_in_kelvins_is_not_taken_for_a_reduced_one():
    from glasslib import friction

    with pytest.raises(InvalidArgument, match=r"^reduced_T_g must lie in \(0, 100\), got 1500"):
        friction.half_width(0.1, 1500)


class Bounded:
    """Counts function calls and bytes; a call that needs too many of either is stopped, whatever the clock says."""

    CALLS, BYTES = 3_000_000, 2_000_000_000

    def __enter__(self):
        self.calls = 0
        tracemalloc.start()
        sys.setprofile(self.count)

    def count(self, frame, event, argument):
        self.calls += 1
        if self.calls > self.CALLS:
            sys.setprofile(None)
            raise RuntimeError("too many calls")

    def __exit__(self, *error):
        sys.setprofile(None)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < self.BYTES


@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_the_largest_and_the_smallest_values_are_computed_or_refused(name, argument):
    kind, value = FUNCTIONS[name].kinds[argument], sample(name)[argument]
    if argument in SETS.get(name, ()) or isinstance(kind, (Whole, Complex)):
        extremes = (
            [kind.low, kind.high]
            if isinstance(kind, Whole) and argument not in SETS.get(name, ())
            else []
        )
    else:
        extremes = [value * 1e3, value * 1e8, value * 1e-8, 1e300, 1e-300]
    for extreme in extremes:
        with Bounded(), np.errstate(all="ignore"):
            try:
                result = numbers(FUNCTIONS[name](**{**sample(name), argument: extreme}))
            except InvalidArgument as refused:
                assert re.match(r"\w*", str(refused))[0] in FUNCTIONS[name].kinds
                assert "\n" not in str(refused)
                continue
        assert not any(np.isnan(part).any() for part in result), extreme


@pytest.mark.parametrize(("name", "argument"), FREE)
def test_an_array_that_is_too_large_is_refused_before_any_work(name, argument):
    value = sample(name)[argument]
    with Bounded(), pytest.raises(InvalidArgument, match="must have at most .* elements"):
        FUNCTIONS[name](
            **{**sample(name), argument: np.broadcast_to(np.float64(value), (MAX_WORK // 10, 11))}
        )


def test_every_relation_checks_its_arguments():
    """A public function of numbers that is not listed here says what its arguments are."""
    unchecked = {
        f"{module}.{name}"
        for module in glasslib.__all__
        for name, thing in vars(import_module(f"glasslib.{module}")).items()
        if inspect.isfunction(thing)
        and thing.__module__ == f"glasslib.{module}"
        and not name.startswith("_")
    } - FUNCTIONS.keys()
    assert {name.split(".")[0] for name in unchecked} <= {
        "assumptions",
        "board",
        "checks",
        "data",
        "explore",
        "fitting",
        "glasses",
        "global_sensitivity",
        "headline",
        "ledger",
        "moving",
        "numerics",
        "page",
        "predictions",
        "resonator_fit",
        "resonator_table",
        "theories",
        "thermal",
        "tunneling_strengths",
        "widgets",
    }
    assert BELOW_ONE < 1
