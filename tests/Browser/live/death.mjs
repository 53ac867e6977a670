// A real server is killed, and started again: the page shows what the kernel's table does. Arguments: the page, the server, rounds, a folder that the
// guest writes to, too: a folder in it, made by the guest when the table has changed, tells when that was, by this machine's clock.
import fs from "node:fs";
import path from "node:path";
import { ask, equal, live, scenario } from "../browser.mjs";
import { ServerRow } from "./row.mjs";

const [real, rounds, folder] = process.argv.slice(3);

await scenario(async ({ url, open }) => {
  const { page, offences } = await open();
  await live(page, url);
  const server = new ServerRow(page, real);
  await server.becomes("up", { weight: "1" });
  await page.locator("#servers tr.service", { hasText: "2 of 2 up" }).waitFor();

  for (let round = 1; round <= Number(rounds); round++) {
    await follow(`lost${round}`, "– of 1");
    await server.becomes("down", { why: "connection refused" });
    if (round === 1) await look();
    await follow(`back${round}`, "1");
    await server.becomes("up", { weight: "1" });
  }
  await page.locator("#problems li", { hasText: real }).waitFor({ state: "detached" });
  equal(offences, [], "offences");

  async function follow(mark, weight) {
    const { shown } = await server.weightShown(weight);
    await ask(mark);
    const seen = await shown;
    await ask(`seen ${mark}`);
    const kernel = fs.statSync(path.join(folder, mark)).mtimeMs;
    await ask(`measured ${mark}: ${Math.round(seen - kernel)} ms`);
  }

  async function look() {
    await page.locator("#problems li.bad", { hasText: real }).waitFor();
    await page.locator("#servers tr.service", { hasText: "1 of 2 up" }).waitFor();
    await server.row.locator("th a").click();
    await page.locator("#drawer .timeline li.down").first().waitFor();
    await page.locator("#drawer .lines", { hasText: `real = ${real} masq` }).waitFor();
    await page.keyboard.press("Escape");
  }
});
