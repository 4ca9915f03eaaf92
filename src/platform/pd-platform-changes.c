/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "model/pd-id.h"
#include "platform/pd-platform-digest.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mutations.h"
#include "platform/pd-platform-scope.h"
#include "wire/pd-wire.h"

#define DEFAULT_LIMIT 500
#define MAX_LIMIT 1000

/* A page ends early when it grows larger than this: what a client must hold at once. */
#define PAGE_BYTES (4 * 1024 * 1024)

#define MAX_IN_FLIGHT 500

/* A client that has no more changes to fetch is as good as up to date. */
#define LITTLE 32

/* A page that had to pass over so many records of other streams ends before it found enough. */
#define SCAN_MOST 20000

/* A cursor is a place in the tenant's one sequence; which streams a client has up to there is the client's to know. */
#define CURSOR_VERSION "2"

typedef struct
{
  char *epoch;
  gint64 sequence;
  char *chain;
} Cursor;

static void
cursor_clear (Cursor *cursor)
{
  g_free (cursor->epoch);
  g_free (cursor->chain);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cursor, cursor_clear)

/** pd_platform_cursor_to_text: Returns: (transfer full): where a client goes on after @sequence */
char *
pd_platform_cursor_to_text (const PdPlatformHead *head, gint64 sequence, const char *chain)
{
  return g_strdup_printf (CURSOR_VERSION ".%s.%" G_GINT64_FORMAT ".%s", head->epoch, sequence, chain);
}

static gboolean
cursor_parse (const char *text, Cursor *cursor)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", 5);

  if (g_strv_length (parts) != 4 || !g_str_equal (parts[0], CURSOR_VERSION) ||
      !g_ascii_string_to_signed (parts[2], 10, 0, G_MAXINT64, &cursor->sequence, NULL))
    return FALSE;
  cursor->epoch = g_strdup (parts[1]);
  cursor->chain = g_strdup (parts[3]);
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

/** Question: what is asked for. */
typedef struct
{
  Cursor cursor;
  PdPlatformScope scope;
  guint64 limit;
  const char *epoch; /* (nullable) the history that the client knows */
  guint64 until;     /* no change after this sequence, for a stream that catches up with others */
} Question;

static void
question_clear (Question *question)
{
  cursor_clear (&question->cursor);
  pd_platform_scope_clear (&question->scope);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Question, question_clear)

/** Page: what one answer carries. */
typedef struct
{
  GString *out;
  guint count;
  gint64 last; /* the sequence that it has come to */
  gboolean more;
} Page;

/** Departures: what has left a stream, in sequence order beside the records. */
typedef struct
{
  PdPlatformRows *rows; /* (owned) */
  PdPlatformStep step;
} Departures;

static gboolean
departures_begin (PdPlatformCall *call,
                  const Question *question,
                  gint64 end,
                  Departures *departures,
                  GError **error)
{
  departures->rows = pd_platform_sql_query (
      call->platform->sql, error,
      "SELECT d.seq, d.type, d.id, d.stream, d.rev, o.month FROM departure d JOIN document o"
      " ON o.tenant = d.tenant AND o.type = d.type AND o.id = d.id"
      " WHERE d.tenant = ? AND d.seq > ? AND d.seq <= ? ORDER BY d.seq",
      "tii", call->session->tenant, question->cursor.sequence, end);
  departures->step =
      departures->rows != NULL ? pd_platform_rows_next (departures->rows, error) : PD_PLATFORM_STEP_FAILED;
  return departures->step != PD_PLATFORM_STEP_FAILED;
}

