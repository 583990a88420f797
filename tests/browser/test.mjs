// What a reader sees: every page in Chromium, with axe-core; the flows; without scripts; hostile pages; print.
// FULL=1 crosses all languages, themes and widths; without it each page is seen in four of the twelve.
import { chromium } from "playwright-core";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const tree = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const mirqab = process.env.MIRQAB || join(tree, "build", process.env.VARIANT || "release", "mirqab");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
let passed = 0, failed = 0;
const check = (name, good, more = "") => {
  if (good) passed++;
  else {
    failed++;
    console.log(`FAIL ${name} ${more}`.slice(0, 900));
  }
};

const env = { ...process.env, MIRQAB_TODAY: "2025-12-20" };
const folder = mkdtempSync(join(tmpdir(), "mirqab-"));
async function serve(name, ...ingest) {
  const db = join(folder, name + ".db");
  for (const args of ingest) execFileSync(mirqab, ["--quiet", "--db", db, "ingest", ...args], { env, stdio: "ignore" });
  const child = spawn(mirqab, ["--db", db, "serve", "--listen", "127.0.0.1:0"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((done) => child.stdout.once("data", (d) => done(d.toString().trim().replace(/\/$/, ""))));
  return { url, child, db };
}

const hostile = [
  { id: "h1", title: "<script>alert(1)</script> زيارة \u202eمقلوب", published: "2025-05-01", outlet: "\"><img src=x onerror=alert(2)>", url: "javascript:alert(3)",
    body: "زار وزير الخارجية المغربي باريس يوم 2 ماي 2025 </article><script>alert(4)</script>.\n<svg onload=alert(5)>" },
  { id: "h2", title: "كلمة_طويلة_بلا_فراغ".repeat(4000), published: "2025-05-02", outlet: "ص".repeat(300), body: "ن".repeat(20000) },
];
writeFileSync(join(folder, "h.jsonl"), hostile.map((h) => JSON.stringify(h)).join("\n") + "\n");

const site = await serve("site", [join(tree, "samples")]);
const bad = await serve("hostile", ["--as", "jsonl", join(folder, "h.jsonl")]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const json = async (path) => (await fetch(site.url + "/api/v1" + path)).json();
const words = encodeURIComponent("المغرب");

async function pagePaths() {
  const articles = (await json("/articles?limit=100")).items;
  const told = articles.find((a) => a.events > 1) || articles.find((a) => a.events) || articles[0];
  const pair = (await json("/pairs?limit=1")).items[0];
  const person = (await json("/people?limit=1")).items[0];
  const event = (await json("/events?limit=1")).items[0];
  const story = articles.find((a) => a.story);
  const paths = { home: "", article: "/article/" + told.id, stored: `/article/${told.id}/stored?event=1&evidence=0`, pair: `/pair/${pair.a}-${pair.b}`,
    country: "/country/MAR", pairs: "/pairs", search: "/search?q=" + words, asking: "/search", calendar: "/calendar?month=2025-04", people: "/people",
    outlets: "/outlets", atlas: "/atlas", arab: "/atlas?area=arab&country=MAR&stretch=year", about: "/about", settings: "/settings", changes: "/changes?since=2025-01-01", missing: "/nothing" };
  const instrument = (await json("/instruments?kind=joint_commission&limit=1")).items[0] || (await json("/instruments?limit=1")).items[0];
  paths.instruments = "/instruments";
  if (instrument) paths.instrument = "/instrument/" + instrument.id;
  if (person) paths.person = "/person/" + person.id;
  if (event) paths.correct = `/event/${event.id}/correct`;
  if (event) paths.happening = "/happening/" + (event.happening || event.id);
  const copy = articles.find((a) => a.copy_of);
  if (copy) paths.copy = `/article/${copy.id}/copy`;
  if (story) paths.story = "/story/" + story.story;
  return { paths, told, pair };
}

async function open(options, guard) {
  const context = await browser.newContext({ viewport: { width: options.width || 1280, height: 900 }, colorScheme: options.theme || "light",
    javaScriptEnabled: options.script !== false, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("console", (m) => { if (m.type() === "error" && !/status of 40[14]/.test(m.text())) check("no word in the console: " + guard, false, m.text()); });
  page.on("dialog", (d) => { check("no dialog: " + guard, false, d.message()); d.dismiss(); });
  page.on("request", (r) => { if (!r.url().startsWith(options.origin || site.url)) check("no request leaves: " + guard, false, r.url()); });
  return { context, page };
}

async function look(page, name, path, base, label) {
  await page.goto(site.url + (base + path || "/"));
  const found = await page.evaluate(`${axeSource}; axe.run(document, {resultTypes: ["violations"]})`);
  const said = found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.target + " " + n.failureSummary).join(" | ")}`).join("\n  ");
  check(`axe: ${name} ${label}`, found.violations.length === 0, said);
  const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  check(`nothing sticks out: ${name} ${label}`, wide <= 1, String(wide));
}

async function lookAtAll(paths) {
  const all = [];
  for (const base of ["", "/fr", "/en"]) for (const theme of ["light", "dark"]) for (const width of [1280, 390]) all.push([base, theme, width]);
  const few = [["", "light", 1280], ["", "dark", 390], ["/fr", "light", 390], ["/en", "dark", 1280]];
  for (const [base, theme, width] of process.env.FULL ? all : few) {
    const label = `${base || "/ar"} ${theme} ${width}`;
    const { context, page } = await open({ theme, width }, label);
    for (const [name, path] of Object.entries(paths)) await look(page, name, path, base, label);
    await context.close();
  }
}

// the sentence of an event lights up, with and without scripts; the bytes of the stored page are lit
async function followEvidence(told, script) {
  const { context, page } = await open({ script }, "evidence");
  const label = script ? "with scripts" : "without scripts";
  await page.goto(`${site.url}/article/${told.id}`);
  const sentence = page.locator(".ev").first();
  const colour = () => sentence.evaluate((e) => getComputedStyle(e).backgroundColor);
  const number = (await sentence.getAttribute("class")).match(/\be(\d+)/)[1];
  const before = script ? await colour() : null;
  await page.locator(`a.light[href="#e${number}"]`).click();
  await page.mouse.move(0, 0);
  if (script) check(`an event lights its sentence ${label}`, (await colour()) !== before);
  check(`the address names the event ${label}`, page.url().endsWith("#e" + number));
  const card = page.locator(".cards > li", { has: page.locator(`a.light[href="#e${number}"]`) });
  await card.locator("summary").click();
  const plain = (text) => text.replace(/\s+/g, "");
  const followed = plain(await card.locator(".evidence blockquote").first().textContent());
  await card.locator(".evidence a").first().click();
  check(`the stored page is opened ${label}`, /\/stored\?event=/.test(page.url()));
  const hit = await page.locator("#hit").textContent();
  check(`its bytes are lit ${label}`, hit.length > 20);
  const box = await page.locator("#hit").boundingBox();
  check(`its bytes are those of the sentence that was followed ${label}`, plain(hit).includes(followed.slice(0, 12)), followed);
  const lit = (await page.locator(".stays .lit").allTextContents()).map(plain);
  check(`the text stands beside its bytes, the sentence lit ${label}`, lit.some((sentence) => followed.startsWith(sentence.slice(0, 12)) && plain(hit).includes(sentence.slice(0, 12))), lit.length);
  check(`and in sight ${label}`, box && box.y >= -10 && box.y < 900, JSON.stringify(box));
  await context.close();
}

async function search() {
  const { context, page } = await open({}, "search");
  await page.goto(site.url + "/");
  await page.keyboard.press("/");
  await page.keyboard.type("المغرب");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search\?q=/);
  check("search finds", (await page.locator(".hits > li").count()) > 0);
  check("matches are marked", (await page.locator(".hits mark").count()) > 0);
  await page.locator(".facets a").first().click();
  check("a facet narrows", /%3A|:/.test(page.url()));
  check("the query stays in its field", (await page.locator("#query").inputValue()).includes("المغرب"));
  await context.close();
}

async function keyboardAndTheme() {
  const { context, page } = await open({ script: false }, "theme");
  await page.goto(site.url + "/pairs");
  await page.keyboard.press("Tab");
  check("the first stop skips to the content", (await page.locator(".skip").boundingBox()).y >= 0);
  await page.locator("button[value=dark]").click();
  check("back where it was", page.url() === site.url + "/pairs");
  check("dark by the switch, without scripts", (await page.locator("html").getAttribute("data-theme")) === "dark");
  check("and pressed", (await page.locator("button[value=dark]").getAttribute("aria-pressed")) === "true");
  await page.locator('footer a[lang="fr"]').click();
  check("French is a link away", page.url() === site.url + "/fr/pairs" && (await page.locator("html").getAttribute("dir")) === "ltr");
  await context.close();
}

// a second visit after something was forgotten: that, and only that, is new
async function sinceLastVisit() {
  const { context, page } = await open({}, "new");
  await page.goto(site.url + "/");
  check("nothing is new at the first visit", (await page.locator(".new").count()) === 0);
  await page.evaluate(`localStorage.setItem("seen", JSON.stringify(JSON.parse(localStorage.getItem("seen")).slice(1)))`);
  await page.reload();
  check("what came since is said to be new", (await page.locator(".new").count()) === 1);
  await page.reload();
  check("once", (await page.locator(".new").count()) === 0);
  check("at first the link is of this week", /\/changes$/.test(await page.locator("a.since").getAttribute("href")));
  await page.evaluate(`localStorage.setItem("visits", JSON.stringify({ now: "2025-04-01" }))`);
  await page.reload();
  check("the day of the last visit is in the link, and stays in the browser", /\/changes\?since=2025-04-01$/.test(await page.locator("a.since").getAttribute("href")));
  await page.locator("a.since").click();
  check("what newspapers told since is listed", (await page.locator("ol.events > li").count()) > 0);
  await context.close();
}

async function chart(pair) {
  const { context, page } = await open({}, "chart");
  await page.goto(`${site.url}/pair/${pair.a}-${pair.b}`);
  const boxes = await page.locator("svg.temperature text").evaluateAll((all) => all.map((t) => { const b = t.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom, t.textContent]; }));
  for (let i = 0; i < boxes.length; i++) for (let k = i + 1; k < boxes.length; k++) {
    const [a, b] = [boxes[i], boxes[k]];
    const touch = a[0] < b[2] - 1 && b[0] < a[2] - 1 && a[1] < b[3] - 3 && b[1] < a[3] - 3;
    if (touch) check("labels of the chart keep apart", false, `${a[4]} / ${b[4]}`);
  }
  check("the chart has labels", boxes.length > 1, String(boxes.length));
  const point = await page.locator("svg.temperature a[href^='#t-']").first().getAttribute("href");
  check("a point of the line leads to the happenings behind it", (await page.locator(point + " li a").count()) > 0, point);
  const named = await page.locator("svg.temperature").getAttribute("aria-labelledby");
  check("the chart has a title and a description", named === "ct cd" && (await page.locator("#ct").textContent()) && (await page.locator("#cd").textContent()));
  check("and a table", (await page.locator(".chart-sheet tbody tr").count()) > 0);
  await page.emulateMedia({ media: "print" });
  const note = page.locator(".notes li").first();
  check("on paper the sentences are notes at the end", (await note.isVisible()) && (await page.locator(".events sup").first().isVisible()) && !(await page.locator(".events blockquote").first().isVisible()));
  check("a note names its newspaper and its event", /-e\d+/.test(await note.textContent()));
  const pdf = await page.pdf({ format: "A4" });
  check("the dossier prints", pdf.length > 8000 && pdf.subarray(0, 5).toString() === "%PDF-", String(pdf.length));
  await context.close();
}

// every chart has a title, a description and its numbers as a table; names never touch; the reader turns time round
async function charts(pair) {
  const { context, page } = await open({}, "charts");
  const named = `(svg) => { const [t, d] = svg.getAttribute("aria-labelledby").split(" "); return [t, d].every((i) => svg.querySelector("#" + i)?.textContent.length > 2); }`;
  for (const [path, kinds] of [["/atlas", ["map", "net", "heat"]], ["/pairs", ["small"]], [`/pair/${pair.a}-${pair.b}`, ["temperature", "heat"]], ["/country/MAR", ["map", "small", "heat"]], ["/calendar?month=2025-04", ["heat"]]]) {
    await page.goto(site.url + path);
    for (const kind of kinds) {
      const all = page.locator("svg." + kind);
      check(`${path}: there is a ${kind}`, (await all.count()) > 0);
      for (let i = 0; i < Math.min(3, await all.count()); i++) check(`${path}: ${kind} has a title and a description`, await all.nth(i).evaluate(eval(named)));
      const rows = await page.locator("section, figure").filter({ has: page.locator("svg." + kind) }).first().locator("tbody tr").count();
      check(`${path}: ${kind} has its numbers in a table`, rows > 0, String(rows));
      const boxes = await page.locator(`svg.${kind} text.label`).evaluateAll((l) => l.map((t) => { const b = t.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom, t.textContent]; }));
      const touching = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a[0] < b[2] - 1 && b[0] < a[2] - 1 && a[1] < b[3] - 3 && b[1] < a[3] - 3).map((b) => a[4] + "/" + b[4]));
      check(`${path}: names of ${kind} keep apart`, touching.length === 0, touching.join());
    }
  }
  await page.goto(site.url + "/atlas");
  check("disputed borders are dashed", (await page.locator("svg.map .disputed").evaluate((p) => getComputedStyle(p).strokeDasharray)) !== "none");
  await page.goto(`${site.url}/pair/${pair.a}-${pair.b}`);
  const xs = () => page.locator("svg.temperature text.axis").evaluateAll((l) => l.map((t) => [+t.getAttribute("x"), t.textContent]).filter((t) => /^\d{4}$/.test(t[1])));
  const forth = await xs();
  await page.locator('footer a[href*="/settings?"]').click();
  await page.locator('input[name=time][value=rtl]').check();
  await page.locator('input[name=months][value=sy]').check();
  await page.locator("main button[type=submit]").click();
  check("back after choosing", page.url().endsWith(`/pair/${pair.a}-${pair.b}`), page.url());
  const back = await xs();
  check("time runs the other way", forth.length > 0 && forth.every(([x, year]) => Math.abs(back.find((b) => b[1] === year)[0] - (880 - x)) < 1), JSON.stringify([forth, back]));
  check("and months have the chosen names", /كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين/.test(await page.locator("main").textContent()));
  await context.close();
}

// a copy shows what it shares with the other, the same words lit on both sides
// nearer, moved, walked and read out; without scripts the chart stands as it is
async function nearer(pair) {
  const { context, page } = await open({}, "nearer");
  for (const path of ["/atlas", `/pair/${pair.a}-${pair.b}`]) {
    await page.goto(site.url + path);
    const figure = page.locator("figure[data-closer]").first(), svg = figure.locator("svg.chart");
    const box = () => svg.evaluate((s) => [s.viewBox.baseVal.x, s.viewBox.baseVal.y, s.viewBox.baseVal.width, s.viewBox.baseVal.height]);
    const [closer, wider, whole] = [0, 1, 2].map((i) => figure.locator(".chart-tools button").nth(i));
    const first = await box();
    check(`${path}: at first the chart is whole`, (await wider.isDisabled()) && (await whole.isDisabled()) && (await closer.getAttribute("aria-label")).length > 2);
    await closer.click();
    check(`${path}: a button brings it nearer`, Math.abs((await box())[2] - first[2] / 2) < 0.1);
    const before = await box(), at = await svg.boundingBox();
    await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
    await page.mouse.down();
    await page.mouse.move(at.x + at.width / 2 - 60, at.y + at.height / 2, { steps: 4 });
    await page.mouse.up();
    check(`${path}: it moves under the hand`, (await box())[0] > before[0] && page.url() === site.url + path, page.url());
    await closer.focus();
    for (let i = 0; i < 9; i++) await page.keyboard.press("+");
    check(`${path}: nearness has a bound`, Math.abs((await box())[2] - first[2] / 8) < 0.1 && (await closer.isDisabled()));
    await wider.focus();
    await page.keyboard.press("0");
    check(`${path}: 0 shows the whole again`, JSON.stringify(await box()) === JSON.stringify(first));
    await closer.focus();
    await page.keyboard.press("ArrowRight");
    const name = await page.evaluate("document.activeElement.getAttribute('aria-label')");
    check(`${path}: arrows walk its links and their words are read out`, name && (await figure.locator(".said").textContent()) === name, name);
  }
  await context.close();
  const plain = await open({ script: false }, "nearer");
  await plain.page.goto(site.url + "/atlas");
  check("without scripts no button promises it", (await plain.page.locator(".chart-tools").count()) === 0 && (await plain.page.locator("svg.map").count()) > 0);
  await plain.context.close();
}

async function copies(paths) {
  if (!paths.copy) return check("there is a copy among the samples", false);
  const { context, page } = await open({ script: false }, "copies");
  await page.goto(site.url + paths.copy.replace("/copy", ""));
  await page.locator('.kicker a[href$="/copy"]').click();
  const sides = await page.locator(".beside section").evaluateAll((all) => all.map((s) => [...s.querySelectorAll("mark")].map((m) => m.textContent.replace(/\s+/g, " ")).join(" ")));
  check("both sides light the same words", sides.length === 2 && sides[0].length > 40 && sides[0] === sides[1], sides.join(" | ").slice(0, 200));
  await context.close();
}

async function hostilePages() {
  const list = (await (await fetch(bad.url + "/api/v1/articles")).json()).items;
  for (const path of ["/", "/outlets", "/search?q=" + encodeURIComponent("<img src=x onerror=alert(9)>"), ...list.flatMap((a) => ["/article/" + a.id, `/article/${a.id}/stored`])]) {
    const { context, page } = await open({ origin: bad.url, width: 390 }, "hostile " + path.slice(0, 20));
    await page.goto(bad.url + path);
    await page.waitForTimeout(50);
    check(`hostile ${path.slice(0, 24)}: no script, image or frame of its own`, (await page.locator("main script, main img, main iframe, main svg[onload]").count()) === 0);
    const links = await page.locator("a").evaluateAll((all) => all.map((a) => a.protocol).filter((p) => p !== "http:" && p !== "https:"));
    check(`hostile ${path.slice(0, 24)}: links`, links.length === 0, links.join());
    const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    check(`hostile ${path.slice(0, 24)}: nothing sticks out`, wide <= 1, String(wide));
    await context.close();
  }
}

// a reader proposes, an editor enters, agrees and takes it back, a search is saved: all without a script
async function desk(paths) {
  const key = execFileSync(mirqab, ["--quiet", "--db", site.db, "tokens", "add", "editor"], { env }).toString().trim();
  const { context, page } = await open({ script: false, width: 900 }, "desk");
  await page.goto(site.url + "/en" + paths.correct);
  await page.getByLabel("It is one, but something is wrong").check();
  await page.locator("#from").fill("2025-01-02");
  await page.locator("#note").fill("التاريخ في الفقرة الثانية");
  await page.getByRole("button", { name: "Send" }).click();
  check("desk: a proposal is thanked", await page.getByRole("status").isVisible());
  await page.goto(site.url + "/en/review");
  await page.locator("#key").fill("wrong");
  await page.getByRole("button", { name: "Enter" }).click();
  check("desk: a wrong key is told", await page.getByRole("alert").isVisible());
  await page.locator("#key").fill(key);
  await page.getByRole("button", { name: "Enter" }).click();
  check("desk: the queue has the proposal", (await page.getByText("التاريخ في الفقرة الثانية").count()) === 1);
  await page.getByRole("button", { name: "Accept" }).click();
  check("desk: it is decided", (await page.getByRole("button", { name: "Undo" }).count()) === 1);
  const event = paths.correct.split("/")[2];
  check("desk: the event has the new date", JSON.stringify(await json("/events/" + event)).includes("2025-01-02"));
  await page.getByRole("button", { name: "Undo" }).click();
  check("desk: taken back", !JSON.stringify(await json("/events/" + event)).includes("2025-01-02") && (await page.getByRole("button", { name: "Accept" }).count()) === 1);
  await page.goto(site.url + "/en/search?q=" + words);
  await page.locator("main").getByRole("link", { name: "Save this search" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  check("desk: a search is saved", (await page.locator("main").getByRole("link", { name: "Atom" }).count()) === 1);
  await page.getByLabel("Web address or mailbox").fill("https://example.org/hook");
  await page.getByRole("button", { name: "Add" }).click();
  check("desk: a webhook shows its secret", (await page.getByText("whsec_").count()) === 1);
  await context.close();
  for (const [base, theme, width] of [["", "light", 1280], ["", "dark", 390], ["/fr", "light", 390], ["/en", "dark", 1280]]) {
    const one = await open({ theme, width }, "desk");
    await look(one.page, "entering", "/review", base, `${base || "/ar"} ${theme} ${width}`);
    await one.context.addCookies([{ name: "desk", value: key, url: site.url }]);
    for (const path of ["/review", "/saved"]) await look(one.page, path, path, base, `${base || "/ar"} ${theme} ${width}`);
    await one.context.close();
  }
}

async function citations(told) {
  const { Cite } = require("@citation-js/core");
  for (const plugin of ["bibtex", "csl", "ris"]) require("@citation-js/plugin-" + plugin);
  for (const end of ["ris", "bib", "json"]) {
    const text = await (await fetch(`${site.url}/article/${told.id}/cite.${end}`)).text();
    try {
      const read = new Cite(text).data[0];
      check(`cite.${end} is read back`, read.title.replace(/\s+/g, " ").trim() === told.title.replace(/\s+/g, " ").trim(), read.title);
    } catch (e) {
      check(`cite.${end} is read back`, false, String(e));
    }
  }
}

try {
  const { paths, told, pair } = await pagePaths();
  await followEvidence(told, true);
  await followEvidence(told, false);
  await search();
  await keyboardAndTheme();
  await sinceLastVisit();
  await chart(pair);
  await charts(pair);
  await nearer(pair);
  await copies(paths);
  await hostilePages();
  await citations(told);
  await desk(paths);
  await lookAtAll(paths);
} catch (e) {
  check("the tests run to their end", false, e.stack);
} finally {
  await browser.close();
  site.child.kill("SIGTERM");
  bad.child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
