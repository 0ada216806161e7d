"""The ``build-info`` directive: when the book was built, and with which versions."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

PACKAGES = (
    "glasslib",
    "numpy",
    "scipy",
    "sympy",
    "matplotlib",
    "jupyter-book",
    "myst-nb",
    "sphinx",
)


class BuildInfo(SphinxDirective):
    def run(self):
        self.env.status_page = self.env.docname
        facts = [
            ("Built", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
            ("Python", platform.python_version()),
        ]
        facts += [(package, version(package)) for package in PACKAGES]
        rows = [
            nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in fact))
            for fact in facts
        ]
        columns = [nodes.colspec(colwidth=1), nodes.colspec(colwidth=2)]
        return [nodes.table("", nodes.tgroup("", *columns, nodes.tbody("", *rows), cols=2))]


def outdated(app, env, added, changed, removed):
    """The page says when the book was built, so it is made anew whenever anything else is."""
    page = getattr(env, "status_page", None)
    return [page] if page and (added or changed or removed) else []


def setup(app):
    app.add_directive("build-info", BuildInfo)
    app.connect("env-get-outdated", outdated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
