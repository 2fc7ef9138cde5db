import { ReactNode } from "react";
import { Citation } from "../api";
import { sentence, words } from "../words";
import { Answer, place, Quote, Written } from "./answers";

/** A model answered, and nothing of it could be shown. */
const notWritten = ["model.empty", "model.unsupported", "model.tooLong", "model.filtered"];

export type Sources = { onOpen: (citation: Citation) => void; openCitation?: Citation };

/** An answer: written or quoted, how sure it is, and what to read beside it. */
export function AnswerView({ answer, onAgain, owner, mayAdd, onOpen, openCitation }: {
  answer: Answer; onAgain?: () => void; owner?: string; mayAdd?: boolean;
} & Sources) {
  const { written, confidence } = answer;
  const quotes = (
    <Quotes quotes={answer.quotes} onOpen={onOpen} openCitation={openCitation}>
      {!answer.isFound && answer.nearby.map((nearby, index) => (
        <Cited key={index} mark="≈" text={nearby.text + " …"} citation={nearby.citation} onOpen={onOpen}
          isOpen={nearby.citation === openCitation} />
      ))}
    </Quotes>
  );
  return (
    <>
      {answer.understoodAs && <p className="hint">{words.understoodAs} {answer.understoodAs}</p>}
      {answer.fallback && (
        <div className="note">
          <p>{answer.fallback.code.endsWith("Spent") ? sentence(answer.fallback.code)
            : notWritten.includes(answer.fallback.code) ? words.notWritten : words.fellBack}</p>
          {onAgain && <button type="button" onClick={onAgain}>{words.askAgain}</button>}
        </div>
      )}
      {answer.isFound && answer.overview.length > 0 && (
        <div className="note">
          <p>{words.overview}</p>
          <ul>{answer.overview.map((one, index) => (
            <li key={index}>{one.citation
              ? <button type="button" className="link" onClick={() => one.citation && onOpen(one.citation)}>{one.title}</button>
              : one.title}{one.heading && ` · ${one.heading}`}</li>
          ))}</ul>
        </div>
      )}
      {written && <Prose written={written} onOpen={onOpen} openCitation={openCitation} />}
      {answer.isFound && <Confidence confidence={confidence} isWritten={!!written} isFromCache={answer.isFromCache} />}
      {answer.isFound && confidence.level === "medium" && <p className="hint">{words.mediumNote}</p>}
      {!answer.isFound && !answer.withheld && <p>{answer.nearby.length ? words.notFound : mayAdd ? `${words.nothing} ${words.nothingAdd}` : words.nothing}</p>}
      {!!answer.withheld && (
        <p className="note">{answer.withheld === 1 ? words.withheldOne : `${answer.withheld} ${words.withheldMany}`} {owner ?? ""} {words.orAdministrator}</p>
      )}
      {!answer.isFound && answer.isOutside && <p className="hint">{words.outsideDomains}</p>}
      {written ? <details><summary>{words.quotesBeside}</summary>{quotes}</details> : quotes}
      {answer.web.length > 0 && (
        <section className="web" aria-label={words.fromWeb}>
          <h3>{words.fromWeb}</h3>
          <ul>{answer.web.map((source, index) => (
            <li key={index}><strong>{source.title}</strong><small>{source.address}</small>{source.text}</li>
          ))}</ul>
        </section>
      )}
    </>
  );
}

/** Quotations, each with the place that it opens. */
export function Quotes({ quotes, onOpen, openCitation, children }: { quotes: Quote[]; children?: ReactNode } & Sources) {
  return (
    <ol className="quotes">
      {quotes.map((quote) => (
        <Cited key={quote.number} mark={String(quote.number)} lead={quote.lead} text={quote.text} citation={quote.citation}
          onOpen={onOpen} isOpen={quote.citation === openCitation} />
      ))}
      {children}
    </ol>
  );
}

/** What a model wrote, as plain text: each sentence with its citations, and a mark where none bears it out. */
function Prose({ written, onOpen, openCitation }: { written: Written } & Sources) {
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
            {one.isSupported && one.citations.map((mark) => (
              <span key={mark.number}>
                <button type="button" className="mark" aria-pressed={mark.citation === openCitation}
                  aria-label={`${words.show} ${mark.number}: ${mark.citation.title}, ${place(mark.citation)}`}
                  title={`${mark.citation.title}, ${place(mark.citation)}`} onClick={() => onOpen(mark.citation)}>{mark.number}</button>
                <Earlier citation={mark.citation} />
              </span>
            ))}{" "}
          </span>
        ))}</p>
      ))}
    </>
  );
}

function Confidence({ confidence, isWritten, isFromCache }: { confidence: Answer["confidence"]; isWritten: boolean; isFromCache: boolean }) {
  const parts = ([["own", isWritten ? words.ownWritten : words.ownQuoted, 40], ["relevance", words.relevance, 30], ["clarity", words.clarity, 20],
    ["completeness", words.completeness, 10]] as const).map(([name, text, share]) => `${text}: ${Math.round(confidence[name] * 100)} % × ${share}`);
  return (
    <details className="confidence" title={parts.join("\n")}>
      <summary>{isWritten ? "" : words.answered + " · "}<strong className={confidence.level}>{words[confidence.level]}</strong>
        {isFromCache && ` · ${words.fromCache}`}</summary>
      <ul>{parts.map((part) => <li key={part}>{part}</li>)}</ul>
    </details>
  );
}

/** That a source is an edition which a later one replaced. */
const Earlier = ({ citation }: { citation: Citation }) =>
  citation.isEarlierEdition ? <span className="earlier">{words.earlierEdition}{citation.edition && ` (${citation.edition})`}</span> : null;

function Cited({ mark, lead, text, citation, onOpen, isOpen }: {
  mark: string; lead?: string; text: string; citation: Citation; onOpen: (citation: Citation) => void; isOpen: boolean;
}) {
  return (
    <li className={isOpen ? "open" : undefined}>
      {lead && <p className="lead">{lead}</p>}
      <blockquote>{text}</blockquote>
      <button type="button" className="citation" aria-pressed={isOpen} onClick={() => onOpen(citation)}>
        <span className="mark" aria-hidden="true">{mark}</span>
        <span className="hidden">{words.show} {mark}: </span>
        <cite>{citation.title}</cite><span>{place(citation)}</span>
        <Earlier citation={citation} />
      </button>
    </li>
  );
}
