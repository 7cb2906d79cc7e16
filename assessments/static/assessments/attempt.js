/**
 * Saves each answer in the background and counts the time down. The form works without this file.
 *
 * An answer that has not been acknowledged stays in localStorage under its attempt and number; it is sent again
 * with growing pauses, and on the next page of the same attempt. The server keeps the higher sequence number.
 *
 * Where an attempt is observed, as its person was told before, how often and how long the page was out of sight goes
 * along with the answers. Nobody is warned or stopped, and no score depends on it.
 */
const form = document.querySelector("form[data-attempt]");
const LONGEST_PAUSE = 30_000;
const QUIET_AFTER_CHANGE = 500;
const QUIET_WHILE_TYPING = 2000;
// A notice that slides over the page, or the way from one field to the next, is no absence.
const SHORTEST_ABSENCE = 1000;

/** One question of the page: its fields, by the names they would have alone, and the number of its newest answer. */
class Asked {
  constructor(element) {
    this.element = element;
    this.position = Number(element.dataset.position);
    this.seq = Number(element.dataset.seq);
    this.prefix = element.dataset.prefix;
    this.isDirty = false;
  }

  /** The fields in which it is answered. */
  get fields() {
    return [...this.element.querySelectorAll("input:not([type=hidden], [type=file]), select, textarea")];
  }

  nameOf(field) {
    return field.name.slice(this.prefix.length);
  }

  /** Collect the answer as the server reads it. */
  get answer() {
    const answer = { choice: [], places: {}, pairs: {}, gaps: {}, ratings: {}, number: "", text: "" };
    for (const field of this.fields) {
      const name = this.nameOf(field);
      if (name === "jawaban" && field.checked) answer.choice.push(field.value);
      if (name === "angka") answer.number = field.value;
      if (name === "teks") answer.text = field.value;
      if (name.startsWith("urutan-") && field.value) answer.places[name.slice(7)] = Number(field.value);
      if (name.startsWith("skala-") && field.checked) answer.ratings[name.slice(6)] = Number(field.value);
      if (name.startsWith("pasangan-") && field.value) answer.pairs[name.slice(9)] = field.value;
      if (name.startsWith("isian-") && field.value) answer.gaps[name.slice(6)] = field.value;
    }
    return answer;
  }

  /** Show a stored answer. */
  fill(answer) {
    for (const field of this.fields) {
      const name = this.nameOf(field);
      if (name === "jawaban") field.checked = (answer.choice ?? []).includes(field.value);
      if (name === "angka") field.value = answer.number ?? "";
      if (name === "teks") field.value = answer.text ?? "";
      if (name.startsWith("skala-")) field.checked = String(answer.ratings?.[name.slice(6)] ?? "") === field.value;
      if (name.startsWith("isian-")) field.value = answer.gaps?.[name.slice(6)] ?? "";
      if (name.startsWith("urutan-")) field.value = answer.places?.[name.slice(7)] ?? "";
      if (name.startsWith("pasangan-")) field.value = answer.pairs?.[name.slice(9)] ?? "";
    }
  }

  /** Whether nothing is left to fill in. */
  get isComplete() {
    const boxes = this.fields.filter((field) => this.nameOf(field) === "jawaban");
    if (boxes.length) return boxes.some((box) => box.checked);
    const points = this.fields.filter((field) => this.nameOf(field).startsWith("skala-"));
    if (points.length) return points.filter((point) => point.checked).length === new Set(points.map((point) => point.name)).size;
    return this.fields.every((field) => field.value.trim() && field.validity.valid);
  }

  /** Let the form name this number as the newest, should it go the ordinary way. */
  number(seq) {
    this.element.querySelector(`[name="${this.prefix}seq"]`).value = seq;
  }
}

/** Say beside a field that what was typed cannot be read; the pattern is the server's. */
function doubt(field) {
  const note = document.getElementById(field.getAttribute("aria-describedby")?.split(" ").pop());
  if (!note?.dataset.doubt) return;
  note.textContent = field.validity.patternMismatch ? note.dataset.doubt : "";
  if (field.validity.patternMismatch) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

/** What waits to be acknowledged, kept beyond this page; storage that is switched off loses only that. */
class Waiting {
  constructor(attempt) {
    this.prefix = `lontar-jawaban:${attempt}:`;
  }

  put(position, entry) {
    try { localStorage.setItem(this.prefix + position, JSON.stringify(entry)); } catch { /* private window */ }
  }

  get(position) {
    try { return JSON.parse(localStorage.getItem(this.prefix + position)); } catch { return null; }
  }

  drop(position, seq) {
    const entry = this.get(position);
    if (entry && entry.seq <= seq) try { localStorage.removeItem(this.prefix + position); } catch { /* as above */ }
  }

  clear() {
    for (const position of this.positions()) this.drop(position, Infinity);
  }

  positions() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)).map((key) => Number(key.slice(this.prefix.length)));
    } catch { return []; }
  }
}

