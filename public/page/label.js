// A name for what has none; not written again, or the observer would never rest.
export function label(node, words) {
  if (words && node.getAttribute('aria-label') !== words) node.setAttribute('aria-label', words);
}
