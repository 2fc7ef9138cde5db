import { useState } from "react";
import { query, send, told } from "../api";
import { Choice, Field, Form, Nothing, Problems, Quiet, Table, useLoaded, usePlacesAndRoles } from "../parts";
import { nameOf, words } from "../words";
import { actionName, actorName } from "./auditWords";

type Entry = {
  number: number; at: string; actor: string; actorName?: string; address: string; action: string; subjectKind: string; subject: string;
  subjectName?: string; placeName?: string; outcome: string; details: Record<string, string>;
};
type Page = { entries: Entry[]; next?: number };
/** What the entries are narrowed to; who and what by their identifiers, with what they are called. */
type Narrow = { actor?: [string, string]; subject?: [string, string]; action: string; place: string; from: string; until: string; before: string };
const wide: Narrow = { action: "", place: "", from: "", until: "", before: "" };

/** A day's end, for a filter that leaves its moment out. */
const dayAfter = (day: string) => {
  if (!day) return "";
  const next = new Date(day + "T00:00:00Z");
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
};
const queryOf = (narrow: Narrow) => query({
  actor: narrow.actor?.[0], subject: narrow.subject?.[0], action: narrow.action, place: narrow.place, from: narrow.from,
  until: dayAfter(narrow.until), before: narrow.before,
});

/** The audit log: who did what to whom, narrowed by person, thing, school and time. */
export function AuditView({ permissions }: { permissions: string[] }) {
  const [narrow, setNarrow] = useState(wide);
  const [verdict, setVerdict] = useState("");
  const page = useLoaded<Page>("audit?" + queryOf(narrow));
  const verify = async () => {
    try {
      const found = await send<{ entries: number; faults: string[] }>("POST", "audit/verify", {});
      setVerdict(found.faults.length ? found.faults.join(" ") : words.auditWhole.replace("COUNT", String(found.entries)));
    } catch (error) { setVerdict(told(error)); }
  };
  return (
    <section>
      <h1>{words.audit}</h1>
      <Filters narrow={narrow} onChange={setNarrow} />
      <div className="buttons">
        <button type="button" onClick={verify}>{words.verify}</button>
        {permissions.includes("audit:export") && <a className="button" href="/api/v1/audit/export" download>{words.export}</a>}
      </div>
      <p role="status">{verdict}</p>
      <Problems texts={[page.problem]} />
      <Entries page={page.value} narrow={narrow} onChange={setNarrow} />
      {permissions.includes("audit:read:activity") && <Activity />}
    </section>
  );
}

function Filters({ narrow, onChange }: { narrow: Narrow; onChange: (narrow: Narrow) => void }) {
  const actions = useLoaded<{ actions: string[] }>("audit/actions");
  const { placeOptions } = usePlacesAndRoles();
  const set = (change: Partial<Narrow>) => onChange({ ...narrow, before: "", ...change });
  const options = (actions.value?.actions ?? []).map((one): [string, string] => [one, actionName(one)])
    .sort((a, b) => a[1].localeCompare(b[1]));
  return (
    <>
      <div className="filters">
        <Choice label={words.what} value={narrow.action} onChange={(action) => set({ action })} options={[["", words.all], ...options]} />
        <Choice label={words.place} value={narrow.place} onChange={(place) => set({ place })} options={[["", words.all], ...placeOptions]} />
        <Field label={words.from} value={narrow.from} onChange={(from) => set({ from })} type="date" />
        <Field label={words.until} value={narrow.until} onChange={(until) => set({ until })} type="date" />
      </div>
      {(narrow.actor || narrow.subject) && (
        <p className="buttons">
          {narrow.actor && <button type="button" onClick={() => set({ actor: undefined })}>{words.auditBy} {narrow.actor[1]} ✕</button>}
          {narrow.subject && <button type="button" onClick={() => set({ subject: undefined })}>{words.auditAbout} {narrow.subject[1]} ✕</button>}
        </p>
      )}
    </>
  );
}

function Entries({ page, narrow, onChange }: { page?: Page; narrow: Narrow; onChange: (narrow: Narrow) => void }) {
  const set = (change: Partial<Narrow>) => onChange({ ...narrow, before: "", ...change });
  const about = (one: Entry) => one.subjectName ?? (one.subject ? nameOf(one.subjectKind) + " " + one.subject.slice(0, 8) : "");
  return (
    <>
      {page?.entries.length === 0 && <Nothing text="" none={words.auditNone} />}
      <Table label={words.audit} heads={[words.when, words.who, words.what, words.onWhat, words.place, words.details]}
        rows={(page?.entries ?? []).map((one) => ({
          key: String(one.number),
          cells: [
            <time dateTime={one.at} title={`#${one.number} · ${one.address}`}>{new Date(one.at).toLocaleString()}</time>,
            <Quiet text={actorName(one.actor, one.actorName)} onClick={() => set({ actor: [one.actor, actorName(one.actor, one.actorName)] })} />,
            actionName(one.action) + (one.outcome === "done" ? "" : ` · ${nameOf(one.outcome)}`),
            one.subject ? <Quiet text={about(one)} onClick={() => set({ subject: [one.subject, about(one)] })} /> : "",
            one.placeName ?? "",
            <small>{Object.entries(one.details).map(([key, value]) => `${key}: ${value.length > 80 ? value.slice(0, 79) + "…" : value}`).join(" · ")}</small>,
          ],
        }))} />
      {page?.next && <button type="button" onClick={() => onChange({ ...narrow, before: String(page.next) })}>{words.more}</button>}
    </>
  );
}

/** What staff ask, search and read: for an auditor who says why. */
function Activity() {
  const [reason, setReason] = useState("");
  const [narrow, setNarrow] = useState(wide);
  const [page, setPage] = useState<Page>();
  const load = async (wanted: Narrow) => {
    setNarrow(wanted);
    setPage(await send<Page>("POST", "audit/activity?" + queryOf(wanted), { reason }));
  };
  return (
    <section>
      <h2>{words.activity}</h2>
      <p>{words.activityHint}</p>
      <Form button={words.activityShow} onSubmit={() => load(narrow)} label={words.activity}>
        <Filters narrow={narrow} onChange={setNarrow} />
        <Field label={words.reason} value={reason} onChange={setReason} minLength={10} maxLength={500} required />
      </Form>
      {page && <Entries page={page} narrow={narrow} onChange={(wanted) => { load(wanted).catch(() => undefined); }} />}
    </section>
  );
}
