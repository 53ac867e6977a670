// A real server's answers are attacks: they stay texts, in the page, beside it, and without the script. Arguments: the page, the server's address.
import { equal, holds, live, scenario } from "../browser.mjs";
import { inspect } from "../inspect.mjs";
import { ServerRow } from "./row.mjs";

const [address] = process.argv.slice(3);
const shown = `</td><img src=x onerror=alert(1)><script>document.title="owned"</script>\\x1B[2J\\x1B[31mred\\x1B]0;owned\\x07\\xE2\\x80\\xAEdesrever`;

await scenario(async ({ url, open }) => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, offences } = await open({ javaScriptEnabled });
    if (javaScriptEnabled) await live(page, url);
    else await page.goto(url);
    for (const port of [25, 80]) {
      const server = new ServerRow(page, `${address}:${port}`);
      if (javaScriptEnabled) await server.becomes("down");
      await attacked(await server.row.locator("td.why").textContent(), `the row of port ${port}`);
      await inspect(page, "the page");
      if (javaScriptEnabled) {
        await server.row.locator("th a").click();
        await page.waitForSelector("#drawer[open]");
        await attacked(await page.locator("#drawer").textContent(), `the drawer of port ${port}`);
        await inspect(page, "the drawer");
        await page.keyboard.press("Escape");
      }
      await page.goto(`${url}/servers/${address}:${port}`);
      await attacked(await page.locator("#detail").textContent(), `the server's page of port ${port}`);
      await inspect(page, "the server's page");
      await page.goto(url);
      if (javaScriptEnabled) await page.waitForSelector("#live.on");
    }
    holds(!(await page.title()).includes("owned"), "the title");
    equal(offences, [], "offences");
  }

  function attacked(text, where) {
    holds(text.includes(shown), `${where} does not show the attack as it was sent: ${text}`);
  }
});
