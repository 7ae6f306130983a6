"use strict";
// The form's page: checks what is typed, keeps it in the browser, adds lines, saves and shares one small file, prints.
(() => {
  const data = JSON.parse(document.getElementById("camket-data").textContent);
  const words = data.words;
  const $ = (id) => document.getElementById(id);
  const form = $("form");
  const put = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));

  // --- inputs -----------------------------------------------------------------------------------------------------------

  const fields = () => [...form.querySelectorAll("[name]")];
  const lists = () => [...form.querySelectorAll(".list")];
  const linesOf = (list) => [...list.querySelectorAll(".lines > .line")];
  const cellsOf = (line) => [...line.querySelectorAll("[data-column]")];
  const byName = (name) => form.elements.namedItem(name);

  // The text as the import reads it.
  const tidy = (text) =>
    text.normalize("NFC").replace(/\r\n?/g, "\n").replace(/\t/g, " ")
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, "")
      .replace(/\p{Cs}/gu, "")
      .replace(/(?!\u200d[\u2600-\u{10ffff}])[\u200b-\u200e\u2060\ufeff\u202a\u202c\u202d]/gu, "")
      .replace(/(\p{L})\u00ad(?=\p{L})/gu, "$1")
      .replace(/\s+$/gm, (blank) => blank.replace(/[^\n]/g, "")).trim();
  const textOf = (name) => {
    const input = byName(name);
    return input ? tidy(input.value) : "";
  };
  const isFilled = (line) => cellsOf(line).some((cell) => tidy(cell.value));

  // --- numbers and days: the same readings as in camket.text.numerals ---------------------------------------------------

  // Digits, signs and spaces that look the same as those of a figure, and the first character that has no reading there.
  const plainFigures = (text) =>
    text.replace(/[\u200b-\u200e\u2060\ufeff\u202a\u202c\u202d]/g, "")
      .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, " ")
      .replace(/[\u2212\u2010\u2011\uff0d\ufe63]/g, "-").replace(/[\uff05\ufe6a]/g, "%")
      .replace(/[\uff0b\uff0c\uff0e\uff0f]/g, (one) => one.normalize("NFKC"))
      .replace(/\p{Nd}/gu, (one) => (/^[0-9]$/.test(one.normalize("NFKC")) ? one.normalize("NFKC") : one)).trim();
  function oddCharacter(text) {
    const odd = /[^\u0020-\u007e\p{Script=Latin}]/u.exec(/\p{N}/u.test(text) ? plainFigures(text).normalize("NFC") : "");
    if (!odd) return "";
    const code = "U+" + odd[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return /[\p{C}\p{Z}]/u.test(odd[0]) ? code : `${code} '${odd[0]}'`;
  }

  const grouped = /^[1-9]\d{0,2}(?:[.,]\d{3})+$/;

  function readings(digits) {
    if (!/^\d+(?:[.,]\d+)+$/.test(digits)) return [];
    const dots = digits.split(".").length - 1;
    const commas = digits.split(",").length - 1;
    const bare = digits.replace(/[.,]/g, "");
    if (dots && commas) {
      const mark = digits.lastIndexOf(".") > digits.lastIndexOf(",") ? "." : ",";
      const at = digits.lastIndexOf(mark);
      const integer = digits.slice(0, at);
      if (integer.includes(mark) || !isGrouped(integer)) return [];
      return [integer.replace(/[.,]/g, "") + "." + digits.slice(at + 1)];
    }
    if (dots + commas > 1) return isGrouped(digits) ? [bare] : [];
    const decimal = digits.replace(",", ".");
    return isGrouped(digits) ? [bare, decimal] : [decimal];
  }

  // All marks are of one kind: 1.234,567.890 is no number.
  function isGrouped(text) {
    return grouped.test(text) && !(text.includes(".") && text.includes(","));
  }

  // A number as text with a decimal point; {value} or {fault, hint}.
  function readNumber(typed, check) {
    const shown = check.percent ? plainFigures(typed).replace(/%$/, "").trim() : typed;
    const plainText = plainFigures(shown);
    const bare = plainText.replace(/ /g, "");
    const code = oddCharacter(shown);
    const wrong = (text, values = {}, hint = words.hint_number) => ({ fault: put(text, { text: shown, ...values }), hint });
    const no = () => code ? wrong(words.odd_character, { code }, words.hint_odd) : wrong(words.not_number, {}, /\d\s*\p{L}/u.test(shown) ? words.hint_unit : words.hint_number);
    if (bare !== plainText && !/^[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?$/.test(plainText)) return no();
    if (bare.length > data.digits) return wrong(words.too_many_digits, { n: data.digits });
    if (/^[+-]?\d+$/.test(bare)) return { value: plain(bare.replace("+", "")) };
    const sign = bare.startsWith("-") ? "-" : "";
    const found = readings(bare.replace(/^[+-]/, ""));
    if (!found.length) return no();
    if (found.length > 1 && !check.whole) {
      const values = { first: shownNumber(sign + found[0]), second: shownNumber(sign + found[1]) };
      const hint = put(words.hint_readings, { thousands: sign + found[0], decimal: sign + found[1] + "0" });
      return wrong(words.two_readings, values, hint);
    }
    const value = plain(sign + found[0]);
    return check.whole && value.includes(".") ? wrong(words.not_whole) : { value };
  }

  // Without zeros that say nothing.
  function plain(text) {
    const sign = text.startsWith("-") ? "-" : "";
    let [whole, part = ""] = text.replace("-", "").split(".");
    whole = whole.replace(/^0+(?=\d)/, "");
    part = part.replace(/0+$/, "");
    const value = part ? whole + "." + part : whole;
    return value === "0" ? "0" : sign + value;
  }

  function shownNumber(text) {
    const value = plain(text);
    const sign = value.startsWith("-") ? "-" : "";
    const [whole, part] = value.replace("-", "").split(".");
    const between = data.mark === "," ? "." : ",";
    return sign + whole.replace(/\B(?=(\d{3})+$)/g, between) + (part ? data.mark + part : "");
  }

  // A whole number that is exact, to compare and to add.
  function scaled(text) {
    const sign = text.startsWith("-") ? -1n : 1n;
    const [whole, part = ""] = text.replace("-", "").split(".");
    return sign * BigInt(whole + part.padEnd(data.digits, "0"));
  }

  function unscaled(number) {
    const sign = number < 0n ? "-" : "";
    const digits = String(number < 0n ? -number : number).padStart(data.digits + 1, "0");
    return plain(sign + digits.slice(0, -data.digits) + "." + digits.slice(-data.digits));
  }

  function readDay(typed) {
    const text = plainFigures(typed);
    const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
    const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
    const code = oddCharacter(typed);
    if (!iso && !local && code) return { fault: put(words.odd_character, { text: typed, code }), hint: words.hint_day };
    if (!iso && !local) return { fault: put(words.not_date, { text }), hint: words.hint_day };
    const [year, month, day] = iso ? iso.slice(1).map(Number) : local.slice(1).reverse().map(Number);
    const found = new Date(0);
    found.setUTCFullYear(year, month - 1, day);
    if (year < 1 || found.getUTCMonth() !== month - 1 || found.getUTCDate() !== day) {
      return { fault: put(words.no_day, { text }), hint: words.hint_day };
    }
    const [first, last] = data.years;
    if (year < first || year > last) return { fault: put(words.bad_year, { text, first, last }), hint: words.hint_day };
    return {};
  }

  // --- checks -----------------------------------------------------------------------------------------------------------

  const fault = (text, hint) => ({ fault: text, hint });

  // What is wrong with one text by itself.
  function checkText(text, check) {
    if (!text) return {};
    if (text.length > data.letters) return fault(words.too_long, words.hint_long);
    if (check.kind === "date") return readDay(text);
    if (check.kind !== "number") return {};
    const found = readNumber(text, check);
    if (found.fault) return found;
    const value = scaled(found.value);
    const isLow = check.low !== undefined && value < scaled(check.low);
    const isHigh = check.high !== undefined && value > scaled(check.high);
    if (!isLow && !isHigh) return found;
    if (isLow && check.low === "0" && check.high === undefined) {
      return fault(put(words.negative, { value: shownNumber(found.value) }), words.hint_sign);
    }
    const limit = (one) => (one === undefined ? "…" : shownNumber(one));
    const values = { value: shownNumber(found.value), low: limit(check.low), high: limit(check.high) };
    return fault(put(words.outside, values), words.hint_figure);
  }

  const valueOf = (name) => {
    const check = data.checks[name];
    const text = check && check.kind === "number" ? textOf(name) : "";
    return text ? checkText(text, check).value : undefined;
  };

  // What is wrong with a figure beside the others of its result, and after the last one.
  function checkResult(name, check, value) {
    const limit = check.limit && valueOf(check.limit);
    const partner = data.checks[check.limit];
    if (partner && partner.needed && !textOf(check.limit)) {
      return fault(put(words.beside, { label: partner.label }), words.hint_parts);
    }
    if (limit !== undefined && limit && scaled(value) > scaled(limit)) {
      const values = { part: shownNumber(value), whole: shownNumber(limit), value: shownNumber(value), low: check.low, high: shownNumber(limit) };
      if (check.low === "0") return fault(put(words.part, values), words.hint_parts);
      return fault(put(words.outside, values), words.hint_figure);
    }
    const last = check.last;
    if (last && scaled(value) < scaled(last.value) && !isCorrected(last.target)) {
      const values = { value: shownNumber(value), before: shownNumber(last.value), round: last.round };
      return fault(put(words.fell, values), words.hint_fell);
    }
    return {};
  }

  function isCorrected(label) {
    const list = lists().find((one) => one.dataset.table === data.corrections);
    return linesOf(list).some((line) => cellsOf(line).some((cell) => cell.dataset.column === "target" && cell.value === label));
  }

  function checkSum(name, check) {
    const begins = name.slice(0, name.lastIndexOf(".") + 1);
    const names = Object.keys(data.checks).filter((one) => one.startsWith(begins) && data.checks[one].sum);
    const values = names.map(valueOf);
    const missing = names.find((one, at) => values[at] === undefined);
    if (missing) return textOf(missing) ? {} : fault(put(words.beside, { label: data.checks[missing].label }), words.hint_sum);
    const total = values.reduce((sum, one) => sum + scaled(one), 0n);
    const [low, high] = check.sum.map(scaled);
    if (total >= low && total <= high) return {};
    const expected = unscaled((low + high) / 2n);
    return fault(put(words.sum, { total: shownNumber(unscaled(total)), expected: shownNumber(expected) }), words.hint_sum);
  }

  function checkAnswer(check, text) {
    const list = lists().find((one) => (data.tables[one.dataset.table] || {}).answer === check.name);
    const count = list ? linesOf(list).filter(isFilled).length : 0;
    if (text === check.none && count) return fault(words.none_and_lines, words.hint_excluded);
    if (text === check.some && !count) return fault(words.some_and_none, words.hint_answer);
    return {};
  }

  function checkField(input) {
    const name = input.name;
    const check = data.checks[name];
    const text = tidy(input.value);
    const found = checkText(text, check);
    if (found.fault || !text) return found;
    if (check.none) return checkAnswer({ ...check, name }, text);
    if (check.excluded && textOf(check.excluded) === (data.checks[check.excluded] || {}).no) {
      return fault(put(words.excluded, { label: data.checks[check.excluded].label }), words.hint_excluded);
    }
    if (check.sum) return checkSum(name, check);
    return found.value === undefined ? {} : checkResult(name, check, found.value);
  }

  function checkCell(cell, line, table) {
    const check = table.columns[cell.dataset.column];
    const text = tidy(cell.value);
    if (!text && isFilled(line) && (check.needed || cell.dataset.column === table.bare)) {
      return fault(put(words.beside, { label: check.label }), "");
    }
    return checkText(text, check);
  }

  // Show or take away the fault of one input; return whether there is one.
  function show(input, found) {
    const id = input.id + "-e";
    const hint = $(input.id + "-h") ? input.id + "-h" : "";
    let note = $(id);
    if (!found.fault) {
      if (note) note.remove();
      input.removeAttribute("aria-invalid");
      if (hint) input.setAttribute("aria-describedby", hint);
      else input.removeAttribute("aria-describedby");
      return false;
    }
    if (!note) {
      note = document.createElement("p");
      note.id = id;
      note.className = "fault";
      input.after(note);
    }
    note.textContent = found.fault + (found.hint ? ". " + found.hint : "");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", (hint + " " + id).trim());
    return true;
  }

  // Check everything; return the inputs with a fault, each with its place in words.
  function checkAll() {
    const found = [];
    for (const input of fields()) if (show(input, checkField(input))) found.push([input, data.checks[input.name].label]);
    for (const list of lists()) {
      const table = data.tables[list.dataset.table];
      linesOf(list).forEach((line, at) => {
        for (const cell of cellsOf(line)) {
          if (!show(cell, checkCell(cell, line, table))) continue;
          const place = put(words.place, { title: table.label, n: at + 1 });
          found.push([cell, place + ": " + table.columns[cell.dataset.column].label]);
        }
      });
    }
    const order = (one, other) => (one[0].compareDocumentPosition(other[0]) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
    return found.sort(order);
  }

  function summarise(found) {
    const summary = $("summary");
    summary.hidden = !found.length;
    $("summary-title").textContent = put(words.summary, { n: found.length });
    $("summary-hint").textContent = words.summary_hint;
    $("save-anyway").textContent = words.save_anyway;
    summary.querySelector("ul").replaceChildren(
      ...found.map(([input, place]) => {
        const link = document.createElement("a");
        link.href = "#" + input.id;
        link.textContent = place + ": " + $(input.id + "-e").textContent;
        link.addEventListener("click", (event) => {
          event.preventDefault();
          input.focus();
          input.scrollIntoView({ block: "center" });
        });
        const item = document.createElement("li");
        item.append(link);
        return item;
      }),
    );
    if (found.length) {
      summary.focus();
      summary.scrollIntoView();
    }
  }

  // --- lines of lists ---------------------------------------------------------------------------------------------------

  let made = 0;

  function number(list) {
    linesOf(list).forEach((line, at) => {
      line.querySelector("legend").textContent = put(words.line, { n: at + 1 });
    });
  }

  function addLine(list) {
    const line = list.querySelector("template").content.firstElementChild.cloneNode(true);
    made += 1;
    for (const one of line.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const name of ["id", "for", "aria-describedby"]) {
        if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace("-N", "-n" + made));
      }
    }
    list.querySelector(".lines").append(line);
    number(list);
    ready(line);
    return line;
  }

  function removeLine(line) {
    const list = line.closest(".list");
    line.remove();
    number(list);
    list.querySelector(".add").focus();
    keep();
  }

  function ready(part) {
    for (const button of part.querySelectorAll("button[hidden]:not(#share)")) button.hidden = false;
    for (const area of part.querySelectorAll("textarea")) grow(area);
  }

  function grow(area) {
    area.style.height = "auto";
    if (area.scrollHeight) area.style.height = area.scrollHeight + 4 + "px";
  }

  // --- what is kept and saved -------------------------------------------------------------------------------------------

  // A single line shows no line breaks: what was not touched is kept as it was exported.
  const typed = (input) => (input.value === input.dataset.first ? input.dataset.text : input.value);

  function answers() {
    return {
      fields: fields().map((input) => ({ name: input.name, label: data.checks[input.name].label, text: typed(input) })),
      lists: lists().map((list) => {
        const table = data.tables[list.dataset.table];
        return {
          name: list.dataset.table,
          label: table.label,
          lines: linesOf(list).map((line) => ({
            line: line.dataset.line,
            cells: cellsOf(line).map((cell) => {
              const column = cell.dataset.column;
              return { name: column, label: table.columns[column].label, text: typed(cell) };
            }),
          })),
        };
      }),
    };
  }

  const content = () => JSON.stringify({ ...data.saved, ...answers() }, null, 1) + "\n";

  const key = ["camket", data.saved.form.unit, data.saved.form.round, data.saved.digest].join(":");
  let isKept = true;
  let isSaved = true;

  const storage = () => {
    try {
      localStorage.setItem("camket", "1");
      return localStorage.getItem("camket") === "1" ? localStorage : null;
    } catch {
      return null;
    }
  };

  function warnNotKept() {
    isKept = false;
    $("not-kept").textContent = words.not_kept;
    $("not-kept").hidden = false;
  }

  const now = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

  function keep() {
    isSaved = false;
    if (!isKept) return;
    try {
      localStorage.setItem(key, JSON.stringify({ time: new Date().toISOString(), ...answers() }));
      $("status").textContent = put(words.kept, { time: now() });
    } catch {
      warnNotKept();
    }
  }

  function restore() {
    const store = storage();
    if (!store) return warnNotKept();
    let kept = null;
    try {
      kept = JSON.parse(store.getItem(key));
    } catch {
      kept = null;
    }
    if (!kept || !Array.isArray(kept.fields) || !Array.isArray(kept.lists)) return undefined;
    for (const one of kept.fields) {
      const input = byName(one.name);
      if (input) fill(input, one.text);
    }
    for (const one of kept.lists) {
      const list = lists().find((each) => each.dataset.table === one.name);
      for (const line of list ? one.lines : []) {
        let present = linesOf(list).find((each) => each.dataset.line === line.line && line.line !== "+");
        if (!present && line.cells.some((cell) => tidy(cell.text))) present = addLine(list);
        for (const cell of present ? line.cells : []) {
          const input = cellsOf(present).find((each) => each.dataset.column === cell.name);
          if (input) fill(input, cell.text);
        }
      }
    }
    $("restored").textContent = put(words.restored, { time: new Date(kept.time).toLocaleString(document.documentElement.lang) });
    $("restored").hidden = false;
    return undefined;
  }

  function fill(input, text) {
    if (text !== input.dataset.text) input.value = text;
    if (input.localName === "textarea") grow(input);
  }

  function download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content()], { type: "application/json" }));
    link.download = data.file;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    isSaved = true;
    $("status").textContent = put(words.saved, { file: data.file });
  }

  // Browsers hand on files of well-known kinds only: so it is handed on as text.
  const shared = () => new File([content()], data.file + ".txt", { type: "text/plain" });

  async function share() {
    try {
      await navigator.share({ files: [shared()], title: document.title });
      isSaved = true;
      $("status").textContent = words.shared;
    } catch (error) {
      if (error.name !== "AbortError") $("status").textContent = words.not_shared;
    }
  }

  let waiting = download;

  function send(act) {
    waiting = act;
    const found = checkAll();
    summarise(found);
    if (!found.length) act();
  }

  // --- paper ------------------------------------------------------------------------------------------------------------

  // An input cuts a long text off on paper: its text is printed in its place.
  function mirror() {
    for (const input of form.querySelectorAll("input, select, textarea")) {
      if (input.closest("template") || input.classList.contains("mirrored")) continue;
      const text = document.createElement("div");
      text.className = "paper";
      text.textContent = input.value;
      input.after(text);
      input.classList.add("mirrored");
    }
  }

  function unmirror() {
    for (const text of form.querySelectorAll(".paper")) text.remove();
    for (const input of form.querySelectorAll(".mirrored")) input.classList.remove("mirrored");
  }

  // --- start ------------------------------------------------------------------------------------------------------------

  for (const input of form.querySelectorAll("[name], [data-column]")) {
    input.dataset.first = input.value;
    input.dataset.text = input.localName === "input" ? input.getAttribute("value") : input.value;
  }
  for (const list of lists()) {
    linesOf(list).filter((line) => line.dataset.line === "+").forEach((line) => line.remove());
  }
  $("send").hidden = false;
  ready(document);
  restore();
  try {
    $("share").hidden = !(navigator.canShare && navigator.canShare({ files: [shared()] }));
  } catch {
    $("share").hidden = true;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(download);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.localName === "input") event.preventDefault();
  });
  form.addEventListener("input", (event) => {
    if (event.target.localName === "textarea") grow(event.target);
    keep();
  });
  form.addEventListener("change", (event) => {
    const input = event.target;
    const line = input.closest(".line");
    if (line) show(input, checkText(tidy(input.value), data.tables[line.closest(".list").dataset.table].columns[input.dataset.column]));
    else if (input.name) {
      const parts = input.name.split(".").slice(0, 2).join(".");
      const near = fields().filter((one) => one === input || (one.name.startsWith(parts + ".") && one.hasAttribute("aria-invalid")));
      for (const one of near) show(one, checkField(one));
    }
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("add")) cellsOf(addLine(button.closest(".list")))[0].focus();
    if (button.classList.contains("remove")) removeLine(button.closest(".line"));
  });
  $("save-anyway").addEventListener("click", () => waiting());
  $("share").addEventListener("click", () => send(share));
  $("print").addEventListener("click", () => window.print());
  $("clear").addEventListener("click", () => {
    if (!window.confirm(words.sure)) return;
    if (isKept) localStorage.removeItem(key);
    isSaved = true;
    location.reload();
  });
  window.addEventListener("beforeprint", mirror);
  window.addEventListener("afterprint", unmirror);
  window.addEventListener("beforeunload", (event) => {
    if (!isKept && !isSaved) event.preventDefault();
  });
})();
