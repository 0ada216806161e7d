// The only part of Live that every page loads: the button that loads the rest, and the link to the notebook.
import { find, keepPlace, makeButton } from "./dom.js";
import { messageOf } from "./errors.js";
import { fetchJson } from "./fetch.js";
import { bookNotebook, save } from "./notebook.js";

const { currentScript } = document;

if (currentScript instanceof HTMLScriptElement) {
  const folder = new URL(".", currentScript.src);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".live-start");
    const link = document.querySelector(".notebook-link");
    if (!(button instanceof HTMLElement && link instanceof HTMLAnchorElement)) return;
    button.addEventListener("click", () => load(button, folder));
    offerEditing(button, folder);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      download(link, new URL(button.dataset.wheel ?? "", location.href));
    });
  });
}

/**
 * Beside each cell's code: a button that starts Live with this cell. For pointers; keyboards have the Live button.
 *
 * @param {HTMLElement} button
 * @param {URL} folder
 */
function offerEditing(button, folder) {
  for (const code of document.querySelectorAll("div.cell div.cell_input")) {
    const edit = makeButton("Edit", () => askToEdit(button, folder, code.closest("div.cell") ?? undefined), "Edit this cell");
    edit.classList.add("live-edit", "d-print-none");
    edit.tabIndex = -1;
    code.append(edit);
  }
}

/**
 * @param {HTMLElement} button
 * @param {URL} folder
 * @param {Element} [cell]
 */
async function askToEdit(button, folder, cell) {
  /** @type {{ bytes: number } | null} */
  const settings = await fetchJson(new URL("python.json", folder)).catch(() => null);
  const size = settings ? `${Math.round(settings.bytes / 1e6)} MB` : "some 50 MB";
  if (confirm(`To edit and run code, Python must be loaded into your browser: ${size}, of which later pages find most in its memory. Load it now?`)) load(button, folder, cell);
}

/**
 * @param {HTMLElement} button
 * @param {URL} folder
 * @param {Element} [cell] the one to edit
 */
async function load(button, folder, cell) {
  if (button.ariaDisabled) return;
  button.ariaDisabled = "true";
  say("");
  try {
    if (location.protocol === "file:") {
      throw new Error("this page was opened from disk, and browsers start Python only on pages from a server (make serve)");
    }
    await loadStyle(new URL("live.css", folder));
    // another address each time, since a browser may remember that the first attempt failed
    /** @type {typeof import("./live.js")} */
    const { goLive } = await import(new URL(`live.js?${++attempts}`, folder).href);
    goLive(button, cell);
  } catch (error) {
    button.ariaDisabled = null;
    say(`Live could not be started: ${messageOf(error)}. The page is unchanged.`);
  }
}

let attempts = 0;

/**
 * @param {URL} address
 * @returns {Promise<void>}
 */
function loadStyle(address) {
  return new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = address.href;
    style.onload = () => resolve();
    style.onerror = () => {
      style.remove();
      reject(new Error(`${address.href} cannot be reached`));
    };
    document.head.append(style);
  });
}

/**
 * The notebook of the page, which installs glasslib from this site; from disk, as it lies there.
 *
 * @param {HTMLAnchorElement} link
 * @param {URL} wheel
 */
async function download(link, wheel) {
  const address = new URL(link.href);
  try {
    save(await bookNotebook(address, wheel.href), address.pathname.split("/").at(-1) ?? "");
  } catch {
    location.assign(address);
  }
}

/**
 * Say what went wrong, below the title, where readers look.
 *
 * @param {string} words
 */
function say(words) {
  let place = document.querySelector(".live-problem");
  if (!place) {
    place = document.createElement("p");
    place.className = "live-problem d-print-none";
    place.setAttribute("role", "alert");
    document.querySelector("article.bd-article h1")?.after(place);
  }
  const box = place;
  keepPlace(find("article.bd-article"), () => {
    box.textContent = words;
  });
  if (words) place.scrollIntoView({ block: "center" });
}
