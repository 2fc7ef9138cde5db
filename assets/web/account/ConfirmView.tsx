import { useEffect, useRef, useState } from "react";
import { Problem, send, told, whenConfirming } from "../api";
import { Field, Form } from "../parts";
import { confirmPasskey, Session } from "./session";
import { words } from "../words";

/** Asks who is signed in to confirm that it is still them, where what they do lets others in. */
export function ConfirmView({ session }: { session: Pick<Session, "methods" | "hasPassword"> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const answer = useRef<(isDone: boolean) => void>(() => undefined);
  /** What had the focus before: it has it again afterwards. */
  const before = useRef<Element | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState("");
  const takesCode = session.methods.includes("app") || session.methods.includes("recovery");
  useEffect(() => {
    whenConfirming(() => new Promise((resolve) => {
      // Another request that waits for the same word.
      const earlier = answer.current;
      answer.current = (isDone) => { earlier(isDone); resolve(isDone); };
      before.current ??= document.activeElement;
      setIsOpen(true);
    }));
    return () => whenConfirming(async () => false);
  }, []);
  useEffect(() => {
    if (isOpen) { dialog.current?.showModal(); return; }
    if (before.current instanceof HTMLElement) before.current.focus();
    before.current = null;
  }, [isOpen]);
  const end = (isDone: boolean) => {
    setIsOpen(false); setPassword(""); setCode(""); setProblem("");
    const tell = answer.current;
    answer.current = () => undefined;
    if (isDone) dispatchEvent(new Event("homeroom-confirmed"));
    tell(isDone);
  };
  const passkey = async () => {
    setProblem("");
    try { await confirmPasskey(); end(true); } catch (error) {
      setProblem(error instanceof DOMException ? words.passkeyFailed : told(error));
    }
  };
  if (!isOpen) return null;
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onCancel={() => end(false)}>
      <h2 id="confirm-title">{words.confirmTitle}</h2>
      <p className="hint">{words.confirmHint}</p>
      {problem && <p className="problem" role="alert">{problem}</p>}
      {session.methods.includes("passkey") && <button type="button" onClick={passkey}>{words.usePasskey}</button>}
      {(session.hasPassword || takesCode) && (
        <Form button={words.continue} label={words.confirmTitle} onSubmit={async () => {
          setProblem("");
          await send("POST", "account/confirmation", session.hasPassword ? { password } : { code }).catch((error) => {
            const isWrong = session.hasPassword && error instanceof Problem && error.code === "accounts.confirmPassword";
            throw isWrong ? new Problem(error.status, "page.passwordWrong", words.passwordWrong) : error;
          });
          end(true);
        }}>
          {session.hasPassword
            ? <Field label={words.presentPassword} value={password} onChange={setPassword} type="password" autoComplete="current-password" required autoFocus />
            : <Field label={words.code} hint={words.codeHint} value={code} onChange={setCode} autoComplete="one-time-code" required autoFocus />}
        </Form>
      )}
      <button type="button" className="quiet" onClick={() => end(false)}>{words.cancel}</button>
    </dialog>
  );
}
