import { useState } from "react";
import { send, told } from "../api";
import { Choice, Field, Table, useLoaded } from "../parts";
import { nameOf, words } from "../words";

type Entry = {
  number: number; at: string; actor: string; actorName?: string; address: string; action: string; subject: string;
  subjectName?: string; outcome: string; details: Record<string, string>;
};

/** The audit log, with filters. */
export function AuditView() {
  const [action, setAction] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [before, setBefore] = useState("");
  const [verdict, setVerdict] = useState("");
  const query = new URLSearchParams(
    Object.entries({ action, from, until, before }).filter(([, value]) => value)).toString();
  const page = useLoaded<{ entries: Entry[]; next?: number }>("audit?" + query);
  const actions = useLoaded<{ actions: string[] }>("audit/actions");
  const verify = async () => {
    try {
      const found = await send<{ entries: number; faults: string[] }>("POST", "audit/verify", {});
      setVerdict(found.faults.length ? found.faults.join(" ") : `${found.entries} ${words.whole}`);
    } catch (error) { setVerdict(told(error)); }
  };
  const change = (set: (value: string) => void) => (value: string) => { setBefore(""); set(value); };
  return (
    <section>
      <h1>{words.audit}</h1>
      <div className="filters">
        <Choice label={words.what} value={action} onChange={change(setAction)}
          options={[["", words.all], ...(actions.value?.actions ?? []).map((one): [string, string] => [one, one])]} />
        <Field label={words.from} value={from} onChange={change(setFrom)} type="date" />
        <Field label={words.until} value={until} onChange={change(setUntil)} type="date" />
      </div>
      <div className="buttons">
        <button type="button" onClick={verify}>{words.verify}</button>
        <a className="button" href="/api/v1/audit/export" download>{words.export}</a>
      </div>
      <p role="status">{verdict}</p>
      {page.problem && <p className="problem" role="alert">{page.problem}</p>}
      <Table label={words.audit} heads={["#", words.when, words.who, words.from, words.what, words.onWhat, words.outcome, words.details]}
        rows={(page.value?.entries ?? []).map((one) => ({
          key: String(one.number),
          cells: [one.number, new Date(one.at).toLocaleString(), one.actorName ?? one.actor, one.address, one.action,
            one.subjectName ?? one.subject.slice(0, 13), nameOf(one.outcome),
            <small>{Object.entries(one.details).map(([key, value]) => `${key}: ${value.slice(0, 80)}`).join(" · ")}</small>],
        }))} />
      {page.value?.next && <button type="button" onClick={() => setBefore(String(page.value?.next))}>{words.more}</button>}
    </section>
  );
}
