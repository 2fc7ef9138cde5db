import { FormEvent, InputHTMLAttributes, ReactNode, useCallback, useEffect, useId, useState } from "react";
import { get, told } from "./api";
import { words } from "./words";

/** A labelled input. */
export function Field({ label, hint, value, onChange, ...rest }: {
  label: string; hint?: string; value: string; onChange: (value: string) => void;
} & Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange">) {
  const id = useId();
  return (
    <div className="row">
      <label htmlFor={id}>{label}</label>
      <input id={id} value={value} onChange={(event) => onChange(event.target.value)}
        aria-describedby={hint ? id + "hint" : undefined} {...rest} />
      {hint && <p className="hint" id={id + "hint"}>{hint}</p>}
    </div>
  );
}

export function Choice({ label, value, onChange, options }: {
  label: string; value: string; onChange: (value: string) => void; options: [string, string][];
}) {
  const id = useId();
  return (
    <div className="row">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
      </select>
    </div>
  );
}

/** A form that says what went wrong, and cannot be sent twice. */
export function Form({ onSubmit, button, children, label }: {
  onSubmit: () => Promise<void>; button: string; children?: ReactNode; label?: string;
}) {
  const [problem, setProblem] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setProblem("");
    try { await onSubmit(); } catch (error) { setProblem(told(error)); } finally { setIsBusy(false); }
  };
  return (
    <form className="card" onSubmit={submit} aria-label={label}>
      {children}
      {problem && <p className="problem" role="alert">{problem}</p>}
      <button type="submit" className="primary" disabled={isBusy}>{button}</button>
    </form>
  );
}

/** Reads from the server, and again when asked to. */
export function useLoaded<Value>(path: string): { value?: Value; problem: string; reload: () => Promise<void> } {
  const [value, setValue] = useState<Value>();
  const [problem, setProblem] = useState("");
  const reload = useCallback(async () => {
    try { setValue(await get<Value>(path)); setProblem(""); } catch (error) { setProblem(told(error)); }
  }, [path]);
  useEffect(() => { reload(); }, [reload]);
  return { value, problem, reload };
}

export function Table({ heads, rows, label }: { heads: string[]; rows: { key: string; cells: ReactNode[] }[]; label: string }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead><tr>{heads.map((head, index) => <th scope="col" key={index}>{head || <span className="hidden">{words.edit}</span>}</th>)}</tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.key}>{row.cells.map((cell, index) =>
            index === 0 ? <th scope="row" key={index}>{cell}</th> : <td key={index}>{cell}</td>)}</tr>
        ))}</tbody>
      </table>
    </div>
  );
}

/** A secret to copy: a link, a key. */
export function Once({ text, value }: { text: string; value: string }) {
  return (
    <div className="card once" role="status">
      <p>{text}</p>
      <code>{value}</code>
      <button type="button" onClick={() => navigator.clipboard?.writeText(value)}>{words.copy}</button>
    </div>
  );
}

export const time = (text?: string) => (text ? new Date(text).toLocaleString() : "");
