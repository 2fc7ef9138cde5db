CREATE TABLE "accountLink" ("tokenHash" BLOB PRIMARY KEY NOT NULL CHECK (LENGTH("tokenHash") = 32), "personID" BLOB NOT NULL UNIQUE REFERENCES "person"("id") ON DELETE CASCADE, "purpose" TEXT NOT NULL CHECK ("purpose" IN ('invitation', 'reset')), "expiresAt" TEXT NOT NULL) STRICT;
CREATE TABLE "activity" ("number" INTEGER PRIMARY KEY AUTOINCREMENT, "at" TEXT NOT NULL, "kind" TEXT NOT NULL, "personID" BLOB, "placeID" BLOB, "documentID" BLOB, "domain" TEXT, "outcome" TEXT, "confidence" REAL, "milliseconds" INTEGER, "channel" TEXT) STRICT;
CREATE INDEX "activity_on_at" ON "activity"("at");
CREATE INDEX "activity_on_personID" ON "activity"("personID");
CREATE TABLE "agreement" ("schoolID" BLOB PRIMARY KEY NOT NULL REFERENCES "place"("id") ON DELETE CASCADE, "signedOn" TEXT NOT NULL, "signedBy" TEXT NOT NULL, "document" TEXT NOT NULL, "residency" TEXT, "endsOn" TEXT) STRICT;
CREATE TABLE "apiKey" ("id" BLOB PRIMARY KEY NOT NULL, "personID" BLOB NOT NULL REFERENCES "person"("id") ON DELETE CASCADE, "keyHash" BLOB NOT NULL UNIQUE CHECK (LENGTH("keyHash") = 32), "name" TEXT NOT NULL, "scopes" TEXT NOT NULL, "createdAt" TEXT NOT NULL, "expiresAt" TEXT NOT NULL, "usedAt" TEXT, "replacedBy" BLOB) STRICT;
CREATE INDEX "apiKey_on_personID" ON "apiKey"("personID");
CREATE TABLE applianceIdentity (
  id BLOB NOT NULL CHECK (length(id) = 16), keyCheck BLOB CHECK (length(keyCheck) = 32)) STRICT;
