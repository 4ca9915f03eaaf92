/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-schema.h"

#include "model/pd-id.h"
#include "store/pd-store-indexes.h"
#include "store/pd-store-outbox.h"
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
    "CREATE TABLE conflict (id TEXT PRIMARY KEY, type TEXT NOT NULL, record TEXT NOT NULL, title TEXT, base "
    "TEXT,"
    "  mine TEXT, theirs TEXT, atoms TEXT, command TEXT, code TEXT, message TEXT,"
    "  row_state INTEGER NOT NULL, created_at INTEGER NOT NULL, decision INTEGER NOT NULL DEFAULT 0,"
    "  resolved_at INTEGER NOT NULL DEFAULT 0, decided TEXT) WITHOUT ROWID;"
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

/* What the store itself keeps in a record's row, beside row and id. */
static const struct
{
  const char *name, *declaration;
} own_columns[] = {
  { "revision", "INTEGER NOT NULL DEFAULT 0" },         { "sequence", "INTEGER NOT NULL DEFAULT 0" },
  { "deleted", "INTEGER NOT NULL DEFAULT 0" },          { "row_state", "INTEGER NOT NULL DEFAULT 0" },
  { "content_revision", "INTEGER NOT NULL DEFAULT 0" }, { "pending_command", "TEXT" },
  { "total_changed", "INTEGER NOT NULL DEFAULT 0" },    { "unknown", "TEXT" },
};

static const char *
column_type (const PdField *field)
{
  return pd_field_is_text (field) ? "TEXT" : "INTEGER";
}

/* The columns that every SELECT of a whole record names, in the order of the PD_COLUMN enum. */
void
pd_store_append_columns (GString *sql, const PdRecordType *type)
{
  g_string_append (sql, "row, id, revision, sequence, deleted, row_state, content_revision, pending_command,"
                        " total_changed, unknown");
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
append_contains (GString *sql, const PdRecordType *type, const char *prefix, const char *parameter)
{
  g_string_append_printf (sql, "pd_contains (%s", parameter);
  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].flags & PD_FIELD_SEARCH)
      g_string_append_printf (sql, ", %s.\"%s\"", prefix, type->fields[i].name);
  g_string_append_c (sql, ')');
}

/* Whether what pd_store_append_search_text() tells of the row "o" has the word @parameter, which has no line break. Most
 * words are the record's own: its lines are read only where they are not. */
