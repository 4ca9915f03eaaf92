/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-rows.h"

#include "store/pd-store-digest.h"
#include "store/pd-store-schema.h"
#include "store/pd-store-search.h"
#include "wire/pd-wire.h"

/* Columns of a line before its fields: id, unknown. */
enum
{
  LINE_ID,
  LINE_UNKNOWN,
  LINE_FIELDS
};

static void
build_find (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (
      sql,
      "SELECT row, revision, sequence, content_revision, row_state, total_changed FROM \"%s\" WHERE id = ?1",
      type->table);
}

/* The record, and behind its fields a bit for each list that has rows: most orders have lines alone, and a question for
 * each list would take longer than the rest. */
static void
build_load (GString *sql, const PdRecordType *type)
{
  g_string_append (sql, "SELECT ");
  pd_store_append_columns (sql, type);
  g_string_append (sql, ", 0");
  for (guint i = 0; i < type->n_lists; i++)
    g_string_append_printf (sql, " | (EXISTS (SELECT 1 FROM \"%s\" WHERE parent = o.row) << %u)",
                            type->lists[i]->table, i);
  g_string_append_printf (sql, " FROM \"%s\" AS o WHERE id = ?1", type->table);
}

static void
build_load_lines (GString *sql, const PdRecordType *line_type)
{
  g_string_append (sql, "SELECT id, unknown");
  for (guint i = 0; i < line_type->n_fields; i++)
    g_string_append_printf (sql, ", \"%s\"", line_type->fields[i].name);
  g_string_append_printf (sql, " FROM \"%s\" WHERE parent = ?1", line_type->table);
}

static void
append_parameters (GString *sql, guint n)
{
  for (guint i = 1; i <= n; i++)
    g_string_append_printf (sql, "%s?%u", i > 1 ? ", " : "", i);
}

/* Names of all columns that a field fills, and how many. */
static guint
append_field_names (GString *sql, const PdRecordType *type)
{
  guint n = 0;

  for (guint i = 0; i < type->n_fields; i++)
    {
      g_string_append_printf (sql, ", \"%s\"", type->fields[i].name);
      n++;
      if (type->fields[i].flags & PD_FIELD_NUMBER)
        {
          g_string_append_printf (sql, ", \"%s_reversed\"", type->fields[i].name);
          n++;
        }
    }
  return n;
}

static void
build_put (GString *sql, const PdRecordType *type)
{
  static const char *const own[] = { "revision", "sequence", "deleted", "content_revision", "unknown" };
  guint n;

  g_string_append_printf (sql,
                          "INSERT INTO \"%s\" (id, revision, sequence, deleted, content_revision, unknown",
                          type->table);
  n = append_field_names (sql, type);
  g_string_append (sql, ") VALUES (");
  append_parameters (sql, n + 6);
  g_string_append (sql, ") ON CONFLICT (id) DO UPDATE SET ");
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    g_string_append_printf (sql, "%s%s = excluded.%s", i > 0 ? ", " : "", own[i], own[i]);
  for (guint i = 0; i < type->n_fields; i++)
    {
      const char *name = type->fields[i].name;

      g_string_append_printf (sql, ", \"%1$s\" = excluded.\"%1$s\"", name);
      if (type->fields[i].flags & PD_FIELD_NUMBER)
        g_string_append_printf (sql, ", \"%1$s_reversed\" = excluded.\"%1$s_reversed\"", name);
    }
}

static void
build_put_line (GString *sql, const PdRecordType *line_type)
{
  guint n;

  g_string_append_printf (sql, "INSERT INTO \"%s\" (parent, id, unknown", line_type->table);
  n = append_field_names (sql, line_type);
  g_string_append (sql, ") VALUES (");
  append_parameters (sql, n + 3);
  g_string_append_c (sql, ')');
}

static void
build_delete_lines (GString *sql, const PdRecordType *line_type)
{
  g_string_append_printf (sql, "DELETE FROM \"%s\" WHERE parent = ?1", line_type->table);
}

