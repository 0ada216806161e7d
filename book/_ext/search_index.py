"""What the search page finds: pages, sections, equations, symbols, ledger rows and functions, with their words.

`live/search.js` searches it. Sphinx's own index is not made.
"""

import re

import records
from docutils import nodes
from sphinx import addnodes
from sphinx.util.index_entries import split_index_msg

from glasslib.ledger import load

SYMBOLS = "book/notation"  # the page whose tables have one symbol in each row
STATEMENTS = {
    f"{name} {id}": entry["says"]
    for ledger, name in (("equations", "Eq."), ("figures", "Fig."))
    for id, entry in load(ledger).items()
}


def words(node):
    """What a reader sees in a node, without code and formulas."""
    if isinstance(node, nodes.literal_block | nodes.raw | nodes.math_block):
        return ""
    if isinstance(node, nodes.math):
        return "…"
    if isinstance(node, nodes.section | addnodes.index | addnodes.desc) or (
        isinstance(node, nodes.row) and node["ids"]
    ):
        return ""  # entries of their own
    parts = [
        child.astext() if isinstance(child, nodes.Text) else words(child) for child in node.children
    ]
    return ("" if isinstance(node, nodes.TextElement) else " ").join(parts)


def text(node):
    return " ".join(words(node).split())


def mark_symbols(doctree):
    """Give an anchor to each row of the tables of symbols, and to each term; return their names."""
    names = {}
    for row in doctree.findall(nodes.row):
        if isinstance(row.parent, nodes.tbody):
            cell = row.children[0].astext()
            # "\xi (ξ, xi)": the letters in brackets; without brackets, the symbol itself
            listed = re.findall(r"\(([^()]*)\)", cell) or [re.sub(r"\\math\w+|[\\{}^]", " ", cell)]
            names[mark(row, "symbol", cell)] = [name.strip() for name in listed[0].split(",")]
    for term in doctree.findall(nodes.term):
        names[mark(term, "term", term.astext())] = [term.astext()]
    return names


def mark(node, kind, name):
    anchor = node["ids"][0] if node["ids"] else f"{kind}-{nodes.make_id(name)}"
    if not node["ids"]:
        taken = {id for other in node.document.findall(nodes.Element) for id in other["ids"]}
        while anchor in taken:
            anchor += "-"
        node["ids"] = [anchor]
    return anchor


def index_names(doctree):
    """The index entries of each anchor of a page."""
    names = {}
    for index in doctree.findall(addnodes.index):
        for kind, value, anchor, _, _ in index["entries"]:
            if anchor and not anchor.startswith(("glasslib.", "module-")):  # entries anyway
                names.setdefault(anchor, []).extend(split_index_msg(kind, value))
    return names


def entries(docname, doctree):
    """Each thing that can be found on a page, as (kind, anchor, title, names, text)."""
    symbols = mark_symbols(doctree) if docname == SYMBOLS else {}
    names = index_names(doctree)
    anchors = {}
    for node in doctree.findall(nodes.Element):
        for anchor in node["ids"]:
            anchors.setdefault(anchor, node)
    for top in doctree.findall(nodes.section):
        page = isinstance(top.parent, nodes.document)
        title = next((child for child in top.children if isinstance(child, nodes.title)), None)
        if title is None:
            continue
        content = " ".join(text(child) for child in top.children if child is not title)
        yield "page" if page else "section", top["ids"][0], text(title), [], content
    for anchor, of_symbol in symbols.items():
        node = anchors[anchor]
        meaning = node.children[1] if isinstance(node, nodes.row) else node.parent.children[-1]
        yield "symbol", anchor, " ".join(of_symbol), of_symbol, text(meaning)
    for anchor, listed in names.items():
        node = anchors.get(anchor)
        if re.fullmatch(r"index-\d+", anchor):  # what the page is about
            section = next(doctree.findall(nodes.section))
            about = section.next_node(nodes.paragraph)
            yield (
                "topic",
                section["ids"][0],
                text(section.next_node(nodes.title)),
                listed,
                text(about),
            )
            continue
        kind = "row" if isinstance(node, nodes.row) else "index"
        found = " ".join(node.astext().split()) if kind == "row" else STATEMENTS.get(listed[0], "")
        yield kind, anchor, listed[0], listed, found
    for signature in doctree.findall(addnodes.desc_signature):
        if signature["ids"]:
            name = signature["ids"][0].removeprefix("glasslib.")
            explained = signature.parent.next_node(nodes.paragraph)
            yield "function", signature["ids"][0], name, [], text(explained) if explained else ""


def collect(app, doctree, docname):
    records.keep(app, "search", docname, list(entries(docname, doctree)))


def write(app, exception):
    if exception:
        return
    pages = records.load(app, "search")
    found = [[page, *entry] for page, kept in enumerate(pages.values()) for entry in kept]
    data = {"pages": list(pages), "entries": found}
    records.write_script(app, "search-index.js", "searchIndex", data)


def leave_out_sphinx_search(app):
    app.builder.search = False


def setup(app):
    app.connect("builder-inited", leave_out_sphinx_search)
    app.connect("doctree-resolved", collect, priority=950)  # after the ledgers have their rows
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
