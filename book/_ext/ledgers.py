"""The ledger pages: ``{ledger} equations III``, ``{ledger} numbers III``, ``{ledger} figures``,
``{ledger} differences erratum``, ``{ledger} statements III``, ``{ledger} counts``,
``{ledger} treatments``; and, in the chapters, the links from each equation to its entry.

A table is put together when the pages are written, from the entries in ``glasslib`` and from what
the chapters printed when they were executed: the lines of ``claim``, and the anchors
``eq-7`` and ``fig-4``. So a verdict on these pages is always the one that the chapter computed.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from myst_nb.ext.glue.crossref import read_glue_cache
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from glasslib.ledger import CONSEQUENCES, OUTCOMES, TREATMENTS, load, outcome

logger = logging.getLogger(__name__)

ANCHOR = re.compile(r"^(eq|fig)-([\w-]+)$")
FENCED = re.compile(r"^```.*?^```", re.M | re.S)
HEADING = re.compile(r"^## ", re.M)

HEADS = {
    "equations": ("Eq.", "What it states", "Treatment"),
    "numbers": ("Number", "What it is", "Printed", "Computed here"),
    "figures": ("Fig.", "What it shows", "Treatment"),
    "differences": ("Where", "What is printed, and what follows", "Consequence"),
    "statements": ("What the paper says", "Treatment"),
    "counts": ("Outcome", "What it means", "Numbers"),
    "treatments": ("Treatment", "What it means", "Statements"),
}
PREFIX = {"equations": "ledger-eq", "numbers": "num", "figures": "ledger-fig", "statements": "says"}
SECTIONS = ("I", "II", "III", "IV", "V", "VI", "VII", "A", "B")
CONSEQUENCE_LABELS = {
    "conclusion": "a conclusion",
    "result": "a number or a formula",
    "nothing": "nothing that follows",
}
TREATMENT_LABELS = {
    "derived": "derived",
    "input": "taken as given",
    "checked": "checked numerically",
    "erratum": "derived, in corrected form",
    "print or scan": "derived, in corrected form",
    "convention": "derived, in a named convention",
    "remark": "derived, with a remark",
    "drawn": "drawn",
    "schematic": "drawn as a sketch",
    "without data": "theory drawn, data missing",
}


def anchor(ledger, id):
    return f"{PREFIX[ledger]}-{id}"


def difference(ledger, id, entry):
    """Anchor of a difference from the print: its own, or that of the equation it is part of."""
    ledger, id = ("equations", entry["under"]) if "under" in entry else (ledger, id)
    return f"part-{'eq' if ledger == 'equations' else 'num'}-{id}"


def differences(kind):
    """(ledger, id, entry) of one class, by consequence and then in the order of the paper, without those that are part of others."""
    found = [
        (ledger, id, entry)
        for ledger in ("equations", "numbers")
        for id, entry in load(ledger).items()
        if entry.get("class") == kind and "under" not in entry
    ]
    return sorted(
        found,
        key=lambda one: (
            CONSEQUENCES.index(one[2]["consequence"]),
            SECTIONS.index(one[2]["section"].partition(".")[0]),
        ),
    )


class ledger_table(nodes.General, nodes.Element):
    """Placeholder for a ledger, or a section's part of it, until all chapters are read."""


def part(ledger, section):
    """The entries of a section of the paper with its subsections; all of them where `section` is None."""
    return {
        id: entry
        for id, entry in load(ledger).items()
        if section in (None, entry["section"].partition(".")[0])
    }


