import { FormEvent, InputHTMLAttributes, ReactNode, useCallback, useEffect, useId, useRef, useState } from "react";
import { get, query, Problem, told } from "./api";
import { nameOf, words } from "./words";
import type { Answers, Place, Roles } from "./api.gen";

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

export function Choice({ label, hint, value, onChange, options, required }: {
  label: string; hint?: string; value: string; onChange: (value: string) => void; options: [string, string][]; required?: boolean;
}) {
  const id = useId();
  return (
    <div className="row">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)} required={required}
        aria-describedby={hint ? id + "hint" : undefined}>
        {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
      </select>
      {hint && <p className="hint" id={id + "hint"}>{hint}</p>}
    </div>
  );
}

export function Check({ label, value, onChange }: { label: ReactNode; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} /> {label}
    </label>
  );
}

/** One of several things, or none, to tick. */
export function Checks({ label, value, onChange, options }: {
  label: string; value: string[]; onChange: (value: string[]) => void; options: [string, ReactNode][];
}) {
  const tick = (key: string, isOn: boolean) => onChange(isOn ? [...value, key] : value.filter((one) => one !== key));
  return (
    <fieldset>
      <legend>{label}</legend>
      <div className="checks">{options.map(([key, text]) =>
        <Check key={key} label={text} value={value.includes(key)} onChange={(isOn) => tick(key, isOn)} />)}</div>
    </fieldset>
  );
}

/** Does something at an event of the whole page: `homeroom-back` once the server is there again, `homeroom-confirmed` once somebody said that it is them. */
export function useEvent(name: "homeroom-back" | "homeroom-confirmed", body: () => void) {
  const latest = useRef(body);
  latest.current = body;
  useEffect(() => {
    const run = () => latest.current();
    addEventListener(name, run);
    return () => removeEventListener(name, run);
  }, [name]);
}

/** What went wrong, to show; that it was not confirmed is over once it is. */
function useProblem(): [string, (error?: unknown) => void] {
  const [problem, setProblem] = useState("");
  useEvent("homeroom-confirmed", () => setProblem((old) => (old === words.notConfirmed ? "" : old)));
  return [problem, (error) => setProblem(error === undefined ? "" : told(error))];
}

/** A form that says what went wrong, and cannot be sent twice. */
export function Form({ onSubmit, button, children, label, isReady = true }: {
  onSubmit: () => Promise<void>; button: string; children?: ReactNode; label?: string; isReady?: boolean;
}) {
  const [problem, setProblem] = useProblem();
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsBusy(true);
    setProblem();
    try { await onSubmit(); } catch (error) { setProblem(error); } finally { setIsBusy(false); }
  };
  return (
    <form className="card" onSubmit={submit} aria-label={label}>
      {children}
      {problem && <p className="problem" role="alert">{problem}</p>}
      {/* While it is busy it keeps the focus, which a disabled one loses. */}
      <button type="submit" className="primary" disabled={!isReady} aria-disabled={isBusy || undefined}>{button}</button>
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
  useEvent("homeroom-back", reload);
  return { value, problem, reload };
}

/** Does something, then shows the new state; tells what went wrong. */
export function useAct(reload: () => Promise<void>): { problem: string; act: (body: () => Promise<unknown>) => Promise<void> } {
  const [problem, setProblem] = useProblem();
  const act = async (body: () => Promise<unknown>) => {
    setProblem();
    try { await body(); await reload(); } catch (error) { setProblem(error); }
  };
  return { problem, act };
}

export const Problems = ({ texts }: { texts: string[] }) => (
  <>{texts.filter(Boolean).map((text) => <p className="problem" role="alert" key={text}>{text}</p>)}</>
);

/** A small button in a row; `about` tells those who do not see the row which one it is. */
export function Quiet({ text, about, onClick }: { text: string; about?: string; onClick: () => void }) {
  return <button type="button" className="quiet" aria-label={about ? `${text}: ${about}` : undefined} onClick={onClick}>{text}</button>;
}

/** The one person of an e-mail address: letter for letter, for a search also finds others. */
export async function personOf(email: string): Promise<{ id: string; name: string }> {
  const wanted = email.trim().toLowerCase();
  const { people } = await get<Answers["GET people"]>("people?" + query({ limit: "50", q: wanted }));
  const found = people.find((one) => one.email?.toLowerCase() === wanted);
  if (!found) throw new Problem(0, "page.unknownPerson", `${words.nobodyWith} ${email.trim()}. ${words.nobodyCure}`);
  return { id: found.id, name: `${found.givenName} ${found.familyName}` };
}

