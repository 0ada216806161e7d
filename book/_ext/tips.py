"""What `_static/tips.js` shows beside a link: the equation, number, figure or term that it leads to."""

import records
from docutils import nodes

from glasslib.ledger import load


def collect(app, doctree, docname):
    """Note the figures and the terms of a page."""
    found = {}
    for figure in doctree.findall(nodes.figure):
        image, caption = figure.next_node(nodes.image), figure.next_node(nodes.caption)
        for id in figure["ids"]:
            if id.startswith(("fig-", "our-fig-")) and image is not None and caption is not None:
                name = app.env.images[image["uri"]][1] if image["uri"] in app.env.images else ""
                found[id] = {"image": name, "text": caption.astext()}
    for term in doctree.findall(nodes.term):
        for id in term["ids"]:
            found[id] = {"text": " ".join(term.parent.children[-1].astext().split())}
    records.keep(app, "tips", docname, found)


def write(app, exception):
    if exception:
        return
    chapters = app.env.glass_ledger["chapters"]
    tips = {}
    for docname, found in records.load(app, "tips").items():
        tips |= found
        for id, formula in chapters[docname]["formulas"].items():
            tips[id] = {"math": formula}
    for id, entry in load("equations").items():
        tip = {"text": entry["says"], **tips.get(f"eq-{id.lower()}", {})}
        tips[f"eq-{id.lower()}"] = tips[f"ledger-eq-{id}"] = tip
    for id, entry in load("numbers").items():
        claim = chapters[f"book/{entry['chapter']}"]["claims"].get(id)
        shown = f"; here {claim['shown']}, {claim['verdict']}" if claim else ""
        unit = "" if entry["unit"] == "1" else f" {entry['unit']}"
        tips[f"num-{id}"] = {
            "text": f"{entry['says']}: {entry['symbol']}, printed {entry['printed']}{unit}{shown}"
        }
    records.write_script(app, "tips-data.js", "tips", tips)


def setup(app):
    app.connect("doctree-resolved", collect, priority=960)  # when figures and terms have anchors
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
