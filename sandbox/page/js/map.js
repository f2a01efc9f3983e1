/** A sketch of Zibo without any network: districts by name, a grid, and a mark. Not a survey. */
import { svg } from './dom.js';

export const BOUNDS = { south: 36.1, north: 37.3, west: 117.5, east: 118.6 };
export const DISTRICTS = {
  张店: [36.81, 118.02], 淄川: [36.64, 117.97], 博山: [36.49, 117.86], 周村: [36.80, 117.87],
  临淄: [36.83, 118.31], 桓台: [36.96, 118.10], 高青: [37.17, 117.83], 沂源: [36.18, 118.17],
};
/** Names that would run over a neighbour's stand at the left of their dot. */
const LEFT = new Set(['周村', '博山', '淄川']);

/** Units of the drawing a degree: a degree of longitude is 0.8 of one of latitude here. */
const TALL = 300;
const WIDE = 240;
export const SIZE = {
  width: (BOUNDS.east - BOUNDS.west) * WIDE,
  height: (BOUNDS.north - BOUNDS.south) * TALL,
};

/** A pin whose point is the origin. */
const DROP = 'M0 0C-9-12-12-17-12-22A12 12 0 0 1 12-22C12-17 9-12 0 0Z';

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const round = (value) => Math.round(value * 10_000) / 10_000;

export function toPoint(latitude, longitude) {
  return [(longitude - BOUNDS.west) * WIDE, (BOUNDS.north - latitude) * TALL];
}

/** The place under a point of the drawing, kept within the bounds. */
export function toPlace(x, y) {
  return {
    latitude: round(clamp(BOUNDS.north - y / TALL, BOUNDS.south, BOUNDS.north)),
    longitude: round(clamp(BOUNDS.west + x / WIDE, BOUNDS.west, BOUNDS.east)),
  };
}

function grid() {
  const lines = [];
  for (let at = 117.6; at < BOUNDS.east; at += 0.2) lines.push(`M${toPoint(0, at)[0]} 0V${SIZE.height}`);
  for (let at = 36.2; at < BOUNDS.north; at += 0.2) lines.push(`M0 ${toPoint(at, 0)[1]}H${SIZE.width}`);
  return svg('path', { class: 'grid', d: lines.join('') });
}

function district([name, position]) {
  const [x, y] = toPoint(...position);
  const left = LEFT.has(name);
  const text = svg('text', { x: x + (left ? -8 : 8), y: y + 5, 'text-anchor': left ? 'end' : 'start' });
  text.textContent = name;
  return svg('g', { class: 'district' }, svg('circle', { cx: x, cy: y, r: 4.5 }), text);
}

export function mark(latitude, longitude) {
  const [x, y] = toPoint(latitude, longitude);
  return svg('path', { class: 'mark', d: DROP, transform: `translate(${x} ${y})` });
}

export function drawing() {
  const ground = svg('rect', { class: 'ground', width: SIZE.width, height: SIZE.height });
  return svg('svg', { class: 'map', viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, 'aria-hidden': 'true' },
    ground, grid(), ...Object.entries(DISTRICTS).map(district));
}

/** A cut-out of the sketch around one place, as it stands in a bubble. */
export function miniature(latitude, longitude) {
  const map = drawing();
  const [x, y] = toPoint(latitude, longitude);
  map.setAttribute('viewBox', `${x - 120} ${y - 75} 240 127`);
  map.setAttribute('preserveAspectRatio', 'xMidYMid slice');
  map.append(mark(latitude, longitude));
  return map;
}
