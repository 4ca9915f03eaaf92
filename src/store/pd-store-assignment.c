/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-assignment.h"

#include "model/pd-assignment.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"
#include "store/pd-store-session.h"

#include <string.h>

/* More than this nobody chooses from. */
#define MAX_KNOWN 500

/* (transfer full) (element-type PdRecord): the records whose ids a question names; NULL on failure */
static GPtrArray *
read_records (PdStoreSession *session,
              const PdRecordType *type,
              const char *sql,
              gint64 limit,
              GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  pd_statement_bind_integer (statement, 1, limit);
  while (pd_store_session_step (session, statement, &row, error) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  if (row)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      PdRecord *record = pd_store_get_record (session, type, ids->pdata[i], error);

      if (record == NULL)
        return NULL;
      pd_record_sort_lines (record);
      g_ptr_array_add (records, record);
    }
  return g_steal_pointer (&records);
}

/**
 * pd_store_assignment_rules:
 * @session: the session
 * @error: (out) (optional): why they could not be read
 *
 * Returns: (transfer full) (nullable) (element-type PdRecord): all rules of assignment, in their order
 */
GPtrArray *
pd_store_assignment_rules (PdStoreSession *session, GError **error)
{
  return read_records (session, &pd_assignment_rule_type,
                       "SELECT id FROM assignment_rules WHERE deleted = 0 ORDER BY position, id LIMIT ?1", -1,
                       error);
}

/**
 * pd_store_assignment_orders:
 * @session: the session
 * @limit: how many at most
 * @error: (out) (optional): why they could not be read
 *
 * Returns: (transfer full) (nullable) (element-type PdRecord): the newest service orders of this computer that have left
 *   their draft, for pd_assignment_try()
 */
GPtrArray *
pd_store_assignment_orders (PdStoreSession *session, guint limit, GError **error)
{
  return read_records (session, &pd_order_type,
                       "SELECT id FROM orders WHERE deleted = 0 AND kind = 'service' AND stage IS NOT NULL"
                       " ORDER BY row DESC LIMIT ?1",
                       limit > 0 ? (gint64) limit : -1, error);
}

/**
 * pd_store_assignment_known:
 * @session: the session
 * @field: a text field of orders
 * @error: (out) (optional): why they could not be read
 *
 * Returns: (transfer full) (nullable): what stands there in the orders of this computer, each once, for rules to be made of
 */
GStrv
pd_store_assignment_known (PdStoreSession *session, guint field, GError **error)
{
  const char *name = pd_order_type.fields[field].name;
  g_autofree char *sql =
      g_strdup_printf ("SELECT DISTINCT \"%1$s\" FROM orders WHERE deleted = 0 AND \"%1$s\" IS NOT "
                       "NULL ORDER BY 1 LIMIT %2$d",
                       name, MAX_KNOWN);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &row, error) && row)
    g_strv_builder_add (values, pd_statement_text (statement, 0));
  return row ? NULL : g_strv_builder_end (values);
}

/* --- who is known */

/** People: names, each once. */
typedef struct
{
  GHashTable *seen;
  GPtrArray *names; /* of char *, borrowed from @seen */
} People;

static void
add_person (People *people, const char *name)
{
  char *own;

  if (name == NULL || *name == '\0' || people->names->len >= MAX_KNOWN ||
      g_hash_table_contains (people->seen, name))
    return;
  own = g_strdup (name);
  g_hash_table_add (people->seen, own);
  g_ptr_array_add (people->names, own);
}

/* Goes from one name to the next along the field's index: as many looks as there are names, however many records. */
static gboolean
add_people_of (PdStoreSession *session, People *people, const PdRecordType *type, guint field, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE known (name) AS ("
      "SELECT (SELECT \"%2$s\" FROM \"%1$s\" WHERE deleted = 0 AND \"%2$s\" > '' ORDER BY \"%2$s\" LIMIT 1)"
      " UNION ALL SELECT (SELECT \"%2$s\" FROM \"%1$s\" WHERE deleted = 0 AND \"%2$s\" > known.name"
      " ORDER BY \"%2$s\" LIMIT 1) FROM known WHERE known.name IS NOT NULL)"
      " SELECT name FROM known WHERE name IS NOT NULL LIMIT %3$d",
      type->table, type->fields[field].name, MAX_KNOWN);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  gboolean row = TRUE;

  while (statement != NULL && pd_store_session_step (session, statement, &row, error) && row)
    add_person (people, pd_statement_text (statement, 0));
  return statement != NULL && !row;
}

static gboolean
add_people_of_rules (PdStoreSession *session, People *people, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT assignees FROM assignment_rules WHERE deleted = 0 LIMIT ?1",
                                error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind_integer (statement, 1, MAX_KNOWN);
  while (pd_store_session_step (session, statement, &row, error) && row)
    {
      g_auto (GStrv) users = pd_assignment_split_users (pd_statement_text (statement, 0));

      for (guint i = 0; users[i] != NULL; i++)
        add_person (people, users[i]);
    }
  return !row;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * pd_store_known_people:
 * @session: the session
 * @user: (nullable): who is signed in
 * @error: (out) (optional): why they could not be read
 *
 * Whose work an order, a ticket or a rule of this computer says that it is; read along indexes, a few hundred at most.
 *
 * Returns: (transfer full) (nullable): their names, each once, sorted
 */
GStrv
pd_store_known_people (PdStoreSession *session, const char *user, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) people = g_strv_builder_new ();
  People found = { seen, names };

  add_person (&found, user);
  if (!add_people_of_rules (session, &found, error) ||
      !add_people_of (session, &found, &pd_order_type, PD_ORDER_ASSIGNEE, error) ||
      !add_people_of (session, &found, &pd_ticket_type, PD_TICKET_OWNER, error) ||
      !add_people_of (session, &found, &pd_ticket_type, PD_TICKET_EXPERT, error))
    return NULL;
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    g_strv_builder_add (people, names->pdata[i]);
  return g_strv_builder_end (people);
}

/**
 * pd_store_assignment_loads:
 * @session: the session
 * @error: (out) (optional): why they could not be read
 *
 * Returns: (transfer full) (nullable) (element-type utf8 guint): how many open service orders each user has, as far as
 *   this computer knows, for pd_assignment_choose()
 */
GHashTable *
pd_store_assignment_loads (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT assignee, count (*) FROM orders WHERE deleted = 0 AND kind = 'service' AND "
      "assignee IS NOT NULL AND stage IN ('" PD_ORDER_STAGE_ASSIGNMENT "', '" PD_ORDER_STAGE_APPOINTED
      "', '" PD_ORDER_STAGE_WORKING "', '" PD_ORDER_STAGE_ACCEPTANCE "') GROUP BY 1",
      error);
  g_autoptr (GHashTable) loads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &row, error) && row)
    g_hash_table_insert (loads, g_strdup (pd_statement_text (statement, 0)),
                         GUINT_TO_POINTER ((guint) sqlite3_column_int64 (statement, 1)));
  return row ? NULL : g_steal_pointer (&loads);
}
