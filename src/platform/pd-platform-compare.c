/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-id.h"
#include "platform/pd-platform-digest.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-scope.h"

/* Routes by which a client finds out in which records it differs, and fetches those (sync: 2.7). */

#define MAX_TYPES 32

/** Question: what all of these routes may be asked about. */
typedef struct
{
  guint n_buckets;
  PdPlatformScope scope;
  GHashTable *types;   /* (owned) (nullable) the names of the types that the client knows */
  gboolean *is_wanted; /* (owned) (nullable) by bucket */
} Question;

static void
question_clear (Question *question)
{
  pd_platform_scope_clear (&question->scope);
  g_clear_pointer (&question->types, g_hash_table_unref);
  g_clear_pointer (&question->is_wanted, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Question, question_clear)

static gboolean
fail (PdPlatformCall *call, const char *path, const char *message)
{
  pd_platform_response_fail (call->response, 400, "invalid", path, message);
  return FALSE;
}

static gboolean
read_types (PdPlatformCall *call, Question *question)
{
  const char *text = pd_platform_request_query (call->request, "types");
  g_auto (GStrv) names = text != NULL ? g_strsplit (text, ",", MAX_TYPES + 1) : NULL;

  if (names == NULL)
    return TRUE;
  if (g_strv_length (names) > MAX_TYPES)
    return fail (call, "types", _ ("These are too many types."));
  question->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_add (question->types, g_strdup (names[i]));
  return TRUE;
}

static gboolean
read_wanted (PdPlatformCall *call, Question *question)
{
  const char *text = pd_platform_request_query (call->request, "bucket");
  g_auto (GStrv) numbers = g_strsplit (text != NULL ? text : "", ",", PD_WIRE_MAX_ASKED_BUCKETS + 1);
  guint n = g_strv_length (numbers);

  if (n == 0 || n > PD_WIRE_MAX_ASKED_BUCKETS)
    return fail (call, "bucket", _ ("One to 32 buckets may be asked for."));
  question->is_wanted = g_new0 (gboolean, question->n_buckets);
  for (guint i = 0; i < n; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (numbers[i], 10, 0, question->n_buckets - 1, &number, NULL))
        return fail (call, "bucket", _ ("There is no such bucket."));
      question->is_wanted[number] = TRUE;
    }
  return TRUE;
}

/* FALSE when the request was answered because it is wrong. */
static gboolean
read_question (PdPlatformCall *call, Question *question)
{
  const char *buckets = pd_platform_request_query (call->request, "buckets");
  guint64 n = 0;

  if (buckets == NULL || !g_ascii_string_to_unsigned (buckets, 10, 1, PD_DIGEST_MAX_BUCKETS, &n, NULL) ||
      (n & (n - 1)) != 0)
    return fail (call, "buckets", _ ("The number of buckets is a power of two, at most 4096."));
  question->n_buckets = (guint) n;
  return read_types (call, question) && pd_platform_scope_read (call, &question->scope);
}

/* TRUE when the request was not answered: it names the history that the tenant has, or none. */
static gboolean
check_epoch (PdPlatformCall *call, const PdPlatformHead *head)
{
  const char *epoch = pd_platform_request_query (call->request, "epoch");

  if (epoch == NULL || *epoch == '\0' || g_str_equal (epoch, head->epoch))
    return TRUE;
  pd_platform_call_fail (call, 409, "history_changed",
                         _ ("The platform's data were restored. Read them anew."));
  return FALSE;
}

typedef void (*EachRow) (PdPlatformRows *rows, const PdRecordType *type, guint bucket, gpointer data);

/* All records of the tenant that are asked about, by type and id: type, id, revision, digest. */
static gboolean
for_each_row (PdPlatformCall *call, const Question *question, EachRow each, gpointer data, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      call->platform->sql, error,
      "SELECT type, id, rev, digest, month FROM document INDEXED BY document_digest WHERE "
      "tenant = ? AND deleted = 0",
      "t", call->session->tenant);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      const char *name = pd_platform_rows_text (rows, 0);
      const PdRecordType *type = pd_record_type_find (name);
      guint bucket = pd_digest_bucket (pd_platform_rows_text (rows, 1), question->n_buckets);

      if (type != NULL && (question->types == NULL || g_hash_table_contains (question->types, name)) &&
          (question->is_wanted == NULL || question->is_wanted[bucket]) &&
          pd_platform_scope_has_month (&question->scope, name, pd_platform_rows_text (rows, 4)))
        each (rows, type, bucket, data);
    }
  return step == PD_PLATFORM_STEP_DONE;
}

