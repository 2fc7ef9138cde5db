import { useState } from "react";
import { send } from "../api";
import { Field, Form } from "../parts";
import { words } from "../words";

/** Names a server of embeddings; it is tried before it is used. */
export function EmbedderForm({ onSaved }: { onSaved: () => Promise<void> }) {
  const [baseURL, setAddress] = useState("");
  const [model, setModel] = useState("");
  const [key, setKey] = useState("");
  return (
    <Form button={words.use} label={words.stepModel} onSubmit={async () => {
      await send("PUT", "embedders", { baseURL, model, key: key || undefined });
      await onSaved();
    }}>
      <Field label={words.address} value={baseURL} onChange={setAddress} type="url" placeholder="https://api.openai.com/v1" required />
      <Field label={words.model} value={model} onChange={setModel} required />
      <Field label={words.key} value={key} onChange={setKey} type="password" autoComplete="off" />
    </Form>
  );
}