/* Writes those up to @sequence that have left what is asked for: not those that went from one stream of it to another. */
static gboolean
write_departures (const Question *question,
                  Departures *departures,
                  gint64 sequence,
                  Page *page,
                  GError **error)
{
  PdPlatformRows *rows = departures->rows;

  while (departures->step == PD_PLATFORM_STEP_ROW && pd_platform_rows_integer (rows, 0) <= sequence)
    {
      const char *type = pd_platform_rows_text (rows, 1), *stream = pd_platform_rows_text (rows, 3);

      if (pd_record_type_find (type) != NULL && pd_platform_scope_has (&question->scope, stream) &&
          !pd_platform_scope_has_month (&question->scope, type, pd_platform_rows_text (rows, 5)))
        {
          PdWireDeparture *departure =
              pd_wire_departure_new (pd_record_type_find (type), pd_platform_rows_text (rows, 2), stream,
                                     pd_platform_rows_integer (rows, 4));

          pd_wire_write_departure (page->out, departure);
          g_string_append_c (page->out, '\n');
          page->count++;
          pd_wire_departure_free (departure);
        }
      departures->step = pd_platform_rows_next (rows, error);
    }
  return departures->step != PD_PLATFORM_STEP_FAILED;
}

/* Rows that were written in one transaction are never split between two pages. */
static gboolean
write_changes (PdPlatformCall *call,
               const Question *question,
               gint64 end,
               Departures *departures,
               Page *page,
               GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      call->platform->sql, error,
      "SELECT seq, batch, type, month, body FROM document WHERE tenant = ? AND seq > ? AND seq <= ?"
      " ORDER BY seq",
      "tii", call->session->tenant, question->cursor.sequence, end);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;
  gint64 batch = 0;
  guint scanned = 0;

  if (rows == NULL)
    return FALSE;
  while ((step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      gboolean full = page->count >= question->limit || page->out->len >= PAGE_BYTES || scanned >= SCAN_MOST;

      if (full && pd_platform_rows_integer (rows, 1) != batch)
        {
          page->more = TRUE;
          return TRUE;
        }
      scanned++;
      batch = pd_platform_rows_integer (rows, 1);
      page->last = pd_platform_rows_integer (rows, 0);
      if (!write_departures (question, departures, page->last, page, error))
        return FALSE;
      if (!pd_platform_scope_has_month (&question->scope, pd_platform_rows_text (rows, 2),
                                        pd_platform_rows_text (rows, 3)))
        continue;
      page->count++;
      g_string_append (page->out, pd_platform_rows_text (rows, 4));
      g_string_append_c (page->out, '\n');
    }
  page->last = end;
  return step == PD_PLATFORM_STEP_DONE && write_departures (question, departures, end, page, error);
}

static gboolean
write_rows (PdPlatformCall *call, const Question *question, gint64 end, Page *page, GError **error)
{
  Departures departures = { 0 };
  gboolean done = departures_begin (call, question, end, &departures, error) &&
                  write_changes (call, question, end, &departures, page, error);

  g_clear_pointer (&departures.rows, pd_platform_rows_done);
  return done;
}

static gboolean
add_results (PdPlatformCall *call, const char *ids, GPtrArray *results, GError **error)
{
  g_auto (GStrv) list = g_strsplit (ids, ",", MAX_IN_FLIGHT + 1);

  for (guint index = 0; list[index] != NULL && index < MAX_IN_FLIGHT; index++)
    {
      g_autoptr (PdPlatformRows) rows =
          pd_platform_sql_query (call->platform->sql, error,
                                 "SELECT result, payload_hash FROM applied WHERE tenant = ? AND mutation = ?",
                                 "tt", call->session->tenant, list[index]);
      PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

      if (step == PD_PLATFORM_STEP_FAILED)
        return FALSE;
      if (step == PD_PLATFORM_STEP_DONE)
        continue;

      PdResult *result = pd_platform_replay_result (call->platform, call->session->tenant,
                                                    pd_platform_rows_text (rows, 0), error);

      if (result == NULL)
        return FALSE;
      result->payload_hash = g_strdup (pd_platform_rows_text (rows, 1));
      g_ptr_array_add (results, result);
    }
  return TRUE;
}

