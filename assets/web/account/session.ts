import { get, Problem, send, setToken } from "../api";
import { forgetDrafts } from "../coach/drafts";
import type { Answers, PasskeyOptions, Session, Stage } from "../api.gen";

export type { Session, Stage } from "../api.gen";

/** The session as the server knows it; its token goes along with all that changes something. */
export async function loadSession(): Promise<Session> {
  const session = await get<Session>("session");
  setToken(session.csrf);
  return session;
}

/** Ends the session, and only then what was typed in it: where it goes on, so does that. */
export async function signOut(): Promise<void> {
  const answer = await send<Answers["DELETE session"]>("DELETE", "session").catch((error) => {
    // Nobody is signed in any more: that is what was wanted.
    if (!(error instanceof Problem && error.code === "request.notSignedIn")) throw error;
    return undefined;
  });
  forgetDrafts();
  location.assign(answer?.next ?? "/");
}

const bytes = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/** Makes a passkey in this browser and gives it to the server. */
export async function addPasskey(name: string, password: string): Promise<Stage> {
  const options = await send<PasskeyOptions>("POST", "second-factors/passkey-options", { password });
  const made = (await navigator.credentials.create({
    publicKey: {
      challenge: bytes(options.challenge), rp: { id: options.rpId, name: "Homeroom" },
      user: { id: bytes(options.userId), name: options.userName, displayName: options.userName },
      pubKeyCredParams: options.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: options.credentials.map((id) => ({ type: "public-key", id: bytes(id) })),
      authenticatorSelection: { userVerification: "preferred" }, attestation: "none",
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return send("POST", "second-factors/passkeys", {
    name, clientData: text(response.clientDataJSON), attestation: text(response.attestationObject),
  });
}

/** Finishes a sign-in with a passkey of this browser's. */
export const usePasskey = async (): Promise<Stage> =>
  send("POST", "sign-in/passkey", await askPasskey(await send<PasskeyOptions>("POST", "sign-in/passkey-options")));

/** Confirms with a passkey that it is still the same person. */
export const confirmPasskey = async (): Promise<void> =>
  send("POST", "account/confirmation", { passkey: await askPasskey(await send<PasskeyOptions>("POST", "account/confirmation/passkey-options")) });

async function askPasskey(options: PasskeyOptions) {
  const found = (await navigator.credentials.get({
    publicKey: {
      challenge: bytes(options.challenge), rpId: options.rpId, userVerification: "preferred",
      allowCredentials: options.credentials.map((id) => ({ type: "public-key", id: bytes(id) })),
    },
  })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    credential: text(found.rawId), clientData: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData), signature: text(response.signature),
  };
}