static gboolean
read_row_hash (PdPlatformRows *rows, guint8 hash[PD_DIGEST_SIZE])
{
  g_autoptr (GBytes) bytes = pd_platform_rows_bytes (rows, 3);

  if (g_bytes_get_size (bytes) != PD_DIGEST_SIZE)
    return FALSE;
  memcpy (hash, g_bytes_get_data (bytes, NULL), PD_DIGEST_SIZE);
  return TRUE;
}

static void
add_to_bucket (PdPlatformRows *rows, const PdRecordType *type, guint bucket, gpointer data)
{
  GArray *buckets = data;
  guint8 hash[PD_DIGEST_SIZE];

  if (read_row_hash (rows, hash))
    pd_digest_add (&g_array_index (buckets, PdDigest, bucket), hash);
}

static void
add_entry (PdPlatformRows *rows, const PdRecordType *type, guint bucket, gpointer data)
{
  GPtrArray *entries = data;
  PdWireDigestEntry *entry = g_new0 (PdWireDigestEntry, 1);

  entry->type = type;
  entry->id = g_strdup (pd_platform_rows_text (rows, 1));
  entry->revision = pd_platform_rows_integer (rows, 2);
  read_row_hash (rows, entry->hash);
  g_ptr_array_add (entries, entry);
}

/* Runs @answer on one state of the database. */
static gboolean
answer_from_one_state (PdPlatformCall *call,
                       gboolean (*answer) (PdPlatformCall *, const PdPlatformHead *, gpointer, GError **),
                       gpointer data,
                       GError **error)
{
  PdPlatformHead head;
  gboolean done;

  if (!pd_platform_sql_script (call->platform->sql, "BEGIN", error))
    return FALSE;
  done = pd_platform_get_head (call->platform, call->session->tenant, &head, error) &&
         (!check_epoch (call, &head) || answer (call, &head, data, error));
  pd_platform_sql_rollback (call->platform->sql, "ROLLBACK");
  return done;
}

static gboolean
answer_digest (PdPlatformCall *call, const PdPlatformHead *head, gpointer data, GError **error)
{
  g_autoptr (PdWireDigest) digest = pd_wire_digest_new ();
  const Question *question = data;

  digest->epoch = g_strdup (head->epoch);
  digest->next = pd_platform_cursor_to_text (head, head->sequence, head->chain);
  digest->head = head->sequence;
  digest->types = pd_platform_readable_types (call->session->role);
  g_array_set_size (digest->buckets, question->n_buckets);
  if (!for_each_row (call, question, add_to_bucket, digest->buckets, error))
    return FALSE;
  pd_platform_response_set_json (call->response, 200, pd_wire_digest_to_text (digest));
  return TRUE;
}

/** pd_platform_handle_digest: GET /v1/sync/digest: one sum a bucket, over all of the tenant's records. */
gboolean
pd_platform_handle_digest (PdPlatformCall *call, GError **error)
{
  g_auto (Question) question = { 0 };

  return !read_question (call, &question) || answer_from_one_state (call, answer_digest, &question, error);
}

static gboolean
answer_bucket (PdPlatformCall *call, const PdPlatformHead *head, gpointer data, GError **error)
{
  g_autoptr (PdWireBucket) bucket = pd_wire_bucket_new ();

  bucket->epoch = g_strdup (head->epoch);
  bucket->head = head->sequence;
  bucket->types = pd_platform_readable_types (call->session->role);
  if (!for_each_row (call, data, add_entry, bucket->entries, error))
    return FALSE;
  pd_platform_response_set_json (call->response, 200, pd_wire_bucket_to_text (bucket));
  return TRUE;
}

/** pd_platform_handle_bucket: GET /v1/sync/digest/bucket: the records of some buckets, without their content. */
gboolean
pd_platform_handle_bucket (PdPlatformCall *call, GError **error)
{
  g_auto (Question) question = { 0 };

  return !read_question (call, &question) || !read_wanted (call, &question) ||
         answer_from_one_state (call, answer_bucket, &question, error);
}

