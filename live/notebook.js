// The page as a notebook, with or without the reader's edits, to be run elsewhere.
import { fetchJson } from "./fetch.js";

/**
 * @typedef {{ cell_type: string, id: string, metadata: object, source: string | string[], outputs?: object[], execution_count?: number | null }} NotebookCell
 * @typedef {{ cells: NotebookCell[] }} Notebook
 */

/**
 * The book's notebook of this page; its first cell installs glasslib from this site.
 *
 * @param {URL} address
 * @param {string} wheel
 * @returns {Promise<Notebook>}
 */
export async function bookNotebook(address, wheel) {
  /** @type {Notebook} */
  const notebook = await fetchJson(address);
  const install = notebook.cells.find(({ id }) => id === "install");
  if (!install) throw new Error("the book's notebook does not say what it needs");
  install.source = [install.source].flat().join("").replace(/\S+\.whl/, wheel); // in the file, a list of lines
  return notebook;
}

/**
 * The same, with `codes` in its code cells.
 *
 * @param {URL} address
 * @param {string} wheel
 * @param {string[]} codes
 */
export async function editedNotebook(address, wheel, codes) {
  const notebook = await bookNotebook(address, wheel);
  const cells = notebook.cells.filter(({ cell_type, id }) => cell_type === "code" && id !== "install");
  if (cells.length !== codes.length) throw new Error("the book's notebook does not have the cells of this page");
  cells.forEach((cell, i) => Object.assign(cell, { source: codes[i], outputs: [], execution_count: null }));
  return notebook;
}

/**
 * Offer the notebook as a download.
 *
 * @param {Notebook} notebook
 * @param {string} name
 */
export function save(notebook, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], { type: "application/x-ipynb+json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
