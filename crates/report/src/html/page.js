// What a report does in a browser: it filters the matrix, and opens a case by the part of the address behind `#`.
// Whatever a module wrote is put into the page as text, never as markup.
'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add('has-script');

  const make = (tag, name, ...inside) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...inside.filter((one) => one !== null && one !== undefined));
    return element;
  };

  // Times ----------------------------------------------------------------------------------------------------------
  const clock = (us) => (us / 1e6).toFixed(3);
  const span = (us) => {
    if (us < 1e3) return `${us} µs`;
    if (us < 1e6) return `${(us / 1e3).toFixed(us < 1e4 ? 1 : 0)} ms`;
    if (us < 6e7) return `${(us / 1e6).toFixed(us < 1e7 ? 2 : 1)} s`;
    return `${Math.floor(us / 6e7)} min ${Math.round((us % 6e7) / 1e6)} s`;
  };

  // Bytes in the notation of transcripts ---------------------------------------------------------------------------
  const ESCAPES = /\\(?:r|n|\\|x[0-9A-Fa-f]{2})/g;
  const shown = (text) => {
    const parts = [];
    let from = 0;
    for (const found of text.matchAll(ESCAPES)) {
      if (found.index > from) parts.push(text.slice(from, found.index));
      parts.push(make('span', 'esc', found[0]));
      from = found.index + found[0].length;
    }
    if (from < text.length) parts.push(text.slice(from));
    return parts;
  };
  const bytesOf = (text) => {
    const bytes = [];
    const utf8 = new TextEncoder();
    let from = 0;
    const plain = (to) => bytes.push(...utf8.encode(text.slice(from, to)));
    for (const found of text.matchAll(ESCAPES)) {
      plain(found.index);
      const escape = found[0];
      bytes.push({ r: 13, n: 10, '\\': 92 }[escape[1]] ?? parseInt(escape.slice(2), 16));
      from = found.index + escape.length;
    }
    plain(text.length);
    return bytes;
  };
  const hexOf = (bytes) => {
    const lines = [];
    for (let at = 0; at < bytes.length; at += 16) {
      const some = bytes.slice(at, at + 16);
      const hex = some.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      const text = some.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
      lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${text}`);
    }
    return lines.join('\n');
  };
  // Every second piece is marked as evidence.
  const pieces = (texts, serial) => texts.flatMap((text, at) => {
    if (!text) return [];
    const inside = serial ? shown(text) : [text];
    return at % 2 ? [make('mark', '', ...inside)] : inside;
  });

  // Packed cases ---------------------------------------------------------------------------------------------------
  const unpacked = new Map();
  const unpack = (id) => {
    if (!unpacked.has(id)) unpacked.set(id, read(id));
    return unpacked.get(id);
  };
  const read = async (id) => {
    if (typeof DecompressionStream === 'undefined') {
      throw new Error('this browser cannot unpack cases (it has no DecompressionStream): open the report in '
        + 'Chrome or Edge 103, Firefox 113, Safari 16.4 or later, or read the journal beside it');
    }
    const packed = Uint8Array.from(atob(byId(id).textContent), (char) => char.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(await new Response(stream).text());
  };

  // Which cases there are: by id, with the pack that each is in and its place there.
  const cases = new Map();
  const listed = (id, { title, standing }) => {
    const link = make('a', 't', title);
    link.href = `#case/${addressed(id)}`;
    link.title = id;
    const item = make('li', '', link);
    item.dataset.v = standing;
    return item;
  };
  const list = async () => {
    const rows = document.querySelectorAll('#matrix tbody tr');
    for (const { id: name } of document.querySelectorAll('script[id^="list-"]')) {
      const { ids, titles, standings, rows: rowsOf } = await unpack(name);
      const number = name.slice('list-'.length);
      ids.forEach((id, place) => {
        const one = { title: titles[place], standing: standings[place], pack: `pack-${number}`, place };
        cases.set(id, one);
        for (const row of rowsOf[place]) rows[row]?.querySelector('.cases')?.append(listed(id, one));
        document.querySelector(`ul[data-list="${number}"]`)?.append(listed(id, one));
      });
    }
    for (const all of document.querySelectorAll('#matrix .cases')) {
      const left = Number(all.dataset.of) - all.children.length;
      if (left > 0) all.append(make('li', 'quiet', `${left} more are on other pages`));
    }
  };
  const one = async (id, { pack, place, title, standing }) => {
    const { about, at, who, said } = await unpack(pack);
    const attempts = about[place].attempts.map((attempt, number) => {
      let now = 0;
      const lines = at[place][number].map((step, line) => [now += step, who[place][number][line], [said[place][number][line]].flat()]);
      return { ...attempt, lines };
    });
    return { ...about[place], id, title, standing, attempts };
  };

  // A case ---------------------------------------------------------------------------------------------------------
  const LONG = 1e6;
  const gap = (us) => Math.round(Math.min(48, 5 * Math.log2(1 + us / 4e3)));
  const DIRECTIONS = {
    h: ['the host writes', 'right'], m: ['the module writes', 'left'],
    s: ['the far end receives', 'right'], a: ['the far end sends', 'left'],
    f: ['the far end', ''], r: ['hayes', ''],
  };

  const entry = (line, last, withBytes) => {
    const [at, who, texts] = line;
    const [words, direction] = DIRECTIONS[who] ?? DIRECTIONS.r;
    const serial = who === 'h' || who === 'm';
    const said = make('span', 'bytes t', ...pieces(texts, serial));
    const hidden = make('span', 'skip', `${words}: `);
    const content = make('div', direction ? `arrow ${direction} who-${{ h: 'host', m: 'module' }[who] ?? 'far'}` : 'remark', hidden, said);
    if (who === 'f') content.classList.add('far-end');
    if (withBytes && serial) content.append(make('pre', 'hex', hexOf(bytesOf(texts.join('')))));
    const onAir = who === 's' || who === 'a' || who === 'f';
    const row = make('li', who === 'r' ? 'runner' : '', make('div', 'at', at === last ? '' : clock(at)),
      make('div', 'serial', onAir ? null : content), make('div', 'air', onAir ? content : null));
    const before = last === null || at - last >= LONG ? 10 : Math.max(6, gap(at - last));
    for (const lane of row.querySelectorAll('.serial, .air')) lane.style.paddingTop = `${before}px`;
    return row;
  };

  // What is not drawn is said.
  const wait = (us) => make('li', 'wait', make('div', 'at', ''), make('div', 'serial', `${span(us)} pass`),
    make('div', 'air', ''));

  const lanes = (attempt, withBytes) => {
    const list = make('ol', 'lanes');
    list.append(make('li', 'heads', make('div', 'at', 's'),
      make('div', 'serial', make('span', 'host', 'host'), make('span', 'module', 'module')),
      make('div', 'air', make('span', 'far', 'far end'))));
    let last = null;
    for (const line of attempt.lines) {
      if (last !== null && line[0] - last >= LONG) list.append(wait(line[0] - last));
      list.append(entry(line, last, withBytes));
      last = line[0];
    }
    return list;
  };

  const fact = (list, name, value) => {
    if (value) list.append(make('dt', '', name), make('dd', 't', value));
  };

  const attemptOf = (attempt, several, withBytes) => {
    const section = make('section');
    const ended = { pass: 'passed', fail: 'failed', skipped: 'was skipped' }[attempt.verdict] ?? `ended as ${attempt.verdict}`;
    const words = attempt.verdict ? ended : 'has no verdict of its own';
    section.append(make('h2', '', several ? `Transcript of attempt ${attempt.number}, which ${words}` : 'Transcript'));
    if (attempt.lines.length === 0) section.append(make('p', 'quiet', 'Nothing happened.'));
    else section.append(lanes(attempt, withBytes));
    for (const note of attempt.notes) section.append(make('p', 'quiet', note));
    return section;
  };

  const caseOf = (one, withBytes) => {
    const title = make('h1', 't', one.title);
    title.id = 'case-title';
    title.tabIndex = -1;
    const verdict = make('span', `v ${one.standing}`, one.standing === 'open' ? 'no verdict' : one.standing);
    const back = make('a', '', 'All cases');
    back.href = '#overview';
    const held = make('dl', 'held');
    for (const [name, value] of one.facts) fact(held, name, value);
    const repeat = [make('h2', '', 'Run it again'), make('pre', 'wrap t', one.repeat)];
    const broken = make('ul', 'plain');
    for (const [text, clause, during] of one.breaches) {
      const link = make('a', '', during ?? '');
      link.href = `#case/${addressed(during ?? '')}`;
      broken.append(make('li', 't', text, ...(clause ? [` (clause ${clause})`] : []), ...(during ? [', in ', link] : [])));
    }
    const breaches = one.breaches.length ? [make('h2', '', 'Where it was seen'), broken] : [];
    const none = one.breaches.length ? [] : [make('p', 'quiet', 'It never began, so that there is no transcript.')];
    const bytes = make('button', '', 'Byte view');
    bytes.type = 'button';
    bytes.setAttribute('aria-pressed', String(withBytes));
    bytes.addEventListener('click', () => show(one, !withBytes, true));
    const legend = make('p', 'quiet small', 'Time runs downwards, in seconds since the case began; distances grow with '
      + 'the logarithm of time. A second and more is not drawn but written out.');
    const attempts = one.attempts.map((attempt) => attemptOf(attempt, one.attempts.length > 1, withBytes));
    return [make('p', 'noprint', back), title, make('p', '', verdict, ' ', make('code', '', one.id)), held, ...repeat,
      ...breaches, ...(attempts.length ? [make('div', 'row', bytes), legend] : none),
      ...attempts, ...one.notes.map((note) => make('p', 'quiet', note))];
  };

  // As links have it: whatever else a browser shows an address as, the case is found.
  const addressed = (id) => [...new TextEncoder().encode(id)].map((byte) => (/[\w.~\/-]/.test(String.fromCharCode(byte))
    ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');

  const overview = byId('overview');
  const view = byId('case');
  const name = document.title;
  let cameFrom = 0;

  const show = (one, withBytes, stay) => {
    view.replaceChildren(...caseOf(one, withBytes));
    if (stay) view.querySelector('button').focus();
    else byId('case-title').focus();
  };
  const open = (id, inside) => {
    if (!overview.hidden) cameFrom = window.scrollY;
    overview.hidden = true;
    view.hidden = false;
    view.replaceChildren(...inside);
    document.title = `${id} · ${name}`;
    window.scrollTo(0, 0);
  };
  const close = () => {
    if (overview.hidden) {
      view.hidden = true;
      view.replaceChildren();
      overview.hidden = false;
      document.title = name;
      window.scrollTo(0, cameFrom);
    }
  };
  const message = (title, ...inside) => {
    const back = make('a', '', 'All cases');
    back.href = '#overview';
    return [make('p', '', back), make('h1', '', title), ...inside];
  };
  const elsewhere = (hash) => {
    const pages = [...document.querySelectorAll('a[data-page]')];
    if (pages.length === 0) return make('p', '', 'This run has no such case.');
    const list = make('ul');
    for (const page of pages) {
      const link = make('a', '', page.textContent);
      link.href = page.getAttribute('href').split('#')[0] + hash;
      list.append(make('li', '', link));
    }
    return make('div', '', make('p', '', 'It is not on this page. It may be on one of these:'), list);
  };

  const follow = async () => {
    const hash = location.hash;
    if (!hash.startsWith('#case/')) {
      close();
      return;
    }
    let id = hash.slice('#case/'.length);
    try {
      id = decodeURIComponent(id);
    } catch { /* it stays as it is, and is found or not */ }
    open(id, message('Unpacking the transcript …'));
    try {
      await all;
      const known = cases.get(id);
      const told = known && await one(id, known);
      if (location.hash !== hash) return;
      if (told) show(told, false, false);
      else view.replaceChildren(...message('No such case here', make('p', '', make('code', '', id)), elsewhere(hash)));
    } catch (why) {
      view.replaceChildren(...message('The transcript cannot be shown', make('p', '', why.message)));
    }
  };

  // The matrix -----------------------------------------------------------------------------------------------------
  const filter = byId('filter');
  const filters = () => {
    if (!filter) return;
    const rows = [...document.querySelectorAll('#matrix tbody tr')].map((row) => ({
      row, own: `${row.querySelector('.own').textContent} ${row.children[1].textContent}`.toLowerCase(), cases: [...row.querySelectorAll('li[data-v]')]
        .map((item) => ({ item, text: `${item.textContent} ${item.firstChild.title}`.toLowerCase() })),
    }));
    const value = (id) => byId(id)?.value ?? '';
    const apply = () => {
      const words = value('filter-text').toLowerCase().split(/\s+/).filter(Boolean);
      const [verdict, area, dialect] = [value('filter-verdict'), value('filter-area'), value('filter-dialect')];
      const has = (text) => words.every((word) => text.includes(word));
      let count = 0;
      for (const { row, own, cases } of rows) {
        const ownFits = has(own);
        let some = false;
        for (const { item, text } of cases) {
          const fits = (!verdict || item.dataset.v === verdict) && (ownFits || has(`${own} ${text}`));
          item.hidden = !fits;
          some = some || fits;
        }
        const byVerdict = !verdict || row.dataset.v.split(' ').includes(verdict);
        const listed = words.length && !ownFits ? some : true;
        const fits = byVerdict && listed && (!area || row.dataset.area.split('\n').includes(area))
          && (!dialect || row.dataset.dialect === dialect);
        row.hidden = !fits;
        count += fits;
      }
      byId('filter-count').textContent = `${count} of ${rows.length} rows`;
    };
    filter.addEventListener('input', apply);
    byId('filter-reset').addEventListener('click', () => {
      for (const field of filter.querySelectorAll('input, select')) field.value = '';
      apply();
      byId('filter-text').focus();
    });
    apply();
  };

  const all = list();
  if (view) {
    window.addEventListener('hashchange', follow);
    follow();
  }
  const without = (why) => byId('overview')?.querySelector('header').append(make('p', '', `Cases cannot be listed: ${why.message}.`));
  all.catch(without).then(() => {
    filters();
    document.documentElement.dataset.ready = 'yes';
  });
})();
