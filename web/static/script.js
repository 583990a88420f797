// What this adds is comfort only: every page works without it.
"use strict";
(() => {
  // "/" goes to the search field
  document.addEventListener("keydown", (e) => {
    const q = document.getElementById("query") || document.getElementById("q");
    if (e.key !== "/" || !q || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    e.preventDefault();
    q.focus();
  });

  // an event under the pointer lights its sentences
  for (const a of document.querySelectorAll("a.light")) {
    const id = a.getAttribute("href").slice(1);
    const light = (on) => document.querySelectorAll(`.${id}`).forEach((s) => s.classList.toggle("lit", on));
    for (const [name, on] of [["pointerenter", true], ["focus", true], ["pointerleave", false], ["blur", false]])
      a.addEventListener(name, () => light(on));
  }

  // what was not here at the last visit gets a word; nothing leaves this browser
  const told = document.querySelector("section[data-new]");
  if (told) {
    const links = [...told.querySelectorAll("h1 a, h2.headline a")];
    const here = links.map((a) => a.getAttribute("href").replace(/^\/(fr|en)\//, "/"));
    let seen = null;
    try {
      seen = JSON.parse(localStorage.getItem("seen"));
      localStorage.setItem("seen", JSON.stringify([...new Set([...here, ...(seen || [])])].slice(0, 400)));
    } catch { /* storage may be closed to us */ }
    if (Array.isArray(seen))
      links.forEach((a, i) => {
        if (seen.includes(here[i])) return;
        const word = document.createElement("span");
        word.className = "chip c-talk new";
        word.textContent = told.dataset.new;
        a.after(" ", word);
      });
  }

  // the day of the last visit stays in this browser; only the reader's own click tells it
  const since = document.querySelector("a.since");
  if (since) {
    const today = new Date().toISOString().slice(0, 10);
    let last = null;
    try {
      const visits = JSON.parse(localStorage.getItem("visits")) || {};
      if (visits.now !== today) { visits.last = visits.now; visits.now = today; }
      last = visits.last;
      localStorage.setItem("visits", JSON.stringify(visits));
    } catch { /* storage may be closed to us */ }
    if (/^\d{4}-\d\d-\d\d$/.test(last || "")) {
      since.href += "?since=" + last;
      since.textContent = since.dataset.since;
    }
  }

  // the ticker moves, unless motion is unwelcome, and can be paused
  const ticker = document.querySelector(".ticker");
  const list = ticker && ticker.querySelector("ul");
  if (list && list.scrollWidth > list.clientWidth && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const button = document.createElement("button");
    const towards = getComputedStyle(list).direction === "rtl" ? -1 : 1;
    let paused = false, held = false, at = 0, last = 0;
    const say = () => { button.textContent = paused ? ticker.dataset.play : ticker.dataset.pause; };
    button.type = "button";
    button.addEventListener("click", () => {
      paused = !paused;
      say();
    });
    for (const name of ["pointerenter", "focusin"]) list.addEventListener(name, () => { held = true; });
    for (const name of ["pointerleave", "focusout"]) list.addEventListener(name, () => { held = false; at = Math.abs(list.scrollLeft); });
    say();
    ticker.prepend(button);
    const step = (now) => {
      const passed = Math.min(now - last, 100);
      last = now;
      if (!paused && !held) {
        at += passed * 0.03;
        if (at > list.scrollWidth - list.clientWidth) at = 0;
        list.scrollLeft = towards * at;
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
})();
