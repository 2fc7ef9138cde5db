import { ChangeEvent, DragEvent, useCallback, useEffect, useRef, useState } from "react";
import { addDocument, DocumentEntry, listDocuments, removeDocument, send, told, Unreachable } from "./api";
import { noticeText } from "./notices";
import { Choice, Field, Form, Problems, Quiet, useAct, useEvent, useLoaded } from "./parts";
import { words } from "./words";
import type { Answers, Collection } from "./api.gen";

type Upload = { key: string; file: File; collection?: string; problem?: string };

/** Who reads what is added here, with the way to open it to everybody. */
function Readers({ shelf, onChanged }: { shelf: Collection; onChanged: () => Promise<void> }) {
  const { problem, act } = useAct(onChanged);
  if (!shelf.mayManage || shelf.isPrivate) return null;
  const isOpen = shelf.readers.some((one) => !one.place && !one.role && !one.person);
  const says = isOpen ? words.everyoneInDistrict : shelf.readers.length ? words.someRead : words.onlyManagersRead;
  return (
    <div role="status">
      <p className="hint">{words.whoReads} (“{shelf.name}”): {says}.</p>
      {!isOpen && <button type="button" onClick={() => {
        if (confirm(`${words.confirmReader} “${shelf.name}”: ${words.everyoneInDistrict}.`))
          act(() => send("PUT", `collections/${shelf.id}/readers`, { readers: [...shelf.readers, { mayWrite: false }] }));
      }}>{words.openToAll}</button>}
      <Problems texts={[problem]} />
    </div>
  );
}

