/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-visits.h"

#include "model/pd-order-facts.h"
#include "store/pd-store-session.h"

/* How long a visit is taken to be of which only the start was agreed on, in microseconds. */
#define USUAL_LENGTH "3600000000"
#define END "coalesce (v.ends_at, v.starts_at + " USUAL_LENGTH ")"

void
pd_store_visit_free (PdStoreVisit *visit)
{
  g_free (visit->order);
  g_free (visit->id);
  g_free (visit->number);
  g_free (visit->buyer);
  g_free (visit->address);
  g_free (visit->contact);
  g_free (visit->phone);
  g_free (visit->kind);
  g_free (visit->technician);
  g_free (visit->done_on);
  g_free (visit);
}

/**
 * pd_store_visits_clash:
 * @a: a visit
 * @b: another one
 *
 * Returns: whether the same person would have to be at both at once; what has taken place is in nobody's way
 */
gboolean
pd_store_visits_clash (const PdStoreVisit *a, const PdStoreVisit *b)
{
  return !g_str_equal (a->id, b->id) && a->technician != NULL && a->done_on == NULL && b->done_on == NULL &&
         g_strcmp0 (a->technician, b->technician) == 0 && a->starts_at < b->ends_at &&
         b->starts_at < a->ends_at;
}

static PdStoreVisit *
read_visit (PdStatement *row)
{
  PdStoreVisit *visit = g_new0 (PdStoreVisit, 1);
  char **const texts[] = { &visit->order,      &visit->id,      &visit->number, &visit->buyer,
                           &visit->address,    &visit->contact, &visit->phone,  &visit->kind,
                           &visit->technician, &visit->done_on };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup (pd_statement_text (row, (int) i));
  visit->starts_at = sqlite3_column_int64 (row, G_N_ELEMENTS (texts));
  visit->ends_at = sqlite3_column_int64 (row, G_N_ELEMENTS (texts) + 1);
  return visit;
}

/**
 * pd_store_list_visits:
 * @session: the session
 * @from: microseconds since 1970 in UTC
 * @to: likewise
 * @technician: (nullable): whose; everybody's if %NULL
 * @error: (out) (optional): where the error goes
 *
 * Lists the visits that take any of the time from @from to before @to, but for those that were called off or whose order
 * was cancelled, the earliest first.
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreVisit): the visits; %NULL when the cache could not be read
 */
GPtrArray *
pd_store_list_visits (PdStoreSession *session, gint64 from, gint64 to, const char *technician, GError **error)
{
  g_autoptr (GPtrArray) visits = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_visit_free);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT o.id, v.id, o.number, o.buyer_name, o.delivery_address, o.contact_name, o.contact_phone, "
      "v.kind,"
      "  v.technician, v.done_on, v.starts_at, " END
      " FROM order_visits AS v JOIN orders AS o ON o.row = v.parent"
      " WHERE v.starts_at < ?2 AND " END " > ?1 AND v.called_off IS NULL AND o.deleted = 0"
      "  AND coalesce (o.stage, '') <> 'cancelled' AND (?3 IS NULL OR v.technician = ?3)"
      " ORDER BY v.starts_at, v.id",
      error);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind_integer (statement, 1, from);
  pd_statement_bind_integer (statement, 2, to);
  pd_statement_bind_text (statement, 3, technician);
  while (pd_store_session_step (session, statement, &found, error))
    {
      if (!found)
        return g_steal_pointer (&visits);
      g_ptr_array_add (visits, read_visit (statement));
    }
  return NULL;
}

/* A visit as its order has it, before it is saved. */
static void
take_visit (PdStoreVisit *taken, const PdRecord *visit)
{
  *taken = (PdStoreVisit){ .id = (char *) pd_record_get_id (visit),
                           .technician = (char *) pd_record_get_text (visit, PD_VISIT_TECHNICIAN),
                           .done_on = (char *) pd_record_get_text (visit, PD_VISIT_DONE_ON),
                           .starts_at = pd_record_get_integer (visit, PD_VISIT_STARTS_AT),
                           .ends_at = pd_record_get_integer (visit, PD_VISIT_ENDS_AT) };
  if (!pd_record_has (visit, PD_VISIT_ENDS_AT))
    taken->ends_at = taken->starts_at + G_TIME_SPAN_HOUR;
}

/**
 * pd_store_visit_clashes:
 * @session: the session
 * @visit: a visit as it is to be saved
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreVisit): the other visits that the same person has at that time;
 *   %NULL when the cache could not be read
 */
GPtrArray *
pd_store_visit_clashes (PdStoreSession *session, const PdRecord *visit, GError **error)
{
  PdStoreVisit mine;
  GPtrArray *others;

  take_visit (&mine, visit);
  if (mine.technician == NULL || !pd_record_has (visit, PD_VISIT_STARTS_AT) ||
      pd_record_has (visit, PD_VISIT_CALLED_OFF))
    return g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_visit_free);
  others = pd_store_list_visits (session, mine.starts_at, mine.ends_at, mine.technician, error);
  for (guint i = others != NULL ? others->len : 0; i > 0; i--)
    if (!pd_store_visits_clash (&mine, others->pdata[i - 1]))
      g_ptr_array_remove_index (others, i - 1);
  return others;
}
