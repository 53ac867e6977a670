// Two directors behind one console: each row and each loss says whose it is, and an order goes to its director alone. Arguments: the
// console's address, and the sockets of the directors "north" and "south".
import { axe } from "./accessible.mjs";
import { equal, holds, live, post, say, scenario } from "./browser.mjs";
import { forward } from "./proxy.mjs";

const north = await forward(process.argv[3]), south = await forward(process.argv[4]);

await scenario(async ({ url, open }) => {
  const plain = await open({ javaScriptEnabled: false });
  await plain.page.goto(url);
  for (const name of ["north", "south"]) {
    holds((await plain.page.innerText("#directors")).includes(name), `without the script, ${name} is named`);
    holds((await plain.page.innerText("#servers")).includes(name), `without the script, the services of ${name} say so`);
  }

  const { page, offences } = await open();
  await live(page, url);
  await page.waitForFunction(() => new Set([...document.querySelectorAll("#servers .director")].map(one => one.textContent)).size === 2);
  holds(/north, south – Ldirectord$/.test(await page.title()), await page.title());
  equal(await axe(page), [], "what axe finds");
  await dies();
  await drains();
  await lostAndBack();
  equal(offences, [], "offences");

  async function dies() {
    const report = await (await fetch(`${south.url}/api/v1/status`)).json();
    const service = report.services.find(one => one.virtual === "tcp:10.20.0.2:8080");
    const server = service.servers.find(one => one.real === "10.20.1.21:8080");
    const down = { ...server, health: "down", weight: null, code: "connect_timeout", reason: "no answer within 3 s", failures: 1, since: new Date().toISOString() };
    await say(south.url, "change", { services: {}, servers: { [service.virtual]: { [server.real]: down } }, removed: { services: [], servers: {} } });
    await page.locator("#problems li", { hasText: "10.20.1.21:8080" }).filter({ hasText: "no answer within 3 s" }).waitFor();
    const said = await page.locator("#problems li", { hasText: "10.20.1.21:8080" }).allInnerTexts();
    equal(said.length, 1, "problems of this server");
    holds(said[0].includes("south"), `the problem says whose it is: ${said[0]}`);
    equal(await page.locator("#servers tr.row.bad", { hasText: "10.20.1.21:8080" }).count(), 1, "bad rows: the other director's is good");
  }

  async function drains() {
    await page.keyboard.press("/");
    await page.keyboard.type("south 10.20.1.22");
    await page.waitForFunction(() => document.querySelectorAll("#servers tr.row").length === 1);
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("d");
    await page.waitForSelector("dialog.box[open]");
    const asks = await page.innerText("dialog.box");
    holds(asks.includes("Steer 10.20.1.22:8080 on south"), `the dialog says whose server it is: ${asks}`);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /TOKEN/.test(document.querySelector(".answer.bad")?.textContent));
    await page.keyboard.type("open");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /last healthy server/.test(document.querySelector(".answer.bad")?.textContent));
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog.box", { state: "detached" });
    const posts = one => fetch(`${one.url}/test/posts`).then(answer => answer.text());
    equal((await posts(south)).split(" {")[0], "/api/v1/drain Bearer open application/json", "the order to its director");
    equal(await posts(north), "", "orders to the other director");
    await page.keyboard.press("/");
    await page.fill("#find [name=q]", "");
    await page.keyboard.press("Escape");
  }

  async function lostAndBack() {
    await post(`${south.url}/test/end`);
    await page.waitForFunction(() => /^south: connection lost, last seen \d\d:\d\d:\d\d UTC$/.test(document.getElementById("live").textContent));
    await page.waitForSelector("#live.on");
  }
});
north.close();
south.close();
