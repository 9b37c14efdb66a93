// The result of the Förder-Check below an answer: programmes as rows, what if, comparison, print, protocol, drafts.
// Every text goes in as a text node: what stands in a source or a case is shown and never run. public/fall.js talks to the server.
import { useEffect, useRef, useState } from 'react';
import { useSetRecoilState } from 'recoil';
import { sideViewState } from '@chainlit/react-client';

const WHO = [['firm', 'Betrieb'], ['office', 'Agentur oder Stelle'], ['person', 'Person']];
const SIGN = { yes: '✓', ermessen: '✓', depends: '?', no: '✕' };
const SORTS = { result: 'nach Ergebnis', firm: 'nach Kosten für den Betrieb', title: 'nach Namen' };
const MOST = 4;

function sorted(rows, how) {
  if (how === 'title') return [...rows].sort((a, b) => a.title.localeCompare(b.title, 'de'));
  if (how === 'firm') return [...rows].sort((a, b) => (a.firm_eur ?? Infinity) - (b.firm_eur ?? Infinity));
  return rows;
}

function Field({ field, value, onChange }) {
  const label = field.unit ? `${field.label} (${field.unit})` : field.label;
  return (
    <label className="wbm-field">
      <span>{label}</span>
      {field.options.length ? (
        <select value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">unbekannt</option>
          {field.options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
        </select>
      ) : (
        <input type={field.type === 'date' ? 'date' : 'text'} inputMode={['integer', 'number', 'euro'].includes(field.type) ? 'decimal' : undefined} maxLength={300} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </label>
  );
}

function Mark({ mark, open }) {
  if (!mark.n) return <span className="wbm-proof"> ({mark.proof})</span>;
  return <> <button type="button" className="wbm-mark" title={mark.proof} aria-label={`Fundstelle ${mark.n}: ${mark.proof}`} onClick={(event) => open(mark, event.currentTarget)}>[{mark.n}]</button></>;
}

function Lines({ title, lines }) {
  return lines.length ? <div><h4>{title}</h4><ul>{lines.map((line, i) => <li key={i}>{line}</li>)}</ul></div> : null;
}

function Why({ row, open }) {
  const words = { true: 'Erfüllt', false: 'Nicht erfüllt', null: 'Offen' };
  return (
    <div>
      <h4>Warum</h4>
      <ul className="wbm-why">
        {row.because.map((each, i) => (
          <li key={i}><span className={`wbm-met wbm-met-${each.met}`}>{words[each.met]}:</span> {each.text}<Mark mark={each.mark} open={open} /></li>
        ))}
      </ul>
    </div>
  );
}

function Details({ row, open }) {
  const step = row.apply;
  return (
    <div className="wbm-row-body">
      {row.because.length ? <Why row={row} open={open} /> : null}
      <Lines title="Beträge" lines={row.figures} />
      <Lines title="Rechnung" lines={row.calculation} />
      <Lines title="Muss außerdem gelten" lines={[...row.preconditions, ...(row.discretion ? [row.discretion] : [])]} />
      {step ? (
        <div>
          <h4>Antrag</h4>
          <p>{step.who}; {step.where}; {step.by_when}<Mark mark={step.mark} open={open} /></p>
          <Lines title="Nächste Schritte" lines={step.steps} />
          <Lines title="Unterlagen" lines={step.documents} />
        </div>
      ) : null}
      <Lines title="Noch offen" lines={row.ask ? [row.ask] : []} />
      <Lines title="Schließt aus" lines={row.excludes} />
      <p className="wbm-small">{row.valid ? `Gilt ${row.valid}. ` : ''}Geprüft am {row.checked}.</p>
    </div>
  );
}

function Comparison({ rows }) {
  const lines = (found) => (found.length ? <ul>{found.map((line, i) => <li key={i}>{line}</li>)}</ul> : '–');
  const kinds = [
    ['Ergebnis', (row) => row.verdict],
    ...WHO.map(([key, label]) => [label, (row) => lines(row.cells[key])]),
    ['Rechnung', (row) => lines(row.calculation)],
    ['Antrag', (row) => (row.apply ? `${row.apply.who}; ${row.apply.where}; ${row.apply.by_when}` : '–')],
    ['Noch offen', (row) => row.ask || '–'],
    ['Schließt aus', (row) => lines(row.excludes)],
  ];
  return (
    <div className="wbm-compare" tabIndex={0} role="region" aria-label="Vergleich der Programme">
      <table>
        <caption>Vergleich</caption>
        <thead><tr><td />{rows.map((row) => <th key={row.id} scope="col">{row.title}</th>)}</tr></thead>
        <tbody>
          {kinds.map(([label, cell]) => <tr key={label}><th scope="row">{label}</th>{rows.map((row) => <td key={row.id}>{cell(row)}</td>)}</tr>)}
        </tbody>
      </table>
    </div>
  );
}

function Changes({ card }) {
  const facts = card.supposed.map((fact) => `${fact.label}: ${fact.after} (statt ${fact.before})`);
  const titles = [...new Set(card.changes.map((change) => change.title))];
  if (!facts.length) return null;
  return (
    <div className="wbm-changes">
      <p><strong>Was wäre wenn:</strong> {facts.join('; ')}</p>
      {card.changes.length ? (
        <ul>
          {titles.map((title) => (
            <li key={title}>
              {title}
              <ul>
                {card.changes.filter((change) => change.title === title).map((change) => <li key={change.what}>{change.what}: <ins>{change.after}</ins> statt <del>{change.before}</del></li>)}
              </ul>
            </li>
          ))}
        </ul>
      ) : <p>Am Ergebnis ändert sich dadurch nichts.</p>}
    </div>
  );
}

// Protocol and drafts; what is typed here stays on this page until a document is made of it.
function Takeaway({ card, chosen, say }) {
  const first = card.rows.find((row) => row.apply && row.result !== 'no');
  const [agreed, setAgreed] = useState({
    steps: first ? first.apply.steps.join('\n') : '',
    office: first ? first.apply.where : '',
    deadline: first ? first.apply.by_when : '',
    notes: '',
  });
  const [draft, setDraft] = useState(null);
  const data = () => ({ case: card.case, what_if: card.what_if, programmes: chosen, agreed });
  const attempt = async (act) => {
    try {
      await act();
    } catch (error) {
      say(error.message);
    }
  };
  const write = (to) => attempt(async () => setDraft({ to, ...(await window.wbm.post('entwurf', { ...data(), to })) }));
  const set = (name) => (event) => setAgreed({ ...agreed, [name]: event.target.value });
  return (
    <details className="wbm-more-block">
      <summary>Mitnehmen: Protokoll, Brief, Druck</summary>
      <div className="wbm-fields">
        <label className="wbm-field wbm-wide"><span>Vereinbarte Schritte (je Zeile einer)</span><textarea rows={3} maxLength={2000} value={agreed.steps} onChange={set('steps')} /></label>
        <label className="wbm-field"><span>Zuständige Stelle</span><input type="text" maxLength={300} value={agreed.office} onChange={set('office')} /></label>
        <label className="wbm-field"><span>Frist</span><input type="text" maxLength={300} value={agreed.deadline} onChange={set('deadline')} /></label>
        <label className="wbm-field wbm-wide"><span>Notizen</span><textarea rows={3} maxLength={2000} value={agreed.notes} onChange={set('notes')} /></label>
      </div>
      <p className="wbm-hint">{chosen.length ? 'Protokoll und Brief enthalten die Programme, die Sie zum Vergleich gewählt haben.' : 'Protokoll und Brief enthalten alle Programme dieser Karte.'}</p>
      <div className="wbm-buttons">
        <button type="button" className="wbm-plain" onClick={() => attempt(() => window.wbm.download('protokoll.docx', data()))}>Protokoll als DOCX</button>
        <button type="button" className="wbm-plain" onClick={() => attempt(() => window.wbm.download('protokoll.pdf', data()))}>Protokoll als PDF</button>
        <button type="button" className="wbm-plain" onClick={() => window.print()}>Drucken</button>
        <button type="button" className="wbm-plain" onClick={() => write('firm')}>Entwurf an den Betrieb</button>
        <button type="button" className="wbm-plain" onClick={() => write('person')}>Entwurf an die Person</button>
      </div>
      {draft ? (
        <div className="wbm-draft">
          <label className="wbm-field wbm-wide"><span>{draft.to === 'firm' ? 'Entwurf an den Betrieb (ohne Angaben zur Person)' : 'Entwurf an die Person'}</span><textarea rows={14} readOnly value={draft.text} /></label>
          <div className="wbm-buttons">
            <button type="button" className="wbm-plain" onClick={() => window.postMessage({ wbm: 'kopieren', text: draft.text, said: 'Entwurf kopiert.' }, location.origin)}>Entwurf kopieren</button>
            <button type="button" className="wbm-plain" onClick={() => attempt(() => window.wbm.download('entwurf.docx', { ...data(), to: draft.to }))}>Entwurf als DOCX</button>
          </div>
        </div>
      ) : null}
    </details>
  );
}

export default function Foerdercheck() {
  const here = useRef(null);
  const latest = useRef(0);
  const opener = useRef(null);
  const setSideView = useSetRecoilState(sideViewState);
  const [card, setCard] = useState(props);
  const [typed, setTyped] = useState(props.what_if);
  const [added, setAdded] = useState([]);
  const [opened, setOpened] = useState([]);
  const [chosen, setChosen] = useState([]);
  const [how, setHow] = useState('result');
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState('');

  const check = async (base, told, words) => {
    const number = (latest.current += 1);
    try {
      const found = await window.wbm.post('pruefen', { forId: props.message, case: base, what_if: told });
      if (number !== latest.current) return;
      setCard({ ...found, message: props.message });
      setFailure('');
      setSaid(words(found));
    } catch (error) {
      if (number === latest.current) setFailure(error.message);
    }
  };
  const counted = (found) => (found.changes.length ? `Neu berechnet: ${found.changes.length === 1 ? '1 Änderung' : `${found.changes.length} Änderungen`}.` : 'Neu berechnet: keine Änderung.');

  const waiting = useRef(null);
  const suppose = (told, pause = 0) => {
    setTyped(told);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => check(card.case, told, counted), pause);
  };
  const fieldChanged = (field, value) => {
    const told = { ...typed, [field.id]: value };
    suppose(told, field.options.length ? 0 : 400);
  };

  const live = useRef({});
  live.current = { typed, suppose, check };
  useEffect(() => {
    const node = here.current;
    const whatIf = (event) => {
      live.current.suppose({ ...live.current.typed, ...event.detail });
      node.scrollIntoView({ block: 'start' });
      node.focus({ preventScroll: true });
    };
    const caseChanged = (event) => {
      if ([...document.querySelectorAll('.wbm-card')].pop() !== node) return;
      setTyped({});
      setAdded([]);
      live.current.check(event.detail.facts, {}, () => 'Die Karte ist neu berechnet.');
    };
    const closed = () => {
      const back = opener.current;
      opener.current = null;
      setTimeout(() => back && back.isConnected && back.focus());
    };
    node.addEventListener('wbm:was-waere-wenn', whatIf);
    document.addEventListener('wbm:fall', caseChanged);
    document.addEventListener('wbm:closed', closed);
    return () => {
      node.removeEventListener('wbm:was-waere-wenn', whatIf);
      document.removeEventListener('wbm:fall', caseChanged);
      document.removeEventListener('wbm:closed', closed);
    };
  }, []);

  const open = async (mark, button) => {
    try {
      const place = await window.wbm.post('fundstelle', { document: mark.document, locator: mark.locator, n: mark.n });
      opener.current = button;
      const element = { id: `fundstelle-${props.message}-${mark.n}-karte`, forId: props.message, type: 'custom', name: 'Fundstelle', display: 'side', props: { ...place, message: props.message } };
      setSideView({ title: place.short, elements: [element] });
    } catch (error) {
      setFailure(error.message);
    }
  };

  const take = async () => {
    try {
      await window.wbm.change(typed); // „wbm:fall“ has the card drawn anew
    } catch (error) {
      setFailure(error.message);
    }
  };
  const toggle = (list, set, id) => set(list.includes(id) ? list.filter((each) => each !== id) : [...list, id]);

  const known = card.fields.map((field) => field.id);
  const fields = [...card.fields, ...card.more.filter((field) => added.includes(field.id)), ...added.filter((id) => !known.includes(id) && !card.more.some((field) => field.id === id)).map((id) => props.more.find((field) => field.id === id)).filter(Boolean)];
  const addable = card.more.filter((field) => !added.includes(field.id) && !known.includes(field.id));
  const rows = sorted(card.rows, how);
  const compared = card.rows.filter((row) => chosen.includes(row.id));
  const supposing = card.supposed.length > 0;

  return (
    <section ref={here} tabIndex={-1} className={`wbm-card${supposing ? ' wbm-supposing' : ''}`} lang="de" aria-label="Ergebnis des Förder-Checks">
      <header className="wbm-card-head">
        <h3>Förder-Check</h3>
        <span>{card.counts}</span>
        {card.rows.length > 1 ? (
          <label>Sortieren <select value={how} onChange={(event) => setHow(event.target.value)}>{Object.entries(SORTS).map(([key, label]) => <option key={key} value={key}>{label}</option>)}</select></label>
        ) : null}
      </header>
      <p className="wbm-unseen" role="status">{said}</p>
      {failure ? <p className="wbm-failure" role="alert">{failure}</p> : null}
      {card.warnings.map((warning, i) => <p key={i} className="wbm-note wbm-achtung">⚠ {warning}</p>)}
      <Changes card={card} />
      {supposing ? (
        <div className="wbm-buttons">
          <button type="button" className="wbm-main" onClick={take}>In den Fall übernehmen</button>
          <button type="button" className="wbm-plain" onClick={() => { setAdded([]); suppose({}); }}>Zurücksetzen</button>
        </div>
      ) : null}
      {card.rows.length ? (
        <table className="wbm-programmes" role="table">
          <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Programm</th><th role="columnheader" scope="col">Ergebnis</th>{WHO.map(([key, label]) => <th role="columnheader" key={key} scope="col">{label}</th>)}</tr></thead>
          {rows.map((row) => {
            const id = `${props.message}-${row.id}`;
            const isOpen = opened.includes(row.id);
            const differs = card.changes.some((change) => change.id === row.id);
            return (
              <tbody key={row.id} role="rowgroup" className={differs ? 'wbm-differs' : ''}>
                <tr role="row">
                  <th role="rowheader" scope="row">
                    <button type="button" className="wbm-row-title" aria-expanded={isOpen} aria-controls={id} onClick={() => toggle(opened, setOpened, row.id)}>{row.title}</button>
                    <label className="wbm-choose"><input type="checkbox" checked={chosen.includes(row.id)} disabled={!chosen.includes(row.id) && compared.length >= MOST} onChange={() => toggle(chosen, setChosen, row.id)} /> vergleichen<span className="wbm-unseen">: {row.title}</span></label>
                  </th>
                  <td role="cell"><span className={`wbm-verdict wbm-verdict-${row.result}`}><span aria-hidden="true">{SIGN[row.result]} </span>{row.verdict}</span></td>
                  {WHO.map(([key, label]) => <td role="cell" key={key} data-label={label} className={row.cells[key].length ? '' : 'wbm-empty'}>{row.cells[key].length ? row.cells[key].map((line, i) => <span key={i} className="wbm-line">{line}</span>) : '–'}</td>)}
                </tr>
                <tr role="row" id={id} className="wbm-row-more" hidden={!isOpen}><td role="cell" colSpan={5}><Details row={row} open={open} /></td></tr>
              </tbody>
            );
          })}
        </table>
      ) : <p>Zu diesen Angaben passt kein Programm, das hier geprüft wird.</p>}
      {card.rows.length > 1 && compared.length < 2 ? <p className="wbm-hint">Zum Vergleichen zwei bis vier Programme ankreuzen.</p> : null}
      {compared.length > 1 ? <Comparison rows={compared} /> : null}
      {card.ask ? (
        <div className="wbm-ask">
          <p><strong>Wichtigste Frage:</strong> {card.ask}</p>
          {card.ask_field ? <Field field={card.ask_field} value={typed[card.ask_field.id] ?? ''} onChange={(value) => fieldChanged(card.ask_field, value)} /> : null}
        </div>
      ) : null}
      <details className="wbm-more-block">
        <summary>Was wäre wenn? Angaben ändern und vergleichen</summary>
        <p className="wbm-hint">Die Karte rechnet sofort neu. Der Fall bleibt, wie er ist, bis Sie die Änderung übernehmen.</p>
        <div className="wbm-fields">
          {fields.map((field) => <Field key={field.id} field={field} value={typed[field.id] ?? field.value} onChange={(value) => fieldChanged(field, value)} />)}
          {addable.length ? (
            <label className="wbm-field">
              <span>Weitere Angabe</span>
              <select value="" onChange={(event) => setAdded([...added, event.target.value])}>
                <option value="">wählen …</option>
                {addable.map((field) => <option key={field.id} value={field.id}>{field.label}</option>)}
              </select>
            </label>
          ) : null}
        </div>
      </details>
      <Takeaway card={card} chosen={chosen} say={setFailure} />
    </section>
  );
}
