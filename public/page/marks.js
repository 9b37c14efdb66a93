// Marks [n]: they open their place in the side panel, get the focus back, and show its short form where they are pointed at,
// focused or touched.
import { onFrame } from "./changes.js";

const MARK = 'a[href^="#fundstelle-"]';
let opener = null;

const numberOf = (mark) => Number(mark.getAttribute('href').slice('#fundstelle-'.length));
const placesOf = (mark) => mark.closest('.message-content')?.querySelector('.wbm-places');

document.addEventListener('click', (event) => {
  const mark = event.target.closest?.(MARK);
  if (!mark) return;
  event.preventDefault();
  hideTip();
  opener = mark;
  placesOf(mark)?.dispatchEvent(new CustomEvent('wbm:open', { detail: numberOf(mark) }));
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hideTip();
  if (event.key !== ' ' || !event.target.matches?.(MARK)) return;
  event.preventDefault();
  event.target.click();
});
document.addEventListener('wbm:closed', () => {
  const back = opener;
  setTimeout(() => {
    const free = !document.activeElement || document.activeElement === document.body;
    if (free && !document.querySelector('.wbm-place') && back?.isConnected) {
      back.scrollIntoView({ block: 'nearest' });
      back.focus({ preventScroll: true });
    }
  });
});

const tip = document.createElement('div');
tip.id = 'wbm-tip';
tip.setAttribute('aria-hidden', 'true'); // the mark itself bears the name
tip.hidden = true;

let pointed = null;

function showTip(mark) {
  tip.hidden = true;
  pointed = mark;
  const label = mark.dataset.label;
  const place = mark.getBoundingClientRect();
  if (!label || place.bottom < 0 || place.top > window.innerHeight) return;
  tip.textContent = label;
  tip.hidden = false;
  if (!tip.isConnected) document.body.append(tip);
  const at = mark.getBoundingClientRect();
  const own = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left + at.width / 2 - own.width / 2, document.documentElement.clientWidth - own.width - 8));
  const above = at.top - own.height - 6;
  tip.style.left = `${left}px`;
  tip.style.top = `${above < 8 ? at.bottom + 6 : above}px`;
}
function hideTip() {
  tip.hidden = true;
  pointed = null;
}
for (const [on, off] of [['pointerover', 'pointerout'], ['focusin', 'focusout']]) {
  document.addEventListener(on, (event) => {
    const mark = event.target.closest?.(MARK);
    if (mark) showTip(mark);
  });
  document.addEventListener(off, (event) => {
    if (event.target.closest?.(MARK)) hideTip();
  });
}
document.addEventListener('scroll', () => pointed && showTip(pointed), true);

function nameMarks(content, labels) {
  for (const mark of content?.querySelectorAll(MARK) ?? []) {
    const label = labels[numberOf(mark)];
    if (!label || mark.dataset.label === label) continue;
    mark.dataset.label = label;
    mark.setAttribute('aria-label', `Fundstelle ${numberOf(mark)}: ${label}`);
    mark.setAttribute('role', 'button');
    mark.removeAttribute('target');
  }
}

onFrame(() => {
  for (const places of document.querySelectorAll('.wbm-places')) nameMarks(places.closest('.message-content'), JSON.parse(places.dataset.labels));
});
