import { useId, useState } from "react";
import { send } from "../api";
import { Check, Field, Form, Problems, Table, time, useLoaded } from "../parts";
import { words } from "../words";
import type { Answers, OutboundRules } from "../api.gen";

/** What may leave the building, how, and what did. */
export function OutboundView() {
  const rules = useLoaded<OutboundRules>("outbound-rules");
  const [before, setBefore] = useState("");
  const calls = useLoaded<Answers["GET outbound-calls"]>("outbound-calls?limit=50" + (before && "&before=" + before));
  return (
    <section>
      <h1>{words.outbound}</h1>
      <Problems texts={[rules.problem, calls.problem]} />
      {rules.value && <RulesForm rules={rules.value} onSaved={rules.reload} />}
      <h2>{words.calls}</h2>
      <p className="hint">{words.callsHint}</p>
      <Table label={words.calls} heads={[words.when, words.purpose, words.host, words.leftBuilding, words.classes, words.bytes, words.hash, words.outcome]}
        rows={(calls.value?.calls ?? []).map((one) => ({
          key: String(one.number),
          cells: [time(one.at), one.purpose, one.host, one.leftBuilding ? words.yes : words.no, one.classes, one.bytes, <code>{one.hash.slice(0, 12)}</code>, one.outcome],
        }))} />
      {calls.value?.next && <button type="button" onClick={() => setBefore(String(calls.value?.next))}>{words.more}</button>}
    </section>
  );
}

function RulesForm({ rules, onSaved }: { rules: OutboundRules; onSaved: () => Promise<void> }) {
  const [nothingLeaves, setNothing] = useState(rules.nothingLeaves);
  const [proxy, setProxy] = useState(rules.proxy ?? "");
  const [authorities, setAuthorities] = useState(rules.authorities ?? "");
  const [studentNumbers, setNumbers] = useState(rules.studentNumbers ?? "");
  const [needsPromises, setNeeds] = useState(rules.namedStudentsNeedPromises ?? false);
  const [names, setNames] = useState((rules.insideNames ?? []).join(", "));
  const pem = useId();
  return (
    <Form button={words.save} label={words.outbound} onSubmit={async () => {
      await send("PUT", "outbound-rules", {
        nothingLeaves, proxy, authorities, studentNumbers, namedStudentsNeedPromises: needsPromises,
        insideNames: names.split(",").map((one) => one.trim()).filter(Boolean),
      });
      await onSaved();
    }}>
      <Check label={words.nothingLeaves} value={nothingLeaves} onChange={setNothing} />
      <p className="hint">{words.nothingLeavesHint}</p>
      <Field label={words.insideNames} hint={words.insideNamesHint} value={names} onChange={setNames} />
      <Field label={words.proxy} value={proxy} onChange={setProxy} placeholder="http://proxy.district.example:3128" />
      <div className="row"><label htmlFor={pem}>{words.authorities}</label>
        <textarea id={pem} rows={4} value={authorities} onChange={(event) => setAuthorities(event.target.value)} placeholder="-----BEGIN CERTIFICATE-----" /></div>
      <Field label={words.studentNumbers} hint={words.studentNumbersHint} value={studentNumbers} onChange={setNumbers} placeholder="S[0-9]{6}" />
      <Check label={words.namedStudents} value={needsPromises} onChange={setNeeds} />
      <p className="hint">{words.namedStudentsHint}</p>
    </Form>
  );
}
