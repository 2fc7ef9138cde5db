import { useState } from "react";
import { send } from "../api";
import { Checks, Field, Form, Once, Problems, Quiet, Table, time, useAct, useLoaded } from "../parts";
import { words } from "../words";
import { Session } from "./session";
import type { Answers, Key } from "../api.gen";

/** One's own keys for machines. */
export function KeysView({ session }: { session: Session }) {
  const { value, problem: missing, reload } = useLoaded<Answers["GET account/api-keys"]>("account/api-keys");
  const { problem, act } = useAct(reload);
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>([]);
  const [days, setDays] = useState("90");
  const [password, setPassword] = useState("");
  const [made, setMade] = useState("");
  const path = "account/api-keys";
  const rotate = (one: Key) => act(async () => setMade((await send<Key>("POST", `${path}/${one.id}/rotate`, {})).key ?? ""));
  return (
    <section>
      <h2>{words.keys}</h2>
      <p className="hint">{words.keysHint} <a href="/api/docs">{words.docsTitle}</a></p>
      {made && <Once text={words.keyOnce} value={made} />}
      <Problems texts={[missing, problem]} />
      {!!value?.keys.length && (
        <Table label={words.keys} heads={[words.name, words.scopes, words.ends, words.lastUsed, ""]}
          rows={value.keys.map((one) => ({
            key: one.id,
            cells: [<>{one.name}{one.isReplaced && <small>{words.replaced}</small>}</>, one.scopes.join(", "),
              <>{time(one.expiresAt)}{one.endsSoon && <small className="problem">{words.endsSoon}</small>}</>, time(one.usedAt),
              <div className="buttons">
                {!one.isReplaced && <Quiet text={words.rotate} about={one.name} onClick={() => rotate(one)} />}
                <Quiet text={words.revoke} about={one.name} onClick={() => act(() => send("DELETE", `${path}/${one.id}`))} />
              </div>],
          }))} />
      )}
      <details>
        <summary>{words.makeKey}</summary>
        <Form button={words.makeKey} label={words.makeKey} onSubmit={async () => {
          setMade((await send<Key>("POST", path, { name, scopes, days: Number(days), password })).key ?? "");
          setName(""); setScopes([]); setPassword("");
          await reload();
        }}>
          <Field label={words.name} value={name} onChange={setName} required />
          <Checks label={words.scopes} value={scopes} onChange={setScopes}
            options={session.permissions.map((one) => [one, <code>{one}</code>])} />
          <Field label={words.days} value={days} onChange={setDays} type="number" min={1} max={366} required />
          {session.hasPassword && <Field label={words.presentPassword} value={password} onChange={setPassword} type="password" autoComplete="current-password" required />}
        </Form>
      </details>
    </section>
  );
}