void
pd_store_append_search_condition (GString *sql, const PdRecordType *type, const char *parameter)
{
  g_string_append_c (sql, '(');
  append_contains (sql, type, "o", parameter);
  for (guint i = 0; i < type->n_lists; i++)
    if (fields_have_search (type->lists[i]))
      {
        g_string_append_printf (sql, " OR EXISTS (SELECT 1 FROM \"%s\" AS l WHERE l.parent = o.row AND ",
                                type->lists[i]->table);
        append_contains (sql, type->lists[i], "l", parameter);
        g_string_append_c (sql, ')');
      }
  g_string_append_c (sql, ')');
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

static void
append_record_table (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (sql, "CREATE TABLE \"%s\" (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE",
                          type->table);
  for (guint i = 0; i < G_N_ELEMENTS (own_columns); i++)
    g_string_append_printf (sql, ", %s %s", own_columns[i].name, own_columns[i].declaration);
  append_field_columns (sql, type);
  g_string_append (sql, ");");
}

static void
append_line_table (GString *sql, const PdRecordType *line_type)
{
  g_string_append_printf (sql, "CREATE TABLE \"%s\" (parent INTEGER NOT NULL, id TEXT NOT NULL, unknown TEXT",
                          line_type->table);
  append_field_columns (sql, line_type);
  g_string_append (sql, ", PRIMARY KEY (parent, id)) WITHOUT ROWID;");
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
create_sync_tables (PdStoreSession *session, GError **error)
{
  g_autoptr (GString) sql = g_string_new (sync_tables);
  g_autofree char *replica = pd_id_new (g_get_real_time ());

  g_string_append_printf (sql, "INSERT INTO meta (key, value) VALUES ('replica', '%s');", replica);
  return pd_store_session_exec (session, sql->str, error);
}

/* What comparing with the platform needs (sync: 2.7), what it repaired, and what the platform has lost. */
static gboolean
create_digest_tables (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (
      session,
      "CREATE TABLE digest (type TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, hash BLOB NOT "
      "NULL,"
      "  PRIMARY KEY (type, id)) WITHOUT ROWID;"
      "CREATE TABLE digest_sum (type TEXT PRIMARY KEY, count INTEGER NOT NULL, sum BLOB NOT NULL) WITHOUT "
      "ROWID;"
      "CREATE TABLE repair (position INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, type TEXT NOT "
      "NULL,"
      "  record TEXT NOT NULL, title TEXT, kind INTEGER NOT NULL, restored INTEGER NOT NULL,"
      "  here INTEGER NOT NULL, there INTEGER NOT NULL);"
      "CREATE TABLE lost (type TEXT NOT NULL, record TEXT NOT NULL, revision INTEGER NOT NULL,"
      "  there INTEGER NOT NULL, title TEXT, content TEXT NOT NULL, at INTEGER NOT NULL,"
      "  PRIMARY KEY (type, record)) WITHOUT ROWID;"
      /* A new file has no tables of records yet: there is nothing that entries are missing for. */
      "INSERT INTO meta (key, value) SELECT '" PD_STORE_META_DIGEST "', '1'"
      "  WHERE NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'orders');",
      error);
}

/* Files of attachments: what lies in the folder beside the cache, and what waits to be sent to the platform. Their
 * bytes go a way of their own: a large file never holds up a record (sync: 2.9). */
static const char blob_tables[] =
    "CREATE TABLE blob (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, on_platform INTEGER NOT NULL DEFAULT "
    "0,"
    "  used_at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE blob_queue (position INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL UNIQUE,"
    "  size INTEGER NOT NULL, sent INTEGER NOT NULL DEFAULT 0, added_at INTEGER NOT NULL, problem TEXT);";

static gboolean
create_blob_tables (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (session, blob_tables, error);
}

/* Why the platform did not take back what it had lost. */
static gboolean
add_lost_reason (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (
      session, "ALTER TABLE lost ADD COLUMN code TEXT; ALTER TABLE lost ADD COLUMN reason TEXT;", error);
}

/* Which streams are kept here, how far each has come, and what leaves when nothing waits on it any more (sync: 2.1). The
 * digest's entries are made anew, with their streams. */
static gboolean
create_stream_tables (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (
      session,
      "CREATE TABLE stream (name TEXT PRIMARY KEY, cursor TEXT NOT NULL DEFAULT '',"
      "  sequence INTEGER NOT NULL DEFAULT 0, kept INTEGER NOT NULL DEFAULT 0,"
      "  leaving INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
      "CREATE TABLE evicted (type TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;"
      "DROP TABLE digest; DROP TABLE digest_sum;"
      "CREATE TABLE digest (type TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL,"
      "  hash BLOB NOT NULL, stream TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;"
      "CREATE TABLE digest_sum (name TEXT PRIMARY KEY, count INTEGER NOT NULL, sum BLOB NOT NULL) WITHOUT "
      "ROWID;",
      error);
}

/* What was typed in with a command that was refused. */
static gboolean
add_conflict_words (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (session, "ALTER TABLE conflict ADD COLUMN words TEXT;", error);
}

/* Which changes somebody has been told of on this computer, see pd-store-reminders.c. */
static gboolean
create_told_table (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (
      session, "CREATE TABLE told (key TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;", error);
}

/* What was deleted on this computer, see pd-store-bin.c. */
static gboolean
create_bin_table (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (
      session,
      "CREATE TABLE bin (id TEXT PRIMARY KEY, type TEXT NOT NULL, title TEXT, deleted_at INTEGER NOT NULL,"
      "  content TEXT NOT NULL) WITHOUT ROWID;",
      error);
}

/* Append only: a file of version n has been through the first n of them. What follows from the record types is made
 * after them, by pd_store_schema_complete(). */
const PdStoreStep pd_store_steps[] = { create_sync_tables, create_digest_tables, create_blob_tables,
                                       add_lost_reason,    create_stream_tables, add_conflict_words,
                                       create_told_table,  create_bin_table };
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

static gboolean
is_own_column (const char *name)
{
  static const char *const keys[] = { "row", "id", "parent", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (own_columns); i++)
    if (g_str_equal (own_columns[i].name, name))
      return TRUE;
  return g_strv_contains (keys, name);
}

/* A column that this program does not know: it would write rows without it. */
static gboolean
has_unknown_column (GHashTable *columns, const PdRecordType *type)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, columns);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *field = g_str_has_suffix (name, "_reversed")
                                   ? g_strndup (name, strlen (name) - strlen ("_reversed"))
                                   : g_strdup (name);

      if (!is_own_column (name) && pd_record_type_field (type, field) < 0)
        return TRUE;
    }
  return FALSE;
}

