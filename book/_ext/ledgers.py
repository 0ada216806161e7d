"""The ledger pages: ``{ledger} equations III``, ``{ledger} numbers III`` or ``{ledger} figures``.

A table is put together when the pages are written, from the entries in ``glasslib`` and from what
the chapters printed when they were executed: the lines of ``claim``, and the anchors
``eq-7`` and ``fig-4``. So a verdict on these pages is always the one that the chapter computed.
"""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from glasslib.ledger import load

logger = logging.getLogger(__name__)

CLAIM = re.compile(r"^\S+ = (?P<computed>.+), printed .+?: (?P<verdict>.+) \((?P<id>[\w.-]+)\)$")
ANCHOR = re.compile(r"^(eq|fig)-([\w-]+)$")

HEADS = {
    "equations": ("Eq.", "What it states", "What became of it"),
    "numbers": ("Number", "What it is", "Printed", "Computed here"),
    "figures": ("Fig.", "What it shows", "What became of it"),
}
PREFIX = {"equations": "ledger-eq", "numbers": "num", "figures": "ledger-fig"}
KINDS = {
    "derived": "derived",
    "input": "taken as given",
    "checked": "checked numerically",
    "corrected": "derived, in corrected form",
    "drawn": "drawn",
    "schematic": "drawn as a sketch",
    "without data": "theory drawn, data missing",
}


def anchor(ledger, id):
    return f"{PREFIX[ledger]}-{id}"


class ledger_table(nodes.General, nodes.Element):
    """Stands for a ledger, or a section's part of it, until all chapters are read."""


def part(ledger, section):
    """The entries of a section of the paper with its subsections; all of them where `section` is None."""
    return {id: entry for id, entry in load(ledger).items() if section in (None, entry["section"].partition(".")[0])}


class Ledger(SphinxDirective):
    required_arguments = 1
    optional_arguments = 1

    def run(self):
        ledger, section = (*self.arguments, None)[:2]
        _store(self.env).setdefault("pages", {})[ledger] = self.env.docname
        labels = self.env.get_domain("std").anonlabels
        index = addnodes.index(entries=[])
        for id, entry in part(ledger, section).items():
            # the search box finds index entries by their whole text
            names = {"equations": [f"Eq. {id}"], "numbers": [id, entry.get("symbol")], "figures": [f"Fig. {id}"]}
            for name in names[ledger]:
                index["entries"].append(("single", name, anchor(ledger, id), "", None))
            labels[anchor(ledger, id).lower()] = (self.env.docname, anchor(ledger, id))
        return [index, ledger_table(ledger=ledger, section=section)]


def _store(env):
    if not hasattr(env, "glass_ledger"):
        env.glass_ledger = {"pages": {}, "chapters": {}, "stale": False}
    return env.glass_ledger


def collect(app, doctree):
    """Note what a page that was just read computes and anchors; index its equations and figures."""
    docname, found = app.env.docname, {"claims": {}, "anchors": set()}
    for block in doctree.findall(nodes.literal_block):
        for line in block.astext().splitlines():
            if match := CLAIM.match(line):
                found["claims"][match["id"]] = match.groupdict()
    for id in doctree.nameids.values():
        if id and (match := ANCHOR.match(id)):
            found["anchors"].add(id)
            kind, number = match.groups()
            if re.fullmatch(r"[ab]\d+", number):  # docutils writes anchors in lower case
                number = number.upper()
            name = f"{'Eq.' if kind == 'eq' else 'Fig.'} {number}"
            entry = ("single", name, id, "", None)
            doctree.insert(0, addnodes.index(entries=[entry]))  # for the search box
            app.env.get_domain("index").entries[docname].append(entry)  # read already: for the index
    _store(app.env)["chapters"][docname] = found
    _store(app.env)["stale"] = True


def forget(app, env, docname):
    _store(env)["chapters"].pop(docname, None)
    _store(env)["stale"] = True


def merge(app, env, docnames, other):
    mine, theirs = _store(env), _store(other)
    mine["pages"].update(theirs["pages"])
    mine["chapters"].update({name: theirs["chapters"][name] for name in docnames if name in theirs["chapters"]})
    mine["stale"] = True


def changed(app, env):
    """Every ledger page is written anew whenever any page was read: its verdicts come from the chapters."""
    store = _store(env)
    stale, store["stale"] = store["stale"], False
    return list(store["pages"].values()) if stale else []


