"""The key figure of a chapter, the one whose cell has the tag ``key-figure``, once more below the title.

Where the page has sliders for it, by ``glasslib.explore``, they come there too, from the cell that makes them.
"""

import os

from docutils import nodes


def repeat(app, doctree, docname):
    for cell in list(doctree.findall(nodes.container)):
        if "tag_key-figure" not in cell["classes"]:
            continue
        figure = cell.next_node(nodes.figure)
        section = next(doctree.findall(nodes.section))
        place = next(
            number
            for number, child in enumerate(section.children)
            if isinstance(child, nodes.Admonition) and "in-short" in child["classes"]
        )
        target = nodes.reference("", "Explained below", refid=figure["ids"][0], internal=True)
        sliders = [
            node for node in doctree.findall(nodes.raw) if 'class="explore"' in node.astext()
        ]
        for node in sliders:
            node.parent.remove(node)
        lead = nodes.container(
            "",
            figure.next_node(nodes.image).deepcopy(),
            *sliders,
            nodes.paragraph("", "", target, nodes.Text(".")),
            classes=["key-figure"],
        )
        section.insert(place, lead)


def setup(app):
    os.environ["GLASSLIB_EXPLORE"] = "table"  # for the kernels that execute the pages
    app.connect("doctree-resolved", repeat, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
