/** The dialog that asks for a place: a sketch to click, a list of districts, and two fields. */
import { dialog, field, problem } from './dialogs.js';
import { h } from './dom.js';
import { t } from './language.js';
import { DISTRICTS, SIZE, drawing, mark, toPlace } from './map.js';

const STEP = 0.01;
const MOVES = { ArrowUp: [STEP, 0], ArrowDown: [-STEP, 0], ArrowLeft: [0, -STEP], ArrowRight: [0, STEP] };
const LIMITS = { latitude: 90, longitude: 180 };

/** Resolves to {latitude, longitude}, or to null. */
export function choosePlace(over) {
  const latitude = number('latitude');
  const longitude = number('longitude');
  const map = h('div', { class: 'map-frame', tabindex: '0', role: 'application', label: 'mapLabel' }, drawing());
  const trouble = problem();
  const show = () => {
    map.querySelector('.mark')?.remove();
    map.firstChild.append(mark(Number(latitude.value), Number(longitude.value)));
  };
  const set = (place) => {
    latitude.value = place.latitude.toFixed(4);
    longitude.value = place.longitude.toFixed(4);
    show();
  };
  const districts = districtList(set);
  listenToMap(map, set, () => ({ latitude: Number(latitude.value), longitude: Number(longitude.value) }));
  for (const input of [latitude, longitude]) input.addEventListener('input', show);
  set({ latitude: DISTRICTS.张店[0], longitude: DISTRICTS.张店[1] });
  return dialog({
    title: t('sendPlace'),
    body: [h('p', {}, t('placeHelp')), map, field(t('district'), districts),
      h('div', { class: 'pair' }, field(t('latitude'), latitude), field(t('longitude'), longitude)), trouble],
    confirm: 'send', className: 'place-dialog', over,
    submit: () => read(latitude, longitude, trouble),
  });
}

function number(key) {
  const limit = LIMITS[key];
  return h('input', { type: 'number', name: key, step: '0.0001', min: -limit, max: limit, inputmode: 'decimal' });
}

function read(latitude, longitude, trouble) {
  const isGood = ({ name, value }) => value !== '' && Math.abs(Number(value)) <= LIMITS[name];
  const good = isGood(latitude) && isGood(longitude);
  trouble.textContent = good ? '' : t('badPlace');
  return good ? { latitude: Number(latitude.value), longitude: Number(longitude.value) } : null;
}

function districtList(set) {
  const options = Object.keys(DISTRICTS).map((name) => h('option', { value: name, lang: 'zh' }, name));
  const list = h('select', {}, ...options);
  list.addEventListener('change', () => {
    const [latitude, longitude] = DISTRICTS[list.value];
    set({ latitude, longitude });
  });
  return list;
}

function listenToMap(map, set, current) {
  map.addEventListener('click', ({ clientX, clientY }) => {
    const box = map.firstChild.getBoundingClientRect();
    set(toPlace(((clientX - box.left) / box.width) * SIZE.width, ((clientY - box.top) / box.height) * SIZE.height));
  });
  map.addEventListener('keydown', (event) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const { latitude, longitude } = current();
    set({ latitude: latitude + move[0], longitude: longitude + move[1] });
  });
}
