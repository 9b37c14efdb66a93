// Courses found, below an answer: what was understood (changed by a click), cards, comparison of up to four, what narrows them.
// Every text goes in as a text node: what stands in a catalogue is shown and never run.
import { useState } from 'react';

const MOST = 4;
const SHOWN = { praesenz: 'in Präsenz', online: 'online', fernunterricht: 'im Fernunterricht', inhouse: 'im Betrieb' };
const NARROW = {
  form: (value) => `nur ${SHOWN[value] ?? value}`,
  time: (value) => `nur ${value === 'wochenende' ? 'am Wochenende' : value}`,
  place: (value) => `nur in ${value}`,
  price: (value) => (value === 'darüber' ? 'nur über 2.000 Euro' : `nur ${value}`),
  voucher: () => 'nur mit Bildungsgutschein',
};

function euro(value) {
  return `${value.toLocaleString('de-DE', { minimumFractionDigits: Number.isInteger(value) ? 0 : 2, maximumFractionDigits: 2 })} Euro`;
}

function away(card) {
  return card.km == null ? card.place : `${card.place} (${Math.round(card.km)} km)`;
}

function Funding({ card }) {
  if (!card.funding.length) return null;
  return (
    <ul className="wbm-why">
      {card.funding.map((each) => (
        <li key={each.title}><strong>{each.title}:</strong> {[each.verdict, ...each.shares, ...each.missing].join('; ')}</li>
      ))}
    </ul>
  );
}

function Card({ card, rank, chosen, full, choose }) {
  const facts = [away(card), card.time, card.form, card.length].filter(Boolean).join(' · ');
  const money = [card.price, card.voucher, card.measure_number && `Maßnahmenummer ${card.measure_number}`].filter(Boolean).join(' · ');
  return (
    <li className="wbm-course">
      <h4>{rank}. {card.url ? <a href={card.url} target="_blank" rel="noopener noreferrer">{card.title}</a> : card.title}</h4>
      <p className="wbm-small">{card.provider}</p>
      <p>{card.dates.join('; ')}{card.more_dates ? ` und ${card.more_dates} weitere Termine` : ''}</p>
      <p>{facts}</p>
      <p>{money}</p>
      {card.person_eur != null ? <p><strong>Eigenanteil der Person: {euro(card.person_eur)}</strong>{card.firm_eur != null ? ` · Betrieb: ${euro(card.firm_eur)}` : ''}</p> : null}
      <Funding card={card} />
      <p className="wbm-small">{card.age}</p>
      <label className="wbm-choose"><input type="checkbox" checked={chosen} disabled={!chosen && full} onChange={choose} /> vergleichen<span className="wbm-unseen">: {card.title}</span></label>
    </li>
  );
}

function Comparison({ cards }) {
  const kinds = [
    ['Anbieter', (card) => card.provider],
    ['Termine', (card) => card.dates.join('; ')],
    ['Ort', away],
    ['Zeit', (card) => card.time],
    ['Form', (card) => card.form],
    ['Umfang', (card) => card.length],
    ['Preis', (card) => card.price],
    ['Bildungsgutschein', (card) => card.voucher],
    ['Maßnahmenummer', (card) => card.measure_number],
    ['Eigenanteil', (card) => (card.person_eur == null ? '' : euro(card.person_eur))],
    ['Förderung', (card) => card.funding.map((each) => `${each.title}: ${each.verdict}`).join('; ')],
  ];
  return (
    <div className="wbm-compare" tabIndex={0} role="region" aria-label="Vergleich der Kurse">
      <table>
        <caption>Vergleich</caption>
        <thead><tr><td />{cards.map((card) => <th key={card.id} scope="col">{card.title}</th>)}</tr></thead>
        <tbody>
          {kinds.map(([label, cell]) => <tr key={label}><th scope="row">{label}</th>{cards.map((card) => <td key={card.id}>{cell(card) || '–'}</td>)}</tr>)}
        </tbody>
      </table>
    </div>
  );
}

export default function Kursliste() {
  const [chosen, setChosen] = useState([]);
  const { courses, facets, understood, total } = props;
  const compared = courses.filter((card) => chosen.includes(card.id));
  const toggle = (id) => setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  const narrowing = facets.filter((facet) => NARROW[facet.key]).map((facet) => [facet, facet.counts.filter(([, count]) => count < total)]).filter(([, counts]) => counts.length);
  return (
    <section className="wbm-card wbm-courses" lang="de" aria-label="Gefundene Kurse">
      <header className="wbm-card-head"><h3>Kurse</h3><span>{courses.length} von {total}</span></header>
      {understood.length ? (
        <div className="wbm-buttons" role="group" aria-label="Verstanden, zum Weglassen anklicken">
          {understood.filter((each) => each.key !== 'topic').map((each) => (
            <button key={each.key} type="button" className="wbm-plain" onClick={() => sendUserMessage(`${each.label} egal`)} aria-label={`${each.label}: ${each.value} weglassen`}>{each.label}: {each.value} <span aria-hidden="true">✕</span></button>
          ))}
        </div>
      ) : null}
      <ol className="wbm-course-list">
        {courses.map((card, i) => <Card key={card.id} card={card} rank={i + 1} chosen={chosen.includes(card.id)} full={compared.length >= MOST} choose={() => toggle(card.id)} />)}
      </ol>
      {courses.length > 1 && compared.length < 2 ? <p className="wbm-hint">Zum Vergleichen zwei bis vier Kurse ankreuzen.</p> : null}
      {compared.length > 1 ? <Comparison cards={compared} /> : null}
      {narrowing.length ? (
        <details className="wbm-more-block">
          <summary>Eingrenzen</summary>
          {narrowing.map(([facet, counts]) => (
            <div key={facet.key} className="wbm-buttons" role="group" aria-label={facet.title}>
              <span>{facet.title}</span>
              {counts.map(([value, count]) => <button key={value} type="button" className="wbm-plain" onClick={() => sendUserMessage(NARROW[facet.key](value))}>{SHOWN[value] ?? value} ({count})</button>)}
            </div>
          ))}
        </details>
      ) : null}
    </section>
  );
}