/** "Nobody yet", "1 person", "12 people". */
export const people = (count: number) => (count === 0 ? words.nobodyYet : count === 1 ? words.onePerson : `${count} ${words.peopleCount}`);

export type { Place } from "./api.gen";
export type Role = Roles["roles"][number];
type Held = { roles: { role: string; place?: string }[]; single?: { permission: string; place?: string }[] };

/** What somebody may do at a place: by what they hold there and at the places that it lies in. */
export function heldAt(session: Held, place: string | undefined, places: Place[], roles: Role[]): Set<string> {
  const around = new Set<string>();
  for (let one = places.find((other) => other.id === place); one; one = places.find((other) => other.id === one?.parent)) around.add(one.id);
  const isAround = (held: { place?: string }) => !held.place || around.has(held.place);
  const ofRoles = session.roles.filter(isAround).flatMap((held) => roles.find((one) => one.id === held.role)?.permissions ?? []);
  return new Set([...ofRoles, ...(session.single ?? []).filter(isAround).map((held) => held.permission)]);
}

/** The roles that somebody may give at a place: the server decides. */
export function useGivable(place: string | undefined): Role[] {
  const { value } = useLoaded<Roles>(place ? "roles?place=" + place : "roles");
  return (value?.roles ?? []).filter((one) => one.mayGive);
}

/** The places and roles that many pages name. */
export function usePlacesAndRoles() {
  const { value: placed, problem, reload } = useLoaded<Answers["GET places"]>("places");
  const { value: defined, reload: reloadRoles } = useLoaded<Roles>("roles");
  const places = placed?.places ?? [], roles = defined?.roles ?? [];
  const placeName = (id?: string) => places.find((one) => one.id === id)?.name ?? "";
  const roleName = (id?: string) => {
    const role = roles.find((one) => one.id === id);
    return role && !role.isBuiltIn ? role.name : nameOf(id ?? "");
  };
  return {
    places, roles, permissions: defined?.permissions ?? [], problem, reload, reloadRoles, placeName, roleName,
    roleOptions: roles.map((one): [string, string] => [one.id, roleName(one.id)]),
    /** Without classes: there are thousands, and their rosters fill them. */
    placeOptions: places.filter((one) => one.kind !== "class" && !one.ended).map((one): [string, string] => [one.id, one.name]),
  };
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
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div className="card once" role="status">
      <p>{text}</p>
      <code>{value}</code>
      {/* Browsers have a clipboard over TLS only. */}
      {!!navigator.clipboard && <button type="button" onClick={copy}>{isCopied ? words.copied : words.copy}</button>}
    </div>
  );
}

/** A day and an hour, without seconds; of today only the hour. */
export const time = (text?: string) => {
  if (!text) return "";
  const date = new Date(text);
  const clock = date.toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" });
  if (date.toDateString() === new Date().toDateString()) return `${words.today} ${clock}`;
  return `${date.toLocaleDateString(undefined, { year: "numeric", month: "short", day: "numeric" })} ${clock}`;
};

/** "No one found for “Tess Okafor”": an empty list says what was looked for. */
export const Nothing = ({ text, none }: { text: string; none: string }) =>
  <p className="hint" role="status">{text.trim() ? `${words.nothingFor} “${text.trim()}”.` : none}</p>;

/** Where the program's own source and its licences are to be had. */
export const Foot = () => (
  <footer className="foot hint">
    <a href="/source.tar.xz" download>{words.sourceCode}</a> <a href="/licenses.txt" target="_blank" rel="noopener">{words.licenses}</a> <a href="/api/docs">{words.docsTitle}</a>
  </footer>
);

/** Between light and dark, for this browser. */
export function ThemeButton() {
  const toggle = () => {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    localStorage.setItem("theme", next);
  };
  return (
    <button type="button" className="icon" onClick={toggle} aria-label={words.theme} title={words.theme}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <circle cx="12" cy="12" r="8" fill="none" stroke="currentColor" strokeWidth="2" />
        <path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" />
      </svg>
    </button>
  );
}
