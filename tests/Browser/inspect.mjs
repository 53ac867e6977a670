import { equal } from "./browser.mjs";

/** Nothing in the document but what the page is made of: no script, picture, frame or listener that somebody's text brought, and no control character. */
export async function inspect(page, where) {
  const found = await page.evaluate(() => ({
    scripts: [...document.scripts].filter(script => !script.src.includes("/page.js?v=")).length,
    foreign: document.querySelectorAll("iframe, img, object, embed, base, form:not(#find):not(.box form), [style]:not(.space td), style").length,
    handlers: [...document.querySelectorAll("*")].filter(one => [...one.attributes].some(({ name }) => name.startsWith("on"))).length,
    control: [...document.documentElement.textContent].filter(one => /[\p{Cc}\p{Cf}]/u.test(one) && !"\n\t".includes(one)).length,
  }));
  equal(found, { scripts: 0, foreign: 0, handlers: 0, control: 0 }, `what does not belong in ${where}`);
}