/** Counts, for this tab, how often and how long the page was out of sight, over all pages of the attempt. */
class Absences {
  constructor(form) {
    this.form = form;
    this.key = `lontar-jauh:${form.dataset.attempt}`;
    this.isLeaving = false;
    this.counted = { times: 0, seconds: 0, told: 0, since: null };
    try { Object.assign(this.counted, JSON.parse(sessionStorage.getItem(this.key))); } catch { /* private window */ }
    document.addEventListener("visibilitychange", () => this.look());
    addEventListener("blur", () => this.look());
    addEventListener("focus", () => this.look());
    addEventListener("pageshow", () => { this.isLeaving = false; this.look(); });
    addEventListener("pagehide", () => this.leave());
    form.addEventListener("submit", () => this.ride());
  }

  /** Choosing a file opens a window of its own; that is part of answering. */
  get isAway() {
    return document.hidden || (!document.hasFocus() && document.activeElement?.type !== "file");
  }

  look() {
    if (this.isLeaving) return;
    if (this.isAway) this.counted.since ??= Date.now();
    else this.back();
    this.keep();
  }

  back() {
    const away = this.counted.since === null ? 0 : Date.now() - this.counted.since;
    this.counted.since = null;
    if (away < SHORTEST_ABSENCE) return;
    this.counted.times += 1;
    this.counted.seconds += Math.round(away / 1000);
  }

  keep() {
    try { sessionStorage.setItem(this.key, JSON.stringify(this.counted)); } catch { /* as above */ }
  }

  /** Let a request carry what was counted so far. */
  into(body) {
    body.set("jauh-kali", this.counted.times);
    body.set("jauh-detik", this.counted.seconds);
    return this.counted.times;
  }

  told(times) {
    this.counted.told = Math.max(this.counted.told, times);
    this.keep();
  }

  /** The form goes the ordinary way and carries it in fields of its own. */
  ride() {
    const counts = new FormData();
    this.told(this.into(counts));
    for (const [name, value] of counts) {
      const field = this.form.elements[name] ?? this.form.appendChild(document.createElement("input"));
      Object.assign(field, { type: "hidden", name, value });
    }
  }

  /** The page is left another way: what nobody was told yet is told now, once. */
  leave() {
    this.counted.since = null;
    this.isLeaving = true;
    if (this.counted.times > this.counted.told) {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      const times = this.into(body);
      if (navigator.sendBeacon(this.form.dataset.left, body)) this.told(times);
    }
    this.keep();
  }
}

class Keeper {
  constructor(element) {
    this.form = element;
    this.absences = element.dataset.left ? new Absences(element) : null;
    this.asked = new Map([...element.querySelectorAll("fieldset[data-position]")].map((one) => {
      const asked = new Asked(one);
      return [asked.position, asked];
    }));
    this.waiting = new Waiting(element.dataset.attempt);
    this.state = document.querySelector("[data-saved]");
    this.pause = 1000;
    this.isSending = false;
    this.timer = 0;
    element.addEventListener("input", ({ target }) => this.changed(target, target.type === "text" ? QUIET_WHILE_TYPING : QUIET_AFTER_CHANGE));
    element.addEventListener("change", ({ target }) => {
      doubt(target);
      this.changed(target, QUIET_AFTER_CHANGE);
    });
    element.addEventListener("submit", () => this.leave());
    addEventListener("online", () => this.sendAll());
    addEventListener("pagehide", () => this.flush());
    this.resume();
  }

  get isDirty() {
    return [...this.asked.values()].some((one) => one.isDirty);
  }

  /** Bring back what an earlier page could not send. */
  resume() {
    for (const one of this.asked.values()) {
      const entry = this.waiting.get(one.position);
      if (entry && entry.seq > one.seq) {
        one.seq = entry.seq;
        one.fill(entry.answer);
      }
      one.number(one.seq + 1);
    }
    this.sendAll();
  }

