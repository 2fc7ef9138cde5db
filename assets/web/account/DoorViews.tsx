import { useCallback, useEffect, useState } from "react";
import { Problem, send, setToken, told } from "../api";
import { Field, Form } from "../parts";
import { Stage } from "./session";
import { words } from "../words";
import { SetUpView } from "./SetUpView";
import type { Answers } from "../api.gen";

type Link = Answers["POST links/check"];

/** What a one-time link opens: the set-up of a new appliance, or one's own account. */
export function DoorView({ token, onDone }: { token: string; onDone: () => void }) {
  const [link, setLink] = useState<Link>();
  const [problem, setProblem] = useState<unknown>();
  const check = useCallback(() => {
    setProblem(undefined);
    send<Link>("POST", "links/check", { token }).then(setLink).catch(setProblem);
  }, [token]);
  useEffect(check, [check]);
  const done = (stage: Stage) => {
    setToken(stage.csrf);
    onDone();
  };
  if (problem) {
    const isSpent = problem instanceof Problem && problem.code === "accounts.linkSpent";
    return (
      <section className="narrow">
        <h1>{isSpent ? words.linkSpentTitle : words.linkUnopened}</h1>
        <p role="alert">{told(problem)}</p>
        {isSpent ? <p><a href="/">{words.signIn}</a></p> : <button type="button" className="primary" onClick={check}>{words.again}</button>}
      </section>
    );
  }
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
