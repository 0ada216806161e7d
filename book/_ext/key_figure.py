"""The key figure of a chapter, the one whose cell has the tag ``key-figure``, once more below the title."""

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
        lead = nodes.container(
            "",
            figure.next_node(nodes.image).deepcopy(),
            nodes.paragraph("", "", target, nodes.Text(".")),
            classes=["key-figure"],
        )
        section.insert(place, lead)


def setup(app):
    app.connect("doctree-resolved", repeat, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
