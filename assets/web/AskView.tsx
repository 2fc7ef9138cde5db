import { FormEvent, KeyboardEvent, useRef, useState } from "react";
import { ask, Citation, Finished, Problem, Written } from "./api";
import { sentence, words } from "./words";

type Exchange = { id: number; question: string; text: string; finished?: Finished; problem?: string };
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
    const change = (part: Partial<Exchange>) => setExchanges((all) => all.map((one) => (one.id === id ? { ...one, ...part } : one)));
    setExchanges((all) => [{ id, question: wanted, text: "" }, ...all]);
    setQuestion("");
    try {
      change({ finished: await ask(wanted, controller.signal, (text) => change({ text })) });
    } catch (error) {
      change({ problem: (error instanceof Problem && error.message) || words.failed });
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
        {exchanges.map((one) => <Answer key={one.id} exchange={one} onAgain={submit} onOpen={onOpen} openCitation={openCitation} />)}
      </div>
    </section>
  );
}

function Answer({ exchange, onAgain, onOpen, openCitation }: { exchange: Exchange; onAgain: (question: string) => void } & Props) {
  const { question, text, finished, problem } = exchange;
  const written = finished?.written;
  const quotes = (
    <ol className="quotes">
      {finished?.quotes.map((quote) => (
        <Cited key={quote.number} mark={String(quote.number)} text={quote.text} citation={quote.citation}
          onOpen={onOpen} isOpen={quote.citation === openCitation} />
      ))}
      {finished && !finished.isFound && finished.nearby.map((nearby, index) => (
        <Cited key={index} mark="≈" text={nearby.text + " …"} citation={nearby.citation} onOpen={onOpen}
          isOpen={nearby.citation === openCitation} />
      ))}
    </ol>
  );
  return (
    <article className="answer" aria-busy={!finished && !problem}>
      <h2>{question}</h2>
      {problem && <p className="problem" role="alert">{problem}</p>}
      {!finished && !problem && (text ? <p className="prose">{text}</p> : <p className="hint">{words.asking}</p>)}
      {finished?.fallback && (
        <div className="note">
          <p>{finished.fallback.code.endsWith("Spent") ? sentence(finished.fallback.code) : words.fellBack}</p>
          <button type="button" onClick={() => onAgain(question)}>{words.askAgain}</button>
        </div>
      )}
      {written && <Prose written={written} onOpen={onOpen} openCitation={openCitation} />}
      {finished && finished.isFound && !written && <Confidence value={finished.confidence} />}
      {finished && !finished.isFound && <p>{finished.nearby.length ? words.notFound : words.nothing}</p>}
      {written ? <details><summary>{words.quotesBeside}</summary>{quotes}</details> : quotes}
    </article>
  );
}

/** What a model wrote, as plain text: each sentence with its citations, and a mark where none bears it out. */
function Prose({ written, onOpen, openCitation }: { written: Written } & Props) {
  const paragraphs: Written["sentences"][] = [];
  for (const sentence of written.sentences) {
    if (sentence.opensParagraph || paragraphs.length === 0) paragraphs.push([]);
    paragraphs[paragraphs.length - 1].push(sentence);
  }
  const count = written.sentences.filter((one) => one.isSupported).length;
  return (
    <>
      <p className="confidence">{words.writtenBy} {written.model} · {count} {words.of} {written.sentences.length} {words.supportedSentences}
        {written.hidden > 0 && <> · {written.hidden} {words.hiddenFromModel}</>}</p>
      {paragraphs.map((sentences, number) => (
        <p className="prose" key={number}>{sentences.map((one, index) => (
          <span key={index} className={one.isSupported ? undefined : "unsupported"}>
            {one.text}{!one.isSupported && <span className="doubt"> ({words.unsupported})</span>}
            {one.citations.map((mark) => (
              <button key={mark.number} type="button" className="mark" aria-pressed={mark.citation === openCitation}
                aria-label={`${words.show} ${mark.number}: ${mark.citation.title}, ${place(mark.citation)}`}
                title={`${mark.citation.title}, ${place(mark.citation)}`} onClick={() => onOpen(mark.citation)}>{mark.number}</button>
            ))}{" "}
          </span>
        ))}</p>
      ))}
    </>
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
