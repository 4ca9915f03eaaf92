/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-standing.h"

#include "model/pd-invoice.h"
#include "model/pd-record-month.h"
#include "store/pd-store-session.h"

/* Where this cache's records stand: counted by month, and one by one where they are not simply as on the platform. */

void
pd_store_month_free (PdStoreMonth *month)
{
  g_free (month->month);
  g_free (month);
}

void
pd_store_standing_free (PdStoreStanding *standing)
{
  g_free (standing->id);
  g_free (standing->title);
  g_free (standing->month);
  g_free (standing->flow_state);
  g_free (standing->command);
  g_free (standing->code);
  g_free (standing->message);
  g_free (standing);
}

/* --- months */

static void
append_month (GString *sql, const PdRecordType *type)
{
  const char *date = pd_record_type_month_field (type);

  if (date != NULL)
    g_string_append_printf (sql, "coalesce (substr (\"%s\", 1, 7), '')", date);
  else
    g_string_append (sql, "''");
}

static void
append_total (GString *sql, const PdRecordType *type)
{
  const char *total = pd_record_type_total_field (type);

  if (total != NULL)
    g_string_append_printf (sql, "coalesce (\"%s\", 0)", total);
  else
    g_string_append (sql, "0");
}

static gboolean
add_months (PdStoreSession *session, const PdRecordType *type, GPtrArray *months, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  g_autoptr (PdStatement) statement = NULL;
  gboolean found;

  append_month (sql, type);
  g_string_append (sql, " AS month, count (*), sum (");
  append_total (sql, type);
  g_string_append_printf (sql, ") FROM \"%s\" WHERE deleted = 0 GROUP BY 1 ORDER BY 1", type->table);
  statement = pd_store_session_prepare (session, sql->str, error);
  if (statement == NULL)
    return FALSE;
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdStoreMonth *month;

      if (!found)
        return TRUE;
      month = g_new0 (PdStoreMonth, 1);
      month->type = type;
      month->month = g_strdup (pd_statement_text (statement, 0));
      month->count = sqlite3_column_int64 (statement, 1);
      month->total = sqlite3_column_int64 (statement, 2);
      g_ptr_array_add (months, month);
    }
  return FALSE;
}

/**
 * pd_store_list_months:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreMonth): by type and month
 */
GPtrArray *
pd_store_list_months (PdStoreSession *session, GError **error)
{
  g_autoptr (GPtrArray) months = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_month_free);

  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    if (!add_months (session, *type, months, error))
      return NULL;
  return g_steal_pointer (&months);
}

/* --- records */

/* An invoice without a number yet is called by its order's. */
static void
append_title (GString *sql, const PdRecordType *type)
{
  const char *title = type->fields[type->title_field].name;

  if (type == &pd_invoice_type)
    g_string_append_printf (sql, "coalesce (\"%s\", \"%s\")", title,
                            type->fields[PD_INVOICE_ORDER_NUMBER].name);
  else
    g_string_append_printf (sql, "\"%s\"", title);
}

/* What is common to all questions about records of a type; a condition follows. */
static GString *
select_standing (const PdRecordType *type)
{
  GString *sql = g_string_new ("SELECT id, ");

  append_title (sql, type);
  g_string_append (sql, ", ");
  append_month (sql, type);
  g_string_append (sql, ", ");
  append_total (sql, type);
  if (type->state_field >= 0)
    g_string_append_printf (sql, ", \"%s\"", type->fields[type->state_field].name);
  else
    g_string_append (sql, ", NULL");
  g_string_append_printf (sql, ", revision, deleted, row_state, pending_command FROM \"%s\" ", type->table);
  return sql;
}

static PdStoreStanding *
read_standing (PdStatement *statement, const PdRecordType *type)
{
  PdStoreStanding *standing = g_new0 (PdStoreStanding, 1);

  standing->type = type;
  standing->id = g_strdup (pd_statement_text (statement, 0));
  standing->title = g_strdup (pd_statement_text (statement, 1));
  standing->month = g_strdup (pd_statement_text (statement, 2));
  standing->total = sqlite3_column_int64 (statement, 3);
  standing->flow_state = g_strdup (pd_statement_text (statement, 4));
  standing->revision = sqlite3_column_int64 (statement, 5);
  standing->deleted = sqlite3_column_int (statement, 6) != 0;
  standing->state = (PdRowState) sqlite3_column_int (statement, 7);
  standing->command = g_strdup (pd_statement_text (statement, 8));
  return standing;
}

