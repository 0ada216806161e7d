"""Predictions for a glass: against the functions of the chapters, computed and not interpolated."""

import json

import numpy as np
import pytest
from numpy.polynomial import chebyshev

from glasslib import __main__, data, droplet, glasses, headline, phonons, predictions
from glasslib.checks import InvalidArgument
from glasslib.predictions import CASES, PRESETS, QUANTITIES, Predicted

SILICA, RANGES = predictions.inputs("SiO2")
RATIOS = np.random.default_rng(21).uniform(*predictions.RATIOS, 3)


def record(formula, preset, **changes):
    """The assumptions about a measured glass, as a page of the book would have them."""
    glass = glasses.measured()[formula]
    constants = {
        "density": glass.density,
        "sound_speed": glass.sound_speed,
        "debye_temperature": glass.debye_temperature,
        "glass_temperature": glass.glass_temperature,
    }
    if preset == "consistent":
        constants["transverse_over_longitudinal"] = (
            glass.transverse_speed / glass.longitudinal_speed
        )
    return PRESETS[preset].changed({**constants, **changes})


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("formula", ["SiO2", "As2Se3", "BeF2"])
def test_the_predictions_are_those_of_the_headline_results(formula, preset):
    values, _ = predictions.inputs(formula)
    got = predictions.predicted(**values, preset=preset)
    a = record(formula, preset)
    computed = {}
    for part in ("relaxation", "scattering", "ripplons", "plateau", "expansion"):
        computed |= headline.PARTS[part].compute(a)
    computed["plateau_onset_T"] *= a.debye_temperature
    computed["region_size"] *= 1e-10
    pairs = {name: name for name in Predicted._fields if name in computed}
    pairs |= {"mfp_over_wavelength": "predicted_mfp", "gruneisen": "gruneisen_rr"}
    assert len(pairs) == 11
    for name, result in pairs.items():
        # a least slope is read off a grid; Debye temperatures of the table have four digits
        tolerance = {"abs": 2e-3} if name == "plateau_min_slope" else {"rel": 6e-4, "abs": 0}
        assert getattr(got, name) == pytest.approx(computed[result], **tolerance), name


@pytest.mark.parametrize("preset", PRESETS)
def test_the_cold_conductivity_is_that_of_the_plateau_below_it(preset):
    got = predictions.predicted(**SILICA, preset=preset)
    a = record("SiO2", preset)
    unit = phonons.conductivity_scale(a.debye_temperature, a.sound_speed)
    T = 1e-4
    kappa = headline.plateau(T, a) * unit / (T * a.debye_temperature) ** 2
    # with friction, a few ripplons scatter even there
    assert kappa == pytest.approx(got.conductivity_coefficient, rel=0.08)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("case", CASES)
def test_the_kept_series_are_what_is_computed(preset, case):
    kept = predictions._kept(preset)
    for ratio in RATIOS[:2] if case == "nominal" else RATIOS[2:]:
        x = (
            2 * np.log(ratio / predictions.RATIOS[0]) / np.log(np.divide(*predictions.RATIOS[::-1]))
            - 1
        )
        for name, value in predictions.of_ratio(ratio, preset, case).items():
            series = chebyshev.chebval(x, kept[case, name][0])
            if name in predictions.SIGNED:
                assert series == pytest.approx(value, rel=3e-3, abs=1e-3)
            else:
                assert np.exp(series) == pytest.approx(value, rel=2e-4)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_curves_are_those_of_the_headline_results(preset):
    ratio = 3.7
    a = PRESETS[preset].changed({"debye_temperature": 200.0, "glass_temperature": 740.0})
    if preset == "consistent":
        a = a.changed({"transverse_over_longitudinal": None})
    for name, (T, curve) in predictions.curves(ratio, preset).items():
        some = slice(3, None, 11)
        draw = predictions.CURVES[name][1]
        assert curve[some] == pytest.approx(np.asarray(draw(T[some], a)), rel=2e-3)


