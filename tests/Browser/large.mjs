// 10,000 servers: few rows are drawn, all are found.
import { equal, holds, live, scenario } from "./browser.mjs";

await scenario(async ({ url, open }) => {
  const { page, offences } = await open();
  await live(page, url);
  /** Not more at any time, and soon not fewer: after a long way the page may be drawn twice. */
  const few = async when => {
    const count = await page.waitForFunction(() => {
      const rows = document.querySelectorAll("#servers tr[data-key]").length;
      return rows > 10 && rows;
    });
    const rows = await count.jsonValue();
    holds(rows < 250, `${rows} rows are drawn ${when}`);
  };
  await few("at first");
  equal(await page.textContent("#found"), "10,000 servers", "the count");
  equal(await page.getAttribute("#servers", "aria-rowcount"), "10101", "rows for a screen reader");
  holds((await page.locator("#servers tr.service").first().textContent()).includes("10.1.0.99:80"), "problems come first");
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  holds(height > 10000 * 25, `the page is ${height} pixels high: as if all rows were there`);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.locator("#servers tr.row", { hasText: "10.2.98.99:80" }).waitFor();
  await few("at the end");
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
  await page.locator("#servers tr.row", { hasText: /10\.2\.(48|49|50)\.\d+:80/ }).first().waitFor();
  await few("in the middle");
  await page.fill("#find [name=q]", "10.2.42.17:80");
  await page.waitForFunction(() => document.getElementById("found").textContent === "1 of 10,000 servers");
  equal(await page.locator("#servers tr.row th a").allTextContents(), ["10.2.42.17:80"], "what is found");
  await page.fill("#find [name=q]", "");
  await page.check("#find [name=only]");
  await page.waitForFunction(() => document.getElementById("found").textContent === "15 of 10,000 servers");
  equal(await page.locator("#servers tr.row.bad").count(), 15, "only what is not fine");
  equal(offences, [], "offences");

  const plain = (await open({ javaScriptEnabled: false })).page;
  await plain.goto(url);
  equal(await plain.locator("#servers tr.row").count(), 400, "rows of one page without the script");
  await plain.click("#pages a");
  holds((await plain.textContent("#pages")).includes("Servers 401 to 800 of 10,000"), "the second page");
});
