// What a reader with weak eyes or a screen reader would stumble over on the page, as a list of words.
() => {
  const numbers = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { rgb: [red, green, blue], alpha };
  };
  const over = (top, below) => top.rgb.map((value, i) => value * top.alpha + below[i] * (1 - top.alpha));
  const ground = (node) => {
    if (!node) return [255, 255, 255];
    const own = numbers(getComputedStyle(node).backgroundColor);
    return own.alpha === 1 ? own.rgb : over(own, ground(node.parentElement));
  };
  const light = (rgb) => {
    const [red, green, blue] = rgb.map((value) => value / 255).map((value) => (
      value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (node) => {
    const below = ground(node);
    const [high, low] = [light(below), light(over(numbers(getComputedStyle(node).color), below))].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const name = (node) => (
    node.getAttribute('aria-label') ?? node.labels?.[0]?.textContent ?? (node.textContent || node.querySelector('img')?.alt));

  const seen = (selector) => [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
  const faults = [];
  for (const node of seen('button, a, input, select, textarea')) {
    if (!name(node)?.trim()) faults.push(`no name: ${node.outerHTML.slice(0, 80)}`);
  }
  for (const node of seen('body :not(.spoken, .veiled, svg, svg *)')) {
    const words = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
    if (!words.length || node.closest('.spoken, .veiled, :disabled')) continue;
    if (contrast(node) < 4.5) faults.push(`contrast ${contrast(node).toFixed(1)}: ${words[0].data}`);
    if (parseFloat(getComputedStyle(node).fontSize) < 13) faults.push(`small: ${words[0].data}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  return faults.concat(ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `twice: #${id}`));
}
