// A director all of whose texts are attacks: nothing of them may run, leave its place, or reach a terminal.
import { holds, live, post, say, scenario, equal } from "./browser.mjs";
import { inspect } from "./inspect.mjs";

await scenario(async ({ url, open }) => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, offences } = await open({ javaScriptEnabled });
    if (javaScriptEnabled) await live(page, url);
    else await page.goto(url);
    await inspect(page, "the page");
    holds(await page.locator("#servers tr.row").count() >= 15, "the rows are there");

    const links = await page.locator("#servers th a").evaluateAll(all => all.map(one => one.getAttribute("href")));
    for (const link of links.filter(one => one.length < 4000)) { // a longer one is refused with its head
      holds(link.startsWith("/servers/"), `a link leads elsewhere: ${link}`);
      await page.goto(url + link);
      await inspect(page, link);
    }
    if (javaScriptEnabled) {
      await live(page, url);
      const row = page.locator("#servers tr.row").first();
      await row.locator("th a").click();
      await page.waitForSelector("#drawer[open]");
      await inspect(page, "the drawer");
      await page.keyboard.press("Escape");
      await row.locator(".menu button").click();
      await page.waitForSelector("dialog.box[open]");
      await inspect(page, "the dialog");
      await page.keyboard.press("Escape");
      await attackByStream(page);
      await inspect(page, "the page after the attack by the stream");
      await typed(page);
    }
    equal(offences, [], "offences");
  }

  async function attackByStream(page) {
    const attack = "</td><img src=x onerror=alert(1)><script>alert(2)</script>";
    await say(url, "event", { id: 1, at: "x", kind: attack, virtual: attack, real: attack, message: attack });
    await post(`${url}/test/stream`, "event: change\ndata: not json\n\nevent: change\ndata: null\n\n");
    await say(url, "change", { top: { problem: attack }, services: {}, servers: {}, removed: {} });
    await page.waitForFunction(text => document.querySelector("#problems").textContent.includes(text), attack);
  }

  /** What is typed into the search is text, too, in the page and in the address. */
  async function typed(page) {
    await page.goto(`${url}/?q=${encodeURIComponent("\"><script>alert(1)</script>")}&sort=<b>&only=<i>`);
    await inspect(page, "the search");
    holds(await page.inputValue("#find [name=q]") === "\"><script>alert(1)</script>", "the search is as it was typed");
  }
});
