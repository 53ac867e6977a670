// The live part of the page. Every text of a server, a file or an operator reaches the document as the text of a node; there is no innerHTML, and the page's
// policy (trusted types) lets the browser refuse it. The words are those of the C# renderers (ServerFacts, ServiceFacts, Spans …), which show the page without
// this script; a test compares the two.
"use strict";

(() => {
  const $ = id => document.getElementById(id);
  const root = document.documentElement;
  const isDetail = document.body.classList.contains("detail-page");

  // ---------- small helpers

  /** An element; "on…" attributes are listeners, null ones are left out, texts become text nodes. */
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter(child => child !== null));
    return element;
  }

  function svg(tag, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function setText(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  function setAttribute(node, name, value) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }

  const remember = (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* private mode: forgotten sooner */ } };
  const recall = name => { try { return sessionStorage.getItem(name); } catch { return null; } };

  const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
  const encoder = new TextEncoder();

  /** Control and format characters, which can hide or turn the text after them, as \xNN (Printable.cs). */
  function printable(text) {
    const short = text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
    return short.replace(unseen, one => [...encoder.encode(one)].map(byte => `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""));
  }

  // ---------- times and quantities (Spans.cs)

  const pageTime = document.querySelector("#live time");
  const skew = pageTime ? Date.parse(pageTime.dateTime) - Date.now() : 0;
  const now = () => Date.now() + skew;
  const two = number => String(number).padStart(2, "0");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  function span(ms) {
    const s = Math.floor(ms / 1000), m = Math.floor(s / 60), hours = Math.floor(m / 60), days = Math.floor(hours / 24);
    if (ms < 0) return "0s";
    if (m < 1) return `${s}s`;
    if (hours < 1) return `${m}m${two(s % 60)}s`;
    if (days < 1) return `${hours}h${two(m % 60)}m`;
    return days < 10 ? `${days}d${two(hours % 24)}h` : `${days}d`;
  }

  function clock(at) {
    const date = new Date(at), today = new Date(now());
    const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
    return date.toISOString().slice(0, 10) === today.toISOString().slice(0, 10)
      ? time : `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${time}`;
  }

  const seconds = at => new Date(at).toISOString().slice(11, 19);
  const moment = at => new Date(at).toISOString().replace("T", " ").slice(0, 19) + " UTC";
  const machine = at => new Date(at).toISOString().slice(0, 19) + "Z";
  const milliseconds = ms => ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
  const count = number => Math.round(number).toLocaleString("en-US");
  const rate = number => number >= 10 || number === 0 ? count(number) : number.toFixed(1);

  function bytes(number) {
    const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let unit = 0;
    for (; number >= 999.5 && unit < units.length - 1; unit++) number /= 1000;
    return `${number.toFixed(number < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
  }

  // ---------- words for a server (ServerFacts.cs)

  const concerns = ["bad", "warning", "planned", "fine"];
  const BAD = 0, WARNING = 1, PLANNED = 2, FINE = 3;
  const certificateWarning = 14 * 24 * 3600 * 1000;

  function stateOf(server) {
    if (server.health === "drain") return server.weight === null ? "drained" : "draining";
    if (server.health === "fallback") return server.weight === null ? "standby" : "fallback";
    return server.health;
  }

  const stateWords = { kept: "failing, kept", unknown: "not checked yet", off: "unchecked", drift: "differs", risk: "at risk",
    suspended: "standby, not checking" };
  const wordsOf = state => stateWords[state] ?? state;
  const isUp = server => server.health === "up" || server.health === "off";
  const expires = server => server.certificateExpires !== null && Date.parse(server.certificateExpires) - now() < certificateWarning;

  function concernOf(server) {
    switch (server.health) {
      case "down": case "kept": return BAD;
      case "unknown": return WARNING;
      case "maintenance": case "drain": return expires(server) || server.agent === "lost" ? WARNING : PLANNED;
      case "fallback": return server.weight > 0 ? WARNING : FINE;
    }

    if (server.health === "up" && server.weight === null) return BAD;
    const isWeightZero = server.health === "up" && server.weight === 0 && server.configuredWeight === 0;
    if (isWeightZero || server.agent === "lost" || expires(server) || (server.failures > 0 && server.health === "up")) return WARNING;
    return server.health === "up" && server.weight === 0 ? PLANNED : FINE;
  }

  function weightOf(server) {
    return server.weight === server.configuredWeight || (server.fallback && server.weight === null)
      ? String(server.configuredWeight) : `${server.weight ?? "–"} of ${server.configuredWeight}`;
  }

  function maintenanceOf(note) {
    const parts = [note.reason || "no reason given"];
    if (note.who) parts.push(`by ${note.who}`);
    parts.push(note.until ? `until ${clock(note.until)} (in ${span(Date.parse(note.until) - now())})` : "no end");
    return parts.join(", ");
  }

  function sentenceOf(server) {
    const parts = [];
    if (server.failures > 0 && server.health === "up") parts.push(`failed ${server.failures} in a row`);
    if (server.health === "up" && !server.weight) parts.push(server.weight === null ? "not in the table" : "weight 0");
    if (typeof server.passesNeeded === "number") parts.push(`rising ${server.passes ?? 0}/${server.passesNeeded}`);
    if (typeof server.slowStart === "number") parts.push(`slow start ${server.slowStart} %`);
    if (server.agent) parts.push(`agent ${server.agent}`);
    if (server.certificateExpires && expires(server)) {
      const left = Date.parse(server.certificateExpires) - now();
      parts.push(left <= 0 ? "certificate expired" : `certificate expires in ${span(left)}`);
    }
    const why = server.maintenance ? maintenanceOf(server.maintenance) : server.reason;
    if (why) parts.splice(server.health === "up" ? parts.length : 0, 0, why);
    return parts.join(" · ");
  }

  function lastCheckOf(server) {
    const took = typeof server.ms === "number" ? milliseconds(server.ms) : null;
    const when = server.checkedAt ? `${span(now() - Date.parse(server.checkedAt))} ago` : null;
    return when && took ? `${when}, ${took}` : when ?? took ?? "–";
  }

  function uptimeOf(server) {
    if (typeof server.uptime !== "number" || server.fallback) return "–";
    return server.uptime >= 1 ? "100 %" : `${(Math.floor(server.uptime * 10000) / 100).toFixed(2)} %`;
  }

  function certificateOf(server) {
    if (!server.certificateExpires) return "–";
    const left = Date.parse(server.certificateExpires) - now();
    return left <= 0 ? "expired" : span(left);
  }

  const cell = number => number ? count(number) : "·";

  // ---------- words for a service (ServiceFacts.cs)

  const lineOf = service => service.line.split(" ").filter(word => word);
  const realOf = service => [...service.servers.values()].filter(server => !server.fallback);
  const isPersistent = service => lineOf(service).includes("persistent");

  function troublesOf(service) {
    const troubles = [];
    if (service.lost) troubles.push(`lost: ${service.lost}`);
    if (service.kept) troubles.push(`failed servers kept: ${service.kept}`);
    if (!service.inTable) troubles.push("not in the kernel's table");
    for (const server of service.servers.values()) {
      if (server.health === "fallback" && server.weight !== null) troubles.push(`fallback ${server.real} active`);
    }
    return troubles;
  }

  function isLost(service) {
    const real = realOf(service);
    return Boolean(service.lost) || !service.inTable || (real.length > 0 && !real.some(isUp));
  }

  function serviceConcern(service) {
    if (isLost(service) || service.kept) return BAD;
    return Math.min(FINE, ...[...service.servers.values()].map(concernOf));
  }

  function trafficOf(service) {
    const parts = [];
    if (service.curve?.length) parts.push(`${rate(service.curve.at(-1))} conn/s`);
    if (service.traffic) {
      parts.push(`${bytes(service.traffic.bytesIn)} in`);
      parts.push(service.answersPass ? `${bytes(service.traffic.bytesOut)} out` : "answers do not pass here");
    }
    return parts.join(" · ");
  }

  function upOf(service) {
    const real = realOf(service);
    return `${real.filter(isUp).length} of ${real.length} up`;
  }

  // ---------- pictures (CurveSvg.cs, StripSvg.cs)

  function drawCurve(holder, curve) {
    const key = curve.join(" ");
    if (holder.dataset.curve === key) return;
    holder.dataset.curve = key;
    holder.querySelector("svg")?.remove();
    if (curve.length < 2) return;
    const most = Math.max(...curve);
    const x = back => (60 - back) * 2;
    const path = curve.map((value, i) =>
      `${x(curve.length - i)} ${+(23 - (most > 0 ? Math.max(0, value) / most * 21 : 0)).toFixed(1)}`).join("L");
    holder.append(svg("svg", {
      class: "curve", viewBox: "0 0 118 24", preserveAspectRatio: "none", role: "img",
      "aria-label": `connections per second in ten minutes: now ${rate(curve.at(-1))}, at most ${rate(most)}`,
    }, svg("path", { class: "area", d: `M${x(curve.length)} 24L${path}L118 24Z` }), svg("path", { class: "line", "vector-effect": "non-scaling-stroke", d: `M${path}` })));
  }

  function stripWords(strip) {
    const passed = strip.split("+").length - 1, failed = strip.split("-").length - 1, rest = strip.length - passed - failed;
    return `${strip.length} checks: ${passed} passed, ${failed} failed${rest ? `, ${rest} unknown` : ""}`;
  }

  function drawStrip(holder, all) {
    const strip = (all ?? "").slice(-100);
    if (holder.dataset.strip === strip && holder.firstChild) return;
    holder.dataset.strip = strip;
    if (!strip) return holder.replaceChildren(h("span", { class: "none" }, "–"));
    const runs = { "+": "", "-": "" };
    const left = 100 - strip.length;
    for (let i = 0; i < strip.length;) {
      let end = i;
      while (end < strip.length && strip[end] === strip[i]) end++;
      if (strip[i] in runs) runs[strip[i]] += `M${left + i} ${strip[i] === "+" ? 7 : 0}h${end - i}V10h-${end - i}z`;
      i = end;
    }
    const picture = svg("svg", { class: "strip", viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": stripWords(strip) });
    if (runs["+"]) picture.append(svg("path", { class: "passed", d: runs["+"] }));
    if (runs["-"]) picture.append(svg("path", { class: "failed", d: runs["-"] }));
    holder.replaceChildren(picture);
  }

  // ---------- what the directors say

  const directors = [...document.querySelectorAll("#directors > li")].map(item => ({
    name: item.dataset.name, api: item.dataset.api, item, report: null, services: new Map(), state: "begins", seen: null,
  }));
  const only = directors.length === 1;

  function take(service) {
    return { ...service, servers: new Map((service.servers ?? []).map(server => [server.real, server])) };
  }

  function takeStatus(director, report) {
    director.report = report;
    director.services = new Map(report.services.map(service => [service.virtual, take(service)]));
  }

  function takeChange(director, change) {
    Object.assign(director.report, change.top ?? {});
    for (const [said, fields] of Object.entries(change.services ?? {})) {
      const name = printable(said);
      // Whole, without the servers: a field that is not there any more has ended.
      director.services.set(name, { virtual: name, ...fields, servers: director.services.get(name)?.servers ?? new Map() });
    }
    for (const [name, servers] of Object.entries(change.servers ?? {})) {
      const service = director.services.get(printable(name));
      if (!service) continue;
      for (const server of Object.values(servers)) {
        const real = server.real;
        const before = service.servers.get(real);
        if (before && stateOf(before) !== stateOf(server)) changed.add(keyOf(director, service, server));
        service.servers.set(real, server);
      }
    }
    for (const name of change.removed?.services ?? []) director.services.delete(name);
    for (const [name, servers] of Object.entries(change.removed?.servers ?? {})) {
      for (const real of servers) director.services.get(name)?.servers.delete(real);
    }
  }

  const keyOf = (director, service, server) => `${director.name}\n${service.virtual}\n${server?.real ?? ""}`;
  const changed = new Set();

  // ---------- the stream

  const quiet = 45000; // something changes sooner, if only a curve: no event for so long is a connection that is gone

  function listen(director, wait = 1000) {
    const source = new EventSource(`${director.api}/api/v1/stream`);
    director.source = source;
    const heard = handle => event => {
      let data;
      try { data = JSON.parse(event.data, (_, value) => typeof value === "string" ? printable(value) : value); } catch { return; }
      if (data === null || typeof data !== "object") return;
      director.seen = now();
      director.state = "live";
      wait = 1000;
      handle(data);
      sayLive();
      plan();
    };
    source.addEventListener("status", heard(report => takeStatus(director, report)));
    source.addEventListener("change", heard(change => director.report && takeChange(director, change)));
    source.addEventListener("event", heard(event => { announce(eventWords(event)); detailMoved(event); }));
    const retry = () => {
      source.close();
      setTimeout(() => listen(director, Math.min(wait * 2, 15000)), wait);
    };
    source.onerror = () => {
      director.state = "lost";
      sayLive();
      retry();
    };
    const watch = setInterval(() => {
      if (source.readyState === EventSource.CLOSED) clearInterval(watch);
      else if (director.seen && now() - director.seen > quiet) {
        clearInterval(watch);
        director.state = "lost";
        sayLive();
        retry();
      }
    }, 5000);
  }

  function sayLive() {
    const lost = directors.filter(director => director.state === "lost");
    const live = $("live");
    live.classList.toggle("on", lost.length === 0 && directors.every(director => director.state === "live"));
    live.classList.toggle("lost", lost.length > 0);
    if (lost.length === 0) setText(live, directors.every(director => director.state === "live") ? "live" : "connecting");
    else {
      setText(live, lost.map(director => (only ? "" : `${director.name}: `)
        + (director.seen ? `connection lost, last seen ${seconds(director.seen)} UTC` : `no live connection, as of ${seconds(loaded)} UTC`)).join("; "));
    }
  }

  const loaded = now();

  const eventWords = event => [event.real ?? event.virtual, String(event.kind).replaceAll("_", " "), event.message].filter(part => part).join(": ");

  function announce(message) {
    const said = $("changes");
    said.append(h("p", {}, String(message)));
    while (said.children.length > 3) said.firstChild.remove();
  }

  // ---------- which rows (PageView.cs)

  const form = $("find");
  const query = () => ({
    words: form.elements.q.value.toLowerCase().split(" ").filter(word => word),
    only: form.elements.only.checked,
    sort: form.elements.sort.value,
  });

  function addressKey(real) {
    const [, host, port] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(real) ?? [null, real, "0"];
    const four = host.split(".");
    if (four.length === 4) return `1${four.map(part => part.padStart(3, "0")).join("")}${(port ?? "").padStart(5, "0")}`;
    return `2${host.split(":").map(part => part.padStart(4, "0")).join("")}${(port ?? "").padStart(5, "0")}`;
  }

  const sorts = {
    problems: (a, b) => concernOf(a) - concernOf(b),
    address: (a, b) => addressKey(a.real) < addressKey(b.real) ? -1 : 1,
    active: (a, b) => b.active - a.active,
    since: (a, b) => Date.parse(b.since) - Date.parse(a.since),
    time: (a, b) => (b.ms ?? -1) - (a.ms ?? -1),
  };

  function matches(asked, director, service, server) {
    if (asked.only && concernOf(server) === FINE && !service.lost && !service.kept && service.inTable) return false;
    if (asked.words.length === 0) return true;
    const text = `${server.real} ${stateOf(server)} ${service.virtual} ${service.line} ${director.name} ${sentenceOf(server)}`.toLowerCase();
    return asked.words.every(word => text.includes(word));
  }

  /** All rows in their order, drawn or not. */
  let items = [];

  function arrange() {
    const asked = query();
    const sections = [];
    for (const director of directors) {
      for (const service of director.services.values()) {
        const servers = [...service.servers.values()].filter(server => matches(asked, director, service, server));
        if (sorts[asked.sort]) servers.sort(sorts[asked.sort]);
        if (servers.length > 0 || (service.servers.size === 0 && !asked.only && asked.words.length === 0)) {
          sections.push({ director, service, servers, concern: asked.sort === "problems" ? serviceConcern(service) : 0 });
        }
      }
    }
    if (asked.sort === "problems") sections.sort((a, b) => a.concern - b.concern);
    items = sections.flatMap(({ director, service, servers }) => [
      { director, service, server: null, key: keyOf(director, service, null) },
      ...servers.map(server => ({ director, service, server, key: keyOf(director, service, server) })),
    ]);
    const rows = items.length - sections.length;
    const all = directors.reduce((sum, director) => sum + [...director.services.values()].reduce((n, service) => n + service.servers.size, 0), 0);
    setText($("found"), rows === all ? `${count(all)} servers` : `${count(rows)} of ${count(all)} servers`);
    $("nothing").hidden = rows > 0 || all === 0;
    table.setAttribute("aria-rowcount", String(items.length + 1));
  }

  // ---------- rows (ServerRowHtml.cs, TableHtml.cs)

  const table = $("servers");
  const drawn = new Map();
  let current = null;

  const serverAddress = item => `/servers/${encodeURIComponent(item.server.real)}?virtual=${encodeURIComponent(item.service.virtual)}`
    + (only ? "" : `&director=${encodeURIComponent(item.director.name)}`);

  function makeRow(item) {
    if (!item.server) {
      return h("tr", {}, h("th", { scope: "rowgroup", colspan: "3" }, h("span", { class: "proto" }), " ", h("span", { class: "address" }),
        ...(only ? [] : [" ", h("span", { class: "director" })])),
      h("td", { colspan: "10" }, h("div", { class: "facts" }, h("span", { class: "up" }), " ", h("span", { class: "flags" }), " ",
        h("span", { class: "role" }), h("span", { class: "troubles" }), h("span", { class: "traffic" }))));
    }
    return h("tr", {}, h("td", { class: "state" }, h("span", {})),
      h("th", { class: "server", scope: "row" }, h("a", {}), " ", h("small", {})),
      h("td", { class: "num since" }, h("time", {})),
      ...["num weight", "num active", "num inactive", "num persistent", "num check", "why", "strip", "num uptime", "num cert"]
        .map(name => h("td", { class: name })),
      h("td", { class: "menu" }, h("button", { type: "button", class: "quiet", onclick: event => {
        const found = items.find(one => one.key === event.currentTarget.closest("tr").dataset.key);
        if (found) steer(found);
      } }, "⋯")));
  }

  function fillService(row, { director, service }) {
    row.className = `service ${concerns[serviceConcern(service)]}`;
    const words = lineOf(service);
    const [head, body] = row.children;
    setText(head.querySelector(".proto"), words[0] ?? "");
    setText(head.querySelector(".address"), words[1] ?? "");
    if (!only) setText(head.querySelector(".director"), director.name);
    const facts = body.firstChild;
    setText(facts.querySelector(".up"), upOf(service));
    setText(facts.querySelector(".flags"), words.slice(2).join(" "));
    const role = facts.querySelector(".role");
    if ((role.dataset.role ?? "") !== (service.role ?? "")) {
      role.dataset.role = service.role ?? "";
      role.replaceChildren(...(service.role ? [h("span", { class: `shape ${service.role}` }, wordsOf(service.role)), " "] : []));
    }
    const troubles = troublesOf(service);
    const holder = facts.querySelector(".troubles");
    if (holder.dataset.text !== troubles.join("\n")) {
      holder.dataset.text = troubles.join("\n");
      holder.replaceChildren(...troubles.flatMap(trouble => [h("span", { class: "trouble" }, trouble), " "]));
    }
    setText(facts.querySelector(".traffic"), trafficOf(service));
    drawCurve(facts, service.curve ?? []);
  }

  function fillServer(row, item) {
    const { server } = item;
    const [state, name, since, weight, active, inactive, persistent, check, why, strip, uptime, cert, menu] = row.children;
    row.className = `row ${concerns[concernOf(server)]}${item.key === current ? " current" : ""}${row.classList.contains("changed") ? " changed" : ""}`;
    const word = stateOf(server);
    state.firstChild.className = `shape ${/^[a-z_]+$/.test(word) ? word : "unknown"}`;
    setText(state.firstChild, wordsOf(word));
    setText(name.firstChild, server.real);
    setAttribute(name.firstChild, "href", serverAddress(item));
    setText(name.lastChild, server.forward.toLowerCase());
    setText(since.firstChild, span(now() - Date.parse(server.since)));
    setAttribute(since.firstChild, "datetime", machine(server.since));
    setAttribute(since.firstChild, "title", moment(server.since));
    weight.className = server.weight === server.configuredWeight ? "num weight" : "num weight off";
    setText(weight, weightOf(server));
    setText(active, cell(server.active));
    setText(inactive, cell(server.inactive));
    setText(persistent, cell(server.persistent));
    setText(check, lastCheckOf(server));
    setText(why, sentenceOf(server));
    setAttribute(why, "title", why.textContent);
    drawStrip(strip, server.strip);
    setText(uptime, uptimeOf(server));
    cert.className = expires(server) ? "num cert off" : "num cert";
    setText(cert, certificateOf(server));
    setAttribute(menu.firstChild, "aria-label", `Steer ${server.real} in ${item.service.virtual}`);
    if (changed.delete(item.key)) {
      row.classList.remove("changed");
      void row.offsetWidth;
      row.classList.add("changed");
      row.addEventListener("animationend", () => row.classList.remove("changed"), { once: true });
    }
  }

  // ---------- the window: of many rows only those are drawn that can be seen

  const drawAll = 150;
  const heights = { row: 31, service: 48 };
  let tops = [0];

  function measure() {
    for (const row of table.querySelectorAll("tr[data-key]")) {
      const height = row.offsetHeight;
      if (height > 0) heights[row.classList.contains("service") ? "service" : "row"] = height;
    }
    tops = new Array(items.length + 1);
    tops[0] = 0;
    for (let i = 0; i < items.length; i++) tops[i + 1] = tops[i] + (items[i].server ? heights.row : heights.service);
  }

  function indexAt(y) {
    let low = 0, high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle + 1] < y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  const spacer = () => h("tbody", { class: "spacer", "aria-hidden": "true" }, h("tr", { class: "space" }, h("td", { colspan: "13" })));
  const above = spacer(), below = spacer();

  function drawRows() {
    let first = 0, last = items.length;
    if (items.length > drawAll) {
      const top = -table.getBoundingClientRect().top;
      first = Math.max(0, indexAt(top - innerHeight) - 1);
      last = Math.min(items.length, indexAt(top + 2 * innerHeight) + 1);
    }
    const focused = document.activeElement?.closest?.("#servers tr[data-key]");
    const focus = focused && { key: focused.dataset.key, cell: [...focused.querySelectorAll("a, button")].indexOf(document.activeElement) };
    const wanted = new Set();
    const groups = new Map();
    for (let i = first; i < last; i++) {
      const item = items[i];
      wanted.add(item.key);
      let row = drawn.get(item.key);
      if (!row) {
        row = makeRow(item);
        row.dataset.key = item.key;
        drawn.set(item.key, row);
      }
      setAttribute(row, "aria-rowindex", String(i + 2));
      if (item.server) fillServer(row, item);
      else fillService(row, item);
      const group = keyOf(item.director, item.service, null);
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(row);
    }
    for (const [key, row] of drawn) {
      if (!wanted.has(key)) {
        row.remove();
        drawn.delete(key);
      }
    }
    place(groups);
    setHeight(above, tops[first] ?? 0);
    setHeight(below, (tops[items.length] ?? 0) - (tops[last] ?? 0));
    if (focus && !document.activeElement?.closest?.("#servers tr[data-key]")) {
      drawn.get(focus.key)?.querySelectorAll("a, button")[Math.max(0, focus.cell)]?.focus({ preventScroll: true });
    }
  }

  const bodies = new Map();

  function place(groups) {
    for (const [key, body] of bodies) {
      if (!groups.has(key)) {
        body.remove();
        bodies.delete(key);
      }
    }
    const order = [above];
    for (const [key, rows] of groups) {
      if (!bodies.has(key)) bodies.set(key, h("tbody", {}));
      const body = bodies.get(key);
      arrangeChildren(body, rows);
      order.push(body);
    }
    arrangeChildren(table, [...table.children].filter(child => child.tagName !== "TBODY").concat(order, [below]));
  }

  /** Puts the children in this order, and moves none that stands where it should. */
  function arrangeChildren(parent, children) {
    const wanted = new Set(children);
    for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
    children.forEach((child, i) => {
      if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
    });
  }

  function setHeight(body, height) {
    body.hidden = height <= 0;
    body.firstChild.firstChild.style.height = `${height}px`;
  }

  // ---------- sums and problems (PageFigures.cs, PageProblem.cs)

  function drawFigures() {
    const services = directors.flatMap(director => [...director.services.values()]);
    const servers = services.flatMap(realOf);
    const figure = (name, value, of, kind) => {
      const box = document.querySelector(`#figures .${name}`);
      setText(box.querySelector(".value"), value);
      if (of) setText(box.querySelector(".of"), of);
      box.className = `figure ${name}${kind ? ` ${kind}` : ""}`;
    };
    const down = servers.filter(server => server.health === "down" || server.health === "kept").length;
    const planned = servers.filter(server => server.health === "maintenance" || server.health === "drain").length;
    const lost = services.filter(isLost).length;
    const drift = directors.reduce((sum, director) => sum + (director.report?.comparison?.now?.length ?? 0), 0);
    figure("up", count(servers.filter(isUp).length), ` of ${count(servers.length)} servers`);
    figure("down", count(down), null, down ? "bad" : "zero");
    figure("maintenance", count(planned), null, planned ? "planned" : "zero");
    figure("lost", count(lost), ` of ${count(services.length)}`, lost ? "bad" : "zero");
    figure("differences", count(drift), null, drift ? "warning" : "zero");
    let active = 0;
    for (const service of services) for (const server of service.servers.values()) active += server.active;
    figure("active", count(active));
    const curves = services.map(service => service.curve ?? []);
    const length = Math.max(0, ...curves.map(curve => curve.length));
    const sum = Array.from({ length }, (_, i) => curves.reduce((total, curve) => total + (curve[curve.length - length + i] ?? 0), 0));
    figure("rate", rate(sum.at(-1) ?? 0));
    drawCurve(document.querySelector("#figures .rate dd"), sum);
  }

  function problemsOf(director) {
    const name = only ? "" : director.name, found = [];
    const report = director.report;
    if (!report) return [{ concern: BAD, state: "down", subject: director.name, of: "", sentence: "does not answer", since: null }];
    if (report.problem) found.push({ concern: BAD, state: "down", subject: report.config, of: name, sentence: `file refused: ${report.problem}`, since: null });
    for (const difference of report.comparison?.now ?? []) {
      found.push({ concern: WARNING, state: "drift", subject: difference.virtual, of: name, since: difference.since,
        sentence: `the kernel's table differs (${difference.kernel ?? "no entry"}); expected: ${difference.command}` });
    }
    for (const service of director.services.values()) {
      const bad = serviceConcern(service) === BAD;
      const troubles = troublesOf(service).join(" · ");
      if (troubles) {
        found.push({ concern: bad ? BAD : WARNING, state: bad ? "down" : "fallback", subject: service.virtual, of: name, sentence: troubles, since: null });
      }
      for (const server of service.servers.values()) {
        const concern = concernOf(server);
        if (server.health === "fallback" || concern === FINE) continue;
        const state = concern === WARNING && server.health === "up" ? "risk" : stateOf(server);
        found.push({ concern, state, subject: server.real, of: only ? service.virtual : `${service.virtual} · ${name}`, sentence: sentenceOf(server), since: server.since,
          link: serverAddress({ director, service, server }) });
      }
    }
    return found;
  }

  function drawProblems() {
    const all = directors.flatMap(problemsOf);
    const age = problem => problem.since === null ? Infinity : Date.parse(problem.since);
    all.sort((a, b) => a.concern - b.concern || (age(b) === age(a) ? 0 : age(b) > age(a) ? 1 : -1));
    const section = $("problems"), list = section.querySelector("ul");
    section.className = all.length === 0 ? "fine" : "";
    setText($("problems-head"), all.length === 0 ? "Everything is fine" : "Not fine now");
    const lines = all.slice(0, 12);
    while (list.children.length > lines.length) list.lastChild.remove();
    lines.forEach((problem, i) => {
      if (!list.children[i]) {
        list.append(h("li", {}, h("span", {}), " ", h("span", { class: "subject" }), " ", h("span", { class: "of" }), " ",
          h("span", { class: "sentence" }), " ", h("span", { class: "since" }, h("time", {}))));
      }
      fillProblem(list.children[i], problem);
    });
    let more = section.querySelector(".more");
    if (all.length > lines.length) {
      if (!more) section.append(more = h("p", { class: "more" }, h("a", { href: "/?only=problems", onclick: event => {
        event.preventDefault();
        form.elements.only.checked = true;
        asked();
      } })));
      setText(more.firstChild, `and ${all.length - lines.length} more`);
    } else more?.remove();
    const shout = all.filter(problem => problem.concern <= WARNING).length;
    const title = `${shout ? `(${shout}) ` : ""}${directors.map(director => director.name).join(", ")} – Ldirectord`;
    if (document.title !== title) document.title = title;
  }

  function fillProblem(line, problem) {
    line.className = concerns[problem.concern];
    line.children[0].className = `shape ${problem.state}`;
    setText(line.children[0], wordsOf(problem.state));
    const subject = line.children[1];
    if (problem.link) {
      if (subject.firstElementChild?.tagName !== "A") subject.replaceChildren(h("a", {}));
      setText(subject.firstChild, problem.subject);
      setAttribute(subject.firstChild, "href", problem.link);
    } else if (subject.firstElementChild || subject.textContent !== problem.subject) subject.replaceChildren(problem.subject);
    setText(line.children[2], problem.of);
    setText(line.children[3], problem.sentence);
    const time = line.querySelector("time") ?? line.children[4].appendChild(h("time", {}));
    setText(time, problem.since ? span(now() - Date.parse(problem.since)) : "");
    if (problem.since) {
      setAttribute(time, "datetime", machine(problem.since));
      setAttribute(time, "title", moment(problem.since));
    } else time.removeAttribute("datetime");
  }

  function sayDirectors() {
    for (const { item, name, report } of directors) {
      if (!report) continue;
      const words = `${report.config}, running for ${span(now() - Date.parse(report.started))}, version ${report.version}${report.dryRun ? ", dry run" : ""}`
        + (report.sync ?? []).map(sync => `, sync ${sync.role} ${sync.interface} id ${sync.id}${sync.state === "running" ? "" : ` (${sync.state})`}`).join("");
      if (only) setText(item, words);
      else if (item.lastChild.textContent !== words) item.replaceChildren(h("span", { class: "director" }, name), " ", words);
    }
  }

  // ---------- drawing, at most once a frame

  let planned = false;

  function plan(isWindowOnly) {
    if (isDetail || directors.every(director => !director.report)) return;
    if (!isWindowOnly) stale = true;
    if (planned) return;
    planned = true;
    if (document.hidden) setTimeout(draw, 250);
    else requestAnimationFrame(draw);
  }

  let stale = true;

  function draw() {
    planned = false;
    if (stale) {
      stale = false;
      arrange();
      drawFigures();
      drawProblems();
      sayDirectors();
      measure();
    }
    drawRows();
  }

  function asked() {
    const parts = new URLSearchParams();
    if (form.elements.q.value) parts.set("q", form.elements.q.value);
    if (form.elements.only.checked) parts.set("only", "problems");
    if (form.elements.sort.value !== "problems") parts.set("sort", form.elements.sort.value);
    history.replaceState(null, "", parts.size ? `/?${parts}` : "/");
    plan();
  }

  // ---------- one server, beside the table or as a page

  let drawer = null, shown = null, request = null;

  /** The page of the server, read as a document that runs nothing. No refresh takes the place of an answer that is on its way. */
  function fetchDetail(address, done, isRefresh) {
    if (isRefresh && request && request.readyState !== XMLHttpRequest.DONE) return;
    request?.abort();
    const mine = request = new XMLHttpRequest();
    mine.open("GET", address);
    mine.responseType = "document";
    mine.timeout = 15000;
    mine.onload = () => {
      const article = mine.response?.getElementById("detail");
      if (article) done(document.importNode(article, true));
    };
    mine.send();
  }

  function openDetail(address, from) {
    if (!drawer) {
      drawer = h("dialog", { id: "drawer", "aria-label": "Server", onclose: () => {
        shown?.from?.focus?.();
        shown = null;
      } },
      h("button", { type: "button", class: "quiet close", "aria-label": "Close", onclick: () => drawer.close() }, "✕"), h("div", { id: "detail" }));
      document.body.append(drawer);
    }
    shown = { address, from };
    fetchDetail(address, article => {
      showDetail(article);
      if (!drawer.open) drawer.show();
      drawer.scrollTop = 0;
      drawer.querySelector(".close").focus();
    });
  }

  function showDetail(article) {
    const old = $("detail");
    const inside = old.contains(document.activeElement) ? [...old.querySelectorAll("a, button, pre")].indexOf(document.activeElement) : -1;
    for (const entry of article.querySelectorAll(".entry")) addActions(entry, article.dataset.api);
    old.replaceWith(article);
    if (inside >= 0) article.querySelectorAll("a, button, pre")[inside]?.focus({ preventScroll: true });
  }

  function addActions(entry, api) {
    const { real, virtual } = entry.dataset;
    const button = (action, words) => h("button", { type: "button", onclick: () => {
      const director = directors.find(one => one.api === api) ?? directors[0];
      const service = director.services.get(virtual);
      const server = service?.servers.get(real);
      if (server) steer({ director, service, server }, action);
    } }, words);
    entry.querySelector("header").append(h("div", { class: "actions" },
      entry.querySelector(".shape.maintenance, .shape.draining, .shape.drained") ? button("enable", "Enable") : button("drain", "Drain"),
      button("recheck", "Check now"), button("", "More …")));
  }

  function refreshDetail() {
    const address = isDetail ? location.pathname + location.search : shown?.address;
    if (address && !document.querySelector("dialog.box[open]")) fetchDetail(address, showDetail, true);
  }

  let moving = 0;

  function detailMoved(event) {
    if (!isDetail && !shown) return;
    if (![...document.querySelectorAll("#detail .entry")].some(entry => entry.dataset.real === event.real)) return;
    clearTimeout(moving);
    moving = setTimeout(refreshDetail, 300);
  }

  setInterval(() => { if ((isDetail || shown) && !document.hidden) refreshDetail(); }, 5000);

  // ---------- steering

  const actions = {
    drain: ["Drain", "No new connections; those that are open may end."],
    maintenance: ["Maintenance", "Out at once; open connections have the drain limit to end."],
    enable: ["Enable", "Ends drain and maintenance: it returns with its next passed check."],
    weight: ["Weight", "Counts instead of the configured weight; auto gives that one back."],
    recheck: ["Check now", "Runs its checks at once."],
  };

  function steer({ director, service, server }, action) {
    const persistent = isPersistent(service);
    const host = server.real.replace(/:\d+$/, "");
    const begin = action || (server.maintenance ? "enable" : "drain");
    const answer = h("p", { class: "answer", role: "status" });
    const force = h("label", { class: "tick", hidden: true }, h("input", { type: "checkbox", name: "force" }), "Do it all the same");
    const field = (words, input, say, on) => h("label", { class: "field", "data-on": on ?? "" }, h("span", {}, words), input,
      say ? h("span", { class: "say" }, say) : null);
    const choice = (name, value, words, isChosen) => h("label", {}, h("input", { type: "radio", name, value, checked: isChosen }), words);
    const say = h("p", { class: "of" });
    const box = h("dialog", { class: "box steer", "aria-labelledby": "steer-head", onclose: () => box.remove() },
      h("form", { method: "dialog", onsubmit: event => { event.preventDefault(); send(); }, onchange: adapt },
        h("h2", { id: "steer-head" }, `Steer ${server.real}${only ? "" : ` on ${director.name}`}`), say,
        h("fieldset", { class: "choices" }, h("legend", { class: "hidden" }, "Action"),
          ...Object.entries(actions).map(([name, [words]]) => choice("action", name, words, name === begin))),
        field("Where", h("select", { name: "where" },
          h("option", { value: "service" }, `only in ${service.virtual}`),
          h("option", { value: "server" }, `${server.real} in all its services`),
          h("option", { value: "host" }, `the whole machine ${host}`))),
        field("Weight", h("input", { type: "text", name: "weight", placeholder: "5, 50% or auto", maxlength: "12" }), null, "weight"),
        field("Reason", h("input", { type: "text", name: "reason", maxlength: "200" }), null, "drain maintenance weight"),
        field("Until", h("input", { type: "text", name: "until", placeholder: "no end; 2h, or 2026-12-01T08:00Z", maxlength: "40" }),
          "Then it returns by itself.", "drain maintenance weight"),
        persistent ? field("Clients", h("select", { name: "hard" },
          h("option", { value: "" }, "soft: those that return stay"), h("option", { value: "hard" }, "hard: those that return are moved")),
        `${count(server.persistent)} clients are bound to this server by persistence. Soft: each of them comes back to it until its persistence ends, `
          + "so the drain can take long. Hard: their next connection goes to another server, and what that one does not know of them is lost.", "drain") : null,
        field("At most", h("input", { type: "text", name: "limit", placeholder: "as configured (drainlimit); 10m, or none", maxlength: "20" }), null, "drain"),
        field("Token", h("input", { type: "password", name: "token", autocomplete: "off", value: recall("token") ?? "" }),
          "The director judges it. It is kept in this tab only."),
        force, answer,
        h("div", { class: "buttons" }, h("button", { type: "button", class: "quiet", onclick: () => box.close() }, "Cancel"),
          h("button", { type: "submit", class: "main" }, "Do it"))));
    const elements = box.querySelector("form").elements;

    function adapt() {
      const name = elements.action.value;
      for (const one of box.querySelectorAll(".field")) one.hidden = one.dataset.on !== "" && !one.dataset.on.split(" ").includes(name);
      setText(say, actions[name][1] + (name === "drain" ? ` ${count(server.active)} are active now.` : ""));
      setText(box.querySelector("button.main"), actions[name][0]);
    }

    async function send() {
      const name = elements.action.value, token = elements.token.value.trim(), where = elements.where.value;
      remember("token", token);
      const uses = input => input && !input.closest(".field").hidden ? input.value.trim() || null : null;
      const body = {
        server: where === "host" ? host : server.real,
        virtual: where === "service" ? service.virtual : null,
        reason: uses(elements.reason) ?? "",
        until: uses(elements.until),
        limit: uses(elements.limit),
        hard: uses(elements.hard) === "hard",
        force: elements.force.checked,
        weight: uses(elements.weight),
      };
      const button = box.querySelector("button.main");
      button.disabled = true;
      setText(answer, "");
      try {
        const response = await fetch(`${director.api}/api/v1/${name}`, {
          method: "POST", body: JSON.stringify(body), credentials: "same-origin", cache: "no-store", redirect: "error",
          headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
        });
        const said = await response.json().catch(() => ({}));
        answer.classList.toggle("bad", !response.ok);
        if (response.ok) {
          answer.replaceChildren(...(said.servers ?? []).map(one => h("span", {}, String(one.sentence ?? `${one.real}: ${one.state}`), h("br"))));
          button.hidden = true;
          const cancel = box.querySelector("button.quiet");
          setText(cancel, "Close");
          cancel.focus();
          announce(answer.textContent);
          setTimeout(refreshDetail, 300);
        } else {
          setText(answer, String(said.detail ?? `The director answers ${response.status}.`));
          force.hidden = response.status !== 409;
          if (response.status === 409) elements.force.focus();
          if (response.status === 401) elements.token.focus();
        }
      } catch {
        answer.classList.add("bad");
        setText(answer, "The director does not answer.");
      }
      button.disabled = false;
    }

    document.body.append(box);
    adapt();
    box.showModal();
    (elements.reason.closest(".field").hidden ? box.querySelector("button.main") : elements.reason).focus();
  }

  // ---------- keys

  const keys = [
    ["/", "search"], ["j  k", "next, previous server"], ["Enter", "open the server"], ["d", "drain"], ["m", "maintenance"], ["e", "enable"],
    ["o", "only what is not fine"], ["t", "light, dark, as the system"], ["Esc", "close"], ["?", "this help"],
  ];

  function help() {
    const box = h("dialog", { class: "box", id: "help", "aria-labelledby": "help-head", onclose: () => box.remove() },
      h("h2", { id: "help-head" }, "Keys"),
      h("dl", {}, ...keys.flatMap(([key, words]) => [h("dt", {}, ...key.split("  ").flatMap(one => [h("kbd", {}, one), " "])), h("dd", {}, words)])),
      h("div", { class: "buttons" }, h("button", { type: "button", onclick: () => box.close() }, "Close")));
    document.body.append(box);
    box.showModal();
  }

  function go(step) {
    const rows = items.map((item, i) => item.server ? i : -1).filter(i => i >= 0);
    if (rows.length === 0) return;
    const at = rows.findIndex(i => items[i].key === current);
    const index = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    current = items[index].key;
    const top = table.getBoundingClientRect().top + tops[index];
    if (top < 80 || top > innerHeight - 80) scrollBy({ top: top - innerHeight / 2 });
    drawRows();
    drawn.get(current)?.querySelector("a")?.focus({ preventScroll: true });
  }

  const chosen = () => items.find(item => item.key === current);

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog.box[open]")) return;
    if (event.key === "Escape") {
      if (shown) drawer.close();
      else document.activeElement?.blur?.();
      return;
    }
    if (event.target.closest?.("input, select, textarea")) return;
    const steering = { d: "drain", m: "maintenance", e: "enable" }[event.key];
    if (event.key === "?") help();
    else if (event.key === "t") turnTheme();
    else if (isDetail) return;
    else if (event.key === "/") form.elements.q.focus();
    else if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
    else if (event.key === "o") {
      form.elements.only.checked = !form.elements.only.checked;
      asked();
    } else if (steering && chosen()) steer(chosen(), steering);
    else return;
    event.preventDefault();
  }

  // ---------- light and dark

  const themes = ["system", "light", "dark"];
  const theme = () => { try { return localStorage.getItem("theme") ?? "system"; } catch { return "system"; } };

  function showTheme(name) {
    if (name === "system") root.removeAttribute("data-theme");
    else root.dataset.theme = name;
    const button = $("theme");
    if (!button) return;
    const words = { system: "as the system is", light: "light", dark: "dark" }[name];
    setText(button, { system: "◐", light: "○", dark: "●" }[name]);
    setAttribute(button, "aria-label", `Colours: ${words}`);
    setAttribute(button, "title", `Colours: ${words}`);
  }

  function turnTheme() {
    const name = themes[(themes.indexOf(theme()) + 1) % themes.length];
    try { localStorage.setItem("theme", name); } catch { /* as the system again at the next visit */ }
    showTheme(name);
  }

  // ---------- begin

  root.classList.add("scripted");
  $("top").append(h("div", { id: "tools" },
    h("button", { type: "button", id: "theme", class: "quiet", onclick: turnTheme }), h("button", { type: "button", class: "quiet", "aria-label": "Keys", title: "Keys", onclick: help }, "?")));
  document.body.append(h("div", { id: "changes", class: "hidden", role: "status", "aria-live": "polite" }));
  showTheme(theme());
  addEventListener("keydown", onKey);
  if (isDetail) for (const entry of document.querySelectorAll("#detail .entry")) addActions(entry, $("detail").dataset.api);
  else {
    table.querySelector("thead tr").append(h("th", { scope: "col", class: "menu" }, h("span", { class: "hidden" }, "Steer")));
    table.querySelectorAll("tr.service > td").forEach(td => td.setAttribute("colspan", "10"));
    form.append(h("span", { id: "found", role: "status" }));
    if (!$("nothing")) table.before(h("p", { id: "nothing", hidden: true }, "No server matches."));
    form.addEventListener("input", asked);
    form.addEventListener("submit", event => { event.preventDefault(); asked(); });
    addEventListener("scroll", () => items.length > drawAll && plan(true), { passive: true });
    addEventListener("resize", () => plan());
    document.addEventListener("click", event => {
      const link = event.target.closest?.("a[href^='/servers/']");
      if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      current = link.closest("tr")?.dataset.key ?? current;
      openDetail(link.getAttribute("href"), link);
    });
  }
  directors.forEach(director => listen(director));
  setInterval(() => { if (!document.hidden) plan(); }, 1000);
})();
