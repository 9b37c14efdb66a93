// A page of a PDF is drawn in its own size, which no side panel has: shrink it once, the buttons for size go on from there.
import { onFrame } from "./changes.js";

function fitToWidth(pdf) {
  const paper = pdf.querySelector('.react-pdf__Document');
  const canvas = paper?.querySelector('canvas');
  if (!canvas?.style.width || paper.style.zoom) return; // without it the canvas is not drawn yet and has the width of any canvas
  paper.style.zoom = Math.min(1, (pdf.clientWidth - 24) / canvas.clientWidth);
}

onFrame(() => document.querySelectorAll('.side-pdf').forEach(fitToWidth));
