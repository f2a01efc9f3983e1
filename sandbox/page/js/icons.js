/** The page's few pictures, each one path on a grid of 24; they are decoration, the button has the name. */
import { svg } from './dom.js';

const PATHS = {
  attach: 'M8 12.5l6.2-6.2a3 3 0 0 1 4.3 4.3l-8.1 8.1a5 5 0 0 1-7.1-7.1L11 3.9',
  block: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M5.8 5.8l12.4 12.4',
  bot: 'M5 9h14v10H5zM12 5v4M12 4.5v.1M9 13.5v1M15 13.5v1',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.5 2',
  close: 'M6 6l12 12M18 6L6 18',
  commands: 'M4 7h16M4 12h16M4 17h10',
  contact: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  down: 'M6 10l6 6 6-6',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8',
  larger: 'M3 19L8.5 6 14 19M5 15h7M15.5 19l3-7 3 7M16.5 17h4',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  mic: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3M6 11a6 6 0 0 0 12 0M12 17v4',
  more: 'M12 6h.01M12 12h.01M12 18h.01',
  pause: 'M9 6v12M15 6v12',
  photo: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01',
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  place: 'M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11M12 8.5a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6',
  play: 'M8 5.5v13l11-6.5z',
  plus: 'M12 5v14M5 12h14',
  remove: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  reply: 'M10 7L4 12l6 5v-3.5c5 0 8 1 10 4.5-.5-5-3.5-8.5-10-8.5z',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  send: 'M4 12l16-8-5 16-4-6zM11 14l9-10',
};

export function icon(name) {
  const path = svg('path', { d: PATHS[name] });
  return svg('svg', { class: `icon icon-${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true' }, path);
}
