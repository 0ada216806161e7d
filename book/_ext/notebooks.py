"""Each executed page as a notebook for plain JupyterLab, beside the book in ``notebooks/``.

What MyST adds to Markdown is put into plain words: targets go, directives become headings or quoted
blocks, glued numbers are filled in, citations become author and year.
"""

import re
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from pybtex.database import parse_file

from glasslib import __version__

WHEEL = f"glasslib-{__version__}-py3-none-any.whl"
FIRST = """\
> This notebook is a page of the book *{title}*. It needs Python 3.11 or later; the next cell installs
> the rest. Change an assumption and run all cells; what they print and draw follows. Numbers within the
> text are those of the assumptions as first given."""
# `live/notebook.js` puts the address of the site in place of `..`
INSTALL = "%pip install --quiet ../{wheel} matplotlib ipywidgets"

KEPT = ("tags", "nbgrader")  # what notebooks elsewhere understand of a cell's metadata

TARGET = re.compile(r"^\([\w.-]+\)=\n", re.M)
COMMENT = re.compile(r"^% .*\n", re.M)
FENCE = re.compile(
    r"^(?P<fence>:{3,}|`{3,})\{(?P<name>[\w-]+)\}[ ]*(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$",
    re.M | re.S,
)
OPTION = re.compile(r"\A(?::[\w-]+:[^\n]*\n)+")
ROLE = re.compile(r"\{(?P<name>[\w:-]+)\}`(?P<text>[^`]+)`")
LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?:#[^)]*|[\w./-]+\.md(?:#[^)]*)?)\)")
TITLED = re.compile(r"(?P<title>.+?)\s*<(?P<target>[^>]+)>", re.S)


def plain(markdown, values, cite):
    """One cell's MyST as plain Markdown."""
    text = COMMENT.sub("", TARGET.sub("", markdown))
    while FENCE.search(text):
        text = FENCE.sub(_directive, text)
    text = ROLE.sub(lambda match: _role(match, values, cite), text)
    return LINK.sub(lambda match: match["text"], text).strip()


def _directive(match):
    title, body = match["title"].strip(), OPTION.sub("", match["body"].strip() + "\n").strip()
    if match["name"] == "math":
        return f"$$\n{body}\n$$"
    if match["name"] in ("exercise-start", "exercise"):
        return f"### Exercise: {title}\n\n{body}"
    if match["name"] in ("solution-start", "solution"):
        return f"### Solution\n\n{body}"
    if match["name"] in ("exercise-end", "solution-end", "raw", "index"):
        return ""
    if match["name"] != "admonition":
        title = title or match["name"].capitalize()
    quoted = "\n".join(f"> {line}".rstrip() for line in [f"**{title}**", "", *body.splitlines()])
    return quoted + "\n\n"  # or the next paragraph would be part of it


def _role(match, values, cite):
    name, text = match["name"], match["text"]
    if name == "glue:text":
        key, _, form = text.partition(":")
        return format(values[key], form)
    if name.startswith("cite"):
        return "; ".join(cite(key.strip(), name) for key in text.split(","))
    titled = TITLED.fullmatch(text)
    return titled["title"] if titled else text


def citer(bibliography):
    """A function that names a reference by author and year."""
    entries = parse_file(str(bibliography)).entries

    def cite(key, role="cite"):
        people = [" ".join(person.last_names) for person in entries[key].persons["author"]]
        who = (
            people[0]
            if len(people) == 1
            else " and ".join(people)
            if len(people) == 2
            else f"{people[0]} et al."
        )
        year = entries[key].fields["year"]
        return f"{who} ({year})" if role == "cite:t" else f"({who}, {year})"

    return cite


def convert(notebook, title, cite):
    """A MyST-NB notebook, executed, as a plain one."""
    values = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            glued = output.get("metadata", {}).get("scrapbook")
            if glued and ":" not in glued["name"]:  # a claim is data, not a number for the text
                values[glued["name"]] = float(output["data"][glued["mime_prefix"] + "text/plain"])
    cells = [
        nbformat.v4.new_markdown_cell(FIRST.format(title=title), id="about"),
        nbformat.v4.new_code_cell(INSTALL.format(wheel=WHEEL), id="install"),
    ]
    for cell in notebook.cells:
        kept = nbformat.NotebookNode(
            {key: cell.metadata[key] for key in KEPT if key in cell.metadata}
        )
        if cell.cell_type == "markdown":
            cells.append(
                nbformat.v4.new_markdown_cell(
                    plain(cell.source, values, cite),
                    metadata=kept,
                    **({"id": cell["id"]} if "id" in cell else {}),
                )
            )
            continue
        cell.outputs = [
            output for output in cell.outputs if "scrapbook" not in output.get("metadata", {})
        ]
        for output in cell.outputs:
            if 'class="explore"' in output.get("data", {}).get("text/html", ""):
                output["data"].pop("text/html")  # a page's sliders; Jupyter has its own
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        cell.metadata = kept
        cells.append(cell)
        if figure:
            cells.append(
                nbformat.v4.new_markdown_cell(f"*{plain(figure['caption'], values, cite)}*")
            )
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(
        cells=[cell for cell in cells if cell.source], metadata=metadata
    )


def write_notebooks(app, exception):
    if exception or app.builder.name != "html":
        return
    # the cache has the outputs of every page, whether it was executed in this build or an earlier one
    cache = get_cache(app.env.mystnb_config.execution_cache_path)
    executed = Path(app.outdir).parent / "jupyter_execute"
    folder = Path(app.outdir) / "notebooks"
    folder.mkdir(exist_ok=True)
    cite = citer(Path(app.confdir) / "book" / "references.bib")
    for page, metadata in app.env.metadata.items():
        if metadata.get("kernelspec"):
            source = Path(app.env.doc2path(page))
            if source.suffix == ".ipynb":  # an assignment: nobody has executed it
                notebook = nbformat.read(source, as_version=4)
            else:
                _, notebook = cache.merge_match_into_notebook(
                    nbformat.read(executed / f"{page}.ipynb", as_version=4)
                )
            nbformat.write(
                convert(notebook, app.config.html_title, cite),
                folder / f"{page.rpartition('/')[2]}.ipynb",
            )


def setup(app):
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
