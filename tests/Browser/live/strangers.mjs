// What a page of somebody else's, in the same browser, can do to the console: nothing. Arguments: the page, the server, the token.
import http from "node:http";
import { ask, equal, flags, holds, live, scenario } from "../browser.mjs";
import { ServerRow } from "./row.mjs";

const [real, token] = process.argv.slice(3);
const order = JSON.stringify({ server: real, virtual: null, reason: "", until: null, limit: null, hard: false, force: true, weight: null });
const name = "evil.example";
const drain = "/directors/live.cf/api/v1/drain";

await scenario(async ({ url, open }) => {
  // A name of somebody else's that leads to this machine; and a browser that has no protection of its own against a page that asks the local network.
  const { context, page, offences } = await open({
    args: [...flags, `--host-resolver-rules=MAP ${name} 127.0.0.1`, "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"],
  });
  await live(page, url);
  const server = new ServerRow(page, real);
  await server.becomes("up", { weight: "1" });
  const before = await ask("state");
  const evil = http.createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end("<title>evil</title>"));
  await new Promise(done => evil.listen(0, "127.0.0.1", done));
  try {
    for (const host of ["127.0.0.1", "localhost", name]) await fromAnotherOrigin(`http://${host}:${evil.address().port}/`);
  } finally {
    evil.close();
  }
  await byAnotherName(url.replace("127.0.0.1", name));
  await withoutTheToken();
  await byHand();
  equal(await ask("state"), before, "the kernel's table and maintenancedir");
  await server.becomes("up", { weight: "1" });

  // The same order with the token, from the page itself, is obeyed.
  equal(await post(page, { Authorization: `Bearer ${token}` }), 200, "with the token");
  await server.becomes("drained", { weight: "– of 1", why: "by alice" });
  equal(await post(page, { Authorization: `Bearer ${token}` }, drain.replace("drain", "enable")), 200, "with the token, back");
  await server.becomes("up", { weight: "1" });
  equal(await ask("state"), before, "the table and maintenancedir, in the end");
  equal(offences, [], "offences");

  /** The status of a POST by the script of a page; 0 if the browser does not tell the page. */
  function post(from, headers, path = drain) {
    return from.evaluate(async ({ address, headers, order }) => {
      try {
        return (await fetch(address, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: order })).status;
      } catch {
        return 0;
      }
    }, { address: url + path, headers, order });
  }

  async function fromAnotherOrigin(origin) {
    const other = await context.newPage();
    /** The status that the console answers a script with, whatever the browser tells the script. */
    const status = async (script, path) => {
      const [answer] = await Promise.all([
        other.waitForResponse(one => one.url().startsWith(url) && one.request().method() !== "OPTIONS"),
        other.evaluate(script, { address: url + path, order }),
      ]);
      return answer.status();
    };
    await other.goto(origin);
    equal(await post(other, { Authorization: `Bearer ${token}` }), 0, `a POST of ${origin} with the token`);
    // Without a question beforehand (preflight) a page can send three types of content.
    equal(await status(({ address, order }) => fetch(address, { method: "POST", mode: "no-cors", body: order, credentials: "include" }).then(() => {}),
      drain), 403, `a simple POST of ${origin}`);
    equal(await status(({ address }) => fetch(address, { mode: "no-cors" }).then(() => {}), "/api/v1/status"), 403, `a GET of ${origin}`);
    equal(await other.evaluate(address => new Promise(done => {
      const image = new Image();
      image.onload = () => done("loaded");
      image.onerror = () => done("refused");
      image.src = address;
    }), `${url}${drain}?server=${encodeURIComponent(real)}`), "refused", `an image of ${origin}`);
    await other.evaluate(address => {
      const frame = document.createElement("iframe");
      frame.src = address;
      document.body.append(frame);
      return new Promise(done => { frame.onload = done; });
    }, `${url}/`);
    equal(await other.frames()[1].locator("#servers").count().catch(() => 0), 0, `the page in a frame of ${origin}`);

    await other.goto(origin);
    const [form] = await Promise.all([
      other.waitForNavigation(),
      other.evaluate(({ address, order }) => {
        const form = document.createElement("form");
        form.method = "POST";
        form.enctype = "text/plain";
        form.action = address;
        const field = document.createElement("input");
        [field.name, field.value] = [`${order.slice(0, -1)},"x":"`, "\"}"];
        form.append(field);
        document.body.append(form);
        form.submit();
      }, { address: url + drain, order }),
    ]);
    equal(form.status(), 403, `a form of ${origin}`);
    await other.close();
  }

  /** As after DNS rebinding: to the browser, page and console are one origin. */
  async function byAnotherName(console) {
    const other = await context.newPage();
    equal((await other.goto(`${console}/`)).status(), 421, "the page by another name");
    await other.route(`${console}/evil`, route => route.fulfill({ contentType: "text/html", body: "<title>evil</title>" }));
    await other.goto(`${console}/evil`);
    equal(await other.evaluate(async ({ path, headers, order }) => (await fetch(path, { method: "POST", headers, body: order })).status,
      { path: drain, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, order }), 421, "a POST by another name");
    await other.close();
  }

  async function withoutTheToken() {
    equal(await post(page, {}), 401, "without a token");
    equal(await post(page, { Authorization: "Bearer not-the-token-0123456789" }), 401, "with another token");
    equal(await post(page, { Authorization: `Basic ${btoa(`alice:${token}`)}` }), 401, "with the token as a password");
    await server.steer("drain", { token: "" });
    holds((await server.refused()).includes("Bearer TOKEN"), "the dialog says what is needed");
    await page.click("dialog.box button.quiet");
    await page.waitForSelector("dialog.box", { state: "detached" });
  }

  /** What a browser does not let a page send. */
  async function byHand() {
    const asked = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    equal(await send({ ...asked, Origin: "http://evil.example" }), 403, "another Origin");
    equal(await send({ ...asked, Origin: "null" }), 403, "the Origin null");
    equal(await send({ ...asked, "Sec-Fetch-Site": "cross-site" }), 403, "another site");
    equal(await send({ ...asked, Host: "evil.example" }), 421, "another Host");
    equal(await send({ ...asked, Host: `localhost.${name}` }), 421, "a Host that begins as ours");
    equal(await send({ "Content-Type": "application/json" }), 401, "no token");
    equal(await send(asked, "PUT"), 405, "another method");
  }

  function send(headers, method = "POST") {
    return new Promise((done, failed) => {
      const request = http.request(url + drain, { method, headers }, answer => { answer.resume(); done(answer.statusCode); });
      request.on("error", failed);
      request.end(order);
    });
  }
});
