// What went to a chat model elsewhere for one answer. Every text goes in as a text node: it is shown and never run.
export default function Hinausgegangen() {
  const count = props.texts.length;
  return (
    <details className="wbm-sent">
      <summary>Alles, was das Sprachmodell sah ({count === 1 ? '1 Text' : `${count} Texte`}, wie gesendet)</summary>
      {props.texts.map((text, i) => <pre key={i} tabIndex={0} aria-label={`Text ${i + 1} von ${count}`}>{text}</pre>)}
    </details>
  );
}
