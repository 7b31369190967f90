// The menu, where there is no room for it beside the page.
(() => {
  const menu = document.getElementById('menu');
  const side = document.getElementById('side');
  if (!menu || !side) return;
  menu.addEventListener('click', () => menu.setAttribute('aria-expanded', String(side.classList.toggle('open'))));
})();

// Light, dark, or what the system says.
(() => {
  const button = document.getElementById('theme');
  if (!button) return;
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const tell = () => button.setAttribute('aria-pressed', String(isDark()));
  button.hidden = false;
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try { localStorage.setItem('theme', root.dataset.theme); } catch { /* It holds for this page. */ }
    tell();
  });
  tell();
})();

// A file that is too large is said to be so before it is sent.
document.querySelectorAll('input[type=file][data-most]').forEach((input) => input.addEventListener('change', () => {
  const [file] = input.files;
  const isTooLarge = file && file.size > Number(input.dataset.most);
  input.setCustomValidity(isTooLarge ? `The file is larger than 16 MB. ${input.dataset.less ?? 'Export a shorter period.'}` : '');
  input.reportValidity();
}));

// Live parts: htmx asks for them again and again; here is when it does not, and that what is the same stays untouched.
(() => {
  const pulse = document.getElementById('pulse');
  const pause = document.getElementById('pause');
  if (!pulse) return;
  let paused = false;
  const last = new Map();
  const isLive = (element) => element.hasAttribute('data-live');

  const say = (text, tone) => {
    pulse.textContent = text;
    pulse.className = tone;
  };

  document.body.addEventListener('htmx:beforeRequest', (event) => {
    if (isLive(event.detail.elt) && (paused || document.hidden)) event.preventDefault();
  });
  document.body.addEventListener('htmx:beforeSwap', (event) => {
    const { elt, xhr } = event.detail;
    if (!isLive(elt)) return;
    if (xhr.responseURL && new URL(xhr.responseURL).pathname !== location.pathname) return location.reload();
    if (xhr.status >= 400) return;
    say('Live', 'on');
    // What somebody has opened to read stays as it is.
    if (last.get(elt.id) === xhr.responseText || elt.querySelector('details[open]')) event.detail.shouldSwap = false;
    last.set(elt.id, xhr.responseText);
  });
  ['htmx:sendError', 'htmx:responseError', 'htmx:timeout'].forEach((name) => document.body.addEventListener(name, (event) => {
    if (isLive(event.detail.elt)) say('No connection; trying again', 'off');
  }));
  if (!pause) return;
  pause.hidden = false;
  pause.addEventListener('click', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    say(paused ? 'Paused' : 'Live', paused ? '' : 'on');
  });
})();
