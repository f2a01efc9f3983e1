/** A picture and a sound made on the spot, for trying things out without looking for files. */
const RATE = 8000;

/** A street at night with one dark lamp, as a JPEG file. */
export async function samplePhoto() {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 960, height: 720 });
  paintStreet(canvas.getContext('2d'));
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.85); });
  return new File([blob], 'street.jpg', { type: 'image/jpeg' });
}

function paintStreet(pen) {
  const sky = pen.createLinearGradient(0, 0, 0, 520);
  sky.addColorStop(0, '#0d1b3a');
  sky.addColorStop(1, '#4a4a72');
  fill(pen, sky, [0, 0, 960, 520]);
  fill(pen, '#f3e6b8', [790, 90, 46, 46]);
  for (const [x, y, w] of [[0, 230, 180], [160, 310, 150], [620, 270, 190], [790, 340, 170]]) house(pen, x, y, w);
  fill(pen, '#262b33', [0, 520, 960, 200]);
  for (let x = 30; x < 960; x += 160) fill(pen, '#d9d2b0', [x, 612, 86, 9]);
  lamp(pen, 270, true);
  lamp(pen, 520, false);
  lamp(pen, 770, true);
}

function fill(pen, colour, box) {
  pen.fillStyle = colour;
  pen.fillRect(...box);
}

function house(pen, x, y, width) {
  fill(pen, '#1c2238', [x, y, width, 520 - y]);
  for (let row = y + 24; row < 490; row += 52) {
    for (let column = x + 20; column < x + width - 30; column += 46) {
      fill(pen, (row * 7 + column) % 3 ? '#2b3352' : '#e8c877', [column, row, 22, 28]);
    }
  }
}

function lamp(pen, x, lit) {
  if (lit) {
    const glow = pen.createRadialGradient(x + 52, 258, 6, x + 52, 258, 190);
    glow.addColorStop(0, 'rgba(255, 226, 150, .8)');
    glow.addColorStop(1, 'rgba(255, 226, 150, 0)');
    fill(pen, glow, [x - 150, 60, 400, 460]);
  }
  fill(pen, '#0b0e14', [x, 240, 8, 300]);
  fill(pen, '#0b0e14', [x, 240, 56, 7]);
  fill(pen, lit ? '#fff3c4' : '#3a3f4c', [x + 38, 246, 30, 12]);
}

/** Two seconds of two soft tones, as a WAV file. */
export function sampleVoice() {
  const samples = new Int16Array(RATE * 2);
  for (let i = 0; i < samples.length; i += 1) {
    const second = i / RATE;
    const tone = second < 1 ? 440 : 554;
    samples[i] = 7000 * Math.sin(2 * Math.PI * tone * second) * Math.sin(Math.PI * (second % 1));
  }
  return new File([waveHeader(samples.byteLength), samples], 'voice.wav', { type: 'audio/wav' });
}

function waveHeader(length) {
  const view = new DataView(new ArrayBuffer(44));
  const word = (at, text) => [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  word(0, 'RIFF');
  view.setUint32(4, 36 + length, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, length, true);
  return view.buffer;
}
