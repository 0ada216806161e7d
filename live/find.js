// Finding a name or words in the index of the book.
import MiniSearch from "minisearch";

/** @typedef {"page" | "topic" | "section" | "symbol" | "index" | "row" | "function"} Kind */
/** @typedef {[page: number, kind: Kind, anchor: string, title: string, names: string[], text: string]} Entry */
/** @typedef {{ pages: string[], entries: Entry[] }} Index */
/** @typedef {{ title: string, address: string, place: string, excerpt: [text: string, isHit: boolean][] | null }} Hit */

const GREEK = Object.fromEntries(
  (
    "α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta κ kappa λ lambda μ mu ν nu ξ xi " +
    "π pi ρ rho σ sigma τ tau φ phi ϕ phi χ chi ψ psi ω omega"
  )
    .match(/\S+ \S+/g)
    ?.map((pair) => pair.split(" ")) ?? [],
);

// what readers write, and what the book writes
/** @type {[RegExp, string][]} */
const SYNONYMS = [
  [/\b(equation|eqn?s?)\b\.?/g, "eq"],
  [/\b(figure|figs?)\b\.?/g, "fig"],
  [/\btls(es|s)?\b/g, "two-level systems"],
  [/\bdos\b/g, "density of states"],
  [/\brem\b/g, "random-energy model"],
  [/\b(vft|vtf)\b/g, "vogel-fulcher"],
  [/\b(mfp)\b/g, "mean free path"],
  [/\bgrey\b/g, "gray"],
  [/\bcentre/g, "center"],
];

/** How much a match counts, by the kind of its entry. @type {Record<Kind, number>} */
const WEIGHTS = { page: 4, topic: 4, section: 1.5, index: 3, symbol: 2, row: 0.8, function: 0.6 };
/** The order of entries with exactly the name that was searched. @type {Kind[]} */
const ORDER = ["topic", "index", "page", "section", "symbol", "row", "function"];

/**
 * Lower case, Greek letters by their names, no accents, one word for synonyms.
 *
 * @param {string} text
 */
export function plain(text) {
  let words = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[α-ωϵϕ]/g, (letter) => GREEK[letter] ?? letter)
    .replace(/[‐‑–]/g, "-");
  for (const [pattern, word] of SYNONYMS) words = words.replace(pattern, word);
  return words;
}

/**
 * What makes two names the same.
 *
 * @param {string} name
 */
const keyOf = (name) => tokensOf(name).map(singular).join("") || plain(name).trim();

/** @param {string} text */
const tokensOf = (text) => plain(text).match(/[\p{L}\p{N}]+(?:\.\p{N}+)*/gu) ?? [];

/**
 * A word without the ending of its plural.
 *
 * @param {string} word
 */
const singular = (word) =>
  word.length > 3 ? word.replace(/ies$/, "y").replace(/(?<![su])s$/, "") : word;

/**
 * A function that finds the places for a query, best first.
 *
 * @param {Index} index
 * @returns {(query: string) => Hit[]}
 */
export function makeSearch({ pages, entries }) {
  const titles = new Map(entries.flatMap(([page, kind, , title]) => (kind === "page" ? [[page, title]] : [])));
  /** @type {Map<string, number[]>} */
  const byName = new Map();
  entries.forEach(([, kind, , title, names], id) => {
    const all = [title, ...names];
    // the number of an equation of the paper stands for it
    if (kind === "index") all.push(...names.flatMap((name) => name.match(/^Eq\. (\w+)$/)?.[1] ?? []));
    for (const key of new Set(all.map(keyOf).filter(Boolean))) byName.set(key, [...(byName.get(key) ?? []), id]);
  });
  const words = new MiniSearch({
    fields: ["names", "title", "text"],
    tokenize: tokensOf,
    processTerm: singular,
    searchOptions: {
      boost: { names: 6, title: 5, text: 1 },
      boostDocument: (id) => WEIGHTS[entries[id][1]],
      prefix: (term) => term.length > 2,
      weights: { fuzzy: 0.2, prefix: 0.6 },
      combineWith: "AND",
    },
  });
  words.addAll(entries.map(([, , , title, names, text], id) => ({ id, title, names: names.join(" "), text })));
  /** One wrong letter; a number with another digit is another number. @param {string} term */
  const fuzzy = (term) => (/\d/.test(term) || term.length < 4 ? false : 1);

  return (query) => {
    const exact = [...(byName.get(keyOf(query)) ?? [])].sort((a, b) => rank(a, query) - rank(b, query));
    let found = words.search(query);
    if (!found.length) found = words.search(query, { fuzzy });
    if (!found.length) found = words.search(query, { fuzzy, combineWith: "OR" });
    const terms = [...new Set(found.flatMap(({ terms }) => terms))];
    const ids = new Set([...exact, ...found.map(({ id }) => Number(id))]);
    const hits = [...ids].map((id) => hit(id, terms));
    const addresses = hits.map(({ address }) => address);
    return hits.filter(({ address }, i) => addresses.indexOf(address) === i);
  };

  /**
   * The order of entries that have the name: as it was written, then by kind.
   *
   * @param {number} id
   * @param {string} query
   */
  function rank(id, query) {
    const [, kind, , title, names] = entries[id];
    return ORDER.indexOf(kind) - (title === query || names.includes(query) ? ORDER.length : 0);
  }

  /**
   * @param {number} id
   * @param {string[]} terms
   */
  function hit(id, terms) {
    const [page, kind, anchor, title, , text] = entries[id];
    const place = kind === "page" || kind === "topic" ? "" : titles.get(page) ?? "";
    return { title, address: `${pages[page]}.html#${anchor}`, place, excerpt: excerptOf(text, terms) };
  }
}

/**
 * The text around the first hit, in pieces that say whether they are hits.
 *
 * @param {string} text
 * @param {string[]} terms
 * @returns {[string, boolean][] | null}
 */
function excerptOf(text, terms) {
  if (!text) return null;
  const pieces = text.split(/([\p{L}\p{N}]+(?:\.\p{N}+)*)/u); // at odd places: words
  const isHit = pieces.map((piece, i) => i % 2 === 1 && terms.includes(singular(plain(piece))));
  const first = Math.max(isHit.indexOf(true), 0);
  const [from, to] = [Math.max(first - 16, 0), first + 50];
  /** @type {[string, boolean][]} */
  const shown = pieces.slice(from, to).map((piece, i) => [piece, isHit[from + i]]);
  if (from > 0) shown.unshift(["… ", false]);
  if (to < pieces.length) shown.push([" …", false]);
  return shown;
}
