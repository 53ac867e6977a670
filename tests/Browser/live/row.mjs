import { equal } from "../browser.mjs";

/** The row of a server, ADDRESS:PORT, in the page of a running director. */
export class ServerRow {
  constructor(page, real) {
    this.page = page;
    this.real = real;
    this.row = page.locator("#servers tr.row", { has: page.locator(`th a:text-is("${real}")`) });
  }

  /** Waits until the row shows this state, and these texts in the cells of these classes. */
  async becomes(state, cells = {}) {
    await this.page.waitForFunction(({ real, state, cells }) => {
      const row = [...document.querySelectorAll("#servers tr.row")].find(one => one.querySelector("th a").textContent === real);
      return row?.querySelector(".state > span").classList.contains(state)
        && Object.entries(cells).every(([name, text]) => row.querySelector(`td.${name}`).textContent.includes(text));
    }, { real: this.real, state, cells }, { timeout: 60000 });
  }

  /** The time at which the row first shows the weight; the promise is within an object, so that it can be taken before it is kept. */
  async weightShown(weight) {
    const shown = this.page.evaluate(({ real, weight }) => new Promise(done => {
      const look = () => {
        const row = [...document.querySelectorAll("#servers tr.row")].find(one => one.querySelector("th a").textContent === real);
        if (row?.querySelector("td.weight").textContent !== weight) return;
        observer.disconnect();
        done(Date.now());
      };
      const observer = new MutationObserver(look);
      observer.observe(document.getElementById("servers"), { subtree: true, childList: true, attributes: true, characterData: true });
      look();
    }), { real: this.real, weight });
    await this.page.evaluate(() => {}); // The observer is there.
    return { shown };
  }

  /** Opens the row's dialog and sends an order by it. */
  async steer(action, fields) {
    await this.row.locator(".menu button").click();
    await this.page.check(`dialog.box input[value=${action}]`);
    await this.send(fields);
  }

  async send(fields) {
    for (const [name, text] of Object.entries(fields)) await this.page.fill(`dialog.box [name=${name}]`, text);
    await this.page.click("dialog.box button.main");
  }

  async refused() {
    await this.page.waitForSelector(".answer.bad:not(:empty)");
    return await this.page.textContent(".answer.bad");
  }

  /** The order was obeyed: its dialog is closed. */
  async obeyed() {
    await this.page.waitForFunction(() => document.querySelector(".answer").textContent && !document.querySelector("dialog.box button.main").disabled);
    equal(await this.page.locator(".answer.bad").allTextContents(), [], "refusals");
    const said = await this.page.textContent(".answer");
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector("dialog.box", { state: "detached" });
    return said;
  }
}
