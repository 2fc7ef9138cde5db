import { useEffect, useState } from "react";
import { send } from "../api";
import { Choice, Nothing, Problems, Quiet, Table, time, useAct, useLoaded } from "../parts";
import { language, nameOf, words } from "../words";
import type { Answers, Job, Schedules } from "../api.gen";

type State = Job["state"];
const states: State[] = ["queued", "running", "failed", "done", "dropped"];

/** The work that goes on beside requests: what is done once, and what is done again and again. */
export function JobsView({ mayChange }: { mayChange: boolean }) {
  const [state, setState] = useState("");
  const [before, setBefore] = useState("");
  const jobs = useLoaded<Answers["GET jobs"]>(
    "jobs?limit=50" + (state && "&state=" + state) + (before && "&before=" + before));
  const schedules = useLoaded<Schedules>("schedules");
  const reload = async () => { await Promise.all([jobs.reload(), schedules.reload()]); };
  const { problem, act } = useAct(reload);
  const isBusy = !!((jobs.value?.counts.queued ?? 0) + (jobs.value?.counts.running ?? 0)) || schedules.value?.schedules.some((one) => one.isRunning);
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(() => { if (!document.hidden) reload(); }, 3000);
    return () => clearInterval(timer);
  });
  const count = (one: State) => `${nameOf("job." + one)} (${(jobs.value?.counts[one] ?? 0).toLocaleString(language)})`;
  return (
    <section>
      <h1>{words.jobs}</h1>
      <p className="hint">{words.jobsHint}</p>
      <Problems texts={[jobs.problem, schedules.problem, problem]} />
      <Choice label={words.state} value={state} onChange={(next) => { setState(next); setBefore(""); }}
        options={[["", words.allStates], ...states.map((one): [string, string] => [one, count(one)])]} />
      {jobs.value?.jobs.length === 0 ? <Nothing text="" none={words.noJobs} /> : (
        <Table label={words.jobs} heads={[words.jobKind, words.about, words.state, words.addedAt, words.tries, words.reason, ""]}
          rows={(jobs.value?.jobs ?? []).map((one) => ({
            key: one.id,
            cells: [nameOf(one.kind), one.about ?? "", stateOf(one), time(one.addedAt), one.attempts, one.problem ?? "",
              mayChange && <>
                {one.state === "failed" && <Quiet text={words.retry} about={one.about ?? nameOf(one.kind)} onClick={() => act(() => send("POST", `jobs/${one.id}/retry`))} />}
                {(one.state === "failed" || one.state === "queued" || one.state === "running") && <Quiet text={words.dropJob} about={one.about ?? nameOf(one.kind)}
                  onClick={() => { if (confirm(words.dropAsk)) act(() => send("DELETE", "jobs/" + one.id)); }} />}
              </>],
          }))} />
      )}
      {jobs.value?.next && <button type="button" onClick={() => setBefore(jobs.value?.next ?? "")}>{words.more}</button>}
      <h2>{words.schedules}</h2>
      <Table label={words.schedules} heads={[words.jobKind, words.recurrence, words.lastRun, words.outcome, words.nextRun, ""]}
        rows={(schedules.value?.schedules ?? []).map((one) => ({
          key: one.name,
          cells: [nameOf(one.name), recurrenceOf(one.recurrence), time(one.startedAt),
            one.isRunning ? nameOf("job.running") : one.outcome ? [nameOf(one.outcome), one.problem].filter(Boolean).join(": ") : "", time(one.nextAt),
            mayChange && <Quiet text={words.runNow} about={nameOf(one.name)} onClick={() => act(() => send("POST", `schedules/${one.name}/run`))} />],
        }))} />
    </section>
  );
}

/** What a job's state is called; of one under way also what it does, and how far it is. */
const stateOf = (job: Job) =>
  job.state === "running" ? `${job.stage ? nameOf("stage." + job.stage) : nameOf("job.running")}, ${Math.round(job.progress * 100)} %` : nameOf("job." + job.state);

/** "every 30 s" in the language of the page. */
const recurrenceOf = (text: string) =>
  language === "es" ? text.replace(/^every/, "cada").replace(/^daily/, "a diario,").replace(/^weekly/, "cada semana,").replace(/^monthly/, "cada mes,").replace(/^quarterly/, "cada trimestre,") : text;
