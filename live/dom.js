// Small elements, made in one line.

export function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** A button; `label` is what is read aloud, where that says more than the text. */
export function makeButton(text, onClick, label = text) {
  const button = make("button", "btn btn-sm", text);
  button.type = "button";
  if (label !== text) button.setAttribute("aria-label", label);
  button.addEventListener("click", onClick);
  return button;
}
