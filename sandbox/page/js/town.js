/** The town's clock as this page knows it: the last time the server told, running on since then. */
let told = Date.now();
let heard = Date.now();
export const ticking = new EventTarget();

export function set(now) {
  told = new Date(now).getTime();
  heard = Date.now();
  ticking.dispatchEvent(new Event('set'));
}

export const now = () => new Date(told + Date.now() - heard);
