// Valid HTML and CSS, accessible in light and dark and on a phone, and the same words with the script and without it.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { axe } from "./accessible.mjs";
import { equal, holds, live, scenario } from "./browser.mjs";

const require = createRequire(import.meta.url);
const jar = path.join(path.dirname(require.resolve("vnu-jar")), "build/dist/vnu.jar");
const detail = "/servers/10.20.1.13%3A443?virtual=tcp%3A10.20.0.1%3A443";

await scenario(async ({ url, open }) => {
  await valid();
  await words();
  for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" },
    { colorScheme: "light", viewport: { width: 390, height: 844 } }, { colorScheme: "dark", viewport: { width: 390, height: 844 } }]) {
    await accessible(options);
  }

  async function valid() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "vnu-"));
    for (const [file, resource] of [["page.html", "/"], ["search.html", "/?q=10.20&only=problems"], ["server.html", detail], ["page.css", "/page.css"]]) {
      fs.writeFileSync(path.join(folder, file), await (await fetch(url + resource)).text());
    }
    const result = spawnSync("java", ["-Xss4m", "-jar", jar, "--also-check-css", "--stdout", folder], { encoding: "utf8" });
    fs.rmSync(folder, { recursive: true });
    equal(result.stdout.trim(), "", "complaints of the Nu checker");
    equal(result.status, 0, `the Nu checker's status (${result.stderr})`);
  }

  /** Rows, heads, problems and sums as texts; times that pass are left out. */
  async function words() {
    const texts = [];
    for (const javaScriptEnabled of [false, true]) {
      const { page } = await open({ javaScriptEnabled });
      if (javaScriptEnabled) await live(page, url);
      else await page.goto(url);
      texts.push(await page.evaluate(() => [...document.querySelectorAll("#servers tr:not(.space), #problems li, #figures > div, h1, #directors")]
        .map(one => one.innerText.replaceAll("⋯", "").replaceAll(/\b\d+[smhd]\d*[smh]?\b/g, "SPAN").replaceAll(/\s+/g, " ").trim())));
      if (!javaScriptEnabled) {
        await page.goto(url + detail);
        holds((await page.innerText("#detail")).includes("connection refused"), "the page of one server says why without the script");
        await page.goto(`${url}/?q=ldap&only=problems`);
      }
    }
    texts[1] = texts[1].map(text => text === "State Server For Weight Active Inactive Sticky Last check Why Checks Up Cert Steer"
      ? text.replace(" Steer", "") : text);
    texts[0].forEach((text, i) => equal(texts[1][i], text, "the words with the script, against those without it"));
    equal(texts[1].length, texts[0].length, "how many texts there are");
    holds(texts[0].length > 30, "there were words");
  }

  async function accessible(options) {
    const { page } = await open(options);
    await live(page, url);
    await check(page, "the page");
    if (options.viewport) await page.locator("#servers tr.row.bad th a").first().tap?.().catch(() => {});
    await page.locator("#servers tr.row.bad th a").first().click();
    await page.waitForSelector("#drawer[open] .actions");
    await check(page, "the drawer");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("d");
    await page.waitForSelector("dialog.box[open]");
    await check(page, "the dialog");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.waitForSelector("#help[open]");
    await check(page, "the help");
    await page.goto(url + detail);
    await page.waitForSelector(".actions");
    await check(page, "the page of one server");

    async function check(page, where) {
      equal(await axe(page), [], `what axe finds in ${where}, ${JSON.stringify(options)}`);
    }
  }
});