static void
build_delete (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (sql, "DELETE FROM \"%s\" WHERE row = ?1", type->table);
}

static void
build_set_state (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (sql, "UPDATE \"%s\" SET row_state = ?2, pending_command = ?3 WHERE id = ?1",
                          type->table);
}

static void
build_set_total_changed (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (sql, "UPDATE \"%s\" SET total_changed = ?2 WHERE id = ?1", type->table);
}

/* Text that is no UTF-8 cannot have come from us: it is left out rather than shown. */
static void
read_field (PdStatement *statement, int column, PdRecord *record, guint field)
{
  const char *text;

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return;
  if (!pd_field_is_text (&pd_record_get_record_type (record)->fields[field]))
    {
      pd_record_set_integer (record, field, sqlite3_column_int64 (statement, column));
      return;
    }
  text = pd_statement_text (statement, column);
  if (text != NULL && g_utf8_validate (text, -1, NULL))
    pd_record_set_text (record, field, text);
}

static void
read_unknown (const char *text, PdRecord *record)
{
  g_autoptr (PdWireDocument) document = text != NULL ? pd_wire_parse (text, -1, NULL) : NULL;
  const PdWireValue *value;
  const char *name;
  PdWireIter iter;

  if (document == NULL || pd_wire_document_root (document)->kind != PD_WIRE_OBJECT)
    return;
  pd_wire_iter_init (&iter, pd_wire_document_root (document));
  while (pd_wire_iter_next (&iter, &name, &value))
    {
      g_autofree char *json = pd_wire_value_to_text (value);

      pd_record_set_unknown (record, name, json);
    }
}

static gboolean
write_unknown_cb (gpointer name, gpointer json, gpointer data)
{
  GString *out = data;

  g_string_append_c (out, out->len == 0 ? '{' : ',');
  pd_wire_write_string (out, name);
  g_string_append_c (out, ':');
  g_string_append (out, json);
  return FALSE;
}

/* (transfer full) (nullable): what a newer version's fields hold, as one JSON object. */
static char *
unknown_to_text (const PdRecord *record)
{
  GTree *unknown = pd_record_get_unknown (record);
  GString *out;

  if (unknown == NULL || g_tree_nnodes (unknown) == 0)
    return NULL;
  out = g_string_new (NULL);
  g_tree_foreach (unknown, write_unknown_cb, out);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

/**
 * pd_store_row_find:
 * @session: the session
 * @type: the record's type
 * @id: its id
 * @info: (out caller-allocates): what is known of it
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_row_find (PdStoreSession *session,
                   const PdRecordType *type,
                   const char *id,
                   PdRowInfo *info,
                   GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare_for (session, type, build_find, error);
  gboolean found;

  *info = (PdRowInfo){ 0 };
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", id);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (found)
    *info = (PdRowInfo){ sqlite3_column_int64 (statement, 0),
                         sqlite3_column_int64 (statement, 1),
                         sqlite3_column_int64 (statement, 2),
                         sqlite3_column_int64 (statement, 3),
                         (PdRowState) sqlite3_column_int (statement, 4),
                         sqlite3_column_int (statement, 5) != 0 };
  return TRUE;
}

/**
 * pd_store_row_read_header:
 * @statement: a statement that stands on a row of pd_store_append_columns()
 * @type: the record's type
 *
 * Returns: (transfer full): the record, without lines
 */
PdRecord *
pd_store_row_read_header (PdStatement *statement, const PdRecordType *type)
{
  PdRecord *record = pd_record_new (type, pd_statement_text (statement, PD_COLUMN_ID));

  pd_record_set_revision (record, sqlite3_column_int64 (statement, PD_COLUMN_REVISION));
  pd_record_set_sequence (record, sqlite3_column_int64 (statement, PD_COLUMN_SEQUENCE));
  pd_record_set_deleted (record, sqlite3_column_int (statement, PD_COLUMN_DELETED));
  read_unknown (pd_statement_text (statement, PD_COLUMN_UNKNOWN), record);
  for (guint i = 0; i < type->n_fields; i++)
    read_field (statement, PD_COLUMN_FIELDS + (int) i, record, i);
  return record;
}

static gboolean
load_lines (PdStoreSession *session, PdRecord *record, guint list, gint64 row, GError **error)
{
  const PdRecordType *line_type = pd_record_get_record_type (record)->lists[list];
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare_for (session, line_type, build_load_lines, error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "i", row);
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdRecord *line;

      if (!found)
        return TRUE;
      line = pd_record_new (line_type, pd_statement_text (statement, LINE_ID));
      read_unknown (pd_statement_text (statement, LINE_UNKNOWN), line);
      for (guint i = 0; i < line_type->n_fields; i++)
        read_field (statement, LINE_FIELDS + (int) i, line, i);
      pd_record_add_line (record, list, line);
    }
  return FALSE;
}

