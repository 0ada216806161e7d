"""The pages as LaTeX prints them: parts, equation numbers, figures without code, solutions in an appendix."""

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx_exercise.nodes import solution_node

TAG = re.compile(r"\\tag\{([^{}]+)\}\s*")
EQUATION = r"""
\begin{{equation*}}\fitted{{\begin{{aligned}}
{formula}
\end{{aligned}}}}{number}\end{{equation*}}
"""
# a picture of glasslib.moving: at rest, and moving
MOVING = re.compile(r'<g id="still" class="still">(.*)<g class="moving">.*</svg>', re.S)
LONG_WORD, BREAK = re.compile(r"\S{10,}"), re.compile(r"[-+_/.()^](?=.)")
# how many characters a printed line may have, for which size of type
WIDTHS = ((94, ""), (120, "scriptsize"), (999, "tiny"))
ROW = re.compile(r"(eq|fig|num|ledger|says)-")  # anchors of equations, figures and rows of ledgers


def arrange(app, tree, docname):
    """The book as one document, when all its pages are in it."""
    if app.builder.name != "latex":
        return
    next(tree.findall(nodes.section))["docname"] = docname  # as the other pages have it
    remove_lists_of_links(tree)
    set_equations(tree)
    name_formulas_in_titles(tree)
    note_sliders(app, tree)
    hide_code(tree)
    set_tables(tree)
    fit_output(tree)
    move_solutions(app, tree)
    add_parts(app, tree)
    gather_first_page(tree)


def remove_lists_of_links(tree):
    """What repeats the table of contents, or would bury the words of the index."""
    cards = lambda node: (
        isinstance(node, nodes.container) and "sd-container-fluid" in node["classes"]
    )
    for card in list(tree.findall(cards)):
        card.parent.remove(card)
    for index in tree.findall(addnodes.index):
        index["entries"] = [entry for entry in index["entries"] if not ROW.match(entry[2])]


def show_at_rest(app, env):
    """Pictures that move are printed as they are at rest."""
    for picture in (Path(app.outdir).parent / "jupyter_execute").rglob("*.svg"):
        text = picture.read_text(encoding="utf-8")
        if MOVING.search(text):
            picture.write_text(at_rest(text), encoding="utf-8")


def at_rest(svg):
    """A picture without what moves in it."""
    return MOVING.sub(r"<g>\1</svg>", svg)


def set_equations(tree):
    """As wide as the column at most, with the paper's number, which LaTeX does not take within ``split``."""
    for block in tree.findall(nodes.math_block):
        if block.astext().lstrip().startswith("\\begin{align"):
            continue  # an environment of its own
        formula = re.sub(r"\\cr(?![a-z])", r"\\\\ ", block.astext())
        number = "".join(f"\\tag{{{tag}}}" for tag in TAG.findall(formula))
        formula = TAG.sub("", formula).strip()
        block.clear()
        block += nodes.Text(EQUATION.format(formula=formula, number=number))
        block["nowrap"] = True


def name_formulas_in_titles(tree):
    """For bookmarks, which are plain text."""
    for title in tree.findall(nodes.title):
        for formula in list(title.findall(nodes.math)):
            plain = re.sub(r"[\\{}]|mathrm", "", formula.astext())
            tex = f"\\texorpdfstring{{\\({formula.astext()}\\)}}{{{plain}}}"
            formula.replace_self(nodes.raw("", tex, format="latex"))


def hide_code(tree):
    """What is folded on a page is not printed: the code of figures and of imports."""
    for cell in list(tree.findall(nodes.container)):
        if {"tag_hide-input", "tag_hide-cell"} & set(cell["classes"]):
            for part in list(cell.findall(nodes.container)):
                if "cell_input" in part["classes"]:
                    part.parent.remove(part)


def fit_output(tree):
    """Printed tables that are wider than the page in smaller type."""
    for block in list(tree.findall(nodes.literal_block)):
        width = max(map(len, block.astext().splitlines()), default=0)
        size = next((size for most, size in WIDTHS if width <= most), WIDTHS[-1][1])
        if size:
            start, end = f"\\begingroup\\fvset{{fontsize=\\{size}}}", "\\endgroup"
            place = block.parent.index(block)
            block.parent.insert(place + 1, nodes.raw("", end, format="latex"))
            block.parent.insert(place, nodes.raw("", start, format="latex"))


