"""Statements that earlier versions of the pages made and that do not hold, beside what does.

Each was found by a referee. The sentences must not come back, and the numbers below are what they contradicted.
"""

from dataclasses import fields

import numpy as np
import pytest
from references import ROOT, computed, reference

from glasslib import ledger, ripplons
from glasslib.assumptions import as_printed, consistent

TEXT = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "book").glob("*.md"))
) + (ROOT / "glasslib" / "assumptions.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sentence",
    [
        "as derived for the uniform change $l=0$. That is an estimate, and a small correction",
        "To cool it there from $T_g$ takes out $\\int T\\,ds_c\\simeq T_gs_c$ per bead",
        "small against the Debye frequency, or else many paths would interfere",
        "in opposite directions, needs another reason",
        "*because* they were counted already",
        "Here is a second way, by linear response",
        "why the list is complete",
        "There is nothing else.",
        "the only number in this sketch",
        "mends the slope of the plateau",
        "so that the upper one is rarer",
        "No single choice serves all three",
        "feels only the second order of a wave",
        "the delta function follows only if the slope is taken as one",
    ],
)
def test_a_statement_that_does_not_hold_is_gone(sentence):
    assert sentence not in TEXT


def of(chapter):
    return computed(reference(ROOT / "book" / f"{chapter}.md"))


def test_no_reading_of_the_tension_gives_nine_eighths():
    factors = of("ripplons")
    assert max(factors["by_distance"], factors["by_curvature"], 1.0) < 9 / 8
    assert ledger.load("equations")["32"]["class"] == "remark"


def test_the_mean_free_path_goes_with_the_kauzmann_temperature():
    found = of("origin")
    assert found["spread_least"] > 1.5 and found["matched"] < 50


def test_the_logarithm_alone_gives_the_lower_end_of_the_measured_exponents():
    found = of("time_dependent_heat")
    assert 0.1 < found["without"] < found["second"] < 0.5


def test_the_negative_asymmetries_alone_make_the_same_boson_peak():
    spectrum = ripplons.spectrum(5.8**3, 0.1)
    both, negative = (
        ripplons.boson_peak(4.4, spectrum, 5.8**3, signs)[1] for signs in ("both", "negative")
    )
    assert negative == pytest.approx(both, rel=0.02)
    assert consistent.asymmetry_signs == "negative"


def test_no_preset_has_a_partition_function_in_one_branch_alone():
    assert as_printed.excited_weight == "thermal" and consistent.excited_weight == "one state"
    options = next(f for f in fields(consistent) if f.name == "excited_weight").metadata["options"]
    assert "with ripplons" not in options


def test_a_longitudinal_wave_is_scattered_more_than_the_scalar_one():
    found = of("rayleigh")
    assert found["stronger"] > 10 and found["path"] < 1e4 < found["A-1e4"]
    assert found["times_long"] > 2  # the conclusion stands


def test_the_modulus_of_silica_is_not_that_of_scalar_elasticity():
    assert of("expansion")["stiffer"] == pytest.approx(3, rel=0.05)


def test_the_two_couplings_meet_below_the_upper_end_of_the_plateau():
    found = of("form_factor")
    assert found["low"] < found["plateau_end"]
    assert ledger.load("equations")["B-omega"]["consequence"] == "conclusion"


def test_the_choice_of_the_reference_is_worth_a_factor_in_the_number_of_beads():
    assert np.isclose(of("droplet")["span"], 3.5, atol=0.1)
