// The search page: finds an exact name first, then words, also with one wrong letter.
import { make } from "./dom.js";
import { makeSearch } from "./find.js";
/** @import { Hit } from "./find.js" */

const MOST = 60; // results shown

/** @param {Hit} hit */
function makeResult({ title, address, place, excerpt }) {
  const item = make("li");
  const link = make("a", "", title);
  link.href = address;
  item.append(link, make("span", "search-place", place));
  if (excerpt) {
    const quote = make("p", "search-excerpt");
    for (const [text, isHit] of excerpt) quote.append(isHit ? make("mark", "", text) : text);
    item.append(quote);
  }
  return item;
}

document.addEventListener("DOMContentLoaded", () => {
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const results = document.getElementById("search-results");
  if (!results || !searchIndex) return;
  for (const input of document.querySelectorAll("form.bd-search input")) {
    if (input instanceof HTMLInputElement) input.value = query;
  }
  if (!query) return;
  const hits = makeSearch(searchIndex)(query);
  const count = hits.length > MOST ? `the first ${MOST} of ${hits.length} places` : `${hits.length} places`;
  const summary = make("p", "search-summary", `“${query}”: ${hits.length === 1 ? "1 place" : count}`);
  summary.setAttribute("role", "status");
  const list = make("ol", "search");
  list.append(...hits.slice(0, MOST).map(makeResult));
  results.replaceChildren(summary, ...(hits.length ? [list] : []));
});