  changed(field, quiet) {
    const one = this.asked.get(Number(field.closest("fieldset[data-position]")?.dataset.position));
    if (!one) return;
    one.isDirty = true;
    this.show("waiting", this.form.dataset.textSaving);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), quiet);
  }

  /** Give what is in the form its number and keep it; return whether there was anything. */
  take() {
    clearTimeout(this.timer);
    const dirty = [...this.asked.values()].filter((one) => one.isDirty);
    for (const one of dirty) {
      one.isDirty = false;
      one.seq += 1;
      one.number(one.seq);
      this.waiting.put(one.position, { seq: one.seq, answer: one.answer });
      this.mark(one.position, one.isComplete);
    }
    return dirty.length > 0;
  }

  /** Keep what changed, and send it. */
  flush() {
    if (this.take()) this.sendAll();
  }

  /** The form goes the ordinary way: its numbers have to be the newest. */
  leave() {
    this.take();
  }

  async sendAll() {
    if (this.isSending) return;
    this.isSending = true;
    let failed = false;
    for (const position of this.waiting.positions()) {
      const entry = this.waiting.get(position);
      if (entry && !(await this.send(position, entry))) failed = true;
    }
    this.isSending = false;
    if (failed) return this.again();
    this.pause = 1000;
    if ([...this.asked.keys()].some((position) => this.waiting.get(position))) return this.sendAll();
  }

  again() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.sendAll(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** Send one answer; return whether nothing is left to do for it. */
  async send(position, entry) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("nomor", position);
    body.set("seq", entry.seq);
    body.set("jawaban", JSON.stringify(entry.answer));
    const counted = this.absences?.into(body);
    let reply;
    try {
      reply = await fetch(this.form.dataset.save, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } });
      if (reply.redirected || reply.status >= 500 || reply.status === 403 || reply.status === 429) throw new Error("later");
      this.absences?.told(counted);
      return this.received(position, entry, reply.status, await reply.json());
    } catch {
      this.show("failed", this.form.dataset.textWaiting);
      return false;
    }
  }

  received(position, entry, status, told) {
    if (status === 409) {
      this.waiting.clear();
      location.assign(told.alamat);
      return true;
    }
    this.waiting.drop(position, entry.seq);
    const one = this.asked.get(position);
    if (!one) return true;
    if (status !== 200) {
      this.show("failed", told.kalimat ?? this.form.dataset.textWaiting);
      return true;
    }
    if (told.usang && !one.isDirty) {
      one.fill(told.jawaban);
      one.seq = told.seq;
      one.number(told.seq + 1);
      this.show("failed", this.form.dataset.textOutdated);
    } else if (!this.isDirty && one.seq === entry.seq) {
      this.show("", `${this.form.dataset.textSaved} ${told.tersimpan}`);
    }
    return true;
  }

  show(state, text) {
    if (!this.state) return;
    this.state.className = state ? `saved saved--${state}` : "saved";
    this.state.textContent = text;
  }

  mark(position, given) {
    const button = document.querySelector(`[data-number="${position}"]`);
    button?.classList.toggle("number-button--answered", given);
  }
}

/** Counts down on the browser's steady clock from the seconds that the server named. */
class Clock {
  constructor(element, keeper) {
    this.element = element;
    this.keeper = keeper;
    this.text = element.querySelector("[data-timer]");
    this.spoken = document.querySelector("[data-spoken]");
    this.end = performance.now() + Number(element.dataset.remaining) * 1000;
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  get left() {
    return Math.max(0, Math.round((this.end - performance.now()) / 1000));
  }

  tick() {
    const { textMinutes, textSeconds, textLeft } = this.element.dataset;
    const left = this.left;
    this.text.textContent = left >= 120 ? `${Math.ceil(left / 60)} ${textMinutes} ${textLeft}` : `${left} ${textSeconds} ${textLeft}`;
    this.element.classList.toggle("timer--short", left <= 300);
    if (left === 300) this.spoken.textContent = this.spoken.dataset.textFive;
    if (left === 60) this.spoken.textContent = this.spoken.dataset.textOne;
    if (left === 0) this.finish();
  }

  /** The time is over: send what is open, then hand in. Without a line the server does it by itself. */
  async finish() {
    clearInterval(this.timer);
    this.keeper.flush();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    document.querySelector("form[data-time-up]")?.submit();
  }
}

if (form) {
  const keeper = new Keeper(form);
  const timer = document.querySelector("[data-remaining]");
  if (timer) new Clock(timer, keeper);
}
