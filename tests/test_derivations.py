"""Each derivation hangs on what it starts from: a changed start turns its comparison red.

A comparison that typed its target in would stay green here.
"""

import re

import jupytext
import matplotlib
import pytest
from references import pages

from glasslib import ledger, page

matplotlib.use("Agg")

# equation: what it starts from, and something else that it could have started from
STARTS = {
    "I-stm": ("Z = 1 + sp.exp(", "Z = 2 + sp.exp("),
    "I-kappa": ("oscillator = hbar * omega", "oscillator = 2 * hbar * omega"),
    "I-K": ("modes = 3 * omega**2", "modes = 2 * omega**2"),
    "I-lambda": ("/ (sp.pi * hbar**2 * c_s)", "/ (2 * sp.pi * hbar**2 * c_s)"),
    "I-Pg2": ("elastic - hbar * omega * N_ph / 2", "elastic - hbar * omega * N_ph / 3"),
    "6": ("tension = sigma_0 / sp.sqrt(R)", "tension = sigma_0 / sp.cbrt(R)"),
    "7": ("arrangements = sp.exp(s_c * N)", "arrangements = sp.exp(2 * s_c * N)"),
    "II-gamma": ("sp.exp(-alpha * r**2)", "sp.exp(-2 * alpha * r**2)"),
    "II-xi": ("sp.Eq(barrier.subs(T, 1), sp.log(tau))", "sp.Eq(barrier.subs(T, 1), 2 * sp.log(tau))"),
}
EQUATIONS = {id: entry for id, entry in ledger.load("equations").items() if "chapter" in entry and entry["kind"] != "input"}
CHAPTERS = {chapter.stem: chapter for chapter in pages()}
MAGIC = re.compile(r"^%.*$", re.M)


def code(chapter):
    """A chapter's code without its figures."""
    cells = (cell.source for cell in jupytext.read(CHAPTERS[chapter]).cells if cell.cell_type == "code")
    return MAGIC.sub("", "\n".join(source for source in cells if "plt.show()" not in source))


def test_every_derivation_has_another_start():
    assert STARTS.keys() == EQUATIONS.keys()


@pytest.mark.parametrize("id", STARTS)
def test_another_start_does_not_lead_to_the_same_end(id, monkeypatch):
    """Only the comparisons of this equation are made, so that no other one stops the chapter first."""
    source, (start, other) = code(EQUATIONS[id]["chapter"]), STARTS[id]
    assert source.count(start) == 1
    compare = page.agree
    monkeypatch.setattr(page, "agree", lambda which, *args, **ranges: which == id and compare(which, *args, **ranges))
    with pytest.raises(AssertionError, match=f"^Eq. {re.escape(id)}: "):
        exec(compile(source.replace(start, other), id, "exec"), {})
