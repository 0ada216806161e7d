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


def add_context(app, pagename, templatename, context, doctree):
    context["without_icon_script"] = without_icon_script
    context["script_files"] = [script for script in context["script_files"] if not is_thebe(script)]
    context["css_files"] = [style for style in context["css_files"] if "sphinx-thebe" not in str(style.filename)]
    if app.env.metadata.get(pagename, {}).get("kernelspec"):
        context["notebook"] = f"notebooks/{pagename.rpartition('/')[2]}.ipynb"


def setup(app):
    app.connect("html-page-context", add_context, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
