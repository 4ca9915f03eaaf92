/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-schema.h"

#include "model/pd-id.h"
#include "store/pd-store-tokenizer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char sync_tables[] =
    /* Of a record that has changes: what their author saw, and what the platform has. */
    "CREATE TABLE shadow (type TEXT NOT NULL, id TEXT NOT NULL, base TEXT, theirs TEXT,"
    "  PRIMARY KEY (type, id)) WITHOUT ROWID;"
    /* state: 0 waits, 1 in flight; sent: has been on its way once, so that its content may not change any more. */
    "CREATE TABLE outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, type TEXT NOT "
    "NULL,"
    "  record TEXT NOT NULL, kind INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,"
    "  sent INTEGER NOT NULL DEFAULT 0, counter INTEGER NOT NULL DEFAULT 0, made_at INTEGER NOT NULL,"
    "  mutation TEXT NOT NULL);"
    "CREATE INDEX outbox_record ON outbox (type, record, position);"
    "CREATE INDEX outbox_state ON outbox (state, made_at);"
    "CREATE TABLE conflict (id TEXT PRIMARY KEY, type TEXT NOT NULL, record TEXT NOT NULL, title TEXT, base "
    "TEXT,"
    "  mine TEXT, theirs TEXT, atoms TEXT, command TEXT, code TEXT, message TEXT,"
    "  row_state INTEGER NOT NULL, created_at INTEGER NOT NULL, decision INTEGER NOT NULL DEFAULT 0,"
    "  resolved_at INTEGER NOT NULL DEFAULT 0, decided TEXT) WITHOUT ROWID;"
    "CREATE INDEX conflict_record ON conflict (type, record) WHERE decision = 0;"
    "CREATE INDEX conflict_age ON conflict (created_at);"
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

static const char *
column_type (const PdField *field)
{
  return pd_field_is_text (field) ? "TEXT" : "INTEGER";
}

/* The columns that every SELECT of a whole record names, in the order of the PD_COLUMN enum. */
void
pd_store_append_columns (GString *sql, const PdRecordType *type)
{
  g_string_append (
      sql, "row, id, revision, sequence, deleted, row_state, content_revision, pending_command, unknown");
  for (guint i = 0; i < type->n_fields; i++)
    g_string_append_printf (sql, ", \"%s\"", type->fields[i].name);
}

static gboolean
fields_have_search (const PdRecordType *type)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].flags & PD_FIELD_SEARCH)
      return TRUE;
  return FALSE;
}

gboolean
pd_record_type_has_search (const PdRecordType *type)
{
  return fields_have_search (type);
}

static void
append_search_fields (GString *sql, const PdRecordType *type, const char *prefix)
{
  const char *separator = "";

  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].flags & PD_FIELD_SEARCH)
      {
        g_string_append_printf (sql, "%scoalesce (%s.\"%s\", '')", separator, prefix, type->fields[i].name);
        separator = " || char (10) || ";
      }
}

/* An expression over the row "o": all text by which the record is found, its lines included. */
void
pd_store_append_search_text (GString *sql, const PdRecordType *type)
{
  append_search_fields (sql, type, "o");
  for (guint i = 0; i < type->n_lists; i++)
    if (fields_have_search (type->lists[i]))
      {
        g_string_append (sql, " || char (10) || coalesce ((SELECT group_concat (");
        append_search_fields (sql, type->lists[i], "l");
        g_string_append_printf (sql, ", char (10)) FROM \"%s\" AS l WHERE l.parent = o.row), '')",
                                type->lists[i]->table);
      }
}

static void
append_field_columns (GString *sql, const PdRecordType *type)
{
  for (guint i = 0; i < type->n_fields; i++)
    {
      const PdField *field = &type->fields[i];

      g_string_append_printf (sql, ", \"%s\" %s", field->name, column_type (field));
      if (field->flags & PD_FIELD_NUMBER)
        g_string_append_printf (sql, ", \"%s_reversed\" TEXT", field->name);
    }
}

/* An index begins with "deleted", so that a list is one walk along it and never looks into the table. The planner is
 * told that nearly all rows have the same value there, or it would take any such index for a good one. */
static void
append_index (GString *sql, const PdRecordType *type, const char *name, const char *columns)
{
  const char *statistics = *columns == '\0' ? "1000000 1000000" : "1000000 1000000 100";

  g_string_append_printf (sql,
                          "CREATE INDEX IF NOT EXISTS \"%1$s_%2$s\" ON \"%1$s\" (deleted%3$s);"
                          "DELETE FROM sqlite_stat1 WHERE idx = '%1$s_%2$s';"
                          "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('%1$s', '%1$s_%2$s', '%4$s');",
                          type->table, name, columns, statistics);
}

