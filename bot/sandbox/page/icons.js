const SVG = "http://www.w3.org/2000/svg";

// Drawn for this page on a grid of 20 units, as strokes.
const STROKES = {
  back: ["M12 4 6 10l6 6"],
  bubble: ["M4 5.5h12v8H9.5L6 16.5v-3H4z"],
  clip: ["M13.5 7.5 8 13a1.8 1.8 0 0 1-2.5-2.5L11.8 4.2a3 3 0 0 1 4.2 4.2l-6.6 6.6a4.4 4.4 0 0 1-6.2-6.2L8.5 3.5"],
  file: ["M5 2.5h6.5L15 6v11.5H5z", "M11.5 2.5V6H15", "M7.5 10h5M7.5 13h5"],
  bulb: ["M7.5 13.5c-1.7-1-2.5-2.4-2.5-4.2a5 5 0 0 1 10 0c0 1.8-.8 3.2-2.5 4.2v1.5h-5z", "M8 17.5h4"],
  chevron: ["m6 8 4 4 4-4"],
  close: ["M5 5l10 10", "M15 5 5 15"],
  eye: ["M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5z", "M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"],
  menu: ["M3.5 6h13", "M3.5 10h13", "M3.5 14h13"],
  moon: ["M15.5 12.3A6.5 6.5 0 0 1 7.7 4.5a6.5 6.5 0 1 0 7.8 7.8z"],
  pencil: ["M4 16l.8-3.3L13 4.5l2.5 2.5-8.2 8.2z"],
  send: ["M3.5 4 17 10 3.5 16l1.8-6z", "M5.3 10H11"],
  sun: [
    "M10 6.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4z",
    "M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1",
  ],
  thumbDown: [
    "M6 3.5v8",
    "M6 11.5h-2.5v-8H6l1.5-.5h5.7c.8 0 1.3.5 1.5 1.2l1.3 5c.3 1-.3 1.8-1.3 1.8H11v4c0 1-.6 1.5-1.3 1.5L7.5 11.5z",
  ],
  thumbUp: [
    "M6 16.5v-8",
    "M6 8.5H3.5v8H6l1.5.5h5.7c.8 0 1.3-.5 1.5-1.2l1.3-5c.3-1-.3-1.8-1.3-1.8H11v-4c0-1-.6-1.5-1.3-1.5L7.5 8.5z",
  ],
  trash: ["M4 5.5h12", "M8 5.5v-2h4v2", "M5.5 5.5l.7 11h7.6l.7-11", "M8.5 8.5v5M11.5 8.5v5"],
  warning: ["M10 3.5 17.5 16.5h-15z", "M10 8v4", "M10 14.2v.2"],
};

const FILLS = {
  dots: [
    "M4.5 8.7a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zm5.5 0a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zm5.5 0a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z",
  ],
  quote: [
    "M3.8 11c0-3.3 1.7-5.5 4.6-6.4l.6 1.5C7.5 6.7 6.7 7.7 6.6 9h2.3v5.3H3.8zm7 0c0-3.3 1.7-5.5 4.6-6.4l.6 1.5c-1.5.6-2.3 1.6-2.4 2.9h2.3v5.3h-5.1z",
  ],
};

/** A drawn icon; it is decoration, the control around it carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon ${name in FILLS ? "icon--filled" : ""}`);
  svg.setAttribute("aria-hidden", "true");
  for (const d of FILLS[name] ?? STROKES[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
