// Reads the description of the API (OpenAPI 3.1), as far as ours goes.
import { words } from "../words";

export type Schema = {
  $ref?: string; type?: string | string[]; enum?: unknown[]; format?: string; description?: string; items?: Schema;
  properties?: Record<string, Schema>; required?: string[]; additionalProperties?: Schema | boolean;
  minimum?: number; maximum?: number; minLength?: number; maxLength?: number; minItems?: number; maxItems?: number;
  pattern?: string; default?: unknown;
};
type Content = Record<string, { schema?: Schema }>;
export type Operation = {
  summary: string; parameters?: { name: string; in: string; required?: boolean; schema: Schema; description?: string }[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description?: string; content?: Content; $ref?: string }>; security?: unknown[]; "x-permission"?: string;
};
export type Description = {
  info: { description: string }; paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> };
};
export type Route = { id: string; method: string; path: string; operation: Operation };

/** Where routes lie together: by the first part of their path below /api/v1/. */
const groups: [string, string[]][] = [
  [words.docsAsking, ["questions", "conversations", "messages", "news", "coaches", "threads", "share-choices", "shares", "shared", "coach-options"]],
  [words.library, ["documents", "search", "collections"]],
  [words.docsSignIn, ["sign-in", "session", "setup", "links", "second-factors", "account"]],
  [words.docsPeople, ["people", "places", "roles", "roster-imports", "providers", "account-policy"]],
  [words.docsModels, ["coach-rules", "prompts", "web-search", "model-providers", "model-budget", "model-calls", "embedders", "domains"]],
  [words.docsServer, ["health", "jobs", "schedules", "audit", "retention", "keys", "outbound-rules", "outbound-calls", "connection", "openapi.json"]],
];

const groupOf = (path: string) => {
  if (path.startsWith("/v1/") || path === "/mcp") return words.docsMachines;
  if (!path.startsWith("/api/v1/")) return words.docsPages;
  const first = path.split("/")[3];
  return groups.find(([, parts]) => parts.includes(first))?.[0] ?? words.docsServer;
};

/** All routes, by their groups. */
export function routesOf(description: Description): [string, Route[]][] {
  const all = Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => (
    { id: `${method}${path.replace(/[^\w]+/g, "-")}`.replace(/-$/, ""), method: method.toUpperCase(), path, operation })));
  const titles = [...groups.map(([title]) => title), words.docsMachines, words.docsPages];
  return titles.map((title) => [title, all.filter((route) => groupOf(route.path) === title)]);
}

/** A name that is described among the types. */
export const named = (schema: Schema | undefined) => schema?.$ref?.split("/").pop();

/** The type that a schema names or has, with a list's brackets apart. */
export function elementOf(schema: Schema): [Schema, string] {
  if (schema.type !== "array" || !schema.items) return [schema, ""];
  const [element, brackets] = elementOf(schema.items);
  return [element, brackets + "[]"];
}

/** A schema in a few words: `string (uuid)`, `"a" | "b"`, `integer 1–200`. */
export function typeText(schema: Schema): string {
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const types = ([] as string[]).concat(schema.type ?? []);
  if (!types.length) return words.docsAny;
  const range = (least?: number, most?: number) =>
    (least === undefined && most === undefined ? "" : ` ${least ?? ""}–${most ?? ""}`);
  return types.join(" | ") + (schema.format ? ` (${schema.format})` : "") + range(schema.minimum, schema.maximum)
    + (types.includes("string") && schema.maxLength !== undefined ? ` (${schema.minLength ?? 0}–${schema.maxLength})` : "")
    + (schema.default === undefined ? "" : `, ${words.docsDefault} ${JSON.stringify(schema.default)}`);
}

export type Row = { name: string; schema: Schema; isRequired: boolean };

/** An object's fields, and those of the objects in it: `readers[].place`. What has a name is described there. */
export function rowsOf(schema: Schema, prefix = ""): Row[] {
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const [element, brackets] = elementOf(field);
    const isRequired = !!schema.required?.includes(name);
    return [{ name: prefix + name, schema: field, isRequired }, ...rowsOf(element, `${prefix}${name}${brackets}.`)];
  });
  if (typeof schema.additionalProperties !== "object") return fields;
  const [element, brackets] = elementOf(schema.additionalProperties);
  return [...fields, { name: prefix + "*", schema: schema.additionalProperties, isRequired: false }, ...rowsOf(element, `${prefix}*${brackets}.`)];
}

const someone = "0190d1a4-3c1e-7a52-9f0e-2f6f0f5d8c11";

/** A value of a schema's form: of objects the fields that must be there, or else all. */
function example(schema: Schema, types: Record<string, Schema>, depth = 0): unknown {
  const name = named(schema);
  if (name) return depth > 4 ? {} : example(types[name] ?? {}, types, depth + 1);
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  switch (([] as string[]).concat(schema.type ?? "object")[0]) {
    case "string": return schema.format === "uuid" ? someone : schema.format === "date" ? "2026-11-27" : schema.format === "date-time" ? "2026-11-27T08:00:00Z" : "…";
    case "integer": case "number": return schema.minimum ?? 1;
    case "boolean": return true;
    case "array": return schema.items && depth < 4 ? [example(schema.items, types, depth + 1)] : [];
    default: return Object.fromEntries(Object.entries(schema.properties ?? {})
      .filter(([field]) => !schema.required?.length || schema.required.includes(field))
      .map(([field, value]) => [field, example(value, types, depth + 1)]));
  }
}

/** A word as a shell takes it. */
const quoted = (text: string) => `'${text.replace(/'/g, "'\\''")}'`;

/** A line of curl that calls a route, with a key where it wants one. */
export function curl({ method, path, operation }: Route, site: string, types: Record<string, Schema>): string {
  const valueOf = (schema: Schema, name: string) => { const value = example(schema, types); return value === "…" ? name.toUpperCase() : String(value); };
  const parameters = operation.parameters ?? [];
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(valueOf(parameters.find((one) => one.name === name)?.schema ?? { type: "string" }, name)));
  const query = parameters.filter((one) => one.in === "query" && one.required)
    .map((one) => `${one.name}=${encodeURIComponent(valueOf(one.schema, one.name))}`).join("&");
  const content = operation.requestBody?.content ?? {};
  const type = Object.keys(content)[0];
  const body = type && (type.endsWith("json") ? quoted(JSON.stringify(example(content[type].schema ?? {}, types), null, 1).replace(/\n */g, " ")) : "@FILE");
  const streams = Object.values(operation.responses).some((one) => one.content?.["text/event-stream"]);
  return [
    "curl" + (streams ? " -N" : "") + (method === "GET" ? "" : ` -X ${method}`) + " " + quoted(site + filled + (query && "?" + query)),
    !operation.security && `-H "Authorization: Bearer $KEY"`,
    type && `-H ${quoted("Content-Type: " + type)}`,
    body && (body === "@FILE" ? "--data-binary @FILE" : `-d ${body}`),
  ].filter(Boolean).join(" \\\n  ");
}
