// The case above the input: chips, a form of all facts, what the page asks the server about it (POST /fall/…, chat/check/routes.py),
// and the question before a conversation that is not stored is thrown away. Every text goes in as a text node.
(() => {
  "use strict";
  let session = "";
  let stored = true; // until the server says that nobody keeps this chat
  let state = { chips: [], groups: [], facts: {} };

  const el = (name, props = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(props)) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (key in node && !key.startsWith("aria") && key !== "list") node[key] = value;
      else node.setAttribute(key, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };

  // -- the server

  const send = async (what, data) => {
    const answer = await fetch(`/fall/${what}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...data, sessionId: session }),
    }).catch(() => null);
    if (!answer) throw new Error("Der Server antwortet gerade nicht. Bitte gleich noch einmal versuchen.");
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    throw new Error(typeof said.detail === "string" ? said.detail : "Das hat nicht geklappt. Bitte die Seite neu laden.");
  };
  const post = async (what, data = {}) => (await send(what, data)).json();

  const download = async (what, data) => {
    const answer = await send(what, data);
    const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") || "")?.[1] || what;
    const address = URL.createObjectURL(await answer.blob());
    const link = el("a", { href: address, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };

  const change = async (facts) => {
    state = await post("aendern", { facts });
    changedHere("Der Fall ist geändert.");
  };

  const changedHere = (words) => {
    render();
    say(words);
    document.dispatchEvent(new CustomEvent("wbm:fall", { detail: state }));
  };

  window.addEventListener("message", (event) => {
    if (event.source !== window || event.origin !== location.origin || event.data?.wbm !== "fall") return;
    session = String(event.data.session);
    stored = event.data.stored === true;
    state = { chips: event.data.chips, groups: event.data.groups, facts: event.data.facts };
    render();
  });

  // -- chips

  const live = el("p", { className: "wbm-unseen", role: "status" });
  const list = el("ul", { className: "wbm-chips" });
  const more = el("button", { type: "button", className: "wbm-chip-more", onclick: () => openForm() });
  const clear = el("button", { type: "button", className: "wbm-chip-more", textContent: "Leeren", onclick: () => askToClear() });
  const title = el("span", { className: "wbm-fall-title", textContent: "Fall" });
  const bar = el("section", { id: "wbm-fall", lang: "de", "aria-label": "Fall" }, title, more, clear, list, live);

  const say = (words) => {
    live.textContent = "";
    setTimeout(() => (live.textContent = words), 50);
  };

  const chipOf = (chip) =>
    el("li", { className: "wbm-chip" },
      el("button", { type: "button", className: "wbm-chip-edit", "data-fact": chip.id, textContent: chip.short, title: chip.read_from ? `${chip.text} (gelesen aus: „${chip.read_from}“)` : chip.text, "aria-label": `${chip.text}, ändern`, onclick: () => openFact(chip) }),
      el("button", { type: "button", className: "wbm-chip-remove", "aria-label": `${chip.text}, entfernen`, textContent: "×", onclick: () => remove(chip) }));

  const remove = async (chip) => {
    try {
      await change({ [chip.id]: "" });
      more.focus();
    } catch (error) {
      say(error.message);
    }
  };

  function render() {
    const at = document.activeElement?.dataset?.fact;
    list.replaceChildren(...state.chips.map(chipOf));
    title.hidden = list.hidden = clear.hidden = state.chips.length === 0;
    more.textContent = state.chips.length ? "Angaben ergänzen" : "Fall angeben";
    if (at) [...list.querySelectorAll("[data-fact]")].find((node) => node.dataset.fact === at)?.focus();
    place();
  }

  // Chainlit builds its input anew now and then; the bar goes along.
  function place() {
    const composer = document.getElementById("message-composer");
    if (session && composer && composer.previousElementSibling !== bar) composer.before(bar);
  }
  new MutationObserver(place).observe(document.documentElement, { childList: true, subtree: true });

  // -- dialogs

  const dialogOf = (title, body, buttons) => {
    const heading = el("h2", { id: "wbm-dialog-title", textContent: title });
    const failure = el("p", { className: "wbm-failure", role: "alert" });
    const box = el("dialog", { className: "wbm-dialog", lang: "de", "aria-labelledby": "wbm-dialog-title" });
    const row = el("div", { className: "wbm-buttons" });
    const form = el("form", { method: "dialog", noValidate: true }, heading, ...body, failure, row);
    box.append(form);
    for (const { label, act, main } of buttons) {
      row.append(el("button", { type: main ? "submit" : "button", className: main ? "wbm-main" : "wbm-plain", textContent: label, onclick: async (event) => {
        event.preventDefault();
        failure.textContent = "";
        try {
          await act?.();
          box.close();
        } catch (error) {
          failure.textContent = error.message;
        }
      } }));
    }
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
    return box;
  };

  let fields = 0;
  const fieldOf = (field) => {
    const id = `wbm-field-${(fields += 1)}`;
    const hint = field.hint || field.question ? el("span", { id: `${id}-hint`, className: "wbm-hint", textContent: [field.question, field.hint].filter(Boolean).join(" ") }) : null;
    const shared = { id, name: field.id, ...(hint ? { "aria-describedby": `${id}-hint` } : {}) };
    const control = field.options.length
      ? el("select", shared, el("option", { value: "", textContent: "unbekannt" }), ...field.options.map((option) => el("option", { value: option.value, textContent: option.label })))
      : el("input", { ...shared, type: field.type === "date" ? "date" : "text", autocomplete: "off", maxLength: 300, ...(["integer", "number", "euro"].includes(field.type) ? { inputMode: "decimal" } : {}) });
    control.value = field.value;
    control.dataset.before = field.value;
    const label = el("label", { htmlFor: id, textContent: field.unit ? `${field.label} (${field.unit})` : field.label });
    return el("div", { className: "wbm-field" }, label, control, hint);
  };

  const changedIn = (box) =>
    Object.fromEntries([...box.querySelectorAll("select, input")].filter((control) => control.value !== control.dataset.before).map((control) => [control.name, control.value]));

  const lastCard = () => [...document.querySelectorAll(".wbm-card")].pop();

  function openFact(chip) {
    const field = fieldOf(chip.field);
    const control = field.querySelector("select, input");
    const asked = () => ({ [chip.id]: control.value });
    const try_ = { label: "Nur ausprobieren", act: () => lastCard().dispatchEvent(new CustomEvent("wbm:was-waere-wenn", { detail: asked() })) };
    const box = dialogOf("Angabe ändern", [field], [
      { label: "Übernehmen", main: true, act: () => change(asked()) },
      ...(lastCard() ? [try_] : []),
      { label: "Entfernen", act: () => change({ [chip.id]: "" }) },
      { label: "Abbrechen" },
    ]);
    control.focus();
    box.addEventListener("close", () => back(chip.id));
  }

  const back = (fact) => ([...list.querySelectorAll("[data-fact]")].find((node) => node.dataset.fact === fact) || more).focus();

  function openForm() {
    const groups = state.groups.map((group) => {
      const first = group.fields.filter((field) => field.matters);
      const rest = group.fields.filter((field) => !field.matters);
      const further = rest.length ? [el("details", {}, el("summary", { textContent: `Weitere Angaben (${rest.length})` }), el("div", { className: "wbm-fields" }, ...rest.map(fieldOf)))] : [];
      return el("fieldset", {}, el("legend", { textContent: group.title }), el("div", { className: "wbm-fields" }, ...first.map(fieldOf)), ...further);
    });
    const note = el("p", { className: "wbm-hint", textContent: "Was Sie nicht wissen, lassen Sie leer. Bitte keine Namen eingeben." });
    const box = dialogOf("Angaben zum Fall", [note, el("div", { className: "wbm-groups" }, ...groups)], [
      { label: "Übernehmen", main: true, act: async () => {
        const facts = changedIn(box);
        if (Object.keys(facts).length) await change(facts);
      } },
      { label: "Abbrechen" },
    ]);
    box.querySelector("select, input")?.focus();
    box.addEventListener("close", () => more.focus());
  }

  function askToClear() {
    const box = dialogOf("Den ganzen Fall leeren?", [el("p", { textContent: "Alle Angaben werden entfernt. Das Gespräch bleibt stehen." })], [
      { label: "Leeren", main: true, act: async () => {
        state = await post("leeren");
        changedHere("Der Fall ist leer.");
      } },
      { label: "Abbrechen" },
    ]);
    box.addEventListener("close", () => more.focus());
  }

  // -- before a conversation that nobody keeps is thrown away

  let sure = false;
  const atStake = () => !stored && !sure && (document.querySelector("[data-step-type='user_message']") !== null || state.chips.length > 0);

  window.addEventListener("beforeunload", (event) => {
    if (atStake()) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#new-chat-button");
    if (!button || !atStake()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const words = "Ohne Anmeldung wird nichts aufbewahrt: Das Gespräch und der Fall gehen verloren. Was Sie behalten wollen, sichern Sie vorher als Protokoll.";
    dialogOf("Neuen Chat beginnen?", [el("p", { textContent: words })], [
      { label: "Verwerfen und neu beginnen", act: () => {
        sure = true;
        button.click();
        sure = false;
      } },
      { label: "Hier bleiben", main: true },
    ]);
  }, true);

  window.wbm = { post, download, change };
})();
