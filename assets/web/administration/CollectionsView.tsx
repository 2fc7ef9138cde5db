import { useState } from "react";
import { Session } from "../account/session";
import { get, Problem, query, send } from "../api";
import { Check, Choice, Field, Form, heldAt, Problems, Quiet, Table, useAct, useLoaded, usePlacesAndRoles } from "../parts";
import { words } from "../words";

type Reader = { place?: string; role?: string; person?: string; personName?: string; mayWrite: boolean };
type Collection = {
  id: string; name: string; place?: string; isPrivate: boolean; documents: number; mayWrite: boolean; mayManage: boolean; readers: Reader[];
};

/** Collections, and who reads and writes what is in them. */
export function CollectionsView({ session, maySeePeople }: { session: Session; maySeePeople: boolean }) {
  const { value, problem: missing, reload } = useLoaded<{ collections: Collection[] }>("collections");
  const { problem, act } = useAct(reload);
  const { places, roles, placeName, roleName, placeOptions, roleOptions } = usePlacesAndRoles();
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const [place, setPlace] = useState("");
  const [isOpen, setOpen] = useState(false);
  // Where one may make some; what is one's own one may always.
  const own = places.filter((one) => one.kind !== "class" && !one.ended && heldAt(session, one.id, places, roles).has("collections:manage"));
  const at = own.find((one) => one.id === place);
  const whose = (one: Collection) => (one.isPrivate ? words.private : placeName(one.place) || words.district);
  const who = (reader: Reader) => [reader.personName ?? (reader.person && words.aPerson), reader.role && roleName(reader.role), reader.place && placeName(reader.place)]
    .filter(Boolean).join(" · ") || words.everybody;
  const edited = value?.collections.find((one) => one.id === chosen);
  return (
    <section>
      <h1>{words.collections}</h1>
      <p className="hint">{words.collectionsHint}</p>
      <details>
        <summary>{words.addCollection}</summary>
        <Form button={words.put} label={words.addCollection} onSubmit={async () => {
          await send("POST", "collections", { name, isPrivate: !at, place: at?.id, isOpen: !!at && isOpen });
          setName("");
          setOpen(false);
          await reload();
        }}>
          <Field label={words.name} value={name} onChange={setName} required />
          <Choice label={words.place} value={at?.id ?? ""} onChange={setPlace}
            options={[["", words.own], ...own.map((one): [string, string] => [one.id, one.name])]} />
          {at && <Check label={`${words.everyoneAt} ${at.name} (${at.people})`} value={isOpen} onChange={setOpen} />}
          <p className="hint" role="status">{words.whoReads}: {at && isOpen ? `${words.everyoneAt} ${at.name} (${at.people} ${words.peopleCount})` : words.onlyYou}</p>
        </Form>
      </details>
      <Problems texts={[missing, problem]} />
      <Table label={words.collections} heads={[words.name, words.place, words.documents, words.readers, ""]}
        rows={(value?.collections ?? []).map((one) => ({
          key: one.id,
          cells: [one.name, whose(one), one.documents,
            <ul className="list">{one.readers.map((reader, index) => <li key={index}>{who(reader)}{reader.mayWrite && ` (${words.writes.toLowerCase()})`}</li>)}</ul>,
            one.mayManage && <div className="buttons">
              <Quiet text={words.readers} about={one.name} onClick={() => setChosen(one.id)} />
              <Quiet text={words.delete} about={one.name} onClick={() => { if (confirm(words.confirmDelete)) act(() => send("DELETE", "collections/" + one.id)); }} />
            </div>],
        }))} />
      {edited && <Readers key={edited.id} collection={edited} who={who} places={placeOptions} roles={roleOptions} maySeePeople={maySeePeople} onSaved={reload} />}
    </section>
  );
}

function Readers({ collection, who, places, roles, maySeePeople, onSaved }: {
  collection: Collection; who: (reader: Reader) => string; places: [string, string][]; roles: [string, string][];
  maySeePeople: boolean; onSaved: () => Promise<void>;
}) {
  const { problem, act } = useAct(onSaved);
  const [place, setPlace] = useState("");
  const [role, setRole] = useState("");
  const [email, setEmail] = useState("");
  const [mayWrite, setWrite] = useState(false);
  const path = "collections/" + collection.id;
  const save = (readers: Reader[]) => send("PUT", path + "/readers", { readers });
  const [name, setName] = useState(collection.name);
  const add = async () => {
    const person = email ? (await get<{ people: { id: string }[] }>("people?" + query({ limit: "2", q: email.trim() }))).people : [];
    if (email && person.length !== 1) throw new Problem(0, "unknownPerson", `${words.nothingFor} “${email}”.`);
    await save([...collection.readers, { place: place || undefined, role: role || undefined, person: person[0]?.id, mayWrite }]);
    setEmail("");
    await onSaved();
  };
  return (
    <div className="pair">
      <Form button={words.addReader} label={`${words.readers}: ${collection.name}`} onSubmit={add}>
        <h2>{words.readers}: {collection.name}</h2>
        <ul className="list">{collection.readers.map((reader, index) => (
          <li key={index}>{who(reader)}{reader.mayWrite && ` (${words.writes.toLowerCase()})`}
            <Quiet text={words.remove} about={who(reader)} onClick={() => act(() => save(collection.readers.filter((_, other) => other !== index)))} /></li>
        ))}</ul>
        <Problems texts={[problem]} />
        <Choice label={words.place} value={place} onChange={setPlace} options={[["", words.everybody], ...places]} />
        <Choice label={words.role} value={role} onChange={setRole} options={[["", words.all], ...roles]} />
        {maySeePeople && <Field label={words.personEmail} value={email} onChange={setEmail} />}
        <Check label={words.writes} value={mayWrite} onChange={setWrite} />
      </Form>
      <Form button={words.rename} label={`${words.rename}: ${collection.name}`} onSubmit={async () => { await send("PATCH", path, { name }); await onSaved(); }}>
        <Field label={words.newName} value={name} onChange={setName} required />
      </Form>
    </div>
  );
}
