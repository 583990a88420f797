// Makes docs/*.png from the running program on samples/: node tests/browser/shots.mjs (after tests/browser/run.sh fetched its packages).
import { chromium } from "playwright-core";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tree = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const mirqab = process.env.MIRQAB || join(tree, "build/release/mirqab");
const folder = mkdtempSync(join(tmpdir(), "mirqab-"));
const db = join(folder, "a.db");
const env = { ...process.env, MIRQAB_TODAY: "2025-12-20" };
execFileSync(mirqab, ["--quiet", "--db", db, "ingest", join(tree, "samples")], { env, stdio: "ignore" });
const child = spawn(mirqab, ["--db", db, "serve", "--listen", "127.0.0.1:0"], { env, stdio: ["ignore", "pipe", "inherit"] });
const url = await new Promise((done) => child.stdout.once("data", (d) => done(d.toString().trim().replace(/\/$/, ""))));
const json = async (path) => (await fetch(url + "/api/v1" + path)).json();

const found = (await json("/search?q=" + encodeURIComponent("اللجنة العسكرية المشتركة باريس"))).items[0].article;
const record = await json("/articles/" + found.id);
const event = record.events.find((e) => e.kind === "commission_session" && e.status === "done") || record.events[0];
const n = event.id.slice(1);
const shots = [
  ["home", "/", 900, "light"],
  ["dossier", "/pair/MAR-FRA", 900, "light"],
  ["atlas", "/atlas", 1180, "light"],
  ["article", `/article/${found.id}#e${n}`, 700, "light"],
  ["stored", `/article/${found.id}/stored?event=${n}&evidence=0`, 620, "dark"],
];
mkdirSync(join(tree, "docs"), { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
for (const [name, path, height, colorScheme] of shots) {
  const context = await browser.newContext({ viewport: { width: 1120, height }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(url + path);
  if (name === "article") await page.locator(`.cards > li:has(a[href="#e${n}"]) summary`).click();
  await page.evaluate("document.fonts.ready");
  await page.evaluate(name === "stored" ? `document.getElementById("hit").scrollIntoView({ block: "center" })` : "scrollTo(0, 0)");
  await page.screenshot({ path: join(tree, "docs", name + ".png") });
  await context.close();
}
await browser.close();
child.kill("SIGTERM");
rmSync(folder, { recursive: true, force: true });
