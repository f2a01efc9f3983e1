/** Records a voice message with the browser's microphone. */
import { dialog } from './dialogs.js';
import { h } from './dom.js';
import { t } from './language.js';
import { duration } from './time.js';

const BEAT = 250;

export const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

/**
 * Records until the person sends or cancels; resolves to {file, seconds}, or to null when cancelled.
 * Throws what the browser says if there is no microphone or no permission.
 */
export async function record(over) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const finished = collect(recorder);
  const sign = h('p', { class: 'recording' }, duration(0));
  const timer = setInterval(() => { sign.textContent = duration(seconds()); }, BEAT);
  const agreed = await dialog({ title: t('recording'), body: [sign], confirm: 'send', className: 'alert', over });
  const length = Math.max(1, Math.round(seconds()));
  clearInterval(timer);
  recorder.stop();
  const file = await finished;
  stream.getTracks().forEach((track) => track.stop());
  return agreed ? { file, seconds: length } : null;
}

/** Starts a recorder; resolves to all it has heard, as one file, once it is stopped. */
function collect(recorder) {
  const parts = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  recorder.start();
  return new Promise((resolve) => {
    recorder.addEventListener('stop', () => {
      const type = recorder.mimeType.split(';')[0] || 'audio/webm';
      resolve(new File(parts, `voice.${type.split('/')[1]}`, { type }));
    });
  });
}