CREATE TRIGGER auditEntry_kept BEFORE DELETE ON auditEntry
  BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER auditEntry_unchanged BEFORE UPDATE ON auditEntry
  BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TABLE auditEntry (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  at TEXT NOT NULL, actor TEXT NOT NULL, address TEXT NOT NULL, requestID TEXT NOT NULL,
  action TEXT NOT NULL, subjectKind TEXT NOT NULL, subject TEXT NOT NULL, place BLOB,
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')), details TEXT NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;
CREATE INDEX auditEntry_action ON auditEntry (action, number);
CREATE INDEX auditEntry_actor ON auditEntry (actor, number);
CREATE INDEX auditEntry_at ON auditEntry (at);
CREATE INDEX auditEntry_place ON auditEntry (place, number);
CREATE INDEX auditEntry_subject ON auditEntry (subject, number);
CREATE TABLE auditForwarding (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL CHECK (number >= 0),
  at TEXT, failedAt TEXT, problem TEXT) STRICT;
CREATE TABLE auditHome (
  id INTEGER PRIMARY KEY CHECK (id = 1), place BLOB NOT NULL) STRICT;
CREATE TABLE "collection" ("id" BLOB PRIMARY KEY NOT NULL, "name" TEXT NOT NULL UNIQUE CHECK ((LENGTH("name") > 0) AND (LENGTH("name") <= 120)), "placeID" BLOB, "ownerID" BLOB) STRICT;
CREATE TABLE "collectionReader" ("number" INTEGER PRIMARY KEY AUTOINCREMENT, "collectionID" BLOB NOT NULL REFERENCES "collection"("id") ON DELETE CASCADE, "placeID" BLOB, "role" TEXT, "personID" BLOB, "mayWrite" INTEGER NOT NULL) STRICT;
CREATE INDEX "collectionReader_on_collectionID" ON "collectionReader"("collectionID");
CREATE TABLE "conversation" (
  id BLOB PRIMARY KEY NOT NULL, ownerID BLOB NOT NULL, title BLOB NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL, news INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_news ON conversation (ownerID) WHERE news > 0;
CREATE INDEX conversation_owner ON conversation (ownerID, updatedAt);
CREATE TABLE conversationShare (
  id BLOB PRIMARY KEY NOT NULL, conversationID BLOB NOT NULL REFERENCES conversation ON DELETE CASCADE,
  messageID BLOB NOT NULL REFERENCES message ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'team', 'link')), personID BLOB, placeID BLOB,
  tokenHash BLOB UNIQUE, createdAt TEXT NOT NULL, expiresAt TEXT, address TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX conversationShare_conversation ON conversationShare (conversationID);
CREATE INDEX conversationShare_person ON conversationShare (personID);
CREATE INDEX conversationShare_place ON conversationShare (placeID);
CREATE TABLE conversationShareOpening (
  shareID BLOB NOT NULL REFERENCES conversationShare ON DELETE CASCADE, personID BLOB NOT NULL,
  PRIMARY KEY (shareID, personID)) STRICT, WITHOUT ROWID;
CREATE INDEX conversationShareOpening_person ON conversationShareOpening (personID);
CREATE TABLE "document" ("number" INTEGER PRIMARY KEY AUTOINCREMENT, "id" BLOB NOT NULL UNIQUE, "collectionID" BLOB NOT NULL REFERENCES "collection"("id"), "fileName" TEXT NOT NULL CHECK (LENGTH("fileName") > 0), "hash" BLOB NOT NULL CHECK (LENGTH("hash") = 32), "byteCount" INTEGER NOT NULL, "state" TEXT NOT NULL CHECK ("state" IN ('waiting', 'ready', 'refused')), "problemCode" TEXT, "problem" TEXT, "kind" TEXT, "title" TEXT, "author" TEXT, "language" TEXT, "pageCount" INTEGER NOT NULL DEFAULT 0, "passageCount" INTEGER NOT NULL DEFAULT 0, "pagesWithoutText" TEXT NOT NULL DEFAULT '[]', "outline" TEXT NOT NULL DEFAULT '[]', "addedAt" TEXT NOT NULL, "isbn" TEXT, "sku" TEXT, "addedBy" BLOB, "notices" TEXT NOT NULL DEFAULT '[]', "edition" TEXT, "modified" TEXT, "version" INTEGER, "replaces" INTEGER NOT NULL DEFAULT 0, "family" TEXT NOT NULL DEFAULT '', "sealed" BLOB, "sealedOutline" BLOB, UNIQUE ("collectionID", "hash")) STRICT;
CREATE INDEX "document_family" ON "document"("family");
CREATE INDEX "document_hash" ON "document"("hash");
CREATE TABLE "documentChange" ("number" INTEGER PRIMARY KEY AUTOINCREMENT, "document" INTEGER NOT NULL) STRICT;
CREATE TABLE "embedder" ("number" INTEGER PRIMARY KEY AUTOINCREMENT, "id" BLOB NOT NULL UNIQUE, "baseURL" TEXT NOT NULL, "model" TEXT NOT NULL, "dimensions" INTEGER NOT NULL CHECK (dimensions > 0 AND dimensions % 64 = 0), "asksDimensions" INTEGER NOT NULL, "key" BLOB, "state" TEXT NOT NULL UNIQUE CHECK ("state" IN ('filling', 'serving')), "addedAt" TEXT NOT NULL, "problem" TEXT) STRICT;
CREATE TABLE fileRemoval (
  hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32), since TEXT NOT NULL) STRICT;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
