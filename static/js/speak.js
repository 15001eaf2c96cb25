// 朗读: reads a policy aloud, one paragraph after the other, with the voice of the browser. Where it has none, there is no button.

const WANTED = 'header h1, header p, header dt, header dd, section h2, section h3, section h4, section h5, section h6, section p, section li, section tr';
const LEFT_OUT = '.self, .copy, .turn, .update, .missing__word, .missing-note, .print-only, [aria-hidden="true"]';
const LONGEST = 60; // characters: Chromium falls silent in the middle of what takes longer than about 15 seconds
const SILENCE_MS = 5000;
const RATES = [['0.7', '慢'], ['1', '正常'], ['1.3', '快']];

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Sentences, and of a long one what ends before a comma or at the limit.
function pieces(text) {
  const cut = new RegExp(`.{1,${LONGEST - 1}}[，、：,]|.{1,${LONGEST}}`, 'gu');
  return (text.match(/[^。！？；]+[。！？；]*/g) ?? [])
    .flatMap((sentence) => (sentence.length > LONGEST ? sentence.match(cut) : [sentence]))
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}

function spoken(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(LEFT_OUT).forEach((each) => each.remove());
  const cells = [...copy.querySelectorAll('th, td')].map((cell) => cell.textContent);
  const text = cells.length ? cells.join('，') : copy.textContent;
  // 徐委〔2015〕15号 is read as 徐委2015年15号.
  return text.replace(/\s+/g, ' ').replace(/[〔[(（](\d{4})[〕\])）](?=\d)/g, '$1年');
}

class Reader {
  constructor(article) {
    const elements = [...article.querySelectorAll(WANTED)].filter((each) => !each.closest(LEFT_OUT) && !each.querySelector('p, li'));
    this.queue = elements.flatMap((element) => pieces(spoken(element)).map((text) => ({ element, text })));
    this.index = 0;
    this.toggle = make('button', { type: 'button', class: 'speak__button' });
    this.toggle.addEventListener('click', () => (this.utterance ? this.pause() : this.speak(this.index ? '继续朗读。' : '开始朗读。')));
    this.halt = make('button', { type: 'button', class: 'speak__button' }, '停止');
    this.halt.addEventListener('click', () => this.stop('已停止。'));
    this.rate = make('select', {}, ...RATES.map(([rate, name]) => new Option(name, rate, rate === '1', rate === '1')));
    this.rate.addEventListener('change', () => this.utterance && this.speak());
    this.status = make('p', { class: 'visually-hidden', role: 'status' });
    this.show('朗读');
    const buttons = [this.toggle, this.halt, make('label', { class: 'speak__rate' }, '语速 ', this.rate), this.status];
    const group = { class: 'speak', role: 'group', 'aria-label': '朗读这条政策' };
    article.querySelector('header').append(make('div', group, ...buttons));
    addEventListener('pagehide', () => this.stop());
  }

  speak(said) {
    this.hush();
    if (this.index === this.queue.length) return this.stop('读完了。');
    const { element, text } = this.queue[this.index];
    const utterance = Object.assign(new SpeechSynthesisUtterance(text), { lang: 'zh-CN', rate: Number(this.rate.value) });
    const voices = speechSynthesis.getVoices().filter(({ lang }) => /^(zh|cmn)[-_](CN|Hans)/i.test(lang));
    utterance.voice = voices.find((voice) => voice.localService) ?? voices[0] ?? null; // one that tells nobody else, if there is
    const mine = (act) => () => this.utterance === utterance && act();
    utterance.onend = mine(() => { this.utterance = null; this.index += 1; this.speak(); });
    utterance.onerror = mine(() => this.stop('没能朗读，浏览器可能没有中文语音。'));
    const silence = setTimeout(utterance.onerror, SILENCE_MS);
    utterance.onstart = () => clearTimeout(silence);
    this.utterance = utterance;
    speechSynthesis.speak(utterance);
    this.show('暂停', element, said);
  }

  // The pause of the browser itself is a stop on some phones: what was begun is read again instead.
  pause() {
    this.hush();
    this.show('继续', this.element, '已暂停。');
  }

  stop(said) {
    this.hush();
    this.index = 0;
    if (document.activeElement === this.halt) this.toggle.focus();
    this.show('朗读', null, said);
  }

  hush() {
    if (!this.utterance) return; // what another window reads goes on
    this.utterance = null;
    speechSynthesis.cancel();
  }

  show(label, element, said) {
    this.toggle.textContent = label;
    this.halt.hidden = label === '朗读';
    if (said) this.status.textContent = said;
    if (element === this.element) return;
    this.element?.classList.remove('spoken');
    element?.classList.add('spoken');
    // Safari before 14 takes options for `true`, which leads to the top of the window, and has a way of its own.
    if (element && 'scrollBehavior' in element.style) element.scrollIntoView({ block: 'nearest' });
    else element?.scrollIntoViewIfNeeded(false);
    this.element = element;
  }
}

const article = document.querySelector('article[data-citation]');
if (article && 'speechSynthesis' in window) new Reader(article);
