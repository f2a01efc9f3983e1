/** Where a link leads: to a bot of this sandbox, out into the web, or nowhere safe. */
const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;
const HOSTS = new Set(['t.me', 'www.t.me', 'telegram.me']);
const OUTSIDE = new Set(['http:', 'https:', 'mailto:', 'tel:']);

function parse(text) {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

function botOf(url) {
  if (url.protocol === 'tg:') return url.searchParams.get('domain');
  const path = url.pathname.split('/').filter(Boolean);
  return HOSTS.has(url.hostname) && path.length === 1 ? path[0] : null;
}

/** A link `t.me/NAME?start=PAYLOAD` or `tg://resolve?domain=NAME&start=PAYLOAD`, or one for a group, else null. */
export function deepLink(text) {
  const url = parse(text.trim());
  if (!url || !(url.protocol === 'tg:' || OUTSIDE.has(url.protocol))) return null;
  const username = botOf(url);
  if (!username) return null;
  const payload = (name) => {
    const found = url.searchParams.get(name);
    return found && PAYLOAD.test(found) ? found : null;
  };
  return { username, start: payload('start'), startgroup: payload('startgroup') };
}

/** The address for a new tab if the link's kind is harmless, else null. */
export function outside(text) {
  const url = parse(text.trim());
  return url && OUTSIDE.has(url.protocol) ? url.href : null;
}