/* Ids are the clients' to make: two types may have the same. */
static gboolean
write_records_of (PdPlatformCall *call, const char *id, GString *out, guint *count, GError **error)
{
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      if (!pd_platform_may_read (call->session->role, (*type)->name))
        continue;

      g_autoptr (PdPlatformRows) rows =
          pd_platform_sql_query (call->platform->sql, error,
                                 "SELECT body FROM document WHERE tenant = ? AND type = ? AND id = ?", "ttt",
                                 call->session->tenant, (*type)->name, id);
      PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

      if (step == PD_PLATFORM_STEP_FAILED)
        return FALSE;
      if (step == PD_PLATFORM_STEP_DONE)
        continue;
      g_string_append (out, pd_platform_rows_text (rows, 0));
      g_string_append_c (out, '\n');
      *count += 1;
    }
  return TRUE;
}

static gboolean
answer_records (PdPlatformCall *call, const PdPlatformHead *head, gpointer data, GError **error)
{
  char **ids = data;
  g_autoptr (PdWirePage) end = pd_wire_page_new ();
  GString *out = g_string_new (NULL);
  guint count = 0;

  for (guint i = 0; ids[i] != NULL; i++)
    if (!write_records_of (call, ids[i], out, &count, error))
      {
        g_string_free (out, TRUE);
        return FALSE;
      }
  end->epoch = g_strdup (head->epoch);
  end->next = pd_platform_cursor_to_text (head, head->sequence, head->chain);
  end->last = end->head = head->sequence;
  end->types = pd_platform_readable_types (call->session->role);
  pd_wire_write_page_end (out, end, count);
  pd_platform_response_set_bytes (call->response, 200, "application/x-ndjson", g_string_free_to_bytes (out));
  return TRUE;
}

/** pd_platform_handle_records: GET /v1/sync/records: named records as they are now, deleted ones too. */
gboolean
pd_platform_handle_records (PdPlatformCall *call, GError **error)
{
  const char *text = pd_platform_request_query (call->request, "ids");
  g_auto (GStrv) ids = g_strsplit (text != NULL ? text : "", ",", PD_WIRE_MAX_ASKED_RECORDS + 1);
  guint n = g_strv_length (ids);

  if (n == 0 || n > PD_WIRE_MAX_ASKED_RECORDS)
    return pd_platform_response_fail (call->response, 400, "invalid", "ids",
                                      _ ("One to 200 records may be asked for."));
  for (guint i = 0; i < n; i++)
    if (!pd_id_is_valid (ids[i]))
      return pd_platform_response_fail (call->response, 400, "invalid", "ids",
                                        _ ("This is not a record's id."));
  return answer_from_one_state (call, answer_records, ids, error);
}

static gboolean
answer_summary (PdPlatformCall *call, const PdPlatformHead *head, gpointer data, GError **error)
{
  g_autoptr (PdWireSummary) summary = pd_wire_summary_new ();
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      call->platform->sql, error,
      "SELECT type, month, count (*), sum (total) FROM document INDEXED BY document_digest"
      " WHERE tenant = ? AND deleted = 0 GROUP BY type, month",
      "t", call->session->tenant);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      const char *month = pd_platform_rows_text (rows, 1);

      if (!pd_platform_may_read (call->session->role, pd_platform_rows_text (rows, 0)))
        continue;
      pd_wire_summary_add (summary, pd_platform_rows_text (rows, 0), month != NULL ? month : "",
                           pd_platform_rows_integer (rows, 2), pd_platform_rows_integer (rows, 3));
    }
  if (step != PD_PLATFORM_STEP_DONE)
    return FALSE;
  summary->epoch = g_strdup (head->epoch);
  summary->head = head->sequence;
  pd_platform_response_set_json (call->response, 200, pd_wire_summary_to_text (summary));
  return TRUE;
}

/** pd_platform_handle_summary: GET /v1/sync/summary: per type and month, how many records and how much money. */
gboolean
pd_platform_handle_summary (PdPlatformCall *call, GError **error)
{
  return answer_from_one_state (call, answer_summary, NULL, error);
}
