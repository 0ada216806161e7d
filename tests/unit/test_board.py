"""The table of the switchboard: against what is computed, and the record of how far off it is."""

import re

import numpy as np
import pytest

from glasslib import board, data
from glasslib.assumptions import GROUPS, as_printed
from glasslib.headline import RESULTS


def test_the_table_is_what_is_computed():
    """A few of its own settings, with all results and curves."""
    table = data.load(board.KEPT)
    for row in (3, 100, 170):
        given = {axis.says: float(table[axis.says][row]) for axis in board.TABULATED}
        kept = [float(values[row]) for values in list(table.columns.values())[4:]]
        np.testing.assert_allclose(
            kept, board.column(as_printed.changed(given)), rtol=2e-5, atol=1e-4
        )


def test_between_its_settings_it_is_as_good_as_it_says():
    said = re.search(
        r"at 500 settings at random off by at most ([\d.]+) %", data.load(board.KEPT).header
    )
    assert 100 * board.errors(np.random.default_rng(6).random((3, 3))).max() <= float(said[1]) < 0.5


def test_no_result_rests_on_the_second_and_third_together():
    """By the errors, above, and by a corner far from the printed values."""
    assert board.errors(np.array([[0.9, 0.05, 0.1]])).max() < 0.005


def test_the_three_are_the_first_group_and_every_field_is_in_one():
    assert list(GROUPS["Most influential"]) == [axis.says for axis in board.TABULATED]
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(field["name"] for field in board.info()["fields"])


def test_the_three_have_the_largest_indices():
    """Total indices in the narrow ranges, over all results, of the fields that are numbers."""
    indices = data.load("indices_of_assumptions")
    indices = indices.where(indices["ranges"] == "narrow")
    menus = {field["name"] for field in board.info()["fields"] if "options" in field}
    derived = {"beads_scattering", "beads_ripplons", "beads_expansion"}  # these follow from two
    totals = {
        name: float(indices["total"][indices["field"] == name].sum())
        for name in set(indices["field"]) - menus - derived
    }
    assert sorted(totals, key=totals.get)[-3:] == sorted(
        (axis.says for axis in board.TABULATED), key=totals.get
    )


@pytest.mark.parametrize("name", ["as printed", "consistent"])
def test_both_presets_are_in_the_page(name):
    column = board.for_a_page()["presets"][name]
    assert column["results"].keys() == RESULTS.keys()
    assert all(len(x) == len(y) for x, y in column["curves"].values())
