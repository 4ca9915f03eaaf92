/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-digest.h"

#include "model/pd-record-month.h"
#include "model/pd-record-stream.h"
#include "model/pd-workflow.h"

/* Functions of our own in SQL: for the step that fills an older database, and for sums over an index. */

static void
result_bytes (sqlite3_context *context, const guint8 bytes[PD_DIGEST_SIZE])
{
  sqlite3_result_blob (context, bytes, PD_DIGEST_SIZE, SQLITE_TRANSIENT);
}

static const guint8 *
argument_bytes (sqlite3_value *value)
{
  return sqlite3_value_type (value) == SQLITE_BLOB && sqlite3_value_bytes (value) == PD_DIGEST_SIZE
             ? sqlite3_value_blob (value)
             : NULL;
}

/* pd_digest (id, revision, content hash) */
static void
digest_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  const char *id = (const char *) sqlite3_value_text (values[0]);
  const char *hash = (const char *) sqlite3_value_text (values[2]);
  guint8 digest[PD_DIGEST_SIZE];

  if (id == NULL || hash == NULL)
    return;
  pd_digest_hash (id, sqlite3_value_int64 (values[1]), hash, digest);
  result_bytes (context, digest);
}

/* pd_digest_plus (sum, difference) */
static void
plus_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  const guint8 *sum = argument_bytes (values[0]);
  const guint8 *difference = argument_bytes (values[1]);
  PdDigest total = { 0 };
  guint8 bytes[PD_DIGEST_SIZE];

  if (sum != NULL)
    pd_digest_add (&total, sum);
  if (difference != NULL)
    pd_digest_add (&total, difference);
  pd_digest_get_sum (&total, bytes);
  result_bytes (context, bytes);
}

/* pd_digest_sum (digest): an aggregate */
static void
sum_step_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  PdDigest *total = sqlite3_aggregate_context (context, sizeof *total);
  const guint8 *digest = argument_bytes (values[0]);

  if (total != NULL && digest != NULL)
    pd_digest_add (total, digest);
}

static void
sum_final_cb (sqlite3_context *context)
{
  const PdDigest none = { 0 };
  const PdDigest *total = sqlite3_aggregate_context (context, 0);
  guint8 bytes[PD_DIGEST_SIZE];

  pd_digest_get_sum (total != NULL ? total : &none, bytes);
  result_bytes (context, bytes);
}

static PdRecord *
argument_record (sqlite3_value *value)
{
  const char *body = (const char *) sqlite3_value_text (value);

  return body != NULL ? pd_wire_record_from_text (body, -1, NULL) : NULL;
}

/* pd_month (body) */
static void
month_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  g_autoptr (PdRecord) record = argument_record (values[0]);
  g_autofree char *month = record != NULL ? pd_record_month (record) : NULL;

  if (month != NULL)
    sqlite3_result_text (context, month, -1, SQLITE_TRANSIENT);
}

/* pd_stream (type, month) */
static void
stream_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  const char *name = (const char *) sqlite3_value_text (values[0]);
  const PdRecordType *type = name != NULL ? pd_record_type_find (name) : NULL;
  char stream[PD_STREAM_MAX];

  if (type != NULL && pd_stream_name (type, (const char *) sqlite3_value_text (values[1]), stream))
    sqlite3_result_text (context, stream, -1, SQLITE_TRANSIENT);
  else
    sqlite3_result_value (context, values[0]);
}

/* pd_total (body) */
static void
total_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  g_autoptr (PdRecord) record = argument_record (values[0]);

  sqlite3_result_int64 (context, record != NULL ? pd_workflow_total (record) : 0);
}

/** pd_platform_digest_register: Returns: FALSE when the connection did not take the functions */
gboolean
pd_platform_digest_register (sqlite3 *database)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;

  return sqlite3_create_function (database, "pd_digest", 3, flags, NULL, digest_cb, NULL, NULL) ==
             SQLITE_OK &&
         sqlite3_create_function (database, "pd_digest_plus", 2, flags, NULL, plus_cb, NULL, NULL) ==
             SQLITE_OK &&
         sqlite3_create_function (database, "pd_digest_sum", 1, flags, NULL, NULL, sum_step_cb,
                                  sum_final_cb) == SQLITE_OK &&
         sqlite3_create_function (database, "pd_month", 1, flags, NULL, month_cb, NULL, NULL) == SQLITE_OK &&
         sqlite3_create_function (database, "pd_stream", 2, flags, NULL, stream_cb, NULL, NULL) ==
             SQLITE_OK &&
         sqlite3_create_function (database, "pd_total", 1, flags, NULL, total_cb, NULL, NULL) == SQLITE_OK;
}
