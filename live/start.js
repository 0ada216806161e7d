// The only part of Live that every page loads: the button that loads the rest.
const { currentScript } = document;

if (currentScript instanceof HTMLScriptElement) {
  const folder = new URL(".", currentScript.src);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".live-start");
    if (button instanceof HTMLElement) button.addEventListener("click", () => load(button, folder), { once: true });
  });
}

/**
 * @param {HTMLElement} button
 * @param {URL} folder
 */
async function load(button, folder) {
  button.setAttribute("aria-disabled", "true");
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("live.css", folder).href;
  document.head.append(style);
  /** @type {typeof import("./live.js")} */
  const { goLive } = await import(new URL("live.js", folder).href);
  goLive(button);
}
