// Opens pages of the built site in Firefox, over WebDriver BiDi, and says what is wrong with them.
// Input: JSON with `executable`, `pages` (addresses), `live` (addresses), `checks` (name -> expression that should be []).
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const { executable, pages, live, checks } = JSON.parse(readFileSync(0, "utf8"));
const MINUTES = 60_000;
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: executable,
  headless: true,
  protocolTimeout: 10 * MINUTES,
});
const problems = [];

async function open(address, width) {
  const page = await browser.newPage();
  page.setDefaultTimeout(10 * MINUTES);
  await page.setViewport({ width, height: 900 });
  page.on("pageerror", (error) => problems.push([address, "error", error.message]));
  page.on("requestfailed", (request) => problems.push([address, "failed", request.url()]));
  await page.goto(address, { waitUntil: "load" });
  await page.evaluate(() => window.MathJax?.startup.promise.then(() => true));
  // what is too wide has been found when the fonts are there and two more frames are drawn
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))));
  return page;
}

for (const address of pages) {
  for (const width of [1300, 320]) {
    const page = await open(address, width);
    for (const [name, expression] of Object.entries(checks)) {
      const found = await page.evaluate(`JSON.stringify(${expression})`);
      if (found !== "[]") problems.push([address, `${name}, ${width} px wide`, found.slice(0, 300)]);
    }
    await page.close();
  }
}

for (const address of live) {
  const page = await open(address, 1300);
  await page.click(".live-start");
  await page.waitForSelector("html:is([data-live=ready], [data-live=failed])");
  await page.evaluate(`[...document.querySelectorAll(".live-bar button")].find((button) => button.textContent === "Run all").click()`);
  await page.waitForSelector("html:is([data-live=done], [data-live=error], [data-live=failed])");
  const status = await page.$eval(".live-status", (element) => element.textContent);
  if (!/^\d+ cells ran/.test(status) || status.includes("Differs")) problems.push([address, "live", status]);
  await page.close();
}

await browser.close();
process.stdout.write(JSON.stringify(problems));
