// A server is taken out until soon, by a command with a hostile reason, and returns by itself. Arguments: the page, the server, the reason.
import { ask, equal, live, scenario } from "../browser.mjs";
import { inspect } from "../inspect.mjs";
import { ServerRow } from "./row.mjs";

const [real, reason] = process.argv.slice(3);

await scenario(async ({ url, open }) => {
  const { page, offences } = await open();
  await live(page, url);
  const server = new ServerRow(page, real);
  await server.becomes("up", { weight: "1" });
  await Promise.all([
    server.becomes("maintenance", { weight: "– of 1", why: `${reason}, by root, until ` }),
    ask("maintenance"),
  ]);
  await inspect(page, "the page, in maintenance");
  await server.becomes("up", { weight: "1" });
  equal(await ask("files"), "", "files in maintenancedir");
  equal(offences, [], "offences");
});
