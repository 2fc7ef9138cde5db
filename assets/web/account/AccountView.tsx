import { useState } from "react";
import { save, send, setToken } from "../api";
import { IdentitiesView } from "./IdentitiesView";
import { Field, Form, Problems, Table, time, useAct, useLoaded } from "../parts";
import { KeysView } from "./KeysView";
import { SecondFactorView } from "./SecondFactorView";
import { Session, Stage } from "./session";
import { language, nameOf, words } from "../words";
import type { Answers } from "../api.gen";

/** One's own account: password, second factors, sessions. */
export function AccountView({ session }: { session: Session }) {
  const sessions = useLoaded<Answers["GET account/sessions"]>("account/sessions");
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const [isSaved, setIsSaved] = useState(false);
  const end = async (path: string) => { await send("DELETE", "account/sessions" + path); await sessions.reload(); };
  return (
    <section>
      <h1>{words.account}</h1>
      <p className="hint">{session.name}{session.email && <> · {session.email}</>}</p>
      <p>{session.roles.map((one) => nameOf(one.role)).join(", ")}</p>
      <SecondFactorView session={session} />
      <h2>{words.sessions}</h2>
      <Table label={words.sessions} heads={[words.device, words.from, words.way, words.lastUsed, ""]}
        rows={(sessions.value?.sessions ?? []).map((one) => ({
          key: one.id,
          cells: [one.device + (one.isThis ? ` (${words.thisOne})` : ""), one.address, nameOf(one.way), time(one.usedAt),
            one.isThis ? "" : <button type="button" className="quiet" onClick={() => end("/" + one.id)}>{words.end}</button>],
        }))} />
      <button type="button" onClick={() => end("")}>{words.endOthers}</button>
      <IdentitiesView />
      <ActivityReads />
      <KeysView session={session} />
      <h2>{words.changePassword}</h2>
      <Form button={words.changePassword} label={words.changePassword} onSubmit={async () => {
        // Whoever had the old session's token has nothing now.
        setToken((await send<Stage>("POST", "account/password", { present, new: next })).csrf);
        setPresent(""); setNext(""); setIsSaved(true);
      }}>
        {session.hasPassword && <Field label={words.presentPassword} value={present} onChange={setPresent} type="password" autoComplete="current-password" required />}
        <Field label={words.newPassword} hint={words.passwordHint} value={next} onChange={setNext} type="password" autoComplete="new-password" minLength={12} required />
        {isSaved && <p role="status">{words.saved}</p>}
      </Form>
      <OwnData />
    </section>
  );
}

/** All that is kept of oneself, as a file. */
function OwnData() {
  const { problem, act } = useAct(async () => undefined);
  return (
    <>
      <h2>{words.exportOwn}</h2>
      <p className="hint">{words.exportOwnHint}</p>
      <Problems texts={[problem]} />
      <button type="button" onClick={() => act(() => save("account/export?language=" + language, {}, "export.zip"))}>{words.exportData}</button>
    </>
  );
}

/** Who looked at what one asks and reads, and why; nothing where nobody did. */
function ActivityReads() {
  const reads = useLoaded<Answers["GET account/activity-reads"]>("account/activity-reads");
  if (!reads.value?.entries.length) return null;
  return (
    <>
      <h2>{words.activityRead}</h2>
      <Table label={words.activityRead} heads={[words.when, words.who, words.reason]}
        rows={reads.value.entries.map((one) => ({ key: String(one.number), cells: [time(one.at), one.actorName ?? "", one.details.reason ?? ""] }))} />
    </>
  );
}
