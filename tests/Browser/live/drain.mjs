// A server that has a client is drained from the page, by an operator with a token. Arguments: the page, the server, the token.
import { ask, equal, holds, live, scenario } from "../browser.mjs";
import { ServerRow } from "./row.mjs";

const [real, token] = process.argv.slice(3);

await scenario(async ({ url, open }) => {
  const { page, offences } = await open();
  await live(page, url);
  const server = new ServerRow(page, real);
  await server.becomes("up", { weight: "1" });
  await ask("connect");
  await server.becomes("up", { active: "1" });

  await server.steer("drain", { reason: "new disk", token: "not-the-token-0123456789" });
  equal(await server.refused(), "the token is not in the file that steertoken names", "the refusal");
  await server.send({ token });
  const said = await server.obeyed();
  holds(said.startsWith("gets no new clients; 1 active connection"), `the answer: ${said}`);
  await server.becomes("draining", { weight: "0 of 1", active: "1", why: "new disk, by alice, no end" });
  await page.locator("#problems li.planned", { hasText: real }).waitFor();

  await ask("disconnect");
  await server.becomes("drained", { weight: "– of 1", active: "·" });
  const file = await ask("gone");
  holds(file.startsWith("new disk mode: drain who: alice since: "), `the file: ${file}`);

  await server.steer("enable", { token });
  await server.obeyed();
  await server.becomes("up", { weight: "1" });
  equal(await ask("files"), "", "files in maintenancedir");
  equal(offences, [], "offences");
});
