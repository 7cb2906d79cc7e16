/**
 * Saves each answer in the background and counts the time down. The form works without this file.
 *
 * An answer that has not been acknowledged stays in localStorage under its attempt and number; it is sent again
 * with growing pauses, and on the next page of the same attempt. The server keeps the higher sequence number.
 */
const form = document.querySelector("form[data-attempt]");
const LONGEST_PAUSE = 30_000;
const QUIET_AFTER_CHANGE = 500;
const QUIET_WHILE_TYPING = 2000;

/** Collect the answer of the form as the server reads it. */
function answerOf(source) {
  const data = new FormData(source);
  const answer = { choice: data.getAll("jawaban"), places: {}, pairs: {}, gaps: {}, number: data.get("angka") ?? "", text: data.get("teks") ?? "" };
  for (const [name, value] of data) {
    if (name.startsWith("urutan-") && value) answer.places[name.slice(7)] = Number(value);
    if (name.startsWith("pasangan-") && value) answer.pairs[name.slice(9)] = value;
    if (name.startsWith("isian-") && value) answer.gaps[name.slice(6)] = value;
  }
  return answer;
}

/** Show a stored answer in the form. */
function fill(target, answer) {
  for (const field of target.elements) {
    if (field.name === "jawaban") field.checked = (answer.choice ?? []).includes(field.value);
    if (field.name === "angka") field.value = answer.number ?? "";
    if (field.name === "teks") field.value = answer.text ?? "";
    if (field.name.startsWith("isian-")) field.value = answer.gaps?.[field.name.slice(6)] ?? "";
    if (field.name.startsWith("urutan-")) field.value = answer.places?.[field.name.slice(7)] ?? "";
    if (field.name.startsWith("pasangan-")) field.value = answer.pairs?.[field.name.slice(9)] ?? "";
  }
}

/** The fields in which the question is answered. */
function fieldsOf(source) {
  return [...source.querySelectorAll("fieldset :is(input, select)")];
}

/** Whether nothing is left to fill in. */
function isComplete(source) {
  const boxes = fieldsOf(source).filter((field) => field.name === "jawaban");
  if (boxes.length) return boxes.some((box) => box.checked);
  return fieldsOf(source).every((field) => field.value.trim() && field.validity.valid);
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

class Keeper {
  constructor(element) {
    this.form = element;
    this.position = Number(element.dataset.position);
    this.seq = Number(element.dataset.seq);
    this.waiting = new Waiting(element.dataset.attempt);
    this.state = document.querySelector("[data-saved]");
    this.pause = 1000;
    this.isSending = false;
    this.isDirty = false;
    this.timer = 0;
    element.addEventListener("input", ({ target }) => this.changed(target.type === "text" ? QUIET_WHILE_TYPING : QUIET_AFTER_CHANGE));
    element.addEventListener("change", ({ target }) => {
      doubt(target);
      this.changed();
    });
    element.addEventListener("submit", () => this.leave());
    addEventListener("online", () => this.sendAll());
    addEventListener("pagehide", () => this.flush());
    this.resume();
  }

  /** Bring back what an earlier page could not send. */
  resume() {
    const entry = this.waiting.get(this.position);
    if (entry && entry.seq > this.seq) {
      this.seq = entry.seq;
      fill(this.form, entry.answer);
    }
    this.form.elements.seq.value = this.seq + 1;
    this.sendAll();
  }

  changed(quiet = QUIET_AFTER_CHANGE) {
    this.isDirty = true;
    this.show("waiting", this.form.dataset.textSaving);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), quiet);
  }

  /** Give what is in the form a number, keep it, and send it. */
  flush() {
    clearTimeout(this.timer);
    if (!this.isDirty) return;
    this.isDirty = false;
    this.seq += 1;
    this.form.elements.seq.value = this.seq;
    this.waiting.put(this.position, { seq: this.seq, answer: answerOf(this.form) });
    this.mark(this.position, isComplete(this.form));
    this.sendAll();
  }

  /** The form goes the ordinary way: its number has to be the newest. */
  leave() {
    clearTimeout(this.timer);
    if (!this.isDirty) return;
    this.isDirty = false;
    this.seq += 1;
    this.form.elements.seq.value = this.seq;
    this.waiting.put(this.position, { seq: this.seq, answer: answerOf(this.form) });
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
    if (this.waiting.get(this.position)) return this.sendAll();
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
    let reply;
    try {
      reply = await fetch(this.form.dataset.save, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } });
      if (reply.redirected || reply.status >= 500 || reply.status === 403 || reply.status === 429) throw new Error("later");
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
    if (position !== this.position) return true;
    if (status !== 200) {
      this.show("failed", told.kalimat ?? this.form.dataset.textWaiting);
      return true;
    }
    if (told.usang && !this.isDirty) {
      fill(this.form, told.jawaban);
      this.seq = told.seq;
      this.form.elements.seq.value = told.seq + 1;
      this.show("failed", this.form.dataset.textOutdated);
    } else if (!this.isDirty && this.seq === entry.seq) {
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