/**
 * pd_store_row_load:
 * @session: the session
 * @type: the record's type
 * @id: its id
 * @record: (out) (transfer full) (nullable): the user's view, also of a deleted record; %NULL when there is none
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_row_load (PdStoreSession *session,
                   const PdRecordType *type,
                   const char *id,
                   PdRecord **record,
                   GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare_for (session, type, build_load, error);
  g_autoptr (PdRecord) loaded = NULL;
  gboolean found;
  int lists;

  *record = NULL;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", id);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  loaded = pd_store_row_read_header (statement, type);
  lists = sqlite3_column_int (statement, PD_COLUMN_FIELDS + (int) type->n_fields);
  for (guint i = 0; i < type->n_lists; i++)
    if ((lists & (1 << i)) &&
        !load_lines (session, loaded, i, sqlite3_column_int64 (statement, PD_COLUMN_ROW), error))
      return FALSE;
  pd_record_sort_lines (loaded);
  *record = g_steal_pointer (&loaded);
  return TRUE;
}

/* Binds one field of a record or line, which stays until the statement is reset. Returns the next parameter. */
static int
bind_field (PdStatement *statement, int index, const PdRecord *record, guint field)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];

  if (pd_field_is_text (table))
    pd_statement_bind_borrowed (statement, index, pd_record_get_text (record, field));
  else if (pd_record_has (record, field))
    pd_statement_bind_integer (statement, index, pd_record_get_integer (record, field));
  if (table->flags & PD_FIELD_NUMBER)
    {
      g_autofree char *reversed = pd_store_reverse_number (pd_record_get_text (record, field));

      pd_statement_bind_text (statement, ++index, reversed);
    }
  return index + 1;
}

/* Binds all fields from parameter @index on. */
static void
bind_fields (PdStatement *statement, int index, const PdRecord *record)
{
  for (guint i = 0; i < pd_record_get_record_type (record)->n_fields; i++)
    index = bind_field (statement, index, record, i);
}

static gboolean
put_header (PdStoreSession *session, const PdRecord *record, gint64 content_revision, GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare_for (session, pd_record_get_record_type (record), build_put, error);
  g_autofree char *unknown = unknown_to_text (record);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "siiiis", pd_record_get_id (record), pd_record_get_revision (record),
                     pd_record_get_sequence (record), (gint64) pd_record_is_deleted (record),
                     content_revision, unknown);
  bind_fields (statement, 7, record);
  return pd_store_session_run (session, statement, error);
}

static gboolean
delete_lines (PdStoreSession *session, const PdRecordType *line_type, gint64 row, GError **error)
{
  PdStatement *statement = pd_store_session_prepare_for (session, line_type, build_delete_lines, error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "i", row);
  return pd_store_session_run (session, statement, error);
}

