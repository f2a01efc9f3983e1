/**
 * What happens in the sandbox, as it happens. EventSource reconnects by itself after a lost line but gives
 * up after a refusal, so it is made anew then; either way the page is told to load everything again, since
 * nobody knows what was missed.
 */
const PATIENCE = [500, 1000, 2000, 4000];

/** Resolves once the line stands, so that what is loaded afterwards misses nothing. */
export function listen({ onEvent, onLost, onBack }) {
  let lost = false;
  let attempts = 0;
  let standing = () => {};
  const stands = new Promise((resolve) => { standing = resolve; });

  function open() {
    const source = new EventSource('/sandbox/events');
    source.onopen = () => {
      attempts = 0;
      standing();
      if (lost) onBack();
      lost = false;
    };
    source.onmessage = (event) => onEvent(JSON.parse(event.data));
    source.addEventListener('reload', () => onBack());
    source.onerror = () => {
      if (!lost) onLost();
      lost = true;
      if (source.readyState === EventSource.CLOSED) again();
    };
  }

  function again() {
    setTimeout(open, PATIENCE[Math.min(attempts, PATIENCE.length - 1)]);
    attempts += 1;
  }

  open();
  return stands;
}
