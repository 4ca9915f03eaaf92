/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "model/pd-id.h"
#include "platform/pd-platform-digest.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-handlers.h"
#include "wire/pd-wire.h"

#define DEFAULT_LIMIT 500
#define MAX_LIMIT 1000

/* A page ends early when it grows larger than this: what a client must hold at once. */
#define PAGE_BYTES (4 * 1024 * 1024)

#define MAX_IN_FLIGHT 500

/* A client that has no more changes to fetch is as good as up to date. */
#define LITTLE 32

/* The one stream there is: all records of the tenant. A cursor names its stream, so that more can come. */
#define STREAM "all"

#define CURSOR_VERSION "1"

typedef struct
{
  char *epoch;
  char *stream;
  gint64 sequence;
  char *chain;
} Cursor;

static void
cursor_clear (Cursor *cursor)
{
  g_free (cursor->epoch);
  g_free (cursor->stream);
  g_free (cursor->chain);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cursor, cursor_clear)

/** pd_platform_cursor_to_text: Returns: (transfer full): where a client goes on after @sequence */
char *
pd_platform_cursor_to_text (const PdPlatformHead *head, gint64 sequence, const char *chain)
{
  return g_strdup_printf (CURSOR_VERSION ".%s." STREAM ".%" G_GINT64_FORMAT ".%s", head->epoch, sequence,
                          chain);
}

static gboolean
cursor_parse (const char *text, Cursor *cursor)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", 6);

  if (g_strv_length (parts) != 5 || !g_str_equal (parts[0], CURSOR_VERSION) ||
      !g_ascii_string_to_signed (parts[3], 10, 0, G_MAXINT64, &cursor->sequence, NULL))
    return FALSE;
  cursor->epoch = g_strdup (parts[1]);
  cursor->stream = g_strdup (parts[2]);
  cursor->chain = g_strdup (parts[4]);
  return TRUE;
}

/* chain(sequence); @chain is NULL when the tenant's history has no such change. */
static gboolean
get_chain (PdPlatform *platform, const char *tenant, gint64 sequence, char **chain, GError **error)
{
  *chain = NULL;
  if (sequence == 0)
    {
      *chain = g_strdup (PD_PLATFORM_CHAIN_START);
      return TRUE;
    }

  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT chain FROM change_log WHERE tenant = ? AND seq = ?", "ti", tenant,
                             sequence);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  if (step == PD_PLATFORM_STEP_ROW)
    *chain = g_strdup (pd_platform_rows_text (rows, 0));
  return step != PD_PLATFORM_STEP_FAILED;
}

/* Whether the cursor names the history that the tenant has now (sync: 2.1). */
static gboolean
check_cursor (PdPlatformCall *call,
              const Cursor *cursor,
              const PdPlatformHead *head,
              gboolean *same,
              GError **error)
{
  g_autofree char *chain = NULL;

  *same = FALSE;
  if (g_strcmp0 (cursor->epoch, head->epoch) != 0 || cursor->sequence > head->sequence)
    return TRUE;
  if (!get_chain (call->platform, call->session->tenant, cursor->sequence, &chain, error))
    return FALSE;
  *same = chain != NULL && g_str_equal (chain, cursor->chain);
  return TRUE;
}

/** Page: what one answer carries. */
typedef struct
{
  GString *out;
  guint count;
  gint64 last; /* the sequence of the last record written */
  gboolean more;
} Page;

/* Rows that were written in one transaction are never split between two pages. */
static gboolean
write_rows (PdPlatformCall *call, gint64 after, guint limit, Page *page, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      call->platform->sql, error,
      "SELECT seq, batch, body FROM document WHERE tenant = ? AND seq > ? ORDER BY seq", "ti",
      call->session->tenant, after);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;
  gint64 batch = 0;

  if (rows == NULL)
    return FALSE;
  while ((step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      gboolean full = page->count >= limit || page->out->len >= PAGE_BYTES;

      if (full && pd_platform_rows_integer (rows, 1) != batch)
        {
          page->more = TRUE;
          return TRUE;
        }
      batch = pd_platform_rows_integer (rows, 1);
      page->last = pd_platform_rows_integer (rows, 0);
      page->count++;
      g_string_append (page->out, pd_platform_rows_text (rows, 2));
      g_string_append_c (page->out, '\n');
    }
  return step == PD_PLATFORM_STEP_DONE;
}

static gboolean
add_results (PdPlatformCall *call, const char *ids, GPtrArray *results, GError **error)
{
  g_auto (GStrv) list = g_strsplit (ids, ",", MAX_IN_FLIGHT + 1);

  for (guint index = 0; list[index] != NULL && index < MAX_IN_FLIGHT; index++)
    {
      g_autoptr (PdPlatformRows) rows =
          pd_platform_sql_query (call->platform->sql, error,
                                 "SELECT result FROM applied WHERE tenant = ? AND mutation = ?", "tt",
                                 call->session->tenant, list[index]);
      PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

      if (step == PD_PLATFORM_STEP_FAILED)
        return FALSE;
      if (step == PD_PLATFORM_STEP_DONE)
        continue;

      PdResult *result = pd_wire_result_from_text (pd_platform_rows_text (rows, 0), -1, error);

      if (result == NULL)
        return FALSE;
      result->replayed = TRUE;
      g_ptr_array_add (results, result);
    }
  return TRUE;
}

