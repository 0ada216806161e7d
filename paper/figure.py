"""Draw the figure of paper.md: ``python paper/figure.py``."""

from pathlib import Path

import matplotlib.pyplot as plt

from glasslib import headline
from glasslib.assumptions import as_printed

plt.style.use("glasslib.book")
fig, ax = plt.subplots(figsize=(5.5, 3.4))
ax.plot(*headline.measured()["heat"], "o", mfc="none", color="0.25", label="silica, measured")
ax.plot(*headline.CURVES["heat"].draw(as_printed), label="theory, the paper's choices")
ax.axhline(1, color="0.5", lw=1, ls="--", label="sound waves alone")
ax.set(xscale="log", yscale="log", xlim=(1, 70), ylim=(0.6, 30))
ax.set(xlabel="temperature (K)", ylabel=r"$C/T^3$ over Debye value")
for axis in (ax.xaxis, ax.yaxis):
    axis.set_ticks([1, 3, 10, 30], ["1", "3", "10", "30"])
ax.minorticks_off()
ax.legend()
fig.savefig(Path(__file__).with_name("heat_capacity.png"), dpi=200, metadata={"Software": None})
