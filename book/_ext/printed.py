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
# how many characters a printed line may have in normal and in small type; what is longer is broken
NORMAL, SMALL = 94, 120
HEAD = re.compile(r"^|(?<=  )\S")  # where a column of a printed table begins
WORDY = 25  # characters of the longest cell of a column, from which it is one of words
LINE, BETWEEN = 106, 3  # characters of footnote size on a line, and between columns
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
    tabulate_output(tree)
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


def columns(text):
    """The rows of a printed table, whose columns have two spaces between them, or nothing."""
    head, *lines = text.splitlines() or [""]
    starts = [
        match.start()
        for match in HEAD.finditer(head)
        if all(not line[max(0, match.start() - 2) : match.start()].strip() for line in lines)
    ]
    if not lines or len(starts) < 2:
        return None
    ends = [*starts[1:], None]
    return [
        [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        for line in (head, *lines)
    ]


def tabulate_output(tree):
    """Printed tables that would be illegible as lines become tables of the page, whose cells are broken."""
    for block in list(tree.findall(nodes.literal_block)):
        text = block.astext()
        rows = max(map(len, text.splitlines()), default=0) > SMALL and columns(text)
        if not rows or "text_plain" not in block["classes"]:
            continue
        cells = [
            nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in row))
            for row in rows
        ]
        specs = [nodes.colspec(colwidth=1) for _ in rows[0]]
        body = nodes.tbody("", *cells[1:])
        group = nodes.tgroup("", *specs, nodes.thead("", cells[0]), body, cols=len(specs))
        start = nodes.raw("", "\\begingroup\\footnotesize", format="latex")
        end = nodes.raw("", "\\endgroup", format="latex")
        block.replace_self([start, nodes.table("", group, classes=["computed"]), end])


def fit_output(tree):
    """Printed lines that are wider than the page in smaller type."""
    for block in list(tree.findall(nodes.literal_block)):
        if max(map(len, block.astext().splitlines()), default=0) > NORMAL:
            start, end = "\\begingroup\\fvset{fontsize=\\scriptsize}", "\\endgroup"
            place = block.parent.index(block)
            block.parent.insert(place + 1, nodes.raw("", end, format="latex"))
            block.parent.insert(place, nodes.raw("", start, format="latex"))


def set_tables(tree):
    """Over as many pages as they need, their rows as targets of links, long names broken where they may be."""
    for table in tree.findall(nodes.table):
        table["classes"] += ["longtable", "colwidths-given"]
        if "ledger" not in table["classes"]:  # whose widths are given
            rows = [row.children for row in table.findall(nodes.row)]
            texts = [[cell.astext() for cell in cells] for cells in zip(*rows, strict=True)]
            widths = column_widths(texts, printed="computed" in table["classes"])
            for column, width in zip(table.findall(nodes.colspec), widths, strict=True):
                column["colwidth"] = width
        for row in table.findall(nodes.row):
            for id in row["ids"]:
                label = f"\\phantomsection\\label{{\\detokenize{{{docname_of(table)}:{id}}}}}"
                row.next_node(nodes.TextElement).insert(0, nodes.raw("", label, format="latex"))
        for text in list(table.findall(nodes.Text)):
            if not isinstance(text.parent, nodes.math | nodes.math_block | nodes.raw):
                broken = LONG_WORD.sub(lambda word: BREAK.sub("\\g<0>\u200b", word[0]), text)
                text.parent.replace(text, nodes.Text(broken))


def column_widths(columns, printed):
    """The relative widths of columns, from the texts of their cells."""
    longest = [max(map(len, cells)) for cells in columns]
    if not printed:
        if min(longest) < WORDY:
            return [min(40, max(8, length)) for length in longest]
        return [round(sum(map(len, cells)) ** 0.5) for cells in columns]
    # what cannot be broken, and then what is left of the line to those that want more
    needed = [
        BETWEEN + max(len(part) for cell in cells for part in parts(cell)) for cells in columns
    ]
    wanted = [min(120, length + BETWEEN) for length in longest]
    more = [max(0, want - need) for want, need in zip(wanted, needed, strict=True)]
    share = min(1, max(0, LINE - sum(needed)) / (sum(more) or 1))
    return [round(need + share * extra) for need, extra in zip(needed, more, strict=True)]


def parts(cell):
    """The words of a cell, and of long ones the parts between which they are broken."""
    broken = LONG_WORD.sub(lambda word: BREAK.sub("\\g<0> ", word[0]), cell)
    return broken.split() or [""]


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