CREATE TABLE "guardianship" ("guardianID" BLOB NOT NULL REFERENCES "person"("id") ON DELETE CASCADE, "studentID" BLOB NOT NULL REFERENCES "person"("id") ON DELETE CASCADE, PRIMARY KEY ("guardianID", "studentID")) STRICT;
CREATE INDEX "guardianship_on_studentID" ON "guardianship"("studentID");
CREATE TABLE handOver (
  id BLOB PRIMARY KEY NOT NULL, conversationID BLOB NOT NULL REFERENCES conversation ON DELETE CASCADE,
  messageID BLOB NOT NULL UNIQUE REFERENCES message ON DELETE CASCADE, askerID BLOB NOT NULL, placeID BLOB,
  coachID BLOB, kind TEXT NOT NULL CHECK (kind IN ('question', 'flag')),
  state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')), createdAt TEXT NOT NULL, takenByID BLOB, includesBefore INTEGER NOT NULL DEFAULT 0)
  STRICT, WITHOUT ROWID;
CREATE INDEX handOver_conversation ON handOver (conversationID);
CREATE INDEX handOver_place ON handOver (placeID, state, id);
CREATE TABLE idempotencyKey (
  caller TEXT NOT NULL, key TEXT NOT NULL, personID BLOB, run BLOB NOT NULL,
  startedAt TEXT NOT NULL, fingerprint BLOB, bodyBytes INTEGER, status INTEGER, answer BLOB,
  PRIMARY KEY (caller, key)) STRICT;
CREATE INDEX idempotencyKey_on_person ON idempotencyKey(personID);
CREATE INDEX idempotencyKey_on_start ON idempotencyKey(startedAt);
CREATE TABLE identity (
  issuer TEXT NOT NULL, subjectHash BLOB NOT NULL CHECK (length(subjectHash) = 32),
  personID BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE, linkedAt TEXT NOT NULL,
  confirmedAt TEXT, PRIMARY KEY (issuer, subjectHash)) STRICT;
CREATE INDEX identity_personID ON identity (personID);
CREATE TABLE "job" (
  id BLOB PRIMARY KEY NOT NULL, kind TEXT NOT NULL, subject BLOB NOT NULL,
  payload TEXT NOT NULL DEFAULT '{}', lane TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'dropped')),
  priority INTEGER NOT NULL, turn INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL,
  addedAt TEXT NOT NULL, runAfter TEXT NOT NULL, startedAt TEXT, finishedAt TEXT,
  progress REAL NOT NULL, stage TEXT, problem TEXT) STRICT;
CREATE INDEX job_next ON job(state, lane, priority, turn, runAfter);
CREATE INDEX job_on_subject ON job(subject);
CREATE TABLE keyDestruction (
  kind TEXT NOT NULL, subject BLOB NOT NULL CHECK (length(subject) = 16), at TEXT NOT NULL,
  doneAt TEXT, PRIMARY KEY (kind, subject)) STRICT, WITHOUT ROWID;
CREATE TABLE keyGeneration (
  generation INTEGER NOT NULL CHECK (generation >= 0),
  isUnchecked INTEGER NOT NULL DEFAULT 0 CHECK (isUnchecked IN (0, 1))) STRICT;
CREATE TABLE "libraryIdentity" ("id" BLOB NOT NULL CHECK (LENGTH("id") = 16)) STRICT;
CREATE TABLE mail (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16), at TEXT NOT NULL, kind TEXT NOT NULL,
  personID BLOB, recipient BLOB NOT NULL, content BLOB,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'bounced')),
  attempts INTEGER NOT NULL, runAfter TEXT NOT NULL, giveUpAt TEXT NOT NULL,
  messageID TEXT NOT NULL UNIQUE, endedAt TEXT, problem TEXT, words BLOB) STRICT;
