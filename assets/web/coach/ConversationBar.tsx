import { useState } from "react";
import { Session } from "../account/session";
import { send } from "../api";
import { Choice, Field, Form, Once, people, Problems, Quiet, time, useAct, useLoaded } from "../parts";
import { language, nameOf, words } from "../words";
import { Conversation } from "./answers";
import type { Answers, Share } from "../api.gen";

/** A conversation's title, and what can be done with the whole of it. */
export function ConversationBar({ conversation, head, session, onChanged }: {
  conversation: Conversation; head?: string; session: Session; onChanged: () => Promise<void>;
}) {
  const [open, setOpen] = useState<"" | "rename" | "share" | "export">("");
  const [title, setTitle] = useState(conversation.title);
  const { problem, act } = useAct(onChanged);
  const path = "conversations/" + conversation.id;
  const toggle = (which: typeof open) => () => { setTitle(conversation.title); setOpen(open === which ? "" : which); };
  return (
    <header className="conversation">
      <h1>{conversation.title}</h1>
      <div className="buttons">
        <Quiet text={words.rename} onClick={toggle("rename")} />
        {session.permissions.includes("conversations:share") && <Quiet text={words.share} onClick={toggle("share")} />}
        <Quiet text={words.export} onClick={toggle("export")} />
        <Quiet text={conversation.isArchived ? words.unarchive : words.archive} onClick={() => act(() => send("PATCH", path, { isArchived: !conversation.isArchived }))} />
        <Quiet text={words.delete} onClick={() => {
          if (confirm(words.confirmDeleteConversation)) act(async () => { await send("DELETE", path); location.hash = "#ask"; });
        }} />
      </div>
      <Problems texts={[problem]} />
      {open === "rename" && (
        <Form button={words.save} label={words.rename} onSubmit={async () => { await send("PATCH", path, { title }); setOpen(""); await onChanged(); }}>
          <Field label={words.title} value={title} onChange={setTitle} maxLength={120} required autoFocus />
        </Form>
      )}
      {open === "export" && (
        <p className="card buttons">{(["md", "html", "docx", "pdf", "json"] as const).map((format) => (
          <a key={format} className="button" download href={`/api/v1/${path}/export?format=${format}&language=${language}` + (head ? "&message=" + head : "")}>{nameOf("format." + format)}</a>
        ))}</p>
      )}
      {open === "share" && head && <Shares path={path} head={head} session={session} />}
    </header>
  );
}

/** What those whom it reaches cannot open, said before they get it. */
function Warning({ preview, isLink, name }: { preview: Answers["POST conversations/{conversation}/share-preview"]; isLink: boolean; name: string }) {
  if (isLink || preview.unable === undefined) return <p className="hint">{words.unableUnknown}</p>;
  if (preview.unable === 0) return <p className="hint">{words.ableAll}</p>;
  return (
    <div className="note">
      <p>{name ? `${name} ${words.unableOne}` : preview.unable === 1 ? words.unableOneOf : `${preview.unable} ${words.unableMany}`} {preview.titles.join("; ")}. {words.unableHint}</p>
    </div>
  );
}

function Shares({ path, head, session }: { path: string; head: string; session: Session }) {
  const { value, problem: missing, reload } = useLoaded<Answers["GET conversations/{conversation}/shares"]>(path + "/shares");
  const { value: options } = useLoaded<Answers["GET coach-options"]>("coach-options");
  const { value: offered } = useLoaded<Answers["GET share-choices"]>("share-choices");
  const { problem, act } = useAct(reload);
  const [kind, setKind] = useState<Share["kind"]>("person");
  const [email, setEmail] = useState("");
  const [place, setPlace] = useState("");
  const [days, setDays] = useState<string>();
  const [link, setLink] = useState("");
  const [preview, setPreview] = useState<Answers["POST conversations/{conversation}/share-preview"]>();
  const places = offered?.choices ?? [];
  const chosen = places.find((one) => one.place === place) ?? places[0];
  const name = (one: Share) => one.with ?? (one.kind === "link" ? words.aLink : places.find((other) => other.place === one.place)?.name ?? words.aTeam);
  const wish = { kind, message: head, ...(kind === "person" && { email }), ...(kind === "team" && { place: chosen?.place }) };
  const change = <Value,>(set: (value: Value) => void) => (value: Value) => { setPreview(undefined); set(value); };
  return (
    <>
      <Form button={preview ? words.share : words.checkShare} label={words.share} onSubmit={async () => {
        // First whom it reaches and what they cannot open, then the share itself.
        if (!preview) { setPreview(await send<Answers["POST conversations/{conversation}/share-preview"]>("POST", path + "/share-preview", wish)); return; }
        const isWide = kind === "team" && (chosen?.kind === "school" || chosen?.kind === "district");
        if (isWide && !confirm(`${words.confirmWide} ${people(preview.people)} (${chosen?.name}).`)) return;
        const made = await send<Share>("POST", path + "/shares", { ...wish, ...(days && { days: Number(days) }) });
        setLink(made.token ? `${location.origin}/#shared/${made.token}` : "");
        setEmail("");
        setPreview(undefined);
        await reload();
      }}>
        <p className="hint">{words.shareHint}</p>
        <Choice label={words.shareWith} value={kind} onChange={change((text: string) => { setKind(text as Share["kind"]); setDays(undefined); })}
          options={[["person", words.aPerson], ...(places.length ? [["team", words.aTeam] as [string, string]] : []), ["link", words.aLink]]} />
        {kind === "person" && <Field label={words.email} value={email} onChange={change(setEmail)} type="email" maxLength={320} required />}
        {kind === "team" && <Choice label={words.place} value={chosen?.place ?? ""} onChange={change(setPlace)}
          options={places.map((one): [string, string] => [one.place, `${one.name} (${nameOf(one.kind)}, ${people(one.people)})`])} />}
        {/* A link always ends, by the district's rule at the latest. */}
        {kind === "link"
          ? <Field label={words.linkEnds} hint={options?.linkDays ? words.linkDaysMost.replace("COUNT", String(options.linkDays)) : words.linkDaysRule}
              value={days ?? String(options?.linkDays ?? "")} onChange={setDays} type="number" min={1} max={options?.linkDays ?? 3650} />
          : <Field label={words.shareDays} value={days ?? ""} onChange={setDays} type="number" min={1} max={3650} />}
        {preview && <div role="status">
          <p>{kind !== "link" && <strong>{preview.name ?? (kind === "person" ? email : chosen?.name)}{kind === "team" && `: ${people(preview.people)}`}</strong>}</p>
          <Warning preview={preview} isLink={kind === "link"} name={kind === "person" ? preview.name ?? email : ""} />
        </div>}
      </Form>
      {link && <Once text={words.linkOnce} value={link} />}
      <Problems texts={[missing, problem]} />
      <ul className="list">{(value?.shares ?? []).map((one) => (
        <li key={one.id}>{name(one)} {one.expiresAt && <>· {words.ends} {time(one.expiresAt)}</>} <Quiet text={words.revoke} about={name(one)} onClick={() => act(() => send("DELETE", "shares/" + one.id))} /></li>
      ))}</ul>
    </>
  );
}
