import { send } from "../api";
import { Problems, Quiet, Table, time, useAct, useLoaded } from "../parts";
import { words } from "../words";
import type { Answers } from "../api.gen";

/** The accounts elsewhere by which one comes in here. */
export function IdentitiesView() {
  const { value, problem: missing, reload } = useLoaded<Answers["GET account/identities"]>("account/identities");
  const { problem, act } = useAct(reload);
  const connect = (id: string) => act(async () =>
    location.assign((await send<Answers["POST account/identities"]>("POST", "account/identities", { provider: id })).next));
  if (!value?.identities.length && !value?.providers.length) return <Problems texts={[missing]} />;
  return (
    <section>
      <h2>{words.identities}</h2>
      <p className="hint">{words.identitiesHint}</p>
      <Problems texts={[missing, problem]} />
      {value.identities.filter((one) => one.isNew).map((one) => (
        <p key={one.id} className="note" role="status">{words.identityNew} <b>{one.provider}</b>, {time(one.linkedAt)}. {words.identityNewHint}</p>
      ))}
      {!!value.identities.length && (
        <Table label={words.identities} heads={[words.name, words.when, ""]}
          rows={value.identities.map((one) => ({
            key: one.id,
            cells: [one.provider, time(one.linkedAt),
              <Quiet text={words.remove} about={one.provider} onClick={() => act(() => send("DELETE", "account/identities/" + one.id))} />],
          }))} />
      )}
      <div className="buttons">{value.providers.map((one) => (
        <button key={one.id} type="button" onClick={() => connect(one.id)}>{words.connectProvider} {one.name}</button>
      ))}</div>
    </section>
  );
}
