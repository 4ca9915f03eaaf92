/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-reminders.h"

#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"
#include "store/pd-store-calendar.h"
#include "store/pd-store-conflicts.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-records.h"
#include "store/pd-store-session.h"

/* What is asked of one type at most: more nobody reads. */
#define LIMIT "2000"

/* A change is told for this long after it has happened, and remembered for longer. */
#define TELL_FOR (30 * G_TIME_SPAN_DAY)
#define REMEMBER_FOR (90 * G_TIME_SPAN_DAY)

/* Those on their way. What is over is most of a cache of years: it is not looked at. */
#define ON_ITS_WAY                                                                                           \
  "('draft', 'review', 'payment', 'delivery', 'shipped', 'assignment', 'appointed', 'working', "             \
  "'acceptance')"
#define OPEN_TICKETS "('new', 'assigned', 'working', 'waiting', 'escalated')"

/** Source: a question for the ids of records of one type. */
typedef struct
{
  const PdRecordType *type;
  const char *sql;
} Source;

/* ?1: the last day, ?2: the time at which it ends. */
static const Source due_sources[] = {
  { &pd_order_type,
    "SELECT id FROM orders WHERE deleted = 0 AND stage IN " ON_ITS_WAY " AND +due_date <= ?1"
    " UNION SELECT id FROM orders WHERE deleted = 0 AND state IN ('open', 'completed', 'issuing')"
    "  AND +stage IS NULL AND +due_date <= ?1"
    " UNION SELECT o.id FROM order_visits AS v JOIN orders AS o ON o.row = v.parent"
    "  WHERE o.deleted = 0 AND v.done_on IS NULL AND v.called_off IS NULL AND v.starts_at < ?2"
    " LIMIT " LIMIT },
  { &pd_ticket_type, "SELECT id FROM tickets WHERE deleted = 0 AND state IN " OPEN_TICKETS
                     " AND +due_on <= ?1 AND ?2 LIMIT " LIMIT },
};

/* ?1: the last sequence that was looked at, ?2: the user. */
static const Source news_sources[] = {
  { &pd_order_type,
    "SELECT id FROM orders WHERE deleted = 0 AND stage IN " ON_ITS_WAY " AND +sequence > ?1"
    " UNION SELECT id FROM orders WHERE deleted = 0 AND assignee = ?2 AND +sequence > ?1 LIMIT " LIMIT },
  { &pd_ticket_type, "SELECT id FROM tickets WHERE deleted = 0 AND state IN " OPEN_TICKETS
                     " AND +sequence > ?1 AND ?2 IS NOT NULL LIMIT " LIMIT },
  { &pd_invoice_type, "SELECT id FROM invoices WHERE deleted = 0 AND state = 'failed' AND +sequence > ?1"
                      " AND ?2 IS NOT NULL LIMIT " LIMIT },
};

/* Reads the ids that a statement with its values bound names. */
static gboolean
read_ids (PdStoreSession *session, PdStatement *statement, GPtrArray *ids, GError **error)
{
  gboolean row = TRUE;

  while (pd_store_session_step (session, statement, &row, error) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  return !row;
}

static gboolean
remind_of_ids (PdStoreSession *session,
               const PdRecordType *type,
               GPtrArray *ids,
               gint64 now,
               guint ahead,
               GPtrArray *reminders,
               GError **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (PdRecord) record = pd_store_get_record (session, type, ids->pdata[i], error);

      if (record == NULL)
        return FALSE;
      pd_reminders_of_record (record, now, ahead, reminders);
    }
  return TRUE;
}

/**
 * pd_store_list_reminders:
 * @session: the session
 * @now: microseconds since 1970 in UTC
 * @ahead: how many days ahead are looked at
 * @error: (out) (optional): why it could not be read
 *
 * Returns: (transfer full) (nullable) (element-type PdReminder): what is overdue and what will be due, the earliest first
 */
GPtrArray *
pd_store_list_reminders (PdStoreSession *session, gint64 now, guint ahead, GError **error)
{
  g_autoptr (GPtrArray) reminders = pd_reminders_new ();
  g_autoptr (PdTaxCalendar) calendar = pd_store_tax_calendar (session, error);
  gint64 until = now + (gint64) (ahead + 1) * G_TIME_SPAN_DAY;
  g_autofree char *last = pd_date_in_china (now + (gint64) ahead * G_TIME_SPAN_DAY);

  if (calendar == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (due_sources); i++)
    {
      g_autoptr (PdStatement) statement = pd_store_session_prepare (session, due_sources[i].sql, error);
      g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

      if (statement == NULL)
        return NULL;
      pd_statement_bind_text (statement, 1, last);
      pd_statement_bind_integer (statement, 2, until);
      if (!read_ids (session, statement, ids, error) ||
          !remind_of_ids (session, due_sources[i].type, ids, now, ahead, reminders, error))
        return NULL;
    }
  pd_reminders_of_filing (calendar, now, ahead, reminders);
  pd_reminders_sort (reminders);
  return g_steal_pointer (&reminders);
}

/* --- what a person has been told of */

/** Memory: how far somebody was told on this computer. */
typedef struct
{
  char *key;       /* (owned) of the meta table */
  char *epoch;     /* (owned) (nullable) the platform's history that @sequence is of */
  gint64 since;    /* microseconds since 1970 in UTC */
  gint64 sequence; /* what came up to here has been looked at */
} Memory;

static void
memory_clear (Memory *memory)
{
  g_free (memory->key);
  g_free (memory->epoch);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Memory, memory_clear)