CREATE INDEX mail_next ON mail (state, runAfter);
CREATE INDEX mail_person ON mail (personID);
CREATE TABLE "membership" ("id" BLOB PRIMARY KEY NOT NULL, "personID" BLOB NOT NULL REFERENCES "person"("id") ON DELETE CASCADE, "placeID" BLOB NOT NULL REFERENCES "place"("id") ON DELETE CASCADE, "role" TEXT NOT NULL, "rosterID" TEXT, "source" TEXT NOT NULL CHECK ("source" IN ('hand', 'roster', 'provider')), "beginsOn" TEXT, "endsOn" TEXT, UNIQUE ("personID", "placeID", "role")) STRICT;
CREATE INDEX "membership_on_placeID" ON "membership"("placeID");
CREATE INDEX "membership_on_rosterID" ON "membership"("rosterID");
CREATE TABLE message (
  id BLOB PRIMARY KEY NOT NULL, conversationID BLOB NOT NULL REFERENCES conversation ON DELETE CASCADE,
  parentID BLOB REFERENCES message ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('question', 'answer', 'coach')), body BLOB NOT NULL, authorID BLOB,
  createdAt TEXT NOT NULL, domains TEXT NOT NULL, level TEXT, provider TEXT, tier TEXT,
  inputTokens INTEGER NOT NULL, outputTokens INTEGER NOT NULL, cost INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL, isFromCache INTEGER NOT NULL,
  feedback INTEGER NOT NULL CHECK (feedback IN (-1, 0, 1)), feedbackReasons TEXT NOT NULL) STRICT;
CREATE INDEX message_conversation ON message (conversationID, createdAt);
CREATE INDEX message_parent ON message (parentID);
CREATE TABLE modelCall (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, purpose TEXT NOT NULL,
  provider TEXT NOT NULL, host TEXT NOT NULL, model TEXT NOT NULL,
  sentBytes INTEGER NOT NULL, sentHash BLOB NOT NULL CHECK (length(sentHash) = 32),
  hidden INTEGER NOT NULL, inputTokens INTEGER NOT NULL, outputTokens INTEGER NOT NULL,
  cost INTEGER NOT NULL, milliseconds INTEGER NOT NULL, outcome TEXT NOT NULL, placeID BLOB) STRICT;
CREATE INDEX modelCall_spent ON modelCall (at, actor, cost);
CREATE TABLE modelProvider (
  id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL UNIQUE, baseURL TEXT NOT NULL, model TEXT NOT NULL, key BLOB,
  inputPrice INTEGER NOT NULL CHECK (inputPrice >= 0),
  outputPrice INTEGER NOT NULL CHECK (outputPrice >= 0),
  position INTEGER NOT NULL, addedAt TEXT NOT NULL, cachedPrice INTEGER NOT NULL DEFAULT 0, tier TEXT NOT NULL DEFAULT 'balanced', contextTokens INTEGER NOT NULL DEFAULT 32768, isInside INTEGER NOT NULL DEFAULT 1, keySetAt TEXT NOT NULL DEFAULT '2026-11-21 00:00:00.000', form TEXT NOT NULL DEFAULT '{}', verdict TEXT, verdictReason TEXT, kind TEXT NOT NULL DEFAULT 'openai', agreementOn TEXT, retentionDays INTEGER CHECK (retentionDays >= 0), trainsOnData INTEGER CHECK (trainsOnData IN (0, 1)), region TEXT, requestsPerMinute INTEGER CHECK (requestsPerMinute > 0), tokensPerMinute INTEGER CHECK (tokensPerMinute > 0)) STRICT, WITHOUT ROWID;
CREATE TABLE "oneTimeCode" ("personID" BLOB PRIMARY KEY NOT NULL REFERENCES "person"("id") ON DELETE CASCADE, "secret" BLOB NOT NULL, "lastStep" INTEGER NOT NULL) STRICT;
CREATE TABLE outboundCall (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, purpose TEXT NOT NULL, host TEXT NOT NULL,
  leftBuilding INTEGER NOT NULL, classes TEXT NOT NULL, bytes INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32), outcome TEXT NOT NULL,
  milliseconds INTEGER NOT NULL) STRICT;
