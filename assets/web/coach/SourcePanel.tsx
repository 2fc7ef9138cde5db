import { useEffect, useRef, useState } from "react";
import { Citation, PageView, pageImage, Problem, readPage } from "../api";
import { words } from "../words";

/** The source beside the answer: the page's picture with the quotation marked, or its text. */
export function SourcePanel({ citation, onClose }: { citation: Citation; onClose: () => void }) {
  const [number, setNumber] = useState(citation.spans[0]?.page ?? 1);
  const [page, setPage] = useState<PageView>();
  const [problem, setProblem] = useState<string>();
  const [asText, setAsText] = useState(!citation.hasPages);
  const heading = useRef<HTMLHeadingElement>(null);
  const span = citation.spans.find((one) => one.page === number);

  useEffect(() => {
    setNumber(citation.spans[0]?.page ?? 1);
    setAsText(!citation.hasPages);
    heading.current?.focus();
  }, [citation]);

  useEffect(() => {
    let current = true;
    readPage(citation.document, number, span)
      .then((view) => { if (current) { setPage(view); setProblem(undefined); } })
      .catch((error) => {
        if (!current) return;
        // An address that was damaged leads nowhere, like one of what is gone.
        const isGone = error instanceof Problem && (error.status === 400 || error.status === 404);
        setProblem(isGone ? words.sourceGone : (error instanceof Problem && error.message) || words.failed);
      });
    return () => { current = false; };
  }, [citation, number]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => { if (event.key === "Escape") onClose(); };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [onClose]);

  const last = page?.pageCount ?? number;
  return (
    <aside className="source" aria-label={words.source}>
      <header>
        <h2 tabIndex={-1} ref={heading}>{citation.title}</h2>
        <button type="button" className="icon" onClick={onClose} aria-label={words.close} title={words.close}>✕</button>
      </header>
      <div className="tools">
        <button type="button" disabled={number <= 1} onClick={() => setNumber(number - 1)} aria-label={words.previous}>‹</button>
        <span>{citation.hasPages ? words.page : words.section} {number} {words.of} {last}
          {page?.label && citation.hasPages && page.label !== String(number) ? ` (${words.printed} ${page.label})` : ""}</span>
        <button type="button" disabled={number >= last} onClick={() => setNumber(number + 1)} aria-label={words.next}>›</button>
        {citation.hasPages && (
          <button type="button" className="switch" aria-pressed={asText} onClick={() => setAsText(!asText)}>{words.textView}</button>
        )}
      </div>
      {page?.number === number && page.certainty !== undefined && (
        <p className="hint">{words.readByMachine}, {Math.round(page.certainty * 100)} % {words.certain}</p>)}
      <div className="sheet" tabIndex={0} role="region" aria-label={citation.title}>
        {problem && <p className="problem" role="alert">{problem}</p>}
        {!page && !problem && <p className="hint">{words.loading}</p>}
        {page && page.number === number && (asText ? <PageText page={page} start={span?.start} end={span?.end} />
          : <PageImage page={page} />)}
      </div>
    </aside>
  );
}

function PageImage({ page }: { page: PageView }) {
  const first = useRef<SVGRectElement>(null);
  const showMark = () => { first.current?.scrollIntoView({ block: "center" }); };
  useEffect(showMark, [page]);
  return (
    <div className="paper">
      <img src={pageImage(page.document, page.number)} alt={`${page.title}, ${words.page} ${page.number}`} onLoad={showMark}
        width={Math.round(page.width)} height={Math.round(page.height)} />
      <svg viewBox={`0 0 ${page.width} ${page.height}`} aria-hidden="true">
        {page.highlights.map((box, index) => (
          <rect key={index} ref={index === 0 ? first : undefined} x={box.x - 1} y={box.y - 1} width={box.width + 2}
            height={box.height + 2} rx={2} />
        ))}
      </svg>
    </div>
  );
}

function PageText({ page, start = 0, end = 0 }: { page: PageView; start?: number; end?: number }) {
  const marked = useRef<HTMLElement>(null);
  useEffect(() => { marked.current?.scrollIntoView({ block: "center" }); }, [page, start]);
  // Offsets count characters of Unicode, of which some are two units of a JavaScript string.
  const scalars = Array.from(page.text);
  let isFirst = true;
  return (
    <div className="text">
      {page.paragraphs.map((part) => {
        const cut = (from: number, to: number) => scalars.slice(Math.max(from, part.start), Math.min(to, part.end)).join("");
        const inside = cut(start, end);
        const mark = inside && <mark ref={isFirst ? marked : undefined}>{inside}</mark>;
        if (inside) isFirst = false;
        const content = inside ? <>{cut(0, start)}{mark}{cut(end, scalars.length)}</> : cut(0, scalars.length);
        return <p key={part.start} className={part.kind}>{content}</p>;
      })}
    </div>
  );
}
