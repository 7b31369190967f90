// A file that is too large is said to be so before it is sent.
document.querySelectorAll('input[type=file][data-most]').forEach((input) => input.addEventListener('change', () => {
  const [file] = input.files;
  const isTooLarge = file && file.size > Number(input.dataset.most);
  input.setCustomValidity(isTooLarge ? 'The file is larger than 16 MB. Export a shorter period.' : '');
  input.reportValidity();
}));

// Replaces the list once a second while the page is looked at. Focus and scroll stay where they are.
(() => {
  const list = document.getElementById('list');
  const pulse = document.getElementById('pulse');
  const pause = document.getElementById('pause');
  if (!list || list.dataset.live !== 'true' || !pause) return;

  const SECOND = 1000;
  let paused = false;
  let last = list.innerHTML;

  const replace = (html) => {
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const by = focused?.hasAttribute('href') ? 'href' : 'aria-label';
    const name = focused?.getAttribute(by);
    const part = new DOMParser().parseFromString(html, 'text/html').getElementById('list');
    if (!part || part.innerHTML === last) return;
    last = part.innerHTML;
    list.replaceChildren(...part.childNodes);
    if (name) list.querySelector(`[${by}="${CSS.escape(name)}"]`)?.focus({ preventScroll: true });
  };

  const refresh = async () => {
    if (!paused && !document.hidden) {
      try {
        const answer = await fetch(location.href, { headers: { 'Chancery-Fragment': 'list' } });
        if (answer.redirected) return location.reload();
        if (!answer.ok) throw new Error(answer.statusText);
        replace(await answer.text());
        pulse.textContent = 'Live';
        pulse.className = 'on';
      } catch {
        pulse.textContent = 'No connection; trying again';
        pulse.className = 'off';
      }
    }
    setTimeout(refresh, SECOND);
  };

  pause.hidden = false;
  pause.addEventListener('click', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    pulse.textContent = paused ? 'Paused' : 'Live';
    pulse.className = paused ? '' : 'on';
  });
  setTimeout(refresh, SECOND);
})();
