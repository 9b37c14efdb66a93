// One cited place in the side panel. Every text goes in as a text node: what stands in a source is shown and never run.
import { useEffect, useRef, useState } from 'react';
import { useRecoilValue, useSetRecoilState } from 'recoil';
import { sessionIdState, sideViewState } from '@chainlit/react-client';

const PAUSES = [250, 500, 1000, 2000, 4000, 8000, 0]; // milliseconds after a request that failed: a page that was just loaded may still be connecting
const MARKS = ['', 'wbm-decisive', 'wbm-decisive wbm-word'];

function Cell({ parts }) {
  return parts.map(([text, mark], i) => (mark ? <mark key={i} className={MARKS[mark]}>{text}</mark> : <span key={i}>{text}</span>));
}

function Passage({ lines }) {
  const blocks = [];
  for (const line of lines) {
    const row = line.cells.length > 1;
    const last = blocks[blocks.length - 1];
    if (row && last && last.rows) last.rows.push(line);
    else if (row) blocks.push({ rows: [line] });
    else if (line.cells[0].length) blocks.push({ line });
  }
  return blocks.map((block, i) =>
    block.rows ? (
      <div key={i} className="wbm-table" tabIndex={0} role="region" aria-label="Tabelle">
        <table>
          <tbody>
            {block.rows.map((row, r) => (
              <tr key={r}>{row.cells.map((cell, c) => <td key={c}><Cell parts={cell} /></td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
    ) : (
      <p key={i} style={{ marginInlineStart: `${Math.min(block.line.depth, 5)}rem` }}><Cell parts={block.line.cells[0]} /></p>
    )
  );
}

function Note({ level, text }) {
  return <p className={`wbm-note wbm-${level}`}><span aria-hidden="true">{level === 'gut' ? '✓ ' : '⚠ '}</span>{text}</p>;
}

function Neighbour({ section }) {
  if (section.failure) return <Note level="achtung" text={section.failure} />;
  return (
    <section className="wbm-neighbour" tabIndex={-1} aria-label={section.label}>
      <h2>{section.label}{section.heading ? ` · ${section.heading}` : ''}</h2>
      <Passage lines={section.lines} />
    </section>
  );
}

// The button for the next section in a direction; none where there is none.
function More({ known, first, word, onClick }) {
  const label = known.length ? known[known.length - 1].more : first;
  return label ? <button type="button" className="wbm-more" onClick={onClick}>{word}: {label}</button> : null;
}

export default function Fundstelle() {
  const top = useRef(null);
  const setSideView = useSetRecoilState(sideViewState);
  const session = useRef('');
  session.current = useRecoilValue(sessionIdState); // another one when the page connects anew
  const [now, setNow] = useState(null);
  const [before, setBefore] = useState([]);
  const [after, setAfter] = useState([]);

  // Asked by ourselves: Chainlit's callAction shows an error for each try, and keeps the session of the first.
  const ask = async (payload) => {
    const action = { name: 'fundstelle_nachsehen', payload: { message: props.message, n: props.n, at: props.at, ...payload } };
    for (const pause of PAUSES) {
      const answer = await fetch('/project/action', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ action, sessionId: session.current }),
      }).catch(() => null);
      if (answer && answer.ok) return (await answer.json()).response || { failure: 'Das lässt sich gerade nicht nachsehen.' };
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return { failure: 'Das lässt sich gerade nicht nachsehen. Gezeigt wird der zitierte Wortlaut.' };
  };

  useEffect(() => {
    let open = true;
    ask({}).then((answer) => {
      if (!open) return;
      setNow(answer);
      if (answer.pdf)
        setSideView((view) => {
          if (!view || view.elements[0].props?.n !== props.n || view.elements[0].props?.message !== props.message || view.elements.length > 1) return view;
          const pdf = { id: `${view.elements[0].id}-pdf`, forId: props.message, type: 'pdf', name: props.short, display: 'side', url: answer.pdf.url, page: answer.pdf.page };
          return { ...view, elements: [view.elements[0], pdf] };
        });
    });
    const onKey = (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) setSideView(undefined);
    };
    document.addEventListener('keydown', onKey);
    top.current.focus({ preventScroll: true });
    return () => {
      open = false;
      document.removeEventListener('keydown', onKey);
      document.dispatchEvent(new CustomEvent('wbm:closed'));
    };
  }, []);

  const more = async (known, setKnown, direction) => {
    const found = await ask({ offset: direction * (known.length + 1) });
    setKnown([...known, found]);
    setTimeout(() => {
      const shown = [...top.current.querySelectorAll('.wbm-neighbour')];
      const added = direction < 0 ? shown[0] : shown[shown.length - 1];
      if (added) added.focus();
    });
  };

  return (
    <article ref={top} tabIndex={-1} className="wbm-place" lang="de" aria-label={`Fundstelle ${props.n}: ${props.label}`}>
      <p className="wbm-path">{props.path.join(' › ')}</p>
      <div role="status">{now && now.changed ? <Note level="achtung" text={now.changed} /> : null}{now && now.failure ? <Note level="achtung" text={now.failure} /> : null}</div>
      {props.notes.map((note, i) => <Note key={i} level={note.level} text={note.text} />)}
      <More known={before} first={now && now.before} word="Davor" onClick={() => more(before, setBefore, -1)} />
      {[...before].reverse().map((section, i) => <Neighbour key={before.length - i} section={section} />)}
      <blockquote className="wbm-quote"><Passage lines={props.lines} /></blockquote>
      {after.map((section, i) => <Neighbour key={i} section={section} />)}
      <More known={after} first={now && now.after} word="Danach" onClick={() => more(after, setAfter, 1)} />
      {props.footnotes ? <p className="wbm-small">{props.footnotes}</p> : null}
      <dl className="wbm-facts">
        <dt>Stand</dt><dd>{props.stand}</dd>
        {props.grounds ? <><dt>Grundlage</dt><dd>{props.grounds}</dd></> : null}
        {props.licence ? <><dt>Lizenz</dt><dd>{props.licence}</dd></> : null}
      </dl>
      <p className="wbm-links">
        {props.link ? <a href={props.link} target="_blank" rel="noopener noreferrer">Zur Fundstelle im Internet</a> : null}
        {now && now.pdf ? <a href={`${now.pdf.url}#page=${now.pdf.page}`} target="_blank" rel="noopener">PDF auf Seite {now.pdf.page} öffnen</a> : null}
      </p>
      {now && now.pdf && now.pdf.newer ? <Note level="achtung" text="Die Datei wurde nach dem Einlesen geändert; die Seite kann anders aussehen." /> : null}
    </article>
  );
}