def set_tables(tree):
    """Over as many pages as they need, their rows as targets of links, long names broken where they may be."""
    for table in tree.findall(nodes.table):
        table["classes"] += ["longtable", "colwidths-given"]
        if "ledger" not in table["classes"]:  # whose widths are given
            rows = [row.children for row in table.findall(nodes.row)]
            for column, cells in zip(
                table.findall(nodes.colspec), zip(*rows, strict=True), strict=True
            ):
                column["colwidth"] = min(40, max(8, *(len(cell.astext()) for cell in cells)))
        for row in table.findall(nodes.row):
            for id in row["ids"]:
                label = f"\\phantomsection\\label{{\\detokenize{{{docname_of(table)}:{id}}}}}"
                row.next_node(nodes.TextElement).insert(0, nodes.raw("", label, format="latex"))
        for text in list(table.findall(nodes.Text)):
            if not isinstance(text.parent, nodes.math | nodes.math_block | nodes.raw):
                broken = LONG_WORD.sub(lambda word: BREAK.sub("\\g<0>\u200b", word[0]), text)
                text.parent.replace(text, nodes.Text(broken))


def note_sliders(app, tree):
    """What sliders would show at their ends is printed; the figure is in the chapter. Say where they can be moved."""
    for cell in tree.findall(nodes.container):
        if "cell" in cell["classes"] and "\nexplore(" in cell.astext():
            note = nodes.paragraph(
                "", "On the page of this chapter, these are sliders of the figure"
            )
            if app.config.html_baseurl:
                address = f"{app.config.html_baseurl}{docname_of(cell)}.html"
                note += [nodes.Text(": "), nodes.reference("", address, refuri=address)]
            note += nodes.Text(".")
            cell += note


def docname_of(node):
    """The page that a node is from: when Sphinx joins the pages, it notes that on their sections."""
    while not (isinstance(node, nodes.section) and "docname" in node):
        node = node.parent
    return node["docname"]


def move_solutions(app, tree):
    """The solutions of each chapter as a section of an appendix."""
    found = {}
    for solution in list(tree.findall(solution_node)):
        found.setdefault(docname_of(solution), []).append(solution)
    appendix = nodes.section("", nodes.title("", "Solutions of the exercises"), ids=["solutions"])
    for page, solutions in found.items():
        title = nodes.title("", app.env.titles[page].astext())
        section = nodes.section("", title, ids=[f"solutions-{page.rpartition('/')[2]}"])
        for solution in solutions:
            solution.parent.remove(solution)
            section += solution
        appendix += section
    pages = {page["docname"]: page for page in tree.findall(addnodes.start_of_file)}
    after = pages["book/notation"]
    after.parent.insert(
        after.parent.index(after), addnodes.start_of_file("", appendix, docname="solutions")
    )
    bibliography = pages["book/bibliography"]  # LaTeX makes a chapter of the references
    bibliography.parent.remove(bibliography)


def add_parts(app, tree):
    """The captions of the table of contents as parts."""
    first = {part.items[0]: part.caption for part in app.config.external_site_map.root.subtrees}
    for page in list(tree.findall(addnodes.start_of_file)):
        if page["docname"] in first:
            caption = first[page["docname"]]
            page.parent.insert(
                page.parent.index(page), nodes.raw("", f"\\part{{{caption}}}\n", format="latex")
            )


def gather_first_page(tree):
    """The first page as one chapter, without its map, which the table of contents is."""
    book = next(tree.findall(nodes.section))
    title, *content = book.children
    pages = [node for node in content if isinstance(node, nodes.compound)]
    about = nodes.section("", nodes.title("", "About this edition"), ids=["about"])
    about["docname"] = book["docname"]
    for node in content:
        if node not in pages and "map" not in node.get("ids", ()):
            about += node
    book.clear()
    book.extend([title, addnodes.start_of_file("", about, docname=about["docname"]), *pages])


def name_authors(app, config):
    config.latex_documents = [
        (page, file, title, config.author, kind)
        for page, file, title, _, kind in config.latex_documents
    ]


def setup(app):
    app.connect("config-inited", name_authors, priority=900)  # when CITATION.cff was read
    app.connect("env-updated", show_at_rest)
    app.connect("doctree-resolved", arrange, priority=900)  # after the ledgers are filled
    return {"parallel_read_safe": True, "parallel_write_safe": True}