def test_an_interval_is_that_of_one_thing_at_a_time():
    found = predictions.intervals(SILICA, {"glass_temperature": (1425.0, 1488.0)})
    size = {
        (tau, cage): float(droplet.mosaic_size(tau, cage) * glasses.bead_spacing(2202.0, SILICA["bead_molar_mass"]))
        for tau in (10**15.5, 1e17, 10**18.5) for cage in (0.09, 0.1, 0.11)
    }  # fmt: skip
    middle = size[1e17, 0.1]
    moved = [size[10**15.5, 0.1], size[10**18.5, 0.1], size[1e17, 0.09], size[1e17, 0.11]]
    up = np.sqrt(sum(max(there - middle, 0) ** 2 for there in moved))
    down = np.sqrt(sum(min(there - middle, 0) ** 2 for there in moved))
    assert found["region_size"] == pytest.approx((middle, middle - down, middle + up), abs=0)
    # T_g alone changes T_g/T_D
    value, low, high = found["reduced_T_g"]
    assert (low / value, high / value) == pytest.approx((1425 / 1461.1, 1488 / 1461.1), rel=1e-3)


def test_arrays_are_single_glasses_one_by_one():
    names = ["SiO2", "B2O3", "Se"]
    several = {
        name: np.array([predictions.inputs(formula)[0][name] for formula in names])
        for name in predictions.INPUTS
    }
    together = predictions.intervals(several)
    for i, formula in enumerate(names):
        alone = predictions.intervals(predictions.inputs(formula)[0])
        for name, interval in alone.items():
            assert [float(part[i]) for part in together[name]] == pytest.approx(
                [float(part) for part in interval], rel=1e-12, abs=0
            )


def test_all_glasses_of_the_table_at_once():
    rows = data.load("sciglass/elastic_and_T_g")
    mass = 1e3 * rows["rho_kg_m3"] * 6.02214076e23 / rows["atoms_per_m3"]
    inputs = [rows[name] for name in ("rho_kg_m3", "v_l_m_s", "v_t_m_s", "T_g_K")]
    ratio = inputs[3] / glasses.debye_temperature(*inputs[:3], mass)
    inside = (ratio > predictions.RATIOS[0]) & (ratio < predictions.RATIOS[1])
    assert np.sum(~inside) == 5
    found = predictions.predicted(*(column[inside] for column in inputs), mass[inside])
    assert all(np.isfinite(part).all() for part in found)


def test_outside_the_tested_range_it_is_refused_by_name():
    with pytest.raises(InvalidArgument, match=r"T_g/T_D must lie in \[1, 6.3\], got 0.2"):
        predictions.predicted(**{**SILICA, "glass_temperature": 100.0})
    with pytest.raises(InvalidArgument, match="v_l must exceed 2v_t/√3"):
        predictions.predicted(**{**SILICA, "v_t": 5500.0})
    with pytest.raises(InvalidArgument, match=r"ranges must contain the values: rho is 2202"):
        predictions.intervals(SILICA, {"rho": (2300.0, 2400.0)})
    with pytest.raises(InvalidArgument, match="glass must have rho, v_l, .* got rho"):
        predictions.intervals({"rho": 2200.0})


def test_every_prediction_is_described():
    assert tuple(QUANTITIES) == Predicted._fields


def test_json_on_a_terminal_is_what_the_functions_give(capsys):
    assert __main__.main(["predict", "--glass", "SiO2", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["inputs"] == pytest.approx(SILICA)
    for name, interval in predictions.intervals(SILICA, RANGES).items():
        assert list(shown["predictions"][name].values()) == pytest.approx(
            list(map(float, interval))
        )


def test_text_on_a_terminal(capsys):
    options = "predict --rho 2202 2200 2204 --v-l 5959 --v-t 3768 --glass-temperature 1461 --bead-molar-mass 60.06"
    assert __main__.main(options.split()) == 0
    shown = capsys.readouterr().out
    assert "ξ = 20.53 Å (18.88 to 22.17)" in shown
    assert len(shown.splitlines()) == 2 + len(QUANTITIES)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--rho 2202", "glass must have rho, v_l, v_t, glass_temperature, bead_molar_mass; got rho"),
        ("--glass SiO2 --rho 2202 2203", "rho must be one value, or a value and both ends"),
        ("--glass Xx", "formula must be one of 'SiO2'"),
        ("--glass SiO2 --glass-temperature 100", "T_g/T_D must lie in"),
        ("--glass SiO2 --rho 2.2", "rho must lie in [500, 1.2e+04], got 2.2"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_one_line(capsys, options, message):
    with pytest.raises(SystemExit) as stop:
        __main__.main(["predict", *options.split()])
    shown = capsys.readouterr()
    assert stop.value.code == 2
    assert message in shown.err and shown.err.count("\n") == 1
