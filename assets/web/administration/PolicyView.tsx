import { useState } from "react";
import { send } from "../api";
import { Check, Field, Form, Problems, Table, useLoaded, usePlacesAndRoles } from "../parts";
import { words } from "../words";
import { ConnectionView } from "./ConnectionView";
import type { Policy } from "../api.gen";

type SessionRule = Policy["sessions"][string];
const administrators = ["schoolAdministrator", "districtAdministrator", "systemAdministrator"];

/** What the district decides about its accounts. */
export function PolicyView() {
  const { value, problem, reload } = useLoaded<Policy>("account-policy");
  return (
    <section>
      <h1>{words.policy}</h1>
      <Problems texts={[problem]} />
      {value && <PolicyForm policy={value} onSaved={reload} />}
      <ConnectionView />
    </section>
  );
}

function PolicyForm({ policy: old, onSaved }: { policy: Policy; onSaved: () => Promise<void> }) {
  const { roleName } = usePlacesAndRoles();
  const [policy, setPolicy] = useState(old);
  const [domains, setDomains] = useState(old.emailDomains.join(", "));
  const [isSaved, setSaved] = useState(false);
  const set = (part: Partial<Policy>) => { setSaved(false); setPolicy({ ...policy, ...part }); };
  const rule = (role: string, part: Partial<SessionRule>) =>
    set({ sessions: { ...policy.sessions, [role]: { ...policy.sessions[role], ...part } } });
  const limit = (name: keyof Policy["limits"], label: string) => (
    <Field label={label} type="number" min={1} value={String(policy.limits[name])}
      onChange={(text) => set({ limits: { ...policy.limits, [name]: Number(text) } })} />
  );
  const isAdvised = administrators.every((role) => policy.sessions[role]?.needsSecondFactor) && policy.sessions.coach?.needsSecondFactor;
  const take = () => set({ sessions: { ...policy.sessions,
    ...Object.fromEntries(administrators.map((role) => [role, { ...policy.sessions[role], needsSecondFactor: true }])),
    coach: { ...policy.sessions.coach, needsSecondFactor: true, graceDays: policy.sessions.coach?.graceDays ?? 14 } } });
  const text = (name: "rosterFolder" | "publicURL" | "timeZone", label: string, hint?: string) => (
    <Field label={label} hint={hint} value={policy[name] ?? ""} onChange={(value) => set({ [name]: value.trim() || undefined })} />
  );
  return (
    <Form button={words.save} label={words.policy} onSubmit={async () => {
      await send("PUT", "account-policy", { ...policy, emailDomains: domains.split(",").map((one) => one.trim()).filter(Boolean) });
      await onSaved();
      setSaved(true);
    }}>
      <Field label={words.emailDomains} hint={words.emailDomainsHint} value={domains} onChange={setDomains} />
      <Check label={words.localAccounts} value={policy.localAccounts} onChange={(localAccounts) => set({ localAccounts })} />
      <Check label={words.requiresAgreement} value={policy.requiresAgreement} onChange={(requiresAgreement) => set({ requiresAgreement })} />
      {text("publicURL", words.publicURL)}
      {text("timeZone", words.timeZone, words.timeZoneHint)}
      {text("rosterFolder", words.rosterFolder)}
      <Field label={words.rosterLossPercent} type="number" min={1} value={String(policy.rosterLossPercent)} onChange={(text) => set({ rosterLossPercent: Number(text) })} />
      {policy.auditCopy && policy.auditCopy !== "syslog"
        ? <p>{words.auditCopy}: <code>{policy.auditCopy}</code> <small className="hint">{words.auditCopyHint}</small></p>
        : <Check label={words.auditCopySyslog} value={policy.auditCopy === "syslog"}
            onChange={(isOn) => set({ auditCopy: isOn ? "syslog" : undefined })} />}
      <Field label={words.eraseAfter} type="number" min={1} value={String(policy.eraseAfterDays)} onChange={(text) => set({ eraseAfterDays: Number(text) })} />
      <h2>{words.sessionRules}</h2>
      {!isAdvised && <p className="note">{words.adviseFactors} <button type="button" onClick={take}>{words.adviseTake}</button></p>}
      <Table label={words.sessionRules} heads={[words.role, words.idle, words.absolute, words.needsSecond, words.graceDays]}
        rows={Object.entries(policy.sessions).map(([role, held]) => ({
          key: role,
          cells: [roleName(role),
            <input type="number" min={1} aria-label={`${words.idle}: ${roleName(role)}`} value={held.idleMinutes} onChange={(event) => rule(role, { idleMinutes: Number(event.target.value) })} />,
            <input type="number" min={1} aria-label={`${words.absolute}: ${roleName(role)}`} value={held.absoluteHours} onChange={(event) => rule(role, { absoluteHours: Number(event.target.value) })} />,
            <input type="checkbox" aria-label={`${words.needsSecond}: ${roleName(role)}`} checked={held.needsSecondFactor} onChange={(event) => rule(role, { needsSecondFactor: event.target.checked })} />,
            held.needsSecondFactor && <input type="number" min={0} max={365} aria-label={`${words.graceDays}: ${roleName(role)}`} value={held.graceDays ?? 0}
              onChange={(event) => rule(role, { graceDays: Number(event.target.value) || undefined })} />],
        }))} />
      <h2>{words.limits}</h2>
      <div className="filters">
        {limit("costlyPerMinute", `${words.costly} ${words.perMinute}`)}
        {limit("costlyPerHour", `${words.costly} ${words.perHour}`)}
        {limit("signInPerMinute", `${words.attempts} ${words.perMinute}`)}
        {limit("signInPerHour", `${words.attempts} ${words.perHour}`)}
      </div>
      {isSaved && <p role="status">{words.saved}</p>}
    </Form>
  );
}