class Ledger(SphinxDirective):
    required_arguments = 1
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        ledger, section = (*self.arguments, None)[:2]
        if ledger in ("counts", "treatments"):
            return [ledger_table(ledger=ledger, section=section)]
        _store(self.env)["pages"][ledger] = self.env.docname
        labels = self.env.get_domain("std").anonlabels
        if ledger == "differences":
            for one in differences(section):
                labels[difference(*one).lower()] = (self.env.docname, difference(*one))
            return [ledger_table(ledger=ledger, section=section)]
        index = addnodes.index(entries=[])
        for id, entry in part(ledger, section).items():
            # the search box finds index entries by their whole text
            names = {
                "equations": [f"Eq. {id}"],
                "numbers": [id, entry.get("symbol")],
                "figures": [f"Fig. {id}"],
                "statements": [],
            }
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
    for name, output in read_glue_cache(app.env.mystnb_config.output_folder, docname).items():
        kind, _, id = name.partition(":")
        if kind == "claim":
            (text,) = output["data"].values()
            found["claims"][id] = json.loads(text)
    found["formulas"] = formulas(doctree)
    found["passages"] = passages(app.env.doc2path(docname), docname, doctree)
    for id in doctree.nameids.values():
        if id and (match := ANCHOR.match(id)):
            found["anchors"].add(id)
            kind, number = match.groups()
            ledger = load("equations" if kind == "eq" else "figures")
            number = next(id for id in ledger if id.lower() == number)  # anchors are in lower case
            name = f"{'Eq.' if kind == 'eq' else 'Fig.'} {number}"
            entry = ("single", name, id, "", None)
            doctree.insert(0, addnodes.index(entries=[entry]))  # for the search box
            app.env.get_domain("index").entries[docname].append(
                entry
            )  # read already: for the index
    _store(app.env)["chapters"][docname] = found
    _store(app.env)["stale"] = True


def passages(source, docname, doctree):
    """Anchor and title of the section in which the chapter treats each statement."""
    text = Path(source).read_text(encoding="utf-8")
    heads = [found.start() for found in HEADING.finditer(FENCED.sub(_blank, text))]
    (page, *_) = doctree.findall(nodes.section)
    sections = [page, *(child for child in page.children if isinstance(child, nodes.section))]
    if len(sections) != len(heads) + 1:
        return {}
    found = {}
    for id, entry in load("statements").items():
        if f"book/{entry.get('chapter')}" == docname and entry["passage"] in text:
            place = text.index(entry["passage"])
            section = sections[sum(head < place for head in heads)]
            found[id] = (section["ids"][0], section.next_node(nodes.title).astext())
    return found


def _blank(found):
    return re.sub(r"[^\n]", " ", found[0])


def formulas(doctree):
    """The displayed equation of each anchor: the one with its number, or the next one below a paragraph."""
    found = {}
    plain = lambda block: re.sub(r"\\tag\{\w+\}", "", block.astext())
    for block in doctree.findall(nodes.math_block):
        if tag := re.search(r"\\tag\{(\w+)\}", block.astext()):
            found[f"eq-{tag[1].lower()}"] = plain(block)
    for node in doctree.findall(nodes.Element):
        anchors = [id for id in node["ids"] if id.startswith("eq-")]
        if not anchors or node.parent is None:
            continue
        place = node.parent.index(node)
        for block in node.parent[place : place + 3]:
            if isinstance(block, nodes.math_block):
                found = {**dict.fromkeys(anchors, plain(block)), **found}
            if not isinstance(block, nodes.paragraph | nodes.target):
                break
    return found


def forget(app, env, docname):
    _store(env)["chapters"].pop(docname, None)
    _store(env)["stale"] = True


def merge(app, env, docnames, other):
    mine, theirs = _store(env), _store(other)
    mine["pages"].update(theirs["pages"])
    mine["chapters"].update(
        {name: theirs["chapters"][name] for name in docnames if name in theirs["chapters"]}
    )
    mine["stale"] = True


def changed(app, env):
    """Every ledger page is written anew whenever any page was read: its verdicts come from the chapters."""
    store = _store(env)
    stale, store["stale"] = store["stale"], False
    if "equations" in store["pages"]:  # its formulas come later than Sphinx looks for any
        env.get_domain("math").data["has_equations"][store["pages"]["equations"]] = True
    return list(store["pages"].values()) if stale else []


def fill(app, doctree, docname):
    builder = RowBuilder(app, docname)
    for placeholder in list(doctree.findall(ledger_table)):
        ledger, section = placeholder["ledger"], placeholder["section"]
        if ledger == "differences":
            rows = [(difference(*one), _difference(builder, *one)) for one in differences(section)]
        elif ledger in ("counts", "treatments"):
            known, found = {
                "counts": (OUTCOMES, [outcome(entry) for entry in load("numbers").values()]),
                "treatments": (
                    TREATMENTS,
                    [entry["treatment"] for entry in load("statements").values()],
                ),
            }[ledger]
            rows = [
                (
                    f"count-{name}".replace(" ", "-"),
                    (_text(name), _text(words), _text(str(found.count(name)))),
                )
                for name, words in known.items()
            ]
        else:
            row = {
                "equations": _equation,
                "numbers": _number,
                "figures": _figure,
                "statements": _statement,
            }[ledger]
            rows = [
                (anchor(ledger, id), row(builder, id, entry))
                for id, entry in part(ledger, section).items()
            ]
        placeholder.replace_self(_table(ledger, rows))
    _link_equations(builder, doctree)


