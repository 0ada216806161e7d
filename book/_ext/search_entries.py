"""Keeps index entries such as "Eq. 7" in the search index of a page that was not read again.

Sphinx 7 restores words and titles from the last build's search index, but not the index entries; the
search box would then find them only on the pages of the last change.
"""

from sphinx.util.index_entries import split_index_msg


def restore(app):
    entries = app.builder.indexer._index_entries
    for docname, noted in app.env.get_domain("index").entries.items():
        if docname not in entries:
            parts = {
                (part, id or "", main)
                for kind, value, id, main, _ in noted
                for part in split_index_msg(kind, value)
            }
            entries[docname] = sorted(parts)
    return []  # no pages of its own


def setup(app):
    app.connect("html-collect-pages", restore)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
