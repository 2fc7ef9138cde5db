import { useEffect, useRef, useState } from "react";
import { save, send } from "../api";
import { Session } from "../account/session";
import { Choice, Field, Form, heldAt, Once, Problems, Quiet, Table, time, useAct, useGivable, useLoaded, usePlacesAndRoles } from "../parts";
import { language, nameOf, words } from "../words";
import type { Answers, Link, Person } from "../api.gen";

/** One person: name, roles, and what an administrator does for an account. */
export function PersonView({ id, session, onClose }: { id: string; session: Session; onClose: () => void }) {
  const path = "people/" + id;
  const { value: one, problem: missing, reload } = useLoaded<Person>(path);
  const { problem, act } = useAct(reload);
  const { placeName, roleName, placeOptions } = usePlacesAndRoles();
  const [link, setLink] = useState("");
  const [mailed, setMailed] = useState("");
  const [role, setRole] = useState("educator");
  const [place, setPlace] = useState("");
  const [endsOn, setEndsOn] = useState("");
  const at = place || placeOptions[0]?.[0];
  const offered = useGivable(at);
  const given = offered.find((one) => one.id === role) ?? offered[0];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [one?.id]);
  const isSuspended = one?.state === "suspended";
  const name = one ? `${one.givenName} ${one.familyName}` : "";
  return (
    <section>
      <button type="button" onClick={onClose}>{words.back}</button>
      <h1 ref={heading} tabIndex={-1}>{name}</h1>
      <Problems texts={[missing, problem]} />
      {one && (
        <>
          <p className="hint">{[one.email, one.userName, isSuspended && words.suspended, one.lastSignInAt && `${words.lastSignIn}: ${time(one.lastSignInAt)}`].filter(Boolean).join(" · ")}</p>
          <div className="buttons">
            <button type="button" onClick={() => act(async () =>
              setLink(location.origin + (await send<Link>("POST", path + "/link", {})).link))}>{words.makeLink}</button>
            {one.email && <button type="button" onClick={() => act(async () =>
              setMailed((await send<Link>("POST", path + "/link?mail=true", {})).mailedTo ?? ""))}>{words.mailLink}</button>}
            <button type="button" onClick={() => act(() => send("POST", path + (isSuspended ? "/restore" : "/suspend")))}>
              {isSuspended ? words.restore : words.suspend}</button>
            <button type="button" onClick={() => act(() => send("DELETE", path + "/sessions"))}>{words.endSessions}</button>
            <button type="button" onClick={() => act(() => send("DELETE", path + "/second-factors"))}>{words.removeFactors}</button>
            <button type="button" onClick={() => {
              if (confirm(words.confirmErase)) act(async () => { await send("DELETE", path); onClose(); });
            }}>{words.erase}</button>
          </div>
          {mailed && <p role="status">{words.linkMailed} {mailed}</p>}
          {link && <Once text={words.inviteLink.replace("NAME", name)} value={link} />}
          <h2>{words.roles}</h2>
          <Table label={words.roles} heads={[words.role, words.place, words.by, words.endsOn, ""]}
            rows={one.roles.map((held) => ({
              key: held.id,
              cells: [roleName(held.role), placeName(held.place), nameOf(held.source), held.endsOn,
                <Quiet text={words.take} about={`${roleName(held.role)} ${placeName(held.place)}`} onClick={() => act(() => send("DELETE", `${path}/roles/${held.id}`))} />],
            }))} />
          <Form button={words.giveRole} label={words.giveRole} onSubmit={async () => {
            await send("POST", path + "/roles", { role: given?.id, place: at, endsOn: endsOn || undefined });
            await reload();
          }}>
            <Choice label={words.role} value={given?.id ?? ""} onChange={setRole} options={offered.map((one): [string, string] => [one.id, roleName(one.id)])} />
            <Choice label={words.place} value={place} onChange={setPlace} options={placeOptions} />
            <Field label={words.endsOn} value={endsOn} onChange={setEndsOn} type="date" />
            <p className="hint">{words.giveRoleHint}</p>
          </Form>
          <SinglePermissions key={one.id + (one.permissions ?? []).length} path={path} person={one} session={session} onChanged={reload} />
          <KeysOf path={path} />
          {session.permissions.includes("people:export") && <AllData path={path} />}
          <h2>{words.name}</h2>
          <NameForm key={one.id} person={one} onSaved={reload} />
        </>
      )}
    </section>
  );
}

