// The keys of the review queue. Every one of them does what a button does, and nothing while somebody types.
(() => {
  const byId = (id) => document.getElementById(id);
  const FIELDS = 'input, textarea, select, [contenteditable]';
  const SAY = { approve: 'Enter sends it: approve.', reject: 'Enter sends it: reject.', 'send-edit': 'Enter sends the edited text.' };
  let pending = null;

  const tell = (text) => { byId('said').textContent = text; };

  const choose = (id) => {
    if (!byId(id)) return tell(byId('open') ? 'Show the item first: o.' : 'That cannot be done with this item.');
    pending = id;
    byId('pending').textContent = SAY[id];
    if (id === 'send-edit') {
      byId('edit').open = true;
      byId('output').focus();
    } else {
      byId('reason').focus();
      byId('reason').select();
    }
  };

  const press = (id, otherwise) => (byId(id) ? byId(id).click() : tell(otherwise));

  const help = () => {
    const keys = byId('help');
    keys.open = !keys.open;
    if (keys.open) byId('help-summary').focus();
  };

  const KEYS = {
    o: () => press('open', 'It is shown already.'),
    a: () => choose('approve'),
    e: () => choose('send-edit'),
    r: () => choose('reject'),
    n: () => press('following', 'No other item comes after this one.'),
    j: () => press('following', 'No other item comes after this one.'),
    p: () => press('previous', 'This is the first.'),
    k: () => press('previous', 'This is the first.'),
    '?': help,
  };

  const inField = (event) => {
    if (event.key === 'Escape') {
      pending = null;
      if (byId('pending')) byId('pending').textContent = 'Needed for each decision.';
      byId('item-title').focus();
      event.preventDefault();
    } else if (event.key === 'Enter' && event.target.id === 'reason') {
      event.preventDefault();
      if (pending) byId(pending).click();
      else byId('pending').textContent = 'Choose what to send: Esc, then a, e or r; or a button.';
    }
  };

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.id === 'output') {
      event.preventDefault();
      byId('reason').focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest?.(FIELDS)) return inField(event);
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // A button that was pressed by hand, in a field that is not filled yet, is what Enter sends afterwards.
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('#approve, #reject, #send-edit');
    if (!button) return;
    pending = button.id;
    byId('pending').textContent = SAY[pending];
  });

  // What is wrong is shown beside the form; who is signed out has to sign in again.
  document.body.addEventListener('htmx:beforeSwap', (event) => {
    const { xhr, elt } = event.detail;
    if (xhr.responseURL && new URL(xhr.responseURL).pathname === '/sign-in') {
      event.detail.shouldSwap = false;
      location.reload();
    } else if (xhr.getResponseHeader('HX-Retarget') === '#wrong') {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    } else if (xhr.status >= 400 && !elt.hasAttribute('data-live')) {
      tell(xhr.status === 403 ? 'This page was open too long, or you may not do this. Load it again.' : 'It was not done. Try again, or load the page again.');
    }
  });
  document.body.addEventListener('htmx:sendError', (event) => {
    if (!event.detail.elt.hasAttribute('data-live')) tell('No connection: nothing was done. Try again.');
  });

  // At once, before another key can come; settling would be some milliseconds later.
  document.body.addEventListener('htmx:afterSwap', (event) => {
    if (event.detail.elt.id !== 'desk' && event.target.id !== 'desk') return;
    pending = null;
    byId('item-title').focus({ preventScroll: true });
    scrollTo(0, 0);
  });
})();
