/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-indexes.h"

#include "model/pd-order.h"

/** Present: what the file has now, by the name of the index. */
typedef struct
{
  GHashTable *definitions; /* (owned) of SQL */
  GHashTable *statistics;  /* (owned) of what the planner is told */
  GString *sql;            /* (borrowed) what makes the file as it is to be */
  guint n_missing;
} Present;

static void
present_clear (Present *present)
{
  g_clear_pointer (&present->definitions, g_hash_table_unref);
  g_clear_pointer (&present->statistics, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Present, present_clear)

/* The two columns of @sql as a table from the one to the other; NULL on failure. */
static GHashTable *
read_pairs (PdStoreSession *session, const char *sql, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&pairs);
      g_hash_table_replace (pairs, g_strdup (pd_statement_text (statement, 0)),
                            g_strdup (pd_statement_text (statement, 1)));
    }
  return NULL;
}

static gboolean
read_present (PdStoreSession *session, Present *present, GError **error)
{
  gint64 has_statistics;

  present->definitions =
      read_pairs (session, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
                  error);
  if (present->definitions == NULL ||
      !pd_store_session_integer (session, "SELECT count (*) FROM sqlite_schema WHERE name = 'sqlite_stat1'",
                                 &has_statistics, error))
    return FALSE;
  if (has_statistics)
    present->statistics =
        read_pairs (session, "SELECT idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL AND stat IS NOT NULL",
                    error);
  else
    {
      present->statistics = g_hash_table_new (g_str_hash, g_str_equal);
      /* The table that is told from cannot be made by name: this makes it. */
      g_string_append (present->sql, "ANALYZE sqlite_schema;");
      present->n_missing++;
    }
  return present->statistics != NULL;
}

/* @rest is written as it stands in the files that are there. An earlier version may have had another index under this
 * name: it goes. */
static void
want_index (Present *present, const char *name, const char *rest)
{
  g_autofree char *definition = g_strconcat ("CREATE INDEX ", rest, NULL);

  if (g_strcmp0 (g_hash_table_lookup (present->definitions, name), definition) == 0)
    return;
  g_string_append_printf (present->sql, "DROP INDEX IF EXISTS \"%s\"; %s;", name, definition);
  present->n_missing++;
}

static void
want_statistics (Present *present, const char *name, const char *table, const char *statistics)
{
  if (g_strcmp0 (g_hash_table_lookup (present->statistics, name), statistics) == 0)
    return;
  g_string_append_printf (present->sql,
                          "DELETE FROM sqlite_stat1 WHERE idx = '%1$s';"
                          "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('%2$s', '%1$s', '%3$s');",
                          name, table, statistics);
  present->n_missing++;
}

/* An index begins with "deleted", so that a list is one walk along it and never looks into the table. The planner is
 * told that nearly all rows have the same value there, or it would take any such index for a good one. */
static void
want_list_index (Present *present, const PdRecordType *type, const char *name, const char *columns)
{
  g_autofree char *full_name = g_strdup_printf ("%s_%s", type->table, name);
  g_autofree char *rest = g_strdup_printf ("\"%s\" ON \"%s\" (deleted%s)", full_name, type->table, columns);

  want_index (present, full_name, rest);
  want_statistics (present, full_name, type->table,
                   *columns == '\0' ? "1000000 1000000" : "1000000 1000000 100");
}

static void
want_field_indexes (Present *present, const PdRecordType *type, const PdField *field)
{
  g_autofree char *plain = g_strdup_printf (", \"%s\"", field->name);
  g_autofree char *folded = g_strdup_printf (", \"%s\" COLLATE NOCASE", field->name);
  g_autofree char *reversed = g_strdup_printf (", \"%s_reversed\"", field->name);
  g_autofree char *forward_name = g_strdup_printf ("%s_forward", field->name);
  g_autofree char *backward_name = g_strdup_printf ("%s_backward", field->name);

  if (field->flags & PD_FIELD_INDEX)
    want_list_index (present, type, field->name, plain);
  if (field->flags & PD_FIELD_NUMBER)
    {
      want_list_index (present, type, forward_name, folded);
      want_list_index (present, type, backward_name, reversed);
    }
}

/* The board counts and reads stage by stage what is of a kind, and sorts it by the day it is due, out of this alone. */
static void
want_board_index (Present *present)
{
  want_index (present, "orders_board",
              "\"orders_board\" ON \"orders\" (deleted, \"kind\", \"stage\", \"due_date\")");
  want_statistics (present, "orders_board", pd_order_type.table, "1000000 1000000 100 50 10");
}

static void
want_type_indexes (Present *present, const PdRecordType *type)
{
  g_autofree char *name = g_strdup_printf ("%s_row_state", type->table);
  g_autofree char *rest =
      g_strdup_printf ("\"%s\" ON \"%s\" (row_state) WHERE row_state <> 0", name, type->table);

  want_index (present, name, rest);
  want_list_index (present, type, "deleted", "");
  for (guint i = 0; i < type->n_fields; i++)
    want_field_indexes (present, type, &type->fields[i]);
}

/**
 * pd_store_indexes_append_missing:
 * @session: a session
 * @sql: what makes the missing ones is appended here
 * @n_missing: (inout): goes up by how many indexes and statistics the file lacks, or has otherwise
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_indexes_append_missing (PdStoreSession *session, GString *sql, guint *n_missing, GError **error)
{
  g_auto (Present) present = { .sql = sql };

  if (!read_present (session, &present, error))
    return FALSE;
  want_index (&present, "outbox_record", "outbox_record ON outbox (type, record, position)");
  want_index (&present, "outbox_state", "outbox_state ON outbox (state, made_at)");
  want_index (&present, "conflict_record", "conflict_record ON conflict (type, record) WHERE decision = 0");
  want_index (&present, "conflict_age", "conflict_age ON conflict (created_at)");
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    want_type_indexes (&present, *type);
  want_board_index (&present);
  *n_missing += present.n_missing;
  return TRUE;
}