def _link_equations(builder, doctree):
    """Before each equation of a chapter, links to its treatment and to the function that computes it."""
    chapter = builder.docname.rpartition("/")[2]
    ids = {
        f"eq-{id}".lower(): id
        for id, entry in load("equations").items()
        if entry["chapter"] == chapter
    }
    for node in list(
        doctree.findall(
            lambda node: isinstance(node, nodes.Element) and ids.keys() & set(node.get("ids", ()))
        )
    ):
        for anchored in [
            anchored for anchored in ids if anchored in node["ids"]
        ]:  # in the order of the paper
            id, entry = ids[anchored], load("equations")[ids[anchored]]
            links = [builder.row("equations", anchor("equations", id), f"Eq. {id}")]
            if "function" in entry:
                links += [nodes.Text(" · "), builder.function(entry["function"])]
            place = node.parent.index(node)
            node.parent.insert(place, nodes.paragraph("", "", *links, classes=["equation-links"]))


class RowBuilder:
    """Builds rows from what the chapters computed, with links to them."""

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

    def row(self, ledger, target, text):
        """Link to a row of a ledger page."""
        page = _store(self.app.env)["pages"][ledger]
        uri = self.app.builder.get_relative_uri(self.docname, page)
        return nodes.reference("", text, refuri=f"{uri}#{target}", internal=True)

    def function(self, name):
        uri = self.app.builder.get_relative_uri(self.docname, "book/api")
        return nodes.reference(
            "", "", nodes.literal("", name), refuri=f"{uri}#glasslib.{name}", internal=True
        )

    def title(self, chapter):
        return self.app.env.titles[f"book/{chapter}"].astext()

    def formula(self, chapter, id):
        """The equation as its chapter has it."""
        formula = self.chapters[f"book/{chapter}"]["formulas"].get(f"eq-{id.lower()}")
        plain = {"nowrap": False, "number": None, "label": None}
        return [nodes.math_block(formula, formula, **plain)] if formula else []

    def claims(self, chapter):
        return self.chapters.get(f"book/{chapter}", {}).get("claims", {})


def _text(*parts):
    paragraph = nodes.paragraph()
    paragraph.extend(nodes.Text(part) if isinstance(part, str) else part for part in parts)
    return paragraph


def _where(builder, entry, id):
    """The last column of equations and figures, up to what is particular to them."""
    kind = TREATMENT_LABELS[entry.get("class", entry["kind"])]
    return [f"{kind} in ", builder.link(entry["chapter"], builder.title(entry["chapter"]), id)]


def _equation(builder, id, entry):
    where = _where(builder, entry, f"eq-{id.lower()}")
    if "same_as" in entry:
        same = entry["same_as"]
        where += [
            ", the same as ",
            builder.row("equations", anchor("equations", same), f"Eq. {same}"),
        ]
    if "function" in entry:
        where += [", computed by ", builder.function(entry["function"])]
    cell = [_text(*where)]
    if "class" not in entry:
        cell += [_text(entry["note"])] if "note" in entry else []
    else:
        kind = builder.row("differences", difference("equations", id, entry), entry["class"])
        cell.append(
            _text(
                nodes.strong("", "As printed in the 2004 preprint"),
                " (",
                kind,
                "): ",
                entry["note"],
            )
        )
    return _text(id), [_text(entry["says"]), *builder.formula(entry["chapter"], id)], cell


def _figure(builder, id, entry):
    cell = [_text(*_where(builder, entry, f"fig-{id}"))] + (
        [_text(entry["note"])] if "note" in entry else []
    )
    return _text(id), _text(entry["says"]), cell


