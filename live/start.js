// All of Live that a page loads to be read: a button that loads the rest.
const here = new URL(".", document.currentScript.src);

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector(".live-start");
  button?.addEventListener("click", async () => {
    button.setAttribute("aria-disabled", "true");
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("live.css", here) });
    document.head.append(style);
    const { goLive } = await import(new URL("live.js", here));
    goLive(button);
  }, { once: true });
});
