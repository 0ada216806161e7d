"""The switchboard for Jupyter, its controls moved as a reader would move them."""

from dataclasses import replace

import pytest

pytest.importorskip("ipywidgets")
pytest.importorskip("matplotlib").use("agg")

from glasslib.assumptions import GROUPS, as_printed, consistent
from glasslib.headline import headline
from glasslib.widgets import switchboard


def parts(board):
    buttons, status, _, groups, table = board.children
    shown = {}
    for names, box in zip(GROUPS.values(), groups.children):
        shown |= dict(zip(names, box.children))
    return buttons.children, status, shown, table


def test_a_slider_moves_what_follows():
    board = switchboard()
    (printed_button, consistent_button), status, shown, table = parts(board)
    assert board.assumptions == as_printed and status.value.startswith("0 of 32")
    shown["lindemann_ratio"].parts[0].value = 0.112
    expected = replace(as_printed, lindemann_ratio=board.assumptions.lindemann_ratio)
    assert board.assumptions == expected and expected.lindemann_ratio == pytest.approx(0.112, abs=1e-4)
    assert f">{headline(expected)['lowest']:.4g}<" in table.value and status.value.startswith("1 of 32")
    # what cannot be is said, and the last results stay
    before = table.value
    shown["cutoff"].parts[0].value = 2.4
    assert "cutoff must lie below" in status.value and table.value == before
    consistent_button.click()
    assert board.assumptions == consistent
    shown["path"].parts[1].value = False  # no longer the derived one
    assert board.assumptions.path is not None
    printed_button.click()
    assert board.assumptions == as_printed
