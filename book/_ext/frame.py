"""What every page carries: no script that is not needed, the link to its notebook, its live cells."""

import re

from markupsafe import Markup
from notebooks import WHEEL

# The theme's icon script weighs 1.5 MB, and the icons come from its web font. Its search as you type is
# not used: the index, which grows with the book, is needed on the search page only, which has it anyway.
NEEDLESS = re.compile(r"<script[^>]*(fontawesome|searchtools|language_data|searchindex)\.js[^>]*></script>")


def without_needless(html):
    return Markup(NEEDLESS.sub("", html))


def is_unused(file):
    """Whether a file belongs to sphinx-thebe, which names another host and throws when loaded, or to sphinx-design."""
    body = (getattr(file, "attributes", None) or {}).get("body") or ""
    name = str(getattr(file, "filename", ""))
    return "THEBE_JS_URL" in body or any(part in name for part in ("sphinx-thebe", "sphinx-design", "design-tabs"))


def add_notebook(app, pagename, templatename, context, doctree):
    if app.env.metadata.get(pagename, {}).get("kernelspec"):
        context["notebook"] = f"notebooks/{pagename.rpartition('/')[2]}.ipynb"
        context["wheel"] = WHEEL
        app.add_js_file("live/start.js")


def drop_scripts(app, pagename, templatename, context, doctree):
    context["without_needless"] = without_needless
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if not is_unused(file)]


def drop_numbers(app, doctree, docname):
    """Figures carry the paper's numbers, in their captions, or none; sphinx-exercise turns Sphinx's own on."""
    numbers = app.env.toc_fignumbers.get(docname, {})
    for kind in ("figure", "table", "code-block"):
        numbers.pop(kind, None)


def setup(app):
    app.connect("html-page-context", add_notebook, priority=100)  # before the theme drops empty templates
    app.connect("html-page-context", drop_scripts, priority=900)  # after all have added theirs
    app.connect("doctree-resolved", drop_numbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
