// A fact of the case as a field of a form.
import { el } from "../page/element.js";

let fields = 0;
export const fieldOf = (field) => {
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

export const changedIn = (box) =>
  Object.fromEntries([...box.querySelectorAll("select, input")].filter((control) => control.value !== control.dataset.before).map((control) => [control.name, control.value]));
