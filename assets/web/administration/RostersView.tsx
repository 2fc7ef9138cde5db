import { ChangeEvent, useState } from "react";
import { request } from "../api";
import { Check, Form, Problems, Table, time, useLoaded } from "../parts";
import { words } from "../words";
import type { Answers, Counts, RosterReport } from "../api.gen";

/** Roster deliveries: tried first, then imported. */
export function RostersView() {
  const history = useLoaded<Answers["GET roster-imports"]>("roster-imports");
  const [file, setFile] = useState<File>();
  const [report, setReport] = useState<RosterReport>();
  const [isForced, setForced] = useState(false);
  const take = async (isTrial: boolean) => {
    const answer = await request(`roster-imports?dryRun=${isTrial}&force=${isForced}`, { method: "POST", body: file });
    setReport(await answer.json());
    await history.reload();
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => { setFile(event.target.files?.[0]); setReport(undefined); setForced(false); };
  const isTried = !!report && !report.isApplied;
  return (
    <section>
      <h1>{words.rosters}</h1>
      <p className="hint">{words.rosterHint}</p>
      <Form button={isTried ? words.importIt : words.tryIt} label={words.rosters} isReady={!report?.stopped || isForced} onSubmit={() => take(!isTried)}>
        <div className="row">
          <label htmlFor="delivery">{words.rosterFile}</label>
          <input id="delivery" type="file" accept=".zip" onChange={choose} required />
        </div>
        {report?.stopped && <p className="note">{words.forceHint}</p>}
        {report?.stopped && <Check label={words.force} value={isForced} onChange={setForced} />}
      </Form>
      {report && <ReportView report={report} />}
      <h2>{words.history}</h2>
      <Problems texts={[history.problem]} />
      <Table label={words.history} heads={[words.when, words.added, words.changed, words.left, words.problems]}
        rows={(history.value?.imports ?? []).map((one) => ({
          key: one.id,
          cells: [time(one.at), one.report.people.added, one.report.people.changed, one.report.people.left, one.report.problemCount],
        }))} />
    </section>
  );
}

function ReportView({ report }: { report: RosterReport }) {
  const row = (name: string, counts: Counts) => ({ key: name, cells: [name, counts.added, counts.changed, counts.left] });
  return (
    <div className="card" role="status">
      <p><strong>{report.isApplied ? words.applied : words.rosterTrial}</strong> OneRoster {report.version}, {report.seconds.toFixed(1)} s</p>
      <Problems texts={[report.stopped ?? ""]} />
      <Table label={words.rosters} heads={[words.rosters, words.added, words.changed, words.left]}
        rows={[row(words.people, report.people), row(words.placesRow, report.places), row(words.enrolmentsRow, report.enrolments), row(words.guardiansRow, report.guardians)]} />
      <p>{words.moved}: {report.moved} · {words.returned}: {report.returned}</p>
      {report.notes.map((note) => <p className="hint" key={note}>{note}</p>)}
      {report.problemCount > 0 && (
        <Table label={words.problems} heads={[words.file, words.line, words.problems]}
          rows={report.problems.map((one, index) => ({ key: String(index), cells: [one.file, one.line, one.text] }))} />
      )}
    </div>
  );
}