/** Permissions that somebody was given one by one, each at one place until a day. */
function SinglePermissions({ path, person, session, onChanged }: { path: string; person: Person; session: Session; onChanged: () => Promise<void> }) {
  const { places, roles, placeName, placeOptions } = usePlacesAndRoles();
  const { problem, act } = useAct(onChanged);
  const [place, setPlace] = useState("");
  const [chosen, setChosen] = useState("");
  const [endsOn, setEndsOn] = useState("");
  const at = place || placeOptions[0]?.[0];
  const held = [...heldAt(session, at, places, roles)].filter((name) => name !== "account:manage:own").sort();
  const permission = held.includes(chosen) ? chosen : held[0];
  return (
    <>
      <h2>{words.singlePermissions}</h2>
      <Problems texts={[problem]} />
      {(person.permissions ?? []).length > 0 && (
        <Table label={words.singlePermissions} heads={[words.permission, words.place, words.endsOn, ""]}
          rows={(person.permissions ?? []).map((one) => ({
            key: one.id,
            cells: [<code>{one.permission}</code>, placeName(one.place), one.endsOn,
              <Quiet text={words.take} about={`${one.permission} ${placeName(one.place)}`} onClick={() => act(() => send("DELETE", `${path}/permissions/${one.id}`))} />],
          }))} />
      )}
      <Form button={words.givePermission} label={words.givePermission} onSubmit={async () => {
        await send("POST", path + "/permissions", { permission, place: at, endsOn });
        await onChanged();
      }}>
        <Choice label={words.permission} value={permission ?? ""} onChange={setChosen} options={held.map((name): [string, string] => [name, name])} />
        <Choice label={words.place} value={place} onChange={setPlace} options={placeOptions} />
        <Field label={words.endsOn} value={endsOn} onChange={setEndsOn} type="date" required />
        <p className="hint">{words.givePermissionHint}</p>
      </Form>
    </>
  );
}

/** Somebody's keys for machines, to see and to stop. */
function KeysOf({ path }: { path: string }) {
  const { value, reload } = useLoaded<Answers["GET people/{person}/api-keys"]>(path + "/api-keys");
  const { problem, act } = useAct(reload);
  if (!value?.keys.length) return null;
  return (
    <>
      <h2>{words.keys}</h2>
      <Problems texts={[problem]} />
      <Table label={words.keys} heads={[words.name, words.scopes, words.ends, words.lastUsed, ""]}
        rows={value.keys.map((one) => ({
          key: one.id,
          cells: [one.name, one.scopes.join(", "), time(one.expiresAt), time(one.usedAt),
            <Quiet text={words.revoke} about={one.name} onClick={() => act(() => send("DELETE", `${path}/api-keys/${one.id}`))} />],
        }))} />
    </>
  );
}

/** All that is kept of somebody, as a file, for a reason. */
function AllData({ path }: { path: string }) {
  const [reason, setReason] = useState("");
  return (
    <Form button={words.exportData} label={words.exportData} onSubmit={async () => {
      await save(path + "/export?language=" + language, { reason }, "export.zip");
      setReason("");
    }}>
      <h2>{words.exportData}</h2>
      <Field label={words.exportReason} value={reason} onChange={setReason} minLength={10} maxLength={500} required />
    </Form>
  );
}

function NameForm({ person, onSaved }: { person: Person; onSaved: () => Promise<void> }) {
  const [givenName, setGiven] = useState(person.givenName);
  const [familyName, setFamily] = useState(person.familyName);
  const [email, setEmail] = useState(person.email ?? "");
  const [userName, setUserName] = useState(person.userName ?? "");
  return (
    <Form button={words.save} label={words.name} onSubmit={async () => {
      await send("PATCH", "people/" + person.id, { givenName, familyName, email, userName });
      await onSaved();
    }}>
      <Field label={words.given} value={givenName} onChange={setGiven} required />
      <Field label={words.family} value={familyName} onChange={setFamily} required />
      <Field label={words.email} value={email} onChange={setEmail} type="email" />
      <Field label={words.userName} value={userName} onChange={setUserName} />
    </Form>
  );
}