static gboolean
put_lines (PdStoreSession *session, const PdRecord *record, guint list, gint64 row, GError **error)
{
  const PdRecordType *line_type = pd_record_get_record_type (record)->lists[list];
  GPtrArray *lines = pd_record_get_list (record, list);

  /* Lines mostly come in the order of their making, as their ids do: each goes behind the one before. */
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      PdStatement *statement = pd_store_session_prepare_for (session, line_type, build_put_line, error);
      g_autofree char *unknown = unknown_to_text (line);

      if (statement == NULL)
        return FALSE;
      pd_statement_bind (statement, "iss", row, pd_record_get_id (line), unknown);
      bind_fields (statement, 4, line);
      if (!pd_store_session_run (session, statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_row (PdStoreSession *session,
         const PdRecord *record,
         gint64 content_revision,
         gint64 old_row,
         GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  gboolean has_search = pd_record_type_has_search (type);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gint64 row;

  if (old_row != 0 && has_search)
    before = pd_store_search_text (session, type, old_row, error);
  if ((old_row != 0 && has_search && before == NULL) ||
      !put_header (session, record, content_revision, error))
    return FALSE;
  row = old_row != 0 ? old_row : sqlite3_last_insert_rowid (session->db);
  for (guint i = 0; i < type->n_lists; i++)
    if ((old_row != 0 && !delete_lines (session, type->lists[i], row, error)) ||
        !put_lines (session, record, i, row, error))
      return FALSE;
  pd_store_session_touch (session, type);
  if (!has_search)
    return TRUE;
  after = pd_store_search_text_of (record);
  return pd_store_search_update (session, type, row, before != NULL ? before : "", after, error);
}

/**
 * pd_store_row_add:
 * @session: the session
 * @record: a record of which there is no row
 * @content_revision: since which revision its content is what it is
 * @error: (out) (optional): where the error goes
 *
 * As pd_store_row_put(), without looking for the row.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_row_add (PdStoreSession *session, const PdRecord *record, gint64 content_revision, GError **error)
{
  return put_row (session, record, content_revision, 0, error);
}

/**
 * pd_store_row_put:
 * @session: the session
 * @record: what the row is to say from now on
 * @content_revision: since which revision its content is what it is
 * @error: (out) (optional): where the error goes
 *
 * Writes the row, its lines and what it is found by. Its row state stays.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_row_put (PdStoreSession *session, const PdRecord *record, gint64 content_revision, GError **error)
{
  PdRowInfo old;

  return pd_store_row_find (session, pd_record_get_record_type (record), pd_record_get_id (record), &old,
                            error) &&
         put_row (session, record, content_revision, old.row, error);
}

/* One statement for each set of fields that change: an index is written when one of its columns is named. */
static PdStatement *
prepare_update (PdStoreSession *session, const PdRecord *old, const PdRecord *record, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (
      sql, "UPDATE \"%s\" SET revision = ?2, sequence = ?3, content_revision = ?4, unknown = ?5",
      type->table);
  if (pd_record_is_deleted (old) != pd_record_is_deleted (record))
    g_string_append_printf (sql, ", deleted = %d", pd_record_is_deleted (record));
  for (guint i = 0; i < type->n_fields; i++)
    {
      if (pd_record_field_equal (old, record, i))
        continue;
      g_string_append_printf (sql, ", \"%s\" = ?%u", type->fields[i].name, 6 + 2 * i);
      if (type->fields[i].flags & PD_FIELD_NUMBER)
        g_string_append_printf (sql, ", \"%s_reversed\" = ?%u", type->fields[i].name, 7 + 2 * i);
    }
  g_string_append (sql, " WHERE row = ?1");
  return pd_store_session_prepare (session, sql->str, error);
}

static gboolean
update_header (PdStoreSession *session,
               gint64 row,
               const PdRecord *old,
               const PdRecord *record,
               gint64 content_revision,
               GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  PdStatement *statement = prepare_update (session, old, record, error);
  g_autofree char *unknown = unknown_to_text (record);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "iiiis", row, pd_record_get_revision (record),
                     pd_record_get_sequence (record), content_revision, unknown);
  for (guint i = 0; i < type->n_fields; i++)
    if (!pd_record_field_equal (old, record, i))
      bind_field (statement, 6 + 2 * (int) i, record, i);
  return pd_store_session_run (session, statement, error);
}

static gboolean
lists_equal (const PdRecord *a, const PdRecord *b, guint list)
{
  GPtrArray *lines = pd_record_get_list (a, list), *others = pd_record_get_list (b, list);

  if (lines->len != others->len)
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    if (!pd_record_equal (g_ptr_array_index (lines, i), g_ptr_array_index (others, i)))
      return FALSE;
  return TRUE;
}

/**
 * pd_store_row_replace:
 * @session: the session
 * @row: the record's row
 * @old: what the row says now, as pd_store_row_load() has read it
 * @record: what it is to say from now on
 * @content_revision: since which revision its content is what it is
 * @error: (out) (optional): where the error goes
 *
 * As pd_store_row_put(), but writes only what is different: mostly a few fields of the header, and the indexes of
 * those.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_row_replace (PdStoreSession *session,
                      gint64 row,
                      const PdRecord *old,
                      const PdRecord *record,
                      gint64 content_revision,
                      GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!update_header (session, row, old, record, content_revision, error))
    return FALSE;
  for (guint i = 0; i < type->n_lists; i++)
    if (!lists_equal (old, record, i) &&
        (!delete_lines (session, type->lists[i], row, error) || !put_lines (session, record, i, row, error)))
      return FALSE;
  pd_store_session_touch (session, type);
  if (!pd_record_type_has_search (type))
    return TRUE;
  before = pd_store_search_text_of (old);
  after = pd_store_search_text_of (record);
  return pd_store_search_update (session, type, row, before, after, error);
}

/**
 * pd_store_row_remove:
 * @session: the session
 * @type: the record's type
 * @id: its id
 * @error: (out) (optional): where the error goes
 *
 * Removes every trace of a record that the platform never had.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_row_remove (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_autofree char *text = NULL;
  PdStatement *statement;
  PdRowInfo info;
  gint64 row;

  if (!pd_store_row_find (session, type, id, &info, error))
    return FALSE;
  if (info.row == 0)
    return TRUE;
  row = info.row;
  if (!pd_store_digest_forget (session, type, id, error))
    return FALSE;
  if (pd_record_type_has_search (type))
    {
      text = pd_store_search_text (session, type, row, error);
      if (text == NULL || !pd_store_search_update (session, type, row, text, "", error))
        return FALSE;
    }
  for (guint i = 0; i < type->n_lists; i++)
    if (!delete_lines (session, type->lists[i], row, error))
      return FALSE;
  statement = pd_store_session_prepare_for (session, type, build_delete, error);
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "i", row);
  pd_store_session_touch (session, type);
  return pd_store_session_run (session, statement, error);
}

/* Where the record stands, and the command that waits. */
gboolean
pd_store_row_set_state (PdStoreSession *session,
                        const PdRecordType *type,
                        const char *id,
                        PdRowState state,
                        const char *pending_command,
                        GError **error)
{
  PdStatement *statement = pd_store_session_prepare_for (session, type, build_set_state, error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "sis", id, (gint64) state, pending_command);
  pd_store_session_touch (session, type);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

/* Whether a person has to look at the total before it may be issued. */
gboolean
pd_store_row_set_total_changed (PdStoreSession *session,
                                const PdRecordType *type,
                                const char *id,
                                gboolean changed,
                                GError **error)
{
  PdStatement *statement = pd_store_session_prepare_for (session, type, build_set_total_changed, error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "si", id, (gint64) changed);
  pd_store_session_touch (session, type);
  return pd_store_session_run (session, statement, error);
}
