// What is quoted stands folded below an answer (chat/answer/markdown.py writes the link above it).
import { onFrame } from "./changes.js";

const FOLD = 'a[href="#wortlaut"]';
document.addEventListener('click', (event) => {
  const fold = event.target.closest?.(FOLD);
  if (!fold) return;
  event.preventDefault();
  fold.setAttribute('aria-expanded', String(fold.getAttribute('aria-expanded') !== 'true'));
});
window.addEventListener('beforeprint', () => document.querySelectorAll(FOLD).forEach((fold) => fold.setAttribute('aria-expanded', 'true')));


document.addEventListener('keydown', (event) => {
  if (event.key !== ' ' || !event.target.matches?.(FOLD)) return;
  event.preventDefault();
  event.target.click();
});

onFrame(() => {
  for (const fold of document.querySelectorAll(`${FOLD}:not([aria-expanded])`)) {
    fold.setAttribute('role', 'button');
    fold.setAttribute('aria-expanded', 'false');
    fold.removeAttribute('target');
  }
});
