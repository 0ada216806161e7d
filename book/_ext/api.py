"""In the docstrings of ``glasslib``, every equation that has been treated links to where it stands."""

import re

from glasslib.ledger import load

EQUATION = re.compile(r"Eqs?\. ([AB]?\d+)")


def link_equations(app, what, name, obj, options, lines):
    equations = load("equations")

    def link(match):
        treated = "chapter" in equations.get(match[1], {})
        return f":ref:`{match[0]} <eq-{match[1].lower()}>`" if treated else match[0]

    lines[:] = [EQUATION.sub(link, line) for line in lines]


def setup(app):
    app.connect("autodoc-process-docstring", link_equations)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
