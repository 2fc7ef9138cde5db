import { Fragment, ReactNode } from "react";
import { Table } from "../parts";

/** A piece of a page: what the handbook uses of Markdown, and no more. */
export type Block =
  | { kind: "heading"; level: number; text: string; id: string }
  | { kind: "paragraph" | "code"; text: string }
  | { kind: "list"; isOrdered: boolean; start: number; items: string[] }
  | { kind: "table"; heads: string[]; rows: string[][] };

/** A heading's name in addresses. */
export const slug = (text: string) => text.toLowerCase().replace(/`/g, "").replace(/[^\w\s-]/g, "").trim().replace(/\s+/g, "-");

/** Text without its marks. */
export const plain = (text: string) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\*\*|`/g, "");

const cells = (line: string) => line.replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
const item = /^(?:-|(\d+)\.) +(.*)$/;

export function blocks(text: string): Block[] {
  const found: Block[] = [];
  const lines = text.split("\n");
  for (let index = 0; index < lines.length;) {
    const line = lines[index];
    const heading = line.match(/^(#{1,4}) (.+)$/);
    const first = line.match(item);
    if (line.startsWith("```")) {
      const end = lines.indexOf("```", index + 1);
      found.push({ kind: "code", text: lines.slice(index + 1, end).join("\n") });
      index = end + 1;
    } else if (heading) {
      found.push({ kind: "heading", level: heading[1].length, text: heading[2], id: slug(heading[2]) });
      index += 1;
    } else if (line.startsWith("|")) {
      const rows: string[][] = [];
      for (; lines[index]?.startsWith("|"); index += 1) rows.push(cells(lines[index]));
      found.push({ kind: "table", heads: rows[0], rows: rows.slice(2) });
    } else if (first) {
      const items: string[] = [];
      for (; lines[index] && (item.test(lines[index]) || /^ +\S/.test(lines[index])); index += 1) {
        const next = lines[index].match(item);
        if (next) items.push(next[2]); else items[items.length - 1] += " " + lines[index].trim();
      }
      found.push({ kind: "list", isOrdered: !!first[1], start: Number(first[1] ?? 1), items });
    } else if (!line.trim()) {
      index += 1;
    } else {
      const part: string[] = [];
      for (; lines[index]?.trim() && !/^(#|```|\|)/.test(lines[index]) && !item.test(lines[index]); index += 1) part.push(lines[index]);
      found.push({ kind: "paragraph", text: part.join(" ") });
    }
  }
  return found;
}

/** `install.md#as-a-service`, as it is called in the page. */
const address = (target: string) => target.replace(/^([\w-]+)\.md(?:#(.*))?$/, (_, name, part) => `#help/${name}${part ? "/" + part : ""}`);

function Inline({ text }: { text: string }) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/);
  return <>{parts.map((part, index): ReactNode => {
    const link = part.match(/^\[([^\]]+)\]\(([^)]+)\)$/);
    if (link) return <a key={index} href={address(link[2])} {...(link[2].includes("://") ? { rel: "noopener noreferrer" } : {})}>{link[1]}</a>;
    if (/^`.+`$/.test(part)) return <code key={index}>{part.slice(1, -1)}</code>;
    if (/^\*\*.+\*\*$/.test(part)) return <strong key={index}>{part.slice(2, -2)}</strong>;
    return <Fragment key={index}>{part}</Fragment>;
  })}</>;
}

function BlockView({ block, title }: { block: Block; title: string }) {
  switch (block.kind) {
    case "heading": {
      const Name = `h${block.level}` as "h1" | "h2" | "h3" | "h4";
      return <Name id={block.id} tabIndex={-1}><Inline text={block.text} /></Name>;
    }
    case "code": return <pre tabIndex={0}><code>{block.text}</code></pre>;
    case "paragraph": return <p><Inline text={block.text} /></p>;
    case "list": {
      const items = block.items.map((text, index) => <li key={index}><Inline text={text} /></li>);
      return block.isOrdered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case "table":
      return <Table label={title} heads={block.heads} rows={block.rows.map((row, index) => ({
        key: String(index), cells: row.map((cell, column) => <Inline key={column} text={cell} />) }))} />;
  }
}

/** A page of the handbook. */
export const Markdown = ({ text, title }: { text: string; title: string }) =>
  <>{blocks(text).map((block, index) => <BlockView key={index} block={block} title={title} />)}</>;
