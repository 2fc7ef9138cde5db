import { Problems, Table, useLoaded } from "../parts";
import { words } from "../words";
import type { Answers } from "../api.gen";

/** How this server sees whoever looks: for setting up a proxy in front of it. */
export function ConnectionView() {
  const { value, problem } = useLoaded<Answers["GET connection"]>("connection");
  if (!value) return <Problems texts={[problem]} />;
  const rows: [string, string][] = [
    [words.seenPeer, value.peer], [words.seenClient, value.client], [words.seenSite, value.site], [words.seenHost, value.host],
    ...value.forwarded.map((one): [string, string] => [`${words.seenForwarded}: ${one.name}`, one.value]),
  ];
  return (
    <>
      <h2>{words.howSeen}</h2>
      <p className="hint">{words.howSeenHint}</p>
      <Table label={words.howSeen} heads={[words.name, words.state]}
        rows={rows.map(([name, text], index) => ({ key: String(index), cells: [name, <code>{text}</code>] }))} />
      <ul className="list">{value.findings.map((one) => (
        <li key={one.text} className={one.isGood ? undefined : "problem"}>{one.isGood ? "✓" : "✗"} {one.text}</li>
      ))}</ul>
    </>
  );
}
