import { FormEvent, KeyboardEvent, useRef, useState } from "react";
import { ask, Citation, Finished, Problem, Quote } from "./api";
import { words } from "./words";

type Exchange = { id: number; question: string; quotes: Quote[]; finished?: Finished; problem?: string };
type Props = { onOpen: (citation: Citation) => void; openCitation?: Citation };

const examples = [
  "What should a team do when students do not learn?",
  "How should a meeting's agenda be made?",
  "What is a common formative assessment?",
];

export function AskView({ onOpen, openCitation }: Props) {
  const [question, setQuestion] = useState("");
  const [exchanges, setExchanges] = useState<Exchange[]>([]);
  const running = useRef<AbortController>();

  const submit = async (text: string) => {
    const wanted = text.trim();
    if (!wanted) return;
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const id = Date.now();
    const change = (part: (old: Exchange) => Partial<Exchange>) =>
      setExchanges((all) => all.map((one) => (one.id === id ? { ...one, ...part(one) } : one)));
    setExchanges((all) => [{ id, question: wanted, quotes: [] }, ...all]);
    setQuestion("");
    try {
      const finished = await ask(wanted, controller.signal, (quote) => change((old) => ({ quotes: [...old.quotes, quote] })));
      change(() => ({ finished }));
    } catch (error) {
      change(() => ({ problem: (error instanceof Problem && error.message) || words.failed }));
    }
  };
  const onSubmit = (event: FormEvent) => { event.preventDefault(); submit(question); };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); submit(question); }
  };

  return (
    <section className="ask">
      <h1>{words.askHeading}</h1>
      <p className="hint">{words.askHint}</p>
      <form onSubmit={onSubmit}>
        <label htmlFor="question">{words.question}</label>
        <div className="field">
          <textarea id="question" rows={2} maxLength={2000} value={question} autoFocus
            onChange={(event) => setQuestion(event.target.value)} onKeyDown={onKey} />
          <button type="submit" className="primary" disabled={!question.trim()}>{words.submit}</button>
        </div>
      </form>
      {exchanges.length === 0 && (
        <div className="examples">
          <h2>{words.try}</h2>
          <ul>{examples.map((text) => (
            <li key={text}><button type="button" onClick={() => submit(text)}>{text}</button></li>
          ))}</ul>
        </div>
      )}
      <div aria-live="polite">
        {exchanges.map((one) => <Answer key={one.id} exchange={one} onOpen={onOpen} openCitation={openCitation} />)}
      </div>
    </section>
  );
}

function Answer({ exchange, onOpen, openCitation }: { exchange: Exchange } & Props) {
  const { question, quotes, finished, problem } = exchange;
  return (
    <article className="answer" aria-busy={!finished && !problem}>
      <h2>{question}</h2>
      {problem && <p className="problem" role="alert">{problem}</p>}
      {!finished && !problem && <p className="hint">{words.asking}</p>}
      {finished && finished.isFound && <Confidence value={finished.confidence} />}
      {finished && !finished.isFound && <p>{finished.nearby.length ? words.notFound : words.nothing}</p>}
      <ol className="quotes">
        {quotes.map((quote) => (
          <Cited key={quote.number} mark={String(quote.number)} text={quote.text} citation={quote.citation}
            onOpen={onOpen} isOpen={quote.citation === openCitation} />
        ))}
        {finished && !finished.isFound && finished.nearby.map((nearby, index) => (
          <Cited key={index} mark="≈" text={nearby.text + " …"} citation={nearby.citation} onOpen={onOpen}
            isOpen={nearby.citation === openCitation} />
        ))}
      </ol>
    </article>
  );
}

function Confidence({ value }: { value: number }) {
  const level = value >= 0.75 ? "high" : value >= 0.5 ? "medium" : "low";
  return <p className="confidence">{words.answered} · {words.sure} <strong className={level}>{words[level]}</strong></p>;
}

function Cited({ mark, text, citation, onOpen, isOpen }: {
  mark: string; text: string; citation: Citation; onOpen: (citation: Citation) => void; isOpen: boolean;
}) {
  return (
    <li className={isOpen ? "open" : undefined}>
      <blockquote>{text}</blockquote>
      <button type="button" className="citation" aria-pressed={isOpen} onClick={() => onOpen(citation)}>
        <span className="mark" aria-hidden="true">{mark}</span>
        <span className="hidden">{words.show} {mark}: </span>
        <cite>{citation.title}</cite><span>{place(citation)}</span>
      </button>
    </li>
  );
}

/** "page 12 (printed 8)", or where there are no pages the headings above it. */
export function place(citation: Citation): string {
  const pages = citation.spans.map((span) => span.page).join("–");
  const label = citation.spans[0]?.label;
  const printed = citation.hasPages && label && label !== pages ? ` (${words.printed} ${label})` : "";
  const where = `${citation.hasPages ? words.page : words.section} ${pages}${printed}`;
  const heading = citation.headingPath[citation.headingPath.length - 1];
  return heading ? `${where} · ${heading}` : where;
}
