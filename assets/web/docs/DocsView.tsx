import { ReactNode, useEffect, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { Field, Foot, Nothing, Problems, Table, ThemeButton, useLoaded } from "../parts";
import { language, words } from "../words";
import { curl, Description, elementOf, named, Operation, Route, routesOf, Row, rowsOf, Schema, typeText } from "./description";

/** The description itself is in English, whatever the page speaks. */
const foreign = language === "en" ? {} : { lang: "en" };

/** A schema's type; one that has a name leads to it. */
function Type({ schema }: { schema: Schema }) {
  const [element, brackets] = elementOf(schema);
  const name = named(element);
  return <>{name ? <a href={"#type-" + name}>{name}</a> : <span {...foreign}>{typeText(element)}</span>}{brackets}</>;
}

const Fields = ({ rows, label }: { rows: Row[]; label: string }) => (
  <Table label={label} heads={[words.name, words.docsType, words.docsMeaning]} rows={rows.map((row) => ({
    key: row.name,
    cells: [<><code>{row.name}</code>{row.isRequired && <small>{words.docsRequired}</small>}</>, <Type schema={row.schema} />,
      <span {...foreign}>{row.schema.description ?? elementOf(row.schema)[0].description}</span>],
  }))} />
);

/** What a body is: the name of its type, or its fields. */
function Body({ type, schema, label }: { type: string; schema?: Schema; label: string }) {
  const [element] = elementOf(schema ?? {});
  const rows = rowsOf(element);
  return (
    <>
      <p><code>{type}</code>{schema && type.endsWith("json") && !rows.length && <>: <Type schema={schema} /></>}</p>
      {rows.length > 0 && <Fields rows={rows} label={label} />}
    </>
  );
}

function Responses({ operation, about }: { operation: Operation; about: string }) {
  return (
    <>
      <h4>{words.docsAnswers}</h4>
      {Object.entries(operation.responses).filter(([status]) => status !== "default").map(([status, response]) => (
        <div key={status}>
          <p><strong>{status}</strong> <span {...foreign}>{response.description}</span></p>
          {Object.entries(response.content ?? {}).map(([type, one]) => <Body key={type} type={type} schema={one.schema} label={`${words.docsAnswers}: ${about}`} />)}
        </div>
      ))}
      {operation.responses.default && <p>{words.docsRefused} <a href="#type-Problem">Problem</a></p>}
    </>
  );
}

/** What is open: by its name in the address, too, and all of it while it is printed. */
type Openness = { isOpen: (id: string) => boolean; set: (id: string, isOpen: boolean) => void };

function useOpenness(isThere: boolean): Openness {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [isPrinting, setPrinting] = useState(false);
  const set = (id: string, isOpen: boolean) => setOpen((old) => new Set(isOpen ? [...old, id] : [...old].filter((one) => one !== id)));
  useEffect(() => {
    if (!isThere) return;
    const follow = () => {
      const id = decodeURIComponent(location.hash.slice(1));
      if (!id) return;
      flushSync(() => set(id, true));
      document.getElementById(id)?.scrollIntoView();
    };
    // The picture for the printer is taken as soon as this returns.
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    follow();
    addEventListener("hashchange", follow);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => { removeEventListener("hashchange", follow); removeEventListener("beforeprint", before); removeEventListener("afterprint", after); };
  }, [isThere]);
  return { isOpen: (id) => isPrinting || open.has(id), set };
}

/** A route or a type: its name, and once it is opened all of it. */
function Part({ id, name, about, openness, children }: { id: string; name: string; about?: string; openness: Openness; children: () => ReactNode }) {
  const isOpen = openness.isOpen(id);
  return (
    <details className="route" id={id} open={isOpen} onToggle={(event) => { if (event.currentTarget.open !== isOpen) openness.set(id, event.currentTarget.open); }}>
      <summary><h3><code>{name}</code></h3> <span {...foreign}>{about}</span></summary>
      {isOpen && children()}
    </details>
  );
}

function RouteView({ route, types }: { route: Route; types: Record<string, Schema> }) {
  const { operation } = route;
  const about = `${route.method} ${route.path}`;
  const parameters = (operation.parameters ?? []).map((one): Row => (
    { name: one.name, isRequired: !!one.required, schema: { ...one.schema, description: one.description ?? one.schema.description } }));
  return (
    <>
      <p>{operation["x-permission"] ? <>{words.docsNeeds} <code>{operation["x-permission"]}</code></> : words.docsOpen}</p>
      <pre><code>{curl(route, location.origin, types)}</code></pre>
      {parameters.length > 0 && <><h4>{words.docsParameters}</h4><Fields rows={parameters} label={`${words.docsParameters}: ${about}`} /></>}
      {operation.requestBody && <h4>{words.docsBody}</h4>}
      {Object.entries(operation.requestBody?.content ?? {}).map(([type, one]) => <Body key={type} type={type} schema={one.schema} label={`${words.docsBody}: ${about}`} />)}
      <Responses operation={operation} about={about} />
    </>
  );
}

/** The API as a page: every route with what it takes, what it answers, and a line that calls it. */
export function DocsView() {
  const { value, problem } = useLoaded<Description>("openapi.json");
  const [text, setText] = useState("");
  const groups = useMemo(() => (value ? routesOf(value) : []), [value]);
  const openness = useOpenness(!!value);
  useEffect(() => { document.title = `${words.docsTitle} · Homeroom`; }, []);
  const wanted = text.trim().toLowerCase();
  const shown = groups.map(([title, routes]): [string, Route[]] => [title, routes.filter((one) =>
    `${one.method} ${one.path} ${one.operation.summary} ${one.operation["x-permission"] ?? ""}`.toLowerCase().includes(wanted))])
    .filter(([, routes]) => routes.length);
  const types = value?.components.schemas ?? {};
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{words.skip}</a>
      <header className="bar">
        <a className="brand" href="/"><img src="/favicon.svg" alt="" width={28} height={28} />Homeroom</a>
        <nav aria-label="Homeroom"><a href="/api/docs" aria-current="page">{words.docsTitle}</a></nav>
        <ThemeButton />
      </header>
      <div className="stage wide docs">
        <main id="main" tabIndex={-1}>
          <h1>{words.docsTitle}</h1>
          <p className="hint">{words.docsHint} <a href="/#account">{words.account}</a> · <a href="/api/v1/openapi.json" download="homeroom-openapi.json">openapi.json</a></p>
          <Problems texts={[problem]} />
          {value && (
            <>
              <p {...foreign}>{value.info.description}</p>
              <div className="filters" role="search"><Field label={words.docsFind} value={text} onChange={setText} type="search" /></div>
              {!shown.length && <Nothing text={text} none={words.loading} />}
              {shown.map(([title, routes]) => (
                <section key={title}>
                  <h2>{title}</h2>
                  {routes.map((route) => (
                    <Part key={route.id} id={route.id} name={`${route.method} ${route.path}`} about={route.operation.summary} openness={openness}>
                      {() => <RouteView route={route} types={types} />}
                    </Part>
                  ))}
                </section>
              ))}
              <section>
                <h2>{words.docsTypes}</h2>
                {Object.entries(types).map(([name, schema]) => (
                  <Part key={name} id={"type-" + name} name={name} about={schema.description} openness={openness}>
                    {() => <Fields rows={rowsOf(schema)} label={name} />}
                  </Part>
                ))}
              </section>
            </>
          )}
          <Foot />
        </main>
      </div>
    </>
  );
}
