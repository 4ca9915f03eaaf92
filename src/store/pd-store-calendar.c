/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-calendar.h"

#include "model/pd-id.h"
#include "store/pd-store-records.h"
#include "store/pd-store-session.h"

static gboolean
read_ids (PdStoreSession *session, GPtrArray *ids, GError **error)
{
  /* Ids begin with when they were made. */
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT id FROM calendar_rows WHERE deleted = 0 ORDER BY id", error);
  gboolean row = TRUE;

  while (statement != NULL && pd_store_session_step (session, statement, &row, error) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  return statement != NULL && !row;
}

/**
 * pd_store_calendar_rows:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdRecord): what the office added to the calendar, in the order in which
 *   it was made, the same on every computer
 */
GPtrArray *
pd_store_calendar_rows (PdStoreSession *session, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  if (!read_ids (session, ids, error))
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      PdRecord *row = pd_store_get_record (session, &pd_calendar_row_type, ids->pdata[i], error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

/** pd_store_tax_calendar: Returns: (transfer full) (nullable): the calendar that holds in this office; %NULL when the cache
 * could not be read */
PdTaxCalendar *
pd_store_tax_calendar (PdStoreSession *session, GError **error)
{
  g_autoptr (GPtrArray) rows = pd_store_calendar_rows (session, error);

  return rows != NULL ? pd_tax_calendar_new_with_rows (rows) : NULL;
}

/* What was removed is not made again under its old id. */
static PdRecord *
make_anew (const PdRecord *row, gint64 now)
{
  return pd_calendar_row_new (pd_calendar_row_get_kind (row), pd_record_get_text (row, PD_CALENDAR_ROW_FROM),
                              pd_record_get_text (row, PD_CALENDAR_ROW_TO),
                              pd_record_get_text (row, PD_CALENDAR_ROW_NAME), now);
}

/* A row that somebody else removed meanwhile is removed. */
static gboolean
remove_row (PdStoreSession *session, const char *id, gint64 now, PdCalendarChange *back, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (PdRecord) row = pd_store_get_record (session, &pd_calendar_row_type, id, &failure);

  if (row == NULL && g_error_matches (failure, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND))
    return TRUE;
  if (row == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (pd_record_is_deleted (row))
    return TRUE;
  g_ptr_array_add (back->added, make_anew (row, now));
  return pd_store_delete_record (session, &pd_calendar_row_type, id, now, error);
}

/**
 * pd_store_change_calendar:
 * @session: the session of a writing job
 * @change: what is to be made
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): the change that takes it back; %NULL when nothing was changed, with
 *   %PD_STORE_ERROR_INVALID and a sentence when a row makes no sense
 */
PdCalendarChange *
pd_store_change_calendar (PdStoreSession *session, const PdCalendarChange *change, gint64 now, GError **error)
{
  g_autoptr (PdCalendarChange) back = pd_calendar_change_new ();

  for (guint i = 0; i < change->removed->len; i++)
    if (!remove_row (session, change->removed->pdata[i], now, back, error))
      return NULL;
  for (guint i = 0; i < change->added->len; i++)
    {
      const PdRecord *row = g_ptr_array_index (change->added, i);

      if (!pd_store_save_record (session, row, now, error))
        return NULL;
      g_ptr_array_add (back->removed, g_strdup (pd_record_get_id (row)));
    }
  return g_steal_pointer (&back);
}
