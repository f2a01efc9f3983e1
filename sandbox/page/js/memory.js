/** What this browser remembers between visits; a browser that forbids it simply forgets. */
const PREFIX = 'shuanglian.';

export function recall(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch (error) {
    console.info('This browser keeps nothing between visits:', error.message);
  }
}