static void
append_indexes (GString *sql, const PdRecordType *type)
{
  append_index (sql, type, "deleted", "");
  for (guint i = 0; i < type->n_fields; i++)
    {
      const PdField *field = &type->fields[i];
      g_autofree char *plain = g_strdup_printf (", \"%s\"", field->name);
      g_autofree char *folded = g_strdup_printf (", \"%s\" COLLATE NOCASE", field->name);
      g_autofree char *reversed = g_strdup_printf (", \"%s_reversed\"", field->name);
      g_autofree char *forward_name = g_strdup_printf ("%s_forward", field->name);
      g_autofree char *backward_name = g_strdup_printf ("%s_backward", field->name);

      if (field->flags & PD_FIELD_INDEX)
        append_index (sql, type, field->name, plain);
      if (field->flags & PD_FIELD_NUMBER)
        {
          append_index (sql, type, forward_name, folded);
          append_index (sql, type, backward_name, reversed);
        }
    }
}

static void
append_record_tables (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (sql,
                          "CREATE TABLE \"%s\" (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
                          " revision INTEGER NOT NULL DEFAULT 0, sequence INTEGER NOT NULL DEFAULT 0,"
                          " deleted INTEGER NOT NULL DEFAULT 0, row_state INTEGER NOT NULL DEFAULT 0,"
                          " content_revision INTEGER NOT NULL DEFAULT 0, pending_command TEXT, unknown TEXT",
                          type->table);
  append_field_columns (sql, type);
  g_string_append_printf (sql,
                          ");"
                          "CREATE INDEX \"%1$s_row_state\" ON \"%1$s\" (row_state) WHERE row_state <> 0;",
                          type->table);
  append_indexes (sql, type);
  for (guint i = 0; i < type->n_lists; i++)
    {
      g_string_append_printf (sql,
                              "CREATE TABLE \"%s\" (parent INTEGER NOT NULL, id TEXT NOT NULL, unknown TEXT",
                              type->lists[i]->table);
      append_field_columns (sql, type->lists[i]);
      g_string_append (sql, ", PRIMARY KEY (parent, id)) WITHOUT ROWID;");
    }
}

static void
append_search_table (GString *sql, const PdRecordType *type)
{
  if (fields_have_search (type))
    g_string_append_printf (sql,
                            "CREATE VIRTUAL TABLE \"%s_search\" USING fts5 (text, content='', detail=none,"
                            " columnsize=0, tokenize='" PD_STORE_TOKENIZER_NAME "');",
                            type->table);
}

static gboolean
create_tables (PdStoreSession *session, GError **error)
{
  g_autoptr (GString) sql = g_string_new (sync_tables);
  g_autofree char *replica = pd_id_new (g_get_real_time ());

  g_string_append_printf (sql,
                          "ANALYZE sqlite_schema; INSERT INTO meta (key, value) VALUES ('replica', '%s');",
                          replica);
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      append_record_tables (sql, *type);
      append_search_table (sql, *type);
    }
  return pd_store_session_exec (session, sql->str, error);
}

/* Append only: a file of version n has been through the first n of them. */
const PdStoreStep pd_store_steps[] = { create_tables };
const guint pd_store_n_steps = G_N_ELEMENTS (pd_store_steps);

static GHashTable *
read_columns (PdStoreSession *session, const char *table, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT name FROM pragma_table_info (?1)", error);
  g_autoptr (GHashTable) columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean row;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "s", table);
  while (pd_store_session_step (session, statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&columns);
      g_hash_table_add (columns, g_strdup (pd_statement_text (statement, 0)));
    }
  return NULL;
}

/* The file is a later version's. */
void
pd_store_set_newer_error (GError **error, const char *path)
{
  g_set_error (
      error, PD_STORE_ERROR, PD_STORE_ERROR_NEWER_SCHEMA,
      _ ("“%s” was written by a newer version of Piaodan. It was left as it is and nothing in it is lost. "
         "Install the newer version to open it."),
      path);
}

