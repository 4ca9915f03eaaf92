/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-schema.h"

#include <glib/gi18n-lib.h>

/* Step n makes version n. A step that has been released is never changed; a new one is added below it. */
static const char *const steps[] = {
  "CREATE TABLE tenant (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL) STRICT;"

  /* The password itself is nowhere: digest = PBKDF2-HMAC-SHA256 (password, salt, iterations). */
  "CREATE TABLE user (tenant TEXT NOT NULL REFERENCES tenant, id TEXT NOT NULL, name TEXT NOT NULL,"
  " role TEXT NOT NULL, salt BLOB NOT NULL, iterations INTEGER NOT NULL, digest BLOB NOT NULL,"
  " disabled INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, PRIMARY KEY (tenant, id),"
  " UNIQUE (tenant, name)) STRICT;"

  /* digest = SHA-256 of the token: whoever reads the file cannot sign in with it. */
  "CREATE TABLE token (digest TEXT PRIMARY KEY, tenant TEXT NOT NULL, user TEXT NOT NULL, device TEXT,"
  " created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER,"
  " FOREIGN KEY (tenant, user) REFERENCES user (tenant, id)) STRICT, WITHOUT ROWID;"

  "CREATE TABLE tenant_head (tenant TEXT PRIMARY KEY REFERENCES tenant, seq INTEGER NOT NULL,"
  " chain TEXT NOT NULL, epoch TEXT NOT NULL) STRICT, WITHOUT ROWID;"

  /* One row a record at its newest sequence; 'batch' is the first sequence of the transaction that wrote it. */
  "CREATE TABLE document (tenant TEXT NOT NULL REFERENCES tenant, type TEXT NOT NULL, id TEXT NOT NULL,"
  " rev INTEGER NOT NULL, seq INTEGER NOT NULL, batch INTEGER NOT NULL, deleted INTEGER NOT NULL,"
  " body TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (tenant, type, id), UNIQUE (tenant, seq)) STRICT;"

  "CREATE TABLE change_log (tenant TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,"
  " rev INTEGER NOT NULL, hash TEXT NOT NULL, chain TEXT NOT NULL, at INTEGER NOT NULL, user TEXT,"
  " PRIMARY KEY (tenant, seq)) STRICT, WITHOUT ROWID;"

  "CREATE TABLE applied (tenant TEXT NOT NULL, mutation TEXT NOT NULL, replica TEXT NOT NULL,"
  " counter INTEGER NOT NULL, payload_hash TEXT NOT NULL, outcome TEXT NOT NULL, result TEXT NOT NULL,"
  " user TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (tenant, mutation)) STRICT;"

  "CREATE TABLE replica (tenant TEXT NOT NULL, id TEXT NOT NULL, acknowledged INTEGER NOT NULL,"
  " seen_at INTEGER NOT NULL, PRIMARY KEY (tenant, id)) STRICT, WITHOUT ROWID;"

  /* What was asked of a bureau. The id of the invoice is the bureau's idempotency key. */
  "CREATE TABLE submission (tenant TEXT NOT NULL, invoice TEXT NOT NULL, order_id TEXT NOT NULL,"
  " gateway TEXT NOT NULL, payload_hash TEXT NOT NULL, state TEXT NOT NULL"
  " CHECK (state IN ('queued', 'sending', 'unknown', 'issued', 'failed')),"
  " attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL, sent_at INTEGER, user TEXT NOT NULL,"
  " reason TEXT, PRIMARY KEY (tenant, invoice)) STRICT, WITHOUT ROWID;"
  /* One order is never invoiced twice: at most one submission of it that has not failed. */
  "CREATE UNIQUE INDEX submission_once ON submission (tenant, order_id) WHERE state <> 'failed';"
  "CREATE INDEX submission_due ON submission (next_at) WHERE state IN ('queued', 'sending', 'unknown');"

  "CREATE TABLE file (tenant TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,"
  " media_type TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (tenant, sha256)) STRICT, WITHOUT "
  "ROWID;",

  /* What two sides compare: each record's part of the digest, its month and its amount in fen, all in one index; and
   * the sums, kept in the transactions that write records (sync: 2.7). */
  "ALTER TABLE document ADD COLUMN digest BLOB;"
  "ALTER TABLE document ADD COLUMN month TEXT;"
  "ALTER TABLE document ADD COLUMN total INTEGER;"
  "UPDATE document SET digest = pd_digest (id, rev, hash), month = pd_month (body), total = pd_total (body)"
  " WHERE deleted = 0;"
  "CREATE INDEX document_digest ON document (tenant, type, month, id, rev, digest, total) WHERE deleted = 0;"
  "CREATE TABLE digest (tenant TEXT NOT NULL REFERENCES tenant, stream TEXT NOT NULL, type TEXT NOT NULL,"
  " count INTEGER NOT NULL, sum BLOB NOT NULL, PRIMARY KEY (tenant, stream, type)) STRICT, WITHOUT ROWID;"
  "INSERT INTO digest SELECT tenant, 'all', type, count (*), pd_digest_sum (digest) FROM document"
  " WHERE deleted = 0 GROUP BY tenant, type;",

  /* Attachments: how much of each file is on the disk, and which records name it (sync: 2.9). */
  "CREATE TABLE blob (tenant TEXT NOT NULL REFERENCES tenant, sha256 TEXT NOT NULL, size INTEGER NOT NULL,"
  " received INTEGER NOT NULL, complete INTEGER NOT NULL, created_at INTEGER NOT NULL,"
  " unreferenced_at INTEGER, PRIMARY KEY (tenant, sha256)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX blob_unreferenced ON blob (unreferenced_at) WHERE unreferenced_at IS NOT NULL;"
  "CREATE TABLE blob_reference (tenant TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, sha256 TEXT NOT "
  "NULL,"
  " PRIMARY KEY (tenant, type, id, sha256)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX blob_reference_by_file ON blob_reference (tenant, sha256);",

  /* Records are synchronised by streams. A record whose month moves to another year leaves a stream: 'month' is the one
   * that it had there. What was deleted keeps the month that it had. */
  "CREATE TABLE departure (tenant TEXT NOT NULL REFERENCES tenant, type TEXT NOT NULL, id TEXT NOT NULL,"
  " stream TEXT NOT NULL, rev INTEGER NOT NULL, seq INTEGER NOT NULL, batch INTEGER NOT NULL,"
  " PRIMARY KEY (tenant, type, id, stream)) STRICT, WITHOUT ROWID;"
  "CREATE UNIQUE INDEX departure_seq ON departure (tenant, seq);"
  "DELETE FROM digest;"
  "INSERT INTO digest SELECT tenant, pd_stream (type, month), type, count (*), pd_digest_sum (digest)"
  " FROM document WHERE deleted = 0 GROUP BY 1, 2, 3;",

  /* What records are found by, see pd-platform-search.c. */
  "CREATE TABLE searched (key INTEGER PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenant, type TEXT NOT "
  "NULL,"
  " id TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (tenant, type, id)) STRICT;"
  "CREATE TABLE search_due (key INTEGER PRIMARY KEY, tenant TEXT NOT NULL, was TEXT) STRICT;"
  "CREATE VIRTUAL TABLE search USING fts5 (grams, content = '', detail = none, columnsize = 0,"
  " tokenize = 'ascii');"
  "INSERT INTO searched (tenant, type, id, text) SELECT tenant, type, id, text FROM"
  " (SELECT tenant, type, id, pd_search_text (body) AS text FROM document WHERE deleted = 0 ORDER BY seq)"
  " WHERE text IS NOT NULL;"
  "INSERT INTO search (rowid, grams) SELECT key, pd_search_grams (tenant, text) FROM searched ORDER BY key;",
  /* Passwords of other servers, sealed with a key that is not in here: pd-platform-secrets.c. */
  "CREATE TABLE secret (tenant TEXT NOT NULL REFERENCES tenant, name TEXT NOT NULL, sealed BLOB NOT NULL,"
  " changed_at INTEGER NOT NULL, PRIMARY KEY (tenant, name)) STRICT, WITHOUT ROWID;",

  /* Mail that goes out, one row a delivery, and each tenant's server: pd-platform-mail.h tells the steps. */
  "CREATE TABLE mail_server (tenant TEXT PRIMARY KEY REFERENCES tenant, host TEXT NOT NULL,"
  " port INTEGER NOT NULL, security TEXT NOT NULL CHECK (security IN ('starttls', 'tls', 'unprotected')),"
  " sender TEXT NOT NULL, sender_name TEXT, user TEXT, authority TEXT, language TEXT NOT NULL,"
  " changed_at INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0,"
  " reason TEXT) STRICT, WITHOUT ROWID;"
  "CREATE TABLE mail (tenant TEXT NOT NULL REFERENCES tenant, delivery TEXT NOT NULL,"
  " state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'handed_over', 'done')),"
  " generation INTEGER NOT NULL DEFAULT 1, attempts INTEGER NOT NULL DEFAULT 0, first_at INTEGER,"
  " dated_at INTEGER, next_at INTEGER NOT NULL, lease_until INTEGER, PRIMARY KEY (tenant, delivery)) STRICT,"
  " WITHOUT ROWID;"
  "CREATE INDEX mail_due ON mail (next_at) WHERE state = 'waiting';"
  "CREATE INDEX mail_under_way ON mail (tenant, lease_until) WHERE state IN ('sending', 'handed_over');",
  /* The ledger of what was asked of a bureau, see pd-platform-ledger.c. Until now the id of the invoice was the key. */
  "ALTER TABLE submission RENAME TO submission_before;"
  "DROP INDEX submission_once;"
  "DROP INDEX submission_due;"
  "CREATE TABLE submission (tenant TEXT NOT NULL, record TEXT NOT NULL, what TEXT NOT NULL, order_id TEXT,"
  " key TEXT NOT NULL, generation INTEGER NOT NULL, gateway TEXT NOT NULL, payload_hash TEXT NOT NULL,"
  " state TEXT NOT NULL CHECK (state IN ('queued', 'waiting', 'sending', 'sent', 'unknown', 'held', 'issued',"
  " 'failed')), step TEXT NOT NULL CHECK (step IN ('', 'send', 'query', 'retry', 'files', 'act')), action "
  "TEXT,"
  " attempts INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL,"
  " queued_at INTEGER NOT NULL, sent_at INTEGER, ended_at INTEGER, lease_until INTEGER, serial TEXT, code "
  "TEXT,"
  " reason TEXT, is_spent INTEGER NOT NULL DEFAULT 0, user TEXT, PRIMARY KEY (tenant, record)) STRICT, "
  "WITHOUT ROWID;"
  "INSERT INTO submission (tenant, record, what, order_id, key, generation, gateway, payload_hash, state, "
  "step,"
  " attempts, next_at, queued_at, sent_at, reason, user) SELECT tenant, invoice, 'invoice', order_id, "
  "invoice, 1,"
  " gateway, payload_hash, state, CASE state WHEN 'queued' THEN 'send' WHEN 'sending' THEN 'query'"
  " WHEN 'unknown' THEN 'query' ELSE '' END, attempts, next_at, coalesce (sent_at, next_at), sent_at, "
  "reason, user"
  " FROM submission_before;"
  "DROP TABLE submission_before;"
  /* One order is never invoiced twice: at most one submission of it that has not failed; and one of each key. */
  "CREATE UNIQUE INDEX submission_once ON submission (tenant, order_id)"
  " WHERE state <> 'failed' AND what = 'invoice';"
  "CREATE UNIQUE INDEX submission_key ON submission (tenant, key) WHERE state <> 'failed';"
  "CREATE INDEX submission_order ON submission (tenant, order_id);"
  "CREATE INDEX submission_due ON submission (tenant, next_at) WHERE step <> '';"
  "CREATE INDEX submission_waiting ON submission (tenant) WHERE state IN ('waiting', 'held');"
  /* How a company stands with its bureau, beside the record that its people see. */
  "CREATE TABLE bureau_account (tenant TEXT PRIMARY KEY REFERENCES tenant, record TEXT NOT NULL,"
  " next_call_at INTEGER NOT NULL DEFAULT 0, is_held INTEGER NOT NULL DEFAULT 0, is_out INTEGER NOT NULL "
  "DEFAULT 0,"
  " session_action TEXT, session_argument TEXT, session_at INTEGER, quota_at INTEGER,"
  " quota_refresh INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;",

  /* Forms of reversal. An invoice that was reversed as a whole spends its key: its order may be invoiced once more, under
   * the next one. As long as any of it stands, there is one submission of an order at most, as before. */
  "DROP INDEX submission_once;"
  "CREATE UNIQUE INDEX submission_once ON submission (tenant, order_id)"
  " WHERE state <> 'failed' AND what = 'invoice' AND is_spent = 0;"
  "ALTER TABLE bureau_account ADD COLUMN forms_at INTEGER;",

  /* Each tenant's own connection to a provider; its secret is among the secrets. */
  "CREATE TABLE gateway_account (tenant TEXT PRIMARY KEY REFERENCES tenant, kind TEXT NOT NULL,"
  " app_key TEXT NOT NULL, clerk TEXT, extension TEXT, pace INTEGER NOT NULL DEFAULT 0, services_url TEXT,"
  " token_url TEXT, changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
  "ALTER TABLE bureau_account ADD COLUMN test_at INTEGER;",

  /* Questions whether an invoice is genuine, and each tenant's connection for them: pd-platform-verify.h. */
  "CREATE TABLE verify_account (tenant TEXT PRIMARY KEY REFERENCES tenant, app_id TEXT NOT NULL, url TEXT,"
  " authority TEXT, changed_at INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0,"
  " next_at INTEGER NOT NULL DEFAULT 0, reason TEXT) STRICT, WITHOUT ROWID;"
  "CREATE TABLE verification (tenant TEXT NOT NULL REFERENCES tenant, record TEXT NOT NULL,"
  " inputs TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'asking', 'done')),"
  " attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL, lease_until INTEGER, verdict TEXT,"
  " verified_at INTEGER, PRIMARY KEY (tenant, record)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX verification_due ON verification (next_at) WHERE state = 'waiting';"
  "CREATE INDEX verification_asking ON verification (lease_until) WHERE state = 'asking';"
  "CREATE INDEX verification_inputs ON verification (tenant, inputs, verified_at);",

  /* A mail that only tries a tenant's server out, and how that went. */
  "CREATE TABLE mail_trial (tenant TEXT PRIMARY KEY REFERENCES tenant, recipient TEXT NOT NULL,"
  " state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'done')), asked_at INTEGER NOT NULL,"
  " tried_at INTEGER, result TEXT, reason TEXT) STRICT, WITHOUT ROWID;",

  /* What was asked for first is sent first: 'place'. 'is_cut' waits because the provider could not be reached; the first
   * word from it ends that. 'net' counts against what is left of the month's quota, fen, as far as anybody knows.
   * 'connection' goes up with each other gateway. */
  "ALTER TABLE submission ADD COLUMN place INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE submission ADD COLUMN is_cut INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE submission ADD COLUMN net INTEGER NOT NULL DEFAULT 0;"
  "CREATE INDEX submission_place ON submission (tenant, place);"
  "CREATE INDEX submission_cut ON submission (tenant) WHERE is_cut = 1;"
  "ALTER TABLE bureau_account ADD COLUMN connection INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE bureau_account ADD COLUMN quota_left INTEGER;"
  "ALTER TABLE bureau_account ADD COLUMN short_at INTEGER;",

  /* The provider's list is asked for, of these days. What is sent, and what is asked, is found in its own order. */
  "ALTER TABLE bureau_account ADD COLUMN list_at INTEGER;"
  "ALTER TABLE bureau_account ADD COLUMN list_from TEXT;"
  "ALTER TABLE bureau_account ADD COLUMN list_to TEXT;"
  "CREATE INDEX submission_send ON submission (tenant, place) WHERE step = 'send';"
  "CREATE INDEX submission_ask ON submission (tenant, next_at) WHERE step <> '' AND step NOT IN ('send', "
  "'retry');"
  "CREATE INDEX submission_lease ON submission (tenant, lease_until) WHERE lease_until IS NOT NULL;",

  /* Of what is older than this the bureau may have more than is known here. */
  "ALTER TABLE tenant_head ADD COLUMN restored_at INTEGER;",

  /* Told by nobody, the planner takes a tenant for ten rows, and goes through all of them for those of one order: here is
   * what a ledger of years looks like, of which little is open. */
  "ANALYZE gateway_account; DELETE FROM sqlite_stat1;"
  "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES"
  " ('submission', 'submission', '1000000 100000 1'), ('submission', 'submission_order', '1000000 100000 1'),"
  " ('submission', 'submission_key', '1000000 100000 1'), ('submission', 'submission_once', '1000000 100000 "
  "1'),"
  " ('submission', 'submission_place', '1000000 100000 1'), ('submission', 'submission_due', '1000 100 1'),"
  " ('submission', 'submission_ask', '1000 100 1'), ('submission', 'submission_send', '1000 100 1'),"
  " ('submission', 'submission_waiting', '100 10'), ('submission', 'submission_cut', '100 10'),"
  " ('submission', 'submission_lease', '100 10 1');"
  "ANALYZE sqlite_schema;",

  /* By what a record is looked for besides its id: pd_record_subject(). */
  "ALTER TABLE document ADD COLUMN subject TEXT;"
  "CREATE INDEX document_subject ON document (tenant, type, subject) WHERE subject IS NOT NULL;",

  /* Shops that put orders in, by their tokens; and what each of them sent under which number of its own. */
  "CREATE TABLE shop (tenant TEXT NOT NULL REFERENCES tenant, name TEXT NOT NULL, digest TEXT NOT NULL "
  "UNIQUE,"
  " created_at INTEGER NOT NULL, PRIMARY KEY (tenant, name)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE intake (tenant TEXT NOT NULL REFERENCES tenant, shop TEXT NOT NULL, number TEXT NOT NULL,"
  " payload_hash TEXT NOT NULL, record TEXT NOT NULL, at INTEGER NOT NULL,"
  " PRIMARY KEY (tenant, shop, number)) STRICT, WITHOUT ROWID;",

  /* What a token of theirs opens; and the orders by the numbers of their parcels, see pd-platform-parcels.c. */
  "ALTER TABLE shop ADD COLUMN purpose TEXT NOT NULL DEFAULT 'orders'"
  " CHECK (purpose IN ('orders', 'tracking'));"
  "CREATE TABLE parcel (tenant TEXT NOT NULL REFERENCES tenant, number TEXT NOT NULL, record TEXT NOT NULL,"
  " PRIMARY KEY (tenant, number, record)) STRICT, WITHOUT ROWID;"
  "INSERT OR IGNORE INTO parcel SELECT tenant, number, id FROM (SELECT document.tenant, document.id AS id,"
  " pd_tracking_number (json_extract (entry.value, '$.tracking_number')) AS number"
  " FROM document, json_each (document.body, '$.parcels') AS entry"
  " WHERE document.type = 'order' AND document.deleted = 0) WHERE number IS NOT NULL;",
};

/**
 * pd_platform_schema_migrate:
 *
 * Brings the database to this program's version, each step in a transaction of its own; a newer file is
 * refused and left as it is.
 */
gboolean
pd_platform_schema_migrate (PdPlatformSql *sql, GError **error)
{
  gint64 version = 0;

  if (!pd_platform_sql_get_integer (sql, &version, error, "PRAGMA user_version", ""))
    return FALSE;
  if (version > (gint64) G_N_ELEMENTS (steps))
    {
      g_set_error_literal (
          error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_NEWER,
          _ ("These data were written by a newer version of the platform. Nothing was changed. "
             "Install that version again, or a later one."));
      return FALSE;
    }
  for (gsize step = (gsize) version; step < G_N_ELEMENTS (steps); step++)
    {
      g_autofree char *script =
          g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA user_version = %" G_GSIZE_FORMAT "; COMMIT;",
                           steps[step], step + 1);

      if (!pd_platform_sql_script (sql, script, error))
        {
          pd_platform_sql_rollback (sql, "ROLLBACK");
          return FALSE;
        }
    }
  return TRUE;
}
