/** Dates and times as people say them, always in the town's time. */
import { language, t } from './language.js';
import { dayOf } from './calendar.js';

const ZONE = { timeZone: 'Asia/Shanghai' };
const DAY = 24 * 3_600_000;
/** British English puts the day before the month, as the bot does. */
const TAG = { zh: 'zh-CN', en: 'en-GB' };
const formats = new Map();

function format(at, options) {
  const key = language() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(TAG[language()], { ...ZONE, ...options }));
  return formats.get(key).format(at);
}

export const clockTime = (at) => format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A date with its weekday where the language puts it: 11月24日 星期二, Tuesday 24 November. */
function dated(at, weekday, options) {
  const parts = [format(at, options), format(at, { weekday })];
  return (language() === 'zh' ? parts : parts.reverse()).join(' ');
}

export const longDate = (at) => dated(at, 'long', { month: 'long', day: 'numeric' });
export const shortDate = (at) => dated(at, 'short', { month: 'short', day: 'numeric' });
export const yearDate = (at) => dated(at, 'long', { year: 'numeric', month: 'long', day: 'numeric' });
export const dateAndTime = (at) => `${shortDate(at)} ${clockTime(at)}`;

/** The heading above a day's messages: today, yesterday, or its date (with the year if it is another). */
export function dayHeading(at, now) {
  const day = dayOf(at);
  if (day === dayOf(now)) return t('today');
  if (day === dayOf(new Date(now.getTime() - DAY))) return t('yesterday');
  return day.slice(0, 4) === dayOf(now).slice(0, 4) ? longDate(at) : yearDate(at);
}

/** Seconds as 0:07. */
export function duration(seconds) {
  const whole = Math.round(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** A size in bytes as people read it. */
export function fileSize(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
