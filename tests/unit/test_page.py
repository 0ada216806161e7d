import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import sympy as sp

from glasslib import droplet, ledger, page
from glasslib.page import agree, assume, claim, glue

gamma, s_c, T, delta = sp.symbols("gamma s_c T delta", positive=True)
LIQUIDS = {"gamma": (5, 20), "s_c": (0.3, 2), "T": (0.5, 2)}


def test_an_assumption_within_its_range_comes_back():
    assert assume("lindemann_ratio", 0.1, 0.05, 0.2) == 0.1
    assert assume("lindemann_ratio", 0.2, 0.05, 0.2) == 0.2


@pytest.mark.parametrize("value", [0.3, 0.01, np.nan])
def test_an_assumption_out_of_its_range_says_so(value):
    with pytest.raises(ValueError, match=r"lindemann_ratio must lie in \[0.05, 0.2\], got"):
        assume("lindemann_ratio", value, 0.05, 0.2)


@pytest.fixture
def numbers(monkeypatch):
    shared = {"says": "n", "section": "I", "symbol": "x", "unit": "K"}
    entries = {
        "close": {**shared, "printed": "5.8", "kind": "value"},
        "far": {**shared, "printed": "5.8", "kind": "value", "class": "erratum", "why": "w"},
        "large": {**shared, "printed": "1e45", "kind": "order", "unit": "1"},
    }
    monkeypatch.setattr(ledger, "load", lambda name: entries)


@pytest.mark.parametrize(
    "id, computed, line",
    [
        ("close", 5.759, "x = 5.759 K, printed 5.8: agrees (close)"),
        ("close", 6.1, "x = 6.1 K, printed 5.8: +5.2 % (close)"),
        ("far", 58.0, "x = 58 K, printed 5.8: 10 times the print, erratum (far)"),
        (
            "large",
            1.2e45,
            "x = 1.2e+45, printed 1e45: agrees in order of magnitude, 1.2 times the print (large)",
        ),
    ],
)
def test_a_claim_sets_the_number_beside_the_print(numbers, capsys, id, computed, line):
    claim(id, computed)
    assert capsys.readouterr().out == line + "\n"


def test_a_claim_is_published_as_data(numbers, monkeypatch):
    shown = []
    shell = SimpleNamespace(
        display_pub=SimpleNamespace(publish=lambda *output: shown.append(output))
    )
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    claim("far", 58.0)
    ((data, metadata),) = shown
    assert metadata["scrapbook"]["name"] == "claim:far"
    (text,) = data.values()
    assert json.loads(text) == {
        "computed": 58.0,
        "shown": "58 K",
        "agrees": False,
        "verdict": "10 times the print, erratum",
    }


def test_a_claim_of_an_unknown_number_is_an_error():
    with pytest.raises(ValueError, match="the ledger of numbers has no entry 'II-nothing'"):
        claim("II-nothing", 1.0)


def test_what_is_derived_agrees_with_the_function(capsys):
    agree("7", gamma**2 / (4 * s_c * T), droplet.barrier, **LIQUIDS)
    assert (
        capsys.readouterr().out
        == "Eq. 7: droplet.barrier agrees with the derivation (50 points, rtol 1e-09)\n"
    )


def test_a_symbol_may_be_named_otherwise_than_the_argument():
    cage = -sp.log(sp.pi * sp.E * delta**2)
    agree(
        "II-gamma",
        sp.Rational(3, 2) * sp.sqrt(3 * sp.pi) * cage,
        droplet.wall_energy,
        lindemann_ratio=(delta, 0.01, 0.3),
    )


def test_an_integral_that_has_no_closed_form_is_compared_too():
    x, t = sp.symbols("x t", positive=True)
    from glasslib import phonons

    integral = 9 * t**3 * sp.Integral(x**4 * sp.exp(x) / (sp.exp(x) - 1) ** 2, (x, 0, 1 / t))
    agree("I-kappa", integral, phonons.debye_heat_capacity, samples=5, rtol=1e-6, t=(0.1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        gamma**2 / (4 * s_c * T) * (1 + 1e-6),
        gamma**2 / (4 * s_c),
        -(gamma**2) / (4 * s_c * T),
        sp.nan * gamma,
    ],
)
def test_a_derivation_that_differs_stops_and_names_equation_and_point(wrong):
    with pytest.raises(
        AssertionError, match=r"Eq. 7: droplet.barrier and the derivation differ by .* at gamma = "
    ):
        agree("7", wrong, droplet.barrier, **LIQUIDS)


def test_a_stray_symbol_is_named():
    with pytest.raises(
        ValueError, match="Eq. 7: the expression holds N, for which no range is given"
    ):
        agree("7", gamma * sp.Symbol("N"), droplet.barrier, **LIQUIDS)


def test_an_unknown_equation_is_an_error():
    with pytest.raises(ValueError, match="the ledger of equations has no entry '83'"):
        agree("83", gamma, droplet.barrier, **LIQUIDS)


def test_glue_publishes_numbers_for_the_text(monkeypatch):
    shown = []
    shell = SimpleNamespace(
        display_pub=SimpleNamespace(publish=lambda *output: shown.append(output))
    )
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    glue(size=np.float64(5.75))
    ((data, metadata),) = shown
    assert data == {"application/papermill.record/text/plain": "5.75"}
    assert metadata["scrapbook"]["name"] == "size"


def test_glue_is_silent_outside_a_notebook(monkeypatch, capsys):
    glue(size=1.0)
    monkeypatch.setitem(sys.modules, "IPython", None)
    glue(size=1.0)
    assert capsys.readouterr().out == ""


def modules_after(statement):
    """All modules that are loaded after `import numpy, scipy.special` and a statement."""
    code = f"import numpy, scipy.special, sys; {statement}; print(*sys.modules)"
    return set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_importing_glasslib_loads_little():
    assert not {"sympy", "matplotlib"} & modules_after("import glasslib")


def test_the_physics_loads_neither_sympy_nor_matplotlib():
    modules = modules_after(
        "import glasslib; glasslib.droplet, glasslib.phonons, glasslib.tunneling, glasslib.glasses, glasslib.page"
    )
    assert not {"sympy", "matplotlib", "IPython"} & modules


def test_a_module_that_is_not_there_is_named():
    import glasslib

    with pytest.raises(AttributeError, match="no attribute 'phonon'; its modules are"):
        _ = glasslib.phonon
    assert "droplet" in dir(glasslib)


def test_every_module_is_an_attribute():
    """One list, derived from the package."""
    import glasslib

    folder = Path(glasslib.__file__).parent
    there = {
        path.stem
        for path in folder.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem != "__main__"
    }
    assert set(glasslib.__all__) == there - {"__init__"}
    for name in set(glasslib.__all__) - {"widgets"}:
        assert getattr(glasslib, name).__name__ == f"glasslib.{name}"


def test_a_table_is_text_and_html():
    made = page.Table("what", "how <much>", rows=[("one", 1.5), ("three & four", "")])
    assert repr(made) == "what          how <much>\none           1.5\nthree & four"
    assert (
        '<td data-head="how &lt;much&gt;">1.5</td>' in made._repr_html_()
        and "three &amp; four" in made._repr_html_()
    )