/* Who has never been told anything knows all that has happened until now. */
static gboolean
recall (PdStoreSession *session, const char *user, gint64 now, Memory *memory, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  memory->key = g_strdup_printf ("notices:%s", user);
  memory->epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, &failure);
  text = failure == NULL ? pd_store_get_meta (session, memory->key, &failure) : NULL;
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  parts = g_strsplit (text != NULL ? text : "", " ", 3);
  memory->since = g_strv_length (parts) == 3 ? g_ascii_strtoll (parts[0], NULL, 10) : now;
  memory->since = MAX (memory->since, now - TELL_FOR);
  /* Another history counts anew; what was told of is known by its keys. */
  if (g_strv_length (parts) == 3 && g_strcmp0 (parts[2], memory->epoch != NULL ? memory->epoch : "") == 0)
    memory->sequence = g_ascii_strtoll (parts[1], NULL, 10);
  return TRUE;
}

static gboolean
remember (PdStoreSession *session, const Memory *memory, gint64 now, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", memory->since,
                                           memory->sequence, memory->epoch != NULL ? memory->epoch : "");
  g_autoptr (PdStatement) forget =
      pd_store_session_prepare (session, "DELETE FROM told WHERE at < ?1", error);

  if (forget == NULL)
    return FALSE;
  pd_statement_bind_integer (forget, 1, now - REMEMBER_FOR);
  return pd_store_session_run (session, forget, error) &&
         pd_store_set_meta (session, memory->key, text, error);
}

static gboolean
gather_news (PdStoreSession *session, const char *user, Memory *memory, GPtrArray *notices, GError **error)
{
  gint64 last = memory->sequence;

  for (gsize i = 0; i < G_N_ELEMENTS (news_sources); i++)
    {
      g_autoptr (PdStatement) statement = pd_store_session_prepare (session, news_sources[i].sql, error);
      g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

      if (statement == NULL)
        return FALSE;
      pd_statement_bind_integer (statement, 1, memory->sequence);
      pd_statement_bind_text (statement, 2, user);
      if (!read_ids (session, statement, ids, error))
        return FALSE;
      for (guint j = 0; j < ids->len; j++)
        {
          g_autoptr (PdRecord) record =
              pd_store_get_record (session, news_sources[i].type, ids->pdata[j], error);

          if (record == NULL)
            return FALSE;
          last = MAX (last, pd_record_get_sequence (record));
          pd_notices_of_record (record, user, memory->since, notices);
        }
    }
  memory->sequence = last;
  return TRUE;
}

static gboolean
gather_deadlines (PdStoreSession *session,
                  const char *user,
                  const char *role,
                  gint64 now,
                  GPtrArray *notices,
                  GError **error)
{
  g_autoptr (GPtrArray) reminders = pd_store_list_reminders (session, now, 1, error);

  for (guint i = 0; reminders != NULL && i < reminders->len; i++)
    pd_notices_of_reminder (reminders->pdata[i], user, role, notices);
  return reminders != NULL;
}

/* What was asked for at this computer and was not done is told to who sits here. What it was edited into is no step. */
static gboolean
gather_refusals (PdStoreSession *session, const Memory *memory, GPtrArray *notices, GError **error)
{
  g_autoptr (GPtrArray) open = pd_store_list_conflicts (session, TRUE, error);

  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      const PdStoreConflict *conflict = open->pdata[i];

      if (conflict->command != NULL && conflict->created_at >= memory->since)
        pd_notices_of_refusal (conflict->type, conflict->record_id, conflict->id, conflict->title,
                               conflict->command, conflict->message, notices);
    }
  return open != NULL;
}

/* @is_new: (out): whether nobody was told of it here before; from now on it counts as told */
static gboolean
note (PdStoreSession *session,
      const char *user,
      const PdNotice *notice,
      gint64 now,
      gboolean *is_new,
      GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s %s", user, notice->key);
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "INSERT OR IGNORE INTO told (key, at) VALUES (?1, ?2) RETURNING 1",
                                error);
  gboolean more = TRUE;

  *is_new = FALSE;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind_text (statement, 1, key);
  pd_statement_bind_integer (statement, 2, now);
  while (pd_store_session_step (session, statement, &more, error) && more)
    *is_new = TRUE;
  return !more;
}

/**
 * pd_store_take_notices:
 * @session: the session of a writing job
 * @user: who is told
 * @role: (nullable): their role
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * What @user is to hear of now. Each change is given once, on this computer; what they did themselves, and what had
 * happened before they were first asked for here, never.
 *
 * Returns: (transfer full) (nullable) (element-type PdNotice): the notices; %NULL when the cache could not be written
 */
GPtrArray *
pd_store_take_notices (PdStoreSession *session,
                       const char *user,
                       const char *role,
                       gint64 now,
                       GError **error)
{
  g_auto (Memory) memory = { 0 };
  g_autoptr (GPtrArray) found = pd_notices_new (), notices = pd_notices_new ();

  if (!recall (session, user, now, &memory, error) || !gather_news (session, user, &memory, found, error) ||
      !gather_refusals (session, &memory, found, error) ||
      !gather_deadlines (session, user, role, now, found, error))
    return NULL;
  while (found->len > 0)
    {
      g_autoptr (PdNotice) notice = g_ptr_array_steal_index (found, 0);
      gboolean is_new = FALSE;

      if (!note (session, user, notice, now, &is_new, error))
        return NULL;
      if (is_new && !notice->is_own)
        g_ptr_array_add (notices, g_steal_pointer (&notice));
    }
  return remember (session, &memory, now, error) ? g_steal_pointer (&notices) : NULL;
}
