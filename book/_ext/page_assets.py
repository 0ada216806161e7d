"""Assets of each page: its scripts without unused ones, the link to its notebook, its live cells."""

import re
from pathlib import Path

from markupsafe import Markup
from notebooks import WHEEL
from records import write_script

from glasslib import __version__, board, predictions

# The theme's icon script weighs 1.5 MB, and the icons come from its web font. Its search as you type is
# not used: the index, which grows with the book, is needed on the search page only, which loads it.
UNUSED_SCRIPTS = re.compile(
    r"<script[^>]*(fontawesome|searchtools|language_data|searchindex)\.js[^>]*></script>"
)


IMAGE = re.compile(r'<img [^>]*?src="([^"]*/_images/[^"]*\.svg)"')
SVG_SIZE = re.compile(r'<svg [^>]*?\bwidth="([\d.]+)pt" height="([\d.]+)pt"')


def without_unused_scripts(html):
    return Markup(UNUSED_SCRIPTS.sub("", html))


def belongs_to_unused_extension(file):
    """Whether a file belongs to sphinx-thebe, which names another host and throws when loaded, or to sphinx-design's tabs."""
    body = (getattr(file, "attributes", None) or {}).get("body") or ""
    name = str(getattr(file, "filename", ""))
    return "THEBE_JS_URL" in body or any(part in name for part in ("sphinx-thebe", "design-tabs"))


def add_version(app, pagename, templatename, context, doctree):
    context["glasslib_version"] = __version__
    context["glasslib_wheel"] = WHEEL
    context["html_baseurl"] = app.config.html_baseurl


def add_notebook(app, pagename, templatename, context, doctree):
    if app.env.metadata.get(pagename, {}).get("kernelspec"):
        context["notebook"] = f"notebooks/{pagename.rpartition('/')[2]}.ipynb"
        app.add_js_file("live/start.js")
        if 'class="explore"' in context["body"]:
            app.add_js_file("live/explore.js", loading_method="defer")
        if 'id="switchboard"' in context["body"]:
            app.add_js_file("board_data.js", loading_method="defer")
            app.add_js_file("live/quick_board.js", loading_method="defer")
        if 'id="own-glass"' in context["body"]:
            app.add_js_file("glass_data.js", loading_method="defer")
            app.add_js_file("live/own_glass.js", loading_method="defer")


def write_data(app, exception):
    """What *Your own glass* and *Change an assumption* compute with."""
    if not exception and app.builder.name == "html":
        write_script(app, "glass_data.js", "glassData", predictions.for_a_page())
        write_script(app, "board_data.js", "boardData", board.for_a_page())


def add_image_sizes(app, pagename, templatename, context, doctree):
    """Say how large each figure is, so that the text below keeps its place when it arrives."""
    files = {name: path for path, name in app.builder.images.items()}

    def with_size(match):
        name = match[1].rpartition("/")[2]
        head = (
            (Path(app.srcdir) / files[name]).read_text(encoding="utf-8")[:2000]
            if name in files
            else ""
        )
        size = SVG_SIZE.search(head)
        if not size:
            return match[0]
        width, height = (round(float(number) * 4 / 3) for number in size.groups())  # px from pt
        return f'{match[0]} width="{width}" height="{height}" loading="lazy"'

    # the first figure is seen at once, the others when the reader comes to them
    body = IMAGE.sub(with_size, context.get("body", ""))
    context["body"] = body.replace(' loading="lazy"', "", 1)


def remove_unused_files(app, pagename, templatename, context, doctree):
    context["without_unused_scripts"] = without_unused_scripts
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if not belongs_to_unused_extension(file)]
    if pagename != app.config.root_doc:  # only the first page has cards
        context["css_files"] = [
            file for file in context["css_files"] if "sphinx-design" not in str(file.filename)
        ]


def remove_figure_numbers(app, doctree, docname):
    """Figures carry the paper's numbers, in their captions, or none; sphinx-exercise turns Sphinx's own on."""
    numbers = app.env.toc_fignumbers.get(docname, {})
    for kind in ("figure", "table", "code-block"):
        numbers.pop(kind, None)


def setup(app):
    app.connect("html-page-context", add_version)
    app.connect(
        "html-page-context", add_notebook, priority=100
    )  # before the theme drops empty templates
    app.connect("html-page-context", add_image_sizes)
    app.connect(
        "html-page-context", remove_unused_files, priority=900
    )  # after all extensions have added theirs
    app.connect("doctree-resolved", remove_figure_numbers)
    app.connect("build-finished", write_data)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
