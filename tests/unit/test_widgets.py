"""The switchboard for Jupyter, its controls moved as a reader would move them."""

from dataclasses import fields, replace

import pytest

pytest.importorskip("ipywidgets")
pytest.importorskip("matplotlib").use("agg")

from glasslib.assumptions import GROUPS, as_printed, consistent
from glasslib.headline import headline
from glasslib.widgets import switchboard


def test_a_slider_moves_what_follows():
    board = switchboard()
    buttons, status, *_, table = board.children
    printed_button, consistent_button = buttons.children
    controls = board.controls
    assert [len(box.children) for box in board.children[3].children] == list(
        map(len, GROUPS.values())
    )
    assert board.assumptions == as_printed and status.value.startswith(
        f"0 of {len(fields(as_printed))} "
    )
    controls["lindemann_ratio"].main.value = 0.112
    expected = replace(as_printed, lindemann_ratio=board.assumptions.lindemann_ratio)
    assert board.assumptions == expected and expected.lindemann_ratio == pytest.approx(
        0.112, abs=1e-4
    )
    assert (
        f">{headline(expected)['lowest_ripplon']:.4g}<" in table.value
        and status.value.startswith(f"1 of {len(fields(as_printed))} ")
    )
    # an impossible combination is refused in words, and the last results stay
    before = table.value
    controls["cutoff_factor"].main.value = 2.4
    assert "cutoff_factor must lie below" in status.value and table.value == before
    consistent_button.click()
    assert board.assumptions == consistent
    controls["mfp_over_wavelength"].none.value = False  # no longer the derived one
    assert board.assumptions.mfp_over_wavelength is not None
    printed_button.click()
    assert board.assumptions == as_printed