static guint
append_missing_own (GString *sql, const PdRecordType *type, gboolean is_line, GHashTable *columns)
{
  guint n_missing = 0;

  for (guint i = 0; i < G_N_ELEMENTS (own_columns); i++)
    if (!g_hash_table_contains (columns, own_columns[i].name) &&
        (!is_line || g_str_equal (own_columns[i].name, "unknown")))
      {
        g_string_append_printf (sql, "ALTER TABLE \"%s\" ADD COLUMN %s %s;", type->table, own_columns[i].name,
                                own_columns[i].declaration);
        n_missing++;
      }
  return n_missing;
}

static guint
append_missing_fields (GString *sql, const PdRecordType *type, GHashTable *columns)
{
  guint n_missing = 0;

  for (guint i = 0; i < type->n_fields; i++)
    {
      const PdField *field = &type->fields[i];
      g_autofree char *reversed = g_strdup_printf ("%s_reversed", field->name);

      if (!g_hash_table_contains (columns, field->name))
        {
          append_new_column (sql, type, field);
          n_missing++;
        }
      if ((field->flags & PD_FIELD_NUMBER) && !g_hash_table_contains (columns, reversed))
        {
          append_new_reversed (sql, type, field);
          n_missing++;
        }
    }
  return n_missing;
}

/* A list that this program knows and the file did not: the platform may have sent it already, as something unknown. */
static void
append_new_list (GString *sql, const PdRecordType *owner, const PdRecordType *line_type)
{
  g_autofree char *path = g_strdup_printf ("'$.\"%s\"'", line_type->list_name);

  append_line_table (sql, line_type);
  g_string_append_printf (sql, "INSERT OR IGNORE INTO \"%s\" (parent, id, unknown", line_type->table);
  for (guint i = 0; i < line_type->n_fields; i++)
    g_string_append_printf (sql, ", \"%s\"", line_type->fields[i].name);
  g_string_append (sql,
                   ") SELECT o.row, json_extract (e.value, '$.id'), nullif (json_remove (e.value, '$.id'");
  for (guint i = 0; i < line_type->n_fields; i++)
    g_string_append_printf (sql, ", '$.\"%s\"'", line_type->fields[i].name);
  g_string_append (sql, "), '{}')");
  for (guint i = 0; i < line_type->n_fields; i++)
    g_string_append_printf (sql, ", json_extract (e.value, '$.\"%s\"')", line_type->fields[i].name);
  g_string_append_printf (sql,
                          " FROM \"%1$s\" AS o, json_each (o.unknown, %2$s) AS e"
                          " WHERE json_type (o.unknown, %2$s) = 'array' AND CASE WHEN e.type = 'object'"
                          " THEN json_type (e.value, '$.id') = 'text' ELSE 0 END;"
                          "UPDATE \"%1$s\" SET unknown = nullif (json_remove (unknown, %2$s), '{}')"
                          " WHERE json_type (unknown, %2$s) = 'array';",
                          owner->table, path);
}

