// The bar below the title: buttons for the whole page, loading progress and status.
import { make, makeButton } from "./dom.js";

/** @typedef {"loading" | "ready" | "running" | "done" | "error" | "failed"} State */

/** @param {Record<"runAll" | "stop" | "nextChange" | "tryAgain" | "resetPage" | "download", () => void>} actions */
export function makeBar(actions) {
  const element = make("div", "live-bar d-print-none");
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", "Live");
  const tools = make("div", "live-tools");
  const buttons = {
    runAll: makeButton("Run all", actions.runAll),
    stop: makeButton("Stop", actions.stop),
    nextChange: makeButton("Next change", actions.nextChange, "Next change: go to the next number or output that differs from the book"),
    tryAgain: makeButton("Try again", actions.tryAgain),
    resetPage: makeButton("Reset page", actions.resetPage),
    download: makeButton("Download with my edits", actions.download),
  };
  tools.append(...Object.values(buttons));

  const loading = make("progress", "live-progress");
  loading.setAttribute("aria-label", "Python is loading");
  const amount = make("span", "live-amount");
  const status = make("span", "live-status");
  status.setAttribute("role", "status");
  element.append(tools, loading, amount, status);
  // the target of a link must not be hidden behind the bar
  trackHeight("--live-bar", element);
  // on a phone the header is taller than the theme's own variable says
  trackHeight("--live-top", document.querySelector(".bd-header-article"));

  return {
    element,
    /** @param {string} text */
    say(text) {
      status.textContent = text;
    },
    /** @param {State} state */
    show(state) {
      loading.hidden = amount.hidden = state !== "loading";
      buttons.tryAgain.hidden = state !== "failed";
      buttons.stop.disabled = state !== "loading" && state !== "running";
      buttons.resetPage.disabled = state === "running";
    },
    /** @param {boolean} differs whether anything on the page differs from the book */
    showChanges(differs) {
      buttons.nextChange.hidden = !differs;
    },
    /**
     * @param {number} bytes
     * @param {number} total
     */
    progress(bytes, total) {
      loading.max = total;
      loading.value = bytes;
      amount.textContent = `${(bytes / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`;
    },
  };
}

/**
 * Keep a CSS variable equal to the height of an element.
 *
 * @param {string} name
 * @param {Element | null} element
 */
function trackHeight(name, element) {
  if (!(element instanceof HTMLElement)) return;
  const setHeight = () => document.documentElement.style.setProperty(name, `${element.offsetHeight}px`);
  new ResizeObserver(setHeight).observe(element);
}