/* Of each stream that the user may read, whether it is asked for or not: so a client learns what there is. */
static gboolean
add_digests (PdPlatformCall *call, PdWirePage *end, GError **error)
{
  const PdPlatformScope readable = { .role = call->session->role };
  GHashTableIter iter;
  gpointer stream;

  if (!pd_platform_digest_read (call->platform, call->session->tenant, end, error))
    return FALSE;
  g_hash_table_iter_init (&iter, end->digests);
  while (g_hash_table_iter_next (&iter, &stream, NULL))
    if (!pd_platform_scope_has (&readable, stream))
      g_hash_table_iter_remove (&iter);
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

  if (!get_chain (call->platform, call->session->tenant, page->last, &chain, error))
    return FALSE;
  end->epoch = g_strdup (head->epoch);
  end->next = pd_platform_cursor_to_text (head, page->last, chain);
  end->last = page->last;
  end->head = head->sequence;
  end->more = page->more;
  /* On each page: what comes next may be asked for by a role that may no longer read it all. */
  end->types = pd_platform_readable_types (call->session->role);
  if (replica != NULL &&
      !pd_platform_sql_get_integer (call->platform->sql, &end->acknowledged, error,
                                    "SELECT acknowledged FROM replica WHERE tenant = ? AND id = ?", "tt",
                                    call->session->tenant, replica))
    return FALSE;
  if (ids != NULL && !add_results (call, ids, end->results, error))
    return FALSE;
  if (page->last == head->sequence && !add_digests (call, end, error))
    return FALSE;
  pd_wire_write_page_end (page->out, end, page->count);
  return TRUE;
}

static gboolean
write_page (PdPlatformCall *call, const Question *question, GError **error)
{
  PdPlatformHead head;
  gint64 end;
  gboolean same = TRUE;

  if (!pd_platform_get_head (call->platform, call->session->tenant, &head, error) ||
      (question->cursor.epoch != NULL && !check_cursor (call, &question->cursor, &head, &same, error)))
    return FALSE;
  if (!same || (question->epoch != NULL && !g_str_equal (question->epoch, head.epoch)))
    return pd_platform_call_fail (call, 409, "history_changed",
                                  _ ("The platform's data were restored. Read them anew."));
  end = MIN ((gint64) question->until, head.sequence);

  Page page = { .out = g_string_new (NULL), .last = question->cursor.sequence };

  /* A new desktop asks what there is, and goes on once it is told: at the head, however far that is. */
  if (pd_platform_scope_is_empty (&question->scope))
    page.last = MAX (page.last, end);
  if ((end > page.last && !write_rows (call, question, end, &page, error)) ||
      !write_end (call, &head, &page, error))
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

static gboolean
fail (PdPlatformCall *call, const char *path, const char *message)
{
  pd_platform_response_fail (call->response, 400, "invalid", path, message);
  return FALSE;
}

/* FALSE when the request was answered because it is wrong. */
static gboolean
read_question (PdPlatformCall *call, Question *question)
{
  const char *cursor = pd_platform_request_query (call->request, "cursor");
  const char *limit = pd_platform_request_query (call->request, "limit");
  const char *until = pd_platform_request_query (call->request, "until");

  question->epoch = pd_platform_request_query (call->request, "epoch");
  question->limit = DEFAULT_LIMIT;
  question->until = G_MAXINT64;
  if (limit != NULL && !g_ascii_string_to_unsigned (limit, 10, 1, MAX_LIMIT, &question->limit, NULL))
    return fail (call, "limit", _ ("The limit is a number from 1 to 1000."));
  if (until != NULL && !g_ascii_string_to_unsigned (until, 10, 0, G_MAXINT64, &question->until, NULL))
    return fail (call, "until", _ ("This is not the number of a change."));
  if (cursor != NULL && *cursor != '\0' && !cursor_parse (cursor, &question->cursor))
    return fail (call, "cursor", _ ("This cursor was not given by the platform."));
  return pd_platform_scope_read (call, &question->scope);
}

/**
 * pd_platform_handle_changes: GET /v1/sync/changes
 *
 * One row a record at its newest sequence, in sequence order, of the streams that are asked for, and the line that ends
 * the page; all read from one state of the database (sync: 2.1, 2.6).
 */
gboolean
pd_platform_handle_changes (PdPlatformCall *call, GError **error)
{
  g_auto (Question) question = { 0 };

  if (!read_question (call, &question))
    return TRUE;
  if (!look_for_damage (call, question.cursor.sequence, error) ||
      !pd_platform_sql_script (call->platform->sql, "BEGIN", error))
    return FALSE;

  gboolean done = write_page (call, &question, error);

  pd_platform_sql_rollback (call->platform->sql, "ROLLBACK");
  return done;
}