def fill(app, doctree, docname):
    for stand_in in list(doctree.findall(ledger_table)):
        ledger, section = stand_in["ledger"], stand_in["section"]
        row = {"equations": _equation, "numbers": _number, "figures": _figure}[ledger]
        maker = Maker(app, docname)
        rows = [(anchor(ledger, id), row(maker, id, entry)) for id, entry in part(ledger, section).items()]
        stand_in.replace_self(_table(HEADS[ledger], rows))


class Maker:
    """What a row needs to know of the chapters: links to them, and what they computed."""

    def __init__(self, app, docname):
        self.app, self.docname = app, docname
        self.chapters = _store(app.env)["chapters"]

    def link(self, chapter, text, id=""):
        page = f"book/{chapter}"
        if page not in self.app.env.all_docs:
            logger.warning("ledger names a chapter that is not in the book: %s", chapter)
            return nodes.Text(text)
        if id and id not in self.chapters[page]["anchors"]:
            logger.warning("ledger: chapter %s has no anchor %s", chapter, id)
        target = self.app.builder.get_relative_uri(self.docname, page) + (f"#{id}" if id else "")
        return nodes.reference("", text, refuri=target, internal=True)

    def title(self, chapter):
        return self.app.env.titles[f"book/{chapter}"].astext()

    def claims(self, chapter):
        return self.chapters.get(f"book/{chapter}", {}).get("claims", {})


def _text(*parts):
    paragraph = nodes.paragraph()
    paragraph.extend(nodes.Text(part) if isinstance(part, str) else part for part in parts)
    return paragraph


def _where(maker, entry, id):
    """The last column of equations and figures, up to what is particular to them."""
    if "chapter" not in entry:
        return None
    kind = KINDS[entry["kind"]]
    return [f"{kind} in ", maker.link(entry["chapter"], maker.title(entry["chapter"]), id)]


def _equation(maker, id, entry):
    where = _where(maker, entry, f"eq-{id.lower()}")
    if where is None:
        return _text(id), _text(entry["says"]), _text(nodes.emphasis("", "not yet written"))
    if "function" in entry:
        uri = maker.app.builder.get_relative_uri(maker.docname, "book/reference")
        name = nodes.literal("", entry["function"])
        where += [", computed by ", nodes.reference("", "", name, refuri=f"{uri}#glasslib.{entry['function']}", internal=True)]
    cell = [_text(*where)]
    if "note" in entry:
        kind = f" ({entry['class']})" if "class" in entry else ""
        cell.append(_text(nodes.strong("", f"As printed in the 2004 preprint{kind}: "), entry["note"]))
    return _text(id), _text(entry["says"]), cell


def _figure(maker, id, entry):
    where = _where(maker, entry, f"fig-{id}")
    if where is None:
        return _text(id), _text(entry["says"]), _text(nodes.emphasis("", "not yet written"))
    cell = [_text(*where)] + ([_text(entry["note"])] if "note" in entry else [])
    return _text(id), _text(entry["says"]), cell


def _number(maker, id, entry):
    unit = "" if entry["unit"] == "1" else f" {entry['unit']}"
    printed = _text(f"{entry['printed']}{unit}")
    name = [_text(nodes.strong("", entry["symbol"])), _text(nodes.literal("", id))]
    claim = maker.claims(entry.get("chapter")).get(id)
    if claim:
        computed = [_text(claim["computed"], ": ", maker.link(entry["chapter"], claim["verdict"]))]
        if "why" in entry:
            computed.append(_text(entry["why"]))
    elif "input" in entry:
        computed = _text(nodes.emphasis("", f"{entry['input']}, nothing to derive"))
        if "chapter" in entry:
            computed += [nodes.Text("; used in "), maker.link(entry["chapter"], maker.title(entry["chapter"]))]
    elif "chapter" in entry:
        logger.warning("ledger: number %s is said to be computed in %s, but is not", id, entry["chapter"])
        computed = _text()
    else:
        computed = _text(nodes.emphasis("", "not yet written"))
    return name, _text(entry["says"]), printed, computed


def _table(heads, rows):
    widths = {3: (10, 45, 45), 4: (18, 38, 14, 30)}[len(heads)]
    body = nodes.tbody()
    for id, cells in rows:
        row = nodes.row(ids=[id])
        for head, cell in zip(heads, cells):
            entry = nodes.entry(classes=["ledger-" + head.lower().replace(" ", "-").rstrip(".")])
            entry.extend(cell if isinstance(cell, list) else [cell])
            row += entry
        body += row
    head = nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in heads)))
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), head, body, cols=len(heads))
    return nodes.table("", group, classes=["ledger"])


def setup(app):
    app.add_node(ledger_table)
    app.add_directive("ledger", Ledger)
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", changed)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