/* A field that this program knows and the file did not: the platform may have sent it already, as something unknown. */
static void
append_new_column (GString *sql, const PdRecordType *type, const PdField *field)
{
  g_string_append_printf (sql,
                          "ALTER TABLE \"%1$s\" ADD COLUMN \"%2$s\" %3$s;"
                          "UPDATE \"%1$s\" SET \"%2$s\" = json_extract (unknown, '$.\"%2$s\"'),"
                          " unknown = nullif (json_remove (unknown, '$.\"%2$s\"'), '{}')"
                          " WHERE json_type (unknown, '$.\"%2$s\"') IS NOT NULL;",
                          type->table, field->name, column_type (field));
}

static void
append_new_reversed (GString *sql, const PdRecordType *type, const PdField *field)
{
  g_string_append_printf (sql,
                          "ALTER TABLE \"%1$s\" ADD COLUMN \"%2$s_reversed\" TEXT;"
                          "UPDATE \"%1$s\" SET \"%2$s_reversed\" = pd_reverse (\"%2$s\");",
                          type->table, field->name);
}

/* A column that this program does not know: it would write rows without it. */
static gboolean
has_unknown_column (GHashTable *columns, const PdRecordType *type)
{
  static const char *const own[] = { "row",
                                     "id",
                                     "revision",
                                     "sequence",
                                     "deleted",
                                     "row_state",
                                     "content_revision",
                                     "pending_command",
                                     "unknown",
                                     "parent",
                                     NULL };
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, columns);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *field = g_str_has_suffix (name, "_reversed")
                                   ? g_strndup (name, strlen (name) - strlen ("_reversed"))
                                   : g_strdup (name);

      if (!g_strv_contains (own, name) && pd_record_type_field (type, field) < 0)
        return TRUE;
    }
  return FALSE;
}

/* How many columns of @type the file lacks; their SQL goes to @sql. -1 on failure. */
static int
find_missing (PdStoreSession *session, const PdRecordType *type, GString *sql, GError **error)
{
  g_autoptr (GHashTable) columns = read_columns (session, type->table, error);
  int missing = 0;

  if (columns == NULL)
    return -1;
  if (has_unknown_column (columns, type))
    {
      pd_store_set_newer_error (error, session->path);
      return -1;
    }
  for (guint i = 0; i < type->n_fields; i++)
    {
      const PdField *field = &type->fields[i];
      g_autofree char *reversed = g_strdup_printf ("%s_reversed", field->name);

      if (!g_hash_table_contains (columns, field->name))
        {
          append_new_column (sql, type, field);
          missing++;
        }
      if ((field->flags & PD_FIELD_NUMBER) && !g_hash_table_contains (columns, reversed))
        {
          append_new_reversed (sql, type, field);
          missing++;
        }
    }
  return missing;
}

/* How many columns the file lacks in all; -1 on failure. */
static int
find_all_missing (PdStoreSession *session, GString *sql, GError **error)
{
  int total = 0;

  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      int missing = find_missing (session, *type, sql, error);

      for (guint i = 0; i < (*type)->n_lists && missing >= 0; i++)
        {
          int of_list = find_missing (session, (*type)->lists[i], sql, error);

          missing = of_list < 0 ? -1 : missing + of_list;
        }
      if (missing < 0)
        return -1;
      total += missing;
    }
  return total;
}

static gboolean
rebuild_search (PdStoreSession *session, const PdRecordType *type, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  if (!fields_have_search (type))
    return TRUE;
  g_string_append_printf (sql, "DROP TABLE IF EXISTS \"%s_search\";", type->table);
  append_search_table (sql, type);
  g_string_append_printf (sql, "INSERT INTO \"%s_search\" (rowid, text) SELECT o.row, ", type->table);
  pd_store_append_search_text (sql, type);
  g_string_append_printf (sql, " FROM \"%s\" AS o WHERE o.deleted = 0 ORDER BY o.row;", type->table);
  return pd_store_session_exec (session, sql->str, error);
}

/**
 * pd_store_schema_add_columns:
 * @session: a session in a transaction
 * @error: (out) (optional): where the error goes
 *
 * The step that most new versions consist of: adds the columns and indexes of fields that the record tables have got,
 * takes their values out of what was kept as unknown, and builds the search index anew.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_schema_add_columns (PdStoreSession *session, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  if (find_all_missing (session, sql, error) < 0)
    return FALSE;
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    append_indexes (sql, *type);
  if (!pd_store_session_exec (session, sql->str, error))
    return FALSE;
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    if (!rebuild_search (session, *type, error))
      return FALSE;
  return TRUE;
}

/* Whether record tables have fields that the file does not. */
gboolean
pd_store_schema_has_missing (PdStoreSession *session, gboolean *missing, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  int count = find_all_missing (session, sql, error);

  *missing = count > 0;
  return count >= 0;
}
