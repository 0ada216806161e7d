"""What changed between releases, from CHANGELOG.md: links to the pages it names, a table by page, and a feed.

The changelog and not git, since the book is also built from an archive, which has no history, and since a
commit does not say what a change means to a reader.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

PAGE = "book/changes"
HEADING = re.compile(r"(\S+) \((\S+)\)")
EMPHASIS = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")


@dataclass(frozen=True)
class Release:
    version: str
    date: str  # "unreleased" before it is one
    entries: tuple[str, ...]

    @property
    def anchor(self):
        return f"version-{self.version}"


def releases(text):
    """The releases of a changelog, the newest first; malformed headings and dates are errors."""
    found = []
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        heading, _, body = part.partition("\n")
        match = HEADING.fullmatch(heading.strip())
        if not match:
            raise ValueError(
                f"CHANGELOG.md: '{heading}' is not a version with its date in brackets"
            )
        if match[2] != "unreleased":
            date.fromisoformat(match[2])
        entries = re.split(r"^- ", body, flags=re.M)[1:]
        found.append(Release(match[1], match[2], tuple(" ".join(e.split()) for e in entries)))
    return found


def titles(root):
    """The page of each title."""
    pages = sorted((Path(root) / "book").glob("*.md"))
    found = ((re.search(r"^# (.+)$", page.read_text("utf-8"), re.M), page) for page in pages)
    return {title[1].replace("`", ""): f"book/{page.stem}" for title, page in found if title}


def named_pages(entry, of_title):
    """The pages whose titles an entry has in italics."""
    names = (name.replace("`", "") for name in EMPHASIS.findall(entry))
    return [of_title[name] for name in names if name in of_title]


def changed_pages(found, of_title):
    """(page, release, entry) for each page that a release after the first names."""
    return [
        (page, release, entry)
        for release in found[:-1]
        for entry in release.entries
        for page in dict.fromkeys(named_pages(entry, of_title))
    ]


def unchanged(found):
    """What to say while no page has changed."""
    first = found[-1]
    if first.date == "unreleased":
        return f"Version {first.version}, the first, is not released yet."
    return f"No page has changed since version {first.version}, the first."


def read(root):
    return releases((Path(root) / "CHANGELOG.md").read_text(encoding="utf-8"))


def link(page, inner, docname):
    return addnodes.pending_xref(
        "",
        inner,
        refdomain="std",
        reftype="doc",
        refexplicit=True,
        refwarn=True,
        refdoc=docname,
        reftarget=f"/{page}",
    )


class PageChanges(SphinxDirective):
    """By page: in which release it changed, when, and how; or that none did yet."""

    def run(self):
        root = self.env.app.confdir
        self.env.note_dependency(str(Path(root) / "CHANGELOG.md"))
        found = read(root)
        of_title = titles(root)
        of_page = {page: title for title, page in of_title.items()}
        changed = changed_pages(found, of_title)
        if not changed:
            return [nodes.paragraph("", unchanged(found))]
        rows = [nodes.row("", *(entry(text) for text in ("Page", "Version", "Change")))]
        for page, release, words in sorted(changed, key=lambda item: of_page[item[0]]):
            title = nodes.paragraph(
                "", "", link(page, nodes.inline("", of_page[page]), self.env.docname)
            )
            cells = (nodes.entry("", title), entry(f"{release.version}, {release.date}"))
            rows.append(nodes.row("", *cells, entry(plain(words))))
        columns = [nodes.colspec(colwidth=width) for width in (2, 1, 4)]
        head, body = nodes.thead("", rows[0]), nodes.tbody("", *rows[1:])
        return [nodes.table("", nodes.tgroup("", *columns, head, body, cols=3))]


def entry(text):
    return nodes.entry("", nodes.paragraph("", text))


def plain(entry):
    """An entry without its marks."""
    return EMPHASIS.sub(r"\1", entry).replace("`", "").replace("$", "")


def link_pages(app, doctree):
    """On the page of changes, titles become links, and each release has an anchor with its version."""
    if app.env.docname != PAGE:
        return
    of_title = titles(app.confdir)
    for words in list(doctree.findall(nodes.emphasis)):
        page = of_title.get(words.astext().replace("’", "'"))  # Sphinx sets quotes as in print
        if page:
            words.replace_self(link(page, words.deepcopy(), PAGE))
    for section in doctree.findall(nodes.section):
        match = HEADING.fullmatch(section.next_node(nodes.title).astext())
        if match:
            section["ids"].insert(0, f"version-{match[1]}")


def dated(app):
    """The releases that a feed can tell of: only where the public address is known."""
    if not app.config.html_baseurl:
        return []
    return [release for release in read(app.confdir) if release.date != "unreleased"]


def feed(app, found):
    """The releases in the Atom format."""
    base, title = app.config.html_baseurl, escape(app.config.html_title)
    page, itself = f"{base}{PAGE}.html", f"{base}feed.xml"
    entries = ""
    for release in found:
        address, content = f"{page}#{release.anchor}", "\n".join(map(plain, release.entries))
        entries += (
            f"<entry><title>Version {escape(release.version)}</title>"
            f"<id>{escape(address)}</id><link href={attribute(address)}/>"
            f"<updated>{release.date}T00:00:00Z</updated>"
            f"<content>{escape(content)}</content></entry>\n"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{title}: changes</title>\n<id>{escape(itself)}</id>\n"
        f'<link rel="self" href={attribute(itself)}/>\n<link href={attribute(page)}/>\n'
        f"<author><name>{escape(app.config.author)}</name></author>\n"
        f"<updated>{max(release.date for release in found)}T00:00:00Z</updated>\n"
        f"{entries}</feed>\n"
    )


def attribute(text):
    return '"' + escape(text, {'"': "&quot;"}) + '"'


def write_feed(app, exception):
    if exception or app.builder.name != "html":
        return
    found = dated(app)
    if found:
        (Path(app.outdir) / "feed.xml").write_text(feed(app, found), encoding="utf-8")


def name_feed(app, pagename, templatename, context, doctree):
    if dated(app):
        tag = (
            '<link rel="alternate" type="application/atom+xml" title="Changes" '
            f"href={attribute(context['pathto']('feed.xml', 1))}>"
        )
        context["metatags"] = context.get("metatags", "") + tag


def setup(app):
    app.add_directive("page-changes", PageChanges)
    app.connect("doctree-read", link_pages, priority=400)  # before the table of contents is made
    app.connect("html-page-context", name_feed)
    app.connect("build-finished", write_feed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
