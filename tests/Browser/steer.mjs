// By keyboard alone: find a server, drain it; and what the page does while the stream says, is lost, and returns.
import { equal, holds, live, post, say, scenario } from "./browser.mjs";

await scenario(async ({ url, proxy, open }) => {
  const { page, offences } = await open();
  await live(page, url);
  await drainByKeyboard();
  await changes();
  await opens();
  await lostAndBack();
  equal(offences, [], "offences");

  async function drainByKeyboard() {
    const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    await press("/");
    await page.keyboard.type("10.20.1.11");
    await page.waitForFunction(() => document.querySelectorAll("#servers tr.row").length === 1);
    holds(page.url().endsWith("/?q=10.20.1.11"), "the search is in the address");
    await press("Escape", "j");
    equal(await page.evaluate(() => document.activeElement.textContent), "10.20.1.11:443", "the focus");
    await press("d");
    await page.waitForSelector("dialog.box[open]");
    await page.keyboard.type("new kernel");
    await press("Tab");
    await page.keyboard.type("2h");
    await press("Enter");
    await page.waitForFunction(() => /token/.test(document.querySelector(".answer.bad")?.textContent));
    equal(await page.evaluate(() => document.activeElement.name), "token", "the focus after 401");
    await page.keyboard.type("open");
    await press("Enter");
    await page.waitForFunction(() => /last healthy server/.test(document.querySelector(".answer.bad")?.textContent));
    equal(await page.evaluate(() => document.activeElement.name), "force", "the focus after 409");
    await press("Space", "Enter");
    await page.waitForFunction(() => /drains: 3 connections/.test(document.querySelector(".answer:not(.bad)")?.textContent));
    await press("Enter");
    await page.waitForSelector("dialog.box", { state: "detached" });
    const posts = (await (await fetch(`${url}/test/posts`)).text()).split("\n");
    equal(posts.length, 3, "orders");
    holds(posts[0].startsWith("/api/v1/drain  application/json {"), posts[0]);
    equal(JSON.parse(posts[2].replace("/api/v1/drain Bearer open application/json ", "")), {
      server: "10.20.1.11:443", virtual: "tcp:10.20.0.1:443", reason: "new kernel", until: "2h", limit: null, hard: false, force: true, weight: null,
    }, "the order");
    holds(!page.url().includes("open"), "the token is not in the address");
    await press("/");
    await page.fill("#find [name=q]", "");
    await press("Escape");
  }

  async function changes() {
    const report = await (await fetch(`${url}/api/v1/status`)).json();
    const service = report.services.find(one => one.virtual === "tcp:10.20.0.2:8080");
    const server = service.servers.find(one => one.real === "10.20.1.21:8080");
    await page.waitForFunction(() => document.querySelectorAll("#servers tr.row").length > 10);
    await page.evaluate(() => document.querySelector("#servers a[href*='10.20.1.22']").focus());
    const down = { ...server, health: "down", weight: null, code: "connect_timeout", reason: "no answer within 3 s", failures: 1, since: new Date().toISOString() };
    const { servers, ...fields } = service;
    await say(url, "event", { id: 12, at: down.since, kind: "down", virtual: service.virtual, real: server.real, message: "no answer within 3 s" });
    await say(url, "change", { services: { [service.virtual]: { ...fields, lost: "4 of 5 up, 5 wanted" } },
      servers: { [service.virtual]: { [server.real]: down } }, removed: { services: [], servers: {} } });
    const row = page.locator("#servers tr.row", { hasText: "10.20.1.21:8080" });
    await row.filter({ hasText: "no answer within 3 s" }).waitFor();
    holds((await row.getAttribute("class")).startsWith("row bad"), "the row is bad");
    await page.locator("#servers tr.service.bad", { hasText: "lost: 4 of 5 up, 5 wanted" }).waitFor();
    equal(await page.textContent("#changes p:last-child"), "10.20.1.21:8080: down: no answer within 3 s", "what a screen reader is told");
    equal(await page.evaluate(() => document.activeElement.textContent), "10.20.1.22:8080", "the focus, after the rows moved");
    holds((await page.title()).startsWith("("), "the title counts");
    await say(url, "change", { services: { [service.virtual]: fields }, servers: { [service.virtual]: { [server.real]: server } },
      removed: { services: ["fwm:25"], servers: { "udp:10.20.0.53:53": ["10.20.1.54:53"] } } });
    await row.filter({ hasText: "no answer within 3 s" }).waitFor({ state: "detached" });
    await page.locator("#servers", { hasText: "lost: 4 of 5" }).waitFor({ state: "detached" });
    equal(await page.locator("#servers", { hasText: "10.20.1.54:53" }).count(), 0, "the removed server");
    equal(await page.locator("#servers", { hasText: "10.20.1.61" }).count(), 0, "the removed service");
  }

  /** A server's page that was asked for is shown, although an event has it read again before it has come. */
  async function opens() {
    const link = text => page.locator("#servers th a", { hasText: text }).first();
    await link("10.20.1.21:8080").click();
    await page.waitForSelector("#drawer[open]");
    await page.keyboard.press("Escape");
    let release;
    const released = new Promise(done => { release = done; });
    await page.route(/servers\/10\.20\.1\.22/, route => released.then(() => route.continue()));
    await link("10.20.1.22:8080").click();
    await say(url, "event", { id: 13, at: new Date().toISOString(), kind: "down", virtual: "tcp:10.20.0.2:8080", real: "10.20.1.21:8080", message: "again" });
    await page.waitForFunction(() => document.getElementById("changes").textContent.includes("again"));
    await page.evaluate(() => new Promise(done => setTimeout(done, 301))); // The page waits so long after an event.
    release();
    await page.locator("#drawer[open] h2", { hasText: "10.20.1.22:8080" }).waitFor();
    await page.keyboard.press("Escape");
  }

  async function lostAndBack() {
    const reopen = proxy.cut();
    await page.waitForFunction(() => /^connection lost, last seen \d\d:\d\d:\d\d UTC$/.test(document.getElementById("live").textContent));
    await reopen();
    await page.waitForSelector("#live.on");
    await page.locator("#servers tr.row", { hasText: "10.20.1.54:53" }).waitFor();
    await post(`${url}/test/end`);
    await page.waitForSelector("#live.lost");
    await page.waitForSelector("#live.on");
  }
});
