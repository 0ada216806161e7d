// The reader's choices: on a slider, and in the address of the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { STEPS, sliderScale } from "../../live/control.js";
import { isLink, readLink, writeLink } from "../../live/link.js";

const FIELDS = [
  { name: "density", low: 1000, high: 6000, logarithmic: false, none: null, printed: 2200 },
  { name: "timescale", low: 1e10, high: 1e25, logarithmic: true, none: null, printed: 1e17 },
  { name: "size", low: 100, high: 400, logarithmic: false, none: "what Eq. 6 gives", printed: 195.112 },
  { name: "narrow", low: 1, high: 1.05, logarithmic: false, none: null, printed: 1.02 },
  { name: "smearing", low: 0.1, high: 3, logarithmic: true, none: "no smearing", printed: null },
];
const MENU = { name: "profile", options: ["sharp cutoff", "50 % & more", "exact"], printed: "exact" };
const BY_NAME = new Map([...FIELDS, MENU].map((field) => [field.name, field]));
const PRINTED = Object.fromEntries([...BY_NAME.values()].map(({ name, printed }) => [name, printed]));

for (const field of FIELDS) {
  const { toSlider, fromSlider } = sliderScale(field);

  test(`the slider of ${field.name} reaches both ends and comes back to its place`, () => {
    assert.equal(fromSlider(0), field.low);
    assert.equal(fromSlider(STEPS), field.high);
    for (let place = 0; place <= STEPS; place++) {
      const value = fromSlider(place);
      assert.ok(value === field.printed || Math.abs(toSlider(value) - place) < 0.5, `${place} gives ${value}`);
    }
  });

  test(`the slider of ${field.name} is monotonic and has the printed value`, () => {
    const values = Array.from({ length: STEPS + 1 }, (_, place) => fromSlider(place));
    assert.ok(values.every((value, place) => place === 0 || value > values[place - 1]));
    if (field.printed !== null) assert.equal(fromSlider(Math.round(toSlider(field.printed))), field.printed);
  });
}

test("a slider is logarithmic where the field says so", () => {
  assert.ok(Math.abs(sliderScale(FIELDS[1]).toSlider(10 ** 17.5) - STEPS / 2) < 1e-9);
  assert.equal(sliderScale(FIELDS[0]).toSlider(3500), STEPS / 2);
});

test("choices as printed need no link", () => {
  assert.equal(writeLink(PRINTED, BY_NAME), "");
  assert.deepEqual(readLink("", BY_NAME), { choices: {}, dropped: [] });
  assert.deepEqual(readLink("#eq-7", BY_NAME), { choices: {}, dropped: [] });
});

test("a link carries every kind of choice", () => {
  const changed = { density: 2500, timescale: 3.162e20, size: null, smearing: 0.25, profile: "50 % & more" };
  const hash = writeLink({ ...PRINTED, ...changed }, BY_NAME);
  assert.ok(isLink(hash) && !/[\s+]/.test(hash), hash);
  assert.deepEqual(readLink(hash, BY_NAME), { choices: changed, dropped: [] });
});

const IMPOSSIBLE = {
  unknown: "1",
  constructor: "1",
  density: "999",
  timescale: "1e26",
  size: "",
  smearing: "many",
  profile: "%E0%A4%A",
};

for (const [name, text] of Object.entries(IMPOSSIBLE)) {
  test(`the link ${name}=${text} is dropped, and the rest is read`, () => {
    const { choices, dropped } = readLink(`#with:${name}=${text}&${name === "density" ? "size=150" : "density=3000"}`, BY_NAME);
    assert.deepEqual(dropped, [name]);
    assert.deepEqual(choices, name === "density" ? { size: 150 } : { density: 3000 });
  });
}

test("only a field that the theory can give is read as derived", () => {
  assert.deepEqual(readLink("#with:density=derived&size=derived", BY_NAME), { choices: { size: null }, dropped: ["density"] });
});
