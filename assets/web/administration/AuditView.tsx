import { useState } from "react";
import { query, send, told } from "../api";
import { Choice, Field, Form, Nothing, personOf, Problems, Quiet, Table, useAct, useLoaded, usePlacesAndRoles } from "../parts";
import { language, nameOf, words } from "../words";
import { actionName, actorName, detailsOf } from "./auditWords";
import { ForwardingView } from "./ForwardingView";
import type { Answers, AuditEntry } from "../api.gen";

type Page = Answers["GET audit"];
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

/** The audit log, and for whoever may see it what staff ask and read. */
export function AuditView({ permissions }: { permissions: string[] }) {
  const [isActivity, setActivity] = useState(false);
  const [narrow, setNarrow] = useState(wide);
  return (
    <section>
      <h1>{words.audit}</h1>
      {permissions.includes("audit:read:activity") && (
        <div className="buttons" role="group" aria-label={words.audit}>{[false, true].map((one) =>
          <button key={String(one)} type="button" className="switch" aria-pressed={isActivity === one} onClick={() => setActivity(one)}>
            {one ? words.activity : words.auditTab}</button>)}</div>
      )}
      {isActivity ? <Activity maySeePeople={permissions.includes("users:read")} pressed={narrow.actor} />
        : <Log mayExport={permissions.includes("audit:export")} narrow={narrow} onChange={setNarrow} />}
      {!isActivity && permissions.includes("settings:write") && <ForwardingView />}
    </section>
  );
}

/** Who did what to whom, narrowed by person, thing, school and time. */
function Log({ mayExport, narrow, onChange }: { mayExport: boolean; narrow: Narrow; onChange: (narrow: Narrow) => void }) {
  const [verdict, setVerdict] = useState("");
  const [isExporting, setExporting] = useState(false);
  const page = useLoaded<Page>("audit?" + queryOf(narrow));
  const verify = async () => {
    try {
      const found = await send<Answers["POST audit/verify"]>("POST", "audit/verify", {});
      setVerdict(found.faults.length ? found.faults.join(" ") : words.auditWhole.replace("COUNT", String(found.entries)));
    } catch (error) { setVerdict(told(error)); }
  };
  return (
    <>
      <Filters narrow={narrow} onChange={onChange} />
      <div className="buttons">
        <button type="button" onClick={verify}>{words.verify}</button>
        {mayExport && <button type="button" aria-expanded={isExporting} onClick={() => setExporting(!isExporting)}>{words.export}</button>}
      </div>
      {isExporting && (
        <p className="card buttons">{(["xlsx", "csv", "ndjson"] as const).map((format) => (
          <a key={format} className="button" download href={`/api/v1/audit/export?format=${format}&language=${language}&${queryOf({ ...narrow, before: "" })}`}>{nameOf("format." + format)}</a>
        ))}</p>
      )}
      <p role="status">{verdict}</p>
      <Problems texts={[page.problem]} />
      <Entries page={page.value} narrow={narrow} onChange={onChange} />
    </>
  );
}

function Filters({ narrow, onChange }: { narrow: Narrow; onChange: (narrow: Narrow) => void }) {
  const actions = useLoaded<Answers["GET audit/actions"]>("audit/actions");
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
  const about = (one: AuditEntry) => one.subjectName ?? (one.subject ? nameOf(one.subjectKind) + " " + one.subject.slice(0, 8) : "");
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
            <small>{detailsOf(one.details, one.detailNames)}</small>,
          ],
        }))} />
      {page?.next && <button type="button" onClick={() => onChange({ ...narrow, before: String(page.next) })}>{words.more}</button>}
    </>
  );
}

/** What staff ask, search and read: for an auditor who says whose, and why. */
function Activity({ maySeePeople, pressed }: { maySeePeople: boolean; pressed?: [string, string] }) {
  const [reason, setReason] = useState("");
  const [whose, setWhose] = useState("");
  const [email, setEmail] = useState("");
  const [actor, setActor] = useState(pressed);
  const [narrow, setNarrow] = useState(wide);
  const [page, setPage] = useState<Page>();
  const { problem, act } = useAct(async () => undefined);
  const load = async (wanted: Narrow) => {
    setNarrow(wanted);
    setPage(await send<Page>("POST", "audit/activity?" + queryOf(wanted), { reason }));
  };
  const find = async () => {
    if (whose === "everybody") return load({ ...narrow, actor: undefined, before: "" });
    if (!maySeePeople) return load({ ...narrow, actor, before: "" });
    const one = await personOf(email);
    return load({ ...narrow, actor: [one.id, one.name], before: "" });
  };
  return (
    <>
      <p>{words.activityHint}</p>
      <Form button={words.activityShow} onSubmit={find} label={words.activity} isReady={whose !== "person" || maySeePeople || !!actor}>
        <Choice label={words.whoseEntries} value={whose} onChange={setWhose} required
          options={[["", words.chooseOne], ["person", words.onePersons], ["everybody", words.everybody]]} />
        {whose === "person" && (maySeePeople
          ? <Field label={words.personEmail} value={email} onChange={setEmail} type="email" maxLength={320} required />
          : <Actors actor={actor} onChange={setActor} />)}
        <Filters narrow={{ ...narrow, actor: undefined }} onChange={(wanted) => setNarrow({ ...wanted, actor: narrow.actor })} />
        <Field label={words.reason} hint={words.reasonHint} value={reason} onChange={setReason} minLength={10} maxLength={500} required />
        {whose === "everybody" && <p className="note">{words.everybodyTold}</p>}
      </Form>
      <Problems texts={[problem]} />
      {page && <Entries page={page} narrow={narrow} onChange={(wanted) => { act(() => load(wanted)); }} />}
    </>
  );
}

/** Those who acted of late and whose name was pressed in the log, for an auditor who may not look people up. */
function Actors({ actor, onChange }: { actor?: [string, string]; onChange: (actor?: [string, string]) => void }) {
  const { value } = useLoaded<Page>("audit?limit=500");
  const seen = [...new Map([...(actor ? [actor] : []), ...(value?.entries ?? []).flatMap((one): [string, string][] => (one.actorName ? [[one.actor, one.actorName]] : []))])];
  return <Choice label={words.aPerson} value={actor?.[0] ?? ""} onChange={(id) => onChange(seen.find((one) => one[0] === id))} required
    options={[["", words.chooseOne], ...seen]} hint={words.actorsHint} />;
}
