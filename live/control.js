// The control of one assumption: a menu, or a slider with its number.
import { make, subscripted } from "./dom.js";
import { shortNumber } from "./numbers.js";
/** @import { Field, MenuField, NumberField, Value } from "./messages.js" */

/** @typedef {{ element: HTMLElement, set: (value: Value) => void }} Control */

export const STEPS = 250; // of a slider, about as many as it has pixels

/**
 * @param {Field} field
 * @param {Value} value
 * @param {(value: Value) => void} onChange
 * @param {{ group: string, original: string }} words what its id begins with, and what to call the value before a change
 * @returns {Control}
 */
export function makeControl(field, value, onChange, { group, original }) {
  const id = `${group}-${field.name}`;
  const element = make("div", "control");
  const label = make("label");
  label.append(...subscripted(field.options || field.unit === "1" ? field.says : `${field.says} (${field.unit})`));
  label.htmlFor = id;
  const { parts, set } = field.options ? makeMenu(field, id, change) : makeSlider(field, id, change);
  const note = make("span", "control-note");
  const head = make("div", "control-label");
  head.append(label, note);
  element.append(head, ...parts);
  /** @param {Value} value */
  function mark(value) {
    const isChanged = value !== field.printed;
    element.classList.toggle("control-changed", isChanged);
    note.textContent = isChanged ? `changed; ${original}: ${inWords(field)}` : "";
  }
  mark(value);
  set(value);
  return {
    element,
    set: (value) => {
      mark(value);
      set(value);
    },
  };

  /** @param {Value} value */
  function change(value) {
    mark(value);
    onChange(value);
  }
}

/**
 * The printed value of a field.
 *
 * @param {Field} field
 */
function inWords(field) {
  if (field.options) return field.printed;
  return field.printed === null ? (field.none ?? "none") : shortNumber(field.printed);
}

/**
 * @param {MenuField} field
 * @param {string} id
 * @param {(value: Value) => void} onChange
 */
function makeMenu(field, id, onChange) {
  const menu = make("select", "form-select form-select-sm");
  menu.id = id;
  for (const option of field.options) menu.append(new Option(option, option));
  menu.addEventListener("change", () => onChange(menu.value));
  return {
    parts: [menu],
    /** @param {Value} value */
    set: (value) => {
      menu.value = String(value);
    },
  };
}

/**
 * A slider and a number; with a checkbox if the theory can give the value.
 *
 * @param {NumberField} field
 * @param {string} id
 * @param {(value: Value) => void} onChange
 */
function makeSlider(field, id, onChange) {
  const { says, unit, low, high, none: derivedLabel } = field;
  const { toSlider, fromSlider } = sliderScale(field);
  const slider = Object.assign(make("input"), { type: "range", min: "0", max: String(STEPS), step: "1", id });
  const number = Object.assign(make("input", "form-control form-control-sm"), {
    type: "number",
    min: String(low),
    max: String(high),
    step: "any",
  });
  number.setAttribute("aria-label", `${says}, as a number`);
  const row = make("div", "control-row");
  row.append(slider, number);
  const derived = Object.assign(make("input"), { type: "checkbox", id: `${id}-derived` });
  // the value when the box is unchecked again
  let last = field.printed ?? field.consistent ?? Number(Math.sqrt(low * high).toPrecision(2));

  /** @param {Value} value */
  function set(value) {
    show(value);
    slider.value = String(toSlider(last));
  }

  /** @param {Value} value */
  function show(value) {
    const isDerived = typeof value !== "number";
    if (!isDerived) last = value;
    derived.checked = slider.disabled = number.disabled = isDerived;
    number.value = isDerived ? "" : shortNumber(last);
    slider.setAttribute("aria-valuetext", isDerived ? (derivedLabel ?? "") : `${shortNumber(last)} ${unit === "1" ? "" : unit}`);
  }

  /** @param {Value} value */
  function change(value) {
    set(value);
    onChange(value);
  }

  slider.addEventListener("input", () => {
    const value = fromSlider(Number(slider.value));
    show(value); // the slider itself stays where it is: put back to a rounded value it would stick
    onChange(value);
  });
  // an empty field keeps the value; a number outside the range becomes the nearest end
  number.addEventListener("change", () => change(number.value === "" ? last : Math.min(Math.max(Number(number.value), low), high)));
  derived.addEventListener("change", () => change(derived.checked ? null : last));

  if (!derivedLabel) return { parts: [row], set };
  const label = make("label", "control-derived", derivedLabel);
  label.htmlFor = derived.id;
  label.prepend(derived);
  return { parts: [row, label], set };
}

/**
 * Between a value and its place on the slider: linear, or logarithmic for a wide range.
 *
 * @param {Pick<NumberField, "low" | "high" | "logarithmic" | "printed">} field
 */
export function sliderScale({ low, high, logarithmic, printed }) {
  // enough digits to tell one place from the next
  const step = logarithmic ? low * ((high / low) ** (1 / STEPS) - 1) : (high - low) / STEPS;
  const digits = Math.max(3, Math.ceil(Math.log10((logarithmic ? low : Math.max(Math.abs(low), Math.abs(high))) / step)) + 1);

  /** @param {number} value */
  function toSlider(value) {
    return STEPS * (logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  }

  /** @param {number} place */
  function fromSlider(place) {
    // the place next to the printed value stands for exactly that value
    if (printed !== null && Math.abs(place - toSlider(printed)) <= 0.5) return printed;
    const fraction = place / STEPS;
    return Number((logarithmic ? low * (high / low) ** fraction : low + (high - low) * fraction).toPrecision(digits));
  }

  return { toSlider, fromSlider };
}
