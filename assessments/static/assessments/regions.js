/* Helps an author to mark regions of a picture; the numbers can be typed as well, and the text field is what counts. */
const helper = document.querySelector("[data-region-helper]");
const LEAST_CORNERS = 3;

class RegionHelper {
  constructor(element) {
    this.element = element;
    this.image = element.querySelector("img");
    this.drawing = element.querySelector("svg");
    this.shape = element.querySelector("select");
    this.lines = document.querySelector("[name=options]");
    this.kind = document.querySelector("[name=kind]");
    this.picture = document.querySelector("[name=picture]");
    this.points = [];
    this.image.addEventListener("load", () => this.draw());
    // Who may choose a picture may not always open it at full size; the chooser's small one will do.
    this.image.addEventListener("error", () => this.showSmall());
    element.querySelector("[data-picture]").addEventListener("click", (event) => this.clicked(event));
    element.querySelector("[data-done]").addEventListener("click", () => this.finish());
    element.querySelector("[data-forget]").addEventListener("click", () => this.forget());
    this.shape.addEventListener("change", () => this.forget());
    this.lines.addEventListener("input", () => this.draw());
    this.kind.addEventListener("change", () => this.show());
    // The chooser of pictures writes into a hidden field, which tells nobody.
    new MutationObserver(() => this.show()).observe(this.picture, { attributes: true, attributeFilter: ["value"] });
    this.picture.addEventListener("change", () => this.show());
    this.show();
  }

  show() {
    const number = this.picture.value;
    this.element.hidden = this.kind.value !== "hotspot" || !number;
    if (this.element.hidden) return;
    const { known, shown, preview } = this.element.dataset;
    const address = number === known ? shown : preview.replace("/0/", `/${number}/`);
    if (this.image.getAttribute("src") !== address) this.image.src = address;
    this.draw();
  }

  showSmall() {
    const small = document.getElementById(`${this.picture.id}-chooser`)?.querySelector("img");
    if (small && this.image.src !== small.src) this.image.src = small.src;
  }

  clicked(event) {
    const box = this.image.getBoundingClientRect();
    const percent = (value, whole) => Math.round(Math.min(Math.max(value / whole, 0), 1) * 1000) / 10;
    this.points.push([percent(event.clientX - box.left, box.width), percent(event.clientY - box.top, box.height)]);
    if (this.shape.value !== "poligon" && this.points.length === 2) this.finish();
    this.draw();
  }

  finish() {
    const outline = this.outline;
    if (!outline) return;
    this.points = [];
    const lines = this.lines.value.split("\n");
    const waiting = lines.findIndex((line) => line.trim() && !line.includes(" = "));
    if (waiting >= 0) lines[waiting] = `${lines[waiting].trim()} = ${outline}`;
    else lines.push(`${this.element.dataset.name} ${lines.filter((line) => line.trim()).length + 1} = ${outline}`);
    this.lines.value = lines.filter((line) => line.trim()).join("\n");
    this.draw();
  }

  forget() {
    this.points = [];
    this.draw();
  }

  /** What the points so far say; empty while too few are there. */
  get outline() {
    const told = (number) => String(Math.round(number * 10) / 10).replace(".", ",");
    const [first, second] = this.points;
    if (this.shape.value === "poligon") return this.points.length < LEAST_CORNERS ? "" : `poligon ${this.points.flat().map(told).join(" ")}`;
    if (!second) return "";
    if (this.shape.value === "kotak") {
      const left = Math.min(first[0], second[0]);
      const top = Math.min(first[1], second[1]);
      return `kotak ${[left, top, Math.abs(first[0] - second[0]), Math.abs(first[1] - second[1])].map(told).join(" ")}`;
    }
    const down = (second[1] - first[1]) * (this.image.clientHeight / this.image.clientWidth);
    return `lingkaran ${[...first, Math.hypot(second[0] - first[0], down)].map(told).join(" ")}`;
  }

  draw() {
    const [width, height] = [this.image.clientWidth || 100, this.image.clientHeight || 100];
    this.drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const shapes = this.lines.value.split("\n").filter((line) => line.trim()).map((line, place) => this.drawn(line, place + 1, width, height));
    const dots = this.points.map(([x, y]) => this.made("circle", { cx: (x * width) / 100, cy: (y * height) / 100, r: 5 }));
    this.drawing.replaceChildren(...shapes.filter(Boolean), ...dots);
  }

  drawn(line, number, width, height) {
    const [word, ...rest] = (line.split(" = ").pop() ?? "").trim().split(/\s+/);
    const told = rest.map((text) => Number(text.replace(",", ".")));
    if (!told.length || told.some(Number.isNaN)) return null;
    const at = (x, y) => `${(x * width) / 100},${(y * height) / 100}`;
    const group = this.made("g", { class: "hotspot__region" });
    if (word === "kotak" && told.length === 4) {
      const [x, y, w, h] = told;
      group.append(this.made("polygon", { points: [at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h)].join(" ") }));
    } else if (word === "lingkaran" && told.length === 3) {
      group.append(this.made("circle", { cx: (told[0] * width) / 100, cy: (told[1] * height) / 100, r: (told[2] * width) / 100 }));
    } else if (word === "poligon" && told.length >= 6) {
      group.append(this.made("polygon", { points: told.map((x, place) => (place % 2 ? "" : at(x, told[place + 1]))).filter(Boolean).join(" ") }));
    } else return null;
    const label = this.made("text", { x: (told[0] * width) / 100 + 14, y: (told[1] * height) / 100 + 22, "text-anchor": "middle" });
    label.textContent = number;
    group.append(label);
    return group;
  }

  made(name, attributes) {
    const element = document.createElementNS(this.drawing.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }
}

if (helper) new RegionHelper(helper);
