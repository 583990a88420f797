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

  // a chart comes nearer, moves under the hand, is walked with the arrows, and reads out what is under the pointer
  for (const figure of document.querySelectorAll("figure[data-closer]")) {
    const svg = figure.querySelector("svg.chart");
    if (!svg) continue;
    const whole = svg.viewBox.baseVal, most = 8;
    const all = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
    const links = [...svg.querySelectorAll("a")];
    const tools = document.createElement("div");
    const said = document.createElement("span");
    let now = { ...all }, drag = null, dragged = false;
    const clamp = (v, low, high) => Math.min(Math.max(v, low), high);
    const see = (x, y, w) => {
      w = clamp(w, all.w / most, all.w);
      const h = w * all.h / all.w;
      now = { w, h, x: clamp(x, all.x, all.x + all.w - w), y: clamp(y, all.y, all.y + all.h - h) };
      svg.setAttribute("viewBox", [now.x, now.y, now.w, now.h].map((v) => v.toFixed(2)).join(" "));
      svg.classList.toggle("near", w < all.w);
      buttons[1].disabled = buttons[2].disabled = w >= all.w;
      buttons[0].disabled = w <= all.w / most;
    };
    const zoom = (by, x = now.x + now.w / 2, y = now.y + now.h / 2) => {
      const w = clamp(now.w * by, all.w / most, all.w), part = w / now.w;
      see(x - (x - now.x) * part, y - (y - now.y) * part, w);
    };
    const keep = (a) => { // what has the focus stays in sight
      const b = a.getBBox();
      const x = b.x + b.width / 2, y = b.y + b.height / 2;
      if (x < now.x || x > now.x + now.w || y < now.y || y > now.y + now.h) see(x - now.w / 2, y - now.h / 2, now.w);
    };
    const words = (at) => {
      const a = at.closest("a"), title = at.querySelector(":scope > title");
      return (a && a.getAttribute("aria-label")) || (title && at !== svg ? title.textContent : "");
    };
    const button = (word, sign, act) => {
      const one = document.createElement("button");
      one.type = "button";
      one.textContent = sign;
      one.setAttribute("aria-label", word);
      one.title = word;
      one.addEventListener("click", act);
      return one;
    };
    const buttons = [button(figure.dataset.closer, "+", () => zoom(0.5)), button(figure.dataset.wider, "−", () => zoom(2)),
      button(figure.dataset.whole, "⤢", () => see(all.x, all.y, all.w))];
    tools.className = "chart-tools no-print";
    said.className = "meta said";
    said.dir = "auto";
    tools.append(...buttons, said);
    svg.after(tools);
    see(all.x, all.y, all.w);
    const place = (e) => {
      const at = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return [at.x, at.y];
    };
    svg.addEventListener("dblclick", (e) => {
      if (e.target.closest("a")) return;
      e.preventDefault();
      zoom(e.shiftKey ? 2 : 0.5, ...place(e));
    });
    svg.addEventListener("wheel", (e) => {
      if (!e.ctrlKey) return;
      e.preventDefault();
      zoom(e.deltaY > 0 ? 1.25 : 0.8, ...place(e));
    }, { passive: false });
    svg.addEventListener("pointerdown", (e) => {
      dragged = false;
      if (e.button === 0 && now.w < all.w) drag = { x: e.clientX, y: e.clientY, from: { ...now } };
    });
    svg.addEventListener("pointermove", (e) => {
      said.textContent = words(e.target);
      if (!drag) return;
      const unit = drag.from.w / svg.clientWidth, x = e.clientX - drag.x, y = e.clientY - drag.y;
      if (Math.abs(x) + Math.abs(y) > 4) dragged = true;
      if (dragged) see(drag.from.x - x * unit, drag.from.y - y * unit, now.w);
    });
    for (const name of ["pointerup", "pointerleave", "pointercancel"]) svg.addEventListener(name, () => { drag = null; });
    svg.addEventListener("dragstart", (e) => { if (now.w < all.w) e.preventDefault(); });
    svg.addEventListener("click", (e) => { if (dragged) e.preventDefault(); dragged = false; }, true);
    svg.addEventListener("focusin", (e) => {
      said.textContent = words(e.target);
      if (e.target.closest("a")) keep(e.target.closest("a"));
    });
    figure.addEventListener("keydown", (e) => {
      if (e.ctrlKey || e.altKey || e.metaKey || !(svg.contains(e.target) || tools.contains(e.target))) return;
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[e.key];
      if (e.key === "+" || e.key === "=") zoom(0.5);
      else if (e.key === "-") zoom(2);
      else if (e.key === "0" || (e.key === "Escape" && now.w < all.w)) see(all.x, all.y, all.w);
      else if (step && links.length) links[(links.indexOf(e.target.closest("a")) + step + links.length) % links.length].focus();
      else return;
      e.preventDefault();
    });
  }
})();
