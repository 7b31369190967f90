// All parts of a timeline folded, or none.
(() => {
  const button = document.getElementById('fold');
  const parts = () => document.querySelectorAll('.timeline details');
  if (!button || parts().length === 0) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const open = button.getAttribute('aria-pressed') !== 'true';
    parts().forEach((part) => { part.open = open; });
    button.setAttribute('aria-pressed', String(open));
    button.textContent = open ? 'Fold all' : 'Unfold all';
  });
})();