CREATE TABLE "page" ("document" INTEGER NOT NULL REFERENCES "document"("number") ON DELETE CASCADE, "number" INTEGER NOT NULL, "label" TEXT, "width" REAL NOT NULL, "height" REAL NOT NULL, "text" TEXT NOT NULL, "join" INTEGER NOT NULL, "layout" BLOB NOT NULL, "certainty" REAL, "sealed" BLOB, PRIMARY KEY ("document", "number")) STRICT;
CREATE TABLE "passage" ("number" INTEGER PRIMARY KEY AUTOINCREMENT, "document" INTEGER NOT NULL REFERENCES "document"("number") ON DELETE CASCADE, "ordinal" INTEGER NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, "firstPage" INTEGER NOT NULL, "lastPage" INTEGER NOT NULL, "headingPath" TEXT NOT NULL, "text" TEXT NOT NULL, "windows" BLOB NOT NULL, "sentences" BLOB NOT NULL, "isSealed" INTEGER NOT NULL CHECK ("isSealed" IN (0, 1)) DEFAULT 0) STRICT;
CREATE INDEX "passage_on_document" ON "passage"("document");
CREATE TABLE passageDomain (
  passage INTEGER NOT NULL REFERENCES passage ON DELETE CASCADE, domain TEXT NOT NULL,
  PRIMARY KEY (passage, domain)) STRICT, WITHOUT ROWID;