def _statement(builder, id, entry):
    near = [f"{entry['section']}"]
    if "near" in entry:
        equation = builder.row(
            "equations", anchor("equations", entry["near"]), f"Eq. {entry['near']}"
        )
        near += [", near ", equation]
    claim = [_text(entry["says"]), _text(*near)]
    if entry["treatment"] == "left out":
        return claim, _text(nodes.emphasis("", "left out"), f": {entry['reason']}")
    chapter = entry["chapter"]
    place = builder.chapters.get(f"book/{chapter}", {}).get("passages", {}).get(id)
    if place is None:
        logger.warning("ledger: statement %s: its passage is not in %s", id, chapter)
        return claim, _text()
    section, title = place
    shown = builder.title(chapter)
    target = builder.app.builder.get_relative_uri(builder.docname, f"book/{chapter}")
    if title != shown:
        shown, target = f"{shown}, {title}", f"{target}#{section}"
    where = nodes.reference("", shown, refuri=target, internal=True)
    verdict = [": ", nodes.strong("", entry["verdict"])] if "verdict" in entry else []
    return claim, _text(f"{entry['treatment']} in ", where, *verdict)


def _printed(entry):
    return entry["printed"] + ("" if entry["unit"] == "1" else f" {entry['unit']}")


def _number(builder, id, entry):
    name = [_text(nodes.strong("", entry["symbol"])), _text(nodes.literal("", id))]
    claim = builder.claims(entry["chapter"]).get(id)
    if claim and "restates" in entry:
        where = builder.link(entry["chapter"], builder.title(entry["chapter"]))
        computed = [_text(nodes.emphasis("", claim["verdict"]), f": {claim['shown']} in ", where)]
    elif claim:
        computed = [_text(claim["shown"], ": ", builder.link(entry["chapter"], claim["verdict"]))]
        if "why" in entry:
            kind = builder.row("differences", difference("numbers", id, entry), entry["class"])
            computed.append(_text(entry["why"], " (", kind, ")"))
    elif "input" in entry:
        computed = _text(nodes.emphasis("", f"{entry['input']}, nothing to derive"))
        computed += [
            nodes.Text("; used in "),
            builder.link(entry["chapter"], builder.title(entry["chapter"])),
        ]
    else:
        logger.warning(
            "ledger: number %s is said to be computed in %s, but is not", id, entry["chapter"]
        )
        computed = _text()
    return name, _text(entry["says"]), _text(_printed(entry)), computed


def _sentence(text):
    return text[0].upper() + text[1:]


def _difference(builder, ledger, id, entry):
    name = lambda ledger, id: f"Eq. {id}" if ledger == "equations" else id
    where = [_text(builder.row(ledger, anchor(ledger, id), name(ledger, id)))]
    parts = [
        (other, one)
        for other in ("equations", "numbers")
        for one, it in load(other).items()
        if it.get("under") == id
    ]
    if ledger == "equations" and parts:
        links = [
            [", ", builder.row(other, anchor(other, one), name(other, one))] for other, one in parts
        ]
        where.append(_text("with ", *sum(links, [])[1:]))
    if ledger == "equations":
        follows = _text(_sentence(entry["note"]))
        shown = builder.link(entry["chapter"], builder.title(entry["chapter"]), f"eq-{id.lower()}")
    else:
        claim = builder.claims(entry["chapter"]).get(id, {"shown": "", "verdict": ""})
        follows = _text(
            f"{_sentence(entry['says'])}: printed {_printed(entry)}, here {claim['shown']}; {entry['why']}"
        )
        shown = builder.link(entry["chapter"], builder.title(entry["chapter"]))
    return (
        where,
        [follows, _text("Shown in ", shown)],
        _text(f"{CONSEQUENCE_LABELS[entry['consequence']]}; {entry['confidence']}"),
    )


def _table(ledger, rows):
    heads = HEADS[ledger]
    widths = {"differences": (20, 60, 20), "numbers": (18, 38, 14, 30), "statements": (55, 45)}.get(
        ledger, (14, 43, 43)
    )
    body = nodes.tbody()
    for id, cells in rows:
        row = nodes.row(ids=[id])
        for head, cell in zip(heads, cells, strict=False):
            entry = nodes.entry(classes=["ledger-" + head.lower().replace(" ", "-").rstrip(".")])
            entry.extend(cell if isinstance(cell, list) else [cell])
            row += entry
        body += row
    head = nodes.thead(
        "", nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in heads))
    )
    group = nodes.tgroup(
        "", *(nodes.colspec(colwidth=width) for width in widths), head, body, cols=len(heads)
    )
    return nodes.table("", group, classes=["ledger", f"of-{ledger}"])


def setup(app):
    app.add_node(ledger_table)
    app.add_directive("ledger", Ledger)
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", changed)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 2}
