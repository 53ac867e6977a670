// A headless Chromium that asks nobody but the page, and a page of it that notes whatever it must never do.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { chromium } from "playwright-core";
import { forward } from "./proxy.mjs";

export const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--font-render-hinting=none"];

/** Runs a scenario against the socket or the address that is the first argument; a rejected promise ends the process with 1. */
export async function scenario(run) {
  const proxy = process.argv[2].startsWith("http:") ? { url: process.argv[2], close() {} } : await forward(process.argv[2]);
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "page-"));
  const contexts = [];
  let number = 0;
  try {
    await run({
      url: proxy.url,
      proxy,
      /** A window; `offences` counts scripts that ran or were stopped, dialogs, errors, and requests that went elsewhere. */
      async open(options = {}) {
        const context = await chromium.launchPersistentContext(path.join(profile, String(number++)), {
          executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: flags,
          viewport: { width: 1440, height: 900 }, locale: "en-GB", timezoneId: "UTC", ...options,
        });
        contexts.push(context);
        const page = context.pages()[0] ?? await context.newPage();
        // PAGE_ASSETS=FOLDER takes style and script from there: to try an edit without building.
        if (process.env.PAGE_ASSETS) {
          await page.route(/page[.](css|js)/, route => route.fulfill({ path: path.join(process.env.PAGE_ASSETS, new URL(route.request().url()).pathname) }));
        }
        const offences = [];
        page.on("dialog", dialog => { offences.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
        page.on("pageerror", error => offences.push(`error: ${error.message}`));
        page.on("request", request => {
          if (!request.url().startsWith(proxy.url)) offences.push(`request elsewhere: ${request.url()}`);
        });
        page.on("console", message => {
          if (/Content Security Policy|TrustedHTML|TrustedScript/i.test(message.text())) offences.push(`policy: ${message.text()}`);
        });
        return { context, page, offences };
      },
    });
  } finally {
    for (const context of contexts) await context.close().catch(() => {});
    proxy.close();
    lines?.close();
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The page once its stream has begun. */
export async function live(page, url) {
  await page.goto(url);
  await page.waitForSelector("#live.on");
  if (!new URL(page.url()).pathname.startsWith("/servers/")) await page.waitForSelector("#servers tr[data-key]");
}

export function equal(actual, expected, what) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}

export function holds(condition, what) {
  if (!condition) throw new Error(what);
}

/** Sends events to all streams of the played director. */
export async function say(url, name, data) {
  await post(`${url}/test/stream`, `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

export async function post(url, body = "") {
  const answer = await fetch(url, { method: "POST", body });
  holds(answer.ok, `${url} answers ${answer.status}`);
}

let lines = null, answers = null; // what the test says; an interface that is not closed keeps the process

/** Has the test do something in the guest; resolves once it is done, with what the test says. */
export async function ask(question) {
  lines ??= readline.createInterface({ input: process.stdin });
  answers ??= lines[Symbol.asyncIterator]();
  console.log(question);
  const { value, done } = await answers.next();
  holds(!done, `the test does not answer "${question}"`);
  return value;
}