export function LibraryView({ permissions }: { permissions: string[] }) {
  const mayWrite = permissions.includes("documents:write");
  const shelves = useLoaded<Answers["GET collections"]>("collections");
  const own = (shelves.value?.collections ?? []).filter((one) => one.mayWrite);
  const [shelf, setShelf] = useState("");
  const chosen = own.find((one) => one.name === shelf) ?? own[0];
  const mayAdd = own.length > 0 || !!shelves.value?.mayAddToStandard;
  const [documents, setDocuments] = useState<DocumentEntry[]>();
  const [next, setNext] = useState<string>();
  const [problem, setProblem] = useState("");
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [isOver, setIsOver] = useState(false);
  const [edited, setEdited] = useState<DocumentEntry>();
  const domains = useLoaded<Answers["GET domains"]>("domains");
  const chooser = useRef<HTMLInputElement>(null);

  const load = useCallback(async () => {
    const list = await listDocuments();
    setDocuments((old) => [...list.documents, ...(old ?? []).slice(list.documents.length)]);
    setNext((old) => old ?? list.next);
    setProblem("");
  }, []);
  const first = () => { load().catch((error) => setProblem(`${words.libraryUnread} ${told(error)}`)); };
  useEffect(first, [load]);
  useEvent("homeroom-back", first);

  const isBusy = documents?.some((one) => one.state === "waiting" && !one.problem) ?? false;
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(() => load().catch(() => undefined), 700);
    return () => clearInterval(timer);
  }, [isBusy, load]);

  const drop = (key: string) => setUploads((all) => all.filter((one) => one.key !== key));
  /** What is not sent stays in the list, to be sent again. */
  const upload = async (wish: Upload) => {
    setUploads((all) => [...all.filter((one) => one.key !== wish.key), { ...wish, problem: undefined }]);
    try { await addDocument(wish.file, wish.collection); } catch (error) {
      const problem = `${error instanceof Unreachable ? words.notSent : words.refused + ":"} ${told(error)}`;
      setUploads((all) => all.map((one) => (one.key === wish.key ? { ...one, problem } : one)));
      return;
    }
    drop(wish.key);
    // The standard collection may just have been made.
    if (!own.length) await shelves.reload();
    await load().catch(() => undefined);
  };
  const add = async (files: File[]) => {
    for (const file of files) await upload({ key: file.name + Math.random(), file, collection: chosen?.name });
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    add(Array.from(event.dataTransfer.files));
  };
  const onChoose = (event: ChangeEvent<HTMLInputElement>) => {
    add(Array.from(event.target.files ?? []));
    event.target.value = "";
  };
  const remove = async (one: DocumentEntry) => {
    if (!confirm(`${words.confirm}\n${one.title}`)) return;
    try { await removeDocument(one.id); } catch (error) { setProblem(told(error)); return; }
    setDocuments((all) => all?.filter((other) => other.id !== one.id));
  };
  const retry = async (one: DocumentEntry) => {
    try { await send("POST", `documents/${one.id}/retry`, {}); await load(); } catch (error) { setProblem(told(error)); }
  };
  const more = async () => {
    const list = await listDocuments(next);
    setDocuments((old) => [...(old ?? []), ...list.documents]);
    setNext(list.next);
  };

  return (
    <section className="library">
      <h1>{words.library}</h1>
      {mayWrite && own.length > 1 && (
        <Choice label={words.collection} value={shelf} onChange={setShelf} options={own.map((one) => [one.name, one.name])} />
      )}
      {mayWrite && shelves.value && !mayAdd && <p className="note">{words.cannotAdd} <a href="#collections">{words.collections}</a></p>}
      {mayWrite && own.length === 0 && mayAdd && <p className="hint">{words.standardMade}</p>}
      {mayWrite && chosen && <Readers key={chosen.id} shelf={chosen} onChanged={shelves.reload} />}
      {mayWrite && mayAdd && <div className={isOver ? "drop over" : "drop"} onDrop={onDrop} onDragLeave={() => setIsOver(false)}
        onDragOver={(event) => { event.preventDefault(); setIsOver(true); }}>
        <p>{words.drop}</p>
        <p className="hint">{words.kinds}</p>
        <input ref={chooser} type="file" id="files" multiple accept=".pdf,.epub,.docx,.html,.htm,.md,.markdown,.txt"
          onChange={onChoose} className="hidden" tabIndex={-1} aria-label={words.add} />
        <button type="button" className="primary" onClick={() => chooser.current?.click()}>{words.choose}</button>
      </div>}
      <ul className="uploads" aria-live="polite">
        {uploads.map((one) => (
          <li key={one.key} className={one.problem ? "problem" : undefined}>
            <strong>{one.file.name}</strong> {one.problem ?? words.sending + " …"}
            {one.problem && <>
              <Quiet text={words.again} about={one.file.name} onClick={() => upload(one)} />
              <Quiet text={words.cancel} about={one.file.name} onClick={() => drop(one.key)} />
            </>}
          </li>
        ))}
      </ul>
      <h2 id="documents">{words.documents}</h2>
      <Problems texts={[problem]} />
      {documents?.length === 0 && <p className="hint">{words.empty}</p>}
      {!!documents?.length && (
        <div className="scroll" tabIndex={0} role="region" aria-labelledby="documents">
          <table>
            <thead><tr>
              <th scope="col">{words.title}</th><th scope="col">{words.author}</th><th scope="col">{words.collection}</th><th scope="col">{words.pages}</th>
              <th scope="col">{words.state}</th><th scope="col"><span className="hidden">{words.remove}</span></th>
            </tr></thead>
            <tbody>{documents.map((one) => (
              <tr key={one.id}>
                <th scope="row">{one.title}{one.title !== one.fileName && <small>{one.fileName}</small>}
                  {one.domains.length > 0 && <small>{one.domains.map((id) => domains.value?.domains.find((other) => other.id === id)?.name ?? id).join(" · ")}</small>}
                  {(one.isbn || one.sku) && <small>{[one.isbn && "ISBN " + one.isbn, one.sku].filter(Boolean).join(" · ")}</small>}</th>
                <td>{one.author}</td>
                <td>{one.collection}</td>
                <td className="number">{one.pageCount || ""}</td>
                <td><State document={one} onRetry={own.some((shelf) => shelf.name === one.collection) ? () => retry(one) : undefined} /></td>
                <td>{own.some((shelf) => shelf.name === one.collection) && (
                  <div className="buttons">
                    <Quiet text={words.edit} about={one.title} onClick={() => setEdited(one)} />
                    <Quiet text={words.remove} about={one.title} onClick={() => remove(one)} />
                  </div>)}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
      {edited && <Details key={edited.id} document={edited} own={own} onSaved={async () => { setEdited(undefined); await load(); }} />}
      {next && <button type="button" onClick={more}>{words.more}</button>}
    </section>
  );
}

/** What people know better of a document than its file does. */
function Details({ document, own, onSaved }: {
  document: DocumentEntry; own: { id: string; name: string }[]; onSaved: () => Promise<void>;
}) {
  const [collection, setCollection] = useState(own.find((one) => one.name === document.collection)?.id ?? "");
  const [title, setTitle] = useState(document.title);
  const [author, setAuthor] = useState(document.author ?? "");
  const [isbn, setISBN] = useState(document.isbn ?? "");
  const [sku, setSKU] = useState(document.sku ?? "");
  return (
    <Form button={words.save} label={`${words.edit}: ${document.title}`} onSubmit={async () => { await send("PATCH", "documents/" + document.id, { title, author, isbn, sku, collection: collection || undefined }); await onSaved(); }}>
      <Field label={words.title} value={title} onChange={setTitle} maxLength={200} required autoFocus />
      <Field label={words.author} value={author} onChange={setAuthor} maxLength={200} />
      <Field label={words.bookNumber} value={isbn} onChange={setISBN} maxLength={20} />
      <Field label={words.ownNumber} value={sku} onChange={setSKU} maxLength={40} />
      {own.length > 1 && <Choice label={words.collection} value={collection} onChange={setCollection} options={own.map((one) => [one.id, one.name])} />}
    </Form>
  );
}

function State({ document, onRetry }: { document: DocumentEntry; onRetry?: () => void }) {
  if (document.state === "refused") return <span className="problem">{words.refused}: {document.problem}</span>;
  // A job that was given up says why; whoever may write here lets it begin again.
  if (document.state === "waiting" && document.problem)
    return <span className="problem">{document.problem} {onRetry && <Quiet text={words.again} about={document.title} onClick={onRetry} />}</span>;
  if (document.state === "waiting")
    return <><progress max={1} value={document.progress} aria-label={words.reading} /> {words.reading}</>;
  const notices = noticeText(document.notices);
  return <>{words.ready}{notices && <small>{notices}</small>}</>;
}