/* Since when, and in whose words why. */
static gboolean
explain_pending (PdStoreSession *session, PdStoreStanding *standing, GError **error)
{
  gboolean parked = standing->state == PD_ROW_CONFLICT || standing->state == PD_ROW_REJECTED;
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      parked
          ? "SELECT created_at, code, message FROM conflict WHERE type = ?1 AND record = ?2 AND decision = 0"
            " ORDER BY created_at LIMIT 1"
          : "SELECT min (made_at), NULL, NULL FROM outbox WHERE type = ?1 AND record = ?2",
      error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", standing->type->name, standing->id);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (found)
    {
      standing->since = sqlite3_column_int64 (statement, 0);
      standing->code = g_strdup (pd_statement_text (statement, 1));
      standing->message = g_strdup (pd_statement_text (statement, 2));
    }
  return TRUE;
}

/* Since when it is at the bureau, and what the bureau said. */
static gboolean
explain_bureau (PdStoreSession *session, PdStoreStanding *standing, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT submitted_at, reason FROM invoices WHERE id = ?1", error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", standing->id);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (found)
    {
      standing->since = sqlite3_column_int64 (statement, 0);
      standing->message = g_strdup (pd_statement_text (statement, 1));
    }
  return TRUE;
}

static gboolean
explain (PdStoreSession *session, PdStoreStanding *standing, GError **error)
{
  if (standing->state != PD_ROW_CLEAN)
    return explain_pending (session, standing, error);
  return standing->type != &pd_invoice_type || explain_bureau (session, standing, error);
}

/* @sql: (transfer full): asks for standings; @id: (nullable): its parameter */
static gboolean
add_standings (PdStoreSession *session,
               const PdRecordType *type,
               GString *sql,
               const char *id,
               guint limit,
               GPtrArray *standings,
               GError **error)
{
  g_autofree char *text = g_string_free (sql, FALSE);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, text, error);
  guint first = standings->len;
  gboolean found = TRUE;

  if (statement == NULL)
    return FALSE;
  if (id != NULL)
    pd_statement_bind (statement, "s", id);
  while (found && standings->len < limit)
    {
      if (!pd_store_session_step (session, statement, &found, error))
        return FALSE;
      if (found)
        g_ptr_array_add (standings, read_standing (statement, type));
    }
  for (guint i = first; i < standings->len; i++)
    if (!explain (session, g_ptr_array_index (standings, i), error))
      return FALSE;
  return TRUE;
}

static GPtrArray *
standings_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_standing_free);
}

/**
 * pd_store_list_unsettled:
 * @session: the session
 * @limit: how many at most
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreStanding): what waits, is on its way, is in conflict or was
 *   refused; by type, the oldest first
 */
GPtrArray *
pd_store_list_unsettled (PdStoreSession *session, guint limit, GError **error)
{
  g_autoptr (GPtrArray) standings = standings_new ();

  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      GString *sql = select_standing (*type);

      g_string_append (sql, "WHERE row_state <> 0 ORDER BY row");
      if (!add_standings (session, *type, sql, NULL, limit, standings, error))
        return NULL;
    }
  return g_steal_pointer (&standings);
}

/**
 * pd_store_list_at_bureau:
 * @session: the session
 * @limit: how many at most
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreStanding): invoices that were asked for and are not issued;
 *   one that the bureau refused is among them until its order is asked for again, or cancelled
 */
GPtrArray *
pd_store_list_at_bureau (PdStoreSession *session, guint limit, GError **error)
{
  g_autoptr (GPtrArray) standings = standings_new ();
  GString *sql = select_standing (&pd_invoice_type);

  g_string_append (
      sql, "WHERE deleted = 0 AND (state IN ('" PD_INVOICE_STATE_QUEUED "', '" PD_INVOICE_STATE_WAITING
           "', '" PD_INVOICE_STATE_SUBMITTED "', '" PD_INVOICE_STATE_UNKNOWN
           "') OR (state = '" PD_INVOICE_STATE_FAILED
           "' AND EXISTS (SELECT 1 FROM orders AS o WHERE o.id = invoices.order_id AND o.state = 'open'"
           " AND o.deleted = 0 AND o.invoice_id = invoices.id))) ORDER BY row");
  if (!add_standings (session, &pd_invoice_type, sql, NULL, limit, standings, error))
    return NULL;
  return g_steal_pointer (&standings);
}

/**
 * pd_store_get_standing:
 * @session: the session
 * @type: a record's type
 * @id: its id
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): where the record stands, a deleted one too; %NULL without an error when it is not
 *   here
 */
PdStoreStanding *
pd_store_get_standing (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_autoptr (GPtrArray) standings = standings_new ();
  GString *sql = select_standing (type);

  g_string_append (sql, "WHERE id = ?1");
  if (!add_standings (session, type, sql, id, 1, standings, error) || standings->len == 0)
    return NULL;
  return g_ptr_array_steal_index (standings, 0);
}