/* What the table of @type, a record or a line of @owner, lacks: its SQL goes to @sql. */
static gboolean
append_missing_columns (PdStoreSession *session,
                        const PdRecordType *type,
                        const PdRecordType *owner,
                        GString *sql,
                        guint *n_missing,
                        GError **error)
{
  g_autoptr (GHashTable) columns = read_columns (session, type->table, error);

  if (columns == NULL)
    return FALSE;
  if (g_hash_table_size (columns) == 0)
    {
      if (owner != NULL)
        append_new_list (sql, owner, type);
      else
        append_record_table (sql, type);
      *n_missing += 1;
      return TRUE;
    }
  if (has_unknown_column (columns, type))
    {
      pd_store_set_newer_error (error, session->path);
      return FALSE;
    }
  /* Its own first: the fields' values come out of "unknown". */
  *n_missing += append_missing_own (sql, type, owner != NULL, columns);
  *n_missing += append_missing_fields (sql, type, columns);
  return TRUE;
}

/* Everything that the file lacks but for the search indexes. */
static gboolean
append_missing (PdStoreSession *session, GString *sql, guint *n_missing, GError **error)
{
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      if (!append_missing_columns (session, *type, NULL, sql, n_missing, error))
        return FALSE;
      for (guint i = 0; i < (*type)->n_lists; i++)
        if (!append_missing_columns (session, (*type)->lists[i], *type, sql, n_missing, error))
          return FALSE;
    }
  return pd_store_indexes_append_missing (session, sql, n_missing, error);
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

static gboolean
lacks_search_field (PdStoreSession *session, const PdRecordType *type, gboolean *lacks, GError **error)
{
  g_autoptr (GHashTable) columns = read_columns (session, type->table, error);

  if (columns == NULL)
    return FALSE;
  for (guint i = 0; i < type->n_fields; i++)
    if ((type->fields[i].flags & PD_FIELD_SEARCH) && !g_hash_table_contains (columns, type->fields[i].name))
      *lacks = TRUE;
  return TRUE;
}

/* Whether @type's search index is not there, or has not seen text of which the file gets the column only now. */
static gboolean
lacks_search (PdStoreSession *session, const PdRecordType *type, gboolean *lacks, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count (*) FROM sqlite_schema WHERE name = '%s_search'", type->table);
  gint64 there;

  *lacks = FALSE;
  if (!fields_have_search (type))
    return TRUE;
  if (!pd_store_session_integer (session, sql, &there, error) ||
      !lacks_search_field (session, type, lacks, error))
    return FALSE;
  for (guint i = 0; i < type->n_lists && !*lacks; i++)
    if (!lacks_search_field (session, type->lists[i], lacks, error))
      return FALSE;
  *lacks = *lacks || there == 0;
  return TRUE;
}

/**
 * pd_store_schema_complete:
 * @session: a session in a transaction
 * @error: (out) (optional): where the error goes
 *
 * What most new versions consist of: makes the tables, columns and indexes that the record types ask for and the file
 * lacks, takes the values of new columns out of what was kept as unknown, and builds search indexes that are concerned
 * anew: a minute for a million orders.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_schema_complete (PdStoreSession *session, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GPtrArray) to_search = g_ptr_array_new ();
  guint n_missing = 0;

  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      gboolean lacks;

      if (!lacks_search (session, *type, &lacks, error))
        return FALSE;
      if (lacks)
        g_ptr_array_add (to_search, (gpointer) *type);
    }
  if (!append_missing (session, sql, &n_missing, error) || !pd_store_session_exec (session, sql->str, error))
    return FALSE;
  for (guint i = 0; i < to_search->len; i++)
    if (!rebuild_search (session, g_ptr_array_index (to_search, i), error))
      return FALSE;
  return TRUE;
}

/* Whether the file lacks anything that the record types ask for. */
gboolean
pd_store_schema_has_missing (PdStoreSession *session, gboolean *missing, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  guint n_missing = 0;

  if (!append_missing (session, sql, &n_missing, error))
    return FALSE;
  *missing = n_missing > 0;
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL && !*missing; type++)
    if (!lacks_search (session, *type, missing, error))
      return FALSE;
  return TRUE;
}
