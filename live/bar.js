// The bar below the title: what can be done with the whole page, and what Live is doing.
import { make, makeButton } from "./dom.js";

export function makeBar(actions) {
  const element = make("div", "live-bar d-print-none");
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", "Live");
  const tools = make("div", "live-tools");
  const buttons = {};
  for (const [text, action] of Object.entries(actions)) tools.append((buttons[text] = makeButton(text, action)));

  const loading = make("progress", "live-progress");
  loading.setAttribute("aria-label", "Python is loading");
  const amount = make("span", "live-amount");
  const status = make("span", "live-status");
  status.setAttribute("role", "status");
  element.append(tools, loading, amount, status);
  // what one jumps to must not come to lie behind the bar
  measure("--live-bar", element);
  // the theme's own number for its header is smaller than that is on a phone
  measure("--live-top", document.querySelector(".bd-header-article"));

  return {
    element,
    say: (words) => (status.textContent = words),
    show(state) {
      loading.hidden = amount.hidden = state !== "loading";
      buttons["Try again"].hidden = state !== "failed";
      buttons["Stop"].disabled = !["loading", "running"].includes(state);
      buttons["Reset page"].disabled = state === "running";
    },
    progress(bytes, all) {
      loading.max = all;
      loading.value = bytes;
      amount.textContent = `${(bytes / 1e6).toFixed(0)} of ${(all / 1e6).toFixed(0)} MB`;
    },
  };
}

/** Keep a variable of the style at the height of an element. */
function measure(name, element) {
  if (element) new ResizeObserver(() => document.documentElement.style.setProperty(name, `${element.offsetHeight}px`)).observe(element);
}