CREATE TABLE "passageEmbedding" ("embedder" INTEGER NOT NULL REFERENCES "embedder"("number") ON DELETE CASCADE, "passage" INTEGER NOT NULL REFERENCES "passage"("number") ON DELETE CASCADE, "vector" BLOB NOT NULL, PRIMARY KEY ("embedder", "passage")) STRICT;
CREATE INDEX "passageEmbedding_on_passage" ON "passageEmbedding"("passage");
CREATE TABLE "passageRefusal" ("embedder" INTEGER NOT NULL REFERENCES "embedder"("number") ON DELETE CASCADE, "passage" INTEGER NOT NULL REFERENCES "passage"("number") ON DELETE CASCADE, "reason" TEXT NOT NULL, PRIMARY KEY ("embedder", "passage")) STRICT;
CREATE INDEX "passageRefusal_on_passage" ON "passageRefusal"("passage");
CREATE VIRTUAL TABLE passageText USING fts5(
    text, content='passage', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE passageWord USING fts5vocab(passageText, instance);
CREATE TABLE "passkey" ("credentialID" BLOB PRIMARY KEY NOT NULL, "id" BLOB NOT NULL UNIQUE, "personID" BLOB NOT NULL REFERENCES "person"("id") ON DELETE CASCADE, "name" TEXT NOT NULL, "publicKey" BLOB NOT NULL, "signCount" INTEGER NOT NULL, "createdAt" TEXT NOT NULL, "usedAt" TEXT) STRICT;
CREATE INDEX "passkey_on_personID" ON "passkey"("personID");
CREATE TABLE "person" (
  id BLOB PRIMARY KEY NOT NULL, particulars BLOB,
  emailHash BLOB UNIQUE CHECK (length(emailHash) = 32),
  userNameHash BLOB UNIQUE CHECK (length(userNameHash) = 32),
  rosterIDHash BLOB UNIQUE CHECK (length(rosterIDHash) = 32),
  state TEXT NOT NULL CHECK (state IN ('active', 'suspended')), suspendedAt TEXT,
  createdAt TEXT NOT NULL, lastSignInAt TEXT, password BLOB, readdressedAt TEXT,
  renumberedAt TEXT) STRICT;
CREATE TABLE personKey (personID BLOB PRIMARY KEY NOT NULL, key BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE "place" ("id" BLOB PRIMARY KEY NOT NULL, "kind" TEXT NOT NULL CHECK ("kind" IN ('district', 'school', 'team', 'class')), "parentID" BLOB REFERENCES "place"("id") ON DELETE CASCADE, "name" TEXT NOT NULL CHECK (LENGTH("name") > 0), "rosterID" TEXT UNIQUE, "endedAt" TEXT, CHECK ((kind = 'district') = (parentID IS NULL))) STRICT;
CREATE INDEX "place_on_parentID" ON "place"("parentID");
CREATE UNIQUE INDEX place_oneDistrict ON place (kind) WHERE kind = 'district';
CREATE TABLE "provider" ("id" BLOB PRIMARY KEY NOT NULL, "kind" TEXT NOT NULL, "name" TEXT NOT NULL UNIQUE, "isEnabled" INTEGER NOT NULL, "clientID" TEXT NOT NULL, "secret" BLOB NOT NULL, "settings" TEXT NOT NULL, "changedBy" TEXT NOT NULL DEFAULT '', "changedAt" TEXT, "reach" TEXT NOT NULL DEFAULT '[]', "confirmedBy" TEXT, "confirmedReach" TEXT, "route" TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE "recoveryCode" ("personID" BLOB NOT NULL REFERENCES "person"("id") ON DELETE CASCADE, "codeHash" BLOB PRIMARY KEY NOT NULL CHECK (LENGTH("codeHash") = 32)) STRICT;
CREATE INDEX "recoveryCode_on_personID" ON "recoveryCode"("personID");
CREATE TABLE "role" ("id" TEXT PRIMARY KEY NOT NULL, "name" TEXT NOT NULL UNIQUE, "permissions" TEXT NOT NULL) STRICT;
CREATE TABLE rosterImport (
  id BLOB PRIMARY KEY NOT NULL, at TEXT NOT NULL, fileHash BLOB NOT NULL, report BLOB NOT NULL)
  STRICT;
CREATE TABLE "rosterLeaver" ("personID" BLOB PRIMARY KEY NOT NULL REFERENCES "person"("id") ON DELETE CASCADE) STRICT;
CREATE TABLE schedule (
  name TEXT PRIMARY KEY NOT NULL, knownSince TEXT NOT NULL, startedAt TEXT, endedAt TEXT,
  outcome TEXT CHECK (outcome IN ('done', 'failed')), problem TEXT) STRICT;
CREATE TABLE sealedBlock (
  first INTEGER PRIMARY KEY NOT NULL, document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
  passages INTEGER NOT NULL CHECK (passages > 0),
  kind TEXT NOT NULL, subject BLOB NOT NULL CHECK (length(subject) = 16),
  texts BLOB NOT NULL, words BLOB NOT NULL, sentences BLOB NOT NULL) STRICT;
CREATE INDEX sealedBlock_document ON sealedBlock (document);
CREATE INDEX sealedBlock_subject ON sealedBlock (kind, subject);
CREATE TABLE "session" ("tokenHash" BLOB PRIMARY KEY NOT NULL CHECK (LENGTH("tokenHash") = 32), "id" BLOB NOT NULL UNIQUE, "personID" BLOB NOT NULL REFERENCES "person"("id") ON DELETE CASCADE, "stage" TEXT NOT NULL CHECK ("stage" IN ('complete', 'secondFactor', 'enrolment')), "usedAt" TEXT NOT NULL, "idleSeconds" INTEGER NOT NULL, "endsAt" TEXT NOT NULL, "record" BLOB NOT NULL, "confirmedAt" TEXT) STRICT;
CREATE INDEX "session_on_personID" ON "session"("personID");
CREATE TABLE setting (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;
CREATE TABLE "setupLink" ("tokenHash" BLOB PRIMARY KEY NOT NULL CHECK (LENGTH("tokenHash") = 32), "expiresAt" TEXT NOT NULL) STRICT;
CREATE TABLE unsealedIdentity (
  issuer TEXT NOT NULL, subject TEXT NOT NULL,
  personID BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE, linkedAt TEXT NOT NULL,
  confirmedAt TEXT, PRIMARY KEY (issuer, subject)) STRICT;
CREATE TABLE unsealedImport (
  id BLOB PRIMARY KEY NOT NULL, at TEXT NOT NULL, fileHash BLOB NOT NULL, report TEXT NOT NULL)
  STRICT;
CREATE TABLE unsealedPerson (
  id BLOB PRIMARY KEY NOT NULL, givenName TEXT NOT NULL, familyName TEXT NOT NULL, email TEXT,
  userName TEXT, rosterID TEXT) STRICT;
