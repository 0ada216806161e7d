"""The reference notebooks: each page's cells, executed, with what they print. `make references` writes them.

nbval runs them again and compares. Images are left out (nbval does not see curves), and so is all
that differs from run to run.
"""

import json
import os
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "reference"
IMAGES = ("image/png", "image/svg+xml")

os.environ["GLASSLIB_EXPLORE"] = "text"  # sliders need no table here, and no widgets


def pages():
    """The pages of the book that have code cells."""
    return [
        page
        for page in sorted((ROOT / "book").glob("*.md"))
        if "```{code-cell}" in page.read_text(encoding="utf-8")
    ]


def chapters():
    """The pages that have assumptions: all of these but the first page of the book."""
    return [page for page in pages() if page.stem != "index"]


def code_cells(page):
    """The sources of a page's code cells, without IPython's magics."""
    sources = (cell.source for cell in jupytext.read(page).cells if cell.cell_type == "code")
    return [
        "\n".join(line for line in source.splitlines() if not line.startswith("%"))
        for source in sources
    ]


def execute(page):
    """A page as an executed notebook, stripped of what differs from run to run."""
    notebook = jupytext.read(page)
    # cells must not depend on the folder they run in: nbval runs them elsewhere
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        coalesce_streams=True,
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()
    notebook.metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
    }
    for cell in notebook.cells:
        cell.pop("id", None)
        cell.metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
        for output in cell.get("outputs", []):
            for image in IMAGES:
                output.get("data", {}).pop(image, None)
    notebook.nbformat_minor = 4
    return notebook


def printed(notebook):
    """All lines that a notebook's cells print."""
    streams = (
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    )
    return [line for text in streams for line in text.splitlines()]


def published(notebook):
    """(name, text) of all that a notebook's cells publish for the text and the ledgers."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name:
                yield name, output["data"]["application/papermill.record/text/plain"]


def claims(notebook):
    """The verdicts that a notebook's cells publish, by the id of the number."""
    verdicts = {}
    for name, text in published(notebook):
        kind, _, id = name.partition(":")
        if kind == "claim":
            assert id not in verdicts, f"{id} is claimed twice"
            verdicts[id] = json.loads(text)
    return verdicts


def computed(notebook):
    """All numbers that a notebook claims, by their ids, and publishes for its text, by their names."""
    numbers = {id: verdict["computed"] for id, verdict in claims(notebook).items()}
    return numbers | {name: float(text) for name, text in published(notebook) if ":" not in name}


def reference(page):
    return nbformat.read(FOLDER / f"{page.stem}.ipynb", as_version=4)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    chosen = set(sys.argv[1:])
    for page in pages():
        if not chosen or page.stem in chosen:
            nbformat.write(execute(page), FOLDER / f"{page.stem}.ipynb")
            print("executed", page.stem)
