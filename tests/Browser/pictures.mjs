// The pictures of docs/images: a folder is the second argument.
import path from "node:path";
import { live, scenario } from "./browser.mjs";

await scenario(async ({ url, open }) => {
  const shot = (page, name) => page.screenshot({ path: path.join(process.argv[3], `page-${name}.png`) });
  for (const colorScheme of ["light", "dark"]) {
    const { page } = await open({ colorScheme });
    await live(page, url);
    await shot(page, colorScheme);
    if (colorScheme === "light") {
      await page.click("#servers tr.row.bad th a");
      await page.waitForSelector("#drawer[open] .actions");
      await shot(page, "detail");
      await page.keyboard.press("Escape");
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await page.keyboard.press("d");
      await page.waitForSelector("dialog.box[open]");
      await shot(page, "drain");
    }
  }
  const { page } = await open({ colorScheme: "dark", viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true });
  await live(page, url);
  await shot(page, "phone");
});
