import { useEffect, useState } from "react";
import { send, setToken, told } from "../api";
import { Field, Form } from "../parts";
import { Stage } from "./session";
import { words } from "../words";
import { SetUpView } from "./SetUpView";

type Link = { purpose: "setUp" | "invitation" | "reset"; name?: string; email?: string };

/** What a one-time link opens: the set-up of a new appliance, or one's own account. */
export function DoorView({ token, onDone }: { token: string; onDone: () => void }) {
  const [link, setLink] = useState<Link>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    send<Link>("POST", "links/check", { token }).then(setLink).catch((error) => setProblem(told(error)));
  }, [token]);
  const done = (stage: Stage) => {
    setToken(stage.csrf);
    onDone();
  };
  if (problem)
    return <section className="narrow"><h1>{words.linkSpentTitle}</h1><p>{problem}</p><p><a href="/">{words.signIn}</a></p></section>;
  if (!link) return <p className="hint">{words.loading}</p>;
  return link.purpose === "setUp" ? <SetUpView token={token} onDone={done} /> : <Welcome token={token} link={link} onDone={done} />;
}

function Welcome({ token, link, onDone }: { token: string; link: Link; onDone: (stage: Stage) => void }) {
  const [password, setPassword] = useState("");
  return (
    <section className="narrow">
      <h1>{words.welcome}, {link.name}</h1>
      <p className="hint">{words.choosePassword}</p>
      <Form button={words.setPassword} label={words.setPassword}
        onSubmit={async () => onDone(await send<Stage>("POST", "links/redeem", { token, password }))}>
        <input type="text" className="hidden" autoComplete="username" defaultValue={link.email} readOnly tabIndex={-1} aria-hidden="true" />
        <Field label={words.newPassword} hint={words.passwordHint} value={password} onChange={setPassword} type="password"
          autoComplete="new-password" minLength={12} required autoFocus />
      </Form>
    </section>
  );
}
