import { useState } from "react";
import { Session } from "../account/session";
import { send } from "../api";
import { Choice, Field, Form, Once, Problems, Quiet, time, useAct, useLoaded, useOwnPlaces } from "../parts";
import { nameOf, words } from "../words";
import { Conversation } from "./answers";

type Share = { id: string; kind: "person" | "team" | "link"; place?: string; with?: string; expiresAt?: string; token?: string };

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
        <p className="card buttons">{(["md", "pdf", "docx"] as const).map((format) => (
          <a key={format} className="button" download href={`/api/v1/${path}/export?format=${format}` + (head ? "&message=" + head : "")}>{nameOf("format." + format)}</a>
        ))}</p>
      )}
      {open === "share" && head && <Shares path={path} head={head} session={session} />}
    </header>
  );
}

function Shares({ path, head, session }: { path: string; head: string; session: Session }) {
  const { value, problem: missing, reload } = useLoaded<{ shares: Share[] }>(path + "/shares");
  const { problem, act } = useAct(reload);
  const places = useOwnPlaces(session.roles.flatMap((one) => (one.place ? [one.place] : [])));
  const [kind, setKind] = useState<Share["kind"]>("person");
  const [email, setEmail] = useState("");
  const [place, setPlace] = useState("");
  const [days, setDays] = useState("");
  const [link, setLink] = useState("");
  const chosen = place || places[0]?.[0] || "";
  const name = (one: Share) => one.with ?? (one.kind === "link" ? words.aLink : places.find(([id]) => id === one.place)?.[1] ?? words.aTeam);
  return (
    <>
      <Form button={words.share} label={words.share} onSubmit={async () => {
        const made = await send<Share>("POST", path + "/shares", {
          kind, message: head, ...(kind === "person" && { email }), ...(kind === "team" && { place: chosen }), ...(days && { days: Number(days) }),
        });
        setLink(made.token ? `${location.origin}/#shared/${made.token}` : "");
        setEmail("");
        await reload();
      }}>
        <p className="hint">{words.shareHint}</p>
        <Choice label={words.shareWith} value={kind} onChange={(text) => setKind(text as Share["kind"])}
          options={[["person", words.aPerson], ...(places.length ? [["team", words.aTeam] as [string, string]] : []), ["link", words.aLink]]} />
        {kind === "person" && <Field label={words.email} value={email} onChange={setEmail} type="email" required />}
        {kind === "team" && <Choice label={words.place} value={chosen} onChange={setPlace} options={places} />}
        <Field label={words.shareDays} value={days} onChange={setDays} type="number" min={1} max={3650} />
      </Form>
      {link && <Once text={words.linkOnce} value={link} />}
      <Problems texts={[missing, problem]} />
      <ul className="list">{(value?.shares ?? []).map((one) => (
        <li key={one.id}>{name(one)} {one.expiresAt && <>· {words.until} {time(one.expiresAt)}</>} <Quiet text={words.revoke} about={name(one)} onClick={() => act(() => send("DELETE", "shares/" + one.id))} /></li>
      ))}</ul>
    </>
  );
}