/* The line that makes a page whole: where it ends, where the history ends, and what became of what was sent. */
static gboolean
write_end (PdPlatformCall *call, const PdPlatformHead *head, Page *page, GError **error)
{
  g_autoptr (PdWirePage) end = pd_wire_page_new ();
  g_autofree char *chain = NULL;
  const char *replica = pd_platform_request_query (call->request, "replica");
  const char *ids = pd_platform_request_query (call->request, "inflight");

  if (page->more && !get_chain (call->platform, call->session->tenant, page->last, &chain, error))
    return FALSE;
  g_free (end->epoch);
  end->epoch = g_strdup (head->epoch);
  g_free (end->next);
  end->next = page->more ? pd_platform_cursor_to_text (head, page->last, chain)
                         : pd_platform_cursor_to_text (head, head->sequence, head->chain);
  end->head = head->sequence;
  end->more = page->more;
  if (replica != NULL &&
      !pd_platform_sql_get_integer (call->platform->sql, &end->acknowledged, error,
                                    "SELECT acknowledged FROM replica WHERE tenant = ? AND id = ?", "tt",
                                    call->session->tenant, replica))
    return FALSE;
  if (ids != NULL && !add_results (call, ids, end->results, error))
    return FALSE;
  if (!page->more && !pd_platform_digest_read (call->platform, call->session->tenant, end, error))
    return FALSE;
  pd_wire_write_page_end (page->out, end, page->count);
  return TRUE;
}

static gboolean
write_page (PdPlatformCall *call, const Cursor *cursor, guint limit, GError **error)
{
  PdPlatformHead head;
  gboolean same = TRUE;

  if (!pd_platform_get_head (call->platform, call->session->tenant, &head, error) ||
      (cursor->epoch != NULL && !check_cursor (call, cursor, &head, &same, error)))
    return FALSE;
  if (!same)
    return pd_platform_call_fail (call, 409, "history_changed",
                                  _ ("The platform's data were restored. Read them anew."));

  Page page = { .out = g_string_new (NULL), .last = cursor->sequence };

  if (!write_rows (call, cursor->sequence, limit, &page, error) || !write_end (call, &head, &page, error))
    {
      g_string_free (page.out, TRUE);
      return FALSE;
    }
  pd_platform_response_set_bytes (call->response, 200, "application/x-ndjson",
                                  g_string_free_to_bytes (page.out));
  return TRUE;
}

/* While a client has little to fetch there is time to look whether the rows still are what was written. */
static gboolean
look_for_damage (PdPlatformCall *call, gint64 sequence, GError **error)
{
  PdPlatformHead head;

  if (!pd_platform_get_head (call->platform, call->session->tenant, &head, error))
    return FALSE;
  return head.sequence - sequence > LITTLE ||
         pd_platform_digest_check (call->platform, call->session->tenant, error);
}

/**
 * pd_platform_handle_changes: GET /v1/sync/changes
 *
 * One row a record at its newest sequence, in sequence order, and the line that ends the page; all read from one
 * state of the database (sync: 2.1, 2.6).
 */
gboolean
pd_platform_handle_changes (PdPlatformCall *call, GError **error)
{
  const char *text = pd_platform_request_query (call->request, "cursor");
  const char *limit_text = pd_platform_request_query (call->request, "limit");
  const char *stream = pd_platform_request_query (call->request, "stream");
  g_auto (Cursor) cursor = { 0 };
  guint64 limit = DEFAULT_LIMIT;

  if (limit_text != NULL && !g_ascii_string_to_unsigned (limit_text, 10, 1, MAX_LIMIT, &limit, NULL))
    return pd_platform_response_fail (call->response, 400, "invalid", "limit",
                                      _ ("The limit is a number from 1 to 1000."));
  if (text != NULL && !cursor_parse (text, &cursor))
    return pd_platform_response_fail (call->response, 400, "invalid", "cursor",
                                      _ ("This cursor was not given by the platform."));
  if ((stream != NULL && !g_str_equal (stream, STREAM)) ||
      (text != NULL && !g_str_equal (cursor.stream, STREAM)))
    return pd_platform_response_fail (call->response, 400, "invalid", "stream",
                                      _ ("There is no such stream."));
  if (!look_for_damage (call, cursor.sequence, error) ||
      !pd_platform_sql_script (call->platform->sql, "BEGIN", error))
    return FALSE;

  gboolean done = write_page (call, &cursor, (guint) limit, error);

  pd_platform_sql_rollback (call->platform->sql, "ROLLBACK");
  return done;
}
