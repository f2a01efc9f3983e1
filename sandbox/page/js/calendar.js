/**
 * The town's calendar: China's wall clock, its working days, and the moments worth jumping to.
 * China keeps one time, eight hours ahead, without summer time; so plain arithmetic is right.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AHEAD = 8 * HOUR;
const MORNING = 9;

/** The published calendar of 2026 (a test holds it against the data the bot itself uses). */
const DAYS_OFF = new Set([
  '2026-01-01', '2026-01-02', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20',
  '2026-02-23', '2026-04-06', '2026-05-01', '2026-05-04', '2026-05-05', '2026-06-19', '2026-09-25',
  '2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07',
]);
const MADE_UP = new Set(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']);
/** Holidays with a fixed date, for the years whose calendar is not yet published. */
const EVERY_YEAR = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);

/** The wall clock at a moment; months count from 0, Sunday is weekday 0. */
export function wall(moment) {
  const local = new Date(moment.getTime() + AHEAD);
  return {
    year: local.getUTCFullYear(), month: local.getUTCMonth(), day: local.getUTCDate(),
    hour: local.getUTCHours(), minute: local.getUTCMinutes(), weekday: local.getUTCDay(),
  };
}

/** The moment at which the wall clock shows this; days beyond a month's end roll over. */
export function moment(year, month, day, hour = 0, minute = 0) {
  return new Date(Date.UTC(year, month, day, hour, minute) - AHEAD);
}

/** The wall date and time as `2026-12-17T09:00`, the form a date field takes. */
export function fieldValue(at) {
  return new Date(at.getTime() + AHEAD).toISOString().slice(0, 16);
}

export const fromField = (value) => new Date(`${value}:00+08:00`);
export const iso = (at) => `${new Date(at.getTime() + AHEAD).toISOString().slice(0, 19)}+08:00`;
export const dayOf = (at) => fieldValue(at).slice(0, 10);

export function isWorkingDay(at) {
  const day = dayOf(at);
  if (MADE_UP.has(day)) return true;
  const { weekday } = wall(at);
  return weekday > 0 && weekday < 6 && !DAYS_OFF.has(day) && !EVERY_YEAR.has(day.slice(5));
}

export function nextMorning(now) {
  const { year, month, day } = wall(now);
  const today = moment(year, month, day, MORNING);
  return today > now ? today : new Date(today.getTime() + DAY);
}

/** Nine o'clock on the first working day after today. */
export function nextWorkingMorning(now) {
  const { year, month, day } = wall(now);
  let at = moment(year, month, day + 1, MORNING);
  while (!isWorkingDay(at)) at = new Date(at.getTime() + DAY);
  return at;
}

/** Nine o'clock, so many days before a quarter's last day: of this quarter, or the next if that is past. */
export function beforeQuarterCloses(now, days) {
  const { year, month } = wall(now);
  const closes = (quarter) => moment(year, quarter * 3 + 3, 0 - days, MORNING);
  const quarter = Math.floor(month / 3);
  return closes(quarter) > now ? closes(quarter) : closes(quarter + 1);
}

/** The jumps that the clock offers: the key of the text and the moment. */
export function jumps(now) {
  return [
    { key: 'jumpHour', at: new Date(now.getTime() + HOUR) },
    { key: 'jumpMorning', at: nextMorning(now) },
    { key: 'jumpWorkday', at: nextWorkingMorning(now) },
    { key: 'jumpFortnight', at: beforeQuarterCloses(now, 14) },
    { key: 'jumpEve', at: beforeQuarterCloses(now, 1) },
  ];
}
