"""What every page carries: no script that is not needed, the link to its notebook."""

import re

from markupsafe import Markup

ICON_SCRIPT = re.compile(r"<script[^>]*fontawesome\.js[^>]*></script>")


def without_icon_script(html):
    return Markup(ICON_SCRIPT.sub("", html))


def is_thebe(script):
    """Whether a script belongs to sphinx-thebe, which names another host and throws when loaded."""
    body = (getattr(script, "attributes", None) or {}).get("body") or ""
    return "THEBE_JS_URL" in body or "sphinx-thebe" in str(getattr(script, "filename", ""))


def add_notebook(app, pagename, templatename, context, doctree):
    if app.env.metadata.get(pagename, {}).get("kernelspec"):
        context["notebook"] = f"notebooks/{pagename.rpartition('/')[2]}.ipynb"


def drop_scripts(app, pagename, templatename, context, doctree):
    context["without_icon_script"] = without_icon_script
    context["script_files"] = [script for script in context["script_files"] if not is_thebe(script)]
    context["css_files"] = [style for style in context["css_files"] if "sphinx-thebe" not in str(style.filename)]


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
