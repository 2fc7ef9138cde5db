import { useState } from "react";
import { send } from "../api";
import { Checks, Field, Form, Problems, Quiet, Role, Table, useAct, usePlacesAndRoles } from "../parts";
import { words } from "../words";

/** What each role may do, and the roles that the district defines. */
export function RolesView() {
  const { roles, permissions, roleName, reloadRoles } = usePlacesAndRoles();
  const { problem, act } = useAct(reloadRoles);
  const [chosen, setChosen] = useState<Role>();
  return (
    <section>
      <h1>{words.definedRoles}</h1>
      <Define key={chosen?.id} role={chosen} permissions={permissions} onSaved={async () => { setChosen(undefined); await reloadRoles(); }} />
      <Problems texts={[problem]} />
      <Table label={words.definedRoles} heads={[words.role, words.permissions, ""]}
        rows={roles.map((one) => ({
          key: one.id,
          cells: [
            <>{roleName(one.id)}{one.isBuiltIn && <small>{words.builtIn}</small>}</>,
            <ul className="tags">{one.permissions.map((name) => <li key={name}><code>{name}</code></li>)}</ul>,
            !one.isBuiltIn && <div className="buttons">
              <Quiet text={words.edit} about={one.name} onClick={() => setChosen(one)} />
              <Quiet text={words.delete} about={one.name} onClick={() => act(() => send("DELETE", "roles/" + one.id))} />
            </div>,
          ],
        }))} />
    </section>
  );
}

function Define({ role, permissions, onSaved }: { role?: Role; permissions: string[]; onSaved: () => Promise<void> }) {
  const [id, setID] = useState(role?.id ?? "");
  const [name, setName] = useState(role?.name ?? "");
  const [chosen, setChosen] = useState<string[]>(role?.permissions ?? []);
  return (
    <details open={!!role}>
      <summary>{words.addRole}</summary>
      <Form button={words.save} label={words.addRole} onSubmit={async () => {
        await send("PUT", "roles/" + encodeURIComponent(id), { name, permissions: chosen });
        setID(""); setName(""); setChosen([]);
        await onSaved();
      }}>
        <Field label={words.identifier} value={id} onChange={setID} required pattern="[a-z][A-Za-z0-9]{2,39}" readOnly={!!role} />
        <Field label={words.name} value={name} onChange={setName} required />
        <Checks label={words.permissions} value={chosen} onChange={setChosen}
          options={permissions.map((one) => [one, <code>{one}</code>])} />
      </Form>
    </details>
  );
}
