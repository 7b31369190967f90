// Checks the log in this browser: that an event is in it, who signed its head, and that it is the log of last time. Nothing that the
// server says about itself counts; what is read is hashed and its signatures are checked here. C2SP signed-note, tlog-checkpoint,
// tlog-proof, tlog-tiles and tlog-cosignature; RFC 6962.
(() => {
  const ED25519 = 1;
  const COSIGNATURE = 4;
  const WIDTH = 256;
  const text = new TextEncoder();
  const utf8 = new TextDecoder();

  class Wrong extends Error {}

  const bytes = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => { all.set(part, at); return at + part.length; }, 0);
    return all;
  };
  const base64 = (value) => Uint8Array.from(atob(value), (c) => c.charCodeAt(0));
  const toBase64 = (value) => btoa(String.fromCharCode(...value));
  const hex = (value) => [...value].map((b) => b.toString(16).padStart(2, '0')).join('');
  const fromHex = (value) => Uint8Array.from(value.match(/../g) ?? [], (b) => parseInt(b, 16));
  const same = (one, other) => one.length === other.length && one.every((b, i) => b === other[i]);
  const half = (n) => Math.floor(n / 2);
  const isOdd = (n) => n % 2 === 1;
  const sha256 = async (value) => new Uint8Array(await crypto.subtle.digest('SHA-256', value));
  const node = (left, right) => sha256(bytes([1], left, right));

  const readKey = async (line, algorithm) => {
    const parts = line.trim().match(/^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/);
    if (!parts) throw new Wrong('A key is written as name+id+base64, and this is not.');
    const key = base64(parts[3]);
    if (key[0] !== algorithm || key.length !== 33) throw new Wrong('The key is of another kind than Ed25519.');
    const id = (await sha256(bytes(text.encode(`${parts[1]}\n`), key))).slice(0, 4);
    if (hex(id) !== parts[2]) throw new Wrong('The id of the key is not that of the key.');
    return { name: parts[1], id, raw: key.slice(1), line: line.trim() };
  };

  const readNote = (note) => {
    const end = note.lastIndexOf('\n\n');
    if (end < 0) throw new Wrong('A signed note has an empty line before its signatures, and this has none.');
    const signatures = note.slice(end + 2).split('\n').filter((line) => line).map((line) => {
      const parts = line.match(/^— (\S+) ([A-Za-z0-9+/=]+)$/);
      if (!parts) throw new Wrong('A line of the signatures is none.');
      const value = base64(parts[2]);
      return { name: parts[1], id: value.slice(0, 4), value: value.slice(4) };
    });
    return { text: note.slice(0, end + 1), signatures };
  };

  const readCheckpoint = (note) => {
    const { text: body, signatures } = readNote(note);
    const [origin, size, root] = body.split('\n');
    if (!/^(0|[1-9][0-9]{0,15})$/.test(size ?? '')) throw new Wrong('The checkpoint says no size.');
    return { origin, size: Number(size), root: base64(root), text: body, signatures, note };
  };

  // null where this browser does not know Ed25519.
  const isSigned = async (key, message, signature) => {
    let imported;
    try {
      imported = await crypto.subtle.importKey('raw', key.raw, { name: 'Ed25519' }, false, ['verify']);
    } catch {
      return null;
    }
    return crypto.subtle.verify({ name: 'Ed25519' }, imported, signature, text.encode(message));
  };

  const signatureOf = (note, key) => note.signatures.find((s) => s.name === key.name && same(s.id, key.id));

  const isNoteSigned = async (note, key) => {
    const signature = signatureOf(note, key);
    return signature ? isSigned(key, note.text, signature.value) : false;
  };

  const readProof = (proof) => {
    const end = proof.indexOf('\n\n');
    const [head, index, ...path] = proof.slice(0, end).split('\n');
    if (end < 0 || head !== 'c2sp.org/tlog-proof@v1' || !/^index [0-9]+$/.test(index ?? '')) {
      throw new Wrong('This is no proof as C2SP tlog-proof writes one.');
    }
    return { index: Number(index.slice(6)), path: path.map(base64), checkpoint: readCheckpoint(proof.slice(end + 2)) };
  };

  // RFC 9162, 2.1.3.2.
  const rootOf = async (leaf, index, size, path) => {
    let [at, last, root] = [index, size - 1, leaf];
    for (const hash of path) {
      if (last === 0) throw new Wrong('The proof is longer than the tree is high.');
      if (isOdd(at) || at === last) {
        root = await node(hash, root);
        while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
      } else {
        root = await node(root, hash);
      }
      [at, last] = [half(at), half(last)];
    }
    if (last !== 0) throw new Wrong('The proof is shorter than the tree is high.');
    return root;
  };

  // RFC 9162, 2.1.4.2.
  const isConsistent = async (first, firstRoot, second, secondRoot, hashes) => {
    if (first === second) return hashes.length === 0 && same(firstRoot, secondRoot);
    if (first === 0) return hashes.length === 0;
    const proof = Number.isInteger(Math.log2(first)) ? [firstRoot, ...hashes] : hashes;
    if (!proof.length) return false;
    let [at, last] = [first - 1, second - 1];
    while (isOdd(at)) [at, last] = [half(at), half(last)];
    let [old, now] = [proof[0], proof[0]];
    for (const hash of proof.slice(1)) {
      if (last === 0) return false;
      if (isOdd(at) || at === last) {
        old = await node(hash, old);
        now = await node(hash, now);
        while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
      } else {
        now = await node(now, hash);
      }
      [at, last] = [half(at), half(last)];
    }
    return last === 0 && same(old, firstRoot) && same(now, secondRoot);
  };

  const bundle = (position, size) => {
    const index = half(position / (WIDTH / 2));
    const width = Math.min(WIDTH, size - index * WIDTH);
    const groups = [String(index % 1000).padStart(3, '0')];
    for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
    return `/api/log/tile/entries/${groups.join('/')}${width < WIDTH ? `.p/${width}` : ''}`;
  };

  const entryOf = (tile, place) => {
    let at = 0;
    for (let i = 0; at + 2 <= tile.length; i++) {
      const length = tile[at] * 256 + tile[at + 1];
      if (at + 2 + length > tile.length) break;
      if (i === place) return tile.slice(at + 2, at + 2 + length);
      at += 2 + length;
    }
    throw new Wrong('The bundle has no such entry.');
  };

  // The canonical bytes of an event, as FORMAT.md of the verifier has them; null when they are none.
  const readEvent = (entry) => {
    const view = new DataView(entry.buffer, entry.byteOffset, entry.length);
    let at = 0;
    const take = (n) => { at += n; return at - n; };
    const block = () => { const n = view.getUint32(take(4)); return utf8.decode(entry.subarray(at, (at += n))); };
    try {
      if (entry[take(1)] !== 1) return null;
      const position = Number(view.getBigInt64(take(8)));
      const [id, stream] = [block(), block()];
      const sequence = Number(view.getBigInt64(take(8)));
      const name = block();
      const revision = view.getInt32(take(4));
      const micros = Number(view.getBigInt64(take(8)));
      const payload = block();
      block();
      return at === entry.length ? { position, id, stream, sequence, name, revision, at: new Date(micros / 1000).toISOString(), payload } : null;
    } catch {
      return null;
    }
  };

  const get = async (path, what) => {
    const answer = await fetch(path, { cache: 'no-store', headers: { Accept: '*/*' } });
    if (!answer.ok) {
      let detail = '';
      try { detail = ` ${(await answer.json()).detail ?? ''}`; } catch { /* The status says enough. */ }
      throw new Wrong(`${what} was not given (${answer.status}).${detail}`);
    }
    return answer;
  };

  // From the key of last time to that of now, each replacement signed by the one before.
  const follow = async (from, to) => {
    const notes = await (await get('/api/log/rotations', 'The list of replaced keys')).json();
    let key = from;
    for (const written of notes) {
      const note = readNote(written);
      const lines = note.text.split('\n');
      if (lines[3] !== key) continue;
      if (await isNoteSigned(note, await readKey(key, ED25519)) !== true) return false;
      key = lines[4];
    }
    return key === to;
  };

  const earlier = (origin) => {
    try { return JSON.parse(localStorage.getItem(`log ${origin}`) ?? 'null'); } catch { return null; }
  };
  const keep = (checkpoint, key) => {
    try {
      localStorage.setItem(`log ${checkpoint.origin}`, JSON.stringify({
        size: checkpoint.size, root: hex(checkpoint.root), key: key.line, seen: new Date().toISOString() }));
      return true;
    } catch { return false; }
  };

  // Says each step; whether all of them held: true, false, or null when something could not be checked here.
  const verify = async (position, say) => {
    let whole = true;
    const step = async (title, work) => {
      try {
        const { detail, unchecked } = await work();
        if (unchecked) whole = whole && null;
        say(unchecked ? 'care' : 'good', title, detail);
      } catch (e) {
        whole = false;
        say('bad', title, e instanceof Wrong ? e.message : `It could not be done: ${e.message}`);
        throw e;
      }
    };
    try {
      if (!globalThis.crypto?.subtle) throw new Wrong('This browser gives pages no cryptography here, since the page did not come by HTTPS. Check an audit pack with the verifier instead.');
      let key; let proof; let leaf;
      await step('Key', async () => {
        key = await readKey(await (await get('/api/log/key', 'The key')).text(), ED25519);
        return { detail: `${key.line} — its id is that of its key. Compare it with what you were given by someone whom you trust.` };
      });
      await step('Proof', async () => {
        proof = readProof(await (await get(`/api/log/proof/${position}`, 'The proof')).text());
        if (proof.index !== position) throw new Wrong(`The proof is of position ${proof.index}, not of ${position}.`);
        if (position >= proof.checkpoint.size) throw new Wrong(`The checkpoint signs ${proof.checkpoint.size} events only.`);
        return { detail: `${proof.path.length} hashes lead from position ${position} to the root of ${proof.checkpoint.size} events, ${toBase64(proof.checkpoint.root)}.` };
      });
      await step('Signature', async () => {
        if (proof.checkpoint.origin !== key.name) throw new Wrong(`The checkpoint is of ${proof.checkpoint.origin}, the key of ${key.name}.`);
        if (!signatureOf(proof.checkpoint, key)) throw new Wrong('The checkpoint has no signature of this key.');
        const signed = await isNoteSigned(proof.checkpoint, key);
        if (signed === false) throw new Wrong('The signature is not of this checkpoint: it was changed, or the key is another.');
        return signed === null
          ? { detail: 'This browser does not know Ed25519, so who signed the checkpoint is not checked. Use a newer one, or the verifier.', unchecked: true }
          : { detail: `The key signed this checkpoint (Ed25519).` };
      });
      await step('Event', async () => {
        const path = bundle(position, proof.checkpoint.size);
        const entry = entryOf(new Uint8Array(await (await get(path, 'The event')).arrayBuffer()), position % WIDTH);
        leaf = await sha256(bytes([0], entry));
        const event = readEvent(entry);
        if (event && event.position !== position) throw new Wrong(`The event says that it is at ${event.position}.`);
        return { detail: `${entry.length} bytes${event ? `: ${event.name}, revision ${event.revision}, of ${event.stream}, number ${event.sequence}, recorded ${event.at}` : ''}. Its leaf is ${hex(leaf)}.` };
      });
      await step('Inclusion', async () => {
        const root = await rootOf(leaf, position, proof.checkpoint.size, proof.path);
        if (!same(root, proof.checkpoint.root)) {
          throw new Wrong(`From the event and the proof follows the root ${toBase64(root)}, which is not the one that was signed: the event, the proof or the checkpoint was changed.`);
        }
        return { detail: 'From the event and the proof follows the root that was signed: the event is in the log, as it is, at this position.' };
      });
      await step('Witnesses', async () => {
        const keys = await (await get('/api/log/witnesses', 'The list of witnesses')).json();
        const said = [];
        for (const line of keys) {
          const witness = await readKey(line, COSIGNATURE);
          const signature = signatureOf(proof.checkpoint, witness);
          if (!signature) continue;
          const seconds = Number(new DataView(signature.value.buffer, signature.value.byteOffset).getBigUint64(0));
          const signed = await isSigned(witness, `cosignature/v1\ntime ${seconds}\n${proof.checkpoint.text}`, signature.value.slice(8));
          if (signed === false) throw new Wrong(`A cosignature of ${witness.name} is not of this checkpoint.`);
          if (signed) said.push(`${witness.name} at ${new Date(seconds * 1000).toISOString()}`);
        }
        if (!keys.length) return { detail: 'None is configured: nobody else vouches that everyone is shown the same log.' };
        return { detail: said.length ? `Cosigned by ${said.join(', ')}.` : 'None of them has cosigned this checkpoint yet; it is seconds old.' };
      });
      await step('Since last time', async () => {
        const before = earlier(proof.checkpoint.origin);
        if (!before) {
          const kept = keep(proof.checkpoint, key);
          return { detail: kept ? 'This browser sees the log for the first time. It keeps this checkpoint, and compares with it next time.' : 'This browser keeps nothing, so there is no last time to compare with.', unchecked: false };
        }
        const when = `${before.seen}, with ${before.size} events`;
        if (before.size > proof.checkpoint.size) throw new Wrong(`It is shorter than this browser saw it at ${when}: events are missing. Keep this; it is evidence.`);
        const { hashes } = await (await get(`/api/log/consistency?from=${before.size}&to=${proof.checkpoint.size}`, 'The consistency proof')).json();
        if (!await isConsistent(before.size, fromHex(before.root), proof.checkpoint.size, proof.checkpoint.root, hashes.map(fromHex))) {
          throw new Wrong(`It does not continue what this browser saw at ${when}: its first events are others now. Keep this; it is evidence.`);
        }
        if (before.key !== key.line && !await follow(before.key, key.line)) {
          throw new Wrong(`Its key is another than at ${when}, and the one of then has not signed that it was replaced.`);
        }
        keep(proof.checkpoint, key);
        return { detail: `It only grew since this browser saw it at ${when}${before.key === key.line ? '' : '; its key was replaced, which the one of then signed'}.` };
      });
    } catch (e) {
      if (whole !== false) say('bad', 'Start', e.message);
      whole = false;
    }
    return whole;
  };

  globalThis.chanceryLog = { verify };
  if (typeof document === 'undefined') return;

  const WORDS = { good: 'holds', bad: 'FAILED', care: 'not checked' };
  document.querySelectorAll('form[data-verify]').forEach((form) => {
    const list = document.getElementById('checks');
    const verdict = document.getElementById('verdict');
    const button = form.querySelector('button');
    button.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const position = Number(form.elements.position.value);
      list.replaceChildren();
      verdict.hidden = false;
      verdict.className = 'verdict';
      verdict.textContent = 'Checking…';
      button.disabled = true;
      const whole = await verify(position, (state, title, detail) => {
        const item = document.createElement('li');
        const head = document.createElement('div');
        const name = document.createElement('b');
        const badge = document.createElement('span');
        const words = document.createElement('div');
        name.textContent = title;
        badge.className = `state ${state}`;
        badge.textContent = WORDS[state];
        words.textContent = detail;
        words.className = 'sheet';
        head.append(name, document.createElement('br'), badge);
        item.append(head, words);
        list.append(item);
      });
      verdict.className = `verdict ${whole ? 'good' : whole === false ? 'bad' : ''}`;
      verdict.textContent = whole ? `Verified in this browser: position ${position} is in the log, unchanged.`
        : whole === false ? 'NOT VERIFIED. The step that failed says why.'
        : 'Not everything could be checked in this browser; what could holds.';
      button.disabled = false;
    });
    if (form.dataset.verify === 'now') form.requestSubmit();
  });
})();
