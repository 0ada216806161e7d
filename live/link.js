// The reader's choices in the address of the page, so that a link carries them.
import { shortNumber } from "./numbers.js";
/** @import { Choices, Field, Value } from "./messages.js" */

const PREFIX = "#with:";

/** @param {string} hash */
export function isLink(hash) {
  return hash.startsWith(PREFIX);
}

/**
 * The hash for the choices that are not as printed; empty if all are.
 *
 * @param {Choices} choices
 * @param {Map<string, Field>} fields
 */
export function writeLink(choices, fields) {
  const changed = Object.entries(choices).filter(([name, value]) => value !== fields.get(name)?.printed);
  return changed.length ? PREFIX + changed.map(([name, value]) => `${name}=${write(value)}`).join("&") : "";
}

/**
 * The choices in a hash, and the names of those that are unknown or have an impossible value.
 *
 * @param {string} hash
 * @param {Map<string, Field>} fields
 */
export function readLink(hash, fields) {
  /** @type {Choices} */
  const choices = {};
  /** @type {string[]} */
  const dropped = [];
  const parts = isLink(hash) ? hash.slice(PREFIX.length).split("&") : [];
  for (const part of parts) {
    const [name, text = ""] = part.split("=");
    const field = fields.get(name);
    const value = field && read(field, text);
    if (value === undefined) dropped.push(name);
    else choices[name] = value;
  }
  return { choices, dropped };
}

/** @param {Value} value */
function write(value) {
  if (value === null) return "derived";
  return encodeURIComponent(typeof value === "number" ? shortNumber(value) : value);
}

/**
 * @param {Field} field
 * @param {string} text
 * @returns {Value | undefined}
 */
function read(field, text) {
  if (field.options) return field.options.find((option) => encodeURIComponent(option) === text);
  if (text === "derived") return field.none ? null : undefined;
  const value = text === "" ? NaN : Number(text);
  return value >= field.low && value <= field.high ? value : undefined;
}
