"""What search engines and shared links read of a page: a description, and, when the public address is known, a sitemap."""

import json
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml

from docutils import nodes

LENGTH = 200  # characters of a description; more is not shown


def describe(app, pagename, templatename, context, doctree):
    """The first words of the page's result in short, or else of its text."""
    if doctree is None:
        return
    admonitions = (
        node for node in doctree.findall(nodes.Admonition) if "in-short" in node["classes"]
    )
    start = next(admonitions, doctree)
    words = next(
        (
            text
            for node in start.findall(nodes.paragraph)
            if not isinstance(next(iter(node.children), None), nodes.emphasis)
            and len(text := plain(node)) > 60
        ),
        "",
    )
    address = f"{app.config.html_baseurl}{pagename}.html" if app.config.html_baseurl else ""
    facts = {
        "og:type": "article",
        "og:site_name": app.config.html_title,
        "og:title": app.env.titles[pagename].astext(),
        "og:description": shortened(words),
        "og:url": address,
    }
    tags = [
        f'<meta property="{name}" content="{escape(text)}">' for name, text in facts.items() if text
    ]
    if words:
        tags.append(f'<meta name="description" content="{escape(shortened(words))}">')
    tags.append(structured(app.config, pagename, facts))
    context["metatags"] = context.get("metatags", "") + "\n".join(tags)


def structured(config, pagename, facts):
    """The page for machines, in the words of schema.org."""
    said = {
        "@context": "https://schema.org",
        "@type": "Course" if pagename == "book/coursework" else "ScholarlyArticle",
        "name": facts["og:title"],
        "description": facts["og:description"],
        "author": config.author,
        "url": facts["og:url"],
        "isPartOf": {"@type": "Book", "name": config.html_title},
        "isBasedOn": f"https://doi.org/{config.html_context['paper_doi']}",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    text = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    return '<script type="application/ld+json">' + text.replace("</", r"<\/") + "</script>"


def plain(node):
    """The text of a node without markup; of a formula its source, without backslashes."""
    parts = (
        text.astext().replace("\\", "") if isinstance(text.parent, nodes.math) else text.astext()
        for text in node.findall(nodes.Text)
        if not isinstance(text.parent, nodes.raw)
    )
    return " ".join("".join(parts).split())


def shortened(words):
    """Whole sentences as far as they fit, or whole words."""
    if len(words) <= LENGTH:
        return words
    kept = words[:LENGTH]
    end = kept.rfind(". ")
    return kept[: end + 1] if end > LENGTH / 2 else kept[: kept.rfind(" ")] + " …"


def write_sitemap(app, exception):
    base = app.config.html_baseurl
    if exception or app.builder.name != "html" or not base:
        return
    pages = "".join(
        f"<url><loc>{escape_xml(f'{base}{page}.html')}</loc></url>\n"
        for page in sorted(app.env.found_docs)
    )
    (Path(app.outdir) / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{pages}</urlset>\n',
        encoding="utf-8",
    )


def setup(app):
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
